//! `heapwise run diffusion`.

use crate::common::{Folder, assert_refused, heapwise, row, rows, run_to};

const VARIANTS: [&str; 7] = [
    "allocating",
    "swapped",
    "in-place",
    "nested",
    "c",
    "c-nested",
    "c-copied",
];

#[test]
fn every_variant_conserves_the_sum_and_reports_its_bytes() {
    let folder = Folder::new();
    let arguments = "run diffusion -i size=50 -i steps=10 --passes count --runs 1";
    let ran = run_to(heapwise(), arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let report = folder.report();
    let names = rows(&report)
        .iter()
        .map(|row| row["name"].as_str().unwrap());
    assert!(names.eq(VARIANTS));
    let (rust, c) = rows(&report).split_at(4);
    for row in rust {
        // A square of 5 times 5 cells of 0.005.
        assert_eq!(row["answer"], "0.125000", "{row}");
    }
    for row in c {
        if cfg!(compiles_c) {
            assert_eq!(row["answer"], "0.125000", "{row}");
        } else {
            let reason = row["outcome"]["reason"].as_str().unwrap();
            assert!(reason.starts_with("no C compiler was found"), "{reason}");
        }
    }
    let peak = |name| row(&report, name)["heap"]["peak_bytes"].as_u64();
    let (cells, row_cells) = (50 * 50 * 8, 50 * 8);
    assert_eq!(peak("swapped"), Some(2 * cells));
    assert_eq!(peak("in-place"), Some(cells + row_cells));
    if cfg!(compiles_c) {
        assert_eq!(peak("c"), peak("swapped"));
    }
}

#[test]
fn the_sum_is_unknown_once_the_border_matters_and_all_variants_still_agree() {
    let folder = Folder::new();
    let arguments = "run diffusion -i size=20 -i steps=500 --passes count --runs 1";
    let ran = run_to(heapwise(), arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    let answer = row(&folder.report(), "swapped")["answer"].clone();
    let sum: f64 = answer.as_str().unwrap().parse().unwrap();
    assert!(sum > 0.0 && sum < 0.02, "{sum}");
}

#[test]
fn impossible_sizes_are_refused() {
    let folder = Folder::new();
    let refused = |input: &str, message: &str| {
        let ran = run_to(
            heapwise(),
            &format!("run diffusion -i {input}"),
            folder.path(),
        );
        assert_refused(&ran, message);
    };
    refused("size=0", "input `size`: `0` is out of range");
    refused("size=1e6", "input `size`: `1e6` is out of range");
}
