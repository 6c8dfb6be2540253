//! The modules that read, check and write. They are loaded when first needed; after that, calls to them look like local
//! calls.
//!
//! Arguments and results are packed by [`nianbao_pack`]. Natively, `nianbao-engine` answers the same packed
//! calls, so the tests of this crate run the code that a browser runs.

use std::cell::RefCell;

use nianbao_core::field::Field;
use nianbao_core::recognise::Reading;
use nianbao_core::report::Report;
use nianbao_core::rule::RuleWords;
use nianbao_core::rules::{Checked, Understood};
use nianbao_core::signoff::Facts;
use nianbao_core::trouble::Trouble;
use nianbao_documents::Kind;
use nianbao_documents::kind::Part;
use nianbao_pack::{Pack, pack, unpack};

/// A module that is loaded when it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Module {
    /// Checks.
    Engine,
    /// Reads texts and data, recognises reports in what the following take out of files, and writes texts and data.
    Reader,
    /// Takes the contents out of Word and Excel files, and writes such files.
    Documents,
    /// Takes reports out of web pages.
    Pages,
    /// Takes the contents out of old Word and Excel files and of rich text.
    Legacy,
    /// The second part of the page itself; see `later.rs`.
    Later,
}

impl Module {
    /// Its name in the page's script.
    #[cfg_attr(
        not(target_arch = "wasm32"),
        expect(dead_code, reason = "natively nothing is loaded by name")
    )]
    const fn name(self) -> &'static str {
        match self {
            Module::Engine => "engine",
            Module::Reader => "reader",
            Module::Documents => "documents",
            Module::Pages => "pages",
            Module::Legacy => "legacy",
            Module::Later => "later",
        }
    }
}

/// The state of the modules that check and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EngineState {
    /// Not needed yet.
    #[default]
    Absent,
    /// Being loaded.
    Loading,
    /// Loaded.
    Ready,
    /// Could not be loaded.
    Failed,
}

/// Checks a report with every rule, those across years included if `last` is the report of the year before; with what was
/// understood of its prose. `unplaced` is the number of characters of its source that could not be placed. `None` until the
/// module is loaded.
pub fn check(report: &Report, unplaced: usize, last: Option<&Report>) -> Option<(Checked, Understood)> {
    let mut bytes = pack(report);
    unplaced.pack(&mut bytes);
    last.is_some().pack(&mut bytes);
    if let Some(last) = last {
        last.pack(&mut bytes);
    }
    ask(Module::Engine, "check", &bytes)
}

/// The check sheet of a report; `None` until the module is loaded.
pub fn signoff(report: &Report, checked: &Checked, facts: &Facts) -> Option<Report> {
    let mut bytes = pack(report);
    checked.pack(&mut bytes);
    facts.pack(&mut bytes);
    ask(Module::Documents, "signoff", &bytes)
}

/// Reads Markdown; `None` until the module is loaded.
pub fn read_markdown(text: &str) -> Option<Reading> {
    ask(Module::Reader, "markdown", text.as_bytes())
}

/// The sample; `None` until the module is loaded.
pub fn sample() -> Option<Reading> {
    ask(Module::Reader, "sample", &[])
}

/// The cells named by the labels of a pasted range; `None` until the module is loaded.
pub fn cells(range: &Vec<Vec<String>>) -> Option<Vec<(Field, String)>> {
    ask(Module::Reader, "cells", &pack(range))
}

/// Reads a text or data; the inner `None` means another kind, for [`read`]. `None` until the module is loaded.
pub fn read_plain(name: &str, bytes: &[u8]) -> Option<Option<Result<Reading, Trouble>>> {
    ask(Module::Reader, "read", &named(name, bytes))
}

/// The module for a file that [`read_plain`] does not read.
pub fn reader_of(name: &str, bytes: &[u8]) -> Module {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    // The container of old office files, or rich text, whatever the file's name.
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") || start.starts_with(b"{\\rtf") {
        return Module::Legacy;
    }
    if bytes.starts_with(b"PK") {
        return Module::Documents;
    }
    // Web pages are not the only files that begin with a tag.
    if nianbao_documents::is_office_xml(bytes) {
        return Module::Documents;
    }
    // A web page begins with a tag, whatever its name; a page within a message begins with header fields.
    let part = Kind::named(name).and_then(|kind| kind.facts().reader);
    if start.starts_with(b"<") || matches!(part, Some(Part::Html | Part::Legacy)) {
        Module::Pages
    } else {
        Module::Documents
    }
}

