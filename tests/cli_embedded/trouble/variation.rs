//! Figures that differ from run to run.

use libtest_mimic::Trial;
use serde_json::Value;

use super::experiments::{RUNS_VARIABLE, STEADY_VARIABLE};
use super::{failure, program, row_of};
use crate::common::{Folder, Ran, row, run_to};

pub fn all() -> Vec<Trial> {
    trials![
        figures_that_differ_are_stored_with_every_value,
        the_order_of_a_hash_set_makes_figures_differ,
        the_number_of_count_passes_can_be_given,
        passes_that_agree_by_chance_are_repeated,
        figures_that_varied_before_still_vary,
        figures_that_vary_fail_no_comparison_unless_named,
        a_budget_holds_for_the_greatest_value,
        later_runs_are_shown_where_they_differ_from_the_first,
        the_second_run_stays_within_the_limits_of_a_worker,
        a_variant_that_can_run_only_once_is_measured,
        passes_that_never_agree_are_a_failed_row,
    ]
}

/// The values of a figure that varies.
fn values(row: &Value, figure: &str) -> Vec<u64> {
    let values = &row["heap"]["varies"][figure];
    let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
    values.iter().map(|value| value.as_u64().unwrap()).collect()
}

fn median(mut values: Vec<u64>) -> u64 {
    values.sort();
    values[(values.len() - 1) / 2]
}

