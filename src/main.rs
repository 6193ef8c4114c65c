//! The built-in experiments, handed to the command line.

use std::process::ExitCode;

use heapwise::Alloc;

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

fn main() -> ExitCode {
    heapwise::main(heapwise::lab::experiments::all())
}
