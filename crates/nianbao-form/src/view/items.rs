//! What stands in a part: runs of prose, the statutory tables as grids, other tables, pictures.

use leptos::html::Textarea;
use leptos::prelude::*;
use nianbao_core::cell::{Cell, Value};
use nianbao_core::diagnostic::Severity;
use nianbao_core::field::{ColumnKey, Field, RequestsGroup, RequestsRow, RowKey};
use nianbao_core::form::{Form, FormId, Grid};
use nianbao_core::label;
use nianbao_core::report::{At, Block, Part, Table};
use nianbao_core::text::Text;

use super::findings::id as finding_id;
use super::{button, class_of, words};
use crate::browser::Shell;
use crate::edit::{Edit, grid_of};
use crate::offer::{Offer, Why};
use crate::official::is_total;
use crate::open::Open;
use crate::place::{self, CellPlace, is_prose, prose_id};
use crate::prose;
use crate::state::Intent;

/// Everything in a part, in its order.
pub(super) fn items(shell: Shell, part: Part) -> AnyView {
    let count = Memo::new(move |_| {
        shell.app.with(|app| {
            app.open.as_ref().map_or(0, |open| {
                open.report.blocks(part).iter().filter(|block| !is_prose(block)).count()
            })
        })
    });
    view! {
        {move || {
            let count = count.get();
            (0..=count)
                .map(|at| view! {
                    {run(shell, part, at, count)}
                    {(at < count).then(|| item(shell, part, at))}
                })
                .collect_view()
        }}
    }
    .into_any()
}

/// A run of prose. One that is empty and stands before or between tables is not shown, but it stays while it is typed in.
fn run(shell: Shell, part: Part, run: usize, count: usize) -> AnyView {
    let blocks = move |read: &dyn Fn(&Open, std::ops::Range<usize>) -> String| {
        shell.app.with(|app| {
            let Some(open) = &app.open else { return String::new() };
            let runs = place::runs(open.report.blocks(part));
            runs.get(run)
                .map_or_else(String::new, |range| read(open, range.clone()))
        })
    };
    let text =
        Memo::new(move |_| blocks(&|open, range| prose::text(open.report.blocks(part).get(range).unwrap_or_default())));
    // The findings in it: errors and all, by id.
    let found = Memo::new(move |_| {
        blocks(&|open, range| {
            let ids: Vec<String> = open
                .checked
                .findings
                .iter()
                .zip(&open.keys)
                .filter(|(finding, _)| matches!(&finding.at, At::Text(p, block, _) | At::Block(p, block) if *p == part && range.contains(block)))
                .map(|(_, key)| finding_id(*key))
                .collect();
            ids.join(" ")
        })
    });
    let wrong = Memo::new(move |_| {
        !blocks(&|open, range| {
            let wrong = open.checked.findings.iter().any(|finding| {
                finding.severity == Severity::Error
                    && matches!(&finding.at, At::Text(p, block, _) if *p == part && range.contains(block))
            });
            String::from(if wrong { "true" } else { "" })
        })
        .is_empty()
    });
    let area = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        let text = text.get();
        // Blank lines and the like stay as they are typed while they mean the same.
        if let Some(area) = area.get()
            && prose::text(&prose::blocks(&area.value())) != text
        {
            area.set_value(&text);
        }
    });
    let (class, name) = match (run, count) {
        (0, 0) => ("prose only", ("正文", "Text")),
        (at, count) if at == count => ("prose", ("表后的文字", "Text behind the tables")),
        (0, _) => ("prose between", ("表前的文字", "Text before the tables")),
        _ => ("prose between", ("表间的文字", "Text between the tables")),
    };
    let length = move || text.with(|text| text.chars().filter(|c| !c.is_whitespace()).count());
    let described = move || Some(found.get()).filter(|ids| !ids.is_empty());
    view! {
        <div class=class>
            <label>
                <span class="label">{shell.say(name.0, name.1)}</span>
                <textarea
                    node_ref=area
                    id=prose_id(part, run)
                    data-prose=run
                    rows=if count == 0 { "12" } else { "2" }
                    placeholder=" "
                    aria-invalid=move || wrong.get().then_some("true")
                    aria-describedby=described
                ></textarea>
            </label>
            {(count == 0).then(|| view! {
                <p class="hint">
                    {shell.say("每行一段；### 开头的行是小标题。", "One paragraph a line; a line that begins with ### is a heading.")}
                    " " {length} {shell.say(" 字", " characters")}
                </p>
            })}
        </div>
    }
    .into_any()
}

