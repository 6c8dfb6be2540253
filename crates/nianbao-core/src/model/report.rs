//! A report as a value: its texts as written, in their order, with the figures addressed by field.
//!
//! Equal reports have the same content; positions in a file are kept apart, in [`Places`].

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::accepted::Accepted;
use crate::cell::Cell;
use crate::field::{ColumnKey, Field, RowKey, TableId};
use crate::form::{Form, FormId, Grid, SectionId};
use crate::front_matter;
use crate::text::{Date, Span, Trace};
use crate::title::{Title, is_self};

/// One organ's report for one year, as it was written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Report {
    /// The front matter.
    pub meta: Meta,
    /// The title, on one line.
    pub title: String,
    /// The blocks between the title and the first section.
    pub preface: Vec<Block>,
    /// The sections, in the order of the file.
    pub sections: Vec<Section>,
}

/// The front matter of a report's file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meta {
    /// The organ's full name.
    pub organ: Option<String>,
    /// The reporting year.
    pub year: Option<u16>,
    /// The date of publication.
    pub published: Option<Date>,
    /// The place of publication.
    pub source: Option<Source>,
    /// Whether the figures are invented; every page then says so.
    pub sample: bool,
    /// The findings that were accepted, with the reasons.
    pub accepted: Vec<Accepted>,
    /// Keys unknown to this version; they are kept.
    pub other: front_matter::Table,
    /// The comments of the front matter, each with its number sign.
    pub comments: Vec<String>,
    /// The front matter as written, if it could not be read.
    pub unreadable: Option<String>,
    /// The facts that neither it nor the title gives.
    pub inferred: InferredFacts,
}

/// Facts about a report that neither its front matter nor its title gives: the text implies them. They are not written
/// to a file; whoever reads that infers them again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InferredFacts {
    /// The year of the period that the figures cover.
    pub year: Option<u16>,
    /// The organ that says it made the report, or whose page it is on.
    pub organ: Option<String>,
}

/// Where a report was published.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// The title of the page, or the name of the file.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The SHA-256 of the file that was read, in hexadecimal.
    pub sha256: Option<String>,
}

/// A top-level section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The section of the form that it was recognised as; `None` if the form has no such section.
    pub id: Option<SectionId>,
    /// Its heading as written.
    pub heading: String,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// A part of the preface or of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading below the sections: 3 to 6.
    Heading {
        /// 3 to 6.
        level: u8,
        /// Its text, on one line.
        text: String,
    },
    /// A paragraph of prose, not empty.
    Paragraph(String),
    /// A grid of the form.
    Table(Table),
    /// A table that is not one of the form's, or rows that could not be placed in one, as written.
    Grid(Vec<Vec<String>>),
    /// A picture.
    Picture {
        /// The text that goes with it.
        alt: String,
        /// Its address.
        address: String,
    },
}

/// A grid of the form as it was filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Which table it belongs to.
    pub id: TableId,
    /// The text in its corner or above it, as written: 第二十条第（一）项, the 勾稽 note, or nothing.
    pub caption: String,
    /// Its columns, left to right.
    pub columns: Vec<Column>,
    /// Its rows, top to bottom.
    pub rows: Vec<Row>,
}

/// A column of a grid as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The column that its header was recognised as; `None` if the form has no such column.
    pub key: Option<ColumnKey>,
    /// Its header as written.
    pub label: String,
}

/// A row of a grid as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The row that its label was recognised as; `None` if the form has no such row.
    pub key: Option<RowKey>,
    /// Its label as written.
    pub label: String,
    /// Its cells, one for each column; none at all for a heading inside the table.
    pub cells: Vec<Cell>,
}

impl Report {
    /// An empty report in the layout of a form: every section, every table, every cell blank.
    pub fn blank(form: &'static Form, organ: &str, year: Option<u16>) -> Report {
        let mut report = Report {
            meta: Meta {
                organ: (!organ.is_empty()).then(|| organ.to_owned()),
                year,
                ..Meta::default()
            },
            title: year.map_or_else(String::new, |year| format!("{organ}{year}年政府信息公开工作年度报告")),
            ..Report::default()
        };
        for id in SectionId::ALL {
            let blocks = id.table().map_or_else(Vec::new, |table| {
                form.table(table).map(|grid| Block::Table(Table::blank(grid))).collect()
            });
            report.sections.push(Section {
                id: Some(id),
                heading: form.heading(id).zh.clone().into_owned(),
                blocks,
            });
        }
        report
    }

