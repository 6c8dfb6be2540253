//! `title-missing`: the report has its title.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "title-missing",
    title: Text::new("报告要有标题", "The report has its title"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::TITLE,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.is_titled() {
        return;
    }
    let title = subject.report.title.trim();
    let (at, message) = if title.is_empty() {
        (
            At::Report,
            Text::new("没有认出报告的标题", "No title of the report was found"),
        )
    } else {
        (
            At::Title(0..subject.report.title.len()),
            Text::of(
                format!("“{title}”看不出是年度报告的标题"),
                format!("“{title}” does not look like the title of an annual report"),
            ),
        )
    };
    findings.push(Finding::new(at, message).help(Text::new(
        "标题独占一行，写明机关、年度和“政府信息公开工作年度报告”",
        "The title is a line of its own: the organ, the year and “政府信息公开工作年度报告”",
    )));
}
