//! The versioned JSON of `check` and of a report's data.
//!
//! The same report gives the same bytes from the command and from the browser.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Fix, Severity};
use crate::field::Field;
use crate::form::{Form, FormId, SectionId};
use crate::prose::Prose;
use crate::recognise::Reading;
use crate::report::Report;
use crate::rules::Checked;
use crate::text::{Span, Text};
use crate::verdict::{Reason, Verdict};

/// The version of these shapes.
pub const VERSION: u32 = 1;

/// The output of `check --format json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckOutput {
    /// The version of this shape.
    pub version: u32,
    /// The version of the rule set that made the findings.
    pub rule_set: String,
    /// The hash of that rule set: of its version and every rule's name, severity and page.
    pub rule_set_hash: String,
    /// One entry for each file that could be read.
    pub reports: Vec<ReportOutput>,
    /// All findings counted.
    pub summary: Summary,
    /// The files that could not be read; left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<FailureOutput>,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FailureOutput {
    /// The file or folder, as it was named.
    pub path: String,
    /// A stable name for the failure: `not-found`, `pdf`.
    pub name: String,
    /// What happened.
    pub message: Text,
    /// What to do.
    pub help: Option<Text>,
}

/// The result for one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportOutput {
    /// The file, as it was named.
    pub path: String,
    /// The organ's name; null if neither front matter nor title names one.
    pub organ: Option<String>,
    /// The reporting year; null if it is not known.
    pub year: Option<u16>,
    /// The form that applies in the year; null before 2019.
    pub form: Option<FormId>,
    /// Whether the report can be published.
    #[serde(default)]
    pub verdict: Verdict,
    /// The reasons for the verdict, and remarks that do not affect it.
    #[serde(default)]
    pub reasons: Vec<ReasonOutput>,
    /// The findings, in the form's order.
    pub diagnostics: Vec<DiagnosticOutput>,
    /// The checks that could not be made.
    pub not_assessed: Vec<NotAssessedOutput>,
    /// The quantities that the prose states, as understood.
    pub claims: Vec<ClaimOutput>,
    /// The texts of the file that could not be placed in the form.
    pub unplaced: Vec<UnplacedOutput>,
    /// The facts that were taken from elsewhere in the text because neither front matter nor title
    /// has them; left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inferred: Vec<InferredOutput>,
}

/// A reason for a verdict, or a remark that does not affect it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReasonOutput {
    /// Its stable name: `year-missing`, `cells-blank`.
    pub reason: String,
    /// The verdict that it leads to unless there is a worse one; `fit` for a remark.
    pub verdict: Verdict,
    /// The reason in words.
    pub message: Text,
    /// The section concerned; left out if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionId>,
    /// The table concerned, by its name in the addresses of cells; left out if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The cells concerned; left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub fields: Vec<Field>,
    /// The rules concerned; left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<String>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiagnosticOutput {
    /// The rule's name.
    pub rule: String,
    /// Its severity.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// The cell to look at first; null if the finding is about text.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub field: Option<Field>,
    /// Every other cell involved.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub also: Vec<Field>,
    /// The place in the file; null if there is none.
    pub span: Option<SpanOutput>,
    /// What to do.
    pub help: Option<Text>,
    /// An edit that corrects it.
    pub fix: Option<Fix>,
    /// The reason why it was accepted; left out if it was not. Accepted findings are not counted as
    /// errors, warnings or notices in the summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

/// A check that could not be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotAssessedOutput {
    /// The rule's name.
    pub rule: String,
    /// The cell whose check could not be made; null if the check is of the whole report.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub field: Option<Field>,
}

/// A quantity that the prose states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClaimOutput {
    /// The quantity, such as `requests.received` or `disputes.litigation.total`; the names are
    /// stable.
    pub field: String,
    /// The figure; money is in yuan, fees of table two in 万元.
    pub value: ClaimValue,
    /// Whether the prose says that it is not exact.
    pub approximate: bool,
    /// The words.
    pub quote: String,
    /// The place of the words.
    pub span: Option<SpanOutput>,
}

/// A figure in the prose: an integer if it is whole, otherwise its exact digits as a string
/// (`"380.5"`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ClaimValue {
    /// A count, or money without a fraction.
    Whole(u64),
    /// Money with a fraction.
    Exact(String),
}

/// Something that could not be placed in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnplacedOutput {
    /// Its text.
    pub text: String,
    /// Its place.
    pub span: Option<SpanOutput>,
    /// True if the text is also in the report, at its place, and in every file that is written;
    /// left out if it is only listed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
}

/// A fact about a report that was found in its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InferredOutput {
    /// `organ`, `year` or `published`.
    pub fact: String,
    /// Its value, as shown to people.
    pub value: String,
    /// The part of the text in which it was found: `page`, `period`, `preface`, `contact`, `site`
    /// or `signature`.
    pub from: String,
    /// The place in the file.
    pub span: Option<SpanOutput>,
}

/// A range of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpanOutput {
    /// Its first character.
    pub start: Position,
    /// The position after its last character.
    pub end: Position,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1. A character is a Unicode scalar value.
    pub column: usize,
    /// The byte in the file's UTF-8 text, from 0.
    pub offset: usize,
}

