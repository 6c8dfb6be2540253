//! Atom feeds of new and corrected reports: one of all organs, one of each (RFC 4287).
//!
//! Everything in them comes from the reports: no clock is read. Ids are the addresses of the pages if that of the site is
//! known; otherwise names made from them, and links are relative, which the standard allows.

use std::cmp::Reverse;
use std::fmt::Write as _;

use nianbao_core::text::{Date, Lang, Text};
use sha2::{Digest as _, Sha256};

use super::figures::Row;
use super::words::{self, WORDS};
use super::{Builder, html};
use crate::archive::Record;
use crate::content::{Correction, Organ, correction};
use crate::error::Result;
use crate::key::Keys;

/// The feed of all organs, below the folder of a language.
pub(super) const FILE: &str = "feed.xml";

/// The most entries of a feed: readers that look in once a month miss nothing.
const ENTRIES: usize = 100;

/// A report was published or corrected.
#[derive(Debug, Clone)]
struct Event<'a> {
    date: Date,
    record: &'a Record,
    what: What,
}

/// What happened to a report.
#[derive(Debug, Clone)]
enum What {
    Published,
    /// It was corrected, perhaps more than once: the days of its corrections are not known before it is opened.
    Corrected,
    Correction {
        /// The correction's number among those of the report, oldest first, from 0.
        number: usize,
        /// Its number among those of its day, from 1.
        of_day: usize,
        correction: Correction,
    },
}

impl Event<'_> {
    fn is_correction(&self) -> bool {
        !matches!(self.what, What::Published)
    }

    /// The order of a feed: newest first, and a correction before what it corrects.
    fn order(&self) -> impl Ord + use<> {
        let number = match &self.what {
            What::Published => None,
            What::Corrected => Some(usize::MAX),
            What::Correction { number, .. } => Some(*number),
        };
        (Reverse(self.date), self.record.organ, self.record.year, Reverse(number))
    }
}

/// The name of the feed of all organs.
pub(super) fn title(builder: &Builder<'_>) -> Text {
    let site = &builder.content.site.title;
    Text::of(
        format!("{}：新报告和更正", site.zh),
        format!("{}: new and corrected reports", site.en),
    )
}

/// Whether there is a feed of all organs: any report says when it was published.
pub(super) fn has_any(builder: &Builder<'_>) -> bool {
    builder.list.latest.is_some()
}

/// The feed of an organ, by title and address; `None` if no report of it says when it was published.
pub(super) fn of(builder: &Builder<'_>, index: usize) -> Option<(Text, String)> {
    let organ = builder.content.organs.all().get(index)?;
    let mut records = builder.archive.of(index).iter();
    records.find_map(Record::changed)?;
    let name = Text::of(
        format!("{}：新报告和更正", organ.name.zh),
        format!("{}: new and corrected reports", organ.name.en),
    );
    Some((name, format!("organs/{}/{FILE}", organ.id)))
}

/// Writes the feed of all organs.
pub(super) fn write(builder: &Builder<'_>) -> Result<()> {
    if !has_any(builder) {
        return Ok(());
    }
    // The key of a report changes with its corrections.
    let events = latest(builder.archive.records());
    let organs = builder.content.organs.all();
    let keys = events.iter().fold(builder.keys("feed"), |keys, event| {
        let organ = organs.get(event.record.organ).map(Organ::key);
        let keys = keys.key(organ.unwrap_or_default()).key(event.record.key());
        Row::new(builder.archive, event.record).add_to(keys.flag(event.is_correction()))
    });
    builder.unit(&keys, |builder| {
        feed(builder, &title(builder), "", &[String::new()], &events)
    })
}

/// Writes the feed of an organ, as part of the work on its page.
pub(super) fn write_of(builder: &Builder<'_>, index: usize) -> Result<()> {
    let organ = builder.content.organs.all().get(index);
    organ.map_or(Ok(()), |organ| write_below(builder, index, &[organ.id.as_str()]))
}

/// Writes the feed of an organ below some of its ids. What a feed says does not depend on where it is, so that whoever
/// follows that of an old id sees no entry twice, and is told the address of today.
pub(super) fn write_below(builder: &Builder<'_>, index: usize, ids: &[&str]) -> Result<()> {
    let (Some((title, _)), Some(organ)) = (of(builder, index), builder.content.organs.all().get(index)) else {
        return Ok(());
    };
    let folder = |id: &str| format!("organs/{id}/");
    let folders: Vec<String> = ids.iter().copied().map(folder).collect();
    let events = latest(builder.archive.of(index));
    feed(builder, &title, &folder(&organ.id), &folders, &events)
}

