//! How probable what was found would be under an ideal hash.

use statrs::distribution::{Binomial, ChiSquared, ContinuousCDF, DiscreteCDF, Normal, Poisson};

use super::expected;

/// How probable figures as low, and as high, as the one found are by chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tails {
    /// Of a figure no higher.
    pub below: f64,
    /// Of a figure no lower.
    pub above: f64,
}

/// Up to here the distribution of distinct buckets is computed exactly.
const EXACT_KEYS: u64 = 1024;

/// Above so many keys a bucket few buckets are ever empty, and how many are is not normal.
const MOST_KEYS_A_BUCKET: u64 = 4;

/// Of `found` distinct buckets among `buckets` with `keys` keys: exact for up to 1024 keys, normal
/// beyond. None where the keys are so many that nearly every bucket is full.
pub fn distinct_buckets(keys: u64, buckets: u64, found: u64) -> Option<Tails> {
    if keys <= EXACT_KEYS {
        let probability = distinct_distribution(keys, buckets);
        let found = found as usize;
        return Some(Tails {
            below: probability[..=found].iter().sum(),
            above: probability[found..].iter().sum(),
        });
    }
    let expected = expected::distinct_buckets(keys, buckets);
    let normal = Normal::new(expected.mean, expected.deviation).ok()?;
    (keys <= MOST_KEYS_A_BUCKET * buckets).then(|| Tails {
        below: normal.cdf(found as f64 + 0.5),
        above: normal.sf(found as f64 - 0.5),
    })
}

/// The probability of each number of distinct buckets, from 0 on. Each key comes to a bucket that
/// is full already, or to an empty one (W. Feller, An Introduction to Probability Theory, vol. 1,
/// IV.2).
fn distinct_distribution(keys: u64, buckets: u64) -> Vec<f64> {
    let most = keys.min(buckets) as usize;
    let mut probability = vec![0.0; most + 1];
    probability[0] = 1.0;
    for _ in 0..keys {
        for full in (0..=most).rev() {
            let stays = probability[full] * full as f64 / buckets as f64;
            let comes = match full {
                0 => 0.0,
                _ => probability[full - 1] * (1.0 - (full - 1) as f64 / buckets as f64),
            };
            probability[full] = stays + comes;
        }
    }
    probability
}

/// Of Pearson's chi-squared, by the distribution of that name with one degree of freedom less than
/// there are buckets. None for fewer than 1024 keys, of which chance makes more of it than that.
pub fn chi_squared(keys: u64, buckets: u64, found: f64) -> Option<Tails> {
    let distribution = ChiSquared::new(buckets as f64 - 1.0).ok()?;
    (keys >= EXACT_KEYS).then(|| Tails {
        below: distribution.cdf(found),
        above: distribution.sf(found),
    })
}

/// Of any bucket holding at least `found` of the keys: no more than the sum over the buckets.
pub fn largest_bucket(keys: u64, buckets: u64, found: u64) -> f64 {
    let one = binomial_at_least(1.0 / buckets as f64, keys, found);
    (buckets as f64 * one).min(1.0)
}

/// Of at least so many pairs of keys that share all 64 bits.
pub fn duplicates(keys: u64, pairs: u64) -> f64 {
    let mean = expected::duplicates_64bit(keys);
    match (pairs, Poisson::new(mean)) {
        (0, _) | (_, Err(_)) => 1.0,
        (1, _) => -(-mean).exp_m1(),
        (_, Ok(poisson)) => poisson.sf(pairs - 1),
    }
}

/// Of any of `cells` cells of an avalanche matrix being as far from one half as one in which
/// `flips` of `trials` flipped: no more than the sum over the cells.
pub fn flips(flips: u64, trials: u64, cells: u64) -> f64 {
    let far = flips.max(trials - flips);
    (2.0 * cells as f64 * binomial_at_least(0.5, trials, far)).min(1.0)
}

fn binomial_at_least(p: f64, trials: u64, found: u64) -> f64 {
    match (found, Binomial::new(p, trials)) {
        (0, _) | (_, Err(_)) => 1.0,
        (_, Ok(binomial)) => binomial.sf(found - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!(
            (found / expected - 1.0).abs() < 1e-6,
            "{found}, not {expected}"
        );
    }

    #[test]
    fn small_tables_are_exact() {
        // Four keys in eight buckets: all in one with 1/8³, all apart with 7·6·5/8³.
        let tails = |found| distinct_buckets(4, 8, found).unwrap();
        close(tails(1).below, 1.0 / 512.0);
        close(tails(4).above, 210.0 / 512.0);
        close(tails(4).below, 1.0);
        close(tails(1).above, 1.0);
        close(largest_bucket(4, 8, 4), 8.0 / 4096.0);
        close(largest_bucket(4, 8, 1), 1.0);
    }

    #[test]
    fn the_normal_tails_begin_where_the_exact_ones_end() {
        let (keys, buckets) = (EXACT_KEYS, 2048);
        let expected = expected::distinct_buckets(keys, buckets);
        let found = (expected.mean - 3.0 * expected.deviation).round() as u64;
        let exact = distinct_buckets(keys, buckets, found).unwrap().below;
        let normal = distinct_buckets(keys + 1, buckets, found + 1)
            .unwrap()
            .below;
        assert!((0.7..1.4).contains(&(exact / normal)), "{exact}, {normal}");
        assert_eq!(distinct_buckets(10_000, 128, 128), None);
    }

    #[test]
    fn one_pair_of_duplicates_is_as_improbable_as_it_is_expected() {
        close(duplicates(600_000, 1), 600_000_f64.powi(2) / 2_f64.powi(65));
        assert_eq!(duplicates(600_000, 0), 1.0);
        assert!(duplicates(600_000, 2) < 1e-15);
    }

    #[test]
    fn chi_squared_at_its_mean_is_no_surprise_and_far_off_is_one() {
        let buckets = 65_536;
        let expected = expected::chi_squared(50_000, buckets);
        let at = |deviations: f64| {
            let found = expected.mean + deviations * expected.deviation;
            chi_squared(50_000, buckets, found).unwrap()
        };
        assert!((at(0.0).above - 0.5).abs() < 0.01 && (at(0.0).below - 0.5).abs() < 0.01);
        let normal = Normal::new(0.0, 1.0).unwrap();
        assert!((0.8..1.3).contains(&(at(4.0).above / normal.sf(4.0))));
        assert!((0.7..1.3).contains(&(at(-4.0).below / normal.cdf(-4.0))));
        assert_eq!(chi_squared(1023, buckets, 1.0), None);
    }

    #[test]
    fn a_cell_that_always_flips_is_a_coin_that_always_falls_alike() {
        close(flips(20, 20, 1), 2.0 / 2_f64.powi(20));
        close(flips(0, 20, 64), 128.0 / 2_f64.powi(20));
        close(flips(10, 20, 1), 1.0);
        assert!(flips(1000, 1000, 4096) < 1e-290);
    }
}
