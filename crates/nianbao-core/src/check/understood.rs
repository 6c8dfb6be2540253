//! What was understood of the prose: the quantities that it states, and the aspects that section one covers.

use super::rules::aspects_covered;
use super::run::subject;
use crate::report::{At, Report};
use crate::rule::prose::{Verdict, judge, other_scope, readings};
use crate::rules::Settings;
use crate::text::Text;
use crate::verdict::Input;

/// What was understood of a report's prose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// The words of each quantity, and whether the tables agree. One that differs, or that no table has, is not said to
    /// agree; a difference is a finding.
    pub quantities: Vec<(At, bool)>,
    /// The five aspects of section one, and whether it covers each; empty if it has no text.
    pub aspects: Vec<(Text, bool)>,
}

/// Reads the prose of a report.
pub fn understood(report: &Report) -> Understood {
    let subject = subject(Input::new(report, 0), &Settings::default());
    let prose = &subject.prose;
    let quantities = prose.claims.iter().filter_map(|claim| {
        let at = prose.at(claim.passage, claim.span)?;
        let agrees = !claim.approximate
            && !other_scope(&subject, claim.scope)
            && judge(&subject, claim, &readings(&subject, claim)) == Verdict::Agrees;
        Some((at, agrees))
    });
    Understood {
        quantities: quantities.collect(),
        aspects: aspects_covered::aspects(&subject).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::example;
    use crate::report::{Block, Part};

    #[test]
    fn quantities_that_the_tables_have_agree_or_not() {
        let mut report = example("").expect("the example");
        let text = "全年收到政府信息公开申请999件，结转下年度继续办理0件。";
        report.sections[0].blocks = vec![Block::Paragraph(text.to_owned())];
        let found = understood(&report);
        let words: Vec<(&str, bool)> = found
            .quantities
            .iter()
            .filter_map(|(at, agrees)| match at {
                At::Text(Part::Section(0), 0, range) => Some((text.get(range.clone())?, *agrees)),
                _ => None,
            })
            .collect();
        assert!(
            words.iter().any(|(words, agrees)| words.contains("999") && !agrees),
            "{words:?}"
        );
        assert!(
            words.iter().any(|(words, agrees)| words.contains('0') && *agrees),
            "{words:?}"
        );
        assert_eq!(found.aspects.len(), 5);
        assert!(
            found
                .aspects
                .iter()
                .any(|(name, covered)| name.zh == "依申请公开" && *covered)
        );
        assert!(
            found
                .aspects
                .iter()
                .any(|(name, covered)| name.zh == "监督保障" && !covered)
        );
        report.sections[0].blocks.clear();
        assert_eq!(understood(&report).aspects, []);
    }
}
