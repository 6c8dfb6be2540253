//! Statistics over all years of a scope; with it, those of each of its years.

use std::collections::HashMap;

use minijinja::{Value, context};
use nianbao_core::rule::organ::Kind as OrganKind;
use nianbao_core::text::{Lang, Text};
use rayon::prelude::*;

use super::{Bar, Head, Kind, Page, never, statistics_year, template};
use crate::archive::doubts::Part;
use crate::content::Organ;
use crate::error::Result;
use crate::site::Builder;
use crate::site::chart::{self, Strip};
use crate::site::plot::{Cell, Plot, RowHead, Table};
use crate::site::scope::{self, Scope, Which};
use crate::site::statistics::{self, All, RATES, Year};
use crate::site::sums::{self, FEW, Out, grouped, share};
use crate::site::trends::{self, Of, Point, rate};
use crate::site::words::WORDS;

pub(super) static KIND: Kind = Kind {
    template: template!("statistics.html"),
    words: &[
        ("by_year", Text::new("各年的数字", "Figures by year")),
        (
            "by_year_hint",
            Text::new(
                "占比下面是分子、分母和依据的报告份数，公式在当年的页上。点年度看当年的各机关、各类机关，和没有计入的报告。",
                "Below each rate are its numerator, its denominator and the number of reports that it rests on. Each year leads to the formulas, the organs, and the reports that are left out.",
            ),
        ),
    ],
    values: &["choices", "lead", "charts", "spread", "table", "csv", "some_sample"],
    bar: Bar::Entry {
        label: &STATISTICS,
        address: "statistics/index.html",
        shared: never,
    },
    head: Head::PLAIN,
    needs: |builder| {
        builder
            .archive
            .records()
            .iter()
            .any(|record| sums::asked(Part::Received, record.year))
    },
    addresses: |builder, add| {
        add("statistics/");
        let (scopes, owed) = (Scope::all(builder), crate::site::owed::Owed::new(builder));
        let first = Scope::first(builder, &scopes);
        for (at, scope) in scopes.iter().enumerate() {
            if at != first {
                add(&format!("statistics/{}/", scope.folder));
            }
            let members = scope.members(builder);
            let real = statistics::any_real(builder, &members);
            for year in builder
                .list
                .years
                .iter()
                .filter(|year| sums::asked(Part::Received, **year))
            {
                if members
                    .iter()
                    .any(|index| statistics::counts(builder, &owed, *index, *year, real))
                {
                    add(&format!("statistics/{}/{year}/", scope.folder));
                }
            }
        }
    },
    write: |builder, _| write(builder),
};

/// The name of the page.
pub(super) static STATISTICS: Text = Text::new("统计", "Statistics");

/// The most scopes whose links are next to each other; the others are in a list to open.
const SIDE_BY_SIDE: usize = 8;

/// What the pages of an archive's statistics are made from.
pub(super) struct Statistics<'a> {
    pub(super) builder: &'a Builder<'a>,
    pub(super) scopes: &'a [Scope],
    /// The scope that is shown first.
    pub(super) first: usize,
}

fn write(builder: &Builder<'_>) -> Result<()> {
    let all = All::new(builder);
    let scopes = Scope::all(builder);
    let names = scopes.iter().fold(builder.keys("scopes"), |keys, scope| {
        keys.text(&scope.folder).whole(&scope.name).whole(&scope.which)
    });
    let first = Scope::first(builder, &scopes);
    // The address of one scope depends on which comes first, and a sentence on whether there are governments at all.
    let organs = builder.content.organs.all().iter();
    let governments = organs.filter(|organ| organ.kind == OrganKind::Government).count();
    let names = names.number(first).flag(governments > 0);
    let statistics = Statistics {
        builder,
        scopes: &scopes,
        first,
    };
    scopes.par_iter().enumerate().try_for_each(|(at, scope)| {
        let years = all.years(builder, &scope.members(builder));
        let keys = names.clone().number(at).key(own_key(builder, scope));
        let keys = years.iter().fold(keys, |keys, year| keys.number(year.year.into()));
        let whole = years
            .iter()
            .fold(keys.clone().text("all"), |keys, year| keys.key(year.key));
        builder.unit(&whole, |builder| {
            Statistics { builder, ..statistics }.overview(at, &years)
        })?;
        years.par_iter().enumerate().try_for_each(|(n, year)| {
            let keys = keys.clone().number(year.year.into()).key(year.key);
            let keys = keys.key(reports_of_government(builder, scope, year.year));
            builder.unit(&keys, |builder| {
                statistics_year::page(&Statistics { builder, ..statistics }, at, &years, n)
            })
        })
    })
}

