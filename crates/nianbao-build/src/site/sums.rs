//! The figures of reports that are added up, and their sums: exact, each part of a report by itself, and with the number
//! of reports that a sum rests on.
//!
//! A blank cell is not 0. It counts as 0 only if the rest of its row or column adds up to the total, since then it can mean
//! nothing else; otherwise the report is left out of that part.

use nianbao_core::archive::Digest;
use nianbao_core::cell::Number;
use nianbao_core::field::{
    Applicant, DisputeBlock, DisputeResult, Field, ProactiveColumn, ProactiveRow, RequestsGroup, RequestsRow,
};
use nianbao_core::form::FormId;

use crate::archive::Record;
use crate::archive::doubts::Part;
use crate::key::Keys;

/// How many groups of outcomes there are: 予以公开, 部分公开, 不予公开, 无法提供, 不予处理, 其他处理.
pub(crate) const GROUPS: usize = 6;

/// How many columns of applicants table three has, the total included.
pub(crate) const APPLICANTS: usize = Applicant::ALL.len();

const ROWS: usize = RequestsRow::ALL.len();
const BLOCKS: usize = DisputeBlock::ALL.len();
const RESULTS: usize = DisputeResult::ALL.len();

/// The figures of a report that are added up. A part is `None` if the report lacks one of its figures, or has words there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Figures {
    /// 本年新收 by applicant; the last is the total.
    pub(crate) received: Option<[i64; APPLICANTS]>,
    /// 本年新收, 上年结转, 结转下年.
    pub(crate) carried: Option<[i64; 3]>,
    /// What was carried in, whether or not the others of `carried` are there.
    pub(crate) carried_in: Option<i64>,
    /// The outcomes by row. Rows that the form does not have are 0.
    pub(crate) outcomes: Option<[i64; ROWS]>,
    /// By block and result.
    pub(crate) disputes: Option<[[i64; RESULTS]; BLOCKS]>,
    /// In 万元.
    pub(crate) fees: Option<Number>,
    /// 规章 and 行政规范性文件 in force.
    pub(crate) documents: Option<[i64; 2]>,
}

/// The group that a row of table three is an outcome of.
pub(crate) fn group(row: RequestsRow) -> Option<usize> {
    match (row, row.group()) {
        (RequestsRow::Granted, _) => Some(0),
        (RequestsRow::PartiallyGranted, _) => Some(1),
        (_, Some(RequestsGroup::Denied)) => Some(2),
        (_, Some(RequestsGroup::Unavailable)) => Some(3),
        (_, Some(RequestsGroup::NotProcessed)) => Some(4),
        (_, Some(RequestsGroup::OtherOutcome)) => Some(5),
        // 其他处理 is a single row in some forms.
        _ if row.as_group() == Some(RequestsGroup::OtherOutcome) => Some(5),
        _ => None,
    }
}

impl Figures {
    pub(crate) fn new(digest: &Digest) -> Figures {
        let reader = Reader(digest);
        Figures {
            received: reader.received(),
            carried: reader.carried(),
            carried_in: reader.count(Field::Requests(RequestsRow::CarriedIn, Applicant::Total)),
            outcomes: reader.outcomes(),
            disputes: reader.disputes(),
            fees: reader.fees(),
            documents: reader.documents(),
        }
    }

    /// Whether the report has the figures of a part.
    fn has(&self, part: Part) -> bool {
        match part {
            Part::Received => self.received.is_some(),
            Part::Carried => self.carried.is_some(),
            Part::Outcomes => self.outcomes.is_some(),
            Part::Disputes => self.disputes.is_some(),
            Part::Fees => self.fees.is_some(),
            Part::Documents => self.documents.is_some(),
        }
    }

    /// Adds all of them to a key.
    pub(crate) fn add_to(&self, keys: Keys) -> Keys {
        keys.whole(self)
    }
}

/// Whether any form asks for the figures of a part in a year.
pub(crate) fn asked(part: Part, year: u16) -> bool {
    let Some(form) = FormId::of_year(year).map(FormId::form) else {
        return false;
    };
    match part {
        Part::Received | Part::Carried | Part::Outcomes | Part::Disputes => true,
        Part::Fees => form.has(FEES),
        Part::Documents => DOCUMENTS.iter().all(|field| form.has(*field)),
    }
}

