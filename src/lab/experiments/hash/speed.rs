//! The time that hashing takes, by key and by byte.

use std::hint::black_box;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use crate::lab::hash::keys::Keys;
use crate::lab::hash::{KeyHasher, iteration};
use crate::record::Metric;

/// How long the keys are hashed repeatedly.
const BUDGET: Duration = Duration::from_millis(4);
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
#[derive(Clone, Copy)]
pub(super) struct HashTime {
    /// The median of the samples, less that of going from key to key.
    pub(super) median: f64,
    /// The distance of the quartiles of the samples.
    pub(super) spread: f64,
}

/// Nanoseconds per key and bytes per nanosecond.
pub(super) fn metrics(time: &HashTime, keys: &Keys) -> [Metric; 3] {
    let bytes_per_key = keys.bytes() as f64 / keys.len() as f64;
    [
        Metric::new("hash_ns", time.median, "ns/key"),
        Metric::new("hash_ns_spread", time.spread, "ns/key").detail(),
        Metric::new("hash_gb_per_s", bytes_per_key / time.median, "GB/s").detail(),
    ]
}

/// Nanoseconds per key for each range of lengths, if the keys are strings.
pub(super) fn measure_by_length(key_hasher: &dyn KeyHasher, keys: &Keys) -> Vec<Metric> {
    let measured = LENGTHS.into_iter().filter_map(|(name, lengths)| {
        let strings = keys.filter_by_length(lengths)?;
        let time = HashTime::measure(key_hasher, &strings);
        Some(Metric::new(name, time.median, "ns/key").detail())
    });
    measured.collect()
}

impl HashTime {
    /// Measures hashing all keys with the function inlined, as in a table. Samples with and without hashing
    /// are taken in turns, so that other load affects both alike.
    pub(super) fn measure(key_hasher: &dyn KeyHasher, keys: &Keys) -> Self {
        let no_hasher = iteration();
        let repetitions = count_repetitions(key_hasher, keys);
        let (mut with, mut without) = (Vec::new(), Vec::new());
        let started = Instant::now();
        while with.len() < MIN_SAMPLES || started.elapsed() < BUDGET {
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

    /// The shortest of times that were measured one after another: other load on the machine lasts for some
    /// time, and only makes them longer.
    ///
    /// # Panics
    ///
    /// If there are none.
    pub(super) fn shortest(times: &[Self]) -> Self {
        let shortest = times
            .iter()
            .min_by(|one, other| one.median.total_cmp(&other.median));
        *shortest.expect("a time was measured")
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
