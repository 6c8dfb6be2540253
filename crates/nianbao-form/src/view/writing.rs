//! Prose as it is written: the text with its marks and margins, the outline of the five aspects, and the line at its foot.
//!
//! The text is in a text area. Behind it is a layer with the same lines, which draws everything that a text area can't: which
//! lines are headings, the line of the cursor, marks. Both break their lines at the same places, because marks take no room.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use nianbao_core::diagnostic::Severity;
use nianbao_core::form::SectionId;
use nianbao_core::report::{At, Block, Part, Report};
use nianbao_core::text::Text;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

use super::el::{El, el, key};
use super::{class_of, findings, items, of};
use crate::browser::{self, Shell};
use crate::edit::Edit;
use crate::open::{Note, Written};
use crate::place::{self, is_prose, prose_id};
use crate::prose::{self, Kind, Line};
use crate::state::{App, Intent};

/// One of the aspects of section one that the law names.
struct Aspect {
    /// Its number in a heading.
    number: &'static str,
    /// Its name in the outline.
    short: Text,
    /// Its name in a heading.
    name: &'static str,
    /// Words of its headings, or of its text if it has no heading.
    words: &'static [&'static str],
}

/// The five aspects (公开条例 article 50), in their order in the form.
const ASPECTS: [Aspect; 5] = [
    Aspect {
        number: "一",
        short: Text::new("主动公开", "Disclosure"),
        name: "主动公开",
        words: &["主动公开", "公开政府信息"],
    },
    Aspect {
        number: "二",
        short: Text::new("依申请公开", "Requests"),
        name: "依申请公开",
        words: &["依申请", "申请公开", "公开申请"],
    },
    Aspect {
        number: "三",
        short: Text::new("信息管理", "Management"),
        name: "政府信息管理",
        words: &["信息管理", "规范性文件", "审查", "目录"],
    },
    Aspect {
        number: "四",
        short: Text::new("平台建设", "Platforms"),
        name: "政府信息公开平台建设",
        words: &["平台", "网站", "新媒体"],
    },
    Aspect {
        number: "五",
        short: Text::new("监督保障", "Supervision"),
        name: "监督保障",
        words: &["监督", "保障", "培训", "考核"],
    },
];

/// What the parts of the page around one text share: numbers, because each type of signal has its own code.
#[derive(Clone, Copy)]
pub(super) struct Page {
    /// The place of the cursor, as [`Here::number`].
    here: RwSignal<u64>,
    /// The number of characters of its paragraphs, without blanks.
    length: RwSignal<u64>,
    /// The aspect without a heading that was pressed, counted from 1; 0 if none was.
    asked: RwSignal<u64>,
}

impl Page {
    fn new() -> Page {
        let number = || RwSignal::new(0);
        Page {
            here: number(),
            length: number(),
            asked: number(),
        }
    }

    /// The place of the cursor, if it was in the text.
    fn here(self) -> Option<Here> {
        Here::of(self.here.get())
    }

    /// The aspect without a heading that was pressed.
    fn asked(self) -> Option<usize> {
        usize::try_from(self.asked.get()).ok()?.checked_sub(1)
    }
}

/// The place of the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Here {
    run: usize,
    line: usize,
    /// The index of the block in the run; `None` on a blank line.
    block: Option<usize>,
    heading: bool,
}

impl Here {
    /// As one number: the run, the line, the block counted from 1, whether it is a heading, and 1 because there is a place.
    fn number(self) -> u64 {
        let bits = |value: usize, bits: u32| (value as u64).min((1 << bits) - 1);
        let block = self.block.map_or(0, |block| block + 1);
        let lines = bits(self.run, 12) << 50 | bits(self.line, 24) << 26;
        lines | bits(block, 24) << 2 | u64::from(self.heading) << 1 | 1
    }

    fn of(number: u64) -> Option<Here> {
        let part = |from: u32, bits: u32| usize::try_from(number >> from & ((1 << bits) - 1)).unwrap_or_default();
        (number != 0).then(|| Here {
            run: part(50, 12),
            line: part(26, 24),
            block: part(2, 24).checked_sub(1),
            heading: part(1, 1) == 1,
        })
    }
}

/// The text that the layer behind a text area shows.
#[derive(Default)]
struct Shown {
    text: String,
    lines: Vec<Line>,
    /// The length of each line in UTF-16 units, as the browser counts, with its line break.
    units: Vec<u32>,
    /// The number of characters of its paragraphs, without blanks.
    length: usize,
}

