//! The map: a table, a hasher and statistics.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

use hashbrown::DefaultHashBuilder;

use super::design::{Design, Swiss};
use super::entry::{Entry, OccupiedEntry, VacantEntry};
use super::statistics::Statistics;
use super::table::Table;

/// A hash map whose parts can be chosen: the [`Design`] of its table `D`, the hasher `S`, and
/// whether it keeps [`Statistics`] `T`.
///
/// ```
/// use heapwise::lab::table::{Lean, Map};
/// let mut map = Map::<u64, &str>::new();
/// map.insert(1, "one");
/// assert_eq!(map.get(&1), Some(&"one"));
/// let lean: Map<u64, u64, Lean> = (0..1000).map(|n| (n, n)).collect();
/// assert!(lean.bytes() < 22 * 1000);
/// ```
///
/// # Panics in a hash or a comparison
///
/// Nothing is dropped twice or lost from the count. A panic while a key is looked for changes
/// nothing. A panic while the table is built anew, by growing, reserving, shrinking, or clearing
/// tombstones, drops every entry and leaves the map empty; layouts that hold the hashes (compact,
/// separate chaining) do not hash then.
pub struct Map<K, V, D: Design = Swiss, S = DefaultHashBuilder, T = ()> {
    pub(super) table: D::Table<K, V>,
    pub(super) hasher: S,
    pub(super) statistics: T,
}

impl<K, V, D: Design, S, T: Statistics> Map<K, V, D, S, T> {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.table.entries()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many entries there may be before the table grows.
    pub fn capacity(&self) -> usize {
        self.table.capacity()
    }

    /// How many slots there are; with separate chaining, how many chains.
    pub fn slots(&self) -> usize {
        self.table.slots()
    }

    /// The entries' share of the slots; 0 where there is no slot.
    pub fn load_factor(&self) -> f64 {
        self.len() as f64 / self.slots().max(1) as f64
    }

    /// The bytes that the table takes on the heap, by arithmetic: each layout says which. What keys
    /// and values themselves own is not among them.
    pub fn bytes(&self) -> usize {
        self.table.bytes()
    }

    /// What was recorded.
    pub fn statistics(&self) -> &T {
        &self.statistics
    }

    /// Takes what was recorded, and begins anew.
    pub fn take_statistics(&mut self) -> T {
        std::mem::take(&mut self.statistics)
    }

    /// The hasher.
    pub fn hasher(&self) -> &S {
        &self.hasher
    }

    /// Drops every entry and keeps the room.
    pub fn clear(&mut self) {
        self.table.clear();
    }
}

impl<K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics> Map<K, V, D, S, T> {
    /// The value of `key`.
    #[inline]
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (_, value) = self.seek(key)?;
        Some(value)
    }

    /// The value of `key`, to be changed.
    #[inline]
    pub fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let mut count = T::Count::default();
        match self.search::<false, Q>(self.hash(key), key, &mut count) {
            Ok(place) => {
                self.statistics.hit(count);
                Some(self.table.get_mut(place).1)
            }
            Err(_) => {
                self.statistics.miss(count);
                None
            }
        }
    }

    /// Whether `key` is there.
    #[inline]
    pub fn contains_key<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.seek(key).is_some()
    }

    /// Puts `value` under `key`; the value that was there before, if any. The key that was there
    /// stays.
    ///
    /// # Panics
    ///
    /// If the table would have to grow beyond what can be addressed.
    #[inline]
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hash(&key);
        let mut count = T::Count::default();
        match self.search::<true, K>(hash, &key, &mut count) {
            Ok(place) => {
                self.statistics.hit(count);
                let (_, old) = self.table.get_mut(place);
                Some(std::mem::replace(old, value))
            }
            Err(vacancy) => {
                self.put(vacancy, hash, key, value, count);
                None
            }
        }
    }

    /// Takes `key` out; its value, if it was there.
    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.remove_entry(key).map(|(_, value)| value)
    }

    /// Takes `key` out; itself and its value, if it was there.
    pub fn remove_entry<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
    {
        let hash = self.hash(key);
        let mut count = T::Count::default();
        match self.search::<false, Q>(hash, key, &mut count) {
            Ok(place) => Some(self.take(place, count)),
            Err(_) => {
                self.statistics.miss(count);
                None
            }
        }
    }

    /// The entry of `key`, or where it would be.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V, D, S, T> {
        let hash = self.hash(&key);
        let mut count = T::Count::default();
        match self.search::<true, K>(hash, &key, &mut count) {
            Ok(place) => Entry::Occupied(OccupiedEntry {
                map: self,
                place,
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

    /// Makes room for so many entries more.
    ///
    /// # Panics
    ///
    /// If there cannot be so many.
    pub fn reserve(&mut self, additional: usize) {
        let entries = self.len().checked_add(additional);
        let entries = entries.expect("capacity overflow");
        if entries > self.capacity() {
            self.resize(entries);
        }
    }

    /// Gives back what room is not needed.
    pub fn shrink_to_fit(&mut self) {
        self.shrink_to(0);
    }

    /// Gives back what room is not needed for `entries` entries, or those that there are.
    pub fn shrink_to(&mut self, entries: usize) {
        let entries = entries.max(self.len());
        if entries < self.capacity() {
            self.resize(entries);
        }
    }
}
