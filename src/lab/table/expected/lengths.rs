//! How probable each probe length is in large tables, not only its mean.

/// The probabilities of a search's probe lengths, from 0 on; the longest are left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Lengths {
    /// Where the key is found.
    pub hit: Vec<f64>,
    /// Where it is not there.
    pub miss: Vec<f64>,
}

/// Linear probing, up to `longest` probes (Knuth, §6.4, theorem K, in the limit of large tables).
///
/// ```
/// let expected = heapwise::lab::table::expected::lengths::linear(0.5, 9);
/// assert_eq!(expected.miss[1], 0.5);
/// ```
pub fn linear(load: f64, longest: usize) -> Lengths {
    Lengths {
        hit: mean_of_insertions(load, longest, linear_miss),
        miss: linear_miss(load, longest),
    }
}

/// Uniform probing, up to `longest` probes: each finds an empty slot with probability 1 - load.
///
/// ```
/// let expected = heapwise::lab::table::expected::lengths::uniform(0.5, 9);
/// assert_eq!(expected.miss[..4], [0.0, 0.5, 0.25, 0.125]);
/// ```
pub fn uniform(load: f64, longest: usize) -> Lengths {
    Lengths {
        hit: mean_of_insertions(load, longest, uniform_miss),
        miss: uniform_miss(load, longest),
    }
}

/// Robin Hood hashing on linear probing, up to `longest` probes (S. Janson, "Individual displacements
/// for linear probing hashing with different insertion policies", 2005). A hit is as long as its
/// entry is displaced, and one probe more; a miss passes every entry that has its home or one before
/// it, and stops at the slot behind them.
///
/// ```
/// let expected = heapwise::lab::table::expected::lengths::robin_hood(0.5, 9);
/// assert_eq!(expected.miss[1], 0.5);
/// // Half the slots have entries: those that a miss with 2 probes or more stops behind.
/// assert!((expected.hit[1] - 2.0 * expected.miss[2]).abs() < 1e-12);
/// ```
pub fn robin_hood(load: f64, longest: usize) -> Lengths {
    let displaced = displaced(load, longest);
    let mut hit = vec![0.0];
    hit.extend(displaced.iter().map(|share| share / load));
    let mut miss = vec![0.0, 1.0 - load];
    miss.extend(displaced);
    hit.truncate(longest + 1);
    miss.truncate(longest + 1);
    Lengths { hit, miss }
}

/// Separate chaining, up to `longest` entries looked at: a miss goes through a whole chain, whose
/// length is Poisson; a hit ends at any place of its chain.
pub fn chaining(load: f64, longest: usize) -> Lengths {
    let mut share = (-load).exp();
    let mut longer = 1.0;
    let (mut hit, mut miss) = (vec![0.0], vec![share]);
    for length in 1..=longest {
        longer -= share;
        share *= load / length as f64;
        hit.push(longer / load);
        miss.push(share);
    }
    Lengths { hit, miss }
}

/// A run of exactly k used slots after an empty one has the probability
/// (1-a) aᵏ (k+1)ᵏ⁻¹ e⁻ᵃ⁽ᵏ⁺¹⁾ / k!, and a miss of k + 1 probes begins k slots before the end of a run
/// at least so long.
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

/// The share of the slots whose entry is displaced by 0, 1, 2 and so on.
///
/// Under Robin Hood hashing entries stand in the order of their homes, as in a queue: a home finds
/// those waiting that the slots before it had no room for, Poisson many come, and one takes the
/// slot. How many wait changes from k or fewer to more as often as back, which gives the share of
/// the homes at which k + 1 wait from the shares before it; and of the homes at which k wait, the
/// slot's entry is displaced by k, but for those where none waits and none comes.
fn displaced(load: f64, longest: usize) -> Vec<f64> {
    let at_least = poisson_tails(load, longest + 1);
    let mut waiting = vec![(1.0 - load) * load.exp()];
    while waiting.len() < longest {
        let come = waiting.iter().rev().zip(&at_least[2..]);
        let more: f64 = come.map(|(share, at_least)| share * at_least).sum();
        waiting.push(more * load.exp());
    }
    waiting[0] = (1.0 - load) * load.exp_m1();
    waiting
}

/// The probabilities of at least 0, 1, 2 and so on up to `most`, and some more, where the number is
/// Poisson with this mean of at most 1.
fn poisson_tails(mean: f64, most: usize) -> Vec<f64> {
    /// What is left beyond so many more is less than 10⁻¹⁸.
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

/// Where no entry moves, an entry is found where it was missed when it came, at a load between 0
/// and `load`.
fn mean_of_insertions(load: f64, longest: usize, miss: fn(f64, usize) -> Vec<f64>) -> Vec<f64> {
    const CELLS: u32 = 256;
    let mut means = vec![0.0; longest + 1];
    for cell in 0..CELLS {
        let then = load * (f64::from(cell) + 0.5) / f64::from(CELLS);
        for (mean, share) in means.iter_mut().zip(miss(then, longest)) {
            *mean += share / f64::from(CELLS);
        }
    }
    means
}

#[cfg(test)]
mod tests {
    use super::super::Probes;
    use super::*;

    fn assert_means(lengths: &Lengths, expected: Probes) {
        for (shares, expected) in [(&lengths.hit, expected.hit), (&lengths.miss, expected.miss)] {
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
            assert_means(&linear(load, longest), super::super::linear(load));
            assert_means(&uniform(load, longest), super::super::uniform(load));
            assert_means(&robin_hood(load, longest), super::super::robin_hood(load));
            let (slots, entries) = (1 << 30, (load * f64::from(1 << 30)) as u64);
            assert_means(
                &chaining(load, longest),
                super::super::chaining(slots, entries),
            );
        }
    }

    fn moment(shares: &[f64], power: i32) -> f64 {
        let terms = (0..)
            .zip(shares)
            .map(|(k, share)| f64::from(k).powi(power) * share);
        terms.sum()
    }

    #[test]
    fn robin_hoods_distributions_have_the_moments_of_the_formulas_to_many_digits() {
        for load in [0.01, 0.5, 0.75, 0.9, 0.95] {
            let lengths = robin_hood(load, 2000);
            let near = |found: f64, expected: f64| {
                assert!(
                    (found - expected).abs() < 1e-9 * expected,
                    "{load}: {found} {expected}"
                );
            };
            near(moment(&lengths.hit, 0), 1.0);
            near(moment(&lengths.miss, 0), 1.0);
            let mean = moment(&lengths.hit, 1);
            near(mean, super::super::linear(load).hit);
            near(
                moment(&lengths.miss, 1),
                super::super::robin_hood(load).miss,
            );
            let variance = moment(&lengths.hit, 2) - mean * mean;
            near(variance, super::super::robin_hood_hit_variance(load));
        }
    }

    #[test]
    fn as_many_lengths_are_told_as_are_asked_for() {
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
