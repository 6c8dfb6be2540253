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
    /// The file that was chosen last, for the report of this opening.
    static CHOSEN: RefCell<Option<(u64, Chosen)>> = const { RefCell::new(None) };
    /// The texts to be written next; one of each opening.
    static NEXT: RefCell<Vec<Next>> = const { RefCell::new(Vec::new()) };
    static WRITING: Cell<bool> = const { Cell::new(false) };
}

/// A text that is to be written.
struct Next {
    opening: u64,
    file: Chosen,
    text: String,
    /// The number of changes that it has.
    changes: u64,
}

/// Forgets a file that can't be written. Returns false if another one was chosen for this opening meanwhile.
fn forget(opening: u64, file: &Chosen) -> bool {
    let file: &JsValue = file.as_ref();
    CHOSEN.with_borrow_mut(|chosen| match chosen {
        Some((of, now)) if *of == opening => {
            let now: &JsValue = now.as_ref();
            let same = now == file;
            if same {
                *chosen = None;
                NEXT.with_borrow_mut(|all| all.retain(|one| one.opening != opening));
            }
            same
        }
        _ => true,
    })
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
    pub(super) fn link(self, opening: u64, name: String) {
        leptos::task::spawn_local(async move {
            let Ok(options) = options(&name) else { return };
            if let Ok(chosen) = pick(&options).await {
                let chosen: Chosen = chosen.unchecked_into();
                let name = chosen.name();
                NEXT.with_borrow_mut(|next| next.retain(|next| next.opening != opening));
                CHOSEN.replace(Some((opening, chosen)));
                self.send(Intent::Linked(opening, name));
            }
        });
    }

    /// Writes a text to the file of an opening; a later one takes the place of one that is not written yet.
    pub(super) fn mirror(self, opening: u64, text: String, changes: u64) {
        let chosen = CHOSEN.with_borrow(Clone::clone);
        let Some((_, file)) = chosen.filter(|(of, _)| *of == opening) else {
            return;
        };
        let next = Next {
            opening,
            file,
            text,
            changes,
        };
        NEXT.with_borrow_mut(|all| {
            all.retain(|one| one.opening != opening);
            all.push(next);
        });
        if WRITING.replace(true) {
            return;
        }
        leptos::task::spawn_local(async move {
            while let Some(next) = NEXT.with_borrow_mut(|all| (!all.is_empty()).then(|| all.remove(0))) {
                let Next { opening, file, .. } = next;
                if put(&file, &next.text).await.is_ok() {
                    self.send(Intent::Filed(opening, next.changes));
                } else if forget(opening, &file) {
                    self.send(Intent::Unlinked(opening, file.name()));
                }
            }
            WRITING.set(false);
        });
    }
}
