//! The search of the archive: the texts of each report as they are indexed, and the files that the search page loads.
//!
//! Pages can load neither data nor modules from a disk, but scripts. So each file is a script that passes its content, compressed
//! and in base64, to a function of the page.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use nianbao_core::diagnostic::Severity;
use nianbao_core::field::Field;
use nianbao_core::form::{Form, SectionId};
use nianbao_core::report::{Block, Part, Report, Table};
use nianbao_core::rules::RULES;
use nianbao_core::text::Lang;
use nianbao_core::verdict::Verdict;
use nianbao_search as search;
use nianbao_search::{Facts, File, Index, Kind, Label, Name, Passage, Prepared, fold};
use rayon::prelude::*;

use super::Builder;
use super::figures::Row;
use super::marks::Marks;
use super::words::WORDS;
use crate::archive::Record;
use crate::content;
use crate::error::{Context as _, Result, reading, writing};
use crate::plain;

/// The module of the search page in the folder of the built validator: its script and its code.
const MODULE: [&str; 2] = ["search.js", "search_bg.wasm"];

/// The reports whose texts are in memory at once.
const TOGETHER: usize = 256;

/// Whether the folder of the built validator has the module.
pub(super) fn is_built(validator: &Path) -> bool {
    MODULE
        .iter()
        .all(|name| plain::kind(&validator.join(name)) == Some(plain::Kind::File))
}

/// Whether a file in the folder of the built validator is part of the module, which is not for the validator itself.
pub(super) fn is_module(path: &Path) -> bool {
    MODULE.iter().any(|name| path == Path::new(name))
}

/// The names of the files that the page loads first.
#[derive(Debug, Clone)]
pub(super) struct Files {
    /// The module.
    pub(super) module: String,
    /// The facts about all reports.
    pub(super) about: String,
}

/// Indexes all reports that could be read, and writes the files.
pub(super) fn write(builder: &Builder<'_>, validator: &Path) -> Result<Files> {
    let mut places = vec![0; builder.content.organs.all().len()];
    for (place, (organ, _)) in builder.list.tree.iter().enumerate() {
        if let Some(slot) = places.get_mut(*organ) {
            *slot = place;
        }
    }
    // Results are listed in this order: the latest year first, organs as in other lists.
    let mut records: Vec<&Record> = builder
        .archive
        .records()
        .iter()
        .filter(|record| record.is_read)
        .collect();
    records.sort_by_key(|record| (u16::MAX - record.year, places.get(record.organ).copied()));
    let facts = facts(builder, &records, &places);
    let organs = facts.organs.clone();
    let printed = Printed::new();
    let prepare = |record: &&Record| -> Result<Prepared> {
        let report = builder.archive.open(record)?.report;
        let (passages, labels) = texts(&report, &printed);
        let organ = places.get(record.organ).and_then(|place| organs.get(*place));
        Ok(search::prepare(&organ.cloned().unwrap_or_default(), &passages, labels))
    };
    let mut index = Index::new(facts);
    for chunk in records.chunks(TOGETHER) {
        let prepared: Vec<Prepared> = chunk.par_iter().map(prepare).collect::<Result<_>>()?;
        let complete: Vec<File> = prepared.into_iter().filter_map(|one| index.add(one)).collect();
        complete
            .par_iter()
            .try_for_each(|file| put(builder, &file.name, "", &file.bytes))?;
    }
    let mut rest = index.finish();
    let about = rest.pop().map(|file| file.bytes).unwrap_or_default();
    rest.par_iter()
        .try_for_each(|file| put(builder, &file.name, "", &file.bytes))?;
    let [script, code] = MODULE.map(|name| {
        let path = validator.join(name);
        plain::bytes(&path).context(|| reading(&path))
    });
    let (script, code) = (script?, code?);
    let script = String::from_utf8_lossy(&script).into_owned();
    let files = Files {
        module: format!("module-{:08x}", search::sum_of(&[script.as_bytes(), &code].concat())),
        about: format!("about-{:08x}", search::sum_of(&about)),
    };
    put(builder, &files.module, &script, &code)?;
    put(builder, &files.about, "", &about)?;
    Ok(files)
}

