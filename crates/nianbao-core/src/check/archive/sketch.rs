//! Sketches of texts, which find similar texts without comparing every pair.
//!
//! A text is cut into shingles (every run of a few characters), leaving out years, figures, punctuation and the organ's
//! own names. A fixed share of the shingles' hashes is kept to measure how much two texts have in common. The smallest
//! hash in each of several bins (one-permutation minhash) selects the texts worth measuring: those with an equal band
//! of bins share a bucket.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::filter::{Filter, is_ideograph};
use crate::form::SectionId;
use crate::rule::Passages;

use super::Digest;

/// The length of a shingle in characters.
const SHINGLE: usize = 6;
/// One in this many hashes is kept.
const KEPT: u64 = 4;
/// The number of bins, and of bins per band. Two texts that share 80 % miss each other in all 16 bands once in 5,000
/// times; of pairs that share 40 %, two thirds never meet.
const BINS: usize = 64;
const BAND: usize = 4;
/// The fewest bins in which similar texts have the same hash: of texts that share half of their combined shingles,
/// fewer than one in a million agrees in fewer bins than this.
const LEAST_BINS: usize = 12;
/// A text with fewer kept hashes than this (some 160 characters) is too short to be called a copy: there are not many
/// ways to say that nothing happened.
const SHORTEST: usize = 40;

/// The sketch of sections one and five; the other sections are similar in all reports.
#[derive(Debug, Clone, Default)]
pub struct Sketch {
    parts: OnceLock<Parts>,
    /// Where the parts are read from when they are asked for.
    stored: Option<Stored>,
}

#[derive(Debug, Clone, Default)]
struct Parts {
    /// The hashes kept, ascending.
    hashes: Box<[u32]>,
    /// The smallest hash in each bin.
    bins: Box<[u32]>,
}

/// The hashes and the bins as bytes: four for each number, the lowest first.
#[derive(Debug, Clone)]
struct Stored {
    bytes: Arc<Vec<u8>>,
    hashes: Range<usize>,
    bins: Range<usize>,
}

impl Stored {
    fn parts(&self) -> Parts {
        let numbers = |range: &Range<usize>| {
            let (bytes, _) = self.bytes.get(range.clone()).unwrap_or_default().as_chunks();
            bytes.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect()
        };
        Parts {
            hashes: numbers(&self.hashes),
            bins: numbers(&self.bins),
        }
    }
}

impl PartialEq for Sketch {
    fn eq(&self, other: &Sketch) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Sketch {}

impl Sketch {
    /// The sketch of a report's text.
    pub fn new(passages: &Passages<'_>, names: &[String]) -> Sketch {
        let mut shingles = Shingles::default();
        let mut letters = Vec::new();
        let begins = Filter::first_of(names);
        for passage in passages.all() {
            let individual = matches!(passage.section, Some(SectionId::Overview | SectionId::Problems));
            if !individual || !passage.is_paragraph() {
                continue;
            }
            letters.clear();
            let even = passages.even(passage);
            // Whether the last character was part of a figure; a figure counts as one letter, however long.
            let mut figure = false;
            let mut behind = passage.range.start;
            for glyph in passages.glyphs(passage) {
                let (at, c) = (glyph.even(), glyph.c);
                // Inside a name that is left out.
                if at < behind {
                    continue;
                }
                if begins.may(c)
                    && let Some(rest) = even.get(at - passage.range.start..)
                    && let Some(name) = names
                        .iter()
                        .find(|name| !name.is_empty() && rest.starts_with(name.as_str()))
                {
                    behind = at + name.len();
                    continue;
                }
                if is_ideograph(c) {
                    figure = false;
                    letters.push(c);
                } else if c.is_ascii_digit() {
                    if !std::mem::replace(&mut figure, true) {
                        letters.push('0');
                    }
                } else if !(figure && matches!(c, '.' | ',' | '%')) {
                    figure = false;
                    // The most common marks need not be looked up in Unicode's tables of letters.
                    if !matches!(c, ',' | '。' | '、' | '；' | '《' | '》' | '“' | '”') && c.is_alphanumeric()
                    {
                        letters.push(c);
                    }
                }
            }
            shingles.add(&letters);
        }
        Sketch::of_parts(
            ascending(shingles.kept.get(..shingles.len).unwrap_or_default()).into(),
            shingles.bins.into(),
        )
    }

    /// The hashes kept, ascending, and the smallest hash in each bin: all that a sketch is made of.
    pub fn parts(&self) -> [&[u32]; 2] {
        [self.hashes(), self.bins()]
    }

