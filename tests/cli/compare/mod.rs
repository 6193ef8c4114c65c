//! `heapwise compare` on reports, profiles and variants: what is told, in which form, and with
//! which exit status.

mod forms;
mod limits;
mod nothing;
mod profiles;
mod refused;
mod times;
mod told;

use crate::common::{Folder, REPORT_0_1, Ran, heapwise, report_0_1};
use serde_json::Value;

/// Runs the program in the folder of the package.
fn at_home(arguments: &[&str]) -> Ran {
    let mut command = heapwise();
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments);
    Ran::from(command.output().unwrap())
}

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

/// Compares two reports under `--fail-above`.
fn held_to(limits: &str, old: &Folder, new: &Folder) -> Ran {
    let limits = ["--fail-above", limits];
    let mut command = heapwise();
    command.arg("compare").args([old.path(), new.path()]);
    Ran::from(command.args(limits).output().unwrap())
}

/// The two sides are told, and nothing but that they are the same.
fn assert_no_difference(ran: &Ran) {
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let [_, _, "", last] = lines[..] else {
        panic!("{ran:?}")
    };
    assert!(last.starts_with("no difference in "), "{ran:?}");
}
