//! The part being edited, and the keys that work in it.

use leptos::prelude::*;
use nianbao_core::form::{Form, SectionId};
use nianbao_core::report::{At, Block, Part};
use nianbao_core::text::Text;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use super::el::{El, button, el, key};
use super::{facts, findings, items, of};
use crate::browser::Shell;
use crate::edit::{self, Edit};
use crate::open::Direction;
use crate::paste;
use crate::place::{CellPlace, Sheet, heading_id};
use crate::state::{App, Intent, SHEET_TITLE};

/// The column in the middle.
pub(super) fn sheet(shell: Shell) -> El {
    let sheet = |app: &App| app.sheet.unwrap_or(Sheet::Facts);
    let part = move || shell.app.with_untracked(|app| app.sheet).and_then(Sheet::part);
    el("main")
        .class("mid")
        .attr("id", "main")
        .on("keydown", move |event| {
            if let Some(event) = event.dyn_ref() {
                pressed_key(shell, part(), event);
            }
        })
        .on("input", move |event| {
            let composing = event.dyn_ref().is_some_and(web_sys::InputEvent::is_composing);
            if !composing {
                typed(shell, part(), &event);
            }
        })
        .on("compositionend", move |event| typed(shell, part(), &event))
        .on("beforeinput", move |event| history(shell, &event))
        .on("paste", move |event| pasted(shell, part(), &event))
        .on("mousedown", move |event| pressed(&event))
        .on("focusin", move |event| {
            if let Some((input, place)) = cell_of(&event, part()) {
                let _ = input.set_attribute("data-was", &input.value());
                input.select();
                shell.send(Intent::Active(Some(place)));
            }
        })
        .on("focusout", move |event| {
            shell.send(if cell_of(&event, part()).is_some() {
                Intent::Active(None)
            } else {
                Intent::Settle
            });
        })
        .when(
            shell,
            move |app| key(sheet(app)),
            move || match shell.app.with_untracked(sheet) {
                Sheet::Facts => vec![title(shell, Sheet::Facts), facts::facts(shell)],
                Sheet::Preface => vec![title(shell, Sheet::Preface), items::items(shell, Part::Preface)],
                Sheet::Section(index) => section(shell, index),
                Sheet::Missing(id) => missing(shell, id),
                Sheet::Unplaced => unplaced(shell),
            },
        )
}

/// The heading of a sheet that has no heading of its own to edit.
fn title(shell: Shell, sheet: Sheet) -> El {
    el("h2")
        .attr("id", SHEET_TITLE)
        .attr("tabindex", "-1")
        .told(shell, move |app| {
            of(app, |open| Some(sheet.title(&open.report))).unwrap_or(Text::new("", ""))
        })
}

fn heading(app: &App, index: usize) -> String {
    of(app, |open| Some(open.report.sections.get(index)?.heading.clone())).unwrap_or_default()
}

/// What the form prints in place of a heading, where that is something else.
fn printed(app: &App, index: usize) -> Option<String> {
    of(app, |open| {
        let section = open.report.sections.get(index)?;
        let form = open.report.form().unwrap_or(Form::LATEST);
        let printed = &form.heading(section.id?).zh;
        (*printed != section.heading).then(|| printed.clone().into_owned())
    })
}

/// Whether a section is one that the form does not have, or has already.
fn surplus(app: &App, index: usize) -> bool {
    of(app, |open| {
        let sections = &open.report.sections;
        let id = sections.get(index)?.id;
        Some(id.is_none() || sections.iter().position(|section| section.id == id) != Some(index))
    })
    .unwrap_or(false)
}

fn section(shell: Shell, index: usize) -> Vec<El> {
    let invalid = move || {
        shell.app.with(|app| {
            of(app, |open| {
                let found = open.alarms().filter(|(finding, _)| finding.at == At::Heading(index));
                Some(findings::ids(found.map(|(_, key)| key))).filter(|ids| !ids.is_empty())
            })
        })
    };
    let table = |app: &App, index: usize| {
        of(app, |open| open.report.sections.get(index)?.id)
            .and_then(SectionId::table)
            .is_some()
    };
    let text = move || shell.app.with(|app| heading(app, index));
    vec![
        el("h2")
            .attr("id", SHEET_TITLE)
            .attr("tabindex", "-1")
            .class("unseen")
            .live_text(text),
        el("input")
            .attr("id", &heading_id(index))
            .class("heading")
            .attr("autocomplete", "off")
            .named(shell, "这一部分的标题", "Heading of this section")
            .live("aria-invalid", move || invalid().map(|_| "true".to_owned()))
            .live("aria-describedby", invalid)
            .value(text)
            .on("input", move |event| {
                if let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
                    shell.send(Intent::Edit(Edit::Heading(index, input.value())));
                }
            }),
        el("div").when(
            shell,
            move |app| key(printed(app, index)),
            move || {
                let printed = shell.app.with_untracked(|app| printed(app, index));
                printed
                    .map(|printed| {
                        el("p")
                            .class("hint")
                            .say(shell, "格式的标题是：", "The form's heading: ")
                            .text(&printed)
                            .child(button(shell, "plain", ("改成这个", "Use it"), move || {
                                Intent::Edit(Edit::HeadingOfForm(index))
                            }))
                    })
                    .into_iter()
                    .collect()
            },
        ),
        el("div").when(
            shell,
            move |app| key(table(app, index)),
            move || {
                if shell.app.with_untracked(|app| table(app, index)) {
                    vec![table_tools(shell, index)]
                } else {
                    Vec::new()
                }
            },
        ),
        items::items(shell, Part::Section(index)),
        el("div").when(
            shell,
            move |app| key(surplus(app, index)),
            move || {
                if shell.app.with_untracked(|app| surplus(app, index)) {
                    vec![el("p").class("tools").child(button(
                        shell,
                        "",
                        ("删除这一部分", "Remove this section"),
                        move || Intent::Edit(Edit::RemoveSection(index)),
                    ))]
                } else {
                    Vec::new()
                }
            },
        ),
    ]
}

