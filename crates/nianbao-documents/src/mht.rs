//! Web pages with all that belongs to them in one file (`.mht`, as browsers, Word and WPS save them): the page is taken out of
//! the MIME message that it is in.

use std::borrow::Cow;

use nianbao_core::text::Text;

use crate::taken::Taken;
use crate::{Kind, Trouble, decode, html};

/// The deepest nesting of messages that is read.
const DEEPEST: usize = 4;
/// A message has at most this many parts; the pictures of a page are one each.
const MOST_PARTS: usize = 4096;
/// The names of fields end within this many lines.
const MOST_FIELDS: usize = 200;

const NO_PAGE: Trouble = Trouble::hinted(
    "no-page",
    Text::new(
        "这个“单个文件网页”（.mht）里没有网页正文。",
        "This web page archive (.mht) holds no page.",
    ),
    Text::new(
        "请在浏览器或 Word 里打开，另存为“网页（.html）”或“Word 文档（.docx）”，表格会原样保留。",
        "Open it in a browser or in Word and save it as a web page (.html) or a Word document (.docx): its tables stay as they are.",
    ),
);

/// Takes the report out of a page that is in a message.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let page = page(bytes, DEEPEST).ok_or(NO_PAGE)?;
    Ok(html::take(&page)?.with_kind(Kind::Mht))
}

/// Whether a text begins as a message does: with fields, of which one says that it is in parts or a page.
pub(crate) fn is_message(start: &[u8]) -> bool {
    let head = start.get(..8192).unwrap_or(start);
    let first = head
        .split(|byte| matches!(byte, b'\r' | b'\n'))
        .next()
        .unwrap_or_default();
    if field(first).is_none() {
        return false;
    }
    let message = Message::of(head);
    let kind = message.value("content-type").to_ascii_lowercase();
    message.has("mime-version") || kind.starts_with("multipart/") || kind.starts_with("text/html")
}

/// A field's name and value; `None` for a line that is none.
fn field(line: &[u8]) -> Option<(String, String)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    is_name.then(|| {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        (text(name).to_ascii_lowercase(), text(value))
    })
}

/// A message: its fields, and its content.
#[derive(Debug, Default)]
struct Message<'a> {
    fields: Vec<(String, String)>,
    body: &'a [u8],
}

impl<'a> Message<'a> {
    fn of(bytes: &'a [u8]) -> Message<'a> {
        let mut out = Message::default();
        let mut at = 0;
        while at < bytes.len() && out.fields.len() < MOST_FIELDS {
            let rest = &bytes[at..];
            let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            let line = rest[..end].trim_ascii_end();
            at += (end + 1).min(rest.len());
            if line.is_empty() {
                // Empty lines before the first field are none that end them.
                if out.fields.is_empty() {
                    continue;
                }
                break;
            }
            if line.starts_with(b" ") || line.starts_with(b"\t") {
                if let Some((_, value)) = out.fields.last_mut() {
                    value.push(' ');
                    value.push_str(String::from_utf8_lossy(line).trim());
                }
            } else {
                out.fields.extend(field(line));
            }
        }
        out.body = &bytes[at.min(bytes.len())..];
        out
    }

    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    fn value(&self, name: &str) -> &str {
        self.fields
            .iter()
            .find(|(known, _)| known == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// A part of a field: `charset` of `text/html; charset="gb2312"`.
    fn part(&self, field: &str, name: &str) -> Option<String> {
        self.value(field).split(';').skip(1).find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().trim_matches('"').to_owned())
        })
    }
}

/// The page in a message; the first of several that has a table, else the first.
fn page(bytes: &[u8], deep: usize) -> Option<String> {
    let message = Message::of(bytes);
    let kind = message.value("content-type").to_ascii_lowercase();
    if let (true, Some(left)) = (kind.starts_with("multipart/"), deep.checked_sub(1)) {
        let boundary = message.part("content-type", "boundary")?;
        let mut first = None;
        for part in parts(message.body, boundary.as_bytes()) {
            match page(part, left) {
                Some(page) if page.contains("<table") || page.contains("<TABLE") => return Some(page),
                other => first = first.or(other),
            }
        }
        return first;
    }
    if !kind.starts_with("text/html") && !kind.starts_with("application/xhtml") {
        return None;
    }
    let body = match message.value("content-transfer-encoding").to_ascii_lowercase().as_str() {
        "quoted-printable" => Cow::Owned(quoted(message.body)),
        "base64" => Cow::Owned(base64(message.body)),
        _ => Cow::Borrowed(message.body),
    };
    let charset = message.part("content-type", "charset").unwrap_or_default();
    decode::labelled_page(&body, &charset).ok()
}

/// The parts of a message that lines with its boundary separate.
fn parts<'a>(body: &'a [u8], boundary: &[u8]) -> Vec<&'a [u8]> {
    let mut out = Vec::new();
    let mut start = None;
    let mut at = 0;
    for line in body.split_inclusive(|byte| *byte == b'\n') {
        let shown = line.trim_ascii_end();
        let rest = shown.strip_prefix(b"--").and_then(|rest| rest.strip_prefix(boundary));
        if let Some(rest) = rest
            && (rest.is_empty() || rest == b"--")
        {
            if let Some(from) = start.take() {
                out.push(&body[from..at]);
            }
            if rest.is_empty() && out.len() < MOST_PARTS {
                start = Some(at + line.len());
            }
        }
        at += line.len();
    }
    // The last line may be missing.
    if let Some(from) = start {
        out.push(&body[from..]);
    }
    out
}

