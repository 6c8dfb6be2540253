//! Writing in tables as in a spreadsheet: which cells are selected, where keys lead, what is judged when.

use super::{App, Effect, Target};
use crate::grid::{self, Direction, Selection};
use crate::place::CellPlace;

/// What keys do in the cell that has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// Typing replaces the cell's text, arrows lead to other cells.
    #[default]
    Ready,
    /// Something was typed; arrows lead to other cells.
    Typing,
    /// The text is edited: arrows move the cursor in it.
    Editing,
}

impl App {
    /// A cell has the focus, or none has it any more.
    pub(super) fn activate(&mut self, place: Option<CellPlace>, effects: &mut Vec<Effect>) {
        let row = |at: CellPlace| (at.part, at.item, at.row);
        let left = self.active.map(row) != place.map(row);
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
        }
    }

    /// Selects one cell, as a press on it does.
    pub(super) fn pick(&mut self, place: CellPlace, effects: &mut Vec<Effect>) {
        self.selection = Some(Selection::cell(place));
        self.tab_from = None;
        self.activate(Some(place), effects);
    }

    /// Stretches the selection to a cell.
    pub(super) fn extend(&mut self, to: CellPlace) {
        self.selection = self.selection.map(|selection| selection.up_to(to));
    }

    /// Stretches the selection by a key; it stays in its table and its rows.
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
            // The cell that has the focus stays the one that is written in, if it is a corner of the table.
            self.selection = Some(whole);
        }
    }

    /// The cells that an edit of the selection means.
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
        // One cell is one value, without the end of a line.
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
        if let Some(open) = &self.open
            && let Some(to) = open.neighbour(from, direction)
        {
            self.selection = Some(Selection::cell(to));
            effects.push(Effect::Focus(Target::Id(open.cell_id(to))));
        }
    }

    /// Tab: to the next cell, or to the one before; where it began is kept for Enter.
    pub(super) fn tab(&mut self, from: CellPlace, forward: bool, effects: &mut Vec<Effect>) {
        self.tab_from.get_or_insert(from.column);
        let direction = if forward { Direction::Right } else { Direction::Left };
        self.step_to(from, direction, effects);
    }

    /// Enter: to the row below, in the column where Tab began.
    pub(super) fn enter(&mut self, from: CellPlace, effects: &mut Vec<Effect>) {
        let column = self.tab_from.take().unwrap_or(from.column);
        self.step_to(CellPlace { column, ..from }, Direction::Down, effects);
    }
}
