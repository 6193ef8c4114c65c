//! Variants that do not apply, and inputs with a value of their own in tests.

use libtest_mimic::Trial;
use serde_json::json;

use super::{program, row_of};
use crate::common::{Folder, Ran, row, rows, run_to};

pub fn all() -> Vec<Trial> {
    trials![
        a_variant_that_does_not_apply_fails_nothing,
        a_variant_that_does_not_apply_has_no_profile,
        a_comparison_says_where_a_variant_does_not_apply,
        inputs_have_their_test_values_in_a_test,
    ]
}

fn a_variant_that_does_not_apply_fails_nothing() {
    let folder = Folder::new();
    let budget = "[[budget]]\nvariants = \"applies/*\"\npeak = \"10 kB\"\n";
    folder.write("budget.toml", budget);
    let mut program = program();
    program.args([
        "run",
        "applies",
        "--budget",
        "budget.toml",
        "--save-baseline",
        "main",
    ]);
    let ran = Ran::from(program.current_dir(folder.path()).output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = serde_json::from_str(&folder.read("reports/latest/report.json")).unwrap();
    let found = row(&report, "never");
    let expected = json!({"status": "not-applicable", "reason": "needs a fish"});
    assert_eq!(found["outcome"], expected);
    for key in ["heap", "time", "rss", "answer"] {
        assert!(found[key].is_null(), "{found}");
    }
    assert_eq!(row(&report, "small")["outcome"]["reason"], "more than 10");
    for part in [
        "never (not-applicable)",
        "not-applicable: applies/never: needs a fish",
        "answer: true, from 1 of 3 variants",
        "1 budget limit kept, 0 broken",
        "saved as baseline main",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
    let (_, small) = row_of("applies/small", &["-i", "n=5"]);
    assert_eq!(small["outcome"]["status"], "measured");
}

fn a_variant_that_does_not_apply_has_no_profile() {
    let ran = Ran::from(
        program()
            .args(["profile", "applies/never"])
            .output()
            .unwrap(),
    );
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("does not apply: needs a fish"),
        "{ran:?}"
    );
}

fn a_comparison_says_where_a_variant_does_not_apply() {
    let [before, after] = [5, 50].map(|n| {
        let folder = Folder::new();
        let arguments = format!("run applies -i n={n} --passes count");
        let ran = run_to(program(), &arguments, folder.path());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        // Variants are paired at the same input.
        let report = folder.read("report.json");
        folder.write(
            "report.json",
            &report.replace(&format!("\"n\": {n}"), "\"n\": 1"),
        );
        folder
    });
    let mut compare = program();
    compare.args([
        "compare",
        before.as_str(),
        after.as_str(),
        "--fail-above",
        "0",
    ]);
    let ran = Ran::from(compare.output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout
            .contains("\nsmall: not applicable: more than 10\n"),
        "{ran:?}"
    );
    assert!(ran.stdout.contains("\nno difference: always\n"), "{ran:?}");
    assert!(!ran.stdout.contains("never"), "{ran:?}");
}

fn inputs_have_their_test_values_in_a_test() {
    let test = |filter: &str| Ran::from(program().arg(filter).output().unwrap());
    let ran = test("applies/");
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let expected = "test applies/always ... ok\ntest applies/small ... ok\n\
        test applies/never ... ignored, needs a fish\n";
    assert_eq!(ran.stdout, expected);
    let folder = Folder::new();
    let ran = run_to(program(), "run applies --passes count", folder.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(rows(&folder.report())[0]["elements"], 1000);
}
