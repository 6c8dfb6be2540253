//! The official layout of table four: three blocks side by side above one row of figures.

use super::super::vocabulary::Vocabulary;
use super::layout::{Item, Layout};
use super::{Found, cell, label_span, one_line};
use crate::cell::Cell;
use crate::field::{ColumnKey, DisputeBlock, DisputeResult, RowKey, TableId};
use crate::label::fold;
use crate::report::{Block, BlockPlace, Column, Row, RowPlace, Table};

/// Reads the official layout of table four: three blocks side by side above one row of figures.
#[expect(
    clippy::too_many_lines,
    reason = "the steps build one table and share its rows and columns"
)]
pub(super) fn read(layout: &Layout<'_>, rows: std::ops::Range<usize>, found: &mut Found) {
    let vocabulary = Vocabulary::of(TableId::Disputes);
    let mut blocks: Vec<(Item, DisputeBlock)> = Vec::new();
    let mut results: Vec<(Item, DisputeResult)> = Vec::new();
    let mut unknown: Vec<Item> = Vec::new();
    let mut caption = None;
    let mut data: Option<usize> = None;
    let mut further = Vec::new();
    for row in rows.clone() {
        let mut is_header = false;
        let own: Vec<Item> = layout
            .own(row)
            .iter()
            .copied()
            .filter(|item| !layout.text(*item).is_empty())
            .collect();
        let mut rest = Vec::new();
        for item in &own {
            let said = layout.said(*item);
            if said.is_figure() {
                continue;
            }
            if let Some(RowKey::Disputes(block)) = vocabulary.row(said).map(|m| m.key) {
                blocks.push((*item, block));
                is_header = true;
            } else if let Some(ColumnKey::Disputes(result)) = vocabulary.column(said).map(|m| m.key) {
                results.push((*item, result));
                is_header = true;
            } else if vocabulary.is_head(said) {
                is_header = true;
            } else {
                rest.push(*item);
            }
        }
        let figures = own.iter().any(|item| layout.is_figure(*item));
        if is_header && !figures {
            unknown.extend(rest);
        } else if data.is_none() && !results.is_empty() && (figures || own.is_empty() || own.len() == results.len()) {
            // 「2件」 in every cell is not a figure, but it is the content of the cell.
            data = Some(row);
        } else if caption.is_none() && data.is_none() && own.len() == 1 && results.is_empty() && !figures {
            caption = own.first().map(|item| item.cell);
        } else if !own.is_empty() {
            further.push(row);
        }
    }
    let values = data.map_or(&[][..], |row| layout.own(row));
    let Some(placed) = pair(layout, &blocks, &results, values, data) else {
        layout.set_aside(rows, found);
        return;
    };
    // Blocks of the same columns are rows of one grid.
    let mut grids: Vec<(Vec<DisputeResult>, Vec<DisputeBlock>)> = Vec::new();
    for block in DisputeBlock::ALL {
        let columns: Vec<DisputeResult> = placed.iter().filter(|p| p.block == *block).map(|p| p.result).collect();
        if columns.is_empty() {
            continue;
        }
        match grids.iter_mut().find(|(known, _)| *known == columns) {
            Some((_, list)) => list.push(*block),
            None => grids.push((columns, vec![*block])),
        }
    }
    for (index, (columns, members)) in grids.into_iter().enumerate() {
        let mut table = Table {
            id: TableId::Disputes,
            caption: if index == 0 {
                caption.map_or_else(String::new, |cell: usize| one_line(&layout.words[cell]))
            } else {
                String::new()
            },
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let mut column_places = Vec::new();
        let at =
            |block: DisputeBlock, result: DisputeResult| placed.iter().find(|p| p.block == block && p.result == result);
        for result in &columns {
            let header = members.iter().find_map(|block| at(*block, *result)).map(|p| p.header);
            table.columns.push(Column {
                key: Some(ColumnKey::Disputes(*result)),
                label: header.map_or_else(String::new, |cell| one_line(&layout.words[cell])),
            });
            column_places.push(header.and_then(|cell| label_span(layout.cells[cell])));
        }
        let mut row_places = Vec::new();
        for block in members {
            let label = blocks
                .iter()
                .find(|(_, known)| *known == block)
                .map(|(item, _)| item.cell);
            let mut cells = Vec::new();
            let mut place = RowPlace {
                label: label.and_then(|cell| label_span(layout.cells[cell])),
                cells: Vec::new(),
            };
            for (i, result) in columns.iter().enumerate() {
                let here = at(block, *result);
                let value = here.and_then(|p| p.value);
                cells.push(value.map_or_else(Cell::default, |at| cell(&layout.words[at])));
                place.cells.push(value.map(|cell| layout.cells[cell].span));
                if let Some(here) = here
                    && let Some(column) = table.columns.get(i)
                    && layout.words[here.header].folded() != fold(&column.label)
                {
                    found.text(layout.cells[here.header]);
                }
            }
            table.rows.push(Row {
                key: Some(RowKey::Disputes(block)),
                label: label.map_or_else(String::new, |cell| one_line(&layout.words[cell])),
                cells,
            });
            row_places.push(place);
        }
        found.blocks.push((
            Block::Table(table),
            BlockPlace::Table {
                span: Some(layout.span),
                columns: column_places,
                rows: row_places,
            },
        ));
    }
    for item in unknown {
        found.text(layout.cells[item.cell]);
    }
    for row in further {
        layout.set_aside(row..row + 1, found);
    }
}

struct Pair {
    block: DisputeBlock,
    result: DisputeResult,
    header: usize,
    value: Option<usize>,
}

/// The block and result of each figure; `None` if that is ambiguous.
fn pair(
    layout: &Layout<'_>,
    blocks: &[(Item, DisputeBlock)],
    results: &[(Item, DisputeResult)],
    values: &[Item],
    data: Option<usize>,
) -> Option<Vec<Pair>> {
    let filled = |item: &Item| !layout.text(*item).is_empty();
    // By place: a header is above its figure.
    let covers = |item: &Item, column: usize| (item.column..item.column + item.width).contains(&column);
    let mut pairs: Vec<Pair> = Vec::new();
    let mut sound = true;
    for (header, result) in results {
        let above: Vec<DisputeBlock> = blocks
            .iter()
            .filter(|(item, _)| covers(item, header.column))
            .map(|(_, block)| *block)
            .collect();
        let [block] = above[..] else {
            sound = false;
            break;
        };
        if pairs.iter().any(|p| p.block == block && p.result == *result)
            || results
                .iter()
                .any(|(other, _)| other.cell != header.cell && covers(other, header.column))
        {
            sound = false;
            break;
        }
        let value = values.iter().find(|item| covers(item, header.column)).copied();
        if value.is_some_and(|item| item.width > 1 && filled(&item)) {
            sound = false;
            break;
        }
        pairs.push(Pair {
            block,
            result: *result,
            header: header.cell,
            value: value.map(|item| item.cell),
        });
    }
    let all_placed = values
        .iter()
        .filter(|item| filled(item))
        .all(|item| pairs.iter().any(|p| p.value == Some(item.cell)));
    if sound && all_placed && !pairs.is_empty() {
        return Some(pairs);
    }
    // By order: every header of the form is there, in its order, with one figure each.
    let mut reading: Vec<DisputeBlock> = blocks.iter().map(|(_, block)| *block).collect();
    reading.dedup();
    let ends = DisputeResult::ALL.len();
    let whole = reading == DisputeBlock::ALL
        && results.len() == ends * DisputeBlock::ALL.len()
        && results
            .iter()
            .zip(DisputeResult::ALL.iter().cycle())
            .all(|((_, result), expected)| result == expected);
    let mut values = values;
    while values.len() > results.len() && values.last().is_some_and(|item| !filled(item)) {
        values = &values[..values.len() - 1];
    }
    let nothing = values.iter().all(|item| !filled(item));
    if !whole || (values.len() != results.len() && !(nothing && data.is_some())) {
        return None;
    }
    Some(
        results
            .iter()
            .enumerate()
            .map(|(index, (header, result))| Pair {
                block: DisputeBlock::ALL[index / ends],
                result: *result,
                header: header.cell,
                value: values.get(index).map(|item| item.cell),
            })
            .collect(),
    )
}
