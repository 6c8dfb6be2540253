//! What a report's own data files say about it, so that they can be put together with those of others.

use std::sync::OnceLock;

use nianbao_core::field::Field;
use nianbao_core::report::Report;
use nianbao_core::rules::RULE_SET;
use nianbao_core::text::{Date, Lang};
use nianbao_core::wire::{self, ReportData};
use nianbao_documents::csv;
use schemars::JsonSchema;
use serde::Serialize;

use crate::archive::Record;
use crate::content::{Organ, correction};
use crate::site::Builder;

/// A report as the archive publishes it: its data, and what the archive knows about it.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::site) struct PublishedReport {
    #[serde(flatten)]
    about: About,
    #[serde(flatten)]
    data: ReportData,
}

/// What the archive knows about a report.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::site) struct About {
    /// The identifier of the organ, as in addresses.
    id: String,
    /// The kind of organ.
    kind: String,
    /// The identifier of the government that the organ belongs to; null if there is none.
    parent: Option<String>,
    /// The day of publication; null if it is not given.
    published: Option<String>,
    /// Whether the report is invented.
    sample: bool,
    /// Whether the report sums up the organs below. It is never added to theirs.
    aggregate: bool,
    /// The version of the report: each correction adds one.
    report_version: u16,
    /// The verdict: `fit`, `unfit`, `unfinished` or `unjudged`.
    verdict: String,
    /// The version of the rule set that it was checked with.
    rule_set: String,
    /// Where it was published; null if that is not known.
    source: Option<Source>,
    /// Its corrections, oldest first.
    corrections: Vec<Corrected>,
}

/// Where a report was published.
#[derive(Debug, Serialize, JsonSchema)]
struct Source {
    /// The title of the page, or the name of the file.
    title: Option<String>,
    /// Its address.
    url: Option<String>,
    /// The SHA-256 of the file that was read, in hexadecimal.
    sha256: Option<String>,
}

/// A correction.
#[derive(Debug, Serialize, JsonSchema)]
struct Corrected {
    /// Its day.
    date: String,
    /// Why the report was corrected.
    reason: String,
    /// What was changed, in words.
    text: Option<String>,
    /// The cells that were changed.
    changes: Vec<Changed>,
}

/// A cell that was corrected.
#[derive(Debug, Serialize, JsonSchema)]
struct Changed {
    /// The cell.
    field: String,
    /// What it said before.
    old: String,
    /// What it says since.
    new: String,
}

impl About {
    pub(in crate::site) fn new(builder: &Builder<'_>, organ: &Organ, record: &Record, report: &Report) -> About {
        let organs = builder.content.organs.all();
        let parent = organ.parent.and_then(|parent| organs.get(parent));
        let corrections = correction::of(report).into_iter().map(|one| Corrected {
            date: one.date.to_string(),
            reason: one.reason,
            text: one.text,
            changes: one
                .changes
                .into_iter()
                .map(|change| Changed {
                    field: change.field.to_string(),
                    old: change.old,
                    new: change.new,
                })
                .collect(),
        });
        About {
            id: organ.id.clone(),
            kind: organ.kind.name().to_owned(),
            parent: parent.map(|parent| parent.id.clone()),
            published: record.published.as_ref().map(Date::to_string),
            sample: record.sample,
            aggregate: builder.content.organs.is_aggregate(record.organ),
            report_version: record.version(),
            verdict: record.verdict.name().to_owned(),
            rule_set: RULE_SET.to_owned(),
            source: report.meta.source.as_ref().map(|source| Source {
                title: source.title.clone(),
                url: source.url.clone(),
                sha256: source.sha256.clone(),
            }),
            corrections: corrections.collect(),
        }
    }

    /// Puts it at the top of a report's data.
    pub(in crate::site) fn json(&self, data: Vec<u8>) -> Vec<u8> {
        let own = wire::to_json(self);
        let own = own.trim_end().strip_suffix('}').map(str::trim_end);
        match (own, data.strip_prefix(b"{")) {
            (Some(own), Some(rest)) => [own.as_bytes(), b",", rest].concat(),
            _ => data,
        }
    }

    /// The figures of the report as lines, each with all that is needed to put them together with others.
    pub(in crate::site) fn csv(&self, report: &Report, organ: &Organ, record: &Record) -> Vec<u8> {
        // What all lines begin and end with; a file has about 200.
        let (mut before, mut after) = (String::new(), String::new());
        let begins = [
            self.id.as_str(),
            organ.name.get(Lang::Zh),
            &record.year.to_string(),
            record.form.map_or("", |form| form.name()),
            if self.sample { "true" } else { "false" },
            self.published.as_deref().unwrap_or_default(),
        ];
        for text in begins {
            csv::cell(text, &mut before);
            before.push(',');
        }
        let source = self.source.as_ref();
        let of = |part: fn(&Source) -> Option<&String>| source.and_then(part).map_or("", String::as_str);
        csv::line(
            [
                of(|source| source.url.as_ref().or(source.title.as_ref())),
                of(|source| source.sha256.as_ref()),
            ],
            &mut after,
        );
        let mut out = String::with_capacity(48 * 1024);
        out.push_str(csv::MARK);
        csv::line(COLUMNS, &mut out);
        for (field, value) in report.figures().iter() {
            let words = words(field);
            out.push_str(&before);
            out.push_str(&words.name);
            csv::cell(value.as_str(), &mut out);
            out.push_str(&words.labels);
            out.push_str(&after);
        }
        out.into_bytes()
    }
}

/// The cells of a line that depend on its field alone.
struct Words {
    /// Its name, and the comma after it.
    name: String,
    /// Its labels in both languages, with a comma before, between and after them.
    labels: String,
}

/// The words of a field, which are put together once.
fn words(field: Field) -> &'static Words {
    static ALL: [OnceLock<Words>; Field::SLOTS] = [const { OnceLock::new() }; Field::SLOTS];
    ALL[field.slot()].get_or_init(|| {
        let (mut name, mut labels) = (String::new(), String::from(","));
        csv::cell(&field.to_string(), &mut name);
        name.push(',');
        let label = field.label();
        for lang in [Lang::Zh, Lang::En] {
            csv::cell(label.get(lang), &mut labels);
            labels.push(',');
        }
        Words { name, labels }
    })
}

/// The columns of a report's own file.
const COLUMNS: [&str; 12] = [
    "id",
    "organ",
    "year",
    "form",
    "sample",
    "published",
    "field",
    "value",
    "label",
    "label_en",
    "source",
    "sha256",
];
