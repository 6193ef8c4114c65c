//! What a hash function does with a set of keys.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::key::Key;
use super::keys::Keys;
use super::{Avalanche, Duplicates, Function, Hashing, Occupancy};

/// How many keys are sampled for the avalanche, and for what copies of them hash to.
const SAMPLED_KEYS: usize = 500;

/// How many bits of a key are flipped: the first.
const FLIPPED_BITS: usize = 1024;

/// Under how many other seeds duplicates are looked at again.
const OTHER_SEEDS: u64 = 8;

/// How many bits hashbrown keeps of each hash as its tag: the highest.
const TAG_BITS: u32 = 7;

/// Everything that is measured of a function's hashes but their speed.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// The buckets of a table through the low bits of the hashes.
    pub low: Occupancy,
    /// The same through the high bits.
    pub high: Occupancy,
    /// The 128 tags of hashbrown.
    pub tag: Occupancy,
    /// Keys that share all 64 bits.
    pub duplicates: Duplicates,
    /// Of the duplicates whose places are known, how many stay under each of 8 other seeds: the
    /// mean. None where there is no duplicate, or no seed.
    pub stay_under_other_seeds: Option<f64>,
    /// The bits of a sample of the keys, flipped.
    pub avalanche: Avalanche,
    /// How many keys were sampled.
    pub sampled_keys: u64,
    /// How many of them hash otherwise when copied to another place.
    pub strayed_copies: u64,
}

/// How many bits of the hash choose a bucket in hashbrown's table of so many keys: it has a power
/// of two of buckets, at least 4, and fills 7/8 of them; of 8 and fewer all but one.
///
/// ```
/// use heapwise::hash::table_bits;
/// assert_eq!((table_bits(3), table_bits(7), table_bits(14), table_bits(15)), (2, 3, 4, 5));
/// ```
pub fn table_bits(keys: usize) -> u32 {
    match keys {
        0..=3 => 2,
        4..=7 => 3,
        _ => (keys * 8).div_ceil(7).next_power_of_two().ilog2(),
    }
}

impl Quality {
    /// Measures `function` under `seed` on `keys`.
    ///
    /// # Panics
    ///
    /// If there is no key, or more than 2³².
    pub fn of(function: &Function, seed: u64, keys: &Keys) -> Self {
        let hashing = function.with_seed(seed);
        let hashes = hashing.hashes(keys);
        let bits = table_bits(keys.len());
        let duplicates = Duplicates::of(&hashes);
        let sample = Sample::of(keys, seed);
        Self {
            low: Occupancy::of_low_bits(&hashes, bits),
            high: Occupancy::of_high_bits(&hashes, bits),
            tag: Occupancy::of_high_bits(&hashes, TAG_BITS),
            stay_under_other_seeds: stay(function, seed, keys, &duplicates),
            duplicates,
            avalanche: sample.avalanche(&*hashing),
            sampled_keys: sample.places.len() as u64,
            strayed_copies: sample.strayed_copies(&*hashing, &hashes),
        }
    }

    /// How many keys were hashed.
    pub fn keys(&self) -> u64 {
        self.low.keys()
    }
}

fn stay(function: &Function, seed: u64, keys: &Keys, duplicates: &Duplicates) -> Option<f64> {
    if !function.is_seeded() || duplicates.pairs == 0 {
        return None;
    }
    let pairs: Vec<(Key, Key)> = duplicates
        .first
        .iter()
        .map(|&(one, other)| (keys.key(one), keys.key(other)))
        .collect();
    let stayed = |other: u64| {
        let hashing = function.with_seed(seed.wrapping_add(other));
        let is_same = |(one, other): &&(Key, Key)| hashing.hash(one) == hashing.hash(other);
        pairs.iter().filter(is_same).count() as f64
    };
    let stayed: f64 = (1..=OTHER_SEEDS).map(stayed).sum();
    Some(stayed / OTHER_SEEDS as f64)
}

/// Some of the keys, in order of their places; all where they are few.
struct Sample {
    places: Vec<usize>,
    /// Sorted.
    keys: Vec<Key>,
    bits: usize,
}

impl Sample {
    fn of(keys: &Keys, seed: u64) -> Self {
        let places = match keys.len() {
            few @ ..=SAMPLED_KEYS => (0..few).collect(),
            many => random_places(many, seed),
        };
        let mut sampled: Vec<Key> = places.iter().map(|&place| keys.key(place)).collect();
        let bits = sampled.iter().map(Key::bits).max().unwrap_or(0);
        sampled.sort_unstable();
        Self {
            places,
            keys: sampled,
            bits: bits.min(FLIPPED_BITS),
        }
    }

    /// Flips each bit of each key. Of two sampled keys that differ in one bit only, the flip from
    /// the one to the other is recorded once, so that all that is recorded for a bit is
    /// independent.
    fn avalanche(&self, hashing: &dyn Hashing) -> Avalanche {
        let mut avalanche = Avalanche::new(self.bits);
        for key in &self.keys {
            let before = hashing.hash(key);
            let mut flipped = key.clone();
            for bit in 0..key.bits().min(self.bits) {
                flipped.flip(bit);
                if flipped > *key || self.keys.binary_search(&flipped).is_err() {
                    avalanche.record(bit, before, hashing.hash(&flipped));
                }
                flipped.flip(bit);
            }
        }
        avalanche
    }

    fn strayed_copies(&self, hashing: &dyn Hashing, hashes: &[u64]) -> u64 {
        let mut hashed: Vec<u64> = self.places.iter().map(|&place| hashes[place]).collect();
        let mut copied: Vec<u64> = self.keys.iter().map(|key| hashing.hash(key)).collect();
        hashed.sort_unstable();
        copied.sort_unstable();
        let strayed = |hash: &&u64| hashed.binary_search(hash).is_err();
        copied.iter().filter(strayed).count() as u64
    }
}

/// Different places below `len`, at most [`SAMPLED_KEYS`], in order.
fn random_places(len: usize, seed: u64) -> Vec<usize> {
    let mut random = SplitMix64::seed_from_u64(!seed);
    let scaled = |bits: u64| ((u128::from(bits) * len as u128) >> 64) as usize;
    let mut places: Vec<usize> = (0..SAMPLED_KEYS)
        .map(|_| scaled(random.next_u64()))
        .collect();
    places.sort_unstable();
    places.dedup();
    places
}
