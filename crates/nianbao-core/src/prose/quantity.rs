//! The things that a figure in the prose can count: a closed list. Their names are stable.

use std::fmt;
use std::str::FromStr;

use crate::field::{
    Applicant, DisputeBlock, DisputeResult, Field, ProactiveColumn, ProactiveRow, RequestsGroup, RequestsRow,
};
use crate::form::Form;

/// A thing that the prose can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Quantity {
    /// A row of table three, total column: `requests.received`.
    Requests(RequestsRow),
    /// The rows under one heading of table three added up, total column: `requests.denied`.
    Group(RequestsGroup),
    /// 予以公开 and 部分公开 added up: `requests.granted_or_partial`.
    GrantedOrPartial,
    /// Received and carried in, if the prose means both: `requests.accepted`.
    Accepted,
    /// Received from one kind of applicant: `requests.received.natural_person`.
    ReceivedFrom(Applicant),
    /// Received from 法人或其他组织, the five columns added up: `requests.received.organisations`.
    ReceivedFromOrganisations,
    /// A cell of table four: `disputes.reconsideration.total`.
    Disputes(DisputeBlock, DisputeResult),
    /// Lawsuits, whether or not reconsideration came first: `disputes.litigation.total`.
    Litigation(DisputeResult),
    /// A cell of table two: `proactive.normative_documents.issued`. Fees in 万元.
    Proactive(ProactiveRow, ProactiveColumn),
    /// 信息处理费: `fee_notices.count`.
    Fee(FeeFigure),
}

/// The figures for 信息处理费 (the processing fee).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FeeFigure {
    /// The number of fee notices sent, or of requests charged for.
    Count,
    /// The sum of the notices, in yuan.
    Amount,
    /// The amount paid, in yuan.
    Collected,
}

impl FeeFigure {
    const ALL: [FeeFigure; 3] = [FeeFigure::Count, FeeFigure::Amount, FeeFigure::Collected];

    const fn name(self) -> &'static str {
        match self {
            FeeFigure::Count => "count",
            FeeFigure::Amount => "amount",
            FeeFigure::Collected => "collected",
        }
    }
}

impl Quantity {
    /// `requests.received`.
    pub const RECEIVED: Quantity = Quantity::Requests(RequestsRow::Received);
    /// `requests.carried_in`.
    pub(crate) const CARRIED_IN: Quantity = Quantity::Requests(RequestsRow::CarriedIn);
    /// `requests.carried_out`.
    pub(crate) const CARRIED_OUT: Quantity = Quantity::Requests(RequestsRow::CarriedOut);
    /// `requests.outcomes_total`.
    pub(crate) const OUTCOMES_TOTAL: Quantity = Quantity::Requests(RequestsRow::OutcomesTotal);
    /// `fee_notices.collected`.
    pub(crate) const COLLECTED: Quantity = Quantity::Fee(FeeFigure::Collected);

    /// All quantities.
    pub fn all() -> impl Iterator<Item = Quantity> {
        let rows = RequestsRow::ALL
            .iter()
            // 其他处理 is one row in form 2019 and three in form 2021; it is listed once, as the group.
            .filter(|row| row.as_group().is_none())
            .map(|row| Quantity::Requests(*row));
        let groups = RequestsGroup::ALL
            .iter()
            .filter(|group| **group != RequestsGroup::Outcomes)
            .map(|group| Quantity::Group(*group));
        let applicants = Applicant::ALL
            .iter()
            .filter(|applicant| **applicant != Applicant::Total)
            .map(|applicant| Quantity::ReceivedFrom(*applicant));
        let disputes = DisputeBlock::ALL
            .iter()
            .flat_map(|block| DisputeResult::ALL.iter().map(|end| Quantity::Disputes(*block, *end)));
        let litigation = DisputeResult::ALL.iter().map(|end| Quantity::Litigation(*end));
        // A field of several forms is listed once, for the first of them.
        let first = |form: &'static Form, field: Field| field.first_form().is_some_and(|first| first.id == form.id);
        let proactive = Form::ALL
            .into_iter()
            .flat_map(move |form| form.fields().filter(move |field| first(form, *field)))
            .filter_map(|field| match field {
                Field::Proactive(row, column) => Some(Quantity::Proactive(row, column)),
                _ => None,
            });
        rows.chain(groups)
            .chain([Quantity::GrantedOrPartial, Quantity::Accepted])
            .chain(applicants)
            .chain([Quantity::ReceivedFromOrganisations])
            .chain(disputes)
            .chain(litigation)
            .chain(proactive)
            .chain(FeeFigure::ALL.map(Quantity::Fee))
    }

