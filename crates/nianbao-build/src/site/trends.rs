//! Charts over the years, of an organ or of many: what was received, how it was answered, what was corrected.
//!
//! An organ's figures are drawn as published, marked where an error touches them; sums leave those reports out.

use std::fmt::Write as _;

use nianbao_core::field::{DisputeResult, RequestsRow};
use nianbao_core::form::FormId;
use nianbao_core::text::{Lang, Text};
use nianbao_documents::csv;

use super::chart::{self, Bar, Cases, Column, Slot, words};
use super::owed::{Owed, Status};
use super::plot::{Cell, Plot, RowHead, Table};
use super::sums::{FEW, Figures, GROUPS, Sums, asked, group, grouped, points_apart, share};
use super::words::WORDS;
use super::{Builder, html};
use crate::archive::Record;
use crate::archive::doubts::Part;

/// The figures of a year. Those that are not there are `None`; a flag says that an error touches them, or that they should
/// not be compared with those of other years.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Point {
    pub(crate) year: u16,
    /// Whether there is a report.
    pub(crate) there: bool,
    /// Received and carried in, and whether an error touches each.
    pub(crate) received: Option<([i128; 2], [bool; 2])>,
    /// Whether it is known what was carried in; if not, its figure above is 0.
    pub(crate) carried_in: bool,
    /// By group, their sum, and what the total says.
    pub(crate) outcomes: Option<([i128; GROUPS], i128, bool)>,
    /// By result.
    pub(crate) disputes: Option<([i128; DisputeResult::ALL.len()], bool)>,
    /// What is left out of the outcomes because of errors.
    pub(crate) left_out: i128,
    /// The number of reports in the sum of what was received; `None` for a single report.
    pub(crate) reports: Option<usize>,
}

impl Point {
    /// The figures of an organ's report; `None` if there was no form in its year.
    pub(crate) fn of_report(record: &Record, figures: Option<&Figures>) -> Option<Point> {
        FormId::of_year(record.year)?;
        let carried_in = figures.and_then(|figures| figures.carried_in);
        let received = figures.and_then(|figures| match (figures.carried, figures.received) {
            (Some([received, carried, _]), _) => Some([received, carried]),
            (None, Some(row)) => Some([row.last().copied()?, carried_in.unwrap_or(0)]),
            (None, None) => None,
        });
        let outcomes = figures.and_then(|figures| figures.outcomes).map(|rows| {
            let mut groups = [0; GROUPS];
            for row in RequestsRow::ALL {
                if let Some(slot) = group(*row).and_then(|group| groups.get_mut(group)) {
                    *slot += i128::from(rows[*row as usize]);
                }
            }
            let total = i128::from(rows[RequestsRow::OutcomesTotal as usize]);
            (groups, total, record.doubts.touch(Part::Outcomes))
        });
        let disputes = figures.and_then(|figures| figures.disputes).map(|blocks| {
            let mut results = [0; DisputeResult::ALL.len()];
            for block in blocks {
                for (slot, own) in results.iter_mut().zip(block) {
                    *slot += i128::from(own);
                }
            }
            (results, record.doubts.touch(Part::Disputes))
        });
        let touched = [Part::Received, Part::Carried].map(|part| record.doubts.touches_only(part));
        Some(Point {
            year: record.year,
            there: true,
            received: received.map(|both| (both.map(i128::from), touched)),
            carried_in: carried_in.is_some(),
            outcomes,
            disputes,
            left_out: 0,
            reports: None,
        })
    }

    /// The slot of a missing report.
    pub(crate) fn missing(year: u16) -> Point {
        Point {
            year,
            ..Point::default()
        }
    }

    /// The sums of a year.
    pub(crate) fn of_sums(year: u16, sums: &Sums) -> Point {
        let counted = |part| sums.base(part).counted > 0;
        let total = sums.outcomes_total();
        // Whether those left out hold more than a fifth of all.
        let ringed = sums.doubtful_outcomes * 5 > sums.doubtful_outcomes + total;
        Point {
            year,
            there: sums.reports > 0,
            received: counted(Part::Received).then(|| ([sums.received_total(), 0], [false; 2])),
            carried_in: false,
            outcomes: counted(Part::Outcomes).then(|| (sums.groups(), total, ringed)),
            disputes: counted(Part::Disputes).then(|| (sums.results(), false)),
            left_out: sums.doubtful_outcomes,
            reports: Some(sums.base(Part::Received).counted),
        }
    }

