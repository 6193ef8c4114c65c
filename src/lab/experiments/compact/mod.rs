//! Structures that take less memory: `compact-numbers`, `compact-strings` and `distinct`.

mod distinct;
mod numbers;
mod strings;

pub use distinct::{DistinctInput, distinct};
pub use numbers::{NumbersInput, compact_numbers};
pub use strings::{StringsInput, compact_strings};

use std::time::Duration;

use crate::Experiment;
use crate::experiment::Input;

use super::key_source::{ABOUT_KEY_COUNT, key_count_domain};

/// The time budget of each variant. It is short, because a run with the default input takes
/// milliseconds.
const TIME_BUDGET: Duration = Duration::from_millis(50);

/// Adds the inputs that select strings, and the time budget. Without a choice, the strings are real ones,
/// many with the same beginning or end.
fn with_strings(experiment: Experiment<Input>) -> Experiment<Input> {
    experiment
        .input("keys", "unicode-names", ABOUT_KEYS)
        .input_option("FILE")
        .input("n", key_count_domain(), ABOUT_KEY_COUNT)
        .input("seed", 1, "seed of the built-in keys")
        .time_budget(TIME_BUDGET)
}

/// Describes the input `keys`.
const ABOUT_KEYS: &str = "a file with one string a line, or a built-in set of `hash` that has text";
