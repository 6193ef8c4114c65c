//! The time that hashing takes, by key and by byte.

use std::hint::black_box;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use crate::lab::hash::KeyHasher;
use crate::lab::hash::keys::Keys;
use crate::record::Metric;

/// How long all keys are hashed repeatedly.
const BUDGET: Duration = Duration::from_millis(8);
/// How long the strings of one range of lengths are hashed repeatedly.
const LENGTH_BUDGET: Duration = Duration::from_millis(2);
const MIN_ROUNDS: usize = 5;

/// The ranges of lengths in bytes for which strings are timed separately.
const LENGTHS: [(&str, RangeInclusive<usize>); 5] = [
    ("hash_ns_0_to_7_bytes", 0..=7),
    ("hash_ns_8_to_15_bytes", 8..=15),
    ("hash_ns_16_to_31_bytes", 16..=31),
    ("hash_ns_32_to_63_bytes", 32..=63),
    ("hash_ns_64_bytes_up", 64..=usize::MAX),
];

/// Nanoseconds per key and bytes per nanosecond; of strings also nanoseconds per key for each range of
/// lengths.
pub(super) fn speed_metrics(key_hasher: &dyn KeyHasher, keys: &Keys) -> Vec<Metric> {
    let ns = ns_per_key(key_hasher, keys, BUDGET);
    let bytes_per_key = keys.bytes() as f64 / keys.len() as f64;
    let mut metrics = vec![
        Metric::new("hash_ns", ns, "ns/key"),
        Metric::new("hash_gb_per_s", bytes_per_key / ns, "GB/s"),
    ];
    for (name, lengths) in LENGTHS {
        if let Some(strings) = keys.filter_by_length(lengths) {
            let ns = ns_per_key(key_hasher, &strings, LENGTH_BUDGET);
            metrics.push(Metric::new(name, ns, "ns/key").detail());
        }
    }
    metrics
}

/// The median time per key in nanoseconds, over as many rounds as fit into the budget, after one
/// round to warm up. Each round hashes all keys.
fn ns_per_key(key_hasher: &dyn KeyHasher, keys: &Keys, budget: Duration) -> f64 {
    let round = || {
        let started = Instant::now();
        // A round of few keys would be too short for the clock's resolution.
        let repetitions = (1000 / keys.len()).max(1);
        for _ in 0..repetitions {
            black_box(key_hasher.sum(black_box(keys)));
        }
        (started.elapsed(), repetitions)
    };
    round();
    let mut spent = Duration::ZERO;
    let mut rounds = Vec::new();
    while rounds.len() < MIN_ROUNDS || spent < budget {
        let (elapsed, repetitions) = round();
        spent += elapsed;
        rounds.push(elapsed.as_nanos() as f64 / (repetitions * keys.len()) as f64);
    }
    rounds.sort_unstable_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}
