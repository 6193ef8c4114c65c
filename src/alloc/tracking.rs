//! Whether the instruments look at what this thread allocates.

use std::cell::Cell;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tracking {
    /// Allocations and frees are recorded.
    On,
    /// Allocations are not recorded; frees of recorded blocks are.
    Off,
    /// An instrument is at work on this thread: what it allocates itself goes straight through.
    Inside,
}

thread_local! {
    static TRACKING: Cell<Tracking> = const { Cell::new(Tracking::On) };
}

/// Keeps the instruments from recording what this thread allocates, until it is dropped.
#[derive(Debug)]
#[must_use]
pub struct Untracked {
    before: Tracking,
    _of_this_thread: std::marker::PhantomData<*const ()>,
}

/// From here until the guard is dropped, what this thread allocates is not part of the measured
/// scope. Blocks of the scope that it frees are.
pub fn untracked() -> Untracked {
    set(Tracking::Off)
}

pub(super) fn inside() -> Untracked {
    set(Tracking::Inside)
}

pub(super) fn current() -> Tracking {
    // A thread whose locals are gone is being torn down, outside anything that is measured.
    TRACKING.try_with(Cell::get).unwrap_or(Tracking::Inside)
}

pub(super) fn is_on() -> bool {
    current() == Tracking::On
}

pub(super) fn is_off() -> bool {
    current() == Tracking::Off
}

/// A number that no other live thread has.
pub(super) fn thread() -> usize {
    TRACKING
        .try_with(|tracking| std::ptr::from_ref(tracking).addr())
        .unwrap_or(0)
}

fn set(tracking: Tracking) -> Untracked {
    let before = TRACKING
        .try_with(|cell| cell.replace(tracking))
        .unwrap_or(Tracking::Inside);
    Untracked {
        before,
        _of_this_thread: std::marker::PhantomData,
    }
}

impl Drop for Untracked {
    fn drop(&mut self) {
        let _torn_down = TRACKING.try_with(|cell| cell.set(self.before));
    }
}
