//! The contents of a part: runs of prose (`writing.rs`), and the tables (`table.rs`) and pictures between them.

use leptos::prelude::*;
use nianbao_core::report::Part;

use super::el::{El, el, key};
use super::table::item;
use super::writing::{self, Page};
use crate::browser::Shell;
use crate::place::is_prose;
use crate::state::App;

/// Everything in a part, in order.
pub(super) fn items(shell: Shell, part: Part, page: Page) -> El {
    let count = move |app: &App| {
        app.open.as_ref().map_or(0, |open| {
            open.report.blocks(part).iter().filter(|block| !is_prose(block)).count()
        })
    };
    el("div").when(
        shell,
        move |app| key(count(app)),
        move || {
            let count = shell.app.with_untracked(count);
            let mut list = Vec::new();
            for at in 0..=count {
                list.push(writing::run(shell, part, at, count, page));
                if at < count {
                    list.push(item(shell, part, at));
                }
            }
            list
        },
    )
}
