//! OpenDocument spreadsheets (`.ods`), as written by LibreOffice and WPS: the rows of each sheet with their merged
//! cells. Numbers are taken as stored, other values as shown.

use std::collections::BTreeMap;

use crate::book::{MOST_ROWS, Range, Sheet, WIDEST, number};
use crate::docx::part;
use crate::flow::unseen;
use crate::kind::DAMAGED;
use crate::taken::Taken;
use crate::xml::{Element, Node};
use crate::{Kind, Trouble, odt};

/// This many sheets are read; a report has about four.
const MOST_SHEETS: usize = 256;
/// Cells and rows are repeated this far in a whole file, in bytes: a cell counts its text and [`CELL`]. A Word file with
/// this many is small enough to be read again.
const MOST_REPEATED: usize = 512 * 1024;
const CELL: usize = 64;
/// Spaces in a row are read this far.
const MOST_SPACES: usize = 256;

/// Takes the sheets out of a spreadsheet.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let mut archive = odt::open(bytes)?;
    let content = part(&mut archive, "content.xml")?.ok_or(DAMAGED)?;
    let book = content
        .child("body")
        .and_then(|body| body.child("spreadsheet"))
        .ok_or(DAMAGED)?;
    let styles: Vec<&Element> = content
        .child("automatic-styles")
        .into_iter()
        .flat_map(Element::elements)
        .collect();
    let is_hidden = |table: &Element| {
        let name = table.get("style-name");
        let style = styles.iter().find(|style| style.get("name") == name);
        let properties = style.and_then(|style| style.child("table-properties"));
        properties.and_then(|properties| properties.get("display")) == Some("false")
    };
    let tables = book.elements().filter(|table| table.name == "table").take(MOST_SHEETS);
    let mut left = MOST_REPEATED;
    let sheets = tables.map(|table| sheet(table, is_hidden(table), &mut left)).collect();
    Ok(Taken::sheets(Kind::Ods, sheets))
}

/// `left` is what is left of [`MOST_REPEATED`].
fn sheet(table: &Element, hidden: bool, left: &mut usize) -> Sheet {
    let mut sheet = Sheet {
        name: table.get("name").unwrap_or_default().to_owned(),
        hidden,
        rows: Vec::new(),
        beyond: Vec::new(),
    };
    let mut cells: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
    let mut merged: Vec<Range> = Vec::new();
    let mut rows = Vec::new();
    odt::gather(table, &mut rows);
    let mut at = 0_usize;
    for row in rows {
        let often = odt::number(row, "number-rows-repeated");
        let mut line: BTreeMap<usize, String> = BTreeMap::new();
        let mut spans: Vec<(usize, usize, usize)> = Vec::new();
        let mut column = 0_usize;
        for cell in row.elements() {
            if !matches!(cell.name.as_str(), "table-cell" | "covered-table-cell") {
                continue;
            }
            let wide = odt::number(cell, "number-columns-repeated");
            let text = value(cell, &mut sheet.beyond);
            let (columns, rows) = (
                odt::number(cell, "number-columns-spanned"),
                odt::number(cell, "number-rows-spanned"),
            );
            if column < WIDEST && (columns > 1 || rows > 1) {
                spans.push((column, columns, rows));
            }
            if !text.chars().all(unseen) {
                if column >= WIDEST {
                    sheet.beyond.push(text);
                } else {
                    let more = (wide.min(WIDEST) - 1).min(*left / (text.len() + CELL));
                    *left -= more * (text.len() + CELL);
                    let end = (column + 1 + more).min(WIDEST);
                    line.extend((column..end).map(|column| (column, text.clone())));
                }
            }
            column = column.saturating_add(wide);
        }
        if !line.is_empty() {
            // Rows after the last one that is read are kept as text.
            let size: usize = line.values().map(|text| text.len() + CELL).sum();
            let most = MOST_ROWS.saturating_sub(cells.len());
            let more = (often - 1).min(*left / size).min(most.saturating_sub(1));
            *left -= more * size;
            let fit = if most == 0 { 0 } else { 1 + more };
            for index in 0..fit {
                cells.insert(at.saturating_add(index), line.clone());
            }
            if fit == 0 {
                let mut texts: Vec<String> = line.into_values().collect();
                texts.dedup();
                sheet.beyond.append(&mut texts);
            }
            if merged.len() < MOST_ROWS {
                merged.extend(spans.into_iter().map(|(column, columns, rows)| {
                    let end = (at.saturating_add(rows - 1), column.saturating_add(columns - 1));
                    ((at, column), end)
                }));
            }
        }
        at = at.saturating_add(often);
    }
    sheet.lay_out(cells, merged);
    sheet
}

/// The value of a cell. Comments and drawings are added to `beyond`.
fn value(cell: &Element, beyond: &mut Vec<String>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for child in cell.elements() {
        match child.name.as_str() {
            "p" | "h" => {
                let mut line = Line::default();
                line.add(child, beyond);
                lines.push(line.text.trim_end().to_owned());
            }
            "annotation" | "frame" | "custom-shape" | "g" => paragraphs(child, beyond),
            _ => {}
        }
    }
    let stored = match cell.get("value-type") {
        Some("float" | "currency") => cell.get("value"),
        _ => None,
    };
    stored.map_or_else(|| lines.join("\n"), |stored| number(stored.trim()))
}

