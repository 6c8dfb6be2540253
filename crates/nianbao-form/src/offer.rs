//! Values offered for a cell: the correction of a finding, or the sum of its summands.

use nianbao_core::cell::{Cell, Value};
use nianbao_core::diagnostic::Finding;
use nianbao_core::field::{Field, ProactiveColumn};
use nianbao_core::form::Form;
use nianbao_core::report::{Figures, Report};
use nianbao_core::sort;

/// A value for the cell being edited.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Offer {
    /// The value.
    pub value: String,
    /// The reason for the offer.
    pub why: Why,
}

/// The reason for an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// A finding gives the correct value.
    Finding,
    /// Its summands add up to the value.
    Sum,
    /// It follows from last year's report.
    LastYear,
}

/// The offer for a cell; `None` if the cell already has the value.
pub fn offer<'a>(report: &Report, findings: impl IntoIterator<Item = &'a Finding>, field: Field) -> Option<Offer> {
    let figures = report.figures();
    let now = figures.get(field)?;
    let form = report.form().unwrap_or(Form::LATEST);
    let sum = form.sums(field).find_map(|relation| sum(&figures, relation.parts()));
    let sum = sum.filter(|sum| now.number().and_then(nianbao_core::cell::Number::as_whole) != Some(*sum));
    let sum = sum.map(|sum| Offer {
        value: sum.to_string(),
        why: Why::Sum,
    });
    // A finding about a blank cell offers 0, but the sum is better.
    if now.as_str().is_empty() && sum.is_some() {
        return sum;
    }
    let found = findings
        .into_iter()
        .filter_map(|finding| finding.fix.as_ref())
        .flat_map(|fix| &fix.edits)
        .find(|edit| edit.field == field && edit.value != now.as_str());
    if let Some(edit) = found {
        return Some(Offer {
            value: edit.value.clone(),
            why: Why::Finding,
        });
    }
    sum
}

/// The number of regulations or normative documents in force: last year's, with those issued added and those repealed
/// taken off; `None` for other cells, or while one of the figures is not known.
pub fn in_force(report: &Report, last: &Report, field: Field) -> Option<Offer> {
    let Field::Proactive(row, ProactiveColumn::InForce) = field else {
        return None;
    };
    let whole = |report: &Report, column| report.cell(Field::Proactive(row, column))?.number()?.as_whole();
    let before = whole(last, ProactiveColumn::InForce)?;
    let (made, gone) = (
        whole(report, ProactiveColumn::Issued)?,
        whole(report, ProactiveColumn::Repealed)?,
    );
    let now = before.checked_add(made)?.checked_sub(gone)?;
    (now >= 0).then(|| Offer {
        value: now.to_string(),
        why: Why::LastYear,
    })
}

/// Sums for the totals of some cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// The totals that differ from what is written, and their values.
    pub values: Vec<(Field, String)>,
    /// The number of totals skipped because some of their summands are blank.
    pub unfinished: usize,
}

/// The sums of all totals among some cells.
pub fn totals(report: &Report, fields: &[Field]) -> Totals {
    let form = report.form().unwrap_or(Form::LATEST);
    let mut report = report.clone();
    let mut totals = Totals::default();
    let is_total = |field: Field| form.sums(field).next().is_some();
    // Sums of sums come last.
    let of_sums = |field: &Field| form.sums(*field).any(|relation| relation.parts().any(is_total));
    let mut fields = fields.to_vec();
    sort::by_key(&mut fields, of_sums);
    for field in fields {
        let figures = report.figures();
        let Some(parts) = form
            .sums(field)
            .next()
            .map(|relation| relation.parts().collect::<Vec<_>>())
        else {
            continue;
        };
        let blank = |part: &Field| figures.get(*part).is_some_and(Cell::is_blank);
        if parts.iter().all(blank) {
            continue;
        }
        if parts.iter().any(blank) {
            totals.unfinished += 1;
            continue;
        }
        let Some(sum) = sum(&figures, parts.iter().copied()) else {
            continue;
        };
        let now = figures.get(field).and_then(Cell::number);
        if now.and_then(nianbao_core::cell::Number::as_whole) != Some(sum) {
            let value = sum.to_string();
            report.set(field, &value);
            totals.values.push((field, value));
        }
    }
    totals
}

/// The progress of a row's sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Progress {
    /// Only the total is blank.
    Total,
    /// This many cells other than the total are blank.
    Blank(usize),
    /// The row adds up columns, and none of those with a blank total is full.
    Columns,
}

