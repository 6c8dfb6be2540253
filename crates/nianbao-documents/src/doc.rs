//! Word 97–2003 files (`.doc`, and `.wps` of Kingsoft WPS, which has the same format), read as they
//! look on paper, with tracked changes accepted, like newer files.

mod file;
mod styles;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use crate::flow::{Marks, Piece, unseen};
use crate::taken::Taken;
use crate::word::numbering::Numbering;
use crate::word::rows::{Builder, DEEPEST, Shape};
use crate::word::symbol;
use crate::{Kind, Trouble};
use file::{File, List, Run, Story, Unit, entries, parts};
use styles::{Look, RowLook, Styles};

/// Takes the text out of a Word 97–2003 file.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let file = File::open(bytes)?;
    let mut reader = Reader {
        styles: Styles::read(&file),
        numbering: styles::numbering(&file),
        notes: notes(&file),
        file: &file,
        told: Vec::new(),
        hidden: Vec::new(),
        joined: None,
        fields: Vec::new(),
        pictures: 0,
    };
    let (from, to) = file.story(Story::Main);
    let pieces = reader.story(from, to);
    // Comments are not part of the text, but they are said: a draft that still has comments is not yet a report.
    let (from, to) = file.story(Story::Comments);
    let mut asides = texts(reader.story(from, to));
    // Headers and footers are not part of the report, nor are page numbers.
    let (from, to) = file.story(Story::Margins);
    let mut seen: Vec<String> = Vec::new();
    for text in texts(reader.story(from, to)) {
        if text.chars().any(char::is_alphabetic) && !seen.contains(&text) {
            seen.push(text);
        }
    }
    asides.append(&mut seen);
    Ok(Taken::text(Kind::Doc, Marks::Foreign, pieces).with_asides(asides))
}

/// The texts of pieces that show something.
fn texts(pieces: Vec<Piece>) -> Vec<String> {
    let mut out = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text { text, .. } | Piece::Aside(text) => {
                let text = text.trim_matches(unseen);
                out.extend((!text.is_empty()).then(|| text.to_owned()));
            }
            Piece::Table(rows) => out.extend(rows.into_iter().flatten().flat_map(|cell| texts(cell.pieces))),
            Piece::Picture { .. } => {}
        }
    }
    out
}

/// Notes and text boxes by the place that refers to them; they are read after the paragraph with
/// that place.
fn notes(file: &File) -> BTreeMap<u32, (u32, u32)> {
    let mut out = BTreeMap::new();
    for (marks, list, story) in [
        (List::FootnoteMarks, List::Footnotes, Story::Footnotes),
        (List::EndnoteMarks, List::Endnotes, Story::Endnotes),
    ] {
        let (from, to) = file.story(story);
        let parts = parts(file.list(list));
        for ((cp, _), ends) in entries(file.list(marks), 2).into_iter().zip(parts.windows(2)) {
            let (first, last) = (from.saturating_add(ends[0]), from.saturating_add(ends[1]).min(to));
            out.insert(cp, (first, last));
        }
    }
    // A text box and the place that it belongs to have the same number.
    let (from, to) = file.story(Story::Boxes);
    let list = file.list(List::Boxes);
    let anchors: BTreeMap<&[u8], u32> = entries(file.list(List::Anchors), 26)
        .into_iter()
        .filter_map(|(cp, data)| Some((data.get(..4)?, cp)))
        .collect();
    let boxes = entries(list, 22);
    let mut unknown = file.story(Story::Main).1;
    for (index, (cp, data)) in boxes.iter().enumerate() {
        let end = boxes.get(index + 1).map_or(to, |(end, _)| from.saturating_add(*end));
        let anchor = data.get(14..18).and_then(|id| anchors.get(id)).copied();
        // Boxes that belong to no place come last.
        let anchor = anchor.filter(|anchor| !out.contains_key(anchor)).unwrap_or_else(|| {
            unknown = unknown.saturating_add(1);
            unknown
        });
        let first = from.saturating_add(*cp);
        if first < to {
            out.insert(anchor, (first, end.min(to)));
        }
    }
    out
}

/// The properties of a paragraph.
#[derive(Debug, Clone, Default)]
struct Paragraph {
    style: u16,
    look: Look,
    depth: usize,
    ends_row: bool,
    /// It ends a cell or a row of a table that is inside another.
    ends_inner_cell: bool,
    ends_inner_row: bool,
    shape: Option<Shape>,
}

/// The meaning of a character that is not itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// A picture, a note's number, a drawing: which one is told by the character.
    Special,
    /// Data of a field, where a picture would be.
    Data,
    /// A character of a symbol font.
    Symbol(u16),
}

