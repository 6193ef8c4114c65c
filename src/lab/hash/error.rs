//! The error type.

use std::path::PathBuf;
use std::{fmt, io};

/// Why keys cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
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

/// A result whose error is [`KeyError`].
pub type Result<T, E = KeyError> = std::result::Result<T, E>;

/// What is wrong with the contents of a key file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileProblem {
    /// There is no line.
    #[error("is empty; give a file with one key a line")]
    Empty,

    /// The file begins with the byte-order mark of UTF-16.
    #[error("is in UTF-16, but keys are read as UTF-8; save the file as UTF-8")]
    Utf16,

    /// A line is not UTF-8.
    #[error("{place}: byte {byte} is not UTF-8; save the file as UTF-8 or set `key_type=bytes`")]
    NotUtf8 {
        /// The line.
        place: Place,
        /// The first invalid byte of the line or field, from 1.
        byte: usize,
    },

    /// A line is not a key of the key type.
    #[error("{place}: `{text}` is not {rule}; fix line {} or set `key_type=text`", place.line)]
    NotOfType {
        /// The line.
        place: Place,
        /// The beginning of the text, control characters escaped.
        text: String,
        /// What the text must be.
        rule: String,
    },

    /// The header has no such column.
    #[error("has no column `{name}`; name columns of its first line: {header}")]
    NoColumn {
        /// The name.
        name: String,
        /// The beginning of the header.
        header: String,
    },

    /// A line has too few fields.
    #[error("line {line}: has {fields} of {needed} fields; fix line {line}")]
    TooFewFields {
        /// The line, from 1.
        line: u64,
        /// The number of its fields.
        fields: usize,
        /// The least number of fields.
        needed: usize,
    },

    /// A line has more fields than the key.
    #[error(
        "line {line}: has {fields} fields, more than the {needed} of the key; fix line {line} or \
         select fields with `columns=1,2`"
    )]
    TooManyFields {
        /// The line, from 1.
        line: u64,
        /// The number of its fields.
        fields: usize,
        /// The number of fields of the key.
        needed: usize,
    },
}

/// A place in a key file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, from 1.
    pub line: u64,
    /// The column, from 1, if the lines are CSV.
    pub column: Option<usize>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        self.column
            .map_or(Ok(()), |column| write!(f, ", column {column}"))
    }
}
