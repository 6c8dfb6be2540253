//! `aspects-covered`: section one covers all five aspects.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::form::SectionId;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::{Lang, Text};

pub(super) static RULE: Rule = Rule {
    name: "aspects-covered",
    title: Text::new("总体情况写到五个方面", "Section one covers all five aspects"),
    severity: Severity::Warning,
    family: Family::Duties,
    basis: basis::ARTICLE_50,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// The five aspects, with words that mention them under any heading.
const ASPECTS: [(Text, &[&str]); 5] = [
    (
        Text::new("主动公开", "proactive disclosure"),
        &[
            "主动公开",
            "公开信息",
            "公开政府信息",
            "公开政务信息",
            "公开各类",
            "发布",
            "推送",
            "公示",
        ],
    ),
    (
        Text::new("依申请公开", "disclosure upon request"),
        &[
            "依申请",
            "公开申请",
            "申请公开",
            "申请政府信息",
            "信息申请",
            "公开的申请",
        ],
    ),
    (
        Text::new("政府信息管理", "management of government information"),
        &[
            "信息管理",
            "规范性文件",
            "审查",
            "审核",
            "三审",
            "保密",
            "目录",
            "清理",
            "公开属性",
            "制发文件",
            "发文",
            "动态调整",
            "管理制度",
        ],
    ),
    (
        Text::new("政府信息公开平台建设", "platforms"),
        &[
            "平台",
            "网站",
            "官网",
            "新媒体",
            "公众号",
            "微信",
            "微博",
            "双微",
            "专栏",
            "专题",
            "公开栏",
            "公示栏",
            "公告栏",
            "公报",
            "专区",
            "查阅点",
            "栏目",
            "客户端",
            "抖音",
            "电子屏",
            "公开系统",
        ],
    ),
    (
        Text::new("监督保障", "supervision and support"),
        &[
            "监督",
            "保障",
            "考核",
            "培训",
            "评议",
            "追究",
            "追责",
            "检查",
            "督查",
            "督促",
            "组织领导",
            "领导小组",
            "问责",
            "测评",
            "评估",
            "分管",
        ],
    ),
];

/// The five aspects, and whether section one covers each; `None` if it has no text.
pub(in crate::check) fn aspects(subject: &Subject<'_>) -> Option<Vec<(Text, bool)>> {
    let passages = &subject.passages;
    let section: Vec<_> = passages
        .of_section(SectionId::Overview)
        .filter(|passage| !passage.range.is_empty())
        .collect();
    // A heading only counts if a paragraph follows it.
    let spoken: Vec<_> = section
        .iter()
        .enumerate()
        .filter(|(at, passage)| passage.is_paragraph() || section.get(at + 1).is_some_and(|next| next.is_paragraph()))
        .map(|(_, passage)| *passage)
        .collect();
    // `overview-length` reports an empty section.
    if spoken.is_empty() {
        return None;
    }
    let covered = |(name, words): &(Text, &[&str])| (name.clone(), subject.says(&spoken, words));
    Some(ASPECTS.iter().map(covered).collect())
}

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if !subject.is_report() {
        return;
    }
    let Some(at) = subject.heading(SectionId::Overview) else {
        return;
    };
    let missing: Vec<Text> = aspects(subject)
        .into_iter()
        .flatten()
        .filter(|(_, covered)| !covered)
        .map(|(name, _)| name)
        .collect();
    if missing.is_empty() {
        return;
    }
    let all = |lang: Lang, between: &str| -> String {
        let names: Vec<String> = missing.iter().map(|name| format!("“{}”", name.get(lang))).collect();
        names.join(between)
    };
    findings.push(
        Finding::new(
            at,
            Text::of(
                format!("“一、总体情况”没有写到{}", all(Lang::Zh, "")),
                format!("Section one does not cover {}", all(Lang::En, ", ")),
            ),
        )
        .help(Text::new(
            "五个方面是主动公开、依申请公开、政府信息管理、平台建设、监督保障；没有发生的也写一句",
            "The five are proactive disclosure, disclosure upon request, management of information, platforms, supervision and support; if nothing happened, say so",
        )),
    );
}
