//! The statutory tables as grids, with merged labels as the form prints them; other tables; pictures.

use leptos::prelude::*;
use nianbao_core::cell::{Cell, Value};
use nianbao_core::diagnostic::Severity;
use nianbao_core::field::{Applicant, ColumnKey, Field, RequestsGroup, RequestsRow, RowKey, TableId};
use nianbao_core::form::{Form, FormId, Grid};
use nianbao_core::label;
use nianbao_core::layout::{Layout, Origin, Role};
use nianbao_core::report::{At, Block, Column, Part, Table};
use nianbao_core::text::Text;

use super::el::{El, button, el, key};
use super::{class_of, findings, of};
use crate::browser::Shell;
use crate::edit::{Edit, grid_of, has_row, successors};
use crate::grid::Selection;
use crate::offer::{Offer, Progress, Why};
use crate::official::is_total;
use crate::open::{Margin, Open};
use crate::place::{self, CellPlace};
use crate::state::{App, Intent};

/// A table or picture, rebuilt only when its rows, columns or words change.
pub(super) fn item(shell: Shell, part: Part, item: usize) -> El {
    let shape = move |app: &App| of(app, |open| Shape::of(open, part, item));
    el("div").class("item").when(
        shell,
        move |app| shape(app).map_or(0, |shape| shape.key()),
        move || match shell.app.with_untracked(shape) {
            Some(Shape::Table(shape)) => vec![table(shell, part, item, &shape)],
            Some(Shape::Grid(widths)) => grid(shell, part, item, &widths),
            Some(Shape::Picture(alt, address)) => picture(shell, part, item, &alt, &address),
            None => Vec::new(),
        },
    )
}

/// The aspects of an item that force a rebuild when they change.
#[derive(Clone)]
enum Shape {
    Table(TableShape),
    /// The width of each row.
    Grid(Vec<usize>),
    Picture(String, String),
}

#[derive(Clone)]
struct TableShape {
    form: FormId,
    table: Table,
    /// Whether each cell is the first one of its field, row by row.
    own: Vec<Vec<bool>>,
    /// The highest severity at a label: rows, then columns.
    marks: Vec<(bool, usize, Severity)>,
}

impl Shape {
    fn of(open: &Open, part: Part, item: usize) -> Option<Shape> {
        let blocks = open.report.blocks(part);
        Some(match place::item(blocks, item)? {
            Block::Table(table) => {
                let mut own = Vec::new();
                let mut shell = table.clone();
                for (row, line) in shell.rows.iter_mut().enumerate() {
                    let mut first = Vec::with_capacity(line.cells.len());
                    for (column, cell) in line.cells.iter_mut().enumerate() {
                        *cell = Cell::default();
                        let at = CellPlace {
                            part,
                            item,
                            row,
                            column,
                        };
                        first.push(open.field(at).is_some());
                    }
                    own.push(first);
                }
                let block = place::block_of_item(blocks, item)?;
                let marks = open
                    .alarms()
                    .filter_map(|(finding, _)| match finding.at {
                        At::RowLabel(p, b, row) if (p, b) == (part, block) => Some((true, row, finding.severity)),
                        At::ColumnLabel(p, b, column) if (p, b) == (part, block) => {
                            Some((false, column, finding.severity))
                        }
                        _ => None,
                    })
                    .collect();
                Shape::Table(TableShape {
                    form: form_of(open).id,
                    table: shell,
                    own,
                    marks,
                })
            }
            Block::Grid(rows) => Shape::Grid(rows.iter().map(Vec::len).collect()),
            Block::Picture { alt, address } => Shape::Picture(alt.clone(), address.clone()),
            _ => return None,
        })
    }
}

