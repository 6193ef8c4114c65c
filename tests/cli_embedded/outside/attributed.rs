//! Call sites in a crate of its own that calls into well-known crates, whose debug information is
//! absent or limited.

use std::process::Command;

use libtest_mimic::Trial;
use serde_json::Value;

use super::programs;
use crate::common::{Folder, profile, rows, run_to};

const MANIFEST: &str = r#"
[package]
name = "attributed"
version = "0.0.0"
edition = "2024"

[dependencies]
regex = "1"
serde_json = "1"
syn = { version = "3", features = ["full"] }
tokio = { version = "1", default-features = false, features = ["rt"] }

[profile.release]
opt-level = 0
debug = "limited"

[workspace]
"#;

/// Of each variant, the function that the line calls which allocates the most.
const CALLED: [(&str, &str); 5] = [
    ("serde_json", "serde_json::from_str"),
    ("regex", "regex::Regex::new"),
    ("syn", "syn::parse_file"),
    ("tokio", "tokio::Builder::build"),
    ("vec", "Vec<T>::push"),
];

pub fn all() -> Vec<Trial> {
    let trials = trials![lines_of_the_users_own_crate_are_the_call_sites].into_iter();
    trials
        .map(|trial| trial.with_ignored_flag(true).with_kind("slow"))
        .collect()
}

fn lines_of_the_users_own_crate_are_the_call_sites() {
    for debug in ["false", "\"limited\""] {
        let dependencies = format!("[profile.release.package.\"*\"]\ndebug = {debug}\n");
        let manifest = format!("{MANIFEST}\n{dependencies}");
        let program = programs::build("attributed", &manifest, "crates.rs");
        let folder = Folder::new();
        let arguments = "run --passes heap";
        let ran = run_to(Command::new(&program), arguments, folder.path());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        let report = folder.report();
        assert_eq!(rows(&report).len(), CALLED.len());
        for (row, (name, called)) in rows(&report).iter().zip(CALLED) {
            assert_eq!(row["name"], name);
            assert_attributed(&profile(&folder, row).unwrap(), name);
            let file = folder.file(&format!("profiles/crates.{name}.json"));
            let mut report = crate::common::with_long_lines(Command::new(&program));
            report.args(["report", file.to_str().unwrap(), "--top", "1"]);
            let output = report.output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(text.contains(" src/main.rs:"), "{text}");
            assert!(text.contains(called), "{debug}, {name}: {text}");
        }
    }
}

/// Checks that the innermost own frame of at least 95 % of the bytes at the peak is in the program's
/// own file.
fn assert_attributed(profile: &Value, name: &str) {
    let own: Vec<u64> = serde_json::from_value(profile["heapwise"]["own_frames"].clone()).unwrap();
    let (mut attributed, mut all) = (0, 0);
    for point in profile["pps"].as_array().unwrap() {
        let bytes = point["gb"].as_u64().unwrap();
        let mut frames = point["fs"].as_array().unwrap().iter();
        let innermost = frames.find(|frame| own.contains(&frame.as_u64().unwrap()));
        let is_attributed = innermost.is_some_and(|frame| {
            let text = profile["ftbl"][frame.as_u64().unwrap() as usize].as_str();
            text.unwrap().contains("(src/main.rs:")
        });
        all += bytes;
        attributed += if is_attributed { bytes } else { 0 };
    }
    assert!(
        all > 0 && attributed * 100 >= all * 95,
        "{name}: {attributed} of {all}"
    );
}
