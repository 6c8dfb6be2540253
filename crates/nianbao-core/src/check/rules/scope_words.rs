//! `scope-words`: a lower organ does not report for a whole province, city or county.

use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::rule::organ::{self, Level};
use crate::rule::{Check, Family, Findings, Forms, Passages, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "scope-words",
    title: Text::new(
        "不替上级说“全省”“全市”",
        "A lower organ does not report for a whole province, city or county",
    ),
    severity: Severity::Warning,
    family: Family::Dates,
    basis: basis::TEXT,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// Words for a whole area, with the level of the organs that may speak for it.
const AREAS: [(&str, Level); 8] = [
    ("全省", Level::Province),
    ("全自治区", Level::Province),
    ("全市", Level::City),
    ("全州", Level::City),
    ("全盟", Level::City),
    ("全县", Level::County),
    ("全区", Level::County),
    ("全旗", Level::County),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some((name, level)) = subject.organ.and_then(|name| Some((name, organ::level(name)?))) else {
        return;
    };
    let passages = &subject.passages;
    for (word, above) in AREAS {
        if above <= level {
            continue;
        }
        let Some(hit) = passages
            .find(word)
            .find(|hit| !passages.quoted(hit.start) && (duty(passages, hit) || figure(passages, hit)))
        else {
            continue;
        };
        let words = passages.around(&hit);
        findings.push(
            Finding::new(
                passages.at(&hit),
                Text::of(
                    format!("“{name}”的报告说“{word}”的工作：“{words}”"),
                    format!("The report of “{name}” speaks for {word}: “{words}”"),
                ),
            )
            .help(Text::new(
                "写本机关的工作和数字；这一段若是从上级的报告抄来的，核对数字",
                "Say what this organ did and counted; if the passage was copied from a higher organ, check its figures",
            )),
        );
    }
}

/// 「组织推动全省政府信息公开工作」: something only the organ of that area does.
fn duty(passages: &Passages<'_>, hit: &Range<usize>) -> bool {
    const DOES: [&str; 10] = [
        "推动", "推进", "组织", "指导", "统筹", "督促", "协调", "规范", "负责", "部署",
    ];
    const WORK: [&str; 4] = ["政府信息公开", "政务公开", "信息公开", "依申请公开"];
    // How far after the word the work may be named.
    const NEAR: usize = 8;
    // Something done by others, or an event.
    const OTHERS: [&str; 14] = [
        "按照",
        "根据",
        "落实",
        "贯彻",
        "要求",
        "会议",
        "通知",
        "参加",
        "关于",
        "响应",
        "作为",
        "配合",
        "工作要点",
        "大会",
    ];
    let text = passages.text();
    let sentence = &text[passages.sentence(hit.start)];
    let after = &text[hit.end..];
    let near = after.char_indices().nth(NEAR).map_or(after.len(), |(at, _)| at);
    DOES.iter().any(|word| text[..hit.start].ends_with(word))
        && WORK.iter().any(|word| after.find(word).is_some_and(|at| at <= near))
        && !OTHERS.iter().any(|word| sentence.contains(word))
}

/// 「全县共受理依申请公开62件」: a figure of the whole area.
fn figure(passages: &Passages<'_>, hit: &Range<usize>) -> bool {
    const FIGURES: [&str; 12] = [
        "共",
        "累计",
        "合计",
        "全年",
        "收到",
        "受理",
        "新收",
        "办理",
        "主动公开",
        "各级行政机关共",
        "各部门共",
        "制发",
    ];
    let text = passages.text();
    let clause = &text[hit.end..passages.clause(hit.start).end];
    let starts = passages.clause(hit.start).start;
    let before = &text[starts..hit.start];
    // 「2023年全县共…」 and 「全县共…」 at the beginning, but not 「占全县…」, 「在全县…」, 「参加全县…」.
    let own = before.is_empty() || before.ends_with(['年', '度']);
    own && FIGURES.iter().any(|word| clause.starts_with(word)) && clause.contains(|c: char| c.is_ascii_digit())
}
