//! Shared by the rules that compare prose with tables: the cells that make up a quantity, and the comparison with them.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::organ;
use super::{Findings, Subject};
use crate::cell::Number;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Applicant, Field, RequestsGroup, RequestsRow, TableId};
use crate::prose::{Claim, Quantity, Scope};
use crate::report::At;
use crate::text::{Span, Text, near};

/// Some cells and their sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    /// The cells.
    pub fields: Vec<Field>,
    /// Their values.
    pub terms: Vec<i64>,
    /// Their sum.
    pub sum: i128,
}

impl Cells {
    /// Reads the cells; `None` if one is missing or is not a whole number, or if all are blank.
    pub fn read(subject: &Subject<'_>, fields: Vec<Field>) -> Option<Cells> {
        let sum = sum(subject, &fields)?;
        let terms = fields.iter().filter_map(|field| value(subject, *field)).collect();
        Some(Cells { fields, terms, sum })
    }

    /// Their names and figures: “不予公开”各项相加 0 + 1 = 1.
    pub fn text(&self) -> Text {
        let table = self
            .fields
            .first()
            .map_or(Text::new("", ""), |field| table(field.table()));
        if let [field] = self.fields[..] {
            let label = label(field);
            return Text::of(
                format!("{}“{}”为 {}", table.zh, label.zh, self.sum),
                format!("“{}” in {} is {}", label.en, table.en, self.sum),
            );
        }
        let labels: Vec<Text> = self.fields.iter().map(|field| label(*field)).collect();
        // Long groups show only their first and last cell.
        let few = labels.len() <= 3;
        let join = |each: &dyn Fn(&Text) -> String, between: &str, to: &str| match (labels.first(), labels.last()) {
            (Some(first), Some(last)) if !few => format!("{}{to}{}", each(first), each(last)),
            _ => labels.iter().map(each).collect::<Vec<_>>().join(between),
        };
        let terms = self
            .terms
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" + ");
        Text::of(
            format!(
                "{}{}相加 {terms} = {}",
                table.zh,
                join(&|l| format!("“{}”", l.zh), "", "至"),
                self.sum
            ),
            format!(
                "{} in {} add up to {terms} = {}",
                join(&|l| format!("“{}”", l.en), " and ", " to "),
                table.en,
                self.sum
            ),
        )
    }
}

/// The name of a cell for use in a sentence, without the column if that is the total.
fn label(field: Field) -> Text {
    let headline = field.form().is_some_and(|form| form.is_headline(field));
    if headline { field.row().label() } else { field.label() }
}

fn table(id: TableId) -> Text {
    match id {
        TableId::Proactive => Text::new("表二", "table two"),
        TableId::Requests => Text::new("表三", "table three"),
        TableId::Disputes => Text::new("表四", "table four"),
    }
}

/// The sum of some cells; `None` if one is missing or is not a whole number, or if all are blank.
fn sum(subject: &Subject<'_>, fields: &[Field]) -> Option<i128> {
    if fields.iter().all(|field| unknown(subject, *field)) {
        return None;
    }
    fields
        .iter()
        .try_fold(0, |sum, field| Some(sum + i128::from(value(subject, *field)?)))
}

/// Whether a cell is blank and cannot be derived from its parts.
fn unknown(subject: &Subject<'_>, field: Field) -> bool {
    subject.is_blank(field) && by_parts(subject, field).is_none()
}

/// The number in a cell. A blank total is the sum of its parts; any other blank is 0.
fn value(subject: &Subject<'_>, field: Field) -> Option<i64> {
    if subject.is_blank(field)
        && let Some(sum) = by_parts(subject, field)
    {
        return Some(sum);
    }
    // Text instead of a figure is replaced by the figure that the table's relations imply, if they do.
    subject.count(field).or_else(|| subject.requests.implied(field))
}

