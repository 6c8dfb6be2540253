//! Every layout is a rectangle that shows each piece of its tables, whatever they hold.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::cell::Cell as Value;
use crate::field::RequestsRow;
use crate::report::Report;

/// The layouts of a report's tables.
fn layouts<'a>(report: &'a Report, form: &'static Form) -> Vec<(&'a [Block], Layout<'a>)> {
    let mut found = Vec::new();
    for part in report.parts() {
        let mut rest = report.blocks(part);
        while !rest.is_empty() {
            let taken = match Layout::official(rest, form) {
                Some(layout) => {
                    let (blocks, _) = rest.split_at(layout.blocks);
                    found.push((blocks, layout));
                    blocks.len()
                }
                None => 1,
            };
            rest = &rest[taken..];
        }
    }
    found
}

/// Checks that the cells fill the table without holes and overlaps, and that none reaches out of the head.
fn check_rectangle(layout: &Layout<'_>) {
    let mut filled = vec![vec![false; layout.width]; layout.rows.len()];
    for (y, row) in layout.rows.iter().enumerate() {
        let end = if y < layout.heads {
            layout.heads
        } else {
            layout.rows.len()
        };
        let mut x = 0;
        for cell in row {
            while filled[y].get(x) == Some(&true) {
                x += 1;
            }
            assert!(y + cell.rows <= end, "a cell reaches out of its rows: {cell:?}");
            for row in &mut filled[y..y + cell.rows] {
                let places = row
                    .get_mut(x..x + cell.columns)
                    .expect("a cell reaches out of its columns");
                for place in places {
                    assert!(!std::mem::replace(place, true), "two cells in one place: {cell:?}");
                }
            }
        }
    }
    assert!(filled.iter().flatten().all(|place| *place), "a hole");
    let widths = layout.widths();
    assert_eq!(widths.len(), layout.width);
    assert!(widths.iter().all(|width| *width > 0), "{widths:?}");
}

/// Checks that every cell of the tables is shown once, and every label, header and caption at least once, with its text.
fn check_whole(blocks: &[Block], layout: &Layout<'_>) {
    let mut wanted: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for (block, table) in blocks.iter().enumerate() {
        let Block::Table(table) = table else {
            panic!("not a table: {table:?}")
        };
        let mut want = |origin, text, times| {
            wanted.insert(format!("{origin:?}"), (text, times));
        };
        // Table four prints its headers over each block, and no caption unless one was written.
        let heads = match layout.kind {
            Kind::Official(TableId::Disputes) => table.rows.len(),
            _ => 1,
        };
        if heads > 0 && !(matches!(layout.kind, Kind::Official(TableId::Disputes)) && table.caption.is_empty()) {
            want(Origin::Caption(block), table.caption.as_str(), 1);
        }
        for (index, column) in table.columns.iter().enumerate() {
            want(Origin::Column(block, index), &column.label, heads);
        }
        for (index, row) in table.rows.iter().enumerate() {
            // The label of a group is printed again where its rows do not follow each other.
            let times = usize::from(heading(row).is_none());
            want(Origin::Row(block, index), &row.label, times);
            let is_label = matches!(layout.kind, Kind::Official(TableId::Requests)) && heading(row).is_some();
            if !is_label {
                for (column, cell) in row.cells.iter().enumerate() {
                    want(Origin::Cell(block, index, column), cell.as_str(), 1);
                }
            }
        }
    }
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for cell in layout.rows.iter().flatten() {
        let written = !matches!(cell.origin, Origin::Form | Origin::Nothing);
        if written && cell.role != Role::Missing {
            let key = format!("{:?}", cell.origin);
            *found.entry(key.clone()).or_default() += 1;
            let text = wanted.get(&key).map(|(text, _)| *text);
            // A heading that stays a row has its blank cells.
            if text.is_some() || !cell.text.is_empty() {
                assert_eq!(text, Some(cell.text), "{cell:?}");
            }
        } else {
            assert_eq!(cell.text, "");
        }
    }
    for (key, (text, times)) in wanted {
        let found = found.get(&key).copied().unwrap_or(0);
        let right = if times == 0 { found > 0 } else { found == times };
        assert!(right, "{key} “{text}” is shown {found} times");
    }
}

fn check(report: &Report, form: &'static Form) {
    for (blocks, layout) in layouts(report, form) {
        check_rectangle(&layout);
        check_whole(blocks, &layout);
        for block in blocks {
            if let Block::Table(table) = block {
                let plain = Layout::plain(table);
                check_rectangle(&plain);
                check_whole(std::slice::from_ref(block), &plain);
            }
        }
    }
}

fn blank(form: &'static Form) -> Report {
    Report::blank(form, "某县财政局", Some(form.first_year))
}

fn tables(report: &mut Report) -> Vec<&mut Table> {
    let blocks = report.sections.iter_mut().flat_map(|section| &mut section.blocks);
    let tables = blocks.filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables.collect()
}

fn table(report: &mut Report, id: TableId) -> &mut Table {
    let mut tables = tables(report).into_iter();
    tables.find(|table| table.id == id).expect("the form has it")
}

