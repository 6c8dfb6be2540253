//! How well the prose is read, measured on labelled fragments of real reports (`NIANBAO_DATA`, or `../shared/data` beside
//! the repository): exact (field, value, approximate or not) for each fragment.

use std::collections::BTreeSet;
use std::path::PathBuf;

use nianbao_core::prose;
use serde::Deserialize;

#[derive(Deserialize)]
struct Fragment {
    id: String,
    year: Option<u16>,
    text: String,
    claims: Vec<Label>,
    #[serde(default)]
    ambiguous: Vec<Label>,
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

/// Measures one file of fragments; precision and recall in thousandths must reach these.
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
