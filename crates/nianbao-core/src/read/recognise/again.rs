//! Reads again, as one stream, the source of sections whose tables were not read completely.

use std::collections::BTreeSet;
use std::ops::Range;

use super::stream::{Found, Outcome, Stream};
use super::{Builder, Reading, Unplaced, is_section_heading, marked};
use crate::cell;
use crate::document::{self, Document};
use crate::field::{Field, RowKey, TableId};
use crate::form::Form;
use crate::report::{Block, BlockPlace, Part, Report, Table};
use crate::text::{Span, Trace, Traced};

/// The most sections of a report in which tables are also looked for outside their own section.
const MOST: usize = 20;

/// The most times that a report is read again. Few need more than two.
const ROUNDS: usize = 6;
/// The most paragraphs and rows of a report that is read again; long reports have some 300.
const LINES: usize = 1000;

/// The level of the headings of sections in a report that is written.
const SECTIONS: u8 = 2;

/// Reads again every table that is incomplete: first in the file, then in the report as it was read so far, until nothing
/// changes. So the file that is written with the report is read as the same report.
pub(super) fn look(document: &Document<'_>, reading: &mut Reading, level: u8) {
    // Most reports have three whole tables.
    if TableId::ALL.iter().all(|id| is_whole(&reading.report, *id)) {
        return;
    }
    for id in TableId::ALL {
        let source = Source {
            blocks: &document.blocks,
            is_report: false,
        };
        look_everywhere(&source, reading, level, *id);
    }
    for _ in 0..ROUNDS {
        let is_done = TableId::ALL.iter().all(|id| is_whole(&reading.report, *id));
        if is_done || is_too_long(reading) {
            return;
        }
        let before = reading.report.clone();
        read_blocks(reading);
        for id in TableId::ALL {
            if is_whole(&reading.report, *id) {
                continue;
            }
            let blocks = blocks_of_report(reading);
            let source = Source {
                blocks: &blocks,
                is_report: true,
            };
            look_everywhere(&source, reading, SECTIONS, *id);
        }
        if reading.report == before {
            return;
        }
    }
}

/// Whether a text is too long for a report, so that reading it several times would only take time.
fn is_too_long(reading: &Reading) -> bool {
    let report = &reading.report;
    let lines = |block: &Block| match block {
        Block::Table(table) => table.rows.len(),
        Block::Grid(rows) => rows.len(),
        _ => 1,
    };
    let blocks = report.parts().flat_map(|part| report.blocks(part));
    report.sections.len() > MOST || reading.unplaced.len() > LINES || blocks.map(lines).sum::<usize>() > LINES
}

/// Looks for an incomplete table in every part of the report, its own section first.
fn look_everywhere(source: &Source<'_, '_>, reading: &mut Reading, level: u8, id: TableId) {
    if is_whole(&reading.report, id) {
        return;
    }
    let at_home = reading
        .report
        .sections
        .iter()
        .position(|section| section.id == Some(id.section()));
    // A report has few sections; a document with many is not a report, and each costs a search of the source.
    let few = reading.report.sections.len() <= MOST;
    let elsewhere = reading
        .report
        .parts()
        .filter(|part| few && Some(*part) != at_home.map(Part::Section));
    let parts: Vec<Part> = at_home.map(Part::Section).into_iter().chain(elsewhere).collect();
    for part in parts {
        if look_into(source, reading, level, part, id) {
            return;
        }
    }
}

/// Reads the blocks of the report as those of the file that will be written with it.
fn read_blocks(reading: &mut Reading) {
    let mut builder = Builder::alone(SECTIONS);
    let mut blocks = blocks_of_report(reading).into_iter().skip(1);
    for part in reading.report.parts() {
        if let Part::Section(index) = part {
            builder.section(reading.report.sections[index].id, &Traced::default());
        }
        for block in blocks.by_ref().take(reading.report.blocks(part).len()) {
            builder.block(&block);
        }
    }
    let read = builder.reading;
    let old = reading.report.sections.iter_mut().zip(&mut reading.places.sections);
    for ((section, place), (blocks, places)) in old.zip(read.report.sections.into_iter().zip(read.places.sections)) {
        section.blocks = blocks.blocks;
        place.blocks = places.blocks;
    }
    reading.report.preface = read.report.preface;
    reading.places.preface = read.places.preface;
    // What was listed and has found a place is no longer listed; the rest is listed once.
    let report = &reading.report;
    reading.unplaced.retain(|one| {
        let again = || read.unplaced.iter().any(|listed| listed.text == one.text);
        !one.kept || crate::verdict::is_standing(report, &one.text) && !again()
    });
    reading.unplaced.extend(read.unplaced);
}

