//! What there is, and how it is used.

use crate::common::run;

#[test]
fn list_names_every_experiment_variant_and_input() {
    let ran = run(["list"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.stdout.starts_with("julia: "));
    for line in [
        "  julia/stored  ",
        "  julia/on-the-fly-narrow ",
        "  --input width=1000 ",
        "  --input max_iterations=300 ",
    ] {
        assert!(ran.stdout.contains(line), "{line:?} in {}", ran.stdout);
    }
}

#[test]
fn every_help_ends_with_an_example() {
    for command in [
        "list",
        "run",
        "profile",
        "report",
        "compare",
        "export",
        "growth-curve",
    ] {
        let ran = run([command, "--help"]);
        assert_eq!(ran.status, Some(0));
        let last = ran.stdout.trim_end().lines().last().unwrap();
        assert!(last.starts_with(&format!("  heapwise {command}")), "{last}");
    }
    let ran = run(["--help"]);
    assert!(
        ran.stdout
            .trim_end()
            .lines()
            .last()
            .unwrap()
            .starts_with("  heapwise ")
    );
}
