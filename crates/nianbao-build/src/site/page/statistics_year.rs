//! Statistics of a scope in one year: its rates, its organs, its kinds of organ, all sums, and the reports left out.

use minijinja::{Value, context};
use nianbao_core::field::{RequestsRow, TableId};
use nianbao_core::text::{Lang, Text};

use super::statistics::{self, REPORTS_OWED, STATISTICS, Statistics};
use super::{Bar, Head, Kind, Page, template};
use crate::archive::Record;
use crate::archive::doubts::Part;
use crate::content::Kind as OrganKind;
use crate::error::Result;
use crate::site::chart::{self, Dot, words as chart_words};
use crate::site::plot::{Cell, Plot, RowHead, Table};
use crate::site::scope::{Scope, Which};
use crate::site::statistics::{RATES, Year, measures};
use crate::site::sums::{self, FEW, Figures, Out, Sums, grouped, share};
use crate::site::trends::rate;
use crate::site::words::WORDS;

pub(super) static KIND: Kind = Kind {
    template: template!("statistics-year.html"),
    words: &[
        (
            "rates_hint",
            Text::new(
                "百分数保留一位小数；分母不到 10 时只写件数。",
                "Percentages have one decimal; a base below 10 is not made a share.",
            ),
        ),
        ("by_kind", Text::new("按类别", "By kind of organ")),
        ("all_sums", Text::new("全部合计", "All sums")),
        (
            "all_sums_hint",
            Text::new(
                "各份报告的总计列相加。“依据”是加了多少份报告；空着的格子不当作 0。",
                "The reports' totals, added up. “Rests on” is how many reports were added; blank cells are not taken for 0.",
            ),
        ),
        ("left_out", Text::new("没有计入的报告", "Reports left out")),
        (
            "left_out_hint",
            Text::new(
                "错误涉及哪些数字，报告就不计入哪些合计，其余照计；收费疑似写错单位的，不计入收费。数字按报告原样列出。",
                "A report is left out of the sums that its errors touch, and of no others; fees that seem to be in another unit are left out, too. Figures are as published.",
            ),
        ),
        ("missing_reports", Text::new("缺失的报告", "Missing reports")),
    ],
    values: &[
        "choices",
        "lead",
        "headline",
        "rates",
        "organs",
        "kinds",
        "sums",
        "left_out",
        "missing",
        "csv",
        "some_sample",
    ],
    bar: Bar::Within(&statistics::KIND),
    head: Head::PLAIN,
    needs: statistics::KIND.needs,
    // Its pages and their addresses are those of the scopes, which `statistics` lists and writes.
    addresses: |_, _| {},
    write: |_, _| Ok(()),
};

/// The most organs that are listed one by one.
const LISTED: usize = chart::DOTS;

/// The most reports that are listed as left out; the CSV has the number of all.
const LEFT_OUT: usize = 100;

static ORGAN: Text = Text::new("机关", "Organ");
static DISCLOSED: Text = Text::new("公开", "Disclosed");
static RESTS_ON: Text = Text::new("依据", "Rests on");

