//! The bar at the top: the open report, the verdict, the time of the last save, and actions.

use nianbao_core::text::{Lang, Text};
use nianbao_documents::kind::{self, Kind};

use super::el::{El, button, el, key};
use super::{of, short_verdict, worst_of};
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
                .child(brand.say(shell, "年报校验", "Report validator")),
        )
        .when(shell, whether, if_open(later::what, |_| Vec::new()))
        .child(
            el("div")
                .class("acts")
                .when(shell, whether, if_open(later::acts, back))
                .child(help(shell))
                .child(language(shell)),
        )
}

/// An organ and a year in words.
pub(super) fn organ_and_year(organ: &str, year: Option<u16>, lang: Lang) -> String {
    let organ = match (organ, lang) {
        ("", Lang::Zh) => "未写机关",
        ("", Lang::En) => "no organ",
        (organ, _) => organ,
    };
    match (year, lang) {
        (Some(year), Lang::Zh) => [organ, " · ", &year.to_string(), "年"].concat(),
        (Some(year), Lang::En) => [organ, " · ", &year.to_string()].concat(),
        (None, _) => organ.to_owned(),
    }
}

/// The open report, its verdict, and the time of the last save.
pub(crate) fn what(shell: Shell) -> Vec<El> {
    let name = shell.watch(|app| {
        of(app, |open| {
            let report = &open.report;
            Some(organ_and_year(
                report.organ().unwrap_or_default(),
                report.year(),
                app.lang,
            ))
        })
        .unwrap_or_default()
    });
    let kept = |app: &App| match &app.keeping {
        Keeping::Unchanged => Text::new("已存在本机", "kept here"),
        Keeping::Soon => Text::new("正在保存…", "saving…"),
        Keeping::At(time) => {
            let mut said = Text::of([time, " 已存在本机"].concat(), ["kept here at ", time].concat());
            if let Some(file) = app.open.as_ref().and_then(|open| open.linked.as_deref()) {
                said = Text::of(
                    [&*said.zh, "和《", file, "》"].concat(),
                    [&*said.en, " and in ", file].concat(),
                );
            }
            said
        }
        Keeping::Failed(_) => Text::new("没有存下来", "not kept"),
    };
    vec![
        el("h1")
            .class("name")
            .attr("lang", "zh-CN")
            .live("title", move || Some(name.get()))
            .live_text(move || name.get()),
        // Leads to the summary of what was found.
        el("p").attr("role", "status").class("verdict").child(
            el("button")
                .attr("type", "button")
                .seen(shell, "class", |app| Some(["chip ", worst_of(app)].concat()))
                .press(shell, || Intent::Summary)
                .told(shell, short_verdict),
        ),
        el("p")
            .seen(shell, "class", |app| {
                let failed = matches!(app.keeping, Keeping::Failed(_));
                Some(if failed { "saved trouble" } else { "saved" }.to_owned())
            })
            .child(el("span").told(shell, kept))
            .child(
                el("span")
                    .class("sent")
                    .say(shell, "，未向任何地方发送", "; sent nowhere"),
            ),
    ]
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
    let step = move |can: fn(&Open) -> bool, name, keys: &'static str, intent: fn() -> Intent| {
        button(shell, "", name, intent)
            .attr("aria-keyshortcuts", keys)
            .seen(shell, "aria-disabled", move |app| {
                let can = app.open.as_ref().is_some_and(can);
                (!can).then(|| "true".to_owned())
            })
    };
    // One button, which switches to the other view.
    let other = el("button")
        .attr("type", "button")
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
        button(shell, "", ("打开", "Open"), || Intent::Show(View::Home)),
        other,
        step(Open::can_undo, ("撤销", "Undo"), "Control+Z", || Intent::Undo),
        step(Open::can_redo, ("重做", "Redo"), "Control+Y", || Intent::Redo),
        button(shell, "main", ("存为 Word", "Save as Word"), || {
            Intent::SaveAs("docx")
        })
        .attr("aria-keyshortcuts", "Control+S"),
        save_as(shell),
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
        .child(el("summary").say(shell, "更多", "More"))
        .child(
            el("ul")
                .child(narrow(("打开", "Open"), || Intent::Show(View::Home)))
                .child(narrow(("预览", "Preview"), || Intent::Show(View::Paper)))
                .child(narrow(("撤销", "Undo"), || Intent::Undo))
                .child(narrow(("重做", "Redo"), || Intent::Redo))
                .child(el("li").class("narrow").child(language(shell)))
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
                .all(others),
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
