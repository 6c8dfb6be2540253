//! The views of the state.

mod el;
mod facts;
mod findings;
mod home;
mod items;
mod sheet;
mod top;
mod writing;

use leptos::prelude::*;
use nianbao_core::diagnostic::Severity;
use nianbao_core::text::{Lang, Text};
use nianbao_core::verdict::Verdict;

use crate::browser::Shell;
use crate::engine::EngineState;
use crate::later;
use crate::official;
use crate::open::{Left, Open};
use crate::place::{self, Sheet};
use crate::state::{ARRIVED, App, Intent, Keeping, Pane, View};
pub(crate) use el::El;
use el::{button, el, key};
pub(crate) use sheet::keys;
pub(crate) use top::{acts, what};

/// The page.
pub(crate) fn page() -> AnyView {
    let shell = Shell::start();
    title(shell);
    el("div")
        .class("page")
        .with(top::bar(shell).view())
        .with(alert(shell).view())
        .with(arrived(shell).view())
        .with(notice(shell).view())
        .when(
            shell,
            |app| key(app.view as u8),
            move || match shell.app.with_untracked(|app| app.view) {
                View::Home => vec![home::home(shell)],
                View::Paper | View::Signoff => vec![later::paper(shell)],
                View::Edit => later::work(shell),
            },
        )
        .with(drop_here(shell).view())
        .view()
}

/// Reads from the open report, if there is one.
fn of<T>(app: &App, read: impl FnOnce(&Open) -> Option<T>) -> Option<T> {
    app.open.as_ref().and_then(read)
}

/// The editor: three columns, and the tabs of a narrow screen.
pub(crate) fn work(shell: Shell) -> Vec<El> {
    vec![columns(shell), tabs(shell)]
}

/// The three columns.
fn columns(shell: Shell) -> El {
    el("div")
        .seen(shell, "class", |app| {
            let class = match (app.pane, app.beside().is_some()) {
                (Pane::Parts, _) => "work show-parts",
                (Pane::Edit, true) => "work with-layout",
                (Pane::Edit, false) => "work",
                (Pane::Findings, _) => "work show-findings",
            };
            Some(class.to_owned())
        })
        .child(rail(shell))
        .child(sheet::sheet(shell))
        .child(beside(shell))
        .child(findings::aside(shell))
}

/// The layout of the part being written, next to its text.
fn beside(shell: Shell) -> El {
    let html = shell.watch(|app| {
        let part = app.beside();
        let shown = part.and_then(|part| of(app, |open| Some(official::part(&open.report, part))));
        shown.unwrap_or_default()
    });
    Effect::new(move |_| {
        let html = html.get();
        if let Some(layout) = document().get_element_by_id("beside") {
            layout.set_inner_html(&html);
        }
    });
    el("section")
        .class("beside")
        .attr("lang", "zh-CN")
        .attr("tabindex", "0")
        .named(shell, "版面", "Layout")
        .seen(shell, "hidden", |app| app.beside().is_none().then(String::new))
        .child(el("article").class("paper").attr("id", "beside"))
}

/// The organ of a report.
pub(crate) fn organ(open: &Open) -> Option<String> {
    open.report.organ().map(str::to_owned)
}

/// Keeps the document's title up to date.
fn title(shell: Shell) {
    let organ = shell.watch(|app| of(app, later::organ));
    Effect::new(move |_| {
        let name = shell.word("年报校验", "Annual report validator");
        document().set_title(&match organ.get() {
            Some(organ) => [&organ, " · ", name].concat(),
            None => name.to_owned(),
        });
    });
}

/// The class of a severity.
fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "notice",
    }
}

/// A severity in a word, with a number.
fn chip(shell: Shell, severity: Severity, count: Option<usize>) -> El {
    let count = count.map_or_else(String::new, |count| [" ", &count.to_string()].concat());
    el("span")
        .class(&["chip ", class_of(severity)].concat())
        .words(shell, severity.text())
        .text(&count)
}

