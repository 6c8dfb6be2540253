//! The data of all reports in a few files, and what each report's own data files say about it.
//!
//! Every file is written piece by piece: an archive of any size takes no more memory than a small one. Figures are those of
//! the reports, unchanged; a cell that is blank or has words in place of a number is empty, never 0.

mod about;
mod findings;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
mod tables;
mod workbook;

use std::io::{self, Write};
use std::path::PathBuf;

use nianbao_core::field::Field;
use nianbao_core::form::{Form, FormId};
use nianbao_core::rules::RULE_SET;
use nianbao_core::text::{Date, Lang, Text};
use nianbao_pack::pack;
use rayon::prelude::*;

use super::Builder;
use super::output::Sink;
use crate::archive::Record;
use crate::content::Organ;
use crate::error::{Context as _, Result, writing};
use crate::key::{Key, Keys};

pub(super) use about::{About, PublishedReport};
pub(super) use package::{dataset, description, linked, resources};
pub(super) use tables::ReportLine;

/// The folder of the files.
pub(super) const FOLDER: &str = "data";

/// The text that is collected before it is written.
const PIECE: usize = 1 << 16;

/// What a column has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Whole,
    Number,
    Flag,
    Day,
}

/// A column that says something about a report.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) of: Type,
    pub(super) says: Text,
}

const fn fact(name: &'static str, of: Type, zh: &'static str, en: &'static str) -> Fact {
    Fact {
        name,
        of,
        says: Text::new(zh, en),
    }
}

/// The number of facts.
const COUNT: usize = 17;

/// The columns before the figures, in every file about reports.
pub(super) static FACTS: [Fact; COUNT] = [
    fact(
        "id",
        Type::Text,
        "机关的编号，也在网址里",
        "The identifier of the organ, as in addresses",
    ),
    fact("year", Type::Whole, "报告的年度", "The reporting year"),
    fact("organ", Type::Text, "机关名称", "The name of the organ, in Chinese"),
    fact(
        "organ_en",
        Type::Text,
        "机关的英文名称，没有就用中文",
        "The name of the organ in English, or else in Chinese",
    ),
    fact(
        "parent",
        Type::Text,
        "上级机关的编号，没有就空着",
        "The identifier of the government that the organ belongs to; empty if there is none",
    ),
    fact("kind", Type::Text, "机关的类别", "The kind of organ"),
    fact(
        "form",
        Type::Text,
        "格式的版本；2019 年以前空着",
        "The form of the year; empty before 2019",
    ),
    fact(
        "published",
        Type::Day,
        "发布日期；没有注明就空着",
        "The day of publication; empty if it is not given",
    ),
    fact(
        "corrected",
        Type::Day,
        "最后一次更正的日期；没有更正过就空着",
        "The day of the last correction; empty if there was none",
    ),
    fact(
        "report_version",
        Type::Whole,
        "版本：每更正一次加一",
        "The version of the report: each correction adds one",
    ),
    fact(
        "sample",
        Type::Flag,
        "是否虚构的示例；统计前去掉",
        "Whether the report is invented; leave these out of statistics",
    ),
    fact(
        "aggregate",
        Type::Flag,
        "是否汇总所属机关的报告；不要和所属机关相加",
        "Whether the report sums up the organs below; never add it to theirs",
    ),
    fact(
        "verdict",
        Type::Text,
        "校验结论：fit 可以发布，unfit 有错误，unfinished 没写完，unjudged 无法判断",
        "The verdict: fit, unfit (errors), unfinished (blanks) or unjudged (not read well enough)",
    ),
    fact("errors", Type::Whole, "错误的项数", "The number of errors"),
    fact("warnings", Type::Whole, "提醒的项数", "The number of warnings"),
    fact("notices", Type::Whole, "提示的项数", "The number of notices"),
    fact(
        "rule_set",
        Type::Text,
        "校验所用规则集的版本",
        "The version of the rule set that it was checked with",
    ),
];

