//! `year-mismatch`: title, period and metadata name the same year.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "year-mismatch",
    title: Text::new(
        "标题、统计期限和报告信息的年度一致",
        "Title, period and metadata name the same year",
    ),
    severity: Severity::Error,
    family: Family::Dates,
    basis: basis::ARTICLE_50_AND_FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let report = subject.report;
    let title = subject.title.year;
    if let (Some(meta), Some(title)) = (report.meta.year, title)
        && meta != title
    {
        findings.push(Finding::new(
            title_year(subject, title),
            Text::of(
                format!("标题写的是 {title} 年，报告信息写的是 {meta} 年度"),
                format!("The title says {title}, the report's metadata say {meta}"),
            ),
        ));
    }
    let (Some(year), Some(period)) = (subject.year, &subject.period) else {
        return;
    };
    // `reporting-period` reports days that are not a whole year.
    let whole = period.days.is_none_or(|(from, to)| (from.month, to.month) == (1, 12));
    let Some((range, other)) = period.years.iter().find(|(_, other)| *other != year).filter(|_| whole) else {
        return;
    };
    // If the period fits the title, only the metadata differ, which is reported above.
    if title == Some(*other) && period.years.iter().all(|(_, each)| each == other) {
        return;
    }
    let words = subject.passages.around(&period.range);
    findings.push(Finding::new(
        subject.passages.at(range),
        Text::of(
            format!("统计期限写的是 {other} 年，报告年度是 {year} 年：“{words}”"),
            format!("The period names {other}, the report is for {year}: “{words}”"),
        ),
    ));
}

/// The place of the year in the title.
fn title_year(subject: &Subject<'_>, year: u16) -> At {
    let passages = &subject.passages;
    let range = passages.all().next().and_then(|title| {
        passages
            .years(&title.range)
            .find(|(_, found)| *found == year)
            .map(|(range, _)| range)
    });
    // The year is in other digits: point at the whole title.
    range.map_or(At::Title(0..subject.report.title.len()), |range| passages.at(&range))
}
