//! The changes that a person can make to a report.

use std::ops::{Range, RangeInclusive};

use nianbao_core::accepted::Accepted;
use nianbao_core::cell::Cell;
use nianbao_core::diagnostic::Fix;
use nianbao_core::field::{ColumnKey, Field, RequestsRow, RowKey, TableId};
use nianbao_core::form::{Form, Grid, SectionId};
use nianbao_core::label;
use nianbao_core::report::{Block, Part, Report, Row, Section, Source, Table};
use nianbao_core::text::{Date, Text};

use crate::engine;
use crate::grid::Selection;
use crate::offer;
use crate::paste;
use crate::place::{CellPlace, block_of_item, is_prose, runs};
use crate::prose;

/// A change of the report.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// The organ's name in the front matter.
    Organ(String),
    /// The reporting year as typed.
    Year(String),
    /// The title.
    Title(String),
    /// Gives the title the wording that the form asks for.
    TitleOfForm,
    /// The day of publication, such as `2024-03-12`, or empty.
    Published(String),
    /// The title of the page where it was published.
    SourceTitle(String),
    /// The address where it was published.
    SourceUrl(String),
    /// Whether the figures are invented.
    Sample(bool),
    /// Unreadable front matter, while it is being repaired.
    FrontMatter(String),
    /// A section's heading.
    Heading(usize, String),
    /// Gives a section the heading of the form.
    HeadingOfForm(usize),
    /// A run of prose.
    Prose(Part, usize, String),
    /// Makes a paragraph of a run of prose a heading, or a heading a paragraph: the part, the run, the index in the run.
    Subheading(Part, usize, usize),
    /// A cell.
    Cell(CellPlace, String),
    /// A pasted range, from this cell on.
    Paste(CellPlace, String),
    /// Clears the cells of a range.
    Clear(Selection),
    /// Writes one text into every cell of a range.
    Spread(Selection, String),
    /// Copies the first row of a range down, or its first column to the right; a single cell gets its neighbour's text.
    Fill(Selection, Toward),
    /// Copies a range into a larger one that begins or ends with it, as often as it fits.
    Repeat(Selection, Selection),
    /// Fills in every total of a part whose summands are filled.
    Totals(Part),
    /// An edit that a finding offers.
    Fix(Fix),
    /// Puts a text in the place of some bytes of a block of prose.
    Words(Part, usize, Range<usize>, String),
    /// Writes 0 into every blank cell of a part's statutory tables.
    Zeros(Part),
    /// Adds the rows and columns of the form that a section's table lacks.
    Complete(SectionId),
    /// Gives rows and columns the labels of the form.
    Relabel(Part),
    /// Converts the tables to the form of the year and keeps the filled-in cells.
    Relayout,
    /// Adds a section of the form.
    AddSection(SectionId),
    /// Removes a section.
    RemoveSection(usize),
    /// Removes a table or picture.
    RemoveItem(Part, usize),
    /// Removes a row that the form does not have.
    RemoveRow(Part, usize, usize),
    /// Moves the figures of a row that the form does not have to another row, and removes it.
    MoveRow(Part, usize, usize, RequestsRow),
    /// Accepts a finding, with the reason.
    Accept(Accepted),
    /// Withdraws an acceptance.
    Withdraw(Accepted),
    /// Adds a text to the end of a part.
    Append(Part, String),
}

/// A direction in which cells are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// Downwards.
    Bottom,
    /// To the right.
    Right,
}

/// The place where a change is typed: changes typed in one place without a pause are undone in one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// An input of the first sheet, by its id.
    Input(&'static str),
    /// A section's heading.
    Heading(usize),
    /// A run of prose.
    Prose(Part, usize),
    /// A cell.
    Cell(CellPlace),
}

impl Edit {
    /// The place where it is typed; `None` for a button or a paste.
    pub const fn site(&self) -> Option<Site> {
        Some(match self {
            Edit::Organ(_) => Site::Input("organ"),
            Edit::Year(_) => Site::Input("year"),
            Edit::Title(_) => Site::Input("title"),
            Edit::Published(_) => Site::Input("published"),
            Edit::SourceTitle(_) => Site::Input("source-title"),
            Edit::SourceUrl(_) => Site::Input("source-url"),
            Edit::FrontMatter(_) => Site::Input("front-matter"),
            Edit::Heading(index, _) => Site::Heading(*index),
            Edit::Prose(part, run, _) => Site::Prose(*part, *run),
            Edit::Cell(place, _) => Site::Cell(*place),
            _ => return None,
        })
    }

