//! A Bloom filter.

use fastbloom::BloomFilter;

use super::StringSet;

/// A set that answers "no" or "probably" (B. Bloom, "Space/Time Trade-offs in Hash Coding with
/// Allowable Errors", 1970): each string sets some bits, and a string is absent if one of its bits is
/// not set.
#[derive(Debug, Clone)]
pub struct BloomSet {
    filter: BloomFilter,
    len: usize,
}

const SEED: u128 = 1;

impl BloomSet {
    /// Stores the strings in `bits_per_string` bits each, rounded up to whole words. The number of hashes
    /// is the best one: ln 2 times the bits of a string.
    pub fn new<'a>(
        strings: impl ExactSizeIterator<Item = &'a str>,
        bits_per_string: usize,
    ) -> Self {
        let len = strings.len();
        let builder = BloomFilter::with_num_bits(len.max(1) * bits_per_string);
        let mut filter = builder.seed(&SEED).expected_items(len);
        for string in strings {
            filter.insert(string);
        }
        Self { filter, len }
    }
}

impl StringSet for BloomSet {
    fn has(&self, text: &str) -> bool {
        self.filter.contains(text)
    }

    /// (1 − (1 − 1/m)^(kn))ᵏ with k hashes, n strings and m bits.
    fn expected_false_positives(&self) -> f64 {
        self.filter.expected_false_pos(self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_strings_are_found_as_often_as_theory_expects() {
        let texts: Vec<String> = (0..200_000).map(|i: u64| i.to_string()).collect();
        let (stored, absent) = texts.split_at(100_000);
        for bits in [1, 4, 8, 10, 16] {
            let bloom = BloomSet::new(stored.iter().map(String::as_str), bits);
            let found = absent.iter().filter(|text| bloom.has(text)).count() as f64;
            let (n, p) = (absent.len() as f64, bloom.expected_false_positives());
            let deviation = (n * p * (1.0 - p)).sqrt();
            assert!(
                (found - n * p).abs() < 5.0 * deviation,
                "{bits}: {found} of {}",
                n * p
            );
        }
    }
}
