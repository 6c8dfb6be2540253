//! A report into other kinds of file. What is written is read back as the same report, as far as the kind holds it: a page
//! and a Word file hold all of it, data files its figures.

#[cfg(feature = "office")]
mod docx;
mod html;
#[cfg(feature = "office")]
pub(crate) mod xlsx;

use std::fmt::Write as _;

use nianbao_core::cell::Number;
#[cfg(feature = "office")]
use nianbao_core::html::escape;
use nianbao_core::report::{Meta, Report};
use nianbao_core::text::Lang;
use nianbao_core::wire::to_json;
use nianbao_core::write::markdown;

use crate::{ReadError, data};

/// A kind of file that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutKind {
    /// Canonical Markdown.
    Markdown,
    /// A report's data as JSON.
    Json,
    /// A line for each figure: field, value, label.
    Csv,
    /// A web page that stands alone, in the layout of print.
    Html,
    /// A Word file in the official layout.
    #[cfg(feature = "office")]
    Docx,
    /// An Excel file: the three tables and a list of all figures.
    #[cfg(feature = "office")]
    Xlsx,
}

impl OutKind {
    /// Every kind that this build can write.
    pub const ALL: &[OutKind] = &[
        OutKind::Markdown,
        #[cfg(feature = "office")]
        OutKind::Docx,
        #[cfg(feature = "office")]
        OutKind::Xlsx,
        OutKind::Html,
        OutKind::Json,
        OutKind::Csv,
    ];

    /// How the names of its files end, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            OutKind::Markdown => "md",
            OutKind::Json => "json",
            OutKind::Csv => "csv",
            OutKind::Html => "html",
            #[cfg(feature = "office")]
            OutKind::Docx => "docx",
            #[cfg(feature = "office")]
            OutKind::Xlsx => "xlsx",
        }
    }

    /// The kind whose names end so.
    pub fn from_extension(extension: &str) -> Option<OutKind> {
        let extension = extension.to_ascii_lowercase();
        let extension = match extension.as_str() {
            "markdown" => "md",
            "htm" => "html",
            other => other,
        };
        OutKind::ALL.iter().copied().find(|kind| kind.extension() == extension)
    }
}

/// The bytes of a report's file. The same report gives the same bytes.
pub fn write(report: &Report, kind: OutKind) -> Result<Vec<u8>, ReadError> {
    Ok(match kind {
        OutKind::Markdown => markdown(report).into_bytes(),
        OutKind::Json => to_json(&data::of(report)).into_bytes(),
        OutKind::Csv => csv(report).into_bytes(),
        OutKind::Html => html::page(report).into_bytes(),
        #[cfg(feature = "office")]
        OutKind::Docx => docx::file(report),
        #[cfg(feature = "office")]
        OutKind::Xlsx => xlsx::file(report),
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
    escape(&out)
}
