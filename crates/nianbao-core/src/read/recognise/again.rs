//! Reads again, as one stream, the source of sections whose tables were not read completely.

use std::collections::BTreeSet;
use std::ops::Range;

use super::stream::{Found, Outcome, Stream};
use super::{Builder, Reading, marked};
use crate::cell;
use crate::document::{self, Document};
use crate::field::{Field, RowKey, TableId};
use crate::form::Form;
use crate::report::{Block, BlockPlace, Part, Report, Table};
use crate::text::{Span, Traced};

/// The most sections of a report in which tables are also looked for outside their own section.
const MOST: usize = 20;

/// Reads again every table that is incomplete.
pub(super) fn look(document: &Document<'_>, reading: &mut Reading, level: u8) {
    for id in TableId::ALL {
        if is_whole(&reading.report, *id) {
            continue;
        }
        let at_home = reading
            .report
            .sections
            .iter()
            .position(|section| section.id == Some(id.section()));
        // A report has few sections; a document with many is not a report, and each costs a search
        // of the source.
        let few = reading.report.sections.len() <= MOST;
        let elsewhere = reading
            .report
            .parts()
            .filter(|part| few && Some(*part) != at_home.map(Part::Section));
        let parts: Vec<Part> = at_home.map(Part::Section).into_iter().chain(elsewhere).collect();
        for part in parts {
            if look_into(document, reading, level, part, *id) {
                break;
            }
        }
    }
}

/// Whether a table has every cell of some form, once, and nothing else in its rows.
fn is_whole(report: &Report, id: TableId) -> bool {
    let mut keys: Vec<RowKey> = Vec::new();
    for (_, _, table) in report.tables().filter(|(_, _, table)| table.id == id) {
        if is_odd(table) {
            return false;
        }
        keys.extend(table.rows.iter().filter_map(|row| row.key));
    }
    Form::ALL.iter().any(|form| {
        let mut rows = form.table(id).flat_map(|grid| grid.rows).map(|row| row.key);
        rows.all(|key| keys.iter().filter(|known| **known == key).count() == 1)
    })
}

/// Whether a table has rows or columns that no form has, a row twice, or figures run together.
fn is_odd(table: &Table) -> bool {
    let (rows, columns) = (&table.rows, &table.columns);
    let mut row_keys = rows.iter().enumerate();
    let mut column_keys = columns.iter().enumerate();
    column_keys.any(|(at, column)| column.key.is_none() || columns[..at].iter().any(|other| other.key == column.key))
        || row_keys.any(|(at, row)| row.key.is_none() || rows[..at].iter().any(|other| other.key == row.key))
        || rows.iter().any(|row| is_glued(&row.cells))
}

/// Whether the figures of a row are run together in one cell.
fn is_glued(cells: &[cell::Cell]) -> bool {
    let mut written = cells.iter().map(cell::Cell::as_str).filter(|text| !text.is_empty());
    match (written.next(), written.next()) {
        (Some(only), None) if cells.len() > 1 => {
            only.contains(' ') || only.len() >= cells.len() && only.bytes().all(|byte| byte.is_ascii_digit())
        }
        _ => false,
    }
}

/// The number of different cells of a table in some blocks.
fn cells(blocks: &[Block], id: TableId) -> usize {
    let tables = blocks.iter().filter_map(|block| match block {
        Block::Table(table) if table.id == id => Some(table),
        _ => None,
    });
    let fields: BTreeSet<Field> = tables.flat_map(Table::cells).map(|(field, _)| field).collect();
    fields.len()
}

/// The span of a block of a source.
fn span_of(block: &document::Block<'_>) -> Option<Span> {
    match block {
        document::Block::Heading { text, .. } | document::Block::Paragraph(text) => text.span(),
        document::Block::Table(table) => Some(table.span),
        document::Block::Line(line) => Some(line.span),
        document::Block::Picture { span, .. } => Some(*span),
    }
}

