//! Whether a tie is a tie: runs of variants that are the same function, and of ones that are 5 % slower.
//!
//! Of 20 runs of each experiment, no summary may name a winner among twins, and no comparison may report a
//! change of their times; at least 18 must report the slower ones. Otherwise it exits with 1. With `--test`
//! there is one run of each, which proves nothing.

use std::hint::black_box;
use std::process::{Command, ExitCode};

use heapwise::experiment::Declared;
use heapwise::{Alloc, Experiment};

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

/// Set where this program is the one whose variants are measured.
const MEASURED: &str = "HEAPWISE_TIES";

const RUNS: usize = 20;
/// The least number of runs that report a difference of 5 %.
const LEAST_REPORTED: usize = 18;

/// Work and its amount, for about 5 ms.
type Work = (fn(u64) -> u64, u64);

const CPU: Work = (multiply, 3_000_000);
const HEAP: Work = (fill_lists, 100_000);

/// A chain of multiplications.
#[inline(never)]
fn multiply(n: u64) -> u64 {
    (0..n).fold(1, |product: u64, i| {
        (product ^ i)
            .wrapping_mul(0xbf58_476d_1ce4_e5b9)
            .rotate_left(17)
    })
}

/// Lists of up to 50 numbers, each in a block of its own.
#[inline(never)]
fn fill_lists(n: u64) -> u64 {
    let lists = (0..n).map(|i| black_box((0..=i % 50).collect::<Vec<u64>>()));
    lists.map(|list| list.iter().sum::<u64>()).sum()
}

/// Two variants, of which `b` does so many percent more work.
fn pair(name: &str, (work, n): Work, percent: u64) -> Declared {
    let run = move |n: u64| {
        black_box(work(black_box(n)));
    };
    Experiment::new(name, "two variants")
        .setup(move |_| n)
        .variant("a", "the work", move |&n| run(n))
        .variant("b", "as much or more", move |&n| run(n + n * percent / 100))
        .into()
}

/// Each experiment's name, its work, and how much slower `b` is in percent.
const PAIRS: [(&str, Work, u64); 4] = [
    ("twins-cpu", CPU, 0),
    ("twins-heap", HEAP, 0),
    ("slower-cpu", CPU, 5),
    ("slower-heap", HEAP, 5),
];

fn main() -> ExitCode {
    if std::env::var_os(MEASURED).is_some() {
        return heapwise::main(PAIRS.map(|(name, work, percent)| pair(name, work, percent)));
    }
    let is_test = std::env::args().any(|argument| argument == "--test");
    let runs = if is_test { 1 } else { RUNS };
    let folder = tempfile::tempdir().expect("a folder for reports");
    let report = folder.path().display().to_string();
    let mut holds = true;
    for (name, _, percent) in PAIRS {
        let (mut named, mut reported) = (0, 0);
        for _ in 0..runs {
            let summary = heapwise_prints(&["run", name, "--passes", "time", "--out", &report]);
            let names = |variant| summary.contains(&format!("{variant} is fastest"));
            named += usize::from(names("a") || percent == 0 && names("b"));
            let both = [format!("{name}/a"), format!("{name}/b")];
            let difference = heapwise_prints(&["compare", &both[0], &both[1], "--report", &report]);
            reported += usize::from(difference.lines().any(|line| line.starts_with(" time ")));
        }
        println!(
            "{name}: a winner in {named} of {runs} summaries, a change in {reported} comparisons"
        );
        holds &= match percent {
            0 => named == 0 && reported == 0,
            _ => named.min(reported) >= LEAST_REPORTED,
        };
    }
    ExitCode::from(u8::from(!holds && !is_test))
}

/// Runs the measured program, and returns what it prints.
fn heapwise_prints(arguments: &[&str]) -> String {
    let mut command = Command::new(std::env::current_exe().expect("a path"));
    command.args(arguments).env(MEASURED, "1");
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}
