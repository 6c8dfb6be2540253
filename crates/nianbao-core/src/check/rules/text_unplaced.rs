//! `text-unplaced`: nearly all of the source has its place in the report.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;
use crate::verdict;

pub(super) static RULE: Rule = Rule {
    name: "text-unplaced",
    title: Text::new("内容都放得进报告", "What is written has its place in the report"),
    severity: Severity::Warning,
    family: Family::Structure,
    basis: basis::ARTICLE_50_AND_FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let count = subject.unplaced;
    if !verdict::is_much(subject, count) {
        return;
    }
    findings.push(
        Finding::new(
            At::Report,
            Text::of(
                format!("有 {count} 个字放不进报告，没有检查：多半是表格没有认出来"),
                format!("{count} characters could not be placed in the report and were not checked: most likely a table was not recognised"),
            ),
        )
        .help(Text::new(
            "看看列出的放不进的内容：是格式的表格，就按格式的行和列排好；不是报告的内容，就删去",
            "Look at the pieces listed as unplaced: lay the form's tables out with its rows and columns, and take out what is not part of the report",
        )),
    );
}