/// Reads a file whose content its module takes out; `None` until both modules are loaded.
pub fn read(module: Module, name: &str, bytes: &[u8]) -> Option<Result<Reading, Trouble>> {
    let taken: Result<Box<[u8]>, Trouble> = ask(module, "take", &named(name, bytes))?;
    let taken = match taken {
        Ok(taken) => taken,
        Err(trouble) => return Some(Err(trouble)),
    };
    // A workbook written here also holds the whole report; comparing it with the one that would be written shows what was
    // changed in its sheets.
    let whole: Option<Report> = ask(Module::Reader, "whole", &taken)?;
    let unchanged: Box<[u8]> = match whole {
        Some(report) => {
            let layouts = layouts("xlsx", &report)?;
            ask(module, "unchanged", &pack(&(report, layouts)))?
        }
        None => Box::default(),
    };
    ask(Module::Reader, "taken", &pack(&(taken, unchanged))).map(Ok)
}

/// The module that writes files with this extension.
pub fn writer_of(extension: &str) -> Module {
    // By its name: the page itself writes none, so it can't ask which kinds can be written.
    match Kind::named(&["report.", extension].concat()).and_then(|kind| kind.facts().writer) {
        Some(Part::Office) => Module::Documents,
        _ => Module::Reader,
    }
}

/// Writes a report as the kind of file with this extension; `None` until [`Module::Reader`] and [`writer_of`] it are loaded.
pub fn write(extension: &str, report: &Report) -> Option<Result<Box<[u8]>, Trouble>> {
    let module = writer_of(extension);
    let mut bytes = pack(&extension.to_owned());
    report.pack(&mut bytes);
    if module == Module::Documents {
        layouts(extension, report)?.pack(&mut bytes);
    }
    ask(module, "write", &bytes)
}

/// How the tables of a report are printed, which only reading shows; `None` until the module is loaded.
fn layouts(extension: &str, report: &Report) -> Option<Vec<usize>> {
    let mut bytes = pack(&extension.to_owned());
    report.pack(&mut bytes);
    ask(Module::Reader, "layouts", &bytes)
}

/// The parts of a rule that the page shows; `None` if there is no such rule, or until the module is loaded.
pub fn rule(name: &str) -> Option<RuleWords> {
    thread_local! {
        static RULES: RefCell<Vec<RuleWords>> = const { RefCell::new(Vec::new()) };
    }
    RULES.with_borrow_mut(|rules| {
        if rules.is_empty() {
            *rules = ask(Module::Engine, "rules", &[])?;
        }
        rules.iter().find(|rule| rule.name == name).cloned()
    })
}

/// Packs a file for the modules: its name, a zero byte, its bytes. File names cannot contain a zero byte on any system.
fn named(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = name.bytes().filter(|byte| *byte != 0).collect();
    out.push(0);
    out.extend_from_slice(bytes);
    out
}

fn ask<T: Pack>(module: Module, name: &str, bytes: &[u8]) -> Option<T> {
    unpack(&answer(module, name, bytes)?)
}

#[cfg(target_arch = "wasm32")]
use remote::answer;
#[cfg(target_arch = "wasm32")]
pub use remote::{is_loaded, load};

#[cfg(target_arch = "wasm32")]
mod remote {
    use nianbao_core::text::Text;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    use super::Module;

