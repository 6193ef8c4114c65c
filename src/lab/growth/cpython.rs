//! The growth policies of CPython's list and tuple.

use super::policy::Policy;

/// The policy of CPython's list up to version 3.8 (`list_resize` in `Objects/listobject.c`): the
/// items needed, plus an eighth of them, plus 3, or plus 6 from 9 items on.
///
/// ```
/// use heapwise::lab::growth::{List37, Policy};
/// // The book's list of 100 000 000 items, after one append.
/// assert_eq!(List37.next_capacity(100_000_000, 100_000_001, 8), Some(112_500_007));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List37;

impl Policy for List37 {
    fn next_capacity(&self, _capacity: usize, needed: usize, _item_bytes: usize) -> Option<usize> {
        let spare = if needed < 9 { 3 } else { 6 };
        needed.checked_add((needed >> 3) + spare)
    }
}

/// The policy of CPython's list from version 3.9 on (`list_resize` in `Objects/listobject.c`): the
/// items needed, plus an eighth of them, plus 6, rounded down to a multiple of 4. If more items are
/// added at once than that leaves unused, the items needed, rounded up to a multiple of 4.
///
/// CPython counts the added items from the list's length. A policy does not get the length, so this
/// one counts from the capacity, which is the same if the list is full. CPython extends a list that
/// was always empty by a rule of its own, to the items needed, rounded up to an even number; this
/// policy does not.
///
/// ```
/// use heapwise::lab::growth::{List39, Policy};
/// assert_eq!(List39.next_capacity(16, 17, 8), Some(24));
/// assert_eq!(List39.next_capacity(16, 50, 8), Some(52));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List39;

impl Policy for List39 {
    fn next_capacity(&self, capacity: usize, needed: usize, _item_bytes: usize) -> Option<usize> {
        let spaced = needed.checked_add((needed >> 3) + 6)? & !3;
        if needed.saturating_sub(capacity) > spaced - needed {
            Some(needed.checked_add(3)? & !3)
        } else {
            Some(spaced)
        }
    }
}

/// The policy of CPython's tuple (`Objects/tupleobject.c`): exactly the items needed. Python builds
/// a new tuple for each append; an array under this policy is reallocated for each append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuple;

impl Policy for Tuple {
    fn next_capacity(&self, _capacity: usize, needed: usize, _item_bytes: usize) -> Option<usize> {
        Some(needed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::capacities_up_to;
    use super::*;

    #[test]
    fn capacities_are_those_of_listobject_c() {
        let old = [4, 8, 16, 25, 35, 46, 58, 72, 88];
        assert_eq!(capacities_up_to(88, List37, 8), old);
        let new = [4, 8, 16, 24, 32, 40, 52, 64, 76, 92, 108, 128];
        assert_eq!(capacities_up_to(128, List39, 8), new);
    }

    #[test]
    fn a_list_of_a_hundred_million_and_one_has_the_capacity_in_the_book() {
        let appended = List37.next_capacity(100_000_000, 100_000_001, 8);
        assert_eq!(appended, Some(112_500_007));
    }

    #[test]
    fn a_tuple_has_no_unused_capacity() {
        assert!(capacities_up_to(50, Tuple, 8).into_iter().eq(1..=50));
    }

    #[test]
    fn an_overflow_is_none() {
        for needed in [usize::MAX, usize::MAX / 9 * 8 + 8] {
            assert_eq!(List37.next_capacity(0, needed, 8), None);
            assert_eq!(List39.next_capacity(0, needed, 8), None);
        }
    }
}
