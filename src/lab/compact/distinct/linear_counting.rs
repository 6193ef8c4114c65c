//! Linear counting.

use fixedbitset::FixedBitSet;

use super::counter::{DistinctCounter, hash};

/// A bit for each hash value (K.-Y. Whang, B. Vander-Zanden, H. Taylor, "A Linear-Time Probabilistic
/// Counting Algorithm for Database Applications", 1990): the share of the bits that are not set gives
/// the number of strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinearCounting {
    bits: FixedBitSet,
}

impl LinearCounting {
    /// A counter of `bits` bits.
    ///
    /// # Panics
    ///
    /// If `bits` is 0.
    pub fn new(bits: usize) -> Self {
        assert!(bits > 0);
        Self {
            bits: FixedBitSet::with_capacity(bits),
        }
    }
}

impl DistinctCounter for LinearCounting {
    fn add(&mut self, text: &str) {
        let index = hash(text) % self.bits.len() as u64;
        self.bits.insert(index as usize);
    }

    /// −m ln v, where m is the number of bits and v the share of them that is not set; infinite if all are.
    fn estimate(&self) -> f64 {
        let bits = self.bits.len() as f64;
        -bits * (self.bits.count_zeroes(..) as f64 / bits).ln()
    }

    /// √(m (eᵗ − t − 1)) / n with n strings and t = n / m.
    fn standard_error(&self, distinct: u64) -> f64 {
        let (n, m) = (distinct as f64, self.bits.len() as f64);
        let t = n / m;
        (m * (t.exp() - t - 1.0)).sqrt() / n
    }
}
