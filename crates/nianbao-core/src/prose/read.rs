//! Turns clauses into claims: which figure counts which thing.
//!
//! A figure takes its subject from the words before it in its clause (收到申请3件), else from the words after it
//! (3件行政诉讼), else from the topic of the sentence (…，办结3件). If there are words between subject and figure that
//! are not understood, the figure is left alone: a wrong claim does more harm than a missing one.

mod bind;
mod count;
mod disputes;
mod measure;
mod said;
mod settle;

use std::cell::OnceCell;

use self::disputes::{block_of, is_block, is_dispute_total};
use super::clause::{self, Clause};
use super::fold::Glyph;
use super::number::{Read, Unit};
use super::phrase::{Block, Head, Phrase};
use super::quantity::Quantity;
use super::token::{self, Kind, Token};
use super::words::Tag;
use super::{Claim, Comparison, Figure, Percentage, Scope, Statement, StatementKind};
use crate::cell::Number;
use crate::field::{ProactiveColumn, ProactiveRow};
use crate::text::Span;

/// The topic of the last sentences.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Topic {
    Unknown,
    Requests,
    Dispute(Vec<Block>),
    Documents(ProactiveRow),
    Power(ProactiveRow),
    Fee,
    /// Something that is not in the tables.
    Else,
}

/// Everything read from one passage, which is numbered 0; its sentences are numbered from 1, its figures from 0.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) figures: Vec<Figure>,
    pub(super) claims: Vec<Claim>,
    pub(super) statements: Vec<Statement>,
    pub(super) percentages: Vec<Percentage>,
    pub(super) comparisons: Vec<Comparison>,
    pub(super) speaks_of_requests: bool,
    pub(super) speaks_of_disputes: bool,
    /// The number of its sentences.
    pub(super) sentences: usize,
}

/// Reads a passage, given as written and folded. `topic` is the topic of the text before it, and is set to the topic at
/// its end.
pub(super) fn read(text: &str, glyphs: &[Glyph], year: Option<u16>, topic: &mut Topic) -> Found {
    let tokens = token::cut(glyphs);
    let mut reader = Reader {
        text,
        glyphs,
        year: year.map(i64::from),
        sentence: 0,
        found: Found::default(),
        topic: std::mem::replace(topic, Topic::Unknown),
        outer: Topic::Unknown,
        now: Sentence::default(),
        before: None,
        later: Vec::new(),
        list: 0,
    };
    for part in tokens.split(|token| matches!(token.kind, Kind::Stop | Kind::Break)) {
        if !part.is_empty() {
            reader.sentence(part);
        }
    }
    reader.finish();
    *topic = reader.topic;
    reader.found.sentences = reader.sentence;
    reader.found
}

struct Reader<'a> {
    text: &'a str,
    glyphs: &'a [Glyph],
    year: Option<i64>,
    sentence: usize,
    found: Found,
    topic: Topic,
    /// The topic before the current brackets.
    outer: Topic,
    now: Sentence,
    /// The last figure outside 其中 in the previous sentence.
    before: Option<usize>,
    later: Vec<Later>,
    /// The number of lists of parts so far.
    list: usize,
}

/// The kinds of words and numbers in a sentence. Much of what its clauses are searched for is rare, so the search is
/// skipped if the kind does not occur.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a sentence, none excluding another"
)]
#[derive(Debug, Default)]
struct Mentions {
    proactive: bool,
    papers: bool,
    requests: bool,
    disputes: bool,
    /// 其中 occurs.
    among: bool,
    /// Words for the organs it is about occur.
    scope: bool,
    /// A year occurs.
    period: bool,
    figures: bool,
}

impl Mentions {
    fn of(tokens: &[Token]) -> Mentions {
        let mut mentions = Mentions::default();
        for token in tokens {
            match token.kind {
                Kind::Word(tag) => mentions.word(tag),
                Kind::Number(read) if read.unit == Unit::Year => mentions.period = true,
                Kind::Number(_) => mentions.figures = true,
                _ => {}
            }
        }
        mentions
    }

