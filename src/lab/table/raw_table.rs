//! The interface between a map and its table.

use super::entries::Entries;
use super::load_factor::MaxLoadFactor;
use super::probe::Lookup;
use super::statistics::Count;

/// A table of entries that does not own a hasher: the map passes it the hashes.
///
/// # Panics
///
/// Every method that takes a position panics if there is no entry at that position.
pub trait RawTable<K, V>: Entries<K, V> {
    /// Whether the maximum load factor may be 1.
    const CAN_BE_FULL: bool;
    /// The position of an entry. It is valid until the table changes.
    type Position: Copy;
    /// The position at which a key can be inserted. It is valid until the table changes.
    type Vacancy: Copy;

    /// A table with room for `entries` entries. Allocates nothing if that is 0.
    ///
    /// # Panics
    ///
    /// If the size of the table overflows.
    fn new(entries: usize, max: MaxLoadFactor) -> Self;

    /// The number of entries.
    fn entries(&self) -> usize;

    /// The number of slots or chains.
    fn slots(&self) -> usize;

    /// The number of entries that fit before the table grows.
    fn capacity(&self) -> usize;

    /// The bytes that the table takes on the heap.
    fn bytes(&self) -> usize;

    /// The hash that is stored for a key of this hash, and by which lookups must search for it.
    #[inline]
    fn stored_hash(hash: u64) -> u64 {
        hash
    }

    /// Looks up a key. Changes nothing.
    ///
    /// # Errors
    ///
    /// Returns where the key can be inserted if it is not in the table. The result is unspecified
    /// unless `INSERTING`.
    fn find<const INSERTING: bool>(
        &self,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Result<Self::Position, Self::Vacancy>;

    /// Looks up the entry of a key; `None` if the table does not have the key.
    fn find_entry(
        &self,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Option<(&K, &V)>;

    /// Finds where a key of this hash that is not in the table can be inserted.
    fn find_vacancy(&self, hash: u64, rehash: &impl Fn(&K) -> u64) -> Self::Vacancy;

    /// Whether an entry can be inserted at `vacancy` before the table grows.
    fn has_room(&self, vacancy: &Self::Vacancy) -> bool;

    /// Rebuilds the table or a part of it: with more slots, or at the same size if tombstones took the
    /// room. Returns the number of entries that this moved.
    ///
    /// If `rehash` panics, either all entries are dropped and the table is empty, or none is dropped.
    fn grow(&mut self, rehash: &impl Fn(&K) -> u64) -> usize;

    /// Rebuilds the table with room for `entries` entries, at least as many as it has.
    ///
    /// If `rehash` panics, all entries are dropped and the table is empty.
    fn resize(&mut self, entries: usize, rehash: &impl Fn(&K) -> u64);

    /// Inserts a key that is not in the table, at a vacancy for which there is room.
    fn insert(
        &mut self,
        vacancy: Self::Vacancy,
        hash: u64,
        key: K,
        value: V,
        count: &mut impl Count,
    ) -> Self::Position;

    /// Removes an entry. If `rehash` panics, nothing has changed.
    fn remove(
        &mut self,
        position: Self::Position,
        rehash: &impl Fn(&K) -> u64,
        count: &mut impl Count,
    ) -> (K, V);

    /// The entry at a position.
    fn get(&self, position: Self::Position) -> (&K, &V);

    /// The entry at a position, with the value mutable.
    fn get_mut(&mut self, position: Self::Position) -> (&K, &mut V);

    /// Drops all entries and keeps the capacity.
    fn clear(&mut self);
}
