//! The neutral document: what every reader makes of its kind of file before anybody asks what it means.

use crate::text::{Span, Traced};

/// A file's blocks in order, each with its place in the source, from which its words are borrowed where they can be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document<'a> {
    /// The text between the `+++` lines at the top, where there is one.
    pub front_matter: Option<Traced<'a>>,
    /// What follows.
    pub blocks: Vec<Block<'a>>,
}

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block<'a> {
    /// A heading that the source marks as one.
    Heading {
        /// 1 for the title, 2 for sections, up to 6.
        level: u8,
        /// Its text.
        text: Traced<'a>,
    },
    /// A paragraph.
    Paragraph(Traced<'a>),
    /// A table whose rows and columns the source marks.
    Table(Table<'a>),
    /// One line of a source that marks nothing: it may be a paragraph, a heading or one cell of a table.
    Line(Line<'a>),
    /// A picture: nothing in it can be read.
    Picture {
        /// The words that the source gives for it.
        alt: String,
        /// Its address.
        address: String,
        /// Where it stands.
        span: Span,
    },
}

/// A table as the source lays it out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table<'a> {
    /// Its rows, top to bottom.
    pub rows: Vec<Vec<TableCell<'a>>>,
    /// Where it stands.
    pub span: Span,
}

/// A cell as the source lays it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableCell<'a> {
    /// What stands in it.
    pub text: Traced<'a>,
    /// Where it stands; an empty cell has a place too.
    pub span: Span,
    /// How many columns it covers, 1 or more.
    pub columns: u16,
    /// How many rows it covers, 1 or more.
    pub rows: u16,
}

/// A line of plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// The line as it stands, without its line end: tabs at its ends are cells of tables.
    pub text: Traced<'a>,
    /// Where it stands; an empty line has a place too.
    pub span: Span,
}
