//! `prose-received`: the number of applications agrees between prose and table three.

use super::basis;
use crate::diagnostic::Severity;
use crate::prose::Quantity;
use crate::rule::prose::compare;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "prose-received",
    title: Text::new(
        "正文写的收到申请数与表三一致",
        "Applications received in the prose agree with table three",
    ),
    severity: Severity::Error,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    compare(subject, findings, |quantity| {
        matches!(
            quantity,
            Quantity::RECEIVED | Quantity::Accepted | Quantity::ReceivedFrom(_) | Quantity::ReceivedFromOrganisations
        )
        .then_some(Severity::Error)
    });
}
