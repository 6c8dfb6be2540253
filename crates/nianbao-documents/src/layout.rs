//! The tables of a report as documents print them: in the form's official layout with its merged headers if reading that
//! gives the same tables back, and otherwise as Markdown writes them, a header over rows.
//!
//! Which of the two takes reading, so it is decided before a file is written: in the browser by another module than the one
//! that writes.

use nianbao_core::field::{RowKey, TableId};
use nianbao_core::form::{Form, Grid};
use nianbao_core::layout::{Cell, Layout, Role};
use nianbao_core::report::{Block, Report, Table};
use nianbao_core::text::Text;

use crate::Kind;
use crate::draft::{Cell as Plain, Draft};
use crate::flow::unseen;
#[cfg(feature = "office")]
use crate::write::xlsx;

/// How the cell of a table is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Set {
    /// A header over columns, a caption.
    Head,
    /// The label of rows.
    Label,
    /// A figure.
    Figure,
}

impl Set {
    /// How a cell in this row of a layout is set.
    pub(crate) fn of(layout: &Layout<'_>, row: usize, cell: &Cell<'_>) -> Set {
        match cell.role {
            Role::Corner | Role::Band | Role::ColumnGroup | Role::Column => Set::Head,
            Role::RowGroup | Role::Row | Role::Words => Set::Label,
            // A column without a header.
            Role::Missing if row < layout.heads => Set::Head,
            Role::Figure | Role::Missing => Set::Figure,
        }
    }
}

/// A piece of a section as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Any block that is not a table.
    Block(&'a Block),
    /// A table.
    Table(Layout<'a>),
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

/// The form whose words a report's tables are printed with.
pub(crate) fn form(report: &Report) -> &'static Form {
    report.form().unwrap_or(Form::LATEST)
}

/// How the tables of a report are printed in a kind of file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layouts {
    /// For each printed table of the form, in the order of the file, the number of the report's blocks that it shows in the
    /// official layout; 0 for a single block that is printed as Markdown writes it.
    blocks: Vec<usize>,
}

impl Layouts {
    /// How the tables of a report are printed in this kind of file.
    pub fn of(report: &Report, kind: Kind) -> Layouts {
        let form = form(report);
        let mut out = Layouts::default();
        match kind {
            #[cfg(feature = "office")]
            Kind::Xlsx => {
                for id in TableId::ALL {
                    out.add(&xlsx::blocks(report, *id), form);
                }
            }
            Kind::Docx | Kind::Html => {
                out.add(&report.preface, form);
                for section in &report.sections {
                    out.add(&section.blocks, form);
                }
            }
            _ => {}
        }
        out
    }

    /// The numbers of blocks that [`Layouts::blocks`] gives.
    pub fn from_blocks(blocks: Vec<usize>) -> Layouts {
        Layouts { blocks }
    }

    /// For each printed table of the form, in the order of the file, the number of the report's blocks that it shows in the
    /// official layout; 0 for a single block that is printed as Markdown writes it.
    pub fn blocks(&self) -> &[usize] {
        &self.blocks
    }

    /// Adds the tables among the blocks of a section.
    fn add(&mut self, blocks: &[Block], form: &'static Form) {
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            let mut taken = 1;
            if matches!(block, Block::Table(_)) {
                let before = at.checked_sub(1).and_then(|before| blocks.get(before));
                let official = official(&blocks[at..], before, form);
                self.blocks.push(official);
                taken = official.max(1);
            }
            at += taken;
        }
    }

    /// Prints these tables.
    pub(crate) fn printer(&self, form: &'static Form) -> Printer<'_> {
        Printer {
            form,
            blocks: self.blocks.iter(),
        }
    }
}

/// Gives the blocks of a report as they are printed, section by section in the order of the file.
#[derive(Debug)]
pub(crate) struct Printer<'l> {
    form: &'static Form,
    blocks: std::slice::Iter<'l, usize>,
}

