//! The figures that `heapwise run growth` reports for the policies are those of their curves.

use heapwise::lab::growth::{ALL, Curve, RustVec, Tuple, follow};
use serde_json::Value;

use super::experiment::{N, at_5000, metric};
use super::run;
use crate::common::{Folder, row};

fn heap(row: &Value) -> [u64; 4] {
    let fields = [
        "total_bytes",
        "peak_bytes",
        "copying_peak_bytes",
        "realloc_copy_bytes",
    ];
    fields.map(|field| row["heap"][field].as_u64().unwrap())
}

/// Checks that the row has the figures of an array that grows along this curve.
fn assert_follows(row: &Value, curve: &Curve) {
    let expected = [
        curve.total_bytes(),
        curve.peak_bytes(),
        curve.copying_peak_bytes(),
        curve.copied_bytes(),
    ];
    assert_eq!(heap(row), expected, "{row}");
    let assert_metric = |name, expected: Option<f64>| {
        let found = metric(row, name);
        let difference = found
            .zip(expected)
            .map(|(found, expected)| found - expected);
        assert!(
            difference.is_some_and(|d| d.abs() < 1e-6),
            "{name}: {expected:?}, {row}"
        );
    };
    assert_metric("growth_steps", Some(curve.steps().len() as f64));
    assert_metric("realloc_bytes_per_item", curve.copied_bytes_per_item());
    assert_metric("headroom_percent", curve.headroom_percent());
    assert_metric("worst_headroom_percent", curve.worst_headroom_percent(1000));
    let moved = metric(row, "moved_steps").unwrap();
    // A step from an empty array has nothing to move.
    let movable = curve.steps().iter().filter(|step| step.before > 0);
    assert!(moved <= movable.count() as f64, "{row}");
}

#[test]
fn policies_follow_their_curves() {
    let report = at_5000().0.report();
    for named in ALL.iter().filter(|named| named.name != "tuple") {
        let curve = follow(&named.policy(N), N, 8, 0).unwrap();
        assert_follows(row(&report, named.name), &curve);
    }
    let vec = follow(&RustVec, N, 8, 0).unwrap();
    assert_follows(row(&report, "vec"), &vec);
    assert_follows(row(&report, "vec-deque"), &vec);
}

/// The figures are those of the last thousand items of a tuple grown item by item.
#[test]
fn the_tuple_appends_its_last_thousand_items_one_by_one_and_the_report_states_it() {
    let report = at_5000().0.report();
    let tuple = row(&report, "tuple");
    assert!(
        tuple["about"]
            .as_str()
            .unwrap()
            .contains("the last 1000 items")
    );
    let last = follow(&Tuple, N, 8, N - 1000).unwrap();
    let expected = [
        last.total_bytes(),
        last.peak_bytes(),
        last.copying_peak_bytes(),
        last.copied_bytes(),
    ];
    assert_eq!(heap(tuple), expected);
    assert_eq!(metric(tuple, "growth_steps"), Some(1001.0));
    assert_eq!(
        metric(tuple, "realloc_bytes_per_item"),
        last.copied_bytes_per_item()
    );
    assert_eq!(metric(tuple, "worst_headroom_percent"), Some(0.0));
}

#[test]
fn items_of_every_size_and_an_initial_capacity_are_counted() {
    let folder = Folder::new();
    let ran = run(
        "growth -i item=1 -i item=24 -i item=64 -i n=1100 -i initial=100 --passes count --runs 1",
        &folder,
    );
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let report = folder.report();
    let cases = report["experiments"].as_array().unwrap();
    for (case, item_bytes) in cases.iter().zip([1, 24, 64]) {
        assert_eq!(case["input"]["item"], item_bytes);
        for (row, named) in case["variants"].as_array().unwrap().iter().zip(ALL) {
            if named.name == "tuple" {
                continue;
            }
            let curve = follow(&named.policy(1100), 1100, item_bytes, 100).unwrap();
            assert_follows(row, &curve);
        }
    }
    let answers = "answers: the same from all variants in each case";
    assert!(ran.stdout.contains(answers), "{}", ran.stdout);
}
