//! Which of a report's figures its errors touch, in a few bits: sums leave out exactly those.

use nianbao_core::diagnostic::{Finding, Severity};
use nianbao_core::field::{Field, ProactiveRow, RequestsRow};
use nianbao_core::report::At;

/// The parts of a report whose figures are added up. An error in one of them leaves the report out of the sums of that part,
/// and of no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Part {
    /// 本年新收, by applicant.
    Received,
    /// 上年结转 and 结转下年, with what they are compared with.
    Carried,
    /// 本年度办理结果.
    Outcomes,
    /// 行政复议 and 行政诉讼.
    Disputes,
    /// 行政事业性收费.
    Fees,
    /// 规章 and 行政规范性文件.
    Documents,
}

impl Part {
    /// All of them, in the form's order.
    pub(crate) const ALL: [Part; 6] = [
        Part::Received,
        Part::Carried,
        Part::Outcomes,
        Part::Disputes,
        Part::Fees,
        Part::Documents,
    ];

    /// The part that a cell belongs to, if it is added up.
    pub(crate) fn of(field: Field) -> Option<Part> {
        match field {
            Field::Requests(RequestsRow::Received, _) => Some(Part::Received),
            Field::Requests(RequestsRow::CarriedIn | RequestsRow::CarriedOut, _) => Some(Part::Carried),
            Field::Requests(..) => Some(Part::Outcomes),
            Field::Disputes(..) => Some(Part::Disputes),
            Field::Proactive(ProactiveRow::Fees, _) => Some(Part::Fees),
            Field::Proactive(ProactiveRow::Regulations | ProactiveRow::NormativeDocuments, _) => Some(Part::Documents),
            Field::Proactive(..) => None,
        }
    }

    /// Its name in data files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Part::Received => "received",
            Part::Carried => "carried",
            Part::Outcomes => "outcomes",
            Part::Disputes => "disputes",
            Part::Fees => "fees",
            Part::Documents => "documents",
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// The parts that errors touch, and whether figures or text are copied. Accepted findings do not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Doubts(u16);

impl Doubts {
    const FIGURES: u16 = 1 << 14;
    const TEXT: u16 = 1 << 15;

    /// What the findings of a report say of its figures.
    pub(crate) fn new(findings: &[Finding]) -> Doubts {
        let mut doubts = Doubts::default();
        for finding in findings.iter().filter(|finding| finding.accepted.is_none()) {
            match finding.rule {
                "copied-figures" => doubts.0 |= Doubts::FIGURES,
                "copied-text" => doubts.0 |= Doubts::TEXT,
                // A sum with a fee in yuan among others in 10,000 yuan is wrong, whoever is.
                "fee-unit" => doubts.0 |= Part::Fees.bit(),
                _ => {}
            }
            if finding.severity != Severity::Error {
                continue;
            }
            // All figures of a report that may be another year's or another organ's.
            if matches!(finding.rule, "year-mismatch" | "form-version")
                || finding.rule == "organ-mismatch" && matches!(finding.at, At::Title(_) | At::Meta)
            {
                doubts.0 |= Part::ALL.into_iter().map(Part::bit).fold(0, std::ops::BitOr::bitor);
            }
            // It names the one cell that is wrong; the others are the evidence.
            let one = finding.rule == "wrong-cell";
            let fields = finding.fields().take(if one { 1 } else { usize::MAX });
            for part in fields.filter_map(Part::of) {
                doubts.0 |= part.bit();
            }
        }
        doubts
    }

    /// Whether an error touches figures of a part. The balance of what was carried over needs those received as well.
    pub(crate) fn touch(self, part: Part) -> bool {
        let bits = match part {
            Part::Carried => Part::Carried.bit() | Part::Received.bit(),
            part => part.bit(),
        };
        self.0 & bits != 0
    }

    /// Whether an error touches the cells of a part, whatever else the part needs.
    pub(crate) fn touches_only(self, part: Part) -> bool {
        self.0 & part.bit() != 0
    }

