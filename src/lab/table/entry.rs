//! An entry that is there, or that may be.

use std::hash::{BuildHasher, Hash};

use super::design::Design;
use super::map::Map;
use super::statistics::Statistics;
use super::steps::{Place, Vacancy};
use super::table::Table;

/// What [`Map::entry`] finds.
///
/// ```
/// let mut counts = heapwise::lab::table::Map::<char, u32>::new();
/// for letter in "hello".chars() {
///     *counts.entry(letter).or_insert(0) += 1;
/// }
/// assert_eq!(counts.get(&'l'), Some(&2));
/// ```
pub enum Entry<'a, K, V, D: Design, S, T: Statistics> {
    /// The key is there.
    Occupied(OccupiedEntry<'a, K, V, D, S, T>),
    /// The key is not there.
    Vacant(VacantEntry<'a, K, V, D, S, T>),
}

/// An entry that is there.
pub struct OccupiedEntry<'a, K, V, D: Design, S, T: Statistics> {
    pub(super) map: &'a mut Map<K, V, D, S, T>,
    pub(super) place: Place<K, V, D>,
    pub(super) count: T::Count,
}

/// Where an entry would be.
pub struct VacantEntry<'a, K, V, D: Design, S, T: Statistics> {
    pub(super) map: &'a mut Map<K, V, D, S, T>,
    pub(super) vacancy: Vacancy<K, V, D>,
    pub(super) hash: u64,
    pub(super) key: K,
    pub(super) count: T::Count,
}

impl<'a, K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics> Entry<'a, K, V, D, S, T> {
    /// The key's value, which is `value` where there was none.
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }

    /// The key's value, which `value` makes where there was none.
    pub fn or_insert_with(self, value: impl FnOnce() -> V) -> &'a mut V {
        match self {
            Self::Occupied(entry) => entry.into_mut(),
            Self::Vacant(entry) => entry.insert(value()),
        }
    }

    /// Changes the key's value where there is one.
    pub fn and_modify(mut self, change: impl FnOnce(&mut V)) -> Self {
        if let Self::Occupied(entry) = &mut self {
            change(entry.get_mut());
        }
        self
    }
}

impl<'a, K: Eq + Hash, V: Default, D: Design, S: BuildHasher, T: Statistics>
    Entry<'a, K, V, D, S, T>
{
    /// The key's value, which is the default where there was none.
    pub fn or_default(self) -> &'a mut V {
        self.or_insert_with(V::default)
    }
}

impl<'a, K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics>
    OccupiedEntry<'a, K, V, D, S, T>
{
    /// The key.
    pub fn key(&self) -> &K {
        self.map.table.get(self.place).0
    }

    /// The value.
    pub fn get(&self) -> &V {
        self.map.table.get(self.place).1
    }

    /// The value, to be changed.
    pub fn get_mut(&mut self) -> &mut V {
        self.map.table.get_mut(self.place).1
    }

    /// The value, to be changed as long as the map is borrowed.
    pub fn into_mut(self) -> &'a mut V {
        self.map.statistics.hit(self.count);
        self.map.table.get_mut(self.place).1
    }

    /// Puts in another value; the one before.
    pub fn insert(&mut self, value: V) -> V {
        std::mem::replace(self.get_mut(), value)
    }

    /// Takes the entry out; its value.
    pub fn remove(self) -> V {
        self.map.take(self.place, self.count).1
    }
}

impl<'a, K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics> VacantEntry<'a, K, V, D, S, T> {
    /// The key.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// Puts in a value; itself, to be changed.
    pub fn insert(self, value: V) -> &'a mut V {
        let place = self
            .map
            .put(self.vacancy, self.hash, self.key, value, self.count);
        self.map.table.get_mut(place).1
    }
}
