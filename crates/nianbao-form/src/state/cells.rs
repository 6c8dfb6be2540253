//! Writing in tables as in a spreadsheet: selection, keys, and when sums are checked.

use super::{App, Effect, Target};
use crate::edit::Edit;
use crate::grid::{self, Direction, Selection};
use crate::place::CellPlace;

/// The effect of keys in the active cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Typing replaces the cell's text; arrows move to other cells.
    #[default]
    Ready,
    /// Something was typed; arrows move to other cells.
    Typing,
    /// The text is being edited; arrows move the cursor in it.
    Editing,
}

impl App {
    /// A cell got the focus, or none has it any more.
    pub(super) fn activate(&mut self, place: Option<CellPlace>, effects: &mut Vec<Effect>) {
        let row = |at: CellPlace| (at.part, at.item, at.row);
        let left = self.active.map(row) != place.map(row);
        // Whatever moves the focus ends the dragging of the handle.
        if self.active != place {
            self.dragged = None;
        }
        self.active = place;
        self.mode = Mode::Ready;
        let Some(open) = &mut self.open else { return };
        open.settle();
        if left {
            open.judge();
        }
        if let Some(place) = place {
            let id = open.cell_id(place);
            if self.selection.is_none_or(|selection| selection.anchor != place) {
                self.selection = Some(Selection::cell(place));
            }
            self.leave_at(id, effects);
            self.point_at(place, effects);
        }
    }

    /// Selects one cell, as a press on it does.
    pub(super) fn pick(&mut self, place: CellPlace, effects: &mut Vec<Effect>) {
        self.dragged = None;
        self.selection = Some(Selection::cell(place));
        self.tab_from = None;
        self.activate(Some(place), effects);
    }

    /// Extends the selection to a cell.
    pub(super) fn extend(&mut self, to: CellPlace) {
        self.selection = match (self.dragged, self.active) {
            (Some(source), Some(active)) => Some(source.grown_to(to, active)),
            _ => self.selection.map(|selection| selection.up_to(to)),
        };
    }

    /// The handle of the selection is pressed, or let go.
    pub(super) fn handle(&mut self, pressed: bool, effects: &mut Vec<Effect>) {
        if pressed {
            self.dragged = self.selected();
        } else if let Some(source) = self.dragged.take()
            && let Some(into) = self.selected().filter(|into| into.is_larger_than(source))
        {
            self.edit(Edit::Repeat(source, into), effects);
        }
    }

    /// Extends the selection by a key, within its table and its rows.
    pub(super) fn stretch(&mut self, direction: Direction, effects: &mut Vec<Effect>) {
        let Some((open, selection)) = self.open.as_ref().zip(self.selection) else {
            return;
        };
        let from = selection.focus;
        let sideways = matches!(direction, Direction::Left | Direction::Right);
        if let Some(to) = open.neighbour(from, direction)
            && to.item == from.item
            && (!sideways || to.row == from.row)
        {
            self.selection = Some(selection.up_to(to));
            effects.push(Effect::Reveal(open.cell_id(to)));
        }
    }

    pub(super) fn select_all(&mut self) {
        if let Some((open, selection)) = self.open.as_ref().zip(self.selection) {
            let whole = open.whole(selection.anchor);
            // The active cell stays if it is a corner of the table.
            self.selection = Some(whole);
        }
    }

    /// The cells that an edit applies to.
    pub fn selected(&self) -> Option<Selection> {
        self.selection.filter(|_| self.active.is_some())
    }

    /// The selection as plain text and as a web page's table, for the clipboard; `None` while a cell's text is edited.
    pub fn copied(&self) -> Option<(String, String)> {
        let (open, selection) = self.open.as_ref().zip(self.selected())?;
        if self.mode == Mode::Editing && !selection.is_range() {
            return None;
        }
        let rows = open.texts(selection);
        // A single cell is copied as its value, without a line end.
        let text = match &rows[..] {
            [row] if row.len() == 1 => row.concat(),
            rows => grid::tsv(rows),
        };
        Some((text, grid::html(&rows)))
    }

    pub(super) fn walk(&mut self, from: CellPlace, direction: Direction, effects: &mut Vec<Effect>) {
        self.tab_from = None;
        self.step_to(from, direction, effects);
    }

    fn step_to(&mut self, from: CellPlace, direction: Direction, effects: &mut Vec<Effect>) {
        self.dragged = None;
        if let Some(open) = &self.open
            && let Some(to) = open.neighbour(from, direction)
        {
            self.selection = Some(Selection::cell(to));
            effects.push(Effect::Focus(Target::Id(open.cell_id(to))));
        }
    }

    /// Tab: moves to the next or previous cell, and remembers for Enter where it began.
    pub(super) fn tab(&mut self, from: CellPlace, forward: bool, effects: &mut Vec<Effect>) {
        self.tab_from.get_or_insert(from.column);
        let direction = if forward { Direction::Right } else { Direction::Left };
        self.step_to(from, direction, effects);
    }

    /// Enter: moves to the row below, in the column where Tab began.
    pub(super) fn enter(&mut self, from: CellPlace, effects: &mut Vec<Effect>) {
        let column = self.tab_from.take().unwrap_or(from.column);
        self.step_to(CellPlace { column, ..from }, Direction::Down, effects);
    }
}
