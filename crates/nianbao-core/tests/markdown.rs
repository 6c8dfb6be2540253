//! Reading what was written gives the same report; reading anything loses no word.

use nianbao_core::accepted::Accepted;
use nianbao_core::form::{Form, SectionId};
use nianbao_core::report::{Block, Report, Source};
use nianbao_core::text::Date;
use nianbao_core::{label, markdown, write};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

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
                report.meta.source = Some(Source {
                    url: Some("http://a.cn/?b=\"c\"".into()),
                    ..Source::default()
                });
            }
            report.meta.published = published.then(|| Date::new(2024, 1, 31)).flatten();
            report.meta.sample = sample;
            if sample {
                report.meta.accepted = vec![
                    Accepted {
                        rule: "prose-received".into(),
                        text: Some("收到申请17件“\"、\\”".into()),
                        values: [("requests.received.total".to_owned(), "95".to_owned())].into(),
                        reason: "正文讲本办，\n表格讲全区".into(),
                    },
                    Accepted {
                        rule: "copied-text".into(),
                        reason: "# 不是注释".into(),
                        ..Accepted::default()
                    },
                ];
            }
            report
        })
}

/// As many cases as the environment asks for, else so many; found cases are not written into the tree.
fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        // The same cases every time: a run says something about the change it was made for.
        rng_seed: RngSeed::Fixed(20_261_125),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(32))]

    #[test]
    fn a_report_that_was_written_is_read_as_it_was(report in report()) {
        let written = write::markdown(&report);
        let reading = markdown::read(&written);
        prop_assert_eq!(&reading.report, &report, "{}", written);
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn what_was_read_is_written_so_that_it_reads_the_same(text in text()) {
        let report = markdown::read(&text).report;
        let written = write::markdown(&report);
        let again = markdown::read(&written).report;
        prop_assert_eq!(&again, &report, "{:?}\n{}", text, written);
        prop_assert_eq!(write::markdown(&again), written);
    }

    #[test]
    fn no_word_is_lost(text in text()) {
        let reading = markdown::read(&text);
        let mut kept = write::markdown(&reading.report);
        for unplaced in &reading.unplaced {
            kept.push_str(&unplaced.text);
        }
        // Letters and digits; markup is not words.
        for word in ["规章", "总计", "自然人", "１２", "某县财政局", "行政复议", "结果维持", "主动公开情况", "http://a.cn", "2023年"] {
            prop_assert!(!text.contains(word) || label::fold(&kept).contains(&label::fold(word)), "{} of {:?}\n{}", word, text, kept);
        }
    }
}

#[test]
fn hostile_texts_are_read_in_time() {
    for text in [
        "|".repeat(200_000),
        "[".repeat(100_000),
        "> ".repeat(20_000),
        "*a".repeat(100_000),
        "<".repeat(100_000),
        "| 规章 ".repeat(50_000),
        "# 一、总体情况\n".repeat(20_000),
        "规章\n".repeat(100_000),
        "`".repeat(100_000),
        "| a | b |\n| --- | --- |\n".repeat(20_000),
    ] {
        let reading = markdown::read(&text);
        assert!(reading.report.sections.len() <= text.len());
    }
}
