//! Keeps drafts while they are written: within a second, when the page is closed, and in step with other tabs.

use std::cell::{Cell, RefCell};

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use nianbao_core::text::Text;
use wasm_bindgen::JsCast;
use web_sys::BroadcastChannel;

use super::{Shell, now, store, time_of_day};
use crate::draft::Record;
use crate::later;
use crate::open::Open;
use crate::state::{Intent, Keeping, Kept, View};

/// The delay before a change is written, in milliseconds.
const KEEP_AFTER: u32 = 200;
/// The delay before another try after a write failed, in milliseconds.
const TRY_AGAIN_AFTER: u32 = 2000;
/// The delay before the place of the cursor is written, in milliseconds.
const LEAVE_AFTER: u32 = 700;

thread_local! {
    static WAITING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    static LEAVING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    /// Whether a write of the open draft is under way.
    static WRITING: Cell<bool> = const { Cell::new(false) };
    /// Counts what may change the list of drafts, so that a list read before it is not shown after it.
    static LISTS: Cell<u32> = const { Cell::new(0) };
    /// The channel to other tabs; `None` if the browser does not support it.
    static OTHERS: Option<BroadcastChannel> = BroadcastChannel::new("nianbao").ok();
}

/// Tells other tabs that a draft is open here.
pub(super) fn announce(id: &str) {
    tell("open", id);
}

/// Sends a message: a word, the name of this page, and the id of a draft.
fn tell(word: &str, id: &str) {
    let message = [word, " ", &store::tab(), " ", id].concat();
    OTHERS.with(|others| others.as_ref().map(|others| others.post_message(&message.into())));
}

impl Shell {
    /// Opens the store, imports the drafts of earlier versions of the page, and lists the drafts.
    pub(super) async fn find_drafts(self) {
        let found = match store::open().await {
            Ok(found) => store::take_over().await.map(|()| found),
            Err(text) => Err(text),
        };
        let list = newer_list();
        let drafts = store::drafts().await;
        match found {
            Ok(store::Found::Fine) => {
                if let Err(text) = store::prune(&drafts).await {
                    self.send(Intent::Trouble(text));
                }
            }
            Ok(store::Found::Emptied) => self.send(Intent::Store(Some(Text::new(
                "这个浏览器没有留住上次的草稿（可能设了关闭时清除数据）。请随时保存为文件，或换一个浏览器。",
                "This browser did not keep the drafts of the last time (it may be set to delete data when it is closed). Save your work as a file as you go, or use another browser.",
            )))),
            Err(text) => self.send(Intent::Store(Some(text))),
        }
        self.show_drafts(list, drafts);
    }

    /// Lists the drafts again.
    fn list_drafts(self) {
        let list = newer_list();
        leptos::task::spawn_local(async move {
            self.show_drafts(list, store::drafts().await);
        });
    }

    /// Shows a list of the drafts, unless a newer one was begun or drafts were deleted while it was read.
    fn show_drafts(self, list: u32, drafts: Vec<Record>) {
        if LISTS.get() == list {
            self.send(Intent::Drafts(drafts));
        }
    }

    pub(super) fn find_versions(self, id: String) {
        leptos::task::spawn_local(async move {
            let versions = store::versions(&id).await;
            self.send(Intent::Versions(id, versions));
        });
    }

    pub(super) fn keep_soon(self) {
        self.keep_in(KEEP_AFTER);
    }

    fn keep_in(self, milliseconds: u32) {
        WAITING.with_borrow_mut(|waiting| {
            if waiting.is_none() {
                *waiting = Some(Timeout::new(milliseconds, move || {
                    WAITING.take();
                    self.keep_now();
                }));
            }
        });
    }

    /// Keeps the open draft if it was changed. Only one write runs at a time; later changes are kept after it.
    pub(super) fn keep_now(self) {
        if WRITING.get() {
            return;
        }
        let Some((record, changes)) = self.unkept() else {
            if self.app.with_untracked(|app| app.view == View::Home) {
                self.list_drafts();
            }
            return;
        };
        later::keep(self, record, changes);
    }

    /// Writes the open draft.
    pub(crate) fn keep(self, record: Record, changes: u64) {
        WRITING.set(true);
        leptos::task::spawn_local(async move {
            let id = record.id.clone();
            let kept = store::keep(record).await;
            WRITING.set(false);
            match kept {
                Ok(record) => {
                    tell("kept", &record.id);
                    self.send(Intent::Kept(Kept {
                        id: id.clone(),
                        now: record.id,
                        revision: record.revision,
                        changes,
                        time: time_of_day(),
                    }));
                    if record.revision == 1 {
                        store::ask_to_last();
                    }
                    if self.unkept().is_none() {
                        store::forget(&id);
                    }
                    if self.app.with_untracked(|app| app.view == View::Home) {
                        self.list_drafts();
                    }
                }
                Err(text) => {
                    self.send(Intent::NotKept(text));
                    self.keep_in(TRY_AGAIN_AFTER);
                }
            }
        });
    }

    /// The open draft and the number of its changes, if some of them are not kept.
    fn unkept(self) -> Option<(Record, u64)> {
        let open = self.app.with_untracked(|app| app.open.is_some());
        if open { later::unkept(self) } else { None }
    }

    pub(crate) fn unkept_in(self) -> Option<(Record, u64)> {
        self.note_caret();
        self.app.with_untracked(|app| {
            let open = app.open.as_ref().filter(|open| open.is_dirty())?;
            Some((stamped(app.record()?), open.changes))
        })
    }

