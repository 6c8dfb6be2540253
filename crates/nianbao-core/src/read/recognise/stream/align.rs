//! The second pass: the sequence is compared with a form.

use std::collections::{BTreeMap, BTreeSet};

use super::super::vocabulary::{Vocabulary, Word};
use super::token::{Token, What};
use crate::cell::{self, Cell, Value};
use crate::field::{ColumnKey, RowKey, TableId};
use crate::form::{Form, Grid};
use crate::report::{Block, BlockPlace, Column, Row, RowPlace, Table};
use crate::text::{Span, Traced};

/// A row as it was aligned.
#[derive(Debug)]
struct Line<'a> {
    key: RowKey,
    label: Traced<'a>,
    /// One cell for each column, with its place; `None` for the heading of a group.
    cells: Option<Vec<(Traced<'a>, Option<Span>)>>,
    grid: &'static Grid,
    /// The texts above it: caption and headers.
    header: Vec<(Word, Traced<'a>)>,
}

/// The rows of a table.
#[derive(Debug)]
pub(super) struct Aligned<'a> {
    id: TableId,
    rows: Vec<Line<'a>>,
}

/// Compares tokens with a form.
pub(super) struct Aligner {
    id: TableId,
    form: &'static Form,
    vocabulary: &'static Vocabulary,
    /// Whether figures of several columns are run together and cannot be separated.
    pub(super) glued: bool,
    /// The headers above the current row, repeated if a merged one was filled into every place.
    headers: Vec<ColumnKey>,
    /// Whether some row has a separate figure for each of several columns.
    pub(super) apart: bool,
}

/// The current row.
struct Open<'a> {
    key: RowKey,
    label: Traced<'a>,
    values: Vec<Result<Traced<'a>, Span>>,
    /// The piece in which the label ends.
    piece: usize,
    /// Whether a figure is in the same piece.
    joined: bool,
}

impl Aligner {
    pub(super) fn new(id: TableId, form: &'static Form) -> Aligner {
        Aligner {
            id,
            form,
            vocabulary: Vocabulary::of(id),
            glued: false,
            headers: Vec::new(),
            apart: false,
        }
    }

