//! Whether a time has changed.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::record::Time;

/// A difference is called one where chance alone gives it less often.
const SIGNIFICANT: f64 = 0.05;

/// Medians closer than this, as a share of the first, are not told apart unless that is asked for.
/// The runs of one process share its memory's layout, its processor's clock and its neighbours, so
/// that their spread is less than that of two processes of one binary.
const LEAST_CHANGE: f64 = 0.10;

/// Whether two medians are far enough apart to be told from each other.
pub(super) fn are_far_apart(before_ns: u64, after_ns: u64) -> bool {
    before_ns.abs_diff(after_ns) as f64 > LEAST_CHANGE * before_ns as f64
}

/// How two samples differ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Comparison {
    pub(super) p_value: f64,
    /// Whether chance explains it.
    pub(super) is_chance: bool,
}

impl Comparison {
    /// By the test of Mann and Whitney at 5 %. Samples too small for it ever to say so, such as 3
    /// and 3, differ where all of one are above all of the other.
    pub(super) fn of(before: &Time, after: &Time) -> Self {
        let (m, n) = (before.samples_ns.len(), after.samples_ns.len());
        let p_value = p_value(before, after);
        let is_too_small = least_p_value(m as f64, n as f64) >= SIGNIFICANT;
        Self {
            p_value,
            is_chance: p_value >= SIGNIFICANT && !(is_too_small && are_apart(before, after)),
        }
    }
}

/// Whether all samples of one are above all of the other.
fn are_apart(before: &Time, after: &Time) -> bool {
    let range = |time: &Time| {
        let samples = time.samples_ns.iter();
        Some((*samples.clone().min()?, *samples.max()?))
    };
    match (range(before), range(after)) {
        (Some(a), Some(b)) => a.1 < b.0 || b.1 < a.0,
        _ => false,
    }
}

/// The p-value of samples of `m` and `n` of which none are alike and all of one are above all of
/// the other.
fn least_p_value(m: f64, n: f64) -> f64 {
    two_sided(m * n / 2.0, m * n / 12.0 * (m + n + 1.0))
}

/// How often chance gives two samples of one distribution whose ranks differ at least so much: the
/// test of Mann and Whitney, two-sided. It asks for no particular distribution, and an outlier
/// weighs no more than its rank.
///
/// By the normal approximation of U, corrected for ties and continuity (Hollander, Wolfe and
/// Chicken, *Nonparametric Statistical Methods*, 4.1). 1 where a sample is empty or all are alike.
fn p_value(before: &Time, after: &Time) -> f64 {
    let (a, b) = (&before.samples_ns, &after.samples_ns);
    let (m, n) = (a.len() as f64, b.len() as f64);
    let (rank_sum, ties) = rank_sum(a, b);
    let all = m + n;
    let mean = m * n / 2.0;
    let variance = m * n / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    let u = rank_sum - m * (m + 1.0) / 2.0;
    two_sided((u - mean).abs(), variance)
}

/// How often a normal variate of this variance is so far from its mean, corrected for continuity.
fn two_sided(distance: f64, variance: f64) -> f64 {
    if variance.is_nan() || variance <= 0.0 {
        return 1.0;
    }
    let z = (distance - 0.5).max(0.0) / variance.sqrt();
    2.0 * Normal::standard().sf(z)
}

/// The sum of the ranks of `a` among both, those alike sharing the mean of theirs; and the sum of
/// t^3 - t over the sizes t of such ties.
fn rank_sum(a: &[u64], b: &[u64]) -> (f64, f64) {
    let of_a = a.iter().map(|sample| (*sample, true));
    let of_b = b.iter().map(|sample| (*sample, false));
    let mut all: Vec<(u64, bool)> = of_a.chain(of_b).collect();
    all.sort_unstable();
    let (mut before, mut sum, mut ties) = (0.0, 0.0, 0.0);
    for alike in all.chunk_by(|a, b| a.0 == b.0) {
        let size = alike.len() as f64;
        let own = alike.iter().filter(|(_, is_own)| *is_own).count() as f64;
        sum += own * (before + (size + 1.0) / 2.0);
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
    fn the_p_values_are_those_of_the_formula() {
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
    fn samples_too_small_for_the_test_differ_where_they_lie_apart() {
        let is_chance = |a: &[u64], b: &[u64]| Comparison::of(&time(a), &time(b)).is_chance;
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
