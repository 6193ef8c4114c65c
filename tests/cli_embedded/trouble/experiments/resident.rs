//! Variants whose resident memory is not what Rust's allocator gives them.

#![allow(unsafe_code)] // Calls C.

use std::hint::black_box;
use std::time::Duration;

use heapwise::{Answer, Experiment};
use nix::libc;

/// The bytes of each variant's block.
pub const BYTES: usize = 10_000_000;

/// The number of boxes of the variant `boxes`.
pub const BOXES: usize = 100_000;

/// The bytes that glibc's allocator has given to the main thread and not got back, its headers
/// included.
fn in_use() -> usize {
    // SAFETY: the call only reads the allocator's own figures.
    let info = unsafe { libc::mallinfo2() };
    info.uordblks + info.hblkhd
}

pub fn experiment() -> Experiment<usize> {
    Experiment::new("resident", "")
        .time_budget(Duration::from_millis(10))
        .setup(|_| {
            let large: Vec<Vec<u8>> = (0..50).map(|_| vec![1; 1 << 20]).collect();
            black_box(large).len()
        })
        .variant("vec", "", |_| vec![1_u8; BYTES].len())
        .variant("malloc", "", |_| {
            // SAFETY: the block is as long as the slice, and freed once.
            unsafe {
                let block = libc::malloc(BYTES);
                assert!(!block.is_null());
                block.cast::<u8>().write_bytes(1, BYTES);
                black_box(block);
                libc::free(block);
            }
            BYTES
        })
        .variant("leaked", "", |_| black_box(vec![1_u8; BYTES].leak()).len())
        .variant("boxes", "", |_| {
            let before = in_use();
            let boxes: Vec<Box<u64>> = (0..BOXES as u64).map(Box::new).collect();
            let grown = in_use() - before;
            Answer::new(boxes.len() * (BYTES / BOXES)).metric("in_use", grown as f64, "B")
        })
        .variant("untouched", "", |_| {
            black_box(Vec::<u8>::with_capacity(BYTES)).capacity()
        })
}
