//! Places in the report being edited, and the ids of their inputs.

use std::ops::Range;

use nianbao_core::field::{Field, TableId};
use nianbao_core::form::SectionId;
use nianbao_core::report::{At, Block, Part, Report};
use nianbao_core::text::Text;
use nianbao_core::verdict::Reason;

use crate::open::Open;

/// The place of a cell. Unlike a field, it also identifies cells that are not in the form or occur twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellPlace {
    /// The part that it is in.
    pub part: Part,
    /// The index among the part's tables and pictures. Prose is not counted, so that typing prose does not move cells.
    pub item: usize,
    /// The row of the table. If the table is not in the form, row 0 is its first row, even if it is a header.
    pub row: usize,
    /// The column of the table, not counting labels.
    pub column: usize,
}

/// An entry of the rail on the left: the parts of the report, and others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sheet {
    /// The verdict, what is missing or wrong, and what comes next.
    Overview,
    /// Organ, year, title, source.
    Facts,
    /// The prose between title and first section.
    Preface,
    /// A section by its index.
    Section(usize),
    /// A section of the form that the report does not have.
    Missing(SectionId),
    /// The texts that could not be placed when the file was read.
    Unplaced,
    /// Last year's report.
    LastYear,
}

/// The sheets of a report in order; missing sections are where the form has them.
pub fn sheets(report: &Report) -> Vec<Sheet> {
    let mut sheets = vec![Sheet::Facts, Sheet::Preface];
    let mut missing = SectionId::ALL
        .into_iter()
        .filter(|id| report.section(*id).is_none())
        .peekable();
    for (index, section) in report.sections.iter().enumerate() {
        if let Some(id) = section.id {
            while let Some(gone) = missing.next_if(|gone| *gone < id) {
                sheets.push(Sheet::Missing(gone));
            }
        }
        sheets.push(Sheet::Section(index));
    }
    sheets.extend(missing.map(Sheet::Missing));
    sheets
}

impl Sheet {
    /// The part of the report whose blocks it shows.
    pub const fn part(self) -> Option<Part> {
        match self {
            Sheet::Preface => Some(Part::Preface),
            Sheet::Section(index) => Some(Part::Section(index)),
            _ => None,
        }
    }

    /// The sheet that shows a part.
    pub const fn of(part: Part) -> Sheet {
        match part {
            Part::Preface => Sheet::Preface,
            Part::Section(index) => Sheet::Section(index),
        }
    }

    /// The name under which it is saved.
    pub fn name(self) -> String {
        match self {
            Sheet::Overview => "overview".to_owned(),
            Sheet::Facts => "facts".to_owned(),
            Sheet::Preface => "preface".to_owned(),
            Sheet::Section(index) => ["section-", &index.to_string()].concat(),
            Sheet::Missing(id) => ["missing-", id.name()].concat(),
            Sheet::Unplaced => "unplaced".to_owned(),
            Sheet::LastYear => "last-year".to_owned(),
        }
    }

    /// The sheet that was saved under a name.
    pub fn named(name: &str) -> Option<Sheet> {
        Some(match name {
            "overview" => Sheet::Overview,
            "last-year" => Sheet::LastYear,
            "facts" => Sheet::Facts,
            "preface" => Sheet::Preface,
            "unplaced" => Sheet::Unplaced,
            name => match name.split_once('-')? {
                ("section", index) => Sheet::Section(index.parse().ok()?),
                ("missing", id) => Sheet::Missing(SectionId::from_name(id)?),
                _ => return None,
            },
        })
    }

    /// Its title.
    pub fn title(self, report: &Report) -> Text {
        match self {
            Sheet::Overview => Text::new("总览", "Overview"),
            Sheet::LastYear => Text::new("去年的报告", "Last year's report"),
            Sheet::Facts => Text::new("机关、年度、标题", "Organ, year, title"),
            Sheet::Preface => Text::new("前言", "Preface"),
            Sheet::Section(index) => {
                let Some(section) = report.sections.get(index) else {
                    return Text::new("", "");
                };
                match section.id {
                    Some(id) => id.short(),
                    None => Text::of(section.heading.clone(), section.heading.clone()),
                }
            }
            Sheet::Missing(id) => id.short(),
            Sheet::Unplaced => Text::new("没归位的内容", "Unplaced text"),
        }
    }
}

