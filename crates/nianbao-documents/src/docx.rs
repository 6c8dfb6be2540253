//! Reads Word files as they appear on paper with tracked changes accepted, as written by Word and WPS.

mod flat;
mod lists;
mod styles;
#[cfg(test)]
pub(crate) mod tests;

use std::collections::BTreeMap;

use nianbao_core::text::Text;

use crate::flow::{Cell, Marks, Piece, unseen};
use crate::kind::DAMAGED;
use crate::taken::Taken;
use crate::word::numbering::Numbering;
use crate::word::symbol;
use crate::xml::{self, Element, Node};
use crate::zip::{Archive, Broken};
use crate::{Kind, PROPERTY, Trouble, decode};
pub(crate) use flat::{is_flat, take as take_flat};
use styles::Styles;

/// The style of a paragraph that represents a picture in a file written here: its address, a line break, its
/// alternative text.
pub(crate) const PICTURE_STYLE: &str = "NianbaoPicture";

const TOO_LARGE: Trouble = Trouble::hinted(
    "too-large",
    Text::new(
        "文件解压后过大，不会是一份年度报告。",
        "The file unpacks to more than any annual report needs.",
    ),
    Text::new(
        "请确认选对了文件；里面有很大的图片时，删去图片后另存再试。",
        "Make sure that it is the right file; if it has very large pictures, remove them, save it and try again.",
    ),
);

/// The error for a part that cannot be read.
pub(crate) fn trouble(broken: Broken) -> Trouble {
    match broken {
        Broken::Damaged => DAMAGED,
        Broken::Encrypted => crate::kind::ENCRYPTED,
        Broken::TooLarge => TOO_LARGE,
    }
}

/// A part as a tree; `None` if the file has no such part.
pub(crate) fn part(archive: &mut Archive<'_>, name: &str) -> Result<Option<Element>, Trouble> {
    let Some(bytes) = archive.part(name).map_err(trouble)? else {
        return Ok(None);
    };
    let text = decode::text(&bytes).map_err(|_| DAMAGED)?;
    xml::parse(&text).map(Some).ok_or(DAMAGED)
}

/// A part that is not essential: if it is broken, it is treated as missing.
pub(crate) fn optional(archive: &mut Archive<'_>, name: &str) -> Option<Element> {
    part(archive, name).ok().flatten()
}

/// Takes the text out of a Word file.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let mut archive = Archive::open(bytes).map_err(trouble)?;
    let main = main_part(&mut archive);
    let document = part(&mut archive, &main)?.ok_or(DAMAGED)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let name = main.rsplit('/').next().unwrap_or_default();
    let links = links(&mut archive, &format!("{folder}/_rels/{name}.rels"));
    let own = properties(&mut archive);
    let mut beside = |kind: &str, usual: &str| {
        let target = links
            .values()
            .find(|link| link.kind == kind)
            .map_or_else(|| usual.to_owned(), |link| link.target.clone());
        let path = target
            .strip_prefix('/')
            .map_or_else(|| format!("{folder}/{target}"), str::to_owned);
        optional(&mut archive, &path)
    };
    let styles = Styles::read(beside("styles", "styles.xml").as_ref());
    let numbering = lists::numbering(beside("numbering", "numbering.xml").as_ref());
    let notes = |root: Option<Element>| -> BTreeMap<String, Element> {
        root.into_iter()
            .flat_map(|root| root.children)
            .filter_map(|child| match child {
                // The separators between text and notes are stored as notes too, with types of their own.
                Node::Element(note) if note.get("type").is_none_or(|kind| kind == "normal") => {
                    Some((note.get("id")?.to_owned(), note))
                }
                _ => None,
            })
            .collect()
    };
    let footnotes = notes(beside("footnotes", "footnotes.xml"));
    let endnotes = notes(beside("endnotes", "endnotes.xml"));
    let comments = beside("comments", "comments.xml");
    let margins: Vec<Element> = links
        .values()
        .filter(|link| matches!(link.kind.as_str(), "header" | "footer"))
        .map(|link| format!("{folder}/{}", link.target))
        .filter_map(|path| optional(&mut archive, &path))
        .collect();

    let body = document.child("body").ok_or(DAMAGED)?.clone();
    let comments = comments.iter().flat_map(Element::elements).cloned().collect();
    Ok(shown(Parts {
        kind: Kind::Docx,
        own,
        body,
        styles,
        numbering,
        links,
        footnotes,
        endnotes,
        comments,
        margins,
    }))
}

