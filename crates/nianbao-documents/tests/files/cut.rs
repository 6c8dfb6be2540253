//! Whole files of every kind, cut off or with a part overwritten: each is read in part, or reported as unreadable by name.

use std::path::{Path, PathBuf};

use nianbao_core::document::Document;
use nianbao_core::rules::{self, Settings};
use nianbao_core::verdict::Verdict;
use nianbao_core::wire::ReportData;
use nianbao_documents::{Kind, read, read_text};

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

/// The figures by field, and the verdict.
fn figures(text: String) -> (Vec<(String, String)>, Verdict) {
    let reading = read_text(Kind::Text, text).reading;
    let fields = ReportData::new(&reading.report).fields.into_iter().collect();
    (fields, rules::check(&reading, &Settings::default()).verdict)
}

/// A text with one line lost, joined to the next one, or without one of its cells.
fn damaged(lines: &[&str], at: usize) -> Vec<String> {
    let with = |line: &[&str], rest: usize| [&lines[..at], line, &lines[rest..]].concat().join("\n");
    let mut out = vec![with(&[], at + 1)];
    if let Some(next) = lines.get(at + 1) {
        out.push(with(&[&[lines[at], *next].concat()], at + 2));
    }
    for sign in ['|', '\t'] {
        let cells: Vec<&str> = lines[at].split(sign).collect();
        for lost in 0..cells.len() {
            if cells.len() > 1 {
                let kept = [&cells[..lost], &cells[lost + 1..]].concat();
                out.push(with(&[&kept.join(&sign.to_string())], at + 1));
            }
        }
    }
    out
}

#[test]
fn a_table_that_lost_a_line_or_a_cell_is_not_called_fit_with_other_figures() {
    let mut count = 0;
    for name in ["rows-with-pipes.txt", "one-cell-a-line.txt", "table-four-as-a-list.txt"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../cases/layouts")
            .join(name);
        let text = std::fs::read_to_string(&path).expect("a case");
        let (expected, verdict) = figures(text.clone());
        assert_eq!(verdict, Verdict::Fit, "{name}");
        let lines: Vec<&str> = text.lines().collect();
        let find = |words: &str| lines.iter().position(|line| line.contains(words)).expect("a heading");
        // The list differs from the first file only in table four.
        let from = if name.contains("list") {
            "四、政府信息公开"
        } else {
            "二、主动公开"
        };
        for at in find(from)..find("五、存在的主要问题") {
            for damaged in damaged(&lines, at) {
                count += 1;
                let (found, verdict) = figures(damaged.clone());
                assert!(
                    verdict != Verdict::Fit || found == expected,
                    "{name}, line {}: {damaged}",
                    at + 1
                );
            }
        }
    }
    assert!(count > 700, "{count}");
}
