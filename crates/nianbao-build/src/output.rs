//! What the command prints and writes: one module a format, the console, files replaced whole.

pub(crate) mod catalogue;
pub(crate) mod console;
pub(crate) mod csv;
pub(crate) mod file;
pub(crate) mod github;
pub(crate) mod human;
pub(crate) mod json;
pub(crate) mod lines;
pub(crate) mod sarif;

use nianbao_core::rules::Checked;
use nianbao_core::text::Text;
use nianbao_core::wire::ReportOutput;
use nianbao_documents::Source;

/// What stands before the reason of an accepted finding.
pub(crate) const ACCEPTED: Text = Text::new("已接受", "accepted");

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

impl Examined {
    /// What programs get of it.
    pub(crate) fn output(&self) -> ReportOutput {
        ReportOutput::new(&self.path, &self.source.text, &self.source.reading, &self.checked)
    }
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people, with source lines.
    Human,
    /// The published JSON.
    Json,
    /// For code review tools.
    Sarif,
    /// For the checks of a forge.
    Github,
    /// For spreadsheets.
    Csv,
}

impl Format {
    /// Every format.
    const ALL: [Format; 5] = [Format::Human, Format::Json, Format::Sarif, Format::Github, Format::Csv];

    /// What it is called after `--format`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Csv => "csv",
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
