//! `stale-year`: the prose has no leftovers of another year.

use std::fmt::Write as _;
use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::form::SectionId;
use crate::prose::passages::{Passage, Passages};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::{Text, near};

pub(super) static RULE: Rule = Rule {
    name: "stale-year",
    title: Text::new("正文没有留下别的年度", "The prose has no leftovers of another year"),
    severity: Severity::Warning,
    family: Family::Dates,
    basis: basis::TEXT,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(year) = subject.year else { return };
    let passages = &subject.passages;
    // The first place of each other year, and how often it occurs.
    let mut found: Vec<(u16, Range<usize>, usize)> = Vec::new();
    let mut plans: Option<(Range<usize>, u16)> = None;
    for passage in passages.all().skip(1) {
        for (range, other) in passages.years(&passage.range) {
            if other <= year && planned(passages, passage, &range, year, other) {
                plans.get_or_insert((range, other));
                continue;
            }
            if other == year || !leftover(passages, passage, &range, year, other) {
                continue;
            }
            match found.iter_mut().find(|(known, _, _)| *known == other) {
                Some((_, _, times)) => *times += 1,
                None => found.push((other, range, 1)),
            }
        }
    }
    if let Some((range, other)) = plans {
        let words = passages.around(&range);
        findings.push(
            Finding::new(
                passages.at(&range),
                Text::of(
                    format!("{year} 年度的报告，打算做的事写着 {other} 年：“{words}”"),
                    format!("The report for {year} plans for {other}: “{words}”"),
                ),
            )
            .help(Text::of(
                format!(
                    "下一步的打算是 {} 年的：改年份；这一段若是从上年抄来的，重写",
                    year.saturating_add(1)
                ),
                format!(
                    "Plans are for {}: correct the year; if the passage is last year's, write it anew",
                    year.saturating_add(1)
                ),
            )),
        );
    }
    for (other, range, times) in found {
        let words = passages.around(&range);
        let (mut zh, mut en) = (
            format!("{year} 年度的报告写着 {other} 年：“{words}”"),
            format!("The report for {year} says {other}: “{words}”"),
        );
        if times > 1 {
            let _ = write!(zh, "，共 {times} 处");
            let _ = write!(en, ", in {times} places");
        }
        findings.push(Finding::new(passages.at(&range), Text::of(zh, en)).help(Text::of(
            format!("若说的是 {year} 年的情况，改过来；若确实说的是 {other} 年，写明与 {year} 年的关系"),
            format!("If {year} is meant, change it; if {other} is meant, say how it relates to {year}"),
        )));
    }
}

/// Words before the year of a plan.
const HOPED: [&str; 9] = [
    "力争",
    "力争在",
    "争取",
    "争取在",
    "将在",
    "将于",
    "拟在",
    "拟于",
    "计划在",
];

/// Words after 将 when it is about the future, unlike in 「将政务公开纳入考核」.
const WILL: [&str; 32] = [
    "继续",
    "进一步",
    "加强",
    "加大",
    "着力",
    "不断",
    "持续",
    "重点",
    "从以下",
    "围绕",
    "严格",
    "认真",
    "积极",
    "努力",
    "坚持",
    "完善",
    "强化",
    "提升",
    "深化",
    "按照",
    "全面",
    "切实",
    "抓好",
    "做好",
    "紧紧",
    "紧扣",
    "大力",
    "始终",
    "优化",
    "健全",
    "扎实",
    "深入",
];

/// Further words after 将 in section five, where plans are.
const PLANNED: [&str; 17] = [
    "丰富", "加快", "推进", "推动", "提高", "规范", "细化", "拓展", "拓宽", "创新", "落实", "开展", "组织", "增强",
    "建立", "结合", "针对",
];

/// Whether a plan is dated with the reporting year or an earlier one: 「2023年，我局将继续加强…」, 「力争2023年再上台阶」.
fn planned(passages: &Passages<'_>, passage: &Passage<'_>, range: &Range<usize>, year: u16, other: u16) -> bool {
    if other.saturating_add(3) < year || passage.is_preface() || passages.quoted(range.start) {
        return false;
    }
    let text = passages.text();
    let before = &text[passage.range.start..range.start];
    let after = text.get(range.end..passage.range.end).unwrap_or_default();
    if passage.is_heading() {
        let after = after
            .trim_start_matches('度')
            .trim_start_matches("工作")
            .trim_start_matches("重点");
        return passage.section == Some(SectionId::Problems)
            && ["打算", "计划", "思路", "安排"]
                .iter()
                .any(|word| after.starts_with(word));
    }
    let hoped = passage.section == Some(SectionId::Problems) && HOPED.iter().any(|word| before.ends_with(word));
    let start = before.is_empty() || before.ends_with(['。', ';', ':', ',', '\n', ')', '在']);
    let past = || {
        // A sentence about a past year may say what was planned then.
        let sentence = &text[passages.near(range.start)];
        ["了", "已", "按照2", "根据2"]
            .iter()
            .any(|word| sentence.contains(word))
    };
    (hoped || start && begins_plan(passage, after)) && !past()
}

