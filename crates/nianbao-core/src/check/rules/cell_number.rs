//! `cell-number`: a cell of a table holds a number.

use super::basis;
use crate::cell::{Cell, Number, Value};
use crate::diagnostic::{Finding, Fix, Promise, Severity};
use crate::field::{Field, ProactiveColumn, TableId};
use crate::report::At;
use crate::rule::shared::mend;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "cell-number",
    title: Text::new("表格里填数字", "The cells of the tables hold numbers"),
    severity: Severity::Error,
    family: Family::Cells,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// If a table has more of them than this, they are reported together.
const LISTED: usize = 5;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    remarks(subject, findings);
    for table in TableId::ALL {
        let wrong: Vec<(Field, &str)> = subject
            .odd(*table)
            .filter_map(|(field, value)| match value {
                Value::Text(text) if !amount_with_unit(field, text) => Some((field, text)),
                _ => None,
            })
            .collect();
        if wrong.len() <= LISTED {
            for (field, text) in wrong {
                let label = field.label();
                let shown = short(text);
                let mut finding = Finding::new(
                    At::Field(field),
                    Text::of(
                        format!("“{}”写的是“{shown}”，不是数字", label.zh),
                        format!("“{}” says “{shown}”, which is not a number", label.en),
                    ),
                );
                if let Some(value) = reading(text) {
                    finding = finding.fix(Fix::set(field, value, Promise::Ask));
                } else {
                    finding = mend(finding, subject, field);
                }
                findings.push(finding);
            }
        } else if let [(first, text), rest @ ..] = wrong.as_slice() {
            let (title, label, shown) = (table.title(), first.label(), short(text));
            findings.push(
                Finding::new(
                    At::Field(*first),
                    Text::of(
                        format!(
                            "{}有 {} 格不是数字，例如“{}”写的是“{shown}”",
                            title.zh,
                            wrong.len(),
                            label.zh
                        ),
                        format!(
                            "{}: {} cells are not numbers; “{}”, for example, says “{shown}”",
                            title.en,
                            wrong.len(),
                            label.en
                        ),
                    ),
                )
                .also(rest.iter().map(|(field, _)| *field)),
            );
        }
    }
}

/// Reports numbers with a remark. Their value is known, but a cell is not the place for words.
fn remarks(subject: &Subject<'_>, findings: &mut Findings) {
    for (field, value) in TableId::ALL.iter().flat_map(|table| subject.odd(*table)) {
        let remark = subject.figures.get(field).and_then(Cell::remark);
        let (Value::Number(number), Some(remark)) = (value, remark) else {
            continue;
        };
        let (label, remark) = (field.label(), short(remark));
        // There is no fix: the remark belongs in the prose, and only a person can put it there.
        findings.push(Finding::new(
            At::Field(field),
            Text::of(
                format!("“{}”的数字后面带了说明“{remark}”，按 {number} 核对", label.zh),
                format!("“{}” has the remark “{remark}”; it was read as {number}", label.en),
            ),
        ));
    }
}

/// 采购总金额 of form 2019 has no printed unit, so organs write one: 251000元.
fn amount_with_unit(field: Field, text: &str) -> bool {
    matches!(field, Field::Proactive(_, ProactiveColumn::Amount))
        && ["万元", "元"]
            .iter()
            .find_map(|unit| text.strip_suffix(unit))
            .is_some_and(|number| Number::parse(number).is_some())
}

/// The likely meaning of a text: a number with its unit, or a way to write none.
fn reading(text: &str) -> Option<String> {
    if ["无", "没有", "零", "〇", "○", "O", "o", "Ｏ", "未发生", "无。"].contains(&text) {
        return Some("0".to_owned());
    }
    let number = ["件", "条", "份", "个", "宗", "次", "项", "万元", "。", "."]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))?;
    Number::parse(number).map(|number| number.to_string())
}

fn short(text: &str) -> String {
    const LONGEST: usize = 20;
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = words.char_indices().nth(LONGEST) {
        words.truncate(at);
        words.push('…');
    }
    words
}
