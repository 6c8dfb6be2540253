//! Rich text (`.rtf`, and `.doc` that is rich text), read as it looks on paper, with tracked
//! changes accepted, as written by Word, WPS and LibreOffice.

#[cfg(test)]
mod tests;
mod tokens;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::flow::{Marks, Piece, unseen};
use crate::taken::Taken;
use crate::word::rows::{Builder, DEEPEST as DEEPEST_TABLE, Merged, Shape};
use crate::word::{level_of_name, symbol};
use crate::{Kind, decode};
use tokens::{Token, Tokens};

/// The deepest nesting of groups; deeper ones are read as part of the group around them.
const DEEPEST: usize = 256;
/// A row has at most this many cells; Word allows 63.
const WIDEST: usize = 255;
/// The deepest nesting of notes.
const DEEPEST_NOTE: usize = 4;
/// Styles are based on each other at most this deep.
const DEEPEST_STYLE: usize = 16;

/// The code page of a symbol font.
const SYMBOLS: u16 = 42;

/// Takes the text out of rich text.
pub(crate) fn take(bytes: &[u8]) -> Taken {
    let mut reader = Reader::default();
    for token in Tokens::new(bytes) {
        reader.token(token);
    }
    reader.settle();
    while reader.sinks.len() > 1 {
        reader.close_sink();
    }
    reader.paragraph(End::Text);
    let mut pieces = reader.sinks.pop().map(|sink| sink.builder.finish()).unwrap_or_default();
    pieces.append(&mut reader.told);
    pieces.extend(reader.hidden.drain(..).map(Piece::Aside));
    let mut seen: Vec<String> = Vec::new();
    // Headers and footers are not part of the report, nor are page numbers.
    let margins = reader
        .margins
        .drain(..)
        .filter(|text| text.chars().any(char::is_alphabetic));
    for text in reader.comments.drain(..).chain(margins) {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    Taken::text(Kind::Rtf, Marks::Foreign, pieces).with_asides(seen)
}

/// The role of a group's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Role {
    /// The document's, or a note's.
    #[default]
    Text,
    /// Nothing that is shown.
    Nothing,
    /// The list of fonts.
    Fonts,
    /// The list of styles, and one of them.
    Styles,
    Style,
    /// The number in front of a paragraph.
    Number,
}

/// Where notes and the like go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beside {
    /// After the paragraph that refers to it.
    Note,
    /// At the end, as something that was said.
    Comment,
    /// At the end, once.
    Margin,
}

/// The state that lasts until a group ends.
#[derive(Debug, Clone, Default)]
struct Group {
    role: Role,
    /// Whether its text is put in a sink of its own, and which.
    beside: Option<Beside>,
    /// The number of fallback characters after one that is given by number.
    fallback: usize,
    hidden: bool,
    deleted: bool,
    font: i32,
    /// The font of Chinese characters, and whether it is the one that follows.
    wide_font: i32,
    wide: bool,
    style: i32,
    outline: Option<u8>,
    place: Place,
    row: Rc<Row>,
}

/// Whether a paragraph is in a table, and in how many, if it says so.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    in_table: bool,
    depth: Option<usize>,
}

/// A row as it is being defined.
#[derive(Debug, Clone, Default)]
struct Row {
    left: i32,
    shape: Shape,
    next: Merged,
}

impl Row {
    fn shape(&self) -> Option<Shape> {
        (!self.shape.merged.is_empty()).then(|| {
            let mut shape = self.shape.clone();
            shape.edges.insert(0, self.left);
            shape
        })
    }
}

#[derive(Debug, Default)]
struct Style {
    level: Option<u8>,
    outline: Option<u8>,
    based_on: Option<i32>,
    name: String,
}

/// Text that is being put together: the document's, or that of a note.
#[derive(Debug, Default)]
struct Sink {
    builder: Builder,
    text: String,
    number: String,
    hidden: String,
    pictures: Vec<Piece>,
}

/// The ways in which a paragraph ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Paragraph,
    Cell,
    InnerCell,
    /// The text itself.
    Text,
}

