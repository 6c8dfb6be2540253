//! Keeps drafts in IndexedDB; a draft counts as kept only once it is on the disk.
//!
//! The browser's synchronous store, `localStorage`, takes the last changes of a page that is being closed, because a
//! transaction begun then may never end. Drafts in it are moved to the database when a page starts, including those of
//! earlier versions of the page. It also holds the language and the id of the open draft.

use std::cell::RefCell;

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::window;
use nianbao_core::text::Text;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DomException, IdbDatabase, IdbKeyRange, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction,
    IdbTransactionMode, Storage,
};

use super::{new_id, now};
use crate::draft::{self, Record};

const DATABASE: &str = "nianbao";
/// The drafts by id.
const DRAFTS: &str = "drafts";
/// Their versions; the key is the id, a slash and the time of the version.
const VERSIONS: &str = "versions";

/// The prefix of all keys in the synchronous store.
const OURS: &str = "nianbao.";
/// The prefix of the keys of drafts there.
const PREFIX: &str = "nianbao.draft.";
/// Set there once this browser has kept drafts: if the database is new after that, it was deleted.
const HAS_KEPT: &str = "nianbao.kept";

thread_local! {
    static OPENED: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
    /// The name of this page while it is loaded.
    static TAB: String = new_id();
}

// web-sys has `transaction` with a durability only behind an unstable flag, and its `commit` is deprecated.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = IdbDatabase)]
    type Durable;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn begin(
        this: &Durable,
        stores: &JsValue,
        mode: IdbTransactionMode,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;

    #[wasm_bindgen(extends = IdbTransaction)]
    type Ending;

    #[wasm_bindgen(method, catch)]
    fn commit(this: &Ending) -> Result<(), JsValue>;
}

/// Commits a transaction now, rather than when the browser notices that no more requests come.
fn commit(transaction: &IdbTransaction) {
    // Browsers without `commit` notice by themselves.
    let _ = transaction.unchecked_ref::<Ending>().commit();
}

/// The name of this page.
pub(crate) fn tab() -> String {
    TAB.with(Clone::clone)
}

/// The state of the store when it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// As expected: as it was left, or new.
    Fine,
    /// Empty, although drafts had been kept in it.
    Emptied,
}

/// Opens the store and finds out whether it was emptied since the last time.
pub(super) async fn open() -> Result<Found, Text> {
    let mut fresh = false;
    let database = opened(&mut fresh).await.map_err(|_| forbidden())?;
    OPENED.set(Some(database));
    // A browser may open a store for the page but refuse to write into it.
    let transaction = begin(true).map_err(|_| forbidden())?;
    let ended = end(&transaction);
    commit(&transaction);
    ended.await.map_err(|error| trouble(&error))?;
    let kept = local().is_some_and(|store| store.get_item(HAS_KEPT).ok().flatten().is_some());
    Ok(if fresh && kept { Found::Emptied } else { Found::Fine })
}

async fn opened(fresh: &mut bool) -> Result<IdbDatabase, JsValue> {
    let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
    let opening: IdbOpenDbRequest = factory.open_with_u32(DATABASE, 1)?;
    let request = opening.clone();
    let made = std::rc::Rc::new(std::cell::Cell::new(false));
    let is_made = made.clone();
    let prepare = Closure::once(move || {
        is_made.set(true);
        let database: IdbDatabase = request.result()?.unchecked_into();
        database.create_object_store(DRAFTS)?;
        database.create_object_store(VERSIONS)?;
        Ok::<(), JsValue>(())
    });
    opening.set_onupgradeneeded(Some(prepare.as_ref().unchecked_ref()));
    let database = answer(&opening).await?;
    *fresh = made.get();
    Ok(database.unchecked_into())
}

/// Waits for the result of a request.
async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    JsFuture::from(promise).await?;
    request.result()
}

/// Waits for the end of a transaction: its data is on the disk, or it failed. Must be called before the first await.
fn end(transaction: &IdbTransaction) -> impl Future<Output = Result<(), JsValue>> + use<> {
    let watched = transaction.clone();
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        watched.set_oncomplete(Some(&resolve));
        watched.set_onabort(Some(&reject));
    });
    let transaction = transaction.clone();
    async move {
        match JsFuture::from(promise).await {
            Ok(_) => Ok(()),
            Err(_) => Err(transaction.error().map_or(JsValue::NULL, JsValue::from)),
        }
    }
}