/// The blocks in which tables are looked for.
struct Source<'s, 'a> {
    blocks: &'s [document::Block<'a>],
    /// Whether they are the title and the blocks of the report itself, part by part, rather than those of the file.
    is_report: bool,
}

/// The title and the blocks of a report, part by part, as the file written with it has them.
fn blocks_of_report(reading: &Reading) -> Vec<document::Block<'static>> {
    let Reading { report, places, .. } = reading;
    let traced = |text: &str, span: Option<Span>| {
        let mut traced = Traced::default();
        match span {
            Some(span) if span.end - span.start == text.len() => {
                traced = Traced::verbatim(text, span.start).into_owned();
            }
            Some(span) => traced.push_as(text, span),
            None => traced.text = text.to_owned().into(),
        }
        traced
    };
    let cell = |text: &str, span: Option<Span>, whole: Option<Span>| document::TableCell {
        text: traced(text, span),
        span: span.or(whole).unwrap_or_default(),
        columns: 1,
        rows: 1,
    };
    let mut blocks = vec![document::Block::Heading {
        level: 1,
        text: Traced {
            text: report.title.clone().into(),
            trace: places.title.clone(),
        },
    }];
    for part in report.parts() {
        for (block, place) in report.blocks(part).iter().zip(places.blocks(part)) {
            let whole = place_of(place);
            let text = |text: &str| Traced {
                text: text.to_owned().into(),
                trace: match place {
                    BlockPlace::Text(trace, _) => trace.clone(),
                    _ => Trace::default(),
                },
            };
            blocks.push(match block {
                Block::Heading { level, text: words } => document::Block::Heading {
                    level: *level,
                    text: text(words),
                },
                Block::Paragraph(words) => document::Block::Paragraph(text(words)),
                Block::Picture { alt, address } => document::Block::Picture {
                    alt: alt.clone(),
                    address: address.clone(),
                    span: whole.unwrap_or_default(),
                },
                Block::Grid(rows) => document::Block::Table(document::Table {
                    rows: rows
                        .iter()
                        .map(|row| row.iter().map(|text| cell(text, None, whole)).collect())
                        .collect(),
                    span: whole.unwrap_or_default(),
                }),
                Block::Table(table) => {
                    let (columns, rows) = match place {
                        BlockPlace::Table { columns, rows, .. } => (&**columns, &**rows),
                        _ => (&[][..], &[][..]),
                    };
                    let at = |list: &[Option<Span>], index: usize| list.get(index).copied().flatten();
                    let heads = table.columns.iter().enumerate();
                    let head = std::iter::once(cell(&table.caption, None, whole))
                        .chain(heads.map(|(index, column)| cell(&column.label, at(columns, index), whole)));
                    let mut lines = vec![head.collect::<Vec<_>>()];
                    for (index, row) in table.rows.iter().enumerate() {
                        let place = rows.get(index);
                        let mut line = vec![cell(&row.label, place.and_then(|place| place.label), whole)];
                        for at_column in 0..table.columns.len().max(row.cells.len()) {
                            let text = row.cells.get(at_column).map_or("", cell::Cell::as_str);
                            let span = place.and_then(|place| at(&place.cells, at_column));
                            line.push(cell(text, span, whole));
                        }
                        lines.push(line);
                    }
                    document::Block::Table(document::Table {
                        rows: lines,
                        span: whole.unwrap_or_default(),
                    })
                }
            });
        }
    }
    blocks
}

/// Whether a table has every cell of some form, once, and nothing else in its rows.
fn is_whole(report: &Report, id: TableId) -> bool {
    let tables = || {
        report
            .tables()
            .filter(|(_, _, table)| table.id == id)
            .map(|(_, _, table)| table)
    };
    // Most tables have the form's rows in the form's order, and so each of them once.
    let in_order = |form: &Form| {
        let rows = form.table(id).flat_map(|grid| grid.rows);
        let written = tables().flat_map(|table| &table.rows);
        written.map(|row| row.key).eq(rows.map(|row| Some(row.key)))
    };
    if Form::ALL.iter().any(|form| in_order(form)) {
        return tables().all(|table| !has_odd_columns(table) && !table.rows.iter().any(|row| is_glued(&row.cells)));
    }
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
    let rows = &table.rows;
    let mut row_keys = rows.iter().enumerate();
    has_odd_columns(table)
        || row_keys.any(|(at, row)| row.key.is_none() || rows[..at].iter().any(|other| other.key == row.key))
        || rows.iter().any(|row| is_glued(&row.cells))
}

