//! Cells as in a spreadsheet: ranges, moves between cells, copies for the clipboard, and sums of the selection.

use std::ops::RangeInclusive;

use nianbao_core::cell::{Cell, Value};
use nianbao_core::report::Block;

use crate::open::Open;
use crate::place::{self, CellPlace};

/// A range of cells in one table: from the active cell to the cell to which it was extended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Selection {
    /// The active cell.
    pub anchor: CellPlace,
    /// The opposite corner, in the same table.
    pub focus: CellPlace,
}

impl Selection {
    /// The range of one cell.
    pub const fn cell(at: CellPlace) -> Selection {
        Selection { anchor: at, focus: at }
    }

    /// Whether it has more than one cell.
    pub fn is_range(&self) -> bool {
        self.anchor != self.focus
    }

    /// The range extended to another cell; unchanged if that is in another table.
    #[must_use]
    pub fn up_to(self, focus: CellPlace) -> Selection {
        if (focus.part, focus.item) == (self.anchor.part, self.anchor.item) {
            Selection { focus, ..self }
        } else {
            self
        }
    }

    /// Its rows.
    pub fn rows(&self) -> RangeInclusive<usize> {
        let (a, b) = (self.anchor.row, self.focus.row);
        a.min(b)..=a.max(b)
    }

    /// Its columns.
    pub fn columns(&self) -> RangeInclusive<usize> {
        let (a, b) = (self.anchor.column, self.focus.column);
        a.min(b)..=a.max(b)
    }

    /// Its first cell.
    pub fn start(&self) -> CellPlace {
        CellPlace {
            row: *self.rows().start(),
            column: *self.columns().start(),
            ..self.anchor
        }
    }

    /// The range extended to a cell in one direction only, the one in which it is farther away. The active cell remains its
    /// anchor if that is a corner.
    #[must_use]
    pub fn grown_to(self, to: CellPlace, active: CellPlace) -> Selection {
        fn beyond(range: &RangeInclusive<usize>, at: usize) -> usize {
            range.start().saturating_sub(at).max(at.saturating_sub(*range.end()))
        }
        fn grown(range: &RangeInclusive<usize>, at: usize) -> RangeInclusive<usize> {
            *range.start().min(&at)..=*range.end().max(&at)
        }
        /// The end at which the active cell is, and the opposite one.
        fn ends(range: &RangeInclusive<usize>, active: usize) -> (usize, usize) {
            if active == *range.end() {
                (*range.end(), *range.start())
            } else {
                (*range.start(), *range.end())
            }
        }
        if (to.part, to.item) != (self.anchor.part, self.anchor.item) {
            return self;
        }
        let (mut rows, mut columns) = (self.rows(), self.columns());
        if beyond(&rows, to.row) >= beyond(&columns, to.column) {
            rows = grown(&rows, to.row);
        } else {
            columns = grown(&columns, to.column);
        }
        let ((row, last_row), (column, last_column)) = (ends(&rows, active.row), ends(&columns, active.column));
        let corner = |row, column| CellPlace {
            row,
            column,
            ..self.anchor
        };
        Selection {
            anchor: corner(row, column),
            focus: corner(last_row, last_column),
        }
    }

    /// Whether it has all cells of another range of its table, and more.
    pub fn is_larger_than(&self, other: Selection) -> bool {
        let same = (self.rows(), self.columns()) == (other.rows(), other.columns());
        self.has(other.anchor) && self.has(other.focus) && !same
    }

    /// Whether a cell is in the range.
    pub fn has(&self, at: CellPlace) -> bool {
        (at.part, at.item) == (self.anchor.part, self.anchor.item)
            && self.rows().contains(&at.row)
            && self.columns().contains(&at.column)
    }
}

/// A move from cell to cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To the row above.
    Up,
    /// To the row below.
    Down,
    /// To the column before, from the first one to the row above.
    Left,
    /// To the next column, from the last one to the row below.
    Right,
    /// To the first cell of the row.
    RowStart,
    /// To the last cell of the row.
    RowEnd,
    /// To the first cell of the part.
    First,
    /// To the last cell of the part.
    Last,
    /// Ten rows up.
    PageUp,
    /// Ten rows down.
    PageDown,
    /// Up to the last filled cell before a blank one, or across blank ones to the next filled cell.
    EdgeUp,
    /// The same downwards.
    EdgeDown,
    /// The same to the left.
    EdgeLeft,
    /// The same to the right.
    EdgeRight,
}

