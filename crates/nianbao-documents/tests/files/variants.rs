//! Forms as organs fill them in and tables as they come out of files: the same table through every reader.

use std::fmt::Write as _;

use nianbao_core::field::{Applicant, Field, RequestsGroup, RequestsRow, RowKey};
use nianbao_core::form::Form;
use nianbao_core::report::{Block, Report};
use nianbao_core::rules::{self, Settings};
use nianbao_core::wire::{ReportData, implied};
use nianbao_documents::{Kind, Source, read, read_text};

use crate::common::cells;
use crate::ledger::Ledger;

/// A cell of a table: its text and the columns and rows it spans.
type Cell<'a> = (&'a str, usize, usize);

/// The rows of a table, with the cells that begin in each.
type Rows<'a> = Vec<Vec<Cell<'a>>>;

/// A row of cells that span one column and one row.
fn plain<'a>(texts: &[&'a str]) -> Vec<Cell<'a>> {
    texts.iter().map(|text| (*text, 1, 1)).collect()
}

/// A place of a table that was laid out: the text of the cell that covers it, whether the cell begins here, how many
/// columns it spans if this is the first of them (else 0), and how many rows.
type Place = (String, bool, usize, usize);

/// A table laid out place by place.
fn places(rows: &Rows<'_>) -> Vec<Vec<Place>> {
    let width = rows.iter().flatten().map(|cell| cell.1).sum::<usize>();
    let mut out: Vec<Vec<Option<Place>>> = vec![vec![None; width]; rows.len()];
    for (at, row) in rows.iter().enumerate() {
        let mut column = 0;
        for (text, wide, tall) in row {
            while out[at][column].is_some() {
                column += 1;
            }
            for (below, row) in out[at..].iter_mut().take(*tall).enumerate() {
                for (beside, place) in row[column..column + wide].iter_mut().enumerate() {
                    let wide = if beside == 0 { *wide } else { 0 };
                    *place = Some(((*text).to_owned(), below == 0 && beside == 0, wide, *tall));
                }
            }
        }
    }
    out.into_iter().map(|row| row.into_iter().flatten().collect()).collect()
}

fn html(title: &str, heading: &str, rows: &Rows<'_>) -> Vec<u8> {
    let mut out = format!("<h1>{title}</h1><p>{heading}</p><table>");
    for row in rows {
        out.push_str("<tr>");
        for (text, wide, tall) in row {
            let _ = write!(out, "<td colspan={wide} rowspan={tall}><p>{text}</p></td>");
        }
        out.push_str("</tr>");
    }
    (out + "</table>").into_bytes()
}

/// An archive whose parts are stored uncompressed.
fn stored(parts: &[(&str, String)]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    let mut list: Vec<u8> = Vec::new();
    let small = |length: usize| u32::try_from(length).expect("it is short").to_le_bytes();
    for (name, content) in parts {
        let at = out.len();
        let mut head: Vec<u8> = vec![20, 0, 0, 8, 0, 0, 0, 0, 33, 0, 0, 0, 0, 0];
        head.extend(small(content.len()));
        head.extend(small(content.len()));
        head.extend(u16::try_from(name.len()).expect("it is short").to_le_bytes());
        head.extend([0; 2]);
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(content.as_bytes());
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&head);
        list.extend([0; 10]);
        list.extend(small(at));
        list.extend(name.as_bytes());
    }
    let start = out.len();
    out.extend(&list);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    let count = u16::try_from(parts.len()).expect("they are few").to_le_bytes();
    out.extend(count);
    out.extend(count);
    out.extend(small(list.len()));
    out.extend(small(start));
    out.extend([0; 2]);
    out
}

fn docx(title: &str, heading: &str, rows: &Rows<'_>) -> Vec<u8> {
    let p = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let mut out = format!("<w:document xmlns:w=\"w\"><w:body>{}{}<w:tbl>", p(title), p(heading));
    for row in places(rows) {
        out.push_str("<w:tr>");
        for (text, begins, wide, tall) in row {
            if wide == 0 {
                continue;
            }
            let merge = match (tall, begins) {
                (1, _) => "",
                (_, true) => "<w:vMerge w:val=\"restart\"/>",
                _ => "<w:vMerge/>",
            };
            let text = if begins { text } else { String::new() };
            let _ = write!(
                out,
                "<w:tc><w:tcPr><w:gridSpan w:val=\"{wide}\"/>{merge}</w:tcPr>{}</w:tc>",
                p(&text)
            );
        }
        out.push_str("</w:tr>");
    }
    stored(&[("word/document.xml", out + "</w:tbl></w:body></w:document>")])
}