/// The alert that drafts are not kept, with a button to save.
fn alert(shell: Shell) -> El {
    let trouble = |app: &App| match &app.keeping {
        Keeping::Failed(text) => Some(text.clone()),
        _ => app.store.clone(),
    };
    el("div").class("alert").attr("role", "alert").when(
        shell,
        move |app| key((trouble(app), app.open.is_some())),
        move || {
            let (trouble, open) = shell.app.with_untracked(|app| (trouble(app), app.open.is_some()));
            let Some(text) = trouble else {
                return Vec::new();
            };
            let save = open.then(|| button(shell, "main", ("保存为文件", "Save as file"), || Intent::Save));
            let known = shell
                .app
                .with_untracked(|app| matches!(app.keeping, Keeping::Failed(_)));
            let known = (!known).then(|| button(shell, "", ("知道了", "Dismiss"), || Intent::Store(None)));
            vec![el("p").words(shell, text).maybe(save).maybe(known)]
        },
    )
}

/// Files that arrived and wait for a decision, and a newer version of the page.
fn arrived(shell: Shell) -> El {
    let key_of = |app: &App| {
        let names: Vec<&String> = app.arrived.iter().map(|arrival| &arrival.id).collect();
        key((names, app.newer, app.renewing, app.open.is_some(), app.help))
    };
    el("div").class("arrived").when(shell, key_of, move || {
        let (arrived, newer, renewing, help) = shell
            .app
            .with_untracked(|app| (!app.arrived.is_empty(), app.newer, app.renewing, app.help));
        let mut list = Vec::new();
        if help {
            list.push(later::keys(shell));
        }
        if newer {
            let now = (!renewing).then(|| button(shell, "main", ("现在换", "Change now"), || Intent::Renew));
            list.push(
                el("p")
                    .class("ask calm")
                    .attr("role", "status")
                    .child(el("span").say(
                        shell,
                        "校验工具有新版本。正在写的先存好再换，一个字也不会丢。",
                        "There is a newer version of the validator. What you are writing is kept before it changes.",
                    ))
                    .maybe(now),
            );
        }
        if arrived {
            list.push(later::arrived(shell));
        }
        list
    })
}

/// Asks what to do with the files that arrived.
pub(crate) fn decide(shell: Shell) -> El {
    let (names, open) = shell.app.with_untracked(|app| {
        let arrived = app.arrived.iter().map(|arrival| {
            let report = &arrival.reading.report;
            let words = |lang| top::organ_and_year(report.organ().unwrap_or_default(), report.year(), lang);
            (arrival.name.clone(), Text::of(words(Lang::Zh), words(Lang::En)))
        });
        (arrived.collect::<Vec<(String, Text)>>(), app.open.is_some())
    });
    let entries = names.into_iter().enumerate().map(|(index, (name, what))| {
        el("li")
            .child(el("b").text(&name))
            .child(el("span").class("when").words(shell, what))
            .child(button(shell, "", ("打开", "Open"), move || {
                Intent::OpenArrived(index)
            }))
            .child(button(
                shell,
                "plain",
                ("由它写下一年", "Begin the next year from it"),
                move || Intent::FollowArrived(index),
            ))
    });
    let kept = open.then(|| {
        el("p").class("hint").say(
            shell,
            "现在开着的报告已存在本机，打开别的不会丢。",
            "The report that is open is kept on this device; opening another loses nothing.",
        )
    });
    el("section")
        .class("ask calm")
        .attr("aria-labelledby", ARRIVED)
        .child(el("h2").attr("id", ARRIVED).attr("tabindex", "-1").say(
            shell,
            "要打开这些文件吗？",
            "Open these files?",
        ))
        .child(el("ul").all(entries))
        .maybe(kept)
        .child(button(shell, "", ("都不打开", "Open none"), || {
            Intent::DismissArrived
        }))
}

/// The page while a file is dragged over it: it says what letting go does.
fn drop_here(shell: Shell) -> El {
    el("div").class("dropping").attr("aria-hidden", "true").when(
        shell,
        |app| key((app.dragging, app.open.is_some() && app.view != View::Home)),
        move || {
            let (dragging, editing) = shell
                .app
                .with_untracked(|app| (app.dragging, app.open.is_some() && app.view != View::Home));
            if !dragging {
                return Vec::new();
            }
            vec![if editing {
                el("p").say(
                    shell,
                    "松开后先问要不要打开；现在这份已存好",
                    "Let go, and you are asked whether to open it; the present report is kept",
                )
            } else {
                el("p").say(
                    shell,
                    "松开就打开；多份会列成一张单子",
                    "Let go to open; several files become a list",
                )
            }]
        },
    )
}

