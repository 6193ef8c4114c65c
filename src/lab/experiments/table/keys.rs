//! The keys of a table: those to insert, the same keys in another order, and as many absent keys.

use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::lab::hash::KeyKind;
use crate::lab::hash::keys::{Keys, Packed};

/// A key of the tables.
pub(super) trait TableKey: Copy + Eq + Hash + Ord {}

impl<K: Copy + Eq + Hash + Ord> TableKey for K {}

/// An operation on keys of any type.
pub(super) trait KeyVisitor {
    /// The result of the operation.
    type Output;

    /// Does the operation on the keys in order, the same keys in another order, and absent keys.
    fn visit<K: TableKey>(
        self,
        keys: impl Iterator<Item = K> + Clone,
        shuffled: impl Iterator<Item = K> + Clone,
        absent: impl Iterator<Item = K> + Clone,
    ) -> Self::Output;
}

/// Keys of one type, with their kind for the hash function.
pub(super) struct TableKeys {
    pub(super) kind: KeyKind,
    typed: TypedKeys,
}

enum TypedKeys {
    U64(KeyTriple<Vec<u64>>),
    U32(KeyTriple<Vec<u32>>),
    Bytes(KeyTriple<Packed<Vec<u8>>>),
}

/// The keys in order, shuffled, and as many keys that are absent.
struct KeyTriple<C> {
    keys: C,
    shuffled: C,
    absent: C,
}

impl TableKeys {
    pub(super) fn new(keys: &Keys, seed: u64) -> Self {
        let (kind, typed) = match keys {
            Keys::Text(text) => {
                let bytes: Packed<Vec<u8>> = text.iter().map(str::as_bytes).collect();
                (KeyKind::Text, TypedKeys::from_strings(bytes, seed))
            }
            Keys::Bytes(bytes) => (KeyKind::Bytes, TypedKeys::from_strings(bytes.clone(), seed)),
            Keys::U64(numbers) => (KeyKind::U64, TypedKeys::from_words(numbers.clone(), seed)),
            Keys::I64(numbers) => {
                let bits = numbers.iter().map(|number| number.cast_unsigned());
                (KeyKind::I64, TypedKeys::from_words(bits.collect(), seed))
            }
            Keys::F64(floats) => {
                let bits = floats.iter().map(|float| float.bits());
                (KeyKind::F64, TypedKeys::from_words(bits.collect(), seed))
            }
            Keys::Ipv4(addresses) => {
                let bits = addresses.iter().map(|address| address.to_bits());
                (KeyKind::Ipv4, TypedKeys::from_halves(bits.collect(), seed))
            }
            Keys::Points(points) => {
                let bits = points.iter().map(|point| {
                    u64::from(point.x.cast_unsigned()) << 32 | u64::from(point.y.cast_unsigned())
                });
                (KeyKind::Point, TypedKeys::from_words(bits.collect(), seed))
            }
        };
        Self { kind, typed }
    }

    pub(super) fn len(&self) -> usize {
        match &self.typed {
            TypedKeys::U64(triple) => triple.keys.len(),
            TypedKeys::U32(triple) => triple.keys.len(),
            TypedKeys::Bytes(triple) => triple.keys.len(),
        }
    }

    pub(super) fn visit<V: KeyVisitor>(&self, visitor: V) -> V::Output {
        match &self.typed {
            TypedKeys::U64(triple) => visitor.visit(
                triple.keys.iter().copied(),
                triple.shuffled.iter().copied(),
                triple.absent.iter().copied(),
            ),
            TypedKeys::U32(triple) => visitor.visit(
                triple.keys.iter().copied(),
                triple.shuffled.iter().copied(),
                triple.absent.iter().copied(),
            ),
            TypedKeys::Bytes(triple) => visitor.visit(
                triple.keys.iter(),
                triple.shuffled.iter(),
                triple.absent.iter(),
            ),
        }
    }
}

