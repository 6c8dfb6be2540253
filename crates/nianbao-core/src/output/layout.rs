//! The official layout: how the form prints its tables, as a rectangle of cells with merged headers. Documents, the
//! archive's pages, the validator's preview and print all draw this one.
//!
//! A table is laid out from what was written, row by row and column by column. A row or column that the form does not
//! have is shown where it was written; one that is missing is not made up; a place where no cell was written is
//! [`Role::Missing`], which differs from a cell that is blank. If a report has the form's rows and columns, the result
//! is the form's own layout.

use crate::field::{ColumnKey, RequestsGroup, RowKey, TableId};
use crate::form::{self, Form, Grid};
use crate::report::{Block, Column, Row, Table};
use crate::text::Text;

static APPLICANTS: Text = form::APPLICANTS;
static CONTENT: Text = form::CONTENT;

/// A label beside at least this many rows is set upright, as 三、本年度办理结果 is.
const UPRIGHT: usize = 12;

/// Grids of table two that differ in width share the table's places evenly if that takes no more places than this.
const PLACES: usize = 12;

/// A table as it is printed: cells that fill a rectangle without holes and without overlaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout<'a> {
    /// The kind of the table.
    pub kind: Kind,
    /// How many blocks of the report it holds: table two is written as one grid for each item of Article 20.
    pub blocks: usize,
    /// How many places each row has.
    pub width: usize,
    /// How many rows at the top are headers, which are printed again on every page. No cell reaches from them into the
    /// rows below.
    pub heads: usize,
    /// The cells that begin in each row, left to right.
    pub rows: Vec<Vec<Cell<'a>>>,
    /// How many places at the left hold labels.
    labels: usize,
}

/// The kind of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A table of the form as the form prints it.
    Official(TableId),
    /// A table of the form as Markdown writes it: a header over rows.
    Plain(TableId),
    /// A table that is not one of the form's.
    Grid,
}

/// A printed cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Its role in the table.
    pub role: Role,
    /// Its text as written; empty if only the form says it.
    pub text: &'a str,
    /// The form's words for it; `None` for figures and for rows and columns that the form does not
    /// have.
    pub form: Option<&'static Text>,
    /// How many places it covers, at least 1.
    pub columns: usize,
    /// How many rows it covers, at least 1.
    pub rows: usize,
    /// The part of the report that it shows.
    pub origin: Origin,
}

/// The role of a printed cell in its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The corner above the labels of rows; in table three it holds the note on how the figures balance.
    Corner,
    /// A caption over the whole width, as the items of Article 20 are.
    Band,
    /// A header over several columns.
    ColumnGroup,
    /// The header of a column.
    Column,
    /// A label beside several rows.
    RowGroup,
    /// The label of a row.
    Row,
    /// A cell that was filled in or left blank.
    Figure,
    /// A place where the report has no cell.
    Missing,
    /// A cell of a table that is not one of the form's.
    Words,
}

/// The part of a report that a printed cell shows. Blocks are counted from the first of the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Words that the form prints and the report does not hold.
    Form,
    /// The caption of a block.
    Caption(usize),
    /// The header of a column: block, column.
    Column(usize, usize),
    /// The label of a row: block, row.
    Row(usize, usize),
    /// A cell: block, row, column of the block.
    Cell(usize, usize, usize),
    /// Nothing: it fills the rectangle.
    Nothing,
}

impl<'a> Cell<'a> {
    fn new(role: Role, text: &'a str, form: Option<&'static Text>, origin: Origin) -> Cell<'a> {
        Cell {
            role,
            text,
            form,
            columns: 1,
            rows: 1,
            origin,
        }
    }

    /// Words of the form's own.
    fn printed(role: Role, words: &'static Text) -> Cell<'a> {
        Cell::new(role, "", Some(words), Origin::Form)
    }

    fn missing(origin: Origin) -> Cell<'a> {
        Cell::new(Role::Missing, "", None, origin)
    }

    fn over(self, columns: usize, rows: usize) -> Cell<'a> {
        Cell {
            columns: columns.max(1),
            rows: rows.max(1),
            ..self
        }
    }

    /// The text to print: as written, or the form's words if the report has no place for any.
    pub fn words(&self) -> &'a str {
        match (self.origin, self.form) {
            (Origin::Form, Some(words)) => &words.zh,
            _ => self.text,
        }
    }

    /// Whether its text is set upright, a character a line.
    pub fn is_upright(&self) -> bool {
        matches!(self.role, Role::RowGroup | Role::Row) && self.rows >= UPRIGHT && self.columns == 1
    }
}

