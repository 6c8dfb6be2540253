//! The page of an organ: what it is, and the key figures of all its reports.

use minijinja::{Value, context};
use nianbao_core::text::{Lang, Text};
use rayon::prelude::*;

use super::{Bar, Head, Kind, Page, always, organs, statistics, template};
use crate::content::Organ;
use crate::error::Result;
use crate::key::Keys;
use crate::site::figures::Row;
use crate::site::owed::{Owed, Status};
use crate::site::trends::{self, Of, Point};
use crate::site::{Builder, feed, words};

pub(super) static KIND: Kind = Kind {
    template: template!("organ.html"),
    words: &[
        ("chinese_name", Text::new("中文名", "Chinese name")),
        ("belongs_to", Text::new("上级", "Belongs to")),
        ("former_names", Text::new("曾用名", "Former names")),
        ("until", Text::new("至", "until")),
        ("trends", Text::new("历年数据", "Figures by year")),
        ("follow_organ", Text::new("订阅（Atom）", "Follow (Atom)")),
        ("findings_csv", Text::new("校验结果 CSV", "Findings as CSV")),
        ("its_organs", Text::new("所属机关", "Subordinate organs")),
        (
            "its_statistics",
            Text::new("所属机关的统计", "Statistics of its organs"),
        ),
        ("organ_since", Text::new("报告自", "Reports from")),
        ("organ_until", Text::new("报告至", "Reports until")),
    ],
    values: &[
        "id",
        "name",
        "chinese",
        "kind",
        "former",
        "since",
        "until",
        "parent",
        "below",
        "rows",
        "some_doubt",
        "charts",
        "csv",
        "statistics",
    ],
    bar: Bar::Within(&organs::KIND),
    head: Head::LIST,
    needs: always,
    addresses: |builder, add| {
        for organ in builder.content.organs.all() {
            add(&format!("organs/{}/", organ.id));
        }
    },
    write: |builder, _| {
        let organs = builder.content.organs.all();
        let owed = Owed::new(builder);
        let sums = statistics::addresses(builder);
        organs.par_iter().enumerate().try_for_each(|(index, organ)| {
            let points = trends::of_organ(builder, &owed, index);
            let sums = sums.get(&index).map(String::as_str);
            let years = owed.years(builder, index);
            let keys = keys(builder, index).whole(&points).whole(&sums).whole(&years);
            builder.unit(&keys, |builder| page(builder, organ, index, &points, &years, sums))
        })
    },
};

/// All that the page of an organ depends on.
fn keys(builder: &Builder<'_>, index: usize) -> Keys {
    let organs = &builder.content.organs;
    let keys = builder
        .keys("organ")
        .key(builder.chain(index))
        .flag(builder.is_sample(index));
    let below = organs
        .children(index)
        .iter()
        .filter_map(|child| organs.all().get(*child));
    let keys = below.fold(keys.text("below"), |keys, child| keys.key(child.key()));
    let keys = feed::keys_of(builder, index, keys);
    let records = builder.archive.of(index).iter();
    records.fold(keys.text("reports"), |keys, record| {
        Row::new(builder.archive, record).add_to(keys)
    })
}

fn page(
    builder: &Builder<'_>,
    organ: &Organ,
    index: usize,
    points: &[Point],
    years: &[(u16, Status)],
    statistics: Option<&str>,
) -> Result<()> {
    let organs = &builder.content.organs;
    let path = format!("organs/{}/index.html", organ.id);
    let page = Page {
        above: builder.above(organ),
        sample: builder.is_sample(index),
        feed: feed::of(builder, index),
        description: Some(description(builder, organ, index)),
        ..Page::new(&path, &organ.name)
    };
    feed::write_of(builder, index)?;
    let file = format!("organs/{}/trends.csv", organ.id);
    // A single year is no chart, and its figures are in the data of the report.
    let has_csv = points.iter().filter(|point| point.there).count() > 1;
    if has_csv {
        let csv = trends::csv(&organ.id, &organ.name, builder.is_sample(index), points);
        builder.out.write(&file, csv.as_bytes())?;
    }
    builder.page(&KIND, &page, |lang| {
        let of = Of {
            name: &organ.name,
            sums: false,
            lang,
        };
        let root = "../".repeat(path.matches('/').count() + builder.folder(lang).matches('/').count());
        let rows = years.iter().map(|(year, status)| {
            let late = match status {
                Status::Late(_, days) => Some(words::late(*days).get(lang).to_owned()),
                _ => None,
            };
            let report = builder.row(index, *year).map(|row| row.value(lang));
            context! { year, late, report }
        });
        let mut below: Vec<&Organ> = organs
            .children(index)
            .iter()
            .filter_map(|child| organs.all().get(*child))
            .collect();
        below.sort_by_key(|child| child.kind);
        let below = below.iter().map(|child| {
            context! { id => child.id, name => child.name.get(lang), kind => child.kind.text().get(lang) }
        });
        let former = organ.former.iter();
        let former = former.map(|former| context! { name => former.name, until => former.until });
        let parent = organ.parent.and_then(|parent| organs.all().get(parent));
        Ok(context! {
            id => organ.id,
            name => organ.name.get(lang),
            chinese => (lang == Lang::En && organ.name.zh != organ.name.en).then_some(&organ.name.zh),
            kind => organ.kind.text().get(lang),
            former => former.collect::<Vec<_>>(),
            since => organ.since,
            until => organ.until,
            parent => parent.map(|parent| context! { id => parent.id, name => parent.name.get(lang) }),
            below => below.collect::<Vec<_>>(),
            rows => rows.collect::<Vec<Value>>(),
            some_doubt => builder.archive.of(index).iter().any(|record| Row::new(builder.archive, record).doubt()),
            charts => Value::from_safe_string(trends::charts(points, of)),
            csv => has_csv.then(|| format!("{root}{file}")),
            statistics,
        })
    })
}

/// The organ in a sentence: its years, and the last of its reports.
fn description(builder: &Builder<'_>, organ: &Organ, index: usize) -> Text {
    let (zh, en) = (&organ.name.zh, &organ.name.en);
    let records = builder.archive.of(index);
    let (Some(first), Some(last)) = (records.first(), records.last()) else {
        return Text::of(
            format!("{zh}的政府信息公开年度报告：还没有收入。"),
            format!("Reports of {en} on open government information: none yet."),
        );
    };
    let said = Row::new(builder.archive, last).sentence();
    let (from, to) = (first.year, last.year);
    Text::of(
        format!("{zh}{from}至{to}年的政府信息公开年度报告和数据。{to}年：{}", said.zh),
        format!(
            "Reports and figures of {en} on open government information, {from} to {to}. {to}: {}",
            said.en
        ),
    )
}
