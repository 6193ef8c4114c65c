//! heapwise's allocator over another one.

use heapwise::{Alloc, Experiment};
use mimalloc::MiMalloc;

#[global_allocator]
// SAFETY: mimalloc reports the size of any of its blocks, and allocates nothing for that.
static ALLOC: Alloc<MiMalloc> = unsafe { Alloc::new(MiMalloc).with_usable_size(usable_size) };

unsafe fn usable_size(ptr: *mut u8) -> usize {
    // SAFETY: the caller promises that the block is live.
    unsafe { MiMalloc.usable_size(ptr) }
}

fn main() -> std::process::ExitCode {
    heapwise::main([Experiment::new("zeroes", "a block")
        .input("n", 1000, "how many bytes")
        .variant("vec", "", |input| {
            std::hint::black_box(vec![0_u8; input.get("n")]).len()
        })])
}
