//! How keys lie in buckets.

/// How many keys each bucket got.
///
/// ```
/// use heapwise::lab::hash::Occupancy;
/// let occupancy = Occupancy::of([0, 2, 2], 4);
/// assert_eq!((occupancy.keys(), occupancy.buckets()), (3, 4));
/// assert_eq!((occupancy.distinct_buckets(), occupancy.largest_bucket()), (2, 2));
/// assert_eq!(occupancy.colliding_pairs(), 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occupancy {
    counts: Vec<u32>,
    keys: u64,
}

impl Occupancy {
    /// The occupancy of `buckets` buckets by keys that landed in those given.
    ///
    /// # Panics
    ///
    /// If a key landed beyond the last bucket.
    pub fn of(landed: impl IntoIterator<Item = usize>, buckets: usize) -> Self {
        let mut counts = vec![0; buckets];
        let mut keys = 0;
        for bucket in landed {
            counts[bucket] += 1;
            keys += 1;
        }
        Self { counts, keys }
    }

    /// The occupancy through the low bits of the hashes, as a table of 2^`bits` buckets uses them.
    ///
    /// # Panics
    ///
    /// If `bits` is above 32.
    pub fn of_low_bits(hashes: &[u64], bits: u32) -> Self {
        assert!(bits <= 32, "{bits} bits make too many buckets");
        let mask = (1 << bits) - 1;
        Self::of(hashes.iter().map(|hash| (hash & mask) as usize), 1 << bits)
    }

    /// The occupancy through the high bits of the hashes.
    ///
    /// # Panics
    ///
    /// If `bits` is 0 or above 32.
    pub fn of_high_bits(hashes: &[u64], bits: u32) -> Self {
        assert!((1..=32).contains(&bits), "{bits} bits cannot be taken");
        let landed = hashes.iter().map(|hash| (hash >> (64 - bits)) as usize);
        Self::of(landed, 1 << bits)
    }

    /// How many keys there are.
    pub fn keys(&self) -> u64 {
        self.keys
    }

    /// How many buckets there are.
    pub fn buckets(&self) -> u64 {
        self.counts.len() as u64
    }

    /// How many buckets hold a key.
    pub fn distinct_buckets(&self) -> u64 {
        self.counts.iter().filter(|&&count| count > 0).count() as u64
    }

    /// The most keys that one bucket holds.
    pub fn largest_bucket(&self) -> u64 {
        self.counts.iter().max().copied().unwrap_or(0).into()
    }

    /// The share of the buckets that hold no key, one, and so on; the last share is that of those
    /// with `most` keys or more.
    ///
    /// ```
    /// use heapwise::lab::hash::Occupancy;
    /// let occupancy = Occupancy::of([0, 2, 2, 2], 4);
    /// assert_eq!(occupancy.shares(2), [0.5, 0.25, 0.25]);
    /// ```
    pub fn shares(&self, most: usize) -> Vec<f64> {
        let mut shares = vec![0.0; most + 1];
        for &count in &self.counts {
            shares[(count as usize).min(most)] += 1.0 / self.counts.len() as f64;
        }
        shares
    }

    /// How many pairs of keys share a bucket.
    pub fn colliding_pairs(&self) -> u64 {
        let pairs = |&count: &u32| u64::from(count) * u64::from(count.saturating_sub(1)) / 2;
        self.counts.iter().map(pairs).sum()
    }

    /// Pearson's chi-squared against every bucket holding the same: Σ (k - n/m)² / (n/m).
    pub fn chi_squared(&self) -> f64 {
        let load = self.keys as f64 / self.counts.len() as f64;
        let squares = self
            .counts
            .iter()
            .map(|&count| (f64::from(count) - load).powi(2));
        squares.sum::<f64>() / load
    }

    /// The entropy in bits: -Σ p log₂ p over the buckets' shares p of the keys.
    pub fn entropy(&self) -> f64 {
        let keys = self.keys as f64;
        let full = self.counts.iter().filter(|&&count| count > 0);
        full.map(|&count| {
            let share = f64::from(count) / keys;
            -share * share.log2()
        })
        .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::expected;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn measures_are_those_of_brute_force(landed in prop::collection::vec(0_usize..12, 1..40)) {
            let occupancy = Occupancy::of(landed.iter().copied(), 12);
            let (mut pairs, mut log) = (0, 0.0);
            for (at, one) in landed.iter().enumerate() {
                pairs += landed[..at].iter().filter(|other| *other == one).count() as u64;
                let same = landed.iter().filter(|other| *other == one).count();
                log += (same as f64 / landed.len() as f64).log2();
            }
            let mut distinct = landed.clone();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(occupancy.colliding_pairs(), pairs);
            prop_assert_eq!(occupancy.distinct_buckets(), distinct.len() as u64);
            prop_assert!((occupancy.entropy() + log / landed.len() as f64).abs() < 1e-9);
            // Each pair adds 2 to the sum of squares, each key 1: χ² = m/n · Σk² - n.
            let n = landed.len() as f64;
            let squares = 2.0 * pairs as f64 + n;
            prop_assert!((occupancy.chi_squared() - (12.0 / n * squares - n)).abs() < 1e-9);
        }
    }

    /// SplitMix64 (G. Steele, D. Lea, C. Flood, 2014): as good as random here.
    fn random_hashes(seed: u64, count: u64) -> Vec<u64> {
        let mix = |index: u64| {
            let z = seed.wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        };
        (1..=count).map(mix).collect()
    }

    #[test]
    fn random_hashes_keep_to_what_is_expected_of_them() {
        const ROUNDS: u64 = 200;
        const KEYS: u64 = 3000;
        let mut deviations = [(0.0, 0.0); 4];
        for seed in 0..ROUNDS {
            let hashes = random_hashes(seed << 32, KEYS);
            let occupancy = Occupancy::of_low_bits(&hashes, 12);
            let found = [
                expected::entropy(KEYS, 4096).deviations_of(occupancy.entropy()),
                expected::chi_squared(KEYS, 4096).deviations_of(occupancy.chi_squared()),
                expected::distinct_buckets(KEYS, 4096)
                    .deviations_of(occupancy.distinct_buckets() as f64),
                expected::colliding_pairs(KEYS, 4096)
                    .deviations_of(occupancy.colliding_pairs() as f64),
            ];
            for (sums, found) in deviations.iter_mut().zip(found) {
                sums.0 += found;
                sums.1 += found * found;
            }
        }
        for (sum, squares) in deviations {
            // The mean of 200 is 0 within 1/√200, the mean square 1 within √(2/200): four times.
            assert!((sum / ROUNDS as f64).abs() < 0.28, "{deviations:?}");
            assert!(
                (squares / ROUNDS as f64 - 1.0).abs() < 0.4,
                "{deviations:?}"
            );
        }
    }

    #[test]
    fn low_and_high_bits_are_taken_where_they_are() {
        let hashes = [0b101, 0b101 << 61, u64::MAX];
        let expected = |landed: [usize; 3]| Occupancy::of(landed, 8);
        assert_eq!(Occupancy::of_low_bits(&hashes, 3), expected([5, 0, 7]));
        assert_eq!(Occupancy::of_high_bits(&hashes, 3), expected([0, 5, 7]));
    }
}
