//! Forks, signal handlers and libraries that are loaded in the scope.

use std::process::Command;

use libtest_mimic::Trial;

use super::Recorded;
use super::experiments::{BYTES_OF_HANDLER, BYTES_OF_LOOP, FORKS, LIBRARY_VARIABLE, ROUNDS};
use crate::common::program_points::has_frame;
use crate::common::{Folder, in_package};

pub fn all() -> Vec<Trial> {
    trials![
        children_allocate_after_a_fork_in_the_count_pass,
        children_allocate_after_a_fork_in_the_heap_pass,
        a_signal_handler_allocates_in_the_count_pass,
        a_signal_handler_allocates_in_the_heap_pass,
        a_library_loaded_in_the_scope_is_unwound,
    ]
}

fn children_allocate_after_a_fork_in_the_count_pass() {
    let counted = Recorded::run("hostile/forks", "--passes count --timeout 30");
    assert_eq!(counted.row["answer"], "true", "{FORKS} forks");
    assert_eq!(counted.row["heap"]["several_threads"], true);
}

fn children_allocate_after_a_fork_in_the_heap_pass() {
    let recorded = Recorded::run("hostile/forks", "--passes heap --timeout 30");
    assert_eq!(recorded.row["answer"], "true", "{FORKS} forks");
    let of_threads = recorded.points().total_with("::allocate_until", "tbk");
    assert!(of_threads > 0, "{:#?}", recorded.points());
}

fn a_signal_handler_allocates_in_the_count_pass() {
    let counted = Recorded::run("hostile/alarms", "--passes count --timeout 30");
    assert_eq!(counted.row["answer"], "true");
    assert!(counted.figure("total_blocks") >= 2 * ROUNDS as u64);
    assert!(counted.figure("total_bytes") >= (3 * ROUNDS * BYTES_OF_LOOP) as u64);
}

fn a_signal_handler_allocates_in_the_heap_pass() {
    let recorded = Recorded::run("hostile/alarms", "--passes heap --timeout 30");
    assert_eq!(recorded.row["answer"], "true");
    let points = recorded.points();
    let handler_frame = "::on_alarm";
    let of_handler = |key| points.total_with(handler_frame, key);
    // What the handler allocates while it interrupts the recorder goes unrecorded.
    assert!(
        of_handler("tbk") > 0,
        "no block of the handler was recorded"
    );
    assert!(of_handler("tb") <= of_handler("tbk") * 2 * BYTES_OF_HANDLER as u64);
    let is_of_loop = |backtrace: &[String]| {
        has_frame(backtrace, "::allocate_in_loop") && !has_frame(backtrace, handler_frame)
    };
    let of_loop = |key| points.total_where(key, is_of_loop);
    assert_eq!(of_loop("tbk"), 2 * ROUNDS as u64);
    assert_eq!(of_loop("tb"), (3 * ROUNDS * BYTES_OF_LOOP) as u64);
    assert_eq!((of_loop("ebk"), of_handler("ebk")), (0, 0));
    // The stack of the handler goes on in the interrupted code.
    for backtrace in points.backtraces_with(handler_frame) {
        let goes_on = has_frame(backtrace, "::allocate_under_alarms");
        assert!(goes_on, "{backtrace:#?}");
    }
    assert_eq!(recorded.profile_figure("truncated_blocks"), 0);
}

fn a_library_loaded_in_the_scope_is_unwound() {
    let folder = Folder::new();
    let library = folder.file("libcalls_back.so");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(in_package("tests/fixtures/programs/calls_back.c"))
        .output();
    let compiled = compiled.expect("the linker of the Rust toolchain, `cc`");
    assert!(compiled.status.success(), "{compiled:?}");
    let mut program = super::program();
    program.env(LIBRARY_VARIABLE, &library);
    let recorded = Recorded::run_with("hostile/library", "--passes count,heap", &mut program);
    assert_eq!(recorded.row["answer"], "true");
    let points = recorded.points();
    let own: Vec<_> = points.backtraces_with("::allocate_for_c").collect();
    assert_eq!(own.len(), 1, "{points:#?}");
    let position = |text: &str| own[0].iter().position(|frame| frame.contains(text));
    let frames = ["::allocate_for_c", "call_back_from_c", "::call_library"].map(position);
    assert!(frames.is_sorted() && frames[0].is_some(), "{own:#?}");
    // Ten calls, each for ten bytes more.
    assert_eq!(points.total_with("call_back_from_c", "tb"), 550);
    assert_eq!(recorded.profile_figure("truncated_blocks"), 0);
}