    /// 予以公开 and 部分公开, and all outcomes.
    fn disclosed(&self) -> Option<(i128, i128)> {
        let (groups, total, _) = self.outcomes?;
        Some((groups[0] + groups[1], total))
    }

    /// All disputes.
    fn disputes_total(&self) -> i128 {
        self.disputes
            .map_or(0, |(results, _)| results[DisputeResult::Total as usize])
    }

    /// The disputes in the order of their squares.
    fn results(&self) -> [i128; RESULTS.len()] {
        let results = self.disputes.map(|(results, _)| results).unwrap_or_default();
        RESULTS.each_ref().map(|(result, _)| results[*result as usize])
    }

    /// Whether an error touches the disputes.
    fn disputes_doubtful(&self) -> bool {
        self.disputes.is_some_and(|(_, error)| error)
    }

    /// Corrected and decided.
    fn corrected(&self) -> Option<(i128, i128)> {
        let (results, _) = self.disputes?;
        let get = |result: DisputeResult| results[result as usize];
        Some((
            get(DisputeResult::Corrected),
            get(DisputeResult::Total) - get(DisputeResult::Pending),
        ))
    }
}

/// A share with its base, or the counts if the base is small.
pub(crate) fn rate(part: i128, whole: i128, unit: &Text, lang: Lang) -> String {
    if whole < FEW {
        if whole <= 0 {
            return "–".to_owned();
        }
        let gap = if lang == Lang::Zh { " " } else { "" };
        let unit = if lang == Lang::Zh { unit.get(lang) } else { "" };
        return format!("{} / {}{gap}{unit}", grouped(part), grouped(whole));
    }
    share(part, whole).unwrap_or_default()
}

/// Whose figures are drawn.
#[derive(Clone, Copy)]
pub(crate) struct Of<'a> {
    pub(crate) name: &'a Text,
    /// Whether they are sums of many.
    pub(crate) sums: bool,
    pub(crate) lang: Lang,
}

/// The charts of some years, ascending. One year is no chart, and said in a sentence.
pub(crate) fn charts(points: &[Point], of: Of<'_>) -> String {
    let there = points.iter().filter(|point| point.there).count();
    if there < 2 {
        return String::new();
    }
    let all = [received(points, of), outcomes(points, of), disputes(points, of)];
    let ids = ["received", "outcomes", "disputes"];
    let mut out = String::new();
    for (id, html) in ids.into_iter().zip(all) {
        if let Some(html) = html {
            let _ = write!(out, "<section class=\"sect\" id=\"trend-{id}\">\n{html}</section>\n");
        }
    }
    out
}

/// The columns of what was received.
pub(crate) fn columns(points: &[Point]) -> Vec<Column> {
    let slot = |point: &Point| match (point.there, point.received) {
        (false, _) => Slot::Missing,
        (true, None) => Slot::Blank,
        (true, Some((figures, errors))) => Slot::Figures(figures, errors),
    };
    let column = |point: &Point| Column {
        year: point.year,
        slot: slot(point),
        reports: point.reports.filter(|_| point.there),
    };
    points.iter().map(column).collect()
}

/// The first of the two cells, or both.
fn received_cells(point: &Point, count: usize, lang: Lang) -> Vec<Cell> {
    let Some(([received, carried], _)) = point.received else {
        return vec![lacking(point, lang); count];
    };
    let carried = if point.carried_in {
        Cell::count(carried)
    } else {
        Cell::faint("–")
    };
    [Cell::count(received), carried].into_iter().take(count).collect()
}

