//! What a counting scope keeps while it is open, and what comes of it.

use hashbrown::HashSet;

use super::mode;
use super::timeline::{Recorded, Recorder};
use super::totals::Totals;
use super::tracking;

/// What the measured scope did to the heap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "run", derive(serde::Serialize, serde::Deserialize))]
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

/// An open scope's figures so far, and what they follow from.
#[derive(Default)]
pub(super) struct State {
    figures: Figures,
    live: HashSet<usize>,
    held_bytes: u64,
    held_peak_bytes: u64,
    thread: Option<usize>,
    pub(super) recorder: Option<Recorder>,
}

impl State {
    pub(super) fn new(recorder: Option<Recorder>) -> Self {
        Self {
            recorder,
            ..Self::default()
        }
    }

    /// The figures, and the timeline where that was recorded.
    pub(super) fn finished(self) -> (Figures, Option<Recorded>) {
        let mut figures = self.figures;
        figures.copying_peak_bytes = figures.copying_peak_bytes.max(figures.totals.peak_bytes);
        figures.held_peak_bytes = mode::tells_held().then_some(self.held_peak_bytes);
        (figures, self.recorder.map(Recorder::into_recorded))
    }

    pub(super) fn allocated(&mut self, ptr: *mut u8, size: usize, held: usize) {
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

    pub(super) fn freed(&mut self, ptr: *mut u8, size: usize, held: usize) {
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
    pub(super) fn reallocated(
        &mut self,
        old: (*mut u8, usize, usize),
        new: (*mut u8, usize, usize),
    ) {
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
