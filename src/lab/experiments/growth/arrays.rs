//! The containers that items are appended to, behind one interface.

use std::collections::{LinkedList, VecDeque};
use std::hint::black_box;
use std::ops::Range;

use bumpalo::collections::Vec as ArenaVec;
use smallvec::SmallVec;

use crate::lab::growth::{ChunkedArray, GrowArray, Policy};
use crate::phase;

use super::item::{AppendItem, fold};
use super::observer::{Storage, StorageObserver};

/// A container that items are appended to.
pub(super) trait Array<T: AppendItem> {
    /// Appends an item.
    fn append(&mut self, item: T);
    /// Iterates over the items in order.
    fn items(&self) -> impl Iterator<Item = &T>;
    /// The storage of the items.
    fn storage(&self) -> Storage;
}

/// Appends the items at these indices one by one.
pub(super) fn append_range<T: AppendItem>(
    array: &mut impl Array<T>,
    indices: Range<usize>,
    observer: &mut impl StorageObserver,
) {
    for index in indices {
        array.append(T::from_index(index));
        observer.after_append(array.storage());
    }
}

/// Reads all items back and folds them. The compiler cannot replace this by what it has computed
/// about the items.
pub(super) fn read_back<T: AppendItem>(array: &impl Array<T>) -> u64 {
    phase("read back", || fold(black_box(array).items().copied()))
}

/// Implements [`Array`] for arrays that store their items in one block.
macro_rules! one_block {
    ($([$($parameter:tt)*] $array:ty),* $(,)?) => {$(
        impl<$($parameter)*> Array<T> for $array {
            fn append(&mut self, item: T) {
                self.push(item);
            }

            fn items(&self) -> impl Iterator<Item = &T> {
                self.iter()
            }

            fn storage(&self) -> Storage {
                Storage::one_block(self.len(), self.capacity(), self.as_ptr())
            }
        }
    )*};
}

one_block! {
    [T: AppendItem] Vec<T>,
    [T: AppendItem, P: Policy] GrowArray<T, P>,
    [T: AppendItem] SmallVec<[T; 8]>,
    ['a, T: AppendItem] ArenaVec<'a, T>,
}

impl<T: AppendItem> Array<T> for VecDeque<T> {
    fn append(&mut self, item: T) {
        self.push_back(item);
    }

    fn items(&self) -> impl Iterator<Item = &T> {
        self.iter()
    }

    fn storage(&self) -> Storage {
        Storage::one_block(self.len(), self.capacity(), self.as_slices().0.as_ptr())
    }
}

impl<T: AppendItem> Array<T> for ChunkedArray<T> {
    fn append(&mut self, item: T) {
        self.push(item);
    }

    fn items(&self) -> impl Iterator<Item = &T> {
        self.iter()
    }

    fn storage(&self) -> Storage {
        Storage::many_blocks(self.len(), self.capacity())
    }
}

impl<T: AppendItem> Array<T> for LinkedList<T> {
    fn append(&mut self, item: T) {
        self.push_back(item);
    }

    fn items(&self) -> impl Iterator<Item = &T> {
        self.iter()
    }

    /// Every item has a block of its own.
    fn storage(&self) -> Storage {
        Storage::many_blocks(self.len(), self.len())
    }
}
