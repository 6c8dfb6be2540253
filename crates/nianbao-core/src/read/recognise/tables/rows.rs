//! A grid of rows with their labels on the left, below the headers of their columns.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::super::vocabulary::{self, Vocabulary, is_item};
use super::columns::{self, Columns, Placed};
use super::layout::{Item, Layout};
use super::{Found, best, cell, label_span, one_line};
use crate::cell::Cell;
use crate::field::{ColumnKey, RowKey, TableId};
use crate::report::{Block, BlockPlace, Column, Row, RowPlace, Table};

/// A grid being read: rows with their labels on the left, columns with their headers above.
#[derive(Default)]
struct Building<'a> {
    caption: Option<usize>,
    /// Every header cell that names a column, in reading order.
    headers: Vec<(Item, Option<ColumnKey>)>,
    rows: Vec<Line<'a>>,
}

/// A row of figures, or the heading of a group.
pub(super) struct Line<'a> {
    pub(super) row: usize,
    pub(super) key: Option<RowKey>,
    pub(super) exact: bool,
    pub(super) label: Option<usize>,
    pub(super) values: &'a [Item],
    /// Whether it is a heading in the same source row as the label of the first row under it.
    pub(super) heading: bool,
    /// Whether each of its values is under one header, and each header above one value.
    pub(super) straight: bool,
}

pub(super) fn read(layout: &Layout<'_>, rows: std::ops::Range<usize>, id: TableId, found: &mut Found) {
    let vocabulary = Vocabulary::of(id);
    let mut building = Building::default();
    building.rows.reserve(rows.len());
    for row in rows {
        let own = layout.own(row);
        let written = || own.iter().filter(|item| !layout.text(**item).is_empty());
        let Some(first) = written().next().copied() else {
            continue;
        };
        // A remark between two rows is not a row.
        if super::super::is_remark(layout.text(first)) && written().nth(1).is_none() {
            found.loose.push(layout.cells[first.cell].text.clone().into_owned());
            continue;
        }
        if is_header(layout, vocabulary, written()) {
            let own: Vec<Item> = written().copied().collect();
            header(layout, vocabulary, id, &own, &mut building, found);
            continue;
        }
        // The label is the last text of the row that names a row or a group; the texts before it
        // are groups.
        let mut labels: SmallVec<[(Item, vocabulary::Match<RowKey>); 4]> = written()
            .filter(|item| !layout.is_figure(**item))
            .filter_map(|item| Some((*item, vocabulary.row(layout.said(*item))?)))
            .collect();
        // No label follows the figures of a row: a text that resembles one is the content of a
        // cell.
        let figure = labels
            .first()
            .and_then(|(first, _)| written().find(|item| item.column > first.column && layout.is_figure(**item)));
        if let Some(figure) = figure {
            labels.retain(|(item, _)| item.column < figure.column);
        }
        let label = match labels.last() {
            Some((item, found)) => Some((*item, Some(*found))),
            None => (!layout.is_figure(first)).then_some((first, None)),
        };
        if let Some((at, _)) = label {
            for item in written().take_while(|item| item.column < at.column) {
                let matched = labels
                    .iter()
                    .find(|(known, _)| known.cell == item.cell)
                    .map(|(_, m)| *m);
                // A figure is not a heading: written and read again, it would be a value without a
                // label.
                let heading = !layout.is_figure(*item);
                building.rows.push(Line {
                    row,
                    key: matched.map(|m| m.key),
                    exact: matched.is_some_and(|m| m.exact),
                    label: heading.then_some(item.cell),
                    values: if heading { &[] } else { std::slice::from_ref(item) },
                    heading,
                    straight: false,
                });
            }
        }
        let behind = label.map_or(0, |(at, _)| at.column + at.width);
        let matched = label.and_then(|(_, matched)| matched);
        building.rows.push(Line {
            row,
            key: matched.map(|m| m.key),
            exact: matched.is_some_and(|m| m.exact),
            label: label.map(|(at, _)| at.cell),
            values: &own[own.partition_point(|item| item.column < behind)..],
            heading: false,
            straight: false,
        });
    }
    finish(layout, id, &mut building, found);
}

fn is_header<'a>(layout: &Layout<'_>, vocabulary: &Vocabulary, own: impl Iterator<Item = &'a Item>) -> bool {
    let mut columns = 0;
    let mut certain = false;
    let mut heads = false;
    for (i, item) in own.enumerate() {
        let said = layout.said(*item);
        if said.is_figure() && said.text.bytes().any(|byte| byte.is_ascii_digit()) {
            return false;
        }
        if vocabulary.is_caption(said) {
            return true;
        }
        if vocabulary.is_head(said) {
            heads = true;
        } else if vocabulary.column_exact(said).is_some() {
            columns += 1;
            certain |= said
                .weights()
                .is_some_and(|weights| weights.iter().any(|weight| *weight > 0));
        } else if i == 0 && vocabulary.row_exact(said).is_some() {
            return false;
        }
    }
    certain || heads || columns >= 2
}

