//! What the prose of a report states: a scanner that reads quantities, and the few statements that rules compare.
//!
//! It reads by a small closed grammar (what is counted, the number, the unit) and leaves alone what it does not
//! understand: figures of websites, hotlines, proposals and training, last year's figures, and the figures of single
//! channels are no applications. The work is linear in the length of the text.

mod clause;
pub(crate) mod fold;
mod number;
pub mod passages;
mod phrase;
mod read;
mod subject;
#[cfg(test)]
mod tests;
mod token;
mod words;

pub use number::Unit;
pub use subject::{FeeFigure, Subject, UnknownSubject};

use crate::cell::Number;
use crate::form::SectionId;
use crate::report::{At, Part, Report};
use crate::text::Span;
use fold::Glyph;
use passages::{Passages, Place};

/// What was read in the prose of a report, or in a piece of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// The pieces of text that were read, in order.
    pub passages: Vec<Passage>,
    /// Every figure, understood or not.
    pub figures: Vec<Figure>,
    /// The quantities stated.
    pub claims: Vec<Claim>,
    /// What is said of all: 全部办结, 均维持.
    pub statements: Vec<Statement>,
    /// Shares and rates.
    pub percentages: Vec<Percentage>,
    /// Comparisons with the year before.
    pub comparisons: Vec<Comparison>,
    /// Whether applications are spoken of, in whatever words.
    pub speaks_of_requests: bool,
    /// Whether reconsiderations or lawsuits are spoken of.
    pub speaks_of_disputes: bool,
}

/// A piece of text that was read: a paragraph of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The paragraph; none for a text that stands in no report.
    pub place: Option<(Part, usize)>,
    /// The section that it stands in.
    pub section: Option<SectionId>,
    /// Its text.
    pub text: String,
}

/// A quantity that the prose states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// What is counted.
    pub subject: Subject,
    /// The figure; money in yuan, fees of table two in 万元.
    pub value: Number,
    /// Whether it is not exact: 60余条, 近百件.
    pub approximate: bool,
    /// Whom the sentence speaks of, where it says so.
    pub scope: Option<Scope>,
    /// Its passage.
    pub passage: usize,
    /// The sentence, in bytes of the passage.
    pub sentence: Span,
    /// The words, in bytes of the passage.
    pub span: Span,
    /// The figure that it was read from; none for 未收到 and the like.
    pub figure: Option<usize>,
}

/// Whom a sentence speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The office alone: 区政府办.
    Office,
    /// The whole area: 全区.
    Whole,
}

/// A figure in the text.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a figure, none excluding another"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Its passage.
    pub passage: usize,
    /// The number of its sentence in the whole text.
    pub sentence: usize,
    /// The figure as written, money in yuan.
    pub value: Number,
    /// Its unit.
    pub unit: Unit,
    /// Whether it is not exact.
    pub approximate: bool,
    /// What it counts, where that was understood.
    pub subject: Option<Subject>,
    /// 收到, 受理: received, or received and carried in.
    pub plain: bool,
    /// It counts what came by one channel.
    pub channel: bool,
    /// 办理: may mean what was there to be dealt with.
    pub work: bool,
    /// A verb of its own stands before it (发布, 收到): it need not be a part of what stands before.
    pub stated: bool,
    /// The figure that it is a part of: behind 其中, or in brackets behind it.
    pub parent: Option<usize>,
    /// Which list of parts it stands in: each 其中 and each pair of brackets begins another.
    pub list: usize,
    /// Where it stands, in bytes of the passage.
    pub span: Span,
    /// Its sentence, in bytes of the passage.
    pub around: Span,
}

/// Something said of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What is said.
    pub kind: StatementKind,
    /// Of what, for [`StatementKind::AllUpheld`]: the totals.
    pub of: Vec<Subject>,
    /// Its passage.
    pub passage: usize,
    /// The sentence, in bytes of the passage.
    pub sentence: Span,
    /// Whom the sentence speaks of.
    pub scope: Option<Scope>,
    /// The words, in bytes of the passage.
    pub span: Span,
}

/// What can be said of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementKind {
    /// 全部办结, 均已答复, 办结率100%.
    AllClosed,
    /// 均维持.
    AllUpheld,
}

/// A share or a rate: 占66.48%.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Percentage {
    /// Its passage.
    pub passage: usize,
    /// The number of its sentence.
    pub sentence: usize,
    /// Percent, as written.
    pub value: Number,
    /// Whether it is not exact.
    pub approximate: bool,
    /// The figure before it, of which it is the share.
    pub of: Option<usize>,
    /// The figure that is the whole.
    pub whole: Option<usize>,
    /// Where it stands, in bytes of the passage.
    pub span: Span,
    /// The words.
    pub quote: Span,
}

