//! The start view: open or begin a report, and the list of drafts.

use leptos::prelude::*;
use nianbao_core::form::{Form, FormId};
use nianbao_core::text::Text;
use nianbao_documents::{Kind, kind};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::el::{El, button, el, key};
use super::top::{organ_and_year, year_in_words};
use crate::browser::{self, Shell};
use crate::draft::Record;
use crate::edit;
use crate::state::{App, HOME_TITLE, Intent};

/// The extensions of readable files, for the browser's dialog.
fn accepted() -> String {
    let endings: Vec<String> = Kind::readable_in_browser()
        .flat_map(Kind::extensions)
        .map(|extension| format!(".{extension}"))
        .collect();
    endings.join(",")
}

/// The kinds of file that can be opened, and those that must be saved as another kind first.
fn openable() -> Text {
    let kinds = kind::names(Kind::readable_in_browser(), &kind::OR);
    let not_read = |kind: &&Kind| !Kind::readable_in_browser().any(|read| read == **kind);
    let others = kind::endings(Kind::ALL.iter().filter(not_read).copied(), &kind::AND);
    let open = Text::of(format!("能读 {}。", kinds.zh), format!("Readable: {}.", kinds.en));
    if others.zh.is_empty() {
        return open;
    }
    Text::of(
        format!("{}{} 文件请先另存为 .docx。", open.zh, others.zh),
        format!("{} Save {} files as .docx first.", open.en, others.en),
    )
}

/// The start view: drafts first, if there are any; then the ways to a report.
pub(super) fn home(shell: Shell) -> El {
    let sample = el("p")
        .class("way sample")
        .child(el("span").say(shell, "只想看看？", "Just looking?"))
        .child(button(shell, "plain", ("打开样例", "Open the sample"), || {
            Intent::Sample(browser::new_id())
        }))
        .maybe((!browser::from_disk()).then(|| {
            el("a")
                .attr("href", "../")
                .say(shell, "回到年报库", "Back to the archive")
        }));
    el("main")
        .seen(shell, "class", |app| {
            let drafts = !app.drafts.is_empty();
            Some(if drafts { "home with-drafts" } else { "home" }.to_owned())
        })
        .attr("id", "main")
        .child(
            el("div")
                .class("head")
                .child(
                    el("h1")
                        .attr("id", HOME_TITLE)
                        .attr("tabindex", "-1")
                        .told(shell, |app| {
                            if app.drafts.is_empty() {
                                Text::new("填写、核对年度报告，存成 Word", "Write and check an annual report, and save it as Word")
                            } else {
                                Text::new("接着填", "Go on writing")
                            }
                        }),
                )
                .child(el("p").class("lead").say(
                    shell,
                    "打开 Word 草稿，边填边核对三张表和正文；也可以从空白开始。文件只在这台电脑上处理，断网也能用。",
                    "Open a draft; the three tables and the figures in the text are checked as you write. Or begin a blank one. Files stay on this computer, and no network is needed.",
                )),
        )
        .child(drafts(shell))
        .child(
            el("div")
                .class("ways")
                .child(open_file(shell))
                .child(from_last_year(shell))
                .child(blank(shell))
                .child(sample),
        )
}

fn file_input(shell: Shell, id: &'static str, following: bool) -> El {
    el("input")
        .attr("id", id)
        .attr("type", "file")
        .attr("accept", &accepted())
        .on("change", move |event| {
            let Some(input) = input_of(&event) else { return };
            let files = browser::list(input.files());
            // Read before the input is reset, so that the same file can be chosen again.
            shell.read(files, following);
            input.set_value("");
        })
}

