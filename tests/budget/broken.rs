//! Budgets that are broken, and those that cannot be checked.

use crate::common::{Folder, Ran, heapwise};
use crate::{KEPT, held_to};

#[test]
fn a_broken_budget_tells_the_limit_the_figure_and_the_call_sites() {
    let budgets = KEPT
        .replace("10000", "9999")
        .replace("per_element = 4 ", "per_element = 1.5 ");
    let ran = held_to(&Folder::new(), &budgets, &["--passes", "time,count,heap"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    for told in [
        "\nbroken budget: julia/on-the-fly width=50 max_iterations=300: peak is 10.0 kB (10000 B), more than 10.0 kB (9999 B) (heapwise.toml, budget 1)\n    10.0 kB at the peak: lab/julia/computed.rs:",
        "julia/on-the-fly-narrow width=50 max_iterations=300: peak is 5.00 kB (5000 B), more than 1.5 B for each of 2500 elements (heapwise.toml, budget 2)\n",
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
fn a_broken_budget_tells_the_call_sites_of_its_own_figure() {
    let budgets = "[[budget]]\nvariants = \"julia/on-the-fly\"\ntotal = 9999\ntime = \"1 ns\"\n";
    let ran = held_to(&Folder::new(), budgets, &["--passes", "time,heap"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    // The time has none.
    let told = " (heapwise.toml, budget 1)\nbroken budget: julia/on-the-fly width=50 max_iterations=300: total is 10.0 kB (10000 B), more than 10.0 kB (9999 B) (heapwise.toml, budget 1)\n    10.0 kB in total: lab/julia/computed.rs:";
    assert!(ran.stdout.contains(told), "{}", ran.stdout);
}

#[test]
fn what_failed_keeps_no_budget() {
    let budgets = "[[budget]]\nvariants = \"julia/on-the-fly\"\npeak = \"1 GB\"\n";
    let cut_short = ["-i", "width=3000", "--passes", "count", "--timeout", "0.01"];
    let ran = held_to(&Folder::new(), budgets, &cut_short);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let told = "budget not checked: julia/on-the-fly width=3000 max_iterations=300: peak is unknown, since the variant failed (heapwise.toml, budget 1)\n";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
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