    fn grid(&self, key: RowKey) -> Option<&'static Grid> {
        self.form.table(self.id).find(|grid| grid.row(key).is_some())
    }

    /// Rows of a label and its figures, one after the other; `None` if any of them is incomplete.
    pub(super) fn rows<'a>(&mut self, tokens: &[Token<'a>]) -> Option<Aligned<'a>> {
        let mut rows: Vec<Line<'a>> = Vec::new();
        let mut header: Vec<(Word, Traced<'a>)> = Vec::new();
        let mut fragments: Vec<Traced<'a>> = Vec::new();
        let mut open: Option<Open<'a>> = None;
        // The labels of groups that are written downwards between the rows, and how much of each was there.
        let mut merged: Vec<(&'static str, usize)> = Vec::new();
        let mut sound = true;
        for (at, token) in tokens.iter().enumerate() {
            let (key, text) = match &token.what {
                What::Word(Word::Row(key), text) => (Some(*key), text),
                What::Word(word @ Word::Column(_), text) => {
                    // 「总计」 without its number, below the headers.
                    let valued = tokens
                        .get(at + 1)
                        .is_some_and(|next| matches!(next.what, What::Value(_)));
                    let begun = !rows.is_empty() || open.is_some();
                    let row = (valued && begun && self.id == TableId::Requests)
                        .then(|| self.vocabulary.row_of(&crate::label::fold(&text.text)))
                        .flatten();
                    if row.is_none() {
                        sound &= self.close(open.take(), &mut header, &mut rows);
                        if !header.iter().any(|(word, _)| matches!(word, Word::Column(_))) {
                            self.headers.clear();
                        }
                        if let Word::Column(key) = word {
                            self.headers.push(*key);
                        }
                        header.push((*word, text.clone()));
                        continue;
                    }
                    (row.map(|row| row.key), text)
                }
                What::Word(word, text) => {
                    sound &= self.close(open.take(), &mut header, &mut rows);
                    header.push((*word, text.clone()));
                    continue;
                }
                What::Value(value) => {
                    match &mut open {
                        Some(open) => {
                            open.joined |= token.first == open.piece;
                            open.values.push(Ok(value.clone()));
                        }
                        None => sound = false,
                    }
                    continue;
                }
                What::Nothing(span) => {
                    if let Some(open) = &mut open {
                        open.values.push(Err(*span));
                    }
                    continue;
                }
                What::Fragment(text) => {
                    match &mut open {
                        Some(open) if open.values.is_empty() && self.continues(&open.label, text) => {
                            open.label.append(text);
                        }
                        // A merged cell written downwards between the rows, or the rest of a label after its figures.
                        Some(open)
                            if self.is_full(open)
                                && (self.ends_label(open, text) || self.goes_on_in_group(&mut merged, text)) => {}
                        Some(open) if text.text.chars().count() <= 6 => open.values.push(Ok(text.clone())),
                        None if rows.is_empty() || self.is_part_of_header(text) => fragments.push(text.clone()),
                        Some(_) | None => sound = false,
                    }
                    continue;
                }
                What::Other => continue,
            };
            let Some(key) = key else { continue };
            // A merged cell that was filled into every place.
            if open
                .as_ref()
                .is_some_and(|open| open.key == key && open.values.iter().all(Result::is_err))
            {
                continue;
            }
            sound &= self.close(open.take(), &mut header, &mut rows);
            open = Some(Open {
                key,
                label: text.clone(),
                values: Vec::new(),
                piece: token.last,
                joined: false,
            });
        }
        sound &= self.close(open.take(), &mut header, &mut rows);
        let mut seen = BTreeSet::new();
        sound &= rows.iter().all(|row| seen.insert(row.key));
        let aligned = Aligned { id: self.id, rows };
        (sound && aligned.fields() > 0 && self.columns_hold(&aligned, &fragments)).then_some(aligned)
    }

    /// Ends a row. Returns false if its figures do not match the form's columns.
    fn close<'a>(
        &mut self,
        open: Option<Open<'a>>,
        header: &mut Vec<(Word, Traced<'a>)>,
        rows: &mut Vec<Line<'a>>,
    ) -> bool {
        let Some(open) = open else { return true };
        let solid: Vec<&Traced<'a>> = open.values.iter().filter_map(|value| value.as_ref().ok()).collect();
        let mut key = open.key;
        if let RowKey::Group(group) = key
            && let Some(row) = group.as_row().map(RowKey::Requests)
            && self.grid(row).is_some()
            && !solid.is_empty()
        {
            key = row;
        }
        let Some(grid) = self.grid(key) else { return false };
        if let RowKey::Group(_) = key {
            if !solid.is_empty() {
                return false;
            }
            // Filled into every row of its group, it is still one heading.
            if !rows.iter().any(|row| row.key == key) {
                rows.push(Line {
                    key,
                    label: open.label,
                    cells: None,
                    grid,
                    header: std::mem::take(header),
                });
            }
            return true;
        }
        let wanted = grid.columns.len();
        let Some(cells) = self.cells(&open.values, wanted, open.joined) else {
            return false;
        };
        rows.push(Line {
            key,
            label: open.label,
            cells: Some(cells),
            grid,
            header: std::mem::take(header),
        });
        true
    }

    /// As many cells as there are columns, from the tokens after a label.
    fn cells<'a>(
        &mut self,
        values: &[Result<Traced<'a>, Span>],
        wanted: usize,
        joined: bool,
    ) -> Option<Vec<(Traced<'a>, Option<Span>)>> {
        let written = |value: &Traced<'a>| (value.clone(), value.span());
        let solid: Vec<&Traced<'a>> = values.iter().filter_map(|value| value.as_ref().ok()).collect();
        if solid.len() == wanted {
            self.apart |= wanted > 1;
            return Some(solid.into_iter().map(written).collect());
        }
        // A merged cell that was filled into every place that it covers.
        if wanted == 1
            && let [first, rest @ ..] = solid.as_slice()
            && rest.iter().all(|value| value.text == first.text)
        {
            return Some(vec![written(first)]);
        }
        if self.headers.len() == solid.len() && solid.len() > wanted {
            let mut first: BTreeMap<ColumnKey, &Traced<'a>> = BTreeMap::new();
            let mut order = Vec::new();
            for (key, value) in self.headers.iter().zip(&solid) {
                match first.get(key) {
                    Some(known) if known.text == value.text => {}
                    Some(_) => return None,
                    None => {
                        first.insert(*key, value);
                        order.push(written(value));
                    }
                }
            }
            if order.len() == wanted {
                return Some(order);
            }
        }
        if let [only] = solid.as_slice()
            && wanted > 1
            && values.len() < wanted
            && only.text.len() >= wanted
            && only.text.bytes().all(|byte| byte.is_ascii_digit())
        {
            // Zeros run together are zeros; other digits cannot be separated.
            if only.text.len() == wanted && only.text.bytes().all(|byte| byte == b'0') {
                return Some(
                    (0..wanted)
                        .map(|at| {
                            let zero = only.slice(at, at + 1);
                            let span = zero.span();
                            (zero, span)
                        })
                        .collect(),
                );
            }
            self.glued |= joined;
            return None;
        }
        // Empty cells count if there are too few figures: those of lost labels at the start are
        // left out, and those of lost merged cells at the end.
        let mut values = values;
        while values.len() > wanted
            && values.first().is_some_and(Result::is_err)
            && values.last().is_some_and(Result::is_ok)
        {
            values = &values[1..];
        }
        while values.len() > wanted && values.last().is_some_and(Result::is_err) {
            values = &values[..values.len() - 1];
        }
        (values.len() == wanted).then(|| {
            values
                .iter()
                .map(|value| match value {
                    Ok(value) => written(value),
                    Err(span) => (Traced::default(), Some(*span)),
                })
                .collect()
        })
    }

    /// Whether a fragment is the rest of the label before it.
    fn continues(&self, label: &Traced<'_>, more: &Traced<'_>) -> bool {
        let start = self.vocabulary.row_of(&crate::label::fold(&label.text));
        let whole = self
            .vocabulary
            .row_of(&crate::label::fold(&format!("{}{}", label.text, more.text)));
        matches!((start, whole), (Some(one), Some(both)) if one.key == both.key) && !cell_words(&more.text)
    }

    /// Whether a row has all its figures.
    fn is_full(&self, open: &Open<'_>) -> bool {
        let solid = open.values.iter().filter(|value| value.is_ok()).count();
        self.grid(open.key).is_some_and(|grid| grid.columns.len() == solid)
    }

    /// Whether a text is the end of the label of a row, which it did not have before its figures.
    fn ends_label(&self, open: &Open<'_>, text: &Traced<'_>) -> bool {
        let folded = crate::label::fold(&text.text);
        !folded.is_empty()
            && !crate::label::fold(&open.label.text).ends_with(folded.as_str())
            && self
                .vocabulary
                .printed()
                .any(|(words, word)| word == Word::Row(open.key) && words.ends_with(folded.as_str()))
    }

    /// Whether a text begins the label of a group of rows, or is the next part of one that has begun. Any other part of one
    /// is a remark: 公开, below a row of （三）不予公开.
    fn goes_on_in_group(&self, merged: &mut Vec<(&'static str, usize)>, text: &Traced<'_>) -> bool {
        let folded = crate::label::fold(&text.text);
        if folded.is_empty() {
            return false;
        }
        let mut found = false;
        for (words, word) in self.vocabulary.printed() {
            let Word::Row(RowKey::Group(_)) = word else { continue };
            let begun = merged.iter().position(|(known, _)| *known == words);
            let taken = begun.map_or(0, |index| merged[index].1);
            // After a label's number, it may also begin without one.
            let number = words.len() - crate::label::core(words).len();
            let starts = [taken, 0, number];
            let Some(end) = starts.into_iter().find_map(|start| {
                let alone = start == number && taken != number && folded.chars().nth(1).is_none();
                let here = words.get(start..)?.starts_with(folded.as_str()) && !alone;
                here.then_some(start + folded.len())
            }) else {
                continue;
            };
            found = true;
            match begun {
                Some(index) => merged[index].1 = end,
                None => merged.push((words, end)),
            }
        }
        found
    }

    /// Whether a text is a part of one of the headers: 企业, in a row below 商业.
    fn is_part_of_header(&self, text: &Traced<'_>) -> bool {
        let folded = crate::label::fold(&text.text);
        self.vocabulary
            .printed()
            .any(|(words, word)| !matches!(word, Word::Row(_)) && words.contains(folded.as_str()))
    }

    /// Whether a text has only characters of headers, as parts of several of them in one line have: 「结果维结果纠」.
    fn is_of_headers(&self, text: &Traced<'_>) -> bool {
        let folded = crate::label::fold(&text.text);
        folded
            .chars()
            .all(|c| self.vocabulary.printed().any(|(words, _)| words.contains(c)))
    }

    /// Whether the figures are in the order of the form's columns, shown by the headers or by the
    /// sums.
    fn columns_hold(&self, aligned: &Aligned<'_>, fragments: &[Traced<'_>]) -> bool {
        let known = fragments.iter().all(|text| self.is_part_of_header(text));
        let mut in_order = true;
        let mut named: BTreeSet<ColumnKey> = BTreeSet::new();
        for row in &aligned.rows {
            let mut last = None;
            for (word, _) in &row.header {
                let Word::Column(key) = word else { continue };
                named.insert(*key);
                let place = row.grid.columns.iter().position(|column| column.key == *key);
                let total =
                    place.is_some_and(|place| place + 1 == row.grid.columns.len() && row.grid.columns.len() > 3);
                // In merged headers, 总计 comes before those below 法人或其他组织.
                if total {
                    continue;
                }
                in_order &= place.is_some() && place >= last;
                last = place;
            }
        }
        if known && in_order && named.len() + fragments.len().div_ceil(2) >= 3 {
            return true;
        }
        // A form with none of these headers is the wrong one.
        let told = if self.id == TableId::Requests {
            aligned.sums_hold()
        } else {
            known
        };
        in_order && told
    }

    /// The official layout of table four: all headers, then one row of figures.
    pub(super) fn side_by_side<'a>(&mut self, tokens: &[Token<'a>]) -> Option<Aligned<'a>> {
        let grid = self.form.table(self.id).next()?;
        let (ends, blocks) = (grid.columns.len(), grid.rows.len());
        let mut labels: BTreeMap<RowKey, Traced<'a>> = BTreeMap::new();
        let mut header: Vec<(Word, Traced<'a>)> = Vec::new();
        let mut values: Vec<Result<Traced<'a>, Span>> = Vec::new();
        // The lines of the last header and of the last empty cell.
        let (mut header_line, mut empty_line) = (None, None);
        // The figures of the parts before, if the form's one table is divided into several.
        let mut above: Vec<Result<Traced<'a>, Span>> = Vec::new();
        for token in tokens {
            if matches!(token.what, What::Word(..)) {
                header_line = Some(token.line);
            }
            if matches!(token.what, What::Word(..)) && values.iter().any(Result::is_ok) {
                above.extend(values.drain(..).flatten().map(Ok));
                let named = grid.rows.iter().take_while(|row| labels.contains_key(&row.key));
                if above.len() != ends * labels.len() || named.count() != labels.len() {
                    return None;
                }
            }
            match &token.what {
                What::Word(Word::Row(key), text) if values.iter().all(Result::is_err) => {
                    // Empty cells between the headers do not belong to the figures.
                    values.clear();
                    labels.entry(*key).or_insert_with(|| text.clone());
                }
                What::Word(word, text) if values.iter().all(Result::is_err) => {
                    values.clear();
                    header.push((*word, text.clone()));
                }
                What::Value(value) => {
                    // Empty cells after the headers in their row do not belong to the figures either.
                    let padding = empty_line == header_line && header_line != Some(token.line);
                    if padding && values.iter().all(Result::is_err) {
                        values.clear();
                    }
                    values.push(Ok(value.clone()));
                }
                What::Nothing(span) => {
                    empty_line = Some(token.line);
                    values.push(Err(*span));
                }
                What::Fragment(text) if values.iter().all(Result::is_err) && self.is_of_headers(text) => {
                    values.clear();
                }
                What::Fragment(text) if text.text.chars().count() <= 6 => values.push(Ok(text.clone())),
                What::Word(..) | What::Fragment(_) => return None,
                What::Other => {}
            }
        }
        above.extend(values);
        let cells = self.cells(&above, ends * blocks, true)?;
        let columns = header.iter().filter_map(|(word, _)| match word {
            Word::Column(key) => Some(*key),
            _ => None,
        });
        // If merged headers were filled into every place, the lowest ones count.
        let columns: Vec<ColumnKey> = columns.collect();
        let lowest = columns.len().saturating_sub(ends * blocks);
        let printed = grid.columns.iter().map(|column| column.key).cycle();
        let cycle = columns[lowest..].iter().copied().eq(printed.take(ends * blocks));
        let aligned = Aligned {
            id: self.id,
            rows: grid
                .rows
                .iter()
                .zip(cells.chunks(ends))
                .map(|(row, cells)| Line {
                    key: row.key,
                    label: labels.get(&row.key).cloned().unwrap_or_default(),
                    cells: Some(cells.to_vec()),
                    grid,
                    header: header.iter().take(ends * 2).cloned().collect(),
                })
                .collect(),
        };
        (cycle || aligned.sums_hold()).then_some(aligned)
    }

    /// Table four with its rows and columns exchanged: each outcome, and after it a figure for each kind of case.
    pub(super) fn exchanged<'a>(&self, tokens: &[Token<'a>]) -> Option<Aligned<'a>> {
        let grid = self.form.table(self.id).next()?;
        let mut rows: Vec<Line<'a>> = Vec::new();
        // The outcome of the current line, and the number of its figures.
        let mut line: Option<(Word, Traced<'a>, usize)> = None;
        for token in tokens {
            match &token.what {
                What::Word(Word::Row(key), text) if line.is_none() => {
                    if rows.iter().any(|row| row.key == *key) {
                        return None;
                    }
                    rows.push(Line {
                        key: *key,
                        label: text.clone(),
                        cells: Some(Vec::new()),
                        grid,
                        header: Vec::new(),
                    });
                }
                What::Word(word @ Word::Column(_), text) => {
                    if line.is_some_and(|(_, _, count)| count != rows.len()) {
                        return None;
                    }
                    line = Some((*word, text.clone(), 0));
                }
                What::Value(value) => {
                    let (word, text, count) = line.as_mut()?;
                    let row = rows.get_mut(*count)?;
                    *count += 1;
                    let cells = row.cells.get_or_insert_default();
                    if grid.columns.get(cells.len()).map(|column| Word::Column(column.key)) != Some(*word) {
                        return None;
                    }
                    cells.push((value.clone(), value.span()));
                    row.header.push((*word, text.clone()));
                }
                What::Word(Word::Row(_), _) => return None,
                What::Fragment(_) if line.is_some() => return None,
                What::Word(..) | What::Fragment(_) | What::Nothing(_) | What::Other => {}
            }
        }
        self.whole(rows)
    }

    /// The rows of table four, if they are all there, in order and complete.
    fn whole<'a>(&self, rows: Vec<Line<'a>>) -> Option<Aligned<'a>> {
        let grid = self.form.table(self.id).next()?;
        let named = grid.rows.iter().map(|row| row.key);
        let filled = |row: &Line<'_>| {
            row.cells
                .as_ref()
                .is_some_and(|cells| cells.len() == grid.columns.len())
        };
        let whole = rows.iter().map(|row| row.key).eq(named) && rows.iter().all(filled);
        whole.then_some(Aligned { id: self.id, rows })
    }

    /// Table four as a list: each kind of case, and below it each outcome with its figure; `None` if any of them is missing or
    /// there twice.
    pub(super) fn downwards<'a>(&self, tokens: &[Token<'a>]) -> Option<Aligned<'a>> {
        let grid = self.form.table(self.id).next()?;
        let mut rows: Vec<Line<'a>> = Vec::new();
        // The outcome whose figure comes next.
        let mut waiting: Option<(ColumnKey, Traced<'a>)> = None;
        for token in tokens {
            match &token.what {
                What::Word(Word::Row(key), text) => {
                    if waiting.is_some() {
                        return None;
                    }
                    // A merged cell may be repeated in front of every figure.
                    if rows.last().is_none_or(|row| row.key != *key) {
                        rows.push(Line {
                            key: *key,
                            label: text.clone(),
                            cells: Some(Vec::new()),
                            grid,
                            header: Vec::new(),
                        });
                    }
                }
                What::Word(Word::Column(key), text) => {
                    if waiting.replace((*key, text.clone())).is_some() {
                        return None;
                    }
                }
                What::Value(value) => {
                    let (key, text) = waiting.take()?;
                    let row = rows.last_mut()?;
                    let cells = row.cells.get_or_insert_default();
                    if grid.columns.get(cells.len()).map(|column| column.key) != Some(key) {
                        return None;
                    }
                    cells.push((value.clone(), value.span()));
                    row.header.push((Word::Column(key), text));
                }
                What::Fragment(_) if !rows.is_empty() => return None,
                What::Word(..) | What::Fragment(_) | What::Nothing(_) | What::Other => {}
            }
        }
        if waiting.is_some() {
            return None;
        }
        self.whole(rows)
    }
}

