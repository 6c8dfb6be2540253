//! The state of the validator, the intents that change it, and the effects for the page.
//!
//! [`App::update`] is the only way to change the state; it requests everything that needs a browser by [`Effect`]s. It has two
//! steps, because a part of the page comes after its start (`later.rs`). The modules below handle opening a report, keeping
//! drafts, changing the report, writing in tables, and navigation.

mod cells;
mod change;
mod drafts;
mod list;
mod opening;
mod signoff;
mod way;

use std::ops::Range;

use nianbao_core::field::Field;
use nianbao_core::recognise::Reading;
use nianbao_core::report::{Part, Report};
use nianbao_core::text::{Lang, Text};

use crate::draft::Record;
use crate::edit::Edit;
use crate::engine::EngineState;
use crate::grid::{Direction, Selection};
use crate::mend::Way;
use crate::open::Open;
use crate::place::{CellPlace, Sheet, is_prose};
pub use cells::Mode;
pub use list::Shown;
pub use opening::Arrival;

/// The id of a sheet's heading, which gets the focus when the sheet is opened.
pub const SHEET_TITLE: &str = "sheet-title";

/// The id of the official layout, and of the check sheet.
pub const PAPER: &str = "paper";

/// The id of the heading of the findings.
pub const FINDINGS_TITLE: &str = "findings-title";

/// The id of the list of files that arrived.
pub const ARRIVED: &str = "arrived";

/// The id of the heading of the list of keys.
pub const HELP_TITLE: &str = "help-title";

/// The id of a finding's card.
pub fn card_id(key: u64) -> String {
    ["card-", &key.to_string()].concat()
}

/// The id of the input for the reason to accept a finding.
pub fn reason_id(key: u64) -> String {
    ["reason-", &key.to_string()].concat()
}

/// The id of the first view's heading.
pub const HOME_TITLE: &str = "home-title";

/// The view that the page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// The start: open or begin a report, and the list of drafts.
    #[default]
    Home,
    /// The editor: parts, the part being edited, findings.
    Edit,
    /// The official layout.
    Paper,
    /// The check sheet.
    Signoff,
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
    /// Nothing was changed since it was opened.
    #[default]
    Unchanged,
    /// It has changes that are not on the disk yet.
    Soon,
    /// It was kept at this time of day.
    At(String),
    /// It could not be kept: the reason, and what to do.
    Failed(Text),
}

/// A message for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The message.
    pub text: Text,
    /// Whether something went wrong.
    pub trouble: bool,
    /// A deleted draft that can be restored.
    pub deleted: Option<Record>,
}

/// A draft that was written to the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The id with which it was to be kept.
    pub id: String,
    /// Its id now; another one if another page had changed the draft in the meantime.
    pub now: String,
    /// Its revision.
    pub revision: u64,
    /// The number of its changes, as in [`Open::changes`].
    pub changes: u64,
    /// The time of day.
    pub time: String,
}

