//! The content of a cell in a statutory table: a number, nothing, or text that is not a number, kept as written.

use std::cmp::Ordering;
use std::fmt;

use smol_str::SmolStr;

/// An exact decimal number: counts, and amounts of money in 万元. No floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    /// The digits, with the sign.
    mantissa: i64,
    /// The number of digits after the decimal point. There are no trailing zeros, so that equal numbers are equal
    /// values.
    scale: u8,
}

impl Number {
    /// A whole number.
    pub const fn whole(value: i64) -> Number {
        Number {
            mantissa: value,
            scale: 0,
        }
    }

    /// The value if it is a whole number.
    pub const fn as_whole(self) -> Option<i64> {
        if self.scale == 0 { Some(self.mantissa) } else { None }
    }

    /// The digits with their sign, and the number of them after the decimal point: 1.25 is 125 and 2.
    pub const fn parts(self) -> (i64, u8) {
        (self.mantissa, self.scale)
    }

    /// The number with these [`parts`](Number::parts).
    pub(crate) const fn of_parts(mantissa: i64, scale: u8) -> Number {
        Number { mantissa, scale }
    }

    /// The number with its decimal point moved `places` to the right: from 万元 to 元 is 4. `None` if it has too many
    /// digits.
    pub(crate) fn scaled(self, places: u8) -> Option<Number> {
        let behind = self.scale.min(places);
        let mantissa = self
            .mantissa
            .checked_mul(10_i64.checked_pow(u32::from(places - behind))?)?;
        (mantissa.unsigned_abs() < 10_u64.pow(18)).then_some(Number {
            mantissa,
            scale: self.scale - behind,
        })
    }

    /// The sum of two numbers; `None` if it has too many digits.
    pub fn plus(self, other: Number) -> Option<Number> {
        let scale = self.scale.max(other.scale);
        let at_scale = |number: Number| -> Option<i64> {
            number
                .mantissa
                .checked_mul(10_i64.checked_pow(u32::from(scale - number.scale))?)
        };
        let (mut mantissa, mut scale) = (at_scale(self)?.checked_add(at_scale(other)?)?, scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Some(Number { mantissa, scale })
    }

    /// The number multiplied by `by`; `None` if the product has too many digits.
    pub fn times(self, by: i64) -> Option<Number> {
        let (mut mantissa, mut scale) = (self.mantissa.checked_mul(by)?, self.scale);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Some(Number { mantissa, scale })
    }

    /// A ten-thousandth of the number: 元 in 万元. `None` if it has too many digits.
    pub(crate) fn in_ten_thousands(self) -> Option<Number> {
        let (mut mantissa, mut scale) = (self.mantissa, self.scale.checked_add(4).filter(|s| *s <= 18)?);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Some(Number { mantissa, scale })
    }

    /// Whether the number is below zero.
    pub const fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// Whether the number is zero.
    pub const fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    /// Reads a number as people type it: ASCII or full-width digits, a sign, one decimal point, thousands separators
    /// (`1,234`), spaces between digits. Returns `None` if the text is anything else or has more than 18 digits.
    pub fn parse(text: &str) -> Option<Number> {
        let mut negative = false;
        let mut mantissa: i64 = 0;
        let (mut digits, mut scale) = (0_u32, None::<u8>);
        // The digits since the last thousands separator, if there was one.
        let mut group: Option<u32> = None;
        let mut signed = false;
        for c in text.chars() {
            match fold(c) {
                ' ' => {}
                sign @ ('-' | '+') if digits == 0 && !signed && scale.is_none() => {
                    signed = true;
                    negative = sign == '-';
                }
                '.' if scale.is_none() && digits > 0 && group.is_none_or(|g| g == 3) => {
                    scale = Some(0);
                    group = None;
                }
                ',' if scale.is_none() && digits > 0 && (group == Some(3) || (group.is_none() && digits <= 3)) => {
                    group = Some(0);
                }
                c @ '0'..='9' => {
                    digits += 1;
                    if digits > 18 {
                        return None;
                    }
                    mantissa = mantissa * 10 + i64::from(c as u8 - b'0');
                    if let Some(scale) = &mut scale {
                        *scale += 1;
                    }
                    if let Some(group) = &mut group {
                        *group += 1;
                    }
                }
                _ => return None,
            }
        }
        if digits == 0 || scale == Some(0) || group.is_some_and(|g| g != 3) {
            return None;
        }
        let mut scale = scale.unwrap_or(0);
        while scale > 0 && mantissa % 10 == 0 {
            mantissa /= 10;
            scale -= 1;
        }
        Some(Number {
            mantissa: if negative { -mantissa } else { mantissa },
            scale,
        })
    }
}

/// Folds full-width forms and the signs that input methods type instead of the ASCII ones.
fn fold(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + u8::try_from(u32::from(c) - u32::from('０')).unwrap_or(0)),
        '，' | '٬' | '\'' => ',',
        '．' => '.',
        '－' | '−' | '﹣' => '-',
        '＋' => '+',
        c if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' => ' ',
        c => c,
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> Ordering {
        let scale = self.scale.max(other.scale);
        // Each has at most 18 digits, and at most 18 more after the decimal point: that fits in 128 bits.
        let scaled = |n: &Number| i128::from(n.mantissa) * 10_i128.pow(u32::from(scale - n.scale));
        scaled(self).cmp(&scaled(other))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return self.mantissa.fmt(f);
        }
        let unit = 10_u64.pow(u32::from(self.scale));
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = self.mantissa.unsigned_abs();
        write!(
            f,
            "{sign}{}.{:0width$}",
            digits / unit,
            digits % unit,
            width = usize::from(self.scale)
        )
    }
}

