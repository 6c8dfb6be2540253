//! The part being edited, and the keys that work in it.

use gloo_events::EventListener;
use leptos::prelude::*;
use nianbao_core::diagnostic::Severity;
use nianbao_core::field::TableId;
use nianbao_core::form::{Form, SectionId};
use nianbao_core::report::{At, Block, Part};
use nianbao_core::text::Text;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement};

use super::el::{El, button, el, key};
use super::writing::writing;
use super::{facts, findings, of, overview, table};
use crate::browser::{self, Shell};
use crate::edit::{self, Edit, Toward};
use crate::grid::{Direction, Selection, Tally};
use crate::paste;
use crate::place::{CellPlace, Sheet, heading_id, prose_id};
use crate::state::{App, HELP_TITLE, Intent, Mode, Pane, SHEET_TITLE};

/// The column in the middle.
pub(super) fn sheet(shell: Shell) -> El {
    let sheet = |app: &App| app.sheet.unwrap_or(Sheet::Facts);
    let part = move || shell.app.with_untracked(|app| app.sheet).and_then(Sheet::part);
    el("main")
        .seen(shell, "class", |app| Some(["mid", table_class(app)].concat()))
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
        .on("copy", move |event| copied(shell, part(), &event, false))
        .on("cut", move |event| copied(shell, part(), &event, true))
        .on("mousedown", move |event| pressed(shell, part(), &event))
        .on("mouseover", move |event| dragged(shell, part(), &event))
        .on("dblclick", move |event| edited(shell, part(), &event))
        .on("focusin", move |event| {
            // Findings that were opened over the page are put away.
            if shell.app.with_untracked(|app| app.pane == Pane::Findings) {
                shell.send(Intent::Pane(Pane::Edit));
            }
            if let Some((input, place)) = cell_of(&event, part()) {
                let _ = input.set_attribute("data-was", &input.value());
                input.select();
                shell.send(Intent::Active(Some(place)));
            } else if let Some(id) = written_in(&event) {
                shell.send(Intent::At(id));
            }
        })
        .on("focusout", move |event| {
            if cell_of(&event, part()).is_none() {
                shell.send(Intent::Settle);
            } else if !to_a_cell(&event) {
                shell.send(Intent::Active(None));
            }
        })
        .when(
            shell,
            move |app| key(sheet(app)),
            move || match shell.app.with_untracked(sheet) {
                Sheet::Overview => overview::overview(shell),
                Sheet::LastYear => overview::last_year(shell),
                Sheet::Facts => vec![title(shell, Sheet::Facts), facts::facts(shell)],
                Sheet::Preface => {
                    let last = vec![last_text(shell, Part::Preface)];
                    vec![writing(
                        shell,
                        Part::Preface,
                        vec![title(shell, Sheet::Preface)],
                        Vec::new(),
                        last,
                    )]
                }
                Sheet::Section(index) => section(shell, index),
                Sheet::Missing(id) => missing(shell, id),
                Sheet::Unplaced => unplaced(shell),
            },
        )
        .child(foot(shell))
}

/// The class of a sheet with a table of the form.
fn table_class(app: &App) -> &'static str {
    let table = match app.sheet {
        Some(Sheet::Section(index)) => of(app, |open| open.report.sections.get(index)?.id?.table()),
        _ => None,
    };
    match table {
        Some(TableId::Proactive) => " tabled proactive",
        Some(TableId::Requests) => " tabled requests",
        Some(TableId::Disputes) => " tabled disputes",
        None => "",
    }
}

/// Last year's text of a part, paragraph by paragraph.
fn last_of(app: &App, part: Part) -> Vec<String> {
    of(app, |open| {
        let last = open.last()?;
        let there = match part {
            Part::Preface => Part::Preface,
            Part::Section(index) => {
                let id = open.report.sections.get(index)?.id?;
                Part::Section(last.sections.iter().position(|section| section.id == Some(id))?)
            }
        };
        let paragraphs = last.blocks(there).iter().filter_map(|block| match block {
            Block::Paragraph(text) | Block::Heading { text, .. } => Some(text.clone()),
            _ => None,
        });
        Some(paragraphs.collect())
    })
    .unwrap_or_default()
}

