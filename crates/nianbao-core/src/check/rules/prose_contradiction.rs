//! `prose-contradiction`: the prose agrees with itself: wholes and their parts, a quantity given twice, its own
//! balance.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use super::basis;
use crate::cell::Number;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Applicant, DisputeResult, Field, RequestsRow};
use crate::prose::{Claim, Figure, Prose, Quantity, Unit};
use crate::rule::prose::{Parts, Verdict, finding, judge, other_scope, readings};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::{Span, Text};

pub(super) static RULE: Rule = Rule {
    name: "prose-contradiction",
    title: Text::new("正文前后一致", "The prose agrees with itself"),
    severity: Severity::Warning,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    twice(subject, findings);
    parts(subject, findings);
    balance(subject, findings);
}

/// The claims about the report's own totals: exact, and not a part of another figure.
fn whole<'a>(subject: &'a Subject<'_>) -> impl Iterator<Item = &'a Claim> {
    let prose = &subject.prose;
    prose.claims.iter().filter(move |claim| {
        !claim.approximate
            && !other_scope(subject, claim.scope)
            && claim
                .figure
                .and_then(|index| prose.figures.get(index))
                .is_none_or(|figure| figure.parent.is_none())
    })
}

/// Reports a quantity given twice with different figures. If the tables show which is wrong, that one is reported; if
/// they agree with neither, the rules that compare with them have reported both.
fn twice(subject: &Subject<'_>, findings: &mut Findings) {
    let prose = &subject.prose;
    let mut by_quantity: BTreeMap<Quantity, Vec<&Claim>> = BTreeMap::new();
    for claim in whole(subject) {
        by_quantity.entry(claim.subject).or_default().push(claim);
    }
    let parts = LazyCell::new(|| Parts::of(whole(subject)));
    for claims in by_quantity.values() {
        // Most quantities have one figure.
        if claims.iter().all(|claim| claim.value == claims[0].value) {
            continue;
        }
        let claims: Vec<(&Claim, Verdict)> = claims
            .iter()
            .map(|claim| (*claim, judge(subject, claim, &readings(subject, claim))))
            .collect();
        let agreed = claims.iter().find(|(_, verdict)| *verdict == Verdict::Agrees);
        let unknown = claims.iter().all(|(_, verdict)| matches!(verdict, Verdict::Unknown(_)));
        let right = match (agreed, claims.first()) {
            (Some((claim, _)), _) => *claim,
            (None, Some((claim, _))) if unknown => *claim,
            _ => continue,
        };
        let sentences: BTreeSet<(usize, usize)> = claims
            .iter()
            .filter(|(claim, _)| claim.value == right.value)
            .map(|(claim, _)| (claim.passage, claim.sentence.start))
            .collect();
        let mut told: BTreeSet<Number> = BTreeSet::new();
        for (claim, verdict) in &claims {
            if claim.value == right.value || *verdict == Verdict::Agrees {
                continue;
            }
            // In the same sentence as the right figure it may be a part of that.
            let beside = sentences.contains(&(claim.passage, claim.sentence.start));
            let adds_up = |of: Verdict| !matches!(of, Verdict::Differs(_));
            if beside && (parts.judge(subject, claim).is_some_and(adds_up) || explained(prose, claim, right.value)) {
                continue;
            }
            if !told.insert(claim.value) {
                continue;
            }
            let (here, there) = (
                prose.quote(claim.passage, claim.span),
                prose.quote(right.passage, right.span),
            );
            let message = Text::of(
                format!("正文这里写“{here}”，别处写“{there}”"),
                format!("Here the prose says “{here}”, elsewhere “{there}”"),
            );
            findings.push(finding(
                subject,
                claim.passage,
                claim.span,
                claim.sentence,
                message,
                &Text::new(
                    "同一件事只有一个数：与表和台账核对，把不对的一处改过来",
                    "The same thing has one figure: compare with the tables and correct the place that is wrong",
                ),
            ));
        }
    }
}

