//! `published-late`: a report is published by its deadline.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::prose::dates::signed;
use crate::report::At;
use crate::rule::organ::Kind;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject, organ};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "published-late",
    title: Text::new("按期公布", "Published by the deadline"),
    severity: Severity::Warning,
    family: Family::Dates,
    basis: basis::ARTICLE_49,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(year) = subject.year else { return };
    // A draft has neither: what is signed after the deadline was not published before it.
    let (published, at) = match subject.report.meta.published {
        Some(published) => (published, None),
        None => match signed(&subject.passages) {
            Some((range, day)) => (day, Some(subject.passages.at(&range))),
            None => return,
        },
    };
    let name = subject.organ.unwrap_or_default();
    let township = match subject.kind {
        Some(kind) => kind == Kind::Township,
        None => organ::is_township(name),
    };
    let Some(due) = subject.deadlines.due(year, subject.kind, name) else {
        return;
    };
    if published <= due {
        return;
    }
    let (was, by) = (published.text(), due.text());
    let message = if at.is_some() {
        Text::of(
            format!("落款日期{}，晚于期限{}", was.zh, by.zh),
            format!("Dated {}, after the deadline of {}", was.en, by.en),
        )
    } else {
        Text::of(
            format!("{}公布，晚于期限{}", was.zh, by.zh),
            format!("Published on {}, after the deadline of {}", was.en, by.en),
        )
    };
    let finding = Finding::new(at.unwrap_or(At::Meta), message);
    findings.push(finding.beside("published", published).help(if township {
        Text::new(
            "条例没有规定乡镇、街道的期限，通常由县级通知规定，与部门相同；当地另有规定的，以当地为准",
            "The Regulations set no deadline for townships; the county's notice does, usually that of departments. If yours sets another date, that date applies",
        )
    } else {
        Text::new(
            "部门为1月31日，政府为3月31日；当地另有规定的，以当地为准",
            "31 January for departments, 31 March for governments; if a local notice sets another date, that date applies",
        )
    }));
}
