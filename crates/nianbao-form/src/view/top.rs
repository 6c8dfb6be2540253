//! The bar at the top: what is open, the verdict, when it was kept, and what can be done with it.

use leptos::prelude::*;
use nianbao_core::text::{Lang, Text};

use super::{button, verdict_memo, words};
use crate::browser::{self, Shell};
use crate::state::{Intent, Keeping, View};

/// The bar.
pub(super) fn bar(shell: Shell) -> AnyView {
    let is_open = Memo::new(move |_| shell.app.with(|app| app.open.is_some()));
    view! {
        <header class="top">
            <p class="brand">
                {if browser::from_disk() {
                    view! { <b>{shell.say("年报校验", "Report validator")}</b> }.into_any()
                } else {
                    view! { <a href="../">{shell.say("年报校验", "Report validator")}</a> }.into_any()
                }}
            </p>
            {move || is_open.get().then(|| what(shell))}
            <div class="acts">
                {move || is_open.get().then(|| acts(shell))}
                {language(shell)}
            </div>
        </header>
    }
    .into_any()
}

/// What is open, how it stands, when it was kept.
fn what(shell: Shell) -> AnyView {
    let name = Memo::new(move |_| {
        shell.app.with(|app| {
            let report = &app.open.as_ref()?.report;
            Some((report.organ().map(str::to_owned), report.year()))
        })
    });
    let name = move || {
        let (organ, year) = name.get().unwrap_or_default();
        let organ = organ.unwrap_or_else(|| shell.say("未写机关", "no organ")().to_owned());
        match (year, shell.lang.get()) {
            (Some(year), Lang::Zh) => [&organ, " · ", &year.to_string(), "年"].concat(),
            (Some(year), Lang::En) => [&organ, " · ", &year.to_string()].concat(),
            (None, _) => organ,
        }
    };
    let verdict = verdict_memo(shell);
    let keeping = Memo::new(move |_| shell.app.with(|app| app.keeping.clone()));
    let kept = move || match keeping.get() {
        Keeping::Nothing => Text::new("已存在本机", "kept on this device"),
        Keeping::Soon => Text::new("正在存到本机…", "keeping on this device…"),
        Keeping::At(time) => Text::of(
            [&time, " 已存在本机"].concat(),
            ["kept on this device at ", &time].concat(),
        ),
        Keeping::Failed(text) => text,
    };
    view! {
        <p class="name">{name}</p>
        <p role="status" class=move || ["chip ", verdict.get().map_or("", |(_, class)| class)].concat()>
            {words(shell, move || verdict.get().map_or(Text::new("", ""), |(text, _)| text))}
        </p>
        <p class="saved" class:trouble=move || keeping.with(|keeping| matches!(keeping, Keeping::Failed(_)))>
            <span>{words(shell, kept)}</span>
            <span class="sent">{shell.say("，未向任何地方发送", "; sent nowhere")}</span>
        </p>
    }
    .into_any()
}

fn acts(shell: Shell) -> AnyView {
    let can = |which: fn(&crate::open::Open) -> bool| {
        Memo::new(move |_| shell.app.with(|app| app.open.as_ref().is_some_and(which)))
    };
    let (undo, redo) = (can(crate::open::Open::can_undo), can(crate::open::Open::can_redo));
    let view = Memo::new(move |_| shell.app.with(|app| app.view));
    let step = move |class, can: Memo<bool>, (zh, en): (&'static str, &'static str), keys, intent: fn() -> Intent| {
        view! {
            <button
                type="button"
                class=class
                aria-disabled=move || (!can.get()).then_some("true")
                aria-keyshortcuts=keys
                on:click=move |_| shell.send(intent())
            >
                {shell.say(zh, en)}
            </button>
        }
    };
    view! {
        {button(shell, "", ("打开", "Open"), || Intent::Show(View::Home))}
        {move || match view.get() {
            View::Edit => button(shell, "", ("预览", "Preview"), || Intent::Show(View::Paper)),
            _ => button(shell, "", ("填写", "Edit"), || Intent::Show(View::Edit)),
        }}
        {step("", undo, ("撤销", "Undo"), "Control+Z", || Intent::Undo)}
        {step("", redo, ("重做", "Redo"), "Control+Y", || Intent::Redo)}
        {button(shell, "main", ("保存为文件", "Save as file"), || Intent::Save)}
    }
    .into_any()
}

/// One step to the other language.
fn language(shell: Shell) -> AnyView {
    let other = move || match shell.lang.get() {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    };
    view! {
        <button
            type="button"
            class="plain"
            lang=move || other().tag()
            on:click=move |_| shell.send(Intent::Lang(match shell.lang.get_untracked() {
                Lang::Zh => Lang::En,
                Lang::En => Lang::Zh,
            }))
        >
            {move || match other() {
                Lang::En => "English",
                Lang::Zh => "中文",
            }}
        </button>
    }
    .into_any()
}
