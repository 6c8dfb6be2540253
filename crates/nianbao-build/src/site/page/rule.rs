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
use crate::site::words::WORDS;
use crate::site::{Builder, markdown};

pub(super) static KIND: Kind = Kind {
    template: template!("rule.html"),
    words: &[
        ("family", Text::new("类别", "Family")),
        ("holds_for", Text::new("适用格式", "Holds for")),
        ("found_in", Text::new("发现于以下报告", "Reports with this finding")),
    ],
    values: &["rule", "html", "found", "shown"],
    bar: Bar::Within(&rules::KIND),
    head: Head::PLAIN,
    needs: always,
    addresses: |_, add| {
        for rule in RULES {
            add(&format!("rules/{}/", rule.name));
        }
    },
    write: |builder, _| {
        let mut found: Vec<Found<'_>> = RULES.iter().map(|_| Found::default()).collect();
        for record in builder.archive.records().iter().rev() {
            for index in record.rules() {
                if let Some(found) = found.get_mut(index) {
                    found.count += 1;
                    if found.shown.len() < EXAMPLES {
                        found.shown.push(record);
                    }
                }
            }
        }
        RULES.par_iter().zip(found).try_for_each(|(rule, found)| {
            builder.unit(&keys(builder, rule, &found), |builder| page(builder, rule, &found))
        })
    },
};

/// The most reports that the page of a rule links to.
const EXAMPLES: usize = 20;

/// The reports with findings of a rule.
#[derive(Default)]
struct Found<'a> {
    count: usize,
    shown: Vec<&'a Record>,
}

/// All that the page of a rule depends on.
fn keys(builder: &Builder<'_>, rule: &Rule, found: &Found<'_>) -> Keys {
    let keys = builder.keys("rule").text(rule.name).number(found.count);
    found.shown.iter().fold(keys, |keys, record| {
        let organ = builder.content.organs.all().get(record.organ).map(Organ::key);
        keys.key(organ.unwrap_or_default()).number(record.year.into())
    })
}

fn page(builder: &Builder<'_>, rule: &Rule, found: &Found<'_>) -> Result<()> {
    let organs = builder.content.organs.all();
    let path = format!("rules/{}/index.html", rule.name);
    // The tests of the rules read every page; if one were invalid, title and basis would still be shown.
    let text = Written::of(rule).ok();
    let page = Page {
        above: vec![(WORDS.rules.clone(), "rules/index.html".to_owned())],
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
        let shown: Vec<Value> = found
            .shown
            .iter()
            .filter_map(|record| {
                let organ = organs.get(record.organ)?;
                Some(context! { id => organ.id, name => organ.name.get(lang), year => record.year })
            })
            .collect();
        Ok(context! {
            rule => rules::value(rule, lang),
            html => html.map(Value::from_safe_string),
            found => found.count,
            shown,
        })
    })
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
