//! Open addressing: a probing scheme over a layout of slots.

use std::marker::PhantomData;

use super::entries::Entries;
use super::growth::TableGrowth;
use super::layout::Layout;
use super::load_factor::MaxLoadFactor;
use super::probe::{Lookup, Probe};
use super::raw_table::RawTable;
use super::slots::Slots;
use super::statistics::Count;
use super::tag::Tag;

/// A table of slots with at most one entry each.
///
/// At least one slot is always empty, so every lookup ends. Tombstones may fill half of the slots
/// that the maximum load factor leaves empty; then the table is rebuilt at the same size.
#[derive(Debug)]
pub struct OpenTable<K, V, P: Probe, L: Layout, G> {
    slots: L::Slots<K, V, P>,
    /// The number of empty slots that may still be filled.
    growth_left: usize,
    capacity: usize,
    /// Not beside `growth_left`, because the compiler would change both in one vector register, which
    /// takes longer.
    entries: usize,
    max: MaxLoadFactor,
    growth: PhantomData<fn() -> G>,
}

/// The most entries that `slots` slots may have.
fn capacity_for(max: MaxLoadFactor, slots: usize) -> usize {
    max.max_entries(slots).min(slots.saturating_sub(1))
}

/// The number of slots that entries and tombstones together may fill.
fn fillable_slots(slots: usize, capacity: usize) -> usize {
    capacity + (slots - capacity) / 2
}

impl<K, V, P: Probe, L: Layout, G: TableGrowth> OpenTable<K, V, P, L, G> {
    fn with_slots(slots: usize, max: MaxLoadFactor) -> Self {
        let capacity = capacity_for(max, slots);
        Self {
            slots: L::Slots::new(slots, capacity),
            entries: 0,
            growth_left: fillable_slots(slots, capacity),
            capacity,
            max,
            growth: PhantomData,
        }
    }

    /// The least number of slots for `entries` entries; 0 for 0 entries.
    fn slots_for(entries: usize, max: MaxLoadFactor) -> usize {
        if entries == 0 {
            return 0;
        }
        let least = max.min_slots(entries).max(entries + 1);
        G::at_least(least.max(P::MIN_SLOTS))
    }

    /// Puts an entry into the slots. Does not count it.
    #[inline]
    fn put(&mut self, slot: usize, hash: u64, key: K, value: V, count: &mut impl Count) {
        P::make_room::<G::Reduction, K, V, _>(&mut self.slots, slot, count);
        let tag = P::tag::<G::Reduction>(hash, slot, self.slots.slots());
        self.slots.insert(slot, tag, hash, key, value);
    }

    fn rebuild(&mut self, slots: usize, rehash: &impl Fn(&K) -> u64) {
        let max = self.max;
        let old = std::mem::replace(self, Self::with_slots(0, max));
        let mut new = Self::with_slots(slots, max);
        for (hash, key, value) in old.slots.into_hashed_entries(rehash) {
            let slot = new.find_vacancy(hash, rehash);
            new.put(slot, hash, key, value, &mut ());
        }
        // A new table has no tombstones, so each entry has taken an empty slot.
        new.entries = old.entries;
        new.growth_left -= old.entries;
        *self = new;
    }
}

impl<K, V, P: Probe, L: Layout, G: TableGrowth> Entries<K, V> for OpenTable<K, V, P, L, G> {
    type Iter<'a>
        = <L::Slots<K, V, P> as Entries<K, V>>::Iter<'a>
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    type IntoIter = <L::Slots<K, V, P> as Entries<K, V>>::IntoIter;

    fn iter(&self) -> Self::Iter<'_> {
        self.slots.iter()
    }

    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a,
    {
        self.slots.iter_mut()
    }

    fn into_entries(self) -> Self::IntoIter {
        self.slots.into_entries()
    }
}

impl<K, V, P: Probe, L: Layout, G: TableGrowth> RawTable<K, V> for OpenTable<K, V, P, L, G> {
    const CAN_BE_FULL: bool = false;
    type Position = usize;
    type Vacancy = usize;