    fn word(&mut self, tag: Tag) {
        match tag {
            Tag::Proactive => self.proactive = true,
            Tag::Paper | Tag::Issued => self.papers = true,
            Tag::Request | Tag::Apply | Tag::RequestWork => self.requests = true,
            Tag::Among => self.among = true,
            Tag::Office | Tag::Whole => self.scope = true,
            Tag::ThisYear => self.period = true,
            tag => self.disputes |= is_block(tag),
        }
    }
}

/// The state of reading within one sentence.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a sentence, none excluding another"
)]
#[derive(Debug, Default)]
struct Sentence {
    span: Span,
    /// The sentence's first figure and first claim.
    first_figure: usize,
    first_claim: usize,
    first_comparison: usize,
    among: Among,
    /// The figure that 其中 divides into parts.
    whole: Option<usize>,
    /// The figure that the outer list divides, if 其中 is inside a list of parts.
    outer_whole: Option<usize>,
    /// Whether 其中 is inside a list of parts.
    nested: bool,
    /// The last figure outside 其中.
    top: Option<usize>,
    /// Whether 其中 occurs in the current brackets.
    bracket_among: bool,
    /// Whether the figure carried in was said to be a part.
    carried_among: bool,
    /// Whether 其中 or 含 came right before that figure.
    carried_said: bool,
    /// Whether the last clause was in brackets.
    in_bracket: bool,
    /// The previous year's figure: 「较上年的30件」.
    last_year: Option<usize>,
    /// The last figure outside brackets.
    outside: Option<usize>,
    /// The last figure that was understood.
    known: Option<usize>,
    /// The last understood figure outside 其中.
    known_top: Option<usize>,
    /// Whether figures were given for single channels: 网上申请3件.
    by_channel: bool,
    /// Whether the text is about a year other than the reporting year.
    other_year: bool,
    /// Whether documents are sorted by how they may be disclosed: 主动公开3件、依申请公开2件. These are not
    /// applications.
    sorted: bool,
    /// Whether 公开 or 发布 has occurred.
    published: bool,
    /// Whether 办理 or 作出决定 has occurred with 行政许可 and the like.
    acted: bool,
    /// Whether 收费通知 has occurred, with no payment since.
    notice: bool,
    scope: Option<Scope>,
    /// Subjects waiting for their figures: 分别为3件、2件.
    waiting: Vec<Quantity>,
    /// Whether a negation continues: 未发生…行政复议，提起行政诉讼.
    negated: bool,
    /// The figure read with 办理, if 办结 has another figure.
    work: Option<usize>,
    closed: bool,
    /// Whether the previous sentence gave the number received: 「收到83件，结转4件。其中自然人申请79件」.
    received_last: bool,
    /// A figure for some of the disputes counted, whose ending is not stated yet: 「其中：140件行政复议」.
    some_of: Option<usize>,
    /// The last figure of disputes for which the ending of all of them was stated.
    ended: Option<usize>,
    /// The document state of the last figure, for figures that omit it: 规章1件、规范性文件2件.
    state: Option<ProactiveColumn>,
    /// The document state before the current brackets.
    outer_state: Option<ProactiveColumn>,
    /// Whether the text was about another year before the current brackets: 「25件（2023年31件），办结24件」.
    outer_year: bool,
    /// The figure read with 办理 and 答复: the number dealt with, or the whole caseload if 办结
    /// follows.
    worked: Option<usize>,
    /// Whether figures were given for parts of the year: 一季度收到3件.
    by_period: bool,
    /// Set after a statement of how much applications grew, until the next figure: 「申请总量增长12%，达到65件」.
    grown: Option<usize>,
    /// The figures received by the organs named, and the figure received by all of them together.
    bodies: Vec<usize>,
    together: Option<usize>,
    /// The figure of disputes that the organ decided without being a party to them.
    decided: Option<usize>,
    /// Whether the sentence is about disputes that do not concern open government information.
    other_acts: bool,
    /// Whether disputes about open government information were counted separately from all disputes.
    narrowed: bool,
    /// The index of the first figure after the last semicolon; `usize::MAX` if there was no semicolon.
    after_semicolon: usize,
    /// The first figure of applications received.
    received: Option<usize>,
    /// Whether applications are sorted by who made them; computed when first asked.
    by_applicant: OnceCell<bool>,
    /// The figure of 公民 who applied: everybody, or natural persons if organisations follow.
    citizen: Option<usize>,
    /// The figure of 结转3件, whose direction is not stated.
    carried: Option<usize>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Among {
    #[default]
    No,
    Yes,
    /// After a semicolon: the list may continue.
    Maybe,
}

/// The subjects that a figure was bound to.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a figure, none excluding another"
)]
#[derive(Debug, Default)]
struct Bound {
    subjects: Vec<Quantity>,
    /// Whether the verb is 收到 or 受理: received, or received and carried in.
    plain: bool,
    /// Whether the words after the figure were used.
    right: bool,
    /// Whether the figure is for one channel.
    channel: bool,
    /// Whether the figure holds for each of the subjects.
    every: bool,
    /// Whether the verb is 办理, which may mean the whole caseload.
    work: bool,
    /// Subjects that it states unless something else in the passage contradicts it.
    later: Vec<Quantity>,
    why: Why,
}