/// Writes the page of a year, by its index in the years of the scope.
pub(super) fn page(statistics: &Statistics<'_>, at: usize, years: &[Year<'_>], n: usize) -> Result<()> {
    let (Some(scope), Some(year)) = (statistics.scopes.get(at), years.get(n)) else {
        return Ok(());
    };
    let builder = statistics.builder;
    let organs = builder.content.organs.all();
    let path = format!("statistics/{}/{}/index.html", scope.folder, year.year);
    let up = "../".repeat(path.matches('/').count());
    let title = Text::of(
        format!("统计：{} 年，{}", year.year, scope.name.zh),
        format!("Statistics {}: {}", year.year, scope.name.en),
    );
    let mut page = Page::new(&path, &title);
    page.description = Some(statistics::description(scope));
    page.above
        .push((STATISTICS.clone(), "statistics/index.html".to_owned()));
    if at != statistics.first {
        page.above.push((scope.name.clone(), statistics.address(at)));
    }
    let sums = &year.sums;
    let file = format!("statistics/{}/statistics.csv", scope.folder);
    builder.page(&KIND, &page, |lang| {
        let missing = year.missing.iter().filter_map(|index| organs.get(*index)).map(|organ| {
            context! { name => organ.name.get(lang), href => format!("{up}organs/{}/index.html", organ.id) }
        });
        Ok(context! {
            choices => statistics.choices(at, years, Some(year.year), &up, lang),
            lead => lead(statistics, scope, year).get(lang),
            headline => headline(sums).get(lang),
            rates => Value::from_safe_string(rates(sums, lang).html()),
            organs => Value::from_safe_string(each_organ(statistics, scope, year, &up, lang)),
            kinds => Value::from_safe_string(kinds(statistics, scope, year, &up, lang)),
            sums => Value::from_safe_string(all_sums(sums, year.year, lang).html()),
            left_out => Value::from_safe_string(left_out(statistics, year, &up, lang)),
            missing => missing.collect::<Vec<_>>(),
            csv => context! {
                href => format!("{}{file}", statistics.root(&path, lang)),
                name => statistics::file_name(scope),
            },
            some_sample => sums.samples > 0,
        })
    })
}

fn lead(statistics: &Statistics<'_>, scope: &Scope, year: &Year<'_>) -> Text {
    let (reports, errors, missing) = (year.sums.reports, year.with_errors(), year.missing.len());
    let rest = statistics::aggregate(statistics.builder, scope);
    Text::of(
        format!(
            "应有 {} 份，收入 {reports} 份：{errors} 份有错误，不计入错误涉及的数字；{missing} 份缺失。{}",
            year.owed, rest.zh
        ),
        format!(
            "{reports} of {} reports are here, {missing} missing. With errors, and left out of the figures that these touch: {errors}. {}",
            year.owed, rest.en
        ),
    )
}

/// The most important rate as a sentence.
fn headline(sums: &Sums) -> Text {
    let (disclosed, total) = (sums.disclosed(), sums.outcomes_total());
    match total {
        0 => Text::new("没有办结的申请", "No requests were decided"),
        ..FEW => Text::of(
            format!("办结 {total} 件，其中 {disclosed} 件得到公开或者部分公开"),
            format!("{disclosed} of {total} decided requests were granted in full or part"),
        ),
        _ => {
            let hundred = (disclosed * 200 + total) / (total * 2);
            Text::of(
                format!("每 100 件办结，{hundred} 件得到公开或者部分公开"),
                format!("Of every 100 decided requests, {hundred} were granted in full or part"),
            )
        }
    }
}

/// How many reports something rests on.
fn rests_on(sums: &Sums, part: Part, lang: Lang) -> Cell {
    let base = sums.base(part);
    let text = match lang {
        Lang::Zh => format!("{} 份", base.counted),
        Lang::En => base.counted.to_string(),
    };
    let out = base.errors + base.lacking;
    let small = match (out, lang) {
        (0, _) => String::new(),
        (n, Lang::Zh) => format!("不计 {n} 份"),
        (n, Lang::En) => format!("without {n}"),
    };
    Cell::figure(text).small(small)
}

fn rates(sums: &Sums, lang: Lang) -> Table {
    let heads = [
        Text::new("占比", "Rate"),
        Text::new("结果", "Result"),
        Text::new("分子", "Numerator"),
        Text::new("分母", "Denominator"),
        RESTS_ON.clone(),
    ];
    let mut table = Table::new(
        Text::new("占比和它们的算法", "Rates and how they are made").get(lang),
        heads.iter().map(|head| head.get(lang).to_owned()),
    );
    table.class = "rates";
    for one in &RATES {
        let (part, whole) = (one.of)(sums);
        let few = (1..FEW).contains(&whole);
        let mut notes: Vec<String> = one.formula.iter().map(|text| text.get(lang).to_owned()).collect();
        if few {
            notes.push(FEW_CASES.get(lang).to_owned());
        }
        let head = RowHead {
            notes,
            ..RowHead::new(one.name.get(lang))
        };
        let cells = vec![
            Cell::figure(rate(part, whole, one.unit, lang)).class("n rate"),
            Cell::count(part),
            Cell::count(whole),
            rests_on(sums, one.part, lang),
        ];
        table.row(head, cells);
    }
    table
}

