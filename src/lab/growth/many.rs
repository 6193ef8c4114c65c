//! Many sequences, most of them short, and ways to keep them. Here what each costs beside its items
//! decides.

use bumpalo::Bump;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use smallvec::SmallVec;
use thin_vec::ThinVec;

/// Most sequences are no longer than this, and each such length is as likely as another.
const SHORT: u32 = 8;
const LONGEST: u32 = 1000;
const ONE_LONG_IN: u64 = 8;

/// 2⁶⁴ over the golden ratio.
const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// The lengths of `n` sequences: seven in eight have 0 to 8 items, the others a long tail, in which
/// one in k has 8·k items or more, up to 1000.
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
            0 => tail((drawn >> 40) as u32),
            _ => ((drawn >> 32) % u64::from(SHORT + 1)) as u32,
        }
    };
    (0..n).map(length).collect()
}

/// The length for one of 2²⁴ numbers: those under 1/k of them give 8·k or more.
fn tail(drawn: u32) -> u32 {
    ((SHORT << 24) / (drawn + 1)).min(LONGEST)
}

/// The sequences of these lengths, one after another, which nothing holds.
pub fn sequences(
    lengths: &[u32],
) -> impl ExactSizeIterator<Item = impl ExactSizeIterator<Item = u64>> {
    let lengths = lengths.iter().enumerate();
    lengths.map(|(number, &length)| {
        let first = (number as u64) << 10;
        (0..length).map(move |place| first + u64::from(place))
    })
}

/// The sequences folded into one number: an item lost, changed or out of place makes it another.
pub fn fold(sequences: impl Iterator<Item = impl Iterator<Item = u64>>) -> u64 {
    sequences.fold(0, |sum: u64, items| {
        let weighed = (1..).zip(items);
        let items = weighed.fold(1, |sum: u64, (place, item): (u64, u64)| {
            sum.wrapping_add(item.wrapping_mul(place))
        });
        sum.wrapping_mul(MULTIPLIER).wrapping_add(items)
    })
}

/// A `Vec` each, grown by `push`.
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

/// A `Vec` each, of exactly the capacity that it needs.
pub fn vecs(lengths: &[u32]) -> Vec<Vec<u64>> {
    sequences(lengths).map(Iterator::collect).collect()
}

/// A boxed slice each: two words, where a `Vec` is three.
pub fn boxed_slices(lengths: &[u32]) -> Vec<Box<[u64]>> {
    sequences(lengths).map(Iterator::collect).collect()
}

/// A smallvec each, of five words: up to four items lie in it, more in a block of exactly the
/// capacity that they need.
pub fn small_vecs(lengths: &[u32]) -> Vec<SmallVec<[u64; 4]>> {
    let vecs = sequences(lengths).map(|items| {
        let mut vec = SmallVec::with_capacity(items.len());
        vec.extend(items);
        vec
    });
    vecs.collect()
}

/// A thin vector each, of one word: its length and capacity stand in the block before the items.
pub fn thin_vecs(lengths: &[u32]) -> Vec<ThinVec<u64>> {
    let vecs = sequences(lengths).map(|items| {
        let mut vec = ThinVec::with_capacity(items.len());
        vec.extend(items);
        vec
    });
    vecs.collect()
}

/// Slices of two words, whose items lie in `arena` one after another.
pub fn arena_slices<'a>(lengths: &[u32], arena: &'a Bump) -> Vec<&'a [u64]> {
    let slices = sequences(lengths).map(|items| &*arena.alloc_slice_fill_iter(items));
    slices.collect()
}

/// Every sequence in one vector, and where each of them ends in another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flat {
    items: Vec<u64>,
    ends: Vec<usize>,
}

impl Flat {
    /// Takes the sequences of these lengths in, with exactly the capacities that they need.
    pub fn new(lengths: &[u32]) -> Self {
        let all = lengths.iter().map(|&length| length as usize).sum();
        let mut flat = Self {
            items: Vec::with_capacity(all),
            ends: Vec::with_capacity(lengths.len()),
        };
        for items in sequences(lengths) {
            flat.items.extend(items);
            flat.ends.push(flat.items.len());
        }
        flat
    }

    /// The sequences, in order.
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

    fn fold_of<'a>(slices: impl Iterator<Item = &'a [u64]>) -> u64 {
        fold(slices.map(|items| items.iter().copied()))
    }

    #[test]
    fn every_way_keeps_the_same_sequences() {
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
            assert!(Flat::new(&lengths).iter().eq(slices()));
        }
    }

    #[test]
    fn lengths_repeat_under_their_seed() {
        assert_eq!(lengths(1000, 7), lengths(1000, 7));
        assert_ne!(lengths(1000, 7), lengths(1000, 8));
        let long = lengths(100_000, 1)
            .into_iter()
            .filter(|&length| length >= 80);
        assert!((1100..1400).contains(&long.count()), "a tenth of an eighth");
    }

    #[test]
    fn a_fold_tells_items_that_are_out_of_place() {
        let right: [&[u64]; 3] = [&[1, 2], &[], &[3]];
        let wrong: [[&[u64]; 3]; 4] = [
            [&[2, 1], &[], &[3]],
            [&[1, 2], &[3], &[]],
            [&[1], &[2], &[3]],
            [&[1, 2], &[], &[]],
        ];
        for wrong in wrong {
            let folds = [right, wrong].map(|sequences| fold_of(sequences.into_iter()));
            assert_ne!(folds[0], folds[1], "{wrong:?}");
        }
    }
}
