//! The verdict on a report: one of four, the same in the command, on the archive's pages and in the validator, with the
//! reasons for it as data.
//!
//! [`Verdict::Fit`] is earned, never assumed: whatever the form of the report's year asks for is looked for one by one
//! (title, year, organ, every section, every cell, every rule that can find an error), and each thing that is not there is
//! a [`Reason`]. The worst reason decides:
//!
//! 1. [`Verdict::Unjudged`] comes before all others. Errors that are found in a report that was not read whole may be
//!    errors of the reading; they are still counted in the words.
//! 2. [`Verdict::Unfinished`] comes before [`Verdict::Unfit`]. While cells are blank the sums that they belong to do not
//!    hold either; those errors go away as the report is written, and are counted meanwhile.
//! 3. [`Verdict::Unfit`] where there are errors that nobody accepted.
//!
//! A cell that was left empty is not yet filled in; “/”, “-” and “—” are entries that somebody made on purpose. Many
//! organs fill in only the totals where nothing happened: a row is finished when its total is there and, unless that is
//! 0, any of its parts. A row without a total is finished when its last cell is filled in. Only organs that can make
//! regulations (规章) fill in that row.

use serde::{Deserialize, Serialize};

use crate::cell::Value;
use crate::diagnostic::Severity;
use crate::field::{Field, ProactiveRow, RowKey, TableId};
use crate::form::{Form, FormId, Grid, SectionId};
use crate::recognise::Reading;
use crate::report::{Block, Report};
use crate::rule::{NotAssessed, Rule, Subject};
use crate::rules;
use crate::text::Text;

/// Whether a report can be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Verdict {
    /// 无法判断: it was not read well enough to say anything.
    #[default]
    Unjudged,
    /// 还没写完: cells or sections are still blank.
    Unfinished,
    /// 还不能发布: there are errors.
    Unfit,
    /// 可以发布: it was read whole, every rule was asked, and there is no error.
    Fit,
}

impl Verdict {
    /// All four, from that which decides before all others.
    pub const ALL: [Verdict; 4] = [Verdict::Unjudged, Verdict::Unfinished, Verdict::Unfit, Verdict::Fit];

    /// Its name in JSON: `unjudged`, `unfinished`, `unfit` or `fit`.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Unjudged => "unjudged",
            Verdict::Unfinished => "unfinished",
            Verdict::Unfit => "unfit",
            Verdict::Fit => "fit",
        }
    }

    /// 无法判断, 还没写完, 还不能发布, 可以发布.
    pub const fn text(self) -> Text {
        match self {
            Verdict::Unjudged => Text::new("无法判断", "Cannot be judged"),
            Verdict::Unfinished => Text::new("还没写完", "Not finished"),
            Verdict::Unfit => Text::new("还不能发布", "Not ready to publish"),
            Verdict::Fit => Text::new("可以发布", "Ready to publish"),
        }
    }

    /// The verdict that these reasons lead to.
    pub(crate) fn of(reasons: &[Reason]) -> Verdict {
        reasons.iter().map(Reason::leads_to).min().unwrap_or(Verdict::Fit)
    }
}

