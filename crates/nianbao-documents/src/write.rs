//! A report into other kinds of file. What is written is read back as the same report, as far as the kind holds it: a page
//! and a Word file hold all of it, data files its figures.

#[cfg(feature = "office")]
mod docx;
mod html;
#[cfg(feature = "office")]
pub(crate) mod xlsx;

use std::fmt::Write as _;

use nianbao_core::cell::Number;
use nianbao_core::report::{Meta, Report};
use nianbao_core::text::Lang;
use nianbao_core::wire::to_json;
use nianbao_core::write::markdown;

use crate::{Kind, ReadError, data, kind};

/// The bytes of a report's file. The same report gives the same bytes. A kind that this build does not write is an error.
pub fn write(report: &Report, kind: Kind) -> Result<Vec<u8>, ReadError> {
    Ok(match kind {
        Kind::Markdown => markdown(report).into_bytes(),
        Kind::Json => to_json(&data::of(report)).into_bytes(),
        Kind::Csv => csv(report).into_bytes(),
        Kind::Html => html::page(report).into_bytes(),
        #[cfg(feature = "office")]
        Kind::Docx => docx::file(report),
        #[cfg(feature = "office")]
        Kind::Xlsx => xlsx::file(report),
        _ => return Err(kind::not_written()),
    })
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

/// Figures as lines. The mark in front tells Excel that the text is UTF-8.
fn csv(report: &Report) -> String {
    let mut out = String::from("\u{feff}field,value,label\r\n");
    for (field, cell) in report.figures().iter() {
        let label = field.label();
        let _ = write!(
            out,
            "{field},{},{}\r\n",
            quoted(cell.as_str()),
            quoted(label.get(Lang::Zh))
        );
    }
    out
}

/// A value of a line. Words that a spreadsheet would take for a formula are marked as words, as a person would.
fn quoted(text: &str) -> String {
    let figure = Number::parse(text).is_some() && !text.starts_with('\'');
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) && !figure;
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// Text for HTML and XML, where the same characters mean something.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Readers turn a bare one into a line end.
            '\r' => out.push_str("&#13;"),
            // No page can hold it; no text that was read has it.
            '\0' => {}
            c => out.push(c),
        }
    }
    out
}

/// Text for the parts of office files. Signs that XML cannot hold are written as Excel writes them, `_x0001_`.
#[cfg(feature = "office")]
fn escaped_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // What ends an escape may only come with the next sign: `_x0041` before a sign that is written `_x0001_`.
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
    escaped(&out)
}
