//! The global allocator and its instruments.
//!
//! A process has one [`Mode`] for its whole life, fixed before its first allocation:
//!
//! | mode | what happens to an allocation |
//! | --- | --- |
//! | off | it goes to the allocator that [`Alloc`] wraps, and is counted where a counting scope is open |
//! | heap | it goes to the `dhat` crate, which records its backtrace where a scope is open |
//!
//! What is open and closed is the measured scope: [`count::start`] and [`count::stop`],
//! [`heap::Scope`]. Beside it, in either mode, a thread may open scopes of its own:
//! [`scope::count`].

#![allow(unsafe_code)] // A global allocator is an unsafe interface.

#[doc(hidden)]
pub mod assertion;
pub mod count;
mod figures;
#[cfg(feature = "run")]
pub mod heap;
mod mode;
mod phase;
pub mod scope;
mod stretches;
mod timeline;
mod totals;
mod tracking;
mod usable;

pub use mode::{Mode, WORKER_VARIABLE, installed, mode};
pub use phase::{InPhase, phase};
pub use timeline::{Recorded, RecordedPhase};
pub use totals::Totals;
pub use tracking::{Untracked, untracked};

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};

/// What records in heap mode. Without the feature `run` there are no workers to be in it.
#[cfg(feature = "run")]
use dhat::Alloc as Profiled;
#[cfg(not(feature = "run"))]
use std::alloc::System as Profiled;

/// heapwise's global allocator: it wraps another one, and measures it in heapwise's workers.
///
/// Everywhere else it costs one comparison an allocation, as long as no [`count`](crate::count) is
/// under way.
///
/// ```
/// #[global_allocator]
/// static ALLOC: heapwise::Alloc = heapwise::Alloc::system();
/// # fn main() { drop(vec![1]); assert_eq!(heapwise::alloc::installed(), Some("std::alloc::System")); }
/// ```
#[derive(Debug)]
pub struct Alloc<A = System> {
    inner: A,
    usable: Option<usable::Size>,
    /// Whether nobody looks at allocations: a flag beside the allocator costs less to look at than
    /// one of the process does.
    is_idle: AtomicBool,
}

impl Alloc<System> {
    /// Wraps the system's allocator.
    pub const fn system() -> Self {
        Self {
            inner: System,
            usable: usable::OF_SYSTEM,
            is_idle: AtomicBool::new(false),
        }
    }
}

impl<A: GlobalAlloc> Alloc<A> {
    /// Wraps `inner`. The heap pass goes to the system's allocator all the same, since that is
    /// where the `dhat` crate allocates; its figures are of what is asked for, not of who gives it.
    pub const fn new(inner: A) -> Self {
        Self {
            inner,
            usable: None,
            is_idle: AtomicBool::new(false),
        }
    }

    /// What the block at `ptr` holds, in bytes, where the platform tells.
    ///
    /// # Safety
    ///
    /// `ptr` is a live block of this allocator.
    unsafe fn held(&self, ptr: *mut u8) -> usize {
        // SAFETY: the caller promises a live block, and the function is there only where its
        // blocks are the system's.
        self.usable.map_or(0, |usable| unsafe { usable(ptr) })
    }

    /// The mode, decided on the first call of a process.
    fn decided(&self) -> Mode {
        let inner = std::any::type_name::<A>();
        mode::decide(inner, self.usable.is_some(), &self.is_idle)
    }

    #[cold]
    unsafe fn instrumented_alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: each arm hands on the caller's promise that the layout is not of size zero.
        unsafe {
            let held = |ptr| self.held(ptr);
            match self.decided() {
                Mode::Off => count::allocating(layout, || self.inner.alloc(layout), held),
                Mode::Heap if tracking::is_on() => {
                    count::allocating(layout, || Profiled.alloc(layout), held)
                }
                Mode::Heap => System.alloc(layout),
            }
        }
    }

    #[cold]
    unsafe fn instrumented_alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as in `instrumented_alloc`.
        unsafe {
            let held = |ptr| self.held(ptr);
            match self.decided() {
                Mode::Off => count::allocating(layout, || self.inner.alloc_zeroed(layout), held),
                Mode::Heap if tracking::is_on() => {
                    count::allocating(layout, || Profiled.alloc_zeroed(layout), held)
                }
                Mode::Heap => System.alloc_zeroed(layout),
            }
        }
    }

    #[cold]
    unsafe fn instrumented_dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: `ptr` came from the allocator it goes back to: no block outlives the deciding of
        // the mode (see `mode::decide`), and each mode has one allocator, which in heap mode is
        // `System`, from which `Profiled` allocates too. `held` is asked before `ptr` is freed.
        unsafe {
            let mode = self.decided();
            let held = |ptr| self.held(ptr);
            count::freeing(ptr, layout, held, || match mode {
                Mode::Off => self.inner.dealloc(ptr, layout),
                Mode::Heap => Profiled.dealloc(ptr, layout),
            });
        }
    }

    #[cold]
    unsafe fn instrumented_realloc(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as in `instrumented_dealloc`; `held` is asked of `ptr` before it moves, and of
        // the new block after.
        unsafe {
            let mode = self.decided();
            if tracking::is_off() || mode == Mode::Heap && !tracking::is_on() {
                return self.moved(ptr, layout, size);
            }
            let held = |ptr| self.held(ptr);
            count::reallocating(ptr, layout, size, held, || match mode {
                Mode::Off => self.inner.realloc(ptr, layout, size),
                Mode::Heap => Profiled.realloc(ptr, layout, size),
            })
        }
    }

    /// Reallocates by moving, where the new block is to stay unknown to the instruments, which the
    /// old one leaves if they knew it.
    ///
    /// # Safety
    ///
    /// As for [`GlobalAlloc::realloc`].
    unsafe fn moved(&self, ptr: *mut u8, layout: Layout, size: usize) -> *mut u8 {
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

// SAFETY: every block comes from, and goes back to, one allocator: the wrapped one, or in heap mode
// `System`. Each is asked for the layout that the caller gave, or, in `moved`, for one of the new
// size. The instruments neither unwind nor touch the blocks.
unsafe impl<A: GlobalAlloc> GlobalAlloc for Alloc<A> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is handed on.
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
        // SAFETY: the caller's promise is handed on.
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
        // SAFETY: the caller's promise is handed on.
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
        // SAFETY: the caller's promise is handed on.
        unsafe {
            if self.is_idle.load(Ordering::Relaxed) {
                self.inner.realloc(ptr, layout, size)
            } else {
                self.instrumented_realloc(ptr, layout, size)
            }
        }
    }
}
