//! Compares labels: which ones count as the same, and how different others are.

/// A label without the differences between typists: white space is removed, full-width ASCII becomes ASCII, and
/// variants of brackets, quotation marks, dashes and enumeration commas become one each. Characters are folded one by
/// one, so folding two pieces and joining them is folding the whole.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Most characters stay as they are and are copied together.
    let mut copied = 0;
    for (at, c) in text.char_indices() {
        let folded = fold_char(c);
        if folded != Some(c) {
            out.push_str(&text[copied..at]);
            out.extend(folded);
            copied = at + c.len_utf8();
        }
    }
    out.push_str(&text[copied..]);
    out
}

/// Whether two labels are the same when folded. Allocates nothing.
pub fn same(a: &str, b: &str) -> bool {
    a.chars().filter_map(fold_char).eq(b.chars().filter_map(fold_char))
}

/// A character folded; `None` if it is ignored.
pub(crate) fn fold_char(c: char) -> Option<char> {
    Some(match c {
        // Most characters of a label are ideographs, which are not folded.
        '\u{4e00}'..='\u{9fff}' => c,
        c if c.is_whitespace() => return None,
        // Invisible: zero-width space and joiners, byte order mark, soft hyphen.
        '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{ad}' | '\u{2060}' => return None,
        '（' | '﹙' | '〔' | '［' | '【' | '[' => '(',
        '）' | '﹚' | '〕' | '］' | '】' | ']' => ')',
        '“' | '”' | '＂' | '„' | '「' | '」' | '『' | '』' | '‘' | '’' | '\'' | '〝' | '〞' => '"',
        '—' | '–' | '－' | '―' | '−' | '‐' | '‑' => '-',
        '．' | '。' | '·' | '•' | '｡' => '.',
        '，' | '、' | '､' | '﹐' | '﹑' => ',',
        '：' | '﹕' => ':',
        '；' | '﹔' => ';',
        '／' => '/',
        '！'..='～' => {
            // Full-width ASCII is 0xFEE0 above ASCII.
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c).to_ascii_lowercase()
        }
        c => c.to_ascii_lowercase(),
    })
}

/// Longer texts are not compared: no label is this long, and it bounds the work.
const LONGEST: usize = 64;

/// The edit distance: the number of characters to insert, remove or replace to turn one text into the other. To bound
/// the work, the distance of texts of more than 64 characters is `usize::MAX`.
pub fn distance(a: &str, b: &str) -> usize {
    match (Letters::of(a), Letters::of(b)) {
        (Some(a), Some(b)) => a.distance(&b),
        _ => usize::MAX,
    }
}

/// The characters of a text, prepared for comparison with many others: labels are compared by the thousand.
#[derive(Debug, Clone)]
pub(crate) struct Letters {
    chars: [char; LONGEST],
    len: usize,
    /// The characters that occur, hashed to bits.
    known: u64,
}

impl Letters {
    /// `None` if the text is longer than any label.
    pub(crate) fn of(text: &str) -> Option<Letters> {
        let mut of = Letters {
            chars: ['\0'; LONGEST],
            len: 0,
            known: 0,
        };
        for c in text.chars() {
            *of.chars.get_mut(of.len)? = c;
            of.len += 1;
            of.known |= bit(c);
        }
        Some(of)
    }

    /// The number of characters.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    fn letters(&self) -> &[char] {
        &self.chars[..self.len]
    }

    /// The similarity of the two in percent (100 is equal, 0 has nothing in common), if it is at least `least`.
    pub(crate) fn alike(&self, other: &Letters, least: usize) -> Option<usize> {
        let longest = self.len.max(other.len);
        if longest == 0 {
            return Some(100);
        }
        let percent = |distance: usize| 100 - 100 * distance.min(longest) / longest;
        // The difference in length must be inserted in any case, and a letter that the other text does not have must be
        // replaced or removed. Both bounds are cheaper than comparing letter by letter.
        if percent(self.len.abs_diff(other.len)) < least
            || percent(self.foreign(other).max(other.foreign(self))) < least
        {
            return None;
        }
        Some(percent(self.distance(other))).filter(|percent| *percent >= least)
    }

    /// A lower bound for the number of characters that do not occur in another text: the bits that only this one has.
    fn foreign(&self, other: &Letters) -> usize {
        (self.known & !other.known).count_ones() as usize
    }

    fn distance(&self, other: &Letters) -> usize {
        let mut row: [usize; LONGEST + 1] = std::array::from_fn(|i| i);
        for (i, x) in self.letters().iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = i + 1;
            for (j, y) in other.letters().iter().enumerate() {
                let replaced = diagonal + usize::from(x != y);
                diagonal = row[j + 1];
                row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
            }
        }
        row[other.len]
    }
}

