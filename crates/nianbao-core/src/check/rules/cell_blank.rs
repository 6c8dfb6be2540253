//! `cell-blank`: a cell for something that did not happen says 0.

use super::basis;
use crate::cell::Value;
use crate::diagnostic::{Edit, Finding, Fix, Promise, Severity};
use crate::field::{Applicant, Field, TableId};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Relation, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "cell-blank",
    title: Text::new(
        "没有发生的填 0，不留空格",
        "A cell for something that did not happen says 0",
    ),
    severity: Severity::Warning,
    family: Family::Cells,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for table in TableId::ALL {
        let blank: Vec<Field> = subject
            .odd(*table)
            .filter(|(_, value)| *value == Value::Blank)
            .map(|(field, _)| field)
            .collect();
        let Some(first) = blank.first() else { continue };
        let totals: Vec<(Field, i128)> = blank
            .iter()
            .filter_map(|field| Some((*field, parts(subject, *field)?)))
            .collect();
        let finding = if let Some((total, sum)) = totals.first() {
            let label = total.label();
            let (more_zh, more_en) = match (totals.len() - 1, blank.len() - totals.len()) {
                (0, 0) => (String::new(), String::new()),
                (0, cells) => (
                    format!("；这张表另有 {cells} 格空着"),
                    format!("; {cells} more cells of the table are blank"),
                ),
                (more, cells) => (
                    format!("；另有 {more} 格总计也是这样，这张表共有 {} 格空着", cells + more + 1),
                    format!(
                        "; so are {more} more totals, and {} cells of the table in all",
                        cells + more + 1
                    ),
                ),
            };
            (
                Severity::Error,
                Finding::new(
                    At::Field(*total),
                    Text::of(
                        format!("“{}”空着，而它的各项相加为 {sum}{more_zh}", label.zh),
                        format!("“{}” is blank, but its parts add up to {sum}{more_en}", label.en),
                    ),
                )
                .also(blank.iter().copied().filter(|field| field != total)),
            )
        } else {
            let (title, label) = (table.title(), first.label());
            let (zh, en) = if blank.len() == 1 {
                (
                    format!("“{}”空着：没有发生的填 0", label.zh),
                    format!("“{}” is blank: if nothing happened it says 0", label.en),
                )
            } else {
                (
                    format!("{}有 {} 格空着：没有发生的填 0", title.zh, blank.len()),
                    format!(
                        "{}: {} cells are blank; if nothing happened they say 0",
                        title.en,
                        blank.len()
                    ),
                )
            };
            (
                Severity::Warning,
                Finding::new(At::Field(*first), Text::of(zh, en)).also(blank[1..].iter().copied()),
            )
        };
        let (severity, mut finding) = finding;
        if let Some(fix) = fix(subject, *table, &blank, &totals) {
            finding = finding.fix(fix);
        }
        findings.push_as(severity, finding);
    }
}

/// The sum of the parts of a blank total, if any of them is not 0.
fn parts(subject: &Subject<'_>, total: Field) -> Option<i128> {
    let sum = |parts: &mut dyn Iterator<Item = Field>| {
        let counts: Vec<i64> = parts
            .filter_map(|field| count(subject, field))
            .filter(|n| *n != 0)
            .collect();
        (!counts.is_empty()).then(|| counts.iter().copied().map(i128::from).sum::<i128>())
    };
    if total.table() == TableId::Requests {
        // The total of all is first known by the outcomes.
        let requests = &subject.requests;
        let mut sums = requests.sums(total).map(|relation| requests.fields(relation));
        if let Some(sum) = sums.find_map(|fields| sum(&mut fields.into_iter().skip(1))) {
            return Some(sum);
        }
    }
    // Also that of a row which takes no part beside others in its place.
    let form = if subject.form.has(total) {
        Some(subject.form)
    } else {
        total.form()
    };
    let mut sums = form.into_iter().flat_map(|form| form.sums(total));
    sums.find_map(|relation| sum(&mut relation.parts()))
}

fn count(subject: &Subject<'_>, field: Field) -> Option<i64> {
    match subject.value(field)? {
        Value::Number(number) => number.as_whole(),
        _ => None,
    }
}

/// A fix that fills blanks with 0 and blank totals with their sums, if the table's relations then hold and so confirm
/// it. Table two has no relations, so only the organ knows.
fn fix(subject: &Subject<'_>, table: TableId, blank: &[Field], totals: &[(Field, i128)]) -> Option<Fix> {
    let sure = match table {
        TableId::Proactive => false,
        TableId::Requests => {
            let requests = &subject.requests;
            let told = |relation: &Relation| {
                // A relation that cannot be assessed is no obstacle if only blank totals prevent it.
                requests.fields(*relation).iter().all(|field| {
                    count(subject, *field).is_some()
                        || totals.iter().any(|(total, _)| total == field)
                        || subject.is_blank(*field)
                }) && !unknown_row(subject, *relation)
            };
            let own = |field: Field| totals.iter().any(|(total, _)| *total == field);
            (requests.broken().is_empty() || requests.cause().is_some_and(|cause| own(cause.field)))
                && requests.open().iter().all(told)
        }
        TableId::Disputes => subject.form.totals(table).all(|(total, relation)| {
            let parts = relation.parts().filter_map(|field| count(subject, field));
            let sum: i128 = parts.map(i128::from).sum();
            subject.is_blank(total) || count(subject, total).is_some_and(|total| i128::from(total) == sum)
        }),
    };
    if !sure {
        return None;
    }
    let edits = blank
        .iter()
        .map(|field| Edit {
            field: *field,
            value: totals
                .iter()
                .find(|(total, _)| total == field)
                .map_or_else(|| "0".to_owned(), |(_, sum)| sum.to_string()),
        })
        .collect();
    let title = if totals.is_empty() {
        Text::new("空格都填 0", "Fill the blanks with 0")
    } else {
        Text::new(
            "空着的总计填各项之和，其余空格填 0",
            "Fill the blank totals with their sums, the other blanks with 0",
        )
    };
    Some(Fix {
        title,
        edits,
        promise: Promise::Ask,
    })
}

/// Whether a relation includes a row with a total whose applicants are all blank: their figures are unknown.
fn unknown_row(subject: &Subject<'_>, relation: Relation) -> bool {
    subject.requests.fields(relation).iter().any(|field| {
        let Field::Requests(row, _) = *field else {
            return false;
        };
        let applicants = subject.requests.applicants();
        applicants.iter().all(|a| subject.is_blank(Field::Requests(row, *a)))
            && count(subject, Field::Requests(row, Applicant::Total)).is_some_and(|total| total != 0)
    })
}
