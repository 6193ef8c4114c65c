//! The containers: an array under each policy, and the other containers.

use std::collections::{LinkedList, VecDeque};

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use smallvec::SmallVec;

use crate::lab::growth::{ChunkedArray, GrowArray};
use crate::phase;

use super::arrays::{Array, append_range, read_back};
use super::input::{AppendInput, PreparedPolicy};
use super::item::AppendItem;
use super::observer::StorageObserver;

/// The phase in which an array grows.
const APPEND: &str = "append";

/// A container that items are appended to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// An array under the policy at this index of the list.
    Policy(usize),
    Vec,
    VecReserved,
    VecShrunk,
    BoxedSlice,
    VecDeque,
    SmallVec,
    Arena,
    ArenaShared,
    Chunked,
    LinkedList,
}

/// The containers other than the arrays under a policy, each with its name and description.
pub(super) const CONTAINERS: [(Container, &str, &str); 10] = [
    (Container::Vec, "vec", "Vec, from the initial capacity"),
    (
        Container::VecReserved,
        "vec-reserved",
        "Vec::with_capacity, for all items",
    ),
    (
        Container::VecShrunk,
        "vec-shrunk",
        "Vec, then shrink_to_fit",
    ),
    (
        Container::BoxedSlice,
        "boxed-slice",
        "Vec, then into_boxed_slice, which has no field for a capacity",
    ),
    (Container::VecDeque, "vec-deque", "VecDeque, at its back"),
    (
        Container::SmallVec,
        "smallvec",
        "smallvec, whose first 8 items lie on the stack",
    ),
    (
        Container::Arena,
        "arena",
        "bumpalo's Vec, alone in its arena",
    ),
    (
        Container::ArenaShared,
        "arena-shared",
        "bumpalo's Vec, in an arena with another allocation of one byte before each growth step",
    ),
    (
        Container::Chunked,
        "chunked",
        "chunks of 8, 16, 32, … items, which never move",
    ),
    (
        Container::LinkedList,
        "linked-list",
        "LinkedList: a block for each item",
    ),
];

impl Container {
    /// Appends the items and reads them back. Returns the fold of the items.
    pub(super) fn fill<T: AppendItem>(
        self,
        input: &AppendInput,
        observer: &mut impl StorageObserver,
    ) -> u64 {
        let AppendInput { n, initial, .. } = *input;
        match self {
            Self::Policy(index) => {
                fill_under_policy::<T>(&input.policies[index], n, initial, observer)
            }
            Self::Vec => fill_array::<T, _>(Vec::with_capacity(initial), n, observer),
            Self::VecReserved => {
                fill_array::<T, _>(Vec::with_capacity(n.max(initial)), n, observer)
            }
            Self::VecShrunk => fill_and_shrink::<T>(n, initial, observer, |mut items| {
                items.shrink_to_fit();
                items
            }),
            Self::BoxedSlice => fill_and_shrink::<T>(n, initial, observer, |items| {
                items.into_boxed_slice().into_vec()
            }),
            Self::VecDeque => fill_array::<T, _>(VecDeque::with_capacity(initial), n, observer),
            Self::SmallVec => {
                fill_array::<T, _>(SmallVec::<[T; 8]>::with_capacity(initial), n, observer)
            }
            Self::Arena => {
                let arena = Bump::new();
                fill_array::<T, _>(ArenaVec::with_capacity_in(initial, &arena), n, observer)
            }
            Self::ArenaShared => fill_in_shared_arena::<T>(n, initial, observer),
            Self::Chunked => fill_array::<T, _>(ChunkedArray::new(), n, observer),
            Self::LinkedList => fill_array::<T, _>(LinkedList::new(), n, observer),
        }
    }
}

fn fill_array<T: AppendItem, A: Array<T>>(
    mut array: A,
    n: usize,
    observer: &mut impl StorageObserver,
) -> u64 {
    observer.start(array.storage());
    phase(APPEND, || append_range(&mut array, 0..n, observer));
    read_back(&array)
}

fn fill_under_policy<T: AppendItem>(
    prepared: &PreparedPolicy,
    n: usize,
    initial: usize,
    observer: &mut impl StorageObserver,
) -> u64 {
    let mut array = GrowArray::with_capacity(&prepared.policy, initial);
    observer.start(array.storage());
    if prepared.at_once > 0 {
        array.extend((0..prepared.at_once).map(T::from_index));
        observer.after_append(array.storage());
    }
    phase(APPEND, || {
        append_range(&mut array, prepared.at_once..n, observer)
    });
    read_back(&array)
}

fn fill_and_shrink<T: AppendItem>(
    n: usize,
    initial: usize,
    observer: &mut impl StorageObserver,
    shrink: impl FnOnce(Vec<T>) -> Vec<T>,
) -> u64 {
    let mut items = Vec::with_capacity(initial);
    observer.start(items.storage());
    phase(APPEND, || append_range(&mut items, 0..n, observer));
    let items = phase("shrink", || shrink(items));
    observer.finish(items.storage());
    read_back(&items)
}

/// Fills a vector in an arena that has other allocations too: when the vector grows, its block is
/// never the last one of the arena.
fn fill_in_shared_arena<T: AppendItem>(
    n: usize,
    initial: usize,
    observer: &mut impl StorageObserver,
) -> u64 {
    let arena = Bump::new();
    let mut items = ArenaVec::with_capacity_in(initial, &arena);
    observer.start(items.storage());
    phase(APPEND, || {
        for index in 0..n {
            if items.len() == items.capacity() {
                arena.alloc(0_u8);
            }
            append_range::<T>(&mut items, index..index + 1, observer);
        }
    });
    read_back(&items)
}