/// The progress of a row that is being filled, from its summands and its total; `None` if the row is full or empty.
pub fn progress(parts: &[&str], total: &str) -> Option<Progress> {
    let blanks = parts.iter().filter(|part| part.is_empty()).count();
    match blanks {
        0 => total.is_empty().then_some(Progress::Total),
        blanks if blanks == parts.len() => None,
        blanks => Some(Progress::Blank(blanks)),
    }
}

/// The sum of some cells; `None` if one is not a whole number or all are blank.
fn sum(figures: &Figures<'_>, parts: impl Iterator<Item = Field>) -> Option<i64> {
    let mut sum = 0_i64;
    let mut any = false;
    for field in parts {
        match figures.get(field).map(Cell::value) {
            None | Some(Value::Blank) => {}
            Some(Value::Number(number)) => {
                sum = sum.checked_add(number.as_whole()?)?;
                any = true;
            }
            Some(Value::Text(_)) => return None,
        }
    }
    any.then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nianbao_core::diagnostic::{Fix, Promise};
    use nianbao_core::report::At;
    use nianbao_core::text::Text;

    fn check(cells: &[(&str, &str)], field: &str, expected: Option<&str>) {
        let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
        for (field, value) in cells {
            report.set(field.parse().unwrap(), value);
        }
        let found = offer(&report, [], field.parse().unwrap());
        assert_eq!(found.map(|offer| offer.value).as_deref(), expected, "{field} {cells:?}");
    }

    #[test]
    fn totals_are_offered_the_sum_of_their_parts() {
        let received = "requests.received.total";
        check(&[], received, None);
        check(&[("requests.received.natural_person", "３")], received, Some("3"));
        check(
            &[
                ("requests.received.natural_person", "3"),
                ("requests.received.other", "2"),
                (received, "4"),
            ],
            received,
            Some("5"),
        );
        check(&[("requests.received.other", "2"), (received, "2")], received, None);
        check(&[("requests.received.other", "约2")], received, None);
        check(&[("requests.received.other", "2")], "requests.received.other", None);
        check(
            &[("requests.granted.other", "2")],
            "requests.outcomes_total.other",
            Some("2"),
        );
        check(
            &[("disputes.reconsideration.upheld", "1")],
            "disputes.reconsideration.total",
            Some("1"),
        );
    }

    #[test]
    fn a_row_says_how_far_its_sum_has_come() {
        for (parts, total, expected) in [
            (["", "", ""], "", None),
            (["", "", ""], "3", None),
            (["1", "", ""], "", Some(Progress::Blank(2))),
            (["1", "", "0"], "1", Some(Progress::Blank(1))),
            (["1", "2", "/"], "", Some(Progress::Total)),
            (["1", "2", "0"], "4", None),
        ] {
            assert_eq!(progress(&parts, total), expected, "{parts:?} {total}");
        }
    }

    #[test]
    fn a_blank_total_is_offered_its_sum_and_not_zero() {
        let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
        let field: Field = "requests.received.total".parse().unwrap();
        report.set("requests.received.other".parse().unwrap(), "2");
        let finding = Finding::new(At::Field(field), Text::new("", "")).fix(Fix::set(field, "0", Promise::Ask));
        let found = offer(&report, [&finding], field).unwrap();
        assert_eq!((found.value.as_str(), found.why), ("2", Why::Sum));
    }

    #[test]
    fn documents_in_force_follow_from_last_year() {
        let field: Field = "proactive.normative_documents.in_force".parse().unwrap();
        let mut last = Report::blank(Form::LATEST, "某局", Some(2022));
        last.set(field, "13");
        let check = |made: &str, gone: &str, expected: Option<&str>| {
            let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
            report.set("proactive.normative_documents.issued".parse().unwrap(), made);
            report.set("proactive.normative_documents.repealed".parse().unwrap(), gone);
            let offered = in_force(&report, &last, field).map(|offer| offer.value);
            assert_eq!(offered.as_deref(), expected, "{made} {gone}");
        };
        check("2", "1", Some("14"));
        check("2", "", None);
        check("0", "20", None);
        let other = "requests.received.total".parse().unwrap();
        assert_eq!(in_force(&last, &last, other), None);
    }

    #[test]
    fn what_a_finding_says_comes_first() {
        let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
        let field: Field = "requests.received.total".parse().unwrap();
        report.set(field, "1185");
        let finding = Finding::new(At::Field(field), Text::new("", "")).fix(Fix::set(field, "1175", Promise::Ask));
        let found = offer(&report, [&finding], field).unwrap();
        assert_eq!((found.value.as_str(), found.why), ("1175", Why::Finding));
        report.set(field, "1175");
        assert_eq!(offer(&report, [&finding], field), None);
    }
}
