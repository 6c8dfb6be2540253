//! What was understood of the prose: the quantities that it states, those that differ from the tables, and the aspects that
//! section one covers.

use std::ops::Range;

use super::rules::aspects_covered;
use crate::cell::Cell;
use crate::field::Field;
use crate::prose::{Claim, Prose, Unit};
use crate::report::At;
use crate::rule::Subject;
use crate::rule::prose::{Verdict, judge, other_scope, readings};
use crate::text::Text;

/// What was understood of a report's prose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// The figure of each quantity with its unit, or its words if it has none (未收到), and whether the tables agree; `None` if
    /// they have nothing to compare it with.
    pub quantities: Vec<(At, Option<bool>)>,
    /// Those with `None` for which the form has cells, but at least one of them has no number yet; in the same order.
    pub unfilled: Vec<At>,
    /// The quantities that differ from the tables: those with `Some(false)`, in the same order.
    pub contradictions: Vec<Contradiction>,
    /// The five aspects of section one, and whether it covers each; empty if it has no text.
    pub aspects: Vec<(Text, bool)>,
}

/// A quantity in the prose that differs from the tables. Which of the two is right, only a person knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contradiction {
    /// Its words, as in the finding about it.
    pub at: At,
    /// The digits of its figure, in bytes of that block; `None` for 未收到 and the like, and for money, whose unit may differ.
    pub digits: Option<Range<usize>>,
    /// The figure in the prose, as a cell has it.
    pub stated: String,
    /// The cells that are this quantity, added up.
    pub cells: Vec<Field>,
    /// Their sum.
    pub counted: String,
    /// Whether the prose also gives the figure that the tables have: then `prose-contradiction` reports the difference. That
    /// rule also reports parts that do not add up to a whole, and they may be in the same place.
    pub twice: bool,
}

/// What was understood of the prose of a report that is being checked.
pub(super) fn understood(subject: &Subject<'_>) -> Understood {
    let prose = &subject.prose;
    let mut quantities = Vec::with_capacity(prose.claims.len());
    let (mut contradictions, mut unfilled) = (Vec::new(), Vec::new());
    let verdicts: Vec<Option<Verdict>> = prose
        .claims
        .iter()
        .map(|claim| {
            let exact = !claim.approximate && !other_scope(subject, claim.scope);
            exact.then(|| judge(subject, claim, &readings(subject, claim)))
        })
        .collect();
    for (claim, verdict) in prose.claims.iter().zip(&verdicts) {
        let Some(at) = prose.at(claim.passage, claim.span) else {
            continue;
        };
        let figure = claim.figure.and_then(|index| prose.figures.get(index));
        let shown = figure.and_then(|figure| prose.at(figure.passage, figure.span));
        let agrees = match verdict {
            Some(Verdict::Agrees) => Some(true),
            Some(Verdict::Differs(_)) => Some(false),
            _ => None,
        };
        let shown = shown.unwrap_or_else(|| at.clone());
        if matches!(verdict, Some(Verdict::Unknown(Some(_)))) {
            unfilled.push(shown.clone());
        }
        quantities.push((shown, agrees));
        if let Some(Verdict::Differs(cells)) = verdict {
            contradictions.push(Contradiction {
                at,
                digits: digits(prose, claim),
                stated: claim.value.to_string(),
                counted: cells.sum.to_string(),
                cells: cells.fields.clone(),
                twice: prose
                    .claims
                    .iter()
                    .zip(&verdicts)
                    .any(|(other, verdict)| other.subject == claim.subject && *verdict == Some(Verdict::Agrees)),
            });
        }
    }
    Understood {
        quantities,
        unfilled,
        contradictions,
        aspects: aspects_covered::aspects(subject).unwrap_or_default(),
    }
}

