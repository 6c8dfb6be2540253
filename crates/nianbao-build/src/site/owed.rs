//! Which reports there should be, and whether they came: in time, late, undated, or not at all.
//!
//! Nothing is guessed. An organ owes a report for each year in which it existed (`since`, `until`), from the first to the last
//! for which the archive has a report of any organ of the same government, unless it is not due yet. Some years without any
//! report at all part them: a single old report does not make all others of the years since then missing. “Missing” means that
//! this archive does not have it. Only the date in the front matter tells when a report was published, and one from before
//! the end of its year tells nothing.

use nianbao_core::text::Date;

use super::Builder;
use crate::archive::Record;
use crate::content::Organ;

/// What there is of an organ's report for a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Status {
    /// Published by its deadline.
    OnTime(Date),
    /// Published this many days after its deadline.
    Late(Date, i64),
    /// There, but nothing says when it was published.
    Undated,
    /// There, but its file can't be read.
    Unreadable,
    /// It should be there and is not.
    Missing,
    /// It is not there, and nothing in the archive is later than its deadline.
    NotDue,
    /// The organ was set up later.
    NotYet,
    /// The organ was dissolved or merged before.
    Gone,
    /// The archive has no report for the year of the organ's government or of its organs, so none is asked for.
    Outside,
}

impl Status {
    /// Whether a report should be there.
    pub(crate) fn is_owed(self) -> bool {
        !matches!(self, Status::NotDue | Status::NotYet | Status::Gone | Status::Outside)
    }

    /// Whether a report is there, readable or not.
    pub(crate) fn is_there(self) -> bool {
        self.is_owed() && self != Status::Missing
    }
}

/// The years for which reports are owed, by organ: those of its topmost government and of all organs below that.
pub(crate) struct Owed {
    runs: Vec<Vec<Run>>,
    tops: Vec<usize>,
}

/// The most years in a row without any report of a government or its organs for which reports are still owed.
const GAP: u16 = 2;

/// Years, none of them far from the next one with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    first: u16,
    last: u16,
    /// The one organ that has reports of these years; `None` if there are several.
    only: Option<usize>,
}

impl Owed {
    pub(crate) fn new(builder: &Builder<'_>) -> Owed {
        let organs = builder.content.organs.all();
        let tops: Vec<usize> = (0..organs.len()).map(|index| top(organs, index)).collect();
        let mut found: Vec<Vec<(u16, usize)>> = vec![Vec::new(); organs.len()];
        for record in builder.archive.records() {
            if let Some(found) = tops.get(record.organ).and_then(|top| found.get_mut(*top)) {
                found.push((record.year, record.organ));
            }
        }
        let runs = found.into_iter().map(runs).collect();
        Owed { runs, tops }
    }

    /// Whether reports for a year are asked of an organ.
    fn asks(&self, index: usize, year: u16) -> bool {
        let runs = self.tops.get(index).and_then(|top| self.runs.get(*top));
        runs.is_some_and(|runs| {
            runs.iter().any(|run| {
                let inside = (run.first..=run.last).contains(&year);
                inside && run.only.is_none_or(|only| only == index || runs.len() == 1)
            })
        })
    }

    /// What there is of an organ's report for a year.
    pub(crate) fn status(&self, builder: &Builder<'_>, index: usize, year: u16) -> Status {
        let Some(organ) = builder.content.organs.all().get(index) else {
            return Status::Outside;
        };
        if let Some(record) = builder.archive.find(index, year) {
            return there(builder, organ, record);
        }
        if organ.since.is_some_and(|since| year < since) {
            Status::NotYet
        } else if organ.until.is_some_and(|until| year > until) {
            Status::Gone
        } else if self.asks(index, year) {
            // Without a clock, the latest date of the archive tells how far the year has gone.
            let due = due(builder, organ, year);
            match builder.list.latest.zip(due) {
                Some((latest, due)) if day(latest) <= day(due) => Status::NotDue,
                _ => Status::Missing,
            }
        } else {
            Status::Outside
        }
    }

