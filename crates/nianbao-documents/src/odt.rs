//! OpenDocument texts (`.odt`), read as they look on paper, with tracked changes accepted, as
//! written by LibreOffice and WPS.

use std::collections::{BTreeMap, BTreeSet};

use nianbao_core::text::Text;

use crate::docx::{optional, part, trouble};
use crate::flow::{Cell, Marks, Piece, unseen};
use crate::kind::DAMAGED;
use crate::taken::Taken;
use crate::word::numbering::{LEVELS, Level, List, Listed, Numbering};
use crate::word::{level_of_name, symbol};
use crate::xml::{Element, Node};
use crate::zip::Archive;
use crate::{Kind, Trouble};

/// Cells and rows are repeated this far in a whole file, counted in cells and in pieces of text of [`PIECE`] bytes. A Word
/// file with this many is small enough to be read again.
const MOST_REPEATED: usize = 8_000;
const PIECE: usize = 64;
/// Columns that are repeated are read this far; the form's widest table has 15.
const WIDEST: usize = 256;
/// Styles are based on each other at most this deep.
const DEEPEST_STYLE: usize = 16;
/// Spaces in a row are read this far.
const MOST_SPACES: usize = 256;

const ENCRYPTED: Trouble = Trouble::hinted(
    "encrypted",
    Text::new(
        "这个 OpenDocument 文件加了密码，读不出内容。",
        "This OpenDocument file is protected by a password: its content cannot be read.",
    ),
    Text::new(
        "请在 LibreOffice 或 WPS 中打开，去掉密码后另存，再试一次。",
        "Open it in LibreOffice or WPS, save it without the password and try again.",
    ),
);

/// Opens a file of OpenDocument, unless it needs a password.
pub(crate) fn open(bytes: &[u8]) -> Result<Archive<'_>, Trouble> {
    let mut archive = Archive::open(bytes).map_err(trouble)?;
    // A file with a password says so in its list of parts; the parts themselves are then not XML.
    let list = optional(&mut archive, "META-INF/manifest.xml");
    if list.is_some_and(|list| list.find("encryption-data").is_some()) {
        return Err(ENCRYPTED);
    }
    Ok(archive)
}

/// Takes the text out of an OpenDocument file.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let mut archive = open(bytes)?;
    let content = part(&mut archive, "content.xml")?.ok_or(DAMAGED)?;
    let common = optional(&mut archive, "styles.xml");
    let body = content
        .child("body")
        .and_then(|body| body.child("text"))
        .ok_or(DAMAGED)?;
    let mut reader = Reader::new(&content, common.as_ref());
    let mut main = Vec::new();
    reader.blocks(body, Place::default(), &mut main);
    main.extend(reader.hidden.drain(..).map(Piece::Aside));
    let mut asides = std::mem::take(&mut reader.comments);
    // Headers and footers are not part of the report, nor are page numbers.
    let mut seen = BTreeSet::new();
    let margins = common.iter().filter_map(|root| root.child("master-styles"));
    for page in margins.flat_map(Element::elements).flat_map(Element::elements) {
        let mut pieces = Vec::new();
        reader.blocks(page, Place::default(), &mut pieces);
        for piece in pieces {
            if let Piece::Text { text, .. } = piece
                && text.chars().any(char::is_alphabetic)
                && seen.insert(text.clone())
            {
                asides.push(text.trim_matches(unseen).to_owned());
            }
        }
    }
    Ok(Taken::text(Kind::Odt, Marks::Foreign, main).with_asides(asides))
}

/// The properties of a paragraph or of characters in a style.
#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    level: Option<u8>,
    hidden: Option<bool>,
    list: Option<String>,
}

/// The list that a block is in.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    listed: Listed,
    /// Whether the next paragraph is the one that has the number.
    first: bool,
}

struct Reader {
    styles: BTreeMap<String, Style>,
    /// The lists by the names of their styles, and the one that numbers headings.
    lists: BTreeMap<String, u32>,
    outline: Option<u32>,
    numbering: Numbering,
    /// Marked regions of inserted and deleted text; deleted text is stored elsewhere.
    hidden: Vec<String>,
    comments: Vec<String>,
    /// The parts to which the current paragraph refers.
    told: Vec<Piece>,
    /// What is left of [`MOST_REPEATED`].
    left: usize,
}

/// The text of a paragraph so far.
#[derive(Debug, Default)]
struct Line {
    text: String,
    hidden: String,
    behind: Vec<Piece>,
    /// Spaces at the beginning and after others show nothing.
    space: bool,
}

