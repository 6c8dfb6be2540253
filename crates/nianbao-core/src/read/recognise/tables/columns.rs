//! Which figure of a row is in which column.

use super::layout::{Item, Layout};
use super::rows::Line;
use crate::field::{ColumnKey, RowKey, TableId};
use crate::form::{Form, Grid};

/// The positions of a grid's columns.
pub(super) enum Columns {
    /// Each header is above its column.
    Placed(Vec<(Item, Option<ColumnKey>)>),
    /// Merged headers have lost their width, so the columns are those of the form, in its order.
    Ordered(Vec<(Item, ColumnKey)>),
    /// There is no header, so the columns are those of the form.
    Implied(&'static Grid),
}

impl Columns {
    fn len(&self) -> usize {
        match self {
            Columns::Placed(list) => list.len(),
            Columns::Ordered(list) => list.len(),
            Columns::Implied(grid) => grid.columns.len(),
        }
    }

    /// Marks the ordinary rows: each cell is under one header, and none is wider than its header.
    pub(super) fn find_straight(&self, rows: &mut [Line<'_>]) {
        let Columns::Placed(list) = self else { return };
        let narrow = list.iter().all(|(header, _)| header.width == 1);
        if !narrow || !list.is_sorted_by(|(a, _), (b, _)| a.column < b.column) {
            return;
        }
        for line in rows {
            line.straight = list.len() == line.values.len()
                && list
                    .iter()
                    .zip(line.values)
                    .all(|((header, _), item)| item.width == 1 && header.column == item.column);
        }
    }
}

pub(super) fn columns(
    layout: &Layout<'_>,
    id: TableId,
    headers: &[(Item, Option<ColumnKey>)],
    rows: &[Line<'_>],
) -> Option<Columns> {
    if headers.iter().all(|(_, key)| key.is_none()) {
        return implied(layout, id, rows).map(Columns::Implied);
    }
    // The lowest header above a place is the header of that column.
    let end = headers.iter().map(|(item, _)| item.column + item.width).max()?;
    let mut over: Vec<Option<usize>> = vec![None; end];
    for (index, (item, _)) in headers.iter().enumerate() {
        over[item.column..item.column + item.width].fill(Some(index));
    }
    let mut placed: Vec<usize> = over.into_iter().flatten().collect();
    placed.dedup();
    let mut seen = vec![false; headers.len()];
    let twice = placed.iter().any(|index| std::mem::replace(&mut seen[*index], true));
    // A header that is printed again below hides no column.
    let again = |item: Item| {
        let words = layout.said(item).folded();
        let shown = headers.iter().zip(&seen).filter(|(_, seen)| **seen);
        shown
            .map(|((below, _), _)| *below)
            .any(|below| layout.said(below).folded() == words)
    };
    let hidden = headers
        .iter()
        .zip(&seen)
        .any(|((item, key), seen)| key.is_some() && !seen && !again(*item));
    if !twice && !hidden {
        let list: Vec<(Item, Option<ColumnKey>)> = placed.into_iter().map(|index| headers[index]).collect();
        // A header above the rows' own labels is misaligned with them.
        let first = list.iter().map(|(item, _)| item.column).min().unwrap_or(0);
        let in_step = rows.iter().filter(|line| !line.heading).all(|line| {
            line.label.is_none_or(|label| {
                let up_to_label = layout.own(line.row).iter().take_while(|item| item.cell <= label);
                let mut pieces = up_to_label.filter(|item| item.cell == label);
                pieces.all(|item| item.column + item.width <= first)
            })
        });
        if in_step {
            return Some(Columns::Placed(list));
        }
    }
    let mut keyed: Vec<(Item, ColumnKey)> = headers
        .iter()
        .filter_map(|(item, key)| Some((*item, (*key)?)))
        .collect();
    let grid = Form::ALL
        .into_iter()
        .rev()
        .flat_map(|form| form.table(id))
        .find(|grid| keyed.iter().all(|(_, key)| grid.column(*key).is_some()))?;
    crate::sort::by_key(&mut keyed, |(_, key)| {
        grid.columns.iter().position(|column| column.key == *key)
    });
    (!keyed.windows(2).any(|pair| pair[0].1 == pair[1].1)).then_some(Columns::Ordered(keyed))
}

/// The cells of a row without surplus empty ones: at the start, places of lost labels; at the end,
/// places of lost merged cells.
fn fitted<'a>(layout: &Layout<'_>, mut values: &'a [Item], wanted: usize) -> &'a [Item] {
    let filled = |item: &Item| !layout.text(*item).is_empty();
    while values.len() > wanted && values.first().is_some_and(|item| !filled(item)) && values.last().is_some_and(filled)
    {
        values = &values[1..];
    }
    while values.len() > wanted && values.last().is_some_and(|item| !filled(item)) {
        values = &values[..values.len() - 1];
    }
    values
}

/// The grid of the form for rows without a header, found from their labels and the number of their
/// figures.
fn implied(layout: &Layout<'_>, id: TableId, rows: &[Line<'_>]) -> Option<&'static Grid> {
    let keyed: Vec<&Line<'_>> = rows.iter().filter(|line| line.key.is_some() && !line.heading).collect();
    // One row alone is too little evidence, except a row of table three with all its figures: the
    // last one, alone on a page.
    let figures = |line: &Line<'_>| line.values.iter().all(|item| layout.is_figure(*item));
    if keyed.is_empty() || (keyed.len() < 2 && !(id == TableId::Requests && keyed[0].exact && figures(keyed[0]))) {
        return None;
    }
    Form::ALL
        .into_iter()
        .rev()
        .flat_map(|form| form.table(id))
        .find(|grid| {
            keyed.iter().all(|line| {
                line.key.is_some_and(|key| {
                    // （六）其他处理 is a heading in one form and a row in the other; `settle_wholes` decides.
                    grid.row(key).is_some() || matches!(key, RowKey::Group(group) if group.as_row().is_some())
                }) && (fitted(layout, line.values, grid.columns.len()).len() == grid.columns.len()
                    || matches!(line.key, Some(RowKey::Group(_))))
            })
        })
}

/// Places that have figures but no header.
pub(super) fn surplus(layout: &Layout<'_>, columns: &Columns, rows: &[Line<'_>]) -> Vec<usize> {
    let Columns::Placed(list) = columns else {
        return Vec::new();
    };
    let end = list.iter().map(|(item, _)| item.column + item.width).max().unwrap_or(0);
    let mut headed = vec![false; end];
    for (item, _) in list {
        headed[item.column..item.column + item.width].fill(true);
    }
    let covered = |column: usize| headed.get(column).copied().unwrap_or(false);
    let first = list.iter().map(|(item, _)| item.column).min().unwrap_or(0);
    let mut places: Vec<usize> = rows
        .iter()
        .filter(|line| !line.straight)
        .flat_map(|line| line.values)
        .filter(|item| item.column > first && !layout.text(**item).is_empty())
        .filter(|item| !(item.column..item.column + item.width).any(covered))
        .map(|item| item.column)
        .collect();
    crate::sort::by_key(&mut places, |place| *place);
    places.dedup();
    places
}