impl<'a> Layout<'a> {
    /// The official layout of the table that `blocks` begin with; `None` if they begin with something else. Grids of
    /// table two that follow each other become one table, as the form prints them.
    pub fn official(blocks: &'a [Block], form: &'static Form) -> Option<Layout<'a>> {
        let table = |block: &'a Block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        };
        let first = table(blocks.first()?)?;
        Some(match first.id {
            TableId::Proactive => {
                let tables: Vec<&Table> = blocks
                    .iter()
                    .map_while(table)
                    .take_while(|table| table.id == TableId::Proactive)
                    .collect();
                proactive(&tables, form)
            }
            TableId::Requests => requests(first, form),
            // Without a block there is nothing to print the headers over.
            TableId::Disputes if first.rows.is_empty() => Layout::plain(first),
            TableId::Disputes => disputes(first, form),
        })
    }

    /// A table of the form as Markdown writes it: a header over rows, label by label.
    pub fn plain(table: &'a Table) -> Layout<'a> {
        let own = width(table);
        let mut head = vec![Cell::new(
            Role::Corner,
            table.caption.as_str(),
            None,
            Origin::Caption(0),
        )];
        head.extend((0..own).map(|index| match table.columns.get(index) {
            Some(column) => Cell::new(Role::Column, &column.label, None, Origin::Column(0, index)),
            None => Cell::missing(Origin::Column(0, index)),
        }));
        let mut rows = vec![head];
        for (index, row) in table.rows.iter().enumerate() {
            let mut line = vec![Cell::new(Role::Row, &row.label, None, Origin::Row(0, index))];
            line.extend(figures(table, 0, index, own));
            rows.push(line);
        }
        Layout {
            kind: Kind::Plain(table.id),
            blocks: 1,
            width: own + 1,
            heads: 1,
            rows,
            labels: 1,
        }
    }

    /// A table that is not one of the form's.
    pub fn grid(grid: &'a [Vec<String>]) -> Layout<'a> {
        let width = grid.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let rows = grid.iter().enumerate().map(|(row, texts)| {
            (0..width)
                .map(|column| {
                    let text = texts.get(column).map_or("", String::as_str);
                    Cell::new(Role::Words, text, None, Origin::Cell(0, row, column))
                })
                .collect()
        });
        Layout {
            kind: Kind::Grid,
            blocks: 1,
            width,
            heads: 1,
            rows: rows.collect(),
            labels: 0,
        }
    }

    /// How wide each place is, in thousandths of the whole.
    pub fn widths(&self) -> Vec<usize> {
        // The width of the labels; the other columns share the rest.
        let mut widths: Vec<usize> = match self.kind {
            _ if self.labels == 0 => Vec::new(),
            Kind::Official(TableId::Proactive) => vec![280],
            Kind::Official(_) => {
                // The outermost label is upright and narrow, the innermost takes what the others leave.
                let mut left = 482_usize;
                (1..=self.labels)
                    .map(|level| {
                        let width = match level {
                            level if level == self.labels => left,
                            1 => 50,
                            _ => 110,
                        };
                        left = left.saturating_sub(width);
                        width.max(1)
                    })
                    .collect()
            }
            Kind::Plain(_) | Kind::Grid => vec![400.max(1000 / self.width.max(1))],
        };
        let rest = self.width.saturating_sub(widths.len());
        let left = 1000_usize.saturating_sub(widths.iter().sum());
        widths.resize(self.width, (left / rest.max(1)).max(1));
        widths
    }

    /// Whether there is room for rows that are set apart, as in the form's tables two and four; table three fills a page.
    pub fn is_roomy(&self) -> bool {
        match self.kind {
            Kind::Official(table) => table != TableId::Requests,
            Kind::Plain(_) | Kind::Grid => self.width <= 5,
        }
    }
}

/// How many columns a grid needs: as many as its widest row has cells, if that has more than there are headers.
fn width(table: &Table) -> usize {
    let cells = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    table.columns.len().max(cells)
}

/// The result of `look` for a form, or else for the first of all forms that has one.
fn in_any<T>(form: &'static Form, look: impl Fn(&'static Form) -> Option<T>) -> Option<T> {
    look(form).or_else(|| Form::ALL.into_iter().find_map(look))
}

