//! `fee-unit`: fees are in 万元, not in 元.

use crate::cell::{Number, Value};
use crate::diagnostic::{Finding, Fix, Severity};
use crate::field::{Field, ProactiveColumn, ProactiveRow};
use crate::form::FormId;
use crate::report::At;
use crate::rule::{Family, Findings, Rule, Subject, organ};
use crate::text::Text;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "fee-unit",
    title: Text::new("收费金额以万元为单位", "Fees are in units of 10,000 yuan"),
    severity: Severity::Warning,
    family: Family::Cells,
    basis: Text::new(
        "国办公开办函〔2021〕30号附件表二：“本年收费金额（单位：万元）”",
        "Notice Guobangongkaibanhan [2021] No. 30, annex, table two: “本年收费金额（单位：万元）”, in units of 10,000 yuan",
    ),
    forms: &[FormId::F2021],
    check,
};

/// From so many 万元 on (a hundred million yuan), a township's or a department's fees are probably in 元.
const SUSPECT: i64 = 10_000;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    const FEES: Field = Field::Proactive(ProactiveRow::Fees, ProactiveColumn::Value);
    let Some(Value::Number(number)) = subject.value(FEES) else {
        return;
    };
    let small = subject.organ.is_some_and(|name| {
        (organ::is_township(name) || organ::is_local_department(name)) && !organ::is_provincial(name)
    });
    // Yuan have two decimals: more of them are those of 万元.
    let decimals = number
        .to_string()
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    if number < Number::whole(SUSPECT) || !small || decimals > 2 {
        return;
    }
    let organ = subject.organ.unwrap_or_default();
    let shifted = shifted(number);
    findings.push(
        Finding::new(
            At::Field(FEES),
            Text::of(
                format!("“行政事业性收费”为 {number} 万元，即 {shifted} 亿元，对{organ}来说过大：可能是以元为单位填写的"),
                format!("Fees of {number} (in 10,000 yuan) are {shifted} hundred million yuan, too much for {organ}: they may be in yuan"),
            ),
        )
        .help(Text::of(
            format!("如果 {number} 的单位是元，应填 {shifted}"),
            format!("If {number} is in yuan, the cell should say {shifted}"),
        ))
        .fix(Fix::set(FEES, shifted)),
    );
}

/// The number with its point four places to the left: from 元 to 万元.
fn shifted(number: Number) -> String {
    let text = number.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let whole = format!("{whole:0>5}");
    let (front, back) = whole.split_at(whole.len() - 4);
    let moved = format!("{front}.{back}{decimals}");
    moved.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_moves_by_four() {
        for (yuan, wan) in [
            ("125000", "12.5"),
            ("10000", "1"),
            ("123456.78", "12.345678"),
            ("20001", "2.0001"),
        ] {
            assert_eq!(Number::parse(yuan).map(shifted).as_deref(), Some(wan));
        }
    }
}
