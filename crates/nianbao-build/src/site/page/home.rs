//! The home page: what there is, and every report of a small archive.

use minijinja::{Value, context};
use nianbao_core::rules::RULES;

use super::{Bar, Head, Kind, Page, always, template};
use crate::content::Problem;
use crate::error::Result;
use crate::site::Builder;
use crate::site::list::organ_value;
use crate::site::owed::{Owed, Status};
use crate::site::trends;

/// The most organs that are shown with all their years.
const MATRIX: usize = 60;

/// The most years next to each other.
const YEARS: usize = 8;

pub(super) static KIND: Kind = Kind {
    template: template!("home.html"),
    words: &[],
    values: &[
        "reports",
        "organ_count",
        "first",
        "last",
        "years",
        "rows",
        "whole",
        "rule_count",
        "some_sample",
        "searchable",
        "trends",
    ],
    bar: Bar::Name,
    // The search box leads to another page.
    head: Head {
        forms: true,
        ..Head::PLAIN
    },
    needs: always,
    addresses: |_, add| add(""),
    write,
};

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    let (organs, list) = (builder.content.organs.all(), &builder.list);
    let site = &builder.content.site;
    let page = Page {
        description: site.description.clone(),
        ..Page::new("index.html", &site.title)
    };
    // A small archive is shown whole, a large one with its top organs only.
    let whole = organs.len() <= MATRIX;
    let shown: Vec<(usize, usize)> = list
        .tree
        .iter()
        .copied()
        .filter(|(_, depth)| whole || *depth == 0)
        .take(MATRIX)
        .collect();
    let mut years: Vec<u16> = list.years.iter().rev().take(YEARS).copied().collect();
    years.reverse();
    let owed = Owed::new(builder);
    builder.page(&KIND, &page, |lang| {
        let rows: Vec<Value> = shown
            .iter()
            .map(|(index, depth)| {
                let cells: Vec<Value> = years
                    .iter()
                    .map(|year| {
                        let verdict = builder.row(*index, *year).map(|row| row.verdict().value(lang));
                        let missing = owed.status(builder, *index, *year) == Status::Missing;
                        context! { year, verdict, missing }
                    })
                    .collect();
                context! { organ => organ_value(&organs[*index], *depth, builder.is_sample(*index), lang), cells }
            })
            .collect();
        Ok(context! {
            reports => builder.archive.records().len(),
            organ_count => organs.len(),
            first => list.years.first(),
            last => list.years.last(),
            years,
            rows,
            whole,
            rule_count => RULES.len(),
            searchable => builder.searchable,
            trends => Value::from_safe_string(trends::home(builder, &owed, lang)),
            some_sample => builder.archive.records().iter().any(|record| record.sample),
        })
    })
}