impl Printer<'_> {
    /// The pieces of the next section. Grids of table two that follow each other are printed as one table, as the form has
    /// it.
    pub(crate) fn pieces<'a>(&mut self, blocks: &'a [Block]) -> Vec<Piece<'a>> {
        let mut out = Vec::new();
        let mut rest = blocks;
        while let Some(block) = rest.first() {
            let piece = match block {
                Block::Table(table) => Piece::Table(self.table(rest, table)),
                Block::Grid(rows) => Piece::Table(Layout::grid(rows)),
                block => Piece::Block(block),
            };
            let taken = match &piece {
                Piece::Table(layout) => layout.blocks.clamp(1, rest.len()),
                Piece::Block(_) => 1,
            };
            rest = &rest[taken..];
            out.push(piece);
        }
        out
    }

    /// The table that the blocks begin with, together with those that are printed as one with it.
    fn table<'a>(&mut self, blocks: &'a [Block], first: &'a Table) -> Layout<'a> {
        let official = self.blocks.next().map_or(0, |count| (*count).min(blocks.len()));
        if official == 0 {
            return plain(first);
        }
        Layout::official(&blocks[..official], self.form).unwrap_or_else(|| plain(first))
    }
}

/// The number of blocks, from the first one, that are printed together in the official layout; 0 if it would not be read as
/// they are.
fn official(blocks: &[Block], before: Option<&Block>, form: &'static Form) -> usize {
    let of_table_two = |block: &Block| matches!(block, Block::Table(table) if table.id == TableId::Proactive);
    let run = blocks.iter().take_while(|block| of_table_two(block)).count().max(1);
    // Tables that cannot be read back as one may be read back as two: those that match the form go
    // together.
    let whole = blocks[..run].iter().take_while(|block| is_whole(block)).count().max(1);
    // A run is tried as a whole only where it begins, so that a long one is not read once for each of its grids.
    let begins = !before.is_some_and(of_table_two);
    let is_read = |count: usize| {
        let blocks = &blocks[..count];
        is_filled(blocks, form) || Layout::official(blocks, form).is_some_and(|layout| reads_as(&layout, blocks))
    };
    if begins && is_read(run) {
        run
    } else if (!begins || whole < run) && is_read(whole) {
        whole
    } else {
        0
    }
}

/// Whether every column and row of a table is known and every row has its cells.
fn is_whole(block: &Block) -> bool {
    matches!(block, Block::Table(table) if table.columns.iter().all(|column| column.key.is_some())
        && table
            .rows
            .iter()
            .all(|row| row.key.is_some() && row.cells.len() == table.columns.len()))
}

/// Whether blocks are a table of the form, whole and in its own words, with a plain number in every cell. Its layout is
/// always read as these blocks, which a test shows; most tables are such, and reading one takes longer than writing it.
fn is_filled(blocks: &[Block], form: &'static Form) -> bool {
    let Some(Block::Table(first)) = blocks.first() else {
        return false;
    };
    let mut grids = form.table(first.id);
    let each = blocks
        .iter()
        .all(|block| matches!((block, grids.next()), (Block::Table(table), Some(grid)) if is_filled_grid(table, grid)));
    each && grids.next().is_none()
}

fn is_filled_grid(table: &Table, grid: &Grid) -> bool {
    let same = |label: &str, words: &Text| label == words.zh;
    table.id == grid.table
        && same(&table.caption, &grid.caption)
        && table.columns.len() == grid.columns.len()
        && (table.columns.iter().zip(grid.columns))
            .all(|(column, known)| column.key == Some(known.key) && same(&column.label, &known.label))
        && table.rows.len() == grid.rows.len()
        && table.rows.iter().zip(grid.rows).all(|(row, known)| {
            let cells = match known.key {
                RowKey::Group(_) => 0,
                _ => grid.columns.len(),
            };
            row.key == Some(known.key)
                && same(&row.label, &known.label)
                && row.cells.len() == cells
                && row.cells.iter().all(|cell| is_plain(cell.as_str()))
        })
}

