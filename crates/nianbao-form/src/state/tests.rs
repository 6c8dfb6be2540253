//! Tests of the state by intents, as people use the page.

use super::*;
use crate::engine;
use crate::grid::Direction as D;
use crate::mend::Way;
use crate::open::{Left, Mark, Note};
use crate::place;
use crate::prose::Kind;
use crate::state::way::target_of;
use nianbao_core::accepted::Accepted;
use nianbao_core::diagnostic::Severity;
use nianbao_core::form::{FormId, SectionId};
use nianbao_core::recognise::Unplaced;
use nianbao_core::report::{At, Block, Part};
use nianbao_core::rules::Checked;
use nianbao_core::verdict::{Reason, Verdict};
use nianbao_core::write;
use nianbao_engine::SAMPLE;

fn app() -> App {
    let mut app = App::default();
    app.update(Intent::Sample("a".to_owned()));
    app
}

fn open(app: &App) -> &Open {
    app.open.as_ref().unwrap()
}

fn place(app: &App, field: &str) -> CellPlace {
    open(app).place(field.parse().unwrap()).unwrap()
}

fn cell<'a>(app: &'a App, field: &str) -> &'a str {
    open(app).text(place(app, field)).unwrap()
}

/// The open draft is on the disk, under this id.
fn keep(app: &mut App, now: &str) -> Vec<Effect> {
    let kept = Kept {
        id: open(app).id.clone(),
        now: now.to_owned(),
        revision: if now == open(app).id { open(app).revision + 1 } else { 1 },
        changes: open(app).changes,
        time: "12:00:00".to_owned(),
    };
    app.update(Intent::Kept(kept))
}

fn type_in(app: &mut App, field: &str, text: &str) -> Vec<Effect> {
    let at = place(app, field);
    app.update(Intent::Edit(Edit::Cell(at, text.to_owned())))
}

#[test]
fn the_sample_is_complete_and_without_findings() {
    let app = app();
    let checked = &open(&app).checked;
    assert_eq!(checked.findings, []);
    assert_eq!(checked.not_assessed, []);
    assert_eq!(open(&app).unplaced, Vec::<String>::new());
    assert!(open(&app).report.meta.sample);
    assert_eq!(write::markdown(&open(&app).report), SAMPLE);
    assert_eq!(checked.sentence().zh, "可以发布");
}

#[test]
fn a_broken_figure_is_found_shown_and_corrected() {
    let mut app = app();
    type_in(&mut app, "requests.granted.natural_person", "7");
    let findings = &open(&app).checked.findings;
    assert!(!findings.is_empty());
    assert!(open(&app).checked.sentence().zh.starts_with("还不能发布："));
    let index = findings.iter().position(|finding| finding.fix.is_some()).unwrap();
    let key = open(&app).keys[index];
    app.update(Intent::Sheet(Sheet::Facts));
    let effects = app.update(Intent::Go(key));
    assert_eq!(app.sheet, Some(Sheet::Section(2)));
    assert_eq!(
        effects,
        [Effect::Focus(Target::Id("requests.granted.natural_person".to_owned()))]
    );
    let mark = open(&app).mark(place(&app, "requests.granted.natural_person")).unwrap();
    assert_eq!((mark.severity, &mark.findings[..]), (Some(Severity::Error), &[key][..]));
    app.update(Intent::Mend(key, Way::Fix));
    assert_eq!(cell(&app, "requests.granted.natural_person"), "6");
    assert_eq!(open(&app).checked.findings, []);
    app.update(Intent::Undo);
    assert_eq!(cell(&app, "requests.granted.natural_person"), "7");
}

/// The sample with this text as the prose of its first section, and the key of the finding of a rule.
fn with_prose(text: &str, rule: &str) -> (App, u64) {
    let mut app = app();
    app.update(Intent::Sheet(Sheet::Section(0)));
    app.update(Intent::Edit(Edit::Prose(Part::Section(0), 0, text.to_owned())));
    let found = &open(&app).checked.findings;
    let index = found.iter().position(|finding| finding.rule == rule);
    let key = open(&app).keys[index.unwrap_or_else(|| panic!("{rule}: {found:?}"))];
    (app, key)
}

fn first_prose(app: &App) -> &str {
    match &open(app).report.sections[0].blocks[0] {
        Block::Paragraph(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_contradiction_is_settled_on_either_side() {
    let field = "requests.received.total";
    let prose = "全年收到政府信息公开申请 999 件。";
    let (mut app, key) = with_prose(prose, "prose-received");
    let counted = cell(&app, field).to_owned();
    // The cell that it contradicts leads to the same card.
    app.update(Intent::GoToCell(key));
    let at = place(&app, field);
    app.finding = None;
    app.update(Intent::Active(Some(at)));
    assert_eq!(app.finding, Some(key));

    let effects = app.update(Intent::Mend(key, Way::Table));
    assert_eq!(cell(&app, field), "999");
    assert_eq!(first_prose(&app), prose);
    assert!(
        effects.contains(&Effect::Focus(Target::Id(field.to_owned()))),
        "{effects:?}"
    );
    app.update(Intent::Undo);
    assert_eq!(cell(&app, field), counted);

    app.update(Intent::Mend(key, Way::Prose));
    assert_eq!(first_prose(&app), prose.replace("999", &counted));
    assert_eq!(app.sheet, Some(Sheet::Section(0)));
    assert!(open(&app).finding(key).is_none(), "the contradiction is gone");
    app.update(Intent::Undo);
    assert_eq!(first_prose(&app), prose);
    // An accepted contradiction is not offered to be settled.
    app.update(Intent::Accept(key, "口径不同".to_owned()));
    let accepted = open(&app).checked.findings.iter().find(|one| one.accepted.is_some());
    assert_eq!(open(&app).mend(accepted.unwrap(), Way::Prose), None);
}

#[test]
fn prose_without_digits_is_not_changed_by_a_press() {
    let (app, key) = with_prose("全年未收到政府信息公开申请。", "prose-received");
    let finding = open(&app).finding(key).unwrap();
    assert_eq!(open(&app).mend(finding, Way::Prose), None);
    let table = open(&app).mend(finding, Way::Table).unwrap();
    assert_eq!(table.title.zh, "改为 0");
}

/// The text that is written to the file that is kept up to date, and the opening that it belongs to.
fn mirrored(effects: &[Effect]) -> Option<(u64, &str)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Mirror(opening, text, _) => Some((*opening, text.as_str())),
        _ => None,
    })
}

fn notice(app: &App) -> &str {
    app.notice.as_ref().map_or("", |notice| &notice.text.zh)
}

#[test]
fn a_chosen_file_is_kept_up_to_date_until_it_cannot_be_written() {
    let mut app = app();
    let opening = open(&app).opening;
    assert!(
        matches!(&*app.update(Intent::Link), [Effect::Link(of, name)] if *of == opening && name.contains("年度报告.md"))
    );
    let effects = app.update(Intent::Linked(opening, "a.md".to_owned()));
    assert!(mirrored(&effects).is_some_and(|(_, text)| !text.contains("7321")));
    type_in(&mut app, "requests.received.total", "7321");
    let id = open(&app).id.clone();
    assert!(mirrored(&keep(&mut app, &id)).is_some_and(|(of, text)| of == opening && text.contains("7321")));
    app.update(Intent::Unlinked(opening, "a.md".to_owned()));
    assert!(notice(&app).contains("a.md"));
    type_in(&mut app, "requests.received.total", "8");
    assert_eq!(mirrored(&keep(&mut app, &id)), None);
}

#[test]
fn deleting_a_draft_says_that_its_file_is_no_longer_kept_up_to_date() {
    let mut app = app();
    let opening = open(&app).opening;
    app.update(Intent::Linked(opening, "a.md".to_owned()));
    let record = app.record().unwrap();
    app.update(Intent::Delete(record.clone()));
    assert!(
        notice(&app).contains("《a.md》还在，不再随着填写更新"),
        "{}",
        notice(&app)
    );
    app.update(Intent::Restore);
    app.update(Intent::Resume(record.clone()));
    assert_eq!(open(&app).linked, None);
    // Without a file there is nothing to say.
    app.update(Intent::Delete(record));
    assert_eq!(notice(&app), "草稿已删除。");
}

#[test]
fn text_that_grows_beyond_the_limit_is_said_once_and_stays() {
    let mut app = app();
    let part = Part::Section(4);
    let write = |app: &mut App, text: &str| app.update(Intent::Edit(Edit::Prose(part, 0, text.to_owned())));
    let long = "甲".repeat(700_000);
    // Checking this much takes its time, and is not what this is about.
    engine::without(|| {
        write(&mut app, "甲。");
        assert!(app.notice.is_none());
        let effects = write(&mut app, &long);
        assert!(effects.contains(&Effect::Keep));
        assert!(notice(&app).contains("超过 2 MB"), "{}", notice(&app));
        assert!(app.record().unwrap().text.contains(&long));
        app.update(Intent::Dismiss);
        write(&mut app, &format!("{long}乙"));
        assert!(app.notice.is_none(), "it was said");
        write(&mut app, "甲。");
        write(&mut app, &long);
        assert!(app.notice.is_some(), "it is said again when it grows again");
    });
}

#[test]
fn a_slow_write_to_the_file_of_another_draft_does_not_count_for_this_one() {
    let mut app = app();
    let first = open(&app).opening;
    app.update(Intent::Linked(first, "a.md".to_owned()));
    type_in(&mut app, "requests.received.total", "7321");
    // The last text is written, and the person is told that it is the last.
    let effects = app.update(Intent::Sample("b".to_owned()));
    assert!(mirrored(&effects).is_some_and(|(of, text)| of == first && text.contains("7321")));
    assert!(notice(&app).contains("《a.md》不再随着填写更新"), "{}", notice(&app));
    let second = open(&app).opening;
    app.update(Intent::Linked(second, "b.md".to_owned()));
    type_in(&mut app, "requests.received.total", "5");
    let changes = open(&app).changes;
    app.update(Intent::Filed(first, changes));
    assert!(open(&app).is_at_risk(), "another report was written");
    app.update(Intent::Unlinked(first, "a.md".to_owned()));
    assert!(notice(&app).contains("写不进《a.md》"));
    assert_eq!(open(&app).linked.as_deref(), Some("b.md"));
    // A file that was chosen for the report before is not this one's.
    app.update(Intent::Linked(first, "c.md".to_owned()));
    assert_eq!(open(&app).linked.as_deref(), Some("b.md"));
    app.update(Intent::Filed(second, changes));
    assert!(!open(&app).is_at_risk());
    // Opened again, a report has another opening, and other changes.
    let record = app.record().unwrap();
    app.update(Intent::Sample("c".to_owned()));
    app.update(Intent::Resume(record));
    assert_ne!(open(&app).opening, second);
    assert_eq!(open(&app).linked, None);
}

