//! The texts of a report as they are searched: one passage for each paragraph, heading, label and figure.

use crate::bytes::{Bytes, put, put_text};

/// The kinds of passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The title.
    Title,
    /// A paragraph.
    Prose,
    /// A heading within a section.
    Heading,
    /// The heading of a section, in other words than the form's.
    Section,
    /// The heading of a section as the form prescribes it. It is shown, but searched as a [`Label`].
    FormSection,
    /// A label or a text of a table, in other words than the form's.
    Label,
    /// The content of a cell.
    Figure,
}

impl Kind {
    const ALL: [Kind; 7] = [
        Kind::Title,
        Kind::Prose,
        Kind::Heading,
        Kind::Section,
        Kind::FormSection,
        Kind::Label,
        Kind::Figure,
    ];

    /// Whether it is the report's own text.
    pub(crate) fn is_own(self) -> bool {
        self != Kind::FormSection
    }
}

/// A text of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Its kind.
    pub kind: Kind,
    /// Whether it belongs to the same paragraph as the passage before: the texts of a table do.
    pub joined: bool,
    /// The id of its place on the report's page.
    pub anchor: String,
    /// The text as written.
    pub text: String,
}

/// A text that the form prints on every report.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// The text.
    pub text: String,
    /// The id of its place, or of a place before it, on the report's page.
    pub anchor: String,
}

/// Writes the passages of a report.
pub(crate) fn write(passages: &[Passage], out: &mut Vec<u8>) {
    put(passages.len(), out);
    for passage in passages {
        let kind = Kind::ALL.iter().position(|kind| *kind == passage.kind).unwrap_or(0);
        put(kind << 1 | usize::from(passage.joined), out);
        put_text(&passage.anchor, out);
        put_text(&passage.text, out);
    }
}

/// Reads the passages of a report.
pub(crate) fn read(bytes: &mut Bytes<'_>) -> Option<Vec<Passage>> {
    bytes.list(|bytes| {
        let kind = bytes.number()?;
        Some(Passage {
            kind: *Kind::ALL.get(kind >> 1)?,
            joined: kind & 1 == 1,
            anchor: bytes.string()?,
            text: bytes.string()?,
        })
    })
}
