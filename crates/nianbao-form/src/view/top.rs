//! The bar at the top: the open report, the verdict, the time of the last save, and actions.

use nianbao_core::text::{Lang, Text};
use nianbao_documents::kind::{self, Kind};

use super::el::{El, button, el, key};
use super::{of, verdict_in_short, worst_of};
use crate::browser::{self, Shell};
use crate::later;
use crate::open::Open;
use crate::state::{App, Intent, Keeping, View};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// The bar.
pub(super) fn bar(shell: Shell) -> El {
    let brand = if browser::from_disk() {
        el("b")
    } else {
        el("a").attr("href", "../")
    };
    let state = |app: &App| (app.open.is_some(), app.view == View::Home);
    let whether = move |app: &App| key(state(app));
    let if_open = move |view: fn(Shell) -> Vec<El>, at_home: fn(Shell) -> Vec<El>| {
        move || match shell.app.with_untracked(state) {
            (true, false) => view(shell),
            (true, true) => at_home(shell),
            (false, _) => Vec::new(),
        }
    };
    el("header")
        .seen(shell, "class", move |app| {
            let open = state(app) == (true, false);
            Some(if open { "top open" } else { "top" }.to_owned())
        })
        .child(
            el("p")
                .class("brand")
                .child(brand.say(shell, "年报校验", "Report validator"))
                .child(el("span").class("hint").say(
                    shell,
                    "政府信息公开工作年度报告 · 填写与核对",
                    "Annual reports on open government information",
                ))
                .child(el("span").class("local").say(
                    shell,
                    "只在这台电脑上，不上传",
                    "Only on this computer; nothing is uploaded",
                )),
        )
        .when(shell, whether, if_open(later::what, |_| Vec::new()))
        .child(
            el("div")
                .class("acts")
                .when(shell, whether, if_open(later::acts, back))
                .child(language(shell))
                .child(help(shell)),
        )
}

/// An organ and a year in words.
pub(super) fn organ_and_year(organ: &str, year: Option<u16>, lang: Lang) -> String {
    let organ = match (organ, lang) {
        ("", Lang::Zh) => "未写机关",
        ("", Lang::En) => "no organ",
        (organ, _) => organ,
    };
    match year {
        Some(year) => [organ, " · ", &year_in_words(year, lang)].concat(),
        None => organ.to_owned(),
    }
}

/// A year in words.
pub(super) fn year_in_words(year: u16, lang: Lang) -> String {
    match lang {
        Lang::Zh => [&year.to_string(), " 年"].concat(),
        Lang::En => year.to_string(),
    }
}

/// The way back to the drafts, the open report, its verdict, and whether it is kept.
pub(crate) fn what(shell: Shell) -> Vec<El> {
    let name = shell.watch(|app| {
        of(app, |open| {
            let report = &open.report;
            let organ = report.organ().unwrap_or_default();
            Some((
                organ_and_year(organ, None, app.lang),
                organ_and_year(organ, report.year(), app.lang),
                report.year().map(|year| year_in_words(year, app.lang)),
            ))
        })
        .unwrap_or_default()
    });
    vec![
        button(shell, "back plain", ("草稿", "Drafts"), || Intent::Show(View::Home)).live("title", move || {
            Some(
                shell
                    .word("回到草稿和打开（这份已存好）", "Back to the drafts (this one is kept)")
                    .to_owned(),
            )
        }),
        el("h1")
            .class("name")
            .attr("lang", "zh-CN")
            .live("title", move || Some(name.get().1))
            .child(el("span").live_text(move || name.get().0))
            .child(el("small").live_text(move || [" ", &name.get().2.unwrap_or_default()].concat())),
        verdict(shell),
        saved(shell),
    ]
}

/// The verdict in short; it leads to the overview.
fn verdict(shell: Shell) -> El {
    let part = move |take: fn(&str) -> &str| {
        move |app: &App| {
            let text = verdict_in_short(app);
            Text::of(take(&text.zh), take(&text.en))
        }
    };
    el("p").attr("role", "status").class("verdict").child(
        el("button")
            .attr("type", "button")
            .seen(shell, "class", |app| Some(["chip ", worst_of(app)].concat()))
            .press(shell, || Intent::Summary)
            .child(el("b").told(shell, part(|text| halves(text).0)))
            // Said but not shown.
            .child(el("span").class("unseen").told(shell, part(|text| halves(text).1)))
            .child(el("i").told(shell, part(|text| halves(text).2))),
    )
}

