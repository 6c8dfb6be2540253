//! `section-extra`: there is no additional top-level section.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "section-extra",
    title: Text::new("六个部分之外没有别的部分", "There are no sections besides the six"),
    severity: Severity::Warning,
    family: Family::Structure,
    basis: basis::ARTICLE_50_AND_FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// If there are more than this, they are counted rather than listed.
const LISTED: usize = 5;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // If none of the six was recognised, that is the error.
    if subject.before_the_forms() || subject.report.sections.iter().all(|section| section.id.is_none()) {
        return;
    }
    let extra: Vec<usize> = (0..subject.report.sections.len())
        .filter(|index| subject.report.sections[*index].id.is_none())
        .collect();
    for index in extra.iter().take(LISTED) {
        let heading = &subject.report.sections[*index].heading;
        findings.push(
            Finding::new(
                At::Heading(*index),
                Text::of(
                    format!("“{heading}”不是格式规定的部分"),
                    format!("“{heading}” is not a section of the form"),
                ),
            )
            .help(Text::new(
                "把它的内容放进六个部分里，例如“六、其他需要报告的事项”",
                "Move its content to one of the six sections, such as “六、其他需要报告的事项” (other matters)",
            )),
        );
    }
    if let Some(index) = extra.get(LISTED) {
        let more = extra.len() - LISTED;
        findings.push(Finding::new(
            At::Heading(*index),
            Text::of(
                format!("还有 {more} 个标题不是格式规定的部分"),
                format!("{more} more headings are not sections of the form"),
            ),
        ));
    }
}
