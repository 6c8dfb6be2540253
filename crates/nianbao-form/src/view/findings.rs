//! The list of findings: message, place, figures, and possible actions.

use leptos::prelude::*;
use nianbao_core::diagnostic::{Finding, Severity};
use nianbao_core::rule::RuleWords;
use nianbao_core::text::Text;
use wasm_bindgen::JsCast;

use super::el::{El, button, el, key};
use super::{chip, class_of, of, verdict_of};
use crate::browser::{self, Shell};
use crate::engine;
use crate::place;
use crate::state::{App, FINDINGS_TITLE, Intent, reason_id};

/// The id of a finding's message, which cells refer to as their description.
pub(super) fn id(key: u64) -> String {
    ["finding-", &key.to_string()].concat()
}

/// The ids of several.
pub(super) fn ids(keys: impl Iterator<Item = u64>) -> String {
    let mut ids = String::new();
    for key in keys {
        if !ids.is_empty() {
            ids.push(' ');
        }
        ids.push_str(&id(key));
    }
    ids
}

/// The column of findings.
pub(super) fn aside(shell: Shell) -> El {
    let each = move || {
        shell
            .app
            .with(|app| of(app, |open| Some(open.keys.clone())).unwrap_or_default())
    };
    let cards = move || {
        leptos::tachys::view::keyed::keyed(
            each(),
            |key: &u64| *key,
            move |_, key| (|_: usize| {}, card(shell, key).view()),
        )
    };
    el("aside")
        .class("side")
        .named(shell, "问题", "Findings")
        .child(
            el("h2")
                .attr("id", FINDINGS_TITLE)
                .attr("tabindex", "-1")
                .told(shell, verdict_of),
        )
        .child(el("p").class("sum").when(
            shell,
            |app| key(counts(app)),
            move || {
                let counts = shell.app.with_untracked(counts);
                Severity::ALL
                    .into_iter()
                    .zip(counts)
                    .filter(|(_, count)| *count > 0)
                    .map(|(severity, count)| filter(shell, severity, count))
                    .collect()
            },
        ))
        .child(el("p").class("hint held").told(shell, |app| {
            of(app, |open| {
                if open.unchecked {
                    return None;
                }
                let (held, asked) = (
                    open.checked.rules_held().to_string(),
                    open.checked.rules_asked().to_string(),
                );
                Some(Text::of(
                    [&asked, " 条规则，", &held, " 条符合"].concat(),
                    [&held, " of ", &asked, " rules hold"].concat(),
                ))
            })
            .unwrap_or(Text::new("", ""))
        }))
        .child(el("p").class("hint held").told(shell, |app| {
            of(app, |open| {
                let count = Some(open.held.len()).filter(|count| *count > 0)?.to_string();
                Some(Text::of(
                    ["另有 ", &count, " 处合计，等这一行或这一列填完再核对。"].concat(),
                    [&count, " more sums are judged once their row or column is filled."].concat(),
                ))
            })
            .unwrap_or(Text::new("", ""))
        }))
        .child(el("ol").class("findings").with(cards.into_any()))
        .child(not_assessed(shell))
}

/// A button with the number of findings of a severity; when pressed, only these are shown.
fn filter(shell: Shell, severity: Severity, count: usize) -> El {
    let pressed = move || shell.app.with(|app| app.filter == Some(severity));
    el("button")
        .attr("type", "button")
        .class("filter")
        .live("aria-pressed", move || Some(pressed().to_string()))
        .press(shell, move || {
            let on = shell.app.with_untracked(|app| app.filter == Some(severity));
            Intent::Filter((!on).then_some(severity))
        })
        .child(chip(shell, severity, Some(count)))
}

fn counts(app: &App) -> [usize; 3] {
    of(app, |open| {
        Some(Severity::ALL.map(|severity| open.checked.count(severity)))
    })
    .unwrap_or_default()
}

