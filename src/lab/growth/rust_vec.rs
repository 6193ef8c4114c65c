//! The growth policy of Rust's `Vec`.

use super::policy::Policy;

/// The policy of Rust's `Vec` (`library/alloc/src/raw_vec` of the standard library), which the
/// standard library does not guarantee.
///
/// It doubles the capacity, or takes the capacity needed if that is more. The least capacity is 8
/// items of one byte, 4 items of up to 1024 bytes, or 1 larger item.
///
/// ```
/// use heapwise::lab::growth::{Policy, RustVec};
/// assert_eq!([1, 24, 1025].map(|bytes| RustVec.next_capacity(0, 1, bytes)), [8, 4, 1].map(Some));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RustVec;

impl Policy for RustVec {
    fn next_capacity(&self, capacity: usize, needed: usize, item_bytes: usize) -> Option<usize> {
        let least = match item_bytes {
            0 | 1 => 8,
            2..=1024 => 4,
            _ => 1,
        };
        Some(capacity.checked_mul(2)?.max(needed).max(least))
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::capacities_up_to;
    use super::*;

    /// The capacities of a `Vec` to which `items` items are pushed.
    fn vec_capacities<T: Clone>(item: T, items: usize) -> Vec<usize> {
        let mut vec = Vec::new();
        let mut capacities = Vec::new();
        for _ in 0..items {
            vec.push(item.clone());
            if capacities.last() != Some(&vec.capacity()) {
                capacities.push(vec.capacity());
            }
        }
        capacities
    }

    #[test]
    fn capacities_are_those_of_a_real_vec() {
        assert_eq!(
            capacities_up_to(3000, RustVec, 1),
            vec_capacities(0_u8, 3000)
        );
        assert_eq!(
            capacities_up_to(3000, RustVec, 2),
            vec_capacities(0_u16, 3000)
        );
        assert_eq!(
            capacities_up_to(3000, RustVec, 64),
            vec_capacities([0_u64; 8], 3000)
        );
        assert_eq!(
            capacities_up_to(70, RustVec, 1024),
            vec_capacities([0_u8; 1024], 70)
        );
        assert_eq!(
            capacities_up_to(70, RustVec, 1025),
            vec_capacities([0_u8; 1025], 70)
        );
        assert_eq!(capacities_up_to(9, RustVec, 8), [4, 8, 16]);
    }

    #[test]
    fn reserving_several_items_gives_the_capacity_of_a_real_vec() {
        for (length, more) in [(0, 3), (0, 9), (4, 1), (4, 5), (8, 8), (8, 9), (7, 100)] {
            let mut vec = vec![0_u64; length];
            vec.shrink_to_fit();
            vec.reserve(more);
            let next = RustVec.next_capacity(length, length + more, 8);
            assert_eq!(next, Some(vec.capacity()), "{length} and {more}");
        }
    }
}