/// The number of rows for PageUp and PageDown.
const PAGE: usize = 10;

/// The size and sum of a selection.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Tally {
    /// The number of cells.
    pub cells: usize,
    /// The sum of the whole numbers; `None` if a cell has another kind of number, or none has a number.
    pub sum: Option<i64>,
}

/// A row that has cells.
#[derive(Clone, Copy)]
struct Line {
    item: usize,
    row: usize,
    width: usize,
}

impl Open {
    fn lines(&self, at: CellPlace) -> Vec<Line> {
        let items = self
            .report
            .blocks(at.part)
            .iter()
            .filter(|block| !place::is_prose(block));
        let mut lines = Vec::new();
        for (item, block) in items.enumerate() {
            let mut add = |row, width| {
                if width > 0 {
                    lines.push(Line { item, row, width });
                }
            };
            match block {
                Block::Table(table) => {
                    for (row, line) in table.rows.iter().enumerate() {
                        add(row, line.cells.len());
                    }
                }
                Block::Grid(rows) => {
                    for (row, cells) in rows.iter().enumerate() {
                        add(row, cells.len());
                    }
                }
                _ => {}
            }
        }
        lines
    }

    /// The cell that a key moves to; `None` at the edge.
    pub fn neighbour(&self, from: CellPlace, direction: Direction) -> Option<CellPlace> {
        let lines = self.lines(from);
        let here = lines
            .iter()
            .position(|line| (line.item, line.row) == (from.item, from.row))?;
        let last = lines.len().checked_sub(1)?;
        let at = |index: usize, column: usize| {
            let line = lines.get(index)?;
            Some(CellPlace {
                part: from.part,
                item: line.item,
                row: line.row,
                column: column.min(line.width - 1),
            })
        };
        let column = from.column;
        match direction {
            Direction::Up => at(here.checked_sub(1)?, column),
            Direction::Down => at(here + 1, column),
            Direction::Left if column > 0 => at(here, column - 1),
            Direction::Left => at(here.checked_sub(1)?, usize::MAX),
            Direction::Right if column + 1 < lines.get(here)?.width => at(here, column + 1),
            Direction::Right => at(here + 1, 0),
            Direction::RowStart => at(here, 0),
            Direction::RowEnd => at(here, usize::MAX),
            Direction::First => at(0, 0),
            Direction::Last => at(last, usize::MAX),
            Direction::PageUp => at(here.saturating_sub(PAGE), column),
            Direction::PageDown => at((here + PAGE).min(last), column),
            Direction::EdgeUp => self.edge(from, (0..here).rev().map(|index| at(index, column))),
            Direction::EdgeDown => self.edge(from, (here + 1..=last).map(|index| at(index, column))),
            Direction::EdgeLeft => self.edge(from, (0..column).rev().map(|column| at(here, column))),
            Direction::EdgeRight => {
                let width = lines.get(here)?.width;
                self.edge(from, (column + 1..width).map(|column| at(here, column)))
            }
        }
    }

    /// The end of the run of filled or blank cells in the direction of the moves, within the table.
    fn edge(&self, from: CellPlace, way: impl Iterator<Item = Option<CellPlace>>) -> Option<CellPlace> {
        let filled = |at: CellPlace| self.text(at).is_some_and(|text| !text.is_empty());
        let mut way = way.map_while(|at| at).take_while(|at| at.item == from.item).peekable();
        let jumps = !filled(from) || way.peek().is_some_and(|next| !filled(*next));
        let mut last = None;
        for at in way {
            match (jumps, filled(at)) {
                (false, false) => break,
                (true, true) => return Some(at),
                _ => last = Some(at),
            }
        }
        last
    }

