//! The operations that the work needs of a map, for each map.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use indexmap::IndexMap;
use sparse_hash_map::{High, PowerOfTwo, SparseMap, StdEq, StdHash};

use crate::lab::table::{Design, Map, Statistics};

use super::table_key::{TableKey, TableValue};

/// A map from keys to values.
pub(super) trait Dictionary<K: TableKey, V: TableValue> {
    /// Inserts a key that is not in the map.
    fn insert(&mut self, key: K::Stored, value: V);
    /// The value of a key.
    fn get(&self, key: &K::Query) -> Option<&V>;
    /// Removes a key and returns its value.
    fn remove(&mut self, key: &K::Query) -> Option<V>;
    /// Iterates over the entries.
    fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a K::Stored, &'a V)>
    where
        K::Stored: 'a,
        V: 'a;
    /// Completes the insertions and removals since the last call. Called before lookups.
    fn settle(&mut self) {}
}

/// A hasher as sparse-hash-map needs it.
pub(super) trait CloneableHasher: BuildHasher + Clone {}

impl<S: BuildHasher + Clone> CloneableHasher for S {}

macro_rules! dictionary {
    (<K, V $(, $parameter:ident: $bound:ident)*> for $map:ty, $remove:ident) => {
        impl<K: TableKey, V: TableValue $(, $parameter: $bound)*> Dictionary<K, V> for $map {
            fn insert(&mut self, key: K::Stored, value: V) {
                self.insert(key, value);
            }

            #[inline]
            fn get(&self, key: &K::Query) -> Option<&V> {
                self.get(key)
            }

            fn remove(&mut self, key: &K::Query) -> Option<V> {
                self.$remove(key)
            }

            fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a K::Stored, &'a V)>
            where
                K::Stored: 'a,
                V: 'a,
            {
                self.iter()
            }
        }
    };
}

/// sparse-hash-map with the least memory.
pub(super) type Sparse<K, V, S> = SparseMap<K, V, StdHash<S>, StdEq, PowerOfTwo<2>, High>;

dictionary!(<K, V, D: Design, S: BuildHasher, T: Statistics> for Map<K::Stored, V, D, S, T>, remove);
dictionary!(<K, V, S: BuildHasher> for std::collections::HashMap<K::Stored, V, S>, remove);
dictionary!(<K, V, S: BuildHasher> for hashbrown::HashMap<K::Stored, V, S>, remove);
dictionary!(<K, V, S: BuildHasher> for IndexMap<K::Stored, V, S>, swap_remove);
dictionary!(<K, V, S: CloneableHasher> for Sparse<K::Stored, V, S>, remove);
dictionary!(<K, V> for BTreeMap<K::Stored, V>, remove);
