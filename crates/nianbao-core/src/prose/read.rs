//! From clauses to claims: which figure is about what.
//!
//! A figure takes its subject from the words before it in its clause (收到申请3件), else from those behind it (3件行政诉讼),
//! else from what the sentence has been about (…，办结3件). Words that are not understood between subject and figure
//! leave the figure alone: a wrong claim costs more than a missing one.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::clause::{self, Clause};
use super::fold::Glyph;
use super::number::{Read, Unit};
use super::phrase::{Block, Head, Phrase, Verb};
use super::subject::{FeeFigure, Subject};
use super::token::{self, Kind, Token};
use super::words::Tag;
use super::{Claim, Comparison, Figure, Percentage, Scope, Statement, StatementKind};
use crate::cell::Number;
use crate::field::{Applicant, DisputeBlock, DisputeResult, ProactiveColumn, ProactiveRow, RequestsGroup, RequestsRow};
use crate::text::Span;

/// What the last sentences were about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Topic {
    Unknown,
    Requests,
    Dispute(Vec<Block>),
    Documents(ProactiveRow),
    Power(ProactiveRow),
    Fee,
    /// Something that the tables do not have.
    Else,
}

/// What is read in one piece of prose.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) figures: Vec<Figure>,
    pub(super) claims: Vec<Claim>,
    pub(super) statements: Vec<Statement>,
    pub(super) percentages: Vec<Percentage>,
    pub(super) comparisons: Vec<Comparison>,
    pub(super) speaks_of_requests: bool,
    pub(super) speaks_of_disputes: bool,
}

/// Reads a piece of prose: as written, and folded. `topic` is what came before, and becomes what it ends with.
pub(super) fn read(
    text: &str,
    glyphs: &[Glyph],
    year: Option<u16>,
    passage: usize,
    sentence: &mut usize,
    topic: &mut Topic,
) -> Found {
    let tokens = token::cut(glyphs);
    let mut reader = Reader {
        text,
        glyphs,
        year: year.map(i64::from),
        passage,
        sentence: *sentence,
        found: Found::default(),
        topic: topic.clone(),
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
    *sentence = reader.sentence;
    *topic = reader.topic;
    reader.found
}

struct Reader<'a> {
    text: &'a str,
    glyphs: &'a [Glyph],
    year: Option<i64>,
    passage: usize,
    sentence: usize,
    found: Found,
    topic: Topic,
    /// The topic before the brackets that are being read.
    outer: Topic,
    now: Sentence,
    /// The last figure outside 其中 in the sentence before.
    before: Option<usize>,
    later: Vec<Later>,
    /// How many lists of parts have begun.
    list: usize,
}

/// What kinds of words and numbers stand in a sentence: much that is looked for in its clauses is in few.
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
    /// 其中.
    among: bool,
    /// Whom it speaks of.
    scope: bool,
    /// A year is named.
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

/// What is known inside one sentence.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a sentence, none excluding another"
)]
#[derive(Debug, Default)]
struct Sentence {
    span: Span,
    /// The first figure and the first claim of it.
    first_figure: usize,
    first_claim: usize,
    first_comparison: usize,
    among: Among,
    /// The figure that 其中 divides.
    whole: Option<usize>,
    /// What the list around it divides, where 其中 stands in a list of parts.
    outer_whole: Option<usize>,
    /// 其中 stands in a list of parts.
    nested: bool,
    /// The last figure outside 其中.
    top: Option<usize>,
    /// 其中 stands in the brackets that are being read.
    bracket_among: bool,
    /// What was carried in was said to be a part.
    carried_among: bool,
    /// The last clause stood in brackets.
    in_bracket: bool,
    /// The figure of the year before: 「较上年的30件」.
    last_year: Option<usize>,
    /// The last figure outside brackets.
    outside: Option<usize>,
    /// The last figure that was understood.
    known: Option<usize>,
    /// The last of them outside 其中.
    known_top: Option<usize>,
    /// Figures were given for a channel of their own: 网上申请3件.
    by_channel: bool,
    /// A year other than the reporting year is spoken of.
    other_year: bool,
    /// Documents are sorted by how they may be disclosed: 主动公开3件、依申请公开2件, which are no applications.
    sorted: bool,
    /// 公开, 发布 were read.
    published: bool,
    /// 办理, 作出决定 were read with 行政许可 and the like.
    acted: bool,
    /// 收费通知 was read, and no payment since.
    notice: bool,
    scope: Option<Scope>,
    /// Subjects that wait for their figure: 分别为3件、2件.
    waiting: Vec<Subject>,
    /// A negation is open: 未发生…行政复议，提起行政诉讼.
    negated: bool,
    /// 办理 was read with this figure, and 办结 with another.
    work: Option<usize>,
    closed: bool,
    /// The sentence before says how many were received: 「收到83件，结转4件。其中自然人申请79件」.
    received_last: bool,
    /// Some of the disputes that were counted, of which it is not said yet how they ended: 「其中：140件行政复议」.
    some_of: Option<usize>,
    /// The last figure of disputes of which it was said how all of them ended.
    ended: Option<usize>,
    /// What the last figure bound to, for figures that leave it out: 规章1件、规范性文件2件.
    state: Option<ProactiveColumn>,
    /// The same, before the brackets that are being read.
    outer_state: Option<ProactiveColumn>,
    /// Whether another year was spoken of before them: 「25件（2023年31件），办结24件」.
    outer_year: bool,
    /// 办理 and 答复 were read with this figure: what was dealt with, or what was there, if 办结 follows.
    worked: Option<usize>,
    /// Figures were given for parts of the year: 一季度收到3件.
    by_period: bool,
    /// It was said by how much applications grew, and no figure since: 「申请总量增长12%，达到65件」.
    grown: Option<usize>,
    /// What bodies named received, and what was received together.
    bodies: Vec<usize>,
    together: Option<usize>,
    /// Disputes that the organ decided, and was no party to.
    decided: Option<usize>,
    /// The sentence speaks of disputes about something else than open government information.
    other_acts: bool,
    /// Of disputes, those about open government information were counted apart.
    narrowed: bool,
    /// The first figure behind the last semicolon; none yet stands there where there was none.
    behind_semicolon: usize,
    /// The first figure of what was received.
    received: Option<usize>,
    /// Whether applications are sorted by who made them, once it was asked.
    by_applicant: OnceCell<bool>,
    /// 公民 was said to have applied, with this figure: everybody, or natural persons where organisations follow.
    citizen: Option<usize>,
    /// 结转3件, not said in which direction.
    carried: Option<usize>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Among {
    #[default]
    No,
    Yes,
    /// Behind a semicolon: the list may go on.
    Maybe,
}

/// What a figure was bound to.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about a figure, none excluding another"
)]
#[derive(Debug, Default)]
struct Bound {
    subjects: Vec<Subject>,
    /// 收到, 受理: may mean received, or received and carried in.
    plain: bool,
    /// The words behind the figure were used.
    right: bool,
    /// The figure is one channel's.
    channel: bool,
    /// The figure holds for every subject.
    every: bool,
    /// 办理: may mean what was there to be dealt with.
    work: bool,
    /// What it states if nothing else in the passage speaks against it.
    later: Vec<Subject>,
    why: Why,
}

/// How many figures are looked back at for the one that is meant.
const LAST: usize = 8;

/// How many claims can wait for the end of the passage. One of any sense has few; the work stays bounded.
const MOST_LATER: usize = 64;

/// A claim that is made at the end of the passage, if nothing in it speaks against it.
struct Later {
    subject: Subject,
    why: Why,
    claim: Claim,
}

/// Why a claim waits.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// It counts one channel, which may be all there was: 通过网站受理申请22件.
    Channel,
    /// It names a group beside one of its reasons, which may be the only one.
    #[default]
    Group,
    /// It counts one kind of applicants, who may be all there were: 收到自然人申请2件.
    Applicant,
}

impl Bound {
    fn one(subject: Subject) -> Bound {
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
        let received_last = last.iter().any(|f| f.subject == Some(Subject::RECEIVED));
        self.now = Sentence {
            span,
            received_last,
            first_figure: self.found.figures.len(),
            first_claim: self.found.claims.len(),
            first_comparison: self.found.comparisons.len(),
            behind_semicolon: usize::MAX,
            sorted: mentions.proactive && (mentions.papers || self.names(tokens, "公文") || self.sorts(tokens)),
            ..Sentence::default()
        };
        self.found.speaks_of_requests |= mentions.requests;
        self.found.speaks_of_disputes |= mentions.disputes;
        clause::split(tokens, |clause| self.clause(clause, &mentions));
        self.settle();
    }

    /// 「主动公开36件、依申请公开43件」: both are counted, and nothing is done with either.
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

