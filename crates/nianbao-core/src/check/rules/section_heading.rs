//! `section-heading`: the section headings are those of the form.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::label::{core, fold};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "section-heading",
    title: Text::new("各部分标题用格式的标题", "The section headings are those of the form"),
    severity: Severity::Warning,
    family: Family::Structure,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.before_the_forms() {
        return;
    }
    for (index, section) in subject.report.sections.iter().enumerate() {
        let Some(id) = section.id else { continue };
        // `section-order` reports a second section; its heading does not matter.
        if subject.report.sections[..index]
            .iter()
            .any(|before| before.id == Some(id))
        {
            continue;
        }
        let heading = subject.form.heading(id);
        // Most are identical to the form's.
        if section.heading == heading.zh {
            continue;
        }
        let written = fold(&section.heading);
        let written = written.trim_end_matches([':', '.', ',', ';']);
        if written == fold(&heading.zh) {
            continue;
        }
        let numbered = fold(id.ordinal());
        let words = core(written);
        let known = words == core(&fold(&heading.zh));
        let long = id.long_headings().iter().any(|long| words == fold(long));
        let right_number = written
            .strip_prefix(&numbered)
            .is_some_and(|rest| rest.starts_with([',', '.', ':']));
        let (severity, message) = if long && right_number {
            (
                Severity::Notice,
                Text::of(
                    format!("标题写作“{}”，格式的标题是“{}”", section.heading, heading.zh),
                    format!(
                        "The heading reads “{}”; the form's is “{}”",
                        section.heading, heading.zh
                    ),
                ),
            )
        } else if known || long {
            (
                Severity::Warning,
                Text::of(
                    format!(
                        "标题“{}”的序号不是“{}、”，格式的标题是“{}”",
                        section.heading,
                        id.ordinal(),
                        heading.zh
                    ),
                    format!(
                        "The heading “{}” is not numbered “{}、”; the form's is “{}”",
                        section.heading,
                        id.ordinal(),
                        heading.zh
                    ),
                ),
            )
        } else {
            (
                Severity::Warning,
                Text::of(
                    format!("标题写作“{}”，应为“{}”", section.heading, heading.zh),
                    format!("The heading reads “{}”; it should be “{}”", section.heading, heading.zh),
                ),
            )
        };
        findings.push_as(severity, Finding::new(At::Heading(index), message));
    }
}
