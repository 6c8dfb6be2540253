//! Plain text as it comes out of a Word file or a web page: nothing is marked, so every line stands for itself.

use nianbao_core::document::{Block, Document, Line};
use nianbao_core::text::{Span, Traced};

/// The lines of a text, empty ones included: inside a table an empty line is an empty cell.
pub fn document(source: &str) -> Document {
    let mut document = Document::default();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        // A byte order mark is no text.
        let shown = text.trim_start_matches('\u{feff}');
        let start = at + (text.len() - shown.len());
        document.blocks.push(Block::Line(Line {
            text: Traced::verbatim(shown, start),
            span: Span::new(start, at + text.len()),
        }));
        at += line.len();
    }
    document
}
