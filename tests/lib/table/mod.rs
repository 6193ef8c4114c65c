//! The tables against `std::collections::HashMap`, theory and CPython.

mod churn;
mod common;
mod cpython;
mod model;
mod panics;
mod reinsertion;
mod theory;
