//! Children of a process that counts.

use std::hint::black_box;
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
    let (statuses, figures) = thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let mut text = black_box(String::from("text"));
                    text.reserve_exact(1000);
                }
            });
        }
        let counted = count(|| {
            let statuses = [(); CHILDREN].map(|()| status_of_child());
            black_box(block(10));
            statuses
        });
        is_over.store(true, Ordering::Relaxed);
        counted
    });
    for status in statuses {
        assert!(
            matches!(status, WaitStatus::Exited(_, RIGHT)),
            "a child has hung or failed: {status:?}"
        );
    }
    assert_eq!(totals(&figures), [10, 1, 10, 1, 0, 0]);
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
            let is_right = totals(&figures) == [110, 2, 100, 1, 10, 1];
            drop(kept);
            // SAFETY: nothing of the parent's is run at exit.
            unsafe { libc::_exit(if is_right { RIGHT } else { 1 }) }
        }
    };
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