/// The paragraphs in a comment or a drawing that show something.
fn paragraphs(parent: &Element, out: &mut Vec<String>) {
    for child in parent.elements() {
        if child.name == "p" {
            let text = child.text();
            let text = text.trim_matches(unseen);
            out.extend((!text.is_empty()).then(|| text.to_owned()));
        } else {
            paragraphs(child, out);
        }
    }
}

/// The text of a paragraph so far.
#[derive(Default)]
struct Line {
    text: String,
}

impl Line {
    fn add(&mut self, parent: &Element, beyond: &mut Vec<String>) {
        for child in &parent.children {
            let element = match child {
                // Line breaks in the file are not line breaks of the text, and spaces in a row are marked up.
                Node::Text(text) => {
                    for c in text.chars() {
                        let is_space = matches!(c, ' ' | '\t' | '\n' | '\r');
                        if !is_space {
                            self.text.push(c);
                        } else if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                            self.text.push(' ');
                        }
                    }
                    continue;
                }
                Node::Element(element) => element,
            };
            match element.name.as_str() {
                "s" => {
                    let count = odt::number(element, "c").min(MOST_SPACES);
                    self.text.extend(std::iter::repeat_n(' ', count));
                }
                "tab" => self.text.push('\t'),
                "line-break" => self.text.push('\n'),
                "annotation" | "note" | "frame" | "custom-shape" | "g" => paragraphs(element, beyond),
                _ => self.add(element, beyond),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::docx::tests::lines;
    use crate::read;
    use crate::zip::pack;

    fn file(tables: &str, styles: &str) -> Vec<u8> {
        let content = format!(
            "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:style=\"s\"><office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
        );
        pack(&[
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
            ("content.xml", content),
        ])
    }

    fn check(tables: &str, styles: &str, expected: &[&str]) {
        let source = read("年报.ods", &file(tables, styles)).expect("it can be read");
        assert_eq!(lines(&source), expected, "{}", source.text);
    }

    fn cell(attributes: &str, text: &str) -> String {
        format!("<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>")
    }

    #[test]
    fn cells_are_read_as_they_are_stored_and_merged() {
        let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
        let covered = "<table:covered-table-cell/>".to_owned();
        let table = [
            "<table:table table:name=\"三、收到和处理政府信息公开申请情况\"><table:table-column/><table:table-header-rows>".to_owned(),
            row(&[
                cell("table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\"", "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"),
                covered.clone(),
                cell("table:number-columns-spanned=\"2\"", "申请人情况"),
                covered.clone(),
            ]),
            "</table:table-header-rows>".to_owned(),
            row(&[
                "<table:covered-table-cell table:number-columns-repeated=\"2\"/>".to_owned(),
                cell("", "\n  自<text:span>然</text:span>人"),
                cell("", "总</text:p><text:p>计"),
            ]),
            "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>".to_owned(),
            row(&[
                cell("table:number-columns-spanned=\"2\"", "一、本年新收政府信息公开申请数量"),
                covered,
                cell("office:value-type=\"float\" office:value=\"1234.50000000001\"", "1,234.5"),
                cell("office:value-type=\"string\"", "<office:annotation><text:p>请核实</text:p></office:annotation>2<text:s/>件"),
            ]),
            "</table:table>".to_owned(),
            "<table:table table:name=\"底稿\" table:style-name=\"ta2\">".to_owned(),
            row(&[cell("", "草稿")]),
            "</table:table>".to_owned(),
        ];
        let styles = "<style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style>";
        check(
            &table.concat(),
            styles,
            &[
                "## 三、收到和处理政府信息公开申请情况",
                "table requests.received.natural_person=1234.50000000001 requests.received.total=2 件",
                "aside 请核实",
                "aside 草稿",
            ],
        );
    }

    #[test]
    fn hostile_files_end_in_a_named_error_or_are_read_in_part() {
        let name = |bytes: &[u8]| read("a.ods", bytes).map_err(|error| error.name).err();
        let huge = cell(
            "table:number-columns-repeated=\"999999999\" table:number-rows-spanned=\"99999999\" table:number-columns-spanned=\"99999999999\"",
            "1<text:s text:c=\"999999999\"/>",
        );
        let row = format!("<table:table-row table:number-rows-repeated=\"999999999\">{huge}{huge}</table:table-row>");
        let most = format!("<table:table-row table:number-rows-repeated=\"{}\"/>", u64::MAX);
        let table = format!("<table:table>{most}{}</table:table>", row.repeat(20));
        assert_eq!(name(&file(&table.repeat(300), "")), None);
        assert_eq!(
            name(&file(&"<table:table-row-group>".repeat(5000), "")),
            Some("damaged")
        );
        assert_eq!(name(&file("<table:table>", "")), Some("damaged"));
        let locked = pack(&[
            ("content.xml", "x".to_owned()),
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
            (
                "META-INF/manifest.xml",
                "<m><file-entry><encryption-data/></file-entry></m>".to_owned(),
            ),
        ]);
        assert_eq!(name(&locked), Some("encrypted"));
        let whole = file(
            &format!("<table:table><table:table-row>{huge}</table:table-row></table:table>"),
            "",
        );
        for cut in 0..whole.len() {
            let _ = read("a.ods", &whole[..cut]);
        }
    }
}
