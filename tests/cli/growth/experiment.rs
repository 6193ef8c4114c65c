//! The reports of `heapwise run growth` and `heapwise run small`.

use std::sync::OnceLock;

use heapwise::lab::growth::ALL;
use serde_json::Value;

use super::run;
use crate::common::{Folder, Ran, row, rows};

pub const N: usize = 5000;

/// One run of 5000 items in the count pass, shared by several tests.
pub fn at_5000() -> &'static (Folder, Ran) {
    static RUN: OnceLock<(Folder, Ran)> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = Folder::new();
        let ran = run("growth -i n=5000 --passes count --runs 1", &folder);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        (folder, ran)
    })
}

pub fn metric(row: &Value, name: &str) -> Option<f64> {
    let mut metrics = row["metrics"].as_array().unwrap().iter();
    metrics.find(|metric| metric["name"] == name)?["value"].as_f64()
}

#[test]
fn the_answer_is_stated_with_the_figures_of_the_run() {
    let (folder, ran) = at_5000();
    let report = folder.report();
    let peak = |name| row(&report, name)["heap"]["peak_bytes"].as_u64().unwrap();
    assert_eq!((peak("vec-reserved"), peak("vec")), (40_000, 65_536));
    let text = ran.stdout.replace("\n        ", " ");
    let sentence = "growth  headroom at n (at worst): vec 63.8 % (100 %), list-3.9 4.56 % (13.0 %); \
                    realloc may copy 13.1 B and 64.1 B an item\n";
    assert!(text.ends_with(sentence), "{text}");
}

/// The sum of i + 1 times item i, which is i·c: c times the sum of i(i + 1).
fn fold_of_u64s(n: u64) -> u64 {
    ((n - 1) * n * (n + 1) / 3).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[test]
fn every_variant_is_there_and_gives_the_same_answer() {
    let (folder, ran) = at_5000();
    let report = folder.report();
    let names: Vec<&str> = rows(&report)
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    let policies = ALL.map(|named| named.name);
    let containers = [
        "vec",
        "vec-reserved",
        "vec-shrunk",
        "boxed-slice",
        "vec-deque",
        "smallvec",
        "arena",
        "arena-shared",
        "chunked",
        "linked-list",
    ];
    assert_eq!(names, [&policies[..], &containers].concat());
    assert!(
        ran.stdout.contains("the same from all 19 variants"),
        "{}",
        ran.stdout
    );
    let answer = fold_of_u64s(N as u64).to_string();
    for row in rows(&report) {
        assert_eq!(row["answer"], answer, "{row}");
        assert_eq!(row["elements"], N, "{row}");
        assert_eq!(row["heap"]["end_bytes"], 0, "{row}");
    }
}

#[test]
fn containers_without_a_policy_report_their_growth() {
    let report = at_5000().0.report();
    let metrics_of = |name, metrics: [&str; 3]| {
        metrics.map(|metric_name| metric(row(&report, name), metric_name).unwrap())
    };
    let figures = ["growth_steps", "realloc_bytes_per_item", "headroom_percent"];
    let headroom = |capacity: f64| (capacity - 5000.0) / 5000.0 * 100.0;
    let copied = |items: u32| f64::from(items) * 8.0 / 5000.0;
    assert_eq!(metrics_of("vec-reserved", figures), [0.0, 0.0, 0.0]);
    assert_eq!(
        metrics_of("vec-shrunk", figures),
        [12.0, copied(8192 - 4), 0.0]
    );
    assert_eq!(
        metrics_of("boxed-slice", figures),
        [12.0, copied(8192 - 4), 0.0]
    );
    assert_eq!(
        metrics_of("smallvec", figures),
        [10.0, copied(8192 - 8), headroom(8192.0)]
    );
    assert_eq!(
        metrics_of("arena-shared", figures),
        [14.0, copied(8192 - 1), headroom(8192.0)]
    );
    assert_eq!(
        metric(row(&report, "arena-shared"), "moved_steps"),
        Some(13.0)
    );
    assert_eq!(
        metrics_of("chunked", figures),
        [10.0, 0.0, headroom(8184.0)]
    );
    assert_eq!(metrics_of("linked-list", figures), [5000.0, 0.0, 0.0]);
    assert_eq!(
        row(&report, "linked-list")["heap"]["total_bytes"],
        5000 * 24
    );
    assert_eq!(row(&report, "vec-shrunk")["heap"]["peak_bytes"], 8192 * 8);
}

/// The array grows from 100 bytes to 200 and 400 in place, in the first chunk of 496 bytes, if the
/// chunk holds nothing else; each later capacity has a chunk of its own.
#[test]
fn an_array_alone_in_its_arena_grows_in_place_while_its_chunk_has_room() {
    let folder = Folder::new();
    let arguments = "growth/arena* -i item=1 -i n=1100 -i initial=100 --passes count";
    let ran = run(arguments, &folder);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let report = folder.report();
    let chunks = |chunks: &[u64]| chunks.iter().map(|bytes| bytes - 16).sum::<u64>();
    let alone = chunks(&[512, 1024, 2048]);
    assert_eq!(row(&report, "arena")["heap"]["total_bytes"], alone);
    let shared = chunks(&[512, 1024, 2048, 4096]);
    assert_eq!(row(&report, "arena-shared")["heap"]["total_bytes"], shared);
}

#[test]
fn no_item_and_one_item_have_an_answer() {
    let folder = Folder::new();
    let ran = run(
        "growth small -i n=0 -i n=1 --passes count --runs 1 --verbose",
        &folder,
    );
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("answer: 0, the same from all 19 variants"),
        "{}",
        ran.stdout
    );
    let report = folder.report();
    let vec = row(&report, "vec");
    assert_eq!(
        (metric(vec, "growth_steps"), metric(vec, "headroom_percent")),
        (Some(0.0), None)
    );
}

#[test]
fn many_short_sequences_hold_more_than_they_request() {
    let folder = Folder::new();
    let ran = run("small -i n=10000 --passes count --runs 1", &folder);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let report = folder.report();
    for row in rows(&report) {
        let per_item =
            row["heap"]["peak_bytes"].as_f64().unwrap() / row["elements"].as_f64().unwrap();
        assert!(per_item > 8.0, "{row}");
    }
    // Nine in ten have a block, with at least one word of the allocator's own.
    if cfg!(target_os = "linux") {
        let heap = &row(&report, "boxed-slices")["heap"];
        let bytes = |field: &str| heap[field].as_u64().unwrap();
        assert!(
            bytes("held_peak_bytes") > bytes("peak_bytes") + 10_000 * 4,
            "{heap}"
        );
    }
}
