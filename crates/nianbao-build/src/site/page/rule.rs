//! The page of a rule: its text, its cases, and some of the reports with findings.

use std::fmt::Write as _;

use minijinja::{Value, context};
use nianbao_core::page::Page as Written;
use nianbao_core::rule::Rule;
use nianbao_core::rules::{self as core, RULES};
use nianbao_core::text::{Lang, Text};
use rayon::prelude::*;

use super::{Bar, Head, Kind, Page, always, rules, template};
use crate::archive::Record;
use crate::content::Organ;
use crate::error::Result;
use crate::key::Keys;
use crate::site::list::{ROWS, page_address, page_folder, pager};
use crate::site::words::WORDS;
use crate::site::{Builder, markdown};

pub(super) static KIND: Kind = Kind {
    template: template!("rule.html"),
    words: &[
        ("family", Text::new("类别", "Family")),
        ("holds_for", Text::new("适用格式", "Holds for")),
        ("found_in", Text::new("发现于以下报告", "Reports with this finding")),
    ],
    values: &["rule", "html", "found", "shown", "pager", "first"],
    bar: Bar::Within(&rules::KIND),
    head: Head::PLAIN,
    needs: always,
    addresses: |builder, add| {
        for (rule, count) in RULES.iter().zip(rules::counts(builder)) {
            for number in 1..=pages(count) {
                add(&page_folder(&folder(rule), number));
            }
        }
    },
    write: |builder, _| {
        let mut found: Vec<Vec<&Record>> = RULES.iter().map(|_| Vec::new()).collect();
        for record in builder.archive.records().iter().rev() {
            for index in record.rules() {
                if let Some(found) = found.get_mut(index) {
                    found.push(record);
                }
            }
        }
        RULES.par_iter().zip(found).try_for_each(|(rule, found)| {
            let none: &[&Record] = &[];
            let chunks = found.chunks(ROWS).chain(found.is_empty().then_some(none));
            chunks.enumerate().try_for_each(|(i, shown)| {
                let part = Part {
                    number: i + 1,
                    count: found.len(),
                    shown,
                };
                builder.unit(&keys(builder, rule, &part), |builder| page(builder, rule, &part))
            })
        })
    },
};

fn folder(rule: &Rule) -> String {
    format!("rules/{}", rule.name)
}

/// The number of pages of a rule with findings in this many reports.
fn pages(count: usize) -> usize {
    count.div_ceil(ROWS).max(1)
}

/// The reports with findings of a rule that are on one of its pages.
struct Part<'a> {
    /// The number of the page, from 1. The first has the text about the rule.
    number: usize,
    /// The number of reports on all pages.
    count: usize,
    shown: &'a [&'a Record],
}

/// All that a page of a rule depends on.
fn keys(builder: &Builder<'_>, rule: &Rule, part: &Part<'_>) -> Keys {
    let keys = builder
        .keys("rule")
        .text(rule.name)
        .number(part.count)
        .number(part.number);
    part.shown.iter().fold(keys, |keys, record| {
        let organ = builder.content.organs.all().get(record.organ).map(Organ::key);
        keys.key(organ.unwrap_or_default())
            .number(record.year.into())
            .flag(record.sample)
    })
}

fn page(builder: &Builder<'_>, rule: &Rule, part: &Part<'_>) -> Result<()> {
    let organs = builder.content.organs.all();
    let path = page_address(&folder(rule), part.number);
    // The tests of the rules read every page; if one were invalid, title and basis would still be shown.
    let text = Written::of(rule).ok();
    let mut above = vec![(WORDS.rules.clone(), "rules/index.html".to_owned())];
    if part.number > 1 {
        above.push((rule.title.clone(), page_address(&folder(rule), 1)));
    }
    let page = Page {
        above,
        description: Some(description(rule, part)),
        ..Page::new(&path, &rule.title)
    };
    builder.page(&KIND, &page, |lang| {
        let html = text.as_ref().map(|text| {
            let source = match lang {
                Lang::Zh => &text.zh,
                Lang::En => &text.en,
            };
            link_rules(&markdown::render(source, lang).html)
        });
        let shown: Vec<Value> = part
            .shown
            .iter()
            .filter_map(|record| {
                let organ = organs.get(record.organ)?;
                let (id, name) = (&organ.id, organ.name.get(lang));
                Some(context! { id, name, year => record.year, sample => record.sample })
            })
            .collect();
        Ok(context! {
            rule => rules::value(rule, lang),
            html => html.map(Value::from_safe_string),
            found => part.count,
            shown,
            pager => pager(&folder(rule), part.number, pages(part.count)),
            first => part.number == 1,
        })
    })
}

fn description(rule: &Rule, part: &Part<'_>) -> Text {
    let count = part.count;
    Text::of(
        format!(
            "规则“{}”：什么必须成立，为什么，正反例子，怎样改。发现于{count}份报告。",
            rule.title.zh
        ),
        format!(
            "The rule “{}”: what must hold, why, right and wrong, how to correct it. Reports with findings: {count}.",
            rule.title.en
        ),
    )
}

/// Links the names of rules, which are written as code, to their pages.
fn link_rules(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some(at) = rest.find("<code>") {
        let (before, code) = rest.split_at(at);
        out.push_str(before);
        let end = code.find("</code>").map_or(code.len(), |end| end + "</code>".len());
        let (code, after) = code.split_at(end);
        let name = code.trim_start_matches("<code>").trim_end_matches("</code>");
        if core::find(name).is_some() {
            let _ = write!(out, "<a href=\"../{name}/index.html\">{code}</a>");
        } else {
            out.push_str(code);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}
