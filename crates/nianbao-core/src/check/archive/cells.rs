//! The contents of a report's cells in little room, since an archive has those of many reports: most are 0 or below 250.

use crate::cell::{Number, Value};
use crate::field::Field;
use crate::rule::Subject;

/// The number of 64-bit words that have one bit for each cell.
const WORDS: usize = Field::SLOTS.div_ceil(64);

/// The first byte of a content that takes more than this byte: a number of two bytes, any other number, text that is not a
/// number. A lesser byte is the number itself.
const SHORT: u8 = 253;
const LONG: u8 = 254;
const TEXT: u8 = 255;

/// The contents of a report's cells: numbers; which are blank, and which are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    /// The cells that the report has, then those of them that are blank.
    present: [u64; WORDS],
    blank: [u64; WORDS],
    /// The cells that are neither blank nor 0.
    filled: [u64; WORDS],
    /// The contents of those cells in the order of their slots. Equal contents are equal bytes.
    contents: Box<[u8]>,
}

impl Cells {
    pub(super) fn new(subject: &Subject<'_>) -> Cells {
        let (mut present, mut blank, mut filled) = ([0; WORDS], [0; WORDS], [0; WORDS]);
        let mut contents = Vec::new();
        for (field, value) in &subject.values {
            let slot = field.slot();
            set(&mut present, slot);
            match value {
                Value::Blank => {
                    set(&mut blank, slot);
                    continue;
                }
                Value::Number(number) if number.is_zero() => continue,
                Value::Number(number) => write(*number, &mut contents),
                Value::Text(_) => contents.push(TEXT),
            }
            set(&mut filled, slot);
        }
        Cells {
            present,
            blank,
            filled,
            contents: contents.into(),
        }
    }

    /// The number in a cell; `None` if the cell does not exist, is blank or does not hold a number.
    pub(super) fn number(&self, field: Field) -> Option<Number> {
        let slot = field.slot();
        if !get(&self.present, slot) || get(&self.blank, slot) {
            return None;
        }
        // Most figures are 0.
        if !get(&self.filled, slot) {
            return Some(Number::whole(0));
        }
        self.contents().nth(rank(&self.filled, slot)).flatten()
    }

    pub(super) fn has(&self, field: Field) -> bool {
        get(&self.present, field.slot())
    }

    pub(super) fn is_blank(&self, field: Field) -> bool {
        get(&self.blank, field.slot())
    }

    /// The numbers that are not 0.
    pub(super) fn figures(&self) -> impl Iterator<Item = Number> + '_ {
        self.contents().flatten()
    }

    /// The contents that are neither blank nor 0; `None` for text that is not a number.
    fn contents(&self) -> impl Iterator<Item = Option<Number>> + '_ {
        let mut rest = &self.contents[..];
        std::iter::from_fn(move || {
            let (content, after) = read(rest)?;
            rest = after;
            Some(content)
        })
    }

    /// All of it as bytes, for [`Cells::of_bytes`].
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(3 * 8 * WORDS + self.contents.len());
        for words in [&self.present, &self.blank, &self.filled] {
            for word in words {
                bytes.extend(word.to_le_bytes());
            }
        }
        bytes.extend_from_slice(&self.contents);
        bytes
    }

    /// The cells that were written by [`Cells::to_bytes`]; `None` if there are too few bytes.
    pub fn of_bytes(bytes: &[u8]) -> Option<Cells> {
        let (words, contents) = bytes.split_at_checked(3 * 8 * WORDS)?;
        let mut all = [[0; WORDS]; 3];
        for (word, bytes) in all.iter_mut().flatten().zip(words.as_chunks().0) {
            *word = u64::from_le_bytes(*bytes);
        }
        let [present, blank, filled] = all;
        Some(Cells {
            present,
            blank,
            filled,
            contents: contents.into(),
        })
    }
}

fn write(number: Number, out: &mut Vec<u8>) {
    let (digits, scale) = number.parts();
    match (u8::try_from(digits), u16::try_from(digits)) {
        (Ok(small), _) if scale == 0 && small < SHORT => out.push(small),
        (_, Ok(short)) if scale == 0 => {
            out.push(SHORT);
            out.extend(short.to_le_bytes());
        }
        _ => {
            out.extend([LONG, scale]);
            out.extend(digits.to_le_bytes());
        }
    }
}

/// The first content, and the bytes after it; `None` at the end.
fn read(bytes: &[u8]) -> Option<(Option<Number>, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    Some(match *first {
        TEXT => (None, rest),
        LONG => {
            let (scale, rest) = rest.split_first()?;
            let (digits, rest) = rest.split_first_chunk()?;
            (Some(Number::of_parts(i64::from_le_bytes(*digits), *scale)), rest)
        }
        SHORT => {
            let (short, rest) = rest.split_first_chunk()?;
            (Some(Number::whole(u16::from_le_bytes(*short).into())), rest)
        }
        small => (Some(Number::whole(small.into())), rest),
    })
}

fn set(bits: &mut [u64; WORDS], slot: usize) {
    if let Some(word) = bits.get_mut(slot / 64) {
        *word |= 1 << (slot % 64);
    }
}

fn get(bits: &[u64; WORDS], slot: usize) -> bool {
    bits.get(slot / 64).is_some_and(|word| word & (1 << (slot % 64)) != 0)
}

/// The number of bits set before `slot`.
fn rank(bits: &[u64; WORDS], slot: usize) -> usize {
    let below = |word: u64| word & ((1 << (slot % 64)) - 1);
    let whole: u32 = bits.iter().take(slot / 64).map(|word| word.count_ones()).sum();
    let part = bits.get(slot / 64).map_or(0, |word| below(*word).count_ones());
    (whole + part) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::example;

    fn check(changes: &str, expected: &[(&str, Option<&str>)]) {
        let report = example(changes).expect("the example is well written");
        let subject = Subject::new(&report, report.form().expect("its form is known"));
        let cells = Cells::new(&subject);
        for (field, number) in expected {
            let field: Field = field.parse().expect("a field");
            assert_eq!(
                cells.number(field).map(|number| number.to_string()).as_deref(),
                *number,
                "{field}"
            );
        }
        for (field, value) in &subject.values {
            let number = match value {
                Value::Number(number) => Some(*number),
                _ => None,
            };
            assert!(cells.has(*field) && cells.number(*field) == number, "{field}");
            assert_eq!(cells.is_blank(*field), matches!(value, Value::Blank), "{field}");
        }
        let bytes = cells.to_bytes();
        assert_eq!(Cells::of_bytes(&bytes), Some(cells));
        assert_eq!(Cells::of_bytes(&bytes[..3 * 8 * WORDS - 1]), None);
    }

    #[test]
    fn numbers_of_any_size_come_back() {
        check("", &[]);
        check(
            "proactive.licenses: 252\nproactive.penalties: 253\nproactive.fees: 0.07\nproactive.coercive_measures: 65536",
            &[
                ("proactive.licenses", Some("252")),
                ("proactive.penalties", Some("253")),
                ("proactive.fees", Some("0.07")),
                ("proactive.coercive_measures", Some("65536")),
            ],
        );
        check(
            "proactive.licenses: -1\nproactive.penalties: 若干\nproactive.fees:\nproactive.coercive_measures: 999999999999999999",
            &[
                ("proactive.licenses", Some("-1")),
                ("proactive.penalties", None),
                ("proactive.fees", None),
                ("proactive.coercive_measures", Some("999999999999999999")),
            ],
        );
        check(
            "proactive.licenses: 65535\ndrop row proactive.penalties",
            &[("proactive.licenses", Some("65535"))],
        );
    }
}
