//! The words next to a number, summed up.

use super::number::Unit;
use super::quantity::Quantity;
use super::token::{Kind, Token};
use super::words::Tag;
use crate::field::{Applicant, DisputeResult, ProactiveColumn, ProactiveRow};

/// A kind of dispute as named in prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    Reconsideration,
    /// Lawsuits of either kind.
    Litigation,
    Direct,
    After,
}

/// The topic of the last significant word in a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Request,
    Outcome,
    Dispute,
    Verdict,
    Withdrawn,
    Document,
    State,
    Power,
    Fee,
    Applicant,
    Other,
    Noise,
}

/// An action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Receive,
    New,
    Handle,
    Close,
    Publish,
}

/// The words of a phrase, summed up.
#[expect(
    clippy::struct_excessive_bools,
    reason = "which words were there: any of them can stand with any other"
)]
#[derive(Debug, Clone, Default)]
pub(super) struct Phrase {
    pub(super) head: Option<Head>,
    /// Whether text that is not understood follows the last significant word.
    pub(super) gap: bool,
    pub(super) verb: Option<Verb>,
    pub(super) receive: bool,
    pub(super) new: bool,
    pub(super) handle: bool,
    pub(super) close: bool,
    pub(super) work: bool,
    pub(super) outcomes: Vec<Quantity>,
    pub(super) blocks: Vec<Block>,
    pub(super) verdicts: Vec<DisputeResult>,
    pub(super) documents: Vec<ProactiveRow>,
    pub(super) paper: bool,
    pub(super) states: Vec<ProactiveColumn>,
    pub(super) added: bool,
    pub(super) amend: bool,
    pub(super) powers: Vec<ProactiveRow>,
    pub(super) decision: bool,
    pub(super) item: bool,
    pub(super) applicants: Vec<Option<Applicant>>,
    pub(super) citizen: bool,
    pub(super) everyone: bool,
    pub(super) request: bool,
    pub(super) request_work: bool,
    pub(super) info: bool,
    pub(super) noise: bool,
    pub(super) publish: bool,
    pub(super) proactive: bool,
    pub(super) channels: usize,
    pub(super) several: bool,
    pub(super) carry: bool,
    pub(super) turn: bool,
    pub(super) goes_on: bool,
    /// Whether it refers to something named before.
    pub(super) said: bool,
    pub(super) postpone: bool,
    pub(super) unfinished: bool,
    pub(super) delay: bool,
    pub(super) register: bool,
    pub(super) nothing: bool,
    pub(super) last_year: bool,
    pub(super) next_year: bool,
    pub(super) other_period: bool,
    /// The first few years named, each with whether 结转 came before it.
    pub(super) years: Vec<(i64, bool)>,
    pub(super) fee: bool,
    pub(super) notice: bool,
    pub(super) charge: bool,
    pub(super) amount: bool,
    pub(super) rest: bool,
    pub(super) except: bool,
    pub(super) negation: bool,
    pub(super) all: bool,
    pub(super) each: bool,
    pub(super) respectively: bool,
    pub(super) sum: bool,
    pub(super) is: bool,
    pub(super) join: bool,
    pub(super) compare: bool,
    /// Whether 增长 and the like follow the last significant word, and in which direction.
    pub(super) change: Option<bool>,
    pub(super) level: bool,
    pub(super) rate: bool,
    /// Whether the last word before the number is 每 or the like.
    pub(super) every: bool,
    pub(super) unknown: bool,
    pub(super) body: bool,
    pub(super) other: bool,
    pub(super) title: bool,
    pub(super) withdrawn: bool,
    /// Whether the reason named is one of several: 因本机关不掌握等原因.
    pub(super) several_reasons: bool,
    /// Whether it has any words besides fillers.
    pub(super) any: bool,
    /// Whether the words right before say that the 申请 is for something other than information.
    foreign: bool,
    /// Whether the words right before say how an application arrived: 政府网站依申请公开平台 is one channel.
    channel: bool,
}

