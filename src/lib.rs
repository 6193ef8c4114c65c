#![doc = include_str!("../README.md")]
//!
//! # Rooms
//!
//! From the top down; each uses only what stands below it.
//!
//! | room | what is in it |
//! | --- | --- |
//! | `cli` | the command line, one file for each subcommand: [`main`] |
//! | [`report`] | a report in, text out |
//! | `measure` | the plan, the worker processes, the passes |
//! | [`experiments`] | the built-in experiments |
//! | [`experiment`] | how anything is declared: [`Experiment`], its input, its variants, their [`Answer`] |
//! | [`record`] | what is stored: the report, raw integers, a schema number |
//! | [`profile`] | DHAT version 2 JSON, and its call sites |
//! | [`alloc`] | the global allocator [`Alloc`] and its instruments |
//! | [`julia`], [`hash`], [`table`], [`growth`] | the subjects: plain code that knows nothing of measuring |
//! | [`units`] | bytes, counts and durations for people |
//! | [`mod@error`] | one error type; every message names the thing and the remedy |

pub mod alloc;
mod cli;
pub mod error;
pub mod experiment;
pub mod experiments;
pub mod growth;
pub mod hash;
pub mod julia;
mod measure;
pub mod profile;
pub mod record;
pub mod report;
pub mod table;
pub mod units;

pub use alloc::{Alloc, phase};
pub use cli::main;
pub use error::Error;
pub use experiment::{Answer, Experiment};
