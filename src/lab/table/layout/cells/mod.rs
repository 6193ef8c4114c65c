//! Cells that hold an entry or nothing, as their marks say.

#![allow(unsafe_code)] // A cell without an entry holds nothing.

use std::iter::Zip;
use std::marker::PhantomData;
use std::mem::{MaybeUninit, needs_drop};
use std::slice;

use super::marks::Marks;
use super::{Vacated, is_entry};
use crate::lab::table::probe::{MARKS, Places, Probe, Window};

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

    pub(super) fn iter(&self) -> Held<'_, E> {
        Held(self.marks.iter().zip(&self.entries))
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

/// The entries of cells.
#[derive(Debug)]
pub struct Held<'a, E>(Zip<slice::Iter<'a, u8>, slice::Iter<'a, MaybeUninit<E>>>);

impl<'a, E> Iterator for Held<'a, E> {
    type Item = &'a E;

    #[inline]
    fn next(&mut self) -> Option<&'a E> {
        let (_, entry) = self.0.find(|(mark, _)| is_entry(**mark))?;
        // SAFETY: the cell's mark is one of an entry, so it holds one.
        Some(unsafe { entry.assume_init_ref() })
    }
}

/// Entries on their way out of their cells. What it held before `next` is gone; the marks learn of
/// it at the end, and only where there is something to drop.
#[derive(Debug)]
pub struct Leaving<E, P> {
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
mod tests;