/// A sentence in two halves, with the colon that is between them.
fn halves(text: &str) -> (&str, &str, &str) {
    for colon in ['：', ':'] {
        if let Some(at) = text.find(colon) {
            let after = at + colon.len_utf8();
            return (&text[..at], &text[at..after], &text[after..]);
        }
    }
    (text, "", "")
}

/// Whether the draft is kept: a lock and a few characters. Its title says when and where.
fn saved(shell: Shell) -> El {
    let time = |app: &App| match &app.keeping {
        Keeping::At(time) => [time, " "].concat(),
        _ => String::new(),
    };
    let kept = |app: &App| match &app.keeping {
        Keeping::Unchanged => Text::new("已存在本机", "Kept here"),
        Keeping::Soon => Text::new("正在保存…", "Saving…"),
        Keeping::At(_) => match app.open.as_ref().and_then(|open| open.linked.as_deref()) {
            Some(file) => Text::of(
                ["已存在本机和《", file, "》"].concat(),
                ["Kept here and in ", file].concat(),
            ),
            None => Text::new("已存在本机", "Kept here"),
        },
        Keeping::Failed(_) => Text::new("没有存下来", "Not kept"),
    };
    el("p")
        .seen(shell, "class", |app| {
            let failed = matches!(app.keeping, Keeping::Failed(_));
            Some(if failed { "saved trouble" } else { "saved" }.to_owned())
        })
        .seen(shell, "title", move |app| {
            let time = time(app);
            (!time.is_empty()).then(|| {
                let said = Text::of(
                    [&time, "写入这台电脑的磁盘。没有向任何地方发送"].concat(),
                    ["Written to this computer's disk at ", &time, "and sent nowhere"].concat(),
                );
                said.get(app.lang).to_owned()
            })
        })
        .child(el("span").class("unseen").seen_text(shell, time))
        .child(el("span").told(shell, kept))
}

/// On the start view, the open report is one button away.
fn back(shell: Shell) -> Vec<El> {
    vec![button(
        shell,
        "",
        ("回到正在填的报告", "Back to the open report"),
        || Intent::Show(View::Edit),
    )]
}

/// Lists the keys.
fn help(shell: Shell) -> El {
    el("button")
        .attr("type", "button")
        .class("plain")
        .attr("aria-keyshortcuts", "?")
        .seen(shell, "aria-expanded", |app| Some(app.help.to_string()))
        .named(shell, "快捷键", "Keys")
        .press(shell, move || Intent::Help(!shell.app.with_untracked(|app| app.help)))
        .text("?")
}

pub(crate) fn acts(shell: Shell) -> Vec<El> {
    // An icon; its word is said, and shown when the pointer rests on it.
    let step = move |class: &'static str,
                     can: fn(&Open) -> bool,
                     (zh, en): (&'static str, &'static str),
                     keys: &'static str,
                     intent: fn() -> Intent| {
        el("button")
            .attr("type", "button")
            .class(class)
            .press(shell, intent)
            .live("title", move || Some(shell.word(zh, en).to_owned()))
            .attr("aria-keyshortcuts", keys)
            .seen(shell, "aria-disabled", move |app| {
                let can = app.open.as_ref().is_some_and(can);
                (!can).then(|| "true".to_owned())
            })
            .child(el("span").class("unseen").say(shell, zh, en))
    };
    // One button, which switches to the other view.
    let other = el("button")
        .attr("type", "button")
        .class("other")
        .press(shell, move || {
            Intent::Show(match shell.app.with_untracked(|app| app.view) {
                View::Edit => View::Paper,
                View::Home | View::Paper | View::Signoff => View::Edit,
            })
        })
        .told(shell, |app| match app.view {
            View::Edit => Text::new("预览", "Preview"),
            View::Home | View::Paper | View::Signoff => Text::new("填写", "Edit"),
        });
    vec![
        step("icon undo", Open::can_undo, ("撤销", "Undo"), "Control+Z", || {
            Intent::Undo
        }),
        step("icon redo", Open::can_redo, ("重做", "Redo"), "Control+Y", || {
            Intent::Redo
        }),
        other,
        el("div")
            .class("split")
            .child(
                el("button")
                    .attr("type", "button")
                    .class("main")
                    .attr("aria-keyshortcuts", "Control+S")
                    .press(shell, || Intent::SaveAs("docx"))
                    .child(el("span").say(shell, "存", "Save"))
                    // A phone has room for the first word only.
                    .child(el("span").class("rest").say(shell, "为 Word", " as Word")),
            )
            .child(save_as(shell)),
    ]
}

