//! `heapwise run growth` and `heapwise run small`: what is reported, and what is refused.

mod common;

use common::{Folder, Ran, assert_refused, heapwise, row, rows};
use heapwise::growth::{ALL, Curve, RustVec, Tuple, follow};
use serde_json::Value;

const N: usize = 5000;

/// `heapwise run` into the folder.
fn run(arguments: &str, folder: &Folder) -> Ran {
    let mut command = heapwise();
    command.arg("run").args(arguments.split(' '));
    command.arg("-o").arg(folder.path());
    Ran::from(command.output().unwrap())
}

/// One counted run of 5000 items, which several tests look at.
fn at_5000() -> &'static (Folder, Ran) {
    static RUN: std::sync::OnceLock<(Folder, Ran)> = std::sync::OnceLock::new();
    RUN.get_or_init(|| {
        let folder = Folder::new();
        let ran = run("growth -i n=5000 --passes count", &folder);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        (folder, ran)
    })
}

fn metric(row: &Value, name: &str) -> Option<f64> {
    let mut metrics = row["metrics"].as_array().unwrap().iter();
    metrics.find(|metric| metric["name"] == name)?["value"].as_f64()
}

fn heap(row: &Value) -> [u64; 4] {
    let fields = [
        "total_bytes",
        "peak_bytes",
        "copying_peak_bytes",
        "realloc_copy_bytes",
    ];
    fields.map(|field| row["heap"][field].as_u64().unwrap())
}

/// The row says what an array does that goes along this curve.
fn assert_follows(row: &Value, curve: &Curve) {
    let expected = [
        curve.total_bytes(),
        curve.peak_bytes(),
        curve.copying_peak_bytes(),
        curve.copied_bytes(),
    ];
    assert_eq!(heap(row), expected, "{row}");
    let told = |name, expected: Option<f64>| {
        let told = metric(row, name);
        let difference = told.zip(expected).map(|(told, expected)| told - expected);
        assert!(
            difference.is_some_and(|d| d.abs() < 1e-6),
            "{name}: {expected:?}, {row}"
        );
    };
    told("growth_steps", Some(curve.steps().len() as f64));
    told("copied_bytes_per_item", curve.copied_bytes_per_item());
    told("headroom_percent", curve.headroom_percent());
    told("worst_headroom_percent", curve.worst_headroom_percent(1000));
    let moved = metric(row, "moved_steps").unwrap();
    assert!(
        moved < curve.steps().len() as f64,
        "the first step moves nothing: {row}"
    );
}

/// Item i is i·c, and i + 1 times that is added up: c times the sum of i(i + 1).
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
fn policies_are_what_arithmetic_says() {
    let report = at_5000().0.report();
    for named in ALL.iter().filter(|named| named.name != "tuple") {
        let curve = follow(&named.policy(N), N, 8, 0).unwrap();
        assert_follows(row(&report, named.name), &curve);
    }
    let vec = follow(&RustVec, N, 8, 0).unwrap();
    assert_follows(row(&report, "vec"), &vec);
    assert_follows(row(&report, "vec-deque"), &vec);
}

/// Its last thousand are what they are in a tuple grown item by item.
#[test]
fn the_tuple_appends_its_last_thousand_one_by_one_and_the_report_says_so() {
    let (folder, ran) = at_5000();
    assert!(
        ran.stdout.contains("(the tuple: only its last 1000)"),
        "{}",
        ran.stdout
    );
    let report = folder.report();
    let tuple = row(&report, "tuple");
    assert!(
        tuple["about"]
            .as_str()
            .unwrap()
            .contains("the last 1000 items")
    );
    let last = follow(&Tuple, N, 8, N - 1000).unwrap();
    let expected = [
        last.total_bytes(),
        last.peak_bytes(),
        last.copying_peak_bytes(),
        last.copied_bytes(),
    ];
    assert_eq!(heap(tuple), expected);
    assert_eq!(metric(tuple, "growth_steps"), Some(1001.0));
    assert_eq!(
        metric(tuple, "copied_bytes_per_item"),
        last.copied_bytes_per_item()
    );
    assert_eq!(metric(tuple, "worst_headroom_percent"), Some(0.0));
}