/// How many earlier figures are searched for the one referred to.
const LAST: usize = 8;

/// The most claims that wait for the end of the passage. A sensible text has few; the limit bounds the work.
const MOST_LATER: usize = 64;

/// A claim made at the end of the passage unless something in it contradicts it.
struct Later {
    subject: Quantity,
    why: Why,
    claim: Claim,
}

/// Why a claim waits.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// It counts one channel, which may be the only one: 通过网站受理申请22件.
    Channel,
    /// It names a group and one of its reasons, which may be the only one.
    #[default]
    Group,
    /// It counts one kind of applicant, which may be the only one: 收到自然人申请2件.
    Applicant,
}

impl Bound {
    fn one(subject: Quantity) -> Bound {
        Bound {
            subjects: vec![subject],
            ..Bound::default()
        }
    }
}

impl Reader<'_> {
    fn sentence(&mut self, tokens: &[Token]) {
        self.sentence += 1;
        self.before = self.now.top;
        let mentions = Mentions::of(tokens);
        let span = self.stretch(tokens);
        let last = &self.found.figures[self.now.first_figure..];
        let received_last = last.iter().any(|f| f.subject == Some(Quantity::RECEIVED));
        self.now = Sentence {
            span,
            received_last,
            first_figure: self.found.figures.len(),
            first_claim: self.found.claims.len(),
            first_comparison: self.found.comparisons.len(),
            after_semicolon: usize::MAX,
            sorted: mentions.proactive && (mentions.papers || self.names(tokens, "公文") || self.sorts(tokens)),
            ..Sentence::default()
        };
        self.found.speaks_of_requests |= mentions.requests;
        self.found.speaks_of_disputes |= mentions.disputes;
        clause::split(tokens, |clause| self.clause(clause, &mentions));
        self.settle();
    }

    /// 「主动公开36件、依申请公开43件」: both are counted, with no verb.
    fn sorts(&self, tokens: &[Token]) -> bool {
        let counted = |tag: Tag| {
            tokens.iter().enumerate().any(|(i, token)| {
                let bare = i.checked_sub(1).and_then(|p| tokens.get(p)).is_none_or(|before| {
                    tag == Tag::Proactive
                        || matches!(
                            before.kind,
                            Kind::Comma | Kind::Semicolon | Kind::Word(Tag::Join | Tag::Among)
                        )
                });
                token.kind == Kind::Word(tag)
                    && bare
                    && (tag == Tag::Proactive || self.names(&tokens[i..=i], "依申请公开"))
                    && tokens.get(i + 1).is_some_and(clause::is_figure)
            })
        };
        counted(Tag::Proactive) && counted(Tag::Request)
    }

    /// Whether the sentence sorts applications by applicant: 从申请人构成看.
    fn names_applicants(&self) -> bool {
        // This is asked for each figure, and a sentence may have many.
        *self.now.by_applicant.get_or_init(|| self.sorts_applicants())
    }

    fn sorts_applicants(&self) -> bool {
        let span = self.now.span;
        let text = self.text.get(span.start..span.end).unwrap_or_default();
        text.contains("申请主体")
            // 「新收申请中，自然人提交申请4件」
            || ["新收申请中", "收到的申请中", "收到申请中"].iter().any(|word| text.contains(word))
            || text.contains("申请人")
                && [
                    "申请人构成",
                    "申请人类型",
                    "申请人类别",
                    "申请人情况",
                    "申请人身份",
                    "从申请人",
                ]
                .iter()
                .any(|word| text.contains(word))
    }

    /// Whether these words open their sentence, apart from its year.
    fn opens(&self, words: Span) -> bool {
        let before = self.text.get(self.now.span.start..words.start).unwrap_or_default();
        before.chars().all(|c| c.is_ascii_digit() || "年度本全，, ".contains(c))
    }

    /// Whether a word occurs in the text of the tokens.
    fn names(&self, tokens: &[Token], word: &str) -> bool {
        let span = self.stretch(tokens);
        self.text
            .get(span.start..span.end)
            .is_some_and(|text| text.contains(word))
    }

    /// Whether a word occurs in the text of a token.
    fn says(&self, token: &Token, word: &str) -> bool {
        self.names(std::slice::from_ref(token), word)
    }

    fn clause(&mut self, clause: &Clause<'_>, mentions: &Mentions) {
        if clause.semicolon && self.now.among == Among::Yes {
            self.now.among = Among::Maybe;
            if std::mem::take(&mut self.now.nested) {
                self.now.whole = self.now.outer_whole;
                self.list += 1;
            }
        }
        if clause.semicolon && !clause.bracket {
            self.now.after_semicolon = self.found.figures.len();
            self.now.published = false;
        }
        let among = mentions.among && clause.tokens.iter().any(|t| matches!(t.kind, Kind::Word(Tag::Among)));
        if among && !clause.bracket {
            if self.now.among == Among::No {
                self.now.whole = self.now.top.or(self.before);
            } else if self.now.among == Among::Maybe && self.now.outside.is_some() && !self.complete() {
                // 「机构类信息20条，其中领导信息10条；工作类信息11条，其中镇街动态3条；…」: each 其中 divides the
                // figure before it.
                if !std::mem::replace(&mut self.now.nested, true) {
                    self.now.outer_whole = self.now.whole;
                }
                self.now.whole = self.now.outside;
            } else if let Some(whole) = self.now.whole.and_then(|i| self.found.figures.get(i)?.subject)
                && is_dispute_total(whole)
                && self.complete()
            {
                // 「行政诉讼5件，其中直接起诉3件，复议后起诉2件，其中维持4件」: the last part is of all five.
                self.topic = Topic::Dispute(vec![block_of(whole)]);
            }
            self.now.among = Among::Yes;
            // 「收到9件，未收取费用。其中，6件…」: this divides the applications, whatever has been mentioned since.
            if self.now.top.is_none()
                && let Some(figure) = self.before.and_then(|i| self.found.figures.get(i))
                && figure.subject.is_some_and(received)
            {
                self.topic = Topic::Requests;
            }
            self.divide_disputes();
            self.list += 1;
        }
        if clause.bracket && !self.now.in_bracket {
            self.list += 1;
            self.now.outer_state = self.now.state;
            self.now.outer_year = self.now.other_year;
            self.outer = self.topic.clone();
        } else if !clause.bracket && self.now.in_bracket {
            // Text in brackets is an aside.
            self.now.state = self.now.outer_state;
            self.now.other_year = self.now.outer_year;
            if !matches!(self.outer, Topic::Unknown | Topic::Else) {
                self.topic = std::mem::replace(&mut self.outer, Topic::Unknown);
            }
        }
        self.now.bracket_among = clause.bracket && (among || self.now.in_bracket && self.now.bracket_among);
        self.now.in_bracket = clause.bracket;
        if mentions.period {
            self.period(&clause.tokens);
        }
        if mentions.scope {
            let named = clause.tokens.iter().rev().find_map(|token| match token.kind {
                Kind::Word(Tag::Office) => Some(Scope::Office),
                Kind::Word(Tag::Whole) => Some(Scope::Whole),
                _ => None,
            });
            self.now.scope = named.or(self.now.scope);
        }
        let figure = |from: usize| {
            let at = clause.tokens[from..].iter().position(clause::is_figure)?;
            Some(from + at)
        };
        let mut from = 0;
        let mut chain = false;
        let mut this = if mentions.figures { figure(0) } else { None };
        if this.is_none() {
            self.words(&clause.tokens, clause);
        }
        while let Some(at) = this {
            let next = figure(at + 1);
            this = next;
            let right = &clause.tokens[at + 1..next.unwrap_or(clause.tokens.len())];
            let Kind::Number(read) = clause.tokens[at].kind else {
                continue;
            };
            // Words that the figure before them has used are not used again, except that a payment has the same
            // subject.
            let left = if chain && read.unit != Unit::Yuan {
                &[]
            } else {
                &clause.tokens[from..at]
            };
            let place = Place {
                clause,
                left,
                right,
                at: clause.tokens[at],
                first: from == 0,
                next: next.is_some(),
                among,
            };
            chain = self.figure(&place, read);
            from = at + 1;
            if next.is_none() && !chain && !right.is_empty() {
                self.words(right, clause);
            }
        }
    }

    /// Whether the parts so far add up to the whole: then another 其中 divides the whole once more.
    fn complete(&self) -> bool {
        let whole = self.now.whole.and_then(|i| self.found.figures.get(i)?.value.as_whole());
        let sum = self.found.figures[self.now.first_figure..]
            .iter()
            .rev()
            .take_while(|figure| figure.list == self.list)
            .filter(|figure| figure.parent == self.now.whole)
            .try_fold(0_i64, |sum, figure| sum.checked_add(figure.value.as_whole()?));
        whole.is_some() && sum == whole
    }

    /// Tracks which year the text is about.
    fn period(&mut self, tokens: &[Token]) {
        let (mut carried, mut compared) = (false, false);
        for token in tokens {
            match token.kind {
                Kind::Word(Tag::Carry | Tag::Turn | Tag::Postpone | Tag::GoesOn) => carried = true,
                // 「结转上年后新收3件」
                Kind::Word(Tag::NewReceive) => carried = false,
                Kind::Word(Tag::Compare) => compared = true,
                _ => {}
            }
        }
        if carried || compared {
            return;
        }
        let mut until = false;
        for token in tokens {
            match token.kind {
                // 「因2023年度的申请引发行政复议1件」: this is the year of the cause, not of the case.
                Kind::Word(Tag::Occur) if self.says(token, "因") => return,
                Kind::Word(Tag::Until) => until = true,
                Kind::Word(Tag::ThisYear) => self.now.other_year = false,
                Kind::Number(read) if read.unit == Unit::Year => {
                    if !until && let (Some(year), Some(named)) = (self.year, read.value.as_whole()) {
                        self.now.other_year = year != named;
                    }
                    until = false;
                }
                Kind::Word(_) | Kind::Unknown { .. } => until = false,
                _ => {}
            }
        }
    }

    /// Reads one figure. Returns whether the words after it were used.
    fn figure(&mut self, place: &Place<'_>, read: Read) -> bool {
        match read.unit {
            Unit::Count => self.count(place, read),
            Unit::Yuan => {
                self.money(place, read);
                false
            }
            Unit::Percent => {
                self.percentage(place, read);
                false
            }
            Unit::Year | Unit::Other => {
                let p = Phrase::of(place.left);
                if p.head == Some(Head::Noise) || p.publish {
                    self.topic = Topic::Else;
                }
                false
            }
        }
    }

    /// Sets the topic from the words of a figure and from the subject it was bound to.
    fn turn(&mut self, p: &Phrase, bound: &Bound, bracket: bool) {
        self.now.published |= p.publish || p.proactive;
        self.now.acted |= p.head == Some(Head::Power) && (p.verb.is_some() || p.decision);
        self.now.notice |= p.notice;
        self.now.state = None;
        let topic = match bound.subjects.first() {
            Some(Quantity::Disputes(..) | Quantity::Litigation(_)) => {
                let mut blocks = Vec::new();
                for subject in &bound.subjects {
                    let block = block_of(*subject);
                    if !blocks.contains(&block) {
                        blocks.push(block);
                    }
                }
                Topic::Dispute(blocks)
            }
            Some(Quantity::Proactive(row @ (ProactiveRow::Regulations | ProactiveRow::NormativeDocuments), column)) => {
                self.now.state = Some(*column);
                Topic::Documents(*row)
            }
            Some(Quantity::Proactive(row, _)) => Topic::Power(*row),
            Some(Quantity::Fee(_)) => Topic::Fee,
            Some(_) => Topic::Requests,
            None if self.now.sorted => match self.topic_of(p) {
                // 「主动公开规章13件（含新制定5件）、文件113件」: the documents issued are still being counted.
                Some(documents @ Topic::Documents(_)) => documents,
                None if p.amend && matches!(self.topic, Topic::Documents(_)) => return,
                _ => Topic::Else,
            },
            // A mention in brackets does not change the topic: 「不予公开10件（行政执法案件6件，…）」.
            None if bracket && p.head == Some(Head::Noise) && self.topic == Topic::Requests => return,
            None => match self.topic_of(p) {
                Some(topic) => topic,
                None => return,
            },
        };
        self.topic = topic;
    }

    /// The topic that a phrase names, if any.
    fn topic_of(&self, p: &Phrase) -> Option<Topic> {
        Some(match p.head {
            Some(Head::Noise) if p.request_work => Topic::Requests,
            Some(Head::Request) => Topic::Requests,
            Some(Head::Dispute) => Topic::Dispute(p.blocks.clone()),
            Some(Head::Document | Head::State) => match p.documents.last() {
                Some(row) => Topic::Documents(*row),
                None if matches!(self.topic, Topic::Documents(_)) => return None,
                None => Topic::Else,
            },
            Some(Head::Power) => match p.powers.last() {
                Some(row) => Topic::Power(*row),
                None => return None,
            },
            Some(Head::Fee) => Topic::Fee,
            Some(Head::Noise) => Topic::Else,
            // 「2件办理结果为主动公开」 is still about applications.
            _ if p.proactive && !(p.is && self.topic == Topic::Requests) => Topic::Else,
            None if p.publish && p.info && !p.request => Topic::Else,
            _ => return None,
        })
    }

    /// The figure that the sentence gives for a subject, outside its parts, if it is whole.
    fn stated(&self, subject: Quantity) -> Option<i64> {
        self.found.figures[self.now.first_figure..]
            .iter()
            .find(|f| f.subject == Some(subject) && (f.parent.is_none() || subject == Quantity::CARRIED_IN))
            .and_then(|f| f.value.as_whole())
    }

    /// Withdraws the claims of a figure of this sentence whose subject turns out to be uncertain.
    fn unclaim(&mut self, index: usize) {
        if let Some(figure) = self.found.figures.get_mut(index) {
            figure.subject = None;
        }
        let mut claims = self.found.claims.split_off(self.now.first_claim);
        claims.retain(|claim| claim.figure != Some(index));
        self.found.claims.append(&mut claims);
    }

    /// Changes the subject of a figure of this sentence.
    fn restate(&mut self, index: usize, from: Quantity, to: Quantity) {
        if let Some(figure) = self.found.figures.get_mut(index) {
            figure.subject = Some(to);
        }
        for claim in &mut self.found.claims[self.now.first_claim..] {
            if claim.figure == Some(index) && claim.subject == from {
                claim.subject = to;
            }
        }
    }

    fn claim(&mut self, subject: Quantity, value: Number, approximate: bool, quote: Span, figure: Option<usize>) {
        let claim = self.make(subject, value, approximate, quote, figure);
        self.found.claims.push(claim);
    }

    fn make(&self, subject: Quantity, value: Number, approximate: bool, quote: Span, figure: Option<usize>) -> Claim {
        Claim {
            subject,
            value,
            approximate,
            scope: self.now.scope,
            passage: 0,
            sentence: self.now.span,
            span: quote,
            figure,
        }
    }

    fn statement(&mut self, kind: StatementKind, span: Span, of: Vec<Quantity>) {
        self.found.statements.push(Statement {
            kind,
            of,
            passage: 0,
            sentence: self.now.span,
            scope: self.now.scope,
            span,
        });
    }

    /// The span of consecutive tokens.
    fn stretch(&self, tokens: &[Token]) -> Span {
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => self.token_span(*first).join(self.token_span(*last)),
            _ => Span::default(),
        }
    }

    fn token_span(&self, token: Token) -> Span {
        let glyphs = token.glyphs();
        let start = self.glyphs.get(glyphs.start).map_or(0, |g| g.start());
        let end = glyphs
            .end
            .checked_sub(1)
            .and_then(|i| self.glyphs.get(i))
            .map_or(start, |g| g.end());
        Span::new(start, end.max(start))
    }

    /// The span of the words that a figure was read from.
    fn quote(&self, place: &Place<'_>, right: bool) -> Span {
        let weighty = |token: &&Token| match token.kind {
            Kind::Word(tag) => !matches!(
                tag,
                Tag::Filler
                    | Tag::ThisYear
                    | Tag::Join
                    | Tag::Among
                    | Tag::Until
                    | Tag::Office
                    | Tag::Whole
                    | Tag::Title
            ),
            _ => false,
        };
        let mut span = self.token_span(place.at);
        if let Some(first) = place.left.iter().find(weighty) {
            span = span.join(self.token_span(*first));
        }
        if right && let Some(last) = place.right.iter().rev().find(weighty) {
            span = span.join(self.token_span(*last));
        }
        span
    }
}

