//! The verdict: which input gets which, and that nothing can be taken from a report that is fit and leave it so.

use nianbao_core::cell::Cell;
use nianbao_core::diagnostic::Severity;
use nianbao_core::field::{Applicant, DisputeResult, Field, RequestsRow, TableId};
use nianbao_core::form::{Form, SectionId};
use nianbao_core::page::example;
use nianbao_core::recognise::Reading;
use nianbao_core::report::{Block, Report};
use nianbao_core::rules::{self, Checked, RULES, Settings};
use nianbao_core::verdict::{Input, Reason, Verdict};
use nianbao_core::{markdown, wire, write};
use proptest::prelude::*;
use proptest::sample::Index;

#[expect(dead_code, reason = "other tests use more of it")]
mod random;

fn judge(report: &Report) -> Checked {
    rules::check(Input::new(report, 0), &Settings::default())
}

fn names(checked: &Checked) -> String {
    let names: Vec<&str> = checked
        .reasons
        .iter()
        .map(nianbao_core::verdict::Reason::name)
        .collect();
    names.join(" ")
}

/// A text, the verdict on it and the names of the reasons.
fn check(text: &str, verdict: Verdict, reasons: &str) -> Checked {
    let reading = markdown::read(text);
    let checked = rules::check(&reading, &Settings::default());
    assert_eq!((checked.verdict, &*names(&checked)), (verdict, reasons), "{text}");
    checked
}

/// A report with changes as on a rule's page, the verdict on it and the names of the reasons.
fn check_example(changes: &str, verdict: Verdict, reasons: &str) -> Checked {
    let checked = judge(&example(changes).expect("a report"));
    assert_eq!((checked.verdict, &*names(&checked)), (verdict, reasons), "{changes}");
    checked
}

const NOTHING: &str = "title-missing year-missing organ-missing no-section no-table errors";

#[test]
fn what_was_not_read_is_not_judged() {
    check("", Verdict::Unjudged, NOTHING);
    check("一行文字\n", Verdict::Unjudged, NOTHING);
    let novel = "那天下午，他从山上下来，天已经黑了。\n\n".repeat(500);
    check(&novel, Verdict::Unjudged, NOTHING);
    check(
        "# 示例县财政局2023年政府信息公开工作年度报告\n",
        Verdict::Unjudged,
        "no-section no-table errors",
    );
    let traditional = "# 示例縣財政局2023年政府信息公開工作年度報告\n\n## 一、總體情況\n\n主動公開政府信息186條。\n";
    let checked = check(traditional, Verdict::Unjudged, "traditional-characters errors");
    let found: Vec<&str> = checked.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(found, ["standard-characters"]);
}

#[test]
fn a_report_is_unjudged_where_the_verdict_lacks_something() {
    let check = |changes: &str, reasons: &str| {
        check_example(changes, Verdict::Unjudged, reasons);
    };
    check("title: ", "title-missing errors");
    check(
        "meta year: \ntitle: 示例县财政局政府信息公开工作年度报告",
        "year-missing errors",
    );
    check(
        "meta organ: \ntitle: 2023年政府信息公开工作年度报告",
        "organ-missing errors",
    );
    check("drop section other", "section-missing errors");
    check(
        "drop section overview\ndrop section problems",
        "section-missing section-missing errors",
    );
    check("drop table disputes", "table-missing section-empty errors");
    check("picture requests: 表三.png", "table-missing errors");
    check("year: 2060", "far-future");
    check("year: 2027", "newer-form");
    check("year: 2027\nrequests.granted.total: 8", "newer-form errors");
    check("year: 2015", "before-forms errors");
}

#[test]
fn a_table_of_which_little_was_read_is_unjudged() {
    let mut report = example("").expect("a report");
    let rows: Vec<_> = table_mut(&mut report, TableId::Requests)
        .rows
        .iter()
        .map(|row| row.key)
        .collect();
    for row in rows.into_iter().take(20) {
        table_mut(&mut report, TableId::Requests)
            .rows
            .retain(|other| other.key != row);
    }
    let checked = judge(&report);
    assert_eq!(
        (checked.verdict, &*names(&checked)),
        (Verdict::Unjudged, "table-partly errors")
    );
}

