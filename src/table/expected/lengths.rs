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
/// let expected = heapwise::table::expected::lengths::linear(0.5, 9);
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
/// let expected = heapwise::table::expected::lengths::uniform(0.5, 9);
/// assert_eq!(expected.miss[..4], [0.0, 0.5, 0.25, 0.125]);
/// ```
pub fn uniform(load: f64, longest: usize) -> Lengths {
    Lengths {
        hit: mean_of_insertions(load, longest, uniform_miss),
        miss: uniform_miss(load, longest),
    }
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
            let (slots, entries) = (1 << 30, (load * f64::from(1 << 30)) as u64);
            assert_means(
                &chaining(load, longest),
                super::super::chaining(slots, entries),
            );
        }
    }
}
