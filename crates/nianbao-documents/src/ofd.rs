//! OFD files (GB/T 33190), the printed pages of Chinese offices: an archive with a text of XML for each page, which gives
//! words and lines with their positions.

use std::collections::BTreeMap;

use nianbao_core::text::Text;

use crate::docx::{optional, part, trouble};
use crate::flow::{Marks, Piece};
use crate::kind::DAMAGED;
use crate::print::{self, MOST_GLYPHS, MOST_PAGES, Sheet, Unreadable};
use crate::taken::Taken;
use crate::xml::Element;
use crate::zip::Archive;
use crate::{Kind, Trouble};

/// Positions are in millimetres.
const POINTS: f64 = 72.0 / 25.4;
/// This many objects, characters and parts of paths are drawn, over all pages.
const MOST_STEPS: usize = 2_000_000;
/// Drawings are in each other at most this deep.
const DEEPEST: usize = 8;

const TOO_LARGE: Trouble = Trouble::hinted(
    "too-large",
    Text::new(
        "OFD 文件过大，不会是一份年度报告。",
        "The OFD file is larger than any annual report.",
    ),
    Text::new(
        "请确认选对了文件；报告在合订本里的，请先单独导出。",
        "Make sure that it is the right file; if the report is part of a larger volume, export it separately.",
    ),
);

const NO_TEXT: Trouble = Trouble::hinted(
    "no-text-layer",
    Text::new(
        "这个 OFD 里没有文字，只有扫描的图片。",
        "This OFD file has no text, only pictures of pages.",
    ),
    Text::new(
        "请使用生成它的 Word 文件（.docx 或 .doc）；没有原文件时，先做文字识别（OCR），存为 .docx，逐格核对后再试。",
        "Use the Word file (.docx or .doc) it was made from; if there is none, use text recognition (OCR), save it as .docx, check every cell, and try that.",
    ),
);

const NO_CHARACTERS: Trouble = Trouble::hinted(
    "no-characters",
    Text::new(
        "这个 OFD 里的文字没有编码，认不出是哪些字。",
        "The text in this OFD file does not say which characters it consists of.",
    ),
    Text::new(
        "请使用生成它的 Word 文件（.docx 或 .doc），或从 Word、WPS 中重新导出 OFD 或 PDF。",
        "Use the Word file (.docx or .doc) it was made from, or export the OFD or a PDF from Word or WPS again.",
    ),
);

const ENCRYPTED: Trouble = Trouble::hinted(
    "encrypted",
    Text::new(
        "这个 OFD 加了密，读不出内容。",
        "This OFD file is encrypted: its content cannot be read.",
    ),
    Text::new(
        "请使用生成它的 Word 文件（.docx 或 .doc），或者在 OFD 阅读器中打开，去掉密码后另存，再试一次。",
        "Use the Word file (.docx or .doc) it was made from, or open it in an OFD reader, save it without the password and try again.",
    ),
);

/// Takes the text and the tables out of an OFD file.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let mut archive = Archive::open(bytes).map_err(trouble)?;
    if archive.has("Encryptions.xml") {
        return Err(ENCRYPTED);
    }
    let root = part(&mut archive, "OFD.xml")?.ok_or(DAMAGED)?;
    let mut printer = Printer {
        archive,
        templates: BTreeMap::new(),
        drawings: BTreeMap::new(),
        sheet: Sheet::default(),
        slanted: Vec::new(),
        left: MOST_STEPS,
    };
    let mut pages = Vec::new();
    let mut glyphs = 0;
    for body in root.elements().filter(|body| body.name == "DocBody") {
        let Some(path) = body.child("DocRoot").map(|path| resolved("", &path.text())) else {
            continue;
        };
        let document = part(&mut printer.archive, &path)?.ok_or(DAMAGED)?;
        printer.open(&document, &path);
        let list = document.child("Pages").into_iter().flat_map(Element::elements);
        for page in list.filter_map(|page| page.get("BaseLoc")) {
            if pages.len() >= MOST_PAGES {
                return Err(TOO_LARGE);
            }
            printer.page(&resolved(&path, page))?;
            glyphs += printer.sheet.len();
            if glyphs > MOST_GLYPHS {
                return Err(TOO_LARGE);
            }
            pages.push(std::mem::take(&mut printer.sheet).printed());
        }
    }
    let mut pieces = print::pieces(pages).map_err(|why| match why {
        Unreadable::Empty => DAMAGED,
        Unreadable::Pictures => NO_TEXT,
        Unreadable::Unknown => NO_CHARACTERS,
    })?;
    printer.slanted.dedup();
    pieces.extend(printer.slanted.into_iter().map(Piece::Aside));
    Ok(Taken::text(Kind::Ofd, Marks::Printed, pieces))
}

/// A place in the archive, given in a part of it: relative to that part's folder, or from the top.
fn resolved(part: &str, place: &str) -> String {
    let place = place.trim();
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = if place.starts_with('/') { "" } else { folder };
    let mut out: Vec<&str> = Vec::new();
    for name in folder.split('/').chain(place.split(['/', '\\'])) {
        match name {
            "" | "." => {}
            ".." => {
                out.pop();
            }
            name => out.push(name),
        }
    }
    out.join("/")
}

