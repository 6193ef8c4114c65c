//! What a parent asks of a worker, and what it hears back.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::experiment::{Examination, Rendered};
use crate::record::Value;

use super::passes::Figures;
use super::sampling::Sampling;

/// The environment variable that names the folder where a worker leaves its files. A path may not
/// be text, which an order is.
pub(super) const SCRATCH_VARIABLE: &str = "HEAPWISE_SCRATCH";

/// The name of the heap pass's profile in that folder.
pub(super) const PROFILE: &str = "profile.json";

/// What one worker has to do.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) experiment: String,
    pub(super) input: IndexMap<String, Value>,
    pub(super) task: Task,
    pub(super) memory_bytes: Option<u64>,
    pub(super) parent: u32,
}

/// One pass of one variant, by its place among the experiment's; what it tells of itself; whether
/// the set-up can be made; or the experiment's files. Profiles and files go to the folder that
/// [`SCRATCH_VARIABLE`] names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Task {
    Time { variant: usize, sampling: Sampling },
    Count { variant: usize },
    Heap { variant: usize },
    Answer { variant: usize },
    Examine { variant: usize },
    Weigh { variant: usize },
    Check,
    Attach,
}

/// What a worker answers.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Passed {
        answer: Rendered,
        /// The right answer, where it is known.
        known: Option<String>,
        figures: Box<Figures>,
    },
    Examined(Examination),
    Attached(Vec<Attached>),
    /// The set-up can be made.
    Ready,
    /// Why the set-up cannot be made.
    Refused(String),
}

/// A file that a worker left in its folder, under its place in the list.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Attached {
    pub(super) name: String,
    pub(super) file: String,
}

impl Task {
    /// The task's name in messages.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Time { .. } => "time",
            Self::Count { .. } => "count",
            Self::Heap { .. } => "heap",
            Self::Answer { .. } => "answer",
            Self::Examine { .. } => "examine",
            Self::Weigh { .. } => "weigh",
            Self::Check => "check",
            Self::Attach => "attach",
        }
    }
}
