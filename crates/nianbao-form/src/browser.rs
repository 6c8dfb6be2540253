//! The page: starts from the state that the browser remembers, carries out intents, and does everything that needs a
//! browser.
//!
//! What the page shows are values read from the state ([`Shell::watch`]). After each change, all of them are read again in one
//! pass, and only where one differs is the page changed. Reading is cheap; hundreds of subscriptions to one signal, each ended
//! and begun again with every key, were not.
//!
//! Each task has its module: drafts (`store`, `keep`), `files`, `clipboard`, `focus`, `keyboard`, `print`.

mod clipboard;
mod files;
mod focus;
mod keep;
mod keyboard;
mod linked;
mod print;
pub(crate) mod store;

use std::cell::RefCell;
use std::ops::Deref;
use std::sync::OnceLock;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use nianbao_core::text::{Lang, Text};
use wasm_bindgen::JsCast;

pub use clipboard::table_of;
pub use files::list;
pub use focus::{focus_on, reveal};
pub use linked::can_link;

use crate::engine::{self, EngineState, Module};
use crate::later;
use crate::place;
use crate::state::{App, Effect, Intent, View};

const LANGUAGE: &str = "nianbao.language";
const OPEN: &str = "nianbao.open";

/// The width of a window, in pixels, from which on it has room for the layout next to the text.
const WIDE: f64 = 1500.0;

/// The pause after which typing begins a new step, in milliseconds.
const SETTLE_AFTER: u32 = 1500;

/// The time after the start at which the other modules are fetched, in milliseconds.
const IDLE_AFTER: u32 = 2000;

/// Reads a value from the state again; false once nothing shows it any longer.
type Watcher = Box<dyn FnMut(&App) -> bool>;

thread_local! {
    static SETTLING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    static WATCHERS: RefCell<Vec<Watcher>> = const { RefCell::new(Vec::new()) };
}

/// The state and the only way to change it. There is one page, so this is only its name: a listener that has it holds
/// nothing, which makes the module smaller.
#[derive(Clone, Copy)]
pub struct Shell {
    _only: (),
}

/// The state, and the language that its texts are shown in.
pub struct Signals {
    /// The state. Nothing subscribes to it: see [`Shell::watch`].
    pub app: RwSignal<App>,
    /// The language of the page.
    pub lang: RwSignal<Lang>,
}

impl Deref for Shell {
    type Target = Signals;

    fn deref(&self) -> &Signals {
        // They belong to the page, since they are made while it is mounted.
        static PAGE: OnceLock<Signals> = OnceLock::new();
        PAGE.get_or_init(|| Signals {
            app: RwSignal::new(App::default()),
            lang: RwSignal::new(Lang::default()),
        })
    }
}

impl Shell {
    /// Starts from the state that the browser remembers.
    pub fn start() -> Shell {
        let shell = Shell { _only: () };
        // Must come before anything is remembered anew.
        let open = remembered();
        if let Some(lang) = asked_language() {
            shell.send(Intent::Lang(lang));
        }
        shell.listen();
        leptos::task::spawn_local(async {
            let _ = engine::load(Module::Later).await;
        });
        Timeout::new(IDLE_AFTER, move || shell.fetch_the_rest()).forget();
        leptos::task::spawn_local(async move {
            shell.find_drafts().await;
            if location_hash() == "#sample" {
                shell.send(Intent::Sample(new_id()));
            } else if let Some(id) = open
                && let Some(record) = store::get(&id).await
            {
                shell.send(Intent::Resume(record));
            }
        });
        shell
    }

    /// Carries out an intent and its effects. An intent that needs reading waits for the module that reads.
    pub fn send(self, intent: Intent) {
        let reads = matches!(
            intent,
            Intent::Sample(_) | Intent::Resume(_) | Intent::Return(..) | Intent::Elsewhere(_)
        );
        if reads && !engine::is_loaded(Module::Reader) {
            self.load(move || self.carry(intent));
        } else {
            self.carry(intent);
        }
    }

    /// Loads the modules that read and check, then calls `then`, even if loading failed.
    fn load(self, then: impl FnOnce() + 'static) {
        leptos::task::spawn_local(async move {
            self.ready().await;
            then();
        });
    }

