//! `heapwise run table`: one answer from every map, for keys of every type, and refused inputs.

use crate::common::{Folder, Ran, assert_refused, heapwise, row, rows};
use serde_json::Value;

/// Runs the whole experiment in the count pass; returns its report.
fn run_table(more: &[&str]) -> (Folder, Value) {
    run_passes("count", more)
}

fn run_passes(passes: &str, more: &[&str]) -> (Folder, Value) {
    let folder = Folder::new();
    let mut command = heapwise();
    command.args(["run", "table", "--passes", passes, "--runs", "1", "--out"]);
    command.arg(folder.path());
    let ran = Ran::from(command.args(more).output().unwrap());
    assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
    let report = folder.report();
    (folder, report)
}

fn metric<'a>(row: &'a Value, name: &str) -> &'a Value {
    let metrics = row["metrics"].as_array().unwrap();
    let found = metrics.iter().find(|metric| metric["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {row}"))
}

fn value(row: &Value, name: &str) -> f64 {
    metric(row, name)["value"].as_f64().unwrap()
}

#[test]
fn every_map_gives_one_answer_on_keys_of_every_type() {
    let folder = Folder::new();
    type Line = fn(usize) -> String;
    let files: [(&str, Line); 6] = [
        ("text", |n| format!("key {n}")),
        ("bytes", |n| format!("{n}!")),
        ("u64", |n| (n * 1000).to_string()),
        ("i64", |n| format!("-{n}")),
        ("f64", |n| format!("{n}.25")),
        ("ipv4", |n| format!("10.0.{}.{}", n / 200, n % 200)),
    ];
    for (key_type, line) in files {
        let path = folder.file(key_type);
        let lines: String = (0..777).map(|n| line(n) + "\n").collect();
        std::fs::write(&path, lines).unwrap();
        let key_type = format!("key_type={key_type}");
        let (_folder, report) = run_table(&["--keys", path.to_str().unwrap(), "-i", &key_type]);
        assert_eq!(rows(&report).len(), 15);
        for row in rows(&report) {
            assert_eq!(row["outcome"]["status"], "measured", "{key_type}: {row}");
            assert_eq!(
                (&row["answer"], &row["elements"]),
                (&"777 keys".into(), &777.into())
            );
        }
    }
}

#[test]
fn every_documented_metric_is_reported_and_bytes_are_as_arithmetic_predicts() {
    let (_folder, report) = run_passes("count,time", &["-i", "n=1000"]);
    let own = [
        "linear",
        "triangular",
        "double-hashing",
        "robin-hood",
        "cpython",
        "swiss",
        "lean",
        "chaining",
    ];
    let times = ["insert_ns", "hit_ns", "miss_ns", "remove_ns", "iterate_ns"];
    let probes = [
        "probe_mean_hit",
        "probe_mean_miss",
        "probe_p99_hit",
        "probe_max_hit",
        "load_factor",
        "resizes",
    ];
    let bytes = [
        "live_bytes_per_entry",
        "peak_bytes_per_entry",
        "copying_peak_bytes_per_entry",
    ];
    for row in rows(&report) {
        for name in times.iter().chain(&bytes) {
            assert!(value(row, name) > 0.0, "{name}: {row}");
        }
    }
    for name in own {
        for metric in probes {
            assert!(value(row(&report, name), metric) > 0.0, "{name}: {metric}");
        }
    }
    // 2048 slots, each with 16 bytes of entry and a tag; the first 16 tags are stored twice.
    let swiss = 2048.0 * 17.0 + 16.0;
    assert_eq!(
        value(row(&report, "swiss"), "live_bytes_per_entry"),
        swiss / 1000.0
    );
    assert_eq!(
        value(row(&report, "hashbrown"), "live_bytes_per_entry"),
        swiss / 1000.0
    );
    assert_eq!(
        value(row(&report, "sorted"), "live_bytes_per_entry"),
        1024.0 * 16.0 / 1000.0
    );
    assert!(value(row(&report, "lean"), "live_bytes_per_entry") <= 22.0);
}

