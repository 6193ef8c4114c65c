//! Keys whose hashes are the same in all 64 bits.

/// How many pairs of keys share their whole hash, and the first few.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Duplicates {
    /// How many pairs.
    pub pairs: u64,
    /// The places of the keys of the first few pairs, one pair for each hash.
    pub first: Vec<(usize, usize)>,
}

/// How many pairs are told by their places.
const SHOWN_PAIRS: usize = 3;

impl Duplicates {
    /// The duplicates among `hashes`.
    ///
    /// ```
    /// use heapwise::lab::hash::Duplicates;
    /// let duplicates = Duplicates::of(&[7, 1, 7, 7]);
    /// assert_eq!((duplicates.pairs, duplicates.first), (3, vec![(0, 2)]));
    /// ```
    pub fn of(hashes: &[u64]) -> Self {
        let mut sorted = hashes.to_vec();
        sorted.sort_unstable();
        let runs = sorted.chunk_by(|a, b| a == b).filter(|run| run.len() > 1);
        let pairs = |run: &[u64]| run.len() as u64 * (run.len() as u64 - 1) / 2;
        Self {
            pairs: runs.clone().map(pairs).sum(),
            first: runs
                .take(SHOWN_PAIRS)
                .map(|run| places(hashes, run[0]))
                .collect(),
        }
    }
}

/// The first two places of `hash`, which is there twice.
fn places(hashes: &[u64], hash: u64) -> (usize, usize) {
    let mut places = hashes
        .iter()
        .enumerate()
        .filter(|(_, other)| **other == hash);
    let mut next = || places.next().map_or(0, |(place, _)| place);
    (next(), next())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pairs_are_those_that_a_double_loop_finds(hashes in prop::collection::vec(0_u64..20, 0..40)) {
            let pairs = |i: usize| (0..i).filter(|&j| hashes[i] == hashes[j]).count();
            let found = Duplicates::of(&hashes);
            prop_assert_eq!(found.pairs, (0..hashes.len()).map(pairs).sum::<usize>() as u64);
            prop_assert_eq!(found.first.is_empty(), found.pairs == 0);
            for (one, other) in found.first {
                prop_assert!(one < other && hashes[one] == hashes[other]);
            }
        }
    }
}
