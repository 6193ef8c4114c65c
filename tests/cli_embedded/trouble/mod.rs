//! Variants that go wrong or are hard to measure.

use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

use crate::common::{Folder, Ran, rows};

mod answers;
mod applicable;
pub mod experiments;
mod failing;
mod files;
mod footprints;
mod inherited;
mod resident;
mod rounds;
mod stopped;
mod variation;

pub fn all() -> Vec<Trial> {
    let checks = [
        failing::all(),
        answers::all(),
        applicable::all(),
        footprints::all(),
        stopped::all(),
        inherited::all(),
        files::all(),
        resident::all(),
        variation::all(),
        rounds::all(),
    ];
    checks.into_iter().flatten().collect()
}

/// This program with the experiments of this module.
fn program() -> Command {
    crate::program_with("trouble")
}

fn run<const N: usize>(arguments: [&str; N]) -> Ran {
    Ran::from(program().args(arguments).output().unwrap())
}

/// Runs one variant, in one count pass by default; returns its row.
fn row_of(variant: &str, more: &[&str]) -> (Ran, Value) {
    let folder = Folder::new();
    let mut command = program();
    command.args(["run", variant, "--passes", "count", "-o", folder.as_str()]);
    if !more.contains(&"--runs") {
        command.args(["--runs", "1"]);
    }
    command.args(more);
    let ran = Ran::from(command.output().unwrap());
    (ran, rows(&folder.report())[0].clone())
}

/// Runs a failing variant; checks the output and exit status 1, and returns the reason.
fn failure(variant: &str, more: &[&str]) -> String {
    let (ran, row) = row_of(variant, more);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert_eq!(row["outcome"]["status"], "failed");
    let reason = row["outcome"]["reason"].as_str().unwrap().to_string();
    let first_line = reason.lines().next().unwrap();
    let message = format!("failed: {variant}: {first_line}");
    assert!(ran.stdout.contains(&message), "{}", ran.stdout);
    reason
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
