//! What the command prints and writes: one module a format, the console, files replaced whole.

pub(crate) mod catalogue;
pub(crate) mod console;
pub(crate) mod file;
pub(crate) mod human;
pub(crate) mod json;

use nianbao_core::rules::Checked;
use nianbao_documents::Source;

/// A file that was read and checked.
#[derive(Debug)]
pub(crate) struct Examined {
    /// The file as it was named.
    pub(crate) path: String,
    /// What was read.
    pub(crate) source: Source,
    /// What was found.
    pub(crate) checked: Checked,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people, with source lines.
    Human,
    /// The published JSON.
    Json,
}

impl Format {
    /// Every format.
    const ALL: [Format; 2] = [Format::Human, Format::Json];

    /// What it is called after `--format`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
        }
    }

    /// What they are called after `--format`.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        Format::ALL.into_iter().map(Format::name)
    }

    /// The one with this name.
    pub(crate) fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}