#[test]
fn what_could_not_be_placed_counts() {
    let report = example("").expect("a report");
    for (unplaced, verdict) in [(0, Verdict::Fit), (200, Verdict::Fit), (1000, Verdict::Unjudged)] {
        let checked = rules::check(Input::new(&report, unplaced), &Settings::default());
        assert_eq!(checked.verdict, verdict, "{unplaced}");
        assert_eq!(checked.is_unread(), verdict == Verdict::Unjudged);
    }
}

#[test]
fn a_draft_is_unfinished_until_its_cells_and_sections_are_filled() {
    let blank = Report::blank(Form::LATEST, "示例县财政局", Some(2024));
    let checked = judge(&blank);
    assert_eq!(checked.verdict, Verdict::Unfinished);
    assert_eq!(names(&checked), "cells-blank section-empty section-empty section-empty");
    let cells: usize = checked.reasons.iter().map(|reason| reason.fields().len()).sum();
    assert_eq!(cells, Form::LATEST.fields().count());
    for (changes, verdict, reasons) in [
        // Only the totals, where nothing happened: finished.
        ("blank applicants requests.denied.state_secret", Verdict::Fit, ""),
        (
            "proactive.regulations.issued:\nproactive.regulations.repealed:\nproactive.regulations.in_force:",
            Verdict::Fit,
            "",
        ),
        // An entry that was made on purpose.
        ("proactive.licenses: /", Verdict::Fit, ""),
        ("proactive.licenses:", Verdict::Unfinished, "cells-blank"),
        (
            "requests.denied.state_secret.total:",
            Verdict::Unfinished,
            "cells-blank",
        ),
        (
            "disputes.litigation_after_reconsideration.total:",
            Verdict::Unfinished,
            "cells-blank",
        ),
        // A total that is made up of nothing.
        ("blank applicants requests.granted", Verdict::Unfinished, "cells-blank"),
        // The parts are known, the total is not: a person has to write it.
        ("requests.granted.total:", Verdict::Unfinished, "cells-blank errors"),
        ("text other: ", Verdict::Unfinished, "section-empty"),
        ("text other: （略）", Verdict::Unfinished, "section-empty errors"),
        ("text problems: [图片]", Verdict::Unfinished, "section-empty"),
        ("text problems: 见附件。", Verdict::Unfinished, "section-empty"),
        ("text other: （图）", Verdict::Unfinished, "section-empty"),
        // One figure too few in a line of text: the others may be shifted.
        (
            "proactive.normative_documents.in_force:",
            Verdict::Unfinished,
            "cells-blank",
        ),
        ("requests.granted.total: 8", Verdict::Unfit, "errors"),
        ("requests.granted.total: 若干", Verdict::Unfit, "errors"),
        ("drop row requests.granted", Verdict::Unfit, "cells-missing errors"),
    ] {
        check_example(changes, verdict, reasons);
    }
    // Many organs fill in only the totals where nothing happened all year.
    assert_eq!(judge(&nothing_happened()).verdict, Verdict::Fit);
}

/// A report whose table three is 0 in the totals and blank in every other column.
fn nothing_happened() -> Report {
    let mut report = example("").expect("a report");
    for row in RequestsRow::ALL {
        for applicant in Applicant::ALL {
            let field = Field::Requests(*row, *applicant);
            if report.cell(field).is_some() {
                report.set(field, if *applicant == Applicant::Total { "0" } else { "" });
            }
        }
    }
    for block in report.sections.iter_mut().flat_map(|section| &mut section.blocks) {
        if let Block::Paragraph(text) = block
            && text.contains("新收政府信息公开申请")
        {
            "全年没有收到政府信息公开申请，上年没有结转的申请。".clone_into(text);
        }
    }
    report
}

