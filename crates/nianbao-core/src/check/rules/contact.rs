//! `contact`: the preface says how to reach the organ.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "contact",
    title: Text::new("写明联系方式", "Contact details are given"),
    severity: Severity::Notice,
    family: Family::Duties,
    basis: basis::ARTICLE_50,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    const WORDS: [&str; 9] = [
        "联系电话",
        "电话",
        "邮箱",
        "传真",
        "邮编",
        "联系方式",
        "联系地址",
        "地址:",
        "通讯地址",
    ];
    if !subject.is_report() || subject.passages.has_any(&WORDS) {
        return;
    }
    // 「（0517-87290606）」, without the word.
    let text = subject.passages.text();
    let dialled = text.match_indices('-').any(|(at, _)| {
        let before = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
        let after = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        (3..=4).contains(&before) && (7..=8).contains(&after)
    });
    if dialled || text.contains('@') {
        return;
    }
    findings.push(
        Finding::new(
            subject.preface(),
            Text::new("没有写明联系方式", "Contact details are missing"),
        )
        .help(Text::new(
            "在前言写明地址、电话、电子邮箱，方便公众询问",
            "Give an address, a telephone number and an e-mail address in the preface",
        )),
    );
}
