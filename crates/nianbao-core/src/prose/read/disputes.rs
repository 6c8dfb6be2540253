//! Disputes (行政复议, 行政诉讼): totals and parts, how they ended, and those about other acts, which do not count.

use super::super::phrase::{Block, Phrase};
use super::super::quantity::Quantity;
use super::super::token::Token;
use super::super::words::Tag;
use super::{Among, Place, Reader, Topic};
use crate::field::{DisputeBlock, DisputeResult};

impl Reader<'_> {
    /// 「行政复议5件、行政诉讼0件，其中…」: the parts are of the one that is not zero; if both are not zero, it is not
    /// stated.
    pub(super) fn divide_disputes(&mut self) {
        // 「行政复议3起，均胜诉；行政诉讼5起，其中…」: the parts are of the figure after the semicolon.
        let after = self.found.figures.get(self.now.after_semicolon..).unwrap_or_default();
        if after
            .iter()
            .any(|f| f.subject.is_some_and(is_dispute_total) && !f.value.is_zero())
            && after.len() == 1
        {
            return;
        }
        let totals: Vec<(Quantity, bool)> = self.found.figures[self.now.first_figure..]
            .iter()
            .rev()
            .map_while(|f| match f.subject {
                Some(
                    s @ (Quantity::Disputes(_, DisputeResult::Total) | Quantity::Litigation(DisputeResult::Total)),
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

    /// 「行政诉讼案件5件，其中政府信息公开类1件」: the figure that counts all disputes of the organ, and the subject it
    /// was bound to.
    pub(super) fn all_disputes(&self, place: &Place<'_>, left: &Phrase) -> Option<(usize, Quantity)> {
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

    /// 「行政复议案件126件，应诉案件58件，其中涉政府信息公开的复议案件11件、应诉案件4件」: the first two count all
    /// disputes.
    pub(super) fn narrow_disputes(&mut self, subject: Quantity, left: &Phrase) {
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

    /// 「行政复议192件，行政诉讼73件，其中：140件行政复议、49件行政诉讼获维持」: how both ended, or parts of a whole
    /// that was counted.
    pub(super) fn ended_together(&mut self, subject: Quantity, index: usize) {
        let Some(end) = verdict_of(subject) else { return };
        if end == DisputeResult::Total {
            let counted = self.stated(subject).is_some();
            let before = std::mem::replace(&mut self.now.some_of, counted.then_some(index));
            // 「其中6件行政复议、2件行政诉讼已审结」: the tables have no column for this ending.
            if let Some(before) = before {
                self.unclaim(before);
            }
            return;
        }
        if let Some(before) = self.now.some_of.take_if(|before| *before + 1 == index)
            && let Some(total) = self.found.figures.get(before).and_then(|figure| figure.subject)
        {
            self.restate(before, total, with_end(total, end));
        }
    }

    /// 「司法局受理行政复议案件326件」: here the organ decides the disputes.
    pub(super) fn decides(&self, place: &Place<'_>, left: &Phrase) -> bool {
        let takes = self.names(place.left, "受理") || self.names(place.left, "审理");
        takes
            && !(left.info || left.request)
            && self
                .text
                .get(self.now.span.start..self.now.span.end)
                .is_some_and(|text| ["司法局", "复议机关", "法院"].iter().any(|organ| text.contains(organ)))
    }

    /// 「行政复议案件18件，均不涉及政府信息公开」: these disputes do not count.
    pub(super) fn other_disputes(&mut self) {
        const MOST: usize = 4;
        self.now.other_acts = true;
        let end = self.found.figures.len();
        for index in self.now.first_figure.max(end.saturating_sub(MOST))..end {
            if self.found.figures[index].subject.is_some_and(is_dispute_total) {
                self.unclaim(index);
            }
        }
    }

    /// 「因具体行政行为被提起行政诉讼2起」; the rest of the sentence is about the same.
    pub(super) fn of_other_acts(&self, p: &Phrase, left: &[Token]) -> bool {
        const ACTS: [&str; 6] = ["行政行为", "行政处罚", "行政强制", "工伤认定", "征收", "不作为"];
        let named = || self.names(left, "因") && ACTS.iter().any(|act| self.names(left, act));
        !(p.info || p.request) && (self.now.other_acts || named())
    }

    /// 「均不涉及政府信息公开」, 「均与政府信息公开无关」
    pub(super) fn no_concern(&self, tokens: &[Token], p: &Phrase) -> bool {
        let named = p.info && !p.request && p.head.is_none();
        named && (p.negation && self.names(tokens, "涉") || self.names(tokens, "无关"))
    }
}

pub(super) fn dispute(block: Block, end: DisputeResult) -> Quantity {
    match block {
        Block::Reconsideration => Quantity::Disputes(DisputeBlock::Reconsideration, end),
        Block::Litigation => Quantity::Litigation(end),
        Block::Direct => Quantity::Disputes(DisputeBlock::LitigationDirect, end),
        Block::After => Quantity::Disputes(DisputeBlock::LitigationAfterReconsideration, end),
    }
}

/// The same dispute with another ending.
pub(super) fn with_end(subject: Quantity, end: DisputeResult) -> Quantity {
    match subject {
        Quantity::Disputes(block, _) => Quantity::Disputes(block, end),
        _ => Quantity::Litigation(end),
    }
}

/// The ending of disputes that a figure counts.
pub(super) fn verdict_of(subject: Quantity) -> Option<DisputeResult> {
    match subject {
        Quantity::Disputes(_, end) | Quantity::Litigation(end) => Some(end),
        _ => None,
    }
}

pub(super) fn is_dispute_total(subject: Quantity) -> bool {
    matches!(
        subject,
        Quantity::Disputes(_, DisputeResult::Total) | Quantity::Litigation(DisputeResult::Total)
    )
}

pub(super) fn block_of(subject: Quantity) -> Block {
    match subject {
        Quantity::Disputes(DisputeBlock::Reconsideration, _) => Block::Reconsideration,
        Quantity::Disputes(DisputeBlock::LitigationDirect, _) => Block::Direct,
        Quantity::Disputes(DisputeBlock::LitigationAfterReconsideration, _) => Block::After,
        _ => Block::Litigation,
    }
}

pub(super) fn is_block(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Reconsideration | Tag::Litigation | Tag::LitigationDirect | Tag::LitigationAfter
    )
}
