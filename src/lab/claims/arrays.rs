//! Computations on lists and tuples, of chapter 3.

use crate::lab::growth::{List37, List39, Policy, Tuple, follow};

/// The room for a list of a hundred million items after one append, under the rules of CPython up to 3.8
/// and from 3.9 on.
pub(super) fn list_after_append() -> [usize; 2] {
    const ITEMS: usize = 100_000_000;
    let policies: [&dyn Policy; 2] = [&List37, &List39];
    policies.map(|policy| next_capacity(policy, ITEMS))
}

/// The room for a tuple of a hundred million items, after it got its last one.
pub(super) fn tuple_capacity() -> usize {
    next_capacity(&Tuple, 99_999_999)
}

fn next_capacity(policy: &dyn Policy, items: usize) -> usize {
    let next = policy.next_capacity(items, items + 1, size_of::<u64>());
    next.expect("far below the largest array")
}

/// The items that are copied for each item appended one by one, at 1000 and at 100 000 items: in a
/// list and in a tuple.
pub(super) fn copies_per_item() -> [[f64; 2]; 2] {
    let policies: [&dyn Policy; 2] = [&List39, &Tuple];
    policies.map(|policy| {
        [1000, 100_000].map(|items| {
            let curve = follow(policy, items, 1, 0).expect("few steps");
            curve.copied_bytes_per_item().unwrap_or_default()
        })
    })
}

/// By how many bytes an empty list is larger than an empty tuple: the headers of CPython 3.11 with that of
/// the garbage collector, 64 bits.
pub(super) fn list_header_less_tuple_header() -> usize {
    const WORD: usize = 8;
    // Reference count, type, length; pointer to the items and room of a list.
    let tuple = 3 * WORD;
    let list = 5 * WORD;
    list - tuple
}

/// Whether item `index` lies `index` items after the first one, in arrays of several lengths: one
/// multiplication and one addition, however long the array is.
pub(super) fn items_lie_at_their_index() -> bool {
    [10, 1000, 1_000_000].into_iter().all(|length: usize| {
        let items = vec![0_u64; length];
        let first = items.as_ptr().addr();
        let address = |index: usize| (&raw const items[index]).addr();
        (0..length).all(|index| address(index) == first + index * size_of::<u64>())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_the_room_of_the_text() {
        assert_eq!(list_after_append()[0], 112_500_007);
        assert_eq!(tuple_capacity(), 100_000_000);
        assert!(items_lie_at_their_index());
    }
}
