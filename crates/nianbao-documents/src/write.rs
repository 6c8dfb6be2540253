//! Writes a report as other kinds of file. The file is read back as the same report, as far as its
//! kind allows: a page and a Word file contain all of it, data files only its figures.

#[cfg(feature = "office")]
mod docx;
mod html;
#[cfg(feature = "office")]
pub(crate) mod xlsx;

#[cfg(feature = "office")]
use std::fmt::Write as _;

#[cfg(feature = "office")]
use nianbao_core::html::escape;
use nianbao_core::report::{Meta, Report};
use nianbao_core::text::Lang;
use nianbao_core::wire::to_json;
use nianbao_core::write::markdown;

use crate::{Kind, Trouble, csv, data, kind};

/// The bytes of a report's file. The same report gives the same bytes. A kind that this build does not write is an error.
pub fn write(report: &Report, kind: Kind) -> Result<Vec<u8>, Trouble> {
    Ok(match kind {
        Kind::Markdown => markdown(report).into_bytes(),
        Kind::Json => to_json(&data::of(report)).into_bytes(),
        Kind::Csv => figures(report).into_bytes(),
        Kind::Html => html::page(report).into_bytes(),
        kind => return office(report, kind),
    })
}

/// The bytes of a Word or Excel file, as [`write()`] gives them. The browser's module for such files calls only this:
/// writing data reads them back, which needs all that recognises reports.
#[cfg(feature = "office")]
pub fn office(report: &Report, kind: Kind) -> Result<Vec<u8>, Trouble> {
    match kind {
        Kind::Docx => Ok(docx::file(report)),
        Kind::Xlsx => Ok(xlsx::file(report)),
        _ => Err(kind::not_written()),
    }
}

/// Word and Excel files are not written by this build.
#[cfg(not(feature = "office"))]
pub fn office(_: &Report, _: Kind) -> Result<Vec<u8>, Trouble> {
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
        let (field, label) = (field.to_string(), field.label());
        csv::line([&field, cell.as_str(), label.get(Lang::Zh)], &mut out);
    }
    out
}

/// Text for the parts of office files. Signs that XML cannot hold are written as Excel writes them, `_x0001_`.
#[cfg(feature = "office")]
fn escaped_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // The end of an escape may come from the next sign: `_x0041` before a sign that is written
        // `_x0001_`.
        let begins = rest.strip_prefix("_x").is_some_and(|behind| {
            let mut digits = behind.bytes().take(4);
            digits.len() == 4 && digits.all(|digit| digit.is_ascii_hexdigit())
        });
        if begins {
            out.push_str("_x005F_");
        } else if (c < ' ' && !matches!(c, '\n' | '\t' | '\r')) || matches!(c, '\u{fffe}' | '\u{ffff}') {
            let _ = write!(out, "_x{:04X}_", u32::from(c));
        } else {
            out.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    escape(&out)
}
