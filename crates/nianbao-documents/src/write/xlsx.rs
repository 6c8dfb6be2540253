//! An Excel file: the three tables as in the form, a sheet each; all figures once more as one long list; the whole report
//! with its prose.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::OnceLock;

use nianbao_core::cell::Number;
use nianbao_core::field::{Field, TableId};
use nianbao_core::form::Form;
use nianbao_core::layout::Layout;
use nianbao_core::report::{Block, Part, Report};
use nianbao_core::write::body;

use super::{PACKAGE, escape_xml, properties, push_number};
use crate::Layouts;
use crate::layout::{self, Piece, Set};
use crate::zip::{Packed, archive};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const S: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The sheet that holds the whole report.
pub(crate) const WHOLE: &str = "全文";
/// A cell of Excel has room for 32,767 UTF-16 units; escapes are longer than the characters that
/// they replace.
const LONGEST: usize = 30_000;

// Places in the list of cell formats in `STYLES`.
const TITLE: usize = 1;
const HEADER: usize = 2;
const LABEL: usize = 3;
const FIGURE: usize = 4;
const HEADING: usize = 5;
const WORDS: usize = 6;
/// The Chinese characters on a line of the sheet with the whole report.
const CHARACTERS: usize = 40;

/// The file.
pub(crate) fn file(report: &Report, layouts: &Layouts) -> Vec<u8> {
    let words = Words::of(layout::form(report));
    let mut printer = layouts.printer(words.form);
    let mut sheets: Vec<(Cow<'static, str>, Packed)> = Vec::with_capacity(TableId::ALL.len() + 2);
    for id in TableId::ALL {
        let blocks = blocks(report, *id);
        if !blocks.is_empty() {
            let title = sheets.is_empty().then_some(report.title.as_str());
            let sheet = tables(*id, title, printer.pieces(&blocks), words);
            sheets.push((id.section().short().zh, Packed::of(&sheet)));
        }
    }
    sheets.push(("数据".into(), Packed::of(&long(report, words))));
    sheets.push((WHOLE.into(), Packed::of(&whole(report, words))));

    let names = sheets.iter().map(|(name, _)| &**name);
    let fresh;
    let frame = if sheets.len() == TableId::ALL.len() + 2 {
        // All files have these sheets, apart from those of reports that lack a table.
        static USUAL: OnceLock<Frame> = OnceLock::new();
        USUAL.get_or_init(|| Frame::of(names))
    } else {
        fresh = Frame::of(names);
        &fresh
    };
    let custom = Packed::of(&properties(report));
    let paths: Vec<String> = (1..=sheets.len())
        .map(|number| format!("xl/worksheets/sheet{number}.xml"))
        .collect();
    let mut parts = vec![
        ("[Content_Types].xml", &frame.types),
        ("_rels/.rels", &frame.top),
        ("docProps/custom.xml", &custom),
        ("xl/workbook.xml", &frame.book),
        ("xl/_rels/workbook.xml.rels", &frame.links),
        ("xl/styles.xml", &frame.styles),
        ("xl/sharedStrings.xml", &words.packed),
    ];
    parts.extend(
        paths
            .iter()
            .map(String::as_str)
            .zip(sheets.iter().map(|(_, sheet)| sheet)),
    );
    archive(parts)
}

/// The parts around the sheets.
struct Frame {
    types: Packed,
    top: Packed,
    book: Packed,
    links: Packed,
    styles: Packed,
}

impl Frame {
    /// The parts for sheets with these names.
    fn of<'n>(names: impl Iterator<Item = &'n str>) -> Frame {
        let kind = |name: &str| format!("application/vnd.openxmlformats-officedocument.spreadsheetml.{name}+xml");
        let mut types = format!(
            "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
             <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
             <Override PartName=\"/xl/workbook.xml\" ContentType=\"{}\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{}\"/>\
             <Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{}\"/>\
             <Override PartName=\"/docProps/custom.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.custom-properties+xml\"/>",
            kind("sheet.main"),
            kind("styles"),
            kind("sharedStrings")
        );
        let mut book = format!("{HEAD}<workbook xmlns=\"{S}\" xmlns:r=\"{R}\"><sheets>");
        let mut links = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
        for (index, name) in names.enumerate() {
            let number = index + 1;
            let _ = write!(
                types,
                "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{}\"/>",
                kind("worksheet")
            );
            book.push_str("<sheet name=\"");
            escape_xml(name, RETURN, &mut book);
            let _ = write!(book, "\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
            let _ = write!(
                links,
                "<Relationship Id=\"rId{number}\" Type=\"{R}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
            );
        }
        types.push_str("</Types>");
        book.push_str("</sheets></workbook>");
        let _ = write!(
            links,
            "<Relationship Id=\"rIdStyles\" Type=\"{R}/styles\" Target=\"styles.xml\"/>\
             <Relationship Id=\"rIdWords\" Type=\"{R}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
        );
        let top = format!(
            "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{R}/officeDocument\" Target=\"xl/workbook.xml\"/>\
             <Relationship Id=\"rId2\" Type=\"{R}/custom-properties\" Target=\"docProps/custom.xml\"/></Relationships>"
        );
        Frame {
            types: Packed::of(&types),
            top: Packed::of(&top),
            book: Packed::of(&book),
            links: Packed::of(&links),
            styles: Packed::of(&STYLES.replace("{S}", S)),
        }
    }
}

/// The words of a form, which are the same in all its files: cells refer to them by number.
struct Words {
    form: &'static Form,
    /// The words of its tables, in the order in which they are printed.
    printed: Vec<String>,
    /// The words at the head of the list of figures.
    head: usize,
    /// The fields of the form; each has three words: its name, and its label in both languages.
    fields: Vec<Field>,
    packed: Packed,
}

/// How many words each field has.
const WORDS_OF_FIELD: usize = 3;

impl Words {
    fn of(form: &'static Form) -> &'static Words {
        static ALL: [OnceLock<Words>; Form::ALL.len()] = [const { OnceLock::new() }; Form::ALL.len()];
        let index = Form::ALL.iter().position(|other| other.id == form.id).unwrap_or(0);
        ALL[index].get_or_init(|| Words::new(form))
    }

    fn new(form: &'static Form) -> Words {
        let blank = Report::blank(form, "", None);
        let mut printed: Vec<String> = Vec::new();
        let mut add = |text: &str| {
            if !text.is_empty() && !printed.iter().any(|known| known == text) {
                printed.push(text.to_owned());
            }
        };
        for id in TableId::ALL {
            add(&id.section().heading().zh);
            // A blank table of the form is read as it is printed, which a test shows.
            let blocks = blocks(&blank, *id);
            let layout = Layout::official(&blocks, form);
            (layout.iter().flat_map(|layout| layout.rows.iter().flatten())).for_each(|cell| add(cell.words()));
        }
        let fields: Vec<Field> = form.fields().collect();
        let mut part = format!("{HEAD}<sst xmlns=\"{S}\">");
        let mut string = |text: &str| {
            part.push_str("<si><t xml:space=\"preserve\">");
            escape_xml(text, RETURN, &mut part);
            part.push_str("</t></si>");
        };
        for text in printed.iter().map(String::as_str).chain(LIST) {
            string(text);
        }
        for field in &fields {
            let label = field.label();
            string(&field.to_string());
            string(&label.zh);
            string(&label.en);
        }
        part.push_str("</sst>");
        Words {
            form,
            head: printed.len(),
            printed,
            fields,
            packed: Packed::of(&part),
        }
    }

    /// The number of a printed word, which is most often the one after the last word that was looked for.
    fn printed(&self, text: &str, last: &mut usize) -> Option<usize> {
        let found = next(&self.printed, *last, |known| known == text)?;
        *last = found;
        Some(found)
    }

    /// The number of the first word of a field.
    fn field(&self, field: Field, last: &mut usize) -> Option<usize> {
        let found = next(&self.fields, *last, |known| *known == field)?;
        *last = found;
        Some(self.head + LIST.len() + found * WORDS_OF_FIELD)
    }
}

/// The index of an item that is looked for from this index on, and then before it.
fn next<T>(list: &[T], from: usize, is: impl Fn(&T) -> bool) -> Option<usize> {
    let (before, after) = list.split_at(from.min(list.len()));
    let found = after.iter().position(&is).map(|at| from + at);
    found.or_else(|| before.iter().position(is))
}

/// The head of the list of figures.
const LIST: [&str; 4] = ["field", "value", "label", "label_en"];

/// The tables of the report with this id, one after the other.
pub(crate) fn blocks(report: &Report, id: TableId) -> Cow<'_, [Block]> {
    let places: Vec<(Part, usize)> = report
        .tables()
        .filter(|(_, _, table)| table.id == id)
        .map(|(part, index, _)| (part, index))
        .collect();
    let Some((first, at)) = places.first().copied() else {
        return Cow::Borrowed(&[]);
    };
    if places
        .iter()
        .copied()
        .eq((at..).zip(&places).map(|(index, _)| (first, index)))
    {
        return Cow::Borrowed(&report.blocks(first)[at..at + places.len()]);
    }
    let scattered = places
        .iter()
        .filter_map(|(part, index)| report.blocks(*part).get(*index));
    Cow::Owned(scattered.cloned().collect())
}

/// Rows being written, with their merged cells.
struct Rows {
    out: String,
    merged: String,
    merges: usize,
    next: usize,
    words: &'static Words,
    /// The last printed word and the last field that a cell referred to.
    last: (usize, usize),
}

impl Rows {
    fn new(words: &'static Words) -> Rows {
        Rows {
            out: String::with_capacity(40 * 1024),
            merged: String::new(),
            merges: 0,
            next: 0,
            words,
            last: (0, 0),
        }
    }

    /// Begins a row. `height` is how high it is, in points, if Excel has to be told.
    fn open(&mut self, height: Option<usize>) {
        self.next += 1;
        self.out.push_str("<row r=\"");
        push_number(self.next, &mut self.out);
        if let Some(height) = height {
            self.out.push_str("\" ht=\"");
            push_number(height, &mut self.out);
            self.out.push_str("\" customHeight=\"1");
        }
        self.out.push_str("\">");
    }

    fn close(&mut self) {
        self.out.push_str("</row>");
    }

    /// Begins a cell of the row.
    fn begin(&mut self, column: usize, style: usize) {
        self.out.push_str("<c r=\"");
        name(column, self.next, &mut self.out);
        self.out.push_str("\" s=\"");
        push_number(style, &mut self.out);
    }

    /// Writes a cell that holds one of the form's words.
    fn word(&mut self, column: usize, style: usize, word: usize) {
        self.begin(column, style);
        self.out.push_str("\" t=\"s\"><v>");
        push_number(word, &mut self.out);
        self.out.push_str("</v></c>");
    }

    /// Writes a cell.
    fn cell(&mut self, column: usize, style: usize, text: &str) {
        if text.is_empty() {
            self.begin(column, style);
            self.out.push_str("\"/>");
        } else if style == FIGURE && is_number(text) {
            self.begin(column, style);
            self.out.push_str("\"><v>");
            self.out.push_str(text);
            self.out.push_str("</v></c>");
        } else if let Some(word) = self.words.printed(text, &mut self.last.0) {
            self.word(column, style, word);
        } else {
            self.begin(column, style);
            self.out.push_str("\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            escape_xml(text, RETURN, &mut self.out);
            self.out.push_str("</t></is></c>");
        }
    }

    fn merge(&mut self, from: (usize, usize), to: (usize, usize)) {
        self.merges += 1;
        self.merged.push_str("<mergeCell ref=\"");
        name(from.0, from.1, &mut self.merged);
        self.merged.push(':');
        name(to.0, to.1, &mut self.merged);
        self.merged.push_str("\"/>");
    }

    /// A text over all columns.
    fn line(&mut self, text: &str, style: usize, width: usize) {
        self.open(None);
        self.cell(0, style, text);
        self.close();
        if width > 1 {
            self.merge((0, self.next), (width - 1, self.next));
        }
    }

    fn table(&mut self, layout: &Layout<'_>) {
        let width = layout.width;
        let mut covered: Vec<usize> = vec![0; width];
        for (index, row) in layout.rows.iter().enumerate() {
            let mut cells = row.iter();
            self.open(None);
            let mut column = 0;
            while column < width {
                if covered[column] > 0 {
                    covered[column] -= 1;
                    self.cell(column, LABEL, "");
                    column += 1;
                    continue;
                }
                let Some(cell) = cells.next() else { break };
                let style = match Set::of(layout, index, cell) {
                    Set::Head => HEADER,
                    Set::Label if cell.rows > 1 => HEADER,
                    Set::Label => LABEL,
                    Set::Figure => FIGURE,
                };
                let wide = cell.columns.clamp(1, width - column);
                let tall = cell.rows.clamp(1, layout.rows.len() - index);
                if wide > 1 || tall > 1 {
                    self.merge((column, self.next), (column + wide - 1, self.next + tall - 1));
                }
                for (place, covered) in covered[column..column + wide].iter_mut().enumerate() {
                    *covered = tall - 1;
                    self.cell(column + place, style, if place == 0 { cell.words() } else { "" });
                }
                column += wide;
            }
            self.close();
        }
    }

    fn sheet(self, widths: &[usize], landscape: bool) -> String {
        let mut out = String::with_capacity(self.out.len() + self.merged.len() + 2048);
        let _ = write!(
            out,
            "{HEAD}<worksheet xmlns=\"{S}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><cols>"
        );
        for (index, width) in widths.iter().enumerate() {
            let _ = write!(
                out,
                "<col min=\"{0}\" max=\"{0}\" width=\"{1}\" customWidth=\"1\"/>",
                index + 1,
                width
            );
        }
        out.push_str("</cols><sheetData>");
        out.push_str(&self.out);
        out.push_str("</sheetData>");
        if self.merges > 0 {
            let _ = write!(out, "<mergeCells count=\"{}\">", self.merges);
            out.push_str(&self.merged);
            out.push_str("</mergeCells>");
        }
        let _ = write!(
            out,
            "<pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/>\
             <pageSetup paperSize=\"9\" orientation=\"{}\" fitToHeight=\"0\"/></worksheet>",
            if landscape { "landscape" } else { "portrait" }
        );
        out
    }
}

/// The sheet of one of the form's tables.
fn tables(id: TableId, title: Option<&str>, pieces: Vec<Piece<'_>>, words: &'static Words) -> String {
    let layouts: Vec<Layout<'_>> = pieces
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Table(layout) => Some(layout),
            Piece::Block(_) => None,
        })
        .collect();
    let widest = layouts.iter().max_by_key(|layout| layout.width);
    let widths: Vec<usize> = widest.map_or_else(Vec::new, |layout| {
        layout.widths().iter().map(|width| (width / 8).max(7)).collect()
    });
    let mut rows = Rows::new(words);
    if let Some(title) = title.filter(|title| !title.is_empty()) {
        rows.line(title, TITLE, widths.len());
    }
    rows.line(&id.section().heading().zh, HEADING, widths.len());
    for (index, layout) in layouts.iter().enumerate() {
        if index > 0 {
            rows.next += 1;
        }
        rows.table(layout);
    }
    rows.sheet(&widths, id == TableId::Disputes)
}

