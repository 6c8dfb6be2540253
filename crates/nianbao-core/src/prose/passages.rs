//! The prose of a report as rules look at it: title, headings and paragraphs in order, made even (full-width forms
//! folded, white space removed). Each span leads back to its place in the report.

use std::ops::Range;

use super::fold::{Even, Glyph};
use crate::form::SectionId;
use crate::report::{At, Block, Part, Report};

/// A title, a heading or a paragraph.
#[derive(Debug, Clone)]
pub struct Passage<'a> {
    /// Its place in the report.
    pub place: Place,
    /// The section that it belongs to or is the heading of; `None` for the title, the preface and a section that the
    /// form does not have.
    pub section: Option<SectionId>,
    /// Its text as written.
    pub raw: &'a str,
    /// Its bytes in [`Passages::text`].
    pub range: Range<usize>,
    /// Its glyphs.
    glyphs: Range<usize>,
}

/// The place of a passage in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The title.
    Title,
    /// The heading of the section at this index.
    Section(usize),
    /// A heading within a part: the part and the index of the block in it.
    Heading(Part, usize),
    /// A paragraph: the part and the index of the block in it.
    Paragraph(Part, usize),
}

/// The number of chains of character pairs: a power of two.
const CHAINS: usize = 1 << 12;

/// The end of a chain.
const END: u32 = u32::MAX;

/// All passages of a report.
#[derive(Debug, Clone)]
pub struct Passages<'a> {
    list: Vec<Passage<'a>>,
    /// The even text, and its glyphs with their places in their passages.
    even: Even,
    /// The ends of clauses, some of which also end the sentence.
    stops: Vec<Cut>,
    cuts: Vec<Cut>,
    /// The quotation marks of each kind, and whether each opens.
    quotes: [Vec<(usize, bool)>; QUOTES.len()],
    /// The years followed by 年: the bytes including 年, and the year.
    years: Vec<(Range<usize>, u16)>,
    /// An index of pairs of adjacent characters: `heads` has, for each hash, the second glyph of the first such pair;
    /// `links` has, for each glyph from the last to the second, the next one of the same hash. It shows without a
    /// search that most words do not occur.
    heads: Vec<u32>,
    links: Vec<u32>,
}

/// The end of a clause, and perhaps of the sentence.
#[derive(Debug, Clone, Copy)]
struct Cut {
    /// The bytes of the mark that ends it.
    start: usize,
    end: usize,
}

/// The quotation marks around names and quoted words.
const QUOTES: [(char, char); 4] = [('《', '》'), ('〈', '〉'), ('“', '”'), ('「', '」')];

/// Whether a character of the even text ends a clause; if so, whether it ends the sentence too.
fn cuts(c: char) -> Option<bool> {
    match c {
        '。' | ';' | '!' | '?' | '；' | '\n' => Some(true),
        ',' | '、' | ':' => Some(false),
        _ => None,
    }
}

