//! `--format sarif`: SARIF 2.1.0 (OASIS), for code review tools. The structs cover only the parts that are used.

use nianbao_core::diagnostic::{Fix, Severity};
use nianbao_core::report::At;
use nianbao_core::rules::{RULE_SET, RULES, hash};
use nianbao_core::text::{Lang, Span};
use nianbao_core::wire::{DiagnosticOutput, LineIndex, SpanOutput, to_json};
use nianbao_documents::Kind;
use serde::Serialize;

use super::Examined;
use super::json::{element, list};
use nianbao_core::trouble::Trouble;

/// The depth of the list of results.
const DEPTH: usize = 3;

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    /// Columns count Unicode scalar values, not UTF-16 units.
    column_kind: &'static str,
    language: &'static str,
    invocations: [Invocation; 1],
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor>,
    properties: RuleSet,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleSet {
    rule_set: &'static str,
    rule_set_hash: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Mend>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suppressions: Vec<Suppression>,
}

/// An edit that corrects the file (a `fix` object).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Mend {
    description: Message,
    artifact_changes: [Change; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    artifact_location: Artifact,
    replacements: Vec<Replacement>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement {
    deleted_region: Region,
    inserted_content: Message,
}

/// States that a finding was accepted in the report's own front matter.
#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    justification: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
}

/// The output for one file: a result for each finding.
pub(super) fn piece(one: &Examined, lang: Lang) -> String {
    let outcomes: Vec<String> = outcomes(one, lang).map(|outcome| element(&outcome, DEPTH)).collect();
    outcomes.join(",")
}

fn outcomes(one: &Examined, lang: Lang) -> impl Iterator<Item = Outcome> {
    let diagnostics = one.diagnostics().into_iter();
    diagnostics.map(move |diagnostic| outcome(one, &diagnostic, lang))
}

/// The text before and after the results. `empty`: whether there are none.
pub(super) fn around(empty: bool, failures: &[Trouble], lang: Lang) -> (String, String) {
    list(&log(Vec::new(), failures, lang), "results", DEPTH, empty)
}

fn log(results: Vec<Outcome>, failures: &[Trouble], lang: Lang) -> String {
    let rules = RULES
        .iter()
        .map(|rule| Descriptor {
            id: rule.name,
            short_description: message(rule.title.get(lang)),
            full_description: message(rule.basis.get(lang)),
            default_configuration: Configuration {
                level: level(rule.severity),
            },
        })
        .collect();
    let notifications = failures
        .iter()
        .map(|failure| Notification {
            level: "error",
            message: message(&failure.lines(lang)),
            locations: failure
                .place()
                .iter()
                .map(|place| location(&place.path, None, None))
                .collect(),
        })
        .collect();
    to_json(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "nianbao",
                    version: env!("CARGO_PKG_VERSION"),
                    rules,
                    properties: RuleSet {
                        rule_set: RULE_SET,
                        rule_set_hash: hash(),
                    },
                },
            },
            column_kind: "unicodeCodePoints",
            language: lang.tag(),
            invocations: [Invocation {
                execution_successful: failures.is_empty(),
                tool_execution_notifications: notifications,
            }],
            results,
        }],
    })
}

fn message(text: &str) -> Message {
    Message { text: text.to_owned() }
}

/// The SARIF level of a severity.
const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

fn outcome(one: &Examined, diagnostic: &DiagnosticOutput, lang: Lang) -> Outcome {
    let mut text = diagnostic.message.get(lang).to_owned();
    if let Some(help) = &diagnostic.help {
        text.push('\n');
        text.push_str(help.get(lang));
    }
    let field = diagnostic.field.map(|field| field.to_string());
    Outcome {
        rule_id: diagnostic.rule.clone(),
        rule_index: RULES.iter().position(|rule| rule.name == diagnostic.rule),
        level: level(diagnostic.severity),
        message: Message { text },
        locations: [location(&one.path, diagnostic.span, field)],
        fixes: diagnostic
            .fix
            .as_ref()
            .and_then(|fix| mend(one, fix, lang))
            .into_iter()
            .collect(),
        suppressions: diagnostic
            .accepted
            .iter()
            .map(|reason| Suppression {
                kind: "inSource",
                justification: reason.clone(),
            })
            .collect(),
    }
}

