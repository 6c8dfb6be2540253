//! `year-missing`: it is said for which year the report is.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "year-missing",
    title: Text::new("写明报告年度", "The reporting year is named"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::TITLE,
    forms: Forms::Every,
    check: Check::Report(check),
};

const WRITE_IT: Text = Text::new(
    "在标题里写明年度，例如“2023年政府信息公开工作年度报告”；年度决定用哪一种格式",
    "Name the year in the title, as in “2023年政府信息公开工作年度报告”: it decides which form holds",
);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if let Some(year) = subject.year {
        if subject.year_is_inferred {
            let message = Text::of(
                format!("标题没有写年度；按统计期限，这是 {year} 年度的报告"),
                format!("The title does not name the year; by the period of its figures this is the report for {year}"),
            );
            let finding = Finding::new(At::Title(0..subject.report.title.len()), message);
            findings.push_as(Severity::Warning, finding.help(WRITE_IT));
        } else if subject.title.year.is_none() && !subject.report.title.trim().is_empty() {
            let message = Text::of(
                format!("标题没有写年度；报告信息里写的是 {year} 年度"),
                format!("The title does not name the year; the report's metadata says {year}"),
            );
            let finding = Finding::new(At::Title(0..subject.report.title.len()), message);
            findings.push_as(Severity::Warning, finding.help(WRITE_IT));
        }
        return;
    }
    findings.push(
        Finding::new(
            At::Report,
            Text::new(
                "没有认出报告年度：标题和文件信息里都没有写",
                "No reporting year was found: neither the title nor the front matter names one",
            ),
        )
        .help(WRITE_IT),
    );
}
