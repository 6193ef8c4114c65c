//! Going through a map's entries.

use std::fmt;

use super::design::Design;
use super::entries::Entries;
use super::map::Map;
use super::statistics::Statistics;

impl<K, V, D: Design, S, T: Statistics> Map<K, V, D, S, T> {
    /// Every entry; in the order of insertion under the compact layout, else in any.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.table.iter()
    }

    /// Every entry, the values to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&K, &mut V)> {
        self.table.iter_mut()
    }

    /// Every key.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// Every value.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }

    /// Takes the map apart into its entries.
    pub fn into_entries(self) -> impl Iterator<Item = (K, V)> {
        self.table.into_entries()
    }
}

/// The entries of a map, borrowed.
pub type Iter<'a, K, V, D> = <<D as Design>::Table<K, V> as Entries<K, V>>::Iter<'a>;

/// The entries of a map.
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
