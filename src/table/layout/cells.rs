//! Cells that hold an entry or nothing, as their marks say.

#![allow(unsafe_code)] // A cell without an entry holds nothing.

use std::marker::PhantomData;
use std::mem::{MaybeUninit, needs_drop};

use super::marks::Marks;
use super::{Vacated, is_entry};
use crate::table::probe::{MARKS, Places, Probe, Window};

/// Entries with a mark each: exactly the cells whose mark is one of an entry hold one.
///
/// Only the functions of this file write them.
#[derive(Debug)]
pub(super) struct Cells<E, P> {
    marks: Marks,
    entries: Box<[MaybeUninit<E>]>,
    probe: PhantomData<fn() -> P>,
}

impl<E, P: Probe> Cells<E, P> {
    /// Empty cells, with as many marks repeated as the probing scheme wants.
    pub(super) fn new(cells: usize) -> Self {
        Self {
            marks: Marks::new(cells, P::REPEATED_MARKS),
            entries: Box::new_uninit_slice(cells),
            probe: PhantomData,
        }
    }

    #[inline]
    pub(super) fn window<W: Window>(&self, cell: usize) -> W {
        const { assert!(P::REPEATED_MARKS >= MARKS) };
        let cells = self.entries.len();
        if cell >= cells {
            no_cell();
        }
        debug_assert_eq!(self.marks.all().len(), cells + P::REPEATED_MARKS);
        // SAFETY: the cell is one of `cells`, and there are that many marks and, as compiling this
        // has shown, at least `MARKS` more: `new` made them so, and nothing changes their number.
        let marks = unsafe { &*self.marks.all().as_ptr().add(cell).cast::<[u8; MARKS]>() };
        W::load(marks)
    }

    /// The first of a window's entries of this tag that `is_sought`, with its cell; the window where
    /// there is none.
    #[inline]
    pub(super) fn tagged<W: Window>(
        &self,
        first: usize,
        tag: u8,
        mut is_sought: impl FnMut(&E) -> bool,
    ) -> Result<(usize, &E), W> {
        let window = self.window::<W>(first);
        if !is_entry(tag) {
            return Err(window);
        }
        let mut places = window.tagged(tag);
        while !places.is_none() {
            let mut cell = first + places.before_first();
            if cell >= self.entries.len() {
                cell = repeated(cell, self.entries.len());
            }
            debug_assert!(is_entry(self.marks.get(cell)));
            // SAFETY: the tag is one of an entry, and for such a one windows tell of no places but
            // those whose mark is one of an entry too (they are sealed, and their test tries every
            // kind of mark); this window is of the marks as they are. Behind the last, `Marks`
            // repeats those of the first cells, and has no other entry's. So the cell is there, and
            // holds an entry.
            let entry = unsafe { self.entries.get_unchecked(cell).assume_init_ref() };
            if is_sought(entry) {
                return Ok((cell, entry));
            }
            places = places.behind_first();
        }
        Err(window)
    }
}

impl<E, P> Cells<E, P> {
    #[inline]
    pub(super) fn number(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.marks.bytes() + size_of_val(&*self.entries)
    }

    #[inline]
    pub(super) fn mark(&self, cell: usize) -> u8 {
        self.marks.get(cell)
    }

    #[inline]
    fn must_hold(&self, cell: usize) {
        if !is_entry(self.marks.get(cell)) {
            holds_none(cell);
        }
    }

    #[inline]
    pub(super) fn get(&self, cell: usize) -> &E {
        self.must_hold(cell);
        // SAFETY: the cell's mark is one of an entry, so it holds one.
        unsafe { self.entries[cell].assume_init_ref() }
    }

    #[inline]
    pub(super) fn get_mut(&mut self, cell: usize) -> &mut E {
        self.must_hold(cell);
        // SAFETY: the cell's mark is one of an entry, so it holds one.
        unsafe { self.entries[cell].assume_init_mut() }
    }

    /// Puts an entry into a cell that has none.
    #[inline]
    pub(super) fn put(&mut self, cell: usize, mark: u8, entry: E) {
        debug_assert!(is_entry(mark) && !is_entry(self.marks.get(cell)));
        self.entries[cell].write(entry);
        self.marks.set(cell, mark);
    }

    #[inline]
    pub(super) fn take(&mut self, cell: usize, vacated: Vacated) -> E {
        self.must_hold(cell);
        self.marks.set(cell, vacated.mark());
        // SAFETY: the cell's mark was one of an entry, so it holds one; the mark is none any more,
        // so the entry is read out once.
        unsafe { self.entries[cell].assume_init_read() }
    }

    /// Moves an entry into an empty cell under a new mark, and leaves its own empty.
    pub(super) fn relocate(&mut self, from: usize, to: usize, mark: u8) {
        self.must_hold(from);
        self.entries.swap(from, to);
        self.marks.set(from, Vacated::Empty.mark());
        self.marks.set(to, mark);
    }

    pub(super) fn clear(&mut self) {
        self.drop_entries();
        self.marks.clear();
    }

