//! A finding in a report: how serious it is, its message, and its place.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::report::{At, Report};
use crate::text::Text;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Severity {
    /// Worth a look.
    Notice,
    /// Probably wrong: a person must look at it.
    Warning,
    /// The report contradicts itself, the law or the form.
    Error,
}

impl Severity {
    /// All severities, worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Notice];

    /// `error`, `warning` or `notice`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "notice",
        }
    }

    /// The severity with this name.
    pub fn from_name(name: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|severity| severity.name() == name)
    }

    /// 错误, 提醒, 提示.
    pub const fn text(self) -> Text {
        match self {
            Severity::Error => Text::new("错误", "error"),
            Severity::Warning => Text::new("提醒", "warning"),
            Severity::Notice => Text::new("提示", "notice"),
        }
    }
}

/// Something that is wrong, or worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// The message: one sentence, with the figures that disagree.
    pub message: Text,
    /// Where to look first.
    pub at: At,
    /// The other cells that take part.
    pub also: Vec<Field>,
    /// What to do, or the evidence, if the message does not say so.
    pub help: Option<Text>,
    /// An edit that would correct it, for a person to accept.
    pub fix: Option<Fix>,
    /// The words it points at, if any; set by [`crate::rules::check`].
    pub words: Option<String>,
    /// The values that take part, by field, in the order of the finding. For values from other reports the year or the
    /// organ comes before the field. Set by [`crate::rules::check`], except for other reports.
    pub values: Vec<(String, String)>,
    /// The reason it was accepted, if it was.
    pub accepted: Option<String>,
}

impl Finding {
    /// A finding of a rule; the severity is set by [`crate::rules::check`].
    pub fn new(at: At, message: Text) -> Finding {
        Finding {
            rule: "",
            severity: Severity::Notice,
            message,
            at,
            also: Vec::new(),
            help: None,
            fix: None,
            words: None,
            values: Vec::new(),
            accepted: None,
        }
    }

    /// Adds the cells that take part.
    #[must_use]
    pub fn also(mut self, fields: impl IntoIterator<Item = Field>) -> Finding {
        self.also.extend(fields);
        self
    }

    /// Adds the help text.
    #[must_use]
    pub fn help(mut self, help: Text) -> Finding {
        self.help = Some(help);
        self
    }

    /// Adds an edit that would correct it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Finding {
        self.fix = Some(fix);
        self
    }

    /// Adds a value that takes part but is not in a cell of this report: `2022.requests.carried_out.total` and `3`.
    #[must_use]
    pub fn beside(mut self, name: impl Into<String>, value: impl std::fmt::Display) -> Finding {
        self.values.push((name.into(), value.to_string()));
        self
    }

    /// Sets the words it points at, for findings made without the report.
    #[must_use]
    pub fn words(mut self, words: impl Into<String>) -> Finding {
        self.words = Some(words.into());
        self
    }

    /// The cells that take part, first the one to look at first.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.field().into_iter().chain(self.also.iter().copied())
    }

    /// The places to which it leads: its own, and the other cells involved.
    pub fn spots(&self) -> impl Iterator<Item = At> + '_ {
        let cells = self.also.iter().map(|field| At::Field(*field));
        std::iter::once(self.at.clone()).chain(cells)
    }

    /// The cell to look at first, if the finding is about a cell.
    pub fn field(&self) -> Option<Field> {
        match self.at {
            At::Field(field) => Some(field),
            _ => None,
        }
    }
}

/// An edit that a person can accept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// The effect of accepting it: “改为 1175”.
    pub title: Text,
    /// The cells to write.
    pub edits: Vec<Edit>,
    /// Whether it keeps the meaning of the report and may be applied without asking; `false` if it changes a figure.
    #[serde(rename = "safe", default)]
    #[cfg_attr(feature = "schema", schemars(with = "bool"))]
    pub promise: Promise,
}

/// Whether a fix may be applied without asking a person: what the rule that offers it promises. `true` and `false` in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "bool", into = "bool")]
pub enum Promise {
    /// It keeps the meaning: it changes wording, punctuation or a label, and every figure stays as it is.
    Safe,
    /// It changes a figure, so a person who knows the facts has to accept it.
    #[default]
    Ask,
}

impl Promise {
    /// Both.
    pub const ALL: [Promise; 2] = [Promise::Safe, Promise::Ask];

    /// Whether the fix may be applied without asking.
    pub const fn is_safe(self) -> bool {
        match self {
            Promise::Safe => true,
            Promise::Ask => false,
        }
    }
}

impl From<bool> for Promise {
    fn from(safe: bool) -> Promise {
        if safe { Promise::Safe } else { Promise::Ask }
    }
}

impl From<Promise> for bool {
    fn from(promise: Promise) -> bool {
        promise.is_safe()
    }
}

/// One cell to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// The cell.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub field: Field,
    /// Its new text.
    pub value: String,
}

impl Fix {
    /// A fix that writes one cell, with what the rule promises of it.
    pub fn set(field: Field, value: impl Into<String>, promise: Promise) -> Fix {
        let value = value.into();
        Fix {
            title: Text::of(format!("改为 {value}"), format!("Change to {value}")),
            edits: vec![Edit { field, value }],
            promise,
        }
    }

    /// Applies the edits to a report.
    pub fn apply(&self, report: &mut Report) {
        for edit in &self.edits {
            report.set(edit.field, &edit.value);
        }
    }
}
