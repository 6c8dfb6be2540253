//! The catalogue of rules, as a table for people or as JSON.

use std::fmt::Write as _;

use anstyle::Style;
use nianbao_core::diagnostic::Severity;
use nianbao_core::rule::{Family, Rule};
use nianbao_core::rules::{RULE_SET, Removed};
use nianbao_core::text::{Lang, Text};
use nianbao_core::wire::{VERSION, to_json};
use serde::Serialize;

use super::console::{BLUE, BOLD, DIM, RED, YELLOW, padded};

/// The colour of a severity.
pub const fn style(severity: Severity) -> Style {
    match severity {
        Severity::Error => RED,
        Severity::Warning => YELLOW,
        Severity::Notice => BLUE,
    }
}

/// The rules by family, each with its severity and statement.
pub fn table(rules: &[&Rule], removed: &[Removed], lang: Lang) -> String {
    let mut out = String::new();
    let widest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    for family in Family::ALL {
        let mut list = rules.iter().filter(|rule| rule.family == family).peekable();
        if list.peek().is_none() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{BOLD}{}{BOLD:#}", family.text().get(lang));
        for rule in list {
            let style = style(rule.severity);
            let severity = rule.severity.text();
            let _ = writeln!(
                out,
                "  {}  {style}{}{style:#}  {}",
                padded(rule.name, widest),
                padded(severity.get(lang), if lang == Lang::Zh { 4 } else { 7 }),
                rule.title.get(lang)
            );
        }
    }
    if !removed.is_empty() {
        let _ = writeln!(out, "\n{BOLD}{}{BOLD:#}", Text::new("已撤销", "Removed").get(lang));
        for rule in removed {
            let _ = writeln!(
                out,
                "  {}  {DIM}{}{DIM:#}  {}",
                padded(rule.name, widest),
                rule.since,
                rule.reason.get(lang)
            );
        }
    }
    let count = rules.len();
    let end = Text::of(
        format!("共 {count} 条，规则集 {RULE_SET}。详细说明：nianbao explain 规则名"),
        format!(
            "{count} rule{} in rule set {RULE_SET}. More about a rule: nianbao explain RULE",
            if count == 1 { "" } else { "s" }
        ),
    );
    let _ = writeln!(out, "\n{DIM}{}{DIM:#}", end.get(lang));
    out
}

#[derive(Serialize)]
struct Catalogue<'a> {
    version: u32,
    rule_set: &'a str,
    rules: Vec<Entry<'a>>,
    /// Removed rules; their names are never used again.
    removed: Vec<Gone<'a>>,
}

#[derive(Serialize)]
struct Gone<'a> {
    name: &'a str,
    since: &'a str,
    reason: &'a Text,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    severity: Severity,
    family: &'a str,
    title: &'a Text,
    basis: &'a Text,
    forms: Vec<&'a str>,
}

/// The rules as JSON.
pub fn json(rules: &[&Rule], removed: &[Removed]) -> String {
    to_json(&Catalogue {
        version: VERSION,
        rule_set: RULE_SET,
        rules: rules
            .iter()
            .map(|rule| Entry {
                name: rule.name,
                severity: rule.severity,
                family: rule.family.name(),
                title: &rule.title,
                basis: &rule.basis,
                forms: rule.forms.iter().map(|form| form.id.name()).collect(),
            })
            .collect(),
        removed: removed
            .iter()
            .map(|rule| Gone {
                name: rule.name,
                since: rule.since,
                reason: &rule.reason,
            })
            .collect(),
    })
}

/// The page of a rule: a summary, then the Markdown rendered for the terminal.
pub fn page(rule: &Rule, markdown: &str, lang: Lang) -> String {
    let style = style(rule.severity);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{BOLD}{}{BOLD:#}  {style}{}{style:#}  {DIM}{}{DIM:#}\n{}",
        rule.name,
        rule.severity.text().get(lang),
        rule.family.text().get(lang),
        rule.title.get(lang),
    );
    for line in markdown.trim().lines() {
        match line.strip_prefix('#') {
            Some(rest) => {
                let _ = writeln!(out, "{BOLD}{}{BOLD:#}", rest.trim_start_matches('#').trim());
            }
            None => {
                let _ = writeln!(out, "{line}");
            }
        }
    }
    out
}
