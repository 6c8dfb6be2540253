//! The contents of a part: runs of prose, and the tables and pictures between them.

use leptos::prelude::*;
use nianbao_core::diagnostic::Severity;
use nianbao_core::report::{At, Part};
use wasm_bindgen::JsCast;

use super::el::{El, el, key};
use super::table::item;
use super::{findings, of};
use crate::browser::Shell;
use crate::edit::Edit;
use crate::place::{self, is_prose, prose_id};
use crate::prose;
use crate::state::{App, Intent};

/// Everything in a part, in order.
pub(super) fn items(shell: Shell, part: Part) -> El {
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
                list.push(run(shell, part, at, count));
                if at < count {
                    list.push(item(shell, part, at));
                }
            }
            list
        },
    )
}

/// The ids of the findings in a run of prose, and whether one is an error.
fn found_in(app: &App, part: Part, run: usize) -> (String, bool) {
    of(app, |open| {
        let range = place::runs(open.report.blocks(part)).get(run)?.clone();
        let found: Vec<_> = open
            .alarms()
            .filter(|(finding, _)| {
                matches!(&finding.at, At::Text(p, block, _) | At::Block(p, block) if *p == part && range.contains(block))
            })
            .collect();
        let wrong = found.iter().any(|(finding, _)| finding.severity == Severity::Error);
        Some((findings::ids(found.iter().map(|(_, key)| *key)), wrong))
    })
    .unwrap_or_default()
}

/// A run of prose. If it is empty and before or between tables, it is hidden, unless someone is typing in it.
fn run(shell: Shell, part: Part, run: usize, count: usize) -> El {
    let id = prose_id(part, run);
    let written = shell.watch(move |app| of(app, |open| Some(open.written(part, run))).unwrap_or_default());
    let (area, back) = (id.clone(), mirror_id(&id));
    Effect::new(move |shown: Option<Vec<String>>| {
        written.with(|written| {
            // Reading the text out of its area takes time if it is long.
            if (shown.is_none() || !written.fresh)
                && let Some(area) = area_of(&area)
                && area.value() != written.text
            {
                area.set_value(&written.text);
            }
            let lines = prose::marked(&written.text, &written.marks);
            if let Some(mirror) = document().get_element_by_id(&back) {
                reflect(&mirror, &shown.unwrap_or_default(), &lines);
            }
            lines
        })
    });
    let (class, zh, en) = match (run, count) {
        (0, 0) => ("prose only", "正文", "Text"),
        (at, count) if at == count => ("prose", "表后的文字", "Text after the tables"),
        (0, _) => ("prose between", "表前的文字", "Text before the tables"),
        _ => ("prose between", "表间的文字", "Text between the tables"),
    };
    let hint = (count == 0).then(|| {
        let length = move || {
            let length = written.with(|written| written.text.chars().filter(|c| !c.is_whitespace()).count());
            length.to_string()
        };
        el("p")
            .class("hint")
            .say(shell, "每行一段。", "Each line is a paragraph. ")
            .child(subheading(shell, part, run))
            .text(" ")
            .live_text(length)
            .say(shell, " 字", " characters")
    });
    let pointed = id.clone();
    let point = move |_: web_sys::Event| {
        let Some(area) = area_of(&pointed) else { return };
        let typed = area.value();
        let byte = prose::byte_of(&typed, area.selection_start().ok().flatten().unwrap_or_default());
        let key = shell
            .app
            .with_untracked(|app| of(app, |open| open.finding_at(part, run, &typed, byte)));
        if let Some(key) = key {
            shell.send(Intent::Point(key));
        }
    };
    let found = shell.watch(move |app| found_in(app, part, run));
    el("div")
        .class(class)
        .child(
            el("label").child(el("span").class("label").say(shell, zh, en)).child(
                el("span")
                    .class("stack")
                    .child(
                        el("span")
                            .class("mirror")
                            .attr("id", &mirror_id(&id))
                            .attr("aria-hidden", "true"),
                    )
                    .child(
                        el("textarea")
                            .on("keyup", point.clone())
                            .on("click", point)
                            .attr("id", &id)
                            .attr("data-prose", &run.to_string())
                            .attr("rows", if count == 0 { "12" } else { "2" })
                            .attr("placeholder", " ")
                            .live("aria-invalid", move || {
                                found.with(|(_, wrong)| wrong.then(|| "true".to_owned()))
                            })
                            .live("aria-describedby", move || {
                                found.with(|(ids, _)| Some(ids.clone()).filter(|ids| !ids.is_empty()))
                            }),
                    ),
            ),
        )
        .maybe(hint)
}

/// The id of the layer behind a text area that shows its marks.
fn mirror_id(id: &str) -> String {
    ["mirror.", id].concat()
}

/// Changes the lines of the layer behind a text area where they differ from those that it shows.
fn reflect(mirror: &web_sys::Element, shown: &[String], lines: &[String]) {
    let most = shown.len().min(lines.len());
    let head = shown.iter().zip(lines).take_while(|(a, b)| a == b).count();
    let tail = shown.iter().rev().zip(lines.iter().rev()).take(most - head);
    let tail = tail.take_while(|(a, b)| a == b).count();
    let children = mirror.children();
    let child = |index: usize| children.item(u32::try_from(index).unwrap_or(u32::MAX));
    let (gone, new) = (shown.len() - tail, &lines[head..lines.len() - tail]);
    for (index, line) in (head..).zip(new) {
        if index < gone {
            if let Some(child) = child(index) {
                child.set_inner_html(line);
            }
        } else if let Ok(made) = document().create_element("span") {
            made.set_inner_html(line);
            let _ = mirror.insert_before(&made, child(index).as_deref());
        }
    }
    for index in (head + new.len()..gone).rev() {
        if let Some(child) = child(index) {
            child.remove();
        }
    }
}

fn area_of(id: &str) -> Option<web_sys::HtmlTextAreaElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Makes the line of the cursor a heading, or a paragraph again.
fn subheading(shell: Shell, part: Part, run: usize) -> El {
    el("button")
        .attr("type", "button")
        .class("plain")
        // The cursor stays in the text.
        .on("mousedown", |event| event.prevent_default())
        .on("click", move |_| {
            let Some(area) = area_of(&prose_id(part, run)) else {
                return;
            };
            let caret = area.selection_start().ok().flatten().unwrap_or_default();
            if let Some(index) = prose::block_at(&area.value(), caret) {
                shell.send(Intent::Edit(Edit::Subheading(part, run, index)));
            }
        })
        .say(shell, "这一行是小标题 / 不是", "Make this line a heading, or not")
}
