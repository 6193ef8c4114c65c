//! heapwise as other people have it: a crate of its own outside the repository, which is built by
//! cargo, with the README's example and with code of many kinds.

#[path = "../common/mod.rs"]
mod common;
mod krate;

use std::process::ExitCode;

use common::{Folder, Ran, row, rows};
use krate::outside;
use libtest_mimic::{Arguments, Trial};
use serde_json::Value;

macro_rules! trials {
    ($($check:ident),* $(,)?) => {
        vec![$(Trial::test(stringify!($check), || {
            $check();
            Ok(())
        })),*]
    };
}

fn main() -> ExitCode {
    let trials = trials![
        the_example_of_the_readme_runs_as_a_benchmark,
        the_example_of_the_readme_is_checked_by_cargo_test,
        a_check_takes_what_a_test_harness_takes_and_fails_where_answers_differ,
        a_benchmark_has_the_whole_command_line,
        its_runs_are_compared_held_to_budgets_and_shown_as_a_page,
        threads_are_counted_together,
        rayon_is_measured_beside_a_plain_loop,
        an_async_runtime_is_measured,
        what_a_static_keeps_is_there_at_the_end,
        a_setup_that_panics_is_a_failed_row_with_its_message,
        an_answer_that_differs_and_an_error_fail_the_run_and_no_other_row,
        an_answer_tells_metrics_and_elements_that_cost_nothing,
        another_allocator_is_told_and_measured,
        without_the_allocator_it_says_how_to_install_it,
        an_unknown_figure_does_not_compile,
    ];
    let conclusion = libtest_mimic::run(&Arguments::from_args(), trials);
    krate::remove();
    conclusion.exit_code()
}

/// The report of a benchmark's run, the status of which is as expected.
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

