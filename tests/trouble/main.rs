//! Variants that go wrong, and variants that are hard to measure, in the real program: this test
//! is that program too. Started with `TROUBLE` in its environment it is a heapwise of its own
//! experiments; otherwise it starts itself that way and looks at what happens.

mod checks;
mod experiments;

use std::process::ExitCode;

#[global_allocator]
static ALLOC: heapwise::Alloc = heapwise::Alloc::system();

fn main() -> ExitCode {
    if std::env::var_os("TROUBLE").is_some() {
        return heapwise::main(experiments::all());
    }
    let arguments = libtest_mimic::Arguments::from_args();
    libtest_mimic::run(&arguments, checks::all()).exit_code()
}
