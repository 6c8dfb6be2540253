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
        "请用原来的软件打开，另存为 UTF-8 编码的文本，再试一次。",
        "Open it in the program that wrote it, save it as UTF-8 text and try again.",
    ),
);

/// See `Cargo.toml`.
#[cfg(not(target_arch = "wasm32"))]
fn utf8(bytes: &[u8]) -> Option<&str> {
    simdutf8::basic::from_utf8(bytes).ok()
}

#[cfg(target_arch = "wasm32")]
fn utf8(bytes: &[u8]) -> Option<&str> {
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
fn gb18030(_: &[u8]) -> Option<String> {
    None
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
