//! An invented report whose figures agree, and hostile texts.

use nianbao_core::field::{Applicant, DisputeBlock, DisputeResult, Field, ProactiveColumn, ProactiveRow, RequestsRow};
use nianbao_core::form::{Form, SectionId};
use nianbao_core::page::Page;
use nianbao_core::report::{At, Block, Part, Report};
use nianbao_core::rule::Rule;

/// An invented report for 2024 with every cell filled and all relations satisfied: 12 new requests and 3 from the
/// previous year, 13 answered, 2 carried forward.
pub fn report() -> Report {
    let mut report = Report::blank(Form::LATEST, "示例县水利局", Some(2024));
    report.meta.sample = true;
    for field in Form::LATEST.fields() {
        report.set(field, "0");
    }
    let documents = |column| Field::Proactive(ProactiveRow::NormativeDocuments, column);
    report.set(documents(ProactiveColumn::Issued), "2");
    report.set(documents(ProactiveColumn::InForce), "9");
    report.set(Field::Proactive(ProactiveRow::Licenses, ProactiveColumn::Value), "31");
    report.set(Field::Proactive(ProactiveRow::Fees, ProactiveColumn::Value), "4.5");
    let rows = [
        (RequestsRow::Received, "9", "3", "12"),
        (RequestsRow::CarriedIn, "2", "1", "3"),
        (RequestsRow::Granted, "6", "3", "9"),
        (RequestsRow::PartiallyGranted, "1", "0", "1"),
        (RequestsRow::UnavailableNotHeld, "2", "1", "3"),
        (RequestsRow::OutcomesTotal, "9", "4", "13"),
        (RequestsRow::CarriedOut, "2", "0", "2"),
    ];
    for (row, people, businesses, total) in rows {
        report.set(Field::Requests(row, Applicant::NaturalPerson), people);
        report.set(Field::Requests(row, Applicant::Business), businesses);
        report.set(Field::Requests(row, Applicant::Total), total);
    }
    report.set(
        Field::Disputes(DisputeBlock::Reconsideration, DisputeResult::Upheld),
        "1",
    );
    report.set(
        Field::Disputes(DisputeBlock::Reconsideration, DisputeResult::Total),
        "1",
    );
    report.preface.push(Block::Paragraph(
        "本报告按照《中华人民共和国政府信息公开条例》编制，所列数据的统计期限自2024年1月1日起至2024年12月31日止。"
            .to_owned(),
    ));
    let prose = [
        (
            SectionId::Overview,
            "2024年新收到政府信息公开申请12件，上年结转3件，办结13件，结转下年度2件。",
        ),
        (
            SectionId::Problems,
            "存在的问题是答复说理不够充分。下一步将加强培训，逐件审核。",
        ),
        (SectionId::Other, "本年度未收取信息处理费。"),
    ];
    for (section, text) in prose {
        report
            .section_mut(section)
            .blocks
            .insert(0, Block::Paragraph(text.to_owned()));
    }
    report
}

