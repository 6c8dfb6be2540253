//! Helpers shared by the tests across crates: paths, and messages about skipped tests.

pub mod bench;
pub mod browser;
pub mod html;
pub mod sample;
pub mod server;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(PathBuf::new, PathBuf::from);
    manifest.parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// The files of the repository: those that git tracks, or without git those of the folder that are not ignored.
pub fn files() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .current_dir(root())
        .args(["ls-files", "-z"])
        .output();
    match listed {
        Ok(output) if output.status.success() && !output.stdout.is_empty() => output
            .stdout
            .split(|byte| *byte == 0)
            .filter(|name| !name.is_empty())
            .map(|name| PathBuf::from(String::from_utf8_lossy(name).into_owned()))
            // A file that was deleted but not committed does not exist any more.
            .filter(|file| root().join(file).is_file())
            .collect(),
        _ => {
            let mut files = Vec::new();
            walk(&root(), &mut files);
            files
                .iter()
                .filter_map(|file| Some(file.strip_prefix(root()).ok()?.to_owned()))
                .collect()
        }
    }
}

/// Adds the files in a folder, sorted by name; those that `.gitignore` names at the root are left out.
pub fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    entries.sort();
    for entry in entries {
        let ignored = ["target", "dist", "public", ".tools", ".git"]
            .iter()
            .any(|name| entry == root().join(name));
        if ignored {
        } else if entry.is_dir() {
            walk(&entry, files);
        } else {
            files.push(entry);
        }
    }
}

/// A file of the repository as text; empty if it is not text.
pub fn text(file: impl AsRef<Path>) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_default()
}

/// Prints that something was not tested, bypassing the test runner, which hides the output of passing tests.
pub fn skipped(what: &str, why: &str) {
    let line = format!("\nSKIPPED {what}: {why}\n");
    // If it cannot be printed, there is nobody to tell.
    let _ = std::io::stderr().write_all(line.as_bytes());
}

/// The folder with real reports, which are not part of the repository: `NIANBAO_DATA`, or `../shared/data`.
pub fn real_data(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("NIANBAO_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    if folder.is_dir() {
        Some(folder)
    } else {
        skipped(what, "there are no real reports; set NIANBAO_DATA to their folder");
        None
    }
}

/// The output of `cargo metadata` for the workspace.
pub fn metadata() -> serde_json::Value {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root())
        .args(["metadata", "--format-version", "1", "--locked"])
        .output();
    let output = output.map(|output| output.stdout).unwrap_or_default();
    serde_json::from_slice(&output).unwrap_or_default()
}