impl Line {
    fn push(&mut self, text: &str, shown: bool) {
        for c in text.chars() {
            let is_space = matches!(c, ' ' | '\t' | '\n' | '\r');
            if is_space && self.space {
                continue;
            }
            self.space = is_space;
            match u32::from(c) {
                _ if is_space => self.sign(' ', shown),
                // Signs of symbol fonts are written as text.
                code @ 0xF000..=0xF0FF => {
                    if let Some(c) = symbol(code) {
                        self.sign(c, shown);
                    }
                }
                _ => self.sign(c, shown),
            }
        }
    }

    fn sign(&mut self, c: char, shown: bool) {
        if shown {
            self.text.push(c);
        } else {
            self.hidden.push(c);
        }
    }
}

impl Reader {
    fn new(content: &Element, common: Option<&Element>) -> Reader {
        let mut styles = BTreeMap::new();
        let mut lists: BTreeMap<u32, List> = BTreeMap::new();
        let mut names = BTreeMap::new();
        let mut outline = None;
        let groups = common.into_iter().chain([content]).flat_map(Element::elements);
        for element in groups
            .filter(|group| matches!(group.name.as_str(), "styles" | "automatic-styles"))
            .flat_map(Element::elements)
        {
            match element.name.as_str() {
                "style" => {
                    let shown = element.get("display-name").or_else(|| element.get("name"));
                    let level = shown.and_then(|name| level_of_name(&name.replace("_20_", " ")));
                    let outline = element
                        .get("default-outline-level")
                        .and_then(|level| level.parse().ok());
                    let hidden = element
                        .child("text-properties")
                        .and_then(|properties| properties.get("display"))
                        .map(|display| display == "none");
                    let style = Style {
                        based_on: element.get("parent-style-name").map(str::to_owned),
                        level: level.or(outline.filter(|level: &u8| (1..=9).contains(level))),
                        hidden,
                        list: element.get("list-style-name").map(str::to_owned),
                    };
                    styles.insert(element.get("name").unwrap_or_default().to_owned(), style);
                }
                "list-style" | "outline-style" => {
                    let id = u32::try_from(lists.len() + 1).unwrap_or(u32::MAX);
                    lists.insert(id, list(id, element));
                    if element.name == "outline-style" {
                        outline = Some(id);
                    } else {
                        names.insert(element.get("name").unwrap_or_default().to_owned(), id);
                    }
                }
                _ => {}
            }
        }
        Reader {
            styles,
            lists: names,
            outline,
            numbering: Numbering::new(lists),
            hidden: Vec::new(),
            comments: Vec::new(),
            told: Vec::new(),
            left: MOST_REPEATED,
        }
    }

