//! `--fail-above` where there is nothing to be held to it: that is no success.

use serde_json::Value;

use crate::{REFERENCE, at_home, changed_reference, held_to, julia};

#[test]
fn what_was_not_measured_on_both_sides_is_no_success() {
    let without = |part: &'static str| {
        changed_reference(move |report| {
            let rows = julia(report);
            rows.truncate(1);
            rows[0].as_object_mut().unwrap().remove(part);
            rows[0].as_object_mut().unwrap().remove("rss");
        })
    };
    let (timed, counted) = (without("heap"), without("time"));
    let ran = held_to("5%", &timed, &counted);
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
fn where_no_variant_is_on_both_sides_no_limit_is_kept() {
    let narrower = |report: &mut Value| {
        let entries = report["experiments"].as_array_mut().unwrap();
        entries.retain(|entry| entry["name"] == "julia");
        entries[0]["input"]["width"] = Value::from(999);
        julia(report).truncate(1);
    };
    let none = changed_reference(|report| report["experiments"] = Value::from([Value::Null; 0]));
    let other = changed_reference(narrower);
    let whole = changed_reference(|_| ());
    let added = held_to("5%", &none, &other);
    assert_eq!(added.status, Some(1), "{added:?}");
    let told = "above the limit: no variant is on both sides with a figure: compare the same experiments at the same inputs\n";
    assert!(added.stdout.contains(told), "{added:?}");
    let moved = held_to("5%", &other, &whole);
    assert_eq!(moved.status, Some(1), "{moved:?}");
    let gone = "above the limit: julia/stored max_iterations=300 width=999 is gone, so it cannot be held to a limit\n";
    assert!(moved.stdout.contains(&format!("{gone}{told}")), "{moved:?}");
}

#[test]
fn a_variant_that_is_gone_is_no_success_and_a_new_one_is() {
    let fewer = changed_reference(|report| julia(report).retain(|row| row["name"] != "axes"));
    let gone = at_home(&["compare", REFERENCE, fewer.as_str(), "--fail-above", "5%"]);
    assert_eq!(gone.status, Some(1), "{gone:?}");
    let told = "above the limit: julia/axes max_iterations=300 width=1000 is gone, so it cannot be held to a limit\n";
    assert!(gone.stdout.contains(told), "{gone:?}");
    let new = at_home(&["compare", fewer.as_str(), REFERENCE, "--fail-above", "5%"]);
    assert_eq!(new.status, Some(0), "{new:?}");
}
