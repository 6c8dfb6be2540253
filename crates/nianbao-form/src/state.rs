//! The one state of the validator, what people intend, and what the page must do about it.
//!
//! [`App::update`] is the only way to change the state; it asks the page for what only a page can do by [`Effect`]s. Its
//! parts: opening a report, keeping drafts, changing the report, writing in tables, finding one's way.

mod cells;
mod change;
mod drafts;
mod opening;
mod way;

use std::ops::Range;

use nianbao_core::diagnostic::Severity;
use nianbao_core::recognise::Reading;
use nianbao_core::text::{Lang, Text};

use crate::draft::Record;
use crate::edit::Edit;
use crate::engine::Standing;
use crate::grid::{Direction, Selection};
use crate::open::Open;
use crate::place::{CellPlace, Sheet};
pub use cells::Mode;

/// An invented report, complete and without findings, to try the validator on.
pub const SAMPLE: &str = include_str!("sample.md");

/// The id of a sheet's heading: where the focus goes when a sheet is opened.
pub const SHEET_TITLE: &str = "sheet-title";

/// The id of the heading of the findings.
pub const FINDINGS_TITLE: &str = "findings-title";

/// The id of the input for the reason why a finding is accepted.
pub fn reason_id(key: u64) -> String {
    ["reason-", &key.to_string()].concat()
}

/// The id of the first view's heading.
pub const HOME_TITLE: &str = "home-title";

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
    /// It is as it was opened.
    #[default]
    Unchanged,
    /// It was changed and is not on the disk yet.
    Soon,
    /// It was on the disk at this time of day.
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

/// A draft that is on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The id that it had when it was to be kept.
    pub id: String,
    /// The id that it has: another one if another page had changed that draft meanwhile.
    pub now: String,
    /// Its revision.
    pub revision: u64,
    /// How many changes are in it: [`Open::changes`].
    pub changes: u64,
    /// The time of day.
    pub time: String,
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
    /// The cells that are selected: the one that has the focus, or had it last, and those around it.
    pub selection: Option<Selection>,
    /// What keys do in the cell that has the focus.
    pub mode: Mode,
    /// The column where Tab began: Enter leads back to it.
    pub tab_from: Option<usize>,
    /// The id of the input that had the focus last on this sheet.
    pub left: Option<String>,
    /// The finding that was gone to last.
    pub finding: Option<u64>,
    /// The findings that are shown: those of one severity, or all.
    pub filter: Option<Severity>,
    /// The finding that a person is giving a reason for.
    pub accepting: Option<u64>,
    /// The report that is open.
    pub open: Option<Open>,
    /// The drafts in the store, latest first.
    pub drafts: Vec<Record>,
    /// The draft whose versions are shown, and these, latest first.
    pub versions: Option<(String, Vec<Record>)>,
    /// Whether a person is asked if everything in the store is to be deleted.
    pub clearing: bool,
    /// Whether the draft is kept.
    pub keeping: Keeping,
    /// Why drafts do not last in this browser, if they do not.
    pub store: Option<Text>,
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
    /// Begins the report of the year after one that was read.
    Following(String, Box<Reading>),
    /// Opens a draft.
    Resume(Record),
    /// Changes the report.
    Edit(Edit),
    /// The cell that has the focus, or none.
    Active(Option<CellPlace>),
    /// The input with this id has the focus; it is no cell.
    At(String),
    /// A pause in typing: what is typed next is a step of its own.
    Settle,
    /// Takes what the cell is offered.
    Adopt(CellPlace),
    /// A press on a cell selects it alone.
    Pick(CellPlace),
    /// Stretches the selection to a cell.
    Extend(CellPlace),
    /// Stretches the selection by a key.
    Stretch(Direction),
    /// Selects the whole table.
    SelectAll,
    /// What keys do in the cell from here on.
    Mode(Mode),
    /// Moves from a cell.
    Move(CellPlace, Direction),
    /// Moves to the next cell, or to the one before.
    Tab(CellPlace, bool),
    /// Moves to the row below.
    Enter(CellPlace),
    /// Carries out what a finding offers.
    Mend(u64),
    /// Goes to where a finding points.
    Go(u64),
    /// Goes to the next finding, or to the one before.
    Step(bool),
    /// Asks for the reason why a finding is accepted, or no longer asks.
    AskAccept(Option<u64>),
    /// Accepts a finding with a reason.
    Accept(u64, String),
    /// Takes back that a finding was accepted.
    Withdraw(u64),
    /// Shows the findings of one severity, or all.
    Filter(Option<Severity>),
    /// Takes the last step back.
    Undo,
    /// Carries it out again.
    Redo,
    /// Saves the report as a Markdown file.
    Save,
    /// Saves the report as another kind of file: how its name ends.
    SaveAs(&'static str),
    /// A file with this many changes of the open report was given to the person.
    Filed(u64),
    /// How the module that reads and checks stands now.
    Engine(Standing),
    /// Prints the official layout.
    Print,
    /// Deletes a draft.
    Delete(Record),
    /// Brings the deleted draft back.
    Restore,
    /// Shows the versions of a draft, or no longer.
    AskVersions(String),
    /// The versions of a draft.
    Versions(String, Vec<Record>),
    /// Goes back to a version, as a step that can be undone: the draft, the version.
    Return(Record, Record),
    /// Saves all drafts as one file.
    Export,
    /// Drafts that were read from such a file, each with an id of its own in case its own is taken.
    Import(Vec<(Record, String)>),
    /// Asks whether everything in the store is to be deleted, or no longer asks.
    AskClear(bool),
    /// Deletes everything in the store.
    Clear,
    /// The notice was read.
    Dismiss,
    /// Something went wrong that a person should know.
    Trouble(Text),
    /// Why drafts do not last in this browser, if they do not.
    Store(Option<Text>),
    /// The drafts in the store.
    Drafts(Vec<Record>),
    /// A draft was kept.
    Kept(Kept),
    /// A draft could not be kept.
    NotKept(Text),
    /// Another tab has kept this draft.
    Elsewhere(Record),
    /// Another tab has this draft open too.
    Twice(String),
}

