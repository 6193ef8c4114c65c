//! An array that grows under a policy.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::error::{GrowthError, Result};
use super::policy::{Policy, checked_bytes, checked_next_capacity};

/// An array whose capacity follows a [`Policy`].
///
/// It stores its items in a `Vec` and reserves exact capacities only. So the first growth step is
/// one call of the allocator's `alloc`, and each later step is one call of its `realloc`. Zero-sized
/// items take no memory and do not involve the policy.
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

    /// An empty array with room for exactly `capacity` items. This allocation does not involve the
    /// policy and does not count as a growth step.
    ///
    /// # Panics
    ///
    /// If the array would be larger than one allocation can be, or the allocator refuses it.
    pub fn with_capacity(policy: P, capacity: usize) -> Self {
        let mut array = Self::new(policy);
        array.set_capacity(capacity).unwrap_or_else(panic_with);
        array
    }

    /// The number of items that fit without growing; `usize::MAX` for zero-sized items.
    pub fn capacity(&self) -> usize {
        self.items.capacity()
    }

    /// The number of growth steps, including the first allocation.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The number of growth steps that moved the items to another address. The other steps grew the
    /// block in place or were the first allocation.
    pub fn moved_steps(&self) -> u64 {
        self.moved_steps
    }

    /// The bytes that a copying allocator moves for the growth steps: the sum of the old blocks'
    /// sizes.
    pub fn copied_bytes(&self) -> u64 {
        self.copied_bytes
    }

    /// Removes and returns the last item, or returns `None` if the array is empty. Keeps the
    /// capacity.
    pub fn pop(&mut self) -> Option<T> {
        self.items.pop()
    }

    /// Drops all items. Keeps the capacity.
    pub fn clear(&mut self) {
        self.items.clear();
    }

    /// Shrinks the capacity to the number of items.
    pub fn shrink_to_fit(&mut self) {
        self.items.shrink_to_fit();
    }

    /// Returns the items as a `Vec`, without moving them.
    pub fn into_vec(self) -> Vec<T> {
        self.items
    }

    /// Sets the capacity to exactly `capacity` items, which is at least the length.
    fn set_capacity(&mut self, capacity: usize) -> Result<()> {
        let bytes = checked_bytes(capacity, Self::ITEM_BYTES)?;
        let more = capacity - self.items.len();
        let reserved = self.items.try_reserve_exact(more);
        reserved.map_err(|_| GrowthError::OutOfMemory { bytes })
    }
}

impl<T, P: Policy> GrowArray<T, P> {
    /// An array of `items` that grows under `policy` as it takes them in.
    ///
    /// # Panics
    ///
    /// As for [`Self::push`].
    pub fn collect(policy: P, items: impl IntoIterator<Item = T>) -> Self {
        let mut array = Self::new(policy);
        array.extend(items);
        array
    }

    /// Appends an item; grows first if the array is full.
    ///
    /// # Panics
    ///
    /// If [`Self::try_push`] returns an error. (`Vec::push` also panics if the size overflows, but
    /// aborts the process if the allocator refuses.)
    #[inline]
    pub fn push(&mut self, item: T) {
        self.reserve(1);
        self.items.push(item);
    }

    /// Appends an item; grows first if the array is full.
    ///
    /// # Errors
    ///
    /// [`GrowthError::TooLarge`] if the next capacity is more than one allocation can be, and
    /// [`GrowthError::OutOfMemory`] if the allocator refuses it. The array is unchanged then, and the item
    /// is dropped.
    #[inline]
    pub fn try_push(&mut self, item: T) -> Result<()> {
        self.try_reserve(1)?;
        self.items.push(item);
        Ok(())
    }

    /// Makes room for `more` items, in one growth step if they do not fit yet.
    ///
    /// # Panics
    ///
    /// If [`Self::try_reserve`] returns an error.
    #[inline]
    pub fn reserve(&mut self, more: usize) {
        self.try_reserve(more).unwrap_or_else(panic_with);
    }

    /// Makes room for `more` items, in one growth step if they do not fit yet.
    ///
    /// # Errors
    ///
    /// As for [`Self::try_push`].
    #[inline]
    pub fn try_reserve(&mut self, more: usize) -> Result<()> {
        if more > self.items.capacity() - self.items.len() {
            self.grow(more)
        } else {
            Ok(())
        }
    }

    /// Takes one growth step that makes room for `more` items.
    #[cold]
    fn grow(&mut self, more: usize) -> Result<()> {
        let Some(needed) = self.items.len().checked_add(more) else {
            return Err(GrowthError::TooLarge {
                items: usize::MAX,
                item_bytes: Self::ITEM_BYTES,
            });
        };
        let before = self.items.capacity();
        let after = checked_next_capacity(&self.policy, before, needed, Self::ITEM_BYTES)?;
        let address = self.items.as_ptr();
        self.set_capacity(after)?;
        self.steps += 1;
        self.moved_steps += u64::from(before > 0 && self.items.as_ptr() != address);
        self.copied_bytes += (before * Self::ITEM_BYTES) as u64;
        Ok(())
    }
}

#[cold]
fn panic_with<T>(error: GrowthError) -> T {
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
    /// Reserves room for the lower bound of the size hint, as `Vec` does, then appends the items one
    /// by one.
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