    /// Makes the change. Returns a message for the person, if there is one.
    pub fn apply(self, report: &mut Report) -> Option<Text> {
        match self {
            Edit::Organ(text) => report.meta.organ = filled(&text),
            Edit::Year(text) => report.meta.year = year(&text),
            Edit::Title(text) => text.trim().clone_into(&mut report.title),
            Edit::TitleOfForm => report.title = title_of_form(report)?,
            Edit::Published(text) => report.meta.published = Date::parse(&text),
            Edit::SourceTitle(text) => source(report, |source| source.title = filled(&text)),
            Edit::SourceUrl(text) => source(report, |source| source.url = filled(&text)),
            Edit::Sample(sample) => report.meta.sample = sample,
            Edit::FrontMatter(text) => front_matter(report, &text),
            Edit::Heading(index, text) => text.trim().clone_into(&mut report.sections.get_mut(index)?.heading),
            Edit::HeadingOfForm(index) => {
                let form = report.form().unwrap_or(Form::LATEST);
                let section = report.sections.get_mut(index)?;
                section.heading = form.heading(section.id?).zh.clone().into_owned();
            }
            Edit::Prose(part, run, text) => {
                let (range, now) = written(report, part, run, &text)?;
                put(report, part, range, now);
            }
            Edit::Subheading(part, run, index) => {
                let list = blocks_mut(report, part)?;
                let start = runs(list).get(run)?.start;
                let block = list.get_mut(start + index)?;
                *block = match std::mem::replace(block, Block::Paragraph(String::new())) {
                    Block::Paragraph(text) => Block::Heading {
                        level: 3,
                        text: text.replace('\n', " "),
                    },
                    Block::Heading { text, .. } => Block::Paragraph(text),
                    other => other,
                };
            }
            Edit::Cell(place, text) => set_cell(report, place, &text)?,
            Edit::Paste(place, text) => return pasted(report, place, &text),
            Edit::Clear(selection) => spread(report, selection, ""),
            Edit::Spread(selection, text) => spread(report, selection, &text),
            Edit::Repeat(source, into) => repeat(report, source, into),
            Edit::Fill(selection, toward) => fill(report, selection, toward),
            Edit::Totals(part) => return totals(report, part),
            Edit::Fix(fix) => fix.apply(report),
            Edit::Words(part, block, range, words) => replace(report, part, block, range, &words),
            Edit::Zeros(part) => {
                let blank: Vec<Field> = tables_mut(report, part).flat_map(zeros).collect();
                // A total that was blank is the sum of its parts, which may not be zero.
                for (field, value) in offer::totals(report, &blank).values {
                    report.set(field, &value);
                }
            }
            Edit::Complete(id) => complete(report, id),
            Edit::Relabel(part) => {
                let form = report.form().or_else(|| report.layout()).unwrap_or(Form::LATEST);
                for table in tables_mut(report, part) {
                    relabel(table, form);
                }
            }
            Edit::Relayout => relayout(report)?,
            Edit::AddSection(id) => add_section(report, id),
            Edit::RemoveSection(index) => {
                if index < report.sections.len() {
                    report.sections.remove(index);
                }
            }
            Edit::RemoveItem(part, item) => {
                let list = blocks_mut(report, part)?;
                let index = block_of_item(list, item)?;
                list.remove(index);
            }
            Edit::MoveRow(part, item, row, to) => move_row(report, part, item, row, to)?,
            Edit::Accept(accepted) => {
                if !report.meta.accepted.contains(&accepted) {
                    report.meta.accepted.push(accepted);
                }
            }
            Edit::Withdraw(accepted) => report.meta.accepted.retain(|it| *it != accepted),
            Edit::Append(part, text) => append(report, part, &text),
            Edit::RemoveRow(part, item, row) => {
                if let Block::Table(table) = item_mut(report, part, item)?
                    && row < table.rows.len()
                {
                    table.rows.remove(row);
                }
            }
        }
        None
    }
}

/// The text, or `None` if it is blank.
fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Reads a year as people type it: `2023`, `２０２３`, `2023年`.
pub fn year(text: &str) -> Option<u16> {
    let text = text.trim().trim_end_matches(['年', '度']);
    let number = nianbao_core::cell::Number::parse(text)?.as_whole()?;
    u16::try_from(number).ok().filter(|year| (1990..=2099).contains(year))
}

/// The title that the form asks for; `None` if the organ or year is not known.
pub fn title_of_form(report: &Report) -> Option<String> {
    let (organ, year) = (report.organ()?, report.year()?);
    Some([organ, &year.to_string(), "年政府信息公开工作年度报告"].concat())
}

fn source(report: &mut Report, change: impl FnOnce(&mut Source)) {
    let mut source = report.meta.source.take().unwrap_or_default();
    change(&mut source);
    report.meta.source = (source != Source::default()).then_some(source);
}

/// Takes over repaired front matter as soon as it is readable.
fn front_matter(report: &mut Report, text: &str) {
    let read = engine::read_markdown(&["+++\n", text, "\n+++\n"].concat());
    let meta = read.map(|reading| reading.report.meta).unwrap_or_default();
    if meta.unreadable.is_none() && meta != nianbao_core::report::Meta::default() {
        report.meta = meta;
    } else {
        report.meta.unreadable = Some(text.to_owned());
    }
}

