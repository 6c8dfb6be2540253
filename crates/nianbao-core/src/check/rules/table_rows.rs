//! `table-rows`: no row or column of the form is missing, added or out of place.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::field::{ColumnKey, Field, RowKey, TableId};
use crate::form::Grid;
use crate::report::{At, Part, Table};
use crate::rule::shared::{list, other_form, out_of_place};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "table-rows",
    title: Text::new(
        "行和列不缺、不多、不错位",
        "No row or column is missing, added or out of place",
    ),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.before_the_forms() {
        return;
    }
    for id in TableId::ALL {
        // Most reports have exactly the form's rows and columns.
        if subject.laid(*id).all(|laid| laid.whole) && subject.laid(*id).count() == subject.form.table(*id).count() {
            continue;
        }
        let tables: Vec<(Part, usize, &Table)> = subject.tables(*id).collect();
        if let Some((part, block, _)) = tables.first() {
            let at = At::Block(*part, *block);
            missing(subject, *id, &at, findings);
            ragged(&tables, findings);
            added(&tables, findings);
            order(subject, &tables, findings);
        }
    }
}

/// Reports rows and columns that are missing. `form-version` reports those that differ between forms.
fn missing(subject: &Subject<'_>, id: TableId, at: &At, findings: &mut Findings) {
    let has = |field: Field| subject.figures.get(field).is_some();
    let other = subject.foreign(id).next().and_then(|field| other_form(subject, field));
    let excused = |field: Field| other.is_some_and(|other| !other.has(field));
    let only_here = |row: RowKey| other.is_some_and(|other| other.grids.iter().all(|grid| grid.row(row).is_none()));
    let mut rows: Vec<Text> = Vec::new();
    let mut columns: Vec<Text> = Vec::new();
    for grid in subject.form.table(id) {
        let fields = |row: RowKey| grid.columns.iter().filter_map(move |column| Field::at(row, column.key));
        let (there, gone): (Vec<&crate::form::Row>, Vec<&crate::form::Row>) = grid
            .rows
            .iter()
            .filter(|row| !matches!(row.key, RowKey::Group(_)))
            .partition(|row| fields(row.key).any(has));
        rows.extend(
            gone.iter()
                .filter(|row| {
                    // Its cells may be under the columns of another form.
                    !(fields(row.key).all(excused) && (foreign_row(subject, row.key) || only_here(row.key)))
                })
                .map(|row| row.label.clone()),
        );
        if there.is_empty() {
            continue;
        }
        columns.extend(
            grid.columns
                .iter()
                .filter(|column| {
                    let cells = || there.iter().filter_map(|row| Field::at(row.key, column.key));
                    !cells().any(has) && !cells().all(excused)
                })
                .map(|column| column.label.clone()),
        );
    }
    for (what, zh, en) in [(rows, "行", "row"), (columns, "列", "column")] {
        if what.is_empty() {
            continue;
        }
        let (title, names) = (id.title(), list(&what));
        let are = if what.len() == 1 { " is" } else { "s are" };
        findings.push(Finding::new(
            at.clone(),
            Text::of(
                format!("{}缺 {} {zh}：{}", title.zh, what.len(), names.zh),
                format!("{}: {} {en}{are} missing: {}", title.en, what.len(), names.en),
            ),
        ));
    }
}

/// Whether the report has cells of this row under columns of another form.
fn foreign_row(subject: &Subject<'_>, row: RowKey) -> bool {
    subject
        .figures
        .iter()
        .any(|(field, _)| field.row() == row && !subject.form.has(field))
}

/// Reports rows with more or fewer cells than columns.
fn ragged(tables: &[(Part, usize, &Table)], findings: &mut Findings) {
    let mut first: Option<(At, Text, usize, usize)> = None;
    let mut more = 0_usize;
    for (part, block, table) in tables {
        for (index, row) in table.rows.iter().enumerate() {
            if row.key.is_none() || row.cells.is_empty() || row.cells.len() == table.columns.len() {
                continue;
            }
            if first.is_some() {
                more += 1;
            } else {
                let label = Text::of(row.label.clone(), row.label.clone());
                first = Some((
                    At::RowLabel(*part, *block, index),
                    label,
                    row.cells.len(),
                    table.columns.len(),
                ));
            }
        }
    }
    let Some((at, label, cells, columns)) = first else {
        return;
    };
    let (also_zh, also_en) = if more == 0 {
        (String::new(), String::new())
    } else {
        (
            format!("；另有 {more} 行也是这样"),
            format!("; {more} more rows are like this"),
        )
    };
    findings.push(Finding::new(
        at,
        Text::of(
            format!("“{}”一行有 {cells} 格，表格有 {columns} 列{also_zh}", label.zh),
            format!(
                "The row “{}” has {cells} cells, the table {columns} columns{also_en}",
                label.en
            ),
        ),
    ));
}

