//! The frame of a rule: one value in one file, with its page next to it.

use std::ops::Range;

use crate::archive::Standing;
use crate::cell::Value;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Field, TableId};
use crate::form::{Form, FormId, SectionId};
use crate::prose::dates::Period;
use crate::prose::passages::Passage;
use crate::prose::{Memory, Prose};
use crate::report::{At, Figures, Part, Report, Table};
use crate::rules::Deadlines;
use crate::text::Text;
use crate::title::Title;

pub(crate) mod hash;
mod layout;
pub(crate) mod named;
pub(crate) mod needs;
pub mod organ;
pub mod prose;
mod requests;
mod script;
pub(crate) mod shared;
pub(crate) mod signs;

use layout::Laid;
use signs::Signs;

pub use crate::prose::passages::Passages;
pub use requests::{Cause, Relation, Requests};

/// A rule: what must hold, how serious a breach is, which law or notice says so, and how it is checked. Its page is a
/// Markdown file of the same name: see [`crate::page`].
#[derive(Debug)]
pub struct Rule {
    /// Its name, never reused: `requests-balance`.
    pub name: &'static str,
    /// What must hold, in a few words.
    pub title: Text,
    /// How serious a breach is. A check may give a finding another severity if the rule's page says so.
    pub severity: Severity,
    /// Its family.
    pub family: Family,
    /// The article of the law or the notice that it follows from.
    pub basis: Text,
    /// The forms that it applies to.
    pub forms: Forms,
    /// How it is checked.
    pub check: Check,
}

/// The parts of a rule that its page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleWords {
    /// Its name.
    pub name: &'static str,
    /// What must hold, in a few words.
    pub title: Text,
    /// The article of the law or the notice that it follows from.
    pub basis: Text,
}

impl Rule {
    /// The parts that its page shows.
    pub fn words(&self) -> RuleWords {
        RuleWords {
            name: self.name,
            title: self.title.clone(),
            basis: self.basis.clone(),
        }
    }
}