/// The blocks that are a run of prose now, and those that replace them if it has this text. `None` if there is no such run.
pub fn written(report: &Report, part: Part, run: usize, text: &str) -> Option<(Range<usize>, Vec<Block>)> {
    let blocks = report.blocks(report.parts().find(|one| *one == part)?);
    let range = runs(blocks).get(run)?.clone();
    let now = prose::edited(blocks.get(range.clone())?, text);
    Some((range, now))
}

/// Puts blocks in the place of others.
pub fn put(report: &mut Report, part: Part, range: Range<usize>, now: Vec<Block>) {
    if let Some(list) = blocks_mut(report, part).filter(|list| range.end <= list.len()) {
        list.splice(range, now);
    }
}

fn blocks_mut(report: &mut Report, part: Part) -> Option<&mut Vec<Block>> {
    match part {
        Part::Preface => Some(&mut report.preface),
        Part::Section(index) => report.sections.get_mut(index).map(|section| &mut section.blocks),
    }
}

fn tables_mut(report: &mut Report, part: Part) -> impl Iterator<Item = &mut Table> {
    blocks_mut(report, part)
        .into_iter()
        .flatten()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
}

fn item_mut(report: &mut Report, part: Part, item: usize) -> Option<&mut Block> {
    blocks_mut(report, part)?
        .iter_mut()
        .filter(|block| !is_prose(block))
        .nth(item)
}

/// Takes some bytes out of a block of prose; a block that is blank then is removed.
pub fn cut(report: &mut Report, part: Part, block: usize, range: Range<usize>) {
    replace(report, part, block, range, "");
}

/// Puts a text in the place of some bytes of a block of prose; a block that is blank then is removed.
fn replace(report: &mut Report, part: Part, block: usize, range: Range<usize>, words: &str) {
    let Some(list) = blocks_mut(report, part) else { return };
    let Some(Block::Paragraph(text) | Block::Heading { text, .. }) = list.get_mut(block) else {
        return;
    };
    if text.get(range.clone()).is_some() {
        text.replace_range(range, words);
    }
    let rest = text.trim().to_owned();
    if rest.is_empty() {
        list.remove(block);
    } else {
        *text = rest;
    }
}

/// Adds a text as paragraphs to the end of a part.
pub fn append(report: &mut Report, part: Part, text: &str) {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    if let Some(list) = blocks_mut(report, part) {
        list.extend(lines.map(|line| Block::Paragraph(line.to_owned())));
    }
}

fn set_cell(report: &mut Report, place: CellPlace, text: &str) -> Option<()> {
    match item_mut(report, place.part, place.item)? {
        Block::Table(table) => *table.rows.get_mut(place.row)?.cells.get_mut(place.column)? = Cell::new(text),
        Block::Grid(rows) => {
            text.trim().clone_into(rows.get_mut(place.row)?.get_mut(place.column)?);
        }
        _ => return None,
    }
    Some(())
}

/// The text of a cell; `None` if there is no such cell.
pub fn cell_text(report: &Report, place: CellPlace) -> Option<&str> {
    match crate::place::item(report.blocks(place.part), place.item)? {
        Block::Table(table) => Some(table.rows.get(place.row)?.cells.get(place.column)?.as_str()),
        Block::Grid(rows) => Some(rows.get(place.row)?.get(place.column)?.as_str()),
        _ => None,
    }
}

/// The cells of a range.
fn cells_of(selection: Selection) -> impl Iterator<Item = CellPlace> {
    selection.rows().flat_map(move |row| {
        selection.columns().map(move |column| CellPlace {
            row,
            column,
            ..selection.anchor
        })
    })
}

fn spread(report: &mut Report, selection: Selection, text: &str) {
    for at in cells_of(selection) {
        // Headings inside the table have no cells.
        let _ = set_cell(report, at, text);
    }
}

fn repeat(report: &mut Report, source: Selection, into: Selection) {
    /// The row or column that is copied to another one.
    fn copied(at: usize, range: &RangeInclusive<usize>) -> usize {
        let count = range.end() - range.start() + 1;
        // Counted from the source in either direction: rows before it repeat it backwards.
        match at.checked_sub(*range.start()) {
            Some(after) => range.start() + after % count,
            None => range.end() - (range.start() - at - 1) % count,
        }
    }
    let (rows, columns) = (source.rows(), source.columns());
    for at in cells_of(into).filter(|at| !source.has(*at)) {
        let from = CellPlace {
            row: copied(at.row, &rows),
            column: copied(at.column, &columns),
            ..at
        };
        if let Some(text) = cell_text(report, from).map(str::to_owned) {
            let _ = set_cell(report, at, &text);
        }
    }
}

