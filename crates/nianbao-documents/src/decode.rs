//! Decodes bytes into text: UTF-8, UTF-16 with a byte order mark, GB18030.

use nianbao_core::text::Text;

use crate::Trouble;

/// The text of a file. In the native build, GB18030 (which includes GBK and GB2312) is tried if the bytes are not
/// UTF-8; in the browser the page decodes first.
pub fn text(bytes: &[u8]) -> Result<String, Trouble> {
    let text = if let Some(text) = utf16(bytes) {
        text
    } else if let Some(text) = utf8(bytes) {
        text.to_owned()
    } else {
        gb18030(bytes).ok_or(UNKNOWN)?
    };
    // Text never has NUL; it is replaced as Markdown and HTML do.
    Ok(if text.contains('\0') {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    })
}

/// The text of a web page: UTF-8 or UTF-16 if the bytes are that, whatever the page says; else the encoding that its
/// head names; else GB18030. Bytes invalid in the named encoding are replaced, as in browsers.
pub fn page(bytes: &[u8]) -> Result<String, Trouble> {
    if utf16(bytes).is_some() || utf8(bytes).is_some() {
        return text(bytes);
    }
    match declared(bytes) {
        Some((page, true)) => Ok(page),
        Some((page, false)) => Ok(gb18030(bytes).unwrap_or(page)),
        None => text(bytes),
    }
}

/// As [`page`], for a page of which something around it names the encoding, if its own head does not.
#[cfg(feature = "html")]
pub(crate) fn labelled_page(bytes: &[u8], label: &str) -> Result<String, Trouble> {
    if declared(bytes).is_some() {
        return page(bytes);
    }
    // UTF-8 and UTF-16 are recognised by their bytes; Chinese pages that name no encoding are in
    // GB18030.
    text(bytes).or_else(|error| labelled(bytes, label).ok_or(error))
}

/// The text in the encoding that a page's head names, `<meta charset="gb2312">`, and whether all of it could be
/// decoded.
#[cfg(not(target_arch = "wasm32"))]
fn declared(bytes: &[u8]) -> Option<(String, bool)> {
    let head: String = bytes.iter().take(4096).map(|byte| char::from(*byte)).collect();
    let head = head.to_ascii_lowercase();
    let behind = head.split("charset").nth(1)?;
    let label: String = behind
        .trim_start_matches(|c: char| c == '=' || c == '"' || c == '\'' || c.is_whitespace())
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes())?;
    let (page, _, broken) = encoding.decode(bytes);
    Some((page.into_owned(), !broken))
}

#[cfg(target_arch = "wasm32")]
fn declared(_: &[u8]) -> Option<(String, bool)> {
    None
}

/// The bytes are not text in any known encoding.
pub const UNKNOWN: Trouble = Trouble::hinted(
    "encoding",
    Text::new(
        "文件的编码不是 UTF-8 或 GB18030，读不出文字。",
        "The file's encoding is neither UTF-8 nor GB18030: its text cannot be read.",
    ),
    Text::new(
        "请用原来的软件打开，另存为 UTF-8 编码；能在 Word 或 WPS 中打开的，另存为“Word 文档（.docx）”，表格会原样保留。",
        "Open it in the program that wrote it and save it as UTF-8; if Word or WPS can open it, save it as a Word document (.docx): its tables stay as they are.",
    ),
);

/// See `Cargo.toml`.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn utf8(bytes: &[u8]) -> Option<&str> {
    simdutf8::basic::from_utf8(bytes).ok()
}

#[cfg(target_arch = "wasm32")]
pub(crate) fn utf8(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let (rest, little) = match bytes {
        [0xFF, 0xFE, rest @ ..] => (rest, true),
        [0xFE, 0xFF, rest @ ..] => (rest, false),
        _ => return None,
    };
    let unit = |pair: &[u8]| {
        let pair = <[u8; 2]>::try_from(pair).ok()?;
        Some(if little {
            u16::from_le_bytes(pair)
        } else {
            u16::from_be_bytes(pair)
        })
    };
    char::decode_utf16(rest.chunks_exact(2).filter_map(unit))
        .collect::<Result<String, _>>()
        .ok()
}

#[cfg(not(target_arch = "wasm32"))]
fn gb18030(bytes: &[u8]) -> Option<String> {
    encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

#[cfg(target_arch = "wasm32")]
fn gb18030(bytes: &[u8]) -> Option<String> {
    DECODER.get()?(bytes, "gb18030")
}

/// Bytes in one of the code pages of Windows; `None` if they are not text in it, or if it is not known here.
#[cfg(feature = "legacy")]
pub(crate) fn code_page(bytes: &[u8], page: u16) -> Option<String> {
    let label = match page {
        936 | 54936 => "gb18030",
        950 => "big5",
        932 => "shift_jis",
        949 | 1361 => "euc-kr",
        874 => "windows-874",
        1250 => "windows-1250",
        1251 => "windows-1251",
        1253 => "windows-1253",
        1254 => "windows-1254",
        1255 => "windows-1255",
        1256 => "windows-1256",
        1257 => "windows-1257",
        1258 => "windows-1258",
        10000 => "macintosh",
        65001 => "utf-8",
        _ => "windows-1252",
    };
    labelled(bytes, label)
}

/// Bytes in an encoding by its name on the web; `None` if they are not text in it.
#[cfg(all(any(feature = "html", feature = "legacy"), not(target_arch = "wasm32")))]
fn labelled(bytes: &[u8], label: &str) -> Option<String> {
    encoding_rs::Encoding::for_label(label.as_bytes())?
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
}

#[cfg(all(any(feature = "html", feature = "legacy"), target_arch = "wasm32"))]
fn labelled(bytes: &[u8], label: &str) -> Option<String> {
    DECODER.get()?(bytes, label)
}

/// Decodes bytes in an encoding by its name on the web; `None` if they are not text in it.
#[cfg(target_arch = "wasm32")]
pub type Decoder = fn(&[u8], &str) -> Option<String>;

#[cfg(target_arch = "wasm32")]
thread_local! {
    static DECODER: std::cell::Cell<Option<Decoder>> = const { std::cell::Cell::new(None) };
}

/// Tells what decodes in the browser, which has every encoding already.
#[cfg(target_arch = "wasm32")]
pub fn decode_with(decoder: Decoder) {
    DECODER.set(Some(decoder));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Option<&str>) {
        assert_eq!(text(bytes).ok().as_deref(), expected, "{bytes:?}");
    }

    #[test]
    fn the_encodings_of_office_machines_are_read() {
        check("规章 0".as_bytes(), Some("规章 0"));
        check(&[0xB9, 0xE6, 0xD5, 0xC2], Some("规章"));
        check(&[0xFF, 0xFE, 0xC4, 0x89, 0xE0, 0x7A], Some("规章"));
        check(&[0xFE, 0xFF, 0x89, 0xC4, 0x7A, 0xE0], Some("规章"));
        check(&[], Some(""));
        check(&[0xFF, 0xFE, 0x00, 0xD8], None);
        check(&[0x81], None);
    }
}