    // The page's script creates `nianbao` before this module starts.
    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = nianbao, js_name = call, catch)]
        fn call(module: &str, name: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, JsValue>;

        #[wasm_bindgen(js_namespace = nianbao, js_name = isLoaded)]
        fn loaded(module: &str) -> bool;

        #[wasm_bindgen(js_namespace = nianbao, js_name = load, catch)]
        async fn fetch(module: &str) -> Result<JsValue, JsValue>;
    }

    /// `None` until the module is loaded, or if it crashed, which the page's script logs in the console.
    pub(super) fn answer(module: Module, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        call(module.name(), name, bytes).ok().flatten()
    }

    /// Whether a module is loaded.
    pub fn is_loaded(module: Module) -> bool {
        loaded(module.name())
    }

    /// Loads a module; returns at once if it is already loaded.
    pub async fn load(module: Module) -> Result<(), Text> {
        match fetch(module.name()).await {
            Ok(_) => Ok(()),
            Err(_) => Err(match module {
                Module::Later => Text::new(
                    "本页的一部分没有载入，可能是网络断了。请再试一次，或刷新本页。",
                    "A part of the page could not be loaded; the network may be down. Try again, or reload the page.",
                ),
                Module::Engine | Module::Reader => Text::new(
                    "校验程序没有载入，可能是网络断了。可以接着填写，也可以保存；网络恢复后刷新本页，就会检查。",
                    "The checker could not be loaded; the network may be down. You can go on writing, and save; reload the page once the network is back, and it will check.",
                ),
                Module::Documents | Module::Pages | Module::Legacy => Text::new(
                    "读写 Word、Excel 和网页的程序没有载入，可能是网络断了。请稍后再试，或先用 Markdown。",
                    "The module for Word, Excel and web pages could not be loaded; the network may be down. Try again, or use Markdown meanwhile.",
                ),
            }),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
use local::answer;
#[cfg(not(target_arch = "wasm32"))]
pub use local::{is_loaded, load};

#[cfg(not(target_arch = "wasm32"))]
mod local {
    use std::cell::Cell;

    use nianbao_core::text::Text;

    use super::Module;

    thread_local! {
        /// For tests without loaded modules.
        static AWAY: Cell<bool> = const { Cell::new(false) };
    }

    pub(super) fn answer(module: Module, name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
        if AWAY.get() {
            return None;
        }
        match module {
            Module::Engine => nianbao_engine::engine(name, bytes),
            Module::Reader => nianbao_engine::reader(name, bytes),
            Module::Documents => nianbao_engine::documents(name, bytes),
            Module::Pages => nianbao_engine::pages(name, bytes),
            Module::Legacy => nianbao_engine::legacy(name, bytes),
            Module::Later => None,
        }
    }

    /// Whether a module is loaded.
    pub fn is_loaded(_: Module) -> bool {
        !AWAY.get()
    }

    /// Natively, all modules are always there.
    pub async fn load(_: Module) -> Result<(), Text> {
        Ok(())
    }

    /// Runs a function as if no module were loaded.
    #[cfg(test)]
    pub(crate) fn without<T>(run: impl FnOnce() -> T) -> T {
        AWAY.set(true);
        let done = run();
        AWAY.set(false);
        done
    }
}

#[cfg(test)]
pub(crate) use local::without;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_by_the_module_that_can() {
        for (name, bytes, expected) in [
            ("a.doc", &b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..], Module::Legacy),
            ("a.docx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", Module::Legacy),
            ("a.doc", b"\n{\\rtf1", Module::Legacy),
            ("a.doc", b"PK\x03\x04", Module::Documents),
            ("a.doc", b"<html>", Module::Pages),
            ("a.doc", b"From: x\nMIME-Version: 1.0", Module::Pages),
            ("a.mht", b"From: x\nMIME-Version: 1.0", Module::Pages),
            ("a.xml", b"<?xml version='1.0'?><w:wordDocument>", Module::Documents),
            (
                "a.xls",
                b"<?xml version='1.0'?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                Module::Documents,
            ),
            ("a.html", b"x", Module::Pages),
        ] {
            assert_eq!(reader_of(name, bytes), expected, "{name}");
        }
    }

    #[test]
    fn two_modules_write_the_same_file_as_one_program() {
        use nianbao_core::form::Form;
        use nianbao_core::report::Block;

        let mut reports: Vec<Report> = Form::ALL
            .into_iter()
            .map(|form| Report::blank(form, "某局", Some(form.first_year)))
            .collect();
        for report in reports.clone() {
            let mut filled = report.clone();
            // A table that is not read as it is printed in the official layout, and a row of its own.
            let mut odd = report;
            for field in Form::ALL.into_iter().flat_map(Form::fields) {
                filled.set(field, "7");
            }
            for section in &mut odd.sections {
                if let Some(Block::Table(table)) = section.blocks.last_mut() {
                    table.columns[0].key = None;
                    table.rows[0].label = "其他".to_owned();
                }
            }
            reports.extend([filled, odd]);
        }
        for report in reports {
            for kind in [Kind::Docx, Kind::Xlsx] {
                let written = write(kind.extension(), &report).expect("natively all modules are here");
                let expected = nianbao_documents::write(&report, kind).expect("it can be written");
                assert!(
                    written.expect("it can be written") == expected.into_boxed_slice(),
                    "{kind:?}"
                );
            }
        }
        // A workbook whose sheets were not changed is the report that it holds.
        let report = Report::blank(Form::LATEST, "某局", Some(2023));
        let book = nianbao_documents::write(&report, Kind::Xlsx).expect("it can be written");
        let read = read(Module::Documents, "a.xlsx", &book).expect("natively all modules are here");
        assert_eq!(read.expect("it can be read").report, report);
    }

    #[test]
    fn one_module_reads_what_another_extracts() {
        let text = "{\\rtf1 \\u26576?\\u23616?2023\\u24180?\\u25919?\\u24220?\\u20449?\\u24687?\\u20844?\\u24320?\\u24037?\\u20316?\\u24180?\\u24230?\\u25253?\\u21578?\\par}";
        let read = |bytes: &[u8]| read(Module::Legacy, "a.doc", bytes).expect("natively all modules are here");
        let reading = read(text.as_bytes()).expect("it can be read");
        assert_eq!(reading.report.title, "某局2023年政府信息公开工作年度报告");
        let error = read(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1").expect_err("it is cut off");
        assert_eq!(error.name, "damaged");
    }
}
