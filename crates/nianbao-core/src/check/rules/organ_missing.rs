//! `organ-missing`: it is said whose report it is.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "organ-missing",
    title: Text::new("写明是哪个机关的报告", "The organ is named"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::TITLE,
    forms: Forms::Every,
    check: Check::Report(check),
};

const WRITE_IT: Text = Text::new(
    "在标题里写明机关的全称，例如“示例县财政局2023年政府信息公开工作年度报告”",
    "Name the organ in full in the title, as in “示例县财政局2023年政府信息公开工作年度报告”",
);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if let Some(organ) = subject.organ {
        if subject.organ_is_inferred {
            let message = Text::of(
                format!("标题没有写机关；按正文，这是“{organ}”的报告"),
                format!("The title does not name the organ; by its text this is the report of “{organ}”"),
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
                "没有认出是哪个机关的报告：标题和文件信息里都没有写",
                "No organ was found: neither the title nor the front matter names one",
            ),
        )
        .help(WRITE_IT),
    );
}
