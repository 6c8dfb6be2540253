//! The files with lines: a line a report, a line a figure, a line a report as JSON; organs, cells and corrections.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use nianbao_core::archive::Digest;
use nianbao_core::field::Field;
use nianbao_core::form::Form;
use nianbao_core::text::Lang;
use nianbao_documents::csv;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Cell, FACTS, PIECE, Pipe, done, fields, rows};
use crate::content::correction;
use crate::error::Result;
use crate::site::Builder;

/// Text that is written to a file in pieces.
struct Lines<'a> {
    pipe: Pipe<'a>,
    text: String,
    path: String,
}

impl<'a> Lines<'a> {
    fn create(builder: &Builder<'a>, path: &str) -> Result<Lines<'a>> {
        Ok(Lines {
            pipe: Pipe::create(builder, path)?,
            text: String::with_capacity(PIECE * 2),
            path: path.to_owned(),
        })
    }

    fn line<'t>(&mut self, cells: impl IntoIterator<Item = &'t str>) -> Result<()> {
        csv::line(cells, &mut self.text);
        self.pass(PIECE)
    }

    /// Writes what there is if it is at least this long.
    fn pass(&mut self, from: usize) -> Result<()> {
        if self.text.len() >= from {
            done(self.pipe.write_all(self.text.as_bytes()), &self.path)?;
            self.text.clear();
        }
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        self.pass(0)?;
        self.pipe.finish()
    }
}

/// What a cell of a report has, in a word.
fn state(figures: &Digest, field: Field) -> Option<&'static str> {
    figures.has(field).then(|| match figures.number(field) {
        Some(_) => "number",
        None if figures.is_blank(field) => "blank",
        None => "words",
    })
}

