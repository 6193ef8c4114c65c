//! The least hashes.

use std::collections::BTreeSet;

use super::counter::{DistinctCounter, hash};

/// The k least hashes (Z. Bar-Yossef and others, "Counting Distinct Elements in a Data Stream", 2002):
/// the closer they lie together, the more strings there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimumValues {
    hashes: BTreeSet<u64>,
    k: usize,
}

impl MinimumValues {
    /// A counter that stores the `k` least hashes.
    ///
    /// # Panics
    ///
    /// If `k` is less than 3.
    pub fn new(k: usize) -> Self {
        assert!(k >= 3);
        Self {
            hashes: BTreeSet::new(),
            k,
        }
    }
}

impl DistinctCounter for MinimumValues {
    fn add(&mut self, text: &str) {
        let hash = hash(text);
        let is_low = self.hashes.len() < self.k || self.hashes.last() > Some(&hash);
        if is_low && self.hashes.insert(hash) && self.hashes.len() > self.k {
            self.hashes.pop_last();
        }
    }

    /// (k − 1) / u with the k-th least hash u, as a share of all hashes; exact below k strings.
    fn estimate(&self) -> f64 {
        match self.hashes.last() {
            Some(&highest) if self.hashes.len() == self.k => {
                (self.k - 1) as f64 / (highest as f64 / 2f64.powi(64))
            }
            _ => self.hashes.len() as f64,
        }
    }

    /// 1 / √(k − 2); 0 below k strings.
    fn standard_error(&self, distinct: u64) -> f64 {
        if distinct < self.k as u64 {
            return 0.0;
        }
        1.0 / ((self.k - 2) as f64).sqrt()
    }
}