/// The way from the coordinates of an object to those of the page.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// Where a step to the right leads.
    right: (f64, f64),
    /// Where a step down leads.
    down: (f64, f64),
    origin: (f64, f64),
}

impl Way {
    const PAGE: Way = Way {
        right: (POINTS, 0.0),
        down: (0.0, POINTS),
        origin: (0.0, 0.0),
    };

    /// The way from an object in these coordinates: first its own matrix, then its place.
    fn into(self, object: &Element) -> Way {
        let place = match numbers(object.get("Boundary")).as_slice() {
            [x, y, ..] => (*x, *y),
            _ => (0.0, 0.0),
        };
        let own = <[f64; 6]>::try_from(numbers(object.get("CTM"))).unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        Way {
            right: self.step((own[0], own[1])),
            down: self.step((own[2], own[3])),
            origin: self.at((own[4] + place.0, own[5] + place.1)),
        }
    }

    fn step(self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.right.0 * x + self.down.0 * y, self.right.1 * x + self.down.1 * y)
    }

    fn at(self, point: (f64, f64)) -> (f64, f64) {
        let (x, y) = self.step(point);
        (x + self.origin.0, y + self.origin.1)
    }

    /// How much larger something high becomes.
    fn height(self) -> f64 {
        self.down.0.hypot(self.down.1)
    }

    /// Whether lines of text run from left to right, as they do in all text but watermarks.
    fn is_level(self) -> bool {
        self.right.0 > 0.0 && self.right.1.abs() < 0.1 * self.right.0
    }
}

/// The pages while they are drawn.
struct Printer<'a> {
    archive: Archive<'a>,
    /// The paths of template pages by their ids, and their content once it was needed.
    templates: BTreeMap<String, (String, Option<Element>)>,
    /// Drawings that pages refer to, by their ids.
    drawings: BTreeMap<String, Element>,
    sheet: Sheet,
    /// Text that runs aslant: watermarks.
    slanted: Vec<String>,
    left: usize,
}

