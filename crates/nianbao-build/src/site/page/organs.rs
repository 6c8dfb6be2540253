//! The list of organs, those of a government after it, with the years of their reports.

use minijinja::{Value, context};

use super::{Bar, Head, Kind, Page, always, never, template};
use crate::content::Problem;
use crate::error::Result;
use crate::site::Builder;
use crate::site::list::{ROWS, organ_value, page_address, page_folder, pager};
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

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    let (organs, tree) = (builder.content.organs.all(), &builder.list.tree);
    let count = tree.len().div_ceil(ROWS);
    for (i, chunk) in tree.chunks(ROWS).enumerate() {
        let path = page_address("organs", i + 1);
        let keys = builder.keys("organs").number(i).number(organs.len());
        let keys = chunk.iter().fold(keys, |keys, (index, depth)| {
            let records = builder.archive.of(*index).iter();
            let keys = keys
                .key(organs[*index].key())
                .number(*depth)
                .flag(builder.is_sample(*index));
            records
                .fold(keys, |keys, record| keys.number(record.year.into()))
                .text("end")
        });
        let page = |builder: &Builder<'_>| {
            builder.page(&KIND, &Page::new(&path, &WORDS.organs), |lang| {
                let rows: Vec<Value> = chunk
                    .iter()
                    .map(|(index, depth)| {
                        let years = builder.archive.of(*index).iter().rev().map(|record| record.year);
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
