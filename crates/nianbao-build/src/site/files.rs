//! The files that are not pages: style sheet, scripts, schemas, sitemap.

use std::fmt::Write as _;

use nianbao_core::wire::{self, CheckOutput, ReportData};

use super::page::KINDS;
use super::{Builder, html};
use crate::error::Result;

/// A sitemap may have at most this many addresses; a larger site has several and an index of them.
const ADDRESSES: usize = 50_000;

/// Writes all of them.
pub(super) fn write(builder: &Builder<'_>) -> Result<()> {
    let out = &builder.out;
    out.write("assets/style.css", builder.theme.style.as_bytes())?;
    for (name, bytes) in &builder.theme.files {
        out.write(&format!("assets/{name}"), bytes)?;
    }
    for (name, text) in KINDS.iter().flat_map(|kind| kind.head.scripts) {
        out.write(&format!("assets/{name}"), text.as_bytes())?;
    }
    // The shapes of the data that lies beside the pages.
    let schema = |schema: &schemars::Schema| wire::to_json(schema);
    let report = schema(&schemars::schema_for!(ReportData));
    out.write("schema/report.json", report.as_bytes())?;
    let check = schema(&schemars::schema_for!(CheckOutput));
    out.write("schema/check.json", check.as_bytes())?;
    match builder.base_url {
        Some(base) => sitemap(builder, base),
        None => Ok(()),
    }
}

/// Lists the addresses of all pages, kind by kind, if the address of the site is known.
fn sitemap(builder: &Builder<'_>, base: &str) -> Result<()> {
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    const SPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
    let begin = || format!("{HEAD}<urlset xmlns=\"{SPACE}\">\n");
    let (mut parts, mut part, mut count) = (Vec::new(), begin(), 0);
    for lang in &builder.content.site.languages {
        let folder = builder.folder(*lang);
        for kind in KINDS.iter().filter(|kind| (kind.needs)(builder)) {
            (kind.addresses)(builder, &mut |address| {
                if count == ADDRESSES {
                    parts.push(std::mem::replace(&mut part, begin()));
                    count = 0;
                }
                let address = html::escape(&format!("{base}{folder}{address}"));
                let _ = writeln!(part, "<url><loc>{address}</loc></url>");
                count += 1;
            });
        }
    }
    parts.push(part);
    let end = |part: String| part + "</urlset>\n";
    if parts.len() == 1 {
        return parts
            .into_iter()
            .try_for_each(|part| builder.out.write("sitemap.xml", end(part).as_bytes()));
    }
    let mut index = format!("{HEAD}<sitemapindex xmlns=\"{SPACE}\">\n");
    for (at, part) in parts.into_iter().enumerate() {
        let name = format!("sitemap-{}.xml", at + 1);
        builder.out.write(&name, end(part).as_bytes())?;
        let address = html::escape(&format!("{base}{name}"));
        let _ = writeln!(index, "<sitemap><loc>{address}</loc></sitemap>");
    }
    index.push_str("</sitemapindex>\n");
    builder.out.write("sitemap.xml", index.as_bytes())
}
