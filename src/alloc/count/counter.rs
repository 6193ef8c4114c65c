//! The counter of one open scope.

#[cfg(counts_c_allocations)]
use crate::alloc::c_detection;
use crate::alloc::process;

use super::HeapCounts;
use super::address_set::AddressSet;
#[cfg(counts_c_allocations)]
use super::outside::OutsideCounter;
use super::timeline::{CountedTimeline, TimelineBuilder};

/// A block, as a scope counts it.
#[derive(Debug, Clone, Copy)]
pub(super) struct CountedBlock {
    address: usize,
    /// The bytes that the program asked for.
    bytes: u64,
    /// The bytes that the allocator holds for the block; 0 if the allocator does not report them.
    held_bytes: u64,
}

impl CountedBlock {
    pub(super) fn new(ptr: *mut u8, bytes: usize, held_bytes: usize) -> Self {
        Self {
            address: ptr.addr(),
            bytes: bytes as u64,
            held_bytes: held_bytes as u64,
        }
    }
}

/// The figures of an open scope so far, and the state that they are computed from.
///
/// While the scope is open, `end_bytes` and `end_blocks` hold what is live now.
#[derive(Default)]
pub(super) struct ScopeCounter {
    counts: HeapCounts,
    /// The addresses of the scope's live blocks.
    live: AddressSet,
    held_bytes: u64,
    held_peak_bytes: u64,
    /// The id of the first thread that allocated or freed in the scope; 0 before that.
    first_thread: usize,
    pub(super) timeline: Option<TimelineBuilder>,
    /// What C code allocates, if the program counts that.
    #[cfg(counts_c_allocations)]
    pub(super) outside: Option<OutsideCounter>,
}

impl ScopeCounter {
    pub(super) fn new(timeline: Option<TimelineBuilder>) -> Self {
        Self {
            timeline,
            #[cfg(counts_c_allocations)]
            outside: c_detection::is_installed().then(OutsideCounter::default),
            ..Self::default()
        }
    }

    /// The final figures, and the timeline if the scope has one.
    pub(super) fn finish(self) -> (HeapCounts, Option<CountedTimeline>) {
        let mut counts = self.counts;
        counts.copying_peak_bytes = counts.copying_peak_bytes.max(counts.totals.peak_bytes);
        #[cfg(counts_c_allocations)]
        {
            counts.outside = self.outside.as_ref().map(OutsideCounter::counts);
        }
        counts.held_peak_bytes = process::has_usable_size().then_some(self.held_peak_bytes);
        (counts, self.timeline.map(TimelineBuilder::finish))
    }

    #[inline]
    pub(super) fn count_alloc(&mut self, block: CountedBlock, thread: usize) {
        self.live.insert(block.address);
        self.held_bytes += block.held_bytes;
        self.held_peak_bytes = self.held_peak_bytes.max(self.held_bytes);
        let totals = &mut self.counts.totals;
        totals.end_blocks += 1;
        totals.end_bytes += block.bytes;
        totals.total_blocks += 1;
        totals.total_bytes += block.bytes;
        // Of several equal peaks the last one counts, as in DHAT.
        if totals.end_bytes >= totals.peak_bytes {
            totals.peak_bytes = totals.end_bytes;
            totals.peak_blocks = totals.end_blocks;
        }
        self.note_thread(thread);
        self.note_live_bytes();
    }

    #[inline]
    pub(super) fn count_dealloc(&mut self, block: CountedBlock, thread: usize) {
        self.remove_live(block, thread);
        self.note_live_bytes();
    }

    /// A block that the scope has not counted counts as a new one, as under DHAT.
    pub(super) fn count_realloc(&mut self, old: CountedBlock, new: CountedBlock, thread: usize) {
        self.counts.realloc_count += 1;
        self.counts.realloc_copy_bytes += old.bytes.min(new.bytes);
        if new.bytes > old.bytes {
            let both = self.counts.totals.end_bytes + new.bytes;
            self.counts.copying_peak_bytes = self.counts.copying_peak_bytes.max(both);
        }
        self.remove_live(old, thread);
        self.count_alloc(new, thread);
    }

    /// Removes a block from the live ones. Does nothing if the scope has not counted it: it is from
    /// before the scope, or another thread allocated it.
    #[inline]
    fn remove_live(&mut self, block: CountedBlock, thread: usize) {
        if self.live.remove(block.address) {
            self.held_bytes = self.held_bytes.saturating_sub(block.held_bytes);
            let totals = &mut self.counts.totals;
            totals.end_blocks -= 1;
            let remaining = totals.end_bytes.checked_sub(block.bytes);
            let is_wrong = remaining.is_none_or(|bytes| bytes > 0 && totals.end_blocks == 0);
            self.counts.has_wrong_sizes |= is_wrong;
            totals.end_bytes = remaining.unwrap_or(0);
            self.note_thread(thread);
        }
    }

    #[inline]
    fn note_live_bytes(&mut self) {
        if let Some(timeline) = &mut self.timeline {
            timeline.note_live_bytes(self.counts.totals.end_bytes);
        }
    }

    #[inline]
    fn note_thread(&mut self, thread: usize) {
        if self.first_thread != thread {
            self.counts.several_threads |= self.first_thread != 0;
            if self.first_thread == 0 {
                self.first_thread = thread;
            }
        }
    }
}
