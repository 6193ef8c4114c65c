//! Variants whose resident memory is not what Rust's allocator gives them.

#![allow(unsafe_code)] // Calls C.

use std::hint::black_box;

use heapwise::Experiment;
use nix::libc;

/// The bytes of each variant's block.
pub const BYTES: usize = 50_000_000;

pub fn experiment() -> Experiment<usize> {
    Experiment::new("resident", "")
        .setup(|_| {
            let large: Vec<Vec<u8>> = (0..200).map(|_| vec![1; 1 << 20]).collect();
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
        .variant("untouched", "", |_| {
            black_box(Vec::<u8>::with_capacity(BYTES)).capacity()
        })
}
