//! Resident memory and page faults of one run of the scope.

use libtest_mimic::Trial;
use serde_json::Value;

use super::experiments::{BOXES, BYTES};
use super::{program, row_of};
use crate::common::{Folder, row, run_to};

pub fn all() -> Vec<Trial> {
    trials![
        resident_growth_is_that_of_the_scope,
        growth_beyond_the_heap_is_explained,
        a_leak_does_not_fill_the_memory_in_the_time_pass,
        held_bytes_are_those_that_glibc_counts,
    ]
}

fn near(value: &Value, expected: usize) -> bool {
    let value = value.as_u64().unwrap();
    value.abs_diff(expected as u64) < 2_000_000
}

fn resident_growth_is_that_of_the_scope() {
    for (variant, expected) in [
        ("vec", BYTES),
        ("malloc", BYTES),
        ("leaked", BYTES),
        ("untouched", 0),
    ] {
        let (ran, row) = row_of(&format!("resident/{variant}"), &["--passes", "time"]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        let resident = &row["rss"];
        assert!(
            near(&resident["growth_bytes"], expected),
            "{variant}: {row}"
        );
        // The set-up has taken and freed 50 MiB, which only the peak shows.
        assert!(resident["peak_bytes"].as_u64() > Some(50 << 20), "{row}");
        // A page of 2 MiB at most for each fault, and one of 4 KiB at least.
        let faults = resident["page_faults"].as_u64().unwrap() as usize;
        assert!(
            (expected >> 21..=(expected >> 12) + 500).contains(&faults),
            "{variant}: {row}"
        );
    }
}

fn growth_beyond_the_heap_is_explained() {
    let folder = Folder::new();
    let run = |variants: &str| {
        let arguments = format!("run {variants} --passes time,count --runs 1 --verbose");
        let ran = run_to(program(), &arguments, folder.path());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        ran.stdout
    };
    let text = run("resident/vec resident/malloc resident/untouched");
    assert!(text.contains("  rss growth  "), "{text}");
    let sentences: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("rss growth: "))
        .collect();
    assert_eq!(sentences.len(), 1, "{text}");
    let begin = "rss growth: malloc: the resident set grew by ";
    assert!(sentences[0].starts_with(begin), "{text}");
    assert!(
        sentences[0].contains("the peak of Rust's allocator is 0 B"),
        "{text}"
    );
    let text = run("resident/vec resident/untouched");
    assert!(!text.contains("rss growth"), "{text}");
    assert!(row(&folder.report(), "vec")["rss"]["growth_bytes"].is_u64());
}

/// Each run leaks a tenth of the limit, so the variant runs once.
fn a_leak_does_not_fill_the_memory_in_the_time_pass() {
    for (memory, samples) in [("100MB", 1), ("400MB", 2)] {
        let (ran, row) = row_of("resident/leaked", &["--passes", "time", "--memory", memory]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        let found = row["time"]["samples_ns"].as_array().unwrap().len();
        assert!((1..=samples).contains(&found), "{memory}: {row}");
    }
}

/// glibc counts what its caches of threads hold as in use, so they are switched off.
fn held_bytes_are_those_that_glibc_counts() {
    let folder = Folder::new();
    let mut program = program();
    program.env("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0");
    let ran = run_to(
        program,
        "run resident/boxes --passes count --runs 1",
        folder.path(),
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = folder.report();
    let row = row(&report, "boxes");
    let in_use = row["metrics"][0]["value"].as_f64().unwrap();
    assert_eq!(row["heap"]["held_peak_bytes"].as_f64(), Some(in_use));
    // Each box takes 32 bytes, and the vector of pointers is mapped alone.
    let vector = (8 * BOXES + 16).next_multiple_of(4096);
    let most_rounded_up = 1000.0;
    assert!(
        (in_use - (32 * BOXES + vector) as f64) < most_rounded_up,
        "{row}"
    );
}
