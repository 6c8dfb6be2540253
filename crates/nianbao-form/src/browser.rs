//! What only a page can do: keep drafts, read files, give files, lead the focus.

use std::cell::{Cell, RefCell};

use gloo_events::{EventListener, EventListenerOptions};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use nianbao_core::recognise::Reading;
use nianbao_core::text::{Lang, Text};
use nianbao_core::trouble::Trouble;
use nianbao_documents::Kind;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, HtmlTextAreaElement, Storage};

use crate::draft::Record;
use crate::engine::{self, Module, Standing};
use crate::prose;
use crate::state::{App, Effect, Intent, Target, View};

/// In front of every key in the browser's store.
const PREFIX: &str = "nianbao.draft.";
const LANGUAGE: &str = "nianbao.language";
const OPEN: &str = "nianbao.open";

/// How long a change may wait to be kept, in milliseconds.
const KEEP_AFTER: u32 = 250;
/// The pause behind which typing begins a new step, in milliseconds.
const SETTLE_AFTER: u32 = 1500;

thread_local! {
    /// Whether the official layout is shown for a print only, and editing goes on behind it.
    static RETURNS: Cell<bool> = const { Cell::new(false) };
    static KEEPING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    static SETTLING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// The state as the page holds it, and the one way to change it.
#[derive(Clone, Copy)]
pub struct Shell {
    /// The state.
    pub app: RwSignal<App>,
    /// The language of the page.
    pub lang: Memo<Lang>,
}

impl Shell {
    /// Starts with what the browser remembers.
    pub fn start() -> Shell {
        let app = RwSignal::new(App::default());
        let shell = Shell {
            app,
            lang: Memo::new(move |_| app.with(|app| app.lang)),
        };
        // Before anything is remembered anew.
        let open = remembered();
        if let Some(lang) = asked_language() {
            shell.send(Intent::Lang(lang));
        }
        shell.send(Intent::Drafts(drafts()));
        if location_hash() == "#sample" {
            shell.send(Intent::Sample(new_id()));
        } else if let Some(record) = open.and_then(|id| get(&id)) {
            shell.send(Intent::Resume(record));
        }
        shell.listen();
        shell
    }

    /// Carries an intent out, and what it asks of the page. What has to be read waits for the module that reads.
    pub fn send(self, intent: Intent) {
        let reads = matches!(intent, Intent::Sample(_) | Intent::Resume(_) | Intent::Elsewhere(_));
        if reads && !engine::is_loaded(Module::Engine) {
            self.load(move || self.carry(intent));
        } else {
            self.carry(intent);
        }
    }

    /// Loads the module that reads and checks, and then does something with it or, where it can't be loaded, without it.
    fn load(self, then: impl FnOnce() + 'static) {
        leptos::task::spawn_local(async move {
            self.ready().await;
            then();
        });
    }

    /// Whether the module that reads and checks is here, after waiting for it.
    async fn ready(self) -> bool {
        if engine::is_loaded(Module::Engine) {
            return true;
        }
        self.carry(Intent::Engine(Standing::Loading));
        match engine::load(Module::Engine).await {
            Ok(()) => {
                self.carry(Intent::Engine(Standing::Ready));
                true
            }
            Err(text) => {
                self.carry(Intent::Engine(Standing::Failed));
                self.carry(Intent::Trouble(text));
                false
            }
        }
    }

    fn carry(self, intent: Intent) {
        if matches!(intent, Intent::Show(View::Home) | Intent::Delete(_)) {
            self.keep_now();
        }
        let home = matches!(intent, Intent::Show(View::Home));
        let edits = matches!(intent, Intent::Edit(_));
        let effects = self.app.try_update(|app| app.update(intent)).unwrap_or_default();
        for effect in effects {
            self.carry_out(effect);
        }
        if home {
            self.send(Intent::Drafts(drafts()));
        }
        if edits {
            let settle = Timeout::new(SETTLE_AFTER, move || self.send(Intent::Settle));
            SETTLING.replace(Some(settle));
        }
    }

    fn carry_out(self, effect: Effect) {
        match effect {
            Effect::Keep => KEEPING.with_borrow_mut(|waiting| {
                if waiting.is_none() {
                    *waiting = Some(Timeout::new(KEEP_AFTER, move || self.keep_now()));
                }
            }),
            Effect::Put(record) => {
                if let Err(text) = put_beside(record) {
                    self.send(Intent::Trouble(text));
                }
            }
            Effect::Remove(id) => remove(&id),
            Effect::Remember => self.remember(),
            Effect::Focus(target) => leptos::task::spawn_local(async move {
                leptos::task::tick().await;
                if !focus(&target) {
                    request_animation_frame(move || {
                        focus(&target);
                    });
                }
            }),
            Effect::Download(name, text) => self.give(&name, text.as_bytes()),
            Effect::Write(name, extension) => leptos::task::spawn_local(async move {
                let written = match engine::load(Module::Documents).await {
                    Ok(()) => self
                        .app
                        .with_untracked(|app| Some(engine::write(extension, &app.open.as_ref()?.report)))
                        .flatten()
                        .unwrap_or(Err(BROKEN))
                        .map_err(|trouble| trouble.paragraph()),
                    Err(text) => Err(text),
                };
                match written {
                    Ok(bytes) => self.give(&name, &bytes),
                    Err(text) => self.send(Intent::Trouble(text)),
                }
            }),
            Effect::Load => self.load(|| ()),
            Effect::Print => {
                request_animation_frame(|| {
                    let _ = window().print();
                });
            }
        }
    }

    /// Gives a person a file.
    fn give(self, name: &str, bytes: &[u8]) {
        let media_type = Kind::named(name).map_or("application/octet-stream".into(), Kind::content_type);
        if download(name, bytes, &media_type).is_none() {
            self.send(Intent::Trouble(Text::new(
                "浏览器没有让本页保存文件。请用“预览”打印，或复制各部分的文字。",
                "The browser did not let the page save a file. Print the preview, or copy the text of each part.",
            )));
        }
    }

    /// Keeps the open draft if it was changed.
    pub fn keep_now(self) {
        KEEPING.with_borrow_mut(|waiting| *waiting = None);
        let record = self.app.with_untracked(|app| {
            app.open
                .as_ref()
                .filter(|open| open.dirty)
                .map(crate::open::Open::record)
        });
        let Some(mut record) = record else { return };
        let there = get(&record.id);
        let elsewhere = there.is_some_and(|there| there.revision != record.revision);
        let id = record.id.clone();
        if elsewhere {
            record.id = new_id();
            record.revision = 0;
        }
        record.revision += 1;
        record.saved = now();
        match put(&record) {
            Ok(()) if elsewhere => {
                self.send(Intent::Forked(id, record.id, record.revision, time_of_day()));
            }
            Ok(()) => self.send(Intent::Kept(id, record.revision, time_of_day())),
            Err(text) => self.send(Intent::NotKept(text)),
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
        if let Some(store) = store() {
            let _ = store.set_item(LANGUAGE, lang.code());
            let _ = store.set_item(OPEN, &open);
        }
        if let Some(store) = session() {
            let _ = store.set_item(OPEN, &open);
        }
    }

    /// Reads the files that a person chose or dropped; each becomes a draft, the last one is open in the end.
    pub fn read(self, files: Vec<web_sys::File>, following: bool) {
        leptos::task::spawn_local(async move {
            for file in files {
                let name = file.name();
                let blob = gloo_file::Blob::from(file);
                let read = match gloo_file::futures::read_as_bytes(&blob).await {
                    Ok(bytes) if self.ready().await => read(&name, &bytes).await,
                    // It was said why.
                    Ok(_) => continue,
                    Err(_) => Err(Text::new(
                        "浏览器没能读取这个文件。它可能已被移动或正被别的程序占用，请再选一次。",
                        "The browser could not read the file. It may have been moved or be in use; choose it again.",
                    )),
                };
                match read {
                    Ok(reading) if following => self.send(Intent::Following(new_id(), Box::new(reading))),
                    Ok(reading) => self.send(Intent::Read(new_id(), name, Box::new(reading))),
                    Err(text) => self.send(Intent::Trouble(Text::of(
                        ["《", &name, "》：", &text.zh].concat(),
                        [&name, ": ", &text.en].concat(),
                    ))),
                }
            }
        });
    }

    /// What happens outside of any element.
    fn listen(self) {
        let active = EventListenerOptions::enable_prevent_default();
        let window = window();
        EventListener::new_with_options(&window, "keydown", active, move |event| {
            if let Some(event) = event.dyn_ref() {
                self.key(event);
            }
        })
        .forget();
        EventListener::new(&window, "pagehide", move |_| self.keep_now()).forget();
        EventListener::new(&document(), "visibilitychange", move |_| self.keep_now()).forget();
        EventListener::new_with_options(&window, "beforeunload", active, move |event| {
            self.keep_now();
            // Only what could not be kept is worth a question.
            if self
                .app
                .with_untracked(|app| app.open.as_ref().is_some_and(|open| open.dirty))
            {
                event.prevent_default();
            }
        })
        .forget();
        EventListener::new(&window, "storage", move |event| {
            let Some(event) = event.dyn_ref::<web_sys::StorageEvent>() else {
                return;
            };
            if !event.key().is_some_and(|key| key.starts_with(PREFIX)) {
                return;
            }
            if let Some(record) = event.new_value().and_then(|text| Record::from_text(&text)) {
                self.send(Intent::Elsewhere(record));
            }
            if self.app.with_untracked(|app| app.view == View::Home) {
                self.send(Intent::Drafts(drafts()));
            }
        })
        .forget();
        // The browser's own print command prints the official layout too.
        EventListener::new(&window, "beforeprint", move |_| {
            if self.app.with_untracked(|app| app.view == View::Edit) {
                RETURNS.set(true);
                self.send(Intent::Show(View::Paper));
            }
        })
        .forget();
        EventListener::new(&window, "afterprint", move |_| {
            if RETURNS.take() {
                self.send(Intent::Show(View::Edit));
            }
        })
        .forget();
        // A file that is dropped beside the drop area must not take the page's place.
        EventListener::new_with_options(&window, "dragover", active, web_sys::Event::prevent_default).forget();
        EventListener::new_with_options(&window, "drop", active, move |event| {
            event.prevent_default();
            let files = event
                .dyn_ref::<web_sys::DragEvent>()
                .and_then(web_sys::DragEvent::data_transfer)
                .and_then(|data| data.files());
            self.read(list(files), false);
        })
        .forget();
    }

    fn key(self, event: &web_sys::KeyboardEvent) {
        let control = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        let intent = match event.key().as_str() {
            "z" | "Z" if control && event.shift_key() => Intent::Redo,
            "z" if control => Intent::Undo,
            "y" if control => Intent::Redo,
            "s" if control => Intent::Save,
            "F8" => Intent::Step(!event.shift_key()),
            _ => return,
        };
        if event.is_composing() {
            return;
        }
        event.prevent_default();
        self.send(intent);
    }
}

/// The files of a list.
pub fn list(files: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    files
        .map(|files| (0..files.length()).filter_map(|index| files.get(index)).collect())
        .unwrap_or_default()
}

/// A file as a report: text by the module that is here, other kinds by one that is loaded for them. Bytes that are no UTF-8
/// are decoded by the browser, which knows GB18030.
async fn read(name: &str, bytes: &[u8]) -> Result<Reading, Text> {
    let light = |bytes: &[u8]| engine::read_light(name, bytes).flatten();
    if let Some(reading) = light(bytes) {
        return Ok(reading);
    }
    let text = if str::from_utf8(bytes).is_ok() {
        None
    } else {
        decode(bytes)
    };
    if let Some(reading) = text.as_ref().and_then(|text| light(text.as_bytes())) {
        return Ok(reading);
    }
    let module = engine::reader_of(name, bytes);
    engine::load(module).await?;
    let read = |bytes: &[u8]| engine::read(module, name, bytes).unwrap_or(Err(BROKEN));
    match (read(bytes), text) {
        (Err(trouble), Some(text)) if trouble.name == "encoding" => read(text.as_bytes()),
        (read, _) => read,
    }
    .map_err(|trouble| trouble.paragraph())
}

/// A module did not answer: it broke down on something that nobody has foreseen.
const BROKEN: Trouble = Trouble::hinted(
    "broken",
    Text::new(
        "程序读写这个文件时出错了。草稿没有受影响。",
        "The program failed on this file. The draft is not affected.",
    ),
    Text::new(
        "请刷新本页，换一种格式再试。",
        "Reload the page and try another format.",
    ),
);

fn decode(bytes: &[u8]) -> Option<String> {
    let options = web_sys::TextDecoderOptions::new();
    options.set_fatal(true);
    let decoder = web_sys::TextDecoder::new_with_label_and_options("gb18030", &options).ok()?;
    decoder.decode_with_u8_array(bytes).ok()
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
    Lang::from_code(&store()?.get_item(LANGUAGE).ok()??)
}

fn location_hash() -> String {
    window().location().hash().unwrap_or_default()
}

fn store() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn session() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// The draft that this tab had open, else the one that any tab had open last.
fn remembered() -> Option<String> {
    let of = |store: Option<Storage>| store.and_then(|store| store.get_item(OPEN).ok().flatten());
    of(session()).or_else(|| of(store())).filter(|id| !id.is_empty())
}

fn get(id: &str) -> Option<Record> {
    let text = store()?.get_item(&[PREFIX, id].concat()).ok()??;
    Record::from_text(&text)
}

/// Every draft in the store, latest first.
fn drafts() -> Vec<Record> {
    let Some(store) = store() else { return Vec::new() };
    let mut list: Vec<Record> = (0..store.length().unwrap_or(0))
        .filter_map(|index| store.key(index).ok().flatten())
        .filter_map(|key| get(key.strip_prefix(PREFIX)?))
        .collect();
    list.sort_by_key(|record| std::cmp::Reverse(record.saved));
    list
}

fn remove(id: &str) {
    if let Some(store) = store() {
        let _ = store.remove_item(&[PREFIX, id].concat());
    }
}

/// Keeps a draft. The browser writes it before this returns, so that a crash of the tab takes nothing with it.
fn put(record: &Record) -> Result<(), Text> {
    let Some(store) = store() else {
        return Err(Text::new(
            "浏览器不允许本页存储，草稿没有存下来。请用“保存为文件”保存，关闭本页前不要丢下它。",
            "The browser does not let this page store anything: the draft is not kept. Save it as a file before you close the page.",
        ));
    };
    store.set_item(&[PREFIX, &record.id].concat(), &record.to_text()).map_err(|_| {
        Text::new(
            "本机的存储空间已满，最近的改动没有存下来。请先“保存为文件”，再删除不用的草稿。",
            "The browser's storage is full: the latest changes are not kept. Save them as a file, then delete drafts that you no longer need.",
        )
    })
}

/// Keeps a draft that is being left; where another tab has changed it, beside that one.
fn put_beside(mut record: Record) -> Result<(), Text> {
    if get(&record.id).is_some_and(|there| there.revision != record.revision) {
        record.id = new_id();
        record.revision = 0;
    }
    record.revision += 1;
    record.saved = now();
    put(&record)
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

/// The day and time of a draft: `2025-01-08 14:32`.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
pub fn day_and_time(saved: u64) -> String {
    let date = js_sys::Date::new(&wasm_bindgen::JsValue::from_f64(saved as f64));
    [
        date.get_full_year().to_string(),
        "-".to_owned(),
        clock(&[date.get_month() + 1, date.get_date()], "-"),
        " ".to_owned(),
        clock(&[date.get_hours(), date.get_minutes()], ":"),
    ]
    .concat()
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

/// Gives a person a file.
fn download(name: &str, bytes: &[u8], media_type: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link: web_sys::HtmlAnchorElement = document().create_element("a").ok()?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser reads the blob after the click has returned.
    Timeout::new(60_000, move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    })
    .forget();
    Some(())
}

/// Leads the focus; false where there is no such element yet.
fn focus(target: &Target) -> bool {
    let (Target::Id(id) | Target::Text(id, ..)) = target;
    let Some(element) = document().get_element_by_id(id) else {
        return false;
    };
    let Some(element) = element.dyn_ref::<HtmlElement>() else {
        return false;
    };
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
    let nearest = web_sys::ScrollIntoViewOptions::new();
    nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
    nearest.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    if let (Target::Text(_, block, range), Some(area)) = (target, element.dyn_ref::<HtmlTextAreaElement>()) {
        let text = area.value();
        if let Some((start, end)) = prose::find(&text, *block, range) {
            let _ = area.set_selection_range(start, end);
            reveal(area, start, text.encode_utf16().count());
            return true;
        }
    }
    if let Some(input) = element.dyn_ref::<HtmlInputElement>() {
        input.select();
    }
    element.scroll_into_view_with_scroll_into_view_options(&nearest);
    true
}

/// Scrolls so that a place in a long text area can be seen: the area is as high as its text, so the place stands about
/// as far down as it stands in the text.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "pixels on a screen"
)]
fn reveal(area: &HtmlTextAreaElement, at: u32, len: usize) {
    let Ok(Some(scroller)) = area.closest(".mid") else {
        return;
    };
    let (inner, outer) = (area.get_bounding_client_rect(), scroller.get_bounding_client_rect());
    let y = inner.top() + inner.height() * f64::from(at) / (len.max(1) as f64);
    if y < outer.top() + 48.0 || y > outer.bottom() - 96.0 {
        scroller.set_scroll_top(scroller.scroll_top() + (y - outer.top() - outer.height() / 3.0) as i32);
    }
}

/// Whether the page was opened from disk: then there is no archive around it.
pub fn from_disk() -> bool {
    window().location().protocol().is_ok_and(|protocol| protocol == "file:")
}
