//! Keys whose hashes are equal in all 64 bits.

/// The pairs of keys that have the same hash.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Duplicates {
    /// The number of pairs.
    pub pairs: u64,
    /// The indices of both keys of up to three pairs, each with another hash.
    pub examples: Vec<(usize, usize)>,
}

const MAX_EXAMPLES: usize = 3;

impl Duplicates {
    /// The duplicates among `hashes`.
    ///
    /// ```
    /// use heapwise::lab::hash::Duplicates;
    /// let duplicates = Duplicates::from_hashes(&[7, 1, 7, 7]);
    /// assert_eq!((duplicates.pairs, duplicates.examples), (3, vec![(0, 2)]));
    /// ```
    pub fn from_hashes(hashes: &[u64]) -> Self {
        let candidates = sort_candidates(hashes);
        Self {
            pairs: runs(&candidates).map(pairs).sum(),
            examples: runs(&candidates)
                .take(MAX_EXAMPLES)
                .map(|run| first_two_indices(hashes, run[0]))
                .collect(),
        }
    }
}

/// The number of pairs of hashes that are equal.
pub(super) fn count_pairs(hashes: &[u64]) -> u64 {
    runs(&sort_candidates(hashes)).map(pairs).sum()
}

/// The runs of equal hashes in sorted ones.
fn runs(sorted: &[u64]) -> impl Iterator<Item = &[u64]> {
    sorted.chunk_by(|a, b| a == b).filter(|run| run.len() > 1)
}

fn pairs(run: &[u64]) -> u64 {
    let length = run.len() as u64;
    length * (length - 1) / 2
}

/// The hashes that share a bit of a bitmap with another hash, sorted. All hashes that are equal to
/// another are among them, and few others, so that sorting takes little time.
fn sort_candidates(hashes: &[u64]) -> Vec<u64> {
    const BITS_PER_HASH: usize = 16;
    // Any odd multiplier spreads the hashes over the bits: 2^64 divided by the golden ratio.
    const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;
    let words = (hashes.len() * BITS_PER_HASH / 64).next_power_of_two();
    let locate = |hash: u64| {
        let spread = (hash ^ hash >> 32).wrapping_mul(MULTIPLIER);
        (spread as usize >> 6 & (words - 1), 1_u64 << (spread >> 58))
    };
    let mut once = vec![0; words];
    let mut twice = vec![0; words];
    for &hash in hashes {
        let (word, bit) = locate(hash);
        twice[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let is_candidate = |&&hash: &&u64| {
        let (word, bit) = locate(hash);
        twice[word] & bit != 0
    };
    let mut candidates: Vec<u64> = hashes.iter().filter(is_candidate).copied().collect();
    candidates.sort_unstable();
    candidates
}

/// The first two indices of `hash` in `hashes`, which contains it at least twice.
fn first_two_indices(hashes: &[u64], hash: u64) -> (usize, usize) {
    let mut indices = hashes
        .iter()
        .enumerate()
        .filter(|(_, other)| **other == hash);
    let mut next = || indices.next().map_or(0, |(index, _)| index);
    (next(), next())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_pairs_are_those_of_a_double_loop(hashes in prop::collection::vec(0_u64..20, 0..40)) {
            let pairs = |i: usize| (0..i).filter(|&j| hashes[i] == hashes[j]).count();
            let duplicates = Duplicates::from_hashes(&hashes);
            prop_assert_eq!(duplicates.pairs, (0..hashes.len()).map(pairs).sum::<usize>() as u64);
            prop_assert_eq!(duplicates.examples.is_empty(), duplicates.pairs == 0);
            for (one, other) in duplicates.examples {
                prop_assert!(one < other && hashes[one] == hashes[other]);
            }
        }
    }
}
