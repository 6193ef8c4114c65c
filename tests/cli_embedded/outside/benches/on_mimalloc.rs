//! heapwise's allocator over another one.

use heapwise::{Alloc, Experiment};
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOC: Alloc<MiMalloc> = Alloc::new(MiMalloc);

fn main() -> std::process::ExitCode {
    heapwise::main([Experiment::new("zeroes", "a block")
        .input("n", 1000, "how many bytes")
        .variant("vec", "", |input| {
            std::hint::black_box(vec![0_u8; input.get("n")]).len()
        })])
}
