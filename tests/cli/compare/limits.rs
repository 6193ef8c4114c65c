//! `--fail-above`: figures that a general limit covers, and figures that need their own limit.

use serde_json::Value;

use super::{REPORT_0_1, changed_report, compare_with_limits, julia, run_in_package};
use crate::common::Folder;

#[test]
fn a_metric_fails_only_if_it_is_named() {
    let with_metrics = |value: f64| {
        changed_report(move |report| {
            julia(report)[0]["metrics"] = serde_json::json!([
                {"name": "load_factor", "value": value, "unit": ""},
                {"name": "search", "value": value, "unit": "µs/query"},
            ]);
        })
    };
    let (old, new) = (with_metrics(0.5), with_metrics(0.75));
    let unnamed = compare_with_limits("0", &old, &new);
    assert_eq!(unnamed.status, Some(0), "{unnamed:?}");
    let row = |name: &str| {
        let mut lines = unnamed.stdout.lines();
        lines
            .find(|line| line.trim_start().starts_with(name))
            .unwrap()
    };
    assert!(
        row("search").ends_with("varies from run to run"),
        "{unnamed:?}"
    );
    assert!(row("load_factor").ends_with("1.50×"), "{unnamed:?}");
    let named = compare_with_limits("load_factor=5%", &old, &new);
    assert_eq!(named.status, Some(1), "{named:?}");
    assert!(
        named.stdout.contains("load_factor grew by 50.0 %"),
        "{named:?}"
    );
    assert_eq!(
        compare_with_limits("search=50%", &old, &new).status,
        Some(0)
    );
    assert_eq!(
        compare_with_limits("search=49%", &old, &new).status,
        Some(1)
    );
}

#[test]
fn a_metric_below_zero_grows_towards_zero() {
    let with_metric = |value: f64| {
        changed_report(move |report| {
            let metric = serde_json::json!({"name": "z", "value": value, "unit": ""});
            julia(report)[0]["metrics"] = Value::from(vec![metric]);
        })
    };
    let (old, new) = (with_metric(-0.5), with_metric(-0.25));
    let grown = compare_with_limits("z=49%", &old, &new);
    assert_eq!(grown.status, Some(1), "{grown:?}");
    let message = "z grew by 50.0 % (+0.250), from -0.500 to -0.250";
    assert!(grown.stdout.contains(message), "{}", grown.stdout);
    let shrunk = compare_with_limits("z=0", &new, &old);
    assert_eq!(shrunk.status, Some(0), "{shrunk:?}");
}

#[test]
fn figures_of_several_threads_vary_and_are_no_change() {
    let threads = |more: u64| {
        changed_report(move |report| {
            let heap = &mut julia(report)[0]["heap"];
            heap["several_threads"] = Value::from(true);
            for figure in ["peak_bytes", "total_bytes", "total_blocks"] {
                heap[figure] = Value::from(heap[figure].as_u64().unwrap() + more);
            }
        })
    };
    let (old, new) = (threads(0), threads(4096));
    let ran = compare_with_limits("0", &old, &new);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("no difference in"), "{}", ran.stdout);
    let named = compare_with_limits("peak=0", &old, &new);
    assert_eq!(named.status, Some(1), "{named:?}");
}

#[test]
fn a_broken_limit_is_printed_to_stderr_if_the_comparison_is_written_to_a_file() {
    let larger = changed_report(|report| julia(report)[0]["heap"]["peak_bytes"] = u64::MAX.into());
    let folder = Folder::new();
    let file = folder.file("comparison");
    let limit = ["--fail-above", "peak=0", "-o", file.to_str().unwrap()];
    let ran = run_in_package(&[&["compare", REPORT_0_1, larger.as_str()], &limit[..]].concat());
    assert_eq!((ran.status, ran.stdout.as_str()), (Some(1), ""), "{ran:?}");
    let message = "above the limit: julia/stored max_iterations=300 width=1000: peak grew by ";
    assert!(ran.stderr.starts_with(message), "{}", ran.stderr);
    assert!(folder.read("comparison").contains(message));
}
