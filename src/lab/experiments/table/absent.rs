//! Keys that are absent from a table, but similar to those in it.

use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::lab::hash::FixedKey;
use crate::lab::hash::keys::{Keys, Packed, Tuples};

macro_rules! absent_fixed {
    ($keys:ident, $seed:ident, single: $($single:ident)*, pairs: $($pair:ident)*,) => {
        match $keys {
            $(Keys::$single(keys) => {
                Keys::$single(flip_to_absent(keys, flip, $seed))
            })*
            $(Keys::$pair(keys) => {
                let flip_first = |(first, second), bit| (flip(first, bit), second);
                Keys::$pair(flip_to_absent(keys, flip_first, $seed))
            })*
            Keys::Text(text) => Keys::Text(lengthen_text(text)),
            Keys::Bytes(bytes) => Keys::Bytes(lengthen(bytes)),
            Keys::Tuples(tuples) => absent_tuples(tuples, $seed),
        }
    };
}

/// An absent key for each of `keys`: the key with one bit flipped, or with more bytes. There are fewer
/// if nearly all keys of the type are in `keys`.
pub(super) fn absent_keys(keys: &Keys, seed: u64) -> Keys {
    absent_fixed!(
        keys, seed,
        single: U32 I32 U64 I64 U128 F32 F64 Ipv4 Ipv6 Uuid,
        pairs: I32Pairs U32Pairs U64Pairs,
    )
}

fn flip<K: FixedKey>(mut key: K, bit: usize) -> K {
    key.flip(bit % K::BITS);
    key
}

/// Changes one column, so that its fields are absent from the column. A column of strings is
/// preferred, because all strings can be made absent.
fn absent_tuples(tuples: &Tuples, seed: u64) -> Keys {
    let columns = tuples.columns();
    let is_text = |column: &Keys| matches!(column, Keys::Text(_) | Keys::Bytes(_));
    let changed = columns.iter().position(is_text).unwrap_or(0);
    let absent = absent_keys(&columns[changed], seed);
    let mut columns = columns.to_vec();
    columns[changed] = absent;
    let len = columns[changed].len();
    columns.iter_mut().for_each(|column| column.truncate(len));
    Keys::tuples(columns)
}
/// Flips one bit of each key so that the result is not one of `keys`. Omits a key for which the
/// filter excludes no result.
fn flip_to_absent<K: Copy + Hash>(keys: &[K], flip: impl Fn(K, usize) -> K, seed: u64) -> Vec<K> {
    let present = BloomFilter::new(keys);
    let mut random = SplitMix64::seed_from_u64(!seed);
    let mut absent = Vec::with_capacity(keys.len());
    absent.extend(keys.iter().filter_map(|&key| {
        let first = (random.next_u64() % 64) as usize;
        (first..first + 64)
            .map(|bit| flip(key, bit))
            .find(|&other| !present.may_contain(other))
    }));
    absent
}

/// A set of keys that may report an absent key as present, but never a present key as absent: one
/// bit is set for the hash of each key (B. H. Bloom, "Space/time trade-offs in hash coding with
/// allowable errors", 1970). It takes less memory and time than an exact set.
struct BloomFilter {
    words: Vec<u64>,
}

/// The bits per key: at most one absent key in 16 is reported as present.
const BITS_PER_KEY: usize = 16;

impl BloomFilter {
    fn new<K: Copy + Hash>(keys: &[K]) -> Self {
        let bits = (keys.len() * BITS_PER_KEY).next_power_of_two().max(64);
        let mut filter = Self {
            words: vec![0; bits / 64],
        };
        for &key in keys {
            let (word, bit) = filter.locate(key);
            filter.words[word] |= bit;
        }
        filter
    }

    fn may_contain<K: Copy + Hash>(&self, key: K) -> bool {
        let (word, bit) = self.locate(key);
        self.words[word] & bit != 0
    }

