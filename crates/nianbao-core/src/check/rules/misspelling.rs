//! `misspelling`: the terms of the Regulations and of the form are spelled correctly.

use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::rule::{Check, Family, Findings, Forms, Passages, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "misspelling",
    title: Text::new("法定用语没有错别字", "Official terms are spelled correctly"),
    severity: Severity::Warning,
    family: Family::Text,
    basis: basis::TEXT,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// Words that are always wrong, with the correct ones; mostly homophones.
const WRONG: [(&str, &str); 62] = [
    ("公开条列", "公开条例"),
    ("公开条理", "公开条例"),
    ("《条列》", "《条例》"),
    ("公开调例", "公开条例"),
    ("勾嵇", "勾稽"),
    ("勾籍", "勾稽"),
    ("勾积关系", "勾稽关系"),
    ("复仪", "复议"),
    ("复义案件", "复议案件"),
    ("行政复意", "行政复议"),
    ("行政复义", "行政复议"),
    ("行政诉颂", "行政诉讼"),
    ("行政诉松", "行政诉讼"),
    ("行政诉送", "行政诉讼"),
    ("行政颂诉", "行政诉讼"),
    ("行政讼诉", "行政诉讼"),
    ("公开申清", "公开申请"),
    ("公开申情", "公开申请"),
    ("依申清", "依申请"),
    ("依申情", "依申请"),
    ("以申请公开", "依申请公开"),
    ("规范行文件", "规范性文件"),
    ("规范型文件", "规范性文件"),
    ("规范姓文件", "规范性文件"),
    ("归范性文件", "规范性文件"),
    ("规犯性文件", "规范性文件"),
    ("不于公开", "不予公开"),
    ("不与公开", "不予公开"),
    ("予已公开", "予以公开"),
    ("于以公开", "予以公开"),
    ("予以工开", "予以公开"),
    ("不予处里", "不予处理"),
    ("无法提共", "无法提供"),
    ("上年接转", "上年结转"),
    ("上年度接转", "上年度结转"),
    ("接转下年", "结转下年"),
    ("接转下一年", "结转下一年"),
    ("三类内容事务", "三类内部事务"),
    ("四类过程信息性", "四类过程性信息"),
    ("工作告年度报", "工作年度报告"),
    ("工作年报度告", "工作年度报告"),
    ("工作年度报高", "工作年度报告"),
    ("政府信心公开", "政府信息公开"),
    ("政府信息公天", "政府信息公开"),
    ("政府信息工开", "政府信息公开"),
    ("政务工开", "政务公开"),
    ("主动工开", "主动公开"),
    ("主动公天", "主动公开"),
    ("政策解渎", "政策解读"),
    ("政务新媒休", "政务新媒体"),
    ("领导小姐", "领导小组"),
    ("社会评意", "社会评议"),
    ("社会评仪", "社会评议"),
    ("责任追纠", "责任追究"),
    ("责任追救", "责任追究"),
    ("信息处理废", "信息处理费"),
    ("保密审察", "保密审查"),
    ("国务院办公室", "国务院办公厅"),
    ("人民共合国", "人民共和国"),
    ("人名共和国", "人民共和国"),
    ("中华人民共国", "中华人民共和国"),
    ("行政事业性收废", "行政事业性收费"),
];

/// After these characters the wrong word is only the end of one word and the beginning of the next: 规范行文/件,
/// 所以申请公开.
const NOT_BEHIND: [(&str, &[char]); 3] = [
    ("以申请公开", &['可', '所', '予', '用', '得', '加', '难', '足', '给']),
    ("复仪", &['恢', '修', '重']),
    ("不与公开", &['并', '可']),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let passages = &subject.passages;
    for (wrong, right) in WRONG.into_iter().filter(|(wrong, _)| passages.may_have(wrong)) {
        let Some(hit) = passages.find(wrong).find(|hit| !begins_another(passages, wrong, hit)) else {
            continue;
        };
        let words = passages.around(&hit);
        findings.push(
            Finding::new(
                passages.at(&hit),
                Text::of(
                    format!("“{wrong}”应为“{right}”：“{words}”"),
                    format!("“{wrong}” should be “{right}”: “{words}”"),
                ),
            )
            .help(change(wrong, right)),
        );
    }
    if let Some((first, times)) = as_of(passages) {
        let words = passages.around(&first);
        let (zh, en) = if times > 1 {
            (format!("，共 {times} 处"), format!(", in {times} places"))
        } else {
            Default::default()
        };
        findings.push(
            Finding::new(
                passages.at(&first),
                Text::of(
                    format!("时间前面的“截止”应为“截至”：“{words}”{zh}"),
                    format!("Before a date, “截止” should be “截至”: “{words}”{en}"),
                ),
            )
            .help(change("截止", "截至")),
        );
    }
}

fn change(wrong: &str, right: &str) -> Text {
    Text::of(
        format!("把“{wrong}”改为“{right}”"),
        format!("Change “{wrong}” to “{right}”"),
    )
}

fn begins_another(passages: &Passages<'_>, wrong: &str, hit: &Range<usize>) -> bool {
    let before = passages.text()[..hit.start].chars().next_back();
    NOT_BEHIND
        .iter()
        .any(|(word, behind)| *word == wrong && before.is_some_and(|c| behind.contains(&c)))
}

/// 「截止2023年12月31日」, which should be 截至; 截止日期, 截止到… and 12月31日截止 are correct.
fn as_of(passages: &Passages<'_>) -> Option<(Range<usize>, usize)> {
    let text = passages.text();
    let mut hits = passages.find("截止").filter(|hit| {
        let rest = &text[hit.end..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let date = (digits > 0 && rest[digits..].trim_start().starts_with(['年', '月', '.', '-']))
            || ["目前", "年底", "年末", "本年", "去年", "今年", "当前", "报告期末"]
                .iter()
                .any(|word| rest.starts_with(word));
        date && !passages.quoted(hit.start)
    });
    let first = hits.next()?;
    Some((first, 1 + hits.count()))
}