    /// Whether the sentence sorts applications by who made them: 从申请人构成看.
    fn names_applicants(&self) -> bool {
        // Asked for each figure; a sentence may have many.
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

    /// Whether a word stands in the text of the tokens.
    fn names(&self, tokens: &[Token], word: &str) -> bool {
        let span = self.stretch(tokens);
        self.text
            .get(span.start..span.end)
            .is_some_and(|text| text.contains(word))
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
            self.now.behind_semicolon = self.found.figures.len();
            self.now.published = false;
        }
        let among = mentions.among && clause.tokens.iter().any(|t| matches!(t.kind, Kind::Word(Tag::Among)));
        if among && !clause.bracket {
            if self.now.among == Among::No {
                self.now.whole = self.now.top.or(self.before);
            } else if self.now.among == Among::Maybe && self.now.outside.is_some() && !self.complete() {
                // 「机构类信息20条，其中领导信息10条；工作类信息11条，其中镇街动态3条；…」: each divides the one before it.
                if !std::mem::replace(&mut self.now.nested, true) {
                    self.now.outer_whole = self.now.whole;
                }
                self.now.whole = self.now.outside;
            }
            self.now.among = Among::Yes;
            // 「收到9件，未收取费用。其中，6件…」: the applications are divided, whatever was mentioned since.
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
            // What stands in brackets is an aside.
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
            // Words that a figure before them has used up are not used again, but what was paid is said of the same.
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
            };
            chain = self.figure(&place, read);
            from = at + 1;
            if next.is_none() && !chain && !right.is_empty() {
                self.words(right, clause);
            }
        }
    }

    /// Whether the parts so far add up to what they divide: another 其中 divides that once more.
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

    /// 「行政复议5件、行政诉讼0件，其中…」: the parts are those of the one that there were any of; of two, it is not said.
    fn divide_disputes(&mut self) {
        // 「行政复议3起，均胜诉；行政诉讼5起，其中…」: the parts are those of what stands behind the semicolon.
        let behind = self.found.figures.get(self.now.behind_semicolon..).unwrap_or_default();
        if behind
            .iter()
            .any(|f| f.subject.is_some_and(is_dispute_total) && !f.value.is_zero())
            && behind.len() == 1
        {
            return;
        }
        let totals: Vec<(Subject, bool)> =
            self.found.figures[self.now.first_figure..]
                .iter()
                .rev()
                .map_while(|f| match f.subject {
                    Some(
                        s @ (Subject::Disputes(_, DisputeResult::Total) | Subject::Litigation(DisputeResult::Total)),
                    ) if f.parent.is_none() => Some((s, f.value.is_zero())),
                    _ => None,
                })
                .take(3)
                .collect();
        if totals.len() < 2 {
            return;
        }
        let mut some = totals.iter().filter(|(_, zero)| !zero).map(|(s, _)| block_of(*s));
        let blocks = match (some.next(), some.next()) {
            (Some(block), None) => vec![block],
            _ => Vec::new(),
        };
        self.topic = Topic::Dispute(blocks);
    }

    /// Follows which year is spoken of.
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
                // 「因2023年度的申请引发行政复议1件」: the year of the cause is not that of the case.
                Kind::Word(Tag::Occur) if self.names(std::slice::from_ref(token), "因") => return,
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

    /// Reads one figure; whether the words behind it were used up.
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

    fn count(&mut self, place: &Place<'_>, read: Read) -> bool {
        let left = Phrase::of(place.left);
        let index = self.found.figures.len();
        let divided = self.now.among != Among::No || place.clause.bracket;
        let mut bound = Bound::default();
        let mut used = None;
        let compared = left.compare || left.level || left.change.is_some();
        if compared {
            self.comparison(place, read, &left);
            if left.change.is_some() {
                // By how much it changed is no figure of either year.
                return false;
            }
            self.now.last_year = Some(index);
        } else if left.every
            || self.now.other_year
            || (left.last_year && !carried(&left) && !Self::carried_behind(place))
        {
            // Not this year's figure.
        } else {
            (bound, used) = match self.none_of(place, read, &left) {
                Some(all) => (all, None),
                None => self.bind(place, read, &left),
            };
        }
        if read.bare && bound.right {
            bound = Bound::default();
        }
        if bound.subjects.is_empty()
            && let Some((whole, subject)) = self.all_disputes(place, &left)
        {
            // Only these are about open government information.
            self.unclaim(whole);
            bound = Bound::one(subject);
        }
        if divided && let [subject] = bound.subjects[..] {
            self.narrow_disputes(subject, &left);
            if bound.right {
                self.ended_together(subject, index);
            }
        }
        if bound.subjects.is_empty() && left.sum && left.head.is_none() && !left.gap && !divided {
            bound = self.documents_together(read).unwrap_or(bound);
        }
        let zero = read.value.is_zero();
        if bound.subjects.len() > 1 {
            let granted = [
                Subject::Requests(RequestsRow::Granted),
                Subject::Requests(RequestsRow::PartiallyGranted),
            ];
            if left.respectively {
                let mut subjects = std::mem::take(&mut bound.subjects);
                bound.subjects.push(subjects.remove(0));
                self.now.waiting = subjects;
            } else if zero || left.each || bound.every {
                // Every one of them.
            } else if bound.subjects == granted {
                bound.subjects = vec![Subject::GrantedOrPartial];
            } else {
                bound.subjects.clear();
            }
        } else if bound.subjects.is_empty() && !left.any && left.head.is_none() && !self.now.waiting.is_empty() {
            bound.subjects.push(self.now.waiting.remove(0));
        }
        self.now.other_acts |= !left.blocks.is_empty() && self.of_other_acts(&left, place.left);
        self.turn(used.as_ref().unwrap_or(&left), &bound, place.clause.bracket);
        let parent = if place.clause.bracket {
            self.now.outside
        } else if self.now.among == Among::No {
            None
        } else {
            self.now.whole
        };
        let span = self.token_span(place.at);
        self.found.figures.push(Figure {
            passage: self.passage,
            sentence: self.sentence,
            value: read.value,
            unit: Unit::Count,
            approximate: read.approximate,
            subject: bound.subjects.first().copied(),
            plain: bound.plain,
            channel: bound.channel,
            work: bound.work,
            list: self.list,
            stated: left.verb.is_some() || left.publish,
            parent,
            span,
            around: self.now.span,
        });
        if !place.clause.bracket {
            self.now.outside = Some(index);
        }
        if !compared && (!divided || self.now.top.is_none()) {
            self.now.top = Some(index);
        }
        if bound.subjects.first() == Some(&Subject::CARRIED_IN) {
            // 「62件（其中上年结转3件）」 says that it is a part, 「62件（上年结转3件，结转下年2件）」 does not.
            self.now.carried_among =
                (self.now.among != Among::No || self.now.bracket_among) && !self.names(place.right, "另计");
        }
        if !bound.subjects.is_empty() {
            self.now.known = Some(index);
            if parent.is_none() {
                self.now.known_top = Some(index);
            }
        }
        self.now.by_channel |= bound.channel;
        let quote = self.quote(place, bound.right);
        for subject in &bound.subjects {
            self.claim(*subject, read.value, read.approximate, quote, Some(index));
        }
        if let [subject] = bound.subjects[..]
            && is_dispute_total(subject)
            && !place.clause.inner.is_empty()
            && !zero
        {
            let inner = Phrase::of(&place.clause.inner);
            if self.no_concern(&place.clause.inner, &inner) {
                self.other_disputes();
            }
            // 「复议后起诉1件（尚未审结）」
            if let [block @ (Block::Direct | Block::After)] = inner.blocks[..]
                && subject == Subject::Litigation(DisputeResult::Total)
                && inner.verdicts.is_empty()
                && !(inner.unknown || inner.negation || place.next)
                && !has(&place.clause.inner, Tag::Among)
            {
                // 「行政诉讼1件（复议后起诉）」
                let total = dispute(block, DisputeResult::Total);
                self.claim(total, read.value, read.approximate, quote, Some(index));
            }
            if let [end] = inner.verdicts[..]
                && inner.head == Some(Head::Verdict)
                && inner.blocks.is_empty()
                && !inner.unknown
                && !inner.negation
                && !place.next
            {
                self.claim(with_end(subject, end), read.value, read.approximate, quote, Some(index));
            }
        }
        if bound.subjects == [Subject::RECEIVED] && !place.clause.inner.is_empty() && !zero && !place.next {
            // 「收到3件（均为自然人申请）」
            let inner = Phrase::of(&place.clause.inner);
            if let [applicant] = inner.applicants[..]
                && matches!(inner.head, Some(Head::Applicant | Head::Request))
                && !(inner.citizen || inner.unknown || inner.negation || inner.channels > 0)
                && !has(&place.clause.inner, Tag::Among)
            {
                let from = applicant.map_or(Subject::ReceivedFromOrganisations, Subject::ReceivedFrom);
                self.claim(from, read.value, read.approximate, quote, Some(index));
            }
        }
        if bound.work && !divided {
            self.now.work = Some(index);
        }
        if !divided && !compared {
            self.note(&left, &bound, index);
            if let [subject] = bound.subjects[..]
                && is_dispute_total(subject)
                && self.decides(place, &left)
            {
                self.now.decided = Some(index);
            }
        }
        self.now.closed |= bound.subjects.contains(&Subject::OUTCOMES_TOTAL) && !bound.work && !divided;
        for subject in bound.later.iter().take(MOST_LATER.saturating_sub(self.later.len())) {
            self.later.push(Later {
                subject: *subject,
                why: bound.why,
                claim: self.make(*subject, read.value, read.approximate, quote, Some(index)),
            });
        }
        bound.right && (!place.first || left.head.is_none())
    }

    /// Keeps what a figure outside 其中 may mean beside others of its sentence.
    fn note(&mut self, left: &Phrase, bound: &Bound, index: usize) {
        const MOST_BODIES: usize = 16;
        match bound.subjects[..] {
            [Subject::RECEIVED] => {
                if left.citizen && left.applicants.is_empty() {
                    self.now.citizen = Some(index);
                }
                if let Some(first) = self.now.received
                    && bound.plain
                    && !left.request
                    && !left.sum
                    && self.found.figures[index].value < self.found.figures[first].value
                {
                    // 「收到申请8件，受理7件」: those that were admitted.
                    self.unclaim(index);
                    return;
                }
                self.now.received.get_or_insert(index);
                if left.sum {
                    self.now.together = Some(index);
                } else if left.body && self.now.bodies.len() < MOST_BODIES {
                    self.now.bodies.push(index);
                }
            }
            [Subject::OUTCOMES_TOTAL] if left.work && !bound.work && self.now.worked.is_none() => {
                self.now.worked = Some(index);
            }
            [] => {
                let requests = left.request || self.topic == Topic::Requests;
                self.now.by_period |= left.other_period && (left.receive || left.new) && requests;
                let bare = left.carry && !left.gap && left.years.is_empty() && !left.last_year && !left.next_year;
                if bare && requests && self.now.carried.is_none() {
                    self.now.carried = Some(index);
                }
            }
            _ => {}
        }
    }

    /// 「行政诉讼案件5件，其中政府信息公开类1件」: the figure that counts every dispute of the organ, and what it was taken for.
    fn all_disputes(&self, place: &Place<'_>, left: &Phrase) -> Option<(usize, Subject)> {
        let whole = if place.clause.bracket {
            self.now.outside
        } else if self.now.among == Among::Yes {
            self.now.whole
        } else {
            None
        }?;
        let named = left.info && left.head.is_none() && left.verb.is_none() && !left.gap && !left.compare;
        let figure = self.found.figures.get(whole).filter(|f| f.sentence == self.sentence)?;
        let subject = figure.subject?;
        (named && is_dispute_total(subject)).then_some((whole, subject))
    }

    /// 「印发县政府规范性文件7件、政府办规范性文件5件，共12件」: the parts give way to their sum.
    fn documents_together(&mut self, read: Read) -> Option<Bound> {
        let end = self.found.figures.len();
        let subject = self.found.figures[self.now.first_figure..].last()?.subject?;
        if !matches!(subject, Subject::Proactive(..)) {
            return None;
        }
        let parts: Vec<usize> = (self.now.first_figure..end)
            .rev()
            .take(LAST)
            .take_while(|i| self.found.figures[*i].subject == Some(subject))
            .collect();
        let sum = parts.iter().try_fold(0_i64, |sum, i| {
            self.found.figures[*i].value.as_whole().and_then(|n| sum.checked_add(n))
        });
        if parts.len() < 2 || sum.is_none() || sum != read.value.as_whole() {
            return None;
        }
        for part in parts {
            self.unclaim(part);
        }
        Some(Bound::one(subject))
    }

    /// 「行政复议案件126件，应诉案件58件，其中涉政府信息公开的复议案件11件、应诉案件4件」: those before counted every dispute.
    fn narrow_disputes(&mut self, subject: Subject, left: &Phrase) {
        const MOST: usize = 8;
        if !is_dispute_total(subject) {
            return;
        }
        self.now.narrowed |= left.info;
        let first = self.now.first_figure;
        if self.now.narrowed
            && let Some(at) = self.found.figures[first..]
                .iter()
                .take(MOST)
                .position(|f| f.subject == Some(subject) && f.parent.is_none())
        {
            self.unclaim(first + at);
        }
    }

    /// 「行政复议192件，行政诉讼73件，其中：140件行政复议、49件行政诉讼获维持」: how both ended, or else parts of a whole that
    /// was counted.
    fn ended_together(&mut self, subject: Subject, index: usize) {
        let Some(end) = verdict_of(subject) else { return };
        if end == DisputeResult::Total {
            let counted = self.stated(subject).is_some();
            self.now.some_of = counted.then_some(index);
            return;
        }
        if let Some(before) = self.now.some_of.take()
            && before + 1 == index
            && let Some(total) = self.found.figures.get(before).and_then(|figure| figure.subject)
        {
            self.restate(before, total, with_end(total, end));
        }
    }

    /// 「司法局受理行政复议案件326件」: as the organ that decides them.
    fn decides(&self, place: &Place<'_>, left: &Phrase) -> bool {
        let takes = self.names(place.left, "受理") || self.names(place.left, "审理");
        takes
            && !(left.info || left.request)
            && self
                .text
                .get(self.now.span.start..self.now.span.end)
                .is_some_and(|text| ["司法局", "复议机关", "法院"].iter().any(|organ| text.contains(organ)))
    }

    /// 「行政复议案件18件，均不涉及政府信息公开」: they are not those that count.
    fn other_disputes(&mut self) {
        const MOST: usize = 4;
        self.now.other_acts = true;
        let end = self.found.figures.len();
        for index in self.now.first_figure.max(end.saturating_sub(MOST))..end {
            if self.found.figures[index].subject.is_some_and(is_dispute_total) {
                self.unclaim(index);
            }
        }
    }

    /// 「因具体行政行为被提起行政诉讼2起」; what follows in the sentence is about the same.
    fn of_other_acts(&self, p: &Phrase, left: &[Token]) -> bool {
        let named = || self.names(left, "因") && self.names(left, "行政行为");
        !(p.info || p.request) && (self.now.other_acts || named())
    }

    /// 「均不涉及政府信息公开」, 「均与政府信息公开无关」
    fn no_concern(&self, tokens: &[Token], p: &Phrase) -> bool {
        let named = p.info && !p.request && p.head.is_none();
        named && (p.negation && self.names(tokens, "涉") || self.names(tokens, "无关"))
    }

    /// 「新收申请数量、上年结转数量、行政复议均为0」: each thing in the list is zero, where each is understood.
    fn none_of(&self, place: &Place<'_>, read: Read, left: &Phrase) -> Option<Bound> {
        let none = left.all && read.value.is_zero();
        // 「新收、结转、办结数分别为44件、2件、45件」: one after the other.
        let row = left.respectively && carried(left);
        if !left.join || !(none || row) {
            return None;
        }
        let divided = self.now.among != Among::No || place.clause.bracket;
        let mut all = Bound::default();
        let mut things = 0;
        for thing in place.left.split(|token| matches!(token.kind, Kind::Word(Tag::Join))) {
            let mut words = Phrase::of(thing);
            words.request |= row && left.request;
            if words.head.is_none() && !carried(&words) && !row || words.gap {
                return None;
            }
            if words.head == Some(Head::Withdrawn) && !words.blocks.is_empty() {
                // 「行政复议被纠正和行政诉讼败诉均为零」: an end that the form has no column for.
                continue;
            }
            let bound = self.classify(&words, place, Mode::Left, divided, read);
            if row && bound.subjects.len() != 1 {
                // One of them is not understood: nor is whose the figures are.
                return Some(Bound::default());
            }
            if bound.subjects.is_empty() {
                return None;
            }
            things += 1;
            all.plain |= bound.plain;
            all.subjects.extend(bound.subjects);
        }
        (things > 0).then_some(all)
    }

    /// Whether the words behind the figure say that it was carried over: 「上年的3件结转…」.
    fn carried_behind(place: &Place<'_>) -> bool {
        !place.next && carried(&Phrase::of(place.right))
    }

    /// What a count is about; with the phrase that says so where that is not the words before it alone.
    fn bind(&self, place: &Place<'_>, read: Read, left: &Phrase) -> (Bound, Option<Phrase>) {
        let divided = self.now.among != Among::No || place.clause.bracket;
        // 「制发3份规范性文件」, 「维持3件行政复议案件」: what is counted stands behind.
        let waits = match left.head {
            Some(Head::State) => left.documents.is_empty() && !left.paper,
            Some(Head::Verdict) => left.blocks.is_empty(),
            _ => false,
        };
        if waits && !left.gap && !place.right.is_empty() {
            let words = self.until_published(place.right);
            let right = Phrase::of(words);
            if !right.documents.is_empty() && !right.publish && right.states.is_empty()
                || !right.blocks.is_empty() && right.verdicts.is_empty()
            {
                let mut both = left.clone();
                both.add(words);
                let bound = self.classify(&both, place, Mode::Right, divided, read);
                return (Bound { right: true, ..bound }, Some(both));
            }
        }
        // 「受理的37件申请已按规定答复」: which were answered.
        let those = place
            .left
            .last()
            .is_some_and(|word| word.kind == Kind::Word(Tag::Filler) && self.names(std::slice::from_ref(word), "的"));
        if those && left.receive && !place.next && !divided {
            let right = Phrase::of(place.right);
            if right.close && !right.negation && right.outcomes.is_empty() && right.blocks.is_empty() {
                let bound = Bound::one(Subject::OUTCOMES_TOTAL);
                return (Bound { right: true, ..bound }, None);
            }
        }
        if left.head.is_some() || carried(left) {
            if left.gap {
                return (Bound::default(), None);
            }
            return (self.classify(left, place, Mode::Left, divided, read), None);
        }
        let verb = left.receive || left.new || left.handle || left.close;
        if !read.idiom && !read.bare && !place.right.is_empty() && (!verb || !place.next) {
            let mut both = left.clone();
            both.gap = false;
            both.add(place.right);
            // 「其中8件已公开」
            let bare = |t: &Token| matches!(t.kind, Kind::Word(Tag::Publish | Tag::Filler | Tag::All));
            let published = both.publish && divided && place.right.iter().all(bare);
            if both.head.is_some() || carried(&both) || (!verb && (both.close || published)) {
                let bound = self.classify(&both, place, Mode::Right, divided, read);
                return (Bound { right: true, ..bound }, Some(both));
            }
        }
        if left.gap || read.idiom {
            return (Bound::default(), None);
        }
        (self.classify(left, place, Mode::Context, divided, read), None)
    }

    /// What stands before 已公开: 「制发1件规范性文件已公开」 counts what was issued.
    fn until_published<'t>(&self, words: &'t [Token]) -> &'t [Token] {
        let published = words.iter().position(|token| token.kind == Kind::Word(Tag::Publish));
        match published {
            Some(at) if at > 0 && self.names(&words[at - 1..at], "已") => &words[..at],
            _ => words,
        }
    }

    fn classify(&self, p: &Phrase, place: &Place<'_>, mode: Mode, divided: bool, read: Read) -> Bound {
        let nothing = Bound::default();
        // A part that one body has of the whole: 「其中区财政局受理3件」, 「其中市政府办公室收到98件」.
        let office = || {
            place
                .left
                .iter()
                .any(|token| matches!(token.kind, Kind::Word(Tag::Office)))
        };
        let department = || self.names(place.left, "部门") && !self.names(place.left, "本部门");
        let mut part = divided && (p.body || office() || department());
        // 「公开信息7191条，其中以政府办名义制发规范性文件1件」: what is divided is not documents.
        if part && matches!(p.head, Some(Head::Document | Head::State)) && !place.clause.bracket {
            let whole = self.now.whole.and_then(|i| self.found.figures.get(i)?.subject);
            part = whole.is_some();
        }
        // 「不予公开10件（过程性信息4件，行政执法案件6件）」
        let denied = Subject::Group(RequestsGroup::Denied);
        if p.head == Some(Head::Noise)
            && divided
            && self
                .last_subject()
                .is_some_and(|last| last == denied || within(last, denied))
            && self.names(place.left, "执法案件")
        {
            return Bound::one(Subject::Requests(RequestsRow::DeniedEnforcementFiles));
        }
        if p.said || p.head == Some(Head::Noise) || p.head == Some(Head::Withdrawn) || p.other_period || part || p.every
        {
            return nothing;
        }
        let requests = p.request || self.topic == Topic::Requests;
        let disputes = !p.blocks.is_empty() || matches!(self.topic, Topic::Dispute(_)) && !p.request;
        if p.fee || p.notice {
            let count = p.notice || (p.request && mode == Mode::Right) || p.head == Some(Head::Fee);
            return if count && !divided && !p.amend {
                Bound::one(Subject::Fee(FeeFigure::Count))
            } else {
                nothing
            };
        }
        if carried(p) {
            if p.unfinished && disputes && p.outcomes.is_empty() {
                return self.dispute(p, DisputeResult::Pending);
            }
            // 「2024年将继续办理3项实事」
            let only = p.goes_on && !(p.carry || p.turn || p.postpone || p.unfinished);
            let else_where = !requests && (only || self.topic != Topic::Unknown);
            if p.noise && !p.request || else_where || !p.blocks.is_empty() || !p.powers.is_empty() {
                return nothing;
            }
            return match self.direction(p) {
                Some(subject) => Bound::one(subject),
                None => nothing,
            };
        }
        let verdict = matches!(p.head, Some(Head::Dispute | Head::Verdict))
            || p.head == Some(Head::Other) && matches!(self.topic, Topic::Dispute(_)) && p.outcomes.is_empty();
        if verdict && disputes {
            if self.of_other_acts(p, place.left) {
                return nothing;
            }
            if p.verdicts.is_empty() && p.other {
                return self.dispute(p, DisputeResult::Other);
            }
            if p.verdicts.is_empty() && p.blocks.is_empty() {
                return nothing;
            }
            let ends = if p.verdicts.is_empty() {
                vec![DisputeResult::Total]
            } else {
                p.verdicts.clone()
            };
            let mut bound = Bound::default();
            for end in ends {
                bound.subjects.extend(self.dispute(p, end).subjects);
            }
            return bound;
        }
        if !p.outcomes.is_empty() {
            return self.outcome(p, place, requests);
        }
        if p.head == Some(Head::Other) {
            let after_outcome = self.last_subject().is_some_and(Subject::is_outcome);
            return if after_outcome && !self.now.sorted && !p.unknown {
                Bound::one(Subject::Group(RequestsGroup::OtherOutcome))
            } else if self.after_organisation() && !p.unknown && p.verb.is_none() {
                Bound::one(Subject::ReceivedFrom(Applicant::Other))
            } else {
                nothing
            };
        }
        if let Some(bound) = self.document(p, mode) {
            return bound;
        }
        if let Some(bound) = self.power(p, read) {
            return bound;
        }
        // 「被申请行政复议的政府信息公开申请3件」
        if matches!(p.head, Some(Head::Dispute | Head::Verdict)) || !p.blocks.is_empty() {
            return nothing;
        }
        self.request(p, place, mode, divided, read)
    }

    /// 结转 in which direction.
    fn direction(&self, p: &Phrase) -> Option<Subject> {
        let later = |year: i64| self.year.is_some_and(|this| year > this);
        let earlier = |year: i64| self.year.is_some_and(|this| year < this);
        let named_after = p.years.iter().any(|(_, after)| *after);
        if p.next_year || p.years.iter().any(|(year, _)| later(*year)) {
            return Some(Subject::CARRIED_OUT);
        }
        if p.last_year || p.years.iter().any(|(year, _)| earlier(*year)) {
            return (p.carry || p.turn || p.postpone).then_some(Subject::CARRIED_IN);
        }
        if self.year.is_none() && !p.years.is_empty() {
            return Some(if named_after {
                Subject::CARRIED_OUT
            } else {
                Subject::CARRIED_IN
            });
        }
        if named_after {
            // 「结转至2023年」 in the report of 2023.
            return Some(Subject::CARRIED_IN);
        }
        if p.postpone || p.unfinished {
            return (!p.negation).then_some(Subject::CARRIED_OUT);
        }
        // 「办结30件，结转2件」
        let after_close = self
            .last_subject()
            .is_some_and(|s| s == Subject::OUTCOMES_TOTAL || s.is_outcome());
        if !(p.carry && after_close && p.years.is_empty()) {
            return None;
        }
        // 「办结21件（含结转1件）」: of those that were closed.
        let closed = self.last_subject() == Some(Subject::OUTCOMES_TOTAL);
        let part = self.now.bracket_among || self.now.among == Among::Yes && closed;
        Some(if part {
            Subject::CARRIED_IN
        } else {
            Subject::CARRIED_OUT
        })
    }

    /// What the figure before in the sentence is about.
    fn last_subject(&self) -> Option<Subject> {
        let last = self.found.figures.last().filter(|f| f.sentence == self.sentence)?;
        last.subject
    }

    /// 「商业企业4件、法律服务机构2件、其他1件」: the last column of those who applied.
    fn after_organisation(&self) -> bool {
        matches!(
            self.last_subject(),
            Some(Subject::ReceivedFrom(applicant)) if applicant != Applicant::NaturalPerson
        )
    }

    /// Whether the last figures of the sentence are what was received and what was carried in, in either order.
    fn after_both(&self) -> bool {
        let [.., first, second] = self.found.figures[self.now.first_figure..] else {
            return false;
        };
        let both = [first.subject, second.subject];
        both.contains(&Some(Subject::RECEIVED)) && both.contains(&Some(Subject::CARRIED_IN))
    }

    /// Whether the figure before in the sentence is what one channel received, and no less than this.
    fn after_channel(&self, read: Read) -> bool {
        self.found
            .figures
            .last()
            .is_some_and(|f| f.sentence == self.sentence && f.channel && f.stated && read.value <= f.value)
    }

    /// Whether the figure before in the sentence is one of applications or their outcomes.
    fn after_request(&self) -> bool {
        let divided = if self.now.among == Among::No {
            None
        } else {
            self.now.whole
        };
        self.found.figures[self.now.first_figure..]
            .last()
            .or(divided.and_then(|i| self.found.figures.get(i)))
            .and_then(|f| f.subject)
            .is_some_and(|s| received(s) || s == Subject::OUTCOMES_TOTAL || s.is_outcome())
    }

    fn dispute(&self, p: &Phrase, end: DisputeResult) -> Bound {
        let mut blocks = match (&p.blocks, &self.topic) {
            (blocks, Topic::Dispute(before)) if blocks.is_empty() => before.clone(),
            (blocks, _) => blocks.clone(),
        };
        // 「行政诉讼中未经复议直接起诉3件」: the narrower one is meant.
        if blocks.iter().any(|b| matches!(b, Block::Direct | Block::After)) && p.blocks.len() == 2 {
            blocks.retain(|b| *b != Block::Litigation);
        }
        Bound {
            subjects: blocks.into_iter().map(|block| dispute(block, end)).collect(),
            ..Bound::default()
        }
    }

    fn outcome(&self, p: &Phrase, place: &Place<'_>, requests: bool) -> Bound {
        let mut outcomes = p.outcomes.clone();
        let group_named = outcomes
            .iter()
            .any(|s| !matches!(s, Subject::Requests(row) if row.group().is_some_and(|g| g != RequestsGroup::Outcomes)));
        // 「不予公开信息27条」, 「不予公开文件83件」: papers of the organ that are not for the public.
        let pieces = matches!(place.at.kind, Kind::Number(read) if read.pieces);
        let refused = outcomes == [Subject::Group(RequestsGroup::Denied)];
        if refused && (p.info && pieces || p.paper) && !self.after_request() {
            return Bound::default();
        }
        // 「发出收费通知4件，逾期未缴费1件」
        let overdue = outcomes == [Subject::Requests(RequestsRow::OtherOutcomeFeeOverdue)];
        let topic_fits = requests
            || overdue && self.topic == Topic::Fee
            || (group_named && matches!(self.topic, Topic::Unknown | Topic::Else) && !p.noise);
        if !topic_fits
            || !p.powers.is_empty()
            || self.now.sorted
            || !p.blocks.is_empty()
            || p.proactive
            || p.delay
            || p.register
        {
            return Bound::default();
        }
        // The reason in brackets behind its group: 不予公开（三类内部事务信息）2件.
        if outcomes.len() == 1 && !place.clause.inner.is_empty() {
            let inner = Phrase::of(&place.clause.inner);
            if let [reason] = inner.outcomes[..]
                && within(reason, outcomes[0])
            {
                outcomes.push(reason);
            }
        }
        if p.several_reasons {
            outcomes.retain(|s| matches!(s, Subject::Group(_)));
        }
        // A reason beside its group says the same more exactly.
        let narrow = outcomes.clone();
        outcomes.retain(|group| !narrow.iter().any(|reason| within(*reason, *group)));
        Bound {
            // The group's own sum, if this is the only reason given in it.
            later: narrow.into_iter().filter(|s| !outcomes.contains(s)).collect(),
            subjects: outcomes,
            ..Bound::default()
        }
    }

    fn document(&self, p: &Phrase, mode: Mode) -> Option<Bound> {
        let topic = match self.topic {
            Topic::Documents(row) => Some(row),
            _ => None,
        };
        let head = matches!(p.head, Some(Head::Document | Head::State)) || (p.head.is_none() && p.added);
        if !head {
            return None;
        }
        let rows = if p.documents.is_empty() {
            topic.map_or_else(Vec::new, |row| vec![row])
        } else {
            p.documents.clone()
        };
        let mut states = p.states.clone();
        if p.added && states.is_empty() {
            states.push(ProactiveColumn::Issued);
        }
        if states.len() > 1 && states.last() == Some(&ProactiveColumn::InForce) && !p.join && !p.each {
            // 「以区政府名义印发的规范性文件现行有效31件」: what they are now, of those that were once issued.
            states = vec![ProactiveColumn::InForce];
        }
        if states.is_empty() && !p.publish && !p.proactive && (!p.unknown || p.body) && !p.amend && !p.paper {
            states.extend(self.now.state);
        }
        let wrong = p.amend
            || p.proactive && p.states.is_empty()
            || p.publish && mode == Mode::Right
            || p.decision
            || p.request
            || self.now.other_year;
        if wrong || rows.is_empty() {
            return Some(Bound::default());
        }
        Some(Bound {
            subjects: states
                .iter()
                .flat_map(|state| rows.iter().map(|row| Subject::Proactive(*row, *state)))
                .collect(),
            ..Bound::default()
        })
    }

    fn power(&self, p: &Phrase, read: Read) -> Option<Bound> {
        if p.head != Some(Head::Power) {
            return None;
        }
        let rows = match self.topic {
            Topic::Power(row) if p.powers.is_empty() => vec![row],
            _ => p.powers.clone(),
        };
        // How many matters there are, or how many were published, is not how many were decided.
        let published =
            (p.publish || self.now.published && !p.work && !(read.happened && p.sum)) && !p.decision || p.info;
        // 「大厅有行政许可14项」 are kinds of matters, 「办理行政许可14项」 are cases.
        let kinds = read.matters && p.verb.is_none() && !p.decision && !self.now.acted;
        // 「行政许可事项14项」 are matters, whoever decided them; 「办结行政许可事项9110件」 are cases.
        let case = !read.matters && (p.decision || p.work || p.close);
        // 「依申请公开行政处罚决定书3件」, 「撤销行政处罚1件」
        let other = p.request || p.withdrawn || !p.outcomes.is_empty();
        let nothing = published || kinds || p.item && !case || p.proactive || read.pieces || p.added || other;
        let known = rows.iter().all(|row| {
            matches!(
                row,
                ProactiveRow::Licenses | ProactiveRow::Penalties | ProactiveRow::CoerciveMeasures
            )
        });
        if nothing || !known {
            return Some(Bound::default());
        }
        Some(Bound {
            subjects: rows
                .into_iter()
                .map(|row| Subject::Proactive(row, ProactiveColumn::Value))
                .collect(),
            ..Bound::default()
        })
    }

    fn request(&self, p: &Phrase, place: &Place<'_>, mode: Mode, divided: bool, read: Read) -> Bound {
        let nothing = Bound::default();
        let topic = self.topic == Topic::Requests;
        if p.register {
            // 「全年登记政府信息公开申请23件」; 登记 is a step of the work elsewhere.
            let plain = mode == Mode::Left && !divided && p.verb.is_none() && p.channels == 0 && !p.delay && !p.unknown;
            let direct = place.left.windows(2).any(|pair| {
                matches!(pair[0].kind, Kind::Word(Tag::Register))
                    && matches!(pair[1].kind, Kind::Word(Tag::Request | Tag::Apply))
            });
            return if plain && direct && p.head == Some(Head::Request) {
                Bound {
                    plain: true,
                    ..Bound::one(Subject::RECEIVED)
                }
            } else {
                nothing
            };
        }
        if p.delay
            || p.withdrawn
            || p.rate
            || !p.powers.is_empty()
            || p.fee
            || p.charge
            || p.item && !p.request && !topic
            || self.now.sorted && p.verb.is_none()
        {
            return nothing;
        }
        let received_before = self
            .now
            .known
            .or(self.now.whole)
            .or(self.before)
            .and_then(|i| self.found.figures.get(i)?.subject)
            .is_some_and(|s| received(s) && s != Subject::Accepted)
            // 「从申请人构成看，自然人申请39件」
            || p.request && (divided && self.now.received_last || self.names_applicants());
        // 「法律服务机构申请7件，其他申请5件」
        let left_over = p.other && p.request && p.verb.is_none() && p.applicants.is_empty() && p.channels == 0;
        if left_over {
            return if self.after_organisation() && !p.unknown {
                Bound::one(Subject::ReceivedFrom(Applicant::Other))
            } else {
                nothing
            };
        }
        // 自然人 and no other: who applied. All of them together say nothing.
        let applicants = p.applicants.len() + usize::from(p.citizen);
        if applicants == 1 && !p.everyone && p.channels == 0 && !p.close {
            let named = p.applicants.first().copied();
            let from = match named {
                Some(Some(applicant)) => Some(Subject::ReceivedFrom(applicant)),
                Some(None) => Some(Subject::ReceivedFromOrganisations),
                None => received_before.then_some(Subject::ReceivedFrom(Applicant::NaturalPerson)),
            };
            if let Some(subject) = from
                && (received_before || (p.request && (p.receive || p.new)))
                && (topic || p.request)
                && !(p.body && named.is_none())
            {
                // 「收到公民申请3件」 says who in general; beside a total it says who in particular.
                let alone = p.request && (p.receive || p.new) && !received_before && !divided;
                return Bound {
                    later: if alone { vec![Subject::RECEIVED] } else { Vec::new() },
                    why: Why::Applicant,
                    ..Bound::one(subject)
                };
            }
            if named.is_some() {
                return nothing;
            }
        }
        if p.info && !p.request && (p.verb.is_none() || p.verb == Some(Verb::Publish)) {
            return nothing;
        }
        // 「来信来访咨询依申请公开事宜12次」
        if p.proactive && !p.request || p.noise && (!p.request || p.item && self.names(place.left, "事宜")) {
            return nothing;
        }
        // 新收 is said of nothing else.
        // 「共受理政府信息公开1件」
        let opened = || p.receive && p.info && !(p.unknown || p.publish) && self.names(place.left, "信息公开");
        let unknown = self.topic == Topic::Unknown;
        let direct = p.request || p.head.is_none() && (topic || unknown && (p.new || opened()));
        if !direct {
            return nothing;
        }
        // 「收到省政府转来的申请2件」 is a part of what was received.
        if p.turn && p.years.is_empty() && !p.next_year && !p.last_year && !(p.receive && p.close) {
            return Bound {
                // 「转相关部门办理38件」 is nobody's answer.
                channel: p.receive,
                ..nothing
            };
        }
        if p.channels == 1 && !p.several && p.verb != Some(Verb::Publish) {
            // 「通过网站受理申请22件」 is the whole where no other channel is spoken of; 「网上申请5件」 never.
            let through = (self.names(place.left, "通过") || self.names(place.left, "书面")) && p.request && !divided;
            let bound = Bound {
                channel: true,
                why: Why::Channel,
                ..nothing
            };
            return match p.verb {
                Some(Verb::Receive | Verb::New) if through => Bound {
                    later: if p.close {
                        vec![Subject::RECEIVED, Subject::OUTCOMES_TOTAL]
                    } else {
                        vec![Subject::RECEIVED]
                    },
                    ..bound
                },
                Some(Verb::Close) if through => Bound {
                    later: if p.receive {
                        vec![Subject::RECEIVED, Subject::OUTCOMES_TOTAL]
                    } else {
                        vec![Subject::OUTCOMES_TOTAL]
                    },
                    ..bound
                },
                _ => bound,
            };
        }
        // 「新收2316件，上年结转88件，合计2404件」
        if p.sum && p.verb.is_none() && !divided && !p.unknown && self.after_both() {
            return Bound::one(Subject::Accepted);
        }
        // 「自然人申请17件，法人申请3件，合计20件」
        let applicants_before = matches!(
            self.last_subject(),
            Some(Subject::ReceivedFrom(_) | Subject::ReceivedFromOrganisations)
        );
        if applicants_before && p.sum && p.verb.is_none() && !divided && !p.unknown && !p.request {
            return Bound::one(Subject::RECEIVED);
        }
        if self.now.by_channel && p.verb.is_none() && p.sum && !p.request {
            return Bound::one(Subject::RECEIVED);
        }
        if p.verb.is_none() && !p.request && !divided && !p.unknown {
            // 「一季度收到3件，二季度5件，…，全年累计14件」
            let year = self.now.by_period && p.sum && has(place.left, Tag::ThisYear);
            // 「申请总量增长12%，达到65件」
            let grown = self.now.grown == Some(self.found.figures.len()) && self.names(place.left, "达");
            if year || grown {
                return Bound::one(Subject::RECEIVED);
            }
        }
        match p.verb {
            // 「共收到22起，公开1起」
            Some(Verb::Publish) => {
                let bare = !p.info && !p.request && !p.proactive && !p.unknown && p.channels == 0;
                let row = Subject::Requests(RequestsRow::Granted);
                let words = if mode == Mode::Right { place.right } else { place.left };
                // 「其中向社会公开3件」 is how some ended; 「答复结果向社会公开2件」 is what else was done.
                let bare = bare && (divided || !self.names(words, "向社会"));
                if bare && self.after_request() && self.names(words, "公开") {
                    Bound::one(row)
                } else {
                    nothing
                }
            }
            Some(_) if p.handle => Bound::one(Subject::Accepted),
            Some(_) if p.new => Bound::one(Subject::RECEIVED),
            Some(_) if p.rest && p.close => nothing,
            // 「受理并答复」, 「收到和办理」: both.
            Some(_) if p.receive && (p.close || !p.noise && dealt_with(place.left)) => Bound {
                subjects: vec![Subject::RECEIVED, Subject::OUTCOMES_TOTAL],
                plain: true,
                every: true,
                ..Bound::default()
            },
            Some(_) if p.receive => Bound {
                plain: true,
                ..Bound::one(Subject::RECEIVED)
            },
            Some(_) if p.rest || p.except => nothing,
            // 「网上受理4件，办结4件；书面受理2件，办结2件」
            Some(_) if !p.sum && !p.request && self.after_channel(read) => Bound {
                channel: true,
                ..nothing
            },
            Some(_) => Bound {
                work: p.work && !p.close,
                ..Bound::one(Subject::OUTCOMES_TOTAL)
            },
            // 「依申请公开件数为0」, 「政府信息公开申请3件」
            None if p.request
                && (!p.unknown || self.occurs(place.left))
                && mode == Mode::Left
                && !divided
                && !self.now.published
                && !place.clause.bracket =>
            {
                if p.added {
                    Bound::one(Subject::RECEIVED)
                } else {
                    Bound {
                        plain: true,
                        ..Bound::one(Subject::RECEIVED)
                    }
                }
            }
            // 「共有5件依申请公开事项」, 「有1件依申请公开信息」
            None if mode == Mode::Right
                && (p.sum || self.is_there(place.left))
                && p.request
                && !(p.unknown || divided || read.pieces || self.now.published) =>
            {
                Bound {
                    plain: true,
                    ..Bound::one(Subject::RECEIVED)
                }
            }
            None if p.added && p.request => Bound::one(Subject::RECEIVED),
            None => nothing,
        }
    }

    /// 「2023年有1件依申请公开信息」, where nothing was said of what was received.
    fn is_there(&self, left: &[Token]) -> bool {
        let Some((last, before)) = left.split_last() else {
            return false;
        };
        let plain = |token: &Token| match token.kind {
            Kind::Word(Tag::Filler | Tag::ThisYear) => true,
            Kind::Number(read) => read.unit == Unit::Year,
            _ => false,
        };
        last.kind == Kind::Word(Tag::Occur)
            && self.names(std::slice::from_ref(last), "有")
            && before.iter().all(plain)
            && self.stretch(left).start == self.now.span.start
            && self.found.claims.iter().all(|claim| !received(claim.subject))
    }

    /// 「和平街道发生依申请公开1次」
    fn occurs(&self, left: &[Token]) -> bool {
        left.windows(2).any(|pair| {
            pair[1].kind == Kind::Word(Tag::Request)
                && pair[0].kind == Kind::Word(Tag::Occur)
                && self.names(&pair[..1], "发生")
        })
    }

    /// Money: 信息处理费, 行政事业性收费.
    fn money(&mut self, place: &Place<'_>, read: Read) {
        let p = Phrase::of(place.left);
        let divided = place.clause.bracket || self.now.among != Among::No;
        self.now.notice |= p.notice;
        let fee = p.fee || p.notice || self.topic == Topic::Fee;
        let subject = if self.now.other_year
            || p.compare
            || p.change.is_some()
            || p.head == Some(Head::Noise)
            || p.every
            || self.waived(&p, place)
        {
            None
        } else if p.powers == [ProactiveRow::Fees] && !p.gap {
            Some(Subject::Proactive(ProactiveRow::Fees, ProactiveColumn::Value))
        } else if p.powers.is_empty()
            && self.topic == Topic::Power(ProactiveRow::Fees)
            && (p.charge || p.amount)
            && !(p.fee || p.notice || p.gap || divided)
        {
            // 「行政事业性收费方面，收费金额86.5万元」
            Some(Subject::Proactive(ProactiveRow::Fees, ProactiveColumn::Value))
        } else if !fee || divided && (p.unknown || p.body || !p.any) || self.now.among == Among::Maybe || p.gap {
            None
        } else if p.charge && !p.amount || p.charge && !p.notice && !self.now.notice {
            self.now.notice = false;
            (!divided || !p.fee && self.now.notice).then_some(Subject::COLLECTED)
        } else if p.charge {
            // 「收费通知总金额」 counts what was asked for, 「实际收取总金额」 what was paid.
            let paid = self.names(place.left, "实际") || self.names(place.left, "实收");
            Some(if paid {
                Subject::COLLECTED
            } else {
                Subject::Fee(FeeFigure::Amount)
            })
        } else if p.amount || self.now.notice {
            Some(Subject::Fee(FeeFigure::Amount))
        } else if p.fee || p.sum {
            Some(Subject::COLLECTED)
        } else {
            None
        };
        if p.fee || p.notice || subject.is_some_and(|s| matches!(s, Subject::Fee(_))) {
            self.topic = Topic::Fee;
        } else if p.any {
            self.topic = Topic::Else;
        }
        let value = match subject {
            Some(Subject::Proactive(..)) => read.value.in_ten_thousands(),
            _ => Some(read.value),
        };
        let index = self.found.figures.len();
        let span = self.token_span(place.at);
        self.found.figures.push(Figure {
            passage: self.passage,
            sentence: self.sentence,
            value: read.value,
            unit: Unit::Yuan,
            approximate: read.approximate,
            subject,
            plain: false,
            channel: false,
            work: false,
            list: self.list,
            stated: true,
            parent: None,
            span,
            around: self.now.span,
        });
        if let (Some(subject), Some(value)) = (subject, value) {
            let quote = self.quote(place, false);
            self.claim(subject, value, read.approximate, quote, Some(index));
        }
    }

    /// 「减免行政事业性收费20万元」
    fn waived(&self, p: &Phrase, place: &Place<'_>) -> bool {
        p.powers == [ProactiveRow::Fees] && self.names(place.left, "减免")
    }

    fn percentage(&mut self, place: &Place<'_>, read: Read) {
        let p = Phrase::of(place.left);
        let span = self.token_span(place.at);
        let quote = self.quote(place, false);
        if p.compare || p.change.is_some() {
            self.comparison(place, read, &p);
        } else if p.rate {
            // 「其他处理177件（其中申请人撤销134件），占13.7%」: what stands in brackets is an aside.
            let last = self.found.figures.len().checked_sub(1);
            let outside = if place.clause.bracket {
                last
            } else {
                self.now.outside.or(last)
            };
            let of = outside.filter(|i| *i >= self.now.first_figure);
            let closed = self.names(place.left, "办结率");
            if closed
                && read.value == Number::whole(100)
                && (p.request || self.topic == Topic::Requests)
                && !read.approximate
            {
                self.statement(StatementKind::AllClosed, quote, Vec::new());
            }
            let share = self.names(place.left, "占");
            self.found.percentages.push(Percentage {
                passage: self.passage,
                sentence: self.sentence,
                value: read.value,
                approximate: read.approximate,
                of: of.filter(|_| share),
                whole: if share { self.now.whole.or(self.now.top) } else { None },
                span,
                quote,
            });
        }
    }

    fn comparison(&mut self, place: &Place<'_>, read: Read, p: &Phrase) {
        let of = self.now.known_top;
        // 「较上年的30件减少13件」
        let before = self.now.last_year;
        if p.request && p.verb.is_none() && of.is_none() && p.applicants.is_empty() && p.outcomes.is_empty() {
            self.now.grown = Some(self.found.figures.len());
            self.topic = Topic::Requests;
        }
        // 「办结率提高到99%」, 「上升至15件」 say what it is, and not by how much it changed.
        let change = p.change.filter(|_| !p.rate && !rose_to(place.left));
        if let Some(up) = change {
            let quote = self.quote(place, false);
            let span = self.token_span(place.at);
            self.found.comparisons.push(Comparison {
                passage: self.passage,
                sentence: self.sentence,
                of,
                before,
                up,
                value: read.value,
                percent: read.unit == Unit::Percent,
                approximate: read.approximate,
                span,
                quote,
            });
        }
    }

    /// Takes the topic from the words of a figure and from what it was bound to.
    fn turn(&mut self, p: &Phrase, bound: &Bound, bracket: bool) {
        self.now.published |= p.publish || p.proactive;
        self.now.acted |= p.head == Some(Head::Power) && (p.verb.is_some() || p.decision);
        self.now.notice |= p.notice;
        self.now.state = None;
        let topic = match bound.subjects.first() {
            Some(Subject::Disputes(..) | Subject::Litigation(_)) => {
                let mut blocks = Vec::new();
                for subject in &bound.subjects {
                    let block = block_of(*subject);
                    if !blocks.contains(&block) {
                        blocks.push(block);
                    }
                }
                Topic::Dispute(blocks)
            }
            Some(Subject::Proactive(row @ (ProactiveRow::Regulations | ProactiveRow::NormativeDocuments), column)) => {
                self.now.state = Some(*column);
                Topic::Documents(*row)
            }
            Some(Subject::Proactive(row, _)) => Topic::Power(*row),
            Some(Subject::Fee(_)) => Topic::Fee,
            Some(_) => Topic::Requests,
            None if self.now.sorted => match self.topic_of(p) {
                // 「主动公开规章13件（含新制定5件）、文件113件」: what is issued is still counted.
                Some(documents @ Topic::Documents(_)) => documents,
                None if p.amend && matches!(self.topic, Topic::Documents(_)) => return,
                _ => Topic::Else,
            },
            // What is mentioned in brackets is not turned to: 「不予公开10件（行政执法案件6件，…）」.
            None if bracket && p.head == Some(Head::Noise) && self.topic == Topic::Requests => return,
            None => match self.topic_of(p) {
                Some(topic) => topic,
                None => return,
            },
        };
        self.topic = topic;
    }

    /// The topic that a phrase names, if it names one.
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

    /// A clause without figures, or what stands behind the last one: 「未收费、未发生行政复议」 says two things, and so does
    /// 「未收到申请没有因公开引发行政复议」, where a comma was lost.
    fn words(&mut self, tokens: &[Token], clause: &Clause<'_>) {
        let mut from = 0;
        let mut negated = None;
        for at in 0..tokens.len() {
            if tokens[at].kind != Kind::Word(Tag::Negation) {
                continue;
            }
            let first = negated.replace(at);
            let did_not = |at: usize| match tokens.get(at + 1) {
                Some(token) if token.kind == Kind::Word(Tag::Receive) => true,
                Some(token) => token.kind == Kind::Word(Tag::Occur) && self.names(&tokens[at + 1..at + 2], "发生"),
                None => false,
            };
            let before = at.checked_sub(1).map(|before| tokens[before].kind);
            let joined = before == Some(Kind::Word(Tag::Join));
            let end = if joined { at - 1 } else { at };
            let ran_on = first.is_some_and(did_not)
                && before == Some(Kind::Word(Tag::Request))
                && matches!(
                    tokens.get(at + 1).map(|token| token.kind),
                    Some(Kind::Word(Tag::Receive | Tag::Occur))
                );
            if (joined || ran_on) && end > from {
                self.statements(&tokens[from..end], clause);
                from = at;
            }
        }
        self.statements(&tokens[from..], clause);
    }

    /// What words without figures state.
    fn statements(&mut self, tokens: &[Token], clause: &Clause<'_>) {
        let p = Phrase::of(tokens);
        if self.no_concern(tokens, &p) {
            self.other_disputes();
        }
        if p.nothing && self.nothing(tokens, &p) || self.zero(tokens, &p) {
            return;
        }
        if !p.negation && !p.rest && !p.except && !clause.bracket {
            self.refer_back(tokens, &p);
        }
        let closed = p.all && p.close && !p.publish && p.verdicts.is_empty() && p.outcomes.is_empty();
        if closed
            && !p.negation
            && !p.rest
            && !p.except
            && !p.unfinished
            && !p.noise
            && !p.last_year
            && !self.now.other_year
            && (p.request || self.topic == Topic::Requests && !matches!(p.head, Some(Head::Dispute | Head::Document)))
        {
            // Said of the figure before it: of what was answered, that is no news.
            let last = self.found.figures[self.now.first_figure..].last();
            let whole = last.is_none_or(|figure| figure.channel || figure.subject.is_some_and(received));
            if whole {
                let quote = self.stretch(tokens);
                self.statement(StatementKind::AllClosed, quote, Vec::new());
            }
        }
        self.now.published |= p.publish || p.proactive;
        self.now.notice |= p.notice;
        // 「主要集中在行政审批领域」 mentions a thing and does not turn to it.
        let turns = |topic: &Topic| {
            let mentions = p.gap || self.topic == Topic::Requests && self.dwells(tokens);
            !mentions || matches!(topic, Topic::Requests | Topic::Dispute(_) | Topic::Fee)
        };
        if let Some(topic) = self.topic_of(&p).filter(turns) {
            self.topic = topic;
        }
    }

    /// 「正在办理中」, and not 「因未答复」.
    fn goes_on(&self, tokens: &[Token]) -> bool {
        !has(tokens, Tag::Occur) && ["办理", "处理", "在办"].iter().any(|word| self.names(tokens, word))
    }

    /// 「申请内容主要集中在行政审批领域」
    fn dwells(&self, tokens: &[Token]) -> bool {
        ["集中在", "集中于", "集中为"]
            .iter()
            .any(|word| self.names(tokens, word))
    }

    /// 「…3件，均为自然人」, 「…1件，结果维持」: the figure before, once more.
    fn refer_back(&mut self, tokens: &[Token], p: &Phrase) {
        let start = self.now.first_figure;
        let Some(last) = self.found.figures.len().checked_sub(1).filter(|i| *i >= start) else {
            return;
        };
        let quote = self.stretch(tokens);
        let figures = &self.found.figures[start..];
        let last_figure = &self.found.figures[last];
        let all = p.all || self.names(tokens, "全部");
        let fits = |figure: &Figure| all || p.is || figure.value == Number::whole(1);
        if let ([end], [block]) = (&p.verdicts[..], &p.blocks[..])
            && p.head == Some(Head::Verdict)
        {
            // 「行政复议3件、行政诉讼1件，…，诉讼尚未审结」
            let total = dispute(*block, DisputeResult::Total);
            let named = (0..figures.len())
                .rev()
                .take(LAST)
                .find(|at| figures[*at].subject == Some(total));
            if let Some(at) = named
                && !figures[at].value.is_zero()
                && fits(&figures[at])
            {
                let (value, approximate) = (figures[at].value, figures[at].approximate);
                self.claim(with_end(total, *end), value, approximate, quote, Some(start + at));
                self.now.ended = self.now.ended.max(Some(start + at));
                if p.all && *end == DisputeResult::Upheld {
                    self.statement(StatementKind::AllUpheld, quote, vec![total]);
                }
            }
            return;
        }
        let end = match p.verdicts[..] {
            [end] if p.head == Some(Head::Verdict) => Some(end),
            // 「行政复议1起，正在办理中」
            [] if p.unfinished && p.head.is_none() && !p.unknown && self.goes_on(tokens) => {
                Some(DisputeResult::Pending)
            }
            _ => None,
        };
        let of_disputes = !p.verdicts.is_empty() || last_figure.subject.is_some_and(is_dispute_total);
        if let Some(end) = end
            && p.blocks.is_empty()
            && of_disputes
        {
            // All the totals in a row before it, where it says 均; else the last one.
            // What stands in brackets divides one of them further.
            let outside = self.now.outside.unwrap_or(last);
            let parent = self.found.figures.get(outside).and_then(|f| f.parent);
            let totals: Vec<(Subject, Number, bool, usize)> = figures
                .iter()
                .enumerate()
                .take(outside + 1 - start)
                .rev()
                .filter(|(_, f)| f.parent == parent)
                // 「3件，均被维持；行政诉讼2件，均在审理中」: of the first it has been said.
                .take_while(|(i, _)| self.now.ended.is_none_or(|ended| ended < start + i))
                .map_while(|(i, f)| match f.subject {
                    Some(
                        s @ (Subject::Disputes(_, DisputeResult::Total) | Subject::Litigation(DisputeResult::Total)),
                    ) => Some((s, f.value, f.approximate, start + i)),
                    _ => None,
                })
                .take(if p.all { 3 } else { 1 })
                .collect();
            let single_word = !p.unknown;
            let mut of = Vec::new();
            for (subject, value, approximate, index) in totals {
                if value.is_zero() || !(p.all || p.is || value == Number::whole(1) || single_word) {
                    continue;
                }
                of.push(subject);
                self.claim(with_end(subject, end), value, approximate, quote, Some(index));
                self.now.ended = self.now.ended.max(Some(index));
            }
            if p.all && end == DisputeResult::Upheld && !of.is_empty() {
                self.statement(StatementKind::AllUpheld, quote, of);
            }
            return;
        }
        if let [block @ (Block::Direct | Block::After)] = p.blocks[..]
            && last_figure.subject == Some(Subject::Litigation(DisputeResult::Total))
            && p.head == Some(Head::Dispute)
            && p.verdicts.is_empty()
            && !last_figure.value.is_zero()
            && fits(last_figure)
        {
            // 「被诉1件，为复议后起诉」
            let (value, approximate) = (last_figure.value, last_figure.approximate);
            self.claim(
                dispute(block, DisputeResult::Total),
                value,
                approximate,
                quote,
                Some(last),
            );
            return;
        }
        let whole = last_figure
            .subject
            .is_some_and(|s| received(s) || s == Subject::OUTCOMES_TOTAL);
        if !whole || last_figure.value.is_zero() || !fits(last_figure) || self.now.other_year {
            return;
        }
        let (value, approximate) = (last_figure.value, last_figure.approximate);
        let own = last_figure.subject.is_some_and(|s| s == Subject::RECEIVED);
        let later = p.next_year || !p.years.is_empty();
        // 「依法顺延答复」 is a longer time, and nothing carried over.
        if own
            && later
            && carried(p)
            && p.head.is_none()
            && !p.unknown
            && self.direction(p) == Some(Subject::CARRIED_OUT)
        {
            // 「收到1件申请，结转至下一年度办理」
            self.claim(Subject::CARRIED_OUT, value, approximate, quote, Some(last));
            return;
        }
        // 「对于管委会制作的信息均予以公开」 is said of some.
        let some = p.unknown
            && tokens
                .first()
                .is_some_and(|word| self.names(std::slice::from_ref(word), "对"));
        if !p.outcomes.is_empty() && p.blocks.is_empty() && !p.noise && !some {
            let mut outcomes = p.outcomes.clone();
            outcomes.retain(|group| !p.outcomes.iter().any(|reason| within(*reason, *group)));
            // 「均…不掌握…，无法提供」 and the like name reason and group.
            if let [subject] = outcomes[..] {
                self.claim(subject, value, approximate, quote, Some(last));
            }
        } else if own
            && matches!(p.head, Some(Head::Applicant | Head::Request))
            && (p.all || p.is)
            && p.applicants.len() == 1
            && !p.citizen
        {
            let subject = match p.applicants[0] {
                Some(applicant) => Subject::ReceivedFrom(applicant),
                None => Subject::ReceivedFromOrganisations,
            };
            self.claim(subject, value, approximate, quote, Some(last));
        }
    }

    /// 「未收到…申请」, 「未发生…行政复议」: nothing happened. Whether the clause says so.
    fn zero(&mut self, tokens: &[Token], p: &Phrase) -> bool {
        if self.now.other_year || p.last_year && !carried(p) || p.other_period {
            return false;
        }
        let at = tokens.iter().position(|t| {
            matches!(t.kind, Kind::Word(Tag::Negation))
                || matches!(t.kind, Kind::Word(Tag::Absent)) && !p.blocks.is_empty()
        });
        let quote = self.stretch(tokens);
        let Some(at) = at else {
            // 「未发生…行政复议，提起行政诉讼情况」: the negation goes on.
            let open = std::mem::take(&mut self.now.negated);
            if open
                && p.head == Some(Head::Dispute)
                && !p.unknown
                && p.verdicts.is_empty()
                && ends_after(tokens, is_block)
            {
                self.zero_disputes(&p.blocks, quote);
                self.now.negated = true;
                return true;
            }
            return false;
        };
        let (before, after) = (&tokens[..at], &tokens[at + 1..]);
        let a = Phrase::of(after);
        let plain_no = ["无", "没有", "未有"]
            .iter()
            .any(|word| self.names(&tokens[at..=at], word));
        let first = after.iter().find(|t| {
            !matches!(
                t.kind,
                Kind::Word(
                    Tag::Filler
                        | Tag::ThisYear
                        | Tag::Info
                        | Tag::Title
                        | Tag::Every
                        | Tag::Join
                        | Tag::Said
                        | Tag::Everyone
                )
            )
        });
        // 未 needs one of its verbs behind it; 无 and 没有 can do without.
        let happens = match first.map(|t| t.kind) {
            Some(Kind::Word(tag)) => match tag {
                Tag::Occur
                | Tag::Receive
                | Tag::NewReceive
                | Tag::Carry
                | Tag::Charge
                | Tag::Issued
                | Tag::Added
                | Tag::Repealed
                | Tag::Publish
                | Tag::Request
                | Tag::Apply
                | Tag::Reconsideration
                | Tag::Litigation
                | Tag::LitigationDirect
                | Tag::LitigationAfter => true,
                // 「未向公民、法人收取费用」
                Tag::Citizen | Tag::Applicant(_) if a.charge => !a.unknown,
                _ => plain_no,
            },
            // 「无针对本部门政府信息公开事务的行政复议」
            Some(Kind::Unknown { .. }) => plain_no && a.info && !a.blocks.is_empty(),
            _ => false,
        };
        // The negation stands behind what did not happen: 「行政复议、行政诉讼均未发生」.
        let b = Phrase::of(before);
        let behind = a.head.is_none()
            && !a.unknown
            && after
                .iter()
                .all(|t| matches!(t.kind, Kind::Word(Tag::Occur | Tag::Filler | Tag::Receive)))
            && (!after.is_empty() || self.names(&tokens[at..=at], "发生"));
        if behind && !b.blocks.is_empty() && b.head == Some(Head::Dispute) && !b.gap && b.verdicts.is_empty() {
            self.zero_disputes(&b.blocks, quote);
            return true;
        }
        // 「行政复议：无」
        let none = after.is_empty() && self.names(&tokens[at..=at], "无") && !b.gap && !b.publish && !b.proactive;
        if none && !b.blocks.is_empty() && b.head == Some(Head::Dispute) && b.verdicts.is_empty() {
            self.zero_disputes(&b.blocks, quote);
            return true;
        }
        if none && matches!(b.head, Some(Head::Document | Head::State)) && !b.amend {
            for row in &b.documents {
                for state in &b.states {
                    self.claim(Subject::Proactive(*row, *state), Number::whole(0), false, quote, None);
                }
            }
            return !b.documents.is_empty() && !b.states.is_empty();
        }
        if (none && !b.close || behind && a.receive)
            && b.request
            && b.head == Some(Head::Request)
            && !b.gap
            && b.channels == 0
            && !carried(&b)
        {
            self.claim(Subject::RECEIVED, Number::whole(0), false, quote, None);
            self.topic = Topic::Requests;
            return true;
        }
        if !happens {
            return false;
        }
        let mut said = false;
        if let [end] = a.verdicts[..]
            && !a.blocks.is_empty()
            && ends_after(after, |tag| matches!(tag, Tag::Verdict(_) | Tag::Withdrawn))
            && !a.publish
        {
            // 「未发生被行政复议纠错」 says nothing of how many there were.
            for block in &a.blocks {
                self.claim(dispute(*block, end), Number::whole(0), false, quote, None);
            }
            self.topic = Topic::Dispute(a.blocks.clone());
            said = true;
        } else if !a.blocks.is_empty() {
            let fine = a.verdicts.is_empty() && a.head != Some(Head::Withdrawn) && ends_after(after, is_block);
            if fine {
                // 「未收到政府信息公开申请、行政复议」: the application is one of them where 、 stands behind it.
                let listed = after.windows(2).any(|w| {
                    matches!(w[0].kind, Kind::Word(Tag::Request | Tag::Apply))
                        && matches!(w[1].kind, Kind::Word(Tag::Join))
                });
                if listed && (a.receive || a.new) && !a.carry {
                    self.claim(Subject::RECEIVED, Number::whole(0), false, quote, None);
                }
                self.zero_disputes(&a.blocks, quote);
                self.now.negated = true;
                said = true;
            }
        } else if carried(&a) && !a.unfinished {
            let requests = a.request || self.topic == Topic::Requests;
            if requests
                && !a.delay
                && !a.register
                // 「上年无结转」: from when stands before it.
                && let Some(subject) = self.direction(p).or_else(|| self.direction(&a)).or_else(|| self.left_over(&b, &a))
            {
                self.claim(subject, Number::whole(0), false, quote, None);
                self.topic = Topic::Requests;
                said = true;
            }
        } else if a.notice && !a.request {
            self.claim(Subject::Fee(FeeFigure::Count), Number::whole(0), false, quote, None);
            self.topic = Topic::Fee;
            said = true;
        } else if (a.fee
            || a.charge
                && (a.info
                    || a.request
                    || b.info
                    || matches!(self.topic, Topic::Fee | Topic::Requests)
                    || matches!(self.topic, Topic::Dispute(_)) && !a.unknown))
            && a.powers.is_empty()
        {
            if !a.noise || a.charge {
                self.claim(Subject::COLLECTED, Number::whole(0), false, quote, None);
                self.topic = Topic::Fee;
                said = true;
            }
        } else if a.request {
            let last = after
                .iter()
                .rposition(|token| matches!(token.kind, Kind::Word(Tag::Request | Tag::Apply)));
            let own = Phrase::of(&after[..last.map_or(0, |last| last + 1)]);
            let other = a.said && !self.named_before(after)
                || a.delay
                || a.register
                || !a.outcomes.is_empty()
                || a.close && !a.receive
                || a.publish && a.proactive
                // 「通过受理电话、来信等方式提出的申请」 is all of them; what stands behind in a list did not come either.
                || own.noise && !a.several;
            let channel = own.channels == 1 && !a.several;
            let received = a.receive || a.new || plain_no || !a.close;
            if !other && !channel && received && ends_after(after, |tag| matches!(tag, Tag::Request | Tag::Apply)) {
                // 「无法人或其他组织申请」 says nothing of the others.
                let none = match a.applicants[..] {
                    [Some(applicant)] if !(a.citizen || a.everyone) => Subject::ReceivedFrom(applicant),
                    [None] if !(a.citizen || a.everyone) => Subject::ReceivedFromOrganisations,
                    _ => Subject::RECEIVED,
                };
                self.claim(none, Number::whole(0), false, quote, None);
                if none == Subject::RECEIVED && a.receive && (a.close || dealt_with(after)) {
                    // 「未收到和处理政府信息公开申请」
                    self.claim(Subject::OUTCOMES_TOTAL, Number::whole(0), false, quote, None);
                }
                self.topic = Topic::Requests;
                said = true;
            }
        } else if !a.documents.is_empty() || !a.states.is_empty() && matches!(self.topic, Topic::Documents(_)) {
            let rows = match self.topic {
                Topic::Documents(row) if a.documents.is_empty() => vec![row],
                _ => a.documents.clone(),
            };
            let mut states = a.states.clone();
            if a.added && states.is_empty() {
                states.push(ProactiveColumn::Issued);
            }
            let is_document = |tag| {
                matches!(
                    tag,
                    Tag::Normative
                        | Tag::Regulation
                        | Tag::Paper
                        | Tag::Issued
                        | Tag::Repealed
                        | Tag::InForce
                        | Tag::Added
                )
            };
            if !a.amend && !a.proactive && !a.noise && ends_after(after, is_document) {
                for row in &rows {
                    for state in &states {
                        self.claim(Subject::Proactive(*row, *state), Number::whole(0), false, quote, None);
                        said = true;
                    }
                }
                if let Some(row) = rows.last() {
                    self.topic = Topic::Documents(*row);
                }
            }
        } else if !a.powers.is_empty()
            && !a.item
            && !a.info
            && (first.is_some_and(|t| matches!(t.kind, Kind::Word(Tag::Occur)))
                // 「作出行政处罚决定96件，无行政强制」
                || plain_no && self.now.acted && first.is_some_and(|t| matches!(t.kind, Kind::Word(Tag::Power(_)))))
            && ends_after(after, |tag| matches!(tag, Tag::Power(_) | Tag::Decision))
        {
            for row in &a.powers {
                if matches!(
                    row,
                    ProactiveRow::Licenses | ProactiveRow::Penalties | ProactiveRow::CoerciveMeasures
                ) {
                    let subject = Subject::Proactive(*row, ProactiveColumn::Value);
                    self.claim(subject, Number::whole(0), false, quote, None);
                    said = true;
                }
            }
        }
        said
    }

    /// Whether applications are what the sentence named before 此类: 「依申请公开：2023年未收到该项申请」.
    fn named_before(&self, tokens: &[Token]) -> bool {
        let said = tokens.iter().find(|token| token.kind == Kind::Word(Tag::Said));
        let until = said.map_or(0, |token| self.token_span(*token).start);
        let before = self.text.get(self.now.span.start..until).unwrap_or_default();
        before.contains("依申请公开") || before.contains("信息公开申请")
    }

    /// 「收到21件，全部按时答复，无结转」: nothing is left of what was received.
    fn left_over(&self, before: &Phrase, p: &Phrase) -> Option<Subject> {
        let said = self.found.statements.last()?;
        let closed = said.kind == StatementKind::AllClosed && said.sentence == self.now.span;
        let counted = self.stated(Subject::RECEIVED).is_some();
        let alone = before.head.is_none() && p.head.is_none() && p.years.is_empty() && !p.last_year;
        (closed && counted && alone).then_some(Subject::CARRIED_OUT)
    }

    /// 「零复议、零诉讼、零收费」
    fn nothing(&mut self, tokens: &[Token], p: &Phrase) -> bool {
        let topic = matches!(self.topic, Topic::Requests | Topic::Dispute(_) | Topic::Fee);
        let ours = p.info || p.request || topic && !p.body;
        if !ours || !p.powers.is_empty() || self.now.other_year || p.last_year {
            return false;
        }
        let quote = self.stretch(tokens);
        for token in tokens {
            let subject = match token.kind {
                Kind::Word(Tag::NoRequest) => Subject::RECEIVED,
                Kind::Word(Tag::NoReconsideration) => dispute(Block::Reconsideration, DisputeResult::Total),
                Kind::Word(Tag::NoLitigation) => dispute(Block::Litigation, DisputeResult::Total),
                Kind::Word(Tag::NoCharge) => Subject::COLLECTED,
                _ => continue,
            };
            self.claim(subject, Number::whole(0), false, quote, None);
        }
        true
    }

    fn zero_disputes(&mut self, blocks: &[Block], quote: Span) {
        for block in blocks {
            let subject = dispute(*block, DisputeResult::Total);
            self.claim(subject, Number::whole(0), false, quote, None);
        }
        self.topic = Topic::Dispute(blocks.to_vec());
    }

    /// 受理 N, of which so many are new and so many carried in: then N is both.
    fn settle(&mut self) {
        let first = self.now.first_figure;
        for change in &mut self.found.comparisons[self.now.first_comparison..] {
            // 「比2022年（31起）下降29%」: what stands in brackets is read behind its clause.
            let next = change.of.map(|of| of + 1);
            let behind = next.and_then(|index| self.found.figures.get(index));
            if change.before.is_none()
                && behind.is_some_and(|f| {
                    f.subject.is_none() && change.quote.start <= f.span.start && f.span.end <= change.span.start
                })
            {
                change.before = next;
            }
        }
        // 「办理61件，办结54件」: what was there to be dealt with.
        let carry = self.found.figures[first..]
            .iter()
            .find(|f| matches!(f.subject, Some(Subject::CARRIED_IN)))
            .map(|f| f.parent);
        match self.now.work {
            Some(index) if self.now.closed => self.restate(index, Subject::OUTCOMES_TOTAL, Subject::Accepted),
            // 「办理80件，其中上年结转2件」: with those.
            Some(index) if self.now.carried_among && carry == Some(Some(index)) => {
                self.restate(index, Subject::OUTCOMES_TOTAL, Subject::Accepted);
            }
            // 「办理80件，上年结转2件」: received, or dealt with; not said, unless it is fewer than there were.
            Some(index) if carry.is_some() && !self.fewer_than_there_were(index) => self.unclaim(index),
            _ => {}
        }
        // 「办理、答复151件（含上年结转13件），办结146件」: what was there to be dealt with.
        if let Some(index) = self.now.worked
            && let Some(all) = self.found.figures.get(index).map(|f| f.value)
            && self.found.figures[index + 1..]
                .iter()
                .any(|f| f.subject == Some(Subject::OUTCOMES_TOTAL) && f.parent.is_none() && f.value < all)
        {
            self.restate(index, Subject::OUTCOMES_TOTAL, Subject::Accepted);
        }
        self.sum_up();
        self.lapsed();
        let figures = &self.found.figures[first..];
        let carried = figures
            .iter()
            .find(|f| f.subject == Some(Subject::CARRIED_IN))
            .map(|f| (f.value, f.parent));
        let new = figures
            .iter()
            .find(|f| f.subject == Some(Subject::RECEIVED) && !f.plain)
            .map(|f| f.value);
        let Some(plain) = figures
            .iter()
            .position(|f| f.subject == Some(Subject::RECEIVED) && f.plain)
        else {
            return;
        };
        let whole = figures[plain].value;
        let both = match (new, carried) {
            // 「受理59件，新收47件」
            (Some(new), None) => new < whole,
            (Some(new), Some((carried, _))) => match (new.as_whole(), carried.as_whole(), whole.as_whole()) {
                (Some(new), Some(carried), Some(whole)) => carried > 0 && new.checked_add(carried) == Some(whole),
                _ => false,
            },
            (None, Some((carried, parent))) => {
                let part = parent == Some(first + plain) && self.now.carried_among;
                // 「收到13件，其中自然人申请11件、商业企业申请2件；上年结转1件」: there is no room for it.
                let applicants = figures
                    .iter()
                    .filter(|f| f.parent == parent && matches!(f.subject, Some(Subject::ReceivedFrom(_))))
                    .try_fold(0_i64, |sum, f| sum.checked_add(f.value.as_whole()?));
                part && !carried.is_zero() && applicants != whole.as_whole()
            }
            (None, None) => false,
        };
        if both {
            self.restate(first + plain, Subject::RECEIVED, Subject::Accepted);
        }
    }

    /// 「收到64件，上年结转1件，办理62件」: fewer than were there to be dealt with.
    fn fewer_than_there_were(&self, index: usize) -> bool {
        let there = [Subject::RECEIVED, Subject::CARRIED_IN].map(|subject| self.stated(subject));
        let [Some(received), Some(carried)] = there else {
            return false;
        };
        let done = self.found.figures.get(index).and_then(|f| f.value.as_whole());
        done.zip(received.checked_add(carried))
            .is_some_and(|(done, there)| done < there)
    }

    /// The whole figure that the sentence gives for a subject, outside its parts.
    fn stated(&self, subject: Subject) -> Option<i64> {
        self.found.figures[self.now.first_figure..]
            .iter()
            .find(|f| f.subject == Some(subject) && (f.parent.is_none() || subject == Subject::CARRIED_IN))
            .and_then(|f| f.value.as_whole())
    }

    /// What the figures of the sentence say together.
    fn sum_up(&mut self) {
        if let Some(index) = self.now.decided {
            self.unclaim(index);
        }
        // 「住建局收到120件，资源局收到88件，全区共收到386件」: the bodies' are parts of it.
        if let Some(together) = self.now.together {
            let value = |index: usize| self.found.figures.get(index).and_then(|f| f.value.as_whole());
            let bodies: Vec<usize> = self.now.bodies.iter().copied().filter(|i| *i < together).collect();
            let sum = bodies.iter().try_fold(0_i64, |sum, i| sum.checked_add(value(*i)?));
            if sum.zip(value(together)).is_some_and(|(sum, all)| sum <= all) {
                for body in bodies {
                    self.unclaim(body);
                }
            }
        }
        // 「收到公民申请17件，法人申请3件」
        if let Some(index) = self.now.citizen
            && self.found.figures[index + 1..].iter().any(|f| {
                f.parent.is_none()
                    && matches!(
                        f.subject,
                        Some(Subject::ReceivedFromOrganisations | Subject::ReceivedFrom(_))
                    )
            })
        {
            let natural = Subject::ReceivedFrom(Applicant::NaturalPerson);
            self.restate(index, Subject::RECEIVED, natural);
        }
        // 「新收：12；结转：3；办结：14；结转下年：1」: the one direction in which the figures agree.
        let four = [Subject::RECEIVED, Subject::OUTCOMES_TOTAL, Subject::CARRIED_OUT].map(|s| self.stated(s));
        if let Some(index) = self.now.carried
            && let [Some(received), Some(done), Some(left)] = four
            && self.stated(Subject::CARRIED_IN).is_none()
            && let Some(figure) = self.found.figures.get_mut(index)
            && let Some(carried) = figure.value.as_whole().filter(|n| *n > 0)
            && received.checked_add(carried) == done.checked_add(left)
        {
            figure.subject = Some(Subject::CARRIED_IN);
            let (value, approximate, span) = (figure.value, figure.approximate, figure.span);
            self.claim(Subject::CARRIED_IN, value, approximate, span, Some(index));
        }
    }

    /// 「废止19件，宣布失效5件」: the form has one column for both, and which of the figures stands in it is not said.
    fn lapsed(&mut self) {
        for row in [ProactiveRow::Regulations, ProactiveRow::NormativeDocuments] {
            let repealed = |claim: &Claim| claim.subject == Subject::Proactive(row, ProactiveColumn::Repealed);
            let lapsed = |claim: &Claim| {
                let words = self.text.get(claim.span.start..claim.span.end).unwrap_or_default();
                words.contains("失效") && !words.contains("废止")
            };
            let claims = &self.found.claims[self.now.first_claim..];
            let several = claims.iter().filter(|claim| repealed(claim)).nth(1).is_some();
            if !several || !claims.iter().any(|claim| repealed(claim) && lapsed(claim)) {
                continue;
            }
            let mut claims = self.found.claims.split_off(self.now.first_claim);
            claims.retain(|claim| {
                if let Some(figure) = claim.figure.filter(|_| repealed(claim))
                    && let Some(figure) = self.found.figures.get_mut(figure)
                {
                    figure.subject = None;
                }
                !repealed(claim)
            });
            self.found.claims.append(&mut claims);
        }
    }

    /// A figure of this sentence turns out to be about nothing certain.
    fn unclaim(&mut self, index: usize) {
        if let Some(figure) = self.found.figures.get_mut(index) {
            figure.subject = None;
        }
        let mut claims = self.found.claims.split_off(self.now.first_claim);
        claims.retain(|claim| claim.figure != Some(index));
        self.found.claims.append(&mut claims);
    }

    /// A figure of this sentence turns out to be about something else.
    fn restate(&mut self, index: usize, from: Subject, to: Subject) {
        if let Some(figure) = self.found.figures.get_mut(index) {
            figure.subject = Some(to);
        }
        for claim in &mut self.found.claims[self.now.first_claim..] {
            if claim.figure == Some(index) && claim.subject == from {
                claim.subject = to;
            }
        }
    }

    fn claim(&mut self, subject: Subject, value: Number, approximate: bool, quote: Span, figure: Option<usize>) {
        let claim = self.make(subject, value, approximate, quote, figure);
        self.found.claims.push(claim);
    }

    fn make(&self, subject: Subject, value: Number, approximate: bool, quote: Span, figure: Option<usize>) -> Claim {
        Claim {
            subject,
            value,
            approximate,
            scope: self.now.scope,
            passage: self.passage,
            sentence: self.now.span,
            span: quote,
            figure,
        }
    }

    /// Makes the claims that had to wait for the end of the passage.
    fn finish(&mut self) {
        self.both_verbs();
        let waiting = std::mem::take(&mut self.later);
        if waiting.is_empty() {
            return;
        }
        let channels = self.found.figures.iter().filter(|f| f.channel).count();
        let mut made: Vec<Claim> = Vec::new();
        for later in &waiting {
            let figure = later.claim.figure;
            let others = || self.found.claims.iter().filter(|claim| claim.figure != figure);
            let fits = match later.why {
                Why::Channel => channels == 1 && others().all(|c| c.subject != later.subject),
                // Another reason of the group, or the group itself, is counted too: then this is a part.
                Why::Group => others().all(|c| c.subject != later.subject && !within(c.subject, later.subject)),
                // Other applicants, or all of them together, are counted too.
                Why::Applicant => {
                    others().all(|c| !received(c.subject))
                        && waiting
                            .iter()
                            .all(|w| w.why != Why::Applicant || w.claim.figure == figure)
                }
            };
            if fits {
                made.push(later.claim);
            }
        }
        self.found.claims.extend(made);
        crate::sort::by_key(&mut self.found.claims, |claim| claim.span.start);
    }

    /// 「收到和办理申请9件。其中部分公开2件，…，结转下年2件」: the verbs say what was done with applications, and not that it
    /// was done with all of them.
    fn both_verbs(&mut self) {
        let value = |subject| {
            let mut claims = self.found.claims.iter();
            claims.find(|claim| claim.subject == subject).map(|claim| claim.value)
        };
        let left = value(Subject::CARRIED_OUT);
        let carried = value(Subject::CARRIED_IN).unwrap_or(Number::whole(0));
        let outcomes = || {
            self.found
                .claims
                .iter()
                .filter(|claim| claim.subject == Subject::OUTCOMES_TOTAL)
        };
        let [Some(least), Some(most)] = [outcomes().map(|c| c.value).min(), outcomes().map(|c| c.value).max()] else {
            return;
        };
        // What a figure states stands together.
        let both: BTreeSet<Option<usize>> = self
            .found
            .claims
            .windows(2)
            .filter(|pair| pair[0].figure.is_some() && pair[0].figure == pair[1].figure)
            .filter(|pair| pair[1].subject == Subject::OUTCOMES_TOTAL)
            .filter(|pair| match pair[0].subject {
                // 「共收到、处理13件，已答复12件」
                Subject::RECEIVED | Subject::Accepted if least < most => true,
                Subject::RECEIVED => left.is_some_and(|left| left != carried),
                Subject::Accepted => left.is_some_and(|left| !left.is_zero()),
                _ => false,
            })
            .map(|pair| pair[0].figure)
            .collect();
        self.found
            .claims
            .retain(|claim| !(claim.subject == Subject::OUTCOMES_TOTAL && both.contains(&claim.figure)));
    }

    fn statement(&mut self, kind: StatementKind, span: Span, of: Vec<Subject>) {
        self.found.statements.push(Statement {
            kind,
            of,
            passage: self.passage,
            sentence: self.now.span,
            scope: self.now.scope,
            span,
        });
    }

    /// The words of some tokens in a row.
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

    /// The words that a figure was read from.
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

