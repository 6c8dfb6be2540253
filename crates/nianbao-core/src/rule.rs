//! The frame of a rule: one value in one file with its page beside it.

use std::ops::Range;

use crate::archive::Standing;
use crate::cell::Value;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Field, TableId};
use crate::form::{Form, FormId, SectionId};
use crate::prose::Prose;
use crate::prose::passages::Passage;
use crate::report::{At, Figures, Part, Report, Table, Title};
use crate::rules::Deadlines;
use crate::text::Text;

pub mod dates;
pub(crate) mod hash;
mod layout;
pub(crate) mod needs;
pub mod organ;
pub mod prose;
mod requests;
mod script;
pub(crate) mod signs;

use dates::Period;
use layout::Laid;
use signs::Signs;

pub use crate::prose::passages::Passages;
pub use requests::{Cause, Relation, Requests};

/// One rule: what must be true, how bad it is when it is not, where that is written, and how it is checked. Its page,
/// a Markdown file of the same name, stands beside it: see [`crate::page`].
#[derive(Debug)]
pub struct Rule {
    /// Its name, never reused: `requests-balance`.
    pub name: &'static str,
    /// What must be true, in a few words.
    pub title: Text,
    /// How bad a breach is. A check may set a finding's severity itself where the rule's page says so.
    pub severity: Severity,
    /// The family that it belongs to.
    pub family: Family,
    /// The law or notice that it follows from, by article.
    pub basis: Text,
    /// The forms that it holds for.
    pub forms: &'static [FormId],
    /// Looks for breaches.
    pub check: Check,
}

/// What a page shows of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleWords {
    /// Its name.
    pub name: &'static str,
    /// What must be true, in a few words.
    pub title: Text,
    /// The law or notice that it follows from, by article.
    pub basis: Text,
}

impl Rule {
    /// What a page shows of it.
    pub fn words(&self) -> RuleWords {
        RuleWords {
            name: self.name,
            title: self.title.clone(),
            basis: self.basis.clone(),
        }
    }
}

/// How a rule looks for breaches.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// In one report.
    Report(fn(&Subject<'_>, &mut Findings)),
    /// In a report among others, where those are at hand.
    Archive(fn(&Standing<'_>, &mut Findings)),
    /// In one report; and among others, where those are at hand.
    Both(fn(&Subject<'_>, &mut Findings), fn(&Standing<'_>, &mut Findings)),
    /// In what was accepted, when all other rules have spoken.
    Accepted,
}

impl Check {
    /// What is looked for in one report.
    pub(crate) const fn alone(self) -> Option<fn(&Subject<'_>, &mut Findings)> {
        match self {
            Check::Report(check) | Check::Both(check, _) => Some(check),
            Check::Archive(_) | Check::Accepted => None,
        }
    }

    /// What is looked for among others.
    pub(crate) const fn across(self) -> Option<fn(&Standing<'_>, &mut Findings)> {
        match self {
            Check::Archive(check) | Check::Both(_, check) => Some(check),
            Check::Report(_) | Check::Accepted => None,
        }
    }
}

/// The families of rules, in the order in which they are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// Sections, tables, labels.
    Structure,
    /// What a cell may hold.
    Cells,
    /// The relations between cells.
    Arithmetic,
    /// What the prose states against what the tables say.
    Prose,
    /// Years and dates, what is cited, whose report it is.
    Dates,
    /// How the text is written.
    Text,
    /// What the report has to speak of.
    Duties,
    /// A report against those of other years and organs.
    Archive,
}

impl Family {
    /// All of them, in order.
    pub const ALL: [Family; 8] = [
        Family::Structure,
        Family::Cells,
        Family::Arithmetic,
        Family::Prose,
        Family::Dates,
        Family::Text,
        Family::Duties,
        Family::Archive,
    ];

    /// Its name in both languages.
    pub const fn text(self) -> Text {
        match self {
            Family::Structure => Text::new("结构", "Structure"),
            Family::Cells => Text::new("单元格", "Cells"),
            Family::Arithmetic => Text::new("勾稽关系", "Arithmetic"),
            Family::Prose => Text::new("正文与表格", "Prose against tables"),
            Family::Dates => Text::new("日期、引用与机关", "Dates, references, organ"),
            Family::Text => Text::new("文字", "Text"),
            Family::Duties => Text::new("应报内容", "Duties"),
            Family::Archive => Text::new("年度与机关之间", "Across years and organs"),
        }
    }

    /// Its name in JSON and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Family::Structure => "structure",
            Family::Cells => "cells",
            Family::Arithmetic => "arithmetic",
            Family::Prose => "prose",
            Family::Dates => "dates",
            Family::Text => "text",
            Family::Duties => "duties",
            Family::Archive => "archive",
        }
    }
}

