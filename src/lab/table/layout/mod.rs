//! Where entries stand: in the slots themselves, or in a row of their own that the slots point to.

mod cells;
mod compact;
mod held;
mod index;
mod inline;
mod marks;

pub use compact::{Compact, CompactSlots};
pub use inline::{Inline, InlineSlots};

use super::entries::Entries;
use super::probe::{Probe, Window};
use super::statistics::Count;

/// A layout: which slots it makes.
pub trait Layout {
    /// The slots, for one way of probing.
    type Slots<K, V, P: Probe>: Slots<K, V>;
}

/// What a slot becomes when its entry goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vacated {
    /// Empty: a probe stops here.
    Empty,
    /// A tombstone: a probe goes on.
    Tombstone,
}

/// The mark of an empty slot.
pub const EMPTY: u8 = 0xff;
/// The mark of a tombstone.
pub const TOMBSTONE: u8 = 0x80;

/// Whether a slot of this mark holds an entry. Its lower seven bits are the probing scheme's own.
#[inline]
pub fn is_entry(mark: u8) -> bool {
    mark < TOMBSTONE
}

impl Vacated {
    fn mark(self) -> u8 {
        match self {
            Self::Empty => EMPTY,
            Self::Tombstone => TOMBSTONE,
        }
    }
}

/// An entry that was found.
#[derive(Debug)]
pub struct Found<'a, K, V> {
    /// Its slot.
    pub slot: usize,
    /// Its key.
    pub key: &'a K,
    /// Its value.
    pub value: &'a V,
}

/// Slots with a mark each, as a probing scheme sees them.
///
/// Every method that takes a slot panics where there is none of that number, and those that need an
/// entry in it where there is none.
pub trait Slots<K, V>: Entries<K, V> {
    /// `slots` empty slots, with room for so many entries; at 0, nothing is allocated.
    fn new(slots: usize, entries: usize) -> Self;

    /// How many slots there are.
    fn slots(&self) -> usize;

    /// The bytes that the slots, their marks and the entries take on the heap.
    fn bytes(&self) -> usize;

    /// Of a table that has room for `capacity` entries, from how many on removed ones must not be
    /// waited for: where fewer are there when the room is used up, the table is cleared of what
    /// removed ones left, and does not grow.
    fn grows_from(capacity: usize) -> usize;

    /// The hash under which an entry of `hash` is held.
    #[inline]
    fn held_hash(hash: u64) -> u64 {
        hash
    }

    /// Whether the entries' room is used up, whatever slots are empty.
    fn is_full(&self) -> bool;

    /// The mark of a slot.
    fn mark(&self, slot: usize) -> u8;

    /// The marks from a slot on.
    fn window<W: Window>(&self, slot: usize) -> W;

    /// The entry in a slot, where it has this hash and is the key looked for.
    fn seek<C: Count>(
        &self,
        slot: usize,
        hash: u64,
        is_key: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> Option<Found<'_, K, V>>;

    /// Of the entries that have this tag, in a window that begins at `first`, the one that has this
    /// hash and is the key looked for; the window where there is none.
    #[inline]
    fn seek_tagged<W: Window, C: Count>(
        &self,
        first: usize,
        tag: u8,
        hash: u64,
        is_key: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> Result<Found<'_, K, V>, W> {
        let window = self.window::<W>(first);
        let mut slots = window.tagged(tag).map(|place| first + place);
        let found = slots.find_map(|slot| {
            let slot = slot.checked_sub(self.slots()).unwrap_or(slot);
            self.seek(slot, hash, is_key, count)
        });
        found.ok_or(window)
    }

    /// The hash of the entry in a slot.
    fn hash(&self, slot: usize, hash_of: &impl Fn(&K) -> u64) -> u64;

    /// The entry in a slot.
    fn get(&self, slot: usize) -> (&K, &V);

    /// The entry in a slot.
    fn get_mut(&mut self, slot: usize) -> (&K, &mut V);

    /// Puts an entry into a slot that has none; the mark is one of an entry.
    fn put(&mut self, slot: usize, mark: u8, hash: u64, key: K, value: V);

    /// Takes the entry out of a slot.
    fn take(&mut self, slot: usize, vacated: Vacated) -> (K, V);

    /// Moves an entry into an empty slot under a new mark, and leaves its own empty.
    fn relocate(&mut self, from: usize, to: usize, mark: u8);

    /// Drops every entry; every slot is empty.
    fn clear(&mut self);

    /// Every entry with its hash; what is not taken is dropped.
    fn into_hashed_entries(self, hash_of: impl Fn(&K) -> u64) -> impl Iterator<Item = (u64, K, V)>;
}
