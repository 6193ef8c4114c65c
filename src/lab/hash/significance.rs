//! P-values: how probable a result is under an ideal hash.

use statrs::distribution::{ChiSquared, ContinuousCDF, DiscreteCDF, Normal, Poisson};

use super::expected;

/// Both one-sided p-values of a result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// The probability of the same or a lower value.
    pub below: f64,
    /// The probability of the same or a higher value.
    pub above: f64,
}

/// The most keys for which the distribution of distinct buckets is computed exactly.
const EXACT_KEYS: u64 = 1024;

/// The most keys a bucket for which the number of distinct buckets is about normal. With more keys,
/// hardly any bucket is empty.
const MAX_KEYS_PER_BUCKET: u64 = 4;

/// The p-values of `distinct` buckets that contain at least one key: exact for up to 1024 keys, from
/// the normal distribution for more. `None` for more than 1024 keys if there are more than 4 keys a
/// bucket.
///
/// # Panics
///
/// If there are up to 1024 keys and `distinct` is greater than `keys` or `buckets`.
pub fn distinct_buckets(keys: u64, buckets: u64, distinct: u64) -> Option<Tails> {
    if keys <= EXACT_KEYS {
        let probability = distinct_distribution(keys, buckets);
        let index = distinct as usize;
        return Some(Tails {
            below: probability[..=index].iter().sum(),
            above: probability[index..].iter().sum(),
        });
    }
    let expected = expected::distinct_buckets(keys, buckets);
    let normal = Normal::new(expected.mean, expected.deviation).ok()?;
    (keys <= MAX_KEYS_PER_BUCKET * buckets).then(|| Tails {
        below: normal.cdf(distinct as f64 + 0.5),
        above: normal.sf(distinct as f64 - 0.5),
    })
}

/// The probability of each number of distinct buckets, from 0. Each key gets either an occupied or
/// an empty bucket (W. Feller, An Introduction to Probability Theory, vol. 1, IV.2).
fn distinct_distribution(keys: u64, buckets: u64) -> Vec<f64> {
    let max = keys.min(buckets) as usize;
    let is_occupied: Vec<f64> = (0..=max).map(|n| n as f64 / buckets as f64).collect();
    let is_empty: Vec<f64> = is_occupied.iter().map(|share| 1.0 - share).collect();
    let mut probability = vec![0.0; max + 1];
    let mut after_key = probability.clone();
    probability[0] = 1.0;
    for key in 0..keys as usize {
        // After key + 1 keys at most key + 1 buckets are occupied.
        let most = max.min(key + 1);
        after_key[0] = 0.0;
        for occupied in 1..=most {
            let into_occupied = probability[occupied] * is_occupied[occupied];
            let into_empty = probability[occupied - 1] * is_empty[occupied - 1];
            after_key[occupied] = into_occupied + into_empty;
        }
        std::mem::swap(&mut probability, &mut after_key);
    }
    probability
}

/// The p-values of Pearson's chi-squared, from the chi-squared distribution with m - 1 degrees of
/// freedom for m buckets. `None` for fewer than 1024 keys, for which that distribution makes high
/// values too improbable.
pub fn chi_squared(keys: u64, buckets: u64, chi_squared: f64) -> Option<Tails> {
    let distribution = ChiSquared::new(buckets as f64 - 1.0).ok()?;
    (keys >= EXACT_KEYS).then(|| Tails {
        below: distribution.cdf(chi_squared),
        above: distribution.sf(chi_squared),
    })
}

/// The p-value of `largest` keys in the fullest bucket: an upper bound, the sum over the buckets of
/// the probability that a bucket contains at least `largest` keys.
pub fn largest_bucket(keys: u64, buckets: u64, largest: u64) -> f64 {
    expected::buckets_with_at_least(largest, keys, buckets).min(1.0)
}

