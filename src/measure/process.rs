//! One worker process, from its start to its end.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::alloc::WORKER_VARIABLE;
use crate::units;

use super::guard::Guard;
use super::order::{Order, Reply, SCRATCH_VARIABLE};
use super::platform::{self, MemoryLimits, ProcessState};
use super::programs::Programs;
use super::worker_stderr::WorkerStderr;

/// The limits of one worker.
#[derive(Debug, Clone, Copy, Default)]
pub struct WorkerLimits {
    /// The longest time that the worker may run.
    pub timeout: Option<Duration>,
    /// The most private writable memory in bytes that the worker may have, including that of its
    /// instrument.
    pub memory_bytes: Option<u64>,
}

/// How a worker ended.
pub(super) enum WorkerEnd {
    Replied(Box<Reply>),
    Failed(String),
    Interrupted,
}

/// Why the wait for a process is over.
pub(super) enum WaitEnd {
    Exited {
        status: ExitStatus,
        limits: Option<MemoryLimits>,
    },
    TimedOut {
        limit: Duration,
        stopped: Option<&'static str>,
    },
    /// Stopped by this signal, and not continued.
    Stopped(&'static str),
    Interrupted,
}

/// How long a worker may be stopped, by a signal that only another process can undo.
const LONGEST_STOP: Duration = Duration::from_secs(10);
const LONGEST_POLL: Duration = Duration::from_millis(10);
/// How long the pipes of a process that has ended may stay open.
pub(super) const PIPES_CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// Runs one worker to its end. The worker may leave files in `scratch`.
pub(super) fn run_worker(
    order: &Order,
    name: &str,
    scratch: &Path,
    limits: &WorkerLimits,
    interrupted: &AtomicBool,
    guard: &mut Guard,
) -> WorkerEnd {
    let worker = spawn(order, name, scratch).and_then(|child| {
        guard.watch(child.id());
        let show = order.programs.as_ref().and_then(Programs::show_output);
        Worker::new(child, show)
    });
    let end = match worker {
        Ok(worker) => worker.run_to_end(order, limits, interrupted),
        Err(error) => WorkerEnd::Failed(format!("could not be started: {error}")),
    };
    guard.release();
    end
}

fn spawn(order: &Order, name: &str, scratch: &Path) -> io::Result<Child> {
    let mode = order.allocator_mode();
    let mut command = Command::new(platform::own_program()?);
    command
        .env(WORKER_VARIABLE, mode.name())
        .env(SCRATCH_VARIABLE, scratch)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if order.programs.is_none() {
        // Only the end of stderr is kept, where a panic's message matters more than its backtrace;
        // and the user's setting must not change what a variant allocates.
        command
            .env_remove("RUST_BACKTRACE")
            .env_remove("RUST_LIB_BACKTRACE");
    }
    platform::isolate(&mut command, &format!("heapwise {name}"));
    command.spawn()
}

/// A running worker, and the threads that read its pipes.
struct Worker {
    child: Child,
    reply: Receiver<Option<Reply>>,
    stderr: Receiver<WorkerStderr>,
}

impl Worker {
    /// `show` gets what the worker writes to stderr, if it is shown.
    fn new(mut child: Child, show: Option<fn(&[u8])>) -> io::Result<Self> {
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let readers = in_background(move || stdout.and_then(find_reply)).and_then(|reply| {
            let read = move |pipe| WorkerStderr::read(ShownPipe { pipe, show });
            let stderr = in_background(move || stderr.map(read).unwrap_or_default())?;
            Ok((reply, stderr))
        });
        match readers {
            Ok((reply, stderr)) => Ok(Self {
                child,
                reply,
                stderr,
            }),
            Err(error) => {
                child.kill()?;
                child.wait()?;
                Err(error)
            }
        }
    }