    /// The word of a key and the bit in it, chosen by different bits of the hash.
    fn locate<K: Copy + Hash>(&self, key: K) -> (usize, u64) {
        let hash = FixedState::default().hash_one(key);
        let word = (hash >> 6) as usize & (self.words.len() - 1);
        (word, 1 << (hash % 64))
    }
}

fn lengthen_text(keys: &Packed<String>) -> Packed<String> {
    let suffix = Suffix::new(keys.iter().map(str::as_bytes));
    let mut absent = Packed::<String>::default();
    let mut longer = Vec::new();
    for key in keys.iter() {
        suffix.append(key.as_bytes(), &mut longer);
        absent.push(str::from_utf8(&longer).expect("ASCII was appended to UTF-8"));
    }
    absent
}

fn lengthen(keys: &Packed<Vec<u8>>) -> Packed<Vec<u8>> {
    let suffix = Suffix::new(keys.iter());
    let mut absent = Packed::<Vec<u8>>::default();
    let mut longer = Vec::new();
    for key in keys.iter() {
        suffix.append(key, &mut longer);
        absent.push(&longer);
    }
    absent
}

/// ASCII characters that make a string absent.
enum Suffix {
    /// A character that no string ends with.
    Free(u8),
    /// So many that the string is longer than all others.
    UntilLongerThan(usize),
}

impl Suffix {
    fn new<'a>(keys: impl Iterator<Item = &'a [u8]> + Clone) -> Self {
        let is_free = |byte: &u8| !keys.clone().any(|key| key.last() == Some(byte));
        match (b'!'..=b'~').find(is_free) {
            Some(byte) => Self::Free(byte),
            None => Self::UntilLongerThan(keys.map(<[u8]>::len).max().unwrap_or(0)),
        }
    }

    /// Writes `key` and its suffix to `longer`.
    fn append(&self, key: &[u8], longer: &mut Vec<u8>) {
        longer.clear();
        longer.extend_from_slice(key);
        match self {
            Self::Free(byte) => longer.push(*byte),
            Self::UntilLongerThan(most) => longer.resize(most + 1, b'~'),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn flip_bit(key: u32, bit: usize) -> u32 {
        key ^ 1 << (bit % 32)
    }

    proptest! {
        #[test]
        fn absent_keys_are_other_keys_with_one_bit_flipped(
            keys in prop::collection::hash_set(0..4096_u32, 1..3000),
            seed in any::<u64>(),
        ) {
            let present: Vec<u32> = keys.iter().copied().collect();
            let absent = flip_to_absent(&present, flip_bit, seed);
            prop_assert_eq!(absent.len(), present.len());
            for (other, key) in absent.iter().zip(&present) {
                prop_assert!(!keys.contains(other));
                prop_assert_eq!((other ^ key).count_ones(), 1);
            }
        }
    }

    #[test]
    fn a_key_is_omitted_if_every_flip_gives_another_key() {
        let flip = |key: u32, bit: usize| key ^ 1 << (bit % 3);
        assert_eq!(flip_to_absent(&[0, 1, 2, 4], flip, 1).len(), 3);
        let every_key: Vec<u32> = (0..8).collect();
        assert!(flip_to_absent(&every_key, flip, 1).is_empty());
    }

    #[test]
    fn the_filter_excludes_most_absent_keys() {
        let keys: Vec<u64> = (0..10_000).map(|key| key << 12).collect();
        let filter = BloomFilter::new(&keys);
        assert!(keys.iter().all(|&key| filter.may_contain(key)));
        let others = keys.iter().filter(|&key| filter.may_contain(key + 1));
        assert!(others.count() < 10_000 / BITS_PER_KEY);
    }

    #[test]
    fn lengthened_strings_are_absent_and_as_many() {
        let every_byte: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
        for keys in [&every_byte[..], &every_byte[..100]] {
            let keys: Packed<Vec<u8>> = keys.iter().map(Vec::as_slice).collect();
            let absent = lengthen(&keys);
            assert_eq!(absent.len(), keys.len());
            assert!(
                absent
                    .iter()
                    .all(|other| !keys.iter().any(|key| key == other))
            );
        }
    }
}
