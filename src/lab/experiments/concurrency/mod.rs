//! Threads, tasks of an async runtime, and processes: `waiting` and `sharing`.

mod process_memory;
mod sharing;
mod waiting;

pub use sharing::{SharingInput, sharing};
pub use waiting::{WaitingInput, waiting};

use std::time::Duration;

/// The time budget of each variant. It is short, because a run with the default input takes a
/// fraction of a second at most.
const TIME_BUDGET: Duration = Duration::from_millis(100);

/// The most processes that a variant starts.
const MOST_PROCESSES: i64 = 64;

/// Why a variant with processes does not apply if it has no command to start one.
const NO_COMMAND: &str = "this program does not know how to start itself";
