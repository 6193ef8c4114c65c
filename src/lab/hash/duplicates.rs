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
        let mut sorted = hashes.to_vec();
        sorted.sort_unstable();
        let runs = sorted.chunk_by(|a, b| a == b).filter(|run| run.len() > 1);
        let pairs = |run: &[u64]| run.len() as u64 * (run.len() as u64 - 1) / 2;
        Self {
            pairs: runs.clone().map(pairs).sum(),
            examples: runs
                .take(MAX_EXAMPLES)
                .map(|run| first_two_indices(hashes, run[0]))
                .collect(),
        }
    }
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