impl<'a> Passages<'a> {
    /// The passages of a report.
    pub fn new(report: &'a Report) -> Passages<'a> {
        let mut passages = Passages {
            list: Vec::new(),
            even: Even::default(),
            stops: Vec::new(),
            cuts: Vec::new(),
            quotes: Default::default(),
            years: Vec::new(),
            heads: vec![END; CHAINS],
            links: Vec::new(),
        };
        // A report's text is long; reserving avoids moving it as it grows.
        let prose = report.parts().map(|part| {
            let texts = report.blocks(part).iter().map(|block| match block {
                Block::Heading { text, .. } | Block::Paragraph(text) => text.len() + 1,
                Block::Table(_) | Block::Grid(_) | Block::Picture { .. } => 0,
            });
            texts.sum::<usize>()
        });
        passages.even.reserve(prose.sum::<usize>() + 512);
        passages.push(Place::Title, None, &report.title);
        for part in report.parts() {
            let section = match part {
                Part::Preface => None,
                Part::Section(index) => {
                    let section = &report.sections[index];
                    passages.push(Place::Section(index), section.id, &section.heading);
                    section.id
                }
            };
            for (index, block) in report.blocks(part).iter().enumerate() {
                match block {
                    Block::Heading { text, .. } => passages.push(Place::Heading(part, index), section, text),
                    Block::Paragraph(text) => passages.push(Place::Paragraph(part, index), section, text),
                    Block::Table(_) | Block::Grid(_) | Block::Picture { .. } => {}
                }
            }
        }
        passages.index();
        passages
    }

    fn push(&mut self, place: Place, section: Option<SectionId>, raw: &'a str) {
        let first = self.even.glyphs.len();
        let start = self.even.text.len();
        self.even.add(raw);
        let (last, end) = (self.even.glyphs.len(), self.even.text.len());
        // A match cannot cross the end of a passage.
        if self.even.glyphs.last().is_none_or(|glyph| glyph.c != '\n') {
            self.even.push('\n', raw.len(), raw.len());
        }
        self.list.push(Passage {
            place,
            section,
            raw,
            range: start..end,
            glyphs: first..last,
        });
    }

    /// Indexes everything that is looked up repeatedly, after all passages have been added.
    fn index(&mut self) {
        let Even {
            glyphs, text, marks, ..
        } = &self.even;
        self.cuts.reserve(marks.len());
        for mark in marks {
            let at = *mark as usize;
            let Some(glyph) = glyphs.get(at) else { continue };
            let (start, c) = (glyph.even(), glyph.c);
            if c == ' ' || c.is_ascii_digit() {
                if let Some(year) = glyphs.get(at + 1).filter(|next| next.c == '年') {
                    self.years.extend(year_at(text, year.even()));
                }
            } else if let Some(sentence) = cuts(c) {
                let cut = Cut {
                    start,
                    end: start + c.len_utf8(),
                };
                self.cuts.push(cut);
                if sentence {
                    self.stops.push(cut);
                }
            } else if let Some(kind) = QUOTES.iter().position(|(open, close)| c == *open || c == *close) {
                self.quotes[kind].push((start, c == QUOTES[kind].0));
            }
        }
        let Some(heads) = self.heads.first_chunk_mut::<CHAINS>() else {
            return;
        };
        // In reverse, so that each chain leads forwards.
        let pairs = glyphs.windows(2).enumerate().rev();
        self.links = pairs
            .map(|(at, pair)| {
                let head = &mut heads[chain(pair[0].c, pair[1].c)];
                std::mem::replace(head, u32::try_from(at + 1).unwrap_or(END))
            })
            .collect();
    }

    /// The next glyph whose pair with the glyph before it has the same hash.
    fn link(&self, at: usize) -> Option<u32> {
        self.links.get(self.links.len().checked_sub(at)?).copied()
    }

    /// The passages in order.
    pub fn all(&self) -> std::slice::Iter<'_, Passage<'a>> {
        self.list.iter()
    }

    /// The paragraphs and inner headings of a section.
    pub(crate) fn of_section(&self, id: SectionId) -> impl Iterator<Item = &Passage<'a>> {
        self.list
            .iter()
            .filter(move |passage| passage.section == Some(id) && !matches!(passage.place, Place::Section(_)))
    }

