//! heapwise weighs several ways of computing the same thing against each other, by what they do
//! to the heap.

pub mod alloc;
mod cli;
pub mod error;
pub mod experiment;
pub mod experiments;
pub mod julia;
mod measure;
pub mod profile;
pub mod record;
pub mod report;
pub mod units;

pub use alloc::Alloc;
pub use cli::main;
pub use experiment::{Answer, Experiment};
