//! Prints the official layout, whether by the page's command or by the browser's.

use std::cell::Cell;

use gloo_events::EventListener;
use leptos::prelude::*;

use super::Shell;
use crate::state::{Intent, View};

thread_local! {
    /// Whether the official layout is only shown for a print, after which editing continues.
    static RETURNS: Cell<bool> = const { Cell::new(false) };
}

/// Prints as soon as the official layout is on the page.
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
