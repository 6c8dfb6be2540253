//! Places of findings on the page of a report: cells, labels and words, with the ids that links lead to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use nianbao_core::diagnostic::{Finding, Severity};
use nianbao_core::field::Field;
use nianbao_core::report::{At, Block, Part, Report};

use crate::archive::Stated;

/// The mark of one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The highest severity of the findings in this place.
    pub(crate) severity: Severity,
    /// Whether this is the first place to look at; otherwise it is only involved.
    pub(crate) first: bool,
    /// The finding that the mark links to, counted from 1.
    pub(crate) finding: Option<usize>,
    /// The id of the place.
    pub(crate) anchor: String,
}

/// Marked words of a paragraph or heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) range: Range<usize>,
    pub(crate) finding: usize,
    pub(crate) severity: Severity,
}

/// A figure that was read in the prose of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Read {
    pub(crate) range: Range<usize>,
    /// The id of the cell for the same figure, if there is one.
    pub(crate) cell: Option<String>,
}

/// All marks of a report.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    cells: BTreeMap<usize, Mark>,
    /// The first place of each field, by its slot: part, block, row, column.
    places: Vec<Option<(Part, usize, usize, usize)>>,
    rows: BTreeMap<(Part, usize, usize), Mark>,
    columns: BTreeMap<(Part, usize, usize), Mark>,
    blocks: BTreeMap<(Part, usize), Mark>,
    headings: BTreeMap<usize, Mark>,
    words: BTreeMap<(Part, usize), Vec<Words>>,
    title: Vec<Words>,
    read: BTreeMap<(Part, usize), Vec<Read>>,
    /// The ids of the sections.
    sections: Vec<String>,
    /// The id that each finding links to, if it has a place.
    targets: Vec<Option<String>>,
}

impl Marks {
    /// Marks the findings of a report, and the figures that were read in its prose.
    pub(crate) fn new(report: &Report, findings: &[Finding], stated: &[Stated]) -> Marks {
        let mut marks = Marks {
            sections: section_ids(report),
            places: vec![None; Field::SLOTS],
            ..Marks::default()
        };
        for (part, block, table) in report.tables() {
            for (row, line) in table.rows.iter().enumerate() {
                for (column, head) in table.columns.iter().enumerate().take(line.cells.len()) {
                    let field = line.key.zip(head.key).and_then(|(row, column)| Field::at(row, column));
                    let place = field.filter(|field| field.exists());
                    if let Some(place) = place.and_then(|field| marks.places.get_mut(field.slot())) {
                        place.get_or_insert((part, block, row, column));
                    }
                }
            }
        }
        for one in stated {
            marks.read.entry(one.block).or_default().push(Read {
                range: one.range.clone(),
                cell: one.cell.map(|field| field.to_string()),
            });
        }
        for (index, finding) in findings.iter().enumerate() {
            let number = index + 1;
            // An accepted finding is shown, but not as an alarm.
            let severity = match finding.accepted {
                Some(_) => Severity::Notice,
                None => finding.severity,
            };
            let target = marks.place(report, finding, severity, number);
            marks.targets.push(target);
            for field in &finding.also {
                marks.cell(*field, severity, false, number);
            }
        }
        marks
    }

    fn place(&mut self, report: &Report, finding: &Finding, severity: Severity, number: usize) -> Option<String> {
        let mark = |anchor: String| Mark {
            severity,
            first: true,
            finding: Some(number),
            anchor,
        };
        match &finding.at {
            At::Report => None,
            At::Meta => Some("facts".to_owned()),
            At::Title(range) => {
                self.title.push(Words {
                    range: range.clone(),
                    finding: number,
                    severity,
                });
                Some("title".to_owned())
            }
            At::Heading(index) => {
                let anchor = self.sections.get(*index)?.clone();
                merge(&mut self.headings, *index, mark(anchor.clone()));
                Some(anchor)
            }
            At::Text(part, block, range) => {
                let words = Words {
                    range: range.clone(),
                    finding: number,
                    severity,
                };
                let (Block::Heading { text, .. } | Block::Paragraph(text)) = report.blocks(*part).get(*block)? else {
                    return Some(self.block_id(*part, *block));
                };
                // If there is nothing to mark, or the range is not within the text, the whole paragraph is marked.
                if range.is_empty() || text.get(range.clone()).is_none() {
                    let anchor = self.block_id(*part, *block);
                    merge(&mut self.blocks, (*part, *block), mark(anchor.clone()));
                    return Some(anchor);
                }
                self.words.entry((*part, *block)).or_default().push(words);
                Some(self.block_id(*part, *block))
            }
            At::Block(part, block) => {
                report.blocks(*part).get(*block)?;
                let anchor = self.block_id(*part, *block);
                merge(&mut self.blocks, (*part, *block), mark(anchor.clone()));
                Some(anchor)
            }
            At::RowLabel(part, block, row) => {
                let anchor = format!("{}-row-{}", self.block_id(*part, *block), row + 1);
                merge(&mut self.rows, (*part, *block, *row), mark(anchor.clone()));
                self.rows.get(&(*part, *block, *row)).map(|mark| mark.anchor.clone())
            }
            At::ColumnLabel(part, block, column) => {
                let anchor = format!("{}-column-{}", self.block_id(*part, *block), column + 1);
                merge(&mut self.columns, (*part, *block, *column), mark(anchor.clone()));
                self.columns
                    .get(&(*part, *block, *column))
                    .map(|mark| mark.anchor.clone())
            }
            At::Field(field) => {
                if self.place_of(*field).is_some() {
                    self.cell(*field, severity, true, number);
                    return Some(field.to_string());
                }
                // The report has no such cell, so its section is marked if there is one.
                let id = field.table().section();
                let index = report.sections.iter().position(|section| section.id == Some(id))?;
                self.sections.get(index).cloned()
            }
        }
    }

