//! How many keys are in each bucket of a table.

use std::collections::BTreeMap;

/// The number of keys in each bucket.
///
/// ```
/// use heapwise::lab::hash::Occupancy;
/// let occupancy = Occupancy::from_buckets([0, 2, 2], 4);
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
    /// The occupancy of `buckets` buckets by keys whose buckets have the indices `key_buckets`.
    ///
    /// # Panics
    ///
    /// If an index is out of bounds.
    pub fn from_buckets(key_buckets: impl IntoIterator<Item = usize>, buckets: usize) -> Self {
        let mut counts = vec![0; buckets];
        let mut keys = 0;
        for bucket in key_buckets {
            counts[bucket] += 1;
            keys += 1;
        }
        Self { counts, keys }
    }

    /// The occupancy of 2^`bits` buckets that are chosen by the low bits of the hashes.
    ///
    /// # Panics
    ///
    /// If `bits` is above 32.
    pub fn from_low_bits(hashes: &[u64], bits: u32) -> Self {
        assert!(bits <= 32, "{bits} bits are more than 32");
        let mask = (1 << bits) - 1;
        Self::from_buckets(hashes.iter().map(|hash| (hash & mask) as usize), 1 << bits)
    }

    /// The occupancy of 2^`bits` buckets that are chosen by the high bits of the hashes.
    ///
    /// # Panics
    ///
    /// If `bits` is 0 or above 32.
    pub fn from_high_bits(hashes: &[u64], bits: u32) -> Self {
        assert!((1..=32).contains(&bits), "{bits} bits are not from 1 to 32");
        let key_buckets = hashes.iter().map(|hash| (hash >> (64 - bits)) as usize);
        Self::from_buckets(key_buckets, 1 << bits)
    }

    /// The number of keys.
    pub fn keys(&self) -> u64 {
        self.keys
    }

    /// The number of buckets.
    pub fn buckets(&self) -> u64 {
        self.counts.len() as u64
    }

    /// The number of buckets that contain at least one key.
    pub fn distinct_buckets(&self) -> u64 {
        self.counts.iter().filter(|&&count| count > 0).count() as u64
    }

    /// The number of keys in the fullest bucket.
    pub fn largest_bucket(&self) -> u64 {
        self.counts.iter().max().copied().unwrap_or(0).into()
    }

    /// The shares of the buckets that contain no key, one key, and so on. The last share is that of the
    /// buckets with `max` keys or more.
    ///
    /// ```
    /// use heapwise::lab::hash::Occupancy;
    /// let occupancy = Occupancy::from_buckets([0, 2, 2, 2], 4);
    /// assert_eq!(occupancy.shares(2), [0.5, 0.25, 0.25]);
    /// ```
    pub fn shares(&self, max: usize) -> Vec<f64> {
        let mut shares = vec![0.0; max + 1];
        for &count in &self.counts {
            shares[(count as usize).min(max)] += 1.0 / self.counts.len() as f64;
        }
        shares
    }

    /// The number of pairs of keys that share a bucket.
    pub fn colliding_pairs(&self) -> u64 {
        let pairs = |&count: &u32| u64::from(count) * u64::from(count.saturating_sub(1)) / 2;
        self.counts.iter().map(pairs).sum()
    }

    /// Pearson's chi-squared against n/m keys in each bucket: Σ (k - n/m)² / (n/m) over the buckets'
    /// numbers of keys k, for n keys and m buckets.
    pub fn chi_squared(&self) -> f64 {
        let load = self.keys as f64 / self.counts.len() as f64;
        let squares = self
            .counts
            .iter()
            .map(|&count| (f64::from(count) - load).powi(2));
        squares.sum::<f64>() / load
    }

    /// The entropy in bits: -Σ p log₂ p over the shares p of the keys that are in each bucket.
    pub fn entropy(&self) -> f64 {
        let keys = self.keys as f64;
        // The order of a floating-point sum changes its last bits, and the order of buckets means nothing.
        let mut buckets_by_count = BTreeMap::new();
        for &count in self.counts.iter().filter(|&&count| count > 0) {
            *buckets_by_count.entry(count).or_insert(0.0) += 1.0;
        }
        let of_buckets = |(count, buckets): (u32, f64)| {
            let share = f64::from(count) / keys;
            -buckets * share * share.log2()
        };
        buckets_by_count.into_iter().map(of_buckets).sum()
    }
}

