//! The operations that the work needs of a map, for each map.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use indexmap::IndexMap;

use crate::lab::table::{Design, Map, Statistics};

use super::keys::TableKey;

/// A map from keys to numbers.
pub(super) trait Dictionary<K> {
    /// Inserts a key that is not in the map.
    fn insert(&mut self, key: K, value: u64);
    /// The value of a key.
    fn get(&self, key: &K) -> Option<u64>;
    /// Removes a key and returns its value.
    fn remove(&mut self, key: &K) -> Option<u64>;
    /// Iterates over the values.
    fn values(&self) -> impl Iterator<Item = u64>;
    /// Completes the insertions and removals since the last call. Called before lookups.
    fn settle(&mut self) {}
}

impl<K: TableKey, D: Design, S: BuildHasher, T: Statistics> Dictionary<K> for Map<K, u64, D, S, T> {
    fn insert(&mut self, key: K, value: u64) {
        Map::insert(self, key, value);
    }

    fn get(&self, key: &K) -> Option<u64> {
        Map::get(self, key).copied()
    }

    fn remove(&mut self, key: &K) -> Option<u64> {
        Map::remove(self, key)
    }

    fn values(&self) -> impl Iterator<Item = u64> {
        Map::values(self).copied()
    }
}

macro_rules! dictionary {
    (<K $(, $hasher:ident)?> for $map:ty, $remove:ident) => {
        impl<K: TableKey $(, $hasher: BuildHasher)?> Dictionary<K> for $map {
            fn insert(&mut self, key: K, value: u64) {
                self.insert(key, value);
            }

            fn get(&self, key: &K) -> Option<u64> {
                self.get(key).copied()
            }

            fn remove(&mut self, key: &K) -> Option<u64> {
                self.$remove(key)
            }

            fn values(&self) -> impl Iterator<Item = u64> {
                self.values().copied()
            }
        }
    };
}

dictionary!(<K, S> for std::collections::HashMap<K, u64, S>, remove);
dictionary!(<K, S> for hashbrown::HashMap<K, u64, S>, remove);
dictionary!(<K, S> for IndexMap<K, u64, S>, swap_remove);
dictionary!(<K> for BTreeMap<K, u64>, remove);

/// A vector of entries that [`Dictionary::settle`] sorts. Removed entries stay, with the value
/// [`GONE`], until then.
pub(super) struct SortedVec<K> {
    entries: Vec<(K, u64)>,
}

/// The value of a removed entry.
const GONE: u64 = u64::MAX;

impl<K> Default for SortedVec<K> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<K: TableKey> SortedVec<K> {
    fn position(&self, key: &K) -> Option<usize> {
        self.entries.binary_search_by_key(key, |(key, _)| *key).ok()
    }
}

impl<K: TableKey> Dictionary<K> for SortedVec<K> {
    fn insert(&mut self, key: K, value: u64) {
        self.entries.push((key, value));
    }

    fn get(&self, key: &K) -> Option<u64> {
        Some(self.entries[self.position(key)?].1)
    }

    fn remove(&mut self, key: &K) -> Option<u64> {
        let position = self.position(key)?;
        Some(std::mem::replace(&mut self.entries[position].1, GONE))
    }

    fn values(&self) -> impl Iterator<Item = u64> {
        self.entries.iter().map(|(_, value)| *value)
    }

    fn settle(&mut self) {
        self.entries.retain(|(_, value)| *value != GONE);
        self.entries.sort_unstable();
    }
}
