//! The tables of a report as they are printed: in the form's official layout with its merged headers where reading that
//! gives the same table back, and otherwise as they are written in Markdown, a header over rows.

use nianbao_core::field::{ColumnKey, DisputeBlock, DisputeResult, RequestsGroup, RowKey, TableId};
use nianbao_core::form::{self, Form};
use nianbao_core::report::{Block, Table};

use crate::Kind;
use crate::draft::{Cell as Plain, Draft};
use crate::flow::unseen;

/// What a printed cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A header over columns, a caption.
    Head,
    /// The label of rows.
    Label,
    /// A figure.
    Figure,
}

/// A label beside so many rows is set upright, as 三、本年度办理结果 is.
const UPRIGHT: usize = 12;

/// A printed cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) role: Role,
}

impl Cell {
    /// Whether its text is set upright, a character a line.
    pub(crate) fn is_upright(&self) -> bool {
        self.role == Role::Label && self.rows >= UPRIGHT && self.columns == 1
    }
}

/// A printed table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Printed {
    /// The cells that begin in each row.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// How wide each place is, in thousandths of the whole.
    pub(crate) widths: Vec<usize>,
    /// Rows at the top that are printed again on every page.
    pub(crate) heads: usize,
    /// Whether there is room for rows that stand apart, as in the form's tables two and four; table three fills a page.
    pub(crate) roomy: bool,
}

impl Printed {
    /// Whether a cell is a caption over the whole table, which stands on a shade.
    pub(crate) fn is_caption(&self, cell: &Cell) -> bool {
        self.roomy && cell.role == Role::Head && cell.columns >= self.widths.len()
    }
}

/// A piece of a section as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Any block that is no table.
    Block(&'a Block),
    /// A table.
    Table(Printed),
}

/// A title as it is printed: over two lines, the organ's name above the year, where it has both.
pub(crate) fn title(title: &str) -> (&str, &str) {
    let year = title.match_indices('年').find_map(|(at, _)| {
        let before = title[..at].trim_end();
        let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        (before.len() - start == 4).then_some(start)
    });
    let (above, below) = title.split_at(year.unwrap_or(0));
    // Reading puts lines of a title together without a space.
    if above.is_empty() || above.ends_with(unseen) {
        (title, "")
    } else {
        (above, below)
    }
}

fn cell(text: &str, columns: usize, rows: usize, role: Role) -> Cell {
    Cell {
        text: text.to_owned(),
        columns,
        rows,
        role,
    }
}

/// The pieces of a section. Grids of table two that follow each other are printed as one table, as the form has it.
pub(crate) fn pieces(blocks: &[Block]) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut index = 0;
    while let Some(block) = blocks.get(index) {
        match block {
            Block::Table(_) => {
                let run: Vec<&Table> = blocks[index..]
                    .iter()
                    .map_while(|block| match block {
                        Block::Table(table) => Some(table),
                        _ => None,
                    })
                    .collect();
                index += run.len();
                out.extend(tables(&run).into_iter().map(Piece::Table));
            }
            Block::Grid(rows) => {
                out.push(Piece::Table(grid(rows)));
                index += 1;
            }
            block => {
                out.push(Piece::Block(block));
                index += 1;
            }
        }
    }
    out
}

fn tables(run: &[&Table]) -> Vec<Printed> {
    let mut out = Vec::new();
    let mut rest = run;
    while let Some((first, behind)) = rest.split_first() {
        let together = match first.id {
            TableId::Proactive => rest
                .iter()
                .take_while(|table| table.id == TableId::Proactive && is_whole(table))
                .count(),
            _ => 1,
        };
        let official = match first.id {
            TableId::Proactive if together > 0 => proactive(&rest[..together]),
            TableId::Proactive => None,
            TableId::Requests => requests(first),
            TableId::Disputes => disputes(first),
        };
        if let Some(printed) = official.filter(|printed| reads_as(printed, &rest[..together])) {
            out.push(printed);
            rest = &rest[together..];
        } else {
            out.push(plain(first));
            rest = behind;
        }
    }
    out
}

