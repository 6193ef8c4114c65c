//! HyperLogLog.

use super::counter::{DistinctCounter, hash};

/// A register for each value of the first bits of a hash, which stores the longest run of zeros at the
/// start of the other bits (P. Flajolet and others, "HyperLogLog: the analysis of a near-optimal
/// cardinality estimation algorithm", 2007). The estimate is that of O. Ertl, "New cardinality
/// estimation algorithms for HyperLogLog sketches", 2017, which needs no correction for small numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HyperLogLog {
    /// For each register the length of the longest run of zeros and the one bit after it; 0 if
    /// there was no hash.
    registers: Vec<u8>,
    /// The number of first bits.
    precision: u32,
}

impl HyperLogLog {
    /// A counter with 2^`precision` registers of a byte each.
    ///
    /// # Panics
    ///
    /// If `precision` is not from 1 to 32.
    pub fn new(precision: u32) -> Self {
        assert!((1..=32).contains(&precision));
        Self {
            registers: vec![0; 1 << precision],
            precision,
        }
    }

    /// The number of registers with each value.
    fn histogram(&self) -> [u32; 65] {
        let mut counts = [0; 65];
        for &register in &self.registers {
            counts[usize::from(register)] += 1;
        }
        counts
    }
}

impl DistinctCounter for HyperLogLog {
    fn add(&mut self, text: &str) {
        let hash = hash(text);
        let register = (hash >> (u64::BITS - self.precision)) as usize;
        let rest_bits = u64::BITS - self.precision;
        let run = (hash << self.precision).leading_zeros().min(rest_bits) + 1;
        let register = &mut self.registers[register];
        *register = (*register).max(run as u8);
    }

    fn estimate(&self) -> f64 {
        let counts = self.histogram().map(f64::from);
        let m = self.registers.len() as f64;
        let highest = (u64::BITS - self.precision) as usize + 1;
        let start = m * tau(1.0 - counts[highest] / m);
        let middle = counts[1..highest].iter().rev();
        let sum = middle.fold(start, |sum, count| 0.5 * (sum + count));
        let alpha = 0.5 / std::f64::consts::LN_2;
        alpha * m * m / (sum + m * sigma(counts[0] / m))
    }

    /// 1.04 / √m with m registers.
    fn standard_error(&self, _distinct: u64) -> f64 {
        1.04 / (self.registers.len() as f64).sqrt()
    }
}

/// x + Σ x^(2ᵏ) 2^(k−1) for k from 1 on.
fn sigma(x: f64) -> f64 {
    if x == 1.0 {
        return f64::INFINITY;
    }
    sum_until_equal((x, 1.0), x, |(power, weight)| {
        let power = power * power;
        ((power, weight * 2.0), power * weight)
    })
}

/// (1 − x − Σ (1 − x^(2^−k))² 2^−k) / 3 for k from 1 on.
fn tau(x: f64) -> f64 {
    if x == 0.0 || x == 1.0 {
        return 0.0;
    }
    let sum = sum_until_equal((x, 0.5), 1.0 - x, |(root, weight)| {
        let root = root.sqrt();
        ((root, weight * 0.5), -(1.0 - root).powi(2) * weight)
    });
    sum / 3.0
}

/// Adds terms to `sum` until it no longer changes. `step` gives the next state and a term.
fn sum_until_equal<S>(mut state: S, mut sum: f64, step: impl Fn(S) -> (S, f64)) -> f64 {
    loop {
        let (next, term) = step(state);
        if sum + term == sum {
            return sum;
        }
        (state, sum) = (next, sum + term);
    }
}
