//! Answers, inputs and metrics.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::{program, row_of, text};
use crate::common::{Folder, Ran, row, run_to};

pub fn all() -> Vec<Trial> {
    trials![
        a_wrong_answer_is_reported_and_fails_the_run,
        every_variant_is_checked_against_a_known_answer,
        a_conclusion_is_one_short_line_of_the_whole_case,
        a_conclusion_that_panics_is_a_warning,
        metrics_of_a_variant_are_in_its_row_and_not_in_its_footprint,
        sizes_and_repeated_inputs_make_cases,
        long_texts_are_cut,
    ]
}

fn a_wrong_answer_is_reported_and_fails_the_run() {
    let folder = Folder::new();
    let ran = run_to(
        program(),
        "run answers --passes count --runs 2",
        folder.path(),
    );
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let report = folder.report();
    let outcome = |name: &str| row(&report, name)["outcome"].clone();
    assert_eq!(outcome("first"), json!({"status": "measured"}));
    assert_eq!(outcome("same"), json!({"status": "measured"}));
    assert_eq!(outcome("other-details")["status"], "wrong-answer");
    assert!(text(&outcome("other-details")["reason"]).contains("their details differ"));
    assert_eq!(
        outcome("other")["reason"],
        "answers 6, where `first` answers 5"
    );
    assert!(text(&outcome("fickle")["reason"]).contains("it does not repeat"));
    let line = "wrong-answer: answers/other: answers 6, where `first` answers 5\n";
    assert!(ran.stdout.contains(line), "{}", ran.stdout);
}

fn every_variant_is_checked_against_a_known_answer() {
    let (ran, row) = row_of("answers/first", &["-i", "known=7"]);
    assert_eq!(ran.status, Some(1));
    assert_eq!(row["outcome"]["reason"], "answers 5; the right answer is 7");
    let (ran, _) = row_of("answers/first", &["-i", "known=5"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

/// Runs `concluded` with more arguments, and returns the conclusion in its report.
fn conclude(more: &str) -> (Ran, Value) {
    let folder = Folder::new();
    let command = format!("run --passes count --runs 1 {more}");
    let ran = run_to(program(), &command, folder.path());
    let conclusion = folder.report()["experiments"][0]["conclusion"].clone();
    (ran, conclusion)
}

fn a_conclusion_is_one_short_line_of_the_whole_case() {
    let (ran, conclusion) = conclude("concluded");
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        text(&conclusion).starts_with("from 100 B to 200 Bxxx"),
        "{conclusion}"
    );
    assert!(text(&conclusion).len() < 600, "{conclusion}");
    assert!(
        ran.stdout.contains("concluded  from 100 B to 200 Bxxx"),
        "{ran:?}"
    );
    assert!(conclude("concluded/small").1.is_null());
}

fn a_conclusion_that_panics_is_a_warning() {
    let (ran, conclusion) = conclude("concluded applies/always -i panics=1");
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let warning = "concluded: no conclusion of its own: the code for it panicked";
    assert!(ran.stderr.contains(warning), "{ran:?}");
    assert!(conclusion.is_null());
    assert!(
        ran.stdout
            .contains("concluded  small has the smallest peak (100 B)"),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("applies"), "{ran:?}");
}

fn metrics_of_a_variant_are_in_its_row_and_not_in_its_footprint() {
    let (ran, row) = row_of("inspected/described", &["--verbose"]);
    assert_eq!(ran.status, Some(0));
    let metric = json!({ "name": "half", "value": 0.5, "unit": "", "expected": 0.25 });
    assert_eq!(row["metrics"], json!([metric]));
    assert_eq!(
        row["verdict"],
        json!({ "grade": "suspect", "why": "1048576 bytes" })
    );
    assert_eq!(row["heap"]["total_bytes"], 0);
    assert!(ran.stdout.contains("0.500 (0.250)"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("\nsuspect: described: 1048576 bytes\n"),
        "{}",
        ran.stdout
    );
    let (_, row) = row_of("inspected/heap-measured", &[]);
    let live = json!({ "name": "live", "value": 1000.0, "unit": "B" });
    assert_eq!(row["metrics"], json!([metric, live]));
    let (_, row) = row_of("inspected/plain", &[]);
    assert_eq!(
        (&row["metrics"], &row["verdict"]),
        (&json!([]), &Value::Null)
    );
}

fn sizes_and_repeated_inputs_make_cases() {
    let folder = Folder::new();
    let arguments = "run sized trouble/fine --sizes 1e2,1e3 -i fill=1 -i fill=2 \
                     --passes count,heap --runs 1";
    let ran = run_to(program(), arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = folder.report();
    let entries = report["experiments"].as_array().unwrap();
    let figures = |entry: &Value| {
        let heap = &entry["variants"][0]["heap"];
        [&entry["input"], &heap["peak_bytes"], &heap["profile"]].map(Value::clone)
    };
    assert_eq!(entries.len(), 5);
    assert_eq!(figures(&entries[0])[2], "profiles/trouble.fine.json");
    for (index, (n, fill)) in [(100, 1), (100, 2), (1000, 1), (1000, 2)]
        .into_iter()
        .enumerate()
    {
        let profile = format!("profiles/sized.{}.vec.json", index + 1);
        assert!(folder.file(&profile).exists());
        let expected = [
            json!({"n": n, "fill": fill, "note": "none"}),
            json!(n),
            json!(profile),
        ];
        assert_eq!(figures(&entries[index + 1]), expected);
    }
}

fn long_texts_are_cut() {
    let folder = Folder::new();
    let ran = run_to(program(), "run long --passes count --runs 1", folder.path());
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(folder.read("report.json").len() < 20_000);
    let report = folder.report();
    let reason = |variant| text(&row(&report, variant)["outcome"]["reason"]).to_string();
    assert!(reason("error").ends_with("long…") || reason("error").ends_with("long …"));
    assert!(reason("inapplicable").len() < 3000);
    let described = row(&report, "described");
    assert_eq!(described["outcome"]["status"], "measured", "{described}");
    assert!(text(&described["metrics"][0]["name"]).ends_with('…'));
    assert!(text(&described["series"][0]["x"]).ends_with('…'));
    assert!(text(&described["verdict"]["why"]).ends_with('…'));
    // The report can be read and replaced.
    let again = run_to(program(), "run long --passes count --runs 1", folder.path());
    assert_eq!(again.status, Some(1), "{again:?}");
}
