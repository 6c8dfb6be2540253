//! Shared by the readers of files with markup: turns a sequence of texts, tables and pictures into a document.
//!
//! This decides which tables are data and which only lay out a page, and which unmarked lines are headings.

use nianbao_core::recognise::{heading_of, table_of};
use nianbao_core::title::Title;

use crate::draft::{Cell as Plain, Draft};

/// A part of a file, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A paragraph, or a heading with its level.
    Text {
        /// 1 for the title, up to 6; `None` for a paragraph.
        level: Option<u8>,
        /// Its text; line breaks within it are `\n`.
        text: String,
    },
    /// A table.
    Table(Vec<Vec<Cell>>),
    /// A picture.
    Picture {
        /// Its alternative text.
        alt: String,
        /// Its address.
        address: String,
    },
    /// Text that is not part of the report.
    Aside(String),
}

/// A cell of a table with all its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) columns: u16,
    pub(crate) rows: u16,
}

/// How far the markup of a file is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marks {
    /// It was written by [`crate::write`]: everything is as marked.
    Own,
    /// It comes from elsewhere: headings may be marked as paragraphs, paragraphs as headings, layout as tables.
    Foreign,
    /// It was found by positions on printed pages: tables are tables, and texts are lines without marks.
    Printed,
}

/// A cell of the form holds a label or a figure; a cell with more characters than this holds part of a page.
const LONG_CELL: usize = 200;

/// Whether a character is white space or invisible.
pub(crate) fn unseen(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// Adds pieces to a draft.
pub(crate) fn pour(pieces: Vec<Piece>, marks: Marks, draft: &mut Draft) {
    for piece in pieces {
        match piece {
            Piece::Text { level, text } => match marks {
                Marks::Own => text_as_marked(level, text.trim_matches(unseen), draft),
                Marks::Foreign => foreign_text(level, &text, draft),
                Marks::Printed => draft.unmarked(&text),
            },
            Piece::Table(rows) => table(rows, marks, draft),
            Piece::Picture { alt, address } => draft.picture(&alt, &address),
            Piece::Aside(text) => {
                let text = text.trim_matches(unseen);
                if !text.is_empty() {
                    draft.aside(text);
                }
            }
        }
    }
}

fn text_as_marked(level: Option<u8>, text: &str, draft: &mut Draft) {
    if text.is_empty() {
        return;
    }
    match level {
        Some(level) => draft.heading(level.clamp(1, 6), text),
        None => draft.paragraph(text),
    }
}

fn foreign_text(level: Option<u8>, text: &str, draft: &mut Draft) {
    let text = text.trim_matches(unseen);
    if text.is_empty() {
        return;
    }
    if let Some(level) = level {
        // A complete paragraph in a heading's style is a paragraph.
        let sentence = text.chars().count() > 60 && text.contains(['。', '；']);
        text_as_marked(Some(level).filter(|_| !sentence), text, draft);
        return;
    }
    // Line breaks are used between paragraphs as often as within one. They end a paragraph if the next line begins like
    // one: after an empty line, indented, or numbered.
    let mut open = String::new();
    let mut behind_empty = false;
    let mut behind_heading = false;
    let mut behind_title = false;
    for line in text.split('\n') {
        let shown = line.trim_matches(unseen);
        if shown.is_empty() {
            behind_empty = true;
            continue;
        }
        let heading = heading_of(shown).is_some();
        let indented = line.starts_with('\u{3000}') || line.starts_with("\u{a0}\u{a0}");
        let ends = behind_empty || behind_heading || behind_title || heading || indented || is_numbered(shown);
        if ends && !open.is_empty() {
            unmarked(&std::mem::take(&mut open), draft);
        }
        if !open.is_empty() {
            open.push('\n');
        }
        open.push_str(shown);
        (behind_empty, behind_heading, behind_title) = (false, heading, is_title(shown));
    }
    if !open.is_empty() {
        unmarked(&open, draft);
    }
}

/// 「某局2024年政府信息公开工作年度报告」 on a line of its own.
fn is_title(line: &str) -> bool {
    line.len() <= 150
        && line.contains("公开")
        && (line.ends_with("报告") || line.ends_with("年报"))
        && !line.contains(['。', '，', '；', '：', ':'])
        && Title::read(line).year.is_some()
}

/// 「一、」, 「（一）」 at the beginning of a line.
fn is_numbered(line: &str) -> bool {
    const NUMBERS: &str = "一二三四五六七八九十";
    let bracket = line.strip_prefix(['（', '(']);
    let (inside, rest) = if let Some(rest) = bracket {
        let Some((inside, _)) = rest.split_once(['）', ')']) else {
            return false;
        };
        (inside, "、")
    } else {
        let rest = line.trim_start_matches(|c| NUMBERS.contains(c));
        (&line[..line.len() - rest.len()], rest)
    };
    !inside.is_empty() && inside.chars().all(|c| NUMBERS.contains(c)) && rest.starts_with(['、', '．', '.'])
}

/// Adds a paragraph that is not marked as a heading but may be one.
fn unmarked(text: &str, draft: &mut Draft) {
    if heading_of(text) == Some(3) {
        draft.heading(3, text);
    } else {
        draft.paragraph(text);
    }
}

fn cell_text(cell: &Cell) -> String {
    let mut out = String::new();
    for piece in &cell.pieces {
        if let Piece::Text { text, .. } = piece {
            for line in text.split('\n').map(|line| line.trim_matches(unseen)) {
                if line.is_empty() {
                    continue;
                }
                if !out.is_empty() {
                    out.push('\n');
                }
                out.push_str(line);
            }
        }
    }
    out
}

fn table(rows: Vec<Vec<Cell>>, marks: Marks, draft: &mut Draft) {
    let texts: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(cell_text).collect()).collect();
    if marks == Marks::Foreign {
        let known = table_of(texts.iter().flatten().map(String::as_str)).is_some();
        if !known && lays_out_a_page(&rows, &texts) {
            for cell in rows.into_iter().flatten() {
                pour(cell.pieces, marks, draft);
            }
            return;
        }
    }
    let mut open: Vec<Vec<Plain>> = Vec::new();
    let mut inside: Vec<Piece> = Vec::new();
    for (row, texts) in rows.into_iter().zip(texts) {
        // A heading or a paragraph in a row of its own: the table lays out the page around the form's table.
        if marks == Marks::Foreign
            && let ([_], [text]) = (row.as_slice(), texts.as_slice())
            && (heading_of(text) == Some(2) || (text.chars().count() > 40 && text.contains('。')))
        {
            close(&mut open, &mut inside, marks, draft);
            for cell in row {
                pour(cell.pieces, marks, draft);
            }
            continue;
        }
        let mut line = Vec::with_capacity(row.len());
        for (cell, text) in row.into_iter().zip(texts) {
            line.push(Plain {
                text,
                columns: cell.columns,
                rows: cell.rows,
            });
            inside.extend(
                cell.pieces
                    .into_iter()
                    .filter(|piece| !matches!(piece, Piece::Text { .. })),
            );
        }
        open.push(line);
    }
    close(&mut open, &mut inside, marks, draft);
}

