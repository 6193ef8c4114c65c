//! What cannot be compared.

use crate::common::assert_refused;
use crate::{REFERENCE, at_home};

#[test]
fn what_cannot_be_compared_is_refused() {
    let profile = format!("{REFERENCE}/profiles/julia.stored.json");
    for (arguments, told) in [
        (
            &["compare", REFERENCE, profile.as_str()] as &[&str],
            "one is a report and the other a profile",
        ),
        (
            &["compare", "nowhere", REFERENCE],
            "argument `nowhere`: no file or folder; no baseline `nowhere`: none exists",
        ),
        (
            &["compare", REFERENCE, "README.md"],
            "neither a report of heapwise nor a DHAT profile",
        ),
        (
            &[
                "compare",
                "julia/stord",
                "julia/axes",
                "--report",
                REFERENCE,
            ],
            "no variant `julia/stord`; the nearest: `julia/stored`",
        ),
        (
            &[
                "compare",
                "julia/stored",
                "table/std",
                "--report",
                REFERENCE,
            ],
            "two experiments have no answer in common",
        ),
        (
            &["compare", REFERENCE, REFERENCE, "--fail-above", "paek=0"],
            "no figure `paek`; the nearest: `peak`",
        ),
        (
            &["compare", REFERENCE, REFERENCE, "--fail-above", "5"],
            "`5` is no growth: give 0, or per cent",
        ),
        (
            &["compare", &profile, &profile, "--fail-above", "time=5%"],
            "nothing that is compared has `time`",
        ),
    ] {
        assert_refused(&at_home(arguments), told);
    }
}
