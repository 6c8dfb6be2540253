//! The front matter of a report's file.

use crate::document::Document;
use crate::report::{Meta, Source};
use crate::text::Date;

/// What the front matter says; as it was written where it is no TOML.
pub(super) fn read(document: &Document) -> Meta {
    let Some(text) = &document.front_matter else {
        return Meta::default();
    };
    let Ok(mut table) = text.text.parse::<toml::Table>() else {
        return Meta {
            unreadable: Some(text.text.clone()),
            ..Meta::default()
        };
    };
    let mut meta = Meta::default();
    // A key whose value is of another kind than it should be is kept as it is.
    if let Some(organ) = take(&mut table, "organ", |value| value.as_str().map(str::to_owned)) {
        meta.organ = Some(organ);
    }
    meta.year = take(&mut table, "year", |value| u16::try_from(value.as_integer()?).ok());
    meta.published = take(&mut table, "published", |value| {
        let day = value.as_datetime()?;
        if day.time.is_some() || day.offset.is_some() {
            return None;
        }
        let date = day.date?;
        Date::new(date.year, date.month, date.day)
    });
    meta.source = take(&mut table, "source", source);
    meta.sample = take(&mut table, "sample", |value| value.as_bool().filter(|sample| *sample)).unwrap_or(false);
    meta.other = table;
    meta
}

fn take<T>(table: &mut toml::Table, key: &str, read: impl Fn(&toml::Value) -> Option<T>) -> Option<T> {
    let value = read(table.get(key)?)?;
    table.remove(key);
    Some(value)
}

/// `source = "address"` or `source = { title, url, sha256 }`.
fn source(value: &toml::Value) -> Option<Source> {
    if let Some(url) = value.as_str() {
        return Some(Source {
            url: Some(url.to_owned()),
            ..Source::default()
        });
    }
    let table = value.as_table()?;
    let mut source = Source::default();
    for (key, value) in table {
        let text = Some(value.as_str()?.to_owned());
        match key.as_str() {
            "title" => source.title = text,
            "url" => source.url = text,
            "sha256" => source.sha256 = text,
            _ => return None,
        }
    }
    Some(source)
}
