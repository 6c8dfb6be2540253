//! An archive that was read and checked: the one value from which its pages, lists and data files are made.
//!
//! Each report is read once, and its prose once. A [`Record`] of fixed size and its [`Digest`] (figures and a sketch of the
//! text) stay in memory. The text and the findings go to a temporary file, from which the
//! report's own page is made. So memory grows with the number of reports, not with what is written or found in them.
//!
//! After an earlier build, a report whose file is as it was is not read again: what is known of it is taken over. All
//! are compared across years and organs anew, which takes little; if that finds what it found before, the record is whole.
//! Otherwise, or if its page has to be written again, the file is read after all.

pub(crate) mod doubts;
pub(crate) mod known;
mod spill;

use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use nianbao_core::archive::{self, Alike, Digest};
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
use crate::content::{self, Content, Listing, Loaded, Problem};
use crate::error::{Context as _, Result, Trouble, reading};
use crate::key::{Key, Keys};
use crate::plain;
use crate::progress::Progress;
use crate::stamp::{self, Stamp};
use doubts::Doubts;
use known::{Across, Known, Program, Verdicts};
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
    /// The number of its corrections, and the day of the last one.
    pub corrected: Option<(u16, Date)>,
    /// Its form; `None` before 2019.
    pub form: Option<FormId>,
    /// The verdict.
    pub verdict: Verdict,
    /// The number of findings of each severity that were not accepted, worst first.
    pub counts: [u32; 3],
    /// A bit for each rule with findings.
    rules: [u64; WORDS],
    /// Which of its figures its errors touch.
    pub(crate) doubts: Doubts,
    /// Its text, then its findings, in the temporary file; `None` if they are not there.
    pieces: Option<[Piece; 2]>,
    /// Differs if its text or its findings differ.
    key: Key,
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
pub struct Archive<'a> {
    content: &'a Content,
    settings: Settings,
    /// Organ by organ, years ascending.
    records: Vec<Record>,
    /// How the file of each record is known again, in the same order.
    kept: Vec<Kept>,
    /// The index of the first record of each organ, and their number at the end.
    starts: Vec<usize>,
    compared: archive::Archive,
    /// Which reports are alike, for the next build.
    years: Vec<known::Year>,
    /// What the earlier build left of the reports.
    left: Arc<Vec<u8>>,
    /// Why reports can't be read, by the index of their record, ascending.
    unread: Vec<(usize, Text)>,
    spill: Spill,
}

/// How the file of a report is known again in the next build.
#[derive(Debug, Default)]
struct Kept {
    /// The file as the system describes it; the default, which no file has, if it may have changed since.
    stamp: Stamp,
    /// The key of its bytes.
    source: Key,
    /// Differs if the report, or anything else that it is checked with by itself, differs.
    alone: Key,
    /// Differs if anything differs that is compared across years and organs.
    inputs: Key,
    /// Differs if what was found across years and organs differs.
    across: Key,
    /// Whether its own front matter says that it is invented.
    sample: bool,
    /// The names of the pictures next to it that it shows, if they are there.
    pictures: Vec<String>,
    problems: Vec<Problem>,
    /// What an earlier build found, until it is taken over.
    before: Option<Box<Across>>,
    /// Where all of this is in what the earlier build left, if it is the same.
    place: Option<Range<usize>>,
}

/// What an earlier build knew, and what there is now.
pub(crate) struct Earlier<'b> {
    /// All that a report is checked with by itself, now.
    pub(crate) program: &'b Program,
    /// The reports as the earlier build found them.
    pub(crate) known: Known,
    /// The files of the reports, if they have been listed for this build.
    pub(crate) listing: Option<&'b Listing>,
}

/// A report that was checked by itself.
struct Alone {
    record: Record,
    digest: Option<Digest>,
    /// Why it can't be read.
    unread: Option<Text>,
    kept: Kept,
}

/// A file, before it is known whether it has to be read as a report.
enum Found {
    /// It has been the same since an earlier build, with this stamp.
    Same(Stamp),
    /// It was read. If there are bytes, these are their key and that of the report with all that it is checked with.
    Read(Stamp, Key, Key, Box<Loaded>),
}

