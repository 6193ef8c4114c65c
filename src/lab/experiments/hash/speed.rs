//! The time that hashing takes, by key and by byte.

use std::hint::black_box;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use crate::lab::hash::keys::Keys;
use crate::lab::hash::{KeyHasher, iteration};
use crate::record::Metric;

/// How long all keys are hashed repeatedly.
const BUDGET: Duration = Duration::from_millis(12);
/// How long the strings of one range of lengths are hashed repeatedly.
const LENGTH_BUDGET: Duration = Duration::from_millis(4);
/// The least time of a sample, so that neither the clock's resolution nor an interrupt matters.
const SAMPLE: Duration = Duration::from_micros(200);
const MIN_SAMPLES: usize = 15;

/// The ranges of lengths in bytes for which strings are timed separately.
const LENGTHS: [(&str, RangeInclusive<usize>); 5] = [
    ("hash_ns_0_to_7_bytes", 0..=7),
    ("hash_ns_8_to_15_bytes", 8..=15),
    ("hash_ns_16_to_31_bytes", 16..=31),
    ("hash_ns_32_to_63_bytes", 32..=63),
    ("hash_ns_64_bytes_up", 64..=usize::MAX),
];

/// The time to hash a key, in nanoseconds.
pub(super) struct HashTime {
    /// The median of the samples, less that of going from key to key.
    pub(super) median: f64,
    /// The distance of the quartiles of the samples.
    pub(super) spread: f64,
}

/// Nanoseconds per key and bytes per nanosecond; of strings also nanoseconds per key for each range of
/// lengths.
pub(super) fn speed_metrics(
    key_hasher: &dyn KeyHasher,
    keys: &Keys,
    time: &HashTime,
) -> Vec<Metric> {
    let bytes_per_key = keys.bytes() as f64 / keys.len() as f64;
    let mut metrics = vec![
        Metric::new("hash_ns", time.median, "ns/key"),
        Metric::new("hash_ns_spread", time.spread, "ns/key").detail(),
        Metric::new("hash_gb_per_s", bytes_per_key / time.median, "GB/s").detail(),
    ];
    for (name, lengths) in LENGTHS {
        if let Some(strings) = keys.filter_by_length(lengths) {
            let time = HashTime::measure_for(key_hasher, &strings, LENGTH_BUDGET);
            metrics.push(Metric::new(name, time.median, "ns/key").detail());
        }
    }
    metrics
}

impl HashTime {
    /// Measures hashing all keys with the function inlined, as in a table.
    pub(super) fn measure(key_hasher: &dyn KeyHasher, keys: &Keys) -> Self {
        Self::measure_for(key_hasher, keys, BUDGET)
    }

    /// Takes samples with and without hashing in turns, so that other load affects both alike.
    fn measure_for(key_hasher: &dyn KeyHasher, keys: &Keys, budget: Duration) -> Self {
        let no_hasher = iteration();
        let repetitions = count_repetitions(key_hasher, keys);
        let (mut with, mut without) = (Vec::new(), Vec::new());
        let started = Instant::now();
        while with.len() < MIN_SAMPLES || started.elapsed() < budget {
            with.push(ns_per_key(key_hasher, keys, repetitions));
            without.push(ns_per_key(&*no_hasher, keys, repetitions));
        }
        with.sort_unstable_by(f64::total_cmp);
        without.sort_unstable_by(f64::total_cmp);
        Self {
            // A function that only returns the key can be as fast as going from key to key.
            median: (with[with.len() / 2] - without[without.len() / 2]).max(0.0),
            spread: with[with.len() * 3 / 4] - with[with.len() / 4],
        }
    }
}

/// How often the keys are hashed in a sample.
fn count_repetitions(key_hasher: &dyn KeyHasher, keys: &Keys) -> usize {
    let started = Instant::now();
    let mut repetitions = 0;
    while started.elapsed() < SAMPLE {
        black_box(key_hasher.sum(black_box(keys)));
        repetitions += 1;
    }
    repetitions
}

fn ns_per_key(key_hasher: &dyn KeyHasher, keys: &Keys, repetitions: usize) -> f64 {
    let started = Instant::now();
    for _ in 0..repetitions {
        black_box(key_hasher.sum(black_box(keys)));
    }
    started.elapsed().as_nanos() as f64 / (repetitions * keys.len()) as f64
}
