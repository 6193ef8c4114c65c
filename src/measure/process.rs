//! One worker process: started, fed, watched, ended.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::alloc::{Mode, WORKER_VARIABLE};
use crate::units;

use super::order::{Order, Reply, SCRATCH_VARIABLE, Task};
use super::platform;

/// What one worker may use.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// The longest that it may run.
    pub timeout: Option<Duration>,
    /// The most private writable memory that it may have, its instrument's included.
    pub memory_bytes: Option<u64>,
}

/// How a worker ended.
pub(super) enum Ended {
    Replied(Box<Reply>),
    Failed(String),
    Interrupted,
}

enum Stopped {
    Itself(ExitStatus),
    TimedOut(Duration),
    Interrupted,
}

const STDERR_KEPT_BYTES: usize = 4096;
const STDERR_SHOWN_LINES: usize = 12;
const LONGEST_POLL: Duration = Duration::from_millis(10);
const PIPES_CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// Runs one worker to its end. It may leave files in `scratch`.
pub(super) fn ask(
    order: &Order,
    name: &str,
    scratch: &Path,
    limits: &Limits,
    interrupted: &AtomicBool,
) -> Ended {
    match spawn(order, name, scratch).and_then(Attended::new) {
        Ok(attended) => attended.until_it_ends(order, limits, interrupted),
        Err(error) => Ended::Failed(format!("could not be started: {error}")),
    }
}