fn fill(report: &mut Report, selection: Selection, toward: Toward) {
    let (rows, columns) = (selection.rows(), selection.columns());
    let down = toward == Toward::Bottom;
    let single = if down {
        rows.start() == rows.end()
    } else {
        columns.start() == columns.end()
    };
    // The row or column that is copied: the first one of the range, or the one before a single cell.
    let source = match (down, single) {
        (true, false) => *rows.start(),
        (false, false) => *columns.start(),
        (true, true) => {
            let above = |row: &usize| {
                let at = CellPlace {
                    row: *row,
                    ..selection.start()
                };
                cell_text(report, at).is_some()
            };
            let Some(row) = (0..*rows.start()).rev().find(above) else {
                return;
            };
            row
        }
        (false, true) => {
            let Some(column) = columns.start().checked_sub(1) else {
                return;
            };
            column
        }
    };
    for at in cells_of(selection) {
        let from = if down {
            CellPlace { row: source, ..at }
        } else {
            CellPlace { column: source, ..at }
        };
        if let Some(text) = cell_text(report, from).map(str::to_owned) {
            let _ = set_cell(report, at, &text);
        }
    }
}

fn totals(report: &mut Report, part: Part) -> Option<Text> {
    let fields: Vec<Field> = blocks_mut(report, part)?
        .iter()
        .filter_map(|block| match block {
            Block::Table(table) => Some(table.cells().map(|(field, _)| field)),
            _ => None,
        })
        .flatten()
        .collect();
    let totals = offer::totals(report, &fields);
    for (field, value) in &totals.values {
        report.set(*field, value);
    }
    let (count, open) = (totals.values.len().to_string(), totals.unfinished.to_string());
    Some(if totals.unfinished == 0 {
        Text::of(
            ["算出了 ", &count, " 个总计。"].concat(),
            [&count, " totals were added up."].concat(),
        )
    } else {
        Text::of(
            [
                "算出了 ",
                &count,
                " 个总计；另有 ",
                &open,
                " 个的各项还有空格，没有算。",
            ]
            .concat(),
            [
                &count,
                " totals were added up; ",
                &open,
                " more have blank parts and were left.",
            ]
            .concat(),
        )
    })
}

/// Writes 0 into the blank cells of a table, and returns them.
fn zeros(table: &mut Table) -> Vec<Field> {
    let mut blank = Vec::new();
    let keys: Vec<_> = table.columns.iter().map(|column| column.key).collect();
    for row in &mut table.rows {
        for (cell, column) in row.cells.iter_mut().zip(&keys) {
            let known = row.key.zip(*column).and_then(|(row, column)| Field::at(row, column));
            if let Some(field) = known.filter(|field| cell.is_blank() && field.exists()) {
                *cell = Cell::new("0");
                blank.push(field);
            }
        }
    }
    blank
}

/// The rows to which the figures of a row that is not in the form may belong: those into which a later form divided it.
pub fn successors(key: Option<RowKey>, form: &Form) -> Vec<RequestsRow> {
    match key {
        Some(RowKey::Requests(row)) if !has_row(form, TableId::Requests, key) => row.parts().collect(),
        _ => Vec::new(),
    }
}

/// Whether a form has a row.
pub fn has_row(form: &Form, table: TableId, key: Option<RowKey>) -> bool {
    key.is_some_and(|key| form.table(table).any(|grid| grid.row(key).is_some()))
}

fn move_row(report: &mut Report, part: Part, item: usize, row: usize, to: RequestsRow) -> Option<()> {
    let Block::Table(table) = item_mut(report, part, item)? else {
        return None;
    };
    if row >= table.rows.len() {
        return None;
    }
    let moved = table.rows.remove(row);
    let columns: Vec<_> = table.columns.iter().map(|column| column.key).collect();
    for (cell, key) in moved.cells.iter().zip(columns) {
        if let Some(ColumnKey::Requests(column)) = key {
            report.set(Field::Requests(to, column), cell.as_str());
        }
    }
    Some(())
}