/// What the columns show in a sentence that they bear out: figures of different reports are not compared, and those that an
/// error touches are in no range. `None` without two years.
fn heading_of_received(points: &[Point]) -> Option<Text> {
    let known: Vec<(&Point, i128, bool)> = points
        .iter()
        .filter_map(|point| {
            let ([count, _], [error, _]) = point.received?;
            Some((point, count, error))
        })
        .collect();
    let [.., (before, count_before, error_before), (last, count, error)] = known.as_slice() else {
        return None;
    };
    let (year, year_before) = (last.year, before.year);
    let (said, said_before) = (grouped(*count), grouped(*count_before));
    if let Some((reports, reports_before)) = last.reports.zip(before.reports) {
        return Some(Text::of(
            format!(
                "{year} 年 {reports} 份报告收到 {said} 件，{year_before} 年 {reports_before} 份报告收到 {said_before} 件"
            ),
            format!(
                "{said} requests in the {reports} reports of {year}, {said_before} in the {reports_before} of {year_before}"
            ),
        ));
    }
    let flag = |error: bool| {
        if error {
            ("（有错误）", " (with an error)")
        } else {
            ("", "")
        }
    };
    let (flag, flag_before) = (flag(*error), flag(*error_before));
    let fine: Vec<i128> = known.iter().filter(|one| !one.2).map(|one| one.1).collect();
    let range = fine.iter().min().zip(fine.iter().max()).filter(|_| fine.len() > 2);
    let Some((lowest, highest)) = range else {
        return Some(Text::of(
            format!(
                "{year} 年收到 {said} 件{}，{year_before} 年 {said_before} 件{}",
                flag.0, flag_before.0
            ),
            format!(
                "{said} requests in {year}{}, {said_before} in {year_before}{}",
                flag.1, flag_before.1
            ),
        ));
    };
    let first = known.first().map_or(year, |one| one.0.year);
    let n = fine.len();
    // Years that are not in the range are not counted as if they were.
    let (zh, en) = if n < known.len() {
        (
            format!("数字没有错误的 {n} 年里"),
            format!("in the {n} years without an error in the figure"),
        )
    } else if n < usize::from(year - first) + 1 {
        (format!("有数字的 {n} 年里"), format!("in the {n} years with a figure"))
    } else {
        (format!("{n} 年来"), format!("in these {n} years"))
    };
    let (lowest, highest) = (grouped(*lowest), grouped(*highest));
    Some(Text::of(
        format!("{year} 年收到 {said} 件{}，{zh}在 {lowest} 到 {highest} 件之间", flag.0),
        format!(
            "{said} requests in {year}{}; between {lowest} and {highest} {en}",
            flag.1
        ),
    ))
}

fn received(points: &[Point], of: Of<'_>) -> Option<String> {
    let heading = heading_of_received(points)?;
    let title = Text::of(
        format!("{}各年收到的申请", of.name.zh),
        format!("Requests received: {}", of.name.en),
    );
    let names = if of.sums {
        [WORDS.received.get(of.lang), ""]
    } else {
        [WORDS.received.get(of.lang), WORDS.carried_in.get(of.lang)]
    };
    let columns = columns(points);
    let based = of.sums.then(|| WORDS.reports.get(of.lang).to_owned());
    let mut heads = vec![WORDS.year.get(of.lang).to_owned()];
    heads.extend(
        names
            .iter()
            .filter(|name| !name.is_empty())
            .map(|name| (*name).to_owned()),
    );
    heads.extend(based);
    let mut table = Table::new(title.get(of.lang), heads);
    for point in points.iter().rev() {
        let count = names.iter().filter(|name| !name.is_empty()).count();
        let mut cells = received_cells(point, count, of.lang);
        cells.extend(
            point
                .reports
                .filter(|_| of.sums)
                .map(|reports| Cell::count(reports as i128)),
        );
        table.row(
            head(
                point,
                point.received.is_some_and(|(_, errors)| errors.contains(&true)),
                of.lang,
            ),
            cells,
        );
    }
    let about = if of.sums {
        Text::new(
            "各年的申请件数：本年新收。年份下面是计入的报告份数；份数不同的年度，件数不能直接比较。",
            "Requests received in each year. Below a year is the number of reports in its sum; sums of different numbers of reports cannot be compared directly.",
        )
    } else {
        Text::new(
            "各年的申请件数：本年新收，和上年没有办完、转到本年的。",
            "Requests in each year: those received, and those carried in from the year before.",
        )
    };
    let mut formula = vec![if of.sums {
        Text::new(
            "柱高 = 各份报告表三“一、本年新收”的总计相加",
            "Height of a column = the sum of the reports' totals of “received”, table three",
        )
    } else {
        Text::new(
            "柱高 = 表三“一、本年新收”与“二、上年结转”的总计相加",
            "Height of a column = the totals of “received” and “carried in”, table three",
        )
    }];
    formula.extend(marked(
        points
            .iter()
            .filter(|point| point.received.is_some_and(|(_, errors)| errors.contains(&true))),
        of,
    ));
    Some(
        Plot {
            heading,
            about,
            chart: chart::columns("chart-received", title.get(of.lang), &columns, names, of.lang),
            formula,
            table: &table,
        }
        .html(of.lang),
    )
}