/// Whether a block is edited as text: a heading or a paragraph.
pub fn is_prose(block: &Block) -> bool {
    matches!(block, Block::Heading { .. } | Block::Paragraph(_))
}

/// The index of a part's table or picture among its blocks.
pub fn block_of_item(blocks: &[Block], item: usize) -> Option<usize> {
    blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| !is_prose(block))
        .nth(item)
        .map(|(index, _)| index)
}

/// A part's table or picture.
pub fn item(blocks: &[Block], item: usize) -> Option<&Block> {
    blocks.iter().filter(|block| !is_prose(block)).nth(item)
}

/// The runs of prose of a part, each possibly empty: one before each table or picture and one after the last.
pub fn runs(blocks: &[Block]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut start = 0;
    for (index, block) in blocks.iter().enumerate() {
        if !is_prose(block) {
            runs.push(start..index);
            start = index + 1;
        }
    }
    runs.push(start..blocks.len());
    runs
}

/// The run of prose with a block, and the block's index in it; `None` for a table or picture.
pub fn run_of_block(blocks: &[Block], block: usize) -> Option<(usize, usize)> {
    runs(blocks)
        .into_iter()
        .enumerate()
        .find(|(_, range)| range.contains(&block))
        .map(|(run, range)| (run, block - range.start))
}

/// The name of a table in a few words.
pub fn table_name(table: TableId) -> Text {
    match table {
        TableId::Proactive => Text::new("表二", "Table two"),
        TableId::Requests => Text::new("表三", "Table three"),
        TableId::Disputes => Text::new("表四", "Table four"),
    }
}

/// The name of a part in ids: `preface`, `section-0`.
pub fn part_id(part: Part) -> String {
    match part {
        Part::Preface => "preface".to_owned(),
        Part::Section(index) => ["section-", &index.to_string()].concat(),
    }
}

/// The id of the text area of a run of prose.
pub fn prose_id(part: Part, run: usize) -> String {
    ["prose.", &part_id(part), ".", &run.to_string()].concat()
}

/// Whether an id is that of a text area of prose.
pub fn is_prose_id(id: &str) -> bool {
    id.starts_with("prose.")
}

/// The id of the input of a section's heading.
pub fn heading_id(index: usize) -> String {
    ["heading.", &index.to_string()].concat()
}

/// The id of a cell's input: the name of its field if this is the field's first cell, otherwise made from its place.
pub fn cell_id(place: CellPlace, field: Option<Field>) -> String {
    match field {
        Some(field) => field.to_string(),
        None => [
            "cell.",
            &part_id(place.part),
            ".",
            &place.item.to_string(),
            ".",
            &place.row.to_string(),
            ".",
            &place.column.to_string(),
        ]
        .concat(),
    }
}

/// The sheet on which a place is shown.
pub fn sheet_of(at: &At, report: &Report) -> Sheet {
    match at {
        At::Report | At::Meta | At::Title(_) => Sheet::Facts,
        At::Heading(index) => Sheet::Section(*index),
        At::Text(part, ..) | At::Block(part, _) | At::RowLabel(part, ..) | At::ColumnLabel(part, ..) => {
            Sheet::of(*part)
        }
        At::Field(field) => {
            let part = report
                .tables()
                .find(|(_, _, table)| table.cells().any(|(f, _)| f == *field))
                .map(|(part, _, _)| part);
            let id = field.table().section();
            let section = || report.sections.iter().position(|section| section.id == Some(id));
            match part {
                Some(part) => Sheet::of(part),
                None => section().map_or(Sheet::Missing(id), Sheet::Section),
            }
        }
    }
}

