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
//! A defect is harmful if tables suffer from it:
//!
//! - two keys share all 64 bits;
//! - keys share the low bits, which choose the bucket, at least 1.5 times as often as expected, or
//!   the largest bucket is at least 4 times as large as expected;
//! - keys share the tag, which spares comparisons of keys, at least 2 times as often as expected, or
//!   the tag that most keys have is at least 4 times as frequent as expected;
//! - copies of a key hash differently from the key, which needs no test.
//!
//! Three defects are reported but not harmful. Buckets that are filled more evenly than chance
//! allows show that keys of another pattern may collide. From the high bits, hashbrown uses only the
//! tag. A biased avalanche does not harm these keys.

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
const HARMFUL_SHARING: f64 = 1.5;
const HARMFUL_TAG_SHARING: f64 = 2.0;
const HARMFUL_BUCKET: f64 = 4.0;

/// A result that an ideal hash would hardly ever give.
#[derive(Debug, Clone, PartialEq)]
pub struct Defect {
    /// Whether a table with these keys suffers from the defect.
    pub is_harmful: bool,
    /// What the defect is.
    pub kind: DefectKind,
}

/// What a defect is.
#[derive(Debug, Clone, PartialEq)]
pub enum DefectKind {
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
        /// How many of the examples share all 64 bits under another seed, on average. `None` if the
        /// function takes no seed.
        examples_under_other_seeds: Option<f64>,
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

/// The defects of a function on `keys`, whose `quality` was measured on them; the harmful ones come
/// first. An ideal hash shows one with at most the probability `level`.
pub fn find_defects(quality: &Quality, keys: &Keys, level: f64) -> Vec<Defect> {
    let test_level = level / TESTS;
    let low = (HashBits::Low, &quality.low, HARMFUL_SHARING);
    let tag = (HashBits::Tag, &quality.tag, HARMFUL_TAG_SHARING);
    let high = (HashBits::High, &quality.high, f64::INFINITY);
    let clustered =
        |(bits, occupancy, harmful)| test_clustered(bits, occupancy, harmful, test_level);
    let too_even = |(bits, occupancy, _)| test_too_even(bits, occupancy, test_level);
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
    let mut defects: Vec<Defect> = tests.into_iter().flatten().collect();
    defects.sort_by_key(|defect| !defect.is_harmful);
    defects
}

fn test_copies(quality: &Quality) -> Option<Defect> {
    (quality.strayed_copies > 0).then_some(Defect {
        is_harmful: true,
        kind: DefectKind::StrayedCopies {
            strayed: quality.strayed_copies,
            sampled: quality.sampled_keys,
        },
    })
}

fn test_duplicates(quality: &Quality, keys: &Keys, level: f64) -> Option<Defect> {
    let pairs = quality.duplicates.pairs;
    let p_value = significance::duplicates(quality.keys(), pairs);
    let examples = quality.duplicates.examples.iter();
    (p_value < level).then(|| Defect {
        is_harmful: true,
        kind: DefectKind::Duplicates {
            pairs,
            expected_pairs: expected::duplicates_64bit(quality.keys()),
            examples: examples
                .map(|&(one, other)| (keys.key(one), keys.key(other)))
                .collect(),
            examples_under_other_seeds: quality.duplicates_under_other_seeds,
        },
    })
}

fn test_avalanche(quality: &Quality, level: f64) -> Option<Defect> {
    let worst = quality.avalanche.worst()?;
    (worst.p_value() < level).then_some(Defect {
        is_harmful: false,
        kind: DefectKind::Biased(worst),
    })
}

/// The defect that too many keys share a bucket; `None` if chance explains the result. The defect
/// is harmful if the fullest bucket is too large, or if there are at least `harmful_sharing` times
/// the expected pairs of keys that share a bucket. If `harmful_sharing` is infinite, it is never
/// harmful.
fn test_clustered(
    bits: HashBits,
    occupancy: &Occupancy,
    harmful_sharing: f64,
    level: f64,
) -> Option<Defect> {
    let (keys, buckets) = (occupancy.keys(), occupancy.buckets());
    let largest = occupancy.largest_bucket();
    let p_values = [
        distinct_tails(occupancy).map(|tails| tails.below),
        chi_squared_tails(occupancy).map(|tails| tails.above),
        Some(significance::largest_bucket(keys, buckets, largest)),
    ];
    if p_values
        .into_iter()
        .flatten()
        .all(|p_value| p_value >= level)
    {
        return None;
    }
    let spread = BucketSpread::new(occupancy);
    let expected_pairs = expected::colliding_pairs(keys, buckets).mean;
    let sharing = occupancy.colliding_pairs() as f64 / expected_pairs;
    let is_large = largest as f64 >= HARMFUL_BUCKET * spread.expected_largest as f64;
    Some(Defect {
        is_harmful: harmful_sharing.is_finite() && (sharing >= harmful_sharing || is_large),
        kind: DefectKind::Clustered(bits, spread),
    })
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
    is_even.then(|| Defect {
        is_harmful: false,
        kind: DefectKind::TooEven(bits, BucketSpread::new(occupancy)),
    })
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
