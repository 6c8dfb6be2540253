//! Tables that are written as HTML in a Markdown text, as converters write what Markdown has no words for: merged cells.
//!
//! Only tables are read; whatever else of HTML there is stays text, as Markdown has it.

use std::ops::Range;

use memchr::memchr;

use crate::document::{Block, Table, TableCell};
use crate::text::{Span, Traced};

/// A tag at a place: its name, whether it is a closing tag, the text after the name, and its end.
struct Tag<'a> {
    name: &'a str,
    closes: bool,
    rest: &'a str,
    end: usize,
}

/// The tables of a text with their captions, in order: the stretch that each takes, and the blocks that it is. Places are
/// `shift` bytes on.
pub(super) fn tables(text: &str, shift: usize) -> Vec<(Range<usize>, Vec<Block<'_>>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_table(text, at) {
        let mut reader = Reader {
            text,
            shift,
            open: Vec::new(),
            done: Vec::new(),
        };
        let end = reader.read(start);
        at = end.max(start + 1);
        if !reader.done.is_empty() {
            reader.done.sort_by_key(|(start, _)| *start);
            found.push((
                start..end,
                reader.done.into_iter().flat_map(|(_, blocks)| blocks).collect(),
            ));
        }
    }
    found
}

/// A table's stretch with the fence around it, where there is one: tools that were asked for Markdown put it there.
pub(super) fn with_fence(text: &str, range: Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or_default().trim_end();
    let opens = before.rfind('\n').map_or(0, |end| end + 1);
    let after = text.get(range.end..).unwrap_or_default();
    let closes = range.end + (after.len() - after.trim_start().len());
    let fence = |at: usize| text.get(at..).is_some_and(|rest| rest.starts_with("```"));
    if fence(opens) && opens < range.start && fence(closes) {
        let line = text
            .get(closes..)
            .and_then(|rest| rest.find('\n'))
            .map_or(text.len(), |end| closes + end);
        return opens..line;
    }
    range
}

/// Whether a line has nothing but tags that only lay out what is around them.
pub(super) fn only_lays_out(line: &str) -> bool {
    const NAMES: [&str; 12] = [
        "div", "center", "p", "span", "section", "article", "html", "body", "font", "figure", "hr", "br",
    ];
    let mut at = 0;
    let mut any = false;
    while at < line.len() {
        if line.as_bytes()[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        match tag(line, at).filter(|_| line.as_bytes()[at] == b'<') {
            Some(tag) if NAMES.iter().any(|name| tag.name.eq_ignore_ascii_case(name)) => at = tag.end,
            _ => return false,
        }
        any = true;
    }
    any
}

/// The part of a line that is inside the tags around it that only style it: `<b>一、总体情况</b>`.
pub(super) fn without_styling(line: &str) -> Range<usize> {
    const NAMES: [&str; 16] = [
        "b", "strong", "em", "i", "u", "font", "span", "p", "center", "h1", "h2", "h3", "h4", "h5", "h6", "div",
    ];
    let styles = |tag: &Tag<'_>| NAMES.iter().any(|name| tag.name.eq_ignore_ascii_case(name));
    let mut inside = 0..line.len();
    while let Some(tag) = tag(line, inside.start)
        .filter(|_| line[inside.start..].starts_with('<'))
        .filter(styles)
    {
        let closing = format!("</{}>", tag.name);
        let end = inside.end.checked_sub(closing.len()).filter(|end| *end >= tag.end);
        let closed = end.filter(|end| {
            line.get(*end..inside.end)
                .is_some_and(|last| last.eq_ignore_ascii_case(&closing))
        });
        let Some(end) = closed else { break };
        inside = tag.end..end;
    }
    inside
}

/// Where the next `<table` begins.
fn next_table(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        let name = bytes.get(at + 1..at + 6)?;
        if name.eq_ignore_ascii_case(b"table") && bytes.get(at + 6).is_some_and(|byte| !byte.is_ascii_alphanumeric()) {
            return Some(at);
        }
        at += 1;
    }
}

/// The tag that begins here; `None` if the `<` is an ordinary character.
fn tag(text: &str, at: usize) -> Option<Tag<'_>> {
    let inside = text.get(at + 1..)?;
    if inside.starts_with("!--") {
        let end = inside.find("-->").map_or(text.len(), |close| at + 1 + close + 3);
        return Some(Tag {
            name: "!--",
            closes: false,
            rest: "",
            end,
        });
    }
    let closes = inside.starts_with('/');
    let name_start = at + 1 + usize::from(closes);
    let rest = text.get(name_start..)?;
    let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    // A tag is not long; a `<` whose `>` is far away is a sign.
    let close = memchr(b'>', rest.as_bytes().get(..rest.len().min(2000))?)?;
    (length > 0 && length <= close).then(|| Tag {
        name: &rest[..length],
        closes,
        rest: rest.get(length..close).unwrap_or_default(),
        end: name_start + close + 1,
    })
}