#[test]
fn a_rule_that_is_off_is_said_and_one_that_finds_errors_keeps_from_fit() {
    let report = example("").expect("a report");
    let with_off = |name: &str| {
        let settings = Settings {
            severities: vec![(name.to_owned(), None)],
            ..Settings::default()
        };
        rules::check(Input::new(&report, 0), &settings)
    };
    for rule in RULES
        .iter()
        .filter(|rule| !matches!(rule.check, nianbao_core::rule::Check::Archive(_)))
    {
        let checked = with_off(rule.name);
        let error = rule.severity == nianbao_core::diagnostic::Severity::Error;
        let (verdict, reason) = if error {
            (Verdict::Unjudged, "not-asked")
        } else {
            (Verdict::Fit, "turned-off")
        };
        assert_eq!((checked.verdict, &*names(&checked)), (verdict, reason), "{}", rule.name);
        assert_eq!(checked.reasons[0].rules(), [rule.name]);
        // A person chose it: the file could be read.
        assert!(!checked.is_unread());
    }
    // It would not have been asked here.
    assert_eq!(with_off("carry-over").verdict, Verdict::Fit);
    assert_eq!(
        with_off("cell-number").sentence().zh,
        "无法判断：1 条规则没有检查（cell-number）"
    );
    assert_eq!(
        with_off("cell-blank").sentence().en,
        "Ready to publish: 1 rule turned off (cell-blank)"
    );
}

#[test]
fn the_sentence_says_why() {
    let check = |changes: &str, zh: &str, en: &str| {
        let said = judge(&example(changes).expect("a report")).sentence();
        assert_eq!((&*said.zh, &*said.en), (zh, en), "{changes}");
    };
    check("", "可以发布", "Ready to publish");
    check(
        "meta year: \ntitle: 示例县财政局政府信息公开工作年度报告",
        "无法判断：没有认出报告年度；1 项错误",
        "Cannot be judged: no reporting year was found; 1 error",
    );
    check(
        "drop section other",
        "无法判断：没有认出“六、其他需要报告的事项”；1 项错误",
        "Cannot be judged: “VI. Other matters to be reported” was not found; 1 error",
    );
    check(
        "drop section overview\ndrop section other\ntext problems: ",
        "无法判断：没有认出第一、六部分；2 项错误，1 项提醒",
        "Cannot be judged: sections I, VI were not found; 2 errors, 1 warning",
    );
    check(
        "drop row requests.granted",
        "还不能发布：1 项错误",
        "Not ready to publish: 1 error",
    );
    check(
        "proactive.licenses:",
        "还没写完：还有 1 格空着；1 项提醒",
        "Not finished: 1 cell is blank; 1 warning",
    );
    check(
        "year: 2027",
        "无法判断：本程序还不知道 2027 年度适用哪一版格式，按 2021 年格式检查；1 项提示",
        "Cannot be judged: which form applies to 2027 is not known here, so it was checked with form 2021; 1 notice",
    );
}

fn table_mut(report: &mut Report, id: TableId) -> &mut nianbao_core::report::Table {
    let mut blocks = report.sections.iter_mut().flat_map(|section| &mut section.blocks);
    blocks
        .find_map(|block| match block {
            Block::Table(table) if table.id == id => Some(table),
            _ => None,
        })
        .expect("the table")
}

/// A way to damage a right report.
#[derive(Debug, Clone)]
enum Damage {
    Title,
    Year,
    Organ,
    Section(Index),
    Text(Index),
    Table(Index),
    Grid(Index),
    Row(Index, Index),
    Column(Index, Index),
    Labels(Index),
    Words(Index, String),
    Totals(Index),
    Empty(Index),
    LaterYear(u16),
    OldYear(u16),
}

fn damage() -> impl Strategy<Value = Damage> {
    let index = any::<Index>;
    prop_oneof![
        Just(Damage::Title),
        Just(Damage::Year),
        Just(Damage::Organ),
        index().prop_map(Damage::Section),
        index().prop_map(Damage::Text),
        index().prop_map(Damage::Table),
        index().prop_map(Damage::Grid),
        (index(), index()).prop_map(|(a, b)| Damage::Row(a, b)),
        (index(), index()).prop_map(|(a, b)| Damage::Column(a, b)),
        index().prop_map(Damage::Labels),
        (index(), "[甲乙丙约余条a-z]{1,6}").prop_map(|(a, text)| Damage::Words(a, text)),
        index().prop_map(Damage::Totals),
        index().prop_map(Damage::Empty),
        (2027_u16..=2089).prop_map(Damage::LaterYear),
        (1990_u16..=2018).prop_map(Damage::OldYear),
    ]
}