/// A part of the report with its text: its head and tools, then all that is in it, then the rest.
pub(super) fn writing(shell: Shell, part: Part, head: Vec<El>, tools: Vec<El>, rest: Vec<El>) -> El {
    let page = Page::new();
    let beside = shell.watch(|app| key((version(app), app.beside().is_some())));
    effect(move || {
        beside.track();
        let block = page.here().and_then(|here| here.block);
        if shell.app.with_untracked(|app| app.beside().is_some()) {
            let heading = usize::from(part != Part::Preface);
            // After the layout has been written again.
            request_animation_frame(move || show_beside(block.map(|block| block + heading)));
        }
    });
    let over = el("div")
        .class("upper")
        .child(el("div").class("headline").all(head).child(toggle(shell, part, page)))
        .all(tools)
        .child(outline(shell, part, page));
    el("div")
        .seen(shell, "class", move |app| {
            Some(if is_text(app, part) { "writing text" } else { "writing" }.to_owned())
        })
        .child(over)
        .child(items::items(shell, part, page))
        .all(rest)
        .child(foot(shell, part, page))
}

/// Does something now, and again whenever a signal that it reads changes.
fn effect(again: impl FnMut() + 'static) {
    boxed_effect(Box::new(again));
}

fn boxed_effect(mut again: Box<dyn FnMut()>) {
    Effect::new(move |_| again());
}

/// A number that changes when something that the text shows may have changed.
fn version(app: &App) -> u64 {
    key(of(app, |open| Some((open.opening, open.version))))
}

/// Marks the block of the cursor in the layout next to the text, and keeps it in view.
fn show_beside(child: Option<usize>) {
    let Some(layout) = document().get_element_by_id("beside") else {
        return;
    };
    if let Ok(Some(before)) = layout.query_selector(".now") {
        let _ = before.class_list().remove_1("now");
    }
    let child = child.and_then(|child| u32::try_from(child).ok());
    if let Some(block) = child.and_then(|child| layout.children().item(child)) {
        let _ = block.class_list().add_1("now");
        let nearest = web_sys::ScrollIntoViewOptions::new();
        nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
        block.scroll_into_view_with_scroll_into_view_options(&nearest);
    }
}

/// Whether a part has nothing but prose.
fn is_text(app: &App, part: Part) -> bool {
    of(app, |open| Some(open.report.blocks(part).iter().all(is_prose))).unwrap_or_default()
}

/// Whether the line of the cursor is a paragraph or a heading, and two buttons that change it.
fn toggle(shell: Shell, part: Part, page: Page) -> El {
    let kind = |heading: bool, zh: &'static str, en: &'static str| {
        let is = move || {
            let here = page.here().filter(|here| here.block.is_some());
            here.map(|here| here.heading == heading)
        };
        el("button")
            .attr("type", "button")
            .live("aria-pressed", move || Some((is() == Some(true)).to_string()))
            .live("aria-disabled", move || is().is_none().then(|| "true".to_owned()))
            // The cursor stays in the text.
            .on("mousedown", |event| event.prevent_default())
            .on("click", move |_| {
                if let Some(here) = untrack(|| page.here())
                    && let Some(block) = here.block
                    && here.heading != heading
                {
                    shell.send(Intent::Edit(Edit::Subheading(part, here.run, block)));
                }
            })
            .say(shell, zh, en)
    };
    el("div")
        .class("seg")
        .attr("role", "group")
        .named(shell, "这一行是", "This line is")
        .child(kind(false, "正文", "Text"))
        .child(kind(true, "小标题", "Heading"))
}

/// The counts of the quantities in the text, and its length.
fn foot(shell: Shell, part: Part, page: Page) -> El {
    let count = move |index: usize| {
        move |app: &App| {
            let counts = of(app, |open| Some(open.quantities(part))).unwrap_or_default();
            counts[index].to_string()
        }
    };
    let entry = |index: usize, class: &str, zh: &'static str, en: &'static str| {
        let figure = el("i").class(class).attr("aria-hidden", "true").say(shell, "数", "12");
        el("span")
            .child(figure)
            .text(" ")
            .say(shell, zh, en)
            .text(" ")
            .child(el("b").seen_text(shell, count(index)))
    };
    el("p")
        .class("tallies")
        .child(entry(0, "agrees", "与表一致", "as in the tables"))
        .child(entry(1, "differs warning", "与表不同", "not as in the tables"))
        .child(entry(2, "read", "表里没有，不比", "not compared"))
        .child(
            entry(3, "read", "表还没填", "table not filled in").seen(shell, "hidden", move |app| {
                of(app, |open| Some(open.quantities(part)[3]))
                    .is_none_or(|count| count == 0)
                    .then(String::new)
            }),
        )
        .child(
            el("span")
                .class("length")
                // The same number as in the findings about its length.
                .say(shell, "正文 ", "Text ")
                .child(el("b").live_text(move || page.length.get().to_string()))
                .say(shell, " 字，不含小标题", " characters without headings"),
        )
}