fn xlsx(title: &str, heading: &str, rows: &Rows<'_>) -> Vec<u8> {
    let name =
        |column: usize, row: usize| format!("{}{}", char::from(b'A' + u8::try_from(column).expect("few")), row + 1);
    let cell = |at: String, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let mut out = format!(
        "<worksheet><sheetData><row r=\"1\">{}</row><row r=\"2\">{}</row>",
        cell("A1".into(), title),
        cell("A2".into(), heading)
    );
    let mut merged = String::new();
    for (index, row) in places(rows).into_iter().enumerate() {
        let at = index + 2;
        let _ = write!(out, "<row r=\"{}\">", at + 1);
        for (column, (text, begins, wide, tall)) in row.into_iter().enumerate() {
            if begins {
                out.push_str(&cell(name(column, at), &text));
                if wide > 1 || tall > 1 {
                    let end = name(column + wide - 1, at + tall - 1);
                    let _ = write!(merged, "<mergeCell ref=\"{}:{end}\"/>", name(column, at));
                }
            }
        }
        out.push_str("</row>");
    }
    stored(&[
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name=\"Sheet1\" r:id=\"a\"/></sheets></workbook>".into(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"s.xml\"/></Relationships>".into(),
        ),
        (
            "xl/s.xml",
            format!("{out}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"),
        ),
    ])
}

/// Lines with a separator between the cells; places that a merged cell covers are empty.
fn lines(title: &str, heading: &str, rows: &Rows<'_>, between: &str) -> Vec<u8> {
    let mut out = format!("{title}\n{heading}\n");
    for row in places(rows) {
        let texts: Vec<String> = row
            .into_iter()
            .map(|(text, begins, _, _)| if begins { text } else { String::new() })
            .collect();
        out.push_str(&texts.join(between));
        out.push('\n');
    }
    out.into_bytes()
}

/// Reads a table through every kind of file, and compares the cells with content to the expected ones.
fn check(title: &str, heading: &str, rows: &Rows<'_>, expected: &[&str], broken: &[&str]) {
    for (name, bytes) in [
        ("a.html", html(title, heading, rows)),
        ("a.docx", docx(title, heading, rows)),
        ("a.xlsx", xlsx(title, heading, rows)),
        ("a.tsv", lines(title, heading, rows, "\t")),
        ("tabs.txt", lines(title, heading, rows, "\t")),
        ("pipes.txt", lines(title, heading, rows, " | ")),
        ("cells.txt", lines(title, heading, rows, "\n")),
    ] {
        let source = read(name, &bytes).expect("it can be read");
        let filled: Vec<String> = cells(&source).into_iter().filter(|cell| !cell.ends_with('=')).collect();
        assert_eq!(Ledger::lost(&source), [], "{name}\n{}", source.text);
        // With one line per cell there are no columns: a column that the form does not have makes the table unreadable,
        // and that is reported.
        if name == "cells.txt" && broken == ["table-rows"] {
            assert!(filled.is_empty(), "{filled:?}");
            check_broken(name, &source, &["table-missing"]);
            continue;
        }
        assert_eq!(filled, expected, "{name}\n{}", source.text);
        check_broken(name, &source, broken);
    }
}

/// Checks that the rules make the expected findings.
fn check_broken(name: &str, source: &Source, broken: &[&str]) {
    let checked = rules::check(&source.reading, &Settings::default());
    for rule in broken {
        assert!(
            checked.findings.iter().any(|finding| finding.rule == *rule),
            "{name}: {rule} is not among {:?}",
            checked.findings.iter().map(|finding| finding.rule).collect::<Vec<_>>()
        );
    }
}

const TWO: &str = "二、主动公开政府信息情况";
const THREE: &str = "三、收到和处理政府信息公开申请情况";
const TITLE: &str = "某县财政局2023年政府信息公开工作年度报告";

#[test]
fn remarks_in_cells_are_kept_and_their_figures_read() {
    let rows = vec![
        vec![("第二十条第（一）项", 4, 1)],
        plain(&["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"]),
        plain(&["规章", "0", "0", "0"]),
        plain(&["行政规范性文件", "22（其中修订16件）", "55（含自然失效29件）", "130"]),
        vec![("第二十条第（五）项", 4, 1)],
        vec![("信息内容", 1, 1), ("本年处理决定数量", 3, 1)],
        vec![("行政许可", 1, 1), ("1,204", 3, 1)],
    ];
    let expected = [
        "proactive.regulations.issued=0",
        "proactive.regulations.repealed=0",
        "proactive.regulations.in_force=0",
        "proactive.normative_documents.issued=22（其中修订16件）",
        "proactive.normative_documents.repealed=55（含自然失效29件）",
        "proactive.normative_documents.in_force=130",
        "proactive.licenses=1,204",
    ];
    check(TITLE, TWO, &rows, &expected, &["cell-number"]);
    let source = read("a.html", &html(TITLE, TWO, &rows)).expect("it can be read");
    let number = |field: &str| {
        let field: Field = field.parse().expect("a field");
        let cell = source.reading.report.cell(field).expect("it is there");
        cell.number().expect("it has a figure").to_string()
    };
    assert_eq!(number("proactive.normative_documents.issued"), "22");
    assert_eq!(number("proactive.normative_documents.repealed"), "55");
}

