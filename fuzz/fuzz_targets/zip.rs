//! An archive of reports, as the command reads one: each file is a report of its own, and none is outside of it.
#![no_main]

use std::path::{Component, PathBuf};

use libfuzzer_sys::fuzz_target;
use nianbao_build::input::{gather, read};

fuzz_target!(|data: &[u8]| {
    let path: PathBuf = std::env::temp_dir().join(format!("nianbao-fuzz-{}.zip", std::process::id()));
    std::fs::write(&path, data).expect("a file can be written");
    let gathered = gather(std::slice::from_ref(&path));
    assert!(!gathered.entries.is_empty() || !gathered.failures.is_empty() || !gathered.other_kinds.is_empty());
    for failure in &gathered.failures {
        assert!(failure.hint.is_some(), "{}", failure.name);
    }
    for entry in gathered.entries {
        assert!(entry.path.starts_with(&path));
        assert!(entry.below.components().all(|part| matches!(part, Component::Normal(_))));
        if let Err(failure) = read(&entry.path) {
            assert!(failure.hint.is_some(), "{}", failure.name);
        }
    }
});
