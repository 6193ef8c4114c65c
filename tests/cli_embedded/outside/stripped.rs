//! A program without symbols, optimized for size across all crates, that aborts on panics: its stacks
//! are unwound all the same.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

use super::outside_crate::cargo;
use crate::common::{Folder, in_package, profile, row, run_to, write_if_changed};

const MANIFEST: &str = r#"
[package]
name = "stripped"
version = "0.0.0"
edition = "2024"

[profile.release]
opt-level = "z"
lto = true
panic = "abort"
strip = true
debug = 0

[workspace]
"#;

/// The levels of the program's recursion.
const LEVELS: usize = 100;

pub fn all() -> Vec<Trial> {
    let trials = trials![a_stripped_program_is_recorded_like_any_other].into_iter();
    trials
        .map(|trial| {
            trial
                .with_ignored_flag(true)
                .with_kind("builds heapwise with LTO: cargo test -- --ignored")
        })
        .collect()
}

fn a_stripped_program_is_recorded_like_any_other() {
    let program = build();
    let folded = recorded(&program, "fold");
    let kept = recorded(&program, "keep");
    let backtraces = |profile: &Value| -> Vec<Vec<u64>> {
        let points = profile["pps"].as_array().unwrap().iter();
        points
            .map(|point| serde_json::from_value(point["fs"].clone()).unwrap())
            .collect()
    };
    // Two call sites, which the outermost level and the others reach by different calls.
    assert_eq!(backtraces(&folded).len(), 4, "{folded}");
    let kept = backtraces(&kept);
    assert_eq!(kept.len(), 2 * LEVELS);
    let depths = kept.iter().map(Vec::len);
    let (least, most) = (depths.clone().min(), depths.max());
    assert_eq!(most, least.map(|least| least + LEVELS - 1));
}

/// The profile of the program's variant, after checks of its figures.
fn recorded(program: &Path, recursion: &str) -> Value {
    let folder = Folder::new();
    let arguments = format!("run --passes count,heap --recursion {recursion}");
    let ran = run_to(Command::new(program), &arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = folder.report();
    let row = row(&report, "boxes");
    // Otherwise the count pass and the heap pass differ.
    assert_eq!(row["outcome"]["status"], "measured", "{row}");
    let figures = ["total_blocks", "peak_blocks", "end_blocks", "total_bytes"];
    let figures = figures.map(|figure| row["heap"][figure].as_u64().unwrap() as usize);
    // A box before the next level and one after it; at the deepest level both live.
    assert_eq!(figures, [2 * LEVELS, LEVELS + 1, 0, 16 * LEVELS]);
    let profile = profile(&folder, row).unwrap();
    let extension = profile["heapwise"].as_object().unwrap();
    assert!(!extension.contains_key("truncated_blocks"), "{profile}");
    profile
}

/// Builds the program in a folder that stays from run to run, so that cargo builds only what has
/// changed.
fn build() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stripped");
    let heapwise = format!(
        "[dependencies.heapwise]\npath = {:?}\ndefault-features = false\nfeatures = [\"run\"]\n",
        in_package("")
    );
    let read = |file| std::fs::read_to_string(in_package(file)).unwrap();
    for (file, text) in [
        ("Cargo.toml", format!("{MANIFEST}\n{heapwise}")),
        ("Cargo.lock", read("Cargo.lock")),
        ("src/main.rs", read("tests/fixtures/programs/levels.rs")),
    ] {
        write_if_changed(&folder.join(file), &text);
    }
    let target = folder.join("target");
    let mut cargo = cargo();
    cargo
        .args(["build", "--release", "--quiet"])
        .current_dir(&folder);
    let output = cargo.env("CARGO_TARGET_DIR", &target).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    target.join("release").join("stripped")
}
