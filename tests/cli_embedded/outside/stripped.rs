//! A program without symbols, optimized for size across all crates, that aborts on panics: its stacks
//! are unwound all the same.

use std::path::Path;
use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

use super::programs;
use crate::common::{Folder, profile, row, run_to};

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
    let trials = trials![
        a_stripped_program_is_recorded_like_any_other,
        its_profile_warns_and_the_advice_helps,
    ]
    .into_iter();
    trials
        .map(|trial| {
            trial
                .with_ignored_flag(true)
                .with_kind("builds heapwise with LTO: cargo test -- --ignored")
        })
        .collect()
}

fn a_stripped_program_is_recorded_like_any_other() {
    let program = programs::build("stripped", MANIFEST, "levels.rs");
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

/// Follows the advice in a warning: replaces the settings of the release profile.
fn follow(advice: &str, manifest: &str) -> String {
    let (_, settings) = advice.split_once("[profile.release]\n").unwrap();
    let settings = settings.lines().take_while(|line| !line.is_empty());
    settings.fold(manifest.to_string(), |manifest, setting| {
        let (key, _) = setting.split_once(" = ").unwrap();
        let lines = manifest.lines().map(|line| {
            if line.starts_with(&format!("{key} = ")) {
                setting
            } else {
                line
            }
        });
        lines.collect::<Vec<&str>>().join("\n")
    })
}

fn its_profile_warns_and_the_advice_helps() {
    let profiled = |program: &Path| {
        let folder = Folder::new();
        let arguments = "profile levels/boxes";
        let ran = run_to(
            Command::new(program),
            arguments,
            &folder.file("profile.json"),
        );
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran.stdout
    };
    let text = profiled(&programs::build("stripped", MANIFEST, "levels.rs"));
    let warning =
        "warning: the program has no symbols, so call sites have no names; add to Cargo.toml";
    assert!(text.starts_with(warning), "{text}");
    assert!(!text.contains("call site  "), "{text}");
    let manifest = follow(&text, MANIFEST).replace("\"stripped\"", "\"named\"");
    assert!(
        manifest.contains("strip = false\ndebug = \"limited\""),
        "{manifest}"
    );
    let text = profiled(&programs::build("named", &manifest, "levels.rs"));
    assert!(text.starts_with("peak "), "{text}");
    assert!(text.contains(" src/main.rs:"), "{text}");
    assert!(!text.contains("warning"), "{text}");
}
