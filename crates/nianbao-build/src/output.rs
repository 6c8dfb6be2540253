//! The output of the command: a module for each format, the console, and safe replacement of files.

pub mod catalogue;
pub mod console;
mod csv;
pub mod file;
mod github;
mod human;
mod json;
mod lines;
mod sarif;

use nianbao_core::rules::Checked;
use nianbao_core::text::{Lang, Text};
use nianbao_core::trouble::Trouble;
use nianbao_core::verdict::Verdict;
use nianbao_core::wire::{DiagnosticOutput, LineIndex, ReportOutput, Stated, Summary};
use nianbao_documents::Source;

/// The label before the reason of an accepted finding.
pub const ACCEPTED: Text = Text::new("已接受", "accepted");

/// A file that was read and checked.
#[derive(Debug)]
pub struct Examined {
    /// The path as it was given.
    pub path: String,
    /// Its source.
    pub source: Source,
    /// The claims of its prose; `None` if they are still to be read from its source.
    pub claims: Option<Vec<Stated>>,
    /// Its findings.
    pub checked: Checked,
}

impl Examined {
    /// The JSON output for this file.
    fn output(&self) -> ReportOutput {
        let claims = self.claims.clone();
        let claims = claims.unwrap_or_else(|| Stated::all(&self.source.reading));
        ReportOutput::with(
            &self.path,
            &self.source.text,
            &self.source.reading,
            claims,
            &self.checked,
        )
    }

    /// The JSON of its findings alone.
    fn diagnostics(&self) -> Vec<DiagnosticOutput> {
        DiagnosticOutput::all(&LineIndex::new(&self.source.text), &self.source.reading, &self.checked)
    }
}

/// The number of files with each verdict, and the number of findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// The number of files with each verdict, in the order of [`Verdict::ALL`].
    verdicts: [usize; 4],
    /// The number of files of which too little was read to judge them.
    pub unread: usize,
    /// The number of files of a year whose form is not known.
    pub unknown_form: usize,
    /// The findings of all files.
    pub summary: Summary,
}

impl Tally {
    /// The tally of one file.
    pub fn of(checked: &Checked) -> Tally {
        Tally {
            verdicts: Verdict::ALL.map(|verdict| usize::from(checked.verdict == verdict)),
            unread: usize::from(checked.is_unread()),
            unknown_form: usize::from(checked.form_is_unknown()),
            summary: Summary::of(checked),
        }
    }

    /// The number of files with this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let counts = Verdict::ALL.into_iter().zip(self.verdicts);
        counts.filter(|(one, _)| *one == verdict).map(|(_, count)| count).sum()
    }

    /// Adds two tallies.
    pub fn and(self, other: Tally) -> Tally {
        let mut verdicts = self.verdicts;
        for (count, more) in verdicts.iter_mut().zip(other.verdicts) {
            *count += more;
        }
        Tally {
            verdicts,
            unread: self.unread + other.unread,
            unknown_form: self.unknown_form + other.unknown_form,
            summary: self.summary.and(other.summary),
        }
    }

    /// The number of files.
    pub fn files(&self) -> usize {
        self.verdicts.iter().sum()
    }

    /// Whether there are any findings.
    const fn any(&self) -> bool {
        let Summary {
            errors,
            warnings,
            notices,
            accepted,
        } = self.summary;
        errors + warnings + notices + accepted > 0
    }
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
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
    pub const ALL: [Format; 5] = [Format::Human, Format::Json, Format::Sarif, Format::Github, Format::Csv];

    /// Its name after `--format`.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Csv => "csv",
        }
    }

    /// Whether the output is text for people, which may have colours; else it is data, byte for byte.
    pub const fn is_words(self) -> bool {
        matches!(self, Format::Human)
    }

    /// The names of all formats.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Format::ALL.into_iter().map(Format::name)
    }

    /// The format with this name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// Prints in one format. Each file is printed by itself, followed by the text around all of them: this way many files
/// can be printed at once, and none has to be kept for the totals.
#[derive(Debug, Clone, Copy)]
pub struct Printer {
    /// The format.
    pub format: Format,
    /// The language of words.
    pub lang: Lang,
    /// The columns available for a line.
    pub width: usize,
    /// Whether there is more than one file.
    pub several: bool,
}

impl Printer {
    /// Whether anything is printed for the file itself.
    pub fn shows(&self, checked: &Checked) -> bool {
        match self.format {
            Format::Human => !self.several || !human::quiet(checked),
            Format::Json => true,
            Format::Sarif | Format::Github | Format::Csv => !checked.findings.is_empty(),
        }
    }

    /// The output for a file.
    pub fn piece(&self, one: &Examined) -> String {
        match self.format {
            Format::Human => human::piece(one, self.lang, self.width, self.several),
            Format::Json => json::piece(one),
            Format::Sarif => sarif::piece(one, self.lang),
            Format::Github => github::piece(one, self.lang),
            Format::Csv => csv::piece(one, self.lang),
        }
    }

    /// The separator between files.
    pub const fn between(&self) -> &'static str {
        match self.format {
            Format::Json | Format::Sarif => ",",
            Format::Human | Format::Github | Format::Csv => "",
        }
    }

    /// Whether the text before the files depends on the totals or failures.
    pub const fn counts_first(&self) -> bool {
        matches!(self.format, Format::Human | Format::Sarif)
    }

    /// The text before and after the files. `empty`: whether nothing was printed for any file.
    pub fn around(&self, empty: bool, tally: Tally, failures: &[Trouble]) -> (String, String) {
        match self.format {
            Format::Human => human::around(tally, failures, self.lang, self.several),
            Format::Json => json::around(empty, tally.summary, failures),
            Format::Sarif => sarif::around(empty, failures, self.lang),
            Format::Github => (String::new(), github::tail(failures, self.lang)),
            Format::Csv => (csv::head(), csv::tail(failures, self.lang)),
        }
    }
}
