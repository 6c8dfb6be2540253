//! The list of organs, those of a government after it, with the years of their reports.

use minijinja::{Value, context};

use super::{Bar, Head, Kind, Page, always, never, template};
use crate::content::Problem;
use crate::error::Result;
use crate::site::Builder;
use crate::site::list::{ROWS, organ_value, page_address, page_folder, pager};
use crate::site::owed::{Owed, Status};
use crate::site::words::WORDS;

pub(super) static KIND: Kind = Kind {
    template: template!("organs.html"),
    words: &[],
    values: &["rows", "total", "pager", "some_sample"],
    bar: Bar::Entry {
        label: &WORDS.organs,
        address: "organs/index.html",
        shared: never,
    },
    head: Head::LIST,
    needs: always,
    addresses: |builder, add| {
        for number in 1..=builder.list.tree.len().div_ceil(ROWS) {
            add(&page_folder("organs", number));
        }
    },
    write,
};

/// The years for which an organ's report is there or missing, latest first, each with whether it is missing.
fn years(builder: &Builder<'_>, owed: &Owed, index: usize) -> Vec<(u16, bool)> {
    let years = owed.years(builder, index).into_iter();
    years.map(|(year, status)| (year, status == Status::Missing)).collect()
}

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    let (organs, tree) = (builder.content.organs.all(), &builder.list.tree);
    let count = tree.len().div_ceil(ROWS);
    let owed = Owed::new(builder);
    for (i, chunk) in tree.chunks(ROWS).enumerate() {
        let path = page_address("organs", i + 1);
        let keys = builder.keys("organs").number(i).number(organs.len());
        let keys = chunk.iter().fold(keys, |keys, (index, depth)| {
            let keys = keys
                .key(organs[*index].key())
                .number(*depth)
                .flag(builder.is_sample(*index));
            keys.whole(&years(builder, &owed, *index))
        });
        let page = |builder: &Builder<'_>| {
            builder.page(&KIND, &Page::new(&path, &WORDS.organs), |lang| {
                let rows: Vec<Value> = chunk
                    .iter()
                    .map(|(index, depth)| {
                        let years = years(builder, &owed, *index).into_iter();
                        let years = years.map(|(year, gone)| context! { year, gone });
                        context! {
                            organ => organ_value(&organs[*index], *depth, builder.is_sample(*index), lang),
                            years => years.collect::<Vec<_>>(),
                        }
                    })
                    .collect();
                Ok(context! {
                    rows,
                    total => organs.len(),
                    pager => pager("organs", i + 1, count),
                    some_sample => chunk.iter().any(|(index, _)| builder.is_sample(*index)),
                })
            })
        };
        builder.unit(&keys, page)?;
    }
    Ok(())
}
