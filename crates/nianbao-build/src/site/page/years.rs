//! The list of years, with the verdicts on the reports of each.

use std::collections::BTreeMap;

use minijinja::{Value, context};
use nianbao_core::form::FormId;
use nianbao_core::text::Text;

use super::{Bar, Head, Kind, Page, always, never, template};
use crate::content::Problem;
use crate::error::Result;
use crate::site::Builder;
use crate::site::figures::Row;
use crate::site::words::WORDS;

pub(super) static KIND: Kind = Kind {
    template: template!("years.html"),
    words: &[
        ("tally_errors", Text::new("有错误", "with errors")),
        ("tally_warnings", Text::new("有提醒", "with warnings")),
        ("tally_notices", Text::new("有提示", "with notices")),
        ("unjudged", Text::new("无法判断", "cannot be judged")),
        ("unfinished", Text::new("还没写完", "not finished")),
    ],
    values: &["rows"],
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

/// The verdicts in the order in which they are shown.
const CLASSES: [&str; 6] = ["error", "warning", "notice", "unfinished", "unjudged", "holds"];

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    let mut counted: BTreeMap<u16, (usize, [usize; CLASSES.len()])> = BTreeMap::new();
    for record in builder.archive.records() {
        let (reports, classes) = counted.entry(record.year).or_default();
        *reports += 1;
        let class = Row::new(&builder.archive, record).verdict().class();
        if let Some(slot) = CLASSES.iter().position(|known| *known == class) {
            classes[slot] += 1;
        }
    }
    builder.page(&KIND, &Page::new("years/index.html", &WORDS.years), |lang| {
        let rows: Vec<Value> = counted
            .iter()
            .rev()
            .map(
                |(year, (reports, [errors, warnings, notices, unfinished, unjudged, clean]))| {
                    let form = FormId::of_year(*year).map(FormId::form);
                    context! {
                        year, reports, errors, warnings, notices, clean, unfinished, unjudged,
                        form => form.map(|form| form.name.get(lang)),
                        instrument => form.map(|form| form.instrument.get(lang)),
                    }
                },
            )
            .collect();
        Ok(context! { rows })
    })
}
