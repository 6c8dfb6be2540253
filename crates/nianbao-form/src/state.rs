//! The one state of the validator, what people intend, and what the page must do about it.
//!
//! [`App::update`] is the only way to change the state; it asks the page for what only a page can do by [`Effect`]s.

use std::ops::Range;

use nianbao_core::diagnostic::Severity;
use nianbao_core::field::{Applicant, Field, RequestsRow};
use nianbao_core::form::{Form, FormId};
use nianbao_core::recognise::Reading;
use nianbao_core::report::{At, Block, Part, Report};
use nianbao_core::text::{Lang, Text};
use nianbao_core::write;

use crate::draft::{Record, file_name};
use crate::edit::{Edit, Site};
use crate::engine::{self, Standing};
use crate::open::{Direction, Open};
use crate::place::{self, CellPlace, Sheet, heading_id, prose_id};

/// An invented report, complete and without findings, to try the validator on.
pub const SAMPLE: &str = include_str!("sample.md");

/// The id of a sheet's heading: where the focus goes when a sheet is opened.
pub const SHEET_TITLE: &str = "sheet-title";

/// What the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// Where a report is opened or begun, and the drafts.
    #[default]
    Home,
    /// The parts, the one being edited, the findings.
    Edit,
    /// The official layout.
    Paper,
}

/// The tab that a narrow screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The parts of the report.
    Parts,
    /// The part being edited.
    #[default]
    Edit,
    /// The findings.
    Findings,
}

/// Whether the draft is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Keeping {
    /// There is nothing to keep.
    #[default]
    Nothing,
    /// It was changed and is about to be kept.
    Soon,
    /// It was kept at this time of day.
    At(String),
    /// It could not be kept: why, and what to do.
    Failed(Text),
}

/// Something that a person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What it is.
    pub text: Text,
    /// Whether something went wrong.
    pub trouble: bool,
    /// A draft that was deleted and can be brought back.
    pub deleted: Option<Record>,
}

/// The state.
#[derive(Debug, Clone, Default)]
pub struct App {
    /// The language of the page.
    pub lang: Lang,
    /// What the page shows.
    pub view: View,
    /// What a narrow screen shows of it.
    pub pane: Pane,
    /// The part being edited.
    pub sheet: Option<Sheet>,
    /// The cell being edited.
    pub active: Option<CellPlace>,
    /// The finding that was gone to last.
    pub finding: Option<u64>,
    /// The report that is open.
    pub open: Option<Open>,
    /// The drafts in the store, latest first.
    pub drafts: Vec<Record>,
    /// Whether the draft is kept.
    pub keeping: Keeping,
    /// How the module that reads and checks stands.
    pub engine: Standing,
    /// Something that a person should know.
    pub notice: Option<Notice>,
}

/// What a person intends, or what the page reports.
#[derive(Debug, Clone)]
pub enum Intent {
    /// Shows this.
    Show(View),
    /// Shows this tab on a narrow screen.
    Pane(Pane),
    /// Opens a sheet.
    Sheet(Sheet),
    /// Speaks this language.
    Lang(Lang),
    /// Begins a report from nothing: the draft's id, the organ, the year.
    Blank(String, String, u16),
    /// Opens the sample under this id.
    Sample(String),
    /// Opens what was read from a file: the draft's id, the file's name.
    Read(String, String, Box<Reading>),
    /// Begins the report of the year behind one that was read.
    Following(String, Box<Reading>),
    /// Opens a draft.
    Resume(Record),
    /// Changes the report.
    Edit(Edit),
    /// The cell that has the focus, or none.
    Active(Option<CellPlace>),
    /// A pause in typing: what is typed next is a step of its own.
    Settle,
    /// Takes what the cell is offered.
    Adopt(CellPlace),
    /// Moves from a cell.
    Move(CellPlace, Direction),
    /// Carries out what a finding offers.
    Mend(u64),
    /// Goes to where a finding points.
    Go(u64),
    /// Goes to the next finding, or to the one before.
    Step(bool),
    /// Takes the last step back.
    Undo,
    /// Carries it out again.
    Redo,
    /// Saves the report as a Markdown file.
    Save,
    /// Saves the report as another kind of file: how its name ends.
    SaveAs(&'static str),
    /// How the module that reads and checks stands now.
    Engine(Standing),
    /// Prints the official layout.
    Print,
    /// Deletes a draft.
    Delete(Record),
    /// Brings the deleted draft back.
    Restore,
    /// The notice was read.
    Dismiss,
    /// Something went wrong that a person should know.
    Trouble(Text),
    /// The drafts in the store.
    Drafts(Vec<Record>),
    /// A draft was kept: id, revision, time of day.
    Kept(String, u64, String),
    /// A draft had been changed in another tab, so this one was kept beside it: its id, the id and revision that it has
    /// now, the time of day.
    Forked(String, String, u64, String),
    /// A draft could not be kept.
    NotKept(Text),
    /// Another tab has kept this draft.
    Elsewhere(Record),
}

/// What the page must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Keep the open draft in a moment.
    Keep,
    /// Keep a draft now.
    Put(Record),
    /// Forget a draft.
    Remove(String),
    /// Remember language and open draft.
    Remember,
    /// Lead the focus there.
    Focus(Target),
    /// Give a person this file: its name, its text.
    Download(String, String),
    /// Give a person the report as another kind of file: the file's name, how it ends.
    Write(String, &'static str),
    /// Load the module that reads and checks.
    Load,
    /// Print.
    Print,
}

/// Where the focus is led.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The element with this id.
    Id(String),
    /// Some bytes of a block of a run of prose: the id of its text area, the block's place in the run.
    Text(String, usize, Range<usize>),
}

