//! Iterator adaptors, lazily and between lists.

use heapwise::lab::iterators::{Adaptor, AdaptorSizes, lazy, stored};

use crate::under_dhat::{Figures, measured};

const WORD: u64 = 8;
const SIZES: AdaptorSizes = AdaptorSizes {
    n: 10_000,
    distance: 1000,
    pool: 20,
    r: 3,
};

/// The capacity of a `Vec` after `n` pushes.
fn capacity(n: u64) -> u64 {
    if n == 0 {
        0
    } else {
        n.next_power_of_two().max(4)
    }
}

/// The bytes that an adaptor holds while it runs, without what it puts out.
fn held(adaptor: Adaptor) -> u64 {
    let (pool, r) = (SIZES.pool, SIZES.r as u64);
    match adaptor {
        Adaptor::Cycle => capacity(SIZES.n) * WORD,
        // A ring, its four words, two counts, a borrow flag, an owner, and the iterator.
        Adaptor::Tee => (capacity(SIZES.distance + 1) + 4 + 2 + 1 + 1 + 2) * WORD,
        // Two iterators for each place, and the current group.
        Adaptor::Product => (r * 2 * 2 + capacity(r)) * WORD,
        // The pool, the indices of its items, and a counter for each place.
        Adaptor::Permutations => (capacity(pool) + pool + r) * WORD,
        // The pool, and the indices of a group.
        Adaptor::Combinations | Adaptor::CombinationsWithReplacement => (capacity(pool) + r) * WORD,
        _ => 0,
    }
}

/// The bytes of the list of what the adaptor puts out.
fn list_bytes(adaptor: Adaptor) -> u64 {
    let outputs = adaptor.outputs(&SIZES).unwrap();
    match adaptor {
        // These do not know how many there will be.
        Adaptor::Cycle
        | Adaptor::Accumulate
        | Adaptor::Compress
        | Adaptor::DropWhile
        | Adaptor::TakeWhile
        | Adaptor::FilterFalse => capacity(outputs) * WORD,
        Adaptor::GroupBy => capacity(outputs) * 2 * WORD,
        Adaptor::Pairwise | Adaptor::Tee => outputs * 2 * WORD,
        Adaptor::ZipLongest => outputs * 4 * WORD,
        _ if adaptor.makes_groups() => outputs * (3 + SIZES.r as u64) * WORD,
        _ => outputs * WORD,
    }
}

/// The bytes of the list of what the adaptor gets.
fn source_bytes(adaptor: Adaptor) -> u64 {
    match adaptor {
        Adaptor::Count | Adaptor::Repeat => 0,
        _ if adaptor.makes_groups() => SIZES.pool * WORD,
        _ => SIZES.n * WORD,
    }
}

pub fn every_adaptor_holds_as_arithmetic_predicts() {
    for adaptor in Adaptor::ALL {
        let one_group = if adaptor.makes_groups() {
            SIZES.r as u64 * WORD
        } else {
            0
        };
        let (peak, _, _): Figures = measured(|| lazy(adaptor, &SIZES));
        assert_eq!(peak, held(adaptor) + one_group, "{adaptor:?}, lazy");
        let (peak, _, _) = measured(|| stored(adaptor, &SIZES));
        let expected = source_bytes(adaptor) + held(adaptor) + list_bytes(adaptor);
        assert_eq!(peak, expected, "{adaptor:?}, stored");
    }
}

pub fn tee_holds_what_lies_between_its_readers() {
    for distance in [0, 1, 10, 100, 5000] {
        let sizes = AdaptorSizes { distance, ..SIZES };
        let (peak, _, _) = measured(|| lazy(Adaptor::Tee, &sizes));
        // The late reader is one item ahead while a pair is read.
        let ring = capacity(distance + 1);
        assert_eq!(peak, (ring + 10) * WORD, "{distance}");
    }
}
