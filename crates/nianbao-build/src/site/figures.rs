//! The few figures of a report that lists show.

use minijinja::{Value, context};
use nianbao_core::archive::Digest;
use nianbao_core::cell::Number;
use nianbao_core::diagnostic::Severity;
use nianbao_core::field::{Applicant, DisputeBlock, DisputeResult, Field, RequestsRow};
use nianbao_core::form::FormId;
use nianbao_core::text::{Lang, Text};
use nianbao_core::verdict;

use super::sums;
use super::words::{self, WORDS, counts};
use crate::archive::{Archive, Record};
use crate::key::Keys;

/// A report as lists show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) record: &'a Record,
    figures: Option<&'a Digest>,
}

/// The verdict, with the number of findings of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Verdict {
    /// `None` if the file can't be read.
    is: Option<verdict::Verdict>,
    /// Worst first.
    counts: [usize; 3],
}

/// One figure as it is in the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
#[derive(Debug, Clone, Copy, Hash)]
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

impl<'a> Row<'a> {
    pub(crate) fn new(archive: &'a Archive<'a>, record: &'a Record) -> Row<'a> {
        Row {
            record,
            figures: archive.figures(record),
        }
    }

    pub(crate) fn verdict(self) -> Verdict {
        Verdict {
            is: self.record.is_read.then_some(self.record.verdict),
            counts: self.record.counts.map(|count| count as usize),
        }
    }

    /// Adds all that a row shows to a key.
    pub(crate) fn add_to(self, keys: Keys) -> Keys {
        let record = self.record;
        let shown = (
            record.year,
            record.sample,
            record.published,
            record.corrected,
            record.form,
            self.verdict(),
            Key::new(self.figures),
        );
        keys.whole(&shown)
    }

    /// Whether its figures are marked wherever they are listed: the report has errors.
    pub(crate) fn doubt(self) -> bool {
        self.verdict().is() == verdict::Verdict::Unfit
    }

    /// The key figures and the verdict in a sentence.
    pub(crate) fn sentence(self) -> Text {
        let key = Key::new(self.figures);
        let number = |figure: Figure| figure.count().map(|count| count.to_string());
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        if let Some(received) = number(key.received) {
            zh.push(format!("收到政府信息公开申请{received}件"));
            en.push(format!("{received} requests received"));
        }
        if let Some(outcomes) = number(key.outcomes) {
            zh.push(format!("办结{outcomes}件"));
            en.push(format!("{outcomes} closed"));
        }
        match key.disclosed() {
            Some((part, whole)) if whole >= sums::FEW => {
                let share = sums::share(part, whole).unwrap_or_default();
                zh.push(format!("公开和部分公开占{share}"));
                en.push(format!("{share} disclosed in full or part"));
            }
            Some((part, 1..)) => {
                zh.push(format!("公开和部分公开{part}件"));
                en.push(format!("{part} disclosed in full or part"));
            }
            _ => {}
        }
        if let Some(disputes) = number(key.reconsideration).zip(number(key.litigation())) {
            zh.push(format!("行政复议{}件、行政诉讼{}件", disputes.0, disputes.1));
            en.push(format!("{} reconsiderations, {} lawsuits", disputes.0, disputes.1));
        }
        zh.push(format!("校验结果：{}", self.verdict().short(Lang::Zh)));
        en.push(format!("check: {}", self.verdict().short(Lang::En)));
        Text::of(format!("{}。", zh.join("，")), format!("{}.", en.join(", ")))
    }

    /// The values for a row of a list.
    pub(crate) fn value(self, lang: Lang) -> Value {
        let (record, key) = (self.record, Key::new(self.figures));
        context! {
            year => record.year,
            sample => record.sample,
            published => record.published.map(|date| date.text().get(lang).to_owned()),
            published_date => record.published.map(|date| date.to_string()),
            form => record.form.map(FormId::name),
            verdict => self.verdict().value(lang),
            received => key.received.value(lang),
            carried_in => key.carried_in.value(lang),
            outcomes => key.outcomes.value(lang),
            disclosed => key.disclosed().and_then(|(part, whole)| sums::share_or_fraction(part, whole)),
            disclosed_few => key.disclosed().is_some_and(|(_, whole)| whole < sums::FEW),
            // Lists sort by the share itself, whether it or the fraction is shown.
            disclosed_sort => key.disclosed().and_then(|(part, whole)| sums::share(part, whole)),
            doubt => self.doubt(),
            carried_out => key.carried_out.value(lang),
            reconsideration => key.reconsideration.value(lang),
            litigation => key.litigation().value(lang),
        }
    }
}

impl Verdict {
    /// The highest severity and the number of its findings; `None` without findings.
    fn worst(self) -> Option<(Severity, usize)> {
        let mut both = Severity::ALL.into_iter().zip(self.counts);
        both.find(|(_, count)| *count > 0)
    }