/// Whether another figure of the sentence is the difference of two:
/// 「收到省政府转来的申请2件，直接收到39件，共计41件」.
fn explained(prose: &Prose, one: &Claim, other: Number) -> bool {
    // No sensible sentence has more figures; the limit bounds the work.
    const MOST: usize = 64;
    let between = other.times(-1).and_then(|other| one.value.plus(other));
    let Some(between) = between.and_then(Number::as_whole) else {
        return false;
    };
    let between = Number::whole(between.saturating_abs());
    let from = prose
        .figures
        .partition_point(|figure| (figure.passage, figure.around.start) < (one.passage, one.sentence.start));
    prose.figures[from..]
        .iter()
        .take_while(|figure| figure.passage == one.passage && figure.around == one.sentence)
        .take(MOST)
        .any(|figure| figure.unit == Unit::Count && figure.value == between)
}

const PARTS: Text = Text::new(
    "核对各项的数和总数；各项有重叠的，在正文里写明",
    "Check the parts and the whole; if the parts overlap, say so in the prose",
);

/// Kinds of parts that can be added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Applicant,
    Channel,
    Outcome,
    /// Endings of disputes of one kind.
    Verdict(Quantity),
    /// Not understood: 人事信息12条.
    Plain,
}

fn kind(figure: &Figure) -> Option<Kind> {
    Some(match figure.subject {
        _ if figure.channel => Kind::Channel,
        Some(Quantity::ReceivedFrom(_) | Quantity::ReceivedFromOrganisations) => Kind::Applicant,
        Some(quantity) if quantity.is_outcome() => Kind::Outcome,
        Some(Quantity::Disputes(block, end)) if end != DisputeResult::Total => {
            Kind::Verdict(Quantity::Disputes(block, DisputeResult::Total))
        }
        Some(Quantity::Litigation(end)) if end != DisputeResult::Total => {
            Kind::Verdict(Quantity::Litigation(DisputeResult::Total))
        }
        None => Kind::Plain,
        Some(_) => return None,
    })
}

/// Reports parts, after 其中 or in brackets, that add up to more than the whole.
fn parts(subject: &Subject<'_>, findings: &mut Findings) {
    let prose = &subject.prose;
    let nested = nested(subject, findings);
    let mut lists: BTreeMap<(usize, usize, usize), Vec<&Figure>> = BTreeMap::new();
    for (index, figure) in prose.figures.iter().enumerate() {
        if let Some(parent) = figure.parent
            && nested.binary_search(&index).is_err()
        {
            lists
                .entry((figure.passage, parent, figure.list))
                .or_default()
                .push(figure);
        }
    }
    for ((_, parent, _), list) in lists {
        let Some(whole) = prose.figures.get(parent) else {
            continue;
        };
        let (Some(limit), Unit::Count, false) = (whole.value.as_whole(), whole.unit, whole.approximate) else {
            continue;
        };
        if let Some((wrong, right)) = ten_thousand(prose, whole, &list) {
            findings.push(misplaced(subject, wrong, right));
            continue;
        }
        let kind = |figure: &Figure| match kind(figure) {
            // 「收费项目1条」, 「投诉处理33条」
            _ if is_item(prose, whole, figure) => Some(Kind::Plain),
            Some(Kind::Plain) if figure.stated => None,
            kind => kind,
        };
        let Some(first) = list.first().and_then(|figure| kind(figure)) else {
            continue;
        };
        // Consecutive parts of one kind; a figure that has a verb of its own or exceeds the whole is not a part.
        let run: Vec<&&Figure> = list
            .iter()
            .take_while(|figure| {
                kind(figure) == Some(first)
                    && !figure.approximate
                    && figure.value.as_whole().is_some_and(|value| value <= limit)
            })
            .collect();
        if run.len() < 2
            || first == Kind::Outcome && !of_requests(whole)
            || first == Kind::Plain && run.len() < list.len()
        {
            continue;
        }
        let groups: BTreeSet<Quantity> = run
            .iter()
            .filter_map(|figure| figure.subject)
            .filter(|quantity| matches!(quantity, Quantity::Group(_) | Quantity::GrantedOrPartial))
            .collect();
        let mut counted: Vec<i64> = run
            .iter()
            .filter(|figure| first != Kind::Outcome || !inside_another(figure, &groups))
            .filter_map(|figure| figure.value.as_whole())
            .collect();
        if first == Kind::Plain {
            leave_out_nested(&mut counted);
        }
        let mut sum = 0_i128;
        let mut complete = false;
        for value in &counted {
            sum += i128::from(*value);
            // After a complete list, further parts divide the whole again in another way.
            complete |= sum == i128::from(limit);
        }
        let room = i128::from(limit) + carried_in(subject, whole, first);
        if !complete && sum > room {
            findings.push(too_many(subject, whole, &counted));
        }
    }
}