impl Shape {
    /// A hash that changes when the item must be rebuilt.
    fn key(&self) -> u64 {
        match self {
            Shape::Table(shape) => {
                let columns: Vec<_> = shape
                    .table
                    .columns
                    .iter()
                    .map(|column| (column.key, &column.label))
                    .collect();
                let rows: Vec<_> = shape
                    .table
                    .rows
                    .iter()
                    .map(|row| (row.key, &row.label, row.cells.len()))
                    .collect();
                key((
                    shape.form,
                    shape.table.id,
                    &shape.table.caption,
                    columns,
                    rows,
                    &shape.own,
                    &shape.marks,
                ))
            }
            Shape::Grid(widths) => key(widths),
            Shape::Picture(alt, address) => key((alt, address)),
        }
    }
}

impl TableShape {
    fn mark(&self, row: bool, index: usize) -> &'static str {
        self.marks
            .iter()
            .filter(|(r, i, _)| (*r, *i) == (row, index))
            .map(|(.., severity)| *severity)
            .max()
            .map_or("", class_of)
    }
}

/// The form whose words the tables have.
fn form_of(open: &Open) -> &'static Form {
    open.report
        .form()
        .or_else(|| open.report.layout())
        .unwrap_or(Form::LATEST)
}

/// The grid of a table in a form, or else in any form.
fn grid_in(table: &Table, form: &'static Form) -> Option<&'static Grid> {
    grid_of(table, form).or_else(|| Form::ALL.into_iter().find_map(|form| grid_of(table, form)))
}

/// A label beside several rows.
struct Beside {
    label: Text,
    /// The number of rows.
    rows: usize,
    /// The row of the report that it is written in, if there is one.
    row: Option<usize>,
}

/// A row of cells, and the labels at its left.
struct Line {
    /// The labels that begin at this row, outermost first.
    beside: Vec<Beside>,
    /// The row of the table.
    row: usize,
    /// The number of columns of labels that its own label covers.
    span: usize,
}

/// The number of columns of labels, and the rows with their labels as the form merges them.
fn lines(table: &Table, form: &'static Form, grid: Option<&'static Grid>) -> (usize, Vec<Line>) {
    if table.id == TableId::Requests {
        let mut table = table.clone();
        for row in &mut table.rows {
            // A heading with cells of its own is a row.
            if matches!(row.key, Some(RowKey::Group(_))) && !row.cells.is_empty() {
                row.key = None;
            }
        }
        return merged(&[Block::Table(table)], form);
    }
    let over = |row: usize| {
        let row = grid?.row(table.rows.get(row)?.key?)?;
        row.over.as_ref()
    };
    let all = table.rows.len();
    let labels = if (0..all).any(|row| over(row).is_some()) { 2 } else { 1 };
    let mut lines = Vec::with_capacity(all);
    for row in 0..all {
        let mut beside = Vec::new();
        let label = over(row);
        if let Some(words) = label.filter(|_| row == 0 || over(row - 1) != label) {
            let next = (row..all).find(|next| over(*next) != label);
            beside.push(Beside {
                label: words.clone(),
                rows: next.unwrap_or(all) - row,
                row: None,
            });
        }
        lines.push(Line {
            beside,
            row,
            span: labels - usize::from(label.is_some()),
        });
    }
    (labels, lines)
}

/// The same for table three, from its official layout.
fn merged(blocks: &[Block], form: &'static Form) -> (usize, Vec<Line>) {
    let Some(layout) = Layout::official(blocks, form) else {
        return (1, Vec::new());
    };
    let mut lines = Vec::new();
    let mut labels = 1;
    for cells in layout.rows.iter().skip(layout.heads) {
        let mut beside = Vec::new();
        for cell in cells {
            match (cell.role, cell.origin) {
                (Role::RowGroup, origin) => beside.push(Beside {
                    label: as_written(cell.form.map(|label| (label, label)), cell.words()),
                    rows: cell.rows,
                    row: match origin {
                        Origin::Row(_, row) => Some(row),
                        _ => None,
                    },
                }),
                (Role::Row, Origin::Row(_, row)) => {
                    labels = labels.max(cell.columns);
                    lines.push(Line {
                        beside: std::mem::take(&mut beside),
                        row,
                        span: cell.columns,
                    });
                }
                _ => {}
            }
        }
    }
    // All rows may be below a heading.
    let figures = cells_of(blocks);
    (labels.max(layout.width.saturating_sub(figures)), lines)
}

/// The number of columns of figures of the first block.
fn cells_of(blocks: &[Block]) -> usize {
    match blocks.first() {
        Some(Block::Table(table)) => width(table).max(1),
        _ => 1,
    }
}

/// The number of columns of figures.
fn width(table: &Table) -> usize {
    let cells = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    table.columns.len().max(cells)
}

/// The label of a row in full, with the label of its group; for screen readers and the line at the foot.
fn full_label(table: &Table, grid: Option<&'static Grid>, row: usize) -> Text {
    let Some(line) = table.rows.get(row) else {
        return Text::new("", "");
    };
    let printed = line.key.zip(grid).and_then(|(key, grid)| grid.row(key));
    let label = as_written(printed.map(|row| (&row.label, &row.label)), &line.label);
    let group = match line.key {
        Some(RowKey::Requests(row)) => row.group().filter(|group| *group != RequestsGroup::Outcomes),
        _ => None,
    };
    let over = match group.zip(grid) {
        Some((group, grid)) => grid.row(RowKey::Group(group)).map(|row| &row.label),
        None => printed.and_then(|row| row.over.as_ref()),
    };
    match over {
        Some(over) => joined(over, " ", &label),
        None => label,
    }
}

fn joined(a: &Text, by: &str, b: &Text) -> Text {
    Text::of([&*a.zh, by, &*b.zh].concat(), [&*a.en, by, &*b.en].concat())
}

/// The full label of a cell's row, and the header of its column.
pub(super) fn names(open: &Open, at: CellPlace) -> Option<(Text, Text)> {
    let Block::Table(table) = place::item(open.report.blocks(at.part), at.item)? else {
        return None;
    };
    let grid = grid_in(table, form_of(open));
    let column = table.columns.get(at.column)?;
    let column = column_label(grid, column.key, &column.label);
    Some((full_label(table, grid, at.row), column))
}

/// A statutory table, with the labels of its groups merged at the left.
fn table(shell: Shell, part: Part, item: usize, shape: &TableShape) -> El {
    let it = &shape.table;
    let form = shape.form.form();
    let grid = grid_in(it, form);
    let (labels, lines) = lines(it, form, grid);
    let width = width(it);
    let names: Vec<Text> = (0..width)
        .map(|index| match it.columns.get(index) {
            Some(column) => column_label(grid, column.key, &column.label),
            None => Text::new("", ""),
        })
        .collect();
    let mut rows = Vec::new();
    for line in &lines {
        let mut tr = el("tr");
        for (at, beside) in line.beside.iter().enumerate() {
            let level = labels - line.span - line.beside.len() + at;
            let mark = beside.row.map_or("", |row| shape.mark(true, row));
            tr = tr.child(upright(shell, beside, level, mark));
        }
        rows.push(row(
            shell,
            (part, item, line.row),
            shape,
            (grid, labels, line.span),
            &names,
            tr,
        ));
    }
    let mut columns = Vec::with_capacity(labels + width + 1);
    let mut add = |class: &str| columns.push(el("col").class(class));
    for label in 1..=labels {
        add(if label < labels { "g" } else { "l" });
    }
    for at in 0..width {
        let narrow = it
            .columns
            .get(at)
            .is_some_and(|column| over(grid, column.key).is_some());
        add(if narrow { "n" } else { "w" });
    }
    add("m");
    let caption_en = grid.map_or_else(|| it.caption.clone(), |grid| grid.caption.en.clone().into_owned());
    let in_corner = it.id == TableId::Requests && grid.is_some_and(|grid| label::same(&grid.caption.zh, &it.caption));
    el("table")
        .class(&["form ", it.id.name()].concat())
        .child(
            el("caption")
                .class(if in_corner { "unseen" } else { "" })
                .words(shell, Text::of(it.caption.clone(), caption_en)),
        )
        .child(el("colgroup").all(columns))
        .child(thead(shell, (part, item), shape, grid, labels, in_corner))
        .child(el("tbody").all(rows))
}

/// Adds words that are shown while the pointer rests on the element.
fn titled(shell: Shell, element: El, words: Text) -> El {
    element.live("title", move || Some(words.get(shell.lang.get()).to_owned()))
}

/// The header that spans a column and its neighbours.
fn over(grid: Option<&'static Grid>, key: Option<ColumnKey>) -> Option<&'static Text> {
    grid?.column(key?)?.over.as_ref()
}

/// The headers of the columns, below those that span several.
fn thead(
    shell: Shell,
    (part, item): (Part, usize),
    shape: &TableShape,
    grid: Option<&'static Grid>,
    labels: usize,
    balance: bool,
) -> El {
    let it = &shape.table;
    let over = |index: usize| it.columns.get(index).and_then(|column| over(grid, column.key));
    let deep = (0..it.columns.len()).any(|index| over(index).is_some());
    let high = if deep { "2" } else { "1" };
    let corner = el("th")
        .class("l")
        .attr("scope", "col")
        .attr("colspan", &labels.to_string())
        .attr("rowspan", high)
        .say(shell, "事项", "Item")
        .maybe(balance.then(|| {
            el("span")
                .class("hint")
                .say(shell, "第一项＋第二项＝第三项＋第四项", "one + two = three + four")
        }));
    let mut first = el("tr").child(corner);
    let mut second = el("tr");
    for (index, column) in it.columns.iter().enumerate() {
        let class = [
            "n ",
            if is_total(column.key) { "tot " } else { "" },
            shape.mark(false, index),
        ]
        .concat();
        let label = column_label(grid, column.key, &column.label);
        let shown = short_header(grid, column);
        let head = el("th").attr("scope", "col").seen(shell, "class", move |app| {
            let active = app
                .active
                .filter(|at| (at.part, at.item, at.column) == (part, item, index));
            Some([&*class, if active.is_some() { " cur" } else { "" }].concat())
        });
        let head = titled(shell, head, label.clone()).words(shell, shown.unwrap_or(label));
        match over(index) {
            Some(words) => {
                if index == 0 || over(index - 1) != Some(words) {
                    let count = (index..it.columns.len())
                        .take_while(|next| over(*next) == Some(words))
                        .count();
                    first = first.child(
                        el("th")
                            .class("n")
                            .attr("scope", "col")
                            .attr("colspan", &count.to_string())
                            .words(shell, words.clone()),
                    );
                }
                second = second.child(head);
            }
            None => first = first.child(head.attr("rowspan", high)),
        }
    }
    let more = width(it) - it.columns.len();
    if more > 0 {
        first = first.child(el("td").attr("colspan", &more.to_string()).attr("rowspan", high));
    }
    first = first.child(
        el("th")
            .class("margin")
            .attr("scope", "col")
            .attr("rowspan", high)
            .say(shell, "旁注", "Notes"),
    );
    el("thead").child(first).maybe(deep.then_some(second))
}

/// A group's label, upright. Its number is left out where there is no room for it.
fn upright(shell: Shell, beside: &Beside, level: usize, mark: &str) -> El {
    let level = if level == 0 { "v v0 " } else { "v v1 " };
    let low = if beside.rows < LOW { "low " } else { "" };
    let number = |words: &str, close: char| words.find(close).map_or(0, |at| at + close.len_utf8());
    let (zh, en) = (&*beside.label.zh, &*beside.label.en);
    let zh = zh.split_at(number(zh, '）'));
    let en = en.split_at(number(en, ')'));
    el("th")
        .class(&[level, low, mark].concat())
        .attr("scope", "row")
        .attr("rowspan", &beside.rows.to_string())
        .child(
            el("span")
                .child(
                    el("span")
                        .class("no")
                        .words(shell, Text::of(zh.0.to_owned(), en.0.to_owned())),
                )
                .words(shell, Text::of(zh.1.to_owned(), en.1.to_owned())),
        )
}

/// Groups with fewer rows have no room for the number of their label.
const LOW: usize = 5;

/// A row of cells, with its label and the note next to it, after the labels that begin at it.
fn row(
    shell: Shell,
    (part, item, row): (Part, usize, usize),
    shape: &TableShape,
    (grid, labels, span): (Option<&'static Grid>, usize, usize),
    names: &[Text],
    tr: El,
) -> El {
    let it = &shape.table;
    let form = shape.form.form();
    let Some(line) = it.rows.get(row) else { return tr };
    let label = row_label(grid, line.key, &line.label);
    let full = full_label(it, grid, row);
    let strange = !line.cells.is_empty() && !has_row(form, it.id, line.key);
    let class = [
        "l l",
        &(labels - span).to_string(),
        if strange { " whole " } else { " " },
        shape.mark(true, row),
    ]
    .concat();
    let places = if line.cells.is_empty() {
        span + names.len()
    } else {
        span
    };
    let head = el("th")
        .class(&class)
        .attr("scope", "row")
        .attr("colspan", &places.to_string());
    let head = titled(shell, head, full.clone()).words(shell, label);
    let strange = strange.then(|| self::strange(shell, (part, item, row), line.key, form));
    let mut tr = tr.class(row_class(line.key)).child(head.maybe(strange));
    for column in 0..line.cells.len() {
        let head_key = it.columns.get(column).and_then(|column| column.key);
        let field = line.key.zip(head_key).and_then(|(row, column)| Field::at(row, column));
        let own = shape.own.get(row).and_then(|own| own.get(column)) == Some(&true);
        let field = field.filter(|field| own && field.exists());
        let name = match names.get(column) {
            Some(head) if !head.zh.is_empty() => joined(&full, " · ", head),
            _ => full.clone(),
        };
        let at = CellPlace {
            part,
            item,
            row,
            column,
        };
        tr = tr.child(cell(shell, at, &place::cell_id(at, field), name, is_total(head_key)));
    }
    let missing = names.len() - line.cells.len();
    if missing > 0 && !line.cells.is_empty() {
        tr = tr.child(el("td").class("gone").attr("colspan", &missing.to_string()));
    }
    let at = CellPlace {
        part,
        item,
        row,
        column: 0,
    };
    tr.child(margin(shell, at, names_in_notes(grid, it)))
}

/// A note that a row is not in the form, with the possible actions; its figures are kept until they are moved.
fn strange(shell: Shell, (part, item, row): (Part, usize, usize), key: Option<RowKey>, form: &'static Form) -> El {
    let moves = successors(key, form).into_iter().filter_map(|to| {
        let row_key = RowKey::Requests(to);
        let label = form
            .table(TableId::Requests)
            .find_map(|grid| grid.row(row_key))?
            .short_label()
            .clone();
        let name = Text::of(
            ["移到“", &*label.zh, "”"].concat(),
            ["Move to “", &*label.en, "”"].concat(),
        );
        Some(
            el("button")
                .attr("type", "button")
                .class("plain")
                .press(shell, move || Intent::Edit(Edit::MoveRow(part, item, row, to)))
                .words(shell, name),
        )
    });
    el("span")
        .class("strange")
        .say(shell, "格式里没有这一行", "not in the form")
        .all(moves)
        .child(button(shell, "plain", ("删除", "Remove"), move || {
            Intent::Edit(Edit::RemoveRow(part, item, row))
        }))
}

fn row_class(key: Option<RowKey>) -> &'static str {
    match key {
        Some(RowKey::Requests(
            RequestsRow::Received | RequestsRow::CarriedIn | RequestsRow::OutcomesTotal | RequestsRow::CarriedOut,
        )) => "sum",
        _ => "",
    }
}

/// The form's label in both languages if the label matches, else the label as it was written.
fn as_written(printed: Option<(&Text, &Text)>, written: &str) -> Text {
    match printed {
        Some((full, short)) if label::same(&full.zh, written) => short.clone(),
        Some((_, short)) => Text::of(written, short.en.clone()),
        None => Text::of(written, written),
    }
}

fn row_label(grid: Option<&'static Grid>, key: Option<RowKey>, written: &str) -> Text {
    let printed = key.zip(grid).and_then(|(key, grid)| grid.row(key));
    as_written(printed.map(|row| (&row.label, row.short_label())), written)
}

fn column_label(grid: Option<&'static Grid>, key: Option<ColumnKey>, written: &str) -> Text {
    let printed = key.zip(grid).and_then(|(key, grid)| grid.column(key));
    as_written(printed.map(|column| (&column.label, &column.label)), written)
}

/// For the notes of a table: whether each column holds totals, and its name.
fn names_in_notes(grid: Option<&'static Grid>, table: &Table) -> Vec<(bool, Text)> {
    let mut names = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let name = short_header(grid, column).unwrap_or_else(|| column_label(grid, column.key, &column.label));
        names.push((is_total(column.key), name));
    }
    names
}

/// The header of a narrow column in fewer words, if it is written as the form prints it.
fn short_header(grid: Option<&'static Grid>, column: &Column) -> Option<Text> {
    let key @ ColumnKey::Requests(applicant) = column.key? else {
        return None;
    };
    if !label::same(&grid?.column(key)?.label.zh, &column.label) {
        return None;
    }
    Some(match applicant {
        Applicant::Business => Text::new("商业企业", "Business"),
        Applicant::Research => Text::new("科研机构", "Research"),
        Applicant::SocialWelfare => Text::new("公益组织", "Public benefit"),
        Applicant::LegalService => Text::new("法律服务", "Legal service"),
        _ => return None,
    })
}

/// The look of a cell.
#[derive(Clone, PartialEq, Default)]
struct Face {
    text: String,
    class: &'static str,
    severity: Option<Severity>,
    part: Option<Severity>,
    described: String,
    /// Last year's text, if it differs.
    last: String,
    /// Whether a finding at it was accepted.
    accepted: bool,
    /// The classes of a selected cell: the edges of the range that it is at.
    selected: String,
    /// Whether Tab stops here.
    stop: bool,
    /// Whether the note next to its row is about it.
    active: bool,
}

impl Face {
    fn of(app: &App, open: &Open, at: CellPlace, total: bool) -> Face {
        let text = open.text(at).unwrap_or_default().to_owned();
        let class = match Cell::new(&text).value() {
            Value::Blank if text.is_empty() && total && open.is_wanted(at) => "blank wanted",
            Value::Blank if text.is_empty() => "blank",
            Value::Number(number) if number.is_zero() => "zero",
            Value::Text(_) => "raw",
            _ => "",
        };
        let mark = open.mark(at).cloned().unwrap_or_default();
        Face {
            text,
            class,
            severity: mark.severity,
            part: mark.part,
            described: findings::ids(mark.findings.iter().chain(&mark.parts).copied()),
            last: open.last_year(at).unwrap_or_default().to_owned(),
            accepted: mark.accepted,
            selected: app
                .selected()
                .filter(|selection| selection.has(at))
                .map_or_else(String::new, |selection| edges(selection, at)),
            stop: match app.selection {
                Some(selection) if selection.anchor.part == at.part => selection.anchor == at,
                _ => open.start(at.part) == Some(at),
            },
            active: app.active == Some(at),
        }
    }
}

/// The classes of a selected cell: the frame goes round the range, the handle is in its last cell.
fn edges(selection: Selection, at: CellPlace) -> String {
    if !selection.is_range() {
        return " grip".to_owned();
    }
    let (rows, columns) = (selection.rows(), selection.columns());
    let mut class = " picked".to_owned();
    for (edge, here) in [
        (" pt", *rows.start() == at.row),
        (" pb", *rows.end() == at.row),
        (" pl", *columns.start() == at.column),
        (" pr", *columns.end() == at.column),
    ] {
        if here {
            class.push_str(edge);
        }
    }
    if (at.row, at.column) == (*rows.end(), *columns.end()) {
        class.push_str(" grip");
    }
    class
}

fn cell(shell: Shell, at: CellPlace, id: &str, name: Text, total: bool) -> El {
    let face = shell.watch(move |app| of(app, |open| Some(Face::of(app, open, at, total))).unwrap_or_default());
    let class = move || {
        face.with(|face| {
            let class = [
                "n ",
                if total { "tot " } else { "" },
                face.class,
                face.part.map_or(" ", |severity| match severity {
                    Severity::Error => " part-error ",
                    Severity::Warning => " part-warning ",
                    Severity::Notice => " part-notice ",
                }),
                face.severity.map_or("", class_of),
                if face.accepted { " taken" } else { "" },
                &face.selected,
            ];
            Some(class.concat())
        })
    };
    let described = move || {
        face.with(|face| {
            let described = if face.active {
                [&face.described, " ", &margin_id(at)].concat()
            } else {
                face.described.clone()
            };
            Some(described).filter(|described| !described.is_empty())
        })
    };
    let address = [
        &at.item.to_string(),
        ".",
        &at.row.to_string(),
        ".",
        &at.column.to_string(),
    ]
    .concat();
    let last = move || face.with(|face| Some(face.last.clone()).filter(|last| !last.is_empty()));
    let told = move || Some([shell.word("去年 ", "last year "), &last()?].concat());
    el("td").live("class", class).live("data-last", last).child(
        el("input")
            .attr("id", id)
            .live("aria-description", told)
            .attr("data-cell", &address)
            .attr("inputmode", "decimal")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .live("aria-label", move || Some(name.get(shell.lang.get()).to_owned()))
            .live("aria-invalid", move || {
                face.with(|face| face.severity == Some(Severity::Error))
                    .then(|| "true".to_owned())
            })
            .live("tabindex", move || {
                Some(face.with(|face| if face.stop { "0" } else { "-1" }).to_owned())
            })
            .live("aria-describedby", described)
            .value(move || face.with(|face| face.text.clone())),
    )
}

/// The id of the note next to a row.
fn margin_id(row: CellPlace) -> String {
    ["margin.", &row.item.to_string(), ".", &row.row.to_string()].concat()
}

/// The note next to a row, in its own column, so that it neither hides cells nor moves anything.
fn margin(shell: Shell, row: CellPlace, columns: Vec<(bool, Text)>) -> El {
    let of_row = move |app: &App| of(app, |open| open.margin(row, app.active));
    el("td").class("margin").attr("id", &margin_id(row)).when(
        shell,
        move |app| key(of_row(app)),
        move || {
            let margin = shell.app.with_untracked(of_row);
            margin.map_or_else(Vec::new, |margin| notes(shell, &margin, &columns))
        },
    )
}

/// The words of a note next to a row. `columns`: whether each column is a total, and its header.
fn notes(shell: Shell, margin: &Margin, columns: &[(bool, Text)]) -> Vec<El> {
    let note = |class: &str, words: Text| vec![el("span").class(class).words(shell, words)];
    if let Some((at, offer)) = &margin.offer {
        let wanting = margin.progress == Some(Progress::Total);
        let look = if margin.wrong { "offer wrong" } else { "offer" };
        return vec![offered(shell, *at, offer, (look, wanting), columns.get(at.column))];
    }
    match margin.progress {
        Some(Progress::Total) => return note("", Text::new("还差总计", "total is missing")),
        Some(Progress::Columns) => return note("", Text::new("列填完再算", "columns first")),
        Some(Progress::Blank(cells)) => {
            let cells = cells.to_string();
            return note(
                "",
                Text::of(["还差 ", &cells, " 格"].concat(), [&cells, " to go"].concat()),
            );
        }
        None => {}
    }
    if margin.unassessed {
        return note("unasked", Text::new("没查：不全是数", "not all numbers"));
    }
    if margin.accepted {
        return note("", Text::new("已接受", "accepted"));
    }
    Vec::new()
}

/// The note next to the row of the active cell, for a screen that has no room for the column of notes.
pub(super) fn note(shell: Shell) -> El {
    let of_row = |app: &App| {
        let at = app.active?;
        of(app, |open| {
            let Block::Table(table) = place::item(open.report.blocks(at.part), at.item)? else {
                return None;
            };
            let grid = grid_in(table, form_of(open));
            Some((open.margin(at, Some(at))?, names_in_notes(grid, table)))
        })
    };
    el("span").class("note").attr("aria-hidden", "true").when(
        shell,
        move |app| key(of_row(app).map(|(margin, _)| (margin, app.active))),
        move || {
            let found = shell.app.with_untracked(of_row);
            found.map_or_else(Vec::new, |(margin, columns)| notes(shell, &margin, &columns))
        },
    )
}

/// A value offered for a cell. The cell keeps the focus: the key is Ctrl+Enter, the button is for pointers.
fn offered(
    shell: Shell,
    at: CellPlace,
    offer: &Offer,
    (class, wanting): (&str, bool),
    column: Option<&(bool, Text)>,
) -> El {
    let blank = shell
        .app
        .with_untracked(|app| of(app, |open| Some(open.text(at)?.is_empty())).unwrap_or(false));
    let words = if blank {
        Text::new("填 ", "fill in ")
    } else {
        Text::new("改为 ", "change to ")
    };
    let value = Text::of(offer.value.clone(), offer.value.clone());
    let mut text = joined(&words, "", &value);
    // A total needs no name.
    if let Some((false, name)) = column {
        // The button is narrow: in English, where names are long, they come last.
        text = Text::of(
            [&*name.zh, " ", &*text.zh].concat(),
            [&*text.en, " · ", &*name.en].concat(),
        );
    }
    if offer.why == Why::LastYear {
        text = joined(
            &text,
            "",
            &Text::new("（去年＋制发－废止）", " (last year + issued − repealed)"),
        );
    }
    let missing = wanting.then(|| el("span").class("wanting").say(shell, "还差总计 ", "total: "));
    el("button")
        .attr("type", "button")
        .class(class)
        .attr("tabindex", "-1")
        .attr("aria-keyshortcuts", "Control+Enter")
        .attr("title", "Ctrl+Enter")
        .on("mousedown", |event| event.prevent_default())
        .press(shell, move || Intent::Adopt(at))
        .maybe(missing)
        .words(shell, text)
}

/// A table that is not in the form: every cell can be edited.
fn grid(shell: Shell, part: Part, item: usize, widths: &[usize]) -> Vec<El> {
    let rows = widths.iter().enumerate().map(|(row, width)| {
        let cells = (0..*width).map(|column| {
            let at = CellPlace {
                part,
                item,
                row,
                column,
            };
            let (r, c) = ((row + 1).to_string(), (column + 1).to_string());
            let name = Text::of(
                ["第 ", &r, " 行第 ", &c, " 列"].concat(),
                ["row ", &r, ", column ", &c].concat(),
            );
            cell(shell, at, &place::cell_id(at, None), name, false)
        });
        el("tr").all(cells)
    });
    vec![
        el("table")
            .class("form other")
            .child(el("caption").say(
                shell,
                "格式里没有的表格，原样保留",
                "A table that is not in the form; kept as it is",
            ))
            .child(el("tbody").all(rows)),
        remove(shell, part, item, ("删除这个表格", "Remove this table")),
    ]
}

fn picture(shell: Shell, part: Part, item: usize, alt: &str, address: &str) -> Vec<El> {
    vec![
        el("p")
            .class("picture")
            .child(el("b").say(shell, "图片：", "Picture: "))
            .text(alt)
            .text(" ")
            .child(el("code").text(address)),
        remove(shell, part, item, ("删除这张图片", "Remove this picture")),
    ]
}

fn remove(shell: Shell, part: Part, item: usize, name: (&'static str, &'static str)) -> El {
    el("p").class("tools").child(button(shell, "plain", name, move || {
        Intent::Edit(Edit::RemoveItem(part, item))
    }))
}
