//! Writes the list of the validator's files into its service worker, which keeps them on the person's computer.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

/// The service worker itself, which the browser keeps.
const WORKER: &str = "worker.js";
/// Files that the page does not load.
const APART: [&str; 4] = [WORKER, "nianbao-validator.html", "search.js", "search_bg.wasm"];

/// Completes the service worker of the validator in `dist`.
pub(crate) fn complete(dist: &Path) -> Result<(), String> {
    let worker = dist.join(WORKER);
    let script = fs::read_to_string(&worker).map_err(|e| format!("{} can't be read: {e}", worker.display()))?;
    let mut files = BTreeMap::new();
    collect(dist, "", &mut files)?;
    let script = filled(&script, &files)?;
    fs::write(&worker, script).map_err(|e| format!("{} can't be written: {e}", worker.display()))
}

/// The files in a folder, by their address, each with the SHA-256 of its content.
fn collect(folder: &Path, before: &str, files: &mut BTreeMap<String, String>) -> Result<(), String> {
    let trouble = |e: std::io::Error| format!("{} can't be read: {e}", folder.display());
    for entry in fs::read_dir(folder).map_err(trouble)? {
        let path = entry.map_err(trouble)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            collect(&path, &format!("{before}{name}/"), files)?;
        } else if !APART.contains(&name.as_str()) {
            let bytes = fs::read(&path).map_err(|e| format!("{} can't be read: {e}", path.display()))?;
            files.insert(format!("{before}{name}"), hash(&bytes));
        }
    }
    Ok(())
}

/// The script with these files in place of its empty list, and a name for the build that follows from them.
fn filled(script: &str, files: &BTreeMap<String, String>) -> Result<String, String> {
    let mut list = String::new();
    for (name, hash) in files {
        let _ = writeln!(list, "  {name:?}: {hash:?},");
    }
    let build = hash(list.as_bytes());
    let mut script = script.to_owned();
    for (from, to) in [
        ("const FILES = {};", format!("const FILES = {{\n{list}}};")),
        ("const BUILD = \"none\";", format!("const BUILD = {:?};", &build[..16])),
    ] {
        if !script.contains(from) {
            return Err(format!("{WORKER} has no `{from}` to complete"));
        }
        script = script.replacen(from, &to, 1);
    }
    Ok(script)
}

fn hash(bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in Sha256::digest(bytes) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = include_str!("../../nianbao-form/worker.js");

    fn files(content: &[u8]) -> BTreeMap<String, String> {
        BTreeMap::from([("index.html".to_owned(), hash(content))])
    }

    #[test]
    fn the_worker_names_each_file_with_its_hash() {
        let script = filled(SCRIPT, &files(b"x")).expect("it can be completed");
        let hash = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
        assert!(
            script.contains(&format!("  \"index.html\": \"{hash}\",\n}};")),
            "{script}"
        );
        assert!(!script.contains("const BUILD = \"none\""));
    }

    #[test]
    fn another_content_is_another_build() {
        let build = |content: &[u8]| filled(SCRIPT, &files(content)).expect("it can be completed");
        assert_eq!(build(b"x"), build(b"x"));
        let line = |script: &str| {
            script
                .lines()
                .find(|line| line.starts_with("const BUILD"))
                .map(str::to_owned)
        };
        assert_ne!(line(&build(b"x")), line(&build(b"y")));
    }

    #[test]
    fn a_worker_without_a_list_is_refused() {
        assert!(filled("", &files(b"x")).is_err());
    }
}
