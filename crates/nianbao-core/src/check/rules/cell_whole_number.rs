//! `cell-whole-number`: a count is a whole number, not negative.

use super::basis;
use crate::cell::{Number, Value};
use crate::diagnostic::{Finding, Severity};
use crate::field::{Field, TableId};
use crate::report::At;
use crate::rule::shared::mend;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "cell-whole-number",
    title: Text::new("件数是整数，不是负数", "A count is a whole number and not negative"),
    severity: Severity::Error,
    family: Family::Cells,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// If a table has more of them than this, they are reported together.
const LISTED: usize = 5;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for table in TableId::ALL {
        let wrong: Vec<(Field, Number, Text)> = subject
            .odd(*table)
            .filter_map(|(field, value)| match value {
                Value::Number(number) => breach(field, number).map(|what| (field, number, what)),
                _ => None,
            })
            .collect();
        if wrong.len() <= LISTED {
            for (field, number, what) in wrong {
                let label = field.label();
                let finding = Finding::new(
                    At::Field(field),
                    Text::of(
                        format!("“{}”为 {number}，{}", label.zh, what.zh),
                        format!("“{}” is {number}, but {}", label.en, what.en),
                    ),
                );
                findings.push(mend(finding, subject, field));
            }
        } else if let [(first, number, what), rest @ ..] = wrong.as_slice() {
            let (title, label) = (table.title(), first.label());
            findings.push(
                Finding::new(
                    At::Field(*first),
                    Text::of(
                        format!(
                            "{}有 {} 格不是可用的件数，例如“{}”为 {number}，{}",
                            title.zh,
                            wrong.len(),
                            label.zh,
                            what.zh
                        ),
                        format!(
                            "{}: {} cells cannot be counts; “{}”, for example, is {number}, but {}",
                            title.en,
                            wrong.len(),
                            label.en,
                            what.en
                        ),
                    ),
                )
                .also(rest.iter().map(|(field, _, _)| *field)),
            );
        }
    }
}

fn breach(field: Field, number: Number) -> Option<Text> {
    let whole = number.as_whole().is_some();
    match (field.is_amount(), field.is_signed()) {
        (true, _) if number.is_negative() => Some(Text::new("金额不能是负数", "an amount cannot be negative")),
        (false, false) if number.is_negative() => Some(Text::new("件数不能是负数", "a count cannot be negative")),
        (false, true) if !whole => Some(Text::new("增减的项目数应是整数", "a change in items is a whole number")),
        (false, false) if !whole => Some(Text::new("件数应是整数", "a count is a whole number")),
        _ => None,
    }
}