impl Record {
    /// The rules with findings, by their index in [`RULES`].
    pub fn rules(&self) -> impl Iterator<Item = usize> + '_ {
        (0..RULES.len()).filter(|index| self.rules[index / 64] & (1 << (index % 64)) != 0)
    }

    /// The day on which it was last published or corrected.
    pub fn changed(&self) -> Option<Date> {
        self.corrected.map(|(_, date)| date).max(self.published)
    }

    /// The number of its version: 1 until it is corrected.
    pub fn version(&self) -> u16 {
        self.corrected.map_or(1, |(count, _)| count.saturating_add(1))
    }

    /// A value that differs if the text or the findings of the report differ.
    pub(crate) fn key(&self) -> Key {
        self.key
    }

    /// Takes over the findings.
    fn judge(&mut self, checked: &Checked) {
        self.verdict = checked.verdict;
        self.counts = Severity::ALL.map(|severity| u32::try_from(checked.count(severity)).unwrap_or(u32::MAX));
        self.doubts = Doubts::new(&checked.findings);
        self.rules = [0; WORDS];
        for (index, rule) in RULES.iter().enumerate() {
            if checked.findings.iter().any(|finding| finding.rule == rule.name) {
                self.rules[index / 64] |= 1 << (index % 64);
            }
        }
    }

    fn verdicts(&self) -> Verdicts {
        Verdicts {
            verdict: self.verdict,
            counts: self.counts,
            rules: self.rules,
            doubts: self.doubts,
        }
    }
}

impl<'a> Archive<'a> {
    /// Reads and checks every report. `spill` is the path of the temporary file, which must not exist; it is removed by
    /// whoever removes its folder. A report that can't be read is a record that says so, and a problem.
    pub fn read(content: &'a Content, spill: &Path, progress: &Progress) -> Result<(Archive<'a>, Vec<Problem>)> {
        let program = Program::new(content, Key::default());
        let before = Earlier {
            program: &program,
            known: Known::default(),
            listing: None,
        };
        Archive::read_after(content, before, spill, progress)
    }

