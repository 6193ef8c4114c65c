//! `heapwise export` on real runs: every form, each figure held against the report.

mod massif;
mod refused;
mod stacks;
mod timelines;
mod trackers;

use std::sync::OnceLock;

use crate::common::{Folder, Ran, heapwise, rows, run_to};

/// One run of `julia` at width 100, which several tests look at.
fn julia() -> &'static Folder {
    static RUN: OnceLock<Folder> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = Folder::new();
        let ran = run_to(heapwise(), "run julia -i width=100", folder.path());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        folder
    })
}

/// What the program exports of one of that run's variants.
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