/// The sum of the parts of a blank total, if any of them is filled.
fn by_parts(subject: &Subject<'_>, field: Field) -> Option<i64> {
    let sum = subject.form.sum_across(field)?;
    if sum.parts().all(|part| subject.is_blank(part)) {
        return None;
    }
    sum.parts()
        .try_fold(0_i64, |sum, part| sum.checked_add(subject.count(part)?))
}

/// One possible meaning of a claim, in terms of cells.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The cells added.
    pub plus: Vec<Field>,
    /// The cells subtracted.
    pub minus: Vec<Field>,
}

impl Reading {
    /// The sum of some cells.
    pub fn sum(fields: Vec<Field>) -> Reading {
        Reading {
            plus: fields,
            minus: Vec::new(),
        }
    }
}

/// The result of comparing a claim with the tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// They agree, in at least one reading of the claim.
    Agrees,
    /// They differ.
    Differs(Cells),
    /// It cannot be decided: a cell is missing, blank, or not a number.
    Unknown(Option<Field>),
}

/// Compares a claim with the tables. If `wrong-cell` has found a wrong cell, the value it should have is tried too.
pub fn judge(subject: &Subject<'_>, claim: &Claim, readings: &[Reading]) -> Verdict {
    let Some(first) = readings.first() else {
        return Verdict::Unknown(None);
    };
    let Some(stated) = claim.value.as_whole().map(i128::from) else {
        return Verdict::Unknown(None);
    };
    let cause = subject.requests.cause();
    for reading in readings {
        let Some(mut total) = sum(subject, &reading.plus) else {
            continue;
        };
        if !reading.minus.is_empty() {
            let Some(minus) = sum(subject, &reading.minus) else {
                continue;
            };
            total -= minus;
        }
        if total == stated {
            return Verdict::Agrees;
        }
        if let Some(cause) = cause {
            let mended = i128::from(cause.right) - i128::from(cause.written.unwrap_or(0));
            let by = |fields: &[Field]| if fields.contains(&cause.field) { mended } else { 0 };
            if total + by(&reading.plus) - by(&reading.minus) == stated {
                return Verdict::Agrees;
            }
        }
    }
    let main = Cells::read(subject, first.plus.clone());
    main.map_or_else(|| Verdict::Unknown(first.plus.first().copied()), Verdict::Differs)
}

/// Whether a claim is about organs other than those of the tables: in a report for a whole district, a sentence about
/// the office alone; in a report of one office, a sentence about the whole district.
pub(crate) fn other_scope(subject: &Subject<'_>, claim_scope: Option<Scope>) -> bool {
    let office = |organ: &str| ["办公室", "办公厅", "府办"].iter().any(|end| organ.ends_with(end));
    match (claim_scope, subject.organ) {
        (Some(Scope::Office), Some(organ)) => !office(organ),
        (Some(Scope::Office), None) => true,
        (Some(Scope::Whole), Some(organ)) => office(organ) || organ::is_local_department(organ),
        _ => false,
    }
}

