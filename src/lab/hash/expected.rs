//! What is expected of an ideal hash: every key lands in each bucket with the same probability,
//! whatever the others do.

use statrs::distribution::{Binomial, Discrete};

use super::significance;

/// A mean and the standard deviation around it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expected {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
}

impl Expected {
    /// How many standard deviations `found` lies above the mean; 0 where there is no deviation.
    pub fn deviations_of(&self, found: f64) -> f64 {
        match self.deviation > 0.0 {
            true => (found - self.mean) / self.deviation,
            false => 0.0,
        }
    }
}

/// The share of `buckets` buckets that hold no key of `keys`, one, and so on, up to `most`: binomial.
/// The last is that of those with `most` keys or more.
///
/// ```
/// // Two keys on two buckets: in half of all cases one each.
/// assert_eq!(heapwise::lab::hash::expected::shares(2, 2, 3), [0.25, 0.5, 0.25, 0.0]);
/// ```
pub fn shares(keys: u64, buckets: u64, most: usize) -> Vec<f64> {
    let binomial = Binomial::new(1.0 / buckets as f64, keys).expect("there is a bucket");
    let below = (0..most as u64).map(|held| binomial.pmf(held));
    let mut shares: Vec<f64> = below.collect();
    shares.push((1.0 - shares.iter().sum::<f64>()).max(0.0));
    shares
}

/// How many of `buckets` hold at least one of `keys`: m(1 - (1 - 1/m)ⁿ).
///
/// ```
/// // Two keys on two buckets: both in one with probability 1/2.
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

/// How many pairs of keys share a bucket: n(n-1)/2m, of nearly that variance.
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

/// How many pairs of keys share all 64 bits: about n²/2⁶⁵.
pub fn duplicates_64bit(keys: u64) -> f64 {
    (keys as f64).powi(2) / 2_f64.powi(65)
}

/// Pearson's chi-squared of the occupancy: mean m - 1, variance 2(m-1)(1 - 1/n).
pub fn chi_squared(keys: u64, buckets: u64) -> Expected {
    let (n, m) = (keys as f64, buckets as f64);
    Expected {
        mean: m - 1.0,
        deviation: (2.0 * (m - 1.0) * (1.0 - 1.0 / n)).sqrt(),
    }
}

/// The entropy of the occupancy in bits, H = -Σ p log₂ p over the buckets' shares p of the keys:
/// log₂ n - E[log₂(1 + Bin(n-1, 1/m))].
///
/// The deviation is that of a sum over independent Poisson occupancies, less what their fixed sum
/// takes away (L. Holst, "Asymptotic normality and efficiency for certain goodness-of-fit tests",
/// Biometrika 1972): good where there are many buckets.
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
    let rise = |k: f64| (trials - k) / (k + 1.0) * odds;
    mean_around(mode, rise, f)
}

/// The mean of `f` over Poisson(rate).
fn poisson_mean(rate: f64, f: impl Fn(f64) -> f64) -> f64 {
    mean_around(rate.floor(), |k| rate / (k + 1.0), f)
}

/// The mean of `f` over a distribution on the whole numbers from 0 with one mode, where `rise(k)`
/// is the probability of k + 1 divided by that of k. Begins at the mode, so that nothing
/// underflows, and goes out both ways until the rest does not matter.
fn mean_around(mode: f64, rise: impl Fn(f64) -> f64, f: impl Fn(f64) -> f64) -> f64 {
    const NEGLIGIBLE: f64 = 1e-18;
    let (mut weights, mut sum) = (1.0, f(mode));
    let mut add = |weight: f64, k: f64| {
        weights += weight;
        sum += weight * f(k);
    };
    let (mut weight, mut k) = (1.0, mode);
    loop {
        weight *= rise(k);
        k += 1.0;
        if weight < NEGLIGIBLE {
            break;
        }
        add(weight, k);
    }
    let (mut weight, mut k) = (1.0, mode);
    while k > 0.0 {
        k -= 1.0;
        weight /= rise(k);
        if weight < NEGLIGIBLE {
            break;
        }
        add(weight, k);
    }
    sum / weights
}

/// What the largest bucket holds: the most that at least one bucket in two tables would reach, by
/// the sum over the buckets.
///
/// ```
/// // Two keys on two buckets: both in one with probability 1/2.
/// assert_eq!(heapwise::lab::hash::expected::largest_bucket(2, 2), 2);
/// assert_eq!(heapwise::lab::hash::expected::largest_bucket(2, 100), 1);
/// ```
pub fn largest_bucket(keys: u64, buckets: u64) -> u64 {
    let reached = |held: u64| significance::largest_bucket(keys, buckets, held) >= 0.5;
    let even = keys / buckets;
    (even + 1..=keys)
        .take_while(|&held| reached(held))
        .last()
        .unwrap_or(even.max(1))
}

/// The worst bias that `cells` cells of an avalanche matrix show by chance after so many trials
/// each: about √(2 ln(2C) / R), since each is normal around 0 with deviation 1/√R.
pub fn worst_bias(cells: u64, trials: u64) -> f64 {
    (2.0 * (2.0 * cells as f64).ln() / trials as f64).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// facts: 8.7074 at n = 600, m = 1024; 13.746 at 20 000, 32 768; 19.1363 at 10^6, 2^20.
    #[test]
    fn entropy_is_that_of_the_literature() {
        let rounded = |keys, buckets, digits: i32| {
            let scale = 10_f64.powi(digits);
            (entropy(keys, buckets).mean * scale).round() / scale
        };
        assert_eq!(rounded(600, 1024, 4), 8.7074);
        assert_eq!(rounded(20_000, 32_768, 3), 13.746);
        assert_eq!(rounded(1_000_000, 1 << 20, 4), 19.1363);
    }

    #[test]
    fn entropy_does_not_underflow_where_buckets_are_full() {
        let expected = entropy(10_000_000, 128);
        assert!((expected.mean - 7.0).abs() < 1e-4, "{expected:?}");
        assert!(expected.deviation > 0.0);
        assert_eq!(entropy(1, 16).mean, 0.0);
    }

    #[test]
    fn the_formulas_agree_with_every_way_to_throw_four_keys_on_three_buckets() {
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