    /// The sketch with these [`parts`](Sketch::parts).
    pub fn of_parts(hashes: Box<[u32]>, bins: Box<[u32]>) -> Sketch {
        Sketch {
            parts: OnceLock::from(Parts { hashes, bins }),
            stored: None,
        }
    }

    /// The sketch whose [`parts`](Sketch::parts) are in these places of some bytes, four bytes for each number, the lowest
    /// first. They are read when they are first asked for.
    pub fn stored(bytes: Arc<Vec<u8>>, hashes: Range<usize>, bins: Range<usize>) -> Sketch {
        Sketch {
            parts: OnceLock::new(),
            stored: Some(Stored { bytes, hashes, bins }),
        }
    }

    fn read(&self) -> &Parts {
        self.parts
            .get_or_init(|| self.stored.as_ref().map_or_else(Parts::default, Stored::parts))
    }

    fn hashes(&self) -> &[u32] {
        &self.read().hashes
    }

    fn bins(&self) -> &[u32] {
        &self.read().bins
    }

    /// The similarity of two texts: the shingles they share in percent of the shingles of both, rounded down. `None` if
    /// either is too short to tell.
    pub fn alike(&self, other: &Sketch) -> Option<u8> {
        let (own, others) = (self.hashes(), other.hashes());
        if own.len() < SHORTEST || others.len() < SHORTEST {
            return None;
        }
        let shared = shared(own, others);
        let all = own.len() + others.len() - shared;
        u8::try_from(shared * 100 / all).ok()
    }

    /// The number of bins in which two texts have the same hash.
    fn bins_alike(&self, other: &Sketch) -> usize {
        let both = self.bins().iter().zip(other.bins());
        both.map(|(a, b)| usize::from(a == b && *a != u32::MAX)).sum()
    }

    /// The bands. Similar texts have at least one in common.
    fn bands(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        (0_u32..)
            .zip(self.bins().chunks(BAND))
            // A bin without a shingle carries no information.
            .filter(|(_, bins)| bins.iter().all(|least| *least != u32::MAX))
            .map(|(band, bins)| (band, bins.iter().fold(0, |hash, least| mix(hash ^ u64::from(*least)))))
    }
}

/// The number of hashes that are in both of two ascending lists.
fn shared(a: &[u32], b: &[u32]) -> usize {
    // Each step depends on the one before it. The hashes are evenly spread, so a step in the upper half of the range is
    // done in the meantime.
    let ((a_low, a_high), (b_low, b_high)) = (split(a), split(b));
    let (mut low, mut high) = (Pair { a: a_low, b: b_low }, Pair { a: a_high, b: b_high });
    let mut shared = 0;
    loop {
        // For this many steps neither half can run out.
        let steps = low.left().min(high.left());
        if steps == 0 {
            break;
        }
        for _ in 0..steps {
            shared += low.step() + high.step();
        }
    }
    for mut pair in [low, high] {
        while pair.left() > 0 {
            shared += pair.step();
        }
    }
    shared
}

/// The hashes in the lower half of the range, and those in the upper half.
fn split(hashes: &[u32]) -> (&[u32], &[u32]) {
    hashes.split_at(hashes.partition_point(|hash| *hash < 1 << 31))
}

/// The remaining parts of two lists being compared.
struct Pair<'a> {
    a: &'a [u32],
    b: &'a [u32],
}

impl Pair<'_> {
    /// A lower bound for the number of steps left.
    fn left(&self) -> usize {
        self.a.len().min(self.b.len())
    }

    /// Passes over the lesser of the first two hashes, or over both if they are equal; returns 1 if they are.
    fn step(&mut self) -> usize {
        let (Some(left), Some(right)) = (self.a.first(), self.b.first()) else {
            return 0;
        };
        // Without branches, because which one is less is unpredictable.
        self.a = self.a.get(usize::from(left <= right)..).unwrap_or_default();
        self.b = self.b.get(usize::from(right <= left)..).unwrap_or_default();
        usize::from(left == right)
    }
}

/// The hashes in ascending order without duplicates. They are evenly spread, so a bucket for each value of the first
/// bits has only a few.
fn ascending(hashes: &[u32]) -> Vec<u32> {
    const DEALT: usize = 256;
    let pile = |hash: u32| (hash >> 24) as usize;
    let mut ends = [0_usize; DEALT];
    for hash in hashes {
        ends[pile(*hash)] += 1;
    }
    let mut dealt = 0;
    for end in &mut ends {
        dealt += std::mem::replace(end, dealt);
    }
    // Each bucket is filled from its start.
    let mut sorted = vec![0; hashes.len()];
    for hash in hashes {
        let end = &mut ends[pile(*hash)];
        sorted[*end] = *hash;
        *end += 1;
    }
    let mut start = 0;
    for end in ends {
        if end > start + 1 {
            sorted[start..end].sort_unstable();
        }
        start = end;
    }
    sorted.dedup();
    sorted.shrink_to_fit();
    sorted
}