/// The ids of the findings in a run of prose, and whether one is an error.
fn found_in(app: &App, part: Part, run: usize) -> (String, bool) {
    of(app, |open| {
        let range = place::runs(open.report.blocks(part)).get(run)?.clone();
        let found: Vec<_> = open
            .alarms()
            .filter(|(finding, _)| {
                matches!(&finding.at, At::Text(p, block, _) | At::Block(p, block) if *p == part && range.contains(block))
            })
            .collect();
        let wrong = found.iter().any(|(finding, _)| finding.severity == Severity::Error);
        Some((findings::ids(found.iter().map(|(_, key)| *key)), wrong))
    })
    .unwrap_or_default()
}

/// A run of prose of a part with this many tables and pictures. If it is empty and before or between them, it is hidden,
/// unless someone is typing in it.
pub(super) fn run(shell: Shell, part: Part, run: usize, count: usize, page: Page) -> El {
    let id = prose_id(part, run);
    let shown = Rc::new(RefCell::new(Shown::default()));
    let now = shell.watch(version);
    let (area, back, layer) = (id.clone(), mirror_id(&id), shown.clone());
    let mut first = true;
    effect(move || {
        now.track();
        let written = shell
            .app
            .with_untracked(|app| of(app, |open| Some(open.written(part, run))));
        let written = written.unwrap_or_default();
        let area = area_of(&area);
        let mut changed = None;
        if let Some(area) = &area
            // Reading the text out of its area takes time if it is long.
            && (first || !written.fresh)
        {
            let before = area.value();
            if before != written.text {
                area.set_value(&written.text);
                // The cursor goes to what was undone or mended, not to the end of the text.
                changed = (!first).then(|| prose::end_of_change(&before, &written.text));
            }
        }
        let to_reveal = changed.map(|(end, _)| written.text.get(..end).unwrap_or_default().to_owned());
        if let Some(mirror) = document().get_element_by_id(&back) {
            let shown = &mut *layer.borrow_mut();
            reflect(&mirror, shown, written);
            if count == 0 {
                page.length.set(shown.length as u64);
            }
        }
        first = false;
        if let (Some(area), Some((_, caret)), Some(before)) = (&area, changed, to_reveal) {
            let _ = area.set_selection_range(caret, caret);
            browser::reveal(area, &before);
        }
        if let Some(area) = area
            && untrack(|| page.here()).is_some_and(|here| here.run == run)
        {
            look(&area, page, run, &layer.borrow());
        }
    });
    let (class, zh, en) = match (run, count) {
        (0, 0) => ("prose only", "正文", "Text"),
        (at, count) if at == count => ("prose", "表后的文字", "Text after the tables"),
        (0, _) => ("prose between", "表前的文字", "Text before the tables"),
        _ => ("prose between", "表间的文字", "Text between the tables"),
    };
    let found = shell.watch(move |app| found_in(app, part, run));
    let look_at = move |event: web_sys::Event| {
        let area = event.target().and_then(|it| it.dyn_into().ok());
        let found = area.and_then(|area| look(&area, page, run, &shown.borrow()));
        // Its card is marked when a person puts the cursor there.
        if let Some(key) = found.filter(|_| matches!(&*event.type_(), "keyup" | "click"))
            && shell.app.with_untracked(|app| app.finding != found)
        {
            shell.send(Intent::Point(key));
        }
    };
    el("div")
        .class(class)
        .child(el("label").attr("for", &id).say(shell, zh, en))
        .child(
            el("div")
                .class("stack")
                .child(
                    el("div")
                        .class("mirror")
                        .attr("id", &mirror_id(&id))
                        .attr("aria-hidden", "true"),
                )
                .child(
                    el("textarea")
                        .on("keyup", look_at.clone())
                        .on("click", look_at.clone())
                        .on("focus", look_at.clone())
                        .on("selectionchange", look_at)
                        .attr("id", &id)
                        .attr("data-prose", &run.to_string())
                        .attr("rows", "1")
                        .attr("placeholder", " ")
                        .live("aria-invalid", move || {
                            found.with(|(_, wrong)| wrong.then(|| "true".to_owned()))
                        })
                        .live("aria-describedby", move || {
                            found.with(|(ids, _)| Some(ids.clone()).filter(|ids| !ids.is_empty()))
                        }),
                )
                .child(notes(shell, part, run)),
        )
}

