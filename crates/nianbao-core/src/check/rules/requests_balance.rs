//! `requests-balance`: received + carried in = outcomes total + carried out, in each column.

use super::basis;
use crate::diagnostic::Severity;
use crate::field::{Field, RequestsRow};
use crate::rule::shared::relations;
use crate::rule::{Check, Family, Findings, Forms, Relation, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "requests-balance",
    title: Text::new(
        "新收加结转等于办结加结转下年",
        "Received plus carried in equals outcomes plus carried out",
    ),
    severity: Severity::Error,
    family: Family::Arithmetic,
    basis: basis::RELATIONS,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    relations(subject, findings, |relation| match relation {
        Relation::Balance(applicant) => Some(Field::Requests(RequestsRow::CarriedOut, applicant)),
        _ => None,
    });
}