/// Writes a file as a script, after another script.
fn put(builder: &Builder<'_>, name: &str, before: &str, bytes: &[u8]) -> Result<()> {
    let path = format!("assets/search/{name}.js");
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(9));
    let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    let packed = packed.context(|| writing(Path::new(&path)))?;
    let mut script = before.to_owned();
    script.push_str("nianbaoSearch(\"");
    script.push_str(name);
    script.push_str("\",\"");
    STANDARD.encode_string(packed, &mut script);
    script.push_str("\");\n");
    builder.out.write(&path, script.as_bytes())
}

fn name(id: &str, text: impl Fn(Lang) -> String) -> Name {
    Name {
        id: id.to_owned(),
        zh: text(Lang::Zh),
        en: text(Lang::En),
    }
}

/// The number of an item, which is added if it is new.
fn number(names: &mut Vec<Name>, one: Name) -> usize {
    names.iter().position(|name| *name == one).unwrap_or_else(|| {
        names.push(one);
        names.len() - 1
    })
}

/// The verdicts by which reports can be chosen: the classes that chips have, the worst first.
fn verdicts() -> Vec<Name> {
    let severities = Severity::ALL.map(|severity| (severity.name(), severity.text()));
    let holds = [("holds", WORDS.holds.clone())];
    let open = [Verdict::Unfinished, Verdict::Unjudged].map(|verdict| (verdict.name(), verdict.text()));
    let all = severities.into_iter().chain(holds).chain(open);
    all.map(|(class, text)| name(class, |lang| text.get(lang).to_owned()))
        .collect()
}

fn facts(builder: &Builder<'_>, records: &[&Record], places: &[usize]) -> Facts {
    let all = builder.content.organs.all();
    let mut facts = Facts {
        kinds: content::Kind::ALL
            .iter()
            .map(|kind| name(kind.name(), |lang| kind.text().get(lang).to_owned()))
            .collect(),
        forms: Form::ALL
            .iter()
            .map(|form| name(form.id.name(), |lang| form.name.get(lang).to_owned()))
            .collect(),
        verdicts: verdicts(),
        fields: fields(),
        ..Facts::default()
    };
    for (organ, _) in &builder.list.tree {
        let Some(organ) = all.get(*organ) else { continue };
        facts.organs.push(search::Organ {
            name: name(&organ.id, |lang| organ.name.get(lang).to_owned()),
            former: organ.former.iter().map(|former| former.name.clone()).collect(),
            kind: facts
                .kinds
                .iter()
                .position(|kind| kind.id == organ.kind.name())
                .unwrap_or(0),
            parent: organ.parent.and_then(|parent| places.get(parent).copied()),
        });
    }
    let mut found: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (index, record) in (0_u32..).zip(records) {
        let verdict = Row::new(&builder.archive, record).verdict();
        let class = verdict.class();
        facts.reports.push(search::Report {
            organ: places.get(record.organ).copied().unwrap_or(0),
            year: record.year,
            form: record
                .form
                .and_then(|id| Form::ALL.iter().position(|form| form.id == id)),
            verdict: facts.verdicts.iter().position(|name| name.id == class).unwrap_or(0),
            said: number(&mut facts.said, name(class, |lang| verdict.short(lang))),
            sample: record.sample,
        });
        for rule in record.rules() {
            found.entry(rule).or_default().push(index);
        }
    }
    for (rule, reports) in found {
        let Some(rule) = RULES.get(rule) else { continue };
        facts.rules.push(search::Rule {
            name: name(rule.name, |lang| rule.title.get(lang).to_owned()),
            reports,
        });
    }
    facts
}

/// The labels of all cells.
fn fields() -> Vec<Name> {
    let mut fields: Vec<Name> = Vec::new();
    let mut given = BTreeSet::new();
    for field in Form::ALL.iter().flat_map(|form| form.fields()) {
        if given.insert(field.slot()) {
            fields.push(name(&field.to_string(), |lang| field.label().get(lang).to_owned()));
        }
    }
    fields
}

/// The words that forms print, folded.
struct Printed {
    headings: BTreeSet<String>,
    labels: BTreeSet<String>,
}

