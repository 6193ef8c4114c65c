//! The adaptors, and how many items each puts out.

use super::counts;

/// An adaptor, or a source, of Python's `itertools`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adaptor {
    /// The numbers from 0 on.
    Count,
    /// One number again and again.
    Repeat,
    /// The items three times. Stores a copy of the items, as Python does.
    Cycle,
    /// The items three times. Clones the iterator that makes them, as Rust's standard library does.
    ClonedCycle,
    /// The items twice.
    Chain,
    /// Running totals.
    Accumulate,
    /// Every third item, selected by a second iterator.
    Compress,
    /// The items from the middle on.
    DropWhile,
    /// The items up to the middle.
    TakeWhile,
    /// The odd items.
    FilterFalse,
    /// Runs of items with equal square roots, each with its length.
    GroupBy,
    /// Every second item of the middle half.
    ISlice,
    /// Each item with the one after it.
    Pairwise,
    /// The product of each pair of factors.
    StarMap,
    /// Each item with the one some distance before it, from two readers of one iterator.
    Tee,
    /// The items beside the first half of them.
    ZipLongest,
    /// All tuples from a pool.
    Product,
    /// All tuples from a pool without repeated members.
    Permutations,
    /// All sets from a pool.
    Combinations,
    /// All multisets from a pool.
    CombinationsWithReplacement,
}

use Adaptor::*;

/// How often the cycles go through the items.
pub(super) const ROUNDS: u64 = 3;

/// The sizes that adaptors get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdaptorSizes {
    /// The number of items.
    pub n: u64,
    /// How far the readers of [`Adaptor::Tee`] are apart.
    pub distance: u64,
    /// The number of items from which members of groups are chosen.
    pub pool: u64,
    /// The number of members of a group.
    pub r: usize,
}

impl Adaptor {
    /// Every adaptor.
    pub const ALL: [Self; 20] = [
        Count,
        Repeat,
        Cycle,
        ClonedCycle,
        Chain,
        Accumulate,
        Compress,
        DropWhile,
        TakeWhile,
        FilterFalse,
        GroupBy,
        ISlice,
        Pairwise,
        StarMap,
        Tee,
        ZipLongest,
        Product,
        Permutations,
        Combinations,
        CombinationsWithReplacement,
    ];

    /// The name: that of Python's `itertools`, with hyphens.
    pub fn name(self) -> &'static str {
        match self {
            Count => "count",
            Repeat => "repeat",
            Cycle => "cycle",
            ClonedCycle => "cycle-cloned",
            Chain => "chain",
            Accumulate => "accumulate",
            Compress => "compress",
            DropWhile => "dropwhile",
            TakeWhile => "takewhile",
            FilterFalse => "filterfalse",
            GroupBy => "groupby",
            ISlice => "islice",
            Pairwise => "pairwise",
            StarMap => "starmap",
            Tee => "tee",
            ZipLongest => "zip-longest",
            Product => "product",
            Permutations => "permutations",
            Combinations => "combinations",
            CombinationsWithReplacement => "combinations-with-replacement",
        }
    }

    /// The adaptor called `name`.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|adaptor| adaptor.name() == name)
    }

    /// The number of items that the adaptor puts out; `None` if it exceeds 64 bits.
    pub fn outputs(self, sizes: &AdaptorSizes) -> Option<u64> {
        let &AdaptorSizes {
            n,
            distance,
            pool,
            r,
        } = sizes;
        match self {
            Count | Repeat | Accumulate | StarMap | ZipLongest => Some(n),
            Cycle | ClonedCycle => n.checked_mul(ROUNDS),
            Chain => n.checked_mul(2),
            Compress => Some(n.div_ceil(3)),
            DropWhile => Some(n - n / 2),
            TakeWhile | FilterFalse => Some(n / 2),
            GroupBy => Some(n.checked_sub(1).map_or(0, |last| last.isqrt() + 1)),
            ISlice => {
                let (start, end) = middle_half(n);
                Some((end - start).div_ceil(2) as u64)
            }
            Pairwise => Some(n.saturating_sub(1)),
            Tee => Some(n.saturating_sub(distance)),
            Product => counts::product(pool, r),
            Permutations => counts::permutations(pool, r),
            Combinations => counts::combinations(pool, r),
            CombinationsWithReplacement => counts::combinations_with_replacement(pool, r),
        }
    }

    /// Whether the adaptor takes its items from the pool and puts out groups of `r`.
    pub fn makes_groups(self) -> bool {
        matches!(
            self,
            Product | Permutations | Combinations | CombinationsWithReplacement
        )
    }
}

/// Where the middle half of `n` items starts and ends.
pub(super) fn middle_half(n: u64) -> (usize, usize) {
    ((n / 4) as usize, (n - n / 4) as usize)
}