/// The id of the layer behind a text area that shows its marks.
fn mirror_id(id: &str) -> String {
    ["mirror.", id].concat()
}

fn area_of(id: &str) -> Option<HtmlTextAreaElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Finds the line of the cursor and marks it. Returns the finding about the words that the cursor is in.
fn look(area: &HtmlTextAreaElement, page: Page, run: usize, shown: &Shown) -> Option<u64> {
    // The text itself is not read out of its area, which takes time if it is long.
    let caret = area.selection_start().ok().flatten()?;
    let (mut index, mut start) = (0, 0);
    while let Some(units) = shown.units.get(index).filter(|units| start + **units <= caret) {
        start += units;
        index += 1;
    }
    let it = shown.lines.get(index)?;
    let kind = shown.lines[..=index].iter().rev().find_map(|line| line.kind);
    let here = Here {
        run,
        line: index,
        block: it.block,
        heading: kind == Some(Kind::Heading),
    };
    let byte = prose::byte_of(shown.text.get(it.range.clone())?, caret - start);
    let at = |mark: &&prose::Mark| mark.range.start <= byte && byte <= mark.range.end;
    let found = it.marks.iter().rev().filter(at).find_map(|mark| mark.finding);
    let here_now = here.number();
    if page.here.get_untracked() != here_now {
        page.here.set(here_now);
    }
    // Lines before it may have come or gone.
    let current = document().query_selector(".mirror > .cur").ok().flatten();
    let mirror = document().get_element_by_id(&mirror_id(&area.id()))?;
    let now = mirror.children().item(u32::try_from(here.line).ok()?);
    if current != now {
        if let Some(current) = current {
            let _ = current.class_list().remove_1("cur");
        }
        if let Some(now) = now {
            let _ = now.class_list().add_1("cur");
        }
    }
    found
}

/// Changes the lines of the layer behind a text area where they differ from those that it shows.
fn reflect(mirror: &Element, shown: &mut Shown, written: Written) {
    let (old, new) = (&shown.lines, &written.lines);
    let same = |(a, b): &(&Line, &Line)| {
        (a.kind, &a.marks) == (b.kind, &b.marks) && shown.text.get(a.range.clone()) == written.text.get(b.range.clone())
    };
    let most = old.len().min(new.len());
    let head = old.iter().zip(new).take_while(same).count();
    let tail = old.iter().rev().zip(new.iter().rev()).take(most - head);
    let tail = tail.take_while(same).count();
    let units = |line: &Line| {
        let units = written
            .text
            .get(line.range.clone())
            .map_or(0, |line| line.encode_utf16().count());
        u32::try_from(units + 1).unwrap_or(u32::MAX)
    };
    let count = |text: &str, lines: &[Line]| -> usize {
        let paragraphs = lines.iter().filter(|line| line.kind != Some(Kind::Heading));
        paragraphs
            .filter_map(|line| text.get(line.range.clone()))
            .map(|line| line.chars().filter(|c| !c.is_whitespace()).count())
            .sum()
    };
    let (gone, changed) = (old.len() - tail, &new[head..new.len() - tail]);
    shown.units.splice(head..gone, changed.iter().map(units));
    let length = shown.length - count(&shown.text, &old[head..gone]) + count(&written.text, changed);
    let children = mirror.children();
    let child = |index: usize| children.item(u32::try_from(index).unwrap_or(u32::MAX));
    for (index, line) in (head..).zip(changed) {
        let made = if index < gone {
            child(index)
        } else {
            let made = document().create_element("div").ok();
            if let Some(made) = &made {
                let _ = mirror.insert_before(made, child(index).as_deref());
            }
            made
        };
        if let Some(made) = made {
            let text = written.text.get(line.range.clone()).unwrap_or_default();
            let html = prose::marked(text, &line.marks);
            made.set_inner_html(&match line.kind {
                Some(Kind::Heading) => ["<b>", &html, "</b>"].concat(),
                _ => html,
            });
            made.set_class_name(match line.kind {
                Some(Kind::Heading) => "h",
                Some(Kind::Paragraph) => "p",
                None => "",
            });
        }
    }
    for index in (head + changed.len()..gone).rev() {
        if let Some(child) = child(index) {
            child.remove();
        }
    }
    shown.length = length;
    shown.text = written.text;
    shown.lines = written.lines;
}