    /// Waits for the modules that read and check; whether they were loaded.
    async fn ready(self) -> bool {
        if engine::is_loaded(Module::Engine) && engine::is_loaded(Module::Reader) {
            return true;
        }
        self.carry(Intent::Engine(EngineState::Loading));
        // Both come at the same time: a second call waits for the load that the first began.
        leptos::task::spawn_local(async {
            let _ = engine::load(Module::Reader).await;
        });
        let loaded = match engine::load(Module::Engine).await {
            Ok(()) => engine::load(Module::Reader).await,
            failed => failed,
        };
        match loaded {
            Ok(()) => {
                self.carry(Intent::Engine(EngineState::Ready));
                true
            }
            Err(text) => {
                self.carry(Intent::Engine(EngineState::Failed));
                self.carry(Intent::Trouble(text));
                false
            }
        }
    }

    /// Does something that needs the second part of the page, as soon as that is there.
    fn later(self, then: impl FnOnce() + 'static) {
        if engine::is_loaded(Module::Later) {
            then();
            return;
        }
        leptos::task::spawn_local(async move {
            match engine::load(Module::Later).await {
                Ok(()) => then(),
                Err(text) => self.carry(Intent::Trouble(text)),
            }
        });
    }

    /// A value read from the state, again after each change. Whatever shows it is told only if it differs.
    pub fn watch<T: PartialEq + Send + Sync + 'static>(self, read: impl Fn(&App) -> T + 'static) -> RwSignal<T> {
        let seen = RwSignal::new(self.app.with_untracked(&read));
        let watcher = move |app: &App| {
            // It goes with the part of the page that it was made for.
            if seen.is_disposed() {
                return false;
            }
            let now = read(app);
            if seen.try_with_untracked(|seen| *seen != now) == Some(true) {
                seen.set(now);
            }
            true
        };
        WATCHERS.with_borrow_mut(|watchers| watchers.push(Box::new(watcher)));
        seen
    }

    /// Reads everything that the page shows again, after the state has changed.
    fn look(self) {
        self.app.with_untracked(|app| {
            if self.lang.get_untracked() != app.lang {
                self.lang.set(app.lang);
            }
            let mut watchers = WATCHERS.take();
            watchers.retain_mut(|watcher| watcher(app));
            WATCHERS.with_borrow_mut(|new| {
                watchers.append(new);
                *new = watchers;
            });
        });
    }

    fn carry(self, intent: Intent) {
        let mut effects = Vec::new();
        let rest = self
            .app
            .try_update(|app| app.begin_with(intent, &mut effects))
            .flatten();
        // What is left to the second part has changed nothing yet.
        if rest.is_none() {
            self.look();
        }
        for effect in effects {
            match effect {
                Effect::Remember => self.remember(),
                effect => self.later(move || later::carry_out(self, effect)),
            }
        }
        if let Some(intent) = rest {
            self.later(move || later::carry(self, intent));
        }
    }

    /// Carries out an intent of the second part of the page.
    pub(crate) fn carry_on(self, intent: Intent) {
        let home = matches!(intent, Intent::Show(View::Home));
        let edits = matches!(intent, Intent::Edit(_));
        if !edits {
            self.note_caret();
        }
        let effects = self.app.try_update(|app| app.go_on_with(intent)).unwrap_or_default();
        self.look();
        for effect in effects {
            self.carry_out(effect);
        }
        if home {
            self.keep_now();
        }
        if edits {
            let settle = Timeout::new(SETTLE_AFTER, move || {
                self.send(Intent::Settle);
                self.retry();
            });
            SETTLING.replace(Some(settle));
        }
    }

    /// Notes the position of the cursor in the text that last had the focus, while that is on the page. Returns whether it
    /// has moved.
    fn note_caret(self) -> bool {
        let left = self
            .app
            .with_untracked(|app| app.left.clone().filter(|id| place::is_prose_id(id)));
        let caret = left.and_then(|id| focus::caret(&id));
        let moved = caret.filter(|_| self.app.with_untracked(|app| app.caret != caret));
        if let Some(caret) = moved {
            self.app
                .try_update(|app| app.begin_with(Intent::Caret(caret), &mut Vec::new()));
        }
        moved.is_some()
    }

    pub(crate) fn carry_out(self, effect: Effect) {
        match effect {
            Effect::Keep => self.keep_soon(),
            Effect::Leave => self.leave_soon(),
            Effect::Put(record) => self.put(record),
            Effect::Remove(id) => self.remove(id),
            Effect::Versions(id) => self.find_versions(id),
            Effect::Export => self.give_drafts(),
            Effect::Clear => self.clear(),
            Effect::Remember => self.remember(),
            Effect::Announce(id) => keep::announce(&id),
            Effect::Focus(target) => focus::lead(target),
            Effect::Reveal(id) => focus::reveal_element(&id),
            Effect::Download(name, text) => self.give_report(&name, &text),
            Effect::Link(opening, name) => self.link(opening, name),
            Effect::Mirror(opening, text, changes) => self.mirror(opening, text, changes),
            Effect::Write(name, extension) => self.write(name, extension),
            Effect::Load => self.load(|| ()),
            Effect::Print => print::print(),
            Effect::Signoff => self.make_signoff(),
            Effect::Renew => renew(),
        }
    }

    fn remember(self) {
        let (lang, open) = self
            .app
            .with_untracked(|app| (app.lang, app.open.as_ref().map(|open| open.id.clone())));
        document()
            .document_element()
            .map(|root| root.set_attribute("lang", lang.tag()));
        let open = open.unwrap_or_default();
        if let Some(store) = store::local() {
            let _ = store.set_item(LANGUAGE, lang.code());
            let _ = store.set_item(OPEN, &open);
        }
        if let Some(store) = store::session() {
            let _ = store.set_item(OPEN, &open);
        }
    }

    /// Listens to events outside of any element.
    fn listen(self) {
        let active = EventListenerOptions::enable_prevent_default();
        let window = window();
        EventListener::new_with_options(&window, "keydown", active, move |event| {
            if let Some(event) = event.dyn_ref() {
                self.key(event);
            }
        })
        .forget();
        let look = move || {
            let wide = web_sys::window()
                .and_then(|window| window.inner_width().ok()?.as_f64())
                .is_some_and(|width| width >= WIDE);
            if self.app.with_untracked(|app| app.wide) != wide {
                self.send(Intent::Wide(wide));
            }
        };
        look();
        EventListener::new(&window, "resize", move |_| look()).forget();
        self.listen_for_the_end();
        self.listen_to_other_tabs();
        self.listen_for_prints();
        // The service worker has fetched a newer version; see `start.js`.
        EventListener::new(&window, "nianbao-newer", move |_| self.send(Intent::Newer)).forget();
        // Text written while the module was not there is checked as soon as it comes.
        EventListener::new(&window, "online", move |_| self.retry()).forget();
        // A press elsewhere closes the menu; not every browser moves the focus then.
        EventListener::new(&window, "pointerdown", |event| {
            let target = event.target().and_then(|it| it.dyn_into::<web_sys::Node>().ok());
            if let Ok(Some(menu)) = document().query_selector(".menu[open]")
                && !menu.contains(target.as_ref())
            {
                let _ = menu.remove_attribute("open");
            }
        })
        .forget();
        self.listen_for_files();
    }

    /// Fetches the other modules once the page is at rest, so that it works when its server is gone. A service worker keeps
    /// them as files; without one, which plain http does not have, all are loaded.
    fn fetch_the_rest(self) {
        leptos::task::spawn_local(async move {
            let new = !engine::is_loaded(Module::Engine) || !engine::is_loaded(Module::Reader);
            let here = engine::load(Module::Engine).await.is_ok() && engine::load(Module::Reader).await.is_ok();
            if new && here {
                self.carry(Intent::Engine(EngineState::Ready));
            }
            if !from_disk() && !has_service_worker() {
                for module in [Module::Documents, Module::Pages, Module::Legacy] {
                    let _ = engine::load(module).await;
                }
            }
        });
    }

    /// Tries again to load the module that checks, if that has failed.
    pub(super) fn retry(self) {
        if self.app.with_untracked(|app| app.engine == EngineState::Failed) {
            leptos::task::spawn_local(async move {
                if engine::load(Module::Engine).await.is_ok() && engine::load(Module::Reader).await.is_ok() {
                    self.carry(Intent::Engine(EngineState::Ready));
                }
            });
        }
    }

    /// Files dropped anywhere, and text pasted on the start view.
    fn listen_for_files(self) {
        let active = EventListenerOptions::enable_prevent_default();
        let window = window();
        let has_files = |event: &web_sys::Event| {
            let data = event
                .dyn_ref::<web_sys::DragEvent>()
                .and_then(web_sys::DragEvent::data_transfer);
            data.is_some_and(|data| data.types().includes(&"Files".into(), 0))
        };
        EventListener::new_with_options(&window, "dragover", active, move |event| {
            if has_files(event) {
                event.prevent_default();
                if !self.app.with_untracked(|app| app.dragging) {
                    self.send(Intent::Drag(true));
                }
            }
        })
        .forget();
        // Leaving an element for another one is not leaving the window.
        EventListener::new(&window, "dragleave", move |event| {
            let left = event
                .dyn_ref::<web_sys::MouseEvent>()
                .is_some_and(|event| event.related_target().is_none());
            if left {
                self.send(Intent::Drag(false));
            }
        })
        .forget();
        EventListener::new_with_options(&window, "drop", active, move |event| {
            if !has_files(event) {
                return;
            }
            event.prevent_default();
            self.send(Intent::Drag(false));
            let files = event
                .dyn_ref::<web_sys::DragEvent>()
                .and_then(web_sys::DragEvent::data_transfer)
                .and_then(|data| data.files());
            self.read(list(files), false);
        })
        .forget();
        EventListener::new_with_options(&window, "paste", active, move |event| self.pasted(event)).forget();
    }
}

