//! The open report: its findings, their places, and its undo history.

use std::hash::{DefaultHasher, Hash, Hasher};

use nianbao_core::cell::{Cell, Value};
use nianbao_core::diagnostic::{Finding, Severity};
use nianbao_core::field::{Field, TableId};
use nianbao_core::form::{Form, Relation, RelationKind};
use nianbao_core::recognise::Reading;
use nianbao_core::report::{At, Block, Part, Report, Table};
use nianbao_core::rules::{Checked, Contradiction, Understood};
use nianbao_core::text::Text;
use nianbao_core::verdict::{self, Reason, Verdict};
use nianbao_core::write;

use crate::draft::Record;
use crate::edit::{self, Edit, Site};
use crate::engine;
use crate::offer::{self, Offer, Progress};
use crate::official::is_total;
use crate::place::{self, CellPlace, Sheet, cell_id, is_prose};
use crate::prose::{self, Kind, Line, Mark as Drawn};

/// The number of steps that can be undone.
const STEPS: usize = 300;

/// The rules that compare cells with each other.
const SUMS: [&str; 5] = [
    "wrong-cell",
    "requests-balance",
    "outcomes-total",
    "applicants-total",
    "disputes-total",
];

/// The most cells that are ringed as involved in a finding.
const RINGED: usize = 12;

/// The report that is open.
#[derive(Debug, Clone, Default)]
pub struct Open {
    /// Its name in the store.
    pub id: String,
    /// The number of the opening: of two reports that are open one after the other, and of one that is opened again.
    pub opening: u64,
    /// The name of the file that it was opened from, or empty.
    pub name: String,
    /// The number of times that it was kept.
    pub revision: u64,
    /// The number of changes.
    pub changes: u64,
    /// The number of changes that are kept.
    pub kept: u64,
    /// The number of changes that are in a file that the person has.
    pub filed: u64,
    /// The name of the file that is kept up to date with it, if the person chose one.
    pub linked: Option<String>,
    /// The report.
    pub report: Report,
    /// The texts that could not be placed when the file was read; they are in the report, in their original place.
    pub unplaced: Vec<String>,
    /// The number of their characters that were never in the report.
    apart: usize,
    /// Last year's report, if there is one to compare with.
    last: Option<Last>,
    /// A text typed as the year that is not a year.
    pub year_typed: Option<String>,
    /// The findings.
    pub checked: Checked,
    /// What was understood of the prose.
    pub understood: Understood,
    /// Findings about sums that are not shown yet: a cell is blank, or the row is being written.
    pub held: Vec<Finding>,
    /// Whether a total is blank that is not wrong yet, because its row is being written.
    pub eased: bool,
    /// Whether the report was not checked, because the module is not loaded.
    pub unchecked: bool,
    /// A key for each finding, which stays the same while the finding stays.
    pub keys: Vec<u64>,
    /// For each finding, what it says contradicts the tables, and the figure in the prose that differs: their indices in
    /// what was understood. Found once for each check, because every run of prose asks for all of them.
    figures: Vec<Option<(usize, usize)>>,
    marks: Vec<Mark>,
    /// The cells of the row being written in which something was typed.
    fresh: Vec<Field>,
    /// The first cell of each part that has cells.
    starts: Vec<CellPlace>,
    first: Vec<Option<CellPlace>>,
    undo: Vec<Step>,
    redo: Vec<Step>,
    typing: Option<Site>,
    /// The runs of prose in which something was typed.
    typed: Vec<Typed>,
    /// The number of times that something that prose shows may have changed.
    pub version: u64,
}

/// A run of prose as it was typed, with the blank lines and the like that mean nothing.
#[derive(Debug, Clone)]
struct Typed {
    part: Part,
    run: usize,
    text: String,
    /// The blocks that the text is.
    blocks: Vec<Block>,
    /// The number of changes when it was typed.
    changes: u64,
}

/// What of a sheet is still to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Left {
    /// All of it is written.
    Nothing,
    /// This many cells or facts.
    Some(usize),
    /// It has no text at all.
    All,
}

impl Left {
    const fn of(count: usize) -> Left {
        if count == 0 { Left::Nothing } else { Left::Some(count) }
    }
}

/// The text of a run of prose, for its text area.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The text, as it was typed if it was.
    pub text: String,
    /// Whether it was typed in the last change, so that the text area has it already.
    pub fresh: bool,
    /// Its lines, with the marks in them.
    pub lines: Vec<Line>,
}

/// The note in the margin next to a figure that differs from the tables.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Note {
    /// The finding about it.
    pub finding: u64,
    /// The severity of that finding.
    pub severity: Severity,
    /// The figure of the tables: “表三 0 件”.
    pub words: Text,
}

/// Last year's report.
#[derive(Debug, Clone)]
struct Last {
    report: Report,
    /// It as canonical Markdown, as the draft keeps it.
    text: String,
    /// Its cells, by field.
    cells: Vec<Option<String>>,
}

