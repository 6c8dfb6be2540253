//! The reports as an earlier build found them.

use std::collections::HashMap;
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use nianbao_core::archive::{Digest, Sketch};
use nianbao_core::diagnostic::Severity;
use nianbao_core::form::{Form, FormId};
use nianbao_core::text::{Date, Text};
use nianbao_core::verdict::Verdict;
use nianbao_pack::{Bytes, Pack};
use rayon::prelude::*;

use super::doubts::Doubts;
use super::{Alone, Kept, Record, WORDS};
use crate::content::{Content, Problem};
use crate::key::{Key, Keys};
use crate::stamp::Stamp;

/// All that a report is checked with by itself, besides its file: the program, the deadlines, its organ.
#[derive(Debug)]
pub(crate) struct Program {
    /// For each organ.
    organs: Vec<Key>,
}

impl Program {
    /// `program` is the key of the program itself.
    pub(crate) fn new(content: &Content, program: Key) -> Program {
        let with = Keys::of("check").key(program).whole(&content.site.deadlines);
        let organs = content.organs.all().iter();
        Program {
            organs: organs.map(|organ| with.clone().key(organ.key()).key_of_all()).collect(),
        }
    }

    /// The key of the report of an organ for a year whose file has this key.
    pub(super) fn report(&self, (organ, year): (usize, u16), source: Key) -> Key {
        let organ = self.organs.get(organ).copied().unwrap_or_default();
        Keys::of("report")
            .key(organ)
            .number(year.into())
            .key(source)
            .key_of_all()
    }
}

/// What was found in a report, together with all others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdicts {
    pub(super) verdict: Verdict,
    pub(super) counts: [u32; 3],
    pub(super) rules: [u64; WORDS],
    pub(super) doubts: Doubts,
}

/// What a comparison across years and organs found, and from what.
#[derive(Debug, Clone)]
pub(super) struct Across {
    /// Differs if anything differs that the comparison depends on.
    pub(super) inputs: Key,
    /// Differs if what was found differs.
    pub(super) key: Key,
    pub(super) verdicts: Verdicts,
}

/// A report as an earlier build found it.
#[derive(Debug)]
pub(crate) struct One {
    year: u16,
    /// Where it is in the file.
    place: Range<usize>,
    pub(super) stamp: Stamp,
    pub(super) source: Key,
    pub(super) alone: Key,
    found: Across,
    sample: bool,
    published: Option<Date>,
    corrected: Option<(u16, Date)>,
    form: Option<FormId>,
    pictures: Vec<String>,
    problems: Vec<Problem>,
    /// Why it can't be read.
    unread: Option<Text>,
    /// `None` if it can't be read.
    digest: Option<Digest>,
}

/// The reports of an earlier build.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// The file that they are read from.
    pub(super) file: Arc<Vec<u8>>,
    organs: HashMap<String, Vec<One>>,
    pub(super) years: Vec<Year>,
}

/// Which reports of a year are most alike.
#[derive(Debug, Clone)]
pub(super) struct Year {
    /// Differs if anything differs that this depends on.
    pub(super) key: Key,
    pub(super) alike: Vec<Similar>,
}

/// A report, the other one that it is most alike, and how much so in percent; both by their places among the year's reports.
pub(super) type Similar = (usize, (usize, u8));

impl Known {
    /// Reads what [`write`] wrote to a part of a file; `None` if it is not that.
    pub(crate) fn read(file: Vec<u8>, part: Range<usize>) -> Option<Known> {
        let file = Arc::new(file);
        // The organs one after the other, so that each can be read by itself.
        let mut from = Bytes::of(file.get(part.clone())?);
        let mut years = Vec::new();
        for _ in 0..usize::unpack(&mut from)? {
            let (key, alike) = (Key::unpack(&mut from)?, Pack::unpack(&mut from)?);
            years.push(Year { key, alike });
        }
        let mut organs: Vec<(String, Range<usize>)> = Vec::new();
        for _ in 0..usize::unpack(&mut from)? {
            let id = String::unpack(&mut from)?;
            let length = usize::unpack(&mut from)?;
            let start = part.end - from.left();
            from.take(length)?;
            organs.push((id, start..start + length));
        }
        from.is_empty().then_some(())?;
        let organs: Option<HashMap<String, Vec<One>>> = organs
            .into_par_iter()
            .map(|(id, part)| Some((id, several(&file, part)?)))
            .collect();
        let organs = organs?;
        Some(Known { file, organs, years })
    }

    /// The report of an organ for a year.
    pub(super) fn get(&self, content: &Content, (organ, year): (usize, u16)) -> Option<&One> {
        let id = &content.organs.all().get(organ)?.id;
        let reports = self.organs.get(id)?;
        let place = reports.binary_search_by_key(&year, |one| one.year).ok()?;
        reports.get(place)
    }

