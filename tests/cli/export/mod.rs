//! `heapwise export` on real runs: each figure of every format equals that of the report.

mod massif;
mod refused;
mod stacks;
mod timelines;
mod trackers;

use crate::common::{Folder, Ran, heapwise, rows};

/// The folder of the report that these tests export.
fn julia() -> &'static Folder {
    &crate::julia_run().0
}

/// The export of one variant of that run.
fn exported<const N: usize>(variant: &str, arguments: [&str; N]) -> String {
    let name = format!("julia/{variant}");
    let mut command = heapwise();
    command
        .args(["export", julia().as_str(), &name, "--format"])
        .args(arguments);
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(
        (ran.status, ran.stderr.as_str()),
        (Some(0), ""),
        "{variant}"
    );
    ran.stdout
}

fn variants() -> Vec<String> {
    let report = julia().report();
    let names = rows(&report)
        .iter()
        .map(|row| row["name"].as_str().unwrap().to_string());
    names.collect()
}
