//! The rounds of the time pass: the order of the processes, and what a later round can change.

use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::experiments::LOG_VARIABLE;
use super::program;
use crate::common::{Folder, Ran, row, run_to};

pub fn all() -> Vec<Trial> {
    trials![
        rounds_take_the_variants_in_turn,
        one_round_is_one_process,
        a_variant_that_fails_in_a_later_round_is_a_failed_row,
        an_answer_that_a_later_round_does_not_repeat_is_wrong,
        other_passes_have_no_rounds,
    ]
}

/// Runs variants of the experiment; returns the output, the report and the names of the processes.
fn run_rounds(arguments: &str) -> (Ran, Value, Vec<String>) {
    let folder = Folder::new();
    let log = folder.file("log");
    let mut program = program();
    program.env(LOG_VARIABLE, &log);
    let ran = run_to(program, &format!("run {arguments}"), folder.path());
    let log = std::fs::read_to_string(log).unwrap();
    (
        ran,
        folder.report(),
        log.lines().map(String::from).collect(),
    )
}

/// The number of samples of each round of a variant.
fn round_lengths(report: &Value, variant: &str) -> Vec<u64> {
    let lengths = &row(report, variant)["time"]["round_lengths"];
    let lengths = lengths.as_array().unwrap().iter();
    lengths.map(|length| length.as_u64().unwrap()).collect()
}

const IN_TURN: [&str; 3] = ["one", "two", "three"];

fn rounds_take_the_variants_in_turn() {
    let (ran, report, log) =
        run_rounds("rounds/one rounds/two rounds/three --passes time --rounds 4");
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let lengths = IN_TURN.map(|variant| round_lengths(&report, variant));
    // A variant has fewer rounds if its first one was slow by chance.
    let mut expected = Vec::new();
    for round in 0..4 {
        let takes_part = (0..3).filter(|&index| lengths[index].len() > round);
        let mut names: Vec<&str> = takes_part.map(|index| IN_TURN[index]).collect();
        if round % 2 == 1 {
            names.reverse();
        }
        expected.extend(names);
    }
    assert_eq!(log, expected);
    assert!(
        lengths.iter().all(|lengths| lengths.len() > 1),
        "{lengths:?}"
    );
    for (variant, lengths) in IN_TURN.iter().zip(&lengths) {
        let time = &row(&report, variant)["time"];
        let count = |list: &str| time[list].as_array().unwrap().len() as u64;
        assert_eq!(lengths.iter().sum::<u64>(), count("samples_ns"));
        if cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) {
            assert_eq!(count("reference_ns"), count("samples_ns"));
        }
    }
}

fn one_round_is_one_process() {
    let (ran, report, log) = run_rounds("rounds/one --passes time --rounds 1");
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(log, ["one"]);
    assert_eq!(round_lengths(&report, "one").len(), 1);
}

fn a_variant_that_fails_in_a_later_round_is_a_failed_row() {
    let arguments = "rounds/one rounds/panics-later --passes time --rounds 3";
    let (ran, report, log) = run_rounds(arguments);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let failed = row(&report, "panics-later");
    assert_eq!(failed["outcome"]["status"], "failed");
    let reason = failed["outcome"]["reason"].as_str().unwrap();
    let start = "in round 2 of the time pass it panicked";
    assert!(
        reason.starts_with(start) && reason.contains("the roof is on fire"),
        "{reason}"
    );
    assert_eq!(row(&report, "one")["outcome"]["status"], "measured");
    let failures = log.iter().filter(|name| *name == "panics-later");
    assert_eq!(failures.count(), 2);
}

fn an_answer_that_a_later_round_does_not_repeat_is_wrong() {
    let arguments = "rounds/answers-otherwise-later rounds/one --passes time --rounds 2";
    let (ran, report, _) = run_rounds(arguments);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let outcome = &row(&report, "answers-otherwise-later")["outcome"];
    assert_eq!(outcome["status"], "wrong-answer");
    assert!(
        outcome["reason"]
            .as_str()
            .unwrap()
            .contains("it does not repeat")
    );
    assert_eq!(
        row(&report, "one")["outcome"],
        json!({"status": "measured"})
    );
}

fn other_passes_have_no_rounds() {
    let (ran, report, log) = run_rounds("rounds/one --passes count --runs 1 --rounds 5");
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(log, ["one"]);
    assert!(row(&report, "one")["time"].is_null());
}
