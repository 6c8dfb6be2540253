//! `child-missing`: no organ of the list is missing for a year.

use super::basis;
use crate::archive::{Archive, Organ, Standing};
use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::shared::list;
use crate::rule::{Check, Family, Findings, Forms, Rule};
use crate::text::{Lang, Text};

pub(super) static RULE: Rule = Rule {
    name: "child-missing",
    title: Text::new("名单上的机关每年都有报告", "Every organ on the list has its reports"),
    severity: Severity::Warning,
    family: Family::Archive,
    basis: basis::ARTICLE_49,
    forms: Forms::Every,
    check: Check::Archive(check),
};

/// Each missing report is reported once: at the report of the parent government; if that is missing too, at the first
/// report of its organs; for an organ without a parent, at its own next report.
fn check(standing: &Standing<'_>, findings: &mut Findings) {
    let (archive, now) = (standing.archive, standing.digest);
    let year = now.year;
    let mut missing: Vec<&Organ> = below(archive, now.organ, year);
    if let Some(parent) = standing.organ.parent {
        let over = archive.last_year(parent).is_some_and(|last| last > year);
        // A government reports two months after its departments, so it is not missing while the year's reports are
        // coming in.
        if archive.eldest(parent, year) == Some(now.organ)
            && over
            && archive.find(parent, year).is_none()
            && let Some(organ) = archive.organs().get(parent).filter(|organ| organ.owes(year))
        {
            missing.push(organ);
            missing.extend(below(archive, parent, year));
        }
    }
    tell(year, &missing, findings);
    let gap = standing.organ.parent.is_none().then(|| gap(standing)).flatten();
    if let Some(year) = gap {
        tell(year, &[standing.organ], findings);
    }
}

/// The child organs that owe a report for a year and have none.
fn below(archive: &Archive, organ: usize, year: u16) -> Vec<&Organ> {
    archive
        .children(organ)
        .iter()
        .filter(|child| archive.find(**child, year).is_none())
        .filter_map(|child| archive.organs().get(*child))
        .filter(|organ| organ.owes(year))
        .collect()
}

/// The year before a report, if that year is missing, an earlier one exists, and no child organ's report was there to
/// report it.
fn gap(standing: &Standing<'_>) -> Option<u16> {
    let (archive, now) = (standing.archive, standing.digest);
    let before = now.year.checked_sub(1)?;
    let earlier = archive.first_year(now.organ).is_some_and(|first| first < before);
    let told = archive.eldest(now.organ, before).is_some();
    (earlier && !told && archive.find(now.organ, before).is_none() && standing.organ.owes(before)).then_some(before)
}

fn tell(year: u16, missing: &[&Organ], findings: &mut Findings) {
    if missing.is_empty() {
        return;
    }
    let names: Vec<Text> = missing.iter().map(|organ| organ.name.clone()).collect();
    let (listed, count) = (list(&names), missing.len());
    let mut finding = Finding::new(
        At::Report,
        Text::of(
            format!("没有 {count} 个机关 {year} 年的报告：{}", listed.get(Lang::Zh)),
            format!(
                "The report for {year} of {count} organ{} is missing: {}",
                if count == 1 { "" } else { "s" },
                listed.get(Lang::En)
            ),
        ),
    )
    .help(Text::new(
        "补上报告；新设或撤销的机关，在 organs.toml 里写 since 或 until",
        "Add the report; for an organ set up later or dissolved, write since or until in organs.toml",
    ));
    for organ in missing {
        finding = finding.beside(format!("{}.{year}", organ.name.zh), "");
    }
    findings.push(finding);
}