/// A line of facts, without its end.
fn facts_line(cells: &[Cell<'_>], out: &mut String) {
    let texts: Vec<String> = cells.iter().map(|cell| cell.text()).collect();
    csv::line(texts.iter().map(String::as_str), out);
    out.truncate(out.trim_end().len());
}

/// One line a report.
pub(super) fn wide(builder: &Builder<'_>, path: &str) -> Result<()> {
    let fields = fields();
    let mut out = Lines::create(builder, path)?;
    out.text.push_str(csv::MARK);
    let names: Vec<String> = fields.iter().map(Field::to_string).collect();
    out.line(
        FACTS
            .iter()
            .map(|fact| fact.name)
            .chain(names.iter().map(String::as_str)),
    )?;
    for row in rows(builder) {
        facts_line(&row.cells(), &mut out.text);
        let figures = builder.archive.figures(row.record);
        for field in &fields {
            out.text.push(',');
            if let Some(number) = figures.and_then(|figures| figures.number(*field)) {
                let _ = write!(out.text, "{number}");
            }
        }
        out.text.push_str("\r\n");
        out.pass(PIECE)?;
    }
    out.finish()
}

/// One line a figure, compressed: this is by far the longest file.
pub(super) fn long(builder: &Builder<'_>, path: &str) -> Result<()> {
    let all = fields();
    let names: Vec<String> = all.iter().map(Field::to_string).collect();
    let mut pack = GzEncoder::new(Pipe::create(builder, path)?, Compression::new(3));
    let mut text = String::with_capacity(PIECE * 2);
    csv::line(
        FACTS.iter().map(|fact| fact.name).chain(["field", "value", "state"]),
        &mut text,
    );
    for row in rows(builder) {
        let mut facts = String::new();
        facts_line(&row.cells(), &mut facts);
        let Some(figures) = builder.archive.figures(row.record) else {
            continue;
        };
        for (field, name) in all.iter().zip(&names) {
            let Some(state) = state(figures, *field) else { continue };
            text.push_str(&facts);
            let _ = match figures.number(*field) {
                Some(number) => write!(text, ",{name},{number},{state}\r\n"),
                None => write!(text, ",{name},,{state}\r\n"),
            };
        }
        if text.len() >= PIECE {
            done(pack.write_all(text.as_bytes()), path)?;
            text.clear();
        }
    }
    done(pack.write_all(text.as_bytes()), path)?;
    done(pack.finish(), path)?.finish()
}

/// A line of `reports.jsonl`.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "A line of reports.jsonl")]
pub(in crate::site) struct ReportLine {
    /// The identifier of the organ, as in addresses.
    id: String,
    /// The reporting year.
    year: u16,
    /// The name of the organ, in Chinese.
    organ: String,
    /// The name of the organ in English, or else in Chinese.
    organ_en: String,
    /// The identifier of the government that the organ belongs to; empty if there is none.
    parent: String,
    /// The kind of organ.
    kind: String,
    /// The form of the year; empty before 2019.
    form: String,
    /// The day of publication; null if it is not given.
    published: Option<String>,
    /// The day of the last correction; null if there was none.
    corrected: Option<String>,
    /// The version of the report: each correction adds one.
    report_version: u16,
    /// Whether the report is invented.
    sample: bool,
    /// Whether the report sums up the organs below. It is never added to theirs.
    aggregate: bool,
    /// The verdict: `fit`, `unfit`, `unfinished` or `unjudged`.
    verdict: String,
    /// The number of errors.
    errors: u32,
    /// The number of warnings.
    warnings: u32,
    /// The number of notices.
    notices: u32,
    /// The version of the rule set.
    rule_set: String,
    /// The cells that the report has, by field: null if a cell is blank or has words.
    fields: BTreeMap<String, Option<f64>>,
}

/// One JSON object a report and line.
pub(super) fn lines(builder: &Builder<'_>, path: &str) -> Result<()> {
    let all = fields();
    let mut out = Lines::create(builder, path)?;
    for row in rows(builder) {
        out.text.push('{');
        for (fact, cell) in FACTS.iter().zip(row.cells()) {
            let _ = write!(out.text, "\"{}\":", fact.name);
            match cell {
                Cell::Whole(number) => {
                    let _ = write!(out.text, "{number}");
                }
                Cell::Flag(flag) => out.text.push_str(if flag { "true" } else { "false" }),
                Cell::Empty => out.text.push_str("null"),
                Cell::Text(_) | Cell::Day(_) => {
                    let quoted = serde_json::to_string(&cell.text()).unwrap_or_default();
                    out.text.push_str(&quoted);
                }
            }
            out.text.push(',');
        }
        out.text.push_str("\"fields\":{");
        let mut first = true;
        if let Some(figures) = builder.archive.figures(row.record) {
            for field in all.iter().filter(|field| figures.has(**field)) {
                out.text.push_str(if first { "\"" } else { ",\"" });
                first = false;
                let _ = match figures.number(*field) {
                    Some(number) => write!(out.text, "{field}\":{number}"),
                    None => write!(out.text, "{field}\":null"),
                };
            }
        }
        out.text.push_str("}}\n");
        out.pass(PIECE)?;
    }
    out.finish()
}

/// The columns of the corrections.
pub(super) const CORRECTIONS: [&str; 9] = ["id", "year", "organ", "date", "reason", "text", "field", "old", "new"];

/// One line a cell that was corrected, and one for a correction of words alone.
pub(super) fn corrections(builder: &Builder<'_>, path: &str) -> Result<()> {
    let mut out = Lines::create(builder, path)?;
    out.text.push_str(csv::MARK);
    out.line(CORRECTIONS)?;
    for row in rows(builder).filter(|row| row.record.corrected.is_some()) {
        let report = builder.archive.open(row.record)?.report;
        let year = row.record.year.to_string();
        for one in correction::of(&report) {
            let date = one.date.to_string();
            let text = one.text.as_deref().unwrap_or_default();
            let facts = [
                &row.organ.id,
                &year,
                row.organ.name.get(Lang::Zh),
                &date,
                &one.reason,
                text,
            ];
            if one.changes.is_empty() {
                out.line(facts.into_iter().chain(["", "", ""]))?;
            }
            for change in &one.changes {
                let field = change.field.to_string();
                out.line(facts.into_iter().chain([field.as_str(), &change.old, &change.new]))?;
            }
        }
    }
    out.finish()
}

/// The columns of the list of organs.
pub(super) const ORGANS: [&str; 9] = [
    "id", "name", "name_en", "kind", "parent", "since", "until", "former", "reports",
];

/// One line an organ.
pub(super) fn organs(builder: &Builder<'_>, path: &str) -> Result<()> {
    let mut out = Lines::create(builder, path)?;
    out.text.push_str(csv::MARK);
    out.line(ORGANS)?;
    let organs = builder.content.organs.all();
    for (index, organ) in organs.iter().enumerate() {
        let parent = organ.parent.and_then(|parent| organs.get(parent));
        let year = |year: Option<u16>| year.map_or_else(String::new, |year| year.to_string());
        let former: Vec<&str> = organ.former.iter().map(|former| former.name.as_str()).collect();
        let reports = builder.archive.of(index).len().to_string();
        out.line([
            organ.id.as_str(),
            organ.name.get(Lang::Zh),
            organ.name.get(Lang::En),
            organ.kind.name(),
            parent.map_or("", |parent| &parent.id),
            &year(organ.since),
            &year(organ.until),
            &former.join("；"),
            &reports,
        ])?;
    }
    out.finish()
}

/// The columns of the dictionary of cells.
pub(super) const FIELDS: [&str; 6] = ["field", "table", "label", "label_en", "type", "forms"];

/// Whether a cell has an amount of money, in 万元, or a count.
pub(super) fn unit(field: Field) -> &'static str {
    let name = field.to_string();
    let amount = name == "proactive.fees" || name.ends_with(".amount");
    if amount { "amount" } else { "count" }
}

/// One line a cell of the forms: its name, its labels, the forms that have it.
pub(super) fn fields_table(builder: &Builder<'_>, path: &str) -> Result<()> {
    let mut out = Lines::create(builder, path)?;
    out.text.push_str(csv::MARK);
    out.line(FIELDS)?;
    for field in fields() {
        let (name, label) = (field.to_string(), field.label());
        let forms: Vec<&str> = Form::ALL
            .iter()
            .filter(|form| form.has(field))
            .map(|form| form.id.name())
            .collect();
        out.line([
            name.as_str(),
            field.table().name(),
            label.get(Lang::Zh),
            label.get(Lang::En),
            unit(field),
            &forms.join(" "),
        ])?;
    }
    out.finish()
}