/// Adds all that the feed of an organ depends on, besides the rows of its page.
pub(super) fn keys_of(builder: &Builder<'_>, index: usize, keys: Keys) -> Keys {
    let corrected = builder.archive.of(index).iter();
    let corrected = corrected.filter(|record| record.corrected.is_some());
    corrected.fold(keys.text("corrected"), |keys, record| keys.key(record.key()))
}

/// The latest events of some reports, newest first, with the last correction of each report for all of its corrections.
///
/// No report that is missing here has an event among the latest, because none of its events is after its last correction.
fn latest(records: &[Record]) -> Vec<Event<'_>> {
    let mut events = Vec::new();
    for record in records {
        let both = [
            (record.published, What::Published),
            (record.corrected.map(|(_, date)| date), What::Corrected),
        ];
        events.extend(both.into_iter().filter_map(|(date, what)| {
            Some(Event {
                date: date?,
                record,
                what,
            })
        }));
    }
    newest(events)
}

/// The newest of some events, in their order.
fn newest(mut events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    if events.len() > ENTRIES {
        events.select_nth_unstable_by_key(ENTRIES, Event::order);
        events.truncate(ENTRIES);
    }
    events.sort_by_key(Event::order);
    events
}

/// Opens the reports that were corrected, and puts each correction in its place.
fn told<'a>(builder: &Builder<'_>, events: &[Event<'a>]) -> Result<Vec<Event<'a>>> {
    let mut told = Vec::with_capacity(events.len());
    for event in events {
        if event.is_correction() {
            let report = builder.archive.open(event.record)?.report;
            told.extend(each(event.record, correction::of(&report)));
        } else {
            told.push(event.clone());
        }
    }
    Ok(newest(told))
}

/// The corrections of a report, oldest first, as events.
fn each(record: &Record, corrections: Vec<Correction>) -> impl Iterator<Item = Event<'_>> {
    let (mut day, mut of_day) = (None, 0);
    corrections.into_iter().enumerate().map(move |(number, correction)| {
        let date = correction.date;
        of_day = if day.replace(date) == Some(date) { of_day + 1 } else { 1 };
        Event {
            date,
            record,
            what: What::Correction {
                number,
                of_day,
                correction,
            },
        }
    })
}

/// Writes a feed in every language to some folders of the same depth. `folder` is that of its page.
fn feed(builder: &Builder<'_>, title: &Text, folder: &str, to: &[String], events: &[Event<'_>]) -> Result<()> {
    let events = told(builder, events)?;
    for lang in builder.content.site.languages.iter().copied() {
        let path = |folder: &str| format!("{}{folder}{FILE}", builder.folder(lang));
        let writer = Writer {
            builder,
            lang,
            path: &path(folder),
        };
        let text = writer.feed(title, folder, &events);
        for folder in to {
            builder.out.write(&path(folder), text.as_bytes())?;
        }
    }
    Ok(())
}

/// Writes the feed at one path.
struct Writer<'a> {
    builder: &'a Builder<'a>,
    lang: Lang,
    path: &'a str,
}

