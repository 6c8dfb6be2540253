//! `fee-unit`: fees are in 万元, not in 元.

use crate::archive::Standing;
use crate::cell::{Number, Value};
use crate::diagnostic::{Finding, Fix, Promise, Severity};
use crate::field::{Field, ProactiveColumn, ProactiveRow};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject, organ};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "fee-unit",
    title: Text::new("收费金额以万元为单位", "Fees are in units of 10,000 yuan"),
    severity: Severity::Warning,
    family: Family::Cells,
    basis: Text::new(
        "国办公开办函〔2021〕30号附件表二：“本年收费金额（单位：万元）”",
        "Notice Guobangongkaibanhan [2021] No. 30, annex, table two: “本年收费金额（单位：万元）”, in units of 10,000 yuan",
    ),
    forms: Forms::With(FEES),
    check: Check::Both(check, against_last_year),
};

/// Fees of this many 万元 (a hundred million yuan) or more are probably in 元 if they are a township's or a
/// department's.
const SUSPECT: i64 = 10_000;

/// A yuan is a ten-thousandth of 万元. A smaller increase than this may be real.
const TIMES: i64 = 1_000;
const FEES: Field = Field::Proactive(ProactiveRow::Fees, ProactiveColumn::Value);

/// Whether an organ's fees are small: a township, or a department below province level.
fn is_small(name: &str) -> bool {
    (organ::is_township(name) || organ::is_local_department(name)) && !organ::is_provincial(name)
}

/// Whether a number may be in yuan: those have at most two decimals; with more it is in 万元.
fn may_be_yuan(number: Number) -> bool {
    number.parts().1 <= 2
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(Value::Number(number)) = subject.value(FEES) else {
        return;
    };
    if number < Number::whole(SUSPECT) || !subject.organ.is_some_and(is_small) || !may_be_yuan(number) {
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
        .fix(Fix::set(FEES, shifted, Promise::Ask)),
    );
}

/// If a number alone is not conclusive, last year's may be: 12.5 then, 118000 now.
fn against_last_year(standing: &Standing<'_>, findings: &mut Findings) {
    let Some(before) = standing.last_year() else { return };
    let (Some(now), Some(then)) = (standing.digest.number(FEES), before.number(FEES)) else {
        return;
    };
    // The number alone was conclusive, and has been reported.
    let told = now >= Number::whole(SUSPECT) && is_small(&standing.organ.name.zh);
    let suspect = then > Number::whole(0) && then.times(TIMES).is_some_and(|least| now >= least) && may_be_yuan(now);
    if told || !suspect {
        return;
    }
    let (year, shifted) = (before.year, shifted(now));
    findings.push(
        Finding::new(
            At::Field(FEES),
            Text::of(
                format!("“行政事业性收费”为 {now} 万元，{year} 年报告为 {then} 万元：可能是以元为单位填写的"),
                format!("Fees of {now} (in 10,000 yuan), after {then} in the report for {year}: they may be in yuan"),
            ),
        )
        .beside(format!("{year}.{FEES}"), then)
        .help(Text::of(
            format!("如果 {now} 的单位是元，应填 {shifted}"),
            format!("If {now} is in yuan, the cell should say {shifted}"),
        ))
        .fix(Fix::set(FEES, shifted, Promise::Ask)),
    );
}

/// The number with its decimal point moved four places to the left: from 元 to 万元.
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
