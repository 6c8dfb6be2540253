//! A hash of the rules, computed at compile time: two results with the same hash were made by the same rules. A program
//! that shows no rule pages does not carry the pages that are hashed.

use super::Rule;

/// 64-bit FNV-1a (Fowler, Noll, Vo): short, the same everywhere, and simple enough for compile time. It detects
/// changes; it is not cryptographic.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hash(u64);

impl Hash {
    pub(crate) const fn new() -> Hash {
        Hash(0xcbf2_9ce4_8422_2325)
    }

    /// Adds a text and its end.
    #[must_use]
    pub(crate) const fn text(self, text: &str) -> Hash {
        let bytes = text.as_bytes();
        let (mut hash, mut i) = (self, 0);
        while i < bytes.len() {
            // The hash does not depend on how a system writes line breaks.
            if bytes[i] != b'\r' {
                hash = hash.byte(bytes[i]);
            }
            i += 1;
        }
        hash.byte(0xff)
    }

    #[must_use]
    const fn byte(self, byte: u8) -> Hash {
        Hash((self.0 ^ byte as u64).wrapping_mul(0x0000_0100_0000_01b3))
    }

    /// Adds another hash.
    #[must_use]
    pub(crate) const fn hash(self, other: Hash) -> Hash {
        let bytes = other.0.to_le_bytes();
        let (mut hash, mut i) = (self, 0);
        while i < bytes.len() {
            hash = hash.byte(bytes[i]);
            i += 1;
        }
        hash
    }

    /// Adds a rule: its name and its severity.
    #[must_use]
    pub(crate) const fn rule(self, rule: &Rule) -> Hash {
        self.text(rule.name).text(rule.severity.name())
    }

    /// The hash as 16 hexadecimal digits.
    pub(crate) const fn digits(self) -> [u8; 16] {
        let mut digits = [0; 16];
        let (mut rest, mut i) = (self.0, 16);
        while i > 0 {
            i -= 1;
            digits[i] = b"0123456789abcdef"[(rest % 16) as usize];
            rest /= 16;
        }
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_texts_have_different_hashes() {
        let hash = |texts: &[&str]| texts.iter().fold(Hash::new(), |hash, text| hash.text(text)).digits();
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        assert_ne!(hash(&["ab"]), hash(&["ba"]));
        assert_eq!(hash(&["a\r\nb"]), hash(&["a\nb"]));
        assert_eq!(&hash(&[]), b"cbf29ce484222325");
    }
}
