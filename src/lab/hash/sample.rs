//! A sample of keys, which is hashed key by key.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::avalanche::Avalanche;
use super::function::KeyHasher;
use super::key::Key;
use super::keys::Keys;

/// The most keys in a sample.
const SAMPLED_KEYS: usize = 500;

/// The most bits of a key that are flipped, from the first one.
const FLIPPED_BITS: usize = 1024;

/// A random sample of keys, or all keys if there are at most [`SAMPLED_KEYS`].
pub(super) struct Sample {
    /// The indices of the sampled keys, ascending.
    indices: Vec<usize>,
    /// The sampled keys, ascending.
    keys: Vec<Key>,
    /// The number of bits of the longest key, at most [`FLIPPED_BITS`].
    bits: usize,
}

impl Sample {
    /// Samples `keys`; `seed` determines which.
    pub(super) fn new(keys: &Keys, seed: u64) -> Self {
        let indices = match keys.len() {
            few @ ..=SAMPLED_KEYS => (0..few).collect(),
            many => random_indices(many, seed),
        };
        let mut sampled: Vec<Key> = indices.iter().map(|&index| keys.key(index)).collect();
        let bits = sampled.iter().map(Key::bits).max().unwrap_or(0);
        sampled.sort_unstable();
        Self {
            indices,
            keys: sampled,
            bits: bits.min(FLIPPED_BITS),
        }
    }

    pub(super) fn len(&self) -> u64 {
        self.indices.len() as u64
    }

    /// The avalanche of flipping each bit of each key. If two sampled keys differ in one bit only,
    /// the flip from one to the other is recorded once, so that the trials of a bit are independent.
    pub(super) fn avalanche(&self, key_hasher: &dyn KeyHasher) -> Avalanche {
        let mut avalanche = Avalanche::new(self.bits);
        for key in &self.keys {
            let before = key_hasher.hash(key.borrowed());
            let mut flipped = key.clone();
            for bit in 0..key.bits().min(self.bits) {
                flipped.flip(bit);
                if flipped > *key || self.keys.binary_search(&flipped).is_err() {
                    avalanche.record(bit, before, key_hasher.hash(flipped.borrowed()));
                }
                flipped.flip(bit);
            }
        }
        avalanche
    }

    /// How many of the keys hash differently after they are copied to another address. `hashes` are
    /// those of all keys, from which the sample was drawn.
    pub(super) fn strayed_copies(&self, key_hasher: &dyn KeyHasher, hashes: &[u64]) -> u64 {
        let mut originals: Vec<u64> = self.indices.iter().map(|&index| hashes[index]).collect();
        let mut copies: Vec<u64> = self
            .keys
            .iter()
            .map(|key| key_hasher.hash(key.borrowed()))
            .collect();
        originals.sort_unstable();
        copies.sort_unstable();
        let is_strayed = |hash: &&u64| originals.binary_search(hash).is_err();
        copies.iter().filter(is_strayed).count() as u64
    }
}

/// At most [`SAMPLED_KEYS`] distinct random indices below `len`, ascending.
fn random_indices(len: usize, seed: u64) -> Vec<usize> {
    let mut random = SplitMix64::seed_from_u64(!seed);
    let scaled = |bits: u64| ((u128::from(bits) * len as u128) >> 64) as usize;
    let mut indices: Vec<usize> = (0..SAMPLED_KEYS)
        .map(|_| scaled(random.next_u64()))
        .collect();
    indices.sort_unstable();
    indices.dedup();
    indices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_set_is_sampled_and_a_small_set_is_taken_completely() {
        let sampled = |keys: u64| Sample::new(&Keys::U64((0..keys).collect()), 5).len();
        assert_eq!(sampled(500), 500);
        assert!((450..=500).contains(&sampled(1_000_000)));
        assert_eq!(sampled(1), 1);
    }
}
