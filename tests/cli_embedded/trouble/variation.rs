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

fn figures_that_differ_are_stored_with_every_value() {
    let (ran, row) = row_of("unsteady/pid", &["--passes", "heap"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(row["outcome"]["status"], "measured");
    let totals = values(&row, "total_bytes");
    // Seven count passes and the heap pass.
    assert_eq!(totals.len(), 8);
    assert!(
        totals.windows(2).all(|pair| pair[0] != pair[1]),
        "{totals:?}"
    );
    assert_eq!(row["heap"]["total_bytes"], median(totals));
    assert_eq!(values(&row, "total_blocks"), [0; 0]);
    assert_eq!(row["heap"]["total_blocks"], 1);
    assert!(ran.stdout.contains("pid (varies)"), "{}", ran.stdout);
    let sentence = "varies: pid: peak, copying peak, total differ from run to run; the median of 8 runs \
        is shown, with the range; the profile is of one run";
    assert!(ran.stdout.contains(sentence), "{}", ran.stdout);
}

fn the_order_of_a_hash_set_makes_figures_differ() {
    let (ran, row) = row_of("unsteady/hashed", &["--passes", "heap"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(values(&row, "total_bytes").len() > 3, "{row}");
}

fn the_number_of_count_passes_can_be_given() {
    let (ran, row) = row_of("unsteady/pid", &["--runs", "2"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(values(&row, "total_bytes").len(), 2);
    let (ran, row) = row_of("unsteady/pid", &["--runs", "1"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(row["heap"]["varies"].is_null(), "{row}");
    for wrong in ["0", "-1", "1001", "x"] {
        let ran = Ran::from(program().args(["run", "--runs", wrong]).output().unwrap());
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(ran.stderr.contains("from 1 to 1000"), "{ran:?}");
    }
}

fn passes_that_agree_by_chance_are_repeated() {
    let folder = Folder::new();
    let mut program = program();
    program.env(RUNS_VARIABLE, folder.file("runs"));
    let arguments = "run unsteady/counted --passes count,heap";
    let ran = run_to(program, arguments, &folder.file("report"));
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report: Value = serde_json::from_str(&folder.read("report/report.json")).unwrap();
    let row = row(&report, "counted");
    let totals = values(row, "total_bytes");
    let usual = median(totals.clone());
    assert_eq!(row["heap"]["total_bytes"], usual);
    // Four count passes, the heap pass that differs, and the one that agrees.
    let more = totals.iter().map(|total| total - usual);
    assert_eq!(more.collect::<Vec<u64>>(), [0, 0, 0, 0, 50, 0]);
}

fn figures_that_varied_before_still_vary() {
    let folder = Folder::new();
    let run = |is_steady: bool| {
        let mut program = program();
        if is_steady {
            program.env(STEADY_VARIABLE, "");
        }
        let ran = run_to(
            program,
            "run unsteady/switched --passes count",
            folder.path(),
        );
        assert_eq!(ran.status, Some(0), "{ran:?}");
        values(row(&folder.report(), "switched"), "total_bytes")
    };
    assert_eq!(run(true), [0; 0]);
    assert_eq!(run(false).len(), 7);
    assert_eq!(run(true), [100; 7]);
    assert_eq!(run(true), [100; 7]);
}

fn figures_that_vary_fail_no_comparison_unless_named() {
    let folders = [Folder::new(), Folder::new()];
    for folder in &folders {
        let ran = run_to(
            program(),
            "run unsteady/pid --passes count,heap",
            folder.path(),
        );
        assert_eq!(ran.status, Some(0), "{ran:?}");
    }
    let compare = |limits: &str| {
        let [old, new] = [&folders[0], &folders[1]].map(Folder::as_str);
        let mut program = program();
        program.args(["compare", old, new, "--fail-above", limits]);
        Ran::from(program.output().unwrap())
    };
    let ran = compare("0");
    assert_eq!(ran.status, Some(0), "{ran:?}");
    // Numbers of processes grow, so every value is greater than all before.
    assert!(ran.stdout.contains("total"), "{ran:?}");
    let ran = compare("total=0");
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("total grew by"), "{ran:?}");
    assert_eq!(compare("total=1000000%").status, Some(0));
}

fn a_budget_holds_for_the_greatest_value() {
    let folder = Folder::new();
    let (_, row) = row_of("unsteady/pid", &[]);
    let pid = row["heap"]["peak_bytes"].as_u64().unwrap();
    let check = |peak: u64| {
        let text = format!("[[budget]]\nvariants = \"unsteady/pid\"\npeak = {peak}\n");
        folder.write("budget.toml", &text);
        let mut program = program();
        program.args(["run", "unsteady/pid", "--passes", "count", "--runs", "3"]);
        program.args(["--budget", "budget.toml"]);
        let ran = Ran::from(program.current_dir(folder.path()).output().unwrap());
        let report = folder.read("reports/latest/report.json");
        let report: Value = serde_json::from_str(&report).unwrap();
        (
            ran,
            values(crate::common::row(&report, "pid"), "peak_bytes"),
        )
    };
    let (ran, _) = check(100 * pid);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let (ran, peaks) = check(1);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let greatest = peaks.iter().max().unwrap();
    assert!(ran.stdout.contains(&format!("({greatest} B)")), "{ran:?}");
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
    assert!(heap["varies"].is_null());
    let sentence =
        "later runs: cached: after the first run in a process: peak 10 B instead of 1.01 kB";
    assert!(ran.stdout.contains(sentence), "{}", ran.stdout);
    let (_, row) = row_of("blocks/leaks", &[]);
    assert!(row["heap"]["later_runs"].is_null(), "{row}");
}

fn a_variant_that_can_run_only_once_is_measured() {
    let (ran, row) = row_of("unsteady/once", &["--passes", "heap"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(row["heap"]["total_bytes"], 10);
    assert!(row["heap"]["later_runs"].is_null(), "{row}");
}

/// The variant sees that its blocks are larger under the recorder.
fn passes_that_never_agree_are_a_failed_row() {
    let reason = failure("unsteady/recorded", &["--passes", "heap"]);
    let begin = "all 8 count passes measured total_bytes ";
    assert!(reason.starts_with(begin), "{reason}");
    assert!(reason.contains(", all 6 heap passes "), "{reason}");
}
