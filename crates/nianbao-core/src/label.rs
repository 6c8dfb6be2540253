//! Comparing labels: what counts as the same words, and how far apart words are.

/// A label without what varies from typist to typist: white space goes, full-width ASCII becomes ASCII, and the forms of
/// brackets, quotation marks, dashes and enumeration commas become one each. Folding is done character by character, so
/// folding two pieces and joining them is folding the whole.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(text.chars().filter_map(fold_char));
    out
}

/// Whether two labels are the same when folded, without writing either.
pub fn same(a: &str, b: &str) -> bool {
    a.chars().filter_map(fold_char).eq(b.chars().filter_map(fold_char))
}

/// One character folded; none where it counts for nothing.
pub(crate) fn fold_char(c: char) -> Option<char> {
    Some(match c {
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
            // Full-width ASCII stands 0xFEE0 above ASCII.
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c).to_ascii_lowercase()
        }
        c => c.to_ascii_lowercase(),
    })
}

/// Longer texts are not compared: no label is as long, and the work stays bounded.
const LONGEST: usize = 64;

/// How many characters must be inserted, removed or replaced to turn one text into the other; texts of more than 64
/// characters are as far apart as can be (`usize::MAX`), so that the work is bounded.
pub fn distance(a: &str, b: &str) -> usize {
    match (letters(a), letters(b)) {
        (Some((a, n)), Some((b, m))) => apart(&a[..n], &b[..m]),
        _ => usize::MAX,
    }
}

/// A text's characters and their number; none where there are too many. Labels are compared by the thousand: no
/// allocation.
fn letters(text: &str) -> Option<([char; LONGEST], usize)> {
    let mut letters = ['\0'; LONGEST];
    let mut count = 0;
    for c in text.chars() {
        *letters.get_mut(count)? = c;
        count += 1;
    }
    Some((letters, count))
}

/// How many of a text's characters at least do not occur in another.
fn foreign(text: &[char], other: &[char]) -> usize {
    let bit = |c: &char| 1_u64 << (u32::from(*c) % 61);
    let known = other.iter().fold(0, |known, c| known | bit(c));
    text.iter().filter(|c| known & bit(c) == 0).count()
}

fn apart(a: &[char], b: &[char]) -> usize {
    let mut row: [usize; LONGEST + 1] = std::array::from_fn(|i| i);
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// How alike two folded texts are, in percent: 100 is the same, 0 nothing in common.
pub fn similarity(a: &str, b: &str) -> usize {
    alike(a, b, 0).unwrap_or(0)
}

/// How alike two folded texts are, in percent, where that is at least so much. Texts that are too unequal in length for it
/// are not compared letter by letter.
pub fn alike(a: &str, b: &str, least: usize) -> Option<usize> {
    let (Some((a, n)), Some((b, m))) = (letters(a), letters(b)) else {
        return (least == 0).then_some(0);
    };
    let longest = n.max(m);
    if longest == 0 {
        return Some(100);
    }
    let percent = |distance: usize| 100 - 100 * distance.min(longest) / longest;
    // What one text has more than the other must be inserted, whatever the letters.
    if percent(n.abs_diff(m)) < least {
        return None;
    }
    let (a, b) = (&a[..n], &b[..m]);
    // Nor can a letter stay that the other text has not: seen by few bits, it costs less than comparing.
    if percent(foreign(a, b).max(foreign(b, a))) < least {
        return None;
    }
    Some(percent(apart(a, b))).filter(|percent| *percent >= least)
}

/// A folded label without the number in front of it: `(一)`, `一,`, `1.`.
pub fn core(folded: &str) -> &str {
    const ORDINALS: &str = "零〇一二三四五六七八九十";
    let number = |c: char| c.is_ascii_digit() || ORDINALS.contains(c);
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
    fn what_typists_vary_is_the_same_label() {
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
        assert_eq!(
            (
                similarity("", ""),
                similarity("总计", "总计"),
                similarity("总计", "规章")
            ),
            (100, 100, 0)
        );
        for (a, b, least, expected) in [
            ("总计", "总计", 100, Some(100)),
            ("总计", "合计", 50, Some(50)),
            ("总计", "合计", 51, None),
            ("", "", 100, Some(100)),
            ("规章", "行政规范性文件", 30, None),
            ("规章", "行政规范性文件", 0, Some(15)),
            ("甲乙丙丁", "甲乙戊己", 50, Some(50)),
            ("甲乙丙丁", "甲乙戊己", 51, None),
            ("甲乙丙丁", "丁丙乙甲", 1, None),
        ] {
            assert_eq!(alike(a, b, least), expected, "{a} {b} {least}");
        }
        let long = "长".repeat(100_000);
        assert_eq!(alike(&long, &long, 1), None);
        assert_eq!(similarity(&long, "短"), 0);
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