    fn run_to_end(
        mut self,
        order: &Order,
        limits: &WorkerLimits,
        interrupted: &AtomicBool,
    ) -> WorkerEnd {
        let text = serde_json::to_string(order).expect("an order holds only numbers and text");
        if let Some(mut stdin) = self.child.stdin.take() {
            // If the worker ended before it read its order, its exit status shows why.
            let _broken_pipe = stdin.write_all(text.as_bytes());
        }
        let stopped = watch(&mut self.child, limits.timeout, interrupted);
        // A process that the worker started may outlive it and hold its pipes open.
        let reply = || self.reply.recv_timeout(PIPES_CLOSE_WITHIN);
        let stderr = || self.stderr.recv_timeout(PIPES_CLOSE_WITHIN);
        match stopped {
            Err(error) => WorkerEnd::Failed(format!("could not be watched: {error}")),
            Ok(WaitEnd::Interrupted) => WorkerEnd::Interrupted,
            Ok(WaitEnd::TimedOut { limit, stopped }) => {
                let stopped = stopped.map(|signal| format!("was stopped by {signal} and "));
                let stopped = stopped.unwrap_or_default();
                let reason = format!(
                    "{stopped}ran longer than {} s (--timeout)",
                    limit.as_secs_f64()
                );
                WorkerEnd::Failed(stderr().unwrap_or_default().append_to(&reason))
            }
            Ok(WaitEnd::Stopped(signal)) => {
                let seconds = LONGEST_STOP.as_secs();
                let reason =
                    format!("was stopped by {signal} and did not continue within {seconds} s");
                WorkerEnd::Failed(stderr().unwrap_or_default().append_to(&reason))
            }
            Ok(WaitEnd::Exited {
                status,
                limits: in_force,
            }) => match reply() {
                Ok(Some(Reply::ProgramFailed(reason))) if status.success() => {
                    WorkerEnd::Failed(stderr().unwrap_or_default().append_to(&reason))
                }
                Ok(Some(reply)) if status.success() => WorkerEnd::Replied(Box::new(reply)),
                _ => {
                    let stderr = stderr().unwrap_or_default();
                    let mut reason = platform::ending(status);
                    if platform::has_aborted(status) && stderr.reports_failed_allocation() {
                        let exceeded = exceeded_limits(limits.memory_bytes, in_force);
                        reason = exceeded + &reason;
                    }
                    WorkerEnd::Failed(stderr.append_to(&reason))
                }
            },
        }
    }
}

/// A worker's stderr, which `show` gets as it is read.
struct ShownPipe<R> {
    pipe: R,
    show: Option<fn(&[u8])>,
}

impl<R: Read> Read for ShownPipe<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.pipe.read(buffer)?;
        if let Some(show) = self.show {
            show(&buffer[..length]);
        }
        Ok(length)
    }
}

/// Does `work` on another thread, which sends the result.
pub(super) fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Receiver<T>> {
    let (sender, receiver) = channel();
    thread::Builder::new().spawn(move || {
        // The receiver is gone if the worker's end was not awaited.
        let _dropped = sender.send(work());
    })?;
    Ok(receiver)
}

/// The first line that is a reply. The variant may have printed other lines. `None` if the pipe
/// breaks first.
fn find_reply(pipe: impl Read) -> Option<Reply> {
    let lines = BufReader::new(pipe).split(b'\n');
    let mut lines = lines.map_while(io::Result::ok);
    lines.find_map(|line| serde_json::from_slice(&line).ok())
}

