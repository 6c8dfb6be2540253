//! `prose-carried`: the applications carried in and out agree between prose and table three.

use super::basis;
use crate::diagnostic::Severity;
use crate::prose::Quantity;
use crate::rule::prose::compare;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "prose-carried",
    title: Text::new(
        "正文写的结转数与表三一致",
        "Applications carried over in the prose agree with table three",
    ),
    severity: Severity::Error,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    compare(subject, findings, |quantity| {
        matches!(quantity, Quantity::CARRIED_IN | Quantity::CARRIED_OUT).then_some(Severity::Error)
    });
}
