//! What the page shows of the state.

mod facts;
mod findings;
mod home;
mod items;
mod sheet;
mod top;

use leptos::prelude::*;
use nianbao_core::diagnostic::Severity;
use nianbao_core::text::Text;

use crate::browser::Shell;
use crate::official;
use crate::place::{self, Sheet};
use crate::state::{Intent, Pane, View, verdict};

/// The page.
pub(crate) fn page() -> impl IntoView {
    let shell = Shell::start();
    let view = Memo::new(move |_| shell.app.with(|app| app.view));
    let pane = Memo::new(move |_| shell.app.with(|app| app.pane));
    title(shell);
    view! {
        {top::bar(shell)}
        {notice(shell)}
        {move || match view.get() {
            View::Home => home::home(shell),
            View::Paper => paper(shell),
            View::Edit => view! {
                <div
                    class="work"
                    class:show-parts=move || pane.get() == Pane::Parts
                    class:show-findings=move || pane.get() == Pane::Findings
                >
                    {rail(shell)}
                    {sheet::sheet(shell)}
                    {findings::aside(shell)}
                </div>
                {tabs(shell)}
            }
            .into_any(),
        }}
    }
}

/// The document's title says what is open.
fn title(shell: Shell) {
    Effect::new(move |_| {
        let name = shell.say("年报校验", "Annual report validator")();
        let open = shell.app.with(|app| {
            app.open
                .as_ref()
                .and_then(|open| open.report.organ().map(str::to_owned))
        });
        document().set_title(&match open {
            Some(organ) => [&organ, " · ", name].concat(),
            None => name.to_owned(),
        });
    });
}

/// Words of the state in the page's language.
fn words(shell: Shell, text: impl Fn() -> Text + Send + Sync + 'static) -> impl Fn() -> String + Send + 'static {
    move || text().get(shell.lang.get()).to_owned()
}

/// A button that carries an intent out.
fn button(
    shell: Shell,
    class: &'static str,
    (zh, en): (&'static str, &'static str),
    intent: impl Fn() -> Intent + 'static,
) -> AnyView {
    view! {
        <button type="button" class=class on:click=move |_| shell.send(intent())>
            {shell.say(zh, en)}
        </button>
    }
    .into_any()
}

/// The class of a severity.
fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    }
}

/// Something that a person should know.
fn notice(shell: Shell) -> AnyView {
    let notice = Memo::new(move |_| shell.app.with(|app| app.notice.clone()));
    view! {
        <div class="said" role="status">
            {move || {
                notice.get().map(|notice| {
                    let text = notice.text;
                    let restore = notice.deleted.is_some();
                    view! {
                        <p class:trouble=notice.trouble>
                            <span>{words(shell, move || text.clone())}</span>
                            {restore.then(|| button(shell, "plain", ("撤销删除", "Undo"), || Intent::Restore))}
                            {button(shell, "plain", ("知道了", "Dismiss"), || Intent::Dismiss)}
                        </p>
                    }
                })
            }}
        </div>
    }
    .into_any()
}

/// The parts of the report.
fn rail(shell: Shell) -> AnyView {
    let sheets = Memo::new(move |_| {
        shell.app.with(|app| {
            let Some(open) = &app.open else { return Vec::new() };
            let mut sheets = place::sheets(&open.report);
            if !open.unplaced.is_empty() {
                sheets.push(Sheet::Unplaced);
            }
            sheets
        })
    });
    view! {
        <nav class="rail" aria-label=shell.say("报告的各部分", "Parts of the report")>
            <ul>
                {move || sheets.get().into_iter().map(|sheet| rail_entry(shell, sheet)).collect_view()}
            </ul>
        </nav>
    }
    .into_any()
}

fn rail_entry(shell: Shell, sheet: Sheet) -> AnyView {
    let entry = Memo::new(move |_| {
        shell.app.with(|app| {
            let open = app.open.as_ref()?;
            Some((sheet.title(&open.report), open.counts(sheet), app.sheet == Some(sheet)))
        })
    });
    let name = move || {
        let lang = shell.lang.get();
        entry.with(|entry| entry.as_ref().map(|(title, ..)| title.get(lang).to_owned()))
    };
    let missing = matches!(sheet, Sheet::Missing(_));
    let chips = move || {
        let counts = entry.with(|entry| entry.as_ref().map_or([0; 3], |(_, counts, _)| *counts));
        Severity::ALL
            .into_iter()
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(severity, count)| {
                let word = severity.text();
                view! {
                    <span class=["chip ", class_of(severity)].concat()>
                        {words(shell, move || word.clone())} " " {count}
                    </span>
                }
            })
            .collect_view()
    };
    view! {
        <li>
            <button
                type="button"
                aria-current=move || entry.with(|entry| entry.as_ref().is_some_and(|(.., here)| *here)).then_some("true")
                class:gone=missing
                on:click=move |_| shell.send(Intent::Sheet(sheet))
            >
                <span class="name">{name}</span>
                {missing.then(|| view! { <span class="chip">{shell.say("缺", "missing")}</span> })}
                {chips}
            </button>
        </li>
    }
    .into_any()
}

/// The tabs of a narrow screen.
fn tabs(shell: Shell) -> AnyView {
    let pane = Memo::new(move |_| shell.app.with(|app| app.pane));
    let count = Memo::new(move |_| {
        shell
            .app
            .with(|app| app.open.as_ref().map_or(0, |open| open.checked.findings.len()))
    });
    let tab = move |it: Pane, zh: &'static str, en: &'static str| {
        view! {
            <button
                type="button"
                aria-current=move || (pane.get() == it).then_some("true")
                on:click=move |_| shell.send(Intent::Pane(it))
            >
                {shell.say(zh, en)}
                {(it == Pane::Findings).then(|| move || [" ", &count.get().to_string()].concat())}
            </button>
        }
    };
    view! {
        <nav class="tabs" aria-label=shell.say("显示", "Show")>
            {tab(Pane::Parts, "目录", "Parts")} {tab(Pane::Edit, "填写", "Edit")}
            {tab(Pane::Findings, "问题", "Findings")}
        </nav>
    }
    .into_any()
}

/// The official layout.
fn paper(shell: Shell) -> AnyView {
    let html = Memo::new(move |_| {
        shell
            .app
            .with(|app| app.open.as_ref().map(|open| official::html(&open.report)))
            .unwrap_or_default()
    });
    view! {
        <main class="preview">
            <div class="tools">
                {button(shell, "", ("返回填写", "Back to editing"), || Intent::Show(View::Edit))}
                {button(shell, "main", ("打印", "Print"), || Intent::Print)}
            </div>
            <article class="paper" lang="zh-CN" inner_html=move || html.get()></article>
        </main>
    }
    .into_any()
}

/// The verdict in one sentence, and how bad it is.
fn verdict_memo(shell: Shell) -> Memo<Option<(Text, &'static str)>> {
    Memo::new(move |_| {
        shell.app.with(|app| {
            let checked = &app.open.as_ref()?.checked;
            let worst = Severity::ALL.into_iter().find(|severity| checked.count(*severity) > 0);
            Some((verdict(checked), worst.map_or("holds", class_of)))
        })
    })
}
