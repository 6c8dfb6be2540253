//! Watches folders for changes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use walkdir::WalkDir;

use crate::error::{Trouble, io_at};

/// Changes are reported after this long without another one.
const QUIET: Duration = Duration::from_millis(200);

/// Calls `changed` after files in the folders have changed, until the returned value is dropped.
pub(super) fn watch(
    folders: &[PathBuf],
    mut changed: impl FnMut() + Send + 'static,
) -> Result<Debouncer<RecommendedWatcher>, Trouble> {
    let watched = folders.to_vec();
    let mut last = state(&watched);
    let handler = move |_: DebounceEventResult| {
        // Reads are reported too, and a build reads everything, so the state of the files is compared.
        let now = state(&watched);
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

/// Every file with its size and the time of its last change.
fn state(folders: &[PathBuf]) -> BTreeMap<PathBuf, (u64, Option<SystemTime>)> {
    folders
        .iter()
        .flat_map(|folder| WalkDir::new(folder).into_iter().flatten())
        .filter(|entry| !entry.file_type().is_dir())
        .filter_map(|entry| {
            let metadata = std::fs::metadata(entry.path()).ok()?;
            Some((entry.into_path(), (metadata.len(), metadata.modified().ok())))
        })
        .collect()
}
