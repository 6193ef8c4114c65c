//! Budgets that are broken or cannot be checked.

use super::{BUDGETS, run_with_budgets};
use crate::common::{Folder, Ran, heapwise};

#[test]
fn a_broken_budget_names_the_limit_the_figure_and_the_call_sites() {
    let budgets = BUDGETS
        .replace("10000", "9999")
        .replace("per_element = 4 ", "per_element = 1.5 ");
    let ran = run_with_budgets(&Folder::new(), &budgets, &["--passes", "time,count,heap"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    for message in [
        "\nbroken budget: julia/on-the-fly width=50 max_iterations=300: peak is 10.0 kB (10000 B), more than 10.0 kB (9999 B) (heapwise.toml, budget 1)\n    10.0 kB at the peak: src/lab/julia/computed.rs:",
        "julia/on-the-fly-narrow width=50 max_iterations=300: peak is 5.00 kB (5000 B), more than 1.5 B for each of 2500 elements (heapwise.toml, budget 2)\n",
        "6 budget limits kept, 3 broken\n",
    ] {
        assert!(
            ran.stdout.contains(message),
            "{message:?} in {}",
            ran.stdout
        );
    }
    let aside = run_with_budgets(
        &Folder::new(),
        &budgets,
        &["--passes", "count", "--no-budget"],
    );
    assert_eq!(aside.status, Some(0), "{aside:?}");
}

#[test]
fn a_broken_budget_names_the_call_sites_of_its_own_figure() {
    let budgets = "[[budget]]\nvariants = \"julia/on-the-fly\"\ntotal = 9999\ntime = \"1 ns\"\n";
    let ran = run_with_budgets(&Folder::new(), budgets, &["--passes", "time,heap"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    // A time has no call sites.
    let message = " (heapwise.toml, budget 1)\nbroken budget: julia/on-the-fly width=50 max_iterations=300: total is 10.0 kB (10000 B), more than 10.0 kB (9999 B) (heapwise.toml, budget 1)\n    10.0 kB in total: src/lab/julia/computed.rs:";
    assert!(ran.stdout.contains(message), "{}", ran.stdout);
}

#[test]
fn a_failed_variant_does_not_meet_its_budget() {
    let budgets = "[[budget]]\nvariants = \"julia/on-the-fly\"\npeak = \"1 GB\"\n";
    let cut_short = ["-i", "width=3000", "--passes", "count", "--timeout", "0.01"];
    let ran = run_with_budgets(&Folder::new(), budgets, &cut_short);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let message = "budget not checked: julia/on-the-fly width=3000 max_iterations=300: peak is unknown, since the variant failed (heapwise.toml, budget 1)\n";
    assert!(ran.stderr.contains(message), "{}", ran.stderr);
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
        ran.stderr
            .contains("budget not checked: small/vecs n=100 seed=1: none_such was not measured"),
        "{}",
        ran.stderr
    );
}
