//! Writes a report as canonical Markdown. Reading it again gives the same report.
//!
//! The canonical form: TOML front matter between `+++` lines, if there is any; the title as `#`; the preface; each
//! section as `##` with its heading as written; headings within a section as `###` and below; one paragraph per line,
//! with an empty line between blocks; tables as pipe tables with the form's labels, figures aligned right. Table two is
//! one small table for each item of Article 20; in table three the group headings are rows without figures; in table
//! four its three blocks are the rows.

use std::fmt::Write as _;

use crate::front_matter;
use crate::report::{Block, Meta, Report, Source, Table};

/// The canonical Markdown of a report.
pub fn markdown(report: &Report) -> String {
    let mut out = String::with_capacity(8 * 1024);
    front_matter(&report.meta, &mut out);
    body_into(report, &mut out);
    out
}

/// The canonical Markdown of a report without its front matter.
pub fn body(report: &Report) -> String {
    let mut out = String::with_capacity(8 * 1024);
    body_into(report, &mut out);
    out
}

fn body_into(report: &Report, out: &mut String) {
    if !report.title.is_empty() {
        separate(out);
        heading(1, &report.title, out);
    }
    blocks(&report.preface, out);
    for section in &report.sections {
        separate(out);
        heading(2, &section.heading, out);
        blocks(&section.blocks, out);
    }
}

/// The canonical Markdown of some blocks without the form's tables: the prose of a section.
pub fn prose(list: &[Block]) -> String {
    let mut out = String::new();
    for block in list.iter().filter(|block| !matches!(block, Block::Table(_))) {
        blocks(std::slice::from_ref(block), &mut out);
    }
    out.truncate(out.trim_end().len());
    out
}

/// Adds an empty line between blocks.
fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

fn front_matter(meta: &Meta, out: &mut String) {
    if let Some(raw) = &meta.unreadable {
        let _ = write!(out, "+++\n{}\n+++\n", raw.trim_end_matches('\n'));
        return;
    }
    let mut text = String::new();
    for comment in &meta.comments {
        text.push_str(comment);
        text.push('\n');
    }
    if let Some(organ) = &meta.organ {
        let _ = writeln!(text, "organ = {}", quoted(organ));
    }
    if let Some(year) = meta.year {
        let _ = writeln!(text, "year = {year}");
    }
    if let Some(published) = meta.published {
        let _ = writeln!(text, "published = {published}");
    }
    if let Some(source) = &meta.source {
        let _ = writeln!(text, "source = {}", source_value(source));
    }
    if meta.sample {
        text.push_str("sample = true\n");
    }
    if !meta.other.is_empty() {
        // Unknown keys may hold tables, which in TOML must follow all plain keys: they come last.
        meta.other.write(&mut text);
    }
    for accepted in &meta.accepted {
        separate(&mut text);
        accepted.write(&mut text);
    }
    if !text.is_empty() {
        let _ = write!(out, "+++\n{text}+++\n");
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    front_matter::quote(text, &mut out);
    out
}

fn source_value(source: &Source) -> String {
    match source {
        Source {
            title: None,
            url: Some(url),
            sha256: None,
        } => quoted(url),
        Source { title, url, sha256 } => {
            let parts: Vec<String> = [("title", title), ("url", url), ("sha256", sha256)]
                .into_iter()
                .filter_map(|(key, value)| value.as_ref().map(|value| format!("{key} = {}", quoted(value))))
                .collect();
            if parts.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{ {} }}", parts.join(", "))
            }
        }
    }
}

fn heading(level: u8, text: &str, out: &mut String) {
    for _ in 0..level {
        out.push('#');
    }
    if !text.is_empty() {
        out.push(' ');
        let mut line = String::with_capacity(text.len());
        inline(text, &mut line);
        // Number signs at the end would be read as closing the heading.
        let kept = line.trim_end_matches('#').len();
        out.push_str(&line[..kept]);
        for _ in kept..line.len() {
            out.push_str("\\#");
        }
    }
    out.push('\n');
}

