//! The list of findings: message, place, figures, and possible actions.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use nianbao_core::diagnostic::{Finding, Severity};
use nianbao_core::field::Field;
use nianbao_core::report::At;
use nianbao_core::rule::RuleWords;
use nianbao_core::text::Text;
use wasm_bindgen::JsCast;

use super::el::{El, button, el, key};
use super::{chip, class_of, of, rules_in_words};
use crate::browser::{self, Shell};
use crate::engine;
use crate::mend::Way;
use crate::open::Open;
use crate::place::{self, Sheet};
use crate::state::{App, FINDINGS_TITLE, Intent, Pane, Shown, card_id, reason_id};

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

/// The id of the heading of the checks that could not be made.
const UNKNOWN_TITLE: &str = "unknown-title";

/// The id of the strip that opens the column.
const STRIP: &str = "findings-strip";

/// The column of findings.
pub(super) fn aside(shell: Shell) -> El {
    let listed = shell.watch(App::listed);
    // Each card has what it reads from the state for itself, because it stays while the list changes.
    let whole = Owner::current().unwrap_or_default();
    let cards = move || {
        let whole = whole.clone();
        leptos::tachys::view::keyed::keyed(
            listed.get(),
            |key: &u64| *key,
            move |_, key| {
                let own = whole.with(Owner::new);
                let view = own.with(|| card(shell, key).view());
                (|_: usize| {}, OwnedView::new_with_owner(view, own))
            },
        )
    };
    el("aside")
        .class("side")
        .named(shell, "发现", "Findings")
        .on("keydown", move |event| {
            let escape = event
                .dyn_ref::<web_sys::KeyboardEvent>()
                .is_some_and(|event| event.key() == "Escape");
            // Only where the column is a strip.
            if escape && browser::focus_on(STRIP) {
                shell.send(Intent::Pane(Pane::Edit));
            }
        })
        .child(strip(shell))
        .child(
            el("div")
                .class("panel")
                .child(summary(shell))
                .child(el("ol").class("findings").with(cards.into_any()))
                .child(not_assessed(shell)),
        )
}

/// What is left of the column in a window without room for it: the counts, as a button that opens it over the page.
fn strip(shell: Shell) -> El {
    let shown = |app: &App| app.pane == Pane::Findings;
    el("button")
        .attr("type", "button")
        .class("strip")
        .attr("id", STRIP)
        .seen(shell, "aria-expanded", move |app| Some(shown(app).to_string()))
        .press(shell, move || {
            Intent::Pane(if shell.app.with_untracked(shown) {
                Pane::Edit
            } else {
                Pane::Findings
            })
        })
        .child(el("span").say(shell, "发现", "Findings"))
        .child(el("span").class("marks").when(
            shell,
            |app| key(counts(app)),
            move || {
                let counts = shell.app.with_untracked(counts);
                let found = Severity::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0);
                found
                    .map(|(severity, count)| chip(shell, severity, Some(count)))
                    .collect()
            },
        ))
}

