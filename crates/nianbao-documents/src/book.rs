//! Workbooks, old and new: sheets with their rows, their merged cells, and what a report makes of them.

use std::collections::BTreeMap;
#[cfg(any(feature = "legacy", feature = "office"))]
use std::collections::BTreeSet;

use crate::draft::Draft;
use crate::flow::{self, Cell, Marks, Piece, unseen};
use crate::{Kind, Source, data, sheet};

#[cfg(any(feature = "legacy", feature = "office"))]
/// Later columns are ignored; the widest table of the form has 15.
pub(crate) const WIDEST: usize = 256;
#[cfg(any(feature = "legacy", feature = "office"))]
/// Later rows of a sheet are ignored.
pub(crate) const MOST_ROWS: usize = 20_000;

#[cfg(any(feature = "legacy", feature = "office"))]
/// The first and the last place of cells that are one, each a row and a column from 0.
pub(crate) type Range = ((usize, usize), (usize, usize));

/// A sheet's name and its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Text beyond the rows and columns read, or under a merged cell.
    pub(crate) beyond: Vec<String>,
}

#[cfg(any(feature = "legacy", feature = "office"))]
impl Sheet {
    /// Lays out the cells that hold something, by row and column, and those that are merged.
    pub(crate) fn lay_out(&mut self, cells: BTreeMap<usize, BTreeMap<usize, String>>, merged: Vec<Range>) {
        // Rows without content are dropped, so a merged cell spans only the remaining rows in its range.
        let merged = merged
            .into_iter()
            .filter(|(from, to)| from.0 <= to.0 && from.1 <= to.1)
            .map(|(from, to)| (from, (to.0, to.1.min(WIDEST - 1))))
            .filter(|(from, to)| from.1 <= to.1);
        let kept: Vec<usize> = cells.keys().copied().collect();
        let index_of = |row: usize| kept.partition_point(|known| *known < row);
        let first = cells
            .values()
            .filter_map(|row| row.keys().next())
            .min()
            .copied()
            .unwrap_or(0);
        let last = cells
            .values()
            .filter_map(|row| row.keys().next_back())
            .max()
            .copied()
            .unwrap_or(0);
        let mut covered: BTreeSet<(usize, usize)> = BTreeSet::new();
        let mut spans: BTreeMap<(usize, usize), (u16, u16)> = BTreeMap::new();
        let mut budget = 200_000_usize;
        for (from, to) in merged {
            let (top, bottom) = (index_of(from.0), index_of(to.0.saturating_add(1)));
            let height = bottom.saturating_sub(top);
            let width = (to.1 + 1).saturating_sub(from.1);
            // A merged range whose first row has no content is ignored.
            if kept.get(top) != Some(&from.0) || height * width > budget {
                continue;
            }
            budget -= height * width;
            spans.insert(
                (top, from.1),
                (
                    u16::try_from(width).unwrap_or(u16::MAX),
                    u16::try_from(height).unwrap_or(u16::MAX),
                ),
            );
            for row in top..bottom {
                for column in from.1..=to.1 {
                    if (row, column) != (top, from.1) {
                        covered.insert((row, column));
                    }
                }
            }
        }
        for (index, (_, mut row)) in cells.into_iter().enumerate() {
            let mut line = Vec::new();
            for column in first..=last {
                let text = row.remove(&column).unwrap_or_default();
                if covered.contains(&(index, column)) {
                    self.beyond.extend((!text.is_empty()).then_some(text));
                    continue;
                }
                let (columns, rows) = spans.get(&(index, column)).copied().unwrap_or((1, 1));
                line.push(sheet::plain(text, columns, rows));
            }
            self.rows.push(line);
        }
    }
}

#[cfg(any(feature = "legacy", feature = "office"))]
/// A number as shown: Excel keeps fifteen digits but writes seventeen.
pub(crate) fn number(written: &str) -> String {
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 && !written.contains(['e', 'E']) {
        return written.to_owned();
    }
    match written.parse::<f64>() {
        Ok(value) if value.is_finite() && value.abs() < 1e15 => format!("{value:.14e}")
            .parse::<f64>()
            .map_or_else(|_| written.to_owned(), |rounded| rounded.to_string()),
        _ => written.to_owned(),
    }
}

