//! The rules that there are, and the one door to them: [`check`].

use crate::diagnostic::{Finding, Severity};
use crate::form::{Form, SectionId};
use crate::report::{At, Part, Report};
use crate::rule::{Findings, NotAssessed, Rule, Subject};
use crate::text::Text;

mod requests_balance;

/// Registers the rules: the module of each, and its name, which is that of its page.
macro_rules! rules {
    ($($module:ident => $name:literal,)*) => {
        /// Every rule in force, in the order in which they are listed.
        pub static RULES: &[&Rule] = &[$(&$module::RULE,)*];

        /// Their pages. Apart from the rules, so that what shows no pages (the validator) does not carry them.
        static PAGES: &[(&str, &str)] = &[$(($name, include_str!(concat!("rules/", $name, ".md"))),)*];
    };
}

rules! {
    requests_balance => "requests-balance",
}

/// The page of a rule as it was written: see [`crate::page`].
pub fn page(name: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == name).map(|(_, page)| *page)
}

/// A rule that is no longer in force: it stays listed, and its name is never used again.
#[derive(Debug)]
pub struct Removed {
    /// Its name.
    pub name: &'static str,
    /// The version of the rule set that came without it.
    pub since: &'static str,
    /// Why it was removed.
    pub reason: Text,
}

/// Every rule that is no longer in force.
pub static REMOVED: &[Removed] = &[];

/// The version of the rule set: raised with every change of what is found.
pub const RULE_SET: &str = "1.0";

/// The rule with this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// What was found in one report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// The findings in the form's order: title, preface, section by section, cell by cell.
    pub findings: Vec<Finding>,
    /// The checks that could not be made.
    pub not_assessed: Vec<NotAssessed>,
    /// The rules that were asked, by name: all but those that are off or do not hold for the report's form.
    pub asked: Vec<&'static str>,
}

impl Checked {
    /// How many findings are this severe.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// How many rules were asked: “59 条规则”.
    pub fn rules_asked(&self) -> usize {
        self.asked.len()
    }

    /// How many of them hold: nothing found, nothing that could not be checked.
    pub fn rules_held(&self) -> usize {
        self.asked
            .iter()
            .filter(|name| {
                !self.findings.iter().any(|finding| finding.rule == **name)
                    && !self.not_assessed.iter().any(|not| not.rule == **name)
            })
            .count()
    }
}

/// A rule set as a user may have changed it: some rules off, some with another severity.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Rules by name with what was asked for them; `None` turns a rule off.
    pub severities: Vec<(String, Option<Severity>)>,
}

/// Every rule, once. The same report gives the same findings in the same order, natively and in wasm.
pub fn check(report: &Report, settings: &Settings) -> Checked {
    let form = report.form();
    let mut findings = Findings::default();
    let mut asked_rules = Vec::with_capacity(RULES.len());
    // A year before 2019 has no form; the rules that say so are asked with the latest one.
    let subject = Subject::new(report, form.unwrap_or(Form::LATEST));
    for rule in RULES {
        let asked = settings.severities.iter().rev().find(|(name, _)| name == rule.name);
        if matches!(asked, Some((_, None))) || form.is_some_and(|form| !rule.forms.contains(&form.id)) {
            continue;
        }
        asked_rules.push(rule.name);
        let before = findings.list.len();
        findings.rule = Some(rule);
        (rule.check)(&subject, &mut findings);
        if let Some((_, Some(severity))) = asked {
            for finding in &mut findings.list[before..] {
                finding.severity = *severity;
            }
        }
    }
    let mut list = findings.list;
    list.sort_by_cached_key(|finding| order(&finding.at, report));
    let mut not_assessed = findings.not_assessed;
    not_assessed.dedup();
    Checked {
        findings: list,
        not_assessed,
        asked: asked_rules,
    }
}

/// Where a finding stands in the form's order; findings of one place keep the order of the rules.
fn order(at: &At, report: &Report) -> (usize, usize, usize, usize) {
    let part = |part: Part| match part {
        Part::Preface => 2,
        Part::Section(index) => section(report, index),
    };
    match at {
        At::Meta => (0, 0, 0, 0),
        At::Report => (0, 1, 0, 0),
        At::Title(range) => (1, 0, 0, range.start),
        At::Heading(index) => (section(report, *index), 0, 0, 0),
        At::Text(p, block, range) => (part(*p), 1, *block, range.start),
        At::Block(p, block) => (part(*p), 1, *block, 0),
        At::ColumnLabel(p, block, column) => (part(*p), 1, *block, *column),
        At::RowLabel(p, block, row) => (part(*p), 1, *block, 100 + *row),
        At::Field(field) => {
            let id = field.table().section();
            let index = report.sections.iter().position(|section| section.id == Some(id));
            (
                index.map_or(3 + id as usize * 2, |index| section(report, index)),
                2,
                field.slot(),
                0,
            )
        }
    }
}

/// A section's place in the form; one that the form does not have stands behind the one before it.
fn section(report: &Report, index: usize) -> usize {
    let known = |i: usize| report.sections.get(i).and_then(|section| section.id);
    match known(index) {
        Some(id) => 3 + id as usize * 2,
        None => (0..index)
            .rev()
            .find_map(known)
            .map_or(3, |id: SectionId| 4 + id as usize * 2),
    }
}