/// The parts of a Word file, however it is packed.
struct Parts {
    kind: Kind,
    /// The front matter that a file written here carries.
    own: Option<String>,
    body: Element,
    styles: Styles,
    numbering: Numbering,
    links: BTreeMap<String, Link>,
    footnotes: BTreeMap<String, Element>,
    endnotes: BTreeMap<String, Element>,
    comments: Vec<Element>,
    margins: Vec<Element>,
}

fn shown(parts: Parts) -> Taken {
    let Parts {
        kind,
        own,
        body,
        comments,
        margins,
        ..
    } = parts;
    let marks = if own.is_some() { Marks::Own } else { Marks::Foreign };
    let mut reader = Reader {
        marks,
        styles: parts.styles,
        numbering: parts.numbering,
        links: parts.links,
        footnotes: parts.footnotes,
        endnotes: parts.endnotes,
        told: Vec::new(),
        in_note: false,
        hidden: Vec::new(),
        joined: None,
        fields: Vec::new(),
    };
    let mut main = Vec::new();
    reader.blocks(&body, &mut main);
    reader.finish(&mut main);
    let mut asides = Vec::new();
    // Comments are not part of the text, but they are reported as unplaced: a draft with comments is not a finished
    // report.
    for comment in &comments {
        let mut pieces = Vec::new();
        reader.blocks(comment, &mut pieces);
        reader.finish(&mut pieces);
        for piece in pieces {
            if let Piece::Text { text, .. } | Piece::Aside(text) = piece
                && !text.chars().all(unseen)
            {
                asides.push(text.trim_matches(unseen).to_owned());
            }
        }
    }
    // Text repeated on every page, such as page numbers, is not part of the report.
    let mut seen: Vec<String> = Vec::new();
    for margin in margins {
        let mut pieces = Vec::new();
        reader.blocks(&margin, &mut pieces);
        reader.finish(&mut pieces);
        for piece in pieces {
            if let Piece::Text { text, .. } | Piece::Aside(text) = piece
                && marks == Marks::Foreign
                && text.chars().any(char::is_alphabetic)
                && !seen.contains(&text)
            {
                asides.push(text.trim_matches(unseen).to_owned());
                seen.push(text);
            }
        }
    }
    Taken::text(kind, marks, main)
        .with_front_matter(own.filter(|toml| !toml.is_empty()))
        .with_asides(asides)
}

/// The name of the main part: as the package's relations say, or else the name that Word uses.
fn main_part(archive: &mut Archive<'_>) -> String {
    let links = links(archive, "_rels/.rels");
    links
        .into_values()
        .find(|link| link.kind == "officeDocument")
        .map(|link| link.target.trim_start_matches('/').to_owned())
        .filter(|target| archive.has(target))
        .unwrap_or_else(|| "word/document.xml".to_owned())
}

/// A relation of a part to another part.
#[derive(Debug)]
pub(crate) struct Link {
    /// The last segment of the relation's type: `styles`, `image`.
    pub(crate) kind: String,
    pub(crate) target: String,
}

pub(crate) fn links(archive: &mut Archive<'_>, name: &str) -> BTreeMap<String, Link> {
    let Some(root) = optional(archive, name) else {
        return BTreeMap::new();
    };
    root.elements()
        .filter_map(|link| {
            let kind = link.get("Type")?.rsplit('/').next()?.to_owned();
            let target = link.get("Target")?.to_owned();
            Some((link.get("Id")?.to_owned(), Link { kind, target }))
        })
        .collect()
}

