//! A document being built, together with the plain text that its places refer to.
//!
//! The bytes of a Word file or a web page mean nothing to people. A reader writes the content it finds as plain text,
//! one line per block and per table row, with pipes between the cells, and every place is a range of that text.

use std::borrow::Cow;

use nianbao_core::document::{Block, Document, Line, Table, TableCell};
use nianbao_core::recognise::{self, Unplaced};
use nianbao_core::text::{Span, Traced};

use crate::{Kind, Source};

/// The document and its text so far.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    text: String,
    document: Document<'static>,
    asides: Vec<Unplaced>,
}

/// A cell as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Its text; line breaks within it are `\n`.
    pub(crate) text: String,
    /// The number of columns it spans, at least 1.
    pub(crate) columns: u16,
    /// The number of rows it spans, at least 1.
    pub(crate) rows: u16,
}

/// A text without NUL, the one character that text files do not have; it is replaced as Markdown and HTML do.
fn without_nul(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

impl Draft {
    fn line(&mut self, text: &str) -> Traced<'static> {
        let text = &*without_nul(text);
        let traced = Traced::verbatim(text, self.text.len()).into_owned();
        self.text.push_str(text);
        self.text.push('\n');
        traced
    }

    /// Sets the front matter: TOML without the lines around it.
    pub(crate) fn front_matter(&mut self, toml: &str) {
        self.text.push_str("+++\n");
        let traced = self.line(toml.trim_end_matches('\n'));
        self.text.push_str("+++\n");
        self.document.front_matter = Some(traced);
    }

    /// Adds a heading; level 1 is the title.
    pub(crate) fn heading(&mut self, level: u8, text: &str) {
        let text = self.line(text);
        self.document.blocks.push(Block::Heading { level, text });
    }

    /// Adds a paragraph.
    pub(crate) fn paragraph(&mut self, text: &str) {
        let text = self.line(text);
        self.document.blocks.push(Block::Paragraph(text));
    }

    /// Adds a line from a source without markup.
    pub(crate) fn unmarked(&mut self, text: &str) {
        let text = self.line(text);
        let span = text
            .span()
            .unwrap_or(Span::new(self.text.len() - 1, self.text.len() - 1));
        self.document.blocks.push(Block::Line(Line { text, span }));
    }

    /// Adds a picture: its alternative text and its address become part of the text.
    pub(crate) fn picture(&mut self, alt: &str, address: &str) {
        let start = self.text.len();
        let (alt, address) = (without_nul(alt), without_nul(address));
        self.line(&format!("![{alt}]({address})"));
        let span = Span::new(start, self.text.len() - 1);
        self.document.blocks.push(Block::Picture {
            alt: alt.into_owned(),
            address: address.into_owned(),
            span,
        });
    }

    /// Adds a table by its rows, with the cells that begin in each.
    pub(crate) fn table(&mut self, rows: Vec<Vec<Cell>>) {
        let start = self.text.len();
        let mut table = Table::default();
        for row in rows {
            let mut line = Vec::with_capacity(row.len());
            self.text.push('|');
            for cell in row {
                self.text.push(' ');
                let from = self.text.len();
                let mut text = Traced::default();
                let shown = without_nul(&cell.text);
                for (index, part) in shown.split('\n').enumerate() {
                    let at = self.text.len();
                    if index > 0 {
                        self.text.push(' ');
                        text.push_as("\n", Span::new(at, at + 1));
                    }
                    text.push(part, self.text.len());
                    self.text.push_str(part);
                }
                let span = Span::new(from, self.text.len());
                self.text.push_str(if from == self.text.len() { "|" } else { " |" });
                line.push(TableCell {
                    text: text.into_owned(),
                    span,
                    columns: cell.columns.max(1),
                    rows: cell.rows.max(1),
                });
            }
            self.text.push('\n');
            table.rows.push(line);
        }
        table.span = Span::new(start, self.text.len().saturating_sub(1).max(start));
        self.document.blocks.push(Block::Table(table));
    }

    /// Adds text of the file that is not part of the report: it is kept in the text and listed as unplaced.
    pub(crate) fn aside(&mut self, text: &str) {
        let traced = self.line(text);
        self.asides.push(Unplaced {
            text: text.to_owned(),
            span: traced.span(),
            kept: false,
        });
    }

    /// Reads the document as a report.
    pub(crate) fn read(self, kind: Kind) -> Source {
        let mut reading = recognise::recognise(&self.document);
        reading.unplaced.extend(self.asides);
        reading.unplaced.sort_by_key(|unplaced| unplaced.span);
        Source {
            kind,
            text: self.text,
            reading,
        }
    }
}