/// Runs a variant into a folder, in which it counts its runs.
fn run_in(folder: &Folder, variant: &str, more: &str) -> (Ran, Value) {
    let mut program = program();
    program.env(RUNS_VARIABLE, folder.file("runs"));
    let ran = run_to(
        program,
        &format!("run unsteady/{variant} {more}"),
        folder.path(),
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let row = row(&folder.report(), variant).clone();
    (ran, row)
}

fn figures_that_differ_are_stored_with_every_value() {
    let (ran, row) = run_in(&Folder::new(), "growing", "--passes count,heap --runs 7");
    assert_eq!(row["outcome"]["status"], "measured");
    let totals = values(&row, "total_bytes");
    // The first run of each of seven count passes, and the heap pass.
    let expected: Vec<u64> = (0..8).map(|pass| 10_000 + 2 * pass).collect();
    assert_eq!(totals, expected);
    assert_eq!(row["heap"]["total_bytes"], median(totals));
    assert_eq!(values(&row, "total_blocks"), [0; 0]);
    assert_eq!(row["heap"]["total_blocks"], 1);
    assert!(ran.stdout.contains("growing (varies)"), "{}", ran.stdout);
    let sentence = "varies: growing: peak, copying peak, total differ from run to run; the median of 8 \
        runs is shown, with the range; the profile is of one run";
    assert!(ran.stdout.contains(sentence), "{}", ran.stdout);
}

fn the_order_of_a_hash_set_makes_figures_differ() {
    let (ran, row) = row_of("unsteady/hashed", &["--passes", "heap", "--runs", "7"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(values(&row, "total_bytes").len(), 8, "{row}");
}

fn the_number_of_count_passes_can_be_given() {
    let (_, row) = run_in(&Folder::new(), "growing", "--passes count --runs 2");
    assert_eq!(values(&row, "total_bytes"), [10_000, 10_002]);
    let (_, row) = run_in(&Folder::new(), "growing", "--passes count --runs 1");
    assert!(row["heap"]["varies"].is_null(), "{row}");
    for wrong in ["0", "-1", "1001", "x"] {
        let ran = Ran::from(program().args(["run", "--runs", wrong]).output().unwrap());
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(ran.stderr.contains("from 1 to 1000"), "{ran:?}");
    }
}

fn passes_that_agree_by_chance_are_repeated() {
    let (_, row) = run_in(&Folder::new(), "counted", "--passes count,heap --runs 3");
    // Four count passes, the heap pass that differs, and the one that agrees.
    assert_eq!(values(&row, "total_bytes"), [100, 100, 100, 100, 150, 100]);
    assert_eq!(row["heap"]["total_bytes"], 100);
}

fn figures_that_varied_before_still_vary() {
    let folder = Folder::new();
    let run = |is_steady: bool| {
        let mut program = program();
        program.env(RUNS_VARIABLE, folder.file("runs"));
        if is_steady {
            program.env(STEADY_VARIABLE, "");
        }
        let arguments = "run unsteady/switched --passes count --runs 3";
        let ran = run_to(program, arguments, folder.path());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        values(row(&folder.report(), "switched"), "total_bytes")
    };
    assert_eq!(run(true), [0; 0]);
    assert_eq!(run(false).len(), 3);
    assert_eq!(run(true), [100; 3]);
    assert_eq!(run(true), [100; 3]);
}

fn figures_that_vary_fail_no_comparison_unless_named() {
    let folder = Folder::new();
    let run = |name: &str| {
        let mut program = program();
        program.env(RUNS_VARIABLE, folder.file("runs"));
        let arguments = "run unsteady/growing --passes count,heap --runs 4";
        let ran = run_to(program, arguments, &folder.file(name));
        assert_eq!(ran.status, Some(0), "{ran:?}");
    };
    run("old");
    run("new");
    let compare = |limits: &str| {
        let mut program = program();
        program.current_dir(folder.path());
        program.args(["compare", "old", "new", "--fail-above", limits]);
        Ran::from(program.output().unwrap())
    };
    let ran = compare("0");
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("total"), "{ran:?}");
    // Each value is greater than all before.
    let ran = compare("total=0");
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("total grew by"), "{ran:?}");
    assert_eq!(compare("total=1%").status, Some(0));
}

fn a_budget_holds_for_the_greatest_value() {
    let check = |limit: &str, more: &[&str]| {
        let folder = Folder::new();
        let text = format!("[[budget]]\nvariants = \"unsteady/growing\"\npeak = {limit}\n");
        folder.write("budget.toml", &text);
        let run = |more: &[&str]| {
            let mut program = program();
            program
                .current_dir(folder.path())
                .env(RUNS_VARIABLE, "runs");
            program.args([
                "run",
                "unsteady/growing",
                "--passes",
                "count",
                "--runs",
                "3",
            ]);
            Ran::from(program.args(more).output().unwrap())
        };
        if !more.is_empty() {
            assert_eq!(run(more).status, Some(0));
        }
        run(&["--budget", "budget.toml"])
    };
    // The peaks are 10 000, 10 002 and 10 004.
    assert_eq!(check("10004", &[]).status, Some(0));
    let ran = check("10003", &[]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("(10004 B)"), "{ran:?}");
    // Later they are 10 006, 10 008 and 10 010, compared with 10 004.
    let baseline = |growth: &str| format!("{{ baseline = \"main\", growth = \"{growth}\" }}");
    let save = ["--save-baseline", "main"];
    assert_eq!(check(&baseline("0.06%"), &save).status, Some(0));
    let ran = check(&baseline("0.05%"), &save);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let greatest = ["(10010 B)", "(10004 B) of baseline `main`"];
    let is_shown = |part: &&str| ran.stdout.contains(*part);
    assert!(greatest.iter().all(is_shown), "{ran:?}");
}

fn later_runs_are_shown_where_they_differ_from_the_first() {
    let (ran, row) = row_of("unsteady/cached", &["--passes", "heap"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let heap = &row["heap"];
    assert_eq!(
        (&heap["total_bytes"], &heap["end_bytes"]),
        (&1010.into(), &1000.into())
    );
    let later = serde_json::json!({
        "total_bytes": 10,
        "total_blocks": 1,
        "peak_bytes": 10,
        "peak_blocks": 1,
        "end_bytes": 0,
        "end_blocks": 0,
        "copying_peak_bytes": 10,
    });
    assert_eq!(heap["later_runs"], later);
    assert_eq!(values(&row, "total_bytes"), [0; 0]);
    let sentence =
        "later runs: cached: after the first run in a process: peak 10 B instead of 1.01 kB";
    assert!(ran.stdout.contains(sentence), "{}", ran.stdout);
    let (_, row) = row_of("blocks/leaks", &[]);
    assert!(row["heap"]["later_runs"].is_null(), "{row}");
}

/// A second run would leak more than the limit allows, or take too long.
fn the_second_run_stays_within_the_limits_of_a_worker() {
    for (limit, value) in [("--memory", "200MB"), ("--timeout", "1")] {
        let (ran, row) = row_of("unsteady/costly", &[limit, value, "--runs", "1"]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        assert_eq!(row["heap"]["end_bytes"], 100_000_000);
    }
}

fn a_variant_that_can_run_only_once_is_measured() {
    let (ran, row) = row_of("unsteady/once", &["--passes", "heap"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(row["heap"]["total_bytes"], 10);
    assert!(row["heap"]["later_runs"].is_null(), "{row}");
}

/// The variant sees that its blocks are larger under the recorder.
fn passes_that_never_agree_are_a_failed_row() {
    let reason = failure("unsteady/recorded", &["--passes", "heap", "--runs", "3"]);
    let begin = "all 8 count passes measured total_bytes ";
    assert!(reason.starts_with(begin), "{reason}");
    assert!(reason.contains(", all 6 heap passes "), "{reason}");
}