#[test]
fn parts_that_do_not_add_up_are_not_settled_with_a_table() {
    let (app, key) = with_prose("全年收到政府信息公开申请 999 件。", "prose-received");
    let mut finding = open(&app).finding(key).unwrap().clone();
    assert!(open(&app).contradiction(&finding).is_some());
    // A finding about the parts of the same figure; the prose gives no other figure for it.
    finding.rule = "prose-contradiction";
    assert_eq!(open(&app).contradiction(&finding), None);
}

#[test]
fn the_two_sides_belong_to_the_finding_that_compares_them() {
    let counted = cell(&app(), "requests.received.total").to_owned();
    let again = format!("全年收到政府信息公开申请 {counted} 件。共收到政府信息公开申请 999 件。");
    for (text, rule) in [
        ("全年收到政府信息公开申请 999 件。", "prose-received"),
        ("全年予以公开 999 件。", "prose-outcomes"),
        ("上年结转政府信息公开申请 999 件。", "prose-carried"),
        ("行政复议结果纠正 999 件。", "prose-disputes"),
        ("全年制发行政规范性文件 999 件。", "prose-documents"),
        ("全年行政事业性收费 3 万元。", "prose-fee"),
        (&again, "prose-contradiction"),
    ] {
        let (mut app, _) = with_prose(text, rule);
        type_in(&mut app, "proactive.fees", "5");
        let found = open(&app).checked.findings.iter().find(|finding| finding.rule == rule);
        let mut finding = found.unwrap().clone();
        assert!(open(&app).contradiction(&finding).is_some(), "{rule}");
        assert!(open(&app).mend(&finding, Way::Table).is_some(), "{rule}");
        // Another rule may be about the same words.
        finding.rule = "punctuation";
        assert_eq!(open(&app).contradiction(&finding), None, "{rule}");
        for way in [Way::Prose, Way::Table] {
            assert_eq!(open(&app).mend(&finding, way), None, "{rule} {way:?}");
        }
    }
}

#[test]
fn doubled_words_and_leftovers_go_with_one_press() {
    for (rule, text, expected) in [
        ("repeated-word", "请与我局联系联系。", "请与我局联系。"),
        (
            "template-residue",
            "[bookmark: _GoBack]全年主动公开信息。",
            "全年主动公开信息。",
        ),
        ("template-residue", "总体情况</p>", "总体情况"),
        ("template-residue", "总体情况<br/>，如下。", "总体情况，如下。"),
        (
            "template-residue",
            "总体<span style=\"font-family:宋体\">情况。",
            "总体情况。",
        ),
        ("template-residue", "<p class=\"a\">总体情况。", "总体情况。"),
        ("template-residue", "<!--StartFragment-->总体情况。", "总体情况。"),
        ("template-residue", "2023&nbsp;年。", "2023年。"),
        ("template-residue", "买买提&middot;艾力。", "买买提·艾力。"),
        ("template-residue", "总体情况&mdash;公开。", "总体情况—公开。"),
        ("template-residue", "做到&ldquo;应公开。", "做到“应公开。"),
        ("template-residue", "应公开&rdquo;的。", "应公开”的。"),
        ("template-residue", "应公开&quot;的。", "应公开\"的。"),
        ("template-residue", "今年&lt;去年。", "今年<去年。"),
        ("template-residue", "今年&gt;去年。", "今年>去年。"),
    ] {
        pressed(rule, text, expected);
    }
    let units = ["条次", "条", "起", "宗", "份", "封", "个", "例", "项"];
    let numbers = ["9", "1.2万", "30余", "1,203 "];
    for (unit, number) in units.into_iter().flat_map(|unit| numbers.map(|number| (unit, number))) {
        let text = |unit: &str| ["全年收到政府信息公开申请", number, unit, "。"].concat();
        pressed("counting-unit", &text(unit), &text("件"));
    }
}

/// The finding of a rule in a text is corrected with one press, which can be undone.
fn pressed(rule: &str, text: &str, expected: &str) {
    let (mut app, key) = with_prose(text, rule);
    app.update(Intent::Mend(key, Way::Fix));
    assert_eq!(first_prose(&app), expected, "{rule}");
    app.update(Intent::Undo);
    assert_eq!(first_prose(&app), text, "{rule}");
}

#[test]
fn a_leftover_that_is_not_a_whole_tag_is_left_to_the_person() {
    for text in [
        "总体情况</p",
        "总体情况<br 如下。",
        "总体情况</p，今年>去年。",
        "甲<span 乙</p>丙。",
    ] {
        let (mut app, key) = with_prose(text, "template-residue");
        let finding = open(&app).finding(key).unwrap();
        assert_eq!(open(&app).mend(finding, Way::Fix), None, "{text}");
        app.update(Intent::Mend(key, Way::Fix));
        assert_eq!(first_prose(&app), text);
    }
    let (app, key) = with_prose("买买提&middot;艾力。", "template-residue");
    let mend = open(&app).mend(open(&app).finding(key).unwrap(), Way::Fix).unwrap();
    assert_eq!(mend.title.zh, "改为 ·");
}

#[test]
fn labels_and_headings_that_differ_from_the_form_go_with_one_press() {
    let mut app = app();
    let mut report = open(&app).report.clone();
    report.sections[0].heading = "一、概述".to_owned();
    if let Some(Block::Table(table)) = report.sections[2].blocks.last_mut() {
        table.rows[0].label = "一、本年新收到的政府信息公开申请数量".to_owned();
    }
    let reading = nianbao_core::markdown::read(&write::markdown(&report));
    app.update(Intent::Read("b".to_owned(), "b.md".to_owned(), Box::new(reading)));
    for rule in ["section-heading", "table-label"] {
        let found = &open(&app).checked.findings;
        let index = found.iter().position(|finding| finding.rule == rule);
        let key = open(&app).keys[index.unwrap_or_else(|| panic!("{rule}: {found:?}"))];
        app.update(Intent::Mend(key, Way::Fix));
        let found = &open(&app).checked.findings;
        assert!(found.iter().all(|finding| finding.rule != rule), "{found:?}");
    }
}

#[test]
fn the_layout_is_shown_next_to_prose_if_there_is_room() {
    let mut app = app();
    for (wide, sheet, expected) in [
        (false, Sheet::Section(0), None),
        (true, Sheet::Section(0), Some(Part::Section(0))),
        (true, Sheet::Section(2), None),
        (true, Sheet::Preface, Some(Part::Preface)),
        (true, Sheet::Facts, None),
    ] {
        app.update(Intent::Wide(wide));
        app.update(Intent::Sheet(sheet));
        assert_eq!(app.beside(), expected, "{wide} {sheet:?}");
    }
    app.update(Intent::Edit(Edit::Prose(
        Part::Section(0),
        0,
        "### 甲\n收到3件 < 4件".to_owned(),
    )));
    let shown = crate::official::part(&open(&app).report, Part::Section(0));
    assert_eq!(shown, "<h2>一、总体情况</h2><h3>甲</h3><p>收到3件 &lt; 4件</p>");
}

#[test]
fn an_accepted_finding_is_listed_and_is_not_an_alarm() {
    let mut app = app();
    let field = "requests.granted.natural_person";
    type_in(&mut app, field, "7");
    let mut reading = nianbao_core::markdown::read(&write::markdown(&open(&app).report));
    let found = &open(&app).checked.findings;
    let count = found.len();
    let keys = open(&app).keys.clone();
    reading.report.meta.accepted = found.iter().map(|it| Accepted::of(it, "按原件录入")).collect();
    let sheet = place::sheet_of(&found[0].at, &open(&app).report);
    assert!(open(&app).counts(sheet).iter().sum::<usize>() > 0);
    assert!(open(&app).offer(place(&app, field)).is_some());
    app.update(Intent::Read("b".to_owned(), "b.md".to_owned(), Box::new(reading)));
    let accepted = open(&app);
    assert_eq!(accepted.checked.findings.len(), count);
    assert_eq!(accepted.alarms().count(), 0);
    assert_eq!(accepted.counts(sheet), [0; 3]);
    let at = place(&app, field);
    let mark = Mark {
        accepted: true,
        ..Mark::default()
    };
    assert_eq!(accepted.mark(at), Some(&mark));
    // The row says so.
    let margin = accepted.margin(at, None).expect("a note");
    assert!(margin.accepted && margin.offer.is_none());
    assert_eq!(accepted.offer(place(&app, field)), None);
    assert_eq!(app.sheet, Some(Sheet::Overview));
    let verdict = accepted.checked.sentence().zh;
    assert_eq!(verdict, format!("可以发布：{count} 项已接受"));
    // The key of a card depends on acceptance, because the two cards differ.
    assert!(accepted.keys.iter().all(|key| !keys.contains(key)));
    // The acceptance lapses when the figures change.
    type_in(&mut app, field, "8");
    assert!(open(&app).alarms().count() > 0);
}

#[test]
fn the_cell_being_edited_takes_what_it_is_offered() {
    let mut app = app();
    type_in(&mut app, "requests.granted.natural_person", "7");
    let at = place(&app, "requests.granted.natural_person");
    app.update(Intent::Adopt(at));
    assert_eq!(cell(&app, "requests.granted.natural_person"), "6");
    assert_eq!(app.update(Intent::Adopt(at)), []);
}

