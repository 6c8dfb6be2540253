//! Characters of the prose that several rules look for, found in one pass.

use super::Passages;
use crate::filter::is_ideograph;
use crate::prose::fold::Glyph;

/// The greatest distance in characters between two copies of a word that was doubled by mistake.
pub(crate) const SOON: usize = 8;

/// The characters of the prose that the rules have to look at: anything that is not an ideograph, and those that may be
/// doubled.
#[derive(Debug)]
pub(crate) struct Signs {
    /// All characters that are neither ideographs nor digits, passage by passage.
    marks: Vec<Glyph>,
    /// The index in its passage of each ideograph that is repeated at once, or that may occur again soon followed by
    /// the same character: only these can begin a doubled word.
    again: Vec<usize>,
    /// The end of each passage in the two lists.
    ends: Vec<(usize, usize)>,
}

impl Signs {
    /// Collects them from the prose.
    pub(crate) fn new(passages: &Passages<'_>) -> Signs {
        let mut signs = Signs {
            marks: Vec::with_capacity(passages.text().len() / 8),
            again: Vec::new(),
            ends: Vec::with_capacity(passages.all().len()),
        };
        for passage in passages.all() {
            let glyphs = passages.glyphs(passage);
            for (at, glyph) in glyphs.iter().enumerate() {
                if is_ideograph(glyph.c) {
                    if glyphs.get(at + 1).is_some_and(|next| next.c == glyph.c)
                        || passages.pair_again(passage, at).is_some_and(|n| n <= SOON)
                    {
                        signs.again.push(at);
                    }
                } else if !glyph.c.is_ascii_digit() && glyph.c != '\n' {
                    signs.marks.push(*glyph);
                }
            }
            signs.ends.push((signs.marks.len(), signs.again.len()));
        }
        signs
    }

    /// All characters except ideographs, digits and line breaks.
    pub(crate) fn marks(&self) -> &[Glyph] {
        &self.marks
    }

    /// For each passage, in the order of [`Passages::all`]: its characters except ideographs, digits and line breaks,
    /// and the indices of those that may begin a doubled word.
    pub(crate) fn by_passage(&self) -> impl Iterator<Item = (&[Glyph], &[usize])> {
        let mut from = (0, 0);
        self.ends.iter().map(move |to| {
            let (mark, again) = std::mem::replace(&mut from, *to);
            (&self.marks[mark..to.0], &self.again[again..to.1])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;
    use crate::report::{Block, Report};

    /// Compares, for each paragraph, the marks and the characters that may begin a doubled word.
    fn check(paragraphs: &[&str], expected: &[(&str, &str)]) {
        let mut report = Report::blank(Form::LATEST, "", None);
        report.title = String::new();
        report.sections.clear();
        report.preface = paragraphs.iter().map(|text| Block::Paragraph((*text).into())).collect();
        let passages = Passages::new(&report);
        let signs = Signs::new(&passages);
        let found: Vec<(String, String)> = passages
            .all()
            .zip(signs.by_passage())
            .map(|(passage, (marks, again))| {
                let glyphs = passages.glyphs(passage);
                let marks = marks.iter().map(|glyph| glyph.c).collect();
                (marks, again.iter().map(|at| glyphs[*at].c).collect())
            })
            .skip(1)
            .collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(found, expected, "{paragraphs:?}");
        assert_eq!(
            signs.marks().len(),
            expected.iter().map(|(marks, _)| marks.chars().count()).sum::<usize>()
        );
    }

    #[test]
    fn marks_and_repetitions_are_kept_by_passage() {
        check(
            &["公开，信息12条（共）", "", "公开公开", "的的\n（一）申请abc"],
            &[(",()", ""), ("", ""), ("", "公"), ("()abc", "的")],
        );
        // Too far apart for a word to be doubled, or only just near enough.
        check(
            &["公开一二三四五六公开", "信息一二三四五六七信息"],
            &[("", "公"), ("", "")],
        );
        // Single characters recur everywhere.
        check(&["公一公二公", "%%"], &[("", ""), ("%%", "")]);
    }
}
