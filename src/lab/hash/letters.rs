//! The hash functions of the book's examples, which use the first letters of a word.

use std::hash::{BuildHasherDefault, Hasher};

/// The first byte. As the hash of the book's class `City`, it makes Rome and Barcelona share a slot
/// of eight.
#[derive(Debug, Clone, Copy, Default)]
pub struct FirstLetter(FirstBytes<1>);

/// Builds [`FirstLetter`].
pub type BuildFirstLetter = BuildHasherDefault<FirstLetter>;

/// (k₂ - 'a') + 26 · (k₁ - 'a') for the first two bytes k₁ and k₂, with wrapping arithmetic: a
/// different hash for each of the 676 pairs of lowercase letters.
#[derive(Debug, Clone, Copy, Default)]
pub struct TwoLetter(FirstBytes<2>);

/// Builds [`TwoLetter`].
pub type BuildTwoLetter = BuildHasherDefault<TwoLetter>;

/// The first `N` bytes written, filled up with zeros.
#[derive(Debug, Clone, Copy)]
struct FirstBytes<const N: usize> {
    bytes: [u8; N],
    written: usize,
}

impl<const N: usize> Default for FirstBytes<N> {
    fn default() -> Self {
        Self {
            bytes: [0; N],
            written: 0,
        }
    }
}

impl<const N: usize> FirstBytes<N> {
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
    fn the_676_keys_of_two_letters_have_676_hashes() {
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
