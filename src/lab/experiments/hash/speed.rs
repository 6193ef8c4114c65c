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
const MIN_SAMPLES: usize = 7;

/// The ranges of lengths in bytes for which strings are timed separately.
const LENGTHS: [(&str, RangeInclusive<usize>); 5] = [
    ("hash_ns_0_to_7_bytes", 0..=7),
    ("hash_ns_8_to_15_bytes", 8..=15),
    ("hash_ns_16_to_31_bytes", 16..=31),
    ("hash_ns_32_to_63_bytes", 32..=63),
    ("hash_ns_64_bytes_up", 64..=usize::MAX),
];

/// Nanoseconds per key and bytes per nanosecond.
pub(super) fn metrics(timer: &HashTimer<'_>, keys: &Keys) -> [Metric; 3] {
    let bytes_per_key = keys.bytes() as f64 / keys.len() as f64;
    let hash_ns = timer.hash_ns();
    [
        Metric::new("hash_ns", hash_ns, "ns/key"),
        Metric::new("hash_ns_spread", timer.spread_ns(), "ns/key").detail(),
        Metric::new("hash_gb_per_s", bytes_per_key / hash_ns, "GB/s").detail(),
    ]
}

/// Nanoseconds per key for each range of lengths, if the keys are strings.
pub(super) fn measure_by_length(key_hasher: &dyn KeyHasher, keys: &Keys) -> Vec<Metric> {
    let measured = LENGTHS.into_iter().filter_map(|(name, lengths)| {
        let strings = keys.filter_by_length(lengths)?;
        let mut timer = HashTimer::new(key_hasher, &strings);
        timer.sample();
        Some(Metric::new(name, timer.hash_ns(), "ns/key").detail())
    });
    measured.collect()
}

/// Measures hashing all keys with the function inlined, as in a table, and going from key to key. Other load
/// on the machine only makes samples slower, and lasts for some time, so they are best taken at several times.
pub(super) struct HashTimer<'a> {
    keys: &'a Keys,
    key_hasher: &'a dyn KeyHasher,
    iteration: Box<dyn KeyHasher>,
    repetitions: usize,
    /// The nanoseconds per key of each sample.
    hashing: Vec<f64>,
    iterating: Vec<f64>,
}

impl<'a> HashTimer<'a> {
    pub(super) fn new(key_hasher: &'a dyn KeyHasher, keys: &'a Keys) -> Self {
        Self {
            repetitions: count_repetitions(key_hasher, keys),
            iteration: iteration(),
            key_hasher,
            keys,
            hashing: Vec::new(),
            iterating: Vec::new(),
        }
    }

    /// Takes samples with and without hashing in turns, so that other load affects both alike.
    pub(super) fn sample(&mut self) {
        let started = Instant::now();
        let least = self.hashing.len() + MIN_SAMPLES;
        while self.hashing.len() < least || started.elapsed() < BUDGET {
            let hashing = ns_per_key(self.key_hasher, self.keys, self.repetitions);
            self.hashing.push(hashing);
            let iterating = ns_per_key(&*self.iteration, self.keys, self.repetitions);
            self.iterating.push(iterating);
        }
    }

    /// The time to hash a key: the fastest sample, less the fastest one that only goes from key to key.
    pub(super) fn hash_ns(&self) -> f64 {
        let fastest = |samples: &[f64]| samples.iter().copied().fold(f64::INFINITY, f64::min);
        // A function that only returns the key can be as fast as going from key to key.
        (fastest(&self.hashing) - fastest(&self.iterating)).max(0.0)
    }

    /// The distance of the quartiles of the samples with hashing.
    pub(super) fn spread_ns(&self) -> f64 {
        let mut samples = self.hashing.clone();
        samples.sort_unstable_by(f64::total_cmp);
        samples[samples.len() * 3 / 4] - samples[samples.len() / 4]
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