impl Writer<'_> {
    fn feed(&self, title: &Text, folder: &str, events: &[Event<'_>]) -> String {
        let (lang, site) = (self.lang, &self.builder.content.site);
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
            lang.tag()
        );
        element("title", title.get(lang), &mut out);
        if let Some(description) = &site.description {
            element("subtitle", description.get(lang), &mut out);
        }
        element("id", &self.id(&format!("{folder}{FILE}")), &mut out);
        self.link("self", "application/atom+xml", &format!("{folder}{FILE}"), &mut out);
        self.link("alternate", "text/html", &format!("{folder}index.html"), &mut out);
        let updated = events.first().map_or_else(String::new, |event| time(event.date));
        element("updated", &updated, &mut out);
        let owner = site.owner.as_ref().unwrap_or(&site.title);
        let _ = writeln!(
            out,
            "<author><name>{}</name></author>",
            html::attribute(owner.get(lang))
        );
        for event in events {
            self.entry(event, &mut out);
        }
        out.push_str("</feed>\n");
        out
    }

    fn entry(&self, event: &Event<'_>, out: &mut String) {
        let (lang, record, corrected) = (self.lang, event.record, event.is_correction());
        let Some(organ) = self.builder.content.organs.all().get(record.organ) else {
            return;
        };
        let page = format!("organs/{}/{}/index.html", organ.id, record.year);
        let year = record.year;
        let (name, sample) = (
            organ.name.get(lang),
            if record.sample { WORDS.sample.get(lang) } else { "" },
        );
        let mut title = match (lang, corrected) {
            (Lang::Zh, false) => format!("{name}{year}年度报告"),
            (Lang::Zh, true) => format!("更正：{name}{year}年度报告"),
            (Lang::En, false) => format!("{name}: report for {year}"),
            (Lang::En, true) => format!("Corrected: {name}, report for {year}"),
        };
        if !sample.is_empty() {
            title += &[WORDS.opening.get(lang), sample, WORDS.closing.get(lang)].concat();
        }
        out.push_str("<entry>\n");
        element("title", &title, out);
        // Each correction is an event of its own. Those that are added later leave the ids of the earlier ones as they are.
        let id = self.id(&page);
        let id = match &event.what {
            What::Correction {
                of_day: of_day @ 2.., ..
            } => format!("{id}#corrected-{}-{of_day}", event.date),
            What::Correction { .. } | What::Corrected => format!("{id}#corrected-{}", event.date),
            What::Published => id,
        };
        element("id", &id, out);
        self.link("alternate", "text/html", &page, out);
        element("published", &time(event.date), out);
        element("updated", &time(event.date), out);
        let (term, label) = if corrected {
            ("corrected", &WORDS.corrected)
        } else {
            ("new", &WORDS.new_report)
        };
        let _ = writeln!(out, "<category term=\"{term}\" label=\"{}\"/>", label.get(lang));
        let summary = match &event.what {
            What::Correction { correction, .. } => words::corrected(correction),
            What::Published | What::Corrected => Row::new(self.builder.archive, record).sentence(),
        };
        element("summary", summary.get(lang), out);
        out.push_str("</entry>\n");
    }

    fn link(&self, rel: &str, media: &str, page: &str, out: &mut String) {
        let builder = self.builder;
        let folder = builder.folder(self.lang);
        let href = if let Some(base) = builder.base_url {
            format!("{base}{folder}{}", page.strip_suffix("index.html").unwrap_or(page))
        } else {
            // Relative to the feed.
            format!("{}{folder}{page}", "../".repeat(self.path.matches('/').count()))
        };
        let _ = writeln!(
            out,
            "<link rel=\"{rel}\" type=\"{media}\" href=\"{}\"/>",
            html::attribute(&href)
        );
    }

    /// The permanent name of a page.
    fn id(&self, page: &str) -> String {
        let builder = self.builder;
        let page = page.strip_suffix("index.html").unwrap_or(page);
        let folder = builder.folder(self.lang);
        match builder.base_url {
            Some(base) => format!("{base}{folder}{page}"),
            None => named(&format!("{}\n{folder}{page}", builder.content.site.title.zh)),
        }
    }
}

/// A name that is made from a text (a UUID of version 8, RFC 9562).
fn named(text: &str) -> String {
    let sum = Sha256::digest(text.as_bytes());
    let hex: String = sum
        .iter()
        .take(16)
        .enumerate()
        .fold(String::new(), |mut hex, (at, byte)| {
            let byte = match at {
                6 => byte & 0x0f | 0x80,
                8 => byte & 0x3f | 0x80,
                _ => *byte,
            };
            let _ = write!(hex, "{}{byte:02x}", if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" });
            hex
        });
    format!("urn:uuid:{hex}")
}

/// The beginning of a day in China.
fn time(date: Date) -> String {
    format!("{date}T00:00:00+08:00")
}

fn element(name: &str, text: &str, out: &mut String) {
    let _ = writeln!(out, "<{name}>{}</{name}>", html::attribute(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_every_time_and_a_uuid() {
        let name = named("甲\norgans/a/");
        assert_eq!(name, named("甲\norgans/a/"));
        assert_ne!(name, named("甲\norgans/b/"));
        let uuid = name.strip_prefix("urn:uuid:").expect("a URN");
        let parts: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert!(
            uuid.split('-').nth(2).is_some_and(|part| part.starts_with('8')),
            "version 8"
        );
        assert!(
            uuid.split('-')
                .nth(3)
                .is_some_and(|part| part.starts_with(['8', '9', 'a', 'b'])),
            "variant"
        );
    }
}