#[test]
fn containers_without_a_policy_tell_what_can_be_seen() {
    let report = at_5000().0.report();
    let told = |name, metrics: [&str; 3]| {
        metrics.map(|metric_name| metric(row(&report, name), metric_name).unwrap())
    };
    let figures = ["growth_steps", "copied_bytes_per_item", "headroom_percent"];
    let headroom = |capacity: f64| (capacity - 5000.0) / 5000.0 * 100.0;
    let copied = |items: u32| f64::from(items) * 8.0 / 5000.0;
    assert_eq!(told("vec-reserved", figures), [0.0, 0.0, 0.0]);
    assert_eq!(told("vec-shrunk", figures), [12.0, copied(8192 - 4), 0.0]);
    assert_eq!(told("boxed-slice", figures), [12.0, copied(8192 - 4), 0.0]);
    assert_eq!(
        told("smallvec", figures),
        [10.0, copied(8192 - 8), headroom(8192.0)]
    );
    assert_eq!(
        told("arena-shared", figures),
        [14.0, copied(8192 - 1), headroom(8192.0)]
    );
    assert_eq!(
        metric(row(&report, "arena-shared"), "moved_steps"),
        Some(13.0)
    );
    assert_eq!(told("chunked", figures), [10.0, 0.0, headroom(8184.0)]);
    assert_eq!(told("linked-list", figures), [5000.0, 0.0, 0.0]);
    assert_eq!(
        row(&report, "linked-list")["heap"]["total_bytes"],
        5000 * 24
    );
    assert_eq!(row(&report, "vec-shrunk")["heap"]["peak_bytes"], 8192 * 8);
}

#[test]
fn items_of_every_size_and_an_initial_capacity_are_counted() {
    let folder = Folder::new();
    let ran = run(
        "growth -i item=1 -i item=24 -i item=64 -i n=1100 -i initial=100 --passes count",
        &folder,
    );
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let report = folder.report();
    let entries = report["experiments"].as_array().unwrap();
    for (entry, item_bytes) in entries.iter().zip([1, 24, 64]) {
        assert_eq!(entry["input"]["item"], item_bytes);
        for (row, named) in entry["variants"].as_array().unwrap().iter().zip(ALL) {
            if named.name == "tuple" {
                continue;
            }
            let curve = follow(&named.policy(1100), 1100, item_bytes, 100).unwrap();
            assert_follows(row, &curve);
        }
    }
    assert_eq!(
        ran.stdout.matches("the same from all 19 variants").count(),
        3
    );
}

/// From 100 bytes on the array goes through 200 and 400 in place in the arena's first chunk, of 496,
/// where nothing else lies there; the others have a chunk each.
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
fn no_item_and_one_item_are_answered_too() {
    let folder = Folder::new();
    let ran = run("growth small -i n=0 -i n=1 --passes count", &folder);
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
fn what_no_item_or_no_machine_has_is_refused() {
    let folder = Folder::new();
    let refused = |input: &str, told: &str| {
        let ran = run(&format!("growth -i {input}"), &folder);
        assert_refused(&ran, told);
    };
    refused(
        "item=7",
        "input `item`: `7` is no item's size: give 1, 8, 24 or 64\n",
    );
    refused("item=128", "give 1, 8, 24 or 64");
    refused("n=-1", "input `n`: `-1` is out of range");
    refused(
        "n=1e15",
        "input `n`: `1000000000000000` takes 8.00 PB or more, and this machine has ",
    );
    refused(
        "initial=9223372036854775807",
        "input `initial`: `9223372036854775807` takes ",
    );
    let ran = run("small -i n=1e15", &folder);
    assert_refused(
        &ran,
        "small: input `n`: `1000000000000000` takes 24.0 PB or more",
    );
}

#[cfg(target_os = "linux")]
#[test]
fn what_the_allocator_refuses_is_a_failed_row() {
    let folder = Folder::new();
    let ran = run(
        "growth/list-3.9 -i n=1e7 --memory 40MB --passes count",
        &folder,
    );
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    let report = folder.report();
    let outcome = &row(&report, "list-3.9")["outcome"];
    assert_eq!(outcome["status"], "failed");
    let reason = outcome["reason"].as_str().unwrap();
    assert!(reason.contains("the allocator did not give "), "{reason}");
}

#[test]
fn many_short_sequences_hold_more_than_they_ask_for() {
    let folder = Folder::new();
    let ran = run("small -i n=10000 --passes count", &folder);
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let report = folder.report();
    for row in rows(&report) {
        let per_item =
            row["heap"]["peak_bytes"].as_f64().unwrap() / row["elements"].as_f64().unwrap();
        assert!(per_item > 8.0, "{row}");
    }
    // Nine in ten have a block, and with it at least a word of the allocator's own.
    if cfg!(target_os = "linux") {
        let heap = &row(&report, "boxed-slices")["heap"];
        let bytes = |field: &str| heap[field].as_u64().unwrap();
        assert!(
            bytes("held_peak_bytes") > bytes("peak_bytes") + 10_000 * 4,
            "{heap}"
        );
    }
}
