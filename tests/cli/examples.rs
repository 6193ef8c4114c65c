//! Every example, run as a user runs it: all variants are measured, their answers agree, and their
//! bytes are as arithmetic predicts.

use std::process::Command;

use crate::common::{Folder, Ran};
use serde_json::Value;

/// The bytes of the trailing group of control bytes in a hashbrown table.
const GROUP: u64 = if cfg!(target_feature = "sse2") { 16 } else { 8 };

/// The report of an example.
struct Report(Value);

impl Report {
    /// Runs `example` in the count pass with inputs such as `n=1000`.
    fn new(example: &str, inputs: &[&str]) -> Self {
        let folder = Folder::new();
        let mut command = Command::new(env!("CARGO"));
        command.current_dir(env!("CARGO_MANIFEST_DIR"));
        command.args(["run", "--quiet", "--offline", "--example", example, "--"]);
        command.args([
            "run",
            "--passes",
            "count",
            "--runs",
            "1",
            "--out",
            folder.as_str(),
        ]);
        command.args(inputs.iter().flat_map(|input| ["--input", input]));
        let ran = Ran::from(command.output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        let report = Self(folder.report());
        report.assert_whole();
        report
    }

    fn assert_whole(&self) {
        for experiment in self.0["experiments"].as_array().unwrap() {
            let rows = experiment["variants"].as_array().unwrap();
            assert!(rows.len() >= 2, "{experiment}");
            for row in rows {
                assert_eq!(row["outcome"]["status"], "measured", "{row}");
                assert_eq!(row["answer"], rows[0]["answer"], "{row}");
                assert_eq!(row["heap"]["end_bytes"], 0, "{row}");
            }
        }
    }

    fn heap(&self, variant: &str) -> &Value {
        let (experiment, variant) = variant.split_once('/').unwrap();
        let named = |list: &'_ Value, name: &str| {
            let mut entries = list.as_array().unwrap().iter();
            entries.position(|entry| entry["name"] == name).unwrap()
        };
        let experiments = &self.0["experiments"];
        let rows = &experiments[named(experiments, experiment)]["variants"];
        &rows[named(rows, variant)]["heap"]
    }

    fn blocks(&self, variant: &str) -> u64 {
        self.heap(variant)["total_blocks"].as_u64().unwrap()
    }

    fn assert_peak(&self, variant: &str, expected_bytes: u64) {
        let peak_bytes = &self.heap(variant)["peak_bytes"];
        assert_eq!(*peak_bytes, expected_bytes, "{variant}");
    }

    fn assert_nothing(&self, variants: &[&str]) {
        for variant in variants {
            assert_eq!(self.blocks(variant), 0, "{variant}");
        }
    }
}

/// The bytes of a hashbrown table with capacity for `items`, each of `slot` bytes.
fn table_bytes(items: u64, slot: u64) -> u64 {
    let buckets = match items {
        0 => return 0,
        1..=3 => 4,
        4..=7 => 8,
        _ => (items * 8).div_ceil(7).next_power_of_two(),
    };
    (buckets * slot).next_multiple_of(16) + buckets + GROUP
}

/// The peak while `distinct` items are inserted one by one into a table that grows when it is full.
/// `beside` returns the bytes that the items occupy outside of the table.
fn filling_bytes(distinct: u64, slot: u64, beside: impl Fn(u64) -> u64) -> u64 {
    let live = |items| {
        let (before, after) = (table_bytes(items - 1, slot), table_bytes(items, slot));
        let moving = if after > before { before } else { 0 };
        moving + after + beside(items)
    };
    (1..=distinct).map(live).max().unwrap()
}

