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
            "argument `nowhere`: not a file or folder; unknown baseline `nowhere`; there is none",
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
            "unknown variant `julia/stord`; the nearest: `julia/stored`",
        ),
        (
            &[
                "compare",
                "julia/stored",
                "table/std",
                "--report",
                REFERENCE,
            ],
            "variants of different experiments cannot be compared",
        ),
        (
            &["compare", REFERENCE, REFERENCE, "--fail-above", "paek=0"],
            "unknown figure `paek`; the nearest: `peak`",
        ),
        (
            &["compare", REFERENCE, REFERENCE, "--fail-above", "5"],
            "`5` is not a valid growth; give 0 or a percentage",
        ),
        (
            &["compare", &profile, &profile, "--fail-above", "time=5%"],
            "`time` is not measured on both sides",
        ),
    ] {
        assert_refused(&at_home(arguments), told);
    }
}
