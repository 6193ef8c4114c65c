//! Waiting tasks, and an input that tasks share or copy.

use heapwise::lab::concurrency::{
    ChildCommand, async_tasks, processes_copied, processes_shared, threads_copied, threads_shared,
};
use tokio::runtime::Builder;

use crate::under_dhat::measured;

const TASKS: u64 = 4;
/// More items than are sent to a process at once.
const ITEMS: u64 = 100_000;

fn command() -> ChildCommand {
    ChildCommand {
        program: env!("CARGO_BIN_EXE_heapwise").into(),
        arguments: vec!["concurrent-task".into()],
    }
}

/// How often `run` holds its items: by how many times their bytes the peak grows if there are twice as
/// many. The small blocks that threads allocate while they start differ from run to run.
fn copies(run: impl Fn(&[u64]) -> std::io::Result<u64>) -> f64 {
    let items: Vec<u64> = (0..2 * ITEMS).collect();
    let peak = |n: u64| measured(|| run(&items[..n as usize]).unwrap()).0 as f64;
    let growth = peak(2 * ITEMS) - peak(ITEMS);
    (growth / (8 * ITEMS) as f64 * 100.0).round() / 100.0
}

pub fn only_threads_with_copies_hold_the_input_again() {
    let shared = copies(|items| threads_shared(items, TASKS, || ()));
    assert_eq!(shared, 0.0, "threads-shared");
    let copied = copies(|items| threads_copied(items, TASKS, || ()));
    assert_eq!(copied, TASKS as f64, "threads-copied");
    let command = command();
    // The copies are in other processes.
    let sent = copies(|items| processes_copied(&command, items, TASKS, |_| ()));
    assert_eq!(sent, 0.0, "processes-copied");
    let mapped = copies(|items| processes_shared(&command, items, TASKS, |_| ()));
    assert_eq!(mapped, 0.0, "processes-shared");
}

/// The total bytes and blocks of `n` tasks of a runtime in this thread.
fn async_totals(n: u64) -> (u64, u64) {
    let (_, bytes, blocks) = measured(|| {
        let runtime = Builder::new_current_thread().build().unwrap();
        async_tasks(&runtime, n, || ())
    });
    (bytes, blocks)
}

pub fn a_waiting_task_of_a_runtime_is_one_block() {
    // The first runtime that a thread drops leaves a block behind.
    drop(Builder::new_current_thread().build().unwrap());
    let ((bytes, blocks), (more_bytes, more_blocks)) = (async_totals(1024), async_totals(2048));
    // A block for each, and the queue of tasks doubles once.
    assert_eq!(more_blocks - blocks, 1024 + 1);
    let (handles, queue) = (1024 * 8, 2048 * 8);
    assert_eq!(more_bytes - bytes, handles + queue + 1024 * 256);
}
