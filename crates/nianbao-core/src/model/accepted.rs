//! Findings that a person has accepted, with the reason. An acceptance is tied to the rule, the words and the values it
//! was given for, and lapses if any of them changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::cell::Cell;
use crate::diagnostic::Finding;
use crate::front_matter::{self, Table, Value};

/// An accepted finding, as it is in the front matter under `[[accepted]]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// The rule's name.
    pub rule: String,
    /// The words that the finding points at; `None` if it points at a cell or at nothing in particular.
    pub text: Option<String>,
    /// The values that take part in the finding: cells by field and values from other reports.
    pub values: BTreeMap<String, String>,
    /// Why the finding does not apply.
    pub reason: String,
}

impl Accepted {
    /// The entry that accepts a finding.
    pub fn of(finding: &Finding, reason: &str) -> Accepted {
        let mut values = BTreeMap::new();
        // Collecting would bring in another sort.
        for (name, value) in &finding.values {
            values.insert(name.clone(), value.clone());
        }
        Accepted {
            rule: finding.rule.to_owned(),
            text: finding.words.clone(),
            values,
            reason: reason.to_owned(),
        }
    }

    /// Whether this entry accepts a finding.
    pub fn is(&self, finding: &Finding) -> bool {
        self.rule == finding.rule
            && self.text.as_deref().map(str::trim) == finding.words.as_deref().map(str::trim)
            && self.values.len() == finding.values.len()
            && finding.values.iter().all(|(name, value)| {
                self.values
                    .get(name)
                    // 1,234 and １２３４ are the same figure; empty and “/” are both blank.
                    .is_some_and(|accepted| Cell::new(accepted).value() == Cell::new(value).value())
            })
    }

    /// Reads one entry; `None` if it is malformed. It needs a rule and a reason; words and values must be text.
    pub(crate) fn read(table: &Table) -> Option<Accepted> {
        let mut accepted = Accepted::default();
        for (key, value) in table.iter() {
            match (key, value) {
                ("rule", Value::Text(rule)) => accepted.rule.clone_from(rule),
                ("reason", Value::Text(reason)) => accepted.reason.clone_from(reason),
                ("text", Value::Text(text)) => accepted.text = Some(text.clone()),
                ("values", Value::Table(values)) => {
                    for (name, value) in values.iter() {
                        accepted.values.insert(name.to_owned(), value.as_text()?.to_owned());
                    }
                }
                _ => return None,
            }
        }
        (!accepted.rule.is_empty() && !accepted.reason.trim().is_empty()).then_some(accepted)
    }

    /// Writes the entry as it is in the front matter.
    pub fn write(&self, out: &mut String) {
        out.push_str("[[accepted]]\n");
        self.lines("\n", out);
        out.push('\n');
    }

    /// Writes its keys and values: `rule = "…", text = "…"`.
    pub(crate) fn lines(&self, between: &str, out: &mut String) {
        let text = |name: &str, text: &str, out: &mut String| {
            let _ = write!(out, "{name} = ");
            front_matter::quote(text, out);
        };
        text("rule", &self.rule, out);
        if let Some(words) = &self.text {
            out.push_str(between);
            text("text", words, out);
        }
        if !self.values.is_empty() {
            out.push_str(between);
            out.push_str("values = ");
            self.values
                .iter()
                .map(|(name, value)| (name.clone(), Value::Text(value.clone())))
                .collect::<Table>()
                .write_inline(out);
        }
        if !self.reason.is_empty() {
            out.push_str(between);
            text("reason", &self.reason, out);
        }
    }
}
