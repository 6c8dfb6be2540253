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
    /// The words that it points at, where it points at words: set by [`crate::rules::check`].
    pub words: Option<String>,
    /// What takes part in it with what it says, by field, in the order of the finding; what stands in other reports goes by
    /// the year or the organ before the field. Set by [`crate::rules::check`], but for other reports.
    pub values: Vec<(String, String)>,
    /// Why it was accepted, where it was.
    pub accepted: Option<String>,
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
            words: None,
            values: Vec::new(),
            accepted: None,
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

    /// With something that takes part and stands in no cell of this report: `2022.requests.carried_out.total` and `3`.
    #[must_use]
    pub fn beside(mut self, name: impl Into<String>, value: impl std::fmt::Display) -> Finding {
        self.values.push((name.into(), value.to_string()));
        self
    }

    /// With the words that it points at, where the report itself is not at hand.
    #[must_use]
    pub fn words(mut self, words: impl Into<String>) -> Finding {
        self.words = Some(words.into());
        self
    }

    /// Every cell that takes part: that to look at first, then the others.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.field().into_iter().chain(self.also.iter().copied())
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