#[test]
fn text_typed_without_a_pause_is_one_step() {
    let mut app = app();
    let field = "requests.received.business";
    for text in ["", "1", "12", "123"] {
        type_in(&mut app, field, text);
    }
    app.update(Intent::Settle);
    type_in(&mut app, field, "1234");
    app.update(Intent::Sheet(Sheet::Facts));
    let effects = app.update(Intent::Undo);
    assert_eq!(app.sheet, Some(Sheet::Section(2)));
    assert!(effects.contains(&Effect::Focus(Target::Id(field.to_owned()))));
    assert_eq!(cell(&app, field), "123");
    app.update(Intent::Undo);
    assert_eq!(cell(&app, field), "3");
    assert!(!open(&app).can_undo());
    app.update(Intent::Redo);
    app.update(Intent::Redo);
    assert_eq!(cell(&app, field), "1234");
    app.update(Intent::Undo);
    type_in(&mut app, field, "5");
    assert!(!open(&app).can_redo());
}

#[test]
fn every_kind_of_change_can_be_taken_back() {
    let received = |app: &App| place(app, "requests.received.natural_person");
    let app = app();
    let changes = [
        Edit::Organ("甲".to_owned()),
        Edit::Year("2019".to_owned()),
        Edit::Year("十九".to_owned()),
        Edit::Title("乙".to_owned()),
        Edit::Published(String::new()),
        Edit::SourceUrl("https://example.org/".to_owned()),
        Edit::SourceTitle("丙".to_owned()),
        Edit::Sample(false),
        Edit::FrontMatter("a = ".to_owned()),
        Edit::Heading(0, "一、情况".to_owned()),
        Edit::Prose(Part::Preface, 0, "丁".to_owned()),
        Edit::Prose(Part::Section(2), 1, "戊".to_owned()),
        Edit::Cell(received(&app), "x".to_owned()),
        Edit::Paste(received(&app), "1\t2\n3\t4".to_owned()),
        Edit::RemoveSection(3),
        Edit::RemoveItem(Part::Section(1), 2),
        Edit::RemoveRow(Part::Section(2), 0, 4),
    ];
    for change in changes {
        let mut app = app.clone();
        let before = open(&app).report.clone();
        app.update(Intent::Edit(change.clone()));
        let after = open(&app).report.clone();
        let typed = open(&app).year_typed.clone();
        assert!(after != before || typed.is_some(), "{change:?} changes nothing");
        assert!(open(&app).is_dirty());
        app.update(Intent::Undo);
        assert_eq!(open(&app).report, before, "{change:?}");
        assert_eq!(open(&app).year_typed, None);
        app.update(Intent::Redo);
        assert_eq!(open(&app).report, after, "{change:?}");
        assert_eq!(open(&app).year_typed, typed);
    }
}

#[test]
fn opening_another_report_keeps_the_one_that_was_open() {
    let mut app = app();
    keep(&mut app, "a");
    type_in(&mut app, "requests.received.business", "99");
    let effects = app.update(Intent::Blank("b".to_owned(), "某县教育局".to_owned(), 2020));
    let Some(Effect::Put(record)) = effects.first() else {
        panic!("{effects:?}")
    };
    assert_eq!((record.id.as_str(), record.revision), ("a", 1));
    assert!(record.text.contains("99"));
    assert_eq!(open(&app).report.form().map(|form| form.id), Some(FormId::F2019));
    // The kept draft reads as the same report.
    app.update(Intent::Resume(record.clone()));
    assert_eq!(cell(&app, "requests.received.business"), "99");
    assert!(!open(&app).is_dirty() && open(&app).id == "a");
}

#[test]
fn two_tabs_do_not_overwrite_each_other() {
    let mut app = app();
    keep(&mut app, "a");
    let mut theirs = open(&app).record();
    theirs.revision = 2;
    theirs.text = theirs.text.replace("示例县财政局办公室", "示例县财政局秘书科");
    // Nothing was changed here, so the newer text is shown; it can be undone.
    app.update(Intent::Elsewhere(theirs.clone()));
    assert!(write::markdown(&open(&app).report).contains("秘书科"));
    assert_eq!(open(&app).revision, 2);
    app.update(Intent::Undo);
    assert!(!write::markdown(&open(&app).report).contains("秘书科"));
    // Something was changed here: it stays, and is kept as a second draft.
    theirs.revision = 3;
    app.update(Intent::Elsewhere(theirs));
    assert!(!write::markdown(&open(&app).report).contains("秘书科"));
    keep(&mut app, "c");
    assert_eq!((open(&app).id.as_str(), open(&app).is_dirty()), ("c", false));
    assert!(app.notice.is_some());
}

#[test]
fn a_deleted_draft_comes_back() {
    let mut app = app();
    let record = app.record().unwrap();
    app.update(Intent::Drafts(vec![record.clone()]));
    let effects = app.update(Intent::Delete(record.clone()));
    assert!(effects.contains(&Effect::Remove("a".to_owned())));
    assert!(app.open.is_none() && app.drafts.is_empty() && app.view == View::Home);
    assert_eq!(app.update(Intent::Restore), [Effect::Put(record.clone())]);
    assert_eq!(app.drafts, [record]);
}

#[test]
fn the_next_year_begins_with_what_was_carried_out() {
    let mut app = App::default();
    app.update(Intent::Following(
        "b".to_owned(),
        Box::new(nianbao_core::markdown::read(SAMPLE)),
    ));
    assert_eq!(cell(&app, "requests.carried_in.natural_person"), "2");
    assert_eq!(cell(&app, "requests.carried_in.total"), "2");
    assert_eq!(cell(&app, "requests.received.total"), "");
    assert_eq!(open(&app).report.title, "示例县财政局2025年政府信息公开工作年度报告");
}

#[test]
fn keys_lead_from_cell_to_cell() {
    let app = app();
    let check = |from: &str, direction, expected: Option<&str>| {
        let to = open(&app)
            .neighbour(place(&app, from), direction)
            .map(|to| open(&app).cell_id(to));
        assert_eq!(to.as_deref(), expected, "{from} {direction:?}");
    };
    check("requests.carried_in.other", D::Down, Some("requests.granted.other"));
    check("requests.granted.other", D::Up, Some("requests.carried_in.other"));
    check(
        "requests.received.total",
        D::Right,
        Some("requests.carried_in.natural_person"),
    );
    check(
        "requests.carried_in.natural_person",
        D::Left,
        Some("requests.received.total"),
    );
    check("requests.received.other", D::Up, None);
    check("requests.carried_out.total", D::Right, None);
    check(
        "requests.granted.other",
        D::RowStart,
        Some("requests.granted.natural_person"),
    );
    check("requests.granted.other", D::RowEnd, Some("requests.granted.total"));
    check("requests.granted.other", D::Last, Some("requests.carried_out.total"));
    // From grid to grid of table two, when the next one has fewer columns.
    check(
        "proactive.normative_documents.in_force",
        D::Down,
        Some("proactive.licenses"),
    );
    check(
        "proactive.licenses",
        D::Up,
        Some("proactive.normative_documents.issued"),
    );
    check("proactive.fees", D::First, Some("proactive.regulations.issued"));
}

#[test]
fn cells_that_no_form_has_or_that_stand_twice_are_edited_by_their_place() {
    let mut app = app();
    let mut reading = nianbao_core::markdown::read(SAMPLE);
    let section = reading.report.section_mut(SectionId::Disputes);
    let twice = section.blocks[0].clone();
    section.blocks.push(twice);
    section
        .blocks
        .push(Block::Grid(vec![vec!["甲".to_owned(), "1".to_owned()]]));
    app.update(Intent::Read("b".to_owned(), "b.md".to_owned(), Box::new(reading)));
    for (item, id, text) in [(1, "cell.section-3.1.0.0", "7"), (2, "cell.section-3.2.0.1", "2")] {
        let at = CellPlace {
            part: Part::Section(3),
            item,
            row: 0,
            column: item - 1,
        };
        assert_eq!(open(&app).cell_id(at), id);
        app.update(Intent::Edit(Edit::Cell(at, text.to_owned())));
        assert_eq!(open(&app).text(at), Some(text));
    }
    assert_eq!(cell(&app, "disputes.reconsideration.upheld"), "1");
}

#[test]
fn f8_goes_round_the_findings() {
    let mut app = app();
    assert_eq!(app.update(Intent::Step(true)), []);
    type_in(&mut app, "proactive.licenses", "三十六");
    type_in(&mut app, "disputes.reconsideration.total", "2");
    let keys = open(&app).keys.clone();
    assert!(keys.len() >= 2);
    app.update(Intent::Step(true));
    assert_eq!(app.finding, keys.first().copied());
    app.update(Intent::Step(false));
    assert_eq!(app.finding, keys.last().copied());
    app.update(Intent::Step(true));
    assert_eq!(app.finding, keys.first().copied());
}

#[test]
fn a_place_without_a_cell_leads_to_its_section() {
    let mut app = app();
    app.update(Intent::Edit(Edit::RemoveSection(2)));
    assert_eq!(app.sheet, Some(Sheet::Facts));
    let at = At::Field("requests.received.total".parse().unwrap());
    assert_eq!(
        place::sheet_of(&at, &open(&app).report),
        Sheet::Missing(SectionId::Requests)
    );
    assert_eq!(target_of(open(&app), &at), Target::Id(SHEET_TITLE.to_owned()));
    app.update(Intent::Edit(Edit::AddSection(SectionId::Requests)));
    assert_eq!(app.sheet, Some(Sheet::Section(2)));
}

