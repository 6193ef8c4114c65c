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
use super::platform;

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
    Exited(ExitStatus),
    TimedOut(Duration),
    Interrupted,
}

const STDERR_TAIL_BYTES: usize = 4096;
const STDERR_SHOWN_LINES: usize = 12;
const LONGEST_POLL: Duration = Duration::from_millis(10);
const PIPES_CLOSE_WITHIN: Duration = Duration::from_secs(2);

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
        Worker::new(child)
    });
    let end = match worker {
        Ok(worker) => worker.run_to_end(order, limits, interrupted),
        Err(error) => WorkerEnd::Failed(format!("could not be started: {error}")),
    };
    guard.release();
    end
}

fn spawn(order: &Order, name: &str, scratch: &Path) -> io::Result<Child> {
    let mode = order.task.allocator_mode(order.settings.recorder.recorder);
    let mut command = Command::new(platform::own_program()?);
    command
        .env(WORKER_VARIABLE, mode.name())
        .env(SCRATCH_VARIABLE, scratch)
        // Only the end of stderr is kept, where a panic's message matters more than its backtrace;
        // and the user's setting must not change what a variant allocates.
        .env_remove("RUST_BACKTRACE")
        .env_remove("RUST_LIB_BACKTRACE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    platform::isolate(&mut command, &format!("heapwise {name}"));
    command.spawn()
}

/// A running worker, and the threads that read its pipes.
struct Worker {
    child: Child,
    reply: Receiver<Option<Reply>>,
    stderr: Receiver<Vec<u8>>,
}

impl Worker {
    fn new(mut child: Child) -> io::Result<Self> {
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let readers = in_background(move || stdout.and_then(find_reply)).and_then(|reply| {
            let stderr = in_background(move || stderr.map_or_else(Vec::new, read_tail))?;
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
            Ok(WaitEnd::TimedOut(limit)) => {
                let reason = format!("ran longer than {} s (--timeout)", limit.as_secs_f64());
                WorkerEnd::Failed(with_stderr(&reason, &stderr().unwrap_or_default()))
            }
            Ok(WaitEnd::Exited(status)) => match reply() {
                Ok(Some(reply)) if status.success() => WorkerEnd::Replied(Box::new(reply)),
                _ => {
                    let stderr = stderr().unwrap_or_default();
                    WorkerEnd::Failed(with_stderr(&reason(status, &stderr, limits), &stderr))
                }
            },
        }
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

/// Reads to the end and keeps the last few kilobytes, so that a worker may print any amount.
fn read_tail(mut pipe: impl Read) -> Vec<u8> {
    let mut tail = Vec::new();
    let mut chunk = [0; STDERR_TAIL_BYTES];
    while let Ok(read @ 1..) = pipe.read(&mut chunk) {
        tail.extend_from_slice(&chunk[..read]);
        let surplus = tail.len().saturating_sub(STDERR_TAIL_BYTES);
        tail.drain(..surplus);
    }
    tail
}

/// Waits until a child process ends, or ends it at the time limit or at an interruption. The processes
/// that it started end with it, if it is the leader of a group.
pub(super) fn watch(
    child: &mut Child,
    timeout: Option<Duration>,
    interrupted: &AtomicBool,
) -> io::Result<WaitEnd> {
    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    let cut_short = loop {
        if platform::has_ended(child)? {
            break None;
        }
        if interrupted.load(Ordering::Relaxed) {
            break Some(WaitEnd::Interrupted);
        }
        if let Some(timeout) = timeout.filter(|&timeout| started.elapsed() >= timeout) {
            break Some(WaitEnd::TimedOut(timeout));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_POLL);
    };
    platform::kill_all(child)?;
    let status = child.wait()?;
    Ok(cut_short.unwrap_or(WaitEnd::Exited(status)))
}

/// The reason why a worker without a reply failed, with the end of what it printed to stderr.
fn reason(status: ExitStatus, stderr: &[u8], limits: &WorkerLimits) -> String {
    let ending = platform::ending(status);
    let is_out_of_memory = String::from_utf8_lossy(stderr).contains("memory allocation of ");
    match limits.memory_bytes.filter(|_| is_out_of_memory) {
        Some(limit) => format!(
            "needed more than its memory limit of {} (--memory): {ending}",
            units::bytes(limit)
        ),
        None => ending,
    }
}

fn with_stderr(reason: &str, stderr: &[u8]) -> String {
    let text = printable(&String::from_utf8_lossy(stderr));
    let lines: Vec<&str> = text.lines().filter(|line| !is_chatter(line)).collect();
    let shown = &lines[lines.len().saturating_sub(STDERR_SHOWN_LINES)..];
    if shown.is_empty() {
        return reason.to_string();
    }
    format!("{reason}; the end of its stderr:\n{}", shown.join("\n"))
}

/// Whether a line is not about the variant: dhat's summary, or the runtime's advice about a variable
/// that is fixed for workers.
fn is_chatter(line: &str) -> bool {
    line.is_empty()
        || line.starts_with("dhat: ")
        || line.starts_with("note: run with `RUST_BACKTRACE")
}

/// `text` without control characters, which a report must not contain.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|&c| c == '\n' || !c.is_control())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_found_among_other_lines() {
        let printed = b"{\"Ran\": 1}\nno newline\n\"SetUp\"\nand more";
        assert!(matches!(find_reply(&printed[..]), Some(Reply::SetUp)));
        assert!(find_reply(&b"{\"Ran\": 1}\n\"Set"[..]).is_none());
    }

    #[test]
    fn only_the_end_of_stderr_is_kept_and_shown() {
        let lines: String = (0..5000).map(|n| format!("line {n}\n")).collect();
        let tail = read_tail(lines.as_bytes());
        assert_eq!(tail.len(), STDERR_TAIL_BYTES);
        let message = with_stderr("panicked", &tail);
        assert!(
            message.starts_with("panicked; the end of its stderr:\nline 4988\n"),
            "{message}"
        );
        assert!(message.ends_with("line 4999"));
        assert_eq!(with_stderr("panicked", b""), "panicked");
        assert_eq!(
            with_stderr("panicked", b"\x1b[31mred\x07"),
            "panicked; the end of its stderr:\n[31mred"
        );
    }
}