    /// The same, which is then no longer here.
    pub(super) fn take(&mut self, content: &Content, (organ, year): (usize, u16)) -> Option<One> {
        let id = &content.organs.all().get(organ)?.id;
        let reports = self.organs.get_mut(id)?;
        let place = reports.binary_search_by_key(&year, |one| one.year).ok()?;
        Some(reports.remove(place))
    }
}

/// A report that is as it was.
pub(super) fn alone(one: One, (organ, year): (usize, u16), stamp: Stamp) -> Alone {
    let is_same = one.stamp == stamp;
    let is_read = one.digest.is_some();
    let digest = one.digest.map(|digest| Digest { organ, ..digest });
    Alone {
        record: Record {
            organ,
            year,
            is_read,
            sample: one.sample,
            published: one.published,
            corrected: one.corrected,
            form: one.form,
            verdict: Verdict::Unjudged,
            counts: [0; 3],
            rules: [0; WORDS],
            doubts: Doubts::default(),
            pieces: None,
            key: Key::default(),
            digest: 0,
        },
        digest,
        unread: one.unread,
        kept: Kept {
            stamp,
            source: one.source,
            alone: one.alone,
            inputs: Key::default(),
            across: Key::default(),
            sample: one.sample,
            pictures: one.pictures,
            problems: one.problems,
            before: Some(Box::new(one.found)),
            place: is_same.then_some(one.place),
        },
    }
}

/// What is known of a report: how it was found, its figures, and why it can't be read.
pub(super) type Parts<'a> = (&'a Record, &'a Kept, Option<&'a Digest>, Option<&'a Text>);

/// Organs that are written together.
const TOGETHER: usize = 64;

