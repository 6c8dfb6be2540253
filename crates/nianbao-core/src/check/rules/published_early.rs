//! `published-early`: a report is not published before its year has ended.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::prose::dates::signed;
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "published-early",
    title: Text::new("年度结束以后才公布", "Not published before the end of the year"),
    severity: Severity::Error,
    family: Family::Dates,
    basis: basis::ARTICLE_49,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(year) = subject.year else { return };
    let help = Text::new(
        "统计期限到12月31日为止：核对公布日期和报告年度",
        "The figures cover the year up to 31 December: check the date of publication and the year",
    );
    // A draft has no date of publication.
    if let Some(published) = subject.report.meta.published.filter(|day| day.year <= year) {
        let day = published.text();
        let message = Text::of(
            format!("公布日期{}在 {year} 年度结束以前", day.zh),
            format!("Published on {}, before the end of {year}", day.en),
        );
        findings.push(Finding::new(At::Meta, message).help(help));
    } else if let Some((range, day)) = signed(&subject.passages).filter(|(_, day)| day.year <= year) {
        let day = day.text();
        let message = Text::of(
            format!("落款日期{}在 {year} 年度结束以前", day.zh),
            format!("Dated {}, before the end of {year}", day.en),
        );
        findings.push(Finding::new(subject.passages.at(&range), message).help(help));
    }
}