/// The spans of the cells with these words: rows, columns.
fn spans(layout: &Layout<'_>, words: &str) -> Vec<(usize, usize)> {
    let cells = layout.rows.iter().flatten().filter(|cell| cell.words() == words);
    cells.map(|cell| (cell.rows, cell.columns)).collect()
}

#[test]
fn a_blank_report_has_the_layout_of_its_form() {
    for form in Form::ALL {
        let report = blank(form);
        check(&report, form);
        let found = layouts(&report, form);
        assert_eq!(found.len(), 3);
        for (_, layout) in &found {
            // Each field of the form is in one place.
            let Kind::Official(id) = layout.kind else {
                panic!("{:?}", layout.kind)
            };
            let figures = layout.rows.iter().flatten().filter(|cell| cell.role == Role::Figure);
            let places: BTreeSet<_> = figures.clone().map(|cell| format!("{:?}", cell.origin)).collect();
            let fields = form.fields().filter(|field| field.table() == id).count();
            assert_eq!((figures.count(), places.len()), (fields, fields));
            assert!(layout.rows.iter().flatten().all(|cell| cell.role != Role::Missing));
        }
        let grid = |id| form.table(id).next().expect("the form has it");
        let (applicants, results) = (grid(TableId::Requests).columns, grid(TableId::Disputes).columns);
        let three = &found[1].1;
        assert_eq!((three.heads, three.width), (3, 3 + applicants.len()));
        assert_eq!(spans(three, &grid(TableId::Requests).caption.zh), [(3, 3)]);
        assert_eq!(spans(three, &APPLICANTS.zh), [(1, applicants.len())]);
        assert_eq!(spans(three, &form::ORGANISATIONS.zh), [(1, applicants.len() - 2)]);
        let rows = |group: RequestsGroup| {
            let rows = grid(TableId::Requests).rows.iter();
            rows.filter(|row| !matches!(row.key, RowKey::Group(_)) && path(Some(row.key)).contains(&group))
                .count()
        };
        for row in grid(TableId::Requests).rows {
            let path = path(Some(row.key));
            let expected = match row.key {
                RowKey::Group(group) => (rows(group), 1),
                _ => (1, 3 - path.len()),
            };
            assert!(spans(three, &row.label.zh).contains(&expected), "{}", row.label.zh);
        }
        let four = &found[2].1;
        assert_eq!((four.heads, four.rows.len()), (3, 4));
        assert_eq!(spans(four, &form::LITIGATION.zh), [(1, 2 * results.len())]);
        assert_eq!(spans(four, "尚未审结"), [(2, 1), (1, 1), (1, 1)]);
    }
}

#[test]
fn only_a_label_beside_most_of_table_three_is_upright() {
    for form in Form::ALL {
        let report = blank(form);
        let found = layouts(&report, form);
        let cells = found.iter().flat_map(|(_, layout)| layout.rows.iter().flatten());
        let upright: Vec<&str> = cells.filter(|cell| cell.is_upright()).map(Cell::words).collect();
        assert_eq!(upright, ["三、本年度办理结果"]);
    }
}

#[test]
fn places_are_as_wide_as_official_documents_have_them() {
    let report = blank(Form::LATEST);
    let found = layouts(&report, Form::LATEST);
    let widths: Vec<Vec<usize>> = found.iter().map(|(_, layout)| layout.widths()).collect();
    assert_eq!(widths[0], [280, 240, 240, 240]);
    assert_eq!(widths[1], [50, 110, 322, 74, 74, 74, 74, 74, 74, 74]);
    assert_eq!(widths[2], [66; 15]);
    assert_eq!(Layout::grid(&[]).widths(), [1000]);
    assert_eq!(Layout::grid(&[vec![String::new(); 3], Vec::new()]).widths(), [333; 3]);
}

#[test]
fn items_of_different_width_share_the_places_evenly() {
    for (widths, places, spans) in [
        (&[3, 1][..], 3, &[vec![1, 1, 1], vec![3]][..]),
        (&[3, 2], 6, &[vec![2, 2, 2], vec![3, 3]]),
        (&[1], 1, &[vec![1]]),
        (&[0, 2], 2, &[vec![2], vec![1, 1]]),
        // Evenly would take 15 places: the widest has one for each column, the other the same, but for one place.
        (&[5, 3], 5, &[vec![1; 5], vec![1, 2, 2]]),
    ] {
        let blocks: Vec<Block> = widths
            .iter()
            .map(|width| {
                let column = Column {
                    key: None,
                    label: "列".to_owned(),
                };
                Block::Table(Table {
                    id: TableId::Proactive,
                    caption: String::new(),
                    columns: vec![column; *width],
                    rows: Vec::new(),
                })
            })
            .collect();
        let layout = Layout::official(&blocks, Form::LATEST).expect("a table");
        check_rectangle(&layout);
        assert_eq!(layout.width, places + 1);
        let heads: Vec<Vec<usize>> = layout
            .rows
            .iter()
            .skip(1)
            .step_by(2)
            .map(|row| row[1..].iter().map(|cell| cell.columns).collect())
            .collect();
        assert_eq!(heads, spans);
    }
}

