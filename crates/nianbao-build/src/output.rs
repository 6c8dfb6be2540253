//! What the command prints and writes: one module a format, the console, files replaced whole.

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
use nianbao_core::wire::{DiagnosticOutput, LineIndex, ReportOutput, Summary};
use nianbao_documents::Source;

/// What stands before the reason of an accepted finding.
pub const ACCEPTED: Text = Text::new("已接受", "accepted");

/// A file that was read and checked.
#[derive(Debug)]
pub struct Examined {
    /// The file as it was named.
    pub path: String,
    /// What was read.
    pub source: Source,
    /// What was found.
    pub checked: Checked,
}

impl Examined {
    /// What programs get of it.
    fn output(&self) -> ReportOutput {
        ReportOutput::new(&self.path, &self.source.text, &self.source.reading, &self.checked)
    }

    /// What programs get of its findings alone.
    fn diagnostics(&self) -> Vec<DiagnosticOutput> {
        DiagnosticOutput::all(&LineIndex::new(&self.source.text), &self.source.reading, &self.checked)
    }
}

/// How many files were checked with which outcome, and all that was found in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many files got each verdict, in the order of [`Verdict::ALL`].
    verdicts: [usize; 4],
    /// Files that were not read well enough to be judged.
    pub unread: usize,
    /// Files of a year whose form is not known.
    pub unknown_form: usize,
    /// What was found.
    pub summary: Summary,
}

impl Tally {
    /// That of one file.
    pub fn of(checked: &Checked) -> Tally {
        Tally {
            verdicts: Verdict::ALL.map(|verdict| usize::from(checked.verdict == verdict)),
            unread: usize::from(checked.is_unread()),
            unknown_form: usize::from(checked.form_is_unknown()),
            summary: Summary::of(checked),
        }
    }

    /// How many files got a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let counts = Verdict::ALL.into_iter().zip(self.verdicts);
        counts.filter(|(one, _)| *one == verdict).map(|(_, count)| count).sum()
    }

    /// Both together.
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

    /// How many files there were.
    pub fn files(&self) -> usize {
        self.verdicts.iter().sum()
    }

    /// Whether anything was found in any.
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

    /// What it is called after `--format`.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Csv => "csv",
        }
    }

    /// Whether it is words for people, who may want them in colour; else data, byte for byte.
    pub const fn is_words(self) -> bool {
        matches!(self, Format::Human)
    }

    /// What they are called after `--format`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Format::ALL.into_iter().map(Format::name)
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// How to print: in which format, for whom. Each file is printed by itself, and then what stands around all of them: so
/// many can be printed at once, and none has to be kept for what is said of the others.
#[derive(Debug, Clone, Copy)]
pub struct Printer {
    /// The format.
    pub format: Format,
    /// The language of words.
    pub lang: Lang,
    /// How many columns a line may take.
    pub width: usize,
    /// Whether it is for more than one file.
    pub several: bool,
}

impl Printer {
    /// Whether more is printed of a file than that it was counted.
    pub fn shows(&self, checked: &Checked) -> bool {
        match self.format {
            Format::Human => !self.several || !human::quiet(checked),
            Format::Json => true,
            Format::Sarif | Format::Github | Format::Csv => !checked.findings.is_empty(),
        }
    }

    /// What is printed of a file.
    pub fn piece(&self, one: &Examined) -> String {
        match self.format {
            Format::Human => human::piece(one, self.lang, self.width, self.several),
            Format::Json => json::piece(one),
            Format::Sarif => sarif::piece(one, self.lang),
            Format::Github => github::piece(one, self.lang),
            Format::Csv => csv::piece(one, self.lang),
        }
    }

    /// What stands between what is printed of one file and of the next.
    pub const fn between(&self) -> &'static str {
        match self.format {
            Format::Json | Format::Sarif => ",",
            Format::Human | Format::Github | Format::Csv => "",
        }
    }

    /// Whether what stands before the files says how many there are, or what could not be checked.
    pub const fn counts_first(&self) -> bool {
        matches!(self.format, Format::Human | Format::Sarif)
    }

    /// What stands before and behind the files. `empty`: whether nothing is printed of any.
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
