//! What a browser loads stays small: limits in bytes as they go over the wire.

use std::io::Write;
use std::path::{Path, PathBuf};

use nianbao_tests::{skipped, walk};

/// wasm and scripts that the validator needs before it can be used, compressed: what it shall be.
const FIRST_LOAD: usize = 300 * 1024;
/// What it is allowed until then: it has been above the budget since the prose is read and checked as well, and must
/// not grow further. To be lowered with every saving, and to go once the budget is met.
const FIRST_LOAD_AT_MOST: usize = 445 * 1024;
/// Each file of wasm or script that is loaded when it is needed, compressed.
const LATER_LOAD: usize = 400 * 1024;
/// The validator as one file, as it lies on a disk.
const SINGLE_FILE: usize = 2 * 1024 * 1024;

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory can be written to");
    encoder.finish().expect("memory can be written to").len()
}

/// The files of wasm and script, with whether the page asks for them at once.
fn programs(folder: &Path) -> Vec<(PathBuf, bool)> {
    let page = std::fs::read_to_string(folder.join("index.html")).expect("the validator has a page");
    let mut files = Vec::new();
    walk(folder, &mut files);
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "wasm" || extension == "js")
    });
    files
        .into_iter()
        .map(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            // Small scripts that wasm-bindgen puts aside are loaded with the main one.
            let at_once = page.contains(&name) || file.components().any(|part| part.as_os_str() == "snippets");
            (file, at_once)
        })
        .collect()
}

#[test]
fn the_validator_is_small() {
    let Some(folder) = std::env::var_os("NIANBAO_VALIDATOR").map(PathBuf::from) else {
        skipped(
            "the size of the validator",
            "none was built; `cargo xtask test` builds it",
        );
        return;
    };
    let mut first = 0;
    for (file, at_once) in programs(&folder) {
        let size = compressed(&std::fs::read(&file).expect("a built file can be read"));
        let name = file.strip_prefix(&folder).unwrap_or(&file).display().to_string();
        println!(
            "{:>8.1} KB gzip  {name}{}",
            kilobytes(size),
            if at_once { "" } else { "  (when it is needed)" }
        );
        if at_once {
            first += size;
        } else {
            assert!(
                size <= LATER_LOAD,
                "{name} is {size} bytes compressed; the limit is {LATER_LOAD}"
            );
        }
    }
    println!(
        "{:>8.1} KB gzip  first load, of {}",
        kilobytes(first),
        kilobytes(FIRST_LOAD)
    );
    assert!(first > 0, "the page of the validator names no program");
    if first > FIRST_LOAD {
        println!("OVER BUDGET: the first load is {first} bytes compressed; it shall be {FIRST_LOAD} at most");
    }
    assert!(
        first <= FIRST_LOAD_AT_MOST,
        "the first load is {first} bytes compressed; the limit is {FIRST_LOAD_AT_MOST}"
    );
    let single = folder.join("nianbao-validator.html");
    let single = std::fs::metadata(single)
        .expect("the validator is there as one file")
        .len();
    let single = usize::try_from(single).unwrap_or(usize::MAX);
    println!(
        "{:>8.1} KB       single file, of {}",
        kilobytes(single),
        kilobytes(SINGLE_FILE)
    );
    assert!(
        single <= SINGLE_FILE,
        "the single file is {single} bytes; the limit is {SINGLE_FILE}"
    );
}

#[expect(clippy::cast_precision_loss, reason = "only shown, with one decimal")]
fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}
