//! Turns a table, as the source lays it out, into grids of the form, anchored on labels.
//!
//! A figure is never shifted: if the columns above do not tell the cells of a row apart, the row is
//! kept as written and reported as unplaced.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::Unplaced;
use super::vocabulary::{Said, Vocabulary, Weights, is_item, weights};
use crate::cell::Cell;
use crate::document::{Table as Source, TableCell};
use crate::field::{ColumnKey, DisputeBlock, DisputeResult, RowKey, TableId};
use crate::form::{Form, Grid};
use crate::label::fold;
use crate::report::{Block, BlockPlace, Column, Row, RowPlace, Table};
use crate::text::{Span, Traced};

/// The most columns that are read; the form's widest table has 15.
const WIDEST: usize = 256;

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
        disputes(layout, rows, found);
    } else {
        labelled(layout, rows, id, found);
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

/// A source's table with its spans expanded: the cell that covers each place.
struct Layout<'a> {
    cells: Vec<&'a TableCell<'a>>,
    /// The text of each cell, prepared for comparison.
    words: Vec<Said<'a>>,
    /// The cells that begin in each row, row by row, left to right.
    items: Vec<Item>,
    rows: Vec<RowExtent>,
    /// Cells that do not fit into their row.
    surplus: Vec<&'a TableCell<'a>>,
    span: Span,
    /// The table of the form that belongs to the section in which this one is.
    context: Option<TableId>,
    /// The number of times that rows without a place were read again, as the table that they will
    /// be written as.
    depth: u8,
}

/// The highest `depth`.
const DEEPEST: u8 = 4;

/// A cell in a row.
#[derive(Debug, Clone, Copy)]
struct Item {
    cell: usize,
    column: usize,
    width: usize,
}

/// A row of a layout.
#[derive(Debug)]
struct RowExtent {
    /// The items that begin in it.
    items: std::ops::Range<usize>,
    /// The number of cells that begin in it or above.
    cells: usize,
    /// The number of its places.
    width: usize,
}

