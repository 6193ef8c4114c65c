//! Whether a time has changed.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::record::Time;

/// A difference is called one where chance alone gives it less often.
pub(super) const SIGNIFICANT: f64 = 0.05;

/// Medians closer than this, as a share of the first, are not told apart unless that is asked for.
/// The runs of one process share its memory's layout, its processor's clock and its neighbours, so
/// that their spread is less than that of two processes of one binary.
pub(super) const LEAST_CHANGE: f64 = 0.10;

/// How often chance gives two samples of one distribution whose ranks differ at least so much: the
/// test of Mann and Whitney, two-sided. It asks for no particular distribution, and an outlier
/// weighs no more than its rank.
///
/// By the normal approximation of U, corrected for ties and continuity (Hollander, Wolfe and
/// Chicken, *Nonparametric Statistical Methods*, 4.1). 1 where a sample is empty or all are alike.
pub(super) fn p_value(before: &Time, after: &Time) -> f64 {
    let (a, b) = (&before.samples_ns, &after.samples_ns);
    let (m, n) = (a.len() as f64, b.len() as f64);
    let (rank_sum, ties) = rank_sum(a, b);
    let all = m + n;
    let mean = m * n / 2.0;
    let variance = m * n / 12.0 * (all + 1.0 - ties / (all * (all - 1.0)));
    if variance.is_nan() || variance <= 0.0 {
        return 1.0;
    }
    let u = rank_sum - m * (m + 1.0) / 2.0;
    let z = ((u - mean).abs() - 0.5).max(0.0) / variance.sqrt();
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
}
