//! `heapwise::count` returns exact figures in an ordinary test, while other tests run.

#![allow(unsafe_code)] // The allocator is called by hand.

mod assertion;
mod blocks;
#[cfg(unix)]
mod fork;
mod predicted;
mod scopes;
mod threads;

use std::hint::black_box;

use heapwise::alloc::count::HeapCounts;

/// A block of `bytes` bytes.
fn block(bytes: usize) -> Vec<u8> {
    black_box(Vec::with_capacity(bytes))
}

/// Total bytes and blocks, peak bytes and blocks, end bytes and blocks.
fn totals(figures: &HeapCounts) -> [u64; 6] {
    let totals = &figures.totals;
    [
        totals.total_bytes,
        totals.total_blocks,
        totals.peak_bytes,
        totals.peak_blocks,
        totals.end_bytes,
        totals.end_blocks,
    ]
}
