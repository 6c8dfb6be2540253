//! `prose-outcomes`: outcomes agree between prose and table three: in total, by group and by reason.

use super::basis;
use crate::diagnostic::Severity;
use crate::prose::Quantity;
use crate::rule::prose::compare;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "prose-outcomes",
    title: Text::new(
        "正文写的办理结果与表三一致",
        "Outcomes in the prose agree with table three",
    ),
    severity: Severity::Error,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    compare(subject, findings, |quantity| {
        (quantity == Quantity::OUTCOMES_TOTAL || quantity.is_outcome()).then_some(Severity::Error)
    });
}
