//! The numbers that Word prints in front of paragraphs. They are on the paper, but not in the text of the paragraphs.

use std::collections::{BTreeMap, BTreeSet};

/// Lists have at most nine levels.
pub(crate) const LEVELS: usize = 9;

/// How a paragraph is numbered: the list, and the level in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Listed {
    pub(crate) list: Option<u32>,
    pub(crate) level: Option<usize>,
}

/// How one level of a list counts and what it writes.
#[derive(Debug, Clone)]
pub(crate) struct Level {
    start: i64,
    format: String,
    /// 「%1、」, 「（%2）」.
    text: String,
    /// The separator between number and text.
    behind: &'static str,
}

impl Level {
    /// A level that counts from `start`, in one of Word's formats (`decimal`, `chineseCounting`), and writes `text`, in
    /// which `%1` to `%9` are the counts of the levels; `apart` if a tab or a space follows the number.
    pub(crate) fn new(start: i64, format: &str, text: String, apart: bool) -> Level {
        let ends_open = text
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || c == '.');
        Level {
            start,
            format: format.to_owned(),
            // A tab or a space keeps number and text apart; after 、 and ） Chinese needs neither.
            behind: if apart && ends_open { " " } else { "" },
            text,
        }
    }
}

/// A list: the definition that it uses, and its differences from it.
#[derive(Debug, Default)]
pub(crate) struct List {
    /// The definition it counts with: lists with the same definition share a count.
    counter: u32,
    levels: Vec<Option<Level>>,
    /// The levels at which this list restarts.
    restarts: BTreeMap<usize, i64>,
}

impl List {
    /// A list of a definition, still without levels.
    pub(crate) fn new(counter: u32) -> List {
        List {
            counter,
            levels: vec![None; LEVELS],
            restarts: BTreeMap::new(),
        }
    }

    /// Defines a level, from 0; deeper levels than Word has are left out.
    pub(crate) fn define(&mut self, at: usize, level: Level) {
        if let Some(slot) = self.levels.get_mut(at) {
            *slot = Some(level);
        }
    }

    /// Makes this list begin a level anew, although others of its definition have counted before.
    pub(crate) fn restart(&mut self, at: usize, start: i64) {
        self.restarts.insert(at, start);
    }
}

/// The lists of a file and their current counts.
#[derive(Debug, Default)]
pub(crate) struct Numbering {
    lists: BTreeMap<u32, List>,
    counts: BTreeMap<u32, [Option<i64>; LEVELS]>,
    begun: BTreeSet<u32>,
}

impl Numbering {
    /// The lists of a file by their ids.
    pub(crate) fn new(lists: BTreeMap<u32, List>) -> Numbering {
        Numbering {
            lists,
            ..Numbering::default()
        }
    }

    /// The number in front of the next paragraph of a list; `None` if it shows none. An empty paragraph counts, too, but
    /// its number is left out: it numbers nothing.
    pub(crate) fn text(&mut self, listed: Listed, shown: bool) -> Option<String> {
        let id = listed.list.filter(|id| *id != 0)?;
        let at = listed.level.unwrap_or(0).min(LEVELS - 1);
        let list = self.lists.get(&id)?;
        let counts = self.counts.entry(list.counter).or_default();
        if self.begun.insert(id) {
            for (level, start) in &list.restarts {
                if let Some(count) = counts.get_mut(*level) {
                    *count = Some(start.saturating_sub(1));
                }
            }
        }
        let level = list.levels.get(at)?.as_ref()?;
        let count = counts[at].map_or(level.start, |count| count.saturating_add(1));
        counts[at] = Some(count);
        for deeper in &mut counts[at + 1..] {
            *deeper = None;
        }
        if !shown || level.format == "bullet" {
            return None;
        }
        let mut out = String::new();
        let mut chars = level.text.chars();
        while let Some(c) = chars.next() {
            let digit = if c == '%' {
                chars.clone().next().and_then(|d| d.to_digit(10))
            } else {
                None
            };
            match digit.and_then(|digit| usize::try_from(digit).ok()) {
                Some(digit @ 1..=LEVELS) => {
                    chars.next();
                    let index = digit - 1;
                    let of = list.levels.get(index).and_then(Option::as_ref);
                    let count = counts[index].unwrap_or_else(|| of.map_or(1, |level| level.start));
                    out.push_str(&written(count, of.map_or("decimal", |level| level.format.as_str())));
                }
                _ => out.push(c),
            }
        }
        if out.is_empty() {
            return None;
        }
        out.push_str(level.behind);
        Some(out)
    }
}

/// A count in a number format.
pub(crate) fn written(count: i64, format: &str) -> String {
    let letter = |first: u8| {
        let index = count.saturating_sub(1).rem_euclid(26);
        let times = usize::try_from(count.saturating_sub(1) / 26).unwrap_or(0).min(20) + 1;
        let letter = char::from(first + u8::try_from(index).unwrap_or(0));
        letter.to_string().repeat(times)
    };
    match format {
        "none" => String::new(),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "ideographDigital"
        | "koreanDigital2" => chinese(count),
        "decimalFullWidth" | "decimalFullWidth2" => count
            .to_string()
            .chars()
            .map(|c| c.to_digit(10).and_then(|d| char::from_u32(0xFF10 + d)).unwrap_or(c))
            .collect(),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => u32::try_from(count)
            .ok()
            .filter(|count| (1..=20).contains(count))
            .and_then(|count| char::from_u32(0x245F + count))
            .map_or_else(|| count.to_string(), String::from),
        "decimalZero" => format!("{count:02}"),
        "upperLetter" => letter(b'A'),
        "lowerLetter" => letter(b'a'),
        "upperRoman" => roman(count),
        "lowerRoman" => roman(count).to_lowercase(),
        _ => count.to_string(),
    }
}

/// 1 as 一, 10 as 十, 23 as 二十三, 105 as 一百零五.
fn chinese(count: i64) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    if !(1..10_000).contains(&count) {
        return count.to_string();
    }
    let mut out = String::new();
    let mut skipped = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = usize::try_from(count / unit % 10).unwrap_or(0);
        if digit == 0 {
            skipped = !out.is_empty();
            continue;
        }
        if skipped {
            out.push('零');
            skipped = false;
        }
        // 十一 rather than 一十一.
        if !(unit == 10 && digit == 1 && out.is_empty()) {
            out.push(DIGITS[digit]);
        }
        out.push_str(name);
    }
    out
}

fn roman(count: i64) -> String {
    const SIGNS: [(i64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&count) {
        return count.to_string();
    }
    let mut left = count;
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_as_word_writes_them() {
        for (count, format, expected) in [
            (1, "chineseCountingThousand", "一"),
            (10, "chineseCounting", "十"),
            (11, "japaneseCounting", "十一"),
            (20, "chineseCounting", "二十"),
            (105, "chineseCounting", "一百零五"),
            (110, "chineseCounting", "一百一十"),
            (2023, "chineseCounting", "二千零二十三"),
            (12, "decimalFullWidth", "１２"),
            (3, "decimalEnclosedCircle", "③"),
            (27, "lowerLetter", "aa"),
            (14, "upperRoman", "XIV"),
            (4, "decimal", "4"),
            (-3, "chineseCounting", "-3"),
            (0, "upperRoman", "0"),
            (i64::MAX, "upperLetter", "GGGGGGGGGGGGGGGGGGGGG"),
        ] {
            assert_eq!(written(count, format), expected);
        }
    }
}
