//! The overview: the verdict, what is missing or wrong, how much is written, and what comes next; and last year's report.

use leptos::prelude::*;
use nianbao_core::diagnostic::Severity;
use nianbao_core::text::Text;
use nianbao_core::verdict::{Reason, Verdict};

use super::el::{El, button, el, key};
use super::{findings, of, rules_in_words, sheet, verdict_in_short, worst_of};
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

/// The sheet.
pub(super) fn overview(shell: Shell) -> Vec<El> {
    let head = el("h2")
        .attr("id", SHEET_TITLE)
        .attr("tabindex", "-1")
        .seen(shell, "class", |app| Some(["shape ", worst_of(app)].concat()))
        .told(shell, verdict_in_short);
    let whole = |app: &App| {
        let read = |open: &Open| Some(key((open.changes, open.judged(), &open.keys)));
        of(app, read).unwrap_or_default()
    };
    vec![
        el("div")
            .class("over")
            .child(head)
            .child(el("div").when(shell, whole, move || {
                let body = shell.app.with_untracked(|app| of(app, |open| body(shell, open)));
                body.unwrap_or_default()
            })),
    ]
}

/// All of it but the verdict.
fn body(shell: Shell, open: &Open) -> Option<Vec<El>> {
    let judged = open.judged()?;
    let missing = open.missing();
    let errors = Reason::Errors(judged.errors).text();
    let lead = match judged.verdict {
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
        Verdict::Fit => rules_in_words(open),
    };
    let mut list = vec![el("p").class("lead").words(shell, lead)];
    if judged.places > 0 {
        list.extend(written(shell, open, &missing));
    }
    let done = (judged.places > 0).then(|| done(shell, open, &missing)).flatten();
    if !missing.is_empty() {
        let missing = missing.into_iter().map(|one| to_write(shell, one));
        list.push(el("ul").class("todo").all(missing));
    }
    if judged.verdict == Verdict::Unfit {
        // The findings have all of them.
        let errors = open.alarms().filter(|(found, _)| found.severity == Severity::Error);
        let errors = errors.take(FIRST).map(|(found, key)| {
            let fix = open.mend(found, Way::Fix);
            let fix = fix.map(|fix| findings::mend(shell, key, Way::Fix).words(shell, fix.title));
            let place = Some(place::describe(&found.at, &open.report));
            entry(
                shell,
                found.message.clone(),
                place,
                Box::new(move || Intent::Go(key)),
                fix,
            )
        });
        list.push(el("ul").class("todo wrong").all(errors));
    }
    list.extend(done);
    list.push(if judged.verdict == Verdict::Fit {
        next(shell, open)
    } else {
        el("p").child(check_sheet(shell, "plain"))
    });
    Some(list)
}

/// How much is written, as words and as a bar.
fn written(shell: Shell, open: &Open, missing: &[Missing]) -> [El; 2] {
    let written = open.progress(missing);
    let [cells, filled, sections] = [written.cells, written.filled, written.sections].map(|count| count.to_string());
    let words = Text::of(
        [&*cells, " 格填了 ", &filled, " 格"].concat(),
        [&*filled, " of ", &cells, " cells filled"].concat(),
    );
    let sections = Text::of(
        ["六部分写了 ", &sections, " 部分"].concat(),
        [&sections, " of 6 sections written"].concat(),
    );
    [
        el("p")
            .class("hint both")
            .child(el("span").attr("id", "filled").words(shell, words))
            .child(el("span").words(shell, sections)),
        el("progress")
            .attr("aria-labelledby", "filled")
            .attr("max", &cells)
            .attr("value", &filled),
    ]
}

/// Something that is missing, leading to its place; blank cells also have a button that fills in zeros.
fn to_write(shell: Shell, missing: Missing) -> El {
    let (sheet, id) = missing.place;
    // The button is described by the entry.
    let name = ["todo-", &sheet.name()].concat();
    let zeros = missing.blanks.map(|part| {
        button(shell, "", ("空格填 0", "Fill blanks with 0"), move || {
            Intent::Edit(Edit::Zeros(part))
        })
        .attr("aria-describedby", &name)
    });
    let seek = Box::new(move || Intent::Seek(sheet, id.clone()));
    entry(shell, missing.text, missing.hint, seek, zeros).attr("id", &name)
}

/// An entry of a list: it leads to a place, and may have a button that settles it here.
fn entry(shell: Shell, text: Text, hint: Option<Text>, go: Box<dyn Fn() -> Intent>, settle: Option<El>) -> El {
    let lead = el("button").attr("type", "button").class("plain").press(shell, go);
    let hint = hint.map(|hint| el("small").words(shell, hint));
    el("li")
        .child(el("div").child(lead.words(shell, text)).maybe(hint))
        .maybe(settle)
}

/// The sheets in which nothing is missing, while something is missing elsewhere.
fn done(shell: Shell, open: &Open, missing: &[Missing]) -> Option<El> {
    let (mut zh, mut en, mut count) = (String::new(), String::new(), 0_usize);
    for sheet in open.done(missing) {
        let title = sheet.title(&open.report);
        for (out, title, between) in [(&mut zh, title.zh, "；"), (&mut en, title.en, "; ")] {
            if count > 0 {
                out.push_str(between);
            }
            out.push_str(&title);
        }
        count += 1;
    }
    let number = count.to_string();
    let written = Text::of(["已写完 ", &number, " 处"].concat(), [&number, " written"].concat());
    (count > 0).then(|| {
        el("p")
            .class("done")
            .child(el("b").class("chip holds").words(shell, written))
            .child(el("span").words(shell, Text::of(zh, en)))
    })
}

fn check_sheet(shell: Shell, class: &'static str) -> El {
    button(shell, class, ("打开核对单", "Open the check sheet"), || {
        Intent::Signoff
    })
}

/// What a person does with a report that can be published.
fn next(shell: Shell, open: &Open) -> El {
    let save = |class, words, extension| button(shell, class, words, move || Intent::SaveAs(extension));
    let row = |kind: &str, words: (&'static str, &'static str), hint: El| {
        el("li")
            .class(kind)
            .child(el("div").child(el("h3").say(shell, words.0, words.1)).child(hint))
    };
    let hint = |zh, en| el("small").say(shell, zh, en);
    let name = file_name(open.report.organ(), open.report.year());
    let name = [name.strip_suffix("md").unwrap_or(&name), "docx"].concat();
    let doing = || el("div").class("do");
    el("ul")
        .class("next")
        .named(shell, "接下来", "What next")
        .child(
            row("word", ("Word 文件", "Word file"), el("small").text(&name)).child(doing().child(save(
                "main",
                ("存为 Word", "Save as Word"),
                "docx",
            ))),
        )
        .child(
            row(
                "sheet",
                ("核对单", "Check sheet"),
                hint(
                    "发现、理由、三张表的和，留签字处，送领导审阅",
                    "findings, reasons and sums, with room to sign",
                ),
            )
            .child(doing().child(check_sheet(shell, ""))),
        )
        .child(
            row(
                "print",
                ("打印报告", "Print the report"),
                hint("A4，公文版式", "A4, in the official layout"),
            )
            .child(doing().child(button(shell, "", ("打印", "Print"), || Intent::Print))),
        )
        .child(
            row(
                "data",
                ("数据", "Data"),
                hint("报送、汇总用", "for sending in and adding up"),
            )
            .child(
                doing()
                    .child(save("", ("Excel", "Excel"), "xlsx"))
                    .child(save("", ("JSON", "JSON"), "json"))
                    .child(save("", ("CSV", "CSV"), "csv")),
            ),
        )
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
