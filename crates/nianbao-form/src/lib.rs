//! The validator in the browser: a thin skin over core.
//!
//! One state ([`state::App`]) changes by intents only; the page shows projections of it. Everything is checked and kept
//! in the browser; nothing is sent anywhere.

pub mod browser;
pub mod draft;
pub mod edit;
pub mod offer;
pub mod official;
pub mod open;
pub mod paste;
pub mod place;
pub mod prose;
pub mod state;
mod view;

use nianbao_core::rules::{self, Settings};
use nianbao_core::wire::{CheckOutput, ReportOutput};
use wasm_bindgen::prelude::wasm_bindgen;

/// Puts the validator on the page.
pub fn mount() {
    browser::seal();
    if let Some(boot) = leptos::prelude::document().get_element_by_id("boot") {
        boot.remove();
    }
    leptos::mount::mount_to_body(view::page);
}

/// What `nianbao check --format json` prints for one file, given as its path, its name and its text: the same report
/// gives the same bytes in the browser and natively. Empty for a kind of file that is not read.
#[wasm_bindgen]
pub fn check_json(path: &str, name: &str, text: &str) -> String {
    let Ok(source) = nianbao_documents::read(name, text.as_bytes()) else {
        return String::new();
    };
    let checked = rules::check(&source.reading.report, &Settings::default());
    let output = ReportOutput::new(path, &source.text, &source.reading, &checked);
    CheckOutput::new(vec![output]).to_json()
}
