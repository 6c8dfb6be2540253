//! Runs the conformance set in `cases/`. With `NIANBAO_CASES=write` the results are written instead of compared.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nianbao_core::rules::{RULE_SET, RULES};
use serde_json::{Map, Value, json};

/// The end of the name of a result; before it comes the name of its input.
const RESULT: &str = ".expected.json";

/// The version of the shape of a result.
const VERSION: u32 = 1;

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases")
}

/// The inputs: the files in `rules/` and `layouts/`, the folders in `archives/`.
fn inputs() -> Vec<PathBuf> {
    let mut inputs: Vec<PathBuf> = ["rules", "layouts", "archives"]
        .iter()
        .flat_map(|folder| fs::read_dir(cases().join(folder)).expect("a folder of cases"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.to_string_lossy().ends_with(RESULT))
        .collect();
    inputs.sort();
    inputs
}

fn result_of(input: &Path) -> PathBuf {
    let mut name = input.as_os_str().to_owned();
    name.push(RESULT);
    name.into()
}

/// The output of the command in JSON.
fn run(line: &[&str], path: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_nianbao"))
        .args(line)
        .arg(path)
        .output()
        .expect("it runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        let said = String::from_utf8_lossy(&output.stderr);
        panic!("{}: {error}: {said}", path.display())
    })
}

/// The part of the command's output that every tool should agree with: see `cases/README.md`.
fn result(input: &Path) -> Value {
    let checked = run(&["check", "--format", "json", "--fail-on", "never"], input);
    let reports = checked["reports"].as_array().expect("reports");
    let folder = if input.is_dir() {
        input
    } else {
        input.parent().expect("a folder")
    };
    let reports: Vec<Value> = reports.iter().map(|report| of_report(folder, input, report)).collect();
    json!({ "version": VERSION, "reports": reports })
}

fn of_report(folder: &Path, input: &Path, report: &Value) -> Value {
    let path = Path::new(report["path"].as_str().expect("a path"));
    let source = fs::read_to_string(path).unwrap_or_default();
    let name = path.strip_prefix(folder).expect("a path in the case");
    let findings = list(&report["diagnostics"]).map(|finding| {
        let at = |end: &str| {
            finding["span"][end]["offset"]
                .as_u64()
                .and_then(|at| usize::try_from(at).ok())
        };
        let words = at("start")
            .zip(at("end"))
            .and_then(|(start, end)| source.get(start..end));
        json!({
            "rule": finding["rule"], "severity": finding["severity"], "field": finding["field"], "words": words,
        })
    });
    let claims = list(&report["claims"])
        .map(|claim| json!({ "field": claim["field"], "value": claim["value"], "approximate": claim["approximate"] }));
    let mut result = json!({
        "path": name.to_string_lossy().replace('\\', "/"),
        "organ": report["organ"],
        "year": report["year"],
        "form": report["form"],
        "verdict": report["verdict"],
        "findings": findings.collect::<Vec<_>>(),
        "not_assessed": report["not_assessed"],
        "claims": claims.collect::<Vec<_>>(),
    });
    if input.is_file() {
        result["cells"] = cells(input);
    }
    result
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The cells that were read, as written, except zeros.
fn cells(input: &Path) -> Value {
    let name = input.file_name().expect("a name").to_string_lossy().into_owned();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.json"));
    let _ = fs::remove_file(&target);
    let output = Command::new(env!("CARGO_BIN_EXE_nianbao"))
        .args(["convert", "--out"])
        .arg(&target)
        .arg(input)
        .output()
        .expect("it runs");
    let Ok(text) = fs::read_to_string(&target) else {
        panic!("{name}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let _ = fs::remove_file(&target);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let fields = report["fields"].as_object().into_iter().flatten();
    Value::Object(
        fields
            .filter(|(_, value)| value.as_str() != Some("0"))
            .map(|(field, value)| (field.clone(), value.clone()))
            .collect::<Map<_, _>>(),
    )
}

/// Whether results are written: then the other tests have nothing to look at yet.
fn writes() -> bool {
    std::env::var_os("NIANBAO_CASES").is_some_and(|value| value == "write")
}

fn written(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON") + "\n"
}

#[test]
fn every_case_gives_its_result() {
    let write = writes();
    let set = json!({ "version": VERSION, "rule_set": RULE_SET });
    let mut wrong = Vec::new();
    let mut check = |path: &Path, value: &Value| {
        let now = written(value);
        if write {
            fs::write(path, now).expect("a result is written");
        } else if fs::read_to_string(path).unwrap_or_default() != now {
            wrong.push(format!("{}:\n{now}", path.display()));
        }
    };
    check(&cases().join("set.json"), &set);
    for input in inputs() {
        check(&result_of(&input), &result(&input));
    }
    assert!(
        wrong.is_empty(),
        "{} results differ from those in cases/. If they are right now, run this test with NIANBAO_CASES=write and look at \
         the difference:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// A result whose input is gone, or a rule without a case, would not be noticed otherwise.
#[test]
fn every_rule_has_a_case_and_every_result_an_input() {
    if writes() {
        return;
    }
    let mut found = BTreeSet::new();
    let results: BTreeSet<PathBuf> = inputs().iter().map(|input| result_of(input)).collect();
    for folder in ["rules", "layouts", "archives"] {
        for entry in fs::read_dir(cases().join(folder)).expect("a folder of cases") {
            let path = entry.expect("an entry").path();
            if !path.to_string_lossy().ends_with(RESULT) {
                continue;
            }
            assert!(results.contains(&path), "{} has no input", path.display());
            let value: Value = serde_json::from_str(&fs::read_to_string(&path).expect("a result")).expect("JSON");
            for report in list(&value["reports"]) {
                found.extend(
                    list(&report["findings"]).filter_map(|finding| finding["rule"].as_str().map(str::to_owned)),
                );
            }
        }
    }
    let without: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.name)
        .filter(|name| !found.contains(*name))
        .collect();
    assert!(without.is_empty(), "rules that no case breaks: {without:?}");
}

/// The download has every case, and the same bytes each time it is packed.
#[test]
fn the_download_has_every_case() {
    if writes() {
        return;
    }
    let bytes = std::io::Cursor::new(nianbao_build::cases::ZIP);
    let mut archive = zip::ZipArchive::new(bytes).expect("a zip archive");
    let names: BTreeSet<String> = (0..archive.len())
        .map(|at| {
            archive
                .by_index(at)
                .expect("a file")
                .name()
                .expect("a name")
                .into_owned()
        })
        .collect();
    for input in inputs() {
        let name = result_of(&input);
        let name = name
            .strip_prefix(cases())
            .expect("a case")
            .to_string_lossy()
            .replace('\\', "/");
        assert!(names.contains(&format!("cases/{name}")), "{name}");
    }
    assert!(names.contains("cases/README.md") && names.contains("cases/set.json"));
}
