//! Looks for terms in the texts of a report: whether they are there, and where.

use std::ops::Range;

use crate::fold::{fold, traced};
use crate::passage::{Kind, Label, Passage};

/// How a report has all terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// In one paragraph, or in one and in the organ's name.
    Together,
    /// In its own text, but not in one paragraph.
    Apart,
    /// At least one of them is only in labels that the form prints on every report.
    Printed,
}

/// A place with at least one of the terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its kind: `title`, `text`, `heading`, `label`, `figure`, `name` or `printed`.
    pub kind: &'static str,
    /// The id of its place on the report's page; empty for the organ's name.
    pub anchor: String,
    /// The headings above it, outermost first.
    pub above: Vec<String>,
    /// Whether text before and after the words shown is left out.
    pub cut: (bool, bool),
    /// Its words.
    pub parts: Vec<Part>,
}

/// Some words of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The words.
    pub text: String,
    /// Whether they are a term.
    pub marked: bool,
}

/// The texts in which a report's terms are looked for. Those of the report itself are there as written and folded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts<'a> {
    pub(crate) passages: &'a [(Passage, String)],
    /// The names of its organ.
    pub(crate) names: &'a [&'a str],
    /// The texts that its form prints, folded.
    pub(crate) labels: &'a [(&'a Label, &'a str)],
}

/// The number of places of a report that are shown.
const SHOWN: usize = 3;
/// The number of characters shown before the first term of a place, and in all after it.
const BEFORE: usize = 24;
const AFTER: usize = 96;

impl Texts<'_> {
    /// How the report has the terms; `None` if it does not have all of them.
    pub(crate) fn class(&self, terms: &[String]) -> Option<Class> {
        let named: Vec<bool> = terms.iter().map(|term| self.is_named(term)).collect();
        let (mut here, mut anywhere) = (named.clone(), named.clone());
        let whole = |found: &[bool]| found.iter().all(|found| *found);
        if whole(&named) {
            return Some(Class::Together);
        }
        for (passage, folded) in self.passages.iter().filter(|(passage, _)| passage.kind.is_own()) {
            if !passage.joined {
                here.copy_from_slice(&named);
            }
            for (at, term) in terms.iter().enumerate() {
                if folded.contains(term.as_str()) {
                    (here[at], anywhere[at]) = (true, true);
                }
            }
            if whole(&here) {
                return Some(Class::Together);
            }
        }
        if whole(&anywhere) {
            return Some(Class::Apart);
        }
        let printed = |term: &String| self.labels.iter().any(|(_, label)| label.contains(term.as_str()));
        let mut all = terms.iter().zip(&anywhere);
        all.all(|(term, own)| *own || printed(term)).then_some(Class::Printed)
    }

    fn is_named(&self, term: &str) -> bool {
        self.names.iter().any(|name| fold(name).contains(term))
    }

    /// The places that are shown, those with most terms first, and the number of the others.
    pub(crate) fn places(&self, terms: &[String], class: Class) -> (Vec<Place>, usize) {
        let mut found: Vec<(usize, Place)> = Vec::new();
        let mut above: Vec<&str> = Vec::new();
        let mut run = 0;
        let mut run_terms = vec![false; terms.len()];
        let mut seen = vec![false; terms.len()];
        for (passage, folded) in self.passages {
            if !passage.joined {
                score(&mut found[run..], &run_terms);
                run = found.len();
                run_terms.fill(false);
            }
            match passage.kind {
                Kind::Section | Kind::FormSection => above = vec![&passage.text],
                Kind::Heading => above.truncate(1),
                _ => {}
            }
            if passage.kind.is_own()
                && terms.iter().any(|term| folded.contains(term.as_str()))
                && let Some((cut, parts)) = snippet(&passage.text, terms, &mut run_terms)
            {
                let place = Place {
                    kind: passage.kind.name(),
                    anchor: passage.anchor.clone(),
                    above: match passage.kind {
                        Kind::Title | Kind::Section => Vec::new(),
                        _ => above.iter().map(|&text| text.to_owned()).collect(),
                    },
                    cut,
                    parts,
                };
                found.push((0, place));
                for (seen, here) in seen.iter_mut().zip(&run_terms) {
                    *seen |= here;
                }
            }
            if passage.kind == Kind::Heading {
                above.push(&passage.text);
            }
        }
        score(&mut found[run..], &run_terms);
        // The sort keeps the order of the report.
        found.sort_by_key(|(score, _)| usize::MAX - score);
        let wanted = terms.iter().filter(|term| !self.is_named(term)).count();
        let whole = found.iter().filter(|(score, _)| *score >= wanted).count();
        let mut places: Vec<Place> = Vec::new();
        // A name is shown for terms that are nowhere else, a label for those that are in no text of the report.
        for name in self.names {
            let mut has = vec![false; terms.len()];
            if let Some((cut, parts)) = snippet(name, terms, &mut has)
                && has.iter().zip(&seen).any(|(has, seen)| *has && !seen)
            {
                places.push(Place {
                    kind: "name",
                    anchor: String::new(),
                    above: Vec::new(),
                    cut,
                    parts,
                });
                for (seen, has) in seen.iter_mut().zip(&has) {
                    *seen |= has;
                }
            }
        }
        places.extend(found.into_iter().map(|(_, place)| place));
        if class == Class::Printed {
            places.splice(0..0, self.printed(terms, &seen));
        }
        // If one paragraph has all terms, places with some of them add nothing.
        let all = places.len();
        places.truncate(if class == Class::Together {
            whole.clamp(1, SHOWN)
        } else {
            SHOWN
        });
        let more = all - places.len();
        (places, more)
    }

    /// The labels with the terms that the report itself does not have.
    fn printed(&self, terms: &[String], seen: &[bool]) -> Vec<Place> {
        let missing: Vec<String> = terms
            .iter()
            .zip(seen)
            .filter(|(_, seen)| !**seen)
            .map(|(term, _)| term.clone())
            .collect();
        let mut places = Vec::new();
        for (label, folded) in self.labels {
            if missing.iter().any(|term| folded.contains(term.as_str()))
                && let Some((cut, parts)) = snippet(&label.text, &missing, &mut vec![false; missing.len()])
            {
                places.push(Place {
                    kind: "printed",
                    anchor: label.anchor.clone(),
                    above: Vec::new(),
                    cut,
                    parts,
                });
            }
        }
        places
    }
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Title => "title",
            Kind::Prose => "text",
            Kind::Heading | Kind::Section | Kind::FormSection => "heading",
            Kind::Label => "label",
            Kind::Figure => "figure",
        }
    }
}