    /// The verdict itself; a file that can't be read can't be judged.
    pub(crate) fn is(self) -> verdict::Verdict {
        self.is.unwrap_or(verdict::Verdict::Unjudged)
    }

    /// The class of the verdict; of a report that was judged, the class of its worst finding.
    pub(crate) fn class(self) -> &'static str {
        match (self.is, self.worst()) {
            (None, _) => verdict::Verdict::Unjudged.name(),
            (Some(is @ (verdict::Verdict::Unjudged | verdict::Verdict::Unfinished)), _) => is.name(),
            (_, Some((severity, _))) => severity.name(),
            // There are no errors, but something is missing.
            (Some(verdict::Verdict::Unfit), None) => "error",
            (Some(verdict::Verdict::Fit), None) => "holds",
        }
    }

    /// The verdict in short, as lists show it.
    pub(crate) fn short(self, lang: Lang) -> String {
        let short = self.value(lang).get_attr("short");
        short.map(|short| short.to_string()).unwrap_or_default()
    }

    /// For templates: a class, a short word, and the whole verdict in words.
    pub(crate) fn value(self, lang: Lang) -> Value {
        let Some(is) = self.is else {
            return context! {
                class => self.class(),
                short => WORDS.unread.get(lang),
                long => WORDS.unread_why.get(lang),
            };
        };
        let [errors, warnings, notices] = self.counts;
        let found = counts(errors, warnings, notices);
        if matches!(is, verdict::Verdict::Unjudged | verdict::Verdict::Unfinished) {
            let short = is.text();
            let between = if lang == Lang::Zh { "：" } else { ": " };
            return context! {
                class => self.class(),
                short => short.get(lang),
                long => [short.get(lang), between, found.get(lang)].concat(),
            };
        }
        let short = match self.worst() {
            None if is != verdict::Verdict::Fit => is.text().get(lang).to_owned(),
            None => WORDS.holds.get(lang).to_owned(),
            Some((severity, count)) => words::worst(severity, count).get(lang).to_owned(),
        };
        context! { class => self.class(), short, long => found.get(lang) }
    }
}

impl Figure {
    fn of(figures: Option<&Digest>, field: Field) -> Figure {
        match figures {
            Some(figures) if figures.has(field) => match figures.number(field) {
                Some(number) => Figure::Number(number),
                None if figures.is_blank(field) => Figure::Blank,
                None => Figure::Words,
            },
            _ => Figure::Missing,
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
    fn new(figures: Option<&Digest>) -> Key {
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

    /// The outcomes with full or partial disclosure, and all outcomes. `None` if a figure is missing.
    pub(crate) fn disclosed(&self) -> Option<(i128, i128)> {
        let part = i128::from(self.granted.count()?) + i128::from(self.partially.count()?);
        Some((part, i128::from(self.outcomes.count()?)))
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
        let said = key
            .disclosed()
            .and_then(|(part, whole)| sums::share_or_fraction(part, whole));
        assert_eq!(said.as_deref(), expected);
        assert_eq!(key.litigation(), Figure::Blank);
    }

    #[test]
    fn shares_are_exact_and_rounded_half_up() {
        check(1191, 420, 3486, Some("46.2%"));
        check(1, 0, 30, Some("3.3%"));
        check(2, 0, 30, Some("6.7%"));
        check(1, 1, 9, Some("2 / 9"));
        check(1, 0, 16, Some("6.3%"));
        check(5, 5, 10, Some("100.0%"));
        check(0, 0, 0, None);
        check(-1, 0, 8, None);
        check(i64::MAX / 20, i64::MAX / 20, i64::MAX / 10, Some("100.0%"));
    }
}
