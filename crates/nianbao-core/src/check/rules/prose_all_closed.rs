//! `prose-all-closed`: “全部办结” appears only if nothing is carried out.

use super::basis;
use crate::diagnostic::Severity;
use crate::field::{Applicant, Field, RequestsRow};
use crate::prose::{Quantity, StatementKind};
use crate::rule::prose::{finding, other_scope};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "prose-all-closed",
    title: Text::new(
        "说“全部办结”的，没有结转下年度的申请",
        "“All closed” appears only if nothing is carried over",
    ),
    severity: Severity::Error,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let field = Field::Requests(RequestsRow::CarriedOut, Applicant::Total);
    let prose = &subject.prose;
    let mut statements = prose
        .statements
        .iter()
        .filter(|statement| statement.kind == StatementKind::AllClosed && !other_scope(subject, statement.scope));
    let Some(statement) = statements.next() else { return };
    let Some(carried) = subject.count(field).filter(|_| !subject.is_blank(field)) else {
        findings.not_assessed(Some(field));
        return;
    };
    let cause = subject.requests.cause();
    if carried == 0 || cause.is_some_and(|cause| cause.field == field && cause.right == 0) {
        return;
    }
    // If the prose itself says that some are carried over, 均已答复 is about the rest, though badly put.
    let said_too = prose
        .claims
        .iter()
        .any(|claim| claim.subject == Quantity::CARRIED_OUT && !claim.value.is_zero());
    let severity = if said_too { Severity::Notice } else { Severity::Error };
    let quote = prose.quote(statement.passage, statement.span).trim();
    let message = Text::of(
        format!("正文“{quote}”，表三“结转下年度继续办理”为 {carried}"),
        format!("The prose says “{quote}”; table three has {carried} carried forward"),
    );
    let finding = finding(
        subject,
        statement.passage,
        statement.span,
        statement.sentence,
        message,
        &Text::new(
            "没有全部办结的，写明办结多少件、结转多少件；确已办结的，改表三的结转和办理结果",
            "If some are still open, say how many were closed and how many carried forward; if none is, correct table three",
        ),
    );
    findings.push_as(severity, finding.also([field]));
}
