//! Converts other kinds of file to and from reports: a file's name and bytes become a report with its places, or an
//! error that says what to do.
//!
//! Readers only turn bytes into the neutral document; the recogniser in core decides what it means.

mod book;
pub mod csv;
mod data;
pub mod decode;
mod detect;
#[cfg(feature = "legacy")]
mod doc;
#[cfg(feature = "office")]
mod docx;
mod draft;
mod flow;
#[cfg(feature = "html")]
mod html;
#[cfg(all(test, feature = "legacy", feature = "office"))]
mod kept;
pub mod kind;
mod layout;
#[cfg(feature = "html")]
mod mht;
#[cfg(feature = "office")]
mod ods;
#[cfg(feature = "office")]
mod odt;
#[cfg(feature = "office")]
mod ofd;
#[cfg(feature = "legacy")]
mod ole;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(any(feature = "office", feature = "pdf"))]
mod print;
#[cfg(feature = "legacy")]
mod rtf;
#[cfg(all(test, feature = "html", feature = "legacy", feature = "office", feature = "pdf"))]
mod seeds;
mod sheet;
mod taken;
pub mod text;
#[cfg(any(feature = "legacy", feature = "office"))]
mod word;
pub mod write;
#[cfg(feature = "legacy")]
mod xls;
#[cfg(feature = "office")]
mod xlsx;
#[cfg(feature = "office")]
mod xml;
#[cfg(feature = "office")]
mod zip;

use nianbao_core::markdown;
use nianbao_core::recognise::{self, Reading};

pub use detect::is_office_xml;
pub use kind::Kind;
pub use layout::Layouts;
pub use nianbao_core::trouble::Trouble;
pub use taken::{Taken, unchanged};
pub use write::write;

/// The generator that [`write()`] names in a page. The reader of pages trusts the markup of pages that name it.
const GENERATOR: &str = "nianbao";
/// The property that holds the front matter in an office file written here.
#[cfg(feature = "office")]
const PROPERTY: &str = "nianbao";
/// The name under which a page written here holds its front matter.
const FRONT_MATTER: &str = "nianbao:front-matter";

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The kind of file.
    pub kind: Kind,
    /// Its text: every place in `reading` is a range of it.
    pub text: String,
    /// The report read from it.
    pub reading: Reading,
}

/// Reads a file by its name and bytes. It fails only if the file can't be read at all, whatever its content says.
pub fn read(name: &str, bytes: &[u8]) -> Result<Source, Trouble> {
    // Most files of an archive are such texts, and `Kind::of` would decode them once more.
    if let Some(text) = kind::markdown(name, bytes) {
        return Ok(read_text(Kind::Markdown, text.to_owned()));
    }
    let kind = Kind::of(name, bytes)?;
    match kind {
        Kind::Markdown | Kind::Text => Ok(read_text(kind, decode::text(bytes)?)),
        Kind::Csv => Ok(sheet::lines(&decode::text(bytes)?)),
        Kind::Json => data::json(&decode::text(bytes)?),
        kind => take_out(kind, bytes).map(Taken::read),
    }
}

/// Reads a file whose text is already decoded. Text of a kind that is not text is read as lines.
pub fn read_text(kind: Kind, text: String) -> Source {
    let document = match kind {
        Kind::Markdown => markdown::document(&text),
        Kind::Html => match page(&text) {
            Ok(source) => return source,
            Err(_) => text::document(&text),
        },
        Kind::Csv => return sheet::lines(&text),
        Kind::Json => match data::json(&text) {
            Ok(source) => return source,
            Err(_) => text::document(&text),
        },
        _ => text::document(&text),
    };
    Source {
        kind,
        reading: recognise::recognise(&document),
        text,
    }
}

#[cfg(feature = "html")]
fn page(text: &str) -> Result<Source, Trouble> {
    html::take(text).map(Taken::read)
}

#[cfg(not(feature = "html"))]
fn page(_: &str) -> Result<Source, Trouble> {
    Err(kind::NOT_BUILT)
}

/// Takes the content out of a file, without recognising a report in it: a Word or Excel file, old or new, a text of
/// OpenDocument, rich text or a web page.
pub fn take(name: &str, bytes: &[u8]) -> Result<Taken, Trouble> {
    take_out(Kind::of(name, bytes)?, bytes)
}

#[cfg_attr(
    not(any(feature = "html", feature = "legacy", feature = "office")),
    expect(unused_variables, reason = "this build reads no such file")
)]
fn take_out(kind: Kind, bytes: &[u8]) -> Result<Taken, Trouble> {
    match kind {
        #[cfg(feature = "html")]
        Kind::Html => html::take(&decode::page(bytes)?),
        #[cfg(feature = "html")]
        Kind::Mht => mht::take(bytes),
        #[cfg(feature = "office")]
        Kind::Docx => docx::take(bytes),
        #[cfg(feature = "office")]
        Kind::Doc if docx::is_flat(detect::start(bytes)) => docx::take_flat(bytes),
        #[cfg(feature = "office")]
        Kind::Odt => odt::take(bytes),
        #[cfg(feature = "office")]
        Kind::Xlsx => xlsx::take(bytes),
        #[cfg(feature = "office")]
        Kind::Ods => ods::take(bytes),
        #[cfg(feature = "office")]
        Kind::Xls if xlsx::is_flat(detect::start(bytes)) => xlsx::take_flat(bytes),
        #[cfg(feature = "office")]
        Kind::Ofd => ofd::take(bytes),
        #[cfg(feature = "pdf")]
        Kind::Pdf => pdf::take(bytes),
        #[cfg(feature = "legacy")]
        Kind::Doc => doc::take(bytes),
        #[cfg(feature = "legacy")]
        Kind::Rtf => Ok(rtf::take(bytes)),
        #[cfg(feature = "legacy")]
        Kind::Xls => xls::take(bytes),
        _ => Err(kind::NOT_BUILT),
    }
}
