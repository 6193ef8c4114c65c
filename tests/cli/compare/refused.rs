//! Comparisons that are refused.

use super::{REPORT_0_1, run_in_package};
use crate::common::assert_refused;

#[test]
fn impossible_comparisons_are_refused() {
    let profile = format!("{REPORT_0_1}/profiles/julia.stored.json");
    for (arguments, message) in [
        (
            &["compare", REPORT_0_1, profile.as_str()] as &[&str],
            "one is a report and the other a profile",
        ),
        (
            &["compare", "nowhere", REPORT_0_1],
            "argument `nowhere`: not a file or folder; no baseline `nowhere`: none exists",
        ),
        (
            &["compare", REPORT_0_1, "README.md"],
            "neither a report of heapwise nor a DHAT profile",
        ),
        (
            &[
                "compare",
                "julia/stord",
                "julia/axes",
                "--report",
                REPORT_0_1,
            ],
            "no variant `julia/stord`; the nearest: `julia/stored`",
        ),
        (
            &[
                "compare",
                "julia/stored",
                "table/std",
                "--report",
                REPORT_0_1,
            ],
            "variants of different experiments cannot be compared",
        ),
        (
            &["compare", REPORT_0_1, REPORT_0_1, "--fail-above", "paek=0"],
            "no figure `paek`; the nearest: `peak`",
        ),
        (
            &["compare", REPORT_0_1, REPORT_0_1, "--fail-above", "5"],
            "`5` is not a valid growth; give 0 or a percentage",
        ),
        (
            &["compare", &profile, &profile, "--fail-above", "time=5%"],
            "no variant has `time` on both sides",
        ),
    ] {
        assert_refused(&run_in_package(arguments), message);
    }
}