/// Both forms: for rules that hold whatever the year.
pub const EVERY_FORM: &[FormId] = &[FormId::F2019, FormId::F2021];

/// What a rule looks at: a report, with what is looked up once for all rules.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The report.
    pub report: &'a Report,
    /// The form that holds for it; rules that need one are not asked where there is none.
    pub form: &'static Form,
    /// What its title says.
    pub title: Title<'a>,
    /// Its reporting year.
    pub year: Option<u16>,
    /// Its organ's name.
    pub organ: Option<&'a str>,
    /// Its cells by field.
    pub figures: Figures<'a>,
    /// What its cells say, in the form's order; each cell is read once for all rules.
    pub values: Vec<(Field, Value<'a>)>,
    /// Where among them each cell stands, by its slot: see [`Subject::value`].
    places: [u16; Field::SLOTS],
    /// Those that are no plain count: see [`Subject::odd`].
    odd: Vec<(Field, Value<'a>)>,
    /// The cells that its form does not have, in order: see [`Subject::foreign`].
    foreign: Vec<Field>,
    /// Its tables, as they are laid out.
    laid: Vec<Laid<'a>>,
    /// What the relations of table three say.
    pub requests: Requests,
    /// What its prose states.
    pub prose: Prose,
    /// Its prose as it is written.
    pub passages: Passages<'a>,
    /// What of its characters is no common one.
    pub(crate) signs: Signs,
    /// The period that it says its figures cover.
    pub period: Option<Period>,
    /// By when it was due.
    pub deadlines: Deadlines,
    /// Its organ's kind, where a list of organs tells it.
    pub kind: Option<organ::Kind>,
    /// How many characters of its source could not be placed in it.
    pub unplaced: usize,
    /// Whether it is written in traditional characters, which no rule can read.
    pub traditional: bool,
}

impl<'a> Subject<'a> {
    /// A report, with the form that it is checked against.
    pub fn new(report: &'a Report, form: &'static Form) -> Subject<'a> {
        let figures = report.figures();
        let mut values: Vec<(Field, Value<'a>)> = Vec::with_capacity(Field::SLOTS);
        let mut places = [u16::MAX; Field::SLOTS];
        let (mut odd, mut foreign) = (Vec::new(), Vec::new());
        for (field, cell) in figures.iter() {
            let value = cell.value();
            let count = matches!(value, Value::Number(number) if number.as_whole().is_some_and(|n| n >= 0));
            // A remark ends in a bracket.
            if !count || !cell.as_str().as_bytes().last().is_some_and(u8::is_ascii_digit) {
                odd.push((field, value));
            }
            if !form.has(field) {
                foreign.push(field);
            }
            places[field.slot()] = u16::try_from(values.len()).unwrap_or(u16::MAX);
            values.push((field, value));
        }
        let passages = Passages::new(report);
        let title = Title::read(&report.title);
        let year = report.meta.year.or(title.year);
        Subject {
            report,
            form,
            title,
            year,
            organ: report.meta.organ.as_deref().or(title.organ),
            requests: Requests::new(&values, form),
            prose: Prose::of_passages(&passages, year),
            signs: Signs::new(&passages),
            period: Period::find(&passages),
            unplaced: 0,
            traditional: script::is_traditional(&passages),
            passages,
            deadlines: Deadlines::default(),
            kind: None,
            laid: layout::tables(report, form),
            figures,
            values,
            places,
            odd,
            foreign,
        }
    }

    /// The grids read as parts of one table, with their places.
    pub fn tables(&self, table: TableId) -> impl Iterator<Item = (Part, usize, &'a Table)> {
        self.laid(table).map(|laid| (laid.part, laid.block, laid.table))
    }

    /// The same, with what in them is not as the form prints it.
    pub(crate) fn laid(&self, table: TableId) -> impl Iterator<Item = &Laid<'a>> {
        self.laid.iter().filter(move |laid| laid.table.id == table)
    }

    /// All grids of the form, in the report's order.
    pub(crate) fn all_laid(&self) -> std::slice::Iter<'_, Laid<'a>> {
        self.laid.iter()
    }

    /// Whether its year is one for which there were no statutory tables: 2018 or earlier.
    pub fn before_the_forms(&self) -> bool {
        self.year.is_some_and(|year| FormId::of_year(year).is_none())
    }

    /// Whether its title is that of an annual report on open government information.
    pub fn is_titled(&self) -> bool {
        let title = &self.report.title;
        ["报告", "年报", "報告"].iter().any(|word| title.contains(word))
            || (title.contains("公开") && self.title.year.is_some())
    }

    /// Whether it is a report of these forms: one of a year that has one, with any of the six sections. Rules that ask what a
    /// report speaks of are not asked of anything else.
    pub fn is_report(&self) -> bool {
        !self.before_the_forms() && self.report.sections.iter().any(|section| section.id.is_some())
    }

    /// Where the preface stands, for what is missing from it: its first paragraph; the report where it has none.
    pub fn preface(&self) -> At {
        let first = self.passages.preface().find(|passage| passage.is_paragraph());
        first.map_or(At::Report, |passage| self.passages.at(&passage.range))
    }

    /// Where a section stands, for what is missing from it: its heading; none where the section is missing.
    pub fn heading(&self, id: SectionId) -> Option<At> {
        let index = self.report.sections.iter().position(|section| section.id == Some(id))?;
        Some(At::Heading(index))
    }

    /// The cells of a table that its form does not have.
    pub fn foreign(&self, table: TableId) -> impl Iterator<Item = Field> + '_ {
        self.foreign.iter().copied().filter(move |field| field.table() == table)
    }

    /// What the cells of a table say that hold anything but a plain count, in the form's order: blanks, words, decimals,
    /// negative numbers, numbers in other digits or with a remark.
    pub fn odd(&self, table: TableId) -> impl Iterator<Item = (Field, Value<'a>)> + '_ {
        self.odd
            .iter()
            .copied()
            .filter(move |(field, _)| field.table() == table)
    }

    /// Whether any of some words stands in any of some passages, which are given in the report's order.
    pub(crate) fn says(&self, among: &[&Passage<'_>], words: &[&str]) -> bool {
        let inside = |hit: Range<usize>| {
            let behind = among.partition_point(|passage| passage.range.start <= hit.start);
            let around = behind.checked_sub(1).and_then(|at| among.get(at));
            around.is_some_and(|passage| hit.start < passage.range.end)
        };
        words.iter().any(|word| self.passages.find(word).any(inside))
    }

    /// What a cell says; none where the report has no such cell.
    pub fn value(&self, field: Field) -> Option<Value<'a>> {
        let place = self.places[field.slot()];
        self.values.get(usize::from(place)).map(|(_, value)| *value)
    }

    /// The number in a cell; 0 for a blank one; none where the cell is missing or holds no whole number.
    pub fn count(&self, field: Field) -> Option<i64> {
        match self.value(field)? {
            Value::Number(number) => number.as_whole(),
            Value::Blank => Some(0),
            Value::Text(_) => None,
        }
    }

    /// Whether a cell is there and blank.
    pub fn is_blank(&self, field: Field) -> bool {
        self.value(field) == Some(Value::Blank)
    }
}