/// Begins a transaction on drafts and versions.
fn begin(writes: bool) -> Result<IdbTransaction, JsValue> {
    let database = OPENED.with_borrow(Clone::clone).ok_or(JsValue::NULL)?;
    let options = Object::new();
    // Durability “strict”: the data is on the disk, not only with the system, before the transaction ends.
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let mode = if writes {
        IdbTransactionMode::Readwrite
    } else {
        IdbTransactionMode::Readonly
    };
    let stores = Array::of2(&DRAFTS.into(), &VERSIONS.into());
    database.unchecked_ref::<Durable>().begin(&stores, mode, &options)
}

/// Runs `work` in a transaction and waits until its data is on the disk.
async fn write<T>(work: impl AsyncFnOnce(&IdbTransaction) -> Result<T, JsValue>) -> Result<T, Text> {
    let transaction = begin(true).map_err(|_| forbidden())?;
    let ended = end(&transaction);
    let done = work(&transaction).await;
    match &done {
        Ok(_) => commit(&transaction),
        Err(_) => drop(transaction.abort()),
    }
    let ended = ended.await;
    let done = done.map_err(|error| trouble(&error))?;
    ended.map_err(|error| trouble(&error))?;
    Ok(done)
}

async fn record(store: &IdbObjectStore, id: &str) -> Result<Option<Record>, JsValue> {
    let found = answer(&store.get(&id.into())?).await?;
    Ok(found.as_string().and_then(|text| Record::from_text(&text)))
}

fn put(store: &IdbObjectStore, record: &Record, key: &str) -> Result<(), JsValue> {
    store.put_with_key(&record.to_text().into(), &key.into()).map(|_| ())
}

/// Keeps a draft. If another page has written it in the meantime, that text is not overwritten; this one is kept as a
/// second draft. Returns the draft as it was kept, once it is on the disk.
pub(super) async fn keep(record: Record) -> Result<Record, Text> {
    let kept = write(async |transaction| {
        let drafts = transaction.object_store(DRAFTS)?;
        let there = self::record(&drafts, &record.id).await?;
        let (kept, version) = record.over(there, new_id());
        if let Some(version) = version {
            put(&transaction.object_store(VERSIONS)?, &version, &version_key(&version))?;
        }
        put(&drafts, &kept, &kept.id)?;
        Ok(kept)
    })
    .await?;
    if let Some(store) = local() {
        let _ = store.set_item(HAS_KEPT, "1");
    }
    Ok(kept)
}

/// Saves the place where a draft was left, and its verdict, unless the draft was written in the meantime.
pub(super) async fn leave(id: &str, revision: u64, change: impl FnOnce(&mut Record)) -> Result<(), Text> {
    write(async |transaction| {
        let drafts = transaction.object_store(DRAFTS)?;
        if let Some(mut there) = record(&drafts, id).await?.filter(|there| there.revision == revision) {
            change(&mut there);
            put(&drafts, &there, id)?;
        }
        Ok(())
    })
    .await
}

/// One draft.
pub(super) async fn get(id: &str) -> Option<Record> {
    record(&begin(false).ok()?.object_store(DRAFTS).ok()?, id).await.ok()?
}

/// Every draft, latest first.
pub(super) async fn drafts() -> Vec<Record> {
    all(DRAFTS, None).await.unwrap_or_default()
}

/// The versions of a draft, latest first.
pub(super) async fn versions(id: &str) -> Vec<Record> {
    let range = IdbKeyRange::bound(&[id, "/"].concat().into(), &[id, "0"].concat().into());
    all(VERSIONS, range.ok()).await.unwrap_or_default()
}

async fn all(store: &str, range: Option<IdbKeyRange>) -> Result<Vec<Record>, JsValue> {
    let store = begin(false)?.object_store(store)?;
    let list = match range {
        Some(range) => store.get_all_with_key(&range)?,
        None => store.get_all()?,
    };
    let list: Array = answer(&list).await?.unchecked_into();
    let mut records: Vec<Record> = list
        .iter()
        .filter_map(|text| Record::from_text(&text.as_string()?))
        .collect();
    nianbao_core::sort::by_key(&mut records, |record| std::cmp::Reverse(record.saved));
    Ok(records)
}

/// Deletes a draft. Its versions are deleted when a page starts next, so that the deletion can be undone until then.
pub(super) async fn remove(id: &str) -> Result<(), Text> {
    forget(id);
    write(async |transaction| {
        transaction.object_store(DRAFTS)?.delete(&id.into())?;
        Ok(())
    })
    .await
}