    /// A style and those that it is based on, nearest first.
    fn chain<'a>(&'a self, name: Option<&str>) -> impl Iterator<Item = &'a Style> {
        let first = name.and_then(|name| self.styles.get(name));
        std::iter::successors(first, |style| self.styles.get(style.based_on.as_ref()?)).take(DEEPEST_STYLE)
    }

    /// Reads the content of a text, a section, a cell or a list.
    fn blocks(&mut self, parent: &Element, place: Place, out: &mut Vec<Piece>) {
        let mut place = place;
        for element in parent.elements() {
            match element.name.as_str() {
                "p" | "h" => {
                    self.paragraph(element, place, out);
                    place.first = false;
                }
                "list" => {
                    let deeper = place.listed.level.map_or(0, |level| (level + 1).min(LEVELS - 1));
                    let named = element.get("style-name").and_then(|name| self.lists.get(name)).copied();
                    let listed = Listed {
                        list: named.or(place.listed.list),
                        level: Some(deeper),
                    };
                    self.blocks(element, Place { listed, first: false }, out);
                }
                "list-item" => self.blocks(element, Place { first: true, ..place }, out),
                "table" => {
                    let rows = self.table(element);
                    out.push(Piece::Table(rows));
                    out.append(&mut self.told);
                }
                // Deleted text, and elements with facts about the text.
                "tracked-changes"
                | "sequence-decls"
                | "variable-decls"
                | "user-field-decls"
                | "forms"
                | "table-of-content-source" => {}
                "annotation" => self.comment(element),
                "frame" | "g" | "custom-shape" | "rect" => {
                    let mut line = Line::default();
                    self.drawn(element, &mut line);
                    out.append(&mut line.behind);
                }
                // Sections, headers of lists, contents.
                _ => self.blocks(element, place, out),
            }
        }
    }

    fn comment(&mut self, element: &Element) {
        for paragraph in element
            .elements()
            .filter(|child| matches!(child.name.as_str(), "p" | "list"))
        {
            let text = paragraph.text();
            let text = text.trim_matches(unseen);
            if !text.is_empty() {
                self.comments.push(text.to_owned());
            }
        }
    }

    fn paragraph(&mut self, element: &Element, place: Place, out: &mut Vec<Piece>) {
        let style = element.get("style-name");
        let mut line = Line {
            space: true,
            ..Line::default()
        };
        let shown = !self.chain(style).find_map(|style| style.hidden).unwrap_or(false);
        self.inline(element, shown, &mut line);
        let outline: Option<u8> = (element.name == "h")
            .then(|| element.get("outline-level")?.parse().ok())
            .flatten();
        let level = match outline {
            Some(level) => Some((level.saturating_add(1)).clamp(2, 6)),
            None => self
                .chain(style)
                .find_map(|style| style.level)
                .map(|level| (level + 1).min(6)),
        };
        let filled = !line.text.chars().all(unseen);
        // A heading counts with the others, unless it is in a list of its own.
        let listed = match (place.listed.list, outline) {
            (Some(_), _) if place.first => Some(place.listed),
            (None, Some(level)) => {
                let own = self.chain(style).find_map(|style| style.list.as_deref());
                let list = own.and_then(|name| self.lists.get(name).copied()).or(self.outline);
                Some(Listed {
                    list,
                    level: Some(usize::from(level.saturating_sub(1))),
                })
            }
            _ => None,
        };
        let number = listed
            .and_then(|listed| self.numbering.text(listed, filled))
            .unwrap_or_default();
        out.push(Piece::Text {
            level,
            text: number + line.text.trim_end_matches(' '),
        });
        out.append(&mut line.behind);
        self.hidden
            .extend((!line.hidden.chars().all(unseen)).then_some(line.hidden));
        if place.listed.list.is_none() || !self.told.is_empty() {
            out.append(&mut self.told);
        }
    }

    /// Reads the content of a paragraph, at any depth.
    fn inline(&mut self, parent: &Element, shown: bool, line: &mut Line) {
        for child in &parent.children {
            let element = match child {
                Node::Text(text) => {
                    line.push(text, shown);
                    continue;
                }
                Node::Element(element) => element,
            };
            match element.name.as_str() {
                "s" => {
                    let count = element.get("c").and_then(|count| count.parse().ok()).unwrap_or(1);
                    for _ in 0..usize::min(count, MOST_SPACES) {
                        line.sign(' ', shown);
                    }
                    line.space = false;
                }
                "tab" => line.sign('\t', shown),
                "line-break" => {
                    line.sign('\n', shown);
                    line.space = true;
                }
                "note" => {
                    let mut pieces = Vec::new();
                    if let Some(body) = element.child("note-body") {
                        self.blocks(body, Place::default(), &mut pieces);
                    }
                    self.told.extend(pieces);
                }
                "annotation" => self.comment(element),
                "frame" | "g" | "custom-shape" | "rect" => self.drawn(element, line),
                "hidden-text" | "hidden-paragraph" => line.hidden.push_str(&element.text()),
                "ruby" => {
                    if let Some(base) = element.child("ruby-base") {
                        self.inline(base, shown, line);
                    }
                }
                // Bookmarks, changes and index entries do not contain the text that they mark.
                "soft-page-break" | "annotation-end" | "script" | "number" => {}
                _ => {
                    let style = element.get("style-name");
                    let hidden = self.chain(style).find_map(|style| style.hidden);
                    self.inline(element, hidden.map_or(shown, |hidden| !hidden), line);
                }
            }
        }
    }

    /// A drawing: boxes with their text, pictures with their words and their address.
    fn drawn(&mut self, element: &Element, line: &mut Line) {
        let words = element
            .child("desc")
            .or_else(|| element.child("title"))
            .map(Element::text);
        for child in element.elements() {
            match child.name.as_str() {
                "text-box" | "p" | "list" | "table" => {
                    let mut pieces = Vec::new();
                    let whole = if child.name == "text-box" { child } else { element };
                    self.blocks(whole, Place::default(), &mut pieces);
                    line.behind.extend(pieces);
                    if child.name != "text-box" {
                        break;
                    }
                }
                "image" => {
                    // A picture beside another form of itself is one.
                    if line.behind.iter().any(|piece| matches!(piece, Piece::Picture { .. }))
                        && element.elements().count() > 1
                    {
                        continue;
                    }
                    if let Some(address) = child.get("href") {
                        line.behind.push(Piece::Picture {
                            alt: words.clone().unwrap_or_default().trim().to_owned(),
                            address: address.to_owned(),
                        });
                    }
                }
                "frame" | "g" | "custom-shape" | "rect" => self.drawn(child, line),
                _ => {}
            }
        }
    }

    fn table(&mut self, table: &Element) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        gather(table, &mut rows);
        let mut out: Vec<Vec<Cell>> = Vec::new();
        for row in rows {
            let mut line: Vec<Cell> = Vec::new();
            for cell in row.elements() {
                let often = number(cell, "number-columns-repeated").min(WIDEST);
                if cell.name != "table-cell" {
                    continue;
                }
                let mut pieces = Vec::new();
                self.blocks(cell, Place::default(), &mut pieces);
                let cell = Cell {
                    pieces,
                    columns: narrow(number(cell, "number-columns-spanned")),
                    rows: narrow(number(cell, "number-rows-spanned")),
                };
                // Empty cells up to the right margin of a sheet are none.
                let often = if cell.pieces.is_empty() { often.min(64) } else { often };
                for _ in 1..self.repeated(often, weight(&cell)) {
                    line.push(cell.clone());
                }
                line.push(cell);
            }
            let is_blank = line.iter().all(|cell| cell.pieces.is_empty());
            let often = if is_blank {
                1
            } else {
                number(row, "number-rows-repeated")
            };
            for _ in 1..self.repeated(often, line.iter().map(weight).sum()) {
                out.push(line.clone());
            }
            out.push(line);
        }
        out
    }

    /// How often something of this weight is there, if that is not more than is left.
    fn repeated(&mut self, often: usize, weight: usize) -> usize {
        let more = (often - 1).min(self.left / weight.max(1));
        self.left -= more * weight;
        1 + more
    }
}

