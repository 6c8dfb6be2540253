//! `--format csv`: a line for each finding. Excel and WPS read UTF-8 only if the file begins with a byte order mark.

use nianbao_core::text::{Lang, Text};

use super::Examined;
use nianbao_core::trouble::Trouble;
use nianbao_documents::csv;

const COLUMNS: [&str; 11] = [
    "path", "organ", "year", "severity", "rule", "field", "line", "column", "message", "help", "accepted",
];

/// The text before the files: the names of the columns.
pub(super) fn head() -> String {
    let mut out = String::from(csv::MARK);
    csv::line(COLUMNS, &mut out);
    out
}

/// The output for one file.
pub(super) fn piece(one: &Examined, lang: Lang) -> String {
    let mut out = String::new();
    let number = |n: Option<usize>| n.map_or_else(String::new, |n| n.to_string());
    let report = &one.source.reading.report;
    for diagnostic in one.diagnostics() {
        let start = diagnostic.span.map(|span| span.start);
        csv::line(
            [
                &one.path,
                report.organ().unwrap_or_default(),
                &number(report.year().map(usize::from)),
                diagnostic.severity.name(),
                &diagnostic.rule,
                &diagnostic.field.map_or_else(String::new, |field| field.to_string()),
                &number(start.map(|start| start.line)),
                &number(start.map(|start| start.column)),
                diagnostic.message.get(lang),
                said(diagnostic.help.as_ref(), lang),
                diagnostic.accepted.as_deref().unwrap_or_default(),
            ],
            &mut out,
        );
    }
    out
}

/// The text after the files: those that could not be checked.
pub(super) fn tail(failures: &[Trouble], lang: Lang) -> String {
    let mut out = String::new();
    for failure in failures {
        let place = failure.path();
        let (what, hint) = (failure.message(lang), said(failure.hint.as_ref(), lang));
        csv::line(
            [place, "", "", "failed", failure.name, "", "", "", &what, hint, ""],
            &mut out,
        );
    }
    out
}

fn said(text: Option<&Text>, lang: Lang) -> &str {
    text.map_or("", |text| text.get(lang))
}
