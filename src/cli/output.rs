//! Output: results go to stdout, everything else to stderr. Neither can make the program panic.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};

use crate::error::{Error, Result};
use crate::report::{StyledText, Tone};
use crate::units::{self, EscapedWriter};

use super::{color, text_layout};

/// The most characters that are shown of one line on stderr, which may repeat any text of the user.
const MOST_CHARACTERS: usize = 2000;

/// Prints a result for a person to stdout, with its hidden characters escaped. A closed pipe is not an
/// error, because its reader needs no more.
pub(super) fn print(text: &str) -> Result<()> {
    print_styled(&StyledText::from(text.to_string()))
}

/// Like [`print`], with the colours of the text if stdout takes them.
pub(super) fn print_styled(text: &StyledText) -> Result<()> {
    let text = color::paint(text, &io::stdout());
    print_exactly(|stdout| stdout.write_all(text.as_bytes()))
}

/// Prints a result for a program to stdout: what `render` writes, except that hidden characters are
/// escaped on a terminal. A closed pipe is not an error.
pub(super) fn print_data(render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    if io::stdout().is_terminal() {
        print_exactly(|stdout| render(&mut EscapedWriter::new(stdout, units::escape_lines)))
    } else {
        print_exactly(render)
    }
}

/// Prints a result to stdout as `render` writes it. A closed pipe is not an error.
pub(super) fn print_exactly(render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
    let mut stdout = BufWriter::new(io::stdout().lock());
    let written = render(&mut stdout).and_then(|()| stdout.flush());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Error::Stdout(error)),
        _ => Ok(()),
    }
}

/// Prints lines to stderr, with their hidden characters escaped, long ones shortened, and wrapped to its
/// width. If stderr is closed, they are dropped.
pub(super) fn complain(text: &str) {
    complain_styled(&StyledText::from(wrap_lines(text)));
}

/// Like [`complain`], after a word in its tone.
pub(super) fn complain_about(word: &str, tone: Tone, text: &str) {
    let text = wrap_lines(&format!("{word}: {text}"));
    let mut styled = StyledText::default();
    let rest = text
        .strip_prefix(word)
        .inspect(|_| styled.push(word, Some(tone)));
    styled.push_str(rest.unwrap_or(&text));
    complain_styled(&styled);
}

/// Like [`complain`], of something that stops nothing.
pub(super) fn warn(text: &str) {
    complain_about("warning", Tone::Caution, text);
}

/// Prints bytes of another program to stderr as they are. If stderr is closed, they are dropped.
#[cfg(feature = "program")]
pub(super) fn pass_on(bytes: &[u8]) {
    let _closed = io::stderr().write_all(bytes);
}

fn complain_styled(text: &StyledText) {
    let text = color::paint(text, &io::stderr());
    let _closed = io::stderr().write_all(text.as_bytes());
}

/// The lines of a text with their hidden characters escaped, long ones shortened, and wrapped to the width
/// of stderr.
fn wrap_lines(text: &str) -> String {
    let lines = text
        .split('\n')
        .map(|line| units::shorten(line, MOST_CHARACTERS));
    let text = lines.collect::<Vec<String>>().join("\n");
    text_layout::stderr_layout().wrap_text(&units::escape_lines(&text))
}
