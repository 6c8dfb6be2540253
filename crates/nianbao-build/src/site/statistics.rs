//! The statistics of an archive: the sums of each scope and year, their rates, and the reports that are left out.

use nianbao_core::cell::Number;
use nianbao_core::field::{
    Applicant, ColumnKey, DisputeBlock, DisputeResult, Field, RequestsGroup, RequestsRow, RowKey,
};
use nianbao_core::form::{Form, FormId};
use nianbao_core::text::{Lang, Text};
use nianbao_documents::csv;
use rayon::prelude::*;

use super::Builder;
use super::owed::{Owed, Status};
use super::scope::{Scope, Which};
use super::sums::{Figures, Sums, asked, group};
use super::words::WORDS;
use crate::archive::Record;
use crate::archive::doubts::Part;
use crate::key::{Key, Keys};

/// The figures of all reports.
pub(crate) struct All {
    pub(crate) owed: Owed,
    /// For each record, its figures, and a key of all that statistics say of it.
    reports: Vec<(Option<Figures>, Key)>,
}

/// A scope in a year.
#[expect(clippy::struct_field_names, reason = "a year's own number is its year")]
pub(crate) struct Year<'a> {
    pub(crate) year: u16,
    pub(crate) sums: Sums,
    /// The reports, in the order of the organs, each with its figures.
    pub(crate) reports: Vec<(&'a Record, Option<&'a Figures>)>,
    /// The organs whose reports are missing.
    pub(crate) missing: Vec<usize>,
    /// How many reports are owed.
    pub(crate) owed: usize,
    /// How many invented reports are left out, because there are real ones.
    pub(crate) invented: usize,
    /// Differs if anything that is said of the year differs.
    pub(crate) key: Key,
}

impl All {
    pub(crate) fn new(builder: &Builder<'_>) -> All {
        let archive = builder.archive;
        let reports = archive.records().par_iter().map(|record| {
            let figures = archive.figures(record).map(Figures::new);
            let keys = Keys::of("report").number(record.organ).number(record.year.into());
            let keys = keys.flag(record.sample).flag(record.is_read).whole(&record.doubts);
            let keys = match &figures {
                Some(figures) => figures.add_to(keys),
                None => keys,
            };
            (figures, keys.key_of_all())
        });
        All {
            reports: reports.collect(),
            owed: Owed::new(builder),
        }
    }

    /// The figures of an organ's report and their key.
    fn find(&self, builder: &Builder<'_>, organ: usize, year: u16) -> Option<&(Option<Figures>, Key)> {
        self.reports.get(builder.archive.index(organ, year)?)
    }

    /// The years of a scope, ascending: those for which any report is owed.
    pub(crate) fn years<'a>(&'a self, builder: &'a Builder<'_>, members: &[usize]) -> Vec<Year<'a>> {
        let years = builder.list.years.iter().filter(|year| asked(Part::Received, **year));
        let real = any_real(builder, members);
        years
            .map(|year| self.year(builder, members, *year, real))
            .filter(|year| year.owed > 0)
            .collect()
    }

    fn year<'a>(&'a self, builder: &'a Builder<'_>, members: &[usize], year: u16, real: bool) -> Year<'a> {
        let organs = builder.content.organs.all();
        let (mut sums, mut reports, mut missing, mut owed) = (Sums::new(), Vec::new(), Vec::new(), 0);
        let (mut keys, mut invented) = (Keys::of("year").number(year.into()), 0);
        for index in members {
            let Some(organ) = organs.get(*index) else { continue };
            let record = builder.archive.find(*index, year);
            if !counts(builder, &self.owed, *index, year, real) {
                invented += usize::from(record.is_some());
                continue;
            }
            owed += 1;
            let Some(record) = record else {
                missing.push(*index);
                keys = keys.text("missing").key(organ.key());
                continue;
            };
            let Some((figures, key)) = self.find(builder, *index, year) else {
                continue;
            };
            keys = keys.key(*key).key(organ.key());
            reports.push((record, figures.as_ref()));
            match figures {
                Some(figures) => sums.add(record, figures),
                None => sums.add_unread(record),
            }
        }
        Year {
            year,
            sums,
            reports,
            missing,
            owed,
            invented,
            key: keys.number(invented).key_of_all(),
        }
    }
}

