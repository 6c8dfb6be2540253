//! The findings of the rules on dates, text and duties in real prose (in `NIANBAO_DATA`, or in `../shared/data` next to
//! the repository), each of which was looked at; sentences they must leave alone; and hostile input.

use std::fmt::Write as _;
use std::path::PathBuf;

use nianbao_core::form::SectionId;
use nianbao_core::page::example;
use nianbao_core::report::{At, Block, Report};
use nianbao_core::rule::Family;
use nianbao_core::rules::{self, Checked, Deadlines, Settings, find};
use nianbao_core::text::{Span, Traced};
use nianbao_core::verdict::Input;
use nianbao_core::{document, recognise};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Fragment {
    id: String,
    year: Option<u16>,
    text: String,
}

fn data(name: &str) -> Option<String> {
    let folder = std::env::var_os("NIANBAO_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!(
            "SKIPPED: {} is not here; set NIANBAO_DATA to the folder that has it",
            path.display()
        );
    }
    text
}

/// Checks a report that was not read from a source.
fn check(report: &Report, settings: &Settings) -> Checked {
    rules::check(Input::new(report, 0), settings)
}

/// The findings of the rules of the three families: the rule, and the message for a person to look at.
fn found(report: &Report) -> Vec<(&'static str, String)> {
    check(report, &Settings::default())
        .findings
        .into_iter()
        .filter(|finding| {
            find(finding.rule).is_some_and(|rule| matches!(rule.family, Family::Dates | Family::Text | Family::Duties))
        })
        .map(|finding| (finding.rule, finding.message.zh.into_owned()))
        .collect()
}

/// Each fragment as section one of an otherwise complete report that names no organ: its id, the rule, the message.
fn fragments(file: &str) -> Option<Vec<(String, &'static str, String)>> {
    let text = data(file)?;
    let mut out = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let fragment: Fragment = serde_json::from_str(line).expect("a labelled fragment");
        let year = fragment.year.unwrap_or(2023);
        let mut report = example(&format!("year: {year}")).expect("a report");
        report.meta.organ = None;
        report.title = format!("{year}年政府信息公开工作年度报告");
        let overview = report.section_mut(SectionId::Overview);
        overview.blocks = vec![Block::Paragraph(fragment.text)];
        for (rule, message) in found(&report) {
            out.push((fragment.id.clone(), rule, message));
        }
    }
    Some(out)
}

/// A text file as the readers give it to the recogniser: line by line.
fn read_text(text: &str) -> Report {
    let mut at = 0;
    let mut blocks = Vec::new();
    for line in text.split_inclusive('\n') {
        let shown = line.trim_end_matches(['\n', '\r']);
        blocks.push(document::Block::Line(document::Line {
            text: Traced::verbatim(shown, at),
            span: Span::new(at, at + shown.len()),
        }));
        at += line.len();
    }
    recognise::recognise(&document::Document {
        front_matter: None,
        blocks,
    })
    .report
}

/// Rules about the contents of a complete section one: a fragment covers few of them.
const OF_A_WHOLE_SECTION: [&str; 2] = ["aspects-covered", "overview-length"];

/// The findings in all labelled fragments.
#[test]
fn findings_in_real_prose_are_true() {
    // c006: 截止 before a date; c020: the last in a row of figures is missing; the others count applications in 宗, 起,
    // 条, 项.
    for (file, expected) in [
        (
            "claims.jsonl",
            "c006 misspelling, c020 number-missing, c040 counting-unit, c044 counting-unit, c054 counting-unit, \
             c094 counting-unit, c100 counting-unit",
        ),
        (
            "claims-variants.jsonl",
            "c006-fp misspelling, c020-fp number-missing, c040-fp counting-unit, c044-fp counting-unit, \
             c054-fp counting-unit, c094-fp counting-unit, c100-fp counting-unit, c006-fd misspelling, \
             c040-fd counting-unit, c044-fd counting-unit, c006-cn misspelling, c040-cn counting-unit, \
             c006-sp misspelling, c040-sp counting-unit, c044-sp counting-unit, c054-sp counting-unit",
        ),
    ] {
        let Some(fragments) = fragments(file) else { continue };
        let mut messages = String::new();
        let found: Vec<String> = fragments
            .into_iter()
            .filter(|(_, rule, _)| !OF_A_WHOLE_SECTION.contains(rule))
            .map(|(id, rule, message)| {
                let _ = writeln!(messages, "{id} {rule}: {message}");
                format!("{id} {rule}")
            })
            .collect();
        assert_eq!(found.join(", "), expected, "{file}:\n{messages}");
    }
}

