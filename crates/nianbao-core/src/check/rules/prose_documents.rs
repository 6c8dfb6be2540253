//! `prose-documents`: documents issued, repealed and in force agree between prose and table two.

use super::basis;
use crate::diagnostic::Severity;
use crate::field::ProactiveRow;
use crate::prose::Quantity;
use crate::rule::prose::compare;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "prose-documents",
    title: Text::new(
        "正文写的制发、废止、现行有效件数与表二一致",
        "Documents issued, repealed and in force in the prose agree with table two",
    ),
    severity: Severity::Warning,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    compare(subject, findings, |quantity| match quantity {
        Quantity::Proactive(ProactiveRow::Regulations | ProactiveRow::NormativeDocuments, _) => Some(Severity::Warning),
        // Prose often counts the decisions published, the table those made.
        Quantity::Proactive(ProactiveRow::Licenses | ProactiveRow::Penalties | ProactiveRow::CoerciveMeasures, _) => {
            Some(Severity::Notice)
        }
        _ => None,
    });
}
