//! The counting instrument. It keeps the addresses of the scope's live blocks, so that freeing a
//! block from before the scope does not count, as it does not under DHAT.
//!
//! All allocations of the process stand in line for one lock, which is what makes the figures of
//! several threads exact: a block's address cannot be given out again before its end is recorded.

use std::alloc::Layout;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard};

use hashbrown::HashSet;
use serde::{Deserialize, Serialize};

use super::mode;
use super::phase::IS_RECORDED;
use super::timeline::{Recorded, Recorder};
use super::totals::Totals;
use super::tracking::{self, Tracking};

/// What the measured scope did to the heap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What DHAT tells too.
    pub totals: Totals,
    /// The most bytes live at once if a growing reallocation holds the old and the new block.
    pub copying_peak_bytes: u64,
    /// Reallocations.
    pub realloc_count: u64,
    /// Bytes that a copying allocator moves for them: the smaller of old and new size, summed.
    pub realloc_copy_bytes: u64,
    /// The most that the allocator held for the live blocks; none where it does not tell.
    pub held_peak_bytes: Option<u64>,
    /// Whether more than one thread allocated or freed, so that peaks may differ from run to run.
    pub several_threads: bool,
}

#[derive(Default)]
struct State {
    figures: Figures,
    live: HashSet<usize>,
    held_bytes: u64,
    held_peak_bytes: u64,
    thread: Option<usize>,
    recorder: Option<Recorder>,
}

static STATE: Mutex<Option<State>> = Mutex::new(None);

/// Opens the measured scope.
///
/// # Panics
///
/// If a scope is open already.
pub fn start() {
    open(State::default);
}

/// Opens the measured scope, and records its timeline.
///
/// # Panics
///
/// If a scope is open already.
pub fn start_recorded() {
    open(|| State {
        recorder: Some(Recorder::new()),
        ..State::default()
    });
    IS_RECORDED.store(true, Ordering::Relaxed);
}

/// Closes the measured scope and tells its figures.
///
/// # Panics
///
/// If no scope is open.
pub fn stop() -> Figures {
    stop_recorded().0
}

/// Closes the measured scope and tells its figures, and its timeline where that was recorded.
///
/// # Panics
///
/// If no scope is open.
pub fn stop_recorded() -> (Figures, Option<Recorded>) {
    let _inside = tracking::inside();
    IS_RECORDED.store(false, Ordering::Relaxed);
    let state = lock().take().expect("no counting scope is open");
    let mut figures = state.figures;
    figures.copying_peak_bytes = figures.copying_peak_bytes.max(figures.totals.peak_bytes);
    figures.held_peak_bytes = mode::tells_held().then_some(state.held_peak_bytes);
    (figures, state.recorder.map(Recorder::into_recorded))
}

fn open(state: impl FnOnce() -> State) {
    let _inside = tracking::inside();
    let before = lock().replace(state());
    assert!(before.is_none(), "a counting scope is open already");
}

/// Begins a phase of this thread; its place in the timeline, where it is kept.
#[cold]
pub(super) fn begin_phase(name: &'static str) -> Option<usize> {
    let _inside = tracking::inside();
    let mut state = lock();
    let recorder = state.as_mut()?.recorder.as_mut()?;
    recorder.begin_phase(name, tracking::thread())
}

/// Ends the phase at this place.
#[cold]
pub(super) fn end_phase(place: usize) {
    let _inside = tracking::inside();
    let mut state = lock();
    let recorder = state.as_mut().and_then(|state| state.recorder.as_mut());
    if let Some(recorder) = recorder {
        recorder.end_phase(place);
    }
}

pub(super) fn allocating(
    layout: Layout,
    alloc: impl FnOnce() -> *mut u8,
    held: impl FnOnce(*mut u8) -> usize,
) -> *mut u8 {
    if tracking::current() != Tracking::On {
        return alloc();
    }
    let _inside = tracking::inside();
    let mut state = lock();
    let ptr = alloc();
    if let Some(state) = state.as_mut().filter(|_| !ptr.is_null()) {
        state.allocated(ptr, layout.size(), held(ptr));
    }
    ptr
}

pub(super) fn freeing(
    ptr: *mut u8,
    layout: Layout,
    held: impl FnOnce() -> usize,
    free: impl FnOnce(),
) {
    if tracking::current() == Tracking::Inside {
        return free();
    }
    let _inside = tracking::inside();
    let mut state = lock();
    if let Some(state) = state.as_mut() {
        state.freed(ptr, layout.size(), held());
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
    if tracking::current() != Tracking::On {
        return realloc();
    }
    let _inside = tracking::inside();
    let mut state = lock();
    let held_before = held(ptr);
    let new_ptr = realloc();
    if let Some(state) = state.as_mut().filter(|_| !new_ptr.is_null()) {
        state.reallocated(
            (ptr, layout.size(), held_before),
            (new_ptr, size, held(new_ptr)),
        );
    }
    new_ptr
}

fn lock() -> MutexGuard<'static, Option<State>> {
    STATE
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}

impl State {
    fn allocated(&mut self, ptr: *mut u8, size: usize, held: usize) {
        self.live.insert(ptr.addr());
        self.held_bytes += held as u64;
        self.held_peak_bytes = self.held_peak_bytes.max(self.held_bytes);
        let totals = &mut self.figures.totals;
        totals.end_blocks += 1;
        totals.end_bytes += size as u64;
        totals.total_blocks += 1;
        totals.total_bytes += size as u64;
        // Of equal peaks the last one stands, as in DHAT.
        if totals.end_bytes >= totals.peak_bytes {
            totals.peak_bytes = totals.end_bytes;
            totals.peak_blocks = totals.end_blocks;
        }
        self.note_thread();
        self.note_time();
    }

    fn freed(&mut self, ptr: *mut u8, size: usize, held: usize) {
        self.forget(ptr, size, held);
        self.note_time();
    }

    /// A block from before the scope does not count.
    fn forget(&mut self, ptr: *mut u8, size: usize, held: usize) {
        if self.live.remove(&ptr.addr()) {
            self.held_bytes -= held as u64;
            self.figures.totals.end_blocks -= 1;
            self.figures.totals.end_bytes -= size as u64;
            self.note_thread();
        }
    }

    /// Both blocks are given as address, size asked for, and size held. A block from before the
    /// scope counts as a new one, as it does under DHAT.
    fn reallocated(&mut self, old: (*mut u8, usize, usize), new: (*mut u8, usize, usize)) {
        self.figures.realloc_count += 1;
        self.figures.realloc_copy_bytes += old.1.min(new.1) as u64;
        if new.1 > old.1 {
            let both = self.figures.totals.end_bytes + new.1 as u64;
            self.figures.copying_peak_bytes = self.figures.copying_peak_bytes.max(both);
        }
        self.forget(old.0, old.1, old.2);
        self.allocated(new.0, new.1, new.2);
    }

    fn note_time(&mut self) {
        if let Some(recorder) = &mut self.recorder {
            recorder.note(self.figures.totals.end_bytes);
        }
    }

    fn note_thread(&mut self) {
        let thread = tracking::thread();
        self.figures.several_threads |= *self.thread.get_or_insert(thread) != thread;
    }
}
