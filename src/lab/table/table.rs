//! What a map needs of a table.

use super::entries::Entries;
use super::limit::LoadLimit;
use super::probe::Sought;
use super::statistics::Count;

/// A table that finds, takes in and gives away entries, and knows nothing of their hasher.
///
/// Every method that takes a place panics where no entry is there any more.
pub trait Table<K, V>: Entries<K, V> {
    /// Whether a load limit of 1 can be served.
    const MAY_BE_FULL: bool;
    /// Where an entry is, until the table changes.
    type Place: Copy;
    /// Where an entry belongs, until the table changes.
    type Vacancy: Copy;

    /// A table with room for so many entries; for none, nothing is allocated.
    ///
    /// # Panics
    ///
    /// If there cannot be so many.
    fn new(entries: usize, limit: LoadLimit) -> Self;

    /// How many entries there are.
    fn entries(&self) -> usize;

    /// How many slots, or chains, there are.
    fn slots(&self) -> usize;

    /// How many entries there may be before the table grows.
    fn capacity(&self) -> usize;

    /// The bytes that the table takes on the heap.
    fn bytes(&self) -> usize;

    /// The load limit.
    fn limit(&self) -> LoadLimit;

    /// The hash under which an entry of `hash` is held and must be looked for.
    #[inline]
    fn held_hash(hash: u64) -> u64 {
        hash
    }

    /// Where a key is, or where it belongs; where not `INSERTING`, the latter is any place. Changes
    /// nothing.
    fn find<const INSERTING: bool>(
        &self,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Result<Self::Place, Self::Vacancy>;

    /// The entry of a key.
    fn seek(
        &self,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Option<(&K, &V)>;

    /// Where a key belongs that is not there.
    fn vacancy(&self, hash: u64, hash_of: &impl Fn(&K) -> u64) -> Self::Vacancy;

    /// Whether an entry may be put where it belongs; if not, the table must grow first.
    fn fits(&self, vacancy: &Self::Vacancy) -> bool;

    /// Builds the table anew with more room, or in its size where tombstones took the room.
    ///
    /// Where `hash_of` panics, every entry is dropped and the table is left empty.
    fn grow(&mut self, hash_of: &impl Fn(&K) -> u64);

    /// Builds the table anew with room for `entries` entries, not less than there are.
    ///
    /// Where `hash_of` panics, every entry is dropped and the table is left empty.
    fn resize(&mut self, entries: usize, hash_of: &impl Fn(&K) -> u64);

    /// Puts in an entry whose key is not there, where it fits.
    fn put(
        &mut self,
        vacancy: Self::Vacancy,
        hash: u64,
        key: K,
        value: V,
        count: &mut impl Count,
    ) -> Self::Place;

    /// Takes an entry out. A panic of `hash_of` comes before anything is changed.
    fn take(
        &mut self,
        place: Self::Place,
        hash_of: &impl Fn(&K) -> u64,
        count: &mut impl Count,
    ) -> (K, V);

    /// The entry in a place.
    fn get(&self, place: Self::Place) -> (&K, &V);

    /// The entry in a place.
    fn get_mut(&mut self, place: Self::Place) -> (&K, &mut V);

    /// Drops every entry and keeps the room.
    fn clear(&mut self);
}