    /// All cells of the table with this cell.
    pub fn whole(&self, at: CellPlace) -> Selection {
        let lines: Vec<Line> = self.lines(at).into_iter().filter(|line| line.item == at.item).collect();
        let corner = |line: &Line, column: usize| CellPlace {
            row: line.row,
            column,
            ..at
        };
        match (lines.first(), lines.last()) {
            (Some(first), Some(last)) => Selection {
                anchor: corner(first, 0),
                focus: corner(last, last.width - 1),
            },
            _ => Selection::cell(at),
        }
    }

    /// The texts of a range, row by row; rows without cells are skipped.
    pub fn texts(&self, selection: Selection) -> Vec<Vec<&str>> {
        let cells = |row: usize| -> Vec<&str> {
            let at = |column| CellPlace {
                row,
                column,
                ..selection.anchor
            };
            selection.columns().filter_map(|column| self.text(at(column))).collect()
        };
        selection.rows().map(cells).filter(|row| !row.is_empty()).collect()
    }

    /// The size and sum of a selection.
    pub fn tally(&self, selection: Selection) -> Tally {
        let mut tally = Tally::default();
        let (mut sum, mut any) = (Some(0_i64), false);
        for text in self.texts(selection).into_iter().flatten() {
            tally.cells += 1;
            if let Value::Number(number) = Cell::new(text).value() {
                any = true;
                sum = sum.zip(number.as_whole()).and_then(|(sum, more)| sum.checked_add(more));
            }
        }
        tally.sum = sum.filter(|_| any);
        tally
    }
}

/// Cells as tab-separated text, as spreadsheets read it.
pub fn tsv(rows: &[Vec<&str>]) -> String {
    let mut out = String::new();
    for row in rows {
        for (column, text) in row.iter().enumerate() {
            if column > 0 {
                out.push('\t');
            }
            if text.contains(['\t', '\n', '"']) {
                out.push('"');
                out.push_str(&text.replace('"', "\"\""));
                out.push('"');
            } else {
                out.push_str(text);
            }
        }
        out.push('\n');
    }
    out
}