/// The notes next to the figures that differ from the tables, in the right margin.
fn notes(shell: Shell, part: Part, run: usize) -> El {
    let list = move |app: &App| of(app, |open| Some(open.notes(part, run))).unwrap_or_default();
    let now = shell.watch(move |app| key((version(app), list(app))));
    let id = prose_id(part, run);
    let level = move || {
        let id = id.clone();
        request_animation_frame(move || level(&id));
    };
    let again = level.clone();
    effect(move || {
        now.track();
        if !shell.app.with_untracked(list).is_empty() {
            again();
        }
    });
    let resized = window_event_listener_untyped("resize", move |_| level());
    on_cleanup(move || resized.remove());
    el("div").class("notes").when(
        shell,
        move |app| key(list(app)),
        move || {
            let list = shell.app.with_untracked(list);
            list.into_iter()
                .map(
                    |Note {
                         finding,
                         severity,
                         words,
                     }| {
                        el("button")
                            .attr("type", "button")
                            .attr("data-finding", &finding.to_string())
                            .class(class_of(severity))
                            .seen(shell, "aria-current", move |app| {
                                (app.finding == Some(finding)).then(|| "true".to_owned())
                            })
                            .press(shell, move || Intent::Card(finding))
                            .words(shell, words)
                    },
                )
                .collect()
        },
    )
}

/// Puts the notes of a text level with their figures, each below the one before it.
fn level(id: &str) {
    /// The height of a note and the gap below it, in pixels.
    const STEP: i32 = 28;
    let Some(mirror) = document().get_element_by_id(&mirror_id(id)) else {
        return;
    };
    let Ok(notes) = document().query_selector_all(".notes > button") else {
        return;
    };
    let notes = (0..notes.length()).filter_map(|index| notes.get(index)?.dyn_into::<HtmlElement>().ok());
    let mut free = 0;
    let mut tops = Vec::new();
    for note in notes.filter(|note| mirror.parent_node().is_some_and(|stack| stack.contains(Some(note)))) {
        let key = note.get_attribute("data-finding").unwrap_or_default();
        let figure = mirror.query_selector(&["[data-note='", &key, "']"].concat());
        let figure = figure.ok().flatten().and_then(|it| it.dyn_into::<HtmlElement>().ok());
        let top = figure.map_or(free, |figure| figure.offset_top()).max(free);
        free = top + STEP;
        tops.push((note, top));
    }
    // After all were read, so that the page is laid out once.
    for (note, top) in tops {
        let _ = note.style().set_property("top", &[&top.to_string(), "px"].concat());
    }
}

/// The aspect that some words are about.
fn aspect_of(words: &str) -> Option<usize> {
    ASPECTS
        .iter()
        .position(|aspect| aspect.words.iter().any(|word| words.contains(word)))
}

/// The first heading of each aspect, as an index among the blocks. A heading may begin a paragraph: （一）主动公开。…
fn headings(blocks: &[Block]) -> [Option<usize>; 5] {
    let mut list = [None; 5];
    for (index, block) in blocks.iter().enumerate() {
        let heading = match block {
            Block::Heading { text, .. } => text,
            Block::Paragraph(text) if text.starts_with('（') => {
                let end = text.char_indices().nth(12).map_or(text.len(), |(end, _)| end);
                text[..end].split(['。', '，', '：']).next().unwrap_or_default()
            }
            _ => continue,
        };
        if let Some(at @ None) = aspect_of(heading).and_then(|aspect| list.get_mut(aspect)) {
            *at = Some(index);
        }
    }
    list
}

/// How far section one covers an aspect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Cover {
    /// Not at all.
    No,
    /// Its words are somewhere, but others have headings and it has none.
    Mentioned,
    /// It has a heading, or no aspect has one.
    Yes,
}

