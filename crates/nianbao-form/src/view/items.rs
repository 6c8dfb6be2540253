//! The contents of a part: runs of prose (in `writing.rs`), the statutory tables as grids, other tables, pictures.

use leptos::prelude::*;
use nianbao_core::cell::{Cell, Value};
use nianbao_core::diagnostic::Severity;
use nianbao_core::field::{ColumnKey, Field, RequestsGroup, RequestsRow, RowKey, TableId};
use nianbao_core::form::{Form, FormId, Grid};
use nianbao_core::label;
use nianbao_core::report::{At, Block, Part, Table};
use nianbao_core::text::Text;

use super::el::{El, button, el, key};
use super::writing::{self, Page};
use super::{class_of, findings, of};
use crate::browser::Shell;
use crate::edit::{Edit, grid_of, has_row, successors};
use crate::offer::{Offer, Progress, Why};
use crate::official::is_total;
use crate::open::Open;
use crate::place::{self, CellPlace, is_prose};
use crate::state::{App, Intent};

/// Everything in a part, in order.
pub(super) fn items(shell: Shell, part: Part, page: Page) -> El {
    let count = move |app: &App| {
        app.open.as_ref().map_or(0, |open| {
            open.report.blocks(part).iter().filter(|block| !is_prose(block)).count()
        })
    };
    el("div").when(
        shell,
        move |app| key(count(app)),
        move || {
            let count = shell.app.with_untracked(count);
            let mut list = Vec::new();
            for at in 0..=count {
                list.push(writing::run(shell, part, at, count, page));
                if at < count {
                    list.push(item(shell, part, at));
                }
            }
            list
        },
    )
}

