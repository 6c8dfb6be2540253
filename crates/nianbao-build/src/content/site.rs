//! `site.toml`: the settings of the archive.

use std::path::Path;

use nianbao_core::rules::Deadlines;
use nianbao_core::text::{Date, Lang, Text};
use nianbao_documents::Kind;
use toml::de::DeTable;

use super::reader::Reader;
use super::{Problem, read_text};
use crate::error::Result;
use crate::plain;

/// The kinds of file in which a report can be downloaded, in the order in which its page names them.
const DOWNLOADS: [Kind; 5] = [Kind::Docx, Kind::Xlsx, Kind::Csv, Kind::Markdown, Kind::Json];

/// The settings in `site.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Site {
    /// The archive's title.
    pub title: Text,
    /// One sentence about the archive.
    pub description: Option<Text>,
    /// Its address, ending in `/`.
    pub base_url: Option<String>,
    /// Who publishes it.
    pub owner: Option<Text>,
    /// The languages that its pages are made in, Chinese first.
    pub languages: Vec<Lang>,
    /// The kinds of file in which each report can be downloaded, in the order in which its page names them. Word and Excel files
    /// are a third of the work of a build.
    pub downloads: Vec<Kind>,
    /// The footer of every page.
    pub footer: Footer,
    /// The dates by which reports are due in the year after the reporting year.
    pub deadlines: Deadlines,
}

/// The footer of every page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Footer {
    /// The number of the site's registration: 备案号.
    pub registration: Option<String>,
    /// 网站标识码.
    pub site_code: Option<String>,
    /// How to reach the publisher.
    pub contact: Option<Text>,
}

impl Default for Site {
    fn default() -> Site {
        Site {
            title: Text::new("政府信息公开年报", "Annual reports on open government information"),
            description: None,
            base_url: None,
            owner: None,
            languages: Lang::ALL.to_vec(),
            downloads: DOWNLOADS.to_vec(),
            footer: Footer::default(),
            deadlines: Deadlines::default(),
        }
    }
}

/// Reads `site.toml`; without it the site has its defaults.
pub(super) fn load(root: &Path, problems: &mut Vec<Problem>) -> Result<Site> {
    let mut site = Site::default();
    let path = root.join("site.toml");
    // A link that leads nowhere is refused below, not taken for a missing file.
    if plain::kind(&path).is_none() {
        problems.push(
            Problem::warning(
                "site.toml",
                Text::new(
                    "没有这个文件，站点用默认的名称",
                    "there is no such file; the site gets the default title",
                ),
            )
            .hint(Text::new(
                "新建 site.toml，写上 title = { zh = \"…\", en = \"…\" }",
                "create site.toml with title = { zh = \"…\", en = \"…\" }",
            )),
        );
        return Ok(site);
    }
    let source = read_text(&path)?;
    let mut reader = Reader::new("site.toml", &source, problems);
    let table = reader.parse(&path)?;
    let table = table.get_ref();
    reader.known(
        table,
        &[
            "title",
            "description",
            "base_url",
            "owner",
            "languages",
            "downloads",
            "footer",
            "deadlines",
        ],
    );
    if let Some(title) = reader.words(table, "title") {
        site.title = title;
    }
    site.description = reader.words(table, "description");
    site.owner = reader.words(table, "owner");
    site.base_url = address(&mut reader, table);
    if let Some(languages) = languages(&mut reader, table) {
        site.languages = languages;
    }
    if let Some(downloads) = downloads(&mut reader, table) {
        site.downloads = downloads;
    }
    if let Some(footer) = reader.table(table, "footer") {
        reader.known(footer, &["registration", "site_code", "contact"]);
        site.footer = Footer {
            registration: footer
                .get("registration")
                .and_then(|v| reader.string("registration", v)),
            site_code: footer.get("site_code").and_then(|v| reader.string("site_code", v)),
            contact: reader.words(footer, "contact"),
        };
    }
    deadlines(&mut reader, table, &mut site.deadlines);
    Ok(site)
}