/// Gives the places of a paragraph the number of terms in it.
fn score(places: &mut [(usize, Place)], terms: &[bool]) {
    let count = terms.iter().filter(|found| **found).count();
    for (score, _) in places {
        *score = count;
    }
}

/// The words around the terms in a text, and whether something before and after them is left out; `None` if it has none
/// of them. `has` gets the terms that it has.
fn snippet(text: &str, terms: &[String], has: &mut [bool]) -> Option<((bool, bool), Vec<Part>)> {
    let (folded, origins) = traced(text);
    let mut hits: Vec<(Range<usize>, usize)> = Vec::new();
    for (index, term) in terms.iter().enumerate() {
        let mut from = 0;
        while let Some(at) = folded.get(from..).and_then(|rest| rest.find(term.as_str())) {
            let start = from + at;
            let first = origins.get(start)?;
            let last = origins.get(start + term.len() - 1)?;
            hits.push((first.start..last.end, index));
            if let Some(has) = has.get_mut(index) {
                *has = true;
            }
            // Hits may overlap: 公开公开公开 has two of 公开公开.
            from = start + folded.get(start..)?.chars().next()?.len_utf8();
        }
    }
    hits.sort_by_key(|(range, _)| (range.start, range.end));
    let (start, end) = window(text, &hits)?;
    let mut parts = Vec::new();
    let mut at = start;
    for (range, _) in hits.iter().filter(|(range, _)| range.end > start && range.start < end) {
        let (from, to) = (range.start.max(at), range.end.min(end));
        if from >= to {
            continue;
        }
        push(&mut parts, text.get(at..from), false);
        push(&mut parts, text.get(from..to), true);
        at = to;
    }
    push(&mut parts, text.get(at..end), false);
    Some(((start > 0, end < text.len()), parts))
}

fn push(parts: &mut Vec<Part>, text: Option<&str>, marked: bool) {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return;
    };
    match parts.last_mut() {
        Some(last) if last.marked == marked => last.text.push_str(text),
        _ => parts.push(Part {
            text: text.to_owned(),
            marked,
        }),
    }
}