/// What a cell counts when it is repeated.
fn weight(cell: &Cell) -> usize {
    let of = |piece: &Piece| match piece {
        Piece::Table(rows) => rows.iter().flatten().map(weight).sum(),
        Piece::Text { text, .. } | Piece::Aside(text) => 1 + text.len() / PIECE,
        Piece::Picture { alt, address } => 1 + (alt.len() + address.len()) / PIECE,
    };
    // Each column that it covers is a cell of the table that is read.
    usize::from(cell.columns).clamp(1, WIDEST) + cell.pieces.iter().map(of).sum::<usize>()
}

/// The rows of a table, those of its head and of its groups included.
pub(crate) fn gather<'a>(parent: &'a Element, out: &mut Vec<&'a Element>) {
    for element in parent.elements() {
        match element.name.as_str() {
            "table-row" => out.push(element),
            "table-header-rows" | "table-rows" | "table-row-group" => gather(element, out),
            _ => {}
        }
    }
}

/// A count of at least 1.
pub(crate) fn number(element: &Element, name: &str) -> usize {
    element
        .get(name)
        .and_then(|count| count.parse::<usize>().ok())
        .unwrap_or(1)
        .max(1)
}

fn narrow(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// A list as its style defines it.
fn list(id: u32, style: &Element) -> List {
    let mut out = List::new(id);
    for level in style.elements() {
        let Some(at) = level.get("level").and_then(|level| level.parse::<usize>().ok()) else {
            continue;
        };
        let Some(index) = at.checked_sub(1) else { continue };
        if level.name == "list-level-style-bullet" || level.name == "list-level-style-image" {
            out.define(index, Level::new(1, "bullet", String::new(), false));
            continue;
        }
        let format = level.get("num-format").unwrap_or_default();
        if format.is_empty() {
            continue;
        }
        // 「1.1」 shows the counts of the levels above it, too.
        let shown = level
            .get("display-levels")
            .and_then(|count| count.parse().ok())
            .unwrap_or(1);
        let counts: Vec<String> = (at.saturating_sub(usize::min(shown, at).max(1)) + 1..=at)
            .filter(|level| *level <= LEVELS)
            .map(|level| format!("%{level}"))
            .collect();
        let text = format!(
            "{}{}{}",
            level.get("num-prefix").unwrap_or_default(),
            counts.join("."),
            level.get("num-suffix").unwrap_or_default()
        );
        let start = level
            .get("start-value")
            .and_then(|start| start.parse().ok())
            .unwrap_or(1);
        let follows = level
            .find("list-level-label-alignment")
            .and_then(|label| label.get("label-followed-by"));
        out.define(
            index,
            Level::new(start, format_of(format), text, follows != Some("nothing")),
        );
    }
    out
}

/// The name that Word's files give a format, which OpenDocument names by its first numbers.
fn format_of(format: &str) -> &'static str {
    match format.chars().next() {
        Some('一' | '壹') => "chineseCounting",
        Some('①') => "decimalEnclosedCircleChinese",
        Some('１') => "decimalFullWidth",
        Some('A') => "upperLetter",
        Some('a') => "lowerLetter",
        Some('I') => "upperRoman",
        Some('i') => "lowerRoman",
        _ => "decimal",
    }
}

