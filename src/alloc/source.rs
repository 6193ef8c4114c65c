//! Where the blocks of a process come from, by its mode.

#![allow(unsafe_code)] // Passes the calls of a global allocator on.

use std::alloc::{GlobalAlloc, Layout};

use super::mode::Mode;
use super::process;
use super::tracking::{self, Tracking};
use super::usable_size::UsableSizeFn;

#[cfg(has_recorder)]
use super::recorder;

/// The allocator from which all blocks of a process come, and to which they return.
pub(super) enum Source<'a, A> {
    /// The wrapped allocator.
    Wrapped(&'a A),
    /// The wrapped allocator, with heapwise's recorder in front.
    #[cfg(has_recorder)]
    Recorder(&'a A),
    /// The `dhat` crate's allocator, which takes its blocks from the system's.
    #[cfg(has_dhat)]
    Dhat,
}

impl<'a, A: GlobalAlloc> Source<'a, A> {
    /// The source of blocks in this mode. A mode that this build lacks is [`Mode::Off`].
    #[inline]
    pub(super) fn new(mode: Mode, wrapped: &'a A) -> Self {
        match mode {
            #[cfg(has_recorder)]
            Mode::Recording => Self::Recorder(wrapped),
            #[cfg(has_dhat)]
            Mode::Dhat => Self::Dhat,
            _ => Self::Wrapped(wrapped),
        }
    }

    /// Whether each call is counted in open counting scopes.
    #[inline]
    pub(super) fn is_counted(&self) -> bool {
        matches!(self, Self::Wrapped(_)) || process::is_counting()
    }

    /// Whether a block that is reallocated while tracking is off must become a new one. Otherwise
    /// its source would record the reallocation.
    pub(super) fn must_move_untracked(&self) -> bool {
        match self {
            #[cfg(has_dhat)]
            Self::Dhat => !tracking::is_on(),
            _ => tracking::is_paused(),
        }
    }

    /// Calls `work`, a function of this source, in the counting instrument, which excludes what it
    /// calls from being recorded. A source that records sees the thread's own `tracking`.
    pub(super) fn call_as<T>(&self, tracking: Tracking, work: impl FnOnce() -> T) -> T {
        if matches!(self, Self::Wrapped(_)) {
            return work();
        }
        tracking::with(tracking, work)
    }

    /// # Safety
    ///
    /// As for [`GlobalAlloc::alloc`].
    #[inline(always)]
    pub(super) unsafe fn alloc(&self, layout: Layout, is_zeroed: bool) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            match self {
                #[cfg(has_recorder)]
                Self::Recorder(wrapped) => recorder::alloc(*wrapped, layout, is_zeroed),
                #[cfg(has_dhat)]
                Self::Dhat if tracking::is_on() => alloc_from(&dhat::Alloc, layout, is_zeroed),
                #[cfg(has_dhat)]
                Self::Dhat => alloc_from(&std::alloc::System, layout, is_zeroed),
                Self::Wrapped(wrapped) => alloc_from(*wrapped, layout, is_zeroed),
            }
        }
    }

    /// # Safety
    ///
    /// As for [`GlobalAlloc::dealloc`], for a block of this source.
    #[inline(always)]
    pub(super) unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            match self {
                Self::Wrapped(wrapped) => wrapped.dealloc(ptr, layout),
                #[cfg(has_recorder)]
                Self::Recorder(wrapped) => recorder::dealloc(*wrapped, ptr, layout),
                #[cfg(has_dhat)]
                Self::Dhat => dhat::Alloc.dealloc(ptr, layout),
            }
        }
    }

    /// # Safety
    ///
    /// As for [`GlobalAlloc::realloc`], for a block of this source.
    #[inline(always)]
    pub(super) unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            match self {
                Self::Wrapped(wrapped) => wrapped.realloc(ptr, layout, new_size),
                #[cfg(has_recorder)]
                Self::Recorder(wrapped) => recorder::realloc(*wrapped, ptr, layout, new_size),
                #[cfg(has_dhat)]
                Self::Dhat => dhat::Alloc.realloc(ptr, layout, new_size),
            }
        }
    }

    /// The bytes that the wrapped allocator holds for a block, without a tag of the recorder. 0 if it
    /// does not report them.
    ///
    /// # Safety
    ///
    /// `ptr` is a live block of this source, and `usable_size` may be called with the wrapped
    /// allocator's blocks.
    pub(super) unsafe fn usable_size(
        &self,
        ptr: *mut u8,
        usable_size: Option<UsableSizeFn>,
    ) -> usize {
        let Some(usable_size) = usable_size else {
            return 0;
        };
        // SAFETY: the caller promises a live block.
        let taken_bytes = unsafe { usable_size(ptr) };
        match self {
            #[cfg(has_recorder)]
            Self::Recorder(_) => taken_bytes.saturating_sub(recorder::TAG_BYTES),
            _ => taken_bytes,
        }
    }
}

/// # Safety
///
/// As for [`GlobalAlloc::alloc`].
#[inline(always)]
unsafe fn alloc_from(allocator: &impl GlobalAlloc, layout: Layout, is_zeroed: bool) -> *mut u8 {
    // SAFETY: the caller's promise is passed on.
    unsafe {
        if is_zeroed {
            allocator.alloc_zeroed(layout)
        } else {
            allocator.alloc(layout)
        }
    }
}
