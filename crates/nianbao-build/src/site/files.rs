//! The files that are not pages: style sheet, scripts, schemas, sitemap.

use std::collections::BTreeMap;

use nianbao_core::text::Date;
use nianbao_core::wire::{self, CheckOutput, ReportData};

use super::data::{PublishedReport, ReportLine};
use super::output::Sink;
use super::page::KINDS;
use super::{Builder, html};
use crate::archive::Record;
use crate::error::Result;
use crate::key::Keys;

/// A sitemap may have at most this many addresses; a larger site has several and an index of them.
const ADDRESSES: usize = 50_000;

/// Writes all of them.
pub(super) fn write(builder: &Builder<'_>) -> Result<()> {
    let out = builder.out;
    out.write("assets/style.css", builder.theme.style.as_bytes())?;
    for (name, bytes) in &builder.theme.files {
        out.write(&format!("assets/{name}"), bytes)?;
    }
    // Several kinds may have one script.
    let scripts: BTreeMap<&str, &str> = KINDS.iter().flat_map(|kind| kind.head.scripts).copied().collect();
    for (name, text) in scripts {
        out.write(&format!("assets/{name}"), text.as_bytes())?;
    }
    builder.unit(&builder.keys("constant"), |builder| {
        // The shapes of the data that lies beside the pages.
        let schema = |schema: &schemars::Schema| wire::to_json(schema);
        let report = schema(&schemars::schema_for!(ReportData));
        builder.out.write("schema/report.json", report.as_bytes())?;
        let published = schema(&schemars::schema_for!(PublishedReport));
        builder.out.write("schema/published.json", published.as_bytes())?;
        let line = schema(&schemars::schema_for!(ReportLine));
        builder.out.write("schema/line.json", line.as_bytes())?;
        let check = schema(&schemars::schema_for!(CheckOutput));
        builder.out.write("schema/check.json", check.as_bytes())?;
        // For other tools that check reports.
        builder.out.write("cases.zip", crate::cases::ZIP)
    })?;
    let sitemap_at = builder.base_url.map(|base| format!("Sitemap: {base}sitemap.xml\n"));
    let robots = format!("User-agent: *\nAllow: /\n{}", sitemap_at.unwrap_or_default());
    out.write("robots.txt", robots.as_bytes())?;
    match builder.base_url {
        Some(base) => sitemap(builder, base, ADDRESSES),
        None => Ok(()),
    }
}

/// Lists the addresses of all pages, kind by kind, with at most this many in a file.
fn sitemap(builder: &Builder<'_>, base: &str, most: usize) -> Result<()> {
    let mut count = 0;
    let mut keys = builder.keys("sitemap").number(most);
    addresses(builder, base, |address, changed| {
        count += 1;
        keys = std::mem::replace(&mut keys, Keys::of("")).text(address).whole(&changed);
        Ok(())
    })?;
    builder.unit(&keys, |builder| sitemap_files(builder, base, most, count))
}

fn sitemap_files(builder: &Builder<'_>, base: &str, most: usize, count: usize) -> Result<()> {
    if count <= most {
        let mut part = Part::begin(builder, "sitemap.xml", "urlset")?;
        addresses(builder, base, |address, changed| part.add("url", address, changed))?;
        return part.end();
    }
    let mut index = Part::begin(builder, "sitemap.xml", "sitemapindex")?;
    let (mut part, mut at) = (None, 0);
    addresses(builder, base, |address, changed| {
        if at % most == 0 {
            part.take().map_or(Ok(()), Part::end)?;
            let name = format!("sitemap-{}.xml", at / most + 1);
            index.add("sitemap", &html::escape(&format!("{base}{name}")), None)?;
            part = Some(Part::begin(builder, &name, "urlset")?);
        }
        at += 1;
        part.as_mut().map_or(Ok(()), |part| part.add("url", address, changed))
    })?;
    part.map_or(Ok(()), Part::end)?;
    index.end()
}

/// The addresses of all pages, escaped, in every language, each with the day of its last change if that is known.
fn addresses(builder: &Builder<'_>, base: &str, mut add: impl FnMut(&str, Option<Date>) -> Result<()>) -> Result<()> {
    let mut done = Ok(());
    for lang in &builder.content.site.languages {
        let folder = builder.folder(*lang);
        for kind in KINDS.iter().filter(|kind| (kind.needs)(builder)) {
            (kind.addresses)(builder, &mut |address| {
                if done.is_ok() {
                    let changed = changed(builder, address);
                    done = add(&html::escape(&format!("{base}{folder}{address}")), changed);
                }
            });
        }
    }
    done
}

