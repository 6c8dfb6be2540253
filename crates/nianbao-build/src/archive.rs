//! An archive that was read and checked: the one value from which its pages, lists and data files are made.
//!
//! Each report is read once, and its prose once. A [`Record`] of fixed size and its [`Digest`] (figures and a sketch of the
//! text) stay in memory, some two kilobytes together. The text and the findings go to a temporary file, from which the
//! report's own page is made. So an archive of any size fits in memory.

mod spill;

use std::ops::Range;
use std::path::Path;

use nianbao_core::archive::{self, Digest};
use nianbao_core::diagnostic::Severity;
use nianbao_core::field::Field;
use nianbao_core::form::FormId;
use nianbao_core::report::{At, Part, Report};
use nianbao_core::rule::Subject;
use nianbao_core::rules::{self, Checked, RULES, Settings};
use nianbao_core::text::{Date, Text};
use nianbao_core::verdict::Verdict;
use nianbao_pack::{Pack, pack, unpack};
use rayon::prelude::*;

use crate::across;
use crate::content::{Content, Loaded, Problem};
use crate::error::{Context as _, Result, Trouble, reading};
use crate::progress::Progress;
use spill::{Piece, Spill};

/// The number of 64-bit words that have one bit for each rule.
const WORDS: usize = 2;

const _: () = assert!(RULES.len() <= WORDS * 64);

/// The facts about a report that lists show, besides its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The index of its organ.
    pub organ: usize,
    /// Its reporting year, as its file is named.
    pub year: u16,
    /// Whether its file could be read. If not, nothing else is known of it.
    pub is_read: bool,
    /// Whether it is invented.
    pub sample: bool,
    /// When it was published.
    pub published: Option<Date>,
    /// Its form; `None` before 2019.
    pub form: Option<FormId>,
    /// The verdict.
    pub verdict: Verdict,
    /// The number of findings of each severity that were not accepted, worst first.
    pub counts: [u32; 3],
    /// A bit for each rule with findings.
    rules: [u64; WORDS],
    /// Its text, then its findings, in the temporary file.
    pieces: [Piece; 2],
    /// The index of its digest.
    digest: u32,
}

/// An exact figure that was read in the prose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The part and the block that it is in.
    pub block: (Part, usize),
    /// Its words, in bytes of the block.
    pub range: Range<usize>,
    /// The cell for the same figure, if the report has it.
    pub cell: Option<Field>,
}

/// The same as pairs, which can be packed.
type PackedStated = Vec<((Part, usize), (Range<usize>, Option<Field>))>;

/// A report with its findings.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The report.
    pub report: Report,
    /// Its findings, those across years and organs included.
    pub checked: Checked,
    /// The figures that were read in its prose.
    pub stated: Vec<Stated>,
}

/// An archive that was read and checked.
#[derive(Debug)]
pub struct Archive {
    /// Organ by organ, years ascending.
    records: Vec<Record>,
    /// The index of the first record of each organ, and their number at the end.
    starts: Vec<usize>,
    compared: archive::Archive,
    /// Why reports can't be read, by the index of their record, ascending.
    unread: Vec<(usize, Text)>,
    spill: Spill,
}

/// A report that was checked by itself.
struct Alone {
    record: Record,
    digest: Option<Digest>,
    /// Why it can't be read.
    unread: Option<Text>,
    problems: Vec<Problem>,
}

impl Record {
    /// The rules with findings, by their index in [`RULES`].
    pub fn rules(&self) -> impl Iterator<Item = usize> + '_ {
        (0..RULES.len()).filter(|index| self.rules[index / 64] & (1 << (index % 64)) != 0)
    }

    /// Takes over the findings.
    fn judge(&mut self, checked: &Checked) {
        self.verdict = checked.verdict;
        self.counts = Severity::ALL.map(|severity| u32::try_from(checked.count(severity)).unwrap_or(u32::MAX));
        self.rules = [0; WORDS];
        for (index, rule) in RULES.iter().enumerate() {
            if checked.findings.iter().any(|finding| finding.rule == rule.name) {
                self.rules[index / 64] |= 1 << (index % 64);
            }
        }
    }
}

impl Archive {
    /// Reads and checks every report. `spill` is the path of the temporary file, which must not exist; it is removed by
    /// whoever removes its folder. A report that can't be read is a record that says so, and a problem.
    pub fn read(content: &Content, spill: &Path, progress: &Progress) -> Result<(Archive, Vec<Problem>)> {
        let spill = Spill::create(spill)?;
        let settings = Settings::default();
        let places: Vec<(usize, u16)> = content.reports().collect();
        let load = |place: &&(usize, u16)| {
            let loaded = content.load_report(place.0, place.1);
            progress.advance(1);
            (loaded.size, loaded)
        };
        let check = |place: &(usize, u16), loaded| alone(content, &settings, *place, loaded, &spill);
        let mut records = Vec::with_capacity(places.len());
        let (mut digests, mut problems) = (Vec::with_capacity(places.len()), Vec::new());
        let mut unread = Vec::new();
        for one in across::each(&places, load, check) {
            let Alone {
                mut record,
                digest,
                unread: reason,
                problems: more,
            } = one?;
            unread.extend(reason.map(|reason| (records.len(), reason)));
            record.digest = u32::try_from(digests.len()).unwrap_or(u32::MAX);
            digests.extend(digest);
            problems.extend(more);
            records.push(record);
        }
        let mut starts = vec![0];
        starts.extend(content.years.iter().scan(0, |at, years| {
            *at += years.len();
            Some(*at)
        }));
        let mut archive = Archive {
            records,
            starts,
            compared: content.archive(digests),
            unread,
            spill,
        };
        archive.keep_marks();
        archive.compare(&settings)?;
        Ok((archive, problems))
    }

