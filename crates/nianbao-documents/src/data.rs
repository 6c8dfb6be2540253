//! Reads a report's data, field by field, from JSON or from lines. It is written out as Markdown, which the places
//! refer to, and then read.

use std::collections::{BTreeMap, BTreeSet};

use nianbao_core::field::{Applicant, Field, RequestsGroup, RequestsRow, RowKey, TableId};
use nianbao_core::form::{Form, FormId, SectionId};
use nianbao_core::markdown;
use nianbao_core::recognise::Unplaced;
use nianbao_core::report::{Block, Meta, Report, Section};
use nianbao_core::text::Text;
use nianbao_core::wire::{ReportData, VERSION};
use nianbao_core::write::markdown as written;

use crate::{Kind, Source, Trouble};

const NO_DATA: Trouble = Trouble::hinted(
    "report-data",
    Text::new(
        "这个 JSON 文件不是年度报告的数据。",
        "This JSON file is not the data of an annual report.",
    ),
    Text::new(
        "请使用 nianbao convert 写出的 .json 文件；格式见 nianbao schema。",
        "Use a .json file that nianbao convert wrote; nianbao schema shows its format.",
    ),
);

const NEWER: Trouble = Trouble::hinted(
    "newer-data",
    Text::new(
        "这个 JSON 文件由更新的版本写出，这一版读不了。",
        "This JSON file was written by a newer version; this one cannot read it.",
    ),
    Text::new("请更新 nianbao 后再试。", "Update nianbao and try again."),
);

/// Reads a report's data.
pub(crate) fn json(text: &str) -> Result<Source, Trouble> {
    let data: ReportData = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|_| NO_DATA)?;
    if data.version > VERSION {
        return Err(NEWER);
    }
    Ok(whole(&data).unwrap_or_else(|| source(Kind::Json, &data)))
}

/// The data of a report, including its whole Markdown if the data alone would not be read as the same report.
pub(crate) fn of(report: &Report) -> ReportData {
    let mut data = ReportData::new(report);
    // Most reports say in their front matter more than the data do, so there is no need to read these.
    if report.meta != said(&data) || source(Kind::Json, &data).reading.report != *report {
        data.markdown = Some(written(report));
    }
    data
}

/// The front matter that the data say by themselves.
fn said(data: &ReportData) -> Meta {
    Meta {
        organ: data.organ.clone().filter(|organ| !organ.is_empty()),
        year: data.year,
        ..Meta::default()
    }
}

/// The report from data that include the whole of it; `None` if they do not, or if its words were changed since.
/// Figures may have been changed: those given by field count.
fn whole(data: &ReportData) -> Option<Source> {
    let mut text = data.markdown.clone()?;
    let mut reading = markdown::read(&text);
    let mut said = ReportData::new(&reading.report);
    let changed: Vec<(Field, &str)> = data
        .fields
        .iter()
        .filter(|(name, value)| said.fields.get(*name) != Some(value))
        .filter_map(|(name, value)| Some((name.parse().ok()?, value.as_str())))
        .collect();
    if !changed.is_empty() {
        for (field, value) in changed {
            reading.report.set(field, value);
        }
        text = written(&reading.report);
        reading = markdown::read(&text);
        said = ReportData::new(&reading.report);
    }
    said.version = data.version;
    said.markdown.clone_from(&data.markdown);
    (said == *data).then_some(Source {
        kind: Kind::Json,
        text,
        reading,
    })
}

/// The columns of field and value if a row of cells is the header of lines of data.
pub(crate) fn head<'a>(cells: impl Iterator<Item = &'a str>) -> Option<(usize, usize)> {
    let (mut field, mut value) = (None, None);
    for (index, text) in cells.enumerate() {
        match text.trim().trim_start_matches('\u{feff}') {
            "field" => field = field.or(Some(index)),
            "value" => value = value.or(Some(index)),
            _ => {}
        }
    }
    Some((field?, value?))
}

/// Reads figures by the names of their fields.
pub(crate) fn figures(kind: Kind, fields: BTreeMap<String, String>) -> Source {
    source(
        kind,
        &ReportData {
            version: VERSION,
            organ: None,
            year: None,
            form: None,
            title: String::new(),
            preface: String::new(),
            sections: BTreeMap::new(),
            fields,
            markdown: None,
        },
    )
}

