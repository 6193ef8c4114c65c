//! Code of many kinds, one kind to an experiment.

use std::cell::Cell;
use std::hint::black_box;
use std::sync::OnceLock;
use std::thread;

use heapwise::experiment::Declared;
use heapwise::{Alloc, Answer, Experiment};
use rayon::prelude::*;

#[global_allocator]
static ALLOC: Alloc = Alloc::system();

fn main() -> std::process::ExitCode {
    let experiments: [Declared; 7] = [
        threads().into(),
        in_parallel().into(),
        in_a_runtime().into(),
        statics().into(),
        setup().into(),
        answers().into(),
        metrics().into(),
    ];
    heapwise::main(experiments)
}

/// A block of `bytes` bytes, all written.
fn block(bytes: usize) -> Vec<u8> {
    black_box(vec![1; bytes])
}

fn threads() -> Experiment {
    Experiment::new("threads", "four threads of a kilobyte each").variant("spawned", "", |_| {
        let spawn = |_| thread::spawn(|| block(1000));
        let threads: Vec<_> = (0..4).map(spawn).collect();
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().unwrap().len());
        joined.sum::<usize>()
    })
}

fn in_parallel() -> Experiment<Vec<u64>> {
    Experiment::new("rayon", "squares that are even")
        .setup(|_| (0..100_000).collect())
        .variant("parallel", "", |numbers: &Vec<u64>| {
            let even = |square: &u64| square % 2 == 0;
            let squares: Vec<u64> = numbers.par_iter().map(|n| n * n).filter(even).collect();
            squares.len()
        })
        .variant("plain", "", |numbers| {
            let even = |square: &u64| square % 2 == 0;
            let squares: Vec<u64> = numbers.iter().map(|n| n * n).filter(even).collect();
            squares.len()
        })
}

fn in_a_runtime() -> Experiment {
    Experiment::new("runtime", "two tasks").variant("tokio", "", |_| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let one = tokio::spawn(async { block(2000) });
            let other = tokio::spawn(async { block(3000) });
            one.await.unwrap().len() + other.await.unwrap().len()
        })
    })
}

static TABLE: OnceLock<Vec<u64>> = OnceLock::new();

fn statics() -> Experiment {
    Experiment::new("statics", "a table made at its first use")
        .variant("lazy", "", |_| TABLE.get_or_init(|| vec![7; 1000]).len())
}

fn setup() -> Experiment<()> {
    Experiment::new("setup", "a set-up that panics")
        .setup(|_| panic!("no text to read"))
        .variant("any", "", |()| 1)
}

fn answers() -> Experiment {
    Experiment::new("answers", "one that differs, and one that fails")
        .variant("right", "", |_| 4)
        .variant("wrong", "", |_| 5)
        .try_variant("failing", "", |_| "four".parse::<i32>())
        .try_variant("parsed", "", |_| "4".parse::<i32>())
}

fn metrics() -> Experiment<Cell<usize>> {
    Experiment::new("metrics", "an answer with metrics and elements")
        .input("n", 1000, "how many bytes")
        .setup(|input| Cell::new(input.get("n")))
        .variant("block", "", |bytes| {
            let block = block(bytes.get());
            let spare = block.capacity() - block.len();
            Answer::new(block.len())
                .elements(10)
                .metric("spare", spare as f64, "B")
                .metric("half", 0.5, "")
        })
}