#[cfg(test)]
mod tests {
    use crate::docx::tests::lines;
    use crate::zip::pack;
    use crate::{Kind, read};

    fn file(body: &str, styles: &str) -> Vec<u8> {
        let content = format!(
            "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:style=\"s\" xmlns:draw=\"d\" xmlns:fo=\"f\" xmlns:xlink=\"x\"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
        );
        let margins = "<office:document-styles xmlns:office=\"o\" xmlns:text=\"t\" xmlns:style=\"s\"><office:master-styles><style:master-page><style:header><text:p>内部资料</text:p></style:header><style:footer><text:p>- 1 -</text:p></style:footer></style:master-page></office:master-styles></office:document-styles>";
        pack(&[
            ("mimetype", "application/vnd.oasis.opendocument.text".to_owned()),
            ("content.xml", content),
            ("styles.xml", margins.to_owned()),
        ])
    }

    fn check(body: &str, styles: &str, expected: &[&str]) {
        let source = read("年报.odt", &file(body, styles)).expect("it can be read");
        let expected: Vec<&str> = expected.iter().copied().chain(["aside 内部资料"]).collect();
        assert_eq!(lines(&source), expected, "{}", source.text);
    }

    #[test]
    fn text_is_what_a_person_sees() {
        check(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>旧</text:p></text:deletion></text:changed-region></text:tracked-changes>\
             <text:p>\n  收到 <text:change/><text:span>4</text:span><text:s text:c=\"2\"/>件\n <text:span text:style-name=\"T\">藏</text:span><text:tab/>Ab  c<text:line-break/> 下\
             <text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>含结转1件</text:p></text:note-body></text:note>\
             <office:annotation><dc:creator>某</dc:creator><text:p>请核实</text:p></office:annotation><text:a>网</text:a></text:p>\
             <text:section><text:p><draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame><draw:frame><draw:image xlink:href=\"a.png\"/><draw:desc>表二</draw:desc></draw:frame></text:p></text:section>",
            "<style:style style:name=\"T\"><style:text-properties text:display=\"none\"/></style:style>",
            &[
                "p 收到 4  件 \tAb c\n下网",
                "p 含结转1件",
                "p 框",
                "picture 表二 a.png",
                "aside 藏",
                "aside 请核实",
            ],
        );
    }

    #[test]
    fn headings_and_numbers_come_from_styles_and_lists() {
        let styles = "<style:style style:name=\"P1\" style:parent-style-name=\"Title\"/><style:style style:name=\"Title\"/>\
            <style:style style:name=\"P2\" style:parent-style-name=\"Heading_20_1\"/>\
            <text:outline-style><text:outline-level-style text:level=\"1\" style:num-format=\"一, 二, 三, ...\" style:num-suffix=\"、\"/>\
            <text:outline-level-style text:level=\"2\" style:num-format=\"一, 二, 三, ...\" style:num-prefix=\"（\" style:num-suffix=\"）\"/></text:outline-style>\
            <text:list-style style:name=\"L\"><text:list-level-style-number text:level=\"1\" style:num-format=\"1\" style:num-suffix=\".\"/>\
            <text:list-level-style-number text:level=\"2\" style:num-format=\"1\" style:num-suffix=\"）\" text:display-levels=\"2\" text:start-value=\"3\"/>\
            <text:list-level-style-bullet text:level=\"3\" text:bullet-char=\"●\"/></text:list-style>";
        check(
            "<text:p text:style-name=\"P1\">某局2023年政府信息公开工作年度报告</text:p><text:h text:outline-level=\"1\">总体情况</text:h><text:h text:outline-level=\"2\">主动公开情况</text:h>\
             <text:list text:style-name=\"L\"><text:list-item><text:p>甲</text:p><text:p>续</text:p><text:list><text:list-item><text:p>乙</text:p><text:list><text:list-item><text:p>丙</text:p></text:list-item></text:list></text:list-item></text:list></text:list-item>\
             <text:list-item><text:p>丁</text:p></text:list-item></text:list><text:h text:outline-level=\"1\">主动公开政府信息情况</text:h>",
            styles,
            &[
                "# 某局2023年政府信息公开工作年度报告",
                "## 一、总体情况",
                "h3 （一）主动公开情况",
                "p 1. 甲",
                "p 续",
                "p 1.3）乙",
                "p 丙",
                "p 2. 丁",
                "## 二、主动公开政府信息情况",
            ],
        );
    }

