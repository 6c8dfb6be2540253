//! `copied-figures`: not all figures equal last year's.

use super::basis;
use crate::archive::Standing;
use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "copied-figures",
    title: Text::new("数字不是照搬上年的", "The figures are not last year's"),
    severity: Severity::Warning,
    family: Family::Archive,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Archive(check),
};

/// This many different figures above 0 do not agree by chance; one request a year, granted each time, may.
const DIFFERENT: usize = 3;

fn check(standing: &Standing<'_>, findings: &mut Findings) {
    let now = standing.digest;
    let Some(before) = standing
        .last_year()
        .filter(|before| before.form == now.form && before.same_figures(now))
    else {
        return;
    };
    let mut figures: Vec<_> = now.figures().collect();
    figures.sort_unstable();
    figures.dedup();
    if figures.len() < DIFFERENT {
        return;
    }
    let year = before.year;
    findings.push(
        Finding::new(
            At::Report,
            Text::of(
                format!("三张表的全部数字与 {year} 年报告完全相同"),
                format!("Every figure of the three tables is the same as in the report for {year}"),
            ),
        )
        .beside(format!("{year}.figures"), "")
        .help(Text::new(
            "按本年的台账重新填写；确实相同的，接受这条提醒并写明理由",
            "Fill in the tables again from this year's register; if they really are the same, accept this and give the reason",
        )),
    );
}
