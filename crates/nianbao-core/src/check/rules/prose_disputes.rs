//! `prose-disputes`: reconsiderations and lawsuits agree between prose and table four.

use super::basis;
use crate::diagnostic::Severity;
use crate::prose::Quantity;
use crate::rule::prose::compare;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "prose-disputes",
    title: Text::new(
        "正文写的复议、诉讼数与表四一致",
        "Reconsiderations and lawsuits in the prose agree with table four",
    ),
    severity: Severity::Error,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    compare(subject, findings, |quantity| {
        matches!(quantity, Quantity::Disputes(..) | Quantity::Litigation(_)).then_some(Severity::Error)
    });
}