    /// The reporting year: from the front matter, else from the title, else inferred from the text.
    pub fn year(&self) -> Option<u16> {
        let year = self.meta.year.or_else(|| Title::read(&self.title).year);
        year.or(self.meta.inferred.year)
    }

    /// The organ's name: from the front matter, else from the title, else inferred from the text.
    pub fn organ(&self) -> Option<&str> {
        let written = self.meta.organ.as_deref().filter(|organ| !is_self(organ));
        let organ = written.or_else(|| Title::read(&self.title).organ);
        organ.or(self.meta.inferred.organ.as_deref())
    }

    /// The form that applies: that of the year; if the year is not known, that of the tables, else
    /// the form in force. `None` for a year before 2019. For a year after the last one known to use
    /// a form, the form is assumed: see [`Report::form_is_assumed`].
    pub fn form(&self) -> Option<&'static Form> {
        match self.year() {
            Some(year) => FormId::of_year(year).map(FormId::form),
            None => Some(self.layout().unwrap_or(Form::LATEST)),
        }
    }

    /// Whether the year is later than any for which the form is known to apply, so that a newer
    /// form may be in force.
    pub fn form_is_assumed(&self) -> bool {
        let form = self.year().and_then(|year| Some((FormId::of_year(year)?, year)));
        form.is_some_and(|(id, year)| id.form().is_assumed_for(year))
    }

    /// The form whose layout the tables have: the one with the most of the cells that only some
    /// forms have. `None` if two forms have equally many.
    pub fn layout(&self) -> Option<&'static Form> {
        let figures = self.figures();
        // A cell that every form has is not evidence for any of them.
        let of_some: Vec<Field> = figures
            .iter()
            .map(|(field, _)| field)
            .filter(|field| !Form::ALL.iter().all(|form| form.has(*field)))
            .collect();
        let counts = Form::ALL.map(|form| of_some.iter().filter(|field| form.has(**field)).count());
        let most = counts.into_iter().max().filter(|most| *most > 0)?;
        let mut forms = Form::ALL.into_iter().zip(counts).filter(|(_, count)| *count == most);
        match (forms.next(), forms.next()) {
            (Some((form, _)), None) => Some(form),
            _ => None,
        }
    }

    /// The first section recognised as this one.
    pub fn section(&self, id: SectionId) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == Some(id))
    }

    /// The blocks of a part.
    pub fn blocks(&self, part: Part) -> &[Block] {
        match part {
            Part::Preface => &self.preface,
            Part::Section(index) => self.sections.get(index).map_or(&[], |section| &section.blocks),
        }
    }

    /// Every part in order: the preface, then the sections.
    pub fn parts(&self) -> impl Iterator<Item = Part> + use<> {
        std::iter::once(Part::Preface).chain((0..self.sections.len()).map(Part::Section))
    }

    /// Every grid of the form in it, with its place.
    pub fn tables(&self) -> impl Iterator<Item = (Part, usize, &Table)> {
        self.parts().flat_map(move |part| {
            self.blocks(part)
                .iter()
                .enumerate()
                .filter_map(move |(index, block)| match block {
                    Block::Table(table) => Some((part, index, table)),
                    _ => None,
                })
        })
    }

    /// Its cells by field. If a field occurs more than once, the first one counts.
    pub fn figures(&self) -> Figures<'_> {
        let mut figures = Figures {
            cells: vec![None; Field::SLOTS],
        };
        for (_, _, table) in self.tables() {
            for (field, cell) in table.cells() {
                if let Some(slot @ None) = figures.cells.get_mut(field.slot()) {
                    *slot = Some((field, cell));
                }
            }
        }
        figures
    }

    /// One cell.
    pub fn cell(&self, field: Field) -> Option<&Cell> {
        self.tables()
            .find_map(|(_, _, table)| table.cells().find(|(f, _)| *f == field).map(|(_, cell)| cell))
    }

    /// Writes a cell. A missing row, column, table or section is added at its place in the form.
    pub fn set(&mut self, field: Field, text: &str) {
        let cell = Cell::new(text);
        if let Some(slot) = self
            .sections
            .iter_mut()
            .flat_map(|section| &mut section.blocks)
            .chain(&mut self.preface)
            .find_map(|block| match block {
                Block::Table(table) => table.cell_mut(field),
                _ => None,
            })
        {
            *slot = cell;
            return;
        }
        let form = self.form().filter(|form| form.has(field)).or_else(|| field.form());
        let Some(grid) = form.and_then(|form| form.grid_of(field)) else {
            return;
        };
        let section = self.section_mut(field.table().section());
        // The grid to which the cell belongs, if a part of it is there: one that has its row, or a
        // row of the same kind.
        let found = section.blocks.iter().position(|block| {
            matches!(block, Block::Table(table) if table.id == grid.table
                && table.rows.iter().any(|row| row.key.is_some_and(|key| grid.row(key).is_some()))
                && table.columns.iter().all(|column| column.key.is_none_or(|key| grid.column(key).is_some())))
        });
        let index = found.unwrap_or_else(|| {
            section.blocks.push(Block::Table(Table::blank(grid)));
            section.blocks.len() - 1
        });
        if let Some(Block::Table(table)) = section.blocks.get_mut(index) {
            table.complete(grid);
            if let Some(slot) = table.cell_mut(field) {
                *slot = cell;
            }
        }
    }

    /// The text at a place; `None` if it is a cell, a block or the whole report.
    pub fn words(&self, at: &At) -> Option<&str> {
        match at {
            At::Report | At::Meta | At::Block(..) | At::Field(_) => None,
            At::Title(range) => self.title.get(range.clone()),
            At::Heading(index) => self.sections.get(*index).map(|section| section.heading.as_str()),
            At::Text(part, block, range) => match self.blocks(*part).get(*block)? {
                Block::Heading { text, .. } | Block::Paragraph(text) => text.get(range.clone()),
                _ => None,
            },
            At::RowLabel(part, block, row) => match self.blocks(*part).get(*block)? {
                Block::Table(table) => table.rows.get(*row).map(|row| row.label.as_str()),
                _ => None,
            },
            At::ColumnLabel(part, block, column) => match self.blocks(*part).get(*block)? {
                Block::Table(table) => table.columns.get(*column).map(|column| column.label.as_str()),
                _ => None,
            },
        }
    }

    /// The section; if it is missing, it is added at its place in the form.
    pub fn section_mut(&mut self, id: SectionId) -> &mut Section {
        let form = self.form().unwrap_or(Form::LATEST);
        let index = self
            .sections
            .iter()
            .position(|section| section.id == Some(id))
            .unwrap_or_else(|| {
                let at = self
                    .sections
                    .iter()
                    .position(|section| section.id.is_some_and(|other| other > id))
                    .unwrap_or(self.sections.len());
                let section = Section {
                    id: Some(id),
                    heading: form.heading(id).zh.clone().into_owned(),
                    blocks: Vec::new(),
                };
                self.sections.insert(at, section);
                at
            });
        &mut self.sections[index]
    }
}

