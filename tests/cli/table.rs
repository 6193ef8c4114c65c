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

/// The number of maps.
const MAPS: usize = 18;

/// Runs every map on 777 keys of the file `lines` and checks that all give one answer.
fn assert_one_answer(lines: impl Fn(usize) -> String, inputs: &[&str]) -> (Folder, Value) {
    let folder = Folder::new();
    let path = folder.file("keys");
    let lines: String = (0..777).map(|n| lines(n) + "\n").collect();
    std::fs::write(&path, lines).unwrap();
    let mut arguments = vec!["--keys", path.to_str().unwrap()];
    arguments.extend(inputs.iter().flat_map(|input| ["-i", input]));
    let (folder, report) = run_table(&arguments);
    assert_eq!(rows(&report).len(), MAPS);
    for row in rows(&report) {
        assert_eq!(row["outcome"]["status"], "measured", "{inputs:?}: {row}");
        assert_eq!(
            (&row["answer"], &row["elements"]),
            (&"777 keys".into(), &777.into())
        );
    }
    (folder, report)
}

#[test]
fn every_map_gives_one_answer_on_keys_of_every_type() {
    type Line = fn(usize) -> String;
    // 1024 slots of hashbrown with a byte of tag each, the first 16 tags twice; 777 entries.
    let files: [(&str, Line, f64); 19] = [
        ("text", |n| format!("key {n}"), 24.0),
        ("bytes", |n| format!("{n}!"), 24.0),
        ("hex", |n| format!("{n:08x}"), 24.0),
        ("base64", |n| format!("{n:04}"), 24.0),
        ("u32", |n| (n * 1000).to_string(), 16.0),
        ("i32", |n| format!("-{n}"), 16.0),
        ("u64", |n| (n * 1000).to_string(), 16.0),
        ("i64", |n| format!("-{n}"), 16.0),
        ("u128", |n| ((n as u128 * 1000) << 64).to_string(), 32.0),
        ("f32", |n| format!("{n}.25"), 16.0),
        ("f64", |n| format!("{n}.25"), 16.0),
        ("ipv4", |n| format!("10.0.{}.{}", n / 200, n % 200), 16.0),
        ("ipv6", |n| format!("fe80::{n:x}"), 24.0),
        ("uuid", |n| format!("{n:032x}"), 24.0),
        ("u32,u32", |n| format!("{n},{}", n % 10), 16.0),
        ("u64,u64", |n| format!("{n},{}", n % 10), 24.0),
        ("i32,f64", |n| format!("-{n},0.5"), 24.0),
        ("u64,text", |n| format!("{},\"a, b\"", n * 3), 32.0),
        ("text,text", |n| format!("{n},common"), 40.0),
    ];
    for (key_type, line, entry_bytes) in files {
        let key_type = format!("key_type={key_type}");
        let (_folder, report) = assert_one_answer(line, &[&key_type]);
        let hashbrown = value(row(&report, "hashbrown"), "live_bytes_per_entry");
        let expected = (1024.0 * (entry_bytes + 1.0) + 16.0) / 777.0;
        assert_eq!(hashbrown, expected, "{key_type}");
    }
}

#[test]
fn a_table_owns_its_text_if_asked_to() {
    let bytes_per_entry = |strings: &str| {
        let (_folder, report) = assert_one_answer(|n| format!("key {n:05}"), &[strings]);
        value(row(&report, "hashbrown"), "live_bytes_per_entry")
    };
    let slots = |entry_bytes: f64| (1024.0 * (entry_bytes + 1.0) + 16.0) / 777.0;
    assert_eq!(bytes_per_entry("strings=borrowed"), slots(16.0 + 8.0));
    // Each `String` has a block of 9 bytes.
    assert!((bytes_per_entry("strings=owned") - slots(24.0 + 8.0) - 9.0).abs() < 1e-9);
}