/// What is known of a report besides its figures.
pub(super) struct Facts<'a> {
    organ: &'a Organ,
    parent: &'a str,
    aggregate: bool,
    record: &'a Record,
}

/// One of the facts.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    Text(&'a str),
    Whole(u64),
    Flag(bool),
    Day(Date),
    Empty,
}

impl<'a> Facts<'a> {
    fn new(builder: &'a Builder<'_>, record: &'a Record) -> Option<Facts<'a>> {
        let organs = builder.content.organs.all();
        let organ = organs.get(record.organ)?;
        let parent = organ.parent.and_then(|parent| organs.get(parent));
        Some(Facts {
            organ,
            parent: parent.map_or("", |parent| &parent.id),
            aggregate: builder.content.organs.is_aggregate(record.organ),
            record,
        })
    }

    /// In the order of [`FACTS`].
    fn cells(&self) -> [Cell<'a>; COUNT] {
        let (organ, record) = (self.organ, self.record);
        let day = |date: Option<Date>| date.map_or(Cell::Empty, Cell::Day);
        let [errors, warnings, notices] = record.counts.map(|count| Cell::Whole(count.into()));
        [
            Cell::Text(&organ.id),
            Cell::Whole(record.year.into()),
            Cell::Text(organ.name.get(Lang::Zh)),
            Cell::Text(organ.name.get(Lang::En)),
            Cell::Text(self.parent),
            Cell::Text(organ.kind.name()),
            Cell::Text(record.form.map_or("", FormId::name)),
            day(record.published),
            day(record.corrected.map(|(_, date)| date)),
            Cell::Whole(record.version().into()),
            Cell::Flag(record.sample),
            Cell::Flag(self.aggregate),
            Cell::Text(record.verdict.name()),
            errors,
            warnings,
            notices,
            Cell::Text(RULE_SET),
        ]
    }
}

impl Cell<'_> {
    /// As in a CSV file.
    fn text(self) -> String {
        match self {
            Cell::Text(text) => text.to_owned(),
            Cell::Whole(number) => number.to_string(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Day(date) => date.to_string(),
            Cell::Empty => String::new(),
        }
    }
}

/// The cells of all forms, in the order in which the first form that has them has them.
pub(super) fn fields() -> Vec<Field> {
    let mut found: Vec<Field> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    // The newest form is the one that most reports have.
    for form in Form::ALL.iter().rev() {
        found.extend(form.fields().filter(|field| seen.insert(*field)));
    }
    found
}

/// Every report with its facts.
fn rows<'a>(builder: &'a Builder<'_>) -> impl Iterator<Item = Facts<'a>> {
    builder
        .archive
        .records()
        .iter()
        .filter_map(|record| Facts::new(builder, record))
}

/// Writes all files. Each is written again only if what it is made of changed: other words in a report leave its figures, and
/// these are by far the most.
pub(super) fn write(builder: &Builder<'_>) -> Result<()> {
    findings::write_each(builder)?;
    let made_of = Source::ALL.map(|source| source.key(builder));
    let keys = |name: &str, source: Source| builder.keys("data").text(name).key(made_of[source as usize]);
    let files = files();
    files.par_iter().try_for_each(|file| {
        let keys = keys(file.name, file.source);
        builder.unit(&keys, |builder| (file.write)(builder, &path(file.name)))
    })?;
    // It names all of them, with their sizes.
    let keys = files.iter().fold(builder.keys("package"), |all, file| {
        all.key(keys(file.name, file.source).key_of_all())
    });
    builder.unit(&keys, package::write)
}

/// What a file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// What is known of each report, its figures, and the organs.
    Figures,
    /// The findings of each report.
    Findings,
    /// The reports that were corrected.
    Corrections,
    /// The organs, and how many reports each has.
    Organs,
    /// The forms.
    Forms,
}