impl Damage {
    /// Does it to a report that is whole.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of loss")]
    fn apply(&self, report: &mut Report) {
        let form = report.form().expect("a form");
        let fields: Vec<Field> = form.fields().collect();
        let retitle = |report: &mut Report, organ: &str, year: &str| {
            report.title = format!("{organ}{year}政府信息公开工作年度报告");
        };
        let (organ, year) = (
            report.organ().unwrap_or_default().to_owned(),
            report.year().unwrap_or_default(),
        );
        let in_grid = |report: &mut Report, grid: &Index, then: &mut dyn FnMut(&mut nianbao_core::report::Table)| {
            let mut tables: Vec<_> = report
                .sections
                .iter_mut()
                .flat_map(|section| &mut section.blocks)
                .filter_map(|block| match block {
                    Block::Table(table) => Some(table),
                    _ => None,
                })
                .collect();
            let at = grid.index(tables.len());
            then(tables[at]);
        };
        match self {
            Damage::Title => report.title.clear(),
            Damage::Year => {
                report.meta.year = None;
                retitle(report, &organ, "");
            }
            Damage::Organ => {
                report.meta.organ = None;
                retitle(report, "", &format!("{year}年"));
            }
            Damage::Section(index) => {
                report.sections.remove(index.index(report.sections.len()));
            }
            Damage::Text(index) => {
                let ids = [SectionId::Overview, SectionId::Problems, SectionId::Other];
                report.section_mut(ids[index.index(ids.len())]).blocks.clear();
            }
            Damage::Table(index) => {
                let id = TableId::ALL[index.index(TableId::ALL.len())];
                for section in &mut report.sections {
                    section
                        .blocks
                        .retain(|block| !matches!(block, Block::Table(table) if table.id == id));
                }
            }
            Damage::Grid(index) => {
                in_grid(report, index, &mut |table| {
                    table.rows.clear();
                });
            }
            Damage::Row(grid, row) => in_grid(report, grid, &mut |table| {
                let filled: Vec<usize> = (0..table.rows.len())
                    .filter(|at| !table.rows[*at].cells.is_empty())
                    .collect();
                table.rows.remove(filled[row.index(filled.len())]);
            }),
            Damage::Column(grid, column) => in_grid(report, grid, &mut |table| {
                let at = column.index(table.columns.len());
                table.columns.remove(at);
                for row in table.rows.iter_mut().filter(|row| at < row.cells.len()) {
                    row.cells.remove(at);
                }
            }),
            Damage::Labels(grid) => in_grid(report, grid, &mut |table| {
                for (at, row) in table.rows.iter_mut().enumerate() {
                    row.key = None;
                    row.label = format!("甲{at}");
                }
            }),
            Damage::Words(index, text) => report.set(fields[index.index(fields.len())], text),
            Damage::Totals(index) => {
                let is_total = |field: &Field| {
                    matches!(
                        field,
                        Field::Requests(_, Applicant::Total) | Field::Disputes(_, DisputeResult::Total)
                    )
                };
                let totals: Vec<Field> = fields.into_iter().filter(is_total).collect();
                // One of them or all.
                match index.index(totals.len() + 1).checked_sub(1) {
                    Some(at) => report.set(totals[at], ""),
                    None => totals.into_iter().for_each(|field| report.set(field, "")),
                }
            }
            Damage::Empty(grid) => in_grid(report, grid, &mut |table| {
                let regulations = |key| Field::at(key, table.columns[0].key?).map(|field| field.to_string());
                let keep: Vec<bool> = table
                    .rows
                    .iter()
                    .map(|row| {
                        row.key
                            .and_then(regulations)
                            .is_some_and(|name| name.starts_with("proactive.regulations"))
                    })
                    .collect();
                for (row, keep) in table.rows.iter_mut().zip(keep) {
                    if !keep {
                        row.cells.fill(Cell::default());
                    }
                }
            }),
            Damage::LaterYear(year) | Damage::OldYear(year) => {
                report.meta.year = Some(*year);
                retitle(report, &organ, &format!("{year}年"));
            }
        }
    }
}

