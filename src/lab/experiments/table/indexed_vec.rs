//! A vector of entries, and a table of their indices.

use std::borrow::Borrow;
use std::hash::BuildHasher;

use hashbrown::HashTable;

use super::dictionary::Dictionary;
use super::table_key::{TableKey, TableValue};

/// A vector of entries, and hashbrown's table of their indices with 4 bytes each.
pub(super) struct IndexedVec<K, V, S> {
    entries: Vec<(K, V)>,
    indices: HashTable<u32>,
    build_hasher: S,
}

impl<K, V, S> IndexedVec<K, V, S> {
    pub(super) fn with_hasher(build_hasher: S) -> Self {
        Self {
            entries: Vec::new(),
            indices: HashTable::new(),
            build_hasher,
        }
    }
}

impl<K: TableKey, V: TableValue, S: BuildHasher> Dictionary<K, V> for IndexedVec<K::Stored, V, S> {
    fn insert(&mut self, key: K::Stored, value: V) {
        let Self {
            entries,
            indices,
            build_hasher,
        } = self;
        let hash = build_hasher.hash_one(key.borrow());
        let index = u32::try_from(entries.len()).expect("at most 2^32 entries");
        entries.push((key, value));
        let rehash = |&index: &u32| build_hasher.hash_one(entries[index as usize].0.borrow());
        indices.insert_unique(hash, index, rehash);
    }

    fn get(&self, key: &K::Query) -> Option<&V> {
        let is_equal = |&index: &u32| self.entries[index as usize].0.borrow() == key;
        let index = self
            .indices
            .find(self.build_hasher.hash_one(key), is_equal)?;
        Some(&self.entries[*index as usize].1)
    }

    /// Moves the last entry to the place of the removed one.
    fn remove(&mut self, key: &K::Query) -> Option<V> {
        let Self {
            entries,
            indices,
            build_hasher,
        } = self;
        let is_equal = |&index: &u32| entries[index as usize].0.borrow() == key;
        let found = indices.find_entry(build_hasher.hash_one(key), is_equal);
        let (index, _) = found.ok()?.remove();
        let last = entries.len() as u32 - 1;
        if index != last {
            let hash = build_hasher.hash_one(entries[last as usize].0.borrow());
            let moved = indices.find_mut(hash, |&other| other == last);
            *moved.expect("every entry has an index") = index;
        }
        Some(entries.swap_remove(index as usize).1)
    }

    fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a K::Stored, &'a V)>
    where
        K::Stored: 'a,
        V: 'a,
    {
        self.entries.iter().map(|(key, value)| (key, value))
    }
}
