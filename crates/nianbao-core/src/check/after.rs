//! The check of one report while it is written: next to that of the year before, without an archive around them, and with
//! what was understood of its prose.

use super::run::{check_and, digest_remembering};
use super::understood::{Understood, understood};
use crate::archive::{Archive, Digest, Organ};
use crate::prose::Memory;
use crate::report::Report;
use crate::rule::organ::{self, Kind};
use crate::rules::{Checked, Settings, check_across, check_and_digest};
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

/// Checks a report with all rules, those across years included if `before` is of the year before, otherwise as
/// [`check`](crate::rules::check) does; with what was understood of its prose, which is read once for both, and only as far as it is not in `memory`.
pub fn examine(
    input: Input<'_>,
    before: Option<&Before>,
    settings: &Settings,
    memory: Option<&mut Memory>,
) -> (Checked, Understood) {
    let year = input.report.year();
    let follows = |before: &&Before| before.digest.year.checked_add(1) == year;
    let Some((before, year)) = before.filter(follows).zip(year) else {
        return check_and(input, settings, memory, understood);
    };
    let mut names = before.names.clone();
    names.extend(input.report.organ().map(str::to_owned));
    let (checked, digest, understood) = digest_remembering(input, settings, memory, year, &names, understood);
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
    (check_across(&archive, 1, settings, checked), understood)
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
    use crate::rules::check;

    fn check_after(input: Input<'_>, before: &Before, settings: &Settings) -> Checked {
        examine(input, Some(before), settings, None).0
    }

    /// Whether a report after `last` is found to carry in other requests than `last` carried out.
    fn is_found(report: &Report, last: &Report) -> bool {
        let settings = Settings::default();
        let before = Before::new(last, &settings).expect("it has a year");
        let checked = check_after(Input::new(report, 0), &before, &settings);
        checked.findings.iter().any(|finding| finding.rule == "carry-over")
    }

    #[test]
    fn what_was_carried_out_is_carried_in_the_year_after() {
        let last = example("requests.carried_out.natural_person: 3\nrequests.carried_out.total: 3");
        let last = last.expect("the example");
        let mut next = last.following().report;
        assert!(!is_found(&next, &last));
        next.set("requests.carried_in.natural_person".parse().expect("a cell"), "77");
        assert!(is_found(&next, &last));
        // Not the year before.
        next.meta.year = next.meta.year.map(|year| year + 1);
        assert!(!is_found(&next, &last));
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
