//! A report written as any kind of file is read back as the same report.

use crate::common::check_nothing_dropped;
use crate::random::{any_report, config, text};
use nianbao_core::field::Field;
use nianbao_core::form::{Form, SectionId};
use nianbao_core::markdown;
use nianbao_core::report::{Block, Report};
use nianbao_documents::{Kind, read, write};
use proptest::prelude::*;

/// Characters that are difficult in XML, in Excel and on the web.
const HARD: &[&str] = &[
    "\u{1}",
    "\u{b}",
    "\u{c}",
    "\u{1f}",
    "\u{7f}",
    "\u{85}",
    "\u{fffe}",
    "_x0041_",
    "_x0041",
    "_x",
    "𠮷",
    "\u{2028}",
    "</w:t>",
    "]]>",
    "&#1;",
    "'=1",
    "，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，，",
    "sample = true\n",
];

/// Writes a report as a kind of file and reads it.
fn again(report: &Report, kind: Kind) -> (nianbao_documents::Source, usize) {
    let bytes = write(report, kind).expect("it can be written");
    assert_eq!(
        write(report, kind).as_ref(),
        Ok(&bytes),
        "the same report gives the same bytes"
    );
    let name = format!("报告.{}", kind.extension());
    let source = read(&name, &bytes).unwrap_or_else(|error| panic!("{name}: {}", error.what.zh));
    (source, bytes.len())
}

/// The kinds that hold all of a report.
const WHOLE: &[Kind] = &[Kind::Markdown, Kind::Html, Kind::Docx, Kind::Xlsx, Kind::Json];

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn a_report_that_was_written_is_read_as_it_was(report in any_report()) {
        for kind in WHOLE {
            let (source, _) = again(&report, *kind);
            prop_assert_eq!(&source.reading.report, &report, "{:?}\n{}", kind, source.text);
            prop_assert!(source.reading.unplaced.is_empty(), "{:?} {:?}", kind, source.reading.unplaced);
            check_nothing_dropped(&source);
        }
        // Lines hold the figures.
        let figures = |report: &Report| -> Vec<(Field, String)> {
            report.figures().iter().map(|(field, cell)| (field, cell.as_str().to_owned())).collect()
        };
        let (source, _) = again(&report, Kind::Csv);
        prop_assert_eq!(figures(&source.reading.report), figures(&report), "{}", source.text);
        prop_assert!(source.reading.unplaced.is_empty(), "{:?}", source.reading.unplaced);
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn any_report_is_written_so_that_it_reads_the_same(text in text(HARD)) {
        let report = markdown::read(&text).report;
        for kind in WHOLE {
            let (source, _) = again(&report, *kind);
            prop_assert_eq!(&source.reading.report, &report, "{:?} {:?}\n{}", kind, text, source.text);
        }
    }
}

#[test]
fn words_longer_than_a_cell_of_excel_and_signs_that_xml_lacks_are_kept() {
    let signs = "甲\u{1}乙\u{b}丙\u{1f}丁\u{7f}戊\u{85}己\u{fffe}庚_x0041_辛_x005F_x0041\u{1}壬𠮷👍\u{2028}]]></w:t>&#1;&amp;\t癸";
    let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
    let blocks = &mut report.section_mut(SectionId::Overview).blocks;
    blocks.push(Block::Paragraph(signs.to_owned()));
    blocks.push(Block::Paragraph("很长的一段话𠮷，没有句号".repeat(20_000)));
    let field = Form::LATEST.fields().next().expect("a form has fields");
    report.set(field, "3\u{1}_x0041_");
    let report = markdown::read(&nianbao_core::write::markdown(&report)).report;
    for kind in WHOLE {
        let (source, _) = again(&report, *kind);
        assert!(source.reading.report == report, "{kind:?}");
    }
}

/// Replaces text in a part of an office file, as a person would by editing it.
fn edited(source: &str, from: &str, to: &str) -> String {
    assert!(source.contains(from), "{from}");
    source.replace(from, to)
}

#[test]
fn figures_changed_in_data_count() {
    let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
    let field = Form::LATEST.fields().next().expect("a form has fields");
    report.set(field, "31");
    report.meta.sample = true;
    report
        .section_mut(SectionId::Proactive)
        .blocks
        .push(Block::Paragraph("表后的话。".into()));
    let json = String::from_utf8(write(&report, Kind::Json).expect("it can be written")).expect("it is text");
    let mut expected = report.clone();
    expected.set(field, "47");
    let by_field = format!("\"{field}\": \"31\"");
    let changed = edited(&json, &by_field, &by_field.replace("31", "47"));
    let read_again = |json: &str| read("a.json", json.as_bytes()).expect("it can be read").reading.report;
    assert_eq!(read_again(&changed), expected);
    // If words were changed they are taken from the data, and content that only the whole report has is kept if
    // possible.
    let changed = edited(&json, "\"title\": \"某局2023年", "\"title\": \"某某局2023年");
    let report = read_again(&changed);
    assert_eq!(
        (report.title.as_str(), report.meta.sample),
        ("某某局2023年政府信息公开工作年度报告", true)
    );
}

#[test]
fn figures_are_lines_that_a_spreadsheet_takes_as_they_are() {
    let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
    report
        .sections
        .retain(|section| section.id == Some(SectionId::Proactive));
    let values = ["0", "", "-3", "=1+1", "a,\"b\"", "'5", "7", "1,234", "无", "5.25"];
    for (field, value) in Form::LATEST.fields().zip(values) {
        report.set(field, value);
    }
    let csv = String::from_utf8(write(&report, Kind::Csv).expect("it can be written")).expect("it is text");
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert_eq!(
        lines,
        [
            "\u{feff}field,value,label",
            "proactive.regulations.issued,0,规章 · 本年制发件数",
            "proactive.regulations.repealed,,规章 · 本年废止件数",
            "proactive.regulations.in_force,-3,规章 · 现行有效件数",
            "proactive.normative_documents.issued,'=1+1,行政规范性文件 · 本年制发件数",
            "proactive.normative_documents.repealed,\"a,\"\"b\"\"\",行政规范性文件 · 本年废止件数",
            "proactive.normative_documents.in_force,''5,行政规范性文件 · 现行有效件数",
            "proactive.licenses,7,行政许可",
            "proactive.penalties,\"1,234\",行政处罚",
            "proactive.coercive_measures,无,行政强制",
            "proactive.fees,5.25,行政事业性收费",
            "",
        ]
    );
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_damaged_file_is_read_or_said_to_be_damaged(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let report = Report::blank(Form::LATEST, "某县财政局", Some(2023));
        for kind in Kind::writable() {
            let name = format!("a.{}", kind.extension());
            let mut bytes = write(&report, kind).expect("it can be written");
            let end = cut.index(bytes.len());
            for (at, byte) in &edits {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            for bytes in [&bytes[..], &bytes[..end]] {
                if let Err(error) = read(&name, bytes) {
                    prop_assert!(error.hint.is_some());
                }
            }
        }
    }
}
