//! A suite of criterion that measures memory: this program starts itself as the suite.

#[path = "../common/mod.rs"]
mod common;
mod suite;

use std::process::{Command, ExitCode};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

use common::{Folder, Ran};

#[global_allocator]
static ALLOC: heapwise::Alloc = heapwise::Alloc::system();

fn main() -> ExitCode {
    if std::env::var_os(suite::MEASUREMENT).is_some() {
        suite::run();
        return ExitCode::SUCCESS;
    }
    let trials = vec![
        Trial::test("peaks_are_those_of_one_iteration", || {
            assert_figures("peak", PEAKS)
        }),
        Trial::test("totals_are_those_of_one_iteration", || {
            assert_figures("total", TOTALS)
        }),
        Trial::test("blocks_are_those_of_one_iteration", || {
            assert_figures("blocks", BLOCKS)
        }),
        Trial::test(
            "a_vector_that_grew_is_a_regression",
            a_vector_that_grew_is_a_regression,
        ),
        Trial::test("figures_have_units", figures_have_units),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// Runs the suite, and returns its output. Its figures are stored in `folder`.
fn run_suite(measurement: &str, folder: &Folder, items: usize, arguments: &[&str]) -> Ran {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(suite::MEASUREMENT, measurement);
    command.env(suite::ITEMS, items.to_string());
    command.env("CRITERION_HOME", folder.path());
    let ran = Ran::from(command.arg("--bench").args(arguments).output().unwrap());
    assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
    ran
}

/// What criterion estimates for a benchmark.
fn estimate(folder: &Folder, benchmark: &str) -> f64 {
    let text = folder.read(&format!("{benchmark}/new/estimates.json"));
    let estimates: Value = serde_json::from_str(&text).unwrap();
    estimates["mean"]["point_estimate"].as_f64().unwrap()
}

/// The bytes of the items of the suite's vectors.
const BYTES: f64 = 8.0 * suite::FEW_ITEMS as f64;

/// A vector of 8 bytes an item, one grown by `push` from 4 items to twice and so on, a block on another
/// thread beside it, a vector of a parameter's items, and one of each kind of loop.
const PEAKS: [(&str, f64); 9] = [
    ("plain", BYTES),
    ("grown", 8.0 * 1024.0),
    ("first_run", BYTES),
    ("nothing", 0.0),
    ("parameter/10", 80.0),
    ("parameter/1000", 8000.0),
    ("batched", BYTES),
    ("large_drop", BYTES),
    ("asynchronous", BYTES),
];

const TOTALS: [(&str, f64); 9] = [
    ("plain", BYTES),
    (
        "grown",
        8.0 * (4 + 8 + 16 + 32 + 64 + 128 + 256 + 512 + 1024) as f64,
    ),
    ("first_run", BYTES),
    ("nothing", 0.0),
    ("parameter/10", 80.0),
    ("parameter/1000", 8000.0),
    ("batched", BYTES),
    ("large_drop", BYTES),
    ("asynchronous", BYTES),
];

const BLOCKS: [(&str, f64); 9] = [
    ("plain", 1.0),
    ("grown", 9.0),
    ("first_run", 1.0),
    ("nothing", 0.0),
    ("parameter/10", 1.0),
    ("parameter/1000", 1.0),
    ("batched", 1.0),
    ("large_drop", 1.0),
    ("asynchronous", 1.0),
];

fn assert_figures(measurement: &str, expected: [(&str, f64); 9]) -> Result<(), Failed> {
    let folder = Folder::new();
    run_suite(measurement, &folder, suite::FEW_ITEMS, &[]);
    for (benchmark, figure) in expected {
        let estimate = estimate(&folder, benchmark);
        let is_equal = (estimate - figure).abs() <= 1e-6 * figure.max(1.0);
        assert!(
            is_equal,
            "{measurement} of {benchmark}: {estimate}, not {figure}"
        );
        let plots = folder.path().join(benchmark).join("report/pdf.svg");
        assert!(plots.exists(), "{benchmark} has no plots");
    }
    Ok(())
}

/// One benchmark's part of criterion's output.
fn part<'a>(output: &'a str, benchmark: &str) -> &'a str {
    let from = output.find(&format!("{benchmark} ")).unwrap();
    let rest = &output[from..];
    rest.split("\n\n").next().unwrap()
}

fn a_vector_that_grew_is_a_regression() -> Result<(), Failed> {
    let folder = Folder::new();
    let arguments = ["--save-baseline", "before"];
    run_suite("peak", &folder, suite::FEW_ITEMS, &arguments);
    let same = run_suite("peak", &folder, suite::FEW_ITEMS, &["--baseline", "before"]).stdout;
    assert!(
        !same.contains("regressed") && !same.contains("improved"),
        "{same}"
    );
    let grown = run_suite(
        "peak",
        &folder,
        suite::FEW_ITEMS + 50,
        &["--baseline", "before"],
    )
    .stdout;
    assert!(
        part(&grown, "plain").contains("Performance has regressed"),
        "{grown}"
    );
    assert!(
        part(&grown, "parameter/10").contains("No change"),
        "{grown}"
    );
    let fewer = ["plain", "--baseline", "before"];
    let fewer = run_suite("peak", &folder, suite::FEW_ITEMS - 50, &fewer).stdout;
    assert!(
        part(&fewer, "plain").contains("Performance has improved"),
        "{fewer}"
    );
    Ok(())
}

fn figures_have_units() -> Result<(), Failed> {
    let folder = Folder::new();
    let peaks = run_suite("peak", &folder, suite::FEW_ITEMS, &["parameter"]).stdout;
    assert!(
        part(&peaks, "parameter/10").contains("80.000 B "),
        "{peaks}"
    );
    assert!(
        part(&peaks, "parameter/1000").contains("8.0000 kB "),
        "{peaks}"
    );
    assert!(
        part(&peaks, "parameter/1000").contains("8.0000 B/element"),
        "{peaks}"
    );
    let blocks = run_suite("blocks", &folder, suite::FEW_ITEMS, &["parameter"]).stdout;
    assert!(
        part(&blocks, "parameter/10").contains("1.0000 blocks "),
        "{blocks}"
    );
    Ok(())
}