const FEES: Field = Field::Proactive(ProactiveRow::Fees, ProactiveColumn::Value);
const DOCUMENTS: [Field; 2] = [
    Field::Proactive(ProactiveRow::Regulations, ProactiveColumn::InForce),
    Field::Proactive(ProactiveRow::NormativeDocuments, ProactiveColumn::InForce),
];

/// Reads the figures of a report.
struct Reader<'a>(&'a Digest);

impl Reader<'_> {
    /// A count; `None` if it is not one, blank included.
    fn count(&self, field: Field) -> Option<i64> {
        self.0.count(field).filter(|count| *count >= 0)
    }

    /// The same, but a blank cell is 0.
    fn count_or_blank(&self, field: Field) -> Option<i64> {
        if self.0.is_blank(field) {
            Some(0)
        } else {
            self.count(field)
        }
    }

    fn received(&self) -> Option<[i64; APPLICANTS]> {
        let mut row = [0; APPLICANTS];
        let (mut sum, mut blank) = (0_i64, false);
        for (slot, applicant) in row.iter_mut().zip(Applicant::ALL) {
            let field = Field::Requests(RequestsRow::Received, *applicant);
            if *applicant == Applicant::Total {
                *slot = self.count(field)?;
            } else if self.asks(field) {
                blank |= self.0.is_blank(field);
                *slot = self.count_or_blank(field)?;
                sum = sum.checked_add(*slot)?;
            }
        }
        let total = row[Applicant::Total as usize];
        (!blank || sum == total).then_some(row)
    }

    fn carried(&self) -> Option<[i64; 3]> {
        let count = |row| self.count(Field::Requests(row, Applicant::Total));
        Some([
            count(RequestsRow::Received)?,
            count(RequestsRow::CarriedIn)?,
            count(RequestsRow::CarriedOut)?,
        ])
    }

    fn outcomes(&self) -> Option<[i64; ROWS]> {
        let mut rows = [0; ROWS];
        let (mut sum, mut blank) = (0_i64, false);
        for row in RequestsRow::ALL {
            let field = Field::Requests(*row, Applicant::Total);
            if *row == RequestsRow::OutcomesTotal {
                rows[*row as usize] = self.count(field)?;
            } else if group(*row).is_some() && self.asks(field) {
                blank |= self.0.is_blank(field);
                let count = self.count_or_blank(field)?;
                rows[*row as usize] = count;
                sum = sum.checked_add(count)?;
            }
        }
        let total = rows[RequestsRow::OutcomesTotal as usize];
        (!blank || sum == total).then_some(rows)
    }

    fn disputes(&self) -> Option<[[i64; RESULTS]; BLOCKS]> {
        let mut blocks = [[0; RESULTS]; BLOCKS];
        for (slots, block) in blocks.iter_mut().zip(DisputeBlock::ALL) {
            let (mut sum, mut blank) = (0_i64, false);
            for (slot, result) in slots.iter_mut().zip(DisputeResult::ALL) {
                let field = Field::Disputes(*block, *result);
                if *result == DisputeResult::Total {
                    *slot = self.count(field)?;
                } else {
                    blank |= self.0.is_blank(field);
                    *slot = self.count_or_blank(field)?;
                    sum = sum.checked_add(*slot)?;
                }
            }
            if blank && sum != slots[DisputeResult::Total as usize] {
                return None;
            }
        }
        Some(blocks)
    }

    fn fees(&self) -> Option<Number> {
        self.0.number(FEES).filter(|fees| !fees.is_negative())
    }

    fn documents(&self) -> Option<[i64; 2]> {
        Some([self.count(DOCUMENTS[0])?, self.count(DOCUMENTS[1])?])
    }

    /// Whether the form of the report's year has a cell.
    fn asks(&self, field: Field) -> bool {
        self.0.form.is_none_or(|form| form.form().has(field))
    }
}

/// Why a report is not in the sums of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Out {
    /// An error touches its figures.
    Error,
    /// It lacks figures, or has words in their place.
    Lacking,
}

