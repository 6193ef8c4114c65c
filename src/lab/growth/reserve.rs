//! Reserving room for all items at the first growth step.

use super::factor::Factor;
use super::policy::Policy;

/// Makes room for `items` items in the first growth step. Later steps double the capacity.
///
/// ```
/// use heapwise::lab::growth::{Policy, ReserveOnce};
/// let policy = ReserveOnce { items: 1000 };
/// assert_eq!(policy.next_capacity(0, 1, 8), Some(1000));
/// assert_eq!(policy.next_capacity(1000, 1001, 8), Some(2000));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReserveOnce {
    /// The expected number of items.
    pub items: usize,
}

impl Policy for ReserveOnce {
    fn next_capacity(&self, capacity: usize, needed: usize, item_bytes: usize) -> Option<usize> {
        if needed <= self.items {
            Some(self.items)
        } else {
            Factor::TWO.next_capacity(capacity, needed, item_bytes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_expected_items_fit_and_one_more_doubles() {
        let policy = ReserveOnce { items: 10 };
        assert_eq!(policy.next_capacity(6, 10, 8), Some(10));
        assert_eq!(policy.next_capacity(6, 11, 8), Some(12));
    }
}