/// Where a rule puts what it finds.
#[derive(Debug, Default)]
pub struct Findings {
    pub(crate) rule: Option<&'static Rule>,
    pub(crate) list: Vec<Finding>,
    pub(crate) not_assessed: Vec<NotAssessed>,
    pub(crate) asked: Vec<&'static str>,
}

/// A check that could not be made: silence would read as a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NotAssessed {
    /// The rule's name.
    pub rule: &'static str,
    /// The cell whose check could not be made; none where it is the report as a whole.
    pub field: Option<Field>,
}

impl NotAssessed {
    /// A rule that could not be checked at all.
    pub(crate) const fn of(rule: &Rule) -> NotAssessed {
        NotAssessed {
            rule: rule.name,
            field: None,
        }
    }
}

impl Findings {
    /// A breach, as severe as the rule says.
    pub fn push(&mut self, finding: Finding) {
        let severity = self.rule.map_or(Severity::Notice, |rule| rule.severity);
        self.push_as(severity, finding);
    }

    /// A breach with a severity of its own.
    pub fn push_as(&mut self, severity: Severity, finding: Finding) {
        let rule = self.rule.map_or("", |rule| rule.name);
        self.list.push(Finding {
            rule,
            severity,
            ..finding
        });
    }

    /// Says that a check could not be made, and by which cell that is known.
    pub fn not_assessed(&mut self, field: Option<Field>) {
        let rule = self.rule.map_or("", |rule| rule.name);
        self.not_assessed.push(NotAssessed { rule, field });
    }
}
