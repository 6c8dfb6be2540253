//! The figures and statements in the prose of a report that rules compare with the tables.
//!
//! The grammar is small and closed: a thing counted, a number, a unit. Anything it does not understand is left alone.
//! Figures of websites, hotlines, proposals and training, last year's figures, and the figures of single channels are
//! not counted as applications. The work is linear in the length of the text.

mod clause;
pub mod dates;
pub(crate) mod fold;
mod memory;
mod number;
pub mod passages;
mod phrase;
mod quantity;
mod read;
#[cfg(test)]
mod tests;
mod token;
mod words;

pub use memory::Memory;
pub use number::Unit;
pub use quantity::{FeeFigure, Quantity, UnknownQuantity};

use crate::cell::Number;
use crate::form::SectionId;
use crate::report::{At, Part, Report};
use crate::text::Span;
use passages::{Passage, Passages, Place};

/// Everything read from the prose of a report, or from a single text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    /// The paragraphs read, in order; claims and figures refer to them by index.
    pub passages: Vec<Paragraph>,
    /// Every figure, understood or not.
    pub figures: Vec<Figure>,
    /// The quantities that the prose states.
    pub claims: Vec<Claim>,
    /// Statements about all of something: 全部办结, 均维持.
    pub statements: Vec<Statement>,
    /// Shares and rates.
    pub percentages: Vec<Percentage>,
    /// Comparisons with the previous year.
    pub comparisons: Vec<Comparison>,
    /// Whether the prose mentions applications, in whatever words.
    pub speaks_of_requests: bool,
    /// Whether the prose mentions reconsiderations or lawsuits.
    pub speaks_of_disputes: bool,
}

/// A paragraph of a report, or a text read by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// The paragraph, or `None` if the text is not from a report.
    pub place: Option<(Part, usize)>,
    /// The section it belongs to.
    pub section: Option<SectionId>,
    /// Its text.
    pub text: String,
}

/// A quantity that the prose states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// The thing counted.
    pub subject: Quantity,
    /// The figure: money in yuan, except for the fees of table two, which are in 万元.
    pub value: Number,
    /// Whether it is approximate: 60余条, 近百件.
    pub approximate: bool,
    /// The organs the sentence is about, if it says so.
    pub scope: Option<Scope>,
    /// The index of its passage.
    pub passage: usize,
    /// Its sentence, in bytes of the passage.
    pub sentence: Span,
    /// Its words, in bytes of the passage.
    pub span: Span,
    /// The figure it was read from; `None` for 未收到 and the like.
    pub figure: Option<usize>,
}

/// The organs that a sentence is about.
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
    /// The index of its passage.
    pub passage: usize,
    /// The number of its sentence in the whole text.
    pub sentence: usize,
    /// The figure as written, money in yuan.
    pub value: Number,
    /// Its unit.
    pub unit: Unit,
    /// Whether it is approximate.
    pub approximate: bool,
    /// The thing it counts, if that was understood.
    pub subject: Option<Quantity>,
    /// Whether its verb is 收到 or 受理: received, or received and carried in.
    pub plain: bool,
    /// Whether it counts the applications that came through one channel.
    pub channel: bool,
    /// Whether its verb is 办理, which may mean the whole caseload.
    pub work: bool,
    /// Whether it has a verb of its own (发布, 收到), so that it need not be a part of the figure before it.
    pub stated: bool,
    /// The figure it is a part of: it follows 其中, or is in brackets after that figure.
    pub parent: Option<usize>,
    /// The list of parts it belongs to: each 其中 and each pair of brackets begins a new list.
    pub list: usize,
    /// Its place, in bytes of the passage.
    pub span: Span,
    /// Its sentence, in bytes of the passage.
    pub around: Span,
}

/// A statement about all of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The kind of statement.
    pub kind: StatementKind,
    /// For [`StatementKind::AllUpheld`]: the totals it is about.
    pub of: Vec<Quantity>,
    /// The index of its passage.
    pub passage: usize,
    /// Its sentence, in bytes of the passage.
    pub sentence: Span,
    /// The organs the sentence is about.
    pub scope: Option<Scope>,
    /// Its words, in bytes of the passage.
    pub span: Span,
}

/// The kinds of statements about all of something.
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
    /// The index of its passage.
    pub passage: usize,
    /// The number of its sentence.
    pub sentence: usize,
    /// The percentage as written.
    pub value: Number,
    /// Whether it is approximate.
    pub approximate: bool,
    /// The figure before it, which is this share of the whole.
    pub of: Option<usize>,
    /// The figure of the whole.
    pub whole: Option<usize>,
    /// Its place, in bytes of the passage.
    pub span: Span,
    /// Its words.
    pub quote: Span,
}

/// A comparison with the previous year: 同比增长30%, 较上年减少13件.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comparison {
    /// The index of its passage.
    pub passage: usize,
    /// The number of its sentence.
    pub sentence: usize,
    /// The figure compared.
    pub of: Option<usize>,
    /// The previous year's figure, if it is given too.
    pub before: Option<usize>,
    /// Whether it went up.
    pub up: bool,
    /// The size of the change.
    pub value: Number,
    /// Whether `value` is in percent rather than in the unit of the figure.
    pub percent: bool,
    /// Whether it is approximate.
    pub approximate: bool,
    /// Its place, in bytes of the passage.
    pub span: Span,
    /// Its words.
    pub quote: Span,
}

