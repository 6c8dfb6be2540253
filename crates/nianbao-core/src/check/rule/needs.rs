//! The parts of a report that each rule needs: if one is missing, the rule reports that it could
//! not check, instead of nothing.

use super::Subject;
use crate::field::TableId;
use crate::form::SectionId;

/// Something that a rule has to find in a report before it can say anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Need {
    /// The reporting year.
    Year,
    /// The organ's name.
    Organ,
    /// Any of the six sections.
    Sections,
    /// This section.
    Section(SectionId),
    /// Any of the three tables.
    Tables,
    /// This table.
    Table(TableId),
}

impl Need {
    fn is_met(self, subject: &Subject<'_>) -> bool {
        match self {
            Need::Year => subject.year.is_some(),
            Need::Organ => subject.organ.is_some(),
            Need::Sections => subject.report.sections.iter().any(|section| section.id.is_some()),
            Need::Section(id) => subject.report.section(id).is_some(),
            Need::Tables => subject.all_laid().next().is_some(),
            Need::Table(id) => subject.tables(id).next().is_some(),
        }
    }
}

/// Every need that there is; a report that meets them all lets every rule speak.
const ALL: [Need; 12] = [
    Need::Year,
    Need::Organ,
    Need::Sections,
    Need::Section(SectionId::Overview),
    Need::Section(SectionId::Proactive),
    Need::Section(SectionId::Requests),
    Need::Section(SectionId::Disputes),
    Need::Section(SectionId::Problems),
    Need::Section(SectionId::Other),
    Need::Table(TableId::Proactive),
    Need::Table(TableId::Requests),
    Need::Table(TableId::Disputes),
];

/// The rules that need something, by name. All others look at whatever is there.
const NEEDS: &[(&str, &[Need])] = &[
    ("section-order", &[Need::Sections]),
    ("section-heading", &[Need::Sections]),
    ("section-extra", &[Need::Sections]),
    ("form-version", &[Need::Tables]),
    ("table-rows", &[Need::Tables]),
    ("table-label", &[Need::Tables]),
    ("cell-number", &[Need::Tables]),
    ("cell-whole-number", &[Need::Tables]),
    ("cell-blank", &[Need::Tables]),
    ("fee-unit", &[Need::Table(TableId::Proactive)]),
    ("regulation-maker", &[Need::Organ, Need::Table(TableId::Proactive)]),
    ("wrong-cell", &[Need::Table(TableId::Requests)]),
    ("requests-balance", &[Need::Table(TableId::Requests)]),
    ("outcomes-total", &[Need::Table(TableId::Requests)]),
    ("applicants-total", &[Need::Table(TableId::Requests)]),
    ("disputes-total", &[Need::Table(TableId::Disputes)]),
    ("prose-received", &[Need::Table(TableId::Requests)]),
    ("prose-carried", &[Need::Table(TableId::Requests)]),
    ("prose-outcomes", &[Need::Table(TableId::Requests)]),
    ("prose-all-closed", &[Need::Table(TableId::Requests)]),
    ("prose-disputes", &[Need::Table(TableId::Disputes)]),
    ("prose-all-upheld", &[Need::Table(TableId::Disputes)]),
    ("prose-documents", &[Need::Table(TableId::Proactive)]),
    (
        "prose-silent",
        &[Need::Table(TableId::Requests), Need::Table(TableId::Disputes)],
    ),
    ("year-mismatch", &[Need::Year]),
    ("stale-year", &[Need::Year]),
    ("reporting-period", &[Need::Sections]),
    ("published-late", &[Need::Year]),
    ("published-early", &[Need::Year]),
    ("organ-mismatch", &[Need::Organ]),
    ("self-reference", &[Need::Organ]),
    ("scope-words", &[Need::Organ]),
    ("aspects-covered", &[Need::Section(SectionId::Overview)]),
    ("overview-length", &[Need::Section(SectionId::Overview)]),
    ("government-duties", &[Need::Organ, Need::Sections]),
    ("problems-and-measures", &[Need::Section(SectionId::Problems)]),
    ("processing-fee", &[Need::Section(SectionId::Other)]),
    ("contact", &[Need::Sections]),
];

/// The rules that lack something in a report, by name.
pub(crate) fn unmet(subject: &Subject<'_>) -> Vec<&'static str> {
    // Nothing is asked of a report from before there was a form, and hardly any other lacks anything.
    if subject.before_the_forms() || ALL.iter().all(|need| need.is_met(subject)) {
        return Vec::new();
    }
    let unmet = NEEDS
        .iter()
        .filter(|(_, needs)| !needs.iter().all(|need| need.is_met(subject)));
    unmet.map(|(rule, _)| *rule).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn what_needs_something_is_a_rule() {
        for (at, (rule, needs)) in NEEDS.iter().enumerate() {
            assert!(rules::find(rule).is_some() && !needs.is_empty(), "{rule}");
            assert!(NEEDS[..at].iter().all(|(other, _)| other != rule), "{rule}");
            // A need that is checked earlier covers it.
            let known = |need: &Need| ALL.contains(need) || *need == Need::Tables;
            assert!(needs.iter().all(known), "{rule}");
        }
    }
}
