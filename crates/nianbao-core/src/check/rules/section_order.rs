//! `section-order`: each section appears once, in the form's order.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::form::SectionId;
use crate::report::At;
use crate::rule::shared::out_of_place;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "section-order",
    title: Text::new("六个部分各一次，按格式的顺序", "Each section once, in the form's order"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.before_the_forms() {
        return;
    }
    // The first of each section, in the order of the report, and the repeated ones.
    let mut firsts: Vec<(usize, SectionId)> = Vec::new();
    let mut again: Vec<(usize, SectionId, usize)> = Vec::new();
    for (index, id) in subject
        .report
        .sections
        .iter()
        .enumerate()
        .filter_map(|(i, s)| Some((i, s.id?)))
    {
        if !firsts.iter().any(|(_, known)| *known == id) {
            firsts.push((index, id));
        } else if let Some((_, _, times)) = again.iter_mut().find(|(_, known, _)| *known == id) {
            *times += 1;
        } else {
            again.push((index, id, 2));
        }
    }
    for (index, id, times) in again {
        let heading = subject.form.heading(id);
        findings.push(Finding::new(
            At::Heading(index),
            Text::of(
                format!("“{}”出现了 {times} 次", heading.zh),
                format!("“{}” ({}) appears {times} times", heading.zh, heading.en),
            ),
        ));
    }
    let places: Vec<usize> = firsts.iter().map(|(_, id)| *id as usize).collect();
    for at in out_of_place(&places) {
        let (index, id) = firsts[at];
        let heading = subject.form.heading(id);
        // A section before it that belongs after it, or the other way round.
        let (other, after) = match firsts[..at].iter().rev().find(|(_, other)| *other > id) {
            Some((_, other)) => (subject.form.heading(*other), true),
            None => match firsts[at..].iter().find(|(_, other)| *other < id) {
                Some((_, other)) => (subject.form.heading(*other), false),
                None => continue,
            },
        };
        let (zh, en) = if after {
            ("之后", "after")
        } else {
            ("之前", "before")
        };
        findings.push(Finding::new(
            At::Heading(index),
            Text::of(
                format!("“{}”排在“{}”{zh}，与格式的顺序不符", heading.zh, other.zh),
                format!("“{}” comes {en} “{}”, unlike in the form", heading.en, other.en),
            ),
        ));
    }
}