/// What can be done to the tables of a section as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Tools {
    /// Some cells are blank.
    blank: bool,
    /// How many cells of the form are missing.
    lacking: usize,
    /// Some rows or columns are worded otherwise than in the form.
    words: bool,
    /// The form whose tables these should be, where they are those of another one.
    form: Option<&'static str>,
}

impl Tools {
    fn of(app: &App, index: usize) -> Tools {
        of(app, |open| {
            let report = &open.report;
            let tables = || {
                report
                    .blocks(Part::Section(index))
                    .iter()
                    .filter_map(|block| match block {
                        Block::Table(table) => Some(table),
                        _ => None,
                    })
            };
            let id = report.sections.get(index)?.id?;
            Some(Tools {
                blank: tables().any(|table| table.cells().any(|(_, cell)| cell.is_blank())),
                lacking: edit::lacking(report, id).len(),
                words: report
                    .form()
                    .is_some_and(|form| tables().any(|table| edit::has_other_words(table, form))),
                form: edit::other_form(report).map(|form| form.id.name()),
            })
        })
        .unwrap_or_default()
    }
}

fn table_tools(shell: Shell, index: usize) -> El {
    let part = Part::Section(index);
    let id = move || {
        shell
            .app
            .with_untracked(|app| of(app, |open| open.report.sections.get(index)?.id))
    };
    let tell = move |text: Text, action: El| el("p").class("hint tell").words(shell, text).text(" ").child(action);
    el("div").when(
        shell,
        move |app| key(Tools::of(app, index)),
        move || {
            let tools = shell.app.with_untracked(|app| Tools::of(app, index));
            let zeros = tools.blank.then(|| {
                button(
                    shell,
                    "plain",
                    ("把空格全部填 0", "Fill every blank with 0"),
                    move || Intent::Edit(Edit::Zeros(part)),
                )
            });
            let mut list = vec![
                el("p")
                    .class("hint keys")
                    .say(
                        shell,
                        "方向键移动，Enter 向下，直接键入替换，可从 Excel 或 WPS 粘贴一片。没有发生的请填 0。",
                        "Arrow keys move, Enter goes down, typing replaces; a range can be pasted from Excel or WPS. Where nothing happened, write 0.",
                    )
                    .maybe(zeros),
            ];
            if let Some(form) = tools.form {
                list.push(tell(
                    Text::of(
                        ["表格不是该年度的格式（", form, "年起的格式）。"].concat(),
                        ["The tables are not those of the year's form (", form, ")."].concat(),
                    ),
                    button(
                        shell,
                        "plain",
                        ("换成该年度的表格，保留已填的数", "Lay them out anew; figures stay"),
                        || Intent::Edit(Edit::Relayout),
                    ),
                ));
            } else if tools.lacking > 0
                && let Some(id) = id()
            {
                let count = tools.lacking.to_string();
                list.push(tell(
                    Text::of(
                        ["表格缺 ", &count, " 格。"].concat(),
                        ["The tables lack ", &count, " cells."].concat(),
                    ),
                    button(
                        shell,
                        "plain",
                        ("按格式补全行列", "Put in the form's rows and columns"),
                        move || Intent::Edit(Edit::Complete(id)),
                    ),
                ));
            }
            if tools.words {
                list.push(tell(
                    Text::new(
                        "有行列名称与格式用语不同。",
                        "Some rows or columns are not worded as in the form.",
                    ),
                    button(shell, "plain", ("改成格式用语", "Use the form's words"), move || {
                        Intent::Edit(Edit::Relabel(part))
                    }),
                ));
            }
            list
        },
    )
}

