//! Entries in a row of their own, in the order in which they came.

use std::iter::FilterMap;
use std::marker::PhantomData;
use std::{slice, vec};

use super::held::Held;
use super::index::Index;
use super::marks::Marks;
use super::{Found, Layout, Slots, Vacated, is_entry};
use crate::lab::table::entries::Entries;
use crate::lab::table::probe::{Probe, Window};
use crate::lab::table::statistics::Count;

/// As CPython has it since version 3.6 (R. Hettinger, "More compact dictionaries with faster
/// iteration", 2012): the slots hold only places in a row of entries, each with its hash. Iteration
/// follows the order of insertion. A removed entry leaves a hole until the table is built anew.
///
/// m slots of w bytes with room for n entries take m · w + n · (8 + size of key and value) bytes, in
/// two blocks; w is 1 up to 128 slots, 2 up to 2¹⁵, 4 up to 2³¹, then 8. Schemes that mark slots
/// take a third block, of a byte for each, and groups 16 more.
#[derive(Debug, Clone, Copy, Default)]
pub struct Compact;

impl Layout for Compact {
    type Slots<K, V, P: Probe> = CompactSlots<K, V, P>;
}

/// The slots of [`Compact`].
#[derive(Debug)]
pub struct CompactSlots<K, V, P> {
    marks: Marks,
    index: Index,
    entries: Vec<Held<K, V>>,
    probe: PhantomData<fn() -> P>,
}

impl<K, V, P: Probe> CompactSlots<K, V, P> {
    #[inline]
    fn entry(&self, slot: usize) -> &Held<K, V> {
        &self.entries[self.index.place(slot)]
    }

    #[inline]
    fn set_mark(&mut self, slot: usize, mark: u8) {
        if P::IS_MARKED {
            self.marks.set(slot, mark);
        }
    }
}

impl<K, V, P: Probe> Entries<K, V> for CompactSlots<K, V, P> {
    type Iter<'a>
        = FilterMap<slice::Iter<'a, Held<K, V>>, fn(&'a Held<K, V>) -> Option<(&'a K, &'a V)>>
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    type IntoIter = FilterMap<vec::IntoIter<Held<K, V>>, fn(Held<K, V>) -> Option<(K, V)>>;

    fn iter(&self) -> Self::Iter<'_> {
        self.entries.iter().filter_map(Held::get)
    }

    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a,
    {
        self.entries.iter_mut().filter_map(Held::get_mut)
    }

    fn into_entries(self) -> Self::IntoIter {
        self.entries
            .into_iter()
            .filter_map(|mut entry| entry.take())
    }
}

impl<K, V, P: Probe> Slots<K, V> for CompactSlots<K, V, P> {
    fn new(slots: usize, entries: usize) -> Self {
        let marked = if P::IS_MARKED { slots } else { 0 };
        Self {
            marks: Marks::new(marked, P::REPEATED_MARKS),
            index: Index::new(slots),
            entries: Vec::with_capacity(entries),
            probe: PhantomData,
        }
    }

    #[inline]
    fn slots(&self) -> usize {
        self.index.slots()
    }

    fn bytes(&self) -> usize {
        let entries = self.entries.capacity() * size_of::<Held<K, V>>();
        self.marks.bytes() + self.index.bytes() + entries
    }

    /// Holes use up the room, so an eighth of it must be won by clearing them to be worth it.
    fn grows_from(capacity: usize) -> usize {
        capacity - capacity / 8
    }

    #[inline]
    fn held_hash(hash: u64) -> u64 {
        Held::<K, V>::held_hash(hash)
    }

    #[inline]
    fn is_full(&self) -> bool {
        self.entries.len() == self.entries.capacity()
    }

    #[inline]
    fn mark(&self, slot: usize) -> u8 {
        match P::IS_MARKED {
            true => self.marks.get(slot),
            false => self.index.mark(slot),
        }
    }

    #[inline]
    fn window<W: Window>(&self, slot: usize) -> W {
        self.marks.window(slot)
    }

    #[inline]
    fn seek<C: Count>(
        &self,
        slot: usize,
        hash: u64,
        is_key: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> Option<Found<'_, K, V>> {
        let entry = self.entry(slot);
        if entry.hash() != Some(hash) {
            return None;
        }
        count.comparison();
        let (key, value) = entry.get()?;
        is_key(key).then_some(Found { slot, key, value })
    }

    #[inline]
    fn hash(&self, slot: usize, _: &impl Fn(&K) -> u64) -> u64 {
        self.entry(slot).hash().expect("a slot with an entry")
    }

    #[inline]
    fn get(&self, slot: usize) -> (&K, &V) {
        self.entry(slot).get().expect("a slot with an entry")
    }

    #[inline]
    fn get_mut(&mut self, slot: usize) -> (&K, &mut V) {
        let place = self.index.place(slot);
        self.entries[place].get_mut().expect("a slot with an entry")
    }

    #[inline]
    fn put(&mut self, slot: usize, mark: u8, hash: u64, key: K, value: V) {
        self.index.set(slot, self.entries.len());
        self.entries.push(Held::new(hash, key, value));
        self.set_mark(slot, mark);
    }

    fn take(&mut self, slot: usize, vacated: Vacated) -> (K, V) {
        let place = self.index.place(slot);
        let entry = self.entries[place].take();
        self.index.vacate(slot, vacated);
        self.set_mark(slot, vacated.mark());
        entry.expect("a slot with an entry")
    }

    fn relocate(&mut self, from: usize, to: usize, mark: u8) {
        debug_assert!(is_entry(self.mark(from)));
        self.index.set(to, self.index.place(from));
        self.index.vacate(from, Vacated::Empty);
        self.set_mark(from, Vacated::Empty.mark());
        self.set_mark(to, mark);
    }

    fn clear(&mut self) {
        self.marks.clear();
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