fn input_of(event: &web_sys::Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

fn open_file(shell: Shell) -> El {
    el("section")
        .class("way drop")
        .child(el("h2").say(shell, "打开一份报告", "Open a report"))
        .child(
            el("label")
                .class("file main")
                .child(file_input(shell, "file", false).attr("multiple", ""))
                .child(el("span").say(shell, "选择文件…", "Choose a file…")),
        )
        .child(el("p").say(
            shell,
            "也可以拖进来，或在这里粘贴（Ctrl+V）一张表或整份报告。Word、WPS、Excel、网页、文本都能读。",
            "Or drop it here, or paste (Ctrl+V) a table or a whole report. Word, WPS, Excel, web pages and text are read.",
        ))
        .child(
            el("details")
                .class("kinds")
                .child(el("summary").say(shell, "能读的全部格式", "All kinds of file that are read"))
                .child(el("p").class("hint").words(shell, openable())),
        )
}

fn from_last_year(shell: Shell) -> El {
    el("section")
        .class("way")
        .child(el("h2").say(shell, "接着去年的报告写", "Go on from last year's report"))
        .child(el("p").say(
            shell,
            "机关名称、上年结转一并带过来；去年的数留在格子里、文字留在旁边作对照，并按跨年度的规则核对。",
            "Organ and requests carried in come along; last year's figures and text stay next to yours, and the rules across years apply.",
        ))
        .child(
            el("label")
                .class("file")
                .child(file_input(shell, "last-year", true))
                .child(el("span").say(shell, "选去年的报告…", "Choose last year's report…")),
        )
}

/// Begins a blank report; its form follows from its year.
fn blank(shell: Shell) -> El {
    let organ = RwSignal::new(String::new());
    let year = RwSignal::new(browser::last_year().to_string());
    let form = move || {
        let form = match edit::year(&year.get()) {
            None => Text::new("年度是四位数字，如 2024。", "The year has four digits, such as 2024."),
            Some(year) => match FormId::of_year(year).map(FormId::form) {
                None => Text::new(
                    "2019年以前没有统一的表格，按2021年格式起草。",
                    "Before 2019 there was no form; the report is laid out as form 2021.",
                ),
                Some(Form { instrument, .. }) => Text::of(
                    ["格式：", &*instrument.zh].concat(),
                    ["Form: ", &*instrument.en].concat(),
                ),
            },
        };
        form.get(shell.lang.get()).to_owned()
    };
    // Said only after the button was pressed: nothing is wrong while somebody types.
    let refused = RwSignal::new(false);
    let field = |id: &'static str, zh, en, value: RwSignal<String>| {
        el("label").class(id).child(el("span").say(shell, zh, en)).child(
            el("input")
                .attr("id", id)
                .attr("autocomplete", "off")
                .attr("aria-describedby", "new-form")
                .live("aria-invalid", move || {
                    (id == "new-year" && refused.get()).then(|| "true".to_owned())
                })
                .value(move || value.get())
                .on("input", move |event| {
                    if let Some(input) = input_of(&event) {
                        value.set(input.value());
                        refused.set(false);
                    }
                }),
        )
    };
    el("section")
        .class("way")
        .child(el("h2").say(shell, "从空白开始", "Begin a blank report"))
        .child(
            el("form")
                .on("submit", move |event| {
                    event.prevent_default();
                    if let Some(year) = edit::year(&year.get_untracked()) {
                        shell.send(Intent::Blank(browser::new_id(), organ.get_untracked(), year));
                    } else {
                        refused.set(true);
                        browser::focus_on("new-year");
                    }
                })
                .child(field("new-organ", "机关全称", "Organ's full name", organ))
                .child(field("new-year", "报告年度", "Reporting year", year))
                .child(el("button").attr("type", "submit").say(shell, "开始", "Begin"))
                .child(
                    el("p")
                        .attr("id", "new-form")
                        .live("class", move || {
                            Some(if refused.get() { "hint trouble" } else { "hint" }.to_owned())
                        })
                        .attr("role", "status")
                        .live_text(form),
                ),
        )
}

fn drafts(shell: Shell) -> El {
    let shown = |app: &App| {
        let drafts: Vec<_> = app.drafts.iter().map(|draft| (&draft.id, draft.revision)).collect();
        let versions = app.versions.as_ref().map(|(id, list)| (id, list.len()));
        key((drafts, versions, app.clearing))
    };
    el("section").class("drafts").when(shell, shown, move || {
        let (drafts, versions, clearing) = shell
            .app
            .with_untracked(|app| (app.drafts.clone(), app.versions.clone(), app.clearing));
        let empty = drafts.is_empty();
        let mut list = Vec::new();
        let count = drafts.len();
        if !empty {
            list.push(el("ul").all(drafts.into_iter().enumerate().map(|(index, record)| {
                let versions = versions
                    .as_ref()
                    .filter(|(id, _)| *id == record.id)
                    .map(|(_, list)| list.clone());
                draft(shell, &record, versions, index == 0)
            })));
        }
        list.push(all_drafts(shell, count, clearing));
        list
    })
}

/// Actions for all drafts.
fn all_drafts(shell: Shell, count: usize, clearing: bool) -> El {
    let empty = count == 0;
    if clearing {
        return el("div")
            .class("ask")
            .attr("role", "alert")
            .child(el("p").say(
                shell,
                "清除以后，本机的全部草稿、较早的版本和设置都没有了，不能撤销。要留一份，请先导出。",
                "All drafts, earlier versions and settings on this device will be gone, and this cannot be undone. Export them first to keep a copy.",
            ))
            .child(button(shell, "", ("导出全部草稿", "Export all drafts"), || {
                Intent::Export
            }))
            .child(button(shell, "danger", ("清除", "Delete everything"), || Intent::Clear))
            .child(button(shell, "", ("不清除", "Keep everything"), || Intent::AskClear(false)));
    }
    let export = || {
        button(shell, "plain", ("导出全部草稿", "Export all drafts"), || {
            Intent::Export
        })
    };
    let clear = || {
        button(
            shell,
            "plain",
            ("清除本机数据", "Delete all data on this device"),
            || Intent::AskClear(true),
        )
    };
    let count = (!empty).then(|| {
        let count = count.to_string();
        el("span").class("hint").words(
            shell,
            Text::of(
                [&*count, " 份草稿，只存在这台电脑的浏览器里"].concat(),
                ["Drafts: ", &count, ", only in this computer's browser"].concat(),
            ),
        )
    });
    el("p")
        .class("all")
        .maybe(count)
        .maybe((!empty).then(export))
        .child(
            el("label")
                .class("file plain")
                .child(
                    el("input")
                        .attr("id", "drafts-file")
                        .attr("type", "file")
                        .attr("accept", ".nianbao")
                        .on("change", move |event| {
                            let Some(input) = input_of(&event) else { return };
                            shell.read(browser::list(input.files()), false);
                            input.set_value("");
                        }),
                )
                .child(el("span").say(shell, "导入草稿", "Import drafts")),
        )
        .maybe((!empty).then(clear))
}