    /// The years for which an organ's report is there or missing, latest first.
    pub(crate) fn years(&self, builder: &Builder<'_>, index: usize) -> Vec<(u16, Status)> {
        let years = builder.list.years.iter().rev();
        let all = years.map(|year| (*year, self.status(builder, index, *year)));
        all.filter(|(_, status)| status.is_owed()).collect()
    }
}

/// The years of some reports, each with its organ, parted where there are none for more than [`GAP`] years.
fn runs(mut reports: Vec<(u16, usize)>) -> Vec<Run> {
    reports.sort_unstable();
    let mut runs: Vec<Run> = Vec::new();
    for (year, organ) in reports {
        match runs.last_mut() {
            Some(run) if year - run.last <= GAP + 1 => {
                run.last = year;
                run.only = run.only.filter(|only| *only == organ);
            }
            _ => runs.push(Run {
                first: year,
                last: year,
                only: Some(organ),
            }),
        }
    }
    runs
}

/// The organ above all others that an organ is below.
fn top(organs: &[Organ], index: usize) -> usize {
    let mut at = index;
    while let Some(parent) = organs.get(at).and_then(|organ| organ.parent) {
        at = parent;
    }
    at
}

/// The day by which an organ's report for a year is due.
pub(crate) fn due(builder: &Builder<'_>, organ: &Organ, year: u16) -> Option<Date> {
    let deadlines = &builder.content.site.deadlines;
    deadlines.due(year, Some(organ.kind), &organ.name.zh)
}

fn there(builder: &Builder<'_>, organ: &Organ, record: &Record) -> Status {
    if !record.is_read {
        return Status::Unreadable;
    }
    // A report of a year can't be published before the year is over: such a date is an error.
    let published = record.published.filter(|date| date.year > record.year);
    let (Some(published), Some(due)) = (published, due(builder, organ, record.year)) else {
        return Status::Undated;
    };
    match day(published) - day(due) {
        late if late > 0 => Status::Late(published, late),
        _ => Status::OnTime(published),
    }
}

/// A day as a number: those after each other follow each other.
fn day(date: Date) -> i64 {
    // The year begins with March, so that the leap day is its last.
    let (year, month, day) = (i64::from(date.year), i64::from(date.month), i64::from(date.day));
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_far_from_all_others_are_apart() {
        let check = |reports: &[(u16, usize)], expected: &[(u16, u16, Option<usize>)]| {
            let found = runs(reports.to_vec());
            let found: Vec<_> = found.iter().map(|run| (run.first, run.last, run.only)).collect();
            assert_eq!(found, expected, "{reports:?}");
        };
        check(&[], &[]);
        check(&[(2023, 4)], &[(2023, 2023, Some(4))]);
        check(&[(2023, 4), (2021, 4), (2022, 5)], &[(2021, 2023, None)]);
        check(&[(2020, 4), (2023, 4)], &[(2020, 2023, Some(4))]);
        check(
            &[(2009, 7), (2019, 4), (2020, 5), (2021, 4)],
            &[(2009, 2009, Some(7)), (2019, 2021, None)],
        );
        check(
            &[(0, 1), (u16::MAX, 1)],
            &[(0, 0, Some(1)), (u16::MAX, u16::MAX, Some(1))],
        );
    }

    #[test]
    fn days_between_dates_are_counted() {
        let check = |from: &str, to: &str, expected: i64| {
            let day = |text| day(Date::parse(text).expect("a date"));
            assert_eq!(day(to) - day(from), expected, "{from} {to}");
        };
        check("2023-01-31", "2023-01-31", 0);
        check("2023-01-31", "2023-02-14", 14);
        check("2024-01-31", "2024-03-01", 30);
        check("2023-01-31", "2023-03-01", 29);
        check("2020-12-31", "2021-01-01", 1);
        check("2000-02-28", "2000-03-01", 2);
        check("1900-02-28", "1900-03-01", 1);
        check("2019-01-31", "2020-01-31", 365);
        check("2020-01-31", "2021-01-31", 366);
    }
}
