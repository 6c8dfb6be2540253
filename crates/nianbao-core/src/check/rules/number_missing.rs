//! `number-missing`: every unit has its number.

use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::filter::is_ideograph;
use crate::rule::{Check, Family, Findings, Forms, Passages, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "number-missing",
    title: Text::new("数量词前面有数字", "Every unit has a number"),
    severity: Severity::Error,
    family: Family::Text,
    basis: basis::TEXT,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// Units at the end of a clause, and the words before them that only a number can follow. Not 文件, 条件, 层次, 培训期.
const GAPS: [(&str, &[&str]); 16] = [
    ("余条", &["信息", "公开", "发布", "动态"]),
    (
        "条",
        &[
            "信息",
            "公开",
            "发布",
            "解读",
            "动态",
            "公告",
            "留言",
            "收到",
            "受理",
            "办理",
            "回复",
            "答复",
            "文件",
            "咨询",
            "共",
            "累计",
            "合计",
            "共计",
            "推送",
            "更新",
            "上传",
            "转载",
            "报送",
            "采用",
            "公开申请",
            "建议",
        ],
    ),
    (
        "件",
        &[
            "规范性文件",
            "规章",
            "共收到申请",
            "共受理申请",
            "累计受理申请",
            "累计收到申请",
            "共收到",
            "共受理",
            "共办结",
            "共答复",
            "新收",
            "予以公开",
            "部分公开",
            "不予公开",
            "无法提供",
            "不予处理",
            "其他处理",
            "制发",
            "废止",
            "现行有效",
            "申请行政复议",
            "提起行政诉讼",
            "发生行政复议",
            "发生行政诉讼",
            "行政复议",
            "行政诉讼",
            "行政许可",
            "行政处罚",
            "行政强制",
            "上年结转",
            "上年度结转",
            "共计",
            "合计",
        ],
    ),
    ("起", &["行政复议", "行政诉讼", "复议案件", "诉讼案件"]),
    ("场", &["培训", "会议", "发布会", "讲座"]),
    ("场次", &["培训", "会议", "发布会", "讲座", "共计", "累计"]),
    ("篇", &["解读", "材料", "文章", "稿件", "信息", "发布", "推文"]),
    (
        "次",
        &["培训", "召开", "开展", "组织", "举办", "会议", "座谈会", "发布会"],
    ),
    ("人次", &["培训", "共计", "累计", "接待群众", "参训"]),
    ("期", &["公报", "共编印", "共推送", "培训班", "简报"]),
    ("个", &["专栏", "账号", "栏目", "平台", "共计"]),
    ("份", &["文件", "公报", "材料", "通知", "规章"]),
    ("元", &["处理费", "收取", "金额", "共计", "合计", "收费"]),
    ("万元", &["处理费", "收取", "金额", "共计", "合计", "收费"]),
    ("1月1日", &["自年", "从年", "为年"]),
    ("12月31日", &["至年", "到年", "截至年"]),
];

/// Characters that come before a percentage.
const RATES: [char; 14] = [
    '占', '长', '降', '为', '达', '到', '率', '约', '近', '升', '加', '少', '比', '过',
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let passages = &subject.passages;
    let text = passages.text();
    let mut gaps: Vec<(Range<usize>, &str)> = Vec::new();
    for (unit, words) in GAPS {
        // After a date the sentence continues; any other unit must end its clause, or it may begin another word.
        let date = unit.ends_with('日');
        let first = unit.chars().next();
        for word in words {
            let last = word.chars().next_back();
            if !last.zip(first).is_some_and(|(last, first)| passages.touch(last, first)) {
                continue;
            }
            for hit in passages.find(word) {
                let rest = &text[hit.end..];
                if rest.starts_with(unit) && (date || ends(&rest[unit.len()..])) && !passages.quoted(hit.start) {
                    gaps.push((hit.start..hit.end + unit.len(), unit));
                }
            }
        }
    }
    // 申请件 is a word, but not when applications are counted: 「全年共收到政府信息公开申请件」.
    for word in ["公开申请件", "依申请公开件"] {
        for hit in passages.find(word) {
            let from = passages.clause(hit.start).start.max(passages.near(hit.start).start);
            let clause = &text[from..hit.start];
            let counted = [
                "共收到",
                "共受理",
                "共接收",
                "新收",
                "累计收到",
                "累计受理",
                "年收到",
                "年度收到",
                "年受理",
                "年度受理",
            ]
            .iter()
            .any(|words| clause.contains(words));
            if counted && ends(&text[hit.end..]) && !clause.contains(numeral) {
                gaps.push((hit, "件"));
            }
        }
    }
    alone(passages, &mut gaps);
    blanks(passages, &mut gaps);
    for sign in subject.signs.marks().iter().filter(|mark| mark.c == '%') {
        let at = sign.even();
        let before = text[..at].chars().next_back();
        if let Some(c) = before.filter(|c| RATES.contains(c)) {
            gaps.push((at - c.len_utf8()..at + sign.c.len_utf8(), "%"));
        }
    }
    gaps.sort_by_key(|(range, _)| (range.start, range.end));
    // 「共计条」 matches two words.
    gaps.dedup_by(|b, a| b.0.end == a.0.end);
    for (range, unit) in gaps {
        let unit = if unit.ends_with('日') { "年" } else { unit };
        let words = passages.around(&range);
        findings.push(
            Finding::new(
                passages.at(&range),
                Text::of(
                    format!("“{unit}”前面没有数字：“{words}”"),
                    format!("No number before “{unit}”: “{words}”"),
                ),
            )
            .help(Text::new(
                "填上数字；没有发生的写 0",
                "Fill in the number; write 0 if nothing happened",
            )),
        );
    }
    in_force(passages, findings);
}

/// 「收到申请3件，办结件，结转下年度件」: clauses of nothing but a thing counted and its unit.
fn alone(passages: &Passages<'_>, gaps: &mut Vec<(Range<usize>, &'static str)>) {
    const WORDS: [&str; 14] = [
        "办结件",
        "已办结件",
        "全部办结件",
        "答复件",
        "已答复件",
        "回复件",
        "办理件",
        "受理件",
        "收到件",
        "结转件",
        "结转下年件",
        "结转下年度件",
        "维持件",
        "纠正件",
    ];
    for word in WORDS {
        gaps.extend(
            passages
                .find(word)
                .filter(|hit| passages.clause(hit.start) == *hit)
                .map(|hit| (hit, "件")),
        );
    }
}

