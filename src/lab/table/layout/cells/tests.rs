//! Entries of cells are counted, and no cell is read that holds none.

use super::*;
use crate::lab::table::layout::{EMPTY, TOMBSTONE};
use crate::lab::table::probe::{Groups, Native, Portable};
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