impl Table {
    /// A grid of the form with every cell blank.
    pub fn blank(grid: &Grid) -> Table {
        let columns: Vec<Column> = grid
            .columns
            .iter()
            .map(|column| Column {
                key: Some(column.key),
                label: column.label.zh.clone().into_owned(),
            })
            .collect();
        let rows = grid
            .rows
            .iter()
            .map(|row| {
                let width = if matches!(row.key, RowKey::Group(_)) {
                    0
                } else {
                    columns.len()
                };
                Row {
                    key: Some(row.key),
                    label: row.label.zh.clone().into_owned(),
                    cells: vec![Cell::default(); width],
                }
            })
            .collect();
        Table {
            id: grid.table,
            caption: grid.caption.zh.clone().into_owned(),
            columns,
            rows,
        }
    }

    /// Its cells with their fields, row by row.
    pub fn cells(&self) -> impl Iterator<Item = (Field, &Cell)> {
        self.rows.iter().flat_map(move |row| {
            row.cells
                .iter()
                .zip(&self.columns)
                .filter_map(move |(cell, column)| Some((Field::at(row.key?, column.key?)?, cell)))
                .filter(|(field, _)| field.exists())
        })
    }

    fn cell_mut(&mut self, field: Field) -> Option<&mut Cell> {
        let column = self
            .columns
            .iter()
            .position(|column| column.key == Some(field.column()))?;
        let row = self.rows.iter_mut().find(|row| row.key == Some(field.row()))?;
        row.cells.get_mut(column)
    }

