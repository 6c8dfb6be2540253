//! The first sheet: organ, year, title, publication, and other front matter.

use leptos::prelude::*;
use nianbao_core::report::{At, Meta, Report};
use nianbao_core::write;
use wasm_bindgen::JsCast;

use super::el::{El, button, el, key};
use super::{findings, of};
use crate::browser::Shell;
use crate::edit::{Edit, title_of_form};
use crate::open::Open;
use crate::state::{App, Intent};

/// The sheet.
pub(super) fn facts(shell: Shell) -> El {
    el("div")
        .class("facts")
        .child(field(
            shell,
            "organ",
            ("机关全称", "Organ's full name"),
            "text",
            |open| open.report.meta.organ.clone(),
            Edit::Organ,
        ))
        .child(field(
            shell,
            "year",
            ("报告年度", "Reporting year"),
            "text",
            |open| {
                open.year_typed
                    .clone()
                    .or_else(|| open.report.meta.year.map(|year| year.to_string()))
            },
            Edit::Year,
        ))
        .child(el("p").class("hint trouble").attr("role", "status").live_text(move || {
            let odd = shell
                .app
                .with(|app| app.open.as_ref().is_some_and(|open| open.year_typed.is_some()));
            if odd {
                shell
                    .word(
                        "年度是四位数字，如 2024；现在这样读不出年度。",
                        "The year has four digits, such as 2024; no year can be read from this.",
                    )
                    .to_owned()
            } else {
                String::new()
            }
        }))
        .child(field(
            shell,
            "title",
            ("标题", "Title"),
            "text",
            |open| Some(open.report.title.clone()),
            Edit::Title,
        ))
        .when(
            shell,
            |app| key(proposed(app)),
            move || {
                let title = shell.app.with_untracked(proposed);
                title
                    .map(|title| {
                        el("p")
                            .class("hint")
                            .say(shell, "按格式写作：", "As the form words it: ")
                            .text(&title)
                            .child(button(shell, "plain", ("采用", "Use it"), || {
                                Intent::Edit(Edit::TitleOfForm)
                            }))
                    })
                    .into_iter()
                    .collect()
            },
        )
        .child(el("h3").say(shell, "发布", "Publication"))
        .child(field(
            shell,
            "published",
            ("发布日期", "Published on"),
            "date",
            |open| open.report.meta.published.map(|date| date.to_string()),
            Edit::Published,
        ))
        .child(field(
            shell,
            "source-title",
            ("来源名称", "Source"),
            "text",
            |open| open.report.meta.source.as_ref()?.title.clone(),
            Edit::SourceTitle,
        ))
        .child(field(
            shell,
            "source-url",
            ("来源网址", "Source's address"),
            "text",
            |open| open.report.meta.source.as_ref()?.url.clone(),
            Edit::SourceUrl,
        ))
        .when(
            shell,
            |app| key((checksum(app), other(app), broken(app))),
            move || rest(shell),
        )
}

fn proposed(app: &App) -> Option<String> {
    of(app, |open| {
        title_of_form(&open.report).filter(|title| *title != open.report.title)
    })
}

fn checksum(app: &App) -> Option<String> {
    of(app, |open| open.report.meta.source.as_ref()?.sha256.clone())
}

fn sample(app: &App) -> bool {
    app.open.as_ref().is_some_and(|open| open.report.meta.sample)
}

fn broken(app: &App) -> bool {
    app.open
        .as_ref()
        .is_some_and(|open| open.report.meta.unreadable.is_some())
}

/// Front matter that this version does not know, as it will be saved.
fn other(app: &App) -> Option<String> {
    of(app, |open| {
        let mut meta = open.report.meta.clone();
        meta.organ = None;
        meta.year = None;
        meta.published = None;
        meta.source = None;
        meta.sample = false;
        meta.unreadable = None;
        if meta == Meta::default() {
            return None;
        }
        let report = Report {
            meta,
            ..Report::default()
        };
        Some(write::markdown(&report).replace("+++\n", ""))
    })
}

fn rest(shell: Shell) -> Vec<El> {
    let mut list = Vec::new();
    if let Some(sum) = shell.app.with_untracked(checksum) {
        list.push(
            el("p")
                .class("hint")
                .say(shell, "来源文件的 SHA-256：", "SHA-256 of the source's file: ")
                .child(el("code").text(&sum)),
        );
    }
    let checkbox = el("input")
        .attr("id", "sample")
        .attr("type", "checkbox")
        .checked(shell, sample)
        .on("change", move |event| {
            if let Some(input) = event
                .target()
                .and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok())
            {
                shell.send(Intent::Edit(Edit::Sample(input.checked())));
            }
        });
    list.push(el("label").class("check").child(checkbox).child(el("span").say(
        shell,
        "虚构的样例，不是真实报告",
        "An invented sample, no real report",
    )));
    if let Some(text) = shell.app.with_untracked(other) {
        list.push(el("h3").say(shell, "文件头里的其他内容", "Other front matter"));
        list.push(el("p").class("hint").say(
            shell,
            "这些内容在这里不能改，原样保留。",
            "These cannot be changed here; they are kept as they are.",
        ));
        list.push(el("pre").text(&text));
    }
    if shell.app.with_untracked(broken) {
        let text = |app: &App| of(app, |open| open.report.meta.unreadable.clone()).unwrap_or_default();
        list.push(
            el("label")
                .class("field")
                .child(el("span").say(shell, "读不出的文件头", "Front matter that cannot be read"))
                .child(
                    el("textarea")
                        .attr("id", "front-matter")
                        .attr("rows", "6")
                        .attr("spellcheck", "false")
                        .attr("aria-describedby", "front-matter-hint")
                        .value_of(shell, text)
                        .on("input", move |event| {
                            let area = event
                                .target()
                                .and_then(|it| it.dyn_into::<web_sys::HtmlTextAreaElement>().ok());
                            if let Some(area) = area {
                                shell.send(Intent::Edit(Edit::FrontMatter(area.value())));
                            }
                        }),
                ),
        );
        list.push(el("p").class("hint").attr("id", "front-matter-hint").say(
            shell,
            "文件头（+++ 之间）不是正确的 TOML，读不出机关和年度。改对以后会自动读出；改对之前，上面填写的内容不会写进文件头。",
            "The front matter (between +++) is not valid TOML. It is read as soon as it is corrected; until then, the fields above are not written into it.",
        ));
    }
    list
}

/// An input with its label.
fn field(
    shell: Shell,
    id: &'static str,
    (zh, en): (&'static str, &'static str),
    kind: &'static str,
    read: fn(&Open) -> Option<String>,
    edit: fn(String) -> Edit,
) -> El {
    let described = shell.watch(move |app| {
        of(app, |open| {
            let found = open.alarms().filter(|(finding, _)| match finding.at {
                At::Title(_) => id == "title",
                At::Meta => id == "organ",
                _ => false,
            });
            Some(findings::ids(found.map(|(_, key)| key))).filter(|ids| !ids.is_empty())
        })
    });
    el("label").class("field").child(el("span").say(shell, zh, en)).child(
        el("input")
            .attr("id", id)
            .attr("type", kind)
            .attr("autocomplete", "off")
            .live("aria-invalid", move || described.get().map(|_| "true".to_owned()))
            .live("aria-describedby", move || described.get())
            .value_of(shell, move |app| of(app, read).unwrap_or_default())
            .on("input", move |event| {
                if let Some(input) = event
                    .target()
                    .and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok())
                {
                    shell.send(Intent::Edit(edit(input.value())));
                }
            }),
    )
}