#[test]
fn what_the_form_does_not_have_is_shown_where_it_was_written() {
    let form = Form::LATEST;
    let mut report = blank(form);
    let three = table(&mut report, TableId::Requests);
    let key = Some(RowKey::Requests(RequestsRow::DeniedStateSecret));
    let at = three.rows.iter().position(|row| row.key == key).expect("the row");
    let surplus = Row {
        key: None,
        label: "1之1.工作秘密".to_owned(),
        cells: vec![Value::new("7"); 9],
    };
    three.rows.insert(at + 1, surplus);
    table(&mut report, TableId::Disputes).caption = "单位：件".to_owned();
    check(&report, form);
    let found = layouts(&report, form);
    let three = &found[1].1;
    assert_eq!(
        spans(three, "（三）不予公开"),
        [(9, 1)],
        "the row stays under its heading"
    );
    assert_eq!(spans(three, "7").len(), 9, "surplus cells are shown");
    let missing = three.rows.iter().flatten().filter(|cell| cell.role == Role::Missing);
    let others = three.rows.len() - three.heads - 1;
    assert_eq!(
        missing.count(),
        2 + 2 * others,
        "two headers, and two cells in each other row"
    );
    assert_eq!(spans(&found[2].1, "单位：件"), [(1, 15)], "a caption of table four");
}

#[test]
fn a_missing_cell_is_not_a_blank_one() {
    let form = Form::LATEST;
    let mut report = blank(form);
    let three = table(&mut report, TableId::Requests);
    three.rows[0].cells.truncate(2);
    three.rows[0].cells[1] = Value::new("0");
    let found = layouts(&report, form);
    let three = &found[1].1;
    let row: Vec<(Role, &str)> = three.rows[three.heads][1..]
        .iter()
        .map(|cell| (cell.role, cell.text))
        .collect();
    let mut expected = vec![(Role::Figure, ""), (Role::Figure, "0")];
    expected.resize(row.len(), (Role::Missing, ""));
    assert_eq!(row, expected);
}

#[test]
fn a_heading_that_was_not_written_is_supplied() {
    let form = Form::LATEST;
    let mut report = blank(form);
    let three = table(&mut report, TableId::Requests);
    three
        .rows
        .retain(|row| row.key != Some(RowKey::Group(RequestsGroup::Denied)));
    let found = layouts(&report, form);
    let supplied: Vec<(&str, &str, usize)> = found[1]
        .1
        .rows
        .iter()
        .flatten()
        .filter(|cell| cell.role == Role::RowGroup && cell.origin == Origin::Form)
        .map(|cell| (cell.text, cell.words(), cell.rows))
        .collect();
    assert_eq!(supplied, [("", "（三）不予公开", 8)]);
}

#[test]
fn other_blocks_have_no_official_layout() {
    for block in [
        Block::Paragraph("文字".to_owned()),
        Block::Grid(vec![vec!["甲".to_owned()]]),
    ] {
        assert_eq!(Layout::official(&[block], Form::LATEST), None);
    }
    assert_eq!(Layout::official(&[], Form::LATEST), None);
}

/// Changes a table at random: rows and columns left out, doubled, unknown, in another order, too short or too long.
fn change(table: &mut Table, edit: u8, at: prop::sample::Index, other: prop::sample::Index) {
    let (rows, columns) = (table.rows.len(), table.columns.len());
    if rows == 0 || columns == 0 {
        return;
    }
    let (row, column) = (at.index(rows), at.index(columns));
    match edit {
        0 => drop(table.rows.remove(row)),
        1 => drop(table.columns.remove(column)),
        2 => table.rows.insert(other.index(rows), table.rows[row].clone()),
        3 => table
            .columns
            .insert(other.index(columns), table.columns[column].clone()),
        4 => table.rows[row].key = None,
        5 => table.columns[column].key = None,
        6 => table.rows.swap(row, other.index(rows)),
        7 => table.columns.swap(column, other.index(columns)),
        8 => table.rows[row].cells.push(Value::new("9")),
        9 => table.rows[row].cells.clear(),
        10 => table.caption = "说明".to_owned(),
        _ => table.rows[row].label.clear(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_table_fills_a_rectangle_and_nothing_is_lost(
        which in any::<prop::sample::Index>(),
        read_as in any::<prop::sample::Index>(),
        edits in prop::collection::vec(
            (any::<prop::sample::Index>(), 0_u8..12, any::<prop::sample::Index>(), any::<prop::sample::Index>()),
            0..24,
        ),
    ) {
        let pick = |index: prop::sample::Index| Form::ALL[index.index(Form::ALL.len())];
        let mut report = blank(pick(which));
        for (table, edit, at, other) in edits {
            let mut tables = tables(&mut report);
            let index = table.index(tables.len());
            change(tables[index], edit, at, other);
        }
        // The form that a report is taken for need not be the one whose tables it has.
        check(&report, pick(read_as));
    }
}
