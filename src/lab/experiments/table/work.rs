//! The work that every map does, part by part.

use std::hash::Hash;
use std::marker::PhantomData;

use super::dictionary::Dictionary;
use super::input::TableInput;
use super::keys::{KeyVisitor, TableKey};
use super::map_kinds::MapKind;
use super::part::Part;
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

impl<M: MapKind> KeyVisitor for Work<'_, M> {
    type Output = WorkSums;

    fn visit<K: TableKey>(
        self,
        keys: impl Iterator<Item = K> + Clone,
        shuffled: impl Iterator<Item = K> + Clone,
        absent: impl Iterator<Item = K> + Clone,
    ) -> WorkSums {
        let mut timer = PartTimer::default();
        let mut map = M::new_map::<K>(self.input);
        let sums = do_all_parts(&mut map, keys, shuffled, absent, &mut timer);
        self.input.times.borrow_mut().add(&timer);
        sums
    }
}

/// Inserts all keys, looks them up in another order, looks up as many absent keys, removes half of
/// the keys, inserts them again, and iterates over all values.
fn do_all_parts<K: TableKey>(
    map: &mut impl Dictionary<K>,
    keys: impl Iterator<Item = K>,
    shuffled: impl Iterator<Item = K> + Clone,
    absent: impl Iterator<Item = K>,
    timer: &mut PartTimer,
) -> WorkSums {
    let entries = timer.time(Part::Insert, || {
        let entries = insert_all(map, keys);
        (entries, entries)
    });
    let hits = timer.time(Part::Hit, || (look_up_all(map, shuffled.clone()), entries));
    let misses = timer.time(Part::Miss, || count_found(map, absent));
    let half = shuffled.take(entries / 2);
    let removed = timer.time(Part::Remove, || {
        (remove_all(map, half.clone()), entries / 2)
    });
    timer.time(Part::Reinsert, || (insert_all(map, half), entries / 2));
    WorkSums {
        hits,
        misses,
        removed,
        iterated: timer.time(Part::Iterate, || (sum_and_count(map.values()), entries)),
    }
}

/// Inserts each key with its number, and returns the number of keys.
pub(super) fn insert_all<K>(map: &mut impl Dictionary<K>, keys: impl Iterator<Item = K>) -> usize {
    let mut entries = 0;
    for key in keys {
        map.insert(key, entries);
        entries += 1;
    }
    map.settle();
    entries as usize
}

/// The sum of the keys' values.
fn look_up_all<K>(map: &impl Dictionary<K>, keys: impl Iterator<Item = K>) -> u64 {
    let mut sum = 0_u64;
    for key in keys {
        sum = sum.wrapping_add(map.get(&key).unwrap_or(0));
    }
    sum
}

/// The number of keys that the map has, and the number of lookups.
fn count_found<K>(map: &impl Dictionary<K>, keys: impl Iterator<Item = K>) -> (u64, usize) {
    let (mut found, mut lookups) = (0, 0);
    for key in keys {
        lookups += 1;
        found += u64::from(map.get(&key).is_some());
    }
    (found, lookups)
}

/// Removes all keys, and returns the sum of their values.
fn remove_all<K>(map: &mut impl Dictionary<K>, keys: impl Iterator<Item = K>) -> u64 {
    let mut sum = 0_u64;
    for key in keys {
        sum = sum.wrapping_add(map.remove(&key).unwrap_or(0));
    }
    map.settle();
    sum
}

fn sum_and_count(values: impl Iterator<Item = u64>) -> (u64, u64) {
    let (mut sum, mut count) = (0_u64, 0);
    for value in values {
        sum = sum.wrapping_add(value);
        count += 1;
    }
    (sum, count)
}