/// What the page must do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Keep the open draft in a moment.
    Keep,
    /// Write down in a moment where the open draft was left.
    Leave,
    /// Keep a draft now.
    Put(Record),
    /// Forget a draft.
    Remove(String),
    /// Find the versions of a draft.
    Versions(String),
    /// Give a person all drafts as one file.
    Export,
    /// Forget everything that the browser keeps for the page.
    Clear,
    /// Remember language and open draft.
    Remember,
    /// Tell other tabs that this draft is open here.
    Announce(String),
    /// Lead the focus there.
    Focus(Target),
    /// Scroll the element with this id into view.
    Reveal(String),
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
        let out = &mut effects;
        match intent {
            // What is shown, and the way to it.
            Intent::Show(view) => self.look(view),
            Intent::Pane(pane) => self.pane = pane,
            Intent::Sheet(sheet) => self.turn_to(sheet, out),
            Intent::Lang(lang) => self.speak(lang, out),
            Intent::Active(place) => self.activate(place, out),
            Intent::At(id) => self.leave_at(id, out),
            Intent::Pick(place) => self.pick(place, out),
            Intent::Extend(to) => self.extend(to),
            Intent::Stretch(direction) => self.stretch(direction, out),
            Intent::SelectAll => self.select_all(),
            Intent::Mode(mode) => self.mode = mode,
            Intent::Tab(from, forward) => self.tab(from, forward, out),
            Intent::Enter(from) => self.enter(from, out),
            Intent::Move(from, direction) => self.walk(from, direction, out),
            Intent::Go(key) => self.go(key, out),
            Intent::Step(forward) => self.step(forward, out),
            Intent::Dismiss => self.notice = None,
            Intent::Trouble(text) => self.warn(text),
            Intent::Engine(standing) => self.engine_stands(standing),
            // A report is opened.
            Intent::Blank(id, organ, year) => self.blank(id, &organ, year, out),
            Intent::Sample(id) => self.sample(id, out),
            Intent::Read(id, name, reading) => self.begin(Open::new(id, name, *reading), out),
            Intent::Following(id, reading) => self.following(id, &reading, out),
            Intent::Resume(record) => self.resume(record, out),
            // It is changed.
            Intent::Edit(edit) => self.edit(edit, out),
            Intent::Settle => self.settle(),
            Intent::Adopt(place) => self.adopt(place, out),
            Intent::Mend(key) => self.mend(key, out),
            Intent::AskAccept(key) => self.ask_accept(key, out),
            Intent::Accept(key, reason) => self.accept(key, &reason, out),
            Intent::Withdraw(key) => self.withdraw(key, out),
            Intent::Filter(severity) => self.filter = severity,
            Intent::Undo => self.back(Open::undo, out),
            Intent::Redo => self.back(Open::redo, out),
            // It is given to the person.
            Intent::Save => self.save(out),
            Intent::SaveAs(extension) => self.save_as(extension, out),
            Intent::Filed(changes) => self.filed(changes),
            Intent::Print => self.print(out),
            // Drafts.
            Intent::Store(trouble) => self.store = trouble,
            Intent::Drafts(drafts) => self.drafts = drafts,
            Intent::Kept(kept) => self.kept(kept, out),
            Intent::NotKept(text) => self.keeping = Keeping::Failed(text),
            Intent::Elsewhere(record) => self.elsewhere(&record),
            Intent::Twice(id) => self.twice(&id),
            Intent::Delete(record) => self.delete(record, out),
            Intent::Restore => self.restore(out),
            Intent::AskVersions(id) => self.ask_versions(id, out),
            Intent::Versions(id, list) => self.versions = Some((id, list)),
            Intent::Return(draft, version) => self.return_to(draft, &version, out),
            Intent::Export => out.push(Effect::Export),
            Intent::Import(list) => self.import(list, out),
            Intent::AskClear(ask) => self.clearing = ask,
            Intent::Clear => self.clear(out),
        }
        effects
    }

    fn say(&mut self, text: Text) {
        self.notice = Some(Notice {
            text,
            trouble: false,
            deleted: None,
        });
    }

    fn warn(&mut self, text: Text) {
        self.notice = Some(Notice {
            text,
            trouble: true,
            deleted: None,
        });
    }

    /// A message about the last change is dropped with the next one; trouble, and what can be brought back, stays.
    fn heard(&mut self) {
        self.notice
            .take_if(|notice| !notice.trouble && notice.deleted.is_none());
    }
}

#[cfg(test)]
mod tests;
