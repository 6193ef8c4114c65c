//! The layout with the entries in an array of their own, in the order of insertion.

use std::iter::FilterMap;
use std::{slice, vec};

use super::super::entries::Entries;
use super::super::group::Group;
use super::super::probe::Probe;
use super::super::slots::{Bucket, Slots};
use super::super::statistics::Count;
use super::super::tag::{Tag, Vacated};
use super::dense_entry::DenseEntry;
use super::index_array::IndexArray;
use super::interface::Layout;
use super::tags::Tags;

/// The layout of CPython's dictionary since version 3.6 (R. Hettinger, "More compact dictionaries
/// with faster iteration", 2012). The slots store indices into an array of entries, each with its
/// hash. Iteration follows the order of insertion. A removed entry leaves a hole until the table is
/// rebuilt.
///
/// m slots of w bytes with room for n entries take m · w + n · (8 + size of key and value) bytes, in
/// two blocks; w is 1 up to 128 slots, 2 up to 2¹⁵, 4 up to 2³¹, and 8 above. Probing schemes with
/// tags take a third block of one byte for each slot, and groups 16 bytes more.
#[derive(Debug, Clone, Copy, Default)]
pub struct Compact;

impl Layout for Compact {
    type Slots<K, V, P: Probe> = CompactSlots<K, V, P>;
}

/// The slots of [`Compact`].
#[derive(Debug)]
pub struct CompactSlots<K, V, P> {
    tags: Tags<P>,
    index: IndexArray,
    entries: Vec<DenseEntry<K, V>>,
}

impl<K, V, P: Probe> CompactSlots<K, V, P> {
    #[inline]
    fn entry(&self, slot: usize) -> &DenseEntry<K, V> {
        &self.entries[self.index.get(slot)]
    }

    #[inline]
    fn set_tag(&mut self, slot: usize, tag: Tag) {
        if P::USES_TAGS {
            self.tags.set(slot, tag);
        }
    }
}

impl<K, V, P: Probe> Entries<K, V> for CompactSlots<K, V, P> {
    type Iter<'a>
        = FilterMap<
        slice::Iter<'a, DenseEntry<K, V>>,
        fn(&'a DenseEntry<K, V>) -> Option<(&'a K, &'a V)>,
    >
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    type IntoIter =
        FilterMap<vec::IntoIter<DenseEntry<K, V>>, fn(DenseEntry<K, V>) -> Option<(K, V)>>;

    fn iter(&self) -> Self::Iter<'_> {
        self.entries.iter().filter_map(DenseEntry::get)
    }

    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a,
    {
        self.entries.iter_mut().filter_map(DenseEntry::get_mut)
    }

    fn into_entries(self) -> Self::IntoIter {
        self.entries
            .into_iter()
            .filter_map(|mut entry| entry.take())
    }
}

impl<K, V, P: Probe> Slots<K, V> for CompactSlots<K, V, P> {
    fn new(slots: usize, entries: usize) -> Self {
        let tagged = if P::USES_TAGS { slots } else { 0 };
        Self {
            tags: Tags::new(tagged),
            index: IndexArray::new(slots),
            entries: Vec::with_capacity(entries),
        }
    }

    #[inline]
    fn slots(&self) -> usize {
        self.index.slots()
    }

    fn bytes(&self) -> usize {
        let entries = self.entries.capacity() * size_of::<DenseEntry<K, V>>();
        self.tags.heap_bytes() + self.index.heap_bytes() + entries
    }

    /// Holes use up room, so a rebuild at the same size is worth its cost only if it frees more than
    /// an eighth of the room.
    fn min_entries_to_grow(capacity: usize) -> usize {
        capacity - capacity / 8
    }

    #[inline]
    fn stored_hash(hash: u64) -> u64 {
        DenseEntry::<K, V>::stored_hash(hash)
    }

    #[inline]
    fn is_full(&self) -> bool {
        self.entries.len() == self.entries.capacity()
    }

    #[inline]
    fn tag(&self, slot: usize) -> Tag {
        if P::USES_TAGS {
            self.tags.get(slot)
        } else {
            self.index.tag(slot)
        }
    }

    #[inline]
    fn group<G: Group>(&self, slot: usize) -> G {
        self.tags.group(slot)
    }

    #[inline]
    fn find_in_slot<C: Count>(
        &self,
        slot: usize,
        hash: u64,
        eq: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> Option<Bucket<'_, K, V>> {
        let entry = self.entry(slot);
        if entry.hash() != Some(hash) {
            return None;
        }
        count.compare();
        let (key, value) = entry.get()?;
        eq(key).then_some(Bucket { slot, key, value })
    }

    #[inline]
    fn hash(&self, slot: usize, _: &impl Fn(&K) -> u64) -> u64 {
        self.entry(slot).hash().expect("a full slot")
    }

    #[inline]
    fn get(&self, slot: usize) -> (&K, &V) {
        self.entry(slot).get().expect("a full slot")
    }

    #[inline]
    fn get_mut(&mut self, slot: usize) -> (&K, &mut V) {
        let index = self.index.get(slot);
        self.entries[index].get_mut().expect("a full slot")
    }

    #[inline]
    fn insert(&mut self, slot: usize, tag: Tag, hash: u64, key: K, value: V) {
        self.index.set(slot, self.entries.len());
        self.entries.push(DenseEntry::new(hash, key, value));
        self.set_tag(slot, tag);
    }

    fn remove(&mut self, slot: usize, vacated: Vacated) -> (K, V) {
        let index = self.index.get(slot);
        let entry = self.entries[index].take();
        self.index.vacate(slot, vacated);
        self.set_tag(slot, vacated.tag());
        entry.expect("a full slot")
    }

    fn relocate(&mut self, from: usize, to: usize, tag: Tag) {
        debug_assert!(self.tag(from).is_full());
        self.index.set(to, self.index.get(from));
        self.index.vacate(from, Vacated::Empty);
        self.set_tag(from, Tag::EMPTY);
        self.set_tag(to, tag);
    }

    fn clear(&mut self) {
        self.tags.clear();
        self.index.clear();
        self.entries.clear();
    }

    fn into_hashed_entries(self, _: impl Fn(&K) -> u64) -> impl Iterator<Item = (u64, K, V)> {
        self.entries.into_iter().filter_map(|mut entry| {
            let hash = entry.hash()?;
            let (key, value) = entry.take()?;
            Some((hash, key, value))
        })
    }
}
