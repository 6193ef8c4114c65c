//! The expected means and variances of probe lengths.

/// The mean probe lengths of lookups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanProbes {
    /// The mean of the lookups that find their key.
    pub hit: f64,
    /// The mean of the lookups that do not find their key.
    pub miss: f64,
}

/// Linear probing in a large table (Knuth, §6.4, equations 23 and 24).
///
/// ```
/// let expected = heapwise::lab::table::expected::linear(0.5);
/// assert_eq!((expected.hit, expected.miss), (1.5, 2.5));
/// ```
pub fn linear(load: f64) -> MeanProbes {
    let empty = 1.0 - load;
    MeanProbes {
        hit: (1.0 + 1.0 / empty) / 2.0,
        miss: (1.0 + 1.0 / (empty * empty)) / 2.0,
    }
}

/// Linear probing in a table of exactly `slots` slots and `entries` entries, fewer than slots (Knuth,
/// §6.4, theorem K): (1 + Q₀(m, n-1))/2 for a hit and (1 + Q₁(m, n))/2 for a miss.
///
/// ```
/// let expected = heapwise::lab::table::expected::linear_finite(64, 48);
/// assert_eq!((expected.hit * 1e3).round() / 1e3, 2.177);
/// assert_eq!((expected.miss * 1e2).round() / 1e2, 6.13);
/// ```
pub fn linear_finite(slots: u64, entries: u64) -> MeanProbes {
    MeanProbes {
        hit: (1.0 + knuth_q(0, slots, entries.saturating_sub(1))) / 2.0,
        miss: (1.0 + knuth_q(1, slots, entries)) / 2.0,
    }
}

/// Knuth's Q_r(m, n): the sum over k of C(r+k, k) · n(n-1)...(n-k+1) / mᵏ.
///
/// ```
/// // For n = 1 there are two terms: 1 and 2/m.
/// assert_eq!(heapwise::lab::table::expected::knuth_q(1, 4, 1), 1.5);
/// ```
pub fn knuth_q(r: u32, m: u64, n: u64) -> f64 {
    let (mut sum, mut product) = (0.0, 1.0);
    for k in 0..=n {
        let binomial: f64 = (1..=r)
            .map(|i| (k as f64 + f64::from(i)) / f64::from(i))
            .product();
        sum += binomial * product;
        product *= (n - k) as f64 / m as f64;
    }
    sum
}

/// Robin Hood hashing with linear probing in a large table. Hits are as long as in linear probing. A
/// miss ends at the first entry that is nearer to its home slot.
pub fn robin_hood(load: f64) -> MeanProbes {
    MeanProbes {
        hit: linear(load).hit,
        miss: 1.0 + load * (2.0 - load) / (2.0 * (1.0 - load)),
    }
}

/// The variance of the probe lengths of hits with linear probing.
pub fn linear_hit_variance(load: f64) -> f64 {
    let empty = 1.0 - load;
    1.0 / (3.0 * empty.powi(3)) - 1.0 / (4.0 * empty * empty) - 1.0 / 12.0
}

/// The variance of the probe lengths of hits with Robin Hood hashing.
pub fn robin_hood_hit_variance(load: f64) -> f64 {
    load * (6.0 - 5.0 * load + 2.0 * load * load) / (12.0 * (1.0 - load).powi(2))
}

/// Uniform probing (Knuth, §6.4, theorem U and the text after it). Double hashing is close to it.
pub fn uniform(load: f64) -> MeanProbes {
    MeanProbes {
        hit: -(1.0 - load).ln() / load,
        miss: 1.0 / (1.0 - load),
    }
}

/// The highest load at which [`perturbed`] is an approximation within 3 %.
pub const PERTURBED_UP_TO: f64 = 0.67;

/// CPython's probing: the formula of [`uniform`] probing, an approximation within 3 %. `None` above a
/// load of [`PERTURBED_UP_TO`], where the formula is too low: no exact one is known, and at a load of
/// 0.9 a simulation has misses of 10.3 probes where the formula has 10.0, at 0.95 of 23.8 where it has
/// 20.0.
pub fn perturbed(load: f64) -> Option<MeanProbes> {
    (load <= PERTURBED_UP_TO).then(|| uniform(load))
}

/// The highest load at which [`triangular`] is an approximation within 3 %.
pub const TRIANGULAR_UP_TO: f64 = 0.8;

/// Triangular probing, in which keys with the same home slot have the same probe sequence (Knuth,
/// §6.4, on secondary clustering), an approximation within 3 %. `None` above a load of
/// [`TRIANGULAR_UP_TO`], where the formula is too low: no exact one is known, and at a load of 0.9 a
/// simulation has misses of 12.1 probes where the formula has 11.4, at 0.95 of 24.6 where it has 22.0.
pub fn triangular(load: f64) -> Option<MeanProbes> {
    let log = (1.0 - load).ln();
    (load <= TRIANGULAR_UP_TO).then(|| MeanProbes {
        hit: 1.0 - log - load / 2.0,
        miss: 1.0 / (1.0 - load) - load - log,
    })
}

/// Separate chaining with `entries` entries in `slots` chains; the probe length is the number of
/// entries read (Knuth, §6.4, the discussion of algorithm C).
pub fn chaining(slots: u64, entries: u64) -> MeanProbes {
    let (n, m) = (entries as f64, slots as f64);
    MeanProbes {
        hit: 1.0 + (n - 1.0) / (2.0 * m),
        miss: n / m,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tries all ways to hash three keys to five slots.
    #[test]
    fn the_finite_formula_is_the_mean_over_all_ways_to_hash() {
        let (mut hits, mut misses) = (0, 0);
        for way in 0..125 {
            let mut used = [false; 5];
            for key in 0..3 {
                let home = way / 5_usize.pow(key) % 5;
                let length = (0..5).find(|step| !used[(home + step) % 5]).unwrap();
                used[(home + length) % 5] = true;
                hits += length + 1;
            }
            let miss = |home: usize| (0..5).find(|step| !used[(home + step) % 5]).unwrap() + 1;
            misses += (0..5).map(miss).sum::<usize>();
        }
        let expected = linear_finite(5, 3);
        assert!((expected.hit - hits as f64 / 375.0).abs() < 1e-12);
        assert!((expected.miss - misses as f64 / 625.0).abs() < 1e-12);
    }

    #[test]
    fn large_tables_are_the_limit_of_small_ones() {
        for load in [0.5, 0.75, 0.9] {
            let finite = linear_finite(1 << 20, (load * f64::from(1 << 20)) as u64);
            assert!((finite.hit / linear(load).hit - 1.0).abs() < 0.001);
            assert!((finite.miss / linear(load).miss - 1.0).abs() < 0.001);
        }
    }

    #[test]
    fn approximations_end_where_they_are_too_low() {
        assert!(triangular(0.8).is_some() && triangular(0.81).is_none());
        assert_eq!(perturbed(0.6), Some(uniform(0.6)));
        assert_eq!(perturbed(0.75), None);
    }

    #[test]
    fn a_lookup_in_an_empty_table_has_one_probe() {
        for means in [linear(0.0), robin_hood(0.0), triangular(0.0).unwrap()] {
            assert_eq!((means.hit, means.miss), (1.0, 1.0));
        }
        assert!(linear_hit_variance(0.0).abs() < 1e-12);
        assert_eq!(robin_hood_hit_variance(0.0), 0.0);
    }
}
