//! Lines of cells as spreadsheets read them (RFC 4180), with no cell that they would compute.

use std::borrow::Cow;

use nianbao_core::cell::Number;

/// The mark at the start of a file by which Excel and WPS recognise UTF-8.
pub const MARK: &str = "\u{feff}";

/// The first characters of texts that a spreadsheet takes for a formula, and the mark for plain
/// text.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\''];

/// Writes a line.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>, out: &mut String) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&quoted(cell));
    }
    out.push_str("\r\n");
}

/// A cell of a line. Words that a spreadsheet would take for a formula are marked as words, as a person would: by an
/// apostrophe. Numbers stay numbers, those below zero too.
fn quoted(text: &str) -> Cow<'_, str> {
    let figure = Number::parse(text).is_some() && !text.starts_with('\'');
    let mark = if text.starts_with(FORMULA) && !figure { "'" } else { "" };
    if text.contains(['"', ',', '\n', '\r']) {
        Cow::Owned(format!("\"{mark}{}\"", text.replace('"', "\"\"")))
    } else if mark.is_empty() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("{mark}{text}"))
    }
}

/// A value without the apostrophe that marks it as words.
pub(crate) fn unmarked(text: &str) -> &str {
    text.strip_prefix('\'')
        .filter(|rest| rest.starts_with(FORMULA))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells_and_numbers_numbers() {
        for (text, expected) in [
            ("应为 7", "应为 7"),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("a\nb", "\"a\nb\""),
            ("=1+1", "'=1+1"),
            ("-1+1", "'-1+1"),
            ("-无", "'-无"),
            ("+无", "'+无"),
            ("@a", "'@a"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("=\"a\",b", "\"'=\"\"a\"\",b\""),
            ("'a", "''a"),
            ("-5", "-5"),
            ("+5.5", "+5.5"),
            ("0", "0"),
            ("", ""),
        ] {
            assert_eq!(quoted(text), expected, "{text:?}");
            if !expected.starts_with('"') {
                assert_eq!(unmarked(&quoted(text)), text, "{text:?}");
            }
        }
        let mut out = String::new();
        line(["=a", "-5", "b,c"], &mut out);
        assert_eq!(out, "'=a,-5,\"b,c\"\r\n");
    }
}
