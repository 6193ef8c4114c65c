//! Entries in the slots.

use std::iter::Map;

use super::cells::{Cells, Held, Leaving};
use super::{Found, Layout, Slots, Vacated};
use crate::lab::table::entries::Entries;
use crate::lab::table::probe::{Probe, Window};
use crate::lab::table::statistics::Count;

/// Entries in the slots, with a mark of one byte for each slot.
///
/// m slots take m · (size of an entry + 1) bytes, in two blocks; groups take 16 more.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inline;

impl Layout for Inline {
    type Slots<K, V, P: Probe> = InlineSlots<K, V, P>;
}

/// The slots of [`Inline`].
#[derive(Debug)]
pub struct InlineSlots<K, V, P> {
    cells: Cells<(K, V), P>,
}

#[inline]
fn found<K, V>(slot: usize, entry: &(K, V)) -> Found<'_, K, V> {
    let (key, value) = entry;
    Found { slot, key, value }
}

impl<K, V, P: Probe> Entries<K, V> for InlineSlots<K, V, P> {
    type Iter<'a>
        = Map<Held<'a, (K, V)>, fn(&'a (K, V)) -> (&'a K, &'a V)>
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    type IntoIter = Leaving<(K, V), P>;

    fn iter(&self) -> Self::Iter<'_> {
        self.cells.iter().map(|(key, value)| (key, value))
    }

    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a,
    {
        self.cells.iter_mut().map(|(key, value)| (&*key, value))
    }

    fn into_entries(self) -> Self::IntoIter {
        self.cells.into_iter()
    }
}

impl<K, V, P: Probe> Slots<K, V> for InlineSlots<K, V, P> {
    fn new(slots: usize, _: usize) -> Self {
        Self {
            cells: Cells::new(slots),
        }
    }

    #[inline]
    fn slots(&self) -> usize {
        self.cells.number()
    }

    fn bytes(&self) -> usize {
        self.cells.bytes()
    }

    fn grows_from(capacity: usize) -> usize {
        capacity
    }

    #[inline]
    fn is_full(&self) -> bool {
        false
    }

    #[inline]
    fn mark(&self, slot: usize) -> u8 {
        self.cells.mark(slot)
    }

    #[inline]
    fn window<W: Window>(&self, slot: usize) -> W {
        self.cells.window(slot)
    }

    #[inline]
    fn seek<C: Count>(
        &self,
        slot: usize,
        _: u64,
        is_key: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> Option<Found<'_, K, V>> {
        count.comparison();
        let entry = self.cells.get(slot);
        is_key(&entry.0).then(|| found(slot, entry))
    }

    #[inline]
    fn seek_tagged<W: Window, C: Count>(
        &self,
        first: usize,
        tag: u8,
        _: u64,
        is_key: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> Result<Found<'_, K, V>, W> {
        let sought = self.cells.tagged(first, tag, |(key, _)| {
            count.comparison();
            is_key(key)
        });
        sought.map(|(slot, entry)| found(slot, entry))
    }

    #[inline]
    fn hash(&self, slot: usize, hash_of: &impl Fn(&K) -> u64) -> u64 {
        hash_of(&self.cells.get(slot).0)
    }

    #[inline]
    fn get(&self, slot: usize) -> (&K, &V) {
        let (key, value) = self.cells.get(slot);
        (key, value)
    }

    #[inline]
    fn get_mut(&mut self, slot: usize) -> (&K, &mut V) {
        let (key, value) = self.cells.get_mut(slot);
        (key, value)
    }

    #[inline]
    fn put(&mut self, slot: usize, mark: u8, _: u64, key: K, value: V) {
        self.cells.put(slot, mark, (key, value));
    }

    fn take(&mut self, slot: usize, vacated: Vacated) -> (K, V) {
        self.cells.take(slot, vacated)
    }

    fn relocate(&mut self, from: usize, to: usize, mark: u8) {
        self.cells.relocate(from, to, mark);
    }

    fn clear(&mut self) {
        self.cells.clear();
    }

    fn into_hashed_entries(self, hash_of: impl Fn(&K) -> u64) -> impl Iterator<Item = (u64, K, V)> {
        let leaving = self.cells.into_iter();
        leaving.map(move |(key, value)| (hash_of(&key), key, value))
    }
}