static FEW_CASES: Text = Text::new(
    "分母不到 10 件，只说件数",
    "The base is below 10, so only counts are given",
);

/// An organ's report as the chart of organs shows it.
struct One<'a> {
    record: &'a Record,
    disclosed: i128,
    total: i128,
    error: bool,
}

fn each_organ(statistics: &Statistics<'_>, scope: &Scope, year: &Year<'_>, up: &str, lang: Lang) -> String {
    let organs = statistics.builder.content.organs.all();
    let read = year
        .reports
        .iter()
        .filter_map(|(record, figures)| one(record, *figures));
    let mut all: Vec<One<'_>> = read.collect();
    all.sort_by(|a, b| {
        let (left, right) = (a.disclosed * b.total, b.disclosed * a.total);
        right
            .cmp(&left)
            .then(b.total.cmp(&a.total))
            .then(a.record.organ.cmp(&b.record.organ))
    });
    if all.len() < 2 {
        return String::new();
    }
    let title = Text::of(
        format!("{} 年各机关的公开占比", year.year),
        format!("Share disclosed by organ, {}", year.year),
    );
    let heads = [
        ORGAN.get(lang),
        DISCLOSED.get(lang),
        WORDS.outcomes.get(lang),
        RATES[0].name.get(lang),
    ];
    let mut table = Table::new(title.get(lang), heads.map(str::to_owned));
    let many = all.len() > LISTED;
    let mut dots: Vec<Dot> = Vec::new();
    for one in shown(&all, many) {
        let Some(organ) = organs.get(one.record.organ) else {
            continue;
        };
        let name = statistics::short_name(organ, scope, organs, lang);
        table.row(
            RowHead {
                href: Some(format!("{up}organs/{}/{}/index.html", organ.id, year.year)),
                flag: if one.error {
                    chart_words::ERROR.get(lang).to_owned()
                } else {
                    String::new()
                },
                ..RowHead::new(organ.name.get(lang))
            },
            vec![
                Cell::count(one.disclosed),
                Cell::count(one.total),
                Cell::figure(share(one.disclosed, one.total).unwrap_or_default()),
            ],
        );
        dots.push(Dot {
            name,
            note: match lang {
                Lang::Zh => format!("{}/{} 件", grouped(one.disclosed), grouped(one.total)),
                Lang::En => format!("{}/{}", grouped(one.disclosed), grouped(one.total)),
            },
            share: Some((one.disclosed, one.total)),
            error: one.error,
            remark: remark(one, lang),
        });
    }
    if !many {
        for organ in year.missing.iter().filter_map(|index| organs.get(*index)) {
            let gone = MISSING.get(lang).to_owned();
            dots.push(Dot {
                name: statistics::short_name(organ, scope, organs, lang),
                note: gone.clone(),
                share: None,
                error: true,
                remark: String::new(),
            });
            let cells = vec![Cell::faint(gone), Cell::faint("–"), Cell::faint("–")];
            table.row(RowHead::new(organ.name.get(lang)), cells);
        }
    }
    let (disclosed, total) = (year.sums.disclosed(), year.sums.outcomes_total());
    let whole = share(disclosed, total).map(|share| match lang {
        Lang::Zh => format!("全部 {share}"),
        Lang::En => format!("All {share}"),
    });
    let middle = whole.as_deref().map(|words| (disclosed, total, words));
    let svg = chart::dots("chart-organs", title.get(lang), &dots, middle, lang);
    let formula = how_organs_compare(&all, many);
    let plot = Plot {
        heading: Text::new("各机关相差多少", "How the organs differ"),
        about: Text::of(
            format!("{} 年的公开占比，从高到低。", year.year),
            format!("Shares disclosed in {}, highest first.", year.year),
        ),
        chart: svg,
        formula,
        table: &table,
    };
    format!(
        "<section class=\"sect\" id=\"organs\">\n{}</section>\n",
        plot.html(lang)
    )
}