impl App {
    /// Carries an intent out.
    pub fn update(&mut self, intent: Intent) -> Vec<Effect> {
        let mut effects = Vec::new();
        match intent {
            Intent::Show(view) => {
                self.view = if self.open.is_none() { View::Home } else { view };
                self.active = None;
            }
            Intent::Pane(pane) => self.pane = pane,
            Intent::Sheet(sheet) => {
                self.show(sheet);
                effects.push(Effect::Focus(Target::Id(SHEET_TITLE.to_owned())));
            }
            Intent::Lang(lang) => {
                self.lang = lang;
                effects.push(Effect::Remember);
            }
            Intent::Blank(id, organ, year) => {
                let form = FormId::of_year(year).map_or(Form::LATEST, FormId::form);
                let reading = Reading {
                    report: Report::blank(form, organ.trim(), Some(year)),
                    ..Reading::default()
                };
                self.begin(Open::new(id, String::new(), reading), &mut effects);
                self.sheet = Some(Sheet::Preface);
            }
            Intent::Sample(id) => {
                if let Some(reading) = self.read_markdown(SAMPLE) {
                    self.begin(Open::new(id, String::new(), reading), &mut effects);
                    self.sheet = Some(Sheet::Section(2));
                }
            }
            Intent::Read(id, name, reading) => self.begin(Open::new(id, name, *reading), &mut effects),
            Intent::Following(id, reading) => {
                let reading = Reading {
                    report: following(&reading.report),
                    ..Reading::default()
                };
                self.begin(Open::new(id, String::new(), reading), &mut effects);
            }
            Intent::Resume(record) => {
                let Some(reading) = self.read_markdown(&record.text) else {
                    return effects;
                };
                let mut open = Open::new(record.id, record.name, reading);
                open.revision = record.revision;
                if self.open.as_ref().is_none_or(|now| now.id != open.id) {
                    self.begin(open, &mut effects);
                    self.keeping = Keeping::Nothing;
                    effects.retain(|effect| *effect != Effect::Keep);
                    if let Some(open) = &mut self.open {
                        open.dirty = false;
                    }
                }
                self.view = View::Edit;
            }
            Intent::Edit(edit) => self.edit(edit, &mut effects),
            Intent::Active(active) => {
                self.active = active;
                if let Some(open) = &mut self.open {
                    open.settle();
                }
            }
            Intent::Settle => {
                if let Some(open) = &mut self.open {
                    open.settle();
                }
            }
            Intent::Adopt(place) => {
                if let Some(offer) = self.open.as_ref().and_then(|open| open.offer(place)) {
                    self.settled(Edit::Cell(place, offer.value), &mut effects);
                }
            }
            Intent::Move(from, direction) => {
                if let Some(open) = &self.open
                    && let Some(to) = open.neighbour(from, direction)
                {
                    effects.push(Effect::Focus(Target::Id(open.cell_id(to))));
                }
            }
            Intent::Mend(key) => {
                let fix = self
                    .open
                    .as_ref()
                    .and_then(|open| open.finding(key))
                    .and_then(|finding| finding.fix.clone());
                if let Some(fix) = fix {
                    self.go(key, &mut effects);
                    self.settled(Edit::Fix(fix), &mut effects);
                }
            }
            Intent::Go(key) => self.go(key, &mut effects),
            Intent::Step(forward) => {
                if let Some(key) = self.step(forward) {
                    self.go(key, &mut effects);
                }
            }
            Intent::Undo | Intent::Redo => {
                let back = self.open.as_mut().and_then(|open| {
                    if matches!(intent, Intent::Undo) {
                        open.undo()
                    } else {
                        open.redo()
                    }
                });
                if let Some(back) = back {
                    self.heard();
                    self.show(back.sheet);
                    self.keeping = Keeping::Soon;
                    effects.push(Effect::Keep);
                    if let Some(target) = back.site.and_then(|site| self.target_of_site(site)) {
                        effects.push(Effect::Focus(target));
                    }
                }
            }
            Intent::Save => {
                if let Some(open) = &self.open {
                    let report = &open.report;
                    effects.push(Effect::Download(
                        file_name(report.organ(), report.year()),
                        write::markdown(report),
                    ));
                }
            }
            Intent::SaveAs(extension) => {
                if let Some(open) = &self.open {
                    let name = file_name(open.report.organ(), open.report.year());
                    let name = name.strip_suffix("md").unwrap_or(&name);
                    effects.push(Effect::Write([name, extension].concat(), extension));
                }
            }
            Intent::Engine(standing) => {
                self.engine = standing;
                if standing == Standing::Ready
                    && let Some(open) = &mut self.open
                {
                    open.refresh();
                }
            }
            Intent::Print => {
                self.view = View::Paper;
                effects.push(Effect::Print);
            }
            Intent::Delete(record) => {
                if self.open.as_ref().is_some_and(|open| open.id == record.id) {
                    self.open = None;
                    self.sheet = None;
                    self.view = View::Home;
                    self.keeping = Keeping::Nothing;
                    effects.push(Effect::Remember);
                }
                self.drafts.retain(|draft| draft.id != record.id);
                effects.push(Effect::Remove(record.id.clone()));
                self.notice = Some(Notice {
                    text: Text::new("草稿已删除。", "The draft was deleted."),
                    trouble: false,
                    deleted: Some(record),
                });
            }
            Intent::Restore => {
                if let Some(record) = self.notice.take().and_then(|notice| notice.deleted) {
                    self.drafts.insert(0, record.clone());
                    effects.push(Effect::Put(record));
                }
            }
            Intent::Dismiss => self.notice = None,
            Intent::Trouble(text) => {
                self.notice = Some(Notice {
                    text,
                    trouble: true,
                    deleted: None,
                });
            }
            Intent::Drafts(drafts) => self.drafts = drafts,
            Intent::Kept(id, revision, time) => {
                if let Some(open) = self.open.as_mut().filter(|open| open.id == id) {
                    open.revision = revision;
                    open.dirty = false;
                    self.keeping = Keeping::At(time);
                }
            }
            Intent::Forked(id, new, revision, time) => {
                if let Some(open) = self.open.as_mut().filter(|open| open.id == id) {
                    open.id = new;
                    open.revision = revision;
                    open.dirty = false;
                    self.keeping = Keeping::At(time);
                    effects.push(Effect::Remember);
                }
                self.say(Text::new(
                    "这份草稿刚在另一个标签页里改过。这里的内容没有覆盖它，另存成了一份草稿。",
                    "This draft was just changed in another tab. What is here did not overwrite it but was kept as a draft of its own.",
                ));
            }
            Intent::NotKept(text) => self.keeping = Keeping::Failed(text),
            Intent::Elsewhere(record) => {
                let sheet = self.sheet.unwrap_or(Sheet::Facts);
                if let Some(open) = self.open.as_mut().filter(|open| open.id == record.id)
                    && !open.dirty
                    && record.revision > open.revision
                    && let Some(reading) = engine::read_markdown(&record.text)
                {
                    open.revision = record.revision;
                    open.replace(reading.report, sheet);
                    self.show(sheet);
                    self.say(Text::new(
                        "另一个标签页改动了这份草稿，这里已换成最新的内容；可以撤销。",
                        "Another tab changed this draft; this page now shows the latest. It can be undone.",
                    ));
                }
            }
        }
        effects
    }

