//! Table three as an error-correcting grid: which of its relations fail, and whether one cell alone explains it.
//!
//! The form prescribes 39 relations over 175 cells (form 2019: 37 over 161): a balance and a sum of outcomes in each of
//! the seven columns, a sum of applicants in each row. A cell of an outcome row stands in two of them, one of the rows
//! above and below in two, one of the row of totals in three, and no two cells stand in the same ones: so where all
//! relations can be assessed, a single wrong cell is known by the relations that fail, and by how much they fail it is
//! known what the cell should say. Two wrong cells never look like one, nor like none.
//!
//! What counts as what: a blank cell is 0, but where all six applicants of a row are blank beside a total that is not 0,
//! nothing is known of them; where a total is blank beside parts that are not 0, it is first taken as 0 (one blank total
//! is a wrong cell like any other), and where that does not lead to one cell, nothing is known of it either.

use crate::cell::Value;
use crate::field::{Applicant, Field, RequestsRow};
use crate::form::Form;
use crate::text::Text;

const COLUMNS: usize = Applicant::ALL.len();
const TOTAL: usize = COLUMNS - 1;

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
    /// What it says; none where it is blank.
    pub written: Option<i64>,
    /// What it should say.
    pub right: i64,
    /// The relations that fail, all of which hold once it does.
    pub repaired: Vec<Relation>,
}

/// What the relations of table three say.
#[derive(Debug, Clone, Default)]
pub struct Requests {
    grid: Values,
    present: bool,
    cause: Option<Cause>,
    candidates: Vec<(Field, i64)>,
    broken: Vec<Relation>,
    open: Vec<Relation>,
}

/// The cells as numbers: none where nothing is known.
#[derive(Debug, Clone, Default)]
struct Values {
    rows: Vec<RequestsRow>,
    cells: Vec<[Option<i64>; COLUMNS]>,
    /// The rows in which no applicant is written.
    bare: Vec<bool>,
}

