//! Tables of web pages on the clipboard.

use wasm_bindgen::JsCast;
use web_sys::{DomParser, Element, HtmlTableCellElement, SupportedType};

use crate::grid;

/// The most columns or rows that one cell may span, since a page can give any number.
const SPAN: u32 = 100;

/// The first table of a web page, as lines of cells separated by tabs; `None` if there is none. The text of a merged
/// cell is in its first place. The page is parsed but not shown: nothing in it runs or loads.
pub fn table_of(html: &str) -> Option<String> {
    let page = DomParser::new()
        .ok()?
        .parse_from_string(html, SupportedType::TextHtml)
        .ok()?;
    let table = page.query_selector("table").ok()??;
    let lines = table.query_selector_all("tr").ok()?;
    let mut rows: Vec<Vec<Option<String>>> = Vec::new();
    let mut at = 0;
    for index in 0..lines.length() {
        let line: Element = lines.get(index)?.dyn_into().ok()?;
        // Lines of tables inside this one are skipped.
        if line.closest("table").ok().flatten().as_ref() != Some(&table) {
            continue;
        }
        read_line(&line, at, &mut rows);
        at += 1;
    }
    // The last cell may claim to span lines that do not exist.
    rows.truncate(at);
    let texts: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(|cell| cell.as_deref().unwrap_or_default()).collect())
        .collect();
    (!texts.is_empty()).then(|| grid::tsv(&texts))
}

/// Puts the cells of a line in their places, except for places that a cell above spans.
fn read_line(line: &Element, at: usize, rows: &mut Vec<Vec<Option<String>>>) {
    let cells = line.children();
    let mut column = 0;
    for index in 0..cells.length() {
        let Some(cell) = cells.item(index) else { continue };
        let Ok(cell) = cell.dyn_into::<HtmlTableCellElement>() else {
            continue;
        };
        while rows
            .get(at)
            .and_then(|row| row.get(column))
            .is_some_and(Option::is_some)
        {
            column += 1;
        }
        let text = cell.text_content().unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (height, width) = (cell.row_span().clamp(1, SPAN), cell.col_span().clamp(1, SPAN));
        for down in 0..height as usize {
            for right in 0..width as usize {
                let first = down == 0 && right == 0;
                put(
                    rows,
                    at + down,
                    column + right,
                    if first { text.clone() } else { String::new() },
                );
            }
        }
        column += width as usize;
    }
}

fn put(rows: &mut Vec<Vec<Option<String>>>, row: usize, column: usize, text: String) {
    if rows.len() <= row {
        rows.resize(row + 1, Vec::new());
    }
    let cells = &mut rows[row];
    if cells.len() <= column {
        cells.resize(column + 1, None);
    }
    cells[column] = Some(text);
}
