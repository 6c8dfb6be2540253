//! `repeated-word`: no word is doubled.

use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::filter::is_ideograph;
use crate::prose::fold::Glyph;
use crate::rule::signs::SOON;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "repeated-word",
    title: Text::new("没有重复的词", "No word is doubled"),
    severity: Severity::Warning,
    family: Family::Text,
    basis: basis::TEXT,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let passages = &subject.passages;
    let mut told: Vec<&str> = Vec::new();
    for (passage, (_, again)) in passages.all().zip(subject.signs.by_passage()) {
        let start = passage.range.start;
        for (range, unit) in doubled(passages.even(passage), passages.glyphs(passage), again) {
            let range = start + range.start..start + range.end;
            let written = passages.words(&range);
            // With white space between them they may be on two lines. Each word is reported once.
            if written.contains(char::is_whitespace) || told.contains(&written) {
                continue;
            }
            told.push(written);
            let words = passages.around(&range);
            findings.push(
                Finding::new(
                    passages.at(&range),
                    Text::of(
                        format!("“{unit}”重复了：“{words}”"),
                        format!("“{unit}” is doubled: “{words}”"),
                    ),
                )
                .help(Text::new(
                    "删去一个；两个都要的，中间加标点",
                    "Remove one; if both are meant, put punctuation between them",
                )),
            );
        }
    }
}

/// Doubled text, with the text that is doubled, beginning at one of `places`.
fn doubled<'a>(text: &'a str, chars: &[Glyph], places: &[usize]) -> Vec<(Range<usize>, &'a str)> {
    let first = chars.first().map_or(0, |glyph| glyph.even());
    let offset = |index: usize| chars.get(index).map_or(text.len(), |glyph| glyph.even() - first);
    let mut found = Vec::new();
    // The end of the last one.
    let mut end = 0;
    for mut at in places.iter().copied() {
        if at < end {
            continue;
        }
        let begins = chars[at].c;
        let again = |n: usize| {
            // Usually the first character decides.
            if chars.get(at + n).is_none_or(|glyph| glyph.c != begins) {
                return false;
            }
            let (Some(first), Some(second)) = (chars.get(at..at + n), chars.get(at + n..at + 2 * n)) else {
                return false;
            };
            first.iter().zip(second).all(|(a, b)| a.c == b.c && is_word(a.c))
                && first.iter().any(|glyph| glyph.c != begins)
        };
        let length = (2..=SOON)
            .rev()
            .find(|n| again(*n))
            .or_else(|| single(chars, at).then_some(1));
        let Some(n) = length else { continue };
        // 「政务服务服务大厅」: the doubled word begins one character later, if that makes a word.
        let later = &text[offset(at + 1)..offset(at + 1 + n)];
        let run = n == 2 && chars.get(at + 2 * n).is_some_and(|glyph| glyph.c == begins);
        if run && MAY_REPEAT.contains(&later) {
            at += 1;
        } else if n == 2 && MAY_REPEAT.contains(&later) && at > 0 {
            // 「服务政务政策」: the end of one word, another word, and the beginning of a third.
            let before = &text[offset(at - 1)..offset(at + 1)];
            if MAY_REPEAT.contains(&before) || ENDS.contains(&before) {
                continue;
            }
        }
        let unit = &text[offset(at)..offset(at + n)];
        if n == 1 || !meant(unit, &text[offset(at + 2 * n)..]) {
            found.push((offset(at)..offset(at + 2 * n), unit));
        }
        end = at + 2 * n;
    }
    found
}

/// Whether a character can be part of a doubled word: Chinese, but not a numeral (三三, 一步一步).
fn is_word(c: char) -> bool {
    is_ideograph(c) && !"一二三四五六七八九十百千万两每逐".contains(c)
}

/// Words that may be doubled if the second begins another word: 人民政府政府信息公开, 信息公开公开栏.
const MAY_REPEAT: [&str; 34] = [
    "公开", "政府", "工作", "管理", "服务", "监督", "组织", "建设", "发展", "教育", "会议", "领导", "单位", "机关",
    "执法", "审批", "审核", "登记", "统计", "监管", "投资", "评价", "考核", "通知", "公告", "申请", "政务", "项目",
    "平台", "发布", "办理", "政策", "年度", "保障",
];

/// Other words that may come before a word beginning with their last character: 会计统计统一.
const ENDS: [&str; 5] = ["会计", "财政", "行政", "审计", "预算"];

/// Words after which the second copy does not begin another word.
const NO_OTHER_WORD: [&str; 12] = [
    "的", "情况", "了", "和", "及", "与", "等", "中", "方面", "过程", "申请", "条例",
];

/// Whether a doubled word is intended, judging by the text after it.
fn meant(unit: &str, rest: &str) -> bool {
    // 讨论讨论, 研究研究: spoken, not written.
    const SAID: [&str; 6] = ["讨论", "研究", "商量", "彼此", "很多", "许多"];
    if SAID.contains(&unit) {
        return true;
    }
    if !MAY_REPEAT.contains(&unit) {
        return false;
    }
    let alone = rest.is_empty() || rest.starts_with([',', '。', ';', '、', '\n', ')', ':']);
    // 「政府信息公开公开申请」 is doubled by mistake; 「公开公开栏」 and 「人民政府政府信息」 are not.
    let other = NO_OTHER_WORD
        .iter()
        .any(|word| rest.starts_with(word) && !(unit == "申请" && *word == "申请"));
    let work = unit == "公开" && ["工作", "年度"].iter().any(|word| rest.starts_with(word));
    !(alone || other || work)
}