/// How far section one covers each aspect, and where the headings are; `None` in any other part.
fn aspects(app: &App, part: Part) -> Option<([Cover; 5], [Option<usize>; 5])> {
    of(app, |open| {
        let Part::Section(index) = part else { return None };
        let overview = open.report.sections.get(index)?.id == Some(SectionId::Overview);
        if !overview || open.unchecked {
            return None;
        }
        let headings = headings(open.report.blocks(part));
        let headed = headings.iter().any(Option::is_some);
        let mut covered = [Cover::No; 5];
        let found = open.understood.aspects.iter().zip(headings);
        for (one, ((_, is), heading)) in covered.iter_mut().zip(found) {
            *one = match (is, heading) {
                (false, _) => Cover::No,
                (true, None) if headed => Cover::Mentioned,
                (true, _) => Cover::Yes,
            };
        }
        Some((covered, headings))
    })
}

/// The five aspects of section one: each leads to its heading, or says that it is missing.
fn outline(shell: Shell, part: Part, page: Page) -> El {
    el("div").when(
        shell,
        move |app| key(aspects(app, part)),
        move || {
            let Some((covered, headings)) = shell.app.with_untracked(|app| aspects(app, part)) else {
                return Vec::new();
            };
            let entries = covered
                .into_iter()
                .enumerate()
                .map(|(index, covered)| entry(shell, part, page, headings, (index, covered)));
            let list = el("ol")
                .class("aspects")
                .named(shell, "五个方面", "The five aspects")
                .all(entries);
            vec![list, missing(shell, part, page, covered)]
        },
    )
}

/// An aspect in the outline.
fn entry(shell: Shell, part: Part, page: Page, headings: [Option<usize>; 5], (index, covered): (usize, Cover)) -> El {
    // The aspect of the last heading before the cursor.
    let current = move || {
        let here = page.here()?;
        let start = shell.app.with_untracked(|app| {
            of(app, |open| {
                Some(place::runs(open.report.blocks(part)).get(here.run)?.start)
            })
        })?;
        let at = start + here.block?;
        let before = |heading: &Option<usize>| heading.filter(|heading| *heading <= at);
        let last = headings.iter().filter_map(before).max()?;
        (headings[index] == Some(last)).then(|| "true".to_owned())
    };
    let state = match covered {
        Cover::Yes => el("span").class("unseen").say(shell, "，写到了", ", covered"),
        Cover::Mentioned => el("small").say(shell, "提到", "mentioned"),
        Cover::No => el("small").say(shell, "没写", "missing"),
    };
    let one = el("button")
        .attr("type", "button")
        .live("aria-current", current)
        .words(shell, ASPECTS[index].short.clone())
        .child(state);
    let one = if covered == Cover::Yes {
        one.on("click", move |_| {
            page.asked.set(0);
            lead(shell, part, index);
        })
    } else {
        let asked = move || page.asked() == Some(index);
        one.live("aria-expanded", move || Some(asked().to_string()))
            .on("click", move |_| {
                let shown = untrack(asked);
                page.asked.set(if shown { 0 } else { index as u64 + 1 });
                if covered == Cover::Mentioned && !shown {
                    lead(shell, part, index);
                }
            })
    };
    let class = match covered {
        Cover::Yes => "covered",
        Cover::Mentioned => "mentioned",
        Cover::No => "missing",
    };
    el("li").class(class).child(one)
}

/// Says that the aspect that was pressed is missing or only mentioned, and where it can be written.
fn missing(shell: Shell, part: Part, page: Page, covered: [Cover; 5]) -> El {
    let asked = move || page.asked().filter(|index| covered[*index] != Cover::Yes);
    let name = move || asked().map_or("", |index| ASPECTS[index].name);
    let last = move || {
        let index = asked()?;
        shell.app.with_untracked(|app| last_of(app, index))
    };
    let write = move |text: String| {
        if let Some(index) = untrack(|| page.asked()) {
            page.asked.set(0);
            write(shell, part, index, &text);
        }
    };
    el("p")
        .class("unwritten")
        .attr("role", "status")
        .live("hidden", move || asked().is_none().then(String::new))
        .child(
            el("span")
                .live_text(move || match asked() {
                    Some(index) => [
                        shell.word("第", "Aspect "),
                        ASPECTS[index].number,
                        shell.word("方面 ", ", "),
                    ]
                    .concat(),
                    None => String::new(),
                })
                .child(el("b").attr("lang", "zh-CN").live_text(move || name().to_owned()))
                .live_text(move || {
                    match asked().map(|index| covered[index]) {
                        Some(Cover::Mentioned) => shell.word(
                            " 只在别处提到，没有自己的小标题。",
                            ", is only mentioned elsewhere and has no heading of its own.",
                        ),
                        _ => shell.word(" 还没写到。", ", is not written yet."),
                    }
                    .to_owned()
                }),
        )
        .child(
            el("button")
                .attr("type", "button")
                .on("click", move |_| write(String::new()))
                .say(shell, "在这里写", "Write it here"),
        )
        .child(
            el("button")
                .attr("type", "button")
                .class("plain")
                .live("hidden", move || last().is_none().then(String::new))
                .on("click", move |_| write(untrack(last).unwrap_or_default()))
                .say(shell, "从去年的报告拿来改", "Take last year's and change it"),
        )
}