/// `=E5` is a byte; `=` at the end of a line is nothing.
fn quoted(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, more)) = rest.split_first() {
        rest = more;
        if *byte != b'=' {
            out.push(*byte);
            continue;
        }
        let digit = |at: usize| more.get(at).and_then(|digit| char::from(*digit).to_digit(16));
        if let (Some(high), Some(low)) = (digit(0), digit(1)) {
            out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
            rest = &more[2..];
        } else if let Some(end) = more.iter().position(|byte| *byte == b'\n')
            && more[..end].trim_ascii().is_empty()
        {
            rest = &more[end + 1..];
        } else {
            out.push(b'=');
        }
    }
    out
}

/// Decodes three bytes from every four letters; other characters are ignored.
fn base64(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in bytes {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count).to_le_bytes()[0]);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read;

    const PAGE: &str = "<html><head><meta charset=\"CHARSET\"></head><body><h1>某局2023年政府信息公开工作年度报告</h1><p>二、主动公开政府信息情况</p>\
        <table><tr><td>信息内容</td><td>本年处理决定数量</td></tr><tr><td>行政许可</td><td>77</td></tr></table></body></html>";

    fn check(message: &[u8]) {
        let source = read("a.doc", message).expect("it can be read");
        assert_eq!(source.kind, Kind::Mht);
        assert_eq!(source.reading.report.title, "某局2023年政府信息公开工作年度报告");
        let figures = source.reading.report.figures();
        let cells: Vec<(String, &str)> = figures
            .iter()
            .map(|(field, cell)| (field.to_string(), cell.as_str()))
            .collect();
        assert_eq!(cells, [("proactive.licenses".to_owned(), "77")]);
    }

    /// A message in which a page is the second of three parts.
    fn message(fields: &str, body: &[u8]) -> Vec<u8> {
        let head = format!(
            "\r\nFrom: <Saved by Blink>\r\nSubject: =?utf-8?Q?=E5?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----=_x\"\r\n\r\nIn several parts.\r\n\
             ------=_x\r\nContent-Type: text/css\r\n\r\na {{}}\r\n------=_x\r\n{fields}\r\n\r\n"
        );
        let mut out = head.into_bytes();
        out.extend(body);
        out.extend(b"\r\n------=_x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n------=_x--\r\n");
        out
    }

    fn letters(bytes: &[u8]) -> Vec<u8> {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = Vec::new();
        for three in bytes.chunks(3) {
            let bits =
                three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - three.len()));
            for at in 0..=three.len() {
                out.push(LETTERS[bits >> (18 - 6 * at) & 63]);
            }
            if out.len() % 78 > 73 {
                out.extend(b"\r\n");
            }
        }
        out
    }

    #[test]
    fn pages_are_read_in_every_way_that_messages_hold_them() {
        let utf8 = PAGE.replace("CHARSET", "utf-8");
        let named: Vec<String> = utf8.bytes().map(|byte| format!("={byte:02X}")).collect();
        let named: Vec<String> = named.chunks(24).map(|line| line.concat() + "=\r\n").collect();
        check(&message(
            "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable",
            named.concat().as_bytes(),
        ));
        check(&message(
            "Content-Type: text/html; charset=\"utf-8\"\r\nContent-Transfer-Encoding: base64",
            &letters(utf8.as_bytes()),
        ));
        check(&message(
            "Content-Type: TEXT/HTML;\r\n charset=utf-8\r\nContent-Transfer-Encoding: 8bit",
            utf8.as_bytes(),
        ));
        // One message and no parts; a message in a message.
        let alone = [b"MIME-Version: 1.0\nContent-Type: text/html\n\n", utf8.as_bytes()].concat();
        check(&alone);
        let inner = "Content-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\nContent-Type: text/html";
        check(&message(inner, &[utf8.as_bytes(), b"\r\n--y--"].concat()));
    }

    #[test]
    fn charsets_are_seen_through() {
        let gbk = |label: &str| encoding_rs::GBK.encode(&PAGE.replace("CHARSET", label)).0.into_owned();
        check(&message(
            "Content-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit",
            &gbk("gb2312"),
        ));
        check(&message(
            "Content-Type: text/html\r\nContent-Transfer-Encoding: base64",
            &letters(&gbk("utf-8")),
        ));
        check(&message(
            "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit",
            &gbk("utf-8"),
        ));
        let utf16 = PAGE
            .replace("CHARSET", "unicode")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>();
        check(&message(
            "Content-Type: text/html; charset=\"unicode\"\r\nContent-Transfer-Encoding: base64",
            &letters(&[&[0xFF, 0xFE], utf16.as_slice()].concat()),
        ));
    }

    #[test]
    fn a_message_without_a_page_says_so() {
        let name = |bytes: &[u8]| read("a.mht", bytes).map_err(|error| error.name).err();
        assert_eq!(name(&message("Content-Type: text/plain", b"x")), Some("no-page"));
        assert_eq!(
            name(b"MIME-Version: 1.0\r\nContent-Type: multipart/related"),
            Some("no-page")
        );
        let nested = "Content-Type: multipart/related; boundary=\"----=_x\"\r\n\r\n------=_x\r\n".repeat(1000);
        assert_eq!(name(nested.as_bytes()), Some("no-page"));
        let whole = message("Content-Type: text/html; charset=utf-8", PAGE.as_bytes());
        for cut in 0..whole.len() {
            let _ = read("a.mht", &whole[..cut]);
        }
    }
}
