//! `heapwise run kernel`.

use heapwise::lab::julia::lanes::InstructionSet;
use serde_json::Value;

use crate::common::{Folder, assert_refused, heapwise, row, rows, run_to};

/// The bytes of two axes of 100 coordinates, grown by push, and of a count for each point.
const BYTES: u64 = 2 * 128 * 8 + 100 * 100 * 4;

fn metric(row: &Value, name: &str) -> Option<f64> {
    let mut metrics = row["metrics"].as_array()?.iter();
    metrics.find(|metric| metric["name"] == name)?["value"].as_f64()
}

fn run(arguments: &str) -> Folder {
    let folder = Folder::new();
    let arguments = format!("run {arguments} -i width=100 --passes count --runs 1");
    let ran = run_to(heapwise(), &arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    folder
}

#[test]
fn every_variant_gives_the_known_sum_and_reports_its_lanes_and_threads() {
    let best = InstructionSet::best().expect("a processor that this test knows");
    let report = run("kernel -i threads=3").report();
    let names = rows(&report)
        .iter()
        .map(|row| row["name"].as_str().unwrap());
    let expected = [
        "abs",
        "norm-sqr",
        "expanded",
        "threads",
        "simd",
        "simd-threads",
    ];
    assert!(names.eq(expected));
    for row in rows(&report) {
        let name = row["name"].as_str().unwrap();
        assert_eq!(row["answer"], "334236", "{name}");
        let lanes = if name.starts_with("simd") {
            best.lanes()
        } else {
            1
        };
        assert_eq!(metric(row, "lanes"), Some(lanes as f64), "{name}");
        let threads = if name.ends_with("threads") { 3 } else { 1 };
        assert_eq!(metric(row, "threads"), Some(f64::from(threads)), "{name}");
        if threads == 1 {
            assert_eq!(row["heap"]["peak_bytes"], BYTES, "{name}");
        }
    }
    let about = row(&report, "simd")["about"].as_str().unwrap();
    assert!(about.contains(best.name()), "{about}");
}

#[test]
fn instructions_that_the_processor_lacks_do_not_apply() {
    for set in InstructionSet::ALL {
        let name = set.name().to_lowercase();
        let report = run(&format!(
            "kernel/simd kernel/expanded -i instructions={name}"
        ))
        .report();
        let simd = row(&report, "simd");
        if set.is_available() {
            assert_eq!(simd["answer"], "334236", "{set}");
            assert_eq!(metric(simd, "lanes"), Some(set.lanes() as f64), "{set}");
        } else {
            assert_eq!(simd["outcome"]["status"], "not-applicable", "{set}");
            let why = format!("this processor has no {set}; choose instructions=best");
            assert_eq!(simd["outcome"]["reason"], why);
        }
    }
}

#[test]
fn impossible_inputs_are_refused() {
    let folder = Folder::new();
    let refused = |input: &str, message: &str| {
        let ran = run_to(heapwise(), &format!("run kernel -i {input}"), folder.path());
        assert_refused(&ran, message);
    };
    refused("threads=0", "input `threads`: `0` is out of range");
    refused("width=0", "input `width`: `0` is out of range");
    refused("instructions=mmx", "input `instructions`: `mmx`");
}
