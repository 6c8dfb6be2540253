//! `problems-and-measures`: section five names a problem and a measure.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::form::SectionId;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "problems-and-measures",
    title: Text::new("写出问题和改进措施", "Section five names a problem and a measure"),
    severity: Severity::Warning,
    family: Family::Duties,
    basis: basis::ARTICLE_50,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// Words that name a shortcoming. 问题 alone does not: 发现问题即知即改, 无问题.
const PROBLEMS: &[&str] = &[
    "存在",
    "问题:",
    "问题是",
    "问题有",
    "问题主要",
    "问题如下",
    "问题和不足",
    "问题与不足",
    "不足",
    "不够",
    "不高",
    "不到位",
    "不强",
    "不及时",
    "差距",
    "欠缺",
    "薄弱",
    "短板",
    "有待",
    "滞后",
    "单一",
    "缺乏",
    "困难",
    "不平衡",
    "不规范",
    "不全面",
    "不完善",
    "不深",
    "不多",
    "不丰富",
    "偏低",
    "偏少",
    "较少",
    "较低",
    "仍需",
    "需要进一步",
    "还需",
    "需进一步",
    "亟待",
    "弱项",
    "不熟",
    "不严",
    "不清",
    "过于",
    "偏",
    "不理想",
    "慢",
];

/// Words that name a measure.
const MEASURES: &[&str] = &[
    "改进",
    "措施",
    "下一步",
    "下步",
    "今后",
    "将",
    "加强",
    "进一步",
    "强化",
    "提升",
    "提高",
    "整改",
    "完善",
    "继续",
    "推进",
    "优化",
    "健全",
    "建立",
    "加大",
    "规范",
    "严格",
    "丰富",
    "落实",
    "改为",
    "组织",
    "开展",
    "要求",
    "已经",
    "明确",
    "拓展",
    "深化",
    "增加",
    "督促",
    "压实",
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if !subject.is_report() {
        return;
    }
    let Some(heading) = subject.heading(SectionId::Problems) else {
        return;
    };
    let passages = &subject.passages;
    let paragraphs: Vec<_> = passages
        .of_section(SectionId::Problems)
        .filter(|passage| passage.is_paragraph() && !passage.range.is_empty())
        .collect();
    let Some(first) = paragraphs.first() else {
        findings.push(
            Finding::new(
                heading,
                Text::new(
                    "第五部分没有内容：问题和改进情况都没有写",
                    "Section five is empty: neither problems nor measures",
                ),
            )
            .help(HELP),
        );
        return;
    };
    // Headings within the section count too: under 「（一）存在的问题」 there are problems, in whatever words.
    let section: Vec<_> = passages.of_section(SectionId::Problems).collect();
    let says = |words: &[&str]| subject.says(&section, words);
    let none = paragraphs.len() == 1 && nothing(passages.even(first));
    let message = match (says(PROBLEMS) && !none, says(MEASURES) && !none) {
        (true, true) => return,
        (true, false) => Text::new(
            "第五部分写了问题，没有写改进措施",
            "Section five names problems, but no measure",
        ),
        (false, true) => Text::new(
            "第五部分写了措施，没有写存在的问题",
            "Section five names measures, but no problem",
        ),
        (false, false) => Text::of(
            format!("第五部分没有写问题和措施：“{}”", start(first.raw)),
            format!(
                "Section five names neither a problem nor a measure: “{}”",
                start(first.raw)
            ),
        ),
    };
    findings.push(Finding::new(passages.at(&first.range), message).help(HELP));
}

const HELP: Text = Text::new(
    "至少写一个具体的问题和针对它的措施",
    "Name at least one problem and what is done about it",
);

/// 「无」, 「暂无明显问题。」: it says nothing.
fn nothing(text: &str) -> bool {
    const SHORT: usize = 15;
    let text = text.trim_end_matches(['。', '.']);
    let negative = text.starts_with(['无', '暂']) || text.starts_with("没有") || text.starts_with("不存在");
    negative && text.chars().count() <= SHORT
}

fn start(text: &str) -> String {
    const SHOWN: usize = 20;
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown.replace(['\n', '\r'], "")
}
