//! Recognises the kind of a file by its bytes, whatever its name.

use crate::{Kind, Trouble};

/// The kind of a file that its first bytes or its container tell; `None` for those that only their name tells, and for those
/// that this build leaves to others.
pub(crate) fn kind(name: &str, bytes: &[u8]) -> Option<Result<Kind, Trouble>> {
    #[cfg(feature = "legacy")]
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some(crate::ole::kind(bytes));
    }
    #[cfg(feature = "legacy")]
    if start(bytes).starts_with(b"{\\rtf") {
        return Some(Ok(Kind::Rtf));
    }
    #[cfg(feature = "html")]
    if crate::mht::is_message(start(bytes)) {
        return Some(Ok(Kind::Mht));
    }
    #[cfg(feature = "office")]
    if crate::docx::is_flat(start(bytes)) {
        return Some(Ok(Kind::Doc));
    }
    #[cfg(feature = "office")]
    if crate::xlsx::is_flat(start(bytes)) {
        return Some(Ok(Kind::Xls));
    }
    // Web content without the beginning of a page, saved by office programs and web systems under
    // the names of office files.
    if cfg!(feature = "html")
        && matches!(Kind::named(name), Some(Kind::Doc | Kind::Xls))
        && is_part_of_a_page(start(bytes))
    {
        return Some(Ok(Kind::Html));
    }
    None
}

/// Whether a text is marked up as pages are, although it does not begin as one.
fn is_part_of_a_page(start: &[u8]) -> bool {
    let head = start.get(..4096).unwrap_or(start).to_ascii_lowercase();
    let has = |words: &[u8]| head.windows(words.len()).any(|window| window == words);
    head.starts_with(b"<")
        && [&b"<html"[..], b"<body", b"<table", b"<p>", b"<div"]
            .iter()
            .any(|tag| has(tag))
}

/// The bytes from the first that shows something.
pub(crate) fn start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start()
}

/// Whether a file is one that Word or Excel 2003 saved as XML, whatever its name.
pub fn is_office_xml(bytes: &[u8]) -> bool {
    let head = opening(start(bytes));
    let has = |words: &[u8]| head.windows(words.len()).any(|window| window == words);
    has(b"wordDocument") || has(b"urn:schemas-microsoft-com:office:spreadsheet")
}

/// A text of XML from its beginning to the end of its first tag, with all that comes before that.
pub(crate) fn opening(start: &[u8]) -> &[u8] {
    const LONGEST: usize = 16 * 1024;
    let head = start.get(..LONGEST).unwrap_or(start);
    let find = |from: usize, words: &[u8]| {
        let rest = head.get(from..)?;
        Some(from + rest.windows(words.len()).position(|window| window == words)? + words.len())
    };
    let mut at = 0;
    while head.get(at) == Some(&b'<') {
        let rest = &head[at..];
        let end: &[u8] = match rest.get(1) {
            Some(b'?') => b"?>",
            Some(b'!') if rest.starts_with(b"<!--") => b"-->",
            Some(b'!') => b">",
            _ => return head.get(..find(at, b">").unwrap_or(head.len())).unwrap_or(head),
        };
        let Some(end) = find(at, end) else { break };
        at = end + head[end..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    }
    &head[..at]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(all(feature = "html", feature = "legacy", feature = "office"))]
    fn files_are_what_they_hold_whatever_they_are_called() {
        for (name, bytes, expected) in [
            ("a.doc", &b"{\\rtf1"[..], Some(Kind::Rtf)),
            ("a.txt", b"\xEF\xBB\xBF\n{\\rtf1", Some(Kind::Rtf)),
            ("a.doc", b"From: <x>\nMIME-Version: 1.0\n", Some(Kind::Mht)),
            (
                "a.doc",
                b"Content-Type: multipart/related;\n boundary=x\n",
                Some(Kind::Mht),
            ),
            ("a.md", b"Title: x\nDate: y\n", None),
            (
                "a.xml",
                b"<?xml version='1.0'?><?mso-application progid=\"Word.Document\"?>",
                Some(Kind::Doc),
            ),
            (
                "a.xml",
                b"<?xml version='1.0'?><ss:Workbook xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'>",
                Some(Kind::Xls),
            ),
            ("a.wps", b"<!-- saved --><head></head><body>", Some(Kind::Html)),
            (
                "a.html",
                b"<!DOCTYPE html><html><title>w:wordDocument progid=\"Word.Document\" urn:schemas-microsoft-com:office:spreadsheet</title>",
                None,
            ),
            ("a.xls", b"<style>td{}</style><table>", Some(Kind::Html)),
            ("a.md", b"<table>", None),
            ("a.xls", b"<?xml version='1.0'?><a/>", None),
        ] {
            let found = kind(name, bytes).map(|kind| kind.map_err(|error| error.name));
            assert_eq!(found, expected.map(Ok), "{name} {}", String::from_utf8_lossy(bytes));
        }
    }
}
