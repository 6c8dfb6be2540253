//! Lines of cells as spreadsheets read them (RFC 4180), with no cell that they would compute.

use nianbao_core::cell::Number;

/// The mark at the start of a file by which Excel and WPS recognise UTF-8.
pub const MARK: &str = "\u{feff}";

/// The first characters of texts that a spreadsheet takes for a formula, and the mark for plain
/// text.
const FORMULA: [u8; 7] = *b"=+-@\t\r'";

/// Writes a line.
pub fn line<'a>(cells: impl IntoIterator<Item = &'a str>, out: &mut String) {
    for (index, text) in cells.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        cell(text, out);
    }
    out.push_str("\r\n");
}

/// Writes a cell of a line. Words that a spreadsheet would take for a formula are marked as words, as a person would: by an
/// apostrophe. Numbers stay numbers, those below zero too.
pub fn cell(text: &str, out: &mut String) {
    let is_marked = begins_formula(text) && (text.starts_with('\'') || Number::parse(text).is_none());
    let mark = if is_marked { "'" } else { "" };
    if text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
        out.push('"');
        out.push_str(mark);
        for (index, part) in text.split('"').enumerate() {
            out.push_str(if index > 0 { "\"\"" } else { "" });
            out.push_str(part);
        }
        out.push('"');
    } else {
        out.push_str(mark);
        out.push_str(text);
    }
}

fn begins_formula(text: &str) -> bool {
    text.bytes().next().is_some_and(|byte| FORMULA.contains(&byte))
}

/// A value without the apostrophe that marks it as words.
pub(crate) fn unmarked(text: &str) -> &str {
    text.strip_prefix('\'')
        .filter(|rest| begins_formula(rest))
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
            let mut out = String::new();
            cell(text, &mut out);
            assert_eq!(out, expected, "{text:?}");
            if !expected.starts_with('"') {
                assert_eq!(unmarked(&out), text, "{text:?}");
            }
        }
        let mut out = String::new();
        line(["=a", "-5", "b,c"], &mut out);
        assert_eq!(out, "'=a,-5,\"b,c\"\r\n");
    }
}