    /// The cells that add up to it in a report of this form; empty if the form has no such cells.
    pub fn fields(self, form: &Form) -> Vec<Field> {
        let total = |row: RequestsRow| Field::Requests(row, Applicant::Total);
        let rows = |rows: &[RequestsRow]| rows.iter().copied().map(total).collect::<Vec<_>>();
        let fields = match self {
            Quantity::Requests(row) => vec![total(row)],
            Quantity::Group(group) => {
                let all: Vec<RequestsRow> = RequestsRow::ALL
                    .iter()
                    .copied()
                    .filter(|row| row.group() == Some(group) || row.as_group() == Some(group))
                    .collect();
                rows(&all)
            }
            Quantity::GrantedOrPartial => rows(&[RequestsRow::Granted, RequestsRow::PartiallyGranted]),
            Quantity::Accepted => rows(&[RequestsRow::Received, RequestsRow::CarriedIn]),
            Quantity::ReceivedFrom(applicant) => vec![Field::Requests(RequestsRow::Received, applicant)],
            Quantity::ReceivedFromOrganisations => Applicant::ALL
                .iter()
                .filter(|a| !matches!(a, Applicant::NaturalPerson | Applicant::Total))
                .map(|applicant| Field::Requests(RequestsRow::Received, *applicant))
                .collect(),
            Quantity::Disputes(block, end) => vec![Field::Disputes(block, end)],
            Quantity::Litigation(end) => vec![
                Field::Disputes(DisputeBlock::LitigationDirect, end),
                Field::Disputes(DisputeBlock::LitigationAfterReconsideration, end),
            ],
            Quantity::Proactive(row, column) => vec![Field::Proactive(row, column)],
            Quantity::Fee(_) => Vec::new(),
        };
        fields.into_iter().filter(|field| form.has(*field)).collect()
    }

    /// Whether it is an outcome of requests: a group or a reason.
    pub(crate) fn is_outcome(self) -> bool {
        match self {
            Quantity::Requests(row) => row.is_outcome(),
            Quantity::Group(_) | Quantity::GrantedOrPartial => true,
            _ => false,
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Quantity::Requests(row) => write!(f, "requests.{}", row.name()),
            Quantity::Group(group) => write!(f, "requests.{}", group.name()),
            Quantity::GrantedOrPartial => f.write_str("requests.granted_or_partial"),
            Quantity::Accepted => f.write_str("requests.accepted"),
            Quantity::ReceivedFrom(applicant) => write!(f, "requests.received.{}", applicant.name()),
            Quantity::ReceivedFromOrganisations => f.write_str("requests.received.organisations"),
            Quantity::Disputes(block, end) => write!(f, "disputes.{}.{}", block.name(), end.name()),
            Quantity::Litigation(end) => write!(f, "disputes.litigation.{}", end.name()),
            Quantity::Proactive(row, column) => Field::Proactive(*row, *column).fmt(f),
            Quantity::Fee(figure) => write!(f, "fee_notices.{}", figure.name()),
        }
    }
}

/// The text is not the name of a quantity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownQuantity(pub String);

impl fmt::Display for UnknownQuantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not the name of a quantity", self.0)
    }
}

impl std::error::Error for UnknownQuantity {}

impl FromStr for Quantity {
    type Err = UnknownQuantity;

    fn from_str(text: &str) -> Result<Quantity, UnknownQuantity> {
        Quantity::all()
            .find(|subject| subject.to_string() == text)
            .ok_or_else(|| UnknownQuantity(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subject_has_a_name_of_its_own() {
        let mut names: Vec<String> = Quantity::all().map(|subject| subject.to_string()).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
        for subject in Quantity::all() {
            assert_eq!(subject.to_string().parse(), Ok(subject));
        }
        assert!("requests.outcomes".parse::<Quantity>().is_err());
    }

    #[test]
    fn subjects_lead_to_the_cells_that_they_sum() {
        for (subject, old, new) in [
            ("requests.received", 1, 1),
            ("requests.accepted", 2, 2),
            ("requests.denied", 8, 8),
            ("requests.unavailable", 3, 3),
            ("requests.not_processed", 5, 5),
            ("requests.other_outcome", 1, 3),
            ("requests.received.organisations", 5, 5),
            ("disputes.litigation.upheld", 2, 2),
            ("proactive.normative_documents.issued", 0, 1),
            ("fee_notices.count", 0, 0),
        ] {
            let subject: Quantity = subject.parse().unwrap();
            let [a, b, ..] = Form::ALL.map(|form| subject.fields(form).len());
            assert_eq!((a, b), (old, new), "{subject}");
        }
    }
}