impl Printed {
    fn new() -> Printed {
        let mut printed = Printed {
            headings: BTreeSet::new(),
            labels: BTreeSet::new(),
        };
        for form in Form::ALL {
            let headings = SectionId::ALL.into_iter().map(|id| fold(&form.heading(id).zh));
            printed.headings.extend(headings);
            for grid in form.grids {
                let columns = grid
                    .columns
                    .iter()
                    .flat_map(|column| [Some(&column.label), column.over.as_ref()]);
                let rows = grid.rows.iter().flat_map(|row| [Some(&row.label), row.over.as_ref()]);
                let labels = columns.chain(rows).chain([Some(&grid.caption)]).flatten();
                printed.labels.extend(labels.map(|label| fold(&label.zh)));
            }
        }
        printed
    }
}

/// The texts of a report, and those that the form prints on it.
fn texts(report: &Report, printed: &Printed) -> (Vec<Passage>, Vec<Label>) {
    let marks = Marks::new(report, &[], &[]);
    let mut texts = Texts {
        marks: &marks,
        printed,
        passages: Vec::new(),
        labels: Vec::new(),
    };
    texts.add(Kind::Title, false, "title", &report.title);
    texts.blocks(report, Part::Preface);
    for (index, section) in report.sections.iter().enumerate() {
        let (id, heading) = (marks.section_id(index), &section.heading);
        if printed.headings.contains(&fold(heading)) {
            texts.add(Kind::FormSection, false, id, heading);
            texts.label(id, heading);
        } else {
            texts.add(Kind::Section, false, id, heading);
        }
        texts.blocks(report, Part::Section(index));
    }
    (texts.passages, texts.labels)
}

/// The texts of a report as they are gathered.
struct Texts<'a> {
    marks: &'a Marks,
    printed: &'a Printed,
    passages: Vec<Passage>,
    labels: Vec<Label>,
}

impl Texts<'_> {
    fn add(&mut self, kind: Kind, joined: bool, anchor: &str, text: &str) {
        // A single character is not found anyway.
        if fold(text).chars().nth(1).is_some() {
            self.passages.push(Passage {
                kind,
                joined,
                anchor: anchor.to_owned(),
                text: text.to_owned(),
            });
        }
    }

    fn label(&mut self, anchor: &str, text: &str) {
        self.labels.push(Label {
            text: text.to_owned(),
            anchor: anchor.to_owned(),
        });
    }

    fn blocks(&mut self, report: &Report, part: Part) {
        for (index, block) in report.blocks(part).iter().enumerate() {
            let id = self.marks.block_id(part, index);
            match block {
                Block::Heading { text, .. } => self.add(Kind::Heading, false, &id, text),
                Block::Paragraph(text) => self.add(Kind::Prose, false, &id, text),
                Block::Picture { alt, .. } => self.add(Kind::Prose, false, &id, alt),
                Block::Grid(rows) => {
                    let start = self.passages.len();
                    for cell in rows.iter().flatten() {
                        self.add(Kind::Label, self.passages.len() > start, &id, cell);
                    }
                }
                Block::Table(table) => self.table(table, &id, part, index),
            }
        }
    }

    fn table(&mut self, table: &Table, id: &str, part: Part, index: usize) {
        let start = self.passages.len();
        let columns = table.columns.iter().map(|column| &column.label);
        let rows = table.rows.iter().map(|row| &row.label);
        for label in columns.chain(rows).chain([&table.caption]) {
            if self.printed.labels.contains(&fold(label)) {
                self.label(id, label);
            } else {
                self.add(Kind::Label, self.passages.len() > start, id, label);
            }
        }
        for (line, row) in table.rows.iter().enumerate() {
            for (at, cell) in row.cells.iter().enumerate() {
                let keys = row.key.zip(table.columns.get(at).and_then(|column| column.key));
                let field = keys.and_then(|(row, column)| Field::at(row, column));
                let field = field.filter(|field| field.exists() && self.marks.is_first(*field, part, index, line, at));
                let anchor = field.map_or_else(|| id.to_owned(), |field| field.to_string());
                self.add(Kind::Figure, self.passages.len() > start, &anchor, cell.as_str());
            }
        }
    }
}