    /// Adds the rows and columns of the form that are missing, blank, each at its place in the
    /// form.
    fn complete(&mut self, grid: &Grid) {
        for (index, column) in grid.columns.iter().enumerate() {
            if !self.columns.iter().any(|c| c.key == Some(column.key)) {
                let at = self
                    .columns
                    .iter()
                    .position(|c| {
                        c.key.is_some_and(|key| {
                            grid.columns
                                .iter()
                                .position(|g| g.key == key)
                                .is_some_and(|i| i > index)
                        })
                    })
                    .unwrap_or(self.columns.len());
                let label = column.label.zh.clone().into_owned();
                self.columns.insert(
                    at,
                    Column {
                        key: Some(column.key),
                        label,
                    },
                );
                for row in &mut self.rows {
                    if row.cells.len() >= at && !row.cells.is_empty() {
                        row.cells.insert(at, Cell::default());
                    }
                }
            }
        }
        for (index, row) in grid.rows.iter().enumerate() {
            if !self.rows.iter().any(|r| r.key == Some(row.key)) {
                let at = self
                    .rows
                    .iter()
                    .position(|r| {
                        r.key
                            .is_some_and(|key| grid.rows.iter().position(|g| g.key == key).is_some_and(|i| i > index))
                    })
                    .unwrap_or(self.rows.len());
                let label = row.label.zh.clone().into_owned();
                self.rows.insert(
                    at,
                    Row {
                        key: Some(row.key),
                        label,
                        cells: Vec::new(),
                    },
                );
            }
        }
        for row in &mut self.rows {
            if !matches!(row.key, Some(RowKey::Group(_))) {
                row.cells
                    .resize(self.columns.len().max(row.cells.len()), Cell::default());
            }
        }
    }
}

/// The cells of a report by field.
#[derive(Debug, Clone)]
pub struct Figures<'a> {
    cells: Vec<Option<(Field, &'a Cell)>>,
}

impl<'a> Figures<'a> {
    /// One cell; `None` if the report does not have it.
    pub fn get(&self, field: Field) -> Option<&'a Cell> {
        self.cells.get(field.slot()).copied().flatten().map(|(_, cell)| cell)
    }

    /// All of them, in the form's order.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &'a Cell)> + '_ {
        self.cells.iter().copied().flatten()
    }
}

/// A part of a report that contains blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// Between the title and the first section.
    Preface,
    /// The section at this index of [`Report::sections`].
    Section(usize),
}

/// The place to which a finding points. Rules use these places; only [`Places`] maps them to a
/// file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum At {
    /// The report as a whole.
    Report,
    /// The front matter.
    Meta,
    /// Some bytes of the title.
    Title(Range<usize>),
    /// The heading of a section, by its index.
    Heading(usize),
    /// Some bytes of the text of a heading or paragraph: the part, the block's index in it, the bytes.
    Text(Part, usize, Range<usize>),
    /// A block as a whole.
    Block(Part, usize),
    /// The label of a row: the part, the block's index in it, the row's index.
    RowLabel(Part, usize, usize),
    /// The header of a column: the part, the block's index in it, the column's index.
    ColumnLabel(Part, usize, usize),
    /// A cell.
    Field(Field),
}

/// The spans of a report's parts in the file from which it was read.
#[derive(Debug, Clone, Default)]
pub struct Places {
    pub(crate) meta: Option<Span>,
    pub(crate) title: Trace,
    pub(crate) preface: Vec<BlockPlace>,
    pub(crate) sections: Vec<SectionPlace>,
    /// The only places that are known, if the report itself was dropped.
    spots: Option<FxHashMap<At, Option<Span>>>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct SectionPlace {
    pub(crate) heading: Option<Span>,
    pub(crate) blocks: Vec<BlockPlace>,
}

/// The spans of a block, parallel to [`Block`].
#[derive(Debug, Clone)]
pub(crate) enum BlockPlace {
    Text(Trace, Option<Span>),
    Table {
        span: Option<Span>,
        columns: Vec<Option<Span>>,
        rows: Vec<RowPlace>,
    },
    Other(Option<Span>),
}

#[derive(Debug, Clone, Default)]
pub(crate) struct RowPlace {
    pub(crate) label: Option<Span>,
    pub(crate) cells: Vec<Option<Span>>,
}

impl Places {
    /// The spans of a part's blocks.
    pub(crate) fn blocks(&self, part: Part) -> &[BlockPlace] {
        match part {
            Part::Preface => &self.preface,
            Part::Section(index) => self.sections.get(index).map_or(&[], |section| &section.blocks),
        }
    }

