//! The work that every map does, part by part.
//!
//! Each loop over the keys is a function that is never inlined, so that it is compiled once for each map,
//! and every caller measures the same code.

use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;

use super::dictionary::Dictionary;
use super::input::{TableInput, TableVisitor};
use super::keys::KeyOrders;
use super::map_kinds::MapKind;
use super::part::Part;
use super::table_key::{TableKey, TableValue};
use super::times::PartTimer;

/// The results of the work, which must be the same for every map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct WorkSums {
    /// The sum of the values that were looked up.
    hits: u64,
    /// The number of absent keys that were found.
    misses: u64,
    /// The sum of the values that were removed.
    removed: u64,
    /// The sum and the number of all values at the end.
    iterated: (u64, u64),
}

/// Does the work on a map of kind `M`, drops the map, and adds the times of the parts to the input.
pub(super) struct Work<'a, M> {
    input: &'a TableInput,
    kind: PhantomData<M>,
}

impl<'a, M> Work<'a, M> {
    pub(super) fn new(input: &'a TableInput) -> Self {
        Self {
            input,
            kind: PhantomData,
        }
    }
}

impl<M: MapKind> TableVisitor for Work<'_, M> {
    type Output = WorkSums;

    fn visit<K: TableKey, V: TableValue, S: BuildHasher + Clone>(
        self,
        orders: KeyOrders<impl Iterator<Item = K> + Clone, impl Fn(usize) -> K>,
        build_hasher: S,
    ) -> WorkSums {
        let mut timer = PartTimer::default();
        let mut map = M::new_map::<K, V, S>(self.input, build_hasher);
        let sums = do_all_parts::<K, V>(&mut map, orders, &mut timer);
        self.input.times.borrow_mut().add(&timer);
        sums
    }
}

/// Inserts all keys, looks them up in another order, looks up as many absent keys, removes half of
/// the keys, inserts them again, and iterates over all values.
#[inline(never)]
fn do_all_parts<K: TableKey, V: TableValue>(
    map: &mut impl Dictionary<K, V>,
    orders: KeyOrders<impl Iterator<Item = K> + Clone, impl Fn(usize) -> K>,
    timer: &mut PartTimer,
) -> WorkSums {
    let KeyOrders {
        keys,
        shuffled,
        absent,
        ..
    } = orders;
    let entries = timer.time(Part::Insert, || {
        let entries = insert_first(map, keys, usize::MAX);
        (entries, entries)
    });
    let hits = timer.time(Part::Hit, || (look_up_all(map, shuffled.clone()), entries));
    let misses = timer.time(Part::Miss, || count_found(map, absent));
    let half = entries / 2;
    let removed = timer.time(Part::Remove, || {
        (remove_all(map, shuffled.clone().take(half)), half)
    });
    timer.time(Part::Reinsert, || (insert_first(map, shuffled, half), half));
    WorkSums {
        hits,
        misses,
        removed,
        iterated: timer.time(Part::Iterate, || (sum_and_count(map), entries)),
    }
}

/// Inserts the first keys, at most `most`, each with its number. Returns the number of keys.
#[inline(never)]
pub(super) fn insert_first<K: TableKey, V: TableValue>(
    map: &mut impl Dictionary<K, V>,
    keys: impl Iterator<Item = K>,
    most: usize,
) -> usize {
    let mut entries = 0;
    for key in keys.take(most) {
        map.insert(key.to_stored(), V::from_number(entries));
        entries += 1;
    }
    map.settle();
    entries as usize
}

/// The sum of the keys' values.
#[inline(never)]
fn look_up_all<K: TableKey, V: TableValue>(
    map: &impl Dictionary<K, V>,
    keys: impl Iterator<Item = K>,
) -> u64 {
    let mut sum = 0_u64;
    for key in keys {
        sum = sum.wrapping_add(map.get(key.query()).map_or(0, V::number));
    }
    sum
}

/// The number of keys that the map has, and the number of lookups.
#[inline(never)]
fn count_found<K: TableKey, V: TableValue>(
    map: &impl Dictionary<K, V>,
    keys: impl Iterator<Item = K>,
) -> (u64, usize) {
    let (mut found, mut lookups) = (0, 0);
    for key in keys {
        lookups += 1;
        found += u64::from(map.get(key.query()).is_some());
    }
    (found, lookups)
}

/// Removes all keys, and returns the sum of their values.
#[inline(never)]
fn remove_all<K: TableKey, V: TableValue>(
    map: &mut impl Dictionary<K, V>,
    keys: impl Iterator<Item = K>,
) -> u64 {
    let mut sum = 0_u64;
    for key in keys {
        sum = sum.wrapping_add(map.remove(key.query()).as_ref().map_or(0, V::number));
    }
    map.settle();
    sum
}

#[inline(never)]
fn sum_and_count<K: TableKey, V: TableValue>(map: &impl Dictionary<K, V>) -> (u64, u64) {
    let (mut sum, mut count) = (0_u64, 0);
    for (_, value) in map.entries() {
        sum = sum.wrapping_add(value.number());
        count += 1;
    }
    (sum, count)
}