/// Which years' figures an error touches, if any.
fn marked<'a>(points: impl Iterator<Item = &'a Point>, of: Of<'_>) -> Option<Text> {
    let years: Vec<String> = points.map(|point| point.year.to_string()).collect();
    if years.is_empty() {
        return None;
    }
    if of.sums {
        return Some(Text::of(
            format!(
                "{} 年：有错误、没有计入的报告占办结件数五分之一以上，所以不与别的年度比较。",
                years.join("、")
            ),
            format!(
                "{}: reports that are left out because of errors hold more than a fifth of the outcomes, so the year is not compared with others.",
                years.join(", ")
            ),
        ));
    }
    Some(Text::of(
        format!(
            "{} 年（虚线框）：报告的错误涉及这些数字，按报告原样画，不与别的年度比较。错误见当年报告。",
            years.join("、")
        ),
        format!(
            "{} (dashed): an error of the report touches these figures. They are drawn as published and not compared; the report's page has the error.",
            years.join(", ")
        ),
    ))
}

/// The head of a year's row.
fn head(point: &Point, error: bool, lang: Lang) -> RowHead {
    RowHead {
        flag: if error {
            words::ERROR.get(lang).to_owned()
        } else {
            String::new()
        },
        ..RowHead::new(point.year.to_string())
    }
}

/// The cell of a figure that is not there.
fn lacking(point: &Point, lang: Lang) -> Cell {
    Cell::faint(if point.there {
        words::BLANK.get(lang)
    } else {
        WORDS.no_report.get(lang)
    })
}

fn outcomes(points: &[Point], of: Of<'_>) -> Option<String> {
    let lang = of.lang;
    let names = words::GROUPS.each_ref().map(|name| name.get(lang));
    let known: Vec<&Point> = points.iter().rev().filter(|point| point.outcomes.is_some()).collect();
    let newest = *known.first().filter(|_| known.len() > 1)?;
    let (groups, total, ringed) = newest.outcomes?;
    let (disclosed, _) = newest.disclosed()?;
    let change = known[1]
        .outcomes
        .filter(|before| !before.2 && !ringed && before.1 >= FEW && total >= FEW);
    let change = change.map(|(before, whole, _)| points_apart((disclosed, total), (before[0] + before[1], whole)));
    let heading = heading_of_outcomes(newest, (disclosed, total), known[1].year, change);
    let title = Text::of(
        format!("{}各年办理结果的占比", of.name.zh),
        format!("Outcomes by share: {}", of.name.en),
    );
    let bars: Vec<Bar<'_>> = known
        .iter()
        .filter_map(|point| {
            let (groups, total, ringed) = point.outcomes.as_ref()?;
            Some(bar(point, groups, *total, *ringed, of))
        })
        .collect();
    let figures = groups.map(|count| chart::share_or_count(count, groups.iter().sum(), lang));
    let few = known
        .iter()
        .any(|point| point.outcomes.is_some_and(|(_, total, _)| (1..FEW).contains(&total)));
    let svg = chart::shares("chart-outcomes", title.get(lang), &bars, &names, "o", lang);
    let heads = [WORDS.year.get(lang)]
        .into_iter()
        .chain(names)
        .chain([WORDS.outcomes.get(lang), WORDS.disclosed_short.get(lang)]);
    let mut table = Table::new(title.get(lang), heads.map(str::to_owned));
    for point in points.iter().rev() {
        let error = point.outcomes.is_some_and(|(.., ringed)| ringed);
        table.row(
            head(point, error, lang),
            match point.outcomes {
                Some((groups, total, _)) => {
                    let whole = groups.iter().sum();
                    let cell = |count: i128| Cell::count(count).small(share(count, whole).unwrap_or_default());
                    let mut cells: Vec<Cell> = groups.into_iter().map(cell).collect();
                    cells.push(Cell::count(total));
                    cells.push(Cell::figure(rate(groups[0] + groups[1], total, &WORDS.items, lang)));
                    cells
                }
                None => vec![lacking(point, lang); GROUPS + 2],
            },
        );
    }
    let mut formula = vec![Text::new(
        "公开占比 = （予以公开 + 部分公开）÷ 办结总计，即表三“（七）总计”。只说明报告的数字：部分公开算作公开，不论公开了多少。",
        "Share disclosed = (granted + partly granted) ÷ all outcomes, which is “(7) total” of table three. It only says what the reports say: partly granted counts, however little was granted.",
    )];
    formula.extend(marked(
        points
            .iter()
            .filter(|point| point.outcomes.is_some_and(|(.., ringed)| ringed)),
        of,
    ));
    let plot = Plot {
        heading,
        about: Text::of(
            format!(
                "办结的申请怎样答复。每条合计 100%，段中是百分数{}。各段的次序同图例，图例的数字是 {} 年的。",
                if few { "，不到 10 件的写件数" } else { "" },
                newest.year
            ),
            format!(
                "How requests were answered. Each bar is 100 %, with percentages in its segments{}. The key has the order of the segments and the figures of {}.",
                if few { ", or counts of fewer than 10" } else { "" },
                newest.year
            ),
        ),
        chart: chart::legend("o", &names, &figures) + &svg,
        formula,
        table: &table,
    };
    Some(plot.html(lang))
}

