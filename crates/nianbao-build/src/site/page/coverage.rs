//! Who has published: every organ and year, in time, late, undated or missing; and the sums by year and by government.

use std::fmt::Write as _;

use minijinja::{Value, context};
use nianbao_core::text::{Lang, Text};
use nianbao_documents::csv;

use super::{Bar, Head, Kind, Page, always, never, template};
use crate::archive::doubts::Doubts;
use crate::content::{Kind as OrganKind, Organ};
use crate::error::Result;
use crate::key::Keys;
use crate::site::list::{page_address, page_folder, pager};
use crate::site::owed::{self, Owed, Status};
use crate::site::plot::{Cell, RowHead, Table};
use crate::site::sums::share;
use crate::site::words::{self, WORDS};
use crate::site::{Builder, html};

pub(super) static KIND: Kind = Kind {
    template: template!("coverage.html"),
    words: &[
        (
            "exceptions",
            Text::new("缺失、逾期和未注明日期的", "Missing, late and undated"),
        ),
        (
            "exceptions_hint",
            Text::new(
                "“缺失”是说本站没有收到，不等于机关没有公布。",
                "“Missing” means that this archive does not have it, not that it was never published.",
            ),
        ),
        (
            "no_exceptions",
            Text::new(
                "应有的报告都有，都按期。",
                "Every report that is owed is here and in time.",
            ),
        ),
        ("by_organ_and_year_of", Text::new("按机关和年度", "By organ and year")),
        ("sums_by_year", Text::new("各年合计", "By year")),
        ("sums_by_government", Text::new("各政府合计", "By government")),
        ("ok", Text::new("按期", "in time")),
        ("ok_why", Text::new("期限内", "by the deadline")),
        ("late", Text::new("逾期", "late")),
        ("late_why", Text::new("晚几天写几天", "with the number of days")),
        ("gone_why", Text::new("应有而没有", "owed and not here")),
        ("undated", Text::new("未注明日期", "undated")),
        (
            "undated_why",
            Text::new("不算按期，也不算逾期", "neither in time nor late"),
        ),
        ("not_owed", Text::new("未到期、未设立、已撤并", "not owed")),
        (
            "not_owed_why",
            Text::new("不应有", "not due yet, set up later, or dissolved before"),
        ),
        (
            "in_time_formula",
            Text::new(
                "按期占比 = 按期 ÷（应有 − 未注明日期 − 读不出）。应有：当年存在的机关，从本站收有其所在政府任一机关报告的第一年到最后一年；连着三年以上一份也没有的，这几年不算。设立、撤并的年度写在机关名单里。还没到期限的不算。",
                "Share in time = in time ÷ (owed − undated − unreadable). Owed: by every organ that existed in the year, from the first to the last year for which this archive has a report of any organ of the same government; three or more years in a row without any do not count. The list of organs says since and until when each existed. What is not due yet does not count.",
            ),
        ),
    ],
    values: &[
        "lead",
        "exceptions",
        "more",
        "matrix",
        "by_year",
        "by_government",
        "pager",
        "csv",
        "some_sample",
        "whole",
    ],
    bar: Bar::Entry {
        label: &COVERAGE,
        address: "coverage/index.html",
        shared: never,
    },
    head: Head::PLAIN,
    needs: always,
    addresses: |builder, add| {
        for number in 1..=builder.list.tree.len().div_ceil(ROWS).max(1) {
            add(&page_folder("coverage", number));
        }
    },
    write: |builder, _| write(builder),
};

/// The name of the page in the bar.
static COVERAGE: Text = Text::new("发布情况", "Coverage");

/// The most organs of a page.
const ROWS: usize = 200;

/// The most years next to each other; the CSV has all.
const YEARS: usize = 8;

/// The most exceptions that are listed.
const EXCEPTIONS: usize = 60;

/// A report that should be there, or an organ's year without one.
struct Place {
    organ: usize,
    year: u16,
    status: Status,
    copied: Doubts,
    sample: bool,
}

/// What there is of the reports of some organs.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    owed: usize,
    in_time: usize,
    late: usize,
    undated: usize,
    unreadable: usize,
    missing: usize,
}

impl Counts {
    fn add(&mut self, status: Status) {
        self.owed += usize::from(status.is_owed());
        match status {
            Status::OnTime(_) => self.in_time += 1,
            Status::Late(..) => self.late += 1,
            Status::Undated => self.undated += 1,
            Status::Unreadable => self.unreadable += 1,
            Status::Missing => self.missing += 1,
            Status::NotDue | Status::NotYet | Status::Gone | Status::Outside => {}
        }
    }

