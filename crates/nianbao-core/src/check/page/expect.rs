//! The findings that a case expects, and the comparison with the actual ones.

use super::change::{RowName, Where};
use crate::diagnostic::{Finding, Severity};
use crate::field::{Field, TableId};
use crate::form::SectionId;
use crate::report::{At, Block, Part, Report};
use crate::rules::Checked;

/// One line of a case that begins with `=>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// A finding.
    Finding {
        /// Its severity.
        severity: Severity,
        /// Its place.
        place: Place,
        /// Words of its message in 中文; empty if any message will do.
        message: String,
    },
    /// A check that could not be made: of this cell, or of any.
    NotAssessed(Option<Field>),
}

/// The place of an expected finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// `report`
    Report,
    /// `meta`
    Meta,
    /// A cell, by its field's name.
    Field(Field),
    /// `in overview "××"`: these words of this part, or any; without words also the place of a block that is missing.
    In(Where, Option<String>),
    /// `heading other`, `heading 7`: by the section's name or its number, from 1.
    Heading(Option<SectionId>, usize),
    /// `table requests`: a grid of it.
    Table(TableId),
    /// `picture requests`: a picture, or a table that could not be read, in the table's section.
    Picture(TableId),
    /// `row requests.granted`; `row requests` for a row that the form does not have.
    Row(TableId, Option<RowName>),
    /// `column requests.granted.total`; `column requests` for a column that the form does not have.
    Column(TableId, Option<Field>),
}

impl Expected {
    /// Reads the text after `=>`.
    pub(super) fn read(text: &str) -> Result<Expected, String> {
        if let Some(rest) = text.strip_prefix("not assessed") {
            let rest = rest.trim();
            let field = (!rest.is_empty()).then(|| rest.parse().map_err(|e| format!("{e}")));
            return Ok(Expected::NotAssessed(field.transpose()?));
        }
        let (severity, rest) = super::severity(text).ok_or("error, warning, notice or not assessed, then a place")?;
        // Words in quotation marks may contain a colon; the message begins at the first colon after
        // them, or else after the place.
        let quoted = rest.find('"').and_then(|open| {
            let close = rest.get(open + 1..)?.find('"')? + open + 1;
            Some((open, close))
        });
        let (place, quote, message) = match quoted {
            Some((open, close)) if rest.find(':').is_none_or(|colon| colon > open) => {
                let message = rest[close + 1..].trim_start().strip_prefix(':').unwrap_or_default();
                (&rest[..open], Some(rest[open + 1..close].to_owned()), message)
            }
            _ => {
                let (place, message) = rest.split_once(':').unwrap_or((rest, ""));
                (place, None, message)
            }
        };
        Ok(Expected::Finding {
            severity,
            place: Place::read(place.trim(), quote)?,
            message: message.trim().to_owned(),
        })
    }

    /// Whether a finding is expected.
    pub(crate) fn is_finding(&self) -> bool {
        matches!(self, Expected::Finding { .. })
    }
}

impl Place {
    fn read(text: &str, quote: Option<String>) -> Result<Place, String> {
        if let Ok(field) = text.parse() {
            return Ok(Place::Field(field));
        }
        let table = |name: &str| TableId::from_name(name.split('.').next().unwrap_or(name));
        let words: Vec<&str> = text.split(' ').collect();
        let place = match words.as_slice() {
            ["report"] => Some(Place::Report),
            ["meta"] => Some(Place::Meta),
            ["in", name] => Where::read(name).map(|part| Place::In(part, quote)),
            ["heading", name] => match (SectionId::from_name(name), name.parse::<usize>()) {
                (Some(id), _) => Some(Place::Heading(Some(id), 0)),
                (None, Ok(number)) => Some(Place::Heading(None, number)),
                _ => None,
            },
            ["table", name] => table(name).map(Place::Table),
            ["picture", name] => table(name).map(Place::Picture),
            ["row", name] => table(name).map(|table| Place::Row(table, RowName::read(name))),
            ["column", name] => table(name).map(|table| Place::Column(table, name.parse().ok())),
            _ => None,
        };
        place.ok_or_else(|| format!("“{text}” is not a known place"))
    }