/// Whether every column and row is known and every row has its cells.
fn is_whole(table: &Table) -> bool {
    table.columns.iter().all(|column| column.key.is_some())
        && table
            .rows
            .iter()
            .all(|row| row.key.is_some() && row.cells.len() == table.columns.len())
}

/// Whether a printed table is read as these and nothing else.
fn reads_as(printed: &Printed, tables: &[&Table]) -> bool {
    let mut draft = Draft::default();
    draft.table(
        printed
            .rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|cell| Plain {
                        text: cell.text.clone(),
                        columns: u16::try_from(cell.columns).unwrap_or(u16::MAX),
                        rows: u16::try_from(cell.rows).unwrap_or(u16::MAX),
                    })
                    .collect()
            })
            .collect(),
    );
    let reading = draft.read(Kind::Text).reading;
    reading.unplaced.is_empty()
        && reading.report.preface.len() == tables.len()
        && reading
            .report
            .preface
            .iter()
            .zip(tables)
            .all(|(block, table)| matches!(block, Block::Table(read) if read == *table))
}

/// A header over rows, label by label.
fn plain(table: &Table) -> Printed {
    let mut head = vec![cell(&table.caption, 1, 1, Role::Head)];
    head.extend(table.columns.iter().map(|column| cell(&column.label, 1, 1, Role::Head)));
    let width = table.rows.iter().map(|row| row.cells.len() + 1).max().unwrap_or(1);
    let width = width.max(head.len());
    let mut rows = vec![head];
    for row in &table.rows {
        let mut line = vec![cell(&row.label, 1, 1, Role::Label)];
        line.extend(row.cells.iter().map(|value| cell(value.as_str(), 1, 1, Role::Figure)));
        line.resize(
            table.columns.len().max(row.cells.len()) + 1,
            cell("", 1, 1, Role::Figure),
        );
        rows.push(line);
    }
    let label = 400.max(1000 / width);
    let rest = width.saturating_sub(1).max(1);
    let mut widths = vec![label];
    widths.resize(width, (1000_usize.saturating_sub(label) / rest).max(1));
    Printed {
        rows,
        widths,
        heads: 1,
        roomy: width <= 5,
    }
}

fn grid(rows: &[Vec<String>]) -> Printed {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(1);
    Printed {
        rows: rows
            .iter()
            .map(|row| {
                let mut line: Vec<Cell> = row.iter().map(|text| cell(text, 1, 1, Role::Label)).collect();
                line.resize(width, cell("", 1, 1, Role::Label));
                line
            })
            .collect(),
        widths: vec![(1000 / width).max(1); width],
        heads: 1,
        roomy: width <= 5,
    }
}

/// Table two: for each item of Article 20 its caption, a header, its rows.
fn proactive(tables: &[&Table]) -> Option<Printed> {
    // Places beside the labels: as many as every item's columns can share evenly.
    let places = tables.iter().map(|table| table.columns.len()).try_fold(1, |all, one| {
        let least = (1..=6).find(|n| (all * n) % one.max(1) == 0).map(|n| all * n)?;
        (one > 0 && least <= 6).then_some(least)
    })?;
    let mut rows = Vec::new();
    for table in tables {
        let wide = places / table.columns.len();
        rows.push(vec![cell(&table.caption, places + 1, 1, Role::Head)]);
        let mut head = vec![cell(&form::CONTENT.zh, 1, 1, Role::Head)];
        head.extend(
            table
                .columns
                .iter()
                .map(|column| cell(&column.label, wide, 1, Role::Head)),
        );
        rows.push(head);
        for row in &table.rows {
            let mut line = vec![cell(&row.label, 1, 1, Role::Label)];
            line.extend(
                row.cells
                    .iter()
                    .map(|value| cell(value.as_str(), wide, 1, Role::Figure)),
            );
            rows.push(line);
        }
    }
    let mut widths = vec![280];
    widths.resize(places + 1, 720 / places);
    Some(Printed {
        rows,
        widths,
        heads: 0,
        roomy: true,
    })
}

