//! Plain text copied from a Word file or a web page: there is no markup, so every line is separate.

use std::ops::Range;

use nianbao_core::document::{Block, Document, Line};
use nianbao_core::markdown::html_tables;
use nianbao_core::text::{Span, Traced};

/// The lines of a text, including empty ones: in a table an empty line is an empty cell. Tables that are written as HTML,
/// as programs save pages, are tables.
pub fn document(source: &str) -> Document<'_> {
    let mut document = Document::default();
    let mut at = 0;
    for (range, blocks) in html_tables(source, 0) {
        lines(source, at..range.start, &mut document);
        document.blocks.extend(blocks);
        at = range.end;
    }
    lines(source, at..source.len(), &mut document);
    document
}

fn lines<'a>(source: &'a str, range: Range<usize>, document: &mut Document<'a>) {
    let mut at = range.start;
    while at < range.end {
        let rest = &source[at..range.end];
        let (block, length) = quoted(rest, at).unwrap_or_else(|| {
            let (text, end) = line(rest);
            // A byte order mark is not text.
            let shown = text.trim_start_matches('\u{feff}');
            let start = at + (text.len() - shown.len());
            let span = Span::new(start, at + text.len());
            let text = Traced::verbatim(shown, start);
            (Line { text, span }, span.end - at + end)
        });
        document.blocks.push(Block::Line(block));
        at += length;
    }
}

/// The most bytes of a line with cells over several lines: a row of table three takes some 300.
const QUOTED: usize = 2000;

/// A line in which some cells are over several lines and therefore in quotation marks, as spreadsheets copy them; it is
/// put on one line without the marks. Also its length in bytes with the line end. `None` if the first line is not of
/// this kind.
fn quoted(text: &str, at: usize) -> Option<(Line<'_>, usize)> {
    let bytes = text.as_bytes();
    let mut out = Traced::default();
    let mut several = false;
    let (mut start, mut from) = (0, 0);
    loop {
        let cell = bytes.get(start..)?;
        if cell.first() == Some(&b'"') {
            let inside = start + 1;
            let end = inside
                + bytes
                    .get(inside..)?
                    .iter()
                    .take(QUOTED)
                    .position(|byte| *byte == b'"')?;
            let whole = text.get(inside..end)?;
            if whole.contains(['\n', '\r']) {
                if !matches!(bytes.get(end + 1), None | Some(b'\t' | b',' | b'\n' | b'\r')) || whole.contains('\t') {
                    return None;
                }
                several = true;
                out.append(&Traced::verbatim(text.get(from..start)?, at + from));
                let mut place = inside;
                while place < end {
                    let (one, ends) = line(text.get(place..end)?);
                    out.append(&Traced::verbatim(one, at + place));
                    place += one.len() + ends;
                }
                from = end + 1;
            }
            start = end + 1;
        }
        let cell = bytes.get(start..)?;
        let length = cell
            .iter()
            .position(|byte| matches!(byte, b'\t' | b',' | b'\n' | b'\r'))
            .unwrap_or(cell.len());
        start += length;
        match bytes.get(start) {
            Some(b'\t' | b',') if start < QUOTED => start += 1,
            _ if several => {
                out.append(&Traced::verbatim(text.get(from..start)?, at + from));
                let (_, ends) = line(text.get(start..)?);
                let span = Span::new(at, at + start);
                return Some((Line { text: out, span }, start + ends));
            }
            _ => return None,
        }
    }
}

/// The first line of a text, and the number of bytes that end it. Besides the line breaks of all systems, these are the
/// line and page breaks of word processors; `\r\r\n` is one line break that was converted twice.
fn line(text: &str) -> (&str, usize) {
    let breaks = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];
    let Some(at) = text.find(breaks) else {
        return (text, 0);
    };
    let (line, rest) = text.split_at(at);
    let returns = rest.len() - rest.trim_start_matches('\r').len();
    if rest[returns..].starts_with('\n') {
        return (line, returns + 1);
    }
    (line, rest.chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[(&str, usize, usize)]) {
        let lines: Vec<_> = document(source)
            .blocks
            .into_iter()
            .map(|block| match block {
                Block::Line(line) => (line.text.text, line.span.start, line.span.end),
                other => panic!("a text has only lines: {other:?}"),
            })
            .collect();
        let lines: Vec<_> = lines
            .iter()
            .map(|(text, start, end)| (text.as_ref(), *start, *end))
            .collect();
        assert_eq!(lines, expected, "{source:?}");
    }

    #[test]
    fn a_cell_over_several_lines_is_one() {
        check("\"商业\n企业\"\t3\n完", &[("商业企业\t3", 0, 17), ("完", 18, 21)]);
        check("甲,\"乙\r\n丙\",1", &[("甲,乙丙,1", 0, 16)]);
        check("\"一\n二\"三", &[("\"一", 0, 4), ("二\"三", 5, 12)]);
        check("\"甲\"\t乙\n丙", &[("\"甲\"\t乙", 0, 9), ("丙", 10, 13)]);
        check("\"甲\n", &[("\"甲", 0, 4)]);
    }

    #[test]
    fn lines_end_as_every_system_ends_them() {
        check("", &[]);
        check("一\n二", &[("一", 0, 3), ("二", 4, 7)]);
        check("a\r\nb\r\n", &[("a", 0, 1), ("b", 3, 4)]);
        check("a\rb\r\rc", &[("a", 0, 1), ("b", 2, 3), ("", 4, 4), ("c", 5, 6)]);
        check("a\r\r\nb", &[("a", 0, 1), ("b", 4, 5)]);
        check(
            "a\u{b}b\u{c}c\u{2028}d\u{85}e",
            &[("a", 0, 1), ("b", 2, 3), ("c", 4, 5), ("d", 8, 9), ("e", 11, 12)],
        );
        check("\u{feff}a\n\n", &[("a", 3, 4), ("", 5, 5)]);
    }
}
