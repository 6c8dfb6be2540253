//! Clauses without figures: they refer to the figure before them, or say that nothing happened.

use super::super::clause::Clause;
use super::super::phrase::{Block, Head, Phrase};
use super::super::quantity::{FeeFigure, Quantity};
use super::super::token::{Kind, Token};
use super::super::words::Tag;
use super::super::{Figure, StatementKind};
use super::disputes::{dispute, is_block, is_dispute_total, with_end};
use super::{LAST, Reader, Topic, carried, dealt_with, ends_after, has, received, within};
use crate::cell::Number;
use crate::field::{DisputeResult, ProactiveColumn, ProactiveRow};
use crate::text::Span;

impl Reader<'_> {
    /// Reads a clause without figures, or the rest of a clause after its last figure. 「未收费、未发生行政复议」 makes
    /// two statements, and so does 「未收到申请没有因公开引发行政复议」, where a comma is missing.
    pub(super) fn words(&mut self, tokens: &[Token], clause: &Clause<'_>) {
        let mut from = 0;
        let mut negated = None;
        for at in 0..tokens.len() {
            if tokens[at].kind != Kind::Word(Tag::Negation) {
                continue;
            }
            let first = negated.replace(at);
            let did_not = |at: usize| match tokens.get(at + 1) {
                Some(token) if token.kind == Kind::Word(Tag::Receive) => true,
                Some(token) => token.kind == Kind::Word(Tag::Occur) && self.says(token, "发生"),
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

    /// The statements that words without figures make.
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
            // It refers to the figure before it; for the figure of those answered it is nothing new.
            let last = self.found.figures[self.now.first_figure..].last();
            let whole = last.is_none_or(|figure| figure.channel || figure.subject.is_some_and(received));
            if whole {
                let quote = self.stretch(tokens);
                self.statement(StatementKind::AllClosed, quote, Vec::new());
            }
        }
        self.now.published |= p.publish || p.proactive;
        self.now.notice |= p.notice;
        // 「主要集中在行政审批领域」 mentions a thing without making it the topic.
        let turns = |topic: &Topic| {
            let mentions = p.gap || self.topic == Topic::Requests && self.dwells(tokens);
            !mentions || matches!(topic, Topic::Requests | Topic::Dispute(_) | Topic::Fee)
        };
        if let Some(topic) = self.topic_of(&p).filter(turns) {
            self.topic = topic;
        }
    }

    /// 「正在办理中」, but not 「因未答复」.
    fn goes_on(&self, tokens: &[Token]) -> bool {
        !has(tokens, Tag::Occur) && ["办理", "处理", "在办"].iter().any(|word| self.names(tokens, word))
    }

    /// 「申请内容主要集中在行政审批领域」
    fn dwells(&self, tokens: &[Token]) -> bool {
        ["集中在", "集中于", "集中为"]
            .iter()
            .any(|word| self.names(tokens, word))
    }

    /// 「…3件，均为自然人」, 「…1件，结果维持」: more about the figure before it.
    #[expect(clippy::too_many_lines, reason = "one list of cases in order of precedence")]
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
            // With 均 it is about all totals in a row before it, else about the last one. Figures in brackets divide
            // one of them further.
            let outside = self.now.outside.unwrap_or(last);
            let parent = self.found.figures.get(outside).and_then(|f| f.parent);
            let totals: Vec<(Quantity, Number, bool, usize)> = figures
                .iter()
                .enumerate()
                .take(outside + 1 - start)
                .rev()
                .filter(|(_, f)| f.parent == parent)
                // 「3件，均被维持；行政诉讼2件，均在审理中」: the ending of the first has been stated.
                .take_while(|(i, _)| self.now.ended.is_none_or(|ended| ended < start + i))
                .map_while(|(i, f)| match f.subject {
                    Some(
                        s @ (Quantity::Disputes(_, DisputeResult::Total) | Quantity::Litigation(DisputeResult::Total)),
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
            && last_figure.subject == Some(Quantity::Litigation(DisputeResult::Total))
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
            .is_some_and(|s| received(s) || s == Quantity::OUTCOMES_TOTAL);
        if !whole || last_figure.value.is_zero() || !fits(last_figure) || self.now.other_year {
            return;
        }
        let (value, approximate) = (last_figure.value, last_figure.approximate);
        let own = last_figure.subject.is_some_and(|s| s == Quantity::RECEIVED);
        let later = p.next_year || !p.years.is_empty();
        // 「依法顺延答复」 extends the time for answering; nothing is carried over.
        if own
            && later
            && carried(p)
            && p.head.is_none()
            && !p.unknown
            && self.direction(p) == Some(Quantity::CARRIED_OUT)
        {
            // 「收到1件申请，结转至下一年度办理」
            self.claim(Quantity::CARRIED_OUT, value, approximate, quote, Some(last));
            return;
        }
        // 「对于管委会制作的信息均予以公开」, 「符合条件的均予以公开」 and 「均予以公开或告知」 are about some of them
        // only.
        let partly = [
            "的均",
            "的全部",
            "的都",
            "凡",
            "或告知",
            "或者告知",
            "或说明",
            "或者说明",
        ];
        let some = partly.iter().any(|word| self.names(tokens, word))
            || p.unknown && tokens.first().is_some_and(|word| self.says(word, "对"));
        if !p.outcomes.is_empty() && p.blocks.is_empty() && !p.noise && !some {
            let mut outcomes = p.outcomes.clone();
            outcomes.retain(|group| !p.outcomes.iter().any(|reason| within(*reason, *group)));
            // 「均…不掌握…，无法提供」 and the like name a reason and its group.
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
                Some(applicant) => Quantity::ReceivedFrom(applicant),
                None => Quantity::ReceivedFromOrganisations,
            };
            self.claim(subject, value, approximate, quote, Some(last));
        }
    }

    /// 「未收到…申请」, 「未发生…行政复议」: nothing happened. Returns whether the clause says so.
    #[expect(clippy::too_many_lines, reason = "one list of cases in order of precedence")]
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
            // 「未发生…行政复议，提起行政诉讼情况」: the negation continues.
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
        // 未 must be followed by one of its verbs; 无 and 没有 need none.
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
        // The negation follows the thing that did not happen: 「行政复议、行政诉讼均未发生」.
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
                    self.claim(Quantity::Proactive(*row, *state), Number::whole(0), false, quote, None);
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
            self.claim(Quantity::RECEIVED, Number::whole(0), false, quote, None);
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
            // 「未发生被行政复议纠错」 does not say how many there were.
            for block in &a.blocks {
                self.claim(dispute(*block, end), Number::whole(0), false, quote, None);
            }
            self.topic = Topic::Dispute(a.blocks.clone());
            said = true;
        } else if !a.blocks.is_empty() {
            let fine = a.verdicts.is_empty() && a.head != Some(Head::Withdrawn) && ends_after(after, is_block);
            if fine {
                // 「未收到政府信息公开申请、行政复议」: 申请 is an item of the list if 、 follows it.
                let listed = after.windows(2).any(|w| {
                    matches!(w[0].kind, Kind::Word(Tag::Request | Tag::Apply))
                        && matches!(w[1].kind, Kind::Word(Tag::Join))
                });
                if listed && (a.receive || a.new) && !a.carry {
                    self.claim(Quantity::RECEIVED, Number::whole(0), false, quote, None);
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
                // 「上年无结转」: the year comes before the negation.
                && let Some(subject) = self.direction(p).or_else(|| self.direction(&a)).or_else(|| self.left_over(&b, &a))
            {
                self.claim(subject, Number::whole(0), false, quote, None);
                self.topic = Topic::Requests;
                said = true;
            }
        } else if a.notice && !a.request {
            self.claim(Quantity::Fee(FeeFigure::Count), Number::whole(0), false, quote, None);
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
                self.claim(Quantity::COLLECTED, Number::whole(0), false, quote, None);
                self.topic = Topic::Fee;
                said = true;
            }
        } else if a.request {
            let last = after
                .iter()
                .rposition(|token| matches!(token.kind, Kind::Word(Tag::Request | Tag::Apply)));
            let own = Phrase::of(&after[..last.map_or(0, |last| last + 1)]);
            let other = a.said && !self.named_before(after, quote, b.unknown)
                || a.delay
                || a.register
                || !a.outcomes.is_empty()
                || a.close && !a.receive
                || a.publish && a.proactive
                // 「通过受理电话、来信等方式提出的申请」 is all of them; the later items of a list did not come either.
                || own.noise && !a.several;
            let channel = own.channels == 1 && !a.several;
            let received = a.receive || a.new || plain_no || !a.close;
            if !other && !channel && received && ends_after(after, |tag| matches!(tag, Tag::Request | Tag::Apply)) {
                // 「无法人或其他组织申请」 says nothing about the other applicants.
                let none = match a.applicants[..] {
                    [Some(applicant)] if !(a.citizen || a.everyone) => Quantity::ReceivedFrom(applicant),
                    [None] if !(a.citizen || a.everyone) => Quantity::ReceivedFromOrganisations,
                    _ => Quantity::RECEIVED,
                };
                self.claim(none, Number::whole(0), false, quote, None);
                if none == Quantity::RECEIVED && a.receive && (a.close || dealt_with(after)) {
                    // 「未收到和处理政府信息公开申请」
                    self.claim(Quantity::OUTCOMES_TOTAL, Number::whole(0), false, quote, None);
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
                        self.claim(Quantity::Proactive(*row, *state), Number::whole(0), false, quote, None);
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
                    let subject = Quantity::Proactive(*row, ProactiveColumn::Value);
                    self.claim(subject, Number::whole(0), false, quote, None);
                    said = true;
                }
            }
        }
        said
    }

    /// Whether 此类 refers to applications: the sentence named them before it, 「依申请公开：2023年未收到该项申请」,
    /// or, if the sentence names nothing else, the text right before it did, 「依申请公开情况。本年度未收到该类申请。」
    fn named_before(&self, tokens: &[Token], clause: Span, other: bool) -> bool {
        const NEAR: usize = 60;
        let said = tokens.iter().find(|token| token.kind == Kind::Word(Tag::Said));
        let until = said.map_or(0, |token| self.token_span(*token).start);
        let start = self.now.span.start;
        let start = if other || !self.opens(clause) {
            start
        } else {
            start.saturating_sub(NEAR)
        };
        let before = self
            .text
            .get(self.text.floor_char_boundary(start)..until)
            .unwrap_or_default();
        before.contains("依申请公开") || before.contains("信息公开申请")
    }

    /// 「收到21件，全部按时答复，无结转」: none of those received are left over.
    fn left_over(&self, before: &Phrase, p: &Phrase) -> Option<Quantity> {
        let said = self.found.statements.last()?;
        let closed = said.kind == StatementKind::AllClosed && said.sentence == self.now.span;
        let counted = self.stated(Quantity::RECEIVED).is_some();
        let alone = before.head.is_none() && p.head.is_none() && p.years.is_empty() && !p.last_year;
        (closed && counted && alone).then_some(Quantity::CARRIED_OUT)
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
                Kind::Word(Tag::NoRequest) => Quantity::RECEIVED,
                Kind::Word(Tag::NoReconsideration) => dispute(Block::Reconsideration, DisputeResult::Total),
                Kind::Word(Tag::NoLitigation) => dispute(Block::Litigation, DisputeResult::Total),
                Kind::Word(Tag::NoCharge) => Quantity::COLLECTED,
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
}