/// A draft: the first one as a card with a button to go on, the others as rows.
fn draft(shell: Shell, record: &Record, versions: Option<Vec<Record>>, first: bool) -> El {
    let (organ, year, id) = (record.organ.clone(), record.year, record.id.clone());
    let resume = |record: &Record| {
        let record = record.clone();
        move || Intent::Resume(record.clone())
    };
    let deleted = record.clone();
    let expanded = versions.is_some().to_string();
    let title = el("button")
        .attr("type", "button")
        .class("title")
        .press(shell, resume(record))
        .child(el("span").live_text(move || organ_and_year(&organ, None, shell.lang.get())))
        .maybe(year.map(|year| {
            let year = move || [" ", &year_in_words(year, shell.lang.get())].concat();
            el("small").live_text(year)
        }));
    let go_on = first.then(|| {
        el("button")
            .attr("type", "button")
            .class("main big")
            .press(shell, resume(record))
            .say(shell, "接着填", "Go on")
    });
    el("li")
        .class(if first { "first" } else { "" })
        .child(title)
        .maybe(go_on)
        .child(standing(shell, record))
        .child(
            el("p")
                .class("do")
                .child(
                    button(shell, "plain", ("较早的版本", "Earlier versions"), move || {
                        Intent::AskVersions(id.clone())
                    })
                    .attr("aria-expanded", &expanded),
                )
                .child(button(shell, "plain", ("删除", "Delete"), move || {
                    Intent::Delete(deleted.clone())
                })),
        )
        .maybe(versions.map(|list| self::versions(shell, record, list)))
}

/// What was said about a draft when it was kept: its verdict, where it was left, when, and its file. A draft of an earlier
/// version of the page says nothing of the first two.
fn standing(shell: Shell, record: &Record) -> El {
    let [class, zh, en] = &record.verdict;
    let judged = (!class.is_empty()).then(|| {
        el("span")
            .class(&["chip ", class].concat())
            .words(shell, Text::of(&**zh, &**en))
    });
    let (zh, en) = &record.left;
    let left =
        (!zh.is_empty()).then(|| el("span").words(shell, Text::of(["停在 ", zh].concat(), ["left at ", en].concat())));
    let name = (!record.name.is_empty()).then(|| el("span").text(&record.name));
    el("p")
        .class("standing")
        .maybe(judged)
        .maybe(left)
        .child(
            el("span")
                .class("when")
                .words(shell, browser::day_and_time(record.saved)),
        )
        .maybe(name)
}

/// The versions of a draft that can be restored.
fn versions(shell: Shell, draft: &Record, list: Vec<Record>) -> El {
    if list.is_empty() {
        return el("p").class("hint versions").say(
            shell,
            "还没有较早的版本：写作时每十分钟留一份，近一天的全留，更早的每天留一份，留三十天。",
            "There are no versions yet. While you write, one is saved every ten minutes. All versions of the last day are kept, and one of each earlier day, for thirty days.",
        );
    }
    el("ul").class("versions").all(list.into_iter().map(|version| {
        let draft = draft.clone();
        el("li").child(standing(shell, &version)).child(button(
            shell,
            "plain",
            ("恢复到这一版", "Restore this version"),
            move || Intent::Return(draft.clone(), version.clone()),
        ))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialog_shows_what_the_modules_read_and_the_page_says_so() {
        let shown = accepted();
        for kind in Kind::ALL.iter().copied() {
            // This build has the features of the engine that the browser loads.
            let read = kind.is_readable() && kind != Kind::Pdf;
            for extension in kind.extensions() {
                let ending = format!(".{extension}");
                assert_eq!(shown.split(',').any(|one| one == ending), read, "{kind:?}");
            }
        }
        let said = openable();
        for words in [&said.zh, &said.en] {
            assert!(words.contains(".docx") && words.contains(".pdf"), "{words}");
        }
    }
}