#[test]
fn a_value_takes_its_bytes_in_every_slot() {
    for value_bytes in [0, 8, 64] {
        let input = format!("value={value_bytes}");
        let (_folder, report) =
            assert_one_answer(|n| n.to_string(), &["key_type=u64", input.as_str()]);
        let expected = (1024.0 * (9.0 + f64::from(value_bytes)) + 16.0) / 777.0;
        for name in ["hashbrown", "hashbrown-reserved", "swiss"] {
            let live = value(row(&report, name), "live_bytes_per_entry");
            assert_eq!(live, expected, "{name} with {value_bytes}");
        }
    }
}

#[test]
fn columns_of_a_csv_file_are_keys() {
    let folder = Folder::new();
    let path = folder.file("orders.csv");
    let orders = (0..300).map(|n| format!("{},\"sku {n}\",{n}.5\n", n % 7));
    let orders: String = orders.collect();
    std::fs::write(&path, format!("customer,sku,price\n{orders}")).unwrap();
    let report = |key_type: &str, columns: &str| {
        let keys = path.to_str().unwrap();
        run_table(&["--keys", keys, "-i", key_type, "-i", columns]).1
    };
    let pairs = report("key_type=u32,text", "columns=customer,sku");
    assert_eq!(row(&pairs, "lean")["answer"], "300 keys");
    let customers = report("key_type=u32", "columns=customer");
    assert_eq!(
        row(&customers, "lean")["answer"],
        "7 keys, 293 repeated lines dropped"
    );
}

