//! Plain text copied from a Word file or a web page: there is no markup, so every line is separate.

use nianbao_core::document::{Block, Document, Line};
use nianbao_core::text::{Span, Traced};

/// The lines of a text, including empty ones: in a table an empty line is an empty cell.
pub fn document(source: &str) -> Document<'_> {
    let mut document = Document::default();
    let mut at = 0;
    while at < source.len() {
        let (text, end) = line(&source[at..]);
        // A byte order mark is not text.
        let shown = text.trim_start_matches('\u{feff}');
        let start = at + (text.len() - shown.len());
        document.blocks.push(Block::Line(Line {
            text: Traced::verbatim(shown, start),
            span: Span::new(start, at + text.len()),
        }));
        at += text.len() + end;
    }
    document
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
