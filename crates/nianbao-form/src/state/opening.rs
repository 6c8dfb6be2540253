//! Opening a report: blank, from a file, from last year's, or from a draft.

use nianbao_core::diagnostic::Severity;
use nianbao_core::field::Field;
use nianbao_core::form::{Form, FormId};
use nianbao_core::recognise::Reading;
use nianbao_core::report::{At, Report};
use nianbao_core::text::Text;

use super::{ARRIVED, App, Effect, Keeping, Pane, SHEET_TITLE, Target, View};
use crate::draft::Record;
use crate::engine;
use crate::open::Open;
use crate::place::{self, Sheet};

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The id of its draft, should it become one.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// Its reading.
    pub reading: Box<Reading>,
}

impl App {
    pub(super) fn blank(&mut self, id: String, organ: &str, year: u16, effects: &mut Vec<Effect>) {
        let form = FormId::of_year(year).map_or(Form::LATEST, FormId::form);
        let reading = Reading {
            report: Report::blank(form, organ.trim(), Some(year)),
            ..Reading::default()
        };
        self.begin(Open::new(id, String::new(), reading), effects);
        self.sheet = Some(Sheet::Preface);
    }

    pub(super) fn sample(&mut self, id: String, effects: &mut Vec<Effect>) {
        if let Some(reading) = self.read_by(engine::sample()) {
            self.begin(Open::new(id, String::new(), reading), effects);
            self.sheet = Some(Sheet::Section(2));
        }
    }

    pub(super) fn following(&mut self, id: String, last: Reading, effects: &mut Vec<Effect>) {
        let reading = Reading {
            report: last.report.following().report,
            ..Reading::default()
        };
        let mut open = Open::new(id, String::new(), reading);
        open.follow(last.report);
        self.begin(open, effects);
    }

    /// Opens what was pasted on the start view. Tables without a title become a blank report with their figures.
    pub(super) fn pasted(&mut self, id: String, reading: Reading, effects: &mut Vec<Effect>) {
        let written = &reading.report;
        if written.title.trim().is_empty() {
            let figures = written.figures();
            let cells: Vec<(Field, String)> = figures
                .iter()
                .map(|(field, cell)| (field, cell.as_str().to_owned()))
                .collect();
            if !cells.is_empty() {
                self.pasted_cells(id, &cells, effects);
                return;
            }
        }
        if reading.report == Report::default() {
            self.warn(Text::new(
                "剪贴板里没有读得出的报告或表格。请从报告里复制表格或全文再粘贴，或者选择文件。",
                "The clipboard holds no report or table that can be read. Copy a table or the whole report and paste again, or choose a file.",
            ));
            return;
        }
        self.begin(Open::new(id, String::new(), reading), effects);
    }

    /// Opens a blank report of the form that has these cells.
    pub(super) fn pasted_cells(&mut self, id: String, cells: &[(Field, String)], effects: &mut Vec<Effect>) {
        let has = |form: &&Form| cells.iter().all(|(field, _)| form.has(*field));
        let form = Form::ALL.into_iter().rev().find(has).unwrap_or(Form::LATEST);
        let mut report = Report::blank(form, "", None);
        for (field, value) in cells {
            report.set(*field, value);
        }
        let reading = Reading {
            report,
            ..Reading::default()
        };
        let first = cells.first().map(|(field, _)| At::Field(*field));
        let open = Open::new(id, String::new(), reading);
        let sheet = first.map(|at| place::sheet_of(&at, &open.report));
        self.begin(open, effects);
        if let Some(sheet) = sheet {
            self.show(sheet);
        }
        let count = cells.len().to_string();
        self.say_too(Text::of(
            ["按行列名称填入了 ", &count, " 格；机关和年度还要写上。"].concat(),
            [
                &count,
                " cells were filled in by their labels; organ and year are still missing.",
            ]
            .concat(),
        ));
    }

    /// A single file opens at once, unless a report is being edited; otherwise the person decides.
    pub(super) fn arrive(&mut self, list: Vec<Arrival>, effects: &mut Vec<Effect>) {
        self.dragging = false;
        let editing = self.open.is_some() && self.view != View::Home;
        let single = list.len() == 1 && self.arrived.is_empty();
        self.arrived.extend(list);
        if single && !editing {
            self.open_arrived(0, effects);
        } else if !self.arrived.is_empty() {
            effects.push(Effect::Focus(Target::Id(ARRIVED.to_owned())));
        }
    }

