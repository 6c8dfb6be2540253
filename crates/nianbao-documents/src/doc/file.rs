//! The streams of a Word 97–2003 file as described in MS-DOC: the places of its text, and the
//! properties that belong to it.
//!
//! Every offset in a file may be wrong, so each is checked, and parts that are not there are left
//! out.

use std::cell::Cell;

use nianbao_core::text::Text;

use crate::Trouble;
use crate::kind::{DAMAGED, ENCRYPTED};
use crate::ole::Container;

/// The most characters of a text: a hundred times the longest report.
const MOST_CHARACTERS: u32 = 4_000_000;
/// All properties of a real report's text are under a megabyte.
const MOST_PROPERTIES: usize = 64 * 1024 * 1024;
/// A page of properties.
const PAGE: usize = 512;

const TOO_OLD: Trouble = Trouble::hinted(
    "old-word",
    Text::new(
        "这是 Word 95 或更早的文件，不能直接读取。",
        "This is a file of Word 95 or older; it cannot be read.",
    ),
    Text::new(
        "请在 Word、WPS 或 LibreOffice 中打开，另存为“Word 文档（.docx）”，表格会原样保留。",
        "Open it in Word, WPS or LibreOffice and save it as a Word document (.docx): its tables stay as they are.",
    ),
);

const TOO_LARGE: Trouble = Trouble::hinted(
    "too-large",
    Text::new(
        "文件里的文字超过 400 万字，不会是一份年度报告。",
        "The file holds more than four million characters: it is no annual report.",
    ),
    Text::new("请确认选对了文件。", "Make sure that it is the right file."),
);

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

pub(super) fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    u16_at(bytes, at).map(u16::cast_signed)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

pub(super) fn place(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32_at(bytes, at)?).ok()
}

/// A stretch of text that lies in one piece in the file.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    /// The first character of the text that is not before it, and the first that is after it.
    from: u32,
    to: u32,
    /// Where it begins in the stream.
    at: u32,
    /// One byte a character, or two.
    narrow: bool,
    /// The change of properties that a quick save left with it.
    change: u16,
}

/// Properties of the text between two places of the stream.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) from: u32,
    pub(super) to: u32,
    /// The style, where it is a paragraph.
    pub(super) style: u16,
    /// Where its properties are in the stream.
    at: usize,
    length: usize,
}

/// A character as the file holds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// Its number in the text.
    pub(super) cp: u32,
    /// UTF-16.
    pub(super) code: u16,
    /// Where it is in the stream, and where the next begins.
    pub(super) at: u32,
    pub(super) end: u32,
    change: u16,
}

impl Unit {
    /// Which change of a quick save it has.
    pub(super) fn change(self) -> u16 {
        self.change
    }
}

/// The parts of a file's text, in the order in which they follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    Main,
    Footnotes,
    Margins,
    Comments,
    Endnotes,
    Boxes,
}

/// Lists in the table stream, by their number in the head of the file.
#[derive(Debug, Clone, Copy)]
pub(super) enum List {
    Styles = 1,
    FootnoteMarks = 2,
    Footnotes = 3,
    CharacterPages = 12,
    ParagraphPages = 13,
    Text = 33,
    Anchors = 40,
    EndnoteMarks = 46,
    Endnotes = 47,
    Boxes = 56,
    Lists = 73,
    Numbered = 74,
}

/// A file with its streams.
#[derive(Debug)]
pub(super) struct File {
    main: Vec<u8>,
    table: Vec<u8>,
    data: Vec<u8>,
    /// The lengths of the stories.
    lengths: [u32; 8],
    stretches: Vec<Stretch>,
    /// The changes made by quick saves.
    changes: Vec<Vec<u8>>,
    characters: Vec<Run>,
    paragraphs: Vec<Run>,
    /// How many bytes of properties may still be read: many paragraphs can name the same long ones.
    left: Cell<usize>,
}