/// The form's label of a row.
fn row_label(key: Option<RowKey>, form: &'static Form) -> Option<&'static Text> {
    let key = key?;
    in_any(form, |form| form.grids.iter().find_map(|grid| grid.row(key))).map(|row| &row.label)
}

/// The form's header of a column. One column of table two has another header in each grid, so the grid is the one that
/// has the table's rows.
fn column_label(table: &Table, column: &Column, form: &'static Form) -> Option<&'static Text> {
    let key = column.key?;
    let rows = |grid: &Grid| {
        let mut keys = table.rows.iter().filter_map(|row| row.key);
        keys.any(|key| grid.row(key).is_some())
    };
    let grid = in_any(form, |form| {
        let fitting = || form.table(table.id).filter(|grid| grid.column(key).is_some());
        fitting().find(|grid| rows(grid)).or_else(|| fitting().next())
    });
    grid.and_then(|grid| grid.column(key)).map(|column| &column.label)
}

/// The header of a column; [`Role::Missing`] for a column that has cells but no header.
fn column_head<'a>(table: &'a Table, block: usize, index: usize, form: &'static Form) -> Cell<'a> {
    let origin = Origin::Column(block, index);
    match table.columns.get(index) {
        Some(column) => Cell::new(Role::Column, &column.label, column_label(table, column, form), origin),
        None => Cell::missing(origin),
    }
}

/// The cells of a row, one for each of `width` columns.
fn figures(table: &Table, block: usize, row: usize, width: usize) -> impl Iterator<Item = Cell<'_>> {
    let cells = table.rows.get(row).map_or(&[][..], |row| &row.cells);
    (0..width).map(move |column| {
        let origin = Origin::Cell(block, row, column);
        match cells.get(column) {
            Some(cell) => Cell::new(Role::Figure, cell.as_str(), None, origin),
            None => Cell::missing(origin),
        }
    })
}

/// How many places the columns of each grid of table two share: if that is not too many, a number that each can share
/// evenly, as the form prints them; otherwise what the widest needs.
fn places(tables: &[&Table]) -> usize {
    let widths = || tables.iter().map(|table| width(table)).filter(|width| *width > 0);
    let even = widths().try_fold(1, |all, one| {
        (1..=PLACES / all)
            .map(|times| all * times)
            .find(|places| places % one == 0)
    });
    even.unwrap_or_else(|| widths().max().unwrap_or(1))
}

/// Table two: for each item of Article 20 its caption, a header and its rows.
fn proactive<'a>(tables: &[&'a Table], form: &'static Form) -> Layout<'a> {
    let places = places(tables);
    let mut rows = Vec::new();
    for (block, table) in tables.iter().enumerate() {
        let own = width(table);
        let share = |cell: Cell<'a>, index: usize| cell.over(places * (index + 1) / own - places * index / own, 1);
        let nothing = || (own == 0).then(|| Cell::missing(Origin::Nothing).over(places, 1));
        let captions = || form.table(TableId::Proactive).map(|grid| &grid.caption);
        let caption = captions().find(|caption| caption.zh == table.caption);
        rows.push(vec![
            Cell::new(Role::Band, &table.caption, caption, Origin::Caption(block)).over(places + 1, 1),
        ]);
        let mut head = vec![Cell::printed(Role::Column, &CONTENT)];
        head.extend((0..own).map(|index| share(column_head(table, block, index, form), index)));
        head.extend(nothing());
        rows.push(head);
        for (index, row) in table.rows.iter().enumerate() {
            let label = row_label(row.key, form);
            let mut line = vec![Cell::new(Role::Row, &row.label, label, Origin::Row(block, index))];
            let cells = figures(table, block, index, own).enumerate();
            line.extend(cells.map(|(index, cell)| share(cell, index)));
            line.extend(nothing());
            rows.push(line);
        }
    }
    Layout {
        kind: Kind::Official(TableId::Proactive),
        blocks: tables.len(),
        width: places + 1,
        heads: 0,
        rows,
        labels: 1,
    }
}

/// The heading that a heading of table three is under.
const fn parent(group: RequestsGroup) -> Option<RequestsGroup> {
    match group {
        RequestsGroup::Outcomes => None,
        RequestsGroup::Denied
        | RequestsGroup::Unavailable
        | RequestsGroup::NotProcessed
        | RequestsGroup::OtherOutcome => Some(RequestsGroup::Outcomes),
    }
}

