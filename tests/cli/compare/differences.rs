//! Differences between two reports, or between two variants of one report.

use serde_json::Value;

use super::{
    REPORT_0_1, assert_no_difference, changed_report, compare_with_limits, julia, run_in_package,
};
use crate::common::{Folder, Ran, assert_refused, heapwise, run, run_to};

#[test]
fn a_report_compared_with_itself_has_no_difference() {
    let ran = run_in_package(&[
        "compare",
        REPORT_0_1,
        REPORT_0_1,
        "--fail-above",
        "0,time=0,rss=0",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let variants = run_in_package(&["report", REPORT_0_1, "--format", "csv"]).stdout;
    let variants = csv_lines(&variants) - 1;
    let expected = format!(
        "before: {REPORT_0_1}\nafter:  {REPORT_0_1}\n\nno difference in {variants} variants\n"
    );
    assert_eq!(ran.stdout, expected);
    let markdown =
        run_in_package(&["compare", REPORT_0_1, REPORT_0_1, "--format", "markdown"]).stdout;
    assert!(markdown.lines().count() <= 5, "{markdown}");
}

fn csv_lines(text: &str) -> usize {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.has_headers(false).from_reader(text.as_bytes());
    reader.into_records().map(Result::unwrap).count()
}

#[test]
fn two_runs_of_one_binary_have_equal_byte_counts() {
    let (first, second) = (Folder::new(), Folder::new());
    for folder in [&first, &second] {
        let ran = run_to(
            heapwise(),
            "run julia small growth -i width=60 -i n=500 --passes count,heap --runs 1",
            folder.path(),
        );
        assert_eq!(ran.status, Some(0), "{ran:?}");
    }
    let limits = "0,peak=0,copying_peak=0";
    let ran = run([
        "compare",
        first.as_str(),
        second.as_str(),
        "--fail-above",
        limits,
        "--format",
        "json",
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let comparison: Value = serde_json::from_str(&ran.stdout).unwrap();
    let figures: Vec<&Value> = comparison["entries"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|entry| entry["variants"].as_array().unwrap())
        .flat_map(|variant| variant["figures"].as_array().unwrap())
        .filter(|figure| figure["unit"] != "number" && figure["name"] != "held")
        .collect();
    assert!(figures.len() > 100, "{}", figures.len());
    for figure in figures {
        assert_eq!(figure["before"], figure["after"], "{figure}");
    }
}

#[test]
fn new_removed_failing_and_fixed_variants_are_reported() {
    let old = changed_report(|report| {
        let rows = julia(report);
        rows.retain(|row| row["name"] != "axes");
        rows[1]["outcome"] = serde_json::json!({"status": "failed", "reason": "was ill"});
    });
    let new = changed_report(|report| {
        let rows = julia(report);
        rows.retain(|row| row["name"] != "streamed");
        rows[0]["outcome"] = serde_json::json!({"status": "failed", "reason": "is ill"});
        let peak = rows[2]["heap"]["peak_bytes"].as_u64().unwrap();
        rows[2]["heap"]["peak_bytes"] = Value::from(peak + 1);
    });
    let ran = compare_with_limits("peak=0", &old, &new);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    for expected in [
        "\nstored: now failing: is ill\n",
        "\nstored-reserved: failed before, and is measured now\n",
        "\nnew: axes\n",
        "\nremoved: streamed\n",
        " +1 B ",
    ] {
        assert!(
            ran.stdout.contains(expected),
            "{expected:?} in {}",
            ran.stdout
        );
    }
    for expected in [
        "above the limit: julia/stored max_iterations=300 width=1000 now fails: is ill\n",
        "julia/stored-z max_iterations=300 width=1000: peak grew by",
    ] {
        assert!(
            ran.stdout.contains(expected),
            "{expected:?} in {}",
            ran.stdout
        );
    }
    assert_eq!(ran.stderr, "");
    let loose = run(["compare", old.as_str(), new.as_str()]);
    assert_eq!(
        loose.status,
        Some(0),
        "nothing fails unless that is asked for"
    );
}

#[test]
fn variants_of_one_report_compare_down_to_the_call_site() {
    let ran = run_in_package(&[
        "compare",
        "julia/stored",
        "julia/on-the-fly",
        "--report",
        REPORT_0_1,
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    for expected in [
        "\nstored → on-the-fly\n",
        "\n peak          37.6 MB  4.00 MB    −33.6 MB   0.107×\n",
        "\n only in the first   16.8 MB  33.6 MB      19  src/julia/stored.rs:16 ",
        "\n only in the second  4.00 MB  4.00 MB       1  src/julia/computed.rs:62 ",
    ] {
        assert!(
            ran.stdout.contains(expected),
            "{expected:?} in {}",
            ran.stdout
        );
    }
}

#[test]
fn two_variants_are_compared_at_an_input_that_has_both() {
    let split = |is_apart: bool| {
        changed_report(move |report| {
            let mut axes = report.clone();
            julia(&mut axes).retain(|row| row["name"] == "axes");
            let entries = axes["experiments"].as_array_mut().unwrap();
            entries.retain(|entry| entry["name"] == "julia");
            entries[0]["input"]["width"] = Value::from(999);
            if is_apart {
                julia(report).retain(|row| row["name"] != "axes");
            }
            let all = report["experiments"].as_array_mut().unwrap();
            all.append(entries);
        })
    };
    let compare = |report: &Folder| {
        let variants = ["compare", "julia/stored", "julia/axes"];
        let limit = ["--report", report.as_str(), "--fail-above", "peak=100%"];
        Ran::from(heapwise().args(variants).args(limit).output().unwrap())
    };
    let ran = compare(&split(false));
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(ran.stdout.matches("\njulia: ").count(), 1, "{ran:?}");
    let apart = compare(&split(true));
    assert_refused(
        &apart,
        "the report does not have both at the same input, only julia/stored at max_iterations=300 width=1000; and julia/axes at max_iterations=300 width=999",
    );
}

#[test]
fn two_variants_are_not_searched_in_another_experiment() {
    let report = changed_report(|report| {
        let mut other = report.clone();
        let entries = other["experiments"].as_array_mut().unwrap();
        entries.retain(|entry| entry["name"] == "julia");
        entries[0]["name"] = Value::from("another");
        report["experiments"]
            .as_array_mut()
            .unwrap()
            .append(entries);
    });
    let variants = ["compare", "julia/stored", "julia/axes", "--report"];
    let ran = Ran::from(
        heapwise()
            .args(variants)
            .arg(report.path())
            .output()
            .unwrap(),
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(
        ran.stdout.matches("\nstored → axes\n").count(),
        1,
        "{ran:?}"
    );
}

#[test]
fn limits_hold_for_reports_of_one_program() {
    let of_program = |package: Option<&str>, target: &str| {
        changed_report(|report| {
            let provenance = report["provenance"].as_object_mut().unwrap();
            provenance.extend(package.map(|name| (String::from("package"), name.into())));
            provenance.insert(String::from("target"), target.into());
        })
    };
    let footprint = of_program(Some("a"), "footprint");
    for (package, target, differs) in [
        (Some("b"), "footprint", true),
        (Some("a"), "memory", true),
        (None, "footprint", false),
        (Some("a"), "footprint", false),
    ] {
        let other = of_program(package, target);
        let limited = compare_with_limits("0", &footprint, &other);
        let ran = run(["compare", footprint.as_str(), other.as_str()]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        if differs {
            assert_refused(&limited, "compares reports of one program");
            let line = "the programs differ: a/footprint before, ";
            assert!(ran.stdout.contains(line), "{ran:?}");
        } else {
            assert_eq!(limited.status, Some(0), "{limited:?}");
            assert_no_difference(&limited);
        }
    }
}

#[test]
fn different_allocators_are_named() {
    let other = changed_report(|report| {
        report["provenance"]["allocator"] = "mimalloc::MiMalloc".into();
    });
    let same = changed_report(|_| {});
    let ran = compare_with_limits("0", &same, &other);
    let line = "the allocators differ: std::alloc::System before, mimalloc::MiMalloc after; ";
    assert!(ran.stdout.contains(line), "{ran:?}");
    let ran = compare_with_limits("0", &same, &same);
    assert!(!ran.stdout.contains("allocators"), "{ran:?}");
}

#[test]
fn the_same_failure_on_both_sides_is_not_a_difference() {
    let ill = changed_report(|report| {
        julia(report)[0]["outcome"] = serde_json::json!({"status": "failed", "reason": "is ill"});
    });
    let ran = compare_with_limits("0", &ill, &ill);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_no_difference(&ran);
}

#[test]
fn a_figure_that_was_zero_has_no_ratio() {
    let leaking = changed_report(|report| julia(report)[0]["heap"]["end_bytes"] = Value::from(5));
    let ran = run_in_package(&["compare", REPORT_0_1, leaking.as_str()]);
    let mut lines = ran.stdout.lines();
    let end = lines.find(|line| line.starts_with(" end ")).unwrap();
    let words: Vec<&str> = end.split_whitespace().collect();
    assert_eq!(words, ["end", "0", "B", "5", "B", "+5", "B"]);
}