fn heading_of_outcomes(newest: &Point, (disclosed, total): (i128, i128), before: u16, change: Option<i128>) -> Text {
    let year = newest.year;
    let change = |lang: Lang| {
        let Some(tenths) = change else { return String::new() };
        let size = format!("{}.{}", tenths.abs() / 10, tenths.abs() % 10);
        match (lang, tenths.signum()) {
            (Lang::Zh, 0) => format!("，与 {before} 年相同"),
            (Lang::Zh, 1) => format!("，比 {before} 年高 {size} 个百分点"),
            (Lang::Zh, _) => format!("，比 {before} 年低 {size} 个百分点"),
            (Lang::En, 0) => format!(", as in {before}"),
            (Lang::En, 1) => format!(", {size} percentage points more than in {before}"),
            (Lang::En, _) => format!(", {size} percentage points less than in {before}"),
        }
    };
    let rate = if total < FEW {
        (grouped(disclosed) + " 件", grouped(disclosed))
    } else {
        let share = share(disclosed, total).unwrap_or_default();
        (share.clone(), share)
    };
    Text::of(
        format!(
            "{year} 年办结 {} 件，公开 {}{}",
            grouped(total),
            rate.0,
            change(Lang::Zh)
        ),
        format!(
            "{} requests decided in {year}, {} disclosed in full or part{}",
            grouped(total),
            rate.1,
            change(Lang::En)
        ),
    )
}

fn bar<'a>(point: &Point, groups: &'a [i128], total: i128, ringed: bool, of: Of<'_>) -> Bar<'a> {
    let lang = of.lang;
    let disclosed = rate(groups[0] + groups[1], total, &WORDS.items, lang);
    let left_out = match (point.left_out, lang) {
        (0, _) => String::new(),
        (n, Lang::Zh) => format!("，另 {} 件有错误", grouped(n)),
        (n, Lang::En) => format!(", {} more with errors", grouped(n)),
    };
    let base = match lang {
        Lang::Zh => format!("办结 {} 件{left_out}", grouped(total)),
        Lang::En => format!("{} decided{left_out}", grouped(total)),
    };
    let flag = match (ringed, of.sums) {
        (false, _) => String::new(),
        (true, false) => format!("{} ", words::ERROR.get(lang)),
        (true, true) => format!("{} ", words::NOT_COMPARED.get(lang)),
    };
    let right = match lang {
        Lang::Zh => format!("{flag}公开 {disclosed}"),
        Lang::En => format!("{flag}{disclosed} disclosed"),
    };
    Bar {
        name: point.year.to_string(),
        base,
        right,
        parts: groups,
        ringed,
    }
}

/// The results in the order of their squares.
static RESULTS: [(DisputeResult, Text); 4] = [
    (DisputeResult::Corrected, Text::new("纠正", "Corrected")),
    (DisputeResult::Upheld, Text::new("维持", "Upheld")),
    (DisputeResult::Other, Text::new("其他结果", "Other")),
    (DisputeResult::Pending, Text::new("尚未审结", "Pending")),
];