/// The finding that parts add up to more than their whole.
fn too_many(subject: &Subject<'_>, whole: &Figure, counted: &[i64]) -> Finding {
    let prose = &subject.prose;
    let sum: i128 = counted.iter().map(|value| i128::from(*value)).sum();
    let terms = counted.iter().map(ToString::to_string).collect::<Vec<_>>().join(" + ");
    let limit = whole.value;
    let quote = prose.quote(whole.passage, whole.span);
    let message = Text::of(
        format!("正文“{quote}”之下的各项相加 {terms} = {sum}，多于 {limit}"),
        format!("The parts of “{quote}” add up to {terms} = {sum}, more than {limit}"),
    );
    finding(subject, whole.passage, whole.span, whole.around, message, &PARTS)
}

/// Whether a figure counts a thing of a list, whatever words its name has: 「收费项目1条、投诉处理33条」 in 「公开信息290条」.
/// Information may be published in several ways, so an item that tells how is not one.
fn is_item(prose: &Prose, whole: &Figure, figure: &Figure) -> bool {
    const PUBLISHED: [&str; 10] = [
        "公开", "发布", "公布", "推送", "转载", "刊登", "刊发", "上传", "更新", "通过",
    ];
    const DONE: [&str; 12] = [
        "收", "受理", "办", "答复", "回复", "处理", "开展", "召开", "举办", "制", "印发", "共",
    ];
    if whole.subject.is_some() || figure.subject.is_none() && !figure.stated {
        return false;
    }
    let unit = |figure: &Figure| prose.quote(figure.passage, figure.span).chars().next_back();
    let words = own_words(prose, figure);
    let named = words.chars().count() >= 2 && !words.contains(|c: char| c.is_ascii_digit());
    // 收费 and 办事 are things.
    let done =
        DONE.iter().any(|word| words.starts_with(word)) && !words.starts_with("收费") && !words.starts_with("办事");
    named && !done && unit(figure) == unit(whole) && !PUBLISHED.iter().any(|word| words.contains(word))
}

/// The words before a figure, from the last mark or 其中.
fn own_words<'p>(prose: &'p Prose, figure: &Figure) -> &'p str {
    let before = prose.quote(figure.passage, Span::new(figure.around.start, figure.span.start));
    let words = before.rsplit(['，', ',', '、', '；', ';', '：', ':', '（', '(']).next();
    AMONG.iter().fold(words.unwrap_or_default(), |words, mark| {
        words.rsplit(mark).next().unwrap_or_default()
    })
}

/// Words between a figure and its parts.
const AMONG: [&str; 4] = ["其中", "内有", "内含", "包括"];

