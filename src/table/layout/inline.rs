//! Entries in the slots.

#![allow(unsafe_code)] // A slot without an entry holds nothing.

use std::marker::PhantomData;
use std::mem::{MaybeUninit, needs_drop};

use super::marks::Marks;
use super::{Layout, Slots, Vacated, is_entry};
use crate::table::probe::{Probe, Window};
use crate::table::statistics::Count;

/// Entries in the slots, with a mark of one byte for each slot.
///
/// m slots take m · (size of an entry + 1) bytes, in two blocks; groups take 16 more.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inline;

impl Layout for Inline {
    type Slots<K, V, P: Probe> = InlineSlots<K, V, P>;
}

/// The slots of [`Inline`].
///
/// Exactly the slots whose mark is one of an entry hold one.
#[derive(Debug)]
pub struct InlineSlots<K, V, P> {
    marks: Marks,
    entries: Box<[MaybeUninit<(K, V)>]>,
    probe: PhantomData<fn() -> P>,
}

impl<K, V, P> InlineSlots<K, V, P> {
    #[inline]
    fn holds(&self, slot: usize) -> bool {
        is_entry(self.marks.get(slot))
    }

    #[inline]
    fn must_hold(&self, slot: usize) {
        if !self.holds(slot) {
            holds_none(slot);
        }
    }

    #[inline]
    fn entry(&self, slot: usize) -> &(K, V) {
        self.must_hold(slot);
        // SAFETY: the slot's mark is one of an entry, so it holds one.
        unsafe { self.entries[slot].assume_init_ref() }
    }

    #[inline]
    fn take(&mut self, slot: usize, vacated: Vacated) -> (K, V) {
        self.must_hold(slot);
        self.marks.set(slot, vacated.mark());
        // SAFETY: the slot's mark was one of an entry, so it holds one; the mark is none any more,
        // so the entry is read out once.
        unsafe { self.entries[slot].assume_init_read() }
    }

    fn drop_entries(&mut self) {
        if !needs_drop::<(K, V)>() {
            return;
        }
        for slot in 0..self.entries.len() {
            if self.holds(slot) {
                self.take(slot, Vacated::Empty);
            }
        }
    }
}

#[cold]
fn holds_none(slot: usize) -> ! {
    panic!("slot {slot} has no entry")
}

impl<K, V, P> Drop for InlineSlots<K, V, P> {
    fn drop(&mut self) {
        self.drop_entries();
    }
}

impl<K, V, P: Probe> Slots<K, V> for InlineSlots<K, V, P> {
    fn new(slots: usize, _: usize) -> Self {
        Self {
            marks: Marks::new(slots, P::REPEATED_MARKS),
            entries: Box::new_uninit_slice(slots),
            probe: PhantomData,
        }
    }

    #[inline]
    fn slots(&self) -> usize {
        self.entries.len()
    }

    fn bytes(&self) -> usize {
        self.marks.bytes() + size_of_val(&*self.entries)
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
        self.marks.get(slot)
    }

    #[inline]
    fn window<W: Window>(&self, slot: usize) -> W {
        self.marks.window(slot)
    }

    #[inline]
    fn is<C: Count>(
        &self,
        slot: usize,
        _: u64,
        is_key: &impl Fn(&K) -> bool,
        count: &mut C,
    ) -> bool {
        count.comparison();
        is_key(&self.entry(slot).0)
    }

    #[inline]
    fn hash(&self, slot: usize, hash_of: &impl Fn(&K) -> u64) -> u64 {
        hash_of(&self.entry(slot).0)
    }

    #[inline]
    fn get(&self, slot: usize) -> (&K, &V) {
        let (key, value) = self.entry(slot);
        (key, value)
    }

    #[inline]
    fn get_mut(&mut self, slot: usize) -> (&K, &mut V) {
        self.must_hold(slot);
        // SAFETY: the slot's mark is one of an entry, so it holds one.
        let (key, value) = unsafe { self.entries[slot].assume_init_mut() };
        (key, value)
    }

    #[inline]
    fn put(&mut self, slot: usize, mark: u8, _: u64, key: K, value: V) {
        self.entries[slot].write((key, value));
        self.marks.set(slot, mark);
    }

    fn take(&mut self, slot: usize, vacated: Vacated) -> (K, V) {
        self.take(slot, vacated)
    }