/// The reports that are shown, in their order: all, or of many the first and the last that are not too small to be compared.
fn shown<'o, 'a>(all: &'o [One<'a>], many: bool) -> Vec<&'o One<'a>> {
    if !many {
        return all.iter().collect();
    }
    let fine: Vec<&One<'_>> = all.iter().filter(|one| !one.error && one.total >= FEW).collect();
    let mut ends: Vec<&One<'_>> = fine.iter().take(5).copied().collect();
    ends.extend(fine.iter().skip(5.max(fine.len().saturating_sub(5))));
    ends
}

/// How the shares of organs are made and which of them are shown.
fn how_organs_compare(all: &[One<'_>], many: bool) -> Vec<Text> {
    let mut formula = vec![Text::new(
        "公开占比 = （予以公开 + 部分公开）÷ 办结总计。办结不足 10 件的机关，一件就改变 10 个百分点以上，只作参考。",
        "Share disclosed = (granted + partly granted) ÷ all outcomes. With fewer than 10 outcomes a single request changes it by more than 10 points.",
    )];
    if all.iter().any(|one| one.error) {
        formula.push(Text::new(
            "空心点：报告的错误涉及这些数字，按原样画，不计入“全部”。",
            "Hollow dots: an error of the report touches these figures. They are drawn as published and left out of “All”.",
        ));
    }
    if many {
        formula.push(Text::of(
            format!("{} 个机关里，只列办结 10 件以上、占比最高和最低的各五个。", all.len()),
            format!("Of {} organs, the five with the highest and the five with the lowest shares among those with 10 outcomes or more.", all.len()),
        ));
    }
    formula
}

static MISSING: Text = Text::new("报告缺失", "report missing");

fn one<'a>(record: &'a Record, figures: Option<&Figures>) -> Option<One<'a>> {
    let rows = figures?.outcomes?;
    let get = |row: RequestsRow| i128::from(rows[row as usize]);
    let total = get(RequestsRow::OutcomesTotal);
    (total > 0).then(|| One {
        record,
        disclosed: get(RequestsRow::Granted) + get(RequestsRow::PartiallyGranted),
        total,
        error: record.doubts.touch(Part::Outcomes),
    })
}

fn remark(one: &One<'_>, lang: Lang) -> String {
    let few = one.total < FEW;
    match (few, one.error, lang) {
        (false, false, _) => String::new(),
        (true, false, Lang::Zh) => "，不足 10 件".to_owned(),
        (false, true, Lang::Zh) => "，有错误".to_owned(),
        (true, true, Lang::Zh) => "，不足 10 件，有错误".to_owned(),
        (true, false, Lang::En) => ", fewer than 10".to_owned(),
        (false, true, Lang::En) => ", error".to_owned(),
        (true, true, Lang::En) => ", fewer than 10, error".to_owned(),
    }
}

