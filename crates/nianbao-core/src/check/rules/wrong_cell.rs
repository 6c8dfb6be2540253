//! `wrong-cell`: names the one cell of table three whose correction would repair all broken relations.

use super::basis;
use crate::diagnostic::{Finding, Fix, Promise, Severity};
use crate::field::Field;
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Relation, Rule, Subject};
use crate::text::Text;

pub(in crate::check) static RULE: Rule = Rule {
    name: "wrong-cell",
    title: Text::new("表三没有一格单独出错", "No single cell of table three is wrong"),
    severity: Severity::Error,
    family: Family::Arithmetic,
    basis: basis::RELATIONS,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let requests = &subject.requests;
    if !requests.present() {
        findings.not_assessed(None);
        return;
    }
    let Some(cause) = requests.cause() else { return };
    let (label, right, relations) = (cause.field.label(), cause.right, cause.repaired.len());
    let (says_zh, says_en) = match cause.written {
        Some(written) => (format!("为 {written}"), format!("is {written}")),
        None => ("空着".to_owned(), "is blank".to_owned()),
    };
    let (all_zh, all_en) = match relations {
        1 => ("这条勾稽关系就成立".to_owned(), "the broken relation holds".to_owned()),
        _ => (
            format!("{relations} 条勾稽关系全部成立"),
            format!("all {relations} broken relations hold"),
        ),
    };
    let evidence: Vec<Text> = cause
        .repaired
        .iter()
        .map(|relation| requests.describe(*relation))
        .collect();
    let join = |each: fn(&Text) -> &str, between: &str| evidence.iter().map(each).collect::<Vec<_>>().join(between);
    findings.push(
        Finding::new(
            At::Field(cause.field),
            Text::of(
                format!(
                    "“{}”{says_zh}，若只有一处有误，应为 {right}：改这一格，{all_zh}",
                    label.zh
                ),
                format!(
                    "“{}” {says_en}; if only one cell is wrong, it should be {right}: with that change {all_en}",
                    label.en
                ),
            ),
        )
        .also(evidence_cells(subject, cause.field, &cause.repaired))
        .help(Text::of(join(|text| &text.zh, "；"), join(|text| &text.en, "; ")))
        .fix(Fix::set(cause.field, right.to_string(), Promise::Ask)),
    );
}

/// The cells to compare with: the totals that include the cell; for a total, its parts that are not zero.
fn evidence_cells(subject: &Subject<'_>, cell: Field, relations: &[Relation]) -> Vec<Field> {
    let mut cells: Vec<Field> = Vec::new();
    for relation in relations {
        let fields = subject.requests.fields(*relation);
        let total = match relation {
            Relation::Balance(_) => None,
            Relation::Outcomes(_) | Relation::Applicants(_) => fields.first().copied().filter(|total| *total != cell),
        };
        match total {
            Some(total) => cells.push(total),
            None => cells.extend(subject.requests.filled(*relation)),
        }
    }
    cells.retain(|field| *field != cell);
    crate::sort::by_key(&mut cells, |field| field.slot());
    cells.dedup();
    cells
}