fn disputes(points: &[Point], of: Of<'_>) -> Option<String> {
    let lang = of.lang;
    let known: Vec<&Point> = points.iter().rev().filter(|point| point.disputes.is_some()).collect();
    let newest = *known.first().filter(|_| known.len() > 1)?;
    if known.iter().all(|point| point.disputes_total() == 0) {
        return None;
    }
    let title = Text::of(
        format!("{}各年的复议和诉讼", of.name.zh),
        format!("Reconsideration and litigation: {}", of.name.en),
    );
    let (corrected, decided) = newest.corrected()?;
    let heading = Text::of(
        format!(
            "{} 年审结 {} 件，纠正 {} 件",
            newest.year,
            grouped(decided),
            grouped(corrected)
        ),
        format!(
            "{} cases decided in {}, {} of them against the organ",
            grouped(decided),
            newest.year,
            grouped(corrected)
        ),
    );
    let few = known.iter().all(|point| point.disputes_total() <= chart::SQUARES);
    let about = if few {
        Text::new(
            "申请人不服答复，提起行政复议或行政诉讼。一格一件。",
            "Answers that applicants took to reconsideration or to court. A square is a case.",
        )
    } else {
        Text::new(
            "申请人不服答复，提起行政复议或行政诉讼；各种结果的占比。",
            "Answers that applicants took to reconsideration or to court, by result.",
        )
    };
    let names = RESULTS.each_ref().map(|(_, name)| name.get(lang));
    let heads = [WORDS.year.get(lang)].into_iter().chain(names).chain([TOTAL.get(lang)]);
    let mut table = Table::new(title.get(lang), heads.map(str::to_owned));
    for point in points.iter().rev() {
        let all = point.results().into_iter().chain([point.disputes_total()]);
        let cells = match point.disputes {
            Some(_) => all.map(Cell::count).collect(),
            None => vec![lacking(point, lang); RESULTS.len() + 1],
        };
        table.row(head(point, point.disputes_doubtful(), lang), cells);
    }
    let plot = Plot {
        heading,
        about,
        chart: chart_of_disputes(&known, few, title.get(lang), lang),
        formula: formula_of_disputes(&known, of),
        table: &table,
    };
    Some(plot.html(lang))
}

/// Squares for a few cases a year, or shares, newest first.
fn chart_of_disputes(known: &[&Point], few: bool, title: &str, lang: Lang) -> String {
    let names = RESULTS.each_ref().map(|(_, name)| name.get(lang));
    let shown = known.iter().take(chart::BARS);
    if few {
        let rows = shown.map(|point| Cases {
            name: point.year.to_string(),
            note: note_of_disputes(point, lang),
            parts: point.results(),
        });
        let rows: Vec<Cases> = rows.collect();
        return chart::legend_of_squares(names) + &chart::squares("chart-disputes", title, &rows, lang);
    }
    let parts: Vec<[i128; RESULTS.len()]> = known.iter().map(|point| point.results()).collect();
    let bars = shown.zip(&parts).map(|(point, parts)| Bar {
        name: point.year.to_string(),
        base: note_of_disputes(point, lang),
        right: String::new(),
        parts,
        ringed: point.disputes_doubtful(),
    });
    let bars: Vec<Bar<'_>> = bars.collect();
    chart::legend("d", &names, &[]) + &chart::shares("chart-disputes", title, &bars, &names, "d", lang)
}

fn note_of_disputes(point: &Point, lang: Lang) -> String {
    let (corrected, decided) = point.corrected().unwrap_or_default();
    let share = share(corrected, decided).filter(|_| decided >= FEW);
    let [total, decided, corrected] = [point.disputes_total(), decided, corrected].map(grouped);
    match (lang, share) {
        (Lang::Zh, None) => format!("{total} 件：审结 {decided} 件，纠正 {corrected} 件"),
        (Lang::Zh, Some(share)) => format!("{total} 件：审结 {decided} 件，纠正 {corrected} 件（{share}）"),
        (Lang::En, None) => format!("{total} cases, {decided} decided, {corrected} corrected"),
        (Lang::En, Some(share)) => format!("{total} cases, {decided} decided, {corrected} corrected ({share})"),
    }
}

