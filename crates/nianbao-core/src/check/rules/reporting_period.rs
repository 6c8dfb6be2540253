//! `reporting-period`: the period is given, and is 1 January to 31 December of the year.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "reporting-period",
    title: Text::new(
        "统计期限写明，是当年1月1日至12月31日",
        "The period is given and is 1 January to 31 December",
    ),
    severity: Severity::Warning,
    family: Family::Dates,
    basis: basis::ARTICLE_50_AND_FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if !subject.is_report() {
        return;
    }
    let passages = &subject.passages;
    let Some(period) = &subject.period else {
        let year = subject.year.map_or_else(String::new, |year| year.to_string());
        findings.push(
            Finding::new(
                subject.preface(),
                Text::new(
                    "前言没有写明所列数据的统计期限",
                    "The preface does not state the period that the figures cover",
                ),
            )
            .help(Text::of(
                format!("写明：本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止"),
                format!("Say: the figures cover the period from 1 January to 31 December {year}"),
            )),
        );
        return;
    };
    let Some((from, to)) = period.days else { return };
    let words = passages.words(&period.range);
    let (first, last) = ((from.month, from.day.unwrap_or(1)), (to.month, to.day.unwrap_or(31)));
    if (first, last) != ((1, 1), (12, 31)) {
        findings.push(Finding::new(
            passages.at(&period.range),
            Text::of(
                format!("统计期限“{words}”不是1月1日至12月31日"),
                format!("The period “{words}” is not 1 January to 31 December"),
            ),
        ));
    } else if !(from.whole && to.whole) {
        findings.push(Finding::new(
            passages.at(&period.range),
            Text::of(
                format!("统计期限“{words}”写得不完整：缺了“年”或“日”"),
                format!("The period “{words}” is written incompletely: 年 or 日 is missing"),
            ),
        ));
    }
}
