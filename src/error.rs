//! The harness's error type. Each message names the thing, its value, the rule that it breaks, and
//! the remedy.

use std::io;
use std::path::{Path, PathBuf};

/// Why a request could not be carried out. The command line prints it and exits with status 2, or
/// with status 1 for [`Worker`](Self::Worker).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that does not exist.
    #[error("no {kind} `{name}`{}", suggestion(.near))]
    Unknown {
        /// What kind of thing has no such name: `experiment`, `variant`, `input`.
        kind: &'static str,
        /// The name that does not exist.
        name: String,
        /// The most similar names that exist, nearest first.
        near: Vec<String>,
    },

    /// A value of an input that is not allowed.
    #[error("input `{name}`: `{value}` {problem}")]
    Input {
        /// The input's name.
        name: String,
        /// The value, as the user wrote it.
        value: String,
        /// The rule that the value breaks, and the remedy. Continues the sentence after the value.
        problem: String,
    },

    /// An argument of the command line that cannot be used.
    #[error("argument `{argument}`: {problem}")]
    Argument {
        /// The argument, as the user wrote it.
        argument: String,
        /// What is wrong with the argument, and the remedy.
        problem: String,
    },

    /// A file or folder that cannot be read or written.
    #[error("cannot {action} {}: {source}; {remedy}", path.display())]
    File {
        /// The action that failed: `read`, `write`, `write to the folder`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
        /// What the user can do about it.
        remedy: &'static str,
    },

    /// A file with invalid contents.
    #[error("{}: {problem}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with the contents, and the remedy.
        problem: String,
    },

    /// An invalid declaration of experiments.
    #[error("{subject}: {problem}")]
    Declaration {
        /// The experiment with the invalid declaration, or `the experiments`.
        subject: String,
        /// What is wrong with the declaration, and the remedy.
        problem: String,
    },

    /// An experiment whose set-up fails.
    #[error("{experiment}: {problem}")]
    Refused {
        /// The experiment's name.
        experiment: String,
        /// Why the set-up fails with its input, and the remedy.
        problem: String,
    },

    /// A worker process that ended without a result.
    #[error("{variant}: {reason}")]
    Worker {
        /// The variant that the worker ran.
        variant: String,
        /// Why there is no result.
        reason: String,
    },

    /// A worker process that cannot carry out its order.
    #[error("this is a worker process: {0}")]
    Order(String),

    /// The program was built without [`crate::Alloc`] as its global allocator.
    #[error(
        "this program's global allocator is not heapwise's, so its heap cannot be measured; \
         add `#[global_allocator] static ALLOC: heapwise::Alloc = heapwise::Alloc::system();` \
         beside its `main`, or measure only time with `--passes time`"
    )]
    NotInstalled,

    /// Standard output that cannot be written to.
    #[error("cannot write to standard output: {0}; free disk space, or redirect the output")]
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
            remedy: "give a file that exists and is readable",
        }
    }

    /// The error of a file with invalid contents.
    pub fn format(path: &Path, problem: impl Into<String>) -> Self {
        Self::Format {
            path: path.to_path_buf(),
            problem: problem.into(),
        }
    }

    /// The error of a name that is not among the `known` ones.
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

/// The most bytes of a name that is suggested; the similarity of longer ones takes too long to compute.
const LONGEST_SUGGESTION: usize = 200;

/// The three names most similar to `name` by Jaro-Winkler similarity, nearest first.
fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let known = known.into_iter();
    let known = known.filter(|known| known.len() <= LONGEST_SUGGESTION);
    let mut scored: Vec<(f64, &str)> = known
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
        return String::from(": none exists");
    }
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    format!("; the nearest: {}", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_comes_with_the_nearest_names() {
        let error = Error::unknown(
            "variant",
            "words/sortd",
            ["words/hashed", "words/sorted", "words/streamed"],
        );
        let message = error.to_string();
        assert!(
            message.starts_with("no variant `words/sortd`; the nearest: `words/sorted`"),
            "{message}"
        );
    }

    #[test]
    fn an_unknown_name_where_no_name_exists_comes_without_a_suggestion() {
        let message = Error::unknown("experiment", "x", []).to_string();
        assert_eq!(message, "no experiment `x`: none exists");
    }
}