/// The state of the validator.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is shown or not by itself")]
pub struct App {
    /// The language of the page.
    pub lang: Lang,
    /// The view shown.
    pub view: View,
    /// The pane shown on a narrow screen.
    pub pane: Pane,
    /// The part being edited.
    pub sheet: Option<Sheet>,
    /// Whether the window has room for the layout next to the text.
    pub wide: bool,
    /// The cell being edited.
    pub active: Option<CellPlace>,
    /// The selected cells: the one that has or last had the focus, and its range.
    pub selection: Option<Selection>,
    /// The effect of keys in the active cell.
    pub mode: Mode,
    /// The range whose handle is being dragged, to fill others with it.
    pub dragged: Option<Selection>,
    /// The column where Tab began, to which Enter returns.
    pub tab_from: Option<usize>,
    /// The id of the input on this sheet that last had the focus.
    pub left: Option<String>,
    /// The position of the cursor in it if it is a text area, in UTF-16 units, as the page said it last.
    pub caret: Option<u32>,
    /// The number of reports that were opened.
    pub openings: u64,
    /// The finding visited last.
    pub finding: Option<u64>,
    /// The findings shown, or all.
    pub filter: Option<Shown>,
    /// Whether only findings of the part being edited are shown.
    pub only_here: bool,
    /// Whether findings are listed in the form's order instead of worst first.
    pub in_form_order: bool,
    /// The finding for which a reason is being entered.
    pub accepting: Option<u64>,
    /// The report that is open.
    pub open: Option<Open>,
    /// The drafts in the store, latest first.
    pub drafts: Vec<Record>,
    /// The draft whose versions are shown, and its versions, latest first.
    pub versions: Option<(String, Vec<Record>)>,
    /// The check sheet, as it was made last.
    pub signoff: Option<Box<Report>>,
    /// Files that were read and wait for a decision.
    pub arrived: Vec<Arrival>,
    /// Whether a file is being dragged over the page.
    pub dragging: bool,
    /// Whether the list of keys is shown.
    pub help: bool,
    /// Whether a newer version of the page waits.
    pub newer: bool,
    /// Whether the page changes to it as soon as the draft is kept.
    pub renewing: bool,
    /// Whether the confirmation to delete everything in the store is shown.
    pub clearing: bool,
    /// Whether the draft is kept.
    pub keeping: Keeping,
    /// Why this browser does not keep drafts, if so.
    pub store: Option<Text>,
    /// The state of the module that reads and checks.
    pub engine: EngineState,
    /// A message for the person.
    pub notice: Option<Notice>,
}

