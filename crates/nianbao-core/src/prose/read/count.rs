//! What a count is of: the readings of one figure in order of precedence.

use super::super::Figure;
use super::super::number::{Read, Unit};
use super::super::phrase::{Block, Head, Phrase};
use super::super::quantity::Quantity;
use super::super::words::Tag;
use super::disputes::{dispute, is_dispute_total, with_end};
use super::{Among, Bound, LAST, Later, MOST_LATER, Place, Reader, Topic, carried, has};
use crate::field::{DisputeResult, RequestsRow};

impl Reader<'_> {
    #[expect(clippy::too_many_lines, reason = "one list of readings in order of precedence")]
    pub(super) fn count(&mut self, place: &Place<'_>, read: Read) -> bool {
        let left = Phrase::of(place.left);
        let index = self.found.figures.len();
        let divided = self.now.among != Among::No || place.clause.bracket;
        let mut bound = Bound::default();
        let mut used = None;
        let compared = left.compare || left.level || left.change.is_some();
        if compared {
            self.comparison(place, read, &left);
            if left.change.is_some() {
                // The size of a change is not a figure of either year.
                return false;
            }
            self.now.last_year = Some(index);
        } else if left.every
            || self.now.other_year
            || (left.last_year && !carried(&left) && !Self::carried_after(place))
        {
            // This is not this year's figure.
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
                Quantity::Requests(RequestsRow::Granted),
                Quantity::Requests(RequestsRow::PartiallyGranted),
            ];
            if left.respectively {
                let mut subjects = std::mem::take(&mut bound.subjects);
                bound.subjects.push(subjects.remove(0));
                self.now.waiting = subjects;
            } else if zero || left.each || bound.every {
                // Each of them.
            } else if bound.subjects == granted {
                bound.subjects = vec![Quantity::GrantedOrPartial];
            } else {
                bound.subjects.clear();
            }
        } else if bound.subjects.is_empty() && !left.any && left.head.is_none() && !self.now.waiting.is_empty() {
            bound.subjects.push(self.now.waiting.remove(0));
        }
        if left.info || left.request {
            self.now.other_acts = false;
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
            passage: 0,
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
        if bound.subjects.first() == Some(&Quantity::CARRIED_IN) {
            // 「62件（其中上年结转3件）」 says that it is a part; 「62件（上年结转3件，结转下年2件）」 does not.
            self.now.carried_said = place.among;
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
                && subject == Quantity::Litigation(DisputeResult::Total)
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
        if bound.subjects == [Quantity::RECEIVED] && !place.clause.inner.is_empty() && !zero && !place.next {
            // 「收到3件（均为自然人申请）」
            let inner = Phrase::of(&place.clause.inner);
            if let [applicant] = inner.applicants[..]
                && matches!(inner.head, Some(Head::Applicant | Head::Request))
                && !(inner.citizen || inner.unknown || inner.negation || inner.channels > 0)
                && !has(&place.clause.inner, Tag::Among)
            {
                let from = applicant.map_or(Quantity::ReceivedFromOrganisations, Quantity::ReceivedFrom);
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
        self.now.closed |= bound.subjects.contains(&Quantity::OUTCOMES_TOTAL) && !bound.work && !divided;
        for subject in bound.later.iter().take(MOST_LATER.saturating_sub(self.later.len())) {
            self.later.push(Later {
                subject: *subject,
                why: bound.why,
                claim: self.make(*subject, read.value, read.approximate, quote, Some(index)),
            });
        }
        bound.right && (!place.first || left.head.is_none())
    }

    /// Records other possible meanings of a figure outside 其中.
    pub(super) fn note(&mut self, left: &Phrase, bound: &Bound, index: usize) {
        const MOST_BODIES: usize = 16;
        match bound.subjects[..] {
            [Quantity::RECEIVED] => {
                if left.citizen && left.applicants.is_empty() {
                    self.now.citizen = Some(index);
                }
                if let Some(first) = self.now.received
                    && bound.plain
                    && !left.request
                    && !left.sum
                    && self.found.figures[index].value < self.found.figures[first].value
                {
                    // 「收到申请8件，受理7件」: the second counts those admitted.
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
            [Quantity::OUTCOMES_TOTAL] if left.work && !bound.work && self.now.worked.is_none() => {
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

    /// 「印发县政府规范性文件7件、政府办规范性文件5件，共12件」: the sum replaces its parts.
    pub(super) fn documents_together(&mut self, read: Read) -> Option<Bound> {
        let end = self.found.figures.len();
        let subject = self.found.figures[self.now.first_figure..].last()?.subject?;
        if !matches!(subject, Quantity::Proactive(..)) {
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
}
