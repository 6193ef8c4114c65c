//! Whether the instruments record what the current thread allocates.

use std::cell::Cell;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tracking {
    /// Allocations and frees are recorded.
    On,
    /// Allocations are not recorded; frees of recorded blocks are.
    Paused,
    /// An instrument runs on this thread: its own allocations and frees are not recorded.
    InInstrument,
}

thread_local! {
    static TRACKING: Cell<Tracking> = const { Cell::new(Tracking::On) };
}

/// Pauses tracking on the current thread until it is dropped.
#[derive(Debug)]
#[must_use]
pub struct TrackingPause {
    before: Tracking,
    _not_send: std::marker::PhantomData<*const ()>,
}

/// Excludes this thread's allocations from the measured scope until the returned guard is dropped.
/// Frees of the scope's blocks still count.
pub fn pause_tracking() -> TrackingPause {
    set(Tracking::Paused)
}

/// Excludes an instrument's own allocations and frees until the returned guard is dropped.
#[inline]
pub(super) fn enter_instrument() -> TrackingPause {
    set(Tracking::InInstrument)
}

/// Calls `work` in this state of tracking.
pub(super) fn with<T>(tracking: Tracking, work: impl FnOnce() -> T) -> T {
    let _state = set(tracking);
    work()
}

#[inline]
pub(super) fn current() -> Tracking {
    // A thread whose locals are destroyed is ending, outside of any measured scope.
    TRACKING
        .try_with(Cell::get)
        .unwrap_or(Tracking::InInstrument)
}

#[inline]
pub(super) fn is_on() -> bool {
    current() == Tracking::On
}

#[inline]
pub(super) fn is_paused() -> bool {
    current() == Tracking::Paused
}

/// A number that no other live thread has: the address of a thread-local.
#[inline]
pub(super) fn thread_id() -> usize {
    TRACKING
        .try_with(|tracking| std::ptr::from_ref(tracking).addr())
        .unwrap_or(0)
}

#[inline]
fn set(tracking: Tracking) -> TrackingPause {
    let before = TRACKING
        .try_with(|cell| cell.replace(tracking))
        .unwrap_or(Tracking::InInstrument);
    TrackingPause {
        before,
        _not_send: std::marker::PhantomData,
    }
}

impl Drop for TrackingPause {
    #[inline]
    fn drop(&mut self) {
        // Fails only while the thread's locals are destroyed.
        let _ = TRACKING.try_with(|cell| cell.set(self.before));
    }
}
