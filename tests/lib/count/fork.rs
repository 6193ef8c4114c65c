//! Children of a process that counts.

use std::hint::black_box;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use heapwise::count;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork};

use super::{block, totals};

const CHILDREN: usize = 50;

/// How long a child may take.
const LIMIT: Duration = Duration::from_secs(20);

/// What a child exits with if its figures are right.
const RIGHT: i32 = 42;

#[test]
fn a_child_forked_while_threads_allocate_can_allocate_and_count() {
    let is_over = AtomicBool::new(false);
    let (failed, figures) = thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let mut text = black_box(String::from("text"));
                    text.reserve_exact(1000);
                }
            });
        }
        let counted = count(|| {
            black_box(block(10));
            let mut statuses = (0..CHILDREN).map(|_| status_of_child());
            statuses.find(|status| !is_right(status))
        });
        is_over.store(true, Ordering::Relaxed);
        counted
    });
    assert_eq!(failed, None, "a child hung or failed");
    assert_eq!(totals(&figures), [10, 1, 10, 1, 0, 0]);
}

fn is_right(status: &WaitStatus) -> bool {
    matches!(status, WaitStatus::Exited(_, RIGHT))
}

/// Forks a child, which allocates and counts, and waits for it. A child that hangs is killed.
fn status_of_child() -> WaitStatus {
    // SAFETY: the child only allocates, which its copies of the allocators' locks allow, and exits.
    let child = match unsafe { fork() }.unwrap() {
        ForkResult::Parent { child } => child,
        ForkResult::Child => {
            let (kept, figures) = count(|| {
                drop(block(100));
                block(10)
            });
            let has_counted = totals(&figures) == [110, 2, 100, 1, 10, 1];
            drop(kept);
            // SAFETY: nothing of the parent's is run at exit.
            unsafe { libc::_exit(if has_counted { RIGHT } else { 1 }) }
        }
    };
    status_within_limit(child)
}

fn status_within_limit(child: Pid) -> WaitStatus {
    let began = Instant::now();
    loop {
        match waitpid(child, Some(WaitPidFlag::WNOHANG)).unwrap() {
            WaitStatus::StillAlive if began.elapsed() > LIMIT => return status_of_killed(child),
            WaitStatus::StillAlive => thread::sleep(Duration::from_millis(1)),
            status => return status,
        }
    }
}

fn status_of_killed(child: Pid) -> WaitStatus {
    kill(child, Signal::SIGKILL).unwrap();
    waitpid(child, None).unwrap()
}

/// Set in the process that registers a handler of its own.
const HANDLER_VARIABLE: &str = "HEAPWISE_TEST_FORK_HANDLER";

/// A handler that is registered before the first scope runs while heapwise's has taken the locks.
#[test]
#[allow(clippy::zombie_processes)] // It is waited for by its number.
fn other_handlers_of_fork_may_allocate() {
    if std::env::var_os(HANDLER_VARIABLE).is_some() {
        return fork_with_allocating_handlers();
    }
    let program = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "count::fork::other_handlers_of_fork_may_allocate",
        ])
        .env(HANDLER_VARIABLE, "")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = status_within_limit(Pid::from_raw(program.id() as i32));
    assert!(is_right(&status), "the process hung or failed: {status:?}");
}

fn fork_with_allocating_handlers() {
    extern "C" fn allocate() {
        drop(block(1000));
    }
    // SAFETY: the handlers only allocate, which glibc allows in a handler.
    let error = unsafe { libc::pthread_atfork(Some(allocate), Some(allocate), Some(allocate)) };
    assert_eq!(error, 0);
    let (status, _) = count(|| {
        // Used by several threads, the lock of the scopes has no owner that could take it twice.
        thread::spawn(|| drop(block(10))).join().unwrap();
        status_of_child()
    });
    std::process::exit(if is_right(&status) { RIGHT } else { 1 });
}
