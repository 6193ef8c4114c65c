//! Valgrind's DHAT records the same of a program as heapwise's recorder.

use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

use super::Recorded;
use crate::common::program_points::{ProgramPoints, has_frame};
use crate::common::{Folder, in_package};

/// The most bytes in total that the Rust runtime and the loader may allocate around `plant`.
const MOST_AROUND: u64 = 8192;

pub fn all() -> Vec<Trial> {
    let trials = trials![valgrind_agrees_on_totals_and_peak].into_iter();
    trials
        .map(|trial| {
            trial
                .with_ignored_flag(true)
                .with_kind("needs valgrind: apt-get install valgrind")
        })
        .collect()
}

fn valgrind_agrees_on_totals_and_peak() {
    let recorded = Recorded::run("trees/plant", "--passes count,heap");
    let own = recorded.points();
    assert_eq!(recorded.profile_figure("truncated_blocks"), 0);

    let profile = valgrind_profile();
    let points = ProgramPoints::from_profile(&profile);
    let is_in_scope = |backtrace: &[String]| has_frame(backtrace, "::plant");
    for key in ["tb", "tbk", "gb", "gbk", "eb", "ebk"] {
        let in_scope = points.total_where(key, is_in_scope);
        assert_eq!(own.total(key), in_scope, "{key}");
    }
    let around = |key| points.total_where(key, |backtrace| !is_in_scope(backtrace));
    let difference = points.total("tb") - own.total("tb");
    assert_eq!(difference, around("tb"));
    assert!(
        (1..=MOST_AROUND).contains(&difference),
        "Valgrind finds {difference} bytes around the scope, of which {} are live at its peak, and \
         {} at its end",
        around("gb"),
        around("eb")
    );
}

/// The profile of the program by Valgrind's DHAT.
fn valgrind_profile() -> Value {
    let folder = Folder::new();
    let program = folder.file("trees");
    let mut compiler = Command::new("rustc");
    compiler.args(["-g", "-O", "--edition=2024", "-o"]);
    compiler.arg(&program);
    run(compiler.arg(in_package("tests/fixtures/programs/trees.rs")));
    let file = format!("--dhat-out-file={}", folder.file("profile.json").display());
    // Twelve callers by default, too few to reach the outermost one.
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=dhat", "--num-callers=100", &file]);
    run(valgrind.arg(&program));
    serde_json::from_str(&folder.read("profile.json")).unwrap()
}

fn run(command: &mut Command) {
    let output = command.output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}; is it installed?"));
    assert!(output.status.success(), "{command:?}: {output:?}");
}
