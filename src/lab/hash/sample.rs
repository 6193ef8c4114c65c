//! A sample of a set's keys, each looked at on its own.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::key::Key;
use super::keys::Keys;
use super::{Avalanche, Hashing};

/// How many keys are sampled for the avalanche, and for what copies of them hash to.
const SAMPLED_KEYS: usize = 500;

/// How many bits of a key are flipped: the first.
const FLIPPED_BITS: usize = 1024;

/// Some of the keys, in order of their places; all where they are few.
pub(super) struct Sample {
    places: Vec<usize>,
    /// Sorted.
    keys: Vec<Key>,
    bits: usize,
}

impl Sample {
    pub(super) fn of(keys: &Keys, seed: u64) -> Self {
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

    pub(super) fn len(&self) -> u64 {
        self.places.len() as u64
    }

    /// Flips each bit of each key. Of two sampled keys that differ in one bit only, the flip from
    /// the one to the other is recorded once, so that all that is recorded for a bit is
    /// independent.
    pub(super) fn avalanche(&self, hashing: &dyn Hashing) -> Avalanche {
        let mut avalanche = Avalanche::new(self.bits);
        for key in &self.keys {
            let before = hashing.hash(key.borrowed());
            let mut flipped = key.clone();
            for bit in 0..key.bits().min(self.bits) {
                flipped.flip(bit);
                if flipped > *key || self.keys.binary_search(&flipped).is_err() {
                    avalanche.record(bit, before, hashing.hash(flipped.borrowed()));
                }
                flipped.flip(bit);
            }
        }
        avalanche
    }

    /// How many of the keys hash otherwise when copied to another place; `hashes` are those of the
    /// whole set.
    pub(super) fn strayed_copies(&self, hashing: &dyn Hashing, hashes: &[u64]) -> u64 {
        let mut hashed: Vec<u64> = self.places.iter().map(|&place| hashes[place]).collect();
        let mut copied: Vec<u64> = self
            .keys
            .iter()
            .map(|key| hashing.hash(key.borrowed()))
            .collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_set_is_sampled_and_a_small_one_taken_whole() {
        let sampled = |keys: u64| Sample::of(&Keys::U64((0..keys).collect()), 5).len();
        assert_eq!(sampled(500), 500);
        assert!((450..=500).contains(&sampled(1_000_000)));
        assert_eq!(sampled(1), 1);
    }
}