#[test]
fn interning_stores_a_number_for_each_word_and_each_distinct_word_once() {
    let (n, distinct, word) = (10_000, 1000, 8);
    let report = Report::new("interning", &["n=10000", "repeats=10"]);
    report.assert_peak("interning/string", n * (24 + word));
    report.assert_peak("interning/box-str", n * (16 + word));
    report.assert_peak("interning/borrowed", n * 16);
    // Two reference counts precede a shared word.
    let shared = filling_bytes(distinct, 16, |words| words * (16 + word));
    report.assert_peak("interning/rc-str", n * 16 + shared);
    let grown = |items: u64, least: u64| items.next_power_of_two().max(least);
    let interned = filling_bytes(distinct, 4, |words| {
        grown(words * word, 8) + 4 * grown(words, 4)
    });
    report.assert_peak("interning/symbols", n * 4 + interned);
}

#[test]
fn rows_have_padding_and_columns_have_none() {
    let n = 1000;
    let report = Report::new("records", &["n=1000"]);
    report.assert_peak("records/declared-order", n * (1 + 7 + 8 + 1 + 7));
    report.assert_peak("records/rows", n * (8 + 1 + 1 + 6));
    report.assert_peak("records/boxed-rows", n * (8 + 16));
    report.assert_peak("records/columns", n * (1 + 8 + 1));
    for variant in ["declared-order", "rows", "boxed-rows", "columns"] {
        let ready = ["one-field", "whole-rows"].map(|experiment| format!("{experiment}/{variant}"));
        report.assert_nothing(&ready.each_ref().map(String::as_str));
    }
}

#[test]
fn an_enum_is_as_large_as_its_largest_variant_and_a_box_is_not() {
    let n = 1000;
    for (large, bars_expected) in [
        ("large=0", 0..=0),
        ("large=10", 1..=500),
        ("large=100", n..=n),
    ] {
        let report = Report::new("shapes", &["n=1000", large]);
        let bars = report.blocks("shapes/lean-enum") - 1;
        assert!(bars_expected.contains(&bars), "{bars}");
        let shapes = (n - bars) * 8 + bars * 96;
        report.assert_peak("shapes/boxed-dyn", n * 16 + shapes);
        report.assert_peak("shapes/enum", n * (8 + 96));
        report.assert_peak("shapes/lean-enum", n * (8 + 8) + bars * 96);
        report.assert_peak("shapes/by-type", shapes);
        let ready = [
            "areas/boxed-dyn",
            "areas/enum",
            "areas/lean-enum",
            "areas/by-type",
        ];
        report.assert_nothing(&ready);
    }
}

#[test]
fn strings_have_three_words_or_two_or_none_beside_their_text() {
    let n = 1000;
    for length in [8, 24, 25, 40] {
        let report = Report::new("strings", &["n=1000", &format!("length={length}")]);
        let pushed = u64::next_power_of_two(length);
        report.assert_peak("strings/string-pushed", n * (24 + pushed));
        report.assert_peak("strings/string", n * (24 + length));
        report.assert_peak("strings/box-str", n * (16 + length));
        // A block on the heap has at least 32 bytes.
        let outside = if length <= 24 { 0 } else { length.max(32) };
        report.assert_peak("strings/compact-str", n * (24 + outside));
        report.assert_peak("strings/one-buffer", n * (length + 4));
    }
}

#[test]
fn a_tree_allocates_nodes_and_an_arena_allocates_chunks() {
    let n = 10_000;
    let report = Report::new("tree", &["n=10000"]);
    report.assert_peak("tree/boxes", n * 24);
    assert_eq!(report.blocks("tree/boxes"), n);
    report.assert_peak("tree/indices", n * (8 + 4 + 4));
    // Whole pages for the nodes and the 48 bytes of the chunk itself, minus 16 for malloc.
    let pages = (n * 24 + 48 + 16).next_multiple_of(4096);
    report.assert_peak("tree/arena-reserved", pages - 16);
    // The chunks request 16 bytes less than 512, 1024 and so on.
    let chunk_bytes = |chunks| (0..chunks).map(|chunk| (512 << chunk) - 16).sum::<u64>();
    let chunks = report.blocks("tree/arena");
    report.assert_peak("tree/arena", chunk_bytes(chunks));
    assert!(chunk_bytes(chunks) >= n * 24 && chunk_bytes(chunks - 1) < n * 24);
}