/// All figures, a row each.
fn long(report: &Report, words: &'static Words) -> String {
    let mut rows = Rows::new(words);
    rows.open(None);
    for column in 0..LIST.len() {
        rows.word(column, HEADER, words.head + column);
    }
    rows.close();
    for (field, cell) in report.figures().iter() {
        rows.open(None);
        if let Some(word) = words.field(field, &mut rows.last.1) {
            rows.word(0, LABEL, word);
            rows.cell(1, FIGURE, cell.as_str());
            rows.word(2, LABEL, word + 1);
            rows.word(3, LABEL, word + 2);
        } else {
            let label = field.label();
            rows.cell(0, LABEL, &field.to_string());
            rows.cell(1, FIGURE, cell.as_str());
            rows.cell(2, LABEL, &label.zh);
            rows.cell(3, LABEL, &label.en);
        }
        rows.close();
    }
    rows.sheet(&[52, 14, 60, 60], false)
}

/// The whole report but its front matter as Markdown, a block a row.
fn whole(report: &Report, words: &'static Words) -> String {
    let mut rows = Rows::new(words);
    for block in body(report).split("\n\n") {
        // Excel fits no row to words that go over several lines; 409 points is the highest that it has.
        let lines: usize = block.lines().map(|line| 1 + line.chars().count() / CHARACTERS).sum();
        rows.open(Some((lines * 15 + 5).min(409)));
        for (column, text) in parts(block).iter().enumerate() {
            rows.cell(column, WORDS, text);
        }
        rows.close();
    }
    rows.sheet(&[84], false)
}