fn spawn(order: &Order, name: &str, scratch: &Path) -> io::Result<Child> {
    let mode = match order.task {
        Task::Heap { .. } => Mode::Recording,
        _ => Mode::Off,
    };
    let mut command = Command::new(platform::own_program()?);
    command
        .env(WORKER_VARIABLE, mode.name())
        .env(SCRATCH_VARIABLE, scratch)
        // A panic's message is worth more than its backtrace where only the end is kept, and a
        // variant must not allocate more where the user's shell asks for backtraces.
        .env("RUST_BACKTRACE", "0")
        .env("RUST_LIB_BACKTRACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    platform::set_apart(&mut command, &format!("heapwise {name}"));
    command.spawn()
}

/// A worker with someone at each of its pipes.
struct Attended {
    child: Child,
    reply: Receiver<Option<Reply>>,
    stderr: Receiver<Vec<u8>>,
}

impl Attended {
    fn new(mut child: Child) -> io::Result<Self> {
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let readers = in_background(move || stdout.and_then(reply)).and_then(|reply| {
            let stderr = in_background(move || stderr.map_or_else(Vec::new, end_of))?;
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

    fn until_it_ends(mut self, order: &Order, limits: &Limits, interrupted: &AtomicBool) -> Ended {
        let text = serde_json::to_string(order).expect("an order holds only numbers and text");
        if let Some(mut stdin) = self.child.stdin.take() {
            // A worker that is gone before it has read tells so by how it ended.
            let _gone = stdin.write_all(text.as_bytes());
        }
        let stopped = watch(&mut self.child, limits.timeout, interrupted);
        // What the worker has started, and did not end with it, may hold its pipes open.
        let reply = || self.reply.recv_timeout(PIPES_CLOSE_WITHIN);
        let stderr = || self.stderr.recv_timeout(PIPES_CLOSE_WITHIN);
        match stopped {
            Err(error) => Ended::Failed(format!("could not be watched: {error}")),
            Ok(Stopped::Interrupted) => Ended::Interrupted,
            Ok(Stopped::TimedOut(limit)) => {
                let reason = format!("ran longer than {} s (--timeout)", limit.as_secs_f64());
                Ended::Failed(with_stderr(&reason, &stderr().unwrap_or_default()))
            }
            Ok(Stopped::Itself(status)) => match reply() {
                Ok(Some(reply)) if status.success() => Ended::Replied(Box::new(reply)),
                _ => {
                    let stderr = stderr().unwrap_or_default();
                    Ended::Failed(with_stderr(&why(status, &stderr, limits), &stderr))
                }
            },
        }
    }
}

fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Receiver<T>> {
    let (sender, receiver) = channel();
    thread::Builder::new().spawn(move || {
        // Nobody listens any more where the worker's end was not waited for.
        let _unheard = sender.send(work());
    })?;
    Ok(receiver)
}

/// The first line that is a reply; what stands before it was printed by the variant. A pipe that
/// breaks has none.
fn reply(pipe: impl Read) -> Option<Reply> {
    let lines = BufReader::new(pipe).split(b'\n');
    let mut lines = lines.map_while(io::Result::ok);
    lines.find_map(|line| serde_json::from_slice(&line).ok())
}

/// Reads to the end and keeps the last few kilobytes, so that a worker may print what it likes.
fn end_of(mut pipe: impl Read) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut chunk = [0; STDERR_KEPT_BYTES];
    while let Ok(read @ 1..) = pipe.read(&mut chunk) {
        kept.extend_from_slice(&chunk[..read]);
        let surplus = kept.len().saturating_sub(STDERR_KEPT_BYTES);
        kept.drain(..surplus);
    }
    kept
}

/// Waits for the worker's end, or brings it about; what it started ends with it.
fn watch(
    child: &mut Child,
    timeout: Option<Duration>,
    interrupted: &AtomicBool,
) -> io::Result<Stopped> {
    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    let cut_short = loop {
        if platform::has_ended(child)? {
            break None;
        }
        if interrupted.load(Ordering::Relaxed) {
            break Some(Stopped::Interrupted);
        }
        if let Some(timeout) = timeout.filter(|&timeout| started.elapsed() >= timeout) {
            break Some(Stopped::TimedOut(timeout));
        }
        thread::sleep(pause);
        pause = (pause * 2).min(LONGEST_POLL);
    };
    platform::kill_all(child)?;
    let status = child.wait()?;
    Ok(cut_short.unwrap_or(Stopped::Itself(status)))
}

fn why(status: ExitStatus, stderr: &[u8], limits: &Limits) -> String {
    let ending = platform::ending(status);
    let refused = String::from_utf8_lossy(stderr).contains("memory allocation of ");
    match limits.memory_bytes.filter(|_| refused) {
        Some(limit) => format!(
            "ran out of its memory limit of {} (--memory): {ending}",
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

/// Lines that say nothing of the variant: dhat's summary, and the runtime's advice on a variable
/// that is fixed for workers.
fn is_chatter(line: &str) -> bool {
    line.is_empty()
        || line.starts_with("dhat: ")
        || line.starts_with("note: run with `RUST_BACKTRACE")
}

/// A worker's stderr may hold anything; a report holds no control characters.
fn printable(text: &str) -> String {
    text.chars()
        .filter(|&c| c == '\n' || !c.is_control())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_found_among_what_was_printed() {
        let printed = b"{\"Passed\": 1}\nno newline\n\"Ready\"\nand more";
        assert!(matches!(reply(&printed[..]), Some(Reply::Ready)));
        assert!(reply(&b"{\"Passed\": 1}\n\"Rea"[..]).is_none());
    }

    #[test]
    fn only_the_end_of_stderr_is_kept_and_shown() {
        let lines: String = (0..5000).map(|n| format!("line {n}\n")).collect();
        let kept = end_of(lines.as_bytes());
        assert_eq!(kept.len(), STDERR_KEPT_BYTES);
        let told = with_stderr("panicked", &kept);
        assert!(
            told.starts_with("panicked; the end of its stderr:\nline 4988\n"),
            "{told}"
        );
        assert!(told.ends_with("line 4999"));
        assert_eq!(with_stderr("panicked", b""), "panicked");
        assert_eq!(
            with_stderr("panicked", b"\x1b[31mred\x07"),
            "panicked; the end of its stderr:\n[31mred"
        );
    }
}