/// The headings that a row of table three is under, outermost first. A heading is under itself.
fn path(key: Option<RowKey>) -> Vec<RequestsGroup> {
    let mut group = match key {
        Some(RowKey::Requests(row)) => row.group(),
        Some(RowKey::Group(group)) => Some(group),
        _ => None,
    };
    let mut path = Vec::new();
    while let Some(inner) = group {
        path.push(inner);
        group = parent(inner);
    }
    path.reverse();
    path
}

/// How many of their outermost headings two rows have in common.
fn shared(one: &[RequestsGroup], other: &[RequestsGroup]) -> usize {
    one.iter().zip(other).take_while(|(one, other)| one == other).count()
}

/// The group that a row is the heading of. One that was filled in is a row like any other.
fn heading(row: &Row) -> Option<RequestsGroup> {
    match row.key {
        Some(RowKey::Group(group)) if row.cells.iter().all(|cell| cell.as_str().is_empty()) => Some(group),
        _ => None,
    }
}

/// A row of table three that is printed as a row.
struct Outcome {
    row: usize,
    /// The headings that it is under, outermost first.
    path: Vec<RequestsGroup>,
}

/// For each group of table three, the row whose label is printed beside the group's rows.
type Headings = [Option<usize>; RequestsGroup::ALL.len()];

/// The rows of table three that are printed as rows, and the headings that are printed beside them.
fn outcomes(table: &Table) -> (Vec<Outcome>, Headings) {
    let mut headings = [None; RequestsGroup::ALL.len()];
    let mut filled = [false; RequestsGroup::ALL.len()];
    for (index, row) in table.rows.iter().enumerate() {
        match heading(row) {
            Some(group) => headings[group as usize] = headings[group as usize].or(Some(index)),
            None => path(row.key)
                .into_iter()
                .for_each(|group| filled[group as usize] = true),
        }
    }
    let keyed: Vec<usize> = (0..table.rows.len())
        .filter(|index| table.rows[*index].key.is_some())
        .collect();
    let mut rows = Vec::with_capacity(table.rows.len());
    for (index, row) in table.rows.iter().enumerate() {
        // A heading without rows would vanish, so it is kept as a row.
        let beside = |group: RequestsGroup| headings[group as usize] == Some(index) && filled[group as usize];
        if heading(row).is_some_and(beside) {
            continue;
        }
        let mut own = path(row.key);
        if row.key.is_none() {
            // A row that the form does not have stays under the headings that the rows around it have in common.
            let after = keyed.partition_point(|other| *other < index);
            let before = after.checked_sub(1).and_then(|before| keyed.get(before));
            if let (Some(before), Some(after)) = (before, keyed.get(after)) {
                own = path(table.rows[*before].key);
                own.truncate(shared(&own, &path(table.rows[*after].key)));
            }
        }
        rows.push(Outcome { row: index, path: own });
    }
    (rows, headings)
}

/// Table three: labels that span the rows below them, beside columns for the applicants.
fn requests<'a>(table: &'a Table, form: &'static Form) -> Layout<'a> {
    let own = width(table).max(1);
    let (lines, headings) = outcomes(table);
    let labels = form
        .table(TableId::Requests)
        .flat_map(|grid| grid.rows)
        .filter_map(|row| match row.key {
            RowKey::Group(_) => None,
            key => Some(path(Some(key)).len()),
        })
        .chain(lines.iter().map(|line| line.path.len()))
        .max()
        .unwrap_or(0)
        + 1;
    let mut rows = requests_head(table, own, labels, form);
    let heads = rows.len();
    let mut before: &[RequestsGroup] = &[];
    for (at, Outcome { row: index, path }) in lines.iter().enumerate() {
        let row = &table.rows[*index];
        let mut line = Vec::with_capacity(labels + own);
        for level in shared(before, path)..path.len() {
            let group = path[level];
            let under = |other: &&Outcome| other.path.starts_with(&path[..=level]);
            let rows = lines[at..].iter().take_while(under).count();
            let (text, origin) = match headings[group as usize] {
                Some(index) => (table.rows[index].label.as_str(), Origin::Row(0, index)),
                // The heading was not written: the form's words tell the rows apart.
                None => ("", Origin::Form),
            };
            let label = row_label(Some(RowKey::Group(group)), form);
            line.push(Cell::new(Role::RowGroup, text, label, origin).over(1, rows));
        }
        let label = row_label(row.key, form);
        line.push(Cell::new(Role::Row, &row.label, label, Origin::Row(0, *index)).over(labels - path.len(), 1));
        line.extend(figures(table, 0, *index, own));
        rows.push(line);
        before = path;
    }
    Layout {
        kind: Kind::Official(TableId::Requests),
        blocks: 1,
        width: labels + own,
        heads,
        rows,
        labels,
    }
}

