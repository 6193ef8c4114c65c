//! The global allocator: passes each call to the wrapped allocator or to an instrument.

#![allow(unsafe_code)] // A global allocator is an unsafe interface.

use std::alloc::{GlobalAlloc, Layout, System};
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};

use super::mode::Mode;
#[cfg(has_recorder)]
use super::recorder;
use super::source::Source;
use super::usable_size::{self, UsableSizeFn};
#[cfg(unix)]
use super::whole_program;
use super::{count, process, tracking};

/// heapwise's global allocator: it wraps another allocator, and measures allocations in heapwise's
/// workers and inside of [`count`](crate::count).
///
/// Everywhere else it adds one comparison to each call.
///
/// ```
/// #[global_allocator]
/// static ALLOC: heapwise::Alloc = heapwise::Alloc::system();
/// # fn main() { drop(vec![1]); assert_eq!(heapwise::alloc::installed(), Some("std::alloc::System")); }
/// ```
#[derive(Debug)]
pub struct Alloc<A = System> {
    inner: A,
    usable_size: Option<UsableSizeFn>,
    /// True while no instrument is active. A field is cheaper to load here than a process-wide
    /// static.
    is_idle: AtomicBool,
    /// The source file of the declaration, as the compiler was given it.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only a whole program needs it"))]
    declared_in: &'static str,
}

impl Alloc<System> {
    /// Wraps the system's allocator.
    #[track_caller]
    pub const fn system() -> Self {
        Self {
            inner: System,
            usable_size: usable_size::OF_SYSTEM,
            is_idle: AtomicBool::new(false),
            declared_in: Location::caller().file(),
        }
    }
}

impl<A: GlobalAlloc> Alloc<A> {
    /// Wraps `inner`.
    ///
    /// With `--recorder dhat` the heap pass uses the system's allocator instead, because the `dhat`
    /// crate does. This does not change its figures, which count the bytes that the program asks
    /// for.
    #[track_caller]
    pub const fn new(inner: A) -> Self {
        Self {
            inner,
            usable_size: None,
            is_idle: AtomicBool::new(false),
            declared_in: Location::caller().file(),
        }
    }

    /// Sets the function that returns how many bytes the wrapped allocator takes for a live block.
    /// Without it, the figure `held` is absent. `docs/figures.md` shows it for mimalloc and jemalloc.
    ///
    /// # Safety
    ///
    /// `usable_size` accepts every live block of the wrapped allocator on any thread, and neither
    /// allocates, frees nor unwinds. It returns at least the bytes that were asked for, and the same
    /// value until the block is reallocated.
    #[must_use]
    pub const unsafe fn with_usable_size(
        mut self,
        usable_size: unsafe fn(*mut u8) -> usize,
    ) -> Self {
        self.usable_size = Some(usable_size);
        self
    }

    /// The mode of this process, decided on its first call.
    #[inline]
    fn mode(&self) -> Mode {
        if let Some(mode) = process::decided_mode() {
            return mode;
        }
        let wrapped_type = std::any::type_name::<A>();
        let mode = process::decide_mode(wrapped_type, self.usable_size.is_some(), &self.is_idle);
        #[cfg(unix)]
        whole_program::begin(self.declared_in);
        mode
    }

