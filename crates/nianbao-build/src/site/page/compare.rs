//! Any two reports side by side. The choice is made in the browser, from a small script file for each organ, which works
//! from a disk too; the address holds the choice.

use std::fmt::Write as _;

use minijinja::{Value, context};
use nianbao_core::archive::Digest;
use nianbao_core::field::{
    Applicant, ColumnKey, DisputeBlock, DisputeResult, Field, RequestsGroup, RequestsRow, RowKey,
};
use nianbao_core::form::Form;
use nianbao_core::text::{Lang, Text};
use rayon::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::{Bar, Head, Kind, Page, never, template};
use crate::archive::Record;
use crate::archive::doubts::Part;
use crate::error::Result;
use crate::site::chart::words::GROUPS;
use crate::site::figures::Row;
use crate::site::sums::group;
use crate::site::{Builder, html};

pub(super) static KIND: Kind = Kind {
    template: template!("compare.html"),
    words: &WORDS_OF_COMPARE,
    values: &["rows", "columns", "fields", "groups", "some_sample"],
    bar: Bar::Entry {
        label: &Text::new("比较", "Compare"),
        address: "compare/index.html",
        shared: never,
    },
    head: Head {
        scripts: &[("compare.js", include_str!("../../../../../site/scripts/compare.js"))],
        ..Head::PLAIN
    },
    needs: |builder| builder.archive.records().iter().any(|record| record.form.is_some()),
    addresses: |_, add| add("compare/"),
    write: |builder, _| write(builder),
};

/// The words of the template, and those that its script says: `{l}` and `{r}` are the sides, `{n}` a number, `{t}` a text.
static WORDS_OF_COMPARE: [(&str, Text); 30] = [
    ("compare_left", Text::new("左", "Left")),
    ("compare_right", Text::new("右", "Right")),
    ("compare_swap", Text::new("左右对换", "Swap sides")),
    ("compare_column", Text::new("哪一列", "Column")),
    (
        "compare_noscript",
        Text::new(
            "这一页在您的浏览器里取数，需要脚本（JavaScript）。没有脚本时，每份报告的页面上有它和上年的比较，统计里有各机关的比较：",
            "This page fetches figures in your browser and needs scripts (JavaScript). Without them, the page of each report compares it with the year before, and the statistics compare organs:",
        ),
    ),
    (
        "compare_broken",
        Text::new(
            "数据没有取到。请刷新本页再试。",
            "The data could not be loaded. Reload this page and try again.",
        ),
    ),
    ("compare_row", Text::new("项目", "Row")),
    ("compare_difference", Text::new("相差", "Difference")),
    (
        "compare_more",
        Text::new("◀ {l} 多　{r} 多 ▶", "◀ {l} more  {r} more ▶"),
    ),
    ("compare_same", Text::new("相同", "same")),
    ("compare_left_more", Text::new("左多 {t}", "left +{t}")),
    ("compare_right_more", Text::new("右多 {t}", "right +{t}")),
    ("compare_up", Text::new("升 {t}", "up {t}")),
    ("compare_down", Text::new("降 {t}", "down {t}")),
    ("compare_not_made", Text::new("有错误，不比较", "error, not compared")),
    ("compare_blank", Text::new("空着", "blank")),
    ("compare_lacking", Text::new("无此项", "not in the form")),
    ("compare_words", Text::new("非数字", "no number")),
    ("compare_errors", Text::new("有错误", "error")),
    ("compare_none", Text::new("没有这份报告", "there is no such report")),
    (
        "compare_say",
        Text::new("办结的申请：{l}，{r}。", "Decided requests: {l}; {r}."),
    ),
    (
        "compare_say_one",
        Text::new("{t} {n} 件，公开 {p}", "{t}: {n}, disclosed {p}"),
    ),
    (
        "compare_apart",
        Text::new("相差 {t} 个百分点。", "They are {t} percentage points apart."),
    ),
    (
        "compare_zero",
        Text::new("两边都是 0 的 {n} 行", "Rows that are 0 on both sides: {n}"),
    ),
    (
        "compare_explain",
        Text::new(
            "有底色、粗体的行：占比相差 5 个百分点以上；横条朝多的一边，各行同一比例。件数少时，一件就能差出几个百分点。本页地址记着您的选择，可以转发。错误涉及的行（包括疑似写错单位的收费）注明“有错误”，不算相差。",
            "Tinted rows in bold: shares are 5 percentage points or more apart. Bars point to the side with more, all on one scale. With few requests, a single one is several points. The address of this page holds your choice. Rows that an error touches, and fees that seem to be in another unit, say so and are not compared.",
        ),
    ),
    ("compare_decided", Text::new("办结 {n} 件", "{n} decided")),
    ("compare_disclosed", Text::new("公开 {t}", "{t} disclosed")),
    ("compare_year", Text::new("{t} 年", "{t}")),
    ("compare_unit", Text::new("{n} 件", "{n}")),
    ("compare_shares", Text::new("办理结果的占比", "Outcomes by share")),
];

