//! The facts about all reports, which a query needs first.

use crate::bits::Bits;
use crate::bytes::{Bytes, put, put_text};
use crate::fold::{Pair, fold};
use crate::passage::Label;

/// A name in addresses, and in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The name in addresses.
    pub id: String,
    /// The Chinese name.
    pub zh: String,
    /// The English name.
    pub en: String,
}

/// An organ.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Organ {
    /// Its id and names.
    pub name: Name,
    /// Its earlier names.
    pub former: Vec<String>,
    /// The index of its kind.
    pub kind: usize,
    /// The index of the organ above it, which comes before it.
    pub parent: Option<usize>,
}

/// The facts about a report.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The index of its organ.
    pub organ: usize,
    /// Its year.
    pub year: u16,
    /// The index of its form, if there was one in its year.
    pub form: Option<usize>,
    /// The index of its verdict.
    pub verdict: usize,
    /// The index of the words of its verdict.
    pub said: usize,
    /// Whether it is invented.
    pub sample: bool,
}

/// A rule, with the reports that it found something in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rule {
    /// Its name and titles.
    pub name: Name,
    /// The indices of the reports, ascending.
    pub reports: Vec<u32>,
}

/// The facts that the builder knows besides the texts.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The organs in the order of lists: those of a government after it.
    pub organs: Vec<Organ>,
    /// The kinds of organs.
    pub kinds: Vec<Name>,
    /// The forms.
    pub forms: Vec<Name>,
    /// The verdicts, by which reports can be chosen.
    pub verdicts: Vec<Name>,
    /// The words of verdicts: the class that gives them their colour, and the words themselves.
    pub said: Vec<Name>,
    /// The rules that found something.
    pub rules: Vec<Rule>,
    /// The labels of the cells, by the ids of their places.
    pub fields: Vec<Name>,
    /// The reports in the order in which they are listed.
    pub reports: Vec<Report>,
}

/// The file `about`.
#[derive(Debug, Clone, Default)]
pub(crate) struct About {
    pub(crate) facts: Facts,
    /// The texts that forms print, folded.
    pub(crate) labels: Vec<(Label, String)>,
    /// Sets of them.
    pub(crate) sheets: Vec<Vec<usize>>,
    /// The set that each report has.
    pub(crate) sheet: Vec<usize>,
    /// The first pair of each file of lists, and the sum of the file.
    pub(crate) pairs: Vec<(Pair, u32)>,
    /// The first report of each file of texts, and the sum of the file.
    pub(crate) texts: Vec<(usize, u32)>,
    /// For each rule its reports.
    pub(crate) found: Vec<Bits>,
}

/// The first bytes; another layout has others.
const MARK: &[u8] = b"nbs1";

fn put_name(name: &Name, out: &mut Vec<u8>) {
    put_text(&name.id, out);
    put_text(&name.zh, out);
    // Most organs have no English name, and their Chinese one takes its place.
    put_text(if name.en == name.zh { "" } else { &name.en }, out);
}

fn name(bytes: &mut Bytes<'_>) -> Option<Name> {
    let (id, zh, en) = (bytes.string()?, bytes.string()?, bytes.string()?);
    let en = if en.is_empty() { zh.clone() } else { en };
    Some(Name { id, zh, en })
}

fn put_names(names: &[Name], out: &mut Vec<u8>) {
    put(names.len(), out);
    for name in names {
        put_name(name, out);
    }
}

fn sum(bytes: &mut Bytes<'_>) -> Option<u32> {
    u32::try_from(bytes.number()?).ok()
}

/// The name of a file: a letter for its content, its number, the sum of its bytes. So a page never mixes the files of two builds, and
/// a file that did not change keeps its name.
fn file_name(what: char, number: usize, sum: u32) -> String {
    format!("{what}{number}-{sum:08x}")
}

