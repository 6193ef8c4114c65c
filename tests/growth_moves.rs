//! `GrowArray` tells the growth steps that moved its items from those that grew in place.

#![allow(unsafe_code)] // An allocator of which it is known when it moves a block.

use std::alloc::{GlobalAlloc, Layout, System};

use heapwise::lab::growth::{Factor, GrowArray, Tuple};

const PAGE_BYTES: usize = 4096;

/// Gives a whole page where less is asked for, and so grows in place up to a page; beyond it, every
/// reallocation moves.
struct Pages;

#[global_allocator]
static ALLOC: Pages = Pages;

fn given(layout: Layout) -> Layout {
    let size = layout.size().max(PAGE_BYTES);
    Layout::from_size_align(size, layout.align()).unwrap()
}

// SAFETY: every block is of the layout that `given` makes of the one asked for, which is no smaller
// and not of size zero, and goes back as such: where `realloc` leaves a block in place, the old and
// the new size both make a page of it.
unsafe impl GlobalAlloc for Pages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the layout is not of size zero.
        unsafe { System.alloc(given(layout)) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the block came from `System` with this layout.
        unsafe { System.dealloc(ptr, given(layout)) }
    }

    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if layout.size().max(size) <= PAGE_BYTES {
            return ptr;
        }
        // SAFETY: the caller promises that the size is neither zero nor too large for the
        // alignment; both blocks hold the bytes copied, and are distinct.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                ptr.copy_to_nonoverlapping(moved, layout.size().min(size));
                self.dealloc(ptr, layout);
            }
            moved
        }
    }
}

#[test]
fn only_steps_to_another_address_have_moved() {
    let mut array = GrowArray::new(Factor::TWO);
    (0..512_u64).for_each(|item| array.push(item));
    assert_eq!((array.steps(), array.moved_steps()), (10, 0));
    (512..2000).for_each(|item| array.push(item));
    assert_eq!((array.steps(), array.moved_steps()), (12, 2));
    assert!(array.into_iter().eq(0..2000));
}

#[test]
fn what_is_reserved_is_no_step_and_does_not_move() {
    let mut array = GrowArray::with_capacity(Tuple, 512);
    (0..512_u64).for_each(|item| array.push(item));
    assert_eq!((array.steps(), array.moved_steps()), (0, 0));
    (512..515).for_each(|item| array.push(item));
    assert_eq!((array.steps(), array.moved_steps()), (3, 3));
    assert_eq!(array.copied_bytes(), (512 + 513 + 514) * 8);
}
