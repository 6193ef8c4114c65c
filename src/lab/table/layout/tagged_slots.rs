//! Slots that store an entry if their tag is the tag of a full slot.

#![allow(unsafe_code)] // Only full slots have an initialized entry.

use std::iter::Zip;
use std::mem::{MaybeUninit, needs_drop};
use std::slice;

use super::super::group::{BitMask, Group, MAX_WIDTH};
#[cfg(test)]
use super::super::group::{Native, Portable};
#[cfg(test)]
use super::super::probe::GroupProbe;
use super::super::probe::Probe;
use super::super::tag::{Tag, Vacated};
use super::tags::{FullSlots, Tags};

/// Slots with a tag each. The entry of a slot is initialized exactly if its tag is full.
///
/// Only the functions of this file write the tags and the entries.
#[derive(Debug)]
pub(super) struct TaggedSlots<E, P: Probe> {
    tags: Tags<P>,
    entries: Box<[MaybeUninit<E>]>,
}

impl<E, P: Probe> TaggedSlots<E, P> {
    /// `slots` empty slots, with as many repeated tags as the probing scheme needs.
    pub(super) fn new(slots: usize) -> Self {
        Self {
            tags: Tags::new(slots),
            entries: Box::new_uninit_slice(slots),
        }
    }

    /// The group of tags that starts at a slot.
    #[inline]
    pub(super) fn group<G: Group>(&self, slot: usize) -> G {
        const { assert!(P::REPEATED_TAGS >= MAX_WIDTH) };
        let slots = self.entries.len();
        if slot >= slots {
            panic_no_slot();
        }
        debug_assert_eq!(self.tags.as_bytes().len(), slots + P::REPEATED_TAGS);
        // SAFETY: `slot` is below `slots`, and there are `slots + P::REPEATED_TAGS` tags: `new`
        // allocates them, and nothing changes their number. The assertion above shows at compile
        // time that at least `MAX_WIDTH` tags are repeated. So `MAX_WIDTH` tags start at `slot`.
        let tags = unsafe {
            &*self
                .tags
                .as_bytes()
                .as_ptr()
                .add(slot)
                .cast::<[u8; MAX_WIDTH]>()
        };
        G::load(tags)
    }

    /// The first entry with this tag that satisfies `eq`, in the group that starts at the slot
    /// `first`, with its slot.
    ///
    /// # Errors
    ///
    /// Returns the group if it has no such entry.
    #[inline]
    pub(super) fn find_in_group<G: Group>(
        &self,
        first: usize,
        tag: Tag,
        mut eq: impl FnMut(&E) -> bool,
    ) -> Result<(usize, &E), G> {
        let group = self.group::<G>(first);
        if !tag.is_full() {
            return Err(group);
        }
        let mut matches = group.match_tag(tag);
        while !matches.is_empty() {
            let mut slot = first + matches.trailing_zeros();
            if slot >= self.entries.len() {
                slot = unrepeat(slot, self.entries.len());
            }
            debug_assert!(self.tags.get(slot).is_full());
            // SAFETY: `tag` is full, and for a full tag a group matches full slots only (`Group` is
            // sealed, and its test tries every kind of tag). The group has the current tags. The
            // tags after the last slot are repetitions of the first slots' tags, and `slot` is the
            // slot of such a repetition then. So `slot` exists and is full.
            let entry = unsafe { self.entries.get_unchecked(slot).assume_init_ref() };
            if eq(entry) {
                return Ok((slot, entry));
            }
            matches = matches.remove_lowest_bit();
        }
        Err(group)
    }

    #[inline]
    pub(super) fn slots(&self) -> usize {
        self.entries.len()
    }

    /// The bytes that the tags and the entries take on the heap.
    pub(super) fn heap_bytes(&self) -> usize {
        self.tags.heap_bytes() + size_of_val(&*self.entries)
    }

    #[inline]
    pub(super) fn tag(&self, slot: usize) -> Tag {
        self.tags.get(slot)
    }

    #[inline]
    fn assert_full(&self, slot: usize) {
        if !self.tags.get(slot).is_full() {
            panic_no_entry(slot);
        }
    }

    #[inline]
    pub(super) fn get(&self, slot: usize) -> &E {
        self.assert_full(slot);
        // SAFETY: the slot is full, so its entry is initialized.
        unsafe { self.entries[slot].assume_init_ref() }
    }

