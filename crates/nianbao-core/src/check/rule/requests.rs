//! Table three as an error-correcting grid: finds the relations that fail, and the cell, if there
//! is one, that alone explains all failures.
//!
//! Form 2021 prescribes 39 relations over 175 cells (form 2019: 37 over 161): a balance and a sum
//! of outcomes in each column, a sum of applicants in each row. A cell of an outcome row is in two
//! of them, one of the rows above and below in two, one of the row of totals in three, and no two
//! cells are in the same ones. So if all relations can be assessed, the failing relations identify
//! a single wrong cell, and the amount by which they fail gives its right value. Two wrong cells
//! never look like one, nor like none.
//!
//! The form defines which rows and columns take part, and how. If a report has rows and columns of
//! another form, they take part too, because a total counts them.
//!
//! A blank cell counts as 0, with two exceptions. If all applicants of a row are blank next to a
//! total that is not 0, they are unknown. A blank total next to parts that are not 0 is first taken
//! as 0 (one blank total is a wrong cell like any other); if that does not lead to one cell, it is
//! unknown too.

use smallvec::SmallVec;

use crate::cell::Value;
use crate::field::{Applicant, ColumnKey, Field, RequestsRow};
use crate::form::{Form, InSum, Line, Side};
use crate::text::{self, Text};

/// The columns that there are in any form; a cell is at its column's place among them.
const COLUMNS: usize = Applicant::ALL.len();

/// A relation of table three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// received + carried in = outcomes total + carried out, in a column.
    Balance(Applicant),
    /// The outcomes add up to their total, in a column.
    Outcomes(Applicant),
    /// The applicants add up to the total, in a row.
    Applicants(RequestsRow),
}

/// A single cell that explains every relation that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The cell.
    pub field: Field,
    /// Its written value; `None` if it is blank.
    pub written: Option<i64>,
    /// Its right value.
    pub right: i64,
    /// The relations that fail, all of which hold once it does.
    pub repaired: Vec<Relation>,
}

/// The results of the relations of table three.
#[derive(Debug, Clone, Default)]
pub struct Requests {
    grid: Values,
    present: bool,
    cause: Option<Cause>,
    candidates: Vec<(Field, i64)>,
    broken: Vec<Relation>,
    open: Vec<Relation>,
}

/// The columns that take part.
#[derive(Debug, Clone, Default)]
struct Columns {
    all: SmallVec<[Applicant; COLUMNS]>,
    /// Those that add up to the total.
    parts: SmallVec<[Applicant; COLUMNS]>,
    /// The total.
    total: Option<Applicant>,
}

/// The cells as numbers: `None` if nothing is known.
#[derive(Debug, Clone, Default)]
struct Values {
    rows: Vec<&'static Line>,
    columns: Columns,
    cells: Vec<[Option<i64>; COLUMNS]>,
    /// The rows in which no applicant is written.
    bare: Vec<bool>,
}

/// The content of a cell, before it is decided how a blank counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Count(i64),
    Blank,
    /// Missing, text, or no whole number.
    Unreadable,
}

impl Written {
    fn of(value: Value<'_>) -> Written {
        match value {
            Value::Number(number) => number.as_whole().map_or(Written::Unreadable, Written::Count),
            Value::Blank => Written::Blank,
            Value::Text(_) => Written::Unreadable,
        }
    }

    fn is_count_but_zero(self) -> bool {
        matches!(self, Written::Count(n) if n != 0)
    }
}

