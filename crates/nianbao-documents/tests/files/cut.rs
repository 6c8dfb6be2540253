//! Whole files of every kind, cut off or with a part overwritten: each is read in part, or reported as unreadable by name.

use std::path::{Path, PathBuf};

use nianbao_core::document::Document;
use nianbao_documents::read;

/// The number of places at which each file is damaged.
const PLACES: usize = 12;
/// The bytes that are overwritten at a place.
const BYTES: usize = 24;

/// The files of the conformance set that are not plain text.
fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/layouts");
    let kinds = ["doc", "docx", "html", "json", "mht", "odt", "pdf", "rtf", "csv"];
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the cases")
        .map(|entry| entry.expect("a case").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|kind| kinds.iter().any(|known| kind == *known))
        })
        .filter(|path| !path.to_string_lossy().ends_with(".expected.json"))
        .collect();
    files.sort();
    files
}

fn check(name: &str, bytes: &[u8]) {
    match read(name, bytes) {
        Ok(source) => {
            let text = nianbao_core::write::markdown(&source.reading.report);
            let again: Document<'_> = nianbao_core::markdown::document(&text);
            assert!(!again.blocks.is_empty() || text.len() < 200, "{name}");
        }
        Err(trouble) => {
            assert!(
                !trouble.name.is_empty() && !trouble.what.zh.is_empty() && !trouble.what.en.is_empty(),
                "{name}"
            );
        }
    }
}

#[test]
fn a_file_cut_off_or_overwritten_anywhere_is_read_in_part_or_said_to_be_damaged() {
    let files = files();
    let kinds: std::collections::BTreeSet<_> = files.iter().filter_map(|path| path.extension()).collect();
    assert_eq!(kinds.len(), 9, "{kinds:?}");
    for path in files {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).expect("a case");
        for place in 0..PLACES {
            // Headers and directories are at the ends.
            let at = match place {
                0 => 1,
                1 => 40,
                2 => bytes.len() - 1,
                3 => bytes.len() - 60,
                _ => bytes.len() * (place - 3) / (PLACES - 3),
            };
            check(&name, &bytes[..at]);
            for byte in [0, 0xFF] {
                let mut damaged = bytes.clone();
                let end = (at + BYTES).min(damaged.len());
                damaged[at..end].fill(byte);
                check(&name, &damaged);
            }
        }
    }
}
