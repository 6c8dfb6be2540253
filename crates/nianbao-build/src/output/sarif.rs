//! `--format sarif`: SARIF 2.1.0 (OASIS), for code review tools. Small structs of what is used here.

use nianbao_core::diagnostic::Severity;
use nianbao_core::rules::{RULE_SET, RULES};
use nianbao_core::text::Lang;
use nianbao_core::wire::{DiagnosticOutput, ReportOutput, SpanOutput, to_json};
use serde::Serialize;

use super::Examined;
use super::console::Failure;

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

/// The text of the output.
pub(crate) fn render(examined: &[Examined], failures: &[Failure], lang: Lang) -> String {
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
    let results = examined
        .iter()
        .map(Examined::output)
        .flat_map(|report| {
            let outcomes: Vec<Outcome> = report
                .diagnostics
                .iter()
                .map(|diagnostic| outcome(&report, diagnostic, lang))
                .collect();
            outcomes
        })
        .collect();
    let notifications = failures
        .iter()
        .map(|failure| Notification {
            level: "error",
            message: message(&failure.both(lang)),
            locations: failure.place.iter().map(|place| location(place, None, None)).collect(),
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
                    properties: RuleSet { rule_set: RULE_SET },
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

/// SARIF's word for a severity.
const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

fn outcome(report: &ReportOutput, diagnostic: &DiagnosticOutput, lang: Lang) -> Outcome {
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
        locations: [location(&report.path, diagnostic.span, field)],
    }
}

fn location(path: &str, span: Option<SpanOutput>, field: Option<String>) -> Location {
    Location {
        physical_location: Physical {
            artifact_location: Artifact { uri: uri(path) },
            region: span.map(|span| Region {
                start_line: span.start.line,
                start_column: span.start.column,
                end_line: span.end.line,
                end_column: span.end.column,
            }),
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
    use super::*;

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