/// A figure among the words of its clause.
struct Place<'t> {
    clause: &'t Clause<'t>,
    /// From the figure before it, or the beginning.
    left: &'t [Token],
    /// Up to the next figure, or the end.
    right: &'t [Token],
    at: Token,
    first: bool,
    /// Another figure follows in the clause.
    next: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// The words before the figure.
    Left,
    /// Those behind it, with the verb before it.
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

/// Whether a word stands among the tokens.
fn has(tokens: &[Token], tag: Tag) -> bool {
    tokens.iter().any(|token| token.kind == Kind::Word(tag))
}

fn carried(p: &Phrase) -> bool {
    p.carry || p.postpone || p.goes_on || p.unfinished || p.turn && (p.next_year || p.last_year || !p.years.is_empty())
}

fn received(subject: Subject) -> bool {
    matches!(
        subject,
        Subject::RECEIVED | Subject::Accepted | Subject::ReceivedFrom(_) | Subject::ReceivedFromOrganisations
    )
}

/// Whether a reason belongs to a group, or says it more exactly.
fn within(reason: Subject, group: Subject) -> bool {
    match (reason, group) {
        (Subject::Requests(row), Subject::Group(group)) => row.group() == Some(group),
        _ => false,
    }
}

fn dispute(block: Block, end: DisputeResult) -> Subject {
    match block {
        Block::Reconsideration => Subject::Disputes(DisputeBlock::Reconsideration, end),
        Block::Litigation => Subject::Litigation(end),
        Block::Direct => Subject::Disputes(DisputeBlock::LitigationDirect, end),
        Block::After => Subject::Disputes(DisputeBlock::LitigationAfterReconsideration, end),
    }
}