/// The verdict as every surface gets it: on the value, on the file that it is written to and read from, through the bytes
/// that go to the validator's page and through the published JSON.
fn everywhere(report: &Report) -> [Verdict; 4] {
    let checked = judge(report);
    let text = write::markdown(report);
    let reading = markdown::read(&text);
    let read = rules::check(&reading, &Settings::default());
    let packed: Checked = nianbao_pack::unpack(&nianbao_pack::pack(&checked)).expect("what was packed");
    assert_eq!(packed, checked);
    let output = wire::ReportOutput::new("a.md", &text, &reading, &read);
    [checked.verdict, packed.verdict, read.verdict, output.verdict]
}

/// Reports of every form that are fit.
fn right() -> impl Strategy<Value = Report> {
    (
        prop_oneof![
            Just("form: 2019\nyear: 2019\n"),
            Just("form: 2019\n"),
            Just("form: 2090\n"),
            Just("year: 2021\n"),
            Just("year: 2024\n"),
            Just("")
        ],
        prop_oneof![
            Just(""),
            Just("organ: 示例县柳河镇人民政府\n"),
            Just("organ: 示例县审计局\n")
        ],
    )
        .prop_map(|(form, organ)| example(&[form, organ].concat()).expect("a report"))
}

proptest! {
    #![proptest_config(random::config(192))]

    /// `PROPTEST_CASES=10000` tries as many.
    #[test]
    fn what_lacks_anything_is_not_fit(report in right(), damage in damage()) {
        prop_assert_eq!(everywhere(&report), [Verdict::Fit; 4]);
        let mut damaged = report;
        damage.apply(&mut damaged);
        for verdict in everywhere(&damaged) {
            prop_assert_ne!(verdict, Verdict::Fit, "{}", write::markdown(&damaged));
        }
    }

    /// Whatever is typed, command and validator agree, and a text that is not a report is never
    /// called fit.
    #[test]
    fn any_text_gets_one_verdict(text in random::text(&[])) {
        let reading: Reading = markdown::read(&text);
        let checked = rules::check(&reading, &Settings::default());
        prop_assert_ne!(checked.verdict, Verdict::Fit);
        let again = rules::check(Input::new(&reading.report, reading.unplaced_characters()), &Settings::default());
        prop_assert_eq!(checked, again);
    }
}

/// A report whose title lacks something that its text implies: the rule that says so, and the verdict's reason.
#[test]
fn facts_that_only_the_text_implies_are_said_and_not_fit() {
    let right = write::markdown(&example("").expect("a report"));
    let report = markdown::read(&right).report;
    let (organ, year) = (
        report.organ().expect("an organ").to_owned(),
        report.year().expect("a year"),
    );
    let body = right.split_once("\n# ").map_or(&*right, |(_, body)| body);
    let text = body.split_once('\n').map_or("", |(_, text)| text);
    for (title, rule, reason) in [
        (
            format!("{organ}政府信息公开工作年度报告"),
            "year-missing",
            Reason::YearInferred(year),
        ),
        (
            format!("{year}年政府信息公开工作年度报告"),
            "organ-missing",
            Reason::OrganInferred,
        ),
    ] {
        let reading = markdown::read(&format!("# {title}\n{text}"));
        assert_eq!(
            (reading.report.organ(), reading.report.year()),
            (Some(&*organ), Some(year)),
            "{title}"
        );
        let checked = rules::check(&reading, &Settings::default());
        let found: Vec<_> = checked.findings.iter().map(|it| (it.rule, it.severity)).collect();
        assert_eq!(found, [(rule, Severity::Warning)], "{title}");
        assert_eq!(
            (checked.verdict, &checked.reasons),
            (Verdict::Unfit, &vec![reason]),
            "{title}"
        );
        // Nothing is made up in the file that is written.
        assert_eq!(markdown::read(&write::markdown(&reading.report)).report, reading.report);
    }
}