/// The day on which what a page shows was last changed: that of its report, of the latest report of its organ, or of all.
/// No clock is read, so pages that do not come from reports have none.
fn changed(builder: &Builder<'_>, address: &str) -> Option<Date> {
    let Some(below) = address.strip_prefix("organs/") else {
        return if address.is_empty() { builder.list.latest } else { None };
    };
    let (id, rest) = below.split_once('/')?;
    let organ = builder.content.organs.index(id)?;
    match rest.trim_end_matches('/').parse() {
        Ok(year) => builder.archive.find(organ, year)?.changed(),
        Err(_) => builder.archive.of(organ).iter().filter_map(Record::changed).max(),
    }
}

/// A file of the sitemap that is being written.
struct Part<'a> {
    sink: Sink<'a>,
    element: &'static str,
}

impl<'a> Part<'a> {
    fn begin(builder: &Builder<'a>, name: &str, element: &'static str) -> Result<Part<'a>> {
        let mut sink = builder.out.create(name)?;
        let space = "http://www.sitemaps.org/schemas/sitemap/0.9";
        let head = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{element} xmlns=\"{space}\">\n");
        sink.add(head.as_bytes())?;
        Ok(Part { sink, element })
    }

    fn add(&mut self, element: &str, address: &str, changed: Option<Date>) -> Result<()> {
        let changed = changed.map_or_else(String::new, |date| format!("<lastmod>{date}</lastmod>"));
        let line = format!("<{element}><loc>{address}</loc>{changed}</{element}>\n");
        self.sink.add(line.as_bytes())
    }

    fn end(mut self) -> Result<()> {
        let end = format!("</{}>\n", self.element);
        self.sink.add(end.as_bytes())?;
        self.sink.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::{Folder, List, Theme};
    use super::*;
    use crate::archive::Archive;
    use crate::content;
    use crate::key::Key;
    use crate::progress::Progress;

    #[test]
    fn a_sitemap_has_as_many_files_as_it_needs() {
        let root = std::env::temp_dir().join(format!("nianbao-sitemap-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("content/reports")).expect("a folder");
        fs::write(
            root.join("content/organs.toml"),
            "[[organ]]\nid = \"a\"\nname = \"甲\"\n",
        )
        .expect("a file");
        let (content, mut problems) = content::load(&root.join("content")).expect("content");
        let theme = Theme::load(None, &mut problems).expect("the look");
        let progress = Progress::default();
        let addresses = |most: usize| {
            let mut out = Folder::open(&root.join("site"), &[], None).expect("a folder");
            out.begin().expect("begun");
            let (archive, _) = Archive::read(&content, &out.scratch("reports"), &progress).expect("an archive");
            let builder = Builder {
                list: &List::new(&content, &archive),
                content: &content,
                archive: &archive,
                guide: &[],
                theme: &theme,
                base_url: Some("https://example.org/"),
                validator: None,
                single: false,
                searchable: false,
                progress: &progress,
                look: Key::default(),
                out: out.out(),
            };
            sitemap(&builder, "https://example.org/", most).expect("written");
            let read = |path: &str| {
                let text = fs::read_to_string(builder.out.written(path)).expect(path);
                assert!(text.starts_with("<?xml") && text.contains("</"), "{text}");
                let locations = text.split("<loc>").skip(1);
                let locations = locations.filter_map(|rest| rest.split('<').next().map(str::to_owned));
                locations.collect::<Vec<_>>()
            };
            let whole = read("sitemap.xml");
            let is_index = whole.iter().any(|address| address.contains("/sitemap-"));
            if !is_index {
                return (1, whole);
            }
            let parts = whole
                .iter()
                .map(|part| read(part.trim_start_matches("https://example.org/")));
            let parts: Vec<Vec<String>> = parts.collect();
            assert!(parts.iter().all(|part| (1..=most).contains(&part.len())));
            (parts.len(), parts.concat())
        };
        let (one, all) = addresses(ADDRESSES);
        assert!(one == 1 && all.len() > 10);
        for most in [1, 7, all.len() - 1] {
            assert_eq!(addresses(most), (all.len().div_ceil(most), all.clone()));
        }
        assert_eq!(addresses(all.len()), (1, all));
        fs::remove_dir_all(&root).expect("removed");
    }
}