    /// The same, but what is known from an earlier build is not read again.
    pub(crate) fn read_after(
        content: &'a Content,
        before: Earlier<'_>,
        spill: &Path,
        progress: &Progress,
    ) -> Result<(Archive<'a>, Vec<Problem>)> {
        let Earlier {
            program,
            mut known,
            listing,
        } = before;
        let spill = Spill::create(spill)?;
        let settings = Settings::default();
        let places: Vec<(usize, u16)> = content.reports().collect();
        let load = |place: &&(usize, u16)| {
            let found = find(content, program, &known, listing, **place);
            progress.advance(1);
            let size = match &found {
                Found::Same(_) => 0,
                Found::Read(.., loaded) => loaded.size,
            };
            (size, found)
        };
        let check = |place: &(usize, u16), found| match found {
            Found::Same(stamp) => Ok(Err(stamp)),
            Found::Read(stamp, source, key, loaded) => {
                alone(content, &settings, *place, *loaded, &spill).map(|mut alone| {
                    // A file that could not be opened may be opened the next time.
                    let read = source != Key::default();
                    let kept = &mut alone.kept;
                    (kept.stamp, kept.source, kept.alone) = (if read { stamp } else { Stamp::default() }, source, key);
                    Ok(Box::new(alone))
                })
            }
        };
        let found: Vec<Result<std::result::Result<Box<Alone>, Stamp>>> = across::each(&places, load, check);
        let (mut records, mut kept) = (Vec::with_capacity(places.len()), Vec::with_capacity(places.len()));
        let (mut digests, mut problems) = (Vec::with_capacity(places.len()), Vec::new());
        let mut unread = Vec::new();
        for (place, one) in places.into_iter().zip(found) {
            let Alone {
                mut record,
                digest,
                unread: reason,
                kept: how,
            } = match one? {
                Ok(alone) => *alone,
                Err(stamp) => match known.take(content, place) {
                    Some(one) => known::alone(one, place, stamp),
                    // It was there a moment ago.
                    None => continue,
                },
            };
            unread.extend(reason.map(|reason| (records.len(), reason)));
            record.digest = u32::try_from(digests.len()).unwrap_or(u32::MAX);
            digests.extend(digest);
            problems.extend(how.problems.iter().cloned());
            records.push(record);
            kept.push(how);
        }
        let mut starts = vec![0];
        starts.extend(content.years.iter().scan(0, |at, years| {
            *at += years.len();
            Some(*at)
        }));
        let alone: Vec<Key> = records
            .iter()
            .zip(&kept)
            .filter(|(record, _)| record.is_read)
            .map(|(_, kept)| kept.alone)
            .collect();
        let (years, alike) = alike(&digests, &alone, &known.years);
        let mut archive = Archive {
            content,
            settings,
            records,
            kept,
            starts,
            compared: archive::Archive::with_alike(content.compared(), digests, alike),
            years,
            left: known.file,
            unread,
            spill,
        };
        archive.keep_marks();
        archive.compare()?;
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

    /// Checks the reports across years and organs, and stores the findings of each instead of those that it had alone. A
    /// report is not compared again if everything that it is compared with is as it was.
    fn compare(&mut self) -> Result<()> {
        let (content, settings) = (self.content, &self.settings);
        let (compared, spill) = (&self.compared, &self.spill);
        let families = self.families();
        self.records
            .par_iter_mut()
            .zip(self.kept.par_iter_mut())
            .try_for_each(|(record, kept)| {
                if !record.is_read {
                    record.key = kept.alone;
                    return Ok(());
                }
                let index = record.digest as usize;
                kept.inputs = inputs(content, compared, &families, record);
                // What is found across years and organs does not depend on what a report has alone.
                let across = || {
                    Key::of(&pack(&rules::check_across(
                        compared,
                        index,
                        settings,
                        Checked::default(),
                    )))
                };
                let before = kept.before.take().map(|before| *before);
                kept.across = match &before {
                    Some(before) if before.inputs == kept.inputs => {
                        debug_assert_eq!(before.key, across(), "a rule looks at more than its inputs");
                        before.key
                    }
                    _ => {
                        kept.place = None;
                        across()
                    }
                };
                record.key = Keys::of("report").key(kept.alone).key(kept.across).key_of_all();
                if let Some(before) = before.filter(|before| before.key == kept.across) {
                    Verdicts {
                        verdict: record.verdict,
                        counts: record.counts,
                        rules: record.rules,
                        doubts: record.doubts,
                    } = before.verdicts;
                    return Ok(());
                }
                let (text, alone) = if let Some([text, alone]) = record.pieces {
                    (text, restored(spill, alone)?)
                } else {
                    let (text, alone) = again(content, settings, record, kept)?;
                    (spill.add(&pack(&text))?, alone)
                };
                let checked = rules::check_across(compared, index, settings, alone);
                record.judge(&checked);
                record.pieces = Some([text, spill.add(&pack(&checked))?]);
                Ok(())
            })
    }

    /// For each organ, the key of its reports and of those of the organs right below it.
    fn families(&self) -> Vec<Key> {
        let organs = self.content.organs.all();
        let own: Vec<Key> = (0..organs.len())
            .map(|index| {
                let start = self.starts.get(index).copied().unwrap_or_default();
                let reports = self.of(index).iter().zip(self.kept.iter().skip(start));
                let keys = Keys::of("own")
                    .key(organs[index].key())
                    .flag(organs[index].parent.is_some());
                let keys = reports.fold(keys, |keys, (record, kept)| {
                    keys.number(record.year.into()).flag(record.is_read).key(kept.alone)
                });
                keys.key_of_all()
            })
            .collect();
        let key = |index: &usize| own.get(*index).copied().unwrap_or_default();
        let families = (0..organs.len()).map(|index| {
            let children = self.content.organs.children(index).iter();
            let keys = children.fold(Keys::of("family").key(key(&index)), |keys, child| keys.key(key(child)));
            keys.key_of_all()
        });
        families.collect()
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

    /// The place of an organ's report for a year in [`Archive::records`].
    pub(crate) fn index(&self, organ: usize, year: u16) -> Option<usize> {
        let start = *self.starts.get(organ)?;
        let place = self.of(organ).binary_search_by_key(&year, |record| record.year);
        Some(start + place.ok()?)
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
        let ((report, stated), checked) = if let Some([text, findings]) = record.pieces {
            (restored(&self.spill, text)?, restored(&self.spill, findings)?)
        } else {
            let kept = self.kept(record).ok_or_else(changed)?;
            let (text, alone) = again(self.content, &self.settings, record, kept)?;
            let index = record.digest as usize;
            (text, rules::check_across(&self.compared, index, &self.settings, alone))
        };
        let (report, stated): (Report, PackedStated) = (report, stated);
        let stated = stated
            .into_iter()
            .map(|(block, (range, cell))| Stated { block, range, cell });
        Ok(Opened {
            report,
            checked,
            stated: stated.collect(),
        })
    }

    fn kept(&self, record: &Record) -> Option<&Kept> {
        self.kept.get(self.index(record.organ, record.year)?)
    }

    /// The names of the pictures next to a report that it shows, if they are there.
    pub(crate) fn pictures(&self, record: &Record) -> &[String] {
        self.kept(record).map_or(&[], |kept| &kept.pictures)
    }

    /// Writes what the next build needs to know of this one.
    pub(crate) fn write_known(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let reason = |index: usize| {
            let found = self.unread.binary_search_by_key(&index, |(index, _)| *index).ok()?;
            self.unread.get(found).map(|(_, reason)| reason)
        };
        let all = self.records.iter().zip(&self.kept).enumerate();
        let all: Vec<known::Parts<'_>> = all
            .map(|(index, (record, kept))| (record, kept, self.figures(record), reason(index)))
            .collect();
        known::write(self.content, &self.left, &self.years, &all, out)
    }
}

/// Which reports of each year are most alike, for the next build, and by their places among the digests. `alone` has the
/// key of each digest. What an earlier build found of a year is taken over if none of its reports changed.
fn alike(digests: &[Digest], alone: &[Key], before: &[known::Year]) -> (Vec<known::Year>, Vec<Alike>) {
    let years = archive::by_year(digests);
    let found: Vec<known::Year> = years
        .par_iter()
        .map(|year| {
            let keys = year.iter().filter_map(|index| alone.get(*index));
            let key = keys.fold(Keys::of("year"), |keys, key| keys.key(*key)).key_of_all();
            if let Some(known) = before.iter().find(|known| known.key == key) {
                return known.clone();
            }
            let place = |index: usize| year.binary_search(&index).unwrap_or(usize::MAX);
            let alike = archive::alike(digests, year).into_iter();
            let alike = alike.map(|found| (place(found.report), (place(found.other), found.percent)));
            known::Year {
                key,
                alike: alike.collect(),
            }
        })
        .collect();
    let all = years.iter().zip(&found).flat_map(|(year, found)| {
        found.alike.iter().filter_map(|(report, (other, percent))| {
            Some(Alike {
                report: *year.get(*report)?,
                other: *year.get(*other)?,
                percent: *percent,
            })
        })
    });
    let all = all.collect();
    (found, all)
}

/// The key of all that a report is compared with across years and organs: the reports of its organ, of the organs right above
/// and below it and of those next to it, how these are listed, and the organ whose text is most alike.
fn inputs(content: &Content, compared: &archive::Archive, families: &[Key], record: &Record) -> Key {
    let organs = content.organs.all();
    let family = |organ: usize| families.get(organ).copied().unwrap_or_default();
    let keys = Keys::of("across").key(family(record.organ));
    let keys = match organs.get(record.organ).and_then(|organ| organ.parent) {
        Some(parent) => keys.key(family(parent)),
        None => keys.flag(false),
    };
    let keys = match compared.most_alike(record.digest as usize) {
        Some((other, percent)) => {
            let other = organs.get(other).map_or(Key::default(), content::Organ::key);
            keys.key(other).number(percent.into())
        }
        None => keys.flag(false),
    };
    keys.number(record.year.into()).key_of_all()
}

/// Finds the file of a report, and reads it unless it is known.
fn find(content: &Content, program: &Program, known: &Known, listing: Option<&Listing>, place: (usize, u16)) -> Found {
    let path = || content.root.join(content.report_path(place.0, place.1));
    let listed = || {
        let organ = content.organs.all().get(place.0)?;
        listing?.stamp(&organ.id, &content::report_name(place.1))
    };
    let (stamp, taken) = listed().unwrap_or_else(|| {
        let taken = stamp::now();
        let stamp = fs::symlink_metadata(path()).map_or(Stamp::default(), |meta| Stamp::of(&meta));
        (stamp, taken)
    });
    let settled = if stamp.is_settled(taken) {
        stamp
    } else {
        Stamp::default()
    };
    let before = known.get(content, place);
    if let Some(before) = before.filter(|before| before.stamp == settled && settled != Stamp::default())
        && before.alone == program.report(place, before.source)
    {
        return Found::Same(settled);
    }
    let bytes = plain::bytes(&path());
    let source = bytes.as_ref().map_or(Key::default(), |bytes| Key::of(bytes));
    let key = program.report(place, source);
    if bytes.is_ok() && before.is_some_and(|before| before.alone == key) {
        return Found::Same(settled);
    }
    Found::Read(
        settled,
        source,
        key,
        Box::new(content.read_report(place.0, place.1, bytes)),
    )
}

/// Reads and checks a report by itself once more.
fn again(
    content: &Content,
    settings: &Settings,
    record: &Record,
    kept: &Kept,
) -> Result<((Report, PackedStated), Checked)> {
    let path = content.root.join(content.report_path(record.organ, record.year));
    let bytes = plain::bytes(&path);
    let same = bytes.as_ref().is_ok_and(|bytes| Key::of(bytes) == kept.source);
    let Ok(read) = content
        .read_report(record.organ, record.year, bytes)
        .reading
        .and_then(|read| if same { Ok(read) } else { Err(changed()) })
    else {
        return Err(changed().context(reading(&path)));
    };
    let (checked, _, stated) = content.check_and(record.organ, record.year, &read, settings, stated);
    Ok(((read.report, stated), checked))
}

/// The name of the trouble that a file was changed while the site was built.
pub(crate) const CHANGED: &str = "changed";

pub(crate) fn changed() -> Trouble {
    Trouble::new(
        CHANGED,
        Text::new(
            "生成站点的时候，这个文件又改动了",
            "this file was changed while the site was built",
        ),
    )
    .hint(Text::new("再运行一次", "run it again"))
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
        corrected: None,
        form: None,
        verdict: Verdict::Unjudged,
        counts: [0; 3],
        rules: [0; WORDS],
        doubts: Doubts::default(),
        pieces: None,
        key: Key::default(),
        digest: 0,
    };
    let mut kept = Kept {
        sample: loaded.sample,
        problems: loaded.problems,
        ..Kept::default()
    };
    let reading = match loaded.reading {
        Ok(reading) => reading,
        Err(trouble) => {
            return Ok(Alone {
                record,
                digest: None,
                unread: Some(trouble.text()),
                kept,
            });
        }
    };
    let (checked, digest, stated) = content.check_and(organ, year, &reading, settings, stated);
    let report = reading.report;
    record.published = report.meta.published;
    let corrections = content::correction::of(&report);
    let count = u16::try_from(corrections.len()).unwrap_or(u16::MAX);
    record.corrected = corrections.last().map(|last| (count, last.date));
    record.form = report.form().map(|form| form.id);
    kept.pictures = content::pictures(&report).map(|(_, name)| name.to_owned()).collect();
    kept.pictures.dedup();
    record.pieces = Some([spill.add(&pack(&(report, stated)))?, spill.add(&pack(&checked))?]);
    Ok(Alone {
        record,
        digest: Some(digest),
        unread: None,
        kept,
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use nianbao_core::recognise::Reading;
    use nianbao_core::rule::Family;
    use nianbao_core::{markdown, prose::Prose};

    use super::*;
    use crate::across::{self, Place, Read};
    use crate::content;

    /// A folder for a test, with a copy of some content.
    fn copied(name: &str, from: &Path) -> PathBuf {
        let root = std::env::temp_dir().join(format!("nianbao-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        for entry in walkdir::WalkDir::new(from) {
            let entry = entry.expect("an entry");
            let to = root
                .join("content")
                .join(entry.path().strip_prefix(from).expect("below"));
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).expect("a folder");
            } else {
                fs::copy(entry.path(), to).expect("a file");
            }
        }
        root
    }

    struct Whole(Reading);

    impl Read for Whole {
        type Kept = Report;

        fn size(&self) -> usize {
            1
        }

        fn reading(&self) -> &Reading {
            &self.0
        }

        fn keep(self, _: &Checked) -> Report {
            self.0.report
        }
    }

    /// What a site is made from is what `check` finds, and once it was read nothing more is read.
    #[test]
    fn an_archive_has_the_reports_and_findings_of_a_check() {
        let root = copied("archive", &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content"));
        let (content, _) = content::load(&root.join("content")).expect("content");
        let places: Vec<(usize, u16)> = content.reports().collect();
        let checked = across::check(
            &[Some(&content)],
            &Settings::default(),
            &places,
            |(organ, year)| {
                Some(Place {
                    content: 0,
                    organ: *organ,
                    year: *year,
                })
            },
            |(organ, year)| {
                fs::read_to_string(content.root.join(content.report_path(*organ, *year)))
                    .map(|text| Whole(markdown::read(&text)))
            },
        );
        let progress = Progress::default();
        let (archive, problems) = Archive::read(&content, &root.join("spill"), &progress).expect("an archive");
        assert_eq!(problems, []);
        fs::remove_dir_all(root.join("content")).expect("removed");
        assert_eq!(archive.records().len(), places.len());
        let (mut across_years, mut read) = (0, 0);
        for (record, one) in archive.records().iter().zip(checked) {
            let (report, checked) = one.expect("it can be read");
            let opened = archive.open(record).expect("it is there");
            assert_eq!((&opened.report, &opened.checked), (&report, &checked));
            assert_eq!(archive.find(record.organ, record.year), Some(record));
            assert_eq!(record.verdict, checked.verdict);
            let counts = Severity::ALL.map(|severity| checked.count(severity));
            assert_eq!(record.counts.map(|count| count as usize), counts);
            for (index, rule) in RULES.iter().enumerate() {
                let found = checked.findings.iter().any(|finding| finding.rule == rule.name);
                assert_eq!(record.rules().any(|other| other == index), found, "{}", rule.name);
                across_years += usize::from(found && rule.family == Family::Archive);
            }
            let figures = archive.figures(record).expect("it was read");
            assert_eq!((figures.organ, figures.year), (record.organ, record.year));
            let claims = Prose::of(&report).claims;
            assert!(opened.stated.len() <= claims.len());
            read += opened.stated.iter().filter(|stated| stated.cell.is_some()).count();
        }
        assert!(across_years > 10 && read > 100, "{across_years}, {read}");
        assert_eq!(archive.unread().count(), 0);
        fs::remove_dir_all(&root).expect("removed");
    }

    #[test]
    fn what_is_known_is_not_read_again_and_is_the_same() {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
        let root = copied("known", &from);
        // A file that was changed a moment ago is not known by its stamp, and that is noted.
        std::thread::sleep(std::time::Duration::from_millis(2_100));
        let (content, _) = content::load(&root.join("content")).expect("content");
        let program = Program::new(&content, Key::of(b"program"));
        let progress = Progress::default();
        let read = |content, program: &Program, known: &[u8]| {
            let _ = fs::remove_file(root.join("spill"));
            let known = Known::read(known.to_vec(), 0..known.len()).expect("it was written");
            let before = Earlier {
                program,
                known,
                listing: None,
            };
            Archive::read_after(content, before, &root.join("spill"), &progress)
                .expect("an archive")
                .0
        };
        let whole = read(&content, &program, &[0, 0]);
        let mut known = Vec::new();
        whole.write_known(&mut known).expect("written");
        let opened: Vec<Opened> = whole
            .records()
            .iter()
            .map(|record| whole.open(record).expect("opened"))
            .collect();
        let again = read(&content, &program, &known);
        let mut written = Vec::new();
        again.write_known(&mut written).expect("written");
        assert!(written == known);
        for ((one, other), opened) in whole.records().iter().zip(again.records()).zip(&opened) {
            assert!(one.pieces.is_some() && other.pieces.is_none(), "nothing was read");
            assert_eq!(
                &Record {
                    pieces: one.pieces,
                    ..other.clone()
                },
                one
            );
            let other = again.open(other).expect("opened");
            assert_eq!(
                (&other.report, &other.checked, &other.stated),
                (&opened.report, &opened.checked, &opened.stated)
            );
        }
        // Of one report, which changed, and of those with which it is compared.
        let path = root.join("content").join(content.report_path(1, 2021));
        let text = fs::read_to_string(&path).expect("a report");
        fs::write(&path, text.replacen("| 0 |", "| 7 |", 1)).expect("a report");
        let again = read(&content, &program, &known);
        let read_again = again.records().iter().filter(|record| record.pieces.is_some());
        let years: Vec<(usize, u16)> = read_again.map(|record| (record.organ, record.year)).collect();
        assert!(years.contains(&(1, 2021)) && years.len() < 5, "{years:?}");
        let kept = again
            .records()
            .iter()
            .find(|record| record.pieces.is_none())
            .expect("most");
        // All, if the program is another one, or if it is changed while the site is built.
        let other = read(&content, &Program::new(&content, Key::of(b"other")), &known);
        assert!(other.records().iter().all(|record| record.pieces.is_some()));
        fs::write(
            root.join("content").join(content.report_path(kept.organ, kept.year)),
            "# x\n",
        )
        .expect("a report");
        assert_eq!(again.open(kept).expect_err("it was changed").name, CHANGED);
        fs::remove_dir_all(&root).expect("removed");
    }

    #[test]
    fn a_report_that_cannot_be_read_is_a_record_with_its_mark() {
        let root = std::env::temp_dir().join(format!("nianbao-unread-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let office = root.join("content/reports/office");
        fs::create_dir_all(&office).expect("a folder");
        let organs = "[[organ]]\nid = \"other\"\nname = \"乙\"\n[[organ]]\nid = \"office\"\nname = \"甲\"\n";
        fs::write(root.join("content/organs.toml"), organs).expect("a file");
        let check = |first: &[u8], second: &[u8], expected: [(bool, bool); 2]| {
            fs::write(office.join("2021.md"), first).expect("a file");
            fs::write(office.join("2022.md"), second).expect("a file");
            let (content, _) = content::load(&root.join("content")).expect("content");
            let _ = fs::remove_file(root.join("spill"));
            let progress = Progress::default();
            let (archive, problems) = Archive::read(&content, &root.join("spill"), &progress).expect("an archive");
            let records = archive.of(1);
            let found: Vec<(bool, bool)> = records.iter().map(|record| (record.is_read, record.sample)).collect();
            assert_eq!(found, expected);
            let unread: Vec<&Record> = archive.unread().map(|(record, _)| record).collect();
            assert_eq!(
                unread,
                records.iter().filter(|record| !record.is_read).collect::<Vec<_>>()
            );
            let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
            assert_eq!(errors.count(), unread.len());
            assert!(unread.iter().all(|record| archive.figures(record).is_none()));
            assert_eq!((archive.of(0).len(), archive.of(2).len()), (0, 0));
        };
        let sample = b"+++\nsample = true\n+++\n\n# x\n";
        check(sample, b"# x\n", [(true, true), (true, false)]);
        check(
            b"+++\nsample = true # \xd0\n+++\n",
            b"# x\n",
            [(false, true), (true, false)],
        );
        check(
            b"+++\nsample = false # \xd0\n+++\n",
            b"# x\n",
            [(false, false), (true, false)],
        );
        check(b"\xff\xfe", sample, [(false, true), (true, true)]);
        check(b"\xff\xfe", b"# x\n", [(false, false), (true, false)]);
        fs::remove_dir_all(&root).expect("removed");
    }
}
