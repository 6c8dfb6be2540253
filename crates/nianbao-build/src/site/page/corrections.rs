//! What was corrected in the reports after they were published, newest first.

use std::cmp::Reverse;

use minijinja::{Value, context};
use nianbao_core::text::Text;

use super::report::corrected;
use super::{Bar, Head, Kind, Page, coverage, template};
use crate::archive::Record;
use crate::content::{Organ, correction};
use crate::error::Result;
use crate::site::Builder;
use crate::site::list::{page_address, page_folder, pager};
use crate::site::words::WORDS;

pub(super) static KIND: Kind = Kind {
    template: template!("corrections.html"),
    words: &[(
        "corrections_lead",
        Text::new(
            "报告公布以后改了什么、为什么改。报告页显示的是更正后的内容；同一份报告的更正排在一起，新的在前。",
            "What was changed in reports after they were published, and why. The page of a report shows what it says now; the corrections of a report are listed together, latest first.",
        ),
    )],
    values: &["reports", "pager", "some_sample", "csv"],
    bar: Bar::Within(&coverage::KIND),
    head: Head::PLAIN,
    needs: |builder| count(builder) > 0,
    addresses: |builder, add| {
        for number in 1..=count(builder).div_ceil(REPORTS) {
            add(&page_folder(FOLDER, number));
        }
    },
    write: |builder, _| write(builder),
};

static TITLE: Text = Text::new("更正：改了什么，为什么改", "Corrections: what was changed, and why");

const FOLDER: &str = "corrections";

/// The most reports of a page.
const REPORTS: usize = 100;

/// The number of reports that were corrected.
pub(crate) fn count(builder: &Builder<'_>) -> usize {
    let records = builder.archive.records().iter();
    records.filter(|record| record.corrected.is_some()).count()
}

fn write(builder: &Builder<'_>) -> Result<()> {
    let records = builder.archive.records().iter();
    let mut found: Vec<&Record> = records.filter(|record| record.corrected.is_some()).collect();
    found.sort_by_key(|record| (Reverse(record.corrected), record.organ, record.year));
    let organs = builder.content.organs.all();
    let keys = found.iter().fold(builder.keys(FOLDER), |keys, record| {
        let organ = organs.get(record.organ).map(Organ::key);
        keys.key(organ.unwrap_or_default()).key(record.key())
    });
    let pages = found.len().div_ceil(REPORTS);
    builder.unit(&keys, |builder| {
        let parts = found.chunks(REPORTS).enumerate();
        parts
            .into_iter()
            .try_for_each(|(index, part)| page(builder, part, index + 1, pages))
    })
}

fn page(builder: &Builder<'_>, records: &[&Record], number: usize, pages: usize) -> Result<()> {
    let path = page_address(FOLDER, number);
    let mut page = Page::new(&path, &TITLE);
    page.description = Some(Text::new(
        "各机关年度报告公布以后的更正：日期、理由、改前改后的数字。",
        "Corrections of published reports: day, reason, and the figures before and after.",
    ));
    if number > 1 {
        page.above.push((WORDS.corrected_on.clone(), page_address(FOLDER, 1)));
    }
    let organs = builder.content.organs.all();
    let mut read = Vec::with_capacity(records.len());
    for record in records {
        let Some(organ) = organs.get(record.organ) else {
            continue;
        };
        read.push((*record, organ, builder.archive.open(record)?.report));
    }
    builder.page(&KIND, &page, |lang| {
        let reports = read.iter().map(|(record, organ, report)| {
            let corrections = correction::of(report);
            let corrections = corrections.iter().rev().map(|one| corrected(one, report, lang));
            context! {
                id => organ.id,
                name => organ.name.get(lang),
                year => record.year,
                sample => record.sample,
                corrections => corrections.collect::<Vec<Value>>(),
            }
        });
        Ok(context! {
            reports => reports.collect::<Vec<Value>>(),
            pager => pager(FOLDER, number, pages),
            some_sample => records.iter().any(|record| record.sample),
            csv => "data/corrections.csv",
        })
    })
}