/// Single characters that are never doubled, except before these characters, which form another word with the second:
/// 对对口, 以及及时.
const SINGLE: [(char, &str); 18] = [
    ('的', "确士"),
    ('性', "质别能格"),
    ('将', "军来近士"),
    ('与', "会否时"),
    ('和', "平谐气县睦解美"),
    ('在', "线建编职岗场校册乎地家读"),
    ('对', "口接照象外策应话账比方内标准手抗"),
    ('为', "民企农老人主基群了何首"),
    ('及', "时其早格至"),
    ('以', "来及上下前后内外便免"),
    ('被', "告动害征子"),
    ('把', "关握手控"),
    ('或', "者许"),
    ('且', "末"),
    ('其', "他它中余实次间"),
    ('第', ""),
    ('由', "此于来"),
    ('了', "解结然"),
];

/// Whether a single character is doubled by mistake.
fn single(chars: &[Glyph], at: usize) -> bool {
    let char = |index: usize| chars.get(index).map(|glyph| glyph.c);
    let (Some(c), Some(d)) = (char(at), char(at + 1)) else {
        return false;
    };
    if c != d {
        return false;
    }
    let next = char(at + 2);
    let before = at.checked_sub(1).and_then(char);
    // 件件有着落, but not 13件件.
    if matches!(c, '件' | '条' | '次' | '篇') {
        return before.is_some_and(|c| c.is_ascii_digit())
            && !(c == '条' && next.is_some_and(|c| "例款文".contains(c)));
    }
    // 和和气气, 实实在在: the next character is doubled too.
    let twice_before = at >= 2 && char(at - 2) == char(at - 1);
    let pairs = twice_before || next.is_some() && char(at + 3) == next;
    SINGLE
        .iter()
        .find(|(known, _)| *known == c)
        .is_some_and(|(_, other)| !next.is_some_and(|next| other.contains(next)) && !pairs && before != Some(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;
    use crate::prose::fold::Even;
    use crate::report::{Block, Report};
    use crate::rule::Passages;
    use crate::rule::signs::Signs;

    /// Runs the search on a text that is already even.
    fn doubled_in(text: &str) -> Vec<Range<usize>> {
        let mut even = Even::default();
        for (at, c) in text.char_indices() {
            even.push(c, at, at + c.len_utf8());
        }
        let everywhere: Vec<usize> = (0..even.glyphs.len()).collect();
        let found = doubled(text, &even.glyphs, &everywhere);
        found.into_iter().map(|(range, _)| range).collect()
    }

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = doubled_in(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{text}");
        // The same result if only the places of recurring characters are searched.
        let mut report = Report::blank(Form::LATEST, "", None);
        report.preface = vec![Block::Paragraph(text.into())];
        let passages = Passages::new(&report);
        let signs = Signs::new(&passages);
        // After the title.
        let (passage, (_, again)) = passages.all().zip(signs.by_passage()).nth(1).expect("the paragraph");
        let found: Vec<&str> = doubled(passages.even(passage), passages.glyphs(passage), again)
            .into_iter()
            .map(|(range, _)| &passages.even(passage)[range])
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn doubled_words_are_found() {
        check("请与办公室联系联系地址:示范路", &["联系联系"]);
        check("新收政府信息公开公开申请0件", &["公开公开"]);
        check("四类过程性性信息", &["性性"]);
        check("我局的的工作", &["的的"]);
        check("推进信息公开信息公开工作", &["信息公开信息公开"]);
        check("做好公开工作工作。", &["工作工作"]);
        check("县办公室办公室负责", &["办公室办公室"]);
        check("收到13件件", &["件件"]);
        check("中华人民共和和国", &["和和"]);
        check("编制第第三条", &["第第"]);
        check("税务服务服务方面。", &["服务服务"]);
        check("公开门会开门会。", &["开门会开门会"]);
        check("告公告公开。", &["告公告公"]);
        check("请与办公室联系联系，四类过程性性信息", &["联系联系", "性性"]);
    }

    #[test]
    fn words_that_are_doubled_on_purpose_are_left_alone() {
        for text in [
            "人人参与,天天更新,层层落实,等等,渐渐、仅仅、往往、常常、多多、点点滴滴",
            "家家户户,方方面面,实实在在,一一答复",
            "一步一步,一条一条,一件一件",
            "件件有着落,条条有回音",
            "示例县人民政府政府信息公开工作年度报告",
            "县财政局局长,市市场监管局,小组组长,区区域,镇镇村两级",
            "在信息公开公开栏张贴,信息公开公开指南",
            "政务公开工作工作人员,政务服务服务大厅",
            "党组织组织党员学习",
            "会计统计统一,服务政务政策,加强监管管控",
            "为了了解情况,针对对口单位,成为为民服务的窗口,以及及时更新",
            "共和和平路,位于于洪区,微信信息,中中小学学生",
            "和和气气",
            "财政政府采购",
            "三三制,十一十一,2023年年底",
            "",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_long_run_costs_little() {
        assert!(doubled_in(&"公开".repeat(5000)).len() <= 5000);
    }
}