#[test]
fn until_the_checker_is_loaded_everything_else_goes_on() {
    let mut app = App::default();
    engine::without(|| {
        let effects = app.update(Intent::Blank("a".to_owned(), "示例县财政局".to_owned(), 2024));
        assert!(effects.contains(&Effect::Load), "{effects:?}");
        type_in(&mut app, "requests.received.business", "三件");
        assert!(open(&app).unchecked);
        assert_eq!(open(&app).checked, Checked::default());
        let [Effect::Download(..)] = &app.update(Intent::Save)[..] else {
            panic!("a draft can be saved");
        };
        // A range with labels could go into the wrong cells.
        let place = open(&app).place("requests.received.business".parse().unwrap()).unwrap();
        let before = open(&app).report.clone();
        app.update(Intent::Edit(Edit::Paste(place, "一、本年新收\t1\t2".to_owned())));
        assert_eq!(open(&app).report, before);
        assert!(app.notice.take().is_some());
        // Intents that need reading wait, with a message.
        app.update(Intent::Sample("b".to_owned()));
        assert_eq!(open(&app).id, "a");
        assert!(app.notice.take().is_some_and(|notice| notice.trouble));
    });
    app.update(Intent::Engine(EngineState::Ready));
    assert!(!open(&app).unchecked);
    assert!(
        open(&app).checked.count(Severity::Error) > 0,
        "what was typed is checked"
    );
    assert_eq!(cell(&app, "requests.received.business"), "三件");
}

#[test]
fn other_kinds_of_file_are_named_as_they_end() {
    let mut app = app();
    let effects = app.update(Intent::SaveAs("docx"));
    let name = "示例县财政局2024年政府信息公开工作年度报告.docx".to_owned();
    assert_eq!(effects, [Effect::Write(name.clone(), "docx")]);
    let report = open(&app).report.clone();
    let bytes = engine::write("docx", &report).unwrap().unwrap();
    let module = engine::reader_of(&name, &bytes);
    assert_eq!(engine::read(module, &name, &bytes).unwrap().unwrap().report, report);
    assert!(engine::read_plain(&name, &bytes).is_some_and(|reading| reading.is_none()));
}

#[test]
fn saving_gives_a_file_that_reads_as_the_report() {
    let mut app = app();
    type_in(&mut app, "requests.received.business", "三件");
    let effects = app.update(Intent::Save);
    let [Effect::Download(name, text)] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(name, "示例县财政局2024年政府信息公开工作年度报告.md");
    assert_eq!(nianbao_core::markdown::read(text).report, open(&app).report);
}

#[test]
fn a_change_made_while_a_draft_is_written_is_written_next() {
    let mut app = app();
    assert_eq!(app.keeping, Keeping::Soon);
    let changes = open(&app).changes;
    type_in(&mut app, "requests.received.business", "99");
    let kept = |changes| {
        Intent::Kept(Kept {
            id: "a".to_owned(),
            now: "a".to_owned(),
            revision: 1,
            changes,
            time: "12:00:00".to_owned(),
        })
    };
    assert_eq!(app.update(kept(changes)), [Effect::Keep]);
    assert_eq!(app.keeping, Keeping::Soon, "it is not said to be kept before it is");
    let changes = open(&app).changes;
    assert_eq!(app.update(kept(changes)), []);
    assert_eq!(app.keeping, Keeping::At("12:00:00".to_owned()));
    assert!(!open(&app).is_dirty());
}

#[test]
fn trouble_with_the_store_stays_said_until_a_draft_is_kept() {
    let mut app = app();
    app.update(Intent::NotKept(Text::new("满", "full")));
    type_in(&mut app, "requests.received.business", "99");
    assert!(matches!(app.keeping, Keeping::Failed(_)));
    assert!(open(&app).is_at_risk());
    app.update(Intent::Filed(open(&app).opening, open(&app).changes));
    assert!(!open(&app).is_at_risk(), "it is in a file");
    type_in(&mut app, "requests.received.business", "98");
    assert!(open(&app).is_at_risk());
    keep(&mut app, "a");
    assert_eq!(app.keeping, Keeping::At("12:00:00".to_owned()));
}

#[test]
fn a_draft_is_opened_where_it_was_left_with_what_was_not_placed() {
    let mut app = app();
    app.update(Intent::Sheet(Sheet::Section(2)));
    let at = place(&app, "requests.granted.other");
    let effects = app.update(Intent::Active(Some(at)));
    assert_eq!(effects, [Effect::Leave]);
    assert_eq!(app.update(Intent::Active(Some(at))), []);
    let mut record = app.record().unwrap();
    assert_eq!(record.place, "section-2 requests.granted.other");
    record.unplaced = vec!["=====PAGE=====".to_owned()];
    let mut app = App::default();
    let effects = app.update(Intent::Resume(record.clone()));
    assert_eq!(app.sheet, Some(Sheet::Section(2)));
    let target = Target::Id("requests.granted.other".to_owned());
    assert_eq!(effects.last(), Some(&Effect::Focus(target)));
    assert!(!effects.contains(&Effect::Keep) && !open(&app).is_dirty());
    assert_eq!(app.record().unwrap(), record);
    // A part that is no longer there.
    record.id = "b".to_owned();
    record.place = "section-77 requests.granted.other".to_owned();
    app.update(Intent::Resume(record));
    assert_eq!((app.sheet, &app.left), (Some(Sheet::Facts), &None));
}

#[test]
fn the_handle_fills_only_the_cells_that_it_is_dragged_over() {
    let field = |row: &str, column: &str| ["requests.", row, ".", column].concat();
    // The cells that the handle is dragged over, what happens before it is let go, and the cell above it then.
    let check = |over: &[(&str, &str)], before: Option<Intent>, expected: &str| {
        let mut app = app();
        let at = |app: &App, (row, column): (&str, &str)| place(app, &field(row, column));
        let source = at(&app, ("granted", "natural_person"));
        app.update(Intent::Sheet(Sheet::Section(2)));
        app.update(Intent::Active(Some(source)));
        app.update(Intent::Handle(true));
        for one in over {
            app.update(Intent::Extend(at(&app, *one)));
        }
        let taken = before.is_some();
        before.map(|intent| app.update(intent));
        app.update(Intent::Handle(false));
        let above = at(&app, ("carried_in", "natural_person"));
        app.update(Intent::Settle);
        assert_eq!(open(&app).text(above), Some(expected), "{over:?}");
        assert_eq!(app.dragged, None);
        if !taken && !over.is_empty() {
            let anchor = app.selection.map(|selection| selection.anchor);
            assert_eq!(
                anchor,
                Some(source),
                "the active cell remains where the selection begins"
            );
        }
    };
    let up = ("carried_in", "natural_person");
    let back = ("granted", "natural_person");
    let before = text_of_sample(up);
    let filled = text_of_sample(back);
    assert_ne!(before, filled);
    check(&[up], None, &filled);
    // Back where it was, or never away.
    check(&[up, back], None, &before);
    check(&[], None, &before);
    // A press elsewhere, of which the page did not see that the handle was let go.
    let app = app();
    let there = place(&app, &field("carried_in", "natural_person"));
    check(&[], Some(Intent::Pick(there)), &before);
    check(&[up], Some(Intent::Active(Some(there))), &before);
}

/// The text of a cell of table three in the sample.
fn text_of_sample((row, column): (&str, &str)) -> String {
    let app = app();
    let at = place(&app, &["requests.", row, ".", column].concat());
    open(&app).text(at).unwrap().to_owned()
}

#[test]
fn the_cursor_in_a_text_is_where_it_was_after_another_view_and_a_reload() {
    let mut app = app();
    let (text, other) = ("prose.section-0.0".to_owned(), "prose.section-4.0".to_owned());
    app.update(Intent::Sheet(Sheet::Section(0)));
    app.update(Intent::At(text.clone()));
    app.update(Intent::Caret(42));
    let there = Effect::Focus(Target::Caret(text.clone(), 42));
    for view in [View::Paper, View::Home] {
        app.update(Intent::Show(view));
        let effects = app.update(Intent::Show(View::Edit));
        assert!(effects.contains(&there), "{view:?}: {effects:?}");
    }
    assert!(app.update(Intent::Help(false)).contains(&there));
    let record = app.record().unwrap();
    assert_eq!(record.place, "section-0 prose.section-0.0 42");
    let mut again = App::default();
    assert_eq!(again.update(Intent::Resume(record)).last(), Some(&there));
    // It is the cursor of this text only.
    app.update(Intent::At(other.clone()));
    app.update(Intent::Show(View::Paper));
    let effects = app.update(Intent::Show(View::Edit));
    assert!(effects.contains(&Effect::Focus(Target::Id(other))), "{effects:?}");
    // What an earlier version of the page has kept has no cursor.
    let mut record = app.record().unwrap();
    record.place = "section-0 prose.section-0.0".to_owned();
    let effects = App::default().update(Intent::Resume(record));
    assert_eq!(effects.last(), Some(&Effect::Focus(Target::Id(text))));
}

#[test]
fn an_earlier_version_comes_back_and_can_be_undone() {
    let mut app = app();
    let version = app.record().unwrap();
    type_in(&mut app, "requests.received.business", "99");
    keep(&mut app, "a");
    let now = app.record().unwrap();
    assert_eq!(
        app.update(Intent::AskVersions("a".to_owned())),
        [Effect::Versions("a".to_owned())]
    );
    app.update(Intent::Versions("a".to_owned(), vec![version.clone()]));
    let effects = app.update(Intent::Return(now, version));
    assert_eq!(cell(&app, "requests.received.business"), "3");
    assert!(effects.contains(&Effect::Keep) && open(&app).is_dirty());
    assert_eq!(app.versions, None);
    app.update(Intent::Undo);
    assert_eq!(cell(&app, "requests.received.business"), "99");
}

#[test]
fn imported_drafts_overwrite_none() {
    let mut app = app();
    let there = app.record().unwrap();
    app.update(Intent::Drafts(vec![there.clone()]));
    let mut other = there.clone();
    other.text.push_str("另一段。\n");
    let mut new = there.clone();
    new.id = "n".to_owned();
    let list = [there, other.clone(), new.clone()].map(|record| (record, "own".to_owned()));
    let effects = app.update(Intent::Import(list.into()));
    (other.id, other.revision) = ("own".to_owned(), 0);
    // The file may have been edited, so what it says of their verdict is not taken over.
    assert_ne!(new.verdict[0], "");
    (other.verdict, new.verdict) = Default::default();
    assert_eq!(effects, [Effect::Put(other), Effect::Put(new)]);
    assert!(
        app.notice
            .as_ref()
            .is_some_and(|notice| notice.text.zh.contains("2 份"))
    );
}

