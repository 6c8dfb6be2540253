//! Tables that went through a data frame or a script: numbers for headers and for rows, and merged
//! cells with their text in every place.

use std::borrow::Cow;

use crate::document::{Table, TableCell};
use crate::filter::is_ideograph;

/// The form has no larger tables.
const MOST: usize = 400;

/// A table without the numbers that a data frame gives its columns and rows, and with the cells
/// merged that were so before; the table itself if it has neither.
pub(super) fn without<'t, 'a>(table: &'t Table<'a>) -> Cow<'t, Table<'a>> {
    let rows = &table.rows;
    let width = rows.first().map_or(0, Vec::len);
    let is_plain = rows.len() <= MOST
        && (3..=64).contains(&width)
        && rows
            .iter()
            .all(|row| row.len() == width && row.iter().all(|cell| cell.columns <= 1 && cell.rows <= 1));
    if !is_plain {
        return Cow::Borrowed(table);
    }
    let text = |row: usize, column: usize| rows[row][column].text.text.trim();
    let numbered = is_blank(text(0, 0)) && rows.len() > 2 && counts((1..rows.len()).map(|row| text(row, 0)));
    let left = usize::from(numbered);
    let names = |column: usize| text(0, column);
    let headed = counts((left..width).map(names)) || (left..width).all(|column| names(column).starts_with("Unnamed:"));
    let top = usize::from(headed);
    // A label in the places of a merged cell: at the beginning of a row, several times.
    let repeats = |row: usize| left + 1 < width && is_ranked(text(row, left)) && text(row, left) == text(row, left + 1);
    let filled = (top..rows.len()).any(repeats);
    if !(numbered || headed || filled) {
        return Cow::Borrowed(table);
    }
    let rows = rows[top..].iter().map(|row| row[left..].to_vec()).collect();
    Cow::Owned(Table {
        rows: if filled { merge(rows) } else { rows },
        span: table.span,
    })
}

fn is_blank(text: &str) -> bool {
    text.is_empty() || text.starts_with("Unnamed:")
}

/// Whether the texts are 0, 1, 2 and so on.
fn counts<'t>(mut texts: impl Iterator<Item = &'t str>) -> bool {
    let mut number = 0_usize;
    texts.all(|text| {
        number += 1;
        text.parse() == Ok(number - 1)
    })
}

/// Whether a text is a label rather than a value.
fn is_label(text: &str) -> bool {
    let letter = |c: &char| is_ideograph(*c) || c.is_alphabetic();
    text.chars().filter(letter).nth(1).is_some()
}

/// Whether a label is numbered, as those of rows and of groups of rows are.
fn is_ranked(text: &str) -> bool {
    let first = |c: char| c.is_ascii_digit() || matches!(c, '（' | '(');
    is_label(text) && (text.starts_with(first) || text.chars().nth(1) == Some('、'))
}

/// Merges cells with the same label: those side by side in headers and at the beginning of a row,
/// then those below each other that are equally wide.
fn merge<'a>(rows: Vec<Vec<TableCell<'a>>>) -> Vec<Vec<TableCell<'a>>> {
    let words = |cell: &TableCell<'_>| cell.text.text.trim().to_owned();
    let heads = rows
        .iter()
        .take_while(|row| row.iter().all(|cell| is_label(&words(cell))))
        .count();
    let labels = |cell: &TableCell<'_>, row: usize| row < heads || is_ranked(&words(cell));
    let mut out: Vec<Vec<(usize, TableCell<'a>)>> = Vec::with_capacity(rows.len());
    for (index, row) in rows.into_iter().enumerate() {
        let mut merged: Vec<(usize, TableCell<'a>)> = Vec::with_capacity(row.len());
        for (column, cell) in row.into_iter().enumerate() {
            match merged.last_mut() {
                Some((_, last)) if labels(&cell, index) && words(last) == words(&cell) => last.columns += 1,
                _ => merged.push((column, cell)),
            }
        }
        out.push(merged);
    }
    // From the bottom, so that a cell reaches over all that are below it.
    for index in (1..out.len()).rev() {
        for (column, cell) in std::mem::take(&mut out[index]) {
            let over = out[index - 1].iter_mut().find(|(place, _)| *place == column);
            match over {
                Some((_, over))
                    if labels(&cell, index) && over.columns == cell.columns && words(over) == words(&cell) =>
                {
                    over.rows += cell.rows;
                }
                _ => out[index].push((column, cell)),
            }
        }
    }
    let cells = |row: Vec<(usize, TableCell<'a>)>| row.into_iter().map(|(_, cell)| cell).collect();
    out.into_iter().map(cells).collect()
}

#[cfg(test)]
mod tests {
    use crate::markdown;
    use crate::wire::ReportData;

    /// Reads table three, written like this, and checks three of its cells.
    fn check(rows: &[&str]) {
        let text = format!(
            "# 某局2023年政府信息公开工作年度报告\n\n## 三、收到和处理政府信息公开申请情况\n\n{}\n",
            rows.join("\n")
        );
        let reading = markdown::read(&text);
        let fields = ReportData::new(&reading.report).fields;
        let found = |field: &str| fields.get(field).map(String::as_str);
        assert_eq!(found("requests.received.total"), Some("7"), "{text}");
        assert_eq!(
            found("requests.denied.state_secret.natural_person"),
            Some("3"),
            "{text}"
        );
        assert_eq!(
            found("requests.denied.prohibited_by_law.natural_person"),
            Some("4"),
            "{text}"
        );
        let unplaced: Vec<&str> = reading.unplaced.iter().map(|one| one.text.as_str()).collect();
        assert!(unplaced.is_empty(), "{unplaced:?}");
    }

    #[test]
    fn a_table_is_read_after_it_was_a_data_frame() {
        let note = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";
        let rows = [
            format!("{note} | {note} | {note} | 申请人情况 | 申请人情况 |"),
            format!("{note} | {note} | {note} | 自然人 | 总计 |"),
            "一、本年新收政府信息公开申请数量 | 一、本年新收政府信息公开申请数量 | 一、本年新收政府信息公开申请数量 | 7 | 7 |".to_owned(),
            "三、本年度办理结果 | （三）不予公开 | 1.属于国家秘密 | 3 | 3 |".to_owned(),
            "三、本年度办理结果 | （三）不予公开 | 2.其他法律行政法规禁止公开 | 4 | 4 |".to_owned(),
        ];
        let plain: Vec<String> = rows.iter().map(|row| format!("| {row}")).collect();
        let numbered: Vec<String> = rows
            .iter()
            .enumerate()
            .map(|(index, row)| format!("| {index} | {row}"))
            .collect();
        let line = |columns: usize| format!("|{}", " --- |".repeat(columns));
        let with = |head: &str, columns: usize, rows: &[String]| {
            let mut lines = vec![head.to_owned(), line(columns)];
            lines.extend(rows.iter().cloned());
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            check(&lines);
        };
        with("| 0 | 1 | 2 | 3 | 4 |", 5, &plain);
        with("| | 0 | 1 | 2 | 3 | 4 |", 6, &numbered);
        with(
            "| Unnamed: 0 | Unnamed: 1 | Unnamed: 2 | Unnamed: 3 | Unnamed: 4 |",
            5,
            &plain,
        );
        with(&plain[0], 5, &plain[1..]);
    }
}
