//! The first sheet: organ, year, title, publication, and front matter that the form does not know.

use leptos::prelude::*;
use nianbao_core::report::{Meta, Report};
use nianbao_core::text::Text;
use nianbao_core::write;

use super::{button, words};
use crate::browser::Shell;
use crate::edit::{Edit, title_of_form};
use crate::open::Open;
use crate::state::Intent;

/// The sheet.
pub(super) fn facts(shell: Shell) -> AnyView {
    let proposed = Memo::new(move |_| {
        of(shell, |open| {
            title_of_form(&open.report).filter(|title| *title != open.report.title)
        })
        .flatten()
    });
    let odd_year = Memo::new(move |_| of(shell, |open| open.year_typed.is_some()).unwrap_or(false));
    let sample = Memo::new(move |_| of(shell, |open| open.report.meta.sample).unwrap_or(false));
    view! {
        <div class="facts">
            {field(shell, "organ", ("机关全称", "Organ's full name"), "text", |report| report.meta.organ.clone(), Edit::Organ)}
            {field(shell, "year", ("报告年度", "Reporting year"), "text", |report| report.meta.year.map(|year| year.to_string()), Edit::Year)}
            <p class="hint trouble" role="status">
                {move || odd_year.get().then(|| shell.say("年度是四位数字，如 2024；现在这样读不出年度。", "The year has four digits, such as 2024; no year can be read from this.")())}
            </p>
            {field(shell, "title", ("标题", "Title"), "text", |report| Some(report.title.clone()), Edit::Title)}
            {move || proposed.get().map(|title| view! {
                <p class="hint">
                    {shell.say("按格式写作：", "As the form words it: ")} {title} " "
                    {button(shell, "plain", ("采用", "Use it"), || Intent::Edit(Edit::TitleOfForm))}
                </p>
            })}
            <h3>{shell.say("发布", "Publication")}</h3>
            {field(shell, "published", ("发布日期", "Published on"), "date", |report| report.meta.published.map(|date| date.to_string()), Edit::Published)}
            {field(shell, "source-title", ("来源名称", "Source"), "text", |report| report.meta.source.as_ref()?.title.clone(), Edit::SourceTitle)}
            {field(shell, "source-url", ("来源网址", "Source's address"), "text", |report| report.meta.source.as_ref()?.url.clone(), Edit::SourceUrl)}
            {checksum(shell)}
            <label class="check">
                <input id="sample" type="checkbox" prop:checked=move || sample.get()
                    on:change=move |event| shell.send(Intent::Edit(Edit::Sample(event_target_checked(&event)))) />
                <span>{shell.say("虚构的样例，不是真实报告", "An invented sample, no real report")}</span>
            </label>
            {unknown(shell)}
            {unreadable(shell)}
        </div>
    }
    .into_any()
}

fn of<T>(shell: Shell, read: impl Fn(&Open) -> T) -> Option<T> {
    shell.app.with(|app| app.open.as_ref().map(read))
}

/// An input with its name.
pub(super) fn field(
    shell: Shell,
    id: &'static str,
    (zh, en): (&'static str, &'static str),
    kind: &'static str,
    read: fn(&Report) -> Option<String>,
    edit: fn(String) -> Edit,
) -> AnyView {
    let value = Memo::new(move |_| {
        of(shell, |open| {
            if id == "year" && open.year_typed.is_some() {
                return open.year_typed.clone();
            }
            read(&open.report)
        })
        .flatten()
        .unwrap_or_default()
    });
    let state = Memo::new(move |_| {
        of(shell, |open| {
            open.checked
                .findings
                .iter()
                .zip(&open.keys)
                .filter(|(finding, _)| match finding.at {
                    nianbao_core::report::At::Title(_) => id == "title",
                    nianbao_core::report::At::Meta => id == "organ",
                    _ => false,
                })
                .map(|(_, key)| super::findings::id(*key))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .unwrap_or_default()
    });
    let described = move || Some(state.get()).filter(|ids| !ids.is_empty());
    view! {
        <label class="field">
            <span>{shell.say(zh, en)}</span>
            <input
                id=id
                type=kind
                autocomplete="off"
                aria-invalid=move || described().map(|_| "true")
                aria-describedby=described
                prop:value=move || value.get()
                on:input=move |event| shell.send(Intent::Edit(edit(event_target_value(&event))))
                on:blur=move |_| shell.send(Intent::Settle)
            />
        </label>
    }
    .into_any()
}

fn checksum(shell: Shell) -> AnyView {
    let sum = Memo::new(move |_| of(shell, |open| open.report.meta.source.as_ref()?.sha256.clone()).flatten());
    view! {
        {move || sum.get().map(|sum| view! {
            <p class="hint">{shell.say("来源文件的 SHA-256：", "SHA-256 of the source's file: ")} <code>{sum}</code></p>
        })}
    }
    .into_any()
}

/// Front matter that this version does not know: shown, and saved as it is.
fn unknown(shell: Shell) -> AnyView {
    let text = Memo::new(move |_| {
        of(shell, |open| {
            let other = &open.report.meta.other;
            if other.is_empty() {
                return String::new();
            }
            let report = Report {
                meta: Meta {
                    other: other.clone(),
                    ..Meta::default()
                },
                ..Report::default()
            };
            write::markdown(&report).replace("+++\n", "")
        })
        .unwrap_or_default()
    });
    view! {
        {move || {
            let text = text.get();
            (!text.is_empty()).then(|| view! {
                <h3>{shell.say("文件头里的其他内容", "Other front matter")}</h3>
                <p class="hint">{shell.say("这一版不认识这些内容，原样保留。", "This version does not know these; they are kept as they are.")}</p>
                <pre>{text}</pre>
            })
        }}
    }
    .into_any()
}

/// Front matter that could not be read: shown as it was written, to be repaired.
fn unreadable(shell: Shell) -> AnyView {
    let broken = Memo::new(move |_| of(shell, |open| open.report.meta.unreadable.is_some()).unwrap_or(false));
    let text = move || {
        of(shell, |open| open.report.meta.unreadable.clone())
            .flatten()
            .unwrap_or_default()
    };
    let hint = Text::new(
        "文件头（+++ 之间）不是正确的 TOML，读不出机关和年度。改对以后会自动读出；上面填写的内容在改对之前不会写进文件头。",
        "The front matter (between +++) is no valid TOML. Once it is mended it is read; until then what is filled in above is not written into it.",
    );
    view! {
        {move || broken.get().then(|| {
            let hint = hint.clone();
            view! {
            <label class="field">
                <span>{shell.say("读不出的文件头", "Front matter that cannot be read")}</span>
                <textarea id="front-matter" rows="6" spellcheck="false" aria-describedby="front-matter-hint"
                    prop:value=text
                    on:input=move |event| shell.send(Intent::Edit(Edit::FrontMatter(event_target_value(&event))))
                    on:blur=move |_| shell.send(Intent::Settle)
                ></textarea>
            </label>
            <p class="hint" id="front-matter-hint">{words(shell, move || hint.clone())}</p>
        }})}
    }
    .into_any()
}
