//! Limits on the files that a browser loads, in bytes as transferred.

use std::io::Write;
use std::path::{Path, PathBuf};

use nianbao_tests::{skipped, walk};

/// wasm and scripts that the validator loads before it can be used, compressed.
const FIRST_LOAD: usize = 150 * 1024;
/// The same with the second part of the page, which comes right after its start.
const WHOLE_PAGE: usize = 320 * 1024;
/// The module that is this second part, without a script.
const SECOND_PART: &str = "later";
/// Each module loaded when needed, its wasm and its script together, compressed.
const LATER_LOAD: usize = 400 * 1024;
/// The modules loaded when needed. `tests/browser.rs` checks that they are not loaded before.
const LATER: [&str; 6] = [SECOND_PART, "engine", "reader", "documents", "pages", "legacy"];
/// The module of the archive's search page, its wasm and its script together, compressed. It comes with the validator,
/// which does not load it.
const SEARCH: usize = 60 * 1024;
/// The name of that module.
const SEARCH_MODULE: &str = "search";
/// The validator as one file, uncompressed.
const SINGLE_FILE: usize = 2 * 1024 * 1024;

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory can be written to");
    encoder.finish().expect("memory can be written to").len()
}

/// The wasm and script files, each with the later module it belongs to, if any.
fn programs(folder: &Path) -> Vec<(PathBuf, Option<&'static str>)> {
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
            let later = LATER
                .into_iter()
                .chain([SEARCH_MODULE])
                .find(|module| name == format!("{module}.js") || name == format!("{module}_bg.wasm"));
            (file, later)
        })
        .collect()
}

/// The built validator, if there is one.
fn validator(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("NIANBAO_VALIDATOR").map(PathBuf::from);
    if folder.is_none() {
        skipped(what, "none was built; `cargo xtask test` builds it");
    }
    folder
}

#[test]
fn no_module_names_a_place_of_the_machine_that_built_it() {
    let Some(folder) = validator("the paths in the validator's modules") else {
        return;
    };
    let mut here: Vec<String> = ["home", "root", "Users"].map(|name| format!("/{name}/")).into();
    here.extend(std::env::var("HOME").ok().filter(|home| home.len() > 1));
    here.push(nianbao_tests::root().display().to_string());
    for (file, _) in programs(&folder) {
        let bytes = std::fs::read(&file).expect("a built file can be read");
        for place in &here {
            assert!(
                !bytes.windows(place.len()).any(|window| window == place.as_bytes()),
                "{} names {place}",
                file.display()
            );
        }
    }
}

#[test]
fn the_validator_is_small() {
    let Some(folder) = validator("the size of the validator") else {
        return;
    };
    let mut first = 0;
    let mut search = 0;
    let mut later = [0; LATER.len()];
    for (file, module) in programs(&folder) {
        let size = compressed(&std::fs::read(&file).expect("a built file can be read"));
        let name = file.strip_prefix(&folder).unwrap_or(&file).display().to_string();
        println!(
            "{:>8.1} KB gzip  {name}{}",
            kilobytes(size),
            if module.is_none() { "" } else { "  (when it is needed)" }
        );
        match module.map(|module| LATER.iter().position(|name| *name == module)) {
            Some(Some(module)) => later[module] += size,
            Some(None) => search += size,
            None => first += size,
        }
    }
    println!(
        "{:>8.1} KB gzip  first load, of {}",
        kilobytes(first),
        kilobytes(FIRST_LOAD)
    );
    assert!(first > 0, "the validator has no program");
    assert!(
        first <= FIRST_LOAD,
        "the first load is {first} bytes compressed; the limit is {FIRST_LOAD}"
    );
    for (name, size) in LATER.iter().zip(later) {
        assert!(size > 0, "the module {name} is missing");
        assert!(
            size <= LATER_LOAD,
            "the module {name} is {size} bytes compressed; the limit is {LATER_LOAD}"
        );
    }
    let page = first + later[0];
    println!(
        "{:>8.1} KB gzip  the page with its second part, of {}",
        kilobytes(page),
        kilobytes(WHOLE_PAGE)
    );
    assert!(
        page <= WHOLE_PAGE,
        "the page is {page} bytes compressed; the limit is {WHOLE_PAGE}"
    );
    println!(
        "{:>8.1} KB gzip  search page, of {}",
        kilobytes(search),
        kilobytes(SEARCH)
    );
    assert!(search > 0, "the module of the search page is missing");
    assert!(
        search <= SEARCH,
        "the module of the search page is {search} bytes compressed; the limit is {SEARCH}"
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
