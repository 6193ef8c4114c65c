//! The map: a table, a hasher and statistics.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

use hashbrown::DefaultHashBuilder;

use super::design::{Design, Swiss};
use super::load_factor::{LoadFactorError, MaxLoadFactor};
use super::probe::Lookup;
use super::raw_table::RawTable;
use super::statistics::Statistics;

/// A hash map with exchangeable parts: the [`Design`] `D` of its table, its hasher `S`, and its
/// [`Statistics`] `T`.
///
/// ```
/// use heapwise::lab::table::{Lean, Map};
/// let mut map = Map::<u64, &str>::new();
/// map.insert(1, "one");
/// assert_eq!(map.get(&1), Some(&"one"));
/// let lean: Map<u64, u64, Lean> = (0..1000).map(|n| (n, n)).collect();
/// assert!(lean.bytes() < 20 * 1000 + 400);
/// ```
///
/// # Panics in a hash or a comparison
///
/// After a panic in the hash or the comparison of a key, no entry is dropped twice, and the number
/// of entries is right. A panic during a lookup changes nothing. A panic while the table is rebuilt
/// (to grow, reserve, shrink or clear tombstones) drops all entries and leaves the map empty.
/// Layouts that store the hashes (compact, separate chaining) compute no hash then. Packed buckets
/// keep their entries if growth panics.
pub struct Map<K, V, D: Design = Swiss, S = DefaultHashBuilder, T = ()> {
    pub(super) table: D::Table<K, V>,
    hasher: S,
    pub(super) statistics: T,
}

/// The position of an entry in a map's table.
pub(super) type PositionIn<K, V, D> = <<D as Design>::Table<K, V> as RawTable<K, V>>::Position;

/// The position in a map's table at which a key can be inserted.
pub(super) type VacancyIn<K, V, D> = <<D as Design>::Table<K, V> as RawTable<K, V>>::Vacancy;

impl<K, V, D: Design, S: Default, T: Statistics> Map<K, V, D, S, T> {
    /// An empty map. Allocates nothing.
    pub fn new() -> Self {
        Self::with_capacity(0)
    }

    /// An empty map with room for `capacity` entries.
    ///
    /// # Panics
    ///
    /// If the size of the table overflows.
    pub fn with_capacity(capacity: usize) -> Self {
        Self::with_capacity_and_hasher(capacity, S::default())
    }
}

impl<K, V, D: Design, S, T: Statistics> Map<K, V, D, S, T> {
    /// An empty map with this hasher. Allocates nothing.
    pub fn with_hasher(hasher: S) -> Self {
        Self::with_capacity_and_hasher(0, hasher)
    }

    /// An empty map with this hasher and room for `capacity` entries.
    ///
    /// # Panics
    ///
    /// If the size of the table overflows.
    pub fn with_capacity_and_hasher(capacity: usize, hasher: S) -> Self {
        Self::with_parts(D::MAX_LOAD_FACTOR, capacity, hasher)
    }

    /// An empty map with this maximum load factor and hasher, and with room for `capacity` entries.
    ///
    /// ```
    /// use heapwise::lab::table::{Chaining, LoadFactorError, Map, MaxLoadFactor, RobinHood};
    /// use std::hash::RandomState;
    ///
    /// type Open = Map<u64, u64, RobinHood, RandomState>;
    /// type Chained = Map<u64, u64, Chaining, RandomState>;
    ///
    /// let max = MaxLoadFactor::new(0.95)?;
    /// let map = Open::with_max_load_factor(max, 60, RandomState::new())?;
    /// assert_eq!((map.slots(), map.capacity()), (64, 60));
    ///
    /// let full = Open::with_max_load_factor(MaxLoadFactor::ONE, 60, RandomState::new());
    /// assert_eq!(full.unwrap_err(), LoadFactorError::NoEmptySlot);
    /// assert!(Chained::with_max_load_factor(MaxLoadFactor::ONE, 60, RandomState::new()).is_ok());
    /// # Ok::<(), LoadFactorError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`LoadFactorError::NoEmptySlot`] if the maximum is 1 and the lookups of the design end only
    /// at an empty slot.
    ///
    /// # Panics
    ///
    /// If the size of the table overflows.
    pub fn with_max_load_factor(
        max: MaxLoadFactor,
        capacity: usize,
        hasher: S,
    ) -> Result<Self, LoadFactorError> {
        if max == MaxLoadFactor::ONE && !D::Table::<K, V>::CAN_BE_FULL {
            Err(LoadFactorError::NoEmptySlot)
        } else {
            Ok(Self::with_parts(max, capacity, hasher))
        }
    }

