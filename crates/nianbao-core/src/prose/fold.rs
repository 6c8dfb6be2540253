//! Folds prose: full-width forms become half-width, white space is removed, and each character keeps its place in the
//! source.

use std::ops::Range;

/// A character of the folded prose. `\n` is the end of a paragraph or heading. It is small because a report has
/// thousands; places saturate at four gigabytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyph {
    pub(crate) c: char,
    start: u32,
    end: u32,
    /// The index of its first byte in the whole folded text.
    even: u32,
}

impl Glyph {
    /// The index of its first byte in the source.
    pub(crate) fn start(self) -> usize {
        self.start as usize
    }

    /// One past the index of its last byte in the source.
    pub(crate) fn end(self) -> usize {
        self.end as usize
    }

    /// The index of its first byte in the whole folded text.
    pub(crate) fn even(self) -> usize {
        self.even as usize
    }
}

/// Folds a text. A line break within a sentence, as in text from a PDF, is removed like other white space; one that
/// ends a heading or a paragraph stays.
pub(crate) fn fold(text: &str) -> Vec<Glyph> {
    let mut even = Even::default();
    even.add(text);
    even.glyphs
}

/// Converts a place, saturating.
fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Several folded texts one after the other: their glyphs, and the text they make up.
#[derive(Debug, Clone, Default)]
pub(crate) struct Even {
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) text: String,
    /// The glyphs that are marks, digits and the like, in order: all except those that [`Even::push_same`] adds.
    pub(crate) marks: Vec<u32>,
    /// Whether two characters of white space in a row were removed anywhere.
    pub(crate) gaps: bool,
}

impl Even {
    /// Reserves room for this many bytes of text.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes);
        // Most characters have three bytes; digits and marks have fewer, and white space is removed.
        self.glyphs.reserve(bytes / 2);
        self.marks.reserve(bytes / 8);
    }

    /// Adds a character, with its place in its text.
    #[inline]
    pub(crate) fn push(&mut self, c: char, start: usize, end: usize) {
        self.marks.push(small(self.glyphs.len()));
        self.glyphs.push(Glyph {
            c,
            start: small(start),
            end: small(end),
            even: small(self.text.len()),
        });
        self.text.push(c);
    }

    /// Adds the characters at the start of `text` that folding leaves as they are: the common Chinese ones, which are
    /// most of a text. Returns how many bytes they have.
    fn push_same(&mut self, text: &str, start: usize) -> usize {
        let (chars, _) = text.as_bytes()[start..].as_chunks::<3>();
        let count = chars.iter().position(|[lead, ..]| !is_common_chinese(*lead));
        let chars = &chars[..count.unwrap_or(chars.len())];
        let mut from = small(start);
        let mut even = small(self.text.len());
        self.glyphs.extend(chars.iter().map(|[a, b, c]| {
            let bits = u32::from(a & 0x0f) << 12 | u32::from(b & 0x3f) << 6 | u32::from(c & 0x3f);
            let glyph = Glyph {
                c: char::from_u32(bits).unwrap_or(char::REPLACEMENT_CHARACTER),
                start: from,
                end: from.saturating_add(3),
                even,
            };
            from = glyph.end;
            even = even.saturating_add(3);
            glyph
        }));
        let same = 3 * chars.len();
        self.text.push_str(&text[start..start + same]);
        same
    }

    /// Appends a text, folded.
    pub(crate) fn add(&mut self, text: &str) {
        let first = self.glyphs.len();
        // The start of the current line.
        let mut line = 0;
        // Whether a space follows a year.
        let mut guarded = false;
        // The end of the last character of white space.
        let mut blank = usize::MAX;
        let mut start = 0;
        while let Some(byte) = text.as_bytes().get(start) {
            if is_common_chinese(*byte) {
                if std::mem::take(&mut guarded) {
                    self.unguard();
                }
                start += self.push_same(text, start);
                continue;
            }
            let Some(c) = text[start..].chars().next() else { break };
            let end = start + c.len_utf8();
            if invisible(c) {
                if c.is_whitespace() {
                    self.gaps |= blank == start;
                    blank = end;
                    if reads_as_year(&self.glyphs[first..]) {
                        self.push(' ', start, end);
                        guarded = true;
                    }
                }
                if LINE_ENDS.contains(&c) {
                    self.end_line(text, line..end, first);
                    line = end;
                }
            } else {
                let c = fold_char(c);
                // 「2023 5件」 is a year and a count; anywhere else, digits separated by white space are one number.
                if std::mem::take(&mut guarded) && !c.is_ascii_digit() {
                    self.unguard();
                }
                self.push(c, start, end);
            }
            start = end;
        }
        if line < text.len() {
            self.end_line(text, line..text.len(), first);
        }
    }

    /// Removes the space kept after a year. If a line break follows it, that stays.
    fn unguard(&mut self) {
        if self.glyphs.last().is_some_and(|glyph| glyph.c == ' ') {
            self.glyphs.pop();
            self.text.pop();
            self.marks.pop();
        }
    }

    /// Decides whether the end of a line is the end of a paragraph or heading.
    fn end_line(&mut self, text: &str, line: Range<usize>, first: usize) {
        if self.glyphs.len() == first || self.glyphs.last().is_none_or(|g| g.c == '\n') {
            return;
        }
        let next = text[line.end..].split_inclusive(LINE_ENDS).next().unwrap_or_default();
        if next.trim().is_empty() || heading(&text[line.clone()]) || numbered(next) {
            self.push('\n', line.end, line.end);
        }
    }
}

