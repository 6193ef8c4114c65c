//! The command line with the built-in experiments.

use std::process::ExitCode;

use heapwise::lab::{claims, concurrent_task, experiments, growth_curve};
use heapwise::{Alloc, Program};

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

fn main() -> ExitCode {
    Program::new(experiments::all())
        .subcommand(growth_curve::subcommand())
        .installed()
        .claims(claims::check)
        .subcommand(concurrent_task::subcommand())
        .main()
}
