//! A summary of all counts of a grid that detects any difference.

/// The sum of the counts, and a digest of every one in order.
///
/// The digest is FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo) over whole counts instead of bytes. Each
/// step is a bijection of the digest so far, so two sequences of equal length that differ in exactly
/// one count always have different digests.
///
/// ```
/// use heapwise::lab::julia::Tally;
/// let tally: Tally = [1_u32, 2].into_iter().collect();
/// assert_eq!(tally.sum, 3);
/// assert_ne!(tally, [2_u32, 1].into_iter().collect());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// The sum of the counts.
    pub sum: u64,
    /// The digest of the counts in their order.
    pub digest: u64,
    /// The number of counts.
    pub points: u64,
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

impl Tally {
    /// The tally of no counts.
    pub const EMPTY: Self = Self {
        sum: 0,
        digest: FNV_OFFSET,
        points: 0,
    };

    /// Adds the next count.
    #[inline]
    pub fn add(&mut self, count: u32) {
        self.sum += u64::from(count);
        self.digest = (self.digest ^ u64::from(count)).wrapping_mul(FNV_PRIME);
        self.points += 1;
    }
}

impl<C: Into<u32>> FromIterator<C> for Tally {
    fn from_iter<I: IntoIterator<Item = C>>(counts: I) -> Self {
        let mut tally = Self::EMPTY;
        counts.into_iter().for_each(|count| tally.add(count.into()));
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn one_different_count_changes_the_digest(
            counts in prop::collection::vec(0u32..301, 1..50), at: prop::sample::Index, by in 1u32..301,
        ) {
            let at = at.index(counts.len());
            let mut other = counts.clone();
            other[at] += by;
            let (one, other): (Tally, Tally) =
                (counts.into_iter().collect(), other.into_iter().collect());
            prop_assert_ne!(one.digest, other.digest);
        }
    }
}