#[derive(Debug, Clone)]
struct Step {
    report: Report,
    year_typed: Option<String>,
    unplaced: Vec<String>,
    apart: usize,
    sheet: Sheet,
    site: Option<Site>,
}

/// The findings of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mark {
    /// The highest severity of the findings at the cell.
    pub severity: Option<Severity>,
    /// The highest severity of the findings elsewhere in which the cell is involved.
    pub part: Option<Severity>,
    /// The findings at the cell, by key.
    pub findings: Vec<u64>,
    /// The findings elsewhere in which the cell is involved, by key.
    pub parts: Vec<u64>,
    /// Whether a finding at the cell was accepted.
    pub accepted: bool,
}

/// The note next to a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Margin {
    /// The progress of the row's sum, if the row is being filled.
    pub progress: Option<Progress>,
    /// A value offered for one of its cells.
    pub offer: Option<(CellPlace, Offer)>,
    /// Whether there is an error at that cell.
    pub wrong: bool,
    /// Whether a check of one of its cells could not be made.
    pub unassessed: bool,
    /// Whether a finding at one of its cells was accepted.
    pub accepted: bool,
}

/// The place of an undone or redone step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Return {
    /// The sheet that was open.
    pub sheet: Sheet,
    /// Where the change was typed.
    pub site: Option<Site>,
}

impl Open {
    /// Opens a reading.
    pub fn new(id: String, name: String, reading: Reading) -> Open {
        let mut open = Open {
            id,
            name,
            report: reading.report,
            unplaced: reading.unplaced.into_iter().map(|piece| piece.text).collect(),
            changes: 1,
            ..Open::default()
        };
        let all: usize = open.unplaced.iter().map(|piece| verdict::characters(piece)).sum();
        open.apart = all.saturating_sub(open.standing());
        open.refresh();
        open
    }

    /// The number of unplaced characters that are still in the report.
    fn standing(&self) -> usize {
        verdict::standing(&self.report, self.unplaced.iter().map(String::as_str))
    }

    /// Takes over the texts that could not be placed from a draft, with the number of characters that were never in the
    /// report.
    pub fn take_unplaced(&mut self, unplaced: Vec<String>, apart: usize) {
        if (&self.unplaced, self.apart) != (&unplaced, apart) {
            self.unplaced = unplaced;
            self.apart = apart;
            self.refresh();
        }
    }

    /// Puts last year's report next to this one: its figures are shown, and the rules across years are asked.
    pub fn follow(&mut self, report: Report) {
        let mut cells = vec![None; Field::SLOTS];
        for (field, cell) in report.figures().iter() {
            if let Some(slot) = cells.get_mut(field.slot()) {
                *slot = Some(cell.as_str().to_owned());
            }
        }
        let text = write::markdown(&report);
        self.last = Some(Last { report, text, cells });
        self.refresh();
    }

    /// Last year's report, if there is one.
    pub fn last(&self) -> Option<&Report> {
        self.last.as_ref().map(|last| &last.report)
    }

    /// Last year's text of a cell; `None` if it is the same this year.
    pub fn last_year(&self, at: CellPlace) -> Option<&str> {
        self.text_of_last_year(at).filter(|text| self.text(at) != Some(*text))
    }

    /// Last year's text of a cell, even if it is the same this year.
    pub fn text_of_last_year(&self, at: CellPlace) -> Option<&str> {
        let field = self.field(at)?;
        let text = self.last.as_ref()?.cells.get(field.slot())?.as_deref()?;
        (!text.is_empty()).then_some(text)
    }

    /// The place of a text that could not be placed: the part, the block, and its bytes there; `None` if it is not in the
    /// report as prose.
    pub fn find(&self, piece: &str) -> Option<At> {
        let report = &self.report;
        report.parts().find_map(|part| {
            report.blocks(part).iter().enumerate().find_map(|(index, block)| {
                let (Block::Paragraph(text) | Block::Heading { text, .. }) = block else {
                    return None;
                };
                let start = text.find(piece)?;
                Some(At::Text(part, index, start..start + piece.len()))
            })
        })
    }

    /// Deals with a text that could not be placed, as a step that can be undone: it goes to the end of a part, or is taken
    /// off the list and stays where it is.
    pub fn settle_piece(&mut self, index: usize, into: Option<Part>, sheet: Sheet) {
        let Some(piece) = self.unplaced.get(index).cloned() else {
            return;
        };
        let step = self.step(sheet, None);
        let there = self.find(&piece);
        if there.is_none() && verdict::standing(&self.report, [&*piece]) == 0 {
            self.apart = self.apart.saturating_sub(verdict::characters(&piece));
        }
        self.unplaced.remove(index);
        if let Some(part) = into {
            if let Some(At::Text(from, block, range)) = there {
                edit::cut(&mut self.report, from, block, range);
            }
            edit::append(&mut self.report, part, &piece);
        }
        self.push(step);
        self.typing = None;
        self.redo.clear();
        self.changed();
    }

