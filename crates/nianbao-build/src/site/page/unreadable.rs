//! The page of a report whose file can't be read: it has the address that the report's page would have.

use minijinja::context;
use nianbao_core::text::Text;

use super::{Bar, Head, Kind, Page, organs, template};
use crate::content::Problem;
use crate::error::Result;
use crate::site::Builder;

pub(super) static KIND: Kind = Kind {
    template: template!("unreadable.html"),
    words: &[
        ("reason_is", Text::new("原因：", "Reason: ")),
        (
            "publisher_knows",
            Text::new(
                "文件改好后，报告会出现在这个网址。在此之前，请向机关索取，或看它在原网站上发布的版本。",
                "The report will be at this address as soon as its file is corrected. Until then, ask the organ for it, or read it where the organ published it.",
            ),
        ),
    ],
    values: &["year", "heading", "reason", "before", "after"],
    bar: Bar::Within(&organs::KIND),
    head: Head::PLAIN,
    needs: |builder| builder.archive.unread().next().is_some(),
    addresses: |builder, add| {
        for (record, _) in builder.archive.unread() {
            if let Some(organ) = builder.content.organs.all().get(record.organ) {
                add(&format!("organs/{}/{}/", organ.id, record.year));
            }
        }
    },
    write,
};

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    for (record, reason) in builder.archive.unread() {
        let Some(organ) = builder.content.organs.all().get(record.organ) else {
            continue;
        };
        let year = record.year;
        let folder = format!("organs/{}", organ.id);
        let path = format!("{folder}/{year}/index.html");
        let mut above = builder.above(organ);
        above.push((organ.name.clone(), format!("{folder}/index.html")));
        let title = Text::of(
            format!("{} {year}年", organ.name.zh),
            format!("{}, {year}", organ.name.en),
        );
        let page = Page {
            above,
            sample: record.sample,
            ..Page::new(&path, &title)
        };
        let (before, after) = builder.neighbours(record);
        builder.page(&KIND, &page, |lang| {
            Ok(context! { year, heading => title.get(lang), reason => reason.get(lang), before, after })
        })?;
    }
    Ok(())
}