/// 「信息  条」: a blank was left for the number.
fn blanks(passages: &Passages<'_>, gaps: &mut Vec<(Range<usize>, &'static str)>) {
    // Each unit, and the characters with which it makes a word: 文件, 首次.
    const UNITS: [(&str, &str); 11] = [
        ("条", "头一信线枝"),
        ("件", "文条案事邮信附软硬证稿部要元零物急构"),
        ("次", "层首多每再其本档场批班人依上下屡初"),
        ("篇", ""),
        ("份", "年省身月股部成"),
        ("期", "定日学近中长短分周任到时按延逾"),
        ("个", "整各每某这那几"),
        ("元", "单多公"),
        ("宗", "正"),
        ("封", "密"),
        ("场", "现会市立广农在到"),
    ];
    let blank = |c: char| matches!(c, ' ' | '\u{3000}' | '\u{a0}' | '\t');
    if !passages.has_gaps() {
        return;
    }
    for passage in passages.all().filter(|passage| passage.is_paragraph()) {
        let mut last = 0;
        for (at, c) in passage.raw.match_indices(blank) {
            let before = &passage.raw[last..at];
            last = at + c.len();
            let rest = passage.raw[last..].trim_start_matches(blank);
            // One blank may be a typesetter's.
            if rest.len() == passage.raw.len() - last || before.is_empty() {
                continue;
            }
            let previous = before.chars().next_back().filter(|c| is_ideograph(*c));
            let (Some((unit, words)), Some(previous)) =
                (UNITS.iter().find(|(unit, _)| rest.starts_with(unit)), previous)
            else {
                continue;
            };
            let after = &rest[unit.len()..];
            let ended = after.is_empty() || after.starts_with(['，', '。', '；', '、', '）', ',', ';', ')']);
            if !ended || words.contains(previous) || numeral(previous) {
                continue;
            }
            let end = passage.raw.len() - after.len();
            if let Some(range) = passages.folded(passage, at - previous.len_utf8()..end) {
                gaps.push((range, unit));
            }
        }
    }
}

fn numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二两三四五六七八九十百千零〇几".contains(c)
}

/// Whether a clause ends here.
fn ends(rest: &str) -> bool {
    rest.is_empty()
        || rest.starts_with([',', '。', ';', '、', '\n', ')'])
        || rest.starts_with("其中")
        || rest.starts_with("(其中")
}

/// 「制定规范性文件2件，废止0件，现行有效的规范性文件。」: the last in a row of figures has no number.
fn in_force(passages: &Passages<'_>, findings: &mut Findings) {
    let text = passages.text();
    for hit in passages.find("现行有效") {
        let clause = passages.clause(hit.start);
        if clause.start != hit.start {
            continue;
        }
        let words = &text[clause.clone()];
        let bare = words
            .trim_start_matches("现行有效")
            .trim_start_matches('的')
            .trim_start_matches("行政")
            .trim_start_matches("规范性文件");
        let whole = words.contains("规范性文件") && ["", "数", "数量", "为", "共"].contains(&bare);
        let before = &text[passages.near(hit.start).start.min(clause.start)..clause.start];
        let row = before.ends_with([',', '、'])
            && before
                .trim_end_matches([',', '、'])
                .ends_with(['件', '个', '份', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        if whole
            && row
            && before.contains(|c: char| c.is_ascii_digit())
            && text[clause.end..].starts_with(['。', ';', ',', '\n'])
        {
            let quote = passages.around(&clause);
            findings.push(
                Finding::new(
                    passages.at(&clause),
                    Text::of(
                        format!("没有写现行有效的件数：“{quote}”"),
                        format!("The number in force is missing: “{quote}”"),
                    ),
                )
                .help(Text::new(
                    "填上件数，与表二“现行有效件数”一致",
                    "Fill in the number, which must agree with table two",
                )),
            );
        }
    }
}
