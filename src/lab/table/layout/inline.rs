//! The layout with the entries in the slots.

use std::iter::Map;

use super::super::entries::Entries;
use super::super::group::Group;
use super::super::probe::Probe;
use super::super::slots::{Bucket, Slots};
use super::super::statistics::Count;
use super::super::tag::{Tag, Vacated};
use super::interface::Layout;
use super::tagged_slots::{IntoSlotEntries, SlotEntries, TaggedSlots};

/// The layout with the entries in the slots, and a tag of one byte for each slot.
///
/// m slots take m · (size of an entry + 1) bytes, in two blocks; with groups 16 bytes more.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inline;

impl Layout for Inline {
    type Slots<K, V, P: Probe> = InlineSlots<K, V, P>;
}

/// The slots of [`Inline`].
#[derive(Debug)]
pub struct InlineSlots<K, V, P: Probe> {
    slots: TaggedSlots<(K, V), P>,
}

#[inline]
fn to_bucket<K, V>(slot: usize, entry: &(K, V)) -> Bucket<'_, K, V> {
    let (key, value) = entry;
    Bucket { slot, key, value }
}

impl<K, V, P: Probe> Entries<K, V> for InlineSlots<K, V, P> {
    type Iter<'a>
        = Map<SlotEntries<'a, (K, V)>, fn(&'a (K, V)) -> (&'a K, &'a V)>
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    type IntoIter = IntoSlotEntries<(K, V), P>;

    fn iter(&self) -> Self::Iter<'_> {
        self.slots.iter().map(|(key, value)| (key, value))
    }

    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a,
    {
        self.slots.iter_mut().map(|(key, value)| (&*key, value))
    }

    fn into_entries(self) -> Self::IntoIter {
        self.slots.into_iter()
    }
}

impl<K, V, P: Probe> Slots<K, V> for InlineSlots<K, V, P> {
    fn new(slots: usize, _: usize) -> Self {
        Self {
            slots: TaggedSlots::new(slots),
        }
    }

    #[inline]
    fn slots(&self) -> usize {
        self.slots.slots()
    }

    fn bytes(&self) -> usize {
        self.slots.heap_bytes()
    }

    fn min_entries_to_grow(capacity: usize) -> usize {
        capacity
    }

    #[inline]
    fn is_full(&self) -> bool {
        false
    }

    #[inline]
    fn tag(&self, slot: usize) -> Tag {
        self.slots.tag(slot)
    }

    #[inline]
    fn group<G: Group>(&self, slot: usize) -> G {
        self.slots.group(slot)
    }

    #[inline]
    fn find_in_slot<C: Count>(
        &self,
        slot: usize,
        _: u64,
        eq: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> Option<Bucket<'_, K, V>> {
        count.compare();
        let entry = self.slots.get(slot);
        eq(&entry.0).then(|| to_bucket(slot, entry))
    }

    #[inline]
    fn find_in_group<G: Group, C: Count>(
        &self,
        first: usize,
        tag: Tag,
        _: u64,
        eq: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> Result<Bucket<'_, K, V>, G> {
        let found = self.slots.find_in_group(first, tag, |(key, _)| {
            count.compare();
            eq(key)
        });
        found.map(|(slot, entry)| to_bucket(slot, entry))
    }

    #[inline]
    fn hash(&self, slot: usize, rehash: &impl Fn(&K) -> u64) -> u64 {
        rehash(&self.slots.get(slot).0)
    }

    #[inline]
    fn get(&self, slot: usize) -> (&K, &V) {
        let (key, value) = self.slots.get(slot);
        (key, value)
    }

    #[inline]
    fn get_mut(&mut self, slot: usize) -> (&K, &mut V) {
        let (key, value) = self.slots.get_mut(slot);
        (key, value)
    }

    #[inline]
    fn insert(&mut self, slot: usize, tag: Tag, _: u64, key: K, value: V) {
        self.slots.insert(slot, tag, (key, value));
    }

    fn remove(&mut self, slot: usize, vacated: Vacated) -> (K, V) {
        self.slots.remove(slot, vacated)
    }

    fn relocate(&mut self, from: usize, to: usize, tag: Tag) {
        self.slots.relocate(from, to, tag);
    }

    fn clear(&mut self) {
        self.slots.clear();
    }

    fn into_hashed_entries(self, rehash: impl Fn(&K) -> u64) -> impl Iterator<Item = (u64, K, V)> {
        let entries = self.slots.into_iter();
        entries.map(move |(key, value)| (rehash(&key), key, value))
    }
}
