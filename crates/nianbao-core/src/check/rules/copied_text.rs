//! `copied-text`: the text is neither last year's nor another organ's.

use crate::archive::Standing;
use crate::diagnostic::{Finding, Severity};
use crate::rule::{Check, Family, Findings, Forms, Rule};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "copied-text",
    title: Text::new(
        "正文不照搬上年，也不照搬别的机关",
        "The text is neither last year's nor another organ's",
    ),
    severity: Severity::Warning,
    family: Family::Archive,
    basis: Text::new(
        "国办公开办函〔2021〕30号第（四）项：内容雷同、敷衍塞责的，依照《中华人民共和国政府信息公开条例》第四十七条追究责任",
        "Notice Guobangongkaibanhan [2021] No. 30, item (4): reports that are copies of one another or perfunctory are dealt with by Article 47 of the Regulations",
    ),
    forms: Forms::Every,
    check: Check::Archive(check),
};

/// The similarity in percent from which a text counts as last year's. An organ does much the same each year and may say
/// so in the same words; but if all but a sentence or two stayed the same, the text was not written anew.
const LAST_YEAR: u8 = 90;
/// The similarity in percent from which a text counts as another organ's: two organs that write independently share
/// less, even if their county circulated an outline.
const ANOTHER: u8 = 80;

fn check(standing: &Standing<'_>, findings: &mut Findings) {
    let at = standing.digest.overview();
    let help = Text::new(
        "写本机关本年的工作：做了哪些、有什么数字、问题有什么变化；没有变化的写明没有",
        "Write about this organ's work in this year: what was done, in figures, and how the problems changed; if nothing changed, say so",
    );
    if let Some(before) = standing.last_year()
        && let Some(percent) = standing
            .digest
            .sketch
            .alike(&before.sketch)
            .filter(|percent| *percent >= LAST_YEAR)
    {
        let year = before.year;
        findings.push(
            Finding::new(
                at.clone(),
                Text::of(
                    format!("第一、五部分的文字与 {year} 年报告有 {percent}% 相同（不计年份和数字）"),
                    format!("{percent} % of sections one and five is the same as in the report for {year} (years and figures aside)"),
                ),
            )
            .beside(format!("{year}.text"), "")
            .help(help.clone()),
        );
    }
    if let Some((organ, percent)) = standing.most_alike().filter(|(_, percent)| *percent >= ANOTHER) {
        findings.push(
            Finding::new(
                at,
                Text::of(
                    format!(
                        "第一、五部分的文字与{}同年的报告有 {percent}% 相同（不计年份和数字）",
                        organ.name.zh
                    ),
                    format!(
                        "{percent} % of sections one and five is the same as in the report of {} for the same year (years and figures aside)",
                        organ.name.en
                    ),
                ),
            )
            .beside(format!("{}.text", organ.name.zh), "")
            .help(help),
        );
    }
}