/// An intent of the person, or an event of the page.
#[derive(Debug, Clone)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(
        clippy::large_enum_variant,
        reason = "an intent is made and handled once, and never stored"
    )
)]
pub enum Intent {
    /// Shows a view.
    Show(View),
    /// Shows this tab on a narrow screen.
    Pane(Pane),
    /// Opens a sheet.
    Sheet(Sheet),
    /// Changes the language.
    Lang(Lang),
    /// The window has room for the layout next to the text, or has it no longer.
    Wide(bool),
    /// Begins a blank report: the id of the draft, the organ, the year.
    Blank(String, String, u16),
    /// Opens the sample under this id.
    Sample(String),
    /// Opens the reading of a file: the id of the draft, the file's name.
    Read(String, String, Box<Reading>),
    /// Begins the report for the year after that of a reading.
    Following(String, Box<Reading>),
    /// Opens a report that was pasted on the start view: the id of the draft, its reading.
    Pasted(String, Box<Reading>),
    /// Opens a blank report with these cells, which were pasted on the start view: the id of the draft, the cells.
    PastedCells(String, Vec<(Field, String)>),
    /// Files were read.
    Arrived(Vec<Arrival>),
    /// Opens a file that arrived; a second one becomes a draft too.
    OpenArrived(usize),
    /// Begins the next year from a file that arrived.
    FollowArrived(usize),
    /// Opens none of the files that arrived.
    DismissArrived,
    /// A file is dragged over the page, or no longer.
    Drag(bool),
    /// Opens a draft.
    Resume(Record),
    /// Changes the report.
    Edit(Edit),
    /// The cell that has the focus, or none.
    Active(Option<CellPlace>),
    /// The input with this id has the focus; it is not a cell.
    At(String),
    /// The position of the cursor in the text area that last had the focus, in UTF-16 units.
    Caret(u32),
    /// A pause in typing, which ends the current step.
    Settle,
    /// Uses the value offered for the cell.
    Adopt(CellPlace),
    /// Selects one cell.
    Pick(CellPlace),
    /// Extends the selection to a cell.
    Extend(CellPlace),
    /// The handle of the selection is pressed, or let go: the cells that it was dragged over are filled.
    Handle(bool),
    /// Extends the selection by a key.
    Stretch(Direction),
    /// Selects the whole table.
    SelectAll,
    /// Changes the effect of keys in the cell.
    Mode(Mode),
    /// Moves from a cell.
    Move(CellPlace, Direction),
    /// Moves to the next or previous cell.
    Tab(CellPlace, bool),
    /// Moves to the row below.
    Enter(CellPlace),
    /// Corrects a finding in one of the ways that there are.
    Mend(u64, Way),
    /// Goes to the place of a finding.
    Go(u64),
    /// Goes to the first cell that the prose of a finding contradicts.
    GoToCell(u64),
    /// Marks the card of a finding, because the cursor is in its words.
    Point(u64),
    /// Shows the card of a finding, with the focus on it.
    Card(u64),
    /// Goes to the next or previous finding.
    Step(bool),
    /// Asks for the reason to accept a finding, or stops asking.
    AskAccept(Option<u64>),
    /// Accepts a finding with a reason.
    Accept(u64, String),
    /// Withdraws the acceptance of a finding.
    Withdraw(u64),
    /// Shows some findings, or all.
    Filter(Option<Shown>),
    /// Shows only findings of the part being edited, or those of all.
    OnlyHere(bool),
    /// Lists findings in the form's order, or worst first.
    InFormOrder(bool),
    /// Shows the overview.
    Summary,
    /// Shows a sheet and moves the focus to the input with this id.
    Seek(Sheet, Option<String>),
    /// Goes to a text that could not be placed.
    FindPiece(usize),
    /// Deals with a text that could not be placed: moves it to a part, or takes it off the list.
    SettlePiece(usize, Option<Part>),
    /// Shows or hides the list of keys.
    Help(bool),
    /// Makes the check sheet.
    Signoff,
    /// The check sheet was made.
    SignoffMade(Box<Report>),
    /// A newer version of the page waits.
    Newer,
    /// Changes to the newer version of the page as soon as nothing is unsaved.
    Renew,
    /// Undoes the last step.
    Undo,
    /// Redoes it.
    Redo,
    /// Saves the report as a Markdown file.
    Save,
    /// Saves the report as another kind of file, with this extension.
    SaveAs(&'static str),
    /// Asks for a file to keep up to date.
    Link,
    /// The file with this name is to be kept up to date with the report of this opening.
    Linked(u64, String),
    /// The file with this name, of the report of this opening, could not be written, so it is not kept up to date any longer.
    Unlinked(u64, String),
    /// A file with this many changes of the report of this opening was downloaded or written.
    Filed(u64, u64),
    /// The state of the module that reads and checks has changed.
    Engine(EngineState),
    /// Prints the official layout.
    Print,
    /// Deletes a draft.
    Delete(Record),
    /// Restores the deleted draft.
    Restore,
    /// Shows or hides the versions of a draft.
    AskVersions(String),
    /// The versions of a draft.
    Versions(String, Vec<Record>),
    /// Returns to a version, as a step that can be undone: the draft, the version.
    Return(Record, Record),
    /// Saves all drafts as one file.
    Export,
    /// Imports drafts from such a file, each with a new id in case its own is taken.
    Import(Vec<(Record, String)>),
    /// Shows or hides the confirmation to delete everything in the store.
    AskClear(bool),
    /// Deletes everything in the store.
    Clear,
    /// Dismisses the message.
    Dismiss,
    /// Something went wrong that the person should know.
    Trouble(Text),
    /// Why this browser does not keep drafts, if so.
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

/// A task for the page.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    expect(
        clippy::large_enum_variant,
        reason = "an effect is made and carried out once, and never stored"
    )
)]
pub enum Effect {
    /// Keep the open draft soon.
    Keep,
    /// Save soon the place where the open draft was left.
    Leave,
    /// Keep a draft now.
    Put(Record),
    /// Delete a draft.
    Remove(String),
    /// Get the versions of a draft.
    Versions(String),
    /// Download all drafts as one file.
    Export,
    /// Delete everything that the browser keeps for the page.
    Clear,
    /// Remember the language and the open draft.
    Remember,
    /// Tell other tabs that this draft is open here.
    Announce(String),
    /// Move the focus.
    Focus(Target),
    /// Scroll the element with this id into view.
    Reveal(String),
    /// Download a file: its name, its text.
    Download(String, String),
    /// Ask for a file to keep up to date with the report of this opening; its name to begin with.
    Link(u64, String),
    /// Write this text to the file of this opening, with this many changes.
    Mirror(u64, String, u64),
    /// Download the report as another kind of file: the file's name, its extension.
    Write(String, &'static str),
    /// Load the module that reads and checks.
    Load,
    /// Print.
    Print,
    /// Make the check sheet.
    Signoff,
    /// Change to the newer version of the page.
    Renew,
}

/// A target for the focus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The element with this id.
    Id(String),
    /// The text area with this id, with the cursor at this position in UTF-16 units.
    Caret(String, u32),
    /// Some bytes of a block of a run of prose: the id of its text area, the block's index in the run.
    Text(String, usize, Range<usize>),
}

