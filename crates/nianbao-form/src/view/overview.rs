//! The overview: the verdict, what is missing or wrong, how much is written, and what comes next; and last year's report.

use leptos::prelude::*;
use nianbao_core::diagnostic::Severity;
use nianbao_core::text::Text;
use nianbao_core::verdict::{Reason, Verdict};

use super::el::{El, button, el, key};
use super::{findings, of, sheet, verdict_in_short, worst_of};
use crate::browser::Shell;
use crate::draft::file_name;
use crate::edit::Edit;
use crate::mend::Way;
use crate::missing::Missing;
use crate::official;
use crate::open::Open;
use crate::place::{self, Sheet};
use crate::state::{App, Intent, SHEET_TITLE};

/// The most errors that the overview lists; the findings have all of them.
const FIRST: usize = 8;

/// The verdict of a report that was checked.
fn verdict(app: &App) -> Option<Verdict> {
    of(app, |open| Some(open.judged()?.verdict))
}

/// The sheet.
pub(super) fn overview(shell: Shell) -> Vec<El> {
    let head = el("h2")
        .attr("id", SHEET_TITLE)
        .attr("tabindex", "-1")
        .seen(shell, "class", |app| Some(["shape ", worst_of(app)].concat()))
        .told(shell, verdict_in_short);
    vec![
        el("div")
            .class("over")
            .child(head)
            .child(el("p").class("lead").told(shell, lead))
            .when(shell, |app| key(progress(app)), move || written(shell))
            .child(missing(shell))
            .child(wrong(shell))
            .child(done(shell))
            .when(shell, |app| key(verdict(app)), move || next(shell)),
    ]
}

/// What the verdict means for the person.
fn lead(app: &App) -> Text {
    of(app, |open| {
        let judged = open.judged()?;
        let errors = Reason::Errors(judged.errors).text();
        Some(match judged.verdict {
            Verdict::Unfinished if judged.errors > 0 => Text::of(
                ["写完再下结论。已写的部分边写边查，有 ", &*errors.zh, "可以先改。"].concat(),
                [
                    "The verdict comes once it is written. What is written is checked as you go; ",
                    &*errors.en,
                    " can be corrected already.",
                ]
                .concat(),
            ),
            Verdict::Unfinished => Text::new(
                "写完再下结论。已写的部分边写边查。",
                "The verdict comes once it is written. What is written is checked as you go.",
            ),
            Verdict::Unjudged => Text::new(
                "没有读全，先看下面几处，再下结论。",
                "Not all of it was read. See to these places first.",
            ),
            Verdict::Unfit => Text::new(
                "先改下面的错误；原件就是这样的，可以写明理由接受。",
                "Correct these first; one that is right as it is can be accepted with a reason.",
            ),
            Verdict::Fit => {
                let checked = &open.checked;
                let (asked, held) = (checked.rules_asked().to_string(), checked.rules_held().to_string());
                let (mut zh, mut en) = (
                    [&*asked, " 条规则，", &held, " 条符合"].concat(),
                    [&*held, " of ", &asked, " rules hold"].concat(),
                );
                for (count, zh_words, en_words) in [
                    (checked.accepted(), " 处不同已说明理由", " accepted with a reason"),
                    (
                        checked.not_assessed.len(),
                        " 项机器查不了，请人工核对",
                        " to be checked by a person",
                    ),
                ] {
                    if count > 0 {
                        let count = count.to_string();
                        for (out, mark, words) in [(&mut zh, "；", zh_words), (&mut en, "; ", en_words)] {
                            out.push_str(mark);
                            out.push_str(&count);
                            out.push_str(words);
                        }
                    }
                }
                Text::of([&*zh, "。"].concat(), [&*en, "."].concat())
            }
        })
    })
    .unwrap_or(Text::new("", ""))
}

/// The number of cells, of those in which nothing is missing, and of the sections that are written; `None` if the report is
/// written.
fn progress(app: &App) -> Option<crate::missing::Written> {
    of(app, |open| {
        let unfinished = open.judged()?.places > 0;
        Some(open.progress()).filter(|written| unfinished && written.cells > 0)
    })
}