/// Whether the site has statistics.
pub(super) fn exist(builder: &Builder<'_>) -> bool {
    (KIND.needs)(builder)
}

/// The addresses of the statistics of governments' organs, below the folder of a language, by the index of the government.
pub(super) fn addresses(builder: &Builder<'_>) -> HashMap<usize, String> {
    if !exist(builder) {
        return HashMap::new();
    }
    let scopes = Scope::all(builder);
    let first = Scope::first(builder, &scopes);
    let statistics = Statistics {
        builder,
        scopes: &scopes,
        first,
    };
    let scopes = scopes.iter().enumerate();
    let governments = scopes.filter_map(|(at, scope)| match scope.which {
        Which::Below(index) => Some((index, statistics.address(at))),
        _ => None,
    });
    governments.collect()
}

/// The key of the organ that a scope is named after.
fn own_key(builder: &Builder<'_>, scope: &Scope) -> crate::key::Key {
    match scope.which {
        Which::Below(index) => builder.chain(index),
        _ => crate::key::Key::default(),
    }
}

/// The key of what the page of a year says of the government's own report.
fn reports_of_government(builder: &Builder<'_>, scope: &Scope, year: u16) -> crate::key::Key {
    let row = match scope.which {
        Which::Below(index) => builder.row(index, year),
        _ => None,
    };
    let keys = crate::key::Keys::of("government").flag(row.is_some());
    row.map_or(keys.clone(), |row| {
        row.add_to(keys).whole(&row.record.doubts).key(row.record.key())
    })
    .key_of_all()
}