/// The possible meanings of a claim, the main one first; empty if the form has no such cells.
pub(crate) fn readings(subject: &Subject<'_>, claim: &Claim) -> Vec<Reading> {
    use RequestsRow as Row;
    let total = |row: Row| Field::Requests(row, Applicant::Total);
    let figure = claim.figure.and_then(|index| subject.prose.figures.get(index));
    let (plain, work) = figure.map_or((false, false), |figure| (figure.plain, figure.work));
    let main = claim.subject.fields(subject.form);
    if main.is_empty() {
        return Vec::new();
    }
    let mut readings = vec![Reading::sum(main.clone())];
    let mut also = |fields: Vec<Field>| readings.push(Reading::sum(fields));
    match claim.subject {
        // 收到 and 受理 may include those carried in.
        Quantity::RECEIVED if plain => also(vec![total(Row::Received), total(Row::CarriedIn)]),
        Quantity::Accepted if work => also(vec![total(Row::Received)]),
        Quantity::ReceivedFrom(_) | Quantity::ReceivedFromOrganisations => {
            let carried = main.iter().map(|field| match field {
                Field::Requests(_, applicant) => Field::Requests(Row::CarriedIn, *applicant),
                field => *field,
            });
            also(main.iter().copied().chain(carried).collect());
            // 企业 often means all organisations.
            if claim.subject == Quantity::ReceivedFrom(Applicant::Business) {
                also(Quantity::ReceivedFromOrganisations.fields(subject.form));
            }
        }
        Quantity::OUTCOMES_TOTAL => {
            // 「收到和办理13件」 does not say that all of them had an outcome.
            let both =
                figure.is_some_and(|figure| matches!(figure.subject, Some(Quantity::RECEIVED | Quantity::Accepted)));
            if work || both {
                also(vec![total(Row::Received)]);
                also(vec![total(Row::Received), total(Row::CarriedIn)]);
            }
            // Only those received this year.
            readings.push(Reading {
                plus: main,
                minus: vec![total(Row::CarriedIn)],
            });
        }
        Quantity::Requests(Row::Granted) => {
            // 「公开3件」 may include partial disclosure; 「予以公开」 does not.
            let quote = subject.prose.quote(claim.passage, claim.span);
            if !["予以公开", "同意公开", "全部公开"]
                .iter()
                .any(|word| quote.contains(word))
            {
                also(vec![total(Row::Granted), total(Row::PartiallyGranted)]);
            }
        }
        // 不存在 may be counted under either reason.
        Quantity::Requests(Row::UnavailableNotHeld) => {
            also(Quantity::Group(RequestsGroup::Unavailable).fields(subject.form));
        }
        Quantity::Group(RequestsGroup::OtherOutcome) => {
            let other = total(Row::OtherOutcomeOther);
            if main.contains(&other) {
                also(vec![other]);
            }
        }
        _ => {}
    }
    readings
}

/// Figures of one quantity in one sentence, added up: 「本机关不掌握14件、非本机关职责6件」 are two parts of one row,
/// and 「市政府11件，市政府部门36件」 those of two organs.
#[derive(Debug, Default)]
pub struct Parts(BTreeMap<(Quantity, usize, usize), (Claim, usize)>);

impl Parts {
    /// Adds up the claims in the same sentence.
    pub fn of<'a>(claims: impl Iterator<Item = &'a Claim>) -> Parts {
        let mut parts = Parts::default();
        for claim in claims {
            match parts.0.entry(Parts::key(claim)) {
                Entry::Vacant(entry) => {
                    entry.insert((*claim, 1));
                }
                Entry::Occupied(mut entry) => {
                    let (sum, times) = entry.get_mut();
                    if let Some(value) = sum.value.plus(claim.value) {
                        sum.value = value;
                        *times += 1;
                    }
                }
            }
        }
        parts
    }

    fn key(claim: &Claim) -> (Quantity, usize, usize) {
        (claim.subject, claim.passage, claim.sentence.start)
    }

    /// Compares the tables with the sum of the parts that a claim is one of; `None` if it is the only one.
    pub fn judge(&self, subject: &Subject<'_>, claim: &Claim) -> Option<Verdict> {
        let (sum, _) = self.0.get(&Parts::key(claim)).filter(|(_, times)| *times > 1)?;
        Some(judge(subject, sum, &readings(subject, sum)))
    }
}