fn address(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Option<String> {
    let value = table.get("base_url")?;
    let url = reader.string("base_url", value)?;
    let address = base_url(&url);
    if address.is_none() {
        reader.wrong(
            value,
            Text::of(format!("“{url}”不是网址"), format!("“{url}” is not a web address")),
            Text::new(
                "写成 https://example.org/nianbao/ 的样子",
                "write an address such as https://example.org/nianbao/",
            ),
        );
    }
    address
}

/// The languages in the list, Chinese first; `None` if there is none.
fn languages(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Option<Vec<Lang>> {
    let value = table.get("languages")?;
    let mut languages = Vec::new();
    for code in reader.strings("languages", value) {
        match Lang::ALL.into_iter().find(|lang| lang.code() == code) {
            Some(lang) => languages.push(lang),
            None => reader.wrong(
                value,
                Text::of(
                    format!("没有“{code}”这种语言"),
                    format!("there is no language “{code}”"),
                ),
                Text::new("可用 zh 和 en", "the languages are zh and en"),
            ),
        }
    }
    languages.sort_by_key(|lang| *lang as u8);
    languages.dedup();
    (!languages.is_empty()).then_some(languages)
}

/// The kinds of file in the list, which may be empty; `None` if there is no list.
fn downloads(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Option<Vec<Kind>> {
    let value = table.get("downloads")?;
    let asked = reader.strings("downloads", value);
    let known = DOWNLOADS.map(Kind::extension);
    for name in &asked {
        if !known.contains(&name.as_str()) {
            let hint = Text::of(
                format!("可用 {}", known.join("、")),
                format!("the kinds are {}", known.join(", ")),
            );
            reader.wrong(
                value,
                Text::of(
                    format!("不能提供“{name}”这种文件"),
                    format!("“{name}” is not a kind of file that a site offers"),
                ),
                hint,
            );
        }
    }
    let wanted = |kind: &Kind| asked.iter().any(|name| name == kind.extension());
    Some(DOWNLOADS.into_iter().filter(wanted).collect())
}

fn deadlines(reader: &mut Reader<'_>, table: &DeTable<'_>, deadlines: &mut Deadlines) {
    let Some(written) = reader.table(table, "deadlines") else {
        return;
    };
    reader.known(written, &["department", "government"]);
    for (key, slot) in [
        ("department", &mut deadlines.department),
        ("government", &mut deadlines.government),
    ] {
        let Some(value) = written.get(key) else { continue };
        let Some(text) = reader.string(key, value) else {
            continue;
        };
        // A leap year, because 29 February is valid.
        match Date::parse(&format!("2024-{text}")) {
            Some(date) => *slot = (date.month, date.day),
            None => reader.wrong(
                value,
                Text::of(
                    format!("“{text}”不是月和日"),
                    format!("“{text}” is not a valid month and day"),
                ),
                Text::new("写成 \"01-31\" 的样子", "write a date such as \"01-31\""),
            ),
        }
    }
}

/// Returns a web address with a `/` at its end; `None` if the text is not one.
pub fn base_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let fine = !rest.is_empty()
        && !rest.starts_with(['/', '?', '#'])
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>\\?#".contains(c));
    fine.then(|| format!("{}/", text.trim_end_matches('/')))
}

/// The address if it can be linked: `http` or `https`, with only characters that addresses may have.
pub(crate) fn web_address(text: &str) -> Option<&str> {
    let text = text.trim();
    let scheme = text.split_once("://").map(|(scheme, _)| scheme)?;
    let known = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let fine = !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\'));
    (known && fine).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_followed() {
        for (text, expected) in [
            ("https://example.org/a?b=c#d", true),
            ("HTTP://example.org/", true),
            ("javascript:alert(1)", false),
            ("javascript://example.org/%0aalert(1)", false),
            ("data:text/html,x", false),
            ("//example.org/", false),
            ("https://example.org/\" onclick=\"x", false),
            (" java\nscript:alert(1)", false),
            ("a/b.html", false),
            ("", false),
        ] {
            assert_eq!(web_address(text).is_some(), expected, "{text}");
        }
    }
}
