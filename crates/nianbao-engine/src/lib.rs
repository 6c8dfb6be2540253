//! The calls from the validator's page to the modules it loads when needed: bytes in, bytes out, packed by
//! [`nianbao_pack`]. In the native build the page calls the same functions, so its tests run the same code.

#[cfg(target_arch = "wasm32")]
pub mod decoder;

use std::cell::RefCell;
use std::ops::Range;

use nianbao_core::document::{self, Document};
use nianbao_core::field::Field;
use nianbao_core::markdown;
use nianbao_core::prose::{Memory, Prose};
use nianbao_core::recognise::{Reading, recognise};
use nianbao_core::report::{At, Report};
use nianbao_core::rule::RuleWords;
use nianbao_core::rules::{self, Before, Checked, RULES, Settings, Understood};
use nianbao_core::signoff;
use nianbao_core::text::{Span, Traced};
use nianbao_core::trouble::Trouble;
use nianbao_core::verdict::Input;
use nianbao_core::wire::{CheckOutput, LineIndex, ReportOutput};
use nianbao_documents::kind::{self, Part};
use nianbao_documents::{Kind, Layouts, Source, Taken};
use nianbao_pack::{pack, unpack};

/// An invented report, complete and without findings, to try the validator on.
pub const SAMPLE: &str = include_str!("sample.md");