/// The other kinds of file that a report can be saved as.
fn save_as(shell: Shell) -> El {
    // Word has a button of its own, and the report file is the first item.
    let others = Kind::writable_in_browser().filter(|kind| !matches!(kind, Kind::Docx | Kind::Markdown));
    let others = others.map(|kind| {
        let extension = kind.extension();
        let name = if kind.facts().data {
            Text::of(format!("数据（.{extension}）"), format!("Data (.{extension})"))
        } else {
            kind::names(std::iter::once(kind), &kind::OR)
        };
        let save = el("button").attr("type", "button").class("plain");
        let save = save.press(shell, move || Intent::SaveAs(extension)).words(shell, name);
        el("li").child(save)
    });
    // Actions that have no room in the bar of a narrow screen.
    let narrow = |name, intent: fn() -> Intent| el("li").class("narrow").child(button(shell, "plain", name, intent));
    el("details")
        .class("menu")
        // Close the menu when an item was chosen, or the focus left.
        .on("click", |event| {
            if let Some(chosen) = button_of(event.target()) {
                close(&chosen);
            }
        })
        .on("keydown", |event| {
            let escape = event
                .dyn_ref::<web_sys::KeyboardEvent>()
                .is_some_and(|event| event.key() == "Escape");
            if let Some(inside) = event
                .target()
                .and_then(|it| it.dyn_into::<web_sys::Element>().ok())
                .filter(|_| escape)
            {
                close(&inside);
            }
        })
        // The focus left for another element; see also `listen` in `browser.rs`.
        .on("focusout", |event| {
            let inside = event.target().and_then(|it| it.dyn_into::<web_sys::Element>().ok());
            let to = event
                .dyn_ref::<web_sys::FocusEvent>()
                .and_then(web_sys::FocusEvent::related_target)
                .and_then(|it| it.dyn_into::<web_sys::Node>().ok());
            if let Some(inside) = inside
                && to.is_some()
                && let Ok(Some(menu)) = inside.closest("details")
                && !menu.contains(to.as_ref())
            {
                close(&inside);
            }
        })
        .child(
            el("summary")
                .live("title", move || {
                    Some(shell.word("其他格式和更多", "Other formats and more").to_owned())
                })
                .child(el("span").class("unseen").say(shell, "更多", "More")),
        )
        .child(
            el("ul")
                .child(narrow(("预览", "Preview"), || Intent::Show(View::Paper)))
                .child(narrow(("重做", "Redo"), || Intent::Redo))
                .child(el("li").child(button(
                    shell,
                    "plain",
                    ("报告文件（.md）", "Report file (.md)"),
                    || Intent::Save,
                )))
                .maybe(browser::can_link().then(|| {
                    el("li").child(button(
                        shell,
                        "plain",
                        (
                            "选一个文件，边写边更新（.md）",
                            "Choose a file to keep up to date (.md)",
                        ),
                        || Intent::Link,
                    ))
                }))
                .child(el("li").child(button(shell, "plain", ("核对单", "Check sheet"), || Intent::Signoff)))
                .all(others)
                .child(el("li").child(language(shell))),
        )
}

fn button_of(target: Option<web_sys::EventTarget>) -> Option<web_sys::Element> {
    let element: web_sys::Element = target?.dyn_into().ok()?;
    element.closest("button").ok()?
}

fn close(inside: &web_sys::Element) {
    if let Ok(Some(menu)) = inside.closest("details") {
        let _ = menu.remove_attribute("open");
    }
}

/// Switches to the other language.
fn language(shell: Shell) -> El {
    let other = |lang| match lang {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    };
    el("button")
        .attr("type", "button")
        .class("plain")
        .live("lang", move || Some(other(shell.lang.get()).tag().to_owned()))
        .press(shell, move || Intent::Lang(other(shell.lang.get_untracked())))
        .say(shell, "English", "中文")
}
