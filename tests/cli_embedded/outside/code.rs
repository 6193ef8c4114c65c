//! Code of many kinds: threads, runtimes, statics, other allocators, errors.

use libtest_mimic::Trial;
use serde_json::Value;

use super::outside_crate::outside;
use crate::common::{Folder, Ran, assert_refused, row, rows};

pub fn all() -> Vec<Trial> {
    trials![
        all_threads_are_counted,
        rayon_is_measured_beside_a_plain_loop,
        an_async_runtime_is_measured,
        bytes_that_a_static_owns_are_live_at_the_end,
        a_setup_that_panics_is_a_failed_row_with_its_message,
        an_answer_that_differs_and_an_error_fail_the_run_and_no_other_row,
        metrics_and_elements_of_an_answer_add_nothing_to_its_footprint,
        another_allocator_is_named_and_measured,
        a_recorder_that_the_build_lacks_is_refused,
        without_the_allocator_memory_is_refused,
        without_the_allocator_time_is_measured,
        without_the_allocator_answers_are_checked,
        an_unknown_figure_does_not_compile,
    ]
}

/// Runs a benchmark and checks its exit status; returns its output and report.
fn report_of(bench: &str, arguments: &[&str], status: i32) -> (Ran, Value) {
    let folder = Folder::new();
    let ran = outside().bench(bench, &[arguments, &["--out", folder.as_str()]].concat());
    assert_eq!(ran.status, Some(status), "{ran:?}");
    let report = folder.report();
    (ran, report)
}

/// The row of an experiment's only variant, measured in the count and heap passes.
fn only_row(pattern: &str) -> Value {
    let (_, report) = report_of("code", &[pattern, "--passes", "count,heap"], 0);
    let row = rows(&report)[0].clone();
    assert_eq!(row["outcome"]["status"], "measured", "{row}");
    row
}

fn all_threads_are_counted() {
    let row = only_row("threads");
    assert_eq!(row["answer"], "4000");
    assert_eq!(row["heap"]["several_threads"], true);
    let total = row["heap"]["total_bytes"].as_u64().unwrap();
    assert!((4000..8000).contains(&total), "{row}");
}

fn rayon_is_measured_beside_a_plain_loop() {
    let (_, report) = report_of("code", &["rayon", "--passes", "count,heap"], 0);
    let (parallel, plain) = (row(&report, "parallel"), row(&report, "plain"));
    assert_eq!(parallel["answer"], "50000");
    assert_eq!(parallel["heap"]["several_threads"], true, "{parallel}");
    assert!(
        parallel["heap"]["peak_bytes"].as_u64() >= Some(400_000),
        "{parallel}"
    );
    assert_eq!(plain["heap"]["end_bytes"], 0);
    assert_eq!(plain["heap"]["peak_bytes"], 65_536 * 8);
}

fn an_async_runtime_is_measured() {
    let row = only_row("runtime");
    assert_eq!(row["answer"], "5000");
    assert!(row["heap"]["peak_bytes"].as_u64() >= Some(5000), "{row}");
}

fn bytes_that_a_static_owns_are_live_at_the_end() {
    let row = only_row("statics");
    let expected = [8000, 1].map(Value::from);
    assert_eq!(
        [&row["heap"]["end_bytes"], &row["heap"]["end_blocks"]],
        expected.each_ref()
    );
    assert_eq!(row["heap"]["peak_bytes"], 8000);
}

fn a_setup_that_panics_is_a_failed_row_with_its_message() {
    let (ran, report) = report_of("code", &["setup", "statics", "--passes", "count"], 1);
    let row = &report["experiments"][1]["variants"][0];
    let reason = row["outcome"]["reason"].as_str().unwrap();
    assert!(reason.ends_with("\nno text to read"), "{reason}");
    assert!(ran.stdout.contains("no text to read"), "{}", ran.stdout);
    assert_eq!(rows(&report)[0]["outcome"]["status"], "measured");
}

fn an_answer_that_differs_and_an_error_fail_the_run_and_no_other_row() {
    let (ran, report) = report_of("code", &["answers", "--passes", "count"], 1);
    let outcome = |variant| &row(&report, variant)["outcome"];
    assert_eq!(outcome("right")["status"], "measured");
    assert_eq!(outcome("parsed")["status"], "measured");
    assert_eq!(
        outcome("wrong")["reason"],
        "answers 5, where `right` answers 4"
    );
    let error = "in the count pass it returned an error: invalid digit found in string";
    assert_eq!(outcome("failing")["status"], "failed");
    assert_eq!(outcome("failing")["reason"], error);
    assert!(ran.stdout.contains(error), "{}", ran.stdout);
}

fn metrics_and_elements_of_an_answer_add_nothing_to_its_footprint() {
    let row = only_row("metrics");
    assert_eq!(row["elements"], 10);
    let metrics = &row["metrics"];
    assert_eq!(
        (&metrics[0]["name"], &metrics[0]["unit"]),
        (&"spare".into(), &"B".into())
    );
    assert_eq!(metrics[1]["value"], 0.5);
    assert_eq!(
        (&row["heap"]["total_bytes"], &row["heap"]["total_blocks"]),
        (&1000.into(), &1.into())
    );
}

fn another_allocator_is_named_and_measured() {
    let (_, report) = report_of("on_mimalloc", &[], 0);
    assert_eq!(report["provenance"]["allocator"], "mimalloc::MiMalloc");
    let row = row(&report, "vec");
    assert_eq!(row["heap"]["peak_bytes"], 1000);
    // The next size class of mimalloc.
    assert_eq!(row["heap"]["held_peak_bytes"], 1024);
}

fn a_recorder_that_the_build_lacks_is_refused() {
    let has_own_recorder = cfg!(all(target_os = "linux", target_arch = "x86_64"));
    let (recorder, remedy) = if has_own_recorder {
        ("dhat", "needs heapwise's feature `dhat`")
    } else {
        ("heapwise", "needs Linux on x86_64")
    };
    let ran = outside().bench("code", &["run", "statics", "--recorder", recorder]);
    assert_refused(&ran, &format!("argument `--recorder {recorder}`: {remedy}"));
}

fn without_the_allocator_memory_is_refused() {
    for arguments in [&[] as &[&str], &["run"], &["profile", "zeroes/vec"]] {
        let ran = outside().bench("no_allocator", arguments);
        assert_refused(&ran, "#[global_allocator] static ALLOC: heapwise::Alloc");
        let reason = "error: this program's global allocator is not heapwise's";
        assert!(ran.stderr.starts_with(reason), "{ran:?}");
    }
}

fn without_the_allocator_time_is_measured() {
    let (_, report) = report_of("no_allocator", &["run", "--passes", "time"], 0);
    assert!(row(&report, "vec")["time"]["samples_ns"].is_array());
    assert_eq!(report["provenance"].get("allocator"), None, "{report}");
}

fn without_the_allocator_answers_are_checked() {
    let checked = outside().start("no_allocator", &[]);
    assert_eq!(
        (checked.status, checked.stdout.as_str()),
        (Some(0), "test zeroes/vec ... ok\n")
    );
}

fn an_unknown_figure_does_not_compile() {
    let ran = outside().cargo(&["check", "--bench", "unknown_figure"]);
    assert_ne!(ran.status, Some(0));
    let message = "error: `peek_bytes` is not a figure of a footprint; use one of: total_bytes";
    assert!(ran.stderr.contains(message), "{}", ran.stderr);
}