/// How many columns or rows a cell covers.
fn covers(rest: &str, name: &str) -> u16 {
    let lower = rest.to_ascii_lowercase();
    let value = lower.find(name).and_then(|at| {
        let value = lower.get(at + name.len()..)?.trim_start().strip_prefix('=')?;
        let digits = value.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        digits.get(..length)?.parse::<u16>().ok()
    });
    value.unwrap_or(1).max(1)
}

/// A table being read.
#[derive(Default)]
struct Open<'a> {
    start: usize,
    rows: Vec<Vec<TableCell<'a>>>,
    cell: Option<TableCell<'a>>,
    /// Words outside of cells: the caption.
    outside: Traced<'a>,
}

struct Reader<'a> {
    text: &'a str,
    shift: usize,
    open: Vec<Open<'a>>,
    done: Vec<(usize, Vec<Block<'a>>)>,
}

impl<'a> Reader<'a> {
    /// Reads from the tag of a table up to the end of that table, or of the text.
    fn read(&mut self, start: usize) -> usize {
        let mut at = start;
        // Where the last row ended, for a table that is never closed.
        let mut row_end = start;
        while at < self.text.len() {
            let next = memchr(b'<', &self.text.as_bytes()[at..]).map_or(self.text.len(), |found| at + found);
            if next > at {
                self.words(at..next);
                at = next;
                continue;
            }
            let Some(tag) = tag(self.text, at) else {
                self.words(at..at + 1);
                at += 1;
                continue;
            };
            let end = tag.end;
            self.tag(&tag, at);
            if tag.closes && tag.name.eq_ignore_ascii_case("tr") {
                row_end = end;
            }
            at = end;
            if self.open.is_empty() {
                return at;
            }
        }
        while !self.open.is_empty() {
            self.close_table(row_end);
        }
        if row_end > start { row_end } else { self.text.len() }
    }

    fn tag(&mut self, tag: &Tag<'a>, at: usize) {
        let is = |name: &str| tag.name.eq_ignore_ascii_case(name);
        if is("table") {
            if tag.closes {
                self.close_table(tag.end);
            } else {
                self.open.push(Open {
                    start: at,
                    ..Open::default()
                });
            }
        } else if is("tr") {
            self.close_cell(at);
            if !tag.closes
                && let Some(open) = self.open.last_mut()
            {
                open.rows.push(Vec::new());
            }
        } else if is("td") || is("th") {
            self.close_cell(at);
            if !tag.closes
                && let Some(open) = self.open.last_mut()
            {
                open.cell = Some(TableCell {
                    text: Traced::default(),
                    span: Span::new(tag.end + self.shift, tag.end + self.shift),
                    columns: covers(tag.rest, "colspan"),
                    rows: covers(tag.rest, "rowspan"),
                });
            }
        } else if is("br") || (tag.closes && ["p", "div", "li"].iter().any(|name| is(name))) {
            let span = Span::new(at + self.shift, tag.end + self.shift);
            if let Some(text) = self.target().filter(|text| !text.text.is_empty()) {
                text.push_as("\n", span);
            }
        }
    }

