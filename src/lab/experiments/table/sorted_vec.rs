//! A vector of entries as a map.

use std::borrow::Borrow;

use super::dictionary::Dictionary;
use super::table_key::{TableKey, TableValue};

/// A vector of entries that [`Dictionary::settle`] sorts. Removed entries stay until then.
pub(super) struct SortedVec<K, V> {
    entries: Vec<(K, V)>,
    /// The indices of removed entries whose values cannot be marked.
    removed: Vec<usize>,
}

impl<K, V> Default for SortedVec<K, V> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
            removed: Vec::new(),
        }
    }
}

impl<K: TableKey, V: TableValue> Dictionary<K, V> for SortedVec<K::Stored, V> {
    fn insert(&mut self, key: K::Stored, value: V) {
        self.entries.push((key, value));
    }

    fn get(&self, key: &K::Query) -> Option<&V> {
        let position = position::<K, V>(&self.entries, key)?;
        Some(&self.entries[position].1)
    }

    fn remove(&mut self, key: &K::Query) -> Option<V> {
        let position = position::<K, V>(&self.entries, key)?;
        let value = &mut self.entries[position].1;
        match V::REMOVED {
            Some(mark) => Some(std::mem::replace(value, mark)),
            None => {
                self.removed.push(position);
                Some(*value)
            }
        }
    }

    fn entries<'a>(&'a self) -> impl Iterator<Item = (&'a K::Stored, &'a V)>
    where
        K::Stored: 'a,
        V: 'a,
    {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    fn settle(&mut self) {
        self.removed.sort_unstable();
        for position in self.removed.drain(..).rev() {
            self.entries.swap_remove(position);
        }
        self.entries.retain(|(_, value)| Some(*value) != V::REMOVED);
        self.entries.sort_unstable();
    }
}

fn position<K: TableKey, V>(entries: &[(K::Stored, V)], key: &K::Query) -> Option<usize> {
    let found = entries.binary_search_by(|(other, _)| other.borrow().cmp(key));
    found.ok()
}
