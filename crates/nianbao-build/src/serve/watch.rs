//! Watches folders for changes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};

use crate::error::{Trouble, io_at};

/// Changes are reported after this long without another one: a program that saves a file does so in several steps.
const QUIET: Duration = Duration::from_millis(50);

/// Calls `changed` when `state` is another value than before, at the start or after something in the folders has happened, until
/// the returned value is dropped. `last` is the value before the start.
pub(super) fn watch<T: PartialEq + Send + 'static>(
    folders: &[PathBuf],
    mut last: T,
    state: impl Fn() -> T + Send + 'static,
    mut changed: impl FnMut() + Send + 'static,
) -> Result<Debouncer<RecommendedWatcher>, Trouble> {
    let compare = Arc::new(Mutex::new(move || {
        // Reads are reported too, and a build reads files, so the state of the files is compared.
        let now = state();
        if now != last {
            last = now;
            changed();
        }
    }));
    let first = Arc::clone(&compare);
    let handler = move |_: DebounceEventResult| compare.lock().unwrap_or_else(PoisonError::into_inner)();
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
    // Nothing reports what happened before.
    std::thread::spawn(move || first.lock().unwrap_or_else(PoisonError::into_inner)());
    Ok(debouncer)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_change_before_the_start_is_seen() {
        let check = |last: u8, expected: bool| {
            let (told, changes) = mpsc::channel();
            let (asked, looks) = mpsc::channel();
            let state = move || {
                let _ = asked.send(());
                2
            };
            let _watching = watch(&[], last, state, move || {
                let _ = told.send(());
            })
            .expect("watched");
            let wait = Duration::from_mins(1);
            looks.recv_timeout(wait).expect("the state is looked at");
            if expected {
                changes.recv_timeout(wait).expect("a change");
            }
            assert!(changes.recv_timeout(Duration::from_millis(50)).is_err());
        };
        check(1, true);
        check(2, false);
    }
}