    /// Opens a report; the one that was open is kept first.
    fn begin(&mut self, open: Open, effects: &mut Vec<Effect>) {
        if let Some(before) = self.open.take_if(|before| before.dirty) {
            effects.push(Effect::Put(before.record()));
        }
        if open.unchecked {
            effects.push(Effect::Load);
        }
        self.open = Some(open);
        self.view = View::Edit;
        self.pane = Pane::Edit;
        self.sheet = None;
        self.active = None;
        self.finding = None;
        self.notice = None;
        self.keeping = Keeping::Soon;
        if let Some(open) = &mut self.open {
            open.dirty = true;
            // The first part with something to mend, worst first.
            let worst = Severity::ALL.into_iter().find_map(|severity| {
                let mut alarms = open.alarms().map(|(finding, _)| finding);
                alarms.find(|finding| finding.severity == severity)
            });
            self.sheet = Some(worst.map_or(Sheet::Facts, |finding| place::sheet_of(&finding.at, &open.report)));
        }
        effects.extend([
            Effect::Keep,
            Effect::Remember,
            Effect::Focus(Target::Id(SHEET_TITLE.to_owned())),
        ]);
    }

    /// Reads Markdown; where that can't be done yet, a person is told.
    fn read_markdown(&mut self, text: &str) -> Option<Reading> {
        let reading = engine::read_markdown(text);
        if reading.is_none() {
            self.notice = Some(Notice {
                text: Text::new(
                    "校验程序还没有载入，打不开这份报告；草稿仍在本机。网络恢复后刷新本页再试。",
                    "The checker is not loaded, so the report can't be opened; the draft is still on this device. Reload the page once the network is back.",
                ),
                trouble: true,
                deleted: None,
            });
        }
        reading
    }

