//! `heapwise claims`: each claim of the text with its verdict.

use std::path::Path;

use crate::common::{Folder, Ran, heapwise};

/// The verdicts on the committed report, in the order of the claims. `h` holds, `c` holds for CPython only,
/// `d` differs, `n` is not measured here.
const VERDICTS: &str = "hhhhhhhhndhhhhhdhhhhhhdhhccdcchdcdhhhhhnnhhhhhn";

fn claims(arguments: &[&str]) -> Ran {
    let mut command = heapwise();
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    Ran::from(command.arg("claims").args(arguments).output().unwrap())
}

/// The cells of each row of the table in Markdown.
fn rows(markdown: &str) -> Vec<Vec<String>> {
    let lines = markdown.lines().filter(|line| line.starts_with("| "));
    let cells = |line: &str| {
        let inner = line.trim_start_matches("| ").trim_end_matches(" |");
        inner.split(" | ").map(String::from).collect()
    };
    lines.skip(2).map(cells).collect()
}

#[test]
fn every_claim_has_its_verdict_on_the_committed_report() {
    let ran = claims(&["reports/reference", "--format", "markdown"]);
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    let rows = rows(&ran.stdout);
    assert_eq!(rows.len(), VERDICTS.len());
    for ((number, row), expected) in (1..).zip(&rows).zip(VERDICTS.chars()) {
        let verdict = match expected {
            'h' => "holds",
            'c' => "holds for CPython only",
            'd' => "differs",
            _ => "not measured here",
        };
        assert_eq!(
            (row[0].as_str(), row[4].as_str()),
            (number.to_string().as_str(), verdict),
            "{row:?}"
        );
        let explains = expected == 'h' || row[3].len() > 10;
        assert!(explains, "{row:?}");
    }
}

#[test]
fn a_report_without_the_variants_names_what_to_run() {
    let folder = Folder::new();
    let mut run = heapwise();
    run.args([
        "run",
        "small",
        "-i",
        "n=100",
        "--passes",
        "count",
        "--out",
        folder.as_str(),
    ]);
    assert_eq!(run.status().unwrap().code(), Some(0));
    let ran = claims(&[folder.as_str()]);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let needs = "not measured here: run `heapwise run julia` first";
    assert!(ran.stdout.contains(needs), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("as vectors of their own"),
        "{}",
        ran.stdout
    );
    let last = ran.stdout.lines().last().unwrap();
    assert!(
        last.starts_with("holds: ") && last.contains("; differs: "),
        "{last}"
    );
    assert!(
        !Path::new(folder.as_str()).join("index.html").exists()
            || !folder.read("index.html").contains("id=\"claims\"")
    );
}

#[test]
fn without_a_report_there_is_an_error() {
    let ran = claims(&["no/such/report"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("no/such/report"), "{}", ran.stderr);
}
