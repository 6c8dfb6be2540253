//! `punctuation`: punctuation in Chinese text is Chinese, not doubled, and paired.

use std::ops::Range;

use crate::diagnostic::{Finding, Severity};
use crate::filter::{Filter, is_ideograph};
use crate::prose::fold::Glyph;
use crate::prose::passages::Passage;
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::{Lang, Text};

pub(super) static RULE: Rule = Rule {
    name: "punctuation",
    title: Text::new(
        "标点用全角，不重复，成对",
        "Punctuation is Chinese, not doubled, and paired",
    ),
    severity: Severity::Notice,
    family: Family::Text,
    basis: Text::new(
        "《标点符号用法》（GB/T 15834—2011）；《党政机关公文处理工作条例》第十九条：标点符号正确",
        "General rules for punctuation (GB/T 15834—2011); Regulations on Official Documents of Party and Government Bodies, Article 19: punctuation is right",
    ),
    forms: Forms::Every,
    check: Check::Report(check),
};

/// The full-width marks that half-width ones are weighed against. Full stops are not among them: converters that make
/// the others half-width leave them.
const FULL_WIDTH: [char; 5] = ['，', '；', '：', '！', '？'];

/// One of the three kinds of errors: its first place, the words around it, and how many there are.
#[derive(Default)]
struct Found {
    first: Option<(usize, At, String)>,
    times: usize,
}

impl Found {
    fn add(&mut self, passage: &Passage<'_>, range: Range<usize>) {
        self.times += 1;
        if self.first.is_none() {
            self.first = Some((
                passage.range.start + range.start,
                passage.place.at(range.clone()),
                around(passage.raw, &range),
            ));
        }
    }
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (mut half, mut twice, mut open) = (Found::default(), Found::default(), Found::default());
    let mut marks = Vec::new();
    for (passage, (glyphs, _)) in subject.passages.all().zip(subject.signs.by_passage()) {
        find_marks(passage.raw, glyphs, &mut marks);
        let marks = marks.as_slice();
        // A paragraph that is half-width throughout was typed or converted like that rather than by mistake, and a
        // finding would tell the reader nothing new. A few half-width marks among more full-width ones are mistakes.
        let full = marks.iter().filter(|(_, c)| FULL_WIDTH.contains(c)).count();
        if half_width(passage.raw, marks).take(full).count() < full {
            for range in half_width(passage.raw, marks) {
                half.add(passage, range);
            }
        }
        doubled(passage.raw, marks, |range| twice.add(passage, range));
        if passage.is_paragraph()
            && let Some(range) = unpaired(passage.raw, marks)
        {
            open.add(passage, range);
        }
    }
    let kinds = [
        (half, "半角标点", "half-width"),
        (twice, "重复的标点", "doubled"),
        (open, "不成对的括号、书名号或引号", "without a partner"),
    ];
    let times: usize = kinds.iter().map(|(found, _, _)| found.times).sum();
    let mut told: Vec<(usize, At, Text)> = kinds
        .into_iter()
        .filter_map(|(found, zh, en)| {
            let (start, at, words) = found.first?;
            let more = found.times > 1;
            let zh_times = if more {
                format!(" {} 处", found.times)
            } else {
                String::new()
            };
            let en_times = if more {
                format!(" ({} times)", found.times)
            } else {
                String::new()
            };
            let text = Text::of(format!("{zh}{zh_times}“{words}”"), format!("{en}{en_times} “{words}”"));
            Some((start, at, text))
        })
        .collect();
    told.sort_by_key(|(start, _, _)| *start);
    let Some(at) = told.first().map(|(_, at, _)| at.clone()) else {
        return;
    };
    let each = |lang: Lang, sign: &str| {
        told.iter()
            .map(|(_, _, text)| text.get(lang))
            .collect::<Vec<_>>()
            .join(sign)
    };
    let message = Text::of(
        format!("标点有 {times} 处要看：{}", each(Lang::Zh, "，")),
        format!(
            "{times} punctuation mark{} to look at: {}",
            if times == 1 { "" } else { "s" },
            each(Lang::En, ", ")
        ),
    );
    findings.push(Finding::new(at, message));
}