/// Last year's text of a part, to look at or to take over.
fn last_text(shell: Shell, part: Part) -> El {
    let text = move |app: &App| last_of(app, part);
    el("div").when(
        shell,
        move |app| key(text(app)),
        move || {
            let list = shell.app.with_untracked(text);
            if list.is_empty() {
                return Vec::new();
            }
            let all = list.join("\n");
            vec![
                el("details")
                    .class("why last")
                    .child(el("summary").say(shell, "去年这一部分写的", "Last year's text of this part"))
                    .child(
                        el("div")
                            .attr("lang", "zh-CN")
                            .all(list.iter().map(|text| el("p").text(text))),
                    )
                    .child(button(
                        shell,
                        "",
                        ("拿来改（加在后面）", "Take it over (added at the end)"),
                        move || Intent::Edit(Edit::Append(part, all.clone())),
                    )),
            ]
        },
    )
}

/// The heading of a sheet whose heading cannot be edited.
pub(super) fn title(shell: Shell, sheet: Sheet) -> El {
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

/// The heading in the form, if the section's differs.
fn printed(app: &App, index: usize) -> Option<String> {
    of(app, |open| {
        let section = open.report.sections.get(index)?;
        let form = open.report.form().unwrap_or(Form::LATEST);
        let printed = &form.heading(section.id?).zh;
        (*printed != section.heading).then(|| printed.clone().into_owned())
    })
}

/// Whether a section is not in the form, or occurs twice.
fn surplus(app: &App, index: usize) -> bool {
    of(app, |open| {
        let sections = &open.report.sections;
        let id = sections.get(index)?.id;
        Some(id.is_none() || sections.iter().position(|section| section.id == id) != Some(index))
    })
    .unwrap_or(false)
}

fn section(shell: Shell, index: usize) -> Vec<El> {
    let found = move |app: &App, least: Severity| {
        of(app, |open| {
            let found = open
                .alarms()
                .filter(|(finding, _)| finding.at == At::Heading(index) && finding.severity >= least);
            Some(findings::ids(found.map(|(_, key)| key))).filter(|ids| !ids.is_empty())
        })
    };
    let table = |app: &App, index: usize| of(app, |open| open.report.sections.get(index)?.id?.table());
    let text = shell.watch(move |app| heading(app, index));
    let name = el("h2")
        .attr("id", SHEET_TITLE)
        .attr("tabindex", "-1")
        .class("unseen")
        .live_text(move || text.get());
    let head = el("input")
        .attr("id", &heading_id(index))
        .class("heading")
        .attr("autocomplete", "off")
        .named(shell, "这一部分的标题", "Heading of this section")
        .seen(shell, "aria-invalid", move |app| {
            found(app, Severity::Error).map(|_| "true".to_owned())
        })
        .seen(shell, "aria-describedby", move |app| found(app, Severity::Notice))
        .value(move || text.get())
        .on("input", move |event| {
            if let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
                shell.send(Intent::Edit(Edit::Heading(index, input.value())));
            }
        });
    let table = el("div").class("fill").when(
        shell,
        move |app| key(table(app, index)),
        move || match shell.app.with_untracked(|app| table(app, index)) {
            Some(table) => tools(shell, index, table),
            None => Vec::new(),
        },
    );
    let tools = vec![
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
        table_help(shell, index),
    ];
    let rest = vec![
        last_text(shell, Part::Section(index)),
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
    ];
    vec![
        name,
        writing(shell, Part::Section(index), vec![head, table], tools, rest),
    ]
}

