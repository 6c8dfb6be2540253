//! How well prose is read, measured on labelled fragments of real reports (in `NIANBAO_DATA`, or in `../shared/data`
//! next to the repository): the exact field, value and precision of each claim.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use nianbao_core::form::{FormId, SectionId};
use nianbao_core::report::{Block, Report};
use nianbao_core::rules::{Settings, check as check_report};
use nianbao_core::text::{Span, Traced};
use nianbao_core::verdict::Input;
use nianbao_core::wire::{ClaimValue, ReportOutput};
use nianbao_core::{document, markdown, prose, recognise};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fragment {
    id: String,
    year: Option<u16>,
    text: String,
    claims: Vec<Label>,
    #[serde(default)]
    ambiguous: Vec<Label>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
struct Label {
    field: String,
    value: serde_json::Number,
    #[serde(default)]
    qualifier: String,
}

fn data() -> PathBuf {
    std::env::var_os("NIANBAO_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    )
}

/// Measures one file of fragments; precision and recall, in thousandths, must be at least these.
fn check(file: &str, precision: usize, recall: usize) {
    let path = data().join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!(
            "SKIPPED: {} is not here; set NIANBAO_DATA to the folder that has it",
            path.display()
        );
        return;
    };
    let (mut right, mut wrong, mut missed) = (0_usize, 0_usize, 0_usize);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let fragment: Fragment = serde_json::from_str(line).expect("a labelled fragment");
        let read = prose::read(&fragment.text, fragment.year);
        let key = |label: &Label| {
            let approximate = !label.qualifier.is_empty() && label.qualifier != "exact";
            (label.field.clone(), label.value.to_string(), approximate)
        };
        let labelled: BTreeSet<_> = fragment.claims.iter().map(key).collect();
        let open: BTreeSet<_> = fragment
            .ambiguous
            .iter()
            .map(|label| (label.field.clone(), label.value.to_string()))
            .collect();
        let found: BTreeSet<_> = read
            .claims
            .iter()
            .map(|claim| (claim.subject.to_string(), claim.value.to_string(), claim.approximate))
            .collect();
        for claim in &found {
            if labelled.contains(claim) {
                right += 1;
            } else if !open.contains(&(claim.0.clone(), claim.1.clone())) {
                wrong += 1;
                let quote = read
                    .claims
                    .iter()
                    .find(|c| (c.subject.to_string(), c.value.to_string(), c.approximate) == *claim)
                    .map_or("", |c| read.quote(c.passage, c.span));
                println!("{file} {}: WRONG  {claim:?} 「{quote}」", fragment.id);
            }
        }
        for claim in labelled.difference(&found) {
            missed += 1;
            println!("{file} {}: MISSED {claim:?}", fragment.id);
        }
    }
    let share = |part: usize, whole: usize| (part * 1000).checked_div(whole).unwrap_or(1000);
    let (p, r) = (share(right, right + wrong), share(right, right + missed));
    println!("{file}: {right} right, {wrong} wrong, {missed} missed; precision {p}/1000, recall {r}/1000");
    assert!(
        p >= precision && r >= recall,
        "{file}: precision {p}/1000, recall {r}/1000"
    );
}

#[test]
fn claims_of_real_prose_are_read() {
    check("claims.jsonl", 980, 950);
}

#[test]
fn the_same_prose_is_read_in_other_writings() {
    check("claims-variants.jsonl", 980, 950);
}

/// Each fragment becomes section one of a report whose tables agree with the labels: the rules that compare prose with
/// tables find nothing, except where the label says that the prose contradicts itself.
#[test]
fn no_rule_finds_anything_in_prose_that_is_right() {
    for file in ["claims.jsonl", "claims-variants.jsonl"] {
        let path = data().join(file);
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!(
                "SKIPPED: {} is not here; set NIANBAO_DATA to the folder that has it",
                path.display()
            );
            continue;
        };
        let mut wrong = String::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let fragment: Fragment = serde_json::from_str(line).expect("a labelled fragment");
            let form = fragment.year.and_then(FormId::of_year).unwrap_or(FormId::F2021).form();
            let mut report = Report::blank(form, "", fragment.year);
            for label in &fragment.claims {
                let subject: prose::Quantity = label.field.parse().expect("a quantity");
                // A group follows from its rows; one that includes a labelled reason is not counted twice.
                let fields = subject.fields(form);
                let told = fragment
                    .claims
                    .iter()
                    .any(|other| other.field.starts_with(&format!("{}.", label.field)));
                if let (Some(field), false) = (fields.first(), told && fields.len() > 1) {
                    report.set(*field, &label.value.to_string());
                }
            }
            let section = report.section_mut(SectionId::Overview);
            section.blocks.push(Block::Paragraph(fragment.text.clone()));
            for finding in check_report(Input::new(&report, 0), &Settings::default()).findings {
                let serious = finding.severity > nianbao_core::diagnostic::Severity::Notice;
                if finding.rule.starts_with("prose-") && serious && !fragment.note.contains("CONTRADICTION") {
                    let _ = writeln!(wrong, "{} {}: {}", fragment.id, finding.rule, finding.message.zh);
                }
            }
        }
        assert!(wrong.is_empty(), "{file}:\n{wrong}");
    }
}