impl Source {
    const ALL: [Source; 5] = [
        Source::Figures,
        Source::Findings,
        Source::Corrections,
        Source::Organs,
        Source::Forms,
    ];

    /// The key of all of it.
    fn key(self, builder: &Builder<'_>) -> Key {
        let organs = builder.content.organs.all();
        let keys = (0..organs.len()).fold(Keys::of("source"), |keys, index| {
            let records = builder.archive.of(index);
            match self {
                Source::Figures => records.iter().fold(keys.key(builder.chain(index)), |keys, record| {
                    let facts = (
                        record.year,
                        record.verdict,
                        record.counts,
                        record.sample,
                        record.is_read,
                    );
                    let dates = (record.published, record.corrected);
                    let keys = keys
                        .flag(builder.content.organs.is_aggregate(index))
                        .whole(&(facts, dates));
                    match builder.archive.figures(record) {
                        Some(figures) => keys.bytes(&pack(&figures.cells)),
                        None => keys.flag(false),
                    }
                }),
                Source::Findings => keys.key(findings_keys(builder, index, &organs[index]).key_of_all()),
                Source::Corrections => {
                    let corrected = records.iter().filter(|record| record.corrected.is_some());
                    corrected.fold(keys, |keys, record| {
                        keys.key(builder.chain(index))
                            .key(record.key())
                            .number(record.year.into())
                    })
                }
                Source::Organs => keys.key(builder.chain(index)).number(records.len()),
                Source::Forms => keys,
            }
        });
        keys.key_of_all()
    }
}

/// A file of the whole archive.
pub(super) struct File {
    pub(super) name: &'static str,
    source: Source,
    write: fn(&Builder<'_>, &str) -> Result<()>,
}

/// All files, in the order in which the page names them.
fn files() -> Vec<File> {
    let file = |name, source, write| File { name, source, write };
    vec![
        file("reports.csv", Source::Figures, tables::wide),
        file("reports.xlsx", Source::Figures, workbook::write),
        file("figures.csv.gz", Source::Figures, tables::long),
        #[cfg(feature = "parquet")]
        file("reports.parquet", Source::Figures, parquet::write),
        file("reports.jsonl", Source::Figures, tables::lines),
        file("findings.csv", Source::Findings, findings::write_all),
        file("corrections.csv", Source::Corrections, tables::corrections),
        file("organs.csv", Source::Organs, tables::organs),
        file("fields.csv", Source::Forms, tables::fields_table),
    ]
}

/// The path of a file in the site.
pub(super) fn path(name: &str) -> String {
    format!("{FOLDER}/{name}")
}

/// The size of a file that has been written, in bytes.
pub(super) fn size(builder: &Builder<'_>, name: &str) -> u64 {
    let written: PathBuf = builder.out.written(&path(name));
    std::fs::metadata(written).map_or(0, |meta| meta.len())
}

/// A file that is written through the interface of the standard library.
struct Pipe<'a>(Sink<'a>);

impl<'a> Pipe<'a> {
    fn create(builder: &Builder<'a>, path: &str) -> Result<Pipe<'a>> {
        builder.out.create(path).map(Pipe)
    }

    fn finish(self) -> Result<()> {
        self.0.finish()
    }
}

impl Write for Pipe<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let added = self.0.add(bytes);
        added
            .map(|()| bytes.len())
            .map_err(|trouble| io::Error::other(trouble.to_string()))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Adds where a file could not be written.
fn done<T>(result: io::Result<T>, path: &str) -> Result<T> {
    result.context(|| writing(std::path::Path::new(path)))
}

/// The key of the findings of an organ's reports.
fn findings_keys(builder: &Builder<'_>, index: usize, organ: &Organ) -> Keys {
    let records = builder.archive.of(index).iter();
    records.fold(builder.keys("findings").key(organ.key()), |keys, record| {
        keys.key(record.key()).number(record.year.into()).flag(record.is_read)
    })
}
