//! What the README shows is what the program prints, and its figures are those of the committed
//! report. `SPLICE=1 cargo test --test readme` puts them there.
//!
//! `<!-- run: ARGUMENTS -->` stands before a block with the program's output,
//! `<!-- times: A B -->` before how many times the peak of variant B that of variant A is.

mod common;

use std::path::Path;

use common::{Ran, heapwise};
use serde_json::Value;

const END: &str = "<!-- end -->";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn output(arguments: &str) -> String {
    let mut command = heapwise();
    command.current_dir(root()).args(arguments.split(' '));
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    format!("\n```text\n{}\n```\n", ran.stdout.trim_end())
}

fn peak_bytes(variant: &str) -> f64 {
    let text = std::fs::read_to_string(root().join("reports/reference/report.json")).unwrap();
    let report: Value = serde_json::from_str(&text).unwrap();
    let (experiment, variant) = variant.split_once('/').unwrap();
    let entries = report["experiments"].as_array().unwrap();
    let entry = entries
        .iter()
        .find(|entry| entry["name"] == experiment)
        .unwrap();
    let rows = entry["variants"].as_array().unwrap();
    let row = rows.iter().find(|row| row["name"] == variant).unwrap();
    row["heap"]["peak_bytes"].as_f64().unwrap()
}

fn times(arguments: &str) -> String {
    let (of, base) = arguments.split_once(' ').unwrap();
    let times = peak_bytes(of) / peak_bytes(base);
    let digits = heapwise::units::digits(times);
    match digits.trim_end_matches('0').strip_suffix('.') {
        Some(whole) => whole.to_string(),
        None => digits,
    }
}

/// The README with everything between a marker and its end made anew; how many there were.
fn spliced(readme: &str) -> (String, usize) {
    let mut parts = readme.split("<!-- ");
    let mut text = parts.next().unwrap().to_string();
    let mut marks = 0;
    for part in parts {
        text.push_str("<!-- ");
        let mark = part
            .split_once(" -->")
            .and_then(|(mark, _)| mark.split_once(": "));
        match mark {
            Some(("run", arguments)) => {
                text.push_str(&format!("run: {arguments} -->{}", output(arguments)))
            }
            Some(("times", arguments)) => {
                text.push_str(&format!("times: {arguments} -->{}", times(arguments)))
            }
            _ => {
                text.push_str(part);
                continue;
            }
        }
        marks += 1;
    }
    (text, marks)
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (fresh, marks) = spliced(&readme);
    assert_eq!(marks, readme.matches(END).count());
    assert!(marks >= 5, "only {marks} places are kept true");
    if std::env::var_os("SPLICE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    } else {
        assert_eq!(
            readme, fresh,
            "`SPLICE=1 cargo test --test readme` mends it"
        );
    }
}

#[test]
fn on_the_fly_takes_less_than_a_quarter_of_stored_reserved() {
    assert!(peak_bytes("julia/on-the-fly") * 4.0 < peak_bytes("julia/stored-reserved"));
}