impl About {
    pub(crate) fn write(&self) -> Vec<u8> {
        let mut out = MARK.to_vec();
        let facts = &self.facts;
        for names in [&facts.kinds, &facts.forms, &facts.verdicts, &facts.said, &facts.fields] {
            put_names(names, &mut out);
        }
        put(facts.organs.len(), &mut out);
        for organ in &facts.organs {
            put_name(&organ.name, &mut out);
            put(organ.former.len(), &mut out);
            for former in &organ.former {
                put_text(former, &mut out);
            }
            put(organ.kind, &mut out);
            put(organ.parent.map_or(0, |parent| parent + 1), &mut out);
        }
        put(facts.reports.len(), &mut out);
        // Column by column: neighbours are alike, and compress better.
        let columns: [fn(&Report) -> usize; 6] = [
            |report| report.organ,
            |report| usize::from(report.year),
            |report| report.form.map_or(0, |form| form + 1),
            |report| report.verdict,
            |report| report.said,
            |report| usize::from(report.sample),
        ];
        for column in columns {
            for report in &facts.reports {
                put(column(report), &mut out);
            }
        }
        for sheet in &self.sheet {
            put(*sheet, &mut out);
        }
        put(facts.rules.len(), &mut out);
        for rule in &facts.rules {
            put_name(&rule.name, &mut out);
            Bits::write(&rule.reports, facts.reports.len(), &mut out);
        }
        put(self.labels.len(), &mut out);
        for (label, _) in &self.labels {
            put_text(&label.text, &mut out);
            put_text(&label.anchor, &mut out);
        }
        put(self.sheets.len(), &mut out);
        for sheet in &self.sheets {
            put(sheet.len(), &mut out);
            for label in sheet {
                put(*label, &mut out);
            }
        }
        put(self.pairs.len(), &mut out);
        for ((first, second), sum) in &self.pairs {
            put(*first as usize, &mut out);
            put(*second as usize, &mut out);
            put(*sum as usize, &mut out);
        }
        put(self.texts.len(), &mut out);
        for (first, sum) in &self.texts {
            put(*first, &mut out);
            put(*sum as usize, &mut out);
        }
        out
    }

    pub(crate) fn read(bytes: &[u8]) -> Option<About> {
        let mut bytes = Bytes(bytes.strip_prefix(MARK)?);
        let bytes = &mut bytes;
        let mut facts = Facts {
            kinds: bytes.list(name)?,
            forms: bytes.list(name)?,
            verdicts: bytes.list(name)?,
            said: bytes.list(name)?,
            fields: bytes.list(name)?,
            organs: bytes.list(|bytes| {
                Some(Organ {
                    name: name(bytes)?,
                    former: bytes.list(Bytes::string)?,
                    kind: bytes.number()?,
                    parent: bytes.number()?.checked_sub(1),
                })
            })?,
            ..Facts::default()
        };
        let count = bytes.number()?;
        // Each report has seven numbers of at least a byte.
        if count > bytes.0.len() {
            return None;
        }
        let mut reports = vec![Report::default(); count];
        let columns: [fn(&mut Report, usize); 6] = [
            |report, value| report.organ = value,
            |report, value| report.year = u16::try_from(value).unwrap_or(0),
            |report, value| report.form = value.checked_sub(1),
            |report, value| report.verdict = value,
            |report, value| report.said = value,
            |report, value| report.sample = value == 1,
        ];
        for set in columns {
            for report in &mut reports {
                set(report, bytes.number()?);
            }
        }
        facts.reports = reports;
        let mut about = About {
            facts,
            ..About::default()
        };
        for _ in 0..count {
            about.sheet.push(bytes.number()?);
        }
        for _ in 0..bytes.number()? {
            about.facts.rules.push(Rule {
                name: name(bytes)?,
                reports: Vec::new(),
            });
            about.found.push(Bits::read(bytes, count)?);
        }
        about.labels = bytes.list(|bytes| {
            let (text, anchor) = (bytes.string()?, bytes.string()?);
            let folded = fold(&text);
            Some((Label { text, anchor }, folded))
        })?;
        about.sheets = bytes.list(|bytes| bytes.list(Bytes::number))?;
        about.pairs = bytes.list(|bytes| Some(((bytes.character()?, bytes.character()?), sum(bytes)?)))?;
        about.texts = bytes.list(|bytes| Some((bytes.number()?, sum(bytes)?)))?;
        Some(about)
    }

    /// The name of the file of lists that has a pair, if any has it.
    pub(crate) fn pairs_file(&self, pair: Pair) -> Option<String> {
        let file = self.pairs.partition_point(|(first, _)| *first <= pair).checked_sub(1)?;
        Some(file_name('p', file, self.pairs.get(file)?.1))
    }

    /// The index of the file of texts that has a report.
    pub(crate) fn texts_file(&self, report: usize) -> usize {
        self.texts
            .partition_point(|(first, _)| *first <= report)
            .saturating_sub(1)
    }

    /// The name of a file of texts.
    pub(crate) fn texts_name(&self, file: usize) -> String {
        file_name('t', file, self.texts.get(file).map_or(0, |(_, sum)| *sum))
    }

    /// The organ of a report.
    pub(crate) fn organ_of(&self, report: usize) -> Option<&Organ> {
        self.facts.organs.get(self.facts.reports.get(report)?.organ)
    }

    /// Every name of an organ, in both languages.
    pub(crate) fn names(organ: &Organ) -> impl Iterator<Item = &str> {
        let english = (organ.name.en != organ.name.zh).then_some(organ.name.en.as_str());
        let former = organ.former.iter().map(String::as_str);
        std::iter::once(organ.name.zh.as_str()).chain(english).chain(former)
    }
}
