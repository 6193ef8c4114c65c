//! Budgets that are kept, to the byte, and beside a baseline.

use std::path::Path;

use heapwise::compare::Budgets;
use heapwise::record::Report;

use crate::common::Folder;
use crate::{ELSEWHERE, KEPT, held_to};

#[test]
fn budgets_are_kept_to_the_byte() {
    let ran = held_to(&Folder::new(), KEPT, &["--passes", "time,count"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout.ends_with("9 budget limits kept, 0 broken\n"),
        "{}",
        ran.stdout
    );
}

/// Whether a limit on `julia/stored` is kept where its peak is `peak_bytes`, and a thousand its
/// elements.
fn is_kept(peak: &str, peak_bytes: u64) -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/reference/report.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut report = Report::read(&text, &path).unwrap();
    report.experiments.truncate(1);
    let row = &mut report.experiments[0].variants[0];
    row.heap.as_mut().unwrap().totals.peak_bytes = peak_bytes;
    row.elements = Some(1000);
    let budgets = format!("[[budget]]\nvariants = \"julia/stored\"\npeak = {peak}\n");
    let names = [("julia", "stored")].into_iter();
    let budgets = Budgets::read(&budgets, Path::new("b.toml"), names).unwrap();
    budgets.check(&report, &Default::default()).kept == 1
}

/// Rounded to 53 bits, the two would be the same.
#[test]
fn limits_are_exact_at_the_end_of_their_range() {
    const MOST: u64 = 1 << 62;
    assert!(is_kept(&MOST.to_string(), MOST));
    assert!(!is_kept(&MOST.to_string(), MOST + 1));
}

#[test]
fn limits_per_element_are_exact_whatever_their_decimals() {
    for thousandths in [8008, 32_160, 33_120, 4100, 1001] {
        let bytes = thousandths as f64 / 1000.0;
        let limit = format!("{{ per_element = \"{bytes} B\" }}");
        assert!(is_kept(&limit, thousandths), "{limit}");
        assert!(!is_kept(&limit, thousandths + 1), "{limit}");
    }
}

#[test]
fn a_budget_of_another_programs_experiment_is_left_out_of_the_usual_file() {
    let of_any = "[[budget]]\nvariants = \"*/sorted-otherwise\"\npeak = 1\n";
    let all = format!("{ELSEWHERE}{of_any}{KEPT}");
    let ran = held_to(&Folder::new(), &all, &["--passes", "time,count"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let told =
        "warning: heapwise.toml: budget 1 is not checked: no experiment `words`; the nearest: ";
    assert!(ran.stderr.starts_with(told), "{ran:?}");
    let told = "\nwarning: heapwise.toml: budget 2 is not checked: no variant that matches `*/sorted-otherwise`";
    assert!(ran.stderr.contains(told), "{ran:?}");
    assert!(ran.stdout.ends_with("9 budget limits kept, 0 broken\n"));
}

#[test]
fn a_budget_of_another_input_is_none_of_this_run() {
    let other =
        "[[budget]]\nvariants = \"julia\"\ninput = { width = 51 }\npeak = 1\ntime = \"1 ns\"\n";
    let ran = held_to(&Folder::new(), other, &["--passes", "count"]);
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
        let ran = held_to(&Folder::new(), &budget, &["--passes", "count"]);
        assert_eq!(ran.status, Some(status), "{limit}: {ran:?}");
    }
}

#[test]
fn the_value_of_an_input_may_be_written_in_any_way() {
    for width in ["5e1", "50.0", "\"5e1\"", "\"5_0\""] {
        let budget = format!(
            "[[budget]]\nvariants = \"julia/on-the-fly\"\ninput = {{ width = {width} }}\npeak = 1e4\n"
        );
        let ran = held_to(&Folder::new(), &budget, &["--passes", "count"]);
        assert!(
            ran.stdout.ends_with("\n1 budget limit kept, 0 broken\n"),
            "{ran:?}"
        );
    }
}

#[test]
fn a_budget_may_be_relative_to_a_baseline() {
    let folder = Folder::new();
    let saved = held_to(
        &folder,
        "",
        &["--passes", "count", "--save-baseline", "main"],
    );
    assert_eq!(saved.status, Some(0), "{saved:?}");
    let relative = "[[budget]]\nvariants = \"julia/on-*\"\npeak = { baseline = \"main\" }\ntotal = { baseline = \"main\", growth = \"5%\" }\n";
    let kept = held_to(&folder, relative, &["--passes", "count"]);
    assert_eq!(kept.status, Some(0), "{kept:?}");
    assert!(
        kept.stdout.ends_with("4 budget limits kept, 0 broken\n"),
        "{}",
        kept.stdout
    );

    let report = folder.read("reports/baselines/main/report.json");
    let smaller = report.replace("_bytes\": 10000", "_bytes\": 9600");
    std::fs::write(folder.file("reports/baselines/main/report.json"), smaller).unwrap();
    let broken = held_to(&folder, relative, &["--passes", "count"]);
    assert_eq!(broken.status, Some(1), "{broken:?}");
    assert!(broken.stdout.contains("julia/on-the-fly width=50 max_iterations=300: peak is 10.0 kB (10000 B), more than 0 % above the 9.60 kB (9600 B) of baseline `main`"), "{}", broken.stdout);
    assert!(
        broken.stdout.ends_with("3 budget limits kept, 1 broken\n"),
        "{}",
        broken.stdout
    );

    let other = held_to(
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