    /// The spans of some places alone.
    pub(crate) fn only(&self, report: &Report, spots: impl Iterator<Item = At>) -> Places {
        let spots = spots.map(|at| {
            let span = self.find(report, &at);
            (at, span)
        });
        Places {
            spots: Some(spots.collect()),
            ..Places::default()
        }
    }

    /// Whether the span of a place can be found: of any, unless the report was dropped.
    pub fn knows(&self, at: &At) -> bool {
        self.spots.as_ref().is_none_or(|spots| spots.contains_key(at))
    }

    /// The span of a place; `None` if the file has no such place.
    pub fn find(&self, report: &Report, at: &At) -> Option<Span> {
        if let Some(spots) = &self.spots {
            return spots.get(at).copied().flatten();
        }
        match at {
            At::Report => None,
            At::Meta => self.meta,
            At::Title(range) => self.title.span(range.start, range.end),
            At::Heading(index) => self.sections.get(*index)?.heading,
            At::Text(part, block, range) => match self.blocks(*part).get(*block)? {
                BlockPlace::Text(trace, span) => trace.span(range.start, range.end).or(*span),
                _ => None,
            },
            At::Block(part, block) => match self.blocks(*part).get(*block)? {
                BlockPlace::Text(_, span) | BlockPlace::Table { span, .. } | BlockPlace::Other(span) => *span,
            },
            At::RowLabel(part, block, row) => match self.blocks(*part).get(*block)? {
                BlockPlace::Table { rows, span, .. } => rows.get(*row).and_then(|row| row.label).or(*span),
                _ => None,
            },
            At::ColumnLabel(part, block, column) => match self.blocks(*part).get(*block)? {
                BlockPlace::Table { columns, span, .. } => columns.get(*column).copied().flatten().or(*span),
                _ => None,
            },
            At::Field(field) => {
                let (part, block, row, column) = report.tables().find_map(|(part, block, table)| {
                    let column = table.columns.iter().position(|c| c.key == Some(field.column()))?;
                    let row = table.rows.iter().position(|r| r.key == Some(field.row()))?;
                    table.rows[row].cells.get(column)?;
                    Some((part, block, row, column))
                })?;
                match self.blocks(part).get(block)? {
                    BlockPlace::Table { rows, .. } => {
                        let row = rows.get(row)?;
                        row.cells.get(column).copied().flatten().or(row.label)
                    }
                    _ => None,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn a_blank_report_has_every_cell_of_its_form_and_takes_any() {
        for form in Form::ALL {
            let mut report = Report::blank(form, "某县财政局", Some(form.first_year));
            assert_eq!(report.figures().iter().count(), form.fields().count());
            for (i, field) in form.fields().enumerate() {
                report.set(field, &i.to_string());
            }
            for (i, field) in form.fields().enumerate() {
                assert_eq!(
                    report.cell(field).map(Cell::as_str),
                    Some(i.to_string().as_str()),
                    "{field}"
                );
            }
            assert_eq!(report.layout().map(|f| f.id), Some(form.id));
        }
    }

    #[test]
    fn a_cell_that_is_not_there_is_put_where_the_form_has_it() {
        for form in Form::ALL {
            let mut report = Report::blank(form, "某县财政局", Some(form.first_year));
            report.sections.clear();
            let fields: Vec<Field> = form.fields().collect();
            for field in fields.iter().rev() {
                report.set(*field, "7");
            }
            let mut expected = Report::blank(form, "某县财政局", Some(form.first_year));
            expected
                .sections
                .retain(|s| s.id.is_some_and(|id| id.table().is_some()));
            for field in &fields {
                expected.set(*field, "7");
            }
            assert_eq!(report.figures().iter().count(), expected.figures().iter().count());
            assert_eq!(
                report.sections.iter().map(|s| s.id).collect::<Vec<_>>(),
                expected.sections.iter().map(|s| s.id).collect::<Vec<_>>()
            );
        }
    }
}
