//! `prose-disputes`: reconsiderations and lawsuits agree between prose and table four.

use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::field::{DisputeBlock, DisputeResult, Field};
use crate::form::SectionId;
use crate::prose::Quantity;
use crate::rule::prose::{EITHER, compare};
use crate::rule::shared::list;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "prose-disputes",
    title: Text::new(
        "正文写的复议、诉讼数与表四一致",
        "Reconsiderations and lawsuits in the prose agree with table four",
    ),
    severity: Severity::Error,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    compare(subject, findings, |quantity| {
        matches!(quantity, Quantity::Disputes(..) | Quantity::Litigation(_)).then_some(Severity::Error)
    });
    endings(subject, findings);
}

/// Endings for which the form has another word, with the columns that may count them.
const ENDINGS: [(&[DisputeResult], &[&str]); 3] = [
    (
        &[DisputeResult::Other],
        &[
            "撤回复议申请",
            "撤回行政复议申请",
            "撤诉",
            "撤回起诉",
            "终止复议",
            "终止行政复议",
            "终止审理",
        ],
    ),
    (
        &[DisputeResult::Corrected],
        &[
            "败诉",
            "确认违法",
            "被撤销",
            "予以撤销",
            "责令重新",
            "责令限期",
            "责令我",
        ],
    ),
    (
        &[DisputeResult::Upheld, DisputeResult::Other],
        &[
            "胜诉",
            "驳回复议",
            "驳回行政复议",
            "驳回申请人",
            "驳回诉讼请求",
            "驳回原告",
            "驳回起诉",
            "驳回其诉讼请求",
        ],
    ),
];

/// 「申请人撤回复议申请」, and table four has no other result: an ending that it counts in another column.
fn endings(subject: &Subject<'_>, findings: &mut Findings) {
    let passages = &subject.passages;
    for (results, words) in ENDINGS {
        let hits = words.iter().filter_map(|word| passages.find(word).next());
        for hit in hits {
            let sentence = passages.near(hit.start);
            let Some(blocks) = ended(subject, &hit, &passages.text()[sentence]) else {
                continue;
            };
            let count = |result: DisputeResult| {
                let cells = blocks
                    .iter()
                    .map(|block| subject.count(Field::Disputes(*block, result)));
                cells.sum::<Option<i64>>()
            };
            let total = count(DisputeResult::Total);
            let counted: Option<i64> = results.iter().map(|result| count(*result)).sum();
            if counted != Some(0) || total.is_none_or(|total| total <= 0) {
                continue;
            }
            let (words, quote) = (passages.words(&hit), passages.around(&hit));
            let cells = || {
                blocks
                    .iter()
                    .flat_map(|block| results.iter().map(|result| Field::Disputes(*block, *result)))
            };
            let names = list(&cells().map(Field::label).collect::<Vec<_>>());
            findings.push(
                Finding::new(
                    passages.at(&hit),
                    Text::of(
                        format!("正文写“{words}”，表四的{}为 0：“{quote}”", names.zh),
                        format!("The prose says “{words}”; {} in table four is 0: “{quote}”", names.en),
                    ),
                )
                .also(cells())
                .help(EITHER.clone()),
            );
            break;
        }
    }
}

/// The disputes that ended so, if the sentence says that some did: reconsiderations or lawsuits of this year about
/// open government information.
fn ended(subject: &Subject<'_>, hit: &Range<usize>, sentence: &str) -> Option<&'static [DisputeBlock]> {
    // Nothing ended, or not this way, or the disputes are about something else.
    const NOT_SO: [&str; 19] = [
        "无",
        "没有",
        "零",
        "防",
        "避免",
        "减少",
        "降低",
        "率",
        "上年",
        "去年",
        "行政处罚",
        "征收",
        "工伤",
        "建议",
        "培训",
        "不服",
        "如",
        "案例",
        "分析",
    ];
    const BLOCKS: [DisputeBlock; 3] = [
        DisputeBlock::Reconsideration,
        DisputeBlock::LitigationDirect,
        DisputeBlock::LitigationAfterReconsideration,
    ];
    let passages = &subject.passages;
    let place = passages.passage(hit.start)?;
    let about = matches!(
        place.section,
        Some(SectionId::Overview | SectionId::Requests | SectionId::Disputes)
    );
    let none = sentence.replace("未经", "").replace("尚未", "").contains('未')
        || NOT_SO.iter().any(|word| sentence.contains(word));
    let counted = sentence.contains(|c: char| c.is_ascii_digit() && c != '0');
    let own = passages
        .years(&passages.near(hit.start))
        .all(|(_, year)| subject.year == Some(year));
    if !about || none || !counted || !own || passages.quoted(hit.start) {
        return None;
    }
    let (first, second) = (sentence.contains("复议"), sentence.contains("诉讼"));
    // 复议后起诉 is a lawsuit.
    let words = passages.words(hit);
    match (first, second) {
        (true, false) if !words.contains('诉') => Some(&BLOCKS[..1]),
        (_, true)
            if words.contains('诉') || !sentence.replace("复议后", "").replace("未经复议", "").contains("复议") =>
        {
            Some(&BLOCKS[1..])
        }
        _ => None,
    }
}
