//! Navigation: to a part, to a finding, from cell to cell.

use nianbao_core::report::{At, Block, Part};
use nianbao_core::text::{Lang, Text};

use super::{App, Effect, HELP_TITLE, HOME_TITLE, Keeping, Pane, SHEET_TITLE, Target, View};
use crate::engine::EngineState;
use crate::open::Open;
use crate::place::{self, CellPlace, Sheet, heading_id, prose_id};

impl App {
    pub(super) fn look(&mut self, view: View, effects: &mut Vec<Effect>) {
        let before = self.view;
        self.view = match view {
            _ if self.open.is_none() => View::Home,
            View::Signoff if self.signoff.is_none() => View::Edit,
            view => view,
        };
        self.active = None;
        self.clearing = false;
        if let Some(open) = &mut self.open {
            open.judge();
        }
        // Whoever returns to the report goes on where it was left.
        if self.view == View::Edit && before != View::Edit && self.left.is_some() {
            effects.push(Effect::Focus(self.place_left()));
        }
    }

    /// Where to return to: the input that last had the focus, else the heading of the sheet.
    pub(super) fn place_left(&self) -> Target {
        match (&self.left, self.caret) {
            (Some(id), Some(caret)) => Target::Caret(id.clone(), caret),
            (Some(id), None) => Target::Id(id.clone()),
            (None, _) => Target::Id(SHEET_TITLE.to_owned()),
        }
    }

    /// Shows the list of keys with the focus on it, or hides it and returns to the work.
    pub(super) fn show_help(&mut self, show: bool, effects: &mut Vec<Effect>) {
        self.help = show;
        effects.push(Effect::Focus(match self.view {
            _ if show => Target::Id(HELP_TITLE.to_owned()),
            View::Home => Target::Id(HOME_TITLE.to_owned()),
            _ => self.place_left(),
        }));
    }

    pub(super) fn speak(&mut self, lang: Lang, effects: &mut Vec<Effect>) {
        self.lang = lang;
        effects.push(Effect::Remember);
    }

    pub(super) fn turn_to(&mut self, sheet: Sheet, effects: &mut Vec<Effect>) {
        self.show(sheet);
        effects.extend([Effect::Leave, Effect::Focus(Target::Id(SHEET_TITLE.to_owned()))]);
    }

    pub(super) fn show(&mut self, sheet: Sheet) {
        let there = self.open.as_ref().is_some_and(|open| match sheet {
            Sheet::Section(index) => index < open.report.sections.len(),
            Sheet::Missing(id) => open.report.section(id).is_none(),
            Sheet::Unplaced => !open.unplaced.is_empty(),
            Sheet::LastYear => open.last().is_some(),
            Sheet::Overview | Sheet::Facts | Sheet::Preface => true,
        });
        let sheet = if there { sheet } else { Sheet::Facts };
        if self.sheet != Some(sheet) {
            (self.left, self.caret) = (None, None);
            (self.selection, self.dragged) = (None, None);
            self.tab_from = None;
        }
        self.sheet = Some(sheet);
        self.view = View::Edit;
        self.pane = Pane::Edit;
    }

    pub(super) fn leave_at(&mut self, id: String, effects: &mut Vec<Effect>) {
        if self.left.as_ref() != Some(&id) {
            (self.left, self.caret) = (Some(id), None);
            effects.push(Effect::Leave);
        }
    }

    pub(super) fn engine_stands(&mut self, standing: EngineState) {
        self.engine = standing;
        if standing == EngineState::Ready
            && let Some(open) = &mut self.open
        {
            open.refresh();
        }
    }

    pub(super) fn print(&mut self, effects: &mut Vec<Effect>) {
        if self.view != View::Signoff {
            self.view = View::Paper;
        }
        effects.push(Effect::Print);
    }

    /// Goes to a text that could not be placed.
    pub(super) fn find_piece(&mut self, index: usize, effects: &mut Vec<Effect>) {
        let Some(open) = &self.open else { return };
        let Some(at) = open.unplaced.get(index).and_then(|piece| open.find(piece)) else {
            self.say(Text::new(
                "这段文字不在报告里，只在这张单子上。可以把它放进一个部分。",
                "This text is not in the report, only on this list. You can put it into a part.",
            ));
            return;
        };
        let (sheet, target) = (place::sheet_of(&at, &open.report), target_of(open, &at));
        self.show(sheet);
        effects.push(Effect::Focus(target));
    }

