//! The reports of one year, with their key figures.

use minijinja::{Value, context};
use nianbao_core::text::Text;
use rayon::prelude::*;

use super::{Bar, Head, Kind, Page, always, template, years};
use crate::error::Result;
use crate::site::Builder;
use crate::site::figures::Row;
use crate::site::list::{ROWS, organ_value, page_address, page_folder, pager};
use crate::site::words::{self, WORDS};

pub(super) static KIND: Kind = Kind {
    template: template!("year.html"),
    words: &[],
    values: &[
        "year",
        "total",
        "rows",
        "before",
        "after",
        "pager",
        "some_sample",
        "some_doubt",
    ],
    bar: Bar::Within(&years::KIND),
    head: Head::LIST,
    needs: always,
    addresses: |builder, add| {
        for year in &builder.list.years {
            for number in 1..=found(builder, *year).count().div_ceil(ROWS) {
                add(&page_folder(&folder(*year), number));
            }
        }
    },
    write: |builder, _| {
        let years: Vec<u16> = builder.list.years.iter().copied().collect();
        years.par_iter().try_for_each(|year| pages(builder, *year))
    },
};

fn folder(year: u16) -> String {
    format!("years/{year}")
}

/// The reports of a year in the order of the organs, each with its organ's depth.
fn found<'a>(builder: &'a Builder<'_>, year: u16) -> impl Iterator<Item = (usize, Row<'a>)> {
    let tree = builder.list.tree.iter();
    tree.filter_map(move |(index, depth)| Some((*depth, builder.row(*index, year)?)))
}

fn pages(builder: &Builder<'_>, year: u16) -> Result<()> {
    let organs = builder.content.organs.all();
    let found: Vec<(usize, Row<'_>)> = found(builder, year).collect();
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
            .whole(&(before, after));
        let keys = chunk.iter().fold(keys, |keys, (depth, row)| {
            let keys = keys.key(organs[row.record.organ].key()).number(*depth);
            row.add_to(keys)
        });
        let write = |builder: &Builder<'_>| {
            builder.page(&KIND, &page, |lang| {
                let rows: Vec<Value> = chunk
                    .iter()
                    .map(|(depth, row)| {
                        let record = row.record;
                        context! {
                            organ => organ_value(&organs[record.organ], *depth, record.sample, lang),
                            report => row.value(lang),
                        }
                    })
                    .collect();
                Ok(context! {
                    year,
                    total => words::reports(found.len()).get(lang),
                    rows,
                    before, after,
                    pager => pager(&folder, i + 1, count),
                    some_doubt => chunk.iter().any(|(_, row)| row.doubt()),
                    some_sample => chunk.iter().any(|(_, row)| row.record.sample),
                })
            })
        };
        builder.unit(&keys, write)?;
    }
    Ok(())
}
