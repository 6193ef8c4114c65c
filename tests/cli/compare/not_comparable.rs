//! `--fail-above` without common figures fails.

use serde_json::Value;

use super::{REPORT_0_1, changed_report, compare_with_limits, julia, run_in_package};

#[test]
fn a_variant_without_common_figures_breaks_the_limit() {
    let without = |part: &'static str| {
        changed_report(move |report| {
            let rows = julia(report);
            rows.truncate(1);
            rows[0].as_object_mut().unwrap().remove(part);
            rows[0].as_object_mut().unwrap().remove("rss");
        })
    };
    let (timed, counted) = (without("heap"), without("time"));
    let ran = compare_with_limits("5%", &timed, &counted);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(
        ran.stdout
            .contains("\nstored: not compared: no pass was run on both sides\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("has no figure on both sides"),
        "{}",
        ran.stdout
    );
}

#[test]
fn without_a_common_variant_the_limit_is_broken() {
    let narrower = |report: &mut Value| {
        let entries = report["experiments"].as_array_mut().unwrap();
        entries.retain(|entry| entry["name"] == "julia");
        entries[0]["input"]["width"] = Value::from(999);
        julia(report).truncate(1);
    };
    let none = changed_report(|report| report["experiments"] = Value::from([Value::Null; 0]));
    let other = changed_report(narrower);
    let whole = changed_report(|_| ());
    let added = compare_with_limits("5%", &none, &other);
    assert_eq!(added.status, Some(1), "{added:?}");
    let message = "above the limit: no variant has a figure on both sides; compare the same experiments at the same inputs\n";
    assert!(added.stdout.contains(message), "{added:?}");
    let moved = compare_with_limits("5%", &other, &whole);
    assert_eq!(moved.status, Some(1), "{moved:?}");
    let gone = "above the limit: julia/stored max_iterations=300 width=999 is missing, so no limit can be checked\n";
    assert!(
        moved.stdout.contains(&format!("{gone}{message}")),
        "{moved:?}"
    );
}

#[test]
fn a_removed_variant_breaks_the_limit_and_a_new_one_does_not() {
    let fewer = changed_report(|report| julia(report).retain(|row| row["name"] != "axes"));
    let gone = run_in_package(&["compare", REPORT_0_1, fewer.as_str(), "--fail-above", "5%"]);
    assert_eq!(gone.status, Some(1), "{gone:?}");
    let message = "above the limit: julia/axes max_iterations=300 width=1000 is missing, so no limit can be checked\n";
    assert!(gone.stdout.contains(message), "{gone:?}");
    let new = run_in_package(&["compare", fewer.as_str(), REPORT_0_1, "--fail-above", "5%"]);
    assert_eq!(new.status, Some(0), "{new:?}");
}