/// Whether any of some organs has a real report. If so, invented ones are left out: their figures are never added to real
/// ones.
pub(crate) fn any_real(builder: &Builder<'_>, members: &[usize]) -> bool {
    let is_real = |index: &usize| builder.archive.of(*index).iter().any(|record| !record.sample);
    members.iter().any(is_real)
}

/// Whether the statistics of a year count a report of an organ, or that it is missing.
pub(crate) fn counts(builder: &Builder<'_>, owed: &Owed, index: usize, year: u16, real: bool) -> bool {
    match builder.archive.find(index, year) {
        Some(record) => !(real && record.sample),
        None => !(real && builder.is_sample(index)) && owed.status(builder, index, year) == Status::Missing,
    }
}

impl Year<'_> {
    /// How many reports an error leaves out of any sum.
    pub(crate) fn with_errors(&self) -> usize {
        self.reports.iter().filter(|(record, _)| record.doubts.any()).count()
    }
}

/// A rate of a scope in a year.
pub(crate) struct Rate {
    pub(crate) name: &'static Text,
    pub(crate) formula: &'static [Text],
    /// Its name in data files.
    id: &'static str,
    pub(crate) part: Part,
    /// Numerator and denominator.
    pub(crate) of: fn(&Sums) -> (i128, i128),
    pub(crate) unit: &'static Text,
}

/// The rates, each with its formula.
pub(crate) static RATES: [Rate; 6] = [
    Rate {
        id: "disclosed",
        name: &Text::new("公开占比", "Share disclosed"),
        formula: &[
            Text::new(
                "（予以公开 + 部分公开）÷ 办结总计",
                "(granted + partly granted) ÷ all outcomes",
            ),
            Text::new(
                "只说明报告的数字：部分公开算作公开，不论公开了多少",
                "Partly granted counts, however little was granted",
            ),
        ],
        part: Part::Outcomes,
        of: |sums| (sums.disclosed(), sums.outcomes_total()),
        unit: &WORDS.items,
    },
    Rate {
        id: "natural_person",
        name: &Text::new("个人申请占比", "Share of natural persons"),
        formula: &[Text::new(
            "自然人新收 ÷ 本年新收",
            "received from natural persons ÷ received",
        )],
        part: Part::Received,
        of: |sums| (sums.received[Applicant::NaturalPerson as usize], sums.received_total()),
        unit: &WORDS.items,
    },
    Rate {
        id: "denied",
        name: &Text::new("不予公开占比", "Share denied"),
        formula: &[Text::new(
            "不予公开各项之和 ÷ 办结总计",
            "all rows of “denied” ÷ all outcomes",
        )],
        part: Part::Outcomes,
        of: |sums| (sums.groups()[2], sums.outcomes_total()),
        unit: &WORDS.items,
    },
    Rate {
        id: "not_held",
        name: &Text::new("本机关不掌握占比", "Share not held"),
        formula: &[Text::new(
            "本机关不掌握相关政府信息 ÷ 办结总计",
            "information that the organ does not hold ÷ all outcomes",
        )],
        part: Part::Outcomes,
        of: |sums| {
            let not_held = sums.outcomes[RequestsRow::UnavailableNotHeld as usize];
            (not_held, sums.outcomes_total())
        },
        unit: &WORDS.items,
    },
    Rate {
        id: "carried_out",
        name: &Text::new("结转占比", "Share carried out"),
        formula: &[Text::new(
            "结转下年 ÷（本年新收 + 上年结转）",
            "carried out ÷ (received + carried in)",
        )],
        part: Part::Carried,
        of: |sums| (sums.carried[2], sums.carried[0] + sums.carried[1]),
        unit: &WORDS.items,
    },
    Rate {
        id: "corrected",
        name: &Text::new("纠正占比", "Share corrected"),
        formula: &[Text::new(
            "结果纠正 ÷（总计 − 尚未审结），行政复议和行政诉讼相加",
            "corrected ÷ (total − pending), reconsideration and litigation together",
        )],
        part: Part::Disputes,
        of: |sums| {
            let results = sums.results();
            let get = |result: DisputeResult| results[result as usize];
            (
                get(DisputeResult::Corrected),
                get(DisputeResult::Total) - get(DisputeResult::Pending),
            )
        },
        unit: &WORDS.cases,
    },
];

