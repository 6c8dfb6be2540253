//! Where a report is opened or begun, and the drafts that are kept in the browser.

use leptos::prelude::*;
use nianbao_core::form::{Form, FormId};
use nianbao_core::text::{Lang, Text};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::{button, words};
use crate::browser::{self, Shell};
use crate::draft::Record;
use crate::edit;
use crate::state::Intent;

/// What is read: by name, so that the browser's dialog shows these first.
const ACCEPT: &str = ".md,.markdown,.txt,.text";

/// The first view.
pub(super) fn home(shell: Shell) -> AnyView {
    view! {
        <main class="home" id="main">
            <h1>{shell.say("校验政府信息公开工作年度报告", "Check an annual report on open government information")}</h1>
            <p class="lead">
                {shell.say(
                    "打开或新写一份报告，边写边核对三张表和文字里的数。一切都在这台电脑的浏览器里进行，不向任何地方发送。",
                    "Open or begin a report; the three tables and the figures in the text are checked as you write. Everything happens in this browser. Nothing is sent anywhere.",
                )}
            </p>
            <div class="ways">
                {open_file(shell)} {blank(shell)}
                <section>
                    <h2>{shell.say("先试一试", "Try it")}</h2>
                    <p>{shell.say("一份虚构的完整报告：改坏一个数，看看会怎样。", "An invented, complete report: break a figure and see what happens.")}</p>
                    {button(shell, "", ("打开样例", "Open the sample"), || Intent::Sample(browser::new_id()))}
                </section>
            </div>
            {drafts(shell)}
        </main>
    }
    .into_any()
}

fn file_input(shell: Shell, following: bool) -> impl Fn(web_sys::Event) {
    move |event: web_sys::Event| {
        let input: HtmlInputElement = event_target(&event);
        let files = browser::list(input.files());
        // The same file can be chosen again.
        input.set_value("");
        shell.read(files, following);
    }
}

fn open_file(shell: Shell) -> AnyView {
    view! {
        <section class="drop">
            <h2>{shell.say("打开文件", "Open a file")}</h2>
            <p>{shell.say(
                "Markdown（.md）或纯文本（.txt）。Word、WPS 里的报告请另存为纯文本。也可以把文件拖进来。",
                "Markdown (.md) or plain text (.txt). Save a Word or WPS file as plain text. Or drop the file here.",
            )}</p>
            <label class="file main">
                <input id="file" type="file" accept=ACCEPT multiple on:change=file_input(shell, false) />
                <span>{shell.say("选择文件", "Choose a file")}</span>
            </label>
            <label class="file plain">
                <input id="last-year" type="file" accept=ACCEPT on:change=file_input(shell, true) />
                <span>{shell.say("从上年报告开始写下一年", "Begin the next year from last year's report")}</span>
            </label>
        </section>
    }
    .into_any()
}

/// A report from nothing: its form follows from its year.
fn blank(shell: Shell) -> AnyView {
    let organ = RwSignal::new(String::new());
    let year = RwSignal::new(browser::last_year().to_string());
    let form = move || match edit::year(&year.get()) {
        None => Text::new("年度是四位数字，如 2024。", "The year has four digits, such as 2024."),
        Some(year) => match FormId::of_year(year).map(FormId::form) {
            None => Text::new(
                "2019年以前没有统一的表格，只能按2021年格式起草。",
                "Before 2019 there was no form; the report is laid out as form 2021.",
            ),
            Some(Form { instrument, .. }) => Text::of(
                ["格式：", &*instrument.zh].concat(),
                ["Form: ", &*instrument.en].concat(),
            ),
        },
    };
    let begin = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(year) = edit::year(&year.get_untracked()) {
            shell.send(Intent::Blank(browser::new_id(), organ.get_untracked(), year));
        }
    };
    view! {
        <section>
            <h2>{shell.say("从空白开始", "Begin from nothing")}</h2>
            <form on:submit=begin>
                <label>
                    <span>{shell.say("机关全称", "Organ's full name")}</span>
                    <input id="new-organ" autocomplete="organization" prop:value=organ on:input=move |event| organ.set(event_target_value(&event)) />
                </label>
                <label>
                    <span>{shell.say("报告年度", "Reporting year")}</span>
                    <input
                        id="new-year"
                        inputmode="numeric"
                        autocomplete="off"
                        aria-describedby="new-form"
                        prop:value=year
                        on:input=move |event| year.set(event_target_value(&event))
                    />
                </label>
                <p id="new-form" class="hint">{words(shell, form)}</p>
                <button type="submit">{shell.say("开始", "Begin")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn drafts(shell: Shell) -> AnyView {
    let drafts = Memo::new(move |_| shell.app.with(|app| app.drafts.clone()));
    view! {
        {move || {
            let drafts = drafts.get();
            (!drafts.is_empty()).then(|| view! {
                <section class="drafts">
                    <h2>{shell.say("本机的草稿", "Drafts on this device")}</h2>
                    <ul>{drafts.into_iter().map(|record| draft(shell, record)).collect_view()}</ul>
                </section>
            })
        }}
    }
    .into_any()
}

fn draft(shell: Shell, record: Record) -> AnyView {
    let (organ, year, name) = (record.organ.clone(), record.year, record.name.clone());
    let title = move || {
        let organ = if organ.is_empty() {
            shell.say("未写机关", "no organ")().to_owned()
        } else {
            organ.clone()
        };
        match (year, shell.lang.get()) {
            (Some(year), Lang::Zh) => [&organ, " · ", &year.to_string(), "年"].concat(),
            (Some(year), Lang::En) => [&organ, " · ", &year.to_string()].concat(),
            (None, _) => organ,
        }
    };
    let when = browser::day_and_time(record.saved);
    let deleted = record.clone();
    view! {
        <li>
            <button type="button" class="title" on:click=move |_| shell.send(Intent::Resume(record.clone()))>{title}</button>
            <span class="when">{when} {(!name.is_empty()).then(|| [" · ", &name].concat())}</span>
            <button type="button" class="plain" on:click=move |_| shell.send(Intent::Delete(deleted.clone()))>
                {shell.say("删除", "Delete")}
            </button>
        </li>
    }
    .into_any()
}

/// The element that an event happened to.
fn event_target<T: JsCast>(event: &web_sys::Event) -> T {
    leptos::prelude::event_target(event)
}
