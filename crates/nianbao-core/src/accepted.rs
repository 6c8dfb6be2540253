//! Findings that a person has accepted, with the reason: tied to the rule, to the words and to the values that they were
//! accepted for, so that each lapses when one of these changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::cell::Cell;
use crate::diagnostic::Finding;
use crate::front_matter::{self, Table, Value};

/// An accepted finding, as the front matter holds it under `[[accepted]]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Accepted {
    /// The rule's name.
    pub rule: String,
    /// The words that the finding points at; none where it points at a cell or at no words.
    pub text: Option<String>,
    /// What takes part in the finding: cells by field, and what stands in other reports, each with what it says.
    pub values: BTreeMap<String, String>,
    /// Why it is right as it is.
    pub reason: String,
}

impl Accepted {
    /// Accepts a finding of a checked report: what the front matter must hold for it.
    pub fn of(finding: &Finding, reason: &str) -> Accepted {
        Accepted {
            rule: finding.rule.to_owned(),
            text: finding.words.clone(),
            values: finding.values.iter().cloned().collect(),
            reason: reason.to_owned(),
        }
    }

    /// Whether it is this finding that was accepted.
    pub fn is(&self, finding: &Finding) -> bool {
        self.rule == finding.rule
            && self.text.as_deref().map(str::trim) == finding.words.as_deref().map(str::trim)
            && self.values.len() == finding.values.len()
            && finding.values.iter().all(|(name, value)| {
                self.values
                    .get(name)
                    // 1,234 and １２３４ are one figure; blank and “/” are both blank.
                    .is_some_and(|accepted| Cell::new(accepted).value() == Cell::new(value).value())
            })
    }

    /// Reads one entry; none where it is not as it must be: a rule and a reason, words and values as text.
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

    /// Writes it as the front matter holds it.
    pub fn write(&self, out: &mut String) {
        out.push_str("[[accepted]]\n");
        self.lines("\n", out);
        out.push('\n');
    }

    /// Its keys with their values: `rule = "…", text = "…"`.
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
