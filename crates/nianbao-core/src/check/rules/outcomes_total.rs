//! `outcomes-total`: the outcomes add up to their total, in each column.

use super::basis;
use crate::diagnostic::Severity;
use crate::field::{Field, RequestsRow};
use crate::rule::shared::relations;
use crate::rule::{Check, Family, Findings, Forms, Relation, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "outcomes-total",
    title: Text::new("各项办理结果相加等于总计", "The outcomes add up to their total"),
    severity: Severity::Error,
    family: Family::Arithmetic,
    basis: basis::RELATIONS,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    relations(subject, findings, |relation| match relation {
        Relation::Outcomes(applicant) => Some(Field::Requests(RequestsRow::OutcomesTotal, applicant)),
        _ => None,
    });
}