    fn cell(&mut self, field: Field, severity: Severity, first: bool, number: usize) {
        let mark = Mark {
            severity,
            first,
            finding: Some(number),
            anchor: field.to_string(),
        };
        merge(&mut self.cells, field.slot(), mark);
    }

    /// The mark of a cell.
    pub(crate) fn field(&self, field: Field) -> Option<&Mark> {
        self.cells.get(&field.slot())
    }

    /// Whether this is the first place of a field.
    pub(crate) fn is_first(&self, field: Field, part: Part, block: usize, row: usize, column: usize) -> bool {
        self.place_of(field) == Some((part, block, row, column))
    }

    fn place_of(&self, field: Field) -> Option<(Part, usize, usize, usize)> {
        self.places.get(field.slot()).copied().flatten()
    }

    /// The mark of a row's label.
    pub(crate) fn row(&self, part: Part, block: usize, row: usize) -> Option<&Mark> {
        self.rows.get(&(part, block, row))
    }

    /// The mark of a column's header.
    pub(crate) fn column(&self, part: Part, block: usize, column: usize) -> Option<&Mark> {
        self.columns.get(&(part, block, column))
    }

    /// The mark of a block as a whole.
    pub(crate) fn block(&self, part: Part, block: usize) -> Option<&Mark> {
        self.blocks.get(&(part, block))
    }

    /// The mark of a section's heading.
    pub(crate) fn heading(&self, section: usize) -> Option<&Mark> {
        self.headings.get(&section)
    }

    /// The marked words of a block.
    pub(crate) fn words(&self, part: Part, block: usize) -> &[Words] {
        self.words.get(&(part, block)).map_or(&[], Vec::as_slice)
    }

    /// The figures that were read in the prose of a block.
    pub(crate) fn figures(&self, part: Part, block: usize) -> &[Read] {
        self.read.get(&(part, block)).map_or(&[], Vec::as_slice)
    }

    /// Whether any figure was read in the prose.
    pub(crate) fn any_figures(&self) -> bool {
        !self.read.is_empty()
    }

    /// The marked words of the title.
    pub(crate) fn title(&self) -> &[Words] {
        &self.title
    }

    /// The id of a section.
    pub(crate) fn section_id(&self, index: usize) -> &str {
        self.sections.get(index).map_or("", String::as_str)
    }

    /// The id of a block.
    pub(crate) fn block_id(&self, part: Part, block: usize) -> String {
        match part {
            Part::Preface => format!("preface-{}", block + 1),
            Part::Section(index) => format!("{}-{}", self.section_id(index), block + 1),
        }
    }

    /// The id that a finding links to; findings are numbered from 1.
    pub(crate) fn target(&self, number: usize) -> Option<&str> {
        self.targets.get(number.checked_sub(1)?)?.as_deref()
    }
}

/// The first place to look at wins over one that is only involved, then the worse mark, then the earlier one.
fn merge<K: Ord>(map: &mut BTreeMap<K, Mark>, key: K, mark: Mark) {
    match map.entry(key) {
        std::collections::btree_map::Entry::Vacant(slot) => {
            slot.insert(mark);
        }
        std::collections::btree_map::Entry::Occupied(mut slot) => {
            if (mark.first, mark.severity) > (slot.get().first, slot.get().severity) {
                slot.insert(mark);
            }
        }
    }
}

/// The ids of the sections: their names, or numbers for those that are not in the form or occur twice.
fn section_ids(report: &Report) -> Vec<String> {
    let mut given = BTreeSet::new();
    report
        .sections
        .iter()
        .enumerate()
        .map(|(index, section)| match section.id {
            Some(id) if given.insert(id) => id.name().to_owned(),
            _ => format!("section-{}", index + 1),
        })
        .collect()
}