/// Pastes a range. If its labels identify the cells, they decide; otherwise it goes where the cursor is.
fn pasted(report: &mut Report, place: CellPlace, text: &str) -> Option<Text> {
    let range = paste::range(text)?;
    let Some(by_label) = engine::cells(&range) else {
        // Without reading its labels, the range could go into the wrong cells.
        return Some(Text::new(
            "校验程序还没有载入，没有粘贴。请稍后再粘贴一次。",
            "The checker is not loaded yet, so nothing was pasted. Paste once more in a moment.",
        ));
    };
    if !by_label.is_empty() {
        let count = by_label.len().to_string();
        for (field, value) in by_label {
            report.set(field, &value);
        }
        return Some(Text::of(
            ["按行列名称填入了 ", &count, " 格。"].concat(),
            [&count, " cells were filled in by their row and column labels."].concat(),
        ));
    }
    let (mut filled, mut over) = (0_usize, 0_usize);
    match item_mut(report, place.part, place.item)? {
        Block::Table(table) => {
            // Headings inside the table have no cells, and in the official layout they are not rows, so a range skips
            // them.
            let mut rows = table
                .rows
                .iter_mut()
                .skip(place.row)
                .filter(|row| !row.cells.is_empty());
            for values in &range {
                let mut cells = rows.next().map(|row| row.cells.iter_mut().skip(place.column));
                for value in values {
                    match cells.as_mut().and_then(Iterator::next) {
                        Some(cell) => {
                            *cell = Cell::new(value);
                            filled += 1;
                        }
                        None => over += usize::from(!value.is_empty()),
                    }
                }
            }
        }
        Block::Grid(rows) => {
            let mut rows = rows.iter_mut().skip(place.row);
            for values in &range {
                let mut cells = rows.next().map(|row| row.iter_mut().skip(place.column));
                for value in values {
                    match cells.as_mut().and_then(Iterator::next) {
                        Some(cell) => {
                            cell.clone_from(value);
                            filled += 1;
                        }
                        None => over += usize::from(!value.is_empty()),
                    }
                }
            }
        }
        _ => return None,
    }
    let filled = filled.to_string();
    Some(if over == 0 {
        Text::of(
            ["粘贴了 ", &filled, " 格。"].concat(),
            ["Pasted ", &filled, " cells."].concat(),
        )
    } else {
        let over = over.to_string();
        Text::of(
            ["粘贴了 ", &filled, " 格；另有 ", &over, " 格超出表格，没有填入。"].concat(),
            [
                "Pasted ",
                &filled,
                " cells; ",
                &over,
                " more are outside the table and were not filled in.",
            ]
            .concat(),
        )
    })
}

/// The cells of the form that a section's table lacks.
pub fn lacking(report: &Report, id: SectionId) -> Vec<Field> {
    let (Some(form), Some(table)) = (report.form(), id.table()) else {
        return Vec::new();
    };
    let figures = report.figures();
    form.table(table)
        .flat_map(Grid::fields)
        .filter(|field| figures.get(*field).is_none())
        .collect()
}

fn complete(report: &mut Report, id: SectionId) {
    for field in lacking(report, id) {
        report.set(field, "");
    }
}

/// Whether a label of the table differs from the form's.
pub fn has_other_words(table: &Table, form: &Form) -> bool {
    let mut copy = table.clone();
    relabel(&mut copy, form);
    copy != *table
}

fn relabel(table: &mut Table, form: &Form) {
    let Some(grid) = grid_of(table, form) else { return };
    for column in &mut table.columns {
        if let Some(printed) = column.key.and_then(|key| grid.column(key))
            && !label::same(&printed.label.zh, &column.label)
        {
            printed.label.zh.as_ref().clone_into(&mut column.label);
        }
    }
    for row in &mut table.rows {
        if let Some(printed) = row.key.and_then(|key| grid.row(key))
            && !label::same(&printed.label.zh, &row.label)
        {
            printed.label.zh.as_ref().clone_into(&mut row.label);
        }
    }
}

/// The grid of the form that has the table's rows.
pub fn grid_of(table: &Table, form: &Form) -> Option<&'static Grid> {
    form.table(table.id).find(|grid| {
        table.rows.iter().any(|row| {
            row.key
                .is_some_and(|key| !matches!(key, RowKey::Group(_)) && grid.row(key).is_some())
        })
    })
}

/// The form of the report's year, if the tables are those of another one.
pub fn other_form(report: &Report) -> Option<&'static Form> {
    let form = report.form()?;
    report.layout().filter(|layout| layout.id != form.id).map(|_| form)
}

fn relayout(report: &mut Report) -> Option<()> {
    let form = report.form()?;
    for id in SectionId::ALL {
        let Some(table_id) = id.table() else { continue };
        let filled: Vec<(Field, String)> = report
            .tables()
            .filter(|(_, _, table)| table.id == table_id)
            .flat_map(|(_, _, table)| table.cells())
            .filter(|(_, cell)| !cell.as_str().is_empty())
            .map(|(field, cell)| (field, cell.as_str().to_owned()))
            .collect();
        // Rows and columns without a field are in no form; a table with text in them stays as it is.
        let section = report.section_mut(id);
        let at = section
            .blocks
            .iter()
            .position(|block| matches!(block, Block::Table(table) if table.id == table_id))
            .unwrap_or(section.blocks.len());
        section
            .blocks
            .retain(|block| !matches!(block, Block::Table(table) if table.id == table_id && !has_strangers(table)));
        let at = at.min(section.blocks.len());
        let blank: Vec<Block> = form
            .table(table_id)
            .map(|grid| Block::Table(Table::blank(grid)))
            .collect();
        section.blocks.splice(at..at, blank);
        for (field, text) in filled {
            report.set(field, &text);
        }
    }
    Some(())
}

