//! `repeated-paragraph`: no paragraph is in the report twice.

use std::collections::BTreeMap;

use super::basis;
use crate::diagnostic::{Finding, Severity};
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
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for passage in passages.all().filter(|passage| passage.is_paragraph()) {
        let text = passages.even(passage).trim_end();
        if text.len() < SHORTEST || !text.ends_with('。') {
            continue;
        }
        let times = known.entry(text).or_default();
        *times += 1;
        // The third copy needs no further finding.
        if *times != 2 {
            continue;
        }
        let begins: String = text.chars().take(12).collect();
        findings.push(
            Finding::new(
                passages.at(&passage.range),
                Text::of(
                    format!("这一段与前面的一段完全相同：“{begins}…”"),
                    format!("This paragraph is the same as one before it: “{begins}…”"),
                ),
            )
            .help(Text::new("删去一段", "Remove one of them")),
        );
    }
}
