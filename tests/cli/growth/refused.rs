//! Inputs that `heapwise run growth` and `heapwise run small` refuse.

use super::run;
use crate::common::{Folder, assert_refused, row};

#[test]
fn impossible_sizes_are_refused() {
    let folder = Folder::new();
    let refused = |input: &str, message: &str| {
        let ran = run(&format!("growth -i {input}"), &folder);
        assert_refused(&ran, message);
    };
    refused(
        "item=7",
        "input `item`: `7` is not the size of an item: give 1, 8, 24 or 64\n",
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
fn a_failed_allocation_is_a_failed_row() {
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