impl Printer<'_> {
    /// Reads what all pages of a document share.
    fn open(&mut self, document: &Element, path: &str) {
        self.templates.clear();
        self.drawings.clear();
        for element in document.child("CommonData").into_iter().flat_map(Element::elements) {
            match element.name.as_str() {
                "TemplatePage" => {
                    let id = element.get("ID").unwrap_or_default().to_owned();
                    let place = resolved(path, element.get("BaseLoc").unwrap_or_default());
                    self.templates.insert(id, (place, None));
                }
                "PublicRes" | "DocumentRes" => self.resources(&resolved(path, &element.text())),
                _ => {}
            }
        }
    }

    /// Adds the drawings in a list of resources.
    fn resources(&mut self, path: &str) {
        let root = optional(&mut self.archive, path);
        let lists = root.iter().flat_map(Element::elements);
        for unit in lists
            .filter(|list| list.name == "CompositeGraphicUnits")
            .flat_map(Element::elements)
        {
            if let (Some(id), Some(content)) = (unit.get("ID"), unit.child("Content")) {
                self.drawings.insert(id.to_owned(), content.clone());
            }
        }
    }

    /// Draws a page.
    fn page(&mut self, path: &str) -> Result<(), Trouble> {
        let page = part(&mut self.archive, path)?.ok_or(DAMAGED)?;
        for resource in page.elements().filter(|element| element.name == "PageRes") {
            self.resources(&resolved(path, &resource.text()));
        }
        for template in page.elements().filter(|element| element.name == "Template") {
            let id = template.get("TemplateID").unwrap_or_default();
            let Some((place, content)) = self.templates.get_mut(id) else {
                continue;
            };
            // It is taken out while it is drawn.
            let (place, content) = (std::mem::take(place), content.take());
            let content = content.or_else(|| optional(&mut self.archive, &place));
            let drawn = content.as_ref().map_or(Ok(()), |content| self.content(content));
            self.templates.insert(id.to_owned(), (place, content));
            drawn?;
        }
        self.content(&page)
    }

    fn content(&mut self, page: &Element) -> Result<(), Trouble> {
        let layers = page.child("Content").into_iter().flat_map(Element::elements);
        for layer in layers.filter(|layer| layer.name == "Layer") {
            self.objects(layer, Way::PAGE, 0)?;
        }
        Ok(())
    }

    /// Counts something drawn.
    fn step(&mut self) -> Result<(), Trouble> {
        self.left = self.left.checked_sub(1).ok_or(TOO_LARGE)?;
        Ok(())
    }

    fn objects(&mut self, parent: &Element, way: Way, depth: usize) -> Result<(), Trouble> {
        for object in parent.elements() {
            self.step()?;
            if object.get("Visible") == Some("false") || depth > DEEPEST {
                continue;
            }
            match object.name.as_str() {
                "TextObject" => self.text(object, way.into(object))?,
                "PathObject" => self.path(object, way.into(object))?,
                "PageBlock" => self.objects(object, way, depth + 1)?,
                "CompositeObject" => {
                    let id = object.get("ResourceID").unwrap_or_default();
                    // It is taken out while it is drawn, so a drawing that has itself in it is drawn once.
                    if let Some(content) = self.drawings.remove(id) {
                        let drawn = self.objects(&content, way.into(object), depth + 1);
                        self.drawings.insert(id.to_owned(), content);
                        drawn?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Draws words. Each character is moved on from the one before it, usually by a number in the file.
    fn text(&mut self, object: &Element, way: Way) -> Result<(), Trouble> {
        let number = |element: &Element, name: &str| element.get(name).and_then(|text| text.trim().parse::<f64>().ok());
        let size = number(object, "Size").unwrap_or(0.0);
        let wide = number(object, "HScale").unwrap_or(1.0);
        let tall = size * way.height();
        let (mut x, mut y) = (0.0, 0.0);
        for code in object.elements().filter(|element| element.name == "TextCode") {
            x = number(code, "X").unwrap_or(x);
            y = number(code, "Y").unwrap_or(y);
            let text = code.text();
            let text = text.trim_matches(['\n', '\r']);
            if !way.is_level() {
                let text = text.trim();
                self.slanted.extend((!text.is_empty()).then(|| text.to_owned()));
                continue;
            }
            let count = text.chars().count();
            let (across, down) = (deltas(code.get("DeltaX"), count), deltas(code.get("DeltaY"), count));
            let mut at = (x, y);
            for (index, c) in text.chars().enumerate() {
                self.step()?;
                match c {
                    '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. | '\u{fffd}' => self.sheet.unknown(way.at(at), tall),
                    c if c.is_control() => {}
                    c => self.sheet.glyph(c.encode_utf8(&mut [0; 4]), way.at(at), tall),
                }
                // Where the file says nothing, a character takes as much room as its font gives it: about half of
                // its size or all of it.
                let usual = if c.is_ascii() { 0.5 } else { 1.0 } * wide * size;
                let moved = |list: &[f64]| list.get(index).or(list.last()).copied();
                let usual = if down.is_empty() { usual } else { 0.0 };
                at.0 += moved(&across).unwrap_or(usual);
                at.1 += moved(&down).unwrap_or(0.0);
            }
        }
        Ok(())
    }

    /// Draws a path: strokes are lines, and so are areas that are thin enough.
    fn path(&mut self, object: &Element, way: Way) -> Result<(), Trouble> {
        let strokes = object.get("Stroke") != Some("false");
        let Some(data) = object.child("AbbreviatedData").map(Element::text) else {
            return Ok(());
        };
        let mut words = data
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|word| !word.is_empty());
        let (mut start, mut at) = ((0.0, 0.0), (0.0, 0.0));
        // The corners of the area so far.
        let mut area: Option<((f64, f64), (f64, f64))> = None;
        while let Some(word) = words.next() {
            self.step()?;
            let mut number = || {
                words
                    .next()
                    .and_then(|word| word.parse::<f64>().ok())
                    .unwrap_or(f64::NAN)
            };
            // The numbers before the end point: those of curves are other points, those of arcs are not.
            let skipped = match word {
                "S" | "M" | "L" | "C" => 0,
                "Q" => 2,
                "B" => 4,
                "A" => 5,
                _ => continue,
            };
            for _ in 0..skipped {
                number();
            }
            let end = if word == "C" {
                start
            } else {
                let (x, y) = (number(), number());
                way.at((x, y))
            };
            if matches!(word, "S" | "M") {
                self.area(area.take(), strokes);
                start = end;
                area = Some((end, end));
            } else {
                // A curve is no line of a table, but it may be the round corner of one.
                if strokes && skipped == 0 {
                    self.sheet.shape(at, end);
                }
                area = area.map(|((x0, y0), (x1, y1))| {
                    let (x, y) = end;
                    ((x0.min(x), y0.min(y)), (x1.max(x), y1.max(y)))
                });
            }
            at = end;
        }
        self.area(area, strokes);
        Ok(())
    }

    fn area(&mut self, area: Option<((f64, f64), (f64, f64))>, strokes: bool) {
        if let Some((from, to)) = area.filter(|_| !strokes) {
            self.sheet.shape(from, to);
        }
    }
}

fn numbers(text: Option<&str>) -> Vec<f64> {
    let words = text.unwrap_or_default().split_whitespace().take(8);
    words.filter_map(|word| word.parse().ok()).collect()
}

/// The distances between characters: `g 3 5.6` means three times 5.6.
fn deltas(text: Option<&str>, count: usize) -> Vec<f64> {
    let mut out = Vec::new();
    let mut words = text.unwrap_or_default().split_whitespace();
    while let Some(word) = words.next() {
        let (often, word) = if word == "g" {
            let often = words.next().and_then(|often| often.parse().ok()).unwrap_or(1_usize);
            (often, words.next().unwrap_or_default())
        } else {
            (1, word)
        };
        let Ok(delta) = word.parse::<f64>() else { break };
        let often = often.min(count.saturating_sub(out.len()));
        out.extend(std::iter::repeat_n(delta, often));
        if out.len() >= count {
            break;
        }
    }
    out
}

#[cfg(test)]
pub(crate) mod tests;