    /// The paragraphs and inner headings of the preface.
    pub fn preface(&self) -> impl Iterator<Item = &Passage<'a>> {
        self.list.iter().filter(|passage| passage.is_preface())
    }

    /// All passages made even: half-width letters, digits, commas, colons, semicolons and brackets; no white space;
    /// `\n` after each passage.
    pub fn text(&self) -> &str {
        &self.even.text
    }

    /// The glyphs of a passage.
    pub(crate) fn glyphs(&self, passage: &Passage<'_>) -> &[Glyph] {
        self.even.glyphs.get(passage.glyphs.clone()).unwrap_or_default()
    }

    /// The indices of those glyphs of a passage that are not common Chinese characters: marks, digits, letters.
    pub(crate) fn marks(&self, passage: &Passage<'_>) -> impl Iterator<Item = usize> + '_ {
        let Range { start, end } = passage.glyphs;
        let from = self.even.marks.partition_point(|at| (*at as usize) < start);
        let marks = self.even.marks.get(from..).unwrap_or_default();
        let places = marks.iter().map(|at| *at as usize);
        places.take_while(move |at| *at < end).map(move |at| at - start)
    }

    /// A passage, made even.
    pub fn even(&self, passage: &Passage<'_>) -> &str {
        self.even.text.get(passage.range.clone()).unwrap_or_default()
    }

    /// The places of a word in the even text, in order; of overlapping ones only the first.
    pub fn find<'w>(&'w self, word: &'w str) -> impl Iterator<Item = Range<usize>> + 'w {
        let mut chars = word.chars();
        let first = chars.next();
        let pair = first.zip(chars.next()).filter(|_| self.may_have(word));
        let single = first.filter(|c| c.len_utf8() == word.len());
        let alone = single.map(|_| self.even.text.match_indices(word).map(|(at, _)| at));
        let mut end = 0;
        let all = pair.map(|(first, second)| {
            self.following(first, second)
                .map(move |at| at - first.len_utf8())
                .filter(move |at| {
                    let here = *at >= end && self.even.text.get(*at..).is_some_and(|rest| rest.starts_with(word));
                    if here {
                        end = at + word.len();
                    }
                    here
                })
        });
        let all = all.into_iter().flatten();
        alone.into_iter().flatten().chain(all).map(|at| at..at + word.len())
    }

    /// Whether a word may occur: each pair of its adjacent characters occurs somewhere.
    pub(crate) fn may_have(&self, word: &str) -> bool {
        // From the end, because words on one subject tend to begin alike.
        let mut chars = word.chars().rev();
        let Some(mut after) = chars.next() else {
            return false;
        };
        chars.all(|c| self.touch(c, std::mem::replace(&mut after, c)))
    }

    /// The first byte of `second` wherever it follows `first`, in order.
    fn following(&self, first: char, second: char) -> impl Iterator<Item = usize> + '_ {
        self.pairs(first, second)
            .filter_map(|first| Some(self.even.glyphs.get(first + 1)?.even()))
    }

    /// The index of `first` among the glyphs wherever `second` follows it, in order.
    pub(crate) fn pairs(&self, first: char, second: char) -> impl Iterator<Item = usize> + '_ {
        let mut at = self.heads[chain(first, second)];
        std::iter::from_fn(move || {
            while let Some(next) = self.link(at as usize) {
                let index = (at as usize).checked_sub(1)?;
                at = next;
                let pair = self.even.glyphs.get(index..)?.first_chunk::<2>()?;
                if pair[0].c == first && pair[1].c == second {
                    return Some(index);
                }
            }
            None
        })
    }

    /// The glyphs of all passages in order, `\n` after each passage.
    pub(crate) fn all_glyphs(&self) -> &[Glyph] {
        &self.even.glyphs
    }

    /// Whether two characters of white space in a row were removed anywhere.
    pub(crate) fn has_gaps(&self) -> bool {
        self.even.gaps
    }

    /// A lower bound for the distance from a character of a passage to the next place where it is followed by the same
    /// character as here; `None` if there is no such place.
    pub(crate) fn pair_again(&self, passage: &Passage<'_>, at: usize) -> Option<usize> {
        let second = passage.glyphs.start + at + 1;
        let next = self.link(second)?;
        (next != END).then(|| next as usize - second)
    }

    /// Whether two characters are adjacent anywhere.
    pub fn touch(&self, before: char, after: char) -> bool {
        self.following(before, after).next().is_some()
    }

    /// Whether any of these words occurs.
    pub(crate) fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.find(word).next().is_some())
    }

    /// The years with 年 in a span of the even text: the bytes including 年, and the year.
    pub fn years(&self, stretch: &Range<usize>) -> impl Iterator<Item = (Range<usize>, u16)> + '_ {
        let from = self.years.partition_point(|(year, _)| year.start < stretch.start);
        let to = self.years.partition_point(|(year, _)| year.end <= stretch.end);
        let years = self.years.get(from..to).unwrap_or_default();
        years.iter().map(|(year, value)| (year.clone(), *value))
    }

    /// The passage that a byte of the even text belongs to.
    pub fn passage(&self, at: usize) -> Option<&Passage<'a>> {
        let index = self.list.partition_point(|passage| passage.range.start <= at);
        self.list.get(index.checked_sub(1)?)
    }

    /// The sentence around a byte of the even text, without its full stop.
    pub fn sentence(&self, at: usize) -> Range<usize> {
        self.between(at, &self.stops)
    }

    /// The sentence around a byte of the even text, as far as it is [near](crate::text::near).
    pub(crate) fn near(&self, at: usize) -> Range<usize> {
        let (sentence, near) = (self.sentence(at), crate::text::near(self.text(), at));
        sentence.start.max(near.start)..sentence.end.min(near.end)
    }

    /// The clause around a byte of the even text: up to a comma or the end of the sentence on each side.
    pub(crate) fn clause(&self, at: usize) -> Range<usize> {
        self.between(at, &self.cuts)
    }

    fn between(&self, at: usize, cuts: &[Cut]) -> Range<usize> {
        let (before, behind) = cuts.split_at(cuts.partition_point(|cut| cut.start < at));
        let start = before.last().map_or(0, |cut| cut.end);
        let end = behind.first().map_or(self.even.text.len(), |cut| cut.start);
        start..end
    }

    /// Whether a byte of the even text is within 《…》 or “…”: a name or a quotation.
    pub fn quoted(&self, at: usize) -> bool {
        let Some(passage) = self.passage(at) else { return false };
        self.quotes.iter().any(|marks| {
            let before = marks.partition_point(|(mark, _)| *mark < at);
            before
                .checked_sub(1)
                .and_then(|last| marks.get(last))
                .is_some_and(|(mark, opens)| *opens && *mark >= passage.range.start)
        })
    }

    /// The place in the report of a span of the even text.
    pub fn at(&self, range: &Range<usize>) -> At {
        let Some(passage) = self.passage(range.start) else {
            return At::Report;
        };
        let written = self.written(passage, range);
        passage.place.at(written)
    }

    /// A span of the even text as it was written.
    pub fn words(&self, range: &Range<usize>) -> &'a str {
        self.passage(range.start)
            .and_then(|passage| passage.raw.get(self.written(passage, range)))
            .unwrap_or_default()
    }

    /// A span of the even text with some of its sentence around it, for a message: “…统计期限自…”.
    pub fn around(&self, range: &Range<usize>) -> String {
        // The number of characters on each side.
        const SIDE: usize = 10;
        let sentence = self.sentence(range.start);
        let before = self.even.text.get(sentence.start..range.start).unwrap_or_default();
        let end = sentence.end.max(range.end);
        let after = self.even.text.get(range.end..end).unwrap_or_default();
        let from = before.char_indices().rev().nth(SIDE - 1).map_or(0, |(at, _)| at);
        let to = after.char_indices().nth(SIDE).map_or(after.len(), |(at, _)| at);
        // Do not cut a number in two.
        let digit = |c: char| c.is_ascii_digit();
        let from = if before[from..].starts_with(digit) {
            before[..from].trim_end_matches(digit).len()
        } else {
            from
        };
        let to = if after[..to].ends_with(digit) {
            after.len() - after[to..].trim_start_matches(digit).len()
        } else {
            to
        };
        let words = self.words(&(sentence.start + from..range.end + to));
        let words: String = words.split(['\n', '\r']).map(str::trim).collect();
        format!(
            "{}{words}{}",
            if from > 0 { "…" } else { "" },
            if to < after.len() { "…" } else { "" }
        )
    }

    /// The span of the even text that some bytes of a passage as written have become; `None` if nothing is left of them.
    pub(crate) fn folded(&self, passage: &Passage<'_>, written: Range<usize>) -> Option<Range<usize>> {
        let glyphs = self.glyphs(passage);
        let first = glyphs.partition_point(|glyph| glyph.start() < written.start);
        let last = glyphs.partition_point(|glyph| glyph.end() <= written.end);
        let (start, end) = (glyphs.get(first)?, glyphs.get(last.checked_sub(1)?)?);
        (first < last).then(|| start.even()..end.even() + end.c.len_utf8())
    }

    /// The bytes of a passage as written that a span of the even text comes from, limited to the passage.
    fn written(&self, passage: &Passage<'_>, range: &Range<usize>) -> Range<usize> {
        let glyphs = &self.even.glyphs[passage.glyphs.start..];
        let first = glyphs.partition_point(|glyph| glyph.even() < range.start);
        let last = glyphs.partition_point(|glyph| glyph.even() < range.end);
        let length = passage.raw.len();
        let start = glyphs.get(first).map_or(length, |glyph| glyph.start().min(length));
        let end = match last.checked_sub(1).and_then(|last| glyphs.get(last)) {
            Some(glyph) if range.end <= passage.range.end => glyph.end().min(length),
            _ => length,
        };
        start..end.max(start)
    }
}