/// A text in parts that a cell can hold.
fn parts(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut length) = (0, 0);
    for (at, c) in text.char_indices() {
        if length + c.len_utf16() > LONGEST {
            out.push(&text[start..at]);
            (start, length) = (at, 0);
        }
        length += c.len_utf16();
    }
    out.push(&text[start..]);
    out
}

/// Whether a text is a number in the only way in which Excel would write it, and short enough that it keeps every digit.
fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    if matches!(bytes.len(), 1..16) && bytes.iter().all(u8::is_ascii_digit) {
        return bytes.first() != Some(&b'0') || bytes.len() == 1;
    }
    let Some(number) = Number::parse(text) else {
        return false;
    };
    let (digits, scale) = number.parts();
    let scale = usize::from(scale);
    if digits.unsigned_abs() >= 1_000_000_000_000_000 {
        return false;
    }
    let sign = if digits < 0 { "-" } else { "" };
    let all = format!("{:0>width$}", digits.unsigned_abs(), width = scale + 1);
    let (whole, behind) = all.split_at(all.len() - scale);
    text == if scale == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{behind}")
    }
}

/// A carriage return in a cell.
const RETURN: &str = "_x000D_";

/// Adds 「B12」 for the column 1 and the row 12.
fn name(column: usize, row: usize, out: &mut String) {
    let mut left = column + 1;
    let mut letters = [0_u8; 16];
    let mut at = letters.len();
    while left > 0 && at > 0 {
        at -= 1;
        letters[at] = b'A' + u8::try_from((left - 1) % 26).unwrap_or(0);
        left = (left - 1) / 26;
    }
    out.extend(letters[at..].iter().copied().map(char::from));
    push_number(row, out);
}

