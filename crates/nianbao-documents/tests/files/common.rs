//! Shared by the tests of several kinds of file.

use std::path::PathBuf;

use nianbao_core::field::{Field, RequestsRow, RowKey};
use nianbao_core::report::Block;
use nianbao_core::wire::ReportData;
use nianbao_core::{label, write};
use nianbao_documents::{Source, read};

/// A file of real data, if available; otherwise prints that the test is skipped.
pub(crate) fn data(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("NIANBAO_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let found = std::fs::read(folder.join(name)).ok();
    if found.is_none() {
        eprintln!("SKIPPED: {name} is not at hand; set NIANBAO_DATA to the folder that has it");
    }
    found
}

/// The cells of a report as `field=text`, in the form's order.
pub(crate) fn cells(source: &Source) -> Vec<String> {
    let figures = source.reading.report.figures();
    figures
        .iter()
        .map(|(field, cell)| format!("{field}={}", cell.as_str()))
        .collect()
}

/// Checks that a file reads as these cells, all of them and no others.
pub(crate) fn check_fields(name: &str, bytes: &[u8], expected: &serde_json::Map<String, serde_json::Value>) {
    let source = read(name, bytes).unwrap_or_else(|error| panic!("{name}: {}", error.what.zh));
    let mut data = ReportData::new(&source.reading.report).fields;
    for (field, value) in expected {
        let read = data.remove(field);
        assert_eq!(read.as_deref(), value.as_str(), "{name} {field}\n{}", source.text);
    }
    // （六）其他处理 written as one row is kept next to the three rows it implies.
    data.retain(|field, value| {
        field.parse().map(|field: Field| field.row()) != Ok(RowKey::Requests(RequestsRow::OtherOutcome)) || value != "0"
    });
    assert!(data.is_empty(), "{name}: no others, {data:?}");
}

/// The form's own words, which carry no information about a report and are implied by its tables.
pub(crate) const FURNITURE: &[&str] = &["信息内容", "申请人情况", "法人或其他组织", "行政诉讼"];

/// Checks that every piece of a source's text is in the report or listed as unplaced.
pub(crate) fn check_nothing_dropped(source: &Source) {
    let mut kept = write::markdown(&source.reading.report);
    for unplaced in &source.reading.unplaced {
        kept.push('\n');
        kept.push_str(&unplaced.text);
    }
    let plain =
        |text: &str| label::fold(&text.replace("<br>", "").replace("&#124;", "|")).replace(['\\', '|', '<', '>'], "");
    let kept = plain(&kept);
    for line in source.text.lines() {
        let line = line.trim();
        let pieces: Vec<&str> = if line.starts_with('|') {
            line.split(" | ").map(|piece| piece.trim_matches(['|', ' '])).collect()
        } else {
            vec![line]
        };
        for piece in pieces {
            if !FURNITURE.contains(&piece) {
                assert!(kept.contains(&plain(piece)), "{piece} is lost\n{}", source.text);
            }
        }
    }
}

/// A line for each part of a report: its kind and its text.
pub(crate) fn outline(source: &Source) -> Vec<String> {
    let report = &source.reading.report;
    let line = |block: &Block| match block {
        Block::Heading { level, text } => format!("h{level} {text}"),
        Block::Paragraph(text) => format!("p {text}"),
        Block::Table(table) => format!("table {} {}", table.id.section().name(), table.rows.len()),
        Block::Grid(rows) => format!("grid {rows:?}"),
        Block::Picture { alt, address } => format!("picture {alt} {address}"),
    };
    let mut out = vec![format!("# {}", report.title)];
    out.extend(report.preface.iter().map(line));
    for section in &report.sections {
        out.push(format!("## {}", section.heading));
        out.extend(section.blocks.iter().map(line));
    }
    out
}