    fn step(&self, sheet: Sheet, site: Option<Site>) -> Step {
        Step {
            report: self.report.clone(),
            year_typed: self.year_typed.clone(),
            unplaced: self.unplaced.clone(),
            apart: self.apart,
            sheet,
            site,
        }
    }

    fn push(&mut self, step: Step) {
        self.undo.push(step);
        if self.undo.len() > STEPS {
            self.undo.remove(0);
        }
    }

    /// Whether there are changes that are not kept.
    pub fn is_dirty(&self) -> bool {
        self.changes != self.kept
    }

    /// Whether closing the page would lose something.
    pub fn is_at_risk(&self) -> bool {
        self.is_dirty() && self.changes != self.filed
    }

    /// The report as it is kept.
    pub fn record(&self) -> Record {
        Record {
            id: self.id.clone(),
            name: self.name.clone(),
            revision: self.revision,
            unplaced: self.unplaced.clone(),
            apart: self.apart,
            last: self.last.as_ref().map_or_else(String::new, |last| last.text.clone()),
            organ: self.report.organ().unwrap_or_default().to_owned(),
            year: self.report.year(),
            verdict: self.judged().map(|judged| judged.in_words()).unwrap_or_default(),
            text: write::markdown(&self.report),
            ..Record::default()
        }
    }

    /// Makes a change as a step that can be undone. Returns a message for the person, if there is one.
    pub fn edit(&mut self, edit: Edit, sheet: Sheet) -> Option<Text> {
        let site = edit.site();
        // Undoing it leads to the first cell that it fills in.
        let zeros = match &edit {
            Edit::Zeros(part) if sheet.part() == Some(*part) => self.first_blank(*part).map(Site::Cell),
            _ => None,
        };
        if let Edit::Prose(part, run, text) = edit {
            self.write(part, run, text, (sheet, site));
            return None;
        }
        let step = self.step(sheet, site.or(zeros));
        if let Edit::Year(text) = &edit {
            self.year_typed = (edit::year(text).is_none() && !text.trim().is_empty()).then(|| text.clone());
        }
        let kind = match &edit {
            Edit::Subheading(part, run, _) => Some((*part, *run)),
            _ => None,
        };
        let said = edit.apply(&mut self.report);
        if let Some((part, run)) = kind {
            self.keep_typed(part, run, &step.report);
        }
        if step.report == self.report && step.year_typed == self.year_typed {
            return said;
        }
        if site.is_none() || self.typing != site {
            self.push(step);
        }
        self.typing = site;
        self.redo.clear();
        self.changed();
        said
    }

    /// Takes over a text as it was typed. One that is long is neither copied nor compared with the whole report.
    fn write(&mut self, part: Part, run: usize, text: String, (sheet, site): (Sheet, Option<Site>)) {
        let Some((range, now)) = edit::written(&self.report, part, run, &text) else {
            return;
        };
        let changed = self.report.blocks(part).get(range.clone()) != Some(&now[..]);
        if changed {
            if self.typing != site {
                let step = self.step(sheet, site);
                self.push(step);
            }
            edit::put(&mut self.report, part, range, now);
        }
        self.remember_typed(part, run, text, changed);
        if changed {
            self.typing = site;
            self.redo.clear();
            self.changed();
        }
    }

    fn remember_typed(&mut self, part: Part, run: usize, text: String, changed: bool) {
        let blocks = self.report.blocks(part);
        let range = place::runs(blocks).get(run).cloned().unwrap_or_default();
        let typed = Typed {
            part,
            run,
            text,
            blocks: blocks.get(range).unwrap_or_default().to_vec(),
            changes: self.changes + u64::from(changed),
        };
        self.typed.retain(|one| (one.part, one.run) != (part, run));
        self.typed.push(typed);
        // The blank lines alone may have changed.
        self.version += 1;
    }

    /// A line has become a heading or a paragraph: the text remains as it was typed, blank lines included.
    fn keep_typed(&mut self, part: Part, run: usize, before: &Report) {
        let blocks = |report: &Report| {
            let blocks = report.blocks(part);
            let range = place::runs(blocks).get(run).cloned().unwrap_or_default();
            blocks.get(range).unwrap_or_default().to_vec()
        };
        let (before, now) = (blocks(before), blocks(&self.report));
        let typed = self.typed.iter_mut().find(|one| (one.part, one.run) == (part, run));
        // `###` in the text would make the line a heading again.
        if let Some(typed) = typed.filter(|typed| typed.blocks == before && !typed.text.contains("###")) {
            typed.blocks = now;
        }
    }

    /// The text of a run of prose, with its marks.
    pub fn written(&self, part: Part, run: usize) -> Written {
        let blocks = self.report.blocks(part);
        let range = place::runs(blocks).get(run).cloned().unwrap_or_default();
        let blocks = blocks.get(range).unwrap_or_default();
        let typed = self.typed.iter().find(|one| (one.part, one.run) == (part, run));
        let typed = typed.filter(|typed| typed.blocks == blocks);
        let text = typed.map_or_else(|| prose::text(blocks), |typed| typed.text.clone());
        Written {
            lines: self.lines_of(part, run, &text),
            fresh: typed.is_some_and(|typed| typed.changes == self.changes),
            text,
        }
    }