/// A table or picture, rebuilt only when its rows, columns or words change.
fn item(shell: Shell, part: Part, item: usize) -> El {
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
    own: Vec<bool>,
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
                    for (column, cell) in line.cells.iter_mut().enumerate() {
                        *cell = Cell::default();
                        own.push(
                            open.field(CellPlace {
                                part,
                                item,
                                row,
                                column,
                            })
                            .is_some(),
                        );
                    }
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
                let form = open
                    .report
                    .form()
                    .or_else(|| open.report.layout())
                    .unwrap_or(Form::LATEST);
                Shape::Table(TableShape {
                    form: form.id,
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

/// A statutory table with one column of labels that stays in view; headings inside it are bands.
fn table(shell: Shell, part: Part, item: usize, shape: &TableShape) -> El {
    let it = &shape.table;
    let form = shape.form.form();
    let grid = grid_of(it, form).or_else(|| Form::ALL.into_iter().find_map(|form| grid_of(it, form)));
    let caption_en = grid.map_or_else(|| it.caption.clone(), |grid| grid.caption.en.clone().into_owned());
    let heads = it.columns.iter().enumerate().map(|(index, column)| {
        let class = [
            "n ",
            if is_total(column.key) { "tot " } else { "" },
            shape.mark(false, index),
        ]
        .concat();
        el("th")
            .attr("scope", "col")
            .class(&class)
            .words(shell, column_label(grid, column.key, &column.label))
    });
    let mut own = shape.own.iter();
    let mut rows = Vec::new();
    for (row, line) in it.rows.iter().enumerate() {
        let label = row_label(grid, line.key, &line.label);
        let class = ["l ", shape.mark(true, row)].concat();
        if line.cells.is_empty() {
            let head = el("th")
                .class(&class)
                .attr("scope", "rowgroup")
                .attr("colspan", &(it.columns.len() + 1).to_string())
                .words(shell, label);
            rows.push(el("tr").class("band").child(head));
            continue;
        }
        let strange = (!has_row(form, it.id, line.key)).then(|| strange(shell, (part, item, row), line.key, form));
        let mut tr = el("tr").class(row_class(line.key)).child(
            el("th")
                .class(&class)
                .attr("scope", "row")
                .words(shell, label.clone())
                .maybe(strange),
        );
        for column in 0..line.cells.len() {
            let head = it.columns.get(column);
            let head_key = head.and_then(|column| column.key);
            let field = line.key.zip(head_key).and_then(|(row, column)| Field::at(row, column));
            let field = field.filter(|field| *own.next().unwrap_or(&false) && field.exists());
            let name = field.map_or_else(
                || {
                    let column = column_label(grid, head_key, head.map_or("", |column| &column.label));
                    Text::of(
                        [&label.zh, " · ", &column.zh].concat(),
                        [&label.en, " · ", &column.en].concat(),
                    )
                },
                Field::label,
            );
            let at = CellPlace {
                part,
                item,
                row,
                column,
            };
            tr = tr.child(cell(shell, at, &place::cell_id(at, field), name, is_total(head_key)));
        }
        let names = it
            .columns
            .iter()
            .map(|column| (is_total(column.key), column_label(grid, column.key, &column.label)));
        let row = CellPlace {
            part,
            item,
            row,
            column: 0,
        };
        rows.push(tr.child(margin(shell, row, names.collect())));
    }
    el("table")
        .class(&["form ", it.id.name()].concat())
        .child(el("caption").words(shell, Text::of(it.caption.clone(), caption_en)))
        .child(
            el("thead").child(
                el("tr")
                    .child(el("th").class("l").attr("scope", "col").say(shell, "事项", "Item"))
                    .all(heads)
                    .child(el("td").class("margin")),
            ),
        )
        .child(el("tbody").all(rows))
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
        Some(RowKey::Requests(row)) if row.group().is_some_and(|group| group != RequestsGroup::Outcomes) => "in",
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
    /// Whether it is one of several selected cells.
    selected: bool,
    /// Whether Tab stops here.
    stop: bool,
    /// Whether the note next to its row is about it.
    active: bool,
}

impl Face {
    fn of(app: &App, open: &Open, at: CellPlace) -> Face {
        let text = open.text(at).unwrap_or_default().to_owned();
        let class = match Cell::new(&text).value() {
            Value::Blank if text.is_empty() => "blank",
            Value::Number(number) if number.is_zero() => "zero",
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
            selected: app
                .selected()
                .is_some_and(|selection| selection.is_range() && selection.has(at)),
            stop: match app.selection {
                Some(selection) if selection.anchor.part == at.part => selection.anchor == at,
                _ => open.start(at.part) == Some(at),
            },
            active: app.active == Some(at),
        }
    }
}

fn cell(shell: Shell, at: CellPlace, id: &str, name: Text, total: bool) -> El {
    let face = shell.watch(move |app| of(app, |open| Some(Face::of(app, open, at))).unwrap_or_default());
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
                if face.selected { " picked" } else { "" },
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
            let Some(margin) = shell.app.with_untracked(of_row) else {
                return Vec::new();
            };
            let mut list = Vec::new();
            if let Some(progress) = margin.progress {
                list.push(el("span").class("wanting").words(
                    shell,
                    match progress {
                        Progress::Total => Text::new("还差总计 ", "total is missing "),
                        Progress::Blank(cells) => {
                            let cells = cells.to_string();
                            Text::of(["还差 ", &cells, " 格"].concat(), [&cells, " to go"].concat())
                        }
                    },
                ));
            }
            if let Some((at, offer)) = margin.offer {
                list.push(offered(shell, at, &offer, columns.get(at.column)));
            }
            if margin.unassessed {
                list.push(
                    el("span")
                        .class("unasked")
                        .say(shell, "没查：不全是数", "not checked: not all numbers"),
                );
            }
            list
        },
    )
}

/// A value offered for a cell. The cell keeps the focus: the key is Ctrl+Enter, the button is for pointers.
fn offered(shell: Shell, at: CellPlace, offer: &Offer, column: Option<&(bool, Text)>) -> El {
    let blank = shell
        .app
        .with_untracked(|app| of(app, |open| Some(open.text(at)?.is_empty())).unwrap_or(false));
    let last_year = offer.why == Why::LastYear;
    let (zh, en) = if blank || offer.why == Why::Sum {
        ("填 ", "fill in ")
    } else {
        ("改为 ", "change to ")
    };
    // A total needs no name.
    let name = column.filter(|(total, _)| !total).map(|(_, name)| name.clone());
    let text = match name {
        Some(name) => Text::of(
            [&*name.zh, " ", zh, &offer.value].concat(),
            [&*name.en, ": ", en, &offer.value].concat(),
        ),
        None => Text::of([zh, &offer.value].concat(), [en, &offer.value].concat()),
    };
    let text = if last_year {
        Text::of(
            [&*text.zh, "（去年＋制发－废止）"].concat(),
            [&*text.en, " (last year + issued − repealed)"].concat(),
        )
    } else {
        text
    };
    el("button")
        .attr("type", "button")
        .class("offer")
        .attr("tabindex", "-1")
        .attr("aria-keyshortcuts", "Control+Enter")
        .attr("title", "Ctrl+Enter")
        .on("mousedown", |event| event.prevent_default())
        .press(shell, move || Intent::Adopt(at))
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