/// Hostile texts, each with a note on what is wrong with it.
#[expect(clippy::too_many_lines, reason = "a list of texts")]
pub fn hostile() -> Vec<(&'static str, String)> {
    let written = nianbao_core::write::markdown(&report());
    let mut texts = vec![
        ("nothing", String::new()),
        ("one line end", "\n".to_owned()),
        ("only white space", " \t\u{3000}\r\n".repeat(50)),
        ("a byte order mark alone", "\u{feff}".to_owned()),
        ("front matter that never ends", "+++\norgan = \"甲\"\n# 题\n".to_owned()),
        ("front matter that is not TOML", "+++\n[[[\n+++\n# 题\n".to_owned()),
        (
            "front matter of another kind of value",
            "+++\nyear = \"二〇二四\"\nsample = 3\norgan = [1]\n+++\n".to_owned(),
        ),
        (
            "a year that does not fit",
            "+++\nyear = 99999999999999999999\n+++\n".to_owned(),
        ),
        ("quotes in quotes", "> ".repeat(3_000) + "深"),
        (
            "lists in lists",
            (0..400)
                .flat_map(|depth| ["  ".repeat(depth), "- 项\n".to_owned()])
                .collect(),
        ),
        ("brackets without end", "[".repeat(20_000)),
        ("stars without end", "*_".repeat(10_000)),
        ("one line of a million bytes", "公".repeat(350_000)),
        // Each of these once took quadratic time.
        (
            "one sentence of many years",
            format!(
                "# 某局2023年政府信息公开工作年度报告\n\n## 一、总体情况\n\n{}\n",
                "2023年".repeat(40_000)
            ),
        ),
        (
            "one sentence of many words that rules look for",
            format!(
                "# 某局2023年政府信息公开工作年度报告\n\n## 五、存在的主要问题及改进情况\n\n{}\n",
                "力争2023年减免查询结合《条例》受到字>字将".repeat(10_000)
            ),
        ),
        ("many ends of tags", "a>".repeat(400_000)),
        (
            "one sentence of many parts",
            format!(
                "# 某局2023年政府信息公开工作年度报告\n\n## 一、总体情况\n\n收到政府信息公开申请9件，其中{}\n",
                "予以公开3件、".repeat(10_000)
            ),
        ),
        (
            "a table of many columns",
            format!(
                "|{}\n|{}\n|{}\n",
                "列|".repeat(3_000),
                "-|".repeat(3_000),
                "1|".repeat(3_000)
            ),
        ),
        (
            "a table of many rows",
            format!("| 甲 | 乙 |\n| - | - |\n{}", "| 1 | 2 |\n".repeat(3_000)),
        ),
        (
            "rows of uneven length",
            "| 甲 | 乙 |\n| - | - |\n| 1 |\n| 1 | 2 | 3 | 4 |\n||||\n".to_owned(),
        ),
        (
            "figures that do not fit",
            written.replace("| 12 |", "| 99999999999999999999999999999999 |"),
        ),
        (
            "signs and scripts in cells",
            written
                .replace("| 12 |", "| -１２．5‰ |")
                .replace("| 13 |", "| 十三件 |"),
        ),
        (
            "words that run backwards",
            written.replace("申请", "\u{202e}申请\u{202c}\u{200b}"),
        ),
        ("characters that combine", written.replace('件', "件\u{301}\u{fe0f}")),
        (
            "markup of the web",
            written.replace("本年度", "<script>alert(1)</script><b onclick=x>&amp;&#0;"),
        ),
        ("pipes and backslashes", written.replace("| 0 |", "| \\| \\\\ |")),
        (
            "every line twice",
            written.lines().flat_map(|line| [line, "\n", line, "\n"]).collect(),
        ),
        (
            "lines in reverse order",
            written.lines().rev().flat_map(|line| [line, "\n"]).collect(),
        ),
        ("line ends of Windows", written.replace('\n', "\r\n")),
        ("line ends of old Macs", written.replace('\n', "\r")),
        ("the report twice", format!("{written}\n{written}")),
        (
            "the report cut in the middle",
            written.chars().take(written.chars().count() / 2).collect(),
        ),
        ("headings without text", "#\n##\n###\n## \n".repeat(20)),
        (
            "control characters",
            (1..32).filter_map(char::from_u32).collect::<String>().repeat(20),
        ),
    ];
    texts.push(("the report as it should be", written));
    texts
}

/// A report with one sentence of about this many bytes, made of all that a rule finds in the paragraphs of the cases on
/// its page; `None` if it finds nothing in paragraphs. The words that it finds come first, each repeated; after them come
/// the paragraphs that they are in, so that a search for words next to them is a long one.
///
/// # Panics
///
/// If the page cannot be read, or a case on it cannot be run.
pub fn repeated(rule: &Rule, bytes: usize) -> Option<Report> {
    let page = Page::of(rule).expect(rule.name);
    let mut found: [Vec<String>; 2] = Default::default();
    let mut first = None;
    for case in page.cases.iter().filter(|case| !case.right) {
        let report = case.report().expect(rule.name);
        for finding in case.run(rule).expect(rule.name).findings {
            let At::Text(part, block, range) = finding.at else {
                continue;
            };
            let Some(Block::Paragraph(text)) = report.blocks(part).get(block) else {
                continue;
            };
            for (found, words) in found.iter_mut().zip([&text[range], text.as_str()]) {
                let words: String = words.chars().filter(|c| !"。；！？;!?\n".contains(*c)).collect();
                if !words.is_empty() && !found.contains(&words) {
                    found.push(words);
                }
            }
            first.get_or_insert_with(|| (report.clone(), part, block));
        }
    }
    let (mut report, part, block) = first?;
    let all: Vec<&String> = found.iter().flatten().collect();
    let each = bytes / all.len();
    let sentence = all.iter().map(|words| words.repeat(each / words.len() + 1)).collect();
    let blocks = match part {
        Part::Preface => &mut report.preface,
        Part::Section(index) => &mut report.sections[index].blocks,
    };
    blocks[block] = Block::Paragraph(sentence);
    Some(report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invented_report_keeps_every_relation() {
        let checked = nianbao_core::rules::check(
            nianbao_core::verdict::Input::new(&report(), 0),
            &nianbao_core::rules::Settings::default(),
        );
        let errors: Vec<_> = checked
            .findings
            .iter()
            .filter(|finding| finding.severity == nianbao_core::diagnostic::Severity::Error)
            .map(|finding| (finding.rule, finding.message.zh.to_string()))
            .collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}
