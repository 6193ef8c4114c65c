//! The README's example as a benchmark: under cargo, and with the whole command line.

use std::path::Path;
use std::process::Command;

use libtest_mimic::Trial;

use super::outside_crate::{outside, readme_block};
use crate::common::{Folder, Ran, row, with_long_lines};

pub fn all() -> Vec<Trial> {
    trials![
        the_example_of_the_readme_runs_as_a_benchmark,
        cargo_test_checks_the_example_of_the_readme,
        a_check_takes_the_arguments_of_a_test_harness_and_fails_if_answers_differ,
        a_benchmark_has_the_whole_command_line,
        reports_are_kept_by_package,
        benchmarks_of_a_package_share_a_budget_file,
        its_runs_are_compared_checked_against_budgets_and_shown_as_a_page,
        the_example_of_the_readme_keeps_its_budget,
    ]
}

fn the_example_of_the_readme_runs_as_a_benchmark() {
    let outside = outside();
    let ran = outside.cargo(&[
        "bench",
        "--profile",
        "dev",
        "--bench",
        "footprint",
        "--",
        "--input",
        "n=1000",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout
            .contains("answer: 159, the same from all 2 variants"),
        "{}",
        ran.stdout
    );
    let report = outside.report("footprint");
    assert_eq!(report["experiments"][0]["input"]["n"], 1000);
    for variant in ["hash-set", "sorted"] {
        let row = row(&report, variant);
        assert_eq!(row["outcome"]["status"], "measured");
        assert!(row["heap"]["peak_bytes"].as_u64() > Some(0), "{row}");
        assert!(
            row["heap"]["profile"].is_string() && row["time"]["samples_ns"].is_array(),
            "{row}"
        );
    }
    let peak_bytes = row(&report, "sorted")["heap"]["peak_bytes"].as_u64();
    assert!(peak_bytes >= Some(1000 * size_of::<&str>() as u64));
}

fn cargo_test_checks_the_example_of_the_readme() {
    let ran = outside().cargo(&[
        "test",
        "--bench",
        "footprint",
        "--",
        "--nocapture",
        "--test-threads",
        "1",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let message = "test words/hash-set ... ok\ntest words/sorted ... ok\n";
    assert!(ran.stdout.ends_with(message), "{}", ran.stdout);
}

fn a_check_takes_the_arguments_of_a_test_harness_and_fails_if_answers_differ() {
    let check = |arguments: &[&str]| outside().start("code", arguments);
    let listed = check(&[
        "--list", "--format", "terse", "answers/", "--skip", "parsed",
    ]);
    assert_eq!(
        listed.stdout,
        "answers/right: test\nanswers/wrong: test\nanswers/failing: test\n"
    );
    assert_eq!(check(&["--list", "--ignored"]).stdout, "");
    let exact = check(&["answers/right", "--exact", "-q"]);
    assert_eq!(
        (exact.status, exact.stdout.as_str()),
        (Some(0), "test answers/right ... ok\n")
    );
    let none = check(&["nothing is called so"]);
    assert_eq!((none.status, none.stdout.as_str()), (Some(0), ""));
    let failed = check(&["answers"]);
    assert_eq!(failed.status, Some(1));
    assert!(
        failed
            .stdout
            .contains("test answers/wrong ... FAILED: answers 5, where `right` answers 4\n"),
        "{}",
        failed.stdout
    );
    assert!(
        failed.stdout.contains(
            "answers/failing ... FAILED: in the answer task it returned an error: invalid digit"
        ),
        "{}",
        failed.stdout
    );
}

fn a_benchmark_has_the_whole_command_line() {
    let outside = outside();
    let listed = outside.bench("footprint", &["list"]);
    assert!(
        listed
            .stdout
            .starts_with("words: count the distinct words of a text\n"),
        "{listed:?}"
    );
    let help = outside.bench("footprint", &["compare", "--help"]);
    let words: Vec<_> = help.stdout.split_whitespace().collect();
    let example = "Example: cargo bench --bench footprint -- compare main ";
    assert!(words.join(" ").contains(example), "{}", help.stdout);
    let usage = outside.bench("footprint", &["report", "--nope"]);
    let called = "Usage: cargo bench --bench footprint -- report ";
    assert!(usage.stderr.contains(called), "{}", usage.stderr);
    let folder = Folder::new();
    let profile = folder.file("profile.json");
    let ran = outside.bench(
        "footprint",
        &[
            "profile",
            "words/sorted",
            "--out",
            profile.to_str().unwrap(),
        ],
    );
    assert!(ran.status == Some(0) && profile.is_file(), "{ran:?}");
    let unknown = outside.bench("footprint", &["words/sortd"]);
    assert_eq!(unknown.status, Some(2));
    assert!(
        unknown.stderr.contains("the nearest: `words/sorted`"),
        "{unknown:?}"
    );
}

fn its_runs_are_compared_checked_against_budgets_and_shown_as_a_page() {
    let folder = Folder::new();
    let out = folder.as_str();
    let run = |arguments: &[&str]| {
        let usual = ["-i", "n=1000", "--passes", "count,heap", "--out", out];
        outside().bench("footprint", &[&usual, arguments].concat())
    };
    let saved = run(&["--save-baseline", "before"]);
    assert_eq!(saved.status, Some(0), "{saved:?}");
    let page = folder.read("index.html").to_lowercase();
    assert!(page.starts_with("<!doctype html>") && page.contains("owns every word"));

    let same = run(&["--baseline", "before"]);
    let message = "no difference in 2 variants\n";
    assert!(same.stdout.contains(message), "{same:?}");
    let variants = ["compare", "words/sorted", "words/hash-set"];
    let limited = ["--report", out, "--fail-above", "peak=0"];
    let grown = outside().bench("footprint", &[&variants[..], &limited].concat());
    assert_eq!(grown.status, Some(1), "{grown:?}");

    let budgets = folder.file("budgets.toml");
    std::fs::write(
        &budgets,
        "[[budget]]\nvariants = \"words/sorted\"\npeak = 1\n",
    )
    .unwrap();
    let broken = run(&["--budget", budgets.to_str().unwrap()]);
    assert_eq!(broken.status, Some(1), "{broken:?}");
    let message = "broken budget: words/sorted n=1000: peak is ";
    assert!(broken.stdout.contains(message), "{}", broken.stdout);
}

fn the_example_of_the_readme_keeps_its_budget() {
    let folder = Folder::new();
    let budgets = folder.file("budgets.toml");
    std::fs::write(&budgets, readme_block("toml", "[[budget]]")).unwrap();
    let budgets = budgets.to_str().unwrap();
    let arguments = [
        "--passes",
        "count",
        "--out",
        folder.as_str(),
        "--budget",
        budgets,
    ];
    let ran = outside().bench("footprint", &arguments);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout.contains("4 budget limits kept, 0 broken\n"),
        "{ran:?}"
    );
}

/// Each package has a benchmark of one name, as in a workspace.
fn reports_are_kept_by_package() {
    let outside = outside();
    let other = Folder::new();
    other.write("Cargo.toml", "[package]\nname = \"other\"\n");
    let program = outside.program("footprint");
    let run = |folder: &Path, arguments: &[&str]| {
        let mut program = with_long_lines(Command::new(program));
        program.current_dir(folder).args(arguments).arg("--bench");
        let ran = Ran::from(program.output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran
    };
    let run_there = ["words", "-i", "n=10", "--passes", "count"];
    let ran = run(other.path(), &run_there);
    assert!(
        ran.stdout
            .contains("heapwise/other/footprint/latest/report.json"),
        "{ran:?}"
    );
    let report = run(other.path(), &["report", "--format", "json"]).stdout;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["provenance"]["package"], "other");
    assert_eq!(report["provenance"]["target"], "footprint");
}

fn benchmarks_of_a_package_share_a_budget_file() {
    let outside = outside();
    let package = Folder::new();
    package.write("Cargo.toml", "[package]\nname = \"shared\"\n");
    let budget = |variants: &str| format!("[[budget]]\nvariants = {variants:?}\npeak = \"1 GB\"\n");
    let budgets = ["words", "answers/right", "anwsers"].map(budget);
    package.write("heapwise.toml", &budgets.concat());
    let run = |bench: &str, variant: &str| {
        let mut program = with_long_lines(Command::new(outside.program(bench)));
        program.current_dir(package.path());
        program.args([variant, "--passes", "count", "--bench"]);
        let ran = Ran::from(program.output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran.stderr
    };
    let stderr = run("code", "answers/right");
    assert!(
        stderr.contains("budget 3 is not checked: no experiment `anwsers`"),
        "{stderr}"
    );
    let stderr = run("footprint", "words");
    assert!(stderr.contains("budget 3 is not checked"), "{stderr}");
    assert!(!stderr.contains("budget 2"), "{stderr}");
    let stderr = run("code", "answers/right");
    assert!(!stderr.contains("budget 1"), "{stderr}");
}
