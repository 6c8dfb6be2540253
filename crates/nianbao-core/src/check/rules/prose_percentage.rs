//! `prose-percentage`: a percentage follows from the figures given with it.

use super::basis;
use crate::cell::Number;
use crate::diagnostic::Severity;
use crate::prose::{Comparison, Figure, Percentage, Unit};
use crate::rule::prose::finding;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::{Span, Text};

pub(super) static RULE: Rule = Rule {
    name: "prose-percentage",
    title: Text::new(
        "百分比与旁边的数对得上",
        "Percentages follow from the figures given with them",
    ),
    severity: Severity::Warning,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// The number of figures before a share that are tried as its whole, which bounds the work for any text.
const NEAR: usize = 64;

const AGAIN: Text = Text::new(
    "按两个数重新算一遍；数错了改数，百分数错了改百分数",
    "Recalculate, and correct whichever is wrong: the figures or the percentage",
);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    shares(subject, findings);
    bent(subject, findings);
    changes(subject, findings);
}

/// Whether `part` is this percentage of `whole`, to within one unit of the last place written.
pub(super) fn fits(part: i128, whole: i128, percent: Number) -> bool {
    let (mantissa, scale) = percent.parts();
    let Some(unit) = 10_i128.checked_pow(u32::from(scale)) else {
        return true;
    };
    let exact = part.checked_mul(100).and_then(|part| part.checked_mul(unit));
    let printed = i128::from(mantissa).checked_mul(whole);
    match (exact, printed) {
        (Some(exact), Some(printed)) => (exact - printed).abs() <= whole.abs(),
        // Figures too large to compute with are not judged.
        _ => true,
    }
}