    fn show(&mut self, sheet: Sheet) {
        let there = self.open.as_ref().is_some_and(|open| match sheet {
            Sheet::Section(index) => index < open.report.sections.len(),
            Sheet::Missing(id) => open.report.section(id).is_none(),
            Sheet::Unplaced => !open.unplaced.is_empty(),
            Sheet::Facts | Sheet::Preface => true,
        });
        self.sheet = Some(if there { sheet } else { Sheet::Facts });
        self.view = View::Edit;
        self.pane = Pane::Edit;
    }

    fn say(&mut self, text: Text) {
        self.notice = Some(Notice {
            text,
            trouble: false,
            deleted: None,
        });
    }

    /// What was said of the last change is past with the next one; trouble, and what can be brought back, stays.
    fn heard(&mut self) {
        self.notice
            .take_if(|notice| !notice.trouble && notice.deleted.is_none());
    }

    fn edit(&mut self, edit: Edit, effects: &mut Vec<Effect>) {
        self.heard();
        let Some(open) = &mut self.open else { return };
        let sheet = self.sheet.unwrap_or(Sheet::Facts);
        let follow = match &edit {
            Edit::AddSection(id) => Some(*id),
            _ => None,
        };
        let removed = matches!(edit, Edit::RemoveSection(_));
        let said = open.edit(edit, sheet);
        if open.dirty {
            self.keeping = Keeping::Soon;
            effects.push(Effect::Keep);
        }
        if let Some(id) = follow
            && let Some(index) = open.report.sections.iter().position(|section| section.id == Some(id))
        {
            self.sheet = Some(Sheet::Section(index));
        }
        if removed {
            self.sheet = Some(Sheet::Facts);
        }
        if let Some(text) = said {
            self.say(text);
        }
    }

    /// An edit that is a step of its own.
    fn settled(&mut self, edit: Edit, effects: &mut Vec<Effect>) {
        if let Some(open) = &mut self.open {
            open.settle();
        }
        self.edit(edit, effects);
        if let Some(open) = &mut self.open {
            open.settle();
        }
    }

    fn go(&mut self, key: u64, effects: &mut Vec<Effect>) {
        let Some(open) = &self.open else { return };
        let Some(finding) = open.finding(key) else { return };
        let sheet = place::sheet_of(&finding.at, &open.report);
        let target = target_of(open, &finding.at);
        self.finding = Some(key);
        self.show(sheet);
        effects.push(Effect::Focus(target));
    }