/// A figure and the words around it in its clause.
struct Place<'t> {
    clause: &'t Clause<'t>,
    /// The tokens from the previous figure, or from the start of the clause.
    left: &'t [Token],
    /// The tokens up to the next figure, or to the end of the clause.
    right: &'t [Token],
    at: Token,
    first: bool,
    /// Whether another figure follows in the clause.
    next: bool,
    /// Whether 其中 is in the clause.
    among: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// The words before the figure.
    Left,
    /// The words after it, with the verb before it.
    Right,
    /// The verb before it and the topic of the sentence.
    Context,
}

/// Whether the last change among the words leads up to a figure: 「上升至」, 「减少到」.
fn rose_to(tokens: &[Token]) -> bool {
    tokens
        .iter()
        .rev()
        .take_while(|token| !matches!(token.kind, Kind::Word(Tag::Change(_))))
        .any(|token| matches!(token.kind, Kind::Word(Tag::Until)))
}

/// 「收到和办理」
fn dealt_with(tokens: &[Token]) -> bool {
    tokens.windows(3).any(|three| {
        let [receive, join, work] = three else { return false };
        receive.kind == Kind::Word(Tag::Receive)
            && join.kind == Kind::Word(Tag::Join)
            && work.kind == Kind::Word(Tag::Work)
    })
}

