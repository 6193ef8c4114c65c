//! What an ideal hash gives: it puts every key into each bucket with the same probability,
//! independently of the other keys.
//!
//! In the formulas, n is the number of keys and m the number of buckets.

use statrs::distribution::{Binomial, Discrete, DiscreteCDF};

/// The distribution of a result under an ideal hash.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
}

impl Expected {
    /// How many standard deviations `value` is above the mean, or 0 if the standard deviation is 0.
    pub fn z_score(&self, value: f64) -> f64 {
        if self.deviation > 0.0 {
            (value - self.mean) / self.deviation
        } else {
            0.0
        }
    }
}

/// The mean shares of the buckets that contain no key, one key, and so on: the binomial distribution.
/// The last share is that of the buckets with `max` keys or more.
///
/// ```
/// // Two keys in two buckets: in half of all cases one in each.
/// assert_eq!(heapwise::lab::hash::expected::shares(2, 2, 3), [0.25, 0.5, 0.25, 0.0]);
/// ```
pub fn shares(keys: u64, buckets: u64, max: usize) -> Vec<f64> {
    let binomial = Binomial::new(1.0 / buckets as f64, keys).expect("there is at least one bucket");
    let below = (0..max as u64).map(|count| binomial.pmf(count));
    let mut shares: Vec<f64> = below.collect();
    shares.push((1.0 - shares.iter().sum::<f64>()).max(0.0));
    shares
}

/// The number of buckets that contain at least one key: mean m(1 - (1 - 1/m)ⁿ).
///
/// ```
/// // Two keys in two buckets: both in the same one with probability 1/2.
/// let expected = heapwise::lab::hash::expected::distinct_buckets(2, 2);
/// assert_eq!(expected.mean, 1.5);
/// assert_eq!(expected.deviation, 0.5);
/// ```
pub fn distinct_buckets(keys: u64, buckets: u64) -> Expected {
    let (n, m) = (keys as f64, buckets as f64);
    let one_empty = (1.0 - 1.0 / m).powf(n);
    let two_empty = (1.0 - 2.0 / m).max(0.0).powf(n);
    let variance =
        m * one_empty * (1.0 - one_empty) + m * (m - 1.0) * (two_empty - one_empty * one_empty);
    Expected {
        mean: m * (1.0 - one_empty),
        deviation: variance.max(0.0).sqrt(),
    }
}

/// The number of pairs of keys that share a bucket: mean n(n-1)/2m, variance (1 - 1/m) times the
/// mean.
///
/// ```
/// let expected = heapwise::lab::hash::expected::colliding_pairs(3, 6);
/// assert_eq!(expected.mean, 0.5);
/// ```
pub fn colliding_pairs(keys: u64, buckets: u64) -> Expected {
    let (n, m) = (keys as f64, buckets as f64);
    let mean = n * (n - 1.0) / (2.0 * m);
    Expected {
        mean,
        deviation: (mean * (1.0 - 1.0 / m)).sqrt(),
    }
}

/// The mean number of pairs of keys that share all 64 bits: about n²/2⁶⁵.
pub fn duplicates_64bit(keys: u64) -> f64 {
    (keys as f64).powi(2) / 2_f64.powi(65)
}

/// Pearson's chi-squared of the occupancy: mean m - 1, variance 2(m - 1)(1 - 1/n).
pub fn chi_squared(keys: u64, buckets: u64) -> Expected {
    let (n, m) = (keys as f64, buckets as f64);
    Expected {
        mean: m - 1.0,
        deviation: (2.0 * (m - 1.0) * (1.0 - 1.0 / n)).sqrt(),
    }
}

/// The entropy of the occupancy in bits, H = -Σ p log₂ p over the shares p of the keys that are in
/// each bucket: mean log₂ n - E[log₂(1 + Bin(n-1, 1/m))].
///
/// The standard deviation is that of a sum over independent Poisson occupancies, corrected for their
/// fixed sum (L. Holst, "Asymptotic normality and efficiency for certain goodness-of-fit tests",
/// Biometrika 1972). It is accurate for many buckets.
///
/// ```
/// let expected = heapwise::lab::hash::expected::entropy(600, 1024);
/// assert_eq!((expected.mean * 1e4).round() / 1e4, 8.7074);
/// ```
pub fn entropy(keys: u64, buckets: u64) -> Expected {
    let (n, m) = (keys as f64, buckets as f64);
    let log = binomial_mean(n - 1.0, 1.0 / m, |others| (1.0 + others).log2());
    let load = n / m;
    let f = |k: f64| if k > 0.0 { k * k.log2() } else { 0.0 };
    let mean_f = poisson_mean(load, f);
    let variance_f = poisson_mean(load, |k| (f(k) - mean_f).powi(2));
    let covariance = poisson_mean(load, |k| (f(k) - mean_f) * (k - load));
    let variance = m * (variance_f - covariance * covariance / load);
    Expected {
        mean: n.log2() - log,
        deviation: variance.max(0.0).sqrt() / n,
    }
}

/// The mean of `f` over Bin(trials, p).
fn binomial_mean(trials: f64, p: f64, f: impl Fn(f64) -> f64) -> f64 {
    let mode = ((trials + 1.0) * p).floor().min(trials);
    let odds = p / (1.0 - p).max(f64::MIN_POSITIVE);
    let ratio = |k: f64| (trials - k) / (k + 1.0) * odds;
    mean_around(mode, ratio, f)
}

/// The mean of `f` over Poisson(rate).
fn poisson_mean(rate: f64, f: impl Fn(f64) -> f64) -> f64 {
    mean_around(rate.floor(), |k| rate / (k + 1.0), f)
}