impl Statistics<'_> {
    /// The address of a scope's overview, below the folder of a language.
    pub(super) fn address(&self, at: usize) -> String {
        match self.scopes.get(at) {
            Some(scope) if at != self.first => format!("statistics/{}/index.html", scope.folder),
            _ => "statistics/index.html".to_owned(),
        }
    }

    /// The links to other years and other scopes. `year` is the year of the page, none if it has all.
    pub(super) fn choices(&self, at: usize, years: &[Year<'_>], year: Option<u16>, up: &str, lang: Lang) -> Value {
        let Some(scope) = self.scopes.get(at) else {
            return Value::from(());
        };
        let folder = format!("{up}statistics/{}", scope.folder);
        let mut links: Vec<Value> = years
            .iter()
            .rev()
            .map(|other| {
                let current = Some(other.year) == year;
                context! { label => other.year.to_string(), href => format!("{folder}/{}/index.html", other.year), current }
            })
            .collect();
        let all = context! {
            label => ALL_YEARS.get(lang),
            href => format!("{up}{}", self.address(at)),
            current => year.is_none(),
        };
        links.insert(0, all);
        let near = scope::near(&self.builder.content.organs, self.scopes, at);
        let place = near.iter().position(|other| *other == at).unwrap_or(0);
        let scopes = near.iter().filter_map(|other| {
            Some(context! {
                label => self.scopes.get(*other)?.name.get(lang),
                href => format!("{up}{}", self.address(*other)),
                current => *other == at,
            })
        });
        let mut scopes: Vec<Value> = scopes.collect();
        let more = if scopes.len() > SIDE_BY_SIDE {
            scopes.split_off(1)
        } else {
            Vec::new()
        };
        // The current one is always in view.
        let current = (!more.is_empty() && place > 0)
            .then(|| more.get(place - 1).cloned())
            .flatten();
        scopes.extend(current);
        context! { years => links, scopes, more }
    }

    fn overview(&self, at: usize, years: &[Year<'_>]) -> Result<()> {
        let Some(scope) = self.scopes.get(at) else {
            return Ok(());
        };
        let path = self.address(at);
        let up = "../".repeat(path.matches('/').count());
        let title = Text::of(
            format!("统计：{}", scope.name.zh),
            format!("Statistics: {}", scope.name.en),
        );
        let mut page = Page::new(&path, &title);
        page.description = Some(description(scope));
        if at != self.first {
            page.above
                .push((STATISTICS.clone(), "statistics/index.html".to_owned()));
        }
        let file = format!("statistics/{}/statistics.csv", scope.folder);
        self.builder
            .out
            .write(&file, statistics::csv(scope, years).as_bytes())?;
        let points: Vec<Point> = years.iter().map(|year| Point::of_sums(year.year, &year.sums)).collect();
        self.builder.page(&KIND, &page, |lang| {
            let of = Of {
                name: &scope.name,
                sums: true,
                lang,
            };
            Ok(context! {
                choices => self.choices(at, years, None, &up, lang),
                lead => self.lead(scope, years).get(lang),
                charts => Value::from_safe_string(trends::charts(&points, of)),
                spread => Value::from_safe_string(spread(scope, years, lang)),
                table => Value::from_safe_string(by_year(scope, years, &up, lang).html()),
                csv => context! { href => format!("{}{file}", self.root(&path, lang)), name => file_name(scope) },
                some_sample => years.iter().any(|year| year.sums.samples > 0),
            })
        })
    }

    /// The relative path from a page to the root of the site.
    pub(super) fn root(&self, path: &str, lang: Lang) -> String {
        "../".repeat(path.matches('/').count() + self.builder.folder(lang).matches('/').count())
    }

    /// What the sums of a scope rest on, in a sentence.
    fn lead(&self, scope: &Scope, years: &[Year<'_>]) -> Text {
        let reports: usize = years.iter().map(|year| year.sums.reports).sum();
        let errors: usize = years.iter().map(Year::with_errors).sum();
        let missing: usize = years.iter().map(|year| year.missing.len()).sum();
        let rest = aggregate(self.builder, scope);
        let invented: usize = years.iter().map(|year| year.invented).sum();
        let samples = if invented > 0 {
            Text::of(
                format!("另有 {invented} 份虚构的示例不计入。"),
                format!("Invented reports, left out: {invented}. "),
            )
        } else {
            Text::new("", "")
        };
        Text::of(
            format!(
                "{reports} 份报告，{errors} 份的错误涉及这里的数字（涉及哪些，哪些就不计入），{missing} 份缺失。{}{}",
                samples.zh, rest.zh
            ),
            format!(
                "{reports} reports, {missing} more missing. With errors in these figures, and left out of those that they touch: {errors}. {}{}",
                samples.en, rest.en
            ),
        )
    }
}

/// The name under which a scope's file is saved.
pub(super) fn file_name(scope: &Scope) -> String {
    format!("statistics-{}.csv", scope.folder.replace('/', "-"))
}

/// A sentence for search engines.
pub(super) fn description(scope: &Scope) -> Text {
    Text::of(
        format!(
            "{}：收到多少政府信息公开申请，怎样答复，多少被纠正；每个占比都有公式、分母和依据的报告份数。",
            scope.name.zh
        ),
        format!(
            "{}: how many requests for government information were received, how they were answered, and how many answers were corrected, each rate with its formula and base.",
            scope.name.en
        ),
    )
}

/// What is said of governments, whose reports sum up their organs.
pub(super) fn aggregate(builder: &Builder<'_>, scope: &Scope) -> Text {
    match scope.which {
        Which::Governments(_) => Text::new(
            "政府的报告是所属机关的汇总，这里只与同级政府相加。",
            "A government's report sums up its organs; here it is only added to those of its level.",
        ),
        _ if builder
            .content
            .organs
            .all()
            .iter()
            .any(|organ| organ.kind == OrganKind::Government) =>
        {
            Text::new(
                "政府的报告是所属机关的汇总，不与它们相加。",
                "A government's report sums up its organs and is never added to them.",
            )
        }
        _ => Text::new("", ""),
    }
}

static ALL_YEARS: Text = Text::new("各年", "All years");

/// The sums and rates of each year.
fn by_year(scope: &Scope, years: &[Year<'_>], up: &str, lang: Lang) -> Table {
    let heads = [
        WORDS.year.get(lang).to_owned(),
        REPORTS_OWED.get(lang).to_owned(),
        WORDS.received.get(lang).to_owned(),
        WORDS.outcomes.get(lang).to_owned(),
    ];
    let heads = heads
        .into_iter()
        .chain(RATES.iter().map(|rate| rate.name.get(lang).to_owned()));
    let mut table = Table::new(scope.name.get(lang), heads);
    for year in years.iter().rev() {
        let sums = &year.sums;
        let counted = |part, count: i128| {
            if sums.base(part).counted > 0 {
                Cell::count(count)
            } else {
                Cell::faint("–")
            }
        };
        let mut cells = vec![
            Cell::figure(format!("{} / {}", sums.reports, year.owed)),
            counted(Part::Received, sums.received_total()),
            counted(Part::Outcomes, sums.outcomes_total()),
        ];
        cells.extend(RATES.iter().map(|one| {
            let (part, whole) = (one.of)(sums);
            let cell = Cell::figure(rate(part, whole, one.unit, lang)).class("n stack");
            if whole < FEW {
                return cell;
            }
            let count = sums.base(one.part).counted;
            cell.small(match lang {
                Lang::Zh => format!("{}/{}，{count} 份", grouped(part), grouped(whole)),
                Lang::En => format!("{}/{}, {count}", grouped(part), grouped(whole)),
            })
        }));
        let head = RowHead {
            href: Some(format!("{up}statistics/{}/{}/index.html", scope.folder, year.year)),
            ..RowHead::new(year.year.to_string())
        };
        table.row(head, cells);
    }
    table
}

pub(super) static REPORTS_OWED: Text = Text::new("报告 / 应有", "Reports / owed");

/// How the organs differ in each year.
fn spread(scope: &Scope, years: &[Year<'_>], lang: Lang) -> String {
    let mut strips = Vec::new();
    let title = Text::of(
        format!("{}各年公开占比的分布", scope.name.zh),
        format!("Shares disclosed by organ: {}", scope.name.en),
    );
    let heads = [
        WORDS.year.get(lang),
        ORGANS_WITH.get(lang),
        LOWEST.get(lang),
        MEDIAN.get(lang),
        HIGHEST.get(lang),
    ];
    let mut table = Table::new(title.get(lang), heads.map(str::to_owned));
    for year in years.iter().rev() {
        let points: Vec<(i128, i128, bool)> = year
            .reports
            .iter()
            .filter_map(|(record, figures)| {
                let rows = figures.and_then(|figures| figures.outcomes)?;
                let get = |row: nianbao_core::field::RequestsRow| i128::from(rows[row as usize]);
                let whole = get(nianbao_core::field::RequestsRow::OutcomesTotal);
                let part = get(nianbao_core::field::RequestsRow::Granted)
                    + get(nianbao_core::field::RequestsRow::PartiallyGranted);
                (whole > 0).then(|| (part, whole, record.doubts.touch(Part::Outcomes)))
            })
            .collect();
        let mut fine: Vec<i128> = points
            .iter()
            .filter(|(.., error)| !error)
            .filter_map(|(part, whole, _)| sums::tenths(*part, *whole))
            .collect();
        fine.sort_unstable();
        // Of an even number, between the two in the middle.
        let middle = fine.get(fine.len() / 2).zip(fine.get(fine.len().saturating_sub(1) / 2));
        let middle = middle.map(|(one, other)| (one + other + 1) / 2);
        let said = |tenths: Option<&i128>| {
            Cell::figure(tenths.map_or_else(|| "–".to_owned(), |tenths| format!("{}.{}%", tenths / 10, tenths % 10)))
        };
        table.row(
            RowHead::new(year.year.to_string()),
            vec![
                Cell::figure(fine.len().to_string()),
                said(fine.first()),
                said(middle.as_ref()),
                said(fine.last()),
            ],
        );
        let total = (year.sums.disclosed(), year.sums.outcomes_total());
        let all = share(total.0, total.1).unwrap_or_else(|| "–".to_owned());
        let count = fine.len();
        strips.push(Strip {
            year: year.year,
            right: match lang {
                Lang::Zh => format!("全部 {all}，{count} 个机关"),
                Lang::En => format!("all {all}, {count} organs"),
            },
            middle: (total.1 > 0).then_some(total),
            points,
        });
    }
    let most = strips.iter().map(|strip| strip.points.len()).max().unwrap_or(0);
    if most < 3 || strips.len() < 2 {
        return String::new();
    }
    let mut formula = vec![Text::new(
        "每点一个机关，竖线是全部机关合计；空心点的报告有错误，不计入合计。",
        "Each dot is an organ; the line is the share of all together. Hollow dots are reports with errors, which are left out of it.",
    )];
    if most > chart::DOTS {
        formula.push(Text::new(
            "机关超过 60 个的年度画成色带：中间一半的机关在深色段，细条从最低到最高，竖线是中位数。",
            "Years with more than 60 organs are bands: the darker part has the middle half, the thin one reaches from the lowest to the highest, and its line is the median.",
        ));
    }
    let chart = chart::strips("chart-spread", title.get(lang), &strips, lang);
    let plot = Plot {
        heading: Text::new("各机关的公开占比相差多少", "How the organs differ"),
        about: Text::new("每年各机关的公开占比。", "The share disclosed of each organ, by year."),
        chart,
        formula,
        table: &table,
    };
    format!(
        "<section class=\"sect\" id=\"spread\">\n{}</section>\n",
        plot.html(lang)
    )
}

static ORGANS_WITH: Text = Text::new("机关数", "Organs");
static LOWEST: Text = Text::new("最低", "Lowest");
static MEDIAN: Text = Text::new("中位", "Median");
static HIGHEST: Text = Text::new("最高", "Highest");

/// The parts that a report is left out of, in words.
pub(super) fn left_out(outs: &[(Part, Out)]) -> Text {
    let names = |out: Out| -> Vec<Text> {
        outs.iter()
            .filter(|(_, why)| *why == out)
            .map(|(part, _)| part_name(*part))
            .collect()
    };
    let (errors, lacking) = (names(Out::Error), names(Out::Lacking));
    let join = |names: &[Text], lang: Lang| {
        let between = if lang == Lang::Zh { "、" } else { ", " };
        names
            .iter()
            .map(|name| name.get(lang).to_owned())
            .collect::<Vec<_>>()
            .join(between)
    };
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if !errors.is_empty() {
        zh.push(format!("错误涉及{}", join(&errors, Lang::Zh)));
        en.push(format!("errors in: {}", join(&errors, Lang::En)));
    }
    if !lacking.is_empty() {
        zh.push(format!("没有写明{}", join(&lacking, Lang::Zh)));
        en.push(format!("not given: {}", join(&lacking, Lang::En)));
    }
    Text::of(zh.join("；"), en.join("; "))
}

/// What a part is called.
pub(super) fn part_name(part: Part) -> Text {
    match part {
        Part::Received => Text::new("申请数", "requests received"),
        Part::Carried => Text::new("结转", "carried over"),
        Part::Outcomes => Text::new("办理结果", "outcomes"),
        Part::Disputes => Text::new("复议诉讼", "disputes"),
        Part::Fees => Text::new("收费", "fees"),
        Part::Documents => Text::new("现行有效文件", "documents in force"),
    }
}

/// The most letters of an English name in a chart of organs.
const LETTERS: usize = 36;

/// A name without the name of the government that it belongs to, for charts of its organs: 自然资源局.
pub(super) fn short_name(organ: &Organ, scope: &Scope, organs: &[Organ], lang: Lang) -> String {
    let name = organ.name.get(lang);
    // A chart has room for this many letters on a phone; its table has the whole name.
    if lang == Lang::En && name.chars().count() > LETTERS {
        let cut: String = name.chars().take(LETTERS - 1).collect();
        return format!("{}…", cut.trim_end());
    }
    let Which::Below(government) = scope.which else {
        return name.to_owned();
    };
    let place = organs.get(government).map_or("", |organ| {
        let name = organ.name.zh.as_ref();
        name.strip_suffix("人民政府").unwrap_or(name)
    });
    match (lang, name.split_once(place)) {
        (Lang::Zh, Some((_, rest)))
            if !place.is_empty() && rest.chars().count() > 2 && !rest.starts_with("人民政府") =>
        {
            rest.to_owned()
        }
        _ => name.to_owned(),
    }
}
