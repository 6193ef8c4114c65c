//! Budgets that are refused before anything is measured.

use super::{FOREIGN_BUDGET, run_with_budgets};
use crate::common::{Folder, assert_refused};

#[test]
fn invalid_budgets_are_refused_before_anything_is_measured() {
    let of_julia = |limit: &str| format!("[[budget]]\nvariants = \"julia/*\"\n{limit}\n");
    let folder = Folder::new();
    for (budgets, message) in [
        (
            of_julia("paek = 1"),
            "heapwise.toml: budget 1: no figure `paek`; the nearest: `peak`",
        ),
        (
            of_julia("peak = \"8 apples\""),
            "budget 1: `peak`: \"8 apples\" is not a valid number of bytes; give one such as 4096",
        ),
        (
            of_julia("peak = -1"),
            "`peak`: -1 is not a valid number of bytes",
        ),
        (
            of_julia("peak = true"),
            "`peak`: a value of type boolean is not a valid number of bytes",
        ),
        (
            of_julia("blocks = \"3 MB\""),
            "`blocks`: \"3 MB\" is not a valid count; give a whole number from 0 on",
        ),
        (
            of_julia("time = 5"),
            "`time`: 5 is not a valid duration; give a text with a whole number and a unit",
        ),
        (
            of_julia("peak = { baseline = \"mian\" }"),
            "`baseline`: no baseline `mian`: none exists; save it with --save-baseline",
        ),
        (
            of_julia("peak = { per_elemnt = 3 }"),
            "`peak`: give a value, { per_element = … }",
        ),
        (
            of_julia("peak = { baseline = \"main\", grwth = \"5%\" }"),
            "`peak`: give a value, { per_element = … }",
        ),
        (
            of_julia("peak = { per_element = -1.5 }"),
            "`peak`: -1.5 is not a valid number of bytes",
        ),
        (
            of_julia("metrics = { load_factor = nan }"),
            "`load_factor`: NaN is not a valid number; give one such as 0.9",
        ),
        (
            of_julia("peak = { baseline = \"main\", growth = \"5\" }"),
            "`peak`: `5` is not a valid growth",
        ),
        (
            of_julia("peak = 1\ninput = { widht = 3 }"),
            "`input`: no input `widht`; the nearest: `width`",
        ),
        (
            of_julia("peak = 1\ninput = { width = \"x\" }"),
            "`input`: input `width`: `x` is not a whole number",
        ),
        (
            of_julia("peak = 1\ninput = { width = -10 }"),
            "`input`: input `width`: `-10` is out of range",
        ),
        (
            of_julia("peak = 1.5"),
            "`peak`: 1.5 is not a valid number of bytes",
        ),
        (of_julia(""), "budget 1: it limits no figure"),
        (of_julia("peak = "), "heapwise.toml: not TOML"),
        (
            String::from("[[budget]]\nvariants = \"julia/stord\"\npeak = 1"),
            "budget 1: `variants`: no variant `julia/stord`",
        ),
        (
            String::from("[[budget]]\npeak = 1"),
            "`variants` is missing or not a text",
        ),
        (
            String::from("[budget]\npeak = 1"),
            "`budget` is not a list of tables; begin each budget with a line `[[budget]]`",
        ),
        (
            String::from("[[budgets]]\npeak = 1"),
            "unknown key `budgets`",
        ),
    ] {
        assert_refused(
            &run_with_budgets(&folder, &budgets, &["--passes", "count"]),
            message,
        );
    }
    let without_pass = run_with_budgets(&folder, &of_julia("peak = 1"), &["--passes", "time"]);
    assert_refused(
        &without_pass,
        "budget 1: `peak` needs the pass count or heap, which --passes leaves out",
    );
    assert_refused(
        &run_with_budgets(&folder, "", &["--budget", "nowhere.toml"]),
        "cannot read nowhere.toml",
    );
    folder.write("elsewhere.toml", FOREIGN_BUDGET);
    assert_refused(
        &run_with_budgets(&folder, "", &["--budget", "elsewhere.toml"]),
        "elsewhere.toml: budget 1: `variants`: no variant `words/sorted`",
    );
    std::fs::write(folder.file("binary.toml"), b"\xff").unwrap();
    assert_refused(
        &run_with_budgets(&folder, "", &["--budget", "binary.toml"]),
        "binary.toml: not UTF-8; a budget file must be UTF-8 text",
    );
    assert!(!folder.file("reports").exists(), "nothing was measured");
}
