//! The home page: what there is, and every report of a small archive.

use minijinja::{Value, context};
use nianbao_core::field::DisputeResult;
use nianbao_core::rules::RULES;
use nianbao_core::text::{Lang, Text};

use super::{Bar, Head, Kind, Page, always, corrections, template};
use crate::archive::Record;
use crate::archive::doubts::Part;
use crate::content::Problem;
use crate::error::Result;
use crate::site::figures::Row;
use crate::site::list::organ_value;
use crate::site::owed::{Owed, Status};
use crate::site::sums::{Figures, Sums, grouped, share_or_fraction};
use crate::site::{Builder, trends, words};

/// The most organs that are shown with all their years.
const MATRIX: usize = 60;

/// The most years next to each other.
const YEARS: usize = 8;

pub(super) static KIND: Kind = Kind {
    template: template!("home.html"),
    words: &WORDS_OF_HOME,
    values: &[
        "headline",
        "latest",
        "missing",
        "missing_count",
        "corrections",
        "all_reports",
        "reports",
        "organ_count",
        "first",
        "last",
        "years",
        "rows",
        "whole",
        "rule_count",
        "some_sample",
        "searchable",
        "trends",
    ],
    bar: Bar::Name,
    // The search box leads to another page.
    head: Head {
        forms: true,
        ..Head::PLAIN
    },
    needs: always,
    addresses: |_, add| add(""),
    write,
};

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    let (organs, list) = (builder.content.organs.all(), &builder.list);
    let site = &builder.content.site;
    let page = Page {
        description: site.description.clone(),
        ..Page::new("index.html", &site.title)
    };
    // A small archive is shown whole, a large one with its top organs only.
    let whole = organs.len() <= MATRIX;
    let shown: Vec<(usize, usize)> = list
        .tree
        .iter()
        .copied()
        .filter(|(_, depth)| whole || *depth == 0)
        .take(MATRIX)
        .collect();
    // The newest first, so that they are in view on a phone.
    let years: Vec<u16> = list.years.iter().rev().take(YEARS).copied().collect();
    let owed = Owed::new(builder);
    let headline = Headline::new(builder, &owed);
    let latest = latest(builder);
    let missing = list
        .years
        .last()
        .map_or_else(Vec::new, |year| missing(builder, &owed, *year));
    builder.page(&KIND, &page, |lang| {
        let rows: Vec<Value> = shown
            .iter()
            .map(|(index, depth)| {
                let cells: Vec<Value> = years
                    .iter()
                    .map(|year| {
                        let verdict = builder.row(*index, *year).map(|row| row.verdict().value(lang));
                        let missing = owed.status(builder, *index, *year) == Status::Missing;
                        context! { year, verdict, missing }
                    })
                    .collect();
                context! { organ => organ_value(&organs[*index], *depth, builder.is_sample(*index), lang), cells }
            })
            .collect();
        let recent = latest.iter().filter_map(|record| {
            let organ = organs.get(record.organ)?;
            let row = Row::new(builder.archive, record);
            Some(context! {
                id => organ.id,
                name => organ.name.get(lang),
                year => record.year,
                date => record.changed().map(|date| date.text().get(lang).to_owned()),
                day => record.changed().map(|date| date.to_string()),
                corrected => record.corrected.is_some(),
                sample => record.sample,
                verdict => row.verdict().value(lang),
            })
        });
        let without = missing.iter().take(LISTED).filter_map(|index| organs.get(*index));
        let without = without.map(|organ| context! { id => organ.id, name => organ.name.get(lang) });
        Ok(context! {
            headline => headline.as_ref().map(|headline| headline.value(builder, lang)),
            latest => recent.collect::<Vec<_>>(),
            missing => without.collect::<Vec<_>>(),
            missing_count => missing.len(),
            corrections => corrections::count(builder),
            all_reports => words::reports(builder.archive.records().len()).get(lang),
            reports => builder.archive.records().len(),
            organ_count => organs.len(),
            first => list.years.first(),
            last => list.years.last(),
            years,
            rows,
            whole,
            rule_count => RULES.len(),
            searchable => builder.searchable,
            trends => Value::from_safe_string(trends::home(builder, &owed, lang)),
            some_sample => builder.archive.records().iter().any(|record| record.sample),
        })
    })
}

/// The most entries of the lists of latest and missing reports.
const LISTED: usize = 6;

static WORDS_OF_HOME: [(&str, Text); 17] = [
    ("home_received", Text::new("收到的申请", "Requests received")),
    (
        "home_disclosed",
        Text::new("公开或部分公开", "Disclosed in full or part"),
    ),
    ("home_corrected", Text::new("答复被纠正", "Replies corrected")),
    ("home_handed_in", Text::new("收到报告的机关", "Organs with a report")),
    ("home_before", Text::new("上年", "Year before: ")),
    ("home_of_outcomes", Text::new("办理结果总计", "Outcomes: ")),
    (
        "home_disputes",
        Text::new("审结的复议和诉讼", "Reconsiderations and lawsuits decided: "),
    ),
    ("home_of_organs", Text::new("应有", "Due: ")),
    ("home_from", Text::new("前三项取自", "The first three are from ")),
    (
        "home_from_several",
        Text::new(
            "前三项是以下份数报告之和，汇总报告、有错误的报告和虚构的示例不计入：",
            "The first three sum up this many reports, without those that sum up others, those with errors and invented ones: ",
        ),
    ),
    (
        "home_formula",
        Text::new(
            "公开占比 =（予以公开 + 部分公开）÷ 办理结果总计。",
            "Disclosed = (in full + in part) ÷ outcomes.",
        ),
    ),
    ("home_latest", Text::new("最近发布", "Latest")),
    ("home_missing", Text::new("还没有收到报告", "No report yet")),
    (
        "home_missing_none",
        Text::new("应有的报告都收到了。", "Every report that is due is here."),
    ),
    (
        "home_missing_why",
        Text::new(
            "本站没有收到，不等于机关没有公布。",
            "Missing here; the organ may have published it elsewhere.",
        ),
    ),
    ("home_more", Text::new("全部机关", "All organs")),
    ("home_corrections", Text::new("更正了什么", "What was corrected")),
];

