//! What a growth policy is.

use crate::error::{Error, Result};

/// How much room an array makes when it is full.
///
/// References and boxes of a policy are policies too, so that an array may have one chosen at run
/// time.
///
/// ```
/// use heapwise::lab::growth::{Factor, Policy};
/// assert_eq!(Factor::TWO.next_capacity(4, 5, 8), Some(8));
/// let chosen: Box<dyn Policy> = Box::new(Factor::TWO);
/// assert_eq!(chosen.next_capacity(4, 100, 8), Some(100));
/// ```
pub trait Policy {
    /// The capacity in items that follows `capacity` where `needed` items, which are more, must
    /// fit and each takes `item_bytes` bytes. Never less than `needed`; none where the number does
    /// not fit in `usize`.
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

/// The policy's next capacity, held to what a policy promises.
pub(super) fn grown(
    policy: &(impl Policy + ?Sized),
    capacity: usize,
    needed: usize,
    item_bytes: usize,
) -> Result<usize> {
    let next = policy.next_capacity(capacity, needed, item_bytes);
    let next = next.ok_or_else(|| too_large(needed, item_bytes))?;
    Ok(next.max(needed))
}

/// The bytes of so many items, held to what an allocation can be.
pub(super) fn bytes(items: usize, item_bytes: usize) -> Result<usize> {
    items
        .checked_mul(item_bytes)
        .filter(|&bytes| bytes <= isize::MAX as usize)
        .ok_or_else(|| too_large(items, item_bytes))
}

pub(super) fn too_large(items: usize, item_bytes: usize) -> Error {
    Error::TooLarge { items, item_bytes }
}
