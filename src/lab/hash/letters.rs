//! The hash functions that the text makes up for its examples: by the first letters of a word.

use std::hash::{BuildHasherDefault, Hasher};

/// The first letter: the hash of the text's `City`, which puts Rome and Barcelona together.
#[derive(Debug, Clone, Copy, Default)]
pub struct FirstLetter(Letters<1>);

/// Builds [`FirstLetter`].
pub type BuildFirstLetter = BuildHasherDefault<FirstLetter>;

/// (k₂ - 'a') + 26 · (k₁ - 'a') for the first two letters, which no two of the 676 pairs of small
/// letters share. Other bytes wrap around.
#[derive(Debug, Clone, Copy, Default)]
pub struct TwoLetter(Letters<2>);

/// Builds [`TwoLetter`].
pub type BuildTwoLetter = BuildHasherDefault<TwoLetter>;

/// The first bytes that were written; 0 for those that never were.
#[derive(Debug, Clone, Copy)]
struct Letters<const N: usize> {
    bytes: [u8; N],
    written: usize,
}

impl<const N: usize> Default for Letters<N> {
    fn default() -> Self {
        Self {
            bytes: [0; N],
            written: 0,
        }
    }
}

impl<const N: usize> Letters<N> {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes.iter().take(N - self.written) {
            self.bytes[self.written] = byte;
            self.written += 1;
        }
    }
}

impl Hasher for FirstLetter {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    fn finish(&self) -> u64 {
        let [first] = self.0.bytes;
        first.into()
    }
}

impl Hasher for TwoLetter {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
    }

    fn finish(&self) -> u64 {
        let [first, second] = self
            .0
            .bytes
            .map(|byte| u64::from(byte).wrapping_sub(b'a'.into()));
        second.wrapping_add(first.wrapping_mul(26))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::hash::BuildHasher;

    #[test]
    fn rome_and_barcelona_share_a_slot_of_eight() {
        let slot = |city: &str| BuildFirstLetter::default().hash_one(city) & 0b111;
        assert_eq!((slot("Rome"), slot("Barcelona")), (2, 2));
        assert_ne!(slot("New York"), 2);
    }

    #[test]
    fn no_two_of_the_676_keys_of_two_letters_collide() {
        let letters = || 'a'..='z';
        let hashes: HashSet<u64> = letters()
            .flat_map(|first| letters().map(move |second| format!("{first}{second}")))
            .map(|key| BuildTwoLetter::default().hash_one(key.as_str()))
            .collect();
        assert_eq!(hashes.len(), 676);
        assert_eq!(hashes.into_iter().max(), Some(675));
    }

    #[test]
    fn a_key_of_any_length_has_a_hash() {
        for key in ["", "a", "abc", "ä", "A"] {
            BuildFirstLetter::default().hash_one(key);
            BuildTwoLetter::default().hash_one(key);
        }
        assert_eq!(BuildTwoLetter::default().hash_one("ba"), 26);
    }
}