    fn with_parts(max: MaxLoadFactor, capacity: usize, hasher: S) -> Self {
        Self {
            table: D::Table::new(capacity, max),
            hasher,
            statistics: T::default(),
        }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.table.entries()
    }

    /// Whether the map has no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of entries that fit before the table grows.
    pub fn capacity(&self) -> usize {
        self.table.capacity()
    }

    /// The number of slots; with separate chaining, the number of chains; with packed buckets, 32 for
    /// each bucket.
    pub fn slots(&self) -> usize {
        self.table.slots()
    }

    /// The number of entries divided by the number of slots; 0 without slots.
    pub fn load_factor(&self) -> f64 {
        self.len() as f64 / self.slots().max(1) as f64
    }

    /// The bytes that the table takes on the heap, computed with the formula of its layout. Memory
    /// that the keys and values themselves own is not included.
    pub fn bytes(&self) -> usize {
        self.table.bytes()
    }

    /// The statistics.
    pub fn statistics(&self) -> &T {
        &self.statistics
    }

    /// Returns the statistics and starts new ones.
    pub fn take_statistics(&mut self) -> T {
        std::mem::take(&mut self.statistics)
    }

    /// The hasher.
    pub fn hasher(&self) -> &S {
        &self.hasher
    }

    /// Drops all entries and keeps the capacity.
    pub fn clear(&mut self) {
        self.table.clear();
    }
}