/// The header that the form prints over a column of table three and its neighbours.
fn over_column(key: Option<ColumnKey>, form: &'static Form) -> Option<&'static Text> {
    let key = key?;
    let column = in_any(form, |form| {
        form.table(TableId::Requests).find_map(|grid| grid.column(key))
    });
    column.and_then(|column| column.over.as_ref())
}

fn requests_head<'a>(table: &'a Table, own: usize, labels: usize, form: &'static Form) -> Vec<Vec<Cell<'a>>> {
    let over = |index: usize| over_column(table.columns.get(index).and_then(|column| column.key), form);
    let deep = (0..own).any(|index| over(index).is_some());
    let height = if deep { 3 } else { 2 };
    let note = form.table(TableId::Requests).map(|grid| &grid.caption).next();
    let note = note.filter(|_| !table.caption.is_empty());
    let corner = Cell::new(Role::Corner, &table.caption, note, Origin::Caption(0)).over(labels, height);
    let (mut second, mut third) = (Vec::new(), Vec::new());
    let mut index = 0;
    while index < own {
        if let Some(words) = over(index) {
            let count = (index..own).take_while(|other| over(*other) == Some(words)).count();
            second.push(Cell::printed(Role::ColumnGroup, words).over(count, 1));
            third.extend((index..index + count).map(|index| column_head(table, 0, index, form)));
            index += count;
        } else {
            second.push(column_head(table, 0, index, form).over(1, height - 1));
            index += 1;
        }
    }
    let mut head = vec![
        vec![corner, Cell::printed(Role::ColumnGroup, &APPLICANTS).over(own, 1)],
        second,
    ];
    if deep {
        head.push(third);
    }
    head
}

/// The header that the form prints over a block of table four and its neighbours.
fn over_block(key: Option<RowKey>, form: &'static Form) -> Option<&'static Text> {
    let key = key?;
    let row = in_any(form, |form| {
        form.table(TableId::Disputes).find_map(|grid| grid.row(key))
    });
    row.and_then(|row| row.over.as_ref())
}

/// Table four: its blocks side by side over one row of figures.
fn disputes<'a>(table: &'a Table, form: &'static Form) -> Layout<'a> {
    let own = width(table).max(1);
    let over = |row: &Row| over_block(row.key, form);
    let deep = table.rows.iter().any(|row| over(row).is_some());
    let (mut first, mut second, mut third, mut body) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (index, row) in table.rows.iter().enumerate() {
        let label = row_label(row.key, form);
        let label = Cell::new(Role::ColumnGroup, &row.label, label, Origin::Row(0, index)).over(own, 1);
        let columns = (0..own).map(|column| column_head(table, 0, column, form));
        if let Some(words) = over(row) {
            let begins = index
                .checked_sub(1)
                .is_none_or(|before| over(&table.rows[before]) != Some(words));
            if begins {
                let run = table.rows[index..].iter().take_while(|row| over(row) == Some(words));
                first.push(Cell::printed(Role::ColumnGroup, words).over(own * run.count(), 1));
            }
            second.push(label);
            third.extend(columns);
        } else {
            first.push(label);
            second.extend(columns.map(|column| column.over(1, if deep { 2 } else { 1 })));
        }
        body.extend(figures(table, 0, index, own));
    }
    let mut rows = Vec::new();
    let width = own * table.rows.len();
    if width > 0 {
        if !table.caption.is_empty() {
            rows.push(vec![
                Cell::new(Role::Band, &table.caption, None, Origin::Caption(0)).over(width, 1),
            ]);
        }
        rows.push(first);
        rows.push(second);
        if deep {
            rows.push(third);
        }
        rows.push(body);
    }
    Layout {
        kind: Kind::Official(TableId::Disputes),
        blocks: 1,
        width,
        heads: rows.len().saturating_sub(1),
        rows,
        labels: 0,
    }
}

#[cfg(test)]
mod tests;