    fn cells(self, lang: Lang) -> Vec<Cell> {
        let dated = self.owed - self.undated - self.unreadable;
        let count = |count: usize| Cell::count(count as i128);
        let share = share(self.in_time as i128, dated as i128);
        let none = Text::new("无法计算", "can't be said");
        vec![
            count(self.owed),
            count(self.in_time),
            count(self.late),
            count(self.missing),
            count(self.undated),
            count(self.unreadable),
            share.map_or_else(|| Cell::faint(none.get(lang)), Cell::figure),
        ]
    }
}

fn heads(first: &Text, lang: Lang) -> Vec<String> {
    let words = [
        first.clone(),
        Text::new("应有", "Owed"),
        Text::new("按期", "In time"),
        Text::new("逾期", "Late"),
        Text::new("缺失", "Missing"),
        Text::new("未注明", "Undated"),
        Text::new("读不出", "Unreadable"),
        Text::new("按期占比", "Share in time"),
    ];
    words.iter().map(|word| word.get(lang).to_owned()).collect()
}

fn write(builder: &Builder<'_>) -> Result<()> {
    let organs = builder.content.organs.all();
    let owed = Owed::new(builder);
    let years: Vec<u16> = builder.list.years.iter().copied().collect();
    let tree = &builder.list.tree;
    let mut places = Vec::with_capacity(tree.len() * years.len());
    for (index, _) in tree {
        for year in &years {
            let record = builder.archive.find(*index, *year);
            places.push(Place {
                organ: *index,
                year: *year,
                status: owed.status(builder, *index, *year),
                copied: record.map(|record| record.doubts).unwrap_or_default(),
                sample: record.is_some_and(|record| record.sample),
            });
        }
    }
    let keys = tree
        .iter()
        .fold(builder.keys("coverage").whole(&years), |keys, (index, depth)| {
            let organ = organs.get(*index);
            let keys = organ.map_or(keys.clone(), |organ| keys.key(organ.key()).whole(&organ.parent));
            keys.number(*depth).flag(builder.is_sample(*index))
        });
    let keys = places.iter().fold(keys, add_to);
    builder.unit(&keys, |builder| {
        builder
            .out
            .write("coverage/coverage.csv", table(builder, &places).as_bytes())?;
        let count = tree.len().div_ceil(ROWS).max(1);
        (1..=count).try_for_each(|number| page(builder, &places, &years, number, count))
    })
}

fn add_to(keys: Keys, place: &Place) -> Keys {
    let copied = (place.copied.figures_copied(), place.copied.text_copied());
    keys.whole(&(place.status, copied, place.sample))
}

fn page(builder: &Builder<'_>, places: &[Place], years: &[u16], number: usize, count: usize) -> Result<()> {
    let path = page_address("coverage", number);
    let up = "../".repeat(path.matches('/').count());
    let title = Text::new(
        "发布情况：谁按期，谁没有",
        "Coverage: who published in time, and who did not",
    );
    let mut page = Page::new(&path, &title);
    page.description = Some(Text::new(
        "各机关各年的报告是否公布、何时公布、晚了几天、缺失哪些。",
        "Whether and when each organ published its report for each year, how late, and which are missing.",
    ));
    if number > 1 {
        page.above.push((COVERAGE.clone(), page_address("coverage", 1)));
    }
    let first = number == 1;
    let found: Vec<&Place> = if first { exceptions(places) } else { Vec::new() };
    let all = places.iter().any(|place| place.sample);
    builder.page(&KIND, &page, |lang| {
        let html = |table: Option<Table>| Value::from_safe_string(table.map(|table| table.html()).unwrap_or_default());
        let more = found.len().saturating_sub(EXCEPTIONS);
        let root = "../".repeat(path.matches('/').count() + builder.folder(lang).matches('/').count());
        Ok(context! {
            lead => first.then(|| lead(builder).get(lang).to_owned()),
            exceptions => html((first && !found.is_empty()).then(|| list(builder, &found, &up, lang))),
            more => (more > 0 && first).then(|| match lang {
                Lang::Zh => format!("另有 {more} 份，见下表和 CSV。"),
                Lang::En => format!("{more} more are in the table below and in the CSV."),
            }),
            matrix => Value::from_safe_string(matrix(builder, places, years, number, &up, lang)),
            by_year => html(first.then(|| by_year(places, years, &up, lang))),
            by_government => html(first.then(|| by_government(builder, places, &up, lang)).flatten()),
            pager => pager("coverage", number, count),
            csv => format!("{root}coverage/coverage.csv"),
            some_sample => all,
            whole => first,
        })
    })
}