/// Whether a text is a number of few digits, perhaps with a sign or a fraction, or the mark for none.
fn is_plain(text: &str) -> bool {
    if text == "/" {
        return true;
    }
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let few = |digits: &str| matches!(digits.len(), 1..=9) && digits.bytes().all(|byte| byte.is_ascii_digit());
    few(whole) && few(part)
}

/// Whether a printed table is read as these blocks and nothing else.
fn reads_as(layout: &Layout<'_>, blocks: &[Block]) -> bool {
    let mut draft = Draft::default();
    draft.table(
        layout
            .rows
            .iter()
            .map(|row| {
                row.iter()
                    .map(|cell| Plain {
                        text: cell.words().to_owned(),
                        columns: u16::try_from(cell.columns).unwrap_or(u16::MAX),
                        rows: u16::try_from(cell.rows).unwrap_or(u16::MAX),
                    })
                    .collect()
            })
            .collect(),
    );
    let reading = draft.read(Kind::Text).reading;
    reading.unplaced.is_empty() && reading.report.preface == blocks
}

/// A header over rows. A place beyond the headers where nothing was written is left out: it would be read as a cell.
fn plain(table: &Table) -> Layout<'_> {
    let mut layout = Layout::plain(table);
    for row in &mut layout.rows {
        while row.len() > table.columns.len() + 1 && row.last().is_some_and(|cell| cell.role == Role::Missing) {
            row.pop();
        }
    }
    layout
}

#[cfg(test)]
mod tests {
    use nianbao_core::cell::Cell as Value;
    use nianbao_core::field::{RequestsRow, RowKey};
    use nianbao_core::report::Row;
    use proptest::prelude::*;

    use super::*;

