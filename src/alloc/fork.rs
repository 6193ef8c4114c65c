//! Makes a child of `fork` usable: no other thread holds a lock of the instruments at that moment.

#![allow(unsafe_code)] // Registers functions with the C library.

use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};

use super::count;
#[cfg(has_recorder)]
use super::recorder;
use super::tracking::{self, Tracking, TrackingPause};

thread_local! {
    /// Excludes the instruments while this thread holds their locks.
    static PAUSE: Cell<Option<ManuallyDrop<TrackingPause>>> = const { Cell::new(None) };
}

/// Registers the handlers of `fork`, unless they are registered already.
pub(super) fn prepare() {
    // Not a `Once`: a child that is forked while another thread is in it would wait forever.
    static IS_PREPARED: AtomicBool = AtomicBool::new(false);
    if !IS_PREPARED.swap(true, Ordering::Relaxed) {
        // SAFETY: the handlers take and release locks, and neither allocate nor unwind. If they
        // cannot be registered, which takes memory, only a program that forks is affected.
        unsafe { libc::pthread_atfork(Some(acquire), Some(release), Some(release)) };
    }
}

extern "C" fn acquire() {
    // A signal handler that forks may have interrupted an instrument that holds a lock.
    if tracking::current() == Tracking::InInstrument {
        return;
    }
    // Handlers of others may allocate before the locks are released.
    PAUSE.set(Some(ManuallyDrop::new(tracking::enter_instrument())));
    count::acquire_lock();
    #[cfg(has_recorder)]
    recorder::acquire_locks();
}

extern "C" fn release() {
    if let Some(pause) = PAUSE.take() {
        #[cfg(has_recorder)]
        recorder::release_locks();
        count::release_lock();
        drop(ManuallyDrop::into_inner(pause));
    }
}