/// The edit of the file for a fix, if the file is text and has a place for every cell to be written.
fn mend(one: &Examined, fix: &Fix, lang: Lang) -> Option<Mend> {
    if !matches!(one.source.kind, Kind::Markdown | Kind::Text) {
        return None;
    }
    let (reading, text) = (&one.source.reading, &one.source.text);
    let lines = LineIndex::new(text);
    let replacements = fix.edits.iter().map(|edit| {
        let cell = reading.report.cell(edit.field)?;
        let span = reading.places.find(&reading.report, &At::Field(edit.field))?;
        let written = text.get(span.start..span.end)?;
        // A place is overwritten only if it still has the text that was read.
        let shown = written.trim();
        if shown != cell.as_str().trim() || shown.is_empty() {
            return None;
        }
        let start = span.start + written.find(shown)?;
        Some(Replacement {
            deleted_region: region(lines.span(Span::new(start, start + shown.len()))),
            inserted_content: message(&edit.value),
        })
    });
    Some(Mend {
        description: message(fix.title.get(lang)),
        artifact_changes: [Change {
            artifact_location: Artifact { uri: uri(&one.path) },
            replacements: replacements.collect::<Option<Vec<_>>>()?,
        }],
    })
}

fn region(span: SpanOutput) -> Region {
    Region {
        start_line: span.start.line,
        start_column: span.start.column,
        end_line: span.end.line,
        end_column: span.end.column,
    }
}

fn location(path: &str, span: Option<SpanOutput>, field: Option<String>) -> Location {
    Location {
        physical_location: Physical {
            artifact_location: Artifact { uri: uri(path) },
            region: span.map(region),
        },
        logical_locations: field
            .into_iter()
            .map(|fully_qualified_name| Logical { fully_qualified_name })
            .collect(),
    }
}

/// A path as a relative or absolute reference (RFC 3986).
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    let mut out = if path.starts_with('/') {
        "file://".to_owned()
    } else {
        String::new()
    };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use nianbao_core::rules::{Settings, check};
    use nianbao_core::text::Text;
    use nianbao_documents::read_text;

    use super::*;
    use crate::output::{Format, Printer, Tally};

    /// Output in pieces equals the log serialised as a whole.
    #[test]
    fn the_pieces_are_the_log() {
        let examined = |text: &str| {
            let source = read_text(Kind::Markdown, text.to_owned());
            Examined {
                path: "a.md".into(),
                checked: check(&source.reading, &Settings::default()),
                source,
                claims: None,
            }
        };
        // Quotation marks in a path must not be mistaken for the list.
        let failure = Trouble::new("x", Text::new("读不出", "unreadable")).at("\"results\": []");
        let printer = Printer {
            format: Format::Sarif,
            lang: Lang::Zh,
            width: 100,
            several: true,
        };
        for texts in [
            &[][..],
            &["# 报告\n"],
            &["# 报告\n", "# 示例县财政局2023年报告\n\n公开公开\n"],
            // Nothing is printed for the first one.
            &[include_str!("../../tests/reports/clean.md"), "# 报告\n"],
            &[include_str!("../../tests/reports/clean.md")],
        ] {
            for failures in [vec![], vec![failure.clone()]] {
                let files: Vec<Examined> = texts.iter().map(|text| examined(text)).collect();
                let shown = |one: &&Examined| printer.shows(&one.checked);
                let pieces: Vec<String> = files.iter().filter(shown).map(|one| printer.piece(one)).collect();
                let (head, tail) = printer.around(pieces.is_empty(), Tally::default(), &failures);
                let whole = files.iter().flat_map(|one| outcomes(one, Lang::Zh)).collect();
                assert_eq!(
                    [head, pieces.join(printer.between()), tail].concat(),
                    log(whole, &failures, Lang::Zh),
                    "{texts:?}"
                );
            }
        }
    }

    #[test]
    fn a_path_is_a_valid_reference() {
        for (path, expected) in [
            ("a/b.md", "a/b.md"),
            ("报告 1.md", "%E6%8A%A5%E5%91%8A%201.md"),
            ("/x/a.md", "file:///x/a.md"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
