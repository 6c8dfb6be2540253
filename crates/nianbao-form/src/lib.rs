//! The validator in the browser: a thin layer over core.
//!
//! One state ([`state::App`]) changes only by intents; the page shows projections of it. Everything is checked and kept
//! in the browser; nothing is sent anywhere.

pub mod browser;
pub mod draft;
pub mod edit;
pub mod engine;
pub mod grid;
mod later;
pub mod limits;
pub mod mend;
pub mod missing;
pub mod offer;
pub mod official;
pub mod open;
pub mod paste;
pub mod place;
pub mod prose;
pub mod state;
mod view;

/// Puts the validator on the page.
pub fn mount() {
    if let Some(boot) = leptos::prelude::document().get_element_by_id("boot") {
        boot.remove();
    }
    leptos::mount::mount_to_body(view::page);
}
