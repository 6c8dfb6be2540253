//! `template-residue`: no placeholder or instruction of a template is left.

use std::fmt::Write as _;
use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::filter::{Filter, is_ideograph};
use crate::prose::fold::Glyph;
use crate::report::{At, Block};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::{Text, near};

pub(super) static RULE: Rule = Rule {
    name: "template-residue",
    title: Text::new("没有模板的占位符和说明", "Nothing is left over from a template"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::ARTICLE_50_AND_FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// At most this many different leftovers are listed.
const LISTED: usize = 8;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut found: Vec<Leftover<'_>> = Vec::new();
    let mut more = 0_usize;
    texts(subject, |at, text, glyphs| {
        for residue in residues(text, glyphs) {
            let words = &text[residue.clone()];
            if let Some(known) = found.iter_mut().find(|known| known.words == words) {
                known.times += 1;
            } else if found.len() < LISTED {
                found.push(Leftover {
                    at: at(residue),
                    words,
                    times: 1,
                });
            } else {
                more += 1;
            }
        }
    });
    let mut first = subject.report.preface.iter();
    if let (Some(Block::Paragraph(words)), Some(Block::Paragraph(next))) = (first.next(), first.next())
        && is_salutation(words, next)
        && found.len() < LISTED
    {
        let at = At::Text(crate::report::Part::Preface, 0, 0..words.len());
        let text = Text::of(
            format!("“{words}”是写给上级机关的话：年度报告向社会公布"),
            format!("“{words}” is addressed to a higher organ: the report is published for everybody"),
        );
        findings.push_as(Severity::Warning, Finding::new(at, text));
    }
    let last = found.len().checked_sub(1);
    for (index, leftover) in found.into_iter().enumerate() {
        let words = leftover.words.split_whitespace().collect::<Vec<_>>().join(" ");
        let kind = Kind::of(leftover.words);
        let (mut zh, mut en) = match kind {
            Kind::Template => (
                format!("模板的“{words}”没有填写或没有删去"),
                format!("“{words}” from a template was not filled in or removed"),
            ),
            Kind::Letter => (
                format!("“{words}”是写给上级机关的话：年度报告向社会公布"),
                format!("“{words}” is addressed to a higher organ: the report is published for everybody"),
            ),
            Kind::Markup => (
                format!("网页代码留在了文字里：“{words}”"),
                format!("The code of a web page was left in the text: “{words}”"),
            ),
        };
        if leftover.times > 1 {
            let _ = write!(zh, "，共 {} 处", leftover.times);
            let _ = write!(en, ", in {} places", leftover.times);
        }
        if more > 0 && Some(index) == last {
            let _ = write!(zh, "；此外还有 {more} 处");
            let _ = write!(en, "; there are {more} more");
        }
        let finding = Finding::new(leftover.at, Text::of(zh, en));
        if kind == Kind::Template {
            findings.push(finding);
        } else if words.starts_with('特') {
            // Only the last words of a letter.
            findings.push_as(Severity::Notice, finding);
        } else {
            findings.push_as(Severity::Warning, finding);
        }
    }
}

/// What a leftover is left over from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A form to be filled in.
    Template,
    /// A letter to a higher organ.
    Letter,
    /// A web page.
    Markup,
}

impl Kind {
    fn of(words: &str) -> Kind {
        if words.starts_with(['贵', '妥', '特', '当']) || words.starts_with('请') && !FORM.contains(&words) {
            Kind::Letter
        } else if MARKUP.iter().any(|code| words.starts_with(code)) || words.contains('>') {
            Kind::Markup
        } else {
            Kind::Template
        }
    }
}

/// 「县政府办公室：」 before the first sentence of the preface.
fn is_salutation(text: &str, next: &str) -> bool {
    const ENDS: [&str; 6] = ["政府办公室", "人民政府", "县政府", "区政府", "市政府", "政府办"];
    let Some(name) = text.strip_suffix(['：', ':']) else {
        return false;
    };
    let short = name.len() <= 60 && name.chars().all(is_ideograph);
    short && next.contains('。') && ENDS.iter().any(|end| name.ends_with(end))
}

struct Leftover<'a> {
    at: At,
    words: &'a str,
    times: usize,
}

