//! The states of functions that are seeded at random in real use. A seed determines the whole
//! state, and varies all of it.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::SharedSeed;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use siphasher::sip::{SipHasher13, SipHasher24};

use super::function::HashOne;

/// Random words from one seed.
fn random_words<const N: usize>(seed: u64) -> [u64; N] {
    let mut random = SplitMix64::seed_from_u64(seed);
    std::array::from_fn(|_| random.next_u64())
}

fn finish<K: Hash + ?Sized>(mut hasher: impl Hasher, key: &K) -> u64 {
    key.hash(&mut hasher);
    hasher.finish()
}

/// ahash with four random words, as many as its `RandomState` has.
pub(super) fn ahash(seed: u64) -> ahash::RandomState {
    let [a, b, c, d] = random_words(seed);
    ahash::RandomState::with_seeds(a, b, c, d)
}

/// SipHash with one round a word and three at the end. Its key is two random words, as in std's
/// `RandomState`.
pub(super) struct SipHash13([u64; 2]);

impl SipHash13 {
    pub(super) fn from_seed(seed: u64) -> Self {
        Self(random_words(seed))
    }
}

impl BuildHasher for SipHash13 {
    type Hasher = SipHasher13;

    fn build_hasher(&self) -> SipHasher13 {
        SipHasher13::new_with_keys(self.0[0], self.0[1])
    }
}

/// SipHash with two rounds a word and four at the end.
pub(super) struct SipHash24([u64; 2]);

impl SipHash24 {
    pub(super) fn from_seed(seed: u64) -> Self {
        Self(random_words(seed))
    }
}

impl BuildHasher for SipHash24 {
    type Hasher = SipHasher24;

    fn build_hasher(&self) -> SipHasher24 {
        SipHasher24::new_with_keys(self.0[0], self.0[1])
    }
}

/// The state of foldhash's `RandomState`, which is hashbrown's default: a seed of the table, and
/// seeds that all tables of a process share. Both are random here.
struct FoldhashSeeds {
    table: u64,
    shared: SharedSeed,
}

impl FoldhashSeeds {
    fn from_seed(seed: u64) -> Self {
        let [table, shared] = random_words(seed);
        Self {
            table,
            shared: SharedSeed::from_u64(shared),
        }
    }
}

/// foldhash, optimized for speed.
pub(super) struct FoldhashFast(FoldhashSeeds);

impl FoldhashFast {
    pub(super) fn from_seed(seed: u64) -> Self {
        Self(FoldhashSeeds::from_seed(seed))
    }
}

impl HashOne for FoldhashFast {
    #[inline]
    fn hash_key<K: Hash + ?Sized>(&self, key: &K) -> u64 {
        let FoldhashSeeds { table, shared } = &self.0;
        finish(foldhash::fast::FoldHasher::with_seed(*table, shared), key)
    }
}

/// foldhash, optimized for the quality of each bit.
pub(super) struct FoldhashQuality(FoldhashSeeds);

impl FoldhashQuality {
    pub(super) fn from_seed(seed: u64) -> Self {
        Self(FoldhashSeeds::from_seed(seed))
    }
}

impl HashOne for FoldhashQuality {
    #[inline]
    fn hash_key<K: Hash + ?Sized>(&self, key: &K) -> u64 {
        let FoldhashSeeds { table, shared } = &self.0;
        finish(
            foldhash::quality::FoldHasher::with_seed(*table, shared),
            key,
        )
    }
}

/// The state of rapidhash's `RandomState`: a seed of the table, and secrets that all tables of a
/// process share. Both are random here.
struct RapidhashSeeds {
    table: u64,
    secrets: [u64; 7],
}

impl RapidhashSeeds {
    fn from_seed(seed: u64) -> Self {
        let [table, secrets @ ..] = random_words::<8>(seed);
        Self { table, secrets }
    }
}

/// rapidhash, optimized for speed.
pub(super) struct RapidhashFast(RapidhashSeeds);

impl RapidhashFast {
    pub(super) fn from_seed(seed: u64) -> Self {
        Self(RapidhashSeeds::from_seed(seed))
    }
}

impl HashOne for RapidhashFast {
    #[inline]
    fn hash_key<K: Hash + ?Sized>(&self, key: &K) -> u64 {
        let RapidhashSeeds { table, secrets } = &self.0;
        rapidhash::fast::SeedableState::custom(*table, secrets).hash_one(key)
    }
}

/// rapidhash, optimized for the quality of each bit.
pub(super) struct RapidhashQuality(RapidhashSeeds);

impl RapidhashQuality {
    pub(super) fn from_seed(seed: u64) -> Self {
        Self(RapidhashSeeds::from_seed(seed))
    }
}

impl HashOne for RapidhashQuality {
    #[inline]
    fn hash_key<K: Hash + ?Sized>(&self, key: &K) -> u64 {
        let RapidhashSeeds { table, secrets } = &self.0;
        rapidhash::quality::SeedableState::custom(*table, secrets).hash_one(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn siphash_1_3_with_zero_keys_equals_stds_default_hasher() {
        let zero = SipHash13([0, 0]);
        let std = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::new();
        for key in ["", "Rome", "a key of more than sixteen bytes"] {
            assert_eq!(zero.hash_one(key), std.hash_one(key), "{key}");
        }
        assert_eq!(zero.hash_one(7_u64), std.hash_one(7_u64));
    }
}
