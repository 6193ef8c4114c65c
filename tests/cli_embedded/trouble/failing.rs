//! A failure is one row with its reason; every other row is measured.

use libtest_mimic::Trial;

use super::{failure, program, row_of, run, text};
use crate::common::{Folder, Ran, rows};

pub fn all() -> Vec<Trial> {
    trials![
        a_failing_variant_is_one_failed_row_with_its_reason,
        every_other_row_is_still_measured,
        a_greedy_variant_runs_out_of_its_memory_limit,
        only_the_limit_that_was_exceeded_is_blamed,
        the_first_of_two_panics_is_kept,
        a_variant_that_prints_is_measured,
        a_setup_that_panics_is_a_failed_row,
        a_setup_that_fails_is_refused_before_anything_is_measured,
        an_inspection_that_panics_is_a_failed_row,
        a_known_answer_that_panics_is_a_failed_row,
        profile_of_a_variant_that_panics_exits_with_1,
    ]
}

fn a_failing_variant_is_one_failed_row_with_its_reason() {
    let reason = failure("trouble/panics", &[]);
    let message = "in the count pass it panicked (exit status 101); the end of its stderr:\n";
    assert!(reason.starts_with(message), "{reason}");
    assert!(reason.ends_with("the roof is on fire"), "{reason}");
    assert_eq!(
        failure("trouble/aborts", &[]),
        "in the count pass it aborted (SIGABRT)"
    );
    assert_eq!(
        failure("trouble/killed", &[]),
        "in the count pass it was killed by SIGKILL (signal 9)"
    );
    assert_eq!(
        failure("trouble/exits", &[]),
        "in the count pass it exited with status 0 before it answered"
    );
}

fn every_other_row_is_still_measured() {
    let folder = Folder::new();
    let ran = Ran::from(
        program()
            .args(["run", "trouble", "--passes", "count,heap", "--timeout", "2"])
            .args(["--memory", "300MB", "-o", folder.as_str()])
            .output()
            .unwrap(),
    );
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let report = folder.report();
    let statuses: Vec<(&str, &str)> = rows(&report)
        .iter()
        .map(|row| (text(&row["name"]), text(&row["outcome"]["status"])))
        .collect();
    let expected = [
        ("fine", "measured"),
        ("panics", "failed"),
        ("aborts", "failed"),
        ("killed", "failed"),
        ("endless", "failed"),
        ("stops", "failed"),
        ("panics-twice", "failed"),
        ("limited", "failed"),
        ("greedy", "failed"),
        ("noisy", "measured"),
        ("wrong", "wrong-answer"),
        ("exits", "failed"),
        ("also-fine", "measured"),
    ];
    assert_eq!(statuses, expected);
    let message = "answer: 1, from 3 of 13 variants";
    assert!(ran.stdout.contains(message), "{}", ran.stdout);
}

fn a_greedy_variant_runs_out_of_its_memory_limit() {
    let reason = failure("trouble/greedy", &["--memory", "100MB"]);
    let message = "in the count pass it needed more than its memory limit of 100 MB (--memory): aborted \
                (SIGABRT); the end of its stderr:\nmemory allocation of 1048576 bytes failed";
    assert!(reason.starts_with(message), "{reason}");
    let (ran, _) = row_of("trouble/fine", &["--memory", "100MB"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

fn only_the_limit_that_was_exceeded_is_blamed() {
    let own = "on its address space (`ulimit -v` or setrlimit): aborted (SIGABRT)";
    for more in [&["--memory", "10GB"][..], &[]] {
        let reason = failure("trouble/limited", more);
        assert!(reason.contains(own), "{reason}");
        assert!(!reason.contains("--memory"), "{reason}");
    }
    let folder = Folder::new();
    let script = "ulimit -v 900000; exec \"$0\" \"$@\"";
    let mut command = crate::common::with_long_lines(std::process::Command::new("sh"));
    command
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap());
    command.args(["run", "trouble/greedy", "--passes", "count", "--runs", "1"]);
    command.args(["--memory", "10GB", "-o", folder.as_str()]);
    let ran = Ran::from(command.env(crate::EXPERIMENTS, "trouble").output().unwrap());
    assert!(
        ran.stdout
            .contains("needed more than the limit of 922 MB on its address"),
        "{ran:?}"
    );
}

fn the_first_of_two_panics_is_kept() {
    let reason = failure("trouble/panics-twice", &[]);
    let message = "in the count pass it aborted (SIGABRT); its first panic:\nthread 'main'";
    assert!(reason.starts_with(message), "{reason}");
    assert!(reason.contains("the roof is on fire\n"), "{reason}");
}

fn a_variant_that_prints_is_measured() {
    let (ran, row) = row_of("trouble/noisy", &[]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert_eq!(row["answer"], "1");
    assert!(!ran.stdout.contains("\"Ran\"") && !ran.stderr.contains("noise"));
}

fn a_setup_that_panics_is_a_failed_row() {
    let reason = failure("setup-panics/any", &[]);
    assert!(
        reason.contains("panicked") && reason.contains("no foundation"),
        "{reason}"
    );
}

fn a_setup_that_fails_is_refused_before_anything_is_measured() {
    let folder = Folder::new();
    let ran = run(["run", "trouble/fine", "setup-fails", "-o", folder.as_str()]);
    let message = "error: setup-fails: invalid digit found in string\n";
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), message));
    assert!(!folder.file("report.json").exists());
    let ran = run(["profile", "setup-fails/any"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(2), message));
    let (ran, row) = row_of("setup-fails/any", &["-i", "number=7"]);
    assert_eq!((ran.status, text(&row["answer"])), (Some(0), "7"));
}

fn an_inspection_that_panics_is_a_failed_row() {
    let reason = failure("inspected/panics", &[]);
    assert!(
        reason.starts_with("in the inspect task it panicked"),
        "{reason}"
    );
    assert!(reason.contains("not to be looked at"), "{reason}");
    let reason = failure("inspected/fails", &[]);
    assert!(reason.ends_with("not to be run"), "{reason}");
}

fn a_known_answer_that_panics_is_a_failed_row() {
    let reason = failure("answers/first", &["-i", "known=1e15", "-i", "bits=32"]);
    assert!(
        reason.contains("panicked") && reason.contains("which is not a u32"),
        "{reason}"
    );
}

fn profile_of_a_variant_that_panics_exits_with_1() {
    let folder = Folder::new();
    let out = folder.file("profile.json");
    let ran = run(["profile", "trouble/panics", "-o", out.to_str().unwrap()]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let message = "error: trouble/panics: in the heap pass it panicked";
    assert!(ran.stderr.starts_with(message), "{}", ran.stderr);
    assert!(!out.exists());
}