/// A sum by its field's name, and the part that it belongs to.
pub(crate) struct Measure {
    pub(crate) id: String,
    pub(crate) label: Text,
    pub(crate) part: Part,
    pub(crate) value: Number,
    /// Whether it is a part of the sum before it.
    pub(crate) below: bool,
}

impl Measure {
    fn new(id: String, label: Text, part: Part, value: Option<Number>) -> Option<Measure> {
        // Rows below a heading are named after it: `requests.denied.state_secret.total`.
        let below = id
            .strip_prefix("requests.")
            .is_some_and(|rest| rest.matches('.').count() == 2);
        Some(Measure {
            id,
            label,
            part,
            value: value?,
            below,
        })
    }
}

/// A count as a number; `None` if it is larger than any that is kept.
fn whole(count: i128) -> Option<Number> {
    i64::try_from(count).ok().map(Number::whole)
}

/// All sums of a year, in the form's order.
pub(crate) fn measures(sums: &Sums, year: u16) -> Vec<Measure> {
    let Some(form) = FormId::of_year(year).map(FormId::form) else {
        return Vec::new();
    };
    let all = [proactive(sums, year), requests(sums, form), disputes(sums)];
    all.into_iter().flatten().flatten().collect()
}

fn proactive(sums: &Sums, year: u16) -> Vec<Option<Measure>> {
    let mut found = Vec::new();
    if asked(Part::Documents, year) {
        for (name, label, count) in [
            (
                "regulations",
                Text::new("现行有效的规章", "Regulations in force"),
                sums.documents[0],
            ),
            (
                "normative_documents",
                Text::new("现行有效的行政规范性文件", "Normative documents in force"),
                sums.documents[1],
            ),
        ] {
            let id = format!("proactive.{name}.in_force");
            found.push(Measure::new(id, label, Part::Documents, whole(count)));
        }
    }
    if asked(Part::Fees, year) {
        let label = Text::new("行政事业性收费（万元）", "Administrative fees (10,000 yuan)");
        found.push(Measure::new("proactive.fees".to_owned(), label, Part::Fees, sums.fees));
    }
    found
}

fn requests(sums: &Sums, form: &'static Form) -> Vec<Option<Measure>> {
    let mut found = Vec::new();
    for (applicant, _) in form.applicants() {
        let field = Field::Requests(RequestsRow::Received, applicant);
        let (row, column) = (&WORDS.received, ColumnKey::Requests(applicant).label());
        let label = Text::of(
            format!("{} · {}", row.zh, column.zh),
            format!("{} · {}", row.en, column.en),
        );
        let count = whole(sums.received[applicant as usize]);
        found.push(Measure::new(field.to_string(), label, Part::Received, count));
    }
    let groups = sums.groups();
    let mut heading = None;
    for row in RequestsRow::ALL {
        let field = Field::Requests(*row, Applicant::Total);
        if !form.has(field) || *row == RequestsRow::Received {
            continue;
        }
        // The rows below a heading come after their sum, whose name is that of the heading.
        let own = row.group().filter(|group| *group != RequestsGroup::Outcomes);
        if let Some(own) = own.filter(|own| Some(*own) != heading) {
            let count = group(*row).and_then(|group| groups.get(group)).copied();
            let id = format!("requests.{}", own.name());
            let label = RowKey::Group(own).label();
            found.push(Measure::new(id, label, Part::Outcomes, count.and_then(whole)));
        }
        heading = own;
        let (part, count) = match row {
            RequestsRow::CarriedIn => (Part::Carried, sums.carried[1]),
            RequestsRow::CarriedOut => (Part::Carried, sums.carried[2]),
            row => (Part::Outcomes, sums.outcomes[*row as usize]),
        };
        let label = RowKey::Requests(*row).label();
        found.push(Measure::new(field.to_string(), label, part, whole(count)));
    }
    found
}

