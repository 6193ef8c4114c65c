//! What a parent asks of a worker, and what it hears back.

use std::path::PathBuf;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::experiment::Rendered;
use crate::record::Value;

use super::passes::{Figures, Sampling};

/// What one worker has to do.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) experiment: String,
    pub(super) input: IndexMap<String, Value>,
    pub(super) task: Task,
    pub(super) memory_bytes: Option<u64>,
    pub(super) parent: u32,
}

/// One pass of one variant, by its place among the experiment's; or the experiment's files.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Task {
    Time { variant: usize, sampling: Sampling },
    Count { variant: usize },
    Heap { variant: usize, profile: PathBuf },
    Attach { folder: PathBuf },
}

/// What a worker answers.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Passed { answer: Rendered, figures: Figures },
    Attached(Vec<Attached>),
}

/// A file that a worker left in the folder it was told, under its place in the list.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Attached {
    pub(super) name: String,
    pub(super) file: String,
}

impl Task {
    /// The value of the worker's environment variable, which fixes its allocator's mode.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Time { .. } => "time",
            Self::Count { .. } => "count",
            Self::Heap { .. } => "heap",
            Self::Attach { .. } => "attach",
        }
    }
}