    /// A report whose file can't be read at all is as invented as the others of its organ: no mark gets lost.
    fn keep_marks(&mut self) {
        for (index, _) in &self.unread {
            let organ = self.records.get(*index).map(|record| record.organ);
            let sample = organ.is_some_and(|organ| self.of(organ).iter().any(|other| other.sample));
            if let Some(record) = self.records.get_mut(*index) {
                record.sample |= sample;
            }
        }
    }

    /// Checks the reports across years and organs, and stores the findings of each instead of those that it had alone.
    fn compare(&mut self, settings: &Settings) -> Result<()> {
        let (compared, spill) = (&self.compared, &self.spill);
        self.records
            .par_iter_mut()
            .filter(|record| record.is_read)
            .try_for_each(|record| {
                let alone: Checked = restored(spill, record.pieces[1])?;
                let checked = rules::check_across(compared, record.digest as usize, settings, alone);
                record.judge(&checked);
                record.pieces[1] = spill.add(&pack(&checked))?;
                Ok(())
            })
    }

    /// All reports, organ by organ, years ascending.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The reports of an organ, years ascending.
    pub fn of(&self, organ: usize) -> &[Record] {
        let range = self.starts.get(organ).zip(self.starts.get(organ + 1));
        range
            .and_then(|(start, end)| self.records.get(*start..*end))
            .unwrap_or_default()
    }

    /// The report of an organ for a year.
    pub fn find(&self, organ: usize, year: u16) -> Option<&Record> {
        let of = self.of(organ);
        let index = of.binary_search_by_key(&year, |record| record.year).ok()?;
        of.get(index)
    }

    /// The reports that can't be read, each with the reason.
    pub fn unread(&self) -> impl Iterator<Item = (&Record, &Text)> {
        let unread = self.unread.iter();
        unread.filter_map(|(index, reason)| Some((self.records.get(*index)?, reason)))
    }

    /// The figures of a report; `None` if it could not be read.
    pub fn figures(&self, record: &Record) -> Option<&Digest> {
        let known = record.is_read.then_some(record.digest as usize)?;
        self.compared.digests().get(known)
    }

    /// The figures of all reports, as the rules across years and organs see them.
    pub fn compared(&self) -> &archive::Archive {
        &self.compared
    }

    /// The text and the findings of a report that could be read.
    pub fn open(&self, record: &Record) -> Result<Opened> {
        let (report, stated): (Report, PackedStated) = restored(&self.spill, record.pieces[0])?;
        let stated = stated
            .into_iter()
            .map(|(block, (range, cell))| Stated { block, range, cell });
        Ok(Opened {
            report,
            checked: restored(&self.spill, record.pieces[1])?,
            stated: stated.collect(),
        })
    }
}

/// Checks a report by itself, and stores its text and findings.
fn alone(
    content: &Content,
    settings: &Settings,
    (organ, year): (usize, u16),
    loaded: Loaded,
    spill: &Spill,
) -> Result<Alone> {
    let mut record = Record {
        organ,
        year,
        is_read: loaded.reading.is_ok(),
        sample: loaded.sample,
        published: None,
        form: None,
        verdict: Verdict::Unjudged,
        counts: [0; 3],
        rules: [0; WORDS],
        pieces: [Piece::default(); 2],
        digest: 0,
    };
    let problems = loaded.problems;
    let reading = match loaded.reading {
        Ok(reading) => reading,
        Err(trouble) => {
            return Ok(Alone {
                record,
                digest: None,
                unread: Some(trouble.text()),
                problems,
            });
        }
    };
    let (checked, digest, stated) = content.check_and(organ, year, &reading, settings, stated);
    let report = reading.report;
    record.published = report.meta.published;
    record.form = report.form().map(|form| form.id);
    record.pieces = [spill.add(&pack(&(report, stated)))?, spill.add(&pack(&checked))?];
    Ok(Alone {
        record,
        digest: Some(digest),
        unread: None,
        problems,
    })
}

/// The exact figures that the prose was understood to state.
fn stated(subject: &Subject<'_>) -> PackedStated {
    let prose = &subject.prose;
    let mut found = PackedStated::new();
    for claim in prose.claims.iter().filter(|claim| !claim.approximate) {
        let span = claim
            .figure
            .and_then(|index| prose.figures.get(index))
            .map_or(claim.span, |figure| figure.span);
        let Some(At::Text(part, block, range)) = prose.at(claim.passage, span) else {
            continue;
        };
        if found
            .iter()
            .any(|(place, (other, _))| *place == (part, block) && *other == range)
        {
            continue;
        }
        // The name is that of the total for a row of table three, of the block for a block of table four, or else of the
        // cell.
        let name = claim.subject.to_string();
        let cell = [name.clone(), format!("{name}.total")]
            .iter()
            .filter_map(|name| name.parse::<Field>().ok())
            .find(|field| subject.value(*field).is_some());
        found.push(((part, block), (range, cell)));
    }
    found
}

fn restored<T: Pack>(spill: &Spill, piece: Piece) -> Result<T> {
    let bytes = spill.get(piece)?;
    unpack(&bytes)
        .ok_or_else(|| {
            Trouble::new(
                "system",
                Text::new(
                    "临时文件的内容被别的程序改动了",
                    "another program changed the temporary file",
                ),
            )
            .hint(Text::new("再运行一次", "run it again"))
        })
        .context(|| reading(spill.path()))
}
