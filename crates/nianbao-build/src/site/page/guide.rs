//! The contents of the guide.

use minijinja::{Value, context};

use super::{Bar, Head, Kind, Page, never, template};
use crate::content::Problem;
use crate::error::Result;
use crate::site::Builder;
use crate::site::words::WORDS;

pub(super) static KIND: Kind = Kind {
    template: template!("guide.html"),
    words: &[],
    values: &["entries"],
    bar: Bar::Entry {
        label: &WORDS.guide,
        address: "guide/index.html",
        shared: never,
    },
    head: Head::PLAIN,
    needs: |builder| !builder.guide.is_empty(),
    addresses: |_, add| add("guide/"),
    write,
};

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    builder.page(&KIND, &Page::new("guide/index.html", &WORDS.guide), |lang| {
        let pages = builder.guide.iter();
        let entries = pages.map(|page| {
            let written = &page.both[lang as usize];
            context! { name => page.name, title => written.title, parts => written.parts }
        });
        Ok(context! { entries => entries.collect::<Vec<Value>>() })
    })
}