impl File {
    pub(super) fn open(bytes: &[u8]) -> Result<File, Trouble> {
        let mut container = Container::open(bytes)?;
        let main = container.stream("WordDocument").ok_or(DAMAGED)?;
        if u16_at(&main, 0) != Some(0xA5EC) {
            return Err(match u16_at(&main, 0) {
                Some(0xA5DC | 0xA5DB | 0xA59B..=0xA59C) => TOO_OLD,
                _ => DAMAGED,
            });
        }
        let (version, flags) = (u16_at(&main, 2).ok_or(DAMAGED)?, u16_at(&main, 10).ok_or(DAMAGED)?);
        if version < 0xC0 {
            return Err(TOO_OLD);
        }
        if flags & 0x0100 != 0 {
            return Err(ENCRYPTED);
        }
        let name = if flags & 0x0200 != 0 { "1Table" } else { "0Table" };
        let table = container.stream(name).ok_or(DAMAGED)?;
        let mut lengths = [0; 8];
        for (index, length) in lengths.iter_mut().enumerate() {
            // Negative lengths are none.
            *length = u32_at(&main, 76 + 4 * index)
                .filter(|length| *length < 1 << 31)
                .unwrap_or(0);
        }
        if lengths.iter().fold(0_u32, |sum, length| sum.saturating_add(*length)) > MOST_CHARACTERS {
            return Err(TOO_LARGE);
        }
        let mut file = File {
            data: container.stream("Data").unwrap_or_default(),
            main,
            table,
            lengths,
            stretches: Vec::new(),
            changes: Vec::new(),
            characters: Vec::new(),
            paragraphs: Vec::new(),
            left: Cell::new(MOST_PROPERTIES),
        };
        file.pieces().ok_or(DAMAGED)?;
        file.characters = file.runs(List::CharacterPages);
        file.paragraphs = file.runs(List::ParagraphPages);
        Ok(file)
    }

    /// A list of the table stream; empty if it is not there or not whole.
    pub(super) fn list(&self, list: List) -> &[u8] {
        let at = 154 + 8 * (list as usize);
        place(&self.main, at)
            .zip(place(&self.main, at + 4))
            .and_then(|(from, length)| self.table.get(from..from.checked_add(length)?))
            .unwrap_or_default()
    }

    /// The bytes after a list in the table stream.
    pub(super) fn behind(&self, list: List) -> &[u8] {
        let at = 154 + 8 * (list as usize);
        place(&self.main, at)
            .zip(place(&self.main, at + 4))
            .and_then(|(from, length)| self.table.get(from.checked_add(length)?..))
            .unwrap_or_default()
    }

    /// The characters of a story: the first, and the first after it.
    pub(super) fn story(&self, story: Story) -> (u32, u32) {
        // The fourth of the lengths is of a story that Word no longer has.
        let index = match story {
            Story::Main => 0,
            Story::Footnotes => 1,
            Story::Margins => 2,
            Story::Comments => 4,
            Story::Endnotes => 5,
            Story::Boxes => 6,
        };
        let from: u32 = self.lengths[..index].iter().sum();
        (from, from + self.lengths[index])
    }

    /// Reads where the text is.
    fn pieces(&mut self) -> Option<()> {
        let clx = self.list(List::Text);
        let mut at = 0;
        let mut changes = Vec::new();
        loop {
            match clx.get(at)? {
                1 => {
                    let length = usize::from(u16_at(clx, at + 1)?);
                    changes.push(clx.get(at + 3..at + 3 + length)?.to_vec());
                    at += 3 + length;
                }
                2 => break,
                _ => return None,
            }
        }
        let length = place(clx, at + 1)?;
        let list = clx.get(at + 5..)?;
        let list = list.get(..length).unwrap_or(list);
        let count = list.len().checked_sub(4)? / 12;
        let mut stretches: Vec<Stretch> = Vec::with_capacity(count);
        let mut before = 0;
        for index in 0..count {
            let (from, to) = (u32_at(list, 4 * index)?, u32_at(list, 4 * index + 4)?);
            let entry = 4 * (count + 1) + 8 * index;
            let (place, change) = (u32_at(list, entry + 2)?, u16_at(list, entry + 6)?);
            // Ranges follow each other; overlapping ones would be read twice.
            if from < before || to <= from || to - from > MOST_CHARACTERS {
                continue;
            }
            before = to;
            let narrow = place & 1 << 30 != 0;
            let place = place & 0x3FFF_FFFF;
            stretches.push(Stretch {
                from,
                to,
                at: if narrow { place / 2 } else { place },
                narrow,
                change,
            });
        }
        (self.stretches, self.changes) = (stretches, changes);
        Some(())
    }

