//! Defects: results on a set of keys that an ideal hash would hardly ever give.
//!
//! # Thresholds
//!
//! An ideal hash shows a defect on at most one in a million sets of keys ([`LEVEL`]). There are 17
//! tests, so each may reject with a probability of one in 17 million (Bonferroni's correction). The
//! tests are:
//!
//! - the pairs of keys that share all 64 bits: too many;
//! - the worst bias of the avalanche: too large;
//! - for each of the low bits, the tag bits and the high bits: the distinct buckets too few or too
//!   many, chi-squared too low or too high, and the largest bucket too large.
//!
//! A defect shows how far the hashes are from random ones. It need not cost a table anything: what a
//! function costs is [predicted](super::prediction) from counts instead. But keys of another pattern
//! may suffer from it.

use super::avalanche::Bias;
use super::expected;
use super::key::Key;
use super::keys::Keys;
use super::occupancy::Occupancy;
use super::quality::Quality;
use super::significance::{self, Tails};

/// The probability that an ideal hash shows a defect on a set of keys.
pub const LEVEL: f64 = 1e-6;

const TESTS: f64 = 17.0;

/// A result that an ideal hash would hardly ever give.
#[derive(Debug, Clone, PartialEq)]
pub enum Defect {
    /// Copies of a key hash differently from the key, so a table would not find them.
    StrayedCopies {
        /// The number of sampled keys whose copies hash differently.
        strayed: u64,
        /// The number of sampled keys.
        sampled: u64,
    },
    /// Too many pairs of keys share all 64 bits.
    Duplicates {
        /// The number of pairs.
        pairs: u64,
        /// The mean number of pairs under an ideal hash.
        expected_pairs: f64,
        /// Both keys of up to three pairs.
        examples: Vec<(Key, Key)>,
    },
    /// Too many keys share a bucket.
    Clustered(HashBits, BucketSpread),
    /// The keys are spread over the buckets more evenly than chance allows.
    TooEven(HashBits, BucketSpread),
    /// One bit of the hash flips too often or too rarely when one bit of the key flips.
    Biased(Bias),
}

/// The bits of the hash that choose a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashBits {
    /// The low bits, which choose a table's bucket.
    Low,
    /// The highest 7 bits, hashbrown's tag.
    Tag,
    /// As many high bits as a table uses low bits.
    High,
}

/// How the keys are spread over the buckets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BucketSpread {
    /// The number of buckets.
    pub buckets: u64,
    /// The number of buckets that contain a key.
    pub distinct: u64,
    /// The mean of `distinct` under an ideal hash.
    pub expected_distinct: f64,
    /// The number of keys in the fullest bucket.
    pub largest: u64,
    /// `largest` under an ideal hash.
    pub expected_largest: u64,
    /// Chi-squared in standard deviations above its mean under an ideal hash.
    pub chi_squared_z: f64,
}

impl BucketSpread {
    fn new(occupancy: &Occupancy) -> Self {
        let (keys, buckets) = (occupancy.keys(), occupancy.buckets());
        let chi_squared = expected::chi_squared(keys, buckets);
        Self {
            buckets,
            distinct: occupancy.distinct_buckets(),
            expected_distinct: expected::distinct_buckets(keys, buckets).mean,
            largest: occupancy.largest_bucket(),
            expected_largest: expected::largest_bucket(keys, buckets),
            chi_squared_z: chi_squared.z_score(occupancy.chi_squared()),
        }
    }
}

/// The defects of a function on `keys`, whose `quality` was measured on them. An ideal hash shows one
/// with at most the probability `level`.
pub fn find_defects(quality: &Quality, keys: &Keys, level: f64) -> Vec<Defect> {
    let test_level = level / TESTS;
    let low = (HashBits::Low, &quality.low);
    let tag = (HashBits::Tag, &quality.tag);
    let high = (HashBits::High, &quality.high);
    let clustered = |(bits, occupancy)| test_clustered(bits, occupancy, test_level);
    let too_even = |(bits, occupancy)| test_too_even(bits, occupancy, test_level);
    let tests = [
        test_copies(quality),
        test_duplicates(quality, keys, test_level),
        clustered(low),
        clustered(tag),
        clustered(high),
        too_even(low),
        too_even(tag),
        too_even(high),
        test_avalanche(quality, test_level),
    ];
    tests.into_iter().flatten().collect()
}

fn test_copies(quality: &Quality) -> Option<Defect> {
    (quality.strayed_copies > 0).then_some(Defect::StrayedCopies {
        strayed: quality.strayed_copies,
        sampled: quality.sampled_keys,
    })
}

fn test_duplicates(quality: &Quality, keys: &Keys, level: f64) -> Option<Defect> {
    let pairs = quality.duplicates.pairs;
    let p_value = significance::duplicates(quality.keys(), pairs);
    let examples = quality.duplicates.examples.iter();
    (p_value < level).then(|| Defect::Duplicates {
        pairs,
        expected_pairs: expected::duplicates_64bit(quality.keys()),
        examples: examples
            .map(|&(one, other)| (keys.key(one), keys.key(other)))
            .collect(),
    })
}

fn test_avalanche(quality: &Quality, level: f64) -> Option<Defect> {
    let worst = quality.avalanche.worst()?;
    (worst.p_value() < level).then_some(Defect::Biased(worst))
}

/// The defect that too many keys share a bucket; `None` if chance explains the result.
fn test_clustered(bits: HashBits, occupancy: &Occupancy, level: f64) -> Option<Defect> {
    let (keys, buckets) = (occupancy.keys(), occupancy.buckets());
    let p_values = [
        distinct_tails(occupancy).map(|tails| tails.below),
        chi_squared_tails(occupancy).map(|tails| tails.above),
        Some(significance::largest_bucket(
            keys,
            buckets,
            occupancy.largest_bucket(),
        )),
    ];
    let is_clustered = p_values
        .into_iter()
        .flatten()
        .any(|p_value| p_value < level);
    is_clustered.then(|| Defect::Clustered(bits, BucketSpread::new(occupancy)))
}

/// The defect that the keys are spread over the buckets more evenly than chance allows; `None` if
/// they are not.
fn test_too_even(bits: HashBits, occupancy: &Occupancy, level: f64) -> Option<Defect> {
    let p_values = [
        distinct_tails(occupancy).map(|tails| tails.above),
        chi_squared_tails(occupancy).map(|tails| tails.below),
    ];
    let is_even = p_values
        .into_iter()
        .flatten()
        .any(|p_value| p_value < level);
    is_even.then(|| Defect::TooEven(bits, BucketSpread::new(occupancy)))
}

fn distinct_tails(occupancy: &Occupancy) -> Option<Tails> {
    significance::distinct_buckets(
        occupancy.keys(),
        occupancy.buckets(),
        occupancy.distinct_buckets(),
    )
}

fn chi_squared_tails(occupancy: &Occupancy) -> Option<Tails> {
    significance::chi_squared(
        occupancy.keys(),
        occupancy.buckets(),
        occupancy.chi_squared(),
    )
}
