//! Escapes text for HTML, tests web addresses, and keeps years on one line.

use std::fmt::Write as _;

use nianbao_core::html::escaped;

/// Whether a character that begins with this byte may have to be written otherwise: those that HTML can't hold as they are,
/// and the first bytes of U+0080 to U+00BF and U+2000 to U+2FFF.
const ODD: [bool; 256] = {
    let mut odd = [false; 256];
    let mut byte: u8 = 0;
    while byte < 0x80 {
        let c = byte as char;
        odd[byte as usize] = c.is_ascii_control() && !matches!(c, '\t' | '\n') || escaped(c).is_some();
        byte += 1;
    }
    odd[0xc2] = true;
    odd[0xe2] = true;
    odd
};

/// Adds escaped text, with invisible and deceptive characters made visible.
pub(crate) fn escape_into(text: &str, out: &mut String) {
    // Nearly all text is copied in long runs.
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| ODD[usize::from(byte)]) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let mut chars = after.chars();
        if let Some(c) = chars.next() {
            character_into(c, out);
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
}

fn character_into(c: char, out: &mut String) {
    match c {
        // HTML cannot contain control characters; their pictures are shown, so that nothing is lost.
        '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' => {
            out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'));
        }
        '\u{7f}'..='\u{9f}' => {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
        // Overrides of the writing direction could make a figure read backwards.
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            let _ = write!(out, "<span class=\"control\">U+{:X}</span>", u32::from(c));
        }
        c => match escaped(c) {
            Some(written) => out.push_str(written),
            None => out.push(c),
        },
    }
}

/// Escapes text, as [`escape_into`] does.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    escape_into(text, &mut out);
    out
}

/// Escapes text for a quoted attribute.
pub(crate) fn attribute(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect();
    escape(&plain)
}

/// Adds escaped text and keeps its line breaks.
pub(crate) fn lines_into(text: &str, out: &mut String) {
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            out.push_str("<br>");
        }
        escape_into(line.trim_end_matches('\r'), out);
    }
}

/// Keeps each year, such as `2023年`, on one line. The text is already escaped.
pub(crate) fn years_whole(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 32);
    let mut rest = html;
    // Inside a tag there is no text.
    let mut in_tag = false;
    while let Some(at) = rest.find('年') {
        let (before, after) = (&rest[..at], &rest[at + '年'.len_utf8()..]);
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        if let Some(bracket) = before.rfind(['<', '>']) {
            in_tag = before[bracket..].starts_with('<');
        }
        if digits == 4 && !in_tag {
            out.push_str(&before[..at - digits]);
            out.push_str("<span class=\"keep\">");
            out.push_str(&before[at - digits..]);
            out.push_str("年</span>");
        } else {
            out.push_str(before);
            out.push('年');
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_markup() {
        for (text, expected) in [
            ("a<b & \"c\">", "a&lt;b &amp; &quot;c&quot;&gt;"),
            ("\u{1}\u{1b}", "␁␛"),
            ("9\u{202e}1", "9<span class=\"control\">U+202E</span>1"),
            ("政府信息", "政府信息"),
            (
                "“政”…\u{2065}é\u{a0}\u{85}府\u{7f}",
                "“政”…\u{2065}é\u{a0}\\u{85}府\\u{7f}",
            ),
            ("\t\r\n🙂", "\t&#13;\n🙂"),
            ("", ""),
        ] {
            assert_eq!(escape(text), expected);
        }
        assert_eq!(attribute("\"x\"\u{202e}\n<"), "&quot;x&quot;&lt;");
    }

    #[test]
    fn a_year_stays_on_one_line() {
        for (html, expected) in [
            ("示例局2023年报告", "示例局<span class=\"keep\">2023年</span>报告"),
            (
                "2023年2024年",
                "<span class=\"keep\">2023年</span><span class=\"keep\">2024年</span>",
            ),
            ("年报 12023年 23年", "年报 12023年 23年"),
            (
                "<a title=\"年2023年\">2023年</a>",
                "<a title=\"年2023年\"><span class=\"keep\">2023年</span></a>",
            ),
            ("", ""),
        ] {
            assert_eq!(years_whole(html), expected);
        }
    }
}