/// The same dispute with another end.
fn with_end(subject: Subject, end: DisputeResult) -> Subject {
    match subject {
        Subject::Disputes(block, _) => Subject::Disputes(block, end),
        _ => Subject::Litigation(end),
    }
}

/// How disputes ended, of which a figure speaks.
fn verdict_of(subject: Subject) -> Option<DisputeResult> {
    match subject {
        Subject::Disputes(_, end) | Subject::Litigation(end) => Some(end),
        _ => None,
    }
}

fn is_dispute_total(subject: Subject) -> bool {
    matches!(
        subject,
        Subject::Disputes(_, DisputeResult::Total) | Subject::Litigation(DisputeResult::Total)
    )
}

fn block_of(subject: Subject) -> Block {
    match subject {
        Subject::Disputes(DisputeBlock::Reconsideration, _) => Block::Reconsideration,
        Subject::Disputes(DisputeBlock::LitigationDirect, _) => Block::Direct,
        Subject::Disputes(DisputeBlock::LitigationAfterReconsideration, _) => Block::After,
        _ => Block::Litigation,
    }
}

fn is_block(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Reconsideration | Tag::Litigation | Tag::LitigationDirect | Tag::LitigationAfter
    )
}

/// Whether behind the last word of a kind only words stand that change nothing, or further things in the same list.
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
