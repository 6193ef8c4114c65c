//! The recorder of the heap pass on programs that are hard to record.

use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

use crate::common::program_points::ProgramPoints;
use crate::common::{Folder, Ran, profile, rows, run_to};

mod deep;
pub mod experiments;
mod hostile;
mod same;
mod threads;
mod valgrind;

pub fn all() -> Vec<Trial> {
    let checks = [
        same::all(),
        deep::all(),
        hostile::all(),
        threads::all(),
        valgrind::all(),
    ];
    checks.into_iter().flatten().collect()
}

/// The row of a variant and its profile.
struct Recorded {
    row: Value,
    profile: Value,
}

impl Recorded {
    /// Runs one variant, which must be measured, with these arguments, separated by spaces.
    fn run(variant: &str, arguments: &str) -> Self {
        Self::run_with(variant, arguments, &mut program())
    }

    fn run_with(variant: &str, arguments: &str, program: &mut Command) -> Self {
        let folder = Folder::new();
        program.args(["run", variant, "--runs", "1", "-o", folder.as_str()]);
        let ran = Ran::from(program.args(arguments.split(' ')).output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        let row = rows(&folder.report())[0].clone();
        assert_eq!(row["outcome"]["status"], "measured", "{row}");
        let profile = profile(&folder, &row).unwrap_or_default();
        Self { row, profile }
    }

    /// Records one variant without a report.
    fn profile(variant: &str, arguments: &str) -> Self {
        let folder = Folder::new();
        let ran = run_to(
            program(),
            &format!("profile {variant} {arguments}"),
            &folder.file("profile.json"),
        );
        assert_eq!(ran.status, Some(0), "{ran:?}");
        Self {
            row: Value::Null,
            profile: serde_json::from_str(&folder.read("profile.json")).unwrap(),
        }
    }

    fn points(&self) -> ProgramPoints {
        ProgramPoints::from_profile(&self.profile)
    }

    /// A figure of the footprint.
    fn figure(&self, key: &str) -> u64 {
        self.row["heap"][key].as_u64().unwrap()
    }

    /// A figure of the whole profile that is absent if it is zero.
    fn profile_figure(&self, key: &str) -> u64 {
        let extension = &self.profile["heapwise"];
        assert!(extension.is_object());
        extension
            .get(key)
            .map_or(0, |value| value.as_u64().unwrap())
    }
}

/// This program with the experiments of this module.
fn program() -> Command {
    let mut program = crate::program_with("recorder");
    // A message of a panic must not depend on who runs the tests.
    program.env("RUST_BACKTRACE", "0");
    program
}
