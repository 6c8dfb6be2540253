//! Changes to the report, undo and redo.

use nianbao_core::accepted::Accepted;
use nianbao_core::report::At;

use super::{App, Effect, FINDINGS_TITLE, Keeping, Mode, SHEET_TITLE, Target, reason_id};
use crate::edit::{Edit, Site};
use crate::limits;
use crate::mend::Way;
use crate::open::{Open, Return};
use crate::place::{CellPlace, Sheet, heading_id, prose_id};

impl App {
    pub(super) fn edit(&mut self, edit: Edit, effects: &mut Vec<Effect>) {
        self.heard();
        let Some(open) = &mut self.open else { return };
        let sheet = self.sheet.unwrap_or(Sheet::Facts);
        let follow = match &edit {
            Edit::AddSection(id) => Some(*id),
            _ => None,
        };
        let removed = matches!(edit, Edit::RemoveSection(_));
        let here = |at: CellPlace| (at.part, at.item, at.row);
        if let Edit::Cell(at, _) = &edit
            && self.active.map(here) == Some(here(*at))
        {
            open.freshen(*at);
            if self.mode == Mode::Ready {
                self.mode = Mode::Typing;
            }
        }
        // The button that was pressed disappears with its offer.
        let gone = matches!(
            edit,
            Edit::Zeros(_)
                | Edit::Complete(_)
                | Edit::Relabel(_)
                | Edit::Relayout
                | Edit::TitleOfForm
                | Edit::HeadingOfForm(_)
                | Edit::RemoveItem(..)
                | Edit::RemoveRow(..)
                | Edit::MoveRow(..)
                | Edit::AddSection(_)
                | Edit::RemoveSection(_)
        );
        if gone {
            effects.push(Effect::Focus(Target::Id(SHEET_TITLE.to_owned())));
        }
        let long = limits::is_long(&open.report);
        let said = open.edit(edit, sheet);
        let grown_long = !long && limits::is_long(&open.report);
        if open.is_dirty() {
            // The message that the draft cannot be kept stays until it can.
            if !matches!(self.keeping, Keeping::Failed(_)) {
                self.keeping = Keeping::Soon;
            }
            effects.push(Effect::Keep);
        }
        if let Some(id) = follow
            && let Some(index) = open.report.sections.iter().position(|section| section.id == Some(id))
        {
            self.sheet = Some(Sheet::Section(index));
        }
        if removed {
            self.sheet = Some(Sheet::Facts);
        }
        if let Some(text) = said {
            self.say(text);
        }
        if grown_long {
            self.warn(limits::GROWN_LONG);
        }
    }

    /// An edit that is a step of its own.
    fn settled(&mut self, edit: Edit, effects: &mut Vec<Effect>) {
        self.settle();
        self.edit(edit, effects);
        self.settle();
    }

    pub(super) fn settle(&mut self) {
        if let Some(open) = &mut self.open {
            open.settle();
        }
    }

    pub(super) fn adopt(&mut self, place: CellPlace, effects: &mut Vec<Effect>) {
        let margin = self.open.as_ref().and_then(|open| open.margin(place, Some(place)));
        if let Some((at, offer)) = margin.and_then(|margin| margin.offer) {
            self.settled(Edit::Cell(at, offer.value), effects);
        }
    }

    /// Corrects a finding, with the place that changes in view.
    pub(super) fn mend(&mut self, key: u64, way: Way, effects: &mut Vec<Effect>) {
        let Some(open) = &self.open else { return };
        let Some(finding) = open.finding(key) else { return };
        let Some(mend) = open.mend(finding, way) else { return };
        let cell = open.contradiction(finding).and_then(|one| one.cells.first()).copied();
        match cell.filter(|_| way == Way::Table) {
            Some(field) => self.go_to(&At::Field(field), effects),
            None => self.go(key, effects),
        }
        self.settled(mend.edit, effects);
    }

    pub(super) fn ask_accept(&mut self, key: Option<u64>, effects: &mut Vec<Effect>) {
        self.accepting = key;
        let target = key.map_or_else(|| FINDINGS_TITLE.to_owned(), reason_id);
        effects.push(Effect::Focus(Target::Id(target)));
    }

    /// Accepts a finding; a reason is required.
    pub(super) fn accept(&mut self, key: u64, reason: &str, effects: &mut Vec<Effect>) {
        let reason = reason.trim();
        let finding = self.open.as_ref().and_then(|open| open.finding(key));
        if let Some(finding) = finding.filter(|_| !reason.is_empty()) {
            let accepted = Accepted::of(finding, reason);
            self.settled(Edit::Accept(accepted), effects);
            self.ask_accept(None, effects);
        }
    }

    pub(super) fn withdraw(&mut self, key: u64, effects: &mut Vec<Effect>) {
        let accepted = self.open.as_ref().and_then(|open| {
            let finding = open.finding(key)?;
            open.report.meta.accepted.iter().find(|it| it.is(finding)).cloned()
        });
        if let Some(accepted) = accepted {
            self.settled(Edit::Withdraw(accepted), effects);
            self.ask_accept(None, effects);
        }
    }

    /// Undoes or redoes a step.
    pub(super) fn back(&mut self, step: fn(&mut Open) -> Option<Return>, effects: &mut Vec<Effect>) {
        if let Some(back) = self.open.as_mut().and_then(step) {
            self.heard();
            self.show(back.sheet);
            self.keeping = Keeping::Soon;
            effects.push(Effect::Keep);
            if let Some(target) = back.site.and_then(|site| self.target_of_site(site)) {
                effects.push(Effect::Focus(target));
            }
        }
    }

    fn target_of_site(&self, site: Site) -> Option<Target> {
        Some(Target::Id(match site {
            Site::Input(id) => id.to_owned(),
            Site::Heading(index) => heading_id(index),
            Site::Prose(part, run) => prose_id(part, run),
            Site::Cell(place) => self.open.as_ref()?.cell_id(place),
        }))
    }
}