/// The range with some characters on each side.
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
    is_ideograph(c) || matches!(c, '》' | '”' | '）' | '〕' | '、')
}

/// All marks that are looked at, in their folded form.
static MARK: Filter = Filter::of(",;:!?。、.(《〈“)》〉”");

/// Collects the marks of a text as written, with their places, and perhaps a few other characters; most characters are
/// skipped.
fn find_marks(raw: &str, glyphs: &[Glyph], marks: &mut Vec<(usize, char)>) {
    marks.clear();
    // The end of a line has the same place as the start of the next one.
    for glyph in glyphs.iter().filter(|glyph| MARK.may(glyph.c) && glyph.c != '\n') {
        let at = glyph.start();
        if let Some(mark) = raw.get(at..).and_then(|rest| rest.chars().next()) {
            marks.push((at, mark));
        }
    }
}

/// Half-width marks between Chinese characters; a full stop only at the end of a sentence.
fn half_width(raw: &str, marks: &[(usize, char)]) -> impl Iterator<Item = Range<usize>> {
    marks
        .iter()
        .filter(|(_, mark)| matches!(mark, ',' | ';' | '?' | '!' | '.' | ':'))
        .filter_map(move |(at, mark)| {
            let end = at + mark.len_utf8();
            let before = raw[..*at].chars().next_back();
            let after = raw[end..].chars().next();
            // A digit after it begins a number or a time, a letter an address; a line break is no evidence.
            let begins = after.is_none_or(|c| chinese(c) || matches!(c, '《' | '“' | '（' | '〔'));
            let stop = *mark != '.' || after.is_none_or(chinese);
            (before.is_some_and(chinese) && begins && stop).then_some(*at..end)
        })
}

/// 「，，」, 「。。」, 「，。」: two marks instead of one. …… and —— are single marks.
fn doubled(raw: &str, marks: &[(usize, char)], mut add: impl FnMut(Range<usize>)) {
    let single = |c: char| matches!(c, '，' | '。' | '、' | '；' | '：' | ',' | ';' | '！' | '？');
    let touches = |(a, c): &(usize, char), (b, d): &(usize, char)| a + c.len_utf8() == *b && single(*c) && single(*d);
    for run in marks.chunk_by(touches) {
        let ([(start, first), .., (last, c)], count) = (run, run.len()) else {
            continue;
        };
        let only = run.iter().all(|(_, c)| c == first);
        // 。。。 for an ellipsis, ！！ and ？！ are questions of style.
        let style = (only && *first == '。' && count >= 3) || run.iter().all(|(_, c)| matches!(c, '！' | '？'));
        let end = last + c.len_utf8();
        if !style && end <= raw.len() {
            add(*start..end);
        }
    }
}

/// The first bracket or quotation mark of a paragraph that has no partner.
fn unpaired(raw: &str, marks: &[(usize, char)]) -> Option<Range<usize>> {
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, c) in marks.iter().copied() {
        // Half-width and full-width marks can be partners.
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
    use crate::prose::fold::fold;

    /// Compares the finds of each kind.
    fn check(text: &str, half: &[&str], twice: &[&str], open: Option<&str>) {
        let mut marks = Vec::new();
        find_marks(text, &fold(text), &mut marks);
        let found: Vec<&str> = half_width(text, &marks).map(|range| &text[range]).collect();
        assert_eq!(found, half, "{text}");
        let mut found: Vec<&str> = Vec::new();
        doubled(text, &marks, |range| found.push(&text[range]));
        assert_eq!(found, twice, "{text}");
        assert_eq!(unpaired(text, &marks).map(|range| &text[range]), open, "{text}");
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
        // The first mark of a line counts once, although the line break before it has the same place.
        check("公开\n（一）答复申请", &[], &[], None);
        check("", &[], &[], None);
    }
}
