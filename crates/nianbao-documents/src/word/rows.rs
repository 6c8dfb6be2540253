//! Tables as Word's old formats hold them: a run of paragraphs, some of which end a cell or a row. Where cells are wide or
//! merged is said at the row's end, by the places of their edges.

use std::collections::BTreeMap;

use crate::flow::{Cell, Piece, unseen};

/// The deepest nesting of tables.
pub(crate) const DEEPEST: usize = 12;
/// The greatest distance, in twentieths of a point, at which edges of different rows are taken for
/// one. A cell with one digit is five times as wide.
const NEAR: i64 = 70;

/// Where the cells of a row begin and end, and which of them are merged with others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Shape {
    /// The edges, left to right, in twentieths of a point: one more than there are cells.
    pub(crate) edges: Vec<i32>,
    /// How each cell is merged.
    pub(crate) merged: Vec<Merged>,
}

/// How a cell is merged with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Merged {
    /// It is part of the cell at its left.
    pub(crate) left: bool,
    /// It is part of the cell above it.
    pub(crate) above: bool,
}

/// A row whose cells have been read.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<Vec<Piece>>,
    shape: Option<Shape>,
}

/// A table that is being read.
#[derive(Debug, Default)]
struct Open {
    rows: Vec<Row>,
    cells: Vec<Vec<Piece>>,
    cell: Vec<Piece>,
}

/// Paragraphs, cells and rows becoming pieces.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    out: Vec<Piece>,
    open: Vec<Open>,
    /// Texts in cells that another cell covers.
    covered: Vec<String>,
}

impl Builder {
    /// Opens or closes tables until this many are open: 0 outside of tables.
    pub(crate) fn at(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.close();
        }
        while self.open.len() < depth.min(DEEPEST) {
            self.open.push(Open::default());
        }
    }

    /// How many tables are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Whether a row has begun and not ended.
    pub(crate) fn is_in_row(&self) -> bool {
        self.open.first().is_some_and(|table| !table.cells.is_empty())
    }

    /// Adds a piece to the cell or the text that is open.
    pub(crate) fn add(&mut self, piece: Piece) {
        match self.open.last_mut() {
            Some(table) => table.cell.push(piece),
            None => self.out.push(piece),
        }
    }

    /// Ends the cell that is open.
    pub(crate) fn end_cell(&mut self) {
        if let Some(table) = self.open.last_mut() {
            let cell = std::mem::take(&mut table.cell);
            table.cells.push(cell);
        }
    }

    /// Ends the row that is open, with its shape if the file tells it; `kept` is false for a row that was deleted.
    pub(crate) fn end_row(&mut self, shape: Option<Shape>, kept: bool) {
        if let Some(table) = self.open.last_mut() {
            if !table.cell.is_empty() {
                let cell = std::mem::take(&mut table.cell);
                table.cells.push(cell);
            }
            let cells = std::mem::take(&mut table.cells);
            if kept && !cells.is_empty() {
                table.rows.push(Row { cells, shape });
            }
        }
    }

    fn close(&mut self) {
        // A row whose end is missing is a row.
        self.end_row(None, true);
        if let Some(table) = self.open.pop()
            && !table.rows.is_empty()
        {
            let rows = laid_out(table.rows, &mut self.covered);
            self.add(Piece::Table(rows));
        }
    }

    /// All pieces, with the texts of covered cells as asides.
    pub(crate) fn finish(mut self) -> Vec<Piece> {
        self.at(0);
        let covered = self.covered.into_iter().map(Piece::Aside);
        self.out.into_iter().chain(covered).collect()
    }
}

/// A cell with the edges that it reaches from and to.
struct Placed {
    pieces: Vec<Piece>,
    left: i64,
    right: i64,
    above: bool,
}

/// The cells of a row at their places. Cells beyond those that the shape tells follow it at equal widths.
fn placed(row: Row) -> Vec<Placed> {
    const WIDTH: i64 = 1000;
    let shape = row.shape.unwrap_or_default();
    let mut out: Vec<Placed> = Vec::with_capacity(row.cells.len());
    let mut at = shape.edges.first().map_or(0, |edge| i64::from(*edge));
    for (index, pieces) in row.cells.into_iter().enumerate() {
        let right = shape
            .edges
            .get(index + 1)
            .map_or(at + WIDTH, |edge| i64::from(*edge).max(at));
        let merged = shape.merged.get(index).copied().unwrap_or_default();
        match out.last_mut() {
            Some(before) if merged.left => {
                before.right = right;
                before.pieces.extend(pieces);
            }
            _ => out.push(Placed {
                pieces,
                left: at,
                right,
                above: merged.above,
            }),
        }
        at = right;
    }
    out
}

/// The edges of all rows, those that were meant to be one as one.
fn columns(rows: &[Vec<Placed>]) -> Vec<i64> {
    let mut edges: Vec<i64> = rows.iter().flatten().flat_map(|cell| [cell.left, cell.right]).collect();
    edges.sort_unstable();
    edges.dedup_by(|next, first| *next - *first < NEAR);
    edges
}