impl<'a> Layout<'a> {
    fn new(source: &'a Source<'a>, context: Option<TableId>) -> Layout<'a> {
        let written: usize = source.rows.iter().map(Vec::len).sum();
        let mut layout = Layout {
            cells: Vec::with_capacity(written),
            words: Vec::with_capacity(written),
            items: Vec::with_capacity(written),
            rows: Vec::with_capacity(source.rows.len()),
            surplus: Vec::new(),
            span: source.span,
            context,
            depth: 0,
        };
        let plain = |row: &Vec<TableCell<'_>>| row.len() <= WIDEST && row.iter().all(is_plain);
        if source.rows.iter().all(plain) {
            layout.line_up(source);
        } else {
            layout.spread_out(source);
        }
        layout
    }

    /// Puts each cell at one place of its row.
    fn line_up(&mut self, source: &'a Source<'a>) {
        for row in &source.rows {
            let first = self.cells.len();
            self.cells.extend(row);
            self.words.extend(row.iter().map(|cell| Said::of(&cell.text.text)));
            self.items.extend((0..row.len()).map(|column| Item {
                cell: first + column,
                column,
                width: 1,
            }));
            self.rows.push(RowExtent {
                items: first..self.items.len(),
                cells: self.cells.len(),
                width: row.len(),
            });
        }
    }

    /// Puts each cell at all the places that it covers.
    fn spread_out(&mut self, source: &'a Source<'a>) {
        // The places of each row, each with the index of the cell that covers it.
        let mut places: Vec<Vec<Option<usize>>> = source.rows.iter().map(|row| Vec::with_capacity(row.len())).collect();
        // Spans take up places; beyond this number, each counts as one place, so that a small file
        // cannot demand much memory.
        let mut budget = 16 * source.rows.iter().map(Vec::len).sum::<usize>() + 100_000;
        for (r, row) in source.rows.iter().enumerate() {
            let above = self.cells.len();
            let mut column = 0;
            for (index, cell) in row.iter().enumerate() {
                while places[r].get(column).copied().flatten().is_some() {
                    column += 1;
                }
                if column >= WIDEST {
                    self.surplus.push(cell);
                    continue;
                }
                // However large a cell's span, the cells after it keep their places.
                let behind = row.len() - index - 1;
                let room = (WIDEST - column).saturating_sub(behind).max(1);
                let index = self.cells.len();
                self.cells.push(cell);
                self.words.push(Said::of(&cell.text.text));
                let mut width = usize::from(cell.columns.max(1)).min(room);
                let mut height = usize::from(cell.rows.max(1)).min(source.rows.len() - r);
                if width * height > budget {
                    (width, height) = (1, 1);
                }
                budget = budget.saturating_sub(width * height);
                for line in &mut places[r..r + height] {
                    if line.len() < column + width {
                        line.resize(column + width, None);
                    }
                    for place in &mut line[column..column + width] {
                        place.get_or_insert(index);
                    }
                }
                column += width;
            }
            let first = self.items.len();
            let mut column = 0;
            // Adjacent places covered by one cell; a cell from above may come between two such
            // runs.
            for run in places[r].chunk_by(|a, b| a == b) {
                if let Some(cell) = run[0].filter(|cell| *cell >= above) {
                    self.items.push(Item {
                        cell,
                        column,
                        width: run.len(),
                    });
                }
                column += run.len();
            }
            self.rows.push(RowExtent {
                items: first..self.items.len(),
                cells: self.cells.len(),
                width: places[r].len(),
            });
        }
    }

    /// The cells that begin in a row, left to right.
    fn own(&self, row: usize) -> &[Item] {
        &self.items[self.rows[row].items.clone()]
    }

    /// The row in which a cell begins.
    fn begins(&self, cell: usize) -> usize {
        self.rows.partition_point(|row| row.cells <= cell)
    }

    /// The visible text of a cell.
    fn text(&self, item: Item) -> &'a str {
        self.words[item.cell].text
    }

    /// The text of a cell, prepared for comparison with labels.
    fn said(&self, item: Item) -> &Said<'a> {
        &self.words[item.cell]
    }

    /// Whether a cell has a figure or is empty.
    fn is_figure(&self, item: Item) -> bool {
        self.words[item.cell].is_figure()
    }

    fn vote(&self, row: usize) -> Option<TableId> {
        let words = self.own(row).iter().map(|item| self.said(*item));
        let scores = scores(words.filter_map(Said::weights));
        let most = scores.into_iter().max()?;
        let first = scores.iter().position(|score| *score == most)?;
        (most > 0 && scores.iter().filter(|score| **score == most).count() == 1).then_some(TableId::ALL[first])
    }

    /// Sets aside rows that do not fit into the table. They will be written as a table of their
    /// own, so they are read as that table would be.
    fn set_aside(&self, rows: std::ops::Range<usize>, found: &mut Found) {
        let plain = |cell: &&TableCell<'_>| is_plain(cell);
        let whole = rows == (0..self.rows.len()) && self.cells.iter().all(plain) && self.surplus.is_empty();
        if whole || self.depth >= DEEPEST {
            self.keep(rows.clone(), found);
            found.say(self, rows);
            return;
        }
        let width = rows.clone().map(|row| self.rows[row].width).max().unwrap_or(0);
        let mut alone = Source {
            rows: Vec::new(),
            span: self.span,
        };
        for row in rows.clone() {
            let mut line = vec![
                TableCell {
                    text: Traced::default(),
                    span: self.span,
                    columns: 1,
                    rows: 1,
                };
                width
            ];
            for item in self.own(row) {
                let cell = self.cells[item.cell];
                line[item.column] = TableCell {
                    columns: 1,
                    rows: 1,
                    ..cell.clone()
                };
            }
            alone.rows.push(line);
        }
        let again = read_part(&alone, self.context, self.depth + 1);
        let kept = again.blocks.iter().any(|(block, _)| matches!(block, Block::Grid(_)));
        if kept && again.unplaced.is_empty() {
            found.say(self, rows);
        }
        found.blocks.extend(again.blocks);
        found.unplaced.extend(again.unplaced);
        found.loose.extend(again.loose);
    }

    /// Keeps rows as written.
    fn keep(&self, rows: std::ops::Range<usize>, found: &mut Found) {
        let width = rows.clone().map(|row| self.rows[row].width).max().unwrap_or(0);
        let mut grid = Vec::new();
        let mut span: Option<Span> = None;
        for row in rows {
            let mut line = vec![String::new(); width];
            for item in self.own(row) {
                line[item.column] = normal(self.text(*item));
                let here = self.cells[item.cell].span;
                span = Some(span.map_or(here, |span| span.join(here)));
            }
            grid.push(line);
        }
        if grid.iter().flatten().any(|text| !text.is_empty()) {
            found.blocks.push((Block::Grid(grid), BlockPlace::Other(span)));
        }
    }

    fn has_official_disputes(&self, rows: std::ops::Range<usize>) -> bool {
        let vocabulary = Vocabulary::of(TableId::Disputes);
        rows.into_iter().any(|row| {
            let (mut blocks, mut others) = (0, 0);
            for item in self.own(row) {
                let said = self.said(*item);
                if vocabulary.row_exact(said).is_some() {
                    blocks += 1;
                } else if vocabulary.is_head(said) || vocabulary.column_exact(said).is_some() {
                    others += 1;
                }
            }
            blocks >= 2 || (blocks == 1 && others >= 1)
        })
    }
}

/// Whether a cell covers one place.
fn is_plain(cell: &TableCell<'_>) -> bool {
    cell.columns <= 1 && cell.rows <= 1
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

/// A grid being read: rows with their labels on the left, columns with their headers above.
#[derive(Default)]
struct Building<'a> {
    caption: Option<usize>,
    /// Every header cell that names a column, in reading order.
    headers: Vec<(Item, Option<ColumnKey>)>,
    rows: Vec<Line<'a>>,
}

/// A row of figures, or the heading of a group.
struct Line<'a> {
    row: usize,
    key: Option<RowKey>,
    exact: bool,
    label: Option<usize>,
    values: &'a [Item],
    /// Whether it is a heading in the same source row as the label of the first row under it.
    heading: bool,
    /// Whether each of its values is under one header, and each header above one value.
    straight: bool,
}

