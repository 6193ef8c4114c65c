//! Forks, signal handlers and libraries that are loaded in the scope.

use std::process::Command;

use libtest_mimic::Trial;

use super::Recorded;
use super::experiments::{BLOCKS_OF_LOOP, FORKS, LIBRARY_VARIABLE};
use crate::common::{Folder, in_package};

pub fn all() -> Vec<Trial> {
    trials![
        children_allocate_after_a_fork_beside_allocating_threads,
        a_signal_handler_allocates_a_thousand_times_a_second,
        a_library_loaded_in_the_scope_is_unwound,
    ]
}

fn children_allocate_after_a_fork_beside_allocating_threads() {
    let recorded = Recorded::run("hostile/forks", "--passes heap --timeout 30");
    assert_eq!(recorded.row["answer"], "true", "{FORKS} forks");
    let of_threads = recorded.points().total_with("::allocate_until", "tbk");
    assert!(of_threads > 0, "{:#?}", recorded.points());
}

fn a_signal_handler_allocates_a_thousand_times_a_second() {
    let of_loop = BLOCKS_OF_LOOP as u64;
    let counted = Recorded::run("hostile/alarms", "--passes count --timeout 30");
    let recorded = Recorded::run("hostile/alarms", "--passes heap --timeout 30");
    for recorded in [&counted, &recorded] {
        assert_eq!(recorded.row["answer"], "true");
        assert!(recorded.figure("total_blocks") >= of_loop);
        assert_eq!(recorded.figure("end_blocks"), 0);
    }
    let points = recorded.points();
    let (loop_frame, handler_frame) = ("::allocate_in_loop", "::on_alarm");
    let of_handler = points.total_with(handler_frame, "tbk");
    assert!(of_handler > 0, "no block of the handler was recorded");
    assert_eq!(points.total("tbk"), of_loop + of_handler);
    assert_eq!(points.total("tb"), 24 * of_loop + 40 * of_handler);
    // The stack of the handler goes on in the interrupted code.
    for backtrace in points.backtraces_with(handler_frame) {
        let is_in = |frame: &String| frame.contains("::allocate_under_alarms");
        assert!(backtrace.iter().any(is_in), "{backtrace:#?}");
    }
    assert!(points.total_with(loop_frame, "tbk") >= of_loop);
    assert_eq!(recorded.of_profile("truncated_blocks"), 0);
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
    assert_eq!(recorded.of_profile("truncated_blocks"), 0);
}
