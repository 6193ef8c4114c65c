//! A table's keys: those to put in, the same in another order, and as many that are not there.

use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::lab::hash::KeyKind;
use crate::lab::hash::keys::{Keys, Packed};

/// What a table can be asked to hold.
pub(super) trait TableKey: Copy + Eq + Hash + Ord {}

impl<K: Copy + Eq + Hash + Ord> TableKey for K {}

/// What is done with the keys, whatever their type.
pub(super) trait KeyVisitor {
    type Output;

    /// The keys in their order, the same in another, and keys that are not among them.
    fn visit<K: TableKey>(
        self,
        keys: impl Iterator<Item = K> + Clone,
        shuffled: impl Iterator<Item = K> + Clone,
        absent: impl Iterator<Item = K> + Clone,
    ) -> Self::Output;
}

/// Keys of one type.
pub(super) struct TableKeys {
    pub(super) kind: KeyKind,
    held: Held,
}

enum Held {
    U64(Three<Vec<u64>>),
    U32(Three<Vec<u32>>),
    Bytes(Three<Packed<Vec<u8>>>),
}

struct Three<C> {
    keys: C,
    shuffled: C,
    absent: C,
}

impl TableKeys {
    pub(super) fn new(keys: &Keys, seed: u64) -> Self {
        let (kind, held) = match keys {
            Keys::Text(text) => {
                let bytes: Packed<Vec<u8>> = text.iter().map(str::as_bytes).collect();
                (KeyKind::Text, Held::strings(bytes, seed))
            }
            Keys::Bytes(bytes) => (KeyKind::Bytes, Held::strings(bytes.clone(), seed)),
            Keys::U64(numbers) => (KeyKind::U64, Held::words(numbers.clone(), seed)),
            Keys::I64(numbers) => {
                let bits = numbers.iter().map(|number| number.cast_unsigned());
                (KeyKind::I64, Held::words(bits.collect(), seed))
            }
            Keys::F64(floats) => {
                let bits = floats.iter().map(|float| float.bits());
                (KeyKind::F64, Held::words(bits.collect(), seed))
            }
            Keys::Ipv4(addresses) => {
                let bits = addresses.iter().map(|address| address.to_bits());
                (KeyKind::Ipv4, Held::halves(bits.collect(), seed))
            }
            Keys::Points(points) => {
                let bits = points.iter().map(|point| {
                    u64::from(point.x.cast_unsigned()) << 32 | u64::from(point.y.cast_unsigned())
                });
                (KeyKind::Point, Held::words(bits.collect(), seed))
            }
        };
        Self { kind, held }
    }

    pub(super) fn len(&self) -> usize {
        match &self.held {
            Held::U64(three) => three.keys.len(),
            Held::U32(three) => three.keys.len(),
            Held::Bytes(three) => three.keys.len(),
        }
    }

    pub(super) fn visit<V: KeyVisitor>(&self, visitor: V) -> V::Output {
        match &self.held {
            Held::U64(three) => visitor.visit(
                three.keys.iter().copied(),
                three.shuffled.iter().copied(),
                three.absent.iter().copied(),
            ),
            Held::U32(three) => visitor.visit(
                three.keys.iter().copied(),
                three.shuffled.iter().copied(),
                three.absent.iter().copied(),
            ),
            Held::Bytes(three) => visitor.visit(
                three.keys.iter(),
                three.shuffled.iter(),
                three.absent.iter(),
            ),
        }
    }
}

impl Held {
    fn words(keys: Vec<u64>, seed: u64) -> Self {
        let flip = |key: u64, bit: u64| key ^ 1 << (bit % 64);
        Self::U64(Three {
            shuffled: shuffled(keys.clone(), seed),
            absent: absent(&keys, flip, seed),
            keys,
        })
    }

    fn halves(keys: Vec<u32>, seed: u64) -> Self {
        let flip = |key: u32, bit: u64| key ^ 1 << (bit % 32);
        Self::U32(Three {
            shuffled: shuffled(keys.clone(), seed),
            absent: absent(&keys, flip, seed),
            keys,
        })
    }

    fn strings(keys: Packed<Vec<u8>>, seed: u64) -> Self {
        let places = shuffled((0..keys.len()).collect(), seed);
        Self::Bytes(Three {
            shuffled: places.into_iter().map(|place| keys.get(place)).collect(),
            absent: lengthened(&keys),
            keys,
        })
    }
}

/// The same in an order that the seed decides (R. Durstenfeld, Algorithm 235, CACM 1964).
fn shuffled<T>(mut items: Vec<T>, seed: u64) -> Vec<T> {
    let mut random = SplitMix64::seed_from_u64(seed ^ 0x5EED);
    for place in (1..items.len()).rev() {
        let other = (u128::from(random.next_u64()) * (place as u128 + 1)) >> 64;
        items.swap(place, other as usize);
    }
    items
}

