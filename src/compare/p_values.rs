//! The probabilities that chance alone makes samples differ.

use statrs::distribution::{ContinuousCDF, Normal};

/// The significance level: a difference counts if its p-value is below this.
pub(super) const SIGNIFICANCE_LEVEL: f64 = 0.05;

/// The two-sided p-value of the sign test: the probability that of `pairs` differences at least `most`
/// have the same sign if both signs are equally likely.
pub(super) fn sign_p_value(most: usize, pairs: usize) -> f64 {
    let mut ways = 1.0;
    let mut sum = 0.0;
    for other in 0..=pairs.saturating_sub(most) {
        sum += ways;
        ways *= (pairs - other) as f64 / (other + 1) as f64;
    }
    (2.0 * sum / 2.0_f64.powi(pairs as i32)).min(1.0)
}

/// The least p-value that samples of sizes `m` and `n` can have. They have it if all values are
/// distinct and all of one sample are above all of the other.
pub(super) fn min_p_value(m: f64, n: f64) -> f64 {
    two_sided_p_value(m * n / 2.0, m * n / 12.0 * (m + n + 1.0))
}

/// The two-sided p-value of the Mann-Whitney U test: the probability that two samples of one
/// distribution differ at least this much in their ranks. The test assumes no particular
/// distribution, and an outlier counts by its rank only.
///
/// Uses the normal approximation of U, corrected for ties and continuity (Hollander, Wolfe and
/// Chicken, *Nonparametric Statistical Methods*, 4.1). 1 if a sample is empty or all values are
/// equal.
pub(super) fn p_value(a: &[u64], b: &[u64]) -> f64 {
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

    #[test]
    fn p_values_follow_the_formula() {
        let p = |a: &[u64], b: &[u64]| p_value(a, b);
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
    fn the_sign_test_counts_the_ways() {
        assert_eq!(sign_p_value(5, 5), 2.0 / 32.0);
        assert_eq!(sign_p_value(6, 7), 16.0 / 128.0);
    }
}
