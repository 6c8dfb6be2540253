//! How the tables of a report differ in layout from the grids of its form.

use crate::field::{RowKey, TableId};
use crate::form::{Form, Grid};
use crate::report::{Part, Report, Table};
use crate::text::Text;

/// A table of the form as it is in a report, and how it differs from the printed form.
#[derive(Debug)]
pub(crate) struct Laid<'a> {
    /// The part it is in.
    pub(crate) part: Part,
    /// Its index among the blocks of the part.
    pub(crate) block: usize,
    /// The table.
    pub(crate) table: &'a Table,
    /// Whether it has exactly the rows and columns of the form's grid, in order, and in each row a cell for each
    /// column.
    pub(crate) whole: bool,
    /// Whether its caption differs.
    pub(crate) caption: bool,
    /// The columns whose labels differ.
    pub(crate) columns: Vec<usize>,
    /// The rows whose labels differ.
    pub(crate) rows: Vec<usize>,
}

/// The tables of a report in order, each compared with the form's grid at the same position.
pub(crate) fn tables<'a>(report: &'a Report, form: &Form) -> Vec<Laid<'a>> {
    // The number of grids of each table so far.
    let mut seen = [0; TableId::ALL.len()];
    let tables = report.tables().map(|(part, block, table)| {
        let place = &mut seen[table.id as usize];
        let grid = form.table(table.id).nth(*place).filter(|grid| is_like(table, grid));
        *place += 1;
        Laid::new(part, block, table, grid)
    });
    tables.collect()
}

/// Whether a table has exactly the rows and columns of a grid, in order.
fn is_like(table: &Table, grid: &Grid) -> bool {
    let columns = grid.columns.iter().map(|column| Some(column.key));
    let rows = grid.rows.iter().map(|row| Some(row.key));
    table.columns.iter().map(|column| column.key).eq(columns) && table.rows.iter().map(|row| row.key).eq(rows)
}

impl<'a> Laid<'a> {
    /// Compares a table with the grid it matches; without a grid every label differs.
    fn new(part: Part, block: usize, table: &'a Table, grid: Option<&Grid>) -> Laid<'a> {
        let whole = table.rows.iter().all(|row| match row.key {
            // A heading within the table.
            Some(RowKey::Group(_)) if row.cells.is_empty() => true,
            _ => row.cells.len() == table.columns.len(),
        });
        let printed = grid.map(|grid| &grid.caption);
        let columns = grid.into_iter().flat_map(|grid| grid.columns);
        let rows = grid.into_iter().flat_map(|grid| grid.rows);
        Laid {
            part,
            block,
            table,
            whole: grid.is_some() && whole,
            caption: printed.is_none_or(|printed| printed.zh != table.caption),
            columns: otherwise(
                table.columns.iter().map(|column| &*column.label),
                columns.map(|column| &column.label),
            ),
            rows: otherwise(table.rows.iter().map(|row| &*row.label), rows.map(|row| &row.label)),
        }
    }
}

/// The labels that are not exactly those printed at their positions.
fn otherwise<'l>(labels: impl Iterator<Item = &'l str>, printed: impl Iterator<Item = &'l Text>) -> Vec<usize> {
    let printed = printed.map(Some).chain(std::iter::repeat(None));
    labels
        .zip(printed)
        .enumerate()
        .filter(|(_, (label, printed))| printed.is_none_or(|printed| printed.zh != *label))
        .map(|(index, _)| index)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Cell;

    /// Changes the first table of a report and compares the result: whether it is whole, its caption, columns and rows.
    fn check(change: impl Fn(&mut Table), expected: (bool, bool, &[usize], &[usize])) {
        let form = Form::LATEST;
        let grid = form.table(TableId::Requests).next().expect("a grid");
        let mut report = Report::blank(form, "", None);
        let section = report.section_mut(TableId::Requests.section());
        let mut table = Table::blank(grid);
        change(&mut table);
        section.blocks = vec![crate::report::Block::Table(table)];
        let laid = tables(&report, form);
        let of = |id| laid.iter().filter(move |laid| laid.table.id == id);
        let found: Vec<_> = of(TableId::Requests).collect();
        let [found] = found[..] else { panic!("one table") };
        assert_eq!((found.whole, found.caption, &*found.columns, &*found.rows), expected);
        for other in of(TableId::Proactive).chain(of(TableId::Disputes)) {
            assert!(other.whole && !other.caption && other.columns.is_empty() && other.rows.is_empty());
        }
    }

    #[test]
    fn differences_from_the_printed_form_are_found() {
        let form = Form::LATEST.table(TableId::Requests).next().expect("a grid");
        let (columns, rows) = (form.columns.len(), form.rows.len());
        let all: (Vec<usize>, Vec<usize>) = ((0..columns).collect(), (0..rows).collect());
        check(|_| {}, (true, false, &[], &[]));
        check(|table| table.caption.push('。'), (true, true, &[], &[]));
        check(|table| table.columns[1].label.push('*'), (true, false, &[1], &[]));
        check(|table| table.rows[2].label.clear(), (true, false, &[], &[2]));
        check(
            |table| {
                table.rows[0].cells.pop();
            },
            (false, false, &[], &[]),
        );
        check(
            |table| table.rows[0].cells.push(Cell::default()),
            (false, false, &[], &[]),
        );
        // A heading within the table has no cells, or one for each column.
        let heading = |table: &mut Table, cells: usize| {
            let row = table.rows.iter_mut();
            let mut row = row.filter(|row| matches!(row.key, Some(RowKey::Group(_))));
            row.next().expect("a heading").cells = vec![Cell::default(); cells];
        };
        check(|table| heading(table, columns), (true, false, &[], &[]));
        check(|table| heading(table, columns - 1), (false, false, &[], &[]));
        // In another order, or with a row or column missing, labels are not at their printed positions.
        check(|table| table.columns.swap(0, 1), (false, true, &all.0, &all.1));
        check(
            |table| {
                table.rows.pop();
            },
            (
                false,
                true,
                &all.0,
                &all.1[1..].iter().map(|n| n - 1).collect::<Vec<_>>(),
            ),
        );
        check(|table| table.rows[1].key = None, (false, true, &all.0, &all.1));
    }
}
