//! Which blocks count, and that they are counted exactly.

use libtest_mimic::Trial;

use super::{failure, program, row_of};
use crate::common::{Folder, row, run_to};

pub fn all() -> Vec<Trial> {
    trials![
        blocks_of_the_setup_and_of_the_report_do_not_count,
        the_bytes_that_glibc_holds_are_its_chunks,
        counting_is_exact_with_threads,
        a_variant_counts_a_part_of_itself_in_every_pass,
        a_wrong_size_fails_the_row,
    ]
}

fn blocks_of_the_setup_and_of_the_report_do_not_count() {
    let folder = Folder::new();
    let ran = run_to(
        program(),
        "run blocks --passes count,heap --runs 1",
        folder.path(),
    );
    assert_eq!(ran.status, Some(0), "{}", ran.stdout);
    let report = folder.report();
    let fields = [
        "total_bytes",
        "total_blocks",
        "peak_bytes",
        "peak_blocks",
        "end_bytes",
        "end_blocks",
        "realloc_count",
        "realloc_copy_bytes",
        "copying_peak_bytes",
    ];
    let expected = [
        ("frees-the-setups", [72, 2, 72, 2, 0, 0, 0, 0, 72]),
        (
            "grows-the-setups",
            [3000, 1, 3000, 1, 3000, 1, 1, 1000, 3000],
        ),
        ("leaks", [77, 1, 77, 1, 77, 1, 0, 0, 77]),
        ("talks", [10, 1, 10, 1, 0, 0, 0, 0, 10]),
        ("zeroed-then-shrunk", [600, 2, 500, 1, 0, 0, 1, 100, 500]),
        ("aligned", [4096, 1, 4096, 1, 0, 0, 0, 0, 4096]),
        ("one-after-another", [200, 2, 100, 1, 0, 0, 0, 0, 100]),
    ];
    for (name, figures) in expected {
        let heap = &row(&report, name)["heap"];
        let found = fields.map(|field| heap[field].as_u64().unwrap());
        assert_eq!(found, figures, "{name}");
    }
}

/// According to malloc.c of glibc on 64 bits: chunks are multiples of 16 bytes and include 8 bytes of
/// metadata. One may be 16 bytes larger, if the rest would be less than a chunk.
fn the_bytes_that_glibc_holds_are_its_chunks() {
    if !cfg!(all(target_env = "gnu", target_pointer_width = "64")) {
        panic!("needs glibc on 64 bits");
    }
    let chunk = |asked: u64| (asked + 8).next_multiple_of(16).max(32);
    assert_eq!(chunk(8), 32);
    let expected = [
        ("blocks/frees-the-setups", [8, 64].as_slice()),
        ("blocks/leaks", &[77]),
        ("blocks/one-after-another", &[100]),
        ("blocks/zeroed-then-shrunk", &[500]),
    ];
    for (variant, blocks) in expected {
        let (_, row) = row_of(variant, &[]);
        let held = row["heap"]["held_peak_bytes"].as_u64().unwrap();
        let least = blocks.iter().map(|&asked| chunk(asked)).sum();
        let most = least + 16 * blocks.len() as u64;
        assert!((least..=most).contains(&held), "{variant}: {held}");
    }
}

fn counting_is_exact_with_threads() {
    let folder = Folder::new();
    let arguments = "run threads/joined threads/scoped --passes count,heap --runs 3";
    let ran = run_to(program(), arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{}", ran.stdout);
    let report = folder.report();
    for variant in ["joined", "scoped"] {
        let marked = format!("{variant} (several threads)");
        assert!(ran.stdout.contains(&marked), "{}", ran.stdout);
        let heap = &row(&report, variant)["heap"];
        assert_eq!(heap["several_threads"], true);
        // Starting a thread allocates a few small blocks as well.
        let of_a_thread = 1000 * 32 + 1000 * 16;
        let beside_bytes = heap["total_bytes"].as_u64().unwrap() - 8 * of_a_thread;
        let beside_blocks = heap["total_blocks"].as_u64().unwrap() - 8 * 1001;
        assert!(beside_bytes < 8 * 1000, "{heap}");
        assert!((8..100).contains(&beside_blocks), "{heap}");
    }
    let (_, freeing) = row_of("threads/freeing", &[]);
    assert_eq!(freeing["heap"]["several_threads"], true);
    let (_, joined) = row_of("threads/joined", &[]);
    assert_eq!(joined["heap"]["end_bytes"], 0);
    let (ran, _) = row_of("threads/background", &[]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

fn a_variant_counts_a_part_of_itself_in_every_pass() {
    let (ran, row) = row_of("counts/part", &["--passes", "time,heap"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    // Passes whose answers differ would fail the row.
    assert_eq!(row["answer"], "(700, 500, 1, 1)");
    assert_eq!(row["heap"]["total_bytes"], 1700);
    assert_eq!(row["heap"]["peak_bytes"], 1500);
    assert_eq!(row["heap"]["copying_peak_bytes"], 1700);
}

fn a_wrong_size_fails_the_row() {
    let message = "it freed or reallocated a block with another size";
    for variant in ["freed-as-larger", "freed-as-smaller", "grown-as-smaller"] {
        let variant = format!("sizes/{variant}");
        let reason = failure(&variant, &[]);
        assert!(
            reason.starts_with(&format!("in the count pass {message}")),
            "{reason}"
        );
        let folder = Folder::new();
        let profile = run_to(
            program(),
            &format!("profile {variant}"),
            &folder.file("p.json"),
        );
        assert_eq!(profile.status, Some(1), "{profile:?}");
        let message = format!("error: {variant}: in the heap pass {message}");
        assert!(profile.stderr.starts_with(&message), "{profile:?}");
    }
    let (ran, row) = row_of("sizes/right", &["--passes", "count,heap"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(row["heap"]["peak_bytes"], 3000);
}