/// The p-value of `pairs` pairs of keys that share all 64 bits: the probability of at least as many.
pub fn duplicates(keys: u64, pairs: u64) -> f64 {
    let mean = expected::duplicates_64bit(keys);
    match (pairs, Poisson::new(mean)) {
        (0, _) | (_, Err(_)) => 1.0,
        (1, _) => -(-mean).exp_m1(),
        (_, Ok(poisson)) => poisson.sf(pairs - 1),
    }
}

/// The p-value of the worst of `cells` cells of an avalanche matrix, in which the hash bit flipped in
/// `flips` of `trials` trials: an upper bound, the sum over the cells of the probability that a cell
/// is at least as far from one half.
pub fn flips(flips: u64, trials: u64, cells: u64) -> f64 {
    let farther = flips.max(trials - flips);
    (2.0 * cells as f64 * expected::binomial_tail(0.5, trials, farther)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(actual: f64, expected: f64) {
        assert!(
            (actual / expected - 1.0).abs() < 1e-6,
            "{actual}, not {expected}"
        );
    }

    #[test]
    fn the_p_values_of_small_tables_are_exact() {
        // Four keys in eight buckets: all in one bucket with probability 1/8³, all in different
        // buckets with probability 7·6·5/8³.
        let tails = |distinct| distinct_buckets(4, 8, distinct).unwrap();
        assert_close(tails(1).below, 1.0 / 512.0);
        assert_close(tails(4).above, 210.0 / 512.0);
        assert_close(tails(4).below, 1.0);
        assert_close(tails(1).above, 1.0);
        assert_close(largest_bucket(4, 8, 4), 8.0 / 4096.0);
        assert_close(largest_bucket(4, 8, 1), 1.0);
    }

    #[test]
    fn the_normal_tails_are_near_the_exact_ones_at_the_limit() {
        let (keys, buckets) = (EXACT_KEYS, 2048);
        let expected = expected::distinct_buckets(keys, buckets);
        let distinct = (expected.mean - 3.0 * expected.deviation).round() as u64;
        let exact = distinct_buckets(keys, buckets, distinct).unwrap().below;
        let normal = distinct_buckets(keys + 1, buckets, distinct + 1)
            .unwrap()
            .below;
        assert!((0.7..1.4).contains(&(exact / normal)), "{exact}, {normal}");
        assert_eq!(distinct_buckets(10_000, 128, 128), None);
    }

    #[test]
    fn the_p_value_of_one_pair_of_duplicates_is_the_expected_number_of_pairs() {
        assert_close(duplicates(600_000, 1), 600_000_f64.powi(2) / 2_f64.powi(65));
        assert_eq!(duplicates(600_000, 0), 1.0);
        assert!(duplicates(600_000, 2) < 1e-15);
    }

    #[test]
    fn the_tails_of_chi_squared_are_near_the_normal_ones() {
        let buckets = 65_536;
        let expected = expected::chi_squared(50_000, buckets);
        let at = |deviations: f64| {
            let value = expected.mean + deviations * expected.deviation;
            chi_squared(50_000, buckets, value).unwrap()
        };
        assert!((at(0.0).above - 0.5).abs() < 0.01 && (at(0.0).below - 0.5).abs() < 0.01);
        let normal = Normal::new(0.0, 1.0).unwrap();
        assert!((0.8..1.3).contains(&(at(4.0).above / normal.sf(4.0))));
        assert!((0.7..1.3).contains(&(at(-4.0).below / normal.cdf(-4.0))));
        assert_eq!(chi_squared(1023, buckets, 1.0), None);
    }

    #[test]
    fn a_cell_that_always_flips_is_as_improbable_as_a_coin_that_always_shows_one_side() {
        assert_close(flips(20, 20, 1), 2.0 / 2_f64.powi(20));
        assert_close(flips(0, 20, 64), 128.0 / 2_f64.powi(20));
        assert_close(flips(10, 20, 1), 1.0);
        assert!(flips(1000, 1000, 4096) < 1e-290);
    }
}