    /// The finding behind the one that was gone to last, or before it.
    fn step(&self, forward: bool) -> Option<u64> {
        let keys = &self.open.as_ref()?.keys;
        let last = keys.len().checked_sub(1)?;
        let now = self.finding.and_then(|key| keys.iter().position(|k| *k == key));
        let next = match (now, forward) {
            (None, true) => 0,
            (None | Some(0), false) => last,
            (Some(now), true) if now == last => 0,
            (Some(now), true) => now + 1,
            (Some(now), false) => now - 1,
        };
        keys.get(next).copied()
    }

    fn target_of_site(&self, site: Site) -> Option<Target> {
        Some(Target::Id(match site {
            Site::Input(id) => id.to_owned(),
            Site::Heading(index) => heading_id(index),
            Site::Prose(part, run) => prose_id(part, run),
            Site::Cell(place) => self.open.as_ref()?.cell_id(place),
        }))
    }
}

/// Where the focus goes for a place.
fn target_of(open: &Open, at: &At) -> Target {
    let report = &open.report;
    let item_of = |part: Part, block: usize| {
        report
            .blocks(part)
            .iter()
            .take(block)
            .filter(|block| !place::is_prose(block))
            .count()
    };
    let cell = |part, block, row, column| {
        let from = CellPlace {
            part,
            item: item_of(part, block),
            row,
            column,
        };
        Target::Id(match open.text(from) {
            Some(_) => open.cell_id(from),
            None => SHEET_TITLE.to_owned(),
        })
    };
    match at {
        At::Report => Target::Id(SHEET_TITLE.to_owned()),
        At::Meta => Target::Id(
            if report.meta.unreadable.is_some() {
                "front-matter"
            } else {
                "organ"
            }
            .to_owned(),
        ),
        At::Title(_) => Target::Id("title".to_owned()),
        At::Heading(index) => Target::Id(heading_id(*index)),
        At::Text(part, block, range) => match place::run_of_block(report.blocks(*part), *block) {
            Some((run, index)) => Target::Text(prose_id(*part, run), index, range.clone()),
            None => Target::Id(SHEET_TITLE.to_owned()),
        },
        At::Block(part, block) => match report.blocks(*part).get(*block) {
            Some(Block::Table(table)) => {
                let row = table.rows.iter().position(|row| !row.cells.is_empty()).unwrap_or(0);
                cell(*part, *block, row, 0)
            }
            Some(Block::Grid(_)) => cell(*part, *block, 0, 0),
            Some(Block::Picture { .. }) | None => Target::Id(SHEET_TITLE.to_owned()),
            Some(_) => match place::run_of_block(report.blocks(*part), *block) {
                Some((run, index)) => Target::Text(prose_id(*part, run), index, 0..0),
                None => Target::Id(SHEET_TITLE.to_owned()),
            },
        },
        At::RowLabel(part, block, row) => cell(*part, *block, *row, 0),
        At::ColumnLabel(part, block, column) => {
            let row = match report.blocks(*part).get(*block) {
                Some(Block::Table(table)) => table.rows.iter().position(|row| row.cells.len() > *column),
                _ => None,
            };
            cell(*part, *block, row.unwrap_or(0), *column)
        }
        At::Field(field) => Target::Id(if open.place(*field).is_some() {
            field.to_string()
        } else {
            SHEET_TITLE.to_owned()
        }),
    }
}