    /// The characters between two places of the text.
    pub(super) fn units(&self, from: u32, to: u32) -> impl Iterator<Item = Unit> {
        let first = self.stretches.partition_point(|stretch| stretch.to <= from);
        self.stretches[first..]
            .iter()
            .take_while(move |stretch| stretch.from < to)
            .flat_map(move |stretch| {
                let (begin, end) = (from.max(stretch.from), to.min(stretch.to));
                let width = if stretch.narrow { 1 } else { 2 };
                (begin..end).map_while(move |cp| {
                    let at = stretch.at.checked_add((cp - stretch.from).checked_mul(width)?)?;
                    let index = usize::try_from(at).ok()?;
                    let code = if stretch.narrow {
                        ansi(*self.main.get(index)?)
                    } else {
                        u16_at(&self.main, index)?
                    };
                    Some(Unit {
                        cp,
                        code,
                        at,
                        end: at.checked_add(width)?,
                        change: stretch.change,
                    })
                })
            })
    }

    /// The runs of the pages that a list names, by their place.
    fn runs(&self, list: List) -> Vec<Run> {
        let of_paragraphs = matches!(list, List::ParagraphPages);
        let list = self.list(list);
        // There are at most as many pages as fit into the stream, and each is read once.
        let count = (list.len().saturating_sub(4) / 8).min(self.main.len() / PAGE + 1);
        let total = list.len().saturating_sub(4) / 8;
        let mut pages: Vec<usize> = (0..count)
            .filter_map(|index| place(list, 4 * (total + 1) + 4 * index))
            .map(|page| page & 0x003F_FFFF)
            .collect();
        pages.sort_unstable();
        pages.dedup();
        let mut out = Vec::new();
        for page in pages {
            let start = page * PAGE;
            let Some(bytes) = self.main.get(start..start + PAGE) else {
                continue;
            };
            let count = usize::from(bytes[PAGE - 1]);
            for index in 0..count {
                let Some((from, to)) = u32_at(bytes, 4 * index).zip(u32_at(bytes, 4 * index + 4)) else {
                    break;
                };
                let width = if of_paragraphs { 13 } else { 1 };
                let Some(offset) = bytes.get(4 * (count + 1) + width * index) else {
                    break;
                };
                let offset = usize::from(*offset) * 2;
                let found = if of_paragraphs {
                    paragraph(bytes, offset)
                } else {
                    character(bytes, offset)
                };
                let (style, at, length) = found.unwrap_or_default();
                if from < to {
                    out.push(Run {
                        from,
                        to,
                        style,
                        at: start + at,
                        length,
                    });
                }
            }
        }
        out.sort_by_key(|run| run.from);
        out
    }

    /// The run of the character at a place.
    fn run(runs: &[Run], at: u32) -> Option<Run> {
        let index = runs.partition_point(|run| run.from <= at).checked_sub(1)?;
        runs.get(index).filter(|run| at < run.to).copied()
    }

    /// The run of properties of the paragraph that a character belongs to.
    pub(super) fn paragraph_at(&self, at: u32) -> Option<Run> {
        File::run(&self.paragraphs, at)
    }

    /// The run of properties of a character.
    pub(super) fn character_at(&self, at: u32) -> Option<Run> {
        File::run(&self.characters, at)
    }

    fn bytes_of(&self, run: Run) -> &[u8] {
        self.main.get(run.at..run.at + run.length).unwrap_or_default()
    }

    /// The properties of a run, then those that a quick save changed.
    pub(super) fn properties(&self, run: Option<Run>, unit: Unit) -> Vec<Property<'_>> {
        let mut out = Vec::new();
        if let Some(run) = run {
            self.expand(self.bytes_of(run), &mut out);
        }
        if unit.change & 1 != 0 {
            let change = self.changes.get(usize::from(unit.change >> 1));
            if let Some(change) = change.filter(|change| self.may_read(change.len())) {
                out.extend(properties(change));
            }
        } else if let Some(code) = short(unit.change >> 1 & 0x7F) {
            let value = SHORT
                .get(usize::from(unit.change >> 8)..)
                .and_then(|rest| rest.get(..1));
            out.extend(value.map(|value| Property { code, value }));
        }
        out
    }

    /// Whether this many bytes of properties may still be read.
    fn may_read(&self, bytes: usize) -> bool {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    /// Properties, with those that are too long for a page and are kept in another stream.
    fn expand<'a>(&'a self, bytes: &'a [u8], out: &mut Vec<Property<'a>>) {
        if !self.may_read(bytes.len()) {
            return;
        }
        for property in properties(bytes) {
            if matches!(property.code, 0x6645 | 0x6646 | 0x646B) {
                let rest = place(property.value, 0).and_then(|at| {
                    let length = usize::from(u16_at(&self.data, at)?);
                    self.data.get(at + 2..at + 2 + length)
                });
                let rest = rest.filter(|rest| self.may_read(rest.len()));
                out.extend(rest.into_iter().flat_map(properties));
            } else {
                out.push(property);
            }
        }
    }
}