/// A cell as written. Cells are equal if they were written the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Cell {
    /// Usually a few digits, which are stored inline.
    text: SmolStr,
}

/// The meaning of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// A number, perhaps with a remark after it: see [`Cell::remark`].
    Number(Number),
    /// Nothing: empty, or one of “/”, “-”, “—”. Blank is not 0.
    Blank,
    /// Text that is not a number.
    Text(&'a str),
}

impl Cell {
    /// A cell with this text; white space at both ends is removed.
    pub fn new(text: &str) -> Cell {
        Cell {
            text: SmolStr::new(text.trim()),
        }
    }

    /// A cell with a text that has no white space at its ends.
    pub(crate) fn bare(text: &str) -> Cell {
        Cell {
            text: SmolStr::new(text),
        }
    }

    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The meaning of the cell.
    pub fn value(&self) -> Value<'_> {
        read(&self.text)
    }

    /// The remark after the number: 「（其中修订16件）」 in 「22（其中修订16件）」.
    pub fn remark(&self) -> Option<&str> {
        remarked(&self.text).map(|(_, remark)| remark)
    }

    /// The number in the cell, if it holds one.
    pub fn number(&self) -> Option<Number> {
        match self.value() {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether the cell is blank.
    pub fn is_blank(&self) -> bool {
        self.value() == Value::Blank
    }
}

/// The meaning of a cell with this text, which has no white space at its ends.
pub(crate) fn read(text: &str) -> Value<'_> {
    if let Some(number) = digits(text) {
        return Value::Number(number);
    }
    if text.chars().all(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '\u{200b}' | '\u{feff}' | '/' | '／' | '-' | '－' | '—' | '–' | '―' | '−' | '\\' | '、'
            )
    }) {
        return Value::Blank;
    }
    let number = Number::parse(text).or_else(|| remarked(text).map(|(number, _)| number));
    number.map_or(Value::Text(text), Value::Number)
}

/// The number in a text of a few plain digits, which is what most cells hold.
pub(crate) fn digits(text: &str) -> Option<Number> {
    let plain = !text.is_empty() && text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| {
        let value = text.bytes().fold(0, |value, byte| value * 10 + i64::from(byte - b'0'));
        Number::whole(value)
    })
}

