//! What the READMEs show is what the program prints, and their figures are those of the committed
//! reports. `SPLICE=1 cargo test --test readme` puts them there.
//!
//! `<!-- run: ARGUMENTS -->` stands before a block with the program's output, `<!-- peak: A -->`
//! before the peak of variant A, `<!-- times: A B -->` before how many times the peak of variant B
//! that of variant A is, and `<!-- slower: A B -->` before the same of their median times. Of
//! several entries, `strings/string@length=8` names the one with that input.

use std::path::{Path, PathBuf};

use crate::common::{Ran, heapwise};
use heapwise::record::{Report, Row};
use heapwise::units;

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

/// The reference report, and that of each example.
fn committed_reports() -> impl Iterator<Item = PathBuf> {
    let examples = std::fs::read_dir(root().join("reports/examples")).unwrap();
    let examples = examples.map(|entry| entry.unwrap().path());
    let folders = std::iter::once(root().join("reports/reference")).chain(examples);
    folders.map(|folder| folder.join("report.json"))
}

/// The committed row of a variant such as `julia/stored` or `strings/string@length=8`.
fn row(variant: &str) -> Row {
    let (name, input) = variant.split_once('@').unwrap_or((variant, ""));
    let (experiment, name) = name.split_once('/').unwrap();
    let entries = committed_reports().flat_map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        Report::read(&text, &path).unwrap().experiments
    });
    let is_meant = |line: String| input.is_empty() || line.split(' ').any(|value| value == input);
    let mut of_experiment = entries.filter(|entry| entry.name == experiment);
    let entry = of_experiment.find(|entry| is_meant(entry.input_line()));
    let rows = entry.into_iter().flat_map(|entry| entry.variants);
    let mut named = rows.filter(|row| row.name == name);
    named
        .next()
        .unwrap_or_else(|| panic!("no committed report has `{variant}`"))
}

fn peak_bytes(variant: &str) -> u64 {
    row(variant).heap.unwrap().totals.peak_bytes
}

fn median_ns(variant: &str) -> u64 {
    row(variant).time.unwrap().median_ns().unwrap()
}

/// How many times the figure of the second of two variants that of the first is.
fn times(variants: &str, figure: impl Fn(&str) -> u64) -> String {
    let (of, base) = variants.split_once(' ').unwrap();
    let digits = units::digits(figure(of) as f64 / figure(base) as f64);
    match digits.trim_end_matches('0').strip_suffix('.') {
        Some(whole) => whole.to_string(),
        None => digits,
    }
}

/// What stands behind a mark; none where it is no mark of ours.
fn shown(mark: &str) -> Option<String> {
    let (kind, arguments) = mark.split_once(": ")?;
    match kind {
        "run" => Some(output(arguments)),
        "peak" => Some(units::bytes(peak_bytes(arguments))),
        "times" => Some(times(arguments, peak_bytes)),
        "slower" => Some(times(arguments, median_ns)),
        _ => None,
    }
}

/// A text with everything between a mark and its end made anew; how many there were.
fn spliced(text: &str) -> (String, usize) {
    let mut parts = text.split("<!-- ");
    let mut fresh = parts.next().unwrap().to_string();
    let mut marks = 0;
    for part in parts {
        let mark = part.split_once(" -->").map(|(mark, _)| mark);
        match mark.and_then(|mark| Some((mark, shown(mark)?))) {
            Some((mark, shown)) => {
                fresh.push_str(&format!("<!-- {mark} -->{shown}"));
                marks += 1;
            }
            None => fresh.push_str(&format!("<!-- {part}")),
        }
    }
    (fresh, marks)
}

/// Checks a text that has at least `least` marks, or mends it where that is asked for.
fn keep_true(name: &str, least: usize) {
    let path = root().join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    let (fresh, marks) = spliced(&text);
    assert_eq!(marks, text.matches(END).count());
    assert!(marks >= least, "only {marks} places are kept true");
    if std::env::var_os("SPLICE").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    } else {
        assert_eq!(text, fresh, "`SPLICE=1 cargo test --test readme` mends it");
    }
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    keep_true("README.md", 5);
}

#[test]
fn the_examples_readme_shows_what_the_examples_measured() {
    keep_true("examples/README.md", 20);
}

#[test]
fn on_the_fly_takes_less_than_a_quarter_of_stored_reserved() {
    assert!(peak_bytes("julia/on-the-fly") * 4 < peak_bytes("julia/stored-reserved"));
}
