//! Writes a report as other kinds of file. The file is read back as the same report, as far as its
//! kind allows: a page and a Word file contain all of it, data files only its figures.

#[cfg(feature = "office")]
mod docx;
mod html;
#[cfg(feature = "office")]
pub(crate) mod xlsx;

use std::borrow::Cow;
#[cfg(feature = "office")]
use std::fmt::Write as _;
use std::sync::OnceLock;

use nianbao_core::field::Field;
use nianbao_core::report::{Meta, Report};
use nianbao_core::text::Lang;
use nianbao_core::wire::to_json;
use nianbao_core::write::markdown;

#[cfg(feature = "office")]
use crate::PROPERTY;
use crate::{Kind, Layouts, Trouble, csv, data, kind};

/// What the names of all parts of an office file begin with.
#[cfg(feature = "office")]
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// A carriage return in XML; readers would turn a bare one into a line end.
#[cfg(feature = "office")]
const RETURN: &str = "&#13;";

/// The bytes of a report's file. The same report gives the same bytes. A kind that this build does not write is an error.
pub fn write(report: &Report, kind: Kind) -> Result<Vec<u8>, Trouble> {
    Ok(match kind {
        Kind::Markdown => markdown(report).into_bytes(),
        Kind::Json => to_json(&data::of(report)).into_bytes(),
        Kind::Csv => figures(report).into_bytes(),
        Kind::Html => html::page(report, &Layouts::of(report, kind)).into_bytes(),
        kind => return office(report, kind, &Layouts::of(report, kind)),
    })
}

/// The bytes of a Word or Excel file, as [`write()`] gives them, with its tables printed like this. The browser's module for
/// such files calls only this, and so contains nothing that recognises reports.
#[cfg(feature = "office")]
pub fn office(report: &Report, kind: Kind, layouts: &Layouts) -> Result<Vec<u8>, Trouble> {
    match kind {
        Kind::Docx => Ok(docx::file(report, layouts)),
        Kind::Xlsx => Ok(xlsx::file(report, layouts)),
        _ => Err(kind::not_written()),
    }
}

/// Word and Excel files are not written by this build.
#[cfg(not(feature = "office"))]
pub fn office(_: &Report, _: Kind, _: &Layouts) -> Result<Vec<u8>, Trouble> {
    Err(kind::not_written())
}

/// The front matter without the lines around it; empty where there is none.
fn front_matter(report: &Report) -> String {
    let meta = Report {
        meta: Meta::clone(&report.meta),
        ..Report::default()
    };
    let written = markdown(&meta);
    let inside = written
        .strip_prefix("+++\n")
        .and_then(|rest| rest.strip_suffix("+++\n"));
    inside.unwrap_or_default().to_owned()
}

/// Figures as lines.
fn figures(report: &Report) -> String {
    let mut out = String::from(csv::MARK);
    csv::line(["field", "value", "label"], &mut out);
    for (field, cell) in report.figures().iter() {
        let label = label(field);
        match field.name() {
            Some(name) => csv::line([name, cell.as_str(), &label], &mut out),
            None => csv::line([&field.to_string(), cell.as_str(), &label], &mut out),
        }
    }
    out
}

/// The Chinese label of a field, which is put together once.
fn label(field: Field) -> Cow<'static, str> {
    static LABELS: OnceLock<Vec<OnceLock<String>>> = OnceLock::new();
    let labels = LABELS.get_or_init(|| (0..Field::SLOTS).map(|_| OnceLock::new()).collect());
    let make = || field.label().get(Lang::Zh).to_owned();
    labels.get(field.slot()).map_or_else(
        || Cow::Owned(make()),
        |label| Cow::Borrowed(label.get_or_init(make).as_str()),
    )
}

/// The properties of an office file, in which the front matter is kept.
#[cfg(feature = "office")]
fn properties(report: &Report) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">\
         <property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"2\" name=\"{PROPERTY}\"><vt:lpwstr>"
    );
    escape_xml(&front_matter(report), RETURN, &mut out);
    out.push_str("</vt:lpwstr></property></Properties>");
    out
}

/// Adds a text to a part of an office file. Characters that XML cannot hold are written as Excel writes them,
/// `_x0001_`, and a text that would be read as one of these is escaped in the same way. `end` is written for a carriage
/// return, which readers would turn into a line end.
#[cfg(feature = "office")]
fn escape_xml(text: &str, end: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let (written, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            b'\r' => (end, 1),
            b'_' if begins_escape(&bytes[at..]) => ("_x005F_", 1),
            b'\n' | b'\t' => continue,
            0..b' ' => ("", 1),
            // U+FFFE and U+FFFF.
            0xEF if matches!(bytes.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])) => ("", 3),
            _ => continue,
        };
        out.push_str(&text[start..at]);
        start = at + length;
        out.push_str(written);
        if written.is_empty() {
            let code = text[at..start].chars().next().map_or(0, u32::from);
            let _ = write!(out, "_x{code:04X}_");
        }
    }
    out.push_str(&text[start..]);
}

/// Whether a text begins with `_x` and four hexadecimal digits. The end of an escape may come from the next character:
/// `_x0041` before one that is written `_x0001_`.
#[cfg(feature = "office")]
fn begins_escape(bytes: &[u8]) -> bool {
    bytes.get(1) == Some(&b'x') && (bytes.get(2..6)).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Adds a number.
#[cfg(feature = "office")]
fn push_number(number: usize, out: &mut String) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = number;
    while rest > 0 || at == digits.len() {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    out.extend(digits[at..].iter().copied().map(char::from));
}

#[cfg(all(test, feature = "office"))]
mod tests {
    use super::*;

    #[test]
    fn text_in_xml_is_read_as_written() {
        for (text, expected) in [
            ("", ""),
            ("收到3件", "收到3件"),
            ("a<b & \"c\">", "a&lt;b &amp; &quot;c&quot;&gt;"),
            ("a\r\nb\tc\0", "a[CR]\nb\tc_x0000_"),
            ("_x0041_", "_x005F_x0041_"),
            ("_x0041\u{1}", "_x005F_x0041_x0001_"),
            ("_x004_ _X0041_ _x", "_x004_ _X0041_ _x"),
            ("\u{fffd}\u{fffe}\u{ffff}，￭", "\u{fffd}_xFFFE__xFFFF_，￭"),
        ] {
            let mut out = String::new();
            escape_xml(text, "[CR]", &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn numbers_are_written_in_digits() {
        for number in [0, 7, 10, 369, 65_536, usize::MAX] {
            let mut out = String::new();
            push_number(number, &mut out);
            assert_eq!(out, number.to_string());
        }
    }
}