fn card(shell: Shell, key: u64) -> El {
    let found = move |read: fn(&Finding) -> Text| {
        move |app: &App| of(app, |open| open.finding(key).map(read)).unwrap_or(Text::new("", ""))
    };
    // The key depends on rule, severity, message and fix, so these do not change while it stays the same.
    let Some((rule, severity, fix, help, accepted)) = shell.app.with_untracked(|app| {
        let finding = app.open.as_ref()?.finding(key)?;
        Some((
            engine::rule(finding.rule),
            finding.severity,
            finding.fix.clone().filter(|_| finding.accepted.is_none()),
            finding.help.is_some() && finding.accepted.is_none(),
            finding.accepted.clone(),
        ))
    }) else {
        return el("li");
    };
    let class = [
        "finding ",
        if accepted.is_some() {
            "accepted"
        } else {
            class_of(severity)
        },
    ]
    .concat();
    let chip = if accepted.is_some() {
        el("span").class("chip accepted").say(shell, "已接受", "accepted")
    } else {
        chip(shell, severity, None)
    };
    let open_finding = accepted.is_none();
    el("li")
        .live("hidden", move || {
            let filter = shell.app.with(|app| app.filter);
            filter
                .is_some_and(|filter| filter != severity || !open_finding)
                .then(String::new)
        })
        .live("class", move || {
            let here = shell.app.with(|app| app.finding == Some(key));
            Some([&*class, if here { " here" } else { "" }].concat())
        })
        .child(
            el("p")
                .class("head")
                .child(chip)
                .child(el("span").class("where").told(shell, move |app| {
                    of(app, |open| Some(place::describe(&open.finding(key)?.at, &open.report)))
                        .unwrap_or(Text::new("", ""))
                })),
        )
        .child(
            el("p")
                .class("what")
                .attr("id", &id(key))
                .told(shell, found(|finding| finding.message.clone())),
        )
        .maybe(accepted.map(|reason| {
            el("p")
                .class("help")
                .say(shell, "理由：", "Reason: ")
                .child(el("span").attr("lang", "zh-CN").text(&reason))
        }))
        .maybe(help.then(|| {
            el("p").class("help").told(
                shell,
                found(|finding| finding.help.clone().unwrap_or(Text::new("", ""))),
            )
        }))
        .child(
            el("div")
                .class("do")
                .maybe(fix.map(|fix| {
                    el("button")
                        .attr("type", "button")
                        .press(shell, move || Intent::Mend(key))
                        .words(shell, fix.title)
                }))
                .child(button(shell, "plain", ("到这里", "Go there"), move || {
                    Intent::Go(key)
                }))
                .child(if open_finding {
                    button(shell, "plain", ("接受…", "Accept…"), move || {
                        Intent::AskAccept(Some(key))
                    })
                } else {
                    button(shell, "plain", ("不再接受", "No longer accept"), move || {
                        Intent::Withdraw(key)
                    })
                }),
        )
        .child(reason(shell, key))
        .maybe(rule.map(|rule| why(shell, rule)))
}

/// Asks for the reason to accept a finding. It is always in the card but hidden, because a part that comes and goes by
/// itself would not survive the reuse of cards.
fn reason(shell: Shell, key: u64) -> El {
    let id = reason_id(key);
    let input = id.clone();
    el("form")
        .class("accept")
        .live("hidden", move || {
            let asked = shell.app.with(|app| app.accepting == Some(key));
            (!asked).then(String::new)
        })
        .on("submit", move |event| {
            event.prevent_default();
            let input = document()
                .get_element_by_id(&input)
                .and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
            if let Some(input) = input {
                shell.send(Intent::Accept(key, input.value()));
            }
        })
        .child(
            el("label")
                .child(el("span").class("hint").say(
                    shell,
                    "理由（写进报告文件；数或文字改了就失效）",
                    "Reason (kept in the report's file; lapses when the figures or words change)",
                ))
                .child(
                    el("input")
                        .attr("id", &id)
                        .attr("required", "")
                        .attr("autocomplete", "off"),
                ),
        )
        .child(
            el("div")
                .class("do")
                .child(el("button").attr("type", "submit").say(shell, "接受", "Accept"))
                .child(button(shell, "plain", ("取消", "Cancel"), || Intent::AskAccept(None))),
        )
}

/// The reason for a rule: its legal basis, and a link to its page if there is an archive around the validator.
fn why(shell: Shell, rule: RuleWords) -> El {
    let page = (!browser::from_disk()).then(|| {
        el("p").child(
            el("a")
                .attr("href", &["../rules/", rule.name, "/index.html"].concat())
                .attr("target", "_blank")
                .attr("rel", "noopener")
                .say(shell, "这条规则的说明和例子", "This rule explained, with examples"),
        )
    });
    el("details")
        .class("why")
        .child(el("summary").say(shell, "为什么", "Why"))
        .child(
            el("p")
                .say(shell, "应当：", "What must hold: ")
                .words(shell, rule.title),
        )
        .child(el("p").say(shell, "依据：", "Basis: ").words(shell, rule.basis))
        .maybe(page)
}

/// The checks that could not be made, by rule, because silence would read as a pass.
fn not_assessed(shell: Shell) -> El {
    let list = |app: &App| {
        let mut list: Vec<(&'static str, usize)> = Vec::new();
        for it in app.open.iter().flat_map(|open| &open.checked.not_assessed) {
            match list.iter_mut().find(|(rule, _)| *rule == it.rule) {
                Some((_, count)) => *count += 1,
                None => list.push((it.rule, 1)),
            }
        }
        list
    };
    el("section").class("unknown").when(
        shell,
        move |app| key(list(app)),
        move || {
            let list = shell.app.with_untracked(list);
            if list.is_empty() {
                return Vec::new();
            }
            let rules = list
                .into_iter()
                .filter_map(|(name, count)| Some((engine::rule(name)?.title, count)))
                .map(|(title, count)| {
                    let count = [" × ", &count.to_string()].concat();
                    el("li").words(shell, title).text(&count)
                });
            vec![
                el("h3").say(shell, "没能检查的", "Not assessed"),
                el("p").say(
                    shell,
                    "有空白或不是数字的格子，下面这些没法核对。",
                    "Some cells are blank or not a number: these checks could not be made.",
                ),
                el("ul").all(rules),
            ]
        },
    )
}
