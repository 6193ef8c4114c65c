//! What hashing costs, by key and by byte.

use std::hint::black_box;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use crate::lab::hash::Hashing;
use crate::lab::hash::keys::Keys;
use crate::record::Metric;

/// Keys are hashed again and again for so long.
const BUDGET: Duration = Duration::from_millis(8);
const BUDGET_A_LENGTH: Duration = Duration::from_millis(2);
const LEAST_ROUNDS: usize = 5;

/// Lengths of strings in bytes that are timed apart.
const LENGTHS: [(&str, RangeInclusive<usize>); 5] = [
    ("hash_ns_0_to_7_bytes", 0..=7),
    ("hash_ns_8_to_15_bytes", 8..=15),
    ("hash_ns_16_to_31_bytes", 16..=31),
    ("hash_ns_32_to_63_bytes", 32..=63),
    ("hash_ns_64_bytes_up", 64..=usize::MAX),
];

/// Nanoseconds for each key and bytes for each nanosecond; for strings by their length too.
pub(super) fn metrics(hashing: &dyn Hashing, keys: &Keys) -> Vec<Metric> {
    let ns = ns_per_key(hashing, keys, BUDGET);
    let bytes_per_key = keys.bytes() as f64 / keys.len() as f64;
    let mut metrics = vec![
        Metric::new("hash_ns", ns, "ns/key"),
        Metric::new("hash_gb_per_s", bytes_per_key / ns, "GB/s"),
    ];
    for (name, lengths) in LENGTHS {
        let Some(some) = keys.of_lengths(lengths) else {
            continue;
        };
        let ns = ns_per_key(hashing, &some, BUDGET_A_LENGTH);
        metrics.push(Metric::new(name, ns, "ns/key").detail());
    }
    metrics
}

/// The median of as many rounds over the keys as fit into the budget, after one to warm up.
fn ns_per_key(hashing: &dyn Hashing, keys: &Keys, budget: Duration) -> f64 {
    let round = || {
        let started = Instant::now();
        // A round that the clock cannot resolve would be all noise.
        let repeated = (1000 / keys.len()).max(1);
        for _ in 0..repeated {
            black_box(hashing.sum(black_box(keys)));
        }
        (started.elapsed(), repeated)
    };
    round();
    let mut spent = Duration::ZERO;
    let mut rounds = Vec::new();
    while rounds.len() < LEAST_ROUNDS || spent < budget {
        let (elapsed, repeated) = round();
        spent += elapsed;
        rounds.push(elapsed.as_nanos() as f64 / (repeated * keys.len()) as f64);
    }
    rounds.sort_unstable_by(f64::total_cmp);
    rounds[rounds.len() / 2]
}
