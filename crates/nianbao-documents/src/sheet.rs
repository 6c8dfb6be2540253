//! Rows of cells, from spreadsheets and from lines of text.

use std::collections::BTreeMap;

use nianbao_core::recognise::heading_of;

use crate::draft::Draft;
use crate::flow::{self, Cell, Marks, Piece, unseen};
use crate::{Kind, Source};
use crate::{csv, data};

/// Later lines are ignored; spreadsheets have a million.
const MOST_ROWS: usize = 100_000;

/// Reads lines of cells: a report's figures by field, or a table saved or copied from a spreadsheet.
pub(crate) fn lines(text: &str) -> Source {
    let rows = split(text.trim_start_matches('\u{feff}'));
    if let Some((field, value)) = rows.first().and_then(|row| data::head(row.iter().map(String::as_str))) {
        return data::figures(Kind::Csv, fields(&rows[1..], field, value));
    }
    let rows = rows
        .into_iter()
        .map(|row| row.into_iter().map(|text| plain(text, 1, 1)).collect())
        .collect();
    let mut draft = Draft::default();
    flow::pour(pieces(rows), Marks::Foreign, &mut draft);
    draft.read(Kind::Csv)
}

/// Figures by field. If a field occurs twice its first value counts, as in a report.
pub(crate) fn fields(rows: &[Vec<String>], field: usize, value: usize) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for row in rows {
        let name = row.get(field).map(|name| name.trim()).unwrap_or_default();
        if !name.is_empty() {
            let text = row.get(value).map(String::as_str).unwrap_or_default();
            out.entry(name.to_owned())
                .or_insert_with(|| csv::unmarked(text).to_owned());
        }
    }
    out
}

/// A cell of plain text.
pub(crate) fn plain(text: String, columns: u16, rows: u16) -> Cell {
    Cell {
        pieces: vec![Piece::Text { level: None, text }],
        columns,
        rows,
    }
}

/// The text of such a cell.
pub(crate) fn text_of(cell: &Cell) -> &str {
    match cell.pieces.first() {
        Some(Piece::Text { text, .. }) => text.trim_matches(unseen),
        _ => "",
    }
}

/// Rows as pieces: titles, headings and sentences in a row of their own are not rows of a table.
pub(crate) fn pieces(rows: Vec<Vec<Cell>>) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut open: Vec<Vec<Cell>> = Vec::new();
    for row in rows {
        let mut filled = row.iter().filter(|cell| !text_of(cell).is_empty());
        let alone = match (filled.next(), filled.next()) {
            (Some(cell), None) if cell.rows <= 1 => Some(text_of(cell)),
            _ => None,
        };
        let words = alone.filter(|text| {
            heading_of(text).is_some()
                || text.contains(['。', '；'])
                || (text.contains("公开") && text.contains("报告"))
        });
        match words {
            Some(text) => {
                let text = text.to_owned();
                if !open.is_empty() {
                    out.push(Piece::Table(std::mem::take(&mut open)));
                }
                out.push(Piece::Text { level: None, text });
            }
            None => open.push(row),
        }
    }
    if !open.is_empty() {
        out.push(Piece::Table(open));
    }
    out
}

/// The cells of each line, separated by the most common separator in the first lines: tabs, commas or semicolons.
/// Within quotation marks, separators and line breaks belong to the cell.
fn split(text: &str) -> Vec<Vec<String>> {
    let first: String = text.lines().take(20).collect();
    let separator = ['\t', ',', ';']
        .into_iter()
        .max_by_key(|separator| (first.matches(*separator).count(), *separator == '\t'))
        .unwrap_or(',');
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted => {
                if chars.next_if_eq(&'"').is_some() {
                    cell.push('"');
                } else {
                    quoted = false;
                }
            }
            '"' if cell.is_empty() => quoted = true,
            c if quoted => cell.push(c),
            c if c == separator => row.push(std::mem::take(&mut cell)),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
                if rows.len() >= MOST_ROWS {
                    // The rest is kept as one more row, unseparated.
                    row.push(chars.by_ref().collect());
                }
            }
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&[&str]]) {
        assert_eq!(split(text), expected, "{text}");
    }

    #[test]
    fn lines_are_split_as_spreadsheets_write_them() {
        check("a,b\r\n1,\"x,\"\"y\"\"\nz\"\n", &[&["a", "b"], &["1", "x,\"y\"\nz"]]);
        check("a\tb,c\n\t\n", &[&["a", "b,c"], &["", ""]]);
        check("a;b\n", &[&["a", "b"]]);
        check("\"open", &[&["open"]]);
        check("", &[]);
        check("a\"b,c\"", &[&["a\"b", "c\""]]);
    }
}
