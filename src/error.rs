//! The one error type. Every message names the thing that is wrong and what would be right.

use std::io;
use std::path::{Path, PathBuf};

/// Why a request could not be carried out. The command line shows it and exits with status 2.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that nothing declared has.
    #[error("unknown {kind} `{name}`{}", suggestion(.near))]
    Unknown {
        /// What was looked for: `experiment`, `variant`, `input`.
        kind: &'static str,
        /// The name as it was given.
        name: String,
        /// The declared names nearest to it, nearest first.
        near: Vec<String>,
    },

    /// An input's value that its declaration does not allow.
    #[error("input `{name}`: `{value}` {problem}")]
    Input {
        /// The input's name.
        name: String,
        /// The value as it was given.
        value: String,
        /// What is wrong with it, and what would be right.
        problem: String,
    },

    /// An argument that cannot be understood.
    #[error("argument `{argument}`: {problem}")]
    Argument {
        /// The argument as it was given.
        argument: String,
        /// What is wrong with it, and what would be right.
        problem: String,
    },

    /// A file or folder that the system would not read or write.
    #[error("cannot {action} {}: {source}; {remedy}", path.display())]
    File {
        /// What was tried: `read`, `write`, `create the folder`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
        /// What would be right.
        remedy: &'static str,
    },

    /// A file whose contents are not what they should be.
    #[error("{}: {problem}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, and what would be right.
        problem: String,
    },

    /// Experiments that are declared wrongly.
    #[error("{whose}: {problem}")]
    Declaration {
        /// Which one, or all.
        whose: String,
        /// What is wrong, and what would be right.
        problem: String,
    },

    /// An experiment whose set-up cannot be made.
    #[error("{experiment}: {problem}")]
    Refused {
        /// The experiment's name.
        experiment: String,
        /// What is wrong with its input, and what would be right.
        problem: String,
    },

    /// A worker process that did not give a result.
    #[error("{variant}: {reason}")]
    Worker {
        /// The variant it ran.
        variant: String,
        /// Why there is no result.
        reason: String,
    },

    /// A worker process that cannot do what it was started for.
    #[error("this is a worker process: {0}")]
    Order(String),

    /// The program was built without [`crate::Alloc`] as its global allocator.
    #[error(
        "this program's global allocator is not heapwise's, so its heap cannot be measured; \
         add `#[global_allocator] static ALLOC: heapwise::Alloc = heapwise::Alloc::system();` \
         beside its `main`, or ask for `--passes time` only"
    )]
    NotInstalled,

    /// Standard output that cannot be written to.
    #[error("cannot write to standard output: {0}; free some space, or send the output elsewhere")]
    Stdout(io::Error),

    /// The user stopped the run.
    #[error("interrupted: {0}")]
    Interrupted(String),
}

/// A result whose error is [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The error of a file that could not be read.
    pub fn reading(path: &Path, source: io::Error) -> Self {
        Self::File {
            action: "read",
            path: path.to_path_buf(),
            source,
            remedy: "name a file that exists and may be read",
        }
    }

    /// The error of a file whose contents are not what they should be.
    pub fn format(path: &Path, problem: impl Into<String>) -> Self {
        Self::Format {
            path: path.to_path_buf(),
            problem: problem.into(),
        }
    }

    /// The error of a name that is not among `known`.
    pub fn unknown<'a>(
        kind: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self::Unknown {
            kind,
            name: name.to_string(),
            near: nearest(name, known),
        }
    }
}

/// The three names that resemble `name` most (Jaro-Winkler similarity), nearest first.
fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(name, known), known))
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored
        .into_iter()
        .take(3)
        .map(|(_, known)| known.to_string())
        .collect()
}

fn suggestion(near: &[String]) -> String {
    if near.is_empty() {
        return String::from("; there is none");
    }
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    format!("; the nearest: {}", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_told_with_the_nearest() {
        let error = Error::unknown(
            "variant",
            "julia/stord",
            ["julia/axes", "julia/stored", "julia/streamed"],
        );
        let told = error.to_string();
        assert!(
            told.starts_with("unknown variant `julia/stord`; the nearest: `julia/stored`"),
            "{told}"
        );
    }

    #[test]
    fn nothing_declared_is_told_too() {
        let told = Error::unknown("experiment", "x", []).to_string();
        assert_eq!(told, "unknown experiment `x`; there is none");
    }
}
