//! The growing arrays and their policies.

mod array;
mod bytes;
mod cpython;
mod waste;