fn labelled(layout: &Layout<'_>, rows: std::ops::Range<usize>, id: TableId, found: &mut Found) {
    let vocabulary = Vocabulary::of(id);
    let mut building = Building::default();
    building.rows.reserve(rows.len());
    for row in rows {
        let own = layout.own(row);
        let written = || own.iter().filter(|item| !layout.text(**item).is_empty());
        let Some(first) = written().next().copied() else {
            continue;
        };
        // A remark between two rows is not a row.
        if super::is_remark(layout.text(first)) && written().nth(1).is_none() {
            found.loose.push(layout.cells[first.cell].text.clone().into_owned());
            continue;
        }
        if is_header(layout, vocabulary, written()) {
            let own: Vec<Item> = written().copied().collect();
            header(layout, vocabulary, id, &own, &mut building, found);
            continue;
        }
        // The label is the last text of the row that names a row or a group; the texts before it
        // are groups.
        let mut labels: SmallVec<[(Item, super::vocabulary::Match<RowKey>); 4]> = written()
            .filter(|item| !layout.is_figure(**item))
            .filter_map(|item| Some((*item, vocabulary.row(layout.said(*item))?)))
            .collect();
        // No label follows the figures of a row: a text that resembles one is the content of a
        // cell.
        let figure = labels
            .first()
            .and_then(|(first, _)| written().find(|item| item.column > first.column && layout.is_figure(**item)));
        if let Some(figure) = figure {
            labels.retain(|(item, _)| item.column < figure.column);
        }
        let label = match labels.last() {
            Some((item, found)) => Some((*item, Some(*found))),
            None => (!layout.is_figure(first)).then_some((first, None)),
        };
        if let Some((at, _)) = label {
            for item in written().take_while(|item| item.column < at.column) {
                let matched = labels
                    .iter()
                    .find(|(known, _)| known.cell == item.cell)
                    .map(|(_, m)| *m);
                // A figure is not a heading: written and read again, it would be a value without a
                // label.
                let heading = !layout.is_figure(*item);
                building.rows.push(Line {
                    row,
                    key: matched.map(|m| m.key),
                    exact: matched.is_some_and(|m| m.exact),
                    label: heading.then_some(item.cell),
                    values: if heading { &[] } else { std::slice::from_ref(item) },
                    heading,
                    straight: false,
                });
            }
        }
        let behind = label.map_or(0, |(at, _)| at.column + at.width);
        let matched = label.and_then(|(_, matched)| matched);
        building.rows.push(Line {
            row,
            key: matched.map(|m| m.key),
            exact: matched.is_some_and(|m| m.exact),
            label: label.map(|(at, _)| at.cell),
            values: &own[own.partition_point(|item| item.column < behind)..],
            heading: false,
            straight: false,
        });
    }
    finish(layout, id, &mut building, found);
}

fn is_header<'a>(layout: &Layout<'_>, vocabulary: &Vocabulary, own: impl Iterator<Item = &'a Item>) -> bool {
    let mut columns = 0;
    let mut certain = false;
    let mut heads = false;
    for (i, item) in own.enumerate() {
        let said = layout.said(*item);
        if said.is_figure() && said.text.bytes().any(|byte| byte.is_ascii_digit()) {
            return false;
        }
        if vocabulary.is_caption(said) {
            return true;
        }
        if vocabulary.is_head(said) {
            heads = true;
        } else if vocabulary.column_exact(said).is_some() {
            columns += 1;
            certain |= said
                .weights()
                .is_some_and(|weights| weights.iter().any(|weight| *weight > 0));
        } else if i == 0 && vocabulary.row_exact(said).is_some() {
            return false;
        }
    }
    certain || heads || columns >= 2
}

fn header(
    layout: &Layout<'_>,
    vocabulary: &Vocabulary,
    id: TableId,
    own: &[Item],
    building: &mut Building<'_>,
    found: &mut Found,
) {
    let new_item = own.iter().any(|item| is_item(layout.said(*item).folded()));
    let keys: Vec<Option<ColumnKey>> = own
        .iter()
        .map(|item| vocabulary.column(layout.said(*item)).map(|m| m.key))
        .collect();
    let has_columns = keys.iter().any(Option::is_some);
    if new_item || (id == TableId::Proactive && has_columns && !building.rows.is_empty()) {
        finish(layout, id, building, found);
    } else if !building.rows.is_empty() {
        // The header of a table that continues, printed again on the next page.
        let again =
            |key: &Option<ColumnKey>| key.is_none_or(|key| building.headers.iter().any(|(_, k)| *k == Some(key)));
        if !keys.iter().all(again) {
            finish(layout, id, building, found);
        } else if has_columns {
            return;
        }
    }
    for (item, key) in own.iter().zip(keys) {
        let said = layout.said(*item);
        if vocabulary.is_caption(said) || is_item(said.folded()) {
            match building.caption {
                None => building.caption = Some(item.cell),
                Some(known) if layout.words[known].folded() == said.folded() => {}
                Some(_) => found.text(layout.cells[item.cell]),
            }
        } else if vocabulary.is_head(said) {
            // Printed in every form, so it carries no information about this report.
        } else if key.is_some() {
            building.headers.push((*item, key));
        } else if item.column == 0 && building.caption.is_none() {
            building.caption = Some(item.cell);
        } else {
            building.headers.push((*item, None));
        }
    }
}