/// Whether a character whose encoding starts with this byte is one of U+4000 to U+9FFF. None of these is folded or
/// white space.
const fn is_common_chinese(byte: u8) -> bool {
    matches!(byte, 0xe4..=0xe9)
}

const LINE_ENDS: [char; 5] = ['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}'];

/// Whether the last four digits read as a year: a space after them is kept.
fn reads_as_year(before: &[Glyph]) -> bool {
    let digit = |g: &Glyph| g.c.is_ascii_digit();
    match before {
        [.., a, b, c, d] => {
            a.c == '2'
                && b.c == '0'
                && matches!(c.c, '1' | '2' | '3')
                && digit(d)
                && !before.iter().rev().nth(4).is_some_and(digit)
        }
        _ => false,
    }
}

fn invisible(c: char) -> bool {
    // Digits and Chinese marks are decided at once.
    !c.is_ascii_graphic()
        && !matches!(c, '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff5e}')
        && (c.is_whitespace()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}' | '\u{0}'..='\u{1f}'))
}

fn fold_char(c: char) -> char {
    match c {
        '0'..='9' | '、' | '。' => c,
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '﹐' => ',',
        '﹑' | '､' => '、',
        '﹕' | '︰' => ':',
        '﹔' => ';',
        '﹪' | '٪' => '%',
        '｡' => '。',
        '﹙' | '〔' | '【' | '[' => '(',
        '﹚' | '〕' | '】' | ']' => ')',
        '○' => '〇',
        c => c,
    }
}

const ORDINALS: &str = "一二三四五六七八九十0123456789";

/// Whether a line begins with a number as headings and points do: `（一）`, `一、`, `1.`.
fn numbered(line: &str) -> bool {
    let line = line.trim_start();
    let mut chars = line.chars().map(fold_char);
    let Some(first) = chars.next() else { return false };
    let open = first == '(';
    let mut seen = usize::from(!open);
    if !open && !ORDINALS.contains(first) {
        return false;
    }
    for c in chars.by_ref().take(4) {
        if ORDINALS.contains(c) {
            seen += 1;
        } else if open {
            return c == ')' && seen > 0;
        } else {
            return match c {
                '、' => true,
                // A decimal that the line break has split is not such a number.
                '.' => chars.next().is_some_and(|c| !c.is_ascii_digit()),
                _ => false,
            };
        }
    }
    false
}

/// Whether a line is a heading rather than the beginning of a sentence that continues on the next line.
fn heading(line: &str) -> bool {
    const LONGEST: usize = 30;
    numbered(line)
        && line.chars().filter(|c| !c.is_whitespace()).take(LONGEST + 1).count() <= LONGEST
        && !line.contains(['。', '；', ';', '，', ','])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut even = Even::default();
        even.add("前");
        even.add(text);
        let written: String = even.glyphs.iter().map(|g| g.c).collect();
        assert_eq!(even.text, written, "{text:?}");
        for glyph in &even.glyphs {
            assert!(even.text[glyph.even()..].starts_with(glyph.c), "{text:?}");
        }
        let plain = |glyph: &Glyph| matches!(glyph.c, '\u{4000}'..='\u{9fff}');
        let marks: Vec<usize> = (0..even.glyphs.len()).filter(|at| !plain(&even.glyphs[*at])).collect();
        assert!(even.marks.iter().map(|at| *at as usize).eq(marks), "{text:?}");
        let glyphs = fold(text);
        let folded: String = glyphs.iter().map(|g| g.c).collect();
        assert_eq!(folded.replace('\n', "|").trim_end_matches('|'), expected, "{text:?}");
        assert!(glyphs.iter().all(|g| text.get(g.start()..g.end()).is_some()));
        assert!(glyphs.windows(2).all(|w| w[0].end() <= w[1].start()));
    }

    #[test]
    fn gaps_are_two_blanks_in_a_row() {
        for (text, expected) in [
            ("信息  条", true),
            ("信息\u{3000}\t条", true),
            ("2023  5件", true),
            ("信息 条 件\n公开", false),
            ("", false),
        ] {
            let mut even = Even::default();
            even.add(text);
            assert_eq!(even.gaps, expected, "{text:?}");
        }
    }

    #[test]
    fn line_ends_inside_a_sentence_go() {
        check("收到申请\n１７ 件，公\n开 3 件。", "收到申请17件,公开3件。");
        check("（二）依申请公开\n收到1 2件", "(二)依申请公开|收到12件");
        check("（二）依申请公开情况。根据\n要求", "(二)依申请公开情况。根据要求");
        check("占比\n66.48%", "占比66.48%");
        check("工作\n1.收到", "工作|1.收到");
        check("一段\r\n\r\n二段", "一段|二段");
        check("2023 5件", "2023 5件");
        check("2023 年5件", "2023年5件");
        check("2023 、5件", "2023、5件");
        check("\u{feff}  ", "");
        check("㿿䀀一鿿ꀀ𠀀é", "㿿䀀一鿿ꀀ𠀀é");
    }
}
