//! The old addresses of an organ that has another id now: each leads to the same page of today. Its feed is there
//! whole, because readers of feeds follow no page that leads elsewhere.

use minijinja::context;
use nianbao_core::text::Text;
use rayon::prelude::*;

use super::{Bar, Head, Kind, Page, organs, template};
use crate::content::Organ;
use crate::error::Result;
use crate::site::figures::Row;
use crate::site::{Builder, feed};

pub(super) static KIND: Kind = Kind {
    template: template!("moved.html"),
    words: &[(
        "moved_why",
        Text::new(
            "这个机关改了名，网址也跟着改了。现在在这里：",
            "This organ was renamed, and its addresses with it. It is here now: ",
        ),
    )],
    values: &["to", "name"],
    bar: Bar::Within(&organs::KIND),
    head: Head::PLAIN,
    needs: |builder| {
        builder
            .content
            .organs
            .all()
            .iter()
            .any(|organ| ids(organ).next().is_some())
    },
    // Readers should find the addresses of today.
    addresses: |_, _| {},
    write: |builder, _| {
        let organs = builder.content.organs.all();
        organs
            .par_iter()
            .enumerate()
            .filter(|(_, organ)| ids(organ).next().is_some())
            .try_for_each(|(index, organ)| {
                let records = builder.archive.of(index);
                let years: Vec<u16> = records.iter().map(|record| record.year).collect();
                let keys = builder.keys("moved").key(builder.chain(index)).whole(&years);
                let keys = records
                    .iter()
                    .fold(feed::keys_of(builder, index, keys), |keys, record| {
                        Row::new(builder.archive, record).add_to(keys)
                    });
                builder.unit(&keys, |builder| {
                    feed::write_below(builder, index, &ids(organ).collect::<Vec<_>>())?;
                    ids(organ).try_for_each(|id| pages(builder, organ, id, &years))
                })
            })
    },
};

/// The ids that an organ had before.
fn ids(organ: &Organ) -> impl Iterator<Item = &str> {
    organ.former.iter().filter_map(|former| former.id.as_deref())
}

fn pages(builder: &Builder<'_>, organ: &Organ, id: &str, years: &[u16]) -> Result<()> {
    page(builder, organ, id, None)?;
    years.iter().try_for_each(|year| page(builder, organ, id, Some(*year)))
}

fn page(builder: &Builder<'_>, organ: &Organ, id: &str, year: Option<u16>) -> Result<()> {
    let below = year.map_or_else(String::new, |year| format!("{year}/"));
    let (old, new) = (
        format!("organs/{id}/{below}index.html"),
        format!("organs/{}/{below}index.html", organ.id),
    );
    let name = match year {
        Some(year) => Text::of(
            format!("{} {year}年", organ.name.zh),
            format!("{}, {year}", organ.name.en),
        ),
        None => organ.name.clone(),
    };
    let page = Page {
        above: builder.above(organ),
        unlisted: true,
        instead: Some(&new),
        ..Page::new(&old, &name)
    };
    let to = format!("{}{new}", "../".repeat(old.matches('/').count()));
    builder.page(&KIND, &page, |lang| Ok(context! { to => to, name => name.get(lang) }))
}
