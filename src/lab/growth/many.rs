//! Many sequences, most of them short, and several ways to store them. For such sequences the
//! bytes beside the items decide the cost.

use bumpalo::Bump;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use smallvec::SmallVec;
use thin_vec::ThinVec;

/// The longest of the short sequences; all lengths up to it are equally likely.
const SHORT: u32 = 8;
const LONGEST: u32 = 1000;
/// One sequence in this many is long.
const ONE_LONG_IN: u64 = 8;

/// 2⁶⁴ over the golden ratio.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Draws the lengths of `n` sequences. Seven in eight have 0 to 8 items, each length as likely as
/// another. The others have a long tail: one in k has 8·k items or more, up to 1000. The same seed
/// gives the same lengths.
///
/// ```
/// use heapwise::lab::growth::many::lengths;
/// let lengths = lengths(100_000, 1);
/// let short = lengths.iter().filter(|&&length| length <= 8).count();
/// assert!((87_000..90_000).contains(&short));
/// assert_eq!(lengths.iter().max(), Some(&1000));
/// ```
pub fn lengths(n: usize, seed: u64) -> Vec<u32> {
    let mut random = SplitMix64::seed_from_u64(seed);
    let length = |_| {
        let drawn = random.next_u64();
        match drawn % ONE_LONG_IN {
            0 => long_length((drawn >> 40) as u32),
            _ => ((drawn >> 32) % u64::from(SHORT + 1)) as u32,
        }
    };
    (0..n).map(length).collect()
}

/// The length for a number below 2²⁴: the numbers below 2²⁴/k give 8·k or more.
fn long_length(drawn: u32) -> u32 {
    ((SHORT << 24) / (drawn + 1)).min(LONGEST)
}

/// Generates the sequences of these lengths without storing them. All items are different.
pub fn sequences(
    lengths: &[u32],
) -> impl ExactSizeIterator<Item = impl ExactSizeIterator<Item = u64>> {
    let lengths = lengths.iter().enumerate();
    lengths.map(|(number, &length)| {
        let first = (number as u64) << 10;
        (0..length).map(move |index| first + u64::from(index))
    })
}

/// Folds the sequences into one number, which changes if an item is lost, changed or moved.
pub fn fold(sequences: impl Iterator<Item = impl Iterator<Item = u64>>) -> u64 {
    sequences.fold(0, |sum: u64, items| {
        let numbered = (1..).zip(items);
        let folded = numbered.fold(1, |sum: u64, (number, item): (u64, u64)| {
            sum.wrapping_add(item.wrapping_mul(number))
        });
        sum.wrapping_mul(MULTIPLIER).wrapping_add(folded)
    })
}

/// Stores each sequence in a `Vec` grown by `push`.
pub fn pushed_vecs(lengths: &[u32]) -> Vec<Vec<u64>> {
    let vecs = sequences(lengths).map(|items| {
        let mut vec = Vec::new();
        for item in items {
            vec.push(item);
        }
        vec
    });
    vecs.collect()
}

/// Stores each sequence in a `Vec` of exactly the capacity that it needs.
pub fn vecs(lengths: &[u32]) -> Vec<Vec<u64>> {
    sequences(lengths).map(Iterator::collect).collect()
}

/// Stores each sequence in a boxed slice, which has two words where a `Vec` has three.
pub fn boxed_slices(lengths: &[u32]) -> Vec<Box<[u64]>> {
    sequences(lengths).map(Iterator::collect).collect()
}

/// Stores each sequence in a smallvec of five words. Up to four items are inside it; more items are
/// in a block of exactly the capacity that they need.
pub fn small_vecs(lengths: &[u32]) -> Vec<SmallVec<[u64; 4]>> {
    let vecs = sequences(lengths).map(|items| {
        let mut vec = SmallVec::with_capacity(items.len());
        vec.extend(items);
        vec
    });
    vecs.collect()
}

/// Stores each sequence in a thin vector of one word. Its length and capacity are in the block,
/// before the items.
pub fn thin_vecs(lengths: &[u32]) -> Vec<ThinVec<u64>> {
    let vecs = sequences(lengths).map(|items| {
        let mut vec = ThinVec::with_capacity(items.len());
        vec.extend(items);
        vec
    });
    vecs.collect()
}

/// Stores the items of each sequence in `arena`, and returns slices of two words.
pub fn arena_slices<'a>(lengths: &[u32], arena: &'a Bump) -> Vec<&'a [u64]> {
    let slices = sequences(lengths).map(|items| &*arena.alloc_slice_fill_iter(items));
    slices.collect()
}

/// All sequences in one vector, and the end of each of them in a second vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlatSequences {
    items: Vec<u64>,
    ends: Vec<usize>,
}

impl FlatSequences {
    /// Stores the sequences of these lengths in vectors of exactly the capacities that they need.
    pub fn new(lengths: &[u32]) -> Self {
        let items = lengths.iter().map(|&length| length as usize).sum();
        let mut flat = Self {
            items: Vec::with_capacity(items),
            ends: Vec::with_capacity(lengths.len()),
        };
        for sequence in sequences(lengths) {
            flat.items.extend(sequence);
            flat.ends.push(flat.items.len());
        }
        flat
    }

    /// Iterates over the sequences in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u64]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.items[start..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold_slices<'a>(slices: impl Iterator<Item = &'a [u64]>) -> u64 {
        fold(slices.map(|items| items.iter().copied()))
    }

    #[test]
    fn every_way_stores_the_same_sequences() {
        for n in [0, 1, 5000] {
            let lengths = lengths(n, 3);
            let expected: Vec<Vec<u64>> = sequences(&lengths).map(Iterator::collect).collect();
            assert_eq!(pushed_vecs(&lengths), expected);
            assert_eq!(vecs(&lengths), expected);
            let slices = || expected.iter().map(Vec::as_slice);
            assert!(boxed_slices(&lengths).iter().map(|s| &**s).eq(slices()));
            assert!(small_vecs(&lengths).iter().map(|s| &**s).eq(slices()));
            assert!(thin_vecs(&lengths).iter().map(|s| &**s).eq(slices()));
            assert!(
                arena_slices(&lengths, &Bump::new())
                    .into_iter()
                    .eq(slices())
            );
            assert!(FlatSequences::new(&lengths).iter().eq(slices()));
        }
    }

    #[test]
    fn a_seed_gives_the_same_lengths_again() {
        assert_eq!(lengths(1000, 7), lengths(1000, 7));
        assert_ne!(lengths(1000, 7), lengths(1000, 8));
        let long = lengths(100_000, 1)
            .into_iter()
            .filter(|&length| length >= 80);
        assert!((1100..1400).contains(&long.count()), "a tenth of an eighth");
    }

    #[test]
    fn the_fold_changes_if_an_item_is_lost_or_moved() {
        let right: [&[u64]; 3] = [&[1, 2], &[], &[3]];
        let wrong: [[&[u64]; 3]; 4] = [
            [&[2, 1], &[], &[3]],
            [&[1, 2], &[3], &[]],
            [&[1], &[2], &[3]],
            [&[1, 2], &[], &[]],
        ];
        for wrong in wrong {
            let folds = [right, wrong].map(|sequences| fold_slices(sequences.into_iter()));
            assert_ne!(folds[0], folds[1], "{wrong:?}");
        }
    }
}