fn kinds(statistics: &Statistics<'_>, scope: &Scope, year: &Year<'_>, up: &str, lang: Lang) -> String {
    let builder = statistics.builder;
    let organs = builder.content.organs.all();
    if matches!(scope.which, Which::Kind(_) | Which::Governments(_)) {
        return String::new();
    }
    let heads = [
        WORDS.kind.get(lang),
        REPORTS_OWED.get(lang),
        WORDS.received.get(lang),
        WORDS.outcomes.get(lang),
        DISCLOSED.get(lang),
        RATES[0].name.get(lang),
    ];
    let mut table = Table::new(KIND.word("by_kind").get(lang), heads.map(str::to_owned));
    let kind_of = |index: usize| organs.get(index).map(|organ| organ.kind);
    for kind in OrganKind::ALL {
        let (mut sums, mut owed) = (Sums::new(), 0);
        for (record, figures) in year
            .reports
            .iter()
            .filter(|(record, _)| kind_of(record.organ) == Some(kind))
        {
            owed += 1;
            match figures {
                Some(figures) => sums.add(record, figures),
                None => sums.add_unread(record),
            }
        }
        owed += year
            .missing
            .iter()
            .filter(|index| kind_of(**index) == Some(kind))
            .count();
        if owed > 0 {
            table.row(RowHead::new(kind.text().get(lang)), row_of(&sums, owed, lang));
        }
    }
    // The government's own report next to its organs, and never among them.
    if let Which::Below(government) = scope.which
        && let (Some(record), Some(organ)) = (builder.archive.find(government, year.year), organs.get(government))
        && let Some(digest) = builder.archive.figures(record)
    {
        let mut sums = Sums::new();
        sums.add(record, &Figures::new(digest));
        let head = RowHead {
            href: Some(format!("{up}organs/{}/{}/index.html", organ.id, year.year)),
            notes: vec![ITS_OWN.get(lang).to_owned()],
            class: "aggregate",
            ..RowHead::new(organ.name.get(lang))
        };
        table.row(head, row_of(&sums, 1, lang));
    }
    table.html()
}

static ITS_OWN: Text = Text::new(
    "汇总所属机关的报告，不与上面相加；垂直管理部门不在其中",
    "sums up its organs, without vertically managed ones; not added to those above",
);

fn row_of(sums: &Sums, owed: usize, lang: Lang) -> Vec<Cell> {
    let counted = |part, count: i128| {
        if sums.base(part).counted > 0 {
            Cell::count(count)
        } else {
            Cell::faint("–")
        }
    };
    let flag = |part| {
        let base = sums.base(part);
        if base.counted == 0 && base.errors > 0 {
            chart_words::ERROR.get(lang).to_owned()
        } else {
            String::new()
        }
    };
    let (disclosed, total) = (sums.disclosed(), sums.outcomes_total());
    vec![
        Cell::figure(format!("{} / {owed}", sums.reports)),
        counted(Part::Received, sums.received_total()).flag(flag(Part::Received)),
        counted(Part::Outcomes, total).flag(flag(Part::Outcomes)),
        counted(Part::Outcomes, disclosed),
        Cell::figure(rate(disclosed, total, &WORDS.items, lang)),
    ]
}

/// All sums, with shares of received and of outcomes.
fn all_sums(sums: &Sums, year: u16, lang: Lang) -> Table {
    let heads = [
        Text::new("数字", "Figure"),
        Text::new("合计", "Sum"),
        Text::new("占比", "Share"),
        RESTS_ON.clone(),
    ];
    let mut table = Table::new(
        KIND.word("all_sums").get(lang),
        heads.iter().map(|head| head.get(lang).to_owned()),
    );
    table.class = "sums";
    let mut above = None;
    for measure in measures(sums, year) {
        let id = measure.id.split('.').next().and_then(TableId::from_name);
        if id != above {
            above = id;
            let title = id.map_or(Text::new("", ""), TableId::title);
            table.row(RowHead::band(title.get(lang)), Vec::new());
        }
        let counted = sums.base(measure.part).counted > 0;
        let whole = match measure.part {
            Part::Received => Some(sums.received_total()),
            Part::Outcomes => Some(sums.outcomes_total()),
            _ => None,
        };
        let count = measure.value.as_whole().map(i128::from);
        let shown = match count {
            _ if !counted => Cell::faint("–"),
            Some(count) => Cell::count(count),
            None => Cell::figure(measure.value.to_string()),
        };
        let part = count
            .zip(whole)
            .filter(|_| counted)
            .and_then(|(count, whole)| share(count, whole));
        let mut notes = Vec::new();
        if measure.part == Part::Documents {
            notes.push(JOINT.get(lang).to_owned());
        }
        let name = measure
            .id
            .rsplit_once('.')
            .map_or("", |(row, column)| if column == "total" { row } else { "" });
        let sum = name.starts_with("disputes.") || ["requests.received", "requests.outcomes_total"].contains(&name);
        let head = RowHead {
            notes,
            class: match (sum, measure.below) {
                (true, _) => "total",
                (false, true) => "sub",
                (false, false) => "",
            },
            ..RowHead::new(measure.label.get(lang))
        };
        let share = part.map_or_else(|| Cell::faint(""), Cell::figure);
        table.row(head, vec![shown, share, rests_on(sums, measure.part, lang)]);
    }
    table
}

