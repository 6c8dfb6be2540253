//! Keyboard shortcuts that work wherever the focus is.

use leptos::prelude::WithUntracked;
use wasm_bindgen::JsCast;

use super::{Shell, focus};
use crate::state::Intent;

impl Shell {
    /// Handles a shortcut.
    pub(super) fn key(self, event: &web_sys::KeyboardEvent) {
        let control = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
        if event.key() == "F6" {
            event.prevent_default();
            focus::pane(!event.shift_key());
            return;
        }
        // In a field it is a character.
        let typing = event
            .target()
            .and_then(|it| it.dyn_into::<web_sys::Element>().ok())
            .is_some_and(|it| matches!(&*it.tag_name(), "TEXTAREA" | "SELECT") || is_text(&it));
        let help = self.app.with_untracked(|app| app.help);
        let intent = match event.key().as_str() {
            "?" if !typing && !control => Intent::Help(!help),
            "Escape" if help => Intent::Help(false),
            "z" | "Z" if control && event.shift_key() => Intent::Redo,
            "z" if control => Intent::Undo,
            "y" if control => Intent::Redo,
            "s" if control => Intent::SaveAs("docx"),
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

/// Whether an element is an input for text; a cell that nothing was typed into is one too.
fn is_text(element: &web_sys::Element) -> bool {
    element.tag_name() == "INPUT" && element.get_attribute("type").is_none_or(|kind| kind == "text")
}