/// Reports rows and columns that the form does not have, or that occur twice.
fn added(tables: &[(Part, usize, &Table)], findings: &mut Findings) {
    // For each kind: the first place, its label, and how many more there are.
    let mut rows: Option<(At, String, usize)> = None;
    let mut columns: Option<(At, String, usize)> = None;
    let mut twice: Option<(At, String, usize)> = None;
    let mut seen: Vec<RowKey> = Vec::new();
    let note = |found: &mut Option<(At, String, usize)>, at: At, label: &str| match found {
        Some((_, _, more)) => *more += 1,
        None => *found = Some((at, label.to_owned(), 0)),
    };
    for (part, block, table) in tables {
        for (index, row) in table.rows.iter().enumerate() {
            let at = At::RowLabel(*part, *block, index);
            match row.key {
                Some(RowKey::Group(_)) => {}
                // A form has a few dozen rows at most, so a linear search is fine.
                Some(key) if seen.contains(&key) => note(&mut twice, at, &row.label),
                Some(key) => seen.push(key),
                None if row.label.trim().is_empty() && row.cells.iter().all(crate::cell::Cell::is_blank) => {}
                None => note(&mut rows, at, &row.label),
            }
        }
        for (index, column) in table.columns.iter().enumerate() {
            let filled = || {
                table
                    .rows
                    .iter()
                    .any(|row| row.cells.get(index).is_some_and(|cell| !cell.is_blank()))
            };
            let at = At::ColumnLabel(*part, *block, index);
            match column.key {
                Some(key) if table.columns[..index].iter().any(|before| before.key == Some(key)) => {
                    note(&mut twice, at, &column.label);
                }
                Some(_) => {}
                None if column.label.trim().is_empty() && !filled() => {}
                None => note(&mut columns, at, &column.label),
            }
        }
    }
    for (found, zh, en) in [
        (rows, "这一行不在格式里", "this row is not in the form"),
        (columns, "这一列不在格式里", "this column is not in the form"),
        (twice, "这一行或列重复出现", "this row or column appears twice"),
    ] {
        let Some((at, label, more)) = found else { continue };
        let (also_zh, also_en) = if more == 0 {
            (String::new(), String::new())
        } else {
            (
                format!("；另有 {more} 处也是这样"),
                format!("; {more} more are like this"),
            )
        };
        let named = if label.trim().is_empty() {
            Text::new("（没有名称）", "(without a label)")
        } else {
            Text::of(format!("“{label}”"), format!("“{label}”"))
        };
        findings.push(Finding::new(
            at,
            Text::of(
                format!("{}：{zh}{also_zh}", named.zh),
                format!("{}: {en}{also_en}", named.en),
            ),
        ));
    }
}

/// Reports rows and columns in another order than the form's, except those of another form, which are left to
/// `form-version`.
fn order(subject: &Subject<'_>, tables: &[(Part, usize, &Table)], findings: &mut Findings) {
    let grids: Vec<&Grid> = tables
        .first()
        .map_or_else(Vec::new, |(_, _, table)| subject.form.table(table.id).collect());
    let row_place = |key: RowKey| {
        grids
            .iter()
            .flat_map(|grid| grid.rows)
            .position(|row| row.key == key && !matches!(key, RowKey::Group(_)))
    };
    let mut rows: Vec<(usize, At, &str)> = Vec::new();
    let mut seen: Vec<RowKey> = Vec::new();
    for (part, block, table) in tables {
        for (index, row) in table.rows.iter().enumerate() {
            if let Some(key) = row.key
                && !seen.contains(&key)
                && let Some(place) = row_place(key)
            {
                seen.push(key);
                rows.push((place, At::RowLabel(*part, *block, index), &row.label));
            }
        }
        // Columns are ordered within one grid.
        let grid = table.rows.iter().find_map(|row| {
            grids
                .iter()
                .find(|grid| row.key.is_some_and(|key| grid.row(key).is_some()))
        });
        let place = |key: ColumnKey| grid.and_then(|grid| grid.columns.iter().position(|column| column.key == key));
        let mut columns: Vec<(usize, At, &str)> = Vec::new();
        for (index, column) in table.columns.iter().enumerate() {
            if let Some(key) = column.key
                && let Some(place) = place(key)
                && !columns.iter().any(|(known, _, _)| *known == place)
            {
                columns.push((place, At::ColumnLabel(*part, *block, index), &column.label));
            }
        }
        say_order(&columns, "列", "column", findings);
    }
    say_order(&rows, "行", "row", findings);
}

fn say_order(found: &[(usize, At, &str)], zh: &str, en: &str, findings: &mut Findings) {
    let places: Vec<usize> = found.iter().map(|(place, _, _)| *place).collect();
    let wrong = out_of_place(&places);
    let Some(first) = wrong.first() else { return };
    let (_, at, label) = &found[*first];
    let (also_zh, also_en) = match wrong.len() - 1 {
        0 => (String::new(), String::new()),
        more => (
            format!("；另有 {more} {zh}也是这样"),
            format!("; {more} more are like this"),
        ),
    };
    findings.push(Finding::new(
        at.clone(),
        Text::of(
            format!("“{label}”一{zh}不在格式规定的位置{also_zh}"),
            format!("The {en} “{label}” is not where the form has it{also_en}"),
        ),
    ));
}