impl App {
    /// The part whose layout is shown next to its text: one without tables, which need the room, in a wide window.
    pub fn beside(&self) -> Option<Part> {
        let part = self.sheet.filter(|_| self.wide)?.part()?;
        let prose = self.open.as_ref()?.report.blocks(part).iter().all(is_prose);
        prose.then_some(part)
    }

    /// Handles an intent.
    pub fn update(&mut self, intent: Intent) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(intent) = self.begin_with(intent, &mut effects) {
            effects = self.go_on_with(intent);
        }
        effects
    }

    /// Handles an intent that the page may have before the rest of it has come (see `later.rs`); gives any other back.
    pub(crate) fn begin_with(&mut self, intent: Intent, effects: &mut Vec<Effect>) -> Option<Intent> {
        match intent {
            Intent::Lang(lang) => self.speak(lang, effects),
            Intent::Wide(wide) => self.wide = wide,
            Intent::Caret(caret) => self.caret = Some(caret),
            Intent::Dismiss => self.notice = None,
            Intent::Trouble(text) => self.warn(text),
            Intent::Engine(standing) if self.open.is_none() => self.engine = standing,
            Intent::DismissArrived => self.arrived.clear(),
            Intent::Drag(over) => self.dragging = over,
            Intent::Newer => self.newer = true,
            Intent::Store(trouble) => self.store = trouble,
            Intent::Drafts(drafts) => self.drafts = drafts,
            Intent::Versions(id, list) => self.versions = Some((id, list)),
            Intent::AskClear(ask) => self.clearing = ask,
            other => return Some(other),
        }
        None
    }

    /// Handles any other intent.
    pub(crate) fn go_on_with(&mut self, intent: Intent) -> Vec<Effect> {
        let mut effects = Vec::new();
        let out = &mut effects;
        match intent {
            // Views and navigation.
            Intent::Show(view) => {
                self.look(view, out);
                // Sums that waited are judged now, so the verdict that was kept may be another one.
                if self.open.is_some() {
                    out.push(Effect::Leave);
                }
            }
            Intent::Pane(pane) => self.pane = pane,
            Intent::Sheet(sheet) => self.turn_to(sheet, out),
            Intent::Active(place) => self.activate(place, out),
            Intent::At(id) => self.leave_at(id, out),
            Intent::Pick(place) => self.pick(place, out),
            Intent::Extend(to) => self.extend(to),
            Intent::Handle(pressed) => self.handle(pressed, out),
            Intent::Stretch(direction) => self.stretch(direction, out),
            Intent::SelectAll => self.select_all(),
            Intent::Mode(mode) => self.mode = mode,
            Intent::Tab(from, forward) => self.tab(from, forward, out),
            Intent::Enter(from) => self.enter(from, out),
            Intent::Move(from, direction) => self.walk(from, direction, out),
            Intent::Summary => self.summary(out),
            Intent::Seek(sheet, id) => self.seek(sheet, id, out),
            Intent::Go(key) => self.go(key, out),
            Intent::GoToCell(key) => self.go_to_cell(key, out),
            Intent::Point(key) => self.point(key, out),
            Intent::Card(key) => self.card(key, out),
            Intent::Step(forward) => self.step(forward, out),
            Intent::Engine(standing) => self.engine_stands(standing),
            // Opening a report.
            Intent::Blank(id, organ, year) => self.blank(id, &organ, year, out),
            Intent::Sample(id) => self.sample(id, out),
            Intent::Read(id, name, reading) => self.begin(Open::new(id, name, *reading), out),
            Intent::Following(id, reading) => self.following(id, *reading, out),
            Intent::Pasted(id, reading) => self.pasted(id, *reading, out),
            Intent::PastedCells(id, cells) => self.pasted_cells(id, &cells, out),
            Intent::Arrived(list) => self.arrive(list, out),
            Intent::OpenArrived(index) => self.open_arrived(index, out),
            Intent::FollowArrived(index) => self.follow_arrived(index, out),
            Intent::Resume(record) => self.resume(record, out),
            // Changing it.
            Intent::Edit(edit) => self.edit(edit, out),
            Intent::Settle => self.settle(),
            Intent::Adopt(place) => self.adopt(place, out),
            Intent::Mend(key, way) => self.mend(key, way, out),
            Intent::AskAccept(key) => self.ask_accept(key, out),
            Intent::Accept(key, reason) => self.accept(key, &reason, out),
            Intent::Withdraw(key) => self.withdraw(key, out),
            Intent::Filter(shown) => self.filter = shown,
            Intent::OnlyHere(only) => self.only_here = only,
            Intent::InFormOrder(form) => self.in_form_order = form,
            Intent::FindPiece(index) => self.find_piece(index, out),
            Intent::SettlePiece(index, into) => self.settle_piece(index, into, out),
            Intent::Undo => self.back(Open::undo, out),
            Intent::Redo => self.back(Open::redo, out),
            // Saving it.
            Intent::Save => self.save(out),
            Intent::SaveAs(extension) => self.save_as(extension, out),
            Intent::Link => self.link(out),
            Intent::Linked(opening, name) => self.linked(opening, name, out),
            Intent::Unlinked(opening, name) => self.unlinked(opening, &name),
            Intent::Filed(opening, changes) => self.filed(opening, changes),
            Intent::Print => self.print(out),
            Intent::Signoff => self.ask_signoff(out),
            Intent::SignoffMade(sheet) => self.show_signoff(sheet, out),
            Intent::Help(show) => self.show_help(show, out),
            Intent::Renew => self.renew(out),
            // Drafts.
            Intent::Kept(kept) => self.kept(kept, out),
            Intent::NotKept(text) => self.keeping = Keeping::Failed(text),
            Intent::Elsewhere(record) => self.elsewhere(&record),
            Intent::Twice(id) => self.twice(&id),
            Intent::Delete(record) => self.delete(record, out),
            Intent::Restore => self.restore(out),
            Intent::AskVersions(id) => self.ask_versions(id, out),
            Intent::Return(draft, version) => self.return_to(draft, &version, out),
            Intent::Export => out.push(Effect::Export),
            Intent::Import(list) => self.import(list, out),
            Intent::Clear => self.clear(out),
            // `begin_with` has handled these.
            Intent::Lang(_)
            | Intent::Wide(_)
            | Intent::Caret(_)
            | Intent::Dismiss
            | Intent::Trouble(_)
            | Intent::DismissArrived
            | Intent::Drag(_)
            | Intent::Newer
            | Intent::Store(_)
            | Intent::Drafts(_)
            | Intent::Versions(..)
            | Intent::AskClear(_) => {}
        }
        if self.renewing && matches!(self.keeping, Keeping::Unchanged | Keeping::At(_)) {
            self.renewing = false;
            effects.push(Effect::Renew);
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

    /// Says something after the message that is shown.
    fn say_too(&mut self, text: Text) {
        let text = match self.notice.take() {
            Some(Notice { text: first, .. }) => {
                Text::of([&*first.zh, &*text.zh].concat(), [&*first.en, " ", &*text.en].concat())
            }
            None => text,
        };
        self.say(text);
    }

    fn warn(&mut self, text: Text) {
        self.notice = Some(Notice {
            text,
            trouble: true,
            deleted: None,
        });
    }

    /// Removes the message about the last change; troubles and deleted drafts stay.
    fn heard(&mut self) {
        self.notice
            .take_if(|notice| !notice.trouble && notice.deleted.is_none());
    }
}

#[cfg(test)]
mod tests;