/// The sums of some reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    /// How many reports there are, in the sums or not.
    pub(crate) reports: usize,
    /// How many of them are in the sums of each part, and how many are not because of errors or because figures are lacking.
    bases: [Base; Part::ALL.len()],
    pub(crate) received: [i128; APPLICANTS],
    pub(crate) carried: [i128; 3],
    pub(crate) outcomes: [i128; ROWS],
    pub(crate) disputes: [[i128; RESULTS]; BLOCKS],
    /// `None` if it is larger than any number that is kept.
    pub(crate) fees: Option<Number>,
    pub(crate) documents: [i128; 2],
    /// The outcomes of the reports that are left out of theirs because of errors, as far as they have them.
    pub(crate) doubtful_outcomes: i128,
    /// How many of the reports are invented.
    pub(crate) samples: usize,
}

/// The reports that the sums of a part rest on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Base {
    /// How many are in the sums.
    pub(crate) counted: usize,
    /// How many are left out because an error touches their figures.
    pub(crate) errors: usize,
    /// How many are left out because figures are lacking.
    pub(crate) lacking: usize,
}

impl Sums {
    pub(crate) fn new() -> Sums {
        Sums {
            fees: Some(Number::whole(0)),
            ..Sums::default()
        }
    }

    /// Adds a report: each part that it has and that no error touches.
    pub(crate) fn add(&mut self, record: &Record, figures: &Figures) {
        self.reports += 1;
        self.samples += usize::from(record.sample);
        for part in Part::ALL {
            if !asked(part, record.year) {
                continue;
            }
            let base = &mut self.bases[part as usize];
            match out(record, figures, part) {
                Some(Out::Error) => {
                    base.errors += 1;
                    let outcomes = figures.outcomes.filter(|_| part == Part::Outcomes);
                    let total = outcomes.map_or(0, |rows| rows[RequestsRow::OutcomesTotal as usize]);
                    self.doubtful_outcomes += i128::from(total);
                }
                Some(Out::Lacking) => base.lacking += 1,
                None => {
                    base.counted += 1;
                    self.add_part(part, figures);
                }
            }
        }
    }

    /// Adds a report whose file can't be read: it lacks everything.
    pub(crate) fn add_unread(&mut self, record: &Record) {
        self.reports += 1;
        self.samples += usize::from(record.sample);
        for part in Part::ALL.into_iter().filter(|part| asked(*part, record.year)) {
            self.bases[part as usize].lacking += 1;
        }
    }

    fn add_part(&mut self, part: Part, figures: &Figures) {
        match part {
            Part::Received => plus(&mut self.received, figures.received.as_ref()),
            Part::Carried => plus(&mut self.carried, figures.carried.as_ref()),
            Part::Outcomes => plus(&mut self.outcomes, figures.outcomes.as_ref()),
            Part::Disputes => {
                for (sums, own) in self.disputes.iter_mut().zip(figures.disputes.iter().flatten()) {
                    plus(sums, Some(own));
                }
            }
            Part::Fees => self.fees = self.fees.zip(figures.fees).and_then(|(sum, own)| sum.plus(own)),
            Part::Documents => plus(&mut self.documents, figures.documents.as_ref()),
        }
    }

    /// The reports that the sums of a part rest on.
    pub(crate) fn base(&self, part: Part) -> Base {
        self.bases[part as usize]
    }

    /// All requests received.
    pub(crate) fn received_total(&self) -> i128 {
        self.received[Applicant::Total as usize]
    }

    /// All outcomes, as the totals of the reports say.
    pub(crate) fn outcomes_total(&self) -> i128 {
        self.outcomes[RequestsRow::OutcomesTotal as usize]
    }

    /// The outcomes by group.
    pub(crate) fn groups(&self) -> [i128; GROUPS] {
        let mut groups = [0; GROUPS];
        for row in RequestsRow::ALL {
            if let Some(slot) = group(*row).and_then(|group| groups.get_mut(group)) {
                *slot += self.outcomes[*row as usize];
            }
        }
        groups
    }

    /// 予以公开 and 部分公开.
    pub(crate) fn disclosed(&self) -> i128 {
        self.outcomes[RequestsRow::Granted as usize] + self.outcomes[RequestsRow::PartiallyGranted as usize]
    }

    /// Reconsideration and litigation together, by result.
    pub(crate) fn results(&self) -> [i128; RESULTS] {
        let mut results = [0; RESULTS];
        for block in &self.disputes {
            for (slot, own) in results.iter_mut().zip(block) {
                *slot += own;
            }
        }
        results
    }
}