impl TypedKeys {
    fn from_words(keys: Vec<u64>, seed: u64) -> Self {
        let flip = |key: u64, bit: u64| key ^ 1 << (bit % 64);
        Self::U64(KeyTriple {
            shuffled: shuffle(keys.clone(), seed),
            absent: flip_to_absent(&keys, flip, seed),
            keys,
        })
    }

    fn from_halves(keys: Vec<u32>, seed: u64) -> Self {
        let flip = |key: u32, bit: u64| key ^ 1 << (bit % 32);
        Self::U32(KeyTriple {
            shuffled: shuffle(keys.clone(), seed),
            absent: flip_to_absent(&keys, flip, seed),
            keys,
        })
    }

    fn from_strings(keys: Packed<Vec<u8>>, seed: u64) -> Self {
        let indices = shuffle((0..keys.len()).collect(), seed);
        Self::Bytes(KeyTriple {
            shuffled: indices.into_iter().map(|index| keys.get(index)).collect(),
            absent: lengthen(&keys),
            keys,
        })
    }
}

/// Shuffles the items in an order that depends on the seed (R. Durstenfeld, Algorithm 235, CACM
/// 1964).
fn shuffle<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    let mut random = SplitMix64::seed_from_u64(seed ^ 0x5EED);
    for index in (1..items.len()).rev() {
        let other = (u128::from(random.next_u64()) * (index as u128 + 1)) >> 64;
        items.swap(index, other as usize);
    }
    items
}

/// Flips one bit of each key so that the result is not one of `keys`. Omits a key for which the
/// filter excludes no result.
fn flip_to_absent<K: TableKey>(keys: &[K], flip: impl Fn(K, u64) -> K, seed: u64) -> Vec<K> {
    let present = BloomFilter::new(keys);
    let mut random = SplitMix64::seed_from_u64(!seed);
    let absent = keys.iter().filter_map(|&key| {
        let first = random.next_u64() % 64;
        (first..first + 64)
            .map(|bit| flip(key, bit))
            .find(|&other| !present.may_contain(other))
    });
    absent.collect()
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
    fn new<K: TableKey>(keys: &[K]) -> Self {
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

    fn may_contain<K: TableKey>(&self, key: K) -> bool {
        let (word, bit) = self.locate(key);
        self.words[word] & bit != 0
    }

    /// The word of a key and the bit in it, chosen by different bits of the hash.
    fn locate<K: TableKey>(&self, key: K) -> (usize, u64) {
        let hash = FixedState::default().hash_one(key);
        let word = (hash >> 6) as usize & (self.words.len() - 1);
        (word, 1 << (hash % 64))
    }
}

/// Appends to each string a byte that no string ends with, or enough bytes to make it the longest.
fn lengthen(keys: &Packed<Vec<u8>>) -> Packed<Vec<u8>> {
    let is_free = |byte: &u8| !keys.iter().any(|key| key.last() == Some(byte));
    let suffix = (b'!'..=b'~').find(is_free);
    let mut absent = Packed::<Vec<u8>>::default();
    let mut longer = Vec::new();
    let most = keys.iter().map(<[u8]>::len).max().unwrap_or(0);
    for key in keys.iter() {
        longer.clear();
        longer.extend_from_slice(key);
        match suffix {
            Some(byte) => longer.push(byte),
            // A string that is longer than all keys is absent.
            None => longer.resize(most + 1, b'~'),
        }
        absent.push(&longer);
    }
    absent
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shuffling_keeps_every_item_once() {
        let items: Vec<usize> = (0..1000).collect();
        let shuffled_by = |seed| shuffle(items.clone(), seed);
        let mut shuffled = shuffled_by(1);
        assert_eq!(shuffled, shuffled_by(1));
        assert_ne!(shuffled, shuffled_by(2));
        let moved = shuffled
            .iter()
            .zip(&items)
            .filter(|(after, before)| after != before);
        assert!(moved.count() > 900);
        shuffled.sort_unstable();
        assert_eq!(shuffled, items);
    }

    fn flip_bit(key: u32, bit: u64) -> u32 {
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
        let flip = |key: u32, bit: u64| key ^ 1 << (bit % 3);
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