/// The values of a quick save's short changes: each byte, at its own place.
static SHORT: [u8; 256] = {
    let mut out = [0; 256];
    let mut index = 0_u8;
    loop {
        out[index as usize] = index;
        if index == u8::MAX {
            break out;
        }
        index += 1;
    }
};

/// The properties that matter here among those that a quick save names in short.
fn short(name: u16) -> Option<u16> {
    Some(match name {
        0x18 => 0x2416,
        0x19 => 0x2417,
        0x41 => 0x0800,
        0x5C => 0x083C,
        _ => return None,
    })
}

/// The style of a paragraph, and where its properties are in the page.
fn paragraph(page: &[u8], at: usize) -> Option<(u16, usize, usize)> {
    let words = usize::from(*page.get(at).filter(|_| at > 0)?);
    let (start, length) = if words == 0 {
        (at + 2, 2 * usize::from(*page.get(at + 1)?))
    } else {
        (at + 1, 2 * words - 1)
    };
    let style = u16_at(page, start)?;
    let length = length.checked_sub(2)?;
    page.get(start + 2..start + 2 + length)?;
    Some((style, start + 2, length))
}

/// Where the properties of characters are in the page.
fn character(page: &[u8], at: usize) -> Option<(u16, usize, usize)> {
    let length = usize::from(*page.get(at).filter(|_| at > 0)?);
    page.get(at + 1..at + 1 + length)?;
    Some((0, at + 1, length))
}

/// A property and its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Property<'a> {
    pub(super) code: u16,
    pub(super) value: &'a [u8],
}

impl Property<'_> {
    /// The value of a property of one byte.
    pub(super) fn byte(self) -> u8 {
        self.value.first().copied().unwrap_or(0)
    }

    /// Whether a property that is on or off is on; `0x80` is as the style has it, `0x81` is the opposite.
    pub(super) fn is_on(self, style: bool) -> bool {
        match self.byte() {
            0 => false,
            0x80 => style,
            0x81 => !style,
            _ => true,
        }
    }
}

/// The consecutive properties in some bytes; a truncated one at the end is left out.
pub(super) fn properties(bytes: &[u8]) -> impl Iterator<Item = Property<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let code = u16_at(bytes, at)?;
        let start = at + 2;
        let (from, length) = match code >> 13 {
            0 | 1 => (start, 1),
            2 | 4 | 5 => (start, 2),
            3 => (start, 4),
            7 => (start, 3),
            // Of its own length: two bytes for a table's definition, which count one too many, else one.
            _ if code == 0xD608 => (start + 2, usize::from(u16_at(bytes, start)?).saturating_sub(1)),
            _ => (start + 1, length_of(code, bytes, start)?),
        };
        at = from + length;
        Some(Property {
            code,
            value: bytes.get(from..at)?,
        })
    })
}

fn length_of(code: u16, bytes: &[u8], start: usize) -> Option<usize> {
    let length = usize::from(*bytes.get(start)?);
    if code == 0xC615 && length == 255 {
        // Tab stops that are too many for a byte: those deleted, then those added.
        let deleted = usize::from(*bytes.get(start + 1)?);
        let added = usize::from(*bytes.get(start + 2 + 4 * deleted)?);
        return Some(2 + 4 * deleted + 3 * added);
    }
    Some(length)
}

/// A byte of text in the code page that Word writes for Western languages.
fn ansi(byte: u8) -> u16 {
    const HIGH: [u16; 32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0x9D, 0x017E, 0x0178,
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => u16::from(byte),
    }
}

/// The first characters of the parts of a list, from 0 at the story's beginning; each ends where the next begins.
pub(super) fn parts(list: &[u8]) -> Vec<u32> {
    list.chunks_exact(4)
        .filter_map(|four| u32_at(four, 0))
        .take_while(|cp| *cp <= MOST_CHARACTERS)
        .collect()
}

/// The places of a list of which each entry has data of `size` bytes, with the data.
pub(super) fn entries(list: &[u8], size: usize) -> Vec<(u32, &[u8])> {
    let count = list.len().saturating_sub(4) / (4 + size);
    let data = list.get(4 * (count + 1)..).unwrap_or_default();
    (0..count)
        .filter_map(|index| Some((u32_at(list, 4 * index)?, data.get(size * index..size * (index + 1))?)))
        .collect()
}
