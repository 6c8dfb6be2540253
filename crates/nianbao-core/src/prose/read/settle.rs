//! Conclusions from all the figures of a sentence, or of a whole passage.

use std::collections::BTreeSet;

use super::super::Claim;
use super::super::quantity::Quantity;
use super::{Reader, Why, received, within};
use crate::cell::Number;
use crate::field::{Applicant, ProactiveColumn, ProactiveRow};

impl Reader<'_> {
    /// 受理 N, divided into those received and those carried in: then N is the sum of both.
    pub(super) fn settle(&mut self) {
        let first = self.now.first_figure;
        for change in &mut self.found.comparisons[self.now.first_comparison..] {
            // 「比2022年（31起）下降29%」: text in brackets is read after its clause.
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
        // 「办理61件，办结54件」: 61 is the whole caseload.
        let carry = self.found.figures[first..]
            .iter()
            .find(|f| matches!(f.subject, Some(Quantity::CARRIED_IN)))
            .map(|f| f.parent);
        match self.now.work {
            Some(index) if self.now.closed => self.restate(index, Quantity::OUTCOMES_TOTAL, Quantity::Accepted),
            // 「办理80件，其中上年结转2件」: 80 includes the 2.
            Some(index) if self.now.carried_among && carry == Some(Some(index)) => {
                self.restate(index, Quantity::OUTCOMES_TOTAL, Quantity::Accepted);
            }
            // 「办理80件，上年结转2件」: received or dealt with; it is not stated which, unless there were more to deal
            // with.
            Some(index) if carry.is_some() && !self.fewer_than_caseload(index) => self.unclaim(index),
            _ => {}
        }
        // 「办理、答复151件（含上年结转13件），办结146件」: 151 is the whole caseload.
        if let Some(index) = self.now.worked
            && let Some(all) = self.found.figures.get(index).map(|f| f.value)
            && self.found.figures[index + 1..]
                .iter()
                .any(|f| f.subject == Some(Quantity::OUTCOMES_TOTAL) && f.parent.is_none() && f.value < all)
        {
            self.restate(index, Quantity::OUTCOMES_TOTAL, Quantity::Accepted);
        }
        if let Some(index) = self.now.some_of.take() {
            self.unclaim(index);
        }
        self.sum_up();
        self.lapsed();
        let figures = &self.found.figures[first..];
        let carried = figures
            .iter()
            .find(|f| f.subject == Some(Quantity::CARRIED_IN))
            .map(|f| (f.value, f.parent));
        let new = figures
            .iter()
            .find(|f| f.subject == Some(Quantity::RECEIVED) && !f.plain)
            .map(|f| f.value);
        let Some(plain) = figures
            .iter()
            .position(|f| f.subject == Some(Quantity::RECEIVED) && f.plain)
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
                // 「收到13件，其中自然人申请11件、商业企业申请2件；上年结转1件」: the parts leave no room for the one
                // carried in.
                let sum = |is_part: fn(&Option<Quantity>) -> bool| {
                    let mut parts = figures.iter().filter(|f| f.parent == parent && is_part(&f.subject));
                    parts.try_fold(0_i64, |sum, f| sum.checked_add(f.value.as_whole()?))
                };
                let applicants = sum(|subject| matches!(subject, Some(Quantity::ReceivedFrom(_))));
                // 「收到38件，其中网上20件、信函18件，上年结转3件」
                let channels = sum(Option::is_none);
                let full = applicants == whole.as_whole() || channels == whole.as_whole();
                part && !carried.is_zero() && (self.now.carried_said || !full)
            }
            (None, None) => false,
        };
        if both {
            self.restate(first + plain, Quantity::RECEIVED, Quantity::Accepted);
        }
    }

    /// 「收到64件，上年结转1件，办理62件」: fewer than the caseload.
    fn fewer_than_caseload(&self, index: usize) -> bool {
        let there = [Quantity::RECEIVED, Quantity::CARRIED_IN].map(|subject| self.stated(subject));
        let [Some(received), Some(carried)] = there else {
            return false;
        };
        let done = self.found.figures.get(index).and_then(|f| f.value.as_whole());
        done.zip(received.checked_add(carried))
            .is_some_and(|(done, there)| done < there)
    }

    /// Combines the figures of the sentence.
    fn sum_up(&mut self) {
        if let Some(index) = self.now.decided {
            self.unclaim(index);
        }
        // 「住建局收到120件，资源局收到88件，全区共收到386件」: the figures of the organs are parts of the total.
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
                        Some(Quantity::ReceivedFromOrganisations | Quantity::ReceivedFrom(_))
                    )
            })
        {
            let natural = Quantity::ReceivedFrom(Applicant::NaturalPerson);
            self.restate(index, Quantity::RECEIVED, natural);
        }
        // 「新收：12；结转：3；办结：14；结转下年：1」: the one direction of 结转 that makes the figures balance.
        let four = [Quantity::RECEIVED, Quantity::OUTCOMES_TOTAL, Quantity::CARRIED_OUT].map(|s| self.stated(s));
        if let Some(index) = self.now.carried
            && let [Some(received), Some(done), Some(left)] = four
            && self.stated(Quantity::CARRIED_IN).is_none()
            && let Some(figure) = self.found.figures.get_mut(index)
            && let Some(carried) = figure.value.as_whole().filter(|n| *n > 0)
            && received.checked_add(carried) == done.checked_add(left)
        {
            figure.subject = Some(Quantity::CARRIED_IN);
            let (value, approximate, span) = (figure.value, figure.approximate, figure.span);
            self.claim(Quantity::CARRIED_IN, value, approximate, span, Some(index));
        }
    }

    /// 「废止19件，宣布失效5件」: the form has one column for both, and it is not stated which figure is in it.
    fn lapsed(&mut self) {
        for row in [ProactiveRow::Regulations, ProactiveRow::NormativeDocuments] {
            let repealed = |claim: &Claim| claim.subject == Quantity::Proactive(row, ProactiveColumn::Repealed);
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

    /// Makes the claims that waited for the end of the passage.
    pub(super) fn finish(&mut self) {
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
                // If another reason of the group, or the group itself, is counted too, this is a part.
                Why::Group => others().all(|c| c.subject != later.subject && !within(c.subject, later.subject)),
                // If other applicants, or all of them together, are counted too, this is a part.
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

    /// 「收到和办理申请9件。其中部分公开2件，…，结转下年2件」: the verbs say what was done with the applications, but
    /// not that it was done with all of them if another number for that is given, or if some were left over.
    fn both_verbs(&mut self) {
        let value = |subject| {
            let mut claims = self.found.claims.iter();
            claims.find(|claim| claim.subject == subject).map(|claim| claim.value)
        };
        let left = value(Quantity::CARRIED_OUT);
        let carried = value(Quantity::CARRIED_IN).unwrap_or(Number::whole(0));
        let total = value(Quantity::OUTCOMES_TOTAL);
        let another = |claim: &Claim| claim.subject == Quantity::OUTCOMES_TOTAL && Some(claim.value) != total;
        let several = self.found.claims.iter().any(another);
        // The claims of one figure are adjacent.
        let both: BTreeSet<Option<usize>> = self
            .found
            .claims
            .windows(2)
            .filter(|pair| pair[0].figure.is_some() && pair[0].figure == pair[1].figure)
            .filter(|pair| pair[1].subject == Quantity::OUTCOMES_TOTAL)
            .filter(|pair| match pair[0].subject {
                // 「共收到、处理13件，已答复12件」
                Quantity::RECEIVED | Quantity::Accepted if several => true,
                Quantity::RECEIVED => left.is_some_and(|left| left != carried),
                Quantity::Accepted => left.is_some_and(|left| !left.is_zero()),
                _ => false,
            })
            .map(|pair| pair[0].figure)
            .collect();
        self.found
            .claims
            .retain(|claim| !(claim.subject == Quantity::OUTCOMES_TOTAL && both.contains(&claim.figure)));
    }
}
