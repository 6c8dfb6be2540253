//! The views of the state.

mod el;
mod facts;
mod findings;
mod home;
mod items;
mod overview;
mod sheet;
mod table;
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
use crate::state::{ARRIVED, App, Intent, Keeping, PAPER, Pane, View};
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

/// A severity: its shape, its word, and a number. Lists of numbers show only shape and number.
fn chip(shell: Shell, severity: Severity, count: Option<usize>) -> El {
    let count = count.map_or_else(String::new, |count| count.to_string());
    mark(shell, class_of(severity), severity.text()).text(&count)
}

/// A shape with a word, which a list may hide but a screen reader says.
fn mark(shell: Shell, class: &str, word: Text) -> El {
    let word = el("span").class("word").words(shell, word).text(" ");
    el("span").class(&["chip ", class].concat()).child(word)
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

/// The overview, the parts of the report, the text that could not be placed, and last year's report.
fn rail(shell: Shell) -> El {
    let sheets = |app: &App| {
        of(app, |open| {
            let mut sheets = vec![Sheet::Overview];
            sheets.extend(place::sheets(&open.report));
            if !open.unplaced.is_empty() {
                sheets.push(Sheet::Unplaced);
            }
            if open.last().is_some() {
                sheets.push(Sheet::LastYear);
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

/// A sheet's title in two parts: the numeral of a section of the form, and the rest.
fn numbered(app: &App, sheet: Sheet) -> (Text, Text) {
    let title = of(app, |open| Some(sheet.title(&open.report))).unwrap_or(Text::new("", ""));
    let of_form = of(app, |open| match sheet {
        Sheet::Section(index) => open.report.sections.get(index)?.id,
        Sheet::Missing(id) => Some(id),
        _ => None,
    });
    match (of_form, title.zh.split_once('、'), title.en.split_once(' ')) {
        (Some(_), Some((zh, zh_rest)), Some((en, en_rest))) => (Text::of(zh, en), Text::of(zh_rest, en_rest)),
        _ => (Text::new("", ""), title),
    }
}

fn rail_entry(shell: Shell, sheet: Sheet) -> El {
    let missing = matches!(sheet, Sheet::Missing(_));
    let apart = matches!(sheet, Sheet::Overview | Sheet::Unplaced | Sheet::LastYear);
    el("li").class(if apart { "apart" } else { "" }).child(
        el("button")
            .attr("type", "button")
            .class(if missing { "gone" } else { "" })
            .seen(shell, "aria-current", move |app| {
                (app.sheet == Some(sheet)).then(|| "true".to_owned())
            })
            .press(shell, move || Intent::Sheet(sheet))
            .child(
                el("span")
                    .class("numeral")
                    .told(shell, move |app| numbered(app, sheet).0),
            )
            .child(el("span").class("name").told(shell, move |app| numbered(app, sheet).1))
            .child(el("span").class("marks").when(
                shell,
                move |app| key(marks_of(app, sheet)),
                move || {
                    let marks = shell.app.with_untracked(|app| marks_of(app, sheet));
                    marks.into_iter().map(|one| rail_mark(shell, one)).collect()
                },
            )),
    )
}

/// A mark of an entry of the rail.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum RailMark {
    /// This many findings of a severity.
    Found(Severity, usize),
    /// This many places to write.
    ToWrite(usize),
    /// This many pieces of text to place. The verdict does not wait for them, so they are not drawn as missing.
    ToPlace(usize),
    /// All of it is to be written.
    Empty,
    /// The form's section is not there.
    Gone,
    /// Nothing is missing or wrong.
    Done,
}

fn marks_of(app: &App, sheet: Sheet) -> Vec<RailMark> {
    let Some(open) = &app.open else { return Vec::new() };
    let mut marks = Vec::new();
    match sheet {
        Sheet::Overview => {
            if let Some(judged) = open.judged() {
                // The same number as in the bar.
                match (judged.verdict, judged.number()) {
                    (_, 0) => {}
                    (Verdict::Unfit, errors) => marks.push(RailMark::Found(Severity::Error, errors)),
                    (_, left) => marks.push(RailMark::ToWrite(left)),
                }
            }
        }
        Sheet::Missing(_) => marks.push(RailMark::Gone),
        Sheet::Unplaced => marks.push(RailMark::ToPlace(open.unplaced.len())),
        _ => {}
    }
    if sheet == Sheet::Overview {
        return marks;
    }
    for (severity, count) in Severity::ALL.into_iter().zip(open.counts(sheet)) {
        if count > 0 {
            marks.push(RailMark::Found(severity, count));
        }
    }
    match open.left(sheet) {
        Some(Left::Some(count)) => marks.push(RailMark::ToWrite(count)),
        Some(Left::All) => marks.push(RailMark::Empty),
        Some(Left::Nothing) if marks.is_empty() => marks.push(RailMark::Done),
        _ => {}
    }
    marks
}

fn rail_mark(shell: Shell, one: RailMark) -> El {
    match one {
        RailMark::Found(severity, count) => chip(shell, severity, Some(count)),
        RailMark::ToWrite(count) => mark(shell, "todo", Text::new("还差", "to do")).text(&count.to_string()),
        RailMark::ToPlace(count) => {
            let count = count.to_string();
            let words = Text::of([&*count, " 段"].concat(), [&*count, " to place"].concat());
            el("span").class("pieces").words(shell, words)
        }
        RailMark::Empty => el("span").class("chip todo").say(shell, "没写", "to write"),
        RailMark::Gone => el("span").class("chip todo").say(shell, "缺", "missing"),
        RailMark::Done => mark(shell, "holds", Text::new("齐了", "complete")),
    }
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
        .attr("id", PAPER);
    let html = shell.watch(|app| app.document().map(official::html).unwrap_or_default());
    Effect::new(move |_| {
        if let Some(paper) = document().get_element_by_id(PAPER) {
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

/// The verdict in one sentence: what there is to do if the report is not finished, else as core words it.
fn verdict_in_short(app: &App) -> Text {
    of(app, |open| {
        let count = open.judged().and_then(|judged| judged.count());
        let verdict = open.checked.verdict.text();
        Some(match (app.engine, open.checked.verdict, count) {
            // While a sum is being written, it is not judged, and neither is the report.
            _ if open.waits() => Text::new("还没写完：有合计还没核对", "Not finished: some sums are not judged yet"),
            (_, Verdict::Unfinished | Verdict::Unjudged, Some(count)) => Text::of(
                [&*verdict.zh, "：", &*count.zh].concat(),
                [&*verdict.en, ": ", &*count.en].concat(),
            ),
            _ if !open.unchecked => open.checked.sentence(),
            (EngineState::Absent | EngineState::Loading, ..) => Text::new("正在载入校验程序…", "Loading the checker…"),
            // It could not be loaded, or it crashed.
            (EngineState::Failed | EngineState::Ready, ..) => Text::new(
                "没有检查：校验程序不在。请先保存，再刷新本页",
                "Not checked: the checker is not available. Save, then reload the page",
            ),
        })
    })
    .unwrap_or(Text::new("", ""))
}

/// How many rules hold.
fn rules_in_words(open: &Open) -> Text {
    let (held, asked) = (
        open.checked.rules_held().to_string(),
        open.checked.rules_asked().to_string(),
    );
    Text::of(
        [&asked, " 条规则，", &held, " 条符合"].concat(),
        [&held, " of ", &asked, " rules hold"].concat(),
    )
}

/// The class of the verdict: its shape and colour.
fn worst_of(app: &App) -> &'static str {
    of(app, Open::judged).map_or("unchecked", |judged| judged.class())
}
