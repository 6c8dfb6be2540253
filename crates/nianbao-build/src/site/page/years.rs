//! The list of years, with the verdicts on the reports of each.

use std::collections::BTreeMap;

use minijinja::{Value, context};
use nianbao_core::form::FormId;
use nianbao_core::text::Text;
use nianbao_core::verdict::Verdict;

use super::{Bar, Head, Kind, Page, always, never, statistics, template};
use crate::content::Problem;
use crate::error::Result;
use crate::site::Builder;
use crate::site::figures::Row;
use crate::site::owed::{Owed, Status};
use crate::site::words::WORDS;

pub(super) static KIND: Kind = Kind {
    template: template!("years.html"),
    words: &[("verdict", Text::new("校验结果", "Verdict"))],
    values: &["rows", "some_sample", "statistics"],
    bar: Bar::Entry {
        label: &WORDS.years,
        address: "years/index.html",
        shared: never,
    },
    head: Head::PLAIN,
    needs: always,
    addresses: |_, add| add("years/"),
    write,
};

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    // The number of reports with each verdict, and of those that are missing.
    let mut counted: BTreeMap<u16, ([usize; Verdict::ALL.len()], usize)> = BTreeMap::new();
    for record in builder.archive.records() {
        let verdict = Row::new(builder.archive, record).verdict().is();
        counted.entry(record.year).or_default().0[verdict as usize] += 1;
    }
    let owed = Owed::new(builder);
    for (year, (_, gone)) in &mut counted {
        let organs = 0..builder.content.organs.all().len();
        *gone = organs
            .filter(|organ| owed.status(builder, *organ, *year) == Status::Missing)
            .count();
    }
    builder.page(&KIND, &Page::new("years/index.html", &WORDS.years), |lang| {
        let rows: Vec<Value> = counted
            .iter()
            .rev()
            .map(|(year, (counts, gone))| {
                let form = FormId::of_year(*year).map(FormId::form);
                // Those that can be published come first.
                let verdicts = Verdict::ALL.into_iter().zip(counts).rev();
                let verdicts = verdicts.filter(|(_, count)| **count > 0).map(|(verdict, count)| {
                    context! { class => class(verdict), word => verdict.text().get(lang), count }
                });
                context! {
                    year,
                    gone,
                    reports => counts.iter().sum::<usize>(),
                    verdicts => verdicts.collect::<Vec<Value>>(),
                    form => form.map(|form| form.name.get(lang)),
                    instrument => form.map(|form| form.instrument.get(lang)),
                }
            })
            .collect();
        Ok(context! {
            rows,
            some_sample => builder.archive.records().iter().any(|record| record.sample),
            statistics => statistics::exist(builder),
        })
    })
}

/// The class of a verdict in lists.
const fn class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fit => "holds",
        Verdict::Unfit => "error",
        Verdict::Unfinished | Verdict::Unjudged => verdict.name(),
    }
}
