//! `heapwise compare` on reports, profiles and variants: its output and exit status.

mod differences;
mod forms;
mod limits;
mod not_comparable;
mod profiles;
mod refused;
mod times;

use crate::common::{Folder, REPORT_0_1, Ran, heapwise, report_0_1, run_in_package};
use serde_json::Value;

/// A copy of [`REPORT_0_1`] to which `change` is applied.
fn changed_report(change: impl Fn(&mut Value)) -> Folder {
    let mut report: Value = serde_json::from_str(&report_0_1("report.json")).unwrap();
    change(&mut report);
    let folder = Folder::new();
    std::fs::write(folder.file("report.json"), report.to_string()).unwrap();
    folder
}

fn julia(report: &mut Value) -> &mut Vec<Value> {
    let mut entries = report["experiments"].as_array_mut().unwrap().iter_mut();
    let entry = entries.find(|entry| entry["name"] == "julia").unwrap();
    entry["variants"].as_array_mut().unwrap()
}

/// Compares two reports with `--fail-above limits`.
fn compare_with_limits(limits: &str, old: &Folder, new: &Folder) -> Ran {
    let limits = ["--fail-above", limits];
    let mut command = heapwise();
    command.arg("compare").args([old.path(), new.path()]);
    Ran::from(command.args(limits).output().unwrap())
}

/// Checks that the output names both sides and no difference.
fn assert_no_difference(ran: &Ran) {
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let [_, _, "", last] = lines[..] else {
        panic!("{ran:?}")
    };
    assert!(last.starts_with("no difference in "), "{ran:?}");
}