/// The digits of a claim's figure, in bytes of its passage, if they are written as a cell has them.
fn digits(prose: &Prose, claim: &Claim) -> Option<Range<usize>> {
    let figure = prose.figures.get(claim.figure?)?;
    let words = prose.quote(figure.passage, figure.span);
    let rest = words.trim_start_matches(|c: char| matches!(c, '0'..='9' | '０'..='９' | ',' | '，' | '.' | '．'));
    let length = words.len() - rest.len();
    // 「1.2万件」 is not its digits alone.
    let same = Cell::new(&words[..length]).number() == Some(claim.value);
    (figure.unit == Unit::Count && same).then(|| figure.span.start..figure.span.start + length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::example;
    use crate::report::{Block, Part, Report};
    use crate::rules::{Settings, examine};
    use crate::verdict::Input;

    fn understood(report: &Report) -> Understood {
        examine(Input::new(report, 0), None, &Settings::default(), None).1
    }

    #[test]
    fn what_differs_from_the_tables_is_given_with_its_digits_and_cells() {
        let mut report = example("").expect("the example");
        let field: Field = "requests.received.total".parse().expect("a cell");
        let counted = report.cell(field).expect("it is there").as_str().to_owned();
        let mut check = |text: &str, stated: Option<&str>, digits: Option<&str>| {
            report.sections[0].blocks = vec![Block::Paragraph(text.to_owned())];
            let found = understood(&report).contradictions;
            let one = found.iter().find(|one| one.cells == [field]);
            assert_eq!(one.map(|one| one.stated.as_str()), stated, "{text} {found:?}");
            assert!(one.is_none_or(|one| one.counted == counted), "{text} {found:?}");
            let shown = one.and_then(|one| one.digits.clone()).and_then(|range| text.get(range));
            assert_eq!(shown, digits, "{text}");
        };
        check("全年收到政府信息公开申请999件。", Some("999"), Some("999"));
        check("全年收到政府信息公开申请 1，999 件。", Some("1999"), Some("1，999"));
        check("全年收到政府信息公开申请约999件。", None, None);
        check("全年收到政府信息公开申请1.2万件。", Some("12000"), None);
        check("全年收到政府信息公开申请九百件。", Some("900"), None);
        check("全年未收到政府信息公开申请。", Some("0"), None);
        check(&format!("全年收到政府信息公开申请{counted}件。"), None, None);
    }

    #[test]
    fn a_figure_that_the_prose_also_gives_right_is_a_contradiction_of_the_prose() {
        let mut report = example("").expect("the example");
        let field: Field = "requests.received.total".parse().expect("a cell");
        let counted = report.cell(field).expect("it is there").as_str().to_owned();
        let mut check = |text: &str, twice: bool| {
            report.sections[0].blocks = vec![Block::Paragraph(text.to_owned())];
            let found = understood(&report).contradictions;
            assert_eq!(found.iter().map(|one| one.twice).collect::<Vec<_>>(), [twice], "{text}");
        };
        check("全年收到政府信息公开申请999件。", false);
        check(
            &format!("全年收到政府信息公开申请999件。共收到政府信息公开申请{counted}件。"),
            true,
        );
    }

    #[test]
    fn quantities_without_a_figure_or_a_table_are_their_words_or_undecided() {
        let mut report = example("").expect("the example");
        let mut check = |text: &str, expected: &[(&str, Option<bool>)]| {
            report.sections[0].blocks = vec![Block::Paragraph(text.to_owned())];
            let found = understood(&report);
            let words: Vec<(&str, Option<bool>)> = found
                .quantities
                .iter()
                .filter_map(|(at, agrees)| match at {
                    At::Text(Part::Section(0), 0, range) => Some((text.get(range.clone())?, *agrees)),
                    _ => None,
                })
                .collect();
            assert_eq!(words, expected, "{text}");
            let differing = words.iter().filter(|(_, agrees)| *agrees == Some(false)).count();
            assert_eq!(found.contradictions.len(), differing, "{text}");
        };
        check("全年收到政府信息公开申请约999件。", &[("999件", None)]);
        check(
            "全年未收到政府信息公开申请。",
            &[("全年未收到政府信息公开申请", Some(false))],
        );
    }

    #[test]
    fn quantities_that_the_tables_have_agree_or_not() {
        let mut report = example("").expect("the example");
        let carried = report.cell("requests.carried_out.total".parse().expect("a cell"));
        let carried = carried.expect("it is there").as_str().to_owned();
        let text = format!("全年收到政府信息公开申请999件，结转下年度继续办理{carried}件。");
        report.sections[0].blocks = vec![Block::Paragraph(text.clone())];
        let found = understood(&report);
        let words: Vec<(&str, Option<bool>)> = found
            .quantities
            .iter()
            .filter_map(|(at, agrees)| match at {
                At::Text(Part::Section(0), 0, range) => Some((text.get(range.clone())?, *agrees)),
                _ => None,
            })
            .collect();
        // Only the figure with its unit, not the words around it.
        assert_eq!(
            words,
            [("999件", Some(false)), (&*[&*carried, "件"].concat(), Some(true))]
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
