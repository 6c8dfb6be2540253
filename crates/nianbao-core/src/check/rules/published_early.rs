//! `published-early`: a report is not published before its year has ended.

use super::basis;
use crate::diagnostic::{Finding, Severity};
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
    // A draft has no date of publication.
    let (Some(published), Some(year)) = (subject.report.meta.published, subject.year) else {
        return;
    };
    if published.year <= year {
        let day = published.text();
        findings.push(
            Finding::new(
                At::Meta,
                Text::of(
                    format!("公布日期{}在 {year} 年度结束以前", day.zh),
                    format!("Published on {}, before the end of {year}", day.en),
                ),
            )
            .help(Text::new(
                "统计期限到12月31日为止：核对公布日期和报告年度",
                "The figures cover the year up to 31 December: check the date of publication and the year",
            )),
        );
    }
}