/// Whether a table has columns that no form has, or a column twice.
fn has_odd_columns(table: &Table) -> bool {
    let columns = &table.columns;
    let mut keys = columns.iter().enumerate();
    keys.any(|(at, column)| column.key.is_none() || columns[..at].iter().any(|other| other.key == column.key))
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

impl Source<'_, '_> {
    /// The blocks that a part of the report was read from.
    fn range(&self, reading: &Reading, part: Part) -> Option<Range<usize>> {
        if self.is_report {
            let first = first_block(&reading.report, part);
            return Some(first..first + reading.report.blocks(part).len());
        }
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
        let first = self.blocks.iter().position(inside)?;
        let last = self.blocks.iter().rposition(inside)?;
        Some(first..last + 1)
    }
}

/// The first block of a part of the report, after the title, if the blocks are the report's own.
fn first_block(report: &Report, part: Part) -> usize {
    let before = report.parts().take_while(|one| *one != part);
    1 + before.map(|part| report.blocks(part).len()).sum::<usize>()
}

/// Looks for a table in a part of the report; returns whether that decides the matter.
fn look_into(source: &Source<'_, '_>, reading: &mut Reading, level: u8, part: Part, id: TableId) -> bool {
    let Some(range) = source.range(reading, part) else {
        return false;
    };
    let stream = Stream::of(source.blocks, range.clone());
    let (found, glued) = match stream.read(id) {
        Outcome::Absent => return false,
        Outcome::Read(found) => (found, None),
        Outcome::Unreadable { found, glued } => (found, Some(glued)),
    };
    let Some(stretch) = Stretch::of(source, reading, part, &range, &found) else {
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
        stretch.put(source, reading, level, part, found);
    }
    // The table is there; if this reading is not better, it stays as it was.
    better || known > 0
}

/// The range that a table replaces.
struct Stretch {
    /// Its span in the file.
    span: Option<Span>,
    /// Blocks of the report.
    blocks: Range<usize>,
    /// Blocks of the source that are in it but not in the table: before it and after.
    before: Vec<usize>,
    after: Vec<usize>,
}

impl Stretch {
    fn of(
        source: &Source<'_, '_>,
        reading: &Reading,
        part: Part,
        range: &Range<usize>,
        found: &Found,
    ) -> Option<Stretch> {
        let (first, last) = (found.taken.first().copied()?, found.taken.last().copied()?);
        let span_at = |index: usize| span_of(source.blocks.get(index)?);
        let span = found
            .taken
            .iter()
            .filter_map(|index| span_at(*index))
            .reduce(Span::join);
        if source.is_report {
            let begin = first_block(&reading.report, part);
            return Some(Stretch {
                span,
                blocks: first.checked_sub(begin)?..last + 1 - begin,
                before: Vec::new(),
                after: (first..last).filter(|index| !found.taken.contains(index)).collect(),
            });
        }
        let mut span = span?;
        let places = reading.places.blocks(part);
        let meets = |place: &BlockPlace, span: Span| {
            place_of(place).is_some_and(|place| place.start < span.end && span.start < place.end)
        };
        let begin = places.iter().position(|place| meets(place, span))?;
        let end = places.iter().rposition(|place| meets(place, span))?;
        // A paragraph may have been assembled from lines of the table and others.
        for place in places.get(begin..=end)?.iter().filter_map(place_of) {
            span = span.join(place);
        }
        let loose = range.clone().filter(|index| {
            !found.taken.contains(index)
                && span_at(*index).is_some_and(|here| here.start < span.end && here.end > span.start)
        });
        let (before, after) = loose.partition(|index| *index < first);
        Some(Stretch {
            span: Some(span),
            blocks: begin..end + 1,
            before,
            after,
        })
    }

    /// Replaces the range by the table that was found.
    fn put(self, source: &Source<'_, '_>, reading: &mut Reading, level: u8, part: Part, found: Found) {
        let mut builder = Builder::alone(level);
        let pour = |indices: &[usize], builder: &mut Builder| {
            let blocks: Vec<document::Block<'_>> = indices
                .iter()
                .filter_map(|index| source.blocks.get(*index))
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
                let text = super::normal(&text, "\n");
                // As a paragraph it would be read back as a heading.
                if is_section_heading(&text.text) {
                    builder.reading.unplaced.push(Unplaced {
                        span: text.span(),
                        text: text.text.into_owned(),
                        kept: false,
                    });
                } else {
                    builder.block(&document::Block::Paragraph(text));
                }
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
        let (old, known) = match part {
            Part::Section(index) if index < reading.report.sections.len() => (
                &mut reading.report.sections[index].blocks,
                &mut reading.places.sections[index].blocks,
            ),
            _ => (&mut reading.report.preface, &mut reading.places.preface),
        };
        old.splice(self.blocks.clone(), report.preface);
        known.splice(self.blocks, places.preface.drain(..));
        if let Some(span) = self.span {
            reading.unplaced.retain(|one| {
                !one.span
                    .is_some_and(|here| here.start < span.end && here.end > span.start)
            });
        }
        reading.unplaced.extend(unplaced);
        reading.unplaced.extend(found.unplaced);
    }
}