/// Why a verdict is not [`Verdict::Fit`], or something that is said beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The report is written in traditional characters.
    Traditional,
    /// No title was found, or the text in its place is not the title of an annual report.
    TitleMissing,
    /// Neither front matter nor title names the reporting year.
    YearMissing,
    /// Neither front matter nor title names the organ.
    OrganMissing,
    /// Neither front matter nor title names the reporting year; the text implies this one.
    YearInferred(u16),
    /// Neither front matter nor title names the organ; the text implies one.
    OrganInferred,
    /// The reporting year is before the first form.
    BeforeForms(u16),
    /// The reporting year is so far beyond the years that the newest form is known for that it cannot be right.
    FarFuture(u16),
    /// The front matter could not be read.
    FrontMatter,
    /// None of the form's sections was found.
    NoSection,
    /// This section was not found.
    SectionMissing(SectionId),
    /// None of the form's tables was found.
    NoTable,
    /// This table was not found.
    TableMissing(TableId),
    /// Of this table only these few cells were found, of this many.
    TablePartly(TableId, usize, usize),
    /// This many characters of the source could not be placed, more than a tenth of all.
    Unplaced(usize),
    /// These rules, which can find errors, were not asked: they were turned off, or do not know the form.
    NotAsked(Vec<&'static str>),
    /// These rules, which can find errors, could not be checked, and nothing else says why.
    NotAssessed(Vec<&'static str>),
    /// These cells are still blank.
    CellsBlank(Vec<Field>),
    /// This section has no text.
    SectionEmpty(SectionId),
    /// This table lacks this many cells of the form.
    CellsMissing(TableId, usize),
    /// There are this many errors that were not accepted.
    Errors(usize),
    /// The reporting year is later than any that the newest form is known for, so nobody here knows the year's form. The report
    /// was checked with the newest.
    NewerForm(u16),
    /// These rules, which find no errors, were turned off. It is only said.
    TurnedOff(Vec<&'static str>),
}

/// The input of a check: a report, and the amount of its source that could not be placed in it.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The report.
    pub(crate) report: &'a Report,
    /// How many characters could not be placed.
    pub(crate) unplaced: usize,
}

impl<'a> Input<'a> {
    /// A report with this many characters of its source that could not be placed: see [`Reading::unplaced_characters`]. 0
    /// for a report that was not read from a source.
    pub const fn new(report: &'a Report, unplaced: usize) -> Input<'a> {
        Input { report, unplaced }
    }
}

impl<'a> From<&'a Reading> for Input<'a> {
    fn from(reading: &'a Reading) -> Input<'a> {
        Input::new(&reading.report, reading.unplaced_characters())
    }
}

/// The number of characters of the unplaced texts that are in the report, where a person who edits
/// it can still remove or place them.
pub fn standing<'p>(report: &Report, pieces: impl IntoIterator<Item = &'p str>) -> usize {
    let pieces = pieces.into_iter().filter(|piece| is_standing(report, piece));
    pieces.map(characters).sum()
}

/// Whether an unplaced text is in the report, as prose or as a row that was kept as written.
pub(crate) fn is_standing(report: &Report, piece: &str) -> bool {
    let mut blocks = report.parts().flat_map(|part| report.blocks(part));
    blocks.any(|block| match block {
        Block::Paragraph(text) | Block::Heading { text, .. } => text.contains(piece),
        Block::Grid(rows) => rows.iter().any(|row| is_row(row, piece)),
        Block::Table(_) | Block::Picture { .. } => false,
    })
}

/// Whether a piece is one of a row's cells, or all of them one after the other, as it is listed.
fn is_row(row: &[String], piece: &str) -> bool {
    let mut cells = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    cells.clone().any(|cell| cell == piece) || {
        let rest = cells.try_fold(piece, |rest, cell| rest.trim_start().strip_prefix(cell));
        rest == Some("")
    }
}

/// A reporting year more than this many years after the last for which its form is known to hold is taken for a slip.
const FAR: u16 = 10;
/// This many characters that could not be placed say nothing yet: page numbers, a line of navigation.
const FEW: usize = 200;
/// At most one in this many characters of a report may be unplaced.
const SHARE: usize = 10;
/// This many rules or reasons are named in a sentence.
const NAMED: usize = 3;

impl Reason {
    /// Its name in JSON; it never changes.
    pub const fn name(&self) -> &'static str {
        match self {
            Reason::Traditional => "traditional-characters",
            Reason::TitleMissing => "title-missing",
            Reason::YearMissing => "year-missing",
            Reason::OrganMissing => "organ-missing",
            Reason::YearInferred(_) => "year-inferred",
            Reason::OrganInferred => "organ-inferred",
            Reason::BeforeForms(_) => "before-forms",
            Reason::FarFuture(_) => "far-future",
            Reason::FrontMatter => "front-matter",
            Reason::NoSection => "no-section",
            Reason::SectionMissing(_) => "section-missing",
            Reason::NoTable => "no-table",
            Reason::TableMissing(_) => "table-missing",
            Reason::TablePartly(..) => "table-partly",
            Reason::Unplaced(_) => "unplaced",
            Reason::NotAsked(_) => "not-asked",
            Reason::NotAssessed(_) => "not-assessed",
            Reason::CellsBlank(_) => "cells-blank",
            Reason::SectionEmpty(_) => "section-empty",
            Reason::CellsMissing(..) => "cells-missing",
            Reason::Errors(_) => "errors",
            Reason::NewerForm(_) => "newer-form",
            Reason::TurnedOff(_) => "turned-off",
        }
    }

    /// The verdict that it leads to unless there is a worse one; [`Verdict::Fit`] for a remark.
    pub(crate) const fn leads_to(&self) -> Verdict {
        match self {
            Reason::Traditional
            | Reason::TitleMissing
            | Reason::YearMissing
            | Reason::OrganMissing
            | Reason::BeforeForms(_)
            | Reason::FarFuture(_)
            | Reason::NewerForm(_)
            | Reason::FrontMatter
            | Reason::NoSection
            | Reason::SectionMissing(_)
            | Reason::NoTable
            | Reason::TableMissing(_)
            | Reason::TablePartly(..)
            | Reason::Unplaced(_)
            | Reason::NotAsked(_)
            | Reason::NotAssessed(_) => Verdict::Unjudged,
            Reason::CellsBlank(_) | Reason::SectionEmpty(_) => Verdict::Unfinished,
            Reason::YearInferred(_) | Reason::OrganInferred | Reason::CellsMissing(..) | Reason::Errors(_) => {
                Verdict::Unfit
            }
            Reason::TurnedOff(_) => Verdict::Fit,
        }
    }

    /// Whether it says that the source could not be read. It could be read if there is no form for the report's year or none
    /// that is known, if a person has turned rules off, or if cells are marked as having no figure.
    pub const fn is_unread(&self) -> bool {
        matches!(self.leads_to(), Verdict::Unjudged)
            && !matches!(
                self,
                Reason::BeforeForms(_) | Reason::NewerForm(_) | Reason::NotAsked(_) | Reason::NotAssessed(_)
            )
    }

    /// The section that it is about.
    pub const fn section(&self) -> Option<SectionId> {
        match self {
            Reason::SectionMissing(id) | Reason::SectionEmpty(id) => Some(*id),
            _ => None,
        }
    }

    /// The table that it is about.
    pub const fn table(&self) -> Option<TableId> {
        match self {
            Reason::TableMissing(id) | Reason::TablePartly(id, ..) | Reason::CellsMissing(id, _) => Some(*id),
            _ => None,
        }
    }

    /// The cells that it is about.
    pub fn fields(&self) -> &[Field] {
        match self {
            Reason::CellsBlank(fields) => fields,
            _ => &[],
        }
    }

    /// The rules that it is about.
    pub fn rules(&self) -> &[&'static str] {
        match self {
            Reason::NotAsked(rules) | Reason::NotAssessed(rules) | Reason::TurnedOff(rules) => rules,
            _ => &[],
        }
    }

    /// It in words: “没有认出报告年度”.
    pub fn text(&self) -> Text {
        match self {
            Reason::Traditional => Text::new(
                "全文是繁体字，没有读",
                "it is in traditional characters, which are not read",
            ),
            Reason::TitleMissing => Text::new("没有认出标题", "no title was found"),
            Reason::YearMissing => Text::new("没有认出报告年度", "no reporting year was found"),
            Reason::OrganMissing => Text::new("没有认出机关名称", "no organ was found"),
            Reason::YearInferred(year) => with(
                &year.to_string(),
                ("标题没有写年度（按统计期限是 ", " 年）"),
                ("the title does not name the year (by its period it is ", ")"),
            ),
            Reason::OrganInferred => Text::new("标题没有写机关", "the title does not name the organ"),
            Reason::BeforeForms(year) => with(
                &year.to_string(),
                ("", " 年的报告没有统一的表格（2019 年起才有）"),
                ("reports for ", " have no statutory tables (there are some since 2019)"),
            ),
            Reason::FarFuture(year) => with(
                &year.to_string(),
                ("报告年度 ", " 还很远，可能写错了"),
                ("the reporting year ", " is far ahead and is likely a slip"),
            ),
            Reason::FrontMatter => Text::new("文件头的报告信息读不出来", "the front matter could not be read"),
            Reason::NoSection => Text::new("六个部分一个也没有认出来", "none of the six sections was found"),
            Reason::SectionMissing(id) => quoted(&id.heading(), ("没有认出", ""), ("", " was not found")),
            Reason::NoTable => Text::new("三张表一张也没有认出来", "none of the three tables was found"),
            Reason::TableMissing(id) => {
                let title = id.title();
                Text::of(
                    ["没有认出", &*title.zh].concat(),
                    [&*title.en, " was not found"].concat(),
                )
            }
            Reason::TablePartly(id, read, of) => {
                let (title, read, of) = (id.title(), read.to_string(), of.to_string());
                Text::of(
                    [&*title.zh, "应有 ", &of, " 格，只认出 ", &read, " 格"].concat(),
                    ["only ", &read, " of ", &of, " cells of ", &*title.en, " were found"].concat(),
                )
            }
            Reason::Unplaced(count) => with(
                &count.to_string(),
                ("有 ", " 个字放不进报告，没有检查"),
                ("", " characters could not be placed in the report and were not checked"),
            ),
            Reason::NotAsked(rules) => named(rules, "没有检查", " not asked"),
            Reason::NotAssessed(rules) => named(rules, "没能检查", " not assessed"),
            Reason::CellsBlank(fields) => counted(
                fields.len(),
                ("还有 ", " 格空着"),
                (" cell is blank", " cells are blank"),
            ),
            Reason::SectionEmpty(id) => quoted(&id.heading(), ("", "没有内容"), ("", " has no text")),
            Reason::CellsMissing(id, count) => {
                let (title, count) = (id.title(), count.to_string());
                Text::of(
                    [&*title.zh, "缺 ", &count, " 格"].concat(),
                    [&*title.en, " lacks ", &count, " cells"].concat(),
                )
            }
            Reason::Errors(count) => counted(*count, ("", " 项错误"), (" error", " errors")),
            Reason::NewerForm(year) => {
                let form = FormId::of_year(*year).map_or(Form::LATEST, FormId::form);
                let (year, form) = (year.to_string(), form.id.name());
                Text::of(
                    [
                        "本程序还不知道 ",
                        &*year,
                        " 年度适用哪一版格式，按 ",
                        form,
                        " 年格式检查",
                    ]
                    .concat(),
                    [
                        "which form applies to ",
                        &*year,
                        " is not known here, so it was checked with form ",
                        form,
                    ]
                    .concat(),
                )
            }
            Reason::TurnedOff(rules) => named(rules, "按要求没有检查", " turned off"),
        }
    }
}