/// The head of the column: the counts, by which findings are filtered; their order; and a line about what is missing.
fn summary(shell: Shell) -> El {
    el("div")
        .class("summary")
        .child(
            el("h2")
                .attr("id", FINDINGS_TITLE)
                .attr("tabindex", "-1")
                .say(shell, "发现", "Findings"),
        )
        .child(el("p").class("sum").when(
            shell,
            |app| key(counts(app)),
            move || {
                let [error, warning, notice, accepted, unknown] = shell.app.with_untracked(counts);
                let mut list: Vec<El> = Severity::ALL
                    .into_iter()
                    .zip([error, warning, notice])
                    .filter(|(_, count)| *count > 0)
                    .map(|(severity, count)| {
                        filter(shell, Shown::Of(severity)).child(chip(shell, severity, Some(count)))
                    })
                    .collect();
                if accepted > 0 {
                    let count = [" ", &accepted.to_string()].concat();
                    let name = el("span")
                        .class("chip accepted")
                        .say(shell, "已接受", "accepted")
                        .text(&count);
                    list.push(filter(shell, Shown::Accepted).child(name));
                }
                if unknown > 0 {
                    let count = [" ", &unknown.to_string()].concat();
                    list.push(
                        el("button")
                            .attr("type", "button")
                            .class("filter")
                            .on("click", |_| {
                                browser::focus_on(UNKNOWN_TITLE);
                            })
                            .child(
                                el("span")
                                    .class("chip unasked")
                                    .say(shell, "没查", "not checked")
                                    .text(&count),
                            ),
                    );
                }
                list
            },
        ))
        .child(order(shell))
        .child(todo(shell))
        .child(el("p").class("hint held").told(shell, |app| {
            of(app, |open| (!open.unchecked).then(|| rules_in_words(open))).unwrap_or(Text::new("", ""))
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
        .child(el("p").class("hint held").attr("role", "status").told(shell, |app| {
            let hidden = app.open.as_ref().map_or(0, |open| open.checked.findings.len()) - app.listed().len();
            if hidden == 0 {
                return Text::new("", "");
            }
            let hidden = hidden.to_string();
            Text::of(
                ["另有 ", &hidden, " 项没有列出，因为只看一部分。"].concat(),
                [&hidden, " more are not listed because of the filter."].concat(),
            )
        }))
}

/// A button that shows only some findings, or all again.
fn filter(shell: Shell, shown: Shown) -> El {
    toggle(
        shell,
        move |app| app.filter == Some(shown),
        move |on| Intent::Filter(on.then_some(shown)),
    )
    .class("filter")
}

/// A button that is pressed or not.
fn toggle(shell: Shell, is: impl Fn(&App) -> bool + Copy + 'static, intent: impl Fn(bool) -> Intent + 'static) -> El {
    el("button")
        .attr("type", "button")
        .seen(shell, "aria-pressed", move |app| Some(is(app).to_string()))
        .press(shell, move || intent(!shell.app.with_untracked(is)))
}

/// The order of the findings, and whether those of other parts are listed.
fn order(shell: Shell) -> El {
    el("p").class("order").when(
        shell,
        |app| key(of(app, |open| Some(open.checked.findings.len() > 1)).unwrap_or_default()),
        move || {
            let several = shell
                .app
                .with_untracked(|app| of(app, |open| Some(open.checked.findings.len() > 1)).unwrap_or_default());
            if !several {
                return Vec::new();
            }
            vec![
                toggle(shell, |app| app.in_form_order, Intent::InFormOrder)
                    .class("plain")
                    .say(shell, "按报告次序", "In the report's order"),
                toggle(shell, |app| app.only_here, Intent::OnlyHere).class("plain").say(
                    shell,
                    "只看这一部分",
                    "This part only",
                ),
            ]
        },
    )
}

fn counts(app: &App) -> [usize; 5] {
    of(app, |open| {
        let [error, warning, notice] = Severity::ALL.map(|severity| open.checked.count(severity));
        Some([
            error,
            warning,
            notice,
            open.checked.accepted(),
            open.checked.not_assessed.len(),
        ])
    })
    .unwrap_or_default()
}

/// A line about what is missing, which leads to the overview.
fn todo(shell: Shell) -> El {
    let left = |app: &App| {
        let elsewhere = app.sheet != Some(Sheet::Overview);
        let judged = of(app, Open::judged).filter(|judged| elsewhere && judged.places > 0);
        judged.and_then(|judged| judged.count())
    };
    el("p").class("more").when(
        shell,
        move |app| key(left(app).map(|left| left.zh)),
        move || {
            let line = |left: Text| {
                el("button")
                    .attr("type", "button")
                    .class("chip todo")
                    .press(shell, || Intent::Summary)
                    .words(
                        shell,
                        Text::of(
                            [&*left.zh, "，看总览"].concat(),
                            [&*left.en, ": see the overview"].concat(),
                        ),
                    )
            };
            shell.app.with_untracked(left).map(line).into_iter().collect()
        },
    )
}

fn card(shell: Shell, key: u64) -> El {
    let found = move |read: fn(&Finding) -> Text| {
        move |app: &App| of(app, |open| open.finding(key).map(read)).unwrap_or(Text::new("", ""))
    };
    // The key depends on rule, severity, message and fix, so these do not change while it stays the same.
    let Some((rule, severity, fix, two, help, accepted)) = shell.app.with_untracked(|app| {
        let open = app.open.as_ref()?;
        let finding = open.finding(key)?;
        Some((
            engine::rule(finding.rule),
            finding.severity,
            open.mend(finding, Way::Fix),
            two_sides(shell, key, open, finding),
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
        .attr("id", &card_id(key))
        .attr("tabindex", "-1")
        .seen(shell, "class", move |app| {
            let here = app.finding == Some(key);
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
        .maybe(two)
        .child(
            el("div")
                .class("do")
                .maybe(fix.map(|fix| mend(shell, key, Way::Fix).words(shell, fix.title)))
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
                })
                .maybe(rule.map(|rule| why(shell, rule))),
        )
        .child(reason(shell, key))
}

/// A button that corrects a finding.
pub(super) fn mend(shell: Shell, key: u64, way: Way) -> El {
    el("button")
        .attr("type", "button")
        .press(shell, move || Intent::Mend(key, way))
}

/// The prose and the table that contradict each other, side by side, each with the button that changes it.
fn two_sides(shell: Shell, key: u64, open: &Open, finding: &Finding) -> Option<El> {
    let one = open.contradiction(finding)?;
    let table = place::table_name(one.cells.first()?.table());
    let side = |name: Text, value: &str| {
        el("div")
            .child(el("small").words(shell, name))
            .child(el("b").text(value))
    };
    let to = |way: Way, zh: &'static str, en: &'static str| {
        open.mend(finding, way)
            .map(|_| mend(shell, key, way).say(shell, zh, en))
    };
    let in_table = to(Way::Table, "改表", "Change the table").unwrap_or_else(|| {
        // Several cells: the person sees which.
        button(shell, "", ("看表", "See the table"), move || Intent::GoToCell(key))
    });
    Some(
        el("div")
            .class("two")
            .child(side(Text::new("正文", "Prose"), &one.stated).maybe(to(Way::Prose, "改正文", "Change the prose")))
            .child(el("span").attr("aria-hidden", "true").text("≠"))
            .child(side(table, &one.counted).child(in_table)),
    )
}

/// Asks for the reason to accept a finding; hidden until it is wanted.
fn reason(shell: Shell, key: u64) -> El {
    let id = reason_id(key);
    let input = id.clone();
    el("form")
        .class("accept")
        .seen(shell, "hidden", move |app| {
            (app.accepting != Some(key)).then(String::new)
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

/// The checks that could not be made, by rule, because silence would read as a pass. Each leads to its first cell.
fn not_assessed(shell: Shell) -> El {
    let list = |app: &App| {
        let mut list: Vec<(&'static str, Option<Field>, usize)> = Vec::new();
        for it in app.open.iter().flat_map(|open| &open.checked.not_assessed) {
            match list.iter_mut().find(|(rule, ..)| *rule == it.rule) {
                Some((.., count)) => *count += 1,
                None => list.push((it.rule, it.field, 1)),
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
                .filter_map(|(name, field, count)| Some((engine::rule(name)?.title, field, count)))
                .map(|(title, field, count)| {
                    let count = [" × ", &count.to_string(), " "].concat();
                    let go = field.map(|field| {
                        button(shell, "plain", ("到这里", "Go there"), move || {
                            let sheet = shell.app.with_untracked(|app| {
                                of(app, |open| Some(place::sheet_of(&At::Field(field), &open.report)))
                            });
                            Intent::Seek(sheet.unwrap_or(Sheet::Facts), Some(field.to_string()))
                        })
                    });
                    el("li").words(shell, title).text(&count).maybe(go)
                });
            vec![
                el("h3")
                    .attr("id", UNKNOWN_TITLE)
                    .attr("tabindex", "-1")
                    .say(shell, "没能检查的", "Not assessed"),
                el("p").say(
                    shell,
                    "有空白或不是数字的格子，下面这些没法核对；不等于符合。",
                    "Some cells are blank or not a number: these checks could not be made, which is not a pass.",
                ),
                el("ul").all(rules),
            ]
        },
    )
}