    pub(super) fn open_arrived(&mut self, index: usize, effects: &mut Vec<Effect>) {
        if index < self.arrived.len() {
            let arrival = self.arrived.remove(index);
            self.begin(Open::new(arrival.id, arrival.name, *arrival.reading), effects);
        }
    }

    pub(super) fn follow_arrived(&mut self, index: usize, effects: &mut Vec<Effect>) {
        if index < self.arrived.len() {
            let arrival = self.arrived.remove(index);
            self.following(arrival.id, *arrival.reading, effects);
        }
    }

    /// Opens a draft where it was left.
    pub(super) fn resume(&mut self, record: Record, effects: &mut Vec<Effect>) {
        let Some(reading) = self.read_markdown(&record.text) else {
            return;
        };
        if self.open.as_ref().is_none_or(|now| now.id != record.id) {
            let mut open = Open::new(record.id, record.name, reading);
            open.revision = record.revision;
            open.take_unplaced(record.unplaced, record.apart);
            if !record.last.is_empty()
                && let Some(last) = engine::read_markdown(&record.last)
            {
                open.follow(last.report);
            }
            self.begin(open, effects);
            self.keeping = Keeping::Unchanged;
            effects.retain(|effect| *effect != Effect::Keep);
            if let Some(open) = &mut self.open {
                open.kept = open.changes;
            }
            let mut place = record.place.split(' ');
            if let Some(sheet) = place.next().and_then(Sheet::named) {
                self.show(sheet);
                if self.sheet == Some(sheet) {
                    self.left = place.next().filter(|id| !id.is_empty()).map(str::to_owned);
                    self.caret = place.next().and_then(|caret| caret.parse().ok());
                }
                effects.retain(|effect| !matches!(effect, Effect::Focus(_)));
                effects.push(Effect::Focus(self.place_left()));
            }
        } else {
            effects.push(Effect::Focus(self.place_left()));
        }
        self.view = View::Edit;
    }

    /// Opens a report; the one open before is kept first.
    pub(super) fn begin(&mut self, mut open: Open, effects: &mut Vec<Effect>) {
        self.openings += 1;
        open.opening = self.openings;
        self.notice = None;
        if let Some(before) = self.open.take() {
            if before.is_dirty() {
                effects.push(Effect::Put(self.record_of(&before)));
            }
            self.unlink(&before, effects);
        }
        if open.unchecked {
            effects.push(Effect::Load);
        }
        // The first part with a finding of the highest severity, or the overview if nothing was found.
        let worst = Severity::ALL.into_iter().find_map(|severity| {
            let mut alarms = open.alarms().map(|(finding, _)| finding);
            alarms.find(|finding| finding.severity == severity)
        });
        self.sheet = Some(worst.map_or(Sheet::Overview, |finding| place::sheet_of(&finding.at, &open.report)));
        effects.extend([
            Effect::Keep,
            Effect::Remember,
            Effect::Announce(open.id.clone()),
            Effect::Focus(Target::Id(SHEET_TITLE.to_owned())),
        ]);
        self.open = Some(open);
        self.view = View::Edit;
        self.pane = Pane::Edit;
        self.active = None;
        (self.left, self.caret) = (None, None);
        (self.selection, self.dragged) = (None, None);
        self.tab_from = None;
        self.finding = None;
        self.versions = None;
        self.clearing = false;
        self.filter = None;
        self.signoff = None;
        self.keeping = Keeping::Soon;
    }

    /// Reads Markdown; if that is not possible yet, shows a message.
    pub(super) fn read_markdown(&mut self, text: &str) -> Option<Reading> {
        self.read_by(engine::read_markdown(text))
    }

    /// A reading; if there is none, because the module is not loaded, that is said.
    fn read_by(&mut self, reading: Option<Reading>) -> Option<Reading> {
        if reading.is_none() {
            self.warn(Text::new(
                "校验程序还没有载入，打不开这份报告；草稿仍在本机。网络恢复后刷新本页再试。",
                "The checker is not loaded, so the report can't be opened; the draft is still on this device. Reload the page once the network is back.",
            ));
        }
        reading
    }
}
