//! Prose made even: full-width forms folded, white space gone, each character with its place in the source.

/// A character of the folded prose. `\n` stands for the end of a paragraph or heading.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Glyph {
    pub(crate) c: char,
    /// First byte in the source.
    pub(crate) start: usize,
    /// One past its last byte.
    pub(crate) end: usize,
}

/// Folds a text. A line end inside a sentence (as text from a PDF has them) goes like any other white space; one that
/// ends a heading or a paragraph stays.
pub(crate) fn fold(text: &str) -> Vec<Glyph> {
    let mut glyphs: Vec<Glyph> = Vec::with_capacity(text.len() / 2);
    let mut lines = text
        .split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}'])
        .peekable();
    let mut at = 0;
    while let Some(line) = lines.next() {
        for (i, c) in line.char_indices() {
            let start = at + i;
            let end = start + c.len_utf8();
            // Most of Chinese prose, and nothing that is folded.
            let ideograph = ('\u{4e00}'..='\u{9fff}').contains(&c);
            if !ideograph && invisible(c) {
                if c.is_whitespace() {
                    guard_year(&mut glyphs, start, end);
                }
                continue;
            }
            let c = if ideograph { c } else { fold_char(c) };
            // 「2023 5件」 is a year and a count; everywhere else digits that are apart belong together.
            if !c.is_ascii_digit() && glyphs.last().is_some_and(|g| g.c == ' ') {
                glyphs.pop();
            }
            glyphs.push(Glyph { c, start, end });
        }
        at += line.len();
        let next = lines.peek().copied().unwrap_or_default();
        if glyphs.last().is_some_and(|g| g.c != '\n') && (next.trim().is_empty() || heading(line) || numbered(next)) {
            glyphs.push(Glyph {
                c: '\n',
                start: at,
                end: at,
            });
        }
    }
    glyphs
}

/// Keeps a space behind four digits that read as a year.
fn guard_year(glyphs: &mut Vec<Glyph>, start: usize, end: usize) {
    let n = glyphs.len();
    let digit = |i: usize| glyphs.get(i).is_some_and(|g| g.c.is_ascii_digit());
    let year = n >= 4
        && (n - 4..n).all(digit)
        && !(n >= 5 && digit(n - 5))
        && glyphs[n - 4].c == '2'
        && glyphs[n - 3].c == '0'
        && matches!(glyphs[n - 2].c, '1' | '2' | '3');
    if year {
        glyphs.push(Glyph { c: ' ', start, end });
    }
}

fn invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}' | '\u{2060}' | '\u{0}'..='\u{1f}')
}

fn fold_char(c: char) -> char {
    match c {
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

/// Whether a line begins with a number of the kind that headings and points have: `（一）`, `一、`, `1.`.
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
                // Not a decimal that the line end has cut off from its sentence.
                '.' => chars.next().is_some_and(|c| !c.is_ascii_digit()),
                _ => false,
            };
        }
    }
    false
}

/// Whether a line is a heading and no beginning of a sentence that goes on in the next line.
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
        let glyphs = fold(text);
        let folded: String = glyphs.iter().map(|g| g.c).collect();
        assert_eq!(folded.replace('\n', "|").trim_end_matches('|'), expected, "{text:?}");
        assert!(glyphs.iter().all(|g| text.get(g.start..g.end).is_some()));
        assert!(glyphs.windows(2).all(|w| w[0].end <= w[1].start));
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
        check("\u{feff}  ", "");
    }
}