#[test]
fn times_of_dependent_lookups_of_warm_inserts_and_of_new_memory_are_reported() {
    let (_folder, report) = run_passes("time", &["-i", "n=2000"]);
    for row in rows(&report) {
        for name in [
            "hit_latency_ns",
            "insert_warm_ns",
            "insert_in_table_order_ns",
        ] {
            assert!(value(row, name) > 0.0, "{name}: {row}");
        }
        assert!(value(row, "first_touch_ns") >= 0.0, "{row}");
    }
    // A value of no bytes cannot determine the next key.
    let (_folder, report) = run_passes("time", &["-i", "n=2000", "-i", "value=0"]);
    for row in rows(&report) {
        let metrics = row["metrics"].as_array().unwrap();
        let is_latency = |metric: &Value| metric["name"] == "hit_latency_ns";
        assert!(!metrics.iter().any(is_latency), "{row}");
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
    let reserved = row(&report, "hashbrown-reserved");
    assert_eq!(value(reserved, "peak_bytes_per_entry"), swiss / 1000.0);
    // 1024 entries of 16 bytes, and a table of 2048 indices.
    let indexed = 1024.0 * 16.0 + 2048.0 * 5.0 + 16.0;
    assert_eq!(
        value(row(&report, "indexed"), "live_bytes_per_entry"),
        indexed / 1000.0
    );
}

#[test]
fn maps_take_the_bytes_that_are_known_of_them() {
    let maps = ["hashbrown", "hashbrown-reserved", "indexed", "sparse"];
    let folder = Folder::new();
    let mut command = heapwise();
    command.args([
        "run", "--passes", "count", "--runs", "1", "-i", "n=100000", "--out",
    ]);
    command.arg(folder.path());
    command.args(maps.map(|map| format!("table/{map}")));
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
    let report = folder.report();
    let bytes = |map: &str| {
        let value = |name: &str| value(row(&report, map), name);
        (value("live_bytes_per_entry"), value("peak_bytes_per_entry"))
    };
    let table = |slots: f64, entry_bytes: f64| slots * (entry_bytes + 1.0) + 16.0;
    let [grown, smaller] = [131_072.0, 65_536.0].map(|slots| table(slots, 16.0));
    let [grown, both] = [grown, grown + smaller].map(|bytes| bytes / 1e5);
    assert_eq!(bytes("hashbrown"), (grown, both));
    assert_eq!(bytes("hashbrown-reserved"), (grown, grown));
    // The vector doubles to 131 072 entries, while the table has grown at 57 344 indices.
    let entries = 131_072.0 * 16.0;
    let indexed = (entries + table(131_072.0, 4.0)) / 1e5;
    assert_eq!(bytes("indexed").0, indexed);
    // A block of entries with up to two vacant places for each of the groups, and their bitmaps.
    let (live, peak) = bytes("sparse");
    assert!((18.0..18.6).contains(&live), "{live}");
    assert!(peak < live + 0.5, "{peak}");
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
    refused("value=7", "input `value`: `7` is not one of 8, 0, 64");
    refused(
        "strings=mine",
        "input `strings`: `mine` is not one of borrowed, owned",
    );
    refused(
        "strings=owned",
        "input `strings`: `owned` needs keys of type text; give `borrowed` for other keys",
    );
    let one_at = |load: &str| {
        let folder = Folder::new();
        let out = folder.as_str();
        crate::common::run(["run", "table/lean", "-i", "n=1", "-i", load, "-o", out])
    };
    assert_eq!(one_at("load=0.25").status, Some(0));
    let message = "input `load`: `0.9` cannot be reached with 1 key; give more, or another load";
    assert_refused(&one_at("load=0.9"), message);
}

#[test]
fn an_invalid_line_is_refused_with_its_number_and_the_remedy() {
    let refused = |contents: &[u8], inputs: &[&str], message: &str| {
        let folder = Folder::new();
        let path = folder.file("keys.txt");
        std::fs::write(&path, contents).unwrap();
        let mut arguments = vec!["run", "table", "-o", folder.as_str(), "--keys"];
        arguments.push(path.to_str().unwrap());
        arguments.extend(inputs.iter().flat_map(|input| ["-i", input]));
        let ran = Ran::from(heapwise().args(arguments).output().unwrap());
        assert_refused(&ran, message);
        assert!(!folder.file("report.json").exists(), "a report of nothing");
    };
    for (key_type, line, rule) in [
        ("u32", "4294967296", "a valid u32"),
        ("i32", "-2147483649", "a valid i32"),
        ("u64", "1e3", "a valid u64"),
        ("i64", "9223372036854775808", "a valid i64"),
        ("u128", "0x1", "a valid u128"),
        ("f32", "1,5", "a valid f32"),
        ("f64", "one", "a valid f64"),
        ("ipv4", "1.2.3.4/8", "a valid ipv4"),
        ("ipv6", "::1::", "a valid ipv6"),
        ("uuid", "123", "a valid uuid"),
        ("hex", "0x00", "hex, pairs of the digits 0 to 9 and a to f"),
        ("base64", "a b", "base64, as RFC 4648 defines it"),
    ] {
        let message =
            format!("keys.txt: line 1: `{line}` is not {rule}; fix line 1 or set `key_type=text`");
        let key_type = format!("key_type={key_type}");
        refused(line.as_bytes(), &[&key_type], &message);
    }
    let lines = b"id,name\n1,a\n2\n";
    let columns = ["key_type=u32,text", "columns=id,name"];
    refused(
        lines,
        &columns,
        "keys.txt: line 3: has 1 of 2 fields; fix line 3",
    );
    let columns = ["key_type=u32", "columns=nmae"];
    let message = "keys.txt: has no column `nmae`; name columns of its first line: id, name";
    refused(lines, &columns, message);
    let columns = ["key_type=u32,text", "columns=id"];
    let message =
        "input `key_type`: `u32,text` does not have as many types as there are columns: give 1";
    refused(lines, &columns, message);
    refused(
        lines,
        &["key_type=u32,txt"],
        "input `key_type`: `txt` is not one of text, bytes,",
    );
    let utf16 = b"\xff\xfe1\0\n\0";
    refused(
        utf16,
        &[],
        "keys.txt: is in UTF-16, but keys are read as UTF-8; save the file as UTF-8",
    );
    let large = b"a,b,c\n";
    let message = "a tuple of 3 fields` is larger than 32 bytes; select fewer with `columns`";
    refused(large, &["key_type=text,text,text"], message);
}
