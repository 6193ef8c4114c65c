//! Iteration over the entries of a map.

use std::fmt;

use super::design::Design;
use super::entries::Entries;
use super::map::Map;
use super::statistics::Statistics;

impl<K, V, D: Design, S, T: Statistics> Map<K, V, D, S, T> {
    /// Iterates over the entries. The order is that of insertion with the compact layout, and
    /// unspecified with other layouts.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.table.iter()
    }

    /// Iterates over the entries, with mutable values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.table.iter_mut()
    }

    /// Iterates over the keys.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// Iterates over the values.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// Consumes the map and iterates over its entries.
    pub fn into_entries(self) -> impl Iterator<Item = (K, V)> {
        self.table.into_entries()
    }
}

/// An iterator over the borrowed entries of a map.
pub type Iter<'a, K, V, D> = <<D as Design>::Table<K, V> as Entries<K, V>>::Iter<'a>;

/// An iterator over the owned entries of a map.
pub type IntoIter<K, V, D> = <<D as Design>::Table<K, V> as Entries<K, V>>::IntoIter;

impl<'a, K, V, D: Design, S, T: Statistics> IntoIterator for &'a Map<K, V, D, S, T> {
    type Item = (&'a K, &'a V);
    type IntoIter = Iter<'a, K, V, D>;

    fn into_iter(self) -> Self::IntoIter {
        self.table.iter()
    }
}

/// ```
/// let map: heapwise::lab::table::Map<u64, u64> = (0..100).map(|n| (n, n * n)).collect();
/// assert!((&map).into_iter().all(|(n, square)| n * n == *square));
/// let mut squares: Vec<u64> = map.into_iter().map(|(_, square)| square).collect();
/// squares.sort();
/// assert_eq!(squares[99], 99 * 99);
/// ```
impl<K, V, D: Design, S, T: Statistics> IntoIterator for Map<K, V, D, S, T> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V, D>;

    fn into_iter(self) -> Self::IntoIter {
        self.table.into_entries()
    }
}

impl<K: fmt::Debug, V: fmt::Debug, D: Design, S, T: Statistics> fmt::Debug for Map<K, V, D, S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
