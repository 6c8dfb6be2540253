//! The smallest inputs made after real pages: each is read as its right answer says.

use std::collections::BTreeMap;

use nianbao_core::diagnostic::Severity;
use nianbao_core::rules::{Settings, check};
use nianbao_core::wire::ReportData;
use nianbao_documents::{Source, read};
use serde_json::Value;

use crate::common::data;

/// The cases of these groups, by the word before their number.
const GROUPS: [&str; 5] = ["TITLE", "SECTION", "TABLE", "FORMAT", "FALSE"];
/// Kinds of file that may not be at hand.
const KINDS: [&str; 2] = ["txt", "md"];

/// Cases whose right answer is not given, with the reason.
const OPEN: [(&str, &str); 1] = [(
    "FORMAT-5",
    "traditional characters are not read; what is said of them is a matter of the rules",
)];

fn fields(source: &Source) -> BTreeMap<String, String> {
    ReportData::new(&source.reading.report).fields
}

/// How a case differs from its right answer; nothing where it doesn't.
fn differs(name: &str, source: &Source, right: &Value, base: &BTreeMap<String, String>) -> Vec<String> {
    let report = &source.reading.report;
    let mut out = Vec::new();
    if let Some(organ) = right["organ"].as_str()
        && report.organ() != Some(organ)
    {
        out.push(format!("organ {:?}", report.organ()));
    }
    if let Some(year) = right["year"].as_u64()
        && report.year().map(u64::from) != Some(year)
    {
        out.push(format!("year {:?}", report.year()));
    }
    if let Some(count) = right["sections"].as_u64() {
        let ids: Vec<_> = report.sections.iter().map(|section| section.id).collect();
        if u64::try_from(ids.len()).ok() != Some(count) || ids.contains(&None) || !ids.is_sorted() {
            out.push(format!("sections {ids:?}"));
        }
    }
    if right["fields_read"].is_u64() {
        let read = fields(source);
        let wrong: Vec<_> = base
            .iter()
            .filter(|(name, value)| read.get(*name) != Some(value))
            .collect();
        if !wrong.is_empty() || read.len() != base.len() {
            out.push(format!(
                "{} fields, {} wrong, {:?}",
                read.len(),
                wrong.len(),
                wrong.first()
            ));
        }
    }
    let checked = check(&source.reading, &Settings::default());
    let said: Vec<String> = checked
        .findings
        .iter()
        .map(|finding| format!("{} {}", finding.rule, finding.message.zh))
        .collect();
    match &right["findings"] {
        Value::Array(list) if list.is_empty() && !said.is_empty() => out.push(format!("{said:?}")),
        Value::Array(list) => {
            for wanted in list {
                let rules = wanted[1].as_str().unwrap_or_default();
                // 「(a title rule)」: another part of the product says it.
                if !rules.starts_with('(') && !checked.findings.iter().any(|finding| rules.contains(finding.rule)) {
                    out.push(format!("{rules} not said: {said:?}"));
                }
            }
            let errors = checked
                .findings
                .iter()
                .filter(|finding| finding.severity == Severity::Error);
            if name == "TABLE-9" && errors.count() > 3 {
                out.push(format!("misread: {said:?}"));
            }
        }
        Value::String(text) if text.contains("section-heading") => {
            out.extend(said.into_iter().filter(|said| !said.starts_with("section-heading")));
        }
        _ => {}
    }
    out
}

#[test]
fn cases_made_after_real_pages_are_read_right() {
    let Some(base) = data("reading/TABLE-0base-fields.json") else {
        return;
    };
    let base: BTreeMap<String, String> = serde_json::from_slice(&base).expect("the base's fields");
    let (mut right, mut wrong) = (0, Vec::new());
    for group in GROUPS {
        for number in 1..=30 {
            let name = format!("{group}-{number}");
            let read_file = |kind: &&str| {
                let file = format!("{name}.{kind}");
                std::fs::exists(folder().join(&file))
                    .is_ok_and(|is| is)
                    .then(|| Some((file.clone(), data(&format!("reading/{file}"))?)))?
            };
            let (Some((file, bytes)), Some(answer)) = (
                KINDS.iter().find_map(read_file),
                std::fs::read(folder().join(format!("{name}.json"))).ok(),
            ) else {
                continue;
            };
            let answer: Value = serde_json::from_slice(&answer).expect("an answer");
            let source = read(&file, &bytes).unwrap_or_else(|error| panic!("{name}: {}", error.what.zh));
            let found = differs(&name, &source, &answer["right"], &base);
            if found.is_empty() {
                right += 1;
            } else if !OPEN.iter().any(|(open, _)| *open == name) {
                wrong.push(format!("{name}: {}", found.join("\n    ")));
            }
        }
    }
    println!("{right} right, {} wrong", wrong.len());
    assert!(wrong.is_empty(), "{right} right; wrong:\n{}", wrong.join("\n"));
}

fn folder() -> std::path::PathBuf {
    std::env::var_os("NIANBAO_DATA")
        .map_or_else(
            || std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
            std::path::PathBuf::from,
        )
        .join("reading")
}