/// Writes what the next build needs to know. The reports are in the order of their organs, years ascending; those that are
/// in the `file` as they are now are copied from there.
pub(super) fn write(
    content: &Content,
    file: &[u8],
    years: &[Year],
    reports: &[Parts<'_>],
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let organs: Vec<&[Parts<'_>]> = reports.chunk_by(|one, other| one.0.organ == other.0.organ).collect();
    let mut head = Vec::new();
    years.len().pack(&mut head);
    for Year { key, alike } in years {
        key.pack(&mut head);
        alike.pack(&mut head);
    }
    organs.len().pack(&mut head);
    out.write_all(&head)?;
    for some in organs.chunks(TOGETHER) {
        let packed: Vec<Vec<u8>> = some.par_iter().map(|reports| organ(content, file, reports)).collect();
        for bytes in packed {
            out.write_all(&bytes)?;
        }
    }
    Ok(())
}

/// The reports of an organ, after its id.
fn organ(content: &Content, file: &[u8], reports: &[Parts<'_>]) -> Vec<u8> {
    let mut own = Vec::new();
    reports.len().pack(&mut own);
    for (record, kept, digest, unread) in reports {
        match kept.place.clone().and_then(|place| file.get(place)) {
            Some(bytes) => own.extend_from_slice(bytes),
            None => one(record, kept, *digest, *unread, &mut own),
        }
    }
    let organ = reports
        .first()
        .and_then(|(record, ..)| content.organs.all().get(record.organ));
    let mut all = Vec::with_capacity(own.len() + 64);
    organ.map_or_else(String::new, |organ| organ.id.clone()).pack(&mut all);
    own.into_boxed_slice().pack(&mut all);
    all
}

fn one(record: &Record, kept: &Kept, digest: Option<&Digest>, unread: Option<&Text>, out: &mut Vec<u8>) {
    record.year.pack(out);
    kept.stamp.pack(out);
    for key in [kept.source, kept.alone, kept.inputs, kept.across] {
        key.pack(out);
    }
    record.verdicts().pack(out);
    kept.sample.pack(out);
    record.published.pack(out);
    record.corrected.pack(out);
    record.form.map(|form| form.name().to_owned()).pack(out);
    kept.pictures.pack(out);
    kept.problems.pack(out);
    unread.cloned().pack(out);
    digest.is_some().pack(out);
    if let Some(digest) = digest {
        digest.pack(out);
    }
}

/// Reads the reports of an organ, which are in a part of the file.
fn several(file: &Arc<Vec<u8>>, part: Range<usize>) -> Option<Vec<One>> {
    let mut from = Bytes::of(file.get(part.clone())?);
    let count = usize::unpack(&mut from)?;
    let mut reports = Vec::new();
    for _ in 0..count {
        let start = part.end - from.left();
        let mut one = One::unpack(&mut from, file, part.end)?;
        one.place = start..part.end - from.left();
        reports.push(one);
    }
    from.is_empty().then_some(reports)
}

/// Reads the figures of a report. Its sketch, by far the longest part, is read when it is asked for.
fn digest(from: &mut Bytes<'_>, file: &Arc<Vec<u8>>, end: usize) -> Option<Digest> {
    let (organ, year) = (Pack::unpack(from)?, Pack::unpack(from)?);
    let (sections, accepted, growth) = (Pack::unpack(from)?, Pack::unpack(from)?, Pack::unpack(from)?);
    let mut hashes = || {
        let length = usize::unpack(from)?.checked_mul(4)?;
        let start = end - from.left();
        from.take(length)?;
        Some(start..start + length)
    };
    let sketch = Sketch::stored(Arc::clone(file), hashes()?, hashes()?);
    Some(Digest {
        organ,
        year,
        form: FormId::of_year(year),
        sections,
        accepted,
        growth,
        sketch,
        cells: Pack::unpack(from)?,
    })
}

impl One {
    /// Reads a report from bytes that end at a place of the file.
    fn unpack(from: &mut Bytes<'_>, file: &Arc<Vec<u8>>, end: usize) -> Option<One> {
        Some(One {
            place: 0..0,
            year: Pack::unpack(from)?,
            stamp: Pack::unpack(from)?,
            source: Pack::unpack(from)?,
            alone: Pack::unpack(from)?,
            found: Across {
                inputs: Pack::unpack(from)?,
                key: Pack::unpack(from)?,
                verdicts: Pack::unpack(from)?,
            },
            sample: Pack::unpack(from)?,
            published: Pack::unpack(from)?,
            corrected: Pack::unpack(from)?,
            form: match Option::<String>::unpack(from)? {
                Some(name) => Some(Form::ALL.iter().find(|form| form.id.name() == name)?.id),
                None => None,
            },
            pictures: Pack::unpack(from)?,
            problems: Pack::unpack(from)?,
            unread: Pack::unpack(from)?,
            digest: if bool::unpack(from)? {
                Some(digest(from, file, end)?)
            } else {
                None
            },
        })
    }
}

impl Pack for Key {
    fn pack(&self, out: &mut Vec<u8>) {
        out.extend(self.0);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Key> {
        from.take(16)?.try_into().ok().map(Key)
    }
}

impl Pack for Stamp {
    fn pack(&self, out: &mut Vec<u8>) {
        self.size.pack(out);
        self.modified.pack(out);
        self.changed.pack(out);
        self.number.pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Stamp> {
        Some(Stamp {
            size: Pack::unpack(from)?,
            modified: Pack::unpack(from)?,
            changed: Pack::unpack(from)?,
            number: Pack::unpack(from)?,
        })
    }
}

impl Pack for Verdicts {
    fn pack(&self, out: &mut Vec<u8>) {
        self.verdict.pack(out);
        for count in self.counts {
            u64::from(count).pack(out);
        }
        for rules in self.rules {
            rules.pack(out);
        }
        self.doubts.bits().pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Verdicts> {
        let mut verdicts = Verdicts {
            verdict: Pack::unpack(from)?,
            counts: [0; 3],
            rules: [0; WORDS],
            doubts: Doubts::default(),
        };
        for count in &mut verdicts.counts {
            *count = u64::unpack(from)?.try_into().ok()?;
        }
        for rules in &mut verdicts.rules {
            *rules = Pack::unpack(from)?;
        }
        verdicts.doubts = Doubts::of_bits(Pack::unpack(from)?);
        Some(verdicts)
    }
}

impl Pack for Problem {
    fn pack(&self, out: &mut Vec<u8>) {
        // Names that are not Unicode were shown with marks in place of what is wrong already.
        self.path.to_string_lossy().into_owned().pack(out);
        self.line.pack(out);
        self.severity.pack(out);
        self.message.pack(out);
        self.hint.pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Problem> {
        Some(Problem {
            path: PathBuf::from(String::unpack(from)?),
            line: Pack::unpack(from)?,
            severity: Severity::unpack(from)?,
            message: Pack::unpack(from)?,
            hint: Pack::unpack(from)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use nianbao_pack::pack;

    use super::*;

    #[test]
    fn other_bytes_are_refused() {
        let read = |bytes: Vec<u8>| {
            let end = bytes.len();
            Known::read(bytes, 0..end)
        };
        assert!(read(vec![0, 0]).is_some_and(|known| known.organs.is_empty() && known.years.is_empty()));
        let organ =
            |reports: Vec<u8>| [vec![0], pack(&vec![("office".to_owned(), reports.into_boxed_slice())])].concat();
        assert!(read(organ(vec![0])).is_some());
        for bytes in [
            vec![],
            vec![0],
            vec![0, 1],
            vec![1, 0],
            vec![0, 0, 0],
            organ(vec![]),
            organ(vec![1]),
            organ(vec![1, 2, 3]),
        ] {
            assert!(read(bytes.clone()).is_none(), "{bytes:?}");
        }
    }
}