#[test]
fn clearing_asks_first_and_leaves_nothing() {
    let mut app = app();
    let record = app.record().unwrap();
    app.update(Intent::Drafts(vec![record]));
    app.update(Intent::Show(View::Home));
    app.update(Intent::AskClear(true));
    assert!(app.clearing);
    app.update(Intent::AskClear(false));
    assert!(!app.clearing && app.open.is_some());
    let effects = app.update(Intent::Clear);
    assert!(effects.contains(&Effect::Clear));
    assert!(app.open.is_none() && app.drafts.is_empty());
}

#[test]
fn a_draft_that_is_open_in_two_tabs_is_said() {
    let mut app = app();
    app.update(Intent::Twice("b".to_owned()));
    assert_eq!(app.notice, None);
    app.update(Intent::Twice("a".to_owned()));
    assert!(app.notice.is_some_and(|notice| notice.trouble));
}

/// Puts the focus into a cell.
fn at(app: &mut App, field: &str) -> CellPlace {
    let at = place(app, field);
    app.update(Intent::Active(Some(at)));
    at
}

#[test]
fn enter_leads_back_to_where_tab_began() {
    let mut app = app();
    let mut here = at(&mut app, "requests.received.business");
    let follow = |app: &mut App, intent: Intent, expected: &str| {
        let effects = app.update(intent);
        assert_eq!(effects.last(), Some(&Effect::Focus(Target::Id(expected.to_owned()))));
        at(app, expected)
    };
    for expected in ["requests.received.research", "requests.received.social_welfare"] {
        here = follow(&mut app, Intent::Tab(here, true), expected);
    }
    here = follow(&mut app, Intent::Enter(here), "requests.carried_in.business");
    here = follow(&mut app, Intent::Enter(here), "requests.granted.business");
    // Another way to move begins anew.
    here = follow(&mut app, Intent::Tab(here, false), "requests.granted.natural_person");
    here = follow(
        &mut app,
        Intent::Move(here, D::Up),
        "requests.carried_in.natural_person",
    );
    follow(&mut app, Intent::Enter(here), "requests.granted.natural_person");
}

#[test]
fn a_selection_is_stretched_copied_and_dropped() {
    let mut app = app();
    at(&mut app, "requests.received.natural_person");
    assert_eq!(app.copied().unwrap().0, "12", "one cell is one value");
    app.update(Intent::Stretch(D::Right));
    app.update(Intent::Stretch(D::Down));
    let selection = app.selected().unwrap();
    assert_eq!((selection.rows(), selection.columns()), (0..=1, 0..=1));
    assert_eq!(app.copied().unwrap().0, "12\t3\n1\t0\n");
    // It stays in its rows and its table.
    app.update(Intent::Stretch(D::Up));
    app.update(Intent::Stretch(D::Up));
    app.update(Intent::Stretch(D::RowEnd));
    app.update(Intent::Stretch(D::Right));
    assert_eq!(app.copied().unwrap().0, "12\t3\t0\t1\t2\t0\t18\n");
    let cell = place(&app, "requests.carried_in.other");
    app.update(Intent::Pick(cell));
    assert!(!app.selected().unwrap().is_range());
    app.update(Intent::SelectAll);
    assert_eq!(open(&app).tally(app.selected().unwrap()).cells, 175);
    app.update(Intent::Mode(Mode::Editing));
    assert!(app.copied().is_some(), "a range is copied in any mode");
    app.update(Intent::Pick(cell));
    app.update(Intent::Mode(Mode::Editing));
    assert_eq!(app.copied(), None, "the text that is edited is copied by the browser");
    app.update(Intent::Sheet(Sheet::Facts));
    app.update(Intent::Active(None));
    assert_eq!(app.selected(), None);
}

#[test]
fn a_row_is_judged_when_it_is_left() {
    let mut app = app();
    let field = "requests.granted.natural_person";
    at(&mut app, field);
    type_in(&mut app, field, "7");
    assert_eq!(open(&app).checked.findings, [], "it is still being written");
    assert!(!open(&app).held.is_empty());
    assert_eq!(open(&app).mark(place(&app, field)), Some(&Mark::default()));
    // Another cell of the row: not yet.
    at(&mut app, "requests.granted.total");
    assert_eq!(open(&app).checked.findings, []);
    at(&mut app, "requests.partially_granted.total");
    assert!(open(&app).checked.count(Severity::Error) > 0);
    assert!(open(&app).held.is_empty());
    // Corrected, and left by leaving the table.
    at(&mut app, field);
    type_in(&mut app, field, "5");
    app.update(Intent::Active(None));
    assert!(open(&app).checked.count(Severity::Error) > 0);
    // A value from a button or a paste is checked at once.
    let here = at(&mut app, field);
    app.update(Intent::Edit(Edit::Paste(here, "9\t9".to_owned())));
    assert!(open(&app).checked.count(Severity::Error) > 0);
}

#[test]
fn a_row_or_column_with_a_blank_cell_is_not_judged() {
    let mut app = App::default();
    app.update(Intent::Blank("a".to_owned(), "某局".to_owned(), 2023));
    for (field, text) in [
        ("requests.received.natural_person", "3"),
        ("requests.received.total", "4"),
        ("requests.granted.natural_person", "2"),
        ("requests.outcomes_total.natural_person", "9"),
    ] {
        at(&mut app, field);
        type_in(&mut app, field, text);
    }
    app.update(Intent::Active(None));
    let sums = |app: &App| {
        let findings = &open(app).checked.findings;
        findings
            .iter()
            .filter(|finding| finding.rule.ends_with("-total"))
            .count()
    };
    assert_eq!(sums(&app), 0);
    app.update(Intent::Edit(Edit::Zeros(Part::Section(2))));
    assert!(sums(&app) > 0);
}

#[test]
fn a_blank_total_is_missing_and_not_wrong() {
    let total = "requests.received.total".parse().unwrap();
    let check = |app: &App| {
        let open = open(app);
        assert!(open.checked.findings.iter().all(|finding| finding.rule != "cell-blank"));
        assert!(
            open.checked
                .reasons
                .iter()
                .any(|reason| reason.fields().contains(&total))
        );
        assert_eq!(open.checked.count(Severity::Error), 0);
        assert_eq!(open.checked.verdict, Verdict::Unfinished);
        let (at, offer) = open
            .margin(place(app, "requests.received.total"), None)
            .unwrap()
            .offer
            .unwrap();
        assert_eq!((at, &*offer.value), (place(app, "requests.received.total"), "12"));
    };
    let mut app = App::default();
    app.update(Intent::Blank("a".to_owned(), "某局".to_owned(), 2023));
    for field in [
        "natural_person",
        "business",
        "research",
        "social_welfare",
        "legal_service",
        "other",
    ] {
        let (field, figure) = (
            ["requests.received.", field].concat(),
            if field == "natural_person" { "12" } else { "0" },
        );
        at(&mut app, &field);
        type_in(&mut app, &field, figure);
    }
    // Its row is left.
    at(&mut app, "requests.carried_in.natural_person");
    type_in(&mut app, "requests.carried_in.natural_person", "1");
    check(&app);
    // In a file that is opened, too.
    let reading = nianbao_core::markdown::read(&write::markdown(&open(&app).report));
    app.update(Intent::Read("b".to_owned(), String::new(), Box::new(reading)));
    check(&app);
}

#[test]
fn the_missing_value_is_offered_next_to_its_row() {
    let mut app = App::default();
    app.update(Intent::Blank("a".to_owned(), "某局".to_owned(), 2023));
    let row = place(&app, "disputes.reconsideration.upheld");
    let margin = |app: &App| open(app).margin(row, app.active);
    assert_eq!(margin(&app), None);
    type_in(&mut app, "disputes.reconsideration.upheld", "1");
    assert_eq!(margin(&app).unwrap().progress, Some(crate::offer::Progress::Blank(3)));
    for field in ["corrected", "other", "pending"] {
        type_in(&mut app, &["disputes.reconsideration.", field].concat(), "0");
    }
    let (at, offer) = margin(&app).unwrap().offer.unwrap();
    assert_eq!(
        (at, &*offer.value),
        (place(&app, "disputes.reconsideration.total"), "1")
    );
    // One key fills in the value from any cell of the row.
    app.update(Intent::Adopt(row));
    assert_eq!(cell(&app, "disputes.reconsideration.total"), "1");
    assert!(margin(&app).is_none_or(|margin| margin.progress.is_none()));
}

#[test]
fn a_total_of_columns_waits_until_a_column_is_full() {
    let mut app = app();
    let row = place(&app, "requests.outcomes_total.natural_person");
    let margin = |app: &App| open(app).margin(row, None);
    let progress = |app: &App| margin(app).and_then(|margin| margin.progress);
    type_in(&mut app, "requests.outcomes_total.business", "");
    let (at, offer) = margin(&app).unwrap().offer.unwrap();
    assert_eq!(
        (at, &*offer.value),
        (place(&app, "requests.outcomes_total.business"), "3")
    );
    type_in(&mut app, "requests.granted.business", "");
    assert_eq!(progress(&app), Some(crate::offer::Progress::Columns));
    // One column that is full is enough.
    type_in(&mut app, "requests.outcomes_total.research", "");
    assert_eq!(margin(&app).unwrap().offer.unwrap().1.value, "0");
    // A blank total in a full row is wanted, and only that.
    let total = place(&app, "requests.received.total");
    assert!(!open(&app).is_wanted(total));
    type_in(&mut app, "requests.received.total", "");
    assert!(open(&app).is_wanted(total));
    type_in(&mut app, "requests.received.business", "");
    assert!(!open(&app).is_wanted(total) && !open(&app).is_wanted(place(&app, "requests.received.business")));
}