/// Table three: labels on three levels beside the columns of a form.
fn requests(table: &Table) -> Option<Printed> {
    let keys: Vec<_> = table.columns.iter().map(|column| column.key).collect();
    let columns = |form: &Form| form.applicants().map(|(one, _)| Some(ColumnKey::Requests(one)));
    if !Form::ALL.into_iter().any(|form| columns(form).eq(keys.iter().copied())) {
        return None;
    }
    // The first column is of natural persons, the last the total; between them are those of organisations.
    let (count, last) = (keys.len(), keys.len().checked_sub(1)?);
    let label = |index: usize| table.columns.get(index).map_or("", |column| column.label.as_str());
    let mut rows = vec![
        vec![
            cell(&table.caption, 3, 3, Role::Head),
            cell(&form::APPLICANTS.zh, count, 1, Role::Head),
        ],
        vec![
            cell(label(0), 1, 2, Role::Head),
            cell(&form::ORGANISATIONS.zh, last - 1, 1, Role::Head),
            cell(label(last), 1, 2, Role::Head),
        ],
        (1..last).map(|index| cell(label(index), 1, 1, Role::Head)).collect(),
    ];
    // A heading whose rows have begun: where its cell stands.
    let mut outer: Option<(usize, usize)> = None;
    let mut inner: Option<(usize, usize)> = None;
    let mut waiting: Vec<Cell> = Vec::new();
    for row in &table.rows {
        let key = row.key?;
        if row.cells.is_empty() {
            let head = cell(&row.label, 1, 0, Role::Label);
            match key {
                RowKey::Group(RequestsGroup::Outcomes) if outer.is_none() && waiting.is_empty() => waiting.push(head),
                RowKey::Group(_) if outer.is_some() || !waiting.is_empty() => {
                    inner = None;
                    waiting.push(head);
                }
                _ => return None,
            }
            continue;
        }
        let RowKey::Requests(of) = key else { return None };
        let at = rows.len();
        let mut line = Vec::new();
        let group = of.group();
        if group.is_some_and(|group| group != RequestsGroup::Outcomes) {
            let fresh = waiting.len();
            line.append(&mut waiting);
            match fresh {
                2 => (outer, inner) = (Some((at, 0)), Some((at, 1))),
                1 => inner = Some((at, 0)),
                _ => {}
            }
            outer.and(inner)?;
            line.push(cell(&row.label, 1, 1, Role::Label));
        } else if group.is_some() {
            inner = None;
            if waiting.len() > 1 {
                return None;
            }
            if !waiting.is_empty() {
                line.append(&mut waiting);
                outer = Some((at, 0));
            }
            outer?;
            line.push(cell(&row.label, 2, 1, Role::Label));
        } else {
            if !waiting.is_empty() {
                return None;
            }
            (outer, inner) = (None, None);
            line.push(cell(&row.label, 3, 1, Role::Label));
        }
        line.extend(row.cells.iter().map(|value| cell(value.as_str(), 1, 1, Role::Figure)));
        rows.push(line);
        for (row, place) in outer.into_iter().chain(inner) {
            if let Some(head) = rows.get_mut(row).and_then(|row| row.get_mut(place)) {
                head.rows += 1;
            }
        }
    }
    waiting.is_empty().then(|| Printed {
        rows,
        widths: [50, 110, 322].into_iter().chain(vec![518 / count; count]).collect(),
        heads: 3,
        roomy: false,
    })
}