    #[test]
    fn cells_cover_what_the_file_says() {
        let cell = |attributes: &str, text: &str| {
            format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
        };
        let body = [
            "<text:p>三、收到和处理政府信息公开申请情况</text:p><table:table><table:table-column/><table:table-header-rows><table:table-row>".to_owned(),
            cell("table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\"", "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"),
            "<table:covered-table-cell/>".to_owned(),
            cell("table:number-columns-spanned=\"2\"", "申请人情况"),
            "<table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row><table:covered-table-cell table:number-columns-repeated=\"2\"/>".to_owned(),
            cell("", "自然人"),
            cell("", "总</text:p><text:p>计"),
            "</table:table-row><table:table-row>".to_owned(),
            cell("table:number-columns-spanned=\"2\"", "一、本年新收政府信息公开申请数量"),
            "<table:covered-table-cell/>".to_owned(),
            cell("table:number-columns-repeated=\"2\"", "7"),
            "</table:table-row></table:table>".to_owned(),
        ];
        let fields = "table requests.received.natural_person=7 requests.received.total=7";
        check(&body.concat(), "", &["## 三、收到和处理政府信息公开申请情况", fields]);
    }

    #[test]
    fn hostile_files_end_in_a_named_error_or_are_read_in_part() {
        let name = |bytes: &[u8]| read("a.odt", bytes).map_err(|error| error.name).err();
        let cell = "<table:table-cell table:number-columns-repeated=\"999999999\" table:number-rows-spanned=\"99999999\"><text:p>1</text:p></table:table-cell>";
        let row = format!("<table:table-row table:number-rows-repeated=\"999999999\">{cell}</table:table-row>");
        let bomb = format!(
            "<table:table>{}</table:table><text:p><text:s text:c=\"999999999\"/></text:p>",
            row.repeat(10)
        );
        assert_eq!(name(&file(&bomb, "")), None);
        // A table in a cell that is repeated, in a cell that is repeated, and so on.
        let nest = |table: String| {
            format!(
                "<table:table><table:table-row table:number-rows-repeated=\"99\"><table:table-cell table:number-columns-repeated=\"99\"><text:p>12</text:p>{table}</table:table-cell></table:table-row></table:table>"
            )
        };
        let source =
            read("a.odt", &file(&(0..6).fold(String::new(), |table, _| nest(table)), "")).expect("it can be read");
        assert!(source.text.len() < 1_000_000, "{}", source.text.len());
        // A report with repeated rows can be written as each kind of file, and read again.
        let wide = "<table:table><table:table-row table:number-rows-repeated=\"999999999\"><table:table-cell table:number-columns-spanned=\"4\" table:number-rows-spanned=\"8\"><text:p>1</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>";
        let source = read("a.odt", &file(wide, "")).expect("it can be read");
        for kind in Kind::writable() {
            let written = crate::write(&source.reading.report, kind).expect("it can be written");
            let again = ["a.", kind.extension()].concat();
            assert_eq!(
                read(&again, &written).map_err(|error| error.name).err(),
                None,
                "{again}"
            );
        }
        assert_eq!(name(&file(&"<text:p>".repeat(5000), "")), Some("damaged"));
        let locked = pack(&[
            ("content.xml", "x".to_owned()),
            ("mimetype", "application/vnd.oasis.opendocument.text".to_owned()),
            (
                "META-INF/manifest.xml",
                "<m><file-entry><encryption-data/></file-entry></m>".to_owned(),
            ),
        ]);
        assert_eq!(name(&locked), Some("encrypted"));
        let circle = "<style:style style:name=\"a\" style:parent-style-name=\"b\"/><style:style style:name=\"b\" style:parent-style-name=\"a\"/>";
        assert_eq!(name(&file("<text:p text:style-name=\"a\">x</text:p>", circle)), None);
        let whole = file("<text:p>x</text:p>", circle);
        for cut in 0..whole.len() {
            let _ = read("a.odt", &whole[..cut]);
        }
    }
}
