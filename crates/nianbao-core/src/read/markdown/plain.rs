//! A shortcut for tables as [`crate::write`] writes them: one row per line, a pipe at both ends, no markup in the
//! cells. A report is mostly such tables, and an archive has thousands of reports; these tables can be read without a
//! parser. All others are left to pulldown-cmark. It also defines what plain tables mean: tests compare the two.

use std::ops::Range;

use memchr::{memchr, memchr3, memmem};

use crate::document::{Table, TableCell};
use crate::text::{Span, Traced};

/// The plain tables of a text in order, each with its range in the text. Places within the tables are shifted by
/// `shift` bytes.
///
/// There are none if a construct that continues over empty lines may be open (a fence, HTML, a metadata block other than
/// the front matter), if there may be link definitions, which hold for the whole text, or if lines end in anything but
/// `\n`.
pub(super) fn tables(text: &str, shift: usize) -> Vec<(Range<usize>, Table<'_>)> {
    let mut tables = Vec::new();
    let bytes = text.as_bytes();
    let Some(front_matter) = front_matter(text) else {
        return tables;
    };
    let body = &bytes[front_matter..];
    let open = ["```", "~~~", "+++", "]:", "<", "\r"];
    // Few texts have any of these characters.
    let some = memchr3(b'`', b'~', b'<', body).or_else(|| memchr3(b'+', b']', b'\r', body));
    if some.is_some() && open.iter().any(|sign| memmem::find(body, sign.as_bytes()).is_some()) {
        return tables;
    }
    // The line break after the front matter may be the first of two.
    let mut at = front_matter.saturating_sub(1);
    while let Some(empty) = memmem::find(&bytes[at..], b"\n\n|") {
        let start = at + empty + 2;
        at = start;
        if let Some((table, end)) = table(text, start, shift) {
            tables.push((start..end, table));
            // The line break after a table may be the first of the two before the next table.
            at = end - 1;
        }
    }
    tables
}

/// The end of the front matter, or 0 without one; `None` if it is not certain.
fn front_matter(text: &str) -> Option<usize> {
    let Some(inside) = text.strip_prefix("+++\n") else {
        return (!text.starts_with("+++")).then_some(0);
    };
    let mut at = text.len() - inside.len();
    for (number, line) in inside.split_inclusive('\n').enumerate() {
        let closes = line.starts_with("+++");
        // A block that is empty or begins with an empty line is not front matter.
        if number == 0 && (closes || line.trim().is_empty()) {
            return None;
        }
        at += line.len();
        if closes {
            return (line == "+++\n").then_some(at);
        }
    }
    None
}

/// The table that begins here and where it ends; `None` if it is not plain.
fn table(text: &str, start: usize, shift: usize) -> Option<(Table<'_>, usize)> {
    let bytes = text.as_bytes();
    let mut rows = Vec::new();
    let mut header = Vec::new();
    let mut at = row(text, start, shift, &mut header)?;
    let columns = header.len();
    rows.push(header);
    at = rule(bytes, at, columns)?;
    // Up to an empty line or the end of the text.
    while !matches!(bytes.get(at), None | Some(b'\n')) {
        let mut cells = Vec::with_capacity(columns);
        let end = row(text, at, shift, &mut cells)?;
        // Rows with missing or surplus cells are left to the parser.
        if cells.len() != columns {
            return None;
        }
        rows.push(cells);
        at = end;
    }
    let span = Span::new(start + shift, at + shift);
    Some((Table { rows, span }, at))
}

/// Reads the cells of the line that begins here; returns where the next line begins.
fn row<'a>(text: &'a str, start: usize, shift: usize, cells: &mut Vec<TableCell<'a>>) -> Option<usize> {
    let bytes = text.as_bytes();
    if bytes.get(start) != Some(&b'|') {
        return None;
    }
    let mut at = start + 1;
    loop {
        let cell = at;
        at += bytes.get(at..)?.iter().position(|byte| !is_plain(*byte))?;
        match bytes[at] {
            b'|' => {
                let blank = |byte: &&u8| **byte == b' ';
                let written = bytes[cell..at].iter();
                let from = cell + written.clone().take_while(blank).count();
                let to = at - written.rev().take_while(blank).count();
                cells.push(TableCell {
                    text: Traced::verbatim(text.get(from..to).unwrap_or_default(), from + shift),
                    span: Span::new(cell + shift, at + shift),
                    columns: 1,
                    rows: 1,
                });
            }
            // Text after the last pipe would be another cell.
            b'\n' if cell == at && !cells.is_empty() => return Some(at + 1),
            _ => return None,
        }
        at += 1;
    }
}

/// Whether a byte in a cell has no special meaning; pipes and line breaks have one.
const fn is_plain(byte: u8) -> bool {
    const PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let mut byte = 0_u8;
        loop {
            plain[byte as usize] = byte.is_ascii_alphanumeric()
                || byte >= 0x80
                || matches!(
                    byte,
                    b' ' | b'-' | b'.' | b',' | b':' | b';' | b'(' | b')' | b'%' | b'/' | b'+'
                );
            if byte == u8::MAX {
                break;
            }
            byte += 1;
        }
        plain
    };
    PLAIN[byte as usize]
}

/// The end of the delimiter row that begins here, `| --- | ---: |`, if it has this many columns.
fn rule(bytes: &[u8], start: usize, columns: usize) -> Option<usize> {
    let end = start + memchr(b'\n', bytes.get(start..)?)?;
    let inside = bytes[start..end].strip_prefix(b"|")?.strip_suffix(b"|")?;
    let mut count = 0;
    for column in inside.split(|byte| *byte == b'|') {
        let from = column.iter().take_while(|byte| **byte == b' ').count();
        let to = column.iter().rposition(|byte| *byte != b' ')?;
        let dashes = column.get(from..=to)?;
        let dashes = dashes.strip_prefix(b":").unwrap_or(dashes);
        let dashes = dashes.strip_suffix(b":").unwrap_or(dashes);
        if dashes.is_empty() || dashes.iter().any(|byte| *byte != b'-') {
            return None;
        }
        count += 1;
    }
    (count == columns).then_some(end + 1)
}
