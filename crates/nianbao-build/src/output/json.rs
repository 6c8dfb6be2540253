//! `--format json`: the shape of [`nianbao_core::wire`], for programs.
//!
//! The elements of its lists are serialised each by itself, and stand in the text as they would had the whole been.

use nianbao_core::wire::{CheckOutput, FailureOutput, Summary, to_json};
use serde::Serialize;

use super::Examined;
use nianbao_core::trouble::Trouble;

/// How deep the list of reports stands.
const DEPTH: usize = 1;

/// What is printed of one file.
pub(super) fn piece(one: &Examined) -> String {
    element(&one.output(), DEPTH)
}

/// What stands before and behind the files. `empty`: whether there are none.
pub(super) fn around(empty: bool, summary: Summary, failures: &[Trouble]) -> (String, String) {
    let mut output = CheckOutput::new(Vec::new());
    output.summary = summary;
    output.failures = failures
        .iter()
        .map(|failure| FailureOutput {
            path: failure.path().to_owned(),
            name: failure.name.to_owned(),
            message: failure.text(),
            help: failure.hint.clone(),
        })
        .collect();
    list(&output.to_json(), "reports", DEPTH, empty)
}

/// A value as it stands in a list so deep, on lines of its own. Within a value only white space has line ends: those of
/// texts are escaped.
pub(super) fn element<T: Serialize>(value: &T, depth: usize) -> String {
    let line = line(depth + 1);
    let text = to_json(value);
    format!("{line}{}", text.trim_end().replace('\n', &line))
}

/// What stands before and behind the elements of a list, of which the text was made without any.
pub(super) fn list(text: &str, name: &str, depth: usize, empty: bool) -> (String, String) {
    // No text in the text looks like this: its quotation marks would be escaped.
    let none = format!("\"{name}\": []");
    debug_assert!(text.contains(&none), "no {none} in {text}");
    let (before, behind) = text.split_once(&none).unwrap_or((text, ""));
    let end = if empty { String::new() } else { line(depth) };
    (format!("{before}\"{name}\": ["), format!("{end}]{behind}"))
}

/// A new line, indented so deep.
fn line(depth: usize) -> String {
    format!("\n{}", "  ".repeat(depth))
}
