//! The neutral document that every reader makes from its kind of file, before anything is interpreted.

use crate::text::{Span, Traced};

/// The blocks of a file in order, with their places in the source. Text is borrowed from the source where possible.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document<'a> {
    /// The text between the `+++` lines at the top, if there is any.
    pub front_matter: Option<Traced<'a>>,
    /// The blocks after the front matter.
    pub blocks: Vec<Block<'a>>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block<'a> {
    /// A heading that is marked as one in the source.
    Heading {
        /// 1 for the title, 2 for sections, up to 6.
        level: u8,
        /// Its text.
        text: Traced<'a>,
    },
    /// A paragraph.
    Paragraph(Traced<'a>),
    /// A table whose rows and columns are marked in the source.
    Table(Table<'a>),
    /// A line of a source without markup: it may be a paragraph, a heading or one cell of a table.
    Line(Line<'a>),
    /// A picture. Its content cannot be read.
    Picture {
        /// Its alternative text.
        alt: String,
        /// Its address.
        address: String,
        /// Its place in the source.
        span: Span,
    },
}

/// A table as laid out in the source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table<'a> {
    /// Its rows, top to bottom.
    pub rows: Vec<Vec<TableCell<'a>>>,
    /// Its place in the source.
    pub span: Span,
}

/// A cell as laid out in the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCell<'a> {
    /// Its text.
    pub text: Traced<'a>,
    /// Its place in the source; an empty cell has one too.
    pub span: Span,
    /// The number of columns it spans, at least 1.
    pub columns: u16,
    /// The number of rows it spans, at least 1.
    pub rows: u16,
}

/// A line of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// The line without its line break. Tabs at its ends separate cells.
    pub text: Traced<'a>,
    /// Its place in the source; an empty line has one too.
    pub span: Span,
}
