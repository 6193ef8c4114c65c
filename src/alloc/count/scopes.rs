//! The open counting scopes.
//!
//! Every allocation of the process takes one lock while a scope is open. The figures of several
//! threads are exact: a free is counted before the allocator gets the block back, so no thread can
//! receive its address again before that.

use std::alloc::Layout;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(counts_c_allocations)]
use crate::alloc::c_detection;
#[cfg(counts_c_allocations)]
use crate::alloc::figures::Reallocated;
#[cfg(unix)]
use crate::alloc::fork;
use crate::alloc::lock::SpinLock;
use crate::alloc::process;
use crate::alloc::tracking::{self, Tracking};

use super::HeapCounts;
use super::counter::{CountedBlock, ScopeCounter};
use super::timeline::{CountedTimeline, TimelineBuilder};

/// The threads whose allocations a scope counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CountedThreads {
    /// All threads of the process.
    All,
    /// The thread with this id.
    One(usize),
}

impl CountedThreads {
    pub(super) fn current() -> Self {
        Self::One(tracking::thread_id())
    }

    /// Whether allocations of the thread with this id count.
    #[inline]
    fn contains(self, thread: usize) -> bool {
        match self {
            Self::All => true,
            Self::One(counted) => counted == thread,
        }
    }
}

struct CountingScope {
    threads: CountedThreads,
    counter: ScopeCounter,
}

/// The open scopes. An inner scope comes after the scopes around it.
static SCOPES: SpinLock<Vec<CountingScope>> = SpinLock::new(Vec::new());

/// True while the measured scope has a timeline. An atomic, so that a phase without a timeline does
/// not take the lock.
static HAS_TIMELINE: AtomicBool = AtomicBool::new(false);

/// Opens the measured scope, which counts the whole process.
///
/// # Panics
///
/// If it is open already.
pub fn start() {
    open(CountedThreads::All, None);
}

/// Opens the measured scope with a timeline.
///
/// # Panics
///
/// If it is open already.
pub fn start_with_timeline() {
    let _inside = tracking::enter_instrument();
    open(CountedThreads::All, Some(TimelineBuilder::new()));
    HAS_TIMELINE.store(true, Ordering::Relaxed);
}

/// Closes the measured scope and returns its figures.
///
/// # Panics
///
/// If it is not open.
pub fn stop() -> HeapCounts {
    stop_with_timeline().0
}

/// Closes the measured scope and returns its figures, and its timeline if it was opened with one.
///
/// # Panics
///
/// If it is not open.
pub fn stop_with_timeline() -> (HeapCounts, Option<CountedTimeline>) {
    let _inside = tracking::enter_instrument();
    HAS_TIMELINE.store(false, Ordering::Relaxed);
    let counter = close(CountedThreads::All).expect("no counting scope is open");
    counter.finish()
}

/// Opens a scope that counts `threads`. Several scopes of one thread may be open, but only one of
/// the whole process.
///
/// # Panics
///
/// If a second scope of the whole process is opened.
pub(super) fn open(threads: CountedThreads, timeline: Option<TimelineBuilder>) {
    let _inside = tracking::enter_instrument();
    #[cfg(unix)]
    fork::prepare();
    SCOPES.bias();
    #[cfg(counts_c_allocations)]
    c_detection::detect();
    let counter = ScopeCounter::new(timeline);
    let mut scopes = SCOPES.lock();
    let is_open = scopes.iter().any(|scope| scope.threads == threads);
    if threads == CountedThreads::All && is_open {
        drop(scopes);
        panic!("a counting scope is open already");
    }
    scopes.push(CountingScope { threads, counter });
    process::set_counting(true);
}

/// Closes the scope that was opened last for `threads`, and returns its counter; `None` if no such
/// scope is open.
pub(super) fn close(threads: CountedThreads) -> Option<ScopeCounter> {
    let _inside = tracking::enter_instrument();
    let mut scopes = SCOPES.lock();
    let index = scopes.iter().rposition(|scope| scope.threads == threads)?;
    let counter = scopes.remove(index).counter;
    process::set_counting(!scopes.is_empty());
    Some(counter)
}

#[inline]
pub(super) fn has_timeline() -> bool {
    HAS_TIMELINE.load(Ordering::Relaxed)
}

/// Begins a phase of this thread and returns its index in the timeline; `None` if there is no
/// timeline, or it stores no more phases.
#[cold]
pub(super) fn begin_phase(name: &'static str) -> Option<usize> {
    let _inside = tracking::enter_instrument();
    timeline(&mut SCOPES.lock())?.begin_phase(name, tracking::thread_id())
}

/// Ends the phase at this index of the timeline.
#[cold]
pub(super) fn end_phase(index: usize) {
    let _inside = tracking::enter_instrument();
    if let Some(timeline) = timeline(&mut SCOPES.lock()) {
        timeline.end_phase(index);
    }
}

/// The timeline of the measured scope, if it has one.
fn timeline(scopes: &mut [CountingScope]) -> Option<&mut TimelineBuilder> {
    let mut scopes = scopes.iter_mut();
    scopes.find_map(|scope| scope.counter.timeline.as_mut())
}