#[test]
fn a_finding_is_accepted_with_a_reason_and_taken_back() {
    let mut app = app();
    let field = "requests.granted.natural_person";
    type_in(&mut app, field, "7");
    let count = open(&app).alarms().count();
    let (finding, key) = open(&app).alarms().next().map(|(it, key)| (it.clone(), key)).unwrap();
    let effects = app.update(Intent::AskAccept(Some(key)));
    assert_eq!(effects, [Effect::Focus(Target::Id(reason_id(key)))]);
    app.update(Intent::Accept(key, " ".to_owned()));
    assert_eq!(open(&app).alarms().count(), count, "not without a reason");
    app.update(Intent::Accept(key, "按原件录入".to_owned()));
    assert_eq!(open(&app).alarms().count(), count - 1);
    assert_eq!(app.accepting, None);
    assert_eq!(open(&app).report.meta.accepted, [Accepted::of(&finding, "按原件录入")]);
    let accepted = open(&app).checked.findings.iter().position(|it| it.accepted.is_some());
    let key = open(&app).keys[accepted.unwrap()];
    app.update(Intent::Withdraw(key));
    assert_eq!(open(&app).alarms().count(), count);
    app.update(Intent::Undo);
    assert_eq!(open(&app).alarms().count(), count - 1);
    app.update(Intent::Undo);
    assert_eq!(open(&app).report.meta.accepted, []);
}

#[test]
fn a_button_that_goes_hands_the_focus_on() {
    let mut app = App::default();
    app.update(Intent::Blank("a".to_owned(), "某局".to_owned(), 2023));
    let effects = app.update(Intent::Edit(Edit::Zeros(Part::Section(2))));
    assert!(effects.contains(&Effect::Focus(Target::Id(SHEET_TITLE.to_owned()))));
}

#[test]
fn a_new_report_is_not_finished_until_it_is_filled_in() {
    let mut app = App::default();
    app.update(Intent::Blank("a".to_owned(), "示例县财政局".to_owned(), 2024));
    let said = open(&app).checked.sentence();
    assert!(
        said.zh.starts_with("还没写完：") && said.zh.contains("200 格空着"),
        "{said:?}"
    );
    assert_eq!(open(&app).checked.verdict, Verdict::Unfinished);
    let listed = |app: &App| -> Vec<&'static str> { open(app).checked.findings.iter().map(|one| one.rule).collect() };
    assert_eq!(
        listed(&app),
        ["reporting-period", "contact"],
        "the rest is missing, not wrong"
    );
    let left = |app: &App| {
        place::sheets(&open(app).report)
            .into_iter()
            .map(|sheet| open(app).left(sheet))
            .collect::<Vec<_>>()
    };
    let sections = [
        Left::All,
        Left::Some(10),
        Left::Some(175),
        Left::Some(15),
        Left::All,
        Left::All,
    ]
    .map(Some);
    assert_eq!(left(&app), [&[Some(Left::Nothing), None][..], &sections].concat());
    // Without an organ it is begun, not misread.
    app.update(Intent::Blank("b".to_owned(), String::new(), 2024));
    assert_eq!(open(&app).checked.verdict, Verdict::Unfinished);
    assert_eq!(open(&app).checked.count(Severity::Error), 0, "{:?}", listed(&app));
    assert!(open(&app).checked.reasons.contains(&Reason::OrganMissing));
    assert_eq!(left(&app)[0], Some(Left::Some(1)));
}

#[test]
fn a_part_that_was_not_read_or_checked_is_not_called_done() {
    let left = |app: &App, index| open(app).left(Sheet::Section(index));
    let mut app = app();
    assert_eq!(left(&app, 2), Some(Left::Nothing));
    // A sum that waits until its row is left.
    at(&mut app, "requests.granted.natural_person");
    type_in(&mut app, "requests.granted.natural_person", "41");
    assert!(!open(&app).held.is_empty());
    assert_eq!(left(&app, 2), None);
    // A file whose table was not found, and one that has some of its rows.
    let whole = |text: &str| Box::new(nianbao_core::markdown::read(text));
    let table = SAMPLE.find("| （一）予以公开").unwrap()..SAMPLE.find("| （七）总计").unwrap();
    for text in [
        SAMPLE.replace("## 六", "六个"),
        [&SAMPLE[..table.start], &SAMPLE[table.end..]].concat(),
    ] {
        app.update(Intent::Read("b".to_owned(), "b.md".to_owned(), whole(&text)));
        assert_eq!(left(&app, 2), None);
    }
}

#[test]
fn the_page_judges_a_file_as_the_command_does() {
    let scattered = "一段放不进去的文字，很长很长。".repeat(100);
    let broken = SAMPLE.replace("政府信息公开申请数量 |", "|");
    for text in [
        SAMPLE,
        "",
        "一行文字",
        &broken,
        &SAMPLE.replace("2024", ""),
        &SAMPLE.replace("2024", "2098"),
        &SAMPLE.replace("## 六", "六个"),
        &format!("{SAMPLE}\n{scattered}"),
    ] {
        let mut app = App::default();
        let reading = nianbao_core::markdown::read(text);
        let natively = nianbao_core::rules::check(&reading, &nianbao_core::rules::Settings::default());
        app.update(Intent::Read("a".to_owned(), "a.md".to_owned(), Box::new(reading)));
        assert_eq!(open(&app).checked, natively);
    }
}

#[test]
fn unplaced_text_counts_until_it_is_removed() {
    let mut app = App::default();
    let mut reading = nianbao_core::markdown::read(SAMPLE);
    let piece = "一段放不进去的文字，很长很长。".repeat(100);
    reading.report.preface.push(Block::Paragraph(piece.clone()));
    reading.unplaced = vec![Unplaced {
        text: piece,
        span: None,
        kept: true,
    }];
    app.update(Intent::Read("a".to_owned(), "a.md".to_owned(), Box::new(reading)));
    assert_eq!(open(&app).checked.verdict, Verdict::Unjudged);
    app.update(Intent::Edit(Edit::Prose(Part::Preface, 0, "前言。".to_owned())));
    assert!(
        !open(&app)
            .checked
            .reasons
            .iter()
            .any(|reason| reason.name() == "unplaced")
    );
}

#[test]
fn findings_are_listed_worst_first_or_in_the_reports_order_and_filtered() {
    let mut app = app();
    // A warning in the preface, before the error in table three.
    app.update(Intent::Edit(Edit::Prose(
        Part::Preface,
        0,
        "根据根据规定，报告如下。".to_owned(),
    )));
    type_in(&mut app, "requests.granted.natural_person", "7");
    let severities = |app: &App| {
        let listed = app.listed();
        let severity = |key: &u64| open(app).finding(*key).unwrap().severity;
        listed.iter().map(severity).collect::<Vec<_>>()
    };
    let worst_first = severities(&app);
    assert!(worst_first.len() > 1, "{worst_first:?}");
    assert!(worst_first.is_sorted_by(|a, b| a >= b), "{worst_first:?}");
    app.update(Intent::InFormOrder(true));
    assert_eq!(app.listed(), open(&app).keys);
    assert_ne!(severities(&app), worst_first);
    // F8 follows the list.
    app.update(Intent::InFormOrder(false));
    app.update(Intent::Step(true));
    assert_eq!(app.finding, app.listed().first().copied());

    app.update(Intent::Filter(Some(Shown::Of(Severity::Error))));
    assert!(severities(&app).iter().all(|severity| *severity == Severity::Error));
    app.update(Intent::Filter(None));
    app.update(Intent::Sheet(Sheet::Preface));
    app.update(Intent::OnlyHere(true));
    let here = |key: &u64| place::sheet_of(&open(&app).finding(*key).unwrap().at, &open(&app).report);
    let listed = app.listed();
    assert!(!listed.is_empty() && listed.iter().all(|key| here(key) == Sheet::Preface));
}

#[test]
fn an_accepted_finding_can_be_listed_alone_and_taken_back() {
    let mut app = app();
    type_in(&mut app, "requests.granted.natural_person", "7");
    let key = app.listed()[0];
    app.update(Intent::Accept(key, "按原件录入".to_owned()));
    app.update(Intent::Filter(Some(Shown::Accepted)));
    let listed = app.listed();
    assert_eq!(listed.len(), 1);
    app.update(Intent::Withdraw(listed[0]));
    assert!(app.listed().is_empty());
    assert!(open(&app).report.meta.accepted.is_empty());
}

#[test]
fn the_card_follows_the_cell() {
    let mut app = app();
    type_in(&mut app, "requests.granted.natural_person", "7");
    let key = open(&app).alarms().next().unwrap().1;
    let at = place(&app, "requests.granted.natural_person");
    let effects = app.update(Intent::Active(Some(at)));
    assert!(effects.contains(&Effect::Reveal(card_id(key))));
    assert_eq!(app.finding, Some(key));
    // A cell that takes part leads to the same card, and is described by it.
    let part = open(&app).finding(key).unwrap().also[0];
    let part = open(&app).place(part).unwrap();
    assert!(open(&app).mark(part).unwrap().parts.contains(&key));
}

#[test]
fn the_to_do_list_leads_to_what_is_missing() {
    let mut app = App::default();
    app.update(Intent::Blank("a".to_owned(), String::new(), 2024));
    let reasons = open(&app).checked.reasons.clone();
    let places: Vec<_> = reasons
        .iter()
        .map(|reason| place::of_reason(reason, open(&app)))
        .collect();
    assert!(places.contains(&(Sheet::Facts, Some("organ".to_owned()))), "{places:?}");
    let (sheet, id) = places
        .into_iter()
        .find(|(sheet, _)| matches!(sheet, Sheet::Section(_)))
        .unwrap();
    let effects = app.update(Intent::Seek(sheet, id.clone()));
    assert_eq!(app.sheet, Some(sheet));
    assert!(effects.contains(&Effect::Focus(Target::Id(id.unwrap()))));
    let effects = app.update(Intent::Summary);
    assert!(effects.contains(&Effect::Focus(Target::Id(SHEET_TITLE.to_owned()))));
    assert_eq!((app.sheet, app.pane), (Some(Sheet::Overview), Pane::Edit));
}