    /// Replaces the report by another one, as a step that can be undone.
    pub fn replace(&mut self, report: Report, sheet: Sheet) {
        let step = self.step(sheet, None);
        self.push(step);
        self.report = report;
        self.year_typed = None;
        self.typing = None;
        self.redo.clear();
        self.changed();
    }

    /// Ends the current step: text typed from here on is a new step.
    pub fn settle(&mut self) {
        self.typing = None;
    }

    /// Whether there is a step to undo.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Whether there is a step to redo.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Undoes the last step.
    pub fn undo(&mut self) -> Option<Return> {
        let step = self.undo.pop()?;
        let (step, back) = self.swap(step);
        self.redo.push(step);
        Some(back)
    }

    /// Redoes the step that was undone last.
    pub fn redo(&mut self) -> Option<Return> {
        let step = self.redo.pop()?;
        let (step, back) = self.swap(step);
        self.undo.push(step);
        Some(back)
    }

    fn swap(&mut self, step: Step) -> (Step, Return) {
        let back = Return {
            sheet: step.sheet,
            site: step.site,
        };
        let other = self.step(step.sheet, step.site);
        self.report = step.report;
        self.year_typed = step.year_typed;
        self.unplaced = step.unplaced;
        self.apart = step.apart;
        self.typing = None;
        self.changed();
        (other, back)
    }

    fn changed(&mut self) {
        self.changes += 1;
        self.refresh();
    }

    /// The findings of every rule, those across years included if there is last year's report, and what was understood of the
    /// prose; `None` if the module is not loaded.
    pub fn check(&self) -> Option<(Checked, Understood)> {
        engine::check(&self.report, self.apart + self.standing(), self.last())
    }

