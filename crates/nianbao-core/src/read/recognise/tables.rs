//! Turns a table, as the source lays it out, into grids of the form, anchored on labels.
//!
//! A figure is never shifted: if the columns above do not tell the cells of a row apart, the row is
//! kept as written and reported as unplaced.

use super::Unplaced;
use super::vocabulary::{Said, Weights, weights};
use crate::cell::Cell;
use crate::document::{Table as Source, TableCell};
use crate::field::TableId;
use crate::label::fold;
use crate::report::{Block, BlockPlace};
use crate::text::{Span, Traced};

mod columns;
mod disputes;
mod layout;
mod rows;

use layout::Layout;
pub(super) use rows::settle_wholes;

/// The blocks that a source's table was recognised as, in order.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) blocks: Vec<(Block, BlockPlace)>,
    pub(super) unplaced: Vec<Unplaced>,
    /// Texts of the table that are not in any of the blocks: they come after them.
    pub(super) loose: Vec<Traced<'static>>,
}

/// The table of the form that a text table is, if any; in a section that has one, less evidence is
/// enough.
pub(super) fn kind<'a>(texts: impl Iterator<Item = &'a str>, context: Option<TableId>) -> Option<TableId> {
    best(texts.map(|text| weights(&fold(text))), context)
}

/// The weight of some texts as evidence for each of the three tables.
fn scores(words: impl Iterator<Item = Weights>) -> [usize; TableId::ALL.len()] {
    let mut scores = [0; TableId::ALL.len()];
    for weights in words {
        for (score, weight) in scores.iter_mut().zip(weights) {
            *score += usize::from(weight);
        }
    }
    scores
}

/// The table with the highest score, if that is high enough; the first in the form if scores are
/// equal.
fn best(words: impl Iterator<Item = Weights>, context: Option<TableId>) -> Option<TableId> {
    let mut best: Option<(usize, TableId)> = None;
    for (id, score) in TableId::ALL.iter().zip(scores(words)) {
        let score = if score > 0 && context == Some(*id) {
            score + 2
        } else {
            score
        };
        if score >= 4 && best.is_none_or(|(known, _)| score > known) {
            best = Some((score, *id));
        }
    }
    best.map(|(_, id)| id)
}

/// Reads a table.
pub(super) fn read(source: &Source<'_>, context: Option<TableId>) -> Found {
    read_part(source, context, 0)
}

/// Reads a table, or rows that could not be placed in another one; `depth` is the number of times
/// this happened.
fn read_part(source: &Source<'_>, context: Option<TableId>, depth: u8) -> Found {
    let mut layout = Layout::new(source, context);
    layout.depth = depth;
    let mut found = Found::default();
    for cell in layout.surplus.iter().filter(|cell| !cell.text.text.is_empty()) {
        found.text(cell);
    }
    let Some(main) = best(layout.words.iter().filter_map(Said::weights), context) else {
        let rows = 0..layout.rows.len();
        layout.keep(rows, &mut found);
        if context.is_some() {
            found.say(&layout, 0..layout.rows.len());
        }
        return found;
    };
    // One table of the source may contain several of the form: each run of rows goes to the table
    // whose words it has.
    let votes: Vec<Option<TableId>> = (0..layout.rows.len()).map(|row| layout.vote(row)).collect();
    let mut start = 0;
    let mut current = votes.iter().flatten().next().copied().unwrap_or(main);
    for (row, vote) in votes.iter().enumerate() {
        if let Some(vote) = vote.filter(|vote| *vote != current) {
            stretch(&layout, start..row, current, &mut found);
            start = row;
            current = vote;
        }
    }
    stretch(&layout, start..votes.len(), current, &mut found);
    found
}

fn stretch(layout: &Layout<'_>, rows: std::ops::Range<usize>, id: TableId, found: &mut Found) {
    if rows.is_empty() {
        return;
    }
    if id == TableId::Disputes && layout.has_official_disputes(rows.clone()) {
        disputes::read(layout, rows, found);
    } else {
        rows::read(layout, rows, id, found);
    }
}

impl Found {
    /// Lists rows as unplaced.
    fn say(&mut self, layout: &Layout<'_>, rows: std::ops::Range<usize>) {
        for row in rows {
            let cells: Vec<&TableCell<'_>> = layout.own(row).iter().map(|item| layout.cells[item.cell]).collect();
            let text: Vec<&str> = cells
                .iter()
                .map(|cell| cell.text.text.as_ref())
                .filter(|text| !text.is_empty())
                .collect();
            if !text.is_empty() {
                let span = cells.iter().map(|cell| cell.span).reduce(Span::join);
                self.unplaced.push(Unplaced {
                    text: text.join(" "),
                    span,
                    kept: true,
                });
            }
        }
    }

    fn text(&mut self, cell: &TableCell<'_>) {
        // As a paragraph it would be read back as a heading.
        let kept = !super::is_section_heading(&normal(&cell.text.text));
        if kept {
            self.loose.push(cell.text.clone().into_owned());
        }
        self.unplaced.push(Unplaced {
            text: cell.text.text.to_string(),
            span: Some(cell.text.span().unwrap_or(cell.span)),
            kept,
        });
    }
}

/// A text without white space at the ends of its lines and without empty lines: the same text
/// results when it is written and read again.
pub(super) fn normal(text: &str) -> String {
    if super::is_normal(text) {
        return text.to_owned();
    }
    super::pieces(text).map(|(_, line)| line).collect::<Vec<_>>().join("\n")
}

/// A cell in the shape in which it is written and read again.
fn cell(said: &Said<'_>) -> Cell {
    if said.is_plain() {
        Cell::bare(said.text)
    } else if said.text.contains('\n') {
        Cell::new(&normal(said.text))
    } else {
        Cell::new(said.text)
    }
}

/// A label on one line: line breaks inside it come from narrow cells.
fn one_line(said: &Said<'_>) -> String {
    if said.is_printed() || super::is_normal(said.text) {
        return said.text.to_owned();
    }
    super::pieces(said.text).map(|(_, line)| line).collect()
}

fn label_span(cell: &TableCell<'_>) -> Option<Span> {
    cell.text.span().or(Some(cell.span))
}