/// Checks a report with every rule, those across years included if `last` is the report of the year before; with what was
/// understood of its prose. `unplaced` is the number of characters of its source that could not be placed.
pub fn check(report: &Report, unplaced: usize, last: Option<Report>) -> (Checked, Understood) {
    thread_local! {
        /// The last year's report of the last call, prepared: it stays the same while a report is written.
        static BEFORE: RefCell<Option<(Report, Option<Before>)>> = const { RefCell::new(None) };
        /// The prose of the last call: most of it stays the same while a report is written.
        static MEMORY: RefCell<Memory> = RefCell::default();
    }
    let settings = Settings::default();
    let input = Input::new(report, unplaced);
    MEMORY.with_borrow_mut(|memory| {
        let Some(last) = last else {
            return rules::examine(input, None, &settings, Some(memory));
        };
        BEFORE.with_borrow_mut(|kept| {
            if kept.as_ref().is_none_or(|(there, _)| *there != last) {
                let before = Before::new(&last, &settings);
                *kept = Some((last, before));
            }
            let before = kept.as_ref().and_then(|(_, before)| before.as_ref());
            rules::examine(input, before, &settings, Some(memory))
        })
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

/// Reads a file of a kind that needs no further module; `None` for other kinds, whose content another module
/// [takes](take) out.
pub fn read_plain(name: &str, bytes: &[u8]) -> Option<Result<Source, Trouble>> {
    let kind = Kind::of(name, bytes).ok()?;
    (kind.facts().reader == Some(Part::Plain)).then(|| nianbao_documents::read(name, bytes))
}

/// Takes the content out of a file of another kind, as bytes for [`read_taken`].
pub fn take(name: &str, bytes: &[u8]) -> Result<Box<[u8]>, Trouble> {
    nianbao_documents::take(name, bytes).map(|taken| taken.to_bytes().into_boxed_slice())
}

/// Reads the content that [`take`] took out of a file. `unchanged` is empty, or the content of the workbook that is
/// written for the report in it that [`whole`] returns. `None` if the bytes are invalid.
pub fn read_taken(taken: &[u8], unchanged: &[u8]) -> Option<Reading> {
    let unchanged = match unchanged {
        [] => None,
        bytes => Some(Taken::from_bytes(bytes)?),
    };
    Some(Taken::from_bytes(taken)?.read_beside(unchanged).reading)
}

/// The report that a workbook written here also holds as text; `None` for other files.
pub fn whole(taken: &[u8]) -> Option<Report> {
    Some(Taken::from_bytes(taken)?.whole()?.reading.report)
}

/// The places in a report whose spans [`check_json`] gives: those of the findings, then those of the claims.
pub fn places(reading: &Reading, checked: &Checked) -> Vec<At> {
    let prose = Prose::of(&reading.report);
    let claims = prose
        .claims
        .iter()
        .map(|claim| prose.at(claim.passage, claim.span).unwrap_or(At::Report));
    checked
        .findings
        .iter()
        .map(|finding| finding.at.clone())
        .chain(claims)
        .collect()
}

/// The spans in a file of these places, then those of its unplaced texts and of its inferred facts.
pub fn spans(reading: &Reading, places: &[At]) -> Vec<Option<Range<usize>>> {
    let found = places.iter().map(|at| reading.places.find(&reading.report, at));
    let unplaced = reading.unplaced.iter().map(|one| one.span);
    let inferred = reading.inferred.iter().map(|one| one.span);
    found
        .chain(unplaced)
        .chain(inferred)
        .map(|span| span.map(|span| span.start..span.end))
        .collect()
}

/// The output of `nianbao check --format json` for one file, given by its path, its text, its reading without places, and
/// its [`spans`]: the same report gives the same bytes in the browser and natively.
pub fn check_json(path: &str, text: &str, reading: &Reading, spans: &[Option<Range<usize>>]) -> String {
    let checked = rules::check(reading, &Settings::default());
    let mut output = ReportOutput::new(path, text, reading, &checked);
    let lines = LineIndex::new(text);
    let diagnostics = output.diagnostics.iter_mut().map(|one| &mut one.span);
    let claims = output.claims.iter_mut().map(|one| &mut one.span);
    let unplaced = output.unplaced.iter_mut().map(|one| &mut one.span);
    let inferred = output.inferred.iter_mut().map(|one| &mut one.span);
    let all = diagnostics.chain(claims).chain(unplaced).chain(inferred);
    for (place, span) in all.zip(spans) {
        *place = span.as_ref().map(|span| lines.span(Span::new(span.start, span.end)));
    }
    CheckOutput::new(vec![output]).to_json()
}

/// Writes a report as the kind of file with this extension.
pub fn write(extension: &str, report: &Report) -> Result<Box<[u8]>, Trouble> {
    let kind = Kind::to_write(extension).ok_or_else(kind::not_written)?;
    nianbao_documents::write(report, kind).map(Vec::into_boxed_slice)
}

/// Writes a report as a Word or Excel file, with its tables printed as [`layouts`] says; see [`write()`].
pub fn write_office(extension: &str, report: &Report, layouts: Vec<usize>) -> Result<Box<[u8]>, Trouble> {
    let kind = Kind::to_write(extension).ok_or_else(kind::not_written)?;
    let layouts = Layouts::from_blocks(layouts);
    nianbao_documents::write::office(report, kind, &layouts).map(Vec::into_boxed_slice)
}

/// How the tables of a report are printed in a file with this extension, for the module that writes it: see
/// [`Layouts::blocks`].
pub fn layouts(extension: &str, report: &Report) -> Vec<usize> {
    let kind = Kind::named(&["report.", extension].concat());
    kind.map_or_else(Vec::new, |kind| Layouts::of(report, kind).blocks().to_vec())
}

/// Runs a call of the module `engine`, which checks reports; `None` if there is no such call, or if the bytes are
/// invalid.
pub fn engine(call: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match call {
        "check" => {
            let ((report, unplaced), last): ((Report, usize), Option<Report>) = unpack(bytes)?;
            pack(&check(&report, unplaced, last))
        }
        "rules" => pack(&rule_words()),
        // For tests: the places of findings in the answer of the call `source` of the module `reader`, and the output for
        // that answer with the one of its call `spans` after it.
        "places" => {
            let (_, reading): (String, Reading) = unpack(bytes)?;
            pack(&places(&reading, &rules::check(&reading, &Settings::default())))
        }
        "json" => with_name(bytes, |path, bytes| {
            let ((text, reading), spans): ((String, Reading), Vec<Option<Range<usize>>>) = unpack(bytes)?;
            Some(check_json(path, &text, &reading, &spans).into_bytes())
        })??,
        _ => return None,
    })
}

/// Runs a call of the module `reader`, which recognises reports in texts and in what other modules take out of files;
/// `None` if there is no such call, or if the bytes are invalid.
pub fn reader(call: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match call {
        "markdown" => pack(&read_markdown(str::from_utf8(bytes).ok()?)),
        "sample" => pack(&read_markdown(SAMPLE)),
        "cells" => pack(&cells(&unpack::<Vec<Vec<String>>>(bytes)?)),
        "read" => {
            let read = with_name(bytes, read_plain)?;
            pack(&read.map(|read| read.map(|source| source.reading)))
        }
        // For tests: a file's text and its reading, and the spans in it of places that the module `engine` names. The name is
        // followed by the length of the packed places, as four bytes with the lowest first, the places, and the file.
        "source" => {
            let source = with_name(bytes, read_plain)??.ok()?;
            pack(&(source.text, source.reading))
        }
        "spans" => with_name(bytes, |name, bytes| {
            let (length, rest) = bytes.split_first_chunk()?;
            let (places, file) = rest.split_at_checked(u32::from_le_bytes(*length).try_into().ok()?)?;
            let reading = read_plain(name, file)?.ok()?.reading;
            Some(pack(&spans(&reading, &unpack::<Vec<At>>(places)?)))
        })??,
        "taken" => {
            let (taken, unchanged): (Box<[u8]>, Box<[u8]>) = unpack(bytes)?;
            pack(&read_taken(&taken, &unchanged)?)
        }
        "whole" => pack(&whole(bytes)),
        "write" => {
            let (extension, report): (String, Report) = unpack(bytes)?;
            pack(&write(&extension, &report))
        }
        "layouts" => {
            let (extension, report): (String, Report) = unpack(bytes)?;
            pack(&layouts(&extension, &report))
        }
        _ => return None,
    })
}

/// Runs a call of the module `pages`, which takes reports out of web pages; `None` if there is no such call, or if the
/// bytes are invalid.
pub fn pages(call: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    match call {
        "take" => with_name(bytes, |name, bytes| pack(&take(name, bytes))),
        _ => None,
    }
}

/// Runs a call of the module `legacy`, which takes the contents out of old Word and Excel files and of rich text;
/// `None` if there is no such call, or if the bytes are invalid.
pub fn legacy(call: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    match call {
        "take" => with_name(bytes, |name, bytes| pack(&take(name, bytes))),
        _ => None,
    }
}

/// Runs a call of the module `documents`, which takes the contents out of Word and Excel files and writes such files;
/// `None` if there is no such call, or if the bytes are invalid.
pub fn documents(call: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    Some(match call {
        "take" => with_name(bytes, |name, bytes| pack(&take(name, bytes)))?,
        // The content of the workbook that is written for a report.
        "unchanged" => {
            let (report, layouts): (Report, Vec<usize>) = unpack(bytes)?;
            let taken = nianbao_documents::unchanged(&report, &Layouts::from_blocks(layouts))?;
            pack(&taken.to_bytes().into_boxed_slice())
        }
        "signoff" => {
            let ((report, checked), facts): ((Report, Checked), signoff::Facts) = unpack(bytes)?;
            pack(&signoff::sheet(&report, &checked, &facts))
        }
        "write" => {
            let ((extension, report), layouts): ((String, Report), Vec<usize>) = unpack(bytes)?;
            pack(&write_office(&extension, &report, layouts))
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