/// The front matter stored in a file written here.
pub(crate) fn properties(archive: &mut Archive<'_>) -> Option<String> {
    let root = optional(archive, "docProps/custom.xml")?;
    root.elements()
        .find(|property| property.get("name") == Some(PROPERTY))
        .map(|property| xml::unescaped(&property.text()))
}

struct Reader {
    marks: Marks,
    styles: Styles,
    numbering: Numbering,
    links: BTreeMap<String, Link>,
    footnotes: BTreeMap<String, Element>,
    endnotes: BTreeMap<String, Element>,
    /// The notes that the current paragraph refers to.
    told: Vec<Element>,
    /// Whether a note is being read: notes it refers to wait until it ends.
    in_note: bool,
    /// Text that is set to be hidden.
    hidden: Vec<String>,
    /// A paragraph whose end was deleted: the next one continues it.
    joined: Option<Piece>,
    /// The open fields, each with whether its result has begun.
    fields: Vec<bool>,
}

/// The content of a paragraph.
#[derive(Default)]
struct Line {
    text: String,
    /// Pictures and text boxes, which are placed after the paragraph.
    behind: Vec<Piece>,
}

impl Reader {
    /// Reads the content of a body, a cell, a text box or a note.
    fn blocks(&mut self, parent: &Element, out: &mut Vec<Piece>) {
        for element in parent.elements() {
            match element.name.as_str() {
                "p" => self.paragraph(element, out),
                "tbl" => {
                    let rows = self.table(element);
                    out.push(Piece::Table(rows));
                    self.notes(out);
                }
                // Deleted, moved elsewhere, or page layout.
                "del" | "moveFrom" | "sectPr" | "tcPr" | "sdtPr" | "sdtEndPr" | "pPr" => {}
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.blocks(choice, out);
                    }
                }
                // Content controls, custom XML, insertions: their content belongs to the document.
                _ => self.blocks(element, out),
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<Piece>) {
        out.extend(self.joined.take());
        for text in std::mem::take(&mut self.hidden) {
            out.push(Piece::Aside(text));
        }
        self.fields.clear();
    }

    /// Adds the notes that were referred to, after the text that refers to them.
    fn notes(&mut self, out: &mut Vec<Piece>) {
        if std::mem::replace(&mut self.in_note, true) {
            return;
        }
        while !self.told.is_empty() {
            for note in std::mem::take(&mut self.told) {
                self.blocks(&note, out);
            }
        }
        self.in_note = false;
    }

    fn paragraph(&mut self, element: &Element, out: &mut Vec<Piece>) {
        let properties = element.child("pPr");
        let mut line = Line::default();
        self.runs(element, &mut line);
        let style = properties.and_then(|p| p.value("pStyle"));
        if style == Some(PICTURE_STYLE) && self.marks == Marks::Own {
            let (address, alt) = line.text.split_once('\n').unwrap_or((&line.text, ""));
            out.push(Piece::Picture {
                alt: alt.to_owned(),
                address: address.to_owned(),
            });
            return;
        }
        let numbered = self
            .numbering
            .text(self.styles.numbering(style, properties), !line.text.chars().all(unseen));
        let text = match &numbered {
            Some(number) => format!("{number}{}", line.text),
            None => line.text,
        };
        let level = self.styles.level(style, properties);
        let piece = match self.joined.take() {
            Some(Piece::Text { level, text: before }) => Piece::Text {
                level,
                text: before + &text,
            },
            _ => Piece::Text { level, text },
        };
        // The end of the paragraph itself may be deleted.
        let goes_on = properties
            .and_then(|p| p.child("rPr"))
            .is_some_and(|mark| mark.child("del").is_some() || mark.child("moveFrom").is_some());
        if goes_on {
            self.joined = Some(piece);
        } else {
            out.push(piece);
        }
        out.append(&mut line.behind);
        self.notes(out);
    }

