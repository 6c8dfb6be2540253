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
use crate::key::{Key, Keys};
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

/// The module's script and its code.
fn module(validator: &Path) -> Result<[Vec<u8>; 2]> {
    let [script, code] = MODULE.map(|name| {
        let path = validator.join(name);
        plain::bytes(&path).context(|| reading(&path))
    });
    Ok([script?, code?])
}

/// The key of the module.
pub(super) fn module_key(validator: &Path) -> Result<Key> {
    let [script, code] = module(validator)?;
    Ok(Keys::of("module").bytes(&script).bytes(&code).key_of_all())
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
    let [script, code] = module(validator)?;
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
        let verdict = Row::new(builder.archive, record).verdict();
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

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::fs;
    use std::path::PathBuf;

    use nianbao_search::{Found, Need, Request, Search};

    use super::super::{Folder, List, Theme};
    use super::*;
    use crate::archive::Archive;
    use crate::content::Content;
    use crate::progress::Progress;

    /// The content of the repository, indexed into a folder that is removed at the end.
    fn with_site(name: &str, test: impl FnOnce(&Builder<'_>, &Files, &Path)) {
        let root = std::env::temp_dir().join(format!("nianbao-search-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let module = root.join("module");
        fs::create_dir_all(&module).expect("a folder");
        for name in MODULE {
            fs::write(module.join(name), name).expect("a file");
        }
        let (content, mut problems): (Content, _) =
            content::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content")).expect("content");
        let theme = Theme::load(None, &mut problems).expect("the look");
        let progress = Progress::default();
        let mut out = Folder::open(&root.join("site"), &[], None).expect("a folder");
        out.begin().expect("begun");
        let (archive, _) = Archive::read(&content, &out.scratch("reports"), &progress).expect("an archive");
        let builder = Builder {
            list: &List::new(&content, &archive),
            content: &content,
            archive: &archive,
            guide: &[],
            theme: &theme,
            base_url: None,
            validator: Some(&module),
            single: false,
            searchable: true,
            progress: &progress,
            look: Key::default(),
            out: out.out(),
        };
        let files = write(&builder, &module).expect("indexed");
        test(&builder, &files, &builder.out.written("assets/search"));
        drop(archive);
        drop(out);
        fs::remove_dir_all(&root).expect("removed");
    }

    /// The content of a file, from the script that was written: what the page does with it.
    fn unpacked(folder: &Path, name: &str) -> Vec<u8> {
        let script = fs::read_to_string(folder.join(format!("{name}.js"))).expect("a file");
        let (_, call) = script.split_once("nianbaoSearch(").expect("a call");
        let mut texts = call.split('"').skip(1).step_by(2);
        assert_eq!(texts.next(), Some(name));
        let packed = STANDARD.decode(texts.next().expect("the content")).expect("base64");
        let mut unpacked = flate2::write::ZlibDecoder::new(Vec::new());
        unpacked.write_all(&packed).expect("compressed");
        unpacked.finish().expect("whole")
    }

    struct Asking {
        search: Search,
        folder: PathBuf,
    }

    impl Asking {
        fn new(files: &Files, folder: &Path) -> Asking {
            let mut search = Search::default();
            assert!(search.add("about", unpacked(folder, &files.about)));
            Asking {
                search,
                folder: folder.to_owned(),
            }
        }

        fn ask(&mut self, request: &Request) -> Found {
            loop {
                match self.search.find(request) {
                    Ok(found) => return found,
                    Err(Need { files, .. }) => {
                        for name in files {
                            let bytes = unpacked(&self.folder, &name);
                            self.search.add(&name, bytes);
                        }
                    }
                }
            }
        }

        /// The reports that have a term, by organ and year.
        fn reports(&mut self, term: &str) -> BTreeSet<(String, u16)> {
            let mut found = BTreeSet::new();
            for printed in [false, true] {
                let request = Request {
                    query: term.to_owned(),
                    show: 1000,
                    printed,
                    ..Request::default()
                };
                let answer = self.ask(&request);
                assert_eq!((answer.unverified, answer.printed_unverified), (0, 0), "{term}");
                for hit in answer.hits {
                    assert!(
                        found.insert((hit.organ.id, hit.year)),
                        "{term}: in one of the two lists only"
                    );
                }
            }
            found
        }
    }

    /// Every text of a report, folded, by another way than that of the index.
    fn every_text(builder: &Builder<'_>) -> Vec<((String, u16), Vec<String>)> {
        let mut all = Vec::new();
        for record in builder.archive.records().iter().filter(|record| record.is_read) {
            let report = builder.archive.open(record).expect("it is there").report;
            let organ = &builder.content.organs.all()[record.organ];
            let mut texts = organ.names();
            texts.push(organ.name.en.clone().into_owned());
            texts.push(report.title.clone());
            for part in report.parts() {
                if let Part::Section(index) = part {
                    texts.push(report.sections[index].heading.clone());
                }
                for block in report.blocks(part) {
                    match block {
                        Block::Heading { text, .. } | Block::Paragraph(text) => texts.push(text.clone()),
                        Block::Grid(rows) => texts.extend(rows.iter().flatten().cloned()),
                        Block::Picture { alt, .. } => texts.push(alt.clone()),
                        Block::Table(table) => {
                            texts.push(table.caption.clone());
                            texts.extend(table.columns.iter().map(|column| column.label.clone()));
                            for row in &table.rows {
                                texts.push(row.label.clone());
                                texts.extend(row.cells.iter().map(|cell| cell.as_str().to_owned()));
                            }
                        }
                    }
                }
            }
            let folded = texts.iter().map(|text| fold(text)).filter(|text| !text.is_empty());
            all.push(((organ.id.clone(), record.year), folded.collect()));
        }
        all
    }

    /// A small generator of numbers, so that the runs are the same every time.
    fn below(state: &mut u64, end: usize) -> usize {
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*state >> 33).expect("31 bits") % end
    }

    #[test]
    fn every_run_of_the_sample_texts_is_found_and_nothing_else() {
        with_site("runs", |builder, files, folder| {
            let texts = every_text(builder);
            let mut asking = Asking::new(files, folder);
            // Every run of two and of three characters, with the reports that have it.
            let mut runs: HashMap<String, BTreeSet<(String, u16)>> = HashMap::new();
            for (place, texts) in &texts {
                for text in texts {
                    let chars: Vec<char> = text.chars().collect();
                    for window in chars.windows(2).chain(chars.windows(3)) {
                        runs.entry(window.iter().collect()).or_default().insert(place.clone());
                    }
                }
            }
            // A space ends a term.
            runs.retain(|run, _| !run.contains(' '));
            assert!(runs.len() > 5000, "{}", runs.len());
            for (run, expected) in &runs {
                assert_eq!(&asking.reports(run), expected, "{run}");
            }
            // Longer ones: as they are, with one character of elsewhere, and put together of two.
            let mut state = 7;
            let flat: Vec<&String> = texts
                .iter()
                .flat_map(|(_, texts)| texts)
                .filter(|text| text.chars().count() > 4)
                .collect();
            for at in 0..2000 {
                let mut run = |most: usize| -> String {
                    let chars: Vec<char> = flat[below(&mut state, flat.len())].chars().collect();
                    let start = below(&mut state, chars.len() - 3);
                    let length = 3 + below(&mut state, most);
                    chars[start..(start + length).min(chars.len())].iter().collect()
                };
                let term = match at % 4 {
                    0 => format!("{}{}", run(4), run(4)),
                    1 => run(40),
                    _ => run(12),
                };
                let term = term.replace(' ', "");
                let expected: BTreeSet<(String, u16)> = texts
                    .iter()
                    .filter(|(_, texts)| texts.iter().any(|text| text.contains(&term)))
                    .map(|(place, _)| place.clone())
                    .collect();
                assert_eq!(asking.reports(&term), expected, "{term}");
            }
        });
    }

    /// The places that results lead to are on the pages of the reports.
    #[test]
    fn every_place_is_on_its_page() {
        with_site("places", |builder, _, _| {
            let printed = Printed::new();
            for record in builder.archive.records().iter().filter(|record| record.is_read) {
                let opened = builder.archive.open(record).expect("it is there");
                let report = &opened.report;
                let marks = Marks::new(report, &opened.checked.findings, &opened.stated);
                let form = report.form().unwrap_or(Form::LATEST);
                let mut page = "<h1 id=\"title\">".to_owned();
                for part in report.parts() {
                    if let Part::Section(index) = part {
                        page.extend(["<h2 id=\"", marks.section_id(index), "\">"]);
                    }
                    super::super::prose::blocks(report, part, form, &marks, &|_| None, Lang::Zh, &mut page);
                }
                let (passages, labels) = texts(report, &printed);
                assert!(
                    passages.len() > 10 && labels.len() > 20,
                    "{} {}",
                    passages.len(),
                    labels.len()
                );
                let anchors = passages.iter().map(|passage| &passage.anchor);
                for anchor in anchors.chain(labels.iter().map(|label| &label.anchor)) {
                    assert!(page.contains(&format!("id=\"{anchor}\"")), "{} {anchor}", record.year);
                }
            }
        });
    }

    #[test]
    fn words_of_the_form_are_told_from_those_of_the_report() {
        with_site("words", |_, files, folder| {
            let mut asking = Asking::new(files, folder);
            let mut check = |query: &str, own: bool, printed: bool| {
                let found = asking.ask(&Request::read(&format!("q={query}")));
                assert_eq!((found.total > 0, found.printed > 0), (own, printed), "{query}");
            };
            // A row of table three; a heading; prose; an organ that was renamed; nothing.
            check("属于行政执法案卷", false, true);
            check("其他需要报告的事项", true, true);
            check("纠正错别字", true, false);
            check("望潮县", true, false);
            check("没有这样的话", false, false);
        });
    }
}