/// What the reports of the last year say together.
struct Headline<'a> {
    year: u16,
    /// The one report that sums up all others, if there is one.
    of: Option<&'a Record>,
    /// How many reports it rests on.
    reports: usize,
    now: Sums,
    before: Option<Sums>,
    /// The number of organs with a report, and of those that owe one.
    organs: (usize, usize),
}

/// The share of outcomes that were disclosed, or the fraction if there are few; `None` without outcomes that can be relied on.
fn disclosed(sums: &Sums) -> Option<String> {
    share_or_fraction(sums.disclosed(), sums.outcomes_total())
}

impl<'a> Headline<'a> {
    /// `None` if there is no report with tables.
    fn new(builder: &'a Builder<'_>, owed: &Owed) -> Option<Headline<'a>> {
        let year = *builder.list.years.last()?;
        let organs = builder.content.organs.all();
        let of_year = |year: u16| {
            let records = builder.archive.records().iter();
            records.filter(move |record| record.year == year && record.is_read)
        };
        // The one government above all others that report.
        let roots = || (0..organs.len()).filter(|index| organs.get(*index).is_some_and(|organ| organ.parent.is_none()));
        let mut governments = roots().filter(|index| builder.content.organs.is_aggregate(*index));
        let only = governments.next().filter(|_| governments.next().is_none());
        let of = only
            .and_then(|index| builder.archive.find(index, year))
            .filter(|record| record.is_read);
        let (mut now, mut before, mut reports) = (Sums::new(), None, 0);
        if let Some(record) = of {
            now.add(record, &Figures::new(builder.archive.figures(record)?));
            reports = 1;
            let last = year
                .checked_sub(1)
                .and_then(|last| builder.archive.find(record.organ, last));
            if let Some((last, figures)) = last.and_then(|last| Some((last, builder.archive.figures(last)?))) {
                before.insert(Sums::new()).add(last, &Figures::new(figures));
            }
        } else {
            // Invented figures are never added to real ones.
            let real = of_year(year).any(|record| !record.sample);
            for record in of_year(year) {
                let invented = real && record.sample;
                let fit = !invented && !builder.content.organs.is_aggregate(record.organ);
                if let Some(figures) = builder.archive.figures(record).filter(|_| fit) {
                    now.add(record, &Figures::new(figures));
                    reports += 1;
                }
            }
        }
        let due = (0..organs.len())
            .filter(|index| owed.status(builder, *index, year).is_owed())
            .count();
        Some(Headline {
            year,
            of,
            reports,
            now,
            before,
            organs: (of_year(year).count(), due),
        })
    }

    fn value(&self, builder: &Builder<'_>, lang: Lang) -> Value {
        // What no report says without an error is not known.
        let known = |sums: &Sums, part: Part, count: i128| (sums.base(part).counted > 0).then(|| grouped(count));
        let received = |sums: &Sums| known(sums, Part::Received, sums.received_total());
        let corrected = |sums: &Sums| known(sums, Part::Disputes, sums.results()[DisputeResult::Corrected as usize]);
        let decided = |sums: &Sums| {
            let results = sums.results();
            let decided = results[DisputeResult::Total as usize] - results[DisputeResult::Pending as usize];
            known(sums, Part::Disputes, decided.max(0))
        };
        let (now, before) = (&self.now, self.before.as_ref());
        let of = self
            .of
            .and_then(|record| Some((record, builder.content.organs.all().get(record.organ)?)));
        context! {
            year => self.year,
            received => received(now),
            received_before => before.and_then(received),
            disclosed => disclosed(now),
            disclosed_before => before.and_then(disclosed),
            outcomes => known(now, Part::Outcomes, now.outcomes_total()),
            corrected => corrected(now),
            decided => decided(now),
            corrected_before => before.and_then(corrected),
            organs => self.organs.0,
            due => self.organs.1,
            reports => self.reports,
            of => of.map(|(record, organ)| context! {
                id => organ.id,
                name => organ.name.get(lang),
                year => record.year,
                sample => record.sample,
                doubt => Row::new(builder.archive, record).doubt(),
            }),
        }
    }
}

/// The organs without a report for a year, in the order of the list.
fn missing(builder: &Builder<'_>, owed: &Owed, year: u16) -> Vec<usize> {
    let in_order = builder.list.tree.iter().map(|(index, _)| *index);
    in_order
        .filter(|index| owed.status(builder, *index, year) == Status::Missing)
        .collect()
}

/// The reports that were published or corrected last.
fn latest<'a>(builder: &'a Builder<'_>) -> Vec<&'a Record> {
    let mut dated: Vec<&Record> = builder
        .archive
        .records()
        .iter()
        .filter(|record| record.changed().is_some())
        .collect();
    let order = |record: &&Record| (std::cmp::Reverse(record.changed()), record.organ, record.year);
    if dated.len() > LISTED {
        dated.select_nth_unstable_by_key(LISTED, order);
        dated.truncate(LISTED);
    }
    dated.sort_by_key(order);
    dated
}
