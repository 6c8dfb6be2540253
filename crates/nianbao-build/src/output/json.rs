//! `--format json`: the shape of [`nianbao_core::wire`], for programs.
//!
//! List elements are serialised one by one, with the same text as if the whole had been serialised.

use nianbao_core::wire::{CheckOutput, FailureOutput, Summary, to_json};
use serde::Serialize;

use super::Examined;
use nianbao_core::trouble::Trouble;

/// The depth of the list of reports.
const DEPTH: usize = 1;

/// The output for one file.
pub(super) fn piece(one: &Examined) -> String {
    element(&one.output(), DEPTH)
}

/// The text before and after the files. `empty`: whether there are none.
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

/// A value as an element of a list at this depth, on lines of its own. Line ends within it are always white space,
/// because those in strings are escaped.
pub(super) fn element<T: Serialize>(value: &T, depth: usize) -> String {
    let line = line(depth + 1);
    let text = to_json(value);
    let text = text.trim_end();
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        out.push_str(&line);
        out.push_str(&text[start..end]);
        start = end + 1;
    }
    out
}

/// The text before and after the elements of a list, from a text in which the list is empty.
pub(super) fn list(text: &str, name: &str, depth: usize, empty: bool) -> (String, String) {
    // No string can contain this, because its quotation marks would be escaped.
    let none = format!("\"{name}\": []");
    debug_assert!(text.contains(&none), "no {none} in {text}");
    let (before, behind) = text.split_once(&none).unwrap_or((text, ""));
    let end = if empty { String::new() } else { line(depth) };
    (format!("{before}\"{name}\": ["), format!("{end}]{behind}"))
}

/// A new line, indented to this depth.
fn line(depth: usize) -> String {
    format!("\n{}", "  ".repeat(depth))
}