    fn relocate(&mut self, from: usize, to: usize, mark: u8) {
        self.must_hold(from);
        self.entries.swap(from, to);
        self.marks.set(from, Vacated::Empty.mark());
        self.marks.set(to, mark);
    }

    fn clear(&mut self) {
        self.drop_entries();
        self.marks.clear();
    }

    fn iter<'a>(&'a self) -> impl Iterator<Item = (&'a K, &'a V)>
    where
        K: 'a,
        V: 'a,
    {
        let entries = self.marks.iter().zip(&self.entries);
        entries
            .filter(|(mark, _)| is_entry(**mark))
            .map(|(_, entry)| {
                // SAFETY: the slot's mark is one of an entry, so it holds one.
                let (key, value) = unsafe { entry.assume_init_ref() };
                (key, value)
            })
    }

    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a,
    {
        let entries = self.marks.iter().zip(&mut self.entries);
        entries
            .filter(|(mark, _)| is_entry(**mark))
            .map(|(_, entry)| {
                // SAFETY: the slot's mark is one of an entry, so it holds one.
                let (key, value) = unsafe { entry.assume_init_mut() };
                (&*key, value)
            })
    }

    fn into_entries(self, hash_of: impl Fn(&K) -> u64) -> impl Iterator<Item = (u64, K, V)> {
        let leaving = Leaving {
            slots: self,
            next: 0,
        };
        leaving.map(move |(key, value)| (hash_of(&key), key, value))
    }
}

/// Entries on their way out of their slots. What it held before `next` is gone; the marks learn of
/// it at the end, and only where there is something to drop.
struct Leaving<K, V, P> {
    slots: InlineSlots<K, V, P>,
    next: usize,
}

impl<K, V, P> Iterator for Leaving<K, V, P> {
    type Item = (K, V);

    #[inline]
    fn next(&mut self) -> Option<(K, V)> {
        let slot = self.slots.marks.next_entry(self.next)?;
        let entry = &self.slots.entries[slot];
        self.next = slot + 1;
        // SAFETY: the slot's mark is one of an entry, so it held one at first; each slot is come to
        // once, and `Drop` takes the mark from those that were.
        Some(unsafe { entry.assume_init_read() })
    }
}

impl<K, V, P> Drop for Leaving<K, V, P> {
    fn drop(&mut self) {
        if needs_drop::<(K, V)>() {
            (0..self.next).for_each(|slot| self.slots.marks.set(slot, Vacated::Empty.mark()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::probe::Linear;
    use std::rc::Rc;

    type Tested = InlineSlots<Rc<u8>, Rc<u8>, Linear>;

    fn with_entries(slots: &[usize], counted: &Rc<u8>) -> Tested {
        let mut tested = Tested::new(8, 8);
        for &slot in slots {
            tested.put(slot, 0, 0, counted.clone(), counted.clone());
        }
        tested
    }

    #[test]
    fn an_entry_leaves_by_one_door_only() {
        let counted = Rc::new(7);
        let mut slots = with_entries(&[0, 3, 7], &counted);
        slots.relocate(3, 4, 1);
        assert_eq!(slots.get(4), (&counted, &counted));
        *slots.get_mut(7).1 = Rc::new(8);
        assert_eq!(Rc::strong_count(&counted), 6);
        drop(slots.take(0, Vacated::Tombstone));
        assert_eq!(Rc::strong_count(&counted), 4);
        assert_eq!((slots.iter().count(), slots.iter_mut().count()), (2, 2));
        drop(slots);
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    fn what_is_left_of_the_entries_is_dropped() {
        let counted = Rc::new(7);
        let mut entries = with_entries(&[1, 2, 5], &counted).into_entries(|_| 0);
        drop(entries.next());
        assert_eq!(Rc::strong_count(&counted), 5);
        drop(entries);
        assert_eq!(Rc::strong_count(&counted), 1);
        with_entries(&[1, 2, 5], &counted).clear();
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    #[should_panic(expected = "slot 2 has no entry")]
    fn an_empty_slot_cannot_be_read() {
        with_entries(&[1], &Rc::new(7)).get(2);
    }

    #[test]
    #[should_panic(expected = "slot 1 has no entry")]
    fn a_tombstone_cannot_be_taken() {
        let mut slots = with_entries(&[1], &Rc::new(7));
        drop(slots.take(1, Vacated::Tombstone));
        drop(slots.take(1, Vacated::Empty));
    }
}
