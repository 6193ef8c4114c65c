//! CPython's arrays of pointers.

use super::Policy;

/// The list as CPython 3.7 grows it (`list_resize` in `Objects/listobject.c`): the items needed, an
/// eighth of them, and 3 or, from 9 items on, 6.
///
/// ```
/// use heapwise::lab::growth::{List37, Policy};
/// // The text's list of 100 000 000 items, appended to once.
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

/// The list as CPython 3.9 and later grow it (`list_resize` in `Objects/listobject.c`): the items
/// needed, an eighth of them and 6, down to a multiple of 4. Where more are added at once than that
/// leaves idle, only those needed, up to a multiple of 4.
///
/// CPython compares with the list's length, which a policy is not told: the capacity stands for it,
/// as is exact where the list is full. A list that has never held anything it extends by another
/// rule, to what is needed, up to an even number.
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
        match needed.saturating_sub(capacity) > spaced - needed {
            true => Some(needed.checked_add(3)? & !3),
            false => Some(spaced),
        }
    }
}

/// The tuple (`Objects/tupleobject.c`): exactly what is needed. In Python each append makes a new
/// one; an array under this policy is reallocated for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuple;

impl Policy for Tuple {
    fn next_capacity(&self, _capacity: usize, needed: usize, _item_bytes: usize) -> Option<usize> {
        Some(needed)
    }
}

#[cfg(test)]
mod tests {
    use super::super::capacities_of;
    use super::*;

    #[test]
    fn sequences_are_those_of_listobject_c() {
        let old = [4, 8, 16, 25, 35, 46, 58, 72, 88];
        assert_eq!(capacities_of(List37, 8, 88), old);
        let new = [4, 8, 16, 24, 32, 40, 52, 64, 76, 92, 108, 128];
        assert_eq!(capacities_of(List39, 8, 128), new);
    }

    #[test]
    fn the_texts_list_of_a_hundred_million_and_one() {
        let appended = List37.next_capacity(100_000_000, 100_000_001, 8);
        assert_eq!(appended, Some(112_500_007));
    }

    #[test]
    fn a_tuple_has_no_room_to_spare() {
        assert!(capacities_of(Tuple, 8, 50).into_iter().eq(1..=50));
    }

    #[test]
    fn what_overflows_is_not_given() {
        for needed in [usize::MAX, usize::MAX / 9 * 8 + 8] {
            assert_eq!(List37.next_capacity(0, needed, 8), None);
            assert_eq!(List39.next_capacity(0, needed, 8), None);
        }
    }
}
