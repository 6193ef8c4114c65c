//! Bytes, counts and durations for people: rendered with three significant digits and a unit, and
//! parsed. Text of unknown origin, made safe to show.

mod decimal;
mod parse;
mod render;
#[cfg(feature = "run")]
mod text;

pub use parse::{parse_bytes, parse_mean_bytes, parse_whole};
pub use render::{bytes, count, count_of, digits, nanoseconds, plural, ratio};
#[cfg(feature = "run")]
pub(crate) use text::{EscapedWriter, escape_json, escape_lines, is_hidden, shorten};
