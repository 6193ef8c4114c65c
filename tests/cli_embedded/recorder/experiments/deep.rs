//! A recursion that is as deep as a large stack allows.

use std::hint::black_box;
use std::thread;

use heapwise::Experiment;

/// The number of levels.
pub const DEPTH: u64 = 100_000;

const STACK_BYTES: usize = 256 << 20;

pub fn experiment() -> Experiment {
    Experiment::new("deep", "").variant("boxes", "", |_| {
        let thread = thread::Builder::new().stack_size(STACK_BYTES);
        thread.spawn(|| level(DEPTH)).unwrap().join().unwrap()
    })
}

#[inline(never)]
fn level(depth: u64) -> u64 {
    if depth == 0 {
        return 0;
    }
    let one = black_box(Box::new(1));
    level(depth - 1) + *one
}