/// The properties of characters.
#[derive(Debug, Clone, Copy, Default)]
struct Characters {
    deleted: bool,
    hidden: bool,
    sign: Option<Sign>,
}

struct Reader<'a> {
    file: &'a File,
    styles: Styles,
    numbering: Numbering,
    /// The ranges that are read after the paragraph that contains a place.
    notes: BTreeMap<u32, (u32, u32)>,
    /// The ranges to which the current paragraph refers.
    told: Vec<(u32, u32)>,
    /// Words that are set not to be shown.
    hidden: Vec<String>,
    /// The text of a paragraph whose end was deleted: the next paragraph continues it.
    joined: Option<Line>,
    /// Fields that are open: whether their result has begun.
    fields: Vec<bool>,
    pictures: usize,
}

/// The text of a paragraph so far.
#[derive(Debug, Default)]
struct Line {
    text: String,
    /// Words of it that are not shown.
    hidden: String,
    /// The first half of a character that takes two units.
    half: Option<u16>,
    pictures: Vec<Piece>,
}

impl Line {
    fn push(&mut self, c: char, shown: bool) {
        if shown {
            self.text.push(c);
        } else {
            self.hidden.push(c);
        }
    }

    fn unit(&mut self, code: u16, shown: bool) {
        if let Some(half) = self.half.take() {
            match char::decode_utf16([half, code]).next() {
                Some(Ok(c)) => return self.push(c, shown),
                _ => self.push('\u{fffd}', shown),
            }
        }
        match code {
            0xD800..0xDC00 => self.half = Some(code),
            _ => self.push(char::from_u32(u32::from(code)).unwrap_or('\u{fffd}'), shown),
        }
    }
}