/// The formats of cells: plain, title, header, label, figure, heading, words.
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"{S}\">\
<fonts count=\"4\"><font><sz val=\"11\"/><name val=\"宋体\"/></font><font><b/><sz val=\"16\"/><name val=\"宋体\"/></font>\
<font><sz val=\"10\"/><name val=\"宋体\"/></font><font><b/><sz val=\"12\"/><name val=\"黑体\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>\
<border><left style=\"thin\"/><right style=\"thin\"/><top style=\"thin\"/><bottom style=\"thin\"/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"7\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyAlignment=\"1\"><alignment horizontal=\"center\" vertical=\"center\" wrapText=\"1\"/></xf>\
<xf numFmtId=\"0\" fontId=\"2\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyFont=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment horizontal=\"center\" vertical=\"center\" wrapText=\"1\"/></xf>\
<xf numFmtId=\"0\" fontId=\"2\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyFont=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment horizontal=\"left\" vertical=\"center\" wrapText=\"1\"/></xf>\
<xf numFmtId=\"0\" fontId=\"2\" fillId=\"0\" borderId=\"1\" xfId=\"0\" applyFont=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment horizontal=\"center\" vertical=\"center\"/></xf>\
<xf numFmtId=\"0\" fontId=\"3\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>\
<xf numFmtId=\"0\" fontId=\"2\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyAlignment=\"1\"><alignment horizontal=\"left\" vertical=\"top\" wrapText=\"1\"/></xf></cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";
