//! The containers that people choose between, and an array under each policy.

use std::collections::{LinkedList, VecDeque};

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use smallvec::SmallVec;

use crate::lab::growth::{ChunkedArray, GrowArray};
use crate::phase;

use super::arrays::{Array, append, read_back};
use super::item::Item;
use super::watch::Watch;
use super::{Appending, GivenPolicy};

/// The phase in which an array grows.
const APPEND: &str = "append";

/// What the items are appended to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    /// An array under the policy at this place of the list.
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

/// Every container but the arrays under a policy: its name, and what it does.
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
        "bumpalo's Vec, in an arena that something else asks for a byte before each growth step",
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
    /// Appends the items, reads them back, and tells `watch` what is seen between.
    pub(super) fn fill<T: Item>(self, appending: &Appending, watch: &mut impl Watch) -> u64 {
        let Appending { n, initial, .. } = *appending;
        match self {
            Self::Policy(place) => under_policy::<T>(&appending.policies[place], n, initial, watch),
            Self::Vec => filled::<T, _>(Vec::with_capacity(initial), n, watch),
            Self::VecReserved => filled::<T, _>(Vec::with_capacity(n.max(initial)), n, watch),
            Self::VecShrunk => shrunk::<T>(n, initial, watch, |mut items| {
                items.shrink_to_fit();
                items
            }),
            Self::BoxedSlice => shrunk::<T>(n, initial, watch, |items| {
                items.into_boxed_slice().into_vec()
            }),
            Self::VecDeque => filled::<T, _>(VecDeque::with_capacity(initial), n, watch),
            Self::SmallVec => filled::<T, _>(SmallVec::<[T; 8]>::with_capacity(initial), n, watch),
            Self::Arena => {
                let arena = Bump::new();
                filled::<T, _>(ArenaVec::with_capacity_in(initial, &arena), n, watch)
            }
            Self::ArenaShared => in_shared_arena::<T>(n, initial, watch),
            Self::Chunked => filled::<T, _>(ChunkedArray::new(), n, watch),
            Self::LinkedList => filled::<T, _>(LinkedList::new(), n, watch),
        }
    }
}

fn filled<T: Item, A: Array<T>>(mut array: A, n: usize, watch: &mut impl Watch) -> u64 {
    watch.begins(array.place());
    phase(APPEND, || append(&mut array, 0..n, watch));
    read_back(&array)
}

fn under_policy<T: Item>(
    given: &GivenPolicy,
    n: usize,
    initial: usize,
    watch: &mut impl Watch,
) -> u64 {
    let mut array = GrowArray::with_capacity(&given.policy, initial);
    watch.begins(array.place());
    if given.at_once > 0 {
        array.extend((0..given.at_once).map(T::at));
        watch.appended(array.place());
    }
    phase(APPEND, || append(&mut array, given.at_once..n, watch));
    read_back(&array)
}

fn shrunk<T: Item>(
    n: usize,
    initial: usize,
    watch: &mut impl Watch,
    shrink: impl FnOnce(Vec<T>) -> Vec<T>,
) -> u64 {
    let mut items = Vec::with_capacity(initial);
    watch.begins(items.place());
    phase(APPEND, || append(&mut items, 0..n, watch));
    let items = phase("shrink", || shrink(items));
    watch.ends(items.place());
    read_back(&items)
}

/// As in an arena of which others make use too: the block never is the last one when it grows.
fn in_shared_arena<T: Item>(n: usize, initial: usize, watch: &mut impl Watch) -> u64 {
    let arena = Bump::new();
    let mut items = ArenaVec::with_capacity_in(initial, &arena);
    watch.begins(items.place());
    phase(APPEND, || {
        for place in 0..n {
            if items.len() == items.capacity() {
                arena.alloc(0_u8);
            }
            append::<T>(&mut items, place..place + 1, watch);
        }
    });
    read_back(&items)
}
