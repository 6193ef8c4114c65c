//! One input that several tasks read.

use std::hint::black_box;
use std::io::{self, Write};

use tempfile::NamedTempFile;

use super::children::{ChildCommand, Children};
use super::gate::Gate;
use super::items::{fold, write_items};
use super::waiting::run_threads;

/// Folds `items` in `tasks` threads, which all read the same items. Calls `while_waiting` while all
/// have answered and none has ended.
///
/// # Errors
///
/// If the system starts no more threads.
pub fn threads_shared(items: &[u64], tasks: u64, while_waiting: impl FnOnce()) -> io::Result<u64> {
    let task = |number, gate: &Gate| {
        let answer = fold(number, items.iter().copied());
        gate.wait();
        answer
    };
    run_threads(tasks, task, while_waiting)
}

/// As [`threads_shared`], with a copy of the items for each thread.
///
/// # Errors
///
/// If the system starts no more threads.
pub fn threads_copied(items: &[u64], tasks: u64, while_waiting: impl FnOnce()) -> io::Result<u64> {
    let task = |number, gate: &Gate| {
        let copy = black_box(items.to_vec());
        let answer = fold(number, copy.iter().copied());
        gate.wait();
        answer
    };
    run_threads(tasks, task, while_waiting)
}

/// Folds `items` in `tasks` processes. Each process receives a copy. Calls `while_waiting` with
/// the numbers of the processes while all have answered and none has ended.
///
/// # Errors
///
/// If a process cannot be started, or ends early.
pub fn processes_copied(
    command: &ChildCommand,
    items: &[u64],
    tasks: u64,
    while_waiting: impl FnOnce(&[u32]),
) -> io::Result<u64> {
    Children::start(command, None, tasks)?.run(items, while_waiting)
}

/// As [`processes_copied`], but writes the items to a temporary file, which each process maps.
///
/// # Errors
///
/// If the file cannot be written, a process cannot be started, or ends early.
pub fn processes_shared(
    command: &ChildCommand,
    items: &[u64],
    tasks: u64,
    while_waiting: impl FnOnce(&[u32]),
) -> io::Result<u64> {
    let mut file = NamedTempFile::new()?;
    write_items(items, &mut file)?;
    file.flush()?;
    Children::start(command, Some(file.path()), tasks)?.run(&[], while_waiting)
}
