//! The part being edited, and the keys that work in it.

use leptos::prelude::*;
use nianbao_core::form::SectionId;
use nianbao_core::report::{Block, Part};
use nianbao_core::text::Text;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use super::{button, facts, items, words};
use crate::browser::Shell;
use crate::edit::{self, Edit};
use crate::open::{Direction, Open};
use crate::paste;
use crate::place::{CellPlace, Sheet, heading_id};
use crate::state::{Intent, SHEET_TITLE};

/// The column in the middle.
pub(super) fn sheet(shell: Shell) -> AnyView {
    let sheet = Memo::new(move |_| shell.app.with(|app| app.sheet.unwrap_or(Sheet::Facts)));
    let part = move || shell.app.with_untracked(|app| app.sheet).and_then(Sheet::part);
    view! {
        <main
            class="mid"
            id="main"
            on:keydown=move |event| key(shell, part(), &event)
            on:input=move |event| {
                if !event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing) {
                    typed(shell, part(), &event);
                }
            }
            on:compositionend=move |event| typed(shell, part(), &event)
            on:beforeinput=move |event| history(shell, &event)
            on:paste=move |event| pasted(shell, part(), &event)
            on:mousedown=move |event| pressed(&event)
            on:focusin=move |event| {
                if let Some((input, place)) = cell_of(&event, part()) {
                    let _ = input.set_attribute("data-was", &input.value());
                    input.select();
                    shell.send(Intent::Active(Some(place)));
                }
            }
            on:focusout=move |event| {
                if cell_of(&event, part()).is_some() {
                    shell.send(Intent::Active(None));
                } else {
                    shell.send(Intent::Settle);
                }
            }
        >
            {move || match sheet.get() {
                Sheet::Facts => view! { {title(shell, Sheet::Facts)} {facts::facts(shell)} }.into_any(),
                Sheet::Preface => view! { {title(shell, Sheet::Preface)} {items::items(shell, Part::Preface)} }.into_any(),
                Sheet::Section(index) => section(shell, index),
                Sheet::Missing(id) => missing(shell, id),
                Sheet::Unplaced => unplaced(shell),
            }}
        </main>
    }
    .into_any()
}

fn of<T>(shell: Shell, read: impl Fn(&Open) -> Option<T>) -> Option<T> {
    shell.app.with(|app| app.open.as_ref().and_then(read))
}

/// The heading of a sheet that has no heading of its own to edit.
fn title(shell: Shell, sheet: Sheet) -> AnyView {
    let text = move || of(shell, |open| Some(sheet.title(&open.report))).unwrap_or(Text::new("", ""));
    view! { <h2 id=SHEET_TITLE tabindex="-1">{words(shell, text)}</h2> }.into_any()
}

fn section(shell: Shell, index: usize) -> AnyView {
    let id = Memo::new(move |_| of(shell, |open| open.report.sections.get(index)?.id));
    let heading = Memo::new(move |_| {
        of(shell, |open| Some(open.report.sections.get(index)?.heading.clone())).unwrap_or_default()
    });
    let invalid = Memo::new(move |_| {
        of(shell, |open| {
            let at = nianbao_core::report::At::Heading(index);
            let found = open
                .checked
                .findings
                .iter()
                .zip(&open.keys)
                .find(|(finding, _)| finding.at == at);
            found.map(|(_, key)| super::findings::id(*key))
        })
    });
    let other = Memo::new(move |_| {
        id.get()
            .map(|id| id.heading().zh)
            .filter(|printed| *printed != heading.get())
    });
    // A section that the form does not have, or has already, can be taken out.
    let surplus = Memo::new(move |_| {
        of(shell, |open| {
            let id = open.report.sections.get(index)?.id;
            Some(id.is_none() || open.report.sections.iter().position(|section| section.id == id) != Some(index))
        })
        .unwrap_or(false)
    });
    let table = move || id.get().and_then(SectionId::table).is_some();
    view! {
        <h2 id=SHEET_TITLE tabindex="-1" class="unseen">{move || heading.get()}</h2>
        <input
            id=heading_id(index)
            class="heading"
            autocomplete="off"
            aria-label=shell.say("这一部分的标题", "Heading of this section")
            aria-invalid=move || invalid.get().map(|_| "true")
            aria-describedby=move || invalid.get()
            prop:value=move || heading.get()
            on:input=move |event| shell.send(Intent::Edit(Edit::Heading(index, event_target_value(&event))))
        />
        {move || other.get().map(|printed| view! {
            <p class="hint">
                {shell.say("格式的标题是：", "The form's heading: ")} {printed} " "
                {button(shell, "plain", ("改成这个", "Use it"), move || Intent::Edit(Edit::HeadingOfForm(index)))}
            </p>
        })}
        {move || table().then(|| table_tools(shell, index))}
        {items::items(shell, Part::Section(index))}
        {move || surplus.get().then(|| view! {
            <p class="tools">
                {button(shell, "", ("删除这一部分", "Remove this section"), move || Intent::Edit(Edit::RemoveSection(index)))}
            </p>
        })}
    }
    .into_any()
}

