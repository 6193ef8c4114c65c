//! A table's keys: those to put in, the same in another order, and as many that are not there.

use std::hash::Hash;

use hashbrown::{DefaultHashBuilder, HashSet};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::hash::KeyKind;
use crate::hash::keys::{Keys, Packed};

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
        let flip = |key: &u64, bit: u64| key ^ 1 << (bit % 64);
        let absent = absent(keys.iter().copied(), flip, seed).collect();
        Self::U64(Three {
            shuffled: order(keys.len(), seed).map(|place| keys[place]).collect(),
            absent,
            keys,
        })
    }

    fn halves(keys: Vec<u32>, seed: u64) -> Self {
        let flip = |key: &u32, bit: u64| key ^ 1 << (bit % 32);
        let absent = absent(keys.iter().copied(), flip, seed).collect();
        Self::U32(Three {
            shuffled: order(keys.len(), seed).map(|place| keys[place]).collect(),
            absent,
            keys,
        })
    }

    fn strings(keys: Packed<Vec<u8>>, seed: u64) -> Self {
        let shuffled = order(keys.len(), seed)
            .map(|place| keys.get(place))
            .collect();
        let lengthened = lengthened(&keys);
        Self::Bytes(Three {
            shuffled,
            absent: lengthened,
            keys,
        })
    }
}

/// Every place once, in an order that the seed decides (R. Durstenfeld, Algorithm 235, CACM 1964).
fn order(places: usize, seed: u64) -> impl Iterator<Item = usize> {
    let mut random = SplitMix64::seed_from_u64(seed ^ 0x5EED);
    let mut order: Vec<usize> = (0..places).collect();
    for place in (1..places).rev() {
        let other = (u128::from(random.next_u64()) * (place as u128 + 1)) >> 64;
        order.swap(place, other as usize);
    }
    order.into_iter()
}

/// As many keys that are not among `keys`: each of them with one bit flipped that makes it another.
/// Where every bit would make it one of the others, it is left out.
fn absent<K: TableKey>(
    keys: impl Iterator<Item = K> + Clone,
    flip: impl Fn(&K, u64) -> K,
    seed: u64,
) -> impl Iterator<Item = K> {
    let present: HashSet<K, DefaultHashBuilder> = keys.clone().collect();
    let mut random = SplitMix64::seed_from_u64(!seed);
    keys.filter_map(move |key| {
        let first = random.next_u64() % 64;
        (first..first + 64)
            .map(|bit| flip(&key, bit))
            .find(|other| !present.contains(other))
    })
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

    #[test]
    fn every_place_comes_once_in_another_order() {
        let shuffled: Vec<usize> = order(1000, 1).collect();
        assert_ne!(shuffled, order(1000, 2).collect::<Vec<_>>());
        let moved = shuffled
            .iter()
            .enumerate()
            .filter(|(place, other)| place != *other);
        assert!(moved.count() > 900);
        let mut sorted = shuffled;
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..1000));
    }

    #[test]
    fn absent_keys_are_as_many_and_not_there() {
        let flip = |key: &u32, bit: u64| key ^ 1 << (bit % 32);
        let missed: Vec<u32> = absent(0..5000, flip, 1).collect();
        assert_eq!(missed.len(), 5000);
        assert!(missed.iter().all(|key| !(0..5000).contains(key)));

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