/// Whether a text is one that people write instead of a figure.
fn cell_words(text: &str) -> bool {
    matches!(text.trim(), "无" | "零" | "没有" | "否")
}

impl Aligned<'_> {
    pub(super) fn fields(&self) -> usize {
        self.rows
            .iter()
            .filter_map(|row| row.cells.as_ref())
            .map(Vec::len)
            .sum()
    }

    /// Whether the last figure of every row is the sum of the others.
    fn sums_hold(&self) -> bool {
        self.rows.iter().filter_map(|row| row.cells.as_ref()).all(|cells| {
            let numbers: Option<Vec<i64>> = cells
                .iter()
                .map(|(text, _)| match cell::read(text.text.trim()) {
                    Value::Number(number) => number.as_whole(),
                    Value::Blank => Some(0),
                    Value::Text(_) => None,
                })
                .collect();
            numbers.is_some_and(|numbers| {
                numbers.split_last().is_some_and(|(total, parts)| {
                    parts.iter().try_fold(0_i64, |sum, part| sum.checked_add(*part)) == Some(*total)
                })
            })
        })
    }

    /// The tables of the report: consecutive rows of one grid form one table.
    pub(super) fn blocks(&self) -> Vec<(Block, BlockPlace)> {
        let mut out: Vec<(Block, BlockPlace)> = Vec::new();
        let mut grid: Option<&Grid> = None;
        for row in &self.rows {
            if !grid.is_some_and(|grid| std::ptr::eq(grid, row.grid)) {
                out.push(self.begin(row));
                grid = Some(row.grid);
            }
            let Some((Block::Table(table), BlockPlace::Table { rows, span, .. })) = out.last_mut() else {
                continue;
            };
            let cells = row.cells.as_deref().unwrap_or_default();
            let places: Vec<Option<Span>> = cells.iter().map(|(_, span)| *span).collect();
            let label = row.label.span();
            for here in label.iter().chain(places.iter().flatten()) {
                *span = Some(span.map_or(*here, |span| span.join(*here)));
            }
            let printed = row.grid.row(row.key).map_or("", |row| &row.label.zh);
            table.rows.push(Row {
                key: Some(row.key),
                label: if row.label.text.is_empty() {
                    printed.to_owned()
                } else {
                    one_line(&row.label)
                },
                cells: cells
                    .iter()
                    .map(|(text, _)| Cell::new(&super::super::tables::normal(&text.text)))
                    .collect(),
            });
            rows.push(RowPlace { label, cells: places });
        }
        out
    }

    /// An empty table with the caption and the headers above its first row.
    fn begin(&self, row: &Line<'_>) -> (Block, BlockPlace) {
        let caption = row
            .header
            .iter()
            .find(|(word, _)| *word == Word::Caption)
            .map(|(_, text)| text);
        let headers: Vec<Option<&Traced<'_>>> = row
            .grid
            .columns
            .iter()
            .map(|column| {
                row.header
                    .iter()
                    .find(|(word, _)| *word == Word::Column(column.key))
                    .map(|(_, text)| text)
            })
            .collect();
        let headed = row.header.iter().any(|(word, _)| *word != Word::Caption);
        let table = Table {
            id: self.id,
            caption: caption.map_or_else(String::new, one_line),
            columns: row
                .grid
                .columns
                .iter()
                .zip(&headers)
                .map(|(column, header)| Column {
                    key: Some(column.key),
                    label: match header {
                        Some(text) => one_line(text),
                        // The words of the header are there, in unconnected pieces.
                        None if headed => column.label.zh.clone().into_owned(),
                        None => String::new(),
                    },
                })
                .collect(),
            rows: Vec::new(),
        };
        let place = BlockPlace::Table {
            span: caption.and_then(Traced::span),
            columns: headers.iter().map(|header| header.and_then(Traced::span)).collect(),
            rows: Vec::new(),
        };
        (Block::Table(table), place)
    }
}

/// A label on one line.
fn one_line(text: &Traced<'_>) -> String {
    super::super::pieces(&text.text).map(|(_, line)| line).collect()
}