impl Reader<'_> {
    /// Reads a stretch of text with its tables.
    fn story(&mut self, from: u32, to: u32) -> Vec<Piece> {
        let mut builder = Builder::default();
        self.fields.clear();
        self.stretch(from, to, true, &mut builder);
        // Text in boxes that belong to no paragraph.
        if from == 0 {
            let left: Vec<(u32, u32)> = std::mem::take(&mut self.notes).into_values().collect();
            builder.at(0);
            for (from, to) in left {
                self.stretch(from, to, false, &mut builder);
            }
        }
        let mut out = builder.finish();
        out.extend(std::mem::take(&mut self.hidden).into_iter().map(Piece::Aside));
        out
    }

    /// Reads the paragraphs of a range, and the text to which they refer, unless they are
    /// themselves referred to.
    fn stretch(&mut self, from: u32, to: u32, whole: bool, builder: &mut Builder) {
        let file = self.file;
        let mut line = Line::default();
        let mut known: Option<(Run, u16, Characters)> = None;
        let mut last = None;
        for unit in file.units(from, to) {
            let characters = self.characters(unit, &mut known);
            if whole && let Some(note) = self.notes.remove(&unit.cp) {
                self.told.push(note);
            }
            last = Some(unit);
            if self.ends_paragraph(unit) {
                let line = std::mem::take(&mut line);
                self.paragraph(unit, characters, line, whole, builder);
                last = None;
                continue;
            }
            self.character(unit, characters, &mut line);
        }
        if let Some(unit) = last {
            self.paragraph(unit, Characters::default(), line, whole, builder);
        }
        if let Some(line) = self.joined.take() {
            builder.add(Piece::Text {
                level: None,
                text: line.text,
            });
        }
        if whole {
            builder.at(0);
            self.notes_told(builder);
        }
    }

    /// Reads the text to which the paragraphs so far refer.
    fn notes_told(&mut self, builder: &mut Builder) {
        for (from, to) in std::mem::take(&mut self.told) {
            let fields = std::mem::take(&mut self.fields);
            self.stretch(from, to, false, builder);
            builder.at(0);
            self.fields = fields;
        }
    }

    fn ends_paragraph(&self, unit: Unit) -> bool {
        match unit.code {
            0x0D | 0x07 => true,
            // The end of a section ends a paragraph; a page break may be inside one.
            0x0C => self.file.paragraph_at(unit.at).is_none_or(|run| run.to <= unit.end),
            _ => false,
        }
    }

    /// The properties of a character; `known` are those of the one before it, which are usually the
    /// same.
    fn characters(&self, unit: Unit, known: &mut Option<(Run, u16, Characters)>) -> Characters {
        if let Some((run, change, characters)) = known
            && (run.from..run.to).contains(&unit.at)
            && *change == unit.change()
        {
            return *characters;
        }
        let run = self.file.character_at(unit.at);
        let mut characters = Characters::default();
        for property in self.file.properties(run, unit) {
            match property.code {
                0x0800 => characters.deleted = property.is_on(false),
                0x083C => characters.hidden = property.is_on(false),
                0x0855 if property.is_on(false) => characters.sign = characters.sign.or(Some(Sign::Special)),
                0x0806 if property.is_on(false) => characters.sign = Some(Sign::Data),
                0x4A30 => {
                    let style = file::u16_at(property.value, 0).unwrap_or(0);
                    characters.hidden |= self.styles.is_hidden(style);
                }
                0x6A09 => characters.sign = file::u16_at(property.value, 2).map(Sign::Symbol),
                _ => {}
            }
        }
        if let Some(run) = run {
            *known = Some((run, unit.change(), characters));
        }
        characters
    }

    fn character(&mut self, unit: Unit, look: Characters, line: &mut Line) {
        if look.deleted {
            return;
        }
        let shown = !look.hidden;
        match unit.code {
            0x13 => self.fields.push(false),
            0x14 => {
                if let Some(begun) = self.fields.last_mut() {
                    *begun = true;
                }
            }
            0x15 => {
                self.fields.pop();
            }
            // Between a field's beginning and its result are instructions.
            _ if self.fields.contains(&false) => {}
            0x01 if look.sign == Some(Sign::Special) => {
                self.pictures += 1;
                line.pictures.push(Piece::Picture {
                    alt: String::new(),
                    address: format!("picture-{}", self.pictures),
                });
            }
            0x28 if let Some(Sign::Symbol(code)) = look.sign => {
                if let Some(c) = symbol(u32::from(code)) {
                    line.push(c, shown);
                }
            }
            0x09 => line.push('\t', shown),
            0x0B => line.push('\n', shown),
            0x1E => line.push('-', shown),
            // Signs for notes, comments and drawings, and hyphens that are only visible at the end
            // of a line.
            0..0x20 => {}
            // Signs of symbol fonts that are written as text.
            code @ 0xF000..=0xF0FF => {
                if let Some(c) = symbol(u32::from(code)) {
                    line.push(c, shown);
                }
            }
            code => line.unit(code, shown),
        }
    }

    /// The properties of a paragraph, found by its last character.
    fn properties(&self, unit: Unit) -> Paragraph {
        let run = self.file.paragraph_at(unit.at);
        let mut out = Paragraph {
            style: run.map_or(0, |run| run.style),
            ..Paragraph::default()
        };
        let (mut in_table, mut depth) = (false, None);
        let mut row = RowLook::default();
        for property in self.file.properties(run, unit) {
            match property.code {
                0x4600 => out.style = file::u16_at(property.value, 0).unwrap_or(0),
                0x2416 => in_table = property.byte() != 0,
                0x2417 => out.ends_row = property.byte() != 0,
                0x244B => out.ends_inner_cell = property.byte() != 0,
                0x244C => out.ends_inner_row = property.byte() != 0,
                0x6649 => depth = file::place(property.value, 0),
                _ => {
                    out.look.apply(property);
                    row.apply(property);
                }
            }
        }
        out.depth = match depth {
            Some(depth) => depth.min(DEEPEST),
            None => usize::from(in_table),
        };
        out.shape = row.shape;
        out
    }

    fn paragraph(&mut self, unit: Unit, end: Characters, line: Line, whole: bool, builder: &mut Builder) {
        let look = self.properties(unit);
        // A cell's mark is in a table, whatever its properties say.
        let cell = unit.code == 0x07;
        let depth = if cell { look.depth.max(1) } else { look.depth };
        // A field's instruction never reaches into the next paragraph; one that seems to has lost its result.
        for begun in &mut self.fields {
            *begun = true;
        }
        builder.at(depth);
        let ends_row = (cell && look.ends_row) || look.ends_inner_row;
        let ends_cell = cell || look.ends_inner_cell;
        if ends_row {
            builder.end_row(look.shape, !end.deleted);
            return;
        }
        let mut line = line;
        if let Some(before) = self.joined.take() {
            line.text.insert_str(0, &before.text);
            line.hidden.insert_str(0, &before.hidden);
            line.pictures.splice(0..0, before.pictures);
        }
        if end.deleted && !ends_cell {
            self.joined = Some(line);
            return;
        }
        let shown = !line.text.chars().all(unseen);
        if shown || depth == 0 {
            let listed = self.styles.numbering(look.style, look.look.listed);
            let number = self.numbering.text(listed, shown).unwrap_or_default();
            builder.add(Piece::Text {
                level: self.styles.level(look.style, look.look.outline),
                text: number + &line.text,
            });
        }
        for picture in line.pictures {
            builder.add(picture);
        }
        self.hidden
            .extend((!line.hidden.chars().all(unseen)).then_some(line.hidden));
        if ends_cell {
            builder.end_cell();
        }
        // A note in a cell would be read as part of its figure: it comes after the table.
        if whole && builder.depth() == 0 {
            self.notes_told(builder);
        }
    }
}
