//! Money, shares and changes.

use super::super::number::{Read, Unit};
use super::super::phrase::{Head, Phrase};
use super::super::quantity::{FeeFigure, Quantity};
use super::super::{Comparison, Figure, Percentage, StatementKind};
use super::{Among, Place, Reader, Topic, rose_to};
use crate::cell::Number;
use crate::field::{ProactiveColumn, ProactiveRow};

impl Reader<'_> {
    /// Money: 信息处理费, 行政事业性收费.
    pub(super) fn money(&mut self, place: &Place<'_>, read: Read) {
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
            Some(Quantity::Proactive(ProactiveRow::Fees, ProactiveColumn::Value))
        } else if p.powers.is_empty()
            && self.topic == Topic::Power(ProactiveRow::Fees)
            && (p.charge || p.amount)
            && !(p.fee || p.notice || p.gap || divided)
        {
            // 「行政事业性收费方面，收费金额86.5万元」
            Some(Quantity::Proactive(ProactiveRow::Fees, ProactiveColumn::Value))
        } else if !fee || divided && (p.unknown || p.body || !p.any) || self.now.among == Among::Maybe || p.gap {
            None
        } else if p.charge && !p.amount || p.charge && !p.notice && !self.now.notice {
            self.now.notice = false;
            (!divided || !p.fee && self.now.notice).then_some(Quantity::COLLECTED)
        } else if p.charge {
            // 「收费通知总金额」 is the amount charged, 「实际收取总金额」 the amount paid.
            let paid = self.names(place.left, "实际") || self.names(place.left, "实收");
            Some(if paid {
                Quantity::COLLECTED
            } else {
                Quantity::Fee(FeeFigure::Amount)
            })
        } else if p.amount || self.now.notice {
            Some(Quantity::Fee(FeeFigure::Amount))
        } else if p.fee || p.sum {
            Some(Quantity::COLLECTED)
        } else {
            None
        };
        if p.fee || p.notice || subject.is_some_and(|s| matches!(s, Quantity::Fee(_))) {
            self.topic = Topic::Fee;
        } else if p.any {
            self.topic = Topic::Else;
        }
        let value = match subject {
            Some(Quantity::Proactive(..)) => read.value.in_ten_thousands(),
            _ => Some(read.value),
        };
        let index = self.found.figures.len();
        let span = self.token_span(place.at);
        self.found.figures.push(Figure {
            passage: 0,
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

    pub(super) fn percentage(&mut self, place: &Place<'_>, read: Read) {
        let p = Phrase::of(place.left);
        let span = self.token_span(place.at);
        let quote = self.quote(place, false);
        if p.compare || p.change.is_some() {
            self.comparison(place, read, &p);
        } else if p.rate {
            // 「其他处理177件（其中申请人撤销134件），占13.7%」: text in brackets is an aside.
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
                passage: 0,
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

    pub(super) fn comparison(&mut self, place: &Place<'_>, read: Read, p: &Phrase) {
        let of = self.now.known_top;
        // 「较上年的30件减少13件」
        let before = self.now.last_year;
        if p.request && p.verb.is_none() && of.is_none() && p.applicants.is_empty() && p.outcomes.is_empty() {
            self.now.grown = Some(self.found.figures.len());
            self.topic = Topic::Requests;
        }
        // 「办结率提高到99%」 and 「上升至15件」 give the new value, not the change.
        let change = p.change.filter(|_| !p.rate && !rose_to(place.left));
        if let Some(up) = change {
            let quote = self.quote(place, false);
            let span = self.token_span(place.at);
            self.found.comparisons.push(Comparison {
                passage: 0,
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
}
