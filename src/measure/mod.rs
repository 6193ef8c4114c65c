//! Runs variants: the plan, the worker processes, the passes.
//!
//! The program starts itself once for each variant and pass. The parent never runs a variant. The
//! worker gets its [`order::Order`] as JSON on stdin, makes the set-up, runs the scope under one
//! instrument, and answers one line of JSON on what was its stdout; the variant's own prints go
//! to stderr, of which the parent keeps the end. A worker that gives no answer is one failed row.

mod instruments;
mod judge;
mod machine;
mod names;
mod order;
mod passed;
mod passes;
mod plan;
mod platform;
mod process;
mod run;
mod sampling;
mod steps;
mod worker;

pub use machine::provenance;
pub use names::file_stem;
pub use passes::Pass;
pub use plan::{Plan, Selection, is_chosen_by};
pub use process::Limits;
pub use run::{NewFile, Observer, Run, Step, profile, run};
pub use sampling::Sampling;
pub use worker::{is_worker, serve};