fn disputes(sums: &Sums) -> Vec<Option<Measure>> {
    let mut found = Vec::new();
    for block in DisputeBlock::ALL {
        for result in DisputeResult::ALL {
            let field = Field::Disputes(*block, *result);
            let count = whole(sums.disputes[*block as usize][*result as usize]);
            found.push(Measure::new(field.to_string(), field.label(), Part::Disputes, count));
        }
    }
    found
}

/// The columns of the file with the statistics of a scope.
const COLUMNS: [&str; 16] = [
    "scope",
    "name",
    "aggregate",
    "year",
    "measure",
    "label",
    "label_en",
    "value",
    "numerator",
    "denominator",
    "reports_counted",
    "left_out_errors",
    "left_out_lacking",
    "reports",
    "owed",
    "sample_reports",
];

/// The statistics of a scope as CSV: a line for each sum and each rate of each year.
pub(crate) fn csv(scope: &Scope, years: &[Year<'_>]) -> String {
    let mut out = String::from(csv::MARK);
    csv::line(COLUMNS, &mut out);
    // Governments sum up their organs.
    let aggregate = matches!(
        scope.which,
        Which::Governments(_) | Which::Kind(nianbao_core::rule::organ::Kind::Government)
    );
    for year in years {
        let sums = &year.sums;
        let mut line = |id: &str, label: &Text, part: Part, value: &str, of: Option<(i128, i128)>| {
            let base = sums.base(part);
            let number = |count: usize| count.to_string();
            let (numerator, denominator) =
                of.map_or_else(Default::default, |(part, whole)| (part.to_string(), whole.to_string()));
            csv::line(
                [
                    scope.folder.as_str(),
                    scope.name.get(Lang::Zh),
                    if aggregate { "true" } else { "false" },
                    &year.year.to_string(),
                    id,
                    label.get(Lang::Zh),
                    label.get(Lang::En),
                    value,
                    &numerator,
                    &denominator,
                    &number(base.counted),
                    &number(base.errors),
                    &number(base.lacking),
                    &number(sums.reports),
                    &number(year.owed),
                    &number(sums.samples),
                ],
                &mut out,
            );
        };
        for measure in measures(sums, year.year) {
            let counted = sums.base(measure.part).counted > 0;
            let value = if counted {
                measure.value.to_string()
            } else {
                String::new()
            };
            line(&measure.id, &measure.label, measure.part, &value, None);
        }
        for rate in &RATES {
            let of = (rate.of)(sums);
            line(
                &format!("rate.{}", rate.id),
                rate.name,
                rate.part,
                &decimal(of).unwrap_or_default(),
                Some(of),
            );
        }
    }
    out
}

/// A rate as a decimal with four places, rounded half up: `0.4625`.
fn decimal((part, whole): (i128, i128)) -> Option<String> {
    if whole <= 0 || part < 0 {
        return None;
    }
    let parts = (part * 20_000 + whole) / (whole * 2);
    Some(format!("{}.{:04}", parts / 10_000, parts % 10_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_four_places() {
        for (of, expected) in [
            ((37, 80), Some("0.4625")),
            ((2, 3), Some("0.6667")),
            ((3, 3), Some("1.0000")),
            ((0, 3), Some("0.0000")),
            ((0, 0), None),
        ] {
            assert_eq!(decimal(of).as_deref(), expected, "{of:?}");
        }
    }
}