fn formula_of_disputes(known: &[&Point], of: Of<'_>) -> Vec<Text> {
    let sums = known.iter().filter_map(|point| point.corrected());
    let (corrected, decided) = sums.fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
    let all = rate(corrected, decided, &WORDS.cases, of.lang);
    let (corrected, decided) = (grouped(corrected), grouped(decided));
    let mut formula = vec![
        Text::new(
            "纠正占比 = 结果纠正 ÷（总计 − 尚未审结），行政复议和两种行政诉讼相加，表四。同一件先复议后起诉的，两处各计一次。审结不到 10 件的年度只说件数。",
            "Share corrected = corrected ÷ (total − pending), reconsideration and both kinds of litigation together, table four. A case that was first reconsidered and then brought to court counts in both. Fewer than 10 decided cases are not made a share.",
        ),
        Text::of(
            format!("这些年合计：审结 {decided} 件，纠正 {corrected} 件，{all}。"),
            format!("All these years: {decided} decided, {corrected} corrected, {all}."),
        ),
    ];
    if !of.sums {
        let doubtful = known.iter().copied().filter(|point| point.disputes_doubtful());
        formula.extend(marked(doubtful, of));
    }
    formula
}

/// The figures of an organ's reports by year, ascending. Missing reports are points of their own.
pub(crate) fn of_organ(builder: &Builder<'_>, owed: &Owed, index: usize) -> Vec<Point> {
    let years = builder.list.years.iter().copied();
    years
        .filter_map(|year| match builder.archive.find(index, year) {
            Some(record) => Point::of_report(record, builder.archive.figures(record).map(Figures::new).as_ref()),
            None if owed.status(builder, index, year) == Status::Missing => {
                asked(Part::Received, year).then(|| Point::missing(year))
            }
            None => None,
        })
        .collect()
}

/// The most organs with a small chart on the home page, those that received most.
const SMALL: usize = 24;

/// Small charts of what each organ received, for the home page; empty without two years of any.
pub(crate) fn home(builder: &Builder<'_>, owed: &Owed, lang: Lang) -> String {
    let organs = builder.content.organs.all();
    let mut all: Vec<(usize, Vec<Point>)> = builder
        .list
        .tree
        .iter()
        .map(|(index, _)| (*index, of_organ(builder, owed, *index)))
        .filter(|(_, points)| points.iter().filter(|point| point.received.is_some()).count() > 1)
        .collect();
    if all.is_empty() {
        return String::new();
    }
    let newest = |points: &[Point]| {
        points
            .iter()
            .rev()
            .find_map(|point| Some((point.year, point.received?)))
    };
    if all.len() > SMALL {
        // The order of lists stays, of those that are shown.
        let mut most: Vec<(i128, usize)> = all
            .iter()
            .map(|(index, points)| (-newest(points).map_or(0, |(_, (figures, _))| figures[0]), *index))
            .collect();
        most.sort_unstable();
        most.truncate(SMALL);
        all.retain(|(index, _)| most.iter().any(|(_, other)| other == index));
    }
    let title = Text::new("各机关收到的申请", "Requests received by each organ");
    let hint = Text::new(
        "每图用自己的刻度，只看本机关的变化。虚线柱带 *：报告的错误涉及这个数字。“缺”是没有报告，不是 0。",
        "Each chart has its own scale, to show the organ's own change. Dashed with *: an error of the report touches the figure. “none” is a missing report, not 0.",
    );
    let mut out = format!(
        "<section class=\"sect\" id=\"trends\">\n<div class=\"head\"><h2>{}</h2> <a class=\"more\" href=\"statistics/index.html\">{}</a></div>\n<p class=\"hint\">{}</p>\n<ul class=\"multi\">\n",
        title.get(lang),
        WORDS.year_statistics.get(lang),
        hint.get(lang)
    );
    let years = || all.iter().flat_map(|(_, points)| points).map(|point| point.year);
    let years = years().min().unwrap_or(0)..=years().max().unwrap_or(0);
    for (index, points) in &all {
        let (Some(organ), Some((year, (figures, [error, _])))) = (organs.get(*index), newest(points)) else {
            continue;
        };
        let columns: Vec<Column> = columns(points)
            .into_iter()
            .map(|column| Column {
                slot: match column.slot {
                    Slot::Figures([one, _], [error, _]) => Slot::Figures([one, 0], [error, false]),
                    other => other,
                },
                ..column
            })
            .collect();
        let name = organ.name.get(lang);
        let before = points
            .iter()
            .rev()
            .find(|point| point.year < year)
            .and_then(|point| Some((point.year, point.received?)));
        let change = match before {
            Some((last, (before, [false, _]))) if last + 1 == year && !error => {
                change(figures[0] - before[0]).get(lang).to_owned()
            }
            _ => String::new(),
        };
        let said = match lang {
            Lang::Zh => format!("{year} 年 <b>{}</b> 件{change}", grouped(figures[0])),
            Lang::En => format!("<b>{}</b> in {year}{change}", grouped(figures[0])),
        };
        let svg = chart::small(
            &format!("small-{}", organ.id),
            name,
            &columns,
            years.clone(),
            WORDS.received.get(lang),
            lang,
        );
        let sample = if builder.is_sample(*index) {
            format!(" <span class=\"chip sample\">{}</span>", WORDS.sample.get(lang))
        } else {
            String::new()
        };
        let _ = write!(
            out,
            "<li><h3><a href=\"organs/{}/index.html\">{}</a>{sample}</h3><p>{said}</p>\n{svg}</li>\n",
            organ.id,
            html::escape(name)
        );
    }
    out.push_str("</ul>\n</section>\n");
    out
}