fn place_of(place: &BlockPlace) -> Option<Span> {
    match place {
        BlockPlace::Text(_, span) | BlockPlace::Table { span, .. } | BlockPlace::Other(span) => *span,
    }
}

/// The blocks of the source that a part of the report was read from.
fn source_of(document: &Document<'_>, reading: &Reading, part: Part) -> Option<Range<usize>> {
    let heading = |index: usize| reading.places.sections.get(index).and_then(|section| section.heading);
    let (from, next) = match part {
        Part::Preface => (0, 0),
        Part::Section(index) => (heading(index)?.end, index + 1),
    };
    let to = if next < reading.report.sections.len() {
        heading(next)?.start
    } else {
        usize::MAX
    };
    let inside = |block: &document::Block<'_>| {
        span_of(block).is_some_and(|span| span.start >= from && span.end <= to && span.start < to)
    };
    let first = document.blocks.iter().position(inside)?;
    let last = document.blocks.iter().rposition(inside)?;
    Some(first..last + 1)
}

/// Looks for a table in a part of the report; returns whether that decides the matter.
fn look_into(document: &Document<'_>, reading: &mut Reading, level: u8, part: Part, id: TableId) -> bool {
    let Some(range) = source_of(document, reading, part) else {
        return false;
    };
    let stream = Stream::of(&document.blocks, range.clone());
    let (found, glued) = match stream.read(id) {
        Outcome::Absent => return false,
        Outcome::Read(found) => (found, None),
        Outcome::Unreadable { found, glued } => (found, Some(glued)),
    };
    let Some(stretch) = Stretch::of(document, reading, part, &range, &found) else {
        return false;
    };
    let old = reading
        .report
        .blocks(part)
        .get(stretch.blocks.clone())
        .unwrap_or_default();
    let known = cells(old, id);
    let better = match glued {
        None => {
            let odd = old.iter().any(|block| match block {
                Block::Table(table) => table.id == id && is_odd(table),
                Block::Grid(_) => true,
                _ => false,
            });
            found.fields > known || found.fields == known && odd
        }
        // If figures are run together, none can be trusted.
        Some(true) => true,
        Some(false) => {
            let elsewhere = reading.report.tables().any(|(_, _, table)| table.id == id);
            let as_it_is = old.iter().any(|block| matches!(block, Block::Grid(_)));
            known == 0 && !elsewhere && !as_it_is
        }
    };
    if better {
        let found = if glued == Some(false) {
            reread(found, level, reading, part)
        } else {
            found
        };
        stretch.put(document, reading, level, part, found);
    }
    // The table is there; if this reading is not better, it stays as it was.
    better || known > 0
}

/// Lines that are kept as a grid, read as the table that a file written with that grid has. What can be read in that file
/// can be read here, too.
fn reread(mut found: Found, level: u8, whole: &Reading, part: Part) -> Found {
    let mut builder = Builder::alone(level);
    if let Part::Section(index) = part
        && let Some(section) = whole.report.sections.get(index)
    {
        builder.section(section.id, &Traced::default());
    }
    for (block, place) in &found.blocks {
        let (Block::Grid(rows), Some(span)) = (block, place_of(place)) else {
            return found;
        };
        let cell = |text: &String| document::TableCell {
            text: Traced {
                text: text.clone().into(),
                ..Traced::default()
            },
            span,
            columns: 1,
            rows: 1,
        };
        let rows = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
        builder.block(&document::Block::Table(document::Table { rows, span }));
    }
    let Reading {
        report,
        places,
        unplaced,
        ..
    } = builder.reading;
    let sections = report.sections.into_iter().flat_map(|section| section.blocks);
    let blocks: Vec<Block> = report.preface.into_iter().chain(sections).collect();
    if blocks.iter().any(|block| matches!(block, Block::Table(_))) {
        let sections = places.sections.into_iter().flat_map(|section| section.blocks);
        found.blocks = blocks
            .into_iter()
            .zip(places.preface.into_iter().chain(sections))
            .collect();
        found.unplaced = unplaced;
    }
    found
}