/// Findings counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Summary {
    /// The number of errors.
    pub errors: usize,
    /// The number of warnings.
    pub warnings: usize,
    /// The number of notices.
    pub notices: usize,
    /// The number of accepted findings, whatever their severity.
    #[serde(default)]
    pub accepted: usize,
}

/// A report's data: the output of `convert … .json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReportData {
    /// The version of this shape.
    pub version: u32,
    /// The organ's name.
    pub organ: Option<String>,
    /// The reporting year.
    pub year: Option<u16>,
    /// The form that applies in the year.
    pub form: Option<FormId>,
    /// The title.
    pub title: String,
    /// The prose between the title and the first section; paragraphs are separated by an empty
    /// line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub preface: String,
    /// The prose of each section, by the section's name; paragraphs are separated by an empty line.
    pub sections: BTreeMap<String, String>,
    /// The cells by field, as written; a blank cell is an empty text. If a report has （六）其他处理 as
    /// one row of zeros although its year's form has three rows, each of the three is 0 too: if the
    /// sum is zero, so is every part.
    pub fields: BTreeMap<String, String>,
    /// The whole report as canonical Markdown, if the other members do not contain all of it: the
    /// date and place of publication, text after a table, headings and labels that are not the
    /// form's. If both have a figure, the one in `fields` counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markdown: Option<String>,
}

/// Finds lines and columns in a text.
#[derive(Debug)]
pub struct LineIndex<'a> {
    source: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// Reads the text's line ends once.
    pub fn new(source: &'a str) -> LineIndex<'a> {
        let starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1))
            .collect();
        LineIndex { source, starts }
    }

    /// The line (from 1) of a byte offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    /// The line (from 1) and column (from 1, in characters) of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.source.len());
        let line = self.line_of(offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.source.get(start..offset).map_or(0, |text| text.chars().count()) + 1;
        Position { line, column, offset }
    }

    /// Both ends of a span.
    pub fn span(&self, span: Span) -> SpanOutput {
        SpanOutput {
            start: self.position(span.start),
            end: self.position(span.end),
        }
    }

    /// The text of a line, by its number from 1, without its line end.
    pub fn line(&self, number: usize) -> &'a str {
        let start = self
            .starts
            .get(number.saturating_sub(1))
            .copied()
            .unwrap_or(self.source.len());
        let end = self.starts.get(number).copied().unwrap_or(self.source.len());
        self.source
            .get(start..end)
            .unwrap_or_default()
            .trim_end_matches(['\n', '\r'])
    }
}

impl Summary {
    /// Counts the findings of a report.
    pub fn of(checked: &Checked) -> Summary {
        Summary {
            errors: checked.count(Severity::Error),
            warnings: checked.count(Severity::Warning),
            notices: checked.count(Severity::Notice),
            accepted: checked.accepted(),
        }
    }

    /// The sum of two summaries.
    #[must_use]
    pub fn and(self, other: Summary) -> Summary {
        Summary {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            notices: self.notices + other.notices,
            accepted: self.accepted + other.accepted,
        }
    }
}

impl DiagnosticOutput {
    /// The findings in one file, with positions in its text; for callers that need nothing else.
    pub fn all(lines: &LineIndex<'_>, reading: &Reading, checked: &Checked) -> Vec<DiagnosticOutput> {
        let place = |at| reading.places.find(&reading.report, at);
        checked
            .findings
            .iter()
            .map(|finding| DiagnosticOutput {
                rule: finding.rule.to_owned(),
                severity: finding.severity,
                message: finding.message.clone(),
                field: finding.field(),
                also: finding.also.clone(),
                span: place(&finding.at).map(|span| lines.span(span)),
                help: finding.help.clone(),
                fix: finding.fix.clone(),
                accepted: finding.accepted.clone(),
            })
            .collect()
    }
}

impl ReasonOutput {
    fn new(reason: &Reason) -> ReasonOutput {
        ReasonOutput {
            reason: reason.name().to_owned(),
            verdict: reason.leads_to(),
            message: reason.text(),
            section: reason.section(),
            table: reason.table().map(|table| table.name().to_owned()),
            fields: reason.fields().to_vec(),
            rules: reason.rules().iter().map(|rule| (*rule).to_owned()).collect(),
        }
    }
}

impl ReportOutput {
    /// The result for one file, with positions in its text.
    pub fn new(path: &str, source: &str, reading: &Reading, checked: &Checked) -> ReportOutput {
        ReportOutput::with(path, source, reading, Stated::all(reading), checked)
    }