/// Why a report is not in the sums of a part; `None` if it is.
pub(crate) fn out(record: &Record, figures: &Figures, part: Part) -> Option<Out> {
    if record.doubts.touch(part) {
        Some(Out::Error)
    } else if figures.has(part) {
        None
    } else {
        Some(Out::Lacking)
    }
}

fn plus<const N: usize>(sums: &mut [i128; N], own: Option<&[i64; N]>) {
    for (slot, own) in sums.iter_mut().zip(own.into_iter().flatten()) {
        *slot += i128::from(*own);
    }
}

/// A share in per cent with one decimal, rounded half up: `46.3%`. `None` of nothing.
pub(crate) fn share(part: i128, whole: i128) -> Option<String> {
    let tenths = tenths(part, whole)?;
    Some(format!("{}.{}%", tenths / 10, tenths % 10))
}

/// The fewest cases of which a share is given. Of fewer, a single case moves it by more than ten percentage points.
pub(crate) const FEW: i128 = 10;

/// A share; of few cases the fraction: `2 / 7`. `None` of nothing.
pub(crate) fn share_or_fraction(part: i128, whole: i128) -> Option<String> {
    if (1..FEW).contains(&whole) {
        return Some(format!("{} / {}", grouped(part), grouped(whole)));
    }
    share(part, whole)
}

/// A share in tenths of a per cent, rounded half up.
pub(crate) fn tenths(part: i128, whole: i128) -> Option<i128> {
    (whole > 0 && part >= 0).then(|| (part * 2000 + whole) / (whole * 2))
}

/// How many tenths of a percentage point one share is above another, rounded half away from 0. Neither whole is 0. Of figures
/// beyond all reason, which no sum of real ones reaches, the largest number that there is.
pub(crate) fn points_apart(one: (i128, i128), other: (i128, i128)) -> i128 {
    let apart = || {
        let difference = one.0.checked_mul(other.1)?.checked_sub(other.0.checked_mul(one.1)?)?;
        let whole = one.1.checked_mul(other.1)?;
        let size = difference.checked_abs()?.checked_mul(2000)?.checked_add(whole)?;
        Some(size / whole.checked_mul(2)?.max(1) * difference.signum())
    };
    apart().unwrap_or(i128::MAX)
}

/// A count with separators from 1,000 on.
pub(crate) fn grouped(count: i128) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if count < 0 {
        out.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_shares_as_people_read_them() {
        for (count, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "−1,234,567")] {
            assert_eq!(grouped(count), expected);
        }
        for (part, whole, expected) in [
            (27, 48, Some("56.3%")),
            (1, 16, Some("6.3%")),
            (0, 3, Some("0.0%")),
            (3, 3, Some("100.0%")),
            (0, 0, None),
            (-1, 3, None),
        ] {
            assert_eq!(share(part, whole).as_deref(), expected, "{part}/{whole}");
        }
        for (part, whole, expected) in [
            (2, 9, Some("2 / 9")),
            (2, 10, Some("20.0%")),
            (0, 1, Some("0 / 1")),
            (0, 0, None),
        ] {
            assert_eq!(share_or_fraction(part, whole).as_deref(), expected, "{part}/{whole}");
        }
    }

    #[test]
    fn differences_are_of_the_shares_themselves() {
        // 48.84 and 56.25: their difference is 7.41, though that of the rounded shares would be 7.5.
        assert_eq!(points_apart((21, 43), (27, 48)), -74);
        assert_eq!(points_apart((27, 48), (21, 43)), 74);
        assert_eq!(points_apart((1, 2), (2, 4)), 0);
        assert_eq!(points_apart((1, 2000), (0, 1)), 1);
        let large = i128::from(i64::MAX);
        assert_eq!(points_apart((large, large), (1, large)), i128::MAX);
    }

    #[test]
    fn every_outcome_has_a_group() {
        for form in nianbao_core::form::Form::ALL {
            for grid in form.table(nianbao_core::field::TableId::Requests) {
                for field in grid.fields() {
                    let Field::Requests(row, Applicant::Total) = field else {
                        continue;
                    };
                    let apart = [
                        RequestsRow::Received,
                        RequestsRow::CarriedIn,
                        RequestsRow::CarriedOut,
                        RequestsRow::OutcomesTotal,
                    ];
                    assert_eq!(group(row).is_none(), apart.contains(&row), "{field}");
                }
            }
        }
    }
}