/// Whether a word of this kind is among the tokens.
fn has(tokens: &[Token], tag: Tag) -> bool {
    tokens.iter().any(|token| token.kind == Kind::Word(tag))
}

fn carried(p: &Phrase) -> bool {
    p.carry || p.postpone || p.goes_on || p.unfinished || p.turn && (p.next_year || p.last_year || !p.years.is_empty())
}

fn received(subject: Quantity) -> bool {
    matches!(
        subject,
        Quantity::RECEIVED | Quantity::Accepted | Quantity::ReceivedFrom(_) | Quantity::ReceivedFromOrganisations
    )
}

/// Whether a reason belongs to a group, or is a more exact form of it.
fn within(reason: Quantity, group: Quantity) -> bool {
    match (reason, group) {
        (Quantity::Requests(row), Quantity::Group(group)) => row.group() == Some(group),
        _ => false,
    }
}

/// Whether the last word of a kind is followed only by words that change nothing, or by further items of the same list.
fn ends_after(tokens: &[Token], kind: impl Fn(Tag) -> bool) -> bool {
    let Some(last) = tokens
        .iter()
        .rposition(|t| matches!(t.kind, Kind::Word(tag) if kind(tag)))
    else {
        return false;
    };
    let mut listed = false;
    tokens[last + 1..].iter().all(|token| match token.kind {
        Kind::Word(Tag::Join) => {
            listed = true;
            true
        }
        Kind::Word(
            Tag::Filler
            | Tag::Etc
            | Tag::Occur
            | Tag::Item
            | Tag::Info
            | Tag::Sum
            | Tag::Request
            | Tag::Apply
            | Tag::ThisYear
            // 「无行政复议、诉讼处理情况」
            | Tag::Work,
        ) => true,
        Kind::Word(Tag::Noise | Tag::Channel) => listed,
        _ => false,
    })
}
