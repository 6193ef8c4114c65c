//! The error type.

use std::io;
use std::path::PathBuf;

/// Why keys cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system cannot read a key file.
    #[error("cannot read {}: {source}; name a readable file", path.display())]
    Read {
        /// The key file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },

    /// The contents of a key file are invalid.
    #[error("{}: {problem}", path.display())]
    KeyFile {
        /// The key file.
        path: PathBuf,
        /// What is wrong, and what would be right.
        problem: KeyFileProblem,
    },
}

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What is wrong with the contents of a key file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileProblem {
    /// There is no line.
    #[error("is empty; give a file with one key a line")]
    Empty,

    /// A line is not UTF-8.
    #[error(
        "line {line}: byte {byte} is not UTF-8; save the file as UTF-8 or set `key_type=bytes`"
    )]
    NotUtf8 {
        /// The line, from 1.
        line: usize,
        /// The first invalid byte of the line, from 1.
        byte: usize,
    },

    /// A line is not a key of the key type.
    #[error(
        "line {line}: `{text}` is not a valid {key_type}; fix line {line} or set `key_type=text`"
    )]
    NotOfType {
        /// The line, from 1.
        line: usize,
        /// The beginning of the line's text, control characters escaped.
        text: String,
        /// The name of the key type.
        key_type: &'static str,
    },
}