#[test]
fn the_check_sheet_lists_what_was_found_and_why_it_was_accepted() {
    let mut app = app();
    type_in(&mut app, "requests.granted.natural_person", "7");
    assert_eq!(app.update(Intent::Signoff), [Effect::Signoff]);
    let sheet = app.make_signoff("2025-01-14 14:40".to_owned()).unwrap();
    let text = write::markdown(&sheet);
    let message = open(&app).checked.findings[0].message.zh.clone();
    assert!(
        text.contains(&*message) && text.contains("还不能发布") && !text.contains("填报人"),
        "{text}"
    );
    for key in app.listed() {
        app.update(Intent::Accept(key, "按原件录入".to_owned()));
    }
    let sheet = app.make_signoff("2025-01-14 14:40".to_owned()).unwrap();
    let text = write::markdown(&sheet);
    assert!(text.contains("按原件录入") && text.contains("填报人"), "{text}");
    let effects = app.update(Intent::SignoffMade(Box::new(sheet.clone())));
    assert_eq!(effects, [Effect::Focus(Target::Id(PAPER.to_owned()))]);
    assert_eq!((app.view, app.document()), (View::Signoff, Some(&sheet)));
    let effects = app.update(Intent::SaveAs("docx"));
    assert!(
        matches!(&effects[..], [Effect::Write(name, "docx")] if name.ends_with("年度报告核对单.docx")),
        "{effects:?}"
    );
    // A saved check sheet is not a saved report.
    app.update(Intent::Filed(open(&app).opening, 77));
    assert_ne!(open(&app).filed, 77);
    app.update(Intent::Show(View::Edit));
    assert_eq!(app.document(), Some(&open(&app).report));
    for extension in ["docx", "xlsx", "html"] {
        let bytes = engine::write(extension, &sheet).unwrap().unwrap();
        assert!(!bytes.is_empty());
    }
}

#[test]
fn last_years_report_stays_next_to_the_draft() {
    let mut app = App::default();
    let reading = nianbao_core::markdown::read(SAMPLE);
    let carried_out = reading
        .report
        .cell("requests.carried_out.total".parse().unwrap())
        .unwrap();
    let carried_out = carried_out.as_str().to_owned();
    let year = reading.report.year().unwrap();
    app.update(Intent::Following("a".to_owned(), Box::new(reading)));
    let carried_in = "requests.carried_in.total";
    assert_eq!(cell(&app, carried_in), carried_out);
    assert_eq!(open(&app).report.year(), Some(year + 1));
    let received = place(&app, "requests.received.total");
    assert!(open(&app).last_year(received).is_some());
    // It is not shown where it is the same.
    let at = place(&app, carried_in);
    let last = open(&app).last_year(at).map(str::to_owned);
    assert_ne!(last.as_deref(), Some(&*carried_out));
    type_in(&mut app, carried_in, "77");
    app.update(Intent::Active(None));
    let found = |app: &App| {
        open(app)
            .checked
            .findings
            .iter()
            .any(|finding| finding.rule == "carry-over")
    };
    assert!(found(&app), "the rules across years are asked");

    // It comes back with the draft.
    let record = app.record().unwrap();
    let mut app = App::default();
    app.update(Intent::Resume(Record::from_text(&record.to_text()).unwrap()));
    assert!(found(&app) && open(&app).last_year(received).is_some());
    assert_eq!(app.record(), Some(record));
}

#[test]
fn last_years_text_can_be_taken_over() {
    let mut app = App::default();
    app.update(Intent::Following(
        "a".to_owned(),
        Box::new(nianbao_core::markdown::read(SAMPLE)),
    ));
    app.update(Intent::Edit(Edit::Append(Part::Preface, "甲\n\n乙".to_owned())));
    assert_eq!(
        open(&app).report.preface,
        [Block::Paragraph("甲".to_owned()), Block::Paragraph("乙".to_owned())]
    );
    app.update(Intent::Undo);
    assert_eq!(open(&app).report.preface, []);
}

fn arrival(id: &str, name: &str) -> Arrival {
    Arrival {
        id: id.to_owned(),
        name: name.to_owned(),
        reading: Box::new(nianbao_core::markdown::read(SAMPLE)),
    }
}

#[test]
fn a_file_opens_at_once_unless_a_report_is_open_and_several_are_listed() {
    let mut app = App::default();
    app.update(Intent::Arrived(vec![arrival("a", "a.md")]));
    assert_eq!((open(&app).id.as_str(), app.arrived.len()), ("a", 0));
    // On an open report it asks.
    let effects = app.update(Intent::Arrived(vec![arrival("b", "b.md")]));
    assert_eq!(effects, [Effect::Focus(Target::Id(ARRIVED.to_owned()))]);
    assert_eq!((open(&app).id.as_str(), app.arrived.len()), ("a", 1));
    app.update(Intent::OpenArrived(0));
    assert_eq!((open(&app).id.as_str(), app.arrived.len()), ("b", 0));
    // Several on the start view become a list, and one may be last year's report.
    app.update(Intent::Show(View::Home));
    app.update(Intent::Arrived(vec![arrival("c", "c.md"), arrival("d", "d.md")]));
    assert_eq!((open(&app).id.as_str(), app.arrived.len()), ("b", 2));
    app.update(Intent::FollowArrived(1));
    assert_eq!((open(&app).id.as_str(), app.arrived.len()), ("d", 1));
    assert!(open(&app).last().is_some());
    app.update(Intent::DismissArrived);
    assert_eq!(app.arrived.len(), 0);
    app.update(Intent::OpenArrived(0));
}

#[test]
fn a_table_or_a_whole_report_can_be_pasted_on_the_start_view() {
    let mut app = App::default();
    let field: nianbao_core::field::Field = "requests.received.total".parse().unwrap();
    app.update(Intent::PastedCells("a".to_owned(), vec![(field, "7".to_owned())]));
    assert_eq!(cell(&app, "requests.received.total"), "7");
    assert_eq!(
        (app.sheet, open(&app).report.sections.len()),
        (Some(Sheet::Section(2)), 6)
    );
    // A web page that has only a table.
    let mut reading = Reading::default();
    let table = nianbao_core::markdown::read(SAMPLE).report;
    reading.report.sections = table.sections.clone();
    app.update(Intent::Pasted("b".to_owned(), Box::new(reading)));
    assert_eq!(
        cell(&app, "requests.received.total"),
        table.cell(field).unwrap().as_str()
    );
    app.update(Intent::Pasted(
        "c".to_owned(),
        Box::new(nianbao_core::markdown::read(SAMPLE)),
    ));
    assert_eq!(write::markdown(&open(&app).report), SAMPLE);
    // Nothing that can be read.
    app.update(Intent::Pasted("d".to_owned(), Box::default()));
    assert_eq!(open(&app).id, "c");
    assert!(app.notice.as_ref().is_some_and(|notice| notice.trouble));
}

#[test]
fn unplaced_text_is_placed_or_dealt_with_and_can_be_undone() {
    let mut app = App::default();
    let mut reading = nianbao_core::markdown::read(SAMPLE);
    reading.report.preface.push(Block::Paragraph("另有一段话。".to_owned()));
    let piece = |text: &str, kept| Unplaced {
        text: text.to_owned(),
        span: None,
        kept,
    };
    reading.unplaced = vec![piece("另有一段话。", true), piece("页脚", false)];
    app.update(Intent::Read("a".to_owned(), "a.md".to_owned(), Box::new(reading)));
    let before = open(&app).report.clone();
    app.update(Intent::Sheet(Sheet::Unplaced));
    let effects = app.update(Intent::FindPiece(0));
    assert_eq!(app.sheet, Some(Sheet::Preface));
    assert!(matches!(&effects[..], [Effect::Focus(Target::Text(..))]), "{effects:?}");

    let part = Part::Section(5);
    app.update(Intent::SettlePiece(0, Some(part)));
    assert_eq!(open(&app).unplaced, ["页脚"]);
    assert_eq!(
        open(&app).report.blocks(part).last(),
        Some(&Block::Paragraph("另有一段话。".to_owned()))
    );
    assert!(
        !open(&app)
            .report
            .preface
            .contains(&Block::Paragraph("另有一段话。".to_owned()))
    );
    let effects = app.update(Intent::SettlePiece(0, None));
    assert!(effects.contains(&Effect::Keep) && open(&app).unplaced.is_empty());
    // The sheet is gone with its last entry.
    assert_eq!(app.sheet, Some(Sheet::Facts));
    app.update(Intent::Undo);
    app.update(Intent::Undo);
    assert_eq!(open(&app).unplaced, ["另有一段话。", "页脚"]);
    assert_eq!(open(&app).report, before);
    // What remains survives a reload.
    let record = app.record().unwrap();
    let mut app = App::default();
    app.update(Intent::Resume(record));
    assert_eq!(open(&app).unplaced, ["另有一段话。", "页脚"]);
}

#[test]
fn a_newer_version_of_the_page_waits_until_the_draft_is_kept() {
    let mut app = app();
    keep(&mut app, "a");
    type_in(&mut app, "requests.received.business", "9");
    app.update(Intent::Newer);
    assert!(app.newer);
    assert_eq!(app.update(Intent::Renew), [Effect::Keep]);
    assert!(keep(&mut app, "a").contains(&Effect::Renew));
    type_in(&mut app, "requests.received.business", "8");
    assert_eq!(app.update(Intent::Renew), [Effect::Keep]);
    assert_eq!(
        app.update(Intent::NotKept(Text::new("满", "full"))),
        [],
        "it would be lost"
    );
    // A draft that can't be kept stays on the page.
    app.update(Intent::NotKept(Text::new("满", "full")));
    assert_eq!(app.update(Intent::Renew), []);
}