static OUTCOMES_BAND: Text = Text::new(
    "三、本年度办理结果（占比 = 件数 ÷ 总计，相差为百分点）",
    "3. Outcomes (share = count ÷ total; differences in percentage points)",
);
static DISPUTES_BAND: Text = Text::new("表四　行政复议和行政诉讼", "Table four: reconsideration and litigation");
static PROACTIVE_BAND: Text = Text::new("表二　主动公开", "Table two: proactive disclosure");

/// A row of the table.
struct Line {
    class: &'static str,
    label: Text,
    /// The cell in each side: a field whose column is that chosen (`*`), or the field itself.
    field: String,
    /// How it is compared: by its share of the outcomes, or by its count.
    shared: bool,
    /// The group that the row is the sum of, by its rows.
    sum: Vec<String>,
    part: Option<Part>,
}

fn lines() -> Vec<(Option<&'static Text>, Vec<Line>)> {
    let row = |class, row: RequestsRow, part, shared| Line {
        class,
        label: RowKey::Requests(row).label(),
        field: format!("requests.{}.*", row.name()),
        shared,
        sum: Vec::new(),
        part: Some(part),
    };
    let requests = vec![
        row("l0", RequestsRow::Received, Part::Received, false),
        row("l0", RequestsRow::CarriedIn, Part::Carried, false),
    ];
    let mut outcomes = Vec::new();
    for index in 0..GROUPS.len() {
        let rows: Vec<RequestsRow> = RequestsRow::ALL
            .iter()
            .copied()
            .filter(|row| group(*row) == Some(index))
            .collect();
        let heading = RequestsGroup::ALL.iter().find(|heading| {
            rows.iter()
                .any(|row| row.group() == Some(**heading) && **heading != RequestsGroup::Outcomes)
        });
        let Some(heading) = heading else {
            outcomes.extend(rows.into_iter().map(|own| row("l1", own, Part::Outcomes, true)));
            continue;
        };
        outcomes.push(Line {
            class: "l1",
            label: RowKey::Group(*heading).label(),
            field: String::new(),
            shared: true,
            sum: rows.iter().map(|row| format!("requests.{}.*", row.name())).collect(),
            part: Some(Part::Outcomes),
        });
        // A row that other forms have in place of the group is in its sum.
        let own = rows.into_iter().filter(|row| row.as_group().is_none());
        outcomes.extend(own.map(|own| row("l2", own, Part::Outcomes, true)));
    }
    outcomes.push(row("l1 sum", RequestsRow::OutcomesTotal, Part::Outcomes, true));
    outcomes.push(row("l0", RequestsRow::CarriedOut, Part::Carried, false));
    let mut disputes = Vec::new();
    for block in DisputeBlock::ALL {
        for result in [
            DisputeResult::Total,
            DisputeResult::Corrected,
            DisputeResult::Upheld,
            DisputeResult::Other,
            DisputeResult::Pending,
        ] {
            let field = Field::Disputes(*block, result);
            let whole = result == DisputeResult::Total;
            disputes.push(Line {
                class: if whole { "l1" } else { "l2" },
                label: if whole {
                    field.label()
                } else {
                    ColumnKey::Disputes(result).label()
                },
                field: field.to_string(),
                shared: false,
                sum: Vec::new(),
                part: Some(Part::Disputes),
            });
        }
    }
    let mut proactive: Vec<Line> = Vec::new();
    for form in Form::ALL.into_iter().rev() {
        for field in form.fields() {
            let name = field.to_string();
            if matches!(field, Field::Proactive(..)) && proactive.iter().all(|line| line.field != name) {
                proactive.push(Line {
                    class: "l1",
                    label: field.label(),
                    field: name,
                    shared: false,
                    sum: Vec::new(),
                    part: Part::of(field),
                });
            }
        }
    }
    vec![
        (None, requests),
        (Some(&OUTCOMES_BAND), outcomes),
        (Some(&DISPUTES_BAND), disputes),
        (Some(&PROACTIVE_BAND), proactive),
    ]
}

/// The rows as a table body, whose figures the script fills in.
fn rows(lang: Lang) -> String {
    let mut out = String::with_capacity(32 * 1024);
    for (band, lines) in lines() {
        if let Some(band) = band {
            let _ = writeln!(
                out,
                "<tr role=\"row\" class=\"band\"><th scope=\"colgroup\" role=\"rowheader\" colspan=\"7\">{}</th></tr>",
                html::escape(band.get(lang))
            );
        }
        for line in lines {
            let sum = line.sum.join(" ");
            let part = line.part.map_or("", Part::name);
            let _ = writeln!(
                out,
                "<tr role=\"row\" class=\"{}\" data-field=\"{}\" data-part=\"{part}\" data-kind=\"{}\"><th scope=\"row\" role=\"rowheader\">{}</th></tr>",
                line.class,
                if sum.is_empty() { &line.field } else { &sum },
                if line.shared { "share" } else { "count" },
                html::escape(line.label.get(lang)),
            );
        }
    }
    out
}

