//! The entry of a key in a map, occupied or vacant.

use std::hash::{BuildHasher, Hash};

use super::design::Design;
use super::map::{Map, PositionIn, VacancyIn};
use super::raw_table::RawTable;
use super::statistics::Statistics;

/// The entry of a key, from [`Map::entry`].
///
/// ```
/// let mut counts = heapwise::lab::table::Map::<char, u32>::new();
/// for letter in "hello".chars() {
///     *counts.entry(letter).or_insert(0) += 1;
/// }
/// assert_eq!(counts.get(&'l'), Some(&2));
/// ```
pub enum Entry<'a, K, V, D: Design, S, T: Statistics> {
    /// The key is in the map.
    Occupied(OccupiedEntry<'a, K, V, D, S, T>),
    /// The key is not in the map.
    Vacant(VacantEntry<'a, K, V, D, S, T>),
}

/// The entry of a key that is in the map.
pub struct OccupiedEntry<'a, K, V, D: Design, S, T: Statistics> {
    map: &'a mut Map<K, V, D, S, T>,
    position: PositionIn<K, V, D>,
    count: T::Count,
}

/// The entry of a key that is not in the map.
pub struct VacantEntry<'a, K, V, D: Design, S, T: Statistics> {
    map: &'a mut Map<K, V, D, S, T>,
    vacancy: VacancyIn<K, V, D>,
    hash: u64,
    key: K,
    count: T::Count,
}

impl<K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics> Map<K, V, D, S, T> {
    /// The entry of `key`, occupied or vacant.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V, D, S, T> {
        let hash = self.hash(&key);
        let mut count = T::Count::default();
        match self.find::<true, K>(hash, &key, &mut count) {
            Ok(position) => Entry::Occupied(OccupiedEntry {
                map: self,
                position,
                count,
            }),
            Err(vacancy) => Entry::Vacant(VacantEntry {
                map: self,
                vacancy,
                hash,
                key,
                count,
            }),
        }
    }
}

impl<'a, K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics> Entry<'a, K, V, D, S, T> {
    /// The value of the key. If the entry is vacant, inserts `value` first.
    pub fn or_insert(self, value: V) -> &'a mut V {
        self.or_insert_with(|| value)
    }

    /// The value of the key. If the entry is vacant, inserts the result of `value` first.
    pub fn or_insert_with(self, value: impl FnOnce() -> V) -> &'a mut V {
        match self {
            Self::Occupied(entry) => entry.into_mut(),
            Self::Vacant(entry) => entry.insert(value()),
        }
    }

    /// Calls `change` with the value of an occupied entry. Does nothing to a vacant one.
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
    /// The value of the key. If the entry is vacant, inserts the default value first.
    pub fn or_default(self) -> &'a mut V {
        self.or_insert_with(V::default)
    }
}

impl<'a, K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics>
    OccupiedEntry<'a, K, V, D, S, T>
{
    /// The key.
    pub fn key(&self) -> &K {
        self.map.table.get(self.position).0
    }

    /// The value.
    pub fn get(&self) -> &V {
        self.map.table.get(self.position).1
    }

    /// The value, mutably.
    pub fn get_mut(&mut self) -> &mut V {
        self.map.table.get_mut(self.position).1
    }

    /// The value, mutably, with the lifetime of the map's borrow.
    pub fn into_mut(self) -> &'a mut V {
        self.map.statistics.record_hit(self.count);
        self.map.table.get_mut(self.position).1
    }

    /// Replaces the value and returns the old one.
    pub fn insert(&mut self, value: V) -> V {
        std::mem::replace(self.get_mut(), value)
    }

    /// Removes the entry and returns its value.
    pub fn remove(self) -> V {
        self.map.remove_at(self.position, self.count).1
    }
}

impl<'a, K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics> VacantEntry<'a, K, V, D, S, T> {
    /// The key.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// Inserts a value for the key, and returns it, mutably.
    pub fn insert(self, value: V) -> &'a mut V {
        let position = self
            .map
            .insert_at(self.vacancy, self.hash, self.key, value, self.count);
        self.map.table.get_mut(position).1
    }
}
