//! What the command line answers inside other programs: in this one, which starts itself as a
//! program with experiments of its own, and in the benchmarks of a crate outside the repository.

#[path = "../common/mod.rs"]
mod common;

/// Trials named by their module and function.
macro_rules! trials {
    ($($name:ident),* $(,)?) => {{
        let module = module_path!().split_once("::").unwrap().1;
        vec![$(libtest_mimic::Trial::test(format!("{module}::{}", stringify!($name)), || {
            $name();
            Ok(())
        })),*]
    }};
}

mod load;
mod outside;
mod phases;
mod recorder;
mod trouble;

use std::process::{Command, ExitCode};

use libtest_mimic::Arguments;

#[global_allocator]
static ALLOC: heapwise::Alloc = heapwise::Alloc::system();

/// The environment variable that selects the experiments with which this program starts.
const EXPERIMENTS: &str = "TEST_EXPERIMENTS";

fn main() -> ExitCode {
    match std::env::var(EXPERIMENTS).as_deref() {
        Ok("load") => return heapwise::main(load::experiments()),
        Ok("phases") => return heapwise::main([phases::experiment()]),
        Ok("recorder") => return heapwise::main(recorder::experiments::all()),
        Ok("trouble") => return heapwise::main(trouble::experiments::all()),
        Ok(other) => panic!("no experiments `{other}`"),
        Err(_) => {}
    }
    // The first test from outside builds the crate there, and those of trouble wait for timeouts:
    // others run beside them.
    let mut from_outside = outside::all();
    let trials = [
        vec![from_outside.remove(0)],
        trouble::all(),
        from_outside,
        load::all(),
        phases::all(),
        recorder::all(),
    ];
    let trials = trials.into_iter().flatten().collect();
    let mut arguments = Arguments::from_args();
    // Half of the time, a trial waits for another process.
    let threads = || 2 * std::thread::available_parallelism().map_or(1, usize::from);
    arguments.test_threads.get_or_insert_with(threads);
    let conclusion = libtest_mimic::run(&arguments, trials);
    outside::remove();
    conclusion.exit_code()
}

/// This program as a heapwise with these experiments.
fn program_with(experiments: &str) -> Command {
    let mut command = common::with_long_lines(Command::new(std::env::current_exe().unwrap()));
    command.env(EXPERIMENTS, experiments);
    command
}