fn source(kind: Kind, data: &ReportData) -> Source {
    let mut known: BTreeMap<Field, &str> = BTreeMap::new();
    let mut unknown = Vec::new();
    for (name, value) in &data.fields {
        match name.parse() {
            Ok(field) => {
                known.insert(field, value);
            }
            Err(_) => unknown.push(format!("{name} = {value}")),
        }
    }
    // A row of zeros that another form divides implies zeros in its parts, which are not rows of the report.
    let is_zero = |known: &BTreeMap<Field, &str>, row, column| {
        let value = known.get(&Field::Requests(row, column));
        value.is_some_and(|value| value.trim() == "0")
    };
    for whole in RequestsRow::ALL.iter().filter(|row| row.as_group().is_some()) {
        for column in Applicant::ALL.iter().copied() {
            if is_zero(&known, *whole, column) && whole.parts().all(|part| is_zero(&known, part, column)) {
                for part in whole.parts() {
                    known.remove(&Field::Requests(part, column));
                }
            }
        }
    }
    let Meta { organ, year, .. } = said(data);
    let head = Report {
        meta: Meta {
            organ,
            year,
            // If the words were changed, the front matter still applies.
            ..data
                .markdown
                .as_deref()
                .map_or_else(Meta::default, |text| markdown::read(text).report.meta)
        },
        title: data.title.clone(),
        ..Report::default()
    };
    let form = form_of(data, &known);
    let tables = tables(form, &known);
    let mut text = written(&head);
    append(&data.preface, &mut text);
    for id in SectionId::ALL {
        if let Some(prose) = data.sections.get(id.name()) {
            append(&format!("## {}", form.heading(id).zh), &mut text);
            append(prose, &mut text);
        }
        if let Some(of) = id.table()
            && let Some(tables) = tables.get(&of)
        {
            // Data without prose are a report's tables, each in its section.
            if data.sections.is_empty() {
                append(&format!("## {}", form.heading(id).zh), &mut text);
            }
            append(tables, &mut text);
        }
    }
    for (heading, prose) in &data.sections {
        if SectionId::from_name(heading).is_none() {
            let section = Report {
                sections: vec![Section {
                    id: None,
                    heading: heading.clone(),
                    blocks: Vec::new(),
                }],
                ..Report::default()
            };
            append(&written(&section), &mut text);
            append(prose, &mut text);
        }
    }
    let mut reading = markdown::read(&text);
    reading.unplaced.extend(unknown.into_iter().map(|text| Unplaced {
        text,
        span: None,
        kept: false,
    }));
    Source { kind, text, reading }
}

fn append(more: &str, text: &mut String) {
    let more = more.trim_matches('\n');
    if more.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
    text.push('\n');
}

/// The form to fill the figures into: the one named, or the one for the year, or else the one with most of the fields.
fn form_of(data: &ReportData, figures: &BTreeMap<Field, &str>) -> &'static Form {
    let named = data.form.or_else(|| data.year.and_then(FormId::of_year));
    let most = || {
        // Of those with equally many, the one in force.
        Form::ALL.into_iter().max_by_key(|form| {
            let count = figures.keys().filter(|field| form.has(**field)).count();
            (count, form.id == Form::LATEST.id)
        })
    };
    named.map(FormId::form).or_else(most).unwrap_or(Form::LATEST)
}

/// The tables that some figures belong to, as Markdown. Rows without any of the figures are left out.
fn tables(form: &Form, figures: &BTreeMap<Field, &str>) -> BTreeMap<TableId, String> {
    let mut report = Report {
        meta: Meta {
            // The year decides which form's tables are filled in.
            year: Some(form.first_year),
            ..Meta::default()
        },
        ..Report::default()
    };
    for (field, value) in figures {
        report.set(*field, value);
    }
    let rows: BTreeSet<RowKey> = figures.keys().map(|field| field.row()).collect();
    let has_rows = |group: RequestsGroup| {
        rows.iter().any(|row| match row {
            RowKey::Requests(row) => row
                .group()
                .is_some_and(|of| of == group || group == RequestsGroup::Outcomes),
            _ => false,
        })
    };
    let mut out = BTreeMap::new();
    for section in &mut report.sections {
        let Some(id) = section.id.and_then(SectionId::table) else {
            continue;
        };
        for block in &mut section.blocks {
            if let Block::Table(table) = block {
                table.rows.retain(|row| match row.key {
                    Some(RowKey::Group(group)) => has_rows(group),
                    Some(key) => rows.contains(&key),
                    None => false,
                });
            }
        }
        let only = Report {
            preface: std::mem::take(&mut section.blocks),
            ..Report::default()
        };
        out.insert(id, written(&only));
    }
    out
}
