//! Bytes, counts and durations for people: rendered with three significant digits and a unit, and
//! parsed; and long texts, shortened.

mod decimal;
mod parse;
mod render;
mod shorten;

pub use parse::{parse_bytes, parse_mean_bytes, parse_whole};
pub use render::{bytes, count, count_of, digits, nanoseconds, plural, ratio};
pub use shorten::shorten;
