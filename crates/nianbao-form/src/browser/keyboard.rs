//! Keyboard shortcuts that work wherever the focus is.

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
        let intent = match event.key().as_str() {
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
