//! What code outside of Rust's global allocator allocates in a scope.

use crate::alloc::figures::OutsideCounts;

use super::address_set::AddressSet;

/// The figures of the open scope so far, and the addresses of its live blocks.
#[derive(Default)]
pub(super) struct OutsideCounter {
    counts: OutsideCounts,
    live: AddressSet,
}

impl OutsideCounter {
    pub(super) fn counts(&self) -> OutsideCounts {
        self.counts
    }

    pub(super) fn allocate(&mut self, address: usize, bytes: usize) {
        self.live.insert(address);
        let counts = &mut self.counts;
        counts.total_bytes += bytes as u64;
        counts.total_blocks += 1;
        counts.end_bytes += bytes as u64;
        counts.peak_bytes = counts.peak_bytes.max(counts.end_bytes);
    }

    /// Removes a block from the live ones. Does nothing if it is none of the scope.
    pub(super) fn free(&mut self, address: usize, bytes: usize) {
        if self.live.remove(address) {
            self.counts.end_bytes -= bytes as u64;
        }
    }
}