#[derive(Debug)]
struct Reader {
    groups: Vec<Group>,
    /// How many groups are open beyond those that are kept.
    deeper: usize,
    /// Whether the last token was the beginning of a group, or the star after it: the next word says what the group is.
    begins: bool,
    starred: bool,
    sinks: Vec<Sink>,
    /// The code pages of the fonts.
    fonts: BTreeMap<i32, u16>,
    styles: BTreeMap<i32, Style>,
    style: (i32, Style),
    /// The code page of the whole text.
    page: u16,
    /// Bytes whose characters are not known yet.
    bytes: Vec<u8>,
    /// The first half of a character that takes two units.
    half: Option<u16>,
    /// How many characters are left that only old programs read.
    skip: usize,
    pictures: usize,
    told: Vec<Piece>,
    hidden: Vec<String>,
    comments: Vec<String>,
    margins: Vec<String>,
}

impl Default for Reader {
    fn default() -> Reader {
        Reader {
            groups: vec![Group {
                fallback: 1,
                ..Group::default()
            }],
            deeper: 0,
            begins: false,
            starred: false,
            sinks: vec![Sink::default()],
            fonts: BTreeMap::new(),
            styles: BTreeMap::new(),
            style: (0, Style::default()),
            page: 1252,
            bytes: Vec::new(),
            half: None,
            skip: 0,
            pictures: 0,
            told: Vec::new(),
            hidden: Vec::new(),
            comments: Vec::new(),
            margins: Vec::new(),
        }
    }
}

/// Whether a code page has characters of two bytes.
fn is_wide(page: u16) -> bool {
    matches!(page, 932 | 936 | 949 | 950 | 1361 | 54936)
}

