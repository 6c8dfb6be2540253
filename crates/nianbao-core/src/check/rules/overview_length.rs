//! `overview-length`: section one is neither empty nor far longer than 1,000 characters.

use crate::diagnostic::{Finding, Severity};
use crate::form::SectionId;
use crate::prose::Unit;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "overview-length",
    title: Text::new("总体情况有内容，不过长", "Section one has content and is not too long"),
    severity: Severity::Notice,
    family: Family::Duties,
    basis: Text::new(
        "国办公开办函〔2021〕30号（2019、2020 年度为〔2019〕60号）：聚焦主题、简明客观；各地通知一般要求总体情况原则上不超过一千字",
        "Notice Guobangongkaibanhan [2021] No. 30 (for 2019 and 2020, [2019] No. 60): to the point and concise; local notices ask for no more than about 1,000 characters",
    ),
    forms: Forms::Every,
    check: Check::Report(check),
};

/// From this many characters on it is too long: half as much again as local notices ask for.
const LONG: usize = 1500;
/// With fewer characters, it can hardly cover five aspects.
const SHORT: usize = 120;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if !subject.is_report() {
        return;
    }
    let Some(at) = subject.heading(SectionId::Overview) else {
        return;
    };
    let passages = &subject.passages;
    let paragraphs = || {
        passages
            .of_section(SectionId::Overview)
            .filter(|passage| passage.is_paragraph())
    };
    let length: usize = paragraphs()
        .map(|passage| passages.glyphs(passage).iter().filter(|glyph| glyph.c != '\n').count())
        .sum();
    let prose = &subject.prose;
    let figures = prose.figures.iter().any(|figure| {
        figure.unit != Unit::Year
            && prose
                .passages
                .get(figure.passage)
                .is_some_and(|passage| passage.section == Some(SectionId::Overview))
    });
    let (zh, en) = if length == 0 {
        ("“一、总体情况”没有内容".to_owned(), "Section one is empty".to_owned())
    } else if length < SHORT {
        (
            format!("“一、总体情况”只有 {length} 字，五个方面写不清楚"),
            format!("Section one has only {length} characters, too few for five aspects"),
        )
    } else if length >= LONG {
        (
            format!("“一、总体情况”有 {length} 字，原则上不超过 1000 字"),
            format!("Section one has {length} characters; it should have no more than about 1,000"),
        )
    } else if !figures {
        (
            format!("“一、总体情况”有 {length} 字，没有一个自己的数字"),
            format!("Section one has {length} characters and no figure of its own"),
        )
    } else {
        return;
    };
    findings.push(Finding::new(at, Text::of(zh, en)).help(Text::new(
        "每个方面写做了什么、多少；认识、部署、意义可以不写",
        "For each aspect, say what was done and how much; leave out thoughts and instructions",
    )));
}