fn missing(shell: Shell, id: SectionId) -> Vec<El> {
    vec![
        title(shell, Sheet::Missing(id)),
        el("p").say(
            shell,
            "报告里没有这一部分；格式要求六个部分齐全。",
            "The report has no such section; the form asks for all six.",
        ),
        button(shell, "main", ("补上这一部分", "Put it in"), move || {
            Intent::Edit(Edit::AddSection(id))
        }),
    ]
}

fn unplaced(shell: Shell) -> Vec<El> {
    let list = shell
        .app
        .with_untracked(|app| of(app, |open| Some(open.unplaced.clone())))
        .unwrap_or_default();
    vec![
        title(shell, Sheet::Unplaced),
        el("p").class("hint").say(
            shell,
            "读文件时没能放进格式里的内容。都还在报告里原来的位置，这里只是列出来。",
            "What could not be placed in the form when the file was read. It is still in the report where it stood; this is a list.",
        ),
        el("ul")
            .class("unplaced")
            .all(list.iter().map(|text| el("li").text(text))),
    ]
}

/// The input that an event happened in, where it is a cell.
fn cell_of(event: &web_sys::Event, part: Option<Part>) -> Option<(HtmlInputElement, CellPlace)> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let address = input.get_attribute("data-cell")?;
    let mut numbers = address.split('.').map(str::parse::<usize>);
    let mut next = || numbers.next()?.ok();
    let place = CellPlace {
        part: part?,
        item: next()?,
        row: next()?,
        column: next()?,
    };
    Some((input, place))
}

fn typed(shell: Shell, part: Option<Part>, event: &web_sys::Event) {
    if let Some((input, place)) = cell_of(event, part) {
        shell.send(Intent::Edit(Edit::Cell(place, input.value())));
    } else if let Some(area) = event.target().and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok())
        && let Some(run) = area.get_attribute("data-prose").and_then(|run| run.parse().ok())
        && let Some(part) = part
    {
        shell.send(Intent::Edit(Edit::Prose(part, run, area.value())));
    }
}

/// Undo and redo of the browser's own menu are those of the report.
fn history(shell: Shell, event: &web_sys::Event) {
    let Some(event) = event.dyn_ref::<web_sys::InputEvent>() else {
        return;
    };
    let intent = match event.input_type().as_str() {
        "historyUndo" => Intent::Undo,
        "historyRedo" => Intent::Redo,
        _ => return,
    };
    event.prevent_default();
    shell.send(intent);
}

fn pasted(shell: Shell, part: Option<Part>, event: &web_sys::Event) {
    let Some((_, place)) = cell_of(event, part) else { return };
    let text = event
        .dyn_ref::<web_sys::ClipboardEvent>()
        .and_then(web_sys::ClipboardEvent::clipboard_data)
        .and_then(|data| data.get_data("text/plain").ok());
    if let Some(text) = text
        && paste::range(&text).is_some()
    {
        event.prevent_default();
        shell.send(Intent::Edit(Edit::Paste(place, text)));
    }
}

/// The first press on a cell selects it whole, as in a spreadsheet; the next one sets the cursor.
fn pressed(event: &web_sys::Event) {
    let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let focused = document().active_element();
    if input.has_attribute("data-cell") && focused.as_ref() != Some(AsRef::<Element>::as_ref(&input)) {
        event.prevent_default();
        let _ = input.focus();
    }
}

fn pressed_key(shell: Shell, part: Option<Part>, event: &web_sys::KeyboardEvent) {
    // 229: an input method has the key.
    if event.is_composing() || event.key_code() == 229 {
        return;
    }
    let Some((input, place)) = cell_of(event, part) else {
        return;
    };
    let control = event.ctrl_key() || event.meta_key();
    let (start, end) = (
        input.selection_start().ok().flatten().unwrap_or(0),
        input.selection_end().ok().flatten().unwrap_or(0),
    );
    let len = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
    let whole = start == 0 && end == len;
    let plain = !control && !event.alt_key() && !event.shift_key();
    let direction = match event.key().as_str() {
        "Enter" if control => {
            event.prevent_default();
            shell.send(Intent::Adopt(place));
            return;
        }
        "Escape" => {
            if let Some(was) = input.get_attribute("data-was").filter(|was| *was != input.value()) {
                event.prevent_default();
                shell.send(Intent::Edit(Edit::Cell(place, was)));
            }
            return;
        }
        "F2" => {
            event.prevent_default();
            let _ = input.set_selection_range(len, len);
            return;
        }
        "Enter" if event.shift_key() => Direction::Up,
        "Enter" => Direction::Down,
        "ArrowUp" if plain => Direction::Up,
        "ArrowDown" if plain => Direction::Down,
        "ArrowLeft" if plain && (whole || end == 0) => Direction::Left,
        "ArrowRight" if plain && (whole || start == len) => Direction::Right,
        "Home" if control => Direction::First,
        "End" if control => Direction::Last,
        "Home" if plain && whole => Direction::RowStart,
        "End" if plain && whole => Direction::RowEnd,
        _ => return,
    };
    event.prevent_default();
    shell.send(Intent::Move(place, direction));
}
