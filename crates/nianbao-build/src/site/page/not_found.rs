//! The page that a server shows if an address leads nowhere.
//!
//! A server shows it at any address, so its links are whole paths on the host: those of the site's address, or of the root.

use minijinja::context;
use nianbao_core::text::Text;

use super::{Bar, Head, Kind, Page, always, home, template};
use crate::site::Builder;

pub(super) static KIND: Kind = Kind {
    template: template!("not-found.html"),
    words: &[
        (
            "not_found_why",
            Text::new(
                "网址可能写错了，也可能这份报告还没有收入。机关改名以后，旧网址会转到新的。",
                "The address may be mistyped, or the report may not be in the archive yet. The old addresses of an organ that was renamed lead to the new ones.",
            ),
        ),
        ("not_found_try", Text::new("可以从这里找", "Where to look")),
    ],
    values: &["searchable"],
    bar: Bar::Within(&home::KIND),
    head: Head {
        forms: true,
        ..Head::PLAIN
    },
    needs: always,
    addresses: |_, _| {},
    write: |builder, _| builder.unit(&builder.keys("not-found"), page),
};

fn page(builder: &Builder<'_>) -> crate::error::Result<()> {
    let title = Text::new("没有这个页面", "There is no such page");
    let page = Page {
        unlisted: true,
        anywhere: true,
        ..Page::new("404.html", &title)
    };
    builder.page(&KIND, &page, |_| Ok(context! { searchable => builder.searchable }))
}