/// The buttons for the tables of a section, and how to fill them in.
fn tools(shell: Shell, index: usize, table: TableId) -> Vec<El> {
    let part = Part::Section(index);
    let cells = move |app: &App, blank: bool| {
        of(app, |open| {
            let has = |block: &Block| match block {
                Block::Table(table) => table.cells().any(|(_, cell)| !blank || cell.is_blank()),
                _ => false,
            };
            Some(open.report.blocks(part).iter().any(has))
        })
        .unwrap_or(false)
    };
    let off = move |blank| move |app: &App| (!cells(app, blank)).then(|| "true".to_owned());
    let totals = (table != TableId::Proactive).then(|| {
        button(shell, "", ("算全部总计", "Add up totals"), move || {
            Intent::Edit(Edit::Totals(part))
        })
        .attr("aria-keyshortcuts", "Control+Shift+Enter")
        .attr("title", "Ctrl+Shift+Enter")
        .seen(shell, "aria-disabled", off(false))
    });
    let zeros = button(shell, "", ("空格填 0", "Blanks to 0"), move || {
        Intent::Edit(Edit::Zeros(part))
    })
    .seen(shell, "aria-disabled", off(true));
    let after =
        el("label")
            .attr("for", &prose_id(part, 1))
            .class("after")
            .say(shell, "在表后写几句", "Write below the table");
    let how = el("details")
        .class("how")
        .child(el("summary").say(shell, "怎么填", "How to"))
        .child(
            el("div")
                .child(el("p").say(
                    shell,
                    "像在 Excel 里一样填写；可以整片粘贴。没有发生的请填 0。",
                    "Write as in Excel; a range can be pasted. Where nothing happened, write 0.",
                ))
                .maybe((table == TableId::Requests).then_some(after)),
        );
    let mut list = vec![how];
    list.extend(totals);
    list.push(zeros);
    list
}

/// The ways in which the tables of a section differ from the form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Differs {
    /// The number of cells of the form that are missing.
    lacking: usize,
    /// Some labels differ from the form.
    words: bool,
    /// The form of the year, if the tables are those of another one.
    form: Option<&'static str>,
}

