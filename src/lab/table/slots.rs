//! The interface of the slots of an open-addressing table.

use super::entries::Entries;
use super::group::Group;
use super::statistics::Count;
use super::tag::{Tag, Vacated};

/// The entry that a lookup found, with its slot.
#[derive(Debug)]
pub struct Bucket<'a, K, V> {
    /// The slot.
    pub slot: usize,
    /// The key.
    pub key: &'a K,
    /// The value.
    pub value: &'a V,
}

/// The slots of a table, each with a tag. Full slots have an entry.
///
/// # Panics
///
/// Every method that takes a slot panics if there is no such slot. A method that needs an entry in
/// the slot panics if the slot is not full.
pub trait Slots<K, V>: Entries<K, V> {
    /// `slots` empty slots with room for `entries` entries. Allocates nothing if `slots` is 0.
    fn new(slots: usize, entries: usize) -> Self;

    /// The number of slots.
    fn slots(&self) -> usize;

    /// The bytes that the slots, their tags and the entries take on the heap.
    fn bytes(&self) -> usize;

    /// The least number of entries at which a table with room for `capacity` entries grows when it
    /// has no room left. A table with fewer entries is rebuilt at the same size, which clears what
    /// removed entries left.
    fn min_entries_to_grow(capacity: usize) -> usize;

    /// The hash that is stored for a key of this hash, and by which lookups must search for it.
    #[inline]
    fn stored_hash(hash: u64) -> u64 {
        hash
    }

    /// Whether there is no room for another entry, even if some slots are empty.
    fn is_full(&self) -> bool;

    /// The tag of a slot.
    fn tag(&self, slot: usize) -> Tag;

    /// The group of tags that starts at a slot.
    fn group<G: Group>(&self, slot: usize) -> G;

    /// The entry in a full slot, if it has this hash and its key satisfies `eq`.
    fn find_in_slot<C: Count>(
        &self,
        slot: usize,
        hash: u64,
        eq: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> Option<Bucket<'_, K, V>>;

    /// The entry with this tag and hash and a key that satisfies `eq`, in the group that starts at
    /// the slot `first`.
    ///
    /// # Errors
    ///
    /// Returns the group if it has no such entry.
    #[inline]
    fn find_in_group<G: Group, C: Count>(
        &self,
        first: usize,
        tag: Tag,
        hash: u64,
        eq: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> Result<Bucket<'_, K, V>, G> {
        let group = self.group::<G>(first);
        let mut slots = group.match_tag(tag).map(|offset| first + offset);
        let found = slots.find_map(|slot| {
            let slot = slot.checked_sub(self.slots()).unwrap_or(slot);
            self.find_in_slot(slot, hash, eq, count)
        });
        found.ok_or(group)
    }

    /// The hash of the entry in a full slot: the stored one, or else `rehash` of the key.
    fn hash(&self, slot: usize, rehash: &impl Fn(&K) -> u64) -> u64;

    /// The entry in a full slot.
    fn get(&self, slot: usize) -> (&K, &V);

    /// The entry in a full slot, with the value mutable.
    fn get_mut(&mut self, slot: usize) -> (&K, &mut V);

    /// Puts an entry into a slot that is not full, and gives it `tag`, the tag of a full slot.
    fn insert(&mut self, slot: usize, tag: Tag, hash: u64, key: K, value: V);

    /// Removes the entry of a full slot.
    fn remove(&mut self, slot: usize, vacated: Vacated) -> (K, V);

    /// Moves the entry of a full slot to an empty slot, gives it a new tag, and leaves `from` empty.
    fn relocate(&mut self, from: usize, to: usize, tag: Tag);

    /// Drops all entries and makes all slots empty.
    fn clear(&mut self);

    /// Iterates over the entries with their hashes. Drops the entries that are not consumed.
    fn into_hashed_entries(self, rehash: impl Fn(&K) -> u64) -> impl Iterator<Item = (u64, K, V)>;
}