/// Whether the text after a year at the beginning of a clause says what will be done in that year.
fn begins_plan(passage: &Passage<'_>, after: &str) -> bool {
    // How far after the year 将 may be, in characters: an organ's name.
    const NEAR: usize = 14;
    let clause = after.trim_start_matches('度').trim_start_matches('的');
    // 「2023年工作打算：…」
    let titled = ["工作打算", "工作计划", "工作思路", "工作安排"]
        .iter()
        .find_map(|word| clause.strip_prefix(word));
    let problems = passage.section == Some(SectionId::Problems);
    if problems && titled.is_some_and(|rest| rest.starts_with([':', '。', '\n'])) {
        return true;
    }
    // 「2023年改进措施：一是将…」
    let measures = clause
        .strip_prefix("改进措施")
        .or_else(|| clause.strip_prefix("下一步"));
    if problems && measures.is_some_and(|rest| rest.starts_with(':') && rest[near(rest, 0)].contains('将')) {
        return true;
    }
    let without = |clause: &'_ str, word: &str| clause.strip_prefix(word).map_or(0, |rest| clause.len() - rest.len());
    let clause = &clause[without(clause, "政府信息公开")..];
    let clause = &clause[without(clause, "工作中")..];
    let clause = clause.trim_start_matches(',');
    let Some((at, _)) = clause
        .char_indices()
        .take(NEAR)
        .take_while(|(_, c)| !matches!(c, '。' | ';' | ','))
        .find(|(_, c)| *c == '将')
    else {
        return false;
    };
    let done = &clause[at + '将'.len_utf8()..];
    let done = &done[near(done, 0)];
    let end = done.find(['。', ';', ',']).unwrap_or(done.len());
    let moved = [
        "作为",
        "纳入",
        "列入",
        "列为",
        "融入",
        "摆",
        "放在",
        "贯穿",
        "落实到",
        "与",
        "和",
        "同",
    ];
    (WILL.iter().any(|word| done.starts_with(word)) || problems && PLANNED.iter().any(|word| done.starts_with(word)))
        && (passage.section == Some(SectionId::Problems) || !moved.iter().any(|word| done[..end].contains(word)))
}

/// Whether another year is given in a position of the reporting year.
fn leftover(passages: &Passages<'_>, passage: &Passage<'_>, range: &Range<usize>, year: u16, other: u16) -> bool {
    // Only nearby years are left over from a copied text; others are history.
    let far = passage.section == Some(SectionId::Problems) && passage.is_heading() && other == year.saturating_add(2);
    if far && PLANS.iter().any(|word| passages.even(passage).contains(word)) {
        return true;
    }
    if !(year.saturating_sub(3)..=year.saturating_add(1)).contains(&other) || passages.quoted(range.start) {
        return false;
    }
    let text = passages.text();
    let before = text.get(passage.range.start..range.start).unwrap_or_default();
    let after = text.get(range.end..passage.range.end).unwrap_or_default();
    let plans = passage.section == Some(SectionId::Problems) && other > year;
    if plans {
        return false;
    }
    if passage.is_heading() {
        let on_purpose: &[&str] = if other > year {
            &PLANS
        } else {
            &["整改", "上年", "上一年"]
        };
        let text = passages.even(passage);
        return !on_purpose.iter().any(|word| text.contains(word));
    }
    let sentence = &text[passages.near(range.start)];
    if sentence.contains(&format!("{year}年")) || ["今年", "本年"].iter().any(|word| sentence.contains(word)) {
        // 「本年度（2022年）」
        return ["本年度(", "本年(", "今年("].iter().any(|word| before.ends_with(word));
    }
    if passage.is_preface() {
        return names_this_report(before, after);
    }
    if ["截至", "截止", "截至到", "截止到"]
        .iter()
        .any(|word| before.ends_with(word))
    {
        return other < year
            && ["底", "末", "年底", "年末", "12月底", "12月31"]
                .iter()
                .any(|word| after.starts_with(word))
            && !OTHER_YEARS.iter().any(|word| sentence.contains(word));
    }
    // 「2022年，我局…」 at the beginning of a sentence, or of the text after a heading within it.
    let begins = before.is_empty() || before.ends_with(['。', ';', '\n', ':', '!', ')', ' ']);
    if OTHER_YEARS.iter().any(|word| sentence.contains(word)) {
        return false;
    }
    let rest = after.trim_start_matches(['度', '以', '来', ',']);
    let rest = rest.strip_prefix("全年").unwrap_or(rest);
    let begins_with = |words: &[&str]| words.iter().any(|word| rest.starts_with(word));
    // 「柳河镇2022年共制定…」
    let named = {
        let subject = text
            .get(passages.clause(range.start).start..range.start)
            .unwrap_or_default();
        NAMES_END.iter().any(|end| subject.ends_with(end)) && subject.chars().nth(LONGEST_NAME).is_none()
    };
    let own = begins_with(OWN) || begins && after.starts_with([',', '度']) && !begins_with(&["末", "底", "初"]);
    // Years two or more back are history, unless the sentence has figures.
    let beside = other.abs_diff(year) == 1 || rest.contains(|c: char| c.is_ascii_digit());
    (begins || named) && own && beside && reports(sentence)
}

