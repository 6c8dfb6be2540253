//! Text as HTML and XML hold it: the one place that escapes.

/// The replacement for a character that HTML and XML would not read as itself; `None` for any
/// other.
pub const fn escaped(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        // Readers turn a bare one into a line end.
        '\r' => Some("&#13;"),
        // No page can hold it.
        '\0' => Some(""),
        _ => None,
    }
}

/// Adds a text so that it is read as text, in elements and in values in double quotes.
pub fn escape_into(text: &str, out: &mut String) {
    // Text between characters that are escaped is copied whole. All of these are ASCII, so that each is one byte.
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(written) = escaped(char::from(byte)) {
            out.push_str(&text[start..at]);
            out.push_str(written);
            start = at + 1;
        }
    }
    out.push_str(&text[start..]);
}

/// A text so that it is read as text, in elements and in values in double quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    escape_into(text, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_as_text() {
        for (text, expected) in [
            ("", ""),
            ("收到3件", "收到3件"),
            ("a<b & \"c\">", "a&lt;b &amp; &quot;c&quot;&gt;"),
            ("&lt;", "&amp;lt;"),
            ("a\r\nb\tc\0", "a&#13;\nb\tc"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }
}
