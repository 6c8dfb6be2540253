//! `punctuation`: Chinese punctuation in Chinese text, once, and in pairs.

use std::fmt::Write as _;
use std::ops::Range;

use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::passages::Passage;
use crate::rule::{EVERY_FORM, Family, Findings, Rule, Subject};
use crate::text::Text;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "punctuation",
    title: Text::new("标点用全角，不重复，成对", "Chinese punctuation, once, in pairs"),
    severity: Severity::Notice,
    family: Family::Text,
    basis: Text::new(
        "《标点符号用法》（GB/T 15834—2011）；《党政机关公文处理工作条例》第十九条：标点符号正确",
        "General rules for punctuation (GB/T 15834—2011); Regulations on Official Documents of Party and Government Bodies, Article 19: punctuation is right",
    ),
    forms: EVERY_FORM,
    check,
};

/// The three things that can be wrong, each told once, at its first place.
#[derive(Default)]
struct Found {
    first: Option<(At, String)>,
    times: usize,
}

impl Found {
    fn add(&mut self, passage: &Passage<'_>, range: Range<usize>) {
        self.times += 1;
        if self.first.is_none() {
            self.first = Some((passage.place.at(range.clone()), around(passage.raw, &range)));
        }
    }

    fn tell(self, zh: &str, en: &str, findings: &mut Findings) {
        let Some((at, words)) = self.first else { return };
        let (mut zh, mut en) = (format!("{zh}：“{words}”"), format!("{en}: “{words}”"));
        if self.times > 1 {
            let _ = write!(zh, "，共 {} 处", self.times);
            let _ = write!(en, ", in {} places", self.times);
        }
        findings.push(Finding::new(at, Text::of(zh, en)));
    }
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (mut half, mut twice, mut open) = (Found::default(), Found::default(), Found::default());
    for passage in subject.passages.all() {
        for range in half_width(passage.raw) {
            half.add(passage, range);
        }
        for range in doubled(passage.raw) {
            twice.add(passage, range);
        }
        if passage.is_paragraph()
            && let Some(range) = unpaired(passage.raw)
        {
            open.add(passage, range);
        }
    }
    half.tell("中文里用了半角标点", "Half-width punctuation in Chinese text", findings);
    twice.tell("标点重复", "Punctuation stands twice", findings);
    open.tell(
        "括号、书名号或引号不成对",
        "A bracket or a quotation mark has no partner",
        findings,
    );
}

/// Some characters to either side.
fn around(raw: &str, range: &Range<usize>) -> String {
    const SIDE: usize = 8;
    let from = raw[..range.start]
        .char_indices()
        .rev()
        .nth(SIDE - 1)
        .map_or(0, |(at, _)| at);
    let to = raw[range.end..]
        .char_indices()
        .nth(SIDE)
        .map_or(raw.len(), |(at, _)| range.end + at);
    raw[from..to].split(['\n', '\r']).map(str::trim).collect()
}

fn chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '》' | '”' | '）' | '〕' | '、')
}

/// Half-width marks between Chinese characters; a full stop only where a sentence ends.
fn half_width(raw: &str) -> impl Iterator<Item = Range<usize>> {
    raw.match_indices([',', ';', '?', '!', '.', ':'])
        .filter_map(move |(at, mark)| {
            let end = at + mark.len();
            let before = raw[..at].chars().next_back();
            let after = raw[end..].chars().next();
            // A digit behind begins a number or a time, a letter an address; a line end says nothing.
            let begins = after.is_none_or(|c| chinese(c) || matches!(c, '《' | '“' | '（' | '〔'));
            let stop = mark != "." || after.is_none_or(chinese);
            (before.is_some_and(chinese) && begins && stop).then_some(at..end)
        })
}

/// 「，，」, 「。。」, 「，。」: two marks where one belongs; …… and —— are one.
fn doubled(raw: &str) -> Vec<Range<usize>> {
    const MARKS: [char; 9] = ['，', '。', '、', '；', '：', ',', ';', '！', '？'];
    let mut found = Vec::new();
    let mut chars = raw.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !MARKS.contains(&c) {
            continue;
        }
        let (mut end, mut count, mut only) = (start + c.len_utf8(), 1, c);
        while let Some((at, next)) = chars.next_if(|(_, next)| MARKS.contains(next)) {
            end = at + next.len_utf8();
            count += 1;
            if next != only {
                only = ' ';
            }
        }
        // 。。。 for an ellipsis, ！！ and ？！ are a matter of style.
        let style = (only == '。' && count >= 3) || raw[start..end].chars().all(|c| matches!(c, '！' | '？'));
        if count > 1 && !style {
            found.push(start..end);
        }
    }
    found
}

/// The first bracket or quotation mark of a paragraph that is never closed, or closes nothing.
fn unpaired(raw: &str) -> Option<Range<usize>> {
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, c) in raw.char_indices() {
        // Half and full width are one pair.
        let pair = match c {
            '（' | '(' | '《' | '〈' | '“' | '〔' | '【' => {
                open.push((at, c));
                continue;
            }
            '）' | ')' => ['（', '('].as_slice(),
            '》' => &['《'],
            '〉' => &['〈'],
            '”' => &['“'],
            '〕' => &['〔'],
            '】' => &['【'],
            _ => continue,
        };
        match open.last() {
            Some((_, opened)) if pair.contains(opened) => {
                open.pop();
            }
            // 「1）」 and 「一）」 number a point.
            _ if matches!(c, '）' | ')')
                && raw[..at]
                    .chars()
                    .next_back()
                    .is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c)) => {}
            _ => return Some(at..at + c.len_utf8()),
        }
    }
    open.first().map(|(at, c)| *at..at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each of the three finds.
    fn check(text: &str, half: &[&str], twice: &[&str], open: Option<&str>) {
        let found: Vec<&str> = half_width(text).map(|range| &text[range]).collect();
        assert_eq!(found, half, "{text}");
        let found: Vec<&str> = doubled(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, twice, "{text}");
        assert_eq!(unpaired(text).map(|range| &text[range]), open, "{text}");
    }

    #[test]
    fn marks_are_looked_at_between_chinese_characters() {
        check("公开信息,答复申请;很好.", &[",", ";", "."], &[], None);
        check(
            "公开信息3,000条，占1.5%；见http://example.cn/a,b:8080。",
            &[],
            &[],
            None,
        );
        check("电话:010-1，邮箱:a@b.cn", &[], &[], None);
        check("《条例》(以下简称《条例》)", &[], &[], None);
        check("公开，，答复。。完", &[], &["，，", "。。"], None);
        check("公开，。答复……完——真的！！等。。。", &[], &["，。"], None);
        check("（一）公开（以下简称《条例》，答复", &[], &[], Some("（"));
        check("公开）答复", &[], &[], Some("）"));
        check("1）公开；2)答复；一）其他", &[], &[], None);
        check("“公开《条例》”（见附件)", &[], &[], None);
        check("“公开", &[], &[], Some("“"));
        check("", &[], &[], None);
    }
}