fn the_example_of_the_readme_runs_as_a_benchmark() {
    let krate = outside();
    let ran = krate.cargo(&[
        "bench",
        "--profile",
        "dev",
        "--bench",
        "footprint",
        "--",
        "--input",
        "n=1000",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout
            .contains("answer: 159, the same from all 2 variants"),
        "{}",
        ran.stdout
    );
    let report = krate.report("footprint");
    assert_eq!(report["experiments"][0]["input"]["n"], 1000);
    for variant in ["hash set", "sorted"] {
        let row = row(&report, variant);
        assert_eq!(row["outcome"]["status"], "measured");
        assert!(row["heap"]["peak_bytes"].as_u64() > Some(0), "{row}");
        assert!(
            row["heap"]["profile"].is_string() && row["time"]["samples_ns"].is_array(),
            "{row}"
        );
    }
    let peak_bytes = row(&report, "sorted")["heap"]["peak_bytes"].as_u64();
    assert!(peak_bytes >= Some(1000 * size_of::<&str>() as u64));
}

fn the_example_of_the_readme_is_checked_by_cargo_test() {
    let ran = outside().cargo(&[
        "test",
        "--bench",
        "footprint",
        "--",
        "--nocapture",
        "--test-threads",
        "1",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let told = "test words/hash set ... ok\ntest words/sorted ... ok\n";
    assert!(ran.stdout.ends_with(told), "{}", ran.stdout);
}

fn a_check_takes_what_a_test_harness_takes_and_fails_where_answers_differ() {
    let check = |arguments: &[&str]| outside().start("code", arguments);
    let listed = check(&[
        "--list", "--format", "terse", "answers/", "--skip", "parsed",
    ]);
    assert_eq!(
        listed.stdout,
        "answers/right: test\nanswers/wrong: test\nanswers/failing: test\n"
    );
    assert_eq!(check(&["--list", "--ignored"]).stdout, "");
    let exact = check(&["answers/right", "--exact", "-q"]);
    assert_eq!(
        (exact.status, exact.stdout.as_str()),
        (Some(0), "test answers/right ... ok\n")
    );
    let none = check(&["nothing is called so"]);
    assert_eq!((none.status, none.stdout.as_str()), (Some(0), ""));
    let failed = check(&["answers"]);
    assert_eq!(failed.status, Some(1));
    assert!(
        failed
            .stdout
            .contains("test answers/wrong ... FAILED: answers 5, where `right` answers 4\n"),
        "{}",
        failed.stdout
    );
    assert!(
        failed.stdout.contains(
            "answers/failing ... FAILED: in the answer pass it answered an error: invalid digit"
        ),
        "{}",
        failed.stdout
    );
}

fn a_benchmark_has_the_whole_command_line() {
    let krate = outside();
    let listed = krate.bench("footprint", &["list"]);
    assert!(
        listed
            .stdout
            .starts_with("words: count the distinct words of a text\n"),
        "{listed:?}"
    );
    let help = krate.bench("footprint", &["compare", "--help"]);
    let words: Vec<_> = help.stdout.split_whitespace().collect();
    let example = "Example: cargo bench --bench footprint -- compare main ";
    assert!(words.join(" ").contains(example), "{}", help.stdout);
    let folder = Folder::new();
    let profile = folder.file("profile.json");
    let ran = krate.bench(
        "footprint",
        &[
            "profile",
            "words/sorted",
            "--out",
            profile.to_str().unwrap(),
        ],
    );
    assert!(ran.status == Some(0) && profile.is_file(), "{ran:?}");
    let unknown = krate.bench("footprint", &["words/sortd"]);
    assert_eq!(unknown.status, Some(2));
    assert!(
        unknown.stderr.contains("the nearest: `words/sorted`"),
        "{unknown:?}"
    );
}

fn its_runs_are_compared_held_to_budgets_and_shown_as_a_page() {
    let folder = Folder::new();
    let out = folder.as_str();
    let run = |arguments: &[&str]| {
        let usual = ["-i", "n=1000", "--passes", "count,heap", "--out", out];
        outside().bench("footprint", &[&usual, arguments].concat())
    };
    let saved = run(&["--save-baseline", "before"]);
    assert_eq!(saved.status, Some(0), "{saved:?}");
    let page = folder.read("index.html").to_lowercase();
    assert!(page.starts_with("<!doctype html>") && page.contains("owns every word"));

    let same = run(&["--baseline", "before"]);
    let told = "no difference in 2 variants\n";
    assert!(same.stdout.contains(told), "{same:?}");
    let variants = ["compare", "words/sorted", "words/hash set"];
    let limited = ["--report", out, "--fail-above", "peak=0"];
    let grown = outside().bench("footprint", &[&variants[..], &limited].concat());
    assert_eq!(grown.status, Some(1), "{grown:?}");

    let budgets = folder.file("budgets.toml");
    std::fs::write(
        &budgets,
        "[[budget]]\nvariants = \"words/sorted\"\npeak = 1\n",
    )
    .unwrap();
    let broken = run(&["--budget", budgets.to_str().unwrap()]);
    assert_eq!(broken.status, Some(1), "{broken:?}");
    let told = "broken budget: words/sorted n=1000: peak is ";
    assert!(broken.stdout.contains(told), "{}", broken.stdout);
}

fn threads_are_counted_together() {
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

fn what_a_static_keeps_is_there_at_the_end() {
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
    let error = "in the count pass it answered an error: invalid digit found in string";
    assert_eq!(outcome("failing")["status"], "failed");
    assert_eq!(outcome("failing")["reason"], error);
    assert!(ran.stdout.contains(error), "{}", ran.stdout);
}

fn an_answer_tells_metrics_and_elements_that_cost_nothing() {
    let row = only_row("told");
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

fn another_allocator_is_told_and_measured() {
    let (_, report) = report_of("on_mimalloc", &[], 0);
    assert_eq!(report["provenance"]["allocator"], "mimalloc::MiMalloc");
    let row = row(&report, "vec");
    assert_eq!(row["heap"]["peak_bytes"], 1000);
    assert_eq!(row["heap"].get("held_peak_bytes"), None);
}

fn without_the_allocator_it_says_how_to_install_it() {
    let ran = outside().bench("no_allocator", &[]);
    common::assert_refused(&ran, "#[global_allocator] static ALLOC: heapwise::Alloc");
    let checked = outside().start("no_allocator", &[]);
    assert_eq!(
        (checked.status, checked.stdout.as_str()),
        (Some(0), "test zeroes/vec ... ok\n")
    );
}

fn an_unknown_figure_does_not_compile() {
    let ran = outside().cargo(&["check", "--bench", "unknown_figure"]);
    assert_ne!(ran.status, Some(0));
    let told = "error: `peek_bytes` is no figure of a footprint; give total_bytes";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
}