/// Calls `look` with every text that may have leftovers, a way to point at some of its bytes, and for prose its folded
/// characters.
fn texts<'a>(subject: &Subject<'a>, mut look: impl FnMut(&dyn Fn(Range<usize>) -> At, &'a str, Option<&[Glyph]>)) {
    let report = subject.report;
    // In the report's order.
    let worded = WORDS.iter().any(|word| subject.passages.may_have(word));
    let mut passages = subject.passages.all().zip(subject.signs.by_passage());
    // Without those words, no leftover begins with an ideograph.
    let mut glyphs = || {
        let (passage, (marks, _)) = passages.next()?;
        Some(if worded {
            subject.passages.glyphs(passage)
        } else {
            marks
        })
    };
    let mut laid = subject.all_laid();
    look(&|range| At::Title(range), &report.title, glyphs());
    for part in report.parts() {
        if let crate::report::Part::Section(index) = part {
            look(&|_| At::Heading(index), &report.sections[index].heading, glyphs());
        }
        for (index, block) in report.blocks(part).iter().enumerate() {
            match block {
                Block::Heading { text, .. } | Block::Paragraph(text) => {
                    look(&|range| At::Text(part, index, range), text, glyphs());
                }
                Block::Table(table) => {
                    // Labels that are exactly the form's have no leftovers.
                    let Some(laid) = laid.next() else { continue };
                    if laid.caption {
                        look(&|_| At::Block(part, index), &table.caption, None);
                    }
                    for column in laid.columns.iter().copied() {
                        let label = &table.columns[column].label;
                        look(&|_| At::ColumnLabel(part, index, column), label, None);
                    }
                    for row in laid.rows.iter().copied() {
                        look(&|_| At::RowLabel(part, index, row), &table.rows[row].label, None);
                    }
                }
                Block::Grid(rows) => {
                    for text in rows.iter().flatten() {
                        look(&|_| At::Block(part, index), text, None);
                    }
                }
                Block::Picture { .. } => {}
            }
        }
    }
}

/// Words that occur only in templates.
const WORDS: [&str; 24] = [
    "该部分以表格形式报告",
    "此处填写",
    "在此处输入",
    "点击此处输入",
    "单击此处输入",
    "请填写",
    "请输入",
    "未找到引用源",
    "未定义书签",
    "贵办",
    "贵局",
    "贵委",
    "贵厅",
    "贵单位",
    "贵机关",
    "妥否",
    "请审阅",
    "请审示",
    "请批示",
    "请予审阅",
    "特此报告",
    "特此汇报",
    "当否,请批示",
    "当否，请批示",
];

/// Those that are orders to whoever fills in a form.
const FORM: [&str; 2] = ["请填写", "请输入"];

/// Text that only a template or a word processor writes.
const CODES: [&str; 9] = [
    "Error! Reference source not found",
    "Error! Bookmark not defined",
    "MERGEFORMAT",
    "HYPERLINK \"",
    "PAGEREF _",
    "_GoBack",
    "YYYY年",
    "{{",
    "<#",
];

/// The code of web pages as it is left in copied texts.
const MARKUP: [&str; 18] = [
    "</", "<br", "<p>", "<p ", "<span", "<div", "<font", "<strong", "<o:p", "<!--", "&nbsp;", "&ldquo;", "&rdquo;",
    "&mdash;", "&middot;", "&quot;", "&lt;", "&gt;",
];

/// Bracketed text in a template that should have been replaced.
const BRACKETED: [&str; 24] = [
    "具体网址",
    "网址",
    "网站网址",
    "具体地址",
    "地址",
    "具体数字",
    "数字",
    "数量",
    "电话号码",
    "联系电话",
    "单位名称",
    "机关名称",
    "部门名称",
    "机关全称",
    "单位全称",
    "填报单位",
    "单位",
    "年份",
    "年度",
    "日期",
    "姓名",
    "此处",
    "略",
    "待补充",
];

/// The leftovers in a text, in order, in one pass. If its characters are given, only those are searched.
fn residues<'t>(text: &'t str, glyphs: Option<&'t [Glyph]>) -> impl Iterator<Item = Range<usize>> + 't {
    let known = glyphs.unwrap_or_default().iter().filter(|glyph| BEGINS.may(glyph.c));
    let plain = if glyphs.is_none() { text } else { "" };
    let found = plain.char_indices().filter(|(_, c)| BEGINS.may(*c));
    let starts = known.map(|glyph| glyph.start()).chain(found.map(|(at, _)| at));
    let mut end = 0;
    starts.filter_map(move |start| {
        let c = text.get(start..)?.chars().next().filter(|_| start >= end)?;
        end = residue(text, start, c)?;
        Some(start..end)
    })
}

/// The characters that a leftover can begin with, as written and folded.
static BEGINS: Filter = Filter::of("×╳✕✖XxＸｘ_＿（(〔［[【《{<>&该此在点单请未贵妥特当EMHPY");