    /// The same, with claims that were read earlier.
    pub fn with(path: &str, source: &str, reading: &Reading, claims: Vec<Stated>, checked: &Checked) -> ReportOutput {
        let lines = LineIndex::new(source);
        let report = &reading.report;
        ReportOutput {
            path: path.to_owned(),
            organ: report.organ().map(str::to_owned),
            year: report.year(),
            form: report.form().map(|form| form.id),
            verdict: checked.verdict,
            reasons: checked.reasons.iter().map(ReasonOutput::new).collect(),
            diagnostics: DiagnosticOutput::all(&lines, reading, checked),
            not_assessed: checked
                .not_assessed
                .iter()
                .map(|n| NotAssessedOutput {
                    rule: n.rule.to_owned(),
                    field: n.field,
                })
                .collect(),
            claims: claims.into_iter().map(|claim| claim.placed(&lines)).collect(),
            unplaced: reading
                .unplaced
                .iter()
                .map(|u| UnplacedOutput {
                    text: u.text.clone(),
                    span: u.span.map(|span| lines.span(span)),
                    kept: u.kept,
                })
                .collect(),
            inferred: reading
                .inferred
                .iter()
                .map(|one| InferredOutput {
                    fact: one.fact.name().to_owned(),
                    value: one.value.clone(),
                    from: one.from.name().to_owned(),
                    span: one.span.map(|span| lines.span(span)),
                })
                .collect(),
        }
    }
}

impl ReportData {
    /// The data of a report. A section that is not in the form is named by its heading; sections
    /// with the same name are joined.
    pub fn new(report: &Report) -> ReportData {
        let mut sections: BTreeMap<String, String> = BTreeMap::new();
        for section in &report.sections {
            let name = section.id.map_or(section.heading.as_str(), |id| id.name());
            let prose = crate::write::prose(&section.blocks);
            let text = sections.entry(name.to_owned()).or_default();
            if !text.is_empty() && !prose.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(&prose);
        }
        ReportData {
            version: VERSION,
            organ: report.organ().map(str::to_owned),
            year: report.year(),
            form: report.form().map(|form| form.id),
            title: report.title.clone(),
            preface: crate::write::prose(&report.preface),
            sections,
            fields: report
                .figures()
                .iter()
                .map(|(field, cell)| (field.to_string(), cell.as_str().to_owned()))
                .chain(implied(report).map(|field| (field.to_string(), "0".to_owned())))
                .collect(),
            markdown: None,
        }
    }
}

/// The cells that a report does not have and that must be zero: the parts of a row that its form divides, if the report
/// has it whole, as another form does, and it is zero in their column (其他处理: one row in form 2019, three in form 2021).
///
/// The parts are only known if the sum is zero; any other sum stays the one row that was written.
pub fn implied(report: &Report) -> impl Iterator<Item = Field> {
    let figures = report.figures();
    let form = report.form().or_else(|| report.layout()).unwrap_or(Form::LATEST);
    form.fields().filter(move |field| {
        let Field::Requests(row, column) = *field else {
            return false;
        };
        row.whole().is_some_and(|whole| {
            let cell = |row| figures.get(Field::Requests(row, column));
            cell(whole).is_some_and(|cell| cell.as_str().trim() == "0")
                && !whole
                    .parts()
                    .any(|part| form.has(Field::Requests(part, column)) && cell(part).is_some())
        })
    })
}

/// A quantity that the prose states, with the place of the words in the file in bytes.
#[derive(Debug, Clone)]
pub struct Stated {
    field: String,
    value: ClaimValue,
    approximate: bool,
    quote: String,
    span: Option<Span>,
}

impl Stated {
    /// Every quantity that the prose of a report states.
    pub fn all(reading: &Reading) -> Vec<Stated> {
        let report = &reading.report;
        let prose = Prose::of(report);
        prose
            .claims
            .iter()
            .map(|claim| Stated {
                field: claim.subject.to_string(),
                value: claim
                    .value
                    .as_whole()
                    .and_then(|value| u64::try_from(value).ok())
                    .map_or_else(|| ClaimValue::Exact(claim.value.to_string()), ClaimValue::Whole),
                approximate: claim.approximate,
                quote: prose.quote(claim.passage, claim.span).trim().to_owned(),
                span: prose
                    .at(claim.passage, claim.span)
                    .and_then(|at| reading.places.find(report, &at)),
            })
            .collect()
    }

    fn placed(self, lines: &LineIndex<'_>) -> ClaimOutput {
        ClaimOutput {
            field: self.field,
            value: self.value,
            approximate: self.approximate,
            quote: self.quote,
            span: self.span.map(|span| lines.span(span)),
        }
    }
}

impl CheckOutput {
    /// The output for some files.
    pub fn new(reports: Vec<ReportOutput>) -> CheckOutput {
        let mut summary = Summary::default();
        for diagnostic in reports.iter().flat_map(|report| &report.diagnostics) {
            match diagnostic.severity {
                _ if diagnostic.accepted.is_some() => summary.accepted += 1,
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Notice => summary.notices += 1,
            }
        }
        CheckOutput {
            version: VERSION,
            rule_set: crate::rules::RULE_SET.to_owned(),
            rule_set_hash: crate::rules::hash().to_owned(),
            reports,
            summary,
            failures: Vec::new(),
        }
    }

    /// The JSON text, indented, with a final newline.
    pub fn to_json(&self) -> String {
        to_json(self)
    }
}

/// JSON as written everywhere: indented, with a final newline.
pub fn to_json<T: Serialize>(value: &T) -> String {
    // Serialising these shapes to a string cannot fail: their keys are strings and there is no I/O.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
