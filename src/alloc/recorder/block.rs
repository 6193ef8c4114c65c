//! The kinds of block; the tag behind each block of the heap, and the allocator that adds it.
//!
//! A tag says in which scope and at which program point the block was allocated. So a free needs no
//! table of addresses, and a block from before the scope is known as such. A tag behind the block
//! often fits into the bytes by which the wrapped allocator rounds a size up, and leaves the block's
//! alignment alone.
//!
//! A tag is mixed with the block's address and size. Where a program frees a block with another size than
//! it has, something else is read instead of the tag, and gives a scope that never was.

#![allow(unsafe_code)] // Places tags in memory that it allocates.

use std::alloc::{GlobalAlloc, Layout};

/// What a block is: each kind has an account of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A block of Rust's global allocator.
    Heap,
    /// A block of C code.
    Outside,
}

/// Where a block was allocated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
pub(super) struct BlockTag {
    /// The program point; 0 if the block was not recorded.
    pub(super) point: u32,
    /// The scope in which the block was allocated, by its number in the process.
    pub(super) scope: u32,
}

impl BlockTag {
    /// The tag of a block, mixed with its address and size; from that, the tag again.
    #[inline]
    fn mixed_with(self, ptr: *mut u8, size: usize) -> Self {
        let mixed = (ptr.addr() ^ size.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed >> 32) as u32;
        Self {
            point: self.point ^ mixed,
            scope: self.scope ^ mixed,
        }
    }
}

/// The layout of a block with its tag. `None` if it is too large.
#[inline]
fn tagged_layout(size: usize, align: usize) -> Option<Layout> {
    Layout::from_size_align(size.checked_add(size_of::<BlockTag>())?, align).ok()
}

/// Allocates a block with room for a tag, which the caller must write. Null if there is no memory.
///
/// # Safety
///
/// As for [`GlobalAlloc::alloc`].
#[inline]
pub(super) unsafe fn alloc(inner: &dyn GlobalAlloc, layout: Layout, is_zeroed: bool) -> *mut u8 {
    let Some(tagged) = tagged_layout(layout.size(), layout.align()) else {
        return std::ptr::null_mut();
    };
    // SAFETY: the layout's size is not zero.
    unsafe {
        if is_zeroed {
            inner.alloc_zeroed(tagged)
        } else {
            inner.alloc(tagged)
        }
    }
}

/// Frees a block.
///
/// # Safety
///
/// As for [`GlobalAlloc::dealloc`], for a block of [`alloc`] or [`realloc`].
#[inline]
pub(super) unsafe fn dealloc(inner: &dyn GlobalAlloc, ptr: *mut u8, layout: Layout) {
    let size = layout.size() + size_of::<BlockTag>();
    // SAFETY: the block was allocated with this layout, which was valid then.
    unsafe { inner.dealloc(ptr, Layout::from_size_align_unchecked(size, layout.align())) }
}

/// Reallocates a block with room for a tag, which the caller must write. Null if there is no memory;
/// the block and its tag are then unchanged.
///
/// # Safety
///
/// As for [`GlobalAlloc::realloc`], for a block of [`alloc`] or [`realloc`].
#[inline]
pub(super) unsafe fn realloc(
    inner: &dyn GlobalAlloc,
    ptr: *mut u8,
    layout: Layout,
    new_size: usize,
) -> *mut u8 {
    let Some(new_tagged) = tagged_layout(new_size, layout.align()) else {
        return std::ptr::null_mut();
    };
    let size = layout.size() + size_of::<BlockTag>();
    // SAFETY: as in `dealloc`; the new size with its tag is valid.
    unsafe {
        let tagged = Layout::from_size_align_unchecked(size, layout.align());
        inner.realloc(ptr, tagged, new_tagged.size())
    }
}

/// Reads the tag of a block of `size` bytes.
///
/// # Safety
///
/// The block is live and has this size, and its tag was written.
#[inline]
pub(super) unsafe fn tag(ptr: *mut u8, size: usize) -> BlockTag {
    // SAFETY: the block has room for a tag behind its bytes.
    let stored = unsafe { ptr.add(size).cast::<BlockTag>().read_unaligned() };
    stored.mixed_with(ptr, size)
}

/// Writes the tag of a block of `size` bytes.
///
/// # Safety
///
/// The block was allocated by [`alloc`] or [`realloc`] with this size.
#[inline]
pub(super) unsafe fn set_tag(ptr: *mut u8, size: usize, tag: BlockTag) {
    let stored = tag.mixed_with(ptr, size);
    // SAFETY: as in `tag`.
    unsafe { ptr.add(size).cast::<BlockTag>().write_unaligned(stored) }
}