/// As many keys that are not among `keys`: each of them with one bit flipped that surely makes it
/// another. Where no bit surely does, it is left out.
fn absent<K: TableKey>(keys: &[K], flip: impl Fn(K, u64) -> K, seed: u64) -> Vec<K> {
    let present = Sieve::new(keys);
    let mut random = SplitMix64::seed_from_u64(!seed);
    let absent = keys.iter().filter_map(|&key| {
        let first = random.next_u64() % 64;
        (first..first + 64)
            .map(|bit| flip(key, bit))
            .find(|&other| !present.may_hold(other))
    });
    absent.collect()
}

/// Tells of most keys that they are surely not among some, by a bit for each hash that one of those
/// has (B. H. Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970). It takes
/// a small part of what the keys take, and of the time that a set of them needs.
struct Sieve {
    words: Vec<u64>,
}

/// So many bits for each key: at most one key in 16 that is not there passes for one that may be.
const SIEVE_BITS: usize = 16;

impl Sieve {
    fn new<K: TableKey>(keys: &[K]) -> Self {
        let bits = (keys.len() * SIEVE_BITS).next_power_of_two().max(64);
        let mut sieve = Self {
            words: vec![0; bits / 64],
        };
        for &key in keys {
            let (word, bit) = sieve.place(key);
            sieve.words[word] |= bit;
        }
        sieve
    }

    fn may_hold<K: TableKey>(&self, key: K) -> bool {
        let (word, bit) = self.place(key);
        self.words[word] & bit != 0
    }

    /// The word and the bit in it, by bits of the hash that are not the same.
    fn place<K: TableKey>(&self, key: K) -> (usize, u64) {
        let hash = FixedState::default().hash_one(key);
        let word = (hash >> 6) as usize & (self.words.len() - 1);
        (word, 1 << (hash % 64))
    }
}

/// Every string with a mark behind it that none of them ends in.
fn lengthened(keys: &Packed<Vec<u8>>) -> Packed<Vec<u8>> {
    let is_free = |mark: &u8| !keys.iter().any(|key| key.last() == Some(mark));
    let mark = (b'!'..=b'~').find(is_free);
    let mut absent = Packed::<Vec<u8>>::default();
    let mut longer = Vec::new();
    let most = keys.iter().map(<[u8]>::len).max().unwrap_or(0);
    for key in keys.iter() {
        longer.clear();
        longer.extend_from_slice(key);
        match mark {
            Some(mark) => longer.push(mark),
            // Longer than any key, it is none.
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
    fn every_item_comes_once_in_another_order() {
        let places: Vec<usize> = (0..1000).collect();
        let shuffled_by = |seed| shuffled(places.clone(), seed);
        let mut shuffled = shuffled_by(1);
        assert_eq!(shuffled, shuffled_by(1));
        assert_ne!(shuffled, shuffled_by(2));
        let moved = shuffled
            .iter()
            .zip(&places)
            .filter(|(item, place)| item != place);
        assert!(moved.count() > 900);
        shuffled.sort_unstable();
        assert_eq!(shuffled, places);
    }

    fn flipped(key: u32, bit: u64) -> u32 {
        key ^ 1 << (bit % 32)
    }

    proptest! {
        #[test]
        fn absent_keys_are_other_keys_with_one_bit_flipped(
            keys in prop::collection::hash_set(0..4096_u32, 1..3000),
            seed in any::<u64>(),
        ) {
            let present: Vec<u32> = keys.iter().copied().collect();
            let missed = absent(&present, flipped, seed);
            prop_assert_eq!(missed.len(), present.len());
            for (missed, key) in missed.iter().zip(&present) {
                prop_assert!(!keys.contains(missed));
                prop_assert_eq!((missed ^ key).count_ones(), 1);
            }
        }
    }

    #[test]
    fn a_key_whose_every_bit_makes_it_another_is_left_out() {
        let flip = |key: u32, bit: u64| key ^ 1 << (bit % 3);
        assert_eq!(absent(&[0, 1, 2, 4], flip, 1).len(), 3);
        let every_key: Vec<u32> = (0..8).collect();
        assert!(absent(&every_key, flip, 1).is_empty());
    }

    #[test]
    fn few_keys_that_are_not_there_may_be() {
        let keys: Vec<u64> = (0..10_000).map(|key| key << 12).collect();
        let sieve = Sieve::new(&keys);
        assert!(keys.iter().all(|&key| sieve.may_hold(key)));
        let others = keys.iter().filter(|&key| sieve.may_hold(key + 1));
        assert!(others.count() < 10_000 / SIEVE_BITS);
    }

    #[test]
    fn lengthened_strings_are_as_many_and_not_there() {
        let every_byte: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte]).collect();
        for keys in [&every_byte[..], &every_byte[..100]] {
            let keys: Packed<Vec<u8>> = keys.iter().map(Vec::as_slice).collect();
            let missed = lengthened(&keys);
            assert_eq!(missed.len(), keys.len());
            assert!(
                missed
                    .iter()
                    .all(|missed| !keys.iter().any(|key| key == missed))
            );
        }
    }
}