    fn matches(&self, at: &At, report: &Report) -> bool {
        let block = |part: Part, block: usize| report.blocks(part).get(block);
        match (self, at) {
            (Place::Report, At::Report) | (Place::Meta, At::Meta) => true,
            (Place::Field(field), At::Field(found)) => field == found,
            (Place::In(Where::Title, words), At::Title(range)) => words
                .as_ref()
                .is_none_or(|words| report.title.get(range.clone()) == Some(words)),
            // A finding about a missing block is where the block would be.
            (Place::In(place, None), At::Block(part, index)) => {
                place.is(*part, report) && block(*part, *index).is_none()
            }
            (Place::In(place, words), At::Text(part, index, range)) => {
                place.is(*part, report)
                    && match block(*part, *index) {
                        Some(Block::Heading { text, .. } | Block::Paragraph(text)) => words
                            .as_ref()
                            .is_none_or(|words| text.get(range.clone()) == Some(words)),
                        _ => false,
                    }
            }
            (Place::Heading(Some(id), _), At::Heading(index)) => report
                .sections
                .get(*index)
                .is_some_and(|section| section.id == Some(*id)),
            (Place::Heading(None, number), At::Heading(index)) => index + 1 == *number,
            (Place::Table(id), At::Block(part, index)) => {
                matches!(block(*part, *index), Some(Block::Table(table)) if table.id == *id)
            }
            (Place::Picture(id), At::Block(part, index)) => {
                Where::Section(id.section()).is(*part, report)
                    && matches!(block(*part, *index), Some(Block::Picture { .. } | Block::Grid(_)))
            }
            (Place::Row(id, name), At::RowLabel(part, index, row)) => match block(*part, *index) {
                Some(Block::Table(table)) if table.id == *id => table
                    .rows
                    .get(*row)
                    .is_some_and(|row| name.as_ref().map_or(row.key.is_none(), |name| name.is(row.key))),
                _ => false,
            },
            (Place::Column(id, field), At::ColumnLabel(part, index, column)) => match block(*part, *index) {
                Some(Block::Table(table)) if table.id == *id => table
                    .columns
                    .get(*column)
                    .is_some_and(|column| column.key == field.map(Field::column)),
                _ => false,
            },
            _ => false,
        }
    }
}

/// Compares the findings with the expected ones; an error shows both.
pub(super) fn compare(expected: &[Expected], checked: &Checked, report: &Report) -> Result<(), String> {
    let findings: Vec<&Expected> = expected.iter().filter(|e| e.is_finding()).collect();
    let fits = |expected: &Expected, found: &Finding| match expected {
        Expected::Finding {
            severity,
            place,
            message,
        } => {
            *severity == found.severity
                && place.matches(&found.at, report)
                && found.message.zh.contains(message.as_str())
        }
        Expected::NotAssessed(_) => false,
    };
    let same = findings.len() == checked.findings.len()
        && findings
            .iter()
            .zip(&checked.findings)
            .all(|(expected, found)| fits(expected, found));
    let open: Vec<&Option<Field>> = expected
        .iter()
        .filter_map(|expected| match expected {
            Expected::NotAssessed(field) => Some(field),
            Expected::Finding { .. } => None,
        })
        .collect();
    let said = checked.not_assessed.is_empty() == open.is_empty()
        && open
            .iter()
            .all(|field| field.is_none() || checked.not_assessed.iter().any(|not| not.field == **field));
    if same && said {
        return Ok(());
    }
    let found: Vec<String> = checked
        .findings
        .iter()
        .map(|finding| format!("{} {:?}: {}", finding.severity.name(), finding.at, finding.message.zh))
        .chain(checked.not_assessed.iter().map(|not| {
            format!(
                "not assessed {}",
                not.field.map_or_else(String::new, |field| field.to_string())
            )
        }))
        .collect();
    Err(format!(
        "expected {expected:#?}\nfound:\n{}",
        if found.is_empty() {
            "nothing".to_owned()
        } else {
            found.join("\n")
        }
    ))
}