/// The number of hash bits that choose a bucket in hashbrown's table for `keys` keys. That table has
/// a power of two of buckets, at least 4, and fills 7/8 of them; up to 8 buckets, all but one.
///
/// ```
/// use heapwise::lab::hash::table_bits;
/// assert_eq!((table_bits(3), table_bits(7), table_bits(14), table_bits(15)), (2, 3, 4, 5));
/// ```
pub fn table_bits(keys: usize) -> u32 {
    match keys {
        0..=3 => 2,
        4..=7 => 3,
        _ => (keys * 8).div_ceil(7).next_power_of_two().ilog2(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::expected;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_measure_equals_that_of_brute_force(key_buckets in prop::collection::vec(0_usize..12, 1..40)) {
            let occupancy = Occupancy::from_buckets(key_buckets.iter().copied(), 12);
            let (mut pairs, mut log) = (0, 0.0);
            for (at, one) in key_buckets.iter().enumerate() {
                pairs += key_buckets[..at].iter().filter(|other| *other == one).count() as u64;
                let same = key_buckets.iter().filter(|other| *other == one).count();
                log += (same as f64 / key_buckets.len() as f64).log2();
            }
            let mut distinct = key_buckets.clone();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(occupancy.colliding_pairs(), pairs);
            prop_assert_eq!(occupancy.distinct_buckets(), distinct.len() as u64);
            prop_assert!((occupancy.entropy() + log / key_buckets.len() as f64).abs() < 1e-9);
            // Each pair adds 2 to the sum of squares, each key 1: χ² = m/n · Σk² - n.
            let n = key_buckets.len() as f64;
            let squares = 2.0 * pairs as f64 + n;
            prop_assert!((occupancy.chi_squared() - (12.0 / n * squares - n)).abs() < 1e-9);
        }
    }

    /// The hashes of SplitMix64 (G. Steele, D. Lea, C. Flood, 2014), which pass as random here.
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
    fn random_hashes_deviate_from_their_expectations_as_predicted() {
        const ROUNDS: u64 = 200;
        const KEYS: u64 = 3000;
        let mut deviations = [(0.0, 0.0); 4];
        for seed in 0..ROUNDS {
            let hashes = random_hashes(seed << 32, KEYS);
            let occupancy = Occupancy::from_low_bits(&hashes, 12);
            let z_scores = [
                expected::entropy(KEYS, 4096).z_score(occupancy.entropy()),
                expected::chi_squared(KEYS, 4096).z_score(occupancy.chi_squared()),
                expected::distinct_buckets(KEYS, 4096).z_score(occupancy.distinct_buckets() as f64),
                expected::colliding_pairs(KEYS, 4096).z_score(occupancy.colliding_pairs() as f64),
            ];
            for (sums, z) in deviations.iter_mut().zip(z_scores) {
                sums.0 += z;
                sums.1 += z * z;
            }
        }
        for (sum, squares) in deviations {
            // Over 200 rounds the mean is 0 with deviation 1/√200, and the mean square is 1 with
            // deviation √(2/200). The bounds are four deviations.
            assert!((sum / ROUNDS as f64).abs() < 0.28, "{deviations:?}");
            assert!(
                (squares / ROUNDS as f64 - 1.0).abs() < 0.4,
                "{deviations:?}"
            );
        }
    }

    #[test]
    fn the_entropy_does_not_depend_on_the_order_of_the_buckets() {
        let buckets: Vec<usize> = (0..5000_usize).map(|key| key * key % 1024).collect();
        let turned = buckets.iter().map(|bucket| 1023 - bucket);
        let entropy = Occupancy::from_buckets(buckets.iter().copied(), 1024).entropy();
        assert_eq!(entropy, Occupancy::from_buckets(turned, 1024).entropy());
    }

    #[test]
    fn low_and_high_bits_choose_their_buckets() {
        let hashes = [0b101, 0b101 << 61, u64::MAX];
        let expected = |key_buckets: [usize; 3]| Occupancy::from_buckets(key_buckets, 8);
        assert_eq!(Occupancy::from_low_bits(&hashes, 3), expected([5, 0, 7]));
        assert_eq!(Occupancy::from_high_bits(&hashes, 3), expected([0, 5, 7]));
    }
}
