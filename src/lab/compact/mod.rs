//! Structures that take less memory: numbers in fewer bytes, sets of strings that share text, and
//! structures that answer with a known error.

pub mod distinct;
pub mod numbers;
pub mod strings;
