//! Measures times, which are printed but never asserted.

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::{root, walk};

/// The median time of many runs.
pub fn median<T>(mut act: impl FnMut() -> T) -> Duration {
    let start = Instant::now();
    let mut times = Vec::new();
    // At least a few runs, and as many as fit into a second.
    while times.len() < 11 || start.elapsed() < Duration::from_secs(1) {
        let one = Instant::now();
        black_box(act());
        times.push(one.elapsed());
    }
    times.sort_unstable();
    times[times.len() / 2]
}

/// The longest report of `content/`: its name and its text.
pub fn longest_report() -> Option<(String, String)> {
    let mut files: Vec<PathBuf> = Vec::new();
    walk(&root().join("content/reports"), &mut files);
    files
        .into_iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "md"))
        .filter_map(|file| {
            let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
            Some((name, std::fs::read_to_string(&file).ok()?))
        })
        .max_by_key(|(_, text)| text.len())
}
