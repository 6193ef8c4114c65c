//! Structures that take less memory: `compact-numbers`, `compact-strings` and `distinct`.

mod distinct;
mod numbers;
mod strings;

pub use distinct::{DistinctInput, distinct};
pub use numbers::{NumbersInput, compact_numbers};
pub use strings::{StringsInput, compact_strings};

use std::time::Duration;

/// The time budget of each variant. It is short, because a run with the default input takes
/// milliseconds.
const TIME_BUDGET: Duration = Duration::from_millis(50);

/// The keys that a run takes if none are chosen: real strings, many with the same beginning or end.
const DEFAULT_STRINGS: &str = "unicode-names";

/// Describes the input `keys`.
const ABOUT_KEYS: &str = "a file with one string a line, or a built-in set of `hash` that has text";