fn written(shell: Shell) -> Vec<El> {
    let Some(written) = shell.app.with_untracked(progress) else {
        return Vec::new();
    };
    let (cells, filled, sections) = (
        written.cells.to_string(),
        written.filled.to_string(),
        written.sections.to_string(),
    );
    let words = Text::of(
        [&*cells, " 格填了 ", &filled, " 格"].concat(),
        [&*filled, " of ", &cells, " cells filled"].concat(),
    );
    vec![
        el("p")
            .class("hint both")
            .child(el("span").attr("id", "filled").words(shell, words))
            .child(el("span").words(
                shell,
                Text::of(
                    ["六部分写了 ", &sections, " 部分"].concat(),
                    [&sections, " of 6 sections written"].concat(),
                ),
            )),
        el("progress")
            .attr("aria-labelledby", "filled")
            .attr("max", &cells)
            .attr("value", &filled),
    ]
}

/// Everything that is missing, each leading to its place.
fn missing(shell: Shell) -> El {
    let list = |app: &App| of(app, |open| open.judged().map(|_| open.missing())).unwrap_or_default();
    el("ul").class("todo").when(
        shell,
        move |app| {
            let list = list(app);
            key(list.iter().map(|one| (&one.text.zh, &one.place)).collect::<Vec<_>>())
        },
        move || {
            let list = shell.app.with_untracked(list);
            list.into_iter().map(|one| entry(shell, one)).collect()
        },
    )
}

fn entry(shell: Shell, missing: Missing) -> El {
    let Missing {
        text,
        hint,
        place: (sheet, id),
        blanks,
    } = missing;
    // What is read aloud with the button that fills in zeros.
    let name = ["todo-", &sheet.name()].concat();
    let zeros = blanks.map(|part| {
        button(shell, "", ("空格填 0", "Fill blanks with 0"), move || {
            Intent::Edit(Edit::Zeros(part))
        })
        .attr("aria-describedby", &name)
    });
    let lead = el("button")
        .attr("type", "button")
        .class("plain")
        .press(shell, move || Intent::Seek(sheet, id.clone()))
        .words(shell, text);
    let lead = if zeros.is_some() { lead.attr("id", &name) } else { lead };
    el("li")
        .child(
            el("div")
                .child(lead)
                .maybe(hint.map(|hint| el("small").words(shell, hint))),
        )
        .maybe(zeros)
}

/// The errors of a report that is written, worst first, each leading to its place.
fn wrong(shell: Shell) -> El {
    let list = |app: &App| {
        of(app, |open| {
            let unfit = open.judged()?.verdict == Verdict::Unfit;
            let errors = open
                .alarms()
                .filter(|(found, _)| unfit && found.severity == Severity::Error);
            Some(errors.map(|(_, key)| key).take(FIRST).collect::<Vec<u64>>())
        })
        .unwrap_or_default()
    };
    let one = move |key: u64| {
        shell.app.with_untracked(|app| {
            of(app, |open| {
                let finding = open.finding(key)?;
                let fix = open.mend(finding, Way::Fix);
                Some(
                    el("li")
                        .child(
                            el("div")
                                .child(
                                    el("button")
                                        .attr("type", "button")
                                        .class("plain")
                                        .press(shell, move || Intent::Go(key))
                                        .words(shell, finding.message.clone()),
                                )
                                .child(el("small").words(shell, place::describe(&finding.at, &open.report))),
                        )
                        .maybe(fix.map(|fix| findings::mend(shell, key, Way::Fix).words(shell, fix.title))),
                )
            })
        })
    };
    el("ul").class("todo wrong").when(
        shell,
        move |app| key(list(app)),
        move || shell.app.with_untracked(list).into_iter().filter_map(one).collect(),
    )
}

