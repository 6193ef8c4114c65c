//! The difference between two reports or two profiles, in formats for people and programs.

mod cells;
mod comparison;
mod format;
#[cfg(feature = "page")]
mod html;
mod json;
mod markdown;
mod text;
mod tones;

pub(super) use cells::file_and_line;
pub use comparison::{Comparison, Difference};
pub use format::{DifferenceFormat, render_difference};
pub use tones::render_styled_difference;