/// The end of the leftover that begins at a byte of a text, at this character, if one does.
fn residue(text: &str, start: usize, c: char) -> Option<usize> {
    let rest = &text[start..];
    match c {
        '×' | '╳' | '✕' | '✖' | 'X' | 'x' | 'Ｘ' | 'ｘ' => crosses(text, start, c),
        '_' | '＿' => {
            // The rest of a run is not counted again.
            let begins = !text[..start].ends_with(c);
            let run = rest.chars().take_while(|other| begins && *other == c).count();
            let end = start + run * c.len_utf8();
            if run >= 3 && apart(text, start, end) {
                Some(end)
            } else {
                fixed(&CODES, rest).map(|length| start + length)
            }
        }
        '（' | '(' | '〔' | '［' | '[' | '【' | '《' => bracket(rest, c).map(|length| start + length),
        // The first characters of the fixed words.
        // 「现报告如下，请审阅」, but not 「报请审阅」.
        '请' if !text[..start].ends_with(['，', '。', '；', ',']) => {
            fixed(&FORM, rest).map(|length| start + length)
        }
        '贵' if text[..start].ends_with(['名', '昂', '珍', '宝', '尊', '高', '可']) => None,
        '该' | '此' | '在' | '点' | '单' | '请' | '未' | '贵' | '妥' | '特' | '当' => {
            fixed(&WORDS, rest).map(|length| start + length)
        }
        'E' | 'M' | 'H' | 'P' | 'Y' | '{' => fixed(&CODES, rest).map(|length| start + length),
        '<' | '&' => fixed(&CODES, rest)
            .or_else(|| fixed(&MARKUP, rest))
            .map(|length| start + length),
        '>' => broken_tag(text, start),
        _ => None,
    }
}

fn fixed(all: &[&str], rest: &str) -> Option<usize> {
    all.iter()
        .find(|words| rest.starts_with(**words))
        .map(|words| words.len())
}

/// 「年度报告格式>示例县财政局」: the end of a tag without its beginning, between ideographs of a paragraph.
fn broken_tag(text: &str, start: usize) -> Option<usize> {
    // No tag is longer, which bounds the work.
    const LONGEST: usize = 200;
    const SIDE: usize = 4;
    let (before, after) = (&text[..start], &text[start + 1..]);
    let within = before.chars().next_back().is_some_and(is_ideograph) && after.chars().next().is_some_and(is_ideograph);
    let opened = before.chars().rev().take(LONGEST).find(|c| matches!(c, '<' | '>')) == Some('<');
    // A line of links, as over the text of a page, has no full stop.
    let prose = || text[near(text, start)].contains('。');
    let length = after
        .chars()
        .take(SIDE)
        .take_while(|c| is_ideograph(*c))
        .map(char::len_utf8);
    (within && !opened && prose()).then(|| start + 1 + length.sum::<usize>())
}

/// “××”, “XX”, “XXXX年”: two or more of a kind that are not part of a Latin word, an address or a number.
fn crosses(text: &str, start: usize, c: char) -> Option<usize> {
    let rest = &text[start..];
    if text[..start].ends_with(c) {
        // The whole run is not a leftover, and neither is its tail.
        return None;
    }
    let count = rest.chars().take_while(|other| *other == c).count();
    let end = start + count * c.len_utf8();
    if count < 2 || !apart(text, start, end) {
        return None;
    }
    // 张××诉某局: a person's name left out on purpose.
    if text[end..].starts_with(['诉', '等']) || text[..start].ends_with(['某', '诉']) {
        return None;
    }
    Some(end)
}

/// Whether the bytes `start..end` are not part of a Latin word, a number or an address, nor the end of a longer run.
fn apart(text: &str, start: usize, end: usize) -> bool {
    let glued = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '-' | '_' | '@' | ':' | '~' | '%' | '=' | '&' | '?')
    };
    let first = text[start..].chars().next();
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    before != first
        && !before.is_some_and(glued)
        // A full stop or a colon after it is punctuation of the sentence.
        && !after.is_some_and(|c| glued(c) && !matches!(c, '.' | ':' | '-'))
}

