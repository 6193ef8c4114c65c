//! The header in front of each block, and the allocator that adds it.
//!
//! A header says in which scope and at which program point the block was allocated. So a free needs
//! no table of addresses, and a block from before the scope is known as such.

#![allow(unsafe_code)] // Places headers in memory that it allocates.

use std::alloc::{GlobalAlloc, Layout};

/// Where a block was allocated. It lies directly in front of the block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
pub(super) struct Header {
    /// The program point; 0 if the block was not recorded.
    pub(super) point: u32,
    /// The scope in which the block was allocated, by its number in the process.
    pub(super) scope: u32,
}

/// The smallest distance between the start of an allocation and the block in it: the alignment that
/// every allocator grants.
const LEAST_OFFSET: usize = 16;

const _: () = assert!(size_of::<Header>() <= LEAST_OFFSET);

/// The distance of a block of this alignment from the start of its allocation.
#[inline]
fn offset(align: usize) -> usize {
    align.max(LEAST_OFFSET)
}

/// The layout of the allocation for a block. `None` if it is too large.
#[inline]
fn outer_layout(size: usize, align: usize) -> Option<Layout> {
    let offset = offset(align);
    Layout::from_size_align(size.checked_add(offset)?, offset).ok()
}

/// The start of the allocation around a block.
///
/// # Safety
///
/// The block was allocated by [`alloc`] or [`realloc`] with this alignment.
#[inline]
pub(in crate::alloc) unsafe fn start(ptr: *mut u8, align: usize) -> *mut u8 {
    // SAFETY: the caller promises that the block lies this far inside of its allocation.
    unsafe { ptr.sub(offset(align)) }
}

/// Allocates a block with room for a header, which the caller must write. Null if there is no
/// memory.
///
/// # Safety
///
/// As for [`GlobalAlloc::alloc`].
#[inline]
pub(super) unsafe fn alloc(inner: &impl GlobalAlloc, layout: Layout, is_zeroed: bool) -> *mut u8 {
    let Some(outer) = outer_layout(layout.size(), layout.align()) else {
        return std::ptr::null_mut();
    };
    // SAFETY: the layout's size is not zero, and the block begins inside of the allocation.
    unsafe {
        let start = if is_zeroed {
            inner.alloc_zeroed(outer)
        } else {
            inner.alloc(outer)
        };
        if start.is_null() {
            return start;
        }
        start.add(offset(layout.align()))
    }
}

/// Frees a block.
///
/// # Safety
///
/// As for [`GlobalAlloc::dealloc`], for a block of [`alloc`] or [`realloc`].
#[inline]
pub(super) unsafe fn dealloc(inner: &impl GlobalAlloc, ptr: *mut u8, layout: Layout) {
    let offset = offset(layout.align());
    // SAFETY: `alloc` allocated with this layout, which was valid then, and the block lies `offset`
    // bytes inside.
    unsafe {
        let outer = Layout::from_size_align_unchecked(layout.size() + offset, offset);
        inner.dealloc(ptr.sub(offset), outer);
    }
}

/// Reallocates a block with its header. Null if there is no memory.
///
/// # Safety
///
/// As for [`GlobalAlloc::realloc`], for a block of [`alloc`] or [`realloc`].
#[inline]
pub(super) unsafe fn realloc(
    inner: &impl GlobalAlloc,
    ptr: *mut u8,
    layout: Layout,
    new_size: usize,
) -> *mut u8 {
    let offset = offset(layout.align());
    let Some(new_outer) = outer_layout(new_size, layout.align()) else {
        return std::ptr::null_mut();
    };
    // SAFETY: as in `dealloc`; the new size with its header is valid, and the header is copied with
    // the block.
    unsafe {
        let outer = Layout::from_size_align_unchecked(layout.size() + offset, offset);
        let start = inner.realloc(ptr.sub(offset), outer, new_outer.size());
        if start.is_null() {
            return start;
        }
        start.add(offset)
    }
}

/// Reads the header of a block.
///
/// # Safety
///
/// The block is live, and its header was written.
#[inline]
pub(super) unsafe fn header(ptr: *mut u8) -> Header {
    // SAFETY: `alloc` left at least `LEAST_OFFSET` bytes in front of the block, aligned to that.
    unsafe { *ptr.cast::<Header>().sub(1) }
}

/// Writes the header of a block.
///
/// # Safety
///
/// The block was allocated by [`alloc`] or [`realloc`].
#[inline]
pub(super) unsafe fn set_header(ptr: *mut u8, header: Header) {
    // SAFETY: as in `header`.
    unsafe { *ptr.cast::<Header>().sub(1) = header }
}
