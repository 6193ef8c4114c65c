//! The command line with the built-in experiments.

use std::process::ExitCode;

use heapwise::Alloc;

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

fn main() -> ExitCode {
    heapwise::main(heapwise::lab::experiments::all())
}
