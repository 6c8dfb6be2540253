//! `processing-fee`: section six says how much 信息处理费 was charged, or that none was.

use crate::diagnostic::{Finding, Severity};
use crate::form::SectionId;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "processing-fee",
    title: Text::new("写明信息处理费", "The processing fee is reported"),
    severity: Severity::Warning,
    family: Family::Duties,
    basis: Text::new(
        "《中华人民共和国政府信息公开条例》第四十二条、第五十条；《政府信息公开信息处理费管理办法》（国办函〔2020〕109号，2021年1月1日起施行）；国办公开办函〔2021〕30号",
        "Open Government Information Regulations, Articles 42 and 50; Measures on the information processing fee (Guobanhan [2020] No. 109, in force from 1 January 2021); Notice Guobangongkaibanhan [2021] No. 30",
    ),
    // The fee was introduced in 2021, like the form.
    forms: Forms::Since(2021),
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    // Charged or not: 收费, 收取, 费用 in section six, 处理费 anywhere.
    const WORDS: [&str; 6] = ["处理费", "信息费", "收费", "收取", "费用", "缴费"];
    if !subject.is_report() {
        return;
    }
    let Some(heading) = subject.heading(SectionId::Other) else {
        return;
    };
    let passages = &subject.passages;
    let section: Vec<_> = passages.of_section(SectionId::Other).collect();
    if subject.says(&section, &WORDS) || passages.has_any(&["信息处理费", "信息公开处理费", "信息公开费"])
    {
        return;
    }
    let first = section
        .into_iter()
        .find(|passage| passage.is_paragraph() && !passage.range.is_empty());
    let (at, zh, en) = match first {
        None => (
            heading,
            "第六部分没有内容：没有写明是否收取信息处理费".to_owned(),
            "Section six is empty: it does not say whether a processing fee was charged".to_owned(),
        ),
        // 「无」 and the like: it is quoted in full.
        Some(only) if only.raw.chars().count() <= SHORT => (
            passages.at(&only.range),
            format!("第六部分只写“{}”，没有写明是否收取信息处理费", only.raw.trim()),
            format!(
                "Section six says only “{}”, not whether a processing fee was charged",
                only.raw.trim()
            ),
        ),
        Some(_) => (
            heading,
            "第六部分没有写明是否收取信息处理费".to_owned(),
            "Section six does not say whether a processing fee was charged".to_owned(),
        ),
    };
    findings.push(Finding::new(at, Text::of(zh, en)).help(Text::new(
        "写明发出收费通知的件数、总金额和实际收取的金额；没有的写“未收取信息处理费”",
        "Say how many fee notices were issued, for how much, and what was collected; or that no fee was charged",
    )));
}

/// A section of at most this many characters is quoted in full.
const SHORT: usize = 20;