/// A number and the words in brackets after it. Brackets with only figures are not a remark: 2(1) could mean either.
fn remarked(text: &str) -> Option<(Number, &str)> {
    // A remark needs at least a digit, two brackets and a letter; most cells are shorter.
    if text.len() < 4 {
        return None;
    }
    let (number, inside) = text.split_once(['（', '('])?;
    let words = inside.strip_suffix(['）', ')'])?;
    let remark = text.get(number.len()..)?;
    let one = !words.contains(['（', '(', '）', ')']) && words.chars().any(char::is_alphabetic);
    one.then(|| Number::parse(number).map(|number| (number, remark)))?
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let cell = Cell::new(text);
        let shown = match cell.value() {
            Value::Number(n) => n.to_string(),
            Value::Blank => "blank".to_owned(),
            Value::Text(t) => format!("text {t}"),
        };
        assert_eq!(shown, expected, "{text:?}");
    }

    #[test]
    fn typed_numbers_are_read() {
        for (text, expected) in [
            ("0", "0"),
            ("3511", "3511"),
            ("１２３", "123"),
            ("1,234", "1234"),
            ("1，234，567", "1234567"),
            (" 1 8 ", "18"),
            ("59237.2449", "59237.2449"),
            ("282.10", "282.1"),
            ("０．５", "0.5"),
            ("-8", "-8"),
            ("－８", "-8"),
            ("+22", "22"),
            ("007", "7"),
            ("1,234.50", "1234.5"),
            ("-0.25", "-0.25"),
            ("999999999999999999", "999999999999999999"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn sums_and_multiples_are_exact() {
        let number = |text: &str| Number::parse(text).expect("a number");
        for (a, b, sum) in [("1.25", "0.75", "2"), ("12.5", "-12.5", "0"), ("0.0001", "3", "3.0001")] {
            assert_eq!(number(a).plus(number(b)), Some(number(sum)), "{a} + {b}");
        }
        assert_eq!(number("12.5").times(1000), Some(number("12500")));
        assert_eq!(number("0.3").times(1000), Some(number("300")));
        assert_eq!(Number::whole(i64::MAX).plus(Number::whole(1)), None);
        assert_eq!(Number::whole(i64::MAX).times(2), None);
    }

    #[test]
    fn a_number_with_a_remark_is_a_number() {
        for (text, number, remark) in [
            ("22（其中修订16件）", "22", Some("（其中修订16件）")),
            ("1,234 (含自然失效29件)", "1234", Some("(含自然失效29件)")),
            ("22", "22", None),
            ("３（注）", "3", Some("（注）")),
        ] {
            check(text, number);
            assert_eq!(Cell::new(text).remark(), remark);
        }
        assert_eq!(Cell::new("无（注）").remark(), None);
    }

    #[test]
    fn nothing_is_blank_and_not_zero() {
        for text in ["", " ", "\u{a0}", "\u{3000}", "/", "／", "-", "—", "——", "－", "–"] {
            check(text, "blank");
        }
    }

    #[test]
    fn anything_else_is_kept_as_text() {
        for text in [
            "无",
            "1,23",
            "1,2345",
            "12,34,567",
            "1.2.3",
            ".5",
            "5.",
            "--253",
            "3件",
            "22（16）",
            "22(其中",
            "（其中修订16件）",
            "22（甲）（乙）",
            "22件（其中修订16件）",
            "1e3",
            "九",
            "1-2",
            "9999999999999999999",
            "1,",
            ",1",
            "1.234,567",
            "½",
            "٣",
        ] {
            check(text, &format!("text {text}"));
        }
    }

    #[test]
    fn numbers_compare_by_value() {
        let n = |t| Number::parse(t).unwrap();
        assert_eq!(n("1.50"), n("1.5"));
        assert!(n("-1") < n("0.0001") && n("9.9999") < n("10") && n("0.00000000000000001") < n("999999999999999999"));
        assert_eq!(n("-0"), n("0"));
    }

    #[test]
    fn a_point_is_moved() {
        let n = |t| Number::parse(t).unwrap();
        assert_eq!(n("1.5").scaled(4), Some(n("15000")));
        assert_eq!(n("282.12345").scaled(4), Some(n("2821234.5")));
        assert_eq!(n("0").scaled(4), Some(n("0")));
        assert_eq!(n("999999999999999999").scaled(1), None);
        assert_eq!(n("1").scaled(255), None);
        assert_eq!(n("2821000").in_ten_thousands(), Some(n("282.1")));
        assert_eq!(n("3.5").in_ten_thousands(), Some(n("0.00035")));
        assert_eq!(n("0").in_ten_thousands(), Some(n("0")));
    }
}