/// How the tables are filled in, and what can be done to them as a whole.
fn table_tools(shell: Shell, index: usize) -> AnyView {
    let part = Part::Section(index);
    let blanks = Memo::new(move |_| {
        of(shell, |open| {
            let blank =
                open.report.blocks(part).iter().any(
                    |block| matches!(block, Block::Table(table) if table.cells().any(|(_, cell)| cell.is_blank())),
                );
            Some(blank)
        })
        .unwrap_or(false)
    });
    let lacking = Memo::new(move |_| {
        of(shell, |open| {
            let id = open.report.sections.get(index)?.id?;
            let count = edit::lacking(&open.report, id).len();
            (count > 0).then_some((id, count))
        })
    });
    let words_differ = Memo::new(move |_| {
        of(shell, |open| {
            let form = open.report.form()?;
            let differ = open
                .report
                .blocks(part)
                .iter()
                .any(|block| matches!(block, Block::Table(table) if edit::has_other_words(table, form)));
            Some(differ)
        })
        .unwrap_or(false)
    });
    let other_form = Memo::new(move |_| of(shell, |open| edit::other_form(&open.report).map(|form| form.id)));
    view! {
        <p class="hint keys">
            {shell.say(
                "方向键移动，Enter 向下，直接键入替换，可从 Excel 或 WPS 粘贴一片。没有发生的请填 0。",
                "Arrow keys move, Enter goes down, typing replaces; a range can be pasted from Excel or WPS. Where nothing happened, write 0.",
            )}
            {move || blanks.get().then(|| view! {
                " " {button(shell, "plain", ("把空格全部填 0", "Fill every blank with 0"), move || Intent::Edit(Edit::Zeros(part)))}
            })}
        </p>
        {move || other_form.get().map(|form| {
            let name = form.name();
            view! {
                <p class="hint tell">
                    {words(shell, move || Text::of(
                        ["表格不是该年度的格式（", name, "年起的格式）。"].concat(),
                        ["The tables are not those of the year's form (", name, ")."].concat(),
                    ))}
                    " "
                    {button(shell, "plain", ("换成该年度的表格，保留已填的数", "Lay them out anew; figures stay"), || Intent::Edit(Edit::Relayout))}
                </p>
            }
        })}
        {move || (other_form.get().is_none()).then(|| lacking.get()).flatten().map(|(id, count)| {
            let count = count.to_string();
            view! {
                <p class="hint tell">
                    {words(shell, move || Text::of(
                        ["表格缺 ", &count, " 格。"].concat(),
                        ["The tables lack ", &count, " cells."].concat(),
                    ))}
                    " "
                    {button(shell, "plain", ("按格式补全行列", "Put in the form's rows and columns"), move || Intent::Edit(Edit::Complete(id)))}
                </p>
            }
        })}
        {move || words_differ.get().then(|| view! {
            <p class="hint tell">
                {shell.say("有行列名称与格式用语不同。", "Some rows or columns are not worded as in the form.")} " "
                {button(shell, "plain", ("改成格式用语", "Use the form's words"), move || Intent::Edit(Edit::Relabel(part)))}
            </p>
        })}
    }
    .into_any()
}

fn missing(shell: Shell, id: SectionId) -> AnyView {
    view! {
        {title(shell, Sheet::Missing(id))}
        <p>{shell.say("报告里没有这一部分；格式要求六个部分齐全。", "The report has no such section; the form asks for all six.")}</p>
        {button(shell, "main", ("补上这一部分", "Put it in"), move || Intent::Edit(Edit::AddSection(id)))}
    }
    .into_any()
}

fn unplaced(shell: Shell) -> AnyView {
    let list = Memo::new(move |_| of(shell, |open| Some(open.unplaced.clone())).unwrap_or_default());
    view! {
        {title(shell, Sheet::Unplaced)}
        <p class="hint">
            {shell.say(
                "读文件时没能放进格式里的内容。都还在报告里原来的位置，这里只是列出来。",
                "What could not be placed in the form when the file was read. It is still in the report where it stood; this is a list.",
            )}
        </p>
        <ul class="unplaced">{move || list.get().into_iter().map(|text| view! { <li>{text}</li> }).collect_view()}</ul>
    }
    .into_any()
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
fn pressed(event: &web_sys::MouseEvent) {
    let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let focused = document().active_element();
    if input.has_attribute("data-cell") && focused.as_ref() != Some(AsRef::<Element>::as_ref(&input)) {
        event.prevent_default();
        let _ = input.focus();
    }
}

fn key(shell: Shell, part: Option<Part>, event: &web_sys::KeyboardEvent) {
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
