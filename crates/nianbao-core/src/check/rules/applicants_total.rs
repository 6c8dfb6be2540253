//! `applicants-total`: the applicant columns add up to the total, in each row.

use super::basis;
use crate::diagnostic::Severity;
use crate::field::{Applicant, Field};
use crate::rule::shared::relations;
use crate::rule::{Check, Family, Findings, Forms, Relation, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "applicants-total",
    title: Text::new("六类申请人相加等于总计", "The applicants add up to the total"),
    severity: Severity::Error,
    family: Family::Arithmetic,
    basis: basis::RELATIONS,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    relations(subject, findings, |relation| match relation {
        Relation::Applicants(row) => Some(Field::Requests(row, Applicant::Total)),
        _ => None,
    });
}
