//! The shapes in which other programs give the form's tables as text: all cells are read from each of them.

use std::fmt::Write as _;

use nianbao_core::field::{Field, TableId};
use nianbao_core::form::{FormId, SectionId};
use nianbao_core::report::{Block, Report, Table};
use nianbao_documents::{Kind, read_text};
use proptest::prelude::*;

/// A way to write one of the form's tables as plain text.
#[derive(Debug, Clone, Copy)]
enum Shape {
    /// From a Word file: one line per cell with a tab before it, an empty line after each row, labels broken in narrow
    /// cells.
    Word,
    /// From a spreadsheet: one line per row, tabs between cells, merged cells empty.
    Sheet,
    /// From a web page: one line per row, between pipes.
    Pipes,
    /// From a PDF: one line per piece of a cell, page numbers in between, long labels broken, group labels downwards.
    Pdf,
    /// Pasted from a page with one line per row and spaces between the figures.
    Spaces,
    /// Out of a web page: a cell a line with a pipe after it.
    Cells,
    /// Copied from a viewer: a cell a line with an empty line after it.
    Apart,
    /// A whole table in one line.
    Line,
    /// A row a line, cells apart by spaces, merged cells written once.
    Columns,
    /// Out of a program that fills merged cells into every place.
    Filled,
}

const SHAPES: [Shape; 10] = [
    Shape::Word,
    Shape::Sheet,
    Shape::Pipes,
    Shape::Pdf,
    Shape::Spaces,
    Shape::Cells,
    Shape::Apart,
    Shape::Line,
    Shape::Columns,
    Shape::Filled,
];

/// The rows of a table in the official layout: each cell with its text and the columns and rows it spans.
type Official = Vec<Vec<(String, usize, usize)>>;

fn cell(text: &str, columns: usize, rows: usize) -> (String, usize, usize) {
    (text.to_owned(), columns, rows)
}

fn official(report: &Report, id: TableId) -> Official {
    let tables: Vec<&Table> = report
        .tables()
        .map(|(_, _, table)| table)
        .filter(|table| table.id == id)
        .collect();
    let mut out = Official::new();
    match id {
        TableId::Proactive => {
            for table in tables {
                out.push(vec![cell(&table.caption, 4, 1)]);
                let mut header = vec![cell("信息内容", 1, 1)];
                let wide = 3 / table.columns.len();
                header.extend(table.columns.iter().map(|column| cell(&column.label, wide, 1)));
                out.push(header);
                for row in &table.rows {
                    let mut line = vec![cell(&row.label, 1, 1)];
                    line.extend(row.cells.iter().map(|value| cell(value.as_str(), wide, 1)));
                    out.push(line);
                }
            }
        }
        TableId::Requests => {
            let table = tables[0];
            out.push(vec![cell(&table.caption, 3, 3), cell("申请人情况", 7, 1)]);
            out.push(vec![
                cell("自然人", 1, 2),
                cell("法人或其他组织", 5, 1),
                cell("总计", 1, 2),
            ]);
            out.push(
                table.columns[1..6]
                    .iter()
                    .map(|column| cell(&column.label, 1, 1))
                    .collect(),
            );
            // Rows of figures between the second and the last.
            let outcomes = table.rows.iter().filter(|row| !row.cells.is_empty()).count() - 3;
            let (mut outer, mut inner): (Option<String>, Option<String>) = (None, None);
            for row in &table.rows {
                if row.cells.is_empty() {
                    if row.label.starts_with("三、") {
                        outer = Some(row.label.clone());
                    } else {
                        inner = Some(row.label.clone());
                    }
                    continue;
                }
                let mut line = Vec::new();
                let numbered = row.label.starts_with(|c: char| c.is_ascii_digit());
                if row.label.starts_with('（') || numbered {
                    if let Some(outer) = outer.take() {
                        line.push(cell(&outer, 1, outcomes));
                    }
                    if let Some(inner) = inner.take() {
                        line.push(cell(
                            &inner,
                            1,
                            if row.label.contains("国家秘密") {
                                8
                            } else if row.label.contains("信访") {
                                5
                            } else {
                                3
                            },
                        ));
                    }
                    line.push(cell(&row.label, if numbered { 1 } else { 2 }, 1));
                } else {
                    line.push(cell(&row.label, 3, 1));
                }
                line.extend(row.cells.iter().map(|value| cell(value.as_str(), 1, 1)));
                out.push(line);
            }
        }
        TableId::Disputes => {
            let table = tables[0];
            let results = || table.columns.iter().map(|column| column.label.as_str());
            out.push(vec![cell("行政复议", 5, 1), cell("行政诉讼", 10, 1)]);
            out.push(
                results()
                    .map(|text| cell(text, 1, 2))
                    .chain([cell("未经复议直接起诉", 5, 1), cell("复议后起诉", 5, 1)])
                    .collect(),
            );
            out.push(results().chain(results()).map(|text| cell(text, 1, 1)).collect());
            out.push(
                table
                    .rows
                    .iter()
                    .flat_map(|row| &row.cells)
                    .map(|value| cell(value.as_str(), 1, 1))
                    .collect(),
            );
        }
    }
    out
}