/// The positions of a grid's columns.
enum Columns {
    /// Each header is above its column.
    Placed(Vec<(Item, Option<ColumnKey>)>),
    /// Merged headers have lost their width, so the columns are those of the form, in its order.
    Ordered(Vec<(Item, ColumnKey)>),
    /// There is no header, so the columns are those of the form.
    Implied(&'static Grid),
}

impl Columns {
    fn len(&self) -> usize {
        match self {
            Columns::Placed(list) => list.len(),
            Columns::Ordered(list) => list.len(),
            Columns::Implied(grid) => grid.columns.len(),
        }
    }

    /// Marks the ordinary rows: each cell is under one header, and none is wider than its header.
    fn find_straight(&self, rows: &mut [Line<'_>]) {
        let Columns::Placed(list) = self else { return };
        let narrow = list.iter().all(|(header, _)| header.width == 1);
        if !narrow || !list.is_sorted_by(|(a, _), (b, _)| a.column < b.column) {
            return;
        }
        for line in rows {
            line.straight = list.len() == line.values.len()
                && list
                    .iter()
                    .zip(line.values)
                    .all(|((header, _), item)| item.width == 1 && header.column == item.column);
        }
    }
}

/// Ends the current grid and turns it into blocks.
#[expect(
    clippy::too_many_lines,
    reason = "the steps build one table and share its rows and columns"
)]
fn finish(layout: &Layout<'_>, id: TableId, building: &mut Building<'_>, found: &mut Found) {
    let Building { caption, headers, rows } = std::mem::take(building);
    if caption.is_none() && headers.is_empty() && rows.is_empty() {
        return;
    }
    let Some(columns) = columns(layout, id, &headers, &rows) else {
        let heads = caption.into_iter().chain(headers.iter().map(|(item, _)| item.cell));
        set_aside_in_order(layout, heads, &rows, found);
        return;
    };
    let mut table = Table {
        id,
        caption: caption.map_or_else(String::new, |cell| one_line(&layout.words[cell])),
        columns: Vec::new(),
        rows: Vec::new(),
    };
    let mut column_places = Vec::new();
    match &columns {
        Columns::Placed(list) => {
            for (item, key) in list {
                table.columns.push(Column {
                    key: *key,
                    label: one_line(layout.said(*item)),
                });
                column_places.push(label_span(layout.cells[item.cell]));
            }
        }
        Columns::Ordered(list) => {
            for (item, key) in list {
                table.columns.push(Column {
                    key: Some(*key),
                    label: one_line(layout.said(*item)),
                });
                column_places.push(label_span(layout.cells[item.cell]));
            }
            for (item, _) in headers.iter().filter(|(_, key)| key.is_none()) {
                found.text(layout.cells[item.cell]);
            }
        }
        Columns::Implied(grid) => {
            for column in grid.columns {
                table.columns.push(Column {
                    key: Some(column.key),
                    label: String::new(),
                });
                column_places.push(None);
            }
        }
    }
    let mut rows = rows;
    columns.find_straight(&mut rows);
    let all = surplus(layout, &columns, &rows);
    let mut placed: Vec<Option<Placed>> = rows
        .iter()
        .map(|line| place_values(layout, &columns, &all, line))
        .collect();
    // A row that is set aside adds no column and takes no label from another. If some text or
    // figure of a row has no place, the whole row is set aside, once.
    let mut misfits: Vec<usize> = rows
        .iter()
        .zip(&placed)
        .filter(|(_, placed)| placed.is_none())
        .map(|(line, _)| line.row)
        .collect();
    misfits.dedup();
    let mut surplus = all;
    if !misfits.is_empty() {
        rows.retain(|line| !misfits.contains(&line.row));
        surplus = self::surplus(layout, &columns, &rows);
        // The row fitted with every possible column, so it fits with the actual ones.
        placed = rows
            .iter()
            .map(|line| place_values(layout, &columns, &surplus, line))
            .collect();
    }
    settle(&mut rows);
    // Alone it must be as clearly a table of the form as together with the rest.
    let words = || {
        let headers = headers.iter().map(|(item, _)| item.cell);
        let labels = rows.iter().filter_map(|line| line.label);
        caption.into_iter().chain(headers).chain(labels)
    };
    if best(words().filter_map(|cell| layout.words[cell].weights()), layout.context) != Some(id) {
        let begins = || {
            words()
                .map(|cell| layout.begins(cell))
                .chain(rows.iter().map(|line| line.row))
                .chain(misfits.iter().copied())
        };
        if let (Some(first), Some(last)) = (begins().min(), begins().max()) {
            layout.set_aside(first..last + 1, found);
        }
        return;
    }
    for _ in 0..surplus.len() {
        table.columns.push(Column {
            key: None,
            label: String::new(),
        });
        column_places.push(None);
    }
    table.rows.reserve(rows.len());
    let mut row_places = Vec::with_capacity(rows.len());
    for (line, placed) in rows.iter().zip(placed) {
        let empty = line.values.iter().all(|item| layout.text(*item).is_empty());
        let mut place = RowPlace {
            label: line.label.and_then(|cell| label_span(layout.cells[cell])),
            cells: Vec::new(),
        };
        let mut cells = Vec::new();
        // A heading inside the table: text that is not a row of the form, with nothing next to it.
        let bare = empty && matches!(line.key, Some(RowKey::Group(_)) | None);
        if !bare {
            let read = |item: Item| cell(layout.said(item));
            let span = |item: Item| layout.cells[item.cell].span;
            match placed {
                Some(Placed::AsTheyStand) => {
                    cells = line.values.iter().map(|item| read(*item)).collect();
                    place.cells = line.values.iter().map(|item| Some(span(*item))).collect();
                }
                Some(Placed::Under(values)) => {
                    cells = values.iter().map(|value| value.map(read).unwrap_or_default()).collect();
                    place.cells = values.iter().map(|value| value.map(span)).collect();
                }
                None => {}
            }
        }
        table.rows.push(Row {
            key: line.key,
            label: line
                .label
                .map_or_else(String::new, |cell| one_line(&layout.words[cell])),
            cells,
        });
        row_places.push(place);
    }
    settle_wholes(&mut table, &mut row_places);
    found.blocks.push((
        Block::Table(table),
        BlockPlace::Table {
            span: Some(layout.span),
            columns: column_places,
            rows: row_places,
        },
    ));
    for row in misfits {
        layout.set_aside(row..row + 1, found);
    }
}

