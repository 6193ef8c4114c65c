#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
//!
//! # Rooms
//!
//! From the top down; each uses only what stands below it.
//!
//! | room | what is in it |
//! | --- | --- |
//! | `cli` | the command line, one file for each subcommand, and what cargo says to a benchmark: [`main`] |
//! | [`report`] | a report in, text out |
//! | [`compare`] | two reports or two profiles in, differences out; budgets |
//! | `measure` | the plan, the worker processes, the passes |
//! | [`experiment`] | how anything is declared: [`Experiment`], its input, its variants, their [`Answer`] |
//! | [`record`] | what is stored: the report, raw integers, a schema number |
//! | [`profile`] | DHAT version 2 JSON, and its call sites |
//! | [`alloc`] | the global allocator [`Alloc`] and its instruments: [`fn@count`], [`assert_footprint`] |
//! | [`lab`] | the laboratory: the built-in experiments and their subjects, which know nothing of measuring |
//! | [`units`] | bytes, counts and durations for people |
//! | [`mod@error`] | one error type; every message names the thing and the remedy |
//!
//! # Features
//!
//! All are there by default. Without any there are [`Alloc`], [`fn@count`], [`assert_footprint`] and
//! [`fn@phase`], for tests; each feature adds what it is named for.
//!
//! | feature | what it adds | items |
//! | --- | --- | --- |
//! | `run` | declaring experiments and running them: passes, reports, baselines, budgets, comparing, exports | [`main`], [`Experiment`], [`Answer`], [`Error`], [`mod@error`], [`experiment`], [`record`], [`profile`], [`compare`], [`report`], [`alloc::heap`] |
//! | `page` | `index.html` beside each report, `--format html`, flame graphs; with `run` | [`report::render_page`], [`report::PageFiles`], [`report::render_flame_graph`], [`report::render_flame_graph_element`], [`report::render_difference_flame_graph`] |
//! | `experiments` | the built-in experiments and the subjects; with `run` | [`lab`], [`report::growth_curves`], [`report::growth_curves_csv`] |

/// The modules whose functions measure. Their frames are never code under measurement.
#[cfg(feature = "run")]
const MEASURING_MODULES: [&str; 3] = [
    concat!(module_path!(), "::alloc::"),
    concat!(module_path!(), "::experiment::"),
    concat!(module_path!(), "::measure::"),
];

pub mod alloc;
#[cfg(feature = "run")]
mod cli;
#[cfg(feature = "run")]
pub mod compare;
#[cfg(feature = "run")]
pub mod error;
#[cfg(feature = "run")]
pub mod experiment;
#[cfg(feature = "experiments")]
pub mod lab;
#[cfg(feature = "run")]
mod measure;
#[cfg(feature = "run")]
pub mod profile;
#[cfg(feature = "run")]
pub mod record;
#[cfg(feature = "run")]
pub mod report;
pub mod units;

pub use alloc::scope::count;
pub use alloc::{Alloc, phase};
#[cfg(feature = "run")]
pub use cli::main;
#[cfg(feature = "run")]
pub use error::Error;
#[cfg(feature = "run")]
pub use experiment::{Answer, Experiment};
