//! Decides whether a time changed.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::record::Time;

/// The significance level: a difference counts if its p-value is below this.
const SIGNIFICANCE_LEVEL: f64 = 0.05;

/// The least difference of two medians that counts, as a share of the first. The runs of one process
/// share its memory layout, the processor's clock and the load of the machine, so they spread less
/// than two processes of one binary differ.
const MIN_CHANGE: f64 = 0.10;

/// Whether two medians differ by more than 10 % of the first.
pub(super) fn are_far_apart(before_ns: u64, after_ns: u64) -> bool {
    before_ns.abs_diff(after_ns) as f64 > MIN_CHANGE * before_ns as f64
}

/// The result of comparing two samples of times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TimeComparison {
    /// The probability that chance alone makes the samples differ at least this much.
    pub(super) p_value: f64,
    /// Whether chance explains the difference.
    pub(super) is_chance: bool,
}

impl TimeComparison {
    /// Compares two samples by the Mann-Whitney U test at 5 %. Samples that are too small for the
    /// test to find any difference, such as 3 and 3, differ if their ranges do not overlap.
    pub(super) fn new(before: &Time, after: &Time) -> Self {
        let (m, n) = (before.samples_ns.len(), after.samples_ns.len());
        let p_value = p_value(before, after);
        let is_too_small = min_p_value(m as f64, n as f64) >= SIGNIFICANCE_LEVEL;
        Self {
            p_value,
            is_chance: p_value >= SIGNIFICANCE_LEVEL
                && !(is_too_small && are_disjoint(before, after)),
        }
    }
}

/// Whether all samples of one are above all samples of the other.
fn are_disjoint(before: &Time, after: &Time) -> bool {
    let range = |time: &Time| {
        let samples = time.samples_ns.iter();
        Some((*samples.clone().min()?, *samples.max()?))
    };
    match (range(before), range(after)) {
        (Some(a), Some(b)) => a.1 < b.0 || b.1 < a.0,
        _ => false,
    }
}

/// The least p-value that samples of sizes `m` and `n` can have. They have it if all values are
/// distinct and all of one sample are above all of the other.
fn min_p_value(m: f64, n: f64) -> f64 {
    two_sided_p_value(m * n / 2.0, m * n / 12.0 * (m + n + 1.0))
}

/// The two-sided p-value of the Mann-Whitney U test: the probability that two samples of one
/// distribution differ at least this much in their ranks. The test assumes no particular
/// distribution, and an outlier counts by its rank only.
///
/// Uses the normal approximation of U, corrected for ties and continuity (Hollander, Wolfe and
/// Chicken, *Nonparametric Statistical Methods*, 4.1). 1 if a sample is empty or all values are
/// equal.
fn p_value(before: &Time, after: &Time) -> f64 {
    let (a, b) = (&before.samples_ns, &after.samples_ns);
    let (m, n) = (a.len() as f64, b.len() as f64);
    let (rank_sum, ties) = rank_sum(a, b);
    let all = m + n;
    let mean = m * n / 2.0;
    let variance = m * n / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    let u = rank_sum - m * (m + 1.0) / 2.0;
    two_sided_p_value((u - mean).abs(), variance)
}

/// The probability that a normal variable of this variance is at least this far from its mean,
/// corrected for continuity; 1 if the variance is not positive.
fn two_sided_p_value(distance: f64, variance: f64) -> f64 {
    if variance.is_nan() || variance <= 0.0 {
        return 1.0;
    }
    let z = (distance - 0.5).max(0.0) / variance.sqrt();
    2.0 * Normal::standard().sf(z)
}

/// The sum of the ranks of `a` among the values of both samples, where equal values share their mean
/// rank; and the sum of t^3 - t over the sizes t of the groups of equal values.
fn rank_sum(a: &[u64], b: &[u64]) -> (f64, f64) {
    let from_a = a.iter().map(|sample| (*sample, true));
    let from_b = b.iter().map(|sample| (*sample, false));
    let mut all: Vec<(u64, bool)> = from_a.chain(from_b).collect();
    all.sort_unstable();
    let (mut before, mut sum, mut ties) = (0.0, 0.0, 0.0);
    for tie in all.chunk_by(|a, b| a.0 == b.0) {
        let size = tie.len() as f64;
        let in_a = tie.iter().filter(|(_, is_from_a)| *is_from_a).count() as f64;
        sum += in_a * (before + (size + 1.0) / 2.0);
        ties += size.powi(3) - size;
        before += size;
    }
    (sum, ties)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(samples_ns: &[u64]) -> Time {
        Time {
            samples_ns: samples_ns.to_vec(),
        }
    }

    #[test]
    fn p_values_follow_the_formula() {
        let p = |a: &[u64], b: &[u64]| p_value(&time(a), &time(b));
        // U = 0, its mean 12.5, its variance 25 * 11 / 12: z = 12 / 4.787.
        assert!((p(&[1, 2, 3, 4, 5], &[6, 7, 8, 9, 10]) - 0.012_186).abs() < 1e-5);
        // Ties of 3, 2 and 2; U = 2.5, its mean 10, its variance 20 / 12 * (10 - 36 / 72).
        let tied = p(&[1, 2, 2, 3], &[2, 3, 4, 4, 5]);
        assert!((tied - 0.078_546).abs() < 1e-5, "{tied}");
        assert_eq!(p(&[1, 1], &[1, 1]), 1.0);
        assert_eq!(p(&[], &[1]), 1.0);
        assert_eq!(p(&[100], &[200]), 1.0);
    }

    #[test]
    fn samples_too_small_for_the_test_differ_if_their_ranges_are_disjoint() {
        let is_chance = |a: &[u64], b: &[u64]| TimeComparison::new(&time(a), &time(b)).is_chance;
        assert!(!is_chance(&[100], &[200]));
        assert!(!is_chance(&[200], &[100]));
        assert!(!is_chance(&[4, 5, 6], &[40, 41, 42]));
        assert!(is_chance(&[4, 5, 40], &[39, 41, 42]));
        assert!(is_chance(&[], &[1]));
        assert!(is_chance(&[1], &[1]));
        let many: Vec<u64> = (1..=20).collect();
        assert!(!is_chance(&many, &[21]));
        assert!(is_chance(&many, &[20]));
        assert!(is_chance(&[1, 2, 3, 5, 6], &[4, 7, 8]));
        assert!(!is_chance(&[1, 2, 3, 4, 5], &[6, 7, 8]));
    }
}