    /// The tables of a report of the latest form after a change to each, as they are printed.
    fn check(change: impl Fn(&mut Table), expected: impl Fn(&Layout<'_>) -> bool) {
        let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
        for section in &mut report.sections {
            for block in &mut section.blocks {
                if let Block::Table(table) = block {
                    change(table);
                }
            }
        }
        let mut held = 0;
        let layouts = Layouts::of(&report, Kind::Docx);
        let mut printer = layouts.printer(Form::LATEST);
        for section in &report.sections {
            for piece in printer.pieces(&section.blocks) {
                if let Piece::Table(layout) = piece {
                    held += layout.blocks;
                    assert!(expected(&layout), "{layout:?}");
                }
            }
        }
        assert_eq!(held, report.tables().count());
    }

    fn is_official(layout: &Layout<'_>) -> bool {
        matches!(layout.kind, nianbao_core::layout::Kind::Official(_))
    }

    proptest! {
        /// Writing does not read such a table, because this holds.
        #[test]
        fn a_table_of_plain_numbers_is_read_as_it_is_printed(
            values in prop::collection::vec("[-+]?[0-9]{1,9}|[0-9]{1,3}|0{1,3}|[-+]?[0-9]{1,9}\\.[0-9]{1,9}|/", 1..40),
            same in any::<bool>(),
        ) {
            for form in Form::ALL {
                let mut report = Report::blank(form, "某局", Some(form.first_year));
                let mut values = values.iter().take(if same { 1 } else { usize::MAX }).cycle();
                for field in form.fields() {
                    report.set(field, values.next().expect("a value"));
                }
                for section in &report.sections {
                    let blocks = &section.blocks;
                    if blocks.is_empty() {
                        continue;
                    }
                    prop_assert!(is_filled(blocks, form));
                    let layout = Layout::official(blocks, form).expect("a table");
                    prop_assert_eq!(layout.blocks, blocks.len());
                    prop_assert!(reads_as(&layout, blocks), "{:?}", blocks);
                }
            }
        }
    }

    #[test]
    fn a_table_that_is_not_quite_the_form_is_not_taken_for_it() {
        let filled = |change: fn(&mut Table)| {
            let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
            for field in Form::LATEST.fields() {
                report.set(field, "0");
            }
            let blocks = report.sections.iter_mut().map(|section| &mut section.blocks);
            let mut found = 0;
            for blocks in blocks.filter(|blocks| !blocks.is_empty()) {
                if let Some(Block::Table(table)) = blocks.last_mut() {
                    change(table);
                }
                found += usize::from(is_filled(blocks, Form::LATEST));
            }
            found
        };
        assert_eq!(filled(|_| {}), 3);
        for change in [
            (|table: &mut Table| table.caption.push('。')) as fn(&mut Table),
            |table| table.columns[0].label.push('数'),
            |table| table.columns[0].key = None,
            |table| drop(table.columns.pop()),
            |table| table.rows[0].label.push('数'),
            |table| table.rows[0].key = None,
            |table| drop(table.rows.pop()),
            |table| table.rows[0].cells[0] = Value::new(""),
            |table| table.rows[0].cells[0] = Value::new("+-1"),
            |table| table.rows[0].cells[0] = Value::new("-"),
            |table| table.rows[0].cells[0] = Value::new("1."),
            |table| drop(table.rows[0].cells.pop()),
            |table| table.rows[0].cells.push(Value::new("0")),
        ] {
            assert_eq!(filled(change), 0);
        }
        assert!(!is_filled(&[], Form::LATEST));
    }

    #[test]
    fn tables_of_the_form_are_printed_as_the_form_has_them() {
        check(|_| {}, is_official);
    }

    #[test]
    fn a_table_with_a_row_of_its_own_is_printed_in_the_official_layout() {
        let own = |table: &mut Table| {
            if table.id == TableId::Requests {
                let key = Some(RowKey::Requests(RequestsRow::DeniedStateSecret));
                let at = table.rows.iter().position(|row| row.key == key).expect("the row");
                let cells = vec![Value::new("7"); table.columns.len()];
                let label = "1之1.工作秘密".to_owned();
                table.rows.insert(
                    at + 1,
                    Row {
                        key: None,
                        label,
                        cells,
                    },
                );
            }
        };
        check(own, is_official);
    }

    #[test]
    fn a_table_that_would_be_read_otherwise_is_printed_as_it_is() {
        // Without its key a row or column of the form is not what reading makes of its label.
        check(|table| table.columns[0].key = None, |layout| !is_official(layout));
        let reversed = |table: &mut Table| table.rows.reverse();
        check(reversed, |layout| {
            layout.kind == nianbao_core::layout::Kind::Official(TableId::Proactive) || !is_official(layout)
        });
    }

    /// The words that a workbook shares are taken from such layouts without reading them.
    #[test]
    fn a_blank_table_of_any_form_is_printed_in_the_official_layout() {
        for form in Form::ALL {
            let report = Report::blank(form, "某局", Some(form.first_year));
            let whole: Vec<usize> = TableId::ALL.iter().map(|id| form.table(*id).count()).collect();
            for kind in [Kind::Docx, Kind::Html, Kind::Xlsx] {
                assert_eq!(Layouts::of(&report, kind).blocks(), whole, "{kind:?} {:?}", form.id);
            }
        }
    }

    #[test]
    fn every_block_is_printed_once_whatever_the_layouts_say() {
        let report = Report::blank(Form::LATEST, "某局", Some(2023));
        for blocks in [vec![], vec![0], vec![1], vec![2, 0, usize::MAX], vec![usize::MAX; 9]] {
            let layouts = Layouts::from_blocks(blocks);
            let mut printer = layouts.printer(Form::LATEST);
            for section in &report.sections {
                let pieces = printer.pieces(&section.blocks);
                let shown = pieces.iter().map(|piece| match piece {
                    Piece::Block(_) => 1,
                    Piece::Table(layout) => layout.blocks,
                });
                assert_eq!(shown.sum::<usize>(), section.blocks.len(), "{layouts:?}");
            }
        }
    }

    #[test]
    fn a_title_with_organ_and_year_is_on_two_lines() {
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
}