fn header(
    layout: &Layout<'_>,
    vocabulary: &Vocabulary,
    id: TableId,
    own: &[Item],
    building: &mut Building<'_>,
    found: &mut Found,
) {
    let new_item = own.iter().any(|item| is_item(layout.said(*item).folded()));
    let keys: Vec<Option<ColumnKey>> = own
        .iter()
        .map(|item| vocabulary.column(layout.said(*item)).map(|m| m.key))
        .collect();
    let has_columns = keys.iter().any(Option::is_some);
    if new_item || (id == TableId::Proactive && has_columns && !building.rows.is_empty()) {
        finish(layout, id, building, found);
    } else if !building.rows.is_empty() {
        // The header of a table that continues, printed again on the next page.
        let again =
            |key: &Option<ColumnKey>| key.is_none_or(|key| building.headers.iter().any(|(_, k)| *k == Some(key)));
        if !keys.iter().all(again) {
            finish(layout, id, building, found);
        } else if has_columns {
            return;
        }
    }
    for (item, key) in own.iter().zip(keys) {
        let said = layout.said(*item);
        if vocabulary.is_caption(said) || is_item(said.folded()) {
            match building.caption {
                None => building.caption = Some(item.cell),
                Some(known) if layout.words[known].folded() == said.folded() => {}
                Some(_) => found.text(layout.cells[item.cell]),
            }
        } else if vocabulary.is_head(said) {
            // Printed in every form, so it carries no information about this report.
        } else if key.is_some() {
            building.headers.push((*item, key));
        } else if item.column == 0 && building.caption.is_none() {
            building.caption = Some(item.cell);
        } else {
            building.headers.push((*item, None));
        }
    }
}

/// Ends the current grid and turns it into blocks.
#[expect(
    clippy::too_many_lines,
    reason = "the steps build one table and share its rows and columns"
)]
fn finish(layout: &Layout<'_>, id: TableId, building: &mut Building<'_>, found: &mut Found) {
    let Building { caption, headers, rows } = std::mem::take(building);
    if caption.is_none() && headers.is_empty() && rows.is_empty() {
        return;
    }
    let Some(columns) = columns::columns(layout, id, &headers, &rows) else {
        let heads = caption.into_iter().chain(headers.iter().map(|(item, _)| item.cell));
        set_aside_in_order(layout, heads, &rows, found);
        return;
    };
    let mut table = Table {
        id,
        caption: caption.map_or_else(String::new, |cell| one_line(&layout.words[cell])),
        columns: Vec::new(),
        rows: Vec::new(),
    };
    let mut column_places = Vec::new();
    match &columns {
        Columns::Placed(list) => {
            for (item, key) in list {
                table.columns.push(Column {
                    key: *key,
                    label: one_line(layout.said(*item)),
                });
                column_places.push(label_span(layout.cells[item.cell]));
            }
        }
        Columns::Ordered(list) => {
            for (item, key) in list {
                table.columns.push(Column {
                    key: Some(*key),
                    label: one_line(layout.said(*item)),
                });
                column_places.push(label_span(layout.cells[item.cell]));
            }
            for (item, _) in headers.iter().filter(|(_, key)| key.is_none()) {
                found.text(layout.cells[item.cell]);
            }
        }
        Columns::Implied(grid) => {
            for column in grid.columns {
                table.columns.push(Column {
                    key: Some(column.key),
                    label: String::new(),
                });
                column_places.push(None);
            }
        }
    }
    let mut rows = rows;
    columns.find_straight(&mut rows);
    let all = columns::surplus(layout, &columns, &rows);
    let mut placed: Vec<Option<Placed>> = rows
        .iter()
        .map(|line| columns::place_values(layout, &columns, &all, line))
        .collect();
    // A row that is set aside adds no column and takes no label from another. If some text or
    // figure of a row has no place, the whole row is set aside, once.
    let mut misfits: Vec<usize> = rows
        .iter()
        .zip(&placed)
        .filter(|(_, placed)| placed.is_none())
        .map(|(line, _)| line.row)
        .collect();
    misfits.dedup();
    let mut surplus = all;
    if !misfits.is_empty() {
        rows.retain(|line| !misfits.contains(&line.row));
        surplus = columns::surplus(layout, &columns, &rows);
        // The row fitted with every possible column, so it fits with the actual ones.
        placed = rows
            .iter()
            .map(|line| columns::place_values(layout, &columns, &surplus, line))
            .collect();
    }
    settle(&mut rows);
    // Alone it must be as clearly a table of the form as together with the rest.
    let words = || {
        let headers = headers.iter().map(|(item, _)| item.cell);
        let labels = rows.iter().filter_map(|line| line.label);
        caption.into_iter().chain(headers).chain(labels)
    };
    if best(words().filter_map(|cell| layout.words[cell].weights()), layout.context) != Some(id) {
        let begins = || {
            words()
                .map(|cell| layout.begins(cell))
                .chain(rows.iter().map(|line| line.row))
                .chain(misfits.iter().copied())
        };
        if let (Some(first), Some(last)) = (begins().min(), begins().max()) {
            layout.set_aside(first..last + 1, found);
        }
        return;
    }
    for _ in 0..surplus.len() {
        table.columns.push(Column {
            key: None,
            label: String::new(),
        });
        column_places.push(None);
    }
    table.rows.reserve(rows.len());
    let mut row_places = Vec::with_capacity(rows.len());
    for (line, placed) in rows.iter().zip(placed) {
        let empty = line.values.iter().all(|item| layout.text(*item).is_empty());
        let mut place = RowPlace {
            label: line.label.and_then(|cell| label_span(layout.cells[cell])),
            cells: Vec::new(),
        };
        let mut cells = Vec::new();
        // A heading inside the table: text that is not a row of the form, with nothing next to it.
        let bare = empty && matches!(line.key, Some(RowKey::Group(_)) | None);
        if !bare {
            let read = |item: Item| cell(layout.said(item));
            let span = |item: Item| layout.cells[item.cell].span;
            match placed {
                Some(Placed::AsTheyStand) => {
                    cells = line.values.iter().map(|item| read(*item)).collect();
                    place.cells = line.values.iter().map(|item| Some(span(*item))).collect();
                }
                Some(Placed::Under(values)) => {
                    cells = values.iter().map(|value| value.map(read).unwrap_or_default()).collect();
                    place.cells = values.iter().map(|value| value.map(span)).collect();
                }
                None => {}
            }
        }
        table.rows.push(Row {
            key: line.key,
            label: line
                .label
                .map_or_else(String::new, |cell| one_line(&layout.words[cell])),
            cells,
        });
        row_places.push(place);
    }
    settle_wholes(&mut table, &mut row_places);
    found.blocks.push((
        Block::Table(table),
        BlockPlace::Table {
            span: Some(layout.span),
            columns: column_places,
            rows: row_places,
        },
    ));
    for row in misfits {
        layout.set_aside(row..row + 1, found);
    }
}

