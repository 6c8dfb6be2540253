//! Sets of reports, and how they are written.

use crate::bytes::{Bytes, put};

/// A set of reports, by their index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bits {
    words: Vec<u64>,
    size: usize,
}

/// How a set is written: the members as distances, those that are not members as distances, or a bit for each.
const MEMBERS: u8 = 0;
const OTHERS: u8 = 1;
const PLAIN: u8 = 2;

impl Bits {
    /// The empty set of this many reports.
    pub fn none(size: usize) -> Bits {
        Bits {
            words: vec![0; size.div_ceil(64)],
            size,
        }
    }

    /// The set of all.
    pub fn all(size: usize) -> Bits {
        let mut all = Bits::none(size);
        for index in 0..size {
            all.add(index);
        }
        all
    }

    /// Adds a member.
    pub fn add(&mut self, index: usize) {
        if let Some(word) = self.words.get_mut(index / 64).filter(|_| index < self.size) {
            *word |= 1 << (index % 64);
        }
    }

    /// Removes a member.
    pub fn remove(&mut self, index: usize) {
        if let Some(word) = self.words.get_mut(index / 64) {
            *word &= !(1 << (index % 64));
        }
    }

    /// Whether it has a member.
    pub fn has(&self, index: usize) -> bool {
        self.words
            .get(index / 64)
            .is_some_and(|word| word & (1 << (index % 64)) != 0)
    }

    /// The number of members.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The members, ascending.
    pub fn members(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.size).filter(|index| self.has(*index))
    }

    /// Keeps the members that another set has as well.
    pub fn keep(&mut self, other: &Bits) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds the members of another set.
    pub fn join(&mut self, other: &Bits) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Removes the members of another set.
    pub fn drop_all(&mut self, other: &Bits) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// Writes a set of ascending members, the shortest way.
    pub(crate) fn write(members: &[u32], size: usize, out: &mut Vec<u8>) {
        let plain = size.div_ceil(8);
        let mut best = distances(members.iter().copied());
        let mut mode = MEMBERS;
        if members.len() > size / 2 {
            let mut others = Vec::with_capacity(size - members.len().min(size));
            let mut next = members.iter().copied().peekable();
            for index in 0..u32::try_from(size).unwrap_or(u32::MAX) {
                if next.next_if_eq(&index).is_none() {
                    others.push(index);
                }
            }
            let other = distances(others.into_iter());
            if other.len() < best.len() {
                (mode, best) = (OTHERS, other);
            }
        }
        if plain < best.len() {
            mode = PLAIN;
            best = vec![0; plain];
            for index in members {
                if let Some(byte) = best.get_mut(*index as usize / 8) {
                    *byte |= 1 << (index % 8);
                }
            }
        }
        put(best.len() + 1, out);
        out.push(mode);
        out.extend_from_slice(&best);
    }

    /// Reads a set of this many reports.
    pub(crate) fn read(bytes: &mut Bytes<'_>, size: usize) -> Option<Bits> {
        let length = bytes.number()?;
        let mut data = Bytes(bytes.take(length)?);
        let mode = data.byte()?;
        let mut set = if mode == OTHERS {
            Bits::all(size)
        } else {
            Bits::none(size)
        };
        if mode == PLAIN {
            for (at, byte) in data.0.iter().enumerate() {
                for bit in (0..8).filter(|bit| byte & (1 << bit) != 0) {
                    set.add(at * 8 + bit);
                }
            }
            return Some(set);
        }
        let mut at = 0_usize;
        while !data.0.is_empty() {
            at = at.checked_add(data.number()?)?;
            if mode == OTHERS {
                set.remove(at);
            } else {
                set.add(at);
            }
            at += 1;
        }
        Some(set)
    }
}

fn distances(members: impl Iterator<Item = u32>) -> Vec<u8> {
    let (mut out, mut at) = (Vec::new(), 0);
    for index in members {
        put((index - at) as usize, &mut out);
        at = index + 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(members: &[u32], size: usize) -> usize {
        let mut out = Vec::new();
        Bits::write(members, size, &mut out);
        let set = Bits::read(&mut Bytes(&out), size).expect("what was written can be read");
        assert_eq!(
            set.members().collect::<Vec<_>>(),
            members.iter().map(|&m| m as usize).collect::<Vec<_>>()
        );
        assert_eq!(set.count(), members.len());
        out.len()
    }

    #[test]
    fn a_set_is_written_the_shortest_way() {
        let all: Vec<u32> = (0..1000).collect();
        let every_third: Vec<u32> = (0..1000).step_by(3).collect();
        assert_eq!(check(&[], 1000), 2);
        assert_eq!(check(&all, 1000), 2);
        assert_eq!(check(&all[1..], 1000), 3);
        assert!(check(&every_third, 1000) <= 128);
        assert_eq!(check(&[999], 1000), 4);
        assert_eq!(check(&[], 0), 2);
    }

    proptest! {
        #[test]
        fn a_set_that_was_written_is_read(members in prop::collection::btree_set(0_u32..700, 0..700)) {
            check(&members.into_iter().collect::<Vec<_>>(), 700);
        }

        #[test]
        fn bytes_of_any_kind_can_be_read(bytes: Vec<u8>, size in 0_usize..100) {
            if let Some(set) = Bits::read(&mut Bytes(&bytes), size) {
                prop_assert!(set.members().all(|index| index < size));
            }
        }
    }
}