    fn drop_entries(&mut self) {
        if !needs_drop::<E>() {
            return;
        }
        for cell in 0..self.entries.len() {
            if is_entry(self.marks.get(cell)) {
                self.take(cell, Vacated::Empty);
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &E> {
        let cells = self.marks.iter().zip(&self.entries);
        let held = cells.filter(|(mark, _)| is_entry(**mark));
        // SAFETY: the cell's mark is one of an entry, so it holds one.
        held.map(|(_, entry)| unsafe { entry.assume_init_ref() })
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut E> {
        let cells = self.marks.iter().zip(&mut self.entries);
        let held = cells.filter(|(mark, _)| is_entry(**mark));
        // SAFETY: the cell's mark is one of an entry, so it holds one.
        held.map(|(_, entry)| unsafe { entry.assume_init_mut() })
    }

    pub(super) fn into_iter(self) -> Leaving<E, P> {
        Leaving {
            cells: self,
            next: 0,
        }
    }
}

#[cold]
fn no_cell() -> ! {
    panic!("there is no such slot")
}

/// The cell whose mark stands behind the last.
#[cold]
fn repeated(place: usize, cells: usize) -> usize {
    place - cells
}

#[cold]
fn holds_none(cell: usize) -> ! {
    panic!("slot {cell} has no entry")
}

impl<E, P> Drop for Cells<E, P> {
    fn drop(&mut self) {
        self.drop_entries();
    }
}

/// Entries on their way out of their cells. What it held before `next` is gone; the marks learn of
/// it at the end, and only where there is something to drop.
pub(super) struct Leaving<E, P> {
    cells: Cells<E, P>,
    next: usize,
}

impl<E, P> Iterator for Leaving<E, P> {
    type Item = E;

    #[inline]
    fn next(&mut self) -> Option<E> {
        let cell = self.cells.marks.next_entry(self.next)?;
        let entry = &self.cells.entries[cell];
        self.next = cell + 1;
        // SAFETY: the cell's mark is one of an entry, so it held one at first; each cell is come to
        // once, and `Drop` takes the mark from those that were.
        Some(unsafe { entry.assume_init_read() })
    }
}

impl<E, P> Drop for Leaving<E, P> {
    fn drop(&mut self) {
        if needs_drop::<E>() {
            let marks = &mut self.cells.marks;
            (0..self.next).for_each(|cell| marks.set(cell, Vacated::Empty.mark()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::layout::{EMPTY, TOMBSTONE};
    use crate::table::probe::{Groups, Native, Portable};
    use std::rc::Rc;

    fn with_entries(cells: &[usize], counted: &Rc<u8>) -> Cells<Rc<u8>, Groups> {
        let mut all = Cells::new(16);
        for &cell in cells {
            all.put(cell, cell as u8, counted.clone());
        }
        all
    }

    #[test]
    fn an_entry_leaves_by_one_door_only() {
        let counted = Rc::new(7);
        let mut cells = with_entries(&[0, 3, 7], &counted);
        cells.relocate(3, 4, 1);
        assert_eq!(cells.get(4), &counted);
        *cells.get_mut(7) = Rc::new(8);
        assert_eq!(Rc::strong_count(&counted), 3);
        drop(cells.take(0, Vacated::Tombstone));
        assert_eq!(Rc::strong_count(&counted), 2);
        assert_eq!((cells.iter().count(), cells.iter_mut().count()), (2, 2));
        drop(cells);
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    fn what_is_left_of_the_entries_is_dropped() {
        let counted = Rc::new(7);
        let mut entries = with_entries(&[1, 2, 5], &counted).into_iter();
        drop(entries.next());
        assert_eq!(Rc::strong_count(&counted), 3);
        drop(entries);
        assert_eq!(Rc::strong_count(&counted), 1);
        with_entries(&[1, 2, 5], &counted).clear();
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    /// From every cell on, around the end too; cells that never held an entry, and those that hold
    /// none any more, are not looked at.
    fn sees_what_is_there<W: Window>() {
        let held = [0, 1, 2, 7, 8, 14, 15];
        let mut cells = with_entries(&held, &Rc::new(7));
        cells.take(1, Vacated::Tombstone);
        cells.take(14, Vacated::Empty);
        cells.relocate(7, 9, 7);
        let tagged = |first, tag| cells.tagged::<W>(first, tag, |entry| **entry == 7);
        let found = |first, tag| tagged(first, tag).ok().map(|(cell, _)| cell);
        for first in 0..16 {
            for (tag, cell) in [(0, 0), (2, 2), (7, 9), (8, 8), (15, 15)] {
                let is_in_window = (cell + 16 - first) % 16 < W::WIDTH;
                let expected = is_in_window.then_some(cell);
                assert_eq!(found(first, tag), expected);
            }
            let gone = [1, 14, EMPTY, TOMBSTONE];
            assert_eq!(gone.map(|tag| found(first, tag)), [None; 4]);
        }
    }

    #[test]
    fn windows_see_the_entries_that_are_there() {
        sees_what_is_there::<Native>();
        sees_what_is_there::<Portable>();
    }

    #[test]
    #[should_panic(expected = "there is no such slot")]
    fn no_window_begins_behind_the_last_cell() {
        with_entries(&[1], &Rc::new(7)).window::<Native>(16);
    }

    #[test]
    #[should_panic(expected = "there is no such slot")]
    fn no_cells_have_no_window() {
        Cells::<u8, Groups>::new(0).window::<Native>(0);
    }

    #[test]
    #[should_panic(expected = "slot 2 has no entry")]
    fn an_empty_cell_cannot_be_read() {
        with_entries(&[1], &Rc::new(7)).get(2);
    }

    #[test]
    #[should_panic(expected = "slot 1 has no entry")]
    fn a_tombstone_cannot_be_taken() {
        let mut cells = with_entries(&[1], &Rc::new(7));
        drop(cells.take(1, Vacated::Tombstone));
        drop(cells.take(1, Vacated::Empty));
    }
}
