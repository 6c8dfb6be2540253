//! A quick test for characters: few characters of a text are among those that a rule looks for.

/// The number of bits: a power of two.
const BITS: usize = 1024;

/// A set of characters in a few bits (a Bloom filter). It may report a character that is not in the set, but never
/// misses one that is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter([u64; BITS / 64]);

impl Filter {
    /// The characters of a text.
    pub(crate) const fn of(text: &str) -> Filter {
        let mut filter = Filter([0; BITS / 64]);
        let bytes = text.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            // A `str` is well-formed UTF-8.
            let (mut c, length) = match bytes[i] {
                byte @ 0..=0x7f => (byte as usize, 1),
                byte @ 0x80..=0xdf => (byte as usize & 0x1f, 2),
                byte @ 0xe0..=0xef => (byte as usize & 0x0f, 3),
                byte => (byte as usize & 0x07, 4),
            };
            let mut k = 1;
            while k < length {
                c = c << 6 | (bytes[i + k] as usize & 0x3f);
                k += 1;
            }
            i += length;
            filter.add(c);
        }
        filter
    }

    /// The first characters of some words.
    pub(crate) fn first_of(words: &[String]) -> Filter {
        let mut filter = Filter::of("");
        for c in words.iter().filter_map(|word| word.chars().next()) {
            filter.add(c as usize);
        }
        filter
    }

    const fn add(&mut self, c: usize) {
        let bit = c % BITS;
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    /// Whether a character may be in the set.
    pub(crate) const fn may(&self, c: char) -> bool {
        let bit = c as usize % BITS;
        self.0[bit / 64] >> (bit % 64) & 1 != 0
    }
}

/// Whether a character is a common Chinese one; most of a report's prose is.
pub(crate) const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_pass_and_most_others_do_not() {
        const WORDS: &str = "，a×该此𠀀é";
        const FILTER: Filter = Filter::of(WORDS);
        assert!(WORDS.chars().all(|c| FILTER.may(c)));
        let others = ('\u{4e00}'..='\u{9fff}').filter(|c| !WORDS.contains(*c));
        let passed = others.filter(|c| FILTER.may(*c)).count();
        assert!(passed < 21_000 / 100, "{passed}");
        assert!(!Filter::of("").may('\0'));
        let first = Filter::first_of(&["财政局".to_owned(), String::new()]);
        assert!(first.may('财') && !first.may('政'));
    }
}
