//! What is kept of a worker's stderr, of any length: its first panic message, and its end.

use std::io::{BufRead, BufReader, Read};

/// The kept parts of a worker's stderr.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct WorkerStderr {
    /// The lines of the first panic message; empty if there is none.
    first_panic: Vec<u8>,
    tail: Vec<u8>,
    panic: PanicMessage,
}

/// Where in the first panic message the reader is.
#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
enum PanicMessage {
    #[default]
    NotBegun,
    Begun,
    Ended,
}

const PANIC_BYTES: usize = 2048;
const TAIL_BYTES: usize = 4096;
const SHOWN_LINES: usize = 12;

impl WorkerStderr {
    /// Reads `pipe` to its end.
    pub(super) fn read(pipe: impl Read) -> Self {
        let mut reader = BufReader::new(pipe);
        let mut stderr = Self::default();
        let mut line = Vec::new();
        // A line may have any length, so long ones are read in pieces.
        while let Ok(1..) = (&mut reader)
            .take(TAIL_BYTES as u64)
            .read_until(b'\n', &mut line)
        {
            stderr.add(&line);
            line.clear();
        }
        stderr
    }

    fn add(&mut self, line: &[u8]) {
        self.panic = match self.panic {
            PanicMessage::NotBegun if begins_panic(line) => PanicMessage::Begun,
            PanicMessage::Begun if ends_panic(line) => PanicMessage::Ended,
            state => state,
        };
        if self.panic == PanicMessage::Begun {
            let room = PANIC_BYTES - self.first_panic.len();
            self.first_panic
                .extend_from_slice(&line[..line.len().min(room)]);
        }
        self.tail.extend_from_slice(line);
        let surplus = self.tail.len().saturating_sub(TAIL_BYTES);
        self.tail.drain(..surplus);
    }

    /// Whether the process ended because an allocation failed, as the standard library reports it.
    pub(super) fn reports_failed_allocation(&self) -> bool {
        let tail = String::from_utf8_lossy(&self.tail);
        tail.lines().any(|line| {
            let size = line.strip_prefix("memory allocation of ");
            let size = size.and_then(|rest| rest.strip_suffix(" bytes failed"));
            size.is_some_and(|size| size.parse::<u64>().is_ok())
        })
    }

    /// `reason`, followed by the end of stderr, and before that by the first panic message if it is not
    /// part of the end.
    pub(super) fn append_to(&self, reason: &str) -> String {
        let tail = shown_lines(&self.tail);
        let tail = &tail[tail.len().saturating_sub(SHOWN_LINES)..];
        let mut panic = shown_lines(&self.first_panic);
        panic.truncate(SHOWN_LINES);
        let is_in_tail = tail.windows(panic.len().max(1)).any(|lines| lines == panic);
        let mut text = reason.to_string();
        if !panic.is_empty() && !is_in_tail {
            text.push_str(&format!("; its first panic:\n{}\n", panic.join("\n")));
            text.push_str("and the end of its stderr:\n");
            text.push_str(&tail.join("\n"));
        } else if !tail.is_empty() {
            text.push_str(&format!("; the end of its stderr:\n{}", tail.join("\n")));
        }
        text
    }
}

/// Whether a panic message begins with this line: `thread 'main' (7) panicked at src/main.rs:1:2:`.
fn begins_panic(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    line.starts_with("thread '") && line.contains(" panicked at ")
}

/// Whether this line follows a panic message.
fn ends_panic(line: &[u8]) -> bool {
    let starts: [&[u8]; 3] = [b"note: ", b"stack backtrace:", b"thread '"];
    starts.iter().any(|start| line.starts_with(start))
}

/// The lines of a part of stderr that are about the variant.
fn shown_lines(bytes: &[u8]) -> Vec<String> {
    let text = printable(&String::from_utf8_lossy(bytes));
    let lines = text.lines().filter(|line| !is_chatter(line));
    lines.map(String::from).collect()
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
    fn only_the_end_of_stderr_is_kept_and_shown() {
        let lines: String = (0..5000).map(|n| format!("line {n}\n")).collect();
        let stderr = WorkerStderr::read(lines.as_bytes());
        assert_eq!(stderr.tail.len(), TAIL_BYTES);
        let message = stderr.append_to("panicked");
        assert!(
            message.starts_with("panicked; the end of its stderr:\nline 4988\n"),
            "{message}"
        );
        assert!(message.ends_with("line 4999"));
        let shown = |stderr: &[u8]| WorkerStderr::read(stderr).append_to("panicked");
        assert_eq!(shown(b""), "panicked");
        assert_eq!(
            shown(b"\x1b[31mred\x07"),
            "panicked; the end of its stderr:\n[31mred"
        );
    }

    #[test]
    fn the_first_panic_message_is_kept_whatever_follows() {
        let panic = "\nthread 'main' (7) panicked at src/a.rs:1:2:\nthe roof\nis on fire\n";
        let shown = |more: &str| WorkerStderr::read(format!("{panic}{more}").as_bytes());
        let backtrace = format!("stack backtrace:\n{}", "  0: a::b\n".repeat(2000));
        let text = shown(&backtrace).append_to("aborted");
        let kept = "aborted; its first panic:\nthread 'main' (7) panicked at src/a.rs:1:2:\n\
                    the roof\nis on fire\nand the end of its stderr:\n  0: a::b\n";
        assert!(text.starts_with(kept), "{text}");
        let text = shown("note: run with `RUST_BACKTRACE=1`\n").append_to("aborted");
        assert_eq!(text.matches("the roof").count(), 1, "{text}");
        let long = "x".repeat(100_000);
        let text = WorkerStderr::read(format!("thread 'a' panicked at b:\n{long}").as_bytes());
        assert_eq!(text.first_panic.len(), PANIC_BYTES);
    }

    #[test]
    fn only_the_message_of_the_standard_library_is_a_failed_allocation() {
        let fails = |text: &str| WorkerStderr::read(text.as_bytes()).reports_failed_allocation();
        assert!(fails("a\nmemory allocation of 1048576 bytes failed\n"));
        assert!(!fails("memory allocation of 5 bytes done\n"));
        assert!(!fails("no memory allocation of 5 bytes failed\n"));
    }
}
