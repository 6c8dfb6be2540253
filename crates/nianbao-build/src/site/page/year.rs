//! The reports of one year, with their key figures.

use minijinja::{Value, context};
use nianbao_core::text::Text;
use rayon::prelude::*;

use super::{Bar, Head, Kind, Page, always, statistics, template, years};
use crate::error::Result;
use crate::site::Builder;
use crate::site::figures::Row;
use crate::site::list::{ROWS, organ_value, page_address, page_folder, pager};
use crate::site::owed::{Owed, Status};
use crate::site::words::{self, WORDS};

pub(super) static KIND: Kind = Kind {
    template: template!("year.html"),
    words: &[],
    values: &[
        "year",
        "total",
        "gone",
        "rows",
        "before",
        "after",
        "pager",
        "some_sample",
        "some_doubt",
        "statistics",
    ],
    bar: Bar::Within(&years::KIND),
    head: Head::LIST,
    needs: always,
    addresses: |builder, add| {
        let owed = Owed::new(builder);
        for year in &builder.list.years {
            for number in 1..=found(builder, &owed, *year).count().div_ceil(ROWS) {
                add(&page_folder(&folder(*year), number));
            }
        }
    },
    write: |builder, _| {
        let years: Vec<u16> = builder.list.years.iter().copied().collect();
        let owed = Owed::new(builder);
        years.par_iter().try_for_each(|year| pages(builder, &owed, *year))
    },
};

fn folder(year: u16) -> String {
    format!("years/{year}")
}

/// An organ's row in the list of a year.
struct Line<'a> {
    organ: usize,
    depth: usize,
    /// `None` if the report is missing.
    row: Option<Row<'a>>,
}

/// The reports of a year in the order of the organs, those that are missing included.
fn found<'a>(builder: &'a Builder<'_>, owed: &'a Owed, year: u16) -> impl Iterator<Item = Line<'a>> {
    let tree = builder.list.tree.iter();
    tree.filter_map(move |(index, depth)| {
        let row = builder.row(*index, year);
        let missing = row.is_none() && owed.status(builder, *index, year) == Status::Missing;
        (row.is_some() || missing).then_some(Line {
            organ: *index,
            depth: *depth,
            row,
        })
    })
}

fn pages(builder: &Builder<'_>, owed: &Owed, year: u16) -> Result<()> {
    let organs = builder.content.organs.all();
    let found: Vec<Line<'_>> = found(builder, owed, year).collect();
    let gone = found.iter().filter(|line| line.row.is_none()).count();
    let folder = folder(year);
    let count = found.len().div_ceil(ROWS);
    let before = builder.list.years.range(..year).next_back();
    let after = builder.list.years.range(year + 1..).next();
    for (i, chunk) in found.chunks(ROWS).enumerate() {
        let path = page_address(&folder, i + 1);
        let mut above = vec![(WORDS.years.clone(), "years/index.html".to_owned())];
        if i > 0 {
            above.push((
                Text::of(format!("{year}年"), year.to_string()),
                page_address(&folder, 1),
            ));
        }
        let title = Text::of(
            format!("{year}年政府信息公开工作年度报告"),
            format!("Annual reports on open government information, {year}"),
        );
        let page = Page {
            above,
            ..Page::new(&path, &title)
        };
        let keys = builder
            .keys("year")
            .number(year.into())
            .number(i)
            .number(found.len())
            .number(gone)
            .flag(statistics::exist(builder))
            .whole(&(before, after));
        let keys = chunk.iter().fold(keys, |keys, line| {
            let keys = keys.key(organs[line.organ].key()).number(line.depth);
            match line.row {
                Some(row) => row.add_to(keys),
                None => keys.text("missing").flag(builder.is_sample(line.organ)),
            }
        });
        let write = |builder: &Builder<'_>| {
            builder.page(&KIND, &page, |lang| {
                let rows: Vec<Value> = chunk
                    .iter()
                    .map(|line| {
                        let sample = line.row.map_or_else(|| builder.is_sample(line.organ), |row| row.record.sample);
                        context! {
                            organ => organ_value(&organs[line.organ], line.depth, sample, lang),
                            report => line.row.map(|row| row.value(lang)),
                        }
                    })
                    .collect();
                Ok(context! {
                    year,
                    total => words::reports(found.len() - gone).get(lang),
                    gone => (gone > 0).then(|| words::missing_reports(gone).get(lang).to_owned()),
                    rows,
                    before, after,
                    statistics => statistics::exist(builder),
                    pager => pager(&folder, i + 1, count),
                    some_doubt => chunk.iter().any(|line| line.row.is_some_and(Row::doubt)),
                    some_sample => chunk.iter().any(|line| line.row.map_or_else(|| builder.is_sample(line.organ), |row| row.record.sample)),
                })
            })
        };
        builder.unit(&keys, write)?;
    }
    Ok(())
}