/// What stands in a cell, before it is decided what a blank counts as.
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
        // By row and column, as the fields are declared; none where there is no such cell.
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
        let written: Vec<[Written; COLUMNS]> = rows
            .iter()
            .map(|row| table[*row as usize].map(|written| written.unwrap_or(Written::Unreadable)))
            .collect();
        let first = Values::new(&rows, &written, false);
        let found = first.assess(&written);
        if found.broken.is_empty() || found.cause.is_some() {
            return found;
        }
        Values::new(&rows, &written, true).assess(&written)
    }

    /// Whether the report has any cell of table three.
    pub fn present(&self) -> bool {
        self.present
    }

    /// The one cell that explains everything, where there is exactly one.
    pub fn cause(&self) -> Option<&Cause> {
        self.cause.as_ref()
    }

    /// The cells that would each explain everything, with what each should say, where there are several.
    pub fn candidates(&self) -> &[(Field, i64)] {
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

    /// What a cell should say by the relations that it stands in, where its own number is not known and they agree.
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

    /// What a relation that fails says, with the figures that disagree.
    pub fn describe(&self, relation: Relation) -> Text {
        let value = |row: RequestsRow, column: usize| -> i128 {
            let row = self.grid.rows.iter().position(|r| *r == row);
            row.and_then(|row| self.grid.cells[row][column]).map_or(0, i128::from)
        };
        match relation {
            Relation::Balance(applicant) => {
                let c = applicant as usize;
                let (received, carried_in) = (value(RequestsRow::Received, c), value(RequestsRow::CarriedIn, c));
                let (outcomes, carried_out) = (value(RequestsRow::OutcomesTotal, c), value(RequestsRow::CarriedOut, c));
                let (left, right) = (received + carried_in, outcomes + carried_out);
                let label = crate::field::ColumnKey::Requests(applicant).label();
                let apart = (left - right).abs();
                Text::of(
                    format!(
                        "“{}”一栏：新收 {received} + 上年结转 {carried_in} = {left}，办理结果 {outcomes} + 结转下年 {carried_out} = {right}，相差 {apart}",
                        label.zh
                    ),
                    format!(
                        "In the column “{}”, {received} received + {carried_in} carried in = {left}, but {outcomes} outcomes + {carried_out} carried out = {right}: {apart} apart",
                        label.en
                    ),
                )
            }
            Relation::Outcomes(applicant) => {
                let c = applicant as usize;
                let total = value(RequestsRow::OutcomesTotal, c);
                let sum: i128 = self
                    .grid
                    .rows
                    .iter()
                    .filter(|row| row.is_outcome())
                    .map(|row| value(*row, c))
                    .sum();
                sums(
                    Field::Requests(RequestsRow::OutcomesTotal, applicant),
                    total,
                    sum,
                    &Text::new("各项办理结果", "the outcomes"),
                )
            }
            Relation::Applicants(row) => {
                let total = value(row, TOTAL);
                let sum: i128 = (0..TOTAL).map(|c| value(row, c)).sum();
                sums(
                    Field::Requests(row, Applicant::Total),
                    total,
                    sum,
                    &Text::new("六类申请人", "the six kinds of applicants"),
                )
            }
        }
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

/// The rows that take part: the form's, with 其他处理 as one row or as three, as the report has it.
fn rows(has: impl Fn(RequestsRow) -> bool, form: &'static Form) -> Vec<RequestsRow> {
    const SPLIT: [RequestsRow; 3] = [
        RequestsRow::OtherOutcomeCorrectionOverdue,
        RequestsRow::OtherOutcomeFeeOverdue,
        RequestsRow::OtherOutcomeOther,
    ];
    let split = match (SPLIT.iter().any(|row| has(*row)), has(RequestsRow::OtherOutcome)) {
        (true, _) => true,
        (false, true) => false,
        (false, false) => form.has(Field::Requests(RequestsRow::OtherOutcomeOther, Applicant::Total)),
    };
    RequestsRow::ALL
        .iter()
        .copied()
        .filter(|row| match row {
            RequestsRow::OtherOutcome => !split,
            row if SPLIT.contains(row) => split,
            _ => true,
        })
        .collect()
}

impl Values {
    fn new(rows: &[RequestsRow], written: &[[Written; COLUMNS]], totals_unknown: bool) -> Values {
        let mut cells: Vec<[Option<i64>; COLUMNS]> = written
            .iter()
            .map(|row| {
                let mut values = row.map(|w| match w {
                    Written::Count(n) => Some(n),
                    Written::Blank => Some(0),
                    Written::Unreadable => None,
                });
                let (total, parts) = (row[TOTAL], &row[..TOTAL]);
                if total != Written::Blank && total != Written::Count(0) && parts.iter().all(|p| *p == Written::Blank) {
                    values[..TOTAL].fill(None);
                }
                if totals_unknown && total == Written::Blank && parts.iter().any(|p| p.is_count_but_zero()) {
                    values[TOTAL] = None;
                }
                values
            })
            .collect();
        if totals_unknown && let Some(at) = rows.iter().position(|row| *row == RequestsRow::OutcomesTotal) {
            for column in 0..COLUMNS {
                let parts = || rows.iter().zip(written).filter(|(row, _)| row.is_outcome());
                if written[at][column] == Written::Blank && parts().any(|(_, w)| w[column].is_count_but_zero()) {
                    cells[at][column] = None;
                }
            }
        }
        Values {
            rows: rows.to_vec(),
            cells,
            bare: written
                .iter()
                .map(|row| row[..TOTAL].iter().all(|part| *part == Written::Blank))
                .collect(),
        }
    }

    fn field(&self, row: usize, column: usize) -> Field {
        Field::Requests(self.rows[row], Applicant::ALL[column])
    }

    fn place(&self, field: Field) -> Option<(usize, usize)> {
        let Field::Requests(row, column) = field else {
            return None;
        };
        Some((self.rows.iter().position(|r| *r == row)?, column as usize))
    }

    /// All relations: by column the balance and the outcomes, then by row the applicants.
    fn relations(&self) -> impl Iterator<Item = Relation> + '_ {
        let balances = Applicant::ALL.iter().map(|applicant| Relation::Balance(*applicant));
        let outcomes = Applicant::ALL.iter().map(|applicant| Relation::Outcomes(*applicant));
        balances
            .chain(outcomes)
            .chain(self.rows.iter().map(|row| Relation::Applicants(*row)))
    }

    /// The relations that a cell stands in.
    fn relations_of(&self, row: usize, column: usize) -> impl Iterator<Item = Relation> + use<> {
        let (row, applicant) = (self.rows[row], Applicant::ALL[column]);
        let balance = (!row.is_outcome()).then_some(Relation::Balance(applicant));
        let outcomes = (row.is_outcome() || row == RequestsRow::OutcomesTotal).then_some(Relation::Outcomes(applicant));
        [Some(Relation::Applicants(row)), balance, outcomes]
            .into_iter()
            .flatten()
    }

    /// The terms of a relation, its total first: row, column, sign. They add up to 0 where it holds.
    fn terms(&self, relation: Relation, mut term: impl FnMut(usize, usize, i128)) {
        match relation {
            Relation::Balance(applicant) => {
                for (r, row) in self.rows.iter().enumerate().rev() {
                    match row {
                        RequestsRow::Received | RequestsRow::CarriedIn => term(r, applicant as usize, 1),
                        RequestsRow::OutcomesTotal | RequestsRow::CarriedOut => term(r, applicant as usize, -1),
                        _ => {}
                    }
                }
            }
            Relation::Outcomes(applicant) => {
                for (r, row) in self.rows.iter().enumerate().rev() {
                    match row {
                        RequestsRow::OutcomesTotal => term(r, applicant as usize, 1),
                        row if row.is_outcome() => term(r, applicant as usize, -1),
                        _ => {}
                    }
                }
            }
            Relation::Applicants(row) => {
                if let Some(r) = self.rows.iter().position(|known| *known == row) {
                    term(r, TOTAL, 1);
                    for c in 0..TOTAL {
                        term(r, c, -1);
                    }
                }
            }
        }
    }

    /// By how much a relation fails; 0 where it holds, none where it cannot be assessed.
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
        let implied: Vec<Relation> = [
            Relation::Balance(Applicant::Total),
            Relation::Outcomes(Applicant::Total),
        ]
        .into_iter()
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
                if residual == 0 && column == TOTAL && self.bare[row] && matches!(relation, Relation::Applicants(_)) {
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
                    if *applicant != Applicant::Total =>
                {
                    others += residual;
                }
                (_, Relation::Applicants(row)) => {
                    self.terms(relation, |r, _, sign| {
                        if self.rows[r] == *row {
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