    /// Whether an error touches any part.
    pub(crate) fn any(self) -> bool {
        Part::ALL.into_iter().any(|part| self.touch(part))
    }

    /// Whether all its figures are those of the report of the year before.
    pub(crate) fn figures_copied(self) -> bool {
        self.0 & Doubts::FIGURES != 0
    }

    /// Whether its text is that of another report.
    pub(crate) fn text_copied(self) -> bool {
        self.0 & Doubts::TEXT != 0
    }

    /// As a number, for the next build.
    pub(super) fn bits(self) -> u16 {
        self.0
    }

    /// What [`Doubts::bits`] gave.
    pub(super) fn of_bits(bits: u16) -> Doubts {
        Doubts(bits)
    }
}

#[cfg(test)]
mod tests {
    use nianbao_core::rules;
    use nianbao_core::text::Text;

    use super::*;

    fn finding(rule: &'static str, severity: Severity, fields: &[&str]) -> Finding {
        let mut fields = fields.iter().map(|field| field.parse::<Field>().expect("a field"));
        let at = fields.next().map_or(At::Report, At::Field);
        Finding {
            rule,
            severity,
            ..Finding::new(at, Text::new("x", "x")).also(fields)
        }
    }

    /// The parts that findings touch.
    fn check(findings: &[Finding], expected: &[Part]) {
        let doubts = Doubts::new(findings);
        let parts = Part::ALL.into_iter().filter(|part| doubts.touch(*part));
        assert_eq!(parts.collect::<Vec<_>>(), expected);
        assert_eq!(doubts.any(), !expected.is_empty());
        assert_eq!(Doubts::of_bits(doubts.bits()), doubts);
    }

    #[test]
    fn errors_touch_the_parts_of_their_cells() {
        let (error, warning) = (Severity::Error, Severity::Warning);
        let (granted, received) = ("requests.granted.natural_person", "requests.received.total");
        let balance = [received, "requests.carried_in.total", "requests.outcomes_total.total"];
        check(&[], &[]);
        check(&[finding("wrong-cell", warning, &[granted])], &[]);
        check(&[finding("wrong-cell", error, &[])], &[]);
        check(&[finding("wrong-cell", error, &[granted, received])], &[Part::Outcomes]);
        check(
            &[finding("requests-balance", error, &balance)],
            &[Part::Received, Part::Carried, Part::Outcomes],
        );
        check(
            &[finding("prose-received", error, &[received])],
            &[Part::Received, Part::Carried],
        );
        check(&[finding("prose-fee", error, &["proactive.fees"])], &[Part::Fees]);
        check(&[finding("fee-unit", warning, &["proactive.fees"])], &[Part::Fees]);
        check(&[finding("cell-number", error, &["proactive.licenses"])], &[]);
        let mut accepted = finding("prose-received", error, &[received]);
        accepted.accepted = Some("全县的数字".to_owned());
        check(&[accepted], &[]);
        check(&[finding("year-mismatch", error, &[])], &Part::ALL);
        check(&[finding("year-mismatch", warning, &[])], &[]);
        check(&[finding("organ-mismatch", error, &[])], &[]);
        let disputes = "disputes.reconsideration.upheld";
        check(
            &[
                finding("disputes-total", error, &[disputes]),
                finding("prose-documents", error, &["proactive.normative_documents.in_force"]),
            ],
            &[Part::Disputes, Part::Documents],
        );
    }

    #[test]
    fn copies_are_known_by_their_rules() {
        let copied = |rule| {
            assert!(rules::find(rule).is_some(), "{rule}");
            let doubts = Doubts::new(&[finding(rule, Severity::Warning, &[])]);
            (doubts.figures_copied(), doubts.text_copied(), doubts.any())
        };
        assert_eq!(copied("copied-figures"), (true, false, false));
        assert_eq!(copied("copied-text"), (false, true, false));
        assert_eq!(copied("wrong-cell"), (false, false, false));
    }
}
