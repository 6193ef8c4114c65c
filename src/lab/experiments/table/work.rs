//! The one work that every map does, part by part.

use std::hash::Hash;
use std::marker::PhantomData;

use super::Tabled;
use super::dictionary::Dictionary;
use super::families::Family;
use super::keys::{KeyVisitor, TableKey};
use super::times::Clock;

/// What the parts of the work came to: the same for every map.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Done {
    /// The sum of the values that were looked up.
    hits: u64,
    /// How many of the absent keys were found.
    misses: u64,
    /// The sum of the values that were taken out.
    removed: u64,
    /// The sum of all values at the end, and how many there are.
    iterated: (u64, u64),
}

/// The parts of the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Insert,
    Hit,
    Miss,
    Remove,
    Reinsert,
    Iterate,
}

impl Part {
    /// All, in their order.
    pub(super) const ALL: [Self; 6] = [
        Self::Insert,
        Self::Hit,
        Self::Miss,
        Self::Remove,
        Self::Reinsert,
        Self::Iterate,
    ];

    /// Its name as a phase.
    pub(super) fn about(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Hit => "look up",
            Self::Miss => "miss",
            Self::Remove => "remove half",
            Self::Reinsert => "insert again",
            Self::Iterate => "iterate",
        }
    }

    /// The name of its time.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert_ns",
            Self::Hit => "hit_ns",
            Self::Miss => "miss_ns",
            Self::Remove => "remove_ns",
            Self::Reinsert => "reinsert_ns",
            Self::Iterate => "iterate_ns",
        }
    }
}

/// Does the work on a map of family `F`, drops it, and notes what the parts took.
pub(super) struct Work<'a, F> {
    tabled: &'a Tabled,
    family: PhantomData<F>,
}

impl<'a, F> Work<'a, F> {
    pub(super) fn new(tabled: &'a Tabled) -> Self {
        Self {
            tabled,
            family: PhantomData,
        }
    }
}

impl<F: Family> KeyVisitor for Work<'_, F> {
    type Output = Done;

    fn visit<K: TableKey>(
        self,
        keys: impl Iterator<Item = K> + Clone,
        shuffled: impl Iterator<Item = K> + Clone,
        absent: impl Iterator<Item = K> + Clone,
    ) -> Done {
        let mut clock = Clock::default();
        let mut map = F::make::<K>(self.tabled);
        let done = do_all(&mut map, keys, shuffled, absent, &mut clock);
        self.tabled.times.borrow_mut().note(&clock);
        done
    }
}

/// Puts every key in, looks every one up in another order, and as many that are not there, takes
/// half of them out, puts them in again, and goes through all.
fn do_all<K: TableKey>(
    map: &mut impl Dictionary<K>,
    keys: impl Iterator<Item = K>,
    shuffled: impl Iterator<Item = K> + Clone,
    absent: impl Iterator<Item = K>,
    clock: &mut Clock,
) -> Done {
    let entries = clock.part(Part::Insert, || {
        let entries = insert_all(map, keys);
        (entries, entries)
    });
    let hits = clock.part(Part::Hit, || (look_up_all(map, shuffled.clone()), entries));
    let misses = clock.part(Part::Miss, || miss_all(map, absent));
    let half = shuffled.take(entries / 2);
    let removed = clock.part(Part::Remove, || {
        (remove_all(map, half.clone()), entries / 2)
    });
    clock.part(Part::Reinsert, || (insert_all(map, half), entries / 2));
    Done {
        hits,
        misses,
        removed,
        iterated: clock.part(Part::Iterate, || (sum_and_number(map.values()), entries)),
    }
}

/// Puts in every key with its place; how many there were.
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

/// How many keys are there after all, and how many were looked up.
fn miss_all<K>(map: &impl Dictionary<K>, keys: impl Iterator<Item = K>) -> (u64, usize) {
    let (mut found, mut looked_up) = (0, 0);
    for key in keys {
        looked_up += 1;
        found += u64::from(map.get(&key).is_some());
    }
    (found, looked_up)
}

/// Takes out every key; the sum of their values.
fn remove_all<K>(map: &mut impl Dictionary<K>, keys: impl Iterator<Item = K>) -> u64 {
    let mut sum = 0_u64;
    for key in keys {
        sum = sum.wrapping_add(map.remove(&key).unwrap_or(0));
    }
    map.settle();
    sum
}

fn sum_and_number(values: impl Iterator<Item = u64>) -> (u64, u64) {
    let (mut sum, mut number) = (0_u64, 0);
    for value in values {
        sum = sum.wrapping_add(value);
        number += 1;
    }
    (sum, number)
}
