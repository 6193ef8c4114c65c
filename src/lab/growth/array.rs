//! An array that grows by a policy.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::Policy;
use super::policy::{bytes, grown, too_large};
use crate::error::{Error, Result};

/// An array whose capacity follows a [`Policy`].
///
/// It keeps its items in a `Vec` that is only ever told the exact capacity to have, so every growth
/// step is one call of the allocator's realloc, and the first one of its alloc. Items of zero bytes
/// take no room, and no policy is asked.
///
/// ```
/// use heapwise::lab::growth::{GrowArray, List39};
/// let mut array = GrowArray::new(List39);
/// array.extend(["a", "b"]);
/// array.push("c");
/// assert_eq!(array[..], ["a", "b", "c"]);
/// assert_eq!((array.capacity(), array.steps()), (8, 1));
/// assert_eq!(array.pop(), Some("c"));
/// assert!(array.into_iter().eq(["a", "b"]));
/// ```
pub struct GrowArray<T, P> {
    items: Vec<T>,
    policy: P,
    steps: u64,
    moved_steps: u64,
    copied_bytes: u64,
}

impl<T, P> GrowArray<T, P> {
    const ITEM_BYTES: usize = size_of::<T>();

    /// An empty array. Nothing is allocated yet.
    pub const fn new(policy: P) -> Self {
        Self {
            items: Vec::new(),
            policy,
            steps: 0,
            moved_steps: 0,
            copied_bytes: 0,
        }
    }

    /// An empty array with room for exactly `capacity` items, whatever the policy; this is no
    /// growth step.
    ///
    /// # Panics
    ///
    /// If that is more than one allocation can be, or the allocator refuses it.
    pub fn with_capacity(policy: P, capacity: usize) -> Self {
        let mut array = Self::new(policy);
        array.set_capacity(capacity).unwrap_or_else(refused);
        array
    }

    /// How many items there is room for; `usize::MAX` for items of zero bytes.
    pub fn capacity(&self) -> usize {
        self.items.capacity()
    }

    /// How often the array has grown, its first allocation included.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// After how many of the growth steps the items lay at another address than before. The others
    /// grew in place, but for the first allocation, which had nothing to move.
    pub fn moved_steps(&self) -> u64 {
        self.moved_steps
    }

    /// Bytes that a copying allocator moves for the growth steps: the sizes of the blocks left
    /// behind, summed.
    pub fn copied_bytes(&self) -> u64 {
        self.copied_bytes
    }

    /// Takes the last item, if there is one. The capacity stays.
    pub fn pop(&mut self) -> Option<T> {
        self.items.pop()
    }

    /// Drops every item. The capacity stays.
    pub fn clear(&mut self) {
        self.items.clear();
    }

    /// Gives back the room that no item takes.
    pub fn shrink_to_fit(&mut self) {
        self.items.shrink_to_fit();
    }

    /// The items as a `Vec`, without moving them.
    pub fn into_vec(self) -> Vec<T> {
        self.items
    }

    /// Makes room for exactly `capacity` items in all, which is no less than there are.
    fn set_capacity(&mut self, capacity: usize) -> Result<()> {
        let bytes = bytes(capacity, Self::ITEM_BYTES)?;
        let more = capacity - self.items.len();
        let given = self.items.try_reserve_exact(more);
        given.map_err(|_| Error::OutOfMemory { bytes })
    }
}

impl<T, P: Policy> GrowArray<T, P> {
    /// An array of these items, grown as it takes them in.
    ///
    /// # Panics
    ///
    /// As [`Self::push`].
    pub fn collect(policy: P, items: impl IntoIterator<Item = T>) -> Self {
        let mut array = Self::new(policy);
        array.extend(items);
        array
    }

    /// Adds an item at the end; grows first if there is no room.
    ///
    /// # Panics
    ///
    /// Where [`Self::try_push`] gives an error. `Vec::push` panics on a size that overflows too,
    /// but ends the process where the allocator refuses.
    #[inline]
    pub fn push(&mut self, item: T) {
        self.reserve(1);
        self.items.push(item);
    }

    /// Adds an item at the end; grows first if there is no room.
    ///
    /// # Errors
    ///
    /// Where the next capacity is more than one allocation can be, or the allocator refuses it. The
    /// array is as it was then, and the item is dropped.
    #[inline]
    pub fn try_push(&mut self, item: T) -> Result<()> {
        self.try_reserve(1)?;
        self.items.push(item);
        Ok(())
    }

    /// Makes room for `more` items: one growth step, unless there is room.
    ///
    /// # Panics
    ///
    /// Where [`Self::try_reserve`] gives an error.
    #[inline]
    pub fn reserve(&mut self, more: usize) {
        self.try_reserve(more).unwrap_or_else(refused);
    }

    /// Makes room for `more` items: one growth step, unless there is room.
    ///
    /// # Errors
    ///
    /// As [`Self::try_push`].
    #[inline]
    pub fn try_reserve(&mut self, more: usize) -> Result<()> {
        match more > self.items.capacity() - self.items.len() {
            true => self.grow(more),
            false => Ok(()),
        }
    }

    /// One growth step, to where `more` items have room.
    #[cold]
    fn grow(&mut self, more: usize) -> Result<()> {
        let overflow = || too_large(usize::MAX, Self::ITEM_BYTES);
        let needed = self.items.len().checked_add(more).ok_or_else(overflow)?;
        let before = self.items.capacity();
        let after = grown(&self.policy, before, needed, Self::ITEM_BYTES)?;
        let address = self.items.as_ptr();
        self.set_capacity(after)?;
        self.steps += 1;
        self.moved_steps += u64::from(before > 0 && self.items.as_ptr() != address);
        self.copied_bytes += (before * Self::ITEM_BYTES) as u64;
        Ok(())
    }
}

#[cold]
fn refused<T>(error: Error) -> T {
    panic!("{error}")
}

impl<T, P> Deref for GrowArray<T, P> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T, P> DerefMut for GrowArray<T, P> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

impl<T: fmt::Debug, P> fmt::Debug for GrowArray<T, P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(formatter)
    }
}

impl<T, P: Policy> Extend<T> for GrowArray<T, P> {
    /// Makes room at once for as many items as there are for sure, as `Vec` does, then adds one by
    /// one.
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        let items = items.into_iter();
        self.reserve(items.size_hint().0);
        items.for_each(|item| self.push(item));
    }
}

impl<T, P> IntoIterator for GrowArray<T, P> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, T, P> IntoIterator for &'a GrowArray<T, P> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<'a, T, P> IntoIterator for &'a mut GrowArray<T, P> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter_mut()
    }
}