/// The hashes of the shingles of some texts.
struct Shingles {
    /// The hashes kept: the first `len` of them.
    kept: Vec<u32>,
    len: usize,
    /// The smallest hash in each bin.
    bins: [u32; BINS],
}

impl Default for Shingles {
    fn default() -> Shingles {
        Shingles {
            kept: Vec::new(),
            len: 0,
            bins: [u32::MAX; BINS],
        }
    }
}

impl Shingles {
    const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
    /// The factor that the oldest character of a shingle has when it leaves the window.
    const BEFORE: u64 = {
        let (mut power, mut i) = (1_u64, 0);
        while i < SHINGLE {
            power = power.wrapping_mul(Shingles::BASE);
            i += 1;
        }
        power
    };

    /// Adds all shingles of a text, by a rolling hash.
    fn add(&mut self, letters: &[char]) {
        let grown = |hash: u64, new: char| hash.wrapping_mul(Shingles::BASE).wrapping_add(u64::from(new));
        let Some((first, rest)) = letters.split_at_checked(SHINGLE) else {
            return;
        };
        self.kept.resize(self.len + letters.len(), 0);
        let (kept, bins, mut len) = (&mut self.kept[..], &mut self.bins, self.len);
        // The high half of a hash decides the bin and whether it is kept; the low half is stored.
        let mut take = |hash: u64| {
            let low = u32::try_from(hash & u64::from(u32::MAX)).unwrap_or_default();
            let bin = usize::try_from(hash >> 58).unwrap_or_default() % BINS;
            bins[bin] = bins[bin].min(low);
            // Stored in any case, because a branch here is unpredictable; `len` grows only if it is kept.
            kept[len] = low;
            len += usize::from((hash >> 32).is_multiple_of(KEPT));
        };
        let mut hash = first.iter().fold(0, |hash, new| grown(hash, *new));
        take(mix(hash));
        for (new, before) in rest.iter().zip(letters) {
            hash = grown(hash, *new).wrapping_sub(u64::from(*before).wrapping_mul(Shingles::BEFORE));
            take(mix(hash));
        }
        self.len = len;
    }
}

/// Spreads the bits of a hash.
const fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 31;
    hash = hash.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash ^= hash >> 29;
    hash = hash.wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 32)
}

/// The most similar report of another organ for the same year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alike {
    /// The index of the report.
    pub report: usize,
    /// The index of the other report.
    pub other: usize,
    /// The similarity of their texts in percent.
    pub percent: u8,
}

/// The indices of each year's reports, in order: a text is compared only with those of its own year.
pub fn by_year(digests: &[Digest]) -> Vec<Vec<usize>> {
    let mut years: BTreeMap<u16, Vec<usize>> = BTreeMap::new();
    for (index, digest) in digests.iter().enumerate() {
        years.entry(digest.year).or_default().push(index);
    }
    years.into_values().collect()
}

