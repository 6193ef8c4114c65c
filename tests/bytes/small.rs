//! Containers for many short sequences.

use bumpalo::Bump;
use heapwise::lab::growth::many::{self, lengths};

use crate::under_dhat::{Figures, measured};

const WORD: u64 = 8;

/// The figures of a list with `words` words for each sequence, and one block for each sequence that
/// needs one, all allocated once.
fn at_once(lengths: &[u32], words: u64, block_bytes: impl Fn(u64) -> Option<u64>) -> Figures {
    let blocks = lengths
        .iter()
        .filter_map(|&length| block_bytes(length.into()));
    let bytes = lengths.len() as u64 * words * WORD + blocks.clone().sum::<u64>();
    (bytes, bytes, 1 + blocks.count() as u64)
}

/// A `Vec` grown by `push` goes through capacities 4, 8, 16 and so on.
fn capacities(length: u64) -> impl Iterator<Item = u64> {
    let capacities = std::iter::successors(Some(4), |capacity| Some(capacity * 2));
    let grown = capacities.take_while(move |&capacity| capacity == 4 || capacity / 2 < length);
    grown.filter(move |_| length > 0)
}

pub fn every_container_allocates_as_arithmetic_predicts() {
    let lengths = lengths(3000, 1);
    let lengths = lengths.as_slice();
    let items: u64 = lengths.iter().map(|&length| u64::from(length)).sum();
    let n = lengths.len() as u64;
    let some = |length: u64, bytes: u64| (length > 0).then_some(bytes);

    let exact = at_once(lengths, 3, |length| some(length, length * WORD));
    assert_eq!(measured(|| many::vecs(lengths)), exact, "vecs");

    let exact = at_once(lengths, 2, |length| some(length, length * WORD));
    let figures = measured(|| many::boxed_slices(lengths));
    assert_eq!(figures, exact, "boxed-slices");

    let spilled = |length| (length > 4).then_some(length * WORD);
    let exact = at_once(lengths, 5, spilled);
    let figures = measured(|| many::small_vecs(lengths));
    assert_eq!(figures, exact, "smallvecs");

    let exact = at_once(lengths, 1, |length| some(length, (2 + length) * WORD));
    assert_eq!(measured(|| many::thin_vecs(lengths)), exact, "thin-vecs");

    let flat = (items + n) * WORD;
    let figures = measured(|| many::FlatSequences::new(lengths));
    assert_eq!(figures, (flat, flat, 2), "flat");

    let list = 3 * n * WORD;
    let each = || lengths.iter().map(|&length| capacities(length.into()));
    let peak: u64 = each().filter_map(Iterator::last).sum();
    let total: u64 = each().flatten().sum();
    let steps = each().flatten().count() as u64;
    let expected = (list + peak * WORD, list + total * WORD, 1 + steps);
    let figures = measured(|| many::pushed_vecs(lengths));
    assert_eq!(figures, expected, "vecs-pushed");

    // The arena's chunks request 16 bytes less than 512, 1024 and so on.
    let list = 2 * n * WORD;
    let (peak, total, blocks) = measured(|| {
        let arena = Bump::new();
        std::hint::black_box(many::arena_slices(lengths, &arena));
        arena
    });
    assert_eq!(peak, total, "arena-slices");
    let chunks = (0..blocks - 1).map(|chunk| (512 << chunk) - 16);
    assert_eq!(total, list + chunks.sum::<u64>(), "arena-slices");
    assert!(total >= list + items * WORD, "arena-slices: {total}");
}
