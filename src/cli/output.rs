//! Output: results go to stdout, everything else to stderr. Neither can make the program panic.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;

use crate::error::{Error, Result};

use super::atomic_file;

/// Prints a result to stdout. A closed pipe is not an error, because its reader needs no more.
pub(super) fn print(text: &str) -> Result<()> {
    print_with(|stdout| stdout.write_all(text.as_bytes()))
}

/// Like [`print`], of what `render` writes.
fn print_with(render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut stdout = BufWriter::new(io::stdout().lock());
    let written = render(&mut stdout).and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Stdout(error)),
        _ => Ok(()),
    }
}

/// Writes a result to a file, or prints it to stdout if none is given.
///
/// # Errors
///
/// If it cannot be written.
pub(super) fn write(
    file: Option<&Path>,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<()> {
    match file {
        None => print_with(render),
        Some(file) => atomic_file::write_with(file, render),
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
