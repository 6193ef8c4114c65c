//! Finds out whether the program defines `malloc`, by
//! [`count_c_allocations!`](crate::count_c_allocations).

#![allow(unsafe_code)] // Calls C's allocator.

use std::sync::atomic::{AtomicBool, Ordering};

use super::tracking;

/// Whether the program defines `malloc`. Known once a scope has been open.
static IS_INSTALLED: AtomicBool = AtomicBool::new(false);

/// Whether a call shows that it does.
static IS_DETECTING: AtomicBool = AtomicBool::new(false);

/// Whether the program defines `malloc`.
#[inline]
pub(super) fn is_installed() -> bool {
    IS_INSTALLED.load(Ordering::Relaxed)
}

/// Finds out whether the program defines `malloc`.
pub(super) fn detect() {
    let _inside = tracking::enter_instrument();
    IS_DETECTING.store(true, Ordering::Relaxed);
    // SAFETY: the block is freed once. If the program defines `malloc`, that notes the call.
    unsafe { libc::free(std::hint::black_box(libc::malloc(1))) };
    IS_DETECTING.store(false, Ordering::Relaxed);
}

/// Notes a call of the program's `malloc`.
#[inline]
pub(super) fn note_call() {
    if IS_DETECTING.load(Ordering::Relaxed) {
        IS_INSTALLED.store(true, Ordering::Relaxed);
    }
}
