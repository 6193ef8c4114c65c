//! `heapwise run compact-numbers`, `compact-strings` and `distinct`.

use serde_json::Value;

use crate::common::{Folder, assert_refused, heapwise, row, rows, run, run_to};

fn report(arguments: &str) -> Value {
    let folder = Folder::new();
    let arguments = format!("run {arguments} --passes count --runs 1");
    let ran = run_to(heapwise(), &arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
    let report = folder.report();
    for row in rows(&report) {
        assert_eq!(row["outcome"]["status"], "measured", "{row}");
    }
    report
}

fn peak(report: &Value, variant: &str) -> u64 {
    row(report, variant)["heap"]["peak_bytes"].as_u64().unwrap()
}

fn metric<'a>(report: &'a Value, variant: &str, name: &str) -> &'a Value {
    let mut metrics = row(report, variant)["metrics"].as_array().unwrap().iter();
    metrics.find(|metric| metric["name"] == name).unwrap()
}

#[test]
fn numbers_take_as_many_bytes_as_their_form_says() {
    let report = report("compact-numbers -i n=8000 -i gap=16");
    let peaks = [
        ("boxed", 16 * 8000),
        ("u64", 8 * 8000),
        ("whole-bytes", 3 * 8000),
        ("deltas", 8000),
        ("bitset", 8000 * 16 / 8),
    ];
    assert_eq!(rows(&report).len(), peaks.len());
    for (variant, bytes) in peaks {
        assert_eq!(peak(&report, variant), bytes, "{variant}");
    }
}

#[test]
fn sets_of_strings_find_the_same_strings_and_a_bloom_filter_some_others() {
    let report = report("compact-strings -i keys=digits -i n=20000");
    assert_eq!(rows(&report).len(), 7);
    for row in rows(&report) {
        assert_eq!(
            (&row["answer"], &row["elements"]),
            (&"10000".into(), &10_000.into())
        );
        let name = row["name"].as_str().unwrap();
        let found = metric(&report, name, "false_percent")["value"]
            .as_f64()
            .unwrap();
        assert_eq!(found > 0.0, name == "bloom", "{name}: {found}");
    }
    let bytes = |variant| metric(&report, variant, "bytes_per_string")["value"].clone();
    assert_eq!(bytes("strings"), 24.0 + 8.0);
    assert_eq!(bytes("sorted-text"), 4.0 + 8.0);
    assert_eq!(bytes("bloom"), 10.0 / 8.0 + 4.0 / 10_000.0);
    let bloom = metric(&report, "bloom", "false_percent");
    // 10 bits for each string, rounded up to whole words, and 7 hashes.
    let (n, bits) = (10_000.0_f64, 100_032.0);
    let expected = 100.0 * (1.0 - (-7.0 * n / bits).exp()).powi(7);
    assert!(
        (bloom["expected"].as_f64().unwrap() / expected - 1.0).abs() < 0.001,
        "{bloom}"
    );
    assert!(bloom["deviations"].as_f64().unwrap().abs() < 5.0, "{bloom}");
}

#[test]
fn strings_come_from_a_file_too() {
    let folder = Folder::new();
    let lines: String = (0..501).map(|i| format!("line {i}\n")).collect();
    let path = folder.write("lines.txt", &lines);
    let file = path.to_str().unwrap();
    let stored = report(&format!("compact-strings --keys {file}"));
    assert_eq!(row(&stored, "fst")["answer"], "251");
    let counted = report(&format!("distinct --keys {file}"));
    assert_eq!(row(&counted, "hyperloglog")["answer"], "501");
}

#[test]
fn estimates_are_close_to_the_number_of_different_strings() {
    let report = report("distinct -i keys=digits -i n=30000 -i repeats=3");
    assert_eq!(rows(&report).len(), 5);
    assert_eq!(peak(&report, "hyperloglog"), 4096);
    assert_eq!(peak(&report, "linear-counting"), 65_536 / 8);
    let expected = metric(&report, "hyperloglog", "error_percent")["expected"].clone();
    assert_eq!(expected, 100.0 * (1.04 / 64.0));
    let exact = metric(&report, "hashes", "error_percent");
    assert_eq!(exact["value"], 0.0);
}

#[test]
fn keys_that_are_not_text_are_refused() {
    for experiment in ["compact-strings", "distinct"] {
        let refused = run(["run", experiment, "-i", "keys=random"]);
        assert_refused(
            &refused,
            "input `keys`: `random` has keys that are not text; give a file",
        );
    }
    let refused = run(["run", "compact-numbers", "-i", "n=0"]);
    assert_refused(&refused, "give a whole number from 1");
}
