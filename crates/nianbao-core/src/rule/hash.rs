//! A hash of the rules, worked out while the program is compiled: two results with the same hash were made by the same
//! rules. The pages that go into it are not carried along by a program that shows none.

use super::Rule;

/// FNV-1a with 64 bits (Fowler, Noll, Vo): short, the same everywhere, and plain enough for compile time. It tells changes
/// apart; it is no signature.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hash(u64);

impl Hash {
    pub(crate) const fn new() -> Hash {
        Hash(0xcbf2_9ce4_8422_2325)
    }

    /// Takes a text, and that it ends here.
    #[must_use]
    pub(crate) const fn text(self, text: &str) -> Hash {
        let bytes = text.as_bytes();
        let (mut hash, mut i) = (self, 0);
        while i < bytes.len() {
            // The same with the line ends of every system.
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

    /// Takes another hash.
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

    /// Takes a rule: its name and how bad a breach is.
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
    fn texts_are_told_apart() {
        let hash = |texts: &[&str]| texts.iter().fold(Hash::new(), |hash, text| hash.text(text)).digits();
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
        assert_ne!(hash(&["ab"]), hash(&["ba"]));
        assert_eq!(hash(&["a\r\nb"]), hash(&["a\nb"]));
        assert_eq!(&hash(&[]), b"cbf29ce484222325");
    }
}