    /// Reads the runs of a paragraph, at any depth.
    fn runs(&mut self, parent: &Element, line: &mut Line) {
        for element in parent.elements() {
            match element.name.as_str() {
                "r" => self.run(element, line),
                "del" | "moveFrom" | "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "rt" | "fldData" => {}
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.runs(choice, line);
                    }
                }
                // Formulas keep their text in `m:t`.
                "t" => self.words(element, line),
                "txbxContent" | "drawing" | "pict" | "object" => self.drawn(element, line),
                _ => self.runs(element, line),
            }
        }
    }

    fn words(&self, element: &Element, line: &mut Line) {
        let text = element.text();
        match self.marks {
            Marks::Own => line.text.push_str(&xml::unescaped(&text)),
            _ => line.text.push_str(&text),
        }
    }

    fn run(&mut self, run: &Element, line: &mut Line) {
        let is_hidden = run
            .child("rPr")
            .and_then(|properties| properties.child("vanish"))
            .is_some_and(is_on);
        let start = line.text.len();
        for element in run.elements() {
            match element.name.as_str() {
                "fldChar" => match element.get("fldCharType") {
                    Some("begin") => self.fields.push(false),
                    Some("separate") => {
                        if let Some(begun) = self.fields.last_mut() {
                            *begun = true;
                        }
                    }
                    Some("end") => {
                        self.fields.pop();
                    }
                    _ => {}
                },
                // Between the beginning of a field and its result are instructions.
                _ if self.fields.last() == Some(&false) => {}
                "t" => self.words(element, line),
                "tab" | "ptab" => line.text.push('\t'),
                "br" => match element.get("type") {
                    Some("page" | "column") => {}
                    _ => line.text.push('\n'),
                },
                "cr" => line.text.push('\n'),
                "noBreakHyphen" => line.text.push('-'),
                "sym" => line.text.extend(
                    element
                        .get("char")
                        .and_then(|code| u32::from_str_radix(code, 16).ok())
                        .and_then(symbol),
                ),
                "footnoteReference" => self.told.extend(note(&mut self.footnotes, element)),
                "endnoteReference" => self.told.extend(note(&mut self.endnotes, element)),
                "drawing" | "pict" | "object" => self.drawn(element, line),
                "AlternateContent" => {
                    if let Some(choice) = element.child("Choice").or_else(|| element.child("Fallback")) {
                        self.runs(choice, line);
                    }
                }
                "ruby" => {
                    if let Some(base) = element.child("rubyBase") {
                        self.runs(base, line);
                    }
                }
                _ => {}
            }
        }
        if is_hidden {
            let text = line.text.split_off(start);
            if !text.chars().all(unseen) {
                self.hidden.push(text);
            }
        }
    }

    /// A drawing: text boxes with their text, pictures with their alternative text and address.
    fn drawn(&mut self, element: &Element, line: &mut Line) {
        if element.name == "txbxContent" {
            self.blocks(element, &mut line.behind);
            return;
        }
        if matches!(element.name.as_str(), "blip" | "imagedata") {
            return;
        }
        let image = |element: &Element| {
            let id = element
                .find("blip")
                .and_then(|blip| blip.get("embed").or_else(|| blip.get("link")))
                .or_else(|| element.find("imagedata").and_then(|data| data.get("id")))?;
            self.links.get(id).map(|link| link.target.clone())
        };
        if matches!(element.name.as_str(), "drawing" | "pict" | "object")
            && element.find("txbxContent").is_none()
            && let Some(address) = image(element)
        {
            let alt = element
                .find("docPr")
                .and_then(|shown| shown.get("descr").filter(|words| !words.is_empty()))
                .or_else(|| element.find("shape").and_then(|shape| shape.get("alt")))
                .unwrap_or_default();
            line.behind.push(Piece::Picture {
                alt: alt.trim().to_owned(),
                address,
            });
            return;
        }
        for child in element.elements() {
            match child.name.as_str() {
                "AlternateContent" => {
                    if let Some(choice) = child.child("Choice").or_else(|| child.child("Fallback")) {
                        self.drawn(choice, line);
                    }
                }
                _ => self.drawn(child, line),
            }
        }
    }

    fn table(&mut self, table: &Element) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        gather(table, "tr", &mut rows);
        let mut out: Vec<Vec<Cell>> = Vec::with_capacity(rows.len());
        // For each column, the cell that may span into the next row: its row, its index in that row, its width.
        let mut open: BTreeMap<usize, (usize, usize, usize)> = BTreeMap::new();
        for row in rows {
            let properties = row.child("trPr");
            if properties.is_some_and(|p| p.child("del").is_some()) {
                continue;
            }
            let number = |name: &str| -> usize {
                properties
                    .and_then(|p| p.value(name))
                    .and_then(|value| value.parse().ok())
                    .unwrap_or(0)
                    .min(usize::from(u16::MAX))
            };
            let at = out.len();
            let mut line: Vec<Cell> = Vec::new();
            let mut column = 0;
            let skipped = number("gridBefore");
            if skipped > 0 {
                line.push(blank(skipped));
                column += skipped;
            }
            let mut cells = Vec::new();
            gather(row, "tc", &mut cells);
            let mut still_open = BTreeMap::new();
            for cell in cells {
                let properties = cell.child("tcPr");
                let width = properties
                    .and_then(|p| p.value("gridSpan"))
                    .and_then(|value| value.parse::<usize>().ok())
                    .unwrap_or(1)
                    .clamp(1, usize::from(u16::MAX));
                let mut pieces = Vec::new();
                self.blocks(cell, &mut pieces);
                pieces.extend(self.joined.take());
                // Merged with the cell to its left, as old programs do it.
                let merged_left = properties
                    .and_then(|p| p.child("hMerge"))
                    .is_some_and(|merge| merge.get("val").is_none_or(|val| val == "continue"));
                if merged_left && let Some(last) = line.last_mut() {
                    last.columns = last.columns.saturating_add(u16::try_from(width).unwrap_or(u16::MAX));
                    last.pieces.extend(pieces);
                    column += width;
                    continue;
                }
                let merge = properties.and_then(|p| p.child("vMerge"));
                let continues = merge.is_some_and(|merge| merge.get("val").is_none_or(|val| val == "continue"));
                if continues
                    && let Some((top, place, known)) = open.get(&column).copied()
                    && known == width
                    && let Some(above) = out.get_mut(top).and_then(|row: &mut Vec<Cell>| row.get_mut(place))
                {
                    above.rows = above.rows.saturating_add(1);
                    // Word does not show the content of a cell that another cell spans.
                    self.hidden.extend(pieces.into_iter().filter_map(|piece| match piece {
                        Piece::Text { text, .. } if !text.chars().all(unseen) => Some(text),
                        _ => None,
                    }));
                    still_open.insert(column, (top, place, known));
                } else {
                    if merge.is_some() {
                        still_open.insert(column, (at, line.len(), width));
                    }
                    line.push(Cell {
                        pieces,
                        columns: u16::try_from(width).unwrap_or(u16::MAX),
                        rows: 1,
                    });
                }
                column += width;
            }
            open = still_open;
            out.push(line);
        }
        out
    }
}

fn blank(columns: usize) -> Cell {
    Cell {
        pieces: Vec::new(),
        columns: u16::try_from(columns).unwrap_or(u16::MAX),
        rows: 1,
    }
}

/// Collects the rows of a table or the cells of a row, including those in content controls and insertions.
fn gather<'a>(parent: &'a Element, name: &str, out: &mut Vec<&'a Element>) {
    for element in parent.elements() {
        match element.name.as_str() {
            found if found == name => out.push(element),
            "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "smartTag" => gather(element, name, out),
            _ => {}
        }
    }
}

/// The note referred to, the first time only: Word has one reference to each note, and a note that refers to itself
/// would never end.
fn note(notes: &mut BTreeMap<String, Element>, reference: &Element) -> Option<Element> {
    notes.remove(reference.get("id")?)
}

/// Whether a toggle property is on.
fn is_on(property: &Element) -> bool {
    !matches!(property.get("val"), Some("0" | "false" | "off"))
}