/// Reads a text that is not part of a report. `year` is the reporting year: it tells 「2022年结转」 from
/// 「结转2024年」, and last year's figures from this year's.
pub fn read(text: &str, year: Option<u16>) -> Prose {
    let mut prose = Prose::default();
    let found = read::read(text, &fold::fold(text), year, &mut read::Topic::Unknown);
    let text = text.to_owned();
    prose.add(
        &found,
        0,
        Paragraph {
            place: None,
            section: None,
            text,
        },
    );
    prose
}

/// The place of a passage whose prose is read: its part, its block and its section. `None` if its prose is not read.
fn readable(passage: &Passage<'_>) -> Option<(Part, usize, SectionId)> {
    let (Place::Heading(part @ Part::Section(_), block) | Place::Paragraph(part @ Part::Section(_), block)) =
        passage.place
    else {
        return None;
    };
    // Section five is about problems and plans and has no figures to compare.
    let id = passage.section.filter(|id| *id != SectionId::Problems)?;
    Some((part, block, id))
}

impl Prose {
    /// Reads the prose of a report: sections one to four and six.
    pub fn of(report: &Report) -> Prose {
        Prose::of_passages(&Passages::new(report), report.year(), None)
    }

    /// Reads the prose of a report from its passages; what is in `memory` is not read again.
    pub(crate) fn of_passages(passages: &Passages<'_>, year: Option<u16>, mut memory: Option<&mut Memory>) -> Prose {
        if let Some(memory) = &mut memory {
            let list = passages.all().filter(|passage| readable(passage).is_some());
            let texts: Vec<&str> = list.map(|passage| passage.raw).collect();
            memory.begin(&texts, year);
        }
        let mut prose = Prose::default();
        let (mut topic, mut sentence, mut last) = (read::Topic::Unknown, 0, None);
        for passage in passages.all() {
            let Some((part, block, id)) = readable(passage) else {
                continue;
            };
            // A section starts afresh.
            if last != Some(part) {
                (topic, sentence, last) = (read::Topic::Unknown, 0, Some(part));
            }
            let spoken = (prose.speaks_of_requests, prose.speaks_of_disputes);
            let glyphs = passages.glyphs(passage);
            let paragraph = Paragraph {
                place: Some((part, block)),
                section: Some(id),
                text: passage.raw.to_owned(),
            };
            let recalled = memory
                .as_mut()
                .and_then(|memory| memory.read(passage.raw, glyphs, &mut topic));
            sentence = match recalled {
                Some(found) => prose.add(found, sentence, paragraph),
                None => prose.add(&read::read(passage.raw, glyphs, year, &mut topic), sentence, paragraph),
            };
            if matches!(passage.place, Place::Heading(..)) {
                // A heading names the topic of the text below it.
                (prose.speaks_of_requests, prose.speaks_of_disputes) = spoken;
            }
        }
        prose
    }

    /// Adds what was read from a passage that follows this many sentences; the number of sentences up to its end.
    fn add(&mut self, found: &read::Found, sentences: usize, paragraph: Paragraph) -> usize {
        let (passage, shift) = (self.passages.len(), self.figures.len());
        let moved = |index: Option<usize>| index.map(|i| i + shift);
        self.figures.extend(found.figures.iter().map(|figure| Figure {
            passage,
            sentence: figure.sentence + sentences,
            parent: moved(figure.parent),
            ..*figure
        }));
        self.claims.extend(found.claims.iter().map(|claim| Claim {
            passage,
            figure: moved(claim.figure),
            ..*claim
        }));
        self.percentages.extend(found.percentages.iter().map(|p| Percentage {
            passage,
            sentence: p.sentence + sentences,
            of: moved(p.of),
            whole: moved(p.whole),
            ..*p
        }));
        self.comparisons.extend(found.comparisons.iter().map(|c| Comparison {
            passage,
            sentence: c.sentence + sentences,
            of: moved(c.of),
            before: moved(c.before),
            ..*c
        }));
        self.statements
            .extend(found.statements.iter().map(|statement| Statement {
                passage,
                ..statement.clone()
            }));
        self.speaks_of_requests |= found.speaks_of_requests;
        self.speaks_of_disputes |= found.speaks_of_disputes;
        self.passages.push(paragraph);
        sentences + found.sentences
    }

    /// The words at a place in a passage.
    pub fn quote(&self, passage: usize, span: Span) -> &str {
        self.passages
            .get(passage)
            .and_then(|p| p.text.get(span.start..span.end))
            .unwrap_or_default()
    }

    /// The place in the report of a span of a passage.
    pub fn at(&self, passage: usize, span: Span) -> Option<At> {
        let (part, block) = self.passages.get(passage)?.place?;
        Some(At::Text(part, block, span.start..span.end))
    }
}