/// The JSON output has the claims of the prose with their places in the file.
#[test]
fn claims_are_printed_with_their_places() {
    let source = "+++\norgan = \"示例县财政局\"\nyear = 2023\n+++\n\n# 示例县财政局2023年政府信息公开工作年度报告\n\n\
        ## 一、总体情况\n\n2023年，新收政府信息公开申请13件，答复约12件。\n\n\
        ## 六、其他需要报告的事项\n\n收取信息处理费380.50元。\n";
    let reading = markdown::read(source);
    let checked = check_report(&reading, &Settings::default());
    let output = ReportOutput::new("2023.md", source, &reading, &checked);
    let claims: Vec<(&str, ClaimValue, bool, &str)> = output
        .claims
        .iter()
        .map(|claim| {
            (
                claim.field.as_str(),
                claim.value.clone(),
                claim.approximate,
                claim.quote.as_str(),
            )
        })
        .collect();
    assert_eq!(
        claims,
        [
            (
                "requests.received",
                ClaimValue::Whole(13),
                false,
                "新收政府信息公开申请13件"
            ),
            ("requests.outcomes_total", ClaimValue::Whole(12), true, "答复约12件"),
            (
                "fee_notices.collected",
                ClaimValue::Exact("380.5".to_owned()),
                false,
                "收取信息处理费380.50元"
            ),
        ]
    );
    for claim in &output.claims {
        let span = claim.span.expect("a place");
        assert_eq!(
            source.get(span.start.offset..span.end.offset),
            Some(claim.quote.as_str())
        );
    }
}

/// Compares the findings in the prose of a real report: severity, rule, cells.
fn check_real(file: &str, expected: &[(&str, &str, &[&str])]) {
    let path = data().join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!(
            "SKIPPED: {} is not here; set NIANBAO_DATA to the folder that has it",
            path.display()
        );
        return;
    };
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
    let report = recognise::recognise(&document::Document {
        front_matter: None,
        blocks,
    })
    .report;
    let found: Vec<(String, String, Vec<String>)> = check_report(Input::new(&report, 0), &Settings::default())
        .findings
        .into_iter()
        .filter(|finding| finding.rule.starts_with("prose-"))
        .map(|finding| {
            let cells = finding.also.iter().map(ToString::to_string).collect();
            (finding.severity.name().to_owned(), finding.rule.to_owned(), cells)
        })
        .collect();
    let expected: Vec<(String, String, Vec<String>)> = expected
        .iter()
        .map(|(severity, rule, cells)| {
            let cells = cells.iter().map(ToString::to_string).collect();
            (severity.to_string(), rule.to_string(), cells)
        })
        .collect();
    assert_eq!(found, expected, "{file}");
}

#[test]
fn real_prose_is_compared_with_real_tables() {
    // The prose says 3 received and 2 not held, the tables say 0.
    check_real(
        "jianshan-2023.txt",
        &[
            ("error", "prose-received", &["requests.received.total"]),
            ("error", "prose-outcomes", &["requests.unavailable.not_held.total"]),
        ],
    );
    // The prose is about the office, the table about the district; table four is not mentioned at all.
    check_real(
        "hongze-2024.txt",
        &[
            (
                "notice",
                "prose-silent",
                &[
                    "disputes.reconsideration.total",
                    "disputes.litigation_direct.total",
                    "disputes.litigation_after_reconsideration.total",
                ],
            ),
            ("notice", "prose-received", &["requests.received.total"]),
        ],
    );
}