/// `part` in percent of `whole`, with one decimal.
pub(super) fn percent(part: i128, whole: i128) -> String {
    let tenths = (part * 1000 + whole / 2) / whole;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

fn exact(figure: &Figure) -> Option<i128> {
    (figure.unit == Unit::Count && !figure.approximate).then(|| figure.value.as_whole().map(i128::from))?
}

/// 占66.48%: a share of the whole that the sentence divides, or of another total of applications in it if that fits.
fn shares(subject: &Subject<'_>, findings: &mut Findings) {
    let figures = &subject.prose.figures;
    for share in subject.prose.percentages.iter().filter(|share| !share.approximate) {
        let Some(part_figure) = share.of.and_then(|index| figures.get(index)) else {
            continue;
        };
        let Some(whole_figure) = part_figure.parent.and_then(|index| figures.get(index)) else {
            continue;
        };
        let (Some(part), Some(whole)) = (exact(part_figure), exact(whole_figure).filter(|whole| *whole > 0)) else {
            continue;
        };
        if part > whole || fits(part, whole, share.value) {
            continue;
        }
        let upto = share.of.unwrap_or(0);
        let another = figures[upto.saturating_sub(NEAR)..upto]
            .iter()
            .filter(|figure| figure.passage == share.passage)
            .filter_map(exact)
            .any(|other| other > 0 && fits(part, other, share.value));
        // 「其中行政复议21宗、行政诉讼10宗，占4.63%」: the share of both together.
        let mut sum = 0;
        let together = figures[upto.saturating_sub(NEAR)..=upto]
            .iter()
            .rev()
            .take_while(|figure| (figure.parent, figure.list) == (part_figure.parent, part_figure.list))
            .map_while(exact)
            .any(|part| {
                sum += part;
                fits(sum, whole, share.value)
            });
        if another || together {
            continue;
        }
        let quote = subject.prose.quote(share.passage, share.quote);
        let message = Text::of(
            format!("正文“{quote}”，按旁边的数 {part} ÷ {whole} = {}", percent(part, whole)),
            format!(
                "The prose says “{quote}”; from the figures given, {part} ÷ {whole} = {}",
                percent(part, whole)
            ),
        );
        let sentence = part_figure.around;
        findings.push(finding(subject, share.passage, share.quote, sentence, message, &AGAIN));
    }
}

/// 「占29%」, 「占29%」, 「占42%」 of 2, 2 and 3: shares that add up to exactly 100% because one of them is not rounded.
fn bent(subject: &Subject<'_>, findings: &mut Findings) {
    let prose = &subject.prose;
    let of = |share: &Percentage| share.of.and_then(|index| prose.figures.get(index));
    let same = |a: &Percentage, b: &Percentage| {
        let whole = |share| of(share).and_then(|figure| Some((figure.passage, figure.parent?)));
        whole(a).is_some() && whole(a) == whole(b)
    };
    for list in prose.percentages.chunk_by(same).filter(|list| list.len() > 1) {
        let Some(whole_figure) = of(&list[0]).and_then(|figure| prose.figures.get(figure.parent?)) else {
            continue;
        };
        let parts: Option<Vec<i128>> = list.iter().map(|share| of(share).and_then(exact)).collect();
        let (Some(parts), Some(whole)) = (parts, exact(whole_figure).filter(|whole| *whole > 0)) else {
            continue;
        };
        let printed = list
            .iter()
            .try_fold(Number::whole(0), |sum, share| sum.plus(share.value));
        if list.iter().any(|share| share.approximate)
            || parts.iter().sum::<i128>() != whole
            || printed.and_then(Number::as_whole) != Some(100)
        {
            continue;
        }
        for (share, part) in list.iter().zip(parts) {
            if rounded(part, whole, share.value) || !fits(part, whole, share.value) {
                continue;
            }
            let (quote, right) = (prose.quote(share.passage, share.quote), percent(part, whole));
            let message = Text::of(
                format!("正文“{quote}”，按旁边的数 {part} ÷ {whole} = {right}，没有四舍五入"),
                format!(
                    "The prose says “{quote}”; from the figures given, {part} ÷ {whole} = {right}, which is not rounded so"
                ),
            );
            let help = Text::new(
                "各项都四舍五入，不为凑成 100% 改其中一项",
                "Round every share, and do not change one so that they add up to 100%",
            );
            let sentence = of(share).map_or(Span::default(), |figure| figure.around);
            findings.push(finding(subject, share.passage, share.quote, sentence, message, &help));
        }
    }
}

/// Whether a percentage is the rounded share of a part.
fn rounded(part: i128, whole: i128, percent: Number) -> bool {
    let (mantissa, scale) = percent.parts();
    let Some(unit) = 10_i128.checked_pow(u32::from(scale)) else {
        return true;
    };
    let exact = part.checked_mul(200).and_then(|part| part.checked_mul(unit));
    let printed = i128::from(mantissa)
        .checked_mul(whole)
        .and_then(|printed| printed.checked_mul(2));
    match (exact, printed) {
        (Some(exact), Some(printed)) => (exact - printed).abs() <= whole.abs(),
        _ => true,
    }
}

/// 「比上年（31件）下降29%」, 「比上年增加3件，增长25%」: changes given with the figures of both years.
fn changes(subject: &Subject<'_>, findings: &mut Findings) {
    let prose = &subject.prose;
    let figure = |index: Option<usize>| index.and_then(|index| prose.figures.get(index));
    let mut before: Option<&Comparison> = None;
    for change in prose.comparisons.iter().filter(|change| !change.approximate) {
        let last = before.replace(change);
        let Some(now_figure) = figure(change.of) else { continue };
        let Some(now) = exact(now_figure) else { continue };
        // Last year's figure is given, or follows from a difference given before.
        let stated = figure(change.before).and_then(exact);
        let derived = last
            .filter(|last| change.percent && !last.percent && last.of == change.of && last.up == change.up)
            .and_then(|last| last.value.as_whole())
            .map(|by| {
                if change.up {
                    now - i128::from(by)
                } else {
                    now + i128::from(by)
                }
            });
        let Some(then) = stated.or(derived).filter(|then| *then > 0) else {
            continue;
        };
        let by = if change.up { now - then } else { then - now };
        let right = if change.percent {
            by >= 0 && fits(by, then, change.value)
        } else {
            change.value.as_whole().map(i128::from) == Some(by)
        };
        if right {
            continue;
        }
        let quote = prose.quote(change.passage, change.quote);
        let way = match now.cmp(&then) {
            std::cmp::Ordering::Less => Text::new("减少", "less"),
            std::cmp::Ordering::Equal => Text::new("相差", "apart"),
            std::cmp::Ordering::Greater => Text::new("增加", "more"),
        };
        let apart = (now - then).abs();
        let message = Text::of(
            format!(
                "正文“{quote}”，按旁边的数，由 {then} 到 {now}，{} {apart}（{}）",
                way.zh,
                percent(apart, then)
            ),
            format!(
                "The prose says “{quote}”; from the figures given, the change from {then} to {now} is {apart} {} ({})",
                way.en,
                percent(apart, then)
            ),
        );
        let sentence = now_figure.around;
        findings.push(finding(
            subject,
            change.passage,
            change.quote,
            sentence,
            message,
            &AGAIN,
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_fits_to_the_last_place_printed() {
        let check = |part, whole, text: &str, expected| {
            let number = Number::parse(text).unwrap();
            assert_eq!(fits(part, whole, number), expected, "{part} of {whole} is {text}%");
        };
        check(966, 1453, "66.48", true);
        check(966, 1453, "66.49", true);
        check(966, 1453, "66.4", true);
        check(966, 1453, "67", true);
        check(966, 1453, "65.48", false);
        check(9, 31, "29", true);
        check(9, 31, "30", true);
        check(9, 31, "31", false);
        check(1, 3, "33.3", true);
        check(i128::from(i64::MAX), 1, "999999999999999999", false);
        assert_eq!(percent(1, 3), "33.3%");
        assert_eq!(percent(2, 3), "66.7%");
    }
}