fn lead(builder: &Builder<'_>) -> Text {
    let deadlines = builder.content.site.deadlines;
    let ((month, day), (later, last)) = (deadlines.department, deadlines.government);
    Text::of(
        format!(
            "部门应当在次年 {month} 月 {day} 日前、政府在 {later} 月 {last} 日前公布上一年度的报告。这里只认报告注明的发布日期，没有注明的不猜。"
        ),
        format!(
            "Departments publish their reports by {day}/{month} of the next year, governments by {last}/{later} (day/month). Only the date that a report gives counts; nothing is guessed."
        ),
    )
}

/// Those that are not as they should be, newest year first: missing, late, undated, unreadable, copied.
fn exceptions(places: &[Place]) -> Vec<&Place> {
    let rank = |place: &Place| match place.status {
        Status::Missing => 0,
        Status::Unreadable => 1,
        Status::Late(..) => 2,
        Status::Undated => 3,
        _ => 4,
    };
    let copied = |place: &Place| place.copied.figures_copied() || place.copied.text_copied();
    let mut found: Vec<&Place> = places.iter().filter(|place| rank(place) < 4 || copied(place)).collect();
    found.sort_by_key(|place| (std::cmp::Reverse(place.year), rank(place)));
    found
}

/// A status in words.
fn said(status: Status) -> Text {
    match status {
        Status::OnTime(_) => Text::new("按期", "in time"),
        Status::Late(_, days) => words::late(days),
        Status::Undated => Text::new("未注明日期", "undated"),
        Status::Unreadable => Text::new("读不出", "unreadable"),
        Status::Missing => Text::new("缺失", "missing"),
        Status::NotDue => Text::new("未到期", "not due yet"),
        Status::NotYet => Text::new("未设立", "not set up"),
        Status::Gone => Text::new("已撤并", "dissolved"),
        Status::Outside => Text::new("不收", "not asked for"),
    }
}

/// What is copied, in words; empty if nothing is.
fn copied(place: &Place) -> Text {
    match (place.copied.figures_copied(), place.copied.text_copied()) {
        (true, true) => Text::new("数字照搬上年，文字雷同", "figures of the year before, copied text"),
        (true, false) => Text::new("数字照搬上年", "figures of the year before"),
        (false, true) => Text::new("文字雷同", "copied text"),
        (false, false) => Text::new("", ""),
    }
}

fn address(organ: &Organ, place: &Place, up: &str) -> String {
    if place.status.is_there() {
        format!("{up}organs/{}/{}/index.html", organ.id, place.year)
    } else {
        format!("{up}organs/{}/index.html", organ.id)
    }
}

fn list(builder: &Builder<'_>, found: &[&Place], up: &str, lang: Lang) -> Table {
    let organs = builder.content.organs.all();
    let heads = [
        Text::new("报告", "Report"),
        Text::new("情况", "What is wrong"),
        Text::new("公布", "Published"),
        Text::new("期限", "Deadline"),
        Text::new("可以问谁", "Whom to ask"),
    ];
    let mut table = Table {
        class: "exceptions",
        ..Table::new(
            KIND.word("exceptions").get(lang),
            heads.iter().map(|head| head.get(lang).to_owned()),
        )
    };
    for (_, class) in &mut table.heads {
        *class = "";
    }
    for place in found.iter().take(EXCEPTIONS) {
        let Some(organ) = organs.get(place.organ) else { continue };
        let date = |date: Option<nianbao_core::text::Date>| {
            date.map_or_else(String::new, |date| date.text().get(lang).to_owned())
        };
        // On a phone there are no heads above the cells.
        let due = |date: Option<nianbao_core::text::Date>| {
            let text = date.map(nianbao_core::text::Date::text);
            text.map_or_else(String::new, |text| match lang {
                Lang::Zh => format!("期限 {}", text.zh),
                Lang::En => format!("due {}", text.en),
            })
        };
        let published = match place.status {
            Status::Late(date, _) | Status::OnTime(date) => Some(date),
            _ => None,
        };
        let (class, word) = match place.status {
            Status::Missing => ("gone", said(place.status)),
            Status::Late(..) => ("late", said(place.status)),
            Status::OnTime(_) => ("copy", copied(place)),
            _ => ("und", said(place.status)),
        };
        let also = if matches!(place.status, Status::OnTime(_)) {
            Text::new("", "")
        } else {
            copied(place)
        };
        let parent = organ.parent.and_then(|parent| organs.get(parent)).unwrap_or(organ);
        let name = match lang {
            Lang::Zh => format!("{} {} 年", organ.name.zh, place.year),
            Lang::En => format!("{}, {}", organ.name.en, place.year),
        };
        table.row(
            RowHead {
                href: Some(address(organ, place, up)),
                sample: builder.is_sample(place.organ).then(|| WORDS.sample.get(lang)),
                ..RowHead::new(name)
            },
            vec![
                Cell::words(word.get(lang)).class(class).small(also.get(lang)),
                Cell::words(date(published)).class("date"),
                Cell::words(due(owed::due(builder, organ, place.year))).class("date"),
                Cell::words(parent.name.get(lang)),
            ],
        );
    }
    table
}

