//! Answers and footprints.

use serde_json::json;

use super::VARIANTS;
use crate::common::{Folder, heapwise, row, rows, run_to};
use crate::julia_run;

#[test]
fn all_nine_variants_give_the_sum_of_the_book() {
    let (folder, ran) = julia_run();
    let report = folder.report();
    let names: Vec<&str> = rows(&report)
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, VARIANTS);
    for row in rows(&report) {
        assert_eq!(row["outcome"], json!({"status": "measured"}));
        assert_eq!(row["answer"], "334236");
        assert_eq!(row["elements"], 10_000);
    }
    assert!(
        ran.stdout
            .contains("answer: 334236, the same from all 9 variants"),
        "{}",
        ran.stdout
    );
    for name in VARIANTS {
        assert!(
            ran.stdout.contains(&format!("\n {name} ")),
            "{name} in {}",
            ran.stdout
        );
    }
    let path = folder.file("report.json");
    assert!(
        ran.stdout
            .contains(&format!("\nreport: {}\n", path.display()))
    );
    assert_eq!(ran.stderr, "");
}

#[test]
#[ignore = "slow"]
fn width_500_gives_the_sum_of_the_book() {
    let folder = Folder::new();
    let ran = run_to(
        heapwise(),
        "run julia -i width=500 --passes count --runs 1",
        folder.path(),
    );
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    for row in rows(&folder.report()) {
        assert_eq!(row["answer"], "8306884");
    }
}

#[test]
fn heap_figures_repeat_to_the_byte() {
    let (first, _) = julia_run();
    let second = Folder::new();
    run_to(
        heapwise(),
        "run julia -i width=100 --passes count,heap --runs 1",
        second.path(),
    );
    let (first, second) = (first.report(), second.report());
    let figures = |report: &serde_json::Value, name: &str| {
        let mut heap = row(report, name)["heap"].clone();
        let scope_ns = heap.as_object_mut().unwrap().remove("scope_ns");
        assert!(scope_ns.unwrap().as_u64().unwrap() > 0, "{name}");
        // How much an allocator rounds up depends on where a block lies.
        let held = heap.as_object_mut().unwrap().remove("held_peak_bytes");
        assert!(held.is_none() || held.unwrap().as_u64() >= heap["peak_bytes"].as_u64());
        heap
    };
    for name in VARIANTS {
        assert_eq!(figures(&first, name), figures(&second, name), "{name}");
    }
}

#[test]
fn the_page_shows_what_profiling_cost() {
    let (folder, _) = julia_run();
    let page = std::fs::read_to_string(folder.file("index.html")).unwrap();
    let lines = page.matches(" while it was profiled, ").count();
    // One variant allocates nothing, and has no profile.
    assert_eq!(lines, VARIANTS.len() - 1);
    assert!(page.contains("× its median time"), "{page}");
}

#[test]
fn the_footprints_are_as_arithmetic_predicts() {
    let report = julia_run().0.report();
    let heap = |name: &str, field: &str| row(&report, name)["heap"][field].as_u64().unwrap();

    assert_eq!(heap("streamed", "total_blocks"), 0);
    assert_eq!(heap("streamed", "held_peak_bytes"), 0);
    assert_eq!(heap("on-the-fly", "total_blocks"), 1);
    assert_eq!(heap("on-the-fly", "total_bytes"), 4 * 10_000);
    assert_eq!(heap("stored-reserved", "peak_bytes"), 36 * 10_000);
    assert_eq!(heap("stored-reserved", "copying_peak_bytes"), 36 * 10_000);
    assert_eq!(heap("stored-reserved", "realloc_count"), 0);

    // 10 000 complex numbers: capacities 4, 8, ... 16 384. During the last growth of cs, zs has
    // capacity 16 384, and cs has both 8 192 and 16 384.
    assert_eq!(heap("stored", "realloc_count"), 2 * 12);
    assert_eq!(heap("stored", "realloc_copy_bytes"), 2 * 16 * (16_384 - 4));
    assert_eq!(heap("stored", "peak_bytes"), 2 * 16 * 16_384 + 40_000);
    assert_eq!(
        heap("stored", "copying_peak_bytes"),
        16 * (16_384 + 8_192 + 16_384)
    );
    for name in VARIANTS {
        assert_eq!(heap(name, "end_bytes"), 0, "{name}");
        assert!(
            heap(name, "held_peak_bytes") >= heap(name, "peak_bytes"),
            "{name}"
        );
    }
}
