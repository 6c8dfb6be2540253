//! `manifest.json`: every file of a site with its size and SHA-256, so that copies can be checked and a later build knows
//! which files it may remove.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::plain;

/// Its name in the site.
pub(super) const NAME: &str = "manifest.json";

/// Told apart from the manifests of other programs.
const GENERATOR: &str = "nianbao";

/// Raised when older programs can't read it.
const VERSION: u32 = 1;

/// A SHA-256.
type Sum = [u8; 32];

/// The SHA-256 of a file's bytes.
pub(super) fn sum(bytes: &[u8]) -> Sum {
    Sha256::digest(bytes).into()
}

/// The files written, while others are. Their paths lie in one text, because an archive has a million of them.
#[derive(Debug, Default)]
pub(super) struct Written {
    paths: String,
    files: Vec<Record>,
}

#[derive(Debug, Clone, Copy)]
struct Record {
    start: usize,
    end: usize,
    size: u64,
    sum: Sum,
}

impl Written {
    pub(super) fn add(&mut self, path: &str, size: u64, sum: Sum) {
        let start = self.paths.len();
        self.paths.push_str(path);
        self.files.push(Record {
            start,
            end: self.paths.len(),
            size,
            sum,
        });
    }

    fn path(&self, record: &Record) -> &str {
        self.paths.get(record.start..record.end).unwrap_or_default()
    }

    /// How many files.
    pub(super) fn count(&self) -> usize {
        self.files.len()
    }

    /// The paths, in no particular order.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|record| self.path(record))
    }

    /// The manifest, sorted by path; with the files of an older site if both may lie in the folder.
    pub(super) fn manifest(&self, older: Option<&Ours>) -> String {
        let mut lines: Vec<(&str, u64, &Sum)> = self
            .files
            .iter()
            .map(|record| (self.path(record), record.size, &record.sum))
            .collect();
        if let Some(older) = older {
            let known = older.files.iter();
            lines
                .extend(known.flat_map(|(path, sums)| sums.iter().map(move |(size, sum)| (path.as_str(), *size, sum))));
        }
        lines.sort_unstable();
        lines.dedup();
        let mut text = format!("{{\"generator\":\"{GENERATOR}\",\"version\":{VERSION},\"files\":[\n");
        for (at, (path, size, sum)) in lines.iter().enumerate() {
            let path = serde_json::Value::from(*path);
            let _ = write!(text, "{{\"path\":{path},\"size\":{size},\"sha256\":\"");
            for byte in *sum {
                let _ = write!(text, "{byte:02x}");
            }
            text.push_str(if at + 1 == lines.len() { "\"}\n" } else { "\"},\n" });
        }
        text.push_str("]}\n");
        text
    }
}

#[derive(Deserialize)]
struct File {
    generator: String,
    version: u32,
    files: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    size: u64,
    sha256: String,
}

/// The files that an earlier build wrote.
#[derive(Debug, Default)]
pub(super) struct Ours {
    /// A path has several sums if a build was killed while it replaced file by file.
    files: HashMap<String, Vec<(u64, Sum)>>,
}

impl Ours {
    /// Reads the manifest of a site; `None` if it has none that can be trusted.
    pub(super) fn read(site: &Path) -> Option<Ours> {
        Ours::parse(&plain::bytes(&site.join(NAME)).ok()?)
    }

    fn parse(bytes: &[u8]) -> Option<Ours> {
        let file: File = serde_json::from_slice(bytes).ok()?;
        if file.generator != GENERATOR || file.version != VERSION {
            return None;
        }
        let mut ours = Ours::default();
        for entry in file.files {
            // One that leads out of the site was not written by this program.
            let inside = |path: &str| {
                let mut parts = Path::new(path).components();
                !path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)))
            };
            if !inside(&entry.path) {
                return None;
            }
            let sum = parse_sum(&entry.sha256)?;
            ours.files.entry(entry.path).or_default().push((entry.size, sum));
        }
        Some(ours)
    }

    /// Adds a file that is known to be this program's from its bytes.
    pub(super) fn add(&mut self, path: &str, bytes: &[u8]) {
        let known = self.files.entry(path.to_owned()).or_default();
        known.push((bytes.len() as u64, sum(bytes)));
    }

    /// Whether an earlier build wrote a file at this path, whatever became of it.
    pub(super) fn wrote(&self, path: &str) -> bool {
        path == NAME || self.files.contains_key(path)
    }

    /// Whether a file is as an earlier build wrote it.
    pub(super) fn unchanged(&self, path: &str, full: &Path) -> bool {
        let Some(known) = self.files.get(path) else {
            return path == NAME;
        };
        let Ok(meta) = fs::symlink_metadata(full) else {
            return false;
        };
        let size = meta.len();
        meta.is_file()
            && known.iter().any(|(known, _)| *known == size)
            && plain::bytes(full).is_ok_and(|bytes| known.contains(&(size, sum(&bytes))))
    }
}

fn parse_sum(hex: &str) -> Option<Sum> {
    let mut sum = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (at, byte) in sum.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let mut written = Written::default();
        written.add("organs/\"引号\".html", 2, sum(b"ab"));
        written.add("index.html", 0, sum(b""));
        let text = written.manifest(None);
        assert_eq!(
            text,
            "{\"generator\":\"nianbao\",\"version\":1,\"files\":[\n\
             {\"path\":\"index.html\",\"size\":0,\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"},\n\
             {\"path\":\"organs/\\\"引号\\\".html\",\"size\":2,\"sha256\":\"fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603\"}\n\
             ]}\n"
        );
        let ours = Ours::parse(text.as_bytes()).expect("a manifest");
        assert!(ours.wrote("index.html") && ours.wrote("organs/\"引号\".html") && ours.wrote(NAME));
        assert!(!ours.wrote("organs"));
        // Both versions of a file are known while one takes the other's place.
        let mut newer = Written::default();
        newer.add("index.html", 1, sum(b"x"));
        let both = Ours::parse(newer.manifest(Some(&ours)).as_bytes()).expect("a manifest");
        assert_eq!(both.files["index.html"], [(0, sum(b"")), (1, sum(b"x"))]);
        assert!(both.wrote("organs/\"引号\".html"));
    }

    #[test]
    fn a_manifest_that_cannot_be_trusted_is_none() {
        let line = |path: &str, sum: &str| {
            format!(
                "{{\"generator\":\"nianbao\",\"version\":1,\"files\":[{{\"path\":\"{path}\",\"size\":1,\"sha256\":\"{sum}\"}}]}}"
            )
        };
        let sum = "0".repeat(64);
        for (text, expected) in [
            (line("a/b", &sum), true),
            (line("../b", &sum), false),
            (line("a/../../b", &sum), false),
            (line("/etc/passwd", &sum), false),
            (line("", &sum), false),
            (line("a", "00"), false),
            (line("a", &"é".repeat(32)), false),
            (line("a", &sum).replace("nianbao", "other"), false),
            (line("a", &sum).replace("\"version\":1", "\"version\":2"), false),
            ("{\"name\":\"app\",\"icons\":[]}".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(Ours::parse(text.as_bytes()).is_some(), expected, "{text}");
        }
    }
}