fn by_year(places: &[Place], years: &[u16], up: &str, lang: Lang) -> Table {
    let mut table = Table::new(KIND.word("sums_by_year").get(lang), heads(&WORDS.year, lang));
    for year in years.iter().rev() {
        let mut counts = Counts::default();
        places
            .iter()
            .filter(|place| place.year == *year)
            .for_each(|place| counts.add(place.status));
        let head = RowHead {
            href: Some(format!("{up}years/{year}/index.html")),
            ..RowHead::new(year.to_string())
        };
        table.row(head, counts.cells(lang));
    }
    table
}

/// The sums of each government with those below it, and of the organs that are below none.
fn by_government(builder: &Builder<'_>, places: &[Place], up: &str, lang: Lang) -> Option<Table> {
    let organs = builder.content.organs.all();
    let mut counts: Vec<Counts> = vec![Counts::default(); organs.len()];
    let mut others = Counts::default();
    for place in places {
        let mut at = Some(place.organ);
        let mut inside = false;
        while let Some(index) = at {
            let organ = organs.get(index)?;
            if organ.kind == OrganKind::Government {
                inside = true;
                if let Some(counts) = counts.get_mut(index) {
                    counts.add(place.status);
                }
            }
            at = organ.parent;
        }
        if !inside {
            others.add(place.status);
        }
    }
    let mut table = Table::new(
        KIND.word("sums_by_government").get(lang),
        heads(&Text::new("政府和所属机关", "Government and its organs"), lang),
    );
    for (index, depth) in &builder.list.tree {
        let (Some(organ), Some(counts)) = (organs.get(*index), counts.get(*index)) else {
            continue;
        };
        if organ.kind == OrganKind::Government && counts.owed > 0 {
            let head = RowHead {
                href: Some(format!("{up}organs/{}/index.html", organ.id)),
                sample: builder.is_sample(*index).then(|| WORDS.sample.get(lang)),
                class: depth_class(*depth),
                ..RowHead::new(organ.name.get(lang))
            };
            table.row(head, counts.cells(lang));
        }
    }
    if others.owed > 0 && !table.rows.is_empty() {
        let head = RowHead::new(Text::new("其他机关", "Other organs").get(lang));
        table.row(head, others.cells(lang));
    }
    (!table.rows.is_empty()).then_some(table)
}

const fn depth_class(depth: usize) -> &'static str {
    match depth {
        0 => "depth-0",
        1 => "depth-1",
        2 => "depth-2",
        3 => "depth-3",
        _ => "depth-4",
    }
}