/// A text with something inside: before and after it in each language.
fn with(inside: &str, zh: (&str, &str), en: (&str, &str)) -> Text {
    Text::of([zh.0, inside, zh.1].concat(), [en.0, inside, en.1].concat())
}

/// A heading in quotation marks, with words before and after it.
fn quoted(heading: &Text, zh: (&str, &str), en: (&str, &str)) -> Text {
    Text::of(
        [zh.0, "“", &*heading.zh, "”", zh.1].concat(),
        [en.0, "“", &*heading.en, "”", en.1].concat(),
    )
}

/// A number of things; English has words for one and for several.
fn counted(count: usize, zh: (&str, &str), en: (&str, &str)) -> Text {
    let number = count.to_string();
    Text::of(
        [zh.0, &*number, zh.1].concat(),
        [&*number, if count == 1 { en.0 } else { en.1 }].concat(),
    )
}

/// “2 条规则没有检查（甲、乙）”.
fn named(rules: &[&'static str], zh: &str, en: &str) -> Text {
    let (count, some) = (rules.len().to_string(), &rules[..rules.len().min(NAMED)]);
    let more = rules.len() > NAMED;
    Text::of(
        [
            &*count,
            " 条规则",
            zh,
            "（",
            &some.join("、"),
            if more { " 等" } else { "" },
            "）",
        ]
        .concat(),
        [
            &*count,
            if rules.len() == 1 { " rule" } else { " rules" },
            en,
            " (",
            &some.join(", "),
            if more { " and more" } else { "" },
            ")",
        ]
        .concat(),
    )
}

/// “没有认出第一、六部分”, “第一、六部分没有内容”.
fn several(sections: impl Iterator<Item = SectionId>, empty: bool) -> Text {
    let (zh, en): (Vec<&str>, Vec<String>) = sections
        .map(|id| {
            let heading = id.heading().en;
            let number = heading.split_once('.').map_or(&*heading, |(number, _)| number);
            (id.ordinal(), number.to_owned())
        })
        .unzip();
    let (zh, en) = (zh.join("、"), en.join(", "));
    if empty {
        Text::of(
            ["第", &*zh, "部分没有内容"].concat(),
            ["sections ", &*en, " have no text"].concat(),
        )
    } else {
        Text::of(
            ["没有认出第", &*zh, "部分"].concat(),
            ["sections ", &*en, " were not found"].concat(),
        )
    }
}

/// The verdict in one sentence: “还不能发布：1 项错误，2 项提醒”, “无法判断：没有认出报告年度；2 项错误”.
///
/// The reasons that lead to it come first, then what was found, then what is only said. Of many reasons the first are named.
pub(crate) fn sentence(verdict: Verdict, reasons: &[Reason], found: Text) -> Text {
    let each = |wanted: Verdict| {
        let texts = reasons.iter().filter(move |reason| reason.leads_to() == wanted);
        // Errors are counted in what was found.
        texts.filter(|reason| !matches!(reason, Reason::Errors(_)))
    };
    let mut parts: Vec<Text> = Vec::new();
    let has_errors = reasons.iter().any(|reason| matches!(reason, Reason::Errors(_)));
    // Cells that are missing are an error of the table's rows.
    if verdict != Verdict::Fit && !(verdict == Verdict::Unfit && has_errors) {
        let mut texts: Vec<Text> = Vec::new();
        let mut grouped: Vec<&'static str> = Vec::new();
        for reason in each(verdict) {
            let same = || each(verdict).filter(|other| other.name() == reason.name());
            match reason {
                Reason::SectionMissing(_) | Reason::SectionEmpty(_) if same().count() > 1 => {
                    if !grouped.contains(&reason.name()) {
                        grouped.push(reason.name());
                        let empty = matches!(reason, Reason::SectionEmpty(_));
                        texts.push(several(same().filter_map(Reason::section), empty));
                    }
                }
                _ => texts.push(reason.text()),
            }
        }
        let (zh, en): (Vec<&str>, Vec<&str>) = texts.iter().take(NAMED).map(|text| (&*text.zh, &*text.en)).unzip();
        let more = texts.len() > NAMED;
        parts.push(Text::of(
            [&*zh.join("，"), if more { "，等等" } else { "" }].concat(),
            [&*en.join(", "), if more { ", and more" } else { "" }].concat(),
        ));
    }
    parts.push(found);
    parts.extend(each(Verdict::Fit).map(Reason::text));
    parts.retain(|part| !part.zh.is_empty());
    let words = verdict.text();
    if parts.is_empty() {
        return words;
    }
    let (zh, en): (Vec<&str>, Vec<&str>) = parts.iter().map(|part| (&*part.zh, &*part.en)).unzip();
    Text::of(
        [&*words.zh, "：", &zh.join("；")].concat(),
        [&*words.en, ": ", &en.join("; ")].concat(),
    )
}

/// Every reason that a report and the rules asked of it give, but for the errors found. `is_due` tells whether a rule has
/// to be asked, `is_off` whether a person has turned it off.
pub(crate) fn reasons(
    subject: &Subject<'_>,
    asked: &[&'static str],
    not_assessed: &[NotAssessed],
    is_due: impl Fn(&Rule) -> bool,
    is_off: impl Fn(&Rule) -> bool,
) -> Vec<Reason> {
    let report = subject.report;
    let mut reasons = Vec::new();
    if subject.traditional {
        // Nothing else is known of it.
        return vec![Reason::Traditional];
    }
    if !subject.is_titled() {
        reasons.push(Reason::TitleMissing);
    }
    match subject.year {
        None => reasons.push(Reason::YearMissing),
        Some(year) if subject.before_the_forms() => reasons.push(Reason::BeforeForms(year)),
        Some(year) if year > subject.form.known_through.saturating_add(FAR) => reasons.push(Reason::FarFuture(year)),
        Some(year) if subject.form.is_assumed_for(year) => reasons.push(Reason::NewerForm(year)),
        Some(_) => {}
    }
    if let Some(year) = subject.year.filter(|_| subject.year_is_inferred) {
        reasons.push(Reason::YearInferred(year));
    }
    if subject.organ_is_inferred {
        reasons.push(Reason::OrganInferred);
    } else if subject.organ.is_none() {
        reasons.push(Reason::OrganMissing);
    }
    if report.meta.unreadable.is_some() {
        reasons.push(Reason::FrontMatter);
    }
    // A report from before there was a form is not held against one.
    if !subject.before_the_forms() {
        sections(report, &mut reasons);
        tables(subject, &mut reasons);
        reasons.extend(empty(report).map(Reason::SectionEmpty));
    }
    if is_much(subject, subject.unplaced) {
        reasons.push(Reason::Unplaced(subject.unplaced));
    }
    let (mut not_asked, mut turned_off) = (Vec::new(), Vec::new());
    // Rules are asked in their order, so that each is most often the one after the last.
    let mut next = 0;
    for rule in rules::RULES {
        if asked.get(next) == Some(&rule.name) {
            next += 1;
            continue;
        }
        if asked.contains(&rule.name) || !is_due(rule) {
            continue;
        }
        match rule.severity {
            Severity::Error => not_asked.push(rule.name),
            Severity::Warning | Severity::Notice if is_off(rule) => turned_off.push(rule.name),
            Severity::Warning | Severity::Notice => {}
        }
    }
    if !not_asked.is_empty() {
        reasons.push(Reason::NotAsked(not_asked));
    }
    if !turned_off.is_empty() {
        reasons.push(Reason::TurnedOff(turned_off));
    }
    if Verdict::of(&reasons) == Verdict::Fit {
        let open = open(subject, not_assessed);
        if !open.is_empty() {
            reasons.push(Reason::NotAssessed(open));
        }
    }
    reasons
}

fn sections(report: &Report, reasons: &mut Vec<Reason>) {
    let missing = || SectionId::ALL.into_iter().filter(|id| report.section(*id).is_none());
    if missing().count() == SectionId::ALL.len() {
        reasons.push(Reason::NoSection);
    } else {
        reasons.extend(missing().map(Reason::SectionMissing));
    }
}

/// The sections that are there and say nothing.
fn empty(report: &Report) -> impl Iterator<Item = SectionId> {
    SectionId::ALL.into_iter().filter(|id| {
        let there = || report.sections.iter().filter(|section| section.id == Some(*id));
        there().next().is_some()
            && !there().any(|section| section.blocks.iter().any(|block| says_something(block, *id)))
    })
}

/// Whether a block is more than a heading or a word that keeps a place free. The content of a picture cannot be read; that a
/// table is one is said elsewhere.
fn says_something(block: &Block, id: SectionId) -> bool {
    match block {
        Block::Heading { .. } => false,
        Block::Picture { .. } => id.table().is_some(),
        Block::Paragraph(text) => !keeps_a_place(text),
        Block::Table(_) | Block::Grid(_) => true,
    }
}

/// Whether a text is empty or only says that another belongs there: 「略」, 「[图片]」, 「（待补充）」.
fn keeps_a_place(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "略",
        "从略",
        "此处略",
        "内容略",
        "图",
        "图片",
        "见附件",
        "详见附件",
        "见图片",
        "待补",
        "待补充",
        "待填写",
    ];
    let signs = |c: char| c.is_whitespace() || "[]【】（）()。.…—-*".contains(c);
    let words = text.trim_matches(signs);
    words.is_empty() || WORDS.contains(&words)
}

fn tables(subject: &Subject<'_>, reasons: &mut Vec<Reason>) {
    let mut blank = Vec::new();
    let mut missing = 0;
    let before = reasons.len();
    // For each table, the number of its cells, and whether any of them is blank.
    let mut cells = [(0, false); TableId::ALL.len()];
    for (field, value) in &subject.values {
        if subject.form.has(*field) {
            let (own, has_blank) = &mut cells[field.table() as usize];
            *own += 1;
            *has_blank |= *value == Value::Blank;
        }
    }
    for id in TableId::ALL {
        let of = subject.form.table(*id).map(|grid| grid.fields().count()).sum::<usize>();
        let (own, has_blank) = cells[*id as usize];
        // Cells of another form were read, too: `form-version` says that they are the wrong ones.
        let read = own + subject.foreign(*id).count();
        if subject.tables(*id).next().is_none() || read == 0 {
            missing += 1;
            reasons.push(Reason::TableMissing(*id));
        } else if read * 2 < of {
            reasons.push(Reason::TablePartly(*id, read, of));
        } else if own < of {
            reasons.push(Reason::CellsMissing(*id, of - own));
        }
        // Every row that is to be filled in has a blank cell.
        if has_blank && subject.form.table(*id).any(|grid| is_unfinished(subject, grid)) {
            blank.extend(
                subject
                    .form
                    .table(*id)
                    .flat_map(Grid::fields)
                    .filter(|field| subject.is_blank(*field)),
            );
        }
    }
    if missing == TableId::ALL.len() {
        reasons.truncate(before);
        reasons.push(Reason::NoTable);
    }
    if !blank.is_empty() {
        reasons.push(Reason::CellsBlank(blank));
    }
}

/// Whether a row of a grid is still to be filled in: see the module's documentation.
fn is_unfinished(subject: &Subject<'_>, grid: &'static Grid) -> bool {
    grid.rows.iter().any(|row| {
        let fields = || grid.columns.iter().filter_map(|column| Field::at(row.key, column.key));
        let Some(total) = fields().find(|field| subject.form.is_headline(*field)) else {
            // One figure too few in a row of text leaves its last place empty.
            let begun = fields().any(|field| subject.value(field).is_some_and(|value| value != Value::Blank));
            let cut = fields().next_back().is_some_and(|last| is_empty(subject, last));
            return (begun && cut)
                || (row.key != RowKey::Proactive(ProactiveRow::Regulations)
                    && fields().next().is_some()
                    && fields().all(|field| is_empty(subject, field)));
        };
        let mut parts = fields().filter(|field| *field != total);
        let nothing = matches!(subject.value(total), Some(Value::Number(number)) if number.is_zero());
        let written = subject.value(total).is_some_and(|value| value != Value::Blank);
        is_empty(subject, total) || (written && !nothing && parts.all(|field| subject.is_blank(field)))
    })
}

/// Whether a cell is there and nothing was put into it.
fn is_empty(subject: &Subject<'_>, field: Field) -> bool {
    subject.figures.get(field).is_some_and(|cell| cell.as_str().is_empty())
}

/// Whether this many unplaced characters are too many for this report.
pub(crate) fn is_much(subject: &Subject<'_>, unplaced: usize) -> bool {
    if unplaced <= FEW {
        return false;
    }
    let report = subject.report;
    let cells: usize = report
        .tables()
        .flat_map(|(_, _, table)| &table.rows)
        .map(|row| {
            let cells = row.cells.iter().map(|cell| characters(cell.as_str()));
            characters(&row.label) + cells.sum::<usize>()
        })
        .sum();
    let prose: usize = subject.passages.all().map(|passage| characters(passage.raw)).sum();
    unplaced * SHARE > cells + prose
}

/// How many characters a text has, white space apart.
pub fn characters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// The rules of which some check could not be made for a reason that nothing else names. Where a cell is missing or holds
/// words, other rules say so.
fn open(subject: &Subject<'_>, not_assessed: &[NotAssessed]) -> Vec<&'static str> {
    let mut open: Vec<&'static str> = Vec::new();
    let wordy = subject.values.iter().any(|(_, value)| matches!(value, Value::Text(_)));
    for one in not_assessed {
        let matters = rules::find(one.rule).is_some_and(|rule| rule.severity == Severity::Error);
        let named = wordy || one.field.is_some_and(|field| subject.value(field).is_none());
        if matters && !named && !open.contains(&one.rule) {
            open.push(one.rule);
        }
    }
    open
}