    /// The text to which words are added: the current cell, or the text outside cells.
    fn target(&mut self) -> Option<&mut Traced<'a>> {
        let open = self.open.last_mut()?;
        Some(match &mut open.cell {
            Some(cell) => &mut cell.text,
            None => &mut open.outside,
        })
    }

    /// Adds words, with white space as a browser shows it and entities resolved.
    fn words(&mut self, range: Range<usize>) {
        let shift = self.shift;
        let text = self.text;
        let Some(target) = self.target() else { return };
        let mut at = range.start;
        while at < range.end {
            let rest = &text[at..range.end];
            let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace()).len();
            if blank > 0 {
                // Chinese is written without spaces: one between two ideographs only breaks the line of the source.
                let after = rest[blank..].chars().next();
                let space = target
                    .text
                    .chars()
                    .next_back()
                    .is_some_and(|c| c.is_ascii_alphanumeric())
                    && after.is_some_and(|c| c.is_ascii_alphanumeric());
                if space {
                    target.push_as(" ", Span::new(at + shift, at + blank + shift));
                }
                at += blank;
                continue;
            }
            if rest.starts_with('&')
                && let Some((shown, length)) = entity(rest)
            {
                target.push_as(
                    shown.encode_utf8(&mut [0; 4]),
                    Span::new(at + shift, at + length + shift),
                );
                at += length;
                continue;
            }
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let length = rest[first..]
                .find(|c: char| c == '&' || c.is_ascii_whitespace())
                .map_or(rest.len(), |length| length + first);
            target.push(&text[at..at + length], at + shift);
            at += length;
        }
    }

    fn close_cell(&mut self, at: usize) {
        let shift = self.shift;
        let Some(open) = self.open.last_mut() else { return };
        if let Some(mut cell) = open.cell.take() {
            cell.span.end = (at + shift).max(cell.span.start);
            cell.text = cell.text.trimmed();
            if open.rows.is_empty() {
                open.rows.push(Vec::new());
            }
            if let Some(row) = open.rows.last_mut() {
                row.push(cell);
            }
        }
    }

    fn close_table(&mut self, end: usize) {
        self.close_cell(end);
        let Some(open) = self.open.pop() else { return };
        let mut blocks = Vec::new();
        let outside = open.outside.trimmed();
        if !outside.text.is_empty() {
            blocks.push(Block::Paragraph(outside));
        }
        let rows: Vec<Vec<TableCell<'a>>> = open.rows.into_iter().filter(|row| !row.is_empty()).collect();
        // A table that only holds other tables lays out a page.
        if rows.iter().flatten().any(|cell| !cell.text.text.is_empty()) {
            blocks.push(Block::Table(Table {
                rows,
                span: Span::new(open.start + self.shift, end.max(open.start) + self.shift),
            }));
        }
        self.done.push((open.start, blocks));
    }
}

/// The character of an entity, and the entity's length.
fn entity(text: &str) -> Option<(char, usize)> {
    let name = text.get(1..)?;
    let end = name.bytes().take(10).position(|byte| byte == b';')?;
    let name = name.get(..end)?;
    let c = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        char::from_u32(code).filter(|c| *c != '\0')?
    } else {
        match name {
            "nbsp" => '\u{a0}',
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "ldquo" => '“',
            "rdquo" => '”',
            "lsquo" => '‘',
            "rsquo" => '’',
            "mdash" => '—',
            "ndash" => '–',
            "middot" => '·',
            "ensp" => '\u{2002}',
            "emsp" => '\u{2003}',
            _ => return None,
        }
    };
    Some((c, end + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the cells of a text's tables, each with its span if it covers more than one place.
    fn check(text: &str, expected: &[&[&[&str]]]) {
        let found: Vec<Vec<Vec<String>>> = tables(text, 0)
            .into_iter()
            .flat_map(|(_, blocks)| blocks)
            .filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            })
            .map(|table| {
                let cell = |cell: &TableCell<'_>| match (cell.columns, cell.rows) {
                    (1, 1) => cell.text.text.to_string(),
                    (columns, rows) => format!("{}*{columns}*{rows}", cell.text.text),
                };
                table.rows.iter().map(|row| row.iter().map(cell).collect()).collect()
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn tables_are_read_as_a_browser_shows_them() {
        check(
            "甲<table border=1><tr><td colspan=4>第二十条</td></tr>\n<TR><th rowspan='2'>规章</th><td>0<td> 1 </TR></table>乙",
            &[&[&["第二十条*4*1"], &["规章*1*2", "0", "1"]]],
        );
        check(
            "<table><tr><td>商业<br>企业</td><td><p>科研</p><p>机\n构</p></td><td>&nbsp;&lt;1&#62;&#x31;</td></tr></table>",
            &[&[&["商业\n企业", "科研\n机构", "<1>1"]]],
        );
        // Tables in tables that lay out a page; never closed; nothing in it.
        check(
            "<table><tr><td><table><tr><td>甲</td></tr></table></td></tr></table>",
            &[&[&["甲"]]],
        );
        check(
            "<table><tr><td>甲</td></tr><tr><td>乙</td></tr>丙",
            &[&[&["甲"], &["乙"]]],
        );
        check("<table></table><tables><table", &[]);
        check("<table><tr><td>1 < 2<!-- 3 --></td></tr></table>", &[&[&["1<2"]]]);
    }

    #[test]
    fn lines_without_a_word_are_told() {
        for (line, expected) in [
            ("<div align=\"center\">", true),
            ("</div> <br/>", true),
            ("<p>甲</p>", false),
            ("<td>", false),
            ("", false),
            ("甲<br>", false),
        ] {
            assert_eq!(only_lays_out(line), expected, "{line}");
        }
    }

    #[test]
    fn what_never_ends_is_read_in_time() {
        for text in [
            "<table>".repeat(20_000),
            "<table><tr><td>".repeat(10_000),
            "<".repeat(100_000),
            "<table><".repeat(20_000),
        ] {
            let _ = tables(&text, 0);
        }
    }
}