/// Waits until a child process ends, or ends it at the time limit, at an interruption, or if it is stopped
/// and does not continue. The processes that it started end
/// with it, if it is the leader of a group.
pub(super) fn watch(
    child: &mut Child,
    timeout: Option<Duration>,
    interrupted: &AtomicBool,
) -> io::Result<WaitEnd> {
    let started = Instant::now();
    let mut stopped: Option<(&'static str, Instant)> = None;
    let mut pause = Duration::from_millis(1);
    let cut_short = loop {
        stopped = match platform::state(child)? {
            ProcessState::Ended => break None,
            ProcessState::Running => None,
            ProcessState::Stopped(signal) => stopped.or(Some((signal, Instant::now()))),
        };
        if interrupted.load(Ordering::Relaxed) {
            break Some(WaitEnd::Interrupted);
        }
        if let Some(limit) = timeout.filter(|&timeout| started.elapsed() >= timeout) {
            let stopped = stopped.map(|(signal, _)| signal);
            break Some(WaitEnd::TimedOut { limit, stopped });
        }
        if let Some((signal, _)) = stopped.filter(|(_, since)| since.elapsed() >= LONGEST_STOP) {
            break Some(WaitEnd::Stopped(signal));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_POLL);
    };
    let limits = platform::memory_limits(child);
    platform::kill_all(child)?;
    let status = child.wait()?;
    Ok(cut_short.unwrap_or(WaitEnd::Exited { status, limits }))
}

/// The limits that a worker without memory may have exceeded, as the beginning of a sentence that ends
/// with how it ended; empty if it had none. `own` is the limit that it got from here, and `in_force` are
/// those at its end.
fn exceeded_limits(own: Option<u64>, in_force: Option<MemoryLimits>) -> String {
    let data = in_force.map_or(own, |limits| limits.data_bytes);
    let address_space = in_force.and_then(|limits| limits.address_space_bytes);
    // All data lies in the address space.
    let data = data.filter(|data| address_space.is_none_or(|all| *data < all));
    let data = data.map(|bytes| {
        if Some(bytes) == own {
            format!("its memory limit of {} (--memory)", units::bytes(bytes))
        } else {
            let bytes = units::bytes(bytes);
            format!("the limit of {bytes} on its data (`ulimit -d` or setrlimit)")
        }
    });
    let address_space = address_space.map(|bytes| {
        let bytes = units::bytes(bytes);
        format!("the limit of {bytes} on its address space (`ulimit -v` or setrlimit)")
    });
    let exceeded: Vec<String> = data.into_iter().chain(address_space).collect();
    if exceeded.is_empty() {
        String::new()
    } else {
        format!("needed more than {}: ", exceeded.join(", or "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_limit_in_force_is_blamed() {
        let limits = |data_bytes, address_space_bytes| {
            Some(MemoryLimits {
                data_bytes,
                address_space_bytes,
            })
        };
        let own = Some(100_000_000);
        let ours = "its memory limit of 100 MB (--memory)";
        let space = "the limit of 50.0 MB on its address space (`ulimit -v` or setrlimit)";
        let exceeded = |own, in_force| exceeded_limits(own, in_force);
        assert_eq!(exceeded(own, None), format!("needed more than {ours}: "));
        assert_eq!(
            exceeded(own, limits(own, None)),
            format!("needed more than {ours}: ")
        );
        let lower = limits(own, Some(50_000_000));
        assert_eq!(exceeded(own, lower), format!("needed more than {space}: "));
        let lower = limits(None, Some(50_000_000));
        assert_eq!(exceeded(None, lower), format!("needed more than {space}: "));
        let both = exceeded(own, limits(own, Some(200_000_000)));
        assert!(
            both.contains(ours) && both.contains(", or the limit of 200 MB"),
            "{both}"
        );
        let lowered = exceeded(own, limits(Some(5_000_000), None));
        assert!(
            lowered.contains("the limit of 5.00 MB on its data"),
            "{lowered}"
        );
        assert_eq!(exceeded(None, limits(None, None)), "");
    }

    #[test]
    fn a_reply_is_found_among_other_lines() {
        let printed = b"{\"Ran\": 1}\nno newline\n\"SetUp\"\nand more";
        assert!(matches!(find_reply(&printed[..]), Some(Reply::SetUp)));
        assert!(find_reply(&b"{\"Ran\": 1}\n\"Set"[..]).is_none());
    }
}
