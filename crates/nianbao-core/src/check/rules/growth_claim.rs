//! `growth-claim`: "more than last year by…" follows from the two reports.

use std::cmp::Ordering;

use super::basis;
use super::prose_percentage::{fits, percent};
use crate::archive::{Digest, Growth, Standing};
use crate::diagnostic::{Finding, Severity};
use crate::field::{Applicant, Field, RequestsRow};
use crate::form::{Form, FormId};
use crate::prose::Quantity;
use crate::rule::{Check, Family, Findings, Forms, Rule};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "growth-claim",
    title: Text::new(
        "与上年相比的说法与两年的报告对得上",
        "Comparisons with last year follow from the two reports",
    ),
    severity: Severity::Warning,
    family: Family::Archive,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Archive(check),
};

fn check(standing: &Standing<'_>, findings: &mut Findings) {
    let Some(before) = standing.last_year() else { return };
    for growth in &standing.digest.growth {
        judge(growth, standing.digest, before, findings);
    }
}

fn judge(growth: &Growth, digest: &Digest, before: &Digest, findings: &mut Findings) {
    // A figure that is not in the tables is left to another rule, or counts something else.
    if !readings(growth.of, digest).contains(&growth.now) {
        return;
    }
    let then = readings(growth.of, before);
    let now = i128::from(growth.now);
    let holds = |then: i64| {
        let (stated, then) = (growth.before, i128::from(then));
        let by = if growth.up { now - then } else { then - now };
        let by_figures = match stated {
            // The change from the figure given with it is left to `prose-percentage`.
            Some(stated) => i128::from(stated) == then,
            None if growth.percent => by >= 0 && then > 0 && fits(by, then, growth.by),
            None => growth.by.as_whole().map(i128::from) == Some(by),
        };
        // There is no percentage of nothing; whoever writes one means something else.
        by_figures || (growth.percent && then == 0 && stated.is_none())
    };
    let Some(first) = then.first().copied() else { return };
    if then.iter().any(|then| holds(*then)) {
        return;
    }
    let year = before.year;
    let apart = (now - i128::from(first)).abs();
    let way = match now.cmp(&i128::from(first)) {
        Ordering::Less => Text::new("减少", "less"),
        Ordering::Equal => Text::new("相差", "apart"),
        Ordering::Greater => Text::new("增加", "more"),
    };
    let share = if first > 0 {
        let share = percent(apart, i128::from(first));
        Text::of(format!("（{share}）"), format!(" ({share})"))
    } else {
        Text::new("", "")
    };
    let (quote, now) = (&growth.quote, growth.now);
    findings.push(
        Finding::new(
            growth.at.clone(),
            Text::of(
                format!(
                    "正文“{quote}”，{year} 年报告为 {first}，本年 {now}，{} {apart}{}",
                    way.zh, share.zh
                ),
                format!(
                    "The prose says “{quote}”; the report for {year} says {first}, this one {now}: {apart} {}{}",
                    way.en, share.en
                ),
            ),
        )
        .words(quote.clone())
        .beside(format!("{year}.{}", growth.of), first)
        .also(growth.of.fields(digest.form.map_or(Form::LATEST, FormId::form)))
        .help(Text::new(
            "按两年报告的数字重算；上年报告更正过的，写明按更正后的数字比较",
            "Recalculate from both reports; if last year's was corrected, say that the corrected figures are compared",
        )),
    );
}

/// The possible values of a quantity in a report: 收到 and 受理 may include the number carried in, 办结 may exclude it.
fn readings(of: Quantity, digest: &Digest) -> Vec<i64> {
    let Some(form) = digest.form else { return Vec::new() };
    let fields = of.fields(form.form());
    let sum = |fields: &[Field]| -> Option<i64> {
        if fields.is_empty() {
            return None;
        }
        fields
            .iter()
            .try_fold(0_i64, |sum, field| sum.checked_add(digest.count(*field)?))
    };
    let own = sum(&fields);
    let total = |row| digest.count(Field::Requests(row, Applicant::Total));
    let carried = total(RequestsRow::CarriedIn);
    let other = match of {
        Quantity::RECEIVED => own.zip(carried).and_then(|(own, carried)| own.checked_add(carried)),
        Quantity::Accepted => total(RequestsRow::Received),
        Quantity::OUTCOMES_TOTAL => own.zip(carried).and_then(|(own, carried)| own.checked_sub(carried)),
        _ => None,
    };
    own.into_iter().chain(other).collect()
}