/// A table or picture, shown anew only where its rows, columns or words change.
fn item(shell: Shell, part: Part, item: usize) -> AnyView {
    let shape = Memo::new(move |_| shell.app.with(|app| Shape::of(app.open.as_ref()?, part, item)));
    view! {
        {move || match shape.get() {
            Some(Shape::Table(shape)) => table(shell, part, item, &shape),
            Some(Shape::Grid(widths)) => grid(shell, part, item, &widths),
            Some(Shape::Picture(alt, address)) => picture(shell, part, item, &alt, &address),
            None => ().into_any(),
        }}
    }
    .into_any()
}

/// What must change for an item to be shown anew.
#[derive(Clone, PartialEq)]
enum Shape {
    Table(TableShape),
    /// The width of each row.
    Grid(Vec<usize>),
    Picture(String, String),
}

#[derive(Clone, PartialEq)]
struct TableShape {
    form: FormId,
    table: Table,
    /// Whether each cell is the one of its field, row by row.
    own: Vec<bool>,
    /// The worst finding at a label: rows, then columns.
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
                    .checked
                    .findings
                    .iter()
                    .filter_map(|finding| match finding.at {
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
fn table(shell: Shell, part: Part, item: usize, shape: &TableShape) -> AnyView {
    let it = &shape.table;
    let form = shape.form.form();
    let grid = grid_of(it, form).or_else(|| Form::ALL.into_iter().find_map(|form| grid_of(it, form)));
    let caption = it.caption.clone();
    let caption_en = grid.map_or_else(|| caption.clone(), |grid| grid.caption.en.clone().into_owned());
    let caption = Text::of(caption, caption_en);
    let heads = it
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            let label = column_label(grid, column.key, &column.label);
            let class = [
                "n ",
                if is_total(column.key) { "tot " } else { "" },
                shape.mark(false, index),
            ]
            .concat();
            view! { <th scope="col" class=class>{words(shell, move || label.clone())}</th> }
        })
        .collect_view();
    let mut own = shape.own.iter();
    let width = it.columns.len() + 1;
    let rows = it
        .rows
        .iter()
        .enumerate()
        .map(|(row, line)| {
            let label = row_label(grid, line.key, &line.label);
            let mark = shape.mark(true, row);
            if line.cells.is_empty() {
                let class = ["l ", mark].concat();
                return view! {
                    <tr class="band">
                        <th class=class scope="rowgroup" colspan=width>{words(shell, move || label.clone())}</th>
                    </tr>
                }
                .into_any();
            }
            let cells = (0..line.cells.len())
                .map(|column| {
                    let key = it.columns.get(column).and_then(|column| column.key);
                    let field = line.key.zip(key).and_then(|(row, column)| Field::at(row, column));
                    let own = *own.next().unwrap_or(&false);
                    let name = match field.filter(|field| own && field.exists()) {
                        Some(field) => field.label(),
                        None => {
                            let column = it.columns.get(column);
                            let column = column_label(grid, key, column.map_or("", |column| &column.label));
                            Text::of(
                                [&label.zh, " · ", &column.zh].concat(),
                                [&label.en, " · ", &column.en].concat(),
                            )
                        }
                    };
                    let at = CellPlace {
                        part,
                        item,
                        row,
                        column,
                    };
                    let id = place::cell_id(at, field.filter(|_| own));
                    cell(shell, at, id, name, is_total(key))
                })
                .collect_view();
            let strange = line.key.is_none();
            let text = label.clone();
            view! {
                <tr class=row_class(line.key)>
                    <th class=["l ", mark].concat() scope="row">
                        {words(shell, move || text.clone())}
                        {strange.then(|| view! {
                            <span class="strange">
                                {shell.say("格式里没有这一行", "not in the form")}
                                {button(shell, "plain", ("删除", "Remove"), move || Intent::Edit(Edit::RemoveRow(part, item, row)))}
                            </span>
                        })}
                    </th>
                    {cells}
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let corner = Text::new("事项", "Item");
    let class = ["form ", it.id.name()].concat();
    view! {
        <table class=class>
            <caption>{words(shell, move || caption.clone())}</caption>
            <thead>
                <tr>
                    <th class="l" scope="col">{words(shell, move || corner.clone())}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
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

/// The form's words in both languages where the label has them, else the label as it was written.
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

/// How a cell looks.
#[derive(Clone, PartialEq, Default)]
struct Face {
    text: String,
    class: &'static str,
    severity: Option<Severity>,
    part: bool,
    described: String,
    offer: Option<Offer>,
}

impl Face {
    fn of(open: &Open, at: CellPlace, active: bool) -> Face {
        let text = open.text(at).unwrap_or_default().to_owned();
        let class = match Cell::new(&text).value() {
            Value::Blank if text.is_empty() => "blank",
            Value::Number(number) if number.is_zero() => "zero",
            _ => "",
        };
        let mark = open.mark(at).cloned().unwrap_or_default();
        let ids: Vec<String> = mark.findings.iter().map(|key| finding_id(*key)).collect();
        Face {
            text,
            class,
            severity: mark.severity,
            part: mark.part,
            described: ids.join(" "),
            offer: active.then(|| open.offer(at)).flatten(),
        }
    }
}

fn cell(shell: Shell, at: CellPlace, id: String, name: Text, total: bool) -> AnyView {
    let face = Memo::new(move |_| {
        shell.app.with(|app| {
            app.open
                .as_ref()
                .map(|open| Face::of(open, at, app.active == Some(at)))
                .unwrap_or_default()
        })
    });
    let class = move || {
        face.with(|face| {
            [
                "n ",
                if total { "tot " } else { "" },
                face.class,
                if face.part { " part " } else { " " },
                face.severity.map_or("", class_of),
            ]
            .concat()
        })
    };
    let described = move || {
        face.with(|face| match (&face.offer, face.described.is_empty()) {
            (None, true) => None,
            (None, false) => Some(face.described.clone()),
            (Some(_), _) => Some([&face.described, " offer"].concat()),
        })
    };
    let address = [at.item, at.row, at.column].map(|number| number.to_string()).join(".");
    view! {
        <td class=class>
            <input
                id=id
                data-cell=address
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                aria-label=words(shell, move || name.clone())
                aria-invalid=move || face.with(|face| face.severity == Some(Severity::Error)).then_some("true")
                aria-describedby=described
                prop:value=move || face.with(|face| face.text.clone())
            />
            {move || face.with(|face| face.offer.clone()).map(|offer| bubble(shell, at, offer))}
        </td>
    }
    .into_any()
}

/// What the cell being edited is offered.
fn bubble(shell: Shell, at: CellPlace, offer: Offer) -> AnyView {
    let text = move || {
        let value = &offer.value;
        match offer.why {
            Why::Finding => Text::of(["应为 ", value].concat(), ["should be ", value].concat()),
            Why::Sum => Text::of(["合计 ", value].concat(), ["sum ", value].concat()),
        }
    };
    // The cell keeps the focus: the key is Ctrl+Enter, the button is for pointers.
    view! {
        <button
            type="button"
            class="offer"
            id="offer"
            tabindex="-1"
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| shell.send(Intent::Adopt(at))
        >
            <b>{words(shell, text)}</b>
            " · "
            {shell.say("Ctrl+Enter 采用", "Ctrl+Enter to use")}
        </button>
    }
    .into_any()
}

/// A table that is none of the form's: every cell can be edited.
fn grid(shell: Shell, part: Part, item: usize, widths: &[usize]) -> AnyView {
    let rows = widths
        .iter()
        .enumerate()
        .map(|(row, width)| {
            let cells = (0..*width)
                .map(|column| {
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
                    cell(shell, at, place::cell_id(at, None), name, false)
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <table class="form other">
            <caption>{shell.say("格式里没有的表格，原样保留", "A table that the form does not have; kept as it is")}</caption>
            <tbody>{rows}</tbody>
        </table>
        {remove(shell, part, item, ("删除这个表格", "Remove this table"))}
    }
    .into_any()
}

fn picture(shell: Shell, part: Part, item: usize, alt: &str, address: &str) -> AnyView {
    let text = if alt.is_empty() { address } else { alt }.to_owned();
    let address = address.to_owned();
    view! {
        <p class="picture">
            <b>{shell.say("图片：", "Picture: ")}</b> {text} " " <code>{address}</code>
        </p>
        {remove(shell, part, item, ("删除这张图片", "Remove this picture"))}
    }
    .into_any()
}

fn remove(shell: Shell, part: Part, item: usize, name: (&'static str, &'static str)) -> AnyView {
    view! {
        <p class="tools">{button(shell, "plain", name, move || Intent::Edit(Edit::RemoveItem(part, item)))}</p>
    }
    .into_any()
}