fn laid_out(mut rows: Vec<Row>, covered: &mut Vec<String>) -> Vec<Vec<Cell>> {
    // Where one row does not tell its edges, those of the others can't be compared with it.
    if rows.iter().any(|row| row.shape.is_none()) {
        for row in &mut rows {
            if let Some(shape) = &mut row.shape {
                shape.edges.clear();
            }
        }
    }
    let rows: Vec<Vec<Placed>> = rows.into_iter().map(placed).collect();
    let edges = columns(&rows);
    let column = |edge: i64| edges.partition_point(|known| *known <= edge).saturating_sub(1);
    let mut out: Vec<Vec<Cell>> = Vec::with_capacity(rows.len());
    // The cells of the last row by the column that they begin in and their width: their row and their place in it.
    let mut above: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    for row in rows {
        let at = out.len();
        let mut line: Vec<Cell> = Vec::with_capacity(row.len());
        let mut next = 0;
        let mut here = BTreeMap::new();
        for cell in row {
            let begin = column(cell.left).max(next);
            if begin > next && line.is_empty() {
                line.push(Cell {
                    pieces: Vec::new(),
                    columns: narrow(begin),
                    rows: 1,
                });
            }
            let width = column(cell.right).saturating_sub(begin).max(1);
            next = begin + width;
            if cell.above
                && let Some((top, place)) = above.get(&(begin, width)).copied()
                && let Some(cover) = out.get_mut(top).and_then(|row: &mut Vec<Cell>| row.get_mut(place))
            {
                cover.rows = cover.rows.saturating_add(1);
                // Word does not show the text of a cell that another one covers.
                covered.extend(cell.pieces.into_iter().filter_map(|piece| match piece {
                    Piece::Text { text, .. } if !text.chars().all(unseen) => Some(text),
                    _ => None,
                }));
                here.insert((begin, width), (top, place));
                continue;
            }
            here.insert((begin, width), (at, line.len()));
            line.push(Cell {
                pieces: cell.pieces,
                columns: narrow(width),
                rows: 1,
            });
        }
        above = here;
        out.push(line);
    }
    out
}

fn narrow(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as 「text@left..right」, `<` for a cell merged to the left, `^` for one merged upwards.
    fn check(rows: &[&str], expected: &[&str]) {
        let mut builder = Builder::default();
        builder.at(1);
        for row in rows {
            let mut shape = Shape::default();
            for cell in row.split(' ') {
                let (text, place) = cell.split_once('@').expect("a cell has a place");
                let (left, right) = place.split_once("..").expect("a place has two edges");
                if shape.edges.is_empty() {
                    shape.edges.push(left.parse().expect("a number"));
                }
                shape.edges.push(right.parse().expect("a number"));
                shape.merged.push(Merged {
                    left: text.contains('<'),
                    above: text.contains('^'),
                });
                builder.add(Piece::Text {
                    level: None,
                    text: text.replace(['<', '^'], ""),
                });
                builder.end_cell();
            }
            builder.end_row(Some(shape), true);
        }
        let mut out = Vec::new();
        for piece in builder.finish() {
            match piece {
                Piece::Table(rows) => out.extend(rows.iter().map(|row| {
                    row.iter()
                        .map(|cell| {
                            let text: String = cell
                                .pieces
                                .iter()
                                .filter_map(|piece| match piece {
                                    Piece::Text { text, .. } => Some(text.as_str()),
                                    _ => None,
                                })
                                .collect();
                            format!("{text}:{}x{}", cell.columns, cell.rows)
                        })
                        .collect::<Vec<_>>()
                        .join(" ")
                })),
                Piece::Aside(text) => out.push(format!("aside {text}")),
                other => panic!("a table holds cells: {other:?}"),
            }
        }
        assert_eq!(out, expected);
    }

    #[test]
    fn edges_tell_how_many_columns_a_cell_covers() {
        check(
            &[
                "a@0..3000",
                "b@0..1000 c@1000..3000",
                "d@0..1000 e@1010..2000 f@2000..2990",
            ],
            &["a:3x1", "b:1x1 c:2x1", "d:1x1 e:1x1 f:1x1"],
        );
        // A row that begins further to the right.
        check(
            &["a@-108..1000 b@1000..2000", "c@1000..2000"],
            &["a:1x1 b:1x1", ":1x1 c:1x1"],
        );
        // Edges that go back.
        check(&["a@0..1000 b@0..500 c@0..2000"], &["a:1x1 b:1x1 c:1x1"]);
    }

    #[test]
    fn merged_cells_are_one() {
        check(
            &[
                "a@0..1000 b@1000..2000 <@2000..3000",
                "^@0..1000 c@1000..2000 d@2000..3000",
            ],
            &["a:1x2 b:2x1", "c:1x1 d:1x1"],
        );
        check(
            &[
                "a@0..1000 b@1000..2000",
                "^x@0..1000 c@1000..2000",
                "^@0..1000 d@1000..2000",
            ],
            &["a:1x3 b:1x1", "c:1x1", "d:1x1", "aside x"],
        );
        // Nothing of that width is above it.
        check(&["a@0..2000", "^b@0..1000 c@1000..2000"], &["a:2x1", "b:1x1 c:1x1"]);
        check(&["^a@0..1000 <b@1000..2000"], &["ab:1x1"]);
    }
}
