//! `table-label`: the labels of rows and columns are worded as in the form.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::field::{ColumnKey, RowKey, TableId};
use crate::form::{Form, Grid};
use crate::label::same;
use crate::report::{At, Table};
use crate::rule::shared::{list, other_form};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "table-label",
    title: Text::new(
        "行和列的名称用格式的原文",
        "Rows and columns are labelled as in the form",
    ),
    severity: Severity::Warning,
    family: Family::Structure,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// If a table has more of them than this, they are reported together.
const LISTED: usize = 4;

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.before_the_forms() {
        return;
    }
    for id in TableId::ALL {
        // A table of another form is worded as in that form; `form-version` reports which form it should be.
        let foreign = subject.foreign(*id).next();
        let other = foreign.and_then(|field| other_form(subject, field));
        let mut forms: Vec<&Form> = other.into_iter().chain([subject.form]).collect();
        forms.sort_by_key(|form| form.first_year);
        let mut wrong: Vec<(At, &str, &Text)> = Vec::new();
        for laid in subject.laid(*id) {
            let (part, block, table) = (laid.part, laid.block, laid.table);
            for index in laid.rows.iter().copied() {
                let row = &table.rows[index];
                if let Some(printed) = row.key.and_then(|key| row_label(&forms, *id, key, &row.label)) {
                    wrong.push((At::RowLabel(part, block, index), &row.label, printed));
                }
            }
            for index in laid.columns.iter().copied() {
                let column = &table.columns[index];
                if let Some(printed) = column
                    .key
                    .and_then(|key| column_label(&forms, table, key, &column.label))
                {
                    wrong.push((At::ColumnLabel(part, block, index), &column.label, printed));
                }
            }
        }
        tell(*id, &wrong, findings);
    }
}

/// The label printed for a row, if it differs. A blank label in the form is only a place to fill in.
fn row_label<'a>(forms: &[&'a Form], id: TableId, key: RowKey, label: &str) -> Option<&'a Text> {
    differs(
        forms
            .iter()
            .flat_map(move |form| form.table(id))
            .filter_map(move |grid| grid.row(key))
            .map(|row| &row.label),
        label,
    )
}

/// The same for a column. In table two one key heads columns of several grids.
fn column_label<'a>(forms: &[&'a Form], table: &Table, key: ColumnKey, label: &str) -> Option<&'a Text> {
    let has = |grid: &Grid| {
        table
            .rows
            .iter()
            .any(|row| row.key.is_some_and(|key| grid.row(key).is_some()))
    };
    differs(
        forms
            .iter()
            .flat_map(|form| form.table(table.id))
            .filter(|grid| has(grid))
            .filter_map(move |grid| grid.column(key))
            .map(|column| &column.label),
        label,
    )
}

fn differs<'a>(mut printed: impl Iterator<Item = &'a Text>, label: &str) -> Option<&'a Text> {
    if label.trim().is_empty() {
        return None;
    }
    let first = printed.next()?;
    // Most labels are identical to the form's, which is quick to see.
    let is = |printed: &Text| printed.zh == label || same(&printed.zh, label);
    let fits = is(first) || printed.any(is);
    (!fits).then_some(first)
}

fn tell(id: TableId, wrong: &[(At, &str, &Text)], findings: &mut Findings) {
    if wrong.len() <= LISTED {
        for (at, label, printed) in wrong {
            let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
            findings.push(Finding::new(
                at.clone(),
                Text::of(
                    format!("“{label}”应写作“{}”", printed.zh),
                    format!("“{label}” should read “{}” ({})", printed.zh, printed.en),
                ),
            ));
        }
        return;
    }
    let Some((at, _, _)) = wrong.first() else { return };
    let labels: Vec<Text> = wrong
        .iter()
        .map(|(_, label, _)| Text::of((*label).to_owned(), (*label).to_owned()))
        .collect();
    let (title, names) = (id.title(), list(&labels));
    findings.push(Finding::new(
        at.clone(),
        Text::of(
            format!("{}有 {} 处名称与格式不同：{}", title.zh, wrong.len(), names.zh),
            format!(
                "{}: {} labels differ from the form: {}",
                title.en,
                wrong.len(),
                names.en
            ),
        ),
    ));
}