/// Last year's text of an aspect: the paragraphs under its heading.
fn last_of(app: &App, aspect: usize) -> Option<String> {
    of(app, |open| {
        let last: &Report = open.last()?;
        let section = last.section(SectionId::Overview)?;
        let start = headings(&section.blocks)[aspect]? + 1;
        let rest = section.blocks.get(start..)?;
        let end = rest.iter().position(|block| !matches!(block, Block::Paragraph(_)));
        let text = prose::text(&rest[..end.unwrap_or(rest.len())]);
        (!text.is_empty()).then_some(text)
    })
}

/// Leads to the heading of an aspect, or to the first text that has its words.
fn lead(shell: Shell, part: Part, aspect: usize) {
    let place = shell.app.with_untracked(|app| {
        of(app, |open| {
            let blocks = open.report.blocks(part);
            let says = |block: &Block| match block {
                Block::Paragraph(text) => ASPECTS[aspect].words.iter().any(|word| text.contains(word)),
                _ => false,
            };
            let block = headings(blocks)[aspect].or_else(|| blocks.iter().position(says));
            place::run_of_block(blocks, block.unwrap_or_default())
        })
    });
    let Some((run, block)) = place else { return };
    let Some(area) = area_of(&prose_id(part, run)) else {
        return;
    };
    let text = area.value();
    let start = prose::Spots::of(&text).block(block).map_or(0, |spot| spot.start);
    set_cursor(&area, &text[..start]);
}

/// Puts the cursor after the text before it, in view.
fn set_cursor(area: &HtmlTextAreaElement, before: &str) {
    let units = u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX);
    let _ = area.focus();
    let _ = area.set_selection_range(units, units);
    let line = u32::try_from(before.matches('\n').count()).unwrap_or(u32::MAX);
    let mirror = document().get_element_by_id(&mirror_id(&area.id()));
    if let Some(line) = mirror.and_then(|mirror| mirror.children().item(line)) {
        line.scroll_into_view();
    }
}

/// Writes the heading of an aspect at its place, before those that come after it, and a text under it; the cursor goes to the
/// end of that.
fn write(shell: Shell, part: Part, aspect: usize, text: &str) {
    let place = shell.app.with_untracked(|app| {
        of(app, |open| {
            let blocks = open.report.blocks(part);
            let next = headings(blocks)[aspect + 1..].iter().flatten().min().copied();
            Some(match next.and_then(|block| place::run_of_block(blocks, block)) {
                Some((run, block)) => (run, Some(block)),
                None => (place::runs(blocks).len() - 1, None),
            })
        })
    });
    let Some((run, block)) = place else { return };
    let Some(area) = area_of(&prose_id(part, run)) else {
        return;
    };
    let typed = area.value();
    let next = block.and_then(|block| prose::Spots::of(&typed).block(block));
    let (before, after) = match next {
        Some(next) => typed.split_at(typed[..next.start].rfind('\n').map_or(0, |at| at + 1)),
        None => (typed.trim_end_matches('\n'), ""),
    };
    let gap = if after.is_empty() && !before.is_empty() {
        "\n"
    } else {
        ""
    };
    let Aspect { number, name, .. } = ASPECTS[aspect];
    let before = [before, gap, "（", number, "）", name, "\n", text].concat();
    let whole = if after.is_empty() {
        before.clone()
    } else {
        [&*before, "\n", after].concat()
    };
    area.set_value(&whole);
    shell.send(Intent::Settle);
    shell.send(Intent::Edit(Edit::Prose(part, run, whole)));
    shell.send(Intent::Settle);
    set_cursor(&area, &before);
}