/// The message for the person.
fn notice(shell: Shell) -> El {
    el("div").class("said").attr("role", "status").when(
        shell,
        |app| {
            let loading = app.open.is_none() && app.engine == EngineState::Loading;
            key((
                app.notice.as_ref().map(|notice| (&notice.text, notice.trouble)),
                loading,
            ))
        },
        move || {
            let (notice, loading) = shell.app.with_untracked(|app| {
                (
                    app.notice.clone(),
                    app.open.is_none() && app.engine == EngineState::Loading,
                )
            });
            let Some(notice) = notice else {
                let said = || el("p").say(shell, "正在载入校验程序…", "Loading the checker…");
                return if loading { vec![said()] } else { Vec::new() };
            };
            let restore = notice
                .deleted
                .is_some()
                .then(|| button(shell, "plain", ("撤销删除", "Undo"), || Intent::Restore));
            vec![
                el("p")
                    .class(if notice.trouble { "trouble" } else { "" })
                    .child(el("span").words(shell, notice.text))
                    .maybe(restore)
                    .child(button(shell, "plain", ("知道了", "Dismiss"), || Intent::Dismiss)),
            ]
        },
    )
}

/// The parts of the report.
fn rail(shell: Shell) -> El {
    let sheets = |app: &App| {
        of(app, |open| {
            let mut sheets = place::sheets(&open.report);
            if !open.unplaced.is_empty() {
                sheets.push(Sheet::Unplaced);
            }
            Some(sheets)
        })
        .unwrap_or_default()
    };
    el("nav")
        .class("rail")
        .named(shell, "报告的各部分", "Parts of the report")
        .child(el("ul").when(
            shell,
            move |app| key(sheets(app)),
            move || {
                let sheets = shell.app.with_untracked(sheets);
                sheets.into_iter().map(|sheet| rail_entry(shell, sheet)).collect()
            },
        ))
}

fn rail_entry(shell: Shell, sheet: Sheet) -> El {
    let missing = matches!(sheet, Sheet::Missing(_));
    let counts = move |app: &App| of(app, |open| Some(open.counts(sheet))).unwrap_or_default();
    el("li").child(
        el("button")
            .attr("type", "button")
            .class(if missing { "gone" } else { "" })
            .seen(shell, "aria-current", move |app| {
                (app.sheet == Some(sheet)).then(|| "true".to_owned())
            })
            .press(shell, move || Intent::Sheet(sheet))
            .child(el("span").class("name").told(shell, move |app| {
                of(app, |open| Some(sheet.title(&open.report))).unwrap_or(Text::new("", ""))
            }))
            .maybe(missing.then(|| el("span").class("chip").say(shell, "缺", "missing")))
            .when(
                shell,
                move |app| key((counts(app), left(app, sheet))),
                move || {
                    let (counts, left) = shell.app.with_untracked(|app| (counts(app), left(app, sheet)));
                    let found = Severity::ALL.into_iter().zip(counts).filter(|(_, count)| *count > 0);
                    let mut chips: Vec<El> = found
                        .map(|(severity, count)| chip(shell, severity, Some(count)))
                        .collect();
                    let to_write = |words: Text| el("span").class("chip todo").words(shell, words);
                    match left {
                        Some(Left::Some(count)) => {
                            let count = count.to_string();
                            let zh = ["空 ", &count].concat();
                            chips.push(to_write(Text::of(zh, [&count, " to fill"].concat())));
                        }
                        Some(Left::All) => chips.push(to_write(Text::new("没写", "to write"))),
                        Some(Left::Nothing) if chips.is_empty() => {
                            let tick = el("span").attr("aria-hidden", "true").text("✓");
                            let done = el("span").class("unseen").say(shell, "没有问题", "nothing to do");
                            chips.push(el("span").class("tick").child(tick).child(done));
                        }
                        _ => {}
                    }
                    chips
                },
            ),
    )
}

/// What of a sheet is still to be written; `None` if nobody can say.
fn left(app: &App, sheet: Sheet) -> Option<Left> {
    of(app, |open| open.left(sheet))
}

/// The tabs of a narrow screen.
fn tabs(shell: Shell) -> El {
    let tab = move |it: Pane, zh: &'static str, en: &'static str| {
        el("button")
            .attr("type", "button")
            .seen(shell, "aria-current", move |app| {
                (app.pane == it).then(|| "true".to_owned())
            })
            .press(shell, move || Intent::Pane(it))
            .say(shell, zh, en)
    };
    let count = |app: &App| {
        let count = app.open.as_ref().map_or(0, |open| open.checked.findings.len());
        [" ", &count.to_string()].concat()
    };
    el("nav")
        .class("tabs")
        .named(shell, "显示", "Show")
        .child(tab(Pane::Parts, "目录", "Parts"))
        .child(tab(Pane::Edit, "填写", "Edit"))
        .child(tab(Pane::Findings, "发现", "Findings").seen_text(shell, count))
}

