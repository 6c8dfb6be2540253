//! The calls from the validator's page to the modules it loads when needed: bytes in, bytes out, packed by
//! [`nianbao_pack`]. In the native build the page calls the same functions, so its tests run the same code.

#[cfg(all(target_arch = "wasm32", any(feature = "html", feature = "legacy")))]
pub mod decoder;

use std::cell::RefCell;

use nianbao_core::document::{self, Document};
use nianbao_core::field::Field;
use nianbao_core::markdown;
use nianbao_core::recognise::{Reading, recognise};
use nianbao_core::report::Report;
use nianbao_core::rule::RuleWords;
use nianbao_core::rules::{self, Before, Checked, RULES, Settings};
use nianbao_core::signoff;
use nianbao_core::text::{Span, Traced};
use nianbao_core::trouble::Trouble;
use nianbao_core::verdict::Input;
use nianbao_core::wire::{CheckOutput, ReportOutput};
use nianbao_documents::{Kind, Source, Taken, decode, kind};
use nianbao_pack::{pack, unpack};

/// Checks a report with every rule. `unplaced` is the number of characters of its source that could not be placed.
pub fn check(report: &Report, unplaced: usize) -> Checked {
    rules::check(Input::new(report, unplaced), &Settings::default())
}

/// Checks a report with every rule, those across years included if `last` is the report of the year before.
pub fn check_after(report: &Report, unplaced: usize, last: Report) -> Checked {
    thread_local! {
        /// The last year's report of the last call, prepared: it stays the same while a report is written.
        static BEFORE: RefCell<Option<(Report, Option<Before>)>> = const { RefCell::new(None) };
    }
    let settings = Settings::default();
    let input = Input::new(report, unplaced);
    BEFORE.with_borrow_mut(|kept| {
        if kept.as_ref().is_none_or(|(there, _)| *there != last) {
            let before = Before::new(&last, &settings);
            *kept = Some((last, before));
        }
        match kept {
            Some((_, Some(before))) => rules::check_after(input, before, &settings),
            _ => rules::check(input, &settings),
        }
    })
}

/// Reads Markdown: a saved draft, or the sample.
pub fn read_markdown(text: &str) -> Reading {
    markdown::read(text)
}

/// The cells named by the labels in a pasted range.
pub fn cells(range: &[Vec<String>]) -> Vec<(Field, String)> {
    fn cell(text: &str) -> document::TableCell<'_> {
        document::TableCell {
            text: Traced::verbatim(text, 0),
            span: Span::default(),
            columns: 1,
            rows: 1,
        }
    }
    let table = document::Table {
        rows: range
            .iter()
            .map(|row| row.iter().map(|text| cell(text)).collect())
            .collect(),
        span: Span::default(),
    };
    let reading = recognise(&Document {
        front_matter: None,
        blocks: vec![document::Block::Table(table)],
    });
    reading
        .report
        .figures()
        .iter()
        .map(|(field, cell)| (field, cell.as_str().to_owned()))
        .collect()
}

/// The parts of each rule that a page shows.
pub fn rule_words() -> Vec<RuleWords> {
    RULES.iter().map(|rule| rule.words()).collect()
}

/// The output of `nianbao check --format json` for one file, given by its path, its name and its text: the same report
/// gives the same bytes in the browser and natively. Empty for a kind of file other than Markdown or plain text.
pub fn check_json(path: &str, name: &str, text: &str) -> String {
    let Some(source) = light(name, text.as_bytes()) else {
        return String::new();
    };
    let checked = rules::check(&source.reading, &Settings::default());
    let output = ReportOutput::new(path, &source.text, &source.reading, &checked);
    CheckOutput::new(vec![output]).to_json()
}

/// Reads Markdown and plain text as [`nianbao_documents::read`] does; `None` for other kinds, which need [`read`].
fn light(name: &str, bytes: &[u8]) -> Option<Source> {
    let kind = Kind::of_text(name, bytes)?;
    let text = decode::text(bytes).ok()?;
    let document = match kind {
        Kind::Markdown => markdown::document(&text),
        _ => nianbao_documents::text::document(&text),
    };
    Some(Source {
        kind,
        reading: recognise(&document),
        text,
    })
}

/// Reads a file of a kind that needs no further module; `None` for other kinds, which need [`read`].
pub fn read_light(name: &str, bytes: &[u8]) -> Option<Reading> {
    light(name, bytes).map(|source| source.reading)
}

/// Reads a file of any kind.
pub fn read(name: &str, bytes: &[u8]) -> Result<Reading, Trouble> {
    nianbao_documents::read(name, bytes).map(|source| source.reading)
}

/// Extracts the contents of an old Word or Excel file or of rich text, as bytes that the module `engine` reads.
pub fn take(name: &str, bytes: &[u8]) -> Result<Box<[u8]>, Trouble> {
    nianbao_documents::take(name, bytes).map(|taken| taken.to_bytes().into_boxed_slice())
}

/// Writes a report as the kind of file with this extension.
pub fn write(extension: &str, report: &Report) -> Result<Box<[u8]>, Trouble> {
    let kind = Kind::to_write(extension).ok_or_else(kind::not_written)?;
    nianbao_documents::write(report, kind).map(Vec::into_boxed_slice)
}

/// Runs a call of the module `engine`; `None` if there is no such call, or if the bytes are invalid.
pub fn engine(call: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match call {
        "check" => {
            let (report, unplaced): (Report, usize) = unpack(bytes)?;
            pack(&check(&report, unplaced))
        }
        "check-after" => {
            let ((report, unplaced), last): ((Report, usize), Report) = unpack(bytes)?;
            pack(&check_after(&report, unplaced, last))
        }
        "markdown" => pack(&read_markdown(str::from_utf8(bytes).ok()?)),
        "cells" => pack(&cells(&unpack::<Vec<Vec<String>>>(bytes)?)),
        "rules" => pack(&rule_words()),
        "read" => with_name(bytes, |name, bytes| pack(&read_light(name, bytes)))?,
        "taken" => pack(&Taken::from_bytes(bytes)?.read().reading),
        _ => return None,
    })
}

/// Runs a call of the module `pages`, which reads web pages; `None` if there is no such call, or if the bytes are
/// invalid.
pub fn pages(call: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    match call {
        "read" => with_name(bytes, |name, bytes| pack(&read(name, bytes))),
        _ => None,
    }
}

/// Runs a call of the module `legacy`, which extracts the contents of old Word and Excel files and of rich text for the
/// module `engine`; `None` if there is no such call, or if the bytes are invalid.
pub fn legacy(call: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    match call {
        "take" => with_name(bytes, |name, bytes| pack(&take(name, bytes))),
        _ => None,
    }
}

/// Runs a call of the module `documents`, which reads and writes all other kinds; `None` if there is no such call, or
/// if the bytes are invalid.
pub fn documents(call: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match call {
        "read" => with_name(bytes, |name, bytes| pack(&read(name, bytes)))?,
        "signoff" => {
            let ((report, checked), facts): ((Report, Checked), signoff::Facts) = unpack(bytes)?;
            pack(&signoff::sheet(&report, &checked, &facts))
        }
        "write" => {
            let (extension, report): (String, Report) = unpack(bytes)?;
            pack(&write(&extension, &report))
        }
        _ => return None,
    })
}

/// Splits a file as it is passed to a module: its name, a zero byte, its bytes.
fn with_name<T>(bytes: &[u8], then: impl FnOnce(&str, &[u8]) -> T) -> Option<T> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    let name = str::from_utf8(bytes.get(..end)?).ok()?;
    Some(then(name, bytes.get(end + 1..)?))
}
