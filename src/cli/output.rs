//! Output: results go to stdout, everything else to stderr. Neither can make the program panic.

use std::io::{self, ErrorKind, Write};

use crate::error::{Error, Result};

/// Prints a result to stdout. A closed pipe is not an error, because its reader needs no more.
pub(super) fn print(text: &str) -> Result<()> {
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Stdout(error)),
        _ => Ok(()),
    }
}

/// Prints a line to stderr. If stderr is closed, the line is dropped.
pub(super) fn complain(text: &str) {
    let _closed = writeln!(io::stderr(), "{}", without_control_characters(text));
}

/// `text` with its control characters escaped as in Rust, so that a name from a file cannot move the
/// terminal's cursor.
fn without_control_characters(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => escaped.push(c),
            _ if c.is_control() => escaped.extend(c.escape_default()),
            _ => escaped.push(c),
        }
    }
    escaped
}
