//! Printing: the official layout, whichever command prints.

use std::cell::Cell;

use gloo_events::EventListener;
use leptos::prelude::*;

use super::Shell;
use crate::state::{Intent, View};

thread_local! {
    /// Whether the official layout is shown for a print only, and editing goes on after it.
    static RETURNS: Cell<bool> = const { Cell::new(false) };
}

/// Prints once the official layout is on the page.
pub(super) fn print() {
    request_animation_frame(|| {
        let _ = window().print();
    });
}

impl Shell {
    /// The browser's own print command prints the official layout too.
    pub(super) fn listen_for_prints(self) {
        let window = window();
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
    }
}
