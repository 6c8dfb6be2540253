//! The findings: what, where, the figures, and what can be done.

use leptos::prelude::*;
use nianbao_core::diagnostic::{Finding, Severity};
use nianbao_core::rules;
use nianbao_core::text::Text;

use super::{class_of, verdict_memo, words};
use crate::browser::Shell;
use crate::place;
use crate::state::Intent;

/// The id of a finding's sentence: cells name it as their description.
pub(super) fn id(key: u64) -> String {
    ["finding-", &key.to_string()].concat()
}

/// The column of findings.
pub(super) fn aside(shell: Shell) -> AnyView {
    let verdict = verdict_memo(shell);
    let keys = Memo::new(move |_| {
        shell
            .app
            .with(|app| app.open.as_ref().map(|open| open.keys.clone()).unwrap_or_default())
    });
    view! {
        <aside class="side" aria-label=shell.say("问题", "Findings")>
            <h2>{words(shell, move || verdict.get().map_or(Text::new("", ""), |(text, _)| text))}</h2>
            {counts(shell)}
            <ol class="findings">
                <For each=move || keys.get() key=|key| *key children=move |key| card(shell, key) />
            </ol>
            {not_assessed(shell)}
        </aside>
    }
    .into_any()
}

fn counts(shell: Shell) -> AnyView {
    let counts = Memo::new(move |_| {
        shell.app.with(|app| {
            app.open.as_ref().map_or([0; 3], |open| {
                Severity::ALL.map(|severity| open.checked.count(severity))
            })
        })
    });
    view! {
        <p class="sum">
            {move || {
                Severity::ALL
                    .into_iter()
                    .zip(counts.get())
                    .filter(|(_, count)| *count > 0)
                    .map(|(severity, count)| {
                        let word = severity.text();
                        view! {
                            <span class=["chip ", class_of(severity)].concat()>
                                {count} " " {words(shell, move || word.clone())}
                            </span>
                        }
                    })
                    .collect_view()
            }}
        </p>
    }
    .into_any()
}

fn card(shell: Shell, key: u64) -> AnyView {
    let found = move |read: fn(&Finding) -> Text| {
        words(shell, move || {
            shell.app.with(|app| {
                app.open
                    .as_ref()
                    .and_then(|open| open.finding(key))
                    .map_or(Text::new("", ""), read)
            })
        })
    };
    // Rule, severity, message and fix are part of what the key stands for: they do not change under it.
    let Some((rule, severity, fix, help)) = shell.app.with_untracked(|app| {
        let finding = app.open.as_ref()?.finding(key)?;
        Some((
            rules::find(finding.rule),
            finding.severity,
            finding.fix.clone(),
            finding.help.is_some(),
        ))
    }) else {
        return ().into_any();
    };
    let place = words(shell, move || {
        shell.app.with(|app| {
            app.open
                .as_ref()
                .and_then(|open| Some(place::describe(&open.finding(key)?.at, &open.report)))
                .unwrap_or(Text::new("", ""))
        })
    });
    let here = Memo::new(move |_| shell.app.with(|app| app.finding == Some(key)));
    let word = severity.text();
    let title = rule.map(|rule| {
        let title = rule.title.clone();
        view! { <b>{words(shell, move || title.clone())}</b> }
    });
    view! {
        <li class=["finding ", class_of(severity)].concat() class:here=move || here.get()>
            <p class="head">
                <span class=["chip ", class_of(severity)].concat()>{words(shell, move || word.clone())}</span>
                {title}
            </p>
            <p class="where">{place}</p>
            <p id=id(key)>{found(|finding| finding.message.clone())}</p>
            {help.then(|| view! {
                <p class="help">{found(|finding| finding.help.clone().unwrap_or(Text::new("", "")))}</p>
            })}
            <div class="do">
                {fix.map(|fix| {
                    let title = fix.title;
                    view! {
                        <button type="button" on:click=move |_| shell.send(Intent::Mend(key))>
                            {words(shell, move || title.clone())}
                        </button>
                    }
                })}
                <button type="button" class="plain" on:click=move |_| shell.send(Intent::Go(key))>
                    {shell.say("到这里", "Go there")}
                </button>
            </div>
            {rule.map(|rule| why(shell, rule))}
        </li>
    }
    .into_any()
}

/// Why the rule holds, from its own page.
fn why(shell: Shell, rule: &'static nianbao_core::rule::Rule) -> AnyView {
    let basis = rule.basis.clone();
    view! {
        <details class="why">
            <summary>{shell.say("为什么", "Why")}</summary>
            <p>{shell.say("依据：", "Basis: ")} {words(shell, move || basis.clone())}</p>
        </details>
    }
    .into_any()
}

/// The checks that could not be made, by rule: silence would read as a pass.
fn not_assessed(shell: Shell) -> AnyView {
    let list = Memo::new(move |_| {
        shell.app.with(|app| {
            let mut list: Vec<(&'static str, usize)> = Vec::new();
            for it in app.open.iter().flat_map(|open| &open.checked.not_assessed) {
                match list.iter_mut().find(|(rule, _)| *rule == it.rule) {
                    Some((_, count)) => *count += 1,
                    None => list.push((it.rule, 1)),
                }
            }
            list
        })
    });
    view! {
        {move || {
            let list = list.get();
            (!list.is_empty()).then(|| view! {
                <section class="unknown">
                    <h3>{shell.say("没能检查的", "Not assessed")}</h3>
                    <p>{shell.say("有空白或不是数字的格子，下面的关系没法核对。", "Blank cells or cells without a number: these could not be checked.")}</p>
                    <ul>
                        {list
                            .into_iter()
                            .filter_map(|(name, count)| Some((rules::find(name)?.title.clone(), count)))
                            .map(|(title, count)| view! {
                                <li>{words(shell, move || title.clone())} " × " {count}</li>
                            })
                            .collect_view()}
                    </ul>
                </section>
            })
        }}
    }
    .into_any()
}
