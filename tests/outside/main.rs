//! heapwise as other people have it: a crate of its own outside the repository, which is built by
//! cargo, with the README's example and with code of many kinds.

#[path = "../common/mod.rs"]
mod common;
mod krate;

use std::process::ExitCode;

use libtest_mimic::Arguments;

macro_rules! trials {
    ($($check:ident),* $(,)?) => {
        vec![$(Trial::test(stringify!($check), || {
            $check();
            Ok(())
        })),*]
    };
}

mod benchmark;
mod code;

fn main() -> ExitCode {
    let trials = [benchmark::all(), code::all()].into_iter().flatten();
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials.collect());
    krate::remove();
    conclusion.exit_code()
}
