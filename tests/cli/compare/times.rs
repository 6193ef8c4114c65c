//! Times: which differences count as changes, and which break a limit.

use serde_json::{Value, json};

use super::{
    REPORT_0_1, assert_no_difference, changed_report, compare_with_limits, julia, run_in_package,
};
use crate::common::{Folder, Ran};

#[test]
fn a_time_fails_only_if_it_is_named_and_has_changed() {
    let slower = changed_report(|report| {
        for row in julia(report) {
            let samples = row["time"]["samples_ns"].as_array_mut().unwrap();
            for sample in samples {
                *sample = Value::from(sample.as_u64().unwrap() * 2);
            }
        }
    });
    let compare = |limits: &str| {
        run_in_package(&[
            "compare",
            REPORT_0_1,
            slower.as_str(),
            "--fail-above",
            limits,
        ])
    };
    assert_eq!(compare("0").status, Some(0));
    let ran = compare("time=50%");
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert_eq!(
        ran.stdout.matches("time grew by 100 %").count(),
        9,
        "{}",
        ran.stdout
    );
    assert_eq!(compare("time=101%").status, Some(0));
}

/// A report in which the time of the first variant has these samples.
fn with_samples(samples_ns: &[u64]) -> Folder {
    changed_report(|report| julia(report)[0]["time"]["samples_ns"] = json!(samples_ns))
}

/// A report with twenty close samples.
fn close_to(ns: u64) -> Folder {
    with_samples(&Vec::from_iter(ns..ns + 20))
}

#[test]
fn a_time_difference_below_ten_per_cent_is_no_change_but_breaks_its_own_limit() {
    let (old, new) = (close_to(1_000_000), close_to(1_080_000));
    let unnamed = compare_with_limits("0", &old, &new);
    assert_eq!(unnamed.status, Some(0), "{unnamed:?}");
    assert_no_difference(&unnamed);
    assert_eq!(compare_with_limits("time=8%", &old, &new).status, Some(0));
    assert_eq!(compare_with_limits("time=7%", &old, &new).status, Some(1));
}

#[test]
fn a_time_difference_within_chance_is_no_change_and_breaks_no_limit() {
    let old = with_samples(&[10_000, 20_000, 30_000, 40_000, 50_000]);
    let new = with_samples(&[15_000, 25_000, 36_000, 45_000, 55_000]);
    let ran = compare_with_limits("time=0", &old, &new);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_no_difference(&ran);
}

#[test]
fn with_few_samples_a_time_has_changed_if_they_do_not_overlap() {
    let old = with_samples(&[4_000_000, 4_100_000, 4_200_000]);
    let slower = with_samples(&[40_000_000, 41_000_000, 42_000_000]);
    let ran = compare_with_limits("time=10%", &old, &slower);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("time grew by 900 %"), "{ran:?}");
    let mixed = with_samples(&[4_150_000, 8_000_000, 9_000_000]);
    assert_eq!(
        compare_with_limits("time=10%", &old, &mixed).status,
        Some(0)
    );
}

#[test]
fn a_shorter_time_is_a_difference_and_breaks_no_limit() {
    let (old, new) = (close_to(2_000_000), close_to(1_000_000));
    let ran = compare_with_limits("time=0", &old, &new);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let time = row_of_time(&ran);
    assert!(time.ends_with("0.500×"), "{time}");
}

#[test]
fn an_unchanged_time_is_marked_beside_changed_figures() {
    let with_peak = |peak_bytes: u64, ns: u64| {
        changed_report(|report| {
            let row = &mut julia(report)[0];
            row["heap"]["peak_bytes"] = json!(peak_bytes);
            row["time"]["samples_ns"] = json!(Vec::from_iter(ns..ns + 20));
        })
    };
    let (old, new) = (with_peak(8, 1_000_000), with_peak(9, 1_080_000));
    let ran = compare_with_limits("0", &old, &new);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let time = row_of_time(&ran);
    assert!(time.ends_with("1.08×  no change"), "{time}");
}

/// The row of the time in a comparison that reports one variant.
fn row_of_time(ran: &Ran) -> &str {
    assert!(ran.stdout.contains("\nstored\n figure "), "{ran:?}");
    let mut lines = ran.stdout.lines();
    let time = lines.find(|line| line.starts_with(" time "));
    time.unwrap().trim_end()
}