fn blocks_of(report: &mut Report, part: Part) -> &mut Vec<Block> {
    match part {
        Part::Section(index) if index < report.sections.len() => &mut report.sections[index].blocks,
        _ => &mut report.preface,
    }
}

/// The range that a table replaces.
struct Stretch {
    /// Its span in the source.
    span: Span,
    /// Blocks of the report.
    blocks: Range<usize>,
    /// Blocks of the source that are in it but not in the table: before it and after.
    before: Vec<usize>,
    after: Vec<usize>,
}

impl Stretch {
    fn of(
        document: &Document<'_>,
        reading: &Reading,
        part: Part,
        range: &Range<usize>,
        found: &Found,
    ) -> Option<Stretch> {
        let hull = |indices: &mut dyn Iterator<Item = usize>| {
            indices
                .filter_map(|index| span_of(document.blocks.get(index)?))
                .reduce(Span::join)
        };
        let mut span = hull(&mut found.taken.iter().copied())?;
        let places = match part {
            Part::Preface => &reading.places.preface,
            Part::Section(index) => &reading.places.sections.get(index)?.blocks,
        };
        let meets = |place: &BlockPlace, span: Span| {
            place_of(place).is_some_and(|place| place.start < span.end && span.start < place.end)
        };
        let first = places.iter().position(|place| meets(place, span))?;
        let last = places.iter().rposition(|place| meets(place, span))?;
        // A paragraph may have been assembled from lines of the table and others.
        for place in places.get(first..=last)?.iter().filter_map(place_of) {
            span = span.join(place);
        }
        let at = found.taken.first().copied()?;
        let loose = range.clone().filter(|index| {
            !found.taken.contains(index)
                && document
                    .blocks
                    .get(*index)
                    .and_then(span_of)
                    .is_some_and(|here| here.start < span.end && here.end > span.start)
        });
        let (before, after) = loose.partition(|index| *index < at);
        Some(Stretch {
            span,
            blocks: first..last + 1,
            before,
            after,
        })
    }

    /// Replaces the range by the table that was found.
    fn put(self, document: &Document<'_>, reading: &mut Reading, level: u8, part: Part, found: Found) {
        let mut builder = Builder::alone(level);
        let pour = |indices: &[usize], builder: &mut Builder| {
            let blocks: Vec<document::Block<'_>> = indices
                .iter()
                .filter_map(|index| document.blocks.get(*index))
                .cloned()
                .collect();
            let mut marks = Vec::new();
            for block in marked(&blocks, &mut marks) {
                builder.block(&block);
            }
            builder.reading.unplaced.extend(marks);
        };
        let texts = |texts: Vec<Traced<'static>>, builder: &mut Builder| {
            for text in texts {
                builder.block(&document::Block::Paragraph(super::normal(&text, "\n")));
            }
        };
        pour(&self.before, &mut builder);
        texts(found.before, &mut builder);
        for (block, place) in found.blocks {
            builder.push(block, place);
        }
        texts(found.after, &mut builder);
        pour(&self.after, &mut builder);
        let Reading {
            report,
            mut places,
            unplaced,
            ..
        } = builder.reading;
        blocks_of(&mut reading.report, part).splice(self.blocks.clone(), report.preface);
        let known = match part {
            Part::Section(index) if index < reading.places.sections.len() => &mut reading.places.sections[index].blocks,
            _ => &mut reading.places.preface,
        };
        known.splice(self.blocks, places.preface.drain(..));
        let span = self.span;
        reading.unplaced.retain(|one| {
            !one.span
                .is_some_and(|here| here.start < span.end && here.end > span.start)
        });
        reading.unplaced.extend(unplaced);
        reading.unplaced.extend(found.unplaced);
    }
}
