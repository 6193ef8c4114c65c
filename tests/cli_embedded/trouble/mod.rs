//! What is expected of the program in each trouble.

use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

use crate::common::{Folder, Ran, rows};

pub mod experiments;
mod failing;
mod files;
mod footprints;
mod stopped;
mod telling;

pub fn all() -> Vec<Trial> {
    let checks = [
        failing::all(),
        telling::all(),
        footprints::all(),
        stopped::all(),
        files::all(),
    ];
    checks.into_iter().flatten().collect()
}

/// The program, as itself with experiments of trouble.
fn program() -> Command {
    crate::program_with("trouble")
}

fn run<const N: usize>(arguments: [&str; N]) -> Ran {
    Ran::from(program().args(arguments).output().unwrap())
}

/// One run of one variant, in the count pass unless more is asked for; its row.
fn row_of(variant: &str, more: &[&str]) -> (Ran, Value) {
    let folder = Folder::new();
    let mut command = program();
    command.args(["run", variant, "--passes", "count", "-o", folder.as_str()]);
    let ran = Ran::from(command.args(more).output().unwrap());
    (ran, rows(&folder.report())[0].clone())
}

/// The reason of a failed row, which the run has shown and left with status 1.
fn failure(variant: &str, more: &[&str]) -> String {
    let (ran, row) = row_of(variant, more);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert_eq!(row["outcome"]["status"], "failed");
    let reason = row["outcome"]["reason"].as_str().unwrap().to_string();
    let first_line = reason.lines().next().unwrap();
    let told = format!("failed: {variant}: {first_line}");
    assert!(ran.stdout.contains(&told), "{}", ran.stdout);
    reason
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
