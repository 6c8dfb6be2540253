//! Random reports and texts, for the tests of core and of all kinds of file: text that is difficult in one is tried in
//! all.

use nianbao_core::accepted::Accepted;
use nianbao_core::form::{Form, SectionId};
use nianbao_core::report::{Block, Report, Source};
use nianbao_core::text::Date;
use proptest::prelude::*;

/// Words of reports and of Markdown, to be combined at random.
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

/// A text of these words and of those that are difficult in a kind of file.
pub(crate) fn text(hard: &'static [&'static str]) -> impl Strategy<Value = String> {
    let pieces: Vec<&str> = PIECES.iter().chain(hard).copied().collect();
    proptest::collection::vec(0..pieces.len(), 0..60)
        .prop_map(move |list| list.into_iter().filter_map(|i| pieces.get(i).copied()).collect())
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

/// A report as an organ may have filled it in, on any form.
pub(crate) fn any_report() -> impl Strategy<Value = Report> {
    (
        proptest::sample::select(Form::ALL.to_vec()),
        proptest::collection::vec(
            figure(),
            Form::ALL.iter().map(|form| form.fields().count()).max().unwrap_or(0),
        ),
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

/// The number of cases that the environment gives, or else this many; failing cases are not saved in the tree.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