#[test]
fn findings_in_real_reports_are_true() {
    for (name, expected) in [
        // 「请与…联系联系地址」; section six says only 无.
        ("jianshan-2023.txt", &["repeated-word", "processing-fee"][..]),
        // A government that does not mention 社会评议 and 责任追究.
        ("hongze-2024.txt", &["government-duties"]),
    ] {
        let Some(text) = data(name) else { continue };
        let found: Vec<&str> = found(&read_text(&text)).into_iter().map(|(rule, _)| rule).collect();
        assert_eq!(found, expected, "{name}");
    }
}

/// Correct sentences, each with its organ: nothing is found.
#[test]
fn correct_sentences_are_left_alone() {
    for (organ, sentence) in [
        (
            "示例县财政局",
            "新收申请13件，比2022年（31件）下降58%，较2021年减少5件。",
        ),
        (
            "示例县财政局",
            "按照《示例县2021年政务公开工作要点》，公开2022年决算和2024年预算。",
        ),
        ("示例县财政局", "2件结转到2024年办理；2022年结转的1件已经办结。"),
        ("示例县财政局", "2007年起设立查阅点，2019年以来接待240人次。"),
        ("示例县财政局", "2022年，我局被评为全市政务公开先进单位。"),
        (
            "示例县财政局",
            "2021年，我局办事大厅迁入新址；2022年，我局换了新的电话。",
        ),
        ("示例县财政局", "2021年，我局组织编写了公开指南。"),
        ("示例县财政局", "2022年度决算已于8月公开，2022年度考核结果为优秀。"),
        ("示例县财政局", "网址http://www.example.cn/2022年/，电话010-20220001。"),
        (
            "示例县财政局",
            "征集意见截止日期为6月30日，报名截止到7月1日，12月31日截止。",
        ),
        (
            "示例县财政局",
            "参加全省政府网站工作会议，按照全市统一部署更新目录，在全县排名第三。",
        ),
        ("示例县财政局", "为推进全市营商环境建设，公开收费清单4份。"),
        ("示例县财政局", "群众称“我镇的信息也要看得到”。"),
        (
            "示例县财政局",
            "人人参与、天天更新、层层落实、件件有着落，渐渐形成习惯，等等。",
        ),
        (
            "示例县财政局",
            "在村务公开公开栏张贴，方便家家户户了解；仅仅、往往、常常、多多少少。",
        ),
        ("示例县财政局", "逐项核对条件、文件、案件和信件，分层次、分批次培训。"),
        ("示例县财政局", "集中公开现行有效的规范性文件。"),
        ("示例县财政局", "收到群众来信12封，网上留言30条，办理建议提案4件。"),
        (
            "示例县财政局",
            "依据《优化营商环境条例》（国务院令第722号）公开办事指南。",
        ),
        (
            "示例县财政局",
            "县政务服务中心、县档案馆设有查阅点；白鹭镇、柳河镇各有一处。",
        ),
        (
            "示例区人民政府办公室",
            "2023年，全区共公开信息900条，我区推进全区政务公开工作。",
        ),
        ("示例区新兴街道办事处", "2023年，街道通过公告栏公开信息49条。"),
        (
            "示例区新兴街道办事处",
            "2023年，推进乡镇之间的交流；2023年，全镇各村都有公告栏。",
        ),
        (
            "示例县柳河镇人民政府",
            "2023年，柳河镇通过县政府网站公开信息47条，我镇每月检查。",
        ),
        (
            "示例县柳河镇人民政府",
            "2023年，我县部署的任务全部完成，配合县级部门公开信息6条。",
        ),
        (
            "国家税务总局示例县税务局",
            "2023年，示例县税务局主动公开信息20条，我局每月检查。",
        ),
        ("示例县发展和改革局", "2023年，县发改局公开信息20条。"),
        ("示例市人民政府", "2023年，全市共公开信息2000条，推进全市政务公开工作。"),
    ] {
        let report = example(&format!("organ: {organ}\nadd overview: {sentence}")).expect("a report");
        let before = found(&example(&format!("organ: {organ}")).expect("a report"));
        assert_eq!(found(&report), before, "{organ}: {sentence}");
    }
    for sentence in [
        "2024年，我局将从三方面改进；2025年继续。",
        "对2022年提出的问题，已经全部整改。",
        "2023年虽有进步，但仍有不足，下一步加强培训。",
    ] {
        let report = example(&format!("add problems: {sentence}")).expect("a report");
        assert_eq!(found(&report), [], "{sentence}");
    }
}