/// For each report of one year (given by index, in order), the report of another organ whose text is most similar, if
/// any is. Each report of a bucket is compared with the first one in it and the previous one, so that the work is
/// linear in the number of reports even if hundreds of them are the same.
pub fn alike(digests: &[Digest], year: &[usize]) -> Vec<Alike> {
    let mut best: Vec<Option<Alike>> = vec![None; year.len()];
    // For each band and hash, the first report seen and the last one, by their position in the year.
    let mut buckets: FxHashMap<(u32, u64), (usize, usize)> = FxHashMap::default();
    let mut met: Vec<usize> = Vec::new();
    for (place, index) in year.iter().copied().enumerate() {
        let digest = &digests[index];
        if digest.sketch.hashes().len() < SHORTEST {
            continue;
        }
        met.clear();
        for bucket in digest.sketch.bands() {
            let (first, before) = buckets.entry(bucket).or_insert((place, place));
            if *before != place {
                met.extend([*first, *before]);
                *before = place;
            }
        }
        met.sort_unstable();
        met.dedup();
        for other in met.iter().copied() {
            let known = &digests[year[other]];
            // Most pairs meet by chance.
            if known.organ == digest.organ || digest.sketch.bins_alike(&known.sketch) < LEAST_BINS {
                continue;
            }
            let Some(percent) = digest.sketch.alike(&known.sketch) else {
                continue;
            };
            for (this, that) in [(place, other), (other, place)] {
                // Of equally similar ones, the first in the list.
                if best[this].is_none_or(|known| known.percent < percent) {
                    best[this] = Some(Alike {
                        report: year[this],
                        other: year[that],
                        percent,
                    });
                }
            }
        }
    }
    best.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::form::Form;
    use crate::report::{Block, Report};

    fn sketch(text: &str) -> Sketch {
        let mut report = Report::blank(Form::LATEST, "示例县财政局", Some(2023));
        report.section_mut(SectionId::Overview).blocks = vec![Block::Paragraph(text.to_owned())];
        Sketch::new(&Passages::new(&report), &["示例县财政局".to_owned()])
    }

    /// A text of this many sentences, all different.
    fn text(sentences: std::ops::Range<u32>) -> String {
        sentences
            .map(|i| {
                let c = |at: u64| {
                    let one = u32::try_from(mix(u64::from(i) * 1000 + at) % 20_000).unwrap_or_default();
                    char::from_u32(0x4e00 + one).unwrap_or('一')
                };
                (0..24).map(c).chain(['，']).collect::<String>()
            })
            .collect()
    }

    #[test]
    fn years_figures_marks_and_the_own_name_make_no_difference() {
        let a = format!("2023年，示例县财政局公开信息1,234条，占1.5%。{}", text(0..20));
        let b = format!("2022年示例县财政局公开信息6条；占 20%。{}", text(0..20));
        assert_eq!(sketch(&a).alike(&sketch(&b)), Some(100));
        assert_eq!(sketch(&a), sketch(&b));
    }

    #[test]
    fn a_stored_sketch_is_the_one_that_was_stored() {
        let whole = sketch(&text(0..20));
        let [hashes, bins] = whole.parts();
        let mut bytes = vec![1, 2, 3];
        let mut add = |numbers: &[u32]| {
            let start = bytes.len();
            bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            start..bytes.len()
        };
        let (hashes, bins) = (add(hashes), add(bins));
        let bytes = Arc::new(bytes);
        let check = |hashes: Range<usize>, bins: Range<usize>, expected: &Sketch| {
            let stored = Sketch::stored(Arc::clone(&bytes), hashes, bins);
            assert_eq!(&stored, expected);
            assert_eq!(stored.alike(&whole), expected.alike(&whole));
        };
        check(hashes, bins, &whole);
        check(0..0, 0..0, &Sketch::default());
        let beyond = bytes.len()..bytes.len() + 4;
        check(beyond.clone(), beyond, &Sketch::default());
    }

    #[test]
    fn how_much_is_shared_is_measured() {
        let whole = sketch(&text(0..100));
        for (from, least, most) in [(0, 100, 100), (10, 78, 86), (50, 28, 38), (100, 0, 2)] {
            let other = sketch(&text(from..from + 100));
            let alike = whole.alike(&other).expect("long enough");
            assert!((least..=most).contains(&alike), "{from}: {alike}");
            assert_eq!(other.alike(&whole), Some(alike));
        }
        assert_eq!(sketch("未收到申请。").alike(&sketch("未收到申请。")), None);
    }

    proptest! {
        #[test]
        fn hashes_in_both_lists_are_counted(
            a in prop::collection::btree_set(hashes(), 0..60),
            b in prop::collection::btree_set(hashes(), 0..60),
        ) {
            let list = |set: &BTreeSet<u32>| set.iter().copied().collect::<Vec<_>>();
            prop_assert_eq!(shared(&list(&a), &list(&b)), a.intersection(&b).count());
        }
    }

    /// Many equal ones, and the edges of both halves.
    fn hashes() -> impl Strategy<Value = u32> {
        prop_oneof![0..40_u32, (1_u32 << 31) - 20..(1 << 31) + 20, u32::MAX - 20..=u32::MAX]
    }

    #[test]
    fn texts_that_share_half_have_many_bins_alike() {
        // Two texts with two thirds of their sentences in common share half of their combined shingles.
        for from in 0..200 {
            let (one, other) = (sketch(&text(from..from + 30)), sketch(&text(from + 10..from + 40)));
            assert!(one.alike(&other) >= Some(40), "{from}: {:?}", one.alike(&other));
            assert!(
                one.bins_alike(&other) >= LEAST_BINS,
                "{from}: {}",
                one.bins_alike(&other)
            );
        }
        let (one, other) = (sketch(&text(0..30)), sketch(&text(1000..1030)));
        assert!(one.bins_alike(&other) < LEAST_BINS);
    }
}