/// Deletes everything that this browser keeps for the page.
pub(super) async fn clear() -> Result<(), Text> {
    clear_synchronous();
    let cleared = write(async |transaction| {
        transaction.object_store(DRAFTS)?.clear()?;
        transaction.object_store(VERSIONS)?.clear()?;
        Ok(())
    })
    .await;
    // A draft whose write ended in the meantime has left a mark there.
    clear_synchronous();
    cleared
}

fn clear_synchronous() {
    for store in [local(), session()].into_iter().flatten() {
        for key in keys(&store, OURS) {
            let _ = store.remove_item(&key);
        }
    }
}

/// Deletes outdated versions.
pub(super) async fn prune(drafts: &[Record]) -> Result<(), Text> {
    let drafts: Vec<String> = drafts.iter().map(|draft| draft.id.clone()).collect();
    write(async |transaction| {
        let versions = transaction.object_store(VERSIONS)?;
        let keys: Array = answer(&versions.get_all_keys()?).await?.unchecked_into();
        let list: Vec<(String, u64)> = keys
            .iter()
            .filter_map(|key| {
                let key = key.as_string()?;
                let (id, at) = key.rsplit_once('/')?;
                Some((id.to_owned(), at.parse().ok()?))
            })
            .collect();
        for (id, at) in draft::outdated(&list, &drafts, now()) {
            versions.delete(&[&id, "/", &at.to_string()].concat().into())?;
        }
        Ok(())
    })
    .await
}

fn version_key(record: &Record) -> String {
    [&record.id, "/", &record.saved.to_string()].concat()
}

/// Writes a draft synchronously, for a page that may be gone the next moment; false if there is no room.
pub(super) fn jot(record: &Record) -> bool {
    local().is_some_and(|store| {
        store
            .set_item(&[PREFIX, &record.id].concat(), &record.to_text())
            .is_ok()
    })
}

/// Deletes the draft that [`jot`] wrote, because it is kept.
pub(super) fn forget(id: &str) {
    if let Some(store) = local() {
        let _ = store.remove_item(&[PREFIX, id].concat());
    }
}

/// Moves the drafts in the synchronous store to the database: those of earlier versions of the page, and the last
/// changes of a page that was closed.
pub(super) async fn take_over() -> Result<(), Text> {
    let Some(store) = local() else { return Ok(()) };
    for key in keys(&store, PREFIX) {
        let text = store.get_item(&key).ok().flatten().unwrap_or_default();
        if let Some(record) = Record::from_text(&text) {
            let there = get(&record.id).await;
            if there.is_none_or(|there| record.is_newer_than(&there)) {
                keep(record).await?;
            }
        }
        // Another page may have written it again in the meantime.
        if store.get_item(&key).ok().flatten().is_some_and(|now| now == text) {
            let _ = store.remove_item(&key);
        }
    }
    Ok(())
}

fn keys(store: &Storage, prefix: &str) -> Vec<String> {
    (0..store.length().unwrap_or(0))
        .filter_map(|index| store.key(index).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect()
}

/// The synchronous store that all pages share.
pub(super) fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// The synchronous store of this tab.
pub(super) fn session() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// Asks the browser not to delete the store when the disk gets full.
pub(super) fn ask_to_last() {
    let storage = Reflect::get(&window().navigator(), &"storage".into());
    if storage.is_ok_and(|storage| !storage.is_undefined())
        && let Ok(promise) = window().navigator().storage().persist()
    {
        leptos::task::spawn_local(async move {
            // The browser may refuse.
            let _ = JsFuture::from(promise).await;
        });
    }
}

fn trouble(error: &JsValue) -> Text {
    let full = error
        .dyn_ref::<DomException>()
        .is_some_and(|error| error.name() == "QuotaExceededError");
    if full {
        Text::new(
            "本机的存储空间已满，最近的改动没有存下来。请先保存为文件，再删除不用的草稿。",
            "The browser's storage is full: the latest changes are not kept. Save them as a file, then delete drafts that you no longer need.",
        )
    } else {
        Text::new(
            "浏览器没能把草稿写到本机，最近的改动没有存下来。请先保存为文件，再刷新本页。",
            "The browser could not write the draft to this device: the latest changes are not kept. Save them as a file, then reload the page.",
        )
    }
}

fn forbidden() -> Text {
    Text::new(
        "浏览器不允许本页在这台电脑上存东西（可能是隐私窗口，或设置里禁止了）：草稿不会保留，关闭本页就没有了。请随时保存为文件，或换一个浏览器、换普通窗口。",
        "The browser does not let this page store anything on this computer (a private window, or a setting): drafts are lost when the page is closed. Save your work as a file as you go, or use a normal window or another browser.",
    )
}
