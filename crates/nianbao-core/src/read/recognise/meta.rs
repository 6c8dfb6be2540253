//! The front matter of a report's file.

use crate::accepted::Accepted;
use crate::document::Document;
use crate::front_matter::{Table, Value};
use crate::report::{Meta, Source};
use crate::text::Date;

/// Reads the front matter; keeps it as written if it is not TOML.
pub(super) fn read(document: &Document<'_>) -> Meta {
    let Some(text) = &document.front_matter else {
        return Meta::default();
    };
    let Some(mut table) = Table::read(&text.text) else {
        return Meta {
            // Empty lines at its end are not part of it.
            unreadable: Some(text.text.trim_end_matches(['\n', '\r']).to_owned()),
            ..Meta::default()
        };
    };
    let mut meta = Meta::default();
    // A key with a value of the wrong type is kept as it is.
    if let Some(organ) = take(&mut table, "organ", |value| value.as_text().map(str::to_owned)) {
        meta.organ = Some(organ);
    }
    meta.year = take(&mut table, "year", |value| year(value.as_plain()?));
    meta.published = take(&mut table, "published", |value| Date::parse(value.as_plain()?));
    meta.source = take(&mut table, "source", source);
    meta.sample = take(&mut table, "sample", |value| {
        (*value == Value::Flag(true)).then_some(true)
    })
    .unwrap_or(false);
    meta.accepted = take(&mut table, "accepted", accepted).unwrap_or_default();
    meta.other = table;
    meta.comments = comments(&text.text);
    meta
}

/// A year, written as any whole number: `2023`, `2_023`, `+2023`.
fn year(plain: &str) -> Option<u16> {
    let digits: String = plain.chars().filter(|c| *c != '_').collect();
    digits.parse().ok()
}

fn take<T>(table: &mut Table, key: &str, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
    let value = read(table.get(key)?)?;
    table.remove(key);
    Some(value)
}

/// `source = "address"` or `source = { title, url, sha256 }`.
fn source(value: &Value) -> Option<Source> {
    if let Some(url) = value.as_text() {
        return Some(Source {
            url: Some(url.to_owned()),
            ..Source::default()
        });
    }
    let Value::Table(table) = value else { return None };
    let mut source = Source::default();
    for (key, value) in table.iter() {
        let text = Some(value.as_text()?.to_owned());
        match key {
            "title" => source.title = text,
            "url" => source.url = text,
            "sha256" => source.sha256 = text,
            _ => return None,
        }
    }
    Some(source)
}

/// `[[accepted]]`, if every entry is valid; otherwise all are kept as they are, and a rule reports
/// it.
fn accepted(value: &Value) -> Option<Vec<Accepted>> {
    let Value::List(list) = value else { return None };
    list.iter()
        .map(|entry| match entry {
            Value::Table(table) => Accepted::read(table),
            _ => None,
        })
        .collect()
}

/// The comments of a TOML text, each with its number sign: `#` outside of strings up to the end of the line.
fn comments(toml: &str) -> Vec<String> {
    let mut out = Vec::new();
    // The delimiter that ends the current string.
    let mut string: Option<&str> = None;
    let mut rest = toml;
    while let Some(c) = rest.chars().next() {
        match string {
            Some(end) if rest.starts_with(end) => {
                rest = &rest[end.len()..];
                // Up to two more quotation marks may belong to the end of a string over several lines.
                if end.len() == 3 {
                    rest = rest.trim_start_matches(&end[..1]);
                }
                string = None;
                continue;
            }
            Some(end) if c == '\\' && end.starts_with('"') => {
                rest = rest.get(1..).unwrap_or_default();
                rest = rest.chars().next().map_or("", |c| &rest[c.len_utf8()..]);
                continue;
            }
            Some(_) => {}
            None if c == '#' => {
                let line = rest.lines().next().unwrap_or_default();
                out.push(line.trim_end().to_owned());
                rest = &rest[line.len()..];
                continue;
            }
            None => {
                if let Some(end) = ["\"\"\"", "'''", "\"", "'"]
                    .into_iter()
                    .find(|end| rest.starts_with(end))
                {
                    string = Some(end);
                    rest = &rest[end.len()..];
                    continue;
                }
            }
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_found_outside_of_strings() {
        for (toml, expected) in [
            ("a = 1 # one\n# two \n", vec!["# one", "# two"]),
            ("a = \"#\" # b", vec!["# b"]),
            ("a = '#\\' # b", vec!["# b"]),
            ("a = \"\"\"\n# no\n\"\"\"\"# yes", vec!["# yes"]),
            ("a = \"\\\"# no\"", vec![]),
        ] {
            assert_eq!(comments(toml), expected, "{toml}");
        }
    }
}
