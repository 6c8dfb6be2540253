//! What is written in any kind of file is read back as the same report.

use crate::common::check_nothing_dropped;
use nianbao_core::field::Field;
use nianbao_core::form::{Form, SectionId};
use nianbao_core::markdown;
use nianbao_core::report::{Block, Report, Source as Published};
use nianbao_core::text::Date;
use nianbao_core::wire::ReportData;
use nianbao_documents::{OutKind, read, write};
use proptest::prelude::*;

/// Words as they stand in reports and in Markdown, put together at random.
const PIECES: &[&str] = &[
    "一、总体情况",
    "二、",
    "# ",
    "## ",
    "### ",
    "\n",
    "\n\n",
    "| ",
    " |\n",
    "| --- | --- |\n",
    "规章",
    "第二十条第（一）项",
    "本年制发件数",
    "总计",
    "自然人",
    "0",
    "１２",
    "/",
    "（一）主动公开情况",
    "2023年",
    "某县财政局",
    "政府信息公开工作年度报告",
    "*",
    "_a_",
    "`",
    "[",
    "](",
    "](x)",
    "![图](a.png)",
    "<br>",
    "<td>",
    "&amp;",
    "&",
    "\\",
    "- ",
    "1. ",
    "> ",
    "```\n",
    "    ",
    "\t",
    "+++\n",
    "year = 2023\n",
    "organ = \"某局\"\n",
    "[x]: y\n",
    "---\n",
    "===\n",
    "\u{a0}",
    "\u{feff}",
    "，",
    "。",
    "#",
    "http://a.cn",
    "<a@b.cn>",
    "行政复议",
    "未经复议直接起诉",
    "结果维持",
    "（六）其他处理",
    "3.其他",
    "~",
    ":",
    "\r\n",
    "|",
    "x",
    "\u{200b}",
    "  \n",
];

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(0..PIECES.len(), 0..60).prop_map(|list| list.into_iter().map(|i| PIECES[i]).collect())
}

fn prose() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "收到申请",
        "3",
        "件",
        "，",
        "（",
        "）",
        "*",
        "_",
        "`",
        "#",
        "[",
        "]",
        "(",
        ")",
        "<b>",
        "&lt;",
        "|",
        "\\",
        "1. ",
        "- ",
        "+ ",
        "> ",
        "http://a.cn/b_c",
        "100%",
        "!",
        "~",
        "a",
        "b ",
        ":",
        "=",
        "“",
        "”",
        "…",
        "1) ",
    ];
    proptest::collection::vec(0..WORDS.len(), 1..20).prop_filter_map("not empty", |list| {
        let text: String = list.into_iter().map(|i| WORDS[i]).collect();
        let text = text.trim().to_owned();
        (!text.is_empty()).then_some(text)
    })
}

fn figure() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0_u32..5000).prop_map(|n| n.to_string()),
        1 => Just(String::new()),
        1 => prop_oneof![Just("/"), Just("—"), Just("１２"), Just("1,234"), Just("无"), Just("22（其中修订16件）"), Just("3|4"), Just("-"), Just("***")]
            .prop_map(str::to_owned),
    ]
}

/// A report as an organ may have filled it in, of either form.
fn report() -> impl Strategy<Value = Report> {
    (
        prop_oneof![Just(Form::ALL[0]), Just(Form::ALL[1])],
        proptest::collection::vec(figure(), 200),
        proptest::collection::vec(prose(), 12),
        any::<(bool, bool, bool)>(),
    )
        .prop_map(|(form, figures, prose, (sourced, published, sample))| {
            let mut report = Report::blank(form, "某县财政局", Some(form.first_year));
            for (field, value) in form.fields().zip(&figures) {
                report.set(field, value);
            }
            let mut prose = prose.into_iter();
            report.preface.extend(prose.next().map(Block::Paragraph));
            for id in SectionId::ALL {
                let text = prose.next().unwrap_or_default();
                let blocks = &mut report.section_mut(id).blocks;
                blocks.insert(
                    0,
                    Block::Heading {
                        level: 3,
                        text: "（一）主动公开情况".into(),
                    },
                );
                blocks.insert(1, Block::Paragraph(text));
            }
            if sourced {
                report.meta.source = Some(Published {
                    url: Some("http://a.cn/?b=\"c\"".into()),
                    ..Published::default()
                });
            }
            report.meta.published = published.then(|| Date::new(2024, 1, 31)).flatten();
            report.meta.sample = sample;
            report
        })
}

/// As many cases as the environment asks for, else so many; found cases are not written into the tree.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Writes a report as a file of a kind and reads it.
fn again(report: &Report, kind: OutKind) -> (nianbao_documents::Source, usize) {
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

/// Kinds that hold all of a report.
const WHOLE: &[OutKind] = &[OutKind::Markdown, OutKind::Html, OutKind::Docx];

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn a_report_that_was_written_is_read_as_it_was(report in report()) {
        for kind in WHOLE {
            let (source, _) = again(&report, *kind);
            prop_assert_eq!(&source.reading.report, &report, "{:?}\n{}", kind, source.text);
            prop_assert!(source.reading.unplaced.is_empty(), "{:?} {:?}", kind, source.reading.unplaced);
            check_nothing_dropped(&source);
        }
        // A workbook and lines hold the figures, data the figures and the prose.
        let figures = |report: &Report| -> Vec<(Field, String)> {
            report.figures().iter().map(|(field, cell)| (field, cell.as_str().to_owned())).collect()
        };
        for kind in [OutKind::Xlsx, OutKind::Csv, OutKind::Json] {
            let (source, _) = again(&report, kind);
            prop_assert_eq!(figures(&source.reading.report), figures(&report), "{:?}\n{}", kind, source.text);
            prop_assert!(source.reading.unplaced.is_empty(), "{:?} {:?}", kind, source.reading.unplaced);
        }
        let (workbook, _) = again(&report, OutKind::Xlsx);
        prop_assert_eq!(&workbook.reading.report.meta, &report.meta);
        prop_assert_eq!(&workbook.reading.report.title, &report.title);
        for (read, written) in workbook.reading.report.tables().zip(report.tables()) {
            prop_assert_eq!(read.2, written.2);
        }
        let (data, _) = again(&report, OutKind::Json);
        prop_assert_eq!(ReportData::new(&data.reading.report), ReportData::new(&report));
        let plain = Report { meta: data.reading.report.meta.clone(), ..report.clone() };
        prop_assert_eq!(data.reading.report, plain);
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn whatever_was_read_is_written_so_that_it_reads_the_same(text in text()) {
        let report = markdown::read(&text).report;
        for kind in WHOLE {
            let (source, _) = again(&report, *kind);
            prop_assert_eq!(&source.reading.report, &report, "{:?} {:?}\n{}", kind, text, source.text);
        }
    }
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
    let csv = String::from_utf8(write(&report, OutKind::Csv).expect("it can be written")).expect("it is text");
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
        for kind in OutKind::ALL {
            let name = format!("a.{}", kind.extension());
            let mut bytes = write(&report, *kind).expect("it can be written");
            let end = cut.index(bytes.len());
            for (at, byte) in &edits {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            for bytes in [&bytes[..], &bytes[..end]] {
                if let Err(error) = read(&name, bytes) {
                    prop_assert!(!error.hint.zh.is_empty());
                }
            }
        }
    }
}