/// How a rule is checked.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// In each report by itself.
    Report(fn(&Subject<'_>, &mut Findings)),
    /// In a report compared with others, when there is an archive.
    Archive(fn(&Standing<'_>, &mut Findings)),
    /// In each report by itself, and compared with others when there is an archive.
    Both(fn(&Subject<'_>, &mut Findings), fn(&Standing<'_>, &mut Findings)),
    /// In the accepted findings, after all other rules have run.
    Accepted,
}

impl Check {
    /// The check of a report by itself, if any.
    pub(crate) const fn alone(self) -> Option<fn(&Subject<'_>, &mut Findings)> {
        match self {
            Check::Report(check) | Check::Both(check, _) => Some(check),
            Check::Archive(_) | Check::Accepted => None,
        }
    }

    /// The check of a report compared with others, if any.
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
    /// The content of single cells.
    Cells,
    /// The relations between cells.
    Arithmetic,
    /// Prose compared with the tables.
    Prose,
    /// Years and dates, citations, the organ.
    Dates,
    /// Wording and punctuation.
    Text,
    /// The contents that the law asks for.
    Duties,
    /// A report compared with those of other years and organs.
    Archive,
}

impl Family {
    /// All families, in order.
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

    /// Its display name.
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

/// The forms that a rule applies to, said so that a form added later is never left out by oversight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forms {
    /// Every form, whatever the year.
    Every,
    /// Those of this reporting year and later.
    Since(u16),
    /// Those with this cell.
    With(Field),
}

impl Forms {
    /// Whether a form is among them.
    pub fn contain(self, form: &Form) -> bool {
        match self {
            Forms::Every => true,
            Forms::Since(year) => form.first_year >= year,
            Forms::With(field) => form.has(field),
        }
    }

    /// All of them, oldest first.
    pub fn iter(self) -> impl Iterator<Item = &'static Form> {
        Form::ALL.into_iter().filter(move |form| self.contain(form))
    }
}

/// A report as rules see it, with everything that several rules need computed once.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The report.
    pub report: &'a Report,
    /// The form that applies to it. Without one, rules that need a form do not run.
    pub form: &'static Form,
    /// The parts of its title.
    pub title: Title<'a>,
    /// Its reporting year.
    pub year: Option<u16>,
    /// The name of its organ.
    pub organ: Option<&'a str>,
    /// Whether the text implies its year: neither front matter nor title gives it.
    pub year_is_inferred: bool,
    /// Whether the text implies its organ: neither front matter nor title gives it.
    pub organ_is_inferred: bool,
    /// Its cells by field.
    pub figures: Figures<'a>,
    /// The values of its cells, in the form's order; each cell is read once for all rules.
    pub values: Vec<(Field, Value<'a>)>,
    /// The index of each cell in `values`, by its slot: see [`Subject::value`].
    places: [u16; Field::SLOTS],
    /// The values that are not a plain count: see [`Subject::odd`].
    odd: Vec<(Field, Value<'a>)>,
    /// The cells that its form does not have, in order: see [`Subject::foreign`].
    foreign: Vec<Field>,
    /// Its tables, compared with the form's layout.
    laid: Vec<Laid<'a>>,
    /// The relations of table three, evaluated.
    pub requests: Requests,
    /// The statements of its prose.
    pub prose: Prose,
    /// Its prose as text.
    pub passages: Passages<'a>,
    /// Its characters other than ideographs and digits, and those that may begin a doubled word.
    pub(crate) signs: Signs,
    /// The period it says its figures cover.
    pub period: Option<Period>,
    /// Its deadlines.
    pub deadlines: Deadlines,
    /// The kind of its organ, if a list of organs gives it.
    pub kind: Option<organ::Kind>,
    /// How many characters of its source could not be placed in it.
    pub unplaced: usize,
    /// Whether it is written in traditional characters, which no rule can read.
    pub traditional: bool,
}

impl<'a> Subject<'a> {
    /// Prepares a report to be checked against a form.
    pub fn new(report: &'a Report, form: &'static Form) -> Subject<'a> {
        Subject::with(report, form, None)
    }

    /// The same; prose that is in `memory` is not read again.
    pub(crate) fn with(report: &'a Report, form: &'static Form, memory: Option<&mut Memory>) -> Subject<'a> {
        let figures = report.figures();
        let mut values: Vec<(Field, Value<'a>)> = Vec::with_capacity(Field::SLOTS);
        let mut places = [u16::MAX; Field::SLOTS];
        let (mut odd, mut foreign) = (Vec::new(), Vec::new());
        for (field, cell) in figures.iter() {
            let value = cell.value();
            let count = matches!(value, Value::Number(number) if number.as_whole().is_some_and(|n| n >= 0));
            // A remark ends in a bracket, so a cell that ends in a digit has none.
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
        let told = report.meta.year.or(title.year);
        let year = told.or(report.meta.inferred.year);
        let organ = report.meta.organ.as_deref().or(title.organ);
        Subject {
            report,
            form,
            title,
            year,
            year_is_inferred: told.is_none() && year.is_some(),
            organ_is_inferred: organ.is_none() && report.meta.inferred.organ.is_some(),
            organ: organ.or(report.meta.inferred.organ.as_deref()),
            requests: Requests::new(&values, form),
            prose: Prose::of_passages(&passages, year, memory),
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

    /// The grids that together are one table, with their places.
    pub fn tables(&self, table: TableId) -> impl Iterator<Item = (Part, usize, &'a Table)> {
        self.laid(table).map(|laid| (laid.part, laid.block, laid.table))
    }

    /// The same grids, with their differences from the printed form.
    pub(crate) fn laid(&self, table: TableId) -> impl Iterator<Item = &Laid<'a>> {
        self.laid.iter().filter(move |laid| laid.table.id == table)
    }

    /// All grids of the form, in the report's order.
    pub(crate) fn all_laid(&self) -> std::slice::Iter<'_, Laid<'a>> {
        self.laid.iter()
    }

    /// Whether its year is 2018 or earlier, when there were no statutory tables.
    pub(crate) fn before_the_forms(&self) -> bool {
        self.year.is_some_and(|year| FormId::of_year(year).is_none())
    }

    /// Whether its title is that of an annual report on open government information.
    pub(crate) fn is_titled(&self) -> bool {
        let title = &self.report.title;
        ["报告", "年报", "報告"].iter().any(|word| title.contains(word))
            || (title.contains("公开") && self.title.year.is_some())
    }

    /// Whether it is a report of these forms: its year has a form, and it has any of the six sections. Rules about what
    /// a report must mention apply to nothing else.
    pub(crate) fn is_report(&self) -> bool {
        !self.before_the_forms() && self.report.sections.iter().any(|section| section.id.is_some())
    }

    /// The place to report something missing from the preface: its first paragraph, or where that would be.
    pub fn preface(&self) -> At {
        let first = self.passages.preface().find(|passage| passage.is_paragraph());
        first.map_or(At::Block(Part::Preface, 0), |passage| self.passages.at(&passage.range))
    }

    /// The place to report something missing from a section: its heading, or `None` if the section is missing.
    pub fn heading(&self, id: SectionId) -> Option<At> {
        let index = self.report.sections.iter().position(|section| section.id == Some(id))?;
        Some(At::Heading(index))
    }

    /// The cells of a table that its form does not have.
    pub fn foreign(&self, table: TableId) -> impl Iterator<Item = Field> + '_ {
        self.foreign.iter().copied().filter(move |field| field.table() == table)
    }

    /// The values of a table's cells that hold anything but a plain count, in the form's order: blanks, text, decimals,
    /// negative numbers, numbers in other digits or with a remark.
    pub fn odd(&self, table: TableId) -> impl Iterator<Item = (Field, Value<'a>)> + '_ {
        self.odd
            .iter()
            .copied()
            .filter(move |(field, _)| field.table() == table)
    }

    /// Whether any of these words occurs in any of these passages, which must be in the report's order.
    pub(crate) fn says(&self, among: &[&Passage<'_>], words: &[&str]) -> bool {
        let inside = |hit: Range<usize>| {
            let behind = among.partition_point(|passage| passage.range.start <= hit.start);
            let around = behind.checked_sub(1).and_then(|at| among.get(at));
            around.is_some_and(|passage| hit.start < passage.range.end)
        };
        words.iter().any(|word| self.passages.find(word).any(inside))
    }

    /// The value of a cell; `None` if the report has no such cell.
    pub fn value(&self, field: Field) -> Option<Value<'a>> {
        let place = self.places[field.slot()];
        self.values.get(usize::from(place)).map(|(_, value)| *value)
    }

    /// The number in a cell: 0 if it is blank; `None` if it is missing or is not a whole number.
    pub fn count(&self, field: Field) -> Option<i64> {
        match self.value(field)? {
            Value::Number(number) => number.as_whole(),
            Value::Blank => Some(0),
            Value::Text(_) => None,
        }
    }

    /// Whether a cell exists and is blank.
    pub fn is_blank(&self, field: Field) -> bool {
        self.value(field) == Some(Value::Blank)
    }
}

/// Collects the findings of the rules.
#[derive(Debug, Default)]
pub struct Findings {
    pub(crate) rule: Option<&'static Rule>,
    pub(crate) list: Vec<Finding>,
    pub(crate) not_assessed: Vec<NotAssessed>,
    pub(crate) asked: Vec<&'static str>,
}

/// A check that could not be made. Saying nothing would look like a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NotAssessed {
    /// The rule's name.
    pub rule: &'static str,
    /// The cell whose check could not be made; `None` if it is the report as a whole.
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
    /// Adds a finding with the rule's severity.
    pub fn push(&mut self, finding: Finding) {
        let severity = self.rule.map_or(Severity::Notice, |rule| rule.severity);
        self.push_as(severity, finding);
    }

    /// Adds a finding with another severity.
    pub fn push_as(&mut self, severity: Severity, finding: Finding) {
        let rule = self.rule.map_or("", |rule| rule.name);
        self.list.push(Finding {
            rule,
            severity,
            ..finding
        });
    }

    /// Records that a check could not be made, and the cell concerned.
    pub fn not_assessed(&mut self, field: Option<Field>) {
        let rule = self.rule.map_or("", |rule| rule.name);
        self.not_assessed.push(NotAssessed { rule, field });
    }
}