    /// The source of this process's blocks.
    #[inline]
    fn source(&self) -> Source<'_, A> {
        Source::new(self.mode(), &self.inner)
    }

    // Cold, as the two below: a program that measures nothing has the straight path. The allocator comes last, so
    // that this path need not move the other arguments for the sake of a call that it does not make.
    #[cold]
    #[inline(never)]
    unsafe fn instrumented_alloc(layout: Layout, is_zeroed: bool, alloc: &Self) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            // This shortcut has no stack frame, which the recorder would have to unwind.
            #[cfg(has_recorder)]
            if process::is_recording_only() {
                return recorder::alloc(&alloc.inner, layout, is_zeroed);
            }
            alloc.alloc_from_source(layout, is_zeroed)
        }
    }

    #[cold]
    #[inline(never)]
    unsafe fn instrumented_dealloc(ptr: *mut u8, layout: Layout, alloc: &Self) {
        // SAFETY: `ptr` returns to the allocator that it came from: no block lives on after the
        // mode is decided (see `process::decide_mode`), and each mode has one source.
        unsafe {
            #[cfg(has_recorder)]
            if process::is_recording_only() {
                return recorder::dealloc(&alloc.inner, ptr, layout);
            }
            alloc.dealloc_to_source(ptr, layout);
        }
    }

    #[cold]
    #[inline(never)]
    unsafe fn instrumented_realloc(
        ptr: *mut u8,
        layout: Layout,
        size: usize,
        alloc: &Self,
    ) -> *mut u8 {
        let source = alloc.source();
        // SAFETY: as in `instrumented_dealloc`. `usable_size` is called with `ptr` before it moves,
        // and with the new block after.
        unsafe {
            if source.must_move_untracked() {
                return alloc.realloc_untracked(ptr, layout, size);
            }
            if !source.is_counted() {
                return source.realloc(ptr, layout, size);
            }
            let usable_size = |ptr| source.usable_size(ptr, alloc.usable_size);
            let tracking = tracking::current();
            let realloc = || source.call_as(tracking, || source.realloc(ptr, layout, size));
            count::count_realloc(ptr, layout, size, usable_size, realloc)
        }
    }

    #[inline(never)]
    unsafe fn alloc_from_source(&self, layout: Layout, is_zeroed: bool) -> *mut u8 {
        let source = self.source();
        // SAFETY: the caller's promise is passed on.
        unsafe {
            if !source.is_counted() {
                return source.alloc(layout, is_zeroed);
            }
            let usable_size = |ptr| source.usable_size(ptr, self.usable_size);
            let tracking = tracking::current();
            let alloc = || source.call_as(tracking, || source.alloc(layout, is_zeroed));
            count::count_alloc(layout, alloc, usable_size)
        }
    }

    #[inline(never)]
    unsafe fn dealloc_to_source(&self, ptr: *mut u8, layout: Layout) {
        let source = self.source();
        // SAFETY: the caller's promise is passed on. `usable_size` is called before `ptr` is freed.
        unsafe {
            if !source.is_counted() {
                return source.dealloc(ptr, layout);
            }
            let usable_size = |ptr| source.usable_size(ptr, self.usable_size);
            let tracking = tracking::current();
            let dealloc = || source.call_as(tracking, || source.dealloc(ptr, layout));
            count::count_dealloc(ptr, layout, usable_size, dealloc);
        }
    }

    /// Reallocates by allocating, copying and freeing while tracking is off: the new block is
    /// not recorded, and the free of the old block is, if the block was recorded.
    ///
    /// # Safety
    ///
    /// As for [`GlobalAlloc::realloc`].
    unsafe fn realloc_untracked(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller promises that `size`, rounded up to the alignment, fits in `isize`
        // and is not zero; the old and the new block both hold the bytes copied, and are distinct.
        unsafe {
            let new_layout = Layout::from_size_align_unchecked(size, layout.align());
            let new_ptr = self.alloc(new_layout);
            if !new_ptr.is_null() {
                ptr.copy_to_nonoverlapping(new_ptr, layout.size().min(size));
                self.dealloc(ptr, layout);
            }
            new_ptr
        }
    }
}

// SAFETY: every block comes from and returns to one source: the wrapped allocator, or that of the
// `dhat` crate. It gets the layout that the caller passes, or, in `realloc_untracked`, one of the new
// size; the recorder adds a tag to it. The instruments neither unwind nor access the blocks'
// contents.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Alloc<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            if self.is_idle.load(Ordering::Relaxed) {
                self.inner.alloc(layout)
            } else {
                Self::instrumented_alloc(layout, false, self)
            }
        }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            if self.is_idle.load(Ordering::Relaxed) {
                self.inner.alloc_zeroed(layout)
            } else {
                Self::instrumented_alloc(layout, true, self)
            }
        }
    }

    #[inline]
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            if self.is_idle.load(Ordering::Relaxed) {
                self.inner.dealloc(ptr, layout);
            } else {
                Self::instrumented_dealloc(ptr, layout, self);
            }
        }
    }

    #[inline]
    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            if self.is_idle.load(Ordering::Relaxed) {
                self.inner.realloc(ptr, layout, size)
            } else {
                Self::instrumented_realloc(ptr, layout, size, self)
            }
        }
    }
}