fn blocks(list: &[Block], out: &mut String) {
    for block in list {
        separate(out);
        match block {
            Block::Heading { level, text } => heading((*level).clamp(3, 6), text, out),
            Block::Paragraph(text) => paragraph(text, out),
            Block::Table(table) => statutory(table, out),
            Block::Grid(rows) => grid(rows, out),
            Block::Picture { alt, address } => {
                out.push_str("![");
                inline(alt, out);
                out.push_str("](<");
                for c in address.chars() {
                    if matches!(c, '<' | '>' | '\\' | '&') {
                        out.push('\\');
                    }
                    out.push(c);
                }
                out.push_str(">)\n");
            }
        }
    }
}

fn paragraph(text: &str, out: &mut String) {
    for (i, line) in text.lines().enumerate() {
        if i > 0 {
            out.push_str("\\\n");
        }
        let start = out.len();
        inline(line, out);
        if let Some(at) = marker(&out[start..]) {
            out.insert(start + at, '\\');
        }
    }
    out.push('\n');
}

/// If a line would be read as something other than text (a heading, a list, a quotation, a rule, a fence): the byte
/// before which a backslash prevents that.
fn marker(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    match first {
        '#' | '>' | '-' | '+' | '=' | '~' | ':' => Some(0),
        '0'..='9' => {
            let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let rest = &line[digits..];
            let listed = rest.starts_with(['.', ')']) && rest[1..].chars().next().is_none_or(char::is_whitespace);
            listed.then_some(digits)
        }
        _ => None,
    }
}

/// Writes text with a backslash before anything that Markdown would read as markup, and no more backslashes than
/// needed.
fn inline(text: &str, out: &mut String) {
    if !text.bytes().any(may_be_markup) {
        out.push_str(text);
        return;
    }
    let links = text.contains("](") || text.contains("]:") || text.contains("][");
    let mut before: Option<char> = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let after = rest.clone().next();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escape = match c {
            '\\' | '`' | '*' => true,
            // Inside a word it does not emphasise.
            '_' => !(word(before) && word(after)),
            '[' | ']' | '!' => links,
            '<' => after.is_some_and(|a| a.is_ascii_alphabetic() || matches!(a, '/' | '!' | '?')),
            '&' => after.is_some_and(|a| a.is_ascii_alphanumeric() || a == '#'),
            _ => false,
        };
        if escape {
            out.push('\\');
        }
        out.push(c);
        before = Some(c);
    }
}

/// Whether a byte may need a backslash. Most texts have none of these.
fn may_be_markup(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'!' | b'<' | b'&')
}

fn cell(text: &str, out: &mut String) {
    if !text
        .bytes()
        .any(|byte| may_be_markup(byte) || matches!(byte, b'\n' | b'|'))
    {
        out.push_str(text);
        return;
    }
    let mut written = String::with_capacity(text.len());
    for (i, line) in text.lines().enumerate() {
        if i > 0 {
            written.push_str("<br>");
        }
        inline(line, &mut written);
    }
    // Whether a backslash escapes a pipe depends on the reader; an entity is a character everywhere.
    for (i, part) in written.split('|').enumerate() {
        if i > 0 {
            out.push_str("&#124;");
        }
        out.push_str(part);
    }
}

fn row<'a>(cells: impl Iterator<Item = &'a str>, out: &mut String) {
    out.push('|');
    for text in cells {
        out.push(' ');
        cell(text, out);
        out.push_str(if text.is_empty() { "|" } else { " |" });
    }
    out.push('\n');
}

fn statutory(table: &Table, out: &mut String) {
    row(
        std::iter::once(table.caption.as_str()).chain(table.columns.iter().map(|column| column.label.as_str())),
        out,
    );
    out.push_str("| --- |");
    for _ in &table.columns {
        out.push_str(" ---: |");
    }
    out.push('\n');
    for line in &table.rows {
        let cells = line.cells.iter().map(crate::cell::Cell::as_str);
        let missing = table.columns.len().saturating_sub(line.cells.len());
        row(
            std::iter::once(line.label.as_str())
                .chain(cells)
                .chain(std::iter::repeat_n("", missing)),
            out,
        );
    }
}

fn grid(rows: &[Vec<String>], out: &mut String) {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    for (i, cells) in rows.iter().enumerate() {
        let missing = width - cells.len();
        row(
            cells.iter().map(String::as_str).chain(std::iter::repeat_n("", missing)),
            out,
        );
        if i == 0 {
            out.push('|');
            for _ in 0..width {
                out.push_str(" --- |");
            }
            out.push('\n');
        }
    }
}
