//! Which bucket a hash belongs to while the number of buckets grows.

use std::hint::select_unpredictable;
use std::ops::RangeInclusive;

use super::super::reduction::Multiply;

/// The number of buckets, while it grows from `before` to `after`, one bucket after the other from
/// the last one on.
///
/// Of k buckets, a hash h belongs to bucket ⌊k · h / 2⁶⁴⌋. So the buckets have the order of the
/// hashes, whatever k is, and the hashes of a bucket belong to buckets of the same index or higher
/// ones afterwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expansion {
    before: usize,
    /// `after` - `before`. With this, the compiler selects a number of buckets by a conditional move.
    added: usize,
    after: usize,
    /// The number of buckets, from the first one on, that are still as before.
    pending: usize,
    /// The least hash that belongs to one of the buckets afterwards.
    boundary: u64,
}

/// The bucket of a hash among `buckets` buckets.
#[inline]
fn bucket_among(hash: u64, buckets: usize) -> usize {
    ((u128::from(hash) * buckets as u128) >> 64) as usize
}

/// The least hash of the bucket `index` among `buckets` buckets; 0 after the last one.
fn least_hash(index: usize, buckets: usize) -> u64 {
    ((index as u128) << 64).div_ceil(buckets as u128) as u64
}

impl Expansion {
    /// A completed expansion to `buckets` buckets: no bucket is pending.
    pub(super) fn complete(buckets: usize) -> Self {
        Self {
            before: buckets,
            added: 0,
            after: buckets,
            pending: 0,
            boundary: 0,
        }
    }

    /// The next step of this expansion, or the first step of the next one, from at least one bucket
    /// to `next`. Returns the state after the step, the bucket whose hashes belong to other buckets
    /// then, and these buckets.
    pub(super) fn step(
        self,
        next: impl FnOnce(usize) -> usize,
    ) -> (Self, usize, RangeInclusive<usize>) {
        let mut state = self;
        if state.pending == 0 {
            state.before = self.after;
            state.pending = self.after;
            state.after = next(self.after);
            state.added = state.after - state.before;
        }
        state.pending -= 1;
        state.boundary = least_hash(state.pending, state.before);
        // After the last bucket of an expansion the boundary is 0, and so the greatest hash is the greatest of all.
        let greatest = self.boundary.wrapping_sub(1);
        let targets = [state.boundary, greatest].map(|hash| bucket_among(hash, state.after));
        (state, state.pending, targets[0]..=targets[1])
    }

    /// The number of buckets that hashes belong to.
    pub(super) fn buckets(&self) -> usize {
        self.pending + self.after - bucket_among(self.boundary, self.after)
    }

    /// The number of buckets at the end of the expansion.
    pub(super) fn final_buckets(&self) -> usize {
        self.after
    }

    /// The bucket of a hash.
    #[inline]
    pub(super) fn bucket(&self, hash: u64) -> usize {
        let spread = Multiply::spread(hash);
        let added = select_unpredictable(spread >= self.boundary, self.added, 0);
        bucket_among(spread, self.before + added)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Hashes that are spread evenly, with the ends of the range.
    fn hashes() -> impl Iterator<Item = u64> {
        let spread_to = |spread: u64| spread.wrapping_mul(INVERSE);
        let even = (0..1000).map(|part| u64::MAX / 1000 * part);
        even.chain([u64::MAX]).map(spread_to)
    }

    /// The factor that undoes [`Multiply::spread`].
    const INVERSE: u64 = 0xf1de_83e1_9937_733d;

    #[test]
    fn a_step_moves_the_hashes_of_one_bucket_to_buckets_that_are_not_in_use() {
        for (before, after) in [(1, 2), (3, 4), (4, 5), (7, 14), (8, 9), (10, 37)] {
            let mut state = Expansion::complete(before);
            for step in 0..before {
                let (next, split, targets) = state.step(|_| after);
                assert_eq!(*targets.end() == after - 1, step == 0);
                assert_eq!(*targets.start() == 0, step == before - 1);
                let mut others = BTreeSet::new();
                for hash in hashes() {
                    let (old, new) = (state.bucket(hash), next.bucket(hash));
                    if old == split {
                        assert!(new >= split && new < after);
                        assert!(targets.contains(&new));
                    } else {
                        assert_eq!(new, old);
                        if old < split {
                            others.insert(new);
                        }
                    }
                }
                assert_eq!(others, (0..split).collect());
                let used: BTreeSet<usize> = hashes().map(|hash| next.bucket(hash)).collect();
                assert_eq!(next.buckets(), used.len());
                state = next;
            }
            assert_eq!((state.buckets(), state.final_buckets()), (after, after));
        }
    }
}
