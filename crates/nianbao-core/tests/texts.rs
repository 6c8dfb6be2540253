//! What the rules on dates, text and duties find in real prose (`NIANBAO_DATA`, or `../shared/data` beside the
//! repository), every finding of it looked at by a person; and in the archive's own content, where they find nothing.

use std::fmt::Write as _;
use std::path::PathBuf;

use nianbao_core::form::SectionId;
use nianbao_core::page::example;
use nianbao_core::report::{Block, Report};
use nianbao_core::rule::Family;
use nianbao_core::rules::{Settings, check, find};
use nianbao_core::text::{Span, Traced};
use nianbao_core::{document, markdown, recognise};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fragment {
    id: String,
    year: Option<u16>,
    text: String,
}

fn data(name: &str) -> Option<String> {
    let folder = std::env::var_os("NIANBAO_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!(
            "SKIPPED: {} is not here; set NIANBAO_DATA to the folder that has it",
            path.display()
        );
    }
    text
}

/// What the rules of the three families find: rule and, for looking at, the message.
fn found(report: &Report) -> Vec<(&'static str, String)> {
    check(report, &Settings::default())
        .findings
        .into_iter()
        .filter(|finding| {
            find(finding.rule).is_some_and(|rule| matches!(rule.family, Family::Dates | Family::Text | Family::Duties))
        })
        .map(|finding| (finding.rule, finding.message.zh.into_owned()))
        .collect()
}

/// Each fragment as section one of a report that is complete otherwise and names no organ.
fn fragments(file: &str) -> String {
    let Some(text) = data(file) else { return String::new() };
    let mut out = String::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let fragment: Fragment = serde_json::from_str(line).expect("a labelled fragment");
        let year = fragment.year.unwrap_or(2023);
        let mut report = example(&format!("year: {year}")).expect("a report");
        report.meta.organ = None;
        report.title = format!("{year}年政府信息公开工作年度报告");
        let overview = report.section_mut(SectionId::Overview);
        overview.blocks = vec![Block::Paragraph(fragment.text)];
        for (rule, message) in found(&report) {
            let _ = writeln!(out, "{} {rule}: {message}", fragment.id);
        }
    }
    out
}

/// A text file as the readers give it to the recogniser: line by line.
fn read_text(text: &str) -> Report {
    let mut at = 0;
    let mut blocks = Vec::new();
    for line in text.split_inclusive('\n') {
        let shown = line.trim_end_matches(['\n', '\r']);
        blocks.push(document::Block::Line(document::Line {
            text: Traced::verbatim(shown, at),
            span: Span::new(at, at + shown.len()),
        }));
        at += line.len();
    }
    recognise::recognise(&document::Document {
        front_matter: None,
        blocks,
    })
    .report
}

#[test]
fn looking() {
    println!("{}", fragments("claims.jsonl"));
    println!("VARIANTS\n{}", fragments("claims-variants.jsonl"));
    for name in ["jianshan-2023.txt", "hongze-2024.txt"] {
        if let Some(text) = data(name) {
            println!("{name}: {:#?}", found(&read_text(&text)));
        }
    }
    let content = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../content/reports"));
    for organ in std::fs::read_dir(content).unwrap() {
        for file in std::fs::read_dir(organ.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let source = std::fs::read_to_string(&path).unwrap();
            for (rule, message) in found(&markdown::read(&source).report) {
                println!("{} {rule}: {message}", path.display());
            }
        }
    }
}