/// The mean of `f` over a unimodal distribution on the whole numbers from 0. `ratio(k)` is the
/// probability of k + 1 divided by that of k.
///
/// The sum starts at the mode, so that nothing underflows, and continues in both directions until
/// the remaining terms are negligible.
fn mean_around(mode: f64, ratio: impl Fn(f64) -> f64, f: impl Fn(f64) -> f64) -> f64 {
    const NEGLIGIBLE: f64 = 1e-18;
    let (mut weights, mut sum) = (1.0, f(mode));
    let mut add = |weight: f64, k: f64| {
        weights += weight;
        sum += weight * f(k);
    };
    let (mut weight, mut k) = (1.0, mode);
    loop {
        weight *= ratio(k);
        k += 1.0;
        if weight < NEGLIGIBLE {
            break;
        }
        add(weight, k);
    }
    let (mut weight, mut k) = (1.0, mode);
    while k > 0.0 {
        k -= 1.0;
        weight /= ratio(k);
        if weight < NEGLIGIBLE {
            break;
        }
        add(weight, k);
    }
    sum / weights
}

/// The mean number of buckets that contain at least `count` keys: m · P(Bin(n, 1/m) ≥ count).
pub fn buckets_with_at_least(count: u64, keys: u64, buckets: u64) -> f64 {
    buckets as f64 * binomial_tail(1.0 / buckets as f64, keys, count)
}

/// The probability of at least `count` successes in `trials` trials that each succeed with
/// probability `p`.
pub(super) fn binomial_tail(p: f64, trials: u64, count: u64) -> f64 {
    if count == 0 {
        return 1.0;
    }
    Binomial::new(p, trials).map_or(1.0, |binomial| binomial.sf(count - 1))
}

/// The number of keys in the fullest bucket: the largest number that at least every second table is
/// expected to have a bucket for, [`buckets_with_at_least`] ≥ 1/2.
///
/// ```
/// // Two keys in two buckets: both in the same one with probability 1/2.
/// assert_eq!(heapwise::lab::hash::expected::largest_bucket(2, 2), 2);
/// assert_eq!(heapwise::lab::hash::expected::largest_bucket(2, 100), 1);
/// ```
pub fn largest_bucket(keys: u64, buckets: u64) -> u64 {
    let is_reached = |count: u64| buckets_with_at_least(count, keys, buckets) >= 0.5;
    let even = keys / buckets;
    (even + 1..=keys)
        .take_while(|&count| is_reached(count))
        .last()
        .unwrap_or(even.max(1))
}

/// The worst bias among C = `cells` cells of an avalanche matrix after R = `trials` trials each: about
/// √(2 ln(2C) / R), because each bias is normal around 0 with standard deviation 1/√R.
pub fn worst_bias(cells: u64, trials: u64) -> f64 {
    (2.0 * (2.0 * cells as f64).ln() / trials as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference values: 8.7074 for n = 600 and m = 1024, 13.746 for 20 000 and 32 768, 19.1363 for
    /// 10⁶ and 2²⁰.
    #[test]
    fn the_mean_entropy_equals_reference_values() {
        let rounded = |keys, buckets, digits: i32| {
            let scale = 10_f64.powi(digits);
            (entropy(keys, buckets).mean * scale).round() / scale
        };
        assert_eq!(rounded(600, 1024, 4), 8.7074);
        assert_eq!(rounded(20_000, 32_768, 3), 13.746);
        assert_eq!(rounded(1_000_000, 1 << 20, 4), 19.1363);
    }

    #[test]
    fn entropy_does_not_underflow_if_buckets_contain_many_keys() {
        let expected = entropy(10_000_000, 128);
        assert!((expected.mean - 7.0).abs() < 1e-4, "{expected:?}");
        assert!(expected.deviation > 0.0);
        assert_eq!(entropy(1, 16).mean, 0.0);
    }

    #[test]
    fn the_formulas_agree_with_an_enumeration_of_four_keys_in_three_buckets() {
        let (mut distinct, mut pairs, mut entropies, mut chi) = (vec![], vec![], vec![], vec![]);
        for way in 0..81_u32 {
            let mut counts = [0_u32; 3];
            (0..4).for_each(|key| counts[(way / 3_u32.pow(key) % 3) as usize] += 1);
            let sum = |f: &dyn Fn(f64) -> f64| counts.iter().map(|&k| f(f64::from(k))).sum::<f64>();
            distinct.push(sum(&|k| f64::from(k > 0.0)));
            pairs.push(sum(&|k| k * (k - 1.0) / 2.0));
            entropies.push(sum(&|k| {
                if k > 0.0 {
                    -k / 4.0 * (k / 4.0).log2()
                } else {
                    0.0
                }
            }));
            chi.push(sum(&|k| (k - 4.0 / 3.0).powi(2) / (4.0 / 3.0)));
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / 81.0;
        let deviation = |values: &[f64]| {
            let mean = mean(values);
            (values
                .iter()
                .map(|value| (value - mean).powi(2))
                .sum::<f64>()
                / 81.0)
                .sqrt()
        };
        let assert_close =
            |one: f64, other: f64| assert!((one - other).abs() < 1e-9, "{one} {other}");
        assert_close(distinct_buckets(4, 3).mean, mean(&distinct));
        assert_close(distinct_buckets(4, 3).deviation, deviation(&distinct));
        assert_close(colliding_pairs(4, 3).mean, mean(&pairs));
        assert_close(colliding_pairs(4, 3).deviation, deviation(&pairs));
        assert_close(chi_squared(4, 3).mean, mean(&chi));
        assert_close(chi_squared(4, 3).deviation, deviation(&chi));
        assert_close(entropy(4, 3).mean, mean(&entropies));
    }
}