pub(crate) fn text_of(cell: &Cell) -> &str {
    match cell.pieces.first() {
        Some(Piece::Text { text, .. }) => text,
        _ => "",
    }
}

pub(crate) fn report(kind: Kind, sheets: Vec<Sheet>, front_matter: Option<String>) -> Source {
    let mut draft = Draft::default();
    if let Some(toml) = front_matter.filter(|toml| !toml.is_empty()) {
        draft.front_matter(&toml);
    }
    let mut asides = Vec::new();
    let mut figures: BTreeMap<String, String> = BTreeMap::new();
    let mut tables = false;
    for one in sheets {
        let texts = |row: &Vec<Cell>| row.iter().map(|cell| text_of(cell).to_owned()).collect::<Vec<_>>();
        asides.extend(one.beyond);
        if one.hidden {
            asides.extend(one.rows.iter().flat_map(texts).filter(|text| !text.is_empty()));
            continue;
        }
        let head = one.rows.first().and_then(|row| data::head(row.iter().map(text_of)));
        if let Some((field, value)) = head {
            let rows: Vec<Vec<String>> = one.rows[1..].iter().map(texts).collect();
            figures.extend(sheet::fields(&rows, field, value));
            continue;
        }
        let pieces = sheet::pieces(one.rows);
        // A sheet that does not say which section it is may be named after it.
        let says = pieces.iter().any(
            |piece| matches!(piece, Piece::Text { text, .. } if nianbao_core::recognise::heading_of(text) == Some(2)),
        );
        if !says && nianbao_core::recognise::heading_of(&one.name) == Some(2) {
            draft.paragraph(&one.name);
        }
        tables |= pieces.iter().any(|piece| matches!(piece, Piece::Table(_)));
        flow::pour(pieces, Marks::Foreign, &mut draft);
    }
    if !tables && !figures.is_empty() {
        let mut source = data::figures(kind, figures);
        source
            .reading
            .unplaced
            .extend(asides.into_iter().map(|text| nianbao_core::recognise::Unplaced {
                text,
                span: None,
                kept: false,
            }));
        return source;
    }
    for text in asides {
        draft.aside(text.trim_matches(unseen));
    }
    let source = draft.read(kind);
    // The full list of figures repeats those of the tables; differences are reported.
    let read = source.reading.report.figures();
    let differing: Vec<_> = figures
        .into_iter()
        .filter(|(name, value)| {
            name.parse()
                .ok()
                .and_then(|field| read.get(field))
                .is_none_or(|cell| cell.as_str() != value.trim())
        })
        .map(|(name, value)| nianbao_core::recognise::Unplaced {
            text: format!("{name} = {value}"),
            span: None,
            kept: false,
        })
        .collect();
    let mut source = source;
    source.reading.unplaced.extend(differing);
    source
}

/// The whole report that a workbook written here holds beside its sheets.
pub(crate) fn whole(kind: Kind, front_matter: Option<&str>, body: &str) -> Source {
    let mut text = String::new();
    if let Some(toml) = front_matter {
        text = ["+++\n", toml.trim_end_matches('\n'), "\n+++\n\n"].concat();
    }
    text.push_str(body);
    let reading = nianbao_core::markdown::read(&text);
    Source { kind, text, reading }
}

/// The whole report with the figures that were changed in the sheets, and anything else added there.
pub(crate) fn with_changes(whole: Source, unchanged: &Source, shown: Source) -> Source {
    let mut whole = whole;
    let before = unchanged.reading.report.figures();
    let changed: Vec<_> = shown
        .reading
        .report
        .figures()
        .iter()
        .filter(|(field, cell)| before.get(*field) != Some(*cell))
        .map(|(field, cell)| (field, cell.as_str().to_owned()))
        .collect();
    if !changed.is_empty() {
        for (field, value) in changed {
            whole.reading.report.set(field, &value);
        }
        whole.text = nianbao_core::write::markdown(&whole.reading.report);
        whole.reading = nianbao_core::markdown::read(&whole.text);
    }
    let known = |text: &str| unchanged.reading.unplaced.iter().any(|other| other.text == text);
    let added = shown.reading.unplaced.into_iter().filter(|one| !known(&one.text));
    whole
        .reading
        .unplaced
        .extend(added.map(|one| nianbao_core::recognise::Unplaced { span: None, ..one }));
    whole
}
