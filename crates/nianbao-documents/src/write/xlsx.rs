//! An Excel file: the three tables as in the form, a sheet each; all figures once more as one long list; the whole report
//! with its prose.

use std::fmt::Write as _;

use nianbao_core::cell::Number;
use nianbao_core::field::TableId;
use nianbao_core::form::Form;
use nianbao_core::html::escape;
use nianbao_core::layout::Layout;
use nianbao_core::report::{Block, Meta, Report};
use nianbao_core::write::markdown;

use super::{escaped_xml, front_matter};
use crate::PROPERTY;
use crate::layout::{self, Piece, Set, pieces};
use crate::zip::pack;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const S: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

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
pub(crate) fn file(report: &Report) -> Vec<u8> {
    let mut sheets: Vec<(String, String)> = Vec::new();
    for id in TableId::ALL {
        let blocks: Vec<Block> = report
            .tables()
            .filter(|(_, _, table)| table.id == *id)
            .map(|(_, _, table)| Block::Table(table.clone()))
            .collect();
        if !blocks.is_empty() {
            let title = sheets.is_empty().then_some(report.title.as_str());
            let sheet = tables(*id, title, &blocks, layout::form(report));
            sheets.push((id.section().short().zh.into_owned(), sheet));
        }
    }
    sheets.push(("数据".to_owned(), long(report)));
    sheets.push((WHOLE.to_owned(), whole(report)));

    let kind = |name: &str| format!("application/vnd.openxmlformats-officedocument.spreadsheetml.{name}+xml");
    let mut types = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{}\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"{}\"/>\
         <Override PartName=\"/docProps/custom.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.custom-properties+xml\"/>",
        kind("sheet.main"),
        kind("styles")
    );
    let mut book = format!("{HEAD}<workbook xmlns=\"{S}\" xmlns:r=\"{R}\"><sheets>");
    let mut links = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    let mut parts: Vec<(String, String)> = Vec::new();
    for (index, (name, content)) in sheets.into_iter().enumerate() {
        let number = index + 1;
        let _ = write!(
            types,
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"{}\"/>",
            kind("worksheet")
        );
        let _ = write!(
            book,
            "<sheet name=\"{}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>",
            escape(&name)
        );
        let _ = write!(
            links,
            "<Relationship Id=\"rId{number}\" Type=\"{R}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        parts.push((format!("xl/worksheets/sheet{number}.xml"), content));
    }
    types.push_str("</Types>");
    book.push_str("</sheets></workbook>");
    let _ = write!(
        links,
        "<Relationship Id=\"rIdStyles\" Type=\"{R}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    let top = format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{R}/officeDocument\" Target=\"xl/workbook.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{R}/custom-properties\" Target=\"docProps/custom.xml\"/></Relationships>"
    );
    let custom = format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">\
         <property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"2\" name=\"{PROPERTY}\"><vt:lpwstr>{}</vt:lpwstr></property></Properties>",
        escaped_xml(&front_matter(report))
    );
    let mut all = vec![
        ("[Content_Types].xml", types),
        ("_rels/.rels", top),
        ("docProps/custom.xml", custom),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", links),
        ("xl/styles.xml", STYLES.replace("{S}", S)),
    ];
    all.extend(parts.iter().map(|(name, content)| (name.as_str(), content.clone())));
    pack(&all)
}

/// Rows being written, with their merged cells.
#[derive(Default)]
struct Rows {
    out: String,
    merged: Vec<String>,
    next: usize,
    /// How high the rows are, in points, where Excel is told.
    height: Option<usize>,
}

impl Rows {
    fn row(&mut self, cells: &[(usize, usize, String)]) {
        self.next += 1;
        let _ = match self.height {
            Some(height) => write!(self.out, "<row r=\"{}\" ht=\"{height}\" customHeight=\"1\">", self.next),
            None => write!(self.out, "<row r=\"{}\">", self.next),
        };
        for (column, style, text) in cells {
            let at = name(*column, self.next);
            let _ = match text.as_str() {
                "" => write!(self.out, "<c r=\"{at}\" s=\"{style}\"/>"),
                text if *style == FIGURE && is_number(text) => {
                    write!(self.out, "<c r=\"{at}\" s=\"{style}\"><v>{text}</v></c>")
                }
                text => write!(
                    self.out,
                    "<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                    string(text)
                ),
            };
        }
        self.out.push_str("</row>");
    }