/// The length of “（具体网址）”, “〔〕”, “[bookmark: _GoBack]” and the like, beginning with this bracket.
fn bracket(rest: &str, open: char) -> Option<usize> {
    // No leftover is longer, which bounds the cost of a bracket that is never closed.
    const LONGEST: usize = 40;
    let close = match open {
        '（' => '）',
        '(' => ')',
        '〔' => '〕',
        '［' => '］',
        '[' => ']',
        '【' => '】',
        '《' => '》',
        _ => return None,
    };
    let (at, _) = rest.char_indices().take(LONGEST).find(|(_, c)| {
        // Half-width and full-width brackets are often paired by mistake.
        *c == close || matches!((open, *c), ('（', ')') | ('(', '）'))
    })?;
    let end = at + rest[at..].chars().next().map_or(0, char::len_utf8);
    let inside = rest[open.len_utf8()..at].trim();
    let round = matches!(open, '（' | '(');
    let empty = inside.chars().all(|c| c.is_whitespace() || matches!(c, '_' | '＿'));
    let said = BRACKETED.contains(&inside)
        || ["填写", "请填", "示例", "模板", "此处"]
            .iter()
            .any(|words| inside.starts_with(words))
        || (open == '[' && inside.starts_with("bookmark:"));
    // An ASCII () or [] may be code or a list; other empty brackets are gaps.
    let gap = empty && (!matches!(open, '(' | '[') || (round && inside.contains('_')));
    (said || gap).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::fold::fold;

    fn check(text: &str, expected: &[&str]) {
        let glyphs = fold(text);
        for glyphs in [None, Some(glyphs.as_slice())] {
            let found: Vec<&str> = residues(text, glyphs).map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn leftovers_of_templates_are_found() {
        check("请登录县政府网站（具体网址）查阅", &["（具体网址）"]);
        check("请登录县政府网站(具体网址)查阅", &["(具体网址)"]);
        check("××县财政局XX年", &["××", "XX"]);
        check("XXXX年，我局", &["XXXX"]);
        check("共公开xx条", &["xx"]);
        check("该部分以表格形式报告。表格如下：", &["该部分以表格形式报告"]);
        check("[bookmark: _GoBack]2023年", &["[bookmark: _GoBack]"]);
        check("国办公开办函〔〕30号，国办发〔 〕号", &["〔〕", "〔 〕"]);
        check("按照《》要求", &["《》"]);
        check("电话（ ）", &["（ ）"]);
        check("共____条", &["____"]);
        check("错误！未找到引用源。", &["未找到引用源"]);
        check("单击或点击此处输入文字。", &["点击此处输入"]);
        check("（填写本机关网址）", &["（填写本机关网址）"]);
        check("见 Error! Bookmark not defined.", &["Error! Bookmark not defined"]);
        check("{{单位}}：YYYY年MM月", &["{{", "YYYY年"]);
        check("3.1《条例》<#if 有>", &["<#"]);
    }

    #[test]
    fn every_template_word_is_found_after_others() {
        for words in WORDS.iter().chain(&CODES) {
            let before = if words.starts_with("请") {
                "我局，"
            } else {
                "我局"
            };
            check(&format!("{before}{words}。"), &[words]);
        }
    }

    #[test]
    fn a_letter_begins_with_a_salutation() {
        let next = "根据《条例》编制本报告。";
        assert!(is_salutation("县政府办公室：", next));
        assert!(is_salutation("示例县人民政府:", next));
        assert!(!is_salutation("县政府办公室", next));
        assert!(!is_salutation("发布机构：", next));
        assert!(!is_salutation("县政府办公室：", "联系电话"));
        assert!(!is_salutation("公开机构，示例县人民政府：", next));
    }

    #[test]
    fn lookalikes_are_not_leftovers() {
        for text in [
            "http://www.example.gov.cn/xxgk/xxgkml/",
            "邮箱：xxgk@example.cn",
            "邮箱：zfxx_gk@example.cn",
            "EXXON",
            "二〇〇九年",
            "二○○九年",
            "3×4米",
            "（国务院令第711号）",
            "国办公开办函〔2021〕30号",
            "张××诉县财政局案",
            "电话138****1234",
            "[1] 见附件",
            "单位：万元",
            "本列数据的勾稽关系为",
            "（单位：万元）",
            "（一）主动公开",
            "（下同）",
            "f()",
            "点击率",
            "在县政府",
            "",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn printed_labels_are_not_leftovers() {
        for grid in crate::form::Form::ALL.iter().flat_map(|form| form.grids) {
            let labels = grid.columns.iter().map(|column| &column.label);
            let labels = labels.chain(grid.rows.iter().map(|row| &row.label));
            for text in labels.chain([&grid.caption]) {
                check(&text.zh, &[]);
            }
        }
    }

    #[test]
    fn long_runs_and_open_brackets_cost_little() {
        let text = "（".repeat(20_000) + &"x".repeat(20_000);
        assert_eq!(residues(&text, None).count(), 1);
    }
}