    /// Saves the place where the open draft was left, and its verdict: at once for the list of drafts, else soon.
    pub(super) fn leave_soon(self) {
        if self.app.with_untracked(|app| app.view == View::Home) {
            LEAVING.take();
            self.leave_now();
        } else {
            LEAVING.replace(Some(Timeout::new(LEAVE_AFTER, move || {
                LEAVING.take();
                self.leave_now();
            })));
        }
    }

    fn leave_now(self) {
        // The place of a draft that is about to be kept is written with it.
        let left = self.app.with_untracked(|app| {
            let open = app.open.as_ref().filter(|open| !open.is_dirty())?;
            let verdict = open.judged().map(|judged| judged.in_words()).unwrap_or_default();
            Some((
                open.id.clone(),
                open.revision,
                app.place(),
                app.left_in_words(),
                verdict,
            ))
        });
        if let Some((id, revision, place, words, verdict)) = left {
            leptos::task::spawn_local(async move {
                // Losing the place does no harm.
                let _ = store::leave(&id, revision, |there| {
                    (there.place, there.left, there.verdict) = (place, words, verdict);
                })
                .await;
                if self.app.with_untracked(|app| app.view == View::Home) {
                    self.list_drafts();
                }
            });
        }
    }

    /// Keeps a draft that is not open here.
    pub(super) fn put(self, record: Record) {
        newer_list();
        leptos::task::spawn_local(async move {
            match store::keep(stamped(record)).await {
                Ok(record) => {
                    tell("kept", &record.id);
                    store::forget(&record.id);
                }
                Err(text) => self.send(Intent::Trouble(text)),
            }
            if self.app.with_untracked(|app| app.view == View::Home) {
                self.list_drafts();
            }
        });
    }

    pub(super) fn remove(self, id: String) {
        newer_list();
        leptos::task::spawn_local(async move {
            if let Err(text) = store::remove(&id).await {
                self.send(Intent::Trouble(text));
            }
            tell("gone", &id);
            self.list_drafts();
        });
    }

    pub(super) fn clear(self) {
        WAITING.take();
        LEAVING.take();
        newer_list();
        leptos::task::spawn_local(async move {
            if let Err(text) = store::clear().await {
                self.send(Intent::Trouble(text));
            }
            tell("gone", "");
            self.list_drafts();
        });
    }

    /// Writes the open draft synchronously, because the page may be gone the next moment, and keeps it if there is
    /// time. False if something would be lost.
    fn flush(self) -> bool {
        let moved = self.note_caret();
        let safe = self.unkept().is_none_or(|(record, _)| store::jot(&record));
        WAITING.take();
        if LEAVING.take().is_some() || moved {
            self.leave_now();
        }
        self.keep_now();
        safe
    }

    pub(super) fn listen_for_the_end(self) {
        let (window, document) = (window(), document());
        EventListener::new(&window, "pagehide", move |_| {
            self.flush();
        })
        .forget();
        EventListener::new(&document, "visibilitychange", move |_| {
            self.flush();
        })
        .forget();
        EventListener::new(&document, "freeze", move |_| {
            self.flush();
        })
        .forget();
        let active = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window, "beforeunload", active, move |event| {
            let safe = self.flush();
            // The person is only asked if the report cannot be kept and is not in a file.
            let risk = self.app.with_untracked(|app| {
                (!safe || matches!(app.keeping, Keeping::Failed(_))) && app.open.as_ref().is_some_and(Open::is_at_risk)
            });
            if risk {
                event.prevent_default();
            }
        })
        .forget();
    }

    pub(super) fn listen_to_other_tabs(self) {
        OTHERS.with(|others| {
            let Some(others) = others else { return };
            EventListener::new(others, "message", move |event| {
                let message = event
                    .dyn_ref::<web_sys::MessageEvent>()
                    .and_then(|event| event.data().as_string());
                if let Some(message) = message {
                    self.hear(&message);
                }
            })
            .forget();
        });
    }

    /// Handles a message from another tab.
    fn hear(self, message: &str) {
        let mut parts = message.split(' ');
        let (Some(word), Some(_), Some(id)) = (parts.next(), parts.next(), parts.next()) else {
            return;
        };
        let (mine, home) = self.app.with_untracked(|app| {
            let mine = app.open.as_ref().is_some_and(|open| open.id == id);
            (mine, app.view == View::Home)
        });
        match word {
            "open" if mine => {
                tell("have", id);
                self.send(Intent::Twice(id.to_owned()));
            }
            "have" if mine => self.send(Intent::Twice(id.to_owned())),
            "kept" if mine => {
                let id = id.to_owned();
                leptos::task::spawn_local(async move {
                    if let Some(record) = store::get(&id).await {
                        self.send(Intent::Elsewhere(record));
                    }
                });
            }
            _ => {}
        }
        if home && matches!(word, "kept" | "gone") {
            self.list_drafts();
        }
    }
}

/// Makes every list of drafts that is being read outdated; the number of the next one.
fn newer_list() -> u32 {
    LISTS.set(LISTS.get().wrapping_add(1));
    LISTS.get()
}

/// The draft with the name of this page and the current time.
fn stamped(record: Record) -> Record {
    Record {
        tab: store::tab(),
        saved: now(),
        ..record
    }
}