/// The places of a table with merged cells spread out: a cell's text at its first place, `None` at the others.
fn spread(table: &Official) -> Vec<Vec<Option<&str>>> {
    places(table, false)
}

/// The same with a cell's text at all the places that it covers, where that is asked for.
fn places(table: &Official, fill: bool) -> Vec<Vec<Option<&str>>> {
    let width = table[0].iter().map(|(_, columns, _)| columns).sum();
    let mut places: Vec<Vec<Option<Option<&str>>>> = vec![vec![None; width]; table.len()];
    for (r, row) in table.iter().enumerate() {
        let mut c = 0;
        for (text, columns, rows) in row {
            while places[r][c].is_some() {
                c += 1;
            }
            for (dr, line) in places[r..(r + rows).min(table.len())].iter_mut().enumerate() {
                for (dc, place) in line[c..c + columns].iter_mut().enumerate() {
                    *place = Some((fill || dr == 0 && dc == 0).then_some(text.as_str()));
                }
            }
            c += columns;
        }
    }
    places
        .into_iter()
        .map(|row| row.into_iter().map(Option::flatten).collect())
        .collect()
}

fn broken(text: &str, every: usize, separator: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    chars
        .chunks(every)
        .map(|part| part.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(separator)
}

fn table(report: &Report, id: TableId, shape: Shape, out: &mut String) {
    let official = official(report, id);
    match shape {
        Shape::Word => {
            // A cell that spans into a row from above is an empty cell there; one that spans columns is one cell.
            let places = spread(&official);
            for (row, line) in official.iter().zip(&places) {
                // The corner over three columns is one cell; group labels on the left are one cell each.
                let lead = line.iter().take_while(|place| place.is_none()).count();
                let total_above = line.last().is_some_and(Option::is_none);
                let mut cells: Vec<&str> = vec![
                    "";
                    if row.len() < 7 || row.iter().all(|(_, c, _)| *c == 1) && lead == 3 {
                        lead.min(1)
                    } else {
                        lead
                    }
                ];
                cells.extend(row.iter().map(|(text, _, _)| text.as_str()));
                if total_above && row.len() == 5 {
                    cells.push("");
                }
                for text in cells {
                    let text = if matches!(text, "商业企业" | "科研机构" | "结果纠正" | "其他结果") {
                        broken(text, 2, "\n")
                    } else {
                        text.to_owned()
                    };
                    let _ = writeln!(out, "\t{text}");
                }
                out.push('\n');
            }
            out.push('\n');
        }
        Shape::Sheet | Shape::Pipes => {
            for line in spread(&official) {
                let cells: Vec<&str> = line.into_iter().map(Option::unwrap_or_default).collect();
                if matches!(shape, Shape::Sheet) {
                    let _ = writeln!(out, "{}", cells.join("\t"));
                } else {
                    let _ = writeln!(out, "| {} |", cells.join(" | "));
                }
            }
        }
        Shape::Cells | Shape::Apart | Shape::Line => {
            let between = match shape {
                Shape::Cells => " |\n",
                Shape::Apart => "\n\n",
                _ => " ",
            };
            for (text, _, _) in official.iter().flatten() {
                let _ = write!(out, "{text}{between}");
            }
            out.push('\n');
        }
        Shape::Columns => {
            for row in &official {
                let cells: Vec<&str> = row.iter().map(|(text, _, _)| text.as_str()).collect();
                let _ = writeln!(out, "{}", cells.join("  "));
            }
        }
        Shape::Filled => {
            for line in places(&official, true) {
                let cells: Vec<&str> = line.into_iter().map(Option::unwrap_or_default).collect();
                let _ = writeln!(out, "| {} |", cells.join(" | "));
            }
        }
        Shape::Pdf => {
            for (index, row) in official.iter().enumerate() {
                if index % 9 == 8 {
                    let _ = write!(out, "\n- {index} -\n\n");
                }
                for (text, _, rows) in row {
                    let text = if *rows > 8 {
                        broken(text, 1, "\n")
                    } else {
                        broken(text, 19, "\n")
                    };
                    let _ = writeln!(out, "{text}");
                }
            }
        }
        Shape::Spaces => {
            for row in &official {
                let mut first = true;
                for (text, _, _) in row {
                    let figure = text.chars().all(|c| c.is_ascii_digit());
                    if !first {
                        out.push(if figure { ' ' } else { '\n' });
                    }
                    out.push_str(text);
                    first = false;
                }
                out.push('\n');
            }
        }
    }
}

fn written(report: &Report, shape: Shape) -> String {
    let mut out = String::from("某县财政局\n2023年政府信息公开工作年度报告\n\n本报告按照有关规定编制。\n");
    for id in SectionId::ALL {
        let _ = writeln!(out, "{}", id.heading().zh);
        match id.table() {
            Some(table_id) => table(report, table_id, shape, &mut out),
            None => out.push_str("全年工作平稳有序，没有需要特别说明的情况。\n"),
        }
    }
    out
}

fn check(report: &Report, shape: Shape) -> Result<(), TestCaseError> {
    let text = written(report, shape);
    let read = read_text(Kind::Text, text.clone()).reading;
    prop_assert_eq!(&read.report.title, "某县财政局2023年政府信息公开工作年度报告");
    let sections: Vec<_> = read.report.sections.iter().map(|section| section.id).collect();
    prop_assert_eq!(sections, SectionId::ALL.map(Some).to_vec(), "{:?}\n{}", shape, text);
    let wanted: Vec<(Field, &str)> = report
        .figures()
        .iter()
        .map(|(field, cell)| (field, cell.as_str()))
        .collect();
    let got: Vec<(Field, &str)> = read
        .report
        .figures()
        .iter()
        .map(|(field, cell)| (field, cell.as_str()))
        .collect();
    prop_assert_eq!(got, wanted, "{:?}\n{}", shape, text);
    let odd: Vec<_> = read.unplaced.iter().filter(|u| !u.text.starts_with("- ")).collect();
    prop_assert!(odd.is_empty(), "{:?} {:?}", shape, odd);
    let paragraphs = read
        .report
        .sections
        .iter()
        .flat_map(|s| &s.blocks)
        .filter(|b| matches!(b, Block::Paragraph(_)))
        .count();
    prop_assert_eq!(paragraphs, 3);
    // Every cell leads back to its place in the source.
    for (field, cell) in report.figures().iter().filter(|(_, cell)| !cell.is_blank()) {
        let span = read.places.find(&read.report, &nianbao_core::report::At::Field(field));
        prop_assert_eq!(
            span.and_then(|span| text.get(span.start..span.end)).map(str::trim),
            Some(cell.as_str()),
            "{}",
            field
        );
    }
    Ok(())
}

fn filled(form: FormId, figures: &[u32], blank: &[bool]) -> Report {
    let form = form.form();
    let mut report = Report::blank(form, "某县财政局", Some(2023));
    for ((field, value), blank) in form.fields().zip(figures).zip(blank) {
        if !blank {
            report.set(field, &value.to_string());
        }
    }
    report
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(12) })]

    #[test]
    fn every_shape_gives_every_cell(figures in proptest::collection::vec(0_u32..3000, 200), old in any::<bool>()) {
        let report = filled(if old { FormId::F2019 } else { FormId::F2021 }, &figures, &[false; 200]);
        for shape in SHAPES {
            check(&report, shape)?;
        }
    }

    #[test]
    fn shapes_that_show_empty_cells_keep_them_empty(figures in proptest::collection::vec(0_u32..3000, 200), blank in proptest::collection::vec(any::<bool>(), 200)) {
        let report = filled(FormId::F2021, &figures, &blank);
        for shape in [Shape::Word, Shape::Sheet, Shape::Pipes] {
            check(&report, shape)?;
        }
    }
}