    /// The lines of a run of prose as it was typed, with marks: quantities that were understood, the words of findings.
    fn lines_of(&self, part: Part, run: usize, typed: &str) -> Vec<Line> {
        let blocks = self.report.blocks(part);
        let range = place::runs(blocks).get(run).cloned().unwrap_or_default();
        let kinds = blocks
            .get(range.clone())
            .unwrap_or_default()
            .iter()
            .map(|block| match block {
                Block::Heading { .. } => Kind::Heading,
                _ => Kind::Paragraph,
            });
        let kinds: Vec<Kind> = kinds.collect();
        let spots = prose::Spots::of(typed);
        let mark = |at: &At, class: &'static str, finding: Option<u64>, noted: bool| match at {
            At::Text(p, block, words) if *p == part && range.contains(block) => Some(Drawn {
                range: spots.find(block - range.start, words)?,
                class,
                finding,
                noted,
            }),
            _ => None,
        };
        let noted: Vec<u64> = self.notes(part, run).iter().map(|note| note.finding).collect();
        let mut marks = Vec::new();
        for (finding, key, _) in self.figures().filter(|(.., figure)| figure.is_some()) {
            // Its figure alone is drawn, but the cursor anywhere in its words leads to it.
            marks.extend(mark(&finding.at, "", Some(key), false));
        }
        for (at, agrees) in &self.understood.quantities {
            let class = match agrees {
                Some(true) => "agrees",
                Some(false) => "differs",
                None => "read",
            };
            marks.extend(mark(at, class, None, false));
        }
        // The worst last, because it counts where words overlap.
        for severity in Severity::ALL.into_iter().rev() {
            let (class, differs) = match severity {
                Severity::Error => ("error", "differs error"),
                Severity::Warning => ("warning", "differs warning"),
                Severity::Notice => ("notice", "differs notice"),
            };
            for (finding, key, figure) in self.figures().filter(|(finding, ..)| finding.severity == severity) {
                marks.extend(match figure {
                    Some((_, at)) => mark(at, differs, Some(key), noted.contains(&key)),
                    None => mark(&finding.at, class, Some(key), false),
                });
            }
        }
        prose::lines(typed, &spots, &kinds, marks)
    }

    /// The findings that need attention, with their keys; and for those that a figure in the prose contradicts the tables,
    /// the contradiction and the place of that figure.
    fn figures(&self) -> impl Iterator<Item = (&Finding, u64, Option<(&Contradiction, &At)>)> {
        let found = self.checked.findings.iter().zip(&self.keys).zip(&self.figures);
        found
            .filter(|((finding, _), _)| finding.accepted.is_none())
            .map(|((finding, key), figure)| {
                let figure = figure.and_then(|(contradiction, quantity)| {
                    let (at, _) = self.understood.quantities.get(quantity)?;
                    Some((self.understood.contradictions.get(contradiction)?, at))
                });
                (finding, *key, figure)
            })
    }

    /// Finds the figures again.
    fn find_figures(&mut self) {
        let quantities = self.understood.quantities.iter().enumerate();
        let differing: Vec<usize> = quantities
            .filter(|(_, (_, agrees))| *agrees == Some(false))
            .map(|(index, _)| index)
            .collect();
        let figure = |finding: &Finding| {
            let contradiction = self.index_of_contradiction(finding)?;
            Some((contradiction, *differing.get(contradiction)?))
        };
        self.figures = self.checked.findings.iter().map(figure).collect();
    }

    /// The notes in the margin of a run of prose, from its first line to its last.
    pub fn notes(&self, part: Part, run: usize) -> Vec<Note> {
        let range = place::runs(self.report.blocks(part))
            .get(run)
            .cloned()
            .unwrap_or_default();
        let mut notes: Vec<((usize, usize), Note)> = Vec::new();
        for (finding, key, figure) in self.figures() {
            let Some((one, At::Text(p, block, words))) = figure else {
                continue;
            };
            let place = (*block, words.start);
            // Two findings may be about one figure.
            if *p != part || !range.contains(block) || notes.iter().any(|(other, _)| *other == place) {
                continue;
            }
            let Some(field) = one.cells.first() else { continue };
            // Money has no digits here.
            let (unit, table) = (if one.digits.is_some() { " 件" } else { "" }, field.table());
            let number = TableId::ALL.iter().position(|one| *one == table).unwrap_or_default() + 2;
            let zh = [&*place::table_name(table).zh, " ", &one.counted, unit].concat();
            let en = ["Table ", &number.to_string(), ": ", &one.counted].concat();
            let note = Note {
                finding: key,
                severity: finding.severity,
                words: Text::of(zh, en),
            };
            let at = notes.partition_point(|(other, _)| *other < place);
            notes.insert(at, (place, note));
        }
        notes.into_iter().map(|(_, note)| note).collect()
    }

    /// How many quantities in the prose of a part agree with the tables, differ from them, are not in them, or wait until the
    /// tables are filled in.
    pub fn quantities(&self, part: Part) -> [usize; 4] {
        let mut counts = [0; 4];
        let mut unfilled = self.understood.unfilled.iter().peekable();
        for (at, agrees) in &self.understood.quantities {
            let waits = agrees.is_none() && unfilled.next_if_eq(&at).is_some();
            if matches!(at, At::Text(p, ..) if *p == part) {
                let index = match agrees {
                    Some(true) => 0,
                    Some(false) => 1,
                    None if waits => 3,
                    None => 2,
                };
                counts[index] += 1;
            }
        }
        counts
    }

    /// Checks the report again.
    pub fn refresh(&mut self) {
        self.version += 1;
        let checked = self.check();
        self.unchecked = checked.is_none();
        (self.checked, self.understood) = checked.unwrap_or_default();
        self.hold();
        self.leave_out_missing();
        self.starts.clear();
        self.first = vec![None; Field::SLOTS];
        for part in self.report.parts() {
            let items = self.report.blocks(part).iter().filter(|block| !is_prose(block));
            for (item, block) in items.enumerate() {
                let first = match block {
                    Block::Table(table) => table.rows.iter().position(|row| !row.cells.is_empty()),
                    Block::Grid(rows) => rows.iter().position(|row| !row.is_empty()),
                    _ => None,
                };
                if let Some(row) = first
                    && self.starts.last().is_none_or(|start| start.part != part)
                {
                    self.starts.push(CellPlace {
                        part,
                        item,
                        row,
                        column: 0,
                    });
                }
                let Block::Table(table) = block else { continue };
                for (row, line) in table.rows.iter().enumerate() {
                    for column in 0..line.cells.len() {
                        if let Some(slot @ None) =
                            field_of(table, row, column).and_then(|field| self.first.get_mut(field.slot()))
                        {
                            *slot = Some(CellPlace {
                                part,
                                item,
                                row,
                                column,
                            });
                        }
                    }
                }
            }
        }
        self.find_figures();
        self.keys.clear();
        self.marks = vec![Mark::default(); Field::SLOTS];
        for finding in &self.checked.findings {
            let mut key = key(finding);
            while self.keys.contains(&key) {
                key = key.wrapping_add(1);
            }
            self.keys.push(key);
            let mark = finding.field().and_then(|field| self.marks.get_mut(field.slot()));
            // An accepted finding is not an alarm at its cell.
            if finding.accepted.is_some() {
                if let Some(mark) = mark {
                    mark.accepted = true;
                }
                continue;
            }
            if let Some(mark) = mark {
                mark.severity = mark.severity.max(Some(finding.severity));
                mark.findings.push(key);
            }
            // A ring around half the table would not help.
            if finding.also.len() <= RINGED {
                for field in &finding.also {
                    if let Some(mark) = self.marks.get_mut(field.slot()) {
                        mark.part = mark.part.max(Some(finding.severity));
                        mark.parts.push(key);
                    }
                }
            }
        }
    }

    /// Sets findings about sums aside while it is too early for them. A total that is blank in the row being written is only
    /// unfinished and not wrong, until the row is left.
    fn hold(&mut self) {
        let blank = |finding: &Finding| finding.rule == "cell-blank" && finding.severity == Severity::Error;
        let eased: Vec<usize> = (self.checked.findings.iter().enumerate())
            .filter(|(_, finding)| blank(finding) && self.is_being_written(finding))
            .map(|(index, _)| index)
            .collect();
        self.eased = !eased.is_empty();
        for index in eased {
            self.checked.findings[index].severity = Severity::Warning;
        }
        let figures = self.report.figures();
        let early = |finding: &mut Finding| {
            SUMS.contains(&finding.rule)
                && finding.accepted.is_none()
                && finding.fields().any(|field| {
                    self.fresh.contains(&field) || figures.get(field).is_some_and(|cell| cell.as_str().is_empty())
                })
        };
        let held = self.checked.findings.extract_if(.., early).collect();
        self.held = held;
    }

    /// Leaves out the findings about what is only missing: the list of what is to be written names it, and nothing of it is
    /// wrong yet. A report that was not read whole keeps them, because nobody knows whether it is missing.
    fn leave_out_missing(&mut self) {
        if self.unchecked {
            return;
        }
        let checked = &mut self.checked;
        // A draft without an organ is not misread but begun; in a file that was opened, the organ was not found.
        let begun = self.name.is_empty();
        let name = |reason: &Reason| {
            begun
                && matches!(
                    reason,
                    Reason::TitleMissing | Reason::YearMissing | Reason::OrganMissing
                )
        };
        let unknown = |reason: &Reason| {
            let no_form = matches!(reason, Reason::BeforeForms(_) | Reason::NewerForm(_));
            no_form || reason.is_unread() || matches!(reason, Reason::NotAsked(_) | Reason::NotAssessed(_))
        };
        if checked.reasons.iter().any(|reason| unknown(reason) && !name(reason)) {
            return;
        }
        if checked.verdict == Verdict::Unjudged {
            checked.verdict = Verdict::Unfinished;
        }
        if checked.verdict != Verdict::Unfinished {
            return;
        }
        let report = &self.report;
        let is_empty = |sheet: Sheet| {
            let section = match sheet {
                Sheet::Section(index) => report.sections.get(index).and_then(|section| section.id),
                _ => None,
            };
            let mut reasons = checked.reasons.iter();
            section
                .is_some_and(|id| reasons.any(|reason| matches!(reason, Reason::SectionEmpty(empty) if *empty == id)))
        };
        let blank: Vec<Field> = checked.reasons.iter().flat_map(Reason::fields).copied().collect();
        checked.findings.retain(|finding| {
            let missing = match finding.rule {
                // They have the names of their reasons.
                "title-missing" | "year-missing" | "organ-missing" => true,
                // A total is missing, too, while its parts are there: its sum is offered next to it.
                "cell-blank" => finding.fields().all(|field| blank.contains(&field)),
                // What is wrong with a heading or the order of sections is not about the text that is missing.
                rule if rule.starts_with("section-") => false,
                _ => finding.severity != Severity::Error && is_empty(place::sheet_of(&finding.at, report)),
            };
            !missing || finding.accepted.is_some()
        });
        let errors =
            checked.count(Severity::Error) + self.held.iter().filter(|held| held.severity == Severity::Error).count();
        checked.reasons.retain_mut(|reason| match reason {
            Reason::Errors(count) => {
                *count = errors;
                errors > 0
            }
            _ => true,
        });
    }

    /// What of a sheet is still to be written; `None` if nobody can say, because not all of it was read or checked.
    pub fn left(&self, sheet: Sheet) -> Option<Left> {
        let checked = &self.checked;
        if self.unchecked || checked.verdict == Verdict::Unjudged {
            return None;
        }
        let id = match sheet {
            Sheet::Section(index) => self.report.sections.get(index)?.id,
            Sheet::Facts | Sheet::Preface => None,
            Sheet::Overview | Sheet::Missing(_) | Sheet::Unplaced | Sheet::LastYear => return None,
        };
        let in_sheet = |field: &Field| Some(field.table().section()) == id;
        let (mut count, mut known) = (0, true);
        for reason in &checked.reasons {
            match reason {
                Reason::CellsBlank(fields) => count += fields.iter().filter(|field| in_sheet(field)).count(),
                Reason::Errors(_) | Reason::TurnedOff(_) => {}
                _ if place::of_reason(reason, self).0 != sheet => {}
                Reason::SectionEmpty(_) => return Some(Left::All),
                Reason::CellsMissing(_, cells) => count += cells,
                Reason::TitleMissing | Reason::YearMissing | Reason::OrganMissing => count += 1,
                _ => known = false,
            }
        }
        // The verdict does not ask for a preface, so it is neither missing nor written.
        if sheet == Sheet::Preface && self.report.preface.is_empty() {
            return None;
        }
        let waits = self
            .held
            .iter()
            .any(|held| place::sheet_of(&held.at, &self.report) == sheet);
        let open = checked
            .not_assessed
            .iter()
            .any(|open| open.field.as_ref().is_some_and(in_sheet));
        match Left::of(count) {
            Left::Nothing if !known || waits || open => None,
            left => Some(left),
        }
    }

    /// Whether every blank total of a finding has no figures as its parts but those that were just typed, or was just emptied.
    fn is_being_written(&self, finding: &Finding) -> bool {
        if self.fresh.is_empty() {
            return false;
        }
        let form = self.report.form().unwrap_or(Form::LATEST);
        let counts = |field: Field| {
            let value = self.report.cell(field).map(Cell::value);
            matches!(value, Some(Value::Number(number)) if !number.is_zero())
        };
        finding.fields().all(|total| {
            self.fresh.contains(&total)
                || form
                    .sums(total)
                    .flat_map(Relation::parts)
                    .all(|part| self.fresh.contains(&part) || !counts(part))
        })
    }

    /// Something was typed in a cell; the sums of its row are checked when the row is left.
    pub fn freshen(&mut self, at: CellPlace) {
        if let Some(field) = self.field(at)
            && !self.fresh.contains(&field)
        {
            self.fresh.push(field);
        }
    }

    /// The row was left, so its sums are checked.
    pub fn judge(&mut self) {
        if !self.fresh.is_empty() {
            self.fresh.clear();
            self.refresh();
        }
    }

    /// The number of cells of the form.
    pub fn cells(&self) -> usize {
        self.first.iter().flatten().count()
    }

    /// The first cell of a part.
    pub fn start(&self, part: Part) -> Option<CellPlace> {
        self.starts.iter().find(|at| at.part == part).copied()
    }

    /// The first blank cell of a part.
    fn first_blank(&self, part: Part) -> Option<CellPlace> {
        let tables = self.report.tables().filter(|(it, ..)| *it == part);
        let mut blank = tables.flat_map(|(.., table)| table.cells().filter(|(_, cell)| cell.is_blank()));
        blank.find_map(|(field, _)| *self.first.get(field.slot())?)
    }

    /// The finding with this key.
    pub fn finding(&self, key: u64) -> Option<&Finding> {
        let index = self.keys.iter().position(|k| *k == key)?;
        self.checked.findings.get(index)
    }

    /// The findings that need attention, with their keys. One that was accepted with a reason is listed but is not an
    /// alarm.
    pub fn alarms(&self) -> impl Iterator<Item = (&Finding, u64)> {
        let found = self.checked.findings.iter().zip(self.keys.iter().copied());
        found.filter(|(finding, _)| finding.accepted.is_none())
    }

    /// The number of findings of each severity on a sheet, highest first.
    pub fn counts(&self, sheet: Sheet) -> [usize; 3] {
        let mut counts = [0; 3];
        for (finding, _) in self.alarms() {
            if place::sheet_of(&finding.at, &self.report) == sheet {
                let index = Severity::ALL.iter().position(|s| *s == finding.severity).unwrap_or(2);
                counts[index] += 1;
            }
        }
        counts
    }

    /// The text of a cell; `None` if there is no such cell.
    pub fn text(&self, at: CellPlace) -> Option<&str> {
        match place::item(self.report.blocks(at.part), at.item)? {
            Block::Table(table) => Some(table.rows.get(at.row)?.cells.get(at.column)?.as_str()),
            Block::Grid(rows) => Some(rows.get(at.row)?.get(at.column)?.as_str()),
            _ => None,
        }
    }

    /// The field of a cell, if this is its first place in the report.
    pub fn field(&self, at: CellPlace) -> Option<Field> {
        let Block::Table(table) = place::item(self.report.blocks(at.part), at.item)? else {
            return None;
        };
        let field = field_of(table, at.row, at.column)?;
        (self.first.get(field.slot()) == Some(&Some(at))).then_some(field)
    }

    /// The place of a field's cell.
    pub fn place(&self, field: Field) -> Option<CellPlace> {
        self.first.get(field.slot()).copied().flatten()
    }

    /// The id of a cell's input.
    pub fn cell_id(&self, at: CellPlace) -> String {
        cell_id(at, self.field(at))
    }

    /// The findings of a cell.
    pub fn mark(&self, at: CellPlace) -> Option<&Mark> {
        self.field(at).and_then(|field| self.marks.get(field.slot()))
    }

    /// The note next to a row: the progress of its sum, and a value offered for one of its cells.
    pub fn margin(&self, row: CellPlace, active: Option<CellPlace>) -> Option<Margin> {
        let Block::Table(table) = place::item(self.report.blocks(row.part), row.item)? else {
            return None;
        };
        let width = table.rows.get(row.row)?.cells.len();
        let at = |column| CellPlace { column, ..row };
        let cells = || (0..width).map(at);
        let active = active.filter(|active| at(active.column) == *active);
        let active = active.filter(|at| self.offer(*at).is_some());
        let (progress, wanting) = match (active, self.row_progress(table, row)) {
            (None, Some((Progress::Total, total))) => (Some(Progress::Total), Some(total)),
            (Some(active), Some((Progress::Total, total))) if active == total => (Some(Progress::Total), Some(active)),
            (Some(active), _) => (None, Some(active)),
            (None, progress) => match cells().find(|at| self.column_is_full(*at) == Some(true)) {
                Some(total) => (None, Some(total)),
                None if cells().any(|at| self.column_is_full(at) == Some(false)) => (Some(Progress::Columns), None),
                None => match progress {
                    Some((progress, _)) => (Some(progress), None),
                    None => (None, self.wrong_or_following(cells())),
                },
            },
        };
        let offer = wanting.and_then(|at| Some((at, self.offer(at)?)));
        let silent = progress.is_none() && offer.is_none();
        let unassessed = silent
            && cells().any(|at| {
                let field = self.field(at);
                self.text(at).is_some_and(|text| !text.is_empty())
                    && field.is_some()
                    && self.checked.not_assessed.iter().any(|not| not.field == field)
            });
        let accepted = silent && !unassessed && cells().any(|at| self.mark(at).is_some_and(|mark| mark.accepted));
        (!silent || unassessed || accepted).then_some(Margin {
            progress,
            wrong: offer.as_ref().is_some_and(|(at, _)| self.is_wrong(*at)),
            offer,
            unassessed,
            accepted,
        })
    }

    fn is_wrong(&self, at: CellPlace) -> bool {
        self.mark(at).is_some_and(|mark| mark.severity == Some(Severity::Error))
    }

    /// The first cell with an error, or else the first blank one that follows from last year's report.
    fn wrong_or_following(&self, mut cells: impl Iterator<Item = CellPlace> + Clone) -> Option<CellPlace> {
        let wrong = cells.clone().find(|at| self.is_wrong(*at));
        wrong.or_else(|| cells.find(|at| self.in_force(*at).is_some()))
    }

    /// The progress of a row's sum, and the place of its total.
    fn row_progress(&self, table: &Table, row: CellPlace) -> Option<(Progress, CellPlace)> {
        let at = |column| CellPlace { column, ..row };
        let width = table.rows.get(row.row)?.cells.len();
        let total = (0..width)
            .rev()
            .find(|column| is_total(table.columns.get(*column).and_then(|it| it.key)))?;
        let parts: Vec<&str> = (0..width)
            .filter(|column| *column != total)
            .filter_map(|column| self.text(at(column)))
            .collect();
        Some((offer::progress(&parts, self.text(at(total))?)?, at(total)))
    }

    /// Whether a cell is a blank total whose row is full.
    pub fn is_wanted(&self, at: CellPlace) -> bool {
        match place::item(self.report.blocks(at.part), at.item) {
            Some(Block::Table(table)) => self.row_progress(table, at) == Some((Progress::Total, at)),
            _ => false,
        }
    }

    /// Whether all cells that add up to a blank total below them are filled in; `None` if all are blank, and for other
    /// cells.
    fn column_is_full(&self, at: CellPlace) -> Option<bool> {
        if !self.text(at)?.is_empty() {
            return None;
        }
        let form = self.report.form().unwrap_or(Form::LATEST);
        let sum = form.sums(self.field(at)?).find(|sum| sum.kind == RelationKind::Down)?;
        let blank = |part| self.place(part).and_then(|at| self.text(at)).is_some_and(str::is_empty);
        let (mut any, mut full) = (false, true);
        for part in sum.parts() {
            if blank(part) {
                full = false;
            } else {
                any = true;
            }
        }
        any.then_some(full)
    }

    /// The value offered for a cell.
    pub fn offer(&self, at: CellPlace) -> Option<Offer> {
        let alarms = self.alarms().map(|(finding, _)| finding);
        self.in_force(at)
            .or_else(|| offer::offer(&self.report, alarms, self.field(at)?))
    }

    /// The number of documents in force for a blank cell, from last year's.
    fn in_force(&self, at: CellPlace) -> Option<Offer> {
        if !self.text(at)?.is_empty() {
            return None;
        }
        offer::in_force(&self.report, self.last()?, self.field(at)?)
    }
}

/// The field of a table's cell, if the form has it.
pub fn field_of(table: &Table, row: usize, column: usize) -> Option<Field> {
    Field::at(table.rows.get(row)?.key?, table.columns.get(column)?.key?).filter(|field| field.exists())
}

/// A number that stays the same while rule, place, text and acceptance of a finding stay the same.
fn key(finding: &Finding) -> u64 {
    let mut hasher = DefaultHasher::new();
    finding.rule.hash(&mut hasher);
    match &finding.at {
        // Typing before a span of prose moves it, but the finding about it stays the same.
        At::Text(part, ..) => part.hash(&mut hasher),
        at => at.hash(&mut hasher),
    }
    finding.message.zh.hash(&mut hasher);
    finding.accepted.hash(&mut hasher);
    hasher.finish()
}
