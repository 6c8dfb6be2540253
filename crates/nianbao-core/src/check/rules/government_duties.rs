//! `government-duties`: a government also reports 工作考核, 社会评议, 责任追究.

use crate::diagnostic::{Finding, Severity};
use crate::form::SectionId;
use crate::prose::passages::Passage;
use crate::rule::organ::Kind;
use crate::rule::shared::list;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject, organ};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "government-duties",
    title: Text::new(
        "政府还要报告考核、评议和追责",
        "A government also reports appraisal, evaluation and accountability",
    ),
    severity: Severity::Warning,
    family: Family::Duties,
    basis: Text::new(
        "《中华人民共和国政府信息公开条例》第五十条第一款第四项：各级人民政府的政府信息公开工作年度报告还应当包括工作考核、社会评议和责任追究结果情况",
        "Open Government Information Regulations, Article 50, paragraph 1, item 4: the reports of governments at all levels also contain the results of work appraisal, public evaluation and accountability",
    ),
    forms: Forms::Every,
    check: Check::Report(check),
};

/// The additional duties of a government, with words that mention them.
const DUTIES: [(Text, &[&str]); 3] = [
    (Text::new("工作考核", "work appraisal"), &["考核", "考评", "绩效"]),
    (
        Text::new("社会评议", "public evaluation"),
        &[
            "评议",
            "社会评价",
            "群众评价",
            "公众评价",
            "满意度",
            "第三方评",
            "第三方测",
            "测评",
            "问卷",
        ],
    ),
    (
        Text::new("责任追究", "accountability"),
        &["责任追究", "追究", "追责", "问责", "通报批评", "约谈"],
    ),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(name) = subject.organ.filter(|_| subject.is_report()) else {
        return;
    };
    // The law says governments at all levels, which includes townships, but few of those have anything to report; a
    // subdistrict office is not a government. A list of organs settles names like 东宝区, which may be either.
    let township = organ::is_township_government(name);
    let government = match subject.kind {
        Some(kind) => kind == Kind::Government && !organ::is_township(name),
        None => organ::is_government(name),
    };
    let severity = match subject.kind {
        _ if government => Severity::Warning,
        None | Some(Kind::Township | Kind::Government) if township => Severity::Notice,
        _ => return,
    };
    let Some(at) = subject.heading(SectionId::Overview) else {
        return;
    };
    let passages = &subject.passages;
    let mut overview = passages.of_section(SectionId::Overview);
    if !overview.any(Passage::is_paragraph) {
        return;
    }
    let missing: Vec<Text> = DUTIES
        .iter()
        .filter(|(_, words)| !passages.has_any(words))
        .map(|(name, _)| name.clone())
        .collect();
    if missing.is_empty() {
        return;
    }
    let named = list(&missing);
    findings.push_as(
        severity,
        Finding::new(
            at,
            Text::of(
                format!("政府的报告没有写到{}结果情况", named.zh),
                format!("A government's report does not cover {}", named.en),
            ),
        )
        .help(Text::new(
            "写明结果；没有开展或没有发生的，写明没有",
            "Give the results; if it was not done or there were none, say so",
        )),
    );
}