/// The report of the year behind: same organ, what was carried out is carried in.
fn following(last: &Report) -> Report {
    let year = last.year().map(|year| year + 1);
    let form = year.and_then(FormId::of_year).map_or(Form::LATEST, FormId::form);
    let mut report = Report::blank(form, last.organ().unwrap_or_default(), year);
    report.meta.sample = last.meta.sample;
    for column in Applicant::ALL {
        if let Some(cell) = last.cell(Field::Requests(RequestsRow::CarriedOut, *column)) {
            report.set(Field::Requests(RequestsRow::CarriedIn, *column), cell.as_str());
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::open::{Direction as D, Mark};
    use nianbao_core::accepted::Accepted;
    use nianbao_core::form::SectionId;
    use nianbao_core::recognise::Unplaced;
    use nianbao_core::rules::Checked;
    use nianbao_core::verdict::Verdict;

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
    fn a_broken_figure_is_found_led_to_and_mended() {
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
        app.update(Intent::Mend(key));
        assert_eq!(cell(&app, "requests.granted.natural_person"), "6");
        assert_eq!(open(&app).checked.findings, []);
        app.update(Intent::Undo);
        assert_eq!(cell(&app, "requests.granted.natural_person"), "7");
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
        app.update(Intent::Blank("b".to_owned(), String::new(), 2024));
        assert_eq!(open(&app).checked.verdict, Verdict::Unjudged);
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
    fn what_could_not_be_placed_counts_until_it_is_taken_out() {
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
    fn what_was_accepted_is_listed_and_is_no_alarm() {
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
        assert_eq!(accepted.mark(place(&app, field)), Some(&Mark::default()));
        assert_eq!(accepted.offer(place(&app, field)), None);
        assert_eq!(app.sheet, Some(Sheet::Facts));
        let verdict = accepted.checked.sentence().zh;
        assert_eq!(verdict, format!("可以发布：{count} 项已接受"));
        // A card stands for its finding as it is: accepted is not the same as open.
        assert!(accepted.keys.iter().all(|key| !keys.contains(key)));
        // The acceptance lapses with the figures.
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
    fn what_is_typed_in_one_go_is_one_step() {
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
            assert!(open(&app).dirty);
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
        app.update(Intent::Kept("a".to_owned(), 1, "12:00:00".to_owned()));
        type_in(&mut app, "requests.received.business", "99");
        let effects = app.update(Intent::Blank("b".to_owned(), "某县教育局".to_owned(), 2020));
        let Some(Effect::Put(record)) = effects.first() else {
            panic!("{effects:?}")
        };
        assert_eq!((record.id.as_str(), record.revision), ("a", 1));
        assert!(record.text.contains("99"));
        assert_eq!(open(&app).report.form().map(|form| form.id), Some(FormId::F2019));
        // What was kept reads as the same report.
        app.update(Intent::Resume(record.clone()));
        assert_eq!(cell(&app, "requests.received.business"), "99");
        assert!(!open(&app).dirty && open(&app).id == "a");
    }

    #[test]
    fn two_tabs_do_not_overwrite_each_other() {
        let mut app = app();
        app.update(Intent::Kept("a".to_owned(), 1, "12:00:00".to_owned()));
        let mut theirs = open(&app).record();
        theirs.revision = 2;
        theirs.text = theirs.text.replace("示例县财政局办公室", "示例县财政局秘书科");
        // Nothing changed here: the newer text is shown, and can be taken back.
        app.update(Intent::Elsewhere(theirs.clone()));
        assert!(write::markdown(&open(&app).report).contains("秘书科"));
        assert_eq!(open(&app).revision, 2);
        app.update(Intent::Undo);
        assert!(!write::markdown(&open(&app).report).contains("秘书科"));
        // Something changed here: it stays, and is kept beside the other.
        theirs.revision = 3;
        app.update(Intent::Elsewhere(theirs));
        assert!(!write::markdown(&open(&app).report).contains("秘书科"));
        app.update(Intent::Forked("a".to_owned(), "c".to_owned(), 1, "12:00:01".to_owned()));
        assert_eq!((open(&app).id.as_str(), open(&app).dirty), ("c", false));
        assert!(app.notice.is_some());
    }

    #[test]
    fn a_deleted_draft_comes_back() {
        let mut app = app();
        let record = open(&app).record();
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
        // From grid to grid of table two, where the next has fewer columns.
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
            // A range with labels could be put into the wrong cells.
            let place = open(&app).place("requests.received.business".parse().unwrap()).unwrap();
            let before = open(&app).report.clone();
            app.update(Intent::Edit(Edit::Paste(place, "一、本年新收\t1\t2".to_owned())));
            assert_eq!(open(&app).report, before);
            assert!(app.notice.take().is_some());
            // What has to be read waits, and a person is told.
            app.update(Intent::Sample("b".to_owned()));
            assert_eq!(open(&app).id, "a");
            assert!(app.notice.take().is_some_and(|notice| notice.trouble));
        });
        app.update(Intent::Engine(Standing::Ready));
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
        assert!(engine::read_light(&name, &bytes).is_some_and(|reading| reading.is_none()));
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
}
