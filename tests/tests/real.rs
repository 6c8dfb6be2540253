//! Real published reports, if available: neither they nor their texts are part of the repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use nianbao_core::field::{Field, RequestsRow};
use nianbao_core::recognise::recognise;
use nianbao_core::report::Report;
use nianbao_core::rules::{self, Settings};
use nianbao_core::verdict::Input;
use nianbao_core::{markdown, write};
use nianbao_documents::Source;
use nianbao_tests::{real_data, skipped, text};

/// The real reports that can be read, by file name, with their folder; the others are printed.
static REPORTS: LazyLock<Option<(PathBuf, BTreeMap<String, Source>)>> = LazyLock::new(|| {
    let folder = real_data("real reports")?;
    let reports = read(&folder);
    Some((folder, reports))
});

fn read(folder: &Path) -> BTreeMap<String, Source> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    let mut reports = BTreeMap::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let known = ["txt", "html", "pdf", "docx", "xlsx"]
            .iter()
            .any(|kind| name.ends_with(kind));
        if !known {
            continue;
        }
        let bytes = std::fs::read(&file).expect("a file at hand can be read");
        match nianbao_documents::read(&name, &bytes) {
            Ok(source) => {
                reports.insert(name, source);
            }
            Err(trouble) => skipped(&format!("the real report {name}"), &trouble.to_string()),
        }
    }
    reports
}

/// The cells that are not blank, by field.
fn figures(report: &Report) -> BTreeMap<Field, String> {
    let figures = report.figures();
    figures
        .iter()
        .filter(|(_, cell)| !cell.is_blank())
        .map(|(field, cell)| (field, cell.as_str().to_owned()))
        .collect()
}

/// Whether a field belongs to （六）其他处理, which the report writes as one row and the figures as three: it is 0.
fn is_one_row(field: Field, read: &BTreeMap<Field, String>) -> bool {
    use RequestsRow as R;
    let Field::Requests(row, applicant) = field else {
        return false;
    };
    let of_the_group = [
        R::OtherOutcome,
        R::OtherOutcomeCorrectionOverdue,
        R::OtherOutcomeFeeOverdue,
        R::OtherOutcomeOther,
    ];
    of_the_group.contains(&row)
        && read
            .get(&Field::Requests(R::OtherOutcome, applicant))
            .is_some_and(|cell| cell == "0")
}

#[test]
fn reports_are_the_same_after_writing_and_reading() {
    let Some((_, reports)) = &*REPORTS else {
        return;
    };
    for (name, source) in reports {
        let written = write::markdown(&source.reading.report);
        let again = recognise(&markdown::document(&written)).report;
        assert_eq!(again, source.reading.report, "{name}");
        assert_eq!(write::markdown(&again), written, "{name}");
    }
}

#[test]
fn every_figure_of_a_real_report_is_read() {
    let Some((folder, reports)) = &*REPORTS else {
        return;
    };
    let grids = std::fs::read_to_string(folder.join("grids.json")).expect("the figures are at hand with the reports");
    let grids: serde_json::Value = serde_json::from_str(&grids).expect("the figures are JSON");
    for (name, source) in reports {
        let stem = name.split('.').next().unwrap_or_default();
        let Some(grid) = grids.get(stem) else {
            continue;
        };
        let read = figures(&source.reading.report);
        let expected: BTreeMap<Field, String> = grid["fields"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(field, value)| Some((field.parse().ok()?, value.as_str()?.to_owned())))
            .filter(|(_, value)| !value.is_empty())
            .filter(|(field, _)| !is_one_row(*field, &read))
            .collect();
        assert!(expected.len() > 30, "{stem} has figures");
        let missing: Vec<_> = expected
            .iter()
            .filter(|(field, value)| read.get(field) != Some(value))
            .collect();
        let beyond: Vec<_> = read
            .iter()
            .filter(|(field, value)| expected.get(field) != Some(value) && !is_one_row(**field, &read))
            .collect();
        assert!(
            missing.is_empty() && beyond.is_empty(),
            "{name}\nmissing: {missing:?}\nread instead: {beyond:?}"
        );
    }
}

/// The names of the rules that a report breaks, in the order of the findings.
fn broken(report: &Report) -> Vec<&'static str> {
    let checked = rules::check(Input::new(report, 0), &Settings::default());
    checked.findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn the_seed_report_is_found_to_contradict_its_tables() {
    // It is part of the archive in this repository; as published, its tables have blanks and zeros.
    let text = text("content/reports/jianshan-office/2023.md");
    let report = nianbao_core::markdown::read(&text).report;
    let broken = broken(&report);
    for rule in ["prose-received", "prose-outcomes", "cell-blank"] {
        assert!(broken.contains(&rule), "{rule} is not among {broken:?}");
    }
    // Blanks with a total of 0 are not an error of arithmetic.
    for rule in [
        "wrong-cell",
        "requests-balance",
        "outcomes-total",
        "applicants-total",
        "disputes-total",
    ] {
        assert!(!broken.contains(&rule), "{rule} is among {broken:?}");
    }
    if let Some((_, reports)) = &*REPORTS
        && let Some(source) = reports.get("jianshan-2023.txt")
    {
        assert_eq!(
            self::broken(&source.reading.report),
            broken,
            "as it was published and as it is kept"
        );
        assert!(source.reading.unplaced.is_empty(), "{:?}", source.reading.unplaced);
    }
}

#[test]
fn prose_with_another_number_is_reported() {
    let Some((_, reports)) = &*REPORTS else {
        return;
    };
    let Some(source) = reports.get("hongze-2024.txt") else {
        return;
    };
    let broken = broken(&source.reading.report);
    assert!(broken.contains(&"prose-received"), "{broken:?}");
    assert!(!broken.contains(&"requests-balance"), "{broken:?}");
}