/// The sheets in which nothing is missing, while something is missing elsewhere.
fn done(shell: Shell) -> El {
    let list = |app: &App| {
        of(app, |open| {
            let unfinished = open.judged()?.places > 0;
            let sheets = open.done().into_iter().filter(|_| unfinished);
            Some(sheets.map(|sheet| sheet.title(&open.report)).collect::<Vec<Text>>())
        })
        .unwrap_or_default()
    };
    el("p").class("done").when(
        shell,
        move |app| key(list(app)),
        move || {
            let list = shell.app.with_untracked(list);
            if list.is_empty() {
                return Vec::new();
            }
            let count = list.len().to_string();
            let (zh, en): (Vec<_>, Vec<_>) = list.into_iter().map(|text| (text.zh, text.en)).unzip();
            vec![
                el("b").class("chip holds").words(
                    shell,
                    Text::of(["已写完 ", &count, " 处"].concat(), [&count, " written"].concat()),
                ),
                el("span").words(shell, Text::of(zh.join("；"), en.join("; "))),
            ]
        },
    )
}

/// What a person does with a report that can be published; of any other, the check sheet is offered.
fn next(shell: Shell) -> Vec<El> {
    let Some(verdict) = shell.app.with_untracked(verdict) else {
        return Vec::new();
    };
    let sheet = |class| {
        button(shell, class, ("打开核对单", "Open the check sheet"), || {
            Intent::Signoff
        })
    };
    if verdict != Verdict::Fit {
        return vec![el("p").class("do").child(sheet("plain"))];
    }
    let save = |class, words, extension| button(shell, class, words, move || Intent::SaveAs(extension));
    let row = |kind: &str, zh, en, hint: El, buttons: El| {
        el("li")
            .class(kind)
            .child(el("div").child(el("h3").say(shell, zh, en)).child(hint))
            .child(buttons.class("do"))
    };
    let hint = |zh, en| el("small").say(shell, zh, en);
    let file = |open: &Open| {
        let name = file_name(open.report.organ(), open.report.year());
        [name.strip_suffix("md").unwrap_or(&name), "docx"].concat()
    };
    let word = el("small")
        .seen_text(shell, move |app| app.open.as_ref().map(file).unwrap_or_default())
        .say(shell, " · 公文版式", " · in the official layout");
    vec![
        el("ul")
            .class("next")
            .named(shell, "接下来", "What next")
            .child(row(
                "word",
                "Word 文件",
                "Word file",
                word,
                el("div").child(save("main", ("存为 Word", "Save as Word"), "docx")),
            ))
            .child(row(
                "sheet",
                "核对单",
                "Check sheet",
                hint(
                    "发现、理由、三张表的和，留签字处，送领导审阅",
                    "findings, reasons and sums, with room to sign",
                ),
                el("div").child(sheet("")),
            ))
            .child(row(
                "print",
                "打印报告",
                "Print the report",
                hint("A4，公文版式", "A4, in the official layout"),
                el("div").child(button(shell, "", ("打印", "Print"), || Intent::Print)),
            ))
            .child(row(
                "data",
                "数据",
                "Data",
                hint("报送、汇总用", "for sending in and adding up"),
                el("div")
                    .child(save("", ("Excel", "Excel"), "xlsx"))
                    .child(save("", ("JSON", "JSON"), "json"))
                    .child(save("", ("CSV", "CSV"), "csv")),
            )),
    ]
}

/// Last year's report, in the official layout.
pub(super) fn last_year(shell: Shell) -> Vec<El> {
    const ID: &str = "last-report";
    let html = shell.watch(|app| of(app, |open| open.last().map(official::html)).unwrap_or_default());
    Effect::new(move |_| {
        if let Some(paper) = document().get_element_by_id(ID) {
            paper.set_inner_html(&html.get());
        }
    });
    vec![
        sheet::title(shell, Sheet::LastYear),
        // Wide tables scroll in it, which the keyboard can only do with the focus.
        el("article")
            .class("paper")
            .attr("lang", "zh-CN")
            .attr("tabindex", "0")
            .named(shell, "去年的报告", "Last year's report")
            .attr("id", ID),
    ]
}