    #[inline]
    pub(super) fn get_mut(&mut self, slot: usize) -> &mut E {
        self.assert_full(slot);
        // SAFETY: the slot is full, so its entry is initialized.
        unsafe { self.entries[slot].assume_init_mut() }
    }

    /// Puts an entry into a slot that is not full, and gives it `tag`, the tag of a full slot.
    #[inline]
    pub(super) fn insert(&mut self, slot: usize, tag: Tag, entry: E) {
        debug_assert!(tag.is_full() && !self.tags.get(slot).is_full());
        let place = &mut self.entries[slot];
        // Before the entry, because the next search waits until the tag is in the cache, and stores reach it
        // in order. It cannot fail, because every slot has a tag.
        self.tags.set(slot, tag);
        place.write(entry);
    }

    #[inline]
    pub(super) fn remove(&mut self, slot: usize, vacated: Vacated) -> E {
        self.assert_full(slot);
        self.tags.set(slot, vacated.tag());
        // SAFETY: the slot was full, so its entry is initialized. It is not full now, so the entry
        // is read out once.
        unsafe { self.entries[slot].assume_init_read() }
    }

    /// Moves the entry of a full slot to an empty slot, gives it a new tag, and leaves `from` empty.
    pub(super) fn relocate(&mut self, from: usize, to: usize, tag: Tag) {
        self.assert_full(from);
        self.entries.swap(from, to);
        self.tags.set(from, Tag::EMPTY);
        self.tags.set(to, tag);
    }

    pub(super) fn clear(&mut self) {
        self.drop_entries();
        self.tags.clear();
    }

    fn drop_entries(&mut self) {
        if !needs_drop::<E>() {
            return;
        }
        for slot in 0..self.entries.len() {
            if self.tags.get(slot).is_full() {
                self.remove(slot, Vacated::Empty);
            }
        }
    }

    pub(super) fn iter(&self) -> SlotEntries<'_, E> {
        SlotEntries(self.tags.iter_bytes().zip(&self.entries))
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut E> {
        let slots = self.tags.iter_bytes().zip(&mut self.entries);
        let full = slots.filter(|(byte, _)| Tag::from_byte(**byte).is_full());
        // SAFETY: the slot is full, so its entry is initialized.
        full.map(|(_, entry)| unsafe { entry.assume_init_mut() })
    }

    pub(super) fn into_iter(self) -> IntoSlotEntries<E, P> {
        IntoSlotEntries {
            slots: self,
            cursor: FullSlots::default(),
        }
    }
}

#[cold]
fn panic_no_slot() -> ! {
    panic!("there is no such slot")
}

/// The slot whose tag is repeated at `index`, after the tag of the last slot.
#[cold]
fn unrepeat(index: usize, slots: usize) -> usize {
    index - slots
}

#[cold]
fn panic_no_entry(slot: usize) -> ! {
    panic!("slot {slot} has no entry")
}

impl<E, P: Probe> Drop for TaggedSlots<E, P> {
    fn drop(&mut self) {
        self.drop_entries();
    }
}

/// An iterator over the borrowed entries of [`TaggedSlots`].
#[derive(Debug)]
pub struct SlotEntries<'a, E>(Zip<slice::Iter<'a, u8>, slice::Iter<'a, MaybeUninit<E>>>);

impl<'a, E> Iterator for SlotEntries<'a, E> {
    type Item = &'a E;

    #[inline]
    fn next(&mut self) -> Option<&'a E> {
        let is_full = |(byte, _): &(&u8, _)| Tag::from_byte(**byte).is_full();
        let (_, entry) = self.0.find(is_full)?;
        // SAFETY: the slot is full, so its entry is initialized.
        Some(unsafe { entry.assume_init_ref() })
    }
}

/// An iterator over the owned entries of [`TaggedSlots`].
///
/// The entries of the slots before the cursor have been moved out, but their tags are still those of
/// full slots. Dropping the iterator corrects the tags, if entries need to be dropped.
#[derive(Debug)]
pub struct IntoSlotEntries<E, P: Probe> {
    slots: TaggedSlots<E, P>,
    cursor: FullSlots,
}

impl<E, P: Probe> Iterator for IntoSlotEntries<E, P> {
    type Item = E;

    #[inline]
    fn next(&mut self) -> Option<E> {
        let slot = self.slots.tags.next_full(&mut self.cursor)?;
        let entry = &self.slots.entries[slot];
        // SAFETY: the slot's tag is full, so its entry was initialized at first. Each slot is
        // visited once, and `Drop` makes the visited slots empty.
        Some(unsafe { entry.assume_init_read() })
    }
}

