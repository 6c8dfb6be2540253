//! Plain text as it comes out of a Word file or a web page: nothing is marked, so every line stands for itself.

use nianbao_core::document::{Block, Document, Line};
use nianbao_core::text::{Span, Traced};

/// The lines of a text, empty ones included: inside a table an empty line is an empty cell.
pub fn document(source: &str) -> Document {
    let mut document = Document::default();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let text = line.trim_end_matches(['\n', '\r']);
        let shown = text.trim_start_matches('\u{feff}');
        document.blocks.push(Block::Line(Line {
            text: Traced::verbatim(text, at).trimmed(),
            span: Span::new(at, at + text.len()),
            indented: shown.starts_with('\t'),
        }));
        at += line.len();
    }
    document
}