/// Reports parts of a part that add up to more than it, 「网站60条，其中政策类40条、动态类25条，微信40条」, and returns the
/// figures that are parts of parts.
fn nested(subject: &Subject<'_>, findings: &mut Findings) -> Vec<usize> {
    // No sensible list is longer; the limit bounds the work.
    const MOST: usize = 64;
    let prose = &subject.prose;
    let figures = &prose.figures;
    let mut found = Vec::new();
    let value = |figure: &Figure| figure.value.as_whole().filter(|_| !figure.approximate).map(i128::from);
    let sum = |of: &[Figure]| of.iter().try_fold(0, |sum, figure| Some(sum + value(figure)?));
    let gap = |index: usize| {
        let (before, figure) = (figures.get(index.wrapping_sub(1))?, figures.get(index)?);
        let same = before.parent.is_some() && (before.passage, before.parent) == (figure.passage, figure.parent);
        same.then(|| prose.quote(figure.passage, Span::new(before.span.end, figure.span.start)))
    };
    for at in 1..figures.len() {
        let Some(mark) = gap(at).and_then(|gap| AMONG.iter().find(|mark| gap.contains(**mark))) else {
            continue;
        };
        let parent = figures[at].parent;
        let inner = 1
            + (at + 1..figures.len())
                .take(MOST)
                .take_while(|index| {
                    gap(*index).is_some_and(|gap| gap.starts_with('、') && !AMONG.iter().any(|mark| gap.contains(mark)))
                })
                .count();
        let siblings = |index: &usize| figures[*index].parent == parent;
        let first = (0..at).rev().take(MOST).take_while(siblings).last().unwrap_or(at);
        let end = at + inner + (at + inner..figures.len()).take(MOST).take_while(siblings).count();
        let whole = parent.and_then(|index| value(figures.get(index)?));
        let before = sum(&figures[first..at]);
        let (Some(own), Some(parts)) = (value(&figures[at - 1]), sum(&figures[at..at + inner])) else {
            continue;
        };
        let outer = before.and_then(|before| Some(before + sum(&figures[at + inner..end])?));
        // Otherwise the mark may divide the whole once more.
        let surely = mark.starts_with('内') || outer == whole;
        if inner < 2 || whole.is_none() || before == whole || !surely {
            continue;
        }
        found.extend(at..at + inner);
        if parts > own {
            let counted: Vec<i64> = figures[at..at + inner]
                .iter()
                .filter_map(|figure| figure.value.as_whole())
                .collect();
            findings.push(too_many(subject, &figures[at - 1], &counted));
        }
    }
    found
}

/// The figure of a list whose 万 is wrong, with the right value: with it corrected, the parts are exactly the whole,
/// 「173769万条，其中75656条、98113条」.
fn ten_thousand<'p>(prose: &Prose, whole: &'p Figure, list: &[&'p Figure]) -> Option<(&'p Figure, i64)> {
    const TEN_THOUSAND: i64 = 10_000;
    let written = |figure: &Figure| prose.quote(figure.passage, figure.span).contains('万');
    if list.len() < 2
        || list.iter().any(|figure| figure.approximate)
        || !written(whole) && !list.iter().any(|f| written(f))
    {
        return None;
    }
    let all = whole.value.as_whole()?;
    let sum = list
        .iter()
        .try_fold(0_i64, |sum, figure| sum.checked_add(figure.value.as_whole()?))?;
    // With or without 万, whichever is not written.
    let other = |figure: &Figure| {
        let value = figure.value.as_whole()?;
        if written(figure) {
            (value % TEN_THOUSAND == 0).then_some(value / TEN_THOUSAND)
        } else {
            value.checked_mul(TEN_THOUSAND)
        }
    };
    if sum == 0 || sum == all {
        return None;
    }
    if let Some(right) = other(whole).filter(|right| *right == sum) {
        return Some((whole, right));
    }
    list.iter().find_map(|figure| {
        let right = other(figure)?;
        let rest = sum.checked_sub(figure.value.as_whole()?)?;
        (rest > 0 && rest.checked_add(right) == Some(all)).then_some((*figure, right))
    })
}

/// The finding that a 万 is wrong or missing.
fn misplaced(subject: &Subject<'_>, figure: &Figure, right: i64) -> Finding {
    let quote = subject.prose.quote(figure.passage, figure.span);
    let message = Text::of(
        format!("正文“{quote}”与各项对不上：按各项应为 {right}，“万”写错了"),
        format!("“{quote}” does not agree with the parts, by which it is {right}: its 万 (ten thousand) is wrong"),
    );
    finding(subject, figure.passage, figure.span, figure.around, message, &PARTS)
}

/// Leaves out the parts of parts: figures after one that add up to it are its own, 「机构类20条，内有领导信息15条、机构职能5条」.
fn leave_out_nested(counted: &mut Vec<i64>) {
    // A part has few parts.
    const MOST: usize = 12;
    let mut at = 0;
    while at + 2 < counted.len() {
        let mut sum = 0_i64;
        let nested = counted[at + 1..]
            .iter()
            .take(MOST)
            .position(|value| {
                sum = sum.saturating_add(*value);
                sum == counted[at]
            })
            .filter(|last| *last >= 1);
        if let Some(last) = nested {
            counted.drain(at + 1..at + 2 + last);
        }
        at += 1;
    }
}

