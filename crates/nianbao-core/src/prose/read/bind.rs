//! Finds the subject of a count: the words before it, the words after it, or the topic of the
//! sentence.

use super::super::number::{Read, Unit};
use super::super::phrase::{Block, Head, Phrase, Verb};
use super::super::quantity::{FeeFigure, Quantity};
use super::super::token::{Kind, Token};
use super::super::words::Tag;
use super::disputes::dispute;
use super::{Among, Bound, Mode, Place, Reader, Topic, Why, carried, dealt_with, has, received, within};
use crate::field::{Applicant, DisputeResult, ProactiveColumn, ProactiveRow, RequestsGroup, RequestsRow};

impl Reader<'_> {
    /// 「新收申请数量、上年结转数量、行政复议均为0」: everything in the list is zero, if all of it is understood.
    pub(super) fn none_of(&self, place: &Place<'_>, read: Read, left: &Phrase) -> Option<Bound> {
        let none = left.all && read.value.is_zero();
        // 「新收、结转、办结数分别为44件、2件、45件」: the figures follow in the same order.
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
                // 「行政复议被纠正和行政诉讼败诉均为零」: an ending for which the form has no column.
                continue;
            }
            let bound = self.classify(&words, place, Mode::Left, divided, read);
            if row && bound.subjects.len() != 1 {
                // One item is not understood, so neither are the figures.
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

    /// Whether the words after the figure say that it was carried over: 「上年的3件结转…」.
    pub(super) fn carried_after(place: &Place<'_>) -> bool {
        !place.next && carried(&Phrase::of(place.right))
    }

    /// The subjects of a count, and the phrase that gives them if that is not just the words before it.
    pub(super) fn bind(&self, place: &Place<'_>, read: Read, left: &Phrase) -> (Bound, Option<Phrase>) {
        let divided = self.now.among != Among::No || place.clause.bracket;
        // 「制发3份规范性文件」, 「维持3件行政复议案件」: the thing counted comes after the figure.
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
        if !divided && !place.next && self.those_answered(place, left) {
            let bound = Bound::one(Quantity::OUTCOMES_TOTAL);
            return (Bound { right: true, ..bound }, None);
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

    /// 「受理的37件申请已按规定答复」: the number answered, not the number received.
    fn those_answered(&self, place: &Place<'_>, left: &Phrase) -> bool {
        let [.., receive, those] = place.left else { return false };
        if receive.kind != Kind::Word(Tag::Receive) || !self.names(&[*receive, *those], "受理的") {
            return false;
        }
        let right = Phrase::of(place.right);
        let applications = right.request && !right.noise && !left.noise && right.powers.is_empty();
        applications && right.close && !(right.negation || right.register) && right.blocks.is_empty()
    }

    /// The words before 已公开: 「制发1件规范性文件已公开」 counts the documents issued.
    fn until_published<'t>(&self, words: &'t [Token]) -> &'t [Token] {
        let published = words.iter().position(|token| token.kind == Kind::Word(Tag::Publish));
        match published {
            Some(at) if at > 0 && self.says(&words[at - 1], "已") => &words[..at],
            _ => words,
        }
    }

    fn classify(&self, p: &Phrase, place: &Place<'_>, mode: Mode, divided: bool, read: Read) -> Bound {
        let nothing = Bound::default();
        // The part of the whole that falls to one organ: 「其中区财政局受理3件」, 「其中市政府办公室收到98件」.
        let office = || {
            place
                .left
                .iter()
                .any(|token| matches!(token.kind, Kind::Word(Tag::Office)))
        };
        let department = || self.names(place.left, "部门") && !self.names(place.left, "本部门");
        let mut part = divided && (p.body || office() || department());
        // 「公开信息7191条，其中以政府办名义制发规范性文件1件」: the whole does not consist of documents.
        if part && matches!(p.head, Some(Head::Document | Head::State)) && !place.clause.bracket {
            let whole = self.now.whole.and_then(|i| self.found.figures.get(i)?.subject);
            part = whole.is_some();
        }
        // 「不予公开10件（过程性信息4件，行政执法案件6件）」
        let denied = Quantity::Group(RequestsGroup::Denied);
        if p.head == Some(Head::Noise)
            && divided
            && self
                .last_subject()
                .is_some_and(|last| last == denied || within(last, denied))
            && self.names(place.left, "执法案件")
        {
            return Bound::one(Quantity::Requests(RequestsRow::DeniedEnforcementFiles));
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
                Bound::one(Quantity::Fee(FeeFigure::Count))
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
            let after_outcome = self.last_subject().is_some_and(Quantity::is_outcome);
            return if after_outcome && !self.now.sorted && !p.unknown {
                Bound::one(Quantity::Group(RequestsGroup::OtherOutcome))
            } else if self.after_organisation() && !p.unknown && p.verb.is_none() {
                Bound::one(Quantity::ReceivedFrom(Applicant::Other))
            } else {
                nothing
            };
        }
        if matches!(p.head, Some(Head::Document | Head::State)) && self.drafts(place) {
            return nothing;
        }
        if let Some(bound) = self.document(p, mode) {
            return bound;
        }
        if let Some(bound) = self.power(p, place.left, read) {
            return bound;
        }
        // 「被申请行政复议的政府信息公开申请3件」
        if matches!(p.head, Some(Head::Dispute | Head::Verdict)) || !p.blocks.is_empty() {
            return nothing;
        }
        self.request(p, place, mode, divided, read)
    }

    /// The direction of 结转.
    pub(super) fn direction(&self, p: &Phrase) -> Option<Quantity> {
        let later = |year: i64| self.year.is_some_and(|this| year > this);
        let earlier = |year: i64| self.year.is_some_and(|this| year < this);
        let named_after = p.years.iter().any(|(_, after)| *after);
        if p.next_year || p.years.iter().any(|(year, _)| later(*year)) {
            return Some(Quantity::CARRIED_OUT);
        }
        if p.last_year || p.years.iter().any(|(year, _)| earlier(*year)) {
            return (p.carry || p.turn || p.postpone).then_some(Quantity::CARRIED_IN);
        }
        if self.year.is_none() && !p.years.is_empty() {
            return Some(if named_after {
                Quantity::CARRIED_OUT
            } else {
                Quantity::CARRIED_IN
            });
        }
        if named_after {
            // 「结转至2023年」 in the report for 2023.
            return Some(Quantity::CARRIED_IN);
        }
        if p.postpone || p.unfinished {
            return (!p.negation).then_some(Quantity::CARRIED_OUT);
        }
        // 「办结30件，结转2件」
        let after_close = self
            .last_subject()
            .is_some_and(|s| s == Quantity::OUTCOMES_TOTAL || s.is_outcome());
        if !(p.carry && after_close && p.years.is_empty()) {
            return None;
        }
        // 「办结21件（含结转1件）」: one of those closed.
        let closed = self.last_subject() == Some(Quantity::OUTCOMES_TOTAL);
        let part = self.now.bracket_among || self.now.among == Among::Yes && closed;
        Some(if part {
            Quantity::CARRIED_IN
        } else {
            Quantity::CARRIED_OUT
        })
    }

    /// The subject of the previous figure in the sentence.
    fn last_subject(&self) -> Option<Quantity> {
        let last = self.found.figures.last().filter(|f| f.sentence == self.sentence)?;
        last.subject
    }

    /// 「商业企业4件、法律服务机构2件、其他1件」: the last column of applicants.
    fn after_organisation(&self) -> bool {
        matches!(
            self.last_subject(),
            Some(Quantity::ReceivedFrom(applicant)) if applicant != Applicant::NaturalPerson
        )
    }

    /// Whether the last figures of the sentence are the number received and the number carried in, in either order.
    fn after_both(&self) -> bool {
        let [.., first, second] = self.found.figures[self.now.first_figure..] else {
            return false;
        };
        let both = [first.subject, second.subject];
        both.contains(&Some(Quantity::RECEIVED)) && both.contains(&Some(Quantity::CARRIED_IN))
    }

    /// Whether the previous figure in the sentence was received through one channel and is at least as large as this
    /// one.
    fn after_channel(&self, read: Read) -> bool {
        self.found
            .figures
            .last()
            .is_some_and(|f| f.sentence == self.sentence && f.channel && f.stated && read.value <= f.value)
    }

    /// Whether the previous figure in the sentence counts applications or their outcomes.
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
            .is_some_and(|s| received(s) || s == Quantity::OUTCOMES_TOTAL || s.is_outcome())
    }

    fn dispute(&self, p: &Phrase, end: DisputeResult) -> Bound {
        let mut blocks = match (&p.blocks, &self.topic) {
            (blocks, Topic::Dispute(before)) if blocks.is_empty() => before.clone(),
            (blocks, _) => blocks.clone(),
        };
        // 「行政诉讼中未经复议直接起诉3件」: the narrower kind is meant.
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
        let group_named = outcomes.iter().any(
            |s| !matches!(s, Quantity::Requests(row) if row.group().is_some_and(|g| g != RequestsGroup::Outcomes)),
        );
        // 「不予公开信息27条」, 「不予公开文件83件」: the organ's own papers, not applications.
        let pieces = matches!(place.at.kind, Kind::Number(read) if read.pieces);
        let refused = outcomes == [Quantity::Group(RequestsGroup::Denied)];
        if refused && (p.info && pieces || p.paper) && !self.after_request() {
            return Bound::default();
        }
        // 「发出收费通知4件，逾期未缴费1件」
        let overdue = outcomes == [Quantity::Requests(RequestsRow::OtherOutcomeFeeOverdue)];
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
        // The reason in brackets after its group: 不予公开（三类内部事务信息）2件.
        if outcomes.len() == 1 && !place.clause.inner.is_empty() {
            let inner = Phrase::of(&place.clause.inner);
            if let [reason] = inner.outcomes[..]
                && within(reason, outcomes[0])
            {
                outcomes.push(reason);
            }
        }
        if p.several_reasons {
            outcomes.retain(|s| matches!(s, Quantity::Group(_)));
        }
        // A reason given with its group is the same thing, stated more exactly.
        let narrow = outcomes.clone();
        outcomes.retain(|group| !narrow.iter().any(|reason| within(*reason, *group)));
        Bound {
            // It is the total of the group if no other reason of the group is given.
            later: narrow.into_iter().filter(|s| !outcomes.contains(s)).collect(),
            subjects: outcomes,
            ..Bound::default()
        }
    }

    /// 「制发4件规范性文件草案」, 「拟制定3件规范性文件」
    fn drafts(&self, place: &Place<'_>) -> bool {
        let planned = ["拟制定", "拟制发", "拟出台", "拟废止", "草案"];
        planned.iter().any(|word| self.names(place.left, word))
            || ["草案", "征求意见"]
                .iter()
                .any(|word| self.names(place.right, word) || self.names(&place.clause.inner, word))
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
            // 「以区政府名义印发的规范性文件现行有效31件」: documents in force now that were issued at some time.
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
                .flat_map(|state| rows.iter().map(|row| Quantity::Proactive(*row, *state)))
                .collect(),
            ..Bound::default()
        })
    }

    fn power(&self, p: &Phrase, left: &[Token], read: Read) -> Option<Bound> {
        if p.head != Some(Head::Power) {
            return None;
        }
        let rows = match self.topic {
            Topic::Power(row) if p.powers.is_empty() => vec![row],
            _ => p.powers.clone(),
        };
        // The number of matters that exist, or that were published, is not the number of decisions.
        let published =
            (p.publish || self.now.published && !p.work && !(read.happened && p.sum)) && !p.decision || p.info;
        // 「大厅有行政许可14项」 counts kinds of matters, 「办理行政许可14项」 counts cases.
        let kinds = read.matters && p.verb.is_none() && !p.decision && !self.now.acted;
        // 「行政许可事项14项」 counts matters, whoever decided them; 「办结行政许可事项9110件」 counts cases.
        // 「行政许可、备案等事项」 is more than the row.
        let more = p.amend || p.item && self.names(left, "等");
        let case = !read.matters && (p.decision || p.work || p.close) && !more;
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
                .map(|row| Quantity::Proactive(row, ProactiveColumn::Value))
                .collect(),
            ..Bound::default()
        })
    }

    #[expect(clippy::too_many_lines, reason = "one list of readings in order of precedence")]
    fn request(&self, p: &Phrase, place: &Place<'_>, mode: Mode, divided: bool, read: Read) -> Bound {
        let nothing = Bound::default();
        let topic = self.topic == Topic::Requests;
        if p.register {
            // 「全年登记政府信息公开申请23件」; in other sentences 登记 is a step of the work.
            let plain = mode == Mode::Left && !divided && p.verb.is_none() && p.channels == 0 && !p.delay && !p.unknown;
            let direct = place.left.windows(2).any(|pair| {
                matches!(pair[0].kind, Kind::Word(Tag::Register))
                    && matches!(pair[1].kind, Kind::Word(Tag::Request | Tag::Apply))
            });
            return if plain && direct && p.head == Some(Head::Request) {
                Bound {
                    plain: true,
                    ..Bound::one(Quantity::RECEIVED)
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
            .is_some_and(|s| received(s) && s != Quantity::Accepted)
            // 「从申请人构成看，自然人申请39件」
            || p.request && (divided && self.now.received_last || self.names_applicants());
        // 「法律服务机构申请7件，其他申请5件」
        let left_over = p.other && p.request && p.verb.is_none() && p.applicants.is_empty() && p.channels == 0;
        if left_over {
            return if self.after_organisation() && !p.unknown {
                Bound::one(Quantity::ReceivedFrom(Applicant::Other))
            } else {
                nothing
            };
        }
        // 自然人 and no other kind: who applied. All kinds together say nothing.
        let applicants = p.applicants.len() + usize::from(p.citizen);
        if applicants == 1 && !p.everyone && p.channels == 0 && !p.close {
            let named = p.applicants.first().copied();
            let from = match named {
                Some(Some(applicant)) => Some(Quantity::ReceivedFrom(applicant)),
                Some(None) => Some(Quantity::ReceivedFromOrganisations),
                None => received_before.then_some(Quantity::ReceivedFrom(Applicant::NaturalPerson)),
            };
            if let Some(subject) = from
                && (received_before || (p.request && (p.receive || p.new)))
                && (topic || p.request)
                && !(p.body && named.is_none())
            {
                // 「收到公民申请3件」 means applicants in general; next to a total it means natural persons.
                let alone = p.request && (p.receive || p.new) && !received_before && !divided;
                return Bound {
                    later: if alone { vec![Quantity::RECEIVED] } else { Vec::new() },
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
        // 新收 is only ever said of applications, and so is 「共受理政府信息公开1件」.
        let opened = || p.receive && p.info && !(p.unknown || p.publish) && self.names(place.left, "信息公开");
        let unknown = self.topic == Topic::Unknown;
        let direct = p.request || p.head.is_none() && (topic || unknown && (p.new || opened()));
        if !direct {
            return nothing;
        }
        // 「收到省政府转来的申请2件」 is a part of the applications received.
        if p.turn && p.years.is_empty() && !p.next_year && !p.last_year && !(p.receive && p.close) {
            return Bound {
                // 「转相关部门办理38件」 is not an answer.
                channel: p.receive,
                ..nothing
            };
        }
        if p.channels == 1 && !p.several && p.verb != Some(Verb::Publish) {
            // 「通过网站受理申请22件」 is the total if no other channel is mentioned; 「网上申请5件」 never is.
            // So is 「接收网络方式提交政府信息公开6件」, 「受理网上政府信息公开6件」.
            let online = ["方式", "网上", "网络"].iter().any(|word| self.names(place.left, word));
            let by = online && opened();
            let asked = (self.names(place.left, "通过") || self.names(place.left, "书面")) && p.request;
            let through = (asked || by) && !divided;
            let bound = Bound {
                channel: true,
                why: Why::Channel,
                ..nothing
            };
            return match p.verb {
                Some(Verb::Receive | Verb::New) if through => Bound {
                    later: if p.close {
                        vec![Quantity::RECEIVED, Quantity::OUTCOMES_TOTAL]
                    } else {
                        vec![Quantity::RECEIVED]
                    },
                    ..bound
                },
                Some(Verb::Close) if through => Bound {
                    later: if p.receive {
                        vec![Quantity::RECEIVED, Quantity::OUTCOMES_TOTAL]
                    } else {
                        vec![Quantity::OUTCOMES_TOTAL]
                    },
                    ..bound
                },
                _ => bound,
            };
        }
        // 「新收2316件，上年结转88件，合计2404件」
        if p.sum && p.verb.is_none() && !divided && !p.unknown && self.after_both() {
            return Bound::one(Quantity::Accepted);
        }
        // 「自然人申请17件，法人申请3件，合计20件」
        let applicants_before = matches!(
            self.last_subject(),
            Some(Quantity::ReceivedFrom(_) | Quantity::ReceivedFromOrganisations)
        );
        if applicants_before && p.sum && p.verb.is_none() && !divided && !p.unknown && !p.request {
            return Bound::one(Quantity::RECEIVED);
        }
        if self.now.by_channel && p.verb.is_none() && p.sum && !p.request {
            return Bound::one(Quantity::RECEIVED);
        }
        if p.verb.is_none() && !p.request && !divided && !p.unknown {
            // 「一季度收到3件，二季度5件，…，全年累计14件」
            let year = self.now.by_period && p.sum && has(place.left, Tag::ThisYear);
            // 「申请总量增长12%，达到65件」
            let grown = self.now.grown == Some(self.found.figures.len()) && self.names(place.left, "达");
            if year || grown {
                return Bound::one(Quantity::RECEIVED);
            }
        }
        match p.verb {
            // 「共收到22起，公开1起」
            Some(Verb::Publish) => {
                let bare = !p.info && !p.request && !p.proactive && !p.unknown && p.channels == 0;
                let row = Quantity::Requests(RequestsRow::Granted);
                let words = if mode == Mode::Right { place.right } else { place.left };
                // 「其中向社会公开3件」 is the outcome of some; 「答复结果向社会公开2件」 is something done besides.
                let bare = bare && (divided || !self.names(words, "向社会"));
                if bare && self.after_request() && self.names(words, "公开") {
                    Bound::one(row)
                } else {
                    nothing
                }
            }
            Some(_) if p.handle => Bound::one(Quantity::Accepted),
            Some(_) if p.new => Bound::one(Quantity::RECEIVED),
            Some(_) if p.rest && p.close => nothing,
            // 「收到30件，受理和办理28件」
            Some(_) if self.now.received.is_some() && !p.request && dealt_with(place.left) => {
                Bound::one(Quantity::OUTCOMES_TOTAL)
            }
            // 「受理并答复」, 「收到和办理」: the figure is for both.
            Some(_) if p.receive && (p.close || !p.noise && dealt_with(place.left)) => Bound {
                subjects: vec![Quantity::RECEIVED, Quantity::OUTCOMES_TOTAL],
                plain: true,
                every: true,
                ..Bound::default()
            },
            Some(_) if p.receive => Bound {
                plain: true,
                ..Bound::one(Quantity::RECEIVED)
            },
            Some(_) if p.rest || p.except => nothing,
            // 「网上受理4件，办结4件；书面受理2件，办结2件」
            Some(_) if !p.sum && !p.request && self.after_channel(read) => Bound {
                channel: true,
                ..nothing
            },
            Some(_) => Bound {
                work: p.work && !p.close,
                ..Bound::one(Quantity::OUTCOMES_TOTAL)
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
                    Bound::one(Quantity::RECEIVED)
                } else {
                    Bound {
                        plain: true,
                        ..Bound::one(Quantity::RECEIVED)
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
                    ..Bound::one(Quantity::RECEIVED)
                }
            }
            None if p.added && p.request => Bound::one(Quantity::RECEIVED),
            None => nothing,
        }
    }

    /// 「2023年有1件依申请公开信息」, if the number received was not given.
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
            && self.says(last, "有")
            && before.iter().all(plain)
            && self.opens(self.stretch(left))
            && self.found.claims.iter().all(|claim| !received(claim.subject))
    }

    /// 「和平街道发生依申请公开1次」
    fn occurs(&self, left: &[Token]) -> bool {
        left.windows(2).any(|pair| {
            pair[1].kind == Kind::Word(Tag::Request)
                && pair[0].kind == Kind::Word(Tag::Occur)
                && self.says(&pair[0], "发生")
        })
    }
}
