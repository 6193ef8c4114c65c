//! Room for everything at once.

use super::{Factor, Policy};

/// Makes room for `items` at the first growth. An array that outgrows them grows by the factor 2.
///
/// ```
/// use heapwise::lab::growth::{Policy, ReserveOnce};
/// let policy = ReserveOnce { items: 1000 };
/// assert_eq!(policy.next_capacity(0, 1, 8), Some(1000));
/// assert_eq!(policy.next_capacity(1000, 1001, 8), Some(2000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReserveOnce {
    /// How many items are expected.
    pub items: usize,
}

impl Policy for ReserveOnce {
    fn next_capacity(&self, capacity: usize, needed: usize, item_bytes: usize) -> Option<usize> {
        match needed <= self.items {
            true => Some(self.items),
            false => Factor::TWO.next_capacity(capacity, needed, item_bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_made_for_all_up_to_the_last() {
        let policy = ReserveOnce { items: 10 };
        assert_eq!(policy.next_capacity(6, 10, 8), Some(10));
        assert_eq!(policy.next_capacity(6, 11, 8), Some(12));
    }
}