/// The cells of a row by column.
pub(super) enum Placed {
    /// Each value is under one column, in order.
    AsTheyStand,
    /// The item under each column.
    Under(Vec<Option<Item>>),
}

/// The cell under each column; `None` if the row's cells cannot be told apart.
pub(super) fn place_values(
    layout: &Layout<'_>,
    columns: &Columns,
    surplus: &[usize],
    line: &Line<'_>,
) -> Option<Placed> {
    let filled = |item: &Item| !layout.text(*item).is_empty();
    if surplus.is_empty() && line.straight {
        return Some(Placed::AsTheyStand);
    }
    if let Columns::Placed(list) = columns {
        let first = list.iter().map(|(item, _)| item.column).min().unwrap_or(0);
        let stray = line.values.iter().any(|item| filled(item) && item.column < first);
        let mut out = Vec::with_capacity(list.len() + surplus.len());
        let mut clash = false;
        for (header, _) in list {
            let mut under = line
                .values
                .iter()
                .filter(|item| item.column < header.column + header.width && header.column < item.column + item.width);
            let here = under.next().copied();
            // Two figures under one header, or one figure under two: ambiguous.
            clash |= here.is_some_and(|here| {
                under.any(filled)
                    || (filled(&here)
                        && list.iter().any(|(other, _)| {
                            other.column != header.column
                                && other.column < here.column + here.width
                                && here.column < other.column + other.width
                        }))
            });
            out.push(here);
        }
        if !stray && !clash {
            out.extend(
                surplus
                    .iter()
                    .map(|column| line.values.iter().find(|item| item.column == *column).copied()),
            );
            return Some(Placed::Under(out));
        }
        if !surplus.is_empty() {
            return None;
        }
    }
    let wanted = columns.len();
    let values = fitted(layout, line.values, wanted);
    if values.iter().all(|item| !filled(item)) {
        let mut out: Vec<Option<Item>> = values.iter().copied().map(Some).collect();
        out.resize(wanted, None);
        return Some(Placed::Under(out));
    }
    (values.len() == wanted).then(|| Placed::Under(values.iter().copied().map(Some).collect()))
}
