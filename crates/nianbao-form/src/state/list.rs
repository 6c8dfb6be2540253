//! The findings as they are listed: which ones, in which order, and the one about the cell that has the focus.

use nianbao_core::diagnostic::{Finding, Severity};

use super::{App, Effect, Pane, Target, View, card_id};
use crate::place::{self, CellPlace, Sheet};

/// The findings that a filter shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Those of a severity that were not accepted.
    Of(Severity),
    /// Those that were accepted.
    Accepted,
}

impl Shown {
    /// Whether the filter shows a finding.
    pub fn has(self, finding: &Finding) -> bool {
        match self {
            Shown::Of(severity) => finding.severity == severity && finding.accepted.is_none(),
            Shown::Accepted => finding.accepted.is_some(),
        }
    }
}

/// Worst first: errors, warnings, notices, then those that were accepted.
fn rank(finding: &Finding) -> usize {
    let severity = || Severity::ALL.iter().position(|one| *one == finding.severity);
    match finding.accepted {
        None => severity().unwrap_or_default(),
        Some(_) => Severity::ALL.len(),
    }
}

impl App {
    /// The findings that are listed, by key: those that pass the filter, worst first or in the form's order. Findings of
    /// one severity always keep the form's order, so that typing moves nothing.
    pub fn listed(&self) -> Vec<u64> {
        let Some(open) = &self.open else { return Vec::new() };
        let shown: Vec<(usize, u64)> = open
            .checked
            .findings
            .iter()
            .zip(&open.keys)
            .filter(|(finding, _)| self.filter.is_none_or(|shown| shown.has(finding)))
            .filter(|(finding, _)| !self.only_here || self.sheet == Some(place::sheet_of(&finding.at, &open.report)))
            .map(|(finding, key)| (rank(finding), *key))
            .collect();
        if self.in_form_order {
            return shown.into_iter().map(|(_, key)| key).collect();
        }
        let mut keys = Vec::with_capacity(shown.len());
        for wanted in 0..=Severity::ALL.len() {
            keys.extend(shown.iter().filter(|(rank, _)| *rank == wanted).map(|(_, key)| *key));
        }
        keys
    }

    /// The card of the cell that got the focus is marked, and scrolled to in its own pane.
    pub(super) fn point_at(&mut self, place: CellPlace, effects: &mut Vec<Effect>) {
        let Some(mark) = self.open.as_ref().and_then(|open| open.mark(place)) else {
            return;
        };
        if let Some(key) = mark.findings.first().or(mark.parts.first()).copied() {
            self.point(key, effects);
        }
    }

    pub(super) fn point(&mut self, key: u64, effects: &mut Vec<Effect>) {
        if self.finding != Some(key) {
            self.finding = Some(key);
            effects.push(Effect::Reveal(card_id(key)));
        }
    }

    /// Shows the card of a finding, with the focus on it.
    pub(super) fn card(&mut self, key: u64, effects: &mut Vec<Effect>) {
        if !self.listed().contains(&key) {
            self.filter = None;
            self.only_here = false;
        }
        self.finding = Some(key);
        self.pane = Pane::Findings;
        effects.push(Effect::Focus(Target::Id(card_id(key))));
    }

    /// Shows the overview, with the focus on it.
    pub(super) fn summary(&mut self, effects: &mut Vec<Effect>) {
        self.turn_to(Sheet::Overview, effects);
    }

    /// Shows a sheet and moves the focus to an input on it.
    pub(super) fn seek(&mut self, sheet: Sheet, id: Option<String>, effects: &mut Vec<Effect>) {
        self.turn_to(sheet, effects);
        if let Some(id) = id.filter(|_| self.view == View::Edit && self.sheet == Some(sheet)) {
            effects.retain(|effect| !matches!(effect, Effect::Focus(_)));
            effects.push(Effect::Focus(Target::Id(id)));
        }
    }
}