impl<K: Eq + Hash, V, D: Design, S: BuildHasher, T: Statistics> Map<K, V, D, S, T> {
    /// The value of `key`, if the map has the key.
    #[inline]
    pub fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (_, value) = self.find_entry(key)?;
        Some(value)
    }

    /// The value of `key`, mutably, if the map has the key.
    #[inline]
    pub fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let mut count = T::Count::default();
        match self.find::<false, Q>(self.hash(key), key, &mut count) {
            Ok(position) => {
                self.statistics.record_hit(count);
                Some(self.table.get_mut(position).1)
            }
            Err(_) => {
                self.statistics.record_miss(count);
                None
            }
        }
    }

    /// Whether the map has an entry for `key`.
    #[inline]
    pub fn contains_key<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find_entry(key).is_some()
    }

    /// Inserts `value` for `key`, and returns the old value, if any. An old key is kept.
    ///
    /// # Panics
    ///
    /// If the table must grow and its size overflows.
    #[inline]
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let hash = self.hash(&key);
        let mut count = T::Count::default();
        match self.find::<true, K>(hash, &key, &mut count) {
            Ok(position) => {
                self.statistics.record_hit(count);
                let (_, old) = self.table.get_mut(position);
                Some(std::mem::replace(old, value))
            }
            Err(vacancy) => {
                self.insert_at(vacancy, hash, key, value, count);
                None
            }
        }
    }

    /// Removes the entry of `key`, and returns its value, if any.
    pub fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.remove_entry(key).map(|(_, value)| value)
    }

    /// Removes the entry of `key`, and returns its key and value, if any.
    pub fn remove_entry<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
    {
        let hash = self.hash(key);
        let mut count = T::Count::default();
        match self.find::<false, Q>(hash, key, &mut count) {
            Ok(position) => Some(self.remove_at(position, count)),
            Err(_) => {
                self.statistics.record_miss(count);
                None
            }
        }
    }

    /// Makes room for `additional` more entries.
    ///
    /// # Panics
    ///
    /// If the size of the table overflows.
    pub fn reserve(&mut self, additional: usize) {
        let needed = self.len().checked_add(additional);
        let entries = needed.expect("capacity overflow");
        if entries > self.capacity() {
            self.resize(entries);
        }
    }

    /// Shrinks the capacity to the number of entries, as far as the sizes of the table allow.
    pub fn shrink_to_fit(&mut self) {
        self.shrink_to(0);
    }

    /// Shrinks the capacity to `entries` entries, or to the number of entries if that is more, as
    /// far as the sizes of the table allow.
    pub fn shrink_to(&mut self, entries: usize) {
        let entries = entries.max(self.len());
        if entries < self.capacity() {
            self.resize(entries);
        }
    }

    fn resize(&mut self, entries: usize) {
        let hasher = &self.hasher;
        self.table
            .resize(entries, &|key| stored_hash::<K, V, D, _>(hasher, key));
        self.statistics.record_resize(self.table.entries());
    }

    /// The hash by which the table looks up `key`.
    #[inline]
    pub(super) fn hash<Q: Hash + ?Sized>(&self, key: &Q) -> u64 {
        stored_hash::<K, V, D, _>(&self.hasher, key)
    }

    /// The position of `key`, or the position at which it can be inserted; the latter is unspecified
    /// unless `INSERTING`.
    #[inline]
    pub(super) fn find<const INSERTING: bool, Q: Eq + ?Sized>(
        &self,
        hash: u64,
        key: &Q,
        count: &mut T::Count,
    ) -> Result<PositionIn<K, V, D>, VacancyIn<K, V, D>>
    where
        K: Borrow<Q>,
    {
        self.table.find::<INSERTING>(&self.lookup(hash, key), count)
    }

    /// The entry of `key`, if the map has one. Records the lookup.
    #[inline]
    fn find_entry<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let mut count = T::Count::default();
        let lookup = self.lookup(self.hash(key), key);
        match self.table.find_entry(&lookup, &mut count) {
            Some(entry) => {
                self.statistics.record_hit(count);
                Some(entry)
            }
            None => {
                self.statistics.record_miss(count);
                None
            }
        }
    }

    #[inline]
    fn lookup<'a, Q: Eq + ?Sized>(
        &'a self,
        hash: u64,
        key: &'a Q,
    ) -> Lookup<impl Fn(&K) -> bool + 'a, impl Fn(&K) -> u64 + 'a>
    where
        K: Borrow<Q>,
    {
        Lookup {
            hash,
            eq: move |other: &K| other.borrow() == key,
            rehash: move |other: &K| self.hash(other),
        }
    }

    /// Inserts a key that is not in the map; grows first if there is no room.
    #[inline]
    pub(super) fn insert_at(
        &mut self,
        vacancy: VacancyIn<K, V, D>,
        hash: u64,
        key: K,
        value: V,
        mut count: T::Count,
    ) -> PositionIn<K, V, D> {
        let vacancy = if self.table.has_room(&vacancy) {
            vacancy
        } else {
            self.grow(hash)
        };
        let position = self.table.insert(vacancy, hash, key, value, &mut count);
        self.statistics.record_insert(count);
        position
    }

    /// Grows, and returns the position at which a key of this hash can be inserted then.
    #[cold]
    #[inline(never)]
    fn grow(&mut self, hash: u64) -> VacancyIn<K, V, D> {
        let hasher = &self.hasher;
        let rehash = |key: &K| stored_hash::<K, V, D, _>(hasher, key);
        let moved = self.table.grow(&rehash);
        self.statistics.record_resize(moved);
        self.table.find_vacancy(hash, &rehash)
    }

    pub(super) fn remove_at(
        &mut self,
        position: PositionIn<K, V, D>,
        mut count: T::Count,
    ) -> (K, V) {
        let hasher = &self.hasher;
        let rehash = |key: &K| stored_hash::<K, V, D, _>(hasher, key);
        let entry = self.table.remove(position, &rehash, &mut count);
        self.statistics.record_hit(count);
        entry
    }
}

#[inline]
fn stored_hash<K, V, D: Design, Q: Hash + ?Sized>(hasher: &impl BuildHasher, key: &Q) -> u64 {
    D::Table::<K, V>::stored_hash(hasher.hash_one(key))
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