/// Whether the browser has service workers here.
fn has_service_worker() -> bool {
    let navigator = window().navigator();
    js_sys::Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or(false)
}

/// Asks the page's script to change to the newer version that waits.
fn renew() {
    if let Ok(event) = web_sys::Event::new("nianbao-renew") {
        let _ = window().dispatch_event(&event);
    }
}

/// The language that was chosen before, or that the address asks for.
fn asked_language() -> Option<Lang> {
    let search = window().location().search().unwrap_or_default();
    if search.contains("lang=en") {
        return Some(Lang::En);
    }
    if search.contains("lang=zh") {
        return Some(Lang::Zh);
    }
    Lang::from_code(&store::local()?.get_item(LANGUAGE).ok()??)
}

fn location_hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// The draft that this tab had open, else the one that any tab had open last.
fn remembered() -> Option<String> {
    let of = |store: Option<web_sys::Storage>| store.and_then(|store| store.get_item(OPEN).ok().flatten());
    of(store::session())
        .or_else(|| of(store::local()))
        .filter(|id| !id.is_empty())
}

/// A name for a draft that no other has.
pub fn new_id() -> String {
    let random = js_sys::Math::random() * 1_000_000_000.0;
    [now().to_string(), "-".to_owned(), whole(random).to_string()].concat()
}