/// Table four: three blocks side by side over one row of figures.
fn disputes(table: &Table) -> Option<Printed> {
    let columns: Vec<_> = table.columns.iter().map(|column| column.key).collect();
    let wanted: Vec<_> = DisputeResult::ALL
        .iter()
        .map(|one| Some(ColumnKey::Disputes(*one)))
        .collect();
    let rows: Vec<_> = table.rows.iter().map(|row| row.key).collect();
    let blocks: Vec<_> = DisputeBlock::ALL
        .iter()
        .map(|one| Some(RowKey::Disputes(*one)))
        .collect();
    if columns != wanted || rows != blocks || !table.caption.is_empty() {
        return None;
    }
    let [first, second, third] = table.rows.as_slice() else {
        return None;
    };
    let results = || table.columns.iter().map(|column| column.label.as_str());
    Some(Printed {
        rows: vec![
            vec![
                cell(&first.label, 5, 1, Role::Head),
                cell(&form::LITIGATION.zh, 10, 1, Role::Head),
            ],
            results()
                .map(|text| cell(text, 1, 2, Role::Head))
                .chain([&second.label, &third.label].map(|text| cell(text, 5, 1, Role::Head)))
                .collect(),
            results()
                .chain(results())
                .map(|text| cell(text, 1, 1, Role::Head))
                .collect(),
            table
                .rows
                .iter()
                .flat_map(|row| &row.cells)
                .map(|value| cell(value.as_str(), 1, 1, Role::Figure))
                .collect(),
        ],
        widths: vec![66; 15],
        heads: 3,
        roomy: true,
    })
}

#[cfg(test)]
mod tests {
    use nianbao_core::form::Form;
    use nianbao_core::report::Report;

    use super::*;

    #[test]
    fn a_table_with_a_column_of_its_own_is_printed_as_it_is() {
        let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
        for section in &mut report.sections {
            for block in &mut section.blocks {
                if let Block::Table(table) = block {
                    table.columns[0].key = None;
                }
            }
        }
        let tables = report.tables().count();
        let printed: Vec<_> = report
            .sections
            .iter()
            .map(|section| pieces(&section.blocks).len())
            .collect();
        assert_eq!(printed.iter().sum::<usize>(), tables);
    }

    #[test]
    fn a_title_stands_on_two_lines_where_it_names_organ_and_year() {
        for (text, expected) in [
            (
                "某局2023年政府信息公开工作年度报告",
                ("某局", "2023年政府信息公开工作年度报告"),
            ),
            ("某局2024 年报告", ("某局", "2024 年报告")),
            ("某局 2024年报告", ("某局 2024年报告", "")),
            ("2024年某局报告", ("2024年某局报告", "")),
            ("某局一九年报告", ("某局一九年报告", "")),
            ("某局20245年报告", ("某局20245年报告", "")),
            ("", ("", "")),
        ] {
            assert_eq!(title(text), expected);
        }
    }

    /// Each table's places, rows and merged cells.
    fn shape(report: &Report) -> Vec<(usize, usize, usize)> {
        report
            .sections
            .iter()
            .flat_map(|section| pieces(&section.blocks))
            .filter_map(|piece| match piece {
                Piece::Table(printed) => Some((
                    printed.widths.len(),
                    printed.rows.len(),
                    printed
                        .rows
                        .iter()
                        .flatten()
                        .filter(|cell| cell.columns > 1 || cell.rows > 1)
                        .count(),
                )),
                Piece::Block(_) => None,
            })
            .collect()
    }

    #[test]
    fn tables_of_the_form_are_printed_as_the_form_has_them() {
        let [old, new, ..] = Form::ALL.map(|form| Report::blank(form, "某局", Some(form.first_year)));
        assert_eq!(shape(&new), [(4, 14, 11), (10, 28, 16), (15, 4, 9)]);
        assert_eq!(shape(&old), [(7, 18, 40), (10, 26, 16), (15, 4, 9)]);
    }

    #[test]
    fn a_table_that_the_official_layout_can_not_hold_is_printed_as_it_is() {
        let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
        for section in &mut report.sections {
            for block in &mut section.blocks {
                if let Block::Table(table) = block {
                    table.rows.reverse();
                }
            }
        }
        for (places, _, merged) in shape(&report) {
            assert!(places == 4 && merged > 0 || merged == 0, "{places} {merged}");
        }
    }
}