/// Allocates a block with `alloc`, and counts it in the scopes of this thread.
#[inline]
pub(in crate::alloc) fn count_alloc(
    layout: Layout,
    alloc: impl FnOnce() -> *mut u8,
    usable_size: impl FnOnce(*mut u8) -> usize,
) -> *mut u8 {
    if !tracking::is_on() {
        return alloc();
    }
    let _inside = tracking::enter_instrument();
    let ptr = alloc();
    if !ptr.is_null() {
        let block = CountedBlock::new(ptr, layout.size(), usable_size(ptr));
        let thread = tracking::thread_id();
        for scope in SCOPES.lock().iter_mut() {
            if scope.threads.contains(thread) {
                scope.counter.count_alloc(block, thread);
            }
        }
    }
    ptr
}

/// Frees a block with `dealloc`, and counts that in the scopes that counted the block. Calls
/// `usable_size` before `dealloc`.
#[inline]
pub(in crate::alloc) fn count_dealloc(
    ptr: *mut u8,
    layout: Layout,
    usable_size: impl FnOnce(*mut u8) -> usize,
    dealloc: impl FnOnce(),
) {
    if tracking::current() == Tracking::InInstrument {
        return dealloc();
    }
    let _inside = tracking::enter_instrument();
    let block = CountedBlock::new(ptr, layout.size(), usable_size(ptr));
    let thread = tracking::thread_id();
    for scope in SCOPES.lock().iter_mut() {
        scope.counter.count_dealloc(block, thread);
    }
    dealloc();
}

/// Reallocates a block with `realloc`, and counts that in the scopes of this thread. In other
/// scopes that counted the block, it counts as freed. Calls `usable_size` with the old block before
/// `realloc`, and with the new one after.
pub(in crate::alloc) fn count_realloc(
    ptr: *mut u8,
    layout: Layout,
    new_size: usize,
    usable_size: impl Fn(*mut u8) -> usize,
    realloc: impl FnOnce() -> *mut u8,
) -> *mut u8 {
    if !tracking::is_on() {
        return realloc();
    }
    let _inside = tracking::enter_instrument();
    let old = CountedBlock::new(ptr, layout.size(), usable_size(ptr));
    let thread = tracking::thread_id();
    // The lock is held meanwhile: the allocator may give the old address to another thread before
    // this one can count that it is free.
    let mut scopes = SCOPES.lock();
    let new_ptr = realloc();
    if !new_ptr.is_null() {
        let new = CountedBlock::new(new_ptr, new_size, usable_size(new_ptr));
        for scope in scopes.iter_mut() {
            if scope.threads.contains(thread) {
                scope.counter.count_realloc(old, new, thread);
            } else {
                scope.counter.count_dealloc(old, thread);
            }
        }
    }
    new_ptr
}

/// Counts a block that C code allocated.
#[cfg(counts_c_allocations)]
pub(in crate::alloc) fn count_outside_alloc(address: usize, bytes: usize) {
    let _inside = tracking::enter_instrument();
    let thread = tracking::thread_id();
    for scope in SCOPES.lock().iter_mut() {
        if let (true, Some(outside)) = (scope.threads.contains(thread), &mut scope.counter.outside)
        {
            outside.allocate(address, bytes);
        }
    }
}

/// Counts that C code frees a block, before it does.
#[cfg(counts_c_allocations)]
pub(in crate::alloc) fn count_outside_free(address: usize, bytes: usize) {
    let _inside = tracking::enter_instrument();
    for scope in SCOPES.lock().iter_mut() {
        if let Some(outside) = &mut scope.counter.outside {
            outside.free(address, bytes);
        }
    }
}

/// Calls `realloc` for a block of C code, and counts what became of it.
#[cfg(counts_c_allocations)]
pub(in crate::alloc) fn count_outside_realloc(
    address: usize,
    bytes: usize,
    realloc: impl FnOnce() -> Reallocated,
) -> Reallocated {
    let is_on = tracking::is_on();
    let _inside = tracking::enter_instrument();
    let thread = tracking::thread_id();
    // The lock is held meanwhile, as in `count_realloc`.
    let mut scopes = SCOPES.lock();
    let reallocated = realloc();
    let moved = match reallocated {
        Reallocated::Unchanged => return reallocated,
        Reallocated::Freed => None,
        Reallocated::Moved(address, bytes) => Some((address, bytes)),
    };
    for scope in scopes.iter_mut() {
        let is_counted = is_on && scope.threads.contains(thread);
        let Some(outside) = &mut scope.counter.outside else {
            continue;
        };
        outside.free(address, bytes);
        if let (true, Some((address, bytes))) = (is_counted, moved) {
            outside.allocate(address, bytes);
        }
    }
    reallocated
}

/// Takes the lock of the scopes, for the handlers of `fork`.
#[cfg(unix)]
pub(in crate::alloc) fn acquire_lock() {
    SCOPES.acquire();
}

/// Releases the lock that [`acquire_lock`] took on this thread.
#[cfg(unix)]
pub(in crate::alloc) fn release_lock() {
    SCOPES.release();
}
