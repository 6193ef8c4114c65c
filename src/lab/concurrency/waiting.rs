//! Tasks that all wait at the same time.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::task;

use super::children::{ChildCommand, Children};
use super::gate::Gate;

/// Starts `tasks` threads. Calls `while_waiting` while all wait, then adds up their numbers.
///
/// # Errors
///
/// If the system starts no more threads.
pub fn threads(tasks: u64, while_waiting: impl FnOnce()) -> io::Result<u64> {
    let wait = |number, gate: &Gate| {
        gate.wait();
        number
    };
    run_threads(tasks, wait, while_waiting)
}

/// Runs `task` in threads. Each thread must wait at the gate before it returns. Calls `while_waiting`
/// while all wait, then adds up what they return. No task begins before every thread has started: what
/// the standard library allocates for a thread then depends on no other thread's progress.
pub(super) fn run_threads(
    tasks: u64,
    task: impl Fn(u64, &Gate) -> u64 + Sync,
    while_waiting: impl FnOnce(),
) -> io::Result<u64> {
    let (started, ended, task) = (&Gate::default(), &Gate::default(), &task);
    thread::scope(|scope| {
        let threads = (0..tasks).map(|number| {
            let thread = thread::Builder::new().spawn_scoped(scope, move || {
                started.wait();
                task(number, ended)
            })?;
            started.wait_for(number + 1);
            Ok(thread)
        });
        let threads: io::Result<Vec<_>> = threads.collect();
        started.open();
        // With the gate closed, the scope would wait for the threads for ever.
        let threads = threads.inspect_err(|_| ended.open())?;
        ended.wait_for(tasks);
        while_waiting();
        ended.open();
        let answers = threads.into_iter().map(|thread| thread.join());
        let answers = answers.map(|answer| answer.expect("a task does not panic"));
        Ok(answers.fold(0, u64::wrapping_add))
    })
}

/// Starts `tasks` tasks of `runtime`. Calls `while_waiting` while all wait, then adds up their
/// numbers.
pub fn async_tasks(runtime: &Runtime, tasks: u64, while_waiting: impl FnOnce()) -> u64 {
    let waiting = Arc::new(AtomicU64::new(0));
    let gate = Arc::new(Semaphore::new(0));
    runtime.block_on(async {
        let handles = (0..tasks)
            .map(|number| task::spawn(wait(number, Arc::clone(&waiting), Arc::clone(&gate))));
        let handles: Vec<_> = handles.collect();
        while waiting.load(Ordering::Relaxed) < tasks {
            task::yield_now().await;
        }
        while_waiting();
        gate.close();
        let mut sum = 0_u64;
        for handle in handles {
            sum = sum.wrapping_add(handle.await.expect("a task does not panic"));
        }
        sum
    })
}

/// Waits until the gate is closed: a closed semaphore lets all pass.
async fn wait(number: u64, waiting: Arc<AtomicU64>, gate: Arc<Semaphore>) -> u64 {
    waiting.fetch_add(1, Ordering::Relaxed);
    let _closed = gate.acquire().await;
    number
}

/// Starts `tasks` processes. Calls `while_waiting` with their numbers while all wait, then adds up the
/// numbers of the tasks.
///
/// # Errors
///
/// If a process cannot be started, or ends early.
pub fn processes(
    command: &ChildCommand,
    tasks: u64,
    while_waiting: impl FnOnce(&[u32]),
) -> io::Result<u64> {
    Children::start(command, None, tasks)?.run(&[], while_waiting)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_tasks_wait_at_once() {
        let mut calls = 0;
        assert_eq!(threads(50, || calls += 1).unwrap(), 1225);
        assert_eq!(threads(0, || calls += 1).unwrap(), 0);
        for mut builder in [
            tokio::runtime::Builder::new_current_thread(),
            tokio::runtime::Builder::new_multi_thread(),
        ] {
            let runtime = builder.build().unwrap();
            assert_eq!(async_tasks(&runtime, 1000, || calls += 1), 499_500);
        }
        assert_eq!(calls, 4);
    }

    #[test]
    fn a_process_that_is_no_task_is_an_error() {
        let command = ChildCommand {
            program: "/nonexistent".into(),
            arguments: Vec::new(),
        };
        assert!(processes(&command, 1, |_| ()).is_err());
    }
}
