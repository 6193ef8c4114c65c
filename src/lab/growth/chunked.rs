//! An array that never moves its items.

use std::ops::{Index, IndexMut};

/// The capacity of the first chunk in items; each later chunk has twice the capacity of the one
/// before.
const FIRST: usize = 8;

/// An array of chunks, each twice as long as the one before. When the last chunk is full, the array
/// allocates another one, so no item is ever copied. Only the short list of chunks is reallocated.
///
/// ```
/// use heapwise::lab::growth::ChunkedArray;
/// let mut array: ChunkedArray<u32> = (0..100).collect();
/// let first = &raw const array[0];
/// array.extend(100..10_000);
/// assert_eq!(&raw const array[0], first);
/// assert_eq!(array[9_999], 9_999);
/// assert!(array.iter().copied().eq(0..10_000));
/// ```
#[derive(Debug)]
pub struct ChunkedArray<T> {
    /// All chunks but the last are full, and the last is not empty.
    chunks: Vec<Vec<T>>,
    len: usize,
}

impl<T> ChunkedArray<T> {
    /// An empty array. Nothing is allocated yet.
    pub const fn new() -> Self {
        Self {
            chunks: Vec::new(),
            len: 0,
        }
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the array has no items.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The number of items that fit without another allocation.
    pub fn capacity(&self) -> usize {
        (FIRST << self.chunks.len()) - FIRST
    }

    /// Appends an item.
    ///
    /// # Panics
    ///
    /// If a new chunk would be larger than one allocation can be.
    #[inline]
    pub fn push(&mut self, item: T) {
        if self.len == self.capacity() {
            self.chunks
                .push(Vec::with_capacity(FIRST << self.chunks.len()));
        }
        if let Some(last) = self.chunks.last_mut() {
            last.push(item);
        }
        self.len += 1;
    }

    /// The item at `index`, or `None` if the array has no such index.
    pub fn get(&self, index: usize) -> Option<&T> {
        let (chunk, offset) = locate(index)?;
        self.chunks.get(chunk)?.get(offset)
    }

    /// The item at `index`, mutably, or `None` if the array has no such index.
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let (chunk, offset) = locate(index)?;
        self.chunks.get_mut(chunk)?.get_mut(offset)
    }

    /// Iterates over the items in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flatten()
    }
}

/// The chunk that contains `index`, and the offset in it: chunk k begins at index 2ᵏ·8 - 8.
fn locate(index: usize) -> Option<(usize, usize)> {
    let shifted = index.checked_add(FIRST)?;
    let chunk = shifted.ilog2() - FIRST.ilog2();
    Some((chunk as usize, shifted - (FIRST << chunk)))
}

impl<T> Default for ChunkedArray<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Index<usize> for ChunkedArray<T> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        let len = self.len;
        self.get(index).unwrap_or_else(|| panic_outside(index, len))
    }
}

impl<T> IndexMut<usize> for ChunkedArray<T> {
    fn index_mut(&mut self, index: usize) -> &mut T {
        let len = self.len;
        self.get_mut(index)
            .unwrap_or_else(|| panic_outside(index, len))
    }
}

#[cold]
fn panic_outside<T>(index: usize, len: usize) -> T {
    panic!("index {index} is outside an array of {len} items")
}

impl<T> Extend<T> for ChunkedArray<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        items.into_iter().for_each(|item| self.push(item));
    }
}

impl<T> FromIterator<T> for ChunkedArray<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut array = Self::new();
        array.extend(items);
        array
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_item_ever_moves() {
        let mut array = ChunkedArray::new();
        let mut addresses = Vec::new();
        for item in 0..5000_u64 {
            array.push(item);
            addresses.push(&raw const array[item as usize]);
        }
        assert!(array.iter().map(|item| item as *const u64).eq(addresses));
    }

    #[test]
    fn chunks_double_and_are_never_reallocated() {
        let array: ChunkedArray<u8> = (0..57).collect();
        let capacities: Vec<usize> = array.chunks.iter().map(Vec::capacity).collect();
        assert_eq!(capacities, [8, 16, 32, 64]);
        assert_eq!(array.capacity(), 120);
    }

    #[test]
    fn zero_sized_items_are_counted() {
        let array: ChunkedArray<()> = std::iter::repeat_n((), 1000).collect();
        assert_eq!((array.len(), array.iter().count()), (1000, 1000));
        assert_eq!((array.get(999), array.get(1000)), (Some(&()), None));
        assert_eq!(array.get(usize::MAX), None);
    }

    #[test]
    #[should_panic(expected = "index 3 is outside an array of 3 items")]
    fn an_index_outside_panics() {
        let array: ChunkedArray<u8> = (0..3).collect();
        let _item = array[3];
    }

    proptest! {
        #[test]
        fn it_reads_like_a_vec(items: Vec<u16>, index: prop::sample::Index, value: u16) {
            let mut array: ChunkedArray<u16> = items.iter().copied().collect();
            let mut items = items;
            prop_assert_eq!(array.is_empty(), items.is_empty());
            if !items.is_empty() {
                let index = index.index(items.len());
                (array[index], items[index]) = (value, value);
            }
            prop_assert_eq!(array.len(), items.len());
            prop_assert!(array.iter().eq(&items));
            for index in 0..items.len() + 20 {
                prop_assert_eq!(array.get(index), items.get(index));
            }
        }
    }
}