    fn new(entries: usize, max: MaxLoadFactor) -> Self {
        Self::with_slots(Self::slots_for(entries, max), max)
    }

    #[inline]
    fn entries(&self) -> usize {
        self.entries
    }

    fn slots(&self) -> usize {
        self.slots.slots()
    }

    fn capacity(&self) -> usize {
        self.capacity
    }

    fn bytes(&self) -> usize {
        self.slots.bytes()
    }

    #[inline]
    fn stored_hash(hash: u64) -> u64 {
        L::Slots::<K, V, P>::stored_hash(hash)
    }

    #[inline]
    fn find<const INSERTING: bool>(
        &self,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Result<usize, usize> {
        if self.slots.slots() == 0 {
            return Err(0);
        }
        let found = P::find::<INSERTING, G::Reduction, K, V, _>(&self.slots, lookup, count);
        found.map(|bucket| bucket.slot)
    }

    #[inline]
    fn find_entry(
        &self,
        lookup: &Lookup<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut impl Count,
    ) -> Option<(&K, &V)> {
        if self.slots.slots() == 0 {
            return None;
        }
        let found = P::find::<false, G::Reduction, K, V, _>(&self.slots, lookup, count);
        found.ok().map(|bucket| (bucket.key, bucket.value))
    }

    #[inline]
    fn find_vacancy(&self, hash: u64, rehash: &impl Fn(&K) -> u64) -> usize {
        P::find_insert_slot::<G::Reduction, K, V>(&self.slots, hash, rehash)
    }

    #[inline]
    fn has_room(&self, slot: &usize) -> bool {
        self.entries < self.capacity
            && (self.growth_left > 0 || self.slots.tag(*slot) == Tag::DELETED)
            && !self.slots.is_full()
    }

    fn grow(&mut self, rehash: &impl Fn(&K) -> u64) -> usize {
        let old = self.slots.slots();
        let entries = self.entries;
        let new = if entries < L::Slots::<K, V, P>::min_entries_to_grow(self.capacity) {
            old
        } else {
            G::next(old, entries).max(Self::slots_for(entries + 1, self.max))
        };
        self.rebuild(new, rehash);
        entries
    }

    fn resize(&mut self, entries: usize, rehash: &impl Fn(&K) -> u64) {
        self.rebuild(Self::slots_for(entries, self.max), rehash);
    }

    #[inline]
    fn insert(
        &mut self,
        slot: usize,
        hash: u64,
        key: K,
        value: V,
        count: &mut impl Count,
    ) -> usize {
        // Unless it reuses a tombstone, an insertion takes an empty slot, if need be by moving other entries.
        self.growth_left -= usize::from(self.slots.tag(slot) != Tag::DELETED);
        self.put(slot, hash, key, value, count);
        self.entries += 1;
        slot
    }

    fn remove(
        &mut self,
        slot: usize,
        rehash: &impl Fn(&K) -> u64,
        count: &mut impl Count,
    ) -> (K, V) {
        let (key, value, is_empty) =
            P::remove::<G::Reduction, K, V, _>(&mut self.slots, slot, rehash, count);
        self.growth_left += usize::from(is_empty);
        self.entries -= 1;
        (key, value)
    }

    #[inline]
    fn get(&self, slot: usize) -> (&K, &V) {
        self.slots.get(slot)
    }

    #[inline]
    fn get_mut(&mut self, slot: usize) -> (&K, &mut V) {
        self.slots.get_mut(slot)
    }

    /// Drops all entries and keeps the slots. If dropping an entry panics, the table is empty and
    /// without slots.
    fn clear(&mut self) {
        let empty = Self::with_slots(0, self.max);
        let mut cleared = std::mem::replace(self, empty);
        cleared.slots.clear();
        cleared.entries = 0;
        cleared.growth_left = fillable_slots(cleared.slots.slots(), cleared.capacity);
        *self = cleared;
    }
}
