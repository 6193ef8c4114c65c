//! The formats of benchmark trackers.

use serde_json::Value;

use super::julia;
use crate::common::{Folder, rows, run};

#[test]
fn every_figure_of_the_report_is_exported_to_trackers() {
    let folder = julia().as_str();
    let read = |format| -> Value {
        let ran = run(["export", folder, "--format", format]);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        serde_json::from_str(&ran.stdout).unwrap()
    };
    let (bencher, tracker) = (read("bencher"), read("tracker"));
    let mut figures = 0;
    for row in rows(&julia().report()) {
        let name = format!(
            "julia/{} width=100 max_iterations=300",
            row["name"].as_str().unwrap()
        );
        let exact = row["heap"].as_object().unwrap().iter();
        // What profiling cost is no figure of the variant.
        let exact = exact.filter(|(field, value)| value.is_number() && *field != "scope_ns");
        let rss = ("rss_peak_bytes", &row["rss"]["peak_bytes"]);
        let exact = exact
            .map(|(field, value)| (field.as_str(), value))
            .chain([rss]);
        for (field, value) in exact {
            figures += 1;
            assert_eq!(
                &bencher[&name][field.replace('_', "-")]["value"],
                value,
                "{name} {field}"
            );
            assert_eq!(
                &tracked(&tracker, &name, field)["value"],
                value,
                "{name} {field}"
            );
        }
        let samples = row["time"]["samples_ns"].as_array().unwrap();
        let mut samples: Vec<u64> = samples.iter().map(|ns| ns.as_u64().unwrap()).collect();
        samples.sort_unstable();
        let time = &bencher[&name]["time-median-ns"];
        assert_eq!(time["lower_value"], samples[0]);
        assert_eq!(time["upper_value"], *samples.last().unwrap());
        assert_eq!(
            tracked(&tracker, &name, "time_median_ns")["value"],
            time["value"]
        );
        assert_eq!(tracked(&tracker, &name, "time_median_ns")["unit"], "ns");
        assert_eq!(bencher[&name].as_object().unwrap().len(), 12);
    }
    assert_eq!(figures, 9 * 11);
    assert_eq!(tracker.as_array().unwrap().len(), 9 * 12);
}

fn tracked<'a>(tracker: &'a Value, variant: &str, field: &str) -> &'a Value {
    let name = format!("{variant} {field}");
    let mut figures = tracker.as_array().unwrap().iter();
    figures
        .find(|figure| figure["name"] == name)
        .unwrap_or(&Value::Null)
}

#[test]
fn a_failed_variant_is_not_exported_to_trackers() {
    let mut report = julia().report();
    report["experiments"][0]["variants"][0]["outcome"] =
        serde_json::json!({"status": "failed", "reason": "is ill"});
    let folder = Folder::new();
    folder.write("report.json", &report.to_string());
    for format in ["bencher", "tracker"] {
        let ran = run(["export", folder.as_str(), "--format", format]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        assert!(!ran.stdout.contains("julia/stored "), "{}", ran.stdout);
        assert!(ran.stdout.contains("julia/stored-z "), "{}", ran.stdout);
    }
}