impl Place {
    /// A span of it as written.
    pub fn at(self, range: Range<usize>) -> At {
        match self {
            Place::Title => At::Title(range),
            Place::Section(index) => At::Heading(index),
            Place::Heading(part, block) | Place::Paragraph(part, block) => At::Text(part, block, range),
        }
    }
}

impl Passage<'_> {
    /// Whether it is in the preface.
    pub(crate) fn is_preface(&self) -> bool {
        matches!(
            self.place,
            Place::Heading(Part::Preface, _) | Place::Paragraph(Part::Preface, _)
        )
    }

    /// Whether it is a paragraph.
    pub(crate) fn is_paragraph(&self) -> bool {
        matches!(self.place, Place::Paragraph(..))
    }

    /// Whether it is the title or a heading.
    pub fn is_heading(&self) -> bool {
        !self.is_paragraph()
    }
}

/// The chain of a pair of adjacent characters.
fn chain(a: char, b: char) -> usize {
    // Chinese characters within a text differ in their low bits.
    ((a as usize).wrapping_mul(0x9E37_79B1) ^ b as usize) & (CHAINS - 1)
}

/// The year whose 年 is at a byte of an even text: the bytes including 年, and the year; `None` if the number before 年
/// is not a year.
fn year_at(text: &str, at: usize) -> Option<(Range<usize>, u16)> {
    let before = text.get(..at)?;
    let before = before.strip_suffix(' ').unwrap_or(before);
    let start = before.len().checked_sub(4)?;
    let digits = before.get(start..).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let longer = before[..start].ends_with(|c: char| c.is_ascii_digit());
    let year = digits.parse().ok().filter(|year| (1990..=2099).contains(year))?;
    (!longer).then_some((start..at + '年'.len_utf8(), year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;

    fn report() -> Report {
        let mut report = Report::blank(Form::LATEST, "示例县财政局", Some(2023));
        report
            .preface
            .push(Block::Paragraph("统计期限自２０２３年\n1 月1日起。".into()));
        report.section_mut(SectionId::Overview).blocks = vec![
            Block::Heading {
                level: 3,
                text: "（一）主动公开".into(),
            },
            Block::Paragraph("按照《2022年 要点》，公开信息  条；“我局”如此。".into()),
        ];
        report
    }

    /// Compares the places of a word, as written and with the text around them.
    fn check(word: &str, expected: &[(&str, &str)]) {
        let report = report();
        let passages = Passages::new(&report);
        let found: Vec<(String, String)> = passages
            .find(word)
            .map(|range| (passages.words(&range).to_owned(), passages.around(&range)))
            .collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found, expected, "{word}");
    }

    #[test]
    fn words_are_found_over_spaces_and_lines_and_lead_back() {
        check("信息条", &[("信息  条", "…2022年 要点》，公开信息  条")]);
        check("2023年1月", &[("２０２３年\n1 月", "统计期限自２０２３年1 月1日起")]);
        check("(一)主动", &[("（一）主动", "（一）主动公开")]);
        check("勾嵇", &[]);
        check("", &[]);
        // Not across the end of a passage.
        check("公开按照", &[]);
    }

    #[test]
    fn places_and_sentences_are_those_of_the_passage() {
        let report = report();
        let passages = Passages::new(&report);
        let at = passages.find("公开信息").next().expect("the words");
        assert_eq!(passages.at(&at), At::Text(Part::Section(0), 1, 29..41));
        assert_eq!(&passages.text()[passages.clause(at.start)], "公开信息条");
        assert_eq!(
            &passages.text()[passages.sentence(at.start)],
            "按照《2022年要点》,公开信息条"
        );
        assert!(!passages.quoted(at.start));
        for word in ["2022", "我局"] {
            assert!(passages.quoted(passages.find(word).next().expect(word).start), "{word}");
        }
        let at = passages.find("主要问题").next().expect("a heading");
        assert_eq!(passages.at(&at), At::Heading(4));
        let at = passages.find("年度报告").next().expect("the title");
        assert!(matches!(passages.at(&at), At::Title(_)));
        assert_eq!(passages.words(&at), "年度报告");
        assert_eq!(passages.preface().count(), 1);
        assert_eq!(passages.of_section(SectionId::Overview).count(), 2);
    }

    #[test]
    fn any_stretch_has_a_place() {
        let report = report();
        let passages = Passages::new(&report);
        for start in 0..=passages.text().len() + 1 {
            for end in start..=passages.text().len() + 1 {
                let _ = passages.at(&(start..end));
                let _ = passages.words(&(start..end));
                let _ = passages.around(&(start..end));
                let _ = (passages.sentence(start), passages.clause(start), passages.quoted(start));
            }
        }
    }

    #[test]
    fn years_have_four_digits() {
        let text = "2023年和12023年、2024 年,1999年2005号98年";
        let found: Vec<u16> = text
            .match_indices('年')
            .filter_map(|(at, _)| year_at(text, at).map(|(_, year)| year))
            .collect();
        assert_eq!(found, [2023, 2024, 1999]);
    }
}
