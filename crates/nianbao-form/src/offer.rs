//! What a cell may be offered: the value that would mend it, or the sum of its parts. Offered, never forced.

use nianbao_core::cell::{Cell, Value};
use nianbao_core::diagnostic::Finding;
use nianbao_core::field::Field;
use nianbao_core::form::Form;
use nianbao_core::report::{Figures, Report};

/// A value for the cell being edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The value.
    pub value: String,
    /// Why it is offered.
    pub why: Why,
}

/// Why a value is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A finding says that the cell should have it.
    Finding,
    /// Its parts add up to it.
    Sum,
}

/// What a cell may be offered; none where it has the value already.
pub fn offer<'a>(report: &Report, findings: impl IntoIterator<Item = &'a Finding>, field: Field) -> Option<Offer> {
    let figures = report.figures();
    let now = figures.get(field)?;
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
    let form = report.form().unwrap_or(Form::LATEST);
    let sum = form.sums(field).find_map(|relation| sum(&figures, relation.parts()))?;
    (now.number().and_then(nianbao_core::cell::Number::as_whole) != Some(sum)).then(|| Offer {
        value: sum.to_string(),
        why: Why::Sum,
    })
}

/// The sum of some cells; none where one holds no whole number or all are blank.
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
    use nianbao_core::diagnostic::Fix;
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
    fn what_a_finding_says_comes_first() {
        let mut report = Report::blank(Form::LATEST, "某局", Some(2023));
        let field: Field = "requests.received.total".parse().unwrap();
        report.set(field, "1185");
        let finding = Finding::new(At::Field(field), Text::new("", "")).fix(Fix::set(field, "1175"));
        let found = offer(&report, [&finding], field).unwrap();
        assert_eq!((found.value.as_str(), found.why), ("1175", Why::Finding));
        report.set(field, "1175");
        assert_eq!(offer(&report, [&finding], field), None);
    }
}
