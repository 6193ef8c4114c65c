//! The counting instrument. Each scope keeps the addresses of its live blocks, so that freeing a
//! block from before the scope does not count, as it does not under DHAT.
//!
//! A scope counts the whole process, as the count pass has it, or one thread, as [`crate::count`]
//! does. All allocations of the process stand in line for one lock, which is what makes the figures
//! of several threads exact: a block's address cannot be given out again before its end is
//! recorded, whichever thread frees it.

use std::alloc::Layout;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard};

pub use super::figures::Figures;

use super::figures::State;
use super::mode;
use super::phase::IS_RECORDED;
use super::timeline::{Recorded, Recorder};
use super::tracking::{self, Tracking};

/// Whose allocations a scope counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Everybody's.
    Process,
    /// Those of one thread.
    Thread(usize),
}

impl Of {
    pub(super) fn this_thread() -> Self {
        Self::Thread(tracking::thread())
    }

    /// Whether what the current thread allocates counts.
    fn counts_this(self) -> bool {
        self == Self::Process || self == Self::this_thread()
    }
}

struct Scope {
    of: Of,
    state: State,
}

/// The open scopes, each after those that it lies in.
static SCOPES: Mutex<Vec<Scope>> = Mutex::new(Vec::new());

/// Opens the measured scope: the whole process's, and one at a time.
///
/// # Panics
///
/// If it is open already.
pub fn start() {
    open(Of::Process, None);
}

/// Opens the measured scope, and records its timeline.
///
/// # Panics
///
/// If it is open already.
pub fn start_recorded() {
    let _inside = tracking::inside();
    open(Of::Process, Some(Recorder::new()));
    IS_RECORDED.store(true, Ordering::Relaxed);
}

/// Closes the measured scope and tells its figures.
///
/// # Panics
///
/// If it is not open.
pub fn stop() -> Figures {
    stop_recorded().0
}

/// Closes the measured scope and tells its figures, and its timeline where that was recorded.
///
/// # Panics
///
/// If it is not open.
pub fn stop_recorded() -> (Figures, Option<Recorded>) {
    let _inside = tracking::inside();
    IS_RECORDED.store(false, Ordering::Relaxed);
    let state = close(Of::Process).expect("no counting scope is open");
    state.finished()
}

/// Opens a scope; that of the process, once at a time.
pub(super) fn open(of: Of, recorder: Option<Recorder>) {
    let _inside = tracking::inside();
    let mut scopes = lock();
    let is_open = scopes.iter().any(|scope| scope.of == of);
    assert!(
        of != Of::Process || !is_open,
        "a counting scope is open already"
    );
    let state = State::new(recorder);
    scopes.push(Scope { of, state });
    mode::watch(true);
}

/// Closes the scope opened last, if one is open.
pub(super) fn close(of: Of) -> Option<State> {
    let _inside = tracking::inside();
    let mut scopes = lock();
    let place = scopes.iter().rposition(|scope| scope.of == of)?;
    let state = scopes.remove(place).state;
    mode::watch(!scopes.is_empty());
    Some(state)
}

/// Begins a phase of this thread; its place in the timeline, where it is kept.
#[cold]
pub(super) fn begin_phase(name: &'static str) -> Option<usize> {
    let _inside = tracking::inside();
    recorder(&mut lock())?.begin_phase(name, tracking::thread())
}

/// Ends the phase at this place.
#[cold]
pub(super) fn end_phase(place: usize) {
    let _inside = tracking::inside();
    if let Some(recorder) = recorder(&mut lock()) {
        recorder.end_phase(place);
    }
}

/// The recorder of the measured scope, where it has one.
fn recorder(scopes: &mut [Scope]) -> Option<&mut Recorder> {
    let mut scopes = scopes.iter_mut();
    scopes.find_map(|scope| scope.state.recorder.as_mut())
}

pub(super) fn allocating(
    layout: Layout,
    alloc: impl FnOnce() -> *mut u8,
    held: impl FnOnce(*mut u8) -> usize,
) -> *mut u8 {
    if !tracking::is_on() {
        return alloc();
    }
    let _inside = tracking::inside();
    let mut scopes = lock();
    let ptr = alloc();
    if !ptr.is_null() {
        let held = held(ptr);
        for scope in scopes.iter_mut().filter(|scope| scope.of.counts_this()) {
            scope.state.allocated(ptr, layout.size(), held);
        }
    }
    ptr
}

pub(super) fn freeing(
    ptr: *mut u8,
    layout: Layout,
    held: impl FnOnce(*mut u8) -> usize,
    free: impl FnOnce(),
) {
    if tracking::current() == Tracking::Inside {
        return free();
    }
    let _inside = tracking::inside();
    let mut scopes = lock();
    let held = held(ptr);
    for scope in scopes.iter_mut() {
        scope.state.freed(ptr, layout.size(), held);
    }
    free();
}

pub(super) fn reallocating(
    ptr: *mut u8,
    layout: Layout,
    size: usize,
    held: impl Fn(*mut u8) -> usize,
    realloc: impl FnOnce() -> *mut u8,
) -> *mut u8 {
    if !tracking::is_on() {
        return realloc();
    }
    let _inside = tracking::inside();
    let mut scopes = lock();
    let held_before = held(ptr);
    let new_ptr = realloc();
    if !new_ptr.is_null() {
        let old = (ptr, layout.size(), held_before);
        let new = (new_ptr, size, held(new_ptr));
        for scope in scopes.iter_mut() {
            match scope.of.counts_this() {
                true => scope.state.reallocated(old, new),
                false => scope.state.freed(old.0, old.1, old.2),
            }
        }
    }
    new_ptr
}

fn lock() -> MutexGuard<'static, Vec<Scope>> {
    SCOPES
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}
