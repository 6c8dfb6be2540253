//! `repeated-paragraph`: no paragraph is in the report twice.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::prose::passages::Passage;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "repeated-paragraph",
    title: Text::new("没有重复的段落", "No paragraph is repeated"),
    severity: Severity::Warning,
    family: Family::Text,
    basis: basis::TEXT,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // In bytes: short sentences such as 「无其他需要报告的事项。」 may well be said twice.
    const SHORTEST: usize = 90;
    let passages = &subject.passages;
    let mut known: BTreeSet<&str> = BTreeSet::new();
    // The first copy, and how many paragraphs are copies: a page may have the whole report twice.
    let mut first: Option<&Passage<'_>> = None;
    let mut times = 0_usize;
    for passage in passages.all().filter(|passage| passage.is_paragraph()) {
        let text = passages.even(passage).trim_end();
        if text.len() >= SHORTEST && text.ends_with('。') && !known.insert(text) {
            first.get_or_insert(passage);
            times += 1;
        }
    }
    let Some(passage) = first else { return };
    let begins: String = passages.even(passage).chars().take(12).collect();
    let (mut zh, mut en) = (
        format!("这一段与前面的一段完全相同：“{begins}…”"),
        format!("This paragraph is the same as one before it: “{begins}…”"),
    );
    if times > 1 {
        let _ = write!(zh, "，这样的共 {times} 段");
        let _ = write!(en, "; {times} paragraphs are such copies");
    }
    findings.push(
        Finding::new(passages.at(&passage.range), Text::of(zh, en)).help(Text::new("删去一段", "Remove one of them")),
    );
}