#[test]
fn a_line_of_prose_is_made_a_heading_and_a_paragraph_again() {
    let mut app = app();
    let part = Part::Section(4);
    app.update(Intent::Edit(Edit::Prose(part, 0, "问题\n甲。".to_owned())));
    app.update(Intent::Edit(Edit::Subheading(part, 0, 0)));
    let heading = Block::Heading {
        level: 3,
        text: "问题".to_owned(),
    };
    let text = Block::Paragraph("甲。".to_owned());
    assert_eq!(open(&app).report.blocks(part), [heading.clone(), text.clone()]);
    // It stays one while it is edited.
    app.update(Intent::Edit(Edit::Prose(part, 0, "问题\n甲。\n乙。".to_owned())));
    assert_eq!(open(&app).report.blocks(part)[0], heading);
    app.update(Intent::Edit(Edit::Subheading(part, 0, 0)));
    assert_eq!(open(&app).report.blocks(part)[0], Block::Paragraph("问题".to_owned()));
    app.update(Intent::Undo);
    assert_eq!(open(&app).report.blocks(part)[0], heading);
    // Nothing there.
    app.update(Intent::Edit(Edit::Subheading(part, 0, 77)));
}

#[test]
fn only_the_words_of_a_finding_are_marked_and_quantities_that_were_read() {
    let mut app = app();
    let part = Part::Section(0);
    let written = |app: &App, typed: &str| {
        let written = open(app).written(part, 0);
        assert_eq!(written.text, typed);
        written
    };
    let marks = |app: &App, typed: &str| -> Vec<(String, &'static str, Option<u64>)> {
        let lines = written(app, typed).lines.into_iter();
        let marks = lines.flat_map(|line| {
            let text = typed[line.range].to_owned();
            line.marks
                .into_iter()
                .map(move |mark| (text[mark.range].to_owned(), mark.class, mark.finding))
        });
        marks.collect()
    };
    let typed = crate::prose::text(open(&app).report.blocks(part));
    let headings = written(&app, &typed).lines.into_iter();
    let headings: Vec<_> = headings
        .filter(|line| line.kind == Some(Kind::Heading))
        .map(|line| &typed[line.range])
        .collect();
    assert_eq!(headings.len(), 5);
    assert_eq!(headings[1], "（二）依申请公开");
    // The figures, and not the words around them.
    let before = marks(&app, &typed);
    assert!(before.contains(&("18件".to_owned(), "agrees", None)), "{before:?}");
    assert!(before.iter().all(|(_, class, _)| *class != "warning"), "{before:?}");
    let [agree, differ, ..] = open(&app).quantities(part);
    assert!(agree > 9 && differ == 0);
    assert_eq!(open(&app).notes(part, 0), []);
    assert_eq!(open(&app).understood.aspects.len(), 5);
    let typed = typed.replace("申请18件", "申请99件");
    app.update(Intent::Edit(Edit::Prose(part, 0, typed.clone())));
    let after = marks(&app, &typed);
    let (figure, _, key) = after
        .iter()
        .find(|(_, class, _)| class.starts_with("differs "))
        .unwrap();
    assert_eq!(figure, "99件", "{after:?}");
    // The cursor anywhere in its words leads to the card.
    let words = |(words, class, finding): &(String, &str, Option<u64>)| {
        words.contains("申请99件") && class.is_empty() && finding == key
    };
    assert!(after.iter().any(words), "{after:?}");
    let key = key.unwrap();
    assert_eq!(app.update(Intent::Point(key)), [Effect::Reveal(card_id(key))]);
    // The note next to it says what the table has, and leads there too, whatever is filtered out.
    let notes = open(&app).notes(part, 0);
    let severity = open(&app).finding(key).unwrap().severity;
    let words = Text::new("表三 18 件", "Table 3: 18");
    assert_eq!(
        notes,
        [Note {
            finding: key,
            severity,
            words
        }]
    );
    assert_eq!(open(&app).quantities(part)[1], 1);
    app.update(Intent::Filter(Some(Shown::Accepted)));
    assert!(!app.listed().contains(&key));
    let effects = app.update(Intent::Card(key));
    assert_eq!(effects, [Effect::Focus(Target::Id(card_id(key)))]);
    assert!(app.listed().contains(&key) && app.pane == Pane::Findings);
}

#[test]
fn a_line_becomes_a_heading_and_the_text_stays_as_typed() {
    let mut app = app();
    let part = Part::Section(4);
    let typed = "问题\n\n\n整改。\n".to_owned();
    app.update(Intent::Edit(Edit::Prose(part, 0, typed.clone())));
    let version = open(&app).version;
    let kinds = |app: &App| {
        let written = open(app).written(part, 0);
        assert_eq!(written.text, typed);
        written.lines.into_iter().map(|line| line.kind).collect::<Vec<_>>()
    };
    let (heading, paragraph) = (Some(Kind::Heading), Some(Kind::Paragraph));
    assert_eq!(kinds(&app), [paragraph, None, None, paragraph, None]);
    app.update(Intent::Edit(Edit::Subheading(part, 0, 0)));
    assert_eq!(kinds(&app), [heading, None, None, paragraph, None]);
    assert_ne!(open(&app).version, version);
    // A blank line alone changes nothing in the report, but the text that is shown.
    let version = open(&app).version;
    app.update(Intent::Edit(Edit::Prose(part, 0, [&*typed, "\n"].concat())));
    assert_ne!(open(&app).version, version);
    assert_eq!(open(&app).written(part, 0).lines.len(), 6);
}

#[test]
fn the_list_of_keys_takes_and_gives_back_the_focus() {
    let mut app = app();
    let focus = |id: &str| [Effect::Focus(Target::Id(id.to_owned()))];
    assert_eq!(app.update(Intent::Help(true)), focus(HELP_TITLE));
    assert_eq!(app.update(Intent::Help(false)), focus(SHEET_TITLE));
    app.update(Intent::At("organ".to_owned()));
    app.update(Intent::Help(true));
    assert_eq!(app.update(Intent::Help(false)), focus("organ"));
}

#[test]
fn what_is_missing_is_counted_once_everywhere() {
    let mut app = App::default();
    app.update(Intent::Blank("a".to_owned(), "示例县财政局".to_owned(), 2024));
    let missing = open(&app).missing();
    // Each table is a place of its own, and so is each empty section.
    let blanks: Vec<_> = missing.iter().filter_map(|one| one.blanks).collect();
    assert_eq!(blanks, [Part::Section(1), Part::Section(2), Part::Section(3)]);
    let judged = open(&app).judged().unwrap();
    assert_eq!((judged.verdict, judged.places), (Verdict::Unfinished, missing.len()));
    assert_eq!(judged.blank, 0, "sections are missing too");
    let written = open(&app).progress(&missing);
    assert_eq!((written.filled, written.sections), (0, 0));
    // Zeros in a table are one step: it is no longer missing, and one undo brings it back.
    app.update(Intent::Sheet(Sheet::Overview));
    app.update(Intent::Edit(Edit::Zeros(Part::Section(2))));
    let now = open(&app).missing();
    assert_eq!(now.len(), missing.len() - 1);
    let progress = open(&app).progress(&now);
    assert_eq!((progress.sections, progress.cells), (1, written.cells));
    assert!(progress.filled > 0 && open(&app).done(&now).contains(&Sheet::Section(2)));
    app.update(Intent::Undo);
    assert_eq!(open(&app).missing(), missing);
    assert_eq!(app.sheet, Some(Sheet::Overview));
}

#[test]
fn a_draft_is_kept_with_its_verdict_and_where_it_was_left() {
    let mut app = app();
    app.update(Intent::Sheet(Sheet::Section(2)));
    app.update(Intent::Active(Some(place(&app, "requests.granted.other"))));
    let record = app.record().unwrap();
    assert_eq!(
        record.verdict,
        ["holds", "可以发布", "Ready to publish"].map(str::to_owned)
    );
    assert!(
        record.left.0.starts_with("三、申请办理 · ") && record.left.0.ends_with("其他"),
        "{}",
        record.left.0
    );
    type_in(&mut app, "requests.granted.natural_person", "7");
    app.update(Intent::Active(None));
    let record = app.record().unwrap();
    assert_eq!(
        record.verdict[..2],
        ["error".to_owned(), "还不能发布 · 1 项错误".to_owned()]
    );
    // The overview is not a place to go on writing.
    app.update(Intent::Sheet(Sheet::Overview));
    assert_eq!(app.record().unwrap().left, (String::new(), String::new()));
}

#[test]
fn undo_of_zeros_leads_to_the_first_cell_that_was_blank() {
    let mut app = App::default();
    app.update(Intent::Blank("a".to_owned(), "某局".to_owned(), 2023));
    app.update(Intent::Sheet(Sheet::Section(2)));
    app.update(Intent::Edit(Edit::Zeros(Part::Section(2))));
    let effects = app.update(Intent::Undo);
    let first = Target::Id("requests.received.natural_person".to_owned());
    assert!(effects.contains(&Effect::Focus(first)), "{effects:?}");
}

#[test]
fn a_finding_about_a_missing_preface_leads_to_where_it_is_written() {
    let mut app = app();
    app.update(Intent::Edit(Edit::Prose(Part::Preface, 0, String::new())));
    for name in ["reporting-period", "contact"] {
        let open = open(&app);
        let findings = &open.checked.findings;
        let index = findings.iter().position(|finding| finding.rule == name);
        let key = open.keys[index.unwrap_or_else(|| panic!("{name} is found"))];
        app.update(Intent::Sheet(Sheet::Facts));
        let effects = app.update(Intent::Go(key));
        assert_eq!(app.sheet, Some(Sheet::Preface), "{name}");
        let target = Target::Id("prose.preface.0".to_owned());
        assert!(effects.contains(&Effect::Focus(target)), "{effects:?}");
    }
}

#[test]
fn quantities_wait_for_cells_that_are_not_filled_in() {
    let mut app = App::default();
    app.update(Intent::Blank("a".to_owned(), "某局".to_owned(), 2023));
    let part = Part::Section(0);
    let typed = "全年收到政府信息公开申请5件。".to_owned();
    app.update(Intent::Edit(Edit::Prose(part, 0, typed)));
    assert_eq!(open(&app).quantities(part), [0, 0, 0, 1]);
    type_in(&mut app, "requests.received.total", "5");
    assert_eq!(open(&app).quantities(part), [1, 0, 0, 0]);
}
