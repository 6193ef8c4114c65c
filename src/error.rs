//! The harness's error type. Each message names the thing, its value, the rule that it breaks, and
//! the remedy.

use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexSet;

/// Why a request could not be carried out. The command line prints it and exits with status 2, or
/// with status 1 for [`Worker`](Self::Worker).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A name that does not exist.
    #[error("no {kind} `{name}`{}", suggestion(kind, .near, *.exists_any))]
    Unknown {
        /// What kind of thing has no such name: `experiment`, `variant`, `input`.
        kind: &'static str,
        /// The name that does not exist.
        name: String,
        /// The names that exist and differ by a few letters only, nearest first.
        near: Vec<String>,
        /// Whether any name exists.
        exists_any: bool,
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
        let known: Vec<&str> = known.into_iter().collect();
        Self::Unknown {
            kind,
            name: name.to_string(),
            near: nearest(name, &known),
            exists_any: !known.is_empty(),
        }
    }
}

/// The most bytes of a name that is suggested, or for which one is; the distance of longer ones takes too
/// long to compute.
const LONGEST_SUGGESTION: usize = 200;

/// The three names that differ the least from `name`, nearest first: in at most a third of its letters. A
/// transposition of two letters is one difference. `name` may lack the experiment in front of a variant.
pub(crate) fn nearest(name: &str, known: &[&str]) -> Vec<String> {
    if name.len() > LONGEST_SUGGESTION {
        return Vec::new();
    }
    let allowed = (name.chars().count() + 1) / 3;
    let distance = |known: &str| {
        let last = known.rsplit('/').next().unwrap_or(known);
        let whole = strsim::osa_distance(name, known);
        whole.min(strsim::osa_distance(name, last))
    };
    let known = known
        .iter()
        .filter(|known| known.len() <= LONGEST_SUGGESTION);
    let mut near: Vec<(usize, &str)> = known
        .map(|known| (distance(known), *known))
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    // Of names at the same distance, one that begins alike is more similar.
    let similarity = |known: &str| strsim::jaro_winkler(name, known);
    near.sort_by(|one, other| {
        let by_distance = one.0.cmp(&other.0);
        by_distance.then_with(|| similarity(other.1).total_cmp(&similarity(one.1)))
    });
    let names: IndexSet<&str> = near.into_iter().map(|(_, known)| known).collect();
    names.into_iter().take(3).map(String::from).collect()
}

/// The kinds of names that `heapwise list` shows, or `heapwise report` for those in a report.
const LISTED: [&str; 4] = ["experiment", "variant", "variant that matches", "input"];

fn suggestion(kind: &str, near: &[String], exists_any: bool) -> String {
    if !exists_any {
        return String::from(": none exists");
    }
    if near.is_empty() {
        let is_listed = LISTED.contains(&kind);
        let remedy = if is_listed {
            "; `list` or `report` shows all names"
        } else {
            ""
        };
        return format!(": no similar name exists{remedy}");
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
        assert_eq!(
            message,
            "no variant `words/sortd`; the nearest: `words/sorted`"
        );
        let known = ["words/hashed", "words/sorted"];
        let message = Error::unknown("variant", "soretd", known).to_string();
        assert_eq!(message, "no variant `soretd`; the nearest: `words/sorted`");
    }

    #[test]
    fn a_name_that_is_far_from_all_others_comes_without_a_suggestion() {
        for name in ["x", "tree", &"x".repeat(1000)] {
            let error = Error::unknown("experiment", name, ["n", "words"]);
            let end = ": no similar name exists; `list` or `report` shows all names";
            assert!(error.to_string().ends_with(end), "{error}");
        }
    }

    #[test]
    fn an_unknown_name_where_no_name_exists_comes_without_a_suggestion() {
        let message = Error::unknown("experiment", "x", []).to_string();
        assert_eq!(message, "no experiment `x`: none exists");
    }
}
