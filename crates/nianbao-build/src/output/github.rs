//! `--format github`: workflow commands, which GitHub Actions, Gitea and Forgejo show next to the lines of a change.

use std::fmt::Write as _;

use nianbao_core::diagnostic::Severity;
use nianbao_core::text::Lang;

use super::console::colon;
use super::{ACCEPTED, Examined};
use nianbao_core::trouble::Trouble;

/// The output for one file.
pub(super) fn piece(one: &Examined, lang: Lang) -> String {
    let mut out = String::new();
    for diagnostic in one.diagnostics() {
        // An accepted finding is shown but does not fail the check.
        let severity = match diagnostic.accepted {
            Some(_) => Severity::Notice,
            None => diagnostic.severity,
        };
        let _ = write!(out, "::{} file={}", severity.name(), property(&one.path));
        if let Some(span) = diagnostic.span {
            let _ = write!(out, ",line={},endLine={}", span.start.line, span.end.line);
            // Columns are only shown within one line.
            if span.start.line == span.end.line {
                let _ = write!(out, ",col={},endColumn={}", span.start.column, span.end.column);
            }
        }
        let mut text = diagnostic.message.get(lang).to_owned();
        if let Some(help) = &diagnostic.help {
            text.push('\n');
            text.push_str(help.get(lang));
        }
        if let Some(reason) = &diagnostic.accepted {
            let _ = write!(text, "\n{}{}{reason}", ACCEPTED.get(lang), colon(lang));
        }
        let _ = writeln!(out, ",title={}::{}", property(&diagnostic.rule), data(&text));
    }
    out
}

/// The text after the files: those that could not be checked.
pub(super) fn tail(failures: &[Trouble], lang: Lang) -> String {
    let mut out = String::new();
    for failure in failures {
        let place = failure.path();
        let _ = writeln!(
            out,
            "::error file={},title={}::{}",
            property(place),
            property(failure.name),
            data(&failure.lines(lang))
        );
    }
    out
}

/// Escapes text for the message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes text for a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_the_command() {
        assert_eq!(data("50%\n::error::"), "50%25%0A::error::");
        assert_eq!(property("a:b,c"), "a%3Ab%2Cc");
    }
}
