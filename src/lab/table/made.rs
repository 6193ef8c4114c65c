//! How a map is made.

use std::hash::{BuildHasher, Hash};

use super::design::Design;
use super::limit::{LimitError, LoadLimit};
use super::map::Map;
use super::statistics::Statistics;
use super::table::Table;

impl<K, V, D: Design, S: Default, T: Statistics> Map<K, V, D, S, T> {
    /// An empty map, without anything on the heap.
    pub fn new() -> Self {
        Self::with_capacity(0)
    }

    /// An empty map with room for `capacity` entries.
    ///
    /// # Panics
    ///
    /// If there cannot be so many.
    pub fn with_capacity(capacity: usize) -> Self {
        Self::with_capacity_and_hasher(capacity, S::default())
    }
}

impl<K, V, D: Design, S, T: Statistics> Map<K, V, D, S, T> {
    /// An empty map of this hasher.
    pub fn with_hasher(hasher: S) -> Self {
        Self::with_capacity_and_hasher(0, hasher)
    }

    /// An empty map of this hasher, with room for `capacity` entries.
    ///
    /// # Panics
    ///
    /// If there cannot be so many.
    pub fn with_capacity_and_hasher(capacity: usize, hasher: S) -> Self {
        Self::made(D::LOAD_LIMIT, capacity, hasher)
    }

    /// An empty map of this load limit and hasher, with room for `capacity` entries.
    ///
    /// ```
    /// use heapwise::lab::table::{Chaining, LimitError, LoadLimit, Map, RobinHood};
    /// use std::hash::RandomState;
    /// let limit = LoadLimit::new(0.95)?;
    /// let map: Map<u64, u64, RobinHood, _> = Map::with_load_limit(limit, 60, RandomState::new())?;
    /// assert_eq!((map.slots(), map.capacity()), (64, 60));
    /// let full = Map::<u64, u64, RobinHood, _>::with_load_limit(LoadLimit::ONE, 60, RandomState::new());
    /// assert_eq!(full.unwrap_err(), LimitError::NoEmptySlot);
    /// assert!(Map::<u64, u64, Chaining, _>::with_load_limit(LoadLimit::ONE, 60, RandomState::new()).is_ok());
    /// # Ok::<(), LimitError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`LimitError::NoEmptySlot`] where the limit is 1 and the design's probes stop at an empty
    /// slot.
    ///
    /// # Panics
    ///
    /// If there cannot be so many.
    pub fn with_load_limit(
        limit: LoadLimit,
        capacity: usize,
        hasher: S,
    ) -> Result<Self, LimitError> {
        match limit == LoadLimit::ONE && !D::Table::<K, V>::MAY_BE_FULL {
            true => Err(LimitError::NoEmptySlot),
            false => Ok(Self::made(limit, capacity, hasher)),
        }
    }

    fn made(limit: LoadLimit, capacity: usize, hasher: S) -> Self {
        Self {
            table: D::Table::new(capacity, limit),
            hasher,
            statistics: T::default(),
        }
    }
}

impl<K, V, D: Design, S: Default, T: Statistics> Default for Map<K, V, D, S, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics> Extend<(K, V)>
    for Map<K, V, D, S, T>
{
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Eq + Hash, V, D: Design, S: BuildHasher + Default, T: Statistics> FromIterator<(K, V)>
    for Map<K, V, D, S, T>
{
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}