fn bit(c: char) -> u64 {
    1 << (u32::from(c) % 61)
}

/// A folded label without its number: `(一)`, `一,`, `1.`, `①`.
pub fn core(folded: &str) -> &str {
    if let Some(rest) = folded.strip_prefix(|c| matches!(c, '①'..='⒛')) {
        return rest.trim_start_matches([',', '.']);
    }
    let ordinal = |c| {
        matches!(
            c,
            '零' | '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十'
        )
    };
    let number = |c: char| c.is_ascii_digit() || ordinal(c) || matches!(c, 'Ⅰ'..='Ⅻ');
    if let Some(rest) = folded.strip_prefix('(')
        && let Some((inside, rest)) = rest.split_once(')')
        && !inside.is_empty()
        && inside.chars().all(number)
    {
        return rest.trim_start_matches([',', '.']);
    }
    let rest = folded.trim_start_matches(number);
    if rest.len() < folded.len() && rest.starts_with([',', '.', ')']) {
        return rest.trim_start_matches([',', '.', ')']);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_equal_however_typed() {
        for (a, b) in [
            ("商业\n企业", "商业企业"),
            ("3.危及“三安全一稳定”", "３．危及 \"三安全一稳定\""),
            ("（一）予以公开", "(一)予以公开"),
            ("一、本年新收", "一，本年新收"),
            ("（单位：万元）", "(单位:万元)"),
        ] {
            assert_eq!(fold(a), fold(b));
            assert!(same(a, b));
        }
        assert!(!same("规范性文件", "行政规范性文件"));
    }

    #[test]
    fn distance_and_likeness() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "规章", 2),
            ("规章", "规章", 0),
            ("其他法律行政止公开", "其他法律行政法规禁止公开", 3),
        ] {
            assert_eq!(distance(a, b), expected, "{a} {b}");
            assert_eq!(distance(b, a), expected);
        }
        for (a, b, least, expected) in [
            ("总计", "总计", 100, Some(100)),
            ("总计", "规章", 0, Some(0)),
            ("总计", "合计", 50, Some(50)),
            ("总计", "合计", 51, None),
            ("", "", 100, Some(100)),
            ("规章", "行政规范性文件", 30, None),
            ("规章", "行政规范性文件", 0, Some(15)),
            ("甲乙丙丁", "甲乙戊己", 50, Some(50)),
            ("甲乙丙丁", "甲乙戊己", 51, None),
            ("甲乙丙丁", "丁丙乙甲", 1, None),
        ] {
            let letters = |text| Letters::of(text).unwrap();
            assert_eq!(letters(a).alike(&letters(b), least), expected, "{a} {b} {least}");
        }
        let long = "长".repeat(100_000);
        assert!(Letters::of(&long).is_none());
        assert_eq!(distance(&long, "短"), usize::MAX);
    }

    #[test]
    fn a_number_in_front_is_not_the_core() {
        for (label, expected) in [
            ("(一)予以公开", "予以公开"),
            ("1.属于国家秘密", "属于国家秘密"),
            ("一,本年新收", "本年新收"),
            ("1", "1"),
            ("(如有)", "(如有)"),
            ("三安全", "三安全"),
            ("10)其他", "其他"),
            ("", ""),
        ] {
            assert_eq!(core(label), expected);
        }
    }
}