/// Compares all claims about some quantities with the tables and reports those that differ. `severity` selects the
/// quantities a rule is about, and how serious a difference is.
pub fn compare(subject: &Subject<'_>, findings: &mut Findings, severity: impl Fn(Quantity) -> Option<Severity>) {
    let prose = &subject.prose;
    let judged: Vec<(&Claim, Severity, Vec<Reading>, Verdict)> = prose
        .claims
        .iter()
        .filter(|claim| !claim.approximate)
        .filter_map(|claim| {
            let severity = severity(claim.subject)?;
            let readings = readings(subject, claim);
            let verdict = judge(subject, claim, &readings);
            Some((claim, severity, readings, verdict))
        })
        .collect();
    let parts = Parts::of(judged.iter().map(|(claim, ..)| *claim));
    // If another sentence agrees with the tables, the prose contradicts itself, and `prose-contradiction` reports it.
    let agreed: BTreeSet<Quantity> = judged
        .iter()
        .filter(|(_, _, _, verdict)| *verdict == Verdict::Agrees)
        .map(|(claim, ..)| claim.subject)
        .collect();
    let mut told: BTreeSet<(Quantity, Number)> = BTreeSet::new();
    let mut open: BTreeSet<Field> = BTreeSet::new();
    for (claim, severity, readings, verdict) in judged {
        let cells = match verdict {
            Verdict::Agrees => continue,
            Verdict::Unknown(field) => {
                // A form without such cells has nothing to compare.
                if let Some(field) = field
                    && open.insert(field)
                {
                    findings.not_assessed(Some(field));
                }
                continue;
            }
            Verdict::Differs(cells) => cells,
        };
        if agreed.contains(&claim.subject)
            || parts.judge(subject, claim) == Some(Verdict::Agrees)
            || !told.insert((claim.subject, claim.value))
        {
            continue;
        }
        let quote = prose.quote(claim.passage, claim.span);
        let said = cells.text();
        if other_scope(subject, claim.scope) {
            let whom = match claim.scope {
                Some(Scope::Office) => Text::new("办公室本身", "the office alone"),
                _ => Text::new("整个地区", "the whole area"),
            };
            let message = Text::of(
                format!("正文“{quote}”说的是{}，{}：口径不同", whom.zh, said.zh),
                format!("“{quote}” is about {}; {}: the scope differs", whom.en, said.en),
            );
            let help = Text::new(
                "两种口径都对的，请在正文里写明各是什么口径",
                "If both are right, say in the prose which scope each figure has",
            );
            let finding = finding(subject, claim.passage, claim.span, claim.sentence, message, &help);
            findings.push_as(Severity::Notice, finding.also(cells.fields.iter().copied()));
            continue;
        }
        let other = alternatives(subject, &readings);
        let message = Text::of(
            format!("正文“{quote}”，{}{}", said.zh, other.zh),
            format!("The prose says “{quote}”; {}{}", said.en, other.en),
        );
        let finding = finding(subject, claim.passage, claim.span, claim.sentence, message, &EITHER);
        findings.push_as(severity, finding.also(cells.fields.iter().copied()));
    }
}

/// The help text if prose and tables disagree: only the organ's register shows which is wrong.
pub(crate) const EITHER: Text = Text::new(
    "与申请登记台账核对：表对就改正文，正文对就改表；口径不同的写明口径",
    "Compare with the register of requests, and correct the prose or the table; if both are right, say in the prose what each of them counts",
);

/// A finding about some words of the prose, with a help text and the sentence they are in.
pub fn finding(
    subject: &Subject<'_>,
    passage: usize,
    span: Span,
    sentence: Span,
    message: Text,
    help: &Text,
) -> Finding {
    let prose = &subject.prose;
    let at = prose.at(passage, span).unwrap_or(At::Report);
    let whole = prose.quote(passage, sentence);
    let whole = whole[near(whole, span.start.saturating_sub(sentence.start))].trim();
    Finding::new(at, message).help(Text::of(
        format!("{}。原句：{whole}", help.zh),
        format!("{}. The sentence: {whole}", help.en),
    ))
}

/// The other readings of a claim in words: 加“上年结转”为 14.
fn alternatives(subject: &Subject<'_>, readings: &[Reading]) -> Text {
    let Some(second) = readings
        .get(1)
        .filter(|reading| reading.minus.is_empty() && reading.plus.len() == 2)
    else {
        return Text::new("", "");
    };
    let Some(cells) = Cells::read(subject, second.plus.clone()) else {
        return Text::new("", "");
    };
    let terms = cells
        .terms
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" + ");
    let label = label(second.plus[1]);
    Text::of(
        format!("，加“{}”为 {terms} = {}", label.zh, cells.sum),
        format!(", with “{}” {terms} = {}", label.en, cells.sum),
    )
}
