//! Budgets that are met, exactly and relative to a baseline.

use std::path::Path;

use heapwise::compare::Budgets;
use heapwise::record::Report;
use serde_json::Value;

use super::{BUDGETS, FOREIGN_BUDGET, run_with_budgets};
use crate::common::{Folder, report_0_1};

#[test]
fn budgets_are_exact_to_the_byte() {
    let ran = run_with_budgets(&Folder::new(), BUDGETS, &["--passes", "time,count"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout.ends_with("9 budget limits kept, 0 broken\n"),
        "{}",
        ran.stdout
    );
}

/// Returns whether a limit on `julia/stored` is met at this peak and a thousand elements.
fn is_met(peak: &str, peak_bytes: u64) -> bool {
    let text = report_0_1("report.json");
    let mut report = Report::parse(&text, Path::new("report.json")).unwrap();
    report.cases.truncate(1);
    let row = &mut report.cases[0].variants[0];
    row.heap.as_mut().unwrap().totals.peak_bytes = peak_bytes;
    row.elements = Some(1000);
    let budgets = format!("[[budget]]\nvariants = \"julia/stored\"\npeak = {peak}\n");
    let names = [("julia", "stored")].into_iter();
    let budgets = Budgets::parse(&budgets, Path::new("b.toml"), names).unwrap();
    budgets.check(&report, &Default::default()).kept == 1
}

/// Rounded to 53 bits, both peaks would be equal.
#[test]
fn limits_are_exact_at_the_end_of_their_range() {
    const MOST: u64 = 1 << 62;
    assert!(is_met(&MOST.to_string(), MOST));
    assert!(!is_met(&MOST.to_string(), MOST + 1));
}

#[test]
fn limits_per_element_are_exact_whatever_their_decimals() {
    for thousandths in [8008, 32_160, 33_120, 4100, 1001] {
        let bytes = thousandths as f64 / 1000.0;
        let limit = format!("{{ per_element = \"{bytes} B\" }}");
        assert!(is_met(&limit, thousandths), "{limit}");
        assert!(!is_met(&limit, thousandths + 1), "{limit}");
    }
}

#[test]
fn a_budget_for_an_experiment_of_another_program_is_skipped_with_a_warning() {
    let of_any = "[[budget]]\nvariants = \"*/sorted-otherwise\"\npeak = 1\n";
    let all = format!("{FOREIGN_BUDGET}{of_any}{BUDGETS}");
    let ran = run_with_budgets(&Folder::new(), &all, &["--passes", "time,count"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let message = "warning: heapwise.toml: budget 1 is not checked: no experiment `words`: no similar name exists";
    assert!(ran.stderr.starts_with(message), "{ran:?}");
    let message = "\nwarning: heapwise.toml: budget 2 is not checked: no variant that matches `*/sorted-otherwise`";
    assert!(ran.stderr.contains(message), "{ran:?}");
    assert!(ran.stdout.ends_with("9 budget limits kept, 0 broken\n"));
}

#[test]
fn a_budget_for_another_input_does_not_apply() {
    let other =
        "[[budget]]\nvariants = \"julia\"\ninput = { width = 51 }\npeak = 1\ntime = \"1 ns\"\n";
    let ran = run_with_budgets(&Folder::new(), other, &["--passes", "count"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout.ends_with("\n0 budget limits kept, 0 broken\n"),
        "{ran:?}"
    );
}

#[test]
fn a_limit_per_element_may_have_a_fraction() {
    for (limit, status) in [
        ("\"3.9 B\"", 1),
        ("3.9", 1),
        ("\"4.1 B\"", 0),
        ("\"0.0041 kB\"", 0),
    ] {
        let budget = format!(
            "[[budget]]\nvariants = \"julia/on-the-fly\"\npeak = {{ per_element = {limit} }}\n"
        );
        let ran = run_with_budgets(&Folder::new(), &budget, &["--passes", "count"]);
        assert_eq!(ran.status, Some(status), "{limit}: {ran:?}");
    }
}

#[test]
fn the_value_of_an_input_may_be_written_in_any_notation() {
    for width in ["5e1", "50.0", "\"5e1\"", "\"5_0\""] {
        let budget = format!(
            "[[budget]]\nvariants = \"julia/on-the-fly\"\ninput = {{ width = {width} }}\npeak = 1e4\n"
        );
        let ran = run_with_budgets(&Folder::new(), &budget, &["--passes", "count"]);
        assert!(
            ran.stdout.ends_with("\n1 budget limit kept, 0 broken\n"),
            "{ran:?}"
        );
    }
}

#[test]
fn a_budget_may_be_relative_to_a_baseline() {
    let folder = Folder::new();
    let saved = run_with_budgets(
        &folder,
        "",
        &["--passes", "count", "--save-baseline", "main"],
    );
    assert_eq!(saved.status, Some(0), "{saved:?}");
    let relative = "[[budget]]\nvariants = \"julia/on-*\"\npeak = { baseline = \"main\" }\ntotal = { baseline = \"main\", growth = \"5%\" }\n";
    let kept = run_with_budgets(&folder, relative, &["--passes", "count"]);
    assert_eq!(kept.status, Some(0), "{kept:?}");
    assert!(
        kept.stdout.ends_with("4 budget limits kept, 0 broken\n"),
        "{}",
        kept.stdout
    );

    let report = folder.read("reports/baselines/main/report.json");
    let smaller = report.replace("_bytes\": 10000", "_bytes\": 9600");
    std::fs::write(folder.file("reports/baselines/main/report.json"), smaller).unwrap();
    let broken = run_with_budgets(&folder, relative, &["--passes", "count"]);
    assert_eq!(broken.status, Some(1), "{broken:?}");
    assert!(broken.stdout.contains("julia/on-the-fly width=50 max_iterations=300: peak is 10.0 kB (10000 B), more than 0 % above the 9.60 kB (9600 B) of baseline `main`"), "{}", broken.stdout);
    assert!(
        broken.stdout.ends_with("3 budget limits kept, 1 broken\n"),
        "{}",
        broken.stdout
    );

    let other = run_with_budgets(
        &folder,
        relative,
        &["--passes", "count", "-i", "max_iterations=9"],
    );
    assert_eq!(
        other.status,
        Some(1),
        "what has no counterpart does not pass: {other:?}"
    );
    assert!(
        other
            .stderr
            .contains("has no counterpart in baseline `main`"),
        "{}",
        other.stderr
    );
}

/// The baseline's reference loop took a nanosecond, so the processor is slower in every later run.
#[test]
fn a_limit_on_the_growth_of_a_time_is_not_checked_while_the_processor_is_slower() {
    let folder = Folder::new();
    let arguments = ["--passes", "count,time"];
    let saved = run_with_budgets(
        &folder,
        "",
        &[&arguments[..], &["--save-baseline", "main"]].concat(),
    );
    assert_eq!(saved.status, Some(0), "{saved:?}");
    let path = folder.file("reports/baselines/main/report.json");
    let mut report: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let rows = report["experiments"][0]["variants"].as_array_mut().unwrap();
    for row in rows.iter_mut() {
        for sample in row["time"]["samples_ns"].as_array_mut().unwrap() {
            *sample = (sample.as_u64().unwrap() / 2).into();
        }
        for reference in row["time"]["reference_ns"].as_array_mut().unwrap() {
            *reference = 1.into();
        }
    }
    std::fs::write(&path, report.to_string()).unwrap();
    let limits = "[[budget]]\nvariants = \"julia/on-the-fly\"\ntime = { baseline = \"main\", growth = \"5%\" }\n";
    let ran = run_with_budgets(&folder, limits, &arguments);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stderr.contains("budget not checked: julia/on-the-fly")
            && ran.stderr.contains("but something slowed the processor"),
        "{ran:?}"
    );
    assert!(
        ran.stdout.ends_with("0 budget limits kept, 0 broken\n"),
        "{ran:?}"
    );
}
