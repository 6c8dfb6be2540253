//! Watches folders for changes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};

use crate::error::{Trouble, io_at};

/// Changes are reported after this long without another one: a program that saves a file does so in several steps.
const QUIET: Duration = Duration::from_millis(50);

/// Calls `changed` after something in the folders has happened that makes `state` another value, until the returned value is
/// dropped.
pub(super) fn watch<T: PartialEq + Send + 'static>(
    folders: &[PathBuf],
    state: impl Fn() -> T + Send + 'static,
    mut changed: impl FnMut() + Send + 'static,
) -> Result<Debouncer<RecommendedWatcher>, Trouble> {
    let mut last = state();
    let handler = move |_: DebounceEventResult| {
        // Reads are reported too, and a build reads files, so the state of the files is compared.
        let now = state();
        if now != last {
            last = now;
            changed();
        }
    };
    let failed = |folder: &Path, error: &notify_debouncer_mini::notify::Error| {
        io_at(folder.display().to_string(), &std::io::Error::other(error.to_string()))
    };
    let mut debouncer = new_debouncer(QUIET, handler).map_err(|error| failed(Path::new("serve"), &error))?;
    for folder in folders {
        debouncer
            .watcher()
            .watch(folder, RecursiveMode::Recursive)
            .map_err(|error| failed(folder, &error))?;
    }
    Ok(debouncer)
}
