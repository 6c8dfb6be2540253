//! What is found in a report: the judgement, the words for it, and where to look.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::report::{At, Report};
use crate::text::Text;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Severity {
    /// Worth a look.
    Notice,
    /// Probably wrong: a person must look.
    Warning,
    /// The report contradicts itself, the law or the form.
    Error,
}

impl Severity {
    /// Worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Notice];

    /// `error`, `warning` or `notice`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Notice => "notice",
        }
    }

    /// The one with this name.
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

/// One thing that is wrong, or worth a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one sentence, with the figures that disagree.
    pub message: Text,
    /// Where to look first.
    pub at: At,
    /// Every other cell that takes part.
    pub also: Vec<Field>,
    /// What to do, or the evidence, where the message does not say it all.
    pub help: Option<Text>,
    /// An edit that would mend it, for a person to accept.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding of a rule; severity is set by [`crate::rules::check`].
    pub fn new(at: At, message: Text) -> Finding {
        Finding {
            rule: "",
            severity: Severity::Notice,
            message,
            at,
            also: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// With the cells that take part.
    #[must_use]
    pub fn also(mut self, fields: impl IntoIterator<Item = Field>) -> Finding {
        self.also.extend(fields);
        self
    }

    /// With what to do.
    #[must_use]
    pub fn help(mut self, help: Text) -> Finding {
        self.help = Some(help);
        self
    }

    /// With an edit that would mend it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Finding {
        self.fix = Some(fix);
        self
    }

    /// The cell to look at first, where the finding is about one.
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
    /// What accepting it does: “改为 1175”.
    pub title: Text,
    /// The cells to write.
    pub edits: Vec<Edit>,
}

/// One cell to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// The cell.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub field: Field,
    /// What it shall say.
    pub value: String,
}

impl Fix {
    /// Writes one cell.
    pub fn set(field: Field, value: impl Into<String>) -> Fix {
        let value = value.into();
        Fix {
            title: Text::of(format!("改为 {value}"), format!("Change to {value}")),
            edits: vec![Edit { field, value }],
        }
    }

    /// Carries the edit out.
    pub fn apply(&self, report: &mut Report) {
        for edit in &self.edits {
            report.set(edit.field, &edit.value);
        }
    }
}
