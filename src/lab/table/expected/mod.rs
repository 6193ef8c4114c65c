//! What theory expects of probe lengths, under a hash that throws each key on any slot with the
//! same probability. A load is n/m, the entries' share of the slots.
//!
//! The sources are Knuth, *The Art of Computer Programming*, vol. 3, §6.4, and for Robin Hood
//! hashing A. Viola, "Exact distribution of individual displacements in linear probing hashing",
//! 2005, and P. Celis, 1986.

pub mod lengths;

/// The mean probe lengths of a search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probes {
    /// Where the key is found.
    pub hit: f64,
    /// Where it is not there.
    pub miss: f64,
}

/// Linear probing, large tables (Knuth, §6.4, equations 23 and 24).
///
/// ```
/// let expected = heapwise::lab::table::expected::linear(0.5);
/// assert_eq!((expected.hit, expected.miss), (1.5, 2.5));
/// ```
pub fn linear(load: f64) -> Probes {
    let empty = 1.0 - load;
    Probes {
        hit: (1.0 + 1.0 / empty) / 2.0,
        miss: (1.0 + 1.0 / (empty * empty)) / 2.0,
    }
}

/// Linear probing on exactly `slots` slots with `entries` entries, fewer than slots (Knuth, §6.4,
/// theorem K): a hit (1 + Q₀(m, n-1))/2, a miss (1 + Q₁(m, n))/2.
///
/// ```
/// let expected = heapwise::lab::table::expected::linear_finite(64, 48);
/// assert_eq!((expected.hit * 1e3).round() / 1e3, 2.177);
/// assert_eq!((expected.miss * 1e2).round() / 1e2, 6.13);
/// ```
pub fn linear_finite(slots: u64, entries: u64) -> Probes {
    Probes {
        hit: (1.0 + q(0, slots, entries.saturating_sub(1))) / 2.0,
        miss: (1.0 + q(1, slots, entries)) / 2.0,
    }
}

/// Knuth's Q_r(m, n): the sum over k of C(r+k, k) · n(n-1)...(n-k+1) / mᵏ.
///
/// ```
/// // n = 1 has two terms: 1 and 2/m.
/// assert_eq!(heapwise::lab::table::expected::q(1, 4, 1), 1.5);
/// ```
pub fn q(r: u32, m: u64, n: u64) -> f64 {
    let (mut sum, mut product) = (0.0, 1.0);
    for k in 0..=n {
        let chosen: f64 = (1..=r)
            .map(|i| (k as f64 + f64::from(i)) / f64::from(i))
            .product();
        sum += chosen * product;
        product *= (n - k) as f64 / m as f64;
    }
    sum
}

/// Robin Hood hashing on linear probing: a hit is as long as without, a miss stops at the first
/// entry that is nearer to its home.
pub fn robin_hood(load: f64) -> Probes {
    Probes {
        hit: linear(load).hit,
        miss: 1.0 + load * (2.0 - load) / (2.0 * (1.0 - load)),
    }
}

/// The variance of a hit's probe length under linear probing.
pub fn linear_hit_variance(load: f64) -> f64 {
    let empty = 1.0 - load;
    1.0 / (3.0 * empty.powi(3)) - 1.0 / (4.0 * empty * empty) - 1.0 / 12.0
}

/// The variance of a hit's probe length under Robin Hood hashing.
pub fn robin_hood_hit_variance(load: f64) -> f64 {
    load * (6.0 - 5.0 * load + 2.0 * load * load) / (12.0 * (1.0 - load).powi(2))
}

/// Uniform probing, which double hashing comes close to, and CPython's probes up to a load of 2/3
/// (Knuth, §6.4, theorem U and what follows it).
pub fn uniform(load: f64) -> Probes {
    Probes {
        hit: -(1.0 - load).ln() / load,
        miss: 1.0 / (1.0 - load),
    }
}

/// Triangular steps, where keys of one home share one sequence; an approximation, some 6 % off at
/// a load of 0.9 (Knuth, §6.4, on secondary clustering).
pub fn triangular(load: f64) -> Probes {
    let log = (1.0 - load).ln();
    Probes {
        hit: 1.0 - log - load / 2.0,
        miss: 1.0 / (1.0 - load) - load - log,
    }
}

/// Separate chaining: the entries looked at, of `entries` in `slots` chains (Knuth, §6.4, the
/// discussion of algorithm C).
pub fn chaining(slots: u64, entries: u64) -> Probes {
    let (n, m) = (entries as f64, slots as f64);
    Probes {
        hit: 1.0 + (n - 1.0) / (2.0 * m),
        miss: n / m,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts every way to throw three keys on five slots.
    #[test]
    fn the_finite_formula_is_that_of_all_ways_to_hash() {
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
    fn an_empty_table_is_looked_at_once() {
        for probes in [linear(0.0), robin_hood(0.0), triangular(0.0)] {
            assert_eq!((probes.hit, probes.miss), (1.0, 1.0));
        }
        assert!(linear_hit_variance(0.0).abs() < 1e-12);
        assert_eq!(robin_hood_hit_variance(0.0), 0.0);
    }
}
