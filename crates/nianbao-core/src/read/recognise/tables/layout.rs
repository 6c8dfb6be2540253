//! A source's table with its spans expanded.

use super::super::vocabulary::{Said, Vocabulary};
use super::{Found, normal, read_part, scores};
use crate::document::{Table as Source, TableCell};
use crate::field::TableId;
use crate::report::{Block, BlockPlace};
use crate::text::{Span, Traced};

/// The most columns that are read; the form's widest table has 15.
const WIDEST: usize = 256;

/// A source's table with its spans expanded: the cell that covers each place.
pub(super) struct Layout<'a> {
    pub(super) cells: Vec<&'a TableCell<'a>>,
    /// The text of each cell, prepared for comparison.
    pub(super) words: Vec<Said<'a>>,
    /// The cells that begin in each row, row by row, left to right.
    items: Vec<Item>,
    pub(super) rows: Vec<RowExtent>,
    /// Cells that do not fit into their row.
    pub(super) surplus: Vec<&'a TableCell<'a>>,
    pub(super) span: Span,
    /// The table of the form that belongs to the section in which this one is.
    pub(super) context: Option<TableId>,
    /// The number of times that rows without a place were read again, as the table that they will
    /// be written as.
    pub(super) depth: u8,
}

/// The highest `depth`.
const DEEPEST: u8 = 4;

/// A cell in a row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    pub(super) cell: usize,
    pub(super) column: usize,
    pub(super) width: usize,
}

/// A row of a layout.
#[derive(Debug)]
pub(super) struct RowExtent {
    /// The items that begin in it.
    items: std::ops::Range<usize>,
    /// The number of cells that begin in it or above.
    cells: usize,
    /// The number of its places.
    pub(super) width: usize,
}

impl<'a> Layout<'a> {
    pub(super) fn new(source: &'a Source<'a>, context: Option<TableId>) -> Layout<'a> {
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
    pub(super) fn own(&self, row: usize) -> &[Item] {
        &self.items[self.rows[row].items.clone()]
    }

    /// The row in which a cell begins.
    pub(super) fn begins(&self, cell: usize) -> usize {
        self.rows.partition_point(|row| row.cells <= cell)
    }

    /// The visible text of a cell.
    pub(super) fn text(&self, item: Item) -> &'a str {
        self.words[item.cell].text
    }

    /// The text of a cell, prepared for comparison with labels.
    pub(super) fn said(&self, item: Item) -> &Said<'a> {
        &self.words[item.cell]
    }

    /// Whether a cell has a figure or is empty.
    pub(super) fn is_figure(&self, item: Item) -> bool {
        self.words[item.cell].is_figure()
    }

    pub(super) fn vote(&self, row: usize) -> Option<TableId> {
        let words = self.own(row).iter().map(|item| self.said(*item));
        let scores = scores(words.filter_map(Said::weights));
        let most = scores.into_iter().max()?;
        let first = scores.iter().position(|score| *score == most)?;
        (most > 0 && scores.iter().filter(|score| **score == most).count() == 1).then_some(TableId::ALL[first])
    }

    /// Sets aside rows that do not fit into the table. They will be written as a table of their
    /// own, so they are read as that table would be.
    pub(super) fn set_aside(&self, rows: std::ops::Range<usize>, found: &mut Found) {
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
    pub(super) fn keep(&self, rows: std::ops::Range<usize>, found: &mut Found) {
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

    pub(super) fn has_official_disputes(&self, rows: std::ops::Range<usize>) -> bool {
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
