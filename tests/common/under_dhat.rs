//! What work allocates, as dhat counts it; the test that takes this is built with dhat's allocator.

#![allow(dead_code)]

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Runs the tests one after another in the main thread, since dhat counts the whole process and the
/// usual harness allocates in its main thread while a test runs in another.
pub fn in_main_thread<const N: usize>(tests: [(&str, fn()); N]) -> ExitCode {
    let trials = tests.map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    libtest_mimic::run(&arguments, trials.into()).exit_code()
}

/// Peak bytes, total bytes, total blocks.
pub type Figures = (u64, u64, u64);

/// The figures of `work`, whose result is dropped within them.
///
/// # Panics
///
/// Where something is left.
pub fn measured<T>(work: impl FnOnce() -> T) -> Figures {
    let profiler = dhat::Profiler::builder().testing().build();
    drop(std::hint::black_box(work()));
    let stats = dhat::HeapStats::get();
    assert_eq!(
        (stats.curr_bytes, stats.curr_blocks),
        (0, 0),
        "something leaked"
    );
    drop(profiler);
    (
        stats.max_bytes as u64,
        stats.total_bytes,
        stats.total_blocks,
    )
}