fn of_requests(whole: &Figure) -> bool {
    matches!(
        whole.subject,
        Some(Quantity::RECEIVED | Quantity::Accepted | Quantity::OUTCOMES_TOTAL)
    )
}

/// The number carried in: outcomes may be of those received or of those carried in.
fn carried_in(subject: &Subject<'_>, whole: &Figure, kind: Kind) -> i128 {
    if kind != Kind::Outcome || whole.subject != Some(Quantity::RECEIVED) {
        return 0;
    }
    let stated = subject
        .prose
        .claims
        .iter()
        .filter(|claim| claim.subject == Quantity::CARRIED_IN)
        .filter_map(|claim| claim.value.as_whole())
        .max();
    let cell = subject.count(Field::Requests(RequestsRow::CarriedIn, Applicant::Total));
    i128::from(stated.unwrap_or(0).max(cell.unwrap_or(0)))
}

/// Whether a reason is already counted in its group.
fn inside_another(figure: &Figure, groups: &BTreeSet<Quantity>) -> bool {
    let Some(Quantity::Requests(row)) = figure.subject else {
        return false;
    };
    let both = matches!(row, RequestsRow::Granted | RequestsRow::PartiallyGranted);
    row.group()
        .is_some_and(|group| groups.contains(&Quantity::Group(group)))
        || both && groups.contains(&Quantity::GrantedOrPartial)
}

/// 新收 + 上年结转 = 办结 + 结转下年度, if a paragraph gives all four.
fn balance(subject: &Subject<'_>, findings: &mut Findings) {
    const TERMS: [Quantity; 4] = [
        Quantity::RECEIVED,
        Quantity::CARRIED_IN,
        Quantity::OUTCOMES_TOTAL,
        Quantity::CARRIED_OUT,
    ];
    let prose = &subject.prose;
    let mut by_passage: BTreeMap<usize, [Vec<&Claim>; 4]> = BTreeMap::new();
    // Figures after 其中 count here too: 「答复12件，含上年结转1件」.
    for claim in prose
        .claims
        .iter()
        .filter(|claim| !claim.approximate && !other_scope(subject, claim.scope))
    {
        if let Some(term) = TERMS.iter().position(|quantity| *quantity == claim.subject) {
            by_passage.entry(claim.passage).or_default()[term].push(claim);
        }
    }
    for terms in by_passage.values() {
        let one = |claims: &[&Claim]| -> Option<i64> {
            let value = claims.first()?.value;
            claims
                .iter()
                .all(|claim| claim.value == value)
                .then(|| value.as_whole())?
        };
        let (Some(received), Some(carried_in), Some(outcomes), Some(carried_out)) =
            (one(&terms[0]), one(&terms[1]), one(&terms[2]), one(&terms[3]))
        else {
            continue;
        };
        let [received_claims, ..] = terms;
        let plain = received_claims.iter().all(|claim| {
            claim
                .figure
                .and_then(|index| prose.figures.get(index))
                .is_some_and(|figure| figure.plain)
        });
        let left = i128::from(received) + i128::from(carried_in);
        let right = i128::from(outcomes) + i128::from(carried_out);
        // 受理 may include the number carried in.
        if left == right || plain && i128::from(received) == right {
            continue;
        }
        // If the tables have all four, they are compared by other rules or by the balance of table three.
        let unknown = terms
            .iter()
            .flatten()
            .any(|claim| matches!(judge(subject, claim, &readings(subject, claim)), Verdict::Unknown(_)));
        if !unknown {
            continue;
        }
        let Some(claim) = received_claims.first() else { continue };
        let message = Text::of(
            format!(
                "正文的数不平：收到 {received} + 上年结转 {carried_in} = {left}，办结 {outcomes} + 结转下年度 {carried_out} = {right}"
            ),
            format!(
                "The figures in the prose do not balance: received {received} + carried in {carried_in} = {left}, outcomes {outcomes} + carried over {carried_out} = {right}"
            ),
        );
        findings.push(finding(
            subject,
            claim.passage,
            claim.span,
            claim.sentence,
            message,
            &Text::new(
                "收到加上年结转应当等于办结加结转下年度：与表三核对，改不对的数",
                "Received plus carried in must equal closed plus carried forward: compare with table three",
            ),
        ));
    }
}
