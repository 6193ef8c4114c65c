//! The expected distributions of probe lengths in large tables.

/// The probability of each probe length of a lookup, from length 0 up to a longest one. The
/// probabilities of longer lookups are missing, so the sums are below 1.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbeDistributions {
    /// The distribution for lookups that find their key.
    pub hit: Vec<f64>,
    /// The distribution for lookups that do not find their key.
    pub miss: Vec<f64>,
}

/// Linear probing, up to `longest` probes (Knuth, §6.4, theorem K, in the limit of large tables).
///
/// ```
/// let expected = heapwise::lab::table::expected::distribution::linear(0.5, 9);
/// assert_eq!(expected.miss[1], 0.5);
/// ```
pub fn linear(load: f64, longest: usize) -> ProbeDistributions {
    ProbeDistributions {
        hit: mean_of_insertions(load, longest, linear_miss),
        miss: linear_miss(load, longest),
    }
}

/// Uniform probing, up to `longest` probes: each finds an empty slot with probability 1 - load.
///
/// ```
/// let expected = heapwise::lab::table::expected::distribution::uniform(0.5, 9);
/// assert_eq!(expected.miss[..4], [0.0, 0.5, 0.25, 0.125]);
/// ```
pub fn uniform(load: f64, longest: usize) -> ProbeDistributions {
    ProbeDistributions {
        hit: mean_of_insertions(load, longest, uniform_miss),
        miss: uniform_miss(load, longest),
    }
}

/// Robin Hood hashing with linear probing, up to `longest` probes (S. Janson, "Individual
/// displacements for linear probing hashing with different insertion policies", 2005). A hit takes
/// one probe more than its entry's distance from home. A miss passes all entries whose home slot is
/// its own or an earlier one, and ends at the slot after them.
///
/// ```
/// let expected = heapwise::lab::table::expected::distribution::robin_hood(0.5, 9);
/// assert_eq!(expected.miss[1], 0.5);
/// // Half of the slots are full, so a hit of 1 probe is twice as likely as a miss of 2 probes.
/// assert!((expected.hit[1] - 2.0 * expected.miss[2]).abs() < 1e-12);
/// ```
pub fn robin_hood(load: f64, longest: usize) -> ProbeDistributions {
    let displacements = displacements(load, longest);
    let mut hit = vec![0.0];
    hit.extend(displacements.iter().map(|share| share / load));
    let mut miss = vec![0.0, 1.0 - load];
    miss.extend(displacements);
    hit.truncate(longest + 1);
    miss.truncate(longest + 1);
    ProbeDistributions { hit, miss }
}

/// Separate chaining, up to `longest` entries read. The length of a chain has a Poisson distribution.
/// A miss reads a whole chain; a hit ends at any entry of its chain with the same probability.
pub fn chaining(load: f64, longest: usize) -> ProbeDistributions {
    let mut share = (-load).exp();
    let mut longer = 1.0;
    let (mut hit, mut miss) = (vec![0.0], vec![share]);
    for length in 1..=longest {
        longer -= share;
        share *= load / length as f64;
        hit.push(longer / load);
        miss.push(share);
    }
    ProbeDistributions { hit, miss }
}

/// A run of exactly k full slots after an empty one has the probability
/// (1-a) aᵏ (k+1)ᵏ⁻¹ e⁻ᵃ⁽ᵏ⁺¹⁾ / k! at load a. A miss of k + 1 probes starts k slots before the end of
/// a run of at least k slots.
fn linear_miss(load: f64, longest: usize) -> Vec<f64> {
    let mut at_least = 1.0 - load;
    let mut ln_factorial = 0.0;
    let mut shares = vec![0.0];
    for k in (0..longest).map(|k| k as f64) {
        shares.push(at_least);
        ln_factorial += k.max(1.0).ln();
        let ln_powers = k * load.ln() + (k - 1.0) * (k + 1.0).ln() - load * (k + 1.0);
        at_least -= (1.0 - load) * (ln_powers - ln_factorial).exp();
    }
    shares
}

/// The share of the slots whose entry has the distance 0, 1, 2, … from its home slot.
///
/// With Robin Hood hashing the entries are in the order of their home slots, as in a queue. At each
/// slot, the entries that found no room in the slots before it are waiting; the entries with this
/// home slot arrive, a Poisson-distributed number of them; and one entry takes the slot. The number
/// of waiting entries rises above k as often as it falls back to k. So the shares of the slots at
/// which 0, …, k entries wait give the share at which k + 1 wait. Where k entries wait, the entry
/// that takes the slot has the distance k, except that a slot stays empty if none waits and none
/// arrives.
fn displacements(load: f64, longest: usize) -> Vec<f64> {
    let at_least = poisson_tails(load, longest + 1);
    let mut waiting = vec![(1.0 - load) * load.exp()];
    while waiting.len() < longest {
        let arrivals = waiting.iter().rev().zip(&at_least[2..]);
        let more: f64 = arrivals.map(|(share, at_least)| share * at_least).sum();
        waiting.push(more * load.exp());
    }
    waiting[0] = (1.0 - load) * load.exp_m1();
    waiting
}

