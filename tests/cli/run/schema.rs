//! The fields of `report.json`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::common::{Folder, heapwise, row, rows, run_to};
use crate::julia_run;

/// Checks the keys of an object; a key that ends in `?` may be absent.
fn assert_keys(object: &Value, keys: &[&str]) {
    let found: BTreeSet<&str> = object
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let allowed: BTreeSet<&str> = keys.iter().map(|key| key.trim_end_matches('?')).collect();
    let needed = keys
        .iter()
        .filter(|key| !key.ends_with('?'))
        .copied()
        .collect();
    assert!(found.is_subset(&allowed), "{found:?} beyond {allowed:?}");
    assert!(found.is_superset(&needed), "{found:?} without {needed:?}");
}

#[test]
fn the_report_has_the_fields_of_its_schema() {
    let (folder, _) = julia_run();
    let report = folder.report();
    assert_keys(&report, &["schema", "provenance", "experiments"]);
    assert_eq!(report["schema"], 1);
    let provenance = &report["provenance"];
    assert_keys(
        provenance,
        &[
            "tool",
            "target",
            "revision?",
            "command",
            "started",
            "planned_variants",
            "machine?",
            "os",
            "arch",
            "cpu?",
            "cores",
            "memory_bytes?",
            "rustc",
            "allocator?",
            "recorder",
        ],
    );
    assert_eq!(provenance["tool"], "heapwise 0.1.0");
    assert_eq!(provenance["allocator"], "std::alloc::System");
    assert_eq!(provenance["recorder"], "heapwise");
    let command = json!([
        "heapwise",
        "run",
        "julia",
        "-i",
        "width=100",
        "--out",
        folder.as_str()
    ]);
    assert_eq!(provenance["command"], command);
    humantime::parse_rfc3339(provenance["started"].as_str().unwrap()).unwrap();

    let entry = &report["experiments"][0];
    assert_keys(
        entry,
        &[
            "name",
            "about",
            "input",
            "baseline?",
            "conclusion?",
            "variants",
            "attachments",
        ],
    );
    assert_eq!(entry["input"], json!({"width": 100, "max_iterations": 300}));
    for row in rows(&report) {
        assert_keys(
            row,
            &[
                "name",
                "about",
                "outcome",
                "answer",
                "answer_digest",
                "elements",
                "heap",
                "time",
                "rss",
                "metrics",
                "attachments",
            ],
        );
        assert_keys(
            &row["heap"],
            &[
                "total_bytes",
                "total_blocks",
                "peak_bytes",
                "peak_blocks",
                "end_bytes",
                "end_blocks",
                "copying_peak_bytes",
                "realloc_count",
                "realloc_copy_bytes",
                "scope_ns",
                "held_peak_bytes",
                "varies?",
                "later_runs?",
                "profile?",
                "timeline?",
            ],
        );
        let samples = row["time"]["samples_ns"].as_array().unwrap();
        assert!((1..=105).contains(&samples.len()));
        assert!(samples.iter().all(|sample| sample.as_u64().unwrap() > 0));
        assert!(
            row["rss"]["peak_bytes"].as_u64().unwrap()
                > row["heap"]["peak_bytes"].as_u64().unwrap()
        );
    }
}

#[test]
fn figures_of_a_pass_that_did_not_run_are_absent() {
    let folder = Folder::new();
    let passes = |passes: &str| {
        run_to(
            heapwise(),
            &format!("run julia/stored -i width=20 --passes {passes}"),
            folder.path(),
        );
        row(&folder.report(), "stored").clone()
    };
    let timed = passes("time");
    assert_keys(
        &timed,
        &[
            "name",
            "about",
            "outcome",
            "answer",
            "answer_digest",
            "elements",
            "time",
            "rss",
            "metrics",
            "attachments",
        ],
    );
    let counted = passes("count");
    assert!(counted.get("time").is_none() && counted["heap"].get("profile").is_none());
    assert!(counted["heap"].get("copying_peak_bytes").is_some());
    let profiled = passes("heap");
    assert!(profiled["heap"].get("copying_peak_bytes").is_none());
    assert_eq!(
        profiled["heap"]["peak_bytes"],
        counted["heap"]["peak_bytes"]
    );
    assert_eq!(profiled["heap"]["profile"], "profiles/julia.stored.json");
}