/// How a figure differs from last year's, as the end of a sentence that a narrow page does not break.
fn change(by: i128) -> Text {
    let size = grouped(by.abs());
    let (zh, en) = match by.signum() {
        1 => (format!("比上年多 {size}"), format!("{size} more than the year before")),
        -1 => (format!("比上年少 {size}"), format!("{size} fewer than the year before")),
        _ => ("与上年持平".to_owned(), "as in the year before".to_owned()),
    };
    Text::of(format!("，<span>{zh}</span>"), format!(", <span>{en}</span>"))
}

/// The figures of an organ's charts as CSV, a line for each year.
pub(crate) fn csv(id: &str, name: &Text, sample: bool, points: &[Point]) -> String {
    let mut out = String::from(csv::MARK);
    let columns = [
        "organ",
        "name",
        "sample",
        "year",
        "report",
        "received",
        "carried_in",
        "granted",
        "partially_granted",
        "denied",
        "unavailable",
        "not_processed",
        "other_outcome",
        "outcomes_total",
        "disputes_corrected",
        "disputes_upheld",
        "disputes_other",
        "disputes_pending",
        "disputes_total",
        "errors_touch",
    ];
    csv::line(columns, &mut out);
    for point in points {
        let mut cells: Vec<String> = vec![
            id.to_owned(),
            name.get(Lang::Zh).to_owned(),
            sample.to_string(),
            point.year.to_string(),
            if point.there { "there" } else { "missing" }.to_owned(),
        ];
        let mut add = |figures: Option<Vec<i128>>, count: usize| match figures {
            Some(figures) => cells.extend(figures.iter().map(ToString::to_string)),
            None => cells.extend(std::iter::repeat_n(String::new(), count)),
        };
        add(point.received.map(|([received, _], _)| vec![received]), 1);
        let carried = point.received.filter(|_| point.carried_in);
        add(carried.map(|([_, carried], _)| vec![carried]), 1);
        let outcomes = point
            .outcomes
            .map(|(groups, total, _)| groups.into_iter().chain([total]).collect());
        add(outcomes, GROUPS + 1);
        let results = point.disputes.map(|(results, _)| {
            let own = RESULTS.iter().map(|(result, _)| results[*result as usize]);
            own.chain([results[DisputeResult::Total as usize]]).collect()
        });
        add(results, 5);
        let touched = [
            (
                "requests",
                point.received.is_some_and(|(_, errors)| errors.contains(&true)),
            ),
            ("outcomes", point.outcomes.is_some_and(|(.., error)| error)),
            ("disputes", point.disputes.is_some_and(|(_, error)| error)),
        ];
        let touched: Vec<&str> = touched
            .iter()
            .filter(|(_, error)| *error)
            .map(|(name, _)| *name)
            .collect();
        cells.push(touched.join(" "));
        csv::line(cells.iter().map(String::as_str), &mut out);
    }
    out
}

static TOTAL: Text = Text::new("总计", "Total");
