//! The few figures of a report that lists show. They are kept for every report, so they are small.

use minijinja::{Value, context};
use nianbao_core::cell::{self, Number};
use nianbao_core::diagnostic::Severity;
use nianbao_core::field::{Applicant, DisputeBlock, DisputeResult, Field, RequestsRow};
use nianbao_core::form::FormId;
use nianbao_core::report::{Figures, Report};
use nianbao_core::rules::Checked;
use nianbao_core::text::{Date, Lang};
use nianbao_core::verdict;

use super::words::{self, WORDS, counts};

/// The facts about a report that lists show.
#[derive(Debug, Clone)]
pub(crate) struct Summary {
    pub(crate) organ: usize,
    pub(crate) year: u16,
    pub(crate) form: Option<FormId>,
    pub(crate) published: Option<Date>,
    pub(crate) sample: bool,
    pub(crate) verdict: Verdict,
    /// The rules with findings, each once.
    pub(crate) rules: Vec<&'static str>,
    pub(crate) key: Key,
}

/// The verdict, with the number of findings of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) is: verdict::Verdict,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) notices: usize,
}

/// One figure as it is in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figure {
    /// The report has no such cell.
    Missing,
    /// The cell is blank, which is not 0.
    Blank,
    /// The cell has words.
    Words,
    /// A number.
    Number(Number),
}

/// The figures of a report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key {
    pub(crate) received: Figure,
    pub(crate) carried_in: Figure,
    pub(crate) outcomes: Figure,
    pub(crate) granted: Figure,
    pub(crate) partially: Figure,
    pub(crate) carried_out: Figure,
    pub(crate) reconsideration: Figure,
    pub(crate) direct: Figure,
    pub(crate) after: Figure,
}

impl Summary {
    pub(crate) fn new(organ: usize, year: u16, report: &Report, checked: &Checked) -> Summary {
        let mut rules: Vec<&'static str> = checked.findings.iter().map(|finding| finding.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        rules.shrink_to_fit();
        Summary {
            organ,
            year,
            form: report.form().map(|form| form.id),
            published: report.meta.published,
            sample: report.meta.sample,
            verdict: Verdict {
                is: checked.verdict,
                errors: checked.count(Severity::Error),
                warnings: checked.count(Severity::Warning),
                notices: checked.count(Severity::Notice),
            },
            rules,
            key: Key::new(&report.figures()),
        }
    }

    /// The values for a row of a list.
    pub(crate) fn value(&self, lang: Lang) -> Value {
        let key = &self.key;
        context! {
            year => self.year,
            sample => self.sample,
            published => self.published.map(|date| date.text().get(lang).to_owned()),
            form => self.form.map(FormId::name),
            verdict => self.verdict.value(lang),
            received => key.received.value(lang),
            carried_in => key.carried_in.value(lang),
            outcomes => key.outcomes.value(lang),
            disclosed => key.disclosed(),
            carried_out => key.carried_out.value(lang),
            reconsideration => key.reconsideration.value(lang),
            litigation => key.litigation().value(lang),
        }
    }
}

impl Verdict {
    /// The highest severity; `None` without findings.
    pub(crate) fn worst(self) -> Option<Severity> {
        [
            (self.errors, Severity::Error),
            (self.warnings, Severity::Warning),
            (self.notices, Severity::Notice),
        ]
        .into_iter()
        .find(|(count, _)| *count > 0)
        .map(|(_, severity)| severity)
    }

    /// The class of the verdict; of a report that was judged, the class of its worst finding.
    pub(crate) fn class(self) -> &'static str {
        match (self.is, self.worst()) {
            (verdict::Verdict::Unjudged | verdict::Verdict::Unfinished, _) => self.is.name(),
            (_, Some(severity)) => severity.name(),
            // There are no errors, but something is missing.
            (verdict::Verdict::Unfit, None) => "error",
            (verdict::Verdict::Fit, None) => "holds",
        }
    }

    /// For templates: a class, a short word, and the whole verdict in words.
    pub(crate) fn value(self, lang: Lang) -> Value {
        let found = counts(self.errors, self.warnings, self.notices);
        if matches!(self.is, verdict::Verdict::Unjudged | verdict::Verdict::Unfinished) {
            let short = self.is.text();
            let between = if lang == Lang::Zh { "：" } else { ": " };
            return context! {
                class => self.class(),
                short => short.get(lang),
                long => [short.get(lang), between, found.get(lang)].concat(),
            };
        }
        let count = match self.worst() {
            Some(Severity::Error) => self.errors,
            Some(Severity::Warning) => self.warnings,
            Some(Severity::Notice) => self.notices,
            None => 0,
        };
        let short = match self.worst() {
            None if self.is != verdict::Verdict::Fit => self.is.text().get(lang).to_owned(),
            None => WORDS.holds.get(lang).to_owned(),
            Some(severity) => words::worst(severity, count).get(lang).to_owned(),
        };
        context! { class => self.class(), short, long => found.get(lang) }
    }
}

