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

pub use kind::Kind;
pub use nianbao_core::trouble::Trouble;
pub use taken::Taken;
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
    let kind = Kind::of(name, bytes)?;
    match kind {
        Kind::Markdown | Kind::Text => Ok(read_text(kind, decode::text(bytes)?)),
        Kind::Html => page(&decode::page(bytes)?),
        Kind::Csv => Ok(sheet::lines(&decode::text(bytes)?)),
        Kind::Json => data::json(&decode::text(bytes)?),
        Kind::Docx => word(bytes),
        Kind::Xlsx => workbook(bytes),
        Kind::Pdf => printed(bytes),
        #[cfg(feature = "office")]
        Kind::Doc if docx::is_flat(detect::start(bytes)) => docx::read_flat(bytes),
        #[cfg(feature = "office")]
        Kind::Xls if xlsx::is_flat(detect::start(bytes)) => xlsx::take_flat(bytes).map(Taken::read),
        Kind::Doc | Kind::Rtf | Kind::Xls => take_out(kind, bytes).map(Taken::read),
        #[cfg(feature = "html")]
        Kind::Mht => mht::read(bytes),
        #[cfg(not(feature = "html"))]
        Kind::Mht => Err(kind::NOT_BUILT),
        #[cfg(feature = "office")]
        Kind::Odt => odt::read(bytes),
        #[cfg(not(feature = "office"))]
        Kind::Odt => Err(kind::NOT_BUILT),
        #[cfg(feature = "office")]
        Kind::Ods => ods::take(bytes).map(Taken::read),
        #[cfg(feature = "office")]
        Kind::Ofd => ofd::take(bytes).map(Taken::read),
        #[cfg(not(feature = "office"))]
        Kind::Ods | Kind::Ofd => Err(kind::NOT_BUILT),
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
    html::read(text)
}

#[cfg(not(feature = "html"))]
fn page(_: &str) -> Result<Source, Trouble> {
    Err(kind::NOT_BUILT)
}

#[cfg(feature = "office")]
fn word(bytes: &[u8]) -> Result<Source, Trouble> {
    docx::read(bytes)
}

#[cfg(not(feature = "office"))]
fn word(_: &[u8]) -> Result<Source, Trouble> {
    Err(kind::NOT_BUILT)
}

#[cfg(feature = "office")]
fn workbook(bytes: &[u8]) -> Result<Source, Trouble> {
    xlsx::read(bytes)
}

#[cfg(not(feature = "office"))]
fn workbook(_: &[u8]) -> Result<Source, Trouble> {
    Err(kind::NOT_BUILT)
}

#[cfg(feature = "pdf")]
fn printed(bytes: &[u8]) -> Result<Source, Trouble> {
    pdf::take(bytes).map(Taken::read)
}

#[cfg(not(feature = "pdf"))]
fn printed(_: &[u8]) -> Result<Source, Trouble> {
    Err(kind::NOT_BUILT)
}

/// Takes the contents out of an old Word or Excel file or of rich text, without recognising a report in them.
pub fn take(name: &str, bytes: &[u8]) -> Result<Taken, Trouble> {
    take_out(Kind::of(name, bytes)?, bytes)
}

#[cfg(feature = "legacy")]
fn take_out(kind: Kind, bytes: &[u8]) -> Result<Taken, Trouble> {
    match kind {
        Kind::Doc => doc::take(bytes),
        Kind::Rtf => Ok(rtf::take(bytes)),
        Kind::Xls => xls::take(bytes),
        _ => Err(kind::NOT_BUILT),
    }
}

#[cfg(not(feature = "legacy"))]
fn take_out(_: Kind, _: &[u8]) -> Result<Taken, Trouble> {
    Err(kind::NOT_BUILT)
}