/// Milliseconds since 1970.
fn now() -> u64 {
    whole(js_sys::Date::now())
}

/// `2025-01-08`.
fn today() -> String {
    let date = js_sys::Date::new_0();
    [
        date.get_full_year().to_string(),
        "-".to_owned(),
        clock(&[date.get_month() + 1, date.get_date()], "-"),
    ]
    .concat()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "times and random numbers of the browser: whole, positive, far below 2^53"
)]
fn whole(number: f64) -> u64 {
    number as u64
}

/// `14:32:08`.
fn time_of_day() -> String {
    let date = js_sys::Date::new_0();
    clock(&[date.get_hours(), date.get_minutes(), date.get_seconds()], ":")
}

/// The time of a draft in words: “今天 14:32”, “昨天 17:40”, “1 月 10 日 09:15”, with the year if it is another one.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
pub fn day_and_time(saved: u64) -> Text {
    const DAY: f64 = 86_400_000.0;
    let at = |time: f64| js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(time));
    let day = |date: &js_sys::Date| (date.get_full_year(), date.get_month() + 1, date.get_date());
    let (date, now) = (at(saved as f64), js_sys::Date::now());
    let time = clock(&[date.get_hours(), date.get_minutes()], ":");
    let (year, month, of_month) = day(&date);
    let (zh, en) = if day(&date) == day(&at(now)) {
        ("今天".to_owned(), "today".to_owned())
    } else if day(&date) == day(&at(now - DAY)) {
        ("昨天".to_owned(), "yesterday".to_owned())
    } else {
        let (year, short) = (year.to_string(), clock(&[month, of_month], "-"));
        let mut zh = [&month.to_string(), " 月 ", &of_month.to_string(), " 日"].concat();
        if day(&at(now)).0.to_string() != year {
            zh = [&year, " 年 ", &zh].concat();
        }
        (zh, [&year, "-", &short].concat())
    };
    Text::of([&zh, " ", &time].concat(), [&en, " ", &time].concat())
}

/// The year that has just ended: the one that a report is due for.
pub fn last_year() -> u16 {
    let year = js_sys::Date::new_0().get_full_year().saturating_sub(1);
    u16::try_from(year).unwrap_or(2021).clamp(2019, 2099)
}

fn clock(parts: &[u32], between: &str) -> String {
    let mut out = String::new();
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            out.push_str(between);
        }
        if *part < 10 {
            out.push('0');
        }
        out.push_str(&part.to_string());
    }
    out
}

/// Whether the page was opened from disk: then there is no archive around it.
pub fn from_disk() -> bool {
    window().location().protocol().is_ok_and(|protocol| protocol == "file:")
}