impl<E, P: Probe> Drop for IntoSlotEntries<E, P> {
    fn drop(&mut self) {
        if needs_drop::<E>() {
            let slots = self.cursor.next_slot().min(self.slots.slots());
            let tags = &mut self.slots.tags;
            (0..slots).for_each(|slot| tags.set(slot, Tag::EMPTY));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    fn with_entries(slots: &[usize], counted: &Rc<u8>) -> TaggedSlots<Rc<u8>, GroupProbe> {
        let mut all = TaggedSlots::new(16);
        for &slot in slots {
            all.insert(slot, Tag::full(slot as u8), counted.clone());
        }
        all
    }

    #[test]
    fn an_entry_leaves_its_slot_once() {
        let counted = Rc::new(7);
        let mut slots = with_entries(&[0, 3, 7], &counted);
        slots.relocate(3, 4, Tag::full(1));
        assert_eq!(slots.get(4), &counted);
        *slots.get_mut(7) = Rc::new(8);
        assert_eq!(Rc::strong_count(&counted), 3);
        drop(slots.remove(0, Vacated::Deleted));
        assert_eq!(Rc::strong_count(&counted), 2);
        assert_eq!((slots.iter().count(), slots.iter_mut().count()), (2, 2));
        drop(slots);
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    fn the_entries_that_are_not_consumed_are_dropped() {
        let counted = Rc::new(7);
        let mut entries = with_entries(&[1, 2, 5], &counted).into_iter();
        drop(entries.next());
        assert_eq!(Rc::strong_count(&counted), 3);
        drop(entries);
        assert_eq!(Rc::strong_count(&counted), 1);
        with_entries(&[1, 2, 5], &counted).clear();
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    /// Looks for entries in the group at every slot, also around the end. Slots that were never
    /// full and slots that are not full any more are not read.
    fn finds_the_entries_of_every_group<G: Group>() {
        let full = [0, 1, 2, 7, 8, 14, 15];
        let mut slots = with_entries(&full, &Rc::new(7));
        slots.remove(1, Vacated::Deleted);
        slots.remove(14, Vacated::Empty);
        slots.relocate(7, 9, Tag::full(7));
        let find = |first, tag| {
            let found = slots.find_in_group::<G>(first, tag, |entry| **entry == 7);
            found.ok().map(|(slot, _)| slot)
        };
        for first in 0..16 {
            for (tag, slot) in [(0, 0), (2, 2), (7, 9), (8, 8), (15, 15)] {
                let is_in_group = (slot + 16 - first) % 16 < G::WIDTH;
                let expected = is_in_group.then_some(slot);
                assert_eq!(find(first, Tag::full(tag)), expected);
            }
            let absent = [Tag::full(1), Tag::full(14), Tag::EMPTY, Tag::DELETED];
            assert_eq!(absent.map(|tag| find(first, tag)), [None; 4]);
        }
    }

    #[test]
    fn a_group_finds_its_entries_only() {
        finds_the_entries_of_every_group::<Native>();
        finds_the_entries_of_every_group::<Portable>();
    }

    #[test]
    #[should_panic(expected = "there is no such slot")]
    fn no_group_starts_after_the_last_slot() {
        with_entries(&[1], &Rc::new(7)).group::<Native>(16);
    }

    #[test]
    #[should_panic(expected = "there is no such slot")]
    fn a_table_without_slots_has_no_group() {
        TaggedSlots::<u8, GroupProbe>::new(0).group::<Native>(0);
    }

    /// The repetition of the first tag has the index of the slot after the last one.
    #[test]
    #[should_panic(expected = "index out of bounds")]
    fn no_entry_is_put_after_the_last_slot() {
        with_entries(&[16], &Rc::new(7));
    }

    #[test]
    #[should_panic(expected = "slot 2 has no entry")]
    fn an_empty_slot_cannot_be_read() {
        with_entries(&[1], &Rc::new(7)).get(2);
    }

    #[test]
    #[should_panic(expected = "slot 1 has no entry")]
    fn the_entry_of_a_tombstone_cannot_be_removed() {
        let mut slots = with_entries(&[1], &Rc::new(7));
        drop(slots.remove(1, Vacated::Deleted));
        drop(slots.remove(1, Vacated::Empty));
    }
}