/// Cells as an HTML table, as Word and Excel read it.
pub fn html(rows: &[Vec<&str>]) -> String {
    let mut out = "<table>".to_owned();
    for row in rows {
        out.push_str("<tr>");
        for text in row {
            out.push_str("<td>");
            for c in text.chars() {
                match c {
                    '&' => out.push_str("&amp;"),
                    '<' => out.push_str("&lt;"),
                    '>' => out.push_str("&gt;"),
                    '\n' => out.push_str("<br>"),
                    c => out.push(c),
                }
            }
            out.push_str("</td>");
        }
        out.push_str("</tr>");
    }
    out.push_str("</table>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paste;
    use nianbao_core::report::Part;
    use nianbao_engine::SAMPLE;

    fn open() -> Open {
        Open::new("a".to_owned(), String::new(), nianbao_core::markdown::read(SAMPLE))
    }

    fn at(open: &Open, field: &str) -> CellPlace {
        open.place(field.parse().unwrap()).unwrap()
    }

    fn range(open: &Open, from: &str, to: &str) -> Selection {
        Selection::cell(at(open, from)).up_to(at(open, to))
    }

    #[test]
    fn a_range_is_the_cells_between_its_corners_in_one_table() {
        let open = open();
        let selection = range(
            &open,
            "requests.received.business",
            "requests.carried_in.natural_person",
        );
        assert_eq!((selection.rows(), selection.columns()), (0..=1, 0..=1));
        assert_eq!(open.texts(selection), [["12", "3"], ["1", "0"]]);
        assert!(selection.has(at(&open, "requests.received.natural_person")));
        assert!(!selection.has(at(&open, "requests.received.research")));
        let other = selection.up_to(at(&open, "disputes.reconsideration.total"));
        assert_eq!(other, selection);
    }

    #[test]
    fn headings_inside_a_table_are_passed_over() {
        let open = open();
        let selection = range(
            &open,
            "requests.partially_granted.other",
            "requests.denied.state_secret.total",
        );
        assert_eq!(open.texts(selection), [["0", "2"], ["0", "0"]]);
    }

    #[test]
    fn a_table_is_selected_whole() {
        let open = open();
        let from = at(&open, "requests.granted.other");
        let all = open.whole(from);
        assert_eq!(open.tally(all).cells, 175);
        assert_eq!(open.texts(all)[0], ["12", "3", "0", "1", "2", "0", "18"]);
    }

    #[test]
    fn a_selection_is_counted_and_added_up() {
        let mut open = open();
        let check = |open: &Open, to: &str, cells, sum| {
            let selection = range(open, "requests.received.natural_person", to);
            assert_eq!(open.tally(selection), Tally { cells, sum }, "{to}");
        };
        check(&open, "requests.received.total", 7, Some(36));
        check(&open, "requests.carried_in.business", 4, Some(16));
        open.report.set("requests.received.business".parse().unwrap(), "约3");
        check(&open, "requests.received.business", 2, Some(12));
        open.report.set("requests.received.business".parse().unwrap(), "1.5");
        check(&open, "requests.received.business", 2, None);
        open.report.set("requests.received.natural_person".parse().unwrap(), "");
        open.report.set("requests.received.business".parse().unwrap(), "");
        check(&open, "requests.received.business", 2, None);
    }

    #[test]
    fn control_and_an_arrow_lead_to_the_edge_of_what_is_filled() {
        let mut open = open();
        for field in ["requests.received.research", "requests.received.social_welfare"] {
            open.report.set(field.parse().unwrap(), "");
        }
        let check = |open: &Open, from: &str, direction, expected: Option<&str>| {
            let to = open.neighbour(at(open, from), direction).map(|to| open.cell_id(to));
            assert_eq!(to.as_deref(), expected, "{from} {direction:?}");
        };
        check(
            &open,
            "requests.received.natural_person",
            Direction::EdgeRight,
            Some("requests.received.business"),
        );
        check(
            &open,
            "requests.received.business",
            Direction::EdgeRight,
            Some("requests.received.legal_service"),
        );
        check(
            &open,
            "requests.received.total",
            Direction::EdgeLeft,
            Some("requests.received.legal_service"),
        );
        check(&open, "requests.received.total", Direction::EdgeRight, None);
        check(
            &open,
            "requests.received.total",
            Direction::EdgeDown,
            Some("requests.carried_out.total"),
        );
        check(
            &open,
            "requests.carried_out.other",
            Direction::EdgeUp,
            Some("requests.received.other"),
        );
        check(
            &open,
            "requests.received.other",
            Direction::PageDown,
            open.neighbour(at(&open, "requests.denied.administrative_enquiry.other"), Direction::Up)
                .map(|at| open.cell_id(at))
                .as_deref(),
        );
        check(
            &open,
            "requests.granted.other",
            Direction::PageUp,
            Some("requests.received.other"),
        );
    }

    #[test]
    fn copied_cells_are_pasted_as_they_were() {
        let rows = vec![vec!["1", "说\"好\"", ""], vec!["甲\n乙", "\t", "<b>&"]];
        assert_eq!(tsv(&rows), "1\t\"说\"\"好\"\"\"\t\n\"甲\n乙\"\t\"\t\"\t<b>&\n");
        let read = paste::range(&tsv(&rows)).unwrap();
        // White space around a text is not part of a cell.
        assert_eq!(read, [["1", "说\"好\"", ""], ["甲\n乙", "", "<b>&"]]);
        assert_eq!(
            html(&rows),
            "<table><tr><td>1</td><td>说\"好\"</td><td></td></tr><tr><td>甲<br>乙</td><td>\t</td><td>&lt;b&gt;&amp;</td></tr></table>"
        );
    }

    #[test]
    fn a_part_without_tables_has_no_way() {
        let open = open();
        let nowhere = CellPlace {
            part: Part::Preface,
            item: 0,
            row: 0,
            column: 0,
        };
        for direction in [Direction::Up, Direction::Last, Direction::EdgeDown, Direction::PageUp] {
            assert_eq!(open.neighbour(nowhere, direction), None);
        }
        assert_eq!(open.whole(nowhere), Selection::cell(nowhere));
    }
}
