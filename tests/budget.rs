//! Budgets in `heapwise.toml`: kept, broken, and refused before anything is measured.

mod common;

use common::{Folder, Ran, assert_refused, heapwise};

/// Runs the program on the small Julia kernel, in a folder with these budgets.
fn held_to(folder: &Folder, budgets: &str, arguments: &[&str]) -> Ran {
    std::fs::write(folder.file("heapwise.toml"), budgets).unwrap();
    let mut command = heapwise();
    command
        .current_dir(folder.path())
        .args(["run", "julia/on-*", "-i", "width=50"])
        .args(arguments);
    Ran::from(command.output().unwrap())
}

// 50 * 50 points, a count of 4 or of 2 bytes for each.
const KEPT: &str = r#"
[[budget]]
variants = "julia/on-the-fly"
input = { width = 50 }
peak = 10000
total = "10 kB"
blocks = 1
end = 0
time = "1 h"

[[budget]]
variants = "julia/on-*"
peak = { per_element = 4 }
copying_peak = { per_element = "4 B" }

[[budget]]
variants = "table/*"
peak = 1
"#;

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

#[test]
fn a_broken_budget_tells_the_limit_the_figure_and_the_call_sites() {
    let budgets = KEPT
        .replace("10000", "9999")
        .replace("per_element = 4 ", "per_element = 1.5 ");
    let ran = held_to(&Folder::new(), &budgets, &["--passes", "time,count,heap"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    for told in [
        "\nbroken budget: julia/on-the-fly width=50 max_iterations=300: peak is 10.0 kB (10000 B), more than 10.0 kB (9999 B) (heapwise.toml, budget 1)\n    10.0 kB at the peak: src/julia/computed.rs:",
        "julia/on-the-fly-narrow width=50 max_iterations=300: peak is 5.00 kB (5000 B), more than 1.5 for each of 2500 elements (heapwise.toml, budget 2)\n",
        "6 budget limits kept, 3 broken\n",
    ] {
        assert!(ran.stdout.contains(told), "{told:?} in {}", ran.stdout);
    }
    let aside = held_to(
        &Folder::new(),
        &budgets,
        &["--passes", "count", "--no-budget"],
    );
    assert_eq!(aside.status, Some(0), "{aside:?}");
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

#[test]
fn what_is_wrong_with_a_budget_is_told_before_anything_is_measured() {
    let of_julia = |limit: &str| format!("[[budget]]\nvariants = \"julia/*\"\n{limit}\n");
    let folder = Folder::new();
    for (budgets, told) in [
        (
            of_julia("paek = 1"),
            "heapwise.toml: budget 1: unknown field `paek`; the nearest: `peak`",
        ),
        (
            of_julia("peak = \"8 apples\""),
            "budget 1: `peak`: \"8 apples\" is not what it can be: give a number of bytes",
        ),
        (of_julia("peak = -1"), "`peak`: -1 is not what it can be"),
        (
            of_julia("peak = true"),
            "`peak`: a value of type boolean is not what it can be",
        ),
        (
            of_julia("blocks = \"3 MB\""),
            "`blocks`: \"3 MB\" is not what it can be: give a whole number from 0 on",
        ),
        (
            of_julia("time = 5"),
            "`time`: 5 is not what it can be: give a text with a whole number and a unit",
        ),
        (
            of_julia("peak = { baseline = \"mian\" }"),
            "`baseline`: unknown baseline `mian`; there is none; save it with --save-baseline",
        ),
        (
            of_julia("peak = { per_elemnt = 3 }"),
            "`peak`: give a figure, { per_element = … }",
        ),
        (
            of_julia("peak = { baseline = \"main\", growth = \"5\" }"),
            "`peak`: `5` is no growth",
        ),
        (
            of_julia("peak = 1\ninput = { widht = 3 }"),
            "`input`: unknown input `widht`; the nearest: `width`",
        ),
        (of_julia(""), "budget 1: it limits nothing"),
        (of_julia("peak = "), "heapwise.toml: not TOML"),
        (
            String::from("[[budget]]\nvariants = \"julai/*\"\npeak = 1"),
            "budget 1: `variants`: unknown variant `julai/*`",
        ),
        (
            String::from("[[budget]]\npeak = 1"),
            "`variants` is no text",
        ),
        (
            String::from("[budget]\npeak = 1"),
            "`budget` is no list of tables; begin each budget with a line `[[budget]]`",
        ),
        (
            String::from("[[budgets]]\npeak = 1"),
            "unknown key `budgets`",
        ),
    ] {
        assert_refused(&held_to(&folder, &budgets, &["--passes", "count"]), told);
    }
    let without_pass = held_to(&folder, &of_julia("peak = 1"), &["--passes", "time"]);
    assert_refused(
        &without_pass,
        "budget 1: `peak` comes from the pass count or heap, which --passes leaves out",
    );
    assert_refused(
        &held_to(&folder, "", &["--budget", "nowhere.toml"]),
        "cannot read nowhere.toml",
    );
    assert!(!folder.file("reports").exists(), "nothing was measured");
}

#[test]
fn a_metric_may_have_a_budget_too() {
    let folder = Folder::new();
    let budget = "[[budget]]\nvariants = \"small/vecs\"\nmetrics = { none_such = 1 }\n";
    std::fs::write(folder.file("heapwise.toml"), budget).unwrap();
    let mut command = heapwise();
    command.current_dir(folder.path()).args([
        "run",
        "small/vecs",
        "-i",
        "n=100",
        "--passes",
        "count",
    ]);
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains(
            "budget not checked: small/vecs n=100 seed=1: none_such is not to be had here"
        ),
        "{}",
        ran.stderr
    );
}

/// Rounded to 53 bits, the two would be the same.
#[test]
fn limits_are_exact_at_the_end_of_their_range() {
    use heapwise::compare::Budgets;
    use heapwise::record::Report;
    use std::path::Path;
    const MOST: u64 = 1 << 62;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/reference/report.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut report = Report::read(&text, &path).unwrap();
    report.experiments.truncate(1);
    let budgets = format!("[[budget]]\nvariants = \"julia/stored\"\npeak = {MOST}\n");
    let names = [("julia", "stored")].into_iter();
    let budgets = Budgets::read(&budgets, Path::new("b.toml"), names).unwrap();
    for (peak_bytes, kept) in [(MOST, 1), (MOST + 1, 0)] {
        let row = &mut report.experiments[0].variants[0];
        row.heap.as_mut().unwrap().totals.peak_bytes = peak_bytes;
        assert_eq!(budgets.check(&report, &Default::default()).kept, kept);
    }
}
