//! The global allocator: passes each call to the wrapped allocator or to an instrument.

#![allow(unsafe_code)] // A global allocator is an unsafe interface.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};

use super::mode::Mode;
use super::usable_size::{self, UsableSizeFn};
use super::{count, process, tracking};

/// The allocator that records in [`Mode::Recording`]. Without the feature `run` no process is ever
/// in that mode.
#[cfg(feature = "run")]
use dhat::Alloc as RecordingAlloc;
#[cfg(not(feature = "run"))]
use std::alloc::System as RecordingAlloc;

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
}

impl Alloc<System> {
    /// Wraps the system's allocator.
    pub const fn system() -> Self {
        Self {
            inner: System,
            usable_size: usable_size::OF_SYSTEM,
            is_idle: AtomicBool::new(false),
        }
    }
}

impl<A: GlobalAlloc> Alloc<A> {
    /// Wraps `inner`.
    ///
    /// The heap pass uses the system's allocator instead, because the `dhat` crate does. This does
    /// not change its figures, which count the bytes that the program asks for.
    pub const fn new(inner: A) -> Self {
        Self {
            inner,
            usable_size: None,
            is_idle: AtomicBool::new(false),
        }
    }

    /// The bytes that the wrapped allocator holds for the block at `ptr`. 0 if it does not report
    /// them.
    ///
    /// # Safety
    ///
    /// `ptr` is a live block of this allocator.
    unsafe fn usable_size(&self, ptr: *mut u8) -> usize {
        // SAFETY: the caller promises a live block, and `usable_size` is `Some` only if the wrapped
        // allocator, the origin of the block, is the system's.
        self.usable_size
            .map_or(0, |usable_size| unsafe { usable_size(ptr) })
    }

    /// The mode of this process, decided on its first call.
    fn mode(&self) -> Mode {
        let wrapped_type = std::any::type_name::<A>();
        process::decide_mode(wrapped_type, self.usable_size.is_some(), &self.is_idle)
    }

    #[cold]
    unsafe fn instrumented_alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller promises that the layout's size is not zero, and each arm passes the
        // same layout on.
        unsafe {
            let usable_size = |ptr| self.usable_size(ptr);
            match self.mode() {
                Mode::Off => count::count_alloc(layout, || self.inner.alloc(layout), usable_size),
                Mode::Recording if tracking::is_on() => {
                    count::count_alloc(layout, || RecordingAlloc.alloc(layout), usable_size)
                }
                Mode::Recording => System.alloc(layout),
            }
        }
    }

    #[cold]
    unsafe fn instrumented_alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as in `instrumented_alloc`.
        unsafe {
            let usable_size = |ptr| self.usable_size(ptr);
            match self.mode() {
                Mode::Off => {
                    count::count_alloc(layout, || self.inner.alloc_zeroed(layout), usable_size)
                }
                Mode::Recording if tracking::is_on() => {
                    count::count_alloc(layout, || RecordingAlloc.alloc_zeroed(layout), usable_size)
                }
                Mode::Recording => System.alloc_zeroed(layout),
            }
        }
    }

    #[cold]
    unsafe fn instrumented_dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: `ptr` returns to the allocator that it came from: no block lives on after the
        // mode is decided (see `process::decide_mode`), and each mode has one allocator. When
        // recording that is `System`, from which `RecordingAlloc` allocates too. `usable_size` is
        // called before `ptr` is freed.
        unsafe {
            let mode = self.mode();
            let usable_size = |ptr| self.usable_size(ptr);
            count::count_dealloc(ptr, layout, usable_size, || match mode {
                Mode::Off => self.inner.dealloc(ptr, layout),
                Mode::Recording => RecordingAlloc.dealloc(ptr, layout),
            });
        }
    }

    #[cold]
    unsafe fn instrumented_realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as in `instrumented_dealloc`. `usable_size` is called with `ptr` before it moves,
        // and with the new block after.
        unsafe {
            let mode = self.mode();
            if tracking::is_paused() || mode == Mode::Recording && !tracking::is_on() {
                return self.realloc_untracked(ptr, layout, size);
            }
            let usable_size = |ptr| self.usable_size(ptr);
            count::count_realloc(ptr, layout, size, usable_size, || match mode {
                Mode::Off => self.inner.realloc(ptr, layout, size),
                Mode::Recording => RecordingAlloc.realloc(ptr, layout, size),
            })
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

// SAFETY: every block comes from and returns to one allocator: the wrapped one, or `System` when
// recording. It gets the layout that the caller passes, or, in `realloc_untracked`, one of the new
// size. The instruments neither unwind nor access the blocks' contents.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Alloc<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is passed on.
        unsafe {
            if self.is_idle.load(Ordering::Relaxed) {
                self.inner.alloc(layout)
            } else {
                self.instrumented_alloc(layout)
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
                self.instrumented_alloc_zeroed(layout)
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
                self.instrumented_dealloc(ptr, layout);
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
                self.instrumented_realloc(ptr, layout, size)
            }
        }
    }
}