/// A comparison with the year before: 同比增长30%, 较上年减少13件.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// Its passage.
    pub passage: usize,
    /// The number of its sentence.
    pub sentence: usize,
    /// The figure that is compared.
    pub of: Option<usize>,
    /// The figure of the year before, where it stands beside.
    pub before: Option<usize>,
    /// More than the year before, or less.
    pub up: bool,
    /// By how much.
    pub value: Number,
    /// In percent, or in the unit itself.
    pub percent: bool,
    /// Whether it is not exact.
    pub approximate: bool,
    /// Where it stands, in bytes of the passage.
    pub span: Span,
    /// The words.
    pub quote: Span,
}

/// Reads a piece of text that stands in no report. `year` is the reporting year: it tells 「2022年结转」 from 「结转2024年」,
/// and last year's figures from this year's.
pub fn read(text: &str, year: Option<u16>) -> Prose {
    let mut prose = Prose::default();
    let mut state = State::default();
    prose.add(None, None, text, &fold::fold(text), year, &mut state);
    prose
}

struct State {
    topic: read::Topic,
    sentence: usize,
}

impl Default for State {
    fn default() -> State {
        State {
            topic: read::Topic::Unknown,
            sentence: 0,
        }
    }
}

impl Prose {
    /// Reads the prose of a report: sections one to four and six.
    pub fn of(report: &Report) -> Prose {
        Prose::of_passages(&Passages::new(report), report.year())
    }

    /// Reads the prose of a report whose passages are at hand.
    pub(crate) fn of_passages(passages: &Passages<'_>, year: Option<u16>) -> Prose {
        let mut prose = Prose::default();
        let mut state = State::default();
        let mut last = None;
        for passage in passages.all() {
            let (part, block, heading) = match passage.place {
                Place::Heading(part @ Part::Section(_), block) => (part, block, true),
                Place::Paragraph(part @ Part::Section(_), block) => (part, block, false),
                Place::Title | Place::Section(_) | Place::Heading(..) | Place::Paragraph(..) => continue,
            };
            // Section five tells of problems and plans, not of figures.
            let Some(id) = passage.section.filter(|id| *id != SectionId::Problems) else {
                continue;
            };
            // A section begins anew.
            if last != Some(part) {
                state = State::default();
                last = Some(part);
            }
            let spoken = (prose.speaks_of_requests, prose.speaks_of_disputes);
            let glyphs = passages.glyphs(passage);
            prose.add(Some((part, block)), Some(id), passage.raw, glyphs, year, &mut state);
            if heading {
                // A heading names what is to be spoken of.
                (prose.speaks_of_requests, prose.speaks_of_disputes) = spoken;
            }
        }
        prose
    }

    fn add(
        &mut self,
        place: Option<(Part, usize)>,
        section: Option<SectionId>,
        text: &str,
        glyphs: &[Glyph],
        year: Option<u16>,
        state: &mut State,
    ) {
        let passage = self.passages.len();
        let found = read::read(text, glyphs, year, passage, &mut state.sentence, &mut state.topic);
        let shift = self.figures.len();
        let moved = |index: Option<usize>| index.map(|i| i + shift);
        self.figures.extend(found.figures.into_iter().map(|figure| Figure {
            parent: moved(figure.parent),
            ..figure
        }));
        self.claims.extend(found.claims.into_iter().map(|claim| Claim {
            figure: moved(claim.figure),
            ..claim
        }));
        self.percentages
            .extend(found.percentages.into_iter().map(|p| Percentage {
                of: moved(p.of),
                whole: moved(p.whole),
                ..p
            }));
        self.comparisons
            .extend(found.comparisons.into_iter().map(|c| Comparison {
                of: moved(c.of),
                before: moved(c.before),
                ..c
            }));
        self.statements.extend(found.statements);
        self.speaks_of_requests |= found.speaks_of_requests;
        self.speaks_of_disputes |= found.speaks_of_disputes;
        self.passages.push(Passage {
            place,
            section,
            text: text.to_owned(),
        });
    }

    /// The words at a place in a passage.
    pub fn quote(&self, passage: usize, span: Span) -> &str {
        self.passages
            .get(passage)
            .and_then(|p| p.text.get(span.start..span.end))
            .unwrap_or_default()
    }

    /// Where a stretch of a passage stands in the report.
    pub fn at(&self, passage: usize, span: Span) -> Option<At> {
        let (part, block) = self.passages.get(passage)?.place?;
        Some(At::Text(part, block, span.start..span.end))
    }
}