/// The probabilities that a Poisson-distributed number is at least 0, 1, 2, … up to `most` and
/// beyond. The mean must be at most 1.
fn poisson_tails(mean: f64, most: usize) -> Vec<f64> {
    /// The tail after this many more terms is less than 10⁻¹⁸.
    const MORE: usize = 20;
    let next = |share: &mut f64, k: usize| {
        *share *= mean / k as f64;
        Some(*share)
    };
    let first = (-mean).exp();
    let others = (1..=most + MORE).scan(first, next);
    let mut tails: Vec<f64> = std::iter::once(first).chain(others).collect();
    for k in (1..tails.len()).rev() {
        tails[k - 1] += tails[k];
    }
    tails
}

fn uniform_miss(load: f64, longest: usize) -> Vec<f64> {
    let lengths = (0..longest).map(|k| (1.0 - load) * load.powi(k as i32));
    std::iter::once(0.0).chain(lengths).collect()
}

/// The distribution for hits in a table that never moves an entry: a hit takes as many probes as the
/// miss before the entry's insertion, at a load between 0 and `load`.
fn mean_of_insertions(load: f64, longest: usize, miss: fn(f64, usize) -> Vec<f64>) -> Vec<f64> {
    const INTERVALS: u32 = 256;
    let mut means = vec![0.0; longest + 1];
    for interval in 0..INTERVALS {
        let earlier = load * (f64::from(interval) + 0.5) / f64::from(INTERVALS);
        for (mean, share) in means.iter_mut().zip(miss(earlier, longest)) {
            *mean += share / f64::from(INTERVALS);
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::super::mean::{self, MeanProbes};
    use super::*;

    fn assert_means(found: &ProbeDistributions, expected: MeanProbes) {
        for (shares, expected) in [(&found.hit, expected.hit), (&found.miss, expected.miss)] {
            let sum: f64 = shares.iter().sum();
            let mean: f64 = (0..)
                .zip(shares)
                .map(|(k, share)| f64::from(k) * share)
                .sum();
            assert!((sum - 1.0).abs() < 1e-3, "{sum}");
            assert!((mean / expected - 1.0).abs() < 1e-3, "{mean} {expected}");
        }
    }

    #[test]
    fn the_means_of_the_distributions_are_those_of_the_theory() {
        for load in [0.3, 0.5, 0.8] {
            let longest = 2000;
            assert_means(&linear(load, longest), mean::linear(load));
            assert_means(&uniform(load, longest), mean::uniform(load));
            assert_means(&robin_hood(load, longest), mean::robin_hood(load));
            let (slots, entries) = (1 << 30, (load * f64::from(1 << 30)) as u64);
            assert_means(&chaining(load, longest), mean::chaining(slots, entries));
        }
    }

    fn moment(shares: &[f64], power: i32) -> f64 {
        let terms = (0..)
            .zip(shares)
            .map(|(k, share)| f64::from(k).powi(power) * share);
        terms.sum()
    }

    #[test]
    fn robin_hood_distributions_have_the_moments_of_the_formulas_to_many_digits() {
        for load in [0.01, 0.5, 0.75, 0.9, 0.95] {
            let distributions = robin_hood(load, 2000);
            let near = |found: f64, expected: f64| {
                assert!(
                    (found - expected).abs() < 1e-9 * expected,
                    "{load}: {found} {expected}"
                );
            };
            near(moment(&distributions.hit, 0), 1.0);
            near(moment(&distributions.miss, 0), 1.0);
            let mean = moment(&distributions.hit, 1);
            near(mean, mean::linear(load).hit);
            near(moment(&distributions.miss, 1), mean::robin_hood(load).miss);
            let variance = moment(&distributions.hit, 2) - mean * mean;
            near(variance, mean::robin_hood_hit_variance(load));
        }
    }

    #[test]
    fn a_distribution_has_the_lengths_from_0_to_the_longest() {
        for longest in 0..5 {
            for theory in [linear, uniform, chaining, robin_hood] {
                let (short, long) = (theory(0.7, longest), theory(0.7, 40));
                for (short, long) in [(short.hit, long.hit), (short.miss, long.miss)] {
                    assert_eq!(short, long[..=longest]);
                }
            }
        }
    }
}
