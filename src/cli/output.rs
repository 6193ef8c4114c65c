//! Results on stdout, everything else on stderr; neither can make the program panic.

use std::io::{self, ErrorKind, Write};

use crate::error::{Error, Result};

/// Prints a result. A reader who has seen enough and closed the pipe is no error.
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

/// Prints a line to stderr; where that is gone, nobody wants to know.
pub(super) fn complain(text: &str) {
    let _nobody_listens = writeln!(io::stderr(), "{}", harmless(text));
}

/// The text, in which names out of a file may stand, with nothing that moves a terminal's cursor:
/// control characters as they are written in Rust.
fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => shown.push(c),
            _ if c.is_control() => shown.extend(c.escape_default()),
            _ => shown.push(c),
        }
    }
    shown
}