fn write(builder: &Builder<'_>) -> Result<()> {
    let organs = builder.content.organs.all();
    organs
        .par_iter()
        .enumerate()
        .filter(|(index, _)| !builder.archive.of(*index).is_empty())
        .try_for_each(|(index, organ)| {
            let records = builder.archive.of(index);
            let keys = builder.keys("compare").key(organ.key()).flag(builder.is_sample(index));
            let keys = records.iter().fold(keys, |keys, record| {
                let cells = builder.archive.figures(record).map(|digest| digest.cells.to_bytes());
                let keys = Row::new(builder.archive, record).add_to(keys).whole(&record.doubts);
                keys.bytes(&cells.unwrap_or_default())
            });
            builder.unit(&keys, |builder| {
                let years: Map<String, Json> = records
                    .iter()
                    .filter_map(|record| Some((record.year.to_string(), report(builder, record)?)))
                    .collect();
                let data = json!({"id": organ.id, "zh": organ.name.zh, "en": organ.name.en, "years": years});
                file(builder, &format!("organ-{}", organ.id), &data)
            })
        })?;
    let keys = builder
        .list
        .tree
        .iter()
        .fold(builder.keys("compared"), |keys, (index, depth)| {
            let organ = organs.get(*index);
            let keys = organ.map_or(keys.clone(), |organ| keys.key(organ.key()).whole(&organ.parent));
            let years: Vec<u16> = shown(builder, *index).collect();
            keys.number(*depth).whole(&years).flag(builder.is_sample(*index))
        });
    let some_sample = builder.archive.records().iter().any(|record| record.sample);
    builder.unit(&keys.flag(some_sample), |builder| page(builder, some_sample))
}

/// The years of which an organ's report can be compared.
fn shown(builder: &Builder<'_>, organ: usize) -> impl Iterator<Item = u16> {
    let records = builder.archive.of(organ).iter();
    let shown = records.filter(|record| record.is_read && record.form.is_some());
    shown.map(|record| record.year)
}

fn page(builder: &Builder<'_>, some_sample: bool) -> Result<()> {
    let organs = builder.content.organs.all();
    let listed = builder.list.tree.iter().filter_map(|(index, depth)| {
        let organ = organs.get(*index)?;
        let years: Vec<u16> = shown(builder, *index).collect();
        (!years.is_empty()).then(|| {
            json!({"id": organ.id, "zh": organ.name.zh, "en": organ.name.en, "depth": depth,
                   "sample": builder.is_sample(*index), "years": years})
        })
    });
    file(builder, "organs", &json!({"organs": listed.collect::<Vec<Json>>()}))?;
    let mut page = Page::new("compare/index.html", &Text::new("比较", "Compare"));
    page.description = Some(Text::new(
        "任意两个机关、两个年度的报告并排：件数、占比和相差。",
        "The reports of any two organs and years side by side: counts, shares and differences.",
    ));
    builder.page(&KIND, &page, |lang| {
        let columns = Applicant::ALL.iter().filter(|applicant| {
            **applicant != Applicant::Total && Form::LATEST.has(Field::Requests(RequestsRow::Received, **applicant))
        });
        let columns = std::iter::once(&Applicant::Total).chain(columns);
        let columns = columns.map(|applicant| {
            context! { name => applicant.name(), label => ColumnKey::Requests(*applicant).label().get(lang).to_owned() }
        });
        let fields = Form::ALL.into_iter().map(|form| {
            let names: Vec<String> = form.fields().map(|field| field.to_string()).collect();
            context! { form => form.id.name(), names => names.join(" ") }
        });
        Ok(context! {
            rows => Value::from_safe_string(rows(lang)),
            columns => columns.collect::<Vec<_>>(),
            fields => fields.collect::<Vec<_>>(),
            groups => GROUPS.iter().map(|name| name.get(lang)).collect::<Vec<_>>(),
            some_sample,
        })
    })
}

/// Writes a file of data as a script, because pages on a disk can load nothing else.
fn file(builder: &Builder<'_>, name: &str, data: &Json) -> Result<()> {
    // In a script that is a file of its own, every JSON text means itself.
    let text = format!("nianbaoCompare({data});\n");
    builder.out.write(&format!("assets/compare/{name}.js"), text.as_bytes())
}

/// A report's figures, in the order of its form's fields: digits; empty if blank, `x` if the report lacks the cell, `?` for words.
fn report(builder: &Builder<'_>, record: &Record) -> Option<Json> {
    let form = record.form?.form();
    let digest: &Digest = builder.archive.figures(record)?;
    let mut cells = String::with_capacity(512);
    for (index, field) in form.fields().enumerate() {
        if index > 0 {
            cells.push(',');
        }
        if digest.has(field) {
            cells.push_str(&digest.written(field));
        } else {
            cells.push('x');
        }
    }
    let errors: Vec<&str> = Part::ALL
        .into_iter()
        .filter(|part| record.doubts.touch(*part))
        .map(Part::name)
        .collect();
    Some(json!({
        "form": form.id.name(),
        "published": record.published.map(|date| date.to_string()),
        "sample": record.sample,
        "errors": errors,
        "cells": cells,
    }))
}
