//! The check of one report next to that of the year before, without an archive around them.

use crate::archive::{Archive, Digest, Organ};
use crate::report::Report;
use crate::rule::organ::{self, Kind};
use crate::rules::{Checked, Settings, check, check_across, check_and_digest};
use crate::text::Text;
use crate::verdict::Input;

/// The report of the year before, as far as the rules across years need it.
#[derive(Debug, Clone, PartialEq)]
pub struct Before {
    digest: Digest,
    names: Vec<String>,
}

impl Before {
    /// Prepares a report; `None` if its year is not known.
    pub fn new(report: &Report, settings: &Settings) -> Option<Before> {
        let year = report.year()?;
        let names: Vec<String> = report.organ().map(str::to_owned).into_iter().collect();
        let (_, digest) = check_and_digest(Input::new(report, 0), settings, 0, year, &names);
        Some(Before { digest, names })
    }
}

/// Checks a report with all rules, those across years included if `before` is of the year before; otherwise as
/// [`check`] does.
pub fn check_after(input: Input<'_>, before: &Before, settings: &Settings) -> Checked {
    let year = input.report.year();
    let Some(year) = year.filter(|year| before.digest.year.checked_add(1) == Some(*year)) else {
        return check(input, settings);
    };
    let mut names = before.names.clone();
    names.extend(input.report.organ().map(str::to_owned));
    let (checked, digest) = check_and_digest(input, settings, 0, year, &names);
    let name = names.last().cloned().unwrap_or_default();
    let organ = Organ {
        kind: settings.kind.unwrap_or_else(|| kind(&name)),
        name: Text::of(name.clone(), name),
        names,
        parent: None,
        since: Some(before.digest.year),
        until: None,
    };
    // The two years are one organ's, so no other organ's text is compared.
    let archive = Archive::with_alike(vec![organ], vec![before.digest.clone(), digest], []);
    check_across(&archive, 1, settings, checked)
}

/// The kind that a name shows.
fn kind(name: &str) -> Kind {
    if organ::is_township(name) {
        Kind::Township
    } else if organ::is_government(name) {
        Kind::Government
    } else {
        Kind::Department
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::example;

    /// The rules with findings in a report of 2024 after one of this year.
    fn found(last: &str, now: &str) -> Vec<&'static str> {
        let settings = Settings::default();
        let before = Before::new(&example(last).expect(last), &settings).expect("it has a year");
        let report = example(
            &[
                "meta year: 2024\ntitle: 示例县财政局2024年政府信息公开工作年度报告\n",
                now,
            ]
            .concat(),
        );
        let report = report.expect(now);
        let checked = check_after(Input::new(&report, 0), &before, &settings);
        checked.findings.iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn what_was_carried_out_is_carried_in_the_year_after() {
        let carried = "requests.carried_out.natural_person: 3\nrequests.carried_out.total: 3";
        assert!(found(carried, "").contains(&"carry-over"));
        assert!(!found("", "").contains(&"carry-over"));
        // Not the year before.
        let older = [
            "meta year: 2021\ntitle: 示例县财政局2021年政府信息公开工作年度报告\n",
            carried,
        ]
        .concat();
        assert!(!found(&older, "").contains(&"carry-over"));
    }

    #[test]
    fn the_rules_across_years_are_counted_only_with_the_year_before() {
        let settings = Settings::default();
        let report = example("").expect("the example");
        let alone = check(Input::new(&report, 0), &settings);
        let before = Before::new(&report, &settings).expect("it has a year");
        assert_eq!(check_after(Input::new(&report, 0), &before, &settings), alone);
        let next = report.following().report;
        let both = check_after(Input::new(&next, 0), &before, &settings);
        assert!(both.rules_asked() > check(Input::new(&next, 0), &settings).rules_asked());
    }
}
