//! Files as an office program saves them, kept in one archive: a whole form, and a text with all that makes reading hard. They
//! were written here as `.docx` and saved as every other kind by LibreOffice.

use nianbao_core::field::Field;
use nianbao_core::form::FormId;
use nianbao_core::report::Report;

use crate::docx::tests::lines;
use crate::zip::Archive;
use crate::{Source, read};

fn file(name: &str) -> Source {
    let bytes = include_bytes!("../tests/files/office.zip");
    let part = Archive::open(bytes)
        .ok()
        .and_then(|mut archive| archive.part(name).ok().flatten());
    read(name, &part.expect("the archive has it")).expect("it can be read")
}

/// Every cell of the form, as it was written.
fn check_whole(name: &str) {
    let source = check_cells(name);
    assert_eq!(source.reading.report.sections.len(), 6, "{name}");
    assert_eq!(source.reading.unplaced, [], "{name}");
}

fn check_cells(name: &str) -> Source {
    let form = FormId::of_year(2021).expect("a form").form();
    let mut report = Report::blank(form, "某局", Some(2021));
    let values = ["3", "", "/", "１２", "1,234", "22（其中修订16件）", "-8", "无"];
    for (field, value) in form.fields().zip(values.iter().cycle()) {
        report.set(field, value);
    }
    let source = file(name);
    let cells = |report: &Report| -> Vec<(Field, String)> {
        let figures = report.figures();
        figures
            .iter()
            .map(|(field, cell)| (field, cell.as_str().to_owned()))
            .collect()
    };
    assert_eq!(cells(&source.reading.report), cells(&report), "{name}");
    assert_eq!(source.reading.report.title, report.title, "{name}");
    source
}

/// How every other file begins: a heading of each kind, lists, changes, fields, notes, merged cells, a table in a table.
const TRICKY: &[&str] = &[
    "# 某局2023年政府信息公开工作年度报告",
    "p 本报告由某局编制。",
    "## 一、总体情况",
    "h3 （一）主动公开情况",
    "p 收到4件。",
    "p 网站公开好。",
    "p 含结转1件。",
    "p 前后",
    "h3 （二）依申请公开情况",
    "p 1．甲",
    "p 2．乙",
    "p ①丙",
    "p ②丁",
    "p 行一\n行二\t“Abc”☑𠮷",
    "## 二、主动公开政府信息情况",
    "p 第二十条第（五）项",
];

/// Checks a file against [`TRICKY`], but for those lines that its kind can't hold.
fn check_tricky(name: &str, instead: &[(&str, &str)]) {
    let source = file(name);
    let found = lines(&source);
    let expected: Vec<&str> = TRICKY
        .iter()
        .map(|line| {
            instead
                .iter()
                .find(|(known, _)| known == line)
                .map_or(*line, |(_, other)| other)
        })
        .filter(|line| !line.is_empty())
        .collect();
    assert_eq!(
        found.iter().take(expected.len()).collect::<Vec<_>>(),
        expected,
        "{name}: {found:#?}"
    );
    for line in [
        "table proactive.licenses=77",
        "## 六、其他需要报告的事项",
        "p 无。",
        "aside 藏",
        "aside 请核实",
    ] {
        assert!(found.iter().any(|known| known == line), "{name}: {line} in {found:#?}");
    }
}

#[test]
fn word_97() {
    check_whole("whole.doc");
    check_tricky("tricky.doc", &[]);
}

#[test]
fn rich_text() {
    check_whole("whole.rtf");
    // LibreOffice marks the whole paragraph as deleted if its end is.
    check_tricky("tricky.rtf", &[("p 前后", "p 后")]);
}

#[test]
fn word_2003_xml() {
    check_whole("whole.xml");
}

#[test]
fn open_document() {
    check_whole("whole.odt");
    // LibreOffice drops the numbers that a paragraph has in the list of the headings when it saves one.
    check_tricky("tricky.odt", &[("p 1．甲", "p 甲"), ("p 2．乙", "p 乙")]);
}

#[test]
fn excel_97() {
    // Its sheets are those of the tables.
    check_cells("whole.xls");
}