#[test]
fn a_table_of_the_wrong_year_is_read_as_such() {
    let rows = vec![
        vec![("第二十条第（一）项", 4, 1)],
        plain(&["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]),
        plain(&["规章", "0", "0", "0"]),
        plain(&["规范性文件", "3", "2", "18"]),
        vec![("第二十条第（五）项", 4, 1)],
        plain(&["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]),
        plain(&["行政许可", "7", "-2", "905"]),
        plain(&["其他对外管理服务事项", "4", "+1", "16"]),
    ];
    let expected = [
        "proactive.regulations.made=0",
        "proactive.regulations.newly_disclosed=0",
        "proactive.regulations.disclosed_total=0",
        "proactive.normative_documents.made=3",
        "proactive.normative_documents.newly_disclosed=2",
        "proactive.normative_documents.disclosed_total=18",
        "proactive.licenses.items_last_year=7",
        "proactive.licenses.change=-2",
        "proactive.licenses.decisions=905",
        "proactive.other_services.items_last_year=4",
        "proactive.other_services.change=+1",
        "proactive.other_services.decisions=16",
    ];
    check(TITLE, TWO, &rows, &expected, &["form-version"]);
}

#[test]
fn a_table_half_of_one_form_and_half_of_the_other_is_read_as_both() {
    let rows = vec![
        vec![("第二十条第（一）项", 4, 1)],
        plain(&["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"]),
        plain(&["规章", "0", "0", "0"]),
        plain(&["规范性文件", "3", "2", "18"]),
        vec![("第二十条第（五）项", 4, 1)],
        vec![("信息内容", 1, 1), ("本年处理决定数量", 3, 1)],
        vec![("行政许可", 1, 1), ("905", 3, 1)],
        vec![("第二十条第（六）项", 4, 1)],
        vec![("信息内容", 1, 1), ("本年处理决定数量", 3, 1)],
        vec![("行政处罚", 1, 1), ("31", 3, 1)],
        vec![("行政强制", 1, 1), ("6", 3, 1)],
        vec![("第二十条第（八）项", 4, 1)],
        vec![("信息内容", 1, 1), ("本年收费金额（单位：万元）", 3, 1)],
        vec![("行政事业性收费", 1, 1), ("18.871", 3, 1)],
    ];
    let expected = [
        "proactive.regulations.made=0",
        "proactive.regulations.newly_disclosed=0",
        "proactive.regulations.disclosed_total=0",
        "proactive.normative_documents.made=3",
        "proactive.normative_documents.newly_disclosed=2",
        "proactive.normative_documents.disclosed_total=18",
        "proactive.licenses=905",
        "proactive.penalties=31",
        "proactive.coercive_measures=6",
        "proactive.fees=18.871",
    ];
    check(TITLE, TWO, &rows, &expected, &["form-version"]);
}

/// Table three down to its results, with the given columns under 法人或其他组织 and the given last rows.
fn table_three<'a>(organisations: &[&'a str], last: Vec<Vec<Cell<'a>>>, others: usize) -> Rows<'a> {
    let count = organisations.len();
    let figures = |rows: &[&'a str]| -> Vec<Cell<'a>> {
        let mut cells = plain(rows);
        cells.resize(2 + count, ("0", 1, 1));
        cells
    };
    let mut rows = vec![
        vec![
            (
                "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
                3,
                3,
            ),
            ("申请人情况", count + 2, 1),
        ],
        vec![("自然人", 1, 2), ("法人或其他组织", count, 1), ("总计", 1, 2)],
        plain(organisations),
        [
            vec![("一、本年新收政府信息公开申请数量", 3, 1)],
            figures(&["4", "3", "2"]),
        ]
        .concat(),
        [
            vec![("三、本年度办理结果", 1, 4 + others), ("（一）予以公开", 2, 1)],
            figures(&["5"]),
        ]
        .concat(),
        [
            vec![("（三）不予公开", 1, 2), ("1.属于国家秘密", 1, 1)],
            figures(&["1"]),
        ]
        .concat(),
        [vec![("2.其他法律行政法规禁止公开", 1, 1)], figures(&["2"])].concat(),
    ];
    rows.extend(last.into_iter().map(|labels| [labels, figures(&["6"])].concat()));
    rows.push([vec![("（七）总计", 2, 1)], figures(&["9"])].concat());
    rows
}

const ORGANISATIONS: [&str; 5] = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"];

/// The cells of a row of table three: those under 自然人, 商业企业, 科研机构 as given, the others 0.
fn row(name: &str, first: [&str; 3]) -> Vec<String> {
    let columns = [
        "natural_person",
        "business",
        "research",
        "social_welfare",
        "legal_service",
        "other",
        "total",
    ];
    columns
        .iter()
        .zip(first.into_iter().chain(std::iter::repeat("0")))
        .map(|(column, value)| format!("requests.{name}.{column}={value}"))
        .collect()
}

fn check_three(rows: &Rows<'_>, expected: &[Vec<String>], broken: &[&str]) {
    let expected: Vec<&str> = expected.iter().flatten().map(String::as_str).collect();
    check(TITLE, THREE, rows, &expected, broken);
}

#[test]
fn other_outcomes_in_one_row_are_read_in_the_form_that_has_three() {
    let rows = table_three(&ORGANISATIONS, vec![vec![("（六）其他处理", 2, 1)]], 1);
    check_three(
        &rows,
        &[
            row("received", ["4", "3", "2"]),
            row("granted", ["5", "0", "0"]),
            row("denied.state_secret", ["1", "0", "0"]),
            row("denied.prohibited_by_law", ["2", "0", "0"]),
            row("other_outcome", ["6", "0", "0"]),
            row("outcomes_total", ["9", "0", "0"]),
        ],
        &["form-version"],
    );
}

#[test]
fn nothing_in_one_row_of_other_outcomes_is_nothing_in_each_of_three() {
    let mut report = Report::blank(Form::ALL[1], "某县财政局", Some(2024));
    let own = |row: RequestsRow| row.group() == Some(RequestsGroup::OtherOutcome);
    for section in &mut report.sections {
        for block in &mut section.blocks {
            if let Block::Table(table) = block {
                for row in &mut table.rows {
                    if row.key == Some(RowKey::Requests(RequestsRow::OtherOutcomeOther)) {
                        row.key = Some(RowKey::Requests(RequestsRow::OtherOutcome));
                        row.label = "（六）其他处理".to_owned();
                    }
                }
                table.rows.retain(|row| {
                    !matches!(row.key, Some(RowKey::Requests(row)) if own(row))
                        && row.key != Some(RowKey::Group(RequestsGroup::OtherOutcome))
                });
            }
        }
    }
    let cell = |column| Field::Requests(RequestsRow::OtherOutcome, column);
    for column in Applicant::ALL.iter().copied() {
        report.set(cell(column), "0");
    }
    let check = |report: &Report, expected: usize| {
        assert_eq!(implied(report).count(), expected);
        let fields = ReportData::new(report).fields;
        let parts = fields.keys().filter(|name| {
            name.parse()
                .is_ok_and(|field: Field| matches!(field.row(), RowKey::Requests(row) if own(row)))
        });
        assert_eq!(parts.count(), expected);
        // They are not rows of the report: the report read back has one.
        let bytes = nianbao_documents::write(report, Kind::Json).expect("it can be written");
        let again = read("a.json", &bytes).expect("it can be read").reading.report;
        assert_eq!(again.figures().iter().count(), report.figures().iter().count());
    };
    check(&report, 21);
    // For any other value the parts are unknown.
    report.set(cell(Applicant::NaturalPerson), "2");
    check(&report, 18);
    report.set(cell(Applicant::Business), "");
    check(&report, 15);
}

#[test]
fn a_column_that_the_form_does_not_have_is_kept() {
    let with = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "小计"];
    let rows = table_three(&with, Vec::new(), 0);
    check_three(
        &rows,
        &[
            row("received", ["4", "3", "2"]),
            row("granted", ["5", "0", "0"]),
            row("denied.state_secret", ["1", "0", "0"]),
            row("denied.prohibited_by_law", ["2", "0", "0"]),
            row("outcomes_total", ["9", "0", "0"]),
        ],
        &["table-rows"],
    );
}

#[test]
fn a_remark_between_rows_is_not_taken_for_a_part_of_a_label() {
    let row = "6.属于四类过程性信息 1 0 0 0 0 0 1\n";
    let text = include_str!("../../../../cases/layouts/merged-cells-between-the-rows.txt");
    // The parts of two groups are mixed in this text: 三、本, （三）不, 予公开, 年度办, 理结果.
    let source = read_text(Kind::Text, text.to_owned());
    assert!(source.reading.unplaced.is_empty());
    for remark in ["公开", "提供", "处理"] {
        let changed = text.replacen(row, &[row, remark, "\n"].concat(), 1);
        let source = read_text(Kind::Text, changed);
        let written = nianbao_core::write::markdown(&source.reading.report);
        let unplaced = source.reading.unplaced.iter().map(|piece| piece.text.as_str());
        let mut pieces = written.split(['\n', '|']).chain(unplaced).map(str::trim);
        assert!(
            pieces.any(|piece| piece.split_whitespace().any(|word| word == remark)),
            "{remark} is lost\n{written}"
        );
    }
}