/// The code page of a font's character set; `None` where it is that of the text.
fn page_of(charset: i32) -> Option<u16> {
    Some(match charset {
        2 => SYMBOLS,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

/// Whether bytes end in the first half of a character.
fn is_half(bytes: &[u8]) -> bool {
    let mut half = false;
    for byte in bytes {
        half = !half && *byte > 0x80;
    }
    half
}

impl Reader {
    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn sink(&mut self) -> &mut Sink {
        if self.sinks.is_empty() {
            self.sinks.push(Sink::default());
        }
        let last = self.sinks.len() - 1;
        &mut self.sinks[last]
    }

    fn token(&mut self, token: Token<'_>) {
        let begins = std::mem::take(&mut self.begins);
        let starred = std::mem::take(&mut self.starred);
        match token {
            Token::Open => {
                self.settle();
                self.skip = 0;
                self.open();
            }
            Token::Close => {
                self.settle();
                self.skip = 0;
                self.close();
            }
            Token::Word(word, value) => {
                // One word is one character of those that only old programs read.
                if self.skip > 0 && !matches!(word, "u" | "uc") {
                    self.skip -= 1;
                    return;
                }
                self.settle();
                if (begins || starred) && self.begin(word, starred) {
                    return;
                }
                self.word(word, value);
            }
            Token::Sign(b'*') => {
                self.starred = begins;
                self.begins = begins;
            }
            Token::Sign(sign) => {
                if self.skip > 0 {
                    self.skip -= 1;
                    return;
                }
                self.settle();
                match sign {
                    b'~' => self.push('\u{a0}'),
                    b'_' => self.push('-'),
                    b'\n' | b'\r' => self.paragraph(End::Paragraph),
                    b'\\' | b'{' | b'}' => self.push(char::from(sign)),
                    _ => {}
                }
            }
            Token::Byte(byte) => {
                if self.skip > 0 {
                    self.skip -= 1;
                } else {
                    self.bytes.push(byte);
                }
            }
            Token::Character(byte) => {
                if self.skip > 0 {
                    self.skip -= 1;
                } else if byte >= 0x80 || (byte >= 0x30 && is_half(&self.bytes)) {
                    self.bytes.push(byte);
                } else {
                    self.settle();
                    self.push(char::from(byte));
                }
            }
        }
    }

    fn open(&mut self) {
        if self.groups.len() >= DEEPEST {
            self.deeper += 1;
            return;
        }
        let mut group = self.group().clone();
        group.beside = None;
        if group.role == Role::Styles {
            group.role = Role::Style;
            self.style = (0, Style::default());
        }
        self.groups.push(group);
        self.begins = true;
    }

    fn close(&mut self) {
        if let Some(left) = self.deeper.checked_sub(1) {
            self.deeper = left;
            return;
        }
        if self.groups.len() == 1 {
            return;
        }
        let Some(group) = self.groups.pop() else { return };
        if group.role == Role::Style {
            let (number, mut style) = std::mem::take(&mut self.style);
            style.level = level_of_name(style.name.trim().trim_end_matches(';'));
            self.styles.entry(number).or_insert(style);
        }
        if group.beside.is_some() {
            // The paragraph that ends with the note has the note's properties.
            self.groups.push(group.clone());
            self.close_sink_of(group.beside);
            self.groups.pop();
        }
    }

    fn close_sink(&mut self) {
        let beside = self.groups.iter().rev().find_map(|group| group.beside);
        self.close_sink_of(beside);
    }

    fn close_sink_of(&mut self, beside: Option<Beside>) {
        self.paragraph(End::Text);
        let Some(sink) = self.sinks.pop() else { return };
        let pieces = sink.builder.finish();
        match beside {
            Some(Beside::Note) => self.told.extend(pieces),
            Some(Beside::Comment) => self.comments.extend(texts(pieces)),
            Some(Beside::Margin) | None => self.margins.extend(texts(pieces)),
        }
    }

    /// The first word of a group may say what the group is; whether it did, and has no other meaning.
    fn begin(&mut self, word: &str, starred: bool) -> bool {
        let role = self.group().role;
        // Of a pair of the same text the second is in Unicode: it is read as what is around the pair.
        if word == "ud" && starred {
            let around = self.groups.iter().rev().nth(2).map_or(role, |group| group.role);
            self.group().role = around;
            return true;
        }
        if role == Role::Nothing {
            return true;
        }
        let beside = match word {
            "footnote" => Some(Beside::Note),
            "annotation" => Some(Beside::Comment),
            "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" | "ftnsep"
            | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc" | "aftncn" => Some(Beside::Margin),
            _ => None,
        };
        if beside.is_some() && self.sinks.len() <= DEEPEST_NOTE {
            self.sinks.push(Sink::default());
            let group = self.group();
            *group = Group {
                role: Role::Text,
                beside,
                fallback: group.fallback,
                font: group.font,
                wide_font: group.wide_font,
                ..Group::default()
            };
            return true;
        }
        let new = match word {
            "fonttbl" => Role::Fonts,
            "stylesheet" => Role::Styles,
            "listtext" | "pntext" => Role::Number,
            "pict" => {
                self.picture();
                Role::Nothing
            }
            // The content of these belongs to the document.
            "shpinst" | "shptxt" | "shppict" | "nesttableprops" | "fldrslt" | "result" | "dptxbxtext" | "do" => role,
            "upr" | "colortbl" | "info" | "fldinst" | "objdata" | "objclass" | "objname" | "nonshppict"
            | "nonesttables" | "xe" | "tc" | "rxe" | "txe" | "bkmkstart" | "bkmkend" | "atnid" | "atnauthor" | "sp"
            | "footnote" | "annotation" => Role::Nothing,
            _ if beside.is_some() => Role::Nothing,
            // Whatever a program does not know and that has a star is left out.
            _ if starred => Role::Nothing,
            _ => return false,
        };
        self.group().role = new;
        true
    }

    fn picture(&mut self) {
        // A picture that is part of a style or a list is not one of the document's.
        if self.group().role == Role::Text && !self.group().hidden && !self.group().deleted {
            self.pictures += 1;
            let address = format!("picture-{}", self.pictures);
            self.sink().pictures.push(Piece::Picture {
                alt: String::new(),
                address,
            });
        }
    }

    fn word(&mut self, word: &str, value: Option<i32>) {
        let number = value.unwrap_or(0);
        let on = value != Some(0);
        match word {
            "ansicpg" => self.page = u16::try_from(number).unwrap_or(1252),
            "mac" => self.page = 10000,
            "uc" => self.group().fallback = usize::try_from(number).unwrap_or(1).min(16),
            "u" => self.unit(number),
            "f" => self.group().font = number,
            "fcharset" if self.group().role == Role::Fonts => {
                let font = self.group().font;
                if let Some(page) = page_of(number) {
                    self.fonts.insert(font, page);
                }
            }
            "s" => match self.group().role {
                Role::Style => self.style.0 = number,
                _ => self.group().style = number,
            },
            "sbasedon" => self.style.1.based_on = value,
            "outlinelevel" => {
                let level = u8::try_from(number).ok();
                match self.group().role {
                    Role::Style => self.style.1.outline = level,
                    _ => self.group().outline = level,
                }
            }
            _ if matches!(self.group().role, Role::Text | Role::Number) => self.shown(word, number, on),
            _ => {}
        }
    }

    /// Words that say something of the text.
    fn shown(&mut self, word: &str, number: i32, on: bool) {
        match word {
            "par" | "sect" => self.paragraph(End::Paragraph),
            "cell" => self.paragraph(End::Cell),
            "nestcell" => self.paragraph(End::InnerCell),
            "row" => self.end_row(1),
            "nestrow" => {
                let depth = self.depth().max(2);
                self.end_row(depth);
            }
            "pard" => {
                let group = self.group();
                (group.style, group.outline, group.place) = (0, None, Place::default());
            }
            "intbl" => self.group().place.in_table = on,
            "itap" => self.group().place.depth = usize::try_from(number).ok(),
            "plain" => {
                let group = self.group();
                (group.hidden, group.deleted) = (false, false);
            }
            "v" => self.group().hidden = on,
            "deleted" => self.group().deleted = on,
            "loch" | "hich" => self.group().wide = false,
            "dbch" => self.group().wide = true,
            "af" => {
                let group = self.group();
                if group.wide {
                    group.wide_font = number;
                }
            }
            "line" | "lbr" => self.push('\n'),
            "tab" => self.push('\t'),
            "emdash" => self.push('—'),
            "endash" => self.push('–'),
            "lquote" => self.push('‘'),
            "rquote" => self.push('’'),
            "ldblquote" => self.push('“'),
            "rdblquote" => self.push('”'),
            "bullet" => self.push('•'),
            "emspace" | "enspace" | "qmspace" => self.push(' '),
            _ => self.defines(word, number),
        }
    }

    /// Words that define a row.
    fn defines(&mut self, word: &str, number: i32) {
        if word == "trowd" {
            self.group().row = Rc::default();
            return;
        }
        if !matches!(word, "trleft" | "clmgf" | "clmrg" | "clvmgf" | "clvmrg" | "cellx") {
            return;
        }
        let row = Rc::make_mut(&mut self.group().row);
        match word {
            "trleft" => row.left = number,
            "clmrg" => row.next.left = true,
            "clvmrg" => row.next.above = true,
            "cellx" if row.shape.merged.len() < WIDEST => {
                row.shape.edges.push(number);
                row.shape.merged.push(std::mem::take(&mut row.next));
            }
            _ => {}
        }
    }

    /// A character by its number.
    fn unit(&mut self, number: i32) {
        self.settle();
        let code = (number & 0xFFFF).unsigned_abs();
        let code = u16::try_from(code).unwrap_or(0xFFFD);
        self.skip = self.group().fallback;
        if let Some(half) = self.half.take() {
            match char::decode_utf16([half, code]).next() {
                Some(Ok(c)) => return self.push(c),
                _ => self.push('\u{fffd}'),
            }
        }
        match code {
            0xD800..0xDC00 => self.half = Some(code),
            0xF000..=0xF0FF => {
                if let Some(c) = symbol(u32::from(code)) {
                    self.push(c);
                }
            }
            _ => self.push(char::from_u32(u32::from(code)).unwrap_or('\u{fffd}')),
        }
    }

    /// The code page that bytes are in: that of the font, where it has one of two bytes.
    fn code_page(&self) -> u16 {
        let Some(group) = self.groups.last() else {
            return self.page;
        };
        let of = |font: i32| self.fonts.get(&font).copied();
        if of(group.font) == Some(SYMBOLS) {
            return SYMBOLS;
        }
        [of(group.font), of(group.wide_font), Some(self.page)]
            .into_iter()
            .flatten()
            .find(|page| is_wide(*page))
            .or_else(|| of(group.font))
            .unwrap_or(self.page)
    }

    /// Turns the bytes that were read into characters.
    fn settle(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let page = self.code_page();
        if page == SYMBOLS {
            for byte in bytes {
                if let Some(c) = symbol(0xF000 + u32::from(byte)) {
                    self.push(c);
                }
            }
            return;
        }
        // A text that names a Western code page, as old programs do whatever they write.
        let chinese = || {
            let pairs = !is_wide(page) && bytes.len() >= 2 && bytes.iter().all(|byte| *byte > 0xA0);
            pairs.then(|| decode::code_page(&bytes, 936)).flatten()
        };
        let text = chinese()
            .or_else(|| decode::code_page(&bytes, page))
            .or_else(|| decode::code_page(&bytes, 1252))
            .unwrap_or_else(|| "\u{fffd}".to_owned());
        for c in text.chars() {
            self.push(c);
        }
    }

    fn push(&mut self, c: char) {
        // The second half of a character never came.
        if self.half.take().is_some() {
            self.push('\u{fffd}');
        }
        let group = self.group();
        let (role, hidden, deleted) = (group.role, group.hidden, group.deleted);
        match role {
            Role::Text if deleted => {}
            Role::Text if hidden => self.sink().hidden.push(c),
            Role::Text => self.sink().text.push(c),
            Role::Number => self.sink().number.push(c),
            Role::Style => self.style.1.name.push(c),
            Role::Nothing | Role::Fonts | Role::Styles => {}
        }
    }

    /// How many tables the paragraph is in.
    fn depth(&mut self) -> usize {
        let place = self.group().place;
        let least = usize::from(place.in_table);
        let depth = place.depth.unwrap_or(least).max(least).min(DEEPEST_TABLE);
        // A row that has not ended goes on, whatever its paragraphs say.
        depth.max(usize::from(self.sink().builder.is_in_row()))
    }

    fn end_row(&mut self, depth: usize) {
        let shape = self.group().row.shape();
        let sink = self.sink();
        sink.text.clear();
        sink.builder.at(depth);
        sink.builder.end_row(shape, true);
    }

    fn level(&mut self) -> Option<u8> {
        let (style, own) = (self.group().style, self.group().outline);
        if let Some(own) = own {
            return Some(own).filter(|level| *level < 9).map(|level| (level + 2).min(6));
        }
        let styles = &self.styles;
        std::iter::successors(styles.get(&style), |style| styles.get(&style.based_on?))
            .take(DEEPEST_STYLE)
            .find_map(|style| {
                style
                    .level
                    .or(style.outline.filter(|level| *level < 9).map(|level| level + 1))
            })
            .map(|level| (level + 1).min(6))
    }

    fn paragraph(&mut self, end: End) {
        // The end of the paragraph itself may be deleted; then the next one continues it.
        if end == End::Paragraph && self.group().deleted {
            return;
        }
        let level = self.level();
        let depth = match end {
            End::Cell => 1,
            End::InnerCell => self.depth().max(2),
            End::Paragraph | End::Text => self.depth(),
        };
        let sink = self.sink();
        let text = std::mem::take(&mut sink.text);
        let number = std::mem::take(&mut sink.number);
        let hidden = std::mem::take(&mut sink.hidden);
        let pictures = std::mem::take(&mut sink.pictures);
        let shown = !text.chars().all(unseen);
        if end == End::Text && !shown && pictures.is_empty() {
            self.hidden.extend((!hidden.chars().all(unseen)).then_some(hidden));
            return;
        }
        sink.builder.at(depth);
        if shown || depth == 0 {
            let number = if shown { numbered(&number) } else { String::new() };
            sink.builder.add(Piece::Text {
                level,
                text: number + &text,
            });
        }
        for picture in pictures {
            sink.builder.add(picture);
        }
        if matches!(end, End::Cell | End::InnerCell) {
            sink.builder.end_cell();
        }
        let outside = sink.builder.depth() == 0 && self.sinks.len() == 1;
        self.hidden.extend((!hidden.chars().all(unseen)).then_some(hidden));
        // A note in a cell would be read as part of its figure: it comes after the table.
        if outside {
            for piece in std::mem::take(&mut self.told) {
                self.sink().builder.add(piece);
            }
        }
    }
}

/// The number in front of a paragraph as it is shown; empty for a list's dot.
fn numbered(text: &str) -> String {
    let text = text.trim_matches(unseen);
    if !text.chars().any(char::is_alphanumeric) {
        return String::new();
    }
    let open = text
        .chars()
        .next_back()
        .is_some_and(|c| c.is_alphanumeric() || c == '.');
    let is_circled = text.chars().all(|c| ('①'..='⑳').contains(&c));
    format!("{text}{}", if open && !is_circled { " " } else { "" })
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