#[test]
fn a_counting_run_reports_no_time() {
    let (_folder, report) = run_table(&["-i", "n=100"]);
    for row in rows(&report) {
        let metrics = row["metrics"].as_array().unwrap();
        assert!(metrics.iter().all(|metric| metric["unit"] != "ns"), "{row}");
        assert!(value(row, "live_bytes_per_entry") > 0.0);
    }
}

#[test]
#[ignore = "slow"]
fn a_requested_load_is_reached_and_theory_holds() {
    let (_folder, report) = run_table(&["-i", "load=0.5", "-i", "load=0.75", "-i", "n=50000"]);
    for (entry, load) in [(0, 0.5), (1, 0.75)] {
        let rows = report["experiments"][entry]["variants"].as_array().unwrap();
        for row in &rows[..8] {
            let reached = value(row, "load_factor");
            assert!((reached - load).abs() < 0.001, "{load}: {row}");
            for name in ["probe_mean_hit", "probe_mean_miss"] {
                let Some(expected) = metric(row, name)["expected"].as_f64() else {
                    continue;
                };
                let ratio = value(row, name) / expected;
                assert!((0.9..1.1).contains(&ratio), "{load}: {name} {ratio} {row}");
            }
        }
    }
}

#[test]
fn probe_lengths_are_reported_beside_their_theory_if_any() {
    let (_folder, report) = run_table(&["-i", "load=0.75", "-i", "n=50000"]);
    for name in ["linear", "double-hashing", "robin-hood", "chaining"] {
        let series = row(&report, name)["series"].as_array().unwrap();
        assert_eq!(series.len(), 2);
        for series in series {
            let points = |kind: &str| series[kind].as_array().unwrap().iter();
            assert_eq!(points("points").len(), points("expected").len(), "{name}");
            for (found, expected) in points("points").zip(points("expected")) {
                assert_eq!(found[0], expected[0], "{name}");
                let apart = found[1].as_f64().unwrap() - expected[1].as_f64().unwrap();
                assert!(apart.abs() < 2.0, "{name}: {found} {expected}");
            }
        }
    }
}

#[test]
#[ignore = "slow"]
fn the_requested_hash_is_used() {
    let input = [
        "-i",
        "keys=multiples",
        "-i",
        "n=3000",
        "-i",
        "hash=identity",
    ];
    let (_folder, report) = run_table(&input);
    // All keys have the same home slot.
    assert!(value(row(&report, "linear"), "probe_mean_hit") > 100.0);
    assert!(value(row(&report, "chaining"), "probe_mean_hit") > 100.0);
}

#[test]
fn a_file_that_repeats_one_key_is_one_key() {
    let folder = Folder::new();
    let path = folder.file("keys");
    std::fs::write(&path, "same\n".repeat(100)).unwrap();
    let (_folder, report) = run_table(&["--keys", path.to_str().unwrap()]);
    assert_eq!(
        row(&report, "lean")["answer"],
        "1 key, 99 repeated lines dropped"
    );
}

#[test]
fn bad_input_is_refused() {
    let refused = |input: &str, message: &str| {
        let folder = Folder::new();
        let ran = crate::common::run(["run", "table", "-i", input, "-o", folder.as_str()]);
        assert_refused(&ran, message);
    };
    let range = "is out of range: give a number from 0.01 to 0.99, for example `--input load=own`";
    refused("load=0", range);
    refused("load=1.5", range);
    refused("load=1", range);
    refused("load=full", "is not a finite number");
    refused(
        "n=0",
        "is out of range: give a whole number from 1 to 1000000000",
    );
    refused("n=1e9", "takes 160 GB or more, and this machine has");
    refused(
        "hash=md5",
        "input `hash`: `md5` is not one of foldhash-fast, identity",
    );
    refused("keys=./nothing", "cannot read ./nothing");
    let one_at = |load: &str| {
        let folder = Folder::new();
        let out = folder.as_str();
        crate::common::run(["run", "table/lean", "-i", "n=1", "-i", load, "-o", out])
    };
    assert_eq!(one_at("load=0.25").status, Some(0));
    let message = "input `load`: `0.9` cannot be reached with 1 key; give more, or another load";
    assert_refused(&one_at("load=0.9"), message);
}
