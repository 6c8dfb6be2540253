//! `section-missing`: all six sections are there.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::form::SectionId;
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "section-missing",
    title: Text::new("六个部分都要有", "All six sections are there"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::ARTICLE_50_AND_FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.before_the_forms() {
        return;
    }
    let missing: Vec<SectionId> = SectionId::ALL
        .into_iter()
        .filter(|id| subject.report.section(*id).is_none())
        .collect();
    if missing.len() == SectionId::ALL.len() {
        findings.push(
            Finding::new(
                At::Report,
                Text::new(
                    "六个部分一个也没有认出来：这可能不是年度报告，或者各部分没有标题",
                    "None of the six sections was recognised: this may not be an annual report, or its sections have no headings",
                ),
            )
            .help(Text::new(
                "六个部分的标题应是“一、总体情况”至“六、其他需要报告的事项”，各自独占一行",
                "The headings of the six sections are “一、总体情况” to “六、其他需要报告的事项”, each on a line of its own",
            )),
        );
        return;
    }
    for id in missing {
        let heading = subject.form.heading(id);
        findings.push(Finding::new(
            At::Report,
            Text::of(
                format!("缺少“{}”", heading.zh),
                format!("The section “{}” ({}) is missing", heading.zh, heading.en),
            ),
        ));
    }
}