/// Sets aside a grid whose columns can't be told apart: the rows of its header together, every other row alone. They keep
/// their order, so that the file written with them is read in the same way.
fn set_aside_in_order(layout: &Layout<'_>, heads: impl Iterator<Item = usize>, rows: &[Line<'_>], found: &mut Found) {
    let mut begins: Vec<(usize, bool)> = heads
        .map(|cell| (layout.begins(cell), true))
        .chain(rows.iter().map(|line| (line.row, false)))
        .collect();
    crate::sort::by_key(&mut begins, |(row, _)| *row);
    begins.dedup();
    for run in begins.chunk_by(|a, b| a.1 && b.1 && a.0 + 1 == b.0) {
        if let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) {
            layout.set_aside(*first..*last + 1, found);
        }
    }
}

/// Decides which of two rows a misspelled label names; this takes the whole table.
fn settle(rows: &mut [Line<'_>]) {
    // Usually no label is misspelled.
    if rows.iter().all(|line| line.exact || line.key.is_none()) {
        return;
    }
    let mut seen: BTreeMap<RowKey, bool> = BTreeMap::new();
    for line in rows.iter().filter(|line| line.exact) {
        if let Some(key) = line.key {
            seen.insert(key, true);
        }
    }
    for line in rows.iter_mut().filter(|line| !line.exact) {
        if let Some(key) = line.key
            && seen.insert(key, true).is_some()
        {
            line.key = None;
        }
    }
}

/// Decides whether （六）其他处理 and the like are a row (form 2019) or a heading (form 2021): a heading has its parts in the
/// table and nothing next to it.
pub(super) fn settle_wholes(table: &mut Table, places: &mut [RowPlace]) {
    let width = table.columns.len();
    for at in 0..table.rows.len() {
        let key = table.rows[at].key;
        let whole = match key {
            Some(RowKey::Group(group)) => group.as_row(),
            Some(RowKey::Requests(row)) if row.as_group().is_some() => Some(row),
            _ => None,
        };
        let Some((whole, group)) = whole.and_then(|whole| Some((whole, whole.as_group()?))) else {
            continue;
        };
        let is_part = |row: &Row| matches!(row.key, Some(RowKey::Requests(part)) if part.whole() == Some(whole));
        let has_parts = table.rows.iter().any(is_part);
        let row = &mut table.rows[at];
        let place = places.get_mut(at);
        if row.cells.iter().any(|cell| !cell.as_str().is_empty()) || !has_parts {
            row.key = Some(RowKey::Requests(whole));
            row.cells.resize(width, Cell::default());
            if let Some(place) = place {
                place.cells.resize(width, None);
            }
        } else {
            row.key = Some(RowKey::Group(group));
            row.cells.clear();
            if let Some(place) = place {
                place.cells.clear();
            }
        }
    }
}

fn columns(
    layout: &Layout<'_>,
    id: TableId,
    headers: &[(Item, Option<ColumnKey>)],
    rows: &[Line<'_>],
) -> Option<Columns> {
    if headers.iter().all(|(_, key)| key.is_none()) {
        return implied(layout, id, rows).map(Columns::Implied);
    }
    // The lowest header above a place is the header of that column.
    let end = headers.iter().map(|(item, _)| item.column + item.width).max()?;
    let mut over: Vec<Option<usize>> = vec![None; end];
    for (index, (item, _)) in headers.iter().enumerate() {
        over[item.column..item.column + item.width].fill(Some(index));
    }
    let mut placed: Vec<usize> = over.into_iter().flatten().collect();
    placed.dedup();
    let mut seen = vec![false; headers.len()];
    let twice = placed.iter().any(|index| std::mem::replace(&mut seen[*index], true));
    // A header that is printed again below hides no column.
    let again = |item: Item| {
        let words = layout.said(item).folded();
        let shown = headers.iter().zip(&seen).filter(|(_, seen)| **seen);
        shown
            .map(|((below, _), _)| *below)
            .any(|below| layout.said(below).folded() == words)
    };
    let hidden = headers
        .iter()
        .zip(&seen)
        .any(|((item, key), seen)| key.is_some() && !seen && !again(*item));
    if !twice && !hidden {
        let list: Vec<(Item, Option<ColumnKey>)> = placed.into_iter().map(|index| headers[index]).collect();
        // A header above the rows' own labels is misaligned with them.
        let first = list.iter().map(|(item, _)| item.column).min().unwrap_or(0);
        let in_step = rows.iter().filter(|line| !line.heading).all(|line| {
            line.label.is_none_or(|label| {
                let up_to_label = layout.own(line.row).iter().take_while(|item| item.cell <= label);
                let mut pieces = up_to_label.filter(|item| item.cell == label);
                pieces.all(|item| item.column + item.width <= first)
            })
        });
        if in_step {
            return Some(Columns::Placed(list));
        }
    }
    let mut keyed: Vec<(Item, ColumnKey)> = headers
        .iter()
        .filter_map(|(item, key)| Some((*item, (*key)?)))
        .collect();
    let grid = Form::ALL
        .into_iter()
        .rev()
        .flat_map(|form| form.table(id))
        .find(|grid| keyed.iter().all(|(_, key)| grid.column(*key).is_some()))?;
    crate::sort::by_key(&mut keyed, |(_, key)| {
        grid.columns.iter().position(|column| column.key == *key)
    });
    (!keyed.windows(2).any(|pair| pair[0].1 == pair[1].1)).then_some(Columns::Ordered(keyed))
}

/// The cells of a row without surplus empty ones: at the start, places of lost labels; at the end,
/// places of lost merged cells.
fn fitted<'a>(layout: &Layout<'_>, mut values: &'a [Item], wanted: usize) -> &'a [Item] {
    let filled = |item: &Item| !layout.text(*item).is_empty();
    while values.len() > wanted && values.first().is_some_and(|item| !filled(item)) && values.last().is_some_and(filled)
    {
        values = &values[1..];
    }
    while values.len() > wanted && values.last().is_some_and(|item| !filled(item)) {
        values = &values[..values.len() - 1];
    }
    values
}

/// The grid of the form for rows without a header, found from their labels and the number of their
/// figures.
fn implied(layout: &Layout<'_>, id: TableId, rows: &[Line<'_>]) -> Option<&'static Grid> {
    let keyed: Vec<&Line<'_>> = rows.iter().filter(|line| line.key.is_some() && !line.heading).collect();
    // One row alone is too little evidence, except a row of table three with all its figures: the
    // last one, alone on a page.
    let figures = |line: &Line<'_>| line.values.iter().all(|item| layout.is_figure(*item));
    if keyed.is_empty() || (keyed.len() < 2 && !(id == TableId::Requests && keyed[0].exact && figures(keyed[0]))) {
        return None;
    }
    Form::ALL
        .into_iter()
        .rev()
        .flat_map(|form| form.table(id))
        .find(|grid| {
            keyed.iter().all(|line| {
                line.key.is_some_and(|key| {
                    // （六）其他处理 is a heading in one form and a row in the other; `settle_wholes` decides.
                    grid.row(key).is_some() || matches!(key, RowKey::Group(group) if group.as_row().is_some())
                }) && (fitted(layout, line.values, grid.columns.len()).len() == grid.columns.len()
                    || matches!(line.key, Some(RowKey::Group(_))))
            })
        })
}

