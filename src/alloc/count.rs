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
    /// Whether more than one thread allocated or freed, so that figures may differ from run to run.
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
    open_process(State::default);
}

/// Opens the measured scope, and records its timeline.
///
/// # Panics
///
/// If it is open already.
pub fn start_recorded() {
    open_process(|| State {
        recorder: Some(Recorder::new()),
        ..State::default()
    });
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
    let mut state = close(Of::Process).expect("no counting scope is open");
    let recorder = state.recorder.take();
    (state.into_figures(), recorder.map(Recorder::into_recorded))
}

fn open_process(state: impl FnOnce() -> State) {
    let _inside = tracking::inside();
    let is_open = lock().iter().any(|scope| scope.of == Of::Process);
    assert!(!is_open, "a counting scope is open already");
    open(Of::Process, state());
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

/// That of the process's scope, where its timeline is recorded.
fn recorder(scopes: &mut [Scope]) -> Option<&mut Recorder> {
    let mut scopes = scopes.iter_mut();
    scopes.find_map(|scope| scope.state.recorder.as_mut())
}

/// Opens a scope of this thread.
pub(super) fn open_thread() {
    open(Of::this_thread(), State::default());
}

/// Closes the scope of this thread that was opened last, if one is open, and tells its figures.
pub(super) fn close_thread() -> Option<Figures> {
    close(Of::this_thread()).map(State::into_figures)
}

fn open(of: Of, state: State) {
    let _inside = tracking::inside();
    let mut scopes = lock();
    scopes.push(Scope { of, state });
    mode::watch(true);
}

fn close(of: Of) -> Option<State> {
    let _inside = tracking::inside();
    let mut scopes = lock();
    let place = scopes.iter().rposition(|scope| scope.of == of)?;
    let state = scopes.remove(place).state;
    mode::watch(!scopes.is_empty());
    Some(state)
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

impl State {
    fn into_figures(self) -> Figures {
        let mut figures = self.figures;
        figures.copying_peak_bytes = figures.copying_peak_bytes.max(figures.totals.peak_bytes);
        figures.held_peak_bytes = mode::tells_held().then_some(self.held_peak_bytes);
        figures
    }

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

    /// A block from before the scope does not count, nor one that another thread allocated where
    /// only one thread's do.
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
