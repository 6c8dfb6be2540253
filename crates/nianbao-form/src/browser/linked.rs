//! A file that is kept up to date with the open report, in browsers that let a page write to one (File System Access).

use std::cell::{Cell, RefCell};

use js_sys::{Array, Object, Reflect};
use leptos::prelude::window;
use nianbao_documents::Kind;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

use super::Shell;
use crate::state::Intent;

// Not every version of these is in web-sys without its unstable interfaces.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = showSaveFilePicker)]
    async fn pick(options: &JsValue) -> Result<JsValue, JsValue>;

    /// The file that was chosen.
    #[derive(Clone)]
    type Chosen;

    #[wasm_bindgen(method, getter)]
    fn name(this: &Chosen) -> String;

    #[wasm_bindgen(method, catch, js_name = createWritable)]
    async fn create_writable(this: &Chosen) -> Result<JsValue, JsValue>;

    /// What is written to a file; the file has it once this is closed.
    type Written;

    #[wasm_bindgen(method, catch)]
    async fn write(this: &Written, text: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn close(this: &Written) -> Result<JsValue, JsValue>;
}

thread_local! {
    static CHOSEN: RefCell<Option<Chosen>> = const { RefCell::new(None) };
    /// The text to be written next, and its number of changes.
    static NEXT: RefCell<Option<(String, u64)>> = const { RefCell::new(None) };
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this browser lets a page write to a file that a person chooses.
pub fn can_link() -> bool {
    Reflect::has(&window(), &"showSaveFilePicker".into()).unwrap_or(false)
}

/// What the dialog begins with: a name, and Markdown as the kind of file.
fn options(name: &str) -> Result<Object, JsValue> {
    let endings: Array = Kind::Markdown
        .extensions()
        .map(|extension| JsValue::from([".", extension].concat()))
        .collect();
    let (options, kind, accept) = (Object::new(), Object::new(), Object::new());
    Reflect::set(&accept, &Kind::Markdown.facts().media_type.into(), &endings)?;
    Reflect::set(&kind, &"accept".into(), &accept)?;
    Reflect::set(&options, &"types".into(), &Array::of1(&kind))?;
    Reflect::set(&options, &"suggestedName".into(), &name.into())?;
    Ok(options)
}

/// Writes a text to a file, in place of its content.
async fn put(file: &Chosen, text: &str) -> Result<(), JsValue> {
    let written: Written = file.create_writable().await?.unchecked_into();
    written.write(text).await?;
    written.close().await?;
    Ok(())
}

impl Shell {
    /// Asks for the file to keep up to date. Nothing happens if the person chooses none.
    pub(super) fn link(self, name: String) {
        leptos::task::spawn_local(async move {
            let Ok(options) = options(&name) else { return };
            if let Ok(chosen) = pick(&options).await {
                let chosen: Chosen = chosen.unchecked_into();
                let name = chosen.name();
                NEXT.take();
                CHOSEN.replace(Some(chosen));
                self.send(Intent::Linked(name));
            }
        });
    }

    /// Writes a text to the file; a later one takes the place of one that is not written yet.
    pub(super) fn mirror(self, text: String, changes: u64) {
        NEXT.replace(Some((text, changes)));
        if WRITING.replace(true) {
            return;
        }
        leptos::task::spawn_local(async move {
            while let Some((text, changes)) = NEXT.take() {
                let Some(chosen) = CHOSEN.with_borrow(Clone::clone) else {
                    break;
                };
                if put(&chosen, &text).await.is_ok() {
                    self.send(Intent::Filed(changes));
                } else {
                    CHOSEN.take();
                    self.send(Intent::Unlinked);
                }
            }
            WRITING.set(false);
        });
    }
}