/// Places that have figures but no header.
fn surplus(layout: &Layout<'_>, columns: &Columns, rows: &[Line<'_>]) -> Vec<usize> {
    let Columns::Placed(list) = columns else {
        return Vec::new();
    };
    let end = list.iter().map(|(item, _)| item.column + item.width).max().unwrap_or(0);
    let mut headed = vec![false; end];
    for (item, _) in list {
        headed[item.column..item.column + item.width].fill(true);
    }
    let covered = |column: usize| headed.get(column).copied().unwrap_or(false);
    let first = list.iter().map(|(item, _)| item.column).min().unwrap_or(0);
    let mut places: Vec<usize> = rows
        .iter()
        .filter(|line| !line.straight)
        .flat_map(|line| line.values)
        .filter(|item| item.column > first && !layout.text(**item).is_empty())
        .filter(|item| !(item.column..item.column + item.width).any(covered))
        .map(|item| item.column)
        .collect();
    crate::sort::by_key(&mut places, |place| *place);
    places.dedup();
    places
}

/// The cells of a row by column.
enum Placed {
    /// Each value is under one column, in order.
    AsTheyStand,
    /// The item under each column.
    Under(Vec<Option<Item>>),
}

/// The cell under each column; `None` if the row's cells cannot be told apart.
fn place_values(layout: &Layout<'_>, columns: &Columns, surplus: &[usize], line: &Line<'_>) -> Option<Placed> {
    let filled = |item: &Item| !layout.text(*item).is_empty();
    if surplus.is_empty() && line.straight {
        return Some(Placed::AsTheyStand);
    }
    if let Columns::Placed(list) = columns {
        let first = list.iter().map(|(item, _)| item.column).min().unwrap_or(0);
        let stray = line.values.iter().any(|item| filled(item) && item.column < first);
        let mut out = Vec::with_capacity(list.len() + surplus.len());
        let mut clash = false;
        for (header, _) in list {
            let mut under = line
                .values
                .iter()
                .filter(|item| item.column < header.column + header.width && header.column < item.column + item.width);
            let here = under.next().copied();
            // Two figures under one header, or one figure under two: ambiguous.
            clash |= here.is_some_and(|here| {
                under.any(filled)
                    || (filled(&here)
                        && list.iter().any(|(other, _)| {
                            other.column != header.column
                                && other.column < here.column + here.width
                                && here.column < other.column + other.width
                        }))
            });
            out.push(here);
        }
        if !stray && !clash {
            out.extend(
                surplus
                    .iter()
                    .map(|column| line.values.iter().find(|item| item.column == *column).copied()),
            );
            return Some(Placed::Under(out));
        }
        if !surplus.is_empty() {
            return None;
        }
    }
    let wanted = columns.len();
    let values = fitted(layout, line.values, wanted);
    if values.iter().all(|item| !filled(item)) {
        let mut out: Vec<Option<Item>> = values.iter().copied().map(Some).collect();
        out.resize(wanted, None);
        return Some(Placed::Under(out));
    }
    (values.len() == wanted).then(|| Placed::Under(values.iter().copied().map(Some).collect()))
}