/// The bytes of a text that are shown: around the hit from which most terms are near.
fn window(text: &str, hits: &[(Range<usize>, usize)]) -> Option<(usize, usize)> {
    let after = |from: usize, count: usize| {
        let rest = text.get(from..).unwrap_or_default();
        rest.char_indices().nth(count).map_or(text.len(), |(at, _)| from + at)
    };
    let mut best: Option<(usize, &Range<usize>)> = None;
    let mut last_start = usize::MAX;
    for (at, (range, _)) in hits.iter().enumerate() {
        if range.start == last_start {
            continue;
        }
        last_start = range.start;
        let end = after(range.start, AFTER);
        let mut near: Vec<usize> = Vec::new();
        for (other, term) in hits.get(at..)?.iter().take_while(|(other, _)| other.start < end) {
            if other.end <= end && !near.contains(term) {
                near.push(*term);
            }
        }
        if best.is_none_or(|(count, _)| near.len() > count) {
            best = Some((near.len(), range));
        }
        // A long text has thousands of hits of a common term; the first are as good as the others.
        if at > 64 {
            break;
        }
    }
    let (_, first) = best?;
    let before = text.get(..first.start)?;
    let start = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    // A few characters are not worth being left out.
    let start = if text.get(..start)?.chars().count() <= 6 {
        0
    } else {
        start
    };
    let mut end = after(first.start, AFTER).max(first.end);
    if text.get(end..)?.chars().count() <= 6 {
        end = text.len();
    }
    Some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(kind: Kind, joined: bool, text: &str) -> Passage {
        Passage {
            kind,
            joined,
            anchor: "a".to_owned(),
            text: text.to_owned(),
        }
    }

    fn check_class(query: &str, expected: Option<Class>) {
        let passages = [
            passage(Kind::Title, false, "某局2023年年报"),
            passage(Kind::FormSection, false, "一、总体情况"),
            passage(Kind::Prose, false, "收到 申请 12 件，行政复议1件"),
            passage(Kind::Prose, false, "纠正错别字"),
            passage(Kind::Figure, false, "34"),
            passage(Kind::Figure, true, "56"),
        ];
        let passages = passages.map(|passage| {
            let folded = fold(&passage.text);
            (passage, folded)
        });
        let label = Label {
            text: "总体情况".to_owned(),
            anchor: "x".to_owned(),
        };
        let texts = Texts {
            passages: &passages,
            names: &["某局", "Some Office"],
            labels: &[(&label, "总体情况")],
        };
        assert_eq!(texts.class(&crate::Terms::of(query).whole), expected, "{query}");
    }

    #[test]
    fn one_paragraph_comes_before_several_and_labels_come_last() {
        use Class::{Apart, Printed, Together};
        check_class("申请12件", Some(Together));
        check_class("申请 复议1", Some(Together));
        check_class("申请 纠正", Some(Apart));
        check_class("某局 纠正", Some(Together));
        check_class("OFFICE 纠正", Some(Together));
        check_class("34 56", Some(Together));
        check_class("12 56", Some(Apart));
        check_class("3456", None);
        check_class("总体", Some(Printed));
        check_class("总体 纠正", Some(Printed));
        check_class("总体 没有", None);
        check_class("字34", None);
    }

    fn check_snippet(text: &str, query: &str, expected: &str) {
        let terms = crate::Terms::of(query).whole;
        let found = snippet(text, &terms, &mut vec![false; terms.len()]).expect("it is there");
        let ((before, after), parts) = found;
        let parts = parts.iter().map(|part| {
            if part.marked {
                format!("[{}]", part.text)
            } else {
                part.text.clone()
            }
        });
        let said = format!(
            "{}{}{}",
            if before { "…" } else { "" },
            parts.collect::<String>(),
            if after { "…" } else { "" }
        );
        assert_eq!(said, expected);
    }

    #[test]
    fn snippets_show_the_text_as_written() {
        check_snippet("收到 １２ 件", "收到12", "[收到 １２] 件");
        check_snippet("公开公开公开", "公开公开", "[公开公开公开]");
        check_snippet("甲乙丙丁", "甲乙 乙丙", "[甲乙丙]丁");
        let long = format!(
            "{}纠正{}复议纠正{}",
            "前".repeat(50),
            "中".repeat(200),
            "后".repeat(200)
        );
        check_snippet(
            &long,
            "复议 纠正",
            &format!("…{}[复议纠正]{}…", "中".repeat(24), "后".repeat(92)),
        );
        check_snippet(
            &format!("{}纠正", "前".repeat(30)),
            "纠正",
            &format!("{}[纠正]", "前".repeat(30)),
        );
    }
}
