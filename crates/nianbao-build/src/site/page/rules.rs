//! The list of rules, family by family.

use minijinja::{Value, context};
use nianbao_core::rule::{Family, Rule};
use nianbao_core::rules::{RULE_SET, RULES};
use nianbao_core::text::{Lang, Text};

use super::{Bar, Head, Kind, Page, always, never, template};
use crate::archive::Record;
use crate::content::Problem;
use crate::error::Result;
use crate::site::Builder;
use crate::site::words::WORDS;

pub(super) static KIND: Kind = Kind {
    template: template!("rules.html"),
    words: &[
        ("found_count", Text::new("发现份数", "Reports")),
        (
            "rules_intro",
            Text::new(
                "每条规则只说一件事：报告里什么必须成立。一条规则有一个名称，名称不重复使用。",
                "Each rule states one thing that must be true of a report. Each has a name, which is never reused.",
            ),
        ),
    ],
    values: &["families", "rule_set", "count"],
    bar: Bar::Entry {
        label: &WORDS.rules,
        address: "rules/index.html",
        shared: never,
    },
    head: Head::PLAIN,
    needs: always,
    addresses: |_, add| add("rules/"),
    write,
};

/// The number of reports with findings of each rule.
pub(super) fn counts(builder: &Builder<'_>) -> [usize; RULES.len()] {
    let mut counts = [0; RULES.len()];
    for index in builder.archive.records().iter().flat_map(Record::rules) {
        if let Some(count) = counts.get_mut(index) {
            *count += 1;
        }
    }
    counts
}

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    let counts = counts(builder);
    let page = |builder: &Builder<'_>| {
        builder.page(&KIND, &Page::new("rules/index.html", &WORDS.rules), |lang| {
            let families: Vec<Value> = Family::ALL
                .iter()
                .map(|family| {
                    let rules = RULES.iter().zip(counts).filter(|(rule, _)| rule.family == *family);
                    let rules: Vec<Value> = rules
                        .map(|(rule, found)| context! { found, ..value(rule, lang) })
                        .collect();
                    context! { id => family.name(), name => family.text().get(lang), rules }
                })
                .collect();
            Ok(context! { families, rule_set => RULE_SET, count => RULES.len() })
        })
    };
    builder.unit(&builder.keys("rules").whole(&counts), page)
}

/// A rule for templates.
pub(super) fn value(rule: &Rule, lang: Lang) -> Value {
    let forms: Vec<&str> = rule.forms.iter().map(|form| form.name.get(lang)).collect();
    context! {
        name => rule.name,
        title => rule.title.get(lang),
        class => rule.severity.name(),
        severity => rule.severity.text().get(lang),
        basis => rule.basis.get(lang),
        family => rule.family.text().get(lang),
        forms => forms.join(WORDS.comma.get(lang)),
    }
}
