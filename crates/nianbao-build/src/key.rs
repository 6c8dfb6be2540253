//! Keys tell whether something is what it was in an earlier build: what was made from other values has another key.

use std::hash::{Hash, Hasher};
use std::path::Path;

use sha2::{Digest as _, Sha256};

/// A key: the first half of a SHA-256, which nobody can make two texts of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key(pub(crate) [u8; 16]);

impl Key {
    /// The key of some bytes.
    pub(crate) fn of(bytes: &[u8]) -> Key {
        let sum: [u8; 32] = Sha256::digest(bytes).into();
        Key(*sum.first_chunk().unwrap_or(&[0; 16]))
    }
}

/// Makes a key of several values. Each is written with its type and its length, so that no two lists of values are one.
#[derive(Debug, Clone)]
pub(crate) struct Keys(Vec<u8>);

impl Keys {
    /// Begins a key. The name tells keys of one kind from those of others.
    pub(crate) fn of(name: &str) -> Keys {
        Keys(Vec::with_capacity(256)).text(name)
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Keys {
        self.0.push(b'b');
        self.0.extend((bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn text(self, text: &str) -> Keys {
        self.bytes(text.as_bytes())
    }

    pub(crate) fn path(self, path: &Path) -> Keys {
        self.bytes(path.as_os_str().as_encoded_bytes())
    }

    pub(crate) fn number(mut self, number: usize) -> Keys {
        self.0.push(b'n');
        self.0.extend((number as u64).to_le_bytes());
        self
    }

    pub(crate) fn flag(self, flag: bool) -> Keys {
        self.number(usize::from(flag))
    }

    pub(crate) fn key(mut self, key: Key) -> Keys {
        self.0.push(b'k');
        self.0.extend(key.0);
        self
    }

    /// Adds all of a value, whatever fields it gets. Keys of another build of this program need not be the same.
    pub(crate) fn whole(mut self, value: &impl Hash) -> Keys {
        self.0.push(b'w');
        let start = self.0.len();
        let mut recorded = Recorded(self.0);
        value.hash(&mut recorded);
        self.0 = recorded.0;
        let length = (self.0.len() - start) as u64;
        self.0.extend(length.to_le_bytes());
        self
    }

    pub(crate) fn key_of_all(&self) -> Key {
        Key::of(&self.0)
    }
}

/// Keeps what a value hands to a hasher. No two values of a type hand over the same bytes.
struct Recorded(Vec<u8>);

impl Hasher for Recorded {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Nobody asks for it.
    fn finish(&self) -> u64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_values_have_other_keys() {
        let keys = [
            Keys::of("a"),
            Keys::of("b"),
            Keys::of("").text("a"),
            Keys::of("a").text(""),
            Keys::of("a").text("b").text(""),
            Keys::of("a").text("").text("b"),
            Keys::of("a").flag(true),
            Keys::of("a").flag(false),
            Keys::of("a").key(Key::of(b"")),
            Keys::of("a").whole(&Some(1)),
            Keys::of("a").whole(&None::<u8>),
        ];
        let mut all: Vec<Key> = keys.iter().map(Keys::key_of_all).collect();
        assert_eq!(
            Keys::of("a").text("b").key_of_all(),
            Keys::of("a").text("b").key_of_all()
        );
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), keys.len());
    }
}
