//! Which reports there should be, and whether they came: in time, late, undated, or not at all.
//!
//! Nothing is guessed. An organ owes a report for each year in which it existed (`since`, `until`), from the first to the last
//! for which the archive has a report of any organ of the same government, unless it is not due yet. “Missing” means that
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

/// The years for which reports are owed, by organ: those from the first to the last for which its topmost government or
/// any organ below that has a report.
pub(crate) struct Owed {
    spans: Vec<Option<(u16, u16)>>,
}

impl Owed {
    pub(crate) fn new(builder: &Builder<'_>) -> Owed {
        let organs = builder.content.organs.all();
        let tops: Vec<usize> = (0..organs.len()).map(|index| top(organs, index)).collect();
        let mut spans: Vec<Option<(u16, u16)>> = vec![None; organs.len()];
        for record in builder.archive.records() {
            let Some(span) = tops.get(record.organ).and_then(|top| spans.get_mut(*top)) else {
                continue;
            };
            let (first, last) = span.unwrap_or((record.year, record.year));
            *span = Some((first.min(record.year), last.max(record.year)));
        }
        let spans = tops.iter().map(|top| spans.get(*top).copied().flatten()).collect();
        Owed { spans }
    }

    /// What there is of an organ's report for a year.
    pub(crate) fn status(&self, builder: &Builder<'_>, index: usize, year: u16) -> Status {
        let Some(organ) = builder.content.organs.all().get(index) else {
            return Status::Outside;
        };
        if let Some(record) = builder.archive.find(index, year) {
            return there(builder, organ, record);
        }
        let inside = self.spans.get(index).copied().flatten();
        if organ.since.is_some_and(|since| year < since) {
            Status::NotYet
        } else if organ.until.is_some_and(|until| year > until) {
            Status::Gone
        } else if inside.is_some_and(|(first, last)| (first..=last).contains(&year)) {
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
