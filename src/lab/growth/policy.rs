//! The interface of a growth policy.

use super::error::{GrowthError, Result};

/// Chooses the capacity of an array that is full.
///
/// References to policies and boxed policies are policies too, so the policy of an array can be
/// chosen at run time.
///
/// ```
/// use heapwise::lab::growth::{Factor, Policy};
/// assert_eq!(Factor::TWO.next_capacity(4, 5, 8), Some(8));
/// let chosen: Box<dyn Policy> = Box::new(Factor::TWO);
/// assert_eq!(chosen.next_capacity(4, 100, 8), Some(100));
/// ```
pub trait Policy {
    /// The capacity in items that an array of `capacity` items grows to when it needs room for
    /// `needed` items of `item_bytes` bytes each; `needed` exceeds `capacity`.
    ///
    /// The result is at least `needed`. It is `None` if it would overflow a `usize`.
    fn next_capacity(&self, capacity: usize, needed: usize, item_bytes: usize) -> Option<usize>;
}

impl<P: Policy + ?Sized> Policy for &P {
    fn next_capacity(&self, capacity: usize, needed: usize, item_bytes: usize) -> Option<usize> {
        (**self).next_capacity(capacity, needed, item_bytes)
    }
}

impl<P: Policy + ?Sized> Policy for Box<P> {
    fn next_capacity(&self, capacity: usize, needed: usize, item_bytes: usize) -> Option<usize> {
        (**self).next_capacity(capacity, needed, item_bytes)
    }
}

/// The next capacity of `policy`, raised to `needed` if the policy returns less.
pub(super) fn checked_next_capacity(
    policy: &(impl Policy + ?Sized),
    capacity: usize,
    needed: usize,
    item_bytes: usize,
) -> Result<usize> {
    match policy.next_capacity(capacity, needed, item_bytes) {
        Some(next) => Ok(next.max(needed)),
        None => Err(GrowthError::TooLarge {
            items: needed,
            item_bytes,
        }),
    }
}

/// The size in bytes of an array of `items` items, if one allocation can be that large.
pub(super) fn checked_bytes(items: usize, item_bytes: usize) -> Result<usize> {
    items
        .checked_mul(item_bytes)
        .filter(|&bytes| bytes <= isize::MAX as usize)
        .ok_or(GrowthError::TooLarge { items, item_bytes })
}

/// The capacities of an empty array that grows under `policy` to `items` items, one at a time.
#[cfg(test)]
pub(super) fn capacities_up_to(items: usize, policy: impl Policy, item_bytes: usize) -> Vec<usize> {
    let mut capacities = Vec::new();
    let mut capacity = 0;
    while capacity < items {
        let next = policy.next_capacity(capacity, capacity + 1, item_bytes);
        capacity = next.unwrap();
        capacities.push(capacity);
    }
    capacities
}
