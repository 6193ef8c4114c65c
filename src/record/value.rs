//! The value of an input.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::units;

/// The value of an input: a whole number, a number with a fraction, or text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A whole number.
    Integer(i64),
    /// A number that may have a fraction.
    Real(f64),
    /// Text.
    Text(String),
}

impl Value {
    /// True if `text` is a way to write this value: `1e3`, `1_000` and `1000` are one whole number.
    pub fn is_written(&self, text: &str) -> bool {
        match self {
            Self::Integer(value) => units::parse_whole(text, &(i64::MIN..=i64::MAX)) == Ok(*value),
            Self::Real(value) => text.parse() == Ok(*value),
            Self::Text(value) => value == text,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => write!(f, "{value}"),
            Self::Real(value) => write!(f, "{value:?}"),
            Self::Text(value) => f.write_str(value),
        }
    }
}