/// The limits at which section one is too short and too long.
#[test]
fn the_thresholds_of_section_one_are_exact() {
    let text = |length: usize| "公开了3条信息。".chars().cycle().take(length).collect::<String>();
    for (length, expected) in [(119, true), (120, false), (1499, false), (1500, true)] {
        let report = example(&format!("text overview: {}", text(length))).expect("a report");
        let found = found(&report).iter().any(|(rule, _)| *rule == "overview-length");
        assert_eq!(found, expected, "{length}");
    }
}

/// The deadlines are a setting; the defaults are those of the Regulations.
#[test]
fn deadlines_can_be_set() {
    let late = |changes: &str, settings: &Settings| {
        check(&example(changes).expect("a report"), settings)
            .findings
            .iter()
            .any(|finding| finding.rule == "published-late")
    };
    let set = Settings {
        deadlines: Deadlines {
            department: (2, 29),
            government: (2, 10),
        },
        ..Settings::default()
    };
    for (changes, by_default, as_set) in [
        ("published: 2024-02-29", true, false),
        // 2023 has no 29 February: the last day is the 28th.
        ("year: 2022\npublished: 2023-02-28", true, false),
        ("year: 2022\npublished: 2023-03-01", true, true),
        ("organ: 示例县人民政府\npublished: 2024-02-11", false, true),
        ("organ: 示例县柳河镇人民政府\npublished: 2024-02-01", true, false),
        // Its kind is unknown: it may be a government.
        ("organ: 示例单位\npublished: 2024-02-01", false, false),
    ] {
        assert_eq!(late(changes, &Settings::default()), by_default, "{changes}");
        assert_eq!(late(changes, &set), as_set, "{changes}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_checked_and_every_place_is_one(
        text in "(国务院令第|号|〔2021〕|30号|国办公开办函|《|》|（|）|“|”|2022年|1月1日|至|12月31|截至|截止|联系|公开|政府|条|件|%|占|我局|全省共|,|。|\n| |无|０|[a-z0-9]|[的和了在为]){0,40}",
    ) {
        for part in ["title", "preface", "overview", "problems", "other"] {
            let words: String = text.split(['\n', '\r']).collect();
            let change = if part == "title" { format!("title: {words}") } else { format!("add {part}: {words}") };
            let mut report = example(&change).expect("a report");
            if let Some(Block::Paragraph(last)) = report.preface.last_mut() {
                last.push_str(&text);
            }
            for finding in check(&report, &Settings::default()).findings {
                prop_assert!(!finding.message.zh.is_empty() && !finding.message.en.is_empty());
                match finding.at {
                    At::Title(range) => prop_assert!(report.title.get(range.clone()).is_some(), "{} {:?}", finding.rule, range),
                    At::Text(part, block, range) => {
                        let held = match report.blocks(part).get(block) {
                            Some(Block::Paragraph(text) | Block::Heading { text, .. }) => text.get(range.clone()).is_some(),
                            _ => false,
                        };
                        prop_assert!(held, "{} {:?}", finding.rule, range);
                    }
                    _ => {}
                }
            }
        }
    }
}