/// Where to do something about a reason for the verdict: the sheet, and the id of an input on it.
pub fn of_reason(reason: &Reason, open: &Open) -> (Sheet, Option<String>) {
    let report = &open.report;
    let of_section = |id: SectionId| {
        let index = report.sections.iter().position(|section| section.id == Some(id));
        index.map_or(Sheet::Missing(id), Sheet::Section)
    };
    if let Some(field) = reason.fields().first() {
        return (sheet_of(&At::Field(*field), report), Some(field.to_string()));
    }
    let id = reason.section().or_else(|| reason.table().map(TableId::section));
    if let Some(id) = id {
        let sheet = of_section(id);
        let input = sheet
            .part()
            .filter(|_| matches!(reason, Reason::SectionEmpty(_)))
            .map(|part| prose_id(part, 0));
        return (sheet, input);
    }
    let input = match reason {
        Reason::Unplaced(_) if !open.unplaced.is_empty() => return (Sheet::Unplaced, None),
        Reason::OrganMissing | Reason::OrganInferred => Some("organ"),
        Reason::YearMissing
        | Reason::YearInferred(_)
        | Reason::BeforeForms(_)
        | Reason::FarFuture(_)
        | Reason::NewerForm(_) => Some("year"),
        Reason::TitleMissing => Some("title"),
        Reason::FrontMatter => Some("front-matter"),
        _ => None,
    };
    (Sheet::Facts, input.map(str::to_owned))
}

/// A place in words, for findings.
pub fn describe(at: &At, report: &Report) -> Text {
    let sheet = sheet_of(at, report).title(report);
    let piece = match at {
        At::Report => return Text::new("整份报告", "The report as a whole"),
        At::Meta => return Text::new("机关、年度", "Organ, year"),
        At::Title(_) => return Text::new("标题", "Title"),
        At::Heading(_) => Text::new("这一部分的标题", "its heading"),
        At::Text(..) => return sheet,
        At::Block(part, block) => match report.blocks(*part).get(*block) {
            Some(Block::Table(_) | Block::Grid(_)) => Text::new("表格", "the table"),
            Some(Block::Picture { .. }) => Text::new("图片", "a picture"),
            _ => return sheet,
        },
        At::RowLabel(part, block, row) => match report.blocks(*part).get(*block) {
            Some(Block::Table(table)) => {
                let label = table.rows.get(*row).map_or("", |row| row.label.as_str());
                Text::of(label, label)
            }
            _ => return sheet,
        },
        At::ColumnLabel(part, block, column) => match report.blocks(*part).get(*block) {
            Some(Block::Table(table)) => {
                let label = table.columns.get(*column).map_or("", |column| column.label.as_str());
                Text::of(label, label)
            }
            _ => return sheet,
        },
        At::Field(field) => field.label(),
    };
    Text::of(
        [&sheet.zh, " · ", &piece.zh].concat(),
        [&sheet.en, " · ", &piece.en].concat(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use nianbao_core::form::Form;

    #[test]
    fn missing_sections_are_listed_where_the_form_has_them() {
        let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
        assert_eq!(sheets(&report).len(), 8);
        report.sections.remove(3);
        report.sections.remove(0);
        report.sections.remove(3);
        assert_eq!(
            sheets(&report),
            [
                Sheet::Facts,
                Sheet::Preface,
                Sheet::Missing(SectionId::Overview),
                Sheet::Section(0),
                Sheet::Section(1),
                Sheet::Missing(SectionId::Disputes),
                Sheet::Section(2),
                Sheet::Missing(SectionId::Other),
            ]
        );
    }

    #[test]
    fn sheets_are_found_by_their_names() {
        let ids = SectionId::ALL.into_iter().map(Sheet::Missing);
        let others = [
            Sheet::Facts,
            Sheet::Overview,
            Sheet::LastYear,
            Sheet::Preface,
            Sheet::Section(0),
            Sheet::Section(12),
            Sheet::Unplaced,
        ];
        for sheet in ids.chain(others) {
            assert_eq!(Sheet::named(&sheet.name()), Some(sheet));
        }
        for name in ["", "section", "section-", "section-x", "missing-x", "x-1"] {
            assert_eq!(Sheet::named(name), None, "{name}");
        }
    }

    #[test]
    fn runs_of_prose_are_around_tables() {
        let paragraph = || Block::Paragraph("甲".to_owned());
        let grid = || Block::Grid(Vec::new());
        assert_eq!(runs(&[]), vec![0..0]);
        let blocks = [paragraph(), grid(), grid(), paragraph(), paragraph()];
        assert_eq!(runs(&blocks), vec![0..1, 2..2, 3..5]);
        assert_eq!(run_of_block(&blocks, 4), Some((2, 1)));
        assert_eq!(run_of_block(&blocks, 1), None);
        assert_eq!((block_of_item(&blocks, 1), block_of_item(&blocks, 2)), (Some(2), None));
    }
}