    /// Deals with a text that could not be placed.
    pub(super) fn settle_piece(&mut self, index: usize, into: Option<Part>, effects: &mut Vec<Effect>) {
        let Some(open) = &mut self.open else { return };
        open.settle_piece(index, into, Sheet::Unplaced);
        let none_left = open.unplaced.is_empty();
        if !matches!(self.keeping, Keeping::Failed(_)) {
            self.keeping = Keeping::Soon;
        }
        if none_left {
            self.show(into.map_or(Sheet::Facts, Sheet::of));
        }
        effects.extend([Effect::Keep, Effect::Focus(Target::Id(SHEET_TITLE.to_owned()))]);
    }

    pub(super) fn go(&mut self, key: u64, effects: &mut Vec<Effect>) {
        let Some(open) = &self.open else { return };
        let Some(at) = open.finding(key).map(|finding| finding.at.clone()) else {
            return;
        };
        self.finding = Some(key);
        self.go_to(&at, effects);
    }

    /// Shows a place with the focus on it.
    pub(super) fn go_to(&mut self, at: &At, effects: &mut Vec<Effect>) {
        let Some(open) = &self.open else { return };
        let (sheet, target) = (place::sheet_of(at, &open.report), target_of(open, at));
        self.show(sheet);
        effects.push(Effect::Focus(target));
    }

    /// Goes to the first cell that the prose of a finding contradicts.
    pub(super) fn go_to_cell(&mut self, key: u64, effects: &mut Vec<Effect>) {
        let Some(open) = &self.open else { return };
        let one = open.finding(key).and_then(|finding| open.contradiction(finding));
        if let Some(field) = one.and_then(|one| one.cells.first()).copied() {
            self.finding = Some(key);
            self.go_to(&At::Field(field), effects);
        }
    }

    /// Goes to the finding after or before the one visited last.
    pub(super) fn step(&mut self, forward: bool, effects: &mut Vec<Effect>) {
        if let Some(key) = self.next(forward) {
            self.go(key, effects);
        }
    }

    fn next(&self, forward: bool) -> Option<u64> {
        let keys = self.listed();
        let last = keys.len().checked_sub(1)?;
        let now = self.finding.and_then(|key| keys.iter().position(|k| *k == key));
        let next = match (now, forward) {
            (None, true) => 0,
            (None | Some(0), false) => last,
            (Some(now), true) if now == last => 0,
            (Some(now), true) => now + 1,
            (Some(now), false) => now - 1,
        };
        keys.get(next).copied()
    }
}

/// The target of the focus for a place.
pub(super) fn target_of(open: &Open, at: &At) -> Target {
    let report = &open.report;
    let item_of = |part: Part, block: usize| {
        report
            .blocks(part)
            .iter()
            .take(block)
            .filter(|block| !place::is_prose(block))
            .count()
    };
    let cell = |part, block, row, column| {
        let from = CellPlace {
            part,
            item: item_of(part, block),
            row,
            column,
        };
        Target::Id(match open.text(from) {
            Some(_) => open.cell_id(from),
            None => SHEET_TITLE.to_owned(),
        })
    };
    match at {
        At::Report => Target::Id(SHEET_TITLE.to_owned()),
        At::Meta => Target::Id(
            if report.meta.unreadable.is_some() {
                "front-matter"
            } else {
                "organ"
            }
            .to_owned(),
        ),
        At::Title(_) => Target::Id("title".to_owned()),
        At::Heading(index) => Target::Id(heading_id(*index)),
        At::Text(part, block, range) => match place::run_of_block(report.blocks(*part), *block) {
            Some((run, index)) => Target::Text(prose_id(*part, run), index, range.clone()),
            None => Target::Id(SHEET_TITLE.to_owned()),
        },
        At::Block(part, block) => match report.blocks(*part).get(*block) {
            Some(Block::Table(table)) => {
                let row = table.rows.iter().position(|row| !row.cells.is_empty()).unwrap_or(0);
                cell(*part, *block, row, 0)
            }
            Some(Block::Grid(_)) => cell(*part, *block, 0, 0),
            Some(Block::Picture { .. }) => Target::Id(SHEET_TITLE.to_owned()),
            // A block that is to be written.
            None => Target::Id(prose_id(*part, place::runs(report.blocks(*part)).len() - 1)),
            Some(_) => match place::run_of_block(report.blocks(*part), *block) {
                Some((run, index)) => Target::Text(prose_id(*part, run), index, 0..0),
                None => Target::Id(SHEET_TITLE.to_owned()),
            },
        },
        At::RowLabel(part, block, row) => cell(*part, *block, *row, 0),
        At::ColumnLabel(part, block, column) => {
            let row = match report.blocks(*part).get(*block) {
                Some(Block::Table(table)) => table.rows.iter().position(|row| row.cells.len() > *column),
                _ => None,
            };
            cell(*part, *block, row.unwrap_or(0), *column)
        }
        At::Field(field) => Target::Id(if open.place(*field).is_some() {
            field.to_string()
        } else {
            SHEET_TITLE.to_owned()
        }),
    }
}