/// Sets aside a grid whose columns can't be told apart: the rows of its header together, every other row alone. They keep
/// their order, so that the file written with them is read in the same way.
fn set_aside_in_order(layout: &Layout<'_>, heads: impl Iterator<Item = usize>, rows: &[Line<'_>], found: &mut Found) {
    let mut begins: Vec<(usize, bool)> = heads
        .map(|cell| (layout.begins(cell), true))
        .chain(rows.iter().map(|line| (line.row, false)))
        .collect();
    crate::sort::by_key(&mut begins, |(row, _)| *row);
    begins.dedup();
    for run in begins.chunk_by(|a, b| a.1 && b.1 && a.0 + 1 == b.0) {
        if let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) {
            layout.set_aside(*first..*last + 1, found);
        }
    }
}

/// Decides which of two rows a misspelled label names; this takes the whole table.
fn settle(rows: &mut [Line<'_>]) {
    // Usually no label is misspelled.
    if rows.iter().all(|line| line.exact || line.key.is_none()) {
        return;
    }
    let mut seen: BTreeMap<RowKey, bool> = BTreeMap::new();
    for line in rows.iter().filter(|line| line.exact) {
        if let Some(key) = line.key {
            seen.insert(key, true);
        }
    }
    for line in rows.iter_mut().filter(|line| !line.exact) {
        if let Some(key) = line.key
            && seen.insert(key, true).is_some()
        {
            line.key = None;
        }
    }
}

/// Decides whether （六）其他处理 and the like are a row (form 2019) or a heading (form 2021): a heading has its parts in the
/// table and nothing next to it.
pub(in super::super) fn settle_wholes(table: &mut Table, places: &mut [RowPlace]) {
    let width = table.columns.len();
    for at in 0..table.rows.len() {
        let key = table.rows[at].key;
        let whole = match key {
            Some(RowKey::Group(group)) => group.as_row(),
            Some(RowKey::Requests(row)) if row.as_group().is_some() => Some(row),
            _ => None,
        };
        let Some((whole, group)) = whole.and_then(|whole| Some((whole, whole.as_group()?))) else {
            continue;
        };
        let is_part = |row: &Row| matches!(row.key, Some(RowKey::Requests(part)) if part.whole() == Some(whole));
        let has_parts = table.rows.iter().any(is_part);
        let row = &mut table.rows[at];
        let place = places.get_mut(at);
        if row.cells.iter().any(|cell| !cell.as_str().is_empty()) || !has_parts {
            row.key = Some(RowKey::Requests(whole));
            row.cells.resize(width, Cell::default());
            if let Some(place) = place {
                place.cells.resize(width, None);
            }
        } else {
            row.key = Some(RowKey::Group(group));
            row.cells.clear();
            if let Some(place) = place {
                place.cells.clear();
            }
        }
    }
}