/// Reads the official layout of table four: three blocks side by side above one row of figures.
#[expect(
    clippy::too_many_lines,
    reason = "the steps build one table and share its rows and columns"
)]
fn disputes(layout: &Layout<'_>, rows: std::ops::Range<usize>, found: &mut Found) {
    let vocabulary = Vocabulary::of(TableId::Disputes);
    let mut blocks: Vec<(Item, DisputeBlock)> = Vec::new();
    let mut results: Vec<(Item, DisputeResult)> = Vec::new();
    let mut unknown: Vec<Item> = Vec::new();
    let mut caption = None;
    let mut data: Option<usize> = None;
    let mut further = Vec::new();
    for row in rows.clone() {
        let mut is_header = false;
        let own: Vec<Item> = layout
            .own(row)
            .iter()
            .copied()
            .filter(|item| !layout.text(*item).is_empty())
            .collect();
        let mut rest = Vec::new();
        for item in &own {
            let said = layout.said(*item);
            if said.is_figure() {
                continue;
            }
            if let Some(RowKey::Disputes(block)) = vocabulary.row(said).map(|m| m.key) {
                blocks.push((*item, block));
                is_header = true;
            } else if let Some(ColumnKey::Disputes(result)) = vocabulary.column(said).map(|m| m.key) {
                results.push((*item, result));
                is_header = true;
            } else if vocabulary.is_head(said) {
                is_header = true;
            } else {
                rest.push(*item);
            }
        }
        let figures = own.iter().any(|item| layout.is_figure(*item));
        if is_header && !figures {
            unknown.extend(rest);
        } else if data.is_none() && !results.is_empty() && (figures || own.is_empty()) {
            data = Some(row);
        } else if caption.is_none() && data.is_none() && own.len() == 1 && results.is_empty() && !figures {
            caption = own.first().map(|item| item.cell);
        } else if !own.is_empty() {
            further.push(row);
        }
    }
    let values = data.map_or(&[][..], |row| layout.own(row));
    let Some(placed) = pair(layout, &blocks, &results, values, data) else {
        layout.set_aside(rows, found);
        return;
    };
    // Blocks of the same columns are rows of one grid.
    let mut grids: Vec<(Vec<DisputeResult>, Vec<DisputeBlock>)> = Vec::new();
    for block in DisputeBlock::ALL {
        let columns: Vec<DisputeResult> = placed.iter().filter(|p| p.block == *block).map(|p| p.result).collect();
        if columns.is_empty() {
            continue;
        }
        match grids.iter_mut().find(|(known, _)| *known == columns) {
            Some((_, list)) => list.push(*block),
            None => grids.push((columns, vec![*block])),
        }
    }
    for (index, (columns, members)) in grids.into_iter().enumerate() {
        let mut table = Table {
            id: TableId::Disputes,
            caption: if index == 0 {
                caption.map_or_else(String::new, |cell: usize| one_line(&layout.words[cell]))
            } else {
                String::new()
            },
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let mut column_places = Vec::new();
        let at =
            |block: DisputeBlock, result: DisputeResult| placed.iter().find(|p| p.block == block && p.result == result);
        for result in &columns {
            let header = members.iter().find_map(|block| at(*block, *result)).map(|p| p.header);
            table.columns.push(Column {
                key: Some(ColumnKey::Disputes(*result)),
                label: header.map_or_else(String::new, |cell| one_line(&layout.words[cell])),
            });
            column_places.push(header.and_then(|cell| label_span(layout.cells[cell])));
        }
        let mut row_places = Vec::new();
        for block in members {
            let label = blocks
                .iter()
                .find(|(_, known)| *known == block)
                .map(|(item, _)| item.cell);
            let mut cells = Vec::new();
            let mut place = RowPlace {
                label: label.and_then(|cell| label_span(layout.cells[cell])),
                cells: Vec::new(),
            };
            for (i, result) in columns.iter().enumerate() {
                let here = at(block, *result);
                let value = here.and_then(|p| p.value);
                cells.push(value.map_or_else(Cell::default, |at| cell(&layout.words[at])));
                place.cells.push(value.map(|cell| layout.cells[cell].span));
                if let Some(here) = here
                    && let Some(column) = table.columns.get(i)
                    && layout.words[here.header].folded() != fold(&column.label)
                {
                    found.text(layout.cells[here.header]);
                }
            }
            table.rows.push(Row {
                key: Some(RowKey::Disputes(block)),
                label: label.map_or_else(String::new, |cell| one_line(&layout.words[cell])),
                cells,
            });
            row_places.push(place);
        }
        found.blocks.push((
            Block::Table(table),
            BlockPlace::Table {
                span: Some(layout.span),
                columns: column_places,
                rows: row_places,
            },
        ));
    }
    for item in unknown {
        found.text(layout.cells[item.cell]);
    }
    for row in further {
        layout.set_aside(row..row + 1, found);
    }
}

struct Pair {
    block: DisputeBlock,
    result: DisputeResult,
    header: usize,
    value: Option<usize>,
}

/// The block and result of each figure; `None` if that is ambiguous.
fn pair(
    layout: &Layout<'_>,
    blocks: &[(Item, DisputeBlock)],
    results: &[(Item, DisputeResult)],
    values: &[Item],
    data: Option<usize>,
) -> Option<Vec<Pair>> {
    let filled = |item: &Item| !layout.text(*item).is_empty();
    // By place: a header is above its figure.
    let covers = |item: &Item, column: usize| (item.column..item.column + item.width).contains(&column);
    let mut pairs: Vec<Pair> = Vec::new();
    let mut sound = true;
    for (header, result) in results {
        let above: Vec<DisputeBlock> = blocks
            .iter()
            .filter(|(item, _)| covers(item, header.column))
            .map(|(_, block)| *block)
            .collect();
        let [block] = above[..] else {
            sound = false;
            break;
        };
        if pairs.iter().any(|p| p.block == block && p.result == *result)
            || results
                .iter()
                .any(|(other, _)| other.cell != header.cell && covers(other, header.column))
        {
            sound = false;
            break;
        }
        let value = values.iter().find(|item| covers(item, header.column)).copied();
        if value.is_some_and(|item| item.width > 1 && filled(&item)) {
            sound = false;
            break;
        }
        pairs.push(Pair {
            block,
            result: *result,
            header: header.cell,
            value: value.map(|item| item.cell),
        });
    }
    let all_placed = values
        .iter()
        .filter(|item| filled(item))
        .all(|item| pairs.iter().any(|p| p.value == Some(item.cell)));
    if sound && all_placed && !pairs.is_empty() {
        return Some(pairs);
    }
    // By order: every header of the form is there, in its order, with one figure each.
    let mut reading: Vec<DisputeBlock> = blocks.iter().map(|(_, block)| *block).collect();
    reading.dedup();
    let ends = DisputeResult::ALL.len();
    let whole = reading == DisputeBlock::ALL
        && results.len() == ends * DisputeBlock::ALL.len()
        && results
            .iter()
            .zip(DisputeResult::ALL.iter().cycle())
            .all(|((_, result), expected)| result == expected);
    let mut values = values;
    while values.len() > results.len() && values.last().is_some_and(|item| !filled(item)) {
        values = &values[..values.len() - 1];
    }
    let nothing = values.iter().all(|item| !filled(item));
    if !whole || (values.len() != results.len() && !(nothing && data.is_some())) {
        return None;
    }
    Some(
        results
            .iter()
            .enumerate()
            .map(|(index, (header, result))| Pair {
                block: DisputeBlock::ALL[index / ends],
                result: *result,
                header: header.cell,
                value: values.get(index).map(|item| item.cell),
            })
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_cell_continues_after_one_from_above() {
        let cell = |columns, rows| TableCell {
            text: Traced::default(),
            span: Span::default(),
            columns,
            rows,
        };
        let source = Source {
            rows: vec![
                vec![cell(1, 1), cell(1, 2), cell(1, 1)],
                vec![cell(3, 1)],
                vec![cell(1, 1)],
            ],
            span: Span::default(),
        };
        let layout = Layout::new(&source, None);
        let own = |row| -> Vec<(usize, usize, usize)> {
            let items = layout.own(row).iter();
            items.map(|item| (item.cell, item.column, item.width)).collect()
        };
        assert_eq!(own(0), [(0, 0, 1), (1, 1, 1), (2, 2, 1)]);
        assert_eq!(own(1), [(3, 0, 1), (3, 2, 1)]);
        assert_eq!(own(2), [(4, 0, 1)]);
        assert_eq!([0, 2, 3, 4].map(|cell| layout.begins(cell)), [0, 0, 1, 2]);
        assert_eq!([0, 1, 2].map(|row: usize| layout.rows[row].width), [3, 3, 1]);
    }
}