impl Figure {
    fn of(figures: &Figures<'_>, field: Field) -> Figure {
        match figures.get(field).map(cell::Cell::value) {
            None => Figure::Missing,
            Some(cell::Value::Blank) => Figure::Blank,
            Some(cell::Value::Text(_)) => Figure::Words,
            Some(cell::Value::Number(number)) => Figure::Number(number),
        }
    }

    /// The count in the cell; `None` if it is blank, which is not 0.
    pub(crate) fn count(self) -> Option<i64> {
        match self {
            Figure::Number(number) => number.as_whole().filter(|count| *count >= 0),
            _ => None,
        }
    }

    /// For templates: the text and its class.
    pub(crate) fn value(self, lang: Lang) -> Value {
        let (class, text) = match self {
            Figure::Number(number) if number.is_zero() => ("n z", number.to_string()),
            Figure::Number(number) => ("n", number.to_string()),
            Figure::Blank => ("blank", WORDS.blank.get(lang).to_owned()),
            Figure::Missing => ("nothing", WORDS.missing.get(lang).to_owned()),
            Figure::Words => ("words", WORDS.unreadable.get(lang).to_owned()),
        };
        context! { class, text }
    }
}

impl Key {
    fn new(figures: &Figures<'_>) -> Key {
        let requests = |row| Figure::of(figures, Field::Requests(row, Applicant::Total));
        let disputes = |block| Figure::of(figures, Field::Disputes(block, DisputeResult::Total));
        Key {
            received: requests(RequestsRow::Received),
            carried_in: requests(RequestsRow::CarriedIn),
            outcomes: requests(RequestsRow::OutcomesTotal),
            granted: requests(RequestsRow::Granted),
            partially: requests(RequestsRow::PartiallyGranted),
            carried_out: requests(RequestsRow::CarriedOut),
            reconsideration: disputes(DisputeBlock::Reconsideration),
            direct: disputes(DisputeBlock::LitigationDirect),
            after: disputes(DisputeBlock::LitigationAfterReconsideration),
        }
    }

    /// Lawsuits: the sum of those brought directly and those after reconsideration.
    pub(crate) fn litigation(&self) -> Figure {
        match (self.direct, self.after) {
            (Figure::Number(direct), Figure::Number(after)) => match (direct.as_whole(), after.as_whole()) {
                (Some(direct), Some(after)) => direct
                    .checked_add(after)
                    .map_or(Figure::Words, |sum| Figure::Number(Number::whole(sum))),
                _ => Figure::Words,
            },
            (Figure::Number(_), other) | (other, _) => other,
        }
    }

    /// The share of outcomes with full or partial disclosure, in per cent with one decimal, rounded half up. `None` if
    /// there were no outcomes or a figure is missing.
    pub(crate) fn disclosed(&self) -> Option<String> {
        let part = i128::from(self.granted.count()?) + i128::from(self.partially.count()?);
        let whole = i128::from(self.outcomes.count()?);
        if whole == 0 {
            return None;
        }
        let tenths = (part * 2000 + whole) / (whole * 2);
        Some(format!("{}.{}%", tenths / 10, tenths % 10))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(granted: i64, partially: i64, outcomes: i64, expected: Option<&str>) {
        let number = |n| Figure::Number(Number::whole(n));
        let key = Key {
            received: Figure::Blank,
            carried_in: Figure::Blank,
            outcomes: number(outcomes),
            granted: number(granted),
            partially: number(partially),
            carried_out: Figure::Blank,
            reconsideration: Figure::Blank,
            direct: number(1),
            after: Figure::Blank,
        };
        assert_eq!(key.disclosed().as_deref(), expected);
        assert_eq!(key.litigation(), Figure::Blank);
    }

    #[test]
    fn shares_are_exact_and_rounded_half_up() {
        check(1191, 420, 3486, Some("46.2%"));
        check(1, 0, 3, Some("33.3%"));
        check(2, 0, 3, Some("66.7%"));
        check(1, 0, 8, Some("12.5%"));
        check(1, 0, 16, Some("6.3%"));
        check(5, 5, 10, Some("100.0%"));
        check(0, 0, 0, None);
        check(-1, 0, 8, None);
        check(i64::MAX / 20, i64::MAX / 20, i64::MAX / 10, Some("100.0%"));
    }
}