/// The official layout, or the check sheet.
pub(crate) fn paper(shell: Shell) -> El {
    let signoff = shell.app.with_untracked(|app| app.view == View::Signoff);
    let paper = el("article")
        .class(if signoff { "paper signoff" } else { "paper" })
        .attr(
            "lang",
            if signoff {
                shell.lang.get_untracked().tag()
            } else {
                "zh-CN"
            },
        )
        .attr("tabindex", "0")
        .named(shell, "版面", "Layout")
        .attr("id", "paper");
    let html = shell.watch(|app| app.document().map(official::html).unwrap_or_default());
    Effect::new(move |_| {
        if let Some(paper) = document().get_element_by_id("paper") {
            paper.set_inner_html(&html.get());
        }
    });
    let save = |name, extension| button(shell, "", name, move || Intent::SaveAs(extension));
    let tools = el("div")
        .class("tools")
        .child(button(shell, "", ("返回填写", "Back to editing"), || {
            Intent::Show(View::Edit)
        }))
        .child(button(shell, "main", ("打印", "Print"), || Intent::Print));
    let tools = if signoff {
        tools
            .child(save(("存为 Word", "Save as Word"), "docx"))
            .child(save(("存为 Excel", "Save as Excel"), "xlsx"))
    } else {
        tools
    };
    el("main").class("preview").attr("id", "main").child(tools).child(paper)
}

/// Whether nothing is wrong but sums that are not judged yet, because their row is being written.
fn waits(open: &Open) -> bool {
    let checked = &open.checked;
    let early = open.eased || !open.held.is_empty();
    !open.unchecked && checked.verdict == Verdict::Unfit && early && checked.count(Severity::Error) == 0
}

/// The verdict in one sentence.
fn verdict_of(app: &App) -> Text {
    of(app, |open| {
        Some(match app.engine {
            // While a sum is being written, it is not judged, and neither is the report.
            _ if waits(open) => Text::new("还没写完：有合计还没核对", "Not finished: some sums are not judged yet"),
            _ if !open.unchecked => open.checked.sentence(),
            EngineState::Absent | EngineState::Loading => Text::new("正在载入校验程序…", "Loading the checker…"),
            // It could not be loaded, or it crashed.
            EngineState::Failed | EngineState::Ready => Text::new(
                "没有检查：校验程序不在。请先保存，再刷新本页",
                "Not checked: the checker is not available. Save, then reload the page",
            ),
        })
    })
    .unwrap_or(Text::new("", ""))
}

/// The verdict for the bar; the summary of the findings lists what is missing.
fn short_verdict(app: &App) -> Text {
    let short = of(app, |open| {
        let checked = &open.checked;
        let missing = checked.reasons.len() - usize::from(checked.count(Severity::Error) > 0);
        let missing = missing.to_string();
        match checked.verdict {
            _ if open.unchecked => None,
            Verdict::Unfinished | Verdict::Unjudged => {
                let verdict = checked.verdict.text();
                Some(Text::of(
                    [&*verdict.zh, "：还差 ", &missing, " 处"].concat(),
                    [&*verdict.en, ": ", &missing, " to do"].concat(),
                ))
            }
            Verdict::Unfit | Verdict::Fit => None,
        }
    });
    short.unwrap_or_else(|| verdict_of(app))
}

/// The class of the verdict, or of the worst finding in a report that was judged.
fn worst_of(app: &App) -> &'static str {
    if of(app, |open| open.unchecked.then_some(())).is_some() {
        return "unchecked";
    }
    if let Some(class) = of(app, |open| match open.checked.verdict {
        Verdict::Unjudged | Verdict::Unfinished => Some("todo"),
        Verdict::Unfit if waits(open) => Some("todo"),
        Verdict::Unfit => Some("error"),
        Verdict::Fit => None,
    }) {
        return class;
    }
    let worst = of(app, |open| {
        Severity::ALL
            .into_iter()
            .find(|severity| open.checked.count(*severity) > 0)
    });
    worst.map_or("holds", class_of)
}
