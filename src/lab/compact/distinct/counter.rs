//! Counters of distinct strings, and two exact ones.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher};

use siphasher::sip::SipHasher13;

/// Counts distinct strings.
pub trait DistinctCounter {
    /// Adds a string.
    fn add(&mut self, text: &str);
    /// The number of distinct strings that were added, or an estimate of it.
    fn estimate(&self) -> f64;
    /// The standard error of the estimate, as a share of the number, if `distinct` strings were
    /// added; 0 if the counter is exact.
    fn standard_error(&self, distinct: u64) -> f64;
}

/// A hash of a string that looks random in all of its 64 bits.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Stores each distinct string.
#[derive(Debug, Clone, Default)]
pub struct ExactStrings<S> {
    strings: HashSet<String, S>,
}

impl<S: BuildHasher> DistinctCounter for ExactStrings<S> {
    fn add(&mut self, text: &str) {
        if !self.strings.contains(text) {
            self.strings.insert(String::from(text));
        }
    }

    fn estimate(&self) -> f64 {
        self.strings.len() as f64
    }

    fn standard_error(&self, _distinct: u64) -> f64 {
        0.0
    }
}

/// Stores the 64-bit hash of each distinct string. Two of a million strings share one with a
/// probability of 1 in 37 million.
#[derive(Debug, Clone, Default)]
pub struct ExactHashes<S> {
    hashes: HashSet<u64, S>,
}

impl<S: BuildHasher> DistinctCounter for ExactHashes<S> {
    fn add(&mut self, text: &str) {
        self.hashes.insert(hash(text));
    }

    fn estimate(&self) -> f64 {
        self.hashes.len() as f64
    }

    fn standard_error(&self, _distinct: u64) -> f64 {
        0.0
    }
}