impl Differs {
    fn of(app: &App, index: usize) -> Differs {
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
            let id = report.sections.get(index)?.id.filter(|id| id.table().is_some())?;
            Some(Differs {
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

/// What can be done if the tables of a section differ from the form.
fn table_help(shell: Shell, index: usize) -> El {
    let part = Part::Section(index);
    let id = move || {
        shell
            .app
            .with_untracked(|app| of(app, |open| open.report.sections.get(index)?.id))
    };
    let tell = move |text: Text, action: El| el("p").class("hint tell").words(shell, text).text(" ").child(action);
    el("div").when(
        shell,
        move |app| key(Differs::of(app, index)),
        move || {
            let tools = shell.app.with_untracked(|app| Differs::of(app, index));
            let mut list = Vec::new();
            if let Some(form) = tools.form {
                list.push(tell(
                    Text::of(
                        ["表格不是该年度的格式（", form, "年起的格式）。"].concat(),
                        ["The tables are not in the form of the year (", form, ")."].concat(),
                    ),
                    button(
                        shell,
                        "plain",
                        ("换成该年度的表格，保留已填的数", "Convert them; figures are kept"),
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
                        ("按格式补全行列", "Add the missing rows and columns"),
                        move || Intent::Edit(Edit::Complete(id)),
                    ),
                ));
            }
            if tools.words {
                list.push(tell(
                    Text::new(
                        "有行列名称与格式用语不同。",
                        "Some labels of rows or columns differ from the form.",
                    ),
                    button(
                        shell,
                        "plain",
                        ("改成格式用语", "Use the form's labels"),
                        move || Intent::Edit(Edit::Relabel(part)),
                    ),
                ));
            }
            list
        },
    )
}

/// The keys that work in tables and around them.
pub(crate) fn keys(shell: Shell) -> El {
    const KEYS: [(&str, &str, &str); 17] = [
        ("← ↑ → ↓", "走到邻格", "to the next cell"),
        ("Tab / Shift+Tab", "下一格 / 上一格", "next / previous cell"),
        (
            "Enter",
            "下一行，回到 Tab 起头的列",
            "next row, in the column where Tab began",
        ),
        ("Ctrl+← ↑ → ↓", "到这一片的边上", "to the edge of the filled cells"),
        ("PageUp / PageDown", "上、下十行", "ten rows up or down"),
        (
            "Home / End",
            "行首 / 行尾；加 Ctrl 到表头 / 表尾",
            "ends of the row; with Ctrl, of the table",
        ),
        (
            "Shift+…",
            "选一片；Ctrl+A 全选",
            "select a range; Ctrl+A the whole table",
        ),
        ("Ctrl+C / X / V", "复制 / 剪切 / 粘贴", "copy / cut / paste"),
        ("Ctrl+D / Ctrl+R", "向下 / 向右填充", "fill down / right"),
        ("Delete", "清空", "clear"),
        ("F2", "在格里改；Esc 不改了", "edit in the cell; Esc cancels"),
        ("Ctrl+Enter", "采用旁边给的数", "use the value next to the row"),
        ("Ctrl+Shift+Enter", "算全部总计", "add up all totals"),
        ("F6", "换一栏：目录、填写、发现", "next pane: parts, form, findings"),
        ("F8 / Shift+F8", "下一项 / 上一项发现", "next / previous finding"),
        ("Ctrl+S", "存为 Word", "save as Word"),
        ("?", "看这张单子", "this list"),
    ];
    el("section")
        .class("ask calm help")
        .named(shell, "快捷键", "Keys")
        .child(
            el("h2")
                .attr("id", HELP_TITLE)
                .attr("tabindex", "-1")
                .say(shell, "快捷键", "Keys"),
        )
        .child(
            el("dl").class("keylist").all(
                KEYS.into_iter()
                    .flat_map(|(keys, zh, en)| [el("dt").child(el("kbd").text(keys)), el("dd").say(shell, zh, en)]),
            ),
        )
        .child(button(shell, "", ("关上", "Close"), || Intent::Help(false)))
}

/// The line at the foot of a sheet with a table: the cell in full, and last year's figure; the number of selected cells, and
/// their sum. A screen reader has the former from the cell.
fn foot(shell: Shell) -> El {
    let row = |app: &App| of(app, |open| Some(table::names(open, app.active?)?.0)).unwrap_or(Text::new("", ""));
    let column = |app: &App| of(app, |open| Some(table::names(open, app.active?)?.1)).unwrap_or(Text::new("", ""));
    let last = |app: &App| {
        let last = of(app, |open| Some(open.text_of_last_year(app.active?)?.to_owned()));
        last.map_or(Text::new("", ""), |last| {
            Text::of(["去年 ", &last].concat(), ["Last year ", &last].concat())
        })
    };
    el("div")
        .class("foot")
        .child(
            el("span")
                .class("where")
                .attr("aria-hidden", "true")
                .child(el("span").told(shell, row))
                .child(el("b").told(shell, column)),
        )
        .child(el("span").class("then").attr("aria-hidden", "true").told(shell, last))
        .child(table::note(shell))
        .child(picked(shell))
}

/// The number of selected cells, and their sum.
fn picked(shell: Shell) -> El {
    let tally = |app: &App| {
        let selection = app.selected().filter(Selection::is_range)?;
        Some(app.open.as_ref()?.tally(selection))
    };
    el("p").class("picked").attr("role", "status").when(
        shell,
        move |app| key(tally(app)),
        move || {
            let Some(Tally { cells, sum }) = shell.app.with_untracked(tally) else {
                return Vec::new();
            };
            let cells = cells.to_string();
            let sum = sum.map(|sum| sum.to_string());
            let (mut zh, mut en) = (["已选 ", &cells, " 格"].concat(), [&cells, " cells selected"].concat());
            if let Some(sum) = sum {
                zh.push_str(&["，合计 ", &sum].concat());
                en.push_str(&[", sum ", &sum].concat());
            }
            vec![el("span").words(shell, Text::of(zh, en))]
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
        button(shell, "main", ("补上这一部分", "Add it"), move || {
            Intent::Edit(Edit::AddSection(id))
        }),
    ]
}

/// The texts that could not be placed, with the possible actions; the list stays until each was dealt with.
fn unplaced(shell: Shell) -> Vec<El> {
    let list = |app: &App| of(app, |open| Some(open.unplaced.clone())).unwrap_or_default();
    vec![
        title(shell, Sheet::Unplaced),
        el("p").class("hint").say(
            shell,
            "读文件时没能放进格式里的内容。还在报告里原来的位置；处理一条，少一条，都可以撤销。",
            "This text could not be placed in the form when the file was read. It is still in the report, in its original place. Each entry goes when it is dealt with, and can be undone.",
        ),
        el("ul").class("unplaced").when(
            shell,
            move |app| key(list(app)),
            move || {
                let list = shell.app.with_untracked(list);
                list.iter().enumerate().map(|(index, text)| piece(shell, index, text)).collect()
            },
        ),
    ]
}

fn piece(shell: Shell, index: usize, text: &str) -> El {
    let parts = shell.app.with_untracked(|app| {
        of(app, |open| {
            let report = &open.report;
            let titled = |part: Part| (part, Sheet::of(part).title(report));
            Some(report.parts().map(titled).collect::<Vec<_>>())
        })
        .unwrap_or_default()
    });
    let options: Vec<El> = parts
        .iter()
        .enumerate()
        .map(|(at, (_, title))| el("option").attr("value", &at.to_string()).words(shell, title.clone()))
        .collect();
    let choice = el("select")
        .named(shell, "放进哪一部分", "The part that it goes to")
        .on("change", move |event| {
            let select = event
                .target()
                .and_then(|it| it.dyn_into::<web_sys::HtmlSelectElement>().ok());
            let part =
                select.and_then(|select| parts.get(select.value().parse::<usize>().ok()?).map(|(part, _)| *part));
            if let Some(part) = part {
                shell.send(Intent::SettlePiece(index, Some(part)));
            }
        })
        .child(el("option").attr("value", "").say(shell, "放进…", "Put into…"))
        .all(options);
    el("li")
        .child(el("p").class("piece").attr("lang", "zh-CN").text(text))
        .child(
            el("div")
                .class("do")
                .child(button(
                    shell,
                    "plain",
                    ("到它原来的位置", "To its place"),
                    move || Intent::FindPiece(index),
                ))
                .child(choice)
                .child(button(shell, "plain", ("处理好了", "Dealt with"), move || {
                    Intent::SettlePiece(index, None)
                })),
        )
}

/// The input of an event, if it is a cell.
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

/// The id of the text area of an event.
fn written_in(event: &web_sys::Event) -> Option<String> {
    let element: Element = event.target()?.dyn_into().ok()?;
    let is_text = matches!(&*element.tag_name(), "INPUT" | "TEXTAREA");
    Some(element.id()).filter(|id| is_text && !id.is_empty())
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

/// Maps undo and redo of the browser's menu to those of the report.
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

fn clipboard(event: &web_sys::Event) -> Option<web_sys::DataTransfer> {
    event.dyn_ref::<web_sys::ClipboardEvent>()?.clipboard_data()
}

/// Pastes: a range goes into the cells from the first selected one on, a single value into all selected cells.
fn pasted(shell: Shell, part: Option<Part>, event: &web_sys::Event) {
    let Some((_, place)) = cell_of(event, part) else { return };
    let Some(data) = clipboard(event) else { return };
    let text = data.get_data("text/plain").unwrap_or_default();
    let text = if text.trim().is_empty() {
        // Some programs only provide an HTML table.
        let html = data.get_data("text/html").unwrap_or_default();
        browser::table_of(&html).unwrap_or_default()
    } else {
        text
    };
    let selection = shell
        .app
        .with_untracked(App::selected)
        .unwrap_or(Selection::cell(place));
    let edit = if paste::range(&text).is_some() {
        Edit::Paste(selection.start(), text)
    } else if selection.is_range() && !text.is_empty() {
        Edit::Spread(selection, text.trim().to_owned())
    } else {
        return;
    };
    event.prevent_default();
    shell.send(Intent::Edit(edit));
}

/// Copies the selected cells as text and as a table; cutting also clears them.
fn copied(shell: Shell, part: Option<Part>, event: &web_sys::Event, cut: bool) {
    if cell_of(event, part).is_none() {
        return;
    }
    let (copied, selection) = shell.app.with_untracked(|app| (app.copied(), app.selected()));
    let Some(((text, html), selection, data)) = copied
        .zip(selection)
        .zip(clipboard(event))
        .map(|((copied, selection), data)| (copied, selection, data))
    else {
        return;
    };
    if data.set_data("text/plain", &text).is_ok() && data.set_data("text/html", &html).is_ok() {
        event.prevent_default();
        if cut {
            shell.send(Intent::Edit(Edit::Clear(selection)));
        }
    }
}

/// A click selects a whole cell, as in a spreadsheet; with Shift it extends the selection. Only in a cell whose text is
/// being edited does it set the cursor.
fn pressed(shell: Shell, part: Option<Part>, event: &web_sys::Event) {
    let Some((input, place)) = cell_of(event, part) else {
        gripped(shell, event);
        return;
    };
    let editing = shell
        .app
        .with_untracked(|app| app.mode == Mode::Editing && app.active == Some(place));
    let Some(mouse) = event.dyn_ref::<web_sys::MouseEvent>().filter(|_| !editing) else {
        return;
    };
    if mouse.button() != 0 {
        return;
    }
    event.prevent_default();
    if mouse.shift_key() && shell.app.with_untracked(|app| app.active.is_some()) {
        shell.send(Intent::Extend(place));
        return;
    }
    let _ = input.focus();
    let _ = input.set_attribute("data-was", &input.value());
    input.select();
    shell.send(Intent::Pick(place));
}

/// The handle is the corner of a cell that its input leaves free. It is let go wherever the pointer is then.
fn gripped(shell: Shell, event: &web_sys::Event) {
    let cell = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let on_handle = cell.is_some_and(|cell| cell.class_list().contains("grip"));
    let button = event.dyn_ref().map(web_sys::MouseEvent::button);
    if on_handle && button == Some(0) {
        event.prevent_default();
        shell.send(Intent::Handle(true));
        EventListener::once(&window(), "mouseup", move |_| shell.send(Intent::Handle(false))).forget();
    }
}

/// While the button is held down, the selection follows the pointer.
fn dragged(shell: Shell, part: Option<Part>, event: &web_sys::Event) {
    let held = event
        .dyn_ref::<web_sys::MouseEvent>()
        .is_some_and(|mouse| mouse.buttons() & 1 == 1);
    // It was let go where the page did not see it.
    if !held && shell.app.with_untracked(|app| app.dragged.is_some()) {
        shell.send(Intent::Handle(false));
    }
    if held && let Some((_, place)) = cell_of(event, part) {
        let moved = shell.app.with_untracked(|app| {
            app.mode != Mode::Editing
                && app.active.is_some()
                && (app.dragged.is_some() || app.selection.is_some_and(|selection| selection.focus != place))
        });
        if moved {
            shell.send(Intent::Extend(place));
        }
    }
}

/// A double click, or F2, edits the text of a cell.
fn edited(shell: Shell, part: Option<Part>, event: &web_sys::Event) {
    if let Some((input, _)) = cell_of(event, part) {
        let len = u32::try_from(input.value().encode_utf16().count()).unwrap_or(u32::MAX);
        let _ = input.set_selection_range(len, len);
        shell.send(Intent::Mode(Mode::Editing));
    }
}

/// Whether the focus moves from one cell to another.
fn to_a_cell(event: &web_sys::Event) -> bool {
    event
        .dyn_ref::<web_sys::FocusEvent>()
        .and_then(web_sys::FocusEvent::related_target)
        .and_then(|it| it.dyn_into::<Element>().ok())
        .is_some_and(|it| it.has_attribute("data-cell"))
}

fn pressed_key(shell: Shell, part: Option<Part>, event: &web_sys::KeyboardEvent) {
    // 229: the key belongs to an input method.
    if event.is_composing() || event.key_code() == 229 {
        return;
    }
    let Some((input, place)) = cell_of(event, part) else {
        return;
    };
    let (mode, selection, leaves) = shell.app.with_untracked(|app| {
        let open = app.open.as_ref();
        let edge = |direction| open.is_some_and(|open| open.neighbour(place, direction).is_none());
        let way = if event.shift_key() {
            Direction::Left
        } else {
            Direction::Right
        };
        (app.mode, app.selected().unwrap_or(Selection::cell(place)), edge(way))
    });
    let pressed = Pressed {
        key: event.key(),
        control: event.ctrl_key() || event.meta_key(),
        shift: event.shift_key(),
        alt: event.alt_key(),
    };
    let was = input.get_attribute("data-was").filter(|was| *was != input.value());
    let intent = match &*pressed.key {
        "F2" => {
            event.prevent_default();
            edited(shell, part, event);
            return;
        }
        // Leave the table, as any other element.
        "Tab" if leaves => return,
        "Escape" if was.is_some() => was.map(|was| Intent::Edit(Edit::Cell(place, was))),
        "Escape" => Some(Intent::Pick(place)),
        "Delete" | "Backspace" if selection.is_range() => Some(Intent::Edit(Edit::Clear(selection))),
        _ => pressed.fills(selection).or_else(|| pressed.leads(place, mode)),
    };
    let Some(intent) = intent else { return };
    event.prevent_default();
    let reverted = pressed.key == "Escape";
    shell.send(intent);
    if reverted {
        shell.send(Intent::Mode(Mode::Ready));
        input.select();
    }
}

/// A key with its modifiers.
struct Pressed {
    key: String,
    control: bool,
    shift: bool,
    alt: bool,
}

impl Pressed {
    /// The change that the key makes to the selected cells.
    fn fills(&self, selection: Selection) -> Option<Intent> {
        if !self.control || self.alt {
            return None;
        }
        Some(match &*self.key {
            "Enter" if self.shift => Intent::Edit(Edit::Totals(selection.anchor.part)),
            "Enter" => Intent::Adopt(selection.anchor),
            "d" | "D" => Intent::Edit(Edit::Fill(selection, Toward::Bottom)),
            "r" | "R" if !self.shift => Intent::Edit(Edit::Fill(selection, Toward::Right)),
            _ => return None,
        })
    }

    /// The move or extension of the selection by the key.
    fn leads(&self, place: CellPlace, mode: Mode) -> Option<Intent> {
        let editing = mode == Mode::Editing;
        match &*self.key {
            "Tab" if !self.control && !self.alt => return Some(Intent::Tab(place, !self.shift)),
            "Enter" if self.shift => return Some(Intent::Move(place, Direction::Up)),
            "Enter" if !self.control => return Some(Intent::Enter(place)),
            "a" | "A" if self.control && !editing => return Some(Intent::SelectAll),
            _ => {}
        }
        // While a text is edited, these keys move the cursor.
        if editing || self.alt {
            return None;
        }
        let direction = match (&*self.key, self.control) {
            ("ArrowUp", false) => Direction::Up,
            ("ArrowDown", false) => Direction::Down,
            ("ArrowLeft", false) => Direction::Left,
            ("ArrowRight", false) => Direction::Right,
            ("ArrowUp", true) => Direction::EdgeUp,
            ("ArrowDown", true) => Direction::EdgeDown,
            ("ArrowLeft", true) => Direction::EdgeLeft,
            ("ArrowRight", true) => Direction::EdgeRight,
            ("PageUp", false) => Direction::PageUp,
            ("PageDown", false) => Direction::PageDown,
            ("Home", true) => Direction::First,
            ("End", true) => Direction::Last,
            ("Home", false) => Direction::RowStart,
            ("End", false) => Direction::RowEnd,
            _ => return None,
        };
        Some(if self.shift {
            Intent::Stretch(direction)
        } else {
            Intent::Move(place, direction)
        })
    }
}