/// Ends a table; content of its cells other than text follows it.
fn close(open: &mut Vec<Vec<Plain>>, inside: &mut Vec<Piece>, marks: Marks, draft: &mut Draft) {
    let rows = std::mem::take(open);
    if rows.iter().flatten().any(|cell| !cell.text.is_empty()) {
        draft.table(rows);
    }
    pour(std::mem::take(inside), marks, draft);
}

/// Whether a table holds parts of a page: other tables, headings, long texts, or a single cell.
fn lays_out_a_page(rows: &[Vec<Cell>], texts: &[Vec<String>]) -> bool {
    let filled = texts.iter().flatten().filter(|text| !text.is_empty()).count();
    filled <= 1
        || texts
            .iter()
            .flatten()
            .any(|text| text.chars().count() > LONG_CELL || text.lines().any(|line| heading_of(line) == Some(2)))
        || rows
            .iter()
            .flatten()
            .flat_map(|cell| &cell.pieces)
            .any(|piece| matches!(piece, Piece::Table(_) | Piece::Text { level: Some(_), .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_front_of_lines_are_seen() {
        for (line, expected) in [
            ("一、总体情况", true),
            ("十二、其他", true),
            ("（三）监督保障", true),
            ("(三) 监督保障", true),
            ("一是加强", false),
            ("（见附件）", false),
            ("三安全", false),
            ("", false),
        ] {
            assert_eq!(is_numbered(line), expected, "{line}");
        }
    }
}