/// Whether a sentence reports the work of the year.
fn reports(sentence: &str) -> bool {
    const DOINGS: [&str; 17] = [
        "公开",
        "发布",
        "受理",
        "收到",
        "新收",
        "办理",
        "制定",
        "制发",
        "答复",
        "举办",
        "开展",
        "组织",
        "召开",
        "培训",
        "没有发生",
        "未发生",
        "复议",
    ];
    DOINGS.iter().any(|word| sentence.contains(word))
}

/// Ways in which a sentence about the reporting year continues.
const OWN: &[&str] = &[
    "我局",
    "我镇",
    "我乡",
    "我街",
    "我委",
    "我县",
    "我区",
    "我市",
    "我办",
    "我单位",
    "本机关",
    "本单位",
    "共",
    "累计",
    "新收",
    "收到",
    "受理",
    "未收到",
    "没有收到",
    "主动公开",
];

/// Endings of names of organs.
const NAMES_END: [&str; 12] = [
    "局",
    "镇",
    "乡",
    "街道",
    "办事处",
    "委",
    "委员会",
    "政府",
    "办公室",
    "县",
    "区",
    "市",
];

/// The longest name of an organ before a year, in characters.
const LONGEST_NAME: usize = 20;

/// Words of a sentence that is about another year on purpose.
const OTHER_YEARS: &[&str] = &[
    "比",
    "较",
    "增",
    "减",
    "下降",
    "上升",
    "以来",
    "年起",
    "日起",
    "月起",
    "结转",
    "顺延",
    "延续",
    "持续",
    "连续",
    "分别",
    "历年",
    "近年",
    "决算",
    "预算",
    "修订",
    "施行",
    "实施",
    "印发",
    "出台",
    "成立",
    "获",
    "率先",
    "规划",
    "届满",
    "将",
    "拟",
    "计划",
    "继续",
    "下一步",
    "原",
    "曾",
    "首次",
    "考核",
    "评",
    "测",
    "排名",
    "表彰",
    "通报",
    "上年",
    "去年",
    "明年",
    "次年",
    "下年",
    "下一年",
    "跨年",
    "启动",
    "建成",
    "机构改革",
    "更名",
    "沿用",
    "至今",
    "一直",
    "挂牌",
    "年报",
    "年度报告",
];

/// Words of a heading about next year.
const PLANS: [&str; 6] = ["计划", "打算", "安排", "下一步", "思路", "改进"];

/// Whether a year in the preface is part of the report's own title: 「现公布2022年政府信息公开工作年度报告」,
/// 「全面总结了2022年政府信息公开工作」.
fn names_this_report(before: &str, after: &str) -> bool {
    const SUBJECT: [&str; 3] = ["政府信息公开工作", "政府信息公开年度", "政务公开工作年度"];
    // The name of an organ may come between.
    const LONGEST: usize = 25;
    let clause = after
        .split([',', '。', ';', '《', '(', '\n', '、'])
        .next()
        .unwrap_or_default();
    let Some((between, rest)) = SUBJECT
        .iter()
        .find_map(|words| clause.split_once(words))
        .filter(|(between, _)| between.chars().count() <= LONGEST)
    else {
        return false;
    };
    let another = ["要点", "考核", "评估", "方案", "通知", "部署", "要求", "会议", "上"];
    let historic = ["修订", "以来", "起", "施行", "印发", "发布", "公布"];
    !historic.iter().any(|word| between.contains(word))
        && !another.iter().any(|word| rest.starts_with(word))
        && !before.ends_with(['于', '自', '从', '比', '较'])
}