impl Phrase {
    /// Sums up some tokens from left to right, leaving out those in brackets.
    pub(super) fn of<'t>(tokens: impl IntoIterator<Item = &'t Token>) -> Phrase {
        let mut phrase = Phrase::default();
        phrase.add(tokens);
        phrase
    }

    /// Adds tokens further to the right.
    pub(super) fn add<'t>(&mut self, tokens: impl IntoIterator<Item = &'t Token>) {
        for token in tokens {
            let foreign = std::mem::replace(
                &mut self.foreign,
                matches!(
                    token.kind,
                    Kind::Unknown { .. } | Kind::Word(Tag::Power(_) | Tag::Item | Tag::Noise | Tag::Decision)
                ),
            );
            let channel = std::mem::replace(&mut self.channel, matches!(token.kind, Kind::Word(Tag::Channel)));
            match token.kind {
                Kind::Word(Tag::Channel) if channel => {}
                Kind::Word(Tag::Apply) if foreign => self.word(Tag::Noise),
                Kind::Word(tag) => self.word(tag),
                Kind::Number(read) if read.unit == Unit::Year => {
                    if let Some(year) = read.value.as_whole()
                        && self.years.len() < 4
                    {
                        self.years.push((year, self.carry || self.turn || self.postpone));
                    }
                    self.every = false;
                }
                Kind::Unknown { body } => {
                    self.unknown = true;
                    self.body |= body;
                    self.gap = true;
                    self.every = false;
                }
                _ => {}
            }
        }
    }

    fn head(&mut self, head: Head) {
        self.head = Some(head);
        self.gap = false;
        self.change = None;
    }

    fn verb(&mut self, verb: Verb) {
        self.verb = Some(verb);
        self.gap = false;
        self.change = None;
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each tag")]
    fn word(&mut self, tag: Tag) {
        self.every = matches!(tag, Tag::Every);
        self.any |= !matches!(
            tag,
            Tag::Filler | Tag::Join | Tag::Sum | Tag::Is | Tag::Among | Tag::All
        );
        match tag {
            Tag::Request | Tag::Apply => {
                self.request = true;
                self.head(Head::Request);
            }
            Tag::RequestWork => {
                self.request_work = true;
                self.head(Head::Noise);
            }
            Tag::Reconsideration => self.block(Block::Reconsideration),
            Tag::Litigation => self.block(Block::Litigation),
            Tag::LitigationDirect => self.block(Block::Direct),
            Tag::LitigationAfter => self.block(Block::After),
            Tag::Verdict(end) => {
                push(&mut self.verdicts, end);
                self.head(Head::Verdict);
            }
            Tag::Withdrawn => {
                self.withdrawn = true;
                self.head(Head::Withdrawn);
            }
            Tag::Normative => self.document(ProactiveRow::NormativeDocuments),
            Tag::Regulation => self.document(ProactiveRow::Regulations),
            Tag::Paper => {
                self.paper = true;
                self.head(Head::Document);
            }
            Tag::Issued => self.state(ProactiveColumn::Issued),
            Tag::Repealed => self.state(ProactiveColumn::Repealed),
            Tag::InForce => self.state(ProactiveColumn::InForce),
            Tag::Added => {
                self.added = true;
                self.gap = false;
            }
            Tag::Amend => {
                self.amend = true;
                self.gap = false;
            }
            Tag::Power(row) => {
                push(&mut self.powers, row);
                self.head(Head::Power);
            }
            Tag::Decision => {
                self.decision = true;
                self.head(Head::Power);
            }
            Tag::Fee => {
                self.fee = true;
                self.head(Head::Fee);
            }
            Tag::FeeNotice => {
                self.notice = true;
                self.head(Head::Fee);
            }
            Tag::Charge => {
                self.charge = true;
                self.gap = false;
            }
            Tag::Amount => {
                self.amount = true;
                self.gap = false;
            }
            Tag::Receive => {
                self.receive = true;
                self.verb(Verb::Receive);
            }
            Tag::NewReceive => {
                self.new = true;
                // 「结转上年后新收3件」: those after it are new.
                (self.carry, self.turn, self.postpone, self.last_year) = (false, false, false, false);
                self.verb(Verb::New);
            }
            Tag::Handle => {
                self.handle = true;
                self.verb(Verb::Handle);
            }
            Tag::Close => {
                self.close = true;
                self.verb(Verb::Close);
            }
            Tag::Work => {
                self.work = true;
                self.verb(Verb::Close);
            }
            Tag::Publish => {
                self.publish = true;
                self.verb(Verb::Publish);
            }
            Tag::Proactive => {
                self.proactive = true;
                self.verb(Verb::Publish);
            }
            Tag::Carry => {
                self.carry = true;
                self.gap = false;
            }
            Tag::Turn => self.turn = true,
            Tag::Postpone => {
                self.postpone = true;
                self.gap = false;
            }
            Tag::Unfinished => {
                self.unfinished = true;
                self.gap = false;
            }
            Tag::Delay => {
                self.delay = true;
                self.gap = false;
            }
            Tag::Register => {
                self.register = true;
                self.gap = false;
            }
            Tag::NoReconsideration | Tag::NoLitigation | Tag::NoCharge => self.nothing = true,
            Tag::NoRequest => {
                self.nothing = true;
                self.request = true;
            }
            Tag::LastYear => self.last_year = true,
            Tag::NextYear => self.next_year = true,
            Tag::GoesOn => (self.next_year, self.goes_on) = (true, true),
            Tag::Said => self.said = true,
            Tag::OtherPeriod => self.other_period = true,
            Tag::Outcome(subject) => {
                push(&mut self.outcomes, subject);
                self.head(Head::Outcome);
            }
            Tag::Absent => {
                push(
                    &mut self.outcomes,
                    Quantity::Requests(crate::field::RequestsRow::UnavailableNotHeld),
                );
                self.head(Head::Outcome);
            }
            Tag::Other => {
                self.other = true;
                self.head(Head::Other);
            }
            Tag::Applicant(kind) => {
                push(&mut self.applicants, kind);
                self.head(Head::Applicant);
            }
            Tag::Citizen => self.citizen = true,
            Tag::Everyone => self.everyone = true,
            Tag::Channel => {
                self.channels += 1;
                self.gap = false;
            }
            Tag::Several => self.several = true,
            Tag::Info => {
                self.info = true;
                self.gap = false;
            }
            Tag::Noise => {
                self.noise = true;
                self.head(Head::Noise);
            }
            Tag::Rest => self.rest = true,
            Tag::Except => self.except = true,
            Tag::Negation => self.negation = true,
            Tag::All => self.all = true,
            Tag::Each => self.each = true,
            Tag::Respectively => self.respectively = true,
            Tag::Sum => self.sum = true,
            Tag::Is => self.is = true,
            Tag::Join => self.join = true,
            Tag::Compare => self.compare = true,
            Tag::Change(up) => self.change = Some(up),
            Tag::Level => self.level = true,
            Tag::Rate => self.rate = true,
            Tag::Item => self.item = true,
            Tag::Title => self.title = true,
            Tag::Etc => {
                self.several_reasons = true;
                self.gap = false;
            }
            Tag::ThisYear
            | Tag::Occur
            | Tag::Among
            | Tag::Every
            | Tag::Filler
            | Tag::Until
            | Tag::Office
            | Tag::Whole => {}
        }
    }

    fn block(&mut self, block: Block) {
        push(&mut self.blocks, block);
        self.head(Head::Dispute);
    }

    fn document(&mut self, row: ProactiveRow) {
        push(&mut self.documents, row);
        self.head(Head::Document);
    }

    fn state(&mut self, column: ProactiveColumn) {
        push(&mut self.states, column);
        self.head(Head::State);
    }
}

/// Adds an item unless the list has it, keeping the order of first occurrence.
fn push<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