/// Whether something was written in a row or column that is in no form.
fn has_strangers(table: &Table) -> bool {
    let stray = |row: &Row| {
        row.cells.iter().enumerate().any(|(index, cell)| {
            let key = table.columns.get(index).and_then(|column| column.key);
            let field = row.key.zip(key).and_then(|(row, column)| Field::at(row, column));
            !cell.as_str().is_empty() && !field.is_some_and(Field::exists)
        })
    };
    table.rows.iter().any(stray)
}

fn add_section(report: &mut Report, id: SectionId) {
    let form = report.form().unwrap_or(Form::LATEST);
    let blank = Report::blank(form, "", None);
    let section = report.section_mut(id);
    if section.blocks.is_empty()
        && let Some(Section { blocks, .. }) = blank.section(id)
    {
        section.blocks.clone_from(blocks);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nianbao_core::field::RequestsGroup;
    use nianbao_core::form::FormId;

    fn blank() -> Report {
        Report::blank(Form::LATEST, "某县财政局", Some(2023))
    }

    fn place(report: &Report, field: &str) -> CellPlace {
        let field: Field = field.parse().unwrap();
        let (part, block, table) = report
            .tables()
            .find(|(_, _, table)| table.cells().any(|(f, _)| f == field))
            .unwrap();
        let blocks = report.blocks(part);
        let item = blocks[..block].iter().filter(|block| !is_prose(block)).count();
        CellPlace {
            part,
            item,
            row: table.rows.iter().position(|row| row.key == Some(field.row())).unwrap(),
            column: table
                .columns
                .iter()
                .position(|c| c.key == Some(field.column()))
                .unwrap(),
        }
    }

    fn cell<'a>(report: &'a Report, field: &str) -> &'a str {
        report.cell(field.parse().unwrap()).map_or("?", Cell::as_str)
    }

    #[test]
    fn cells_keep_what_was_typed() {
        for typed in ["3", "３", "三件", "1,23", "/", "约3"] {
            let mut report = blank();
            let at = place(&report, "disputes.litigation_direct.pending");
            assert_eq!(Edit::Cell(at, typed.to_owned()).apply(&mut report), None);
            assert_eq!(cell(&report, "disputes.litigation_direct.pending"), typed);
        }
    }

    #[test]
    fn a_range_passes_over_headings_and_says_what_did_not_fit() {
        let mut report = blank();
        let at = place(&report, "requests.partially_granted.other");
        let said = Edit::Paste(at, "１\t2\t9\r\n3\t4\r\n".to_owned())
            .apply(&mut report)
            .unwrap();
        assert_eq!(cell(&report, "requests.partially_granted.other"), "１");
        assert_eq!(cell(&report, "requests.partially_granted.total"), "2");
        assert_eq!(cell(&report, "requests.denied.state_secret.other"), "3");
        assert_eq!(cell(&report, "requests.denied.state_secret.total"), "4");
        assert!(said.zh.contains("4 格") && said.zh.contains("1 格超出"), "{said:?}");
        let said = Edit::Paste(at, "1\n2".to_owned()).apply(&mut report).unwrap();
        assert!(!said.zh.contains("超出"));
    }

    fn selection(report: &Report, from: &str, to: &str) -> Selection {
        Selection::cell(place(report, from)).up_to(place(report, to))
    }

    #[test]
    fn ranges_are_cleared_and_filled() {
        let granted = |column: &str| ["requests.granted.", column].concat();
        let mut report = blank();
        let all = selection(
            &report,
            &granted("natural_person"),
            "requests.denied.state_secret.business",
        );
        Edit::Spread(all, "4".to_owned()).apply(&mut report);
        assert_eq!(cell(&report, &granted("natural_person")), "4");
        assert_eq!(cell(&report, "requests.denied.state_secret.business"), "4");
        assert_eq!(cell(&report, &granted("research")), "");
        let check = |report: &Report, from: &str, to: &str, toward, expected: &[(&str, &str)]| {
            let mut report = report.clone();
            Edit::Fill(selection(&report, from, to), toward).apply(&mut report);
            for (field, value) in expected {
                assert_eq!(cell(&report, field), *value, "{from} {to} {toward:?} {field}");
            }
        };
        let right = [
            ("requests.granted.research", "4"),
            ("requests.granted.social_welfare", "4"),
        ];
        check(
            &report,
            &granted("business"),
            &granted("social_welfare"),
            Toward::Right,
            &right,
        );
        check(
            &report,
            &granted("research"),
            &granted("research"),
            Toward::Right,
            &right[..1],
        );
        // Across the heading inside the table.
        check(
            &report,
            "requests.denied.state_secret.natural_person",
            "requests.denied.prohibited_by_law.business",
            Toward::Bottom,
            &[("requests.denied.prohibited_by_law.business", "4")],
        );
        let first = "requests.received.natural_person";
        check(&report, first, first, Toward::Bottom, &[(first, "")]);
        check(&report, first, first, Toward::Right, &[(first, "")]);
        let mut other = report.clone();
        Edit::Fill(
            Selection::cell(place(&report, "requests.denied.prohibited_by_law.business")),
            Toward::Bottom,
        )
        .apply(&mut other);
        assert_eq!(cell(&other, "requests.denied.prohibited_by_law.business"), "4");
        Edit::Clear(all).apply(&mut report);
        assert_eq!(report, blank());
    }

    #[test]
    fn a_range_is_repeated_into_a_larger_one() {
        let mut report = blank();
        let fields = |row: &str, columns: &[&str]| -> Vec<String> {
            columns
                .iter()
                .map(|column| ["requests.", row, ".", column].concat())
                .collect()
        };
        let columns = [
            "natural_person",
            "business",
            "research",
            "social_welfare",
            "legal_service",
        ];
        for (field, value) in fields("granted", &columns[2..4]).iter().zip(["1", "2"]) {
            report.set(field.parse().unwrap(), value);
        }
        let source = selection(&report, "requests.granted.research", "requests.granted.social_welfare");
        let check = |to: &str, row: &str, expected: [&str; 5]| {
            let mut report = report.clone();
            let into = source.grown_to(place(&report, to), source.anchor);
            Edit::Repeat(source, into).apply(&mut report);
            let written: Vec<&str> = fields(row, &columns).iter().map(|field| cell(&report, field)).collect();
            assert_eq!(written, expected, "{to}");
        };
        check("requests.granted.legal_service", "granted", ["", "", "1", "2", "1"]);
        check("requests.granted.natural_person", "granted", ["1", "2", "1", "2", ""]);
        check("requests.granted.business", "granted", ["", "2", "1", "2", ""]);
        check("requests.granted.research", "granted", ["", "", "1", "2", ""]);
        // One direction only: the one in which the cell is farther away.
        for row in ["partially_granted", "denied.state_secret", "carried_in", "received"] {
            check(
                "requests.denied.state_secret.legal_service",
                row,
                match row {
                    "partially_granted" | "denied.state_secret" => ["", "", "1", "2", ""],
                    _ => [""; 5],
                },
            );
        }
        check("requests.received.social_welfare", "carried_in", ["", "", "1", "2", ""]);
        // Another table.
        check("disputes.reconsideration.upheld", "granted", ["", "", "1", "2", ""]);
    }

    #[test]
    fn all_totals_are_added_up_at_once() {
        let mut report = blank();
        Edit::Zeros(Part::Section(2)).apply(&mut report);
        for (field, value) in [
            ("requests.received.natural_person", "3"),
            ("requests.granted.natural_person", "2"),
            ("requests.granted.other", "1"),
            ("requests.carried_in.other", ""),
        ] {
            report.set(field.parse().unwrap(), value);
        }
        let said = Edit::Totals(Part::Section(2)).apply(&mut report).unwrap();
        for (field, value) in [
            ("requests.received.total", "3"),
            ("requests.granted.total", "3"),
            ("requests.outcomes_total.natural_person", "2"),
            ("requests.outcomes_total.other", "1"),
            ("requests.outcomes_total.total", "3"),
            ("requests.carried_in.total", "0"),
        ] {
            assert_eq!(cell(&report, field), value, "{field}");
        }
        assert!(
            said.zh.contains("5 个总计") && said.zh.contains("1 个的各项"),
            "{said:?}"
        );
    }

    #[test]
    fn blanks_become_zero_and_nothing_else_does() {
        let mut report = blank();
        report.set("requests.received.total".parse().unwrap(), "无");
        report.set("requests.granted.total".parse().unwrap(), "—");
        Edit::Zeros(Part::Section(2)).apply(&mut report);
        assert_eq!(cell(&report, "requests.received.total"), "无");
        assert_eq!(cell(&report, "requests.granted.total"), "0");
        assert_eq!(cell(&report, "requests.carried_out.other"), "0");
        assert_eq!(cell(&report, "disputes.reconsideration.total"), "");
        // A blank total is what its parts add up to.
        let mut report = blank();
        report.set("requests.received.natural_person".parse().unwrap(), "5");
        report.set("requests.granted.other".parse().unwrap(), "2");
        Edit::Zeros(Part::Section(2)).apply(&mut report);
        for (field, value) in [
            ("requests.received.total", "5"),
            ("requests.received.other", "0"),
            ("requests.outcomes_total.other", "2"),
            ("requests.outcomes_total.total", "2"),
            ("requests.carried_in.total", "0"),
        ] {
            assert_eq!(cell(&report, field), value, "{field}");
        }
    }

    #[test]
    fn years_are_read_as_typed() {
        for (typed, expected) in [
            ("2023", Some(2023)),
            ("２０２３年", Some(2023)),
            ("2023年度", Some(2023)),
            ("23", None),
            ("二〇二三", None),
            ("", None),
        ] {
            assert_eq!(year(typed), expected, "{typed}");
        }
    }

    #[test]
    fn prose_is_replaced_between_tables() {
        let mut report = blank();
        Edit::Prose(Part::Section(1), 0, "表前".to_owned()).apply(&mut report);
        Edit::Prose(Part::Section(1), 4, "表后\n又一段".to_owned()).apply(&mut report);
        let blocks = report.blocks(Part::Section(1));
        assert_eq!(blocks.len(), 7);
        assert_eq!(blocks[0], Block::Paragraph("表前".to_owned()));
        assert_eq!(blocks[6], Block::Paragraph("又一段".to_owned()));
        Edit::Prose(Part::Section(1), 0, String::new()).apply(&mut report);
        assert_eq!(report.blocks(Part::Section(1)).len(), 6);
    }

    #[test]
    fn another_year_s_layout_keeps_what_was_filled_in() {
        let mut report = blank();
        for (field, value) in [
            ("requests.received.total", "7"),
            ("requests.other_outcome.other.total", "2"),
            ("disputes.reconsideration.total", "1"),
        ] {
            report.set(field.parse().unwrap(), value);
        }
        assert_eq!(other_form(&report).map(|form| form.id), None);
        Edit::Year("2020".to_owned()).apply(&mut report);
        assert_eq!(other_form(&report).map(|form| form.id), Some(FormId::F2019));
        Edit::Relayout.apply(&mut report);
        assert_eq!(cell(&report, "requests.received.total"), "7");
        assert_eq!(cell(&report, "requests.other_outcome.total"), "");
        // The row that only the other form has is kept, because it was filled in.
        assert_eq!(cell(&report, "requests.other_outcome.other.total"), "2");
        assert_eq!(cell(&report, "proactive.procurement.amount"), "");
        assert_eq!(cell(&report, "proactive.regulations.in_force"), "?");
        assert_eq!(cell(&report, "disputes.reconsideration.total"), "1");
    }

    #[test]
    fn what_the_form_has_can_be_put_in() {
        let mut report = blank();
        report.sections.remove(2);
        assert_eq!(lacking(&report, SectionId::Requests).len(), 175);
        Edit::AddSection(SectionId::Requests).apply(&mut report);
        assert_eq!(report, blank());
        let Block::Table(table) = &mut report.sections[2].blocks[0] else {
            panic!()
        };
        table.rows.remove(0);
        assert_eq!(lacking(&report, SectionId::Requests).len(), 7);
        Edit::Complete(SectionId::Requests).apply(&mut report);
        assert_eq!(report, blank());
    }

    #[test]
    fn figures_of_an_old_form_s_row_are_kept_until_they_are_placed() {
        let mut report = blank();
        Edit::Zeros(Part::Section(2)).apply(&mut report);
        let field: Field = "requests.other_outcome.other.natural_person".parse().unwrap();
        report.set(field, "4");
        let whole = report.clone();
        // The table as written by someone who used the row of the old form.
        let Block::Table(table) = &mut report.sections[2].blocks[0] else {
            panic!()
        };
        let of_group = |row: &Row| match row.key {
            Some(RowKey::Requests(key)) => key.group() == Some(RequestsGroup::OtherOutcome),
            Some(RowKey::Group(group)) => group == RequestsGroup::OtherOutcome,
            _ => false,
        };
        let at = table.rows.iter().position(of_group).unwrap();
        let mut old = table.rows.iter().rfind(|row| of_group(row)).cloned().unwrap();
        table.rows.retain(|row| !of_group(row));
        old.key = Some(RowKey::Requests(RequestsRow::OtherOutcome));
        old.label = "（六）其他处理".to_owned();
        table.rows.insert(at, old);
        assert_eq!(
            successors(table.rows[at].key, Form::LATEST).len(),
            3,
            "it can be moved into three rows"
        );
        assert_eq!(successors(table.rows[0].key, Form::LATEST), []);
        Edit::Complete(SectionId::Requests).apply(&mut report);
        assert_eq!(cell(&report, "requests.other_outcome.natural_person"), "4");
        Edit::MoveRow(Part::Section(2), 0, at, RequestsRow::OtherOutcomeOther).apply(&mut report);
        Edit::Zeros(Part::Section(2)).apply(&mut report);
        assert_eq!(report, whole);
    }

    #[test]
    fn other_words_give_way_to_the_form_s() {
        let mut report = blank();
        let Block::Table(table) = &mut report.sections[2].blocks[0] else {
            panic!()
        };
        table.rows[0].label = "本年新收".to_owned();
        table.rows[1].label = "二，上年结转政府信息公开申请数量".to_owned();
        assert!(has_other_words(table, Form::LATEST));
        Edit::Relabel(Part::Section(2)).apply(&mut report);
        let Block::Table(table) = &report.sections[2].blocks[0] else {
            panic!()
        };
        assert_eq!(table.rows[0].label, "一、本年新收政府信息公开申请数量");
        assert_eq!(table.rows[1].label, "二，上年结转政府信息公开申请数量");
        assert!(!has_other_words(table, Form::LATEST));
    }
}