impl Requests {
    /// Looks at the cells once for all rules.
    pub fn new(values: &[(Field, Value<'_>)], form: &'static Form) -> Requests {
        // By row and column, as the fields are declared; `None` if there is no such cell.
        let mut table = [[None::<Written>; COLUMNS]; RequestsRow::ALL.len()];
        for (field, value) in values {
            if let Field::Requests(row, applicant) = field {
                table[*row as usize][*applicant as usize] = Some(Written::of(*value));
            }
        }
        if table.as_flattened().iter().all(Option::is_none) {
            return Requests::default();
        }
        let rows = rows(|row| table[row as usize].iter().any(Option::is_some), form);
        let columns = Columns::new(|column| table.iter().any(|row| row[column as usize].is_some()), form);
        let written: Vec<[Written; COLUMNS]> = rows
            .iter()
            .map(|line| table[line.row as usize].map(|written| written.unwrap_or(Written::Unreadable)))
            .collect();
        let first = Values::new(&rows, &columns, &written, false);
        let found = first.assess(&written);
        if found.broken.is_empty() || found.cause.is_some() {
            return found;
        }
        Values::new(&rows, &columns, &written, true).assess(&written)
    }

    /// Whether the report has any cell of table three.
    pub(crate) fn present(&self) -> bool {
        self.present
    }

    /// The one cell that explains everything, where there is exactly one.
    pub fn cause(&self) -> Option<&Cause> {
        self.cause.as_ref()
    }

    /// The cells that would each explain everything, with the right value of each, if there are
    /// several.
    pub(crate) fn candidates(&self) -> &[(Field, i64)] {
        &self.candidates
    }

    /// Forgets the cause: with `wrong-cell` off, every relation that fails is told.
    pub(crate) fn forget_cause(&mut self) {
        self.cause = None;
    }

    /// The relations that fail, without those that only follow from others. Where one cell explains all, they are told
    /// by that cell.
    pub fn broken(&self) -> &[Relation] {
        &self.broken
    }

    /// The relations that could not be assessed.
    pub fn open(&self) -> &[Relation] {
        &self.open
    }

    /// The value of a cell according to its relations, if its own number is not known and they
    /// agree.
    pub fn implied(&self, field: Field) -> Option<i64> {
        let (row, column) = self.grid.place(field)?;
        let mut right: Option<i128> = None;
        for relation in self.grid.relations_of(row, column) {
            let mut sum = 0_i128;
            let mut own = 0_i128;
            let mut known = true;
            self.grid.terms(relation, |r, c, sign| {
                if (r, c) == (row, column) {
                    own = sign;
                } else {
                    match self.grid.cells[r][c] {
                        Some(value) => sum += sign * i128::from(value),
                        None => known = false,
                    }
                }
            });
            if known {
                let value = -sum * own;
                if right.is_some_and(|right| right != value) {
                    return None;
                }
                right = Some(value);
            }
        }
        right
            .and_then(|right| i64::try_from(right).ok())
            .filter(|right| *right >= 0)
    }

    /// The kinds of applicants that add up to the total of a row.
    pub fn applicants(&self) -> &[Applicant] {
        &self.grid.columns.parts
    }

    /// The sums that a cell is the total of: that of its column, that of its row.
    pub fn sums(&self, total: Field) -> impl Iterator<Item = Relation> + use<> {
        let place = self
            .grid
            .place(total)
            .map(|(row, column)| (self.grid.rows[row], column));
        let down = place
            .filter(|(line, _)| line.printed.sum == InSum::Total)
            .map(|(_, column)| Relation::Outcomes(Applicant::ALL[column]));
        let across = place
            .filter(|(_, column)| self.grid.columns.total == Some(Applicant::ALL[*column]))
            .map(|(line, _)| Relation::Applicants(line.row));
        down.into_iter().chain(across)
    }

    /// The cells of a relation, its total first.
    pub fn fields(&self, relation: Relation) -> Vec<Field> {
        let mut fields = Vec::with_capacity(self.grid.rows.len());
        self.grid.terms(relation, |r, c, _| fields.push(self.grid.field(r, c)));
        fields
    }

    /// The cells of a relation that say something but 0, its total first.
    pub fn filled(&self, relation: Relation) -> Vec<Field> {
        let mut fields = Vec::new();
        self.grid.terms(relation, |r, c, _| {
            if self.grid.cells[r][c].is_some_and(|value| value != 0) {
                fields.push(self.grid.field(r, c));
            }
        });
        fields
    }

    /// Describes a relation that fails, with the figures that disagree.
    pub fn describe(&self, relation: Relation) -> Text {
        let grid = &self.grid;
        let value = |row: usize, column: usize| grid.cells[row][column].map_or(0, i128::from);
        // The total of a sum, and the sum of its parts.
        let (mut total, mut sum) = (None, 0_i128);
        grid.terms(relation, |row, column, sign| {
            if sign > 0 && total.is_none() {
                total = Some((row, column));
            } else {
                sum += value(row, column);
            }
        });
        let (row, column) = total.unwrap_or_default();
        match relation {
            Relation::Balance(applicant) => self.describe_balance(applicant),
            Relation::Outcomes(_) => sums(
                grid.field(row, column),
                value(row, column),
                sum,
                &Text::new("各项办理结果", "the outcomes"),
            ),
            Relation::Applicants(_) => {
                let kinds = text::number(grid.columns.parts.len());
                let kinds = Text::of(
                    format!("{}类申请人", kinds.zh),
                    format!("the {} kinds of applicants", kinds.en),
                );
                sums(grid.field(row, column), value(row, column), sum, &kinds)
            }
        }
    }

    /// 新收 13 + 上年结转 1 = 14，办理结果 12 + 结转下年 1 = 13，相差 1.
    fn describe_balance(&self, applicant: Applicant) -> Text {
        let side = |side: Side| {
            let mut sum = 0_i128;
            let (mut zh, mut en) = (Vec::new(), Vec::new());
            for (index, line) in self.grid.rows.iter().enumerate() {
                let Some(part) = line.printed.balance.as_ref().filter(|part| part.side == side) else {
                    continue;
                };
                let value = self.grid.cells[index][applicant as usize].map_or(0, i128::from);
                sum += value;
                zh.push(format!("{} {value}", part.word.zh));
                en.push(format!("{value} {}", part.word.en));
            }
            (Text::of(zh.join(" + "), en.join(" + ")), sum)
        };
        let ((comes, left), (goes, right)) = (side(Side::In), side(Side::Out));
        let label = ColumnKey::Requests(applicant).label();
        let apart = (left - right).abs();
        Text::of(
            format!(
                "“{}”一栏：{} = {left}，{} = {right}，相差 {apart}",
                label.zh, comes.zh, goes.zh
            ),
            format!(
                "In the column “{}”, {} = {left}, but {} = {right}: {apart} apart",
                label.en, comes.en, goes.en
            ),
        )
    }
}

/// “…”为 95，六类申请人相加为 96，相差 1.
fn sums(field: Field, total: i128, sum: i128, parts: &Text) -> Text {
    let (label, apart) = (field.label(), (total - sum).abs());
    Text::of(
        format!("“{}”为 {total}，{}相加为 {sum}，相差 {apart}", label.zh, parts.zh),
        format!(
            "“{}” is {total}, but {} add up to {sum}: {apart} apart",
            label.en, parts.en
        ),
    )
}

/// The rows that take part: the form's, and those of another form that the report has. A row that another form has as several
/// (其他处理) takes part as the report has it.
fn rows(has: impl Fn(RequestsRow) -> bool, form: &'static Form) -> Vec<&'static Line> {
    let lines = form.lines();
    // Whether a row's parts take part in its place.
    let split = |whole: RequestsRow| {
        let mut parts = lines.iter().filter(|line| line.whole == Some(whole));
        parts.clone().any(|line| has(line.row)) || !has(whole) && parts.any(|line| line.in_form)
    };
    let takes_part = |line: &&'static Line| match line.whole {
        Some(whole) => split(whole) && (line.own || has(line.row)),
        None if line.is_whole => !split(line.row),
        None => line.own || has(line.row),
    };
    lines.iter().filter(takes_part).collect()
}

impl Columns {
    /// The form's columns, and those of another form that the report has.
    fn new(has: impl Fn(Applicant) -> bool, form: &'static Form) -> Columns {
        let mut columns = Columns::default();
        for (applicant, sum, own) in form.columns() {
            if !own && !has(*applicant) {
                continue;
            }
            columns.all.push(*applicant);
            match sum {
                InSum::Part => columns.parts.push(*applicant),
                InSum::Total => columns.total = Some(*applicant),
                InSum::No => {}
            }
        }
        columns
    }
}

impl Values {
    fn new(rows: &[&'static Line], columns: &Columns, written: &[[Written; COLUMNS]], totals_unknown: bool) -> Values {
        let bare = |row: &[Written; COLUMNS]| columns.parts.iter().all(|part| row[*part as usize] == Written::Blank);
        let mut cells: Vec<[Option<i64>; COLUMNS]> = written
            .iter()
            .map(|row| {
                let mut values = row.map(|w| match w {
                    Written::Count(n) => Some(n),
                    Written::Blank => Some(0),
                    Written::Unreadable => None,
                });
                let Some(total) = columns.total.map(|total| total as usize) else {
                    return values;
                };
                if row[total] != Written::Blank && row[total] != Written::Count(0) && bare(row) {
                    for part in &columns.parts {
                        values[*part as usize] = None;
                    }
                }
                let mut parts = columns.parts.iter().map(|part| row[*part as usize]);
                if totals_unknown && row[total] == Written::Blank && parts.any(Written::is_count_but_zero) {
                    values[total] = None;
                }
                values
            })
            .collect();
        if totals_unknown && let Some(at) = rows.iter().position(|line| line.printed.sum == InSum::Total) {
            for column in 0..COLUMNS {
                let mut parts = rows
                    .iter()
                    .zip(written)
                    .filter(|(line, _)| line.printed.sum == InSum::Part);
                if written[at][column] == Written::Blank && parts.any(|(_, w)| w[column].is_count_but_zero()) {
                    cells[at][column] = None;
                }
            }
        }
        Values {
            rows: rows.to_vec(),
            columns: columns.clone(),
            cells,
            bare: written.iter().map(bare).collect(),
        }
    }

    fn field(&self, row: usize, column: usize) -> Field {
        Field::Requests(self.rows[row].row, Applicant::ALL[column])
    }

    fn place(&self, field: Field) -> Option<(usize, usize)> {
        let Field::Requests(row, column) = field else {
            return None;
        };
        Some((self.rows.iter().position(|line| line.row == row)?, column as usize))
    }

    /// All relations: by column the balance and the outcomes, then by row the applicants.
    fn relations(&self) -> impl Iterator<Item = Relation> + '_ {
        let columns = self.columns.all.iter().copied();
        let balances = columns.clone().map(Relation::Balance);
        let outcomes = columns.map(Relation::Outcomes);
        let total = self.columns.total;
        let rows = self.rows.iter().filter(move |_| total.is_some());
        balances
            .chain(outcomes)
            .chain(rows.map(|line| Relation::Applicants(line.row)))
    }

    /// The relations that a cell is in.
    fn relations_of(&self, row: usize, column: usize) -> impl Iterator<Item = Relation> + use<> {
        let (line, applicant) = (self.rows[row], Applicant::ALL[column]);
        let across = self.columns.total.map(|_| Relation::Applicants(line.row));
        let balance = line.printed.balance.as_ref().map(|_| Relation::Balance(applicant));
        let outcomes = (line.printed.sum != InSum::No).then_some(Relation::Outcomes(applicant));
        [across, balance, outcomes].into_iter().flatten()
    }

    /// The terms of a relation, its total first: row, column, sign. They add up to 0 if it holds.
    fn terms(&self, relation: Relation, mut term: impl FnMut(usize, usize, i128)) {
        match relation {
            Relation::Balance(applicant) => {
                for (r, line) in self.rows.iter().enumerate().rev() {
                    match line.printed.balance.as_ref().map(|part| part.side) {
                        Some(Side::In) => term(r, applicant as usize, 1),
                        Some(Side::Out) => term(r, applicant as usize, -1),
                        None => {}
                    }
                }
            }
            Relation::Outcomes(applicant) => {
                // The total is printed below its parts.
                for (r, line) in self.rows.iter().enumerate().rev() {
                    match line.printed.sum {
                        InSum::Total => term(r, applicant as usize, 1),
                        InSum::Part => term(r, applicant as usize, -1),
                        InSum::No => {}
                    }
                }
            }
            Relation::Applicants(row) => {
                let r = self.rows.iter().position(|line| line.row == row);
                if let (Some(r), Some(total)) = (r, self.columns.total) {
                    term(r, total as usize, 1);
                    for part in &self.columns.parts {
                        term(r, *part as usize, -1);
                    }
                }
            }
        }
    }

    /// The amount by which a relation fails; 0 if it holds, `None` if it cannot be assessed.
    fn residual(&self, relation: Relation) -> Option<i128> {
        let mut sum = Some(0_i128);
        self.terms(relation, |r, c, sign| {
            sum = sum
                .zip(self.cells[r][c])
                .map(|(sum, value)| sum + sign * i128::from(value));
        });
        sum
    }

    fn assess(self, written: &[[Written; COLUMNS]]) -> Requests {
        let mut broken = Vec::new();
        let mut open = Vec::new();
        for relation in self.relations() {
            match self.residual(relation) {
                None => open.push(relation),
                Some(0) => {}
                Some(residual) => broken.push((relation, residual)),
            }
        }
        let mut candidates = self.candidates(&broken);
        let cause = match candidates.as_slice() {
            [(row, column, right)] => Some(Cause {
                field: self.field(*row, *column),
                written: match written[*row][*column] {
                    Written::Count(n) => Some(n),
                    _ => None,
                },
                right: *right,
                repaired: broken.iter().map(|(relation, _)| *relation).collect(),
            }),
            _ => None,
        };
        if cause.is_some() {
            candidates.clear();
        }
        let candidates = candidates
            .into_iter()
            .map(|(r, c, right)| (self.field(r, c), right))
            .collect();
        let of_total = |total: Applicant| [Relation::Balance(total), Relation::Outcomes(total)];
        let implied: Vec<Relation> = self
            .columns
            .total
            .into_iter()
            .flat_map(of_total)
            .filter(|relation| self.follows(*relation, &broken))
            .collect();
        let broken = broken
            .into_iter()
            .map(|(relation, _)| relation)
            .filter(|relation| !implied.contains(relation))
            .collect();
        Requests {
            grid: self,
            present: true,
            cause,
            candidates,
            broken,
            open,
        }
    }

    /// Every cell that, changed alone to a whole number that is not negative, makes all relations hold.
    fn candidates(&self, broken: &[(Relation, i128)]) -> Vec<(usize, usize, i64)> {
        let Some((first, first_residual)) = broken.first() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        self.terms(*first, |row, column, first_sign| {
            let Some(value) = self.cells[row][column] else { return };
            // A change by `by` changes a relation by `sign * by`, and a sign is its own inverse.
            let by = -first_residual * first_sign;
            let Some(right) = i64::try_from(i128::from(value) + by).ok().filter(|right| *right >= 0) else {
                return;
            };
            let mut repaired = 0;
            let mut holds = true;
            for relation in self.relations_of(row, column) {
                let Some(residual) = self.residual(relation) else {
                    continue;
                };
                // With no applicant written, a total of 0 agrees with them and any other leaves them unknown.
                let total = self.columns.total == Some(Applicant::ALL[column]);
                if residual == 0 && total && self.bare[row] && matches!(relation, Relation::Applicants(_)) {
                    continue;
                }
                let mut sign = 0;
                self.terms(relation, |r, c, s| {
                    if (r, c) == (row, column) {
                        sign = s;
                    }
                });
                holds &= residual + sign * by == 0;
                repaired += usize::from(residual != 0);
            }
            if holds && repaired == broken.len() {
                found.push((row, column, right));
            }
        });
        found
    }

    /// Whether a relation of the total column fails only because others do: by as much as those of the other columns
    /// and of the rows that it goes over, together.
    fn follows(&self, relation: Relation, broken: &[(Relation, i128)]) -> bool {
        let Some((_, own)) = broken.iter().find(|(known, _)| *known == relation) else {
            return false;
        };
        let mut others = 0_i128;
        for (other, residual) in broken {
            match (relation, other) {
                (Relation::Balance(_), Relation::Balance(applicant))
                | (Relation::Outcomes(_), Relation::Outcomes(applicant))
                    if Some(*applicant) != self.columns.total =>
                {
                    others += residual;
                }
                (_, Relation::Applicants(row)) => {
                    self.terms(relation, |r, _, sign| {
                        if self.rows[r].row == *row {
                            others += sign * residual;
                        }
                    });
                }
                _ => {}
            }
        }
        others == *own
    }
}