static JOINT: Text = Text::new(
    "联合发文可能被几个机关各报一次",
    "documents issued jointly may be reported by several organs",
);

fn left_out(statistics: &Statistics<'_>, year: &Year<'_>, up: &str, lang: Lang) -> String {
    let organs = statistics.builder.content.organs.all();
    let outs = |record: &Record, figures: Option<&Figures>| -> Vec<(Part, Out)> {
        let parts = Part::ALL.into_iter().filter(|part| sums::asked(*part, record.year));
        match figures {
            Some(figures) => parts
                .filter_map(|part| Some((part, sums::out(record, figures, part)?)))
                .collect(),
            None => parts.map(|part| (part, Out::Lacking)).collect(),
        }
    };
    let all = year
        .reports
        .iter()
        .map(|(record, figures)| (*record, *figures, outs(record, *figures)));
    let all: Vec<_> = all.filter(|(.., outs)| !outs.is_empty()).collect();
    if all.is_empty() {
        return String::new();
    }
    let heads = [
        Text::new("报告", "Report"),
        Text::new("为什么不计入", "Why it is left out"),
        WORDS.received.clone(),
        WORDS.outcomes.clone(),
        DISCLOSED.clone(),
    ];
    let mut table = Table::new(
        KIND.word("left_out").get(lang),
        heads.iter().map(|head| head.get(lang).to_owned()),
    );
    if let Some((_, class)) = table.heads.get_mut(1) {
        *class = "";
    }
    for (record, figures, outs) in all.iter().take(LEFT_OUT) {
        let Some(organ) = organs.get(record.organ) else {
            continue;
        };
        let why = if record.is_read {
            statistics::left_out(outs)
        } else {
            WORDS.unread_why.clone()
        };
        let errors = outs.iter().any(|(_, out)| *out == Out::Error);
        let figure = |count: Option<i64>| count.map_or_else(|| Cell::faint("–"), |count| Cell::count(count.into()));
        let rows = figures.and_then(|figures| figures.outcomes);
        let get = |row: RequestsRow| rows.map(|rows| rows[row as usize]);
        let disclosed = get(RequestsRow::Granted).zip(get(RequestsRow::PartiallyGranted));
        let received = figures.and_then(|figures| match (figures.carried, figures.received) {
            (Some([received, ..]), _) => Some(received),
            (None, Some(row)) => row.last().copied(),
            (None, None) => None,
        });
        table.row(
            RowHead {
                href: Some(format!("{up}organs/{}/{}/index.html", organ.id, year.year)),
                flag: if errors {
                    chart_words::ERROR.get(lang).to_owned()
                } else {
                    String::new()
                },
                ..RowHead::new(organ.name.get(lang))
            },
            vec![
                Cell::words(why.get(lang)),
                figure(received),
                figure(get(RequestsRow::OutcomesTotal)),
                figure(disclosed.and_then(|(one, two)| one.checked_add(two))),
            ],
        );
    }
    let mut html = table.html();
    if all.len() > LEFT_OUT {
        let more = all.len() - LEFT_OUT;
        let said = match lang {
            Lang::Zh => format!("另有 {more} 份没有列出。"),
            Lang::En => format!("{more} more are not listed."),
        };
        html.push_str("<p class=\"hint\">");
        html.push_str(&said);
        html.push_str("</p>\n");
    }
    html
}