    /// A text over all columns.
    fn line(&mut self, text: &str, style: usize, width: usize) {
        self.row(&[(0, style, text.to_owned())]);
        if width > 1 {
            self.merged
                .push(format!("{}:{}", name(0, self.next), name(width - 1, self.next)));
        }
    }

    fn table(&mut self, layout: &Layout<'_>) {
        let width = layout.width;
        let top = self.next + 1;
        let mut covered: Vec<usize> = vec![0; width];
        for (index, row) in layout.rows.iter().enumerate() {
            let mut cells = row.iter();
            let mut line = Vec::new();
            let mut column = 0;
            while column < width {
                if covered[column] > 0 {
                    covered[column] -= 1;
                    line.push((column, LABEL, String::new()));
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
                    self.merged.push(format!(
                        "{}:{}",
                        name(column, top + index),
                        name(column + wide - 1, top + index + tall - 1)
                    ));
                }
                for (place, covered) in covered[column..column + wide].iter_mut().enumerate() {
                    *covered = tall - 1;
                    let text = if place == 0 {
                        cell.words().to_owned()
                    } else {
                        String::new()
                    };
                    line.push((column + place, style, text));
                }
                column += wide;
            }
            self.row(&line);
        }
    }

    fn sheet(self, widths: &[usize], landscape: bool) -> String {
        let mut out = format!("{HEAD}<worksheet xmlns=\"{S}\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><cols>");
        for (index, width) in widths.iter().enumerate() {
            let _ = write!(
                out,
                "<col min=\"{0}\" max=\"{0}\" width=\"{1}\" customWidth=\"1\"/>",
                index + 1,
                width
            );
        }
        let _ = write!(out, "</cols><sheetData>{}</sheetData>", self.out);
        if !self.merged.is_empty() {
            let _ = write!(out, "<mergeCells count=\"{}\">", self.merged.len());
            for merge in &self.merged {
                let _ = write!(out, "<mergeCell ref=\"{merge}\"/>");
            }
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
fn tables(id: TableId, title: Option<&str>, blocks: &[Block], form: &'static Form) -> String {
    let layouts: Vec<Layout<'_>> = pieces(blocks, form)
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
    let mut rows = Rows::default();
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
fn long(report: &Report) -> String {
    let mut rows = Rows::default();
    let head = ["field", "value", "label", "label_en"];
    rows.row(
        &head
            .iter()
            .enumerate()
            .map(|(column, text)| (column, HEADER, (*text).to_owned()))
            .collect::<Vec<_>>(),
    );
    for (field, cell) in report.figures().iter() {
        let label = field.label();
        rows.row(&[
            (0, LABEL, field.to_string()),
            (1, FIGURE, cell.as_str().to_owned()),
            (2, LABEL, label.zh.into_owned()),
            (3, LABEL, label.en.into_owned()),
        ]);
    }
    rows.sheet(&[52, 14, 60, 60], false)
}

/// The whole report but its front matter as Markdown, a block a row.
fn whole(report: &Report) -> String {
    let plain = Report {
        meta: Meta::default(),
        ..report.clone()
    };
    let mut rows = Rows::default();
    for block in markdown(&plain).split("\n\n") {
        // Excel fits no row to words that go over several lines; 409 points is the highest that it has.
        let lines: usize = block.lines().map(|line| 1 + line.chars().count() / CHARACTERS).sum();
        rows.height = Some((lines * 15 + 5).min(409));
        rows.row(
            &parts(block)
                .into_iter()
                .enumerate()
                .map(|(column, text)| (column, WORDS, text))
                .collect::<Vec<_>>(),
        );
    }
    rows.sheet(&[84], false)
}

/// A text in parts that a cell can hold.
fn parts(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut length = 0;
    for c in text.chars() {
        length += c.len_utf16();
        if length > LONGEST {
            out.push(String::new());
            length = c.len_utf16();
        }
        if let Some(part) = out.last_mut() {
            part.push(c);
        }
    }
    out
}

/// Whether a text is a number in the only way in which Excel would write it, and short enough that it keeps every digit.
fn is_number(text: &str) -> bool {
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

/// A text of a cell; text that would be read as an escape is escaped.
fn string(text: &str) -> String {
    escaped_xml(text).replace("&#13;", "_x000D_")
}

/// 「B12」 for the column 1 and the row 12.
fn name(column: usize, row: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or(0)));
        left = (left - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{row}")
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
