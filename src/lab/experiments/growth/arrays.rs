//! What items are appended to, each behind the same few calls.

use std::collections::{LinkedList, VecDeque};
use std::hint::black_box;
use std::ops::Range;

use bumpalo::collections::Vec as ArenaVec;
use smallvec::SmallVec;

use crate::lab::growth::{ChunkedArray, GrowArray, Policy};
use crate::phase;

use super::item::{Item, fold};
use super::watch::{Place, Watch};

/// Something that items are appended to.
pub(super) trait Array<T: Item> {
    /// Takes one more.
    fn take(&mut self, item: T);
    /// The items, in order.
    fn items(&self) -> impl Iterator<Item = &T>;
    /// Where they lie.
    fn place(&self) -> Place;
}

/// Appends the items of these places one by one.
pub(super) fn append<T: Item>(
    array: &mut impl Array<T>,
    places: Range<usize>,
    watch: &mut impl Watch,
) {
    for place in places {
        array.take(T::at(place));
        watch.appended(array.place());
    }
}

/// Reads every item back. Nothing of what was written may be known to the reader.
pub(super) fn read_back<T: Item>(array: &impl Array<T>) -> u64 {
    phase("read back", || fold(black_box(array).items().copied()))
}

/// An array that is one block of items, and knows how many it has room for.
macro_rules! one_block {
    ($([$($parameter:tt)*] $array:ty),* $(,)?) => {$(
        impl<$($parameter)*> Array<T> for $array {
            fn take(&mut self, item: T) {
                self.push(item);
            }

            fn items(&self) -> impl Iterator<Item = &T> {
                self.iter()
            }

            fn place(&self) -> Place {
                Place::block(self.len(), self.capacity(), self.as_ptr())
            }
        }
    )*};
}

one_block! {
    [T: Item] Vec<T>,
    [T: Item, P: Policy] GrowArray<T, P>,
    [T: Item] SmallVec<[T; 8]>,
    ['a, T: Item] ArenaVec<'a, T>,
}

impl<T: Item> Array<T> for VecDeque<T> {
    fn take(&mut self, item: T) {
        self.push_back(item);
    }

    fn items(&self) -> impl Iterator<Item = &T> {
        self.iter()
    }

    fn place(&self) -> Place {
        Place::block(self.len(), self.capacity(), self.as_slices().0.as_ptr())
    }
}

impl<T: Item> Array<T> for ChunkedArray<T> {
    fn take(&mut self, item: T) {
        self.push(item);
    }

    fn items(&self) -> impl Iterator<Item = &T> {
        self.iter()
    }

    fn place(&self) -> Place {
        Place::blocks(self.len(), self.capacity())
    }
}

impl<T: Item> Array<T> for LinkedList<T> {
    fn take(&mut self, item: T) {
        self.push_back(item);
    }

    fn items(&self) -> impl Iterator<Item = &T> {
        self.iter()
    }

    /// Every item has a block of its own, made as it comes.
    fn place(&self) -> Place {
        Place::blocks(self.len(), self.len())
    }
}
