//! A page of the guide.

use minijinja::{Value, context};
use nianbao_core::text::Text;

use super::{Bar, Head, Kind, Page, guide, template};
use crate::content::Problem;
use crate::error::Result;
use crate::site::Builder;
use crate::site::words::WORDS;

pub(super) static KIND: Kind = Kind {
    template: template!("guide-page.html"),
    words: &[],
    values: &["html"],
    bar: Bar::Within(&guide::KIND),
    head: Head::PLAIN,
    needs: |builder| !builder.guide.is_empty(),
    addresses: |builder, add| {
        for page in builder.guide {
            add(&format!("guide/{}/", page.name));
        }
    },
    write,
};

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    for guide in builder.guide {
        let path = format!("guide/{}/index.html", guide.name);
        let [zh, en] = &guide.both;
        let page = Page {
            above: vec![(WORDS.guide.clone(), "guide/index.html".to_owned())],
            ..Page::new(&path, &Text::of(zh.title.clone(), en.title.clone()))
        };
        builder.page(&KIND, &page, |lang| {
            Ok(context! { html => Value::from_safe_string(guide.both[lang as usize].html.clone()) })
        })?;
    }
    Ok(())
}