/// Organs by years, a cell for each report that is or should be there.
fn matrix(builder: &Builder<'_>, places: &[Place], years: &[u16], number: usize, up: &str, lang: Lang) -> String {
    let organs = builder.content.organs.all();
    let shown = &years[years.len().saturating_sub(YEARS)..];
    let name = html::attribute(KIND.word("by_organ_and_year_of").get(lang));
    let mut out = format!(
        "<section class=\"wide\" tabindex=\"0\" aria-label=\"{name}\">\n<table class=\"list cov\">\n<caption class=\"unseen\">{name}</caption>\n<thead>\n<tr><th scope=\"col\">{}</th>",
        WORDS.organ.get(lang)
    );
    for year in shown {
        let _ = write!(
            out,
            "<th scope=\"col\"><a href=\"{up}years/{year}/index.html\">{year}</a></th>"
        );
    }
    out.push_str("</tr>\n</thead>\n<tbody>\n");
    let from = (number - 1) * ROWS;
    let tree = builder.list.tree.iter().enumerate().skip(from).take(ROWS);
    for (row, (index, depth)) in tree {
        let Some(organ) = organs.get(*index) else { continue };
        let _ = write!(
            out,
            "<tr><th scope=\"row\" class=\"{}\"><a href=\"{up}organs/{}/index.html\">{}</a>",
            depth_class(*depth),
            organ.id,
            html::escape(organ.name.get(lang))
        );
        if builder.is_sample(*index) {
            let _ = write!(out, " <span class=\"chip sample\">{}</span>", WORDS.sample.get(lang));
        }
        out.push_str("</th>");
        let own = places
            .get(row * years.len()..(row + 1) * years.len())
            .unwrap_or_default();
        for place in &own[own.len().saturating_sub(YEARS)..] {
            cell(organ, place, up, lang, &mut out);
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
    out
}

fn cell(organ: &Organ, place: &Place, up: &str, lang: Lang, out: &mut String) {
    let class = match place.status {
        Status::OnTime(_) => "ok",
        Status::Late(..) => "late",
        Status::Undated | Status::Unreadable => "und",
        Status::Missing => "gone",
        Status::NotDue | Status::NotYet | Status::Gone => "no",
        Status::Outside => "nothing-asked",
    };
    let year = place.year;
    let _ = write!(
        out,
        "<td class=\"{class}\"><span class=\"y\" aria-hidden=\"true\">{year}</span>"
    );
    let said = said(place.status);
    if place.status == Status::Outside {
        let _ = write!(
            out,
            "<span class=\"unseen\">{}</span></td>",
            html::escape(said.get(lang))
        );
        return;
    }
    if !place.status.is_there() {
        let _ = write!(out, "<b>{}</b></td>", html::escape(said.get(lang)));
        return;
    }
    let date = match place.status {
        Status::OnTime(date) | Status::Late(date, _) => {
            // The year is that after the reporting year, unless it is very late.
            let text = date.text();
            if date.year == year + 1 && lang == Lang::Zh {
                format!("{}月{}日", date.month, date.day)
            } else {
                text.get(lang).to_owned()
            }
        }
        _ => String::new(),
    };
    let _ = write!(
        out,
        "<a href=\"{}\"><b>{}</b> {}</a>",
        html::attribute(&address(organ, place, up)),
        html::escape(said.get(lang)),
        html::escape(&date)
    );
    let copied = copied(place);
    if !copied.zh.is_empty() {
        let _ = write!(out, "<small>{}</small>", html::escape(copied.get(lang)));
    }
    out.push_str("</td>");
}

/// The same as CSV, a line for each organ and year.
fn table(builder: &Builder<'_>, places: &[Place]) -> String {
    let organs = builder.content.organs.all();
    let mut out = String::from(csv::MARK);
    let columns = [
        "organ",
        "name",
        "kind",
        "parent",
        "year",
        "sample",
        "status",
        "published",
        "deadline",
        "days_late",
        "copied_figures",
        "copied_text",
    ];
    csv::line(columns, &mut out);
    for place in places {
        let Some(organ) = organs.get(place.organ) else { continue };
        if place.status == Status::Outside {
            continue;
        }
        let (published, late) = match place.status {
            Status::OnTime(date) => (Some(date), String::from("0")),
            Status::Late(date, days) => (Some(date), days.to_string()),
            _ => (None, String::new()),
        };
        let status = match place.status {
            Status::OnTime(_) => "in_time",
            Status::Late(..) => "late",
            Status::Undated => "undated",
            Status::Unreadable => "unreadable",
            Status::Missing => "missing",
            Status::NotDue => "not_due",
            Status::NotYet => "not_set_up",
            Status::Gone => "dissolved",
            Status::Outside => "outside",
        };
        let parent = organ.parent.and_then(|parent| organs.get(parent));
        let flag = |flag: bool| if flag { "true" } else { "false" };
        let date = |date: Option<nianbao_core::text::Date>| date.map_or_else(String::new, |date| date.to_string());
        csv::line(
            [
                organ.id.as_str(),
                organ.name.get(Lang::Zh),
                organ.kind.name(),
                parent.map_or("", |parent| &parent.id),
                &place.year.to_string(),
                flag(place.sample || builder.is_sample(place.organ)),
                status,
                &date(published),
                &date(owed::due(builder, organ, place.year)),
                &late,
                flag(place.copied.figures_copied()),
                flag(place.copied.text_copied()),
            ],
            &mut out,
        );
    }
    out
}
